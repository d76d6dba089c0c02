// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the analysis claims holds when programs run: no invocation misses a
// barrier that was called convergent, and values that were called uniform are
// the same. Random programs with branches, loops, exits, barriers, atomics and
// shared memory; those with a race have no meaning and are left out.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/Uniformity.h"

#include "KernelFixture.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "mlir/IR/Builders.h"
#include <random>

using namespace mlir;
using namespace mlir::vyre;

namespace {

constexpr unsigned kLanes = 8, kWorkgroups = 2;

/// Writes the text of one program. Values are %n0, %n1, ...
class ProgramText {
public:
  explicit ProgramText(uint64_t seed) : random(seed) {}

  std::string text() {
    source = "!r = !vyre.buffer<8xi32, read>\n"
             "!b = !vyre.buffer<8xi32, read_write>\n"
             "!l = !vyre.buffer<?xi32, read_write>\n"
             "!s = !vyre.buffer<8xi32, workgroup>\n"
             "vyre.program @p(%r: !r, %b: !b, %g: !b, %log: !l, %n0: i32) "
             "workgroup [8, 1, 1] {\n"
             "%s = vyre.workgroup_alloc : !s\n"
             "%l = vyre.local_id x\n%w = vyre.workgroup_id x\n"
             "%c0 = arith.constant 0 : index\n%c1 = arith.constant 1 : index\n"
             "%c7 = arith.constant 7 : index\n%i3 = arith.constant 3 : i32\n"
             "%i1 = arith.constant 1 : i32\n%n1 = arith.constant 2 : i32\n"
             "%n2 = arith.index_cast %w : index to i32\n"
             "%n3 = arith.index_cast %l : index to i32\n"
             "%first = arith.cmpi eq, %l, %c0 : index\n";
    block(3);
    source += "vyre.return\n}\n";
    return source;
  }

private:
  unsigned draw(unsigned bound) { return random() % bound; }
  std::string any() {
    return "%n" + std::to_string(visible[draw(visible.size())]);
  }
  std::string define() { return "%n" + std::to_string(values++); }
  void publish() { visible.push_back(values - 1); }
  std::string fresh(const char *stem) {
    return "%" + std::string(stem) + std::to_string(names++);
  }
  std::string index(const std::string &value) {
    std::string wide = fresh("x"), cut = fresh("x");
    source += wide + " = arith.index_cast " + value + " : i32 to index\n" +
              cut + " = arith.andi " + wide + ", %c7 : index\n";
    return cut;
  }
  std::string condition() {
    static const char *const kPredicates[] = {"ult", "eq", "sge"};
    std::string a = any(), b = any(), c = fresh("p");
    source += c + " = arith.cmpi " + kPredicates[draw(3)] + ", " + a + ", " +
              b + " : i32\n";
    return c;
  }
  void barrier() {
    source += draw(6) ? "vyre.barrier workgroup acq_rel\n"
                      : "vyre.barrier subgroup acq_rel\n";
  }

  void statement(unsigned depth) {
    switch (draw(depth ? 13 : 9)) {
    case 0: {
      std::string a = any(), at = draw(2) ? "%c1" : index(any());
      source += "vyre.store " + a + ", %s[%l] : !s\n";
      barrier();
      source += define() + " = vyre.load %s[" + at + "] : !s\n";
      barrier();
      return publish();
    }
    case 1: {
      source += "scf.if %first {\nvyre.store " + any() + ", %b[%w] : !b\n}\n";
      barrier();
      source += define() + " = vyre.load %b[%w] : !b\n";
      barrier();
      return publish();
    }
    case 2: {
      static const char *const kOrders[] = {"relaxed", "acq_rel", "acquire"};
      std::string a = any();
      source += define() + " = vyre.atomic_rmw add " + kOrders[draw(3)] + " " +
                a + ", %g[%c0] : !b\n";
      return publish();
    }
    case 3: {
      std::string at = index(any());
      source += define() + " = vyre.load %r[" + at + "] : !r\n";
      return publish();
    }
    case 4:
      if (draw(3) == 0)
        source += "vyre.exit_if " + condition() + "\n";
      return;
    case 5:
      return barrier();
    default: {
      static const char *const kOps[] = {"arith.addi", "arith.xori",
                                         "arith.andi", "arith.muli"};
      std::string a = any(), b = any();
      source +=
          define() + " = " + kOps[draw(4)] + " " + a + ", " + b + " : i32\n";
      return publish();
    }
    case 9:
    case 10: {
      std::string c = condition(), result = define();
      unsigned number = values - 1;
      source += result + " = scf.if " + c + " -> i32 {\n";
      scope(depth);
      source += "} else {\n";
      scope(depth);
      source += "}\n";
      return visible.push_back(number);
    }
    case 11: {
      std::string bound = fresh("k"), init = any(), iv = fresh("t");
      source += bound + " = arith.andi " + any() + ", %i3 : i32\n";
      std::string result = define();
      unsigned number = values - 1;
      source += result + " = scf.for unsigned " + iv + " = %i1 to " + bound +
                " step %i1 iter_args(" + define() + " = " + init +
                ") -> (i32) : i32 {\n";
      publish();
      scope(depth);
      visible.pop_back();
      source += "}\n";
      return visible.push_back(number);
    }
    case 12: {
      // At most three rounds, whatever the condition says.
      std::string init = any(), result = define(), round = fresh("q");
      unsigned number = values - 1;
      source += result + ":2 = scf.while (" + define() + " = " + init + ", " +
                round + " = %i1) : (i32, i32) -> (i32, i32) {\n";
      std::string carried = "%n" + std::to_string(values - 1);
      publish();
      std::string c = condition(), few = fresh("p"), both = fresh("p");
      source += few + " = arith.cmpi ule, " + round + ", %i3 : i32\n" + both +
                " = arith.andi " + c + ", " + few + " : i1\nscf.condition(" +
                both + ") " + carried + ", " + round + " : i32, i32\n} do {\n";
      visible.pop_back();
      std::string inner = define(), next = fresh("q"), now = fresh("q");
      source += "^bb0(" + inner + ": i32, " + now + ": i32):\n" + next +
                " = arith.addi " + now + ", %i1 : i32\n";
      publish();
      scope(depth, next);
      visible.pop_back();
      source += "}\n";
      // The next line takes result 0 under a plain name.
      source += define() + " = arith.addi %n" + std::to_string(number) +
                "#0, %n1 : i32\n";
      return publish();
    }
    }
  }

