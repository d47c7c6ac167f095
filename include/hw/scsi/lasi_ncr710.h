/*
 * HP LASI: the NCR 53C710 SCSI controller
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU interface, see also include/hw/scsi/ncr710.h:
 *
 *  + property "dma-memory": MemoryRegion that the chip masters (required)
 *  + sysbus MMIO region 0: the 512 bytes from LASI + 0x6000 on
 *  + sysbus IRQ 0: LASI's interrupt input 9
 *  + named GPIO input "reset": resets the chip
 *  + child bus LASI_NCR710_BUS: where SCSI devices go, IDs 0 to 6
 */

#ifndef HW_SCSI_LASI_NCR710_H
#define HW_SCSI_LASI_NCR710_H

#include "qom/object.h"

#define TYPE_LASI_NCR710 "lasi-ncr710"
OBJECT_DECLARE_TYPE(LasiNCR710State, LasiNCR710Class, LASI_NCR710)

/*
 * The name is fixed and outside the "scsi.N" that QEMU numbers itself, so
 * that this bus changes the name of no other.
 */
#define LASI_NCR710_BUS "lasi-scsi.0"

#define LASI_NCR710_SIZE 0x200

/**
 * lasi_ncr710_legacy_drives: attach the drives of -drive if=scsi,bus=N
 * @s: the controller, realized
 * @bus: number of the legacy bus, not necessarily that of the SCSI bus
 *
 * The empty CD-ROM that QEMU adds by default is not among them.
 */
void lasi_ncr710_legacy_drives(LasiNCR710State *s, int bus);

#endif
