// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear forms of values, see the header. IndexDivision.cpp has quotients and
// remainders, IndexGuards.cpp what conditions say, MeetSolver.cpp the question
// about two invocations.
//
// Everything is modulo 2^32: index and i32 arithmetic wraps there, and the low
// 32 bits of a wider sum, difference or product depend only on the low 32 bits
// of its operands. Ops on narrower integers are opaque.
//
// The induction variable of a scf.for is "lower bound + step * k". Here k
// counts the iterations, and it is the same for the whole grid: barriers stand
// in the same iteration of every loop for everyone (VYRE-BR-01), and who asks
// says by `freshDepth` and `shift` in which iteration an access is, seen from a
// barrier.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/IndexForms.h"

#include "IndexArithmetic.h"
#include "Vyre/Analysis/CallerFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::linear;

/// Expressions are followed through this many ops.
constexpr unsigned kMaxDepth = 24;
/// A form with more terms is one opaque atom.
constexpr unsigned kMaxTerms = 8;

/// The largest power of two that divides all values of a form, at most 2^31.
static uint64_t getAlignment(const IndexForm &form) {
  uint64_t bits = static_cast<uint64_t>(form.constant) | (uint64_t(1) << 31);
  for (const IndexForm::Term &term : form.terms)
    bits |= static_cast<uint64_t>(term.second);
  return bits & -bits;
}

//===----------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------===//

/// Where the subgroups of a workgroup end, if they are as wide as all axes
/// below some one and a part of that one.
static std::optional<SubgroupLayout>
findLayout(const std::array<uint64_t, 3> &size, unsigned subgroupSize) {
  if (subgroupSize == 0)
    return std::nullopt;
  SubgroupLayout layout;
  layout.size = subgroupSize;
  uint64_t below = 1;
  for (; layout.axis < 3; ++layout.axis) {
    uint64_t extent = size[layout.axis];
    if (below * extent > subgroupSize)
      break;
    below *= extent;
  }
  if (layout.axis == 3) {
    layout.isWhole = true;
    layout.axis = 0;
    return layout;
  }
  layout.factor = subgroupSize / below;
  uint64_t above = 1;
  for (unsigned axis = layout.axis + 1; axis < 3; ++axis)
    above *= size[axis];
  bool isAligned = size[layout.axis] % layout.factor == 0 || above == 1;
  if (subgroupSize % below != 0 || !isAligned)
    return std::nullopt;
  return layout;
}

IndexForms::IndexForms(ProgramOp program, unsigned subgroupSize)
    : program(program) {
  for (unsigned axis = 0; axis < 3; ++axis)
    size[axis] = program.getWorkgroupSize()[axis];
  for (unsigned axis = 0; axis < 3; ++axis)
    addAtom(
        {IndexAtom::Kind::Local, axis, Scope::Subgroup, {0, size[axis] - 1}, 0},
        Value());
  // No global id needs more than 32 bits (VYRE-IX-04).
  for (unsigned axis = 0; axis < 3; ++axis) {
    uint64_t groups = axis < getGridAxes(program) ? kIndexWrap / size[axis] : 1;
    addAtom(
        {IndexAtom::Kind::Group, axis, Scope::Workgroup, {0, groups - 1}, 0},
        Value());
  }
  layout = findLayout(size, subgroupSize);
  if (!layout)
    return;
  IndexAtom id = atoms[layout->axis];
  id.kind = IndexAtom::Kind::Block;
  id.range.max /= layout->factor;
  addAtom(id, Value());
  id.kind = IndexAtom::Kind::Lane;
  id.range.max = layout->factor - 1;
  addAtom(id, Value());
}

unsigned IndexForms::addAtom(IndexAtom atom, Value value) {
  atoms.push_back(atom);
  atomValues.push_back(value);
  return atoms.size() - 1;
}

unsigned IndexForms::getLoopDepth(Operation *op) {
  unsigned depth = 0;
  for (Operation *parent = op->getParentOp(); parent && !isa<ProgramOp>(parent);
       parent = parent->getParentOp())
    depth += isa<LoopLikeOpInterface>(parent);
  return depth;
}

/// Loops around the definition of a value; its own loop for a counter.
static unsigned definitionDepth(Value value) {
  if (Operation *op = value.getDefiningOp())
    return IndexForms::getLoopDepth(op);
  Operation *parent = cast<BlockArgument>(value).getOwner()->getParentOp();
  return IndexForms::getLoopDepth(parent) + isa<LoopLikeOpInterface>(parent);
}

