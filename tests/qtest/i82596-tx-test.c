/*
 * QTest of the Intel 82596 on LASI: transmission
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The network backend carries frames without FCS.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define TX_STATUS   (0xffff & ~0x0040)  /* heartbeat, bit 6, is free */

static const uint8_t new_modes[] = {
    SYSBUS_LINEAR, SYSBUS_LINEAR_BE, SYSBUS_SEGMENTED,
};

static I596 *up_for_tx(uint8_t sysbus)
{
    I596 *t = i596_up(sysbus);

    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);
    return t;
}

static void assert_sent(I596 *t, uint32_t cb, const void *frame, size_t len)
{
    g_assert_cmphex(i596_exec(t, cb) & TX_STATUS, ==, ST_GOOD);
    i596_expect(t, frame, len);
}

/* A transmit CB of the new modes: @count bytes of @data in the TCB */
static uint32_t tcb_with_data(I596 *t, uint16_t cmd, uint16_t count,
                              const void *data, size_t len, uint32_t tbd)
{
    uint32_t cb = i596_cb(t, 0, CMD_EL | CMD_TRANSMIT | cmd, I596_NULL);

    i596_put_link(t, i596_param(t, cb), tbd);
    i596_put16(t, cb + t->l->tcb_count, count);
    i596_put16(t, cb + t->l->tcb_count + 2, 0);
    qtest_memwrite(t->qts, cb + t->l->tcb_da, data, len);
    return cb;
}

/* Proves: N110 N125 N129 */
static void test_one_buffer(void)
{
    uint8_t frame[1514];

    i596_frame(frame, i596_peer, sizeof(frame));
    for (unsigned i = 0; i < ARRAY_SIZE(new_modes); i++) {
        I596 *t = up_for_tx(new_modes[i]);

        assert_sent(t, i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 60),
                    frame, 60);
        assert_sent(t, i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 1514),
                    frame, 1514);
    }
}

/* Proves: N111 N126 N130 */
static void test_many_buffers(void)
{
    static const uint16_t sizes[] = { 14, 1, 3, 255, 0, 2, 125 };
    uint8_t frame[400], tbds[7 * 16];

    i596_frame(frame, i596_peer, sizeof(frame));
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = up_for_tx(i596_modes[m]);
        uint32_t cb = i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 400);
        uint32_t src = i596_txbuf_at(4) + 1;
        size_t done = 0;

        for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
            bool last = i == ARRAY_SIZE(sizes) - 1;

            qtest_memwrite(t->qts, src, frame + done, sizes[i]);
            i596_tbd(t, i, sizes[i] | (last ? CNT_EOF : 0),
                     last ? 0x0badf00d : i596_tbd_at(t, i + 1), src);
            src += sizes[i] + 3;
            done += sizes[i];
        }
        qtest_memread(t->qts, i596_tbd_at(t, 0), tbds, sizeof(tbds));
        assert_sent(t, cb, frame, done);
        i596_assert_mem(t, i596_tbd_at(t, 0), tbds, sizeof(tbds));
    }
}

/* Proves: N112 */
static void test_block_and_buffers(void)
{
    static const uint16_t counts[] = { 14, 33 };
    uint8_t frame[200];

    i596_frame(frame, i596_peer, sizeof(frame));
    for (unsigned m = 0; m < ARRAY_SIZE(new_modes); m++) {
        for (unsigned i = 0; i < ARRAY_SIZE(counts); i++) {
            I596 *t = up_for_tx(new_modes[m]);
            uint32_t tbd = i596_tbd(t, 0, CNT_EOF | (200 - counts[i]),
                                    I596_NULL, i596_txbuf_at(0));

            qtest_memwrite(t->qts, i596_txbuf_at(0), frame + counts[i],
                           200 - counts[i]);
            assert_sent(t, tcb_with_data(t, CMD_SF, counts[i], frame,
                                         counts[i], tbd), frame, 200);
        }
    }
}

/* Proves: N113 */
static void test_end_in_block(void)
{
    uint8_t frame[70];
    I596 *t = up_for_tx(SYSBUS_LINEAR);

    i596_frame(frame, i596_peer, sizeof(frame));
    assert_sent(t, tcb_with_data(t, CMD_SF, CNT_EOF | 70, frame, 70,
                                 0x0badf00d), frame, 70);
}

