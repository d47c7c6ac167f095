/*
 * QTest: NCR 53C710 on LASI, start, single step, ABRT, SIGP
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

/* A script waiting to be reselected, alternate address = INT @vector */
static void run_waiting(QTestState *qts, uint32_t vector)
{
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_wait_reselect(&s, A_SCRIPT + 16);
    scr_int(&s, INT_BAD);
    scr_int(&s, vector);
    scr_run(qts, &s);
    ncr_wait_dsp(qts, A_SCRIPT + 8);
}

/* ------------------------------------------------------------------ */
/* ABRT */

/* Proves: S46 */
static void test_abort_waiting(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DIEN, DSTAT_ABRT);
    run_waiting(qts, 0x46);
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    g_assert_cmphex(ncr_wait_istat(qts, ISTAT_DIP), ==,
                    ISTAT_ABRT | ISTAT_DIP);
    g_assert_true(ncr_pin(qts));
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    /* the script is stopped */
    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    ncr_quiet(qts, 10);
    ncr_quit(qts);
}

/* Proves: S47 */
static void test_abort_idle(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    ncr_quiet(qts, 5);
    /* and it is no lasting state */
    scr_run_int(qts, 0x47);
    ncr_wait_int(qts, 0x47);
    ncr_quit(qts);
}

/* An earlier ABRT that nobody has read of does not protect a script */
static void test_abort_unread(void)
{
    QTestState *qts = start();
    NcrScript s;
    uint8_t count;

    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wb(qts, NCR_ISTAT, 0);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_ADD, NCR_SCRATCH, 1);
    scr_jump(&s, A_SCRIPT);
    scr_run(qts, &s);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), !=, 0);
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wb(qts, NCR_ISTAT, 0);
    count = ncr_rb(qts, NCR_SCRATCH);
    for (unsigned n = 0; n < 5; n++) {
        qtest_clock_step(qts, 300000);
        g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, count);
    }
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

/* Proves: S48 */
static void test_abort_repeats(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    for (unsigned n = 0; n < 3; n++) {
        ncr_wait_istat(qts, ISTAT_DIP);
        g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    }
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* SIGP */

/* Proves: S49 S52 */
static void test_sigp_bits(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIGP);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST2), ==, 0x21 | CTEST2_SIGP);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST2), ==, 0x21);
    ncr_quit(qts);
}

/* Proves: S50 */
static void test_sigp_before(void)
{
    QTestState *qts = start();
    NcrScript s;

    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    scr_init(&s, A_SCRIPT);
    scr_wait_reselect(&s, A_SCRIPT + 16);
    scr_int(&s, INT_BAD);
    scr_int(&s, 0x50);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x50);
    ncr_quit(qts);
}

/* Proves: S51 */
static void test_sigp_during(void)
{
    QTestState *qts = start();

    run_waiting(qts, 0x51);
    ncr_quiet(qts, 5);
    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    ncr_wait_int(qts, 0x51);
    ncr_quit(qts);
}

/* Proves: S53 */
static void test_sigp_script_read(void)
{
    QTestState *qts = start();
    NcrScript s;

    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_SFBR, OP_AND, NCR_CTEST2, 0x40);
    scr_reg(&s, RO_SFBR_TO_REG, OP_OR, NCR_SCRATCH, 0);
    scr_reg(&s, RO_REG_TO_SFBR, OP_AND, NCR_CTEST2, 0x40);
    scr_reg(&s, RO_SFBR_TO_REG, OP_OR, NCR_SCRATCH + 1, 0);
    scr_int(&s, 0x53);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x53);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 0x40);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH + 1), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

/* Proves: S54 */
static void test_sigp_memory_move(void)
{
    QTestState *qts = start();
    NcrScript s;

    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    mem_wl(qts, A_DATA, 0);
    scr_init(&s, A_SCRIPT);
    /* bus address of CTEST2: lane 16 XOR 3; the same low bits in memory */
    scr_memmove(&s, 1, NCR_CORE + 0x15, A_DATA + 1);
    scr_int(&s, 0x54);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x54);
    g_assert_cmphex(mem_rb(qts, A_DATA + 1), ==, 0x21 | CTEST2_SIGP);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

/* Proves: S55 */
static void test_sigp_disturbs_nothing(void)
{
    QTestState *qts = ncr_start_disks(1 << 1, "");

    ncr_setup(qts);
    ncr_intercept_irq(qts);
    ncr_drain_attention(qts, 1);
    ncr_wb(qts, NCR_SIEN, 0xff);
    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    ncr_quiet(qts, 5);
    g_assert_false(ncr_pin(qts));
    /* SELECT, all kinds of MOVE, WAIT DISCONNECT */
    ncr_read(qts, 1, 2, 2, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 2, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & ISTAT_SIGP, ==, ISTAT_SIGP);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Start and single step */

/* Proves: S56 */
static void test_manual_start(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    scr_run_int(qts, 0x56);
    ncr_quiet(qts, 10);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 0x56);
    ncr_quit(qts);
}

/* Proves: S57 P28 */
static void test_dword_start(void)
{
    QTestState *qts = start();
    NcrScript s;

    /* started exactly once: SCRATCH0 counts */
    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_ADD, NCR_SCRATCH, 1);
    scr_int(&s, 0x57);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x57);
    ncr_quiet(qts, 10);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 1);
    ncr_quit(qts);
}

