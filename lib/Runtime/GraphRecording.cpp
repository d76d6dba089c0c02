// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The recording: walking the commands of a graph. See GraphRun.h.
//
// A graph of a thousand tiny dispatches should cost what a hand-written loop
// over Vulkan calls costs. So nothing here allocates per dispatch, all lookups
// were done by GraphPlan, and success is a bool: functions that return false
// have set `error_` with fail().
//
//===----------------------------------------------------------------------===//

#include "GraphRun.h"

#include <algorithm>
#include <cstring>

using namespace vyre::rt;

// Readback memory grows in pieces of this size.
static constexpr uint64_t kReadbackBytes = uint64_t(1) << 20;

static constexpr uint32_t kMaxPushBytes = 256;

// Bytes of the three counts of an indirect dispatch.
static constexpr uint64_t kCountBytes = 12;

bool GraphRun::checkDeadline() {
  if (std::chrono::steady_clock::now() < deadline_)
    return true;
  return fail(
      Status(Code::DeadlineExceeded,
             "the graph was still being recorded at the deadline, after " +
                 std::to_string(walked_) + " commands",
             "allow more time, or shorten the loops of the graph"));
}

Status GraphRun::execute(RunReport &report) {
  Result<std::unique_ptr<Recorder>> recorder =
      device_.record(options_.timestamps, deadline_);
  if (!recorder)
    return std::move(recorder).takeStatus();
  recorder_ = std::move(*recorder);
  error_ = Status::ok();
  Status status = walk(plan_.commands) ? recorder_->finish() : error_;
  if (status) {
    report.dispatchCount = dispatchCount_;
    report.barrierCount = planner_.barrierCount();
    report.submitCount = recorder_->submitCount();
    report.barriers = explainBarriers();
    report.gridSyncs = std::move(gridSyncs_);
    if (options_.timestamps) {
      std::vector<TimestampPair> ticks = recorder_->timestamps();
      size_t count = std::min(ticks.size(), dispatchLog_.size());
      for (size_t i = 0; i < count; ++i) {
        const auto &[kernel, location, groups] = dispatchLog_[i];
        report.dispatches.push_back(
            {plan_.kernels[kernel].kernel->name()->str(),
             ticks[i].beginNs - ticks[0].beginNs,
             ticks[i].endNs - ticks[0].beginNs, artifact_.location(location),
             groups});
      }
    }
  }
  recorder_.reset();
  return status;
}

