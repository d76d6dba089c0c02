//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Programs, and what invocations know about themselves.

#ifndef VYRE_DIALECT_VYREPROGRAMOPS_TD
#define VYRE_DIALECT_VYREPROGRAMOPS_TD

include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferIntRangeInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "Vyre/Dialect/VyreEnums.td"
include "Vyre/Dialect/VyreInterfaces.td"
include "Vyre/Dialect/VyreTypes.td"

// What programs and graphs share: a symbol with named arguments, no results,
// and one block.
class Vyre_FunctionOp<string mnemonic, list<Trait> traits = []>
    : Vyre_Op<mnemonic, !listconcat(traits, [
        AffineScope,
        AutomaticAllocationScope,
        FunctionOpInterface,
        IsolatedFromAbove,
        OpAsmOpInterface,
        Symbol,
        SingleBlock,
      ])> {
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  code functionDeclaration = [{
    ::mlir::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::mlir::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
    ::mlir::Region *getCallableRegion() { return &getBody(); }

    /// The name that the source gives to argument `index`.
    ::llvm::StringRef getArgName(unsigned index) {
      return ::llvm::cast<::mlir::StringAttr>(getArgNames()[index]).getValue();
    }

    /// Blocks print with the recorded argument names.
    void getAsmBlockArgumentNames(::mlir::Region &region,
                                  ::mlir::OpAsmSetValueNameFn setName);
  }];
  let extraClassDeclaration = functionDeclaration;
}

