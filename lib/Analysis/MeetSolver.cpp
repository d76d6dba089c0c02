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
// An equation with one unknown that is the difference of two local ids gives
// that difference. If it is zero along every axis, both invocations are the
// same, and what one invocation does is in order (VYRE-MM-11).
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/IndexForms.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

namespace mlir::vyre {

constexpr int64_t kWrap = int64_t(1) << 32;

class MeetSolver {
public:
  MeetSolver(const IndexForms &forms, const LaneAccess &a, const LaneAccess &b,
             Scope scope)
      : forms(forms), a(a), b(b), scope(scope) {
    for (unsigned axis = 0; axis < 3; ++axis) {
      setSame(axis, a.guard->local[axis], b.guard->local[axis]);
      setSame(3 + axis, a.guard->group[axis], b.guard->group[axis]);
      if (scope != Scope::Grid)
        isSame[3 + axis] = true;
    }
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

  bool isSameLocal() const { return isSame[0] && isSame[1] && isSame[2]; }
  bool isSameGroup() const { return isSame[3] && isSame[4] && isSame[5]; }

private:
  struct Unknown {
    int64_t factor;
    int64_t min, max;
    /// The id of which this is the difference, or -1.
    int difference = -1;
  };

  void setSame(unsigned id, const IndexRange &left, const IndexRange &right) {
    isSame[id] = left.isConstant() && left == right;
  }

  const IndexRange &idRange(const LaneGuard &guard, unsigned id) const {
    return id < 3 ? guard.local[id] : guard.group[id - 3];
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
  bool isSame[6] = {};
  /// Two intervals of one id exclude each other.
  bool isEmpty = false;
  /// The equation at hand.
  int64_t constant = 0;
  SmallVector<Unknown, 8> unknowns;
};

/// An atom with coefficient `left` in the first form and `right` in the second.
void MeetSolver::addAtom(unsigned number, int64_t left, int64_t right) {
  const IndexAtom &atom = forms.atoms[number];
  if (number >= 6) {
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
  const IndexRange &first = idRange(*a.guard, number),
                   &second = idRange(*b.guard, number);
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
  add(left, first);
  add(-right, second);
}

bool MeetSolver::solve(const IndexForm &left, const IndexForm &right) {
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
  MeetSolver solver(*this, a, b, scope);
  if (!solver.solve())
    return false;
  if (outside == Scope::Workgroup)
    return !solver.isSameGroup();
  // One invocation is in one subgroup.
  return !(solver.isSameLocal() && solver.isSameGroup());
}

} // namespace mlir::vyre
