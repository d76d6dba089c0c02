// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IndexForms::mayMeet. Two invocations at one element make the difference of
// their indices zero modulo 2^32. Such an equation is taken apart as in
// delinearisation (Maslov, "Delinearization: an efficient way to break
// multiloop dependence equations", PLDI 1992):
//
// Sort the unknowns by their coefficients. Let G be the greatest common divisor
// of all coefficients from some point on, and of 2^32. If the unknowns before
// that point, with the constant, can reach at most one multiple of G, then
// their sum is that multiple, and the others make up for it: two equations
// instead of one. If they can reach none, there is no solution. A sum that is
// too small to wrap is zero itself, and G need not divide 2^32.
//
// If the layout of subgroups is known, a local id may also be taken apart into
// the block, which tells the subgroup, and the lane in it.
//
// An equation with one unknown that is the difference of two local ids gives
// that difference. If it is zero along every axis, both invocations are the
// same, and what one invocation does is in order (VYRE-MM-11).
//
//===----------------------------------------------------------------------===//

#include "IndexArithmetic.h"
#include "Vyre/Analysis/IndexForms.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

namespace mlir::vyre {

using linear::kBlockAtom, linear::kLaneAtom;

constexpr int64_t kWrap = int64_t(1) << 32;

class MeetSolver {
public:
  MeetSolver(const IndexForms &forms, const LaneAccess &a, const LaneAccess &b,
             Scope scope, bool isDivided)
      : forms(forms), a(a), b(b), scope(scope), isDivided(isDivided),
        ids(isDivided ? kLaneAtom + 1 : kBlockAtom) {
    for (unsigned id = 0; id < ids; ++id) {
      IndexRange left = idRange(*a.guard, id), right = idRange(*b.guard, id);
      bool isGroup = id >= 3 && id < 6;
      isSame[id] = (left.isConstant() && left == right) ||
                   (isGroup && scope != Scope::Grid);
    }
    if (isDivided && isSame[forms.layout->axis])
      isSame[kBlockAtom] = isSame[kLaneAtom] = true;
  }

  /// False if nobody can be where both `a` and `b` ask. Adds what it finds to
  /// `isSame`.
  bool solve() {
    // The second time an equation may profit from what others gave.
    for (unsigned round = 0; round < 2; ++round) {
      if (a.index && b.index && !solve(*a.index, *b.index))
        return false;
      for (const IndexForm &left : a.guard->zeros)
        for (const IndexForm &right : b.guard->zeros)
          if (!solve(left, right))
            return false;
    }
    return !isEmpty;
  }

  bool isSameGroup() const { return isSame[3] && isSame[4] && isSame[5]; }
  bool isSameInvocation() const {
    return isSameGroup() && isSameAxis(0) && isSameAxis(1) && isSameAxis(2);
  }
  bool isSameSubgroup() const {
    if (!isDivided || !isSameGroup())
      return isSameInvocation();
    if (forms.layout->isWhole)
      return true;
    for (unsigned axis = forms.layout->axis + 1; axis < 3; ++axis)
      if (!isSame[axis])
        return false;
    return isSame[kBlockAtom];
  }

private:
  struct Unknown {
    int64_t factor;
    int64_t min, max;
    /// The id of which this is the difference, or -1.
    int difference = -1;
  };

  bool isSameAxis(unsigned axis) const {
    return isSame[axis] || (isDivided && axis == forms.layout->axis &&
                            isSame[kBlockAtom] && isSame[kLaneAtom]);
  }

  IndexRange idRange(const LaneGuard &guard, unsigned id) const {
    if (id < 6)
      return id < 3 ? guard.local[id] : guard.group[id - 3];
    const IndexRange &whole = guard.local[forms.layout->axis];
    uint64_t factor = forms.layout->factor;
    IndexRange block = {whole.min / factor, whole.max / factor};
    IndexRange part = guard.parts[id - kBlockAtom];
    if (id == kBlockAtom)
      part = {std::max(part.min, block.min), std::min(part.max, block.max)};
    else if (block.isConstant())
      part = {std::max(part.min, whole.min % factor),
              std::min(part.max, whole.max % factor)};
    // Two conditions that exclude each other: nobody is here.
    return part.min <= part.max ? part : guard.parts[id - kBlockAtom];
  }

