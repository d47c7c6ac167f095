/*
 * QTest of the Intel 82596 on LASI: what it may take of the host
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Neither a station on the network nor the guest makes QEMU's memory grow,
 * its monitor silent or a host processor busy.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"
#include "qemu/bswap.h"
#include "qemu/sockets.h"

#define MS          (1000 * 1000LL)
#define PACE_NS     (I596_WIRE_NS + 2 * I596_STEP_NS)

/* Guest memory that is touched for the first time, and QEMU's own noise */
#define GROWTH_KIB  (8 * 1024)

static I596 *up(I596Net net)
{
    I596 *t = i596_launch_on(net, "");

    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    i596_cfg_send(t, 14);
    return t;
}

/*
 * Memory
 */

/* The most that QEMU has had resident so far */
static unsigned peak_kib(I596 *t)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status",
                                            (int)qtest_pid(t->qts));
    g_autofree char *text = NULL;
    const char *line;
    unsigned kib;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    line = strstr(text, "VmHWM:");
    g_assert_nonnull(line);
    g_assert_cmpint(sscanf(line, "VmHWM: %u kB", &kib), ==, 1);
    return kib;
}

static void assert_not_grown(I596 *t, unsigned before)
{
    unsigned after = peak_kib(t);

    g_test_message("peak %u KiB, then %u KiB", before, after);
    g_assert_cmpuint(after, <=, before + GROWTH_KIB);
}

/* Send as much of @data as goes; false if QEMU did not take all. */
static bool offer(I596 *t, const uint8_t *data, size_t len, size_t *done)
{
    while (*done < len) {
        ssize_t n = send(t->fd, data + *done, len - *done, MSG_DONTWAIT);

        if (n <= 0) {
            return false;
        }
        *done += n;
    }
    return true;
}

/*
 * Send @count frames of changing lengths to a guest that does not look. If
 * QEMU does not read them all, that is as good; what it has not read comes
 * later or, where the rest of a frame is missing, is completed by the caller.
 */
static void flood(I596 *t, unsigned count, GByteArray *rest)
{
    static const unsigned lens[] = { 64, 1514, 9000, 60000, 300, 4000 };
    g_autofree uint8_t *wire = g_malloc(4 + 60000);

    for (unsigned n = 0; n < count; n++) {
        unsigned len = lens[n % ARRAY_SIZE(lens)], tries = 0;
        size_t done = 0;

        stl_be_p(wire, len);
        i596_frame(wire + 4, i596_ia, len);
        while (!offer(t, wire, 4 + len, &done) && tries++ < 20) {
            i596_breathe(t);
        }
        if (done < 4 + len) {
            g_byte_array_append(rest, wire + done, done ? 4 + len - done : 0);
            return;
        }
        if (n % 100 == 0) {
            i596_advance(t, MS);
        }
    }
    i596_breathe(t);
}

/* The guest is back: it takes what there is until its own frame comes. */
static void assert_fresh_traffic(I596Rx *r, GByteArray *rest)
{
    static const uint8_t mark[] = "fresh";
    uint8_t wire[4 + 100], got[sizeof(mark)];
    size_t done = 0;

    stl_be_p(wire, 100);
    i596_frame(wire + 4, i596_ia, 100);
    memcpy(wire + 4 + 20, mark, sizeof(mark));
    g_byte_array_append(rest, wire, sizeof(wire));
    /* More frames come at once: do not wait until there is no event. */
    i596_command(r->t, STAT_EVENTS);
    for (unsigned n = 0; ; n++) {
        g_assert_cmpuint(n, <, 1000);
        offer(r->t, rest->data, rest->len, &done);
        while (i596_get16(r->t, i596_rfd_at(r->t, r->rfd)) & ST_C) {
            uint32_t rbd = i596_rbd_at(r->t, r->rbd);

            qtest_memread(r->t->qts, i596_buf_at(r->rbd) + 20, got,
                          sizeof(got));
            i596_put16(r->t, rbd, 0);
            i596_put16(r->t, i596_rfd_at(r->t, r->rfd), 0);
            r->rfd = (r->rfd + 1) % r->rfds;
            r->rbd = (r->rbd + 1) % r->rbds;
            if (!memcmp(got, mark, sizeof(mark))) {
                g_assert_cmpuint(n, <, 200);    /* 20 ms */
                return;
            }
            i596_command(r->t, STAT_EVENTS);
        }
        i596_advance(r->t, I596_STEP_NS);
        i596_breathe(r->t);
    }
}

