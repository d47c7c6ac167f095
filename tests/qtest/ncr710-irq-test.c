/*
 * QTest: NCR 53C710 on LASI, interrupt model
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "ncr710-io.h"

static QTestState *start(void)
{
    QTestState *qts = ncr_start_empty();

    ncr_intercept_irq(qts);
    return qts;
}

/* A script that selects an ID nobody has, and would then leave a mark */
static void run_select_nobody(QTestState *qts)
{
    NcrScript s;

    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 5, 0);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT + 16);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH, 0xee);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
}

static void pop_empty_fifo(QTestState *qts)
{
    ncr_rb(qts, NCR_CTEST3);
}

static void pulse_scsi_reset(QTestState *qts)
{
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
}

/* ------------------------------------------------------------------ */
/* Causes, masks, pin */

/* Proves: S30 */
static void test_dstat_enabled(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    scr_run_int(qts, 0x30);
    g_assert_cmphex(ncr_wait_istat(qts, ISTAT_DIP) & 3, ==, ISTAT_DIP);
    g_assert_true(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    g_assert_false(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE);
    ncr_quit(qts);
}

/* Proves: S31 */
static void test_sstat0_enabled(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_SIEN, SSTAT0_STO);
    run_select_nobody(qts);
    g_assert_cmphex(ncr_wait_istat(qts, ISTAT_SIP) & 3, ==, ISTAT_SIP);
    g_assert_true(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_STO);
    g_assert_false(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

/* Proves: S32 P29 */
static void test_masked_fatal_dma(void)
{
    QTestState *qts = start();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_int(&s, 0x32);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH, 0xee);
    scr_int(&s, INT_BAD);
    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_run(qts, &s);
    ncr_wait_istat(qts, ISTAT_DIP);
    g_assert_false(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    ncr_quiet(qts, 10);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 8);
    g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH), ==, 0);
    ncr_quit(qts);
}

/* Proves: S32 P29 */
static void test_masked_fatal_scsi(void)
{
    QTestState *qts = start();

    run_select_nobody(qts);
    g_assert_cmphex(ncr_wait_istat(qts, ISTAT_SIP) & 3, ==, ISTAT_SIP);
    g_assert_false(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_STO);
    ncr_quiet(qts, 10);
    g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH), ==, 0);
    ncr_quit(qts);
}

/* Disk 1 has left the bus with a READ; its data come on ncr_resume() */
static void disconnected_read(QTestState *qts, NcrIo *io)
{
    ncr_drain_attention(qts, 1);
    ncr_break(qts, "d1", "read_aio", "A");
    ncr_io_init(io, 0, 1, MSG_IDENTIFY | MSG_DISC_PRIV);
    ncr_io_rw(io, false, 3, 1, A_DATA);
    ncr_io_start(qts, io);
}

/* Proves: S33 */
static void test_masked_non_fatal(void)
{
    QTestState *qts = ncr_start_disks(1 << 1, "");
    NcrScript s;
    NcrIo io;

    ncr_setup(qts);
    ncr_intercept_irq(qts);
    disconnected_read(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
    /* SIEN.SEL = 0: reselection is noted and the script goes on */
    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_wait_reselect(&s, 0);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH, 0x33);
    scr_op(&s, TC_JUMP | TC_TRUE, scr_here(&s));        /* for ever */
    scr_run(qts, &s);
    ncr_resume(qts, "d1", "A");
    ncr_wait_reg(qts, NCR_SCRATCH, 0xff, 0x33);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, 0);
    g_assert_false(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SEL);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    ncr_quit(qts);
}

/* Proves: S34 */
static void test_separate_reads(void)
{
    QTestState *qts = start();

    scr_run_int(qts, 0x34);
    ncr_wait_istat(qts, ISTAT_DIP);
    pop_empty_fifo(qts);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, 3);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, ISTAT_SIP);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, 0);

    scr_run_int(qts, 0x34);
    ncr_wait_istat(qts, ISTAT_DIP);
    pop_empty_fifo(qts);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, ISTAT_DIP);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    ncr_quit(qts);
}

/* Proves: S35 */
static void test_dfe_live(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DIEN, 0xff);
    for (unsigned n = 0; n < 3; n++) {
        g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE);
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
        g_assert_false(ncr_pin(qts));
    }
    ncr_wb(qts, NCR_CTEST4, 4);
    ncr_wb(qts, NCR_CTEST6, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, 0);
    g_assert_false(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST6), ==, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE);
    ncr_quit(qts);
}

