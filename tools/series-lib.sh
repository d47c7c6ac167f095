# The series as commits: shared by the tools that assemble and check it.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced after lib.sh, with REPO set to the git repository to work in.

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

# series_patches SERIES
series_patches() { find "$1" -maxdepth 1 -name '[0-9][0-9][0-9][0-9]-*.patch' 2>/dev/null | sort; }

# The lines above "---", less the "Files:" line.
patch_message() { sed -e '/^---$/,$d' -e '/^Files:/d' "$1"; }

patch_files() { sed -e '/^---$/,$d' "$1" | sed -n 's/^Files://p' | xargs -r -n1; }

patch_hunks() { sed -e '1,/^---$/d' "$1"; }

# check_series_files SERIES ROOM...: every file of ours in the rooms enters by
# exactly one patch, and every named one exists.
check_series_files() {
    local named patch file series=$1
    shift
    named=$(for patch in $(series_patches "$series"); do patch_files "$patch"; done | sort)
    file=$(uniq -d <<<"$named" | head -n 1)
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

# commit_tree TREE [PARENT]: message on stdin, prints the commit.
commit_tree() { git -C "$REPO" commit-tree "$1" ${2:+-p "$2"}; }

# Put the files of ours that a patch names into the index. Mode and content are
# this project's.
enter_files() {
    local file mode blob
    patch_files "$1" | while read -r file; do
        mode=100644
        [ ! -x "$TOP/$file" ] || mode=100755
        blob=$(git -C "$REPO" hash-object -w --no-filters "$TOP/$file")
        git -C "$REPO" update-index --add --cacheinfo "$mode,$blob,$file"
    done
}

apply_hunks() {
    local patch=$1 name
    name=$(short "$patch")
    grep -q '^diff --git' "$patch" || return 0
    if ! patch_hunks "$patch" |
        git -C "$REPO" apply --cached --whitespace=nowarn - 2>"$LOG/series.log"; then
        die "$name: its hunk for $(sed -n 's/^error: patch failed: \([^:]*\).*/\1/p' "$LOG/series.log" | head -n 1) no longer applies to this QEMU: mend that patch (log: build/log/series.log)"
    fi
}

# commit_series BASE SERIES: one commit per patch on BASE, in the object store
# only; prints the tip.
commit_series() {
    local commit=$1 series=$2 patch tree
    mkdir -p "$LOG"
    export GIT_INDEX_FILE=$REPO/.git/series-index
    git -C "$REPO" read-tree "$commit"
    for patch in $(series_patches "$series"); do
        apply_hunks "$patch"
        enter_files "$patch"
        tree=$(git -C "$REPO" write-tree)
        commit=$(
            {
                patch_message "$patch"
                [ -z "${SIGNOFF:-}" ] || printf '\nSigned-off-by: %s\n' "$SIGNOFF"
            } | git stripspace | commit_tree "$tree" "$commit"
        )
    done
    rm -f "$GIT_INDEX_FILE"
    unset GIT_INDEX_FILE
    echo "$commit"
}
