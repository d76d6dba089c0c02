#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Tests the race detector with planted bugs:
#
#   mutate-sync.py [--jobs=N] [--keep=FOLDER]
#                  [--opt=VYRE_OPT --pipeline=P [--mutate-first]]
#                  VYRE_RUN KERNEL...
#
# Each KERNEL is a correct, self-checking file in which every barrier and every
# atomic order is needed. The tool makes mutants of it, one for each barrier
# without that barrier, and one for each order weakened by one step. The kernel
# itself has to be clean under all SCHEDULES; a mutant has to be reported, by
# exit code 8 (wrong values) or 10 (race, divergence, hang), under one of them.
# Prints a table, the survivors, and the kill rate; exits 1 if a kernel was
# reported or a mutant survived. `--keep` leaves the mutants there. With `--opt`
# the kernels are what the pass pipeline made of the files: then the barriers
# that it kept are mutated, and those that it removed must not have mattered.
# With `--mutate-first` the mutants are made of the files, and the pipeline runs
# on each mutant: it must not hide a bug that was there.
#
# Mutants are made from the text: a barrier and the order of an atomic stand on
# the line on which their op begins.

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

SCHEDULES = ("batched", "in-order", "reverse", "random:1", "random:2",
             "random:3")
MISMATCH, RACE = 8, 10

BARRIER = re.compile(r"^\s*vyre\.barrier\b.*$")
ATOMIC = re.compile(r"vyre\.atomic_(?:rmw \w+|cas|load|store) "
                    r"(acquire|release|acq_rel|seq_cst)\b")
# seq_cst is acq_rel (VYRE-MM-10), so one step below it are the same orders.
WEAKER = {"acquire": ("relaxed",), "release": ("relaxed",),
          "acq_rel": ("acquire", "release"), "seq_cst": ("acquire", "release")}
# A load cannot release, a store cannot acquire (VYRE-AT-03).
FORBIDDEN = (("atomic_load", "release"), ("atomic_store", "acquire"))


