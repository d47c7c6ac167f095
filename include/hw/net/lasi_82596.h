/*
 * LAN block of HP's LASI: an Intel 82596
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU interface:
 *  + NIC properties "mac" and "netdev", and the others of the chip, a child
 *  + QOM property "dma-memory": memory that the chip works on (link, to be
 *    set by the board)
 *  + sysbus MMIO region 0: the LAN page, LASI_82596_MMIO_SIZE bytes
 *  + sysbus IRQ 0: to LASI's LAN input; each pending event makes an edge
 *  + named GPIO input "reset": a high level resets the chip, as a write to
 *    its reset register does
 *  + named GPIO input "int": from the chip
 */

#ifndef LASI_82596_H
#define LASI_82596_H

#include "qom/object.h"

#define TYPE_LASI_82596 "lasi_82596"
OBJECT_DECLARE_SIMPLE_TYPE(LasiI82596State, LASI_82596)

#define LASI_82596_MMIO_SIZE 0x1000

#endif /* LASI_82596_H */
