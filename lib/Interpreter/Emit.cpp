// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers and instructions, for the compiler of flat code.
//
//===----------------------------------------------------------------------===//

#include "Compiler.h"
#include "Values.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

/// A register file beyond this is refused: 1 GiB for one workgroup.
static constexpr uint64_t kMaxRegisterBytes = uint64_t(1) << 30;

unsigned interp::numberWidth(Type type) {
  if (type.isIndex())
    return 32;
  if (auto integer = dyn_cast<IntegerType>(type))
    return integer.getWidth() <= 64 ? integer.getWidth() : 0;
  if (type.isF16() || type.isBF16())
    return 16;
  if (type.isF32())
    return 32;
  return type.isF64() ? 64 : 0;
}

std::optional<FloatFormat> interp::floatFormat(Type type) {
  if (type.isF16())
    return FloatFormat::F16;
  if (type.isF32())
    return FloatFormat::F32;
  if (type.isF64())
    return FloatFormat::F64;
  return std::nullopt;
}

FailureOr<SmallVector<unsigned, 1>> vyre::getComponentWidths(Type type) {
  // The number of a copy in flight.
  if (isa<TokenType>(type))
    return SmallVector<unsigned, 1>(1, 32);
  Type element = type;
  int64_t count = 1;
  if (auto vector = dyn_cast<VectorType>(type)) {
    // More components than this are not a value but an array.
    if (vector.getRank() != 1 || vector.isScalable() ||
        vector.getNumElements() > 64)
      return failure();
    count = vector.getNumElements();
    element = vector.getElementType();
  } else if (auto complex = dyn_cast<ComplexType>(type)) {
    count = 2;
    element = complex.getElementType();
  }
  unsigned width = numberWidth(element);
  if (!width)
    return failure();
  return SmallVector<unsigned, 1>(count, width);
}

LogicalResult KernelCompiler::unsupported(Operation *op, const Twine &found,
                                          const Twine &fix) {
  return op->emitOpError() << found << "; fix: " << fix;
}

//===----------------------------------------------------------------------===//
// Registers
//===----------------------------------------------------------------------===//

Register KernelCompiler::allocateRegister(unsigned width) {
  uint64_t bytes = llvm::alignTo(uint64_t(code->lanes) * (width > 32 ? 8 : 4),
                                 kRegisterAlignment);
  if (code->registerBytes + bytes > kMaxRegisterBytes) {
    hasTooManyRegisters = true;
    return 0;
  }
  Register reg = code->registerBytes;
  code->registerBytes += bytes;
  code->registers.emplace_back(reg, width > 32);
  return reg;
}

FailureOr<Registers> KernelCompiler::allocate(Operation *op, Type type) {
  auto widths = getComponentWidths(type);
  if (failed(widths)) {
    op->emitOpError()
        << "has a value of type " << type
        << ", expected integers of up to 64 bits, index, f16, bf16, f32, f64, "
           "and vectors of rank 1 or complex numbers of these [VYRE-LW-02]; "
           "fix: compute with these types";
    return failure();
  }
  Registers result;
  for (unsigned width : *widths)
    result.push_back(allocateRegister(width));
  return result;
}

LogicalResult KernelCompiler::allocateResults(Operation *op) {
  for (Value result : op->getResults()) {
    FailureOr<Registers> regs = allocate(op, result.getType());
    if (failed(regs))
      return failure();
    bind(result, std::move(*regs));
  }
  return success();
}

Register KernelCompiler::constant(unsigned width, uint64_t bits) {
  bits &= lowBits<uint64_t>(width);
  auto [it, isNew] = constantRegisters.try_emplace({width, bits}, 0);
  if (isNew) {
    it->second = allocateRegister(width);
    code->constants.push_back({it->second, width, bits});
  }
  return it->second;
}

Register KernelCompiler::preset(Preset kind, uint32_t index, unsigned width) {
  for (const PresetRegister &entry : code->presets)
    if (entry.preset == kind && entry.index == index)
      return entry.reg;
  Register reg = allocateRegister(width);
  code->presets.push_back({kind, index, width, reg});
  return reg;
}

ArrayRef<Register> KernelCompiler::of(Value value) const {
  auto it = registers.find(value);
  assert(it != registers.end() && "operands are compiled before their users");
  return it->second;
}

void KernelCompiler::bind(Value value, Registers regs) {
  registers[value] = std::move(regs);
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

Instruction &KernelCompiler::emit(Operation *op, Handler run, Register dst,
                                  Register a, Register b, Register c,
                                  uint32_t aux) {
  code->instructions.push_back({run, dst, a, b, c, aux, Control::Plain});
  code->origins.push_back(op);
  return code->instructions.back();
}

Instruction &KernelCompiler::emitControl(Operation *op, Control control,
                                         Register a) {
  Instruction &instruction = emit(op, nullptr, 0, a);
  instruction.control = control;
  return instruction;
}

LogicalResult KernelCompiler::emitElementwise(Operation *op, Handler run,
                                              uint32_t aux, Register numberB) {
  if (failed(allocateResults(op)))
    return failure();
  ArrayRef<Register> dst = of(op->getResult(0));
  auto operand = [&](unsigned number, unsigned component) -> Register {
    if (number >= op->getNumOperands())
      return 0;
    ArrayRef<Register> regs = of(op->getOperand(number));
    // A scalar condition selects whole vectors.
    return regs.size() == 1 ? regs.front() : regs[component];
  };
  for (auto [i, reg] : llvm::enumerate(dst)) {
    Register b = op->getNumOperands() > 1 ? operand(1, i) : numberB;
    emit(op, run, reg, operand(0, i), b, operand(2, i), aux);
  }
  return success();
}

void KernelCompiler::emitCopies(Operation *op, ArrayRef<Register> from,
                                ArrayRef<Register> to,
                                ArrayRef<unsigned> widths) {
  // A source that an earlier copy overwrites goes through a spare register.
  SmallVector<Register> sources(from);
  for (size_t i = 0; i < from.size(); ++i) {
    if (!llvm::is_contained(to.take_front(i), from[i]))
      continue;
    sources[i] = allocateRegister(widths[i]);
    emit(op, copy(widths[i]), sources[i], from[i]);
  }
  for (size_t i = 0; i < from.size(); ++i)
    if (sources[i] != to[i])
      emit(op, copy(widths[i]), to[i], sources[i]);
}

void KernelCompiler::emitCopies(Operation *op, ArrayRef<Value> from,
                                ArrayRef<Value> to) {
  SmallVector<Register> sources, targets;
  SmallVector<unsigned> widths;
  for (auto [source, target] : llvm::zip_equal(from, to)) {
    llvm::append_range(sources, of(source));
    llvm::append_range(targets, of(target));
    llvm::append_range(widths, *getComponentWidths(target.getType()));
  }
  emitCopies(op, sources, targets, widths);
}
