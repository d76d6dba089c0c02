// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk, and what is not ordered yet at each point of it.
//
// For each element and each scope there are the sets of invocations that read,
// wrote or atomically changed it and came to no barrier of the scope since. Two
// invocations are ordered by barriers of the narrowest scope that both are in,
// or a wider one.
//
//===----------------------------------------------------------------------===//

#include "Footprint.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include <array>

using namespace mlir::vyre;
using namespace mlir::vyre::testing;

static constexpr unsigned kScopes = 3;
static_assert(unsigned(Scope::Subgroup) == 0 && unsigned(Scope::Grid) == 2,
              "scopes nest in the order of their numbers");

std::vector<TestStatement> &StatementPath::list(BarrierProgram &program,
                                                size_t depth) const {
  std::vector<TestStatement> *list = &program.body;
  for (size_t i = 1; i < depth; ++i) {
    TestStatement &parent = (*list)[steps[i - 1].position];
    list = steps[i].isOtherwise ? &parent.otherwise : &parent.body;
  }
  return *list;
}

TestStatement &StatementPath::statement(BarrierProgram &program,
                                        size_t depth) const {
  return list(program, depth)[steps[depth - 1].position];
}

uint32_t mlir::vyre::testing::objectElements(const BarrierProgram &program,
                                             const TestBuffer &buffer) {
  bool isPerWorkgroup = buffer.place == TestBuffer::Place::Workgroup ||
                        buffer.place == TestBuffer::Place::Slice;
  return buffer.count * (isPerWorkgroup ? program.workgroups : 1);
}

std::optional<uint32_t> mlir::vyre::testing::evaluateIndex(
    const BarrierProgram &program, const TestBuffer &buffer,
    const TestIndex &index, uint32_t lane, uint32_t i) {
  using Kind = TestIndex::Kind;
  uint32_t perWorkgroup = program.lanesPerWorkgroup();
  uint32_t local = lane % perWorkgroup, workgroup = lane / perWorkgroup;
  bool isGrid = buffer.place == TestBuffer::Place::Grid;
  uint32_t t = isGrid ? lane : local;
  uint32_t n = isGrid ? program.lanes() : perWorkgroup;
  uint32_t result = 0;
  switch (index.kind) {
  case Kind::Own:
    result = t;
    break;
  case Kind::Shift:
    result = (t + index.a) % n;
    break;
  case Kind::Reverse:
    result = n - 1 - t;
    break;
  case Kind::Multiply:
    result = t * index.a % n;
    break;
  case Kind::Xor:
    result = (t ^ index.a) % n;
    break;
  case Kind::Interleaved:
    result = 2 * t + index.a;
    break;
  case Kind::Upper:
    result = n + t;
    break;
  case Kind::Table:
    result = program.table[local];
    break;
  case Kind::Constant:
    result = index.a;
    break;
  case Kind::ThreadX:
    result = local % program.sizeX;
    break;
  case Kind::Rounds:
    result = i % 2 * n + (t + index.a) % n;
    break;
  case Kind::OtherRound:
    result = (i + 1) % 2 * n + (t + index.a) % n;
    break;
  case Kind::Counter:
    result = i;
    break;
  case Kind::Rotating:
    result = (t + i + index.a) % n;
    break;
  case Kind::Halves:
    result = t + (n >> (i + 1));
    break;
  case Kind::OutOfRange:
    return std::nullopt;
  }
  // Workgroup memory ends where it ends; a slice has neighbours.
  if (buffer.place == TestBuffer::Place::Workgroup && result >= buffer.count)
    return std::nullopt;
  if (buffer.place == TestBuffer::Place::Workgroup ||
      buffer.place == TestBuffer::Place::Slice)
    result += workgroup * buffer.count;
  if (result >= objectElements(program, buffer))
    return std::nullopt;
  return result;
}

Lanes mlir::vyre::testing::evaluateGuard(const BarrierProgram &program,
                                         const TestGuard &guard, Lanes lanes,
                                         uint32_t counter) {
  using Kind = TestGuard::Kind;
  uint32_t n = program.lanesPerWorkgroup();
  Lanes result = 0;
  for (uint32_t lane = 0; lane < program.lanes(); ++lane) {
    uint32_t t = lane % n;
    bool passes = true;
    switch (guard.kind) {
    case Kind::All:
      break;
    case Kind::Equal:
      passes = t == guard.a;
      break;
    case Kind::Less:
      passes = t < guard.a;
      break;
    case Kind::AtLeast:
      passes = t >= guard.a;
      break;
    case Kind::Odd:
      passes = t % 2 == 1;
      break;
    case Kind::Halves:
      passes = t < n >> (counter + 1);
      break;
    case Kind::Workgroup:
      passes = lane / n == guard.a;
      break;
    case Kind::Counter:
      passes = counter % 2 == guard.a;
      break;
    case Kind::Scalar:
      passes = program.scalar < guard.a;
      break;
    case Kind::Input:
      passes = program.initial(0, guard.a) % 2 == 0;
      break;
    }
    result |= Lanes(passes) << lane;
  }
  return result & lanes;
}

