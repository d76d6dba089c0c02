// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module of a BarrierProgram: its program and graph, and the memory that
// they begin with.
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
