// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the text of a BarrierProgram.
//
// Values are variables in the tree and SSA here: a branch yields those that it
// changes, and a loop carries them.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAMWRITER_H
#define VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAMWRITER_H

#include "BarrierProgram.h"
#include <set>

namespace mlir::vyre::testing {

class BarrierProgramWriter {
public:
  explicit BarrierProgramWriter(const BarrierProgram &program)
      : program(program) {}

  std::string write(const BarrierProgram::Memory *results);

private:
  void writeProgram();
  void writeGraph(const BarrierProgram::Memory *results);
  void writeList(const std::vector<TestStatement> &list);
  void writeStatement(const TestStatement &statement);
  void writeIf(const TestStatement &statement);
  void writeFor(const TestStatement &statement);
  void writeWhile(const TestStatement &statement);
  void writePublish(const TestStatement &statement);
  void writeCompute(const TestStatement &statement);
  void writeResults();

  std::string type(const TestBuffer &buffer) const;
  /// The type of the object that a graph passes.
  std::string objectType(uint32_t count) const {
    return "!vyre.buffer<" + std::to_string(count) + "xi32, read_write>";
  }
  std::string index(const TestBuffer &buffer, const TestIndex &index);
  std::string condition(const TestGuard &guard);
  std::string fromI32(const std::string &value, const std::string &type);
  std::string toI32(const std::string &value, const std::string &type);

  /// Emits "%name = text" and returns the name.
  std::string define(const std::string &text) {
    std::string name = "%x" + std::to_string(next++);
    line(name + " = " + text);
    return name;
  }
  std::string constant(uint64_t value, const std::string &type = "index") {
    constants.insert({value, type});
    return "%c" + std::to_string(value) + "_" + type;
  }
  void line(const std::string &text) {
    out += std::string(2 * depth + 2, ' ') + text + "\n";
  }
  /// The variables that a list changes, ascending.
  void findChanged(const std::vector<TestStatement> &list,
                   std::set<unsigned> &changed) const;
  std::vector<unsigned> changedBy(const TestStatement &statement) const;
  /// "a : i32, b : f32" becomes "a, b : i32, f32".
  std::string yield(const std::vector<unsigned> &variables,
                    std::string extra = "", std::string extraType = "") const;
  std::string types(const std::vector<unsigned> &variables) const;

  const BarrierProgram &program;
  std::string out;
  unsigned next = 0, depth = 0;
  std::set<std::pair<uint64_t, std::string>> constants;
  /// The SSA value of each variable.
  std::vector<std::string> variables;
  /// Counters and rounds of the loops around, the innermost last.
  std::vector<std::pair<std::string, uint32_t>> loops;
};

} // namespace mlir::vyre::testing

#endif // VYRE_UNITTESTS_SUPPORT_BARRIERPROGRAMWRITER_H
