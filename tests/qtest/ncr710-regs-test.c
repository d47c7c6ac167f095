/*
 * QTest: NCR 53C710 on LASI, registers, access rules and resets
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "ncr710-io.h"

/* ------------------------------------------------------------------ */
/* The glue: presence word, reset register, place of the core */

/* Proves: P24 */
static void test_presence(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wl(qts, NCR_SCRATCH, 0x12345678);
    g_assert_cmphex(qtest_readl(qts, LASI_SCSI), ==, LASI_SCSI_ID);
    g_assert_cmphex(qtest_readl(qts, LASI_SCSI), ==, LASI_SCSI_ID);
    /* without side effect */
    g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH), ==, 0x12345678);
    ncr_quit(qts);
}

static void dirty_registers(QTestState *qts)
{
    ncr_wb(qts, NCR_SCNTL0, 0x0c);
    ncr_wb(qts, NCR_SIEN, 0xbf);
    ncr_wb(qts, NCR_SCID, 0x80);
    ncr_wb(qts, NCR_SXFER, 0x28);
    ncr_wb(qts, NCR_CTEST0, 0x74);
    ncr_wb(qts, NCR_CTEST7, 0x52);
    ncr_wb(qts, NCR_CTEST8, 0x03);
    ncr_wb(qts, NCR_DMODE, 0xe0);
    ncr_wb(qts, NCR_DIEN, 0x35);
    ncr_wb(qts, NCR_DWT, 0x11);
    ncr_wb(qts, NCR_DCNTL, 0xc2);
}

static void assert_reset_values(QTestState *qts)
{
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL0), ==, 0xc0);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL1), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_SIEN), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_SCID), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_SXFER), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, 0x80);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST0), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, 0xf0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST4), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST7), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8), ==, 0x20);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_DMODE), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_DIEN), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_DWT), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_DCNTL) & 0xde, ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_SBDL), ==, 0x00);
}

static void hard_reset_clears(unsigned size)
{
    QTestState *qts = ncr_start("%s", "");
    NcrScript s;

    ncr_intercept_irq(qts);
    dirty_registers(qts);
    /* one cause asserts the pin, then a script is left waiting */
    scr_init(&s, A_SCRIPT);
    scr_int(&s, 1);
    scr_run(qts, &s);
    ncr_wait_istat(qts, ISTAT_DIP);
    g_assert_true(qtest_get_irq(qts, 0));
    scr_init(&s, A_SCRIPT);
    scr_wait_reselect(&s, 0);
    scr_run(qts, &s);

    if (size == 1) {
        qtest_writeb(qts, LASI_SCSI, 0);
    } else {
        qtest_writel(qts, LASI_SCSI, 0xffffffff);
    }
    g_assert_false(qtest_get_irq(qts, 0));
    assert_reset_values(qts);
    /* the waiting script is gone: SIGP has nobody to wake up */
    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    ncr_quiet(qts, 20);
    ncr_quit(qts);
}

/* Proves: S27 P25 */
static void test_hard_reset_byte(void)
{
    hard_reset_clears(1);
}

/* Proves: S27 P25 */
static void test_hard_reset_word(void)
{
    hard_reset_clears(4);
}

