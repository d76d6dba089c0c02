#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does a grid barrier cost?

Runs pairs of graphs of grid*.mlir in turns and compares the time from the first
recorded command to the last result: a program that vyre-split-grid-sync split
against the same parts written by hand, and against waiting for each part.
Where the device decides when a loop ends, the rival asks it after each step.

  grid-bench.py [--bin=DIR] [--rounds=N] [--runs=N] [--quick] [--json=F]
                [--max-ratio=R] [--min-naive=R] [--min-read=R]

--max-ratio bounds split / by hand, --min-naive demands naive / split, and
--min-read the same where the rival asks; a limit that is certainly missed, by
the whole interval, is exit code 1. A round runs each side --runs times, in processes of their own, and takes the median; the ratio is
the median over rounds. Small sizes have three times as many: where the system
puts the driver's threads makes much of their time. Every graph checks its result,
and a wrong one is exit code 8. With --quick the sizes are small and the times mean
nothing.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
# Name, source, elements, steps, graph, rival, the goal it has a limit for.
CASES = [
    ("loop, large", "grid", 1048576, 50, "ring_split", "ring_by_hand", "ratio"),
    ("loop, small", "grid", 128, 100, "ring_split", "ring_by_hand", "ratio"),
    ("value across, large", "grid", 1048576, 10, "sort_split", "sort_by_hand", "ratio"),
    ("value across, small", "grid", 128, 100, "sort_split", "sort_by_hand", "ratio"),
    ("sums, large", "grid-sums", 1048576, 20, "total_split", "total_by_hand", "ratio"),
    ("sums, small", "grid-sums", 4096, 50, "total_split", "total_by_hand", "ratio"),
    ("naive, small", "grid", 128, 100, "ring_split", "ring_naive", "naive"),
    ("device decides, small", "grid", 128, 100, "until_split", "until_by_hand", None),
    ("device decides, long", "grid", 128, 1000, "until_split", "until_by_hand", "read"),
]


def run(args, source, graph, elements, steps):
    done = subprocess.run(
        [os.path.join(args.bin, "vyre-run"),
         os.path.join(FOLDER, source + ".mlir"), "--entry=" + graph,
         f"--input=n=index={elements}", f"--input=steps=i32={steps}",
         "--input=wrong=1xi32=0", "--timing", f"--repeat={args.runs}"],
        capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        sys.exit(done.returncode)
    found = re.search(r"device over \d+ runs: median ([0-9.]+) ms", done.stderr)
    return float(found.group(1))


def interval(ratios):
    """Where the median lies, with 95 %; the same for the same ratios."""
    source = random.Random(1)
    medians = sorted(statistics.median(source.choices(ratios, k=len(ratios)))
                     for _ in range(2000))
    return medians[49], medians[1949]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--max-ratio", type=float)
    parser.add_argument("--min-naive", type=float)
    parser.add_argument("--min-read", type=float)
    args = parser.parse_args()
    if not os.path.exists(os.path.join(args.bin, "vyre-run")):
        print(f"grid-bench: error: found no vyre-run in '{args.bin}', expected "
              "the bin folder of a build; fix: make bench, or --bin=DIR",
              file=sys.stderr)
        return 2

    print("| case | elements | steps | split | rival | rival / split [95 %] |")
    print("|---|---|---|---|---|---|")
    results, missed = [], False
    for name, source, elements, steps, graph, rival, goal in CASES:
        if args.quick:
            elements, steps = min(elements, 300), 4
        rounds = args.rounds
        if elements < 10000 and not args.quick:
            rounds *= 3
        ours, theirs = [], []
        for turn in range(rounds):
            # In changing order: the machine's speed drifts.
            if turn % 2:
                theirs.append(run(args, source, rival, elements, steps))
            ours.append(run(args, source, graph, elements, steps))
            if not turn % 2:
                theirs.append(run(args, source, rival, elements, steps))
        ratios = [b / a for a, b in zip(ours, theirs)]
        ratio = statistics.median(ratios)
        low, high = interval(ratios)
        print(f"| {name} | {elements} | {steps} | {statistics.median(ours):.3f} ms "
              f"| {statistics.median(theirs):.3f} ms ({rival}) | {ratio:.2f} "
              f"[{low:.2f}, {high:.2f}] |",
              flush=True)
        results.append({"case": name, "elements": elements, "steps": steps,
                        "split_ms": ours, "rival_ms": theirs, "rival": rival,
                        "ratio": ratio, "low": low, "high": high})
        if goal == "naive":
            missed |= args.min_naive is not None and high < args.min_naive
        elif goal == "read":
            missed |= args.min_read is not None and high < args.min_read
        elif goal == "ratio":
            missed |= args.max_ratio is not None and 1 / high > args.max_ratio
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
