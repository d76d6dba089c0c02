#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How long do the barrier passes take, and does it grow with the program only?

Generates 200 programs with 200 barriers each, and single programs with 5,000 of
several shapes, runs the passes on them in one thread, and prints the time that
--mlir-timing gives for each pass, the best of several rounds. Then once more
with twice as many barriers: a pass that is linear takes twice as long.

  barrier-bench.py [--bin=DIR] [--passes=P,...] [--rounds=N] [--json=F]
                   [--max-many-ms=T] [--max-one-ms=T] [--max-growth=R]
                   [--scale=K] [--emit=many|SHAPE]

The limits make it end with exit code 1 if one is exceeded; --emit only writes
the module to standard output. The programs hold what real ones do: phases in
which each invocation stays with its own elements, exchanges with a neighbour,
guarded lanes, uniform branches and loops, two kinds of memory. About half of
the barriers are needed. The other shapes are all of one kind: see SHAPES.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAMS = 200
BARRIERS = 200
BARRIERS_OF_ONE = 5000
PASSES = "vyre-coalesce-barriers,vyre-elide-barriers"

HEAD = """\
vyre.program @{name}(%x: !vyre.buffer<?xi32, read_write>,
                     %y: !vyre.buffer<?xi32, read_write>)
    workgroup [64, 1, 1] {{
  %a = vyre.workgroup_alloc : !vyre.buffer<128xi32, workgroup>
  %b = vyre.workgroup_alloc : !vyre.buffer<128xi32, workgroup>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i = vyre.global_id x
  %l = vyre.local_id x
  %r = arith.subi %last, %l : index
  %next = arith.addi %l, %c1 : index
  %first = arith.cmpi eq, %l, %c0 : index
  %n = vyre.length %x : !vyre.buffer<?xi32, read_write>
  %last_lane = arith.cmpi eq, %l, %last : index
  %even = arith.cmpi ult, %c4, %n : index
  %v = arith.constant 1 : i32
"""
HEAD = HEAD.replace("  %r = arith", "  %last = arith.constant 63 : index\n"
                    "  %r = arith")

WG = "!vyre.buffer<128xi32, workgroup>"
STORAGE = "!vyre.buffer<?xi32, read_write>"


# What a single program is made of: buffers, and what is around the phases.
ALL = ("%a", "%x", "%b", "%y")
SHAPES = {
    "mixed": (ALL, None),
    "straight": (ALL, "straight"),
    "loops": (ALL, "loops"),
    "ifs": (ALL, "ifs"),
    "exits": (ALL, "exits"),
    "grid": (ALL, "grid"),
    "workgroup": (("%a", "%a", "%b", "%b"), None),
    "storage": (("%x", "%x", "%y", "%y"), None),
}


def store(value, buffer, index, indent):
    kind = WG if buffer in ("%a", "%b") else STORAGE
    return [f"{indent}vyre.store {value}, {buffer}[{index}] : {kind}"]


class Body:
    """Writes statements with a given number of barriers."""

    def __init__(self, out, shape="mixed"):
        self.out = out
        self.next = 0
        self.buffers, self.flow = SHAPES[shape]

    def barrier(self, number, indent):
        if self.flow == "grid" and number % 2:
            return [f"{indent}vyre.barrier grid"]
        return [f"{indent}vyre.barrier workgroup acq_rel"]

    def load(self, buffer, index, indent):
        self.next += 1
        name = f"%v{self.next}"
        kind = WG if buffer in ("%a", "%b") else STORAGE
        self.out.append(f"{indent}{name} = vyre.load {buffer}[{index}] : {kind}")
        return name

    def phase(self, number, indent):
        """Statements with one barrier."""
        a, x, b, y = self.buffers
        buffer = self.buffers[number % 4]
        index = "%l" if number % 2 == 0 else "%i"
        shape = number % 5
        value = "%v"
        barrier = self.barrier(number, indent)
        if shape < 2:  # own elements: nobody needs the barrier
            self.out += store(value, buffer, index, indent) + barrier
            self.load(buffer, index, indent)
        elif shape == 2:  # an exchange
            self.out += store(value, a, "%l", indent) + barrier
            value = self.load(a, "%r" if number % 2 else "%next", indent)
            self.out += store(value, y, "%i", indent)
        elif shape == 3:  # one lane, for all
            self.out += [f"{indent}scf.if %first {{"]
            self.out += store(value, b, "%c0", indent + "  ")
            self.out += [f"{indent}}}"] + barrier
            self.load(b, "%c0", indent)
        else:  # two kinds of memory
            self.out += store(value, b, "%l", indent) + barrier
            self.load(x, "%i", indent)

    def nest(self, head, number, count, indent):
        self.out.append(indent + head.format(number) + " {")
        for inner in range(number, number + count):
            self.phase(inner, indent + "  ")
        self.out.append(indent + "}")

    def write(self, barriers):
        loop, branch = "scf.for %k{0} = %c0 to %c4 step %c1", "scf.if %even"
        number = 0
        while number < barriers:
            step = min(4, barriers - number)
            if self.flow == "exits" and number % 16 == 0:
                self.out.append("  vyre.exit_if %last_lane")
            if self.flow == "loops":
                self.nest(loop, number, step, "  ")
            elif self.flow == "ifs":
                # Every way past all barriers is open.
                self.out.append("  scf.if %even {")
                self.phase(number, "    ")
                self.nest(branch, number + 1, step - 1, "    ")
                self.out.append("  }")
            elif self.flow is None and number % 16 == 8 and step == 4:
                self.nest(loop if number % 32 == 8 else branch, number, 4, "  ")
            else:
                self.phase(number, "  ")
                step = 1
            number += step


