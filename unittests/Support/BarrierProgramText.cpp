// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The statements of a BarrierProgram as text.
//
//===----------------------------------------------------------------------===//

#include "BarrierProgramWriter.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Kind = TestStatement::Kind;
using IndexKind = TestIndex::Kind;
using GuardKind = TestGuard::Kind;
using Place = TestBuffer::Place;
using List = std::vector<TestStatement>;
using Writer = BarrierProgramWriter;

static std::string str(uint64_t number) { return std::to_string(number); }

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void Writer::findChanged(const List &list, std::set<unsigned> &changed) const {
  for (const TestStatement &statement : list) {
    if (statement.kind == Kind::Load || statement.kind == Kind::Compute)
      changed.insert(statement.value);
    findChanged(statement.body, changed);
    findChanged(statement.otherwise, changed);
  }
}

std::vector<unsigned> Writer::changedBy(const TestStatement &statement) const {
  std::set<unsigned> changed;
  findChanged(statement.body, changed);
  findChanged(statement.otherwise, changed);
  return {changed.begin(), changed.end()};
}

std::string Writer::yield(const std::vector<unsigned> &changed,
                          std::string extra, std::string extraType) const {
  std::string values = extra, types = extraType;
  for (unsigned variable : changed) {
    values += (values.empty() ? "" : ", ") + variables[variable];
    types += (types.empty() ? "" : ", ") + program.values[variable];
  }
  return values.empty() ? "" : " " + values + " : " + types;
}

std::string Writer::types(const std::vector<unsigned> &changed) const {
  std::string types;
  for (unsigned variable : changed)
    types += (types.empty() ? "" : ", ") + program.values[variable];
  return types;
}

void Writer::writeIf(const TestStatement &statement) {
  std::vector<unsigned> changed = changedBy(statement);
  std::string condition = this->condition(statement.guard);
  std::string name = "%x" + str(next++);
  std::string head = "scf.if " + condition;
  if (!changed.empty())
    head = name + ":" + str(changed.size()) + " = " + head + " -> (" +
           types(changed) + ")";
  line(head + " {");
  std::vector<std::string> before = variables;
  ++depth;
  writeList(statement.body);
  if (!changed.empty())
    line("scf.yield" + yield(changed));
  --depth;
  variables = before;
  if (!changed.empty() || !statement.otherwise.empty()) {
    line("} else {");
    ++depth;
    writeList(statement.otherwise);
    if (!changed.empty())
      line("scf.yield" + yield(changed));
    --depth;
  }
  line("}");
  for (size_t i = 0; i < changed.size(); ++i)
    variables[changed[i]] = name + "#" + str(i);
}

void Writer::writeFor(const TestStatement &statement) {
  std::vector<unsigned> changed = changedBy(statement);
  std::string bound = constant(statement.rounds);
  if (statement.kind == Kind::DivergentLoop)
    bound = define("vyre.remui %l, " + bound + " : index");
  std::string name = "%x" + str(next++), counter = "%i" + str(next++);
  std::string head = "scf.for " + counter + " = " + constant(0) + " to " +
                     bound + " step " + constant(1);
  if (!changed.empty()) {
    head = name + ":" + str(changed.size()) + " = " + head + " iter_args(";
    for (size_t i = 0; i < changed.size(); ++i) {
      std::string carried = "%a" + str(next++);
      head += (i ? ", " : "") + carried + " = " + variables[changed[i]];
      variables[changed[i]] = carried;
    }
    head += ") -> (" + types(changed) + ")";
  }
  line(head + " {");
  loops.push_back({counter, statement.rounds});
  ++depth;
  writeList(statement.body);
  if (!changed.empty())
    line("scf.yield" + yield(changed));
  --depth;
  loops.pop_back();
  line("}");
  for (size_t i = 0; i < changed.size(); ++i)
    variables[changed[i]] = name + "#" + str(i);
}

void Writer::writeWhile(const TestStatement &statement) {
  std::vector<unsigned> changed = changedBy(statement);
  std::string name = "%x" + str(next++), counter = "%i" + str(next++);
  std::string all =
      "index" + std::string(changed.empty() ? "" : ", ") + types(changed);
  std::string inits = counter + " = " + constant(0);
  for (unsigned variable : changed) {
    std::string carried = "%a" + str(next++);
    inits += ", " + carried + " = " + variables[variable];
    variables[variable] = carried;
  }
  line(name + ":" + str(changed.size() + 1) + " = scf.while (" + inits +
       ") : (" + all + ") -> (" + all + ") {");
  ++depth;
  std::string more = define("arith.cmpi ult, " + counter + ", " +
                            constant(statement.rounds) + " : index");
  line("scf.condition(" + more + ")" + yield(changed, counter, "index"));
  --depth;
  line("} do {");
  counter = "%i" + str(next++);
  std::string arguments = counter + ": index";
  for (unsigned variable : changed) {
    variables[variable] = "%a" + str(next++);
    arguments += ", " + variables[variable] + ": " + program.values[variable];
  }
  line("^bb0(" + arguments + "):");
  loops.push_back({counter, statement.rounds});
  ++depth;
  writeList(statement.body);
  std::string after =
      define("arith.addi " + counter + ", " + constant(1) + " : index");
  line("scf.yield" + yield(changed, after, "index"));
  --depth;
  loops.pop_back();
  line("}");
  for (size_t i = 0; i < changed.size(); ++i)
    variables[changed[i]] = name + "#" + str(i + 1);
}

