//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_DIALECT_VYREOPS_TD
#define VYRE_DIALECT_VYREOPS_TD

include "Vyre/Dialect/VyreProgramOps.td"
include "Vyre/Dialect/VyreMemoryOps.td"
include "Vyre/Dialect/VyreSyncOps.td"
include "Vyre/Dialect/VyreSubgroupOps.td"
include "Vyre/Dialect/VyreArithOps.td"
include "Vyre/Dialect/VyreAsyncOps.td"
include "Vyre/Dialect/VyreGraphOps.td"
include "Vyre/Dialect/VyreTrapOps.td"

#endif // VYRE_DIALECT_VYREOPS_TD
