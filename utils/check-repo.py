#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# House rules that a tool can check: file sizes, tabs, trailing space, licence
# headers, and relative links of the Markdown pages (files and headings).
# Prints FILE:LINE: MESSAGE for every breach and exits 1. Inputs of tests may
# break them on purpose and are left out.

import os
import re
import subprocess
import sys

CODE = (".cpp", ".h", ".c", ".td", ".fbs")
TEXT = CODE + (".py", ".sh", ".cmake", ".mlir", ".comp", ".txt", ".md", ".test")
MAX_LINES = 1000
SPDX = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"


def source_files(root):
    """Files that git tracks or would; every file outside build/ in a tarball."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=root, capture_output=True, text=True,
        # Not a checkout further up, which may ignore this folder.
        env={**os.environ, "GIT_CEILING_DIRECTORIES": os.path.dirname(root)})
    if listed.returncode == 0:
        names = [n for n in listed.stdout.split("\0") if n]
    else:
        names = []
        for folder, folders, files in os.walk(root):
            folders[:] = [d for d in folders if d not in (".git", "build")]
            names += [os.path.relpath(os.path.join(folder, f), root)
                      for f in files]
    return sorted(n for n in set(names)
                  if os.path.isfile(os.path.join(root, n)))


def read(root, name):
    with open(os.path.join(root, name), encoding="utf-8") as file:
        return file.read()


def check_text(name, text):
    lines = text.split("\n")
    if name.endswith(CODE):
        if len(lines) > MAX_LINES:
            yield 1, (f"{len(lines)} lines, at most {MAX_LINES}; "
                      "fix: split the file by concern")
        if SPDX not in "\n".join(lines[:5]):
            yield 1, ("no licence header; fix: start the file with the two "
                      "lines that other files start with")
    for number, line in enumerate(lines, 1):
        if "\t" in line and not name.endswith((".md", ".txt")):
            yield number, "a tab; fix: indent with spaces"
        if line != line.rstrip() and not name.endswith(".md"):
            yield number, "trailing space; fix: remove it"


def anchors(text):
    """The link targets that a Markdown page offers for its headings."""
    found, fenced = set(), False
    for line in text.split("\n"):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        match = None if fenced else re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
        if match:
            slug = re.sub(r"[^\w\- ]", "", match.group(1).lower())
            found.add(slug.replace(" ", "-"))
    return found


def check_links(root, name, text):
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        line = re.sub(r"`[^`]*`", "", line)
        for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", line):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            page = os.path.normpath(
                os.path.join(root, os.path.dirname(name), path)
                if path else os.path.join(root, name))
            if not os.path.exists(page):
                yield number, (f"the link '{target}' leads nowhere; "
                               "fix: correct the path")
            elif anchor and page.endswith(".md"):
                with open(page, encoding="utf-8") as file:
                    if anchor not in anchors(file.read()):
                        yield number, (f"no heading '#{anchor}' in "
                                       f"{os.path.relpath(page, root)}; "
                                       "fix: correct the anchor")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(here)
    root = os.path.realpath(root)
    breaches = 0
    for name in source_files(root):
        if not name.endswith(TEXT) or "/Inputs/" in f"/{name}":
            continue
        try:
            text = read(root, name)
        except UnicodeDecodeError:
            found = [(1, "not UTF-8; fix: save it as UTF-8")]
        else:
            found = list(check_text(name, text))
            if name.endswith(".md"):
                found += check_links(root, name, text)
        for line, message in found:
            print(f"{name}:{line}: {message}")
            breaches += 1
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
