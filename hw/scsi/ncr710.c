/*
 * NCR 53C710 SCSI I/O processor
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Written from the SYM53C710 Technical Manual v3.x, and where that is silent
 * from the 53C700 data manual, the manuals of the 53C8xx family, and what
 * drivers of operating systems rely on.  The QEMU interface is in
 * include/hw/scsi/ncr710.h, the plan of the files in ncr710_internal.h; this
 * one is the device: accesses, time, reset, migration.
 *
 * Supported: all registers with their side effects; the interrupt model with
 * stacking; all SCRIPTS instructions in the initiator role; selection,
 * messages, disconnection and reselection, tagged queues; low-level handshakes
 * and selection; the FIFO and loopback tests of diagnostics.
 *
 * Not supported, for want of a second initiator on the bus: being selected,
 * and transfers in the target role, also those that software plays in loopback
 * mode.  Bus timing, parity errors, snooping and the watchdog have no model;
 * their bits are stored.
 */

#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qapi/error.h"
#include "hw/hotplug.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "system/runstate.h"
#include "ncr710_internal.h"
#include "trace.h"

#define NCR710_REVISION 2
#define NCR710_MAX_REVISION 15

/* Instructions, or pieces of NCR710_PIECE bytes moved, in one run. */
#define NCR710_BUDGET 1000
#define NCR710_PAUSE_NS (250 * SCALE_US)

static void ncr710_reset_chip(NCR710State *s)
{
    trace_ncr710_reset(s->name);
    s->reset_due = false;
    ncr710_reset_registers(s);
    ncr710_targets_abort(s);
}

/* A long run goes on after a pause for the guest and the monitor. */
static void ncr710_pause(NCR710State *s)
{
    trace_ncr710_pause(s->name, ncr710_get32(s, A_NCR_DSP));
    timer_mod(s->pause_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
              NCR710_PAUSE_NS);
}

/*
 * The one place where things happen: targets and the SCRIPTS processor go on
 * in turns until neither can.
 */
static void ncr710_run(NCR710State *s)
{
    s->budget = NCR710_BUDGET;
    for (;;) {
        bool again = ncr710_bus_turn(s, ncr710_scripts_stance(s));

        if (s->bus_causes) {
            uint8_t causes = s->bus_causes;

            s->bus_causes = 0;
            ncr710_scsi_cause(s, causes);
        }
        if (again) {
            continue;
        }
        if (ncr710_scripts_blocked(s)) {
            break;
        }
        if (s->budget <= 0) {
            ncr710_pause(s);
            continue;
        }
        ncr710_scripts_step(s);
        if (s->reset_due) {
            ncr710_reset_chip(s);
        }
    }
}

/* After something has happened outside, which may be over or not. */
static void ncr710_go_on(NCR710State *s)
{
    if (s->reset_due) {
        ncr710_reset_chip(s); /* by what flushed the DMA FIFO */
    }
    /* a stopped machine's memory does not change; going on wakes us */
    if (runstate_is_running()) {
        ncr710_run(s);
    }
    ncr710_update_irq(s);
    s->active = false;
}

static void ncr710_power_on(NCR710State *s)
{
    s->loading = false;
    s->reset_due = false;
    ncr710_reset_registers(s);
    ncr710_targets_power_on(s);
}

/*
 * A load that failed somewhere left anything.  Its user may let the machine go
 * on, which then finds the chip as after power on.
 */
static void ncr710_mend_load(NCR710State *s)
{
    if (s->loading) {
        ncr710_power_on(s);
    }
}

/* Host bus */

static uint64_t ncr710_mmio_read(void *opaque, hwaddr addr, unsigned size)
{
    NCR710State *s = opaque;
    uint64_t val;

    ncr710_mend_load(s);
    s->active = true;
    val = ncr710_io_read(s, addr, size);
    ncr710_go_on(s); /* a read of CTEST2 or a FIFO can matter */
    return val;
}

static void ncr710_mmio_write(void *opaque, hwaddr addr, uint64_t val,
                              unsigned size)
{
    NCR710State *s = opaque;

    ncr710_mend_load(s);
    s->active = true;
    ncr710_io_write(s, addr, val, size);
    ncr710_go_on(s);
}

#define NCR710_MMIO_OPS(order)          \
    {                                   \
        .read = ncr710_mmio_read,       \
        .write = ncr710_mmio_write,     \
        .endianness = order,            \
        .valid = {                      \
            .min_access_size = 1,       \
            .max_access_size = 4,       \
        },                              \
    }

