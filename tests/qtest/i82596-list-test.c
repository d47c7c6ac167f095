/*
 * QTest of the Intel 82596 on LASI: aborted lists, and where offsets end
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

/* A machine of its own, which may move */
static I596 *up(uint8_t sysbus)
{
    I596 *t = i596_launch("");

    i596_init(t, sysbus);
    i596_ack_all(t);
    return t;
}

/* CBs 0 and 1 go round in a ring, both @cmd. */
static void start_ring(I596 *t, uint16_t cmd, uint32_t area)
{
    for (unsigned n = 0; n < 2; n++) {
        uint32_t cb = i596_cb(t, n, cmd, i596_cb_at(t, !n));

        if (cmd == CMD_DUMP) {
            i596_put_link(t, i596_param(t, cb), area);
        } else {
            qtest_memwrite(t->qts, i596_param(t, cb), i596_ia, 6);
        }
    }
    i596_cu_start(t, i596_cb_at(t, 0));
    i596_wait16(t, i596_cb_at(t, 1), ST_C, ST_C);
}

/*
 * NOP, DUMP and DIAGNOSE have no A in their status; those that have show it
 * when they are cut short. None is left busy.
 */
static const struct {
    uint16_t cmd;
    bool has_a;
} cmds[] = {
    { CMD_NOP, false },
    { CMD_DUMP, false },
    { CMD_DIAGNOSE, false },
    { CMD_IA, true },
};

/* @w: what happens before the abort, or NULL */
static void abort_ring(const I596World *w, uint8_t sysbus, unsigned i)
{
    I596 *t = up(sysbus);

    start_ring(t, cmds[i].cmd, t->seg + 0x8000);
    if (w) {
        t = w->jolt(t);
    }
    i596_command(t, CUC_ABORT);
    i596_wait_scb(t, STAT_CNA | STAT_CUS, STAT_CNA | STAT_CU_IDLE);
    for (unsigned n = 0; n < 2; n++) {
        uint16_t status = i596_get16(t, i596_cb_at(t, n));

        g_assert_cmphex(status & ST_B, ==, 0);
        if (!cmds[i].has_a) {
            g_assert_cmphex(status & ST_A, ==, 0);
        } else {
            g_assert_cmphex(status & (ST_A | ST_OK), !=, 0);
        }
    }
    i596_ack_all(t);
    g_assert_cmphex(i596_exec(t, i596_cb(t, 0, CMD_EL | cmds[i].cmd,
                                         I596_NULL)), ==, ST_GOOD);
    i596_quit(t);
}

static void test_abort(const void *data)
{
    for (unsigned i = 0; i < ARRAY_SIZE(cmds); i++) {
        abort_ring(data, i596_modes[i % ARRAY_SIZE(i596_modes)], i);
    }
}

/* All of them in all modes */
static void test_abort_all(void)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        for (unsigned i = 0; i < ARRAY_SIZE(cmds); i++) {
            abort_ring(NULL, i596_modes[m], i);
        }
    }
}

/* An offset of FFFF is one like any other to Dump: no list ends with it. */
static void test_dump_at_end(const void *data)
{
    const I596World *w = data;
    static const uint8_t sysbus[] = { SYSBUS_SEGMENTED, SYSBUS_586 };

    for (unsigned m = 0; m < ARRAY_SIZE(sysbus); m++) {
        I596 *t = up(sysbus[m]);
        uint32_t area = t->base + 0xffff;
        unsigned size = t->l->dump_size;
        uint32_t cb;

        i596_cfg_send(t, t->cfg[0] & 0xf);
        i596_set_ia(t, i596_ia);
        i596_fill(t, area, size + 16);
        t = w->jolt(t);
        cb = i596_cb(t, 0, CMD_EL | CMD_DUMP, I596_NULL);
        i596_put16(t, i596_param(t, cb), 0xffff);
        g_assert_cmphex(i596_exec(t, cb), ==, ST_GOOD);
        i596_assert_mem(t, area + i596_dump_ia(t), i596_ia, 6);
        i596_assert_mem(t, area + i596_dump_cfg(t, 2), t->cfg + 2, 8);
        i596_assert_filled(t, area + size, 16);
        i596_quit(t);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) i596_add_worlds("/lasi-i82596/list/" path, fn)
    ADD("abort", test_abort);
    qtest_add_func("/lasi-i82596/list/abort-all", test_abort_all);
    ADD("dump-at-end", test_dump_at_end);
#undef ADD
    return i596_run();
}