/* Ordinary frames take one RBD each, so that the driver need not look. */
static void test_flood(const void *data)
{
    I596Net net = GPOINTER_TO_UINT(data);
    g_autoptr(GByteArray) rest = g_byte_array_new();
    I596Rx r = { .t = up(net), .rfds = 16, .rbds = 16, .bufsize = 1536 };
    unsigned before;

    i596_rx_open(&r);
    i596_rx_send(&r, 1, 64);
    i596_rx_wait(&r, PACE_NS);
    r.rfd = r.rbd = 0;
    g_assert_cmphex(i596_status(r.t) & STAT_FR, ==, STAT_FR);
    before = peak_kib(r.t);
    flood(r.t, 9000, rest);
    i596_alive(r.t);
    assert_not_grown(r.t, before);
    i596_quit(r.t);
}

static void test_flood_and_back(const void *data)
{
    I596Net net = GPOINTER_TO_UINT(data);
    g_autoptr(GByteArray) rest = g_byte_array_new();
    I596Rx r = { .t = up(net), .rfds = 16, .rbds = 16, .bufsize = 1536 };
    g_autofree uint8_t *wire = g_malloc(4 + 1514);
    unsigned before, n;
    size_t done = 0;

    i596_rx_open(&r);
    before = peak_kib(r.t);
    stl_be_p(wire, 1514);
    i596_frame(wire + 4, i596_ia, 1514);
    for (n = 0; n < 9000; n++) {
        done = 0;
        if (!offer(r.t, wire, 4 + 1514, &done)) {
            i596_breathe(r.t);
            if (!offer(r.t, wire, 4 + 1514, &done)) {
                break;          /* the backend is blocked, as it may be */
            }
        }
    }
    if (n < 9000 && done) {
        g_byte_array_append(rest, wire + done, 4 + 1514 - done);
    }
    i596_breathe(r.t);
    i596_alive(r.t);
    assert_not_grown(r.t, before);
    if (net == I596_NET_HUB) {
        /* Without a hub the host's socket itself holds some hundred. */
        assert_fresh_traffic(&r, rest);
    }
    i596_quit(r.t);
}

/* The same when the machine is stopped or moved with what has come so far */
static void test_flood_over(const void *data)
{
    const I596World *w = data;
    g_autoptr(GByteArray) rest = g_byte_array_new();
    I596Rx r = { .t = up(I596_NET_SOCKET), .rfds = 16, .rbds = 16,
                 .bufsize = 1536 };
    unsigned before;

    i596_rx_open(&r);
    i596_rx_send(&r, 300, 64);  /* so few fit into the host's socket */
    for (unsigned ms = 0; ms < 100; ms++) {
        i596_advance(r.t, MS);
    }
    r.t = w->jolt(r.t);
    before = peak_kib(r.t);
    i596_alive(r.t);
    assert_fresh_traffic(&r, rest);
    assert_not_grown(r.t, before);
    i596_quit(r.t);
}

/* The monitor answers within a second of the host's time. */
static void assert_answers(I596 *t)
{
    int64_t start = g_get_monotonic_time();

    i596_alive(t);
    g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC * 5);
}

/* A transmit CB that links to itself, @tbds TBDs of @size bytes */
static void start_transmit_ring(I596 *t, unsigned tbds, unsigned size)
{
    uint32_t cb = i596_cb(t, 0, CMD_SF | CMD_TRANSMIT, i596_cb_at(t, 0));

    for (unsigned n = 0; n < tbds; n++) {
        bool last = n == tbds - 1;

        i596_tbd(t, n, (last ? CNT_EOF : 0) | size,
                 last ? I596_NULL : i596_tbd_at(t, n + 1),
                 i596_txbuf_at(0));
    }
    i596_put_link(t, i596_param(t, cb), i596_tbd_at(t, 0));
    i596_put_swapped(t, cb + t->l->tcb_count, 0);
    qtest_memwrite(t->qts, i596_txbuf_at(0), i596_peer, 6);
    qtest_memwrite(t->qts, i596_txbuf_at(0) + 6, i596_ia, 6);
    i596_cu_start(t, cb);
}

