// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random programs are what they claim to be: free of races, the same under all
// schedules, and each barrier that the generator put in is needed.
//
//===----------------------------------------------------------------------===//

#include "Support/Footprint.h"
#include "Support/RewriteCheck.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Memory = BarrierProgram::Memory;

namespace {

/// All that programs may hold, one kind more at a time.
std::vector<BarrierProgramOptions> allOptions() {
  BarrierProgramOptions plain, grid, types;
  grid.grid = true;
  types.grid = types.allTypes = true;
  return {plain, grid, types};
}

TEST(BarrierProgramTest, TheSeedDecides) {
  std::set<std::string> texts;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    std::string text = BarrierProgram::random(seed).text();
    EXPECT_EQ(text, BarrierProgram::random(seed).text());
    texts.insert(text);
  }
  EXPECT_EQ(texts.size(), 50u);
}

TEST(BarrierProgramTest, SchedulesAgreeAndNothingRaces) {
  RewriteCheck check;
  for (const BarrierProgramOptions &options : allOptions())
    for (uint64_t seed = 0; seed < 60; ++seed) {
      BarrierProgram program = BarrierProgram::random(seed, options);
      OwningOpRef<ModuleOp> module = check.parse(program.text());
      ASSERT_TRUE(module) << check.diagnostics << program.text();
      std::optional<Memory> expected;
      for (const Schedule &schedule : RewriteCheck::schedules()) {
        Memory memory = program.initialMemory();
        std::string message = check.run(*module, schedule, memory);
        ASSERT_EQ(message, "")
            << "seed " << seed << ", " << schedule.str() << "\n"
            << program.text();
        if (!expected)
          expected = memory;
        ASSERT_EQ(memory.out, expected->out)
            << "seed " << seed << ", " << schedule.str() << "\n"
            << program.text();
        ASSERT_EQ(memory.objects, expected->objects)
            << "seed " << seed << ", " << schedule.str() << "\n"
            << program.text();
      }
    }
}

/// The file that runs alone expects what the run with arguments gives.
TEST(BarrierProgramTest, FilesCheckThemselves) {
  RewriteCheck check;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    BarrierProgram program = BarrierProgram::random(seed);
    OwningOpRef<ModuleOp> module = check.parse(program.text());
    ASSERT_TRUE(module);
    Memory results = program.initialMemory();
    ASSERT_EQ(check.run(*module, Schedule::batched(), results), "");
    OwningOpRef<ModuleOp> file = check.parse(program.text(results));
    ASSERT_TRUE(file) << check.diagnostics << program.text(results);
    EXPECT_EQ(check.runFile(*file), "") << program.text(results);
    results.out[0] ^= 1;
    file = check.parse(program.text(results));
    EXPECT_NE(check.runFile(*file), "");
  }
}

/// Two oracles that share nothing: the walk over the tree of the generator, and
/// the race detector of the interpreter.
TEST(BarrierProgramTest, WalkAndDetectorAgreeOnEachBarrier) {
  RewriteCheck check;
  unsigned needed = 0, redundant = 0, missed = 0;
  for (const BarrierProgramOptions &options : allOptions())
    for (uint64_t seed = 0; seed < 40; ++seed) {
      const BarrierProgram program = BarrierProgram::random(seed, options);
      for (unsigned number = 0;; ++number) {
        BarrierProgram mutant = program;
        if (!eraseBarrier(mutant, number))
          break;
        bool isOrdered = !findUnorderedAccess(mutant);
        OwningOpRef<ModuleOp> module = check.parse(mutant.text());
        ASSERT_TRUE(module);
        std::string report;
        for (const Schedule &schedule : RewriteCheck::schedules()) {
          Memory memory = mutant.initialMemory();
          report = check.run(*module, schedule, memory);
          if (!report.empty())
            break;
        }
        ASSERT_TRUE(!isOrdered || report.empty())
            << "seed " << seed << " without barrier " << number << ": "
            << report << "\n"
            << mutant.text();
        ++(isOrdered ? redundant : needed);
        missed += !isOrdered && report.empty();
      }
    }
  // What is ordered through a third invocation, the walk may not see.
  EXPECT_LE(missed, needed / 100);
  // Both kinds have to be there in numbers, or this shows little.
  EXPECT_GT(needed, 200u);
  EXPECT_GT(redundant, 200u);
}

} // namespace
