/*
 * QTest of the Intel 82596 on LASI: reception, filter and descriptors
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

static const uint8_t new_modes[] = {
    SYSBUS_LINEAR, SYSBUS_LINEAR_BE, SYSBUS_SEGMENTED,
};
static const uint8_t group[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 };
static const uint8_t other[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 };

static I596 *up_for_rx(uint8_t sysbus)
{
    I596 *t = i596_up(sysbus);

    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);
    return t;
}

static uint16_t rbd_count(I596 *t, unsigned n)
{
    return i596_get16(t, i596_rbd_at(t, n));
}

static uint16_t rfd_status(I596 *t, unsigned n)
{
    return i596_get16(t, i596_rfd_at(t, n));
}

static uint32_t rfd_rbd(I596 *t, unsigned n)
{
    return i596_get_link(t, i596_rfd_at(t, n) + t->l->rfd_rbd);
}

/* A ring of 4 RFDs with room for @size bytes, 4 RBDs of @bufsize; Ready. */
static void flexible_ring(I596 *t, uint16_t size, uint16_t bufsize)
{
    i596_rx_ring(t, 4, 4, bufsize);
    for (unsigned n = 0; n < 4; n++) {
        i596_put16(t, i596_rfd_at(t, n) + t->l->rfd_size, size);
    }
    i596_ru_start(t, i596_rfd_at(t, 0));
}

/* Proves: N131 */
static void test_idle(void)
{
    g_autofree uint8_t *before = g_malloc(0x8000);
    uint8_t frame[64];
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_rx_ring(t, 4, 4, 1536);
    i596_set_rfa(t, i596_rfd_at(t, 0));
    i596_settle(t);
    qtest_memread(t->qts, t->seg, before, 0x8000);
    i596_send(t, frame, i596_frame(frame, i596_ia, 64));
    i596_settle(t);
    i596_assert_mem(t, t->seg, before, 0x8000);
    g_assert_false(i596_int(t));
}

/* Proves: N132 */
static void test_start(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = up_for_rx(i596_modes[i]);

        i596_rx_ring(t, 4, 4, 1536);
        i596_ru_start(t, i596_rfd_at(t, 0));
        g_assert_cmphex(i596_status(t), ==, STAT_RU_READY);
        g_assert_cmphex(rfd_status(t, 0), ==, ST_B);
    }
}

/* Proves: N133 */
static void test_unicast(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_rx_ready(t);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
    i596_wait_scb(t, 0xffff, STAT_FR | STAT_RU_READY);
    g_assert_true(i596_int(t));
    g_assert_cmphex(rfd_status(t, 1), ==, ST_B);
}

/* Proves: N134 */
static void test_group_status(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(new_modes); i++) {
        I596 *t = up_for_rx(new_modes[i]);

        i596_rx_ready(t);
        i596_multicast(t, 6, group, 6);
        g_assert_cmphex(i596_deliver(t, i596_bcast, 64, 0), ==,
                        ST_GOOD | RX_OTHER_DA);
        g_assert_cmphex(i596_deliver(t, group, 64, 1), ==,
                        ST_GOOD | RX_OTHER_DA);
    }
}

/* Proves: N135 */
static void test_promiscuous_status(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 8, 0x01);
    i596_rx_ready(t);
    g_assert_cmphex(i596_deliver(t, other, 64, 0), ==, ST_GOOD | RX_OTHER_DA);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 1), ==, ST_GOOD);
}

/* Proves: N136 */
static void test_status_586(void)
{
    I596 *t = up_for_rx(SYSBUS_586);

    i596_cfg(t, 8, 0x01);
    i596_rx_ready(t);
    g_assert_cmphex(i596_deliver(t, other, 64, 0), ==, ST_GOOD);
    g_assert_cmphex(i596_deliver(t, i596_bcast, 64, 1), ==, ST_GOOD);
    g_assert_cmphex(i596_deliver(t, group, 64, 2), ==, ST_GOOD);
}