/* Proves: S1 P26 */
static void test_lanes(void)
{
    QTestState *qts = ncr_start("%s", "");
    static const uint8_t rw[] = {
        NCR_SDID, NCR_SIEN, NCR_SCID, NCR_DMODE, NCR_DWT, NCR_DIEN,
        NCR_SCRATCH, NCR_SCRATCH + 1, NCR_SCRATCH + 2, NCR_SCRATCH + 3,
        NCR_TEMP, NCR_TEMP + 3, NCR_DSA + 1, NCR_DNAD + 2, NCR_DSPS + 3,
    };

    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    for (unsigned i = 0; i < ARRAY_SIZE(rw); i++) {
        unsigned reg = rw[i];
        uint8_t val = (0x11 + i) & 0x3e;

        qtest_writeb(qts, NCR_CORE + (reg ^ 3), val);
        g_assert_cmphex(qtest_readb(qts, NCR_CORE + (reg ^ 3)), ==, val);
        /* the same register by its dword: lane n is bits 8n+7:8n */
        g_assert_cmphex(qtest_readl(qts, NCR_CORE + (reg & ~3)) >>
                        (8 * (reg & 3)) & 0xff, ==, val);
    }
    /* the identity nibble sits where the LASI table puts it */
    g_assert_cmphex(qtest_readb(qts, NCR_CORE + 0x21) >> 4, ==, 2);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Plain storage */

static void storage(unsigned reg)
{
    QTestState *qts = ncr_start("%s", "");
    static const uint32_t val[] = {
        0x00000000, 0xffffffff, 0x01020304, 0xa55a0ff0, 0x80000001,
    };

    for (unsigned i = 0; i < ARRAY_SIZE(val); i++) {
        uint32_t v = val[i], r = 0;

        /* dword in; dword and bytes out */
        ncr_wl(qts, reg, v);
        g_assert_cmphex(ncr_rl(qts, reg), ==, v);
        for (unsigned b = 0; b < 4; b++) {
            r |= (uint32_t)ncr_rb(qts, reg + b) << (8 * b);
        }
        g_assert_cmphex(r, ==, v);
        /* bytes in; bytes and dword out */
        v = ~v;
        for (unsigned b = 0; b < 4; b++) {
            ncr_wb(qts, reg + b, v >> (8 * b));
            g_assert_cmphex(ncr_rb(qts, reg + b), ==, v >> (8 * b) & 0xff);
        }
        g_assert_cmphex(ncr_rl(qts, reg), ==, v);
    }
    /* the byte at the lowest address is the most significant one */
    ncr_wl(qts, reg, 0x01020304);
    for (unsigned b = 0; b < 4; b++) {
        g_assert_cmphex(qtest_readb(qts, NCR_CORE + reg + b), ==, b + 1);
    }
    ncr_quit(qts);
}

/* Proves: S2 */
static void test_temp(void)
{
    storage(NCR_TEMP);
}

/* Proves: S3 */
static void test_scratch(void)
{
    storage(NCR_SCRATCH);
}

/* Proves: S4 */
static void test_pointers(void)
{
    QTestState *qts = ncr_start("%s", "");
    static const uint8_t reg[] = { NCR_DSA, NCR_DNAD, NCR_DSPS, NCR_DBC };

    for (unsigned i = 0; i < ARRAY_SIZE(reg); i++) {
        ncr_wl(qts, reg[i], 0x89abcdef - i);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(reg); i++) {
        g_assert_cmphex(ncr_rl(qts, reg[i]), ==, 0x89abcdef - i);
    }
    ncr_quit(qts);
}

/* Proves: S5 */
static void test_dcmd_starts_nothing(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wl(qts, NCR_DBC, 0x00000010);
    g_assert_cmphex(ncr_dbc(qts), ==, 0x10);
    g_assert_cmphex(ncr_rb(qts, NCR_DCMD), ==, 0);
    /* nor does the first word of an INT */
    ncr_wl(qts, NCR_DSPS, 0x55);
    ncr_wl(qts, NCR_DBC, 0x98080000);
    ncr_quiet(qts, 10);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Dword access to byte registers */

/* Proves: S6 */
static void test_dword_00(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wl(qts, NCR_SCNTL0, 0x020428cc);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL0), ==, 0xcc);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL1), ==, 0x28);
    g_assert_cmphex(ncr_rb(qts, NCR_SDID), ==, 0x04);
    g_assert_cmphex(ncr_rb(qts, NCR_SIEN), ==, 0x02);
    /* the RST/ line is really up, and its edge was latched */
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT1) & 2, ==, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_RST);
    ncr_wl(qts, NCR_SCNTL0, 0x000000cc);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT1) & 2, ==, 0);
    ncr_quit(qts);
}

/* Proves: S7 */
static void test_dword_38(void)
{
    QTestState *qts = ncr_start("%s", "");
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_int(&s, 0x38);
    scr_load(qts, &s);
    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    ncr_wl(qts, NCR_DSP, A_SCRIPT);
    ncr_quiet(qts, 5);
    /* DCNTL = COM + STD, DWT = 0x22, DIEN = SIR, DMODE = BL8 + MAN */
    ncr_wl(qts, NCR_DMODE, 0x052204c1);
    ncr_wait_int(qts, 0x38);
    g_assert_cmphex(ncr_rl(qts, NCR_DMODE), ==, 0x012204c1);
    ncr_quit(qts);
}

