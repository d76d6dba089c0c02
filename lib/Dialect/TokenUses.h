// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each token is waited for once on every path (VYRE-AS-03 to 06).
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_DIALECT_TOKENUSES_H
#define VYRE_LIB_DIALECT_TOKENUSES_H

#include "Vyre/Dialect/VyreOps.h"

namespace mlir::vyre {

/// Verifies the tokens of a program whose ops are verified. On every path from
/// where a token begins it ends once: in a wait, or passed on through a yield
/// or a loop to another token, for which the same holds. No invocation leaves
/// the program in between.
LogicalResult verifyTokens(ProgramOp program);

} // namespace mlir::vyre

#endif // VYRE_LIB_DIALECT_TOKENUSES_H
