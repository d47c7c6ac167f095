/*
 * Intel 82596 LAN coprocessor: guest memory
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The chip has three memory modes and, by a pin and a bit, three byte orders
 * (CA p.12, p.25). They are known here and nowhere else: descriptors are
 * copied in once and the other files see host values.
 *
 * Only fields that the chip owns are ever written, 16 bits at a time: the CPU
 * may change the word beside a status word at any moment.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/bswap.h"
#include "system/dma.h"
#include "system/replay.h"
#include "i82596_internal.h"
#include "trace.h"

/* Longest part of a descriptor that is loaded in one go (RBD, linear) */
#define DESC_MAX 16

static const I82596Layout i82596_layouts[] = {
    [I82596_MODE_82586] = {
        .pointer_size = 2,
        .scb_rfa = 6, .scb_counters = 8, .counter_size = 2,
        .cb_params = 6, .tcb_data = 8,
        .tbd_next = 2, .tbd_buffer = 4, .tbd_len = 8,
        .rfd_rbd = 6, .rfd_data = 8,
        .rbd_next = 2, .rbd_buffer = 4, .rbd_size = 8,
        .dump_len = 170,
    },
    [I82596_MODE_SEGMENTED] = {
        .pointer_size = 2,
        .scb_rfa = 6, .scb_counters = 8, .counter_size = 4, .scb_timers = 32,
        .cb_params = 6, .tcb_count = 8, .tcb_data = 12,
        .tbd_next = 2, .tbd_buffer = 4, .tbd_len = 8,
        .rfd_rbd = 6, .rfd_count = 8, .rfd_data = 12,
        .rbd_next = 2, .rbd_buffer = 4, .rbd_size = 8,
        .dump_len = I82596_DUMP_MAX,
    },
    [I82596_MODE_LINEAR] = {
        .pointer_size = 4,
        .scb_rfa = 8, .scb_counters = 12, .counter_size = 4, .scb_timers = 36,
        .cb_params = 8, .tcb_count = 12, .tcb_data = 16,
        .tbd_next = 4, .tbd_buffer = 8, .tbd_len = 12,
        .rfd_rbd = 8, .rfd_count = 12, .rfd_data = 16,
        .rbd_next = 4, .rbd_buffer = 8, .rbd_size = 12,
        .dump_len = I82596_DUMP_MAX,
    },
};

void i82596_set_layout(I82596State *s)
{
    I82596Mode mode = i82596_mode(s);

    if (mode == I82596_MODE_RESERVED) {
        mode = I82596_MODE_LINEAR;
    }
    s->layout = &i82596_layouts[mode];
}

/*
 * Addresses wrap at the width of the address bus: A31-24 are not driven in
 * 82586 mode, which is entered by initialization. Returns how much of @len
 * lies before the wrap.
 */
static uint32_t i82596_bus_span(I82596State *s, uint32_t *addr, uint32_t len)
{
    uint64_t end = s->initialized && !i82596_new_mode(s) ? 1ull << 24
                                                         : 1ull << 32;

    *addr &= end - 1;
    return MIN(len, end - *addr);
}

static void i82596_bus_error(I82596State *s, uint32_t addr, uint32_t len)
{
    trace_i82596_bus_error(addr, len);
    qemu_log_mask(LOG_GUEST_ERROR, "i82596: no memory at 0x%08x, length %u\n",
                  addr, len);
}

/* The constant lengths, those of linear mode, let the compiler inline. */
static MemTxResult i82596_as_read(AddressSpace *as, hwaddr addr, void *buf,
                                  uint32_t len)
{
    const MemTxAttrs attrs = MEMTXATTRS_UNSPECIFIED;

    dma_barrier(as, DMA_DIRECTION_TO_DEVICE);
    switch (len) {
    case 2:
        return address_space_read(as, addr, attrs, buf, 2);
    case 8:
        return address_space_read(as, addr, attrs, buf, 8);
    case 14:
        return address_space_read(as, addr, attrs, buf, 14);
    case 16:
        return address_space_read(as, addr, attrs, buf, 16);
    default:
        return address_space_read(as, addr, attrs, buf, len);
    }
}

static bool i82596_dma(I82596State *s, uint32_t addr, void *buf, uint32_t len,
                       DMADirection dir)
{
    uint8_t *p = buf;

    while (len) {
        uint32_t n = i82596_bus_span(s, &addr, len);
        MemTxResult result;

        if (dir == DMA_DIRECTION_TO_DEVICE) {
            result = i82596_as_read(&s->as, addr, p, n);
        } else {
            result = dma_memory_write(&s->as, addr, p, n,
                                      MEMTXATTRS_UNSPECIFIED);
        }
        if (result != MEMTX_OK) {
            i82596_bus_error(s, addr, n);
            return false;
        }
        addr += n;
        p += n;
        len -= n;
    }
    return true;
}

bool i82596_read(I82596State *s, uint32_t addr, void *buf, uint32_t len)
{
    return i82596_dma(s, addr, buf, len, DMA_DIRECTION_TO_DEVICE);
}

bool i82596_write(I82596State *s, uint32_t addr, const void *buf,
                  uint32_t len)
{
    return i82596_dma(s, addr, (void *)buf, len, DMA_DIRECTION_FROM_DEVICE);
}

uint16_t i82596_get16(const I82596State *s, const uint8_t *p)
{
    return s->big_endian ? lduw_be_p(p) : lduw_le_p(p);
}

void i82596_put16(const I82596State *s, uint8_t *p, uint16_t val)
{
    if (s->big_endian) {
        stw_be_p(p, val);
    } else {
        stw_le_p(p, val);
    }
}

