// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builders for the two structured control-flow ops of the spirv dialect, used
// by everything here that emits a loop or a guard.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_CONVERSION_VYRETOSPIRV_STRUCTURED_H
#define VYRE_LIB_CONVERSION_VYRETOSPIRV_STRUCTURED_H

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/IR/Builders.h"

namespace mlir::vyre {

/// The blocks of a new loop. Only the entry and the merge block are complete:
/// whoever asked for the loop fills and terminates the others. The body may
/// hold nested control flow, the continue block must not.
struct LoopBlocks {
  spirv::LoopOp op;
  Block *header = nullptr;
  Block *body = nullptr;
  Block *continueBlock = nullptr;
  Block *merge = nullptr;
};

/// Adds an empty loop; the insertion point stays behind it.
LoopBlocks createLoop(OpBuilder &builder, Location loc);

/// The blocks of a new selection. The header is complete; `thenBlock` and
/// `elseBlock` (null if not asked for) want a branch to `merge`.
struct SelectionBlocks {
  spirv::SelectionOp op;
  Block *thenBlock = nullptr;
  Block *elseBlock = nullptr;
  Block *merge = nullptr;
};

/// Adds a selection on `condition`; the insertion point stays behind it.
SelectionBlocks createSelection(OpBuilder &builder, Location loc,
                                Value condition, bool withElse);

/// Adds what `body` emits, executed only if `condition` holds.
void createGuarded(OpBuilder &builder, Location loc, Value condition,
                   function_ref<void(OpBuilder &)> body);

/// An i32 constant.
Value createI32(OpBuilder &builder, Location loc, uint32_t value);

/// An integer constant of `type`, which may be a vector of integers.
Value createInteger(OpBuilder &builder, Location loc, Type type,
                    uint64_t value);

} // namespace mlir::vyre

#endif // VYRE_LIB_CONVERSION_VYRETOSPIRV_STRUCTURED_H