/* Proves: N114 */
static void test_no_descriptor(void)
{
    uint8_t frame[70];
    I596 *t = up_for_tx(SYSBUS_LINEAR);

    i596_frame(frame, i596_peer, sizeof(frame));
    assert_sent(t, tcb_with_data(t, CMD_SF, 70, frame, 70, I596_NULL),
                frame, 70);
}

/* Proves: N115 */
static void test_simplified(void)
{
    uint8_t frame[1514];

    i596_frame(frame, i596_peer, sizeof(frame));
    for (unsigned m = 0; m < ARRAY_SIZE(new_modes); m++) {
        I596 *t = up_for_tx(new_modes[m]);

        assert_sent(t, tcb_with_data(t, 0, CNT_EOF | 1514, frame, 1514,
                                     I596_NULL), frame, 1514);
        assert_sent(t, tcb_with_data(t, 0, CNT_EOF | 61, frame, 61,
                                     I596_NULL), frame, 61);
    }
}

/* @frame without its source address, as software hands it over */
static size_t without_sa(uint8_t *out, const uint8_t *frame, size_t len)
{
    memcpy(out, frame, 6);
    memcpy(out + 6, frame + 12, len - 12);
    return len - 6;
}

/* Proves: N116 */
static void test_source_address_inserted(void)
{
    uint8_t frame[100], data[100];
    size_t len = sizeof(frame);

    i596_frame(frame, i596_peer, len);
    memcpy(frame + 6, i596_ia, 6);
    without_sa(data, frame, len);
    for (unsigned m = 0; m < ARRAY_SIZE(new_modes); m++) {
        I596 *t = up_for_tx(new_modes[m]);
        uint32_t tbd;

        i596_cfg(t, 3, 0x26);
        assert_sent(t, tcb_with_data(t, 0, CNT_EOF | 94, data, 94, I596_NULL),
                    frame, len);
        tbd = i596_tbd(t, 0, CNT_EOF | 86, I596_NULL, i596_txbuf_at(0));
        qtest_memwrite(t->qts, i596_txbuf_at(0), data + 8, 86);
        assert_sent(t, tcb_with_data(t, CMD_SF, 8, data, 8, tbd), frame, len);
    }
}

/* Unbroken: N117 */
static void test_source_address_in_buffer(void)
{
    uint8_t frame[100], data[100];
    I596 *t = up_for_tx(SYSBUS_LINEAR);

    i596_frame(frame, i596_peer, sizeof(frame));
    memcpy(frame + 6, i596_ia, 6);
    without_sa(data, frame, sizeof(frame));
    i596_cfg(t, 3, 0x26);
    assert_sent(t, i596_tcb(t, 0, CMD_EL, I596_NULL, data, 94), frame, 100);
}

/* Proves: N116 N118 */
static void test_586_header_in_block(void)
{
    uint8_t frame[100];
    I596 *t = up_for_tx(SYSBUS_586);
    uint32_t cb;

    i596_cfg(t, 3, 0x26); /* AL-LOC = 0 */
    i596_frame(frame, i596_peer, sizeof(frame));
    memcpy(frame + 6, i596_ia, 6);
    cb = i596_tcb(t, 0, CMD_EL, I596_NULL, frame + 14, 86);
    qtest_memwrite(t->qts, cb + t->l->tcb_da, frame, 6);
    qtest_memwrite(t->qts, cb + t->l->tcb_da + 6, frame + 12, 2);
    assert_sent(t, cb, frame, sizeof(frame));
}

/* Proves: N119 */
static void test_586_all_in_buffers(void)
{
    uint8_t frame[100];
    I596 *t = up_for_tx(SYSBUS_586);
    uint32_t cb;

    i596_frame(frame, i596_peer, sizeof(frame));
    cb = i596_tcb(t, 0, CMD_EL, I596_NULL, frame, sizeof(frame));
    i596_fill(t, cb + t->l->tcb_da, 8);
    assert_sent(t, cb, frame, sizeof(frame));
}

/* Proves: N120 */
static void test_586_too_short(void)
{
    uint8_t frame[64];
    I596 *t = up_for_tx(SYSBUS_586);
    uint16_t status;

    i596_frame(frame, i596_peer, sizeof(frame));
    status = i596_exec(t, i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 5));
    g_assert_cmphex(status & (ST_GOOD | 0x0100), ==, ST_C | 0x0100);
    i596_expect_silence(t);
}

