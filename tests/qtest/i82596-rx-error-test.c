/*
 * QTest of the Intel 82596 on LASI: bad frames, counters, loopback, monitor
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The network backend cannot carry a bad FCS or a very short frame: those
 * are made by the chip itself, in internal loopback.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define LOOP_INTERNAL   0x6e    /* Configure byte 3 */
#define LOOP_EXTERNAL   0xae
#define LOOP_LPBK       0xee
#define SAVE_BAD        0xc0    /* Configure byte 2 */
#define ST_LENGTH       0x1000
#define ST_CRC          0x0800
#define ST_SHORT        0x0080

static const uint8_t other[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 };

static I596 *up_for_rx(uint8_t sysbus)
{
    I596 *t = i596_up(sysbus);

    i596_rx_ready(t);
    return t;
}

/* Transmit @frame as it is; with CMD_NC its last bytes are the FCS. */
static void transmit(I596 *t, uint16_t cmd, const uint8_t *frame, size_t len)
{
    uint32_t cb = i596_tcb(t, 0, CMD_EL | cmd, I596_NULL, frame, len);

    g_assert_cmphex(i596_exec(t, cb) & ST_C, ==, ST_C);
    i596_command(t, STAT_CNA);
}

static void loop_frame(I596 *t, const uint8_t *da, size_t len)
{
    uint8_t frame[200];

    transmit(t, 0, frame, i596_frame(frame, da, len));
}

static void loop_bad_crc(I596 *t)
{
    uint8_t frame[104];

    i596_frame(frame, i596_ia, 100);
    i596_fcs(frame, 100, frame + 100);
    frame[103] ^= 0x80;
    transmit(t, CMD_NC, frame, sizeof(frame));
}

static uint16_t rfd_status(I596 *t, unsigned n)
{
    return i596_get16(t, i596_rfd_at(t, n));
}

static uint16_t rbd_count(I596 *t, unsigned n)
{
    return i596_get16(t, i596_rbd_at(t, n));
}

static void send_short(I596 *t)
{
    uint8_t frame[100];

    i596_send(t, frame, i596_frame(frame, i596_ia, sizeof(frame)));
}

/* Proves: N179 */
static void test_bad_crc_dropped(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 3, LOOP_INTERNAL);
    loop_bad_crc(t);
    i596_wait_counter(t, CNT_CRC, 1);
    i596_settle(t);
    g_assert_cmphex(rfd_status(t, 0), ==, ST_B);
    g_assert_cmphex(rbd_count(t, 0), ==, 0);
    g_assert_cmphex(i596_status(t), ==, STAT_RU_READY);
}

/* Proves: N180 */
static void test_bad_crc_saved(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    t->cfg[2] = SAVE_BAD;
    i596_cfg(t, 3, LOOP_INTERNAL);
    loop_bad_crc(t);
    i596_wait16(t, i596_rfd_at(t, 0), ST_GOOD | ST_CRC, ST_C | ST_CRC);
    i596_wait_scb(t, STAT_FR, STAT_FR);
    g_assert_cmpuint(i596_counter(t, CNT_CRC), ==, 1);
}

/* Proves: N181 */
static void test_short_dropped(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 10, 200); /* MIN FRAME LEN */
    send_short(t);
    i596_wait_counter(t, CNT_SHRT, 1);
    i596_settle(t);
    g_assert_cmphex(rfd_status(t, 0), ==, ST_B);
    g_assert_cmphex(i596_status(t), ==, STAT_RU_READY);
}

/* Proves: N182 */
static void test_short_saved(void)
{
    uint8_t frame[100];
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    t->cfg[2] = SAVE_BAD;
    i596_cfg(t, 10, 200);
    send_short(t);
    i596_wait16(t, i596_rfd_at(t, 0), ST_GOOD | ST_SHORT, ST_C | ST_SHORT);
    i596_frame(frame, i596_ia, sizeof(frame));
    i596_assert_mem(t, i596_buf_at(0), frame, sizeof(frame));
    i596_wait_counter(t, CNT_SHRT, 1);
}

/* Proves: N183 */
static void test_minimum_lowered(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 10, 200);
    send_short(t);
    i596_wait_counter(t, CNT_SHRT, 1);
    i596_cfg(t, 10, 100);
    g_assert_cmphex(i596_deliver(t, i596_ia, 100, 0), ==, ST_GOOD);
    g_assert_cmpuint(i596_counter(t, CNT_SHRT), ==, 1);
}

