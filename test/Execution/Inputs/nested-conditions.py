#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Prints a program with N conditions inside each other, each with an atomic so
# that none can be merged with the next.

import sys

depth = int(sys.argv[1])
buffer = f"!vyre.buffer<{depth}xi32, read_write>"
print(f"vyre.program @vyre_lw_07_deep(%b: {buffer}, %n: index) workgroup [1, 1, 1] {{")
print("  %one = arith.constant 1 : i32")
for level in range(depth):
    print(f"  %k{level} = arith.constant {level} : index")
    print(f"  %c{level} = arith.cmpi ugt, %n, %k{level} : index")
for level in range(depth):
    print(f"  scf.if %c{level} {{")
    print(f"  %x{level} = vyre.atomic_rmw add relaxed %one, %b[%k{level}] : {buffer}")
print("  }" * depth)
print("  vyre.return\n}")
print("vyre.graph @main() {")
print(f"  %n = arith.constant {depth} : index")
print("  %groups = arith.constant 1 : index")
print(f"  %b = vyre.alloc : {buffer}")
print(f"  vyre.dispatch @vyre_lw_07_deep groups [%groups] (%b, %n) : ({buffer}, index)")
print(f"  vyre.expect %b : {buffer} == dense<1> : tensor<{depth}xi32>")
print("  vyre.return\n}")