/* Proves: S8 */
static void test_dword_0c(void)
{
    QTestState *qts = ncr_start("%s", "");
    uint32_t v;

    /* both kinds of cause: an abort and an empty pop of the SCSI FIFO */
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_rb(qts, NCR_CTEST3);
    g_assert_cmphex(ncr_wait_istat(qts, ISTAT_DIP) & 3, ==, 3);
    ncr_wb(qts, NCR_ISTAT, 0);
    v = ncr_rl(qts, NCR_DSTAT);
    g_assert_cmphex(v & 0xff, ==, DSTAT_DFE | DSTAT_ABRT);
    g_assert_cmphex(v >> 8 & 0xff, ==, SSTAT0_SGE);
    g_assert_cmphex(v >> 24, ==, 0);
    g_assert_cmphex(ncr_rl(qts, NCR_DSTAT), ==, DSTAT_DFE);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

/* Proves: S9 */
static void test_reserved_bits(void)
{
    QTestState *qts = ncr_start("%s", "");

    /* everything but RST, which would reset the bus */
    ncr_wb(qts, NCR_SCNTL1, 0xf7);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL1) & 0x03, ==, 0);
    ncr_wb(qts, NCR_SCNTL1, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT) & 0x40, ==, 0);
    ncr_wb(qts, NCR_CTEST0, 0xff);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST0) & 0x82, ==, 0);
    ncr_wb(qts, NCR_DIEN, 0xff);
    g_assert_cmphex(ncr_rb(qts, NCR_DIEN) & 0xc0, ==, 0);
    ncr_wb(qts, NCR_DFIFO, 0xff);
    g_assert_cmphex(ncr_rb(qts, NCR_DFIFO) & 0x80, ==, 0);
    ncr_wb(qts, NCR_ISTAT, 0x34);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 0x14, ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST2) & 0x80, ==, 0);
    ncr_quit(qts);
}

/* Proves: S10 */
static void test_read_only(void)
{
    QTestState *qts = ncr_start("%s", "");
    static const uint8_t ro[] = {
        NCR_SFBR, NCR_SIDL, NCR_SBDL, NCR_DSTAT, NCR_SSTAT0, NCR_SSTAT1,
        NCR_SSTAT2, NCR_CTEST1, NCR_CTEST2, NCR_ADDER, NCR_ADDER + 3,
    };

    for (unsigned i = 0; i < ARRAY_SIZE(ro); i++) {
        uint8_t before = ncr_rb(qts, ro[i]);

        ncr_wb(qts, ro[i], ~before);
        g_assert_cmphex(ncr_rb(qts, ro[i]), ==, before);
    }
    ncr_wb(qts, NCR_CTEST3, 0xff);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

/* Proves: S11 */
static void test_sbcl_write(void)
{
    QTestState *qts = ncr_start("%s", "");

    for (unsigned v = 0; v < 4; v++) {
        ncr_wb(qts, NCR_SBCL, v);
        g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    }
    ncr_wb(qts, NCR_SBCL, 0xff);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    ncr_quit(qts);
}

/* Proves: S12 S13 P27 */
static void test_revision(void)
{
    QTestState *qts = ncr_start("%s", "");

    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8) >> 4, ==, 2);
    ncr_wb(qts, NCR_CTEST8, 0xf3);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8), ==, 0x23);
    ncr_wb(qts, NCR_CTEST8, 0x00);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8), ==, 0x20);
    ncr_wb(qts, NCR_LCRC, 0xff);
    g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, 0);
    ncr_quit(qts);
}

/* Proves: S14 */
static void test_istat_read_only_bits(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wb(qts, NCR_ISTAT, ISTAT_CON | ISTAT_SIP | ISTAT_DIP);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    /* and they are not cleared by a zero either */
    ncr_rb(qts, NCR_CTEST3);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    ncr_quit(qts);
}

