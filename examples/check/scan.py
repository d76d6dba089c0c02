# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Prints what examples/scan.mlir @check expects as the last prefix sums.


def last(count):
    """The sum of the first `count` numbers that @numbers makes, as an i32."""
    # The index is multiplied modulo 2^32.
    total = sum(((i * 37) & 0xFFFFFFFF) % 101 - 40 for i in range(count))
    return (total + 2**31) % 2**32 - 2**31


if __name__ == "__main__":
    for count in (4000037, 257, 1):
        print(count, "numbers:", last(count))