/* Proves: N121 */
static void test_no_crc_insertion(void)
{
    uint8_t frame[104];

    i596_frame(frame, i596_peer, 100);
    i596_fcs(frame, 100, frame + 100);
    for (unsigned nc = 0; nc < 2; nc++) {
        I596 *t = up_for_tx(SYSBUS_LINEAR);

        i596_cfg(t, 8, nc ? 0x00 : 0x10); /* NOCRC INS */
        assert_sent(t, i596_tcb(t, 0, CMD_EL | (nc ? CMD_NC : 0), I596_NULL,
                                frame, 104), frame, 100);
    }
}

/* Proves: N122 */
static void test_nc_ignored_in_586(void)
{
    uint8_t frame[100];
    I596 *t = up_for_tx(SYSBUS_586);

    i596_frame(frame, i596_peer, sizeof(frame));
    assert_sent(t, i596_tcb(t, 0, CMD_EL | CMD_NC, I596_NULL, frame, 100),
                frame, 100);
}

/* Unbroken: N123 */
static void test_padding(void)
{
    uint8_t frame[60];
    I596 *t = up_for_tx(SYSBUS_LINEAR);

    i596_cfg(t, 11, 0xfd); /* LNGFLD = 0 */
    i596_frame(frame, i596_peer, 30);
    memset(frame + 30, 0x7e, 30);
    assert_sent(t, i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 30), frame, 60);
}

/* Proves: N124 */
static void test_no_padding(void)
{
    uint8_t frame[30];
    I596 *t = up_for_tx(SYSBUS_LINEAR);

    i596_frame(frame, i596_peer, sizeof(frame));
    assert_sent(t, i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 30), frame, 30);
}

/* Proves: N127 */
static void test_list(void)
{
    uint8_t frame[32][64];
    I596 *t = up_for_tx(SYSBUS_LINEAR);

    for (unsigned n = 0; n < 32; n++) {
        i596_frame(frame[n], i596_peer, 64);
        frame[n][20] = n;
        i596_tcb(t, n, n == 31 ? CMD_EL | CMD_S | CMD_I : 0,
                 i596_cb_at(t, n + 1), frame[n], 64);
    }
    i596_cu_start(t, i596_cb_at(t, 0));
    for (unsigned n = 0; n < 32; n++) {
        i596_expect(t, frame[n], 64);
    }
    i596_wait16(t, i596_cb_at(t, 31), TX_STATUS, ST_GOOD);
    for (unsigned n = 0; n < 32; n++) {
        g_assert_cmphex(i596_get16(t, i596_cb_at(t, n)) & TX_STATUS, ==,
                        ST_GOOD);
    }
    i596_wait_scb(t, STAT_EVENTS, STAT_CX | STAT_CNA);
    i596_ack_all(t);
    i596_settle(t);
    g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, 0);
}

/* Proves: N128 */
static void test_size_mask(void)
{
    uint8_t frame[100];
    I596 *t = up_for_tx(SYSBUS_LINEAR);
    uint32_t tbd = i596_tbd(t, 0, CNT_EOF | 0x4000 | 80, I596_NULL,
                            i596_txbuf_at(0));

    i596_frame(frame, i596_peer, sizeof(frame));
    qtest_memwrite(t->qts, i596_txbuf_at(0), frame + 20, 80);
    assert_sent(t, tcb_with_data(t, CMD_SF, 0x4000 | 20, frame, 20, tbd),
                frame, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/tx/" path, fn)
    ADD("flexible/one-buffer", test_one_buffer);
    ADD("flexible/many-buffers", test_many_buffers);
    ADD("flexible/block-and-buffers", test_block_and_buffers);
    ADD("flexible/end-in-block", test_end_in_block);
    ADD("flexible/no-descriptor", test_no_descriptor);
    ADD("simplified", test_simplified);
    ADD("source-address/inserted", test_source_address_inserted);
    ADD("source-address/in-buffer", test_source_address_in_buffer);
    ADD("82586/header-in-block", test_586_header_in_block);
    ADD("82586/all-in-buffers", test_586_all_in_buffers);
    ADD("82586/too-short", test_586_too_short);
    ADD("82586/nc-ignored", test_nc_ignored_in_586);
    ADD("no-crc-insertion", test_no_crc_insertion);
    ADD("padding/on", test_padding);
    ADD("padding/off", test_no_padding);
    ADD("list", test_list);
    ADD("size-mask", test_size_mask);
#undef ADD
    return i596_run();
}
