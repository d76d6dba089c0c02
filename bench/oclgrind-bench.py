#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How fast is the reference interpreter next to Oclgrind?

Runs a tiled matmul of 128 x 128 x 128 and a reduction of 2^20 numbers, plain
and with race checks: kernels/NAME.mlir in `vyre-run --backend=reference`, and
the same algorithm in OpenCL C, oclgrind/NAME.cl, in `oclgrind-kernel`. Whole
processes are timed, each with one thread, in turns. Every result is compared
with one that this script computed.

  oclgrind-bench.py [--bin=DIR] [--oclgrind=TOOL] [--rounds=N] [--quick]
                    [--json=F] [--min-ratio=R]

--min-ratio makes it end with exit code 1 if Oclgrind is less than R times
slower. --quick checks small sizes, once; its times mean nothing. The row
`start` is a run with next to no work, which both sides' times contain.
"""

import argparse
import array
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def fail(message, fix, code=2):
    print(f"oclgrind-bench: error: {message}; fix: {fix}", file=sys.stderr)
    sys.exit(code)


class Case:
    """One kernel with its inputs: small integers, so that sums are exact and
    do not depend on the order or on contraction."""

    def __init__(self, name, source, grid, local, inputs, result, n):
        self.name = name
        self.source = source
        self.grid = grid
        self.local = local
        self.inputs = inputs  # [(name, values)]
        self.result = result  # (name, values)
        self.n = n
        self.folder = None

    def write(self, folder):
        self.folder = folder
        lines = [os.path.join(HERE, "oclgrind", self.source + ".cl"),
                 self.source,
                 " ".join(str(g * l) for g, l in zip(self.grid, self.local)),
                 " ".join(map(str, self.local))]
        for name, values in self.inputs:
            with open(self.file(name), "wb") as out:
                array.array("f", values).tofile(out)
            lines.append(f"<size={4 * len(values)} float>")
            lines.append(" ".join(map(str, values)))
        lines.append(f"<size={4 * len(self.result[1])} float fill=0 dump>")
        lines.append(f"<size=4 uint>\n{self.n}")
        with open(self.file("sim"), "w") as out:
            out.write("\n".join(lines) + "\n")

    def file(self, name):
        return os.path.join(self.folder, f"{self.name}.{name}")

    def vyre(self, tool, races):
        """The seconds of one run."""
        command = [tool, "--backend=reference",
                   os.path.join(HERE, "kernels", self.source + ".mlir"),
                   "--grid=" + ",".join(map(str, self.grid))]
        for name, _ in self.inputs:
            command.append(f"--input={name}=@{self.file(name)}")
        name, values = self.result
        command += [f"--input={name}={len(values)}xf32=0",
                    f"--output={name}=@{self.file('out')}.bin"]
        if self.source == "matmul":
            command.append(f"--input=n=index={self.n}")
        if races:
            command.append("--check-races")
        seconds, _ = timed(command)
        found = array.array("f")
        with open(self.file("out") + ".bin", "rb") as file:
            found.frombytes(file.read())
        self.compare(command, list(found))
        return seconds

    def oclgrind(self, tool, races):
        # Optimised, which makes it faster.
        command = [tool, "--num-threads", "1", "--build-options", "-O3"]
        if races:
            command.append("--data-races")
        command.append(self.file("sim"))
        seconds, text = timed(command)
        found = [float(line.split(" = ")[1])
                 for line in text.splitlines() if " = " in line]
        self.compare(command, found)
        return seconds

    def compare(self, command, found):
        if found != [float(value) for value in self.result[1]]:
            fail(f"'{' '.join(command)}' computed a wrong result",
                 "make the kernel the same algorithm on both sides", 8)


def timed(command):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    seconds = time.monotonic() - start
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        fail(f"'{' '.join(command)}' ended with {done.returncode}",
             "see its message above")
    # Oclgrind only says so, vyre-run ends with 10.
    if "data race at" in done.stderr + done.stdout:
        print(done.stdout + done.stderr, file=sys.stderr)
        fail(f"'{' '.join(command)}' found a race", "there is none: see above")
    return seconds, done.stdout


def numbers(count, seed):
    generator = random.Random(seed)
    return [generator.randrange(8) for _ in range(count)]


def matmul(name, n):
    a, b = numbers(n * n, 1), numbers(n * n, 2)
    columns = [b[j::n] for j in range(n)]
    c = [sum(x * y for x, y in zip(a[i * n:(i + 1) * n], column))
         for i in range(n) for column in columns]
    return Case(name, "matmul", (n // 16, n // 16, 1), (16, 16, 1),
                [("a", a), ("b", b)], ("c", c), n)


def reduction(name, n, groups):
    x = numbers(n, 3)
    partial = [0] * groups
    for i, value in enumerate(x):
        partial[i // 256 % groups] += value
    return Case(name, "reduction", (groups, 1, 1), (256, 1, 1), [("x", x)],
                ("partial", partial), n)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--oclgrind", default="oclgrind-kernel")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--min-ratio", type=float, default=0)
    options = parser.parse_args()

    vyre = os.path.join(options.bin, "vyre-run")
    if not os.path.exists(vyre):
        fail(f"found no '{vyre}'", "build it, or pass --bin=DIR")
    oclgrind = shutil.which(options.oclgrind)
    if not oclgrind:
        fail(f"found no '{options.oclgrind}'",
             "install the distribution's package oclgrind")
    if options.quick:
        options.rounds = 1
        cases = [matmul("matmul", 32), reduction("reduction", 2048, 2)]
    else:
        cases = [matmul("matmul", 128), reduction("reduction", 1 << 20, 64)]
    start = matmul("start", 16)

    rows = [(start, False)]
    rows += [(case, races) for case in cases for races in (False, True)]
    times = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in [start] + cases:
            case.write(folder)
        for index in range(options.rounds):
            for case, races in rows:
                sides = [("vyre", case.vyre, vyre),
                         ("oclgrind", case.oclgrind, oclgrind)]
                for side, run, tool in sides if index % 2 else sides[::-1]:
                    times.setdefault((case.name, races, side), []).append(
                        run(tool, races))

    print("| kernel | race checks | vyre-run, s | oclgrind, s | ratio |")
    print("|---|---|---|---|---|")
    missed = False
    for case, races in rows:
        ours, theirs = (times[case.name, races, side]
                        for side in ("vyre", "oclgrind"))
        ratio = statistics.median(t / o for t, o in zip(theirs, ours))
        print(f"| {case.name} | {'yes' if races else 'no'} "
              f"| {statistics.median(ours):.3f} "
              f"| {statistics.median(theirs):.3f} | {ratio:.1f} |")
        missed |= case is not start and ratio < options.min_ratio
    if options.json:
        with open(options.json, "w") as out:
            json.dump([{"kernel": name, "races": races, "side": side,
                        "seconds": values}
                       for (name, races, side), values in times.items()],
                      out, indent=1)
    if missed:
        print(f"oclgrind-bench: error: a ratio is below {options.min_ratio:g},"
              " the goal; fix: see docs/Interpreter.md, \"Speed\"",
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
