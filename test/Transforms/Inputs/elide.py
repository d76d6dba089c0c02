# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Checks what the barrier passes did by running programs before and after them:
#
#   elide.py [--none-removed] [--subgroup-size=N] [--flags=FLAGS] VYRE_OPT VYRE_RUN FILE... -- SCHEDULE...
#
# Each FILE runs in the interpreter with the race detector under every schedule,
# as it is and after the passes: both must succeed (so no vyre.expect fails and
# no race appears), and leave the same in every buffer that an --output names.
# FLAGS go to vyre-run; without them those of the file's first plain RUN line do.
# --subgroup-size is that of both the pass and the interpreter.
# With --none-removed the passes must leave every barrier. Files without barriers
# are left out.

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

BARRIER = re.compile(r"^\s*(?:vyre\.barrier|\"vyre\.barrier\")(.*)$", re.MULTILINE)

options = [word for word in sys.argv[1:] if word.startswith("--") and
           word != "--"]
words = [word for word in sys.argv[1:] if word not in options]
split = words.index("--")
vyre_opt, vyre_run = words[:2]
files, schedules = words[2:split], words[split + 1:]
subgroup_size = [word for word in options if word.startswith("--subgroup-size=")]
PASSES = ("--pass-pipeline=builtin.module(vyre-infer-aliases,vyre.program("
          "vyre-coalesce-barriers,vyre-elide-barriers{%s}))"
          % "".join(subgroup_size).lstrip("-"))
none_removed = "--none-removed" in options
given = [word[len("--flags="):].split() for word in options
         if word.startswith("--flags=")]


def flags_of(text):
    """Of the first RUN line that is nothing but vyre-run."""
    if given:
        return given[0]
    for line in re.findall(r"^// RUN: (.*)$", text.replace("\\\n// RUN:", " "),
                           re.MULTILINE):
        parts = line.split()
        if parts[:2] == ["vyre-run", "%s"] and not set("|>") & set(line):
            return [part for part in parts[2:]
                    if part not in ("--backend=reference", "--check-races")]
    return None


def execute(arguments):
    return subprocess.run(arguments, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=240)


def run(module, schedule, flags):
    """The command, how it ended, and the bytes of each output."""
    outputs = {}
    command = [vyre_run, module, "--backend=reference", "--check-races",
               "--schedule=" + schedule] + subgroup_size
    for flag, word in zip([""] + flags, flags):
        if flag == "--output":
            outputs[word] = "%s.%s.%s.bin" % (module, word, schedule)
            word += "=@" + outputs[word]
        command.append(word)
    done = execute(command)
    contents = {}
    for name, path in outputs.items():
        if done.returncode == 0:
            with open(path, "rb") as file:
                contents[name] = file.read()
    return command, done, contents


def check(path, folder):
    """(barriers before, after, complaints) of one file, or None."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    flags = flags_of(text)
    if flags is None or not BARRIER.search(text):
        return None
    name = os.path.join(folder, os.path.basename(path))
    counts = []
    for suffix, passes in (".before.mlir", []), (".after.mlir", [PASSES]):
        done = execute([vyre_opt, path, "-o", name + suffix] + passes)
        if done.returncode != 0:
            return 0, 0, ["%s: %s" % (path, done.stderr[:2000])]
        with open(name + suffix, encoding="utf-8") as file:
            counts.append(len(BARRIER.findall(file.read())))
    complaints = []
    if none_removed and counts[0] != counts[1]:
        complaints.append("%s: %d barriers, %d after the passes, expected all"
                          % (path, counts[0], counts[1]))
    for schedule in schedules:
        memory = []
        for suffix in (".before.mlir", ".after.mlir"):
            command, done, contents = run(name + suffix, schedule, flags)
            memory.append(contents)
            if done.returncode != 0:
                complaints.append("%s: exit code %d\n%s" % (
                    " ".join(command), done.returncode, done.stderr[:2000]))
        for output in memory[0]:
            if memory[0][output] != memory[1].get(output):
                complaints.append("%s: --schedule=%s leaves other values in %s "
                                  "after the passes" % (path, schedule, output))
    return counts[0], counts[1], complaints


before = after = checked = 0
failures = []
with tempfile.TemporaryDirectory() as temporary, \
        concurrent.futures.ThreadPoolExecutor(2) as pool:
    for result in pool.map(lambda path: check(path, temporary), sorted(files)):
        if result is None:
            continue
        checked += 1
        before += result[0]
        after += result[1]
        failures += result[2]
for failure in failures:
    print("error: " + failure)
print("files: %d, schedules: %d, barriers: %d, removed: %d, failures: %d" %
      (checked, len(schedules), before, before - after, len(failures)))
sys.exit(bool(failures) or not checked)
