# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Lowers the grid barriers of self-checking programs and runs the result in the
# interpreter:
#
#   grid-sync.py --way=WAY FOLDER SCRATCH SCHEDULE... -- COMMAND...
#
# Every FOLDER/grid-*.mlir goes through the passes of the way (see PASSES),
# must have no grid barrier afterwards, and runs as `COMMAND FILE --schedule=S`.
# With `--generate=SCRIPT:FIRST:COUNT` in front, FOLDER is made: the script writes
# files for COUNT seeds, which run as they are, too.

import concurrent.futures
import glob
import os
import subprocess
import sys

PASSES = {
    "split": ["--vyre-infer-aliases", "--vyre-split-grid-sync"],
    "chunks": ["--vyre-infer-aliases", "--vyre-split-grid-sync",
               "--vyre-predicate-loops"],
    "software": ["--vyre-select-grid-sync=way=software",
                 "--vyre-lower-async", "--vyre-lower-grid-sync"],
    "stride": ["--vyre-infer-aliases", "--vyre-split-grid-sync",
               "--vyre-lower-async", "--vyre-lower-exits",
               "--vyre-grid-stride"],
}
arguments = sys.argv[1:]
generated = ""
if arguments[0].startswith("--generate="):
    generated = arguments.pop(0).partition("=")[2]
passes = PASSES[arguments.pop(0).removeprefix("--way=")]
at = arguments.index("--")
folder, scratch = arguments[:2]
schedules, command = arguments[2:at], arguments[at + 1:]
os.makedirs(scratch, exist_ok=True)


def run(arguments):
    return subprocess.run(arguments, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=240)


def generate(seed):
    path = os.path.join(folder, f"grid-{seed}.mlir")
    done = run([sys.executable, generated.split(":")[0], str(seed), "8", "1"])
    with open(path, "w") as file:
        file.write(done.stdout)
    whole = run(command + [path])
    return done.stderr or (whole.stderr if whole.returncode else "")


def lower(path):
    target = os.path.join(scratch, os.path.basename(path))
    done = run(["vyre-opt", *passes, path, "-o", target])
    if done.returncode == 0 and "barrier grid" in open(target).read():
        return target, f"{path}: a grid barrier is left"
    return target, done.stderr


def check(job):
    target, schedule = job
    done = run(command + [target, "--schedule=" + schedule])
    return done.stderr if done.returncode else ""


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    broken = []
    if generated:
        os.makedirs(folder, exist_ok=True)
        first, count = map(int, generated.split(":")[1:])
        seeds = range(first, first + count)
        broken = [error for error in pool.map(generate, seeds) if error]
    paths = sorted(glob.glob(os.path.join(folder, "grid-*.mlir")))
    targets = list(pool.map(lower, paths))
    failures = broken + [error for _, error in targets if error]
    jobs = [(target, schedule) for target, error in targets if not error
            for schedule in schedules]
    failures += [error for error in pool.map(check, jobs) if error]
print("\n".join(failures))
print(f"files: {len(paths)}, runs: {len(jobs)}, failures: {len(failures)}")
sys.exit(bool(failures) or not jobs)
