/*
 * QTest of the Intel 82596 on LASI: room for frames that come at once
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An RFD whose status says C has not been looked at, RBDs are room only if
 * the frame fits. On a wire the driver has a frame's time to return some; an
 * RU in No Resources loses what comes.
 *
 * Each test is also run with the machine stopped or migrated in the middle.
 */

#include "qemu/osdep.h"
#include <sys/ioctl.h>
#include "i82596-lib.h"

#define PACE_NS     (I596_WIRE_NS + 2 * I596_STEP_NS)
#define MS          (1000 * 1000LL)

/* A part of a frame's time, in which a driver does one thing */
#define PART_NS     (I596_WIRE_NS / 4)

static I596 *up(uint8_t sysbus)
{
    I596 *t = i596_launch("");

    i596_init(t, sysbus);
    i596_ack_all(t);
    return t;
}

static void down(I596Rx *r)
{
    i596_alive(r->t);
    i596_quit(r->t);
}

static void assert_nothing_lost(I596Rx *r)
{
    g_assert_cmpuint(r->taken, ==, r->sent);
    g_assert_cmpuint(i596_counter(r->t, CNT_RSC), ==, 0);
    g_assert_cmpuint(i596_counter(r->t, CNT_OVRN), ==, 0);
}

/*
 * An RU without resources
 */

/* A frame for each RFD, and EL in the last */
static void run_out(I596Rx *r)
{
    r->rfd_end = I596_END_FIXED;
    i596_rx_open(r);
    i596_rx_send(r, r->rfds, 64);
    for (unsigned n = 0; n < r->rfds; n++) {
        i596_rx_wait(r, PACE_NS);
        i596_rx_take(r);
        i596_rx_return(r);
    }
    i596_wait_scb(r->t, STAT_RNR | STAT_RUS, STAT_RNR | STAT_RU_NO_RES);
}

/* What comes is counted and gone, whether the CPU looks or not. */
static void test_lost(const void *data)
{
    static const struct {
        unsigned count;
        int64_t ns;
    } burst[] = { { 1, 2000 * MS }, { 100, 30000 * MS } };
    const I596World *w = data;

    for (unsigned i = 0; i < ARRAY_SIZE(burst); i++) {
        I596Rx r = {
            .t = up(SYSBUS_LINEAR), .rfds = 2, .rbds = 4, .bufsize = 1536,
        };
        int unread = 0;

        run_out(&r);
        i596_rx_send(&r, burst[i].count, 64);
        for (int64_t ns = 0; ns < burst[i].ns; ns += 10 * MS) {
            i596_advance(r.t, 10 * MS);
            i596_breathe(r.t);
        }
        g_assert_cmpint(ioctl(r.t->peer, FIONREAD, &unread), ==, 0);
        g_assert_cmpint(unread, ==, 0);
        g_assert_cmpuint(i596_counter(r.t, CNT_RSC), ==, burst[i].count);
        g_assert_cmphex(i596_status(r.t) & STAT_RNR, ==, STAT_RNR);
        r.t = w->jolt(r.t);
        i596_ack_all(r.t);
        i596_rx_restart(&r, 0);
        i596_rx_expect_none(&r, 20 * MS);
        r.taken = r.sent;
        i596_rx_send(&r, 1, 64);
        i596_rx_wait(&r, PACE_NS);
        i596_rx_take(&r);
        i596_rx_return(&r);
        g_assert_cmpuint(i596_counter(r.t, CNT_RSC), ==, burst[i].count);
        down(&r);
    }
}

/* Frames for others are not even counted, nor do they cost any time. */
static void test_others_not_lost(const void *data)
{
    static const uint8_t other[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 };
    const I596World *w = data;
    I596Rx r = {
        .t = up(SYSBUS_LINEAR), .rfds = 2, .rbds = 4, .bufsize = 1536,
    };
    uint8_t frame[64];

    run_out(&r);
    for (unsigned n = 0; n < 50; n++) {
        i596_send(r.t, frame, i596_frame(frame, other, sizeof(frame)));
    }
    i596_breathe(r.t);
    r.t = w->jolt(r.t);
    i596_rx_restart(&r, STAT_EVENTS);
    i596_rx_send(&r, 1, 64);
    i596_rx_wait(&r, PACE_NS);
    i596_rx_take(&r);
    i596_rx_return(&r);
    assert_nothing_lost(&r);
    down(&r);
}

/*
 * A driver acknowledges and then starts the RU: what comes between is what a
 * wire would have brought a little later. @early: before the acknowledgement.
 */
