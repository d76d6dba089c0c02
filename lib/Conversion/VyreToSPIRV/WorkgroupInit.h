// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a kernel can notice that workgroup memory starts as zero.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_CONVERSION_VYRETOSPIRV_WORKGROUPINIT_H
#define VYRE_LIB_CONVERSION_VYRETOSPIRV_WORKGROUPINIT_H

#include "mlir/IR/Value.h"
#include "mlir/Support/LLVM.h"

namespace mlir::vyre {

/// Whether some access to the workgroup memory `buffer` may read an element
/// that no invocation has written. True is the safe answer. False is given for
/// memory that is never read, and for memory that the whole workgroup fills
/// and then waits for before anything reads it; the source says why that is
/// enough.
bool mayReadInitialValue(Value buffer, ArrayRef<unsigned> workgroupSize);

} // namespace mlir::vyre

#endif // VYRE_LIB_CONVERSION_VYRETOSPIRV_WORKGROUPINIT_H
