/*
 * QTest of the Intel 82596 on LASI: channel attention, events, INT pin
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

/* All four events pending: CX and CNA by a CB, FR and RNR by an RFD. */
static I596 *all_events(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_rx_ready(t);
    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_SF);
    i596_ru_start(t, i596_rfd_at(t, 0));
    i596_deliver(t, i596_ia, 64, 0);
    i596_wait_scb(t, STAT_EVENTS, STAT_EVENTS);
    return t;
}

/* Proves: N46 */
static void test_empty_command(void)
{
    I596 *t = all_events();
    uint16_t before = i596_status(t);

    i596_command(t, 0);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, t->scb + 2), ==, 0);
    g_assert_cmphex(i596_status(t), ==, before);
    g_assert_true(i596_int(t));
}

/* Proves: N47 */
static void test_command_cleared(void)
{
    static const uint16_t words[] = {
        STAT_EVENTS, CUC_START, CUC_RESUME, CUC_SUSPEND, CUC_ABORT,
        CUC_LOAD_TIMERS, CUC_RESTART_TIMERS, RUC_START, RUC_RESUME,
        RUC_SUSPEND, RUC_ABORT, CUC_START | RUC_START,
        CUC_ABORT | RUC_ABORT, CUC_SUSPEND | RUC_SUSPEND, 0xffff & ~SCB_RESET,
    };
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_rx_ready(t);
    i596_set_cbl(t, i596_cb(t, 0, CMD_EL, I596_NULL));
    for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
        i596_command(t, words[i]);
    }
}

/* Proves: N48 */
static void test_ack_one(void)
{
    for (uint16_t bit = STAT_CX; bit >= STAT_RNR; bit >>= 1) {
        I596 *t = all_events();

        i596_command(t, bit);
        g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, STAT_EVENTS & ~bit);
    }
}

/* Proves: N49 */
static void test_ack_nothing(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_exec(t, i596_cb(t, 0, CMD_EL, I596_NULL));
    g_assert_cmphex(i596_status(t), ==, STAT_CNA);
    i596_command(t, STAT_CX | STAT_FR | STAT_RNR);
    g_assert_cmphex(i596_status(t), ==, STAT_CNA);
    g_assert_true(i596_int(t));
}

/* Proves: N50 */
static void test_all_in_one_word(void)
{
    I596 *t = all_events();
    uint32_t cb = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);

    i596_set_cbl(t, cb);
    i596_rx_ring(t, 4, 4, 1536);
    i596_set_rfa(t, i596_rfd_at(t, 0));
    i596_command(t, STAT_EVENTS | CUC_START | RUC_START);
    i596_wait16(t, cb, 0xffff, ST_GOOD);
    i596_wait_scb(t, 0xffff, STAT_CNA | STAT_RU_READY);
}

/* Proves: N53 */
static void test_all_acknowledged(void)
{
    I596 *t = all_events();

    g_assert_true(i596_int(t));
    i596_command(t, STAT_EVENTS);
    i596_settle(t);
    g_assert_false(i596_int(t));
    g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, 0);
}

/* Proves: N54 N178 */
static void test_event_keeps_command(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t cb = i596_cb(t, 0, CMD_EL | CMD_NOP, I596_NULL);

    i596_rx_ready(t);
    i596_set_cbl(t, cb);
    i596_put16(t, t->scb + 2, CUC_START);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
    i596_wait_scb(t, STAT_FR, STAT_FR);
    g_assert_cmphex(i596_get16(t, t->scb + 2), ==, CUC_START);
    g_assert_cmphex(i596_get16(t, cb), ==, 0);
    i596_ca(t);
    i596_wait16(t, cb, 0xffff, ST_GOOD);
    g_assert_cmphex(i596_get16(t, t->scb + 2), ==, 0);
}

/* Proves: N55 */
static void test_status_before_int(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint8_t frame[64];

    i596_rx_ready(t);
    for (unsigned n = 0; n < 8; n++) {
        int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

        i596_ack_all(t);
        i596_put16(t, i596_rfd_at(t, n % 4), 0);
        i596_send(t, frame, i596_frame(frame, i596_ia, 64));
        while (!i596_int(t) && g_get_monotonic_time() < end) {
            i596_tick(t);
        }
        g_assert_cmphex(i596_status(t) & STAT_FR, ==, STAT_FR);
        g_assert_cmphex(i596_get16(t, i596_rfd_at(t, n % 4)), ==, ST_GOOD);
    }
}

/* Proves: N56 */
static void test_status_consistent(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint16_t status;

    for (unsigned n = 0; n < 40; n++) {
        i596_cb(t, n, CMD_NOP | (n == 39 ? CMD_EL : CMD_I),
                i596_cb_at(t, n + 1));
    }
    i596_rx_ready(t);
    i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_SF);
    i596_set_cbl(t, i596_cb_at(t, 0));
    i596_put16(t, t->scb + 2, CUC_START | RUC_SUSPEND);
    i596_ca(t);
    do {
        status = i596_status(t);
        g_assert_cmpint(!!(status & STAT_CNA), ==,
                        (status & STAT_CUS) == STAT_CU_IDLE &&
                        i596_get16(t, i596_cb_at(t, 39)) != 0);
        if (status & STAT_RNR) {
            g_assert_cmphex(status & STAT_RUS, !=, STAT_RU_READY);
        }
        i596_tick(t);
    } while (i596_get16(t, i596_cb_at(t, 39)) == 0);
    i596_wait_scb(t, STAT_CNA | STAT_RNR | STAT_CUS | STAT_RUS,
                  STAT_CNA | STAT_RNR | STAT_CU_IDLE | STAT_RU_SUSPENDED);
}

