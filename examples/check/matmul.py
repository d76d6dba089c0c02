# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Prints what examples/matmul.mlir @check expects: the product of a 19x37 and a
# 37x21 matrix of small integers, so that f32 holds every partial sum exactly
# and the order of the additions does not matter. Plain Python integers.

M, N, K = 19, 21, 37


def element(row, column, salt):
    """The element that @fill writes: an integer from -5 to 5."""
    return (row * 7 + column * 3 + salt) % 11 - 5


a = [[element(i, l, 0) for l in range(K)] for i in range(M)]
b = [[element(l, j, 4) for j in range(N)] for l in range(K)]
c = [[sum(a[i][l] * b[l][j] for l in range(K)) for j in range(N)] for i in range(M)]

if __name__ == "__main__":
    for row in c:
        print(", ".join(f"{value}.0" for value in row))
