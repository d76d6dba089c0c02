// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the pattern files of this folder share.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_CONVERSION_VYRETOSPIRV_PATTERNS_H
#define VYRE_LIB_CONVERSION_VYRETOSPIRV_PATTERNS_H

#include "Structured.h"
#include "Vyre/Conversion/VyreToSPIRV.h"

namespace mlir::vyre {

/// Our patterns win over upstream's for the same op.
constexpr unsigned kVyreBenefit = 10;

/// A pattern that asks the kernel.
template <typename OpT>
class KernelPattern : public OpConversionPattern<OpT> {
public:
  KernelPattern(const SPIRVTypeConverter &converter, MLIRContext *context,
                KernelInterface &kernel)
      : OpConversionPattern<OpT>(converter, context, kVyreBenefit),
        kernel(kernel) {}

protected:
  KernelInterface &kernel;
};

/// Whether `index` is smaller than the number of elements of `buffer`.
Value createInRange(OpBuilder &builder, Location loc, KernelInterface &kernel,
                    const KernelBuffer &buffer, Value index);

/// Zero of a scalar or vector type.
Value createZero(OpBuilder &builder, Location loc, Type type);

/// Reinterprets the bits of `value`; nothing if it has the type already.
Value createBitcast(OpBuilder &builder, Location loc, Type type, Value value);

/// Emits an error for the first thing in `kernel` that no pattern takes for a
/// reason that has a better name than the op.
LogicalResult verifyKernel(gpu::GPUFuncOp kernel);

/// Refuses control flow that is nested deeper than drivers take (VYRE-LW-07).
/// Looks at the lowered function, where the guards of accesses count too.
LogicalResult verifyNesting(spirv::FuncOp function);

/// Adds the pattern for math.fma.
void addFmaPattern(const SPIRVTypeConverter &converter,
                   RewritePatternSet &patterns);

/// Whether the built-in says something about subgroups.
bool isSubgroupBuiltIn(spirv::BuiltIn builtIn);

/// What every barrier orders.
spirv::MemorySemantics getBarrierSemantics();

} // namespace mlir::vyre

#endif // VYRE_LIB_CONVERSION_VYRETOSPIRV_PATTERNS_H
