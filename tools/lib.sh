# Shared by the tools: paths, messages, the lock, steps with a log and progress.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced, never run. A tool that sources it stops at the first failure.

set -euo pipefail
shopt -s inherit_errexit

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$TOP/build
LOG=$BUILD/log
JOBS=${JOBS:-$(nproc)}

# A private python on PATH may lack Debian's modules.
PYTHON=/usr/bin/python3

export LC_ALL=C.UTF-8
export CCACHE_DIR=$BUILD/ccache CCACHE_BASEDIR=$BUILD CCACHE_NOHASHDIR=1

say() { printf '%s\n' "$*"; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Path as a person in the project's folder would write it.
short() { printf '%s' "${1#"$TOP"/}"; }

# One make at a time works in build/; a tool called by a tool is let through.
lock() {
    [ -z "${LASI_LOCK:-}" ] || return 0
    mkdir -p "$BUILD" 2>/dev/null ||
        die "cannot write to build/: give this folder's owner the job, or mend its permissions"
    exec 9>>"$BUILD/.lock" || die "cannot write to build/.lock"
    flock -n 9 ||
        die "another make is at work in build/: wait until it ends, then run this again"
    export LASI_LOCK=$$
}

unlock() {
    exec 9>&-
    unset LASI_LOCK
}

# need_space MIB: stop early rather than with a half-made build.
need_space() {
    local free
    mkdir -p "$BUILD"
    free=$(df -Pm "$BUILD" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$1" ] ||
        die "the disk has $free MiB free for build/ and $1 MiB are needed: make room, then run this again"
}

# fresh STAMP KEY: is what STAMP stands for already made from KEY?
fresh() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

mark() {
    printf '%s\n' "$2" >"$1.tmp"
    mv "$1.tmp" "$1"
}

# hash_of FILE...: one key for the content of files.
hash_of() { cat -- "$@" | sha256sum | cut -c1-20; }

# How far a step is, read from the end of its log.
progress_of() {
    local last
    last=$(tail -c 4000 "$1" 2>/dev/null | tr '\r' '\n' |
        grep -aoE '^\[[0-9]+/[0-9]+\]|^[0-9]+/[0-9]+ |^=> .*' | tail -n 1) || true
    if [ -z "$last" ]; then
        last=$(grep -acE '^  [A-Z]+ +[^ ]' "$1" 2>/dev/null) || last=0
        if [ "$last" -gt 0 ]; then last="$last files"; else last=; fi
    fi
    printf '%s' "$last"
}

clock() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

why_failed() {
    local log=$1
    if grep -aqE 'No space left on device|Disk quota exceeded' "$log"; then
        printf 'the disk is full: make room, then run this again'
    elif grep -aqE 'Could not resolve|Temporary failure resolving|Could not connect|Network is unreachable' "$log"; then
        printf 'the network or the Debian archive cannot be reached: check the connection, then run this again'
    else
        printf 'see what it says'
    fi
}

# step NAME TITLE COMMAND...: run COMMAND with its output in build/log/NAME.log.
# On a terminal one line is kept up to date; elsewhere a line tells every 30 s
# that the step lives. Stops the tool, naming the log, when COMMAND fails.
step() {
    local name=$1 title=$2 log=$LOG/$1.log start=$SECONDS next=30 rc=0 pid now
    shift 2
    mkdir -p "$LOG"
    [ -t 1 ] || say "$title ..."
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    # shellcheck disable=SC2064
    trap "kill -TERM $pid 2>/dev/null; wait $pid 2>/dev/null; exit 130" INT TERM
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.3
        now=$((SECONDS - start))
        if [ -t 1 ]; then
            printf '\r\033[K%s  %s  %s' "$title" "$(clock $now)" "$(progress_of "$log")"
        elif [ "$now" -ge "$next" ]; then
            say "  $title: $(clock $now)  $(progress_of "$log")"
            next=$((next + 30))
        fi
    done
    wait "$pid" || rc=$?
    trap - INT TERM
    now=$((SECONDS - start))
    [ ! -t 1 ] || printf '\r\033[K'
    if [ "$rc" -ne 0 ]; then
        tail -n 5 "$log" | cut -c1-200 | sed 's/^/  | /' >&2
        die "$title failed after $(clock $now): $(why_failed "$log") (log: $(short "$log"))"
    fi
    say "$title: done in $(clock $now)"
}

# point NAME COMMAND...: one line of TAP, with the time it took if that is more
# than a few seconds; the end of the command's output on failure only. Counts in
# count, says in failed whether any has failed.
count=0
failed=0
point() {
    local name=$1 out rc=0 not='' start=$SECONDS took
    shift
    count=$((count + 1))
    out=$("$@" 2>&1 </dev/null) || rc=$?
    if [ "$rc" -ne 0 ]; then
        tail -n 60 <<<"$out" | sed 's/^/# /'
        not='not '
        failed=1
    fi
    took=$((SECONDS - start))
    say "${not}ok $count $name$([ $took -lt 3 ] || echo " # $took s")"
}

# shellcheck source=tools/base-lib.sh
. "$TOP/tools/base-lib.sh"
choose_base
LOG=$BASE_BUILD/log
