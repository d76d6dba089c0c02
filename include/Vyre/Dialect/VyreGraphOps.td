//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Graphs: what the host does.

#ifndef VYRE_DIALECT_VYREGRAPHOPS_TD
#define VYRE_DIALECT_VYREGRAPHOPS_TD

include "Vyre/Dialect/VyreMemoryOps.td"

// Everything a graph does to buffers is ordered as written: the runtime finds
// what may overlap from the buffers. In the IR that is one resource.
def Vyre_QueueResource : Resource<"::mlir::vyre::QueueResource">;

def Vyre_GraphOp : Vyre_FunctionOp<"graph"> {
  let summary = "define what the host does";
  let description = [{
    A list of dispatches, copies, fills and checks, run in order as one recorded
    command buffer. `scf.for`, `scf.while` and `scf.if` repeat a part of it or
    choose one; scalars are computed with `arith` and the total integer ops, at
    record time. Only `vyre.read` makes the host wait for the device. Arguments are buffers and
    scalars that the caller provides by name; a buffer argument of access
    `write` or `read_write` holds the results afterwards.

    Rules: VYRE-GR-01 (argument names and types), VYRE-GR-02 (steps stand in a
    graph, and a graph holds nothing else), VYRE-PR-06 (ends in `vyre.return`).

    Example:
    ```mlir
    vyre.program @clear(%b: !vyre.buffer<?xi32, write>) workgroup [64, 1, 1] {
      %i = vyre.global_id x
      %zero = arith.constant 0 : i32
      vyre.store %zero, %b[%i] : !vyre.buffer<?xi32, write>
      vyre.return
    }
    vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
      %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
      vyre.dispatch @clear threads [%n] (%b)
          : (!vyre.buffer<?xi32, read_write>)
      vyre.return
    }
    ```
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name,
    TypeAttrOf<FunctionType>:$function_type,
    StrArrayAttr:$arg_names,
    OptionalAttr<StrAttr>:$sym_visibility,
    OptionalAttr<DictArrayAttr>:$arg_attrs,
    OptionalAttr<DictArrayAttr>:$res_attrs);
}

// The host does it; it stands in a graph and in no program (VYRE-GR-02).
def Vyre_GraphStep : NativeOpTrait<"GraphStep"> {
  let cppNamespace = "::mlir::vyre";
}

class Vyre_GraphStepOp<string mnemonic, list<Trait> traits = []>
    : Vyre_Op<mnemonic, traits # [Vyre_GraphStep]> {
  let hasVerifier = 1;
}

