// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Encodes a vyre.graph as the runtime's list of commands.
//
// Buffers are numbered in the order in which they appear: buffer arguments,
// then vyre.alloc and vyre.constant, which stand at the top level (VYRE-GR-07).
// Every scalar SSA value gets a register of its own; only the carried values
// of a loop share registers with its results.
//
//===----------------------------------------------------------------------===//

#include "ArtifactEncoding.h"
#include "HostScalar.h"
#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Target/ArtifactBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

namespace mlir::vyre {

namespace {

/// The commands of one graph, built bottom up.
class GraphEncoder {
public:
  GraphEncoder(flatbuffers::FlatBufferBuilder &builder,
               const llvm::StringMap<uint32_t> &kernels,
               LocationTable &locations)
      : builder(builder), kernels(kernels), locations(locations) {}

  FailureOr<Offset<fb::Graph>> encode(GraphOp graph);

private:
  using CommandList = std::vector<Offset<fb::Command>>;

  /// The kernel of a dispatch, and what it is run on.
  struct Call {
    uint32_t kernel = 0;
    std::vector<uint32_t> buffers, scalars;
  };

  LogicalResult encodeBlock(Block &block, CommandList &commands);
  FailureOr<Call> encodeCall(DispatchLikeOpInterface op);
  LogicalResult encodeOp(Operation &op, CommandList &commands);
  LogicalResult encodeStep(DispatchOp op, CommandList &commands);
  LogicalResult encodeStep(IndirectDispatchOp op, CommandList &commands);
  LogicalResult encodeStep(ExpectOp op, CommandList &commands);
  LogicalResult encodeStep(ReadOp op, CommandList &commands);
  template <typename Command>
  LogicalResult encodeQuestion(Operation *op, StringRef callee,
                               ValueRange sizes, CommandList &commands);
  LogicalResult encodeStep(PreferResidentOp op, CommandList &commands);
  LogicalResult encodeStep(StrideGroupsOp op, CommandList &commands);
  LogicalResult encodeStep(scf::ForOp op, CommandList &commands);
  LogicalResult encodeStep(scf::IfOp op, CommandList &commands);
  LogicalResult encodeStep(scf::WhileOp op, CommandList &commands);
  LogicalResult encodeConstant(arith::ConstantOp op, CommandList &commands);
  LogicalResult encodeScalar(Operation &op, CommandList &commands);
  LogicalResult addBuffer(Operation &op);
  void addTrapRecord(AllocOp op);

  template <typename T>
  void push(CommandList &commands, fb::CommandBody kind, Offset<T> body,
            Location loc) {
    commands.push_back(
        fb::CreateCommand(builder, kind, body.Union(), locations.add(loc)));
  }

  /// The register of a scalar value, made on first sight.
  uint32_t reg(Value value) {
    return registers.insert({value, registerCount}).second
               ? registerCount++
               : registers.lookup(value);
  }
  std::vector<uint32_t> regs(ValueRange values) {
    std::vector<uint32_t> list;
    for (Value value : values)
      list.push_back(reg(value));
    return list;
  }
  /// A register that always holds 1, for missing dispatch sizes.
  uint32_t one(CommandList &commands, Location loc);
  /// Three registers.
  std::vector<uint32_t> encodeSizes(ValueRange sizes, CommandList &commands,
                                    Location loc);
  FailureOr<uint32_t> lookupKernel(Operation *op, StringRef program);

  flatbuffers::FlatBufferBuilder &builder;
  const llvm::StringMap<uint32_t> &kernels;
  LocationTable &locations;

