//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_DIALECT_VYREDIALECT_TD
#define VYRE_DIALECT_VYREDIALECT_TD

include "mlir/IR/OpBase.td"

def Vyre_Dialect : Dialect {
  let name = "vyre";
  let cppNamespace = "::mlir::vyre";
  let summary = "whole GPU programs: kernels and the graph that runs them";
  let description = [{
    A `vyre.program` is one kernel: what every invocation of a dispatch does.
    A `vyre.graph` is what the host does: which kernels run, in which order, on
    which buffers. Control flow is `scf`, pure arithmetic is `arith` and `math`;
    a vyre op exists only where the meaning differs. `docs/Rationale.md` says so
    op by op and `docs/Semantics.md` numbers the rules.

    Memory access is total: a load out of range gives zero and a store out of
    range is dropped. Integer division and shifts are total as well.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let extraClassDeclaration = [{
    void registerTypes();
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect",
    "::mlir::scf::SCFDialect",
  ];
}

class Vyre_Op<string mnemonic, list<Trait> traits = []>
    : Op<Vyre_Dialect, mnemonic, traits>;

#endif // VYRE_DIALECT_VYREDIALECT_TD
