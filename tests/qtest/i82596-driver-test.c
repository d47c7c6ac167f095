/*
 * QTest of the Intel 82596 on LASI: sequences that operating systems use
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define RING        16
#define AREA_ADDR   0x00600010u

static const uint8_t group[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 };
static const uint8_t other[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 };

static uint16_t rfd_status(I596 *t, unsigned n)
{
    return i596_get16(t, i596_rfd_at(t, n));
}

static void send_frames(I596 *t, unsigned count)
{
    uint8_t frame[64];

    for (unsigned n = 0; n < count; n++) {
        i596_frame(frame, i596_ia, sizeof(frame));
        frame[20] = n;
        i596_send(t, frame, sizeof(frame));
    }
}

/*
 * Linux: linear mode, every CB queued EL|I, one RBD per RFD, EL on the
 * last RFD only.
 */

typedef struct Linux {
    I596 *t;
    unsigned head, tail;        /* command blocks not yet completed */
    unsigned rx_next;           /* RFD that is looked at next */
    unsigned received, rnr;
} Linux;

static void linux_rx_list(Linux *l)
{
    I596 *t = l->t;

    for (unsigned n = 0; n < RING; n++) {
        i596_rfd(t, n, CMD_SF | (n == RING - 1 ? CMD_EL : 0),
                 i596_rfd_at(t, (n + 1) % RING),
                 n ? I596_NULL : i596_rbd_at(t, 0), 0);
        i596_rbd(t, n, 1536, i596_rbd_at(t, (n + 1) % RING), i596_buf_at(n));
    }
    l->rx_next = 0;
    i596_set_rfa(t, i596_rfd_at(t, 0));
}

/* Queue CB @n: started if nothing is under way, else linked to the tail. */
static void linux_queue(Linux *l, uint16_t cmd)
{
    I596 *t = l->t;
    uint32_t cb = i596_cb(t, l->tail, CMD_EL | CMD_I | cmd, I596_NULL);

    switch (cmd & 7) {
    case CMD_CONFIGURE:
        qtest_memwrite(t->qts, i596_param(t, cb), t->cfg, 16);
        break;
    case CMD_IA:
        qtest_memwrite(t->qts, i596_param(t, cb), i596_ia, 6);
        break;
    }
    if (l->head != l->tail) {
        i596_put_link(t, i596_cb_at(t, l->tail - 1) + 4, cb);
        l->tail++;
    } else {
        l->tail++;
        i596_cu_start(t, cb);
    }
}

static void linux_rx(Linux *l)
{
    I596 *t = l->t;
    unsigned n = l->rx_next;

    while (rfd_status(t, n) & ST_C) {
        uint32_t rbd = i596_get_link(t, i596_rfd_at(t, n) + 8);

        g_assert_cmphex(rfd_status(t, n), ==, ST_GOOD);
        g_assert_cmphex(rbd, ==, i596_rbd_at(t, n));
        g_assert_cmphex(i596_get16(t, rbd), ==, CNT_EOF | CNT_F | 64);
        l->received++;
        i596_put16(t, rbd, 0);
        i596_rfd(t, n, CMD_EL | CMD_SF, i596_rfd_at(t, (n + 1) % RING),
                 I596_NULL, 0);
        i596_put16(t, i596_rfd_at(t, (n + RING - 1) % RING) + 2, CMD_SF);
        n = (n + 1) % RING;
    }
    l->rx_next = n;
}

/* One interrupt; false if there was none. */
static bool linux_interrupt(Linux *l)
{
    I596 *t = l->t;
    uint16_t status = i596_status(t), ack = status & STAT_EVENTS;

    if (!ack) {
        return false;
    }
    if (ack & (STAT_CX | STAT_CNA)) {
        while (l->head != l->tail &&
               (i596_get16(t, i596_cb_at(t, l->head)) & ST_C)) {
            g_assert_cmphex(i596_get16(t, i596_cb_at(t, l->head)) & ~0x40,
                            ==, ST_GOOD);
            l->head++;
        }
        if (l->head != l->tail) {
            for (unsigned n = l->head; n != l->tail - 1; n++) {
                uint32_t cb = i596_cb_at(t, n);

                i596_put16(t, cb + 2, i596_get16(t, cb + 2) & 0x1fff);
            }
            i596_set_cbl(t, i596_cb_at(t, l->head));
            ack |= CUC_START;
        }
    }
    if (ack & (STAT_FR | STAT_RNR)) {
        linux_rx(l);
    }
    if (ack & STAT_RNR) {
        l->rnr++;
        linux_rx_list(l);
        ack |= RUC_START;
    }
    i596_command(t, ack);
    return true;
}

