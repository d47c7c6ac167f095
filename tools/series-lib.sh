# The series as commits: shared by the tools that assemble and check it.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced after lib.sh, with REPO set to the git repository to work in.
#
# A patch of series/ is for all bases, unless a line "Bases: N ..." in its
# message names those that it is for. "Removes: path ..." names files of QEMU's
# that go away. What differs on one base is in that base's folder:
# bases/N/NNNN.patch has hunks that stand there for those of patch NNNN for the
# same files ("Without: path ..." names files that have none there), and, if
# it is not the common one, the message.

# The series for QEMU, and the small one for its roms/seabios-hppa; each with
# the folders of this project whose files go into the tree as they are.
SERIES=$TOP/series
ROOMS=(hw include tests docs)
FIRMWARE_SERIES=$TOP/series/firmware
FIRMWARE_ROOMS=(roms)

# our_files ROOM...
our_files() {
    (cd "$TOP" && find "$@" -type f 2>/dev/null | grep -vE '~$|\.(orig|rej|pyc|sw[op])$' | sort) || true
}

# all_patches SERIES: those of every base
all_patches() { find "$1" -maxdepth 1 -name '[0-9][0-9][0-9][0-9]-*.patch' 2>/dev/null | sort; }

# series_patches SERIES: those of the base
series_patches() {
    all_patches "$1" | xargs -r awk -v base="$BASE" '
        FNR == 1 { told = 0; ours = 0; message = 1 }
        /^---$/ && message { message = 0; if (!told || ours) print FILENAME }
        message && $1 == "Bases:" { told = 1; for (i = 2; i <= NF; i++) ours += $i "" == base "" }'
}