  llvm::DenseMap<Value, uint32_t> registers;
  uint32_t registerCount = 0;
  llvm::DenseMap<Value, uint32_t> buffers;
  std::vector<Offset<fb::GraphBuffer>> bufferTable;
  int32_t trapRecord = -1;
  std::vector<Offset<fb::TrapSite>> trapSites;
};

} // namespace

uint32_t GraphEncoder::one(CommandList &commands, Location loc) {
  uint32_t target = registerCount++;
  push(commands, fb::CommandBody_ScalarCommand,
       fb::CreateScalarCommand(builder, fb::ScalarOpcode_Constant,
                               fb::ElementType_Index, fb::ElementType_Index,
                               target, 0, 0, 0, /*imm=*/1),
       loc);
  return target;
}

LogicalResult GraphEncoder::encodeConstant(arith::ConstantOp op,
                                           CommandList &commands) {
  std::optional<fb::ElementType> type = encodeElement(op.getType());
  uint64_t bits = 0;
  if (auto integer = dyn_cast<IntegerAttr>(op.getValue()))
    bits = integer.getValue().zextOrTrunc(64).getZExtValue();
  else if (auto number = dyn_cast<FloatAttr>(op.getValue()))
    bits = number.getValue().bitcastToAPInt().getZExtValue();
  else
    type = std::nullopt;
  if (!type)
    return op.emitError("constant of type ")
           << op.getType()
           << " in a graph, expected an integer, a float or an index "
              "[VYRE-GR-02]";
  push(commands, fb::CommandBody_ScalarCommand,
       fb::CreateScalarCommand(builder, fb::ScalarOpcode_Constant, *type, *type,
                               reg(op), 0, 0, 0, bits),
       op.getLoc());
  return success();
}

LogicalResult GraphEncoder::encodeScalar(Operation &op,
                                         CommandList &commands) {
  std::optional<HostScalar> scalar = getHostScalar(&op);
  if (!scalar)
    return op.emitError("'")
           << op.getName()
           << "' is not an op that a graph can run on the host [VYRE-GR-02]; "
              "fix: compute it in a program, or pass it as an argument";
  Type named = scalar->typeOfOperand ? op.getOperand(0).getType()
                                     : op.getResult(0).getType();
  // Select's operand 0 is the condition; conversions read another type.
  std::optional<fb::ElementType> type = encodeElement(named);
  std::optional<fb::ElementType> from =
      encodeElement(op.getOperand(0).getType());
  if (!type || !from || isa<VectorType>(named))
    return op.emitError("type ")
           << named << " on the host, expected an integer of 1 to 64 bits, "
           << "f32, f64 or index [VYRE-GR-02]";
  uint32_t operands[3] = {0, 0, 0};
  for (auto [index, operand] : llvm::enumerate(op.getOperands()))
    operands[index] = reg(operand);
  push(commands, fb::CommandBody_ScalarCommand,
       fb::CreateScalarCommand(builder, scalar->opcode, *type, *from,
                               reg(op.getResult(0)), operands[0], operands[1],
                               operands[2], /*imm=*/0),
       op.getLoc());
  return success();
}

FailureOr<uint32_t> GraphEncoder::lookupKernel(Operation *op,
                                               StringRef program) {
  auto kernel = kernels.find(program);
  if (kernel == kernels.end())
    return op->emitError("program '@")
           << program << "' has no kernel in this module; fix: lower it before "
           << "building the artifact";
  return kernel->second;
}

std::vector<uint32_t> GraphEncoder::encodeSizes(ValueRange sizes,
                                                CommandList &commands,
                                                Location loc) {
  std::vector<uint32_t> list = regs(sizes);
  while (list.size() < DispatchOp::kMaxDims)
    list.push_back(one(commands, loc));
  return list;
}

FailureOr<GraphEncoder::Call>
GraphEncoder::encodeCall(DispatchLikeOpInterface op) {
  FailureOr<uint32_t> kernel = lookupKernel(op, op.getCalleeAttr().getValue());
  if (failed(kernel))
    return failure();
  Call call;
  call.kernel = *kernel;
  for (Value operand : op.getArguments()) {
    if (isa<BufferType>(operand.getType()))
      call.buffers.push_back(buffers.lookup(operand));
    else
      call.scalars.push_back(reg(operand));
  }
  return call;
}

LogicalResult GraphEncoder::encodeStep(DispatchOp op, CommandList &commands) {
  FailureOr<Call> call = encodeCall(op);
  if (failed(call))
    return failure();
  std::vector<uint32_t> sizes =
      encodeSizes(op.getSizes(), commands, op.getLoc());
  push(commands, fb::CommandBody_DispatchCommand,
       fb::CreateDispatchCommandDirect(builder, call->kernel, &call->buffers,
                                       &call->scalars, &sizes, op.getThreads(),
                                       op->hasAttr(kFixedGridAttrName)),
       op.getLoc());
  return success();
}

/// A question about a grid of a program: both kinds have the same fields.
template <typename Command>
LogicalResult GraphEncoder::encodeQuestion(Operation *op, StringRef callee,
                                           ValueRange sizes,
                                           CommandList &commands) {
  FailureOr<uint32_t> kernel = lookupKernel(op, callee);
  if (failed(kernel))
    return failure();
  auto list =
      builder.CreateVector(encodeSizes(sizes, commands, op->getLoc()));
  typename Command::Builder command(builder);
  command.add_kernel(*kernel);
  command.add_size(list);
  command.add_dst(reg(op->getResult(0)));
  push(commands, fb::CommandBodyTraits<Command>::enum_value, command.Finish(),
       op->getLoc());
  return success();
}

LogicalResult GraphEncoder::encodeStep(PreferResidentOp op,
                                       CommandList &commands) {
  return encodeQuestion<fb::PreferResidentCommand>(op, op.getCallee(),
                                                   op.getSizes(), commands);
}

LogicalResult GraphEncoder::encodeStep(StrideGroupsOp op,
                                       CommandList &commands) {
  return encodeQuestion<fb::StrideGroupsCommand>(op, op.getCallee(),
                                                 op.getSizes(), commands);
}

LogicalResult GraphEncoder::encodeStep(IndirectDispatchOp op,
                                       CommandList &commands) {
  FailureOr<Call> call = encodeCall(op);
  if (failed(call))
    return failure();
  push(commands, fb::CommandBody_IndirectDispatchCommand,
       fb::CreateIndirectDispatchCommandDirect(
           builder, call->kernel, &call->buffers, &call->scalars,
           buffers.lookup(op.getCounts()), reg(op.getOffset())),
       op.getLoc());
  return success();
}

LogicalResult GraphEncoder::encodeStep(ExpectOp op, CommandList &commands) {
  auto type = cast<BufferType>(op.getBuffer().getType());
  FailureOr<ElementBytes> data = encodeElements(op.getExpected(), type);
  if (failed(data))
    return op.emitError("expected values are not in the file; fix: write "
                        "them as dense<...>");
  int64_t count = op.getExpected().getNumElements();
  if (auto vector = dyn_cast<VectorType>(type.getElementType()))
    count /= vector.getNumElements();
  push(commands, fb::CommandBody_ExpectCommand,
       fb::CreateExpectCommandDirect(builder, buffers.lookup(op.getBuffer()),
                                     count, &data->bytes, data->isSplat,
                                     op.getUlp()),
       op.getLoc());
  return success();
}

/// VYRE-GR-12: buffers have numbers, not registers.
static LogicalResult checkCarried(Operation *op) {
  if (llvm::none_of(op->getResultTypes(), llvm::IsaPred<BufferType>))
    return success();
  return op->emitError("carries a buffer through control flow, expected "
                       "scalars [VYRE-GR-12]; fix: copy between two buffers, "
                       "or write the two steps out");
}

LogicalResult GraphEncoder::encodeStep(ReadOp op, CommandList &commands) {
  push(commands, fb::CommandBody_ReadCommand,
       fb::CreateReadCommand(builder, buffers.lookup(op.getBuffer()), reg(op)),
       op.getLoc());
  return success();
}

LogicalResult GraphEncoder::encodeStep(scf::IfOp op, CommandList &commands) {
  if (failed(checkCarried(op)))
    return failure();
  CommandList thenBody, elseBody;
  if (failed(encodeBlock(*op.thenBlock(), thenBody)) ||
      (op.elseBlock() && failed(encodeBlock(*op.elseBlock(), elseBody))))
    return failure();
  std::vector<uint32_t> results = regs(op.getResults()), thenYields, elseYields;
  if (!results.empty()) {
    thenYields = regs(op.thenYield().getOperands());
    elseYields = regs(op.elseYield().getOperands());
  }
  push(commands, fb::CommandBody_IfCommand,
       fb::CreateIfCommandDirect(builder, reg(op.getCondition()), &results,
                                 &thenYields, &elseYields, &thenBody,
                                 &elseBody),
       op.getLoc());
  return success();
}

LogicalResult GraphEncoder::encodeStep(scf::WhileOp op, CommandList &commands) {
  if (failed(checkCarried(op)))
    return failure();
  for (auto [arg, result] : llvm::zip(op.getAfterArguments(), op.getResults()))
    registers[result] = reg(arg);
  std::vector<uint32_t> carried = regs(op.getBeforeArguments());
  std::vector<uint32_t> inits = regs(op.getInits());
  std::vector<uint32_t> afterArgs = regs(op.getAfterArguments());
  CommandList before, after;
  if (failed(encodeBlock(*op.getBeforeBody(), before)) ||
      failed(encodeBlock(*op.getAfterBody(), after)))
    return failure();
  scf::ConditionOp condition = op.getConditionOp();
  std::vector<uint32_t> passed = regs(condition.getArgs());
  std::vector<uint32_t> yields = regs(op.getYieldOp().getOperands());
  push(commands, fb::CommandBody_WhileCommand,
       fb::CreateWhileCommandDirect(builder, &carried, &inits, &before,
                                    reg(condition.getCondition()), &passed,
                                    &afterArgs, &after, &yields),
       op.getLoc());
  return success();
}

LogicalResult GraphEncoder::encodeStep(scf::ForOp op, CommandList &commands) {
  if (failed(checkCarried(op)))
    return failure();
  std::optional<fb::ElementType> type =
      encodeElement(op.getInductionVar().getType());
  if (!type)
    return op.emitError("has bounds of type ")
           << op.getInductionVar().getType()
           << ", expected an integer of up to 64 bits or index [VYRE-GR-02]";
  std::vector<uint32_t> carried, inits, yields;
  for (auto [init, arg, result] :
       llvm::zip(op.getInitArgs(), op.getRegionIterArgs(), op.getResults())) {
    inits.push_back(reg(init));
    carried.push_back(reg(arg));
    registers[result] = reg(arg);
  }
  CommandList body;
  if (failed(encodeBlock(*op.getBody(), body)))
    return failure();
  for (Value yielded : op.getYieldedValues())
    yields.push_back(reg(yielded));
  bool isSigned = !op.getUnsignedCmp() && *type != fb::ElementType_Index;
  push(commands, fb::CommandBody_ForCommand,
       fb::CreateForCommandDirect(
           builder, reg(op.getInductionVar()), reg(op.getLowerBound()),
           reg(op.getUpperBound()), reg(op.getStep()), *type, isSigned,
           &carried, &inits, &yields, &body),
       op.getLoc());
  return success();
}

/// The buffer that is added next is the trap record, if it says so.
void GraphEncoder::addTrapRecord(AllocOp op) {
  auto sites = op->getAttrOfType<ArrayAttr>(kTrapSitesAttrName);
  if (!sites)
    return;
  trapRecord = bufferTable.size();
  for (auto site : sites.getAsRange<DictionaryAttr>()) {
    auto tag = site.getAs<StringAttr>("tag");
    auto loc = site.getAs<LocationAttr>("loc");
    trapSites.push_back(fb::CreateTrapSiteDirect(
        builder, tag ? tag.str().c_str() : "",
        loc ? locations.add(Location(loc)) : 0));
  }
}

LogicalResult GraphEncoder::addBuffer(Operation &op) {
  Value result = op.getResult(0);
  auto type = cast<BufferType>(result.getType());
  ElementBytes data{{}, false};
  int32_t countRegister = -1;
  bool isUninitialized = false;
  fb::BufferKind kind = fb::BufferKind_Transient;
  if (auto constant = dyn_cast<ConstantOp>(op)) {
    FailureOr<ElementBytes> encoded = encodeElements(constant.getValue(), type);
    if (failed(encoded))
      return op.emitError("values are not in the file; fix: write them as "
                          "dense<...>");
    data = std::move(*encoded);
    kind = fb::BufferKind_Constant;
  } else {
    auto alloc = cast<AllocOp>(op);
    isUninitialized = alloc.getUninitialized();
    if (Value count = alloc.getCount())
      countRegister = reg(count);
    addTrapRecord(alloc);
  }
  buffers[result] = bufferTable.size();
  bufferTable.push_back(fb::CreateGraphBufferDirect(
      builder, kind, "", *encodeElement(type.getElementType()),
      encodeAccess(type.getAccess()), type.isDynamic(),
      type.isDynamic() ? 0 : type.getCount(), countRegister, &data.bytes,
      data.isSplat, isUninitialized));
  return success();
}

LogicalResult GraphEncoder::encodeOp(Operation &op, CommandList &commands) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
      .Case<DispatchOp, ExpectOp, IndirectDispatchOp, PreferResidentOp, ReadOp,
            StrideGroupsOp, scf::ForOp, scf::IfOp, scf::WhileOp>(
          [&](auto step) { return encodeStep(step, commands); })
      .Case<AllocOp, ConstantOp>([&](auto) { return addBuffer(op); })
      .Case([&](CopyOp copy) {
        push(commands, fb::CommandBody_CopyCommand,
             fb::CreateCopyCommand(builder, buffers.lookup(copy.getSource()),
                                   buffers.lookup(copy.getTarget())),
             op.getLoc());
        return success();
      })
      .Case([&](FillOp fill) {
        push(commands, fb::CommandBody_FillCommand,
             fb::CreateFillCommand(builder, buffers.lookup(fill.getTarget()),
                                   reg(fill.getValue())),
             op.getLoc());
        return success();
      })
      .Case([&](LengthOp length) {
        push(commands, fb::CommandBody_ScalarCommand,
             fb::CreateScalarCommand(builder, fb::ScalarOpcode_Length,
                                     fb::ElementType_Index,
                                     fb::ElementType_Index, reg(length), 0, 0,
                                     0, buffers.lookup(length.getBuffer())),
             op.getLoc());
        return success();
      })
      .Case([&](LaunchGroupsOp groups) {
        push(commands, fb::CommandBody_ScalarCommand,
             fb::CreateScalarCommand(
                 builder, fb::ScalarOpcode_LaunchGroups, fb::ElementType_Index,
                 fb::ElementType_Index, reg(groups), reg(groups.getFallback()),
                 0, 0, static_cast<uint64_t>(groups.getDimension())),
             op.getLoc());
        return success();
      })
      .Case([&](arith::ConstantOp constant) {
        return encodeConstant(constant, commands);
      })
      .Case<ReturnOp, scf::ConditionOp, scf::YieldOp>(
          [](auto) { return success(); })
      .Default([&](Operation *) { return encodeScalar(op, commands); });
}

