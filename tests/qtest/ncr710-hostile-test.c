/*
 * QTest: NCR 53C710 on LASI, hostile guests
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever a guest does ends in the chip's own status: no abort, no hang of
 * the monitor, no write outside its memory. Every test ends with a proof of
 * life: hard reset, then commands with right data.
 */

#include "qemu/osdep.h"
#include "ncr710-io.h"

static QTestState *start(void)
{
    return ncr_start_ready(1 << 1, "");
}

static void end(QTestState *qts)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'query-status' }");
    ncr_assert_alive(qts, 1);
    ncr_quit(qts);
}

/* Halts whatever runs; all that is pending is read away */
static void halt(QTestState *qts)
{
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wait_istat(qts, ISTAT_DIP | ISTAT_SIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    for (unsigned n = 0; n < 10 &&
         ncr_rb(qts, NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP); n++) {
        ncr_rl(qts, NCR_DSTAT);
    }
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP), ==, 0);
}

/* A little time, with the guest and the monitor awake */
static void live_on(QTestState *qts, unsigned ms)
{
    while (ms--) {
        ncr_rb(qts, NCR_ISTAT);
        qtest_clock_step(qts, 1000000);
    }
    qtest_qmp_assert_success(qts, "{ 'execute': 'query-status' }");
}

/* ------------------------------------------------------------------ */
/* Scripts that go nowhere */

static void test_jump_to_self(void)
{
    QTestState *qts = start();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_jump(&s, A_SCRIPT);
    scr_run(qts, &s);
    live_on(qts, 50);
    halt(qts);
    /* a reset of each kind ends it, too */
    scr_run(qts, &s);
    live_on(qts, 5);
    ncr_setup(qts);
    ncr_quiet(qts, 5);
    scr_run(qts, &s);
    live_on(qts, 5);
    qtest_system_reset(qts);
    ncr_quiet(qts, 5);
    scr_run(qts, &s);
    live_on(qts, 5);
    end(qts);
}

/* A memory move in the loop makes every round as long as can be */
static void test_endless_memory_move(void)
{
    QTestState *qts = start();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 0x100000, A_DATA, A_DATA + 0x200000);
    scr_jump(&s, A_SCRIPT);
    scr_run(qts, &s);
    live_on(qts, 10);
    halt(qts);
    end(qts);
}

static void test_call_chain(void)
{
    QTestState *qts = start();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_op(&s, TC_CALL | TC_TRUE, A_SCRIPT + 8);
    scr_op(&s, TC_RETURN | TC_TRUE, 0);
    scr_run(qts, &s);
    live_on(qts, 10);
    halt(qts);
    end(qts);
}

static void test_script_anywhere(void)
{
    QTestState *qts = start();
    const uint32_t dsp[] = {
        NO_MEMORY, 0xfffffff8, 0xffffffff, 0, 1, 2, 3, A_SCRIPT + 1,
        RAM_END - 4, RAM_END - 8, RAM_END, 0xf0000000, LASI_HPA,
        LASI_SCSI, NCR_CORE, NCR_CORE + NCR_DSP, NCR_CORE + 0x3c,
    };

    for (unsigned i = 0; i < ARRAY_SIZE(dsp); i++) {
        qtest_memset(qts, A_SCRIPT, 0, 64);
        ncr_setup(qts);
        ncr_wl(qts, NCR_DSP, dsp[i]);
        live_on(qts, 3);
    }
    /* the same by a jump */
    for (unsigned i = 0; i < ARRAY_SIZE(dsp); i++) {
        NcrScript s;

        ncr_setup(qts);
        scr_init(&s, A_SCRIPT);
        scr_jump(&s, dsp[i]);
        scr_run(qts, &s);
        live_on(qts, 3);
    }
    end(qts);
}

/* ------------------------------------------------------------------ */
/* Counts */