static const MemoryRegionOps ncr710_mmio_ops[] = {
    NCR710_MMIO_OPS(DEVICE_LITTLE_ENDIAN),
    NCR710_MMIO_OPS(DEVICE_BIG_ENDIAN),
};

/* Other events */

/*
 * A bottom half: SCRIPTS do not go on inside of what the SCSI layer tells.  A
 * script may reset bus or target, which waits for requests to end, the
 * caller's among them.
 */
static void ncr710_wake_bh(void *opaque)
{
    NCR710State *s = opaque;

    if (!s->active) {
        s->active = true;
        ncr710_go_on(s);
    }
}

static void ncr710_timer(void *opaque)
{
    ncr710_wake(opaque);
}

static void ncr710_vm_change(void *opaque, bool running, RunState state)
{
    NCR710State *s = opaque;

    if (running) {
        ncr710_mend_load(s);
        ncr710_targets_resume(s);
        ncr710_wake(s);
    }
}

/* The reset pin; what the chip's own DMA does to it waits for its end. */
static void ncr710_set_reset(void *opaque, int n, int level)
{
    NCR710State *s = opaque;

    if (level && s->active) {
        s->reset_due = true;
    } else if (level) {
        ncr710_reset_chip(s);
        ncr710_update_irq(s);
    }
}

static void ncr710_unplug(HotplugHandler *handler, DeviceState *dev,
                          Error **errp)
{
    qdev_simple_device_unplug_cb(handler, dev, errp);
    ncr710_target_unplugged(NCR710(handler), SCSI_DEVICE(dev));
}

/* Reset */

static void ncr710_reset_enter(Object *obj, ResetType type)
{
    NCR710State *s = NCR710(obj);

    trace_ncr710_reset(s->name);
    ncr710_power_on(s);
}

static void ncr710_reset_hold(Object *obj, ResetType type)
{
    NCR710State *s = NCR710(obj);

    s->irq_gap = true;
    ncr710_update_irq(s);
}

/* Migration */

static int ncr710_pre_save(void *opaque)
{
    NCR710State *s = opaque;

    s->link.has_command = s->link.command != NULL;
    return 0;
}

static int ncr710_pre_load(void *opaque)
{
    NCR710State *s = opaque;

    ncr710_targets_power_on(s);
    s->loading = true;
    return 0;
}

static int ncr710_post_load(void *opaque, int version_id)
{
    NCR710State *s = opaque;

    for (int i = 0; i < NCR710_DMA_FIFOS; i++) {
        if (s->dma_fifo[i].len > NCR710_FIFO_DEPTH) {
            return -EINVAL;
        }
    }
    if (s->scsi_fifo.len > NCR710_SCSI_DEPTH ||
        s->engine >= NCR710_ENGINES || !ncr710_targets_valid(s)) {
        return -EINVAL;
    }
    s->loading = false;
    return 0;
}

static const VMStateDescription vmstate_ncr710_fifo = {
    .name = "ncr710/fifo",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(len, NCR710Fifo),
        VMSTATE_UINT8_ARRAY(data, NCR710Fifo, NCR710_FIFO_DEPTH),
        VMSTATE_UINT8_ARRAY(parity, NCR710Fifo, NCR710_FIFO_DEPTH),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ncr710 = {
    .name = TYPE_NCR710,
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = ncr710_pre_save,
    .pre_load = ncr710_pre_load,
    .post_load = ncr710_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(reg, NCR710State, NCR710_REG_BYTES),
        VMSTATE_BOOL(sip, NCR710State),
        VMSTATE_BOOL(dip, NCR710State),
        VMSTATE_BOOL(sip_held, NCR710State),
        VMSTATE_UINT8(sstat0_next, NCR710State),
        VMSTATE_UINT8(dstat_next, NCR710State),
        VMSTATE_BOOL(irq_level, NCR710State),
        VMSTATE_STRUCT_ARRAY(dma_fifo, NCR710State, NCR710_DMA_FIFOS, 1,
                             vmstate_ncr710_fifo, NCR710Fifo),
        VMSTATE_STRUCT(scsi_fifo, NCR710State, 1, vmstate_ncr710_fifo,
                       NCR710Fifo),
        VMSTATE_BOOL(dma_parity, NCR710State),
        VMSTATE_BOOL(scsi_parity, NCR710State),
        VMSTATE_UINT8(bus_state, NCR710State),
        VMSTATE_UINT8(phase, NCR710State),
        VMSTATE_BOOL(req, NCR710State),
        VMSTATE_BOOL(ack, NCR710State),
        VMSTATE_BOOL(atn, NCR710State),
        VMSTATE_BOOL(reselected, NCR710State),
        VMSTATE_QTAILQ_V(commands, NCR710State, 1, vmstate_ncr710_command,
                         NCR710Command, next),
        VMSTATE_QTAILQ_V(senses, NCR710State, 1, vmstate_ncr710_sense,
                         NCR710Sense, next),
        VMSTATE_STRUCT(link, NCR710State, 1, vmstate_ncr710_link, NCR710Link),
        VMSTATE_INT64(deadline, NCR710State),
        VMSTATE_TIMER_PTR(bus_timer, NCR710State),
        VMSTATE_UINT8(engine, NCR710State),
        VMSTATE_BOOL(carry, NCR710State),
        VMSTATE_BOOL(first, NCR710State),
        VMSTATE_UINT32(move_src, NCR710State),
        VMSTATE_UINT32(move_dst, NCR710State),
        VMSTATE_TIMER_PTR(pause_timer, NCR710State),
        VMSTATE_END_OF_LIST()
    }
};

