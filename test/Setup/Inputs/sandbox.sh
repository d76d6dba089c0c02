#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs utils/setup.sh on a pretended machine in DIR and prints what it said, its
# exit status and every apt-get call, for FileCheck.
#
#   sandbox.sh DIR
#
# Pretences, by environment:
#   MISSING     packages that are not installed (default: none)
#   OLD         installed packages, as NAME=VERSION
#   CANDIDATES  what apt offers other than "9:99", as NAME=VERSION or NAME=none
#   BACKPORTED  Mesa's version in the backports suite (default 25.0.7)
#   USER_ID     0 for root (default)
#   SUDO        none, password or works (default none)
#   SYSTEM      os-release file below Inputs (default debian-12)
#   SOURCES     apt directory below Inputs (default one-line)
#   APT_FAILS   how many apt-get calls fail first (default 0), saying
#   APT_SAYS    this

set -u
inputs=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$inputs/../../.." && pwd)
dir=$1
rm -rf "$dir"
mkdir -p "$dir/bin" "$dir/apt" "$dir/tmp"
dir=$(cd "$dir" && pwd)
cp -r "$inputs/${SOURCES:-one-line}/." "$dir/apt/"
export SANDBOX=$dir USER_ID=${USER_ID:-0} SUDO=${SUDO:-none}
export BACKPORTED=${BACKPORTED:-25.0.7} APT_SAYS=${APT_SAYS:-}
echo "${APT_FAILS:-0}" >"$dir/failures"
: >"$dir/apt-calls"

lookup() { # WORDS NAME: the value of NAME=VALUE in WORDS
  local word
  for word in $1; do
    [ "${word%%=*}" != "$2" ] || echo "${word#*=}"
  done
}
for package in $("$root/utils/setup.sh" --list); do
  case " ${MISSING:-} " in
  *" $package "*) ;;
  *)
    version=$(lookup "${OLD:-}" "$package")
    echo "$package installed ${version:-9:99}"
    ;;
  esac >>"$dir/installed"
  version=$(lookup "${CANDIDATES:-}" "$package")
  echo "$package ${version:-9:99}" >>"$dir/candidates"
done

# Only these tools exist there, and the stubs below.
for tool in bash sh env sed awk head tr cut wc cat cp mv rm mkdir grep sort mktemp \
  dirname basename dpkg; do
  ln -s "$(command -v "$tool")" "$dir/bin/$tool"
done
stub() { # NAME, body from stdin
  { echo '#!/usr/bin/env bash' && cat; } >"$dir/bin/$1"
  chmod +x "$dir/bin/$1"
}
stub id <<'EOF'
echo "$USER_ID"
EOF
stub sleep <<'EOF'
echo "sleep $*" >>"$SANDBOX/apt-calls"
EOF
stub dpkg-query <<'EOF'
cat "$SANDBOX/installed"
EOF
stub apt-cache <<'EOF'
version=$(sed -n "s/^$2 //p" "$SANDBOX/candidates")
printf '%s:\n  Installed: (none)\n  Candidate: %s\n' "$2" \
  "${version/#none/(none)}"
EOF
stub apt-get <<'EOF'
words=()
target=
while [ $# -gt 0 ]; do
  case $1 in
  -o) case $2 in Dir::Etc::sourcelist=*) words+=("from=${2##*/}") ;; esac; shift ;;
  -t) target=$2; words+=("-t" "$2"); shift ;;
  -*) ;;
  *) words+=("$1") ;;
  esac
  shift
done
echo "apt-get ${words[*]}" >>"$SANDBOX/apt-calls"
left=$(cat "$SANDBOX/failures")
if [ "$left" -gt 0 ]; then
  echo $((left - 1)) >"$SANDBOX/failures"
  echo "$APT_SAYS"
  exit 100
fi
[ "${words[0]}" = install ] || exit 0
for word in "${words[@]:1}"; do
  version=$(sed -n "s/^$word //p" "$SANDBOX/candidates")
  [ -n "$version" ] || continue
  [ -z "$target" ] || version=$BACKPORTED
  cp "$SANDBOX/installed" "$SANDBOX/before"
  grep -v "^$word " "$SANDBOX/before" >"$SANDBOX/installed"
  echo "$word installed $version" >>"$SANDBOX/installed"
done
EOF
if [ "$SUDO" != none ]; then
  stub sudo <<'EOF'
if [ "$SUDO" = password ]; then exit 1; fi
while [ $# -gt 0 ]; do
  case $1 in -n) ;; --) shift; break ;; *) break ;; esac
  shift
done
[ "$1" = true ] && exit 0
echo "sudo ${1##*/} ${2##*/}" >>"$SANDBOX/apt-calls"
USER_ID=0 exec "$@"
EOF
fi

PATH=$dir/bin TMPDIR=$dir/tmp CI=true VYRE_SKIP_SETUP=0 \
  VYRE_OS_RELEASE=$inputs/os-release/${SYSTEM:-debian-12} \
  VYRE_APT_DIR=$dir/apt "$dir/bin/bash" "$root/utils/setup.sh" \
  >"$dir/output" 2>&1 </dev/null
status=$?
cat "$dir/output"
echo "status: $status, lines: $(wc -l <"$dir/output")"
sed 's/^/ran: /' "$dir/apt-calls"
written=$dir/apt/sources.list.d/vyre-backports.sources
[ ! -f "$written" ] || sed 's/^/written: /' "$written"
