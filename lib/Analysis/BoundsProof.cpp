// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proofs that accesses are in range, see the header. Two sources.
//
// Checks. Walking the program in order, the analysis keeps what comparisons
// make certain at the current point: in the regions of a scf.if, in the body
// of a loop, and after a vyre.exit_if. "i < length(b)" proves an access of b
// with that very i. Facts compare SSA values, so it does not matter how i was
// computed. A cast between i32 and index keeps all bits and is looked through.
//
// Ranges. MLIR's integer range analysis bounds the index. It computes with 64
// bits, but an index has 32 on the device, so an intermediate result of 2^32
// or more would be another number there. The invariant that makes the ranges
// usable: the device's value of v, zero-extended, is in the range of v. An op
// whose operands have it gives it to its result if the op computes the same
// with 32 bits as with 64, modulo 2^32, and its range either ends below 2^32
// (then the results are equal) or covers all 32-bit numbers (then anything
// is in it). All other ops that inherit a range are not trusted, nor is
// anything that depends on them; `Dependence` finds what does.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/BoundsProof.h"

#include "Vyre/Analysis/Dependence.h"
#include "mlir/Analysis/DataFlow/ConstantPropagationAnalysis.h"
#include "mlir/Analysis/DataFlow/DeadCodeAnalysis.h"
#include "mlir/Analysis/DataFlow/IntegerRangeAnalysis.h"
#include "mlir/Analysis/DataFlowFramework.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

namespace {

/// Unsigned ranges that hold on the device.
class DeviceRanges {
public:
  explicit DeviceRanges(ProgramOp program);

  /// The greatest value, or nothing if it is not known.
  std::optional<uint64_t> getMax(Value value) const;

private:
  /// The range of the 64-bit analysis; null if the value is not reached.
  const ConstantIntRanges *lookup(Value value) const;
  /// Whether the result of an op may break the invariant, given that its
  /// operands have it. True is the conservative answer.
  bool breaksInvariant(OpResult result) const;
  bool allBelow(ValueRange values, uint64_t limit) const;
  /// Whether a division or shift may have an operand for which it is undefined.
  bool mayBeUndefined(Operation *op) const;
  /// Whether the induction variable may fall outside of its range.
  bool breaksInvariant(scf::ForOp loop) const;

  DataFlowSolver solver;
  Dependence untrusted;
};

} // namespace

/// Ops that give the same result with 32 bits as with 64, modulo 2^32, as long
/// as the operands are the same numbers.
/// Divisions and shifts do so where they are defined.
static bool isUnsignedOp(Operation *op) {
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    return compare.getPredicate() < arith::CmpIPredicate::slt ||
           compare.getPredicate() > arith::CmpIPredicate::sge;
  return isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::AndIOp,
             arith::OrIOp, arith::XOrIOp, arith::DivUIOp, arith::RemUIOp,
             arith::CeilDivUIOp, arith::MinUIOp, arith::MaxUIOp, arith::ShLIOp,
             arith::ShRUIOp, arith::SelectOp, arith::ExtUIOp, arith::TruncIOp,
             arith::IndexCastUIOp, DivUIOp, RemUIOp, GlobalIdOp, LocalIdOp,
             WorkgroupIdOp, NumWorkgroupsOp, LengthOp, arith::ConstantOp>(op);
}

/// Ops that look at the sign: the same result only below 2^31.
static bool isSignedOp(Operation *op) {
  return isa<arith::CmpIOp, arith::DivSIOp, arith::RemSIOp, arith::MinSIOp,
             arith::MaxSIOp, arith::ShRSIOp, arith::CeilDivSIOp,
             arith::FloorDivSIOp, arith::ExtSIOp, arith::IndexCastOp>(op);
}

DeviceRanges::DeviceRanges(ProgramOp program)
    : solver(DataFlowConfig().setInterprocedural(false)) {
  solver.load<dataflow::DeadCodeAnalysis>();
  solver.load<dataflow::SparseConstantPropagation>();
  solver.load<dataflow::IntegerRangeAnalysis>();
  // Without a result every lookup is empty, and nothing is proved.
  if (failed(solver.initializeAndRun(program)))
    return;
  program.walk([&](Operation *op) {
    for (OpResult result : op->getResults())
      if (breaksInvariant(result))
        untrusted.addSeed(result);
    if (auto loop = dyn_cast<scf::ForOp>(op))
      if (breaksInvariant(loop))
        untrusted.addSeed(loop.getInductionVar());
  });
  // What a load gives does not depend on the range of its index.
  untrusted.propagate([](Operation *op) { return isa<AccessOpInterface>(op); });
}