static void connected_move(QTestState *qts, unsigned phase, uint32_t n,
                           uint32_t addr)
{
    static const uint8_t read[16] = { 0x28, 0, 0, 0, 0, 9, 0, 0, 4 };
    static const uint8_t write[16] = { 0x2a, 0, 0, 0, 2, 0, 0, 0, 4 };
    bool out = phase == PH_DATA_OUT;
    NcrScript s;

    ncr_setup(qts);
    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    qtest_memwrite(qts, A_CDB, out ? write : read, 16);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    if (phase != PH_MSG_OUT) {
        scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    }
    if (phase < PH_COMMAND || phase == PH_STATUS || phase == PH_MSG_IN) {
        scr_move(&s, PH_COMMAND, 10, A_CDB);
    }
    if (phase == PH_STATUS || phase == PH_MSG_IN) {
        scr_move(&s, PH_DATA_IN, 2048, A_DATA);
    }
    if (phase == PH_MSG_IN) {
        scr_move(&s, PH_STATUS, 1, A_STATUS);
    }
    scr_move(&s, phase, n, addr);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);
    /* a MOVE may well wait for a REQ that never comes */
    live_on(qts, 5);
}

static void test_block_counts(void)
{
    QTestState *qts = start();
    static const uint8_t phases[] = {
        PH_DATA_OUT, PH_DATA_IN, PH_COMMAND, PH_STATUS, PH_MSG_OUT, PH_MSG_IN,
    };

    for (unsigned i = 0; i < ARRAY_SIZE(phases); i++) {
        connected_move(qts, phases[i], 0, A_DATA);
        connected_move(qts, phases[i], 0xffffff, A_DATA);
        connected_move(qts, phases[i], 0xffffff, RAM_END - 0x100);
        connected_move(qts, phases[i], 1, NO_MEMORY);
        connected_move(qts, phases[i], 2048, 0xffffffff);
        connected_move(qts, phases[i], 64, NCR_CORE);
    }
    end(qts);
}

/* Data that run over the end of memory: a bus fault, and not one byte more */
static void test_data_over_the_end(void)
{
    QTestState *qts = start();

    connected_move(qts, PH_DATA_IN, 2048, RAM_END - 512);
    g_assert_cmphex(ncr_wait_dstat(qts, DSTAT_BF) & DSTAT_BF, ==, DSTAT_BF);
    ncr_setup(qts);
    connected_move(qts, PH_DATA_OUT, 2048, RAM_END - 512);
    ncr_wait_dstat(qts, DSTAT_BF);
    end(qts);
}

static void memmove_any(QTestState *qts, uint32_t n, uint32_t src,
                        uint32_t dst)
{
    NcrScript s;

    ncr_setup(qts);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, n, src, dst);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);
    live_on(qts, 3);
}

static void test_memory_move_counts(void)
{
    QTestState *qts = start();

    memmove_any(qts, 0, A_DATA, A_DATA + 4);
    memmove_any(qts, 0xffffff, A_DATA, A_DATA + 0x1000000);
    memmove_any(qts, 0xffffff, A_DATA, A_DATA);
    memmove_any(qts, 0xffffff, A_DATA, A_DATA + 4);
    memmove_any(qts, 0xffffff, RAM_END - 0x100, A_DATA);
    memmove_any(qts, 0xffffff, A_DATA, RAM_END - 0x100);
    memmove_any(qts, 0x1000, NO_MEMORY, NO_MEMORY + 0x2000);
    memmove_any(qts, 0x1000, 0xfffffff0, A_DATA);
    memmove_any(qts, 0x1000, A_DATA, 0xfffffff0);
    end(qts);
}

static void test_memory_move_fault(void)
{
    QTestState *qts = start();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 0x1000, A_DATA, RAM_END - 0x800);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_BF);
    end(qts);
}

static void test_memory_move_registers(void)
{
    QTestState *qts = start();

    qtest_memset(qts, A_DATA, 0xff, 0x200);
    for (unsigned reg = 0; reg < 0x40; reg += 4) {
        memmove_any(qts, 4, NCR_CORE + reg, A_DATA + 0x1000);
        memmove_any(qts, 4, A_DATA, NCR_CORE + reg);
        memmove_any(qts, 1, A_DATA + 3, NCR_CORE + reg + 3);
        ncr_wb(qts, NCR_SCNTL1, 0);
    }
    memmove_any(qts, 0x40, NCR_CORE, A_DATA + 0x1000);
    memmove_any(qts, 0x40, A_DATA, NCR_CORE);
    memmove_any(qts, 0x40, NCR_CORE, NCR_CORE);
    memmove_any(qts, 0x100, A_DATA, NCR_CORE - 0x40);
    memmove_any(qts, 0x100, NCR_CORE - 0x40, A_DATA);
    memmove_any(qts, 0xffffff, NCR_CORE, A_DATA);
    /* a script that writes DSP starts itself from within */
    mem_wl(qts, A_DATA, A_SCRIPT);
    memmove_any(qts, 4, A_DATA, NCR_CORE + NCR_DSP);
    /* the reset register of the board */
    memmove_any(qts, 4, A_DATA, LASI_SCSI);
    end(qts);
}

