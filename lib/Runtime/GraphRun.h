// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One run of a graph, in three steps: begin() checks arguments, allocates and
// uploads; execute() walks the commands into a recording and waits for it;
// collect() compares expectations and downloads results. Device memory and
// binding sets are kept from one run to the next.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_GRAPHRUN_H
#define VYRE_LIB_RUNTIME_GRAPHRUN_H

#include "BarrierLog.h"
#include "BarrierPlanner.h"
#include "GraphPlan.h"
#include "Vyre/Runtime/Graph.h"

#include <deque>

namespace vyre::rt {

class GraphRun {
public:
  GraphRun(Device &device, const Artifact &artifact, const GraphPlan &plan);

  /// In the order of GraphPlan::kernels. None for a kernel that the device does
  /// not take, with the reason.
  void addExecutable(std::shared_ptr<Executable> executable,
                     Status reason = Status::ok()) {
    executables_.push_back(std::move(executable));
    missing_.push_back(std::move(reason));
  }

  Status begin(const Arguments &arguments, const RunOptions &options,
               Deadline deadline);
  Status execute(RunReport &report);
  /// A trap of the run is an error, and leaves the arguments as they were.
  Status collect(Arguments &arguments);

private:
  struct BufferState {
    std::unique_ptr<Buffer> device;
    /// Changes with `device`; an address may come back, a number does not.
    uint64_t allocation = 0;
    uint64_t count = 0;    ///< Elements.
    uint64_t bytes = 0;    ///< Of the elements, without padding.
    uint64_t countRun = 0; ///< The run in which `count` was found.
    uint64_t readyRun = 0; ///< The run in which the contents were made.
  };
  struct BindingState {
    std::unique_ptr<BindingSet> set;
    std::vector<uint64_t> allocations; ///< Of the buffers in `set`.
    uint64_t readyRun = 0;
  };
  /// A copy of a buffer as it was at an expect.
  struct Snapshot {
    uint32_t expect = 0;
    uint32_t location = 0;
    Buffer *buffer = nullptr;
    uint64_t offset = 0;
  };
  /// What --trace wants to know of a dispatch, besides its times.
  struct DispatchRecord {
    uint32_t kernel = 0;
    uint32_t location = 0;
    std::array<uint32_t, 3> groups = {};
  };
  struct ReadbackChunk {
    std::unique_ptr<Buffer> buffer;
    uint64_t used = 0;
  };

  Status checkArguments(const Arguments &arguments) const;
  Status findCount(uint32_t buffer);
  Status allocate(uint32_t buffer);
  Status uploadInputs(const Arguments &arguments);
  Status checkTrap();

  // The recording. False means that `error_` is set: a Status per command
  // would cost more than the command.
  bool walk(const std::vector<PlanCommand> &commands);
  bool runLoop(const PlanLoop &loop);
  bool runBranch(const PlanBranch &branch);
  bool runWhile(const PlanWhile &loop);
  bool runRead(const artifact::ReadCommand &read);
  bool runPreferResident(const PlanQuestion &question);
  bool runStrideGroups(const PlanQuestion &question);
  /// Copies registers all at once: one may be the source of another.
  void assign(const flatbuffers::Vector<uint32_t> *targets,
              const flatbuffers::Vector<uint32_t> *sources);
  bool runDispatch(const PlanDispatch &dispatch, uint32_t location);
  /// Whether three counts can be where an indirect dispatch looks for them.
  bool checkCounts(const PlanDispatch &dispatch);
  bool gridOf(const PlanGrid &grid, uint32_t (&groups)[3], bool &isEmpty);
  bool axisOf(const PlanGrid &grid, unsigned axis, uint64_t &groups);
  bool failGrid(const PlanGrid &grid, const std::string &found, unsigned axis,
                const std::string &expected, const char *fix);
  /// Asks the device about a grid of a kernel that synchronises it. What was
  /// recorded until here is done then, if the answer was not known.
  Result<GridSyncFinding> findGridSync(uint32_t kernel,
                                       const uint32_t (&groups)[3],
                                       bool wantCost);
  bool checkGridFits(uint32_t kernel, const uint32_t (&groups)[3]);
  bool runCopy(const artifact::CopyCommand &copy);
  bool runFill(const artifact::FillCommand &fill);
  void fillWide(uint32_t buffer, uint64_t value);
  bool runExpect(uint32_t expect, uint32_t location);
  bool resolveCount(uint32_t buffer);
  bool prepareBuffer(uint32_t buffer, bool isOverwritten = false);
  bool prepareBindings(uint32_t bindings);
  Result<Snapshot> reserveReadback(uint64_t bytes);
  bool checkDeadline();
  bool fail(Status status) {
    error_ = std::move(status);
    return false;
  }
  void order(StageBits stage, const BufferAccess *accesses, size_t count) {
    std::vector<BufferConflict> *reasons =
        options_.explainBarriers ? &reasons_ : nullptr;
    if (Barrier barrier = planner_.plan(stage, accesses, count, reasons))
      recorder_->barrier(barrier);
    if (reasons)
      logCommand();
  }
  void logCommand();
  std::vector<BarrierReason> explainBarriers() const;
  RecordedStep describe(const BarrierLog::Step &step) const;

  const artifact::GraphBuffer &bufferInfo(uint32_t buffer) const {
    return *plan_.graph->buffers()->Get(buffer);
  }
  /// As messages call it: "'x'" or "transient buffer #3".
  std::string bufferName(uint32_t buffer) const;

  Device &device_;
  const Artifact &artifact_;
  const GraphPlan &plan_;
  std::vector<std::shared_ptr<Executable>> executables_;
  std::vector<Status> missing_; ///< Why there is no executable.
  std::vector<BufferState> buffers_;
  std::vector<BindingState> bindings_;
  std::vector<uint64_t> registers_;
  std::vector<uint64_t> assigned_; ///< Scratch memory of assign().
  std::deque<ReadbackChunk> readback_;

  // Of the current run.
  uint64_t run_ = 0;
  uint64_t allocations_ = 0; // of all runs
  RunOptions options_;
  Deadline deadline_;
  BarrierPlanner planner_{0};
  std::unique_ptr<Recorder> recorder_;
  Status error_;
  uint64_t walked_ = 0;
  uint64_t dispatchCount_ = 0;
  std::vector<Snapshot> snapshots_;
  /// What is being recorded.
  BarrierLog::Step step_;
  /// When reasons of barriers are wanted; those of the next command are
  /// collected in `reasons_`.
  BarrierLog barrierLog_;
  std::vector<BufferConflict> reasons_;
  Snapshot answer_; ///< Where reads of the graph go.
  std::vector<GridSyncChoice> gridSyncs_;
  /// One entry per dispatch, when timestamps are wanted.
  std::vector<DispatchRecord> dispatchLog_;
};

/// "?xf32" or "16xvector<4xf32>".
std::string formatShape(bool dynamic, uint64_t count, ElementType element);

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_GRAPHRUN_H
