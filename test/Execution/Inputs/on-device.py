# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs self-checking programs on the device:
#
#   on-device.py THREADS FILE... -- COMMAND...
#
# THREADS is how many threads the CPU driver gets, which is how many workgroups
# it holds at once.

import os
import subprocess
import sys

at = sys.argv.index("--")
threads, files, command = sys.argv[1], sys.argv[2:at], sys.argv[at + 1:]
failures = 0
for path in files:
    done = subprocess.run([*command, path],
                          env={**os.environ, "LP_NUM_THREADS": threads},
                          capture_output=True, text=True, timeout=240,
                          stdin=subprocess.DEVNULL)
    if done.returncode:
        failures += 1
        print(f"{path}: exit code {done.returncode}\n{done.stderr}")
print(f"files: {len(files)}, failures: {failures}")
sys.exit(bool(failures) or not files)
