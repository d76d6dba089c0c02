// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program as a list of instructions.
//
// Control flow is jumps, laid out in the order of the source: then before
// else, a body before what follows the loop. So when the invocations with the
// smallest program counter always go first, those that left a branch or a loop
// wait for the others where the paths meet again.
//
// Registers are named by their offset in bytes in the register file of a
// workgroup; the number of invocations is known when a program is compiled.
// Vectors are one register per component.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_FLATCODE_H
#define VYRE_LIB_INTERPRETER_FLATCODE_H

#include "Vyre/Interpreter/Interpreter.h"
#include "Vyre/Interpreter/ReferenceEvaluation.h"
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mlir::vyre::interp {

/// The offset of a register, a multiple of kRegisterAlignment.
using Register = uint32_t;
constexpr unsigned kRegisterAlignment = 64;

/// Invocations of a workgroup that execute an instruction, ascending.
struct Lanes {
  /// Null for those from `first` on.
  const uint32_t *list = nullptr;
  uint32_t first = 0;
  uint32_t count = 0;
};

struct Frame;
struct Instruction;
using Handler = void (*)(const Instruction &, Frame &, const Lanes &);

enum class Control : uint8_t {
  /// Computes in registers: nothing can go wrong, nothing is observed.
  Plain,
  /// Touches memory or calls foreign code: may stop the execution.
  Access,
  /// The same for the start or the wait of an async copy, of which each element
  /// counts as an instruction.
  Copy,
  /// To `aux`.
  Jump,
  /// To `aux` if `a` is true, or false.
  BranchIf,
  BranchUnless,
  /// Waits for others, then runs if there is something to run; `aux` is the
  /// number of the site.
  Converge,
  /// Ends the invocation if `a` is true.
  ExitIf,
  /// Ends the run: a trap with the address `a`, or a resume.
  Trap,
  Return,
};

struct Instruction {
  /// Null for those that are only control.
  Handler run = nullptr;
  Register dst = 0, a = 0, b = 0, c = 0;
  /// By kind: a width, a jump target, the number of a site.
  uint32_t aux = 0;
  Control control = Control::Plain;
};

/// A memory access, `aux` of its instruction.
struct MemorySite {
  AccessSite site;
  /// The number of the buffer: arguments first, then workgroup memory.
  uint32_t buffer;
  /// The component: bytes from the start of the element, and its size.
  uint32_t componentOffset;
  uint32_t componentBytes;
  /// `in_bounds`: out of range is an error.
  bool isProved;
  /// For atomics.
  Order order = Order::Relaxed;
  AtomicKind kind = AtomicKind::Add;
};

/// The start of an async copy, `aux` of its instruction.
struct CopySite {
  AccessSite source, target;
  /// Numbers of buffers.
  uint32_t sourceBuffer, targetBuffer;
};

/// A barrier, or an op that a subgroup executes together.
struct ConvergentSite {
  Operation *op;
  Scope scope;
  /// Rounds of the loops around it, outermost first: equal for all.
  SmallVector<Register, 2> rounds;
  /// Components of the result of an op that has several.
  SmallVector<Register, 4> results;
};

/// An op of another dialect, evaluated by its interface.
struct ForeignSite {
  Operation *op;
  SmallVector<SmallVector<Register, 1>> operands;
  SmallVector<SmallVector<Register, 1>> results;
  /// By component, in the order of `results`.
  SmallVector<SmallVector<unsigned, 1>> resultWidths;
  SmallVector<SmallVector<unsigned, 1>> operandWidths;
};

struct WorkgroupMemory {
  Value value;
  uint64_t offset;
  uint64_t count;
};

/// A register with the same bits in all invocations.
struct Constant {
  Register reg;
  unsigned width;
  uint64_t bits;
};

/// What a register holds that is set when a workgroup starts.
enum class Preset : uint8_t {
  GlobalId,
  LocalId,
  WorkgroupId,
  NumWorkgroups,
  SubgroupId,
  SubgroupLocalId,
  SubgroupSize,
  NumSubgroups,
  Length, ///< of buffer `index`
  Scalar, ///< of number `index`
};

struct PresetRegister {
  Preset preset;
  uint32_t index;
  unsigned width;
  Register reg;
};

} // namespace mlir::vyre::interp

namespace mlir::vyre {

struct FlatCode {
  ProgramOp program;
  uint32_t lanes = 0;
  std::array<uint32_t, 3> workgroupSize = {};
  std::vector<interp::Instruction> instructions;
  /// The op of each instruction.
  std::vector<Operation *> origins;
  std::vector<interp::MemorySite> memorySites;
  std::vector<interp::CopySite> copySites;
  std::vector<interp::ConvergentSite> convergentSites;
  std::vector<interp::ForeignSite> foreign;
  std::vector<interp::Constant> constants;
  std::vector<interp::PresetRegister> presets;
  std::vector<interp::WorkgroupMemory> workgroupMemory;
  /// Types of the buffer arguments, and their values.
  SmallVector<BufferType> bufferTypes;
  SmallVector<Value> bufferValues;
  SmallVector<Type> scalarTypes;
  /// All registers, and whether their slots have 64 bits.
  std::vector<std::pair<interp::Register, bool>> registers;
  uint64_t registerBytes = 0;
  uint64_t workgroupBytes = 0;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_INTERPRETER_FLATCODE_H