static void restart(const I596World *w, uint8_t sysbus, bool early)
{
    I596Rx r = {
        .t = up(sysbus), .rfds = 3, .rbds = 8, .bufsize = 256,
        .rbd_end = I596_END_MOVES,
    };

    run_out(&r);
    for (unsigned round = 0; round < 2; round++) {
        if (early) {
            i596_rx_send(&r, 1, 1514);
            i596_advance(r.t, PART_NS);
        }
        i596_command(r.t, STAT_FR | STAT_RNR);
        if (!early) {
            i596_rx_send(&r, 1, 1514);
        }
        i596_advance(r.t, PART_NS);
        i596_breathe(r.t);
        i596_rx_restart(&r, 0);
        i596_rx_wait(&r, PACE_NS);
        i596_rx_take(&r);
        i596_rx_return(&r);
        i596_rx_send(&r, 2, 200);
        while (r.taken < r.sent) {
            i596_rx_wait(&r, PACE_NS);
            i596_rx_take(&r);
            i596_rx_return(&r);
        }
        i596_wait_scb(r.t, STAT_RNR | STAT_RUS, STAT_RNR | STAT_RU_NO_RES);
        r.t = w->jolt(r.t);
    }
    assert_nothing_lost(&r);
    down(&r);
}

static void test_restart(const void *data)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        restart(data, i596_modes[m], m % 2);
    }
    for (unsigned m = 0; m < 2; m++) {
        restart(data, i596_modes[m], !(m % 2));
    }
}

/*
 * RFDs
 */

/* 40 frames at once for a ring of 16; the driver wakes after @ns. */
static void overrun_ring(const I596World *w, uint8_t sysbus, int64_t ns,
                         bool ack)
{
    I596Rx r = { .t = up(sysbus), .rfds = 16, .rbds = 16, .bufsize = 1536 };

    i596_rx_open(&r);
    for (unsigned round = 0; round < 2; round++) {
        i596_rx_send(&r, 40, 64);
        for (unsigned n = 0; ns && n < 20; n++) {
            i596_advance(r.t, ns / 20);
        }
        i596_breathe(r.t);
        while (r.taken < r.sent) {
            i596_rx_wait(&r, PACE_NS);
            if (ack) {
                i596_command(r.t, i596_status(r.t) & STAT_EVENTS);
            }
            i596_rx_work(&r);
        }
        r.t = w->jolt(r.t);
    }
    assert_nothing_lost(&r);
    down(&r);
}

static void test_ring(const void *data)
{
    static const int64_t wakes[] = { 0, MS, 20 * MS, 200 * MS };

    for (unsigned i = 0; i < ARRAY_SIZE(wakes); i++) {
        overrun_ring(data, SYSBUS_LINEAR, wakes[i], false);
        overrun_ring(data, SYSBUS_LINEAR, wakes[i], true);
    }
    overrun_ring(data, SYSBUS_586, 20 * MS, true);
}

/* The same while frames wait: those that the driver has are never changed. */
static void test_ring_disturbed(const void *data)
{
    const I596World *w = data;
    I596Rx r = {
        .t = up(SYSBUS_LINEAR), .rfds = 16, .rbds = 16, .bufsize = 1536,
    };

    i596_rx_open(&r);
    i596_rx_send(&r, 40, 64);
    for (unsigned n = 0; n < 16; n++) {
        i596_wait16(r.t, i596_rfd_at(r.t, n), ST_C, ST_C);
    }
    r.t = w->jolt(r.t);
    i596_advance(r.t, 3 * MS);
    i596_breathe(r.t);
    for (unsigned n = 0; n < 16; n++) {
        i596_rx_take(&r);
    }
    i596_rx_return(&r);
    i596_command(r.t, STAT_EVENTS);
    while (r.taken < r.sent) {
        i596_rx_wait(&r, PACE_NS);
        i596_rx_take(&r);
        i596_rx_return(&r);
    }
    assert_nothing_lost(&r);
    down(&r);
}

/*
 * RBDs
 */

/*
 * Bursts of @count frames of @len; the driver looks a quarter of a frame's
 * time after the first is there and again after each frame.
 */
static void short_of_rbds(const I596World *w, I596Rx *r, unsigned count,
                          size_t len)
{
    i596_rx_open(r);
    for (unsigned round = 0; round < 2; round++) {
        i596_rx_send(r, count, len);
        while (r->taken < r->sent) {
            i596_rx_wait(r, PACE_NS);
            i596_advance(r->t, PART_NS);
            i596_rx_take(r);
            i596_rx_return(r);
            if (round % 2) {
                i596_command(r->t, STAT_FR);
            }
        }
        r->t = w->jolt(r->t);
    }
    assert_nothing_lost(r);
    down(r);
}

