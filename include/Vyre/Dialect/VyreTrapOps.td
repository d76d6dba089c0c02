//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Faults that a program reports itself.

#ifndef VYRE_DIALECT_VYRETRAPOPS_TD
#define VYRE_DIALECT_VYRETRAPOPS_TD

include "Vyre/Dialect/VyreProgramOps.td"

def Vyre_TrapOp : Vyre_Op<"trap", [
    MemoryEffects<[MemWrite]>,
  ]> {
  let summary = "end the whole run with an error";
  let description = [{
    An invocation that comes here ends the run of the graph with an error that
    names the tag, the address and the invocation; `vyre-run` then exits with
    code 9. `address` is a number of the program's choice, unsigned: an index,
    a bad value, a line. The op has a write effect so that nothing moves across
    it (VYRE-TR-02).

    Rules: VYRE-PR-03 (only inside a program), VYRE-TR-01 (the tag is not
    empty).

    Example:
    ```mlir
    vyre.program @checked(%b: !vyre.buffer<?xi32, read>) workgroup [64, 1, 1] {
      %i = vyre.global_id x
      %v = vyre.load %b[%i] : !vyre.buffer<?xi32, read>
      %zero = arith.constant 0 : i32
      %bad = arith.cmpi slt, %v, %zero : i32
      scf.if %bad {
        vyre.trap "negative", %i : index
      }
      vyre.return
    }
    ```
  }];
  let arguments = (ins StrAttr:$tag, AnyTypeOf<[I32, Index]>:$address);
  let assemblyFormat = "$tag `,` $address attr-dict `:` type($address)";
  let hasVerifier = 1;
}

def Vyre_ResumeOp : Vyre_Op<"resume", [
    MemoryEffects<[MemWrite]>,
  ]> {
  let summary = "go on after a trap that was replayed";
  let description = [{
    For runtimes that repeat a run from a trap. There is none here: the
    reference interpreter ends with an error where it comes to it, and the
    Vulkan target does not take it (VYRE-TR-03).

    Rules: VYRE-PR-03 (only inside a program), VYRE-TR-01 (the tag is not
    empty).
  }];
  let arguments = (ins StrAttr:$tag);
  let assemblyFormat = "$tag attr-dict";
  let hasVerifier = 1;
}

#endif // VYRE_DIALECT_VYRETRAPOPS_TD