def Vyre_DispatchOp : Vyre_GraphStepOp<"dispatch", [
    AttrSizedOperandSegments,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<Vyre_DispatchLikeOpInterface, ["countGridAxes"]>,
    MemoryEffects<[MemRead<Vyre_QueueResource>, MemWrite<Vyre_QueueResource>]>,
  ]> {
  let summary = "run a program over a grid";
  let description = [{
    `groups [x, y, z]` counts workgroups. `threads [x, y, z]` counts invocations
    and is rounded up to whole workgroups, so a program must guard its index or
    rely on total access. Missing axes are 1. All writes of earlier steps are
    visible to the program.

    Rules: VYRE-GR-03 (arguments match the program's), VYRE-GR-04 (one to three
    sizes), VYRE-GR-05 (the symbol names a program).
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, UnitAttr:$threads,
                       Variadic<Index>:$sizes,
                       Variadic<AnyType>:$arguments);
  let hasCustomAssemblyFormat = 1; // `groups` and `threads` are keywords
  let extraClassDeclaration = [{
    static constexpr unsigned kMaxDims = 3;
  }];
}

def Vyre_IndirectDispatchOp : Vyre_GraphStepOp<"indirect_dispatch", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<Vyre_DispatchLikeOpInterface, ["countGridAxes"]>,
    MemoryEffects<[MemRead<Vyre_QueueResource>, MemWrite<Vyre_QueueResource>]>,
  ]> {
  let summary = "run a program over a grid whose size the device computed";
  let description = [{
    Like `vyre.dispatch`, with the number of workgroups along x, y and z read
    from three unsigned 32-bit numbers that begin `offset` bytes into the buffer
    `counts`, when the step's turn comes. If one of them is zero nothing runs.

    The host never sees the numbers, so nothing checks them on a device: the
    program that computes them keeps them within what a device allows
    (VYRE-GR-19).

    Rules: VYRE-GR-03 (arguments match the program's), VYRE-GR-05 (the symbol
    names a program), VYRE-GR-17 (the counts are 32-bit integers that can be
    read), VYRE-GR-18 (the offset is a multiple of 4, and 12 bytes follow it),
    VYRE-GR-19 (at most 65535 workgroups along an axis), VYRE-GR-22 (the program
    does not write to `counts`).

    Example:
    ```mlir
    vyre.program @count(%b: !vyre.buffer<1xi32, read_write>) workgroup [1, 1, 1] {
      %i = arith.constant 0 : index
      %one = arith.constant 1 : i32
      %old = vyre.atomic_rmw add relaxed %one, %b[%i] : !vyre.buffer<1xi32, read_write>
      vyre.return
    }
    vyre.graph @main(%b: !vyre.buffer<1xi32, read_write>,
                     %counts: !vyre.buffer<4xi32, read>) {
      %second = arith.constant 4 : index
      vyre.indirect_dispatch @count from %counts[%second] (%b)
          : !vyre.buffer<4xi32, read>, (!vyre.buffer<1xi32, read_write>)
      vyre.return
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Vyre_AnyBuffer:$counts,
                       Index:$offset, Variadic<AnyType>:$arguments);
  let assemblyFormat = [{
    $callee `from` $counts `[` $offset `]` `(` $arguments `)` attr-dict `:`
    custom<BufferType>(type($counts)) `,`
    custom<ArgumentTypes>(type($arguments))
  }];
  let extraClassDeclaration = [{
    /// Bytes of the three counts.
    static constexpr uint64_t kCountBytes = 12;
    /// What every device allows along each axis (Vulkan 1.3, 33.1).
    static constexpr uint32_t kMaxGroups = 65535;
  }];
}

def Vyre_AllocOp : Vyre_GraphStepOp<"alloc", [
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>,
  ]> {
  let summary = "make a transient buffer";
  let description = [{
    A buffer that lives during one run of the graph, filled with zeros. A `?`
    count takes an operand: `vyre.alloc(%n) : !vyre.buffer<?xf32, read_write>`.
    `vyre.alloc uninitialized(%n)` leaves out the zeros: what is read before it
    is written has any bits.

    Rules: VYRE-GR-06 (access `read_write`; one count operand exactly for `?`),
    VYRE-GR-07 (top level of a graph).
  }];
  let arguments = (ins Optional<Index>:$count, UnitAttr:$uninitialized);
  let results = (outs Res<Vyre_AnyBuffer, "",
                          [MemAlloc<Vyre_QueueResource>]>:$result);
  let assemblyFormat = [{
    (`uninitialized` $uninitialized^)? (`(` $count^ `)`)? attr-dict `:` custom<BufferType>(type($result))
  }];
}

def Vyre_LaunchGroupsOp : Vyre_GraphStepOp<"launch_groups", [Pure]> {
  let summary = "get the size of the grid that the caller asked for";
  let description = [{
    The caller of a graph that was made for a single program may give the number
    of workgroups, as `vyre-run --grid=X,Y,Z` does. All dispatches of the graph
    then have that size, whatever they say. The result is the number along one
    axis, or the operand if the caller gave none. Passes use it where something
    else has to fit the dispatches.

    Rules: VYRE-GR-02 (stands in a graph).

    Example:
    ```mlir
    vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
      %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
      %groups = vyre.launch_groups x else %n
      vyre.return
    }
    ```
  }];
  let arguments = (ins Vyre_DimensionAttr:$dimension, Index:$fallback);
  let results = (outs Index:$result);
  let assemblyFormat =
      "custom<EnumKeyword>($dimension) `else` $fallback attr-dict";
}

def Vyre_PreferResidentOp : Vyre_GraphStepOp<"prefer_resident", [
    Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
  ]> {
  let summary = "ask whether to run a grid in one dispatch";
  let description = [{
    True if the device holds all workgroups of such a dispatch at once, and a
    barrier among them costs less there than a further dispatch. The answer
    changes no result, only which of two ways leads to it:
    `vyre-select-grid-sync` asks this before it dispatches a program that keeps
    its grid barriers. The interpreter holds any grid, and says true.

    Rules: VYRE-GR-02 (stands in a graph), VYRE-GR-04 (one to three sizes),
    VYRE-GR-05 (the symbol names a program).

    Example:
    ```mlir
    vyre.program @p(%b: !vyre.buffer<?xi32, read_write>) workgroup [64, 1, 1] {
      vyre.return
    }
    vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
      %groups = arith.constant 2 : index
      %one = vyre.prefer_resident @p groups [%groups]
      scf.if %one {
        vyre.dispatch @p groups [%groups] (%b)
            : (!vyre.buffer<?xi32, read_write>)
      }
      vyre.return
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<Index>:$sizes);
  let results = (outs I1:$result);
  let assemblyFormat = "$callee `groups` ` ` `[` $sizes `]` attr-dict";
}

