// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before and after the recording: arguments, memory, results. See GraphRun.h.
//
//===----------------------------------------------------------------------===//

#include "GraphRun.h"

#include "Vyre/Runtime/Expectation.h"
#include "Vyre/Runtime/Trap.h"

#include <algorithm>
#include <cstring>

using namespace vyre::rt;

GraphRun::GraphRun(Device &device, const Artifact &artifact,
                   const GraphPlan &plan)
    : device_(device), artifact_(artifact), plan_(plan),
      buffers_(plan.referenced.size()), bindings_(plan.bindings.size()),
      registers_(plan.graph->registers()) {}

std::string vyre::rt::formatShape(bool dynamic, uint64_t count,
                                  ElementType element) {
  return (dynamic ? std::string("?") : std::to_string(count)) + "x" +
         elementName(element);
}

std::string GraphRun::bufferName(uint32_t buffer) const {
  const artifact::GraphBuffer &info = bufferInfo(buffer);
  if (info.name() && info.name()->size())
    return "'" + info.name()->str() + "'";
  return std::string(info.kind() == artifact::BufferKind_Constant
                         ? "constant"
                         : "transient") +
         " buffer #" + std::to_string(buffer);
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

static std::string fixForBuffer(const std::string &name) {
  return "pass it, with vyre-run as --input " + name + "=VALUE";
}

Status GraphRun::checkArguments(const Arguments &arguments) const {
  size_t bufferArguments = 0;
  std::string known;
  auto addKnown = [&](const std::string &name) {
    known += (known.empty() ? "'" : ", '") + name + "'";
  };
  for (uint32_t i = 0; i < buffers_.size(); ++i) {
    const artifact::GraphBuffer &info = bufferInfo(i);
    if (info.kind() != artifact::BufferKind_Argument)
      continue;
    ++bufferArguments;
    std::string name = info.name()->str();
    addKnown(name);
    auto element = static_cast<ElementType>(info.element());
    std::string wanted = formatShape(info.dynamic(), info.count(), element);
    auto found = arguments.buffers.find(name);
    if (found == arguments.buffers.end())
      return Status(Code::InvalidArgument,
                    "argument '" + name + "' is missing, expected " + wanted,
                    fixForBuffer(name));
    const BufferValue &value = found->second;
    if (value.element != element ||
        (!info.dynamic() && value.count != info.count()))
      return Status(Code::InvalidArgument,
                    "argument '" + name + "' is " +
                        formatShape(false, value.count, value.element) +
                        ", expected " + wanted,
                    "pass a value of the type that the graph declares");
    if (value.count > UINT32_MAX)
      return Status(Code::OutOfRange,
                    "argument '" + name + "' has " +
                        std::to_string(value.count) +
                        " elements, indices have 32 bits",
                    "split the buffer");
    if (value.bytes.size() != value.count * elementBytes(element))
      return Status(Code::InvalidArgument,
                    "argument '" + name + "' has " +
                        std::to_string(value.bytes.size()) +
                        " bytes, expected " +
                        std::to_string(value.count * elementBytes(element)) +
                        " for " + formatShape(false, value.count, element),
                    "pass as many bytes as the shape says");
  }
  size_t scalarArguments = 0;
  if (const auto *scalars = plan_.graph->scalars()) {
    scalarArguments = scalars->size();
    for (const artifact::GraphScalar *scalar : *scalars) {
      std::string name = scalar->name()->str();
      addKnown(name);
      auto type = static_cast<ElementType>(scalar->type());
      auto found = arguments.scalars.find(name);
      if (found == arguments.scalars.end())
        return Status(Code::InvalidArgument,
                      "argument '" + name + "' is missing, expected " +
                          elementName(type),
                      fixForBuffer(name));
      if (found->second.type != type)
        return Status(Code::InvalidArgument,
                      "argument '" + name + "' is " +
                          elementName(found->second.type) + ", expected " +
                          elementName(type),
                      "pass a value of the type that the graph declares");
    }
  }
  if (arguments.buffers.size() == bufferArguments &&
      arguments.scalars.size() == scalarArguments)
    return Status::ok();

  auto unknown = [&](const std::string &name) {
    return Status(
        Code::InvalidArgument,
        "the graph has no argument '" + name + "'" +
            (known.empty() ? ", it has none at all" : "; it has " + known),
        "leave it away, or correct its name");
  };
  auto isKnown = [&](const std::string &name) {
    return known.find("'" + name + "'") != std::string::npos;
  };
  for (const auto &entry : arguments.buffers)
    if (!isKnown(entry.first))
      return unknown(entry.first);
  for (const auto &entry : arguments.scalars)
    if (!isKnown(entry.first))
      return unknown(entry.first);
  return Status(Code::InvalidArgument,
                "an argument was passed both as a buffer and as a scalar",
                "pass each argument once");
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Finds how many elements a buffer that is no argument has in this run.
Status GraphRun::findCount(uint32_t buffer) {
  BufferState &state = buffers_[buffer];
  if (state.countRun == run_)
    return Status::ok();
  const artifact::GraphBuffer &info = bufferInfo(buffer);
  state.count =
      info.dynamic() ? registers_[info.count_register()] : info.count();
  if (state.count > UINT32_MAX)
    return Status(Code::OutOfRange,
                  bufferName(buffer) + " has " + std::to_string(state.count) +
                      " elements, indices have 32 bits",
                  "split the buffer");
  state.countRun = run_;
  return Status::ok();
}

/// Gives a buffer with a known count its device memory.
Status GraphRun::allocate(uint32_t buffer) {
  BufferState &state = buffers_[buffer];
  const artifact::GraphBuffer &info = bufferInfo(buffer);
  const DeviceLimits &limits = device_.profile().limits;
  state.bytes =
      state.count * elementBytes(static_cast<ElementType>(info.element()));
  uint64_t limit =
      std::min(limits.maxStorageBufferRange, limits.maxMemoryAllocationSize);
  if (state.bytes > limit)
    return Status(Code::OutOfRange,
                  bufferName(buffer) + " has " + std::to_string(state.bytes) +
                      " bytes, device '" + device_.profile().name +
                      "' binds at most " + std::to_string(limit),
                  "split the buffer, or choose another device");
  uint64_t size = std::max<uint64_t>(16, (state.bytes + 3) / 4 * 4);
  if (state.device && state.device->bytes() == size)
    return Status::ok();
  // Free before allocating, so that the peak stays low.
  state.device.reset();
  uint64_t total = size;
  for (const BufferState &other : buffers_)
    total += other.device ? other.device->bytes() : 0;
  if (total > limits.maxDeviceMemory)
    return Status(Code::ResourceExhausted,
                  "with " + bufferName(buffer) + " the graph needs " +
                      std::to_string(total) + " bytes, device '" +
                      device_.profile().name + "' has " +
                      std::to_string(limits.maxDeviceMemory),
                  "use smaller buffers, or choose another device");
  Result<std::unique_ptr<Buffer>> memory = device_.allocate(
      size, plan_.counted[buffer] ? BufferUse::Counts : BufferUse::Storage);
  if (!memory)
    return std::move(memory).takeStatus();
  state.device = std::move(*memory);
  state.allocation = ++allocations_;
  return Status::ok();
}

/// Arguments keep their contents where a kernel writes only a part, so all
/// that are touched are uploaded. Constants only once, unless they change.
Status GraphRun::uploadInputs(const Arguments &arguments) {
  std::vector<Upload> uploads;
  std::deque<std::vector<uint8_t>> expanded;
  for (uint32_t i = 0; i < buffers_.size(); ++i) {
    const artifact::GraphBuffer &info = bufferInfo(i);
    BufferState &state = buffers_[i];
    if (info.kind() == artifact::BufferKind_Argument) {
      state.count = arguments.buffers.find(info.name()->str())->second.count;
      state.countRun = run_;
    }
    if (!plan_.referenced[i] || info.kind() == artifact::BufferKind_Transient)
      continue;
    Status status = findCount(i);
    if (!status)
      return status;
    bool fresh = !state.device;
    status = allocate(i);
    if (!status)
      return status;
    bool keep = info.kind() == artifact::BufferKind_Constant && !fresh &&
                !plan_.written[i] && state.readyRun != 0;
    state.readyRun = run_;
    if (state.bytes == 0 || keep)
      continue;
    if (info.kind() == artifact::BufferKind_Argument) {
      const BufferValue &value =
          arguments.buffers.find(info.name()->str())->second;
      uploads.push_back({state.device.get(), value.bytes.data(), state.bytes});
      continue;
    }
    const uint8_t *data = info.data()->data();
    if (info.splat()) {
      expanded.emplace_back(state.bytes);
      size_t width = info.data()->size();
      for (uint64_t at = 0; at < state.bytes; at += width)
        std::memcpy(expanded.back().data() + at, data, width);
      data = expanded.back().data();
    }
    uploads.push_back({state.device.get(), data, state.bytes});
  }
  Status status = device_.upload(uploads, deadline_);
  if (!status)
    for (BufferState &state : buffers_)
      state.readyRun = 0;
  return status;
}

Status GraphRun::begin(const Arguments &arguments, const RunOptions &options,
                       Deadline deadline) {
  ++run_;
  options_ = options;
  deadline_ = deadline;
  planner_ = BarrierPlanner(buffers_.size());
  walked_ = 0;
  dispatchCount_ = 0;
  snapshots_.clear();
  gridSyncs_.clear();
  answer_ = Snapshot();
  dispatchLog_.clear();
  barrierLog_ = BarrierLog();
  for (ReadbackChunk &chunk : readback_)
    chunk.used = 0;
  if (options.grid && !plan_.graph->implicit())
    return Status(Code::InvalidArgument,
                  "a grid was given for graph @" + plan_.graph->name()->str() +
                      ", which sets the size of its dispatches itself",
                  "leave the grid away, or run a module without a graph");
  Status status = checkArguments(arguments);
  if (!status)
    return status;
  std::fill(registers_.begin(), registers_.end(), 0);
  if (const auto *scalars = plan_.graph->scalars())
    for (const artifact::GraphScalar *scalar : *scalars)
      registers_[scalar->register_()] = truncateTo(
          static_cast<ElementType>(scalar->type()),
          arguments.scalars.find(scalar->name()->str())->second.bits);
  return uploadInputs(arguments);
}

//===----------------------------------------------------------------------===//
// Why barriers are there
//===----------------------------------------------------------------------===//

void GraphRun::logCommand() {
  barrierLog_.add(step_, reasons_);
  reasons_.clear();
}

RecordedStep GraphRun::describe(const BarrierLog::Step &step) const {
  RecordedStep result;
  switch (step.kind) {
  case BarrierLog::Step::Dispatch:
    result.what = "dispatch of '" +
                  plan_.kernels[step.kernel].kernel->name()->str() + "'";
    break;
  case BarrierLog::Step::Copy:
    result.what = "copy";
    break;
  case BarrierLog::Step::Fill:
    result.what = "fill";
    break;
  case BarrierLog::Step::Expect:
    result.what = "expect";
    break;
  case BarrierLog::Step::Read:
    result.what = "read";
    break;
  case BarrierLog::Step::ZeroFill:
    result.what = "zero-fill";
    break;
  }
  result.loc = artifact_.location(step.location);
  return result;
}

std::vector<BarrierReason> GraphRun::explainBarriers() const {
  static const char *const kHazards[] = {"read after write", "write after read",
                                         "write after write"};
  std::vector<BarrierReason> result;
  for (const BarrierLog::Entry &entry : barrierLog_.entries())
    result.push_back({bufferName(entry.buffer),
                      kHazards[static_cast<unsigned>(entry.hazard)],
                      describe(entry.earlier), describe(entry.later),
                      entry.count});
  return result;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// What the trap record says, if the run used it.
Status GraphRun::checkTrap() {
  int32_t number = plan_.graph->trap_record();
  if (number < 0 || buffers_[number].readyRun != run_)
    return Status::ok();
  std::array<uint32_t, kTrapWords> record = {};
  Status status = device_.download(
      {{buffers_[number].device.get(), 0,
        reinterpret_cast<uint8_t *>(record.data()), sizeof(record)}},
      deadline_);
  if (!status || record[kTrapSite] == 0)
    return status;
  const auto *sites = plan_.graph->trap_sites();
  uint32_t site = record[kTrapSite] - 1;
  if (!sites || site >= sites->size())
    return Status(Code::Internal,
                  "the trap record names site " + std::to_string(site) +
                      ", expected one of " +
                      std::to_string(sites ? sites->size() : 0));
  return trapStatus(sites->Get(site)->tag()->str(), record[kTrapAddress],
                    record[kTrapLocalId],
                    {record[kTrapWorkgroup], record[kTrapWorkgroup + 1],
                     record[kTrapWorkgroup + 2]})
      .at(artifact_.location(sites->Get(site)->location()));
}

Status GraphRun::collect(Arguments &arguments) {
  // After a trap no expectation counts, and nothing is given back.
  if (Status trap = checkTrap(); !trap)
    return trap;
  std::vector<uint8_t> actual;
  for (const Snapshot &snapshot : snapshots_) {
    const artifact::ExpectCommand &command = *plan_.expects[snapshot.expect];
    Expectation expectation;
    expectation.buffer = "buffer " + bufferName(command.buffer());
    expectation.element =
        static_cast<ElementType>(bufferInfo(command.buffer()).element());
    expectation.count = command.count();
    expectation.data = command.data() ? command.data()->data() : nullptr;
    expectation.splat = command.splat();
    expectation.ulp = command.ulp();
    actual.resize(expectation.count * elementBytes(expectation.element));
    Status status = device_.download(
        {{snapshot.buffer, snapshot.offset, actual.data(), actual.size()}},
        deadline_);
    if (status)
      status = compareExpectation(expectation, actual.data());
    if (!status)
      return std::move(status).at(artifact_.location(snapshot.location));
  }

  std::vector<Download> downloads;
  for (uint32_t i = 0; i < buffers_.size(); ++i) {
    const artifact::GraphBuffer &info = bufferInfo(i);
    const BufferState &state = buffers_[i];
    if (info.kind() != artifact::BufferKind_Argument || !plan_.written[i] ||
        state.bytes == 0)
      continue;
    BufferValue &value = arguments.buffers.find(info.name()->str())->second;
    downloads.push_back(
        {state.device.get(), 0, value.bytes.data(), state.bytes});
  }
  return device_.download(downloads, deadline_);
}
