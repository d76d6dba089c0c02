//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_DIALECT_VYREINTERFACES_TD
#define VYRE_DIALECT_VYREINTERFACES_TD

include "mlir/IR/OpBase.td"

// Passes ask these interfaces instead of listing ops. A new op takes part in
// analyses and lowering by implementing them.

def Vyre_AccessOpInterface : OpInterface<"AccessOpInterface"> {
  let cppNamespace = "::mlir::vyre";
  let description = [{
    An op of a kernel that touches one element of one buffer. The access is
    total: out of range it reads zero or writes nothing.

    Rules that every such op obeys: VYRE-PR-03 (only inside a program),
    VYRE-BF-03 (what is read is readable), VYRE-BF-04 (what is written is
    writable), VYRE-BF-06 (the buffer is an argument or a workgroup_alloc).
  }];
  let verify = "return ::mlir::vyre::detail::verifyAccess($_op);";
  let methods = [
    InterfaceMethod<"the buffer that is accessed",
      "::mlir::TypedValue<::mlir::vyre::BufferType>", "getAccessedBuffer">,
    InterfaceMethod<"the element index, of type `index`",
      "::mlir::Value", "getAccessedIndex">,
    InterfaceMethod<"whether memory is read", "bool", "readsElement">,
    InterfaceMethod<"whether memory is written", "bool", "writesElement">,
    InterfaceMethod<
      "the order of an atomic access; none for a plain access",
      "::std::optional<::mlir::vyre::Order>", "getAtomicOrder">,
    InterfaceMethod<
      "whether the index was proved to be in range (by vyre-infer-bounds)",
      "bool", "isInBounds">,
    InterfaceMethod<"records the proof", "void", "setInBoundsProof">,
  ];
}

def Vyre_AsyncCopyOpInterface : OpInterface<"AsyncCopyOpInterface"> {
  let cppNamespace = "::mlir::vyre";
  let description = [{
    An op of a kernel that starts a copy of elements from one buffer to another,
    for the invocation that executes it. The copy is total: elements past the
    end of the source read as zero, elements past the end of the target are
    dropped, and element numbers do not wrap. It happens at some time between
    the op and the wait for its token.

    Rules that every such op obeys: VYRE-PR-03, VYRE-BF-03 (the source is
    readable), VYRE-BF-04 (the target is writable), VYRE-BF-06 (both),
    VYRE-AS-01 (equal element types).
  }];
  let verify = "return ::mlir::vyre::detail::verifyAsyncCopy($_op);";
  let methods = [
    InterfaceMethod<"the buffer that is read",
      "::mlir::TypedValue<::mlir::vyre::BufferType>", "getCopySource">,
    InterfaceMethod<"the first element that is read, of type `index`",
      "::mlir::Value", "getCopySourceIndex">,
    InterfaceMethod<"the buffer that is written",
      "::mlir::TypedValue<::mlir::vyre::BufferType>", "getCopyTarget">,
    InterfaceMethod<"the first element that is written, of type `index`",
      "::mlir::Value", "getCopyTargetIndex">,
    InterfaceMethod<"how many elements are copied, of type `index`",
      "::mlir::Value", "getCopyCount">,
    InterfaceMethod<"the copy in flight",
      "::mlir::TypedValue<::mlir::vyre::TokenType>", "getCopyToken">,
  ];
}

def Vyre_ConvergentOpInterface : OpInterface<"ConvergentOpInterface"> {
  let cppNamespace = "::mlir::vyre";
  let description = [{
    An op that invocations of a scope execute together: all that have not left
    the program come to it, in the same round of each loop around it
    (VYRE-BR-01, VYRE-SG-02). No pass may make it depend on a condition that
    invocations of the scope disagree about.

    Each invocation contributes one operand to what the others see, or nothing.
    An invocation that contributes the neutral value might as well be absent;
    its own results are then without a meaning.
  }];
  let methods = [
    InterfaceMethod<"who executes it together", "::mlir::vyre::Scope",
                    "getConvergenceScope">,
    InterfaceMethod<"the operand that others see; null for none",
                    "::mlir::OpOperand *", "getContribution">,
    InterfaceMethod<"the contribution that changes nothing for others; null if "
                    "there is none to make", "::mlir::TypedAttr",
                    "getNeutralContribution">,
  ];
}

def Vyre_SyncOpInterface
    : OpInterface<"SyncOpInterface", [Vyre_ConvergentOpInterface]> {
  let cppNamespace = "::mlir::vyre";
  let description = [{
    A convergent op that orders the memory accesses of the invocations: what
    each did before it happens before what each does after it (VYRE-MM-13).
  }];
  let methods = [
    InterfaceMethod<"who waits for whom", "::mlir::vyre::Scope",
                    "getSyncScope">,
    InterfaceMethod<"what is ordered", "::mlir::vyre::Order",
                    "getSyncOrder">,
    InterfaceMethod<
      "whether storage buffers are ordered; workgroup memory always is",
      "bool", "ordersStorage", (ins), [{}], [{ return true; }]>,
  ];
}

def Vyre_UniformityOpInterface : OpInterface<"UniformityOpInterface"> {
  let cppNamespace = "::mlir::vyre";
  let description = [{
    An op whose results depend on who executes it, not on its operands alone, or
    not on all of them. Without this interface an op of `arith`, `index`,
    `math`, `vector` or `vyre` that touches no memory gives equal results for
    equal operands, and nothing is known about any other op.
  }];
  let methods = [
    InterfaceMethod<[{
        The widest scope in which all invocations that execute the op together
        get the same results; none if even those of a subgroup may differ.
        `operands` says the same of each operand, `together` names the widest
        scope of which all invocations come to the op together. Monotone: with
        narrower scopes given, the answer is not wider.
      }],
      "::std::optional<::mlir::vyre::Scope>", "inferUniformScope",
      (ins "::llvm::ArrayRef<::std::optional<::mlir::vyre::Scope>>":$operands,
           "::std::optional<::mlir::vyre::Scope>":$together)>,
  ];
}

def Vyre_DispatchLikeOpInterface : OpInterface<"DispatchLikeOpInterface"> {
  let cppNamespace = "::mlir::vyre";
  let description = [{
    A step of a graph that runs a program over a grid. What a pass finds out or
    changes about the callers of a program it does for all of these.

    Rules that every such op obeys: VYRE-GR-03 (arguments match the program's),
    VYRE-GR-05 (the symbol names a program).
  }];
  let methods = [
    InterfaceMethod<"the program that runs", "::mlir::FlatSymbolRefAttr",
                    "getCalleeAttr">,
    InterfaceMethod<"what is passed, one value per argument of the program",
                    "::mlir::OperandRange", "getArguments">,
    InterfaceMethod<"the same, to change it", "::mlir::MutableOperandRange",
                    "getArgumentsMutable">,
    InterfaceMethod<[{
        From 1 to 3: along the axes after these the grid of a program with the
        given workgroup has one workgroup at most.
      }],
      "unsigned", "countGridAxes",
      (ins "::llvm::ArrayRef<int32_t>":$workgroupSize)>,
  ];
}

#endif // VYRE_DIALECT_VYREINTERFACES_TD
