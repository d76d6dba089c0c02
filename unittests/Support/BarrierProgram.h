// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random programs that synchronise, free of races by construction, for tests of
// passes that move, remove or split at barriers.
//
// A program is a tree of statements. Each statement accesses one element, which
// is a known function of the invocation and of the loop counters, and every
// condition around a barrier is known, too. So a walk over the tree knows which
// invocation touches which element when, and finds each pair of accesses that
// nothing orders (Footprint.h); `BarrierProgram::random` puts a barrier there.
// More barriers, which nothing needs, are sprinkled in before.
//
// What a program stores depends on everything that it loads, and not on the
// order of its atomics: a rewrite that is right does not change it.
//
// The same seed and options give the same program on every machine.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAM_H
#define VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAM_H

#include "Vyre/Dialect/VyreOps.h"
#include <cstdint>
#include <string>
#include <vector>

namespace mlir::vyre::testing {

/// What programs may hold.
struct BarrierProgramOptions {
  /// Barriers of scope grid, and data that crosses workgroups.
  bool grid = false;
  /// Barriers of scope subgroup.
  bool subgroup = true;
  /// `vyre.exit_if`.
  bool exits = true;
  /// Ordered atomics: publication by release and acquire.
  bool ordered = true;
  /// Async copies, with other statements between start and wait.
  bool async = true;
  /// Dispatches that pass one buffer for two arguments.
  bool aliases = true;
  /// Values of every type that live across barriers, not only i32.
  bool allTypes = false;
  /// Statements, roughly.
  unsigned size = 14;
};

/// A buffer of i32.
struct TestBuffer {
  enum class Place {
    /// Memory of one workgroup.
    Workgroup,
    /// Storage in which each workgroup uses a slice of its own.
    Slice,
    /// Storage that all workgroups share.
    Grid,
    /// Storage that is only read.
    Input,
  };
  std::string name;
  Place place;
  /// Elements per workgroup; of the whole buffer for Grid and Input.
  uint32_t count;
  /// Buffers with the same number are one buffer, passed twice.
  unsigned object;
};

/// An element as a function of `t`, the number of the invocation in its domain
/// of `n`: the workgroup, or the grid for buffers of place Grid. `i` is the
/// counter of the innermost loop.
struct TestIndex {
  enum class Kind {
    Own,         ///< t
    Shift,       ///< (t + a) mod n
    Reverse,     ///< n - 1 - t
    Multiply,    ///< (t * a) mod n; a permutation if a is odd
    Xor,         ///< t ^ a
    Interleaved, ///< 2 * t + a
    Upper,       ///< n + t
    Table,       ///< an element of a table that the program loads
    Constant,    ///< a
    ThreadX,     ///< the local id in x only
    Rounds,      ///< (i mod 2) * n + t
    OtherRound,  ///< ((i + 1) mod 2) * n + (t + a) mod n
    Counter,     ///< i
    Rotating,    ///< (t + i + a) mod n
    Halves,      ///< t + (n >> (i + 1))
    OutOfRange,  ///< t + the length: touches nothing
  };
  Kind kind = Kind::Own;
  uint32_t a = 0;
};

/// Which invocations execute a statement, by `t` of the workgroup.
struct TestGuard {
  enum class Kind {
    All,
    Equal,     ///< t == a
    Less,      ///< t < a
    AtLeast,   ///< t >= a
    Odd,       ///< t mod 2 == 1
    Halves,    ///< t < (n >> (i + 1))
    Workgroup, ///< the workgroup has the number a; uniform in the workgroup
    Counter,   ///< i mod 2 == a; uniform
    Scalar,    ///< the argument %n of the program is less than a; uniform
    Input,     ///< element a of the input is even; uniform
  };
  Kind kind = Kind::All;
  uint32_t a = 0;
  /// False if invocations of one workgroup may disagree.
  bool isUniform() const;
};

struct TestStatement {
  enum class Kind {
    /// value = value * 5 + load
    Load,
    /// store value + a constant
    Store,
    /// relaxed read-modify-write; nobody looks at the old element
    Accumulate,
    /// An ordered read-modify-write of a counter, which orders nothing that
    /// the program relies on.
    Tick,
    /// One invocation releases a flag, and all of the domain wait for it, or
    /// one of the two.
    Publish,
    /// Changes a value: with another one, an id, or a counter.
    Compute,
    Barrier,
    /// Invocations leave.
    Exit,
    /// scf.if; `otherwise` may be empty. With a guard that is not uniform it
    /// holds no barrier.
    If,
    /// scf.for or scf.while with `rounds` rounds.
    Loop,
    /// scf.for with t mod `rounds` rounds, which holds no barrier.
    DivergentLoop,
    /// vyre.region
    Region,
    /// An async copy of `rounds` elements by each invocation from `index` of
    /// `buffer` to `targetIndex` of `target`; the body comes before the wait.
    Copy,
  };
  Kind kind;
  unsigned buffer = 0;
  TestIndex index;
  unsigned target = 0;
  TestIndex targetIndex;
  TestGuard guard;
  /// The value that is loaded to, stored, or computed.
  unsigned value = 0;
  unsigned other = 0;
  uint32_t constant = 0;
  uint32_t rounds = 0;
  bool isWhile = false;
  /// What a Publish does. If it only releases, every other workgroup awaits.
  bool releases = true, awaits = true;
  Scope scope = Scope::Workgroup;
  Order order = Order::AcqRel;
  std::vector<TestStatement> body, otherwise;

  bool isCompound() const { return kind >= Kind::If; }
};

struct BarrierProgram {
  /// Of the interpreter, so that workgroups with several subgroups are small.
  static constexpr uint32_t kSubgroupSize = 4;
  /// Invocations of the grid: a set of them is one word.
  static constexpr uint32_t kMaxLanes = 64;
  static constexpr uint32_t kInputs = 16;

  /// Free of races.
  static BarrierProgram random(uint64_t seed,
                               const BarrierProgramOptions &options = {});

  uint32_t lanesPerWorkgroup() const { return sizeX * sizeY; }
  uint32_t lanes() const { return lanesPerWorkgroup() * workgroups; }
  /// Statements, those inside of others too.
  unsigned size() const;
  /// What element `index` of a buffer is at first.
  uint32_t initial(unsigned buffer, uint32_t index) const;

  /// What storage holds, by object, and what each invocation ended with.
  /// Objects that are memory of workgroups have no elements.
  struct Memory {
    std::vector<std::vector<uint32_t>> objects;
    std::vector<uint32_t> out;
  };
  Memory initialMemory() const;

  /// A module with the program @p, and a graph @main that dispatches it. The
  /// graph has an argument for each storage object, named `o` and its number,
  /// and `out`.
  std::string text() const;
  /// The same as a file that runs alone: the graph makes its buffers and
  /// expects `results`.
  std::string text(const Memory &results) const;

  uint64_t seed = 0;
  uint32_t sizeX = 8, sizeY = 1, workgroups = 2;
  /// The argument %n.
  uint32_t scalar = 7;
  std::vector<TestBuffer> buffers;
  /// The permutation of TestIndex::Kind::Table.
  std::vector<uint32_t> table;
  /// Types of the values, in the syntax of MLIR. The first ones are i32.
  std::vector<std::string> values;
  std::vector<TestStatement> body;
};

} // namespace mlir::vyre::testing

#endif // VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAM_H