/* Proves: N137 */
static void test_broadcast_disabled(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    g_assert_true(i596_accepts(t, i596_bcast));
    i596_cfg(t, 8, 0x02);
    g_assert_false(i596_accepts(t, i596_bcast));
}

/* Proves: N138 */
static void test_promiscuous_wins(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 8, 0x03);
    g_assert_true(i596_accepts(t, i596_bcast));
    g_assert_true(i596_accepts(t, other));
    g_assert_true(i596_accepts(t, group));
}

/* Proves: N139 */
static void test_all_multicast(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    g_assert_false(i596_accepts(t, group));
    i596_cfg(t, 11, 0xdf);
    g_assert_true(i596_accepts(t, group));
    g_assert_false(i596_accepts(t, other));
}

/* Unbroken: N140 */
static void test_broadcast_is_address(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_cfg(t, 8, 0x02);
    i596_rx_ring(t, 4, 4, 1536);
    i596_ru_start(t, i596_rfd_at(t, 0));
    g_assert_cmphex(i596_deliver(t, i596_bcast, 64, 0) & ST_GOOD, ==, ST_GOOD);
}

/* Proves: N141 N147 N151 */
static void test_flexible_all_in_buffers(void)
{
    uint8_t frame[200];

    i596_frame(frame, i596_ia, sizeof(frame));
    for (unsigned i = 0; i < ARRAY_SIZE(new_modes); i++) {
        I596 *t = up_for_rx(new_modes[i]);

        i596_rx_ready(t);
        i596_fill(t, i596_rfd_at(t, 0) + t->l->rfd_da, 32);
        g_assert_cmphex(i596_deliver(t, i596_ia, 200, 0), ==, ST_GOOD);
        i596_assert_mem(t, i596_buf_at(0), frame, 200);
        i596_assert_filled(t, i596_buf_at(0) + 200, 64);
        i596_assert_filled(t, i596_rfd_at(t, 0) + t->l->rfd_da, 32);
        g_assert_cmphex(rbd_count(t, 0), ==, CNT_EOF | CNT_F | 200);
        g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 0) + t->l->rfd_count) &
                        0x3fff, ==, 0);
    }
}

/* Proves: N142 */
static void test_flexible_split(void)
{
    static const uint16_t sizes[] = { 14, 20 };
    uint8_t frame[200];

    i596_frame(frame, i596_ia, sizeof(frame));
    for (unsigned m = 0; m < ARRAY_SIZE(new_modes); m++) {
        for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
            I596 *t = up_for_rx(new_modes[m]);
            uint32_t rfd = i596_rfd_at(t, 0);
            uint16_t size = sizes[i];

            flexible_ring(t, size, 1536);
            i596_fill(t, rfd + t->l->rfd_da, 64);
            g_assert_cmphex(i596_deliver(t, i596_ia, 200, 0), ==, ST_GOOD);
            i596_assert_mem(t, rfd + t->l->rfd_da, frame, size);
            i596_assert_filled(t, rfd + t->l->rfd_da + size, 64 - size);
            i596_assert_mem(t, i596_buf_at(0), frame + size, 200 - size);
            g_assert_cmphex(rbd_count(t, 0), ==,
                            CNT_EOF | CNT_F | (200 - size));
            g_assert_cmphex(i596_get16(t, rfd + t->l->rfd_count), ==,
                            CNT_F | size);
        }
    }
}

