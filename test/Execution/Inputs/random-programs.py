# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes a module of random programs, with what they leave in memory as
# vyre.expect: random-programs.py SEED [PROGRAMS [GRID]]. With GRID 1 half of the
# barriers are of the grid; they also stand in regions, and in branches and
# loops that an argument or a constant controls.
#
# A program is a tree of statements over i32 values: total integer ops,
# comparisons, loads at any index, loads and stores in the 8 words and the 4
# words of workgroup memory that belong to the invocation, if, for, while,
# regions, barriers, and exits at any depth. `emit` prints the tree as IR and
# `run` executes it in plain Python, one invocation after the other; the two
# share nothing but the tree. No invocation touches the memory of another, so
# every schedule has this one result.

import random
import sys

MASK = 0xFFFFFFFF
WORDS_IN, WORDS_OUT, INVOCATIONS, WORKGROUP = 37, 189, 32, 16


def signed(v):
    v &= MASK
    return v - 2**32 if v >> 31 else v


def truncating(a, b):
    return abs(a) // abs(b) * (-1 if (a < 0) != (b < 0) else 1)


def divsi(a, b):
    return truncating(signed(a), signed(b)) & MASK if b else MASK


def remsi(a, b):
    a, b = signed(a), signed(b)
    return (a - b * truncating(a, b)) & MASK if b else 0


BINARY = {
    "arith.addi": lambda a, b: (a + b) & MASK,
    "arith.subi": lambda a, b: (a - b) & MASK,
    "arith.muli": lambda a, b: (a * b) & MASK,
    "arith.andi": lambda a, b: a & b,
    "arith.ori": lambda a, b: a | b,
    "arith.xori": lambda a, b: a ^ b,
    "arith.maxsi": lambda a, b: max(signed(a), signed(b)) & MASK,
    "arith.minsi": lambda a, b: min(signed(a), signed(b)) & MASK,
    "arith.maxui": max,
    "arith.minui": min,
    "vyre.divui": lambda a, b: a // b if b else MASK,
    "vyre.remui": lambda a, b: a % b if b else 0,
    "vyre.divsi": divsi,
    "vyre.remsi": remsi,
    "vyre.shli": lambda a, b: (a << (b & 31)) & MASK,
    "vyre.shrui": lambda a, b: a >> (b & 31),
    "vyre.shrsi": lambda a, b: (signed(a) >> (b & 31)) & MASK,
    "vyre.rotl": lambda a, b: ((a << 32 | a) >> (32 - (b & 31))) & MASK,
    "vyre.uadd_sat": lambda a, b: min(a + b, MASK),
    "vyre.absdiffsi": lambda a, b: abs(signed(a) - signed(b)),
}
COMPARE = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ult": lambda a, b: a < b,
    "ule": lambda a, b: a <= b,
    "uge": lambda a, b: a >= b,
    "slt": lambda a, b: signed(a) < signed(b),
    "sgt": lambda a, b: signed(a) > signed(b),
}
INTERESTING = [0, 1, 2, 3, 5, 7, 31, 32, MASK, 2**31, 2**31 - 1, 2**30]