/* Where the registers end, others begin: reserved, they read as zeroes */
static void test_memory_move_past_registers(void)
{
    QTestState *qts = start();

    for (unsigned from = 0; from < 0x40; from += 0x10) {
        uint8_t buf[0x80];

        qtest_memset(qts, A_DATA, 0xa5, sizeof(buf));
        memmove_any(qts, sizeof(buf), NCR_CORE + from, A_DATA);
        qtest_memread(qts, A_DATA, buf, sizeof(buf));
        for (unsigned n = 0x40 - from; n < sizeof(buf); n++) {
            /* untouched, if that was a bus fault */
            g_assert_true(buf[n] == 0 || buf[n] == 0xa5);
        }
    }
    qtest_memset(qts, A_DATA, 0, 0x80);
    for (unsigned from = 0x34; from < 0x40; from += 4) {
        memmove_any(qts, 0x80, A_DATA, NCR_CORE + from);
    }
    end(qts);
}

/* The chip's FIFO is flushed into the register of LASI that resets the chip */
static void test_flush_resets(void)
{
    QTestState *qts = start();
    NcrScript s;

    ncr_wb(qts, NCR_SCID, 0x80);
    ncr_wl(qts, NCR_DNAD, LASI_SCSI);
    ncr_wb(qts, NCR_CTEST4, 0x04);
    ncr_wb(qts, NCR_CTEST6, 0x5a);
    ncr_wb(qts, NCR_CTEST4, 0);
    ncr_wb(qts, NCR_CTEST8, CTEST8_FLF);
    g_assert_cmphex(ncr_rb(qts, NCR_SCID), ==, 0);
    /* at once: a script that comes later is not disturbed */
    ncr_setup(qts);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH, 0x11);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH + 1, 0x22);
    scr_int(&s, 0x99);
    scr_run_to(qts, &s, 0x99);
    g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH) & 0xffff, ==, 0x2211);
    ncr_quit(qts);
}

static void test_tables_anywhere(void)
{
    QTestState *qts = start();
    const uint32_t dsa[] = {
        NO_MEMORY, 0xffffffff, 0xfffffffc, 0, 2, RAM_END - 4, RAM_END,
        NCR_CORE, NCR_CORE + NCR_DSA, LASI_SCSI, A_TABLE + 1,
    };
    static const uint32_t off[] = { 0, 4, 0xfffffc, 0x7ffffc, 0x800000, 1 };

    for (unsigned i = 0; i < ARRAY_SIZE(dsa); i++) {
        for (unsigned k = 0; k < ARRAY_SIZE(off); k++) {
            NcrScript s;

            ncr_setup(qts);
            ncr_wl(qts, NCR_DSA, dsa[i]);
            scr_init(&s, A_SCRIPT);
            scr_select(&s, true, 1, 0);
            scr_move_tbl(&s, PH_MSG_OUT, off[k]);
            scr_select_tbl(&s, true, off[k], 0);
            scr_op(&s, 0x3e000001, off[k]);     /* both forms at once */
            scr_int(&s, INT_DONE);
            scr_run(qts, &s);
            live_on(qts, 2);
        }
    }
    end(qts);
}

/* ------------------------------------------------------------------ */
/* Bus */

static void test_strange_ids(void)
{
    QTestState *qts = start();
    static const uint8_t bitmap[] = { 0x00, 0x80, 0xff, 0x03, 0x82, 0x81 };

    for (unsigned i = 0; i < ARRAY_SIZE(bitmap); i++) {
        for (unsigned scid = 0; scid < 3; scid++) {
            NcrScript s;

            ncr_setup(qts);
            ncr_wb(qts, NCR_SCID, scid == 0 ? 0 : scid == 1 ? 0xff : 0x80);
            scr_init(&s, A_SCRIPT);
            scr_op(&s, 0x41000000 | (uint32_t)bitmap[i] << 16, 0);
            scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
            scr_int(&s, INT_DONE);
            scr_run(qts, &s);
            live_on(qts, 3);
        }
    }
    end(qts);
}

