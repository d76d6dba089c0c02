// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps that run programs, or ask about them: syntax, verifiers.
//
//===----------------------------------------------------------------------===//

#include "FunctionSyntax.h"
#include "Placement.h"
#include "Vyre/Dialect/VyreOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::vyre;

static LogicalResult verifySizes(Operation *op, ValueRange sizes,
                                 StringRef example) {
  if (failed(verifyInGraph(op)))
    return failure();
  if (sizes.empty() || sizes.size() > DispatchOp::kMaxDims)
    return op->emitOpError("has ")
           << sizes.size()
           << " sizes, expected one to three [VYRE-GR-04]; fix: write '"
           << example << " [%x]', with up to three sizes";
  return success();
}

/// The program with this name. Null if it was converted: the kernel's module
/// then has its name.
static FailureOr<ProgramOp> lookupProgram(Operation *op,
                                          FlatSymbolRefAttr name,
                                          SymbolTableCollection &symbols) {
  Operation *callee = symbols.lookupNearestSymbolFrom(op, name);
  if (!callee)
    return op->emitOpError("names ")
           << name
           << ", which is not in this module, expected a vyre.program "
              "[VYRE-GR-05]; fix: define it or correct the name";
  if (auto program = dyn_cast<ProgramOp>(callee))
    return program;
  if (!isa<GraphOp>(callee) && !isa<FunctionOpInterface>(callee))
    return ProgramOp();
  InFlightDiagnostic diagnostic =
      op->emitOpError("names ")
      << name << ", expected a vyre.program [VYRE-GR-05]; fix: "
      << "name a program";
  diagnostic.attachNote(callee->getLoc())
      << "this is '" << callee->getName() << "'";
  return diagnostic;
}

/// VYRE-GR-03 and VYRE-GR-05, of whatever runs a program.
static LogicalResult verifyCallee(DispatchLikeOpInterface op,
                                  SymbolTableCollection &symbols) {
  FailureOr<ProgramOp> callee = lookupProgram(op, op.getCalleeAttr(), symbols);
  if (failed(callee))
    return failure();
  ProgramOp program = *callee;
  if (!program)
    return success();

  auto fail = [&](const Twine &message) {
    InFlightDiagnostic diagnostic = op->emitOpError(message);
    diagnostic.attachNote(program.getLoc()) << "the program is defined here";
    return diagnostic;
  };
  OperandRange operands = op.getArguments();
  if (operands.size() != program.getNumArguments())
    return fail("passes " + Twine(operands.size()) + " arguments to '@" +
                program.getName() + "', expected " +
                Twine(program.getNumArguments()) +
                " [VYRE-GR-03]; fix: pass one value for each argument");
  for (auto [index, operand, formal] :
       llvm::enumerate(operands, program.getArgumentTypes())) {
    auto actualBuffer = dyn_cast<BufferType>(operand.getType());
    auto formalBuffer = dyn_cast<BufferType>(formal);
    bool matches = actualBuffer && formalBuffer
                       ? actualBuffer.canBePassedAs(formalBuffer)
                       : operand.getType() == formal;
    if (!matches)
      return fail("passes argument #" + Twine(index) + " ('%" +
                  program.getArgName(index) + "') with a wrong type")
             << ": found " << operand.getType() << ", expected " << formal
             << " [VYRE-GR-03]; fix: pass a value of that type; a read_write "
                "buffer and a static count may narrow";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// DispatchOp
//===----------------------------------------------------------------------===//

/// @callee (groups|threads) [sizes] (operands) attr-dict : (types)
ParseResult DispatchOp::parse(OpAsmParser &parser, OperationState &result) {
  FlatSymbolRefAttr callee;
  if (parser.parseAttribute(callee, parser.getBuilder().getNoneType(),
                            getCalleeAttrName(result.name), result.attributes))
    return failure();
  StringRef unit;
  SMLoc unitLoc = parser.getCurrentLocation();
  if (parser.parseKeyword(&unit))
    return failure();
  if (unit == "threads")
    result.addAttribute(getThreadsAttrName(result.name),
                        parser.getBuilder().getUnitAttr());
  else if (unit != "groups")
    return parser.emitError(unitLoc)
           << "found '" << unit << "', expected 'groups' or 'threads'";
  SmallVector<OpAsmParser::UnresolvedOperand> sizes, operands;
  SmallVector<Type> types;
  Type index = parser.getBuilder().getIndexType();
  if (parser.parseOperandList(sizes, OpAsmParser::Delimiter::Square))
    return failure();
  SMLoc operandLoc = parser.getCurrentLocation();
  if (parser.parseOperandList(operands, OpAsmParser::Delimiter::Paren) ||
      parser.parseOptionalAttrDict(result.attributes) || parser.parseColon() ||
      syntax::parseArgumentTypes(parser, types))
    return failure();
  result.addAttribute(getOperandSegmentSizesAttrName(result.name),
                      parser.getBuilder().getDenseI32ArrayAttr(
                          {static_cast<int32_t>(sizes.size()),
                           static_cast<int32_t>(operands.size())}));
  return failure(
      parser.resolveOperands(sizes, index, result.operands) ||
      parser.resolveOperands(operands, types, operandLoc, result.operands));
}

void DispatchOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printer.printAttributeWithoutType(getCalleeAttr());
  printer << (getThreads() ? " threads [" : " groups [");
  printer.printOperands(getSizes());
  printer << "] (";
  printer.printOperands(getArguments());
  printer << ')';
  printer.printOptionalAttrDict((*this)->getAttrs(),
                                {getCalleeAttrName(), getThreadsAttrName(),
                                 getOperandSegmentSizesAttrName()});
  printer << " : ";
  syntax::printArgumentTypes(printer, getArguments().getTypes());
}

LogicalResult DispatchOp::verify() {
  return verifySizes(*this, getSizes(), "threads");
}

LogicalResult DispatchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyCallee(*this, symbols);
}