/* Proves: N143 */
static void test_flexible_fits_descriptor(void)
{
    uint8_t frame[100];
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    flexible_ring(t, 100, 1536);
    g_assert_cmphex(i596_deliver(t, i596_ia, 100, 0), ==, ST_GOOD);
    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 0) + 12), ==,
                    CNT_EOF | CNT_F | 100);
    g_assert_cmphex(rbd_count(t, 0), ==, 0);
    i596_frame(frame, i596_ia, 100);
    i596_assert_mem(t, i596_rfd_at(t, 0) + 16, frame, 100);
    g_assert_cmphex(i596_deliver(t, i596_ia, 150, 1), ==, ST_GOOD);
    g_assert_cmphex(rbd_count(t, 0), ==, CNT_EOF | CNT_F | 50);
    g_assert_cmphex(rbd_count(t, 1), ==, 0);
}

/* Proves: N144 */
static void test_simplified(void)
{
    uint8_t frame[1514];

    i596_frame(frame, i596_ia, sizeof(frame));
    for (unsigned m = 0; m < ARRAY_SIZE(new_modes); m++) {
        I596 *t = up_for_rx(new_modes[m]);
        uint32_t rfd = i596_rfd(t, 0, 0, i596_rfd_at(t, 1), I596_NULL, 1514);

        i596_rfd(t, 1, CMD_EL, I596_NULL, I596_NULL, 1514);
        i596_fill(t, rfd + t->l->rfd_da, 1530);
        i596_ru_start(t, rfd);
        g_assert_cmphex(i596_deliver(t, i596_ia, 1514, 0), ==, ST_GOOD);
        i596_assert_mem(t, rfd + t->l->rfd_da, frame, 1514);
        i596_assert_filled(t, rfd + t->l->rfd_da + 1514, 16);
        g_assert_cmphex(i596_get16(t, rfd + t->l->rfd_count), ==,
                        CNT_EOF | CNT_F | 1514);
        g_assert_cmphex(i596_deliver(t, i596_ia, 60, 1), ==, ST_GOOD);
    }
}

/* Proves: N145 */
static void test_586_header_in_descriptor(void)
{
    uint8_t frame[100];
    I596 *t = up_for_rx(SYSBUS_586);
    uint32_t rfd = i596_rfd_at(t, 0);

    i596_frame(frame, i596_ia, sizeof(frame));
    i596_cfg(t, 3, 0x26); /* AL-LOC = 0 */
    i596_rx_ready(t);
    i596_fill(t, rfd + 22, 16);
    g_assert_cmphex(i596_deliver(t, i596_ia, 100, 0), ==, ST_GOOD);
    i596_assert_mem(t, rfd + t->l->rfd_da, frame, 14);
    i596_assert_filled(t, rfd + 22, 16);
    i596_assert_mem(t, i596_buf_at(0), frame + 14, 86);
    g_assert_cmphex(rbd_count(t, 0), ==, CNT_EOF | CNT_F | 86);
}

/* Proves: N146 */
static void test_586_all_in_buffers(void)
{
    uint8_t frame[100];
    I596 *t = up_for_rx(SYSBUS_586);

    i596_rx_ready(t);
    i596_fill(t, i596_rfd_at(t, 0) + t->l->rfd_da, 14);
    g_assert_cmphex(i596_deliver(t, i596_ia, 100, 0), ==, ST_GOOD);
    i596_assert_filled(t, i596_rfd_at(t, 0) + t->l->rfd_da, 14);
    i596_frame(frame, i596_ia, sizeof(frame));
    i596_assert_mem(t, i596_buf_at(0), frame, 100);
    g_assert_cmphex(rbd_count(t, 0), ==, CNT_EOF | CNT_F | 100);
}

