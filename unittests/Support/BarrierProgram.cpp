// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a BarrierProgram is made up at random, and how barriers make it free of
// races.
//
//===----------------------------------------------------------------------===//

#include "BarrierProgram.h"
#include "Footprint.h"

#include "llvm/ADT/ArrayRef.h"
#include <numeric>
#include <random>

using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Kind = TestStatement::Kind;
using IndexKind = TestIndex::Kind;
using GuardKind = TestGuard::Kind;
using Place = TestBuffer::Place;

bool TestGuard::isUniform() const {
  return kind == Kind::All || kind >= Kind::Workgroup;
}

static unsigned countStatements(const std::vector<TestStatement> &list) {
  unsigned count = 0;
  for (const TestStatement &statement : list)
    count += 1 + countStatements(statement.body) +
             countStatements(statement.otherwise);
  return count;
}

unsigned BarrierProgram::size() const { return countStatements(body); }

uint32_t BarrierProgram::initial(unsigned buffer, uint32_t index) const {
  const TestBuffer &what = buffers[buffer];
  if (what.name == "table")
    return table[index];
  if (what.name.find("flag") != std::string::npos)
    return 0;
  uint64_t hash = (seed + 1) * 0x9E3779B97F4A7C15u + what.object * 977 + index;
  hash = (hash ^ hash >> 31) * 0xBF58476D1CE4E5B9u;
  return (hash >> 40) & 0xFFFF;
}

namespace {

class Generator {
public:
  Generator(BarrierProgram &program, const BarrierProgramOptions &options)
      : program(program), options(options), random(program.seed) {}

  void run();

private:
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

