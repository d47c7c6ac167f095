/*
 * Fuzzing of the Intel 82596 on LASI: its structures in every memory mode
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first byte of an input says in which memory mode the chip is
 * initialized. The operations fill slots with structures of that mode, give
 * commands, and play the peer.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/sockets.h"
#include <sys/ioctl.h>
#include "tests/qtest/i82596-lib.h"
#include "lasi_fuzz.h"

#define SLOTS           8
#define SEG_LOW         0x00200000      /* where i596_mode() puts structures */
#define SEG_HIGH        0x01200000
#define SEG_SIZE        0x9000
#define END_SIZE        0x20            /* of memory */
#define MAX_FRAMES      160
#define MAX_UNREAD      0x8000          /* the socket holds as much */

/* The chip as its driver sees it: by chip() only */
static I596 lan;

static const uint32_t areas[] = {
    SEG_HIGH, SEG_HIGH + 0x1000, SEG_HIGH + 0x3000, SEG_HIGH + 0x4000,
    SEG_HIGH + 0x5000, SEG_LOW, SEG_LOW + 0x1000, SEG_LOW + 0x5000,
    0x00300000, 0x00500000, 0x00101000,
};

/*
 * Memory mode and layout in force are kept from one operation to the next. The
 * emulator and the wire are the host's: a migration can change them.
 */
static I596 *chip(LasiFuzz *f)
{
    lan.qts = f->qts;
    lan.fd = f->fd;
    lan.peer = f->peer;
    return &lan;
}

/*
 * A slot's address by one byte, for links: a slot, none, one that is not where
 * a slot is, or one that lies partly behind the end of memory
 */
static uint32_t slot(LasiFuzz *f, uint32_t (*at)(I596 *, unsigned))
{
    uint8_t code = lasi_fuzz_u8(f);

    if (code < 0xc0) {
        return at(chip(f), code % SLOTS);
    }
    if (code < 0xe0) {
        return I596_NULL;
    }
    if (code < 0xf0) {
        return at(chip(f), 0) + (code & 0xf) * 0xffc;
    }
    return LASI_FUZZ_RAM - END_SIZE + (code & 0xf) * 2;
}

static uint32_t buffer(LasiFuzz *f)
{
    uint8_t code = lasi_fuzz_u8(f);

    if (code < 0xf0) {
        return i596_buf_at(code % SLOTS) + code / SLOTS;
    }
    return lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas));
}

static uint8_t sysbus(LasiFuzz *f)
{
    uint8_t code = lasi_fuzz_u8(f);

    if (code < 0x80) {
        return i596_modes[code % 4] | (code & 0x40 ? SYSBUS_INT_LOW : 0);
    }
    return lasi_fuzz_u8(f);
}

/* The SCB's command word and an attention; nobody waits for the chip. */
static void give(LasiFuzz *f, uint16_t command)
{
    I596 *t = chip(f);

    i596_put16(t, t->scb + 2, command);
    i596_ca(t);
}

static void initialize(LasiFuzz *f)
{
    I596 *t = chip(f);

    i596_mode(t, sysbus(f));
    i596_port(t, t->scp | PORT_ALT_SCP);
    i596_ca(t);
}

static void begin(LasiFuzz *f)
{
    I596 *t = chip(f);

    t->skew = 0;
    qtest_memset(f->qts, 0x00101000, 0, 0x400);
    qtest_memset(f->qts, SEG_LOW, 0, SEG_SIZE);
    qtest_memset(f->qts, SEG_HIGH, 0, SEG_SIZE);
    qtest_memset(f->qts, LASI_FUZZ_RAM - END_SIZE, 0, END_SIZE);
    qtest_memset(f->qts, i596_buf_at(0), 0, SLOTS * I596_BUF_STEP);
    i596_hw_reset(t);
    initialize(f);
    lasi_host_settle(f);
}

/*
 * The chip's own operations
 */

static void op_initialize(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);

    chip(f)->skew = how & 0x80 ? how & 0x7f : 0;
    if (how & 1) {
        i596_port(chip(f), PORT_RESET);
    }
    initialize(f);
}

static void op_port(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);
    uint32_t addr = lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas)) & ~0xf;

    if (how & 0x80) {
        i596_port_half(chip(f), addr | (how & 0xf));
    } else {
        i596_port(chip(f), addr | (how & (how & 0x40 ? 0xf : 3)));
    }
}