# What the base has of its own for a patch: a file that need not exist.
base_patch() {
    local number
    number=$(basename "$1" | cut -c1-4)
    case $1 in
    "$FIRMWARE_SERIES"/*) echo "$BASE_DIR/firmware/$number.patch" ;;
    *) echo "$BASE_DIR/$number.patch" ;;
    esac
}

# patch_line KEY PATCH: the words of a line "KEY: word ..." of its message
patch_line() {
    local key=$1
    shift
    awk -v key="$key:" 'FNR == 1 { message = 1 } /^---$/ { message = 0 }
        message && $1 == key { for (i = 2; i <= NF; i++) print $i }' "$@" </dev/null
}

# The lines above "---", less the lines that are for these tools.
patch_text() { sed -e '/^---$/,$d' -e '/^\(Files\|Bases\|Removes\|Without\):/d' "$1"; }

patch_message() {
    local own
    own=$(base_patch "$1")
    if [ -e "$own" ] && patch_text "$own" | grep -q .; then
        patch_text "$own"
    else
        patch_text "$1"
    fi
}

patch_files() { patch_line Files "$1"; }

patch_hunks() { sed '0,/^---$/d' "$1"; }

# Paths whose hunks a patch has.
patch_paths() { patch_hunks "$1" | sed -n 's,^diff --git a/.* b/,,p'; }

# The place of a file of ours on the base (standard input: paths).
base_place() { if [ -e "$BASE_DIR/places.sed" ]; then sed -f "$BASE_DIR/places.sed"; else cat; fi; }

# C in the spelling of the base.
base_spelling() { if [ -e "$BASE_DIR/spelling.sed" ]; then sed -f "$BASE_DIR/spelling.sed"; else cat; fi; }

# check_series_files SERIES ROOM...: every file of ours in the rooms enters by
# exactly one patch of a base, and every named one exists.
check_series_files() {
    local named file series=$1
    shift
    # shellcheck disable=SC2046
    file=$(patch_line Files $(series_patches "$series") | sort | uniq -d | head -n 1)
    # shellcheck disable=SC2046
    named=$(patch_line Files $(all_patches "$series") | sort -u)
    [ -z "$file" ] || die "series/: two patches name $file in their Files: line; a file enters once"
    file=$(comm -13 <(our_files "$@") <(printf '%s' "$named") | head -n 1)
    [ -z "$file" ] || die "series/: a Files: line names $file, which does not exist"
    file=$(comm -23 <(our_files "$@") <(printf '%s' "$named") | head -n 1)
    [ -z "$file" ] || die "$file is in no patch: name it in the Files: line of a patch in series/"
}

# Author of the commits: SIGNOFF, or this project's git user, or nobody.
set_identity() {
    local name mail
    if [ -n "${SIGNOFF:-}" ]; then
        [[ $SIGNOFF =~ ^(.+)\ \<([^\<\>\ ]+@[^\<\>\ ]+)\>$ ]] ||
            die "SIGNOFF must look like 'Name <mail@host>'"
        name=${BASH_REMATCH[1]} mail=${BASH_REMATCH[2]}
    else
        name=$(git -C "$TOP" config user.name 2>/dev/null) || name="QEMU LASI series"
        mail=$(git -C "$TOP" config user.email 2>/dev/null) || mail=series@invalid
    fi
    export GIT_AUTHOR_NAME=$name GIT_AUTHOR_EMAIL=$mail
    export GIT_COMMITTER_NAME=$name GIT_COMMITTER_EMAIL=$mail
    # The same project state makes the same commits.
    GIT_AUTHOR_DATE=$(git -C "$TOP" log -1 --format=%cI 2>/dev/null) ||
        GIT_AUTHOR_DATE="2026-01-01T00:00:00Z"
    export GIT_AUTHOR_DATE GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
}

# Add the submitter's Signed-off-by to the message on stdin.
sign_off() {
    if [ -n "${SIGNOFF:-}" ]; then
        git interpret-trailers --trailer "Signed-off-by: $SIGNOFF"
    else
        cat
    fi
}

# commit_tree TREE [PARENT]: message on stdin, prints the commit.
commit_tree() { git -C "$REPO" commit-tree "$1" ${2:+-p "$2"}; }

# What our files are on the base: "mode object place" for each; set by
# prepare_files.
declare -A ENTRY

prepare_files() {
    local work=$REPO/.git/ours files blobs places i mode
    mapfile -t files < <(our_files "${ROOMS[@]}" "${FIRMWARE_ROOMS[@]}")
    rm -rf "$work"
    mkdir -p "$work"
    (cd "$TOP" && printf '%s\n' "${files[@]}" | tar -cf - -T -) | tar -C "$work" -xf -
    [ ! -e "$BASE_DIR/spelling.sed" ] ||
        find "$work" -name '*.[ch]' -print0 | xargs -0 -r sed -i -f "$BASE_DIR/spelling.sed"
    mapfile -t blobs < <(cd "$work" && printf '%s\n' "${files[@]}" |
        GIT_DIR=$REPO/.git git hash-object -w --no-filters --stdin-paths)
    mapfile -t places < <(printf '%s\n' "${files[@]}" | base_place)
    for i in "${!files[@]}"; do
        mode=100644
        [ ! -x "$TOP/${files[i]}" ] || mode=100755
        ENTRY[${files[i]}]="$mode ${blobs[i]}	${places[i]}"
    done
    rm -rf "$work"
}

# Put the files of ours that a patch names into the index, for the base.
enter_files() {
    local file
    patch_files "$1" | while read -r file; do
        printf '%s\n' "${ENTRY[$file]}"
    done | git -C "$REPO" update-index --add --index-info
}

remove_files() {
    grep -q '^Removes:' "$1" || return 0
    patch_line Removes "$1" | xargs -r git -C "$REPO" update-index --force-remove
}

# try_hunks PATCH OPTION...: in the spelling of the base, with as little of the
# lines around a hunk as finds its place: lists of files differ between bases.
try_hunks() {
    local patch=$1 context
    shift
    patch_paths "$patch" | grep -q . || return 0
    for context in 3 2 1; do
        if patch_hunks "$patch" | base_spelling | git -C "$REPO" apply --cached \
            --whitespace=nowarn --allow-empty "-C$context" "$@" - 2>"$LOG/series.log"; then
            return 0
        fi
    done
    die "$(short "$patch"): its hunk for $(sed -n 's/^error: patch failed: \([^:]*\).*/\1/p' "$LOG/series.log" | head -n 1) no longer applies to this QEMU: mend that patch (log: $(short "$LOG")/series.log)"
}

apply_hunks() {
    local patch=$1 own options=()
    own=$(base_patch "$patch")
    if [ -z "$(patch_line Bases "$patch")" ]; then
        # shellcheck disable=SC2086
        options=(${BASE_WITHOUT:+$(printf -- '--exclude=%s ' $BASE_WITHOUT)})
    fi
    if [ -e "$own" ]; then
        mapfile -t -O "${#options[@]}" options < <(
            { patch_paths "$own"; patch_line Without "$own"; } | sed 's/^/--exclude=/')
        try_hunks "$own"
    fi
    try_hunks "$patch" "${options[@]}"
}

# commit_series BASE SERIES: one commit per patch on BASE, in the object store
# only; prints the tip.
commit_series() {
    local commit=$1 series=$2 patch tree
    mkdir -p "$LOG"
    [ ${#ENTRY[@]} -gt 0 ] || prepare_files
    export GIT_INDEX_FILE=$REPO/.git/series-index
    git -C "$REPO" read-tree "$commit"
    for patch in $(series_patches "$series"); do
        apply_hunks "$patch"
        enter_files "$patch"
        remove_files "$patch"
        tree=$(git -C "$REPO" write-tree)
        commit=$(
            patch_message "$patch" | git stripspace | sign_off | commit_tree "$tree" "$commit"
        )
    done
    rm -f "$GIT_INDEX_FILE"
    unset GIT_INDEX_FILE
    echo "$commit"
}
