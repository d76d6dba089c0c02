// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs on the host. Scalars are computed by the folders of their ops, so that
// this shares no arithmetic with the runtime that it checks.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/GraphInterpreter.h"

#include "Vyre/Runtime/Expectation.h"
#include "Vyre/Target/HostOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/TypeSwitch.h"
#include <algorithm>

namespace mlir::vyre {

namespace rt = ::vyre::rt;

/// Dispatches and buffers are limited as on a device (VYRE-BF-01).
static constexpr uint64_t kMaxBufferBytes = uint64_t(1) << 31;
static constexpr uint64_t kMaxInvocations = uint64_t(1) << 32;

namespace {

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

} // namespace

static ExecutionError invalid(Location loc, const Twine &message,
                              const Twine &fix) {
  return {ExecutionError::Kind::InvalidArgument, loc, message.str(), fix.str()};
}

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

static unsigned widthOf(Type type) {
  return type.isIndex() ? 32 : type.getIntOrFloatBitWidth();
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
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands())
    operands.push_back(scalars.lookup(operand));
  SmallVector<OpFoldResult> results;
  if (llvm::all_of(operands, [](Attribute a) { return a != nullptr; }) &&
      succeeded(op->fold(operands, results)) &&
      results.size() == op->getNumResults()) {
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
// Dispatches and loops
//===----------------------------------------------------------------------===//

ExecutionResult GraphRun::runStep(DispatchOp op) {
  KernelCode &kernel = *kernels.find(op.getCalleeAttr().getAttr())->second;
  ArrayRef<int32_t> extents = kernel.program().getWorkgroupSize();
  bool isThreads = op.getThreads() && !options.grid;

  std::array<uint32_t, 3> groups = {1, 1, 1};
  bool isEmpty = false;
  for (unsigned axis = 0; axis < DispatchOp::kMaxDims; ++axis) {
    uint64_t size = 1, extent = extents[axis];
    if (options.grid)
      size = (*options.grid)[axis];
    else if (axis < op.getSizes().size())
      size = bits(op.getSizes()[axis]);
    if (isThreads) {
      isEmpty |= size == 0;
      size = (size + extent - 1) / extent;
    } else if (size == 0) {
      return invalid(op.getLoc(),
                     "the dispatch of '" + kernel.program().getName() +
                         "' has 0 workgroups in " + Twine("xyz"[axis]) +
                         ", expected at least 1",
                     "give every size a positive number");
    }
    if (size > UINT32_MAX || size * extent > kMaxInvocations)
      return invalid(op.getLoc(),
                     "the dispatch of '" + kernel.program().getName() +
                         "' has more than 2^32 invocations in " +
                         Twine("xyz"[axis]) + ", ids have 32 bits",
                     "let an invocation handle several elements");
    groups[axis] = static_cast<uint32_t>(size);
  }

  SmallVector<BufferSpan> spans;
  SmallVector<uint64_t> values;
  for (Value operand : op.getArguments()) {
    if (!isa<BufferType>(operand.getType())) {
      values.push_back(bits(operand));
      continue;
    }
    Storage &buffer = storage(operand);
    spans.push_back({buffer.bytes.data(), buffer.count, buffer.elementType});
  }
  if (isEmpty)
    return std::nullopt;
  ExecutionResult error =
      interpretProgram(kernel, groups, spans, values, options.execution);
  if (error)
    error->notes.push_back({op.getLoc(), "dispatched here"});
  return error;
}

ExecutionResult GraphRun::runStep(scf::ForOp op) {
  Type type = op.getInductionVar().getType();
  bool isSigned = !op.getUnsignedCmp() && !type.isIndex();
  unsigned width = widthOf(type);
  APInt lower(width, bits(op.getLowerBound())),
      upper(width, bits(op.getUpperBound())), step(width, bits(op.getStep()));
  assign(op.getRegionIterArgs(), op.getInitArgs());
  if (step.isZero())
    return invalid(op.getLoc(), "the loop has step 0, expected more",
                   "give it a positive step");
  auto isBelow = [&](const APInt &a, const APInt &b) {
    return isSigned ? a.slt(b) : a.ult(b);
  };
  for (APInt iv = lower; isBelow(iv, upper);) {
    setBits(op.getInductionVar(), iv.getZExtValue());
    if (ExecutionResult error = runBlock(*op.getBody()))
      return error;
    assign(op.getRegionIterArgs(), op.getYieldedValues());
    // Compared as a distance, because iv + step may wrap.
    if (!(upper - iv).ugt(step))
      break;
    iv += step;
  }
  assign(op.getResults(), op.getRegionIterArgs());
  return std::nullopt;
}

void GraphRun::assign(ValueRange targets, ValueRange sources) {
  SmallVector<Attribute> values;
  for (Value source : sources)
    values.push_back(scalars.lookup(source));
  for (auto [target, value] : llvm::zip_equal(targets, values))
    scalars[target] = value;
}

ExecutionResult GraphRun::runStep(scf::IfOp op) {
  Block *chosen = bits(op.getCondition()) ? op.thenBlock() : op.elseBlock();
  if (!chosen)
    return std::nullopt;
  if (ExecutionResult error = runBlock(*chosen))
    return error;
  assign(op.getResults(), chosen->getTerminator()->getOperands());
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(scf::WhileOp op) {
  assign(op.getBeforeArguments(), op.getInits());
  for (;;) {
    if (ExecutionResult error = runBlock(*op.getBeforeBody()))
      return error;
    scf::ConditionOp condition = op.getConditionOp();
    assign(op.getAfterArguments(), condition.getArgs());
    if (!bits(condition.getCondition()))
      break;
    if (ExecutionResult error = runBlock(*op.getAfterBody()))
      return error;
    assign(op.getBeforeArguments(), op.getYieldOp().getOperands());
  }
  assign(op.getResults(), op.getAfterArguments());
  return std::nullopt;
}

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
      .Case<AllocOp, ConstantOp, CopyOp, DispatchOp, ExpectOp, FillOp, ReadOp,
            scf::ForOp, scf::IfOp, scf::WhileOp>(
          [&](auto step) { return runStep(step); })
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
      .Case<ReturnOp, scf::ConditionOp, scf::YieldOp>(
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
  WalkResult walked = graph.walk([&](DispatchOp dispatch) {
    auto &slot = interpreter.kernels[dispatch.getCalleeAttr().getAttr()];
    if (slot)
      return WalkResult::advance();
    auto program = module.lookupSymbol<ProgramOp>(dispatch.getCalleeAttr());
    if (!program) {
      dispatch.emitOpError("names ")
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
