#!/usr/bin/env bash
# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Installs the packages of utils/packages.txt on Debian, Ubuntu and their
# derivatives. When all are there it says nothing, touches no network and
# leaves at once, so `make` calls it every time.
#
# Debian 12's own Mesa is too old (its lavapipe computes wrong results), so
# there Mesa comes from the backports suite. Mirror and key are copied from the
# apt source that already serves the release.
#
# Exit codes: 0 ready, 1 apt failed, 2 something for the user to do first.
# VYRE_SKIP_SETUP=1 skips all of it. Tests set VYRE_OS_RELEASE, VYRE_APT_DIR
# and VYRE_RETRY_DELAY.

set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
self="$here/$(basename "${BASH_SOURCE[0]}")"
list=${VYRE_PACKAGE_LIST:-$here/packages.txt}
os_release=${VYRE_OS_RELEASE:-/etc/os-release}
apt_dir=${VYRE_APT_DIR:-/etc/apt}
log=

say() { printf 'setup: %s\n' "$*" >&2; }
die() { # die CODE MESSAGE
  local code=$1
  shift
  [ "$code" = 1 ] || rm -f "$log"
  say "error: $*"
  exit "$code"
}

# Reads one value of os-release, unquoted.
os_field() {
  sed -n "s/^$1=//p" "$os_release" 2>/dev/null | head -n 1 | tr -d "\"'"
}

# Prints "package minimum" for every line of the list.
wanted() { awk '!/^[ \t]*(#|$)/ { print $1, $2 }' "$list"; }

at_least() { dpkg --compare-versions "$1" ge "$2" 2>/dev/null; }

# Prints the packages that are absent or older than the list allows.
missing_packages() {
  local name minimum installed state version
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status} ${Version}\n' \
    $(wanted | cut -d' ' -f1) 2>/dev/null)
  while read -r name minimum; do
    read -r state version < <(awk -v n="$name" '$1 == n { print $2, $3; exit }' \
      <<<"$installed")
    if [ "${state:-}" != installed ] ||
      { [ "$minimum" != - ] &&
        ! at_least "$version" "$minimum"; }; then
      echo "$name"
    fi
    state= version=
  done < <(wanted)
}

minimum_of() { wanted | awk -v n="$1" '$1 == n { print $2 }'; }

# Prints the version apt would install, or nothing.
candidate_of() {
  apt-cache policy "$1" 2>/dev/null |
    awk '$1 == "Candidate:" && $2 != "(none)" { print $2; exit }'
}

usable_candidate() { # PACKAGE
  local minimum candidate
  minimum=$(minimum_of "$1")
  candidate=$(candidate_of "$1")
  [ -n "$candidate" ] && { [ "$minimum" = - ] ||
    at_least "$candidate" "$minimum"; }
}

# Turns the apt log of a failed step into one line and leaves.
fail_with_log() { # STEP
  local cause
  if grep -qE 'No space left|enough free space' "$log"; then
    cause="the disk is full; fix: free about 3 GB on /usr and /var"
  elif grep -qE 'Could not get lock|Unable to acquire the dpkg' "$log"; then
    cause="another package manager holds the lock; fix: wait for it to end"
  elif grep -q 'dpkg was interrupted' "$log"; then
    cause="an earlier install was cut off; fix: dpkg --configure -a"
  elif grep -qE "$network_errors" "$log"; then
    cause="the package mirror cannot be reached; fix: check network and proxy"
  elif grep -qE 'held broken packages|unmet dependencies' "$log"; then
    cause="packages conflict; fix: apt-get -f install, then read the log"
  else
    cause="apt-get failed; fix: read the log"
  fi
  die 1 "$1: $cause, then run this again (log: $log)"
}
network_errors='Temporary failure|Could not (connect|resolve)|Failed to fetch'
network_errors+='|Connection (timed out|failed|refused|reset)|Hash Sum mismatch'

