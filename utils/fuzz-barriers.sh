#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Drives random programs through the passes on barriers, as many as asked, in
# five kinds, and mutates what the passes kept in one in fifty.
#
#   fuzz-barriers.sh PROGRAMS [BUILD_DIR]
#
# VYRE_FUZZ_SEED is the first seed, by default 0. What fails is shrunk and kept
# in BUILD_DIR/fuzz/barriers, and the script fails.

set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
programs=${1:-}
build=${2:-$root/build/dev}
if ! [[ $programs =~ ^[1-9][0-9]*$ ]]; then
  echo "fuzz-barriers: found '$programs', expected a number of programs;" \
    "fix: utils/fuzz-barriers.sh 10000" >&2
  exit 2
fi
if [ ! -x "$build/bin/barrier-fuzz" ]; then
  echo "fuzz-barriers: '$build' has no barrier-fuzz;" \
    "fix: ninja -C '$build' barrier-fuzz" >&2
  exit 2
fi

status=0
fuzz() {
  echo "fuzz-barriers: $*"
  "$build/bin/barrier-fuzz" --seed="${VYRE_FUZZ_SEED:-0}" \
    --keep="$build/fuzz/barriers" "$@" || status=1
}
fuzz --programs="$programs"
fuzz --programs=$((programs / 5 + 1)) --grid
fuzz --programs=$((programs / 10 + 1)) --size=40
fuzz --programs=$((programs / 10 + 1)) --grid --all-types
fuzz --programs=$((programs / 10 + 1)) --grid --pipeline="vyre-infer-aliases,\
vyre.program(vyre-coalesce-barriers,vyre-elide-barriers{subgroup-size=4})"
fuzz --programs=$((programs / 50 + 1)) --grid --mutate
exit "$status"
