// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs: syntax, verifiers.
//
//===----------------------------------------------------------------------===//

#include "FunctionSyntax.h"
#include "Placement.h"
#include "Vyre/Dialect/VyreOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// GraphOp
//===----------------------------------------------------------------------===//

ParseResult GraphOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> arguments;
  if (syntax::parseSignature(parser, result, arguments))
    return failure();
  return syntax::parseBody(parser, result, arguments);
}

void GraphOp::print(OpAsmPrinter &printer) {
  syntax::printSignature(printer, *this, getArgNames());
  syntax::printBody(printer, *this, {});
}

void GraphOp::getAsmBlockArgumentNames(Region &region,
                                       OpAsmSetValueNameFn setName) {
  syntax::nameArguments(region, getArgNames(), setName);
}

LogicalResult GraphOp::verify() {
  return syntax::verifyArguments(*this, getArgNames(), "VYRE-GR-01");
}

//===----------------------------------------------------------------------===//
// Rules that several steps share
//===----------------------------------------------------------------------===//

/// Buffers of a graph are numbered when the graph is built, so they cannot be
/// made again and again in a loop.
static LogicalResult verifyAtTopLevel(Operation *op) {
  if (failed(verifyInGraph(op)))
    return failure();
  if (isa<GraphOp>(op->getParentOp()))
    return success();
  return op->emitOpError("stands in '")
         << op->getParentOp()->getName()
         << "', expected the top level of a graph [VYRE-GR-07]; fix: make the "
            "buffer before the loop";
}

/// VYRE-GR-08.
static LogicalResult verifyElements(Operation *op, BufferType buffer,
                                    ElementsAttr elements) {
  ShapedType type = elements.getShapedType();
  Type found = type.getElementType();
  Type expected = buffer.getElementType();
  int64_t lanes = 1;
  // A buffer of vectors takes a tensor of shape COUNTxLANES.
  if (auto vector = dyn_cast<VectorType>(expected)) {
    lanes = vector.getNumElements();
    expected = vector.getElementType();
  }
  if (found != expected)
    return op->emitOpError("has elements of type ")
           << found << " for a buffer of " << buffer.getElementType()
           << ", expected " << expected
           << " [VYRE-GR-08]; fix: write the elements as " << expected;
  if (!isa<DenseElementsAttr, DenseResourceElementsAttr>(elements))
    return op->emitOpError("has elements that are not dense, expected "
                           "dense<...> [VYRE-GR-08]; fix: write them as dense");
  if (!buffer.isDynamic() &&
      type.getNumElements() != buffer.getCount() * lanes)
    return op->emitOpError("has ")
           << type.getNumElements() << " elements for a buffer of "
           << buffer.getCount() << ", expected " << buffer.getCount() * lanes
           << " [VYRE-GR-08]; fix: give one element for each of the buffer";
  if (type.getNumElements() % lanes != 0)
    return op->emitOpError("has ")
           << type.getNumElements() << " elements, expected a multiple of "
           << lanes << " [VYRE-GR-08]; fix: give " << lanes
           << " numbers for each vector";
  return success();
}

static LogicalResult verifyTarget(Operation *op, BufferType type) {
  if (type.getAccess() == Access::Write ||
      type.getAccess() == Access::ReadWrite)
    return success();
  return op->emitOpError("writes to a buffer of access ")
         << stringifyAccess(type.getAccess())
         << ", expected write or read_write [VYRE-GR-09]; fix: declare the "
            "buffer read_write";
}

//===----------------------------------------------------------------------===//
// AllocOp, LaunchGroupsOp, ConstantOp
//===----------------------------------------------------------------------===//

void AllocOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), "buffer");
}

LogicalResult AllocOp::verify() {
  if (failed(verifyAtTopLevel(*this)))
    return failure();
  auto type = cast<BufferType>(getResult().getType());
  if (type.getAccess() != Access::ReadWrite)
    return emitOpError("makes a buffer of access ")
           << stringifyAccess(type.getAccess())
           << ", expected read_write [VYRE-GR-06]; fix: declare it "
              "read_write; it can be passed where read or write is asked";
  if (type.isDynamic() != static_cast<bool>(getCount()))
    return emitOpError(type.isDynamic()
                           ? "has no count operand for a buffer of count '?', "
                             "expected one [VYRE-GR-06]; fix: write "
                             "'vyre.alloc(%n)'"
                           : "has a count operand for a buffer of static "
                             "count, expected none [VYRE-GR-06]; fix: remove "
                             "the operand or write '?' in the type");
  return success();
}

LogicalResult LaunchGroupsOp::verify() { return verifyInGraph(*this); }

void ConstantOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), "constant");
}

LogicalResult ConstantOp::verify() {
  if (failed(verifyAtTopLevel(*this)))
    return failure();
  auto type = cast<BufferType>(getResult().getType());
  if (type.isWorkgroup() || type.isDynamic())
    return emitOpError("makes a buffer of type ")
           << type
           << ", expected a storage buffer of static count [VYRE-GR-08]; fix: "
              "write the number of elements in the type";
  return verifyElements(*this, type, getValue());
}

