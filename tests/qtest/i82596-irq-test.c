/*
 * QTest of the Intel 82596 on LASI: edges of the interrupt line
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * LASI latches edges: IPR (+8) shows whether its LAN input saw a new one
 * since IPR was last written. An interrupt is a write of IAR's low five bits
 * to the address in IAR, which here is a word of RAM.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define LASI_IRR    (I596_LASI_HPA + 0x00)
#define LASI_IMR    (I596_LASI_HPA + 0x04)
#define LASI_IPR    (I596_LASI_HPA + 0x08)
#define LASI_IAR    (I596_LASI_HPA + 0x10)
#define LASI_IORESET (I596_LASI_HPA + 0xc00c)
#define LAN_BIT     (1u << I596_LASI_IRQ)
#define MAILBOX     0x00680000u     /* stands for the CPU's EIR */

static bool edge_seen(I596 *t)
{
    return qtest_readl(t->qts, LASI_IPR) & LAN_BIT;
}

static void forget_edges(I596 *t)
{
    qtest_writel(t->qts, LASI_IPR, 0);
    g_assert_false(edge_seen(t));
}

static bool interrupted(I596 *t)
{
    uint32_t mail = qtest_readl(t->qts, MAILBOX);

    qtest_writel(t->qts, MAILBOX, 0);
    return mail == 3;
}

static I596 *up_masked(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    qtest_writel(t->qts, LASI_IMR, 0);
    qtest_writel(t->qts, LASI_IAR, MAILBOX | 3);
    qtest_writel(t->qts, MAILBOX, 0);
    qtest_readl(t->qts, LASI_IRR);
    forget_edges(t);
    return t;
}

/* Proves: N51 P19 */
static void test_partial_ack(void)
{
    I596 *t = up_masked();

    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
    g_assert_true(edge_seen(t));
    forget_edges(t);
    i596_command(t, STAT_CX);
    g_assert_true(edge_seen(t));
    g_assert_true(i596_int(t));
    forget_edges(t);
    i596_command(t, STAT_CNA);
    i596_settle(t);
    g_assert_false(edge_seen(t));
    g_assert_false(i596_int(t));
}

/* Proves: N52 */
static void test_event_while_asserted(void)
{
    I596 *t = up_masked();

    i596_rx_ready(t);
    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    g_assert_true(i596_int(t));
    forget_edges(t);
    i596_deliver(t, i596_ia, 64, 0);
    i596_wait_scb(t, STAT_FR, STAT_FR);
    g_assert_true(edge_seen(t));
    g_assert_true(i596_int(t));
}

/* Proves: P18 */
static void test_reset_makes_no_edge(void)
{
    I596 *t = up_masked();

    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    forget_edges(t);
    i596_hw_reset(t);
    i596_settle(t);
    g_assert_false(edge_seen(t));
    i596_attention_init(t);
    g_assert_true(edge_seen(t));
}

/* Proves: N215 */
static void test_no_storm(void)
{
    I596 *t = up_masked();

    i596_rx_ready(t);
    i596_ack_all(t);
    forget_edges(t);
    qtest_writel(t->qts, LASI_IMR, LAN_BIT);
    for (unsigned n = 0; n < 8; n++) {
        i596_put16(t, i596_rfd_at(t, n % 4), 0);
        i596_deliver(t, i596_ia, 64, n % 4);
        i596_wait_scb(t, STAT_FR, STAT_FR);
        g_assert_true(interrupted(t));
        g_assert_cmphex(qtest_readl(t->qts, LASI_IRR), ==, LAN_BIT);
        i596_command(t, STAT_EVENTS);
        i596_settle(t);
        g_assert_false(interrupted(t));
        g_assert_cmphex(qtest_readl(t->qts, LASI_IRR), ==, 0);
    }
    qtest_writel(t->qts, LASI_IMR, 0);
}

/*
 * An event that comes between the handler's read of the status and its
 * acknowledge must interrupt again: edge-triggered LASI tells only once.
 */
/* Proves: P19 */
static void test_event_behind_handler(void)
{
    I596 *t = up_masked();

    i596_rx_ready(t);
    i596_ack_all(t);
    forget_edges(t);
    qtest_writel(t->qts, LASI_IMR, LAN_BIT);
    i596_deliver(t, i596_ia, 64, 0);
    i596_wait_scb(t, STAT_FR, STAT_FR);
    g_assert_true(interrupted(t));
    g_assert_cmphex(qtest_readl(t->qts, LASI_IRR), ==, LAN_BIT);
    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    interrupted(t);
    qtest_readl(t->qts, LASI_IRR);
    i596_command(t, STAT_FR);   /* what the handler knew of */
    g_assert_true(interrupted(t));
    i596_command(t, STAT_CX | STAT_CNA);
    i596_settle(t);
    g_assert_false(interrupted(t));
    qtest_writel(t->qts, LASI_IMR, 0);
}

/* With an event pending on both sides of a migration, a new one is told. */
/* Proves: N216 P19 */
static void test_migrated_line(void)
{
    I596 *t = i596_launch("");

    i596_init(t, SYSBUS_LINEAR);
    qtest_writel(t->qts, LASI_IMR, 0);
    t = i596_migrate(t);
    forget_edges(t);
    i596_rx_ready(t);   /* acknowledges CNA; CX of the init stays */
    i596_wait_scb(t, STAT_EVENTS, STAT_CX);
    t = i596_migrate(t);
    forget_edges(t);
    i596_deliver(t, i596_ia, 64, 0);
    i596_wait_scb(t, STAT_FR, STAT_FR);
    g_assert_true(edge_seen(t));
    i596_ack_all(t);
    g_assert_false(i596_int(t));
    i596_quit(t);
}

/* Proves: N14 */
static void test_io_reset(void)
{
    I596 *t = up_masked();

    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    qtest_writel(t->qts, LASI_IORESET, 0x1ff);
    g_assert_true(i596_int(t));
    qtest_writel(t->qts, LASI_IORESET, 0x1ff & ~2u);
    g_assert_false(i596_int(t));
    qtest_writel(t->qts, LASI_IORESET, 0x1ff);
    i596_put16(t, t->scb, 0);
    i596_attention_init(t);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/irq/" path, fn)
    ADD("partial-ack", test_partial_ack);
    ADD("event-while-asserted", test_event_while_asserted);
    ADD("reset-makes-no-edge", test_reset_makes_no_edge);
    ADD("no-storm", test_no_storm);
    ADD("event-behind-handler", test_event_behind_handler);
    ADD("migrated-line", test_migrated_line);
    ADD("io-reset", test_io_reset);
#undef ADD
    return i596_run();
}
