// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is inside of the statements of a BarrierProgram: types, indices,
// conditions, and values of other types.
//
//===----------------------------------------------------------------------===//

#include "BarrierProgramWriter.h"
#include "Footprint.h"

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
