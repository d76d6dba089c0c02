//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_REFERENCEEVALUATION_TD
#define VYRE_INTERPRETER_REFERENCEEVALUATION_TD

include "mlir/IR/OpBase.td"

def Vyre_ReferenceEvaluationOpInterface
    : OpInterface<"ReferenceEvaluationOpInterface"> {
  let cppNamespace = "::mlir::vyre";
  let description = [{
    An op of another dialect that the reference interpreter can run. It is a
    pure function of numbers, called once for each invocation. Attach it to an
    existing op as an external model.

    Each value is its components: one for an integer, an `index` or a float, two
    for a `complex`, as many as it has for a vector of rank 1. A component is
    the bits of the number, zero-extended; `index` has 32.
  }];
  let methods = [
    InterfaceMethod<[{
        Computes `results` from `operands`. `results` comes with one entry per
        result, of the right size, zeros. Bits beyond the width of a component
        are dropped. Failure ends the execution with an error that names the op.
      }],
      "::llvm::LogicalResult", "evaluateReference",
      (ins "::llvm::ArrayRef<::mlir::vyre::ReferenceValue>":$operands,
           "::llvm::MutableArrayRef<::mlir::vyre::ReferenceValue>":$results)>,
  ];
}

#endif // VYRE_INTERPRETER_REFERENCEEVALUATION_TD
