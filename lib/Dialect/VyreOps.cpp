// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The generated op definitions, in a file of their own: they take longer to
// compile than all hand-written code of the dialect.
//
//===----------------------------------------------------------------------===//

#include "FunctionSyntax.h"
#include "Vyre/Dialect/VyreOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace mlir::vyre;

#include "Vyre/Dialect/VyreInterfaces.cpp.inc"

// The assembly of every op spells buffer types in full, as arguments do; the
// generated code would drop `!vyre.buffer`. Another type is refused here, before
// anything asks it for its element.
static ParseResult parseBufferType(OpAsmParser &parser, Type &type) {
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseType(type))
    return failure();
  if (isa<BufferType>(type))
    return success();
  return parser.emitError(loc)
         << "found type " << type
         << ", expected a buffer; fix: write it as in '!vyre.buffer<4xf32, "
            "read>'";
}

static void printBufferType(OpAsmPrinter &printer, Operation *, Type type) {
  printer << type;
}

static ParseResult parseArgumentTypes(OpAsmParser &parser,
                                      SmallVectorImpl<Type> &types) {
  return syntax::parseArgumentTypes(parser, types);
}

static void printArgumentTypes(OpAsmPrinter &printer, Operation *,
                               TypeRange types) {
  syntax::printArgumentTypes(printer, types);
}

// A keyword of an enum. The generated code would name the C++ type in its error
// and print two spaces.
template <typename AttrT>
static ParseResult parseEnumKeyword(OpAsmParser &parser, AttrT &attr) {
  using EnumT = decltype(attr.getValue());
  SMLoc loc = parser.getCurrentLocation();
  StringRef keyword;
  if (succeeded(parser.parseOptionalKeyword(&keyword)))
    if (std::optional<EnumT> value = symbolizeEnum<EnumT>(keyword)) {
      attr = AttrT::get(parser.getContext(), *value);
      return success();
    }
  InFlightDiagnostic diagnostic = parser.emitError(loc);
  if (!keyword.empty())
    diagnostic << "found '" << keyword << "', ";
  diagnostic << "expected one of";
  StringRef separator = " ";
  for (unsigned i = 0; !stringifyEnum(static_cast<EnumT>(i)).empty(); ++i) {
    diagnostic << separator << stringifyEnum(static_cast<EnumT>(i));
    separator = ", ";
  }
  return diagnostic;
}

template <typename AttrT>
static void printEnumKeyword(OpAsmPrinter &printer, Operation *, AttrT attr) {
  printer << stringifyEnum(attr.getValue());
}

// The generated code would not recognise a bare keyword as an optional
// attribute.
static ParseResult parseOptionalOrder(OpAsmParser &parser, OrderAttr &order) {
  for (Order each : {Order::Relaxed, Order::Acquire, Order::Release,
                     Order::AcqRel, Order::SeqCst})
    if (succeeded(parser.parseOptionalKeyword(stringifyOrder(each)))) {
      order = OrderAttr::get(parser.getContext(), each);
      break;
    }
  return success();
}

static void printOptionalOrder(OpAsmPrinter &printer, Operation *,
                               OrderAttr order) {
  if (order)
    printer << ' ' << stringifyOrder(order.getValue());
}

#define GET_OP_CLASSES
#include "Vyre/Dialect/VyreOps.cpp.inc"