LogicalResult GraphEncoder::encodeBlock(Block &block, CommandList &commands) {
  for (Operation &op : block)
    if (failed(encodeOp(op, commands)))
      return failure();
  return success();
}

FailureOr<Offset<fb::Graph>> GraphEncoder::encode(GraphOp graph) {
  std::vector<Offset<fb::GraphScalar>> scalars;
  for (BlockArgument arg : graph.getArguments()) {
    std::string name = graph.getArgName(arg.getArgNumber()).str();
    if (auto type = dyn_cast<BufferType>(arg.getType())) {
      buffers[arg] = bufferTable.size();
      bufferTable.push_back(fb::CreateGraphBufferDirect(
          builder, fb::BufferKind_Argument, name.c_str(),
          *encodeElement(type.getElementType()), encodeAccess(type.getAccess()),
          type.isDynamic(), type.isDynamic() ? 0 : type.getCount()));
      continue;
    }
    scalars.push_back(fb::CreateGraphScalarDirect(
        builder, name.c_str(), *encodeElement(arg.getType()), reg(arg)));
  }
  CommandList commands;
  if (failed(encodeBlock(graph.getBody().front(), commands)))
    return failure();
  return fb::CreateGraphDirect(
      builder, graph.getName().str().c_str(), &bufferTable, &scalars,
      registerCount, &commands, graph->hasAttr(kImplicitGraphAttrName),
      locations.add(graph.getLoc()), trapRecord, &trapSites);
}

FailureOr<Offset<fb::Graph>>
encodeGraph(flatbuffers::FlatBufferBuilder &builder, GraphOp graph,
            const llvm::StringMap<uint32_t> &kernels,
            LocationTable &locations) {
  return GraphEncoder(builder, kernels, locations).encode(graph);
}

} // namespace mlir::vyre
