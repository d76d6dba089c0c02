# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs a command and compares its exit code: exit-code.py CODE COMMAND...

import subprocess
import sys

code = subprocess.run(sys.argv[2:], stderr=subprocess.DEVNULL).returncode
if code != int(sys.argv[1]):
    sys.exit(f"{' '.join(sys.argv[2:])}: found exit code {code}, expected {sys.argv[1]}")
