//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Memory of a kernel: plain and atomic access, lengths, workgroup memory.

#ifndef VYRE_DIALECT_VYREMEMORYOPS_TD
#define VYRE_DIALECT_VYREMEMORYOPS_TD

include "Vyre/Dialect/VyreProgramOps.td"

// Storage buffers and workgroup memory are different memory, so that generic
// passes see that they do not interfere.
def Vyre_StorageResource : Resource<"::mlir::vyre::StorageResource">;
def Vyre_WorkgroupResource : Resource<"::mlir::vyre::WorkgroupResource">;

// `name` has the element type of the buffer.
class Vyre_IsElement<string name>
    : TypesMatchWith<"'" # name # "' is an element of the buffer", "buffer",
                     name,
                     "::llvm::cast<BufferType>($_self).getElementType()">;

class Vyre_AccessOp<string mnemonic, list<Trait> traits = []>
    : Vyre_Op<mnemonic, !listconcat(traits, [
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
        DeclareOpInterfaceMethods<Vyre_AccessOpInterface>,
      ])>;

def Vyre_LoadOp : Vyre_AccessOp<"load", [
    Vyre_IsElement<"result">,
  ]> {
  let summary = "read one element";
  let description = [{
    Out of range the result is zero (VYRE-MM-01). `in_bounds` is a proof by
    `vyre-infer-bounds` that the index is in range; nothing else sets it.

    Rules: VYRE-BF-03 (the buffer is readable).
  }];
  let arguments = (ins Vyre_AnyBuffer:$buffer, Index:$index,
                       UnitAttr:$in_bounds);
  let results = (outs AnyType:$result);
  let assemblyFormat =
      "$buffer `[` $index `]` (`in_bounds` $in_bounds^)? attr-dict `:` custom<BufferType>(type($buffer))";
}

def Vyre_StoreOp : Vyre_AccessOp<"store", [
    Vyre_IsElement<"value">,
  ]> {
  let summary = "write one element";
  let description = [{
    Out of range nothing is written (VYRE-MM-02). `in_bounds` as for
    `vyre.load`.

    Rules: VYRE-BF-04 (the buffer is writable).
  }];
  let arguments = (ins AnyType:$value, Vyre_AnyBuffer:$buffer, Index:$index,
                       UnitAttr:$in_bounds);
  let assemblyFormat =
      "$value `,` $buffer `[` $index `]` (`in_bounds` $in_bounds^)? attr-dict `:` custom<BufferType>(type($buffer))";
}

def Vyre_LengthOp : Vyre_Op<"length", [
    DeclareOpInterfaceMethods<InferIntRangeInterface, ["inferResultRanges"]>,
    DeclareOpInterfaceMethods<Vyre_UniformityOpInterface>,
    Pure,
  ]> {
  let summary = "get the number of elements of a buffer";
  let description = [{
    The number of elements that the buffer has at run time, in programs and in
    graphs. Folds for a static count.
  }];
  let arguments = (ins Vyre_AnyBuffer:$buffer);
  let results = (outs Index:$result);
  let assemblyFormat = "$buffer attr-dict `:` custom<BufferType>(type($buffer))";
  let hasFolder = 1;
}

