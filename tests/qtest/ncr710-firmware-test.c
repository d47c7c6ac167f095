/*
 * QTest: NCR 53C710 on LASI, the polling driver of the firmware
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * That driver breaks rules of the chip: it never acknowledges the last
 * message, sends 16 bytes whatever the command, and puts a zero block move
 * where a command has no data. The controller serves it as long as a target
 * was selected without ATN. What the same script does after a selection with
 * ATN is checked here, too: there the manual holds.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ncr710-io.h"

#define FW_SCRIPT   A_SCRIPT
#define FW_CDB      A_CDB
#define FW_STATUS   A_STATUS
#define FW_MSG      A_MSGIN
#define FW_DONE     0x401

enum FwResult { FW_GOOD, FW_UDC, FW_NO_DEVICE, FW_FAILED };

/* F1 to F5 */
static void fw_probe(QTestState *qts)
{
    static const uint8_t pattern[4] = { 0xde, 0xad, 0xbe, 0xef };

    g_assert_cmphex(qtest_readl(qts, LASI_SCSI), ==, LASI_SCSI_ID);
    ncr_wb(qts, NCR_ISTAT, ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, 0);
    for (unsigned b = 0; b < 4; b++) {
        ncr_wb(qts, NCR_TEMP + b, pattern[b]);
    }
    for (unsigned b = 0; b < 4; b++) {
        g_assert_cmphex(ncr_rb(qts, NCR_TEMP + b), ==, pattern[b]);
    }
    ncr_wb(qts, NCR_SCID, 0x07);
    ncr_wb(qts, NCR_SXFER, 0x00);
    ncr_wb(qts, NCR_DCNTL, 0x40);
}

/* F7, F12, F13: one look after the other at four registers */
static enum FwResult fw_poll(QTestState *qts)
{
    for (unsigned n = 0; n < 200000; n++) {
        uint8_t istat = ncr_rb(qts, NCR_ISTAT);
        uint8_t dstat = ncr_rb(qts, NCR_DSTAT);
        uint8_t sstat0 = ncr_rb(qts, NCR_SSTAT0);
        uint8_t sstat1 = ncr_rb(qts, NCR_SSTAT1);

        if (dstat & DSTAT_SIR && ncr_rl(qts, NCR_DSPS) == FW_DONE) {
            return FW_GOOD;
        }
        if (istat & ISTAT_SIP && sstat0 & SSTAT0_UDC) {
            return FW_UDC;
        }
        if (sstat0 & SSTAT0_STO) {
            return FW_NO_DEVICE;
        }
        if (sstat0 || sstat1 & 0x1b || dstat & 0x70) {
            return FW_FAILED;
        }
        qtest_clock_step(qts, 100 * 1000);
    }
    g_error("the firmware would wait for ever");
}

/* F6, F8 to F11 */
static enum FwResult fw_command(QTestState *qts, unsigned id,
                                const uint8_t *cdb, unsigned cdb_len,
                                bool in, uint32_t len)
{
    uint8_t buf[16] = { };
    NcrScript s;

    memcpy(buf, cdb, cdb_len);
    qtest_memwrite(qts, FW_CDB, buf, sizeof(buf));
    mem_wb(qts, FW_STATUS, 0xff);
    mem_wb(qts, FW_MSG, 0xff);
    scr_init(&s, FW_SCRIPT);
    scr_op(&s, 0x40000000 | 1U << (16 + id), 0);
    scr_op(&s, 0x02000010, FW_CDB);
    scr_op(&s, (in ? 0x01000000 : 0x00000000) | len, A_DATA);
    scr_op(&s, 0x03000001, FW_STATUS);
    scr_op(&s, 0x07000001, FW_MSG);
    scr_op(&s, 0x98080000, FW_DONE);
    scr_load(qts, &s);
    for (unsigned b = 0; b < 4; b++) {
        ncr_wb(qts, NCR_DSP + b, FW_SCRIPT >> (8 * b));
    }
    return fw_poll(qts);
}

static enum FwResult fw_tur(QTestState *qts, unsigned id)
{
    static const uint8_t cdb[6];

    return fw_command(qts, id, cdb, 6, false, 0);
}

static enum FwResult fw_inquiry(QTestState *qts, unsigned id)
{
    static const uint8_t cdb[6] = { 0x12, 0, 0, 0, 36, 0 };

    return fw_command(qts, id, cdb, 6, true, 36);
}

static enum FwResult fw_read(QTestState *qts, unsigned id, unsigned lba,
                             unsigned blocks)
{
    uint8_t cdb[10] = { 0x28 };

    stl_be_p(&cdb[2], lba);
    stw_be_p(&cdb[7], blocks);
    return fw_command(qts, id, cdb, 10, true, blocks * 512);
}

static void fw_start(QTestState *qts, unsigned id)
{
    fw_probe(qts);
    g_assert_cmpint(fw_inquiry(qts, id), ==, FW_GOOD);
    /* the status is ignored, the second time it is good */
    for (unsigned n = 0; n < 3; n++) {
        g_assert_cmpint(fw_tur(qts, id), ==, FW_GOOD);
    }
    g_assert_cmphex(mem_rb(qts, FW_STATUS), ==, ST_GOOD);
    g_assert_cmphex(mem_rb(qts, FW_MSG), ==, MSG_COMPLETE);
}

