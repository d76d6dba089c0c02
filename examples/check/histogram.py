# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Counts the bytes of a file in plain Python: what examples/histogram.mlir
# gives for it.
#
#   python3 examples/check/histogram.py FILE [COUNTS.npy]
#
# prints the counts, or compares them with an array that vyre-run wrote.
# Without a file it prints what @check expects.

import collections
import sys

# What @bytes makes, and how many.
CHECK_BYTES = bytes((i * i + (i >> 4)) % 256 for i in range(10007))


def counts(data):
    found = collections.Counter(data)
    return [found[value] for value in range(256)]


def main(arguments):
    if not arguments:
        print(counts(CHECK_BYTES))
        return 0
    with open(arguments[0], "rb") as file:
        data = file.read()
    if len(arguments) == 1:
        print(counts(data))
        return 0
    import numpy

    actual = numpy.load(arguments[1])
    expected = numpy.array(counts(data), dtype=numpy.int32)
    if actual.shape != expected.shape or (actual != expected).any():
        print(f"histogram: the counts differ for {arguments[0]}")
        return 1
    common = int(expected.argmax())
    print(
        f"histogram: all 256 counts right, {len(data)} bytes, most often"
        f" 0x{common:02x} ({int(expected[common])} times)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
