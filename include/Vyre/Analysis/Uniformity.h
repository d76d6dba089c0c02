// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values are the same for all invocations of a scope, and which ops these
// execute together.
//
// The lattice is Scope with nothing below it: grid, workgroup, subgroup, none.
// A value is uniform in a scope if all invocations of the scope that execute
// its definition together, in the same iteration of every loop, get the same.
// The analysis starts with everything uniform in the grid and takes back what
// has a reason not to be:
//
// - Ops with UniformityOpInterface say so themselves: ids, subgroup ops.
// - Atomics give each invocation what it finds at that moment.
// - Any other op of `arith`, `index`, `math`, `vector` and `vyre` without an
//   effect inherits from its operands. Of what else there is nothing is known.
// - A plain load inherits from its index, and from its buffer: workgroup memory
//   is one per workgroup. Why that is right even where the buffer is written is
//   argued below.
// - Control: a result of scf.if or scf.index_switch inherits from the condition
//   too, unless all branches yield the same. A result of a loop inherits from
//   bounds or condition unless it is the same in all iterations: invocations
//   leave in different ones. Inside of the loop there is nothing to inherit:
//   the definition is about one iteration.
// - In a workgroup of one invocation nothing differs inside the workgroup.
//
// Exits need no rule. An invocation that left executes nothing any more
// (VYRE-PR-05), so it cannot disagree.
//
// Plain loads (VYRE-MM-15). Let A and B be invocations of the scope that
// execute the same load, in the same iteration, of the same element, and get
// different values. In a program without races every write to the element is
// ordered with both loads, so one of them sees a write that comes after the
// other load: load of A -> write -> load of B, by happens-before. Invocations
// pass a barrier in the same iteration, so barriers and program order lead
// only forward in the program, never from a point back to the same point. So a
// part of the way was an atomic that acquires what another released. Its reader
// is an invocation of the scope and comes after the last barrier of the scope
// in front of the load: before that barrier, it would come before the load of A
// as well, in a circle. Hence the load is uniform if no path from the last
// barrier of the scope, or from the start, to the load holds an acquiring
// atomic, or if nothing in the program releases.
//
// For `read` and `uniform` buffers not even that is needed: with VYRE-MM-18 any
// write that only one of the two sees is a race.
//
// The generic dataflow framework of MLIR has no control dependence, and its
// constant propagation folds indices with 64 bits, so this is a worklist of its
// own. Cost: linear in uses, times the three scopes a value can lose, times the
// nesting for ops with UniformityOpInterface.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_UNIFORMITY_H
#define VYRE_ANALYSIS_UNIFORMITY_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <optional>
#include <string>

namespace mlir {
class AsmState;
}

namespace mlir::vyre {

/// The widest scope in which something is uniform; none if even invocations of
/// a subgroup may differ. `<` is the order of the lattice.
using UniformScope = std::optional<Scope>;

/// Holds values and ops of the program by address: ask before they are erased.
/// What was created after the analysis counts as divergent.
class Uniformity {
public:
  explicit Uniformity(ProgramOp program);

  /// Widest scope in which all invocations that execute the definition together
  /// have the same value; nullopt if even a subgroup may differ.
  UniformScope getUniformScope(Value value) const;
  bool isUniform(Value value, Scope scope) const {
    return getUniformScope(value) >= UniformScope(scope);
  }

  /// True if all invocations of the scope that have not exited execute `op`
  /// together (same iteration of every loop). False is the conservative answer.
  bool isConvergent(Operation *op, Scope scope) const {
    return getConvergence(op) >= UniformScope(scope);
  }

  /// The innermost op around `op` because of which it is not convergent, or
  /// null if it is.
  Operation *getDivergentParent(Operation *op, Scope scope) const;

  /// The operand that decides which regions of `parent` run, or how often, and
  /// is not uniform in the scope. Null if all are, or if nothing is known about
  /// the op.
  Value getDivergentControl(Operation *parent, Scope scope) const;

  /// One step from a value to where its divergence comes from.
  struct Note {
    Location loc;
    std::string text;
  };

  /// The way from the value to the source of its divergence, at most
  /// kMaxNotes steps; empty if it is uniform in the scope.
  SmallVector<Note> getNotes(Value value, Scope scope) const;
  static constexpr unsigned kMaxNotes = 8;

  /// Attaches notes that lead from the value to where the divergence comes
  /// from.
  void explain(Value value, Scope scope, Diagnostic &diagnostic) const;

  /// The program as a list: the scope of each value, and what is executed
  /// together.
  void print(raw_ostream &os) const;

private:
  /// Why a scope was lost.
  struct Cause {
    enum Kind {
      Source,  ///< The op itself.
      Operand, ///< `value` is an operand of the op.
      Passed,  ///< `value` was passed on by the op.
      Control, ///< `value` decides which regions of the op run, or how often.
    };
    Kind kind = Source;
    Operation *op = nullptr;
    Value value;
  };

  /// Of a value, or of the control of an op with regions.
  struct State {
    UniformScope scope = Scope::Grid;
    /// For each scope that was lost; causes never form a circle.
    std::array<Cause, 3> causes;

    bool lower(UniformScope to, const Cause &cause);
  };

  void enter(Operation *op, const DenseMap<Operation *, UniformScope> &loads);
  void lower(Value value, UniformScope scope, const Cause &cause);
  void lowerAll(ValueRange values, UniformScope scope, const Cause &cause);
  void lowerControl(Operation *op, Value value);
  void apply(UniformityOpInterface op);
  void visitUse(OpOperand &use);
  UniformScope getConvergence(Operation *op) const;
  void printBlock(Block &block, unsigned indent, AsmState &names,
                  raw_ostream &os) const;
  std::string describe(Value value, const Cause &cause, Scope scope) const;

  ProgramOp program;
  /// No scope is ever lower than this.
  UniformScope floor;
  DenseMap<Value, State> values;
  DenseMap<Operation *, State> controls;
  SmallVector<Value> worklist;
};

/// "subgroup", "workgroup", "grid", "divergent".
StringRef stringifyUniformScope(UniformScope scope);

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_UNIFORMITY_H