def write_module(path, programs, barriers, shape="mixed"):
    lines = []
    for p in range(programs):
        lines.append(HEAD.format(name=f"p{p}"))
        Body(lines, shape).write(barriers)
        lines.append("  vyre.return\n}")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def fail(message, fix, code=2):
    print(f"barrier-bench: error: {message}; fix: {fix}", file=sys.stderr)
    sys.exit(code)


def run(tool, passes, path):
    """(milliseconds in the passes, barriers left)."""
    command = [tool, path, "--mlir-disable-threading", "--mlir-timing",
               "--mlir-timing-display=list",
               f"--pass-pipeline=builtin.module(vyre.program({passes}))"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"{tool} failed: {done.stderr.strip()[:200]}",
             "run the command by hand: " + " ".join(command))
    # "   0.0123 ( 45.6%)  ElideBarriersPass"; everything else is not a pass.
    times = re.findall(r"^\s*([0-9.]+) \(\s*[0-9.]+%\)\s+(\w*Barriers\w*)\s*$",
                       done.stderr, re.MULTILINE)
    if not times:
        fail("--mlir-timing names no pass on barriers",
             "check --passes, and the names of the pass classes")
    return (sum(float(time) for time, _ in times) * 1e3,
            done.stdout.count("vyre.barrier"))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        description="Measures the passes on barriers.")
    parser.add_argument("--bin", metavar="DIR",
                        default=os.path.join(here, "../build/release/bin"),
                        help="where vyre-opt is")
    parser.add_argument("--passes", default=PASSES)
    parser.add_argument("--rounds", metavar="N", type=int, default=5)
    parser.add_argument("--json", metavar="F")
    parser.add_argument("--max-many-ms", metavar="T", type=float)
    parser.add_argument("--max-one-ms", metavar="T", type=float)
    parser.add_argument("--max-growth", metavar="R", type=float)
    parser.add_argument("--emit", choices=("many", *SHAPES))
    parser.add_argument("--scale", metavar="K", type=float, default=1,
                        help="programs K times as large, for a quick check")
    options = parser.parse_args()
    many = max(1, int(BARRIERS * options.scale))
    one = max(1, int(BARRIERS_OF_ONE * options.scale))
    if options.emit == "many":
        write_module("/dev/stdout", PROGRAMS, many)
        return
    if options.emit:
        write_module("/dev/stdout", 1, one, options.emit)
        return
    tool = os.path.join(options.bin, "vyre-opt")
    if not os.access(tool, os.X_OK):
        fail(f"there is no {tool}", "build it, or name its folder by --bin")

    shapes = {"many": (PROGRAMS, many), "many, twice": (2 * PROGRAMS, many)}
    for shape in SHAPES:
        shapes[shape] = (1, one, shape)
        shapes[shape + ", twice"] = (1, 2 * one, shape)
    best, left = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, shape in shapes.items():
            paths[name] = os.path.join(folder, name.replace(", ", "-") + ".mlir")
            write_module(paths[name], *shape)
        for _ in range(options.rounds):
            for name, path in paths.items():
                time, left[name] = run(tool, options.passes, path)
                best[name] = min(time, best.get(name, time))
    print(f"passes {options.passes}, one thread, best of {options.rounds}\n")
    print("| shape | programs | barriers | left | ms | growth |\n"
          "|---|---|---|---|---|---|")
    growth = {}
    for name, (programs, barriers, *_) in shapes.items():
        half = name.replace(", twice", "")
        note = ""
        if half != name:
            growth[half] = best[name] / best[half]
            note = f"{growth[half]:.2f}"
        print(f"| {half} | {programs} | {programs * barriers} | {left[name]} | "
              f"{best[name]:.1f} | {note} |")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump({"milliseconds": best, "growth": growth, "left": left},
                      out)
            out.write("\n")
    for name in ("many", *SHAPES):
        limit = options.max_many_ms if name == "many" else options.max_one_ms
        if limit and best[name] > limit:
            fail(f"'{name}' takes {best[name]:.1f} ms, expected at most "
                 f"{limit} ms", "profile a release build", 1)
    if options.max_growth:
        for name, ratio in growth.items():
            if ratio > options.max_growth:
                fail(f"twice as many barriers take {ratio:.2f} times as long "
                     f"('{name}'), expected at most {options.max_growth}",
                     "look for work that each barrier does on all others", 1)


if __name__ == "__main__":
    main()
