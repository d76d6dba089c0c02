// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds data races (VYRE-MM-15, 18 and 20) in an execution.
//
//   RaceDetector detector;
//   options.hooks = &detector;
//   ExecutionResult error = interpretProgram(kernel, grid, buffers, scalars,
//                                            options);
//
// It reports a race that is there in the happens-before order of the execution,
// also if this schedule happened to give the right values. No report is a false
// alarm. docs/Interpreter.md, "Races", says when it can miss one.
//
// The AccessSites of the hooks must outlive the dispatch.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_RACEDETECTOR_H
#define VYRE_INTERPRETER_RACEDETECTOR_H

#include "Vyre/Interpreter/MemoryHooks.h"
#include <memory>

namespace mlir::vyre {
namespace race {
struct State;
} // namespace race

struct RaceDetectorOptions {
  /// The execution ends with this many races between different pairs of ops.
  /// With more than one, ask races() also after an execution without error.
  unsigned maxRaces = 1;
};

/// Memory for what the detector remembers, at its largest.
struct ShadowUsage {
  /// Bytes of buffers in pages that were accessed.
  uint64_t bufferBytes = 0;
  uint64_t shadowBytes = 0;
};

class RaceDetector final : public MemoryHooks {
public:
  explicit RaceDetector(RaceDetectorOptions options = {});
  ~RaceDetector() override;

  /// Of all dispatches, in the order in which they were found.
  ArrayRef<ExecutionError> races() const;
  ShadowUsage usage() const;

  void onDispatchBegin(const DispatchInfo &info) override;
  void onDispatchEnd() override;
  void onLoad(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
              const AccessSite &site) override;
  void onStore(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
               const AccessSite &site) override;
  void onAtomic(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
                AtomicEffect effect, const AccessSite &site) override;
  void onCopyStart(uint32_t lane, const CopyEffect &copy) override;
  void onCopyWait(uint32_t lane, const CopyEffect &copy) override;
  void onBarrier(Scope scope, ArrayRef<uint32_t> members,
                 Operation *barrier) override;
  void onExit(uint32_t lane) override;

private:
  /// Takes over what `inWorkgroupMemory` found.
  void takeRaces();

  std::unique_ptr<race::State> state;
  /// Only if the program has barriers that order workgroup memory alone
  /// (VYRE-MM-21). Such a barrier belongs to the order in which workgroup
  /// memory is accessed, and not to the one of storage buffers, so each kind has
  /// a detector that sees everything but reports its own kind.
  std::unique_ptr<RaceDetector> inWorkgroupMemory;
};

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_RACEDETECTOR_H
