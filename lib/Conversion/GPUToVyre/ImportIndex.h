// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the index of upstream, a signed number as wide as the target likes, to
// that of vyre: unsigned, 32 bits.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_CONVERSION_GPUTOVYRE_IMPORTINDEX_H
#define VYRE_LIB_CONVERSION_GPUTOVYRE_IMPORTINDEX_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace mlir::vyre {

/// Rewrites what of a body from the gpu dialect would mean something else in a
/// program or a graph, provided that every index in it is a signed number of 32
/// bits: constants are taken modulo 2^32, a widening cast extends the sign, and
/// a loop whose bounds may be negative compares signed. Ops of arith need
/// nothing: VYRE-IX-02 and VYRE-IX-03 take the same 32 bits for signed numbers.
void importIndexArithmetic(FunctionOpInterface function);

} // namespace mlir::vyre

#endif // VYRE_LIB_CONVERSION_GPUTOVYRE_IMPORTINDEX_H
