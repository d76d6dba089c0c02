// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of `convert-vyre-to-spirv`, for passes that lower kernels with
// more ops than ours. docs/Lowering.md has the table of what becomes what.
//
// The patterns need to know the kernel they work on: where its buffers and
// scalars live, and which of them atomics touch. KernelInterface holds that.
// It is made once per kernel, before any pattern runs.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_CONVERSION_VYRETOSPIRV_H
#define VYRE_CONVERSION_VYRETOSPIRV_H

#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Dialect/SPIRV/Transforms/SPIRVConversion.h"
#include "mlir/Transforms/DialectConversion.h"
#include "llvm/ADT/MapVector.h"
#include <memory>

namespace mlir::vyre {

//===----------------------------------------------------------------------===//
// What is known about one kernel
//===----------------------------------------------------------------------===//

/// One buffer of a kernel: a binding or workgroup memory.
struct KernelBuffer {
  BufferType type;
  /// The variable of the spirv.module.
  spirv::GlobalVariableOp variable;
  /// Type of one element in memory. It differs from the element type of the
  /// buffer for bf16 (its bits as i16) and for floats in a buffer that an
  /// atomic touches (their bits as integers).
  Type memoryType;
  /// The binding number; unused for workgroup memory.
  unsigned binding = 0;
  /// Whether other invocations may write it while the kernel runs: such
  /// accesses take part in the memory model (NonPrivatePointer).
  bool isShared = false;

  bool isWorkgroup() const { return type.isWorkgroup(); }
  spirv::StorageClass getStorageClass() const {
    return isWorkgroup() ? spirv::StorageClass::Workgroup
                         : spirv::StorageClass::StorageBuffer;
  }
};

/// Where a lowered `scf.yield` puts its operands and goes then.
struct YieldTarget {
  /// One function variable for each operand.
  SmallVector<Value> variables;
  Block *successor = nullptr;
  /// For `scf.condition`: where to go when the condition is false.
  Block *exit = nullptr;
};

/// What the patterns share while one kernel is converted. Values that a kernel
/// reads more than once (ids, push constants, addresses) are made on first use
/// at the top of the function, so that they dominate every use.
class KernelInterface {
public:
  /// Declares the variables of the kernel in `module` and moves the body of
  /// `kernel` into `function`, where arguments and workgroup allocations
  /// become placeholders that the patterns look up here. `abi` is the
  /// dictionary of kABIAttrName. Emits an error for a kernel that cannot be
  /// lowered; nothing is moved then.
  static FailureOr<std::unique_ptr<KernelInterface>>
  create(gpu::GPUFuncOp kernel, DictionaryAttr abi, spirv::ModuleOp module,
         spirv::FuncOp function);

  const KernelBuffer &getBuffer(Value buffer) const;

  /// The address of element `index`, which must be in range.
  Value getElementAddress(OpBuilder &builder, Location loc,
                          const KernelBuffer &buffer, Value index);
  /// The number of elements, as i32.
  Value getLength(OpBuilder &builder, Location loc, const KernelBuffer &buffer);
  /// One component of a built-in vector, or a scalar built-in, as i32.
  Value getBuiltIn(OpBuilder &builder, spirv::BuiltIn builtIn,
                   unsigned component = 0);
  /// A new function variable.
  Value createVariable(OpBuilder &builder, Location loc, Type type);

  /// What an atomic of order `order` orders. `loads` and `stores` say which
  /// halves of the order the instruction can have.
  spirv::MemorySemantics getSemantics(Order order, bool loads,
                                      bool stores) const;

  /// The workgroup size along an axis.
  unsigned getWorkgroupSize(unsigned axis) const { return workgroupSize[axis]; }
  unsigned getWorkgroupInvocations() const {
    return workgroupSize[0] * workgroupSize[1] * workgroupSize[2];
  }

  /// The largest unsigned number that `value` can be, as far as is known
  /// without looking far.
  uint64_t getUnsignedMax(Value value) const;

  /// Targets of terminators whose parent was lowered already.
  DenseMap<Operation *, YieldTarget> yieldTargets;

  /// Fills workgroup memory with zeros where that can be noticed. Call it once,
  /// before the patterns run.
  void zeroWorkgroupMemory();

  /// Ends the conversion: removes placeholders, adds the entry point and the
  /// execution mode.
  void finish();

private:
  KernelInterface(spirv::ModuleOp module, spirv::FuncOp function)
      : module(module), function(function) {}

