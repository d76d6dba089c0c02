//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Copies that go on while the invocation does something else.

#ifndef VYRE_DIALECT_VYREASYNCOPS_TD
#define VYRE_DIALECT_VYREASYNCOPS_TD

include "Vyre/Dialect/VyreMemoryOps.td"

class Vyre_AsyncCopyOp<string mnemonic>
    : Vyre_Op<mnemonic, [
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
        DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>,
        DeclareOpInterfaceMethods<Vyre_AsyncCopyOpInterface>,
      ]> {
  let arguments = (ins Vyre_AnyBuffer:$source, Index:$sourceIndex,
                       Vyre_AnyBuffer:$target, Index:$targetIndex,
                       Index:$count);
  let results = (outs Vyre_TokenType:$token);
  let assemblyFormat = [{
    $source `[` $sourceIndex `]` `,` $target `[` $targetIndex `]` `,` $count
    attr-dict `:` custom<BufferType>(type($source)) `,` custom<BufferType>(type($target))
  }];
  let hasVerifier = 1;
}

def Vyre_AsyncLoadOp : Vyre_AsyncCopyOp<"async_load"> {
  let summary = "start to copy elements of a storage buffer to this program's memory";
  let description = [{
    Starts to copy `count` elements of `source`, from element `sourceIndex` on,
    to `target`, from element `targetIndex` on. Each invocation that executes it
    makes a copy of its own. Elements past the end of the source are zero,
    elements past the end of the target are dropped (VYRE-AS-02).

    The copy reads and writes at any time between this op and the
    `vyre.async_wait` on its token. Until then nobody touches the target or
    writes the source (VYRE-MM-20).

    Rules: VYRE-BF-03, VYRE-BF-04, VYRE-BF-06 (both buffers), VYRE-AS-01 (equal
    element types, storage on the far side), VYRE-AS-03 to 06 (the token).

    Example:
    ```mlir
    vyre.program @tile(%in: !vyre.buffer<?xf32, read>,
                       %out: !vyre.buffer<?xf32, write>) workgroup [1, 1, 1] {
      %tile = vyre.workgroup_alloc : !vyre.buffer<64xf32, workgroup>
      %zero = arith.constant 0 : index
      %n = arith.constant 64 : index
      %token = vyre.async_load %in[%zero], %tile[%zero], %n
          : !vyre.buffer<?xf32, read>, !vyre.buffer<64xf32, workgroup>
      vyre.async_wait %token
      %v = vyre.load %tile[%zero] : !vyre.buffer<64xf32, workgroup>
      vyre.store %v, %out[%zero] : !vyre.buffer<?xf32, write>
      vyre.return
    }
    ```
  }];
}

def Vyre_AsyncStoreOp : Vyre_AsyncCopyOp<"async_store"> {
  let summary = "start to copy elements of this program's memory to a storage buffer";
  let description = [{
    As `vyre.async_load`, in the other direction: here the target is the storage
    buffer.

    Rules: as for `vyre.async_load`.
  }];
}

def Vyre_AsyncWaitOp : Vyre_Op<"async_wait", [
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
  ]> {
  let summary = "wait for a copy of this invocation";
  let description = [{
    The copy that the token stands for happens before what comes next in this
    invocation. Others see it behind a barrier or a release that comes after
    the wait (VYRE-MM-20).

    Rules: VYRE-PR-03 (only inside a program), VYRE-AS-03 to 06 (the token).
  }];
  let arguments = (ins Vyre_TokenType:$token);
  let assemblyFormat = "$token attr-dict";
  let hasVerifier = 1;
}

#endif // VYRE_DIALECT_VYREASYNCOPS_TD