  void block(unsigned depth) {
    for (unsigned i = 0, e = 2 + draw(6); i < e; ++i)
      statement(depth);
  }

  /// A nested block that yields one value of its own, and `more`.
  void scope(unsigned depth, const std::string &more = "") {
    size_t size = visible.size();
    block(depth - 1);
    std::string value = any();
    source += more.empty()
                  ? "scf.yield " + value + " : i32\n"
                  : "scf.yield " + value + ", " + more + " : i32, i32\n";
    visible.resize(size);
  }

  std::mt19937_64 random;
  std::string source;
  std::vector<unsigned> visible{0, 1, 2, 3};
  unsigned values = 4, names = 0;
};

class UniformityTest : public KernelTest {
protected:
  ProgramOp parse(StringRef source) {
    module = parseSourceString<ModuleOp>(source, &context);
    return module ? *module->getOps<ProgramOp>().begin() : ProgramOp();
  }

  /// Writes down, in %log, each i32 that is uniform in the workgroup and
  /// defined where the workgroup is together: how often, and a sum over all
  /// rounds. Two words per invocation and value.
  unsigned record(ProgramOp program, const Uniformity &uniformity) {
    SmallVector<Value> watched;
    auto consider = [&](Value value, Operation *at) {
      if (value.getType().isInteger(32) &&
          uniformity.isUniform(value, Scope::Workgroup) &&
          uniformity.isConvergent(at, Scope::Workgroup))
        watched.push_back(value);
    };
    program.walk([&](Operation *op) {
      if (op == program)
        return;
      for (Value result : op->getResults())
        consider(result, op);
      for (Region &region : op->getRegions())
        for (Value argument : region.getArguments())
          consider(argument, &region.front().front());
    });

    OpBuilder builder(&context);
    Location loc = program.getLoc();
    builder.setInsertionPointToStart(&program.getBody().front());
    Value lane =
        GlobalIdOp::create(builder, loc, builder.getIndexType(), Dimension::x);
    Value base = arith::MulIOp::create(
        builder, loc, lane,
        arith::ConstantIndexOp::create(builder, loc, 2 * watched.size()));
    Value log = program.getArgument(3);
    for (auto [number, value] : llvm::enumerate(watched)) {
      if (auto argument = dyn_cast<BlockArgument>(value))
        builder.setInsertionPointToStart(argument.getOwner());
      else
        builder.setInsertionPointAfter(value.getDefiningOp());
      Value one = arith::ConstantIntOp::create(builder, loc, 1, 32);
      Value many = arith::ConstantIntOp::create(builder, loc, 31, 32);
      auto slot = [&](uint64_t offset) -> Value {
        return arith::AddIOp::create(
            builder, loc, base,
            arith::ConstantIndexOp::create(builder, loc, offset));
      };
      auto update = [&](Value at, Value factor, Value term) {
        Value old = LoadOp::create(builder, loc, builder.getI32Type(), log, at,
                                   /*in_bounds=*/false);
        Value scaled = arith::MulIOp::create(builder, loc, old, factor);
        Value sum = arith::AddIOp::create(builder, loc, scaled, term);
        StoreOp::create(builder, loc, sum, log, at, /*in_bounds=*/false);
      };
      update(slot(2 * number), one, one);
      update(slot(2 * number + 1), many, value);
    }
    return watched.size();
  }
};

// The oracle: run, look, compare.
TEST_F(UniformityTest, ClaimsHoldWhenProgramsRun) {
  unsigned ran = 0, compared = 0, barriers = 0;
  for (uint64_t seed = 0; seed < 400; ++seed) {
    std::string source = ProgramText(seed).text();
    ProgramOp program = parse(source);
    ASSERT_TRUE(program) << diagnostics << source;
    {
      // What would be rejected goes; the rest is claimed to be right.
      Uniformity uniformity(program);
      SmallVector<Operation *> rejected;
      program.walk([&](SyncOpInterface sync) {
        if (!uniformity.isConvergent(sync, sync.getSyncScope()))
          rejected.push_back(sync);
      });
      for (Operation *op : rejected)
        op->erase();
    }
    program.walk([&](SyncOpInterface) { ++barriers; });
    unsigned watched = record(program, Uniformity(program));
    FailureOr<KernelCode> code = compileKernel(program);
    ASSERT_TRUE(succeeded(code)) << diagnostics << source;
    kernel.emplace(std::move(*code));

    bool raced = false;
    for (const Schedule &schedule : allSchedules()) {
      Bytes r = Bytes::of(std::vector<uint32_t>{3, 1, 2, 0, 7, 1, 0, 2});
      Bytes b = Bytes::of(std::vector<uint32_t>(8, 1)), g = b;
      Bytes log = Bytes::of(
          std::vector<uint32_t>(2 * watched * kLanes * kWorkgroups + 1));
      RaceDetector detector;
      ExecutionOptions options;
      options.schedule = schedule;
      options.subgroupSize = 4;
      options.hooks = &detector;
      ExecutionResult error =
          run({&r, &b, &g, &log}, {kWorkgroups, 1, 1}, {1}, options);
      raced |= error && error->kind == ExecutionError::Kind::Race;
      if (raced)
        break;
      ASSERT_FALSE(error) << "seed " << seed << ", " << schedule.str() << ": "
                          << error->str() << "\n"
                          << source;
      std::vector<uint32_t> seen = log.as<uint32_t>();
      for (unsigned number = 0; number < watched; ++number)
        for (unsigned lane = 0; lane < kLanes * kWorkgroups; ++lane) {
          auto at = [&](unsigned invocation) {
            return &seen[2 * (invocation * watched + number)];
          };
          const uint32_t *mine = at(lane), *first = at(lane / kLanes * kLanes);
          // Who has left took part in fewer rounds.
          if (mine[0] != first[0] || mine[0] == 0)
            continue;
          ++compared;
          ASSERT_EQ(mine[1], first[1])
              << "seed " << seed << ", " << schedule.str() << ", value "
              << number << "\n"
              << source;
        }
    }
    ran += !raced;
  }
  // The programs must have something to say.
  EXPECT_GT(ran, 150u);
  EXPECT_GT(barriers, 400u);
  EXPECT_GT(compared, 20000u);
}

// Why a load behind an acquire is divergent: without a race, and at one index,
// invocation 0 loads before it releases, and invocation 1 after it acquired
// and wrote.
TEST_F(UniformityTest, LoadsBehindAnAcquireDiffer) {
  const char *source = R"(
!b = !vyre.buffer<2xi32, read_write>
vyre.program @p(%b: !b, %out: !vyre.buffer<2xi32, write>) workgroup [2, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i0 = arith.constant 0 : i32
  %i5 = arith.constant 5 : i32
  %l = vyre.local_id x
  %second = arith.cmpi eq, %l, %c1 : index
  scf.if %second {
    scf.while : () -> () {
      %f = vyre.atomic_load acquire %b[%c1] : !b
      %wait = arith.cmpi eq, %f, %i0 : i32
      scf.condition(%wait)
    } do {
      scf.yield
    }
    vyre.store %i5, %b[%c0] : !b
  }
  %v = vyre.load %b[%c0] : !b
  vyre.store %v, %out[%l] : !vyre.buffer<2xi32, write>
  scf.if %second {
  } else {
    vyre.atomic_store release %i5, %b[%c1] : !b
  }
  vyre.return
})";
  ASSERT_TRUE(load(source)) << diagnostics;
  for (const Schedule &schedule : allSchedules()) {
    Bytes b = Bytes::of(std::vector<uint32_t>(2)), out = b;
    RaceDetector detector;
    ExecutionOptions options;
    options.schedule = schedule;
    options.hooks = &detector;
    ExecutionResult error = run({&b, &out}, {1, 1, 1}, {}, options);
    ASSERT_FALSE(error) << error->str();
    EXPECT_EQ(out.as<uint32_t>(), (std::vector<uint32_t>{0, 5}));
  }
  ProgramOp program = kernel->program();
  Uniformity uniformity(program);
  for (auto load : program.getOps<LoadOp>())
    EXPECT_FALSE(uniformity.isUniform(load.getResult(), Scope::Subgroup));
}

// What was made after the analysis is divergent.
TEST_F(UniformityTest, UnknownValues) {
  ProgramOp program = parse("vyre.program @p() workgroup [8, 1, 1] {\n"
                            "%c = arith.constant 1 : i32\nvyre.return\n}");
  ASSERT_TRUE(program) << diagnostics;
  Uniformity uniformity(program);
  OpBuilder builder(&program.getBody().front().front());
  Value late = arith::ConstantIntOp::create(builder, program.getLoc(), 1, 32);
  EXPECT_FALSE(uniformity.getUniformScope(late));
  EXPECT_TRUE(uniformity.getNotes(late, Scope::Workgroup).empty());
}

} // namespace
