# What QEMU 10.2 spells otherwise than later ones.
# SPDX-License-Identifier: GPL-2.0-or-later
s/ = DEFAULT_BLOCK_CONF;/ = {\
        .bootindex = -1,\
        .discard_granularity = -1,\
        .rerror = BLOCKDEV_ON_ERROR_AUTO,\
        .werror = BLOCKDEV_ON_ERROR_AUTO,\
    };/
