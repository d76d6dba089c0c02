// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs on the host. Scalars are computed by the folders of their ops, so that
// this shares no arithmetic with the runtime that it checks.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/GraphInterpreter.h"

#include "GraphRun.h"
#include "Vyre/Runtime/Expectation.h"
#include "Vyre/Target/HostOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/TypeSwitch.h"
#include <algorithm>

namespace mlir::vyre {

/// The runtime's name of an element type. Buffers hold no other types.
static rt::ElementType elementOf(Type type) {
  std::string name;
  llvm::raw_string_ostream(name) << type;
  return *rt::parseElement(name);
}

static std::string typeName(Type type) {
  std::string name;
  llvm::raw_string_ostream(name) << type;
  return name;
}

/// The bytes of a dense attribute, all elements written out.
static std::vector<uint8_t> bytesOf(ElementsAttr elements) {
  ArrayRef<char> raw;
  bool isSplat = false;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements)) {
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      raw = blob->getData();
  } else {
    auto dense = cast<DenseElementsAttr>(elements);
    raw = dense.getRawData();
    isSplat = dense.isSplat();
  }
  std::vector<uint8_t> bytes;
  for (int64_t i = 0, n = isSplat ? elements.getNumElements() : 1; i < n; ++i)
    bytes.insert(bytes.end(), raw.begin(), raw.end());
  return bytes;
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

uint64_t GraphRun::bits(Value value) {
  Attribute constant = scalars.lookup(value);
  if (auto number = dyn_cast<FloatAttr>(constant))
    return number.getValue().bitcastToAPInt().getZExtValue();
  return cast<IntegerAttr>(constant)
      .getValue()
      .trunc(widthOf(value.getType()))
      .getZExtValue();
}

void GraphRun::setConstant(Value value, Attribute constant) {
  // An index has 32 bits in a program and 64 in an attribute.
  if (value.getType().isIndex()) {
    APInt number = cast<IntegerAttr>(constant).getValue();
    constant = IntegerAttr::get(value.getType(), number.trunc(32).zext(64));
  }
  scalars[value] = constant;
}

void GraphRun::setBits(Value value, uint64_t bits) {
  Type type = value.getType();
  APInt number(widthOf(type), bits, /*isSigned=*/false, /*implicitTrunc=*/true);
  if (auto floatType = dyn_cast<FloatType>(type))
    scalars[value] =
        FloatAttr::get(type, APFloat(floatType.getFloatSemantics(), number));
  else
    scalars[value] =
        IntegerAttr::get(type, type.isIndex() ? number.zext(64) : number);
}