# Runs apt-get with everything it needs to never ask and never hang for ever.
# Once more after a pause when the network was at fault.
apt_step() { # STEP APT-ARGUMENTS...
  local step=$1 try
  shift
  for try in 1 2; do
    : >"$log"
    if apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=2 \
      -o Acquire::http::Timeout=60 -o Dpkg::Use-Pty=0 \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
      "$@" >>"$log" 2>&1 </dev/null; then
      return 0
    fi
    [ "$try" = 1 ] && grep -qE "$network_errors" "$log" || return 1
    say "$step: the network failed, once more"
    sleep "${VYRE_RETRY_DELAY:-10}"
  done
}

# Prints a deb822 stanza for the backports suite, made from the first source
# that serves the release itself.
derive_backports() { # CODENAME
  local file
  for file in "$apt_dir"/sources.list.d/*.sources; do
    [ -f "$file" ] && awk -v code="$1" '
      function has(words, word) { return (" " words " ") ~ (" " word " ") }
      function release(words) {
        return has(words, code) || has(words, "(old)*stable")
      }
      function finish() {
        if (!done && has(f["types"], "deb") && release(f["suites"]) &&
            has(f["components"], "main") && f["enabled"] != "no") {
          print "Types: deb"
          print "URIs: " f["uris"]
          print "Suites: " code "-backports"
          print "Components: main"
          if ("architectures" in f) print "Architectures: " f["architectures"]
          if ("trusted" in f) print "Trusted: " f["trusted"]
          if ("signed-by" in f) print "Signed-By: " f["signed-by"]
          done = 1
        }
        split("", f)
      }
      /^#/ { next }
      /^[ \t]*$/ { finish(); next }
      /^[ \t]/ { # A folded line; an embedded key keeps its line breaks.
        if (key == "signed-by") f[key] = f[key] "\n" $0
        else { sub(/^[ \t]+/, ""); f[key] = f[key] " " $0 }
        next
      }
      {
        key = tolower($0); sub(/:.*/, "", key)
        value = $0; sub(/^[^:]*:[ \t]*/, "", value)
        gsub(/[ \t]+/, " ", value); sub(/ $/, "", value); f[key] = value
      }
      END { finish() }' "$file"
  done
  for file in "$apt_dir"/sources.list "$apt_dir"/sources.list.d/*.list; do
    [ -f "$file" ] && awk -v code="$1" '
      done || !/^[ \t]*deb[ \t]/ { next }
      {
        sub(/#.*/, ""); sub(/^[ \t]*deb[ \t]+/, ""); options = ""
        if (/^\[/) {
          options = substr($0, 2, index($0, "]") - 2)
          $0 = substr($0, index($0, "]") + 1)
        }
        if ($1 ~ /^cdrom:/ || ($2 != code && $2 !~ /^(old)*stable$/)) next
        for (i = 3; i <= NF && $i != "main"; i++) {}
        if (i > NF) next
        print "Types: deb"
        print "URIs: " $1
        print "Suites: " code "-backports"
        print "Components: main"
        n = split(options, option, " ")
        for (i = 1; i <= n; i++) {
          eq = index(option[i], "=")
          name = tolower(substr(option[i], 1, eq - 1))
          value = substr(option[i], eq + 1); gsub(/,/, " ", value)
          if (name == "arch") print "Architectures: " value
          if (name == "trusted") print "Trusted: " value
          if (name == "signed-by") print "Signed-By: " value
        }
        done = 1
      }' "$file"
  done
}

# Writes the backports source (only when it changes) and reads its list.
add_backports() { # CODENAME
  local file="$apt_dir/sources.list.d/vyre-backports.sources" stanza content
  stanza=$(derive_backports "$1" | awk 'NR > 1 && /^Types:/ { exit } { print }')
  [ -n "$stanza" ] || die 2 "no apt source for '$1' main was found in" \
    "$apt_dir to derive its backports suite from; fix: add $1-backports to" \
    "the apt sources, then run this again"
  content="# Written by Vyre's utils/setup.sh: Mesa 25 or newer. Safe to remove.
$stanza"
  if [ "$(cat "$file" 2>/dev/null)" != "$content" ]; then
    { mkdir -p "$apt_dir/sources.list.d" && printf '%s\n' "$content" >"$file"; } \
      2>>"$log" ||
      die 1 "cannot write $file; fix: free space or make it writable"
  fi
  say "reading the package list of $1-backports"
  apt_step "$1-backports" update -o Dir::Etc::sourcelist="$file" \
    -o Dir::Etc::sourceparts=/dev/null -o APT::Get::List-Cleanup=0 \
    -o APT::Update::Error-Mode=any ||
    fail_with_log "reading $1-backports"
}

