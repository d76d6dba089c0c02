# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# How lit runs the files below test/. What tests may use:
#   tools         vyre-opt vyre-run vyre-translate; FileCheck, not, count,
#                 split-file, mlir-opt; spirv-val, spirv-dis
#   %vyre_src     the source tree        %vyre_obj   the build tree
#   %vyre_plugin  the plugin for a stock mlir-opt
#   %llvm_tools   where lit and FileCheck are
#   %python       the Python that runs lit
#   REQUIRES: vulkan       vyre-run finds a device
#   REQUIRES: vyre-run     the tool was built; likewise vyre-translate, plugin,
#                          kernel-bench, overhead-bench, heat-bench,
#                          interp-bench, fuzz-artifact, fuzz-input, fuzz-module,
#                          barrier-fuzz
#   REQUIRES: oclgrind     oclgrind-kernel is installed
#   REQUIRES: numpy        Python has numpy
#   REQUIRES: pty          pseudo-terminals exist (not in every container)
#   UNSUPPORTED: validation   the run is under the validation layer

import os
import re
import shutil
import subprocess
import sys

import lit.formats

config.name = "VYRE"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt", "lit.cfg.py"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.vyre_obj_root, "test")

# A hung device ends the test, not the run. lit's own limit needs a Python
# module that the set-up does not install.
TOOL_SECONDS = 300

tools_dir = os.path.join(config.vyre_obj_root, "bin")
config.environment["PATH"] = os.pathsep.join(
    [tools_dir, config.llvm_tools_dir, os.environ.get("PATH", "")])

# lit starts tests with an almost empty environment. These steer drivers,
# layers and our own tools.
for name, value in os.environ.items():
    if name.startswith(("VK_", "VYRE_", "MESA_", "LP_", "XDG_",
                        "ASAN_", "LSAN_", "UBSAN_", "TSAN_", "LD_PRELOAD")):
        config.environment[name] = value


def cache_folder(variable, folder):
    """Caches of a test run stay below the build directory."""
    path = os.path.join(config.vyre_obj_root, folder)
    config.environment.setdefault(variable, path)
    os.makedirs(config.environment[variable], exist_ok=True)


cache_folder("MESA_SHADER_CACHE_DIR", "mesa-cache")
cache_folder("VYRE_CACHE_DIR", "vyre-cache")

config.substitutions += [
    ("%vyre_src", config.vyre_src_root),
    ("%vyre_obj", config.vyre_obj_root),
    ("%vyre_plugin", config.vyre_plugin),
    ("%llvm_tools", config.llvm_tools_dir),
    ("%python", config.python_executable or sys.executable),
]

for tool in ("vyre-opt", "vyre-run", "vyre-translate", "kernel-bench",
             "overhead-bench", "heat-bench", "interp-bench", "fuzz-artifact",
             "fuzz-input", "fuzz-module", "barrier-fuzz"):
    path = os.path.join(tools_dir, tool)
    if os.path.exists(path):
        config.available_features.add(tool)
        # The word alone: not a part of a path or of another word.
        config.substitutions.append(
            (r"(?<![\w/.%-])" + re.escape(tool) + r"(?![\w/.-])",
             f"timeout -k 5 {TOOL_SECONDS} {path}"))

if shutil.which("oclgrind-kernel"):
    config.available_features.add("oclgrind")

# A stock mlir-opt is not instrumented and cannot load a plugin that is.
if os.path.exists(config.vyre_plugin) and not config.vyre_sanitizer:
    config.available_features.add("plugin")

if "validation" in os.environ.get("VK_INSTANCE_LAYERS", ""):
    config.available_features.add("validation")


def succeeds(*command):
    """Whether a command ends with status 0; else what it said."""
    try:
        done = subprocess.run(
            command, env=config.environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return done.returncode == 0, done.stdout + done.stderr


if succeeds(config.python_executable or sys.executable,
            "-c", "import numpy")[0]:
    config.available_features.add("numpy")

if succeeds(config.python_executable or sys.executable,
            "-c", "import pty; pty.openpty()")[0]:
    config.available_features.add("pty")

# No device means that execution tests are skipped, and the summary says so.
# Where a device must exist, silence would hide that nothing was executed.
has_device, said = succeeds(os.path.join(tools_dir, "vyre-run"),
                            "--list-devices")
if has_device:
    config.available_features.add("vulkan")
elif os.environ.get("VYRE_REQUIRE_VULKAN", "0") not in ("", "0"):
    lit_config.fatal(
        "VYRE_REQUIRE_VULKAN is set, but 'vyre-run --list-devices' failed; "
        "fix: install mesa-vulkan-drivers, or unset the variable\n" + said)