/* The device */

static const Property ncr710_properties[] = {
    DEFINE_PROP_LINK("dma-memory", NCR710State, dma_mr, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_BOOL("big-endian", NCR710State, big_endian, false),
    DEFINE_PROP_UINT8("revision", NCR710State, revision, NCR710_REVISION),
    DEFINE_PROP_STRING("bus-name", NCR710State, bus_name),
};

static void ncr710_realize(DeviceState *dev, Error **errp)
{
    NCR710State *s = NCR710(dev);

    if (!s->dma_mr) {
        error_setg(errp, TYPE_NCR710 ": \"dma-memory\" link is not set");
        return;
    }
    if (s->revision > NCR710_MAX_REVISION) {
        error_setg(errp, TYPE_NCR710 ": \"revision\" must be 0..%d",
                   NCR710_MAX_REVISION);
        return;
    }
    s->name = object_get_canonical_path(OBJECT(s)); /* not in dev yet */
    address_space_init(&s->dma_as, s->dma_mr, TYPE_NCR710 "-dma");
    memory_region_init_io(&s->mmio, OBJECT(s),
                          &ncr710_mmio_ops[s->big_endian], s, TYPE_NCR710,
                          NCR710_REG_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->mmio);
    s->bus_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ncr710_timer, s);
    s->pause_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ncr710_timer, s);
    s->wake_bh = qemu_bh_new_guarded(ncr710_wake_bh, s,
                                     &dev->mem_reentrancy_guard);
    s->vm_change =
        qdev_add_vm_change_state_handler(dev, ncr710_vm_change, NULL, s);
    scsi_bus_init_named(&s->bus, sizeof(s->bus), dev, &ncr710_scsi_info,
                        s->bus_name);
    /* the chip wants to know when a device goes */
    qbus_set_hotplug_handler(BUS(&s->bus), OBJECT(s));
}

static void ncr710_unrealize(DeviceState *dev)
{
    NCR710State *s = NCR710(dev);

    qbus_set_hotplug_handler(BUS(&s->bus), NULL);
    qemu_del_vm_change_state_handler(s->vm_change);
    ncr710_targets_power_on(s);
    timer_free(s->bus_timer);
    timer_free(s->pause_timer);
    qemu_bh_delete(s->wake_bh);
    address_space_destroy(&s->dma_as);
    g_free(s->name);
}

static void ncr710_init(Object *obj)
{
    NCR710State *s = NCR710(obj);

    QTAILQ_INIT(&s->commands);
    QTAILQ_INIT(&s->senses);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    qdev_init_gpio_in_named(DEVICE(obj), ncr710_set_reset, "reset", 1);
}

static void ncr710_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);
    HotplugHandlerClass *hc = HOTPLUG_HANDLER_CLASS(klass);

    dc->desc = "NCR 53C710 SCSI I/O processor";
    dc->realize = ncr710_realize;
    dc->unrealize = ncr710_unrealize;
    dc->vmsd = &vmstate_ncr710;
    dc->user_creatable = false; /* part of a board or of another chip */
    dc->fw_name = "scsi";
    device_class_set_props(dc, ncr710_properties);
    set_bit(DEVICE_CATEGORY_STORAGE, dc->categories);
    rc->phases.enter = ncr710_reset_enter;
    rc->phases.hold = ncr710_reset_hold;
    hc->unplug = ncr710_unplug;
}

static const TypeInfo ncr710_types[] = {
    {
        .name = TYPE_NCR710,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(NCR710State),
        .instance_init = ncr710_init,
        .class_init = ncr710_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_HOTPLUG_HANDLER },
            { }
        },
    },
};

DEFINE_TYPES(ncr710_types)