def Vyre_StrideGroupsOp : Vyre_GraphStepOp<"stride_groups", [
    Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
  ]> {
  let summary = "get the number of workgroups that should work off a grid";
  let description = [{
    A program that `vyre-grid-stride` changed works off a grid with any number of
    workgroups, each doing several. The result is how many the device does best
    with: from 1 to their product, 0 only for an empty grid.

    Rules: VYRE-GR-02 (stands in a graph), VYRE-GR-04 (one to three sizes),
    VYRE-GR-05 (the symbol names a program).

    Example:
    ```mlir
    vyre.program @p(%b: !vyre.buffer<?xi32, read_write>) workgroup [64, 1, 1] {
      vyre.return
    }
    vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>, %n: index) {
      %groups = vyre.stride_groups @p groups [%n]
      vyre.dispatch @p groups [%groups] (%b)
          : (!vyre.buffer<?xi32, read_write>)
      vyre.return
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<Index>:$sizes);
  let results = (outs Index:$result);
  let assemblyFormat = "$callee `groups` ` ` `[` $sizes `]` attr-dict";
}

def Vyre_ConstantOp : Vyre_GraphStepOp<"constant", [
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>,
  ]> {
  let summary = "make a transient buffer with given contents";
  let description = [{
    Like `vyre.alloc`, with the elements of the attribute as first contents.

    Rules: VYRE-GR-07 (top level of a graph), VYRE-GR-08 (the tensor has the
    buffer's elements and count).
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Res<Vyre_AnyBuffer, "",
                          [MemAlloc<Vyre_QueueResource>]>:$result);
  let assemblyFormat = "$value attr-dict `->` custom<BufferType>(type($result))";
}

def Vyre_CopyOp : Vyre_GraphStepOp<"copy", [
    MemoryEffects<[MemRead<Vyre_QueueResource>, MemWrite<Vyre_QueueResource>]>,
  ]> {
  let summary = "copy a buffer to another";
  let description = [{
    Copies the first elements, as many as both buffers have.

    Rules: VYRE-GR-09 (same element type; the target is writable).
  }];
  let arguments = (ins Vyre_AnyBuffer:$source, Vyre_AnyBuffer:$target);
  let assemblyFormat =
      "$source `,` $target attr-dict `:` custom<BufferType>(type($source)) `,` custom<BufferType>(type($target))";
}

def Vyre_FillOp : Vyre_GraphStepOp<"fill", [
    MemoryEffects<[MemWrite<Vyre_QueueResource>]>,
    TypesMatchWith<"the value is an element of the buffer", "target", "value",
                   "::llvm::cast<BufferType>($_self).getElementType()">,
  ]> {
  let summary = "set all elements of a buffer";
  let description = [{
    Rules: VYRE-GR-09 (the target is writable), VYRE-GR-10 (scalar elements).
  }];
  let arguments = (ins AnyType:$value, Vyre_AnyBuffer:$target);
  let assemblyFormat = "$value `,` $target attr-dict `:` custom<BufferType>(type($target))";
}

def Vyre_ReadOp : Vyre_GraphStepOp<"read", [
    MemoryEffects<[MemRead<Vyre_QueueResource>, MemWrite<Vyre_QueueResource>]>,
    TypesMatchWith<"the result is an element of the buffer", "buffer", "result",
                   "::llvm::cast<BufferType>($_self).getElementType()">,
  ]> {
  let summary = "read a number back from the device";
  let description = [{
    Waits until all earlier steps are done and gives the only element of the
    buffer to the host, which may then decide what to do next. A graph without
    this op is recorded as a whole and submitted once; each execution of this
    op ends one submission and begins another.

    Rules: VYRE-GR-14 (one element, an integer of 32 or 64 bits; the buffer is
    readable).

    Example:
    ```mlir
    vyre.graph @main(%flag: !vyre.buffer<1xi32, read_write>) {
      %more = vyre.read %flag : !vyre.buffer<1xi32, read_write>
      vyre.fill %more, %flag : !vyre.buffer<1xi32, read_write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins Vyre_AnyBuffer:$buffer);
  let results = (outs AnyType:$result);
  let assemblyFormat =
      "$buffer attr-dict `:` custom<BufferType>(type($buffer))";
}

def Vyre_FixpointOp : Vyre_GraphStepOp<"fixpoint", [
    NoRegionArguments,
    SingleBlockImplicitTerminator<"::mlir::vyre::YieldOp">,
    MemoryEffects<[MemRead<Vyre_QueueResource>, MemWrite<Vyre_QueueResource>]>,
  ]> {
  let summary = "repeat steps until they change nothing";
  let description = [{
    Runs the steps of its body, and again, until a pass leaves all `buffers` with
    the bits that they had before it, or `limit` passes are done. The pass that
    changes nothing counts. Buffers that are not listed may change in every
    pass.

    Rules: VYRE-GR-20 (at least one buffer, all `read_write`), VYRE-GR-21 (the
    limit is 1 to 2^32 - 1).

    Example:
    ```mlir
    vyre.program @halve(%b: !vyre.buffer<?xi32, read_write>) workgroup [64, 1, 1] {
      %i = vyre.global_id x
      %two = arith.constant 2 : i32
      %old = vyre.load %b[%i] : !vyre.buffer<?xi32, read_write>
      %new = vyre.divui %old, %two : i32
      vyre.store %new, %b[%i] : !vyre.buffer<?xi32, read_write>
      vyre.return
    }
    vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
      %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
      vyre.fixpoint (%b) at_most 100 : (!vyre.buffer<?xi32, read_write>) {
        vyre.dispatch @halve threads [%n] (%b)
            : (!vyre.buffer<?xi32, read_write>)
      }
      vyre.return
    }
    ```
  }];
  let arguments = (ins Variadic<Vyre_AnyBuffer>:$buffers, I64Attr:$limit);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    ` ` `(` $buffers `)` `at_most` $limit `:` custom<ArgumentTypes>(type($buffers))
    $body attr-dict
  }];
}

