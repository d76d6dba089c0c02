// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Minimum cuts against the definition: all subsets of small graphs are tried.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/MinCut.h"

#include "gtest/gtest.h"
#include <random>

using namespace mlir::vyre;

namespace {

struct TestEdge {
  unsigned from, to;
  uint64_t capacity;
};

TEST(MinCutTest, CutsTheNarrowPlace) {
  MinCut cut;
  unsigned a = cut.addNode(), b = cut.addNode();
  cut.addEdge(cut.getSource(), a, 5);
  cut.addEdge(a, b, 2);
  cut.addEdge(b, cut.getSink(), 7);
  EXPECT_EQ(cut.solve(), 2u);
  EXPECT_TRUE(cut.isOnSourceSide(a));
  EXPECT_FALSE(cut.isOnSourceSide(b));
}

TEST(MinCutTest, PrefersTheCutNearestToTheSource) {
  MinCut cut;
  unsigned a = cut.addNode();
  cut.addEdge(cut.getSource(), a, 3);
  cut.addEdge(a, cut.getSink(), 3);
  EXPECT_EQ(cut.solve(), 3u);
  EXPECT_FALSE(cut.isOnSourceSide(a));
}

TEST(MinCutTest, SaysThatThereIsNoFiniteCut) {
  MinCut cut;
  unsigned a = cut.addNode();
  cut.addEdge(cut.getSource(), a, MinCut::kInfinite);
  cut.addEdge(a, cut.getSink(), MinCut::kInfinite);
  EXPECT_GE(cut.solve(), MinCut::kInfinite);
}

TEST(MinCutTest, IsFreeWithoutAPath) {
  MinCut cut;
  unsigned a = cut.addNode();
  cut.addEdge(a, cut.getSink(), 4);
  EXPECT_EQ(cut.solve(), 0u);
  EXPECT_FALSE(cut.isOnSourceSide(a));
}

TEST(MinCutTest, IsTheSmallestOfAllSubsets) {
  std::mt19937 random(5);
  for (unsigned round = 0; round < 300; ++round) {
    unsigned nodes = 2 + random() % 6;
    std::vector<TestEdge> edges;
    for (unsigned i = 0, n = random() % 16; i < n; ++i)
      edges.push_back({unsigned(random() % nodes), unsigned(random() % nodes),
                       random() % 9});
    MinCut cut;
    for (unsigned i = 2; i < nodes; ++i)
      cut.addNode();
    for (const TestEdge &edge : edges)
      cut.addEdge(edge.from, edge.to, edge.capacity);
    auto weigh = [&](auto isSource) {
      uint64_t weight = 0;
      for (const TestEdge &edge : edges)
        if (isSource(edge.from) && !isSource(edge.to))
          weight += edge.capacity;
      return weight;
    };
    uint64_t best = ~uint64_t(0);
    for (unsigned set = 0; set < 1u << nodes; ++set)
      // Node 0 is the source, node 1 the sink.
      if ((set & 3) == 1)
        best = std::min(
            best, weigh([&](unsigned node) { return (set >> node) & 1; }));
    ASSERT_EQ(cut.solve(), best) << "round " << round;
    EXPECT_EQ(weigh([&](unsigned node) { return cut.isOnSourceSide(node); }),
              best)
        << "round " << round;
  }
}

} // namespace
