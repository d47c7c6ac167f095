# Configuring and building a QEMU tree: shared by the tools that need one.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced after lib.sh.

# QEMU 10.0 wants a newer meson than Debian 12 has. The functional tests want
# pycotap, which Debian lacks: tools/python has what they use of it.
MESON=$BUILD/src/meson/usr/lib/python3/dist-packages

# One target, what it needs, and the tools that its tests call. The screen is
# always there by VNC, which takes no library; a test has a tape drive on iSCSI.
# No blobs: the Debian source has none, and the firmware is built.
CONFIGURE_OPTIONS=(
    --target-list=hppa-softmmu --without-default-features
    --enable-tcg --enable-slirp --enable-pixman --enable-fdt=system --enable-vnc
    --enable-libiscsi
    --enable-tools --disable-install-blobs --disable-download
    "--python=$PYTHON"
)

# Displays whose libraries are installed (make deps GUI=1).
display_options() {
    ! pkg-config --exists gtk+-3.0 || echo --enable-gtk
    ! pkg-config --exists sdl2 || echo --enable-sdl
    ! pkg-config --exists ncursesw || echo --enable-curses --enable-iconv
}

# lean_options OBJ: what all builds but that of the default base do without, for
# their time. Each new name in QEMU's list of those that common code must not use
# makes all of it be compiled again; debug information is a quarter of compiling.
lean_options() {
    [ "$1" = "$BUILD/obj" ] || echo --extra-cflags=-DHW_POISON_H --disable-debug-info
}

# What compiles QEMU; the fuzzers need another.
COMPILER=gcc

# configure_qemu SOURCE OBJ: once, and again when the options or the tree's own
# idea of them change.
configure_qemu() {
    local source=$1 obj=$2 key cc=$COMPILER name
    ! command -v ccache >/dev/null || cc="ccache $COMPILER"
    # shellcheck disable=SC2206,SC2207
    local options=("${CONFIGURE_OPTIONS[@]}" "--cc=$cc" $(display_options)
        $(lean_options "$obj") ${QEMU_CONFIGURE:-})
    key=$(printf '%s ' "${options[@]}" | cat - "$source/VERSION" "$source/meson_options.txt" | hash_of -)
    ! fresh "$obj/lasi-configured" "$key" || return 0
    rm -rf "$obj"
    mkdir -p "$obj"
    name=configure-$(basename "$obj")
    step "$name" "Configuring QEMU in $(short "$obj")" \
        env -C "$obj" "PYTHONPATH=$MESON" "$source/configure" "${options[@]}"
    # So that ninja and the tests find them without an environment of ours.
    printf '%s\n' "$MESON" "$TOP/tools/python" \
        >"$(echo "$obj"/pyvenv/lib/python3*/site-packages)/lasi.pth"
    mark "$obj/lasi-configured" "$key"
}

# ninja_step NAME TITLE OBJ TARGET...
ninja_step() {
    local name=$1 title=$2 obj=$3
    shift 3
    # Nothing to do is the usual case and needs no word.
    if [ -f "$obj/build.ninja" ] &&
        ninja -C "$obj" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
        return 0
    fi
    step "$name" "$title" ninja -C "$obj" -j "$JOBS" "$@"
}

# our_qtests TREE: names of those of our qtests that TREE has.
our_qtests() {
    local file
    our_files tests | sed -n 's,^tests/qtest/\(.*-test\)\.c$,\1,p' |
        while read -r file; do
            [ ! -e "$1/tests/qtest/$file.c" ] || echo "$file"
        done
}

# slow_qtests TREE: programs to which TREE gives more than meson's ordinary time.
slow_qtests() {
    sed -n '/^slow_qtests = {/,/^}/s/^ *.\([a-z0-9_-]*\).*:.*/\1/p' \
        "$1/tests/qtest/meson.build" | sort
}

# without_slow TREE: those of the sorted names on stdin that are not slow.
without_slow() { comm -23 - <(slow_qtests "$1"); }

# meson_test OBJ ARGUMENT...: meson's test runner on what is built.
meson_test() {
    local obj=$1
    shift
    "$obj/pyvenv/bin/meson" test -C "$obj" --no-rebuild --print-errorlogs "$@"
}

# run_qtests OBJ NAME...
run_qtests() {
    local obj=$1
    shift
    meson_test "$obj" --num-processes "$JOBS" "${@/#/qtest-hppa/}"
}
