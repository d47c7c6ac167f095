# Where QEMU 10.0 has what newer ones have elsewhere.
# SPDX-License-Identifier: GPL-2.0-or-later
s,^tests/functional/hppa/test_,tests/functional/test_hppa_,
s,^tests/functional/hppa/,tests/functional/,
