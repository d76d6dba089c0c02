// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rewriting of vyre-lower-exits: LowerExits.cpp does blocks and says why it
// is right, ExitRegions.cpp does ops with regions.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_EXITLOWERING_H
#define VYRE_LIB_TRANSFORMS_EXITLOWERING_H

#include "ExitSlice.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace mlir::vyre {

/// Ops of one block, in order, that go under one condition.
struct Run {
  SmallVector<Operation *> ops;
  llvm::SmallPtrSet<Operation *, 16> set;

  void add(Operation *op) {
    ops.push_back(op);
    set.insert(op);
  }
  bool empty() const { return ops.empty(); }
  /// Whether an operand of the op is computed in the run.
  bool feeds(Operation *op) const {
    return llvm::any_of(op->getOperands(), [&](Value operand) {
      return set.contains(operand.getDefiningOp());
    });
  }
};

/// Gives the region that `block` ends one more value.
inline void appendToTerminator(Block *block, Value value) {
  Operation *terminator = block->getTerminator();
  terminator->insertOperands(terminator->getNumOperands(), value);
}

/// Who finds out whether to go on with a scf.while around a barrier after
/// invocations left.
enum class ExitVote {
  /// The workgroup, by a vote.
  Workgroup,
  /// In loops around grid barriers whoever lowers these: the loop goes on if
  /// the condition holds for anybody in the grid. It is false for who left.
  Grid,
};

/// Rewrites one program. Functions that return `active` return a null value
/// when no invocation can have left.
class ExitLowering {
public:
  ExitLowering(ProgramOp program, const ExitSlice &slice, ExitVote voter)
      : program(program), slice(slice), voter(voter),
        builder(program.getContext()) {}
  ~ExitLowering();

  LogicalResult run();

private:
  FailureOr<Value> lowerBlock(Block *block, Value active);
  FailureOr<Value> lowerOp(Operation *op, Value active);
  FailureOr<Value> lowerBranch(Operation *op, Value active);
  FailureOr<Value> lowerBarrierLoop(scf::ForOp loop, Value active);
  FailureOr<Value> lowerPlainLoop(scf::ForOp loop);
  FailureOr<Value> lowerWhile(scf::WhileOp loop, Value active);

  /// Puts the run under `active` and empties it.
  FailureOr<Value> predicate(Run &run, Value active);
  /// `active` after the exit.
  Value leave(ExitIfOp exit, Value active);
  /// Keeps an op of the control slice outside of every condition.
  LogicalResult keepControl(Operation *op, Run &run, Value &active);
  /// Fails if invocations may disagree about the condition or bounds of `op`.
  LogicalResult checkAgreement(Operation *op);
  LogicalResult checkZero(Operation *op, Value value);
  /// Invocations that left execute the op and take no part in it.
  void leaveOut(ConvergentOpInterface op, Value active);

  /// Whether any invocation of the scope, the subgroup or the workgroup, is
  /// active. Every invocation of it must get here.
  Value vote(Location loc, Value active, Scope scope);
  Value voteInSubgroup(Location loc, Value active);

  /// Constants, at the start of the program.
  Value constant(TypedAttr value);
  Value boolean(bool value) { return constant(builder.getBoolAttr(value)); }
  Value orTrue(Value active) { return active ? active : boolean(true); }

  /// Takes the op out of the program. Its memory stays until the end, because
  /// the slice knows ops by address.
  void retire(Operation *op, ValueRange replacements = {});

  ProgramOp program;
  const ExitSlice &slice;
  ExitVote voter;
  OpBuilder builder;
  DenseMap<Attribute, Value> constants;
  /// One i32 of workgroup memory, zero outside of votes; made when needed.
  WorkgroupAllocOp ballot;
  SmallVector<Operation *> retired;
};

/// Replaces every vyre.exit_if of the program by structured control flow. Fails
/// with an error where that cannot be done.
LogicalResult lowerExits(ProgramOp program,
                         ExitVote voter = ExitVote::Workgroup);

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_EXITLOWERING_H