bool GraphRun::walk(const std::vector<PlanCommand> &commands) {
  for (const PlanCommand &command : commands) {
    if ((++walked_ & 1023) == 0 && !checkDeadline())
      return false;
    bool done = true;
    switch (command.kind) {
    case PlanCommand::Scalar: {
      const ScalarOp &op = plan_.scalars[command.index];
      if (op.opcode == artifact::ScalarOpcode_Constant) {
        registers_[op.dst] = op.imm;
      } else if (op.opcode == artifact::ScalarOpcode_Length) {
        done = resolveCount(static_cast<uint32_t>(op.imm));
        registers_[op.dst] = buffers_[op.imm].count;
      } else if (op.opcode == artifact::ScalarOpcode_LaunchGroups) {
        registers_[op.dst] =
            options_.grid
                ? std::min<uint64_t>((*options_.grid)[op.imm], UINT32_MAX)
                : registers_[op.a];
      } else {
        registers_[op.dst] = evaluate(op, registers_.data());
      }
      break;
    }
    case PlanCommand::Dispatch:
      step_ = {BarrierLog::Step::Dispatch,
               plan_.dispatches[command.index].kernel, command.location};
      done = runDispatch(plan_.dispatches[command.index], command.location);
      break;
    case PlanCommand::Copy:
      step_ = {BarrierLog::Step::Copy, 0, command.location};
      done = runCopy(*plan_.copies[command.index]);
      break;
    case PlanCommand::Fill:
      step_ = {BarrierLog::Step::Fill, 0, command.location};
      done = runFill(*plan_.fills[command.index]);
      break;
    case PlanCommand::Expect:
      step_ = {BarrierLog::Step::Expect, 0, command.location};
      done = runExpect(command.index, command.location);
      break;
    case PlanCommand::Loop:
      done = runLoop(plan_.loops[command.index]);
      break;
    case PlanCommand::Branch:
      done = runBranch(plan_.branches[command.index]);
      break;
    case PlanCommand::While:
      done = runWhile(plan_.whiles[command.index]);
      break;
    case PlanCommand::Read:
      step_ = {BarrierLog::Step::Read, 0, command.location};
      done = runRead(*plan_.reads[command.index]);
      break;
    case PlanCommand::PreferResident:
      done = runPreferResident(plan_.questions[command.index]);
      break;
    case PlanCommand::StrideGroups:
      done = runStrideGroups(plan_.questions[command.index]);
      break;
    }
    if (!done) {
      error_ = std::move(error_).at(artifact_.location(command.location));
      return false;
    }
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Commands
//===----------------------------------------------------------------------===//

bool GraphRun::resolveCount(uint32_t buffer) {
  if (buffers_[buffer].countRun == run_)
    return true;
  Status status = findCount(buffer);
  return status.isOk() || fail(std::move(status));
}

/// Makes sure that a buffer has memory, and that a transient holds zeros when
/// it is first touched in a run. `isOverwritten` says that the command sets all
/// of its elements, so that nobody would see the zeros.
bool GraphRun::prepareBuffer(uint32_t buffer, bool isOverwritten) {
  BufferState &state = buffers_[buffer];
  if (state.readyRun == run_)
    return true;
  if (!resolveCount(buffer))
    return false;
  if (Status status = allocate(buffer); !status)
    return fail(std::move(status));
  state.readyRun = run_;
  if (isOverwritten || bufferInfo(buffer).uninitialized())
    return true;
  BarrierLog::Step command = step_;
  step_.kind = BarrierLog::Step::ZeroFill;
  step_.kernel = 0;
  BufferAccess access = {buffer, false, true};
  order(kStageTransfer, &access, 1);
  recorder_->fill(*state.device, state.device->bytes(), 0);
  step_ = command;
  return true;
}

bool GraphRun::prepareBindings(uint32_t number) {
  BindingState &state = bindings_[number];
  const PlanBindings &plan = plan_.bindings[number];
  const artifact::Kernel &kernel = *plan_.kernels[plan.kernel].kernel;
  std::vector<Buffer *> buffers;
  std::vector<uint64_t> allocations;
  for (uint32_t i = 0; i < plan.buffers.size(); ++i) {
    uint32_t buffer = plan.buffers[i];
    if (!prepareBuffer(buffer))
      return false;
    const artifact::Binding *binding = kernel.bindings()->Get(i);
    uint64_t count = buffers_[buffer].count;
    if (!binding->dynamic() && binding->count() != count)
      return fail(Status(
          Code::InvalidArgument,
          "kernel '" + kernel.name()->str() + "' binds " + bufferName(buffer) +
              " with " + std::to_string(count) + " elements as " +
              formatShape(false, binding->count(),
                          static_cast<ElementType>(binding->element())),
          "pass a buffer of the declared size, or declare the parameter with "
          "`?`"));
    buffers.push_back(buffers_[buffer].device.get());
    allocations.push_back(buffers_[buffer].allocation);
  }
  if (!state.set || allocations != state.allocations) {
    state.set.reset();
    Result<std::unique_ptr<BindingSet>> set =
        device_.bind(*executables_[plan.kernel], buffers);
    if (!set)
      return fail(std::move(set).takeStatus());
    state.set = std::move(*set);
    state.allocations = std::move(allocations);
  }
  state.readyRun = run_;
  return true;
}

bool GraphRun::failGrid(const PlanGrid &grid, const std::string &found,
                        unsigned axis, const std::string &expected,
                        const char *fix) {
  return fail(Status(Code::OutOfRange,
                     "the dispatch of '" +
                         plan_.kernels[grid.kernel].kernel->name()->str() +
                         "' has " + found + " in " + "xyz"[axis] + ", " +
                         expected,
                     fix));
}

/// The workgroups along an axis, of a size that may count invocations. A count
/// of workgroups that is zero is an error, one of invocations is not.
bool GraphRun::axisOf(const PlanGrid &grid, unsigned axis, uint64_t &groups) {
  bool isGiven = options_.grid && !grid.fixed;
  groups = isGiven ? (*options_.grid)[axis] : registers_[grid.size[axis]];
  uint64_t extent = plan_.kernels[grid.kernel].workgroupSize[axis];
  if (grid.threads && !isGiven)
    groups = extent == 1 ? groups : (groups + extent - 1) / extent;
  else if (groups == 0 && !grid.mayBeEmpty)
    return failGrid(grid, "0 workgroups", axis, "expected at least 1",
                    "give every size a positive number");
  if (groups * extent > uint64_t(1) << 32)
    return failGrid(grid, std::to_string(groups * extent) + " invocations",
                    axis, "ids have 32 bits",
                    "let an invocation handle several elements");
  return true;
}

/// The workgroups of a dispatch, none if there is nothing to do.
bool GraphRun::gridOf(const PlanGrid &grid, uint32_t (&groups)[3],
                      bool &isEmpty) {
  const DeviceLimits &limits = device_.profile().limits;
  isEmpty = false;
  for (unsigned axis = 0; axis < 3; ++axis) {
    uint64_t count = 0;
    if (!axisOf(grid, axis, count))
      return false;
    isEmpty |= count == 0;
    if (count > limits.maxWorkgroupCount[axis])
      return failGrid(grid, std::to_string(count) + " workgroups", axis,
                      "the device allows " +
                          std::to_string(limits.maxWorkgroupCount[axis]),
                      plan_.kernels[grid.kernel].syncsGrid
                          ? "compile with --grid-sync=split or auto"
                          : "use larger workgroups, let an invocation handle "
                            "several elements, or compile with --grid-stride");
    groups[axis] = static_cast<uint32_t>(count);
  }
  return true;
}

bool GraphRun::checkCounts(const PlanDispatch &dispatch) {
  auto buffer = static_cast<uint32_t>(dispatch.counts);
  if (!prepareBuffer(buffer))
    return false;
  const PlanKernel &kernel = plan_.kernels[dispatch.kernel];
  // An index has 32 bits, so the sum does not wrap around.
  uint64_t begin = static_cast<uint32_t>(registers_[dispatch.offset]);
  uint64_t end = begin + kCountBytes;
  std::string where = "the indirect dispatch of '" +
                      kernel.kernel->name()->str() +
                      "' takes its counts from byte";
  if (begin % 4 != 0)
    return fail(Status(Code::OutOfRange,
                       where + " " + std::to_string(begin) +
                           ", expected a multiple of 4",
                       "give the offset in bytes, four for each number"));
  if (end <= buffers_[buffer].bytes)
    return true;
  return fail(Status(Code::OutOfRange,
                     where + "s " + std::to_string(begin) + " to " +
                         std::to_string(end) + " of " + bufferName(buffer) +
                         ", which has " +
                         std::to_string(buffers_[buffer].bytes),
                     "make the buffer larger, or the offset smaller"));
}

bool GraphRun::runDispatch(const PlanDispatch &dispatch, uint32_t location) {
  // No size is known on the host where the device has it.
  uint32_t groups[3] = {};
  bool isEmpty = false;
  bool isIndirect = dispatch.counts >= 0;
  if (!executables_[dispatch.kernel])
    return fail(missing_[dispatch.kernel]);
  if (isIndirect ? !checkCounts(dispatch) : !gridOf(dispatch, groups, isEmpty))
    return false;
  if (bindings_[dispatch.bindings].readyRun != run_ &&
      !prepareBindings(dispatch.bindings))
    return false;
  if (isEmpty)
    return true;
  if (plan_.kernels[dispatch.kernel].syncsGrid &&
      !checkGridFits(dispatch.kernel, groups))
    return false;

  alignas(8) uint8_t push[kMaxPushBytes];
  uint32_t pushBytes = plan_.kernels[dispatch.kernel].pushBytes;
  std::memset(push, 0, pushBytes);
  const PushSource *pushes = plan_.pushes.data() + dispatch.firstPush;
  for (uint32_t i = 0; i < dispatch.pushCount; ++i) {
    const PushSource &source = pushes[i];
    uint64_t value = source.isLength ? buffers_[source.number].count
                                     : registers_[source.number];
    std::memcpy(push + source.offset, &value, source.bytes);
  }

  const PlanBindings &plan = plan_.bindings[dispatch.bindings];
  if (isIndirect) {
    BufferAccess counts = {static_cast<uint32_t>(dispatch.counts), true, false};
    order(kStageCounts, &counts, 1);
  }
  order(kStageCompute, plan.accesses.data(), plan.accesses.size());
  Executable &executable = *executables_[dispatch.kernel];
  BindingSet &bindings = *bindings_[dispatch.bindings].set;
  if (isIndirect)
    recorder_->dispatchIndirect(executable, bindings, push, pushBytes,
                                *buffers_[dispatch.counts].device,
                                static_cast<uint32_t>(
                                    registers_[dispatch.offset]));
  else
    recorder_->dispatch(executable, bindings, push, pushBytes, groups[0],
                        groups[1], groups[2]);
  ++dispatchCount_;
  if (options_.timestamps)
    dispatchLog_.push_back(
        {dispatch.kernel, location, {groups[0], groups[1], groups[2]}});
  return true;
}

bool GraphRun::runCopy(const artifact::CopyCommand &copy) {
  if (!prepareBuffer(copy.source()) || !resolveCount(copy.target()))
    return false;
  bool isOverwritten =
      buffers_[copy.source()].count >= buffers_[copy.target()].count &&
      copy.source() != copy.target();
  if (!prepareBuffer(copy.target(), isOverwritten))
    return false;
  const BufferState &source = buffers_[copy.source()];
  const BufferState &target = buffers_[copy.target()];
  uint64_t bytes = std::min(source.bytes, target.bytes);
  if (copy.source() == copy.target() || bytes == 0)
    return true;
  BufferAccess accesses[] = {{copy.source(), true, false},
                             {copy.target(), false, true}};
  order(kStageTransfer, accesses, 2);
  recorder_->copy(*source.device, *target.device, 0, bytes);
  return true;
}

/// Fills with a pattern of 64 bits, which no command can do at once: makes the
/// first element of two words and doubles what is there with copies.
void GraphRun::fillWide(uint32_t buffer, uint64_t value) {
  const BufferState &target = buffers_[buffer];
  const BufferAccess access = {buffer, true, true};
  auto low = static_cast<uint32_t>(value);
  auto high = static_cast<uint32_t>(value >> 32);
  order(kStageTransfer, &access, 1);
  recorder_->fill(*target.device, 4, high);
  order(kStageTransfer, &access, 1);
  recorder_->copy(*target.device, *target.device, 4, 4);
  order(kStageTransfer, &access, 1);
  recorder_->fill(*target.device, 4, low);
  for (uint64_t done = 8; done < target.bytes; done *= 2) {
    order(kStageTransfer, &access, 1);
    recorder_->copy(*target.device, *target.device, done,
                    std::min(done, target.bytes - done));
  }
}

bool GraphRun::runFill(const artifact::FillCommand &fill) {
  if (!prepareBuffer(fill.target(), /*isOverwritten=*/true))
    return false;
  const BufferState &target = buffers_[fill.target()];
  if (target.count == 0)
    return true;
  uint64_t value = registers_[fill.value()];
  switch (target.bytes / target.count) {
  case 1:
    value = (value & 0xFF) * 0x01010101;
    break;
  case 2:
    value = (value & 0xFFFF) * 0x00010001;
    break;
  case 4:
    break;
  default:
    if (static_cast<uint32_t>(value) != value >> 32) {
      fillWide(fill.target(), value);
      return true;
    }
  }
  BufferAccess access = {fill.target(), false, true};
  order(kStageTransfer, &access, 1);
  recorder_->fill(*target.device, target.bytes, static_cast<uint32_t>(value));
  return true;
}

Result<GraphRun::Snapshot> GraphRun::reserveReadback(uint64_t bytes) {
  Snapshot snapshot;
  for (ReadbackChunk &chunk : readback_) {
    if (chunk.buffer->bytes() - chunk.used < bytes)
      continue;
    snapshot.buffer = chunk.buffer.get();
    snapshot.offset = chunk.used;
    chunk.used += (bytes + 15) / 16 * 16;
    chunk.used = std::min(chunk.used, chunk.buffer->bytes());
    return snapshot;
  }
  Result<std::unique_ptr<Buffer>> buffer =
      device_.allocate(std::max(bytes, kReadbackBytes), BufferUse::Readback);
  if (!buffer)
    return std::move(buffer).takeStatus();
  snapshot.buffer = buffer->get();
  readback_.push_back({std::move(*buffer), 0});
  ReadbackChunk &chunk = readback_.back();
  chunk.used = std::min((bytes + 15) / 16 * 16, chunk.buffer->bytes());
  return snapshot;
}

bool GraphRun::runExpect(uint32_t number, uint32_t location) {
  const artifact::ExpectCommand &expect = *plan_.expects[number];
  if (!prepareBuffer(expect.buffer()))
    return false;
  const BufferState &state = buffers_[expect.buffer()];
  if (state.count != expect.count())
    return fail(Status(Code::Mismatch,
                       "buffer " + bufferName(expect.buffer()) + " has " +
                           std::to_string(state.count) +
                           " elements, expected " +
                           std::to_string(expect.count()),
                       "correct the program or the expected values"));
  if (state.bytes == 0)
    return true;
  Result<Snapshot> snapshot = reserveReadback(state.bytes);
  if (!snapshot)
    return fail(std::move(snapshot).takeStatus());
  snapshot->expect = number;
  snapshot->location = location;
  BufferAccess access = {expect.buffer(), true, false};
  order(kStageTransfer, &access, 1);
  recorder_->copy(*state.device, *snapshot->buffer, snapshot->offset,
                  state.bytes);
  snapshots_.push_back(*snapshot);
  return true;
}
