// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a BarrierProgram is made up at random, and how barriers make it free of
// races.
//
//===----------------------------------------------------------------------===//

#include "BarrierProgramGenerator.h"
#include "Footprint.h"

#include "llvm/ADT/ArrayRef.h"
#include <numeric>

using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Kind = TestStatement::Kind;
using IndexKind = TestIndex::Kind;
using GuardKind = TestGuard::Kind;
using Place = TestBuffer::Place;
using Generator = BarrierProgramGenerator;

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

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

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
// Control flow
//===----------------------------------------------------------------------===//

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
