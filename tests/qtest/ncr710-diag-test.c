/*
 * QTest: NCR 53C710 on LASI, FIFOs, diagnostic and loopback modes
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The expected values are those that a test program for real boards checks.
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "ncr710-lib.h"

#define CTEST4_FBL(lane)    (4 + (lane))
#define CTEST4_SLBE         0x10
#define CTEST4_SFWR         0x08
#define CTEST7_DFP          0x08
#define CTEST2_DFP          0x08
#define CTEST2_SFP          0x10
#define CTEST5_ADCK         0x80
#define CTEST5_BBCK         0x40

/* Data and parity of the n-th byte pushed to a lane */
static uint8_t fifo_byte(unsigned lane, unsigned n)
{
    return 0x31 * (lane + 1) + 7 * n;
}

static bool fifo_parity(unsigned lane, unsigned n)
{
    return (lane ^ n ^ n >> 2) & 1;
}

static void fill_lane(QTestState *qts, unsigned lane)
{
    uint8_t full = (1 << lane) - 1;             /* lanes filled before */
    uint8_t empty = 0xf0 & (0xe0 << lane);      /* lanes not yet touched */

    ncr_wb(qts, NCR_CTEST4, CTEST4_FBL(lane));
    for (unsigned n = 0; n < 16; n++) {
        ncr_wb(qts, NCR_CTEST7, fifo_parity(lane, n) ? CTEST7_DFP : 0);
        ncr_wb(qts, NCR_CTEST6, fifo_byte(lane, n));
        if (n == 15) {
            full |= 1 << lane;
        }
        g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, empty | full);
        g_assert_cmphex(ncr_rb(qts, NCR_DSTAT) & DSTAT_DFE, ==, 0);
    }
}

static void fill_dma_fifo(QTestState *qts)
{
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, 0xf0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE);
    for (unsigned lane = 0; lane < 4; lane++) {
        fill_lane(qts, lane);
    }
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, 0x0f);
}

/* Proves: S149 */
static void test_dma_fifo_fill(void)
{
    QTestState *qts = ncr_start("%s", "");

    fill_dma_fifo(qts);
    ncr_wb(qts, NCR_CTEST4, 0);
    ncr_quit(qts);
}

/* Proves: S150 */
static void test_dma_fifo_drain(void)
{
    QTestState *qts = ncr_start("%s", "");

    fill_dma_fifo(qts);
    for (unsigned lane = 0; lane < 4; lane++) {
        ncr_wb(qts, NCR_CTEST4, CTEST4_FBL(lane));
        for (unsigned n = 0; n < 16; n++) {
            g_assert_cmphex(ncr_rb(qts, NCR_CTEST6), ==, fifo_byte(lane, n));
            g_assert_cmpint(!!(ncr_rb(qts, NCR_CTEST2) & CTEST2_DFP), ==,
                            fifo_parity(lane, n));
        }
        g_assert_cmphex(ncr_rb(qts, NCR_CTEST1) & 0x10 << lane, ==,
                        0x10 << lane);
    }
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, 0xf0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE);
    ncr_wb(qts, NCR_CTEST4, 0);
    ncr_quit(qts);
}

static bool odd_parity(uint8_t v)
{
    return !(ctpop8(v) & 1);
}

static void scsi_fifo(bool even)
{
    QTestState *qts = ncr_start("%s", "");
    static const uint8_t data[8] = {
        0x00, 0x01, 0x03, 0x80, 0xff, 0xfe, 0x55, 0x57,
    };

    ncr_wb(qts, NCR_SCNTL0, 0xc4);              /* EPG */
    ncr_wb(qts, NCR_SCNTL1, even ? SCNTL1_AESP : 0);
    ncr_wb(qts, NCR_CTEST4, CTEST4_SFWR);
    for (unsigned n = 0; n < 8; n++) {
        g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2), ==, n << 4);
        ncr_wb(qts, NCR_SODL, data[n]);
    }
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2), ==, 0x80);
    for (unsigned n = 0; n < 8; n++) {
        bool parity;

        g_assert_cmphex(ncr_rb(qts, NCR_CTEST3), ==, data[n]);
        parity = ncr_rb(qts, NCR_CTEST2) & CTEST2_SFP;
        g_assert_cmpint(parity, ==, odd_parity(data[n]) ^ even);
        g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2), ==, (7 - n) << 4);
    }
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_wb(qts, NCR_CTEST4, 0);
    ncr_quit(qts);
}

/* Proves: S151 */
static void test_scsi_fifo_odd(void)
{
    scsi_fifo(false);
}

/* Proves: S151 */
static void test_scsi_fifo_even(void)
{
    scsi_fifo(true);
}

/* Proves: S152 */
static void test_scsi_fifo_underflow(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_rb(qts, NCR_CTEST3);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    ncr_quit(qts);
}

/* The manual calls it a gross error, too: section 7.7, not a line of its own */
static void test_scsi_fifo_overflow(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wb(qts, NCR_CTEST4, CTEST4_SFWR);
    for (unsigned n = 0; n < 9; n++) {
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
        ncr_wb(qts, NCR_SODL, n);
    }
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2), ==, 0x80);
    ncr_quit(qts);
}

