#!/usr/bin/env python3
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Adds up the JUnit files that lit and GoogleTest wrote below a directory and
# closes with one line, `N passed, N failed`. A suite that was promised and ran
# nothing counts as a failure: silence must not look like success.
#
#   test-summary.py DIR [--expect NAME=GLOB]... [--repeat NAME=GLOB]...
#                       [--check NAME=STATUS]... [--status NAME=STATUS]...

import argparse
import glob
import os
import sys
import xml.etree.ElementTree as ElementTree


class Totals:
    def __init__(self):
        self.passed, self.failed, self.skipped = 0, [], []


def read_report(path, totals):
    """Adds one report to the totals; returns how many cases really ran."""
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as error:
        totals.failed.append(f"{os.path.basename(path)}: unreadable ({error})")
        return 0
    ran = 0
    for case in root.iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            totals.failed.append(name)
            ran += 1
        elif (case.find("skipped") is not None
              or case.get("result") in ("skipped", "suppressed")
              or case.get("status") == "notrun"):
            totals.skipped.append(name)
        else:
            totals.passed += 1
            ran += 1
    return ran


def pair(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE")
    return name, value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dir")
    parser.add_argument("--expect", type=pair, action="append", default=[],
                        help="a suite that must have run: NAME=GLOB of reports")
    parser.add_argument("--repeat", type=pair, action="append", default=[],
                        help="as --expect, for cases that were counted before: "
                             "only failures are added")
    parser.add_argument("--status", type=pair, action="append", default=[],
                        help="exit status of a whole suite: NAME=STATUS; counts "
                             "only where no report explains it")
    parser.add_argument("--check", type=pair, action="append", default=[],
                        help="a single check and its exit status: NAME=STATUS")
    args = parser.parse_args()

    totals, repeated = Totals(), Totals()
    suites = [(totals, *suite) for suite in args.expect]
    suites += [(repeated, *suite) for suite in args.repeat]
    for target, name, pattern in suites:
        reports = sorted(glob.glob(os.path.join(args.dir, pattern)))
        ran = [read_report(report, target) for report in reports]
        if not ran:
            target.failed.append(f"{name}: the suite did not run")
        for report, count in zip(reports, ran):
            if not count:
                target.failed.append(
                    f"{name}: {os.path.basename(report)} holds no executed test")
    totals.failed += [f"{name} (under validation)" for name in repeated.failed
                      if name not in totals.failed]
    for name, status in args.status:
        if status != "0" and not totals.failed:
            totals.failed.append(f"{name} (exit status {status})")
    for name, status in args.check:
        if status == "0":
            totals.passed += 1
        else:
            totals.failed.append(f"{name} (exit status {status})")

    if totals.skipped:
        print(f"skipped ({len(totals.skipped)}):")
        for name in totals.skipped:
            print(f"  {name}")
    if totals.failed:
        print(f"failed ({len(totals.failed)}):")
        for name in totals.failed:
            print(f"  {name}")
    print(f"{totals.passed} passed, {len(totals.failed)} failed")
    return 1 if totals.failed or not totals.passed else 0


if __name__ == "__main__":
    sys.exit(main())
