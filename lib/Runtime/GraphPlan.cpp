// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See GraphPlan.h.
//
//===----------------------------------------------------------------------===//

#include "GraphPlan.h"

#include "ArtifactCheck.h"

#include <map>

using namespace vyre;
using namespace vyre::rt;
using namespace vyre::artifact;

namespace {

class Planner {
public:
  Planner(const artifact::Artifact &root, const Graph &graph) : root_(root) {
    plan_.graph = &graph;
    size_t buffers = graph.buffers() ? graph.buffers()->size() : 0;
    plan_.referenced.resize(buffers);
    plan_.written.resize(buffers);
    plan_.counted.resize(buffers);
  }

  GraphPlan run() {
    planCommands(plan_.graph->commands(), plan_.commands);
    return std::move(plan_);
  }

private:
  using Commands = flatbuffers::Vector<flatbuffers::Offset<Command>>;

  void planCommands(const Commands *commands, std::vector<PlanCommand> &out) {
    if (!commands)
      return;
    out.reserve(commands->size());
    for (const Command *command : *commands)
      out.push_back(planCommand(*command));
  }

  template <typename T, typename U>
  static uint32_t append(std::vector<T> &table, U &&entry) {
    table.push_back(std::forward<U>(entry));
    return static_cast<uint32_t>(table.size() - 1);
  }

  void touch(uint32_t buffer, bool writes) {
    plan_.referenced[buffer] = true;
    if (writes)
      plan_.written[buffer] = true;
  }

  PlanCommand planCommand(const Command &command) {
    PlanCommand result;
    result.location = command.location();
    switch (command.body_type()) {
    case CommandBody_ScalarCommand:
      result.kind = PlanCommand::Scalar;
      result.index =
          append(plan_.scalars, planScalar(*command.body_as_ScalarCommand()));
      break;
    case CommandBody_DispatchCommand:
      result.kind = PlanCommand::Dispatch;
      result.index = append(plan_.dispatches,
                            planDispatch(*command.body_as_DispatchCommand()));
      break;
    case CommandBody_IndirectDispatchCommand:
      result.kind = PlanCommand::Dispatch;
      result.index =
          append(plan_.dispatches,
                 planIndirect(*command.body_as_IndirectDispatchCommand()));
      break;
    case CommandBody_CopyCommand: {
      const CopyCommand *copy = command.body_as_CopyCommand();
      touch(copy->source(), false);
      touch(copy->target(), true);
      result.kind = PlanCommand::Copy;
      result.index = append(plan_.copies, copy);
      break;
    }
    case CommandBody_FillCommand: {
      const FillCommand *fill = command.body_as_FillCommand();
      touch(fill->target(), true);
      result.kind = PlanCommand::Fill;
      result.index = append(plan_.fills, fill);
      break;
    }
    case CommandBody_ExpectCommand: {
      const ExpectCommand *expect = command.body_as_ExpectCommand();
      touch(expect->buffer(), false);
      result.kind = PlanCommand::Expect;
      result.index = append(plan_.expects, expect);
      break;
    }
    case CommandBody_IfCommand: {
      PlanBranch branch;
      branch.branch = command.body_as_IfCommand();
      planCommands(branch.branch->then_body(), branch.thenBody);
      planCommands(branch.branch->else_body(), branch.elseBody);
      result.kind = PlanCommand::Branch;
      result.index = append(plan_.branches, std::move(branch));
      break;
    }
    case CommandBody_WhileCommand: {
      PlanWhile loop;
      loop.loop = command.body_as_WhileCommand();
      planCommands(loop.loop->before(), loop.before);
      planCommands(loop.loop->after(), loop.after);
      result.kind = PlanCommand::While;
      result.index = append(plan_.whiles, std::move(loop));
      break;
    }
    case CommandBody_ReadCommand: {
      const ReadCommand *read = command.body_as_ReadCommand();
      touch(read->buffer(), false);
      result.kind = PlanCommand::Read;
      result.index = append(plan_.reads, read);
      break;
    }
    case CommandBody_PreferResidentCommand:
      result.kind = PlanCommand::PreferResident;
      result.index =
          append(plan_.questions,
                 planQuestion(*command.body_as_PreferResidentCommand()));
      plan_.kernels[plan_.questions.back().kernel].isAsked = true;
      break;
    case CommandBody_StrideGroupsCommand:
      result.kind = PlanCommand::StrideGroups;
      result.index =
          append(plan_.questions,
                 planQuestion(*command.body_as_StrideGroupsCommand()));
      break;
    default: {
      // The reader lets no other kind through than a loop.
      PlanLoop loop;
      loop.loop = command.body_as_ForCommand();
      planCommands(loop.loop->body(), loop.body);
      result.kind = PlanCommand::Loop;
      result.index = append(plan_.loops, std::move(loop));
      break;
    }
    }
    return result;
  }