/* Proves: S153 */
static void test_adck(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wl(qts, NCR_DNAD, 0);
    ncr_wl(qts, NCR_DBC, 0x10);
    ncr_wb(qts, NCR_CTEST5, CTEST5_ADCK);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, 4);
    g_assert_cmphex(ncr_dbc(qts), ==, 0x10);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST5) & CTEST5_ADCK, ==, 0);
    /* up to the next boundary only */
    ncr_wl(qts, NCR_DNAD, 5);
    ncr_wb(qts, NCR_CTEST5, CTEST5_ADCK);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, 8);
    ncr_quit(qts);
}

/* Proves: S154 */
static void test_bbck(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wl(qts, NCR_DNAD, 0);
    ncr_wl(qts, NCR_DBC, 0x10);
    ncr_wb(qts, NCR_CTEST5, CTEST5_BBCK);
    g_assert_cmphex(ncr_dbc(qts), ==, 0x0c);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST5) & CTEST5_BBCK, ==, 0);
    ncr_quit(qts);
}

/* Proves: S155 */
static void test_clf(void)
{
    QTestState *qts = ncr_start("%s", "");

    fill_dma_fifo(qts);
    ncr_wb(qts, NCR_CTEST4, CTEST4_SFWR);
    ncr_wb(qts, NCR_SODL, 0x5a);
    ncr_wb(qts, NCR_CTEST4, 0);
    ncr_wl(qts, NCR_DNAD, 0x12345678);
    ncr_wl(qts, NCR_DBC, 0x00abcdef);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST1), ==, 0xf0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8), ==, 0x20);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, 0x12345678);
    g_assert_cmphex(ncr_rl(qts, NCR_DBC), ==, 0x00abcdef);
    ncr_quit(qts);
}

/* Proves: S156 */
static void test_flf(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_wl(qts, NCR_DNAD, 0x12345678);
    ncr_wb(qts, NCR_CTEST8, CTEST8_FLF);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8), ==, 0x20 | CTEST8_FLF);
    qtest_clock_step(qts, 10000000);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8), ==, 0x20 | CTEST8_FLF);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, 0x12345678);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_wb(qts, NCR_CTEST8, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8), ==, 0x20);
    ncr_quit(qts);
}

static void loopback(QTestState *qts)
{
    ncr_wb(qts, NCR_DCNTL, DCNTL_LLM);
    ncr_wb(qts, NCR_CTEST4, CTEST4_SLBE);
    ncr_wb(qts, NCR_SCNTL0, 0x04);              /* EPG */
}

/* Proves: S157 */
static void test_loopback_data(void)
{
    QTestState *qts = ncr_start("%s", "");

    loopback(qts);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ADB);
    for (unsigned v = 0; v < 256; v++) {
        ncr_wb(qts, NCR_SODL, v);
        g_assert_cmphex(ncr_rb(qts, NCR_SBDL), ==, v);
        g_assert_cmpint(ncr_rb(qts, NCR_SSTAT1) & 1, ==, odd_parity(v));
        g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    }
    ncr_wb(qts, NCR_SCNTL1, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SBDL), ==, 0);
    ncr_quit(qts);
}

/* Proves: S158 */
static void test_loopback_control(void)
{
    QTestState *qts = ncr_start("%s", "");

    loopback(qts);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ADB);
    ncr_wb(qts, NCR_SODL, 0);
    for (unsigned bit = 0; bit < 8; bit++) {
        uint8_t line = 1 << bit;
        bool trg = line == SBCL_ATN || line == SBCL_ACK;

        ncr_wb(qts, NCR_SCNTL0, 0x04 | (trg ? SCNTL0_TRG : 0));
        ncr_wb(qts, NCR_SOCL, line);
        g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, line);
        g_assert_cmphex(ncr_rb(qts, NCR_SBDL), ==, 0);
        ncr_wb(qts, NCR_SOCL, 0);
        g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    }
    ncr_quit(qts);
}

/* Proves: S43 */
static void test_fifo_holds_scsi_back(void)
{
    QTestState *qts = ncr_start("%s", "");

    /* a DMA interrupt, and data in the DMA FIFO */
    ncr_wb(qts, NCR_CTEST4, CTEST4_FBL(0));
    ncr_wb(qts, NCR_CTEST6, 0x77);
    ncr_wb(qts, NCR_CTEST4, 0);
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_DIP);
    /* now a SCSI cause: an empty pop */
    ncr_rb(qts, NCR_CTEST3);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_DIP);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_DIP | ISTAT_SIP);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/diag/dma-fifo-fill", test_dma_fifo_fill },
    { "/lasi-ncr710/diag/dma-fifo-drain", test_dma_fifo_drain },
    { "/lasi-ncr710/diag/scsi-fifo-odd", test_scsi_fifo_odd },
    { "/lasi-ncr710/diag/scsi-fifo-even", test_scsi_fifo_even },
    { "/lasi-ncr710/diag/scsi-fifo-underflow", test_scsi_fifo_underflow },
    { "/lasi-ncr710/diag/scsi-fifo-overflow", test_scsi_fifo_overflow },
    { "/lasi-ncr710/diag/adck", test_adck },
    { "/lasi-ncr710/diag/bbck", test_bbck },
    { "/lasi-ncr710/diag/clf", test_clf },
    { "/lasi-ncr710/diag/flf", test_flf },
    { "/lasi-ncr710/diag/loopback-data", test_loopback_data },
    { "/lasi-ncr710/diag/loopback-control", test_loopback_control },
    { "/lasi-ncr710/diag/fifo-holds-scsi-back", test_fifo_holds_scsi_back },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
