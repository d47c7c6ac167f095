/*
 * Helpers of the i82596 qtests: counters, command blocks, frames
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"
#include "qemu/bswap.h"
#include "qemu/sockets.h"

#define SCRATCH_CB      60  /* used by the helpers below, not by tests */
#define MARKER_LEN      77  /* no other frame of i596_accepts() is so long */

/*
 * Statistical counters
 */

uint32_t i596_counter_at(I596 *t, I596Counter c)
{
    g_assert_true(t->l->counter_size == 4 || c <= CNT_OVRN);
    return t->scb + t->l->scb_counters + c * t->l->counter_size;
}

uint32_t i596_counter(I596 *t, I596Counter c)
{
    uint32_t addr = i596_counter_at(t, c);

    return t->l->counter_size == 2 ? i596_get16(t, addr)
                                   : i596_get_swapped(t, addr);
}

void i596_set_counter(I596 *t, I596Counter c, uint32_t val)
{
    uint32_t addr = i596_counter_at(t, c);

    if (t->l->counter_size == 2) {
        i596_put16(t, addr, val);
    } else {
        i596_put_swapped(t, addr, val);
    }
}

void i596_wait_counter(I596 *t, I596Counter c, uint32_t want)
{
    int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
    unsigned n = 0;

    while (i596_counter(t, c) != want && g_get_monotonic_time() < end) {
        i596_wait_step(t, n++);
    }
    g_assert_cmphex(i596_counter(t, c), ==, want);
}

/*
 * Command blocks
 */

uint32_t i596_param(I596 *t, uint32_t cb)
{
    return cb + t->l->cb_param;
}

void i596_cu_start(I596 *t, uint32_t cb)
{
    i596_set_cbl(t, cb);
    i596_command(t, CUC_START);
}

uint16_t i596_exec(I596 *t, uint32_t cb)
{
    i596_cu_start(t, cb);
    i596_wait16(t, cb, ST_C, ST_C);
    i596_wait_scb(t, STAT_CUS & ~STAT_CU_SUSPENDED, 0);
    return i596_get16(t, cb);
}

/* Run @cb, whose parameters are in place, and take its CNA away again. */
static void exec_setup(I596 *t, uint32_t cb)
{
    g_assert_cmphex(i596_exec(t, cb), ==, ST_GOOD);
    i596_command(t, STAT_CNA);
}

void i596_cfg_send(I596 *t, unsigned count)
{
    uint32_t cb = i596_cb(t, SCRATCH_CB, CMD_EL | CMD_CONFIGURE, I596_NULL);

    t->cfg[0] = (t->cfg[0] & 0xf0) | count;
    qtest_memwrite(t->qts, i596_param(t, cb), t->cfg, sizeof(t->cfg));
    exec_setup(t, cb);
}

void i596_cfg(I596 *t, unsigned byte, uint8_t val)
{
    t->cfg[byte] = val;
    i596_cfg_send(t, t->cfg[0] & 0xf);
}

void i596_set_ia(I596 *t, const uint8_t *ia)
{
    uint32_t cb = i596_cb(t, SCRATCH_CB, CMD_EL | CMD_IA, I596_NULL);

    qtest_memwrite(t->qts, i596_param(t, cb), ia, 6);
    exec_setup(t, cb);
}

void i596_multicast(I596 *t, uint16_t bytes, const void *list, size_t len)
{
    uint32_t cb = i596_cb(t, SCRATCH_CB, CMD_EL | CMD_MULTICAST, I596_NULL);

    i596_put16(t, i596_param(t, cb), bytes);
    if (len) {
        qtest_memwrite(t->qts, i596_param(t, cb) + 2, list, len);
    }
    exec_setup(t, cb);
}

void i596_dump(I596 *t, uint32_t addr)
{
    uint32_t cb = i596_cb(t, SCRATCH_CB, CMD_EL | CMD_DUMP, I596_NULL);

    i596_put_link(t, i596_param(t, cb), addr);
    exec_setup(t, cb);
}

