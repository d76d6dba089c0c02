// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `--verify` compares: a buffer of the device with that of the interpreter.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_COMPARE_H
#define VYRE_RUN_COMPARE_H

#include "Vyre/Runtime/Graph.h"
#include "Vyre/Runtime/Status.h"

#include <cstdint>
#include <string>

namespace vyre::run {

/// Steps between two floats as a device is judged: 0 for equal values, the two
/// zeros, and two NaNs; the largest number when one is NaN. A device may flush
/// subnormals of f32 and f16 (VYRE-FP-03), so there they count as zero.
uint64_t verifyDistance(rt::ElementType lane, uint64_t a, uint64_t b);

/// Mismatch when an element differs: integers by a bit, floats by more than
/// `ulp`. The message has the first such element and how many there are.
rt::Status compareBuffers(const std::string &name,
                          const rt::BufferValue &reference,
                          const rt::BufferValue &device, uint32_t ulp);

} // namespace vyre::run

#endif // VYRE_RUN_COMPARE_H
