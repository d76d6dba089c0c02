// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Forward over the structure of the program. The state at a point is the widest
// scope in which nobody can have acquired anything since a barrier of the
// scope. An acquire sets it to none, a barrier raises it to its scope, joins
// take the narrower one. States at the start of loops only get narrower, so
// walking until none changes ends after one walk more than loops nest.
//
//===----------------------------------------------------------------------===//

#include "LoadAgreement.h"

#include "Vyre/Analysis/RegionFlow.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class AgreementWalk {
public:
  DenseMap<Operation *, UniformScope> run(ProgramOp program) {
    do {
      changed = false;
      walkBlock(program.getBody().front(), Scope::Grid);
    } while (changed);
    return std::move(loads);
  }

private:
  UniformScope walkBlock(Block &block, UniformScope state);
  UniformScope walkRegions(Operation *op, UniformScope state);
  UniformScope walkLoop(Operation *op, UniformScope state);

  DenseMap<Operation *, UniformScope> loads;
  DenseMap<Operation *, UniformScope> entries;
  bool changed = false;
};

} // namespace

/// Whether an invocation may learn of others by this op, other than by a
/// barrier. Ops of the dialect order memory only through their interfaces.
static bool isForeign(Operation *op) {
  if (isa<VyreDialect>(op->getDialect()) || hasKnownRegionFlow(op))
    return false;
  return op->getNumRegions() != 0 || !isMemoryEffectFree(op);
}

static bool isOrdered(AccessOpInterface access) {
  return access.getAtomicOrder().value_or(Order::Relaxed) != Order::Relaxed;
}

static bool acquires(Operation *op) {
  auto access = dyn_cast<AccessOpInterface>(op);
  return access ? isOrdered(access) && access.readsElement() : isForeign(op);
}

static bool releases(Operation *op) {
  auto access = dyn_cast<AccessOpInterface>(op);
  return access ? isOrdered(access) && access.writesElement() : isForeign(op);
}

UniformScope AgreementWalk::walkBlock(Block &block, UniformScope state) {
  for (Operation &op : block) {
    if (auto sync = dyn_cast<SyncOpInterface>(op))
      state = std::max(state, UniformScope(sync.getSyncScope()));
    auto access = dyn_cast<AccessOpInterface>(op);
    if (access && !access.getAtomicOrder() && access.readsElement() &&
        access.getAccessedBuffer().getType().isWritable()) {
      UniformScope &agreed = loads.try_emplace(&op, Scope::Grid).first->second;
      agreed = std::min(agreed, state);
    }
    if (acquires(&op))
      state = std::nullopt;
    if (op.getNumRegions() != 0)
      state = walkRegions(&op, state);
  }
  return state;
}

UniformScope AgreementWalk::walkRegions(Operation *op, UniformScope state) {
  if (isLoop(op))
    return walkLoop(op, state);
  if (!hasKnownRegionFlow(op)) {
    op->walk([&](AccessOpInterface access) { loads[access] = std::nullopt; });
    return std::nullopt;
  }
  UniformScope after = Scope::Grid;
  for (Region &region : op->getRegions())
    // A branch without an else region may do nothing.
    after = std::min(after,
                     region.empty() ? state : walkBlock(region.front(), state));
  return after;
}

UniformScope AgreementWalk::walkLoop(Operation *op, UniformScope state) {
  UniformScope entry =
      std::min(entries.try_emplace(op, Scope::Grid).first->second, state);
  UniformScope end, exit;
  if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    exit = walkBlock(*loop.getBeforeBody(), entry);
    end = walkBlock(*loop.getAfterBody(), exit);
  } else {
    end = walkBlock(op->getRegion(0).front(), entry);
    exit = std::min(entry, end);
  }
  changed |= end < entry;
  entries[op] = std::min(entry, end);
  return exit;
}

DenseMap<Operation *, UniformScope>
mlir::vyre::computeLoadAgreement(ProgramOp program) {
  bool anyAcquires = false, anyReleases = false;
  program.walk([&](Operation *op) {
    if (op == program)
      return;
    anyAcquires |= acquires(op);
    anyReleases |= releases(op);
  });
  if (!anyAcquires || !anyReleases)
    return DenseMap<Operation *, UniformScope>();
  return AgreementWalk().run(program);
}