/* Proves: N148 N149 N150 */
static void test_buffer_chain(void)
{
    static const uint16_t lengths[] = { 100, 128, 192, 129, 380, 384 };
    uint8_t frame[400];

    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        for (unsigned i = 0; i < ARRAY_SIZE(lengths); i++) {
            I596 *t = up_for_rx(i596_modes[m]);
            uint16_t len = lengths[i], done = 0;

            i596_rx_ring(t, 4, 8, 64);
            i596_ru_start(t, i596_rfd_at(t, 0));
            i596_frame(frame, i596_ia, len);
            g_assert_cmphex(i596_deliver(t, i596_ia, len, 0), ==, ST_GOOD);
            for (unsigned n = 0; done < len; n++) {
                uint16_t part = MIN(len - done, 64);
                uint16_t eof = done + part == len ? CNT_EOF : 0;

                i596_assert_mem(t, i596_buf_at(n), frame + done, part);
                i596_assert_filled(t, i596_buf_at(n) + part, 128 - part);
                g_assert_cmphex(rbd_count(t, n), ==, eof | CNT_F | part);
                done += part;
            }
            g_assert_cmphex(rbd_count(t, (len + 63) / 64), ==, 0);
        }
    }
}

/* Proves: N151 */
static void test_crc_stored(void)
{
    uint8_t frame[104];

    i596_frame(frame, i596_ia, 100);
    i596_fcs(frame, 100, frame + 100);
    for (unsigned i = 0; i < ARRAY_SIZE(new_modes); i++) {
        I596 *t = up_for_rx(new_modes[i]);

        i596_cfg(t, 11, 0xfb); /* CRCINM = 0 */
        i596_rx_ready(t);
        g_assert_cmphex(i596_deliver(t, i596_ia, 100, 0), ==, ST_GOOD);
        i596_assert_mem(t, i596_buf_at(0), frame, 104);
        g_assert_cmphex(rbd_count(t, 0), ==, CNT_EOF | CNT_F | 104);
    }
}

/* Proves: N152 N153 */
static void test_next_buffer_handed_on(void)
{
    static const uint32_t presets[] = { I596_NULL, 0 };

    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        for (unsigned i = 0; i < ARRAY_SIZE(presets); i++) {
            I596 *t = up_for_rx(i596_modes[m]);

            i596_rx_ring(t, 4, 6, 64);
            for (unsigned n = 1; n < 4; n++) {
                i596_put_link(t, i596_rfd_at(t, n) + t->l->rfd_rbd,
                              presets[i] ? presets[i] : t->base);
            }
            i596_ru_start(t, i596_rfd_at(t, 0));
            i596_deliver(t, i596_ia, 64, 0);
            i596_wait_scb(t, STAT_FR, STAT_FR);
            g_assert_cmphex(rfd_rbd(t, 1), ==, i596_rbd_at(t, 1));
            i596_deliver(t, i596_ia, 180, 1);
            i596_settle(t);
            g_assert_cmphex(rfd_rbd(t, 2), ==, i596_rbd_at(t, 4));
        }
    }
}

/* Proves: N154 */
static void test_end_leaves_next_alone(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_rx_ring(t, 4, 4, 1536);
    i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_SF);
    i596_put_link(t, i596_rfd_at(t, 1) + t->l->rfd_rbd, 0x00c0ffee);
    i596_ru_start(t, i596_rfd_at(t, 0));
    i596_deliver(t, i596_ia, 64, 0);
    i596_wait_scb(t, STAT_RNR, STAT_RNR);
    i596_settle(t);
    g_assert_cmphex(rfd_rbd(t, 1), ==, 0x00c0ffee);
    g_assert_cmphex(rfd_status(t, 1), ==, 0);
}

/* Proves: N155 */
static void test_command_not_changed(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_rx_ready(t);
    i596_put16(t, i596_rfd_at(t, 1) + 2, CMD_EL | CMD_SF | 0x0007);
    i596_deliver(t, i596_ia, 64, 0);
    i596_deliver(t, i596_ia, 64, 1);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 0) + 2), ==, CMD_SF);
    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 1) + 2), ==,
                    CMD_EL | CMD_SF | 0x0007);
}

