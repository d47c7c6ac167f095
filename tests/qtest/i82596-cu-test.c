/*
 * QTest of the Intel 82596 on LASI: the command unit's states and lists
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A list that must be caught while it runs is a ring of NOPs without EL.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define GARBAGE 0x0badf00du     /* no memory, and not a null pointer */

/* CB 0 and 1 point to each other; returns once the CU is under way. */
static void start_ring(I596 *t)
{
    i596_cb(t, 0, CMD_NOP, i596_cb_at(t, 1));
    i596_cb(t, 1, CMD_NOP, i596_cb_at(t, 0));
    i596_cu_start(t, i596_cb_at(t, 0));
    i596_wait16(t, i596_cb_at(t, 1), ST_C, ST_C);
    g_assert_cmphex(i596_status(t), ==, STAT_CU_ACTIVE);
}

/* Proves: N61 */
static void test_nop(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = i596_up(i596_modes[i]);
        uint32_t quiet = i596_cb(t, 0, CMD_EL | CMD_NOP, I596_NULL);
        uint32_t loud = i596_cb(t, 1, CMD_EL | CMD_I, I596_NULL);

        g_assert_cmphex(i596_exec(t, quiet), ==, ST_GOOD);
        g_assert_cmphex(i596_status(t) & STAT_CX, ==, 0);
        i596_ack_all(t);
        g_assert_cmphex(i596_exec(t, loud), ==, ST_GOOD);
        g_assert_cmphex(i596_status(t) & STAT_CX, ==, STAT_CX);
    }
}

/* Proves: N62 N63 */
static void test_end_of_list(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_NOP, I596_NULL));
    g_assert_cmphex(i596_status(t), ==, STAT_CNA | STAT_CU_IDLE);
    g_assert_true(i596_int(t));
}

/* Proves: N64 N65 */
static void test_suspend_bit(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t first = i596_cb(t, 0, CMD_S | CMD_NOP, i596_cb_at(t, 1));
    uint32_t second = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);

    i596_exec(t, first);
    i596_settle(t);
    g_assert_cmphex(i596_status(t), ==, STAT_CNA | STAT_CU_SUSPENDED);
    g_assert_cmphex(i596_get16(t, second) & ST_C, ==, 0);
    i596_command(t, STAT_CNA | CUC_RESUME);
    i596_wait16(t, second, 0xffff, ST_GOOD);
    i596_wait_scb(t, 0xffff, STAT_CNA | STAT_CU_IDLE);
}

/* Proves: N66 */
static void test_start_from_suspended(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t first = i596_cb(t, 0, CMD_S | CMD_NOP, i596_cb_at(t, 1));
    uint32_t linked = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);
    uint32_t other = i596_cb(t, 2, CMD_EL | CMD_NOP, I596_NULL);

    i596_exec(t, first);
    g_assert_cmphex(i596_exec(t, other), ==, ST_GOOD);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, linked) & ST_C, ==, 0);
}

/* Proves: N67 */
static void test_chain(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (unsigned n = 0; n < 50; n++) {
        i596_cb(t, n, CMD_NOP | (n == 49 ? CMD_EL : 0), i596_cb_at(t, n + 1));
    }
    i596_exec(t, i596_cb_at(t, 0));
    i596_wait16(t, i596_cb_at(t, 49), 0xffff, ST_GOOD);
    for (unsigned n = 0; n < 50; n++) {
        g_assert_cmphex(i596_get16(t, i596_cb_at(t, n)), ==, ST_GOOD);
    }
    i596_wait_scb(t, 0xffff, STAT_CNA | STAT_CU_IDLE);
}