namespace {

struct Cell {
  Lanes read = 0, written = 0, atomic = 0;
};

class Walk {
public:
  explicit Walk(const BarrierProgram &program) : program(program) {
    for (const TestBuffer &buffer : program.buffers)
      for (auto &cells : pending) {
        if (cells.size() <= buffer.object)
          cells.resize(buffer.object + 1);
        cells[buffer.object].resize(objectElements(program, buffer));
      }
  }

  /// False when an unordered access was found.
  bool run(const std::vector<TestStatement> &list, bool isOtherwise,
           Lanes lanes, uint32_t counter);

  StatementPath path;
  std::optional<Scope> scope;
  Lanes exited = 0;

private:
  bool run(const TestStatement &statement, Lanes lanes, uint32_t counter);
  /// What happens to one element, and who does it.
  struct Touch {
    unsigned object;
    uint32_t element;
    Lanes lanes;
  };
  /// The elements of `count` neighbours from `index` on, for each of `lanes`.
  std::vector<Touch> touches(const TestBuffer &buffer, const TestIndex &index,
                             Lanes lanes, uint32_t counter,
                             uint32_t count = 1) const;
  /// False if something is not ordered with `kind`, one of Load, Store and
  /// Accumulate.
  bool check(const std::vector<Touch> &touched, TestStatement::Kind kind);
  void add(const std::vector<Touch> &touched, TestStatement::Kind kind);
  bool access(const TestStatement &statement, Lanes lanes, uint32_t counter);
  bool copy(const TestStatement &statement, Lanes lanes, uint32_t counter);
  bool isUnordered(Lanes before, Lanes now, Scope scope) const;
  void passBarrier(Scope scope, Lanes lanes);
  void publish(const TestStatement &statement, Lanes lanes);
  void restoreCopies() {
    for (auto &[touched, kind] : copies)
      add(touched, kind);
  }
  /// All invocations of the workgroup or subgroup of `lane`.
  Lanes neighbours(uint32_t lane, Scope scope) const;

  const BarrierProgram &program;
  /// By scope, object and element.
  std::array<std::vector<std::vector<Cell>>, kScopes> pending;
  /// Copies that nobody waited for yet: a barrier does not order them, nor does
  /// the order of their own invocation.
  std::vector<std::pair<std::vector<Touch>, TestStatement::Kind>> copies;
};

} // namespace

Lanes Walk::neighbours(uint32_t lane, Scope scope) const {
  uint32_t perWorkgroup = program.lanesPerWorkgroup();
  uint32_t first = lane / perWorkgroup * perWorkgroup;
  uint32_t count = perWorkgroup;
  if (scope == Scope::Grid) {
    first = 0;
    count = program.lanes();
  } else if (scope == Scope::Subgroup) {
    uint32_t size = BarrierProgram::kSubgroupSize;
    uint32_t inner = (lane - first) / size * size;
    count = std::min(size, perWorkgroup - inner);
    first += inner;
  }
  return (count == 64 ? ~Lanes(0) : (Lanes(1) << count) - 1) << first;
}

/// Whether one of `before` and another of `now` have `scope` as the
/// narrowest scope that both are in.
bool Walk::isUnordered(Lanes before, Lanes now, Scope scope) const {
  for (uint32_t lane = 0; lane < program.lanes();) {
    Lanes domain = neighbours(lane, scope);
    Lanes a = before & domain, b = now & domain;
    if (a && b) {
      Lanes both = a | b;
      uint32_t first = llvm::countr_zero(both);
      Lanes narrower = scope == Scope::Subgroup
                           ? Lanes(1) << first
                           : neighbours(first, Scope(unsigned(scope) - 1));
      if (both & ~narrower)
        return true;
    }
    while (lane < program.lanes() && (domain >> lane & 1))
      ++lane;
  }
  return false;
}

