// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all callers of a program have in common, as attributes of the program:
// analyses of one program cannot look at the graphs of its module, which other
// threads may be changing. vyre-infer-aliases sets them; convert-gpu-to-vyre
// does where the source says llvm.noalias. Nothing else does.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_CALLERFACTS_H
#define VYRE_ANALYSIS_CALLERFACTS_H

#include "Vyre/Dialect/VyreOps.h"

namespace mlir::vyre {

/// On an argument: no dispatch passes this buffer as another argument as well.
/// A unit attribute.
constexpr StringLiteral kNoAliasAttrName = "vyre.noalias";

/// On a program: no dispatch has more than one workgroup along the axes from
/// this number on. An i32 from 1 to 2; without it, all three may have more.
constexpr StringLiteral kGridAxesAttrName = "vyre.grid_axes";

/// Whether two buffers of a program can be one. A dispatch changes no element
/// types (VYRE-GR-03).
inline bool mayAlias(ProgramOp program, Value a, Value b) {
  if (a == b)
    return true;
  if (cast<BufferType>(a.getType()).getElementType() !=
      cast<BufferType>(b.getType()).getElementType())
    return false;
  auto first = dyn_cast<BlockArgument>(a), second = dyn_cast<BlockArgument>(b);
  auto isUnique = [&](BlockArgument arg) {
    return static_cast<bool>(
        program.getArgAttr(arg.getArgNumber(), kNoAliasAttrName));
  };
  return first && second && !isUnique(first) && !isUnique(second);
}

/// The number of axes along which a grid may have more than one workgroup.
inline unsigned getGridAxes(ProgramOp program) {
  auto axes = program->getAttrOfType<IntegerAttr>(kGridAxesAttrName);
  return axes ? axes.getInt() : 3;
}

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_CALLERFACTS_H
