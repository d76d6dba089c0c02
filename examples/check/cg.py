# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What examples/cg.mlir must give.
#
#   python3 examples/check/cg.py
#
# prints what @check expects: conjugate gradients in float32 with numpy on whole
# arrays, with the sums of the dot products in the order of @cg, so that the bits
# are the same.
#
#   python3 examples/check/cg.py make WIDTH HEIGHT FOLDER
#   python3 examples/check/cg.py compare WIDTH HEIGHT FOLDER
#
# writes a right-hand side, b.npy, and compares x.npy and iterations.npy that
# vyre-run wrote there: with the same in float32, and with the solution in
# float64 by sine transforms, which has no iteration at all.

import os
import sys

import numpy

LANES = 256
TOLERANCE = numpy.float32(1.0e-5)


def laplacian(p):
    """4 p - ((left + right) + (up + down)), with zeros around."""
    around = numpy.pad(p, 1)
    sides = around[1:-1, :-2] + around[1:-1, 2:]
    ends = around[:-2, 1:-1] + around[2:, 1:-1]
    return p.dtype.type(4) * p - (sides + ends)


def tree(values):
    """Sums of the last axis, halved again and again."""
    values = values.copy()
    half = LANES // 2
    while half:
        values[..., :half] += values[..., half : 2 * half]
        half //= 2
    return values[..., 0]


def dot(u, v, groups):
    """u.v in the order of @cg."""
    terms = (u * v).reshape(-1)
    lanes = groups * LANES
    rows = -(-terms.size // lanes)
    terms = numpy.pad(terms, (0, rows * lanes - terms.size)).reshape(rows, lanes)
    own = numpy.zeros(lanes, numpy.float32)
    for row in terms:
        own = own + row
    parts = numpy.zeros(LANES, numpy.float32)
    parts[:groups] = tree(own.reshape(groups, LANES))
    return tree(parts)


def solve(b, groups, limit):
    """x and the number of iterations."""
    x, r, p = numpy.zeros_like(b), b, numpy.zeros_like(b)
    beta = numpy.float32(0)
    rr = dot(r, r, groups)
    goal = TOLERANCE * TOLERANCE * rr
    k = 0
    while True:
        p = r + beta * p
        if not (rr > goal and k < limit):
            return x, k
        q = laplacian(p)
        alpha = rr / dot(p, q, groups)
        x = x + alpha * p
        r = r - alpha * q
        before, rr = rr, dot(r, r, groups)
        beta = rr / before
        k += 1


def spectral(b):
    """The solution in float64: the sines are the eigenvectors of A."""

    def sines(n):
        k = numpy.arange(1, n + 1)
        matrix = numpy.sin(numpy.pi * numpy.outer(k, k) / (n + 1))
        return matrix * numpy.sqrt(2 / (n + 1)), 2 - 2 * numpy.cos(numpy.pi * k / (n + 1))

    down, eigenDown = sines(b.shape[0])
    across, eigenAcross = sines(b.shape[1])
    modes = down @ b.astype(numpy.float64) @ across
    modes /= eigenDown[:, None] + eigenAcross[None, :]
    return down @ modes @ across


def bit_sum(x):
    """The sum of the bits of all cells, as an i32."""
    total = int(x.reshape(-1).view(numpy.uint32).astype(numpy.uint64).sum())
    return (total + 2**31) % 2**32 - 2**31


def relative(error, value):
    return float(numpy.linalg.norm(error) / numpy.linalg.norm(value))


def main(arguments):
    if not arguments:
        i = numpy.arange(70 * 45)
        b = (i * 37 % 101 - 50).astype(numpy.float32).reshape(45, 70)
        for limit in (500, 10):
            x, iterations = solve(b, 4, limit)
            print("at most", limit, "iterations:", iterations, "sum", bit_sum(x))
        return 0

    command, width, height, folder = (
        arguments[0], int(arguments[1]), int(arguments[2]), arguments[3],
    )
    if command == "make":
        random = numpy.random.RandomState(5)
        b = random.standard_normal(width * height).astype(numpy.float32)
        numpy.save(os.path.join(folder, "b.npy"), b)
        return 0

    b, x, iterations = (
        numpy.load(os.path.join(folder, name + ".npy"))
        for name in ("b", "x", "iterations")
    )
    b, x = b.reshape(height, width), x.reshape(height, width)
    groups = min(max(-(-b.size // 4096), 1), 256)
    expected, count = solve(b, groups, 2000)
    if iterations[0] != count:
        print(f"cg: {iterations[0]} iterations, expected {count}")
        return 1
    if (x.view(numpy.uint32) != expected.view(numpy.uint32)).any():
        print("cg: the bits of x differ")
        return 1
    residual = relative(b - laplacian(x.astype(numpy.float64)), b)
    error = relative(x - spectral(b), x)
    print(
        f"cg: {count} iterations, the bits of x are right;"
        f" |b - A x| / |b| = {residual:.1e}, error of x {error:.1e}"
    )
    # Rounding in float32 adds to what the iteration leaves.
    return 0 if residual < 10 * TOLERANCE and error < 1.0e-3 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