std::vector<Walk::Touch> Walk::touches(const TestBuffer &buffer,
                                       const TestIndex &index, Lanes lanes,
                                       uint32_t counter, uint32_t count) const {
  std::vector<Touch> result;
  bool isWorkgroup = buffer.place == TestBuffer::Place::Workgroup;
  for (uint32_t lane = 0; lane < program.lanes(); ++lane) {
    if (!(lanes >> lane & 1))
      continue;
    std::optional<uint32_t> first =
        evaluateIndex(program, buffer, index, lane, counter);
    for (uint32_t k = 0; first && k < count; ++k) {
      uint32_t element = *first + k;
      uint32_t end = isWorkgroup ? (*first / buffer.count + 1) * buffer.count
                                 : objectElements(program, buffer);
      if (element >= end)
        break;
      auto found = llvm::find_if(
          result, [&](const Touch &t) { return t.element == element; });
      if (found == result.end())
        result.push_back({buffer.object, element, Lanes(1) << lane});
      else
        found->lanes |= Lanes(1) << lane;
    }
  }
  return result;
}

bool Walk::check(const std::vector<Touch> &touched, TestStatement::Kind kind) {
  using Kind = TestStatement::Kind;
  for (const auto &[object, element, now] : touched) {
    scope = std::nullopt;
    if (kind == Kind::Store && (now & (now - 1)))
      return false;
    for (auto &[copied, copyKind] : copies)
      for (const Touch &touch : copied)
        if (touch.object == object && touch.element == element &&
            (touch.lanes & now) &&
            !(kind == Kind::Load && copyKind == Kind::Load))
          return false;
    // The widest scope first: a barrier of that one does for the others.
    for (unsigned s = kScopes; s-- > 0;) {
      Cell &cell = pending[s][object][element];
      Lanes before = kind == Kind::Load ? cell.written | cell.atomic
                     : kind == Kind::Store
                         ? cell.read | cell.written | cell.atomic
                         : cell.read | cell.written;
      if (isUnordered(before, now, Scope(s))) {
        scope = Scope(s);
        return false;
      }
    }
  }
  return true;
}

void Walk::add(const std::vector<Touch> &touched, TestStatement::Kind kind) {
  using Kind = TestStatement::Kind;
  for (const Touch &touch : touched)
    for (auto &cells : pending) {
      Cell &cell = cells[touch.object][touch.element];
      (kind == Kind::Load    ? cell.read
       : kind == Kind::Store ? cell.written
                             : cell.atomic) |= touch.lanes;
    }
}

bool Walk::access(const TestStatement &statement, Lanes lanes,
                  uint32_t counter) {
  std::vector<Touch> touched = touches(program.buffers[statement.buffer],
                                       statement.index, lanes, counter);
  if (!check(touched, statement.kind))
    return false;
  add(touched, statement.kind);
  return true;
}

bool Walk::copy(const TestStatement &statement, Lanes lanes, uint32_t counter) {
  using Kind = TestStatement::Kind;
  std::vector<Touch> read =
      touches(program.buffers[statement.buffer], statement.index, lanes,
              counter, statement.rounds);
  std::vector<Touch> written =
      touches(program.buffers[statement.target], statement.targetIndex, lanes,
              counter, statement.rounds);
  if (!check(read, Kind::Load))
    return false;
  add(read, Kind::Load);
  copies.push_back({std::move(read), Kind::Load});
  if (!check(written, Kind::Store))
    return false;
  add(written, Kind::Store);
  copies.push_back({std::move(written), Kind::Store});
  if (!run(statement.body, false, lanes, counter))
    return false;
  copies.resize(copies.size() - 2);
  return true;
}

/// What `lanes` did comes before what they do next, and so does what others did
/// that came before: one that left, ordered by a barrier of a narrower scope.
void Walk::passBarrier(Scope scope, Lanes lanes) {
  for (unsigned s = 0; s <= unsigned(scope); ++s) {
    Lanes known = 0;
    for (uint32_t lane = 0; s && lane < program.lanes(); ++lane)
      if (lanes >> lane & 1)
        known |= neighbours(lane, Scope(s - 1));
    for (size_t object = 0; object < pending[s].size(); ++object)
      for (size_t e = 0; e < pending[s][object].size(); ++e)
        for (auto member : {&Cell::read, &Cell::written, &Cell::atomic}) {
          Lanes narrower = s ? pending[s - 1][object][e].*member : 0;
          pending[s][object][e].*member &= ~(lanes | (known & ~narrower));
        }
  }
}