/* Proves: N156 */
static void test_rings_wrap(void)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = up_for_rx(i596_modes[m]);

        i596_rx_ring(t, 3, 5, 1536);
        i596_ru_start(t, i596_rfd_at(t, 0));
        for (unsigned n = 0; n < 20; n++) {
            i596_put16(t, i596_rfd_at(t, n % 3), 0);
            i596_put16(t, i596_rbd_at(t, n % 5), 0);
            g_assert_cmphex(i596_deliver(t, i596_ia, 60 + n, n % 3), ==,
                            ST_GOOD);
            g_assert_cmphex(rbd_count(t, n % 5), ==,
                            CNT_EOF | CNT_F | (60 + n));
            i596_command(t, STAT_FR);
        }
    }
}

/* Proves: N157 */
static void test_prefetch_bit(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_rx_ready(t);
    i596_deliver(t, i596_ia, 64, 0);
    for (unsigned n = 0; n < 4; n++) {
        g_assert_cmphex(i596_get16(t, i596_rbd_at(t, n) + 12), ==, 1536);
    }
    t = up_for_rx(SYSBUS_LINEAR);
    t->cfg[0] |= 0x80;
    i596_rx_ready(t);
    i596_deliver(t, i596_ia, 64, 0);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, i596_rbd_at(t, 0) + 12), ==, RBD_P | 1536);
    g_assert_cmphex(i596_get16(t, i596_rbd_at(t, 3) + 12), ==, 1536);
}

/* Proves: N158 N159 */
static void test_size_bits_masked(void)
{
    uint8_t frame[80];

    i596_frame(frame, i596_ia, sizeof(frame));
    for (unsigned p = 0; p < 2; p++) {
        I596 *t = up_for_rx(SYSBUS_LINEAR);

        t->cfg[0] |= p ? 0x80 : 0;
        i596_cfg_send(t, 14);
        i596_rx_ring(t, 4, 3, 64);
        i596_rbd(t, 0, RBD_P | 64, i596_rbd_at(t, 1), i596_buf_at(0));
        i596_rbd(t, 1, RBD_EL | RBD_P | 64, I596_NULL, i596_buf_at(1));
        i596_ru_start(t, i596_rfd_at(t, 0));
        g_assert_cmphex(i596_deliver(t, i596_ia, 80, 0), ==, ST_GOOD);
        i596_assert_mem(t, i596_buf_at(0), frame, 64);
        i596_assert_mem(t, i596_buf_at(1), frame + 64, 16);
        i596_assert_filled(t, i596_buf_at(0) + 64, 64);
        i596_assert_filled(t, i596_buf_at(1) + 16, 64);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/rx/" path, fn)
    ADD("idle", test_idle);
    ADD("start", test_start);
    ADD("filter/unicast", test_unicast);
    ADD("filter/group-status", test_group_status);
    ADD("filter/promiscuous-status", test_promiscuous_status);
    ADD("filter/status-82586", test_status_586);
    ADD("filter/broadcast-disabled", test_broadcast_disabled);
    ADD("filter/promiscuous-wins", test_promiscuous_wins);
    ADD("filter/all-multicast", test_all_multicast);
    ADD("filter/broadcast-is-address", test_broadcast_is_address);
    ADD("flexible/all-in-buffers", test_flexible_all_in_buffers);
    ADD("flexible/split", test_flexible_split);
    ADD("flexible/fits-descriptor", test_flexible_fits_descriptor);
    ADD("simplified", test_simplified);
    ADD("82586/header-in-descriptor", test_586_header_in_descriptor);
    ADD("82586/all-in-buffers", test_586_all_in_buffers);
    ADD("buffer-chain", test_buffer_chain);
    ADD("crc-stored", test_crc_stored);
    ADD("next-buffer-handed-on", test_next_buffer_handed_on);
    ADD("end-leaves-next-alone", test_end_leaves_next_alone);
    ADD("command-not-changed", test_command_not_changed);
    ADD("rings-wrap", test_rings_wrap);
    ADD("prefetch-bit", test_prefetch_bit);
    ADD("size-bits-masked", test_size_bits_masked);
#undef ADD
    return i596_run();
}