static void assert_transmits_to_nobody(I596 *t)
{
    unsigned before = peak_kib(t);

    for (unsigned n = 0; n < 2000; n++) {
        i596_advance(t, MS);
        if (n % 100 == 0) {
            assert_answers(t);
        }
    }
    assert_not_grown(t, before);
}

static void assert_transmit_ends(I596 *t)
{
    uint32_t out = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);

    /* An abort does not wait for the peer. */
    i596_command(t, CUC_ABORT);
    i596_wait_scb(t, STAT_CUS, STAT_CU_IDLE);
    i596_ack_all(t);
    /* Nor does a command that follows. */
    i596_cu_start(t, out);
    i596_wait16(t, out, 0xffff, ST_GOOD);
    i596_ack_all(t);
}

/* A guest transmits without end, and nobody reads. */
static void transmit_to_nobody(I596Net net, unsigned tbds, unsigned size)
{
    I596 *t = up(net);

    start_transmit_ring(t, tbds, size);
    assert_transmits_to_nobody(t);
    assert_transmit_ends(t);
    /* A reset with frames under way, and a quit, end as ever. */
    start_transmit_ring(t, tbds, size);
    i596_hw_reset(t);
    assert_answers(t);
    i596_quit(t);
}

static void test_transmit_1500(const void *data)
{
    transmit_to_nobody(GPOINTER_TO_UINT(data), 1, 1500);
}

static void test_transmit_64000(const void *data)
{
    transmit_to_nobody(GPOINTER_TO_UINT(data), 4, 16000);
}

static void test_transmit_over(const void *data)
{
    const I596World *w = data;
    I596 *t = up(I596_NET_SOCKET);

    start_transmit_ring(t, 4, 16000);
    assert_transmits_to_nobody(t);
    t = w->jolt(t);
    assert_transmits_to_nobody(t);
    assert_transmit_ends(t);
    i596_quit(t);
}

static uint32_t frame_number(const uint8_t *frame)
{
    return ldl_be_p(frame + 14);
}

/* A peer that reads late gets all frames, each once and in order. */
static void test_late_reader(void)
{
    enum { FRAMES = 600, LIST = 30 };
    I596 *t = up(I596_NET_SOCKET);
    uint8_t frame[1514], got[2048];
    unsigned next = 0;

    for (unsigned n = 0; n < FRAMES; n += LIST) {
        for (unsigned i = 0; i < LIST; i++) {
            i596_frame(frame, i596_peer, sizeof(frame));
            stl_be_p(frame + 14, n + i);
            i596_tcb(t, i, i == LIST - 1 ? CMD_EL | CMD_I : 0,
                     i596_cb_at(t, i + 1), frame, sizeof(frame));
        }
        i596_cu_start(t, i596_cb_at(t, 0));
        for (unsigned ms = 0; ms < 3000 && !(i596_status(t) & STAT_CNA);
             ms++) {
            i596_advance(t, MS);
            if (ms > 20) {      /* it waits for us */
                g_assert_cmpuint(i596_recv(t, got, sizeof(got)), ==, 1514);
                g_assert_cmpuint(frame_number(got), ==, next++);
            }
        }
        g_assert_cmphex(i596_status(t) & (STAT_CNA | STAT_CUS), ==, STAT_CNA);
        i596_ack_all(t);
    }
    while (next < FRAMES) {
        g_assert_cmpuint(i596_recv(t, got, sizeof(got)), ==, 1514);
        g_assert_cmpuint(frame_number(got), ==, next++);
    }
    i596_expect_silence(t);
    i596_quit(t);
}

/*
 * Processor time
 */

/* What QEMU has used of the host's processors, in seconds */
static double cpu_seconds(I596 *t)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat",
                                            (int)qtest_pid(t->qts));
    g_autofree char *text = NULL;
    unsigned long user, system;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpint(sscanf(strrchr(text, ')') + 1, " %*c %*d %*d %*d %*d %*d"
                           " %*u %*u %*u %*u %*u %lu %lu", &user, &system),
                    ==, 2);
    return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

/* The same for two seconds of the guest's time and at least as many of ours */
static double cpu_of_two_seconds(I596 *t)
{
    int64_t start = g_get_monotonic_time();
    double before = cpu_seconds(t);
    unsigned ms = 0;

    while (ms < 2000) {
        int64_t due = start + ms * 1000, now = g_get_monotonic_time();

        if (now < due) {
            g_usleep(due - now);
        }
        i596_advance(t, 5 * MS);
        ms += 5;
    }
    return cpu_seconds(t) - before;
}

