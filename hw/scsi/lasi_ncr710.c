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
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/scsi/lasi_ncr710.h"
#include "system/blockdev.h"
#include "ncr710_internal.h"
#include "trace.h"

#define LASI_NCR710_RESET 0x000
#define LASI_NCR710_CHIP 0x100

/* What SeaBIOS-hppa, version 19 and later, looks for at LASI_NCR710_RESET. */
#define LASI_NCR710_PRESENT 0x05000082

struct LasiNCR710State {
    NCR710State parent_obj;

    MemoryRegion container;
    MemoryRegion glue;
};

struct LasiNCR710Class {
    SysBusDeviceClass parent_class;

    DeviceRealize parent_realize;
};

static void lasi_ncr710_pulse_reset(LasiNCR710State *s)
{
    qemu_irq_pulse(qdev_get_gpio_in_named(DEVICE(s), "reset", 0));
}

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
        lasi_ncr710_pulse_reset(s);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "lasi_ncr710: write to reserved "
                      "offset 0x%03x\n", (unsigned)addr);
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
    SCSIBus *scsi = &NCR710(s)->bus;
    BlockConf conf = DEFAULT_BLOCK_CONF;
    Location loc;

    loc_push_none(&loc);
    for (int unit = 0; unit <= scsi->info->max_target; unit++) {
        DriveInfo *dinfo = drive_get(IF_SCSI, bus, unit);

        /* QEMU's own empty CD-ROM was there because nobody asked for one */
        if (dinfo && !dinfo->is_default) {
            qemu_opts_loc_restore(dinfo->opts);
            scsi_bus_legacy_add_drive(scsi, blk_by_legacy_dinfo(dinfo), unit,
                                      false, &conf, NULL, &error_fatal);
        }
    }
    loc_pop(&loc);
}

static void lasi_ncr710_realize(DeviceState *dev, Error **errp)
{
    LasiNCR710State *s = LASI_NCR710(dev);
    ERRP_GUARD();

    LASI_NCR710_GET_CLASS(s)->parent_realize(dev, errp);
    if (!*errp) {
        memory_region_add_subregion(&s->container, LASI_NCR710_CHIP,
                                    sysbus_mmio_get_region(
                                        SYS_BUS_DEVICE(dev), 1));
    }
}

static void lasi_ncr710_init(Object *obj)
{
    LasiNCR710State *s = LASI_NCR710(obj);

    qdev_prop_set_bit(DEVICE(obj), "big-endian", true);
    qdev_prop_set_string(DEVICE(obj), "bus-name", LASI_NCR710_BUS);

    memory_region_init(&s->container, obj, TYPE_LASI_NCR710,
                       LASI_NCR710_SIZE);
    memory_region_init_io(&s->glue, obj, &lasi_ncr710_glue_ops, s,
                          TYPE_LASI_NCR710 "-glue", LASI_NCR710_SIZE);
    /* SCRIPTS reach it, too; a reset from there waits for its time */
    s->glue.disable_reentrancy_guard = true;
    /* below the chip, which covers a part of it */
    memory_region_add_subregion_overlap(&s->container, 0, &s->glue, -1);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->container);
}

static void lasi_ncr710_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    LasiNCR710Class *lc = LASI_NCR710_CLASS(klass);

    dc->desc = "HP LASI SCSI (NCR 53C710)";
    device_class_set_parent_realize(dc, lasi_ncr710_realize,
                                    &lc->parent_realize);
}

static const TypeInfo lasi_ncr710_types[] = {
    {
        .name = TYPE_LASI_NCR710,
        .parent = TYPE_NCR710,
        .instance_size = sizeof(LasiNCR710State),
        .instance_init = lasi_ncr710_init,
        .class_size = sizeof(LasiNCR710Class),
        .class_init = lasi_ncr710_class_init,
    },
};

DEFINE_TYPES(lasi_ncr710_types)
