// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See CommandRecorder.h.
//
//===----------------------------------------------------------------------===//

#include "CommandRecorder.h"

#include "Memory.h"

#include <cstring>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

// How long a destructor waits for work that nobody waited for.
static constexpr auto kAbandonTime = std::chrono::seconds(5);

static constexpr uint32_t kQueriesPerSegment = 2 * Recorder::kCommandsPerSubmit;

CommandRecorder::CommandRecorder(std::shared_ptr<Context> context,
                                 bool timestamps, Deadline deadline)
    : context_(std::move(context)),
      wantTimestamps_(timestamps && context_->plan.timestampValidBits != 0),
      deadline_(deadline) {}

CommandRecorder::~CommandRecorder() {
  if (context_->lost())
    return;
  if (commands_)
    context_->recycle(current_.segment);
  if (running_.empty())
    return;
  deadline_ = std::chrono::steady_clock::now() + kAbandonTime;
  while (!running_.empty() && !context_->lost())
    retireOldest();
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

bool CommandRecorder::openSegment() {
  if (!status_)
    return false;
  if (commands_)
    submitSegment();
  while (running_.size() >= kMaxInFlight && status_)
    retireOldest();
  if (!status_)
    return false;
  Result<Segment> segment = context_->beginSegment();
  if (!segment) {
    setError(std::move(segment).takeStatus());
    return false;
  }
  current_ = {*segment, 0};
  commands_ = segment->commands;
  commandCount_ = 1;
  pipeline_ = VK_NULL_HANDLE;
  layout_ = VK_NULL_HANDLE;
  set_ = VK_NULL_HANDLE;
  pushBytes_ = 0;
  return !wantTimestamps_ || prepareQueries();
}

bool CommandRecorder::prepareQueries() {
  if (!current_.segment.queries) {
    VkQueryPoolCreateInfo info = {VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = kQueriesPerSegment;
    VkResult result = context_->vk.vkCreateQueryPool(
        context_->device, &info, nullptr, &current_.segment.queries);
    if (result != VK_SUCCESS) {
      setError(context_->fail("vkCreateQueryPool", result, "timestamps"));
      return false;
    }
  }
  context_->vk.vkCmdResetQueryPool(commands_, current_.segment.queries, 0,
                                   kQueriesPerSegment);
  return true;
}

void CommandRecorder::submitSegment() {
  commands_ = VK_NULL_HANDLE;
  Status status = context_->submit(current_.segment);
  if (!status) {
    if (!context_->lost())
      context_->recycle(current_.segment);
    setError(std::move(status));
    return;
  }
  ++submitCount_;
  running_.push_back(current_);
}

void CommandRecorder::retireOldest() {
  Status status = context_->wait({running_.front().segment}, deadline_);
  if (!status)
    setError(std::move(status));
  else
    collectTimestamps(running_.front());
  if (!context_->lost())
    context_->recycle(running_.front().segment);
  running_.pop_front();
}

void CommandRecorder::collectTimestamps(const Running &running) {
  if (!wantTimestamps_ || running.dispatches == 0)
    return;
  std::vector<uint64_t> ticks(2 * running.dispatches);
  VkResult result = context_->vk.vkGetQueryPoolResults(
      context_->device, running.segment.queries, 0,
      static_cast<uint32_t>(ticks.size()), ticks.size() * sizeof(uint64_t),
      ticks.data(), sizeof(uint64_t), VK_QUERY_RESULT_64_BIT);
  if (result != VK_SUCCESS) {
    setError(context_->fail("vkGetQueryPoolResults", result, "timestamps"));
    return;
  }
  uint32_t bits = context_->plan.timestampValidBits;
  uint64_t mask = bits >= 64 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1;
  double period = context_->plan.timestampPeriod;
  auto nanoseconds = [&](uint64_t tick) {
    return static_cast<uint64_t>(static_cast<double>(tick & mask) * period);
  };
  for (uint32_t i = 0; i < running.dispatches; ++i)
    timestamps_.push_back(
        {nanoseconds(ticks[2 * i]), nanoseconds(ticks[2 * i + 1])});
}

//===----------------------------------------------------------------------===//
// Commands
//===----------------------------------------------------------------------===//

void CommandRecorder::bind(Executable &executable, BindingSet &bindings,
                           const void *push, uint32_t pushBytes) {
  const VolkDeviceTable &vk = context_->vk;
  auto &kernel = static_cast<VulkanExecutable &>(executable);
  if (kernel.pipeline != pipeline_) {
    pipeline_ = kernel.pipeline;
    vk.vkCmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline_);
    // Sets and push constants survive a change of pipeline, not of layout.
    if (kernel.layout->pipeline != layout_) {
      layout_ = kernel.layout->pipeline;
      set_ = VK_NULL_HANDLE;
      pushBytes_ = 0;
    }
  }
  VkDescriptorSet set = static_cast<VulkanBindingSet &>(bindings).set;
  if (set && set != set_) {
    set_ = set;
    vk.vkCmdBindDescriptorSets(commands_, VK_PIPELINE_BIND_POINT_COMPUTE,
                               layout_, 0, 1, &set_, 0, nullptr);
  }
  if (pushBytes && pushBytes <= kMaxPushBytes &&
      (pushBytes != pushBytes_ || std::memcmp(push, push_, pushBytes) != 0)) {
    pushBytes_ = pushBytes;
    std::memcpy(push_, push, pushBytes);
    vk.vkCmdPushConstants(commands_, layout_, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                          pushBytes, push_);
  }
}

template <typename Record>
void CommandRecorder::measured(Record record) {
  if (!wantTimestamps_) {
    record();
    return;
  }
  const VolkDeviceTable &vk = context_->vk;
  uint32_t query = 2 * current_.dispatches++;
  vk.vkCmdWriteTimestamp(commands_, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT,
                         current_.segment.queries, query);
  record();
  vk.vkCmdWriteTimestamp(commands_, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                         current_.segment.queries, query + 1);
}

void CommandRecorder::dispatch(Executable &executable, BindingSet &bindings,
                               const void *push, uint32_t pushBytes, uint32_t x,
                               uint32_t y, uint32_t z) {
  if (!ready())
    return;
  bind(executable, bindings, push, pushBytes);
  measured([&] { context_->vk.vkCmdDispatch(commands_, x, y, z); });
}

void CommandRecorder::dispatchIndirect(Executable &executable,
                                       BindingSet &bindings, const void *push,
                                       uint32_t pushBytes, Buffer &counts,
                                       uint64_t offset) {
  if (!ready())
    return;
  bind(executable, bindings, push, pushBytes);
  measured([&] {
    context_->vk.vkCmdDispatchIndirect(
        commands_, static_cast<VulkanBuffer &>(counts).handle(), offset);
  });
}

void CommandRecorder::copy(Buffer &source, Buffer &target,
                           uint64_t targetOffset, uint64_t bytes) {
  if (bytes == 0 || !ready())
    return;
  VkBufferCopy region = {0, targetOffset, bytes};
  context_->vk.vkCmdCopyBuffer(
      commands_, static_cast<VulkanBuffer &>(source).handle(),
      static_cast<VulkanBuffer &>(target).handle(), 1, &region);
}

void CommandRecorder::fill(Buffer &target, uint64_t bytes, uint32_t value) {
  if (bytes == 0 || !ready())
    return;
  context_->vk.vkCmdFillBuffer(commands_,
                               static_cast<VulkanBuffer &>(target).handle(), 0,
                               (bytes + 3) / 4 * 4, value);
}

static void addStage(uint32_t stages, uint32_t bit, VkPipelineStageFlags stage,
                     VkAccessFlags access, VkPipelineStageFlags &stageMask,
                     VkAccessFlags &accessMask) {
  if (!(stages & bit))
    return;
  stageMask |= stage;
  accessMask |= access;
}

// One memory barrier for all buffers: drivers order whole caches anyway, and
// there is nothing to allocate.
void CommandRecorder::barrier(Barrier barrier) {
  if (!barrier || !ready())
    return;
  VkMemoryBarrier memory = {VK_STRUCTURE_TYPE_MEMORY_BARRIER};
  VkPipelineStageFlags source = 0, target = 0;
  addStage(barrier.before, kStageCompute, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
           VK_ACCESS_SHADER_WRITE_BIT, source, memory.srcAccessMask);
  addStage(barrier.before, kStageTransfer, VK_PIPELINE_STAGE_TRANSFER_BIT,
           VK_ACCESS_TRANSFER_WRITE_BIT, source, memory.srcAccessMask);
  // Counts are only read, so nothing is to be flushed behind that.
  addStage(barrier.before, kStageCounts, VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT, 0,
           source, memory.srcAccessMask);
  addStage(barrier.after, kStageCounts, VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT,
           VK_ACCESS_INDIRECT_COMMAND_READ_BIT, target, memory.dstAccessMask);
  addStage(barrier.after, kStageCompute, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
           VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT, target,
           memory.dstAccessMask);
  addStage(barrier.after, kStageTransfer, VK_PIPELINE_STAGE_TRANSFER_BIT,
           VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT, target,
           memory.dstAccessMask);
  context_->vk.vkCmdPipelineBarrier(commands_, source, target, 0, 1, &memory, 0,
                                    nullptr, 0, nullptr);
}

// The last command makes every write visible to the host, and to whatever is
// submitted next.
Status CommandRecorder::finish() {
  if (commands_ == VK_NULL_HANDLE && running_.empty())
    return status_;
  if (ready()) {
    VkMemoryBarrier memory = {VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    memory.srcAccessMask =
        VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    memory.dstAccessMask =
        VK_ACCESS_HOST_READ_BIT | VK_ACCESS_INDIRECT_COMMAND_READ_BIT |
        VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT |
        VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    VkPipelineStageFlags device =
        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    context_->vk.vkCmdPipelineBarrier(commands_, device,
                                      device |
                                          VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT |
                                          VK_PIPELINE_STAGE_HOST_BIT,
                                      0, 1, &memory, 0, nullptr, 0, nullptr);
    submitSegment();
  }
  while (!running_.empty() && !context_->lost())
    retireOldest();
  return status_;
}