/* SELECT while connected, WAITs in wrong states, wrong roles */
static void test_wrong_order(void)
{
    QTestState *qts = start();
    static const uint32_t op[] = {
        0x41020000, 0x40020000, 0x48000000, 0x50000000, 0x58000648,
        0x60000648, 0x0f000001, 0x0c000001, 0x0d000001, 0x87010000,
    };

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    for (unsigned i = 0; i < ARRAY_SIZE(op); i++) {
        for (unsigned k = 0; k < ARRAY_SIZE(op); k++) {
            for (unsigned target = 0; target < 2; target++) {
                NcrScript s;

                ncr_setup(qts);
                scr_init(&s, A_SCRIPT);
                scr_select(&s, true, 1, A_SCRIPT + 0x30);
                if (target) {
                    scr_set(&s, SC_TARGET);
                }
                scr_op(&s, op[i], A_DATA);
                scr_op(&s, op[k], A_DATA);
                scr_int(&s, INT_DONE);
                scr_int(&s, INT_DONE);
                scr_int(&s, INT_DONE);
                scr_run(qts, &s);
                qtest_clock_step(qts, 1000000);
                ncr_rb(qts, NCR_ISTAT);
            }
        }
    }
    end(qts);
}

static void test_messages_cut_short(void)
{
    QTestState *qts = start();
    static const struct {
        uint8_t len, byte[12];
    } msg[] = {
        { 1, { 0x00 } }, { 1, { 0x06 } }, { 1, { 0x0c } }, { 1, { 0x20 } },
        { 1, { 0x01 } }, { 2, { 0x80, 0x01 } }, { 3, { 0x80, 0x01, 0x03 } },
        { 3, { 0x80, 0x01, 0x00 } }, { 4, { 0x80, 0x01, 0xff, 0x01 } },
        { 5, { 0x80, 0x01, 0x03, 0x01, 0x19 } }, { 2, { 0x80, 0x20 } },
        { 2, { 0x20, 0x05 } }, { 2, { 0xff, 0xff } }, { 2, { 0x80, 0x81 } },
        { 4, { 0x80, 0x20, 0x01, 0x21 } }, { 2, { 0x80, 0x0d } },
        { 3, { 0xa0, 0x20, 0x01 } }, { 2, { 0x80, 0x7f } },
        { 12, { 0x80, 1, 5, 3, 0, 0, 0, 0, 0x20, 1, 0x20, 2 } },
    };

    qtest_memset(qts, A_CDB, 0, 16);
    for (unsigned i = 0; i < ARRAY_SIZE(msg); i++) {
        for (unsigned atn = 0; atn < 2; atn++) {
            NcrScript s;

            ncr_setup(qts);
            qtest_memwrite(qts, A_MSGOUT, msg[i].byte, msg[i].len);
            scr_init(&s, A_SCRIPT);
            scr_select(&s, true, 1, 0);
            scr_move(&s, PH_MSG_OUT, msg[i].len, A_MSGOUT);
            if (atn) {
                scr_set(&s, SC_ATN);
            }
            scr_move(&s, PH_COMMAND, 6, A_CDB);
            scr_move(&s, PH_MSG_OUT, 3, A_MSGOUT);
            scr_move(&s, PH_STATUS, 1, A_STATUS);
            scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
            scr_clear(&s, SC_ACK);
            scr_int(&s, INT_DONE);
            scr_run(qts, &s);
            live_on(qts, 3);
        }
    }
    end(qts);
}

static void test_no_identify(void)
{
    QTestState *qts = start();
    NcrScript s;

    /* ATN falls before a byte was sent; then a command comes */
    qtest_memset(qts, A_CDB, 0, 16);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_clear(&s, SC_ATN);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);
    live_on(qts, 5);
    end(qts);
}

