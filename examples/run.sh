#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs examples on real input and verifies them: the heat step at a real size,
# the byte histogram of vyre-run itself, breadth-first search in two graphs, and
# conjugate gradients. Called by `make run`.
#
#   run.sh BUILD_DIR [OUTPUT_DIR]
#
# Pictures and arrays go to OUTPUT_DIR, by default BUILD_DIR/examples.

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${1:-}/bin/vyre-run

if [ ! -x "$run" ]; then
  echo "run.sh: '$run' is not there, expected a build directory; fix: make" \
    "build, then examples/run.sh build/dev" >&2
  exit 2
fi
out=${2:-$1/examples}
mkdir -p "$out" || exit 2

# The checks want numpy, which the set-up installs for the system's Python.
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import numpy' 2>/dev/null; then break; fi
  python=
done

size=1024
steps=300

echo "== heat: $steps steps of f32 on $size x $size cells"
if ! "$run" "$here/heat.mlir" --entry=main --timing \
  --output "picture=@$out/heat.png:${size}x$size" \
  --output "picture=@$out/heat.npy" 2>"$out/heat.log"; then
  cat "$out/heat.log" >&2
  exit 1
fi
cat "$out/heat.log"
# A step reads two fields and writes one, 4 bytes a cell each; neighbours come
# from the cache.
awk -v cells=$((size * size)) -v steps=$steps '
  /^timing: device +[0-9.]+ ms/ { seconds = $3 / 1000 }
  END {
    if (seconds > 0)
      printf "throughput: %.1f million cells/s, %.2f GB/s\n",
        cells * steps / seconds / 1e6, 12 * cells * steps / seconds / 1e9
  }' "$out/heat.log"
echo "verified: the sums over the bits of all cells are those that numpy gave"
if [ -n "$python" ]; then
  "$python" "$here/check/heat.py" $size $size $steps "$out/heat.npy" || exit 1
else
  echo "no numpy here, so the comparison of the picture is left out;" \
    "fix: sudo apt-get install python3-numpy"
fi
echo "picture: $out/heat.png"

echo
echo "== histogram: the bytes of $run"
if ! "$run" "$here/histogram.mlir" --entry=main --timing \
  --input "data=@$run" --output "counts=@$out/counts.npy" \
  2>"$out/histogram.log"; then
  cat "$out/histogram.log" >&2
  exit 1
fi
grep -E '^timing: (upload|device|total) ' "$out/histogram.log"
if [ -n "$python" ]; then
  "$python" "$here/check/histogram.py" "$run" "$out/counts.npy" || exit 1
fi

# Breadth-first search: a mesh with long roads, which has many levels, and a
# power-law graph, which has few.
search() { # KIND SIZE VERTICES SOURCE
  local folder=$out/$1
  mkdir -p "$folder" || return 2
  "$python" "$here/check/bfs.py" make "$1" "$2" "$folder" || return 1
  if ! "$run" "$here/bfs.mlir" --entry=main --timing \
    --input "rows=@$folder/rows.npy" --input "edges=@$folder/edges.npy" \
    --input "source=index=$4" --input "level=${3}xi32=0" \
    --input summary=2xi32=0 --output "level=@$folder/level.npy" \
    --output "summary=@$folder/summary.npy" 2>"$out/bfs.log"; then
    cat "$out/bfs.log" >&2
    return 1
  fi
  grep -E '^timing: (device|total) |dispatches' "$out/bfs.log"
  "$python" "$here/check/bfs.py" compare "$folder" "$4"
}

echo
echo "== bfs: breadth-first search in one program, a grid barrier per level"
if [ -n "$python" ]; then
  search mesh 512 262144 1 || exit 1
  search power 17 131072 7 || exit 1
else
  "$run" "$here/bfs.mlir" --entry=check || exit 1
  echo "verified: a small mesh; larger graphs want numpy"
fi

echo
echo "== cg: conjugate gradients on 256 x 256 cells in one program"
if [ -n "$python" ]; then
  mkdir -p "$out/cg" || exit 2
  "$python" "$here/check/cg.py" make 256 256 "$out/cg" || exit 1
  if ! "$run" "$here/cg.mlir" --entry=main --timing \
    --input "b=@$out/cg/b.npy" --input width=index=256 \
    --input x=65536xf32=0 --input iterations=1xi32=0 \
    --output "x=@$out/cg/x.npy" \
    --output "iterations=@$out/cg/iterations.npy" 2>"$out/cg.log"; then
    cat "$out/cg.log" >&2
    exit 1
  fi
  grep -E '^timing: (device|total) |dispatches' "$out/cg.log"
  "$python" "$here/check/cg.py" compare 256 256 "$out/cg" || exit 1
else
  "$run" "$here/cg.mlir" --entry=check || exit 1
  echo "verified: 70 x 45 cells; a larger problem wants numpy"
fi