unsigned DispatchOp::countGridAxes(ArrayRef<int32_t> workgroupSize) {
  for (unsigned axis = getSizes().size(); axis > 1; --axis) {
    // One workgroup, or as many invocations as fit into one.
    APInt size;
    int64_t limit = getThreads() ? workgroupSize[axis - 1] : 1;
    if (!matchPattern(getSizes()[axis - 1], m_ConstantInt(&size)) ||
        size.ugt(limit))
      return axis;
  }
  return 1;
}

//===----------------------------------------------------------------------===//
// PreferResidentOp, StrideGroupsOp
//===----------------------------------------------------------------------===//

LogicalResult PreferResidentOp::verify() {
  return verifySizes(*this, getSizes(), "groups");
}

LogicalResult
PreferResidentOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return lookupProgram(*this, getCalleeAttr(), symbols);
}

LogicalResult StrideGroupsOp::verify() {
  return verifySizes(*this, getSizes(), "groups");
}

LogicalResult StrideGroupsOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return lookupProgram(*this, getCalleeAttr(), symbols);
}

//===----------------------------------------------------------------------===//
// IndirectDispatchOp
//===----------------------------------------------------------------------===//

LogicalResult IndirectDispatchOp::verify() {
  if (failed(verifyInGraph(*this)))
    return failure();
  auto type = cast<BufferType>(getCounts().getType());
  if (type.isWorkgroup() || !type.isReadable() ||
      !getElementTypeOrSelf(type.getElementType()).isInteger(32))
    return emitOpError("takes its counts from a buffer of type ")
           << type
           << ", expected elements of i32 that can be read [VYRE-GR-17]; fix: "
              "write the counts to a buffer of i32";
  APInt offset;
  if (!matchPattern(getOffset(), m_ConstantInt(&offset)))
    return success();
  uint64_t begin = offset.zextOrTrunc(32).getZExtValue();
  if (begin % 4 != 0)
    return emitOpError("takes its counts from byte ")
           << begin
           << ", expected a multiple of 4 [VYRE-GR-18]; fix: give the offset "
              "in bytes, four for each number";
  uint64_t bytes = type.isDynamic()
                       ? UINT64_MAX
                       : type.getCount() * uint64_t(type.getElementBytes());
  if (begin + kCountBytes > bytes)
    return emitOpError("takes its counts from bytes ")
           << begin << " to " << begin + kCountBytes << " of a buffer of "
           << bytes
           << " bytes [VYRE-GR-18]; fix: make the buffer larger, or the offset "
              "smaller";
  return success();
}

LogicalResult
IndirectDispatchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (failed(verifyCallee(*this, symbols)))
    return failure();
  FailureOr<ProgramOp> callee = lookupProgram(*this, getCalleeAttr(), symbols);
  ProgramOp program = *callee;
  if (!program)
    return success();
  for (auto [index, operand, formal] :
       llvm::enumerate(getArguments(), program.getArgumentTypes())) {
    if (operand != getCounts() || !cast<BufferType>(formal).isWritable())
      continue;
    InFlightDiagnostic diagnostic =
        emitOpError("passes the buffer of its counts as argument #")
        << index << " ('%" << program.getArgName(index) << "') of access "
        << stringifyAccess(cast<BufferType>(formal).getAccess())
        << ", expected read [VYRE-GR-22]; fix: take the counts from a copy";
    diagnostic.attachNote(program.getLoc()) << "the program is defined here";
    return diagnostic;
  }
  return success();
}

unsigned IndirectDispatchOp::countGridAxes(ArrayRef<int32_t>) { return 3; }