void Writer::writePublish(const TestStatement &statement) {
  const TestBuffer &buffer = program.buffers[statement.buffer];
  // How often the loops around came here, and one more: it only grows.
  std::string round = constant(0);
  for (auto &[counter, rounds] : loops) {
    round =
        define("arith.muli " + round + ", " + constant(rounds) + " : index");
    round = define("arith.addi " + round + ", " + counter + " : index");
  }
  round = define("arith.addi " + round + ", " + constant(1) + " : index");
  std::string value = define("arith.index_castui " + round + " : index to i32");
  std::string place = "%" + buffer.name + "[" + index(buffer, statement.index) +
                      "] : " + type(buffer);
  bool isStrong = statement.order == Order::SeqCst;
  if (statement.releases) {
    std::string lane = buffer.place == Place::Grid ? "%t" : "%l";
    std::string isPublisher = define("arith.cmpi eq, " + lane + ", " +
                                     constant(statement.constant) + " : index");
    line("scf.if " + isPublisher + " {");
    line(std::string("  vyre.atomic_store ") +
         (isStrong ? "seq_cst " : "release ") + value + ", " + place);
    line("}");
  }
  if (!statement.awaits)
    return;
  line("scf.while : () -> () {");
  ++depth;
  std::string seen = define(std::string("vyre.atomic_load ") +
                            (isStrong ? "seq_cst " : "acquire ") + place);
  std::string waits =
      define("arith.cmpi ult, " + seen + ", " + value + " : i32");
  line("scf.condition(" + waits + ")");
  --depth;
  line("} do {");
  line("  scf.yield");
  line("}");
}

void Writer::writeStatement(const TestStatement &statement) {
  const TestBuffer &buffer = program.buffers[statement.buffer];
  auto place = [&] {
    return "%" + buffer.name + "[" + index(buffer, statement.index) +
           "] : " + type(buffer);
  };
  std::string &value = variables[statement.value];
  switch (statement.kind) {
  case Kind::Load: {
    std::string loaded = define("vyre.load " + place());
    std::string old =
        define("arith.muli " + value + ", " + constant(5, "i32") + " : i32");
    value = define("arith.addi " + old + ", " + loaded + " : i32");
    return;
  }
  case Kind::Store: {
    std::string stored = define("arith.addi " + value + ", " +
                                constant(statement.constant, "i32") + " : i32");
    std::string where = place();
    line("vyre.store " + stored + ", " + where);
    return;
  }
  case Kind::Accumulate: {
    // One kind for each object: two kinds would not commute.
    static constexpr const char *kKinds[] = {"add", "xor", "maxu"};
    std::string where = place();
    define(std::string("vyre.atomic_rmw ") + kKinds[buffer.object % 3] +
           " relaxed " + value + ", " + where);
    return;
  }
  case Kind::Tick: {
    std::string where = place();
    define("vyre.atomic_rmw add " + stringifyOrder(statement.order).str() +
           " " + constant(1, "i32") + ", " + where);
    return;
  }
  case Kind::Publish:
    return writePublish(statement);
  case Kind::Compute:
    return writeCompute(statement);
  case Kind::Barrier:
    line("vyre.barrier " + stringifyScope(statement.scope).str() +
         (statement.scope == Scope::Grid
              ? ""
              : " " + stringifyOrder(statement.order).str()));
    return;
  case Kind::Exit:
    line("vyre.exit_if " + condition(statement.guard));
    return;
  case Kind::If:
    return writeIf(statement);
  case Kind::Loop:
    return statement.isWhile ? writeWhile(statement) : writeFor(statement);
  case Kind::DivergentLoop:
    return writeFor(statement);
  case Kind::Copy: {
    const TestBuffer &target = program.buffers[statement.target];
    std::string from = index(buffer, statement.index);
    std::string to = index(target, statement.targetIndex);
    bool isStore = buffer.place == Place::Workgroup;
    std::string token =
        define(std::string(isStore ? "vyre.async_store" : "vyre.async_load") +
               " %" + buffer.name + "[" + from + "], %" + target.name + "[" +
               to + "], " + constant(statement.rounds) + " : " + type(buffer) +
               ", " + type(target));
    writeList(statement.body);
    line("vyre.async_wait " + token);
    return;
  }
  case Kind::Region: {
    std::vector<unsigned> changed = changedBy(statement);
    std::string name = "%x" + str(next++);
    line((changed.empty() ? "" : name + ":" + str(changed.size()) + " = ") +
         "vyre.region \"part\"" +
         (changed.empty() ? "" : " -> " + types(changed)) + " {");
    ++depth;
    writeList(statement.body);
    if (!changed.empty())
      line("vyre.yield" + yield(changed));
    --depth;
    line("}");
    for (size_t i = 0; i < changed.size(); ++i)
      variables[changed[i]] = name + "#" + str(i);
    return;
  }
  }
}

void Writer::writeList(const List &list) {
  for (const TestStatement &statement : list)
    writeStatement(statement);
}
