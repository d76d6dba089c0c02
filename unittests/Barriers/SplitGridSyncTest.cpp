// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random programs with grid barriers leave the same in memory when they are
// split: the oracle is the lock-step run of the whole.
//
//===----------------------------------------------------------------------===//

#include "Support/RewriteCheck.h"
#include "Vyre/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;

namespace {

/// Splits, or leaves the module as it is if a rule says that it cannot be done.
struct Splitter {
  RewriteCheck &check;
  bool optimize = false;
  unsigned refused = 0;
  std::string unexpected;

  LogicalResult operator()(ModuleOp module) {
    OwningOpRef<ModuleOp> original = module.clone();
    PassManager passes(module.getContext());
    passes.addPass(createSplitGridSyncPass());
    if (optimize) {
      passes.addPass(createCanonicalizerPass());
      passes.addPass(createCSEPass());
    }
    if (succeeded(passes.run(module)))
      return success();
    // Exits and uniformity have rules of their own, for good programs too.
    if (!StringRef(check.diagnostics).contains("[VYRE-GS-02]") &&
        !StringRef(check.diagnostics).contains("[VYRE-BR-03]"))
      return failure();
    ++refused;
    module.getBodyRegion().takeBody(original->getBodyRegion());
    return success();
  }
};

void checkSeeds(uint64_t first, uint64_t count,
                const BarrierProgramOptions &options, bool optimize) {
  RewriteCheck check;
  Splitter splitter{check, optimize};
  unsigned split = 0;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    BarrierProgram program = BarrierProgram::random(seed, options);
    RewriteCheck::Result result = check.check(program, std::ref(splitter));
    ASSERT_TRUE(result.isSame())
        << "seed " << seed << ": " << result.message << "\n"
        << program.text();
    if (!result.changed)
      continue;
    ++split;
    EXPECT_EQ(result.after.grid, 0u) << "seed " << seed;
  }
  // The rest has no grid barrier, or is refused.
  EXPECT_GT(split, count / 2) << splitter.refused << " refused";
  EXPECT_LT(splitter.refused, count / 5);
}

TEST(SplitGridSyncTest, KeepsMemory) {
  BarrierProgramOptions options;
  options.grid = true;
  checkSeeds(0, 150, options, /*optimize=*/false);
}

TEST(SplitGridSyncTest, KeepsValuesOfEveryType) {
  BarrierProgramOptions options;
  options.grid = options.allTypes = true;
  checkSeeds(1000, 150, options, /*optimize=*/false);
}

TEST(SplitGridSyncTest, KeepsMemoryWhenSimplified) {
  BarrierProgramOptions options;
  options.grid = options.allTypes = true;
  options.size = 24;
  checkSeeds(2000, 60, options, /*optimize=*/true);
}

} // namespace