/* Proves: S36 S44 */
static void test_level_and_istat(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    scr_run_int(qts, 0x36);
    ncr_wait_istat(qts, ISTAT_DIP);
    for (unsigned n = 0; n < 8; n++) {
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_DIP);
        /* none of these clears it either */
        ncr_rb(qts, NCR_SSTAT1);
        ncr_rb(qts, NCR_SSTAT2);
        ncr_rl(qts, NCR_DSPS);
        ncr_rl(qts, NCR_DSP);
        ncr_rb(qts, NCR_CTEST2);
        ncr_rb(qts, NCR_SSTAT0);
        g_assert_true(ncr_pin(qts));
    }
    ncr_rb(qts, NCR_DSTAT);
    g_assert_false(ncr_pin(qts));
    ncr_quit(qts);
}

/* Proves: S37 */
static void test_frozen_registers(void)
{
    QTestState *qts = ncr_start_disks(1 << 1, "");
    NcrIo io;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    /* 1024 bytes wanted, the target has 512 */
    ncr_io_init(&io, 0, 1, MSG_IDENTIFY);
    ncr_io_rw(&io, false, 9, 1, A_DATA);
    io.len = 1024;
    ncr_wl(qts, NCR_TEMP, 0x7e379001);
    ncr_io_start(qts, &io);
    ncr_wait_sstat0(qts, SSTAT0_MA);
    for (unsigned n = 0; n < 2; n++) {
        g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, A_DATA);
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, io.a_move + 8);
        g_assert_cmphex(ncr_dbc(qts), ==, 512);
        g_assert_cmphex(ncr_rb(qts, NCR_DCMD), ==, 0x09);
        g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, A_DATA + 512);
        g_assert_cmphex(ncr_rl(qts, NCR_TEMP), ==, 0x7e379001);
        g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, mem_rb(qts, A_DATA));
        g_assert_cmphex(ncr_rb(qts, NCR_CTEST0) & CTEST0_DDIR, ==, 1);
        g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, ncr_rb(qts, NCR_LCRC));
        ncr_quiet(qts, 5);
    }
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Stacking */

/* Proves: S38 */
static void test_stacked_scsi(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_SIEN, SSTAT0_SGE | SSTAT0_RST);
    pop_empty_fifo(qts);
    g_assert_true(ncr_pin(qts));
    pulse_scsi_reset(qts);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    g_assert_true(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_RST);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_false(ncr_pin(qts));
    ncr_quit(qts);
}

/* Proves: S38 */
static void test_stacked_dma(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DIEN, DSTAT_SIR | DSTAT_ABRT);
    scr_run_int(qts, 0x38);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_DIP);
    g_assert_true(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_false(ncr_pin(qts));
    ncr_quit(qts);
}

/* Proves: S40 */
static void test_status_loop_ends(void)
{
    QTestState *qts = start();
    uint8_t seen0 = 0, seen = 0;
    unsigned rounds = 0;

    scr_run_int(qts, 0x40);
    ncr_wait_istat(qts, ISTAT_DIP);
    pop_empty_fifo(qts);
    pulse_scsi_reset(qts);
    pop_empty_fifo(qts);
    pulse_scsi_reset(qts);
    while (ncr_rb(qts, NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP)) {
        uint32_t v = ncr_rl(qts, NCR_DSTAT);

        seen |= v;
        seen0 |= v >> 8;
        g_assert_cmpint(++rounds, <=, 8);
    }
    g_assert_cmphex(seen, ==, DSTAT_DFE | DSTAT_SIR);
    g_assert_cmphex(seen0, ==, SSTAT0_SGE | SSTAT0_RST);
    ncr_quit(qts);
}

/* Proves: S41 S136 */
static void test_sir_and_sel(void)
{
    QTestState *qts = ncr_start_disks(1 << 1, "");
    uint32_t dsp;
    NcrIo io;

    ncr_setup(qts);
    ncr_intercept_irq(qts);
    disconnected_read(qts, &io);
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    ncr_wait_istat(qts, ISTAT_DIP);
    dsp = ncr_rl(qts, NCR_DSP);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, INT_DISCONNECT);
    /* the INT is unread when the target comes back */
    ncr_resume(qts, "d1", "A");
    g_assert_cmphex(ncr_wait_istat(qts, ISTAT_SIP) & 3, ==, 3);
    g_assert_true(ncr_pin(qts));
    g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, 0x82);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, dsp);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, INT_DISCONNECT);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SEL);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    g_assert_false(ncr_pin(qts));
    /* the driver goes on from there */
    io.disconnects++;
    ncr_io_wait_reselect(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    g_assert_cmphex(io.status, ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 3, 1);
    ncr_quit(qts);
}

