// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What conditions say about the ids of an invocation, see IndexForms.h.
//
//===----------------------------------------------------------------------===//

#include "IndexArithmetic.h"
#include "Vyre/Analysis/IndexForms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::linear;

LaneGuard IndexForms::getUnguarded() const {
  LaneGuard guard;
  for (unsigned axis = 0; axis < 3; ++axis) {
    guard.local[axis] = atoms[axis].range;
    guard.group[axis] = atoms[3 + axis].range;
  }
  if (layout)
    guard.parts = {atoms[kBlockAtom].range, atoms[kLaneAtom].range};
  return guard;
}

static void narrow(IndexRange &range, uint64_t min, uint64_t max) {
  // An empty interval means that nobody gets here; any interval is true then.
  if (std::max(range.min, min) > std::min(range.max, max))
    return;
  range = {std::max(range.min, min), std::min(range.max, max)};
}

/// `lhs < rhs`, `lhs <= rhs` or `lhs == rhs`, unsigned.
void IndexForms::addComparison(const IndexForm &lhs, const IndexForm &rhs,
                               bool isEqual, bool orEqual,
                               LaneGuard &guard) const {
  auto isLane = [&](const IndexForm::Term &term) {
    return term.first < (layout ? kLaneAtom + 1 : 6);
  };
  if (isEqual) {
    IndexForm zero = add(lhs, scale(rhs, -1));
    if (llvm::any_of(zero.terms, isLane) &&
        !llvm::is_contained(guard.zeros, zero) && guard.zeros.size() < 4)
      guard.zeros.push_back(zero);
  }
  // "id < constant", "constant < id" as intervals.
  const IndexForm &varying = lhs.isConstant() ? rhs : lhs;
  const IndexForm &limit = lhs.isConstant() ? lhs : rhs;
  if (!limit.isConstant() || varying.constant != 0)
    return;
  uint64_t bound = static_cast<uint32_t>(limit.constant);
  uint64_t min = 0, max = UINT32_MAX;
  if (isEqual)
    min = max = bound;
  else if (&limit == &rhs)
    max = orEqual ? bound : bound == 0 ? 0 : bound - 1;
  else
    min = orEqual ? bound : bound + 1;
  ArrayRef<IndexForm::Term> terms = varying.terms;
  if (terms.size() == 1 && terms[0].second == 1 && terms[0].first < 3)
    return narrow(guard.local[terms[0].first], min, max);
  if (terms.size() == 1 && terms[0].second == 1 && terms[0].first < 6)
    return narrow(guard.group[terms[0].first - 3], min, max);
  if (terms.size() == 1 && terms[0].second == 1 && isLane(terms[0]))
    return narrow(guard.parts[terms[0].first - kBlockAtom], min, max);
  // A global id: local + size * group.
  bool isGlobal = terms.size() == 2 && terms[0].first < 3 &&
                  terms[0].second == 1 &&
                  terms[1].first == terms[0].first + 3 &&
                  terms[1].second == wrap(size[terms[0].first]);
  if (!isGlobal)
    return;
  unsigned axis = terms[0].first;
  narrow(guard.group[axis], min / size[axis], max / size[axis]);
  if (guard.group[axis].isConstant()) {
    uint64_t start = guard.group[axis].min * size[axis];
    if (max >= start)
      narrow(guard.local[axis], min > start ? min - start : 0, max - start);
  }
}

void IndexForms::addCondition(Value condition, bool holds, LaneGuard &guard) {
  Operation *op = condition.getDefiningOp();
  if (!op)
    return;
  if ((holds && isa<arith::AndIOp>(op)) || (!holds && isa<arith::OrIOp>(op))) {
    addCondition(op->getOperand(0), holds, guard);
    addCondition(op->getOperand(1), holds, guard);
    return;
  }
  if (isa<arith::XOrIOp>(op) && getConstant(op->getOperand(1)) == 1u)
    return addCondition(op->getOperand(0), !holds, guard);
  auto compare = dyn_cast<arith::CmpIOp>(op);
  if (!compare || bitWidth(compare.getLhs().getType()) != 32)
    return;
  arith::CmpIPredicate predicate = compare.getPredicate();
  if (!holds)
    predicate = arith::invertPredicate(predicate);
  const IndexForm lhs = getForm(compare.getLhs()),
                  rhs = getForm(compare.getRhs());
  // Without a sign on either side a signed comparison is an unsigned one.
  bool hasNoSign =
      rangeOf(lhs).max < kIndexWrap / 2 && rangeOf(rhs).max < kIndexWrap / 2;
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return addComparison(lhs, rhs, /*isEqual=*/true, false, guard);
  case arith::CmpIPredicate::slt:
  case arith::CmpIPredicate::ult:
    if (predicate == arith::CmpIPredicate::ult || hasNoSign)
      addComparison(lhs, rhs, false, /*orEqual=*/false, guard);
    return;
  case arith::CmpIPredicate::sle:
  case arith::CmpIPredicate::ule:
    if (predicate == arith::CmpIPredicate::ule || hasNoSign)
      addComparison(lhs, rhs, false, /*orEqual=*/true, guard);
    return;
  case arith::CmpIPredicate::sgt:
  case arith::CmpIPredicate::ugt:
    if (predicate == arith::CmpIPredicate::ugt || hasNoSign)
      addComparison(rhs, lhs, false, /*orEqual=*/false, guard);
    return;
  case arith::CmpIPredicate::sge:
  case arith::CmpIPredicate::uge:
    if (predicate == arith::CmpIPredicate::uge || hasNoSign)
      addComparison(rhs, lhs, false, /*orEqual=*/true, guard);
    return;
  default:
    return;
  }
}
