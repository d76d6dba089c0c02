# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Prints what examples/saxpy.mlir @check expects. All values are multiples of
# 1/4 below 2**20, so every product and sum is exact in f32.

x = [((i * 37) % 101 - 50) / 4 for i in range(70)]
y = [((i * 11) % 53 - 26) / 2 for i in range(70)]

if __name__ == "__main__":
    for name, values in (
        ("x", x),
        ("y", y),
        ("2 x + y", [2 * a + b for a, b in zip(x, y)]),
    ):
        print(name, values, sep="\n")