/* Proves: N68 */
static void test_interrupt_in_chain(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t ring = i596_cb(t, 0, CMD_I | CMD_NOP, i596_cb_at(t, 0));
    uint32_t last = i596_cb(t, 1, CMD_EL | CMD_I | CMD_NOP, I596_NULL);
    uint16_t status;

    i596_cu_start(t, ring);
    i596_wait_scb(t, STAT_CX | STAT_CUS, STAT_CX | STAT_CU_ACTIVE);
    g_assert_cmphex(i596_status(t) & STAT_CNA, ==, 0);
    i596_command(t, CUC_ABORT);
    i596_wait_scb(t, STAT_CUS, STAT_CU_IDLE);
    i596_ack_all(t);

    i596_set_cbl(t, last);
    i596_put16(t, t->scb + 2, CUC_START);
    i596_ca(t);
    do {
        i596_tick(t);
        status = i596_status(t) & STAT_EVENTS;
        g_assert_true(status == 0 || status == (STAT_CX | STAT_CNA));
    } while (!status);
}

/* Proves: N69 */
static void test_link_behind_end(void)
{
    static const uint32_t links[] = { I596_NULL, GARBAGE, 0 };
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (unsigned i = 0; i < ARRAY_SIZE(links); i++) {
        g_assert_cmphex(i596_exec(t, i596_cb(t, 0, CMD_EL, links[i])), ==,
                        ST_GOOD);
        i596_settle(t);
        i596_wait_scb(t, 0xffff, STAT_CNA | STAT_CU_IDLE);
        i596_ack_all(t);
    }
}

/* Proves: N70 */
static void test_suspend_command(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    start_ring(t);
    i596_command(t, CUC_SUSPEND);
    i596_wait_scb(t, 0xffff, STAT_CNA | STAT_CU_SUSPENDED);
    g_assert_cmphex(i596_get16(t, i596_cb_at(t, 0)) & ~ST_B & ~ST_GOOD, ==, 0);
    i596_put16(t, i596_cb_at(t, 0), 0);
    i596_put16(t, i596_cb_at(t, 1), 0);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, i596_cb_at(t, 0)), ==, 0);
    g_assert_cmphex(i596_get16(t, i596_cb_at(t, 1)), ==, 0);
    i596_command(t, STAT_CNA | CUC_RESUME);
    i596_wait_nonzero(t, i596_cb_at(t, 0));
    i596_wait_nonzero(t, i596_cb_at(t, 1));
    g_assert_cmphex(i596_status(t), ==, STAT_CU_ACTIVE);
}

/* Proves: N71 */
static void test_abort_command(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    start_ring(t);
    i596_command(t, CUC_ABORT);
    i596_wait_scb(t, STAT_CNA | STAT_CUS, STAT_CNA | STAT_CU_IDLE);
    i596_put16(t, i596_cb_at(t, 0), 0);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, i596_cb_at(t, 0)), ==, 0);
    g_assert_cmphex(i596_get16(t, t->scb + 2), ==, 0);
}

/* Unbroken: N72 */
static void test_abort_status(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (unsigned n = 0; n < 2; n++) {
        uint32_t cb = i596_cb(t, n, CMD_IA, i596_cb_at(t, !n));

        qtest_memwrite(t->qts, i596_param(t, cb), i596_ia, 6);
    }
    i596_cu_start(t, i596_cb_at(t, 0));
    i596_wait16(t, i596_cb_at(t, 1), ST_C, ST_C);
    i596_command(t, CUC_ABORT);
    i596_wait_scb(t, STAT_CNA | STAT_CUS, STAT_CNA | STAT_CU_IDLE);
    for (unsigned n = 0; n < 2; n++) {
        uint16_t status = i596_get16(t, i596_cb_at(t, n));

        g_assert_cmpint(!!(status & ST_A), ==, !(status & ST_OK));
        g_assert_cmphex(status & ST_B, ==, 0);
    }
}

/* Proves: N73 */
static void test_start_while_active(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t other = i596_cb(t, 2, CMD_EL | CMD_NOP, I596_NULL);

    start_ring(t);
    i596_cu_start(t, other);
    i596_wait16(t, other, 0xffff, ST_GOOD);
    i596_wait_scb(t, STAT_CUS | STAT_CNA, STAT_CU_IDLE | STAT_CNA);
    g_assert_cmphex(i596_get16(t, i596_cb_at(t, 0)), ==, ST_GOOD);
    g_assert_cmphex(i596_get16(t, i596_cb_at(t, 1)), ==, ST_GOOD);
}

