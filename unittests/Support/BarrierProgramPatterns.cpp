// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The patterns of a BarrierProgram: what kernels do with memory, without the
// barriers that they need.
//
//===----------------------------------------------------------------------===//

#include "BarrierProgramGenerator.h"

#include "llvm/ADT/ArrayRef.h"

using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Kind = TestStatement::Kind;
using IndexKind = TestIndex::Kind;
using GuardKind = TestGuard::Kind;
using Place = TestBuffer::Place;
using Generator = BarrierProgramGenerator;

void Generator::exchange(List &list, const Context &context) {
  unsigned buffer = anyBuffer();
  list.push_back(access(Kind::Store, buffer, injective(buffer, context)));
  if (chance(30))
    list.push_back(make(Kind::Compute));
  list.push_back(access(Kind::Load, buffer, anyIndex(buffer, context)));
}

/// Each takes from a neighbour and overwrites its own.
void Generator::update(List &list, const Context &context) {
  unsigned buffer = anyBuffer();
  list.push_back(access(Kind::Load, buffer, anyIndex(buffer, context)));
  unsigned target = chance(60) ? buffer : anyBuffer();
  list.push_back(access(Kind::Store, target, injective(target, context)));
}

void Generator::singleLane(List &list, const Context &context) {
  unsigned buffer = anyBuffer();
  TestIndex place = {IndexKind::Constant, draw(program.buffers[buffer].count)};
  TestStatement guarded = make(Kind::If);
  guarded.guard = {GuardKind::Equal, anyLane()};
  if (program.sizeY > 1 && chance(50)) {
    // The first row, for all rows.
    guarded.guard = {GuardKind::Less, program.sizeX};
    place = {IndexKind::ThreadX};
  }
  if (chance(40))
    guarded.body.push_back(
        access(Kind::Load, buffer, anyIndex(buffer, context)));
  guarded.body.push_back(access(Kind::Store, buffer, place));
  list.push_back(std::move(guarded));
  list.push_back(access(Kind::Load, buffer, place));
}

void Generator::reduction(List &list, const Context &context) {
  unsigned buffer = shared[0];
  list.push_back(access(Kind::Store, buffer, {IndexKind::Own}));
  TestStatement loop = make(Kind::Loop);
  loop.isWhile = chance(20);
  for (uint32_t n = program.lanesPerWorkgroup(); n > 1; n /= 2)
    ++loop.rounds;
  TestStatement guarded = make(Kind::If);
  guarded.guard = {GuardKind::Halves, 0};
  TestStatement load = access(Kind::Load, buffer, {IndexKind::Own});
  guarded.body.push_back(load);
  load.index.kind = IndexKind::Halves;
  guarded.body.push_back(load);
  load.kind = Kind::Store;
  load.index.kind = IndexKind::Own;
  guarded.body.push_back(load);
  loop.body.push_back(std::move(guarded));
  list.push_back(std::move(loop));
  list.push_back(access(Kind::Load, buffer, {IndexKind::Constant, 0}));
}

/// Rounds that use other elements each.
void Generator::doubleBuffer(List &list, const Context &context) {
  unsigned buffer = anyBuffer();
  // Two halves do not fit in each.
  if (program.buffers[buffer].count < 2 * program.lanesPerWorkgroup())
    buffer = shared[0];
  TestStatement loop = make(Kind::Loop);
  loop.rounds = 2 + draw(3);
  loop.isWhile = chance(20);
  if (chance(40)) {
    // The own element is another one in each round.
    TestIndex index = {IndexKind::Rotating, draw(2)};
    loop.body.push_back(access(Kind::Load, buffer, index));
    loop.body.push_back(access(Kind::Store, buffer, index));
    list.push_back(std::move(loop));
    return;
  }
  loop.body.push_back(access(Kind::Store, buffer, {IndexKind::Rounds, 0}));
  bool isSame = chance(50);
  loop.body.push_back(
      access(Kind::Load, buffer,
             {isSame ? IndexKind::Rounds : IndexKind::OtherRound,
              draw(program.lanesPerWorkgroup())}));
  list.push_back(std::move(loop));
}

