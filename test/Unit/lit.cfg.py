# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The unit tests, as lit sees them: every executable below unittests/ in the
# build directory whose name ends in `Tests`.

import os

import lit.formats

config.name = "VYRE-Unit"
config.test_exec_root = os.path.join(config.vyre_obj_root, "unittests")
config.test_source_root = config.test_exec_root
config.suffixes = []
config.test_format = lit.formats.GoogleTest(".", "Tests")

for name, value in os.environ.items():
    if name.startswith(("VK_", "VYRE_", "MESA_", "LP_", "XDG_",
                        "ASAN_", "LSAN_", "UBSAN_", "TSAN_")):
        config.environment[name] = value
for variable, folder in (("MESA_SHADER_CACHE_DIR", "mesa-cache"),
                         ("VYRE_CACHE_DIR", "vyre-cache")):
    config.environment.setdefault(
        variable, os.path.join(config.vyre_obj_root, folder))