IndexForm IndexForms::makeAtom(Value value) {
  auto [entry, isNew] = atomOf.try_emplace(value, 0);
  if (isNew) {
    IndexAtom atom;
    std::optional<Scope> scope = getScope(value);
    atom.kind = scope ? IndexAtom::Kind::Shared : IndexAtom::Kind::Other;
    atom.scope = scope.value_or(Scope::Subgroup);
    atom.range = computeRange(value, 0);
    atom.loopDepth = definitionDepth(value);
    // Computing the range may have added to the map.
    atomOf[value] = addAtom(atom, value);
  }
  IndexForm form;
  form.terms.push_back({atomOf[value], 1});
  return form;
}

IndexForm IndexForms::localId(unsigned axis) const {
  IndexForm form;
  if (size[axis] > 1)
    form.terms.push_back({axis, 1});
  return form;
}

IndexForm IndexForms::groupId(unsigned axis) const {
  IndexForm form;
  form.terms.push_back({3 + axis, 1});
  return form;
}

//===----------------------------------------------------------------------===//
// Scopes and ranges of opaque values
//===----------------------------------------------------------------------===//

std::optional<Scope> IndexForms::getScope(Value value) {
  if (!uniformity)
    uniformity = std::make_unique<Uniformity>(program);
  return uniformity->getUniformScope(value);
}

IndexRange IndexForms::rangeOf(const IndexForm &form) const {
  int64_t min = form.constant, max = form.constant;
  for (auto [atom, factor] : form.terms) {
    const IndexRange &range = atoms[atom].range;
    int64_t ends[2];
    if (llvm::MulOverflow<int64_t>(factor, range.min, ends[0]) ||
        llvm::MulOverflow<int64_t>(factor, range.max, ends[1]) ||
        llvm::AddOverflow(min, std::min(ends[0], ends[1]), min) ||
        llvm::AddOverflow(max, std::max(ends[0], ends[1]), max))
      return {};
  }
  if (min < 0 || max >= int64_t(kIndexWrap))
    return {};
  return {static_cast<uint64_t>(min), static_cast<uint64_t>(max)};
}

IndexRange IndexForms::getRange(Value value) { return rangeOf(getForm(value)); }

