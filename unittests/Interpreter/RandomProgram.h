// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random valid programs for unit tests and fuzz targets. Each invocation writes
// to its own elements only, so no schedule shows. The same seed gives the same
// text on every machine.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_INTERPRETER_RANDOMPROGRAM_H
#define VYRE_UNITTESTS_INTERPRETER_RANDOMPROGRAM_H

#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace mlir::vyre {

/// Writes the text of one program.
class RandomProgram {
public:
  explicit RandomProgram(uint64_t seed) : random(seed) {}

  std::string text() {
    source = "vyre.program @p(%a: !vyre.buffer<64xi32, read_write>, "
             "%b: !vyre.buffer<?xi32, read>) workgroup [16, 1, 1] {\n"
             "%s = vyre.workgroup_alloc : !vyre.buffer<16xi32, workgroup>\n"
             "%i = vyre.global_id x\n%l = vyre.local_id x\n"
             "%n0 = arith.index_cast %i : index to i32\n"
             "%n1 = arith.constant 3 : i32\n"
             "%x0 = arith.constant 0 : index\n%x1 = arith.constant 1 : index\n"
             "%x4 = arith.constant 4 : index\n";
    values = 2;
    block(4, /*isUniform=*/true);
    source += "vyre.store %n" + std::to_string(values - 1) +
              ", %a[%i] : !vyre.buffer<64xi32, read_write>\nvyre.return\n}\n";
    return source;
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
      source += define() + " = " + kBinary[draw(std::size(kBinary))] + " " + a +
              ", " + b + " : i32\n";
      return publish();
    }
    case 4: {
      std::string index = "%k" + std::to_string(values);
      source += index + " = arith.index_cast " + any() + " : i32 to index\n";
      source += define() + " = vyre.load %b[" + index +
              "] : !vyre.buffer<?xi32, read>\n";
      return publish();
    }
    case 5: {
      std::string f = "%f" + std::to_string(values);
      std::string a = any();
      source += f + " = arith.bitcast " + a + " : i32 to f32\n";
      source += f + "b = arith.mulf " + f + ", " + f + " : f32\n";
      source += f + "c = math.sin " + f + "b : f32\n";
      source += define() + " = arith.bitcast " + f + "c : f32 to i32\n";
      return publish();
    }
    case 6: {
      std::string a = any();
      source +=
          "vyre.store " + a + ", %s[%l] : !vyre.buffer<16xi32, workgroup>\n";
      if (isUniform)
        source += "vyre.barrier workgroup acq_rel\n";
      source +=
          define() + " = vyre.load %s[%l] : !vyre.buffer<16xi32, workgroup>\n";
      return publish();
    }
    case 8: {
      std::string c = "%c" + std::to_string(values);
      source += c + " = arith.cmpi slt, " + any() + ", " + any() + " : i32\n";
      std::string result = define();
      unsigned number = fresh;
      source += result + " = scf.if " + c + " -> i32 {\n";
      scope(depth, false);
      source += "} else {\n";
      scope(depth, false);
      source += "}\n";
      visible.push_back(number);
      return;
    }
    case 9: {
      std::string init = any();
      std::string result = define();
      unsigned number = fresh;
      source += result + " = scf.for %t" + std::to_string(number) + " = %x0 to " +
              (isUniform ? "%x4" : "%l") + " step %x1 iter_args(%n" +
              std::to_string(values) + " = " + init + ") -> i32 {\n";
      visible.push_back(values++);
      scope(depth, isUniform);
      visible.pop_back();
      source += "}\n";
      visible.push_back(number);
      return;
    }
    case 10: {
      if (isUniform)
        return;
      std::string c = "%c" + std::to_string(values++);
      source += c + " = arith.cmpi eq, " + any() + ", " + any() + " : i32\n";
      source += "vyre.exit_if " + c + "\n";
      return;
    }
    }
  }

  void block(unsigned depth, bool isUniform) {
    for (unsigned i = 0, e = 1 + draw(8); i < e; ++i)
      statement(depth, isUniform);
    std::string a = any(), b = any();
    source += define() + " = arith.addi " + a + ", " + b + " : i32\n";
    publish();
  }

  void scope(unsigned depth, bool isUniform) {
    size_t size = visible.size();
    block(depth - 1, isUniform);
    source += "scf.yield %n" + std::to_string(visible.back()) + " : i32\n";
    visible.resize(size);
  }

  std::mt19937_64 random;
  std::string source;
  std::vector<unsigned> visible{0, 1};
  unsigned values = 2, fresh = 0;
};

} // namespace mlir::vyre

#endif // VYRE_UNITTESTS_INTERPRETER_RANDOMPROGRAM_H
