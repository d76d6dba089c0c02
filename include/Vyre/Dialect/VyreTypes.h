// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef VYRE_DIALECT_VYRETYPES_H
#define VYRE_DIALECT_VYRETYPES_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"

#include "Vyre/Dialect/VyreEnums.h.inc"

#define GET_TYPEDEF_CLASSES
#include "Vyre/Dialect/VyreTypes.h.inc"

#endif // VYRE_DIALECT_VYRETYPES_H
