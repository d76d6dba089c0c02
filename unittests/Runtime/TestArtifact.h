// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds artifacts for tests: the FlatBuffers builder behind calls that read
// like a graph.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_RUNTIME_TESTARTIFACT_H
#define VYRE_UNITTESTS_RUNTIME_TESTARTIFACT_H

#include "Vyre/Artifact/Artifact_generated.h"
#include "Vyre/Runtime/Artifact.h"
#include "Vyre/Runtime/Element.h"

#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace vyre::test {

namespace fb = vyre::artifact;
using rt::ElementType;

struct BindingSpec {
  ElementType element = ElementType::I32;
  bool reads = true;
  bool writes = true;
  bool dynamic = true;
  uint64_t count = 0;
};

template <typename T>
std::vector<uint8_t> bytesOf(const std::vector<T> &list) {
  std::vector<uint8_t> bytes(list.size() * sizeof(T));
  if (!bytes.empty())
    std::memcpy(bytes.data(), list.data(), bytes.size());
  return bytes;
}

class TestArtifact {
public:
  TestArtifact() {
    locations_.push_back(
        fb::CreateLocation(fbb, fbb.CreateString("unknown"), 0, 0));
  }

  uint32_t location(const char *file, uint32_t line) {
    locations_.push_back(
        fb::CreateLocation(fbb, fbb.CreateString(file), line, 3));
    return static_cast<uint32_t>(locations_.size() - 1);
  }

  /// Push constants as the compiler lays them out: scalars naturally aligned
  /// in order, then one u32 per dynamic binding.
  template <size_t N>
  uint32_t kernel(const char *name, const uint32_t (&code)[N],
                  const std::vector<BindingSpec> &bindings,
                  const std::vector<ElementType> &scalars = {},
                  uint32_t workgroup = 64,
                  const std::vector<fb::Feature> &features = {},
                  int32_t gridSync = -1) {
    std::vector<flatbuffers::Offset<fb::Binding>> bindingOffsets;
    std::vector<flatbuffers::Offset<fb::PushField>> fields;
    std::vector<uint8_t> scalarTypes, featureNumbers;
    uint32_t offset = 0;
    for (uint32_t i = 0; i < scalars.size(); ++i) {
      uint32_t size = rt::elementBytes(scalars[i]);
      offset = (offset + size - 1) / size * size;
      fields.push_back(
          fb::CreatePushField(fbb, schema(scalars[i]), offset, -1, int(i)));
      offset += size;
      scalarTypes.push_back(static_cast<uint8_t>(scalars[i]));
    }
    for (uint32_t i = 0; i < bindings.size(); ++i) {
      const BindingSpec &spec = bindings[i];
      bindingOffsets.push_back(
          fb::CreateBinding(fbb, fbb.CreateString("b" + std::to_string(i)),
                            schema(spec.element), fb::Access_ReadWrite,
                            spec.dynamic, spec.count, spec.reads, spec.writes));
      if (!spec.dynamic)
        continue;
      offset = (offset + 3) / 4 * 4;
      fields.push_back(
          fb::CreatePushField(fbb, fb::ElementType_Index, offset, int(i), -1));
      offset += 4;
    }
    for (fb::Feature feature : features)
      featureNumbers.push_back(static_cast<uint8_t>(feature));
    std::vector<uint32_t> size = {workgroup, 1, 1};
    kernels_.push_back(fb::CreateKernel(
        fbb, fbb.CreateString(name), fbb.CreateString("main"), fb::Target_SpirV,
        fbb.CreateVector(code, N), fbb.CreateVector(size), 0,
        fbb.CreateVector(bindingOffsets), fbb.CreateVector(scalarTypes),
        fbb.CreateVector(fields), (offset + 3) / 4 * 4,
        fbb.CreateVector(featureNumbers), 0, gridSync));
    return static_cast<uint32_t>(kernels_.size() - 1);
  }

  //===--- Buffers --------------------------------------------------------===//

