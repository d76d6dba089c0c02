// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The generated op definitions, in a file of their own: they take longer to
// compile than all hand-written code of the dialect.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Dialect/VyreOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace mlir::vyre;

#include "Vyre/Dialect/VyreInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "Vyre/Dialect/VyreOps.cpp.inc"