/* Proves: P30 S122 */
static void test_commands(void)
{
    QTestState *qts = ncr_start_disks(1 << 0 | 1 << 6, "");
    static const uint8_t capacity[10] = { 0x25 };

    ncr_intercept_irq(qts);
    for (unsigned id = 0; id < 7; id += 6) {
        fw_start(qts, id);
        g_assert_cmpint(fw_command(qts, id, capacity, 10, true, 8), ==,
                        FW_GOOD);
        g_assert_cmphex(mem_rl(qts, A_DATA), ==, DISK_BLOCKS - 1);
        g_assert_cmphex(mem_rl(qts, A_DATA + 4), ==, 512);
        /* 64 KiB is the largest request; two in a row leave nothing behind */
        for (unsigned n = 0; n < 2; n++) {
            g_assert_cmpint(fw_read(qts, id, 128 * n, 128), ==, FW_GOOD);
            ncr_assert_pattern(qts, A_DATA, 128 * n, 128);
        }
        g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    }
    g_assert_false(qtest_get_irq(qts, 0));
    ncr_quit(qts);
}

/* Proves: P31 */
static void test_scan(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");
    gint64 began;

    fw_probe(qts);
    began = g_get_monotonic_time();
    for (unsigned id = 0; id < 7; id++) {
        g_assert_cmpint(fw_inquiry(qts, id), ==,
                        id == 2 ? FW_GOOD : FW_NO_DEVICE);
    }
    /* well under a second, if the host has nothing else to do */
    g_assert_cmpint(g_get_monotonic_time() - began, <,
                    10 * G_USEC_PER_SEC);
    ncr_quit(qts);
}

/* A late backend keeps the bus: no disconnection without a privilege */
static void test_late_data(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");

    fw_start(qts, 2);
    ncr_break(qts, "d2", "read_aio", "A");
    /* the library's poll would wait for ever, so resume from a script */
    {
        uint8_t cdb[16] = { 0x28, 0, 0, 0, 0, 7, 0, 0, 1 };
        NcrScript s;

        qtest_memwrite(qts, FW_CDB, cdb, sizeof(cdb));
        scr_init(&s, FW_SCRIPT);
        scr_op(&s, 0x40040000, 0);
        scr_op(&s, 0x02000010, FW_CDB);
        scr_op(&s, 0x01000200, A_DATA);
        scr_op(&s, 0x03000001, FW_STATUS);
        scr_op(&s, 0x07000001, FW_MSG);
        scr_op(&s, 0x98080000, FW_DONE);
        scr_run(qts, &s);
    }
    ncr_quiet(qts, 30);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_BSY, ==, SBCL_BSY);
    ncr_resume(qts, "d2", "A");
    g_assert_cmpint(fw_poll(qts), ==, FW_GOOD);
    ncr_assert_pattern(qts, A_DATA, 7, 1);
    ncr_quit(qts);
}

/* Write by the same means */
static void test_write(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");
    static const uint8_t cdb[10] = { 0x2a, 0, 0, 0, 1, 0, 0, 0, 8, 0 };

    fw_start(qts, 2);
    g_assert_cmpint(fw_read(qts, 2, 40, 8), ==, FW_GOOD);
    g_assert_cmpint(fw_command(qts, 2, cdb, 10, false, 4096), ==, FW_GOOD);
    g_assert_cmphex(mem_rb(qts, FW_STATUS), ==, ST_GOOD);
    qtest_memset(qts, A_DATA, 0, 4096);
    g_assert_cmpint(fw_read(qts, 2, 256, 8), ==, FW_GOOD);
    ncr_assert_pattern(qts, A_DATA, 40, 8);
    ncr_quit(qts);
}

/* Proves: S115 S116 */
static void test_strict_with_atn(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");
    NcrScript s;

    ncr_setup(qts);
    ncr_drain_attention(qts, 2);
    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    qtest_memset(qts, FW_CDB, 0, 16);
    /* a count beyond the command */
    scr_init(&s, FW_SCRIPT);
    scr_select(&s, true, 2, 0);
    scr_op(&s, 0x06000001, A_MSGOUT);
    scr_op(&s, 0x02000010, FW_CDB);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_sstat0(qts, SSTAT0_MA);
    g_assert_cmphex(ncr_residue(qts), ==, 10);
    /* a zero count */
    ncr_setup(qts);
    scr_init(&s, FW_SCRIPT);
    scr_select(&s, true, 2, 0);
    scr_op(&s, 0x06000001, A_MSGOUT);
    scr_op(&s, 0x02000006, FW_CDB);
    scr_op(&s, 0x00000000, A_DATA);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_IID);
    ncr_quit(qts);
}

/* After the firmware an operating system finds a chip that follows rules */
static void test_handover(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");

    fw_start(qts, 2);
    g_assert_cmpint(fw_read(qts, 2, 1, 1), ==, FW_GOOD);
    ncr_setup(qts);
    ncr_read(qts, 2, 77, 4, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 77, 4);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/firmware/commands", test_commands },
    { "/lasi-ncr710/firmware/scan", test_scan },
    { "/lasi-ncr710/firmware/late-data", test_late_data },
    { "/lasi-ncr710/firmware/write", test_write },
    { "/lasi-ncr710/firmware/strict-with-atn", test_strict_with_atn },
    { "/lasi-ncr710/firmware/handover", test_handover },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