unsigned i596_dump_cfg(I596 *t, unsigned byte)
{
    return t->l->dump_size == 304 ? byte - 2 : byte;
}

unsigned i596_dump_ia(I596 *t)
{
    return t->l->dump_size == 304 ? 0x0e : 0x0c;
}

unsigned i596_dump_hash(I596 *t)
{
    return t->l->dump_size == 304 ? 0x26 : 0x24;
}

/*
 * Transmit
 */

uint32_t i596_tbd(I596 *t, unsigned n, uint16_t size, uint32_t next,
                  uint32_t buf)
{
    uint32_t tbd = i596_tbd_at(t, n);

    if (t->l->wide_link) {
        i596_put16(t, tbd + 2, 0);
    }
    i596_put16(t, tbd, size);
    i596_put_link(t, tbd + t->l->tbd_next, next);
    i596_put_ptr(t, tbd + t->l->tbd_buf, buf);
    return tbd;
}

uint32_t i596_tcb(I596 *t, unsigned n, uint16_t cmd, uint32_t link,
                  const void *frame, size_t len)
{
    uint32_t cb = i596_cb(t, n, cmd | CMD_SF | CMD_TRANSMIT, link);
    uint32_t tbd = i596_tbd(t, n, CNT_EOF | len, I596_NULL,
                            i596_txbuf_at(n));

    qtest_memwrite(t->qts, i596_txbuf_at(n), frame, len);
    i596_put_link(t, i596_param(t, cb), tbd);
    if (t->l->tcb_count) {
        i596_put_swapped(t, cb + t->l->tcb_count, 0);
    }
    return cb;
}

/* Wait until @fd has data; steps the guest's clock meanwhile. */
static bool wait_readable(I596 *t, int64_t bound_us)
{
    int64_t end = g_get_monotonic_time() + bound_us;
    GPollFD pfd = { .fd = t->fd, .events = G_IO_IN };
    unsigned n = 0;

    while (g_poll(&pfd, 1, 0) != 1) {
        if (g_get_monotonic_time() >= end) {
            return false;
        }
        i596_wait_step(t, n++);
    }
    return true;
}

static void read_all(I596 *t, void *buf, size_t len)
{
    for (size_t done = 0; done < len; ) {
        ssize_t n;

        g_assert_true(wait_readable(t, 10 * G_USEC_PER_SEC));
        n = recv(t->fd, (char *)buf + done, len - done, 0);
        g_assert_cmpint(n, >, 0);
        done += n;
    }
}

size_t i596_recv(I596 *t, uint8_t *frame, size_t room)
{
    uint8_t head[4];
    uint32_t len;

    read_all(t, head, sizeof(head));
    len = ldl_be_p(head);
    g_assert_cmpuint(len, <=, room);
    read_all(t, frame, len);
    return len;
}

void i596_expect(I596 *t, const void *frame, size_t len)
{
    g_autofree uint8_t *got = g_malloc(0x10000);
    size_t n = i596_recv(t, got, 0x10000);

    g_assert_cmpmem(got, n, frame, len);
}

void i596_expect_silence(I596 *t)
{
    i596_settle(t);
    g_assert_false(wait_readable(t, 0));
}

/*
 * Receive
 */

uint32_t i596_rfd(I596 *t, unsigned n, uint16_t cmd, uint32_t link,
                  uint32_t rbd, uint16_t size)
{
    uint32_t rfd = i596_rfd_at(t, n);

    i596_put16(t, rfd, 0);
    i596_put16(t, rfd + 2, cmd);
    i596_put_link(t, rfd + 4, link);
    i596_put_link(t, rfd + t->l->rfd_rbd, rbd);
    if (t->l->rfd_count) {
        i596_put16(t, rfd + t->l->rfd_count, 0);
        i596_put16(t, rfd + t->l->rfd_size, size);
    }
    return rfd;
}

