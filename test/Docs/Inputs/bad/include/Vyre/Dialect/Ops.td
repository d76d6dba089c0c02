// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

def Vyre_NewOp : Vyre_Op<"new", [
  ]>;
