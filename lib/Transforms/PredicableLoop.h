// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which loops of a graph the device can end, for vyre-predicate-loops.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_PREDICABLELOOP_H
#define VYRE_LIB_TRANSFORMS_PREDICABLELOOP_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/SetVector.h"
#include <optional>

namespace mlir::vyre {

/// A scf.while of a graph, whose condition comes from what its first region
/// reads back in its end. The condition is a conjunction: the device computes
/// the terms that need what was read, the host the others.
class PredicableLoop {
public:
  /// Why a loop stays as it is.
  struct Obstacle {
    Location loc;
    std::string reason;
    std::string suggest;
  };

  explicit PredicableLoop(scf::WhileOp loop) : loop(loop) {}

  /// Whether the loop reads in its first region, so that it matters here.
  bool findReads();
  /// None if the loop can be changed. REQUIRES: findReads.
  std::optional<Obstacle> findObstacle();

  scf::WhileOp loop;
  SmallVector<ReadOp> reads;
  /// The reads, and the ops of the first region that need one, in order.
  llvm::SetVector<Operation *> readOps;
  SmallVector<Value> deviceTerms, hostTerms;
  /// Those of `readOps` that compute the device terms, without the reads.
  SmallVector<Operation *> deviceOps;
  /// Values of the graph that device terms use and that no iteration changes.
  llvm::SetVector<Value> deviceInputs;
  /// Dispatches, fills and copies of an iteration.
  SmallVector<Operation *> steps;
  /// The dispatch in front of the read whose program stores what is read, by
  /// one op, while nothing else in the loop touches that buffer; or null.
  DispatchOp answer;

private:
  using Result = std::optional<Obstacle>;

  /// Whether the value is the same in all iterations: it comes from outside, by
  /// pure ops. With `inNested`, also by the counters of loops inside.
  bool isInvariant(Value value, bool inNested = false) const;

  Result checkStep(Operation *op) const;
  Result checkOps(Block &block);
  Result checkReads();
  Result checkDeviceTerms();
  void splitCondition(Value condition);
  void findAnswer();
};

/// The only op that uses the buffer, if it stores to element 0 and does so once
/// at most; or null.
StoreOp getOnlyStore(BlockArgument buffer);

/// Whether a generated program moves elements of the type without features that
/// the loop did not need before.
bool isPlainElement(Type element);

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_PREDICABLELOOP_H
