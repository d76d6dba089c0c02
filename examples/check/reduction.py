# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Prints what examples/reduction.mlir @check expects. The numbers are small
# integers and so are all partial sums, so f32 is exact in any order.


def total(count):
    """The sum of the first `count` numbers that @numbers makes."""
    return sum((i * 37) % 101 - 40 for i in range(count))


if __name__ == "__main__":
    for count in (100003, 257, 1, 0):
        print(count, "numbers:", float(total(count)))