//===----------------------------------------------------------------------===//
// CopyOp, FillOp, ReadOp, FixpointOp, ExpectOp
//===----------------------------------------------------------------------===//

LogicalResult CopyOp::verify() {
  if (failed(verifyInGraph(*this)))
    return failure();
  auto source = cast<BufferType>(getSource().getType());
  auto target = cast<BufferType>(getTarget().getType());
  if (source.getElementType() != target.getElementType())
    return emitOpError("copies elements of type ")
           << source.getElementType() << " to elements of type "
           << target.getElementType()
           << ", expected the same type [VYRE-GR-09]; fix: convert in a "
              "program";
  return verifyTarget(*this, target);
}

LogicalResult FillOp::verify() {
  if (failed(verifyInGraph(*this)))
    return failure();
  auto type = cast<BufferType>(getTarget().getType());
  if (isa<VectorType>(type.getElementType()))
    return emitOpError("fills a buffer of ")
           << type.getElementType()
           << ", expected scalar elements [VYRE-GR-10]; fix: fill it in a "
              "program";
  return verifyTarget(*this, type);
}

LogicalResult ReadOp::verify() {
  if (failed(verifyInGraph(*this)))
    return failure();
  auto type = cast<BufferType>(getBuffer().getType());
  Type element = type.getElementType();
  if (type.getCount() == 1 && type.isReadable() && !type.isWorkgroup() &&
      (element.isSignlessInteger(32) || element.isSignlessInteger(64)))
    return success();
  return emitOpError("reads from a buffer of type ")
         << type
         << ", expected one element, i32 or i64, that can be read "
            "[VYRE-GR-14]; fix: copy what decides to a buffer of one element "
            "in a program";
}

LogicalResult FixpointOp::verify() {
  if (failed(verifyInGraph(*this)))
    return failure();
  if (getBuffers().empty())
    return emitOpError("has no buffers, expected those that have to settle "
                       "[VYRE-GR-20]; fix: list at least one, or use scf.for");
  for (auto [number, buffer] : llvm::enumerate(getBuffers())) {
    auto type = cast<BufferType>(buffer.getType());
    if (type.getAccess() != Access::ReadWrite)
      return emitOpError("has buffer #")
             << number << " of access " << stringifyAccess(type.getAccess())
             << ", expected read_write [VYRE-GR-20]; fix: list the buffers "
                "that "
                "the steps read and write";
  }
  auto limit = static_cast<int64_t>(getLimit());
  if (limit < 1 || limit > UINT32_MAX)
    return emitOpError("may run ")
           << limit << " passes, expected 1 to " << UINT32_MAX
           << " [VYRE-GR-21]; fix: write the number of passes that are enough";
  return success();
}

/// %buffer : type == elements [ulp N] attr-dict
ParseResult ExpectOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::UnresolvedOperand buffer;
  Type type;
  Attribute expected;
  if (parser.parseOperand(buffer) || parser.parseColonType(type) ||
      parser.parseEqual() || parser.parseEqual())
    return failure();
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseAttribute(expected))
    return failure();
  if (!isa<ElementsAttr>(expected))
    return parser.emitError(loc) << "found " << expected
                                 << ", expected dense<...> : tensor<...>; "
                                    "fix: write the elements as in 'dense<[1, "
                                    "2]> : tensor<2xi32>'";
  result.addAttribute(getExpectedAttrName(result.name), expected);
  if (succeeded(parser.parseOptionalKeyword("ulp"))) {
    int32_t ulp;
    SMLoc ulpLoc = parser.getCurrentLocation();
    if (parser.parseInteger(ulp))
      return failure();
    if (ulp < 0)
      return parser.emitError(ulpLoc)
             << "found ulp " << ulp
             << ", expected 0 or more [VYRE-GR-11]; fix: write the distance "
                "that you accept";
    result.addAttribute(getUlpAttrName(result.name),
                        parser.getBuilder().getI32IntegerAttr(ulp));
  }
  return failure(parser.parseOptionalAttrDict(result.attributes) ||
                 parser.resolveOperand(buffer, type, result.operands));
}

void ExpectOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getBuffer() << " : " << getBuffer().getType() << " == "
          << getExpected();
  if (getUlp() != 0)
    printer << " ulp " << getUlp();
  printer.printOptionalAttrDict((*this)->getAttrs(),
                                {getExpectedAttrName(), getUlpAttrName()});
}

LogicalResult ExpectOp::verify() {
  if (failed(verifyInGraph(*this)))
    return failure();
  auto type = cast<BufferType>(getBuffer().getType());
  if (static_cast<int32_t>(getUlp()) < 0)
    return emitOpError("has ulp ")
           << static_cast<int32_t>(getUlp())
           << ", expected 0 or more [VYRE-GR-11]; fix: write the distance "
              "that you accept";
  if (getUlp() != 0 && !isa<FloatType>(getElementTypeOrSelf(
                           type.getElementType())))
    return emitOpError("has ulp ")
           << getUlp() << " for elements of type " << type.getElementType()
           << ", expected a float type [VYRE-GR-11]; fix: remove 'ulp'";
  return verifyElements(*this, type, getExpected());
}
