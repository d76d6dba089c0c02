// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes up a BarrierProgram at random: patterns of accesses, and then barriers
// that make it free of races.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAMGENERATOR_H
#define VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAMGENERATOR_H

#include "BarrierProgram.h"
#include <random>

namespace mlir::vyre::testing {

class BarrierProgramGenerator {
public:
  BarrierProgramGenerator(BarrierProgram &program,
                          const BarrierProgramOptions &options)
      : program(program), options(options), random(program.seed) {}

  void run();

private:
  /// Elements of a buffer of flags: one for each publication, and one that
  /// ticks.
  static constexpr uint32_t kFlags = 5;
  using List = std::vector<TestStatement>;
  /// What surrounds a statement.
  struct Context {
    unsigned depth = 0;
    /// Rounds of the innermost loop; 0 outside of loops.
    uint32_t rounds = 0;
    /// Whether all workgroups come here.
    bool isGridUniform = true;
  };

  void shape();
  void declareBuffers();
  void block(List &list, unsigned statements, const Context &context);
  void pattern(List &list, const Context &context);
  void compound(List &list, const Context &context);
  void exchange(List &list, const Context &context);
  void update(List &list, const Context &context);
  void singleLane(List &list, const Context &context);
  void reduction(List &list, const Context &context);
  void doubleBuffer(List &list, const Context &context);
  void accumulation(List &list, const Context &context);
  void publication(List &list, const Context &context);
  void handOver(List &list, const Context &context);
  void divergent(List &list, const Context &context);
  void copy(List &list, const Context &context);
  void leave(List &list, const Context &context);
  /// Puts barriers in that nobody needs, more or less.
  void sprinkle(List &list, const Context &context);
  /// Puts in those that are needed, and takes out what none can help.
  void repair();

  uint32_t draw(uint32_t bound) { return random() % bound; }
  bool chance(uint32_t percent) { return draw(100) < percent; }
  unsigned anyBuffer();
  unsigned number() { return draw(2); }
  /// A lane of the workgroup that never leaves.
  uint32_t anyLane() { return draw(stays); }
  TestIndex injective(unsigned buffer, const Context &context);
  TestIndex anyIndex(unsigned buffer, const Context &context);

  TestStatement make(TestStatement::Kind kind) {
    TestStatement statement;
    statement.kind = kind;
    statement.value = number();
    statement.other = number();
    statement.constant = draw(1000);
    return statement;
  }
  TestStatement access(TestStatement::Kind kind, unsigned buffer,
                       TestIndex index) {
    TestStatement statement = make(kind);
    statement.buffer = buffer;
    statement.index = index;
    return statement;
  }
  TestStatement barrier(Scope scope) {
    static constexpr Order kOrders[] = {Order::AcqRel, Order::AcqRel,
                                        Order::SeqCst};
    TestStatement statement = make(TestStatement::Kind::Barrier);
    statement.scope = scope;
    statement.order = kOrders[draw(3)];
    return statement;
  }

  BarrierProgram &program;
  const BarrierProgramOptions &options;
  std::mt19937_64 random;
  /// Buffers to exchange data through.
  std::vector<unsigned> shared;
  std::vector<unsigned> flags;
  unsigned nextFlag = 0;
  /// The buffer that one workgroup hands over to the others.
  unsigned handed = 0;
  /// Invocations of a workgroup that no exit takes.
  uint32_t stays = 0;
  bool mayExit = false;
};

} // namespace mlir::vyre::testing

#endif // VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAMGENERATOR_H