void Generator::accumulation(List &list, const Context &context) {
  unsigned buffer = anyBuffer();
  for (unsigned i = 0, e = 1 + draw(2); i < e; ++i)
    list.push_back(access(Kind::Accumulate, buffer, anyIndex(buffer, context)));
  if (chance(70))
    list.push_back(access(Kind::Load, buffer, anyIndex(buffer, context)));
}

void Generator::publication(List &list, const Context &context) {
  if (flags.empty() || nextFlag == kFlags - 1)
    return exchange(list, context);
  bool isGrid = context.isGridUniform && chance(25);
  TestStatement publish = make(Kind::Publish);
  publish.buffer = isGrid ? flags[2] : flags[draw(2)];
  publish.index = {IndexKind::Constant, nextFlag++};
  publish.constant = anyLane();
  publish.order = chance(70) ? Order::AcqRel : Order::SeqCst;
  unsigned buffer = anyBuffer();
  if (chance(60)) {
    // What all wrote: only the barrier makes one release enough.
    list.push_back(access(Kind::Store, buffer, injective(buffer, context)));
    list.push_back(publish);
  } else {
    TestStatement guarded = make(Kind::If);
    guarded.guard = {GuardKind::Equal, publish.constant};
    guarded.body.push_back(
        access(Kind::Store, buffer,
               {IndexKind::Constant, draw(program.buffers[buffer].count)}));
    list.push_back(std::move(guarded));
    list.push_back(publish);
  }
  list.push_back(access(Kind::Load, buffer, anyIndex(buffer, context)));
}

/// One workgroup writes and publishes, the others wait and read: the readers
/// are not on any way that comes to the barrier or leaves it.
void Generator::handOver(List &list, const Context &context) {
  if (flags.empty() || nextFlag == kFlags - 1 || context.rounds ||
      !context.isGridUniform || program.workgroups == 1)
    return publication(list, context);
  uint32_t n = program.lanesPerWorkgroup(), writer = draw(program.workgroups);
  TestStatement branch = make(Kind::If);
  branch.guard = {GuardKind::Workgroup, writer};
  TestStatement publish = make(Kind::Publish);
  publish.buffer = flags[2];
  publish.index = {IndexKind::Constant, nextFlag++};
  publish.constant = writer * n + anyLane();
  publish.awaits = false;
  branch.body.push_back(access(Kind::Store, handed, {IndexKind::Own}));
  branch.body.push_back(barrier(Scope::Workgroup));
  branch.body.push_back(publish);
  std::swap(publish.awaits, publish.releases);
  branch.otherwise.push_back(publish);
  branch.otherwise.push_back(access(
      Kind::Load, handed,
      chance(50)
          ? TestIndex{IndexKind::Shift, n * (1 + draw(program.workgroups - 1))}
          : TestIndex{IndexKind::Constant, writer * n + draw(n)}));
  list.push_back(std::move(branch));
}

/// Branches and loops in which lanes go different ways, with accesses that need
/// no barrier in between.
void Generator::divergent(List &list, const Context &context) {
  TestStatement statement = make(chance(70) ? Kind::If : Kind::DivergentLoop);
  statement.rounds = 2 + draw(3);
  static constexpr GuardKind kGuards[] = {GuardKind::Equal, GuardKind::Less,
                                          GuardKind::Odd};
  statement.guard = {kGuards[draw(3)], draw(stays)};
  Context inner = context;
  if (statement.kind == Kind::DivergentLoop)
    inner.rounds = statement.rounds;
  unsigned buffer = anyBuffer();
  TestIndex index = injective(buffer, context);
  auto fill = [&](List &body) {
    for (unsigned i = 0, e = 1 + draw(3); i < e; ++i)
      switch (draw(4)) {
      case 0:
        body.push_back(make(Kind::Compute));
        break;
      case 1:
        body.push_back(access(Kind::Load, buffer, index));
        break;
      case 2:
        body.push_back(access(Kind::Load, draw(2), {IndexKind::Own}));
        break;
      default:
        body.push_back(access(Kind::Store, buffer, index));
      }
  };
  fill(statement.body);
  if (statement.kind == Kind::If && chance(30))
    fill(statement.otherwise);
  list.push_back(std::move(statement));
}