/// Of a value that `compute` does not look into.
IndexRange IndexForms::computeRange(Value value, unsigned depth) {
  IndexRange full;
  unsigned width = bitWidth(value.getType());
  if (width < 32)
    full.max = (uint64_t(1) << width) - 1;
  Operation *op = value.getDefiningOp();
  if (!op || depth == kMaxDepth)
    return full;
  if (auto length = dyn_cast<LengthOp>(op)) {
    BufferType type = length.getBuffer().getType();
    // A buffer has at most 2^31 bytes (VYRE-BF-01).
    return {0, (uint64_t(1) << 31) / type.getElementBytes()};
  }
  auto operandRange = [&](unsigned number) -> IndexRange {
    Value operand = op->getOperand(number);
    if (bitWidth(operand.getType()) > 32)
      return {0, UINT64_MAX};
    return bitWidth(operand.getType()) == 32
               ? rangeOf(getForm(operand, depth + 1))
               : computeRange(operand, depth + 1);
  };
  if (isa<arith::ExtUIOp, arith::IndexCastUIOp>(op) &&
      bitWidth(op->getOperand(0).getType()) < 32)
    return computeRange(op->getOperand(0), depth + 1);
  if (isa<arith::SelectOp>(op)) {
    IndexRange a = operandRange(1), b = operandRange(2);
    a = {std::min(a.min, b.min), std::max(a.max, b.max)};
    return a.max <= full.max ? a : full;
  }
  if (width > 32 || op->getNumOperands() != 2)
    return full;
  std::optional<uint32_t> constant = getConstant(op->getOperand(1));
  if (isa<arith::RemUIOp, RemUIOp>(op) && constant && *constant)
    return {0, std::min<uint64_t>(*constant - 1, operandRange(0).max)};
  if (isa<arith::AndIOp>(op))
    return {0, std::min({full.max, operandRange(0).max, operandRange(1).max})};
  if (isa<arith::MinUIOp>(op))
    return {0, std::min({full.max, operandRange(0).max, operandRange(1).max})};
  if (isa<arith::DivUIOp, DivUIOp>(op) && constant && *constant) {
    IndexRange range = operandRange(0);
    return {range.min / *constant, std::min(full.max, range.max) / *constant};
  }
  if (isa<arith::ShRUIOp, ShRUIOp>(op) && constant && *constant < width) {
    IndexRange range = operandRange(0);
    return {range.min >> *constant, std::min(full.max, range.max) >> *constant};
  }
  return full;
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

IndexForm IndexForms::getForm(Value value) { return getForm(value, 0); }

IndexForm IndexForms::getSpan(Value value, Value count) {
  IndexForm form = getForm(value);
  IndexAtom element;
  element.range.max = getRange(count).max;
  if (element.range.max == 1)
    return form;
  element.range.max -= element.range.max != 0;
  form.terms.push_back({addAtom(element, Value()), 1});
  return form;
}

IndexForm IndexForms::getForm(Value value, unsigned depth) {
  if (auto found = forms.find(value); found != forms.end())
    return found->second;
  if (depth == kMaxDepth)
    return makeAtom(value);
  IndexForm form = compute(value, depth);
  if (form.terms.size() > kMaxTerms)
    form = makeAtom(value);
  forms.try_emplace(value, form);
  return form;
}

unsigned IndexForms::getCounter(scf::ForOp loop, unsigned depth) {
  if (auto found = counterOf.find(loop); found != counterOf.end())
    return found->second;
  IndexAtom counter;
  counter.kind = IndexAtom::Kind::Counter;
  counter.loopDepth = getLoopDepth(loop) + 1;
  std::optional<uint32_t> step = getConstant(loop.getStep());
  if (step && *step != 0 && bitWidth(loop.getStep().getType()) == 32) {
    // The induction variable stays below the upper bound, so it does not wrap
    // around. Signed bounds are such numbers only if they have no sign.
    IndexRange lower = rangeOf(getForm(loop.getLowerBound(), depth + 1));
    IndexRange upper = rangeOf(getForm(loop.getUpperBound(), depth + 1));
    bool isUnsigned =
        loop.getStep().getType().isIndex() || loop.getUnsignedCmp();
    counter.range.max = UINT32_MAX / *step;
    if (isUnsigned ||
        (lower.max < kIndexWrap / 2 && upper.max < kIndexWrap / 2))
      counter.range.max =
          upper.max > lower.min ? (upper.max - 1 - lower.min) / *step : 0;
  }
  unsigned atom = addAtom(counter, loop.getInductionVar());
  counterOf[loop] = atom;
  return atom;
}

IndexForm IndexForms::getParity(unsigned counter) {
  auto [entry, isNew] = parityOf.try_emplace(counter, atoms.size());
  if (isNew) {
    IndexAtom parity = atoms[counter];
    parity.kind = IndexAtom::Kind::Parity;
    parity.range = {0, 1};
    addAtom(parity, atomValues[counter]);
  }
  IndexForm form;
  form.terms.push_back({entry->second, 1});
  return form;
}

/// `value` is `form` modulo 2.
IndexForm IndexForms::computeParity(Value value, const IndexForm &form) {
  SmallVector<unsigned, 2> odd;
  for (auto [atom, factor] : form.terms)
    if (factor % 2 != 0)
      odd.push_back(atom);
  if (odd.size() > 1)
    return makeAtom(value);
  IndexForm parity;
  if (odd.size() == 1) {
    const IndexAtom &atom = atoms[odd.front()];
    if (atom.kind == IndexAtom::Kind::Counter)
      parity = getParity(odd.front());
    else if (atom.range.max <= 1)
      parity.terms.push_back({odd.front(), 1});
    else
      return makeAtom(value);
  }
  if (form.constant % 2 == 0)
    return parity;
  return add(makeConstant(1), scale(parity, -1));
}

/// An induction variable, or a carried value that changes by a constant or
/// between 0 and 1.
IndexForm IndexForms::computeArgument(BlockArgument arg, unsigned depth) {
  auto loop = dyn_cast<scf::ForOp>(arg.getOwner()->getParentOp());
  if (!loop)
    return makeAtom(arg);
  auto multiple = [&](int64_t factor) {
    IndexForm form;
    form.terms.push_back({getCounter(loop, depth), wrap(factor)});
    return scale(form, 1);
  };
  if (arg == loop.getInductionVar()) {
    std::optional<uint32_t> step = getConstant(loop.getStep());
    if (!step)
      return makeAtom(arg);
    return add(getForm(loop.getLowerBound(), depth + 1), multiple(*step));
  }
  unsigned number = arg.getArgNumber() - loop.getNumInductionVars();
  Value init = loop.getInitArgs()[number];
  Value next = loop.getBody()->getTerminator()->getOperand(number);
  Operation *op = next.getDefiningOp();
  if (!op || op->getNumOperands() != 2)
    return makeAtom(arg);
  std::optional<uint32_t> left = getConstant(op->getOperand(0)),
                          right = getConstant(op->getOperand(1));
  bool isLeftArg = op->getOperand(0) == arg,
       isRightArg = op->getOperand(1) == arg;
  if (isa<arith::AddIOp>(op) && isLeftArg && right)
    return add(getForm(init, depth + 1), multiple(*right));
  bool flips = (isa<arith::XOrIOp>(op) && isLeftArg && right == 1u) ||
               (isa<arith::SubIOp>(op) && left == 1u && isRightArg);
  std::optional<uint32_t> first = getConstant(init);
  if (!flips || !first || *first > 1)
    return makeAtom(arg);
  IndexForm parity = getParity(getCounter(loop, depth));
  return *first == 0 ? parity : add(makeConstant(1), scale(parity, -1));
}

IndexForm IndexForms::compute(Value value, unsigned depth) {
  unsigned width = bitWidth(value.getType());
  if (std::optional<uint32_t> constant = getConstant(value))
    return makeConstant(*constant);
  if (width < 32)
    return makeAtom(value);
  Operation *op = value.getDefiningOp();
  if (!op)
    return computeArgument(cast<BlockArgument>(value), depth);

  auto operand = [&](unsigned number) {
    return getForm(op->getOperand(number), depth + 1);
  };
  auto operandWidth = [&] { return bitWidth(op->getOperand(0).getType()); };
  if (auto id = dyn_cast<LocalIdOp>(op))
    return localId(static_cast<unsigned>(id.getDimension()));
  if (auto id = dyn_cast<WorkgroupIdOp>(op))
    return groupId(static_cast<unsigned>(id.getDimension()));
  if (auto id = dyn_cast<GlobalIdOp>(op)) {
    unsigned axis = static_cast<unsigned>(id.getDimension());
    return add(localId(axis), scale(groupId(axis), wrap(size[axis])));
  }
  if (isa<arith::AddIOp>(op))
    return add(operand(0), operand(1));
  if (isa<arith::SubIOp>(op))
    return add(operand(0), scale(operand(1), -1));
  if (isa<arith::MulIOp>(op)) {
    IndexForm lhs = operand(0), rhs = operand(1);
    if (lhs.isConstant())
      std::swap(lhs, rhs);
    if (rhs.isConstant())
      return scale(lhs, rhs.constant);
    return makeAtom(value);
  }
  if (isa<arith::ShLIOp, ShLIOp>(op)) {
    std::optional<uint32_t> amount = getConstant(op->getOperand(1));
    if (amount && *amount < 32)
      return scale(operand(0), int64_t(1) << *amount);
    return makeAtom(value);
  }
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtUIOp,
          arith::ExtSIOp, arith::TruncIOp>(op) &&
      operandWidth() >= 32)
    return operand(0);

  // What remains is linear only where a range says so.
  if (width != 32)
    return makeAtom(value);
  std::optional<uint32_t> constant;
  if (op->getNumOperands() == 2)
    constant = getConstant(op->getOperand(1));
  if ((isa<arith::RemUIOp, RemUIOp>(op) && constant == 2u) ||
      (isa<arith::AndIOp>(op) && constant == 1u))
    return computeParity(value, operand(0));
  if (isa<arith::XOrIOp>(op) && constant == 1u && rangeOf(operand(0)).max <= 1)
    return add(makeConstant(1), scale(operand(0), -1));
  if (constant &&
      isa<arith::RemUIOp, RemUIOp, arith::DivUIOp, DivUIOp, arith::ShRUIOp,
          ShRUIOp, arith::AndIOp, arith::XOrIOp>(op))
    if (std::optional<IndexForm> form = computeDivision(op, operand(0)))
      return *form;
  if (isa<arith::OrIOp>(op)) {
    IndexForm lhs = operand(0), rhs = operand(1);
    if (rangeOf(rhs).max < getAlignment(lhs) ||
        rangeOf(lhs).max < getAlignment(rhs))
      return add(lhs, rhs);
  }
  return makeAtom(value);
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

void IndexForms::print(const IndexForm &form, raw_ostream &os) const {
  const char *separator = "";
  for (auto [number, factor] : form.terms) {
    os << separator;
    separator = " + ";
    if (factor != 1)
      os << factor << " * ";
    const IndexAtom &atom = atoms[number];
    switch (atom.kind) {
    case IndexAtom::Kind::Local:
      os << "local_id "
         << "xyz"[atom.axis];
      break;
    case IndexAtom::Kind::Group:
      os << "workgroup_id "
         << "xyz"[atom.axis];
      break;
    case IndexAtom::Kind::Block:
      os << "local_id "
         << "xyz"[atom.axis] << " / " << layout->factor;
      break;
    case IndexAtom::Kind::Lane:
      os << "local_id "
         << "xyz"[atom.axis] << " % " << layout->factor;
      break;
    case IndexAtom::Kind::Counter:
      os << "iteration of loop " << atom.loopDepth;
      break;
    case IndexAtom::Kind::Parity:
      os << "parity of loop " << atom.loopDepth;
      break;
    case IndexAtom::Kind::Shared:
      os << "shared in [" << atom.range.min << ", " << atom.range.max << ']';
      break;
    case IndexAtom::Kind::Other:
      os << "any in [" << atom.range.min << ", " << atom.range.max << ']';
      break;
    }
  }
  if (form.constant != 0 || form.terms.empty())
    os << separator << form.constant;
}
