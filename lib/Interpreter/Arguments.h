// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a dispatch is given, against what its program takes.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_ARGUMENTS_H
#define VYRE_LIB_INTERPRETER_ARGUMENTS_H

#include "FlatCode.h"
#include "Vyre/Interpreter/Interpreter.h"

namespace mlir::vyre::interp {

std::string argumentName(ProgramOp program, Value value);

/// An error if grid, buffers and scalars are not what the program takes.
ExecutionResult checkArguments(const FlatCode &code,
                               std::array<uint32_t, 3> grid,
                               ArrayRef<BufferSpan> buffers,
                               ArrayRef<uint64_t> scalars,
                               const ExecutionOptions &options);

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_ARGUMENTS_H