def Vyre_ExpectOp : Vyre_GraphStepOp<"expect", [
    MemoryEffects<[MemRead<Vyre_QueueResource>, MemWrite<Vyre_QueueResource>]>,
  ]> {
  let summary = "check the contents of a buffer";
  let description = [{
    Compares the buffer, as it is at this point, with the elements of the
    attribute: integers by bits, floats within `ulp` units in the last place.
    Without `ulp` floats are compared by bits as well; with one, any NaN equals
    any NaN, and the two zeros are equal. A mismatch makes the run fail and names the first element.

    Rules: VYRE-GR-08 (the tensor has the buffer's elements and count),
    VYRE-GR-11 (`ulp` only for floats).

    Example:
    ```mlir
    vyre.graph @main() {
      %b = vyre.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
          -> !vyre.buffer<4xi32, read_write>
      vyre.expect %b : !vyre.buffer<4xi32, read_write>
          == dense<[1, 2, 3, 4]> : tensor<4xi32>
      vyre.return
    }
    ```
  }];
  let arguments = (ins Vyre_AnyBuffer:$buffer, ElementsAttr:$expected,
                       DefaultValuedAttr<I32Attr, "0">:$ulp);
  let hasCustomAssemblyFormat = 1; // `==` is not a token of assemblyFormat
}

#endif // VYRE_DIALECT_VYREGRAPHOPS_TD
