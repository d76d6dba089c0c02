// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests of the interpreter write programs as text and look at memory.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_INTERPRETER_KERNELFIXTURE_H
#define VYRE_UNITTESTS_INTERPRETER_KERNELFIXTURE_H

#include "Vyre/Interpreter/Interpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <cstring>

namespace mlir::vyre {

/// Bytes of a buffer argument.
class Bytes {
public:
  Bytes() = default;
  template <typename T>
  static Bytes of(const std::vector<T> &values) {
    Bytes result;
    result.bytes.resize(values.size() * sizeof(T));
    if (!values.empty())
      std::memcpy(result.bytes.data(), values.data(), result.bytes.size());
    return result;
  }
  template <typename T>
  std::vector<T> as() const {
    std::vector<T> result(bytes.size() / sizeof(T));
    if (!result.empty())
      std::memcpy(result.data(), bytes.data(), result.size() * sizeof(T));
    return result;
  }
  std::vector<uint8_t> bytes;
};

/// Every schedule, with three seeds.
inline std::vector<Schedule> allSchedules() {
  return {Schedule::batched(), Schedule::inOrder(),    Schedule::reverse(),
          Schedule::random(1), Schedule::random(2026), Schedule::random(77)};
}

class KernelTest : public ::testing::Test {
protected:
  KernelTest() {
    context
        .loadDialect<VyreDialect, arith::ArithDialect, math::MathDialect,
                     scf::SCFDialect, ub::UBDialect, vector::VectorDialect>();
    context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
      diagnostics += diagnostic.str() + "\n";
    });
  }

  /// Parses a module and compiles its first program. The messages of what
  /// fails are in `diagnostics`.
  bool load(llvm::StringRef source) {
    kernel.reset();
    module = parseSourceString<ModuleOp>(source, &context);
    if (!module)
      return false;
    for (auto program : module->getOps<ProgramOp>()) {
      FailureOr<KernelCode> code = compileKernel(program);
      if (failed(code))
        return false;
      kernel.emplace(std::move(*code));
      return true;
    }
    return false;
  }

  /// Runs the loaded program on the buffers, which it changes.
  ExecutionResult run(std::vector<Bytes *> buffers,
                      std::array<uint32_t, 3> grid = {1, 1, 1},
                      std::vector<uint64_t> scalars = {},
                      ExecutionOptions options = {}) {
    SmallVector<BufferSpan> spans;
    unsigned number = 0;
    ProgramOp program = kernel->program();
    for (Type type : program.getArgumentTypes()) {
      auto buffer = dyn_cast<BufferType>(type);
      if (!buffer)
        continue;
      Bytes *bytes = buffers[number++];
      spans.push_back({bytes->bytes.data(),
                       bytes->bytes.size() / buffer.getElementBytes(),
                       buffer.getElementType()});
    }
    return interpretProgram(*kernel, grid, spans, scalars, options,
                            &statistics);
  }

  /// Loads and runs, and expects both to succeed.
  void runOk(llvm::StringRef source, std::vector<Bytes *> buffers,
             std::array<uint32_t, 3> grid = {1, 1, 1},
             std::vector<uint64_t> scalars = {},
             ExecutionOptions options = {}) {
    ASSERT_TRUE(load(source)) << diagnostics;
    ExecutionResult error =
        run(std::move(buffers), grid, std::move(scalars), options);
    EXPECT_FALSE(error) << error->str();
  }

  MLIRContext context;
  std::string diagnostics;
  OwningOpRef<ModuleOp> module;
  std::optional<KernelCode> kernel;
  ExecutionStatistics statistics;
};

/// Evaluates expressions of one or two operands on many numbers at once.
class ValueTest : public KernelTest {
protected:
  /// `body` computes %r : result from %a : type and %b : type. Each lane takes
  /// one pair; i1 results come as 0 and 1.
  template <typename Out, typename In>
  std::vector<Out> evaluate(std::string type, std::string result,
                            std::string body, std::vector<In> a,
                            std::vector<In> b = {}) {
    b.resize(a.size());
    std::string element = result == "i1" ? "i32" : result;
    std::string source = "vyre.program @p(%as: !vyre.buffer<?x" + type +
                         ", read>, %bs: !vyre.buffer<?x" + type +
                         ", read>, %rs: !vyre.buffer<?x" + element +
                         ", write>) workgroup [64, 1, 1] {\n"
                         "  %i = vyre.global_id x\n"
                         "  %a = vyre.load %as[%i] : !vyre.buffer<?x" +
                         type +
                         ", read>\n"
                         "  %b = vyre.load %bs[%i] : !vyre.buffer<?x" +
                         type + ", read>\n  " + body + "\n";
    if (result == "i1")
      source += "  %e = arith.extui %r : i1 to i32\n";
    source += "  vyre.store %" + std::string(result == "i1" ? "e" : "r") +
              ", %rs[%i] : !vyre.buffer<?x" + element +
              ", write>\n  vyre.return\n}\n";
    Bytes as = Bytes::of(a), bs = Bytes::of(b);
    Bytes rs = Bytes::of(std::vector<Out>(a.size(), Out(0x5A)));
    runOk(source, {&as, &bs, &rs}, {uint32_t(a.size() + 63) / 64, 1, 1});
    return rs.as<Out>();
  }
};

} // namespace mlir::vyre

#endif // VYRE_UNITTESTS_INTERPRETER_KERNELFIXTURE_H
