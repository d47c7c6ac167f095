/*
 * QTest of the Intel 82596 on LASI: when frames pass to the guest
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An emulated network has no wire, so frames can come faster than any driver
 * was written for. What a driver may count on: a frame does not wait longer
 * than one takes on a 10 Mb/s wire as long as the driver goes on, however it
 * tells the chip so; and no frame is lost, doubled or late that a wire would
 * have brought.
 *
 * Each test is also run with the machine stopped or migrated in the middle.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

/* Time is looked at every I596_STEP_NS only. */
#define PACE_NS     (I596_WIRE_NS + 2 * I596_STEP_NS)
#define MS          (1000 * 1000LL)

static const uint8_t other[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 };

static I596Rx rx_up(uint8_t sysbus, unsigned rfds, unsigned rbds,
                    uint16_t bufsize)
{
    I596Rx r = {
        .t = i596_launch(""), .rfds = rfds, .rbds = rbds, .bufsize = bufsize,
    };

    i596_init(r.t, sysbus);
    i596_ack_all(r.t);
    return r;
}

/* All came, the chip has counted no fault, and QEMU is well. */
static void rx_down(I596Rx *r)
{
    g_assert_cmpuint(r->taken, ==, r->sent);
    g_assert_cmpuint(i596_counter(r->t, CNT_RSC), ==, 0);
    g_assert_cmpuint(i596_counter(r->t, CNT_OVRN), ==, 0);
    i596_alive(r->t);
    i596_quit(r->t);
}

/*
 * A driver looks for C in its RFDs and recycles, but never acknowledges an
 * event. Frames come one wire time after the other at the latest.
 */
static void test_poll_only(const void *data)
{
    const I596World *w = data;

    for (unsigned mode = 0; mode < ARRAY_SIZE(i596_modes); mode++) {
        I596Rx r = rx_up(i596_modes[mode], 16, 16, 1536);
        unsigned count = mode ? 12 : 50;

        i596_rx_open(&r);
        for (unsigned batch = 0; batch < 4; batch++) {
            i596_rx_send(&r, count, 64 + batch * 300);
            while (r.taken < r.sent) {
                i596_rx_wait(&r, PACE_NS);
                i596_rx_take(&r);
                i596_rx_return(&r);
            }
            r.t = w->jolt(r.t);
        }
        rx_down(&r);
    }
}

/* Every eighth frame is acknowledged. */
static void test_ack_eighth(const void *data)
{
    const I596World *w = data;
    I596Rx r = rx_up(SYSBUS_LINEAR, 16, 16, 1536);

    i596_rx_open(&r);
    for (unsigned batch = 0; batch < 3; batch++) {
        i596_rx_send(&r, 44, 1000);
        while (r.taken < r.sent) {
            i596_rx_wait(&r, PACE_NS);
            i596_rx_take(&r);
            i596_rx_return(&r);
            if (r.taken % 8 == 0) {
                i596_command(r.t, STAT_FR);
            }
        }
        r.t = w->jolt(r.t);
    }
    rx_down(&r);
}

/*
 * @rfds RFDs with EL on the last: the driver starts the RU again when it has
 * taken that one, with or without acknowledgement.
 */
static void poll_list(const I596World *w, unsigned rfds, uint16_t ack)
{
    I596Rx r = rx_up(SYSBUS_LINEAR, rfds, 4, 1536);

    r.rfd_end = I596_END_FIXED;
    i596_rx_open(&r);
    for (unsigned batch = 0; batch < 3; batch++) {
        i596_rx_send(&r, 24, 64 + batch * 700);
        while (r.taken < r.sent) {
            i596_rx_wait(&r, PACE_NS);
            i596_rx_take(&r);
            i596_rx_return(&r);
            if (r.rfd == 0) {
                i596_rx_restart(&r, ack);
            }
        }
        r.t = w->jolt(r.t);
    }
    rx_down(&r);
}

static void test_one_rfd(const void *data)
{
    poll_list(data, 1, 0);
}

static void test_two_rfds(const void *data)
{
    poll_list(data, 2, 0);
}

static void test_two_rfds_ack(const void *data)
{
    poll_list(data, 2, STAT_EVENTS);
}

/* A driver with interrupts, as fast as they come: nothing has to wait. */
static void test_interrupts(const void *data)
{
    const I596World *w = data;
    I596Rx r = rx_up(SYSBUS_LINEAR, 16, 16, 1536);

    i596_rx_open(&r);
    for (unsigned batch = 0; batch < 4; batch++) {
        i596_rx_send(&r, 50, 1500);
        while (r.taken < r.sent) {
            i596_rx_wait(&r, PACE_NS);
            i596_command(r.t, i596_status(r.t) & STAT_EVENTS);
            i596_rx_work(&r);
        }
        r.t = w->jolt(r.t);
    }
    rx_down(&r);
}