/* Proves: S15 S159 */
static void test_reads_while_waiting(void)
{
    QTestState *qts = ncr_start("%s", "");
    NcrScript s;

    ncr_setup(qts);
    scr_init(&s, A_SCRIPT);
    scr_wait_reselect(&s, A_SCRIPT + 0x40);
    scr_init(&s, A_SCRIPT + 0x40);
    scr_int(&s, 0x15);
    scr_load(qts, &s);
    scr_init(&s, A_SCRIPT);
    scr_wait_reselect(&s, A_SCRIPT + 0x40);
    scr_run(qts, &s);
    ncr_wait_dsp(qts, A_SCRIPT + 8);

    for (unsigned round = 0; round < 2; round++) {
        for (unsigned reg = 0; reg < 0x40; reg++) {
            /* not the two registers whose read pops something */
            if (reg != NCR_CTEST3 && reg != NCR_CTEST6) {
                ncr_rb(qts, reg);
            }
        }
    }
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 8);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, A_SCRIPT + 0x40);
    g_assert_cmphex(ncr_rl(qts, NCR_DBC), ==, 0x50000000);
    /* the sum of the two, as a real idle chip shows it */
    g_assert_cmphex(ncr_rl(qts, NCR_ADDER), ==, 2 * A_SCRIPT + 0x48);
    ncr_quiet(qts, 5);
    /* it still waits for what it waited for */
    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    ncr_wait_int(qts, 0x15);
    ncr_quit(qts);
}

/* Proves: S16 */
static void test_dcntl(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    for (unsigned bit = 0; bit < 8; bit++) {
        uint8_t v = 1 << bit;

        if (v == DCNTL_STD) {
            continue;
        }
        ncr_wb(qts, NCR_DCNTL, v);
        g_assert_cmphex(ncr_rb(qts, NCR_DCNTL), ==, v);
    }
    /* STD is a strobe */
    mem_wl(qts, A_SCRIPT, 0x98080000);
    ncr_wl(qts, NCR_DSP, A_SCRIPT);
    ncr_wb(qts, NCR_DCNTL, DCNTL_STD | DCNTL_COM);
    g_assert_cmphex(ncr_rb(qts, NCR_DCNTL), ==, DCNTL_COM);
    ncr_wait_dstat(qts, DSTAT_SIR);
    ncr_quit(qts);
}

/* Proves: S17 */
static void test_stored_bits(void)
{
    QTestState *qts = ncr_start("%s", "");
    static const struct {
        uint8_t reg, bits;
    } st[] = {
        { NCR_DMODE, 0xfe }, { NCR_DWT, 0xff }, { NCR_CTEST7, 0x63 },
        { NCR_CTEST0, 0x14 }, { NCR_CTEST8, 0x03 },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(st); i++) {
        uint8_t keep = st[i].reg == NCR_CTEST8 ? 0x20 : 0;

        for (unsigned bit = 0; bit < 8; bit++) {
            if (st[i].bits & 1 << bit) {
                ncr_wb(qts, st[i].reg, 1 << bit);
                g_assert_cmphex(ncr_rb(qts, st[i].reg), ==, 1 << bit | keep);
            }
        }
        ncr_wb(qts, st[i].reg, st[i].bits);
        g_assert_cmphex(ncr_rb(qts, st[i].reg), ==, st[i].bits | keep);
    }
    ncr_quiet(qts, 5);
    ncr_quit(qts);
}

/* Unbroken: S18 */
static void test_half_words(void)
{
    QTestState *qts = ncr_start("%s", "");

    for (unsigned off = 0; off < 0x40; off += 2) {
        if (off == NCR_DSP || off == NCR_DSP + 2) {
            continue;
        }
        qtest_readw(qts, NCR_CORE + off);
        qtest_writew(qts, NCR_CORE + off, 0);
    }
    ncr_reset_chip(qts);
    assert_reset_values(qts);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Resets */

/* Proves: S22 S21 */
static void test_power_on(void)
{
    QTestState *qts = ncr_start("%s", "");

    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, 0x80);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, 0xf0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST2), ==, 0x21);
    assert_reset_values(qts);
    ncr_quit(qts);
}