static void op_attention(LasiFuzz *f)
{
    i596_ca(chip(f));
}

/* A command in the SCB: acknowledgements, CUC, RUC */
static void op_command(LasiFuzz *f)
{
    give(f, lasi_fuzz_u16(f));
}

static void op_cu_start(LasiFuzz *f)
{
    i596_set_cbl(chip(f), slot(f, i596_cb_at));
    give(f, CUC_START);
}

static void op_ru_start(LasiFuzz *f)
{
    i596_set_rfa(chip(f), slot(f, i596_rfd_at));
    give(f, RUC_START | STAT_EVENTS);
}

static void op_timers(LasiFuzz *f)
{
    I596 *t = chip(f);

    i596_put16(t, t->scb + t->l->scb_timers, lasi_fuzz_u16(f));
    i596_put16(t, t->scb + t->l->scb_timers + 2, lasi_fuzz_u16(f));
    give(f, lasi_fuzz_u8(f) & 1 ? CUC_LOAD_TIMERS : CUC_RESTART_TIMERS);
}

static void op_page(LasiFuzz *f)
{
    lasi_fuzz_access(f, I596_LAN_HPA, 0x10);
}

/*
 * Structures
 */

static void op_cb(LasiFuzz *f)
{
    unsigned n = lasi_fuzz_u8(f) % SLOTS;
    uint16_t cmd = lasi_fuzz_u16(f);

    i596_cb(chip(f), n, cmd, slot(f, i596_cb_at));
}

/* Parameters of a command: any bytes */
static void op_parameters(LasiFuzz *f)
{
    unsigned cb = lasi_fuzz_u8(f) % SLOTS;
    uint32_t at = i596_param(chip(f), i596_cb_at(chip(f), cb));
    uint8_t bytes[32];
    unsigned n = lasi_fuzz_u8(f) % sizeof(bytes);

    for (unsigned i = 0; i < n; i++) {
        bytes[i] = lasi_fuzz_u8(f);
    }
    qtest_memwrite(f->qts, at, bytes, n);
}

static void start_cb(LasiFuzz *f, uint32_t cb)
{
    i596_set_cbl(chip(f), cb);
    give(f, CUC_START | STAT_CNA | STAT_CX);
}

/* The whole configuration, one byte of it changed */
static void op_configure(LasiFuzz *f)
{
    I596 *t = chip(f);
    uint32_t cb = i596_cb(t, SLOTS, CMD_EL | CMD_CONFIGURE, I596_NULL);
    unsigned byte = lasi_fuzz_u8(f) % sizeof(t->cfg);

    t->cfg[byte] = lasi_fuzz_u8(f);
    qtest_memwrite(f->qts, i596_param(t, cb), t->cfg, sizeof(t->cfg));
    start_cb(f, cb);
}

static void op_setup(LasiFuzz *f)
{
    static const uint8_t group[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 };
    I596 *t = chip(f);
    uint8_t how = lasi_fuzz_u8(f);
    uint32_t cb = i596_cb(t, SLOTS, CMD_EL | (how & 1 ? CMD_IA
                                                      : CMD_MULTICAST),
                          I596_NULL);
    uint32_t at = i596_param(t, cb);

    if (how & 1) {
        qtest_memwrite(f->qts, at, how & 2 ? group : i596_ia, 6);
    } else {
        i596_put16(t, at, how & 2 ? lasi_fuzz_u16(f) : 6);
        qtest_memwrite(f->qts, at + 2, group, 6);
    }
    start_cb(f, cb);
}

/* A frame to send: in the block, in buffers, or in both */
static void op_transmit(LasiFuzz *f)
{
    I596 *t = chip(f);
    unsigned n = lasi_fuzz_u8(f) % SLOTS;
    uint16_t cmd = lasi_fuzz_u16(f) & ~0x7;
    uint32_t cb = i596_cb(t, n, cmd | CMD_TRANSMIT, slot(f, i596_cb_at));

    i596_put_link(t, i596_param(t, cb), slot(f, i596_tbd_at));
    if (t->l->tcb_count) {
        i596_put16(t, cb + t->l->tcb_count, lasi_fuzz_u16(f));
    } else {
        i596_put16(t, cb + t->l->tcb_da + 6, lasi_fuzz_u16(f));
    }
}

