// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values of `--input` that are written on the command line, and the text in
// which `--output` prints a buffer.
//
//   4xf32=1,2,3,4          a buffer, one number per element
//   2xvector<2xf32>=1,2,3,4   one number per component
//   1024xi32=0             one number for all
//   1024xf32=iota          0, 1, 2, ... (modulo the width of an integer)
//   1024xf32=random:SEED   see randomBits()
//   f32=2.5                a scalar
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_VALUES_H
#define VYRE_RUN_VALUES_H

#include "Vyre/Runtime/Element.h"
#include "Vyre/Runtime/Graph.h"
#include "Vyre/Runtime/Status.h"

#include <cstdint>
#include <string>

namespace vyre::run {

/// A buffer or a scalar.
struct Value {
  bool isScalar = false;
  rt::BufferValue buffer;
  rt::ScalarValue scalar;
};

/// Parses `[COUNTx]TYPE=NUMBERS`.
rt::Result<Value> parseValue(const std::string &text);

/// "4xf32", as in source and in messages.
std::string valueTypeName(rt::ElementType element, uint64_t count);

/// "4xf32 = [1, 2, 3, 4]". Beyond `limit` elements only the first and last are
/// shown, and the text says how many there are.
std::string formatBuffer(const rt::BufferValue &buffer, uint64_t limit = 64);

} // namespace vyre::run

#endif // VYRE_RUN_VALUES_H
