/*
 * QTest of the Intel 82596 on LASI: memory modes and byte orders
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

/*
 * Use every kind of pointer once: CBL, CB link, TBD and its buffer, RFA,
 * RFD link, RBD chain and its buffers.
 */
static void round_trip(I596 *t)
{
    uint8_t frame[300], second[100];
    uint32_t tbd, cb;

    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);

    i596_frame(frame, i596_peer, sizeof(frame));
    cb = i596_cb(t, 0, CMD_NOP, i596_cb_at(t, 1));
    i596_tcb(t, 1, CMD_EL, I596_NULL, frame, sizeof(frame));
    tbd = i596_tbd(t, 5, 120, i596_tbd_at(t, 6), i596_txbuf_at(1));
    i596_tbd(t, 6, CNT_EOF | 180, I596_NULL, i596_txbuf_at(1) + 120);
    i596_put_link(t, i596_param(t, i596_cb_at(t, 1)), tbd);
    i596_cu_start(t, cb);
    i596_expect(t, frame, sizeof(frame));
    i596_wait16(t, i596_cb_at(t, 1), 0xafff & ~0x40, ST_GOOD);

    i596_rx_ring(t, 4, 6, 128);
    i596_ru_start(t, i596_rfd_at(t, 0));
    i596_frame(frame, i596_ia, sizeof(frame));
    i596_frame(second, i596_ia, sizeof(second));
    i596_send(t, frame, sizeof(frame));
    i596_send(t, second, sizeof(second));
    i596_wait16(t, i596_rfd_at(t, 1), 0xffff, ST_GOOD);
    i596_assert_mem(t, i596_buf_at(0), frame, 128);
    i596_assert_mem(t, i596_buf_at(1), frame + 128, 128);
    i596_assert_mem(t, i596_buf_at(2), frame + 256, 44);
    i596_assert_mem(t, i596_buf_at(3), second, 100);
    g_assert_cmphex(i596_get_link(t, i596_rfd_at(t, 1) + t->l->rfd_rbd), ==,
                    i596_rbd_at(t, 3));
}

/*
 * The SYSBUS byte lies at SCP+3, as on every big-endian host; the other
 * half of N29, SCP+2 with the little-endian pin, cannot occur on LASI.
 */
/* Proves: N29 N30 P22 */
static void test_modes(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        round_trip(i596_up(i596_modes[i]));
    }
}

/* Proves: N43 */
static void test_true_big_endian(void)
{
    round_trip(i596_up(SYSBUS_LINEAR_BE));
}

/* Proves: N44 P22 */
static void test_be_ignored_in_586(void)
{
    round_trip(i596_up(SYSBUS_586_BE));
}

/* Proves: N45 */
static void test_odd_word_structures(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = i596_new();

        t->skew = 2;
        i596_init(t, i596_modes[i]);
        i596_ack_all(t);
        round_trip(t);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/modes/" path, fn)
    ADD("all", test_modes);
    ADD("true-big-endian", test_true_big_endian);
    ADD("be-ignored-in-82586", test_be_ignored_in_586);
    ADD("odd-word-structures", test_odd_word_structures);
#undef ADD
    return i596_run();
}
