// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Indices as linear forms of ids, and whether two invocations can meet at one
// element.
//
// A form is a constant plus a sum of atoms times coefficients, modulo 2^32. An
// atom is a local id, a workgroup id, a value that the invocations of a scope
// share, or a value of which only the range is known.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_INDEXFORMS_H
#define VYRE_ANALYSIS_INDEXFORMS_H

#include "Vyre/Analysis/Uniformity.h"
#include "Vyre/Dialect/VyreOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <optional>

namespace mlir::scf {
class ForOp;
} // namespace mlir::scf

namespace mlir::vyre {

/// An unsigned interval, both ends included.
struct IndexRange {
  uint64_t min = 0;
  uint64_t max = UINT32_MAX;

  bool isConstant() const { return min == max; }
  bool operator==(const IndexRange &other) const {
    return min == other.min && max == other.max;
  }
};

/// One unknown of a form.
struct IndexAtom {
  enum class Kind {
    /// The local id along `axis`.
    Local,
    /// The workgroup id along `axis`.
    Group,
    /// The local id along `axis`, divided by the factor of SubgroupLayout, and
    /// what is left over.
    Block,
    Lane,
    /// How many iterations of the loop at `loopDepth` came before this one.
    Counter,
    /// The counter of that loop modulo 2.
    Parity,
    /// All invocations of `scope` that execute the definition together have the
    /// same value.
    Shared,
    /// Anything in `range`.
    Other,
  };
  Kind kind = Kind::Other;
  unsigned axis = 0;
  Scope scope = Scope::Grid;
  IndexRange range;
  /// Depth of the innermost loop that may give it another value in each
  /// iteration; 0 for none. The outermost loop has depth 1.
  unsigned loopDepth = 0;
};

/// A linear form. Terms are sorted by atom and have no zero coefficients, so
/// equal forms compare equal. Coefficients and the constant are modulo 2^32,
/// kept in [-2^31, 2^31).
struct IndexForm {
  using Term = std::pair<unsigned, int64_t>;

  int64_t constant = 0;
  SmallVector<Term, 3> terms;

  bool isConstant() const { return terms.empty(); }
  bool operator==(const IndexForm &other) const {
    return constant == other.constant && terms == other.terms;
  }
};

/// What must hold of an invocation for it to execute an op: intervals of ids,
/// and forms that are zero.
struct LaneGuard {
  /// By axis, within [0, size).
  std::array<IndexRange, 3> local;
  std::array<IndexRange, 3> group;
  /// Of the block and the lane, if a layout of subgroups is known.
  std::array<IndexRange, 2> parts;
  SmallVector<IndexForm, 1> zeros;

  bool operator==(const LaneGuard &other) const {
    return local == other.local && group == other.group &&
           parts == other.parts && zeros == other.zeros;
  }
};

/// One side of a question about two invocations.
struct LaneAccess {
  /// The element; null if any.
  const IndexForm *index;
  const LaneGuard *guard;
  /// Loops of this depth and deeper may be in another iteration than at the
  /// place from which both sides are seen.
  unsigned freshDepth;
  /// If not 0: the loop at that very depth is this many iterations ahead.
  int shift = 0;
};

/// How a device divides workgroups into subgroups, if it is known: each has
/// consecutive linear local ids, x first. The axes below `axis` are whole in
/// one subgroup, along `axis` it has `factor` local ids, and above it one.
struct SubgroupLayout {
  uint64_t size = 1;
  unsigned axis = 0;
  uint64_t factor = 1;
  /// All of the workgroup is in one.
  bool isWhole = false;
};

/// The forms of the values of one program. Results live as long as it.
///
/// Near linear: each value is looked at once, expressions are followed through
/// a bounded number of ops.
class IndexForms {
public:
  /// `subgroupSize` is 0 if nothing is known of subgroups, else see
  /// SubgroupLayout.
  explicit IndexForms(ProgramOp program, unsigned subgroupSize = 0);

  const std::optional<SubgroupLayout> &getLayout() const { return layout; }

  /// The low 32 bits of an integer or index. Always succeeds: in the worst case
  /// the form is one atom of which nothing is known.
  IndexForm getForm(Value value);

  /// Anything from `value` to `value + count - 1`, for a count that is not 0.
  IndexForm getSpan(Value value, Value count);

  /// Between which numbers the low 32 bits of a value are.
  IndexRange getRange(Value value);

  /// Where every invocation may be.
  LaneGuard getUnguarded() const;

  /// Adds to `guard` what `condition == holds` says. What it cannot express it
  /// leaves out.
  void addCondition(Value condition, bool holds, LaneGuard &guard);

  /// False if no two different invocations of one instance of `scope` can be at
  /// the same element, one with access `a` and one with `b`; with `outside`,
  /// only such pairs count that are not in the same instance of that scope.
  /// True is the conservative answer.
  bool mayMeet(const LaneAccess &a, const LaneAccess &b, Scope scope,
               std::optional<Scope> outside = std::nullopt) const;

  /// Depth of the loops around `op`: 0 outside of all loops.
  static unsigned getLoopDepth(Operation *op);

  void print(const IndexForm &form, raw_ostream &os) const;

private:
  unsigned addAtom(IndexAtom atom, Value value);
  IndexForm makeAtom(Value value);
  IndexForm compute(Value value, unsigned depth);
  IndexForm getForm(Value value, unsigned depth);
  IndexForm computeArgument(BlockArgument arg, unsigned depth);
  IndexForm computeParity(Value value, const IndexForm &form);
  /// The form as a multiple of a power of two and a rest below it.
  struct Split {
    IndexForm high, low;
  };
  std::optional<Split> splitAt(const IndexForm &form, uint64_t divisor) const;
  std::optional<IndexForm> computeDivision(Operation *op,
                                           const IndexForm &form);
  /// With the local id along the axis of the layout taken apart.
  IndexForm divideLocalId(const IndexForm &form) const;
  unsigned getCounter(scf::ForOp loop, unsigned depth);
  IndexForm getParity(unsigned counter);
  IndexForm localId(unsigned axis) const;
  IndexForm groupId(unsigned axis) const;
  std::optional<Scope> getScope(Value value);
  IndexRange computeRange(Value value, unsigned depth);
  IndexRange rangeOf(const IndexForm &form) const;
  void addComparison(const IndexForm &lhs, const IndexForm &rhs, bool isEqual,
                     bool orEqual, LaneGuard &guard) const;

  friend class MeetSolver;

  ProgramOp program;
  /// Made when it is asked for the first time.
  std::unique_ptr<Uniformity> uniformity;
  std::array<uint64_t, 3> size;
  std::optional<SubgroupLayout> layout;
  /// Atoms 0 to 2 are the local ids, 3 to 5 the workgroup ids; with a layout
  /// 6 is the block and 7 the lane.
  SmallVector<IndexAtom> atoms;
  SmallVector<Value> atomValues;
  DenseMap<Value, IndexForm> forms;
  DenseMap<Value, unsigned> atomOf;
  DenseMap<Operation *, unsigned> counterOf;
  /// By counter.
  DenseMap<unsigned, unsigned> parityOf;
};

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_INDEXFORMS_H