/* A ring that is full of frames which the driver has not looked at */
static I596Rx full_ring(void)
{
    I596Rx r = rx_up(SYSBUS_LINEAR, 16, 16, 1536);

    i596_rx_open(&r);
    i596_rx_send(&r, 16, 64);
    for (unsigned n = 0; n < 16; n++) {
        i596_wait16(r.t, i596_rfd_at(r.t, n), ST_C, ST_C);
    }
    return r;
}

/* Frames for others cost those for us no time. */
static void test_others(const void *data)
{
    const I596World *w = data;
    I596Rx r = rx_up(SYSBUS_LINEAR, 16, 16, 1536);
    uint8_t frame[1000];

    i596_rx_open(&r);
    for (unsigned round = 0; round < 3; round++) {
        i596_rx_send(&r, 1, 64);
        i596_rx_wait(&r, PACE_NS);
        i596_rx_take(&r);
        g_assert_cmphex(i596_status(r.t) & STAT_FR, ==, STAT_FR);
        r.t = w->jolt(r.t);
        for (unsigned n = 0; n < 12; n++) {
            i596_send(r.t, frame,
                      i596_frame(frame, other, sizeof(frame)));
        }
        i596_rx_send(&r, 1, 64);
        i596_rx_wait(&r, PACE_NS);
        i596_rx_take(&r);
        i596_rx_return(&r);
        i596_ack_all(r.t);
    }
    rx_down(&r);
}

/* Nothing of @r's frames that have not come so far comes any more. */
static void assert_gone(I596Rx *r)
{
    i596_rx_work(r);
    i596_ack_all(r->t);
    i596_rx_expect_none(r, 50 * MS);
    r->taken = r->sent;
}

static void assert_receives(I596Rx *r)
{
    i596_rx_send(r, 1, 100);
    i596_rx_wait(r, PACE_NS);
    i596_rx_take(r);
    i596_rx_return(r);
}

/* A frame that waits when loopback begins is one from outside. */
static void test_loopback_begins(const void *data)
{
    const I596World *w = data;

    for (unsigned loopback = 1; loopback <= 3; loopback++) {
        I596Rx r = full_ring();
        uint8_t normal = r.t->cfg[3];

        i596_rx_send(&r, 4, 64);
        i596_cfg(r.t, 3, normal | loopback << 6);
        i596_advance(r.t, MS);
        r.t = w->jolt(r.t);
        assert_gone(&r);
        i596_cfg(r.t, 3, normal);
        i596_rx_expect_none(&r, 50 * MS);
        assert_receives(&r);
        i596_quit(r.t);
    }
}

static void set_link(I596 *t, bool up)
{
    qtest_qmp_assert_success(t->qts, "{'execute': 'set_link', 'arguments': "
                             "{'name': 'wire', 'up': %i}}", up);
}

/*
 * The cable is out while a frame waits: it is gone, and its turn is not the
 * next one's, which must not be stored over a frame that nobody has read.
 */
static void test_cable_out(const void *data)
{
    static const int64_t out[] = { 0, 2 * MS, 100 * MS, 3000 * MS };
    const I596World *w = data;

    for (unsigned i = 0; i < ARRAY_SIZE(out); i++) {
        I596Rx r = full_ring();

        i596_rx_send(&r, 4, 64);
        set_link(r.t, false);
        if (out[i]) {
            i596_advance(r.t, out[i]);
            i596_breathe(r.t);
        }
        set_link(r.t, true);
        i596_breathe(r.t);
        r.t = w->jolt(r.t);
        r.taken = 0;
        i596_rx_send(&r, 1, 80);
        for (unsigned n = 0; n < 16; n++) {
            i596_rx_take(&r);
        }
        r.taken = r.sent - 1;
        i596_rx_return(&r);
        i596_rx_wait(&r, PACE_NS);
        i596_rx_take(&r);
        i596_rx_return(&r);
        assert_gone(&r);
        assert_receives(&r);
        i596_quit(r.t);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) i596_add_worlds("/lasi-i82596/pace/" path, fn)
    ADD("poll-only", test_poll_only);
    ADD("ack-eighth", test_ack_eighth);
    ADD("one-rfd", test_one_rfd);
    ADD("two-rfds", test_two_rfds);
    ADD("two-rfds-ack", test_two_rfds_ack);
    ADD("interrupts", test_interrupts);
    ADD("others", test_others);
    ADD("loopback-begins", test_loopback_begins);
    ADD("cable-out", test_cable_out);
#undef ADD
    return i596_run();
}