  /// Constants are cut to their type here, not at every execution.
  static ScalarOp planScalar(const ScalarCommand &command) {
    ScalarOp op = decodeScalarOp(command);
    if (op.opcode == ScalarOpcode_Constant)
      op.imm = truncateTo(op.type, op.imm);
    return op;
  }

  PlanDispatch planDispatch(const DispatchCommand &command) {
    PlanDispatch dispatch = planCall(command);
    for (unsigned i = 0; i < 3; ++i)
      dispatch.size[i] = command.size()->Get(i);
    dispatch.threads = command.threads();
    dispatch.fixed = command.fixed();
    return dispatch;
  }

  PlanDispatch planIndirect(const IndirectDispatchCommand &command) {
    PlanDispatch dispatch = planCall(command);
    dispatch.counts = command.counts();
    dispatch.offset = command.offset();
    touch(command.counts(), /*writes=*/false);
    plan_.counted[command.counts()] = true;
    return dispatch;
  }

  /// All but the size.
  template <typename Dispatch>
  PlanDispatch planCall(const Dispatch &command) {
    PlanDispatch dispatch;
    dispatch.kernel = kernelFor(command.kernel());
    dispatch.bindings = bindingsFor(command, dispatch.kernel);
    const Kernel &kernel = *plan_.kernels[dispatch.kernel].kernel;
    dispatch.firstPush = static_cast<uint32_t>(plan_.pushes.size());
    if (kernel.push_fields())
      for (const PushField *field : *kernel.push_fields()) {
        PushSource source;
        source.offset = static_cast<uint16_t>(field->offset());
        source.bytes = static_cast<uint16_t>(
            elementBytes(static_cast<rt::ElementType>(field->type())));
        source.isLength = field->length_of() >= 0;
        source.number = source.isLength
                            ? command.buffers()->Get(field->length_of())
                            : command.scalars()->Get(field->scalar());
        plan_.pushes.push_back(source);
        ++dispatch.pushCount;
      }
    return dispatch;
  }

  /// Whoever compiled it has taken the caller's grid into account.
  template <typename Command> PlanQuestion planQuestion(const Command &command) {
    PlanQuestion question;
    question.kernel = kernelFor(command.kernel());
    for (unsigned i = 0; i < 3; ++i)
      question.size[i] = command.size()->Get(i);
    question.fixed = true;
    question.mayBeEmpty = true;
    question.dst = command.dst();
    return question;
  }

  uint32_t kernelFor(uint32_t number) {
    auto [it, isNew] = kernelIndex_.try_emplace(
        number, static_cast<uint32_t>(plan_.kernels.size()));
    if (isNew) {
      PlanKernel entry;
      entry.kernel = root_.kernels()->Get(number);
      for (unsigned i = 0; i < 3; ++i)
        entry.workgroupSize[i] = entry.kernel->workgroup_size()->Get(i);
      entry.pushBytes = entry.kernel->push_bytes();
      entry.syncsGrid = entry.kernel->grid_sync() >= 0;
      plan_.kernels.push_back(entry);
    }
    return it->second;
  }

  template <typename Dispatch>
  uint32_t bindingsFor(const Dispatch &command, uint32_t kernelNumber) {
    PlanBindings entry;
    entry.kernel = kernelNumber;
    const Kernel &kernel = *plan_.kernels[kernelNumber].kernel;
    if (command.buffers())
      for (uint32_t i = 0; i < command.buffers()->size(); ++i) {
        uint32_t buffer = command.buffers()->Get(i);
        const Binding *binding = kernel.bindings()->Get(i);
        entry.buffers.push_back(buffer);
        entry.accesses.push_back({buffer, binding->reads(), binding->writes()});
        touch(buffer, binding->writes());
      }
    std::vector<uint32_t> key = entry.buffers;
    key.push_back(kernelNumber);
    auto [it, isNew] = bindingIndex_.try_emplace(
        std::move(key), static_cast<uint32_t>(plan_.bindings.size()));
    if (isNew)
      plan_.bindings.push_back(std::move(entry));
    return it->second;
  }

  const artifact::Artifact &root_;
  GraphPlan plan_;
  std::map<uint32_t, uint32_t> kernelIndex_;
  std::map<std::vector<uint32_t>, uint32_t> bindingIndex_;
};

} // namespace

GraphPlan vyre::rt::planGraph(const artifact::Artifact &root,
                              const Graph &graph) {
  return Planner(root, graph).run();
}