/* Unbroken: N74 */
static void test_commands_in_idle(void)
{
    static const uint16_t cuc[] = { CUC_ABORT, CUC_SUSPEND, CUC_RESUME };
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (unsigned i = 0; i < ARRAY_SIZE(cuc); i++) {
        i596_command(t, cuc[i]);
        i596_settle(t);
        g_assert_cmphex(i596_status(t) & STAT_CUS, !=, STAT_CU_ACTIVE);
        g_assert_cmphex(i596_exec(t, i596_cb(t, 0, CMD_EL, I596_NULL)), ==,
                        ST_GOOD);
    }
}

/* Proves: N75 */
static void test_status_rewritten(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t cb = i596_cb(t, 0, CMD_EL | CMD_NOP, I596_NULL);

    i596_put16(t, cb, 0x5fff);
    i596_exec(t, cb);
    g_assert_cmphex(i596_get16(t, cb), ==, ST_GOOD);
}

/* Proves: N76 */
static void test_block_not_modified(void)
{
    static const uint16_t cmds[] = {
        CMD_NOP, CMD_IA, CMD_CONFIGURE, CMD_MULTICAST, CMD_DIAGNOSE,
        CMD_DUMP, CMD_TRANSMIT | CMD_SF,
    };

    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = i596_up(i596_modes[m]);

        for (unsigned i = 0; i < ARRAY_SIZE(cmds); i++) {
            uint8_t frame[64], before[0x40];
            uint32_t cb = i596_tcb(t, 0, CMD_EL, I596_NULL, frame,
                                   i596_frame(frame, i596_peer, 64));

            i596_put16(t, cb + 2, CMD_EL | CMD_I | cmds[i]);
            if (cmds[i] == CMD_DUMP) {
                i596_put_link(t, i596_param(t, cb), t->seg + 0x8000);
            }
            if (cmds[i] == CMD_CONFIGURE) {
                qtest_memwrite(t->qts, i596_param(t, cb), t->cfg, 14);
            }
            qtest_memread(t->qts, cb + 2, before, sizeof(before));
            i596_exec(t, cb);
            i596_assert_mem(t, cb + 2, before, sizeof(before));
        }
    }
}

/* A transmit of 5 bytes in 82586 mode fails with DMA underrun (CA p.43). */
static uint32_t failing_cb(I596 *t, unsigned n, uint16_t cmd, uint32_t link)
{
    uint8_t frame[64];

    i596_frame(frame, i596_peer, sizeof(frame));
    return i596_tcb(t, n, cmd, link, frame, 5);
}

/* Proves: N77 */
static void test_failure_does_not_stop(void)
{
    I596 *t = i596_up(SYSBUS_586);
    uint32_t last;

    i596_cfg_send(t, 12);
    last = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);
    i596_cu_start(t, failing_cb(t, 0, 0, last));
    i596_wait16(t, last, 0xffff, ST_GOOD);
    g_assert_cmphex(i596_get16(t, i596_cb_at(t, 0)) & ST_GOOD, ==, ST_C);
}

/* Proves: N78 */
static void test_failure_interrupts(void)
{
    I596 *t = i596_up(SYSBUS_586);

    i596_cfg_send(t, 12);
    i596_exec(t, failing_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

/* Proves: N79 */
static void test_cx_is_kept(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_cb(t, 0, CMD_I | CMD_NOP, i596_cb_at(t, 1));
    i596_cb(t, 1, CMD_NOP, i596_cb_at(t, 2));
    i596_cb(t, 2, CMD_EL | CMD_NOP, I596_NULL);
    i596_cu_start(t, i596_cb_at(t, 0));
    i596_wait16(t, i596_cb_at(t, 2), 0xffff, ST_GOOD);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

/* Proves: N80 */
static void test_end_and_suspend(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t next = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);

    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_S | CMD_NOP, next));
    i596_settle(t);
    g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, STAT_CNA);
    g_assert_cmphex(i596_status(t) & STAT_CU_ACTIVE, ==, 0);
    i596_command(t, STAT_CNA);
    i596_settle(t);
    g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, 0);
    g_assert_cmphex(i596_exec(t, next), ==, ST_GOOD);
}

