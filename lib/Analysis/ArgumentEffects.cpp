// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which arguments of a kernel are read and which are written. The runtime
// orders two dispatches only if one writes what the other touches.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/ArgumentEffects.h"

#include "Vyre/Dialect/VyreOps.h"

using namespace mlir;
using namespace mlir::vyre;

ArgumentEffects
mlir::vyre::computeArgumentEffects(FunctionOpInterface kernel) {
  unsigned count = kernel.getNumArguments();
  ArgumentEffects effects{SmallVector<bool>(count, false),
                          SmallVector<bool>(count, false)};
  for (BlockArgument arg : kernel.getArguments()) {
    if (!isa<BufferType>(arg.getType()))
      continue;
    unsigned index = arg.getArgNumber();
    for (Operation *user : arg.getUsers()) {
      if (isa<LengthOp>(user))
        continue;
      if (auto copy = dyn_cast<AsyncCopyOpInterface>(user)) {
        effects.reads[index] |= copy.getCopySource() == arg;
        effects.writes[index] |= copy.getCopyTarget() == arg;
        continue;
      }
      auto access = dyn_cast<AccessOpInterface>(user);
      effects.reads[index] |= !access || access.readsElement();
      effects.writes[index] |= !access || access.writesElement();
    }
  }
  return effects;
}
