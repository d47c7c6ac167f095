/*
 * HP LASI: the NCR 53C710 SCSI controller
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Written from the "712 I/O Subsystem ERS" (HP A-A2263-66510-31), chapter 3.
 * The QEMU interface is in include/hw/scsi/lasi_ncr710.h.
 *
 * LASI has a big-endian 53C710, revision 2, at +0x100 of its SCSI block, and
 * a register at +0 that resets it.  Reading that register is not defined;
 * here it tells firmware that the controller exists.
 */

#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/option.h"
#include "qapi/error.h"
#include "hw/qdev-properties.h"
#include "hw/scsi/lasi_ncr710.h"
#include "hw/sysbus.h"
#include "system/blockdev.h"
#include "trace.h"

#define LASI_NCR710_RESET 0x000
#define LASI_NCR710_CHIP 0x100

/* What SeaBIOS-hppa, version 19 and later, looks for at LASI_NCR710_RESET. */
#define LASI_NCR710_PRESENT 0x05000082

static uint64_t lasi_ncr710_glue_read(void *opaque, hwaddr addr, unsigned size)
{
    uint64_t val = 0;

    if (addr < 4) {
        val = extract64(LASI_NCR710_PRESENT, 8 * (4 - addr - size), 8 * size);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "lasi_ncr710: read of reserved "
                      "offset 0x%03x\n", (unsigned)addr);
    }
    trace_lasi_ncr710_read(addr, val);
    return val;
}

static void lasi_ncr710_glue_write(void *opaque, hwaddr addr, uint64_t val,
                                   unsigned size)
{
    LasiNCR710State *s = opaque;

    trace_lasi_ncr710_write(addr, val);
    if (addr == LASI_NCR710_RESET) {
        ncr710_pulse_reset(s->chip);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "lasi_ncr710: write to reserved "
                      "offset 0x%03x\n", (unsigned)addr);
    }
}

/* ERS 12.2.2: the bit of LASI's I/O reset register; it takes effect once. */
static void lasi_ncr710_set_reset(void *opaque, int n, int level)
{
    LasiNCR710State *s = opaque;

    if (level) {
        ncr710_pulse_reset(s->chip);
    }
}

static const MemoryRegionOps lasi_ncr710_glue_ops = {
    .read = lasi_ncr710_glue_read,
    .write = lasi_ncr710_glue_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .valid = {
        .min_access_size = 1,
        .max_access_size = 4,
    },
};

void lasi_ncr710_legacy_drives(LasiNCR710State *s, int bus)
{
    BlockConf conf = DEFAULT_BLOCK_CONF;
    Location loc;

    loc_push_none(&loc);
    for (int unit = 0; unit <= s->bus->info->max_target; unit++) {
        DriveInfo *dinfo = drive_get(IF_SCSI, bus, unit);

        if (dinfo) {
            qemu_opts_loc_restore(dinfo->opts);
            scsi_bus_legacy_add_drive(s->bus, blk_by_legacy_dinfo(dinfo), unit,
                                      false, &conf, NULL, &error_fatal);
        }
    }
    loc_pop(&loc);
}

static void lasi_ncr710_reset_enter(Object *obj, ResetType type)
{
    ncr710_reset_enter(LASI_NCR710(obj)->chip);
}

static void lasi_ncr710_reset_hold(Object *obj, ResetType type)
{
    ncr710_reset_hold(LASI_NCR710(obj)->chip);
}

static void lasi_ncr710_realize(DeviceState *dev, Error **errp)
{
    LasiNCR710State *s = LASI_NCR710(dev);

    if (!qdev_realize(DEVICE(s->chip), NULL, errp)) {
        return;
    }
    memory_region_add_subregion(&s->container, LASI_NCR710_CHIP,
                                ncr710_mmio(s->chip));
    s->bus = ncr710_create_bus(s->chip, dev, LASI_NCR710_BUS);
}

static void lasi_ncr710_init(Object *obj)
{
    LasiNCR710State *s = LASI_NCR710(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    s->chip = NCR710(object_new(TYPE_NCR710));
    object_property_add_child(obj, "chip", OBJECT(s->chip));
    object_unref(OBJECT(s->chip));
    qdev_prop_set_bit(DEVICE(s->chip), "big-endian", true);
    object_property_add_alias(obj, "dma-memory", OBJECT(s->chip),
                              "dma-memory");
    qdev_pass_gpios(DEVICE(s->chip), DEVICE(obj), SYSBUS_DEVICE_GPIO_IRQ);

    qdev_init_gpio_in_named(DEVICE(obj), lasi_ncr710_set_reset, "reset", 1);
    memory_region_init(&s->container, obj, TYPE_LASI_NCR710,
                       LASI_NCR710_SIZE);
    memory_region_init_io(&s->glue, obj, &lasi_ncr710_glue_ops, s,
                          TYPE_LASI_NCR710 "-glue", LASI_NCR710_SIZE);
    /* below the chip, which covers a part of it */
    memory_region_add_subregion_overlap(&s->container, 0, &s->glue, -1);
    sysbus_init_mmio(sbd, &s->container);
}

static void lasi_ncr710_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "HP LASI SCSI (NCR 53C710)";
    dc->realize = lasi_ncr710_realize;
    dc->user_creatable = false; /* a part of LASI */
    dc->fw_name = "scsi";
    set_bit(DEVICE_CATEGORY_STORAGE, dc->categories);
    rc->phases.enter = lasi_ncr710_reset_enter;
    rc->phases.hold = lasi_ncr710_reset_hold;
}

static const TypeInfo lasi_ncr710_types[] = {
    {
        .name = TYPE_LASI_NCR710,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(LasiNCR710State),
        .instance_init = lasi_ncr710_init,
        .class_init = lasi_ncr710_class_init,
    },
};

DEFINE_TYPES(lasi_ncr710_types)
