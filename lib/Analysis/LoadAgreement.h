// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In which scope invocations that load the same element agree on its value.
// The argument is in Uniformity.h.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_ANALYSIS_LOADAGREEMENT_H
#define VYRE_LIB_ANALYSIS_LOADAGREEMENT_H

#include "Vyre/Analysis/Uniformity.h"

namespace mlir::vyre {

/// The plain loads on which not the whole grid agrees, with the widest scope
/// that does: one with a barrier between the last acquire and the load, on
/// every path. Linear, times the nesting of loops.
DenseMap<Operation *, UniformScope> computeLoadAgreement(ProgramOp program);

} // namespace mlir::vyre

#endif // VYRE_LIB_ANALYSIS_LOADAGREEMENT_H
