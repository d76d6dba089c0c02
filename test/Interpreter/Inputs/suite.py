# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs self-checking programs in the interpreter under several schedules:
#
#   suite.py FOLDER SCHEDULE... -- COMMAND...
#
# Every file of the folder whose first RUN line is a plain `vyre-run %s FLAGS`
# runs as `COMMAND FILE FLAGS --schedule=S`; other files are left out. Prints
# what failed and how many runs there were.

import concurrent.futures
import glob
import os
import re
import subprocess
import sys

split = sys.argv.index("--")
folder, schedules, command = sys.argv[1], sys.argv[2:split], sys.argv[split + 1:]


def plain_runs(path):
    """The flags of each RUN line that is nothing but vyre-run."""
    text = open(path, encoding="utf-8").read().replace("\\\n// RUN:", " ")
    for line in re.findall(r"^// RUN: (.*)$", text, re.MULTILINE):
        words = line.split()
        if words[:2] == ["vyre-run", "%s"] and not set("|>") & set(line):
            yield words[2:]


def run(arguments):
    done = subprocess.run(arguments, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=240)
    if done.returncode == 0:
        return None
    return "%s: exit code %d\n%s" % (" ".join(arguments), done.returncode,
                                     done.stderr[:2000])


work = []
files = 0
for path in sorted(glob.glob(os.path.join(folder, "*.mlir"))):
    runs = list(plain_runs(path))
    files += bool(runs)
    for flags in runs:
        for schedule in schedules:
            work.append(command + [path] + flags + ["--schedule=" + schedule])

with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    failures = [failure for failure in pool.map(run, work) if failure]
for failure in failures:
    print(failure)
print("files: %d, runs: %d, failures: %d" % (files, len(work), len(failures)))
sys.exit(bool(failures) or not work)
