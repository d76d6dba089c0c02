// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a kernel does to its buffer arguments.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_ARGUMENTEFFECTS_H
#define VYRE_ANALYSIS_ARGUMENTEFFECTS_H

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir::vyre {

/// One entry per argument; false for scalars. An argument that is neither read
/// nor written needs no ordering between dispatches.
struct ArgumentEffects {
  SmallVector<bool> reads;
  SmallVector<bool> writes;
};

/// Collects the effects of a kernel. Exact up to reachability: an access that
/// stands in the body counts, whether or not it runs. An op that takes a buffer
/// and is not an AccessOpInterface or a length counts as both.
ArgumentEffects computeArgumentEffects(FunctionOpInterface kernel);

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_ARGUMENTEFFECTS_H
