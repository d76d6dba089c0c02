// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of one run of a graph in the interpreter. Scalars and buffers are
// in GraphInterpreter.cpp, dispatches and loops in GraphSteps.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_GRAPHRUN_H
#define VYRE_LIB_INTERPRETER_GRAPHRUN_H

#include "Vyre/Interpreter/GraphInterpreter.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace mlir::vyre {

namespace rt = ::vyre::rt;

/// Dispatches and buffers are limited as on a device (VYRE-BF-01).
constexpr uint64_t kMaxBufferBytes = uint64_t(1) << 31;
constexpr uint64_t kMaxInvocations = uint64_t(1) << 32;

inline ExecutionError invalid(Location loc, const Twine &message,
                              const Twine &fix) {
  return {ExecutionError::Kind::InvalidArgument, loc, message.str(), fix.str()};
}

inline unsigned widthOf(Type type) {
  return type.isIndex() ? 32 : type.getIntOrFloatBitWidth();
}

/// One run of a graph.
class GraphRun {
public:
  GraphRun(llvm::MapVector<StringAttr, std::unique_ptr<KernelCode>> &kernels,
           const GraphOptions &options)
      : kernels(kernels), options(options) {}

  ExecutionResult bindArguments(GraphOp graph, rt::Arguments &arguments);
  ExecutionResult runBlock(Block &block);
  void returnArguments(GraphOp graph, rt::Arguments &arguments);

private:
  struct Storage {
    Type elementType;
    uint64_t count = 0;
    std::vector<uint8_t> bytes;
  };

  ExecutionResult runOp(Operation *op);
  ExecutionResult runStep(DispatchOp op);
  ExecutionResult runStep(FixpointOp op);
  ExecutionResult runStep(IndirectDispatchOp op);
  ExecutionResult runStep(scf::ForOp op);
  ExecutionResult runStep(scf::IfOp op);
  ExecutionResult runStep(scf::WhileOp op);
  ExecutionResult runStep(AllocOp op);
  ExecutionResult runStep(ConstantOp op);
  ExecutionResult runStep(CopyOp op);
  ExecutionResult runStep(FillOp op);
  ExecutionResult runStep(ExpectOp op);
  ExecutionResult runStep(ReadOp op);
  ExecutionResult runScalar(Operation *op);

  /// Runs the program on the arguments of the step.
  ExecutionResult launch(DispatchLikeOpInterface op,
                         std::array<uint32_t, 3> groups);
  /// Makes the storage of a buffer; an error if it is too large.
  ExecutionResult allocate(Value buffer, uint64_t count, Location loc);
  /// Tells the hooks of a buffer that has its first contents now.
  void follow(Value buffer, bool isWritten);
  Storage &storage(Value buffer) { return buffers.find(buffer)->second; }

  /// Copies scalars all at once: one may be the source of another.
  void assign(ValueRange targets, ValueRange sources);
  /// The bits of a scalar, zero extended.
  uint64_t bits(Value value);
  void setBits(Value value, uint64_t bits);
  void setConstant(Value value, Attribute constant);

  llvm::MapVector<StringAttr, std::unique_ptr<KernelCode>> &kernels;
  const GraphOptions &options;
  DenseMap<Value, Attribute> scalars;
  DenseMap<Value, Storage> buffers;
  /// Ops that ran, those of each round of a loop.
  uint64_t hostSteps = 0;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_INTERPRETER_GRAPHRUN_H
