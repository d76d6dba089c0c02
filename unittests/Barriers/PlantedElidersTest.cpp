// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fuzzing has its power: the right elider passes, and every wrong one is
// caught soon, by a program that shrinks to a few statements.
//
//===----------------------------------------------------------------------===//

#include "Support/PlantedEliders.h"
#include "Support/RewriteCheck.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Kind = RewriteCheck::Result::Kind;

namespace {

TEST(PlantedElidersTest, TheRightOnePasses) {
  RewriteCheck check;
  BarrierCounts before, after;
  unsigned changed = 0;
  auto elide = [](ModuleOp module) {
    elideBarriersWith(PlantedBug::None, module);
    return success();
  };
  for (uint64_t seed = 0; seed < 300; ++seed) {
    BarrierProgram program = BarrierProgram::random(seed);
    RewriteCheck::Result result = check.check(program, elide);
    ASSERT_TRUE(result.isSame())
        << "seed " << seed << ": " << result.message << "\n"
        << program.text();
    before.workgroup += result.before.workgroup;
    after.workgroup += result.after.workgroup;
    changed += result.changed;
  }
  // There is something to remove, and something to keep.
  EXPECT_GT(changed, 100u);
  EXPECT_LT(after.workgroup, before.workgroup * 19 / 20);
  EXPECT_GT(after.workgroup, before.workgroup / 4);
}

class PlantedBugTest : public ::testing::TestWithParam<PlantedBug> {};

/// Programs until a bug has to be found. Some need a rare shape.
constexpr uint64_t kSeeds = 600;

TEST_P(PlantedBugTest, IsCaught) {
  RewriteCheck check;
  auto elide = [](ModuleOp module) {
    elideBarriersWith(GetParam(), module);
    return success();
  };
  auto fails = [&](const BarrierProgram &program) {
    return check.check(program, elide).kind == Kind::Different;
  };
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    BarrierProgram program = BarrierProgram::random(seed);
    RewriteCheck::Result result = check.check(program, elide);
    ASSERT_NE(result.kind, Kind::BadProgram) << result.message;
    if (result.isSame())
      continue;
    BarrierProgram small = shrink(program, fails);
    RecordProperty("seed", std::to_string(seed));
    EXPECT_TRUE(fails(small));
    EXPECT_LE(small.size(), 12u) << small.text();
    return;
  }
  FAIL() << "no program of " << kSeeds << " shows it";
}

INSTANTIATE_TEST_SUITE_P(All, PlantedBugTest,
                         ::testing::ValuesIn(allPlantedBugs().begin(),
                                             allPlantedBugs().end()),
                         [](const auto &info) {
                           std::string name =
                               stringifyPlantedBug(info.param).str();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

} // namespace