def Vyre_ProgramOp : Vyre_FunctionOp<"program"> {
  let summary = "define one kernel";
  let description = [{
    Every invocation of a dispatch executes the body once. Arguments are buffers
    (bindings, in argument order) and scalars of type `i32`, `i64`, `f32`, `f64`
    or `index` (push constants). Argument names are part of the program: tools
    and messages use them.

    `workgroup [x, y, z]` is the number of invocations of a workgroup per axis
    (VYRE-PR-02).

    Rules: VYRE-PR-01 (argument names and types), VYRE-PR-02 (workgroup size),
    VYRE-PR-06 (ends in `vyre.return`).

    Example:
    ```mlir
    vyre.program @saxpy(%x: !vyre.buffer<?xf32, read>,
                        %y: !vyre.buffer<?xf32, read_write>,
                        %a: f32) workgroup [64, 1, 1] {
      %i = vyre.global_id x
      %xv = vyre.load %x[%i] : !vyre.buffer<?xf32, read>
      %yv = vyre.load %y[%i] : !vyre.buffer<?xf32, read_write>
      %ax = arith.mulf %a, %xv : f32
      %s = arith.addf %ax, %yv : f32
      vyre.store %s, %y[%i] : !vyre.buffer<?xf32, read_write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name,
    TypeAttrOf<FunctionType>:$function_type,
    StrArrayAttr:$arg_names,
    DenseI32ArrayAttr:$workgroup_size, /*VYRE-PR-02*/
    OptionalAttr<StrAttr>:$sym_visibility,
    OptionalAttr<DictArrayAttr>:$arg_attrs,
    OptionalAttr<DictArrayAttr>:$res_attrs);
  let hasRegionVerifier = 1; /*VYRE-AS-03 to 06*/
  let extraClassDeclaration = functionDeclaration # [{
    /// Invocations in a workgroup.
    int64_t getWorkgroupInvocations() {
      ::llvm::ArrayRef<int32_t> size = getWorkgroupSize();
      return int64_t(size[0]) * size[1] * size[2];
    }
  }];
}

def Vyre_ReturnOp : Vyre_Op<"return", [
    Pure,
    ParentOneOf<["ProgramOp", "GraphOp"]>,
    ReturnLike,
    Terminator,
  ]> {
  let summary = "end a program or a graph";
  let description = [{
    Ends the invocation, or the graph. To leave a program from inside control
    flow use `vyre.exit_if`.
  }];
  let assemblyFormat = "attr-dict";
}

def Vyre_YieldOp : Vyre_Op<"yield", [
    Pure,
    ParentOneOf<["RegionOp", "FixpointOp"]>,
    ReturnLike,
    Terminator,
  ]> {
  let summary = "end the body of a region";
  let arguments = (ins Variadic<AnyType>:$operands);
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
  let builders = [OpBuilder<(ins), [{ /* no values */ }]>];
  let hasVerifier = 1; /*VYRE-PR-04*/
}

def Vyre_RegionOp : Vyre_Op<"region", [
    DeclareOpInterfaceMethods<RegionBranchOpInterface>,
    RecursiveMemoryEffects,
    RecursivelySpeculatable,
    SingleBlockImplicitTerminator<"::mlir::vyre::YieldOp">,
  ]> {
  let summary = "mark where a part of a program came from";
  let description = [{
    Runs its body exactly once. `generator` names the tool or function that
    produced the body; lowering keeps it in locations. A region may yield
    values. It has no other meaning.

    Rules: VYRE-PR-04 (yields its result types).

    Example:
    ```mlir
    vyre.program @p(%b: !vyre.buffer<8xi32, read_write>) workgroup [8, 1, 1] {
      %v = vyre.region "frontend.add" -> i32 {
        %c = arith.constant 1 : i32
        vyre.yield %c : i32
      }
      %i = vyre.local_id x
      vyre.store %v, %b[%i] : !vyre.buffer<8xi32, read_write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins StrAttr:$generator);
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat =
      "$generator (`->` type($results)^)? $body attr-dict";
  let hasCanonicalizer = 1; // an empty region goes away
}

def Vyre_ExitIfOp : Vyre_Op<"exit_if", [
    MemoryEffects<[MemWrite]>,
  ]> {
  let summary = "leave the program if a condition holds";
  let description = [{
    An invocation for which the condition is true leaves the program at this
    point, from any depth of control flow. It takes no part in later barriers,
    and its earlier writes stay. The op has a write effect so that nothing
    moves across it.

    Rules: VYRE-PR-03 (only inside a program).

    Example:
    ```mlir
    vyre.program @clear(%b: !vyre.buffer<?xi32, write>) workgroup [64, 1, 1] {
      %i = vyre.global_id x
      %n = vyre.length %b : !vyre.buffer<?xi32, write>
      %out = arith.cmpi uge, %i, %n : index
      vyre.exit_if %out
      %zero = arith.constant 0 : i32
      vyre.store %zero, %b[%i] : !vyre.buffer<?xi32, write>
      vyre.return
    }
    ```
  }];
  let arguments = (ins I1:$condition);
  let assemblyFormat = "$condition attr-dict";
  let hasCanonicalizeMethod = 1; // exit_if false goes away
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Ids
//===----------------------------------------------------------------------===//

// Ids are not speculated across programs, but inside one they are constants of
// the invocation: pure, so CSE and LICM work.
class Vyre_IdOp<string mnemonic, string what>
    : Vyre_Op<mnemonic, [
        DeclareOpInterfaceMethods<InferIntRangeInterface,
                                  ["inferResultRanges"]>,
        DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>,
        DeclareOpInterfaceMethods<Vyre_UniformityOpInterface>,
        Pure,
      ]> {
  let summary = "get " # what;
  let description = "The result is " # what # [{ along one axis, as an
    unsigned 32-bit number. Rules: VYRE-PR-03 (only inside a program).
  }];
  let arguments = (ins Vyre_DimensionAttr:$dimension);
  let results = (outs Index:$result);
  let assemblyFormat = "custom<EnumKeyword>($dimension) attr-dict";
  let hasVerifier = 1;
}

def Vyre_GlobalIdOp
    : Vyre_IdOp<"global_id", "the id of the invocation in the whole grid">;
def Vyre_LocalIdOp
    : Vyre_IdOp<"local_id", "the id of the invocation in its workgroup"> {
  let hasFolder = 1; // 0 along an axis of size 1
}
def Vyre_WorkgroupIdOp
    : Vyre_IdOp<"workgroup_id", "the id of the workgroup in the grid">;
def Vyre_NumWorkgroupsOp
    : Vyre_IdOp<"num_workgroups", "the number of workgroups in the grid">;

#endif // VYRE_DIALECT_VYREPROGRAMOPS_TD