static void linux_until(Linux *l, const unsigned *what, unsigned want)
{
    int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    while (*what < want && g_get_monotonic_time() < end) {
        if (!linux_interrupt(l)) {
            i596_tick(l->t);
        }
    }
    g_assert_cmpuint(*what, ==, want);
}

static void linux_open(Linux *l)
{
    static const uint8_t cfg[14] = {
        0x8e, 0xc8, 0x80, 0x2e, 0x00, 0x60, 0x00, 0xf2, 0x00, 0x00, 0x40,
        0xff, 0x00, 0x7f,
    };
    I596 *t = l->t;

    l->head = l->tail = l->received = l->rnr = 0;
    i596_mode(t, SYSBUS_LINEAR);
    memcpy(t->cfg, cfg, sizeof(cfg));
    i596_port(t, PORT_RESET);
    linux_rx_list(l);
    i596_attention_init(t);
    /* the interrupt is requested only now, with the line already up */
    g_assert_true(i596_int(t));
    linux_queue(l, CMD_CONFIGURE);
    linux_queue(l, CMD_IA);
    linux_queue(l, CMD_TDR);
    i596_command(t, RUC_START);
    linux_until(l, &l->head, 3);
    while (linux_interrupt(l)) {
        /* the last CNA */
    }
    g_assert_false(i596_int(t));
}

/* Proves: N202 */
static void test_linux_open(void)
{
    Linux l = { .t = i596_new() };

    linux_open(&l);
    g_assert_cmphex(i596_status(l.t) & STAT_RUS, ==, STAT_RU_READY);
    g_assert_cmphex(i596_get16(l.t, i596_cb_at(l.t, 2) + 8) & 0x8000, ==,
                    0x8000);
}

/* Proves: N203 */
static void test_linux_list_rebuilt(void)
{
    Linux l = { .t = i596_new() };
    I596 *t = l.t;
    uint8_t frame[64];

    linux_open(&l);
    i596_frame(frame, i596_peer, 64);
    for (unsigned n = 3; n < 12; n++) {
        uint32_t cb = i596_tcb(t, n, CMD_EL | CMD_I, I596_NULL, frame, 64);

        if (l.head != l.tail) {
            i596_put_link(t, i596_cb_at(t, n - 1) + 4, cb);
            l.tail++;
        } else {
            l.tail++;
            i596_cu_start(t, cb);
        }
    }
    linux_until(&l, &l.head, 12);
    for (unsigned n = 3; n < 12; n++) {
        i596_expect(t, frame, 64);
    }
}

/* Proves: N204 */
static void test_linux_burst(void)
{
    Linux l = { .t = i596_new() };

    linux_open(&l);
    send_frames(l.t, RING);
    i596_wait_scb(l.t, STAT_RNR, STAT_RNR);
    linux_until(&l, &l.received, RING);
    linux_until(&l, &l.rnr, 1);
    for (unsigned n = 1; n <= 20; n++) {
        send_frames(l.t, 1);
        linux_until(&l, &l.received, RING + n);
    }
}

/* Proves: N205 */
static void test_linux_timeout(void)
{
    Linux l = { .t = i596_new() };
    I596 *t = l.t;

    linux_open(&l);
    i596_set_cbl(t, i596_cb(t, 20, CMD_EL | CMD_I, I596_NULL));
    linux_rx_list(&l);
    i596_command(t, CUC_START | RUC_START);     /* the kick */
    i596_wait_scb(t, STAT_CNA, STAT_CNA);
    while (linux_interrupt(&l)) {
        /* CX and CNA of the kick */
    }
    send_frames(t, 1);
    linux_until(&l, &l.received, 1);
    i596_command(t, CUC_ABORT | RUC_ABORT);
    linux_open(&l);
    send_frames(t, 1);
    linux_until(&l, &l.received, 1);
}

