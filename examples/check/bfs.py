# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Graphs for examples/bfs.mlir, and what it must find in them, by a queue in
# plain Python.
#
#   python3 examples/check/bfs.py
#
# prints what @check expects.
#
#   python3 examples/check/bfs.py make KIND SIZE FOLDER
#
# writes rows.npy and edges.npy, always the same ones. `mesh` is SIZE x SIZE
# crossings with a long road for every 500; `power` has 2^SIZE vertices, 8 edges
# for each, and few vertices with very many (R-MAT with the probabilities of
# Graph500). All edges lead both ways.
#
#   python3 examples/check/bfs.py compare FOLDER SOURCE
#
# searches again and compares with the level.npy and summary.npy that vyre-run
# wrote there.

import os
import sys
from collections import deque


def search(rows, edges, source):
    """The level of each vertex, -1 where no path leads."""
    level = [-1] * (len(rows) - 1)
    if source >= len(level):
        return level
    level[source] = 0
    queue = deque([source])
    while queue:
        v = queue.popleft()
        for w in edges[rows[v] : rows[v + 1]]:
            if level[w] == -1:
                level[w] = level[v] + 1
                queue.append(w)
    return level


def summary(level):
    """How many levels there are, and how many vertices in all of them."""
    return [max(level) + 1, sum(at != -1 for at in level)]


def small_mesh(n, width, height):
    """What @mesh makes."""
    edges = []
    for v in range(n):
        x, y, inside = v % width, v // width, v < width * height
        for exists, w in (
            (x > 0, v - 1),
            (x < width - 1, v + 1),
            (y > 0, v - width),
            (y < height - 1, v + width),
            (v % 97 == 0, v * 7919 % (width * height)),
        ):
            edges.append(w if inside and exists else v)
    return list(range(0, 5 * n + 1, 5)), edges


def signed(value):
    return (value + 2**31) % 2**32 - 2**31


def to_rows(n, sources, targets):
    """Compressed rows of the edges in both directions, without duplicates."""
    import numpy

    both = numpy.concatenate([sources * n + targets, targets * n + sources])
    both = numpy.unique(both[both // n != both % n])
    rows = numpy.searchsorted(both // n, numpy.arange(n + 1))
    return rows.astype(numpy.int32), (both % n).astype(numpy.int32)


def make(kind, size):
    import numpy

    random = numpy.random.RandomState(5)
    if kind == "mesh":
        n = size * size
        v = numpy.arange(n, dtype=numpy.int64)
        right, down = v[v % size != size - 1], v[: n - size]
        ends = random.randint(0, n, size=(2, n // 500), dtype=numpy.int64)
        sources = numpy.concatenate([right, down, ends[0]])
        return to_rows(
            n, sources, numpy.concatenate([right + 1, down + size, ends[1]])
        )
    n = 1 << size
    ends = numpy.zeros((2, 8 * n), dtype=numpy.int64)
    # Bit by bit, a quarter of the matrix: 57, 19, 19 and 5 of 100 edges.
    for _ in range(size):
        part = random.randint(0, 100, size=8 * n)
        ends[0] = 2 * ends[0] + (part >= 76)
        ends[1] = 2 * ends[1] + (((part >= 57) & (part < 76)) | (part >= 95))
    # Otherwise low numbers would have all the edges.
    return to_rows(n, *random.permutation(n)[ends])


def main(arguments):
    if not arguments:
        n = 6727
        level = search(*small_mesh(n, 96, 70), 1234)
        weighted = sum((2 * i + 1) * at for i, at in enumerate(level))
        print("summary", *summary(level), "sums", signed(sum(level)), signed(weighted))
        return 0

    import numpy

    if arguments[0] == "make":
        kind, size, folder = arguments[1], int(arguments[2]), arguments[3]
        rows, edges = make(kind, size)
        numpy.save(os.path.join(folder, "rows.npy"), rows)
        numpy.save(os.path.join(folder, "edges.npy"), edges)
        widest = int((rows[1:] - rows[:-1]).max())
        print(
            f"bfs: {kind}, {len(rows) - 1} vertices, {len(edges)} edges,"
            f" at most {widest} at one"
        )
        return 0

    folder, source = arguments[1], int(arguments[2])
    rows, edges, level, found = (
        numpy.load(os.path.join(folder, name + ".npy"))
        for name in ("rows", "edges", "level", "summary")
    )
    expected = search(rows.tolist(), edges.tolist(), source)
    wrong = numpy.flatnonzero(level != expected)
    if wrong.size:
        v = wrong[0]
        print(f"bfs: vertex {v} has level {level[v]}, expected {expected[v]}")
        return 1
    if found.tolist() != summary(expected):
        print(f"bfs: the summary is {found.tolist()}, expected {summary(expected)}")
        return 1
    print(f"bfs: all levels right, {found[0]} levels, {found[1]} vertices reached")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
