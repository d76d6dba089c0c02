// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random programs: nothing crashes, and schedules agree, because each
// invocation writes to its own element only.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

#include <random>

using namespace mlir;
using namespace mlir::vyre;

namespace {

/// Writes the text of one program.
class Generator {
public:
  explicit Generator(uint64_t seed) : random(seed) {}

  std::string program() {
    text = "vyre.program @p(%a: !vyre.buffer<64xi32, read_write>, "
           "%b: !vyre.buffer<?xi32, read>) workgroup [16, 1, 1] {\n"
           "%s = vyre.workgroup_alloc : !vyre.buffer<16xi32, workgroup>\n"
           "%i = vyre.global_id x\n%l = vyre.local_id x\n"
           "%n0 = arith.index_cast %i : index to i32\n"
           "%n1 = arith.constant 3 : i32\n"
           "%x0 = arith.constant 0 : index\n%x1 = arith.constant 1 : index\n"
           "%x4 = arith.constant 4 : index\n";
    values = 2;
    block(4, /*isUniform=*/true);
    text += "vyre.store %n" + std::to_string(values - 1) +
            ", %a[%i] : !vyre.buffer<64xi32, read_write>\nvyre.return\n}\n";
    return text;
  }

private:
  unsigned draw(unsigned bound) { return random() % bound; }
  std::string any() { return "%n" + std::to_string(pick()); }
  unsigned pick() { return visible[draw(visible.size())]; }
  std::string define() {
    fresh = values++;
    return "%n" + std::to_string(fresh);
  }
  void publish() { visible.push_back(fresh); }

  void statement(unsigned depth, bool isUniform) {
    static const char *const kBinary[] = {
        "arith.addi",    "arith.subi",     "arith.muli",  "arith.xori",
        "vyre.divui",    "vyre.divsi",     "vyre.remui",  "vyre.remsi",
        "vyre.shli",     "vyre.shrsi",     "vyre.rotl",   "vyre.sadd_sat",
        "vyre.umul_sat", "vyre.absdiffsi", "arith.maxsi", "arith.divsi"};
    switch (draw(depth ? 11 : 8)) {
    default: {
      std::string a = any(), b = any();
      text += define() + " = " + kBinary[draw(std::size(kBinary))] + " " + a +
              ", " + b + " : i32\n";
      return publish();
    }
    case 4: {
      std::string index = "%k" + std::to_string(values);
      text += index + " = arith.index_cast " + any() + " : i32 to index\n";
      text += define() + " = vyre.load %b[" + index +
              "] : !vyre.buffer<?xi32, read>\n";
      return publish();
    }
    case 5: {
      std::string f = "%f" + std::to_string(values);
      std::string a = any();
      text += f + " = arith.bitcast " + a + " : i32 to f32\n";
      text += f + "b = arith.mulf " + f + ", " + f + " : f32\n";
      text += f + "c = math.sin " + f + "b : f32\n";
      text += define() + " = arith.bitcast " + f + "c : f32 to i32\n";
      return publish();
    }
    case 6: {
      std::string a = any();
      text +=
          "vyre.store " + a + ", %s[%l] : !vyre.buffer<16xi32, workgroup>\n";
      if (isUniform)
        text += "vyre.barrier workgroup acq_rel\n";
      text +=
          define() + " = vyre.load %s[%l] : !vyre.buffer<16xi32, workgroup>\n";
      return publish();
    }
    case 8: {
      std::string c = "%c" + std::to_string(values);
      text += c + " = arith.cmpi slt, " + any() + ", " + any() + " : i32\n";
      std::string result = define();
      unsigned number = fresh;
      text += result + " = scf.if " + c + " -> i32 {\n";
      scope(depth, false);
      text += "} else {\n";
      scope(depth, false);
      text += "}\n";
      visible.push_back(number);
      return;
    }
    case 9: {
      std::string init = any();
      std::string result = define();
      unsigned number = fresh;
      text += result + " = scf.for %t" + std::to_string(number) + " = %x0 to " +
              (isUniform ? "%x4" : "%l") + " step %x1 iter_args(%n" +
              std::to_string(values) + " = " + init + ") -> i32 {\n";
      visible.push_back(values++);
      scope(depth, isUniform);
      visible.pop_back();
      text += "}\n";
      visible.push_back(number);
      return;
    }
    case 10: {
      if (isUniform)
        return;
      std::string c = "%c" + std::to_string(values++);
      text += c + " = arith.cmpi eq, " + any() + ", " + any() + " : i32\n";
      text += "vyre.exit_if " + c + "\n";
      return;
    }
    }
  }

  void block(unsigned depth, bool isUniform) {
    for (unsigned i = 0, e = 1 + draw(8); i < e; ++i)
      statement(depth, isUniform);
    std::string a = any(), b = any();
    text += define() + " = arith.addi " + a + ", " + b + " : i32\n";
    publish();
  }

  void scope(unsigned depth, bool isUniform) {
    size_t size = visible.size();
    block(depth - 1, isUniform);
    text += "scf.yield %n" + std::to_string(visible.back()) + " : i32\n";
    visible.resize(size);
  }

  std::mt19937_64 random;
  std::string text;
  std::vector<unsigned> visible{0, 1};
  unsigned values = 2, fresh = 0;
};

class RandomModulesTest : public KernelTest {};

TEST_F(RandomModulesTest, SchedulesAgree) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    std::string source = Generator(seed).program();
    ASSERT_TRUE(load(source)) << diagnostics << source;
    std::optional<std::vector<uint32_t>> expected;
    for (const Schedule &schedule : allSchedules()) {
      std::vector<uint32_t> input;
      for (uint32_t i = 0; i < 40; ++i)
        input.push_back(i * 0x9E3779B9u);
      Bytes a = Bytes::of(std::vector<uint32_t>(64)), b = Bytes::of(input);
      ExecutionOptions options;
      options.schedule = schedule;
      ExecutionResult error = run({&a, &b}, {4, 1, 1}, {}, options);
      ASSERT_FALSE(error) << "seed " << seed << ", " << schedule.str() << ": "
                          << error->str() << "\n"
                          << source;
      std::vector<uint32_t> result = a.as<uint32_t>();
      if (!expected)
        expected = result;
      ASSERT_EQ(result, *expected)
          << "seed " << seed << ", " << schedule.str() << "\n"
          << source;
    }
  }
}

TEST_F(RandomModulesTest, DamagedTextDoesNotCrash) {
  std::mt19937_64 random(7);
  unsigned compiled = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    std::string source = Generator(seed).program();
    // Swap two lines, or drop one, or repeat a piece.
    std::vector<std::string> lines;
    for (size_t at = 0; at < source.size();) {
      size_t end = source.find('\n', at);
      lines.push_back(source.substr(at, end - at));
      at = end + 1;
    }
    size_t i = random() % lines.size(), j = random() % lines.size();
    if (seed % 2)
      std::swap(lines[i], lines[j]);
    else
      lines.erase(lines.begin() + i);
    source.clear();
    for (const std::string &line : lines)
      source += line + "\n";
    diagnostics.clear();
    if (!load(source)) {
      EXPECT_FALSE(diagnostics.empty());
      continue;
    }
    ++compiled;
    Bytes a = Bytes::of(std::vector<uint32_t>(64)), b;
    ExecutionOptions options;
    options.stepBudget = 1000000;
    (void)run({&a, &b}, {4, 1, 1}, {}, options);
  }
  EXPECT_GT(compiled, 50u);
}

} // namespace
