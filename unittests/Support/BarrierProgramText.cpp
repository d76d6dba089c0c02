// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of a BarrierProgram.
//
// Values are variables in the tree and SSA here: a branch yields those that it
// changes, and a loop carries them.
//
//===----------------------------------------------------------------------===//

#include "BarrierProgram.h"
#include "Footprint.h"

#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace mlir::vyre;
using namespace mlir::vyre::testing;
using Kind = TestStatement::Kind;
using IndexKind = TestIndex::Kind;
using GuardKind = TestGuard::Kind;
using Place = TestBuffer::Place;

using List = std::vector<TestStatement>;

static std::string str(uint64_t number) { return std::to_string(number); }

namespace {

class Writer {
public:
  explicit Writer(const BarrierProgram &program) : program(program) {}

  std::string write(const BarrierProgram::Memory *results);

private:
  void writeProgram();
  void writeGraph(const BarrierProgram::Memory *results);
  void writeList(const List &list);
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
    return "!vyre.buffer<" + str(count) + "xi32, read_write>";
  }
  std::string index(const TestBuffer &buffer, const TestIndex &index);
  std::string condition(const TestGuard &guard);
  std::string fromI32(const std::string &value, const std::string &type);
  std::string toI32(const std::string &value, const std::string &type);

  /// Emits "%name = text" and returns the name.
  std::string define(const std::string &text) {
    std::string name = "%x" + str(next++);
    line(name + " = " + text);
    return name;
  }
  std::string constant(uint64_t value, const std::string &type = "index") {
    constants.insert({value, type});
    return "%c" + str(value) + "_" + type;
  }
  void line(const std::string &text) {
    out += std::string(2 * depth + 2, ' ') + text + "\n";
  }
  /// The variables that a list changes, ascending.
  void findChanged(const List &list, std::set<unsigned> &changed) const;
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

} // namespace

//===----------------------------------------------------------------------===//
// Types, indices, conditions
//===----------------------------------------------------------------------===//

std::string Writer::type(const TestBuffer &buffer) const {
  bool isWorkgroup = buffer.place == Place::Workgroup;
  bool isDynamic = !isWorkgroup && program.seed % 2;
  uint32_t count = isWorkgroup ? buffer.count : objectElements(program, buffer);
  const char *access = isWorkgroup                    ? "workgroup"
                       : buffer.place == Place::Input ? "read"
                                                      : "read_write";
  return "!vyre.buffer<" + (isDynamic ? "?" : str(count)) + "xi32, " + access +
         ">";
}