  uint32_t argument(const char *name, ElementType element, bool dynamic = true,
                    uint64_t count = 0) {
    return addBuffer(fb::CreateGraphBuffer(
        fbb, fb::BufferKind_Argument, fbb.CreateString(name), schema(element),
        fb::Access_ReadWrite, dynamic, count));
  }
  uint32_t transient(ElementType element, uint64_t count) {
    return addBuffer(fb::CreateGraphBuffer(fbb, fb::BufferKind_Transient, 0,
                                           schema(element),
                                           fb::Access_ReadWrite, false, count));
  }
  uint32_t uninitialized(ElementType element, uint64_t count) {
    return addBuffer(fb::CreateGraphBuffer(
        fbb, fb::BufferKind_Transient, 0, schema(element), fb::Access_ReadWrite,
        false, count, -1, 0, false, /*uninitialized=*/true));
  }
  uint32_t transientOf(ElementType element, uint32_t countRegister) {
    return addBuffer(fb::CreateGraphBuffer(
        fbb, fb::BufferKind_Transient, 0, schema(element), fb::Access_ReadWrite,
        true, 0, int(countRegister)));
  }
  uint32_t constant(ElementType element, uint64_t count,
                    const std::vector<uint8_t> &data, bool splat = false) {
    return addBuffer(fb::CreateGraphBuffer(
        fbb, fb::BufferKind_Constant, 0, schema(element), fb::Access_ReadWrite,
        false, count, -1, fbb.CreateVector(data), splat));
  }

  /// Makes a buffer the trap record of the graph.
  void trapRecord(uint32_t buffer) { trapRecord_ = int32_t(buffer); }
  void trapSite(const char *tag, uint32_t location = 0) {
    trapSites_.push_back(
        fb::CreateTrapSite(fbb, fbb.CreateString(tag), location));
  }

  //===--- Scalars --------------------------------------------------------===//

  uint32_t newRegister() { return registers_++; }
  uint32_t scalarArgument(const char *name, ElementType type) {
    uint32_t number = newRegister();
    scalars_.push_back(fb::CreateGraphScalar(fbb, fbb.CreateString(name),
                                             schema(type), number));
    return number;
  }
  uint32_t value(ElementType type, uint64_t bits) {
    uint32_t dst = newRegister();
    scalar(fb::ScalarOpcode_Constant, type, dst, 0, 0, bits);
    return dst;
  }
  uint32_t index(uint64_t bits) { return value(ElementType::Index, bits); }
  uint32_t f32(float number) {
    uint32_t bits;
    std::memcpy(&bits, &number, 4);
    return value(ElementType::F32, bits);
  }
  uint32_t length(uint32_t buffer) {
    uint32_t dst = newRegister();
    scalar(fb::ScalarOpcode_Length, ElementType::Index, dst, 0, 0, buffer);
    return dst;
  }
  uint32_t op(fb::ScalarOpcode opcode, ElementType type, uint32_t a,
              uint32_t b) {
    uint32_t dst = newRegister();
    scalar(opcode, type, dst, a, b, 0);
    return dst;
  }

  //===--- Commands -------------------------------------------------------===//

  void at(uint32_t location) { location_ = location; }

