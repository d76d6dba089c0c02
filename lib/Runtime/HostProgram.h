// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scalar commands of a graph, computed on the host.
//
// Registers hold 64 bits. A value of a narrower type is kept zero-extended,
// an f32 as its bits. All operations are total, as docs/Semantics.md has it:
// x/0 is all ones, x%0 is 0, MIN/-1 is MIN, MIN%-1 is 0, shifts take their
// amount modulo the width, and `index` computes modulo 2^32. f32 arithmetic
// rounds to f32 after every operation; so does f64.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_HOSTPROGRAM_H
#define VYRE_LIB_RUNTIME_HOSTPROGRAM_H

#include "Vyre/Artifact/Artifact_generated.h"
#include "Vyre/Runtime/Element.h"

#include <cstdint>

namespace vyre::rt {

/// A decoded ScalarCommand.
struct ScalarOp {
  artifact::ScalarOpcode opcode = artifact::ScalarOpcode_Constant;
  ElementType type = ElementType::Index;
  ElementType from = ElementType::Index;
  uint32_t dst = 0;
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t c = 0;
  uint64_t imm = 0;
};

/// True when evaluate() knows the opcode for the types: an integer operation
/// on a scalar integer type, a float operation on f32 or f64.
bool isSupported(const ScalarOp &op);

/// The result of `op` over `registers`. Not for Length and LaunchGroups, which
/// the executor answers. REQUIRES: isSupported(op).
uint64_t evaluate(const ScalarOp &op, const uint64_t *registers);

/// `bits` cut to the width of `type`.
uint64_t truncateTo(ElementType type, uint64_t bits);

/// `bits` of `type` as a signed number.
int64_t signExtend(ElementType type, uint64_t bits);

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_HOSTPROGRAM_H
