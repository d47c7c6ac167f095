/*
 * Intel 82596 LAN coprocessor: what a board needs of it
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The chip has no registers. A board gives it a memory to work on and an
 * interrupt line, and operates its RESET, PORT and CA inputs. All functions
 * are to be called with the BQL held.
 */

#ifndef HW_NET_I82596_H
#define HW_NET_I82596_H

#include "exec/memory.h"
#include "net/net.h"

typedef struct I82596State I82596State;

typedef struct I82596Board {
    DeviceState *dev;       /* owner; its guard covers the chip's DMA too */
    NICConf *conf;          /* lives as long as the chip */
    AddressSpace *as;       /* 32 bit */
    qemu_irq *irq;          /* output of the owner; 1: interrupt request */
    bool big_endian;        /* LE/BE pin */
    bool irq_active_low;    /* the INT polarity that the board is wired for */
} I82596Board;

/* Create a chip, or take it out of its socket. */
I82596State *i82596_new(const I82596Board *board);
void i82596_free(I82596State *s);

/* RESET pin (UM p.9): as after power on; lowers the interrupt line. */
void i82596_reset(I82596State *s);

/* Both halves of a PORT access (UM p.24): address 31:4, function 3:0. */
void i82596_port(I82596State *s, uint32_t command);

/* CA pin (UM p.28) */
void i82596_channel_attention(I82596State *s);

extern const VMStateDescription vmstate_i82596;

#endif /* HW_NET_I82596_H */