class Generator:
    """Makes the tree. `values` are the names that are visible."""

    def __init__(self, rng, grid):
        self.rng, self.names, self.constants = rng, 0, {}
        # Whether all of the grid comes to the statement that is made.
        self.grid, self.together = grid, True

    def name(self):
        self.names += 1
        return f"v{self.names}"

    def constant(self, value):
        return self.constants.setdefault(value, f"k{len(self.constants)}")

    def pick(self, values):
        if self.rng.random() < 0.2:
            known = self.rng.random() < 0.9
            return self.constant(
                self.rng.choice(INTERESTING) if known else self.rng.getrandbits(32)
            )
        return self.rng.choice(values[-8:] if self.rng.random() < 0.7 else values)

    def picks(self, values, count):
        return [self.pick(values) for _ in range(count)]

    def compare(self, values):
        return (self.rng.choice(list(COMPARE)), *self.picks(values, 2))

    def block(self, values, depth=0):
        before, values, result = len(values), list(values), []
        for _ in range(self.rng.randint(1, 5) if depth else 12):
            result.append(self.statement(values, depth))
        # Everything that the block computed shows in memory.
        made = values[before:]
        if made:
            total = made[0]
            for value in made[1:]:
                total, last = self.name(), total
                result.append(("binary", "vyre.rotl", last, self.constant(5), total))
                total, last = self.name(), total
                result.append(("binary", "arith.addi", last, value, total))
            word = self.name()
            old = self.constant(self.rng.randint(0, 7))
            result.append(("reload", old, word))
            result.append(("binary", "arith.xori", word, total, word + "x"))
            result.append(("store", old, word + "x"))
        return result, values

    def statement(self, values, depth):
        kinds = {"binary": 35, "select": 10, "load": 10, "store": 7, "reload": 4}
        kinds.update({"put": 2, "get": 2, "exit": 4})
        if self.grid and self.together:
            kinds["barrier"] = 30
        elif depth == 0:
            kinds["barrier"] = 3
        if depth < 3:
            kinds.update({"if": 9, "for": 7, "while": 4, "region": 3})
        kind = self.rng.choices(list(kinds), list(kinds.values()))[0]
        return (kind, *getattr(self, "make_" + kind)(values, depth))

    def result(self, values):
        values.append(self.name())
        return values[-1]

    def make_binary(self, values, _):
        operands = self.picks(values, 2)
        return self.rng.choice(list(BINARY)), *operands, self.result(values)

    def make_select(self, values, _):
        test, arms = self.compare(values), self.picks(values, 2)
        return test, *arms, self.result(values)

    def make_load(self, values, _):
        at, near = self.pick(values), self.rng.random() < 0.5
        return at, near, self.result(values)

    def make_store(self, values, _):
        return self.picks(values, 2)

    def make_reload(self, values, _):
        return self.pick(values), self.result(values)

    make_put, make_get = make_store, make_reload

    def make_exit(self, values, _):
        return (self.compare(values),)

    def make_barrier(self, _, __):
        if self.grid and self.rng.random() < 0.5:
            return ("grid",)
        return ("workgroup acq_rel",)

    def shared(self):
        """A number that the whole grid has."""
        return self.rng.choice(["arg", self.constant(self.rng.randint(0, 9))])

    def nested(self, values, depth, together=False):
        outer = self.together
        self.together = outer and together
        made = self.block(values, depth + 1)
        self.together = outer
        return made

    def stays_together(self):
        return self.grid and self.together and self.rng.random() < 0.5

    def make_if(self, values, depth):
        test, count = self.compare(values), self.rng.randint(0, 2)
        together = self.stays_together()
        if together:
            test = (test[0], self.shared(), self.shared())
        arms = []
        for _ in range(2):
            body, inner = self.nested(values, depth, together)
            arms.append((body, self.picks(inner, count)))
        return test, arms, [self.result(values) for _ in range(count)]

    def make_for(self, values, depth):
        count, variable = self.rng.randint(0, 2), self.name()
        carried = [self.name() for _ in range(count)]
        initial, bound = self.picks(values, count), self.pick(values)
        together = self.stays_together()
        if together:
            bound = self.shared()
        body, inner = self.nested(values + [variable] + carried, depth, together)
        yields, step = self.picks(inner, count), self.rng.randint(1, 3)
        results = [self.result(values) for _ in range(count)]
        return variable, bound, step, carried, initial, body, yields, results

    def make_while(self, values, depth):
        # The first carried value counts the passes.
        count = self.rng.randint(2, 3)
        before_args = [self.name() for _ in range(count)]
        after_args = [self.name() for _ in range(count)]
        initial = [self.constant(0)] + self.picks(values, count - 1)
        before, seen = self.nested(values + before_args, depth)
        test, passed = self.compare(seen), self.picks(seen, count - 1)
        after, inner = self.nested(values + after_args, depth)
        yields = self.picks(inner, count - 1)
        results = [self.result(values) for _ in range(count)]
        return (before_args, after_args, initial, before, test, passed, after, yields,
                self.name(), results)

    def make_region(self, values, depth):
        body, inner = self.nested(values, depth, together=True)
        value = self.pick(inner)
        return body, value, self.result(values)


class Exit(Exception):
    """The invocation left the program."""


class TooLong(Exception):
    """The program takes too many steps; another one is made."""