std::string Writer::index(const TestBuffer &buffer, const TestIndex &index) {
  bool isGrid = buffer.place == Place::Grid;
  uint32_t n = isGrid ? program.lanes() : program.lanesPerWorkgroup();
  std::string t = isGrid ? "%t" : "%l";
  std::string counter = loops.empty() ? constant(0) : loops.back().first;
  auto op = [&](const char *name, std::string a, std::string b) {
    return define(std::string(name) + " " + a + ", " + b + " : index");
  };
  auto wrapped = [&](std::string value) {
    return op("vyre.remui", value, constant(n));
  };
  std::string result;
  switch (index.kind) {
  case IndexKind::Own:
    // The form that every analysis knows.
    if (buffer.place == Place::Slice && buffer.count == n)
      return "%t";
    result = t;
    break;
  case IndexKind::Shift:
    result = wrapped(op("arith.addi", t, constant(index.a)));
    break;
  case IndexKind::Reverse:
    result = op("arith.subi", constant(n - 1), t);
    break;
  case IndexKind::Multiply:
    result = wrapped(op("arith.muli", t, constant(index.a)));
    break;
  case IndexKind::Xor:
    result = wrapped(op("arith.xori", t, constant(index.a)));
    break;
  case IndexKind::Interleaved:
    result =
        op("arith.addi", op("arith.muli", t, constant(2)), constant(index.a));
    break;
  case IndexKind::Upper:
    result = op("arith.addi", t, constant(n));
    break;
  case IndexKind::Table: {
    const TestBuffer &table = program.buffers[1];
    std::string loaded = define("vyre.load %table[%l] : " + type(table));
    result = define("arith.index_castui " + loaded + " : i32 to index");
    break;
  }
  case IndexKind::Constant:
    result = constant(index.a);
    break;
  case IndexKind::ThreadX:
    result = "%lx";
    break;
  case IndexKind::Rounds:
  case IndexKind::OtherRound: {
    std::string round = counter;
    if (index.kind == IndexKind::OtherRound)
      round = op("arith.addi", counter, constant(1));
    std::string half = op("arith.andi", round, constant(1));
    std::string base = op("arith.muli", half, constant(n));
    std::string inner =
        index.a ? wrapped(op("arith.addi", t, constant(index.a))) : t;
    result = op("arith.addi", base, inner);
    break;
  }
  case IndexKind::Counter:
    result = counter;
    break;
  case IndexKind::Rotating:
    result = wrapped(
        op("arith.addi", t, op("arith.addi", counter, constant(index.a))));
    break;
  case IndexKind::Halves: {
    std::string more = op("arith.addi", counter, constant(1));
    result = op("arith.addi", t, op("vyre.shrui", constant(n), more));
    break;
  }
  case IndexKind::OutOfRange:
    return op("arith.addi", t, constant(objectElements(program, buffer)));
  }
  if (buffer.place != Place::Slice)
    return result;
  std::string base = op("arith.muli", "%w", constant(buffer.count));
  return op("arith.addi", base, result);
}

std::string Writer::condition(const TestGuard &guard) {
  auto compare = [&](const char *predicate, std::string a, std::string b,
                     const char *type = "index") {
    return define(std::string("arith.cmpi ") + predicate + ", " + a + ", " + b +
                  " : " + type);
  };
  std::string counter = loops.empty() ? constant(0) : loops.back().first;
  switch (guard.kind) {
  case GuardKind::All:
    return compare("eq", "%l", "%l");
  case GuardKind::Equal:
    return compare("eq", "%l", constant(guard.a));
  case GuardKind::Less:
    return compare("ult", "%l", constant(guard.a));
  case GuardKind::AtLeast:
    return compare("uge", "%l", constant(guard.a));
  case GuardKind::Odd:
    return compare("ne", define("arith.andi %l, " + constant(1) + " : index"),
                   constant(0));
  case GuardKind::Halves: {
    std::string more =
        define("arith.addi " + counter + ", " + constant(1) + " : index");
    return compare("ult", "%l",
                   define("vyre.shrui " +
                          constant(program.lanesPerWorkgroup()) + ", " + more +
                          " : index"));
  }
  case GuardKind::Workgroup:
    return compare("eq", "%w", constant(guard.a));
  case GuardKind::Counter:
    return compare(
        "eq", define("arith.andi " + counter + ", " + constant(1) + " : index"),
        constant(guard.a));
  case GuardKind::Scalar:
    return compare("ult", "%n", constant(guard.a, "i32"), "i32");
  case GuardKind::Input: {
    std::string loaded = define("vyre.load %in[" + constant(guard.a) +
                                "] : " + type(program.buffers[0]));
    std::string bit =
        define("arith.andi " + loaded + ", " + constant(1, "i32") + " : i32");
    return compare("eq", bit, constant(0, "i32"), "i32");
  }
  }
  return "";
}

//===----------------------------------------------------------------------===//
// Values of other types
//===----------------------------------------------------------------------===//

static bool isFloat(const std::string &type) { return type[0] == 'f'; }

