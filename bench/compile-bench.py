#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How fast is vyre-opt?

Compares it with the mlir-opt of the packages on a generated module of 100,000
ops: 200 functions of 500 arith ops, canonicalize and cse. Both tools read the
same file and write to /dev/null, in turns. Then the same ops as 200
vyre.program, which only vyre-opt reads, and how long vyre-opt takes for a small
file.

  compile-bench.py [--bin=DIR] [--mlir-opt=TOOL] [--rounds=N] [--json=F]
                   [--max-ratio=R] [--max-start-ms=T]

The last two make it end with exit code 1 if a limit is exceeded.

Every fourth op is dead and every eighth a repetition of an earlier one, so
that both passes have work but most of the module stays.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

FUNCTIONS = 200
OPS = 500
STARTS = 20
PASSES = "canonicalize,cse"

SMALL = """\
vyre.program @saxpy(%x: !vyre.buffer<?xf32, read>,
                    %y: !vyre.buffer<?xf32, read_write>,
                    %a: f32) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %xv = vyre.load %x[%i] : !vyre.buffer<?xf32, read>
  %yv = vyre.load %y[%i] : !vyre.buffer<?xf32, read_write>
  %ax = arith.mulf %a, %xv : f32
  %s = arith.addf %ax, %yv : f32
  vyre.store %s, %y[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
}
"""


def fail(message, fix, code=2):
    print(f"compile-bench: error: {message}; fix: {fix}", file=sys.stderr)
    sys.exit(code)


def body(count):
    """`count` ops on %a and %b, two i32; the last one's name."""
    names = ["%a", "%b"]
    lines = []
    kinds = ["addi", "muli", "xori", "subi"]
    previous = None
    for i in range(count):
        if i % 8 == 7 and previous:
            text = previous  # a repetition, for cse
        else:
            left = names[-1]
            right = names[(i * 7) % (len(names) - 1)]  # never the left one
            text = f"arith.{kinds[i % 4]} {left}, {right} : i32"
        lines.append(f"  %v{i} = {text}")
        previous = text
        if i % 4 != 1:  # the others are dead
            names.append(f"%v{i}")
            names = names[-16:]
    return lines, names[-1]


def func_module(path):
    with open(path, "w") as out:
        for f in range(FUNCTIONS):
            lines, last = body(OPS - 1)
            out.write(f"func.func @f{f}(%a: i32, %b: i32) -> i32 {{\n")
            out.write("\n".join(lines))
            out.write(f"\n  return {last} : i32\n}}\n")


def program_module(path):
    buffer = "!vyre.buffer<?xi32, read_write>"
    with open(path, "w") as out:
        for f in range(FUNCTIONS):
            lines, last = body(OPS - 4)
            out.write(f"vyre.program @p{f}(%buf: {buffer}, %b: i32)\n"
                      "    workgroup [64, 1, 1] {\n"
                      "  %i = vyre.global_id x\n"
                      f"  %a = vyre.load %buf[%i] : {buffer}\n")
            out.write("\n".join(lines))
            out.write(f"\n  vyre.store {last}, %buf[%i] : {buffer}\n"
                      "  vyre.return\n}\n")


def run(command):
    start = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True)
    elapsed = (time.perf_counter() - start) * 1e3
    if done.returncode != 0:
        fail(f"{command[0]} failed: {done.stderr.strip()[:200]}",
             "run the command by hand: " + " ".join(command))
    return elapsed


def version(tool):
    text = subprocess.run([tool, "--version"], stdout=subprocess.PIPE,
                          text=True).stdout
    words = [line.strip() for line in text.splitlines() if "version" in line]
    return words[0] if words else "unknown version"


