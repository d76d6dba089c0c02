#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Holds the documentation to the sources. Prints FILE:LINE: MESSAGE for every
# breach and exits 1.
#
#   check-docs.py rules    [ROOT]  rule ids: every id that the sources cite is a
#                                  numbered rule; every id in a message has a
#                                  row in docs/Diagnostics.md and a negative
#                                  test; no page cites an id that is unknown
#   check-docs.py coverage [ROOT]  every op has its rows in docs/Dialect.md and
#                                  docs/Coverage.md, and the tests named there
#                                  exist
#   check-docs.py mlir     [ROOT]  every ```mlir block of the pages and of the
#                                  op descriptions parses and verifies
#   check-docs.py console  [ROOT]  every `$ command` of a ```console block prints
#                                  what stands below it
#
# The tools are taken from PATH. A line `<!-- not run: WHY -->` above a console
# block exempts it. `<!-- file: NAME -->` above a block makes its text a file
# that later commands of the page can read. In expected output `...` stands for
# any text, and a line `...` for any lines.
# Links are the business of check-repo.py.

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

ID = r"VYRE-[A-Z]{2}-\d\d"


def read(root, name):
    with open(os.path.join(root, name), encoding="utf-8") as file:
        return file.read()


def files(root, *patterns):
    found = set()
    for pattern in patterns:
        found.update(glob.glob(os.path.join(root, pattern), recursive=True))
    return sorted(os.path.relpath(path, root) for path in found
                  if os.path.isfile(path))


def pages(root):
    return files(root, "*.md", "docs/**/*.md", "bench/*.md", "examples/*.md")


def sources(root):
    return [name for folder in ("include", "lib", "tools")
            for name in files(root, f"{folder}/**/*")
            if name.endswith((".cpp", ".h", ".td", ".fbs"))]


def cited(root, names, pattern):
    """{id: first place} for group 1 of a pattern."""
    places = {}
    for name in names:
        for number, line in enumerate(read(root, name).split("\n"), 1):
            for match in re.finditer(pattern, line):
                places.setdefault(match.group(1), (name, number))
    return places


# --------------------------------------------------------------------- rules


def check_rules(root):
    defined = {}
    for page in files(root, "docs/*.md"):
        for number, line in enumerate(read(root, page).split("\n"), 1):
            match = re.match(rf"[-*] \*\*({ID})\*\*", line)
            if not match:
                continue
            if match.group(1) in defined:
                yield page, number, (
                    f"{match.group(1)} is a rule in "
                    f"{defined[match.group(1)][0]} already; fix: number it "
                    "anew")
            defined[match.group(1)] = (page, number)

    code = sources(root)
    everywhere = cited(root, code + pages(root), rf"({ID})")
    for rule, (name, line) in sorted(everywhere.items()):
        if rule not in defined:
            yield name, line, (f"{rule} is no numbered rule; fix: add "
                               f"'- **{rule}** ...' to docs/Semantics.md")

    # A message cites its rule in brackets, or gets it as a string.
    code = [name for name in code if name.endswith((".cpp", ".h"))]
    messages = cited(root, code, rf'[\["]({ID})[\]"]')
    table = cited(root, ["docs/Diagnostics.md"], rf"^\| ({ID}) \|")
    tests = "\n".join(
        os.path.basename(name) + "\n" + read(root, name)
        for name in files(root, "test/**/*.mlir", "test/**/*.test"))
    for rule, (name, line) in sorted(messages.items()):
        if rule not in table:
            yield name, line, (f"{rule} has no row in docs/Diagnostics.md; "
                               "fix: add one")
        test = rule.lower().replace("-", "_")
        if not re.search(rf"\b{test}(_|\b)", tests):
            yield name, line, (f"no test has a case named {test}...; "
                               "fix: add a negative test")
    for rule, (name, line) in sorted(table.items()):
        if rule not in messages:
            yield name, line, (f"no message cites {rule}; fix: remove the row")


# ------------------------------------------------------------------ coverage


def check_coverage(root):
    ops = {}
    for name in files(root, "include/Vyre/Dialect/*.td"):
        text = read(root, name)
        for match in re.finditer(
                r'def Vyre_\w+Op\s*:\s*Vyre_\w+<"(\w+)"', text):
            line = text[:match.start()].count("\n") + 1
            ops["vyre." + match.group(1)] = (name, line)
    for page in ("docs/Dialect.md", "docs/Coverage.md"):
        rows = cited(root, [page], r"^\| `(vyre\.\w+)")
        for op, (name, line) in sorted(ops.items()):
            if op not in rows:
                yield name, line, f"{op} has no row in {page}; fix: add one"
        for op, (name, line) in sorted(rows.items()):
            if op not in ops:
                yield name, line, f"there is no op {op}; fix: remove the row"
    page = "docs/Coverage.md"
    for number, line in enumerate(read(root, page).split("\n"), 1):
        for path in re.findall(r"`((?:test|unittests)/[^`]+)`", line):
            if not os.path.exists(os.path.join(root, path)):
                yield page, number, (f"there is no {path}; fix: correct it, or "
                                     "write 'no'")


