// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs before and after a rewrite.
//
//===----------------------------------------------------------------------===//

#include "RewriteCheck.h"
#include "Vyre/Interpreter/GraphInterpreter.h"
#include "Vyre/Interpreter/RaceDetector.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include <cstring>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;
namespace rt = ::vyre::rt;

BarrierCounts BarrierCounts::of(ModuleOp module) {
  BarrierCounts counts;
  module.walk([&](BarrierOp barrier) {
    switch (barrier.getScope()) {
    case Scope::Subgroup:
      ++counts.subgroup;
      break;
    case Scope::Workgroup:
      ++counts.workgroup;
      break;
    case Scope::Grid:
      ++counts.grid;
      break;
    }
  });
  return counts;
}

RewriteCheck::RewriteCheck() : context(MLIRContext::Threading::DISABLED) {
  context.loadDialect<VyreDialect, arith::ArithDialect, math::MathDialect,
                      scf::SCFDialect, ub::UBDialect, vector::VectorDialect>();
  context.printOpOnDiagnostic(false);
  context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      diagnostics += diagnostic.str() + "\n";
  });
}

OwningOpRef<ModuleOp> RewriteCheck::parse(StringRef text) {
  diagnostics.clear();
  return parseSourceString<ModuleOp>(text, &context);
}

const std::vector<Schedule> &RewriteCheck::schedules() {
  static const std::vector<Schedule> all = {
      Schedule::batched(), Schedule::inOrder(),    Schedule::reverse(),
      Schedule::random(1), Schedule::random(2026), Schedule::random(77)};
  return all;
}

static rt::BufferValue bufferOf(const std::vector<uint32_t> &elements) {
  rt::BufferValue value{rt::ElementType::I32, elements.size(), {}};
  value.bytes.resize(elements.size() * sizeof(uint32_t));
  std::memcpy(value.bytes.data(), elements.data(), value.bytes.size());
  return value;
}

static void readBack(const rt::BufferValue &value,
                     std::vector<uint32_t> &elements) {
  std::memcpy(elements.data(), value.bytes.data(), value.bytes.size());
}

std::string RewriteCheck::run(ModuleOp module, const Schedule &schedule,
                              BarrierProgram::Memory &memory, bool checkRaces) {
  diagnostics.clear();
  FailureOr<GraphInterpreter> interpreter =
      GraphInterpreter::create(*module.getOps<GraphOp>().begin());
  if (failed(interpreter))
    return "does not compile: " + diagnostics;
  RaceDetector races;
  GraphOptions options;
  options.execution.schedule = schedule;
  options.execution.subgroupSize = BarrierProgram::kSubgroupSize;
  options.execution.stepBudget = 1 << 22;
  options.execution.spinBudget = 1 << 12;
  if (checkRaces)
    options.execution.hooks = &races;
  rt::Arguments arguments;
  for (size_t object = 0; object < memory.objects.size(); ++object)
    if (!memory.objects[object].empty())
      arguments.buffers["o" + std::to_string(object)] =
          bufferOf(memory.objects[object]);
  if (!memory.out.empty())
    arguments.buffers["out"] = bufferOf(memory.out);
  if (ExecutionResult error = interpreter->run(arguments, options))
    return error->str();
  for (size_t object = 0; object < memory.objects.size(); ++object)
    if (!memory.objects[object].empty())
      readBack(arguments.buffers["o" + std::to_string(object)],
               memory.objects[object]);
  if (!memory.out.empty())
    readBack(arguments.buffers["out"], memory.out);
  return "";
}

std::string RewriteCheck::runFile(ModuleOp module) {
  BarrierProgram::Memory none;
  return run(module, Schedule::batched(), none);
}

/// Empty if the two are the same.
static std::string compare(const BarrierProgram::Memory &expected,
                           const BarrierProgram::Memory &found) {
  auto difference = [](const std::string &name,
                       const std::vector<uint32_t> &expected,
                       const std::vector<uint32_t> &found) -> std::string {
    for (size_t i = 0; i < expected.size(); ++i)
      if (expected[i] != found[i])
        return "element " + std::to_string(i) + " of " + name + " is " +
               std::to_string(found[i]) + ", expected " +
               std::to_string(expected[i]);
    return "";
  };
  for (size_t i = 0; i < expected.objects.size(); ++i) {
    std::string text = difference("%o" + std::to_string(i), expected.objects[i],
                                  found.objects[i]);
    if (!text.empty())
      return text;
  }
  return difference("%out", expected.out, found.out);
}

RewriteCheck::Result RewriteCheck::check(const BarrierProgram &program,
                                         Rewrite rewrite) {
  Result result;
  OwningOpRef<ModuleOp> module = parse(program.text());
  if (!module) {
    result.kind = Result::Kind::BadProgram;
    result.message = diagnostics;
    return result;
  }
  result.before = BarrierCounts::of(*module);
  const BarrierProgram::Memory initial = program.initialMemory();
  BarrierProgram::Memory expected = initial;
  result.message = run(*module, Schedule::batched(), expected);
  if (!result.message.empty()) {
    result.kind = Result::Kind::BadProgram;
    return result;
  }

  OwningOpRef<ModuleOp> rewritten = module->clone();
  diagnostics.clear();
  if (failed(rewrite(*rewritten)) || failed(verify(*rewritten))) {
    result.kind = Result::Kind::Different;
    result.message = "the rewrite failed: " + diagnostics;
    return result;
  }
  result.after = BarrierCounts::of(*rewritten);
  result.changed = !OperationEquivalence::isEquivalentTo(
      *module, *rewritten, OperationEquivalence::IgnoreLocations);
  if (!result.changed)
    return result;
  for (const Schedule &schedule : schedules()) {
    BarrierProgram::Memory memory = initial;
    std::string message = run(*rewritten, schedule, memory);
    if (message.empty())
      message = compare(expected, memory);
    if (message.empty())
      continue;
    result.kind = Result::Kind::Different;
    result.message = "after the rewrite, " + schedule.str() + ": " + message;
    return result;
  }
  return result;
}
