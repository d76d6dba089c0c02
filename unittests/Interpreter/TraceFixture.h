// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Executions written by hand, as hooks see them.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_INTERPRETER_TRACEFIXTURE_H
#define VYRE_UNITTESTS_INTERPRETER_TRACEFIXTURE_H

#include "Vyre/Dialect/VyreDialect.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include <map>
#include <numeric>

namespace mlir::vyre {

/// One dispatch. Objects 0 and 1 are buffers of 4096 bytes, object 2 is
/// workgroup memory. Each access has a line of its own: the number of the call.
class Trace {
public:
  enum class Knowledge {
    /// The detector does not know the program: it expects anything.
    None,
    /// It knows that only barriers order.
    BarriersOnly,
  };

  explicit Trace(uint32_t workgroups = 1, uint32_t lanesPerWorkgroup = 8,
                 uint32_t subgroupSize = 4,
                 Knowledge knowledge = Knowledge::None, unsigned maxRaces = 1)
      : detector({maxRaces}) {
    context.loadDialect<VyreDialect>();
    std::string source = "vyre.program @p(%x: !vyre.buffer<?xi32, read_write>,"
                         " %r: !vyre.buffer<?xi32, read>) workgroup [" +
                         std::to_string(lanesPerWorkgroup) +
                         ", 1, 1] { vyre.return }";
    module = parseSourceString<ModuleOp>(source, &context);
    program = *module->getOps<ProgramOp>().begin();
    info.program = knowledge == Knowledge::BarriersOnly ? program : ProgramOp();
    info.workgroups = {workgroups, 1, 1};
    info.lanesPerWorkgroup = lanesPerWorkgroup;
    info.subgroupSize = subgroupSize;
    objects = {{false, nullptr, 4096, Value()},
               {false, nullptr, 4096, Value()},
               {true, nullptr, 4096, Value()}};
    info.objects = objects;
    exited.resize(info.lanes());
    detector.onDispatchBegin(info);
  }

  /// All return whether a race was found.
  bool load(uint32_t lane, uint64_t byte, unsigned bytes = 4,
            uint32_t object = 0, bool throughReadOnly = false) {
    detector.onLoad(lane, object, byte, bytes, site(bytes, throughReadOnly));
    return take();
  }
  bool store(uint32_t lane, uint64_t byte, unsigned bytes = 4,
             uint32_t object = 0) {
    detector.onStore(lane, object, byte, bytes, site(bytes, false));
    return take();
  }
  bool atomic(uint32_t lane, uint64_t byte, bool reads, bool writes,
              Order order, unsigned bytes = 4, uint32_t object = 0) {
    detector.onAtomic(lane, object, byte, bytes, {reads, writes, order},
                      site(bytes, false));
    return take();
  }
  bool atomicLoad(uint32_t lane, uint64_t byte, Order order) {
    return atomic(lane, byte, true, false, order);
  }
  bool atomicStore(uint32_t lane, uint64_t byte, Order order) {
    return atomic(lane, byte, false, true, order);
  }
  bool rmw(uint32_t lane, uint64_t byte, Order order) {
    return atomic(lane, byte, true, true, order);
  }

  /// An async copy, of `count` elements of `bytes` bytes.
  CopyEffect copy(uint64_t from, uint64_t to, uint64_t count,
                  unsigned bytes = 4, uint32_t fromObject = 0,
                  uint32_t toObject = 0, bool throughReadOnly = false) {
    return {{fromObject, from, count * bytes, &site(bytes, throughReadOnly)},
            {toObject, to, count * bytes, &site(bytes, false)}};
  }
  bool start(uint32_t lane, const CopyEffect &copy) {
    detector.onCopyStart(lane, copy);
    return take();
  }
  bool wait(uint32_t lane, const CopyEffect &copy) {
    detector.onCopyWait(lane, copy);
    return take();
  }

  /// Who takes part, without those who exited, in the barrier of `lane`.
  std::vector<uint32_t> members(Scope scope, uint32_t lane) const {
    uint32_t size = info.lanesPerWorkgroup, first = 0, count = info.lanes();
    if (scope != Scope::Grid) {
      first = lane / size * size;
      count = size;
    }
    if (scope == Scope::Subgroup) {
      uint32_t local = lane % size / info.subgroupSize * info.subgroupSize;
      first += local;
      count = std::min(info.subgroupSize, size - local);
    }
    std::vector<uint32_t> result;
    for (uint32_t member = first; member < first + count; ++member)
      if (!exited[member])
        result.push_back(member);
    return result;
  }
  void barrier(Scope scope, uint32_t lane = 0) {
    detector.onBarrier(scope, members(scope, lane), nullptr);
  }
  void exit(uint32_t lane) {
    exited[lane] = true;
    detector.onExit(lane);
  }
  void nextDispatch() {
    detector.onDispatchEnd();
    std::fill(exited.begin(), exited.end(), false);
    detector.onDispatchBegin(info);
  }

  /// Accesses share the site of a line until this is called.
  void setLine(unsigned newLine) { line = newLine; }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  ProgramOp program;
  std::vector<MemoryObject> objects;
  DispatchInfo info;
  std::vector<bool> exited;
  RaceDetector detector;
  ExecutionResult last;

private:
  const AccessSite &site(unsigned bytes, bool throughReadOnly) {
    auto key = std::make_tuple(line, bytes, throughReadOnly);
    auto found = sites.find(key);
    if (found == sites.end()) {
      Location location =
          FileLineColLoc::get(&context, "trace.mlir", line ? line : 1, 1);
      // Only the identity of the op matters.
      auto *op = reinterpret_cast<Operation *>((sites.size() + 1) * 64);
      found = sites
                  .emplace(key, AccessSite{location, op,
                                           program.getArgument(throughReadOnly),
                                           bytes})
                  .first;
    }
    return found->second;
  }
  bool take() {
    last = detector.takeError();
    return last.has_value();
  }

  unsigned line = 0;
  std::map<std::tuple<unsigned, unsigned, bool>, AccessSite> sites;
};

} // namespace mlir::vyre

#endif // VYRE_UNITTESTS_INTERPRETER_TRACEFIXTURE_H