  void declareBindings(gpu::GPUFuncOp kernel, ArrayAttr argNames);
  void declareWorkgroupMemory();
  void declarePushConstants();
  void moveBody(gpu::GPUFuncOp kernel);
  spirv::GlobalVariableOp declare(Location loc, Type pointee,
                                  spirv::StorageClass storage, StringRef name);
  /// A value that stands for the buffer `original`, which it replaces.
  Value createPlaceholder(Value original);
  Value getAddress(OpBuilder &builder, spirv::GlobalVariableOp variable);
  Value getPushField(OpBuilder &builder, const PushField &field);
  /// Adds an op at the top of the function, after those added before.
  template <typename OpT, typename... Args>
  OpT createAtTop(OpBuilder &builder, Args &&...args) {
    OpBuilder::InsertionGuard guard(builder);
    if (lastAtTop)
      builder.setInsertionPointAfter(lastAtTop);
    else
      builder.setInsertionPointToStart(&function.getBody().front());
    OpT op =
        OpT::create(builder, function.getLoc(), std::forward<Args>(args)...);
    lastAtTop = op;
    return op;
  }

  spirv::ModuleOp module;
  spirv::FuncOp function;
  KernelABI abi;
  SmallVector<unsigned, 3> workgroupSize;
  /// Buffers by placeholder, in binding order, workgroup memory last.
  llvm::MapVector<Value, KernelBuffer> buffers;
  /// Buffers that an atomic of the kernel touches (original values).
  DenseSet<Value> atomicBuffers;
  spirv::GlobalVariableOp pushConstants;
  /// The interface of the entry point, in order of declaration.
  SmallVector<spirv::GlobalVariableOp> variables;
  /// Where the body starts, until patterns run.
  Operation *bodyBegin = nullptr;
  /// The newest op at the top of the function.
  Operation *lastAtTop = nullptr;
  DenseMap<Operation *, Value> addresses;
  DenseMap<unsigned, Value> pushValues;
  DenseMap<std::pair<uint32_t, unsigned>, Value> builtIns;
  DenseMap<uint32_t, Value> builtInVectors;
  /// Upper bounds of values made here.
  DenseMap<Value, uint64_t> unsignedMax;
};

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

/// The environment that the lowering writes for: SPIR-V 1.5 for Vulkan, with
/// everything that a kernel may ask for. What it does ask for is found
/// afterwards, see computeVersionAndCapabilities.
spirv::TargetEnvAttr getVulkanTargetEnv(MLIRContext *context);

/// `index` is i32, bf16 is its bits as i16, buffers stay as they are: patterns
/// look them up by value.
void addVyreTypeConversions(SPIRVTypeConverter &converter);

/// Loads, stores and lengths of buffers, ids, and `gpu.return`.
void populateVyreMemoryToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                       KernelInterface &kernel,
                                       RewritePatternSet &patterns);

/// Atomics and barriers.
void populateVyreAtomicToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                       KernelInterface &kernel,
                                       RewritePatternSet &patterns);

/// Ballots, shuffles and reductions of a subgroup, its ids and sizes.
void populateVyreSubgroupToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                         KernelInterface &kernel,
                                         RewritePatternSet &patterns);

/// `scf.if`, `scf.for`, `scf.while` and `scf.index_switch`. Unlike upstream's,
/// a loop that never runs gives its initial values, and the body of a loop is
/// not part of the continue construct.
void populateVyreControlFlowToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                            KernelInterface &kernel,
                                            RewritePatternSet &patterns);

/// Arithmetic that upstream lowers differently (no contraction, unsigned
/// `index`, bf16) or not at all (exp2, trunc, ctpop, cttz, isfinite, ...).
void populateVyreMathToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                     RewritePatternSet &patterns);

/// All of the above, and upstream's patterns for the rest of `arith`, `math`
/// and `vector`.
void populateVyreToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                 KernelInterface &kernel,
                                 RewritePatternSet &patterns);

//===----------------------------------------------------------------------===//
// After the patterns
//===----------------------------------------------------------------------===//

/// SPIR-V 1.5 with exactly the capabilities that `module` needs, sorted.
spirv::VerCapExtAttr computeVersionAndCapabilities(spirv::ModuleOp module);

} // namespace mlir::vyre

#endif // VYRE_CONVERSION_VYRETOSPIRV_H