/* Proves: S58 P28 */
static void test_byte_start(void)
{
    QTestState *qts = start();
    NcrScript s;

    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_ADD, NCR_SCRATCH, 1);
    scr_int(&s, 0x58);
    scr_load(qts, &s);
    for (unsigned b = 0; b < 3; b++) {
        ncr_wb(qts, NCR_DSP + b, A_SCRIPT >> (8 * b));
        ncr_quiet(qts, 3);
        g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 0);
    }
    ncr_wb(qts, NCR_DSP + 3, A_SCRIPT >> 24);
    ncr_wait_int(qts, 0x58);
    ncr_quiet(qts, 5);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 1);
    ncr_quit(qts);
}

/* Proves: S59 */
static void test_std_continues(void)
{
    QTestState *qts = start();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_int(&s, 1);
    scr_int(&s, 2);
    scr_int(&s, 3);
    scr_run(qts, &s);
    ncr_wait_int(qts, 1);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 2);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 3);
    ncr_quit(qts);
}

/* Proves: S60 */
static void test_single_step(void)
{
    QTestState *qts = start();
    NcrScript s;

    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    ncr_wb(qts, NCR_DIEN, DSTAT_SSI);
    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH, 0x11);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH + 1, 0x22);
    scr_jump(&s, A_SCRIPT + 0x20);
    scr_int(&s, INT_BAD);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH + 2, 0x33);
    scr_run(qts, &s);

    static const uint32_t after[] = { 0x08, 0x10, 0x20, 0x28 };
    static const uint32_t scratch[] = { 0x11, 0x2211, 0x2211, 0x332211 };

    for (unsigned n = 0; n < 4; n++) {
        ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_SSM | DCNTL_STD);
        ncr_wait_istat(qts, ISTAT_DIP);
        g_assert_true(ncr_pin(qts));
        g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SSI);
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + after[n]);
        g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH), ==, scratch[n]);
        ncr_quiet(qts, 3);
    }
    ncr_quit(qts);
}

/* Proves: S61 */
static void test_step_from_script(void)
{
    QTestState *qts = start();
    NcrScript s;
    uint32_t dsp;

    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_OR, NCR_DCNTL, DCNTL_SSM);
    scr_op(&s, 0x80000000, 0);
    scr_reg(&s, RO_REG_TO_REG, OP_AND, NCR_DCNTL,
            (uint8_t)~(DCNTL_SSM | DCNTL_STD));
    scr_op(&s, 0x80000000, 0);
    scr_op(&s, 0x80000000, 0);
    scr_int(&s, 0x61);
    scr_run(qts, &s);
    /* the step begins with the setting instruction or the one behind it */
    g_assert_cmphex(ncr_wait_dstat(qts, 0xff), ==, DSTAT_DFE | DSTAT_SSI);
    dsp = ncr_rl(qts, NCR_DSP);
    g_assert_cmphex(dsp, >=, A_SCRIPT + 8);
    g_assert_cmphex(dsp, <=, A_SCRIPT + 16);
    /* it lasts until the script clears it; then INT comes by itself */
    for (unsigned n = 0; n < 3; n++) {
        uint8_t dstat;

        ncr_wb(qts, NCR_DCNTL, ncr_rb(qts, NCR_DCNTL) | DCNTL_STD);
        dstat = ncr_wait_dstat(qts, DSTAT_SSI | DSTAT_SIR);
        if (dstat & DSTAT_SIR) {
            g_assert_cmphex(dstat & DSTAT_SSI, ==, 0);
            g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, 0x61);
            ncr_quit(qts);
            return;
        }
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), <=, A_SCRIPT + 24);
    }
    ncr_fail(qts, "the INT behind the end of single steps");
}

/* Unbroken: S62 */
static void test_step_int(void)
{
    QTestState *qts = start();

    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    scr_run_int(qts, 0x62);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_SSM | DCNTL_STD);
    /* SSI with it, before it or not at all */
    while (!(ncr_wait_dstat(qts, DSTAT_SIR | DSTAT_SSI) & DSTAT_SIR)) {
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 8);
    }
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, 0x62);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/abort/waiting", test_abort_waiting },
    { "/lasi-ncr710/abort/idle", test_abort_idle },
    { "/lasi-ncr710/abort/unread", test_abort_unread },
    { "/lasi-ncr710/abort/repeats", test_abort_repeats },
    { "/lasi-ncr710/sigp/bits", test_sigp_bits },
    { "/lasi-ncr710/sigp/before", test_sigp_before },
    { "/lasi-ncr710/sigp/during", test_sigp_during },
    { "/lasi-ncr710/sigp/script-read", test_sigp_script_read },
    { "/lasi-ncr710/sigp/memory-move", test_sigp_memory_move },
    { "/lasi-ncr710/sigp/disturbs-nothing", test_sigp_disturbs_nothing },
    { "/lasi-ncr710/start/manual", test_manual_start },
    { "/lasi-ncr710/start/dword", test_dword_start },
    { "/lasi-ncr710/start/bytes", test_byte_start },
    { "/lasi-ncr710/start/std-continues", test_std_continues },
    { "/lasi-ncr710/step/single", test_single_step },
    { "/lasi-ncr710/step/from-script", test_step_from_script },
    { "/lasi-ncr710/step/int", test_step_int },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
