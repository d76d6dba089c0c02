// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The structure of flat code: signature, blocks, control flow.
//
// A loop keeps its carried values in registers of its own and copies on entry
// and at the end of each round, so that no other value changes under its
// users. Loops around barriers and subgroup ops also count their rounds:
// invocations that meet there must be in the same round of each (VYRE-BR-01).
//
//===----------------------------------------------------------------------===//

#include "Compiler.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

/// More invocations than any device has in a workgroup.
static constexpr int64_t kMaxLanes = 65536;

KernelCompiler::KernelCompiler(ProgramOp program)
    : program(program), code(std::make_unique<FlatCode>()) {
  code->program = program;
}

//===----------------------------------------------------------------------===//
// Program
//===----------------------------------------------------------------------===//

LogicalResult KernelCompiler::compileSignature() {
  ArrayRef<int32_t> size = program.getWorkgroupSize();
  int64_t lanes = 1;
  for (int axis = 0; axis < 3; ++axis) {
    code->workgroupSize[axis] = size[axis];
    lanes *= size[axis];
    if (lanes > kMaxLanes)
      return unsupported(program,
                         "has a workgroup of more than 65536 invocations, "
                         "which the interpreter does not hold",
                         "use smaller workgroups and more of them");
  }
  code->lanes = lanes;
  for (BlockArgument argument : program.getBody().getArguments()) {
    Type type = argument.getType();
    if (auto buffer = dyn_cast<BufferType>(type)) {
      buffers[argument] = code->bufferTypes.size();
      code->bufferTypes.push_back(buffer);
      code->bufferValues.push_back(argument);
      continue;
    }
    unsigned width = numberWidth(type);
    if (!width)
      return unsupported(program, "has an argument that is no number",
                         "pass it in a buffer");
    uint32_t number = code->scalarTypes.size();
    code->scalarTypes.push_back(type);
    bind(argument, {preset(Preset::Scalar, number, width)});
  }
  // Workgroup memory is declared at the top level; its numbers follow.
  for (auto alloc : program.getBody().getOps<WorkgroupAllocOp>()) {
    auto type = cast<BufferType>(alloc.getResult().getType());
    buffers[alloc.getResult()] =
        code->bufferTypes.size() + code->workgroupMemory.size();
    uint64_t offset = llvm::alignTo(code->workgroupBytes, 16);
    code->workgroupMemory.push_back(
        {alloc.getResult(), offset, uint64_t(type.getCount())});
    code->workgroupBytes =
        offset + uint64_t(type.getCount()) * type.getElementBytes();
    if (code->workgroupBytes > uint64_t(1) << 31)
      return unsupported(alloc, "makes more than 2 GiB of workgroup memory",
                         "use a storage buffer");
  }
  return success();
}

std::unique_ptr<FlatCode> KernelCompiler::compile() {
  if (failed(compileSignature()) ||
      failed(compileBlock(program.getBody().front())))
    return nullptr;
  if (hasTooManyRegisters) {
    (void)unsupported(program,
                      "has more values than the interpreter can hold: they "
                      "take over 1 GiB for one workgroup",
                      "use smaller workgroups, or loops instead of copies");
    return nullptr;
  }
  return std::move(code);
}

LogicalResult KernelCompiler::compileBlock(Block &block) {
  for (Operation &op : block)
    if (failed(compileOp(&op)))
      return failure();
  return success();
}

LogicalResult KernelCompiler::compileOp(Operation *op) {
  // Terminators of nested blocks are compiled with the op around them.
  if (isa<scf::YieldOp, scf::ConditionOp, YieldOp>(op))
    return success();
  if (isa<scf::IfOp>(op))
    return compileIf(op);
  if (isa<scf::ForOp>(op))
    return compileFor(op);
  if (isa<scf::WhileOp>(op))
    return compileWhile(op);
  if (isa<scf::IndexSwitchOp>(op))
    return compileSwitch(op);
  if (auto region = dyn_cast<RegionOp>(op))
    return compileRegion(region);
  for (auto compile :
       {&KernelCompiler::compileVyre, &KernelCompiler::compileArith,
        &KernelCompiler::compileConversion, &KernelCompiler::compileMath,
        &KernelCompiler::compileVector}) {
    bool handled = true;
    LogicalResult result = (this->*compile)(op, handled);
    if (handled)
      return result;
  }
  return compileForeign(op);
}

