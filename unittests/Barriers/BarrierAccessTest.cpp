// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// BarrierAccess answers each question by trees; the search in the graph, its
// reference, gives the same answers down to the ops that it names.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/BarrierAccess.h"
#include "Support/RewriteCheck.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;

namespace {

/// An answer in words, so that a difference can be read.
std::string ask(const BarrierAccess &access, BarrierOp barrier,
                HazardQuery query) {
  std::string text;
  llvm::raw_string_ostream os(text);
  ProofFacts facts;
  std::optional<Hazard> hazard = access.findHazard(barrier, query, &facts);
  if (hazard)
    os << stringifyHazard(hazard->kind) << ": " << hazard->before.op->getLoc()
       << " | " << hazard->after.op->getLoc();
  else
    os << facts.before << " before, " << facts.after << " after, "
       << facts.apart << " apart";
  return text;
}

/// Asks about every barrier in turn, and then changes it: as the pass would if
/// nothing needs it, else somehow, as both sides only have to agree.
void compare(ProgramOp program, uint64_t seed, unsigned &barriers) {
  BarrierAccess fast(program), reference(program, {/*isReference=*/true});
  std::mt19937_64 random(seed);
  for (BarrierOp barrier : fast.getBarriers()) {
    ++barriers;
    HazardQuery any, storage, groups;
    storage.onlyStorage = true;
    groups.outside = Scope::Workgroup;
    for (const HazardQuery &query : {any, storage, groups})
      ASSERT_EQ(ask(fast, barrier, query), ask(reference, barrier, query))
          << "seed " << seed << ", barrier " << barriers;
    auto change = [&](auto how) {
      how(fast);
      how(reference);
    };
    unsigned choice = random() % 6;
    bool isFirst = random() % 2;
    Scope narrow = barrier.getScope() == Scope::Grid && isFirst
                       ? Scope::Workgroup
                       : Scope::Subgroup;
    if (!fast.findHazard(barrier) || choice == 0)
      change([&](BarrierAccess &access) { access.setRemoved(barrier); });
    else if (choice == 1 && barrier.ordersStorage())
      change(
          [&](BarrierAccess &access) { access.setWorkgroupMemory(barrier); });
    else if (choice == 2 && barrier.getScope() != Scope::Subgroup)
      change([&](BarrierAccess &access) { access.setScope(barrier, narrow); });
  }
}

TEST(BarrierAccessTest, TreesAnswerAsTheSearchDoes) {
  RewriteCheck check;
  BarrierProgramOptions plain, grid, large;
  grid.grid = large.grid = true;
  large.size = 60;
  unsigned barriers = 0;
  for (const BarrierProgramOptions &options : {plain, grid, large})
    for (uint64_t seed = 0; seed < 150; ++seed) {
      OwningOpRef<ModuleOp> module =
          check.parse(BarrierProgram::random(seed, options).text());
      ASSERT_TRUE(module) << check.diagnostics;
      module->walk(
          [&](ProgramOp program) { compare(program, seed, barriers); });
      if (::testing::Test::HasFatalFailure())
        return;
    }
  // Or this shows little.
  EXPECT_GT(barriers, 1500u);
}

} // namespace