/* An RU in No Resources counts each frame for this station in RSCERRS. */
static I596 *counting(uint8_t sysbus)
{
    I596 *t = i596_up(sysbus);

    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);
    i596_rx_ring(t, 4, 4, 1536);
    i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_SF);
    i596_ru_start(t, i596_rfd_at(t, 0));
    i596_deliver(t, i596_ia, 64, 0);
    i596_wait_scb(t, STAT_RNR, STAT_RNR);
    i596_ack_all(t);
    return t;
}

static void count_from_to(I596 *t, uint32_t from, uint32_t to)
{
    i596_set_counter(t, CNT_RSC, from);
    send_short(t);
    i596_wait_counter(t, CNT_RSC, to);
}

/* Proves: N184 N185 */
static void test_counter_carry(void)
{
    static const uint8_t modes[] = {
        SYSBUS_LINEAR, SYSBUS_LINEAR_BE, SYSBUS_SEGMENTED,
    };

    for (unsigned m = 0; m < ARRAY_SIZE(modes); m++) {
        I596 *t = counting(modes[m]);

        count_from_to(t, 0x0000ffff, 0x00010000);
        i596_assert_mem(t, i596_counter_at(t, CNT_RSC), "\0\0\0\1", 4);
        count_from_to(t, 0x12345677, 0x12345678);
        i596_assert_mem(t, i596_counter_at(t, CNT_RSC), "\x56\x78\x12\x34",
                        4);
    }
}

/* Proves: N186 */
static void test_counter_wrap(void)
{
    I596 *t = counting(SYSBUS_LINEAR);

    count_from_to(t, 0xffffffff, 0);
    t = counting(SYSBUS_586);
    i596_set_counter(t, CNT_OVRN, 0x1111);
    i596_set_counter(t, CNT_ALN, 0x2222);
    count_from_to(t, 0xffff, 0);
    g_assert_cmphex(i596_get16(t, t->scb + 12), ==, 0);
    g_assert_cmphex(i596_get16(t, t->scb + 10), ==, 0x2222);
    g_assert_cmphex(i596_get16(t, t->scb + 14), ==, 0x1111);
}

/* Proves: N187 */
static void test_counter_cleared(void)
{
    I596 *t = counting(SYSBUS_LINEAR);

    count_from_to(t, 7, 8);
    count_from_to(t, 0, 1);
}

/* Proves: N188 */
static void test_counters_survive_reset(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (I596Counter c = CNT_CRC; c <= CNT_SHRT; c++) {
        i596_set_counter(t, c, 0x00010001 * (c + 1));
    }
    i596_hw_reset(t);
    i596_attention_init(t);
    i596_ack_all(t);
    for (I596Counter c = CNT_CRC; c <= CNT_SHRT; c++) {
        g_assert_cmphex(i596_counter(t, c), ==, 0x00010001 * (c + 1));
    }
}

/* Unbroken: N189 */
static void test_length_field(void)
{
    uint8_t frame[100];
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    t->cfg[2] = SAVE_BAD;
    i596_cfg(t, 11, 0xfd); /* LNGFLD = 0 */
    i596_frame(frame, i596_ia, sizeof(frame));
    frame[12] = 0x01;
    frame[13] = 0x00; /* 256 bytes of data in a frame of 100 */
    i596_send(t, frame, sizeof(frame));
    i596_wait16(t, i596_rfd_at(t, 0), ST_GOOD | ST_LENGTH, ST_C | ST_LENGTH);
    g_assert_cmphex(i596_deliver(t, i596_ia, 100, 1), ==, ST_GOOD);
}

/* Proves: N190 */
static void test_tiny_frames(void)
{
    uint8_t frame[64];
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    t->cfg[2] = SAVE_BAD;
    t->cfg[8] = 0x01; /* promiscuous */
    i596_cfg(t, 3, LOOP_INTERNAL);
    i596_frame(frame, i596_ia, sizeof(frame));
    for (unsigned len = 1; len <= 4; len++) {
        transmit(t, CMD_NC, frame, len);
    }
    loop_frame(t, i596_ia, 90);
    i596_wait16(t, i596_rfd_at(t, 0), ST_C, ST_C);
    g_assert_cmphex(rbd_count(t, 0) & 0x3fff, ==, 90);
    g_assert_cmpuint(i596_counter(t, CNT_SHRT), ==, 0);
    g_assert_cmpuint(i596_counter(t, CNT_CRC), ==, 0);
}

/* Proves: N191 */
static void test_long_frames(void)
{
    static const uint16_t lengths[] = { 1514, 1518, 3000 };
    uint8_t frame[3000];
    I596 *t = up_for_rx(SYSBUS_LINEAR);
    unsigned rbd = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(lengths); i++) {
        uint16_t len = lengths[i];

        i596_frame(frame, i596_ia, len);
        g_assert_cmphex(i596_deliver(t, i596_ia, len, i), ==, ST_GOOD);
        i596_assert_mem(t, i596_buf_at(rbd), frame, MIN(len, 1536));
        rbd++;
        if (len > 1536) {
            i596_assert_mem(t, i596_buf_at(rbd), frame + 1536, len - 1536);
        }
    }
}

