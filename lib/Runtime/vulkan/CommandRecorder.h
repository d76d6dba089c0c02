// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes commands down into Vulkan command buffers.
//
// Only what changed is bound again. A recording longer than
// Recorder::kCommandsPerSubmit is submitted in segments without a wait in
// between; at most kMaxInFlight segments run at once, so that neither memory
// nor a watchdog limits the length of a graph.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_COMMANDRECORDER_H
#define VYRE_LIB_RUNTIME_VULKAN_COMMANDRECORDER_H

#include "Context.h"
#include "Pipeline.h"

#include <deque>

namespace vyre::rt::vulkan {

class CommandRecorder final : public Recorder {
public:
  static constexpr size_t kMaxInFlight = 16;
  static constexpr uint32_t kMaxPushBytes = 256;

  CommandRecorder(std::shared_ptr<Context> context, bool timestamps,
                  Deadline deadline);
  ~CommandRecorder() override;

  void dispatch(Executable &executable, BindingSet &bindings, const void *push,
                uint32_t pushBytes, uint32_t x, uint32_t y,
                uint32_t z) override;
  void dispatchIndirect(Executable &executable, BindingSet &bindings,
                        const void *push, uint32_t pushBytes, Buffer &counts,
                        uint64_t offset) override;
  void copy(Buffer &source, Buffer &target, uint64_t targetOffset,
            uint64_t bytes) override;
  void fill(Buffer &target, uint64_t bytes, uint32_t value) override;
  void barrier(Barrier barrier) override;
  Status finish() override;
  std::vector<TimestampPair> timestamps() override {
    return std::move(timestamps_);
  }
  uint64_t submitCount() const override { return submitCount_; }

private:
  struct Running {
    Segment segment;
    uint32_t dispatches = 0;
  };

  /// Makes sure that a segment with room for one command is open.
  bool ready() {
    if (commands_ != 0 && commandCount_ < kCommandsPerSubmit) {
      ++commandCount_;
      return true;
    }
    return openSegment();
  }
  bool openSegment();
  /// Binds what differs from what is bound.
  void bind(Executable &executable, BindingSet &bindings, const void *push,
            uint32_t pushBytes);
  /// Calls `record`, between two timestamps if those are wanted.
  template <typename Record>
  void measured(Record record);
  void submitSegment();
  void retireOldest();
  bool prepareQueries();
  void collectTimestamps(const Running &running);
  void setError(Status status) {
    if (status_)
      status_ = std::move(status);
  }

  std::shared_ptr<Context> context_;
  bool wantTimestamps_;
  Deadline deadline_;
  Status status_;

  Running current_;
  VkCommandBuffer commands_ = VK_NULL_HANDLE; ///< Of current_, when open.
  uint32_t commandCount_ = 0;
  std::deque<Running> running_;
  uint64_t submitCount_ = 0;
  std::vector<TimestampPair> timestamps_;

  // What is bound in the open segment.
  VkPipeline pipeline_ = VK_NULL_HANDLE;
  VkPipelineLayout layout_ = VK_NULL_HANDLE;
  VkDescriptorSet set_ = VK_NULL_HANDLE;
  uint32_t pushBytes_ = 0;
  uint8_t push_[kMaxPushBytes];
};

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_COMMANDRECORDER_H