/* Proves: N206 */
static void test_linux_modes_toggled(void)
{
    Linux l = { .t = i596_new() };
    I596 *t = l.t;
    unsigned want = 0;

    linux_open(&l);
    for (unsigned n = 0; n < 8; n++) {
        t->cfg[8] = n & 1;                      /* promiscuous */
        t->cfg[11] = n & 2 ? 0xdf : 0xff;       /* all multicast */
        linux_queue(&l, CMD_CONFIGURE);
        send_frames(t, 2);
        want += 2;
        linux_until(&l, &l.received, want);
        linux_until(&l, &l.head, l.tail);
    }
    /* now promiscuous and all multicast */
    g_assert_true(i596_accepts(t, other));
    g_assert_true(i596_accepts(t, group));
}

/*
 * NetBSD: linear mode with or without BE, lists without EL but for the last
 * CB, no RFD EL: the end of the list is an RBD with EL.
 */

static I596 *netbsd_open(uint8_t sysbus, unsigned rbds)
{
    static const uint8_t cfg[14] = {
        0x8e, 0xc8, 0x40, 0x2e, 0x00, 0x60, 0x00, 0xf2, 0x00, 0x00, 0x40,
        0xfd, 0x00, 0x3f,
    };
    I596 *t = i596_new();
    uint32_t ia, conf;

    i596_mode(t, sysbus);
    memcpy(t->cfg, cfg, sizeof(cfg));
    i596_hw_reset(t);
    i596_attention_init(t);
    i596_command(t, STAT_EVENTS);
    conf = i596_cb(t, 1, CMD_S | CMD_EL | CMD_CONFIGURE, I596_NULL);
    ia = i596_cb(t, 0, CMD_IA, conf);
    qtest_memwrite(t->qts, i596_param(t, ia), i596_ia, 6);
    qtest_memwrite(t->qts, i596_param(t, conf), cfg, sizeof(cfg));
    i596_rx_ring(t, 8, rbds, 1536);
    for (unsigned n = 1; n < 8; n++) {
        i596_put_link(t, i596_rfd_at(t, n) + 8, 0);
    }
    i596_put16(t, i596_rbd_at(t, rbds - 1) + 12, RBD_EL | 1536);
    i596_set_cbl(t, ia);
    i596_set_rfa(t, i596_rfd_at(t, 0));
    i596_command(t, CUC_START | RUC_START);
    i596_wait16(t, conf, 0xffff, ST_GOOD);
    i596_command(t, STAT_EVENTS);
    return t;
}

/* Proves: N207 N208 */
static void test_netbsd_open(void)
{
    static const uint8_t sysbus[] = { SYSBUS_LINEAR_BE, SYSBUS_LINEAR };

    for (unsigned i = 0; i < ARRAY_SIZE(sysbus); i++) {
        I596 *t = netbsd_open(sysbus[i], 8);
        uint8_t frame[64];

        g_assert_cmphex(i596_get16(t, i596_cb_at(t, 0)), ==, ST_GOOD);
        g_assert_cmphex(i596_status(t) & STAT_RUS, ==, STAT_RU_READY);
        g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
        i596_frame(frame, i596_peer, 64);
        i596_cu_start(t, i596_tcb(t, 2, CMD_EL | CMD_S | CMD_I, I596_NULL,
                                  frame, 64));
        i596_expect(t, frame, 64);
    }
}

