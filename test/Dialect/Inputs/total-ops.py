# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes programs that apply every total op to boundary values and leave where a
# result differs from the rule of docs/Semantics.md, computed here with Python's
# integers and floats. Folded right, every program is empty.

import itertools
import math
import struct


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


def clamp(value, low, high):
    return max(low, min(high, value))


def truncating(a, b):
    quotient = abs(a) // abs(b)
    return -quotient if (a < 0) != (b < 0) else quotient


def divsi(a, b, bits):
    a, b = signed(a, bits), signed(b, bits)
    return -1 if b == 0 else truncating(a, b)


def remsi(a, b, bits):
    a, b = signed(a, bits), signed(b, bits)
    return 0 if b == 0 else a - b * truncating(a, b)


def rotl(a, b, bits):
    amount = b % bits
    return a << amount | a >> (bits - amount)


def saturate_unsigned(rule):
    return lambda a, b, bits: clamp(rule(a, b), 0, (1 << bits) - 1)


def saturate_signed(rule):
    return lambda a, b, bits: clamp(
        rule(signed(a, bits), signed(b, bits)),
        -(1 << (bits - 1)), (1 << (bits - 1)) - 1)


# Operands and results are unsigned; results are taken modulo 2^bits.
RULES = {
    "divui": lambda a, b, bits: a // b if b else -1,
    "remui": lambda a, b, bits: a % b if b else 0,
    "divsi": divsi,
    "remsi": remsi,
    "shli": lambda a, b, bits: a << (b % bits),
    "shrui": lambda a, b, bits: a >> (b % bits),
    "shrsi": lambda a, b, bits: signed(a, bits) >> (b % bits),
    "rotl": rotl,
    "rotr": lambda a, b, bits: rotl(a, bits - b % bits, bits),
    "uadd_sat": saturate_unsigned(lambda a, b: a + b),
    "sadd_sat": saturate_signed(lambda a, b: a + b),
    "usub_sat": saturate_unsigned(lambda a, b: a - b),
    "ssub_sat": saturate_signed(lambda a, b: a - b),
    "umul_sat": saturate_unsigned(lambda a, b: a * b),
    "smul_sat": saturate_signed(lambda a, b: a * b),
    "absdiffui": lambda a, b, bits: abs(a - b),
    "absdiffsi": lambda a, b, bits: abs(signed(a, bits) - signed(b, bits)),
}
INDEX_OPS = ("divui", "remui", "shli", "shrui")


class Program:
    """Collects checks; the i-th wrong one leaves at the i-th exit."""

    def __init__(self, name):
        self.name, self.lines, self.count = name, [], 0

    def constant(self, text, type):
        name = f"%c{self.count}"
        self.count += 1
        self.lines.append(f"  {name} = arith.constant {text} : {type}")
        return name

    def check(self, found, expected, type):
        wrong = f"%w{self.count}"
        self.lines.append(
            f"  {wrong} = arith.cmpi ne, {found}, {expected} : {type}")
        self.lines.append(f"  vyre.exit_if {wrong}")

    def apply(self, text):
        name = f"%r{self.count}"
        self.count += 1
        self.lines.append(f"  {name} = {text}")
        return name

    def print(self):
        print(f"vyre.program @{self.name}() workgroup [1, 1, 1] {{")
        print("\n".join(self.lines))
        print("  vyre.return\n}")


def boundary(bits):
    top = 1 << bits
    half = top >> 1
    values = [0, 1, 2, 3, 5, bits - 1, bits, bits + 1, half - 2, half - 1, half,
              half + 1, top - 3, top - 2, top - 1, 0xAAAAAAAAAAAAAAAA % top]
    return sorted({value % top for value in values})


def integers():
    for bits, type in [(8, "i8"), (16, "i16"), (32, "i32"), (64, "i64"),
                       (32, "index")]:
        for op, rule in RULES.items():
            if type == "index" and op not in INDEX_OPS:
                continue
            program = Program(f"{op}_{type}")
            for a, b in itertools.product(boundary(bits), repeat=2):
                found = program.apply(
                    f"vyre.{op} {program.constant(a, type)}, "
                    f"{program.constant(b, type)} : {type}")
                expected = rule(a, b, bits) % (1 << bits)
                program.check(found, program.constant(expected, type), type)
            program.print()
        if type == "index":
            continue
        program = Program(f"bitreverse_{type}")
        for a in boundary(bits):
            found = program.apply(
                f"vyre.bitreverse {program.constant(a, type)} : {type}")
            expected = int(f"{a:0{bits}b}"[::-1], 2)
            program.check(found, program.constant(expected, type), type)
        program.print()


FLOATS = {"f16": ("e", "H", 16), "f32": ("f", "I", 32), "f64": ("d", "Q", 64)}


def bits_of(value, type):
    code, word, _ = FLOATS[type]
    try:
        return struct.unpack("<" + word, struct.pack("<" + code, value))[0]
    except OverflowError:
        return bits_of(math.copysign(math.inf, value), type)


def float_of(bits, type):
    code, word, _ = FLOATS[type]
    return struct.unpack("<" + code, struct.pack("<" + word, bits))[0]


def conversions():
    values = [0.0, -0.0, 0.5, -0.5, 0.999, -0.999, 1.0, -1.0, 1.5, -1.5, 3.99,
              math.inf, -math.inf, math.nan, 1e20, -1e20, 65504.0, 5e-8]
    for bits in (8, 16, 32, 64):
        for edge in (2.0**bits, 2.0**(bits - 1)):
            values += [edge, -edge, edge - 1, 1 - edge, -edge - 1,
                       math.nextafter(edge, 0), math.nextafter(-edge, 0)]
    for source, (_, _, width) in FLOATS.items():
        for bits in (8, 16, 32, 64):
            for op, low, high in (
                    ("fptoui_sat", 0, (1 << bits) - 1),
                    ("fptosi_sat", -(1 << (bits - 1)), (1 << (bits - 1)) - 1)):
                program = Program(f"{op}_{source}_i{bits}")
                for word in sorted({bits_of(v, source) for v in values}):
                    value = float_of(word, source)
                    if math.isnan(value):
                        expected = 0
                    elif math.isinf(value):
                        expected = high if value > 0 else low
                    else:
                        expected = clamp(math.trunc(value), low, high)
                    operand = program.constant(
                        f"0x{word:0{width // 4}X}", source)
                    found = program.apply(
                        f"vyre.{op} {operand} : {source} to i{bits}")
                    program.check(
                        found, program.constant(expected % (1 << bits),
                                                f"i{bits}"), f"i{bits}")
                program.print()


def canonical():
    program = Program("canonicalize_f32")
    for word in (0, 0x80000000, 1, 0x80000001, 0x007FFFFF, 0x807FFFFF,
                 0x00800000, 0x80800000, 0x3F800000, 0x7F7FFFFF, 0x7F800000,
                 0xFF800000, 0x7F800001, 0x7FA12345, 0xFFA12345, 0x7FC00000,
                 0xFFC00000, 0x7FFFFFFF, 0xFFFFFFFF):
        exponent, fraction = word >> 23 & 0xFF, word & 0x7FFFFF
        expected = word
        if exponent == 0xFF and fraction:
            expected = 0x7FC00000
        elif exponent == 0:
            expected = word & 0x80000000
        found = program.apply(
            f"vyre.canonicalize {program.constant(f'0x{word:08X}', 'f32')} "
            ": f32")
        bits = program.apply(f"arith.bitcast {found} : f32 to i32")
        program.check(bits, program.constant(expected, "i32"), "i32")
    program.print()


if __name__ == "__main__":
    integers()
    conversions()
    canonical()