def spread(samples):
    deciles = statistics.quantiles(samples, n=10, method="inclusive")
    return f"{deciles[0]:.1f} .. {deciles[8]:.1f}"


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        description="Measures vyre-opt against mlir-opt.")
    parser.add_argument("--bin", metavar="DIR",
                        default=os.path.join(here, "../build/release/bin"),
                        help="where vyre-opt is")
    parser.add_argument("--mlir-opt", metavar="TOOL", default=None)
    parser.add_argument("--rounds", metavar="N", type=int, default=15)
    parser.add_argument("--json", metavar="F")
    parser.add_argument("--max-ratio", metavar="R", type=float)
    parser.add_argument("--max-start-ms", metavar="T", type=float)
    options = parser.parse_args()
    if options.rounds < 2:
        fail(f"--rounds={options.rounds} is too few, expected 2 or more",
             "leave it out")

    vyre_opt = os.path.join(options.bin, "vyre-opt")
    if not os.access(vyre_opt, os.X_OK):
        fail(f"there is no {vyre_opt}", "build it, or name its folder by --bin")
    mlir_opt = shutil.which(options.mlir_opt or "mlir-opt-22")
    if not mlir_opt:
        fail("mlir-opt-22 is not installed", "install mlir-22-tools")

    print(f"{FUNCTIONS} functions x {OPS} ops, passes {PASSES}; "
          f"{version(mlir_opt)}; {options.rounds} rounds\n")
    print("| what | tool | median ms | p10 .. p90 ms | vyre-opt / mlir-opt |\n"
          "|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        functions = os.path.join(folder, "functions.mlir")
        programs = os.path.join(folder, "programs.mlir")
        small = os.path.join(folder, "small.mlir")
        func_module(functions)
        program_module(programs)
        with open(small, "w") as out:
            out.write(SMALL)

        on_functions = f"--pass-pipeline=builtin.module(func.func({PASSES}))"
        on_programs = f"--pass-pipeline=builtin.module(vyre.program({PASSES}))"
        rival = [mlir_opt, on_functions, functions, "-o", os.devnull]
        ours = [vyre_opt, on_functions, functions, "-o", os.devnull]
        kernels = [vyre_opt, on_programs, programs, "-o", os.devnull]
        start = [vyre_opt, small, "-o", os.devnull]
        rival_start = [mlir_opt, os.devnull, "-o", os.devnull]

        commands = {"rival": rival, "ours": ours, "kernels": kernels}
        times = {name: [] for name in commands}
        for command in commands.values():  # the file cache is warm after this
            run(command)
        for i in range(options.rounds):
            names = list(commands) if i % 2 else list(reversed(commands))
            for name in names:
                times[name].append(run(commands[name]))
        starts, rival_starts = [], []
        run(start)
        for _ in range(STARTS):
            starts.append(run(start))
            rival_starts.append(run(rival_start))

    def ratio(name):
        pairs = zip(times[name], times["rival"])
        return statistics.median(a / b for a, b in pairs)

    def row(what, tool, samples, note):
        print(f"| {what} | {tool} | {statistics.median(samples):.1f} | "
              f"{spread(samples)} | {note} |")

    row("100,000 ops in func.func", "mlir-opt", times["rival"], "")
    row("100,000 ops in func.func", "vyre-opt", times["ours"],
        f"{ratio('ours'):.3f}")
    row("100,000 ops in vyre.program", "vyre-opt", times["kernels"],
        f"{ratio('kernels'):.3f}")
    row("start, saxpy", "vyre-opt", starts, "")
    row("start, empty file", "mlir-opt", rival_starts, "")
    if options.json:
        with open(options.json, "w") as out:
            json.dump({"functions_ratio": ratio("ours"),
                       "programs_ratio": ratio("kernels"),
                       "start_ms": statistics.median(starts),
                       "milliseconds": dict(times, start=starts)}, out)
            out.write("\n")
    for name in ("ours", "kernels"):
        if options.max_ratio and ratio(name) > options.max_ratio:
            fail(f"vyre-opt takes {ratio(name):.2f} times as long as mlir-opt, "
                 f"expected at most {options.max_ratio}",
                 "compare both with --mlir-timing", 1)
    if options.max_start_ms and \
            statistics.median(starts) > options.max_start_ms:
        fail(f"vyre-opt starts in {statistics.median(starts):.1f} ms, expected "
             f"at most {options.max_start_ms} ms", "measure a release build", 1)


if __name__ == "__main__":
    main()
