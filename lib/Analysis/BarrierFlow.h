// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The control flow of a program as barriers see it: nodes with accesses,
// barriers and exits, and edges that know which loop they enter, repeat or
// leave.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_ANALYSIS_BARRIERFLOW_H
#define VYRE_LIB_ANALYSIS_BARRIERFLOW_H

#include "Vyre/Analysis/BarrierAccess.h"
#include "llvm/ADT/DenseSet.h"
#include <vector>

namespace mlir::vyre {

/// No loop has this depth.
constexpr unsigned kNoDepth = ~0u;

struct FlowEdge {
  unsigned node;
  /// The depth of the loop of which another iteration begins here, or which is
  /// entered or left; kNoDepth if none.
  unsigned crossed = kNoDepth;
  /// Whether it is the next iteration that begins.
  bool isBack = false;
};

/// An access at one place.
struct FlowAccess {
  /// Into BarrierFlow::accesses.
  unsigned number;
  Operation *op;
};

struct FlowNode {
  enum class Kind { Accesses, Barrier, Exit };
  Kind kind = Kind::Accesses;
  /// The barrier.
  Operation *op = nullptr;
  /// Scope of the barrier, whether it orders storage buffers, and whether it is
  /// still there.
  Scope scope = Scope::Subgroup;
  bool ordersStorage = true;
  bool isRemoved = false;
  /// Number of loops around.
  unsigned loopDepth = 0;
  /// In the order of the program.
  SmallVector<FlowAccess, 4> accesses;
  SmallVector<FlowEdge, 2> successors;
  SmallVector<FlowEdge, 2> predecessors;
};

using FlowNodes = std::vector<FlowNode>;

/// Takes a removed barrier out of the graph, and joins accesses around it
/// between which no barrier can be any more, so that later searches take one
/// step for all of them. What a search from any barrier finds stays the same.
/// Amortised over all barriers, linear in the nodes.
void contract(FlowNodes &nodes, unsigned barrier);

class BarrierFlow {
public:
  explicit BarrierFlow(ProgramOp program);

  ProgramOp program;
  IndexForms forms;
  FlowNodes nodes;
  std::vector<SharedAccess> accesses;
  std::vector<LaneGuard> guards;
  SmallVector<BarrierOp> barriers;
  DenseMap<Operation *, unsigned> barrierNodes;

private:
  unsigned addNode(FlowNode::Kind kind);
  void connect(FlowEdge from, unsigned to);
  /// Goes on in a new node behind `from`.
  void goOn(ArrayRef<FlowEdge> from);
  unsigned addGuard(LaneGuard guard);
  unsigned addAccess(SharedAccess access);
  void findWritten();
  bool isShared(const SharedAccess &access) const;

  void visit(Block &block);
  void visit(Operation &op);
  void add(SharedAccess access);
  void visitAccess(AccessOpInterface op);
  void visitCopy(AsyncCopyOpInterface op, bool isChosen = false);
  void visitWait(AsyncWaitOp op);
  void visitUnknown(Operation &op);
  /// Visits a region that is entered over `entries`, under a condition;
  /// returns the node at its end.
  unsigned visitRegion(Region &region, ArrayRef<FlowEdge> entries,
                       Value condition = {}, bool holds = true);
  void visitLoop(Operation &op);

  /// Where control is.
  unsigned current = 0;
  unsigned guard = 0;
  unsigned loopDepth = 0;
  DenseMap<unsigned, SmallVector<unsigned, 1>> guardsByHash;
  DenseMap<unsigned, SmallVector<unsigned, 1>> accessesByHash;
  llvm::DenseSet<Value> written;
  bool isAllWritten = false;
  SmallVector<AsyncCopyOpInterface> copies;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_ANALYSIS_BARRIERFLOW_H
