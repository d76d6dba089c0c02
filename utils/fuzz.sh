#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs every fuzz target of a build directory for a while, one after the other.
#
#   fuzz.sh MINUTES [BUILD_DIR]
#
# The corpora grow in BUILD_DIR/fuzz; they start from the modules under test/
# and examples/ and from the artifacts that those compile to. Inputs that crash
# a target are kept in BUILD_DIR/fuzz/crashes, and the script fails.

set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
minutes=${1:-}
build=${2:-$root/build/dev}
if ! [[ $minutes =~ ^[1-9][0-9]*$ ]]; then
  echo "fuzz: found '$minutes', expected a number of minutes;" \
    "fix: utils/fuzz.sh 5" >&2
  exit 2
fi
if [ ! -x "$build/bin/fuzz-module" ]; then
  echo "fuzz: '$build' has no fuzz targets; fix: configure with Clang and" \
    "-DVYRE_BUILD_FUZZERS=ON, then ninja VyreFuzzers" >&2
  exit 2
fi
build=$(cd "$build" && pwd)
work=$build/fuzz
crashes=$work/crashes
rm -rf "$work/seeds" "$crashes"
mkdir -p "$crashes" "$work"/{seeds,corpus}/{module,artifact,input} \
  "$work/phases"

while IFS= read -r -d '' file; do
  name=${file#"$root"/}
  name=${name//\//_}
  # One seed for each module of a file that lit splits.
  awk -v base="$work/seeds/module/$name" '
    /^\/\/ -----/ { part++; next } { print > (base "." part + 0) }' "$file"
done < <(find "$root/test" "$root/examples" -name '*.mlir' -size -17k -print0)
for file in "$work"/seeds/module/*; do
  # Many tests are refused; those give no artifact.
  timeout 20 "$build/bin/vyre-run" "$file" --stop-after=artifact \
    --dump-phases="$work/phases" </dev/null >/dev/null 2>&1
  if [ -f "$work/phases/5-artifact.vyre" ]; then
    mv "$work/phases/5-artifact.vyre" "$work/seeds/artifact/${file##*/}.vyre"
  fi
done
rm -rf "$work/phases"
while IFS= read -r -d '' file; do
  cp "$file" "$work/seeds/input/"
done < <(find "$root/test" "$root/examples" -name '*.npy' -print0)

status=0
for target in input artifact module; do
  # Half of the time is for modules, which are the slowest.
  seconds=$((minutes * 15))
  [ "$target" = module ] && seconds=$((minutes * 30))
  echo "fuzz: $target for $seconds s"
  log=$work/$target.log
  if ! "$build/bin/fuzz-$target" -seed="${VYRE_FUZZ_SEED:-0}" -keep_seed=1 \
    -mutate_depth=2 \
    -max_len=16384 -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
    -max_total_time="$seconds" -artifact_prefix="$crashes/$target-" \
    "$work/corpus/$target" "$work/seeds/$target" >"$log" 2>&1; then
    status=1
    grep -vE '^#[0-9]' "$log" | tail -n 30 >&2
  fi
  sed -n 's/^stat::number_of_executed_units: */fuzz: inputs executed: /p' "$log"
done
if [ "$status" != 0 ]; then
  echo "fuzz: found crashes: $(ls "$crashes" | tr '\n' ' ')" >&2
  echo "fuzz: fix: run bin/fuzz-TARGET on the file in $crashes, and add a" \
    "test for what it shows" >&2
fi
exit "$status"
