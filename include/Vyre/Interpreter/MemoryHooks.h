// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How an observer, such as the race detector, follows an execution.
//
// Every access of the interpreter goes through one place, which calls these
// functions if there are hooks and costs nothing if there are none. Calls come
// in the order of execution: the interpreter is one thread, and an access has
// happened, in the one order that this schedule chose, when its call comes.
// Accesses out of range touch no memory and come as onOutOfRange only.
//
// An access to a vector element is one call per component.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_MEMORYHOOKS_H
#define VYRE_INTERPRETER_MEMORYHOOKS_H

#include "Vyre/Dialect/VyreOps.h"
#include "Vyre/Interpreter/ExecutionError.h"
#include <array>
#include <cstdint>
#include <utility>

namespace mlir::vyre {

/// Memory that invocations share: a storage buffer of the dispatch, or the
/// memory of a `vyre.workgroup_alloc` (one object for all its instances; the
/// workgroup of the lane tells them apart).
struct MemoryObject {
  bool isWorkgroup;
  /// First byte on the host; null for workgroup memory. Two arguments that are
  /// the same buffer (VYRE-BF-08) share one object.
  const uint8_t *data;
  uint64_t bytes;
  /// The first value that names it: a block argument of the program, or the
  /// result of the alloc.
  Value value;
};

/// What is the same for all accesses that one instruction makes.
struct AccessSite {
  Location location;
  /// The op, for a message. It outlives the execution.
  Operation *op;
  /// The buffer as this op names it: decides `access` (VYRE-MM-18) and the
  /// name in a message.
  Value buffer;
  /// Bytes of one element; `byte / elementBytes` is the index.
  unsigned elementBytes;
  /// The op starts an async copy; this is one of its two buffers.
  bool isCopy = false;
};

/// The shape of a dispatch.
struct DispatchInfo {
  /// The program, for names in messages.
  ProgramOp program;
  std::array<uint32_t, 3> workgroups;
  /// Invocations of one workgroup and of one subgroup. Lane `l` of the grid is
  /// in workgroup `l / lanesPerWorkgroup`, has the linear local id
  /// `l % lanesPerWorkgroup`, and the subgroup is that divided by
  /// `subgroupSize`.
  uint32_t lanesPerWorkgroup;
  uint32_t subgroupSize;
  /// Storage buffers first, then workgroup memory.
  ArrayRef<MemoryObject> objects;

  uint32_t lanes() const {
    return workgroups[0] * workgroups[1] * workgroups[2] * lanesPerWorkgroup;
  }
};

/// What an atomic did. A compare and exchange that failed is a load with the
/// acquire half of its order.
struct AtomicEffect {
  bool reads;
  bool writes;
  Order order;
};

/// Elements next to each other. No bytes: nothing is touched.
struct CopyRange {
  uint32_t object;
  uint64_t byte;
  uint64_t bytes;
  const AccessSite *site;
};

/// What an async copy reads and writes (VYRE-AS-02).
struct CopyEffect {
  CopyRange source;
  CopyRange target;
};

class MemoryHooks {
public:
  virtual ~MemoryHooks();

  /// A graph made a buffer, in place of what was at these bytes before.
  /// `isWritten` is false if it is zero only by rule (VYRE-GR-06).
  virtual void onBuffer(const uint8_t *data, uint64_t bytes, bool isWritten) {}
  /// The host set all bytes of a buffer.
  virtual void onFill(const uint8_t *data, uint64_t bytes) {}
  /// The host copied the first bytes of a buffer to another.
  virtual void onCopy(const uint8_t *source, const uint8_t *target,
                      uint64_t bytes) {}

  /// Everything before a dispatch happens before everything in it
  /// (VYRE-MM-16). `info` lives until onDispatchEnd.
  virtual void onDispatchBegin(const DispatchInfo &info) {}
  /// Also called when the execution stops with an error.
  virtual void onDispatchEnd() {}

  /// `lane` counts the invocations of the grid, `object` those of
  /// DispatchInfo::objects, `byte` from the start of the object.
  virtual void onLoad(uint32_t lane, uint32_t object, uint64_t byte,
                      unsigned bytes, const AccessSite &site) {}
  virtual void onStore(uint32_t lane, uint32_t object, uint64_t byte,
                       unsigned bytes, const AccessSite &site) {}
  virtual void onAtomic(uint32_t lane, uint32_t object, uint64_t byte,
                        unsigned bytes, AtomicEffect effect,
                        const AccessSite &site) {}
  /// An access that touched nothing, at element `index` of `length`.
  virtual void onOutOfRange(uint32_t lane, uint32_t object, uint64_t index,
                            uint64_t length, const AccessSite &site) {}

  /// An async copy: it reads and writes at any time between the two calls
  /// (VYRE-MM-20), and there are no others for what it does.
  virtual void onCopyStart(uint32_t lane, const CopyEffect &copy) {}
  /// The copy has happened. `copy` is that of one onCopyStart of the lane.
  virtual void onCopyWait(uint32_t lane, const CopyEffect &copy) {}

  /// All `members` came to the barrier and go on. For scope grid there is one
  /// call with the members of all workgroups. Members are ascending and in the
  /// same workgroup or subgroup for the narrower scopes.
  virtual void onBarrier(Scope scope, ArrayRef<uint32_t> members,
                         Operation *barrier) {}
  /// The invocation left, by `vyre.exit_if` or at the end.
  virtual void onExit(uint32_t lane) {}

  /// Looked at after every instruction that made calls: an error ends the
  /// execution. Hooks that only collect never set it.
  ExecutionResult takeError() { return std::exchange(error, std::nullopt); }
  bool hasError() const { return error.has_value(); }

protected:
  ExecutionResult error;
};

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_MEMORYHOOKS_H
