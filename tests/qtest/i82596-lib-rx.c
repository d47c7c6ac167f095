/*
 * Helpers of the i82596 qtests: a driver's receive lists
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"
#include "qemu/bswap.h"

#define NUMBER_AT   14          /* where a frame has its number, 4 bytes */
#define FRAME_MAX   2048

static size_t numbered(uint8_t *frame, unsigned number, size_t len)
{
    g_assert_true(len >= 64 && len <= FRAME_MAX);
    i596_frame(frame, i596_ia, len);
    stl_be_p(frame + NUMBER_AT, number);
    return len;
}

/* EL of a list's last entry, if it has one */
static bool last_of(I596End end, unsigned n, unsigned count)
{
    return end != I596_END_NONE && n == count - 1;
}

static void put_rfd(I596Rx *r, unsigned n, bool el, uint32_t rbd)
{
    i596_rfd(r->t, n, CMD_SF | (el ? CMD_EL : 0),
             i596_rfd_at(r->t, (n + 1) % r->rfds), rbd, 0);
}

static void put_rbd(I596Rx *r, unsigned n, bool el)
{
    i596_rbd(r->t, n, r->bufsize | (el ? RBD_EL : 0),
             i596_rbd_at(r->t, (n + 1) % r->rbds), i596_buf_at(n));
}

void i596_rx_open(I596Rx *r)
{
    I596 *t = r->t;

    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);
    for (unsigned n = 0; n < r->rfds; n++) {
        put_rfd(r, n, last_of(r->rfd_end, n, r->rfds),
                n ? I596_NULL : i596_rbd_at(t, 0));
    }
    for (unsigned n = 0; n < r->rbds; n++) {
        put_rbd(r, n, last_of(r->rbd_end, n, r->rbds));
    }
    for (I596Counter c = CNT_CRC; c <= CNT_OVRN; c++) {
        i596_set_counter(t, c, 0);
    }
    i596_ru_start(t, i596_rfd_at(t, 0));
}

void i596_rx_send(I596Rx *r, unsigned count, size_t len)
{
    g_autofree uint8_t *wire = g_malloc(count * (len + 4));
    size_t all = 0;

    for (unsigned n = 0; n < count; n++) {
        stl_be_p(wire + all, len);
        numbered(wire + all + 4, r->sent++, len);
        all += 4 + len;
    }
    for (size_t done = 0; done < all; ) {
        ssize_t n = send(r->t->fd, wire + done, all - done, 0);

        g_assert_cmpint(n, >, 0);
        done += n;
    }
    i596_breathe(r->t);
}

bool i596_rx_pending(I596Rx *r)
{
    return r->owned < r->rfds &&
           (i596_get16(r->t, i596_rfd_at(r->t, r->rfd)) & ST_C);
}

/* The frame in the RBDs where the driver stands; they become the driver's. */
static size_t gather(I596Rx *r, uint8_t *frame)
{
    size_t len = 0;
    uint16_t word;

    do {
        size_t n;

        g_assert_cmpuint(r->owned_rbds, <, r->rbds);
        word = i596_get16(r->t, i596_rbd_at(r->t, r->rbd));
        n = word & 0x3fff;
        g_assert_cmphex(word & CNT_F, ==, CNT_F);
        g_assert_cmpuint(n, <=, r->bufsize);
        g_assert_cmpuint(len + n, <=, FRAME_MAX);
        qtest_memread(r->t->qts, i596_buf_at(r->rbd), frame + len, n);
        len += n;
        r->rbd = (r->rbd + 1) % r->rbds;
        r->owned_rbds++;
    } while (!(word & CNT_EOF));
    return len;
}

void i596_rx_take(I596Rx *r)
{
    uint8_t got[FRAME_MAX], want[FRAME_MAX];
    unsigned number;
    size_t len;

    g_assert_true(i596_rx_pending(r));
    g_assert_cmphex(i596_get16(r->t, i596_rfd_at(r->t, r->rfd)), ==, ST_GOOD);
    len = gather(r, got);
    number = ldl_be_p(got + NUMBER_AT);
    g_assert_cmpuint(number, ==, r->taken);
    numbered(want, number, len);
    g_assert_cmpmem(got, len, want, len);
    r->taken = number + 1;
    r->rfd = (r->rfd + 1) % r->rfds;
    r->owned++;
}

static void return_rbd(I596Rx *r)
{
    unsigned n = r->own_rbd, prev = (n + r->rbds - 1) % r->rbds;
    bool moves = r->rbd_end == I596_END_MOVES;

    put_rbd(r, n, moves || last_of(r->rbd_end, n, r->rbds));
    if (moves && prev != n) {
        i596_put16(r->t, i596_rbd_at(r->t, prev) + r->t->l->rbd_size,
                   r->bufsize);
    }
    r->own_rbd = (n + 1) % r->rbds;
    r->owned_rbds--;
}

static void return_rfd(I596Rx *r)
{
    unsigned n = r->own_rfd, prev = (n + r->rfds - 1) % r->rfds;
    bool moves = r->rfd_end == I596_END_MOVES;

    put_rfd(r, n, moves || last_of(r->rfd_end, n, r->rfds), I596_NULL);
    if (moves && prev != n) {
        i596_put16(r->t, i596_rfd_at(r->t, prev) + 2, CMD_SF);
    }
    r->own_rfd = (n + 1) % r->rfds;
    r->owned--;
}

void i596_rx_return(I596Rx *r)
{
    while (r->owned_rbds) {
        return_rbd(r);
    }
    while (r->owned) {
        return_rfd(r);
    }
}

unsigned i596_rx_work(I596Rx *r)
{
    unsigned count = 0;

    while (i596_rx_pending(r)) {
        i596_rx_take(r);
        i596_rx_return(r);
        count++;
    }
    return count;
}

void i596_rx_restart(I596Rx *r, uint16_t ack)
{
    uint32_t rfd = i596_rfd_at(r->t, r->rfd);

    i596_put_link(r->t, rfd + r->t->l->rfd_rbd, i596_rbd_at(r->t, r->rbd));
    i596_set_rfa(r->t, rfd);
    i596_command(r->t, ack | RUC_START);
}

int64_t i596_rx_wait(I596Rx *r, int64_t ns)
{
    int64_t start = i596_advance(r->t, 0), now = start;

    while (!i596_rx_pending(r)) {
        g_assert_cmpint(now - start, <=, ns);
        now = i596_advance(r->t, I596_STEP_NS);
        i596_breathe(r->t);
    }
    return now - start;
}

void i596_rx_expect_none(I596Rx *r, int64_t ns)
{
    int64_t start = i596_advance(r->t, 0), now = start;

    while (now - start < ns) {
        g_assert_false(i596_rx_pending(r));
        now = i596_advance(r->t, I596_STEP_NS);
        i596_breathe(r->t);
    }
}
