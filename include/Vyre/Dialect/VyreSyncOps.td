//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Barriers.

#ifndef VYRE_DIALECT_VYRESYNCOPS_TD
#define VYRE_DIALECT_VYRESYNCOPS_TD

include "Vyre/Dialect/VyreMemoryOps.td"

def Vyre_BarrierOp : Vyre_Op<"barrier", [
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
    DeclareOpInterfaceMethods<Vyre_ConvergentOpInterface>,
    DeclareOpInterfaceMethods<Vyre_SyncOpInterface, ["ordersStorage"]>,
  ]> {
  let summary = "wait for all invocations of a scope";
  let description = [{
    Every invocation of the scope that has not left the program waits here until
    all have arrived. Their earlier writes to storage buffers and to workgroup
    memory are then visible to all of them. All of them must come to the same
    barrier: control flow is uniform in the scope (VYRE-BR-01).

    `grid` means the whole dispatch and is always `seq_cst`. The other scopes
    name their order. An implementation may strengthen an order, and the Vulkan
    target makes every workgroup barrier `acq_rel`.

    `workgroup_memory` restricts a barrier to workgroup memory: it orders no
    access to a storage buffer (VYRE-MM-21).

    `keep` tells passes never to remove or narrow this barrier.

    Rules: VYRE-BR-02 (order: not `relaxed`; none for `grid`), VYRE-BR-04
    (`workgroup_memory`: not for `grid`), VYRE-PR-03 (only inside a program).

    Example:
    ```mlir
    vyre.program @p(%b: !vyre.buffer<64xi32, read_write>) workgroup [64, 1, 1] {
      vyre.barrier workgroup acq_rel
      vyre.barrier subgroup acq_rel keep
      vyre.barrier workgroup acq_rel workgroup_memory
      vyre.return
    }
    ```
  }];
  let arguments = (ins Vyre_ScopeAttr:$scope,
                       OptionalAttr<Vyre_OrderAttr>:$order, UnitAttr:$keep,
                       UnitAttr:$workgroup_memory);
  let assemblyFormat = [{
    custom<EnumKeyword>($scope) `` custom<OptionalOrder>($order)
    (`workgroup_memory` $workgroup_memory^)? (`keep` $keep^)? attr-dict
  }];
  let hasVerifier = 1;
}

#endif // VYRE_DIALECT_VYRESYNCOPS_TD
