#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs the suite of a configured build directory and adds the results up.
#
#   run-tests.sh BUILD_DIR [--only-validation | --no-validation | --only-unit]
#
# The validation run is the same suite with the Khronos validation layer (and
# its synchronisation checks) below every process. The layer reports into a
# FIFO that we drain: any warning or error fails the run, and so does a run in
# which the layer was never loaded.

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

if [ ! -f "${1:-}/build.ninja" ]; then
  echo "run-tests: '${1:-}' holds no build.ninja; fix: cmake --preset dev" >&2
  exit 2
fi
build=$(cd "$1" && pwd)
mode=${2:-}
case $mode in
'' | --only-validation | --no-validation | --only-unit) ;;
*)
  echo "run-tests: unknown argument '$mode', expected --only-validation," \
    "--no-validation or --only-unit; fix: leave it out" >&2
  exit 2
  ;;
esac

results=$build/test-results
summary=()

# Runs check-vyre; its reports go to $results/NAME. A suite that is run a second
# time adds its failures to the sum, not its passes.
suite() { # NAME --expect|--repeat
  local dir=$results/$1 status
  mkdir -p "$dir/gtest"
  GTEST_OUTPUT=xml:$dir/gtest/ \
    LIT_OPTS="${LIT_OPTS:-} --xunit-xml-output=$dir/lit.xml" \
    ninja -C "$build" check-vyre </dev/null
  status=$?
  summary+=("$2" "$1 lit=$1/lit.xml" --status "$1=$status")
  if compgen -G "$dir/gtest/*.xml" >/dev/null; then
    summary+=("$2" "$1 unit tests=$1/gtest/*.xml")
  elif ! grep -qsi 'classname="[^"]*unit' "$dir/lit.xml"; then
    summary+=("$2" "$1 unit tests=$1/gtest/*.xml")
  fi
  return "$status"
}

# Runs one command that counts as one test.
single() { # NAME COMMAND...
  local name=$1
  shift
  "$@" </dev/null
  summary+=(--check "$name=$?")
}

# Runs the unit tests alone: the thread sanitizer cannot see into libMLIR.
unit_tests() {
  local program
  mkdir -p "$results/main/gtest"
  while IFS= read -r program; do
    GTEST_OUTPUT="xml:$results/main/gtest/" "$program" </dev/null
    summary+=(--status "$(basename "$program")=$?")
  done < <(find "$build" -name '*Test*' -path '*/unittests/*' -type f -perm -u+x)
  summary+=(--expect "unit tests=main/gtest/*.xml")
}

validation() { # --expect|--repeat
  local dir=$build/validation log=$results/validation.log reader status
  rm -rf "$dir"
  mkdir -p "$dir"
  mkfifo "$dir/messages" || return 1
  cat >"$dir/vk_layer_settings.txt" <<EOF
khronos_validation.debug_action = VK_DBG_LAYER_ACTION_LOG_MSG
khronos_validation.report_flags = error,warn,info
khronos_validation.log_filename = $dir/messages
khronos_validation.enables = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT,VALIDATION_CHECK_ENABLE_SYNCHRONIZATION_VALIDATION_QUEUE_SUBMIT
EOF
  # Held open for reading and writing, so that no process waits for the other
  # end and the reader sees no end of file between two of them.
  exec 9<>"$dir/messages"
  cat <&9 >"$log" &
  reader=$!
  VK_INSTANCE_LAYERS=VK_LAYER_KHRONOS_validation \
    VK_LAYER_SETTINGS_PATH=$dir suite validation "$1"
  status=$?
  sleep 0.5
  kill "$reader"
  wait "$reader" 2>/dev/null
  exec 9>&-

  [ -f "$results/validation/lit.xml" ] || return "$status"
  if ! grep -q 'Khronos Validation Layer Active' "$log"; then
    echo "validation: the layer was never loaded; fix: install" \
      "vulkan-validationlayers, and let lit.cfg.py hand on VK_* variables" >&2
    summary+=(--check "validation layer is active=1")
    return 1
  fi
  if grep -E '\((ERROR|WARN)[^)]*\): msgNum' "$log" >"$log.found"; then
    echo "validation: messages, each once (all of them: $log):" >&2
    sed -E 's/0x[0-9a-f]{6,}/0x.../g' "$log.found" | sort | uniq -c |
      sort -rn | head -n 20 >&2
    summary+=(--check "validation layers are clean=1")
    return 1
  fi
  summary+=(--check "validation layers are clean=0")
  return "$status"
}

export MESA_SHADER_CACHE_DIR=${MESA_SHADER_CACHE_DIR:-$build/mesa-cache}
mkdir -p "$MESA_SHADER_CACHE_DIR"
rm -rf "$results"
mkdir -p "$results"

built=0
if [ "$mode" = --only-unit ]; then
  unit_tests
elif [ "$mode" != --only-validation ]; then
  single "layering check" "$here/check-layering.sh" "$root"
  single "repository check" python3 "$here/check-repo.py" "$root"
  suite main --expect
  [ -f "$results/main/lit.xml" ] || built=1
fi
if [ "$mode" = --only-validation ]; then
  validation --expect
elif [ "$mode" = '' ]; then
  if [ "$built" = 0 ]; then
    validation --repeat
  else
    echo "run-tests: no validation run, the build failed" >&2
  fi
fi

python3 "$here/test-summary.py" "$results" "${summary[@]}"
