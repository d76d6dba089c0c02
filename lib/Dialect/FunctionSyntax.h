// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The syntax that vyre.program and vyre.graph share: a symbol, arguments with
// names that are kept, a body.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_DIALECT_FUNCTIONSYNTAX_H
#define VYRE_LIB_DIALECT_FUNCTIONSYNTAX_H

#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace mlir::vyre::syntax {

/// Parses `[visibility] @name(%arg: type, ...)` into the attributes
/// sym_name, function_type and arg_names, and the entry arguments.
ParseResult parseSignature(OpAsmParser &parser, OperationState &result,
                           SmallVectorImpl<OpAsmParser::Argument> &arguments);

/// Parses `[attributes {...}] { body }`.
ParseResult parseBody(OpAsmParser &parser, OperationState &result,
                      ArrayRef<OpAsmParser::Argument> arguments);

void printSignature(OpAsmPrinter &printer, FunctionOpInterface op,
                    ArrayAttr argNames);
void printBody(OpAsmPrinter &printer, FunctionOpInterface op,
               ArrayRef<StringRef> elidedAttrs);

/// The types of what a step passes, `(type, ...)` or `()`.
ParseResult parseArgumentTypes(OpAsmParser &parser,
                               SmallVectorImpl<Type> &types);
void printArgumentTypes(OpAsmPrinter &printer, TypeRange types);

/// Names the block arguments as the source did.
void nameArguments(Region &region, ArrayAttr argNames,
                   OpAsmSetValueNameFn setName);

/// What both verify: one name per argument, all different; argument types are
/// buffers, or scalars of type i32, i64, f32, f64 or index; no workgroup
/// buffers; the last op returns. `rule` is the id that messages on arguments
/// cite.
LogicalResult verifyArguments(FunctionOpInterface op, ArrayAttr argNames,
                              StringRef rule);

} // namespace mlir::vyre::syntax

#endif // VYRE_LIB_DIALECT_FUNCTIONSYNTAX_H
