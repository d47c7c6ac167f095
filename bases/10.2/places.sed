# Where QEMU 10.2 has what the default base has elsewhere.
# SPDX-License-Identifier: GPL-2.0-or-later
s,^tests/functional/test_hppa_,tests/functional/hppa/test_,
s,^tests/functional/hppa_,tests/functional/hppa/hppa_,
