// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef VYRE_DIALECT_VYREDIALECT_H
#define VYRE_DIALECT_VYREDIALECT_H

#include "mlir/IR/Dialect.h"

#include "Vyre/Dialect/VyreDialect.h.inc"

#endif // VYRE_DIALECT_VYREDIALECT_H
