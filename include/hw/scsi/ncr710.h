/*
 * NCR 53C710 SCSI I/O processor
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU interface of the chip.  It is a plain device that a board's glue
 * creates as its child; the glue gives it a place, a SCSI bus and a reset:
 *
 *  + property "dma-memory": MemoryRegion the chip masters (required)
 *  + property "big-endian": strap of the host bus, see below (default off)
 *  + property "revision": 0..15, value of CTEST8.V (default 2)
 *  + ncr710_mmio(): 64 bytes of registers, accesses of 1, 2 or 4 bytes
 *  + unnamed sysbus-style output 0 ("sysbus-irq"): the level interrupt pin
 *  + ncr710_create_bus(): the SCSI bus, owned by the glue
 *  + ncr710_reset_enter() and ncr710_reset_hold(): the reset pin, to be
 *    called from the same phases of the glue's own reset
 *  + ncr710_pulse_reset(): the reset pin, when the guest pulses it
 *
 * With the little-endian strap register n is the byte at offset n and SCRIPTS
 * are little-endian words.  With the big-endian strap register n is the byte
 * at offset n XOR 3 and SCRIPTS are big-endian words; an aligned 32-bit
 * access has the same meaning in both.
 */

#ifndef HW_SCSI_NCR710_H
#define HW_SCSI_NCR710_H

#include "exec/memory.h"
#include "hw/scsi/scsi.h"
#include "qom/object.h"

#define TYPE_NCR710 "ncr710"
OBJECT_DECLARE_SIMPLE_TYPE(NCR710State, NCR710)

/* Bytes of register space; the offsets after it do not belong to the chip. */
#define NCR710_REG_BYTES 64

/**
 * ncr710_mmio: the chip's registers, ready to be mapped
 * @s: the chip, realized
 */
MemoryRegion *ncr710_mmio(NCR710State *s);

/**
 * ncr710_create_bus: make the chip's SCSI bus
 * @s: the chip, realized
 * @host: device that owns the bus
 * @name: name of the bus, or NULL for QEMU's automatic one
 *
 * IDs 0 to 6 and LUNs 0 to 7 are for devices; ID 7 is the host's.
 */
SCSIBus *ncr710_create_bus(NCR710State *s, DeviceState *host,
                           const char *name);

/**
 * ncr710_reset_enter: reset pin active, first half
 * @s: the chip
 *
 * Registers to their reset values, SCRIPTS stopped, FIFOs empty, SCSI
 * outputs released, commands forgotten.  Touches nothing but the chip.
 */
void ncr710_reset_enter(NCR710State *s);

/**
 * ncr710_reset_hold: reset pin active, second half: the IRQ pin goes low
 * @s: the chip
 */
void ncr710_reset_hold(NCR710State *s);

/**
 * ncr710_pulse_reset: reset pin active and inactive again, by a guest
 * @s: the chip
 *
 * The same as the two above for the chip; it also ends the commands, which a
 * reset of the machine leaves to the reset of the SCSI devices.
 */
void ncr710_pulse_reset(NCR710State *s);

#endif