class Invocation:
    """Executes the tree for one invocation."""

    def __init__(self, names, source, out, base):
        self.names, self.source, self.out, self.base = names, source, out, base
        self.shared, self.steps = [0] * 4, 0

    def gets(self, names):
        return [self.names[name] for name in names]

    def sets(self, names, values):
        self.names.update(zip(names, values))

    def holds(self, test):
        return COMPARE[test[0]](*self.gets(test[1:]))

    def run(self, block):
        for kind, *operands in block:
            self.steps += 1
            if self.steps > 20000:
                raise TooLong
            getattr(self, "run_" + kind)(*operands)

    def run_binary(self, op, a, b, result):
        self.names[result] = BINARY[op](*self.gets([a, b]))

    def run_select(self, test, a, b, result):
        self.names[result] = self.names[a if self.holds(test) else b]

    def run_load(self, at, near, result):
        index = self.names[at] & 63 if near else self.names[at]
        self.names[result] = self.source[index] if index < WORDS_IN else 0

    def place(self, at):
        return self.base + (self.names[at] & 7)

    def run_store(self, at, value):
        if self.place(at) < WORDS_OUT:
            self.out[self.place(at)] = self.names[value]

    def run_reload(self, at, result):
        place = self.place(at)
        self.names[result] = self.out[place] if place < WORDS_OUT else 0

    def run_put(self, at, value):
        self.shared[self.names[at] & 3] = self.names[value]

    def run_get(self, at, result):
        self.names[result] = self.shared[self.names[at] & 3]

    def run_exit(self, test):
        if self.holds(test):
            raise Exit

    def run_barrier(self, _):
        pass

    def run_if(self, test, arms, results):
        body, yields = arms[0 if self.holds(test) else 1]
        self.run(body)
        self.sets(results, self.gets(yields))

    def run_for(self, variable, bound, step, carried, initial, body, yields, results):
        values = self.gets(initial)
        for self.names[variable] in range(0, self.names[bound] & 7, step):
            self.sets(carried, values)
            self.run(body)
            values = self.gets(yields)
        self.sets(results, values)

    def run_while(self, before_args, after_args, initial, before, test, passed, after,
                  yields, _, results):
        values = self.gets(initial)
        while True:
            self.sets(before_args, values)
            self.run(before)
            count = self.names[before_args[0]] + 1
            values = [count] + self.gets(passed)
            if count >= 7 or not self.holds(test):
                break
            self.sets(after_args, values)
            self.run(after)
            values = [self.names[after_args[0]]] + self.gets(yields)
        self.sets(results, values)

    def run_region(self, body, value, result):
        self.run(body)
        self.names[result] = self.names[value]


def listed(names):
    return ", ".join("%" + name for name in names)


def types(names):
    return ", ".join(["i32"] * len(names))


class Printer:
    """Prints the tree as IR."""

    def __init__(self):
        self.lines, self.names = [], 0

    def line(self, text):
        self.lines.append("  " + text)

    def temporary(self, text):
        self.names += 1
        self.line(f"%t{self.names} = {text}")
        return f"%t{self.names}"

    def test(self, test):
        return self.temporary(f"arith.cmpi {test[0]}, {listed(test[1:])} : i32")

    def emit(self, block):
        for kind, *operands in block:
            getattr(self, "emit_" + kind)(*operands)

    def close(self, op, names):
        if names:
            self.line(f"{op} {listed(names)} : {types(names)}")
        self.line("}")

    def emit_binary(self, op, a, b, result):
        self.line(f"%{result} = {op} %{a}, %{b} : i32")

    def emit_select(self, test, a, b, result):
        self.line(f"%{result} = arith.select {self.test(test)}, %{a}, %{b} : i32")

    def index(self, name):
        return self.temporary(f"arith.index_castui {name} : i32 to index")

    def emit_load(self, at, near, result):
        at = self.temporary(f"arith.andi %{at}, %c63 : i32") if near else "%" + at
        self.line(f"%{result} = vyre.load %in[{self.index(at)}] : !in")

    def place(self, at, mask, base):
        at = self.index(self.temporary(f"arith.andi %{at}, {mask} : i32"))
        return self.temporary(f"arith.addi {base}, {at} : index")

    def emit_store(self, at, value):
        self.line(f"vyre.store %{value}, %out[{self.place(at, '%c7', '%base')}] : !out")

    def emit_reload(self, at, result):
        place = self.place(at, "%c7", "%base")
        self.line(f"%{result} = vyre.load %out[{place}] : !out")

    def emit_put(self, at, value):
        place = self.place(at, "%c3", "%shared_base")
        self.line(f"vyre.store %{value}, %shared[{place}] : !shared")

    def emit_get(self, at, result):
        place = self.place(at, "%c3", "%shared_base")
        self.line(f"%{result} = vyre.load %shared[{place}] : !shared")

    def emit_exit(self, test):
        self.line(f"vyre.exit_if {self.test(test)}")

    def emit_barrier(self, scope):
        self.line("vyre.barrier " + scope)

    def emit_if(self, test, arms, results):
        test = self.test(test)
        head = f"{listed(results)} = scf.if {test} -> ({types(results)})"
        self.line((head if results else f"scf.if {test}") + " {")
        self.emit(arms[0][0])
        if results:
            self.line(f"scf.yield {listed(arms[0][1])} : {types(results)}")
        self.line("} else {")
        self.emit(arms[1][0])
        self.close("scf.yield", arms[1][1])

    def emit_for(self, variable, bound, step, carried, initial, body, yields, results):
        upper = self.index(self.temporary(f"arith.andi %{bound}, %c7 : i32"))
        step = self.temporary(f"arith.constant {step} : index")
        head, tail = "", ""
        if results:
            pairs = ", ".join(f"%{c} = %{i}" for c, i in zip(carried, initial))
            head = f"{listed(results)} = "
            tail = f" iter_args({pairs}) -> ({types(results)})"
        self.line(f"{head}scf.for %{variable}i = %zero to {upper} step {step}{tail} {{")
        self.line(f"%{variable} = arith.index_castui %{variable}i : index to i32")
        self.emit(body)
        self.close("scf.yield", yields)

    def emit_while(self, before_args, after_args, initial, before, test, passed, after,
                   yields, count, results):
        pairs = ", ".join(f"%{a} = %{i}" for a, i in zip(before_args, initial))
        signature = f"({types(results)}) -> ({types(results)})"
        self.line(f"{listed(results)} = scf.while ({pairs}) : {signature} {{")
        self.emit(before)
        self.line(f"%{count} = arith.addi %{before_args[0]}, %c1 : i32")
        bounded = self.temporary(f"arith.cmpi ult, %{count}, %c7 : i32")
        more = self.temporary(f"arith.andi {bounded}, {self.test(test)} : i1")
        passed = listed([count] + passed)
        self.line(f"scf.condition({more}) {passed} : {types(results)}")
        self.line("} do {")
        self.line("^bb0(" + ", ".join(f"%{a}: i32" for a in after_args) + "):")
        self.emit(after)
        self.close("scf.yield", [after_args[0]] + yields)

    def emit_region(self, body, value, result):
        self.line(f'%{result} = vyre.region "random" -> i32 {{')
        self.emit(body)
        self.close("vyre.yield", [value])