static void test_small_rbds(const void *data)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        for (I596End end = I596_END_NONE; end <= I596_END_MOVES; end++) {
            I596Rx r = {
                .t = up(i596_modes[m]), .rfds = 16, .rbds = 22,
                .bufsize = 128, .rbd_end = end,
            };

            if (end == I596_END_FIXED) {
                continue;       /* would end in the middle of a frame */
            }
            r.t->cfg[0] &= 0x7f;
            short_of_rbds(data, &r, 2, 1500);
        }
    }
}

/* However small: 24 bytes in each, 64 of them for a whole frame */
static void test_smallest_rbds(const void *data)
{
    I596Rx r = {
        .t = up(SYSBUS_LINEAR), .rfds = 16, .rbds = 100, .bufsize = 24,
        .rbd_end = I596_END_MOVES,
    };

    short_of_rbds(data, &r, 3, 1514);
}

/*
 * A driver with interrupts has looked for the last time when the host takes
 * the CPU away from it. Frames pass all the while; then it acknowledges them
 * all. That is no sign that it has seen them: the RFD with EL stays free.
 */
static void test_late_ack(const void *data)
{
    const I596World *w = data;
    I596Rx r = {
        .t = up(SYSBUS_LINEAR), .rfds = 8, .rbds = 20, .bufsize = 1536,
        .rfd_end = I596_END_MOVES,
    };

    i596_rx_open(&r);
    i596_rx_send(&r, 1, 200);
    i596_rx_wait(&r, I596_WIRE_NS);
    g_assert_cmpuint(i596_rx_work(&r), ==, 1);
    i596_rx_send(&r, 30, 200);
    for (unsigned n = 0; n < 20; n++) {
        i596_advance(r.t, I596_WIRE_NS);
        i596_breathe(r.t);
    }
    r.t = w->jolt(r.t);
    i596_command(r.t, STAT_FR);
    for (unsigned n = 0; n < 30; n++) {
        i596_advance(r.t, I596_WIRE_NS);
        i596_breathe(r.t);
        g_assert_cmphex(i596_status(r.t) & STAT_RUS, ==, STAT_RU_READY);
    }
    g_assert_cmphex(i596_status(r.t) & STAT_EVENTS, ==, STAT_FR);
    while (r.taken < r.sent) {
        i596_rx_wait(&r, 2 * I596_WIRE_NS);
        i596_rx_work(&r);
        i596_command(r.t, STAT_FR);
    }
    assert_nothing_lost(&r);
    down(&r);
}

/* Not more than there is, if there is no more: the chip's own error */
static void test_too_few_rbds(const void *data)
{
    const I596World *w = data;
    I596Rx r = {
        .t = up(SYSBUS_586), .rfds = 3, .rbds = 4, .bufsize = 256,
        .rbd_end = I596_END_FIXED,
    };
    unsigned ms = 0;

    i596_rx_open(&r);
    r.t = w->jolt(r.t);
    i596_rx_send(&r, 1, 1514);
    while (!i596_rx_pending(&r)) {
        g_assert_cmpuint(ms++, <, 20);
        i596_advance(r.t, MS);
    }
    g_assert_cmphex(i596_get16(r.t, i596_rfd_at(r.t, 0)), ==,
                    ST_C | RX_NO_BUFFERS);
    g_assert_cmpuint(i596_counter(r.t, CNT_RSC), ==, 1);
    g_assert_cmphex(i596_status(r.t) & STAT_RUS, ==, STAT_RU_NO_RES);
    down(&r);
}

/*
 * The same for a list that is in use and that the driver has returned all of,
 * whether the list ends there, ends elsewhere, or is a ring.
 */
static void too_few_returned(const I596World *w, I596End end, bool ack)
{
    I596Rx r = {
        .t = up(SYSBUS_LINEAR), .rfds = 8, .rbds = 5, .bufsize = 256,
        .rbd_end = end,
    };
    uint16_t status;

    i596_rx_open(&r);
    i596_rx_send(&r, 1, 200);
    i596_rx_wait(&r, PACE_NS);
    i596_rx_take(&r);
    i596_rx_return(&r);
    if (ack) {
        i596_command(r.t, STAT_FR);
    }
    r.t = w->jolt(r.t);
    i596_rx_send(&r, 1, 1514);
    i596_rx_wait(&r, PACE_NS);
    status = i596_get16(r.t, i596_rfd_at(r.t, 1));
    if (end != I596_END_NONE) {
        g_assert_cmphex(status, ==, ST_C | RX_NO_BUFFERS);
        g_assert_cmpuint(i596_counter(r.t, CNT_RSC), ==, 1);
        g_assert_cmphex(i596_status(r.t) & STAT_RUS, ==, STAT_RU_NO_RBD);
    }
    down(&r);
}

