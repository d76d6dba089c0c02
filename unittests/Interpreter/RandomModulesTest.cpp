// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random programs: nothing crashes, and schedules agree, because each
// invocation writes to its own element only.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"
#include "RandomProgram.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class RandomModulesTest : public KernelTest {};

TEST_F(RandomModulesTest, SchedulesAgree) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    std::string source = RandomProgram(seed).text();
    ASSERT_TRUE(load(source)) << diagnostics << source;
    std::optional<std::vector<uint32_t>> expected;
    for (const Schedule &schedule : allSchedules()) {
      std::vector<uint32_t> input;
      for (uint32_t i = 0; i < 40; ++i)
        input.push_back(i * 0x9E3779B9u);
      Bytes a = Bytes::of(std::vector<uint32_t>(64)), b = Bytes::of(input);
      ExecutionOptions options;
      options.schedule = schedule;
      ExecutionResult error = run({&a, &b}, {4, 1, 1}, {}, options);
      ASSERT_FALSE(error) << "seed " << seed << ", " << schedule.str() << ": "
                          << error->str() << "\n"
                          << source;
      std::vector<uint32_t> result = a.as<uint32_t>();
      if (!expected)
        expected = result;
      ASSERT_EQ(result, *expected)
          << "seed " << seed << ", " << schedule.str() << "\n"
          << source;
    }
  }
}

TEST_F(RandomModulesTest, DamagedTextDoesNotCrash) {
  std::mt19937_64 random(7);
  unsigned compiled = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    std::string source = RandomProgram(seed).text();
    // Swap two lines, or drop one, or repeat a piece.
    std::vector<std::string> lines;
    for (size_t at = 0; at < source.size();) {
      size_t end = source.find('\n', at);
      lines.push_back(source.substr(at, end - at));
      at = end + 1;
    }
    size_t i = random() % lines.size(), j = random() % lines.size();
    if (seed % 2)
      std::swap(lines[i], lines[j]);
    else
      lines.erase(lines.begin() + i);
    source.clear();
    for (const std::string &line : lines)
      source += line + "\n";
    diagnostics.clear();
    if (!load(source)) {
      EXPECT_FALSE(diagnostics.empty());
      continue;
    }
    ++compiled;
    Bytes a = Bytes::of(std::vector<uint32_t>(64)), b;
    ExecutionOptions options;
    options.stepBudget = 1000000;
    (void)run({&a, &b}, {4, 1, 1}, {}, options);
  }
  EXPECT_GT(compiled, 50u);
}

} // namespace