  TestStatement make(Kind kind) {
    TestStatement statement;
    statement.kind = kind;
    statement.value = number();
    statement.other = number();
    statement.constant = draw(1000);
    return statement;
  }
  TestStatement access(Kind kind, unsigned buffer, TestIndex index) {
    TestStatement statement = make(kind);
    statement.buffer = buffer;
    statement.index = index;
    return statement;
  }
  TestStatement barrier(Scope scope) {
    static constexpr Order kOrders[] = {Order::AcqRel, Order::AcqRel,
                                        Order::SeqCst};
    TestStatement statement = make(Kind::Barrier);
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

} // namespace

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

/// Elements of a buffer of flags: one for each publication, and one that ticks.
static constexpr uint32_t kFlags = 5;

void Generator::shape() {
  static constexpr uint32_t kSizes[][2] = {{4, 1}, {8, 1}, {8, 1}, {16, 1},
                                           {6, 1}, {4, 2}, {8, 2}, {2, 4}};
  auto [x, y] = kSizes[draw(std::size(kSizes))];
  program.sizeX = x;
  program.sizeY = y;
  program.workgroups = 1 + draw(3);
  program.scalar = draw(16);
  stays = program.lanesPerWorkgroup();
  mayExit = options.exits && chance(40);
}

void Generator::declareBuffers() {
  uint32_t n = program.lanesPerWorkgroup();
  unsigned object = 0;
  auto declare = [&](const char *name, Place place, uint32_t count) {
    program.buffers.push_back({name, place, count, object++});
    return unsigned(program.buffers.size() - 1);
  };
  declare("in", Place::Input, BarrierProgram::kInputs);
  declare("table", Place::Input, n);
  program.table.resize(n);
  std::iota(program.table.begin(), program.table.end(), 0);
  for (uint32_t i = n; i > 1; --i)
    std::swap(program.table[i - 1], program.table[draw(i)]);

  shared.push_back(declare("w0", Place::Workgroup, 2 * n));
  if (chance(60))
    shared.push_back(declare("w1", Place::Workgroup, n));
  shared.push_back(declare("s0", Place::Slice, 2 * n));
  if (chance(70)) {
    bool isAlias = options.aliases && chance(35);
    object -= isAlias;
    uint32_t count = isAlias || chance(50) ? 2 * n : n;
    shared.push_back(declare("s1", Place::Slice, count));
  }
  if (options.grid)
    shared.push_back(declare("g0", Place::Grid, 2 * program.lanes()));
  if (options.ordered) {
    flags.push_back(declare("flag_s", Place::Slice, kFlags));
    flags.push_back(declare("flag_w", Place::Workgroup, kFlags));
    flags.push_back(declare("flag_g", Place::Grid, kFlags));
    handed = declare("h0", Place::Grid, program.lanes());
  }

  program.values = {"i32", "i32"};
  if (options.allTypes)
    for (const char *type : {"i8", "i16", "i64", "f16", "f32", "f64", "i1",
                             "index", "vector<2xf32>", "vector<4xi32>"})
      program.values.push_back(type);
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

unsigned Generator::anyBuffer() { return shared[draw(shared.size())]; }

TestIndex Generator::injective(unsigned buffer, const Context &context) {
  const TestBuffer &what = program.buffers[buffer];
  uint32_t n =
      what.place == Place::Grid ? program.lanes() : program.lanesPerWorkgroup();
  bool isWide = what.count >= 2 * n;
  switch (draw(10)) {
  case 6:
    if (context.rounds)
      return {IndexKind::Rotating, draw(2)};
    break;
  case 0:
    return {IndexKind::Reverse};
  case 1:
    return {IndexKind::Multiply, 2 * draw(4) + 1};
  case 2:
    return {IndexKind::Shift, 1 + draw(n)};
  case 3:
    if (isWide)
      return {IndexKind::Interleaved, draw(2)};
    break;
  case 4:
    if (isWide)
      return {IndexKind::Upper};
    break;
  case 5:
    if (what.place != Place::Grid)
      return {IndexKind::Table};
    break;
  default:
    break;
  }
  return {IndexKind::Own};
}

TestIndex Generator::anyIndex(unsigned buffer, const Context &context) {
  const TestBuffer &what = program.buffers[buffer];
  uint32_t n =
      what.place == Place::Grid ? program.lanes() : program.lanesPerWorkgroup();
  switch (draw(8)) {
  case 0:
    return {IndexKind::Constant, draw(what.count)};
  case 1:
    return {IndexKind::ThreadX};
  case 2:
    return {IndexKind::Xor, 1 + draw(n - 1)};
  case 3:
    return context.rounds ? TestIndex{IndexKind::Counter}
                          : TestIndex{IndexKind::OutOfRange};
  case 4:
    return {IndexKind::Shift, 1 + draw(2)};
  default:
    return injective(buffer, context);
  }
}

//===----------------------------------------------------------------------===//
// Patterns, without the barriers that they need
//===----------------------------------------------------------------------===//

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

void Generator::compound(List &list, const Context &context) {
  Context inner = context;
  ++inner.depth;
  TestStatement statement = make(Kind::Loop);
  switch (draw(5)) {
  case 0:
    statement.kind = Kind::Region;
    break;
  case 1:
  case 2: {
    statement.kind = Kind::If;
    static constexpr GuardKind kGuards[] = {
        GuardKind::Workgroup, GuardKind::Counter, GuardKind::Scalar,
        GuardKind::Input};
    GuardKind kind = kGuards[draw(4)];
    if (kind == GuardKind::Counter && !context.rounds)
      kind = GuardKind::Scalar;
    uint32_t bound = kind == GuardKind::Workgroup ? program.workgroups
                     : kind == GuardKind::Counter ? 2
                                                  : BarrierProgram::kInputs;
    statement.guard = {kind, draw(bound)};
    inner.isGridUniform &= kind != GuardKind::Workgroup;
    break;
  }
  default:
    statement.rounds = 1 + draw(4);
    statement.isWhile = chance(25);
    inner.rounds = statement.rounds;
  }
  block(statement.body, 1 + draw(3), inner);
  if (statement.kind == Kind::If && chance(50))
    block(statement.otherwise, 1 + draw(2), inner);
  list.push_back(std::move(statement));
}

void Generator::block(List &list, unsigned statements, const Context &context) {
  for (unsigned i = 0; i < statements; ++i) {
    if (context.depth < 3 && chance(context.depth ? 20 : 30))
      compound(list, context);
    else
      pattern(list, context);
  }
  sprinkle(list, context);
}

void Generator::sprinkle(List &list, const Context &context) {
  for (size_t i = 0; i <= list.size(); ++i) {
    if (!chance(22))
      continue;
    Scope scope = Scope::Workgroup;
    if (options.grid && context.isGridUniform && chance(25))
      scope = Scope::Grid;
    else if (options.subgroup && chance(20))
      scope = Scope::Subgroup;
    list.insert(list.begin() + i, barrier(scope));
    ++i;
  }
}

//===----------------------------------------------------------------------===//
// Repair
//===----------------------------------------------------------------------===//

void Generator::repair() {
  while (std::optional<UnorderedAccess> found = findUnorderedAccess(program)) {
    const StatementPath &path = found->path;
    // The barrier stands where all invocations of its scope come by.
    size_t depth = 1, last = path.steps.size();
    bool isGridUniform = true;
    for (; depth < last; ++depth) {
      const TestStatement &parent = path.statement(program, depth);
      if (parent.kind == Kind::DivergentLoop ||
          (parent.kind == Kind::If && !parent.guard.isUniform()))
        break;
      if (parent.kind == Kind::If &&
          parent.guard.kind == GuardKind::Workgroup) {
        isGridUniform = false;
        if (found->scope == Scope::Grid)
          break;
      }
    }
    List &list = path.list(program, depth);
    unsigned position = path.steps[depth - 1].position;
    bool isOrdered = position && list[position - 1].kind == Kind::Barrier &&
                     found->scope && list[position - 1].scope >= *found->scope;
    if (!found->scope || isOrdered ||
        (found->scope == Scope::Grid && !options.grid)) {
      List &inner = path.list(program, last);
      inner.erase(inner.begin() + path.steps[last - 1].position);
      continue;
    }
    Scope scope = *found->scope;
    if (scope == Scope::Subgroup && (!options.subgroup || chance(70)))
      scope = Scope::Workgroup;
    else if (scope == Scope::Workgroup && options.grid && isGridUniform &&
             chance(10))
      scope = Scope::Grid;
    list.insert(list.begin() + position, barrier(scope));
  }
}

void Generator::run() {
  shape();
  declareBuffers();
  block(program.body, 2 + draw(options.size / 2), {});
  repair();
}

BarrierProgram BarrierProgram::random(uint64_t seed,
                                      const BarrierProgramOptions &options) {
  BarrierProgram program;
  program.seed = seed;
  Generator(program, options).run();
  return program;
}