/* Proves: N209 */
static void test_netbsd_fence(void)
{
    I596 *t = netbsd_open(SYSBUS_LINEAR_BE, 4);

    /* the fence moves on behind each recycled buffer */
    for (unsigned n = 0; n < 12; n++) {
        uint32_t rbd = i596_rbd_at(t, n % 4);

        g_assert_cmphex(i596_deliver(t, i596_ia, 64, n % 8), ==, ST_GOOD);
        i596_put16(t, i596_rfd_at(t, n % 8), 0);
        g_assert_cmphex(i596_get16(t, rbd), ==, CNT_EOF | CNT_F | 64);
        i596_put16(t, rbd, 0);
        i596_put16(t, rbd + 12, RBD_EL | 1536);
        i596_put16(t, i596_rbd_at(t, (n + 3) % 4) + 12, 1536);
        i596_command(t, STAT_EVENTS);
    }
    /* overrun: the driver then sets EL in every buffer */
    send_frames(t, 6);
    i596_wait_scb(t, STAT_RNR, STAT_RNR);
    i596_rx_ring(t, 8, 8, 1536);
    for (unsigned n = 0; n < 8; n++) {
        i596_put16(t, i596_rbd_at(t, n) + 12, RBD_EL | 1536);
    }
    i596_settle(t);
    for (unsigned n = 0; n < 4; n++) {
        i596_put16(t, i596_rfd_at(t, 0), 0);
        i596_put16(t, i596_rbd_at(t, 0), 0);
        i596_put_link(t, i596_rfd_at(t, 0) + 8, i596_rbd_at(t, 0));
        i596_set_rfa(t, i596_rfd_at(t, 0));
        i596_command(t, STAT_EVENTS | RUC_START);
        g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
        send_frames(t, 1);
        i596_wait_scb(t, STAT_RNR, STAT_RNR);
    }
}

/* Proves: N210 */
static void test_netbsd_blind_ack(void)
{
    I596 *t = netbsd_open(SYSBUS_LINEAR_BE, 8);

    i596_put16(t, i596_rbd_at(t, 7) + 12, 1536);
    for (unsigned n = 0; n < 40; n++) {
        send_frames(t, 1);
        i596_wait_scb(t, STAT_FR, STAT_FR);
        g_assert_cmphex(rfd_status(t, n % 8), ==, ST_GOOD);
        i596_put16(t, i596_rfd_at(t, n % 8), 0);
        i596_put16(t, i596_rbd_at(t, n % 8), 0);
        i596_command(t, STAT_EVENTS);
    }
}

/*
 * The handler is at work for a transmission and has looked for frames when
 * one comes, the only one. It hears of it in spite of its blind ACK.
 */
/* Proves: N210 */
static void test_netbsd_blind_ack_other(void)
{
    I596 *t = netbsd_open(SYSBUS_LINEAR_BE, 8);
    uint8_t frame[64];

    for (unsigned n = 0; n < 3; n++) {
        i596_frame(frame, i596_peer, 64);
        i596_cu_start(t, i596_tcb(t, 2, CMD_EL | CMD_S | CMD_I, I596_NULL,
                                  frame, 64));
        i596_expect(t, frame, 64);
        g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, STAT_CX | STAT_CNA);
        send_frames(t, 1);
        i596_wait16(t, i596_rfd_at(t, n), 0xffff, ST_GOOD);
        i596_ack_all(t);
        i596_advance(t, 10 * 1000 * 1000);
        i596_breathe(t);
        g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, STAT_FR);
        /* it looks, and this time there is nothing more to hear of */
        i596_put16(t, i596_rfd_at(t, n), 0);
        i596_put16(t, i596_rbd_at(t, n), 0);
        i596_ack_all(t);
        i596_advance(t, 10 * 1000 * 1000);
        i596_breathe(t);
        g_assert_cmphex(i596_status(t) & STAT_EVENTS, ==, 0);
    }
}

/*
 * OpenBSD: 82586 mode, structures at 2 mod 4, action commands polled.
 */

static void openbsd_command(I596 *t, uint32_t cb)
{
    i596_cu_start(t, cb);
    i596_wait16(t, cb, ST_C | ST_OK, ST_C | ST_OK);
    i596_command(t, i596_status(t) & STAT_EVENTS);
    i596_ca(t); /* the driver's spare channel attention */
}

