#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs every benchmark and writes what they print as Markdown.
#
#   bench/run.sh [BUILD_DIR] [RESULT.md]
#
# BUILD_DIR holds a release build with the target vyre-bench; JSON with every
# single time lies beside the result. Leave the machine alone meanwhile. Ends
# with exit code 1 when one of the project's goals is missed.
set -euo pipefail

cd "$(dirname "$0")/.."
build=${1:-build/release}
result=${2:-$build/bench/results.md}
if [ ! -x "$build/bin/kernel-bench" ] || [ ! -d "$build/bench" ]; then
  echo "bench: error: $build has no benchmarks;" \
    "fix: make bench, or ninja -C $build vyre-bench" >&2
  exit 2
fi
folder=$(dirname "$result")
mkdir -p "$folder"
# Compiled kernels of the CPU driver and our own cache.
export MESA_SHADER_CACHE_DIR=${MESA_SHADER_CACHE_DIR:-$build/mesa-cache}
export VYRE_CACHE_DIR=${VYRE_CACHE_DIR:-$build/vyre-cache}

missed=0
cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
{
  echo "# Benchmarks"
  echo
  echo "$(date -u +%F), $(nproc) x ${cpu:-unknown CPU}," \
    "$(. /etc/os-release && echo "$PRETTY_NAME")," \
    "commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
  echo
  echo "## Kernels against GLSL"
  echo
  "$build/bin/kernel-bench" --dir="$build/bench" \
    --json="$folder/kernels.json" --max-ratio=1.05 || missed=1
  for threads in default 0; do
    echo
    echo "## A graph of 1,000 dispatches, LP_NUM_THREADS $threads"
    echo
    if [ "$threads" = default ]; then
      unset LP_NUM_THREADS
    else
      export LP_NUM_THREADS=$threads
    fi
    "$build/bin/overhead-bench" --artifact="$build/bench/overhead.vyre" \
      --json="$folder/overhead-$threads.json" --max-ratio=1.1 || missed=1
  done
  for threads in default 0; do
    echo
    echo "## Grid barriers, LP_NUM_THREADS $threads"
    echo
    # Waiting costs more where another thread does the work.
    if [ "$threads" = default ]; then
      unset LP_NUM_THREADS
      naive=2 read=0.8
    else
      export LP_NUM_THREADS=$threads
      naive=20 read=3
    fi
    bench/grid-bench.py --bin="$build/bin" --max-ratio=1.05 \
      --min-naive=$naive --min-read=$read --json="$folder/grid-$threads.json" || missed=1
    echo
    echo "## 1,000 steps of the heat equation, LP_NUM_THREADS $threads"
    echo
    "$build/bin/heat-bench" --artifact="$build/bench/heat-grid.vyre" \
      --dir="$build/bench" --json="$folder/heat-$threads.json" \
      --max-ratio=1.1 || missed=1
  done
  unset LP_NUM_THREADS
  echo
  echo "## Ways of running grid barriers"
  echo
  bench/grid-ways-bench.py --bin="$build/bin" --min-right=0.9 \
    --json="$folder/grid-ways.json" || missed=1
  echo
  echo "## Compile time"
  echo
  bench/compile-bench.py --bin="$build/bin" --json="$folder/compile.json" \
    --max-ratio=1.5 --max-start-ms=60 || missed=1
  echo
  echo "## Passes on barriers"
  echo
  bench/barrier-bench.py --bin="$build/bin" --json="$folder/barriers.json" \
    --max-many-ms=500 --max-one-ms=2000 --max-growth=2.6 || missed=1
  echo
  echo "## Reference interpreter"
  echo
  "$build/bin/interp-bench" --check-goals || missed=1
  echo
  echo "## Barriers removed, next to gpu-eliminate-barriers"
  echo
  bench/gpu-barriers-bench.py --bin="$build/bin" \
    --json="$folder/gpu-barriers.json" || missed=1
  if command -v oclgrind-kernel > /dev/null; then
    echo
    echo "## Reference interpreter against Oclgrind"
    echo
    bench/oclgrind-bench.py --bin="$build/bin" \
      --json="$folder/oclgrind.json" --min-ratio=10 || missed=1
  else
    echo "bench: found no oclgrind-kernel, the comparison is left out;" \
      "fix: install the distribution's package oclgrind" >&2
  fi
  [ "$missed" = 0 ]
} | tee "$result.part" && status=0 || status=1
mv "$result.part" "$result"
echo "bench: written to $result" >&2
exit "$status"
