# Which QEMU the series is put on: its base. Shared by all tools.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced by lib.sh. A base is a folder bases/N: what it has is said in the
# README. It is chosen by BASE, or by the VERSION of QEMU_SRC, or is the
# default. Sets BASE, BASE_DIR (its folder), BASE_NAME (to be put behind names)
# and BASE_BUILD (where its tree and what is built from it go; build/ itself
# for the default base). Sets what its folder says:
#
#   BASE_SUITES   Debian's suites that may have its source package
#   BASE_NEEDS    lines "path text": what a tree of it must have at least
#   BASE_MACHINES machines that have the devices
#   BASE_WITHOUT  files whose hunks in the common patches are not for it: lists
#                 that one patch of its own (Bases: N) writes

DEFAULT_BASE=10.0

# all_bases: oldest first
all_bases() { (cd "$TOP/bases" && printf '%s\n' */ | tr -d / | sort -V); }

# base_of_version VERSION: the base that a version belongs to, or nothing
base_of_version() { all_bases | grep -xF "$(cut -d. -f1,2 <<<"$1")" || true; }

list_bases() { all_bases | paste -sd ' ' | sed 's/ / and /g'; }

# The base of the tree that QEMU_SRC names; a wrong QEMU_SRC is told by
# tools/tree.
base_of_source() {
    [ -f "${QEMU_SRC:-}/VERSION" ] || return 0
    base_of_version "$(cat "$QEMU_SRC/VERSION")"
}

choose_base() {
    local of_source
    of_source=$(base_of_source)
    BASE=${BASE:-${of_source:-$DEFAULT_BASE}}
    BASE_DIR=$TOP/bases/$BASE
    if [[ $BASE == */* || $BASE == .* ]] || [ ! -f "$BASE_DIR/base" ]; then
        die "BASE=$BASE: there is no such base: $(list_bases) are supported"
    fi
    [ -z "$of_source" ] || [ "$of_source" = "$BASE" ] ||
        die "QEMU_SRC=$QEMU_SRC is QEMU $(cat "$QEMU_SRC/VERSION"), not $BASE: leave BASE away"
    BASE_NAME=
    BASE_BUILD=$BUILD
    if [ "$BASE" != "$DEFAULT_BASE" ]; then
        BASE_NAME=-$BASE
        BASE_BUILD=$BUILD/$BASE
    fi
    BASE_WITHOUT=
    # shellcheck disable=SC1091
    . "$BASE_DIR/base"
    export BASE BASE_BUILD
}

# The machine that MACHINE names, which must be one of the base's with LASI.
choose_machine() {
    MACHINE=${MACHINE:-B160L}
    [[ " $BASE_MACHINES " == *" $MACHINE "* ]] ||
        die "MACHINE=$MACHINE: QEMU $BASE has these devices on ${BASE_MACHINES// / and }$(
            other_base "$MACHINE")"
    export MACHINE
}

# other_base MACHINE: where there is one, in words
other_base() {
    local base
    for base in $(all_bases); do
        if grep -qE "^BASE_MACHINES=\"([^\"]* )?$1( [^\"]*)?\"" "$TOP/bases/$base/base"; then
            printf '; BASE=%s has it' "$base"
            return
        fi
    done
}