static I596 *openbsd_open(void)
{
    static const uint8_t cfg[12] = {
        0x0c, 0x08, 0x40, 0x2e, 0x00, 0x60, 0x00, 0xf2, 0x00, 0x00, 0x40,
        0xff,
    };
    I596 *t = i596_new();
    uint32_t cb;

    qtest_memset(t->qts, AREA_ADDR, 0xff, 8);
    i596_port(t, AREA_ADDR | PORT_SELF_TEST);
    i596_wait16(t, AREA_ADDR + 4, 0xffff, 0);
    t->skew = 2;
    i596_mode(t, SYSBUS_586_BE);
    memcpy(t->cfg, cfg, sizeof(cfg));
    i596_hw_reset(t);
    i596_attention_init(t);
    i596_command(t, STAT_EVENTS);

    cb = i596_cb(t, 0, CMD_EL | CMD_CONFIGURE, I596_NULL);
    qtest_memwrite(t->qts, i596_param(t, cb), cfg, sizeof(cfg));
    openbsd_command(t, cb);
    cb = i596_cb(t, 0, CMD_EL | CMD_IA, I596_NULL);
    qtest_memwrite(t->qts, i596_param(t, cb), i596_ia, 6);
    openbsd_command(t, cb);
    openbsd_command(t, i596_cb(t, 0, CMD_EL | CMD_TDR, I596_NULL));
    cb = i596_cb(t, 0, CMD_EL | CMD_MULTICAST, I596_NULL);
    i596_put16(t, i596_param(t, cb), 6);
    qtest_memwrite(t->qts, i596_param(t, cb) + 2, group, 6);
    openbsd_command(t, cb);
    return t;
}

/* RFDs 0..3, the last EL|S; @rbds buffers of 256 bytes, the last EL */
static void openbsd_rx(I596 *t, unsigned rbds)
{
    i596_rx_ring(t, 4, rbds, 256);
    for (unsigned n = 0; n < 4; n++) {
        i596_put16(t, i596_rfd_at(t, n) + 2, n == 3 ? CMD_EL | CMD_S : 0);
    }
    i596_put16(t, i596_rbd_at(t, rbds - 1) + 8, RBD_EL | 256);
    i596_ru_start(t, i596_rfd_at(t, 0));
}

/* Proves: N211 */
static void test_openbsd_open(void)
{
    I596 *t = openbsd_open();
    uint8_t frame[64];
    uint32_t cb;

    openbsd_rx(t, 12);
    g_assert_cmphex(i596_deliver(t, group, 64, 0), ==, ST_GOOD);
    i596_frame(frame, i596_peer, 64);
    cb = i596_tcb(t, 1, CMD_EL | CMD_I, I596_NULL, frame, 64);
    i596_put16(t, cb + 2, CMD_EL | CMD_I | CMD_TRANSMIT);
    openbsd_command(t, cb);
    i596_expect(t, frame, 64);
}

/* Proves: N212 */
static void test_openbsd_receive(void)
{
    I596 *t = openbsd_open();
    unsigned bad = 0;

    openbsd_rx(t, 24);
    for (unsigned n = 0; n < 4; n++) {
        g_assert_cmphex(i596_deliver(t, i596_ia, 1000, n), ==, ST_GOOD);
    }
    i596_wait_scb(t, STAT_RNR, STAT_RNR);
    i596_put16(t, i596_rfd_at(t, 0), 0);
    i596_put16(t, i596_rfd_at(t, 3) + 2, 0);
    i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_S);
    i596_put16(t, i596_rfd_at(t, 0) + 6, 0xffff);
    if ((i596_status(t) & STAT_RUS) == STAT_RU_SUSPENDED) {
        i596_command(t, STAT_EVENTS | RUC_RESUME);
    } else {
        i596_put_link(t, i596_rfd_at(t, 0) + 6, i596_rbd_at(t, 16));
        i596_set_rfa(t, i596_rfd_at(t, 0));
        i596_command(t, STAT_EVENTS | RUC_START);
    }
    g_assert_cmphex(i596_deliver(t, i596_ia, 1000, 0), ==, ST_GOOD);
    g_assert_cmphex(i596_get16(t, i596_rbd_at(t, 19)), ==,
                    CNT_EOF | CNT_F | (1000 - 3 * 256));

    /* six buffers do not hold two such frames */
    i596_command(t, STAT_EVENTS | RUC_ABORT);
    openbsd_rx(t, 6);
    g_assert_cmphex(i596_deliver(t, i596_ia, 1000, 0), ==, ST_GOOD);
    g_assert_cmphex(i596_deliver(t, i596_ia, 1000, 1) &
                    (ST_GOOD | RX_NO_BUFFERS), ==, ST_C | RX_NO_BUFFERS);
    for (unsigned n = 4; n < 6; n++) {
        bad += i596_get16(t, i596_rbd_at(t, n)) & 0x3fff;
    }
    g_assert_cmpuint(bad, ==, 512);
    openbsd_rx(t, 12);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
}