/// A copy that others overlap with, and what reads it afterwards.
void Generator::copy(List &list, const Context &context) {
  unsigned source = chance(25) ? draw(2) : anyBuffer(), target = anyBuffer();
  if (program.buffers[source].place == Place::Workgroup)
    while (program.buffers[target].place == Place::Workgroup)
      target = anyBuffer();
  TestStatement statement = make(Kind::Copy);
  statement.buffer = source;
  statement.target = target;
  statement.index = injective(source, context);
  statement.targetIndex = injective(target, context);
  statement.rounds = 1;
  if (statement.targetIndex.kind == IndexKind::Interleaved && chance(60)) {
    statement.targetIndex.a = 0;
    statement.rounds = 2;
  }
  Context inner = context;
  ++inner.depth;
  if (chance(60))
    exchange(statement.body, inner);
  if (chance(30))
    divergent(statement.body, inner);
  list.push_back(std::move(statement));
  list.push_back(access(Kind::Load, target, anyIndex(target, context)));
}

void Generator::leave(List &list, const Context &context) {
  uint32_t n = program.lanesPerWorkgroup();
  TestStatement statement = make(Kind::Exit);
  stays = 1 + draw(stays - 1);
  if (chance(50))
    statement.guard = {GuardKind::AtLeast, stays};
  else
    statement.guard = {GuardKind::Equal, stays + draw(n - stays)};
  // Whoever leaves orders nothing any more.
  list.push_back(barrier(
      options.grid && context.isGridUniform ? Scope::Grid : Scope::Workgroup));
  list.push_back(std::move(statement));
}

void Generator::pattern(List &list, const Context &context) {
  switch (draw(14)) {
  case 13:
    return handOver(list, context);
  case 12:
    if (options.async)
      return copy(list, context);
    return exchange(list, context);
  case 0:
    return update(list, context);
  case 1:
    return singleLane(list, context);
  case 2:
    if (context.depth < 2)
      return reduction(list, context);
    return update(list, context);
  case 3:
    if (context.depth < 2)
      return doubleBuffer(list, context);
    return exchange(list, context);
  case 4:
    return accumulation(list, context);
  case 5:
    return publication(list, context);
  case 6:
    return divergent(list, context);
  case 7: {
    // A phase of own elements.
    unsigned buffer = anyBuffer();
    TestIndex index = injective(buffer, context);
    list.push_back(access(Kind::Store, buffer, index));
    list.push_back(access(Kind::Load, buffer, index));
    return;
  }
  case 8: {
    TestStatement statement = make(chance(70) ? Kind::Compute : Kind::Tick);
    if (statement.kind == Kind::Tick && flags.empty())
      statement.kind = Kind::Compute;
    if (statement.kind == Kind::Tick) {
      statement.buffer = flags[draw(2)];
      statement.index = {IndexKind::Constant, kFlags - 1};
      static constexpr Order kOrders[] = {Order::Acquire, Order::Release,
                                          Order::AcqRel, Order::SeqCst};
      statement.order = kOrders[draw(4)];
    } else {
      statement.value = draw(program.values.size());
      statement.other = draw(program.values.size());
    }
    list.push_back(std::move(statement));
    return;
  }
  case 9:
    if (mayExit && context.depth == 0 && stays > 2 &&
        stays == program.lanesPerWorkgroup())
      return leave(list, context);
    return exchange(list, context);
  default:
    return exchange(list, context);
  }
}