static void op_tbd(LasiFuzz *f)
{
    unsigned n = lasi_fuzz_u8(f) % SLOTS;
    uint16_t size = lasi_fuzz_u16(f);
    uint32_t next = slot(f, i596_tbd_at);

    i596_tbd(chip(f), n, size, next, buffer(f));
}

static void op_rfd(LasiFuzz *f)
{
    unsigned n = lasi_fuzz_u8(f) % SLOTS;
    uint16_t cmd = lasi_fuzz_u16(f);
    uint32_t link = slot(f, i596_rfd_at);
    uint32_t rbd = slot(f, i596_rbd_at);

    i596_rfd(chip(f), n, cmd, link, rbd, lasi_fuzz_u16(f));
}

static void op_rbd(LasiFuzz *f)
{
    unsigned n = lasi_fuzz_u8(f) % SLOTS;
    uint16_t size = lasi_fuzz_u16(f);
    uint32_t next = slot(f, i596_rbd_at);

    i596_rbd(chip(f), n, size, next, buffer(f));
}

static void op_rings(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);

    i596_rx_ring(chip(f), 1 + how % 4, 1 + (how >> 2) % 4,
                 how & 0x80 ? 0x600 : 32 + (how & 0x60));
    i596_set_rfa(chip(f), i596_rfd_at(chip(f), 0));
    give(f, RUC_START | STAT_EVENTS);
}

static void op_memory(LasiFuzz *f)
{
    uint32_t at = lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas));
    uint16_t value = lasi_fuzz_u16(f);

    if (at < LASI_FUZZ_RAM - 2) {
        i596_put16(chip(f), at, value);
    }
}

/*
 * The peer
 */

static bool room_on_wire(LasiFuzz *f)
{
    int unread = 0;

    return f->frames++ < MAX_FRAMES &&
           ioctl(f->peer, FIONREAD, &unread) == 0 && unread < MAX_UNREAD;
}

static void send_frame(LasiFuzz *f, uint8_t to, unsigned len)
{
    static const uint8_t da[4][6] = {
        { 0x08, 0x00, 0x09, 0x12, 0x34, 0x56 },
        { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
        { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 },
        { 0x02, 0x00, 0x00, 0x00, 0x00, 0x02 },
    };
    uint8_t frame[0x1000];

    if (!room_on_wire(f)) {
        return;
    }
    i596_frame(frame, da[to & 3], MAX(len, 14));
    if (to & 4) {
        stw_be_p(frame + 12, len - 14); /* a length, maybe with padding */
    }
    i596_send(chip(f), frame, len);
}

static void op_frame(LasiFuzz *f)
{
    uint8_t to = lasi_fuzz_u8(f);

    send_frame(f, to, 1 + lasi_fuzz_u8(f) * (to & 0x80 ? 8 : 1));
}

static void op_frames(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);

    for (unsigned i = 0; i <= how % 8; i++) {
        send_frame(f, how >> 3, 60 + (how & 0x80 ? i * 200 : i));
    }
}

static void op_link(LasiFuzz *f)
{
    f->link_down = !f->link_down;
    lasi_host_link(f, !f->link_down);
}

static void op_drain(LasiFuzz *f)
{
    lasi_host_drain(f);
}

static void op_lasi_reset(LasiFuzz *f)
{
    qtest_writel(f->qts, I596_LASI_HPA + 0xc00c, lasi_fuzz_u8(f));
}

static LasiFuzzOp *const ops[] = {
    op_initialize, op_port, op_attention, op_command, op_cu_start,
    op_ru_start, op_timers, op_page, op_cb, op_parameters, op_configure,
    op_setup, op_transmit, op_tbd, op_rfd, op_rbd, op_rings, op_memory,
    op_frame, op_frames, op_link, op_drain, op_lasi_reset,
    lasi_fuzz_op_clock, lasi_fuzz_op_reset, lasi_fuzz_op_stop,
    lasi_fuzz_op_irq, lasi_fuzz_op_migrate, lasi_fuzz_op_damage,
};

static const char *const sections[] = { "82596", NULL };

const LasiFuzzTarget i82596_fuzz = {
    .name = "i82596-fuzz",
    .description = "Fuzz the Intel 82596 of LASI and its peer",
    .wire = true,
    .args = "",
    .sections = sections,
    .begin = begin,
    .ops = ops,
    .n_ops = ARRAY_SIZE(ops),
};