/* Unbroken: N57 */
static void test_reserved_commands(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_rx_ready(t);
    i596_command(t, 0x0700);
    for (uint16_t ruc = 5; ruc <= 7; ruc++) {
        i596_command(t, ruc << 4);
    }
    i596_settle(t);
    g_assert_cmphex(i596_status(t), ==, STAT_RU_READY);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
}

/* Proves: N58 */
static void test_list_heads_read_late(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t cb = i596_cb(t, 0, CMD_S | CMD_NOP, i596_cb_at(t, 1));

    i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);
    i596_rx_ready(t);
    i596_exec(t, cb);
    i596_set_cbl(t, 0xdeadbeef);
    i596_set_rfa(t, 0xdeadbeef);
    i596_command(t, CUC_RESUME | STAT_EVENTS);
    i596_wait16(t, i596_cb_at(t, 1), 0xffff, ST_GOOD);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
    i596_command(t, RUC_SUSPEND);
    i596_command(t, RUC_RESUME);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 1), ==, ST_GOOD);
}

/* Proves: N59 */
static void test_two_attentions(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t cb = i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL);

    i596_set_cbl(t, cb);
    i596_put16(t, t->scb + 2, CUC_START);
    i596_ca(t);
    i596_ca(t);
    i596_wait16(t, cb, 0xffff, ST_GOOD);
    i596_put16(t, cb, 0);
    i596_put16(t, t->scb + 2, STAT_EVENTS | CUC_START);
    i596_ca(t);
    i596_ca(t);
    i596_wait16(t, cb, 0xffff, ST_GOOD);
    g_assert_cmphex(i596_get16(t, t->scb + 2), ==, 0);
}

/* Proves: N60 */
static void test_zero_bits(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = i596_up(i596_modes[i]);
        uint16_t zero = i596_modes[i] == SYSBUS_586 ? 0x088f : 0x0807;

        i596_put16(t, t->scb, 0xffff);
        i596_rx_ready(t);
        i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
        g_assert_cmphex(i596_status(t) & zero, ==, 0);
        /* out of RBDs: RUS A in the new modes, 2 in 82586 mode */
        i596_rbd(t, 0, RBD_EL | 64, I596_NULL, i596_buf_at(0));
        i596_ru_start(t, i596_rfd_at(t, 0));
        i596_deliver(t, i596_ia, 200, 0);
        i596_wait_scb(t, STAT_RNR, STAT_RNR);
        g_assert_cmphex(i596_status(t) & zero, ==, 0);
    }
}

/* Proves: N200 */
static void test_throttle_timers(void)
{
    static const uint16_t cuc[] = { CUC_LOAD_TIMERS, CUC_RESTART_TIMERS };

    for (unsigned i = 0; i < ARRAY_SIZE(cuc); i++) {
        I596 *t = i596_up(SYSBUS_LINEAR);

        i596_put16(t, t->scb + t->l->scb_timers, 100);
        i596_put16(t, t->scb + t->l->scb_timers + 2, 200);
        g_assert_cmphex(i596_status(t), ==, 0);
        i596_command(t, cuc[i]);
        i596_wait_scb(t, 0xffff, STAT_T);
        g_assert_false(i596_int(t));
        g_assert_cmphex(i596_exec(t, i596_cb(t, 0, CMD_EL, I596_NULL)), ==,
                        ST_GOOD);
        i596_init(t, SYSBUS_LINEAR);
        g_assert_cmphex(i596_status(t) & STAT_T, ==, 0);
    }
}

/* Proves: N201 */
static void test_throttle_586(void)
{
    I596 *t = i596_up(SYSBUS_586);

    i596_command(t, CUC_LOAD_TIMERS);
    i596_command(t, CUC_RESTART_TIMERS);
    i596_settle(t);
    g_assert_cmphex(i596_status(t), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/scb/" path, fn)
    ADD("empty-command", test_empty_command);
    ADD("command-cleared", test_command_cleared);
    ADD("ack/one", test_ack_one);
    ADD("ack/nothing", test_ack_nothing);
    ADD("ack/all", test_all_acknowledged);
    ADD("all-in-one-word", test_all_in_one_word);
    ADD("event-keeps-command", test_event_keeps_command);
    ADD("status-before-int", test_status_before_int);
    ADD("status-consistent", test_status_consistent);
    ADD("reserved-commands", test_reserved_commands);
    ADD("list-heads-read-late", test_list_heads_read_late);
    ADD("two-attentions", test_two_attentions);
    ADD("zero-bits", test_zero_bits);
    ADD("throttle/load", test_throttle_timers);
    ADD("throttle/82586", test_throttle_586);
#undef ADD
    return i596_run();
}