const ConstantIntRanges *DeviceRanges::lookup(Value value) const {
  auto *lattice = solver.lookupState<dataflow::IntegerValueRangeLattice>(value);
  if (!lattice || lattice->getValue().isUninitialized())
    return nullptr;
  return &lattice->getValue().getValue();
}

bool DeviceRanges::allBelow(ValueRange values, uint64_t limit) const {
  return llvm::all_of(values, [&](Value value) {
    if (!value.getType().isIndex())
      return true;
    const ConstantIntRanges *range = lookup(value);
    return range && range->umax().ult(limit);
  });
}

bool DeviceRanges::mayBeUndefined(Operation *op) const {
  if (isa<arith::DivUIOp, arith::RemUIOp, arith::CeilDivUIOp>(op)) {
    const ConstantIntRanges *divisor = lookup(op->getOperand(1));
    return !divisor || divisor->umin().isZero();
  }
  if (isa<arith::DivSIOp, arith::RemSIOp, arith::CeilDivSIOp,
          arith::FloorDivSIOp>(op)) {
    const ConstantIntRanges *divisor = lookup(op->getOperand(1));
    return !divisor || !divisor->smin().isStrictlyPositive();
  }
  if (isa<arith::ShLIOp, arith::ShRUIOp, arith::ShRSIOp>(op)) {
    Type type = getElementTypeOrSelf(op->getResult(0).getType());
    uint64_t width = type.isIndex() ? 32 : type.getIntOrFloatBitWidth();
    const ConstantIntRanges *amount = lookup(op->getOperand(1));
    return !amount || amount->umax().uge(width);
  }
  return false;
}

bool DeviceRanges::breaksInvariant(scf::ForOp loop) const {
  // The analysis compares bounds as signed numbers.
  if (!loop.getInductionVar().getType().isIndex())
    return loop.getUnsignedCmp();
  // iv + step may wrap; then iv is still below the upper bound, but it may
  // also be below the lower one.
  const ConstantIntRanges *iv = lookup(loop.getInductionVar());
  const ConstantIntRanges *upper = lookup(loop.getUpperBound());
  const ConstantIntRanges *step = lookup(loop.getStep());
  if (!iv || iv->umin().isZero() || matchPattern(loop.getStep(), m_One()))
    return false;
  return !upper || !step || upper->umax().ugt(UINT32_MAX) ||
         step->umax().ugt(UINT32_MAX) ||
         (upper->umax() + step->umax()).ugt(UINT32_MAX);
}

bool DeviceRanges::breaksInvariant(OpResult result) const {
  Operation *op = result.getOwner();
  if (!result.getType().isIntOrIndex())
    return false;
  if (mayBeUndefined(op))
    return true;
  bool touchesIndex = result.getType().isIndex() ||
                      llvm::any_of(op->getOperandTypes(),
                                   [](Type type) { return type.isIndex(); });
  // Integers of other types are computed with their own width, region ops pass
  // on what their regions give, and about the rest the analysis claims nothing.
  if (!touchesIndex || op->getNumRegions() != 0 ||
      !isa<InferIntRangeInterface>(op))
    return false;
  const ConstantIntRanges *range = lookup(result);
  if (!range)
    return false;
  bool coversAll = !result.getType().isIndex() ||
                   (range->umin().isZero() && range->umax().uge(UINT32_MAX));
  bool fits = !result.getType().isIndex() || range->umax().ule(UINT32_MAX);
  if (isUnsignedOp(op))
    return !coversAll && !fits;
  if (isSignedOp(op))
    return !allBelow(op->getOperands(), uint64_t(1) << 31) ||
           (!coversAll && !fits);
  // Of anything else only the claim that it can be every number is trusted.
  return !coversAll || !result.getType().isIndex();
}