/* Proves: N213 */
static void test_mach_open(void)
{
    I596 *t = i596_up(SYSBUS_586);
    uint32_t cb;

    i596_rx_ready(t);
    /* a live chip is brought up again without a reset */
    qtest_memset(t->qts, AREA_ADDR, 0xff, 8);
    i596_put16(t, t->iscp, 1);
    i596_port(t, AREA_ADDR | PORT_SELF_TEST);
    i596_wait16(t, AREA_ADDR + 4, 0xffff, 0);
    i596_port(t, t->scp | PORT_ALT_SCP);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
    g_assert_cmphex(i596_status(t), ==, STAT_CX | STAT_CNA);
    i596_ack_all(t);
    cb = i596_cb(t, 0, CMD_EL | CMD_DIAGNOSE, I596_NULL);
    g_assert_cmphex(i596_exec(t, cb), ==, ST_GOOD);
    g_assert_cmphex(i596_status(t), ==, STAT_CNA);
}

/*
 * RTEMS: simplified reception, FCS stored; EL is handed on while the chip
 * runs; CX and CNA must come together.
 */
/* Proves: N214 */
static void test_rtems(void)
{
    static const uint8_t cfg[14] = {
        0x0e, 0xc8, 0x40, 0x2e, 0x00, 0x60, 0x00, 0xf2, 0x0c, 0x08, 0x40,
        0xfb, 0x00, 0x3f,
    };
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint16_t status;

    memcpy(t->cfg, cfg, sizeof(cfg));
    i596_cfg_send(t, 14);
    i596_set_ia(t, i596_ia);
    i596_cu_start(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    while (!(status = i596_status(t) & STAT_EVENTS)) {
        i596_tick(t);
    }
    g_assert_cmphex(status, ==, STAT_CX | STAT_CNA);
    i596_ack_all(t);
    for (unsigned n = 0; n < 3; n++) {
        i596_rfd(t, n, n == 2 ? CMD_EL : 0, i596_rfd_at(t, (n + 1) % 3),
                 I596_NULL, 1532);
    }
    i596_ru_start(t, i596_rfd_at(t, 0));
    for (unsigned n = 0; n < 9; n++) {
        uint32_t rfd = i596_rfd_at(t, n % 3);

        g_assert_cmphex(i596_deliver(t, i596_ia, 64, n % 3), ==, ST_GOOD);
        g_assert_cmphex(i596_get16(t, rfd + 12), ==, CNT_EOF | CNT_F | 68);
        i596_put16(t, rfd, 0);
        i596_put16(t, rfd + 2, CMD_EL);
        i596_put16(t, rfd + 12, 0);
        i596_put16(t, i596_rfd_at(t, (n + 2) % 3) + 2, 0);
        if (i596_status(t) & STAT_RNR) {
            i596_set_rfa(t, i596_rfd_at(t, (n + 1) % 3));
            i596_command(t, STAT_EVENTS | RUC_START);
        } else {
            i596_command(t, STAT_FR);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/driver/" path, fn)
    ADD("linux/open", test_linux_open);
    ADD("linux/list-rebuilt", test_linux_list_rebuilt);
    ADD("linux/burst", test_linux_burst);
    ADD("linux/timeout", test_linux_timeout);
    ADD("linux/modes-toggled", test_linux_modes_toggled);
    ADD("netbsd/open", test_netbsd_open);
    ADD("netbsd/fence", test_netbsd_fence);
    ADD("netbsd/blind-ack", test_netbsd_blind_ack);
    ADD("netbsd/blind-ack-other", test_netbsd_blind_ack_other);
    ADD("openbsd/open", test_openbsd_open);
    ADD("openbsd/receive", test_openbsd_receive);
    ADD("mach/open", test_mach_open);
    ADD("rtems", test_rtems);
#undef ADD
    return i596_run();
}