/* Proves: S19 S20 S26 */
static void test_soft_reset(void)
{
    QTestState *qts = ncr_start("%s", "");

    dirty_registers(qts);
    ncr_rb(qts, NCR_CTEST3);                    /* SGE */
    ncr_reset_chip(qts);
    assert_reset_values(qts);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST2), ==, 0x21);
    ncr_quit(qts);
}

/* Proves: S23 */
static void test_rst_stays(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wb(qts, NCR_ISTAT, ISTAT_RST);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_RST);
    qtest_clock_step(qts, 1000000000);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

/* Selects disk 2 and stops with the bus in MSG_OUT */
static void stop_connected(QTestState *qts)
{
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 2, 0);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT + 16);
    scr_int(&s, 0xc0);
    scr_run(qts, &s);
    ncr_wait_istat(qts, ISTAT_DIP);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, 0xc0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & ISTAT_CON, ==, ISTAT_CON);
}

/* Proves: S24 */
static void test_soft_reset_connected(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");

    ncr_setup(qts);
    ncr_intercept_irq(qts);
    ncr_drain_attention(qts, 2);
    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    stop_connected(qts);
    g_assert_true(qtest_get_irq(qts, 0));
    ncr_wb(qts, NCR_CTEST4, 0x04);              /* a byte in the DMA FIFO */
    ncr_wb(qts, NCR_CTEST6, 0x55);
    ncr_wb(qts, NCR_CTEST4, 0x08);              /* and one in the SCSI FIFO */
    ncr_wb(qts, NCR_SODL, 0xaa);

    ncr_wb(qts, NCR_ISTAT, ISTAT_RST);
    g_assert_false(qtest_get_irq(qts, 0));
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL1) & SCNTL1_CON, ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, 0xf0);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2) >> 4, ==, 0);
    ncr_quiet(qts, 5);
    ncr_quit(qts);
}

/* Proves: S25 */
static void test_soft_reset_spares_bus(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");

    ncr_setup(qts);
    ncr_drain_attention(qts, 2);
    ncr_wb(qts, NCR_ISTAT, ISTAT_RST);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT1) & 2, ==, 0);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    /* a reset target would report a unit attention */
    ncr_setup(qts);
    g_assert_cmphex(ncr_test_unit_ready(qts, 2), ==, ST_GOOD);
    ncr_quit(qts);
}

/* Proves: S28 */
static void test_netbsd_reset(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");
    uint8_t istat;

    ncr_setup(qts);
    stop_connected(qts);
    ncr_wb(qts, NCR_ISTAT, ncr_rb(qts, NCR_ISTAT) | ISTAT_ABRT);
    ncr_wb(qts, NCR_ISTAT, ncr_rb(qts, NCR_ISTAT) | ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, ncr_rb(qts, NCR_ISTAT) & ~ISTAT_RST);
    istat = ncr_rb(qts, NCR_ISTAT);
    if (istat & ISTAT_SIP) {
        ncr_rb(qts, NCR_SSTAT0);
    }
    if (istat & ISTAT_DIP) {
        ncr_rb(qts, NCR_DSTAT);
    }
    ncr_quiet(qts, 5);
    ncr_quit(qts);
}

/* Proves: S29 */
static void test_without_ea(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");

    ncr_setup(qts);
    g_assert_cmphex(ncr_rb(qts, NCR_DCNTL) & DCNTL_EA, ==, 0);
    ncr_drain_attention(qts, 2);
    ncr_read(qts, 2, 7, 2, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 7, 2);
    ncr_quit(qts);
}

/* Proves: P35 */
static void test_machine_reset(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "");

    ncr_setup(qts);
    dirty_registers(qts);
    stop_connected(qts);
    ncr_intercept_irq(qts);
    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, 0));
    assert_reset_values(qts);
    ncr_assert_alive(qts, 2);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* The machine */

