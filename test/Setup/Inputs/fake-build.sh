#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs utils/run-tests.sh on a build directory whose `check-vyre` only writes
# reports: what the runner makes of them is under test, not the suite.
#
#   fake-build.sh DIR good|fails|empty|crashes|broken|dirty|no-layer

set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
rm -rf "$1"
mkdir -p "$1/bin" "$1/build"
touch "$1/build/build.ninja"
cat >"$1/bin/ninja" <<'EOF'
#!/usr/bin/env bash
[ "$KIND" != broken ] || exit 1
lit=${LIT_OPTS##*--xunit-xml-output=}
cases='<testcase classname="VYRE.Dialect" name="a"/>'
cases+='<testcase classname="VYRE.Tools" name="needs-gpu"><skipped/></testcase>'
if [ "$KIND" = fails ]; then
  cases+='<testcase classname="VYRE.Tools" name="wrong"><failure/></testcase>'
else
  cases+='<testcase classname="VYRE.Tools" name="right"/>'
fi
echo "<testsuites><testsuite name='VYRE'>$cases</testsuite></testsuites>" >"$lit"
unit='<testcase status="run" result="completed" classname="Unit" name="u"/>'
[ "$KIND" != empty ] || unit=
echo "<testsuites><testsuite name='Unit'>$unit</testsuite></testsuites>" \
  >"${GTEST_OUTPUT#xml:}UnitTests.xml"
if [ -n "${VK_LAYER_SETTINGS_PATH:-}" ]; then
  messages=$(sed -n 's/.*log_filename = //p' \
    "$VK_LAYER_SETTINGS_PATH/vk_layer_settings.txt")
  [ "$KIND" = no-layer ] ||
    echo "status(INFO / SPEC): msgNum: 1 - Khronos Validation Layer Active:" \
      >"$messages"
  [ "$KIND" != dirty ] ||
    echo "VUID-invented(ERROR / SPEC): msgNum: 2 - made up" >"$messages"
fi
case $KIND in fails | crashes) exit 1 ;; esac
EOF
# This may itself run inside a validation run, with a FIFO of its own.
unset VK_INSTANCE_LAYERS VK_LAYER_SETTINGS_PATH
# The repository checks have tests of their own.
mkdir -p "$1/tree/utils"
cp "$root/utils/run-tests.sh" "$root/utils/test-summary.py" "$1/tree/utils/"
printf '#!/bin/sh\nexit 0\n' >"$1/tree/utils/check-layering.sh"
echo >"$1/tree/utils/check-repo.py"
chmod +x "$1/bin/ninja" "$1/tree/utils/check-layering.sh"
KIND=$2 PATH=$(cd "$1/bin" && pwd):$PATH \
  "$1/tree/utils/run-tests.sh" "$1/build" 2>&1 </dev/null
echo "status: $?"