/* Proves: S42 P29 */
static void test_polled_command(void)
{
    QTestState *qts = ncr_start_disks(1 << 1, "");

    ncr_setup(qts);
    ncr_intercept_irq(qts);
    g_assert_cmphex(ncr_rb(qts, NCR_SIEN) | ncr_rb(qts, NCR_DIEN), ==, 0);
    ncr_drain_attention(qts, 1);
    ncr_read(qts, 1, 4, 8, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 4, 8);
    g_assert_false(ncr_pin(qts));
    ncr_quit(qts);
}

/* Unbroken: S45 */
static void test_mask_while_pending(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    scr_run_int(qts, 0x45);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_DIEN, 0);
    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    g_assert_false(ncr_pin(qts));
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* LASI: the line is an edge there */

/* Proves: P32 */
static void test_lasi_line(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_setup(qts);
    qtest_writel(qts, LASI_IMR, 0);
    qtest_writel(qts, LASI_IPR, 0);
    scr_run_int(qts, 0x32);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_rb(qts, NCR_DSTAT);
    /* DIEN was 0: LASI heard nothing */
    g_assert_cmphex(qtest_readl(qts, LASI_IPR) & LASI_IRQ_SCSI, ==, 0);
    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    scr_run_int(qts, 0x32);
    ncr_wait_istat(qts, ISTAT_DIP);
    g_assert_cmphex(qtest_readl(qts, LASI_IPR), ==, LASI_IRQ_SCSI);
    ncr_quit(qts);
}

/* Proves: S39 P32 */
static void test_lasi_edges(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_setup(qts);
    qtest_writel(qts, LASI_IMR, LASI_IRQ_SCSI);
    ncr_wb(qts, NCR_SIEN, SSTAT0_SGE | SSTAT0_RST);
    pop_empty_fifo(qts);
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, LASI_IRQ_SCSI);
    /* still high, but that was one edge */
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, 0);
    pulse_scsi_reset(qts);
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, 0);
    /* the second cause comes up with a gap before it */
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, LASI_IRQ_SCSI);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_RST);
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, 0);

    /* the same across the two status registers */
    ncr_wb(qts, NCR_DIEN, DSTAT_SIR);
    scr_run_int(qts, 0x39);
    ncr_wait_istat(qts, ISTAT_DIP);
    pop_empty_fifo(qts);
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, LASI_IRQ_SCSI);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, LASI_IRQ_SCSI);
    ncr_rb(qts, NCR_DSTAT);
    g_assert_cmphex(qtest_readl(qts, LASI_IRR), ==, 0);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/irq/dstat-enabled", test_dstat_enabled },
    { "/lasi-ncr710/irq/sstat0-enabled", test_sstat0_enabled },
    { "/lasi-ncr710/irq/masked-fatal-dma", test_masked_fatal_dma },
    { "/lasi-ncr710/irq/masked-fatal-scsi", test_masked_fatal_scsi },
    { "/lasi-ncr710/irq/masked-non-fatal", test_masked_non_fatal },
    { "/lasi-ncr710/irq/separate-reads", test_separate_reads },
    { "/lasi-ncr710/irq/dfe-live", test_dfe_live },
    { "/lasi-ncr710/irq/level", test_level_and_istat },
    { "/lasi-ncr710/irq/frozen-registers", test_frozen_registers },
    { "/lasi-ncr710/irq/stacked-scsi", test_stacked_scsi },
    { "/lasi-ncr710/irq/stacked-dma", test_stacked_dma },
    { "/lasi-ncr710/irq/status-loop-ends", test_status_loop_ends },
    { "/lasi-ncr710/irq/sir-and-sel", test_sir_and_sel },
    { "/lasi-ncr710/irq/polled-command", test_polled_command },
    { "/lasi-ncr710/irq/mask-while-pending", test_mask_while_pending },
    { "/lasi-ncr710/irq/lasi-line", test_lasi_line },
    { "/lasi-ncr710/irq/lasi-edges", test_lasi_edges },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
