/*
 * The machine that the tests of LASI and of the chips in it run on
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_LASI_MACHINE_H
#define TESTS_LASI_MACHINE_H

#include "libqtest.h"

/* QTEST_LASI_MACHINE: "715", or "B160L" if it is not set */
static inline const char *lasi_machine(void)
{
    const char *name = getenv("QTEST_LASI_MACHINE");

    return name && *name ? name : "B160L";
}

/* On the 715 LASI is all there is: there is no PCI bus. */
static inline bool lasi_machine_is_715(void)
{
    return g_str_equal(lasi_machine(), "715");
}

/* Where LASI's megabyte begins; the offsets in it are the same everywhere. */
static inline uint32_t lasi_hpa(void)
{
    return lasi_machine_is_715() ? 0xf0100000u : 0xffd00000u;
}

/* The name of the SCSI bus, as users give it */
static inline const char *lasi_scsi_bus(void)
{
    return lasi_machine_is_715() ? "scsi.0" : "lasi-scsi.0";
}

/* Start the machine with more options. */
static inline QTestState *lasi_qtest(const char *options)
{
    return qtest_initf("-M %s %s", lasi_machine(), options);
}

/*
 * Seconds of the host's clock since 1970, as QEMU reads them. time() is not
 * the same: it may be behind by one tick of the host.
 */
static inline int64_t host_seconds(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

#endif