  /// Whether the value of the atom on this side follows from its value at the
  /// place from which both sides are seen.
  bool isKnown(const IndexAtom &atom, const LaneAccess &side) const {
    switch (atom.kind) {
    case IndexAtom::Kind::Counter:
    case IndexAtom::Kind::Parity:
      return atom.loopDepth < side.freshDepth ||
             (atom.loopDepth == side.freshDepth && side.shift != 0);
    case IndexAtom::Kind::Shared:
      return atom.scope >= scope && atom.loopDepth < side.freshDepth;
    default:
      return false;
    }
  }

  /// A known atom with coefficient `factor`, by its value at that place.
  void shift(const IndexAtom &atom, const LaneAccess &side, int64_t &factor,
             int64_t &constant) const {
    if (atom.loopDepth != side.freshDepth)
      return;
    if (atom.kind == IndexAtom::Kind::Counter) {
      constant += factor * side.shift;
    } else if (side.shift % 2 != 0) {
      // 1 - parity.
      constant += factor;
      factor = -factor;
    }
  }

  void add(int64_t factor, const IndexRange &range) {
    add(factor, range.min, range.max, -1);
  }
  void add(int64_t factor, int64_t min, int64_t max, int difference) {
    factor = static_cast<int32_t>(static_cast<uint32_t>(factor));
    if (factor != 0)
      unknowns.push_back({factor, min, max, difference});
  }

  void addAtom(unsigned number, int64_t left, int64_t right);
  bool solve(const IndexForm &left, const IndexForm &right);
  /// Whether the sum of the equation at hand may reach 2^32, up or down.
  bool canWrap() const;
  bool takeApart();