static void test_too_few_returned(const void *data)
{
    for (I596End end = I596_END_NONE; end <= I596_END_MOVES; end++) {
        too_few_returned(data, end, false);
        too_few_returned(data, end, true);
    }
}

/*
 * What is free up to EL is too little, but the driver still has RBDs of a frame
 * that it has taken and acknowledged: it will return them.
 */
static void test_late_return(const void *data)
{
    const I596World *w = data;
    I596Rx r = {
        .t = up(SYSBUS_LINEAR), .rfds = 8, .rbds = 8, .bufsize = 256,
        .rbd_end = I596_END_MOVES,
    };

    i596_rx_open(&r);
    i596_rx_send(&r, 2, 1514);
    i596_rx_wait(&r, PACE_NS);
    i596_rx_take(&r);
    i596_put16(r.t, i596_rfd_at(r.t, 0), 0);
    i596_command(r.t, STAT_FR);
    i596_rx_expect_none(&r, 10 * MS);
    r.t = w->jolt(r.t);
    i596_rx_expect_none(&r, 10 * MS);
    i596_rx_return(&r);
    i596_rx_wait(&r, PACE_NS);
    i596_rx_take(&r);
    assert_nothing_lost(&r);
    down(&r);
}

/*
 * OpenBSD's ie in 82586 mode: three RFDs, eight RBDs of 256 bytes. Its handler
 * acknowledges first, then takes, then returns, and starts the RU last.
 */
static void ie_interrupt(I596Rx *r)
{
    uint16_t events = i596_status(r->t) & STAT_EVENTS;

    i596_command(r->t, events);
    i596_advance(r->t, PART_NS);
    i596_breathe(r->t);
    while (i596_rx_pending(r)) {
        i596_rx_take(r);
        i596_advance(r->t, PART_NS);
        i596_breathe(r->t);
        i596_rx_return(r);
    }
    if ((i596_status(r->t) & STAT_RUS) == STAT_RU_NO_RES) {
        i596_advance(r->t, PART_NS);
        i596_breathe(r->t);
        i596_rx_restart(r, 0);
    }
}

static void ie_work(I596Rx *r)
{
    int64_t start = i596_advance(r->t, 0), now = start;
    unsigned frames = r->sent - r->taken;

    while (r->taken < r->sent) {
        if (i596_status(r->t) & STAT_EVENTS) {
            ie_interrupt(r);
        } else {
            i596_advance(r->t, I596_STEP_NS);
            i596_breathe(r->t);
        }
        now = i596_advance(r->t, 0);
        g_assert_cmpint(now - start, <=, frames * 3 * I596_WIRE_NS);
    }
}

static void test_ie(const void *data)
{
    const I596World *w = data;
    I596Rx r = {
        .t = up(SYSBUS_586_BE), .rfds = 3, .rbds = 8, .bufsize = 256,
        .rfd_end = I596_END_MOVES, .rbd_end = I596_END_MOVES,
    };

    i596_rx_open(&r);
    for (unsigned round = 0; round < 4; round++) {
        i596_rx_send(&r, 2, 1514);
        ie_work(&r);
        i596_rx_send(&r, 1 + 2 * round, 1514);
        ie_work(&r);
        i596_rx_send(&r, 12, 64);
        ie_work(&r);
        r.t = w->jolt(r.t);
    }
    assert_nothing_lost(&r);
    down(&r);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) i596_add_worlds("/lasi-i82596/room/" path, fn)
    ADD("no-resources/lost", test_lost);
    ADD("no-resources/others", test_others_not_lost);
    ADD("no-resources/restart", test_restart);
    ADD("rfds/ring", test_ring);
    ADD("rfds/ring-disturbed", test_ring_disturbed);
    ADD("rfds/late-ack", test_late_ack);
    ADD("rbds/small", test_small_rbds);
    ADD("rbds/smallest", test_smallest_rbds);
    ADD("rbds/too-few", test_too_few_rbds);
    ADD("rbds/too-few-returned", test_too_few_returned);
    ADD("rbds/late-return", test_late_return);
    ADD("ie", test_ie);
#undef ADD
    return i596_run();
}
