#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Holds two walls: the runtime is what a user ships, so it includes no MLIR and
# no LLVM; the dialect is pure compiler, so it includes no Vulkan. Prints
# FILE:LINE of every breach and exits 1. Ignored files do not count; a plain tarball works too.

set -u
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}" || exit 2
# Not a checkout further up, which may ignore this folder.
GIT_CEILING_DIRECTORIES=$(dirname "$(pwd -P)")
export GIT_CEILING_DIRECTORIES

breaches=0
check() { # RULE PATTERN PATH...
  local rule=$1 pattern=$2 found status
  shift 2
  found=$(git grep --no-index --exclude-standard -nE "$pattern" -- "$@")
  status=$?
  if [ "$status" -gt 1 ]; then
    echo "layering: git grep failed; fix: read its message above" >&2
    exit 2
  fi
  [ -n "$found" ] || return 0
  breaches=1
  sed "s|\$|    <- $rule|" <<<"$found"
}

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]'
compiler='(mlir|llvm|mlir-c|llvm-c|clang|Vyre/(Dialect|Analysis|Transforms'
compiler+='|Conversion|Interpreter|Target))/'
check "the runtime includes no MLIR, LLVM or compiler header" \
  "$include$compiler" lib/Runtime include/Vyre/Runtime
check "the runtime links no MLIR and no LLVM" \
  '(MLIR|LLVM)[A-Z][A-Za-z]+|mlir_target_link_libraries|add_vyre_library' \
  ':(glob)lib/Runtime/**/CMakeLists.txt'
check "the dialect includes no Vulkan and no runtime header" \
  "$include(vulkan/|volk|Vyre/Runtime/)" lib/Dialect include/Vyre/Dialect

if [ "$breaches" != 0 ]; then
  echo "layering: breached; fix: move the code, or pass plain data across" >&2
  exit 1
fi
