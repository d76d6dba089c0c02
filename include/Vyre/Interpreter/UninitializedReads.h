// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds loads of workgroup memory, and of the transient buffers of a graph,
// before anything was written there. Such a load gives zero (VYRE-MM-03,
// VYRE-GR-06), so it is no error by itself; most often it is a mistake.
//
// A copy on the host is no read: bytes that nobody wrote stay such in the copy,
// and a load of them there is reported. So a graph may copy a buffer that is
// filled in part.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_UNINITIALIZEDREADS_H
#define VYRE_INTERPRETER_UNINITIALIZEDREADS_H

#include "Vyre/Interpreter/MemoryHooks.h"
#include "llvm/ADT/DenseMap.h"
#include <memory>
#include <vector>

namespace mlir::vyre {

class UninitializedReads final : public MemoryHooks {
public:
  /// Does what `next` does, too: for the race detector. May be null.
  explicit UninitializedReads(MemoryHooks *next = nullptr) : next(next) {}

  void onBuffer(const uint8_t *data, uint64_t bytes, bool isWritten) override;
  void onFill(const uint8_t *data, uint64_t bytes) override;
  void onCopy(const uint8_t *source, const uint8_t *target,
              uint64_t bytes) override;
  void onDispatchBegin(const DispatchInfo &info) override;
  void onDispatchEnd() override;
  void onLoad(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
              const AccessSite &site) override;
  void onStore(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
               const AccessSite &site) override;
  void onAtomic(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
                AtomicEffect effect, const AccessSite &site) override;
  void onOutOfRange(uint32_t lane, uint32_t object, uint64_t index,
                    uint64_t length, const AccessSite &site) override;
  void onCopyStart(uint32_t lane, const CopyEffect &copy) override;
  void onCopyWait(uint32_t lane, const CopyEffect &copy) override;
  void onBarrier(Scope scope, ArrayRef<uint32_t> members,
                 Operation *barrier) override;
  void onExit(uint32_t lane) override;

private:
  /// By byte: whether it was written.
  using Bits = std::vector<bool>;
  struct Group {
    uint32_t live;
    std::vector<Bits> written;
  };

  Bits *find(uint32_t lane, uint32_t object);
  void check(uint32_t lane, uint32_t object, uint64_t byte, uint64_t bytes,
             const AccessSite &site);
  void write(uint32_t lane, uint32_t object, uint64_t byte, uint64_t bytes);
  void passOnError();

  MemoryHooks *next;
  const DispatchInfo *info = nullptr;
  uint32_t firstLocal = 0;
  /// Buffers with bytes that nobody wrote, by their first byte.
  llvm::DenseMap<const uint8_t *, Bits> transients;
  llvm::DenseMap<uint32_t, std::unique_ptr<Group>> groups;
};

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_UNINITIALIZEDREADS_H
