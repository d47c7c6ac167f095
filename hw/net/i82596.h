/*
 * Intel 82596 LAN coprocessor
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU interface:
 *  + NIC properties "mac" and "netdev"
 *  + QOM property "dma-memory": memory that the chip works on (link, to be
 *    set by the board), 32 bit addresses
 *  + QOM property "big-endian": the LE/BE pin; off by default
 *  + QOM property "int-active-low": the polarity of INT that the board is
 *    wired for, off by default. Software selects one, too; if it selects the
 *    other one, it gets an inverted line
 *  + unnamed GPIO output: INT; 1 is an interrupt request to the board
 *
 * The chip has no registers. A board operates its RESET, PORT and CA inputs
 * by the functions below, with the BQL held, and resets it as a device when
 * the machine is reset. While the chip works, as bus master, on its own
 * inputs, they do nothing.
 */

#ifndef HW_NET_I82596_H
#define HW_NET_I82596_H

#include "net/net.h"
#include "qom/object.h"

#define TYPE_I82596 "i82596"
OBJECT_DECLARE_SIMPLE_TYPE(I82596State, I82596)

/* RESET pin (CA p.9): as after power on; lowers the interrupt line. */
void i82596_hw_reset(I82596State *s);

/* Both halves of a PORT access (CA p.24): address 31:4, function 3:0. */
void i82596_port(I82596State *s, uint32_t command);

/* CA pin (CA p.28) */
void i82596_channel_attention(I82596State *s);

/* What the NIC properties have set; of use for a boot index, and the MAC. */
NICConf *i82596_nic_conf(I82596State *s);

#endif /* HW_NET_I82596_H */
