// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a barrier orders: the accesses that can come to it and those that can
// follow it, along every path on which no other barrier orders them already,
// and whether two of them need the order.
//
//   BarrierAccess access(program);
//   if (!access.findHazard(barrier)) { access.setRemoved(barrier); ... }
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_BARRIERACCESS_H
#define VYRE_ANALYSIS_BARRIERACCESS_H

#include "Vyre/Analysis/IndexForms.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <memory>
#include <optional>

namespace mlir::vyre {

/// What invocations do to memory that others may see, at one place or at
/// several that do the same.
struct SharedAccess {
  /// The first op that does it.
  Operation *op = nullptr;
  /// Null for an op of which nothing is known.
  Value buffer;
  bool reads = true;
  bool writes = true;
  /// Whether `buffer` is memory of the workgroup.
  bool isWorkgroup = false;
  /// The order of an atomic; none for a plain access.
  std::optional<Order> order;
  /// How an atomic combines whose old value nobody looks at, if the order of
  /// such atomics makes no difference to the sum.
  std::optional<AtomicKind> sums;
  /// The element; none if any.
  std::optional<IndexForm> index;
  /// Number of the condition under which invocations get there.
  unsigned guard = 0;

  bool isUnknown() const { return !buffer; }
  bool acquires() const {
    return order && *order != Order::Relaxed && *order != Order::Release;
  }
  bool releases() const {
    return order && *order != Order::Relaxed && *order != Order::Acquire;
  }
};

enum class HazardKind {
  /// Read after write, write after read, write after write.
  RAW,
  WAR,
  WAW,
  /// Two atomics: the values that they give may tell which came first.
  Atomic,
  /// A release behind the barrier hands on what others did before it.
  Release,
  /// An acquire before the barrier orders what others do behind it.
  Acquire,
  /// An op of which nothing is known.
  Unknown,
};

/// "RAW", "WAR", "WAW", "atomic", "release", "acquire", "unknown".
StringRef stringifyHazard(HazardKind kind);

/// Two accesses of different invocations that only the barrier orders.
struct Hazard {
  HazardKind kind;
  SharedAccess before;
  SharedAccess after;
};

/// Why a barrier is not needed, in numbers.
struct ProofFacts {
  unsigned before = 0;
  unsigned after = 0;
  /// Pairs that would conflict if they were of different invocations at one
  /// element, and are not.
  unsigned apart = 0;
};

/// What is asked about a barrier. By default: what needs it at all?
struct HazardQuery {
  /// Leave out pairs of one instance of this scope. No hazard then means that a
  /// barrier of this scope does as well.
  std::optional<Scope> outside;
  /// No hazard then means that the barrier need not order storage buffers.
  bool onlyStorage = false;
};

struct BarrierAccessOptions {
  /// How many consecutive linear local ids are in one subgroup; 0 if that is
  /// not known.
  unsigned subgroupSize = 0;
  /// Search anew from each barrier, on the graph as it was built. Slow: the
  /// reference for tests.
  bool isReference = false;
};

/// The flow of accesses between the barriers of one program. It changes only
/// when it is told what became of a barrier; the accesses of the program must
/// not change meanwhile.
///
/// An access counts in both directions up to a barrier that is still there, of
/// the same or a wider scope, which orders its kind of memory. The barrier that
/// is asked about is transparent. Behind an exit no barrier ends the way: an
/// invocation that left waits for nobody and nobody waits for it (VYRE-PR-05).
class BarrierAccess {
public:
  explicit BarrierAccess(ProgramOp program, BarrierAccessOptions options = {});
  ~BarrierAccess();

  /// All barriers in the order of the program.
  ArrayRef<BarrierOp> getBarriers() const;

  /// The first pair that needs the barrier, or nothing if none does. `facts` is
  /// set if there is no hazard.
  std::optional<Hazard> findHazard(BarrierOp barrier,
                                   const HazardQuery &query = {},
                                   ProofFacts *facts = nullptr) const;

  /// Whether anything is known about who shares a subgroup.
  bool knowsSubgroups() const;

  /// From now on the barrier orders nothing.
  void setRemoved(BarrierOp barrier);
  /// From now on the barrier has this scope.
  void setScope(BarrierOp barrier, Scope scope);
  /// From now on the barrier orders workgroup memory only.
  void setWorkgroupMemory(BarrierOp barrier);

  /// The name of the buffer that an access touches, for messages.
  static std::string getBufferName(const SharedAccess &access);

  /// For each barrier what can come before and after it.
  void print(raw_ostream &os) const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_BARRIERACCESS_H