main() {
  case ${1:-} in
  --list)
    wanted | cut -d' ' -f1
    return 0
    ;;
  '') ;;
  *) die 2 "unknown argument '$1', expected --list or none; fix: leave it out" ;;
  esac
  [ "${VYRE_SKIP_SETUP:-0}" != 1 ] || return 0

  local id codename pretty
  id=$(os_field ID)
  codename=$(os_field VERSION_CODENAME)
  pretty=$(os_field PRETTY_NAME)
  case " $id $(os_field ID_LIKE) " in
  *' debian '* | *' ubuntu '*) ;;
  *) die 2 "${pretty:-this system} is neither Debian nor Ubuntu; fix: install" \
    "what these packages hold, then run with VYRE_SKIP_SETUP=1:" \
    $(wanted | cut -d' ' -f1) ;;
  esac

  local missing
  missing=$(missing_packages | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0

  if [ "$(id -u)" != 0 ]; then
    # Without package lists, or with Mesa in the backports suite, plain apt-get
    # would not do; this script would.
    local what="apt-get install -y $missing" sudo= p
    for p in $missing; do
      usable_candidate "$p" || what=$(printf %q "$self")
    done
    if command -v sudo >/dev/null 2>&1; then
      sudo=1
      if sudo -n true 2>/dev/null </dev/null ||
        { [ -z "${CI:-}" ] && [ -t 0 ] && [ -t 2 ]; }; then
        say "missing: $missing; installing through sudo"
        exec sudo -- bash "$self"
      fi
    fi
    if [ -n "$sudo" ]; then
      what="sudo $what"
    else
      what="su -c '$what'"
    fi
    die 2 "packages are missing ($missing) and this is not root; fix: $what"
  fi

  log=$(mktemp "${TMPDIR:-/tmp}/vyre-setup.XXXXXX.log") ||
    die 1 "cannot write a log to ${TMPDIR:-/tmp}; fix: free space there"

  local p
  say "reading the package lists"
  apt_step "package lists" update -o APT::Update::Error-Mode=any || {
    # A broken third-party source must not stop us when ours were read.
    for p in $missing; do
      [ -n "$(candidate_of "$p")" ] || fail_with_log "reading the package lists"
    done
  }

  local plain= backported= absent=
  for p in $missing; do
    if usable_candidate "$p"; then
      plain+=" $p"
    elif [ "$p" = mesa-vulkan-drivers ] && [ "$id" = debian ]; then
      backported+=" $p"
    else
      absent+=" $p"
    fi
  done
  absent=${absent# }
  case " $absent " in
  '  ') ;;
  *-22*)
    die 2 "the apt sources of ${pretty:-this system} do not have LLVM 22" \
      "(wanted: $absent); fix: add the LLVM project's apt repository, suite" \
      "llvm-toolchain-${codename:-RELEASE}-22, or use Debian 12 or newer with" \
      "its security suite, then run this again" ;;
  *) die 2 "the apt sources of ${pretty:-this system} do not have (or only" \
    "older versions than utils/packages.txt asks for): $absent; fix: enable" \
    "the updates and universe suites or use a newer release, then run this again" ;;
  esac

  if [ -n "$plain" ]; then
    say "installing$plain"
    apt_step "packages" install --no-install-recommends $plain ||
      fail_with_log "installing packages"
  fi
  if [ -n "$backported" ]; then
    [ -n "$codename" ] || die 2 "$os_release names no VERSION_CODENAME, so the" \
      "backports suite is unknown; fix: install Mesa 25 or newer by hand"
    add_backports "$codename"
    say "installing$backported from $codename-backports"
    apt_step "Mesa" install --no-install-recommends -t "$codename-backports" \
      $backported || fail_with_log "installing$backported"
  fi

  missing=$(missing_packages | tr '\n' ' ')
  [ -z "$missing" ] || die 1 "apt-get reported success but these packages are" \
    "still absent or too old: ${missing% }; fix: read the log (log: $log)"
  rm -f "$log"
  say "done"
}

main "$@"
