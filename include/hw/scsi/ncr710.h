/*
 * NCR 53C710 SCSI I/O processor
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU interface of the chip, a sysbus device for boards as it is, and the
 * parent of devices that put the chip into a block of their own:
 *
 *  + property "dma-memory": MemoryRegion the chip masters (required)
 *  + property "big-endian": strap of the host bus, see below (default off)
 *  + property "revision": 0..15, value of CTEST8.V (default 2)
 *  + property "bus-name": name of the SCSI bus (default: QEMU's automatic one)
 *  + the next free sysbus MMIO region, 0 without glue: 64 bytes of registers,
 *    accesses of 1, 2 or 4 bytes
 *  + sysbus IRQ 0: the level interrupt pin
 *  + named GPIO input "reset": the reset pin; a high level resets the chip and
 *    ends all commands, but does not reset the targets
 *  + a child SCSI bus: IDs 0 to 6 and LUNs 0 to 7 are for devices, ID 7 is the
 *    host's
 *
 * A reset of the device is a power-on: of the chip and of what is on its bus.
 *
 * With the little-endian strap register n is the byte at offset n and SCRIPTS
 * are little-endian words.  With the big-endian strap register n is the byte
 * at offset n XOR 3 and SCRIPTS are big-endian words; an aligned 32-bit
 * access has the same meaning in both.
 */

#ifndef HW_SCSI_NCR710_H
#define HW_SCSI_NCR710_H

#include "qom/object.h"

#define TYPE_NCR710 "ncr710"
OBJECT_DECLARE_SIMPLE_TYPE(NCR710State, NCR710)

/* Bytes of register space; the offsets after it do not belong to the chip. */
#define NCR710_REG_BYTES 64

#endif
