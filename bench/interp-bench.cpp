// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How fast the reference interpreter is: instructions of single invocations
// per second, on one core, as a median of runs. The goals are 100 million for
// arithmetic, and 30 million with race checks.
//
//   interp-bench [--seconds=N] [--check-goals]
//
// Each line is measured for N seconds, 1 by default. --check-goals makes it end
// with exit code 1 if a goal is missed.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/Interpreter.h"
#include "Vyre/Interpreter/RaceDetector.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

using namespace mlir;
using namespace mlir::vyre;

namespace {

struct Case {
  const char *name;
  const char *source;
  uint32_t workgroups;
  uint64_t elements;
};

const Case kCases[] = {
    {"arithmetic", R"(
vyre.program @p(%a: !vyre.buffer<?xf32, read_write>) workgroup [256, 1, 1] {
  %i = vyre.global_id x
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %n = arith.constant 1000 : index
  %x = vyre.load %a[%i] : !vyre.buffer<?xf32, read_write>
  %h = arith.constant 0.5 : f32
  %k = arith.constant 12345 : i32
  %c:2 = scf.for %t = %0 to %n step %1 iter_args(%s = %x, %u = %k) -> (f32, i32) {
    %p = arith.mulf %s, %h : f32
    %q = arith.addf %p, %h : f32
    %r = arith.subf %q, %p : f32
    %v = arith.mulf %q, %r : f32
    %w = arith.addf %v, %x : f32
    %y = arith.mulf %w, %h : f32
    %d = arith.muli %u, %k : i32
    %e = arith.addi %d, %u : i32
    %f = arith.xori %e, %k : i32
    %g = vyre.rotl %f, %k : i32
    %z = arith.addi %g, %d : i32
    %o = arith.ori %z, %k : i32
    scf.yield %y, %o : f32, i32
  }
  %m = arith.sitofp %c#1 : i32 to f32
  %j = arith.addf %c#0, %m : f32
  vyre.store %j, %a[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
})",
     8, 2048},
    {"memory", R"(
vyre.program @p(%a: !vyre.buffer<?xf32, read_write>) workgroup [256, 1, 1] {
  %i = vyre.global_id x
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %n = arith.constant 500 : index
  scf.for %t = %0 to %n step %1 {
    %x = vyre.load %a[%i] : !vyre.buffer<?xf32, read_write>
    %y = arith.addf %x, %x : f32
    vyre.store %y, %a[%i] : !vyre.buffer<?xf32, read_write>
  }
  vyre.return
})",
     8, 2048},
    {"divergent", R"(
vyre.program @p(%a: !vyre.buffer<?xf32, read_write>) workgroup [256, 1, 1] {
  %i = vyre.global_id x
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %3 = arith.constant 3 : index
  %h = arith.constant 0.5 : f32
  %n = arith.constant 500 : index
  %r = scf.for %t = %0 to %n step %1 iter_args(%s = %h) -> f32 {
    %k = arith.addi %i, %t : index
    %b = vyre.remui %k, %3 : index
    %c = arith.cmpi eq, %b, %0 : index
    %v = scf.if %c -> f32 {
      %p = arith.mulf %s, %h : f32
      scf.yield %p : f32
    } else {
      %q = arith.addf %s, %h : f32
      scf.yield %q : f32
    }
    scf.yield %v : f32
  }
  vyre.store %r, %a[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
})",
     8, 2048},
};

/// Million steps per second; negative after an error, which was emitted.
double measure(const Case &each, const Schedule &schedule, bool checkRaces,
               double seconds) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<VyreDialect, arith::ArithDialect, math::MathDialect,
                      scf::SCFDialect, vector::VectorDialect>();
  auto module = parseSourceString<ModuleOp>(each.source, &context);
  if (!module)
    return -1;
  FailureOr<KernelCode> kernel =
      compileKernel(*module->getOps<ProgramOp>().begin());
  if (failed(kernel))
    return -1;
  std::vector<float> memory(each.elements, 1.0f);
  BufferSpan span{reinterpret_cast<uint8_t *>(memory.data()), each.elements,
                  Float32Type::get(&context)};
  RaceDetector detector;
  ExecutionOptions options;
  options.schedule = schedule;
  options.hooks = checkRaces ? &detector : nullptr;
  using Clock = std::chrono::steady_clock;
  auto secondsSince = [](Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
  };
  std::vector<double> speeds;
  auto begin = Clock::now();
  do {
    ExecutionStatistics statistics;
    auto start = Clock::now();
    if (ExecutionResult error =
            interpretProgram(*kernel, {each.workgroups, 1, 1}, {span}, {},
                             options, &statistics)) {
      error->emit();
      return -1;
    }
    speeds.push_back(statistics.steps / secondsSince(start) / 1e6);
  } while (secondsSince(begin) < seconds);
  auto middle = speeds.begin() + speeds.size() / 2;
  std::nth_element(speeds.begin(), middle, speeds.end());
  return *middle;
}

/// Million steps per second that the project wants; 0 for no goal.
double goal(const Case &each, const Schedule &schedule, bool checkRaces) {
  if (schedule.kind != Schedule::Kind::Batched)
    return 0;
  if (checkRaces)
    return 30;
  return std::strcmp(each.name, "arithmetic") == 0 ? 100 : 0;
}

} // namespace

int main(int argc, char **argv) {
  double seconds = 1;
  bool checkGoals = false, missed = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], "--seconds=", 10) == 0) {
      seconds = std::atof(argv[i] + 10);
    } else if (std::strcmp(argv[i], "--check-goals") == 0) {
      checkGoals = true;
    } else {
      std::fprintf(stderr,
                   "interp-bench: error: unknown argument '%s', expected "
                   "--seconds=N or --check-goals; fix: remove it\n",
                   argv[i]);
      return 2;
    }
  }
  std::printf("| kernel | schedule | race checks | M lane-ops/s |\n"
              "|---|---|---|---|\n");
  for (const Case &each : kCases) {
    for (bool checkRaces : {false, true}) {
      for (const Schedule &schedule :
           {Schedule::batched(), Schedule::inOrder()}) {
        double speed = measure(each, schedule, checkRaces, seconds);
        if (speed < 0)
          return 1;
        std::printf("| %s | %s | %s | %.0f |\n", each.name,
                    schedule.str().c_str(), checkRaces ? "yes" : "no", speed);
        missed |= speed < goal(each, schedule, checkRaces);
      }
    }
  }
  if (!checkGoals || !missed)
    return 0;
  std::fprintf(stderr,
               "interp-bench: error: a speed is below the goal, 100 for "
               "arithmetic and 30 with race checks; fix: see "
               "docs/Interpreter.md, \"Speed\"\n");
  return 1;
}
