// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which invocation touches which element when: a walk over a BarrierProgram in
// the order of execution, and the pairs of accesses that nothing orders.
//
// This knows nothing of the analyses under test, nor of the interpreter: it
// looks at numbers, not at how an index is written.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_SUPPORT_FOOTPRINT_H
#define VYRE_UNITTESTS_SUPPORT_FOOTPRINT_H

#include "BarrierProgram.h"
#include <optional>

namespace mlir::vyre::testing {

/// A set of invocations of the grid, one bit each.
using Lanes = uint64_t;

/// A statement by its place: in each list on the way down its position, and
/// whether the list is `otherwise`.
struct StatementPath {
  struct Step {
    bool isOtherwise;
    unsigned position;
  };
  std::vector<Step> steps;

  /// The list that the statement of the first `depth` steps is in, by default
  /// the statement itself.
  std::vector<TestStatement> &list(BarrierProgram &program, size_t depth) const;
  TestStatement &statement(BarrierProgram &program, size_t depth) const;
};

/// An access that is not ordered with an earlier one of another invocation.
struct UnorderedAccess {
  StatementPath path;
  /// The narrowest scope that both invocations are in; none if they execute
  /// the statement together, so that no barrier can order them.
  std::optional<Scope> scope;
};

/// The first one, or none if the program has no race.
std::optional<UnorderedAccess> findUnorderedAccess(const BarrierProgram &);

/// Takes out the barrier with the number `number`, in the order in which they
/// are written. False if there are not so many.
bool eraseBarrier(BarrierProgram &program, unsigned number);

/// The value of an index for the invocation `lane` of the grid, as an element
/// of the whole object. None if it is out of range.
std::optional<uint32_t> evaluateIndex(const BarrierProgram &program,
                                      const TestBuffer &buffer,
                                      const TestIndex &index, uint32_t lane,
                                      uint32_t counter);
/// Elements of the object: all instances of workgroup memory together.
uint32_t objectElements(const BarrierProgram &program,
                        const TestBuffer &buffer);
/// Those of `lanes` that a guard lets through.
Lanes evaluateGuard(const BarrierProgram &program, const TestGuard &guard,
                    Lanes lanes, uint32_t counter);

} // namespace mlir::vyre::testing

#endif // VYRE_UNITTESTS_SUPPORT_FOOTPRINT_H
