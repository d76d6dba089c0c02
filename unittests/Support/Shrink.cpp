// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Greedy shrinking: each step tries one change at every place, and keeps it if
// the program still fails.
//
//===----------------------------------------------------------------------===//

#include "RewriteCheck.h"

using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Kind = TestStatement::Kind;
using List = std::vector<TestStatement>;

namespace {

class Shrinker {
public:
  Shrinker(BarrierProgram program,
           llvm::function_ref<bool(const BarrierProgram &)> fails,
           unsigned tries)
      : best(std::move(program)), fails(fails), tries(tries) {}

  BarrierProgram run() {
    do {
      improved = false;
      shrinkShape();
      // From the back: what comes later is not needed more often.
      for (unsigned i = best.size(); i-- > 0;)
        shrinkStatement(i);
    } while (improved && tries);
    return std::move(best);
  }

private:
  bool attempt(BarrierProgram candidate) {
    if (!tries)
      return false;
    --tries;
    if (!fails(candidate))
      return false;
    best = std::move(candidate);
    improved = true;
    return true;
  }

  /// Applies `change` to the statement with the number `wanted`, in the
  /// order in which they are written, and the list that holds it.
  template <typename Change>
  bool change(unsigned wanted, Change change) {
    BarrierProgram candidate = best;
    unsigned number = 0;
    if (!changeIn(candidate.body, number, wanted, change))
      return false;
    return attempt(std::move(candidate));
  }
  template <typename Change>
  bool changeIn(List &list, unsigned &number, unsigned wanted, Change &change) {
    for (size_t i = 0; i < list.size(); ++i) {
      if (number++ == wanted)
        return change(list, i);
      if (changeIn(list[i].body, number, wanted, change) ||
          changeIn(list[i].otherwise, number, wanted, change))
        return true;
      if (number > wanted)
        return false;
    }
    return false;
  }

  void shrinkShape() {
    while (best.workgroups > 1) {
      BarrierProgram candidate = best;
      --candidate.workgroups;
      if (!attempt(std::move(candidate)))
        break;
    }
  }

  void shrinkStatement(unsigned number) {
    if (change(number, [](List &list, size_t i) {
          list.erase(list.begin() + i);
          return true;
        }))
      return;
    // What a compound statement holds, without it.
    change(number, [](List &list, size_t i) {
      if (!list[i].isCompound())
        return false;
      List inner = std::move(list[i].body);
      for (TestStatement &statement : list[i].otherwise)
        inner.push_back(std::move(statement));
      list.erase(list.begin() + i);
      list.insert(list.begin() + i, inner.begin(), inner.end());
      return true;
    });
    change(number, [](List &list, size_t i) {
      bool had = !list[i].otherwise.empty();
      list[i].otherwise.clear();
      return had;
    });
    change(number, [](List &list, size_t i) {
      if (list[i].kind != Kind::Loop || list[i].rounds <= 2)
        return false;
      list[i].rounds = 2;
      return true;
    });
    change(number, [](List &list, size_t i) {
      return std::exchange(list[i].isWhile, false);
    });
    change(number, [](List &list, size_t i) {
      bool isAccess = list[i].kind == Kind::Load || list[i].kind == Kind::Store;
      if (!isAccess || list[i].index.kind == TestIndex::Kind::Own)
        return false;
      list[i].index = {};
      return true;
    });
  }

  BarrierProgram best;
  llvm::function_ref<bool(const BarrierProgram &)> fails;
  unsigned tries;
  bool improved = false;
};

} // namespace

BarrierProgram mlir::vyre::testing::shrink(
    BarrierProgram program,
    llvm::function_ref<bool(const BarrierProgram &)> fails, unsigned tries) {
  return Shrinker(std::move(program), fails, tries).run();
}