def mutants(text):
    """(line number, what was done, mutated text) for each planted bug."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        code = line.split("//")[0]
        changes = []
        if BARRIER.match(code):
            changes.append(("without `%s`" % code.strip(), ""))
        order = ATOMIC.search(code)
        for weaker in WEAKER[order.group(1)] if order else ():
            if any(op in code and weaker == no for op, no in FORBIDDEN):
                weaker = "relaxed"
            changed = line[:order.start(1)] + weaker + line[order.end(1):]
            what = order.group(0).replace("vyre.", "")
            changes.append(("`%s` -> %s" % (what, weaker), changed))
        for what, changed in changes:
            yield index + 1, what, "\n".join(
                lines[:index] + [changed] + lines[index + 1:])


def run(tool, path, schedule):
    """The exit code and the first error."""
    command = [tool, path, "--backend=reference", "--check-races",
               "--schedule=" + schedule, "--timeout-ms=20000"]
    done = subprocess.run(command, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120)
    errors = [line for line in done.stderr.split("\n") if "error:" in line]
    return done.returncode, errors[0] if errors else done.stderr[:500]


def optimize(options, path, folder):
    """Where the result of the pipeline is, with its barriers before."""
    result = os.path.join(folder, os.path.basename(path))
    done = subprocess.run(
        [options.opt, path, "--pass-pipeline=builtin.module(%s)" %
         options.pipeline, "-o", result], capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=120)
    if done.returncode != 0:
        sys.exit("mutate-sync: error: %s fails on %s: %s; fix: run it by hand" %
                 (options.opt, path, done.stderr[:500]))
    return result


def count_barriers(path):
    with open(path, encoding="utf-8") as file:
        return sum(bool(BARRIER.match(line.split("//")[0])) for line in file)


def check_kernel(options, path, folder):
    """(barriers, orders, kills by code, killed by the first schedule,
    complaints) of one kernel."""
    name = os.path.splitext(os.path.basename(path))[0]
    tool = options.tool
    before = count_barriers(path)
    optimized = optimize(options, path, folder) if options.opt else path
    if not options.mutate_first:
        path = optimized
    with open(path, encoding="utf-8") as file:
        text = file.read()
    complaints = []
    for schedule in SCHEDULES:
        code, said = run(tool, optimized, schedule)
        if code != 0:
            complaints.append("%s is correct, but --schedule=%s gives exit "
                              "code %d: %s" % (path, schedule, code, said))
    counts = {"barriers": 0, "orders": 0, MISMATCH: 0, RACE: 0, "first": 0,
              "removed": before - count_barriers(optimized)}
    for number, (line, what, mutated) in enumerate(mutants(text)):
        counts["barriers" if what.startswith("without") else "orders"] += 1
        mutant = os.path.join(folder, "%s.%d.mlir" % (name, number))
        with open(mutant, "w", encoding="utf-8") as file:
            file.write(mutated)
        if options.mutate_first:
            mutant = optimize(options, mutant, os.path.join(folder, "after"))
        codes = []
        for schedule in SCHEDULES:
            code, said = run(tool, mutant, schedule)
            codes.append(code)
            if code in (MISMATCH, RACE):
                counts[code] += 1
                counts["first"] += schedule == SCHEDULES[0]
                break
            if code != 0:
                complaints.append("%s:%d: %s: exit code %d: %s" %
                                  (path, line, what, code, said))
                break
        else:
            complaints.append("%s:%d: %s survives" % (path, line, what))
    return name, counts, complaints


def main():
    parser = argparse.ArgumentParser(description="plant bugs, count catches")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", help="folder for the mutants")
    parser.add_argument("--opt", metavar="VYRE_OPT")
    parser.add_argument("--pipeline", metavar="P",
                        help="passes of the module")
    parser.add_argument("tool")
    parser.add_argument("kernels", nargs="+")
    parser.add_argument("--mutate-first", action="store_true",
                        help="run the passes on the mutants")
    options = parser.parse_args()
    if options.mutate_first and not options.opt:
        parser.error("--mutate-first needs --opt")
    if bool(options.opt) != bool(options.pipeline):
        parser.error("--opt and --pipeline go together")
    total = {"barriers": 0, "orders": 0, MISMATCH: 0, RACE: 0, "first": 0,
             "removed": 0}
    complaints = []
    print("%-28s %8s %8s %8s %8s" % ("kernel", "barriers", "orders", "killed",
                                     "batched"))
    with tempfile.TemporaryDirectory() as temporary, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        folder = options.keep or temporary
        os.makedirs(os.path.join(folder, "after"), exist_ok=True)
        for name, counts, said in pool.map(
                lambda path: check_kernel(options, path, folder),
                sorted(options.kernels)):
            killed = counts[MISMATCH] + counts[RACE]
            print("%-28s %8d %8d %8d %8d" % (
                name, counts["barriers"], counts["orders"], killed,
                counts["first"]))
            if counts["barriers"] + counts["orders"] == 0:
                said.append("%s has nothing to mutate" % name)
            for key in total:
                total[key] += counts[key]
            complaints += said
    for complaint in complaints:
        print("error: " + complaint)
    made = total["barriers"] + total["orders"]
    killed = total[MISMATCH] + total[RACE]
    print("kernels: %d, mutants: %d (%d barriers, %d orders), killed: %d "
          "(%d by races or divergence, %d by wrong values; %d in the batched "
          "schedule)" % (len(options.kernels), made, total["barriers"],
                         total["orders"], killed, total[RACE],
                         total[MISMATCH], total["first"]))
    if options.opt:
        print("barriers removed by the pipeline: %d" % total["removed"])
    print("kill rate: %.1f%%" % (100.0 * killed / max(made, 1)))
    return 1 if complaints or killed != made else 0


sys.exit(main())
