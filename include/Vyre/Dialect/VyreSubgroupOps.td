//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Subgroups: who is in one, and what its invocations do together.

#ifndef VYRE_DIALECT_VYRESUBGROUPOPS_TD
#define VYRE_DIALECT_VYRESUBGROUPOPS_TD

include "Vyre/Dialect/VyreProgramOps.td"

//===----------------------------------------------------------------------===//
// Ids and sizes
//===----------------------------------------------------------------------===//

// Constants of the invocation, as other ids are: pure, so CSE and LICM work. No
// folder: the device decides, and ranges hold what is known.
class Vyre_SubgroupIndexOp<string mnemonic, string what, string more>
    : Vyre_Op<mnemonic, [
        DeclareOpInterfaceMethods<InferIntRangeInterface,
                                  ["inferResultRanges"]>,
        DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>,
        DeclareOpInterfaceMethods<Vyre_UniformityOpInterface>,
        Pure,
      ]> {
  let summary = "get " # what;
  let description = "The result is " # what # ", as an unsigned 32-bit number. "
                    # more # [{

    Rules: VYRE-SG-01 (what is known about subgroups), VYRE-PR-03 (only inside a
    program).
  }];
  let results = (outs Index:$result);
  let assemblyFormat = "attr-dict";
  let hasVerifier = 1;
}

def Vyre_SubgroupIdOp
    : Vyre_SubgroupIndexOp<"subgroup_id",
        "the number of the subgroup in its workgroup",
        "It is less than `vyre.num_subgroups`.">;

def Vyre_SubgroupLocalIdOp
    : Vyre_SubgroupIndexOp<"subgroup_local_id",
        "the number of the invocation in its subgroup",
        "It is less than `vyre.subgroup_size`.">;

def Vyre_SubgroupSizeOp
    : Vyre_SubgroupIndexOp<"subgroup_size",
        "the number of invocations for which a subgroup has room",
        "A subgroup may have fewer invocations than that."> {
  let extraClassDeclaration = [{
    /// No device has larger subgroups: a ballot has so many bits.
    static constexpr unsigned kMaxSize = 128;
  }];
}

def Vyre_NumSubgroupsOp
    : Vyre_SubgroupIndexOp<"num_subgroups",
        "the number of subgroups in the workgroup",
        "">;

//===----------------------------------------------------------------------===//
// Collective ops
//===----------------------------------------------------------------------===//

// What the op gives depends on which invocations have left the program, so the
// op reads that: nothing moves it in or out of control flow, and CSE merges two
// of them only where nothing with an effect stands between. It orders no memory
// and has no effect that somebody else sees: without a use it goes away.
def Vyre_ActiveResource : Resource<"::mlir::vyre::ActiveResource">;

class Vyre_SubgroupOp<string mnemonic, list<Trait> traits = []>
    : Vyre_Op<mnemonic, !listconcat(traits, [
        DeclareOpInterfaceMethods<Vyre_ConvergentOpInterface>,
        DeclareOpInterfaceMethods<Vyre_UniformityOpInterface>,
        MemoryEffects<[MemRead<Vyre_ActiveResource>]>,
      ])> {
  let hasVerifier = 1;
}

def Vyre_SubgroupBallotOp : Vyre_SubgroupOp<"subgroup_ballot"> {
  let summary = "tell all invocations of a subgroup whose condition is true";
  let description = [{
    Bit `i % 32` of component `i / 32` is set if the invocation with the
    `vyre.subgroup_local_id` `i` takes part and its condition is true
    (VYRE-SG-03). All other bits are zero.

    All invocations of the subgroup that have not left execute it together
    (VYRE-SG-02). It orders no memory.

    Rules: VYRE-PR-03 (only inside a program).

    Example:
    ```mlir
    vyre.program @first(%b: !vyre.buffer<64xi32, write>) workgroup [64, 1, 1] {
      %i = vyre.local_id x
      %c16 = arith.constant 16 : index
      %low = arith.cmpi ult, %i, %c16 : index
      %bits = vyre.subgroup_ballot %low
      %word = vector.extract %bits[0] : i32 from vector<4xi32>
      vyre.store %word, %b[%i] : !vyre.buffer<64xi32, write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins I1:$condition);
  let results = (outs FixedVectorOfShapeAndType<[4], I32>:$result);
  let assemblyFormat = "$condition attr-dict";
}

def Vyre_SubgroupShuffleOp : Vyre_SubgroupOp<"subgroup_shuffle", [
    AllTypesMatch<["value", "result"]>,
  ]> {
  let summary = "get the value of another invocation of the subgroup";
  let description = [{
    The result is the value of the invocation whose `vyre.subgroup_local_id` is
    `lane`. It is zero if no such invocation takes part (VYRE-SG-04). Each
    invocation names a lane of its own.

    All invocations of the subgroup that have not left execute it together
    (VYRE-SG-02). It orders no memory.

    Rules: VYRE-SG-06 (the type), VYRE-PR-03 (only inside a program).

    Example:
    ```mlir
    vyre.program @swap(%b: !vyre.buffer<64xi32, read_write>) workgroup [64, 1, 1] {
      %i = vyre.local_id x
      %v = vyre.load %b[%i] : !vyre.buffer<64xi32, read_write>
      %lane = vyre.subgroup_local_id
      %c1 = arith.constant 1 : index
      %neighbour = arith.xori %lane, %c1 : index
      %w = vyre.subgroup_shuffle %v, %neighbour : i32
      vyre.store %w, %b[%i] : !vyre.buffer<64xi32, read_write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins AnyType:$value /*VYRE-SG-06*/, Index:$lane);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$value `,` $lane attr-dict `:` type($value)";
}

def Vyre_SubgroupReduceOp : Vyre_SubgroupOp<"subgroup_reduce", [
    AllTypesMatch<["value", "result"]>,
  ]> {
  let summary = "combine the values of all invocations of a subgroup";
  let description = [{
    Every invocation gets the combination of the values of all that take part
    (VYRE-SG-05). Integer kinds are exact. The order of `addf` and `mulf` is not
    fixed; `minf` and `maxf` leave out NaN.

    All invocations of the subgroup that have not left execute it together
    (VYRE-SG-02). It orders no memory.

    Rules: VYRE-SG-06 (the type), VYRE-SG-07 (kinds for integers and for
    floats), VYRE-PR-03 (only inside a program).

    Example:
    ```mlir
    vyre.program @sum(%b: !vyre.buffer<64xi32, read_write>) workgroup [64, 1, 1] {
      %i = vyre.local_id x
      %v = vyre.load %b[%i] : !vyre.buffer<64xi32, read_write>
      %s = vyre.subgroup_reduce <add> %v : i32
      vyre.store %s, %b[%i] : !vyre.buffer<64xi32, read_write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins Vyre_ReduceKindAttr:$kind,
                       AnyType:$value /*VYRE-SG-06*/);
  let results = (outs AnyType:$result);
  let assemblyFormat =
      "` ` `<` custom<EnumKeyword>($kind) `>` $value attr-dict `:` type($value)";
}

#endif // VYRE_DIALECT_VYRESUBGROUPOPS_TD