bool i82596_read16(I82596State *s, uint32_t addr, uint16_t *val)
{
    uint8_t buf[2];

    if (!i82596_read(s, addr, buf, sizeof(buf))) {
        return false;
    }
    *val = i82596_get16(s, buf);
    return true;
}

bool i82596_write16(I82596State *s, uint32_t addr, uint16_t val)
{
    uint8_t buf[2];

    i82596_put16(s, buf, val);
    return i82596_write(s, addr, buf, sizeof(buf));
}

uint32_t i82596_get_halves(const I82596State *s, const uint8_t *p)
{
    return i82596_get16(s, p) | (uint32_t)i82596_get16(s, p + 2) << 16;
}

void i82596_put_halves(const I82596State *s, uint8_t *p, uint32_t val)
{
    i82596_put16(s, p, val);
    i82596_put16(s, p + 2, val >> 16);
}

/* sysbus.BE makes true big endian pointers, in linear mode only (CA p.25). */
static bool i82596_true_be(const I82596State *s)
{
    return s->big_endian && s->layout->pointer_size == 4 &&
           FIELD_EX8(s->sysbus, I82596_SYSBUS, BE);
}

static uint32_t i82596_get_address(const I82596State *s, const uint8_t *p)
{
    return i82596_true_be(s) ? ldl_be_p(p) : i82596_get_halves(s, p);
}

uint32_t i82596_get_pointer(const I82596State *s, const uint8_t *p)
{
    uint32_t pointer;

    if (s->layout->pointer_size == 2) {
        pointer = i82596_get16(s, p);
    } else {
        pointer = i82596_get_address(s, p);
    }
    /*
     * Descriptors are at even addresses, so that old software gets along with
     * setting only the low half of a null pointer to ones.
     */
    return (pointer & 0xffff) == 0xffff ? I82596_NIL : pointer;
}

uint32_t i82596_get_plain_address(const I82596State *s, const uint8_t *p)
{
    return s->layout->pointer_size == 2 ? s->base + i82596_get16(s, p)
                                        : i82596_get_address(s, p);
}

void i82596_put_pointer(const I82596State *s, uint8_t *p, uint32_t pointer)
{
    if (s->layout->pointer_size == 2) {
        i82596_put16(s, p, pointer);
    } else if (i82596_true_be(s)) {
        stl_be_p(p, pointer);
    } else {
        i82596_put_halves(s, p, pointer);
    }
}

uint32_t i82596_address(const I82596State *s, uint32_t pointer)
{
    return (s->base + pointer) & ~1u;
}

/* Load the first bytes of a descriptor; A0 is not used for descriptors. */
static bool i82596_load(I82596State *s, uint32_t pointer, uint8_t *buf,
                        uint32_t len, uint32_t *addr)
{
    *addr = i82596_address(s, pointer);
    return i82596_read(s, *addr, buf, len);
}

bool i82596_load_cb(I82596State *s, uint32_t pointer, I82596Cb *cb)
{
    uint8_t buf[DESC_MAX];

    if (!i82596_load(s, pointer, buf, s->layout->cb_params, &cb->addr)) {
        return false;
    }
    cb->command = i82596_get16(s, buf + A_I82596_CMD);
    cb->link = i82596_get_pointer(s, buf + 4);
    return true;
}

bool i82596_load_tbd(I82596State *s, uint32_t pointer, I82596Tbd *tbd)
{
    const I82596Layout *l = s->layout;
    uint8_t buf[DESC_MAX];
    uint32_t addr;

    if (!i82596_load(s, pointer, buf, l->tbd_len, &addr)) {
        return false;
    }
    tbd->count = i82596_get16(s, buf);
    tbd->next = i82596_get_pointer(s, buf + l->tbd_next);
    tbd->buffer = i82596_get_address(s, buf + l->tbd_buffer);
    return true;
}

bool i82596_load_rfd(I82596State *s, uint32_t pointer, I82596Rfd *rfd)
{
    const I82596Layout *l = s->layout;
    uint8_t buf[DESC_MAX];

    if (!i82596_load(s, pointer, buf, l->rfd_data, &rfd->addr)) {
        return false;
    }
    rfd->status = i82596_get16(s, buf + A_I82596_STAT);
    rfd->command = i82596_get16(s, buf + A_I82596_CMD);
    rfd->link = i82596_get_pointer(s, buf + 4);
    rfd->rbd = i82596_get_pointer(s, buf + l->rfd_rbd);
    rfd->size = 0;
    if (l->rfd_count) {
        rfd->size = FIELD_EX16(i82596_get16(s, buf + l->rfd_count + 2),
                               I82596_COUNT, COUNT);
    }
    return true;
}

bool i82596_load_rbd(I82596State *s, uint32_t pointer, I82596Rbd *rbd)
{
    const I82596Layout *l = s->layout;
    uint8_t buf[DESC_MAX];

    if (!i82596_load(s, pointer, buf, l->rbd_size + 2, &rbd->addr)) {
        return false;
    }
    rbd->count = i82596_get16(s, buf);
    rbd->next = i82596_get_pointer(s, buf + l->rbd_next);
    rbd->buffer = i82596_get_address(s, buf + l->rbd_buffer);
    rbd->size = i82596_get16(s, buf + l->rbd_size);
    return true;
}

/*
 * At work. DMA may reach a device that waits for something of the host, like
 * memory that is kept in a file; QEMU's bottom halves run meanwhile, in the
 * midst of the chip's work.
 */

void i82596_enter(I82596State *s)
{
    s->at_work++;
}

void i82596_leave(I82596State *s)
{
    if (--s->at_work) {
        return;
    }
    if (s->cu_due) {
        s->cu_due = false;
        replay_bh_schedule_event(s->cu_bh);
    }
    if (s->pace.due) {
        s->pace.due = false;
        replay_bh_schedule_event(s->pace.bh);
    }
}
