// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the region tree of a program to flat code, in one walk.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_COMPILER_H
#define VYRE_LIB_INTERPRETER_COMPILER_H

#include "Handlers.h"

#include "llvm/ADT/DenseMap.h"

namespace mlir::vyre::interp {

using Registers = SmallVector<Register, 1>;

class KernelCompiler {
public:
  explicit KernelCompiler(ProgramOp program);

  /// Null after an error, which was emitted.
  std::unique_ptr<FlatCode> compile();

private:
  //===--- Compile.cpp: structure, control flow --------------------------===//

  LogicalResult compileSignature();
  LogicalResult compileBlock(Block &block);
  LogicalResult compileOp(Operation *op);
  LogicalResult compileIf(Operation *op);
  LogicalResult compileFor(Operation *op);
  LogicalResult compileWhile(Operation *op);
  LogicalResult compileSwitch(Operation *op);
  LogicalResult compileRegion(RegionOp op);
  LogicalResult compileForeign(Operation *op);

  //===--- The other files: return failure() after a message ------------===//

  /// Sets `handled` to false for ops that are not theirs.
  LogicalResult compileArith(Operation *op, bool &handled);
  LogicalResult compileConversion(Operation *op, bool &handled);
  LogicalResult convertBFloat16(Operation *op, bool toFloat, bool isSigned,
                                unsigned width);
  LogicalResult compileMath(Operation *op, bool &handled);
  LogicalResult compileVector(Operation *op, bool &handled);
  LogicalResult compileVyre(Operation *op, bool &handled);
  LogicalResult compileConstant(Operation *op, Attribute value);
  LogicalResult compileAccess(AccessOpInterface op);
  LogicalResult compileCopy(AsyncCopyOpInterface op);
  LogicalResult compileConvergent(ConvergentOpInterface op);

  //===--- Emit.cpp: instructions and registers -------------------------===//

  /// New registers for a value of the type; failure after a message.
  FailureOr<Registers> allocate(Operation *op, Type type);
  Register allocateRegister(unsigned width);
  LogicalResult allocateResults(Operation *op);
  /// A register that holds the constant.
  Register constant(unsigned width, uint64_t bits);
  Register preset(Preset kind, uint32_t index, unsigned width);

  /// The registers of a value that is defined before.
  ArrayRef<Register> of(Value value) const;
  Register scalar(Value value) const { return of(value).front(); }
  void bind(Value value, Registers registers);

  Instruction &emit(Operation *op, Handler run, Register dst, Register a = 0,
                    Register b = 0, Register c = 0, uint32_t aux = 0);
  /// One instruction per component, on new registers for the result.
  LogicalResult emitElementwise(Operation *op, Handler run, uint32_t aux = 0,
                                Register numberB = 0);
  Instruction &emitControl(Operation *op, Control control, Register a = 0);
  /// Copies all at once: a target may be a source of another copy.
  void emitCopies(Operation *op, ArrayRef<Value> from, ArrayRef<Value> to);
  void emitCopies(Operation *op, ArrayRef<Register> from, ArrayRef<Register> to,
                  ArrayRef<unsigned> widths);
  uint32_t here() const { return code->instructions.size(); }
  /// Lets a jump go here.
  void land(size_t jump) { code->instructions[jump].aux = here(); }

  /// Emits an error "found; fix: ...".
  LogicalResult unsupported(Operation *op, const Twine &found,
                            const Twine &fix);

  ProgramOp program;
  std::unique_ptr<FlatCode> code;
  llvm::DenseMap<Value, Registers> registers;
  /// The number of a buffer value.
  llvm::DenseMap<Value, uint32_t> buffers;
  llvm::DenseMap<std::pair<unsigned, uint64_t>, Register> constantRegisters;
  /// Counters of rounds of the loops around the current op.
  SmallVector<Register, 4> rounds;
  bool hasTooManyRegisters = false;
};

/// Bits of a number; 0 for other types.
unsigned numberWidth(Type type);
/// The format of a float to compute in; nothing for bf16 and others.
std::optional<FloatFormat> floatFormat(Type type);

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_COMPILER_H
