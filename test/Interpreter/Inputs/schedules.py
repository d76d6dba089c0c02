# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs the checks of examples in the interpreter under several schedules:
#
#   schedules.py VYRE_RUN FOLDER EXAMPLE... -- SCHEDULE...

import concurrent.futures
import os
import subprocess
import sys

split = sys.argv.index("--")
vyre_run, folder, names = sys.argv[1], sys.argv[2], sys.argv[3:split]


def run(job):
    name, schedule = job
    done = subprocess.run(
        [vyre_run, os.path.join(folder, name + ".mlir"), "--entry=check",
         "--backend=reference", "--schedule=" + schedule],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=240)
    if done.returncode == 0:
        return None
    return f"{name} {schedule}: exit code {done.returncode}\n{done.stderr}"


jobs = [(name, schedule) for name in names for schedule in sys.argv[split + 1:]]
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    failures = [failure for failure in pool.map(run, jobs) if failure]
for failure in failures:
    print(failure)
print(f"runs: {len(jobs)}, failures: {len(failures)}")
sys.exit(bool(failures))
