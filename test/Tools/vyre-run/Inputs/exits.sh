#!/usr/bin/env bash
# Runs a command that must fail in a given way: exits.sh CODE COMMAND...
# Standard error must be exactly one line, an error with a fix; it is printed
# on standard output for FileCheck.

expected=$1
shift
errors=$("$@" 2>&1 >/dev/null)
code=$?
printf '%s\n' "$errors"
if [ "$code" != "$expected" ]; then
  echo "exit code $code, expected $expected: $*"
  exit 1
fi
if [ "$(printf '%s\n' "$errors" | wc -l)" != 1 ] ||
  [[ $errors != *": error: "*"; fix: "* ]]; then
  echo "expected one line with an error and a fix: $*"
  exit 1
fi
