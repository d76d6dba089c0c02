// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Subgroup ops: verifiers, ranges, interface.
//
//===----------------------------------------------------------------------===//

#include "Placement.h"
#include "Vyre/Dialect/VyreOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Ids and sizes
//===----------------------------------------------------------------------===//

LogicalResult SubgroupIdOp::verify() { return verifyInKernel(*this); }
LogicalResult SubgroupLocalIdOp::verify() { return verifyInKernel(*this); }
LogicalResult SubgroupSizeOp::verify() { return verifyInKernel(*this); }
LogicalResult NumSubgroupsOp::verify() { return verifyInKernel(*this); }

static void setIndexRange(Value result, uint64_t min, uint64_t max,
                          SetIntRangeFn setRange) {
  setRange(result,
           ConstantIntRanges::fromUnsigned(APInt(64, min), APInt(64, max)));
}

/// Every subgroup has an invocation, so there are no more of them.
static uint64_t getMaxSubgroups(Operation *op) {
  if (auto program = op->getParentOfType<ProgramOp>())
    return program.getWorkgroupInvocations();
  return UINT32_MAX;
}

void SubgroupIdOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                     SetIntRangeFn setRange) {
  setIndexRange(getResult(), 0, getMaxSubgroups(*this) - 1, setRange);
}

void SubgroupLocalIdOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                          SetIntRangeFn setRange) {
  setIndexRange(getResult(), 0, SubgroupSizeOp::kMaxSize - 1, setRange);
}

void SubgroupSizeOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                       SetIntRangeFn setRange) {
  setIndexRange(getResult(), 1, kMaxSize, setRange);
}

void NumSubgroupsOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                       SetIntRangeFn setRange) {
  setIndexRange(getResult(), 1, getMaxSubgroups(*this), setRange);
}

std::optional<Scope>
SubgroupIdOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                std::optional<Scope>) {
  return Scope::Subgroup;
}

std::optional<Scope>
SubgroupLocalIdOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                     std::optional<Scope>) {
  return std::nullopt;
}

std::optional<Scope>
SubgroupSizeOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                  std::optional<Scope>) {
  return Scope::Grid;
}

std::optional<Scope>
NumSubgroupsOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                  std::optional<Scope>) {
  return Scope::Grid;
}

void SubgroupIdOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), "subgroup");
}
void SubgroupLocalIdOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), "lane");
}
void SubgroupSizeOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), "subgroup_size");
}
void NumSubgroupsOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), "subgroups");
}

//===----------------------------------------------------------------------===//
// Collective ops
//===----------------------------------------------------------------------===//

/// VYRE-SG-06: what every device with subgroup ops takes, if it has the type.
static LogicalResult verifyValue(Operation *op, Type type) {
  if (failed(verifyInKernel(op)))
    return failure();
  if (type.isSignlessInteger(32) || type.isSignlessInteger(64) ||
      type.isF32() || type.isF64())
    return success();
  return op->emitOpError("works on ")
         << type
         << ", expected i32, i64, f32 or f64 [VYRE-SG-06]; fix: convert to 32 "
            "bits, and take vectors apart";
}

LogicalResult SubgroupBallotOp::verify() { return verifyInKernel(*this); }

LogicalResult SubgroupShuffleOp::verify() {
  return verifyValue(*this, getValue().getType());
}

static bool isFloatKind(ReduceKind kind) { return kind >= ReduceKind::AddF; }

LogicalResult SubgroupReduceOp::verify() {
  Type type = getValue().getType();
  if (failed(verifyValue(*this, type)))
    return failure();
  ReduceKind kind = getKind();
  if (isFloatKind(kind) == isa<FloatType>(type))
    return success();
  return emitOpError("of kind ")
         << stringifyReduceKind(kind) << " works on " << type << ", expected "
         << (isFloatKind(kind)
                 ? "f32 or f64 [VYRE-SG-07]; fix: use add, mul, and, or, xor, "
                   "minu, maxu, mins or maxs for integers"
                 : "i32 or i64 [VYRE-SG-07]; fix: use addf, mulf, minf or maxf "
                   "for floats");
}

Scope SubgroupBallotOp::getConvergenceScope() { return Scope::Subgroup; }
Scope SubgroupShuffleOp::getConvergenceScope() { return Scope::Subgroup; }
Scope SubgroupReduceOp::getConvergenceScope() { return Scope::Subgroup; }

/// What all of a subgroup get that come together.
static std::optional<Scope> getSharedScope(std::optional<Scope> together) {
  return std::min(together, std::optional<Scope>(Scope::Subgroup));
}

std::optional<Scope>
SubgroupBallotOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                    std::optional<Scope> together) {
  return getSharedScope(together);
}

std::optional<Scope>
SubgroupShuffleOp::inferUniformScope(ArrayRef<std::optional<Scope>> operands,
                                     std::optional<Scope> together) {
  // Equal values are not enough: some lanes may not be there.
  return std::min(operands[1], getSharedScope(together));
}

std::optional<Scope>
SubgroupReduceOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                    std::optional<Scope> together) {
  return getSharedScope(together);
}

OpOperand *SubgroupBallotOp::getContribution() {
  return &getConditionMutable();
}
OpOperand *SubgroupShuffleOp::getContribution() { return &getValueMutable(); }
OpOperand *SubgroupReduceOp::getContribution() { return &getValueMutable(); }

TypedAttr SubgroupBallotOp::getNeutralContribution() {
  return BoolAttr::get(getContext(), false);
}

TypedAttr SubgroupShuffleOp::getNeutralContribution() {
  return cast<TypedAttr>(Builder(getContext()).getZeroAttr(getType()));
}

TypedAttr SubgroupReduceOp::getNeutralContribution() {
  Type type = getType();
  if (auto floats = dyn_cast<FloatType>(type)) {
    const llvm::fltSemantics &semantics = floats.getFloatSemantics();
    switch (getKind()) {
    case ReduceKind::MulF:
      return FloatAttr::get(type, 1.0);
    case ReduceKind::MinF:
      return FloatAttr::get(type, APFloat::getInf(semantics));
    case ReduceKind::MaxF:
      return FloatAttr::get(type, APFloat::getInf(semantics, true));
    default:
      // The sum of two negative zeros is one.
      return FloatAttr::get(type, APFloat::getZero(semantics, true));
    }
  }
  unsigned width = type.getIntOrFloatBitWidth();
  switch (getKind()) {
  case ReduceKind::Mul:
    return IntegerAttr::get(type, 1);
  case ReduceKind::And:
  case ReduceKind::MinU:
    return IntegerAttr::get(type, APInt::getMaxValue(width));
  case ReduceKind::MinS:
    return IntegerAttr::get(type, APInt::getSignedMaxValue(width));
  case ReduceKind::MaxS:
    return IntegerAttr::get(type, APInt::getSignedMinValue(width));
  default:
    return IntegerAttr::get(type, 0);
  }
}