static void test_strange_commands(void)
{
    QTestState *qts = start();
    static const uint8_t op[] = {
        0x00, 0x1f, 0x3f, 0x60, 0x7f, 0x80, 0x9f, 0xa0, 0xc0, 0xff,
    };

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    for (unsigned i = 0; i < ARRAY_SIZE(op); i++) {
        for (unsigned len = 1; len < 18; len += 4) {
            NcrScript s;

            ncr_setup(qts);
            qtest_memset(qts, A_CDB, 0xff, 20);
            mem_wb(qts, A_CDB, op[i]);
            scr_init(&s, A_SCRIPT);
            scr_select(&s, true, 1, 0);
            scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
            scr_move(&s, PH_COMMAND, len, A_CDB);
            scr_move(&s, PH_STATUS, 1, A_STATUS);
            scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
            scr_int(&s, INT_DONE);
            scr_run(qts, &s);
            live_on(qts, 2);
        }
    }
    end(qts);
}

/* The same tag twice: an overlapped command, no confusion of requests */
static void test_tag_reused(void)
{
    QTestState *qts = start();
    NcrIo io[2];

    for (unsigned tag = 0; tag < 2; tag++) {
        ncr_break(qts, "d1", "read_aio", "A");
        for (unsigned n = 0; n < 2; n++) {
            ncr_io_init(&io[n], n, 1, MSG_IDENTIFY | MSG_DISC_PRIV);
            if (tag) {
                ncr_io_tag(&io[n], MSG_SIMPLE_TAG, 7);
            }
            ncr_io_rw(&io[n], false, 10 + n, 1, A_DATA + 0x1000 * n);
            ncr_io_start(qts, &io[n]);
            live_on(qts, 10);
            ncr_rl(qts, NCR_DSTAT);
            ncr_rl(qts, NCR_DSTAT);
        }
        ncr_resume(qts, "d1", "A");
        live_on(qts, 10);
        ncr_assert_alive(qts, 1);
    }
    end(qts);
}

/* ------------------------------------------------------------------ */
/* Any register, any value, any width, at any moment */

static void any_access(QTestState *qts, GRand *r)
{
    const uint32_t good[] = {
        A_SCRIPT, A_TABLE, A_DATA, NO_MEMORY, NCR_CORE, RAM_END - 4, 0,
    };
    unsigned off = g_rand_int_range(r, 0, 0x40);
    uint32_t val = g_rand_int(r);

    if (g_rand_boolean(r)) {
        val = good[g_rand_int_range(r, 0, ARRAY_SIZE(good))];
    }
    switch (g_rand_int_range(r, 0, 8)) {
    case 0:
        qtest_readb(qts, NCR_CORE + off);
        break;
    case 1:
        qtest_readw(qts, NCR_CORE + off);
        break;
    case 2:
        qtest_readl(qts, NCR_CORE + off);
        break;
    case 3:
    case 4:
        qtest_writeb(qts, NCR_CORE + off, val);
        break;
    case 5:
        qtest_writew(qts, NCR_CORE + off, val);
        break;
    case 6:
        qtest_writel(qts, NCR_CORE + (off & ~3), val);
        break;
    case 7:
        qtest_clock_step(qts, 100000);
        break;
    }
}

static uint32_t any_instruction(GRand *r)
{
    static const uint32_t form[] = {
        0x41020000, 0x40020000, 0x48000000, 0x50000000, 0x58000008,
        0x60000048, 0x0e000001, 0x0a000006, 0x09000200, 0x08000200,
        0x0b000001, 0x0f000001, 0x1e000000, 0x29000010, 0x80080000,
        0x88080000, 0x90080000, 0x98080000, 0x870b0000, 0x78340000,
        0x6e340000, 0x7a0b0000, 0xc0000010, 0x47000000,
    };
    uint32_t w = form[g_rand_int_range(r, 0, ARRAY_SIZE(form))];

    if (g_rand_int_range(r, 0, 4) == 0) {
        w ^= 1U << g_rand_int_range(r, 0, 32);
    }
    return w;
}