  void dispatch(uint32_t kernel, const std::vector<uint32_t> &buffers,
                const std::vector<uint32_t> &scalars, uint32_t x,
                bool threads = true) {
    uint32_t one = index(1);
    std::vector<uint32_t> size = {x, one, one};
    add(fb::CommandBody_DispatchCommand,
        fb::CreateDispatchCommand(fbb, kernel, fbb.CreateVector(buffers),
                                  fbb.CreateVector(scalars),
                                  fbb.CreateVector(size), threads)
            .Union());
  }
  uint32_t preferResident(uint32_t kernel, const std::vector<uint32_t> &size) {
    uint32_t dst = newRegister();
    add(fb::CommandBody_PreferResidentCommand,
        fb::CreatePreferResidentCommand(fbb, kernel, fbb.CreateVector(size),
                                        dst)
            .Union());
    return dst;
  }
  void indirect(uint32_t kernel, const std::vector<uint32_t> &buffers,
                const std::vector<uint32_t> &scalars, uint32_t counts,
                uint32_t offset) {
    add(fb::CommandBody_IndirectDispatchCommand,
        fb::CreateIndirectDispatchCommand(
            fbb, kernel, fbb.CreateVector(buffers), fbb.CreateVector(scalars),
            counts, offset)
            .Union());
  }
  void copy(uint32_t source, uint32_t target) {
    add(fb::CommandBody_CopyCommand,
        fb::CreateCopyCommand(fbb, source, target).Union());
  }
  /// Fills with the bits of an i32.
  void fill(uint32_t target, uint32_t bits) {
    fillFrom(target, value(ElementType::I32, bits));
  }
  void fillFrom(uint32_t target, uint32_t valueRegister) {
    add(fb::CommandBody_FillCommand,
        fb::CreateFillCommand(fbb, target, valueRegister).Union());
  }
  void expect(uint32_t buffer, uint64_t count, const std::vector<uint8_t> &data,
              bool splat = false, uint32_t ulp = 0) {
    add(fb::CommandBody_ExpectCommand,
        fb::CreateExpectCommand(fbb, buffer, count, fbb.CreateVector(data),
                                splat, ulp)
            .Union());
  }
  /// `body` gets the induction register and the carried registers, and
  /// returns what they become.
  std::vector<uint32_t>
  loop(uint32_t lower, uint32_t upper, uint32_t step,
       const std::vector<uint32_t> &inits,
       const std::function<std::vector<uint32_t>(
           uint32_t, const std::vector<uint32_t> &)> &body,
       ElementType type = ElementType::Index, bool isSigned = false) {
    uint32_t induction = newRegister();
    std::vector<uint32_t> carried;
    for (size_t i = 0; i < inits.size(); ++i)
      carried.push_back(newRegister());
    std::vector<flatbuffers::Offset<fb::Command>> outer;
    outer.swap(commands_);
    std::vector<uint32_t> yields = body(induction, carried);
    auto bodyOffset = fbb.CreateVector(commands_);
    commands_.swap(outer);
    add(fb::CommandBody_ForCommand,
        fb::CreateForCommand(fbb, induction, lower, upper, step, schema(type),
                             isSigned, fbb.CreateVector(carried),
                             fbb.CreateVector(inits), fbb.CreateVector(yields),
                             bodyOffset)
            .Union());
    return carried;
  }

  /// The results are what the side that is taken returns.
  std::vector<uint32_t>
  branch(uint32_t condition, size_t count,
         const std::function<std::vector<uint32_t>()> &thenBody,
         const std::function<std::vector<uint32_t>()> &elseBody) {
    std::vector<uint32_t> results;
    for (size_t i = 0; i < count; ++i)
      results.push_back(newRegister());
    std::vector<uint32_t> thenYields, elseYields;
    auto thenOffset = nested([&] { thenYields = thenBody(); });
    auto elseOffset = nested([&] { elseYields = elseBody(); });
    add(fb::CommandBody_IfCommand,
        fb::CreateIfCommand(fbb, condition, fbb.CreateVector(results),
                            fbb.CreateVector(thenYields),
                            fbb.CreateVector(elseYields), thenOffset,
                            elseOffset)
            .Union());
    return results;
  }
  /// `before` gets the carried registers and returns the condition, then what
  /// `after` gets, which returns what is carried. One value each way.
  uint32_t whileLoop(
      uint32_t init,
      const std::function<std::pair<uint32_t, uint32_t>(uint32_t)> &before,
      const std::function<uint32_t(uint32_t)> &after) {
    uint32_t carried = newRegister(), argument = newRegister(), yield = 0;
    std::pair<uint32_t, uint32_t> passed;
    auto beforeOffset = nested([&] { passed = before(carried); });
    auto afterOffset = nested([&] { yield = after(argument); });
    auto one = [&](uint32_t number) {
      return fbb.CreateVector(std::vector<uint32_t>{number});
    };
    add(fb::CommandBody_WhileCommand,
        fb::CreateWhileCommand(fbb, one(carried), one(init), beforeOffset,
                               passed.first, one(passed.second), one(argument),
                               afterOffset, one(yield))
            .Union());
    return argument;
  }
  uint32_t read(uint32_t buffer) {
    uint32_t dst = newRegister();
    add(fb::CommandBody_ReadCommand,
        fb::CreateReadCommand(fbb, buffer, dst).Union());
    return dst;
  }

