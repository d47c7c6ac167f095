/*
 * Non-volatile memory of the HPPA machines
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_NVRAM_HPPA_NVRAM_H
#define HW_NVRAM_HPPA_NVRAM_H

#include "hw/sysbus.h"

#define TYPE_HPPA_NVRAM "hppa-nvram"
OBJECT_DECLARE_SIMPLE_TYPE(HppaNvramState, HPPA_NVRAM)

/* Bytes: half of them PDC's stable storage, half its non-volatile memory */
#define HPPA_NVRAM_SIZE 1024

/*
 * QEMU interface:
 *  + Property "drive": block backend of HPPA_NVRAM_SIZE bytes, writable; the
 *    memory is what it holds, and it holds what is written to the memory
 *  + sysbus MMIO region 0: the memory, HPPA_NVRAM_SIZE bytes
 */
struct HppaNvramState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    BlockBackend *blk;
    bool dirty; /* the drive does not have all of data yet */
    uint8_t data[HPPA_NVRAM_SIZE];
};

#endif
