/*
 * What HPPA machines tell their firmware in files of fw_cfg
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_HPPA_FW_CFG_H
#define TESTS_HPPA_FW_CFG_H

#include "qemu/bswap.h"
#include "libqtest.h"

#define HPPA_FW_CFG_SELECT  0xfffa0000u
#define HPPA_FW_CFG_DATA    0xfffa0004u
#define HPPA_FW_CFG_DIR     0x19
#define HPPA_FW_CFG_NAME    56      /* bytes of the name of a file */

/* Where the I/O space begins: a 64-bit machine has it at the end of 64 bits. */
static inline uint64_t hppa_io_base(const char *machine)
{
    return g_str_equal(machine, "C3700") ? 0xffffffff00000000ull : 0;
}

static inline void hppa_fw_cfg_read(QTestState *qts, uint64_t io_base,
                                    void *buf, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        ((uint8_t *)buf)[i] = qtest_readb(qts, io_base | HPPA_FW_CFG_DATA);
    }
}

/* The address in the file @name, as the processor sees it; 0 without one. */
static inline uint64_t hppa_fw_cfg_address(QTestState *qts, uint64_t io_base,
                                           const char *name)
{
    struct {
        uint32_t size;
        uint16_t select, reserved;
        char name[HPPA_FW_CFG_NAME];
    } file;
    uint64_t address;
    uint32_t count;

    qtest_writew(qts, io_base | HPPA_FW_CFG_SELECT, HPPA_FW_CFG_DIR);
    hppa_fw_cfg_read(qts, io_base, &count, sizeof(count));
    for (count = be32_to_cpu(count); count > 0; count--) {
        hppa_fw_cfg_read(qts, io_base, &file, sizeof(file));
        if (g_str_equal(file.name, name)) {
            g_assert_cmpint(be32_to_cpu(file.size), ==, sizeof(address));
            qtest_writew(qts, io_base | HPPA_FW_CFG_SELECT,
                         be16_to_cpu(file.select));
            hppa_fw_cfg_read(qts, io_base, &address, sizeof(address));
            return io_base | le64_to_cpu(address);
        }
    }
    return 0;
}

#endif
