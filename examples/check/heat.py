# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What examples/heat.mlir must give, computed again with numpy on whole arrays.
#
#   python3 examples/check/heat.py WIDTH HEIGHT STEPS [PICTURE.npy]
#
# prints the two sums that the graphs expect, and compares the colours with an
# array that vyre-run wrote. The order of the float32 operations is that of
# @step, so the bits are the same.

import sys

import numpy

LETTERS = {
    "V": "10001 10001 10001 10001 10001 01010 00100",
    "Y": "10001 10001 01010 00100 00100 00100 00100",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "E": "11111 10000 10000 11110 10000 10000 11111",
}


def start(width, height):
    """The plate at the start, and the cells that never change."""
    square = width // 16
    x = numpy.arange(width, dtype=numpy.int64)[None, :]
    y = numpy.arange(height, dtype=numpy.int64)[:, None]
    tile = (x // square * 73856093) ^ (y // square * 19349663)
    tile = _hash(tile)
    diameter = square * ((tile >> 8) & 255) // 256
    distance = (2 * (x % square) - square) ** 2 + (2 * (y % square) - square) ** 2
    warm = (tile & 63) + 25
    u = numpy.where(distance < diameter**2, warm, 20).astype(numpy.float32)

    font = numpy.array(
        [
            [int(dot) for dot in "0".join(LETTERS[c].split()[row] for c in "VYRE")]
            for row in range(7)
        ]
    )
    dot = width // 32
    text = numpy.kron(font, numpy.ones((dot, dot), dtype=int))
    top = (height - text.shape[0]) // 2
    left = (width - text.shape[1]) // 2
    letters = numpy.zeros((height, width), dtype=bool)
    letters[top : top + text.shape[0], left : left + text.shape[1]] = text != 0
    rim = numpy.ones((height, width), dtype=bool)
    rim[1:-1, 1:-1] = False

    u[letters] = 100
    u[rim] = 20
    return u, letters | rim


def _hash(tile):
    """A 32-bit multiplication by the golden ratio, then the halves mixed."""
    low = ((tile & 0xFFFFFFFF) * 0x9E3779B9) & 0xFFFFFFFF
    return low ^ (low >> 16)


def step(u, held):
    four, rate = numpy.float32(4.0), numpy.float32(0.2)
    old = u[1:-1, 1:-1]
    across = u[1:-1, :-2] + u[1:-1, 2:]
    along = u[:-2, 1:-1] + u[2:, 1:-1]
    new = u.copy()
    new[1:-1, 1:-1] = old + rate * ((across + along) - four * old)
    return numpy.where(held, u, new)


def sums(u):
    bits = u.reshape(-1).view(numpy.uint32).astype(numpy.uint64)
    weights = 2 * numpy.arange(bits.size, dtype=numpy.uint64) + 1
    # Sums of 64 bits wrap, which leaves the low 32 bits right.
    both = [int(bits.sum()), int((bits * weights).sum())]
    return [(value & 0xFFFFFFFF) - ((value & 0x80000000) << 1) for value in both]


def colours(u):
    level = (
        ((u - numpy.float32(20)) * numpy.float32(9.5625)).astype(numpy.int32).reshape(-1)
    )
    red, green, blue = (numpy.clip(level - 255 * c, 0, 255) for c in range(3))
    return red | green << 8 | blue << 16 | numpy.int32(-1 << 24)


def main(arguments):
    width, height, steps = (int(a) for a in arguments[:3])
    u, held = start(width, height)
    for _ in range(steps):
        u = step(u, held)
    print(f"heat: {width} x {height}, {steps} steps: sums", *sums(u))
    if len(arguments) > 3:
        if (numpy.load(arguments[3]) != colours(u)).any():
            print("heat: the picture differs")
            return 1
        print("heat: the picture is the same, bit for bit")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
