/*
 * Helpers of the i82596 qtests: machine, guest memory, time, bring-up, SCB
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <sys/ioctl.h>
#include "i82596-lib.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "qemu/bswap.h"
#include "qemu/sockets.h"

#define TICK_NS         250000
#define SETTLE_TICKS    16          /* more than a frame's time on the wire */
#define BOUND_US        (10 * G_USEC_PER_SEC)
#define SCP_ADDR        0x00101010u /* 16-byte, not 256-byte aligned */
#define ISCP_ADDR       0x00101100u
#define SEG_LOW         0x00200000u /* 24-bit base of the 82586 mode */
#define SEG_HIGH        0x01200000u /* needs all of a 32-bit base */
#define BUF_ADDR        0x00300000u
#define TXBUF_ADDR      0x00500000u

const uint8_t i596_ia[6] = { 0x08, 0x00, 0x09, 0x12, 0x34, 0x56 };
const uint8_t i596_peer[6] = { 0x02, 0xbb, 0xcc, 0xdd, 0xee, 0x01 };
const uint8_t i596_bcast[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
const uint8_t i596_modes[4] = {
    SYSBUS_LINEAR, SYSBUS_LINEAR_BE, SYSBUS_SEGMENTED, SYSBUS_586,
};

/* CA p.28 (SCB), p.41-44 (CB, TBD), p.53-56 (RFD, RBD), p.47-48 (dump) */
static const I596Layout layout_586 = {
    .scb_rfa = 6, .scb_counters = 8, .counter_size = 2,
    .cb_param = 6, .tcb_da = 8, .tbd_next = 2, .tbd_buf = 4,
    .rfd_rbd = 6, .rfd_da = 8, .rbd_next = 2, .rbd_buf = 4, .rbd_size = 8,
    .dump_size = 170,
};

static const I596Layout layout_segmented = {
    .scb_rfa = 6, .scb_counters = 8, .counter_size = 4, .scb_timers = 32,
    .cb_param = 6, .tcb_count = 8, .tcb_da = 12, .tbd_next = 2, .tbd_buf = 4,
    .rfd_rbd = 6, .rfd_count = 8, .rfd_size = 10, .rfd_da = 12,
    .rbd_next = 2, .rbd_buf = 4, .rbd_size = 8, .dump_size = 304,
};

static const I596Layout layout_linear = {
    .wide_link = true, .scb_rfa = 8, .scb_counters = 12, .counter_size = 4,
    .scb_timers = 36, .cb_param = 8, .tcb_count = 12, .tcb_da = 16,
    .tbd_next = 4, .tbd_buf = 8, .rfd_rbd = 8, .rfd_count = 12,
    .rfd_size = 14, .rfd_da = 16, .rbd_next = 4, .rbd_buf = 8,
    .rbd_size = 12, .dump_size = 304,
};

static I596 *shared;

/*
 * Machine
 */

static char *find_lasi(QTestState *qts)
{
    QDict *rsp = qtest_qmp(qts, "{'execute': 'qom-list', 'arguments': "
                           "{'path': '/machine/unattached'}}");
    QList *list = qdict_get_qlist(rsp, "return");
    char *path = NULL;
    QListEntry *e;

    g_assert_nonnull(list);
    QLIST_FOREACH_ENTRY(list, e) {
        QDict *d = qobject_to(QDict, qlist_entry_obj(e));

        if (g_str_equal(qdict_get_str(d, "type"), "child<lasi-chip>")) {
            path = g_strdup_printf("/machine/unattached/%s",
                                   qdict_get_str(d, "name"));
        }
    }
    qobject_unref(rsp);
    return path ? path : g_strdup("/machine/lasi");
}

/* The options of network @net, whose end in QEMU is @fd */
static char *net_options(I596Net net, int fd)
{
    switch (net) {
    case I596_NET_STREAM:
        return g_strdup_printf("-netdev stream,id=wire,server=off,"
                               "addr.type=fd,addr.str=%d", fd);
    case I596_NET_DGRAM:
        return g_strdup_printf("-netdev dgram,id=wire,"
                               "local.type=fd,local.str=%d", fd);
    case I596_NET_HUB:
        return g_strdup_printf("-netdev socket,id=far,fd=%d "
                               "-netdev hubport,id=far-port,hubid=0,"
                               "netdev=far "
                               "-netdev hubport,id=second,hubid=0 "
                               "-netdev hubport,id=wire,hubid=0", fd);
    default:
        return g_strdup_printf("-netdev socket,id=wire,fd=%d", fd);
    }
}

I596 *i596_launch_on(I596Net net, const char *extra)
{
    int type = net == I596_NET_DGRAM ? SOCK_DGRAM : SOCK_STREAM;
    g_autofree char *options = NULL;
    g_autofree char *lasi = NULL;
    I596 *t = g_new0(I596, 1);
    int sv[2];

    g_assert_cmpint(socketpair(PF_UNIX, type, 0, sv), ==, 0);
    t->fd = sv[0];
    t->peer = sv[1];
    t->real_time = strstr(extra, "-accel tcg");
    fcntl(t->fd, F_SETFD, FD_CLOEXEC);
    options = net_options(net, t->peer);
    t->qts = qtest_initf("-M %s -m 32 -nodefaults -vga none "
                         "-serial null -serial null %s %s "
                         "-net nic,netdev=wire,model=lasi_82596,"
                         "macaddr=08:00:09:12:34:56",
                         lasi_machine(), extra, options);
    lasi = find_lasi(t->qts);
    qtest_irq_intercept_in(t->qts, lasi);
    i596_mode(t, SYSBUS_LINEAR);
    return t;
}

I596 *i596_launch(const char *extra)
{
    return i596_launch_on(I596_NET_SOCKET, extra);
}

void i596_quit(I596 *t)
{
    qtest_quit(t->qts);
    close(t->fd);
    close(t->peer);
    g_free(t);
}

static void drain(I596 *t)
{
    uint8_t waste[4096];

    while (recv(t->fd, waste, sizeof(waste), MSG_DONTWAIT) > 0) {
        /* frames that an earlier test left behind */
    }
}

I596 *i596_new(void)
{
    I596 *t = shared;

    if (!t) {
        shared = i596_launch("");
        t = shared;
    }
    i596_hw_reset(t);
    i596_settle(t);
    drain(t);
    t->skew = 0;
    i596_fill(t, SEG_LOW, 0x10000);
    i596_fill(t, SEG_HIGH, 0x10000);
    i596_fill(t, BUF_ADDR, 32 * I596_BUF_STEP);
    return t;
}

int i596_run(void)
{
    int ret = g_test_run();

    if (shared) {
        i596_quit(shared);
        shared = NULL;
    }
    return ret;
}

void i596_alive(I596 *t)
{
    qtest_qmp_assert_success(t->qts, "{'execute': 'query-status'}");
}

/*
 * Registers
 */

void i596_hw_reset(I596 *t)
{
    qtest_writel(t->qts, I596_LAN_HPA + I596_LAN_RESET, 0);
}

void i596_port_half(I596 *t, uint32_t half)
{
    qtest_writel(t->qts, I596_LAN_HPA + I596_LAN_PORT, half);
}

void i596_port(I596 *t, uint32_t cmd)
{
    i596_port_half(t, cmd & 0xffff);
    i596_port_half(t, cmd >> 16);
}

void i596_ca(I596 *t)
{
    qtest_writel(t->qts, I596_LAN_HPA + I596_LAN_CA, 0);
}

bool i596_int(I596 *t)
{
    i596_alive(t); /* a round trip brings the line's last change in */
    return qtest_get_irq(t->qts, I596_LASI_IRQ);
}

/*
 * Guest memory
 */

void i596_put16(I596 *t, uint32_t addr, uint16_t val)
{
    uint8_t b[2];

    stw_be_p(b, val);
    qtest_memwrite(t->qts, addr, b, sizeof(b));
}

uint16_t i596_get16(I596 *t, uint32_t addr)
{
    uint8_t b[2];

    qtest_memread(t->qts, addr, b, sizeof(b));
    return lduw_be_p(b);
}

void i596_put_swapped(I596 *t, uint32_t addr, uint32_t val)
{
    i596_put16(t, addr, val & 0xffff);
    i596_put16(t, addr + 2, val >> 16);
}

uint32_t i596_get_swapped(I596 *t, uint32_t addr)
{
    return i596_get16(t, addr) | (uint32_t)i596_get16(t, addr + 2) << 16;
}

/* sysbus.BE works in linear mode only (CA p.25). */
static bool true_be(I596 *t)
{
    return t->l->wide_link && (t->sysbus & 0x80);
}

void i596_put_ptr(I596 *t, uint32_t addr, uint32_t val)
{
    if (true_be(t)) {
        i596_put16(t, addr, val >> 16);
        i596_put16(t, addr + 2, val & 0xffff);
    } else {
        i596_put_swapped(t, addr, val);
    }
}

void i596_put_link(I596 *t, uint32_t addr, uint32_t target)
{
    if (t->l->wide_link) {
        i596_put_ptr(t, addr, target);
    } else {
        i596_put16(t, addr, target == I596_NULL ? 0xffff : target - t->base);
    }
}

uint32_t i596_get_link(I596 *t, uint32_t addr)
{
    uint32_t v;

    if (!t->l->wide_link) {
        v = i596_get16(t, addr);
        return v == 0xffff ? I596_NULL : t->base + v;
    }
    v = i596_get_swapped(t, addr);
    return true_be(t) ? v << 16 | v >> 16 : v;
}

void i596_fill(I596 *t, uint32_t addr, uint32_t len)
{
    qtest_memset(t->qts, addr, I596_FILL, len);
}

void i596_assert_filled(I596 *t, uint32_t addr, uint32_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    qtest_memread(t->qts, addr, got, len);
    for (uint32_t i = 0; i < len; i++) {
        if (got[i] != I596_FILL) {
            g_test_message("byte at 0x%08x was written", addr + i);
        }
        g_assert_cmphex(got[i], ==, I596_FILL);
    }
}

void i596_assert_mem(I596 *t, uint32_t addr, const void *want, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    qtest_memread(t->qts, addr, got, len);
    g_assert_cmpmem(got, len, want, len);
}

uint32_t i596_cb_at(I596 *t, unsigned n)
{
    return t->seg + 0x1000 + n * 0x80 + t->skew;
}

uint32_t i596_tbd_at(I596 *t, unsigned n)
{
    return t->seg + 0x3000 + n * 0x10 + t->skew;
}

uint32_t i596_rbd_at(I596 *t, unsigned n)
{
    return t->seg + 0x4000 + n * 0x20 + t->skew;
}

uint32_t i596_rfd_at(I596 *t, unsigned n)
{
    return t->seg + 0x5000 + n * 0x800 + t->skew;
}

uint32_t i596_buf_at(unsigned n)
{
    return BUF_ADDR + n * I596_BUF_STEP;
}

uint32_t i596_txbuf_at(unsigned n)
{
    return TXBUF_ADDR + n * I596_BUF_STEP;
}

/*
 * Time
 */

int64_t i596_advance(I596 *t, int64_t ns)
{
    if (t->real_time) {
        g_usleep(ns / 1000);
        return g_get_monotonic_time() * 1000;
    }
    return qtest_clock_step(t->qts, MAX(ns, 1));
}

void i596_breathe(I596 *t)
{
    /* QEMU's main loop looks at every file before each answer. */
    for (unsigned n = 0; n < 3; n++) {
        i596_get16(t, t->iscp);
    }
}

void i596_tick(I596 *t)
{
    i596_advance(t, TICK_NS);
}

void i596_wait_step(I596 *t, unsigned n)
{
    i596_advance(t, TICK_NS << MIN(n / 16, 6));
}

void i596_settle(I596 *t)
{
    int64_t end = g_get_monotonic_time() + G_USEC_PER_SEC;
    int unread = 0;

    do {
        i596_tick(t);
        g_assert_cmpint(ioctl(t->peer, FIONREAD, &unread), ==, 0);
    } while (unread && g_get_monotonic_time() < end);
    for (int i = 0; i < SETTLE_TICKS; i++) {
        i596_tick(t);
    }
}

void i596_wait16(I596 *t, uint32_t addr, uint16_t mask, uint16_t want)
{
    int64_t end = g_get_monotonic_time() + BOUND_US;
    uint16_t got;
    unsigned n = 0;

    while (((got = i596_get16(t, addr)) & mask) != want &&
           g_get_monotonic_time() < end) {
        i596_wait_step(t, n++);
    }
    if ((got & mask) != want) {
        g_test_message("word at 0x%08x is 0x%04x, SCB status 0x%04x",
                       addr, got, i596_status(t));
    }
    g_assert_cmphex(got & mask, ==, want);
}

void i596_wait_nonzero(I596 *t, uint32_t addr)
{
    int64_t end = g_get_monotonic_time() + BOUND_US;
    unsigned n = 0;

    while (!i596_get16(t, addr) && g_get_monotonic_time() < end) {
        i596_wait_step(t, n++);
    }
    g_assert_cmphex(i596_get16(t, addr), !=, 0);
}

void i596_wait_scb(I596 *t, uint16_t mask, uint16_t want)
{
    i596_wait16(t, t->scb, mask, want);
}

/*
 * SCB
 */

uint16_t i596_status(I596 *t)
{
    return i596_get16(t, t->scb);
}

void i596_command(I596 *t, uint16_t cmd)
{
    i596_put16(t, t->scb + 2, cmd);
    i596_ca(t);
    i596_wait16(t, t->scb + 2, 0xffff, 0);
}

void i596_ack_all(I596 *t)
{
    i596_command(t, STAT_EVENTS);
    i596_wait_scb(t, STAT_EVENTS, 0);
}

void i596_set_cbl(I596 *t, uint32_t cb)
{
    i596_put_link(t, t->scb + 4, cb);
}

void i596_set_rfa(I596 *t, uint32_t rfd)
{
    i596_put_link(t, t->scb + t->l->scb_rfa, rfd);
}

uint32_t i596_cb(I596 *t, unsigned n, uint16_t cmd, uint32_t link)
{
    uint32_t cb = i596_cb_at(t, n);

    i596_put16(t, cb, 0);
    i596_put16(t, cb + 2, cmd);
    i596_put_link(t, cb + 4, link);
    return cb;
}

/*
 * Bring-up
 */

static void default_cfg(I596 *t)
{
    static const uint8_t image[14] = {
        /* the reset values, with NO SRC ADD INS = 1 as drivers have it */
        0x0e, 0xc8, 0x40, 0x2e, 0x00, 0x60, 0x00, 0xf2, 0x00, 0x00, 0x40,
        0xff, 0x00, 0x3f,
    };

    memcpy(t->cfg, image, sizeof(image));
    if (t->l == &layout_586) {
        t->cfg[0] = 12;
    }
}

void i596_mode(I596 *t, uint8_t sysbus)
{
    t->sysbus = sysbus;
    switch ((sysbus >> 1) & 3) {
    case 0:
        t->l = &layout_586;
        t->seg = SEG_LOW;
        break;
    case 1:
        t->l = &layout_segmented;
        t->seg = SEG_HIGH;
        break;
    default:
        t->l = &layout_linear;
        t->seg = SEG_HIGH;
    }
    t->base = t->l->wide_link ? 0 : t->seg;
    t->scp = SCP_ADDR;
    t->iscp = ISCP_ADDR + t->skew;
    t->scb = t->seg + 0x100 + t->skew;
    default_cfg(t);

    i596_put16(t, t->scp, 0);
    i596_put16(t, t->scp + 2, sysbus);
    i596_put_swapped(t, t->scp + 4, 0);
    i596_put_swapped(t, t->scp + 8, t->iscp);
    i596_put16(t, t->iscp, 1);
    i596_put16(t, t->iscp + 2, t->l->wide_link ? 0 : t->scb - t->base);
    i596_put_swapped(t, t->iscp + 4, t->l->wide_link ? t->scb : t->base);
    qtest_memset(t->qts, t->scb, 0, 40);
}

void i596_attention_init(I596 *t)
{
    i596_put16(t, t->iscp, 1);
    i596_port(t, t->scp | PORT_ALT_SCP);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
}

void i596_init(I596 *t, uint8_t sysbus)
{
    i596_mode(t, sysbus);
    i596_hw_reset(t);
    i596_attention_init(t);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

I596 *i596_up(uint8_t sysbus)
{
    I596 *t = i596_new();

    i596_init(t, sysbus);
    i596_ack_all(t);
    return t;
}