ExecutionResult GraphRun::runScalar(Operation *op) {
  if (!isHostOp(op))
    return ExecutionError{
        ExecutionError::Kind::Unsupported, op->getLoc(),
        ("'" + op->getName().getStringRef() +
         "' cannot be used in a graph [VYRE-GR-02]")
            .str(),
        "move it into a program"};
  // A folder may change the op instead, so that it skips the one before it. That
  // must not happen to the module, and the next attempt then gives a result.
  SmallVector<OpFoldResult> results;
  Operation *copy = op->clone();
  auto destroy = llvm::make_scope_exit([&] { copy->destroy(); });
  auto fold = [&] {
    SmallVector<Attribute> operands;
    for (Value operand : copy->getOperands())
      operands.push_back(scalars.lookup(operand));
    return llvm::all_of(operands, [](Attribute a) { return a != nullptr; }) &&
           succeeded(copy->fold(operands, results));
  };
  bool isFolded = fold();
  while (isFolded && results.empty())
    isFolded = fold();
  if (isFolded && results.size() == op->getNumResults()) {
    for (auto [result, folded] : llvm::zip(op->getResults(), results)) {
      if (auto constant = dyn_cast<Attribute>(folded))
        setConstant(result, constant);
      else
        scalars[result] = scalars.lookup(cast<Value>(folded));
    }
    return std::nullopt;
  }
  // What arith leaves undefined does not fold: a division by zero, a
  // conversion out of range.
  return ExecutionError{
      ExecutionError::Kind::Evaluation, op->getLoc(),
      ("'" + op->getName().getStringRef() + "' has no result for its operands")
          .str(),
      "use the total op of vyre, such as vyre.divui"};
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

ExecutionResult GraphRun::allocate(Value buffer, uint64_t count, Location loc) {
  auto type = cast<BufferType>(buffer.getType());
  uint64_t bytes = count * type.getElementBytes();
  if (bytes > kMaxBufferBytes)
    return invalid(loc,
                   "buffer has " + Twine(bytes) + " bytes, expected at most " +
                       Twine(kMaxBufferBytes) + " [VYRE-BF-01]",
                   "split the buffer");
  buffers[buffer] = {type.getElementType(), count, std::vector<uint8_t>(bytes)};
  return std::nullopt;
}

void GraphRun::follow(Value buffer, bool isWritten) {
  const Storage &made = storage(buffer);
  if (MemoryHooks *hooks = options.execution.hooks)
    hooks->onBuffer(made.bytes.data(), made.bytes.size(), isWritten);
}

ExecutionResult GraphRun::bindArguments(GraphOp graph,
                                        rt::Arguments &arguments) {
  size_t used = 0;
  for (BlockArgument arg : graph.getArguments()) {
    std::string name = graph.getArgName(arg.getArgNumber()).str();
    auto type = dyn_cast<BufferType>(arg.getType());
    if (!type) {
      auto found = arguments.scalars.find(name);
      if (found == arguments.scalars.end())
        return invalid(graph.getLoc(),
                       "scalar argument '" + name + "' is missing",
                       "pass a value of type " + typeName(arg.getType()));
      setBits(arg, found->second.bits);
      ++used;
      continue;
    }
    auto found = arguments.buffers.find(name);
    if (found == arguments.buffers.end())
      return invalid(graph.getLoc(),
                     "buffer argument '" + name + "' is missing",
                     "pass a value of type " + typeName(type));
    ++used;
    const rt::BufferValue &value = found->second;
    if (value.element != elementOf(type.getElementType()) ||
        (!type.isDynamic() &&
         value.count != static_cast<uint64_t>(type.getCount())) ||
        value.bytes.size() != value.count * type.getElementBytes())
      return invalid(graph.getLoc(),
                     "argument '" + name + "' has " + Twine(value.count) +
                         " elements of type " + rt::elementName(value.element) +
                         ", expected " + typeName(type),
                     "pass a value of that type and count");
    if (ExecutionResult error = allocate(arg, value.count, graph.getLoc()))
      return error;
    storage(arg).bytes = value.bytes;
    follow(arg, /*isWritten=*/true);
  }
  if (used != arguments.buffers.size() + arguments.scalars.size())
    return invalid(graph.getLoc(), "found more arguments than the graph has",
                   "pass only those that it declares");
  return std::nullopt;
}

void GraphRun::returnArguments(GraphOp graph, rt::Arguments &arguments) {
  for (BlockArgument arg : graph.getArguments())
    if (auto type = dyn_cast<BufferType>(arg.getType());
        type && type.isWritable())
      arguments.buffers.find(graph.getArgName(arg.getArgNumber()).str())
          ->second.bytes = std::move(storage(arg).bytes);
}

ExecutionResult GraphRun::runStep(AllocOp op) {
  auto type = cast<BufferType>(op.getResult().getType());
  uint64_t count = op.getCount() ? bits(op.getCount()) : type.getCount();
  if (ExecutionResult error = allocate(op.getResult(), count, op.getLoc()))
    return error;
  // Not zero, so that a program that relies on that shows.
  if (op.getUninitialized())
    llvm::fill(storage(op.getResult()).bytes, uint8_t(0xA5));
  follow(op.getResult(), /*isWritten=*/false);
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(ConstantOp op) {
  auto type = cast<BufferType>(op.getResult().getType());
  if (ExecutionResult error =
          allocate(op.getResult(), type.getCount(), op.getLoc()))
    return error;
  storage(op.getResult()).bytes = bytesOf(op.getValue());
  follow(op.getResult(), /*isWritten=*/true);
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(CopyOp op) {
  Storage &source = storage(op.getSource()), &target = storage(op.getTarget());
  size_t bytes = std::min(source.bytes.size(), target.bytes.size());
  if (&source == &target)
    return std::nullopt;
  std::copy_n(source.bytes.begin(), bytes, target.bytes.begin());
  if (MemoryHooks *hooks = options.execution.hooks)
    hooks->onCopy(source.bytes.data(), target.bytes.data(), bytes);
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(FillOp op) {
  Storage &target = storage(op.getTarget());
  uint64_t value = bits(op.getValue());
  unsigned stride = widthOf(op.getValue().getType()) / 8;
  for (size_t i = 0; i < target.bytes.size(); ++i)
    target.bytes[i] = static_cast<uint8_t>(value >> (8 * (i % stride)));
  if (MemoryHooks *hooks = options.execution.hooks)
    hooks->onFill(target.bytes.data(), target.bytes.size());
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(ReadOp op) {
  const Storage &buffer = storage(op.getBuffer());
  uint64_t value = 0;
  for (size_t i = 0; i < buffer.bytes.size(); ++i)
    value |= uint64_t(buffer.bytes[i]) << (8 * i);
  setBits(op, value);
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(ExpectOp op) {
  const Storage &buffer = storage(op.getBuffer());
  std::vector<uint8_t> data = bytesOf(op.getExpected());
  rt::Expectation expectation;
  expectation.buffer = "the buffer";
  if (auto arg = dyn_cast<BlockArgument>(op.getBuffer()))
    expectation.buffer =
        "buffer '" +
        op->getParentOfType<GraphOp>().getArgName(arg.getArgNumber()).str() +
        "'";
  expectation.element = elementOf(buffer.elementType);
  expectation.count = buffer.count;
  expectation.data = data.data();
  expectation.ulp = op.getUlp();
  if (data.size() != buffer.bytes.size())
    return ExecutionError{
        ExecutionError::Kind::Mismatch, op.getLoc(),
        (expectation.buffer + " has " + Twine(buffer.count) +
         " elements, expected " +
         Twine(data.size() /
               cast<BufferType>(op.getBuffer().getType()).getElementBytes()))
            .str(),
        "correct the program or the expected values"};
  rt::Status status = rt::compareExpectation(expectation, buffer.bytes.data());
  if (status)
    return std::nullopt;
  return ExecutionError{ExecutionError::Kind::Mismatch, op.getLoc(),
                        status.message(), status.fix()};
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

ExecutionResult GraphRun::runOp(Operation *op) {
  // Counts the yield of a body, so a round costs a step even if it is empty.
  if (options.hostStepBudget && ++hostSteps > options.hostStepBudget)
    return ExecutionError{
        ExecutionError::Kind::BudgetExhausted, op->getLoc(),
        ("the graph was still running on the host after " +
         Twine(options.hostStepBudget) + " steps")
            .str(),
        "let the loop do fewer rounds, or allow more steps"};
  return llvm::TypeSwitch<Operation *, ExecutionResult>(op)
      .Case<AllocOp, ConstantOp, CopyOp, DispatchOp, ExpectOp, FillOp,
            FixpointOp, IndirectDispatchOp, ReadOp, scf::ForOp, scf::IfOp,
            scf::WhileOp>([&](auto step) { return runStep(step); })
      .Case([&](LengthOp length) -> ExecutionResult {
        setBits(length, storage(length.getBuffer()).count);
        return std::nullopt;
      })
      .Case([&](LaunchGroupsOp launch) -> ExecutionResult {
        auto axis = static_cast<unsigned>(launch.getDimension());
        setBits(launch, options.grid ? std::min<uint64_t>((*options.grid)[axis],
                                                          UINT32_MAX)
                                     : bits(launch.getFallback()));
        return std::nullopt;
      })
      // All invocations of a grid exist at once here.
      .Case([&](PreferResidentOp prefer) -> ExecutionResult {
        setBits(prefer, true);
        return std::nullopt;
      })
      // Any number will do; with half of them some do two and some do one.
      .Case([&](StrideGroupsOp stride) -> ExecutionResult {
        uint64_t total = 1;
        for (Value size : stride.getSizes())
          total = std::min(total * bits(size), uint64_t(UINT32_MAX));
        setBits(stride, (total + 1) / 2);
        return std::nullopt;
      })
      .Case<ReturnOp, YieldOp, scf::ConditionOp, scf::YieldOp>(
          [](auto) -> ExecutionResult { return std::nullopt; })
      .Default([&](Operation *) { return runScalar(op); });
}

ExecutionResult GraphRun::runBlock(Block &block) {
  for (Operation &op : block)
    if (ExecutionResult error = runOp(&op))
      return error;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// GraphInterpreter
//===----------------------------------------------------------------------===//

FailureOr<GraphInterpreter> GraphInterpreter::create(GraphOp graph) {
  GraphInterpreter interpreter(graph);
  auto module = graph->getParentOfType<ModuleOp>();
  WalkResult walked = graph.walk([&](DispatchLikeOpInterface dispatch) {
    auto &slot = interpreter.kernels[dispatch.getCalleeAttr().getAttr()];
    if (slot)
      return WalkResult::advance();
    auto program = module.lookupSymbol<ProgramOp>(dispatch.getCalleeAttr());
    if (!program) {
      dispatch->emitOpError("names ")
          << dispatch.getCalleeAttr()
          << ", expected a vyre.program [VYRE-GR-05]; fix: interpret the "
             "module before it is lowered";
      return WalkResult::interrupt();
    }
    FailureOr<KernelCode> kernel = compileKernel(program);
    if (failed(kernel))
      return WalkResult::interrupt();
    slot = std::make_unique<KernelCode>(std::move(*kernel));
    return WalkResult::advance();
  });
  if (walked.wasInterrupted())
    return failure();
  return interpreter;
}

ExecutionResult GraphInterpreter::run(::vyre::rt::Arguments &arguments,
                                      const GraphOptions &options) {
  GraphRun run(kernels, options);
  ExecutionResult error = run.bindArguments(op, arguments);
  if (error)
    return error;
  error = run.runBlock(op.getBody().front());
  run.returnArguments(op, arguments);
  return error;
}

} // namespace mlir::vyre
