// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsing and printing of programs and graphs. Custom, because MLIR forgets
// argument names and these names are what a user types after --input.
//
//===----------------------------------------------------------------------===//

#include "FunctionSyntax.h"

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace mlir::vyre;

ParseResult
syntax::parseSignature(OpAsmParser &parser, OperationState &result,
                       SmallVectorImpl<OpAsmParser::Argument> &arguments) {
  (void)impl::parseOptionalVisibilityKeyword(parser, result.attributes);
  StringAttr name;
  if (parser.parseSymbolName(name, SymbolTable::getSymbolAttrName(),
                             result.attributes) ||
      parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren,
                               /*allowType=*/true, /*allowAttrs=*/true))
    return failure();

  Builder &builder = parser.getBuilder();
  SmallVector<Type> types;
  SmallVector<Attribute> names;
  SmallVector<DictionaryAttr> attrs;
  for (const OpAsmParser::Argument &argument : arguments) {
    types.push_back(argument.type);
    // The name as it is spelled, without the sigil. A number cannot be printed
    // as a name again, so %0 becomes %arg0.
    StringRef spelled = argument.ssaName.name.drop_front();
    names.push_back(llvm::isDigit(spelled.front())
                        ? builder.getStringAttr("arg" + spelled)
                        : builder.getStringAttr(spelled));
    attrs.push_back(argument.attrs ? argument.attrs
                                   : builder.getDictionaryAttr({}));
  }
  result.addAttribute("function_type",
                      TypeAttr::get(builder.getFunctionType(types, {})));
  result.addAttribute("arg_names", builder.getArrayAttr(names));
  if (llvm::any_of(attrs, [](DictionaryAttr dict) { return !dict.empty(); })) {
    SmallVector<Attribute> list(attrs.begin(), attrs.end());
    result.addAttribute("arg_attrs", builder.getArrayAttr(list));
  }
  return success();
}

ParseResult syntax::parseBody(OpAsmParser &parser, OperationState &result,
                              ArrayRef<OpAsmParser::Argument> arguments) {
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  SMLoc loc = parser.getCurrentLocation();
  Region *body = result.addRegion();
  if (parser.parseRegion(*body, arguments))
    return failure();
  if (body->empty())
    return parser.emitError(loc, "expected a body with at least "
                                 "'vyre.return'; fix: add it");
  return success();
}

void syntax::printSignature(OpAsmPrinter &printer, FunctionOpInterface op,
                            ArrayAttr argNames) {
  printer << ' ';
  if (auto visibility = op->getAttrOfType<StringAttr>(
          SymbolTable::getVisibilityAttrName()))
    printer << visibility.getValue() << ' ';
  printer.printSymbolName(op.getName());
  printer << '(';
  llvm::interleaveComma(op.getArguments(), printer, [&](BlockArgument arg) {
    printer.printRegionArgument(
        arg, op.getArgAttrs(arg.getArgNumber()));
  });
  printer << ')';
}

void syntax::printBody(OpAsmPrinter &printer, FunctionOpInterface op,
                       ArrayRef<StringRef> elidedAttrs) {
  SmallVector<StringRef> elided = {
      SymbolTable::getSymbolAttrName(),
      SymbolTable::getVisibilityAttrName(),
      "function_type",
      "arg_names",
      "arg_attrs",
      "res_attrs",
  };
  llvm::append_range(elided, elidedAttrs);
  printer.printOptionalAttrDictWithKeyword(op->getAttrs(), elided);
  printer << ' ';
  printer.printRegion(op.getFunctionBody(), /*printEntryBlockArgs=*/false,
                      /*printBlockTerminators=*/true);
}

ParseResult syntax::parseArgumentTypes(OpAsmParser &parser,
                                       SmallVectorImpl<Type> &types) {
  if (parser.parseLParen())
    return failure();
  if (succeeded(parser.parseOptionalRParen()))
    return success();
  return failure(parser.parseTypeList(types) || parser.parseRParen());
}

void syntax::printArgumentTypes(OpAsmPrinter &printer, TypeRange types) {
  printer << '(';
  llvm::interleaveComma(types, printer);
  printer << ')';
}

void syntax::nameArguments(Region &region, ArrayAttr argNames,
                           OpAsmSetValueNameFn setName) {
  for (auto [arg, name] : llvm::zip(region.getArguments(), argNames))
    setName(arg, cast<StringAttr>(name).getValue());
}

/// Whether a name can stand after `%` and comes back as it is.
static bool isPrintableName(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, [](char c) {
           return llvm::isAlnum(c) || StringRef("_$.-").contains(c);
         });
}

LogicalResult syntax::verifyArguments(FunctionOpInterface op,
                                      ArrayAttr argNames, StringRef rule) {
  if (argNames.size() != op.getNumArguments())
    return op.emitOpError("has ")
           << argNames.size() << " argument names, expected "
           << op.getNumArguments() << ", one per argument [" << rule << "]";
  if (op.getNumResults() != 0)
    return op.emitOpError("has results, expected none [")
           << rule << "]; fix: write results to a buffer";
  // The trait SingleBlock has checked that there is a last op.
  Operation &last = op.getFunctionBody().front().back();
  if (!isa<ReturnOp>(last))
    return op.emitOpError("ends in '")
           << last.getName()
           << "', expected 'vyre.return' [VYRE-PR-06]; fix: end it in "
              "'vyre.return'";

  llvm::StringSet<> seen;
  for (auto [index, type] : llvm::enumerate(op.getArgumentTypes())) {
    StringRef name = cast<StringAttr>(argNames[index]).getValue();
    if (!isPrintableName(name))
      return op.emitOpError("has an argument named '")
             << name
             << "', expected letters, digits, '_', '$', '.' and '-', not "
                "starting with a digit ["
             << rule << "]; fix: rename it";
    if (!seen.insert(name).second)
      return op.emitOpError("has two arguments named '")
             << name << "', expected different names [" << rule
             << "]; fix: rename one";
    if (auto buffer = dyn_cast<BufferType>(type)) {
      if (buffer.isWorkgroup())
        return op.emitOpError("argument '%")
               << name << "' is workgroup memory, expected a storage buffer ["
               << rule << "]; fix: use 'vyre.workgroup_alloc' in the program";
      continue;
    }
    if (!type.isSignlessInteger(32) && !type.isSignlessInteger(64) &&
        !type.isF32() && !type.isF64() && !type.isIndex())
      return op.emitOpError("argument '%")
             << name << "' has type " << type
             << ", expected a buffer or i32, i64, f32, f64 or index [" << rule
             << "]; fix: pass it in a buffer or convert it";
  }
  return success();
}
