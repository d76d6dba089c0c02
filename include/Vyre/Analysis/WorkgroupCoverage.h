// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where workgroup memory has been written as a whole.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_WORKGROUPCOVERAGE_H
#define VYRE_ANALYSIS_WORKGROUPCOVERAGE_H

#include "mlir/IR/Value.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace mlir::vyre {

/// The axis whose local id the op gives, if it gives one: kernels have
/// different ops for it in the course of the compilation.
using LocalIdAxis = llvm::function_ref<std::optional<unsigned>(Operation *)>;

/// The first workgroup barrier among `ops` before which stores among them,
/// nested in nothing but a loop, have written every element of the workgroup
/// memory `buffer`; null if none is certain. REQUIRES: the ops stand in one
/// block in this order, and nobody leaves between them.
///
/// All invocations of the workgroup execute such a barrier together
/// (VYRE-BR-01), and have executed the stores in the same run through the
/// block. So who passed it sees what was written, and neither what the memory
/// held before nor other stores matter.
Operation *findFullWrite(Value buffer, ArrayRef<int32_t> workgroupSize,
                         ArrayRef<Operation *> ops, LocalIdAxis getLocalIdAxis);

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_WORKGROUPCOVERAGE_H
