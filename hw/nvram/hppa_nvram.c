/*
 * Non-volatile memory of the HPPA machines
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Real machines keep boot paths, console paths and what operating systems
 * store by PDC_STABLE and PDC_NVOLATILE in a memory with a battery, or in
 * EEPROM. How that is accessed is the firmware's own business and differs
 * from machine to machine; this one is a plain memory for QEMU's firmware.
 *
 * Each write goes to the drive at once, so that nothing is lost, however
 * QEMU ends.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "qapi/error.h"
#include "hw/block/block.h"
#include "hw/nvram/hppa_nvram.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "migration/vmstate.h"
#include "system/block-backend.h"
#include "system/runstate.h"
#include "trace.h"

/* The drive gets a part of the memory, or all of what it lacks already. */
static void hppa_nvram_store(HppaNvramState *s, unsigned at, unsigned len)
{
    int ret;

    if (s->dirty) {
        at = 0;
        len = HPPA_NVRAM_SIZE;
    }
    ret = blk_pwrite(s->blk, at, len, s->data + at, 0);
    s->dirty = ret < 0;
    if (ret < 0) {
        /* A guest could fill a log with it; the next write tries again. */
        error_report_once("%s: cannot write to %s: %s", TYPE_HPPA_NVRAM,
                          blk_name(s->blk), strerror(-ret));
    }
}

static uint64_t hppa_nvram_read(void *opaque, hwaddr addr, unsigned size)
{
    HppaNvramState *s = opaque;
    uint64_t value = ldn_be_p(s->data + addr, size);

    trace_hppa_nvram_read(addr, value, size);
    return value;
}

static void hppa_nvram_write(void *opaque, hwaddr addr, uint64_t value,
                             unsigned size)
{
    HppaNvramState *s = opaque;
    uint8_t bytes[8];

    trace_hppa_nvram_write(addr, value, size);
    stn_be_p(bytes, size, value);
    if (memcmp(s->data + addr, bytes, size)) {
        memcpy(s->data + addr, bytes, size);
        hppa_nvram_store(s, addr, size);
    }
}

static const MemoryRegionOps hppa_nvram_ops = {
    .read = hppa_nvram_read,
    .write = hppa_nvram_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

/* After a migration the drive is ours only when the machine runs. */
static void hppa_nvram_state_change(void *opaque, bool running, RunState state)
{
    HppaNvramState *s = opaque;

    if (running && s->dirty) {
        hppa_nvram_store(s, 0, HPPA_NVRAM_SIZE);
    }
}

static void hppa_nvram_realize(DeviceState *dev, Error **errp)
{
    HppaNvramState *s = HPPA_NVRAM(dev);

    if (!s->blk) {
        error_setg(errp, "%s needs a drive", TYPE_HPPA_NVRAM);
        return;
    }
    if (!blk_supports_write_perm(s->blk)) {
        error_setg(errp, "%s needs a drive that can be written to",
                   TYPE_HPPA_NVRAM);
        return;
    }
    if (blk_set_perm(s->blk, BLK_PERM_CONSISTENT_READ | BLK_PERM_WRITE,
                     BLK_PERM_ALL, errp) < 0 ||
        !blk_check_size_and_read_all(s->blk, dev, s->data, HPPA_NVRAM_SIZE,
                                     errp)) {
        return;
    }
    qdev_add_vm_change_state_handler(dev, hppa_nvram_state_change, NULL, s);
}

static void hppa_nvram_init(Object *obj)
{
    HppaNvramState *s = HPPA_NVRAM(obj);

    memory_region_init_io(&s->iomem, obj, &hppa_nvram_ops, s, TYPE_HPPA_NVRAM,
                          HPPA_NVRAM_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

static int hppa_nvram_post_load(void *opaque, int version_id)
{
    HppaNvramState *s = opaque;

    s->dirty = true;
    return 0;
}

static const VMStateDescription vmstate_hppa_nvram = {
    .name = TYPE_HPPA_NVRAM,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = hppa_nvram_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(data, HppaNvramState, HPPA_NVRAM_SIZE),
        VMSTATE_END_OF_LIST()
    }
};

static const Property hppa_nvram_properties[] = {
    DEFINE_PROP_DRIVE("drive", HppaNvramState, blk),
};

static void hppa_nvram_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "Non-volatile memory of HPPA machines";
    dc->realize = hppa_nvram_realize;
    dc->vmsd = &vmstate_hppa_nvram;
    device_class_set_props(dc, hppa_nvram_properties);
    set_bit(DEVICE_CATEGORY_STORAGE, dc->categories);
}

static const TypeInfo hppa_nvram_types[] = {
    {
        .name = TYPE_HPPA_NVRAM,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(HppaNvramState),
        .instance_init = hppa_nvram_init,
        .class_init = hppa_nvram_class_init,
    },
};

DEFINE_TYPES(hppa_nvram_types)