def Vyre_WorkgroupAllocOp : Vyre_Op<"workgroup_alloc", [
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>,
    DeclareOpInterfaceMethods<Vyre_UniformityOpInterface>,
  ]> {
  let summary = "declare memory shared by a workgroup";
  let description = [{
    One buffer per workgroup, zero when the workgroup starts (VYRE-MM-03). It is
    a declaration: it stands at the top level of a program.

    Rules: VYRE-BF-02 (access `workgroup`, static count), VYRE-BF-05 (top level
    of a program).
  }];
  // The effect is on the result, so that memory without uses goes away.
  let results = (outs Res<Vyre_AnyBuffer, "",
                          [MemAlloc<Vyre_WorkgroupResource>]>:$result);
  let assemblyFormat = "attr-dict `:` custom<BufferType>(type($result))";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Atomics
//===----------------------------------------------------------------------===//

class Vyre_AtomicOp<string mnemonic, list<Trait> traits = []>
    : Vyre_AccessOp<mnemonic, traits> {
  let hasVerifier = 1;
}

def Vyre_AtomicRMWOp : Vyre_AtomicOp<"atomic_rmw", [
    Vyre_IsElement<"result">,
    Vyre_IsElement<"value">,
  ]> {
  let summary = "combine an element with a value in one step";
  let description = [{
    Reads the element, combines it with the value, writes it back, and gives the
    old element, all as one indivisible step. Out of range nothing is written
    and the result is zero (VYRE-MM-04). Integer kinds wrap; `minf` and `maxf`
    prefer the number over a NaN.

    `relaxed` orders nothing else. `acquire`, `release`, `acq_rel` and `seq_cst`
    order other accesses as in docs/Semantics.md (VYRE-MM-10).

    Rules: VYRE-BF-04 (the buffer is writable and readable), VYRE-AT-01 (element
    type fits the kind).

    Example:
    ```mlir
    vyre.program @count(%n: !vyre.buffer<1xi32, read_write>) workgroup [64, 1, 1] {
      %zero = arith.constant 0 : index
      %one = arith.constant 1 : i32
      %old = vyre.atomic_rmw add relaxed %one, %n[%zero]
          : !vyre.buffer<1xi32, read_write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins Vyre_AtomicKindAttr:$kind, Vyre_OrderAttr:$order,
                       AnyType:$value, Vyre_AnyBuffer:$buffer, Index:$index,
                       UnitAttr:$in_bounds);
  let results = (outs AnyType:$result);
  let assemblyFormat = [{
    custom<EnumKeyword>($kind) custom<EnumKeyword>($order) $value `,` $buffer `[` $index `]`
    (`in_bounds` $in_bounds^)? attr-dict `:` custom<BufferType>(type($buffer))
  }];
}

def Vyre_AtomicCASOp : Vyre_AtomicOp<"atomic_cas", [
    Vyre_IsElement<"expected">, Vyre_IsElement<"desired">,
    Vyre_IsElement<"result">,
  ]> {
  let summary = "replace an element if it has an expected value";
  let description = [{
    Strong compare and exchange: writes `desired` if the element equals
    `expected` bit for bit, and gives the old element either way. It never fails
    spuriously. Out of range nothing is written and the result is zero
    (VYRE-MM-04). When the comparison fails the order is that of a load.

    Rules: VYRE-BF-04, VYRE-AT-02 (integer element).
  }];
  let arguments = (ins Vyre_OrderAttr:$order, AnyType:$expected,
                       AnyType:$desired, Vyre_AnyBuffer:$buffer, Index:$index,
                       UnitAttr:$in_bounds);
  let results = (outs AnyType:$result);
  let assemblyFormat = [{
    custom<EnumKeyword>($order) $expected `,` $desired `,` $buffer `[` $index `]`
    (`in_bounds` $in_bounds^)? attr-dict `:` custom<BufferType>(type($buffer))
  }];
}

def Vyre_AtomicLoadOp : Vyre_AtomicOp<"atomic_load", [
    Vyre_IsElement<"result">,
  ]> {
  let summary = "read one element atomically";
  let description = [{
    Rules: VYRE-BF-03, VYRE-AT-03 (order `relaxed`, `acquire` or `seq_cst`),
    VYRE-AT-04 (element of 32 or 64 bits).
  }];
  let arguments = (ins Vyre_OrderAttr:$order, Vyre_AnyBuffer:$buffer,
                       Index:$index, UnitAttr:$in_bounds);
  let results = (outs AnyType:$result);
  let assemblyFormat = [{
    custom<EnumKeyword>($order) $buffer `[` $index `]` (`in_bounds` $in_bounds^)? attr-dict
    `:` custom<BufferType>(type($buffer))
  }];
}

def Vyre_AtomicStoreOp : Vyre_AtomicOp<"atomic_store", [
    Vyre_IsElement<"value">,
  ]> {
  let summary = "write one element atomically";
  let description = [{
    Rules: VYRE-BF-04, VYRE-AT-03 (order `relaxed`, `release` or `seq_cst`),
    VYRE-AT-04 (element of 32 or 64 bits).
  }];
  let arguments = (ins Vyre_OrderAttr:$order, AnyType:$value,
                       Vyre_AnyBuffer:$buffer, Index:$index,
                       UnitAttr:$in_bounds);
  let assemblyFormat = [{
    custom<EnumKeyword>($order) $value `,` $buffer `[` $index `]` (`in_bounds` $in_bounds^)?
    attr-dict `:` custom<BufferType>(type($buffer))
  }];
}

#endif // VYRE_DIALECT_VYREMEMORYOPS_TD