std::string Writer::fromI32(const std::string &value, const std::string &type) {
  if (type == "i32")
    return value;
  if (type == "i1" || type == "i8" || type == "i16")
    return define("arith.trunci " + value + " : i32 to " + type);
  if (type == "i64")
    return define("arith.extui " + value + " : i32 to i64");
  if (type == "index")
    return define("arith.index_castui " + value + " : i32 to index");
  if (type == "vector<4xi32>") {
    std::string more =
        define("arith.muli " + value + ", " + constant(3, "i32") + " : i32");
    return define("vector.from_elements " + value + ", " + more + ", " + more +
                  ", " + value + " : " + type);
  }
  // Small numbers, which every float type has.
  std::string small =
      define("arith.andi " + value + ", " + constant(15, "i32") + " : i32");
  if (type == "vector<2xf32>") {
    std::string number = define("arith.uitofp " + small + " : i32 to f32");
    return define("vector.from_elements " + number + ", " + number + " : " +
                  type);
  }
  return define("arith.uitofp " + small + " : i32 to " + type);
}

std::string Writer::toI32(const std::string &value, const std::string &type) {
  if (type == "i32")
    return value;
  if (type == "i1" || type == "i8" || type == "i16")
    return define("arith.extui " + value + " : " + type + " to i32");
  if (type == "i64")
    return define("arith.trunci " + value + " : i64 to i32");
  if (type == "index")
    return define("arith.index_castui " + value + " : index to i32");
  if (type == "vector<4xi32>" || type == "vector<2xf32>") {
    bool isInteger = type == "vector<4xi32>";
    std::string element = isInteger ? "i32" : "f32";
    std::string a = define("vector.extract " + value + "[0] : " + element +
                           " from " + type);
    std::string b = define("vector.extract " + value + "[1] : " + element +
                           " from " + type);
    a = toI32(a, element);
    b = toI32(b, element);
    return define("arith.xori " + a + ", " + b + " : i32");
  }
  return define("vyre.fptoui_sat " + value + " : " + type + " to i32");
}

void Writer::writeCompute(const TestStatement &statement) {
  const std::string &target = program.values[statement.value];
  const std::string &source = program.values[statement.other];
  std::string &value = variables[statement.value];
  std::string operand = toI32(variables[statement.other], source);
  switch (statement.constant % 4) {
  case 0:
    operand = define("arith.addi " + operand + ", %li : i32");
    break;
  case 1:
    if (!loops.empty())
      operand = define("arith.addi " + operand + ", " +
                       define("arith.index_castui " + loops.back().first +
                              " : index to i32") +
                       " : i32");
    break;
  case 2:
    operand = define("vyre.rotl " + operand + ", " +
                     constant(statement.constant % 31, "i32") + " : i32");
    break;
  default:
    break;
  }
  operand = fromI32(operand, target);
  bool isFloating = isFloat(target) || target == "vector<2xf32>";
  value = define(std::string(isFloating       ? "arith.addf "
                             : target == "i1" ? "arith.xori "
                                              : "arith.addi ") +
                 value + ", " + operand + " : " + target);
}

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

//===----------------------------------------------------------------------===//
// Program and graph
//===----------------------------------------------------------------------===//

void Writer::writeResults() {
  std::string base =
      define("arith.muli %t, " + constant(program.values.size()) + " : index");
  for (size_t i = 0; i < program.values.size(); ++i) {
    std::string value = toI32(variables[i], program.values[i]);
    std::string place =
        define("arith.addi " + base + ", " + constant(i) + " : index");
    line("vyre.store " + value + ", %out[" + place +
         "] : !vyre.buffer<?xi32, write>");
  }
}