PROLOGUE = """\
  %shared = vyre.workgroup_alloc : !shared
  %c1 = arith.constant 1 : i32
  %c3 = arith.constant 3 : i32
  %c7 = arith.constant 7 : i32
  %c63 = arith.constant 63 : i32
  %zero = arith.constant 0 : index
  %four = arith.constant 4 : index
  %eight = arith.constant 8 : index
  %g = vyre.global_id x
  %l = vyre.local_id x
  %gid = arith.index_castui %g : index to i32
  %lid = arith.index_castui %l : index to i32
  %base = arith.muli %g, %eight : index
  %shared_base = arith.muli %l, %four : index
"""


def execute(block, constants, source, argument):
    out = [0] * WORDS_OUT
    for g in range(INVOCATIONS):
        names = {"gid": g, "lid": g % WORKGROUP, "arg": argument, **constants}
        try:
            Invocation(names, source, out, 8 * g).run(block)
        except Exit:
            pass
    return out


def dense(words):
    return f"dense<{[signed(w) for w in words]}> : tensor<{len(words)}xi32>"


def program(rng, number, grid):
    """A program, and the part of the graph that runs it."""
    while True:
        generator = Generator(rng, grid)
        source = [rng.getrandbits(rng.choice([3, 32])) for _ in range(WORDS_IN)]
        block, values = generator.block(["gid", "lid", "arg"])
        for word, value in enumerate(generator.picks(values, 3)):
            block.append(("store", generator.constant(word), value))
        constants = {name: value for value, name in generator.constants.items()}
        argument = rng.getrandbits(32)
        try:
            out = execute(block, constants, source, argument)
            break
        except TooLong:
            continue
    printer = Printer()
    for name, value in constants.items():
        printer.line(f"%{name} = arith.constant {signed(value)} : i32")
    printer.emit(block)
    kernel = (
        f"vyre.program @p{number}(%in: !in, %out: !out, %arg: i32)"
        f" workgroup [{WORKGROUP}, 1, 1] {{\n{PROLOGUE}"
        + "\n".join(printer.lines)
        + "\n  vyre.return\n}\n"
    )
    in_type = f"!vyre.buffer<{WORDS_IN}xi32, read_write>"
    out_type = f"!vyre.buffer<{WORDS_OUT}xi32, read_write>"
    steps = (
        f"  %in{number} = vyre.constant {dense(source)} -> {in_type}\n"
        f"  %out{number} = vyre.alloc : {out_type}\n"
        f"  %arg{number} = arith.constant {signed(argument)} : i32\n"
        f"  vyre.dispatch @p{number} threads [%n] (%in{number}, %out{number},"
        f" %arg{number}) : ({in_type}, {out_type}, i32)\n"
        f"  vyre.expect %out{number} : {out_type} == {dense(out)}\n"
    )
    return kernel, steps


def main(seed, count=8, grid=0):
    rng = random.Random(seed)
    made = [program(rng, number, grid) for number in range(count)]
    print(f"// random-programs.py {seed} {count} {grid}")
    print("!in = !vyre.buffer<?xi32, read>")
    print("!out = !vyre.buffer<?xi32, read_write>")
    print("!shared = !vyre.buffer<64xi32, workgroup>")
    print("\n".join(kernel for kernel, _ in made))
    print(f"vyre.graph @main() {{\n  %n = arith.constant {INVOCATIONS} : index")
    print("".join(steps for _, steps in made) + "  vyre.return\n}")


main(*(int(argument) for argument in sys.argv[1:]))