static void ring(I596 *t, unsigned count, const uint16_t *cmds, size_t n_cmds)
{
    for (unsigned n = 0; n < count; n++) {
        uint32_t cb = i596_cb(t, n, cmds[n % n_cmds],
                              i596_cb_at(t, (n + 1) % count));

        qtest_memwrite(t->qts, i596_param(t, cb), i596_ia, 6);
    }
    i596_cu_start(t, i596_cb_at(t, 0));
}

/* It does go round, until it is told not to. */
static void end_ring(I596 *t)
{
    i596_put16(t, i596_cb_at(t, 0), 0);
    i596_wait_nonzero(t, i596_cb_at(t, 0));
    g_assert_cmphex(i596_status(t) & STAT_CUS, ==, STAT_CU_ACTIVE);
    i596_command(t, CUC_ABORT);
    i596_wait_scb(t, STAT_CUS, STAT_CU_IDLE);
    i596_ack_all(t);
}

static void test_rings(void)
{
    static const struct {
        unsigned count;
        uint16_t cmds[3];
        unsigned n_cmds;
    } rings[] = {
        { 1, { CMD_NOP }, 1 },
        { 2, { CMD_NOP }, 1 },
        { 2, { CMD_NOP, CMD_DIAGNOSE }, 2 },
        { 100, { CMD_NOP }, 1 },
        { 1, { CMD_IA }, 1 },
        { 3, { CMD_IA, CMD_TDR, CMD_NOP }, 3 },
        { 1, { CMD_NOP | CMD_I }, 1 },
    };
    I596 *t = up(I596_NET_SOCKET);
    double idle = cpu_of_two_seconds(t);

    for (unsigned i = 0; i < ARRAY_SIZE(rings); i++) {
        double used;

        ring(t, rings[i].count, rings[i].cmds, rings[i].n_cmds);
        used = cpu_of_two_seconds(t) - idle;
        g_test_message("ring %u: %.2f s of two (idle %.2f s)", i, used, idle);
        /* a few percent; some more where others keep the host busy */
        g_assert_cmpfloat(used, <=, 0.2);
        end_ring(t);
    }
    i596_quit(t);
}

static void test_ring_over(const void *data)
{
    static const uint16_t cmds[] = { CMD_NOP, CMD_DIAGNOSE };
    const I596World *w = data;
    I596 *t = up(I596_NET_SOCKET);

    ring(t, 100, cmds, ARRAY_SIZE(cmds));
    t = w->jolt(t);
    g_assert_cmpfloat(cpu_of_two_seconds(t), <=, 0.3);
    end_ring(t);
    i596_quit(t);
}

static void add(const char *name, const char *net_name, I596Net net,
                GTestDataFunc fn)
{
    g_autofree char *path = g_strdup_printf("/lasi-i82596/host/%s/%s", name,
                                            net_name);

    qtest_add_data_func(path, GUINT_TO_POINTER(net), fn);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        I596Net net;
        bool receives, sends;
    } nets[] = {
        { "socket", I596_NET_SOCKET, true, true },
        { "stream", I596_NET_STREAM, true, true },
        { "dgram", I596_NET_DGRAM, false, true },
        { "hub", I596_NET_HUB, true, false },
    };

    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < ARRAY_SIZE(nets); i++) {
        const char *name = nets[i].name;

        if (nets[i].receives) {
            add("flood", name, nets[i].net, test_flood);
            add("flood-and-back", name, nets[i].net, test_flood_and_back);
        }
        if (nets[i].sends) {
            add("transmit-1500", name, nets[i].net, test_transmit_1500);
            add("transmit-64000", name, nets[i].net, test_transmit_64000);
        }
    }
    qtest_add_func("/lasi-i82596/host/late-reader", test_late_reader);
    qtest_add_func("/lasi-i82596/host/rings", test_rings);
    i596_add_worlds("/lasi-i82596/host/flood-over", test_flood_over);
    i596_add_worlds("/lasi-i82596/host/transmit-over", test_transmit_over);
    i596_add_worlds("/lasi-i82596/host/ring-over", test_ring_over);
    return i596_run();
}
