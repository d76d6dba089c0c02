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

/// No such number.
constexpr unsigned kNone = ~0u;

/// An access at one place or several.
struct FlowAccess {
  /// Into BarrierFlow::accesses.
  unsigned number;
  /// The first and the last op that makes it, into BarrierFlow::ops.
  unsigned first, last;
  /// It is in a loop of this depth, seen from outside of that loop; kNoDepth if
  /// it is not.
  unsigned crossed = kNoDepth;
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

  /// Whether this barrier orders what those of scope `other` do, in storage
  /// buffers or in workgroup memory.
  bool orders(Scope other, bool isStorage) const {
    return !isRemoved && scope >= other && (!isStorage || ordersStorage);
  }
};

/// One step of a sequence: a node, or control flow with sequences inside.
struct FlowItem {
  enum class Kind { Node, Branch, For, While };
  Kind kind = Kind::Node;
  /// If it is one.
  unsigned node = kNone;
  /// Into BarrierFlow::sequences: the arms, the body, or the condition and the
  /// body.
  SmallVector<unsigned, 2> parts;
  /// Whether there is a way past all arms.
  bool isSkippable = false;
};

/// What a region does, in order. The sequences of a program say in a tree what
/// the nodes say in a graph.
struct FlowSequence {
  std::vector<FlowItem> items;
  /// The item that has it, by sequence and place; none of the program itself.
  unsigned parent = kNone;
  unsigned place = 0;
  /// Which part of that item it is.
  unsigned part = 0;
  unsigned loopDepth = 0;
};

class BarrierFlow {
public:
  BarrierFlow(ProgramOp program, unsigned subgroupSize);

  ProgramOp program;
  IndexForms forms;
  std::vector<FlowNode> nodes;
  /// The first one is that of the program.
  std::vector<FlowSequence> sequences;
  std::vector<SharedAccess> accesses;
  /// Those that access, in the order of the program.
  std::vector<Operation *> ops;
  std::vector<LaneGuard> guards;
  SmallVector<BarrierOp> barriers;
  /// Nodes of barriers and of other ops that synchronise, ascending.
  SmallVector<unsigned> syncNodes;
  DenseMap<Operation *, unsigned> barrierNodes;

private:
  unsigned addNode(FlowNode::Kind kind);
  void connect(FlowEdge from, unsigned to);
  /// Goes on in a new node behind `from`.
  void goOn(ArrayRef<FlowEdge> from);
  unsigned addGuard(LaneGuard guard);
  unsigned addAccess(SharedAccess access);
  void findWritten();
  void dropEmptyItems();
  bool isShared(const SharedAccess &access) const;

  void visit(Block &block);
  void visit(Operation &op);
  void add(SharedAccess access);
  void append(unsigned access, Operation *op);
  void visitAccess(AccessOpInterface op);
  void visitCopy(AsyncCopyOpInterface op, bool isChosen = false);
  void visitWait(AsyncWaitOp op);
  void visitUnknown(Operation &op);
  /// Begins an item with parts.
  FlowItem &addItem(FlowItem::Kind kind);
  /// Visits a region that is entered over `entries`, under a condition, as the
  /// next part of the last item; returns the node at its end.
  unsigned visitPart(Region &region, ArrayRef<FlowEdge> entries,
                     Value condition = {}, bool holds = true);
  /// The same as steps of the sequence at hand.
  unsigned visitRegion(Region &region, ArrayRef<FlowEdge> entries,
                       Value condition = {}, bool holds = true);
  void visitLoop(Operation &op);

  /// Where control is.
  unsigned current = 0;
  unsigned sequence = 0;
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