/* Proves: N192 */
static void test_internal_loopback(void)
{
    uint8_t frame[100];

    i596_frame(frame, i596_ia, sizeof(frame));
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = up_for_rx(i596_modes[m]);

        i596_cfg(t, 3, LOOP_INTERNAL);
        loop_frame(t, i596_ia, 100);
        i596_wait16(t, i596_rfd_at(t, 0), 0xffff, ST_GOOD);
        g_assert_cmphex(rbd_count(t, 0), ==, CNT_EOF | CNT_F | 100);
        i596_assert_mem(t, i596_buf_at(0), frame, 100);
        i596_expect_silence(t);
    }
}

/* Proves: N193 N194 */
static void test_loopback_filter(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 3, LOOP_INTERNAL);
    send_short(t);
    i596_settle(t);
    loop_frame(t, other, 80);
    loop_frame(t, i596_ia, 90);
    i596_wait16(t, i596_rfd_at(t, 0), ST_C, ST_C);
    i596_settle(t);
    g_assert_cmphex(rbd_count(t, 0) & 0x3fff, ==, 90);
    g_assert_cmphex(rfd_status(t, 1) & ST_C, ==, 0);
}

/* Unbroken: N195 */
static void test_lpbk_loopback(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 3, LOOP_LPBK);
    loop_frame(t, i596_ia, 90);
    i596_wait16(t, i596_rfd_at(t, 0), 0xffff, ST_GOOD);
    i596_expect_silence(t);
}

/* Unbroken: N196 */
static void test_external_loopback(void)
{
    uint8_t frame[90];
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    i596_cfg(t, 3, LOOP_EXTERNAL);
    loop_frame(t, i596_ia, 90);
    i596_wait16(t, i596_rfd_at(t, 0), 0xffff, ST_GOOD);
    i596_frame(frame, i596_ia, 90);
    i596_expect(t, frame, 90);
}

/* Unbroken: N197 */
static void test_loopback_bad_fcs(void)
{
    I596 *t = up_for_rx(SYSBUS_LINEAR);

    t->cfg[8] = 0x10; /* NOCRC INS */
    i596_cfg(t, 3, LOOP_INTERNAL);
    loop_frame(t, i596_ia, 90);
    i596_settle(t);
    g_assert_cmphex(rfd_status(t, 0) & ST_OK, ==, 0);
    g_assert_cmpuint(i596_counter(t, CNT_CRC), ==, 1);
}

/*
 * The codes of the three monitor modes are not known: whichever is set, QEMU
 * says that it has none, and reception goes on.
 */
/* Unbroken: N198 N199 */
static void test_monitor(void)
{
    for (unsigned code = 0; code < 3; code++) {
        I596 *t = up_for_rx(SYSBUS_LINEAR);
        uint8_t frame[64];

        t->cfg[1] = 0x08 | code << 6;
        i596_cfg(t, 11, 0x3f | code << 6);
        i596_send(t, frame, i596_frame(frame, other, sizeof(frame)));
        send_short(t);
        i596_settle(t);
        g_assert_cmphex(rfd_status(t, 0) & ST_C, ==, ST_C);
        g_assert_cmphex(rfd_status(t, 1) & ST_C, ==, 0);
        i596_command(t, STAT_EVENTS | RUC_ABORT);
        t->cfg[1] = 0xc8;
        i596_cfg(t, 11, 0xff);
        i596_rx_ready(t);
        g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/rx-error/" path, fn)
    ADD("crc/dropped", test_bad_crc_dropped);
    ADD("crc/saved", test_bad_crc_saved);
    ADD("short/dropped", test_short_dropped);
    ADD("short/saved", test_short_saved);
    ADD("short/minimum-lowered", test_minimum_lowered);
    ADD("counter/carry", test_counter_carry);
    ADD("counter/wrap", test_counter_wrap);
    ADD("counter/cleared", test_counter_cleared);
    ADD("counter/survives-reset", test_counters_survive_reset);
    ADD("length-field", test_length_field);
    ADD("tiny", test_tiny_frames);
    ADD("long", test_long_frames);
    ADD("loopback/internal", test_internal_loopback);
    ADD("loopback/filter", test_loopback_filter);
    ADD("loopback/lpbk", test_lpbk_loopback);
    ADD("loopback/external", test_external_loopback);
    ADD("loopback/bad-fcs", test_loopback_bad_fcs);
    ADD("monitor", test_monitor);
#undef ADD
    return i596_run();
}
