# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Sourced from the repository root before sanitizer runs. Findings stop the process. The Vulkan driver
# and its JIT are not instrumented, so what happens inside them is muted.

_vyre_supp=$PWD/build/sanitizers
mkdir -p "$_vyre_supp"
printf '%s\n' leak:libvulkan_lvp.so 'leak:libLLVM-*.so' leak:libvulkan.so \
  leak:libVkLayer_khronos_validation.so leak:libgallium \
  >"$_vyre_supp/lsan"
printf '%s\n' called_from_lib:libvulkan_lvp.so race:libvulkan_lvp.so 'race:libLLVM-*' \
  'deadlock:libLLVM-*' deadlock:libvulkan race:libVkLayer_khronos_validation.so \
  called_from_lib:libVkLayer_khronos_validation.so \
  >"$_vyre_supp/tsan"
# LLVM's bump allocators poison what they have not handed out. The packaged
# libMLIR shares them with us and is not instrumented, so it writes to such
# memory without lifting the poison first: a false alarm.
export ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:allow_user_poisoning=0:${ASAN_OPTIONS:-}"
export LSAN_OPTIONS="suppressions=$_vyre_supp/lsan:print_suppressions=0"
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"
export TSAN_OPTIONS="halt_on_error=1:suppressions=$_vyre_supp/tsan"

# The leak checker knows a library only while it is loaded, and the Vulkan loader
# unloads drivers and layers before the process ends.
if printf 'int dlclose(void *library) { (void)library; return 0; }\n' |
  clang-22 -shared -fPIC -x c - -o "$_vyre_supp/keep-loaded.so"; then
  export LD_PRELOAD="$_vyre_supp/keep-loaded.so"
fi
