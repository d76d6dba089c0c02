# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a program under progress models and checks which of them let it end.

progress.py FILE WORKGROUPS INPUT [FLAG]... ENDS... -- HANGS:WEAKEST...

It must end under each of ENDS, and hang under each of HANGS with WEAKEST as the
model under which it would end ("none" for no model). A flag begins with "--".
"""

import subprocess
import sys

HANG = 10


def run(file, groups, value, flags, model):
    return subprocess.run(
        ["vyre-run", file, "--backend=reference", f"--grid={groups}",
         f"--input={value}", f"--progress={model}", *flags],
        capture_output=True, text=True)


def main():
    file, groups, value, *rest = sys.argv[1:]
    at = rest.index("--")
    flags = [each for each in rest[:at] if each.startswith("--")]
    failures = []
    for model in rest[:at]:
        if model in flags:
            continue
        done = run(file, groups, value, flags, model)
        if done.returncode != 0:
            failures.append(f"{model}: expected an end\n{done.stderr}")
    for each in rest[at + 1:]:
        model, weakest = each.split(":")
        note = "ends under no progress model" if weakest == "none" else (
            f"weakest progress model under which it ends is '{weakest}'")
        done = run(file, groups, value, flags, model)
        if done.returncode != HANG or note not in done.stderr:
            failures.append(f"{model}: expected a hang and {weakest}, found "
                            f"exit code {done.returncode}\n{done.stderr}")
    print("\n".join(failures), file=sys.stderr)
    return bool(failures)


sys.exit(main())