/* Of a machine that has PCI, too; hppa-machine-test tells of the other one */
/* Proves: P36 */
static void test_default_drives(void)
{
    g_autofree char *tree = NULL;
    char *pci, *lasi;
    QTestState *qts;

    if (lasi_machine_is_715()) {
        g_test_skip("no PCI");
        return;
    }
    pci = ncr_image();
    lasi = ncr_image();
    qts = qtest_initf("-M %s -m 64"
                      " -drive if=scsi,format=raw,file=%s"
                      " -drive if=scsi,bus=1,unit=3,format=raw,file=%s",
                      lasi_machine(), pci, lasi);
    tree = qtest_hmp(qts, "info qtree");
    g_assert_nonnull(strstr(tree, "dev: lsi53c895a"));
    g_assert_nonnull(strstr(tree, "dev: tulip"));
    g_assert_nonnull(strstr(tree, "dev: lasi-ncr710"));
    /* the drive without a bus number is not ours, the other one is */
    ncr_setup(qts);
    ncr_drain_attention(qts, 3);
    ncr_read(qts, 3, 1, 1, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 1, 1);
    ncr_quit(qts);
}

static void refused(QTestState *qts, const char *bus, int id)
{
    g_autoptr(QDict) rsp = qtest_qmp(qts,
        "{ 'execute': 'device_add', 'arguments': { 'driver': 'scsi-hd',"
        " 'drive': 'spare', 'bus': %s, 'scsi-id': %d, 'lun': 0 } }", bus, id);

    g_assert_true(qdict_haskey(rsp, "error"));
}

/* What a user gets wrong is QEMU's ordinary error */
static void test_wrong_devices(void)
{
    QTestState *qts = ncr_start_disks(1 << 2, "-blockdev driver=null-co,"
                                      "read-zeroes=on,node-name=spare");

    refused(qts, lasi_scsi_bus(), 8);
    refused(qts, lasi_scsi_bus(), 7);           /* the controller's own ID */
    refused(qts, lasi_scsi_bus(), 2);           /* taken */
    refused(qts, "no-such-bus", 3);
    ncr_assert_alive(qts, 2);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/glue/presence", test_presence },
    { "/lasi-ncr710/glue/hard-reset-byte", test_hard_reset_byte },
    { "/lasi-ncr710/glue/hard-reset-word", test_hard_reset_word },
    { "/lasi-ncr710/glue/default-drives", test_default_drives },
    { "/lasi-ncr710/glue/wrong-devices", test_wrong_devices },
    { "/lasi-ncr710/regs/lanes", test_lanes },
    { "/lasi-ncr710/regs/temp", test_temp },
    { "/lasi-ncr710/regs/scratch", test_scratch },
    { "/lasi-ncr710/regs/pointers", test_pointers },
    { "/lasi-ncr710/regs/dcmd-starts-nothing", test_dcmd_starts_nothing },
    { "/lasi-ncr710/regs/dword-00", test_dword_00 },
    { "/lasi-ncr710/regs/dword-38", test_dword_38 },
    { "/lasi-ncr710/regs/dword-0c", test_dword_0c },
    { "/lasi-ncr710/regs/reserved-bits", test_reserved_bits },
    { "/lasi-ncr710/regs/read-only", test_read_only },
    { "/lasi-ncr710/regs/sbcl-write", test_sbcl_write },
    { "/lasi-ncr710/regs/revision", test_revision },
    { "/lasi-ncr710/regs/istat-read-only", test_istat_read_only_bits },
    { "/lasi-ncr710/regs/reads-while-waiting", test_reads_while_waiting },
    { "/lasi-ncr710/regs/dcntl", test_dcntl },
    { "/lasi-ncr710/regs/stored-bits", test_stored_bits },
    { "/lasi-ncr710/regs/half-words", test_half_words },
    { "/lasi-ncr710/reset/power-on", test_power_on },
    { "/lasi-ncr710/reset/soft", test_soft_reset },
    { "/lasi-ncr710/reset/rst-stays", test_rst_stays },
    { "/lasi-ncr710/reset/soft-connected", test_soft_reset_connected },
    { "/lasi-ncr710/reset/soft-spares-bus", test_soft_reset_spares_bus },
    { "/lasi-ncr710/reset/netbsd", test_netbsd_reset },
    { "/lasi-ncr710/reset/without-ea", test_without_ea },
    { "/lasi-ncr710/reset/machine", test_machine_reset },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