void Writer::writeProgram() {
  std::string head, allocs;
  for (const TestBuffer &buffer : program.buffers) {
    if (buffer.place == Place::Workgroup)
      allocs += "  %" + buffer.name +
                " = vyre.workgroup_alloc : " + type(buffer) + "\n";
    else
      head += "%" + buffer.name + ": " + type(buffer) + ",\n                 ";
  }
  head = "vyre.program @p(" + head +
         "%out: !vyre.buffer<?xi32, write>,\n                 %n: i32)\n"
         "    workgroup [" +
         str(program.sizeX) + ", " + str(program.sizeY) + ", 1] {\n" + allocs;

  uint32_t n = program.lanesPerWorkgroup();
  line("%w = vyre.workgroup_id x");
  line("%lx = vyre.local_id x");
  if (program.sizeY == 1) {
    line("%l = vyre.local_id x");
    line("%t = vyre.global_id x");
  } else {
    line("%ly = vyre.local_id y");
    line("%row = arith.muli %ly, " + constant(program.sizeX) + " : index");
    line("%l = arith.addi %row, %lx : index");
    line("%first = arith.muli %w, " + constant(n) + " : index");
    line("%t = arith.addi %first, %l : index");
  }
  line("%li = arith.index_castui %l : index to i32");
  line("%ti = arith.index_castui %t : index to i32");
  for (size_t i = 0; i < program.values.size(); ++i) {
    std::string start =
        define("arith.muli %ti, " + constant(2 * i + 3, "i32") + " : i32");
    variables.push_back(fromI32(start, program.values[i]));
  }
  writeList(program.body);
  writeResults();
  line("vyre.return");
  std::string constantLines;
  for (auto &[value, type] : constants)
    constantLines += "  %c" + str(value) + "_" + type + " = arith.constant " +
                     str(value) + " : " + type + "\n";
  out = head + constantLines + out + "}\n";
}

BarrierProgram::Memory BarrierProgram::initialMemory() const {
  Memory memory;
  for (unsigned i = 0; i < buffers.size(); ++i) {
    const TestBuffer &buffer = buffers[i];
    if (memory.objects.size() > buffer.object)
      continue;
    std::vector<uint32_t> &object = memory.objects.emplace_back();
    if (buffer.place == Place::Workgroup)
      continue;
    for (uint32_t e = 0; e < objectElements(*this, buffer); ++e)
      object.push_back(initial(i, e));
  }
  memory.out.resize(lanes() * values.size());
  return memory;
}

static std::string dense(const std::vector<uint32_t> &elements) {
  std::string text;
  for (uint32_t element : elements)
    text += (text.empty() ? "" : ", ") +
            std::to_string(static_cast<int32_t>(element));
  return "dense<[" + text + "]> : tensor<" + str(elements.size()) + "xi32>";
}

void Writer::writeGraph(const BarrierProgram::Memory *results) {
  BarrierProgram::Memory initial = program.initialMemory();
  std::string arguments, buffers, operands, operandTypes, expects;
  auto declare = [&](const std::string &name,
                     const std::vector<uint32_t> &elements,
                     const std::vector<uint32_t> *expected) {
    std::string type = objectType(elements.size());
    arguments += (arguments.empty() ? "" : ", ") + name + ": " + type;
    buffers += "  " + name + " = vyre.constant " + dense(elements) + " -> " +
               type + "\n";
    if (expected)
      expects += "  vyre.expect " + name + " : " + type +
                 " == " + dense(*expected) + "\n";
  };
  for (size_t object = 0; object < initial.objects.size(); ++object)
    if (!initial.objects[object].empty())
      declare("%o" + str(object), initial.objects[object],
              results ? &results->objects[object] : nullptr);
  declare("%out", initial.out, results ? &results->out : nullptr);
  for (const TestBuffer &buffer : program.buffers) {
    if (buffer.place == Place::Workgroup)
      continue;
    operands += "%o" + str(buffer.object) + ", ";
    operandTypes += objectType(initial.objects[buffer.object].size()) + ", ";
  }
  out += "vyre.graph @main(" + (results ? "" : arguments) + ") {\n" +
         "  %groups = arith.constant " + str(program.workgroups) +
         " : index\n  %n = arith.constant " + str(program.scalar) + " : i32\n" +
         (results ? buffers : "") + "  vyre.dispatch @p groups [%groups] (" +
         operands + "%out, %n)\n" + "      : (" + operandTypes +
         objectType(initial.out.size()) + ", i32)\n" + expects +
         "  vyre.return\n}\n";
}

std::string Writer::write(const BarrierProgram::Memory *results) {
  writeProgram();
  writeGraph(results);
  return std::move(out);
}

std::string BarrierProgram::text() const {
  return Writer(*this).write(nullptr);
}

std::string BarrierProgram::text(const Memory &results) const {
  return Writer(*this).write(&results);
}
