// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs: syntax, verifiers, regions, exits, ids.
//
//===----------------------------------------------------------------------===//

#include "FunctionSyntax.h"
#include "Placement.h"
#include "TokenUses.h"
#include "Vyre/Dialect/VyreOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// ProgramOp
//===----------------------------------------------------------------------===//

/// [visibility] @name(args) workgroup [x, y, z] [attributes {..}] { body }
ParseResult ProgramOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> arguments;
  if (syntax::parseSignature(parser, result, arguments) ||
      parser.parseKeyword("workgroup", ": a program states its workgroup "
                                       "size, as in 'workgroup [64, 1, 1]'"))
    return failure();
  SMLoc sizeLoc = parser.getCurrentLocation();
  SmallVector<int32_t> size;
  if (parser.parseCommaSeparatedList(
          OpAsmParser::Delimiter::Square,
          [&] { return parser.parseInteger(size.emplace_back()); }))
    return failure();
  if (size.size() != 3)
    return parser.emitError(sizeLoc)
           << "workgroup has " << size.size()
           << " sizes, expected 3 [VYRE-PR-02]; fix: write [x, y, z]";
  result.addAttribute(getWorkgroupSizeAttrName(result.name),
                      parser.getBuilder().getDenseI32ArrayAttr(size));
  return syntax::parseBody(parser, result, arguments);
}

void ProgramOp::print(OpAsmPrinter &printer) {
  syntax::printSignature(printer, *this, getArgNames());
  printer << " workgroup [";
  llvm::interleaveComma(getWorkgroupSize(), printer);
  printer << ']';
  syntax::printBody(printer, *this, {getWorkgroupSizeAttrName()});
}

void ProgramOp::getAsmBlockArgumentNames(Region &region,
                                         OpAsmSetValueNameFn setName) {
  syntax::nameArguments(region, getArgNames(), setName);
}

LogicalResult ProgramOp::verify() {
  if (failed(syntax::verifyArguments(*this, getArgNames(), "VYRE-PR-01")))
    return failure();
  ArrayRef<int32_t> size = getWorkgroupSize();
  if (size.size() != 3 ||
      llvm::any_of(size, [](int32_t axis) { return axis <= 0; })) {
    InFlightDiagnostic diagnostic = emitOpError("workgroup size is [");
    llvm::interleaveComma(size, diagnostic);
    return diagnostic << "], expected three positive numbers [VYRE-PR-02]; "
                         "fix: use 1 for an axis without extent";
  }
  return success();
}

LogicalResult ProgramOp::verifyRegions() { return verifyTokens(*this); }

//===----------------------------------------------------------------------===//
// RegionOp
//===----------------------------------------------------------------------===//

LogicalResult YieldOp::verify() {
  TypeRange expected = (*this)->getParentOp()->getResultTypes();
  if (TypeRange(getOperandTypes()) == expected)
    return success();
  auto list = [](TypeRange types) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    llvm::interleaveComma(types, stream);
    return text.empty() ? std::string("nothing") : text;
  };
  return emitOpError("yields ")
         << list(getOperandTypes()) << ", expected " << list(expected)
         << ", the result types of the region [VYRE-PR-04]; fix: correct the "
            "types after '->'";
}

void RegionOp::getSuccessorRegions(
    RegionBranchPoint point, SmallVectorImpl<RegionSuccessor> &regions) {
  if (point.isParent())
    regions.push_back(RegionSuccessor(&getBody()));
  else
    regions.push_back(RegionSuccessor(getOperation(), getResults()));
}

namespace {

/// A region that contains nothing has no provenance to keep.
struct RemoveEmptyRegion : public OpRewritePattern<RegionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(RegionOp op,
                                PatternRewriter &rewriter) const override {
    Block &body = op.getBody().front();
    if (!llvm::hasSingleElement(body))
      return rewriter.notifyMatchFailure(op, "the region has a body");
    rewriter.replaceOp(op, body.getTerminator()->getOperands());
    return success();
  }
};

} // namespace

void RegionOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<RemoveEmptyRegion>(context);
}

//===----------------------------------------------------------------------===//
// ExitIfOp
//===----------------------------------------------------------------------===//

LogicalResult ExitIfOp::verify() { return verifyInKernel(*this); }

LogicalResult ExitIfOp::canonicalize(ExitIfOp op, PatternRewriter &rewriter) {
  if (!matchPattern(op.getCondition(), m_Zero()))
    return failure();
  rewriter.eraseOp(op);
  return success();
}

//===----------------------------------------------------------------------===//
// Ids
//===----------------------------------------------------------------------===//

LogicalResult GlobalIdOp::verify() { return verifyInKernel(*this); }
LogicalResult LocalIdOp::verify() { return verifyInKernel(*this); }
LogicalResult WorkgroupIdOp::verify() { return verifyInKernel(*this); }
LogicalResult NumWorkgroupsOp::verify() { return verifyInKernel(*this); }

/// The size of the workgroup along an axis; none outside of a program.
static std::optional<uint32_t> getWorkgroupExtent(Operation *op,
                                                  Dimension dimension) {
  if (auto program = op->getParentOfType<ProgramOp>())
    return program.getWorkgroupSize()[static_cast<unsigned>(dimension)];
  return std::nullopt;
}

/// Indices are zero-extended 32-bit numbers in a 64-bit analysis value.
static ConstantIntRanges indexRange(uint64_t min, uint64_t max) {
  return ConstantIntRanges::fromUnsigned(APInt(64, min), APInt(64, max));
}

void GlobalIdOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                   SetIntRangeFn setRange) {
  setRange(getResult(), indexRange(0, UINT32_MAX));
}

void LocalIdOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                  SetIntRangeFn setRange) {
  std::optional<uint32_t> extent = getWorkgroupExtent(*this, getDimension());
  setRange(getResult(), indexRange(0, extent ? *extent - 1 : UINT32_MAX));
}

void WorkgroupIdOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                      SetIntRangeFn setRange) {
  // Workgroup ids times the workgroup size are global ids, which have 32 bits.
  uint32_t extent = getWorkgroupExtent(*this, getDimension()).value_or(1);
  setRange(getResult(), indexRange(0, UINT32_MAX / extent));
}

void NumWorkgroupsOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                        SetIntRangeFn setRange) {
  setRange(getResult(), indexRange(1, UINT32_MAX));
}

std::optional<Scope>
GlobalIdOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                              std::optional<Scope>) {
  if (getWorkgroupExtent(*this, getDimension()) == 1u)
    return Scope::Workgroup;
  return std::nullopt;
}

/// How a workgroup is cut into subgroups is up to the device, so a local id
/// along another axis than x says nothing about subgroups.
std::optional<Scope>
LocalIdOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                             std::optional<Scope>) {
  if (getWorkgroupExtent(*this, getDimension()) == 1u)
    return Scope::Grid;
  return std::nullopt;
}

std::optional<Scope>
WorkgroupIdOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                 std::optional<Scope>) {
  return Scope::Workgroup;
}

std::optional<Scope>
NumWorkgroupsOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                   std::optional<Scope>) {
  return Scope::Grid;
}

OpFoldResult LocalIdOp::fold(FoldAdaptor) {
  if (getWorkgroupExtent(*this, getDimension()) == 1u)
    return IntegerAttr::get(IndexType::get(getContext()), 0);
  return {};
}

/// A readable name, such as %global_x.
static void nameId(Value result, StringRef what, Dimension dimension,
                   OpAsmSetValueNameFn setName) {
  setName(result, (what + "_" + stringifyDimension(dimension)).str());
}

void GlobalIdOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  nameId(getResult(), "global", getDimension(), setName);
}
void LocalIdOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  nameId(getResult(), "local", getDimension(), setName);
}
void WorkgroupIdOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  nameId(getResult(), "workgroup", getDimension(), setName);
}
void NumWorkgroupsOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  nameId(getResult(), "groups", getDimension(), setName);
}