static void any_script(QTestState *qts, GRand *r)
{
    const uint32_t operand[] = {
        A_SCRIPT, A_SCRIPT + 0x40, A_SCRIPT + 0x10, A_DATA, A_TABLE, 0, 8,
        NO_MEMORY, NCR_CORE + NCR_SCRATCH, A_MSGOUT, A_CDB, RAM_END - 8,
    };
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    for (unsigned n = 0; n < 16; n++) {
        scr_op(&s, any_instruction(r),
               operand[g_rand_int_range(r, 0, ARRAY_SIZE(operand))]);
    }
    mem_wl(qts, A_TABLE, 0x00020000);
    mem_wl(qts, A_MSGOUT, g_rand_boolean(r) ? 0x80000000 : 0xc0200100);
    qtest_memset(qts, A_CDB, 0, 16);
    mem_wl(qts, A_CDB, g_rand_boolean(r) ? 0x28000000 : 0x12000000);
    mem_wb(qts, A_CDB + 4, 36);
    mem_wb(qts, A_CDB + 8, 1);
    scr_run(qts, &s);
}

/* Seeds are fixed: a failure repeats */
static void any(unsigned seed, bool scripts)
{
    QTestState *qts = start();
    g_autoptr(GRand) r = g_rand_new_with_seed(seed);

    for (unsigned n = 0; n < 40; n++) {
        ncr_setup(qts);
        if (scripts) {
            any_script(qts, r);
        }
        for (unsigned k = 0; k < (scripts ? 10 : 100); k++) {
            any_access(qts, r);
        }
    }
    ncr_wb(qts, NCR_SCNTL1, 0);
    end(qts);
}

static void test_any_register(void)
{
    any(1, false);
    any(2, false);
}

static void test_any_script(void)
{
    any(3, true);
    any(4, true);
}

/* ------------------------------------------------------------------ */
/* Reset in the middle of everything */

/* A command is stopped after 0..8 instructions, then comes a reset */
static void test_reset_at_each_step(void)
{
    QTestState *qts = start();

    for (unsigned kind = 0; kind < NCR_RESETS; kind++) {
        for (unsigned steps = 0; steps < 10; steps++) {
            NcrIo io;

            ncr_setup(qts);
            ncr_drain_attention(qts, 1);
            ncr_wb(qts, NCR_DMODE, DMODE_MAN);
            ncr_io_init(&io, 0, 1, MSG_IDENTIFY);
            ncr_io_rw(&io, false, 3, 2, A_DATA);
            ncr_io_start(qts, &io);
            for (unsigned n = 0; n < steps; n++) {
                ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_SSM | DCNTL_STD);
                ncr_wait_istat(qts, ISTAT_DIP | ISTAT_SIP);
                ncr_rl(qts, NCR_DSTAT);
            }
            ncr_reset_by(qts, kind);
            ncr_rl(qts, NCR_DSTAT);
            ncr_quiet(qts, 2);
        }
        ncr_assert_alive(qts, 1);
    }
    end(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/hostile/jump-to-self", test_jump_to_self },
    { "/lasi-ncr710/hostile/endless-memory-move", test_endless_memory_move },
    { "/lasi-ncr710/hostile/call-chain", test_call_chain },
    { "/lasi-ncr710/hostile/script-anywhere", test_script_anywhere },
    { "/lasi-ncr710/hostile/block-counts", test_block_counts },
    { "/lasi-ncr710/hostile/data-over-the-end", test_data_over_the_end },
    { "/lasi-ncr710/hostile/memory-move-counts", test_memory_move_counts },
    { "/lasi-ncr710/hostile/memory-move-fault", test_memory_move_fault },
    { "/lasi-ncr710/hostile/memory-move-registers",
      test_memory_move_registers },
    { "/lasi-ncr710/hostile/memory-move-past-registers",
      test_memory_move_past_registers },
    { "/lasi-ncr710/hostile/flush-resets", test_flush_resets },
    { "/lasi-ncr710/hostile/tables-anywhere", test_tables_anywhere },
    { "/lasi-ncr710/hostile/strange-ids", test_strange_ids },
    { "/lasi-ncr710/hostile/wrong-order", test_wrong_order },
    { "/lasi-ncr710/hostile/messages-cut-short", test_messages_cut_short },
    { "/lasi-ncr710/hostile/no-identify", test_no_identify },
    { "/lasi-ncr710/hostile/strange-commands", test_strange_commands },
    { "/lasi-ncr710/hostile/tag-reused", test_tag_reused },
    { "/lasi-ncr710/hostile/any-register", test_any_register },
    { "/lasi-ncr710/hostile/any-script", test_any_script },
    { "/lasi-ncr710/hostile/reset-at-each-step", test_reset_at_each_step },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
