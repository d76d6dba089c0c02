#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How many barriers do we remove, and how many does upstream?

Gives each kernel of bench/barriers to MLIR's gpu-eliminate-barriers and to
vyre-elide-gpu-barriers, counts what is left, and executes what is left in the
reference interpreter: every schedule must give the memory that the source
gives, without a data race.

  gpu-barriers-bench.py [--bin=DIR] [--mlir-opt=TOOL] [--quick] [--json=F]
                   [--kernels=NAME,..]

Upstream's pass runs on func.func only, so a gpu.launch is put around the same
body for it. Barriers are numbered by an attribute that both passes keep.

Each `gpu.barrier` of a kernel says in a comment whether it is `needed` or
`redundant`, and why. Without --quick each needed one is taken out together with
all redundant ones, and the race detector has to find out; and what upstream left
is executed too.

Ends with exit code 1 if upstream removes as many barriers of a kernel as we do,
and with 8 if we remove one that mattered.
"""

import argparse
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SCHEDULES = ["batched", "in-order", "reverse", "random:1"]
HEADER = re.compile(
    r"gpu\.func @(\w+)\((.*?)\)\s*kernel attributes "
    r"\{known_block_size = array<i32: (\d+), (\d+), (\d+)>\} \{", re.DOTALL)
BARRIER = re.compile(r"gpu\.barrier // (needed|redundant): ")
NUMBER = re.compile(r"gpu\.barrier \{barrier = (\d+) : i32\}")
RACE = 10  # exit code of vyre-run


def fail(message, fix, code=2):
    print(f"gpu-barriers-bench: error: {message}; fix: {fix}", file=sys.stderr)
    sys.exit(code)


def run(command, source=None):
    return subprocess.run(command, input=source, text=True, timeout=300,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def checked(command, source):
    done = run(command, source)
    if done.returncode:
        fail(f"{command[0]} ended with {done.returncode}: {done.stderr[:600]}",
             "correct the kernel", 1)
    return done.stdout


class Kernel:
    """One file of bench/barriers."""

    def __init__(self, path):
        self.name = os.path.basename(path)[:-len(".mlir")]
        with open(path, encoding="utf-8") as file:
            text = file.read()
        arguments = re.search(r"^// RUN-WITH: (.*)$", text, re.MULTILINE)
        if not arguments or not HEADER.search(text):
            fail(f"{path} has no RUN-WITH line or no kernel of the usual form",
                 "write it like its neighbours")
        self.arguments = arguments.group(1).split()
        self.notes = BARRIER.findall(text)
        if len(self.notes) != text.count("gpu.barrier"):
            fail(f"a barrier of {path} has no note",
                 "say 'needed: WHY' or 'redundant: WHY' behind it")
        counter = iter(range(len(self.notes)))
        self.source = BARRIER.sub(
            lambda match: f"gpu.barrier {{barrier = {next(counter)} : i32}} // ",
            text)

    def ids(self, note):
        return {i for i, n in enumerate(self.notes) if n == note}

    def without(self, removed):
        """The source without some of its barriers."""
        return NUMBER.sub(
            lambda match: "" if int(match.group(1)) in removed
            else match.group(0), self.source)

    def as_launch(self):
        """The same body in a gpu.launch in a func.func."""
        def header(match):
            name, arguments, *size = match.groups()
            sizes = "".join(f"  %launch_{axis} = arith.constant {n} : index\n"
                            for axis, n in zip("xyz", size))
            return (f"func.func @{name}({arguments}) {{\n{sizes}"
                    "  %launch_1 = arith.constant 1 : index\n"
                    "  gpu.launch blocks(%gx, %gy, %gz) in (%sx = %launch_1,"
                    " %sy = %launch_1, %sz = %launch_1)"
                    " threads(%lx, %ly, %lz) in (%tx = %launch_x,"
                    " %ty = %launch_y, %tz = %launch_z) {")
        text = re.sub(r"gpu\.module @\w+ \{", "module {", self.source)
        text = HEADER.sub(header, text)
        return text.replace("gpu.return", "gpu.terminator }\n return")


class Tools:
    def __init__(self, folder, mlir_opt, scratch):
        self.opt = os.path.join(folder, "vyre-opt")
        self.run = os.path.join(folder, "vyre-run")
        self.mlir_opt = mlir_opt
        self.scratch = scratch

    def upstream(self, kernel):
        return self.left([
            self.mlir_opt, "--allow-unregistered-dialect",
            "--pass-pipeline=builtin.module(func.func("
            "gpu-eliminate-barriers))"], kernel.as_launch())

    def ours(self, kernel):
        return self.left([
            self.opt, "--pass-pipeline=builtin.module(gpu.module(gpu.func("
            "vyre-elide-gpu-barriers)))"], kernel.source)

    @staticmethod
    def left(command, source):
        return {int(i) for i in NUMBER.findall(checked(command, source))}

    def execute(self, kernel, removed, schedules=SCHEDULES):
        """(exit code, outputs) under each schedule."""
        name = f"{kernel.name}-{'-'.join(map(str, sorted(removed)))}.mlir"
        path = os.path.join(self.scratch, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(checked([self.opt, "--convert-gpu-to-vyre"],
                               kernel.without(removed)))
        results = []
        for schedule in schedules:
            done = run([self.run, path, "--backend=reference", "--check-races",
                        f"--schedule={schedule}"] + self.arguments(kernel))
            results.append((done.returncode, self.outputs(kernel)
                            if done.returncode == 0 else done.stderr))
        return results

    def arguments(self, kernel):
        """Outputs go to files: the console shows only some elements."""
        return [f"{word}=@{self.output(kernel, word)}"
                if kernel.arguments[i - 1] == "--output" else word
                for i, word in enumerate(kernel.arguments)]

    def output(self, kernel, name):
        return os.path.join(self.scratch, f"{kernel.name}-{name}.bin")

    def outputs(self, kernel):
        words = kernel.arguments
        contents = []
        for i, word in enumerate(words):
            if words[i - 1] == "--output":
                with open(self.output(kernel, word), "rb") as file:
                    contents.append(file.read())
        return contents


def judge(results, expected):
    """What went wrong, or None."""
    for (code, outputs), schedule in zip(results, SCHEDULES):
        if code == RACE:
            return "race"
        if code != 0:
            return f"exit code {code} ({schedule})"
        if outputs != expected:
            return f"other memory ({schedule})"
    return None


def measure(tools, kernel, quick):
    everything = set(range(len(kernel.notes)))
    row = {"kernel": kernel.name, "barriers": len(everything)}
    upstream = everything - tools.upstream(kernel)
    ours = everything - tools.ours(kernel)
    row["upstream"], row["ours"] = len(upstream), len(ours)
    row["redundant"] = len(kernel.ids("redundant"))

    (code, expected), = tools.execute(kernel, set(), ["batched"])
    if code != 0:
        fail(f"{kernel.name} ends with {code}: {expected}",
             "correct the kernel", 8)
    row["wrong"] = judge(tools.execute(kernel, ours), expected)
    if ours & kernel.ids("needed"):
        row["wrong"] = row["wrong"] or "a barrier that is noted as needed"
    row["upstream_wrong"] = sorted(upstream & kernel.ids("needed"))
    if quick:
        return row
    row["source_wrong"] = judge(tools.execute(kernel, set()), expected)
    verdict = judge(tools.execute(kernel, upstream), expected)
    if bool(verdict) != bool(row["upstream_wrong"]):
        row["source_wrong"] = ("the notes do not say what upstream's result "
                               f"does: {verdict}")
    for barrier in sorted(kernel.ids("needed")):
        removed = kernel.ids("redundant") | {barrier}
        verdict = judge(tools.execute(kernel, removed, ["batched"]), expected)
        if verdict is None:
            row["source_wrong"] = (f"nothing shows that barrier #{barrier} is "
                                   "needed")
    return row


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--mlir-opt", default=None)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", default=None)
    parser.add_argument("--kernels", default=None)
    options = parser.parse_args()

    mlir_opt = (options.mlir_opt or shutil.which("mlir-opt")
                or shutil.which("mlir-opt-22"))
    if not mlir_opt:
        fail("found no mlir-opt", "install mlir-22-tools, or give --mlir-opt")
    here = os.path.dirname(os.path.abspath(__file__))
    kernels = [Kernel(path) for path in
               sorted(glob.glob(os.path.join(here, "barriers", "*.mlir")))]
    if options.kernels:
        wanted = options.kernels.split(",")
        kernels = [k for k in kernels if k.name in wanted]

    with tempfile.TemporaryDirectory() as scratch:
        tools = Tools(options.bin, mlir_opt, scratch)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            rows = list(pool.map(
                lambda kernel: measure(tools, kernel, options.quick), kernels))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=2)

    print("| kernel | barriers | redundant | upstream removes | we remove |")
    print("|---|---|---|---|---|")
    status = 0
    for row in rows:
        bad = len(row["upstream_wrong"])
        note = f" ({bad} of them needed)" if bad else ""
        print(f"| {row['kernel']} | {row['barriers']} | {row['redundant']} "
              f"| {row['upstream']}{note} | {row['ours']} |")
        if row["ours"] <= row["upstream"]:
            print(f"gpu-barriers-bench: {row['kernel']}: expected to remove more "
                  f"than the {row['upstream']} of upstream, removed "
                  f"{row['ours']}", file=sys.stderr)
            status = max(status, 1)
        for key in ("wrong", "source_wrong"):
            if row.get(key):
                print(f"gpu-barriers-bench: {row['kernel']}: {row[key]}",
                      file=sys.stderr)
                status = 8
    total = {key: sum(row[key] for row in rows)
             for key in ("barriers", "redundant", "upstream", "ours")}
    bad = sum(len(row["upstream_wrong"]) for row in rows)
    print(f"| all {len(rows)} | {total['barriers']} | {total['redundant']} | "
          f"{total['upstream']} ({bad} needed) | {total['ours']} |")
    sys.exit(status)


if __name__ == "__main__":
    main()
