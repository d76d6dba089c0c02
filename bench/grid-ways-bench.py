#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which way of running grid barriers is faster, and does --grid-sync=auto know?

Runs a program of 2 x STEPS grid barriers by --grid-sync=split, software and auto
on a CPU driver with a given number of threads, and a small kernel with and
without --grid-stride. Every program checks its result.

  grid-ways-bench.py [--bin=DIR] [--rounds=N] [--runs=N] [--quick] [--json=F]
                     [--min-right=R]

`auto` is right where it took the way that was faster, or both are within a
tenth. --min-right demands it for that part of the points; a miss is exit code 1.
A time is the median of --runs runs in one process, so what `auto` measures
before its first dispatch is not in it; the ratio is the median over rounds. With
--quick sizes are small and the times mean nothing.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

# Threads of the driver, workgroups, invocations of a workgroup. More threads
# than cores take turns, which a barrier in software pays for.
POINTS = [(0, 1, 8), (0, 1, 64), (0, 1, 256), (1, 1, 8), (1, 1, 64), (2, 1, 8),
          (2, 1, 64), (2, 2, 8), (2, 2, 64), (2, 2, 256), (4, 2, 64), (4, 4, 8),
          (4, 4, 64), (8, 8, 64)]
# Threads of the driver, invocations of a workgroup, elements.
STRIDES = [(0, 8, 65536), (0, 64, 65536), (0, 64, 1048576), (2, 8, 65536),
           (2, 64, 65536), (2, 64, 1048576)]

RING = """
vyre.program @ring(%b: !vyre.buffer<?xi32, read_write>, %steps: index)
    workgroup [{size}, 1, 1] {{
  %i = vyre.global_id x
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
  %next = arith.addi %i, %c1 : index
  %j = vyre.remui %next, %n : index
  scf.for %s = %c0 to %steps step %c1 {{
    %x = vyre.load %b[%j] : !vyre.buffer<?xi32, read_write>
    vyre.barrier grid
    %y = arith.addi %x, %one : i32
    vyre.store %y, %b[%i] : !vyre.buffer<?xi32, read_write>
    vyre.barrier grid
  }}
  vyre.return
}}
vyre.graph @main() {{
  %n = arith.constant {elements} : index
  %steps = arith.constant {steps} : index
  %b = vyre.alloc(%n) : !vyre.buffer<?xi32, read_write>
  vyre.dispatch @ring threads [%n] (%b, %steps)
      : (!vyre.buffer<?xi32, read_write>, index)
  %all = vyre.alloc : !vyre.buffer<{elements}xi32, read_write>
  vyre.copy %b, %all
      : !vyre.buffer<?xi32, read_write>, !vyre.buffer<{elements}xi32, read_write>
  vyre.expect %all : !vyre.buffer<{elements}xi32, read_write>
      == dense<{steps}> : tensor<{elements}xi32>
  vyre.return
}}
"""

DOUBLE = """
vyre.program @double(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [{size}, 1, 1] {{
  %i = vyre.global_id x
  %x = vyre.load %b[%i] : !vyre.buffer<?xi32, read_write>
  %y = arith.addi %x, %x : i32
  vyre.store %y, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}}
vyre.graph @main() {{
  %n = arith.constant {elements} : index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %steps = arith.constant {steps} : index
  %one = arith.constant 1 : i32
  %b = vyre.alloc : !vyre.buffer<{elements}xi32, read_write>
  vyre.fill %one, %b : !vyre.buffer<{elements}xi32, read_write>
  scf.for %s = %c0 to %steps step %c1 {{
    vyre.dispatch @double threads [%n] (%b)
        : (!vyre.buffer<{elements}xi32, read_write>)
  }}
  vyre.expect %b : !vyre.buffer<{elements}xi32, read_write>
      == dense<{result}> : tensor<{elements}xi32>
  vyre.return
}}
"""