/* Proves: N81 */
static void test_self_linked(void)
{
    static const uint16_t stop[] = { CUC_SUSPEND, CUC_ABORT };

    for (unsigned i = 0; i < ARRAY_SIZE(stop); i++) {
        I596 *t = i596_up(SYSBUS_LINEAR);
        uint32_t cb = i596_cb(t, 0, CMD_NOP, i596_cb_at(t, 0));

        i596_cu_start(t, cb);
        i596_settle(t);
        i596_alive(t);
        g_assert_cmphex(i596_status(t), ==, STAT_CU_ACTIVE);
        i596_command(t, stop[i]);
        i596_wait_scb(t, STAT_CUS | STAT_CNA,
                      STAT_CNA | (i ? STAT_CU_IDLE : STAT_CU_SUSPENDED));
    }
}

/* Proves: N82 */
static void test_append_to_tail(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t idle = i596_cb(t, 0, CMD_NOP, i596_cb_at(t, 0));
    uint32_t tail = i596_cb(t, 1, CMD_NOP, I596_NULL);
    uint32_t added = i596_cb(t, 2, CMD_EL | CMD_NOP, I596_NULL);

    /*
     * The chip spins on @idle. The tail's link and the added block's
     * command are final only before the chip is let out of the ring.
     */
    i596_cu_start(t, idle);
    i596_settle(t);
    i596_put_link(t, tail + 4, added);
    i596_put_link(t, idle + 4, tail);
    i596_wait16(t, added, 0xffff, ST_GOOD);
    g_assert_cmphex(i596_get16(t, tail), ==, ST_GOOD);
    i596_wait_scb(t, 0xffff, STAT_CNA | STAT_CU_IDLE);
}

/* Proves: N83 */
static void test_resume_reads_again(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t cb;

    i596_cfg(t, 2, 0x42); /* RESUME_RD */
    cb = i596_cb(t, 0, CMD_S | CMD_NOP, i596_cb_at(t, 1));
    i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);
    i596_exec(t, cb);
    i596_settle(t);
    i596_cb(t, 1, CMD_NOP, i596_cb_at(t, 2));
    i596_cb(t, 2, CMD_EL | CMD_NOP, I596_NULL);
    i596_command(t, STAT_EVENTS | CUC_RESUME);
    i596_wait16(t, i596_cb_at(t, 2), 0xffff, ST_GOOD);
}

/* Proves: N84 */
static void test_reserved_bits_586(void)
{
    I596 *t = i596_up(SYSBUS_586);

    g_assert_cmphex(i596_exec(t, i596_cb(t, 0, CMD_EL | 0x1ff8, I596_NULL)),
                    ==, ST_GOOD);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/cu/" path, fn)
    ADD("nop", test_nop);
    ADD("end-of-list", test_end_of_list);
    ADD("suspend-bit", test_suspend_bit);
    ADD("start-from-suspended", test_start_from_suspended);
    ADD("chain", test_chain);
    ADD("interrupt-in-chain", test_interrupt_in_chain);
    ADD("link-behind-end", test_link_behind_end);
    ADD("command/suspend", test_suspend_command);
    ADD("command/abort", test_abort_command);
    ADD("command/abort-status", test_abort_status);
    ADD("command/start-while-active", test_start_while_active);
    ADD("command/in-idle", test_commands_in_idle);
    ADD("status-rewritten", test_status_rewritten);
    ADD("block-not-modified", test_block_not_modified);
    ADD("failure/does-not-stop", test_failure_does_not_stop);
    ADD("failure/interrupts", test_failure_interrupts);
    ADD("cx-is-kept", test_cx_is_kept);
    ADD("end-and-suspend", test_end_and_suspend);
    ADD("self-linked", test_self_linked);
    ADD("append-to-tail", test_append_to_tail);
    ADD("resume-reads-again", test_resume_reads_again);
    ADD("reserved-bits-82586", test_reserved_bits_586);
#undef ADD
    return i596_run();
}