std::optional<uint64_t> DeviceRanges::getMax(Value value) const {
  const ConstantIntRanges *range = lookup(value);
  if (!range || untrusted.contains(value) || range->umax().ugt(UINT32_MAX))
    return std::nullopt;
  return range->umax().getZExtValue();
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

namespace {

/// "value < length(buffer)", or "value < limit" if there is no buffer.
struct Below {
  Value value;
  Value buffer;
  uint64_t limit = 0;
};

/// Walks a program and knows what comparisons make certain at each point.
class CheckWalk {
public:
  CheckWalk(const DeviceRanges &ranges,
            llvm::MapVector<Operation *, std::optional<BoundsFact>> &proofs)
      : ranges(ranges), proofs(proofs) {}

  void visitBlock(Block &block);

private:
  void visitOp(Operation &op);
  void visitWhile(scf::WhileOp loop);
  /// Visits a region with more facts, and forgets them and what it adds.
  void visitScope(Region &region, ArrayRef<Below> more);
  void add(ArrayRef<Below> more);
  void forgetTo(size_t size);
  std::optional<BoundsFact> prove(AccessOpInterface access) const;

  const DeviceRanges &ranges;
  llvm::MapVector<Operation *, std::optional<BoundsFact>> &proofs;
  /// Everything certain now, oldest first, and two indices of it.
  SmallVector<Below> facts;
  DenseMap<std::pair<Value, Value>, unsigned> lengthFacts;
  DenseMap<Value, SmallVector<uint64_t, 1>> constantFacts;
};

} // namespace

/// The value with the same 32 bits that is farthest up.
static Value stripCasts(Value value) {
  auto has32Bits = [](Value v) {
    return v.getType().isIndex() || v.getType().isInteger(32);
  };
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<arith::IndexCastOp, arith::IndexCastUIOp>(op) ||
        !has32Bits(op->getOperand(0)) || !has32Bits(value))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// `value < bound`, unsigned, as facts; `orEqual` for `<=`.
static void addBelow(Value value, Value bound, bool orEqual,
                     SmallVectorImpl<Below> &facts) {
  value = stripCasts(value);
  bound = stripCasts(bound);
  APInt constant;
  if (matchPattern(bound, m_ConstantInt(&constant))) {
    // An index constant of 2^32 or more is a smaller number on the device.
    // The claim about it is weaker then, and stays true.
    uint64_t limit = constant.getZExtValue();
    if (!orEqual || limit != UINT64_MAX)
      facts.push_back({value, Value(), limit + orEqual});
    return;
  }
  if (auto min = bound.getDefiningOp<arith::MinUIOp>()) {
    addBelow(value, min.getLhs(), orEqual, facts);
    addBelow(value, min.getRhs(), orEqual, facts);
    return;
  }
  auto length = bound.getDefiningOp<LengthOp>();
  if (!length)
    return;
  BufferType type = length.getBuffer().getType();
  if (!type.isDynamic())
    facts.push_back({value, Value(), uint64_t(type.getCount()) + orEqual});
  else if (!orEqual)
    facts.push_back({value, length.getBuffer(), 0});
}

/// What `condition == holds` makes certain.
static void addCondition(Value condition, bool holds,
                         SmallVectorImpl<Below> &facts) {
  Operation *op = condition.getDefiningOp();
  if (!op)
    return;
  if ((holds && isa<arith::AndIOp>(op)) || (!holds && isa<arith::OrIOp>(op))) {
    addCondition(op->getOperand(0), holds, facts);
    addCondition(op->getOperand(1), holds, facts);
    return;
  }
  if (auto invert = dyn_cast<arith::XOrIOp>(op)) {
    if (matchPattern(invert.getRhs(), m_One()))
      addCondition(invert.getLhs(), !holds, facts);
    return;
  }
  auto compare = dyn_cast<arith::CmpIOp>(op);
  if (!compare)
    return;
  arith::CmpIPredicate predicate = compare.getPredicate();
  if (!holds)
    predicate = arith::invertPredicate(predicate);
  Value lhs = compare.getLhs(), rhs = compare.getRhs();
  switch (predicate) {
  case arith::CmpIPredicate::ult:
    return addBelow(lhs, rhs, /*orEqual=*/false, facts);
  case arith::CmpIPredicate::ule:
  case arith::CmpIPredicate::eq:
    return addBelow(lhs, rhs, /*orEqual=*/true, facts);
  case arith::CmpIPredicate::ugt:
    return addBelow(rhs, lhs, /*orEqual=*/false, facts);
  case arith::CmpIPredicate::uge:
    return addBelow(rhs, lhs, /*orEqual=*/true, facts);
  default:
    return;
  }
}

void CheckWalk::add(ArrayRef<Below> more) {
  for (const Below &fact : more) {
    facts.push_back(fact);
    if (fact.buffer) {
      ++lengthFacts[{fact.value, fact.buffer}];
      continue;
    }
    // Each entry is the best limit so far, so the last is the one to use.
    SmallVector<uint64_t, 1> &limits = constantFacts[fact.value];
    limits.push_back(limits.empty() ? fact.limit
                                    : std::min(limits.back(), fact.limit));
  }
}

void CheckWalk::forgetTo(size_t size) {
  while (facts.size() > size) {
    Below fact = facts.pop_back_val();
    if (fact.buffer)
      --lengthFacts[{fact.value, fact.buffer}];
    else
      constantFacts[fact.value].pop_back();
  }
}

void CheckWalk::visitScope(Region &region, ArrayRef<Below> more) {
  size_t size = facts.size();
  add(more);
  for (Block &block : region)
    visitBlock(block);
  forgetTo(size);
}

std::optional<BoundsFact> CheckWalk::prove(AccessOpInterface access) const {
  Value buffer = access.getAccessedBuffer();
  BufferType type = access.getAccessedBuffer().getType();
  Value index = stripCasts(access.getAccessedIndex());
  if (lengthFacts.lookup({index, buffer}))
    return BoundsFact{BoundsFact::Kind::CheckedLength};
  if (type.isDynamic())
    return std::nullopt;
  uint64_t count = type.getCount();
  std::optional<uint64_t> max = ranges.getMax(access.getAccessedIndex());
  if (max && *max < count)
    return BoundsFact{BoundsFact::Kind::Range, *max};
  auto limits = constantFacts.find(index);
  // A limit of 0 means that the access is never executed.
  if (limits != constantFacts.end() && !limits->second.empty() &&
      limits->second.back() != 0 && limits->second.back() <= count)
    return BoundsFact{BoundsFact::Kind::CheckedConstant,
                      limits->second.back() - 1};
  return std::nullopt;
}

/// What holds when the body runs is what its condition says, of the values
/// that the condition passes on as well.
void CheckWalk::visitWhile(scf::WhileOp loop) {
  visitScope(loop.getBefore(), {});
  scf::ConditionOp condition = loop.getConditionOp();
  SmallVector<Below> more;
  addCondition(condition.getCondition(), true, more);
  for (size_t i = 0, e = more.size(); i < e; ++i)
    for (auto [passed, argument] :
         llvm::zip(condition.getArgs(), loop.getAfterArguments()))
      if (stripCasts(passed) == more[i].value) {
        Below fact = more[i];
        fact.value = argument;
        more.push_back(fact);
      }
  visitScope(loop.getAfter(), more);
}

void CheckWalk::visitOp(Operation &op) {
  if (auto access = dyn_cast<AccessOpInterface>(op)) {
    proofs[&op] = prove(access);
    return;
  }
  SmallVector<Below> more;
  if (auto exit = dyn_cast<ExitIfOp>(op)) {
    addCondition(exit.getCondition(), false, more);
    return add(more);
  }
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    addCondition(branch.getCondition(), true, more);
    visitScope(branch.getThenRegion(), more);
    more.clear();
    addCondition(branch.getCondition(), false, more);
    return visitScope(branch.getElseRegion(), more);
  }
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    // A loop over index, or marked so, compares unsigned.
    if (loop.getInductionVar().getType().isIndex() || loop.getUnsignedCmp())
      addBelow(loop.getInductionVar(), loop.getUpperBound(), false, more);
    return visitScope(loop.getRegion(), more);
  }
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return visitWhile(loop);
  // The body of a region runs exactly once, so exits in it count afterwards.
  if (auto region = dyn_cast<RegionOp>(op))
    return visitBlock(region.getBody().front());
  for (Region &region : op.getRegions())
    visitScope(region, {});
}