LogicalResult KernelCompiler::compileForeign(Operation *op) {
  if (!isa<ReferenceEvaluationOpInterface>(op))
    return unsupported(
        op, "has no meaning for the reference interpreter [VYRE-LW-01]",
        "write it with vyre, arith, math, scf and vector ops, or attach the "
        "interface ReferenceEvaluationOpInterface to it");
  ForeignSite site;
  site.op = op;
  if (op->getNumRegions() != 0)
    return unsupported(op,
                       "has regions and cannot be evaluated as a function "
                       "of its operands",
                       "inline the regions");
  for (Value operand : op->getOperands()) {
    auto it = registers.find(operand);
    if (it == registers.end())
      return unsupported(op, "takes a buffer, expected numbers",
                         "load elements and pass these");
    site.operands.push_back(it->second);
    site.operandWidths.push_back(*getComponentWidths(operand.getType()));
  }
  if (failed(allocateResults(op)))
    return failure();
  for (Value result : op->getResults()) {
    site.results.push_back(SmallVector<Register, 1>(of(result)));
    site.resultWidths.push_back(*getComponentWidths(result.getType()));
  }
  Instruction &instruction = emit(op, foreignOp(), 0);
  instruction.aux = code->foreign.size();
  instruction.control = Control::Access;
  code->foreign.push_back(std::move(site));
  return success();
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

static SmallVector<Value> valuesOf(ValueRange range) {
  return SmallVector<Value>(range);
}

LogicalResult KernelCompiler::compileRegion(RegionOp op) {
  Block &body = op.getBody().front();
  if (failed(compileBlock(body)))
    return failure();
  for (auto [result, value] :
       llvm::zip_equal(op->getResults(), body.getTerminator()->getOperands())) {
    if (isa<BufferType>(value.getType()))
      return unsupported(op, "yields a buffer [VYRE-BF-06]",
                         "name the buffer where it is accessed");
    bind(result, Registers(of(value)));
  }
  return success();
}

LogicalResult KernelCompiler::compileIf(Operation *op) {
  auto branch = cast<scf::IfOp>(op);
  if (failed(allocateResults(op)))
    return failure();
  SmallVector<Value> results = valuesOf(op->getResults());
  size_t toElse = here();
  emitControl(op, Control::BranchUnless, scalar(branch.getCondition()));
  if (failed(compileBlock(*branch.thenBlock())))
    return failure();
  emitCopies(op, valuesOf(branch.thenYield().getOperands()), results);
  if (!branch.elseBlock()) {
    land(toElse);
    return success();
  }
  size_t toEnd = here();
  emitControl(op, Control::Jump);
  land(toElse);
  if (failed(compileBlock(*branch.elseBlock())))
    return failure();
  emitCopies(op, valuesOf(branch.elseYield().getOperands()), results);
  land(toEnd);
  return success();
}

LogicalResult KernelCompiler::compileSwitch(Operation *op) {
  auto branch = cast<scf::IndexSwitchOp>(op);
  if (failed(allocateResults(op)))
    return failure();
  SmallVector<Value> results = valuesOf(op->getResults());
  auto compileCase = [&](Block &block) {
    if (failed(compileBlock(block)))
      return failure();
    emitCopies(op, valuesOf(block.getTerminator()->getOperands()), results);
    return success();
  };
  SmallVector<size_t> toEnd;
  for (auto [number, value] : llvm::enumerate(branch.getCases())) {
    Register isCase = allocateRegister(1);
    emit(op, integerCompare(IntegerCompare::Eq, 32), isCase,
         scalar(branch.getArg()), constant(32, uint64_t(value)));
    size_t toNext = here();
    emitControl(op, Control::BranchUnless, isCase);
    if (failed(compileCase(branch.getCaseBlock(number))))
      return failure();
    toEnd.push_back(here());
    emitControl(op, Control::Jump);
    land(toNext);
  }
  if (failed(compileCase(branch.getDefaultBlock())))
    return failure();
  for (size_t jump : toEnd)
    land(jump);
  return success();
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

static bool holdsConvergent(Operation *op) {
  return op->walk([](ConvergentOpInterface) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

LogicalResult KernelCompiler::compileFor(Operation *op) {
  auto loop = cast<scf::ForOp>(op);
  Value counter = loop.getInductionVar();
  unsigned width = numberWidth(counter.getType());
  if (!width)
    return unsupported(op, "counts in more than 64 bits", "count in i64");
  // The carried values live in the registers of the body's arguments, which
  // are those of the results too.
  for (Value argument : loop.getBody()->getArguments()) {
    FailureOr<Registers> regs = allocate(op, argument.getType());
    if (failed(regs))
      return failure();
    bind(argument, std::move(*regs));
  }
  SmallVector<Value> carried = valuesOf(loop.getRegionIterArgs());
  for (auto [result, argument] : llvm::zip_equal(op->getResults(), carried))
    bind(result, Registers(of(argument)));

  bool isUnsigned = loop.getUnsignedCmp() || counter.getType().isIndex();
  Register goesOn = allocateRegister(1);
  emitCopies(op, {loop.getLowerBound()}, {counter});
  emitCopies(op, valuesOf(loop.getInitArgs()), carried);
  // Bounds may be registers of an outer loop that the body does not change.
  emit(op,
       integerCompare(isUnsigned ? IntegerCompare::LtU : IntegerCompare::LtS,
                      width),
       goesOn, scalar(counter), scalar(loop.getUpperBound()), 0, width);
  bool counts = holdsConvergent(op);
  if (counts) {
    rounds.push_back(allocateRegister(32));
    emit(op, clear(), rounds.back());
  }
  size_t toEnd = here();
  emitControl(op, Control::BranchUnless, goesOn);
  uint32_t body = here();
  if (failed(compileBlock(*loop.getBody())))
    return failure();
  emitCopies(op, valuesOf(loop.getYieldedValues()), carried);
  if (counts)
    emit(op, increment(), rounds.pop_back_val());
  emit(op, loopStep(isUnsigned, width), scalar(counter),
       scalar(loop.getUpperBound()), scalar(loop.getStep()), goesOn, width);
  emitControl(op, Control::BranchIf, goesOn).aux = body;
  land(toEnd);
  return success();
}

LogicalResult KernelCompiler::compileWhile(Operation *op) {
  auto loop = cast<scf::WhileOp>(op);
  for (Region *region : {&loop.getBefore(), &loop.getAfter()})
    for (Value argument : region->getArguments()) {
      FailureOr<Registers> regs = allocate(op, argument.getType());
      if (failed(regs))
        return failure();
      bind(argument, std::move(*regs));
    }
  SmallVector<Value> carried = valuesOf(loop.getBeforeArguments());
  SmallVector<Value> passed = valuesOf(loop.getAfterArguments());
  for (auto [result, argument] : llvm::zip_equal(op->getResults(), passed))
    bind(result, Registers(of(argument)));

  emitCopies(op, valuesOf(loop.getInits()), carried);
  bool counts = holdsConvergent(op);
  if (counts) {
    rounds.push_back(allocateRegister(32));
    emit(op, clear(), rounds.back());
  }
  uint32_t head = here();
  if (failed(compileBlock(*loop.getBeforeBody())))
    return failure();
  scf::ConditionOp condition = loop.getConditionOp();
  emitCopies(op, valuesOf(condition.getArgs()), passed);
  size_t toEnd = here();
  emitControl(op, Control::BranchUnless, scalar(condition.getCondition()));
  if (failed(compileBlock(*loop.getAfterBody())))
    return failure();
  emitCopies(op, valuesOf(loop.getYieldOp().getOperands()), carried);
  if (counts)
    emit(op, increment(), rounds.pop_back_val());
  emitControl(op, Control::Jump).aux = head;
  land(toEnd);
  return success();
}

//===----------------------------------------------------------------------===//
// API
//===----------------------------------------------------------------------===//

FailureOr<KernelCode> vyre::compileKernel(ProgramOp program) {
  std::unique_ptr<FlatCode> code = KernelCompiler(program).compile();
  if (!code)
    return failure();
  return KernelCode(std::move(code));
}

KernelCode::KernelCode(std::unique_ptr<FlatCode> code)
    : flat(std::move(code)) {}
KernelCode::KernelCode(KernelCode &&) = default;
KernelCode &KernelCode::operator=(KernelCode &&) = default;
KernelCode::~KernelCode() = default;

ProgramOp KernelCode::program() const { return flat->program; }
