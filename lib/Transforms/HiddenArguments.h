// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a pass adds to the arguments of programs, and buffers that their graphs
// make for it. They are ordinary arguments: no kernel interface knows of them, and programs without
// pay nothing.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_HIDDENARGUMENTS_H
#define VYRE_LIB_TRANSFORMS_HIDDENARGUMENTS_H

#include "Vyre/Dialect/VyreOps.h"

namespace mlir::vyre {

/// Adds a last argument to the program. Names are the user's: ours gets a
/// suffix where it is taken.
Value addHiddenArgument(ProgramOp program, Type type, StringRef name);

/// Makes one buffer, zero at first, and passes it as the last argument to each
/// dispatch of one of the programs. Null if the graph dispatches none of them.
AllocOp passHiddenBuffer(GraphOp graph, BufferType type,
                         function_ref<bool(StringAttr)> isTaker);

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_HIDDENARGUMENTS_H