  /// Ends the graph that the calls so far made.
  void endGraph(const char *name, bool implicit = false,
                uint32_t location = 0) {
    graphs_.push_back(fb::CreateGraph(
        fbb, fbb.CreateString(name), fbb.CreateVector(buffers_),
        fbb.CreateVector(scalars_), registers_, fbb.CreateVector(commands_),
        implicit, location, trapRecord_, fbb.CreateVector(trapSites_)));
    trapRecord_ = -1;
    trapSites_.clear();
    buffers_.clear();
    scalars_.clear();
    commands_.clear();
    registers_ = 0;
  }

  std::vector<uint8_t> bytes() {
    if (!commands_.empty() || !buffers_.empty())
      endGraph("main");
    auto root = fb::CreateArtifact(
        fbb, fbb.CreateString("test"), fbb.CreateVector(kernels_),
        fbb.CreateVector(graphs_), fbb.CreateVector(locations_));
    fb::FinishArtifactBuffer(fbb, root);
    return rt::frameArtifact(fbb.GetBufferPointer(), fbb.GetSize());
  }
  rt::Result<rt::Artifact> build() { return rt::Artifact::parse(bytes()); }

  void scalar(fb::ScalarOpcode opcode, ElementType type, uint32_t dst,
              uint32_t a, uint32_t b, uint64_t imm) {
    add(fb::CommandBody_ScalarCommand,
        fb::CreateScalarCommand(fbb, opcode, schema(type), schema(type), dst, a,
                                b, 0, imm)
            .Union());
  }

  flatbuffers::FlatBufferBuilder fbb;

private:
  static fb::ElementType schema(ElementType type) {
    return static_cast<fb::ElementType>(type);
  }
  uint32_t addBuffer(flatbuffers::Offset<fb::GraphBuffer> buffer) {
    buffers_.push_back(buffer);
    return static_cast<uint32_t>(buffers_.size() - 1);
  }
  /// The commands that `body` makes, as a list of their own.
  flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::Command>>>
  nested(const std::function<void()> &body) {
    std::vector<flatbuffers::Offset<fb::Command>> outer;
    outer.swap(commands_);
    body();
    auto offset = fbb.CreateVector(commands_);
    commands_.swap(outer);
    return offset;
  }
  void add(fb::CommandBody type, flatbuffers::Offset<void> body) {
    commands_.push_back(fb::CreateCommand(fbb, type, body, location_));
  }

  std::vector<flatbuffers::Offset<fb::Kernel>> kernels_;
  std::vector<flatbuffers::Offset<fb::Graph>> graphs_;
  std::vector<flatbuffers::Offset<fb::Location>> locations_;
  std::vector<flatbuffers::Offset<fb::GraphBuffer>> buffers_;
  std::vector<flatbuffers::Offset<fb::GraphScalar>> scalars_;
  std::vector<flatbuffers::Offset<fb::Command>> commands_;
  std::vector<flatbuffers::Offset<fb::TrapSite>> trapSites_;
  int32_t trapRecord_ = -1;
  uint32_t registers_ = 0;
  uint32_t location_ = 0;
};

} // namespace vyre::test

#endif // VYRE_UNITTESTS_RUNTIME_TESTARTIFACT_H
