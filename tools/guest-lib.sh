# Shared by the tools that build the guest.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced, never run.

# unmet FRAGMENT CONFIG: what a configuration does not have as the fragment asks,
# " CONFIG_A=y !CONFIG_B", on one line; nothing when all is met.
unmet() {
    local line symbol
    while read -r line; do
        case $line in
        CONFIG_*=*)
            grep -qxF -- "$line" "$2" || printf ' %s' "$line" ;;
        '# CONFIG_'*' is not set')
            symbol=${line#\# }; symbol=${symbol%% *}
            ! grep -q "^$symbol=" "$2" || printf ' !%s' "$symbol" ;;
        esac
    done <"$1"
}