void CheckWalk::visitBlock(Block &block) {
  for (Operation &op : block)
    visitOp(op);
}

//===----------------------------------------------------------------------===//
// BoundsProof
//===----------------------------------------------------------------------===//

BoundsProof::BoundsProof(ProgramOp program) : program(program) {
  DeviceRanges ranges(program);
  CheckWalk(ranges, proofs).visitBlock(program.getBody().front());
}

std::optional<BoundsFact>
BoundsProof::getProof(AccessOpInterface access) const {
  return proofs.lookup(access);
}

unsigned BoundsProof::getNumProved() const {
  return llvm::count_if(
      proofs, [](const auto &entry) { return entry.second.has_value(); });
}

void BoundsProof::print(raw_ostream &os) const {
  os << "bounds of @" << ProgramOp(program).getName() << ": " << getNumProved()
     << " of " << getNumAccesses() << " proved\n";
  unsigned number = 0;
  for (const auto &[op, fact] : proofs) {
    os << "  #" << number++ << ' ' << op->getName() << ' '
       << cast<AccessOpInterface>(op).getAccessedBuffer().getType() << ": ";
    if (!fact)
      os << "may be out of range\n";
    else if (fact->kind == BoundsFact::Kind::CheckedLength)
      os << "checked against the length\n";
    else
      os << (fact->kind == BoundsFact::Kind::Range ? "index at most "
                                                   : "checked to be at most ")
         << fact->max << '\n';
  }
}