  const IndexForms &forms;
  const LaneAccess &a, &b;
  Scope scope;
  /// Whether the local id along the axis of the layout is taken apart.
  bool isDivided;
  /// Atoms below this number are ids.
  unsigned ids;
  bool isSame[8] = {};
  /// Two intervals of one id exclude each other.
  bool isEmpty = false;
  /// The equation at hand.
  int64_t constant = 0;
  SmallVector<Unknown, 8> unknowns;
};

/// An atom with coefficient `left` in the first form and `right` in the second.
void MeetSolver::addAtom(unsigned number, int64_t left, int64_t right) {
  const IndexAtom &atom = forms.atoms[number];
  if (number >= ids) {
    if (isKnown(atom, a) && isKnown(atom, b)) {
      int64_t minus = -right;
      shift(atom, a, left, constant);
      shift(atom, b, minus, constant);
      return add(left + minus, atom.range);
    }
    add(left, atom.range);
    add(-right, atom.range);
    return;
  }
  IndexRange first = idRange(*a.guard, number),
             second = idRange(*b.guard, number);
  if (isSame[number]) {
    IndexRange both = {std::max(first.min, second.min),
                       std::min(first.max, second.max)};
    if (both.min > both.max) {
      isEmpty = true;
      return;
    }
    return add(left - right, both);
  }
  if (left == right)
    return add(left, int64_t(first.min) - int64_t(second.max),
               int64_t(first.max) - int64_t(second.min), number);
  // With one side at a known id, an id alone is a difference as well.
  if (right == 0 && second.isConstant()) {
    int64_t known = second.min;
    constant += linear::wrap(left * known);
    return add(left, int64_t(first.min) - known, int64_t(first.max) - known,
               number);
  }
  if (left == 0 && first.isConstant()) {
    int64_t known = first.min;
    constant -= linear::wrap(right * known);
    return add(right, known - int64_t(second.max), known - int64_t(second.min),
               number);
  }
  add(left, first);
  add(-right, second);
}

bool MeetSolver::solve(const IndexForm &first, const IndexForm &second) {
  const IndexForm left = isDivided ? forms.divideLocalId(first) : first,
                  right = isDivided ? forms.divideLocalId(second) : second;
  unknowns.clear();
  constant = left.constant - right.constant;
  auto l = left.terms.begin(), r = right.terms.begin();
  while (l != left.terms.end() || r != right.terms.end()) {
    if (r == right.terms.end() ||
        (l != left.terms.end() && l->first < r->first)) {
      addAtom(l->first, l->second, 0);
      ++l;
    } else if (l == left.terms.end() || r->first < l->first) {
      addAtom(r->first, 0, r->second);
      ++r;
    } else {
      addAtom(l->first, l->second, r->second);
      ++l, ++r;
    }
  }
  constant = static_cast<int32_t>(static_cast<uint32_t>(constant));
  return takeApart();
}

bool MeetSolver::canWrap() const {
  int64_t reach = std::abs(constant);
  for (const Unknown &unknown : unknowns) {
    int64_t term;
    if (llvm::MulOverflow(
            std::abs(unknown.factor),
            std::max(std::abs(unknown.min), std::abs(unknown.max)), term) ||
        llvm::AddOverflow(reach, term, reach))
      return true;
  }
  return reach >= kWrap;
}

/// False if "constant + sum of the unknowns = 0 modulo 2^32" has no solution.
bool MeetSolver::takeApart() {
  llvm::sort(unknowns, [](const Unknown &x, const Unknown &y) {
    return std::abs(x.factor) < std::abs(y.factor);
  });
  // rest[i] divides what unknowns i and later add, and how often it wraps; 0 if
  // they add nothing. A tile of 9 elements a row needs no wrap to be apart:
  // rest would be 1.
  SmallVector<int64_t, 8> rest(unknowns.size() + 1, canWrap() ? kWrap : 0);
  for (size_t i = unknowns.size(); i-- > 0;)
    rest[i] = std::gcd(rest[i + 1], std::abs(unknowns[i].factor));
  if (rest[0] == 0)
    return constant == 0;
  if (constant % rest[0] != 0)
    return false;

  int64_t min = constant, max = constant;
  size_t start = 0;
  for (size_t i = 0; i < unknowns.size(); ++i) {
    const Unknown &unknown = unknowns[i];
    int64_t ends[2];
    // What overflows could be anything.
    if (llvm::MulOverflow(unknown.factor, unknown.min, ends[0]) ||
        llvm::MulOverflow(unknown.factor, unknown.max, ends[1]) ||
        llvm::AddOverflow(min, std::min(ends[0], ends[1]), min) ||
        llvm::AddOverflow(max, std::max(ends[0], ends[1]), max))
      return true;
    int64_t divisor = rest[i + 1];
    int64_t multiple =
        divisor == 0 ? 0 : llvm::divideFloorSigned(max, divisor) * divisor;
    if (multiple < min || multiple > max)
      return false;
    // With several multiples in reach, the next unknown belongs to this sum.
    if (divisor != 0 && multiple - divisor >= min)
      continue;
    if (start == i) {
      if ((multiple - constant) % unknown.factor != 0)
        return false;
      int64_t value = (multiple - constant) / unknown.factor;
      if (value < unknown.min || value > unknown.max)
        return false;
      if (unknown.difference >= 0 && value == 0)
        isSame[unknown.difference] = true;
    }
    constant = min = max = multiple;
    start = i + 1;
  }
  return true;
}

bool IndexForms::mayMeet(const LaneAccess &a, const LaneAccess &b, Scope scope,
                         std::optional<Scope> outside) const {
  auto mayMeet = [&](bool isDivided) {
    MeetSolver solver(*this, a, b, scope, isDivided);
    if (!solver.solve())
      return false;
    if (outside == Scope::Workgroup)
      return !solver.isSameGroup();
    if (outside == Scope::Subgroup)
      return !solver.isSameSubgroup();
    // One invocation is in one subgroup.
    return !solver.isSameInvocation();
  };
  // Either of the two may see what the other does not.
  return mayMeet(false) && (!layout || mayMeet(true));
}

} // namespace mlir::vyre