# -------------------------------------------------------------------- blocks


class Block:
    def __init__(self, line, language, marks, text):
        self.line, self.language = line, language
        self.marks, self.text = marks, text


def blocks(text):
    """The fenced blocks of a page, with the comments above each."""
    found, marks, lines, language = [], [], None, None
    for number, line in enumerate(text.split("\n"), 1):
        fence = re.match(r"\s*```(\w*)\s*$", line)
        if lines is None:
            comment = re.match(r"\s*<!-- ([\w ]+): (.*?) -->\s*$", line)
            if fence:
                lines, language, start = [], fence.group(1), number
            elif comment:
                marks.append(comment.groups())
            elif line.strip():
                marks = []
        elif fence:
            found.append(Block(start, language, dict(marks), lines))
            marks, lines = [], None
        else:
            lines.append(line)
    return found


def run(command, folder=None, stdin=""):
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, input=stdin, text=True,
        capture_output=True, timeout=300)
    return done.returncode, done.stdout, done.stderr


def check_mlir(root):
    for name in pages(root) + files(root, "include/Vyre/**/*.td"):
        for block in blocks(read(root, name)):
            if block.language != "mlir":
                continue
            text = "\n".join(block.text) + "\n"
            status, _, said = run("vyre-opt -o /dev/null -", stdin=text)
            if status == 0:
                continue
            first = next((line for line in said.split("\n")
                          if "error:" in line), said.strip()[:200])
            match = re.match(r"<stdin>:(\d+):\d+: (.*)", first)
            yield (name, block.line + int(match.group(1) if match else 0),
                   match.group(2) if match else first)


# ------------------------------------------------------------------- console


def matches(expected, found):
    """Whether output matches lines in which `...` stands for any text."""
    parts = []
    for line in expected:
        if line.strip() == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(r"[^\n]*".join(
                re.escape(part) for part in line.rstrip().split("...")) +
                r"[ ]*\n")
    return re.fullmatch("".join(parts), found) is not None


def commands(block):
    """(line, command, expected output) of a console block."""
    found = []
    for number, line in enumerate(block.text, block.line + 1):
        if line.startswith("$ "):
            found.append((number, [line[2:]], []))
        elif found and found[-1][1][-1].endswith("\\"):
            found[-1][1].append(line)
        elif found:
            found[-1][2].append(line)
    return [(number, "\n".join(command), output)
            for number, command, output in found]


def check_console(root):
    for name in pages(root):
        # Commands see the repository's folders and leave nothing in them.
        with tempfile.TemporaryDirectory() as folder:
            for entry in os.listdir(root):
                if entry not in (".git", "build"):
                    os.symlink(os.path.join(root, entry),
                               os.path.join(folder, entry))
            for block in blocks(read(root, name)):
                if "file" in block.marks:
                    path = os.path.join(folder, block.marks["file"])
                    with open(path, "w", encoding="utf-8") as file:
                        file.write("\n".join(block.text) + "\n")
                if block.language != "console" or "not run" in block.marks:
                    continue
                for line, command, expected in commands(block):
                    status, out, err = run(command, folder)
                    while expected and not expected[-1].strip():
                        expected.pop()
                    if not expected:
                        if status != 0:
                            yield name, line, (f"exit status {status}, and it "
                                               f"prints:\n{out}{err}")
                    # A page shows the result, the messages, or both.
                    elif not any(matches(expected, said)
                                 for said in (out, err, err + out, out + err)):
                        yield name, line, (
                            "prints something else; fix: write what it "
                            f"prints:\n{err}{out}")


CHECKS = {"rules": check_rules, "coverage": check_coverage,
          "mlir": check_mlir, "console": check_console}


def main():
    if len(sys.argv) < 2 or sys.argv[1] not in CHECKS:
        print("usage: check-docs.py rules|coverage|mlir|console [ROOT]",
              file=sys.stderr)
        return 2
    if sys.argv[1] in ("mlir", "console") and not shutil.which("vyre-opt"):
        print("check-docs: vyre-opt is not on PATH; fix: put the bin folder of "
              "the build directory there", file=sys.stderr)
        return 2
    here = os.path.dirname(os.path.abspath(__file__))
    root = os.path.abspath(sys.argv[2] if len(sys.argv) > 2
                           else os.path.dirname(here))
    breaches = 0
    for name, line, message in CHECKS[sys.argv[1]](root):
        print(f"{name}:{line}: {message}")
        breaches += 1
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