uint32_t i596_rbd(I596 *t, unsigned n, uint16_t size, uint32_t next,
                  uint32_t buf)
{
    uint32_t rbd = i596_rbd_at(t, n);

    i596_put16(t, rbd, 0);
    i596_put16(t, rbd + 2, 0);
    i596_put_link(t, rbd + t->l->rbd_next, next);
    i596_put_ptr(t, rbd + t->l->rbd_buf, buf);
    i596_put16(t, rbd + t->l->rbd_size, size);
    i596_put16(t, rbd + t->l->rbd_size + 2, 0);
    return rbd;
}

void i596_rx_ring(I596 *t, unsigned rfds, unsigned rbds, uint16_t bufsize)
{
    for (unsigned i = 0; i < rfds; i++) {
        i596_rfd(t, i, CMD_SF, i596_rfd_at(t, (i + 1) % rfds),
                 i ? I596_NULL : i596_rbd_at(t, 0), 0);
    }
    for (unsigned i = 0; i < rbds; i++) {
        i596_rbd(t, i, bufsize, i596_rbd_at(t, (i + 1) % rbds),
                 i596_buf_at(i));
    }
}

void i596_ru_start(I596 *t, uint32_t rfd)
{
    i596_set_rfa(t, rfd);
    i596_command(t, RUC_START);
    i596_wait_scb(t, STAT_RUS, STAT_RU_READY);
}

void i596_rx_ready(I596 *t)
{
    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);
    i596_rx_ring(t, 4, 4, 1536);
    i596_ru_start(t, i596_rfd_at(t, 0));
}

size_t i596_frame(uint8_t *frame, const uint8_t *da, size_t len)
{
    memcpy(frame, da, 6);
    memcpy(frame + 6, i596_peer, 6);
    stw_be_p(frame + 12, 0x88b5); /* type: local experiment */
    for (size_t i = 14; i < len; i++) {
        frame[i] = i * 7 + len;
    }
    return len;
}

void i596_send(I596 *t, const void *frame, size_t len)
{
    g_autofree uint8_t *wire = g_malloc(len + 4);

    stl_be_p(wire, len);
    memcpy(wire + 4, frame, len);
    for (size_t done = 0; done < len + 4; ) {
        ssize_t n = send(t->fd, wire + done, len + 4 - done, 0);

        g_assert_cmpint(n, >, 0);
        done += n;
    }
}

uint16_t i596_deliver(I596 *t, const uint8_t *da, size_t len, unsigned n)
{
    g_autofree uint8_t *frame = g_malloc(MAX(len, 14));

    i596_send(t, frame, i596_frame(frame, da, len));
    i596_wait16(t, i596_rfd_at(t, n), ST_C, ST_C);
    return i596_get16(t, i596_rfd_at(t, n));
}

/*
 * The RU is started anew on RFD 0. The first RFD then tells by its frame's
 * length whether the frame to @da or only the marker behind it was stored.
 */
bool i596_accepts(I596 *t, const uint8_t *da)
{
    uint8_t frame[MARKER_LEN];
    unsigned count;

    i596_command(t, RUC_ABORT | STAT_EVENTS);
    i596_rx_ring(t, 4, 4, 1536);
    i596_ru_start(t, i596_rfd_at(t, 0));
    i596_send(t, frame, i596_frame(frame, da, 64));
    i596_send(t, frame, i596_frame(frame, i596_ia, MARKER_LEN));
    i596_wait16(t, i596_rfd_at(t, 0), ST_C, ST_C);
    count = i596_get16(t, i596_rbd_at(t, 0)) & 0x3fff;
    if (count == 64) {
        i596_wait16(t, i596_rfd_at(t, 1), ST_C, ST_C);
        return true;
    }
    g_assert_cmpuint(count, ==, MARKER_LEN);
    return false;
}

/* CRC-32 as on Ethernet, bit by bit: independent of QEMU's own code */
void i596_fcs(const uint8_t *frame, size_t len, uint8_t fcs[4])
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < len; i++) {
        crc ^= frame[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        }
    }
    stl_le_p(fcs, ~crc);
}