/// The publisher's accesses come before what the others do next, and so do
/// those that a barrier ordered before it; theirs do not come before its own.
void Walk::publish(const TestStatement &statement, Lanes lanes) {
  bool isGrid =
      program.buffers[statement.buffer].place == TestBuffer::Place::Grid;
  uint32_t n = isGrid ? program.lanes() : program.lanesPerWorkgroup();
  for (uint32_t lane = 0; lane < program.lanes(); ++lane) {
    if (lane % n != statement.constant || !(lanes >> lane & 1))
      continue;
    Lanes own = Lanes(1) << lane;
    for (size_t object = 0; object < pending[0].size(); ++object)
      for (size_t e = 0; e < pending[0][object].size(); ++e)
        for (auto member : {&Cell::read, &Cell::written, &Cell::atomic}) {
          Lanes &subgroup = pending[0][object][e].*member;
          Lanes &workgroup = pending[1][object][e].*member;
          Lanes &grid = pending[2][object][e].*member;
          if (isGrid)
            grid &= ~(own | (neighbours(lane, Scope::Workgroup) & ~workgroup) |
                      (neighbours(lane, Scope::Subgroup) & ~subgroup));
          // Its own workgroup may not wait for it.
          if (!statement.awaits)
            continue;
          workgroup &= ~(own | (neighbours(lane, Scope::Subgroup) & ~subgroup));
          subgroup &= ~own;
        }
  }
}

bool Walk::run(const TestStatement &statement, Lanes lanes, uint32_t counter) {
  using Kind = TestStatement::Kind;
  lanes &= ~exited;
  switch (statement.kind) {
  case Kind::Load:
  case Kind::Store:
  case Kind::Accumulate:
    return access(statement, lanes, counter);
  case Kind::Tick:
  case Kind::Compute:
    return true;
  case Kind::Publish:
    if (statement.releases)
      publish(statement, lanes);
    restoreCopies();
    return true;
  case Kind::Barrier:
    passBarrier(statement.scope, lanes);
    restoreCopies();
    return true;
  case Kind::Exit:
    exited |= evaluateGuard(program, statement.guard, lanes, counter);
    return true;
  case Kind::If: {
    Lanes yes = evaluateGuard(program, statement.guard, lanes, counter);
    return run(statement.body, false, yes, counter) &&
           run(statement.otherwise, true, lanes & ~yes, counter);
  }
  case Kind::Loop:
    for (uint32_t i = 0; i < statement.rounds; ++i)
      if (!run(statement.body, false, lanes, i))
        return false;
    return true;
  case Kind::DivergentLoop:
    for (uint32_t i = 0; i < statement.rounds; ++i) {
      Lanes active = 0;
      for (uint32_t lane = 0; lane < program.lanes(); ++lane)
        if (i < lane % program.lanesPerWorkgroup() % statement.rounds)
          active |= Lanes(1) << lane;
      if (!run(statement.body, false, lanes & active, i))
        return false;
    }
    return true;
  case Kind::Region:
    return run(statement.body, false, lanes, counter);
  case Kind::Copy:
    return copy(statement, lanes, counter);
  }
  return true;
}

bool Walk::run(const std::vector<TestStatement> &list, bool isOtherwise,
               Lanes lanes, uint32_t counter) {
  if (!lanes)
    return true;
  for (unsigned i = 0; i < list.size(); ++i) {
    path.steps.push_back({isOtherwise, i});
    if (!run(list[i], lanes, counter))
      return false;
    path.steps.pop_back();
  }
  return true;
}

std::optional<UnorderedAccess>
mlir::vyre::testing::findUnorderedAccess(const BarrierProgram &program) {
  Walk walk(program);
  uint32_t count = program.lanes();
  Lanes all = count == 64 ? ~Lanes(0) : (Lanes(1) << count) - 1;
  if (walk.run(program.body, false, all, 0))
    return std::nullopt;
  return UnorderedAccess{std::move(walk.path), walk.scope};
}

static bool eraseBarrierIn(std::vector<TestStatement> &list, unsigned &left) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i].kind == TestStatement::Kind::Barrier && left-- == 0) {
      list.erase(list.begin() + i);
      return true;
    }
    if (eraseBarrierIn(list[i].body, left) ||
        eraseBarrierIn(list[i].otherwise, left))
      return true;
  }
  return false;
}

bool mlir::vyre::testing::eraseBarrier(BarrierProgram &program,
                                       unsigned number) {
  return eraseBarrierIn(program.body, number);
}