class Runner:
    def __init__(self, args, folder):
        self.args, self.folder = args, folder

    def time(self, text, threads, flag):
        """Milliseconds, and whether `auto` took one dispatch."""
        path = os.path.join(self.folder, "program.mlir")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(
            [os.path.join(self.args.bin, "vyre-run"), path, "--timing",
             f"--repeat={self.args.runs}"] + ([flag] if flag else []),
            capture_output=True, text=True,
            env={**os.environ, "LP_NUM_THREADS": str(threads)})
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            sys.exit(done.returncode)
        found = re.search(r"device over \d+ runs: median ([0-9.]+) ms",
                          done.stderr)
        # A single workgroup is decided when the program is compiled.
        took = re.search(r"grid sync: .* (in one dispatch|split),", done.stderr)
        return float(found[1]), took is None or took[1] == "in one dispatch"

    def compare(self, text, threads, flags):
        """Times per flag, and what `auto` took most often."""
        times, took = {flag: [] for flag in flags}, []
        for turn in range(self.args.rounds):
            for flag in flags if turn % 2 else reversed(flags):
                ms, isResident = self.time(text, threads, flag)
                times[flag].append(ms)
                if flag == "--grid-sync=auto":
                    took.append(isResident)
        return times, took


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--min-right", type=float)
    args = parser.parse_args()
    if not os.path.exists(os.path.join(args.bin, "vyre-run")):
        print(f"grid-ways-bench: error: found no vyre-run in '{args.bin}', "
              "expected the bin folder of a build; fix: make bench, or "
              "--bin=DIR", file=sys.stderr)
        return 2
    steps = 2 if args.quick else 50
    points = POINTS[:1] + POINTS[7:8] if args.quick else POINTS
    strides = STRIDES[:1] if args.quick else STRIDES
    results, right = [], 0
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(args, folder)
        print("| threads | workgroups | of | split | software | auto "
              "| split / software | auto took |")
        print("|---|---|---|---|---|---|---|---|")
        ways = ["--grid-sync=" + way for way in ("split", "software", "auto")]
        for threads, groups, size in points:
            text = RING.format(size=size, steps=steps, elements=groups * size)
            times, took = runner.compare(text, threads, ways)
            split, software, auto = (statistics.median(times[way])
                                     for way in ways)
            ratio = statistics.median(
                a / b for a, b in zip(times[ways[0]], times[ways[1]]))
            isResident = sum(took) * 2 > len(took)
            right += abs(ratio - 1) < 0.1 or isResident == (ratio > 1)
            print(f"| {threads} | {groups} | {size} | {split:.3f} ms "
                  f"| {software:.3f} ms | {auto:.3f} ms | {ratio:.2f} "
                  f"| {'software' if isResident else 'split'} |", flush=True)
            results.append({"threads": threads, "groups": groups, "size": size,
                            "times_ms": times, "ratio": ratio,
                            "auto": "software" if isResident else "split"})
        print(f"\nauto was right in {right} of {len(points)} points")
        print("\n| threads | workgroups of | elements | whole grid "
              "| --grid-stride | whole / stride |")
        print("|---|---|---|---|---|---|")
        for threads, size, elements in strides:
            doubles = 2 if args.quick else 20
            text = DOUBLE.format(size=size, elements=elements, steps=doubles,
                                 result=2 ** doubles)
            times, _ = runner.compare(text, threads, ["", "--grid-stride"])
            ratio = statistics.median(
                a / b for a, b in zip(times[""], times["--grid-stride"]))
            print(f"| {threads} | {size} | {elements} "
                  f"| {statistics.median(times['']):.3f} ms "
                  f"| {statistics.median(times['--grid-stride']):.3f} ms "
                  f"| {ratio:.2f} |", flush=True)
            results.append({"threads": threads, "size": size,
                            "elements": elements, "times_ms": times,
                            "ratio": ratio})
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    missed = args.min_right is not None and right < args.min_right * len(points)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
