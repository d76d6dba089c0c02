# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Sourced from the repository root before sanitizer runs. Findings stop the process. The Vulkan driver
# and its JIT are not instrumented, so what happens inside them is muted.

_vyre_supp=$PWD/build/sanitizers
mkdir -p "$_vyre_supp"
printf 'leak:libvulkan_lvp.so\nleak:libLLVM-*.so\nleak:libvulkan.so\n' \
  >"$_vyre_supp/lsan"
printf 'called_from_lib:libvulkan_lvp.so\nrace:libvulkan_lvp.so\n' \
  >"$_vyre_supp/tsan"
# LLVM's bump allocators poison what they have not handed out. The packaged
# libMLIR shares them with us and is not instrumented, so it writes to such
# memory without lifting the poison first: a false alarm.
export ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:allow_user_poisoning=0:${ASAN_OPTIONS:-}"
export LSAN_OPTIONS="suppressions=$_vyre_supp/lsan:print_suppressions=0"
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"
export TSAN_OPTIONS="halt_on_error=1:suppressions=$_vyre_supp/tsan"
