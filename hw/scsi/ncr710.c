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
 * one is the device: lanes, events from outside, reset, migration.
 *
 * Supported: all registers with their side effects; the interrupt model with
 * stacking; all SCRIPTS instructions in the initiator role; selection,
 * messages, disconnection and reselection, tags; low-level handshakes and
 * selection; the FIFO and loopback tests of diagnostics.
 *
 * Not supported, for want of a second initiator on the bus: being selected,
 * and transfers in the target role.  Bus timing, parity errors, snooping and
 * the watchdog have no model; their bits are stored.  Targets execute ordered
 * and head-of-queue commands like simple ones.
 */

#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "system/runstate.h"
#include "ncr710_internal.h"

#define NCR710_REVISION 2
#define NCR710_MAX_REVISION 15
#define NCR710_MAX_TARGET 6 /* ID 7 is the host's */

/* Host bus */

static uint64_t ncr710_mmio_read(void *opaque, hwaddr addr, unsigned size)
{
    NCR710State *s = opaque;
    uint64_t val = ncr710_io_read(s, addr, size);

    ncr710_scripts_wake(s); /* a read of CTEST2 or a FIFO can matter */
    return val;
}

static void ncr710_mmio_write(void *opaque, hwaddr addr, uint64_t val,
                              unsigned size)
{
    NCR710State *s = opaque;

    ncr710_io_write(s, addr, val, size);
    ncr710_scripts_wake(s);
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

MemoryRegion *ncr710_mmio(NCR710State *s)
{
    return &s->mmio;
}

/*
 * Events of the SCSI layer; they come in any context, see ncr710_req.c.
 *
 * SCRIPTS do not go on inside of them: a script may reset bus or target, which
 * waits for requests to end, the caller's among them.
 */

static NCR710State *ncr710_of(SCSIRequest *req)
{
    return container_of(req->bus, NCR710State, bus);
}

static void ncr710_event(NCR710State *s)
{
    ncr710_bus_next_phase(s);
    if (!s->active) {
        qemu_bh_schedule(s->wake_bh);
    }
}

static void ncr710_wake_bh(void *opaque)
{
    ncr710_scripts_wake(opaque);
}

static void ncr710_transfer_data(SCSIRequest *req, uint32_t len)
{
    NCR710State *s = ncr710_of(req);

    ncr710_req_data(s, req, len);
    ncr710_event(s);
}

static void ncr710_command_complete(SCSIRequest *req, size_t residual)
{
    NCR710State *s = ncr710_of(req);

    ncr710_req_complete(s, req);
    ncr710_event(s);
}

static void ncr710_command_failed(SCSIRequest *req)
{
    NCR710State *s = ncr710_of(req);

    ncr710_req_host_error(s, req);
    ncr710_event(s);
}

static void ncr710_request_cancelled(SCSIRequest *req)
{
    NCR710State *s = ncr710_of(req);

    if (ncr710_req_cancelled(s, req)) {
        ncr710_bus_lost_target(s);
    }
    ncr710_event(s);
}

static const SCSIBusInfo ncr710_scsi_info = {
    .tcq = true,
    .max_target = NCR710_MAX_TARGET,
    .max_lun = NCR710_LUNS - 1,

    .transfer_data = ncr710_transfer_data,
    .complete = ncr710_command_complete,
    .fail = ncr710_command_failed,
    .cancel = ncr710_request_cancelled,
    .save_request = ncr710_save_request,
    .load_request = ncr710_load_request,
};

SCSIBus *ncr710_create_bus(NCR710State *s, DeviceState *host,
                           const char *name)
{
    scsi_bus_init_named(&s->bus, sizeof(s->bus), host, &ncr710_scsi_info,
                        name);
    return &s->bus;
}

/* Time */

static void ncr710_slice_timer(void *opaque)
{
    ncr710_scripts_wake(opaque);
}

static void ncr710_select_timer(void *opaque)
{
    NCR710State *s = opaque;

    ncr710_bus_selection_timeout(s);
    ncr710_scripts_wake(s);
}

static void ncr710_hold_timer(void *opaque)
{
    NCR710State *s = opaque;

    ncr710_bus_hold_expired(s);
    ncr710_scripts_wake(s);
}

static void ncr710_vm_change(void *opaque, bool running, RunState state)
{
    NCR710State *s = opaque;

    if (running) {
        /* what happened while the machine stood still */
        ncr710_bus_next_phase(s);
        ncr710_scripts_wake(s);
    }
}

/* Reset */

void ncr710_reset_enter(NCR710State *s)
{
    /* the requests end with the reset of the SCSI devices */
    ncr710_req_forget_all(s);
    ncr710_reset_chip(s);
}

void ncr710_reset_hold(NCR710State *s)
{
    ncr710_update_irq(s, false);
}

void ncr710_pulse_reset(NCR710State *s)
{
    if (s->active) {
        /* the instruction at work needs what the reset would take away */
        s->reset_due = true;
    } else {
        ncr710_reset_chip(s);
        ncr710_update_irq(s, false);
    }
}

/* Migration */

static int ncr710_pre_save(void *opaque)
{
    NCR710State *s = opaque;

    s->link.command_id = s->link.command ? s->link.command->id : 0;
    return 0;
}

static int ncr710_pre_load(void *opaque)
{
    ncr710_req_forget_all(opaque);
    return 0;
}

static bool ncr710_link_valid(NCR710State *s)
{
    NCR710Link *l = &s->link;

    l->command = l->command_id ? ncr710_req_by_id(s, l->command_id) : NULL;
    return (l->command || !l->command_id) &&
           (l->target < NCR710_TARGETS || l->target == NCR710_NOBODY) &&
           l->lun < NCR710_LUNS && l->release < NCR710_RELEASES &&
           l->msgin_len <= sizeof(l->msgin) &&
           l->msgin_pos <= l->msgin_len &&
           l->msgout_len < sizeof(l->msgout) &&
           l->cdb_len <= sizeof(l->cdb);
}

static bool ncr710_bus_valid(NCR710State *s)
{
    NCR710Command *cmd = s->link.command;
    bool data = s->phase == NCR710_DATA_IN || s->phase == NCR710_DATA_OUT;

    if (s->bus_state >= NCR710_BUS_STATES || s->phase > NCR710_MSG_IN ||
        s->phase == NCR710_RESERVED_OUT || s->phase == NCR710_RESERVED_IN ||
        (s->link.target == NCR710_NOBODY &&
         s->bus_state == NCR710_BUS_CONNECTED) ||
        (s->req && s->bus_state != NCR710_BUS_CONNECTED)) {
        return false;
    }
    /* a phase with REQ needs what it is about */
    if (s->req && data) {
        return cmd && cmd->state == NCR710_CMD_DATA;
    }
    if (s->req && s->phase == NCR710_STATUS) {
        return cmd && cmd->state == NCR710_CMD_STATUS;
    }
    return true;
}

static int ncr710_post_load(void *opaque, int version_id)
{
    NCR710State *s = opaque;

    for (int i = 0; i < NCR710_DMA_LANES; i++) {
        if (s->lane[i].len > NCR710_LANE_DEPTH) {
            return -EINVAL;
        }
    }
    if (s->scsi_fifo.len > NCR710_SCSI_DEPTH ||
        s->engine >= NCR710_ENGINES || !ncr710_link_valid(s) ||
        !ncr710_bus_valid(s)) {
        return -EINVAL;
    }
    return 0;
}

static const VMStateDescription vmstate_ncr710_lane = {
    .name = "ncr710/lane",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(len, NCR710Lane),
        VMSTATE_UINT8_ARRAY(data, NCR710Lane, NCR710_LANE_DEPTH),
        VMSTATE_UINT8_ARRAY(parity, NCR710Lane, NCR710_LANE_DEPTH),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ncr710_link = {
    .name = "ncr710/link",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(target, NCR710Link),
        VMSTATE_UINT8(initiator, NCR710Link),
        VMSTATE_UINT8(lun, NCR710Link),
        VMSTATE_BOOL(with_atn, NCR710Link),
        VMSTATE_BOOL(identified, NCR710Link),
        VMSTATE_BOOL(may_disconnect, NCR710Link),
        VMSTATE_BOOL(tagged, NCR710Link),
        VMSTATE_UINT8(tag, NCR710Link),
        VMSTATE_UINT8(release, NCR710Link),
        VMSTATE_BOOL(firmware, NCR710Link),
        VMSTATE_UINT8(msgin_len, NCR710Link),
        VMSTATE_UINT8(msgin_pos, NCR710Link),
        VMSTATE_UINT8(cdb_len, NCR710Link),
        VMSTATE_UINT16(msgout_len, NCR710Link),
        VMSTATE_UINT8_ARRAY(msgin, NCR710Link, NCR710_MSGIN_MAX),
        VMSTATE_UINT8_ARRAY(msgout, NCR710Link, NCR710_MSGOUT_MAX),
        VMSTATE_UINT8_ARRAY(cdb, NCR710Link, NCR710_CDB_MAX),
        VMSTATE_UINT32(command_id, NCR710Link),
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
        VMSTATE_STRUCT_ARRAY(lane, NCR710State, NCR710_DMA_LANES, 1,
                             vmstate_ncr710_lane, NCR710Lane),
        VMSTATE_STRUCT(scsi_fifo, NCR710State, 1, vmstate_ncr710_lane,
                       NCR710Lane),
        VMSTATE_UINT8(dma_parity, NCR710State),
        VMSTATE_UINT8(scsi_parity, NCR710State),
        VMSTATE_UINT8(bus_state, NCR710State),
        VMSTATE_UINT8(phase, NCR710State),
        VMSTATE_BOOL(req, NCR710State),
        VMSTATE_BOOL(ack, NCR710State),
        VMSTATE_BOOL(atn, NCR710State),
        VMSTATE_BOOL(reselected, NCR710State),
        VMSTATE_QTAILQ_V(commands, NCR710State, 1, vmstate_ncr710_command,
                         NCR710Command, next),
        VMSTATE_STRUCT(link, NCR710State, 1, vmstate_ncr710_link, NCR710Link),
        VMSTATE_UINT32(last_id, NCR710State),
        VMSTATE_TIMER_PTR(select_timer, NCR710State),
        VMSTATE_INT64(hold_until, NCR710State),
        VMSTATE_TIMER_PTR(hold_timer, NCR710State),
        VMSTATE_UINT8(engine, NCR710State),
        VMSTATE_BOOL(carry, NCR710State),
        VMSTATE_BOOL(first, NCR710State),
        VMSTATE_UINT32(copy_src, NCR710State),
        VMSTATE_UINT32(copy_dst, NCR710State),
        VMSTATE_TIMER_PTR(slice_timer, NCR710State),
        VMSTATE_END_OF_LIST()
    }
};

/* The device */

static const Property ncr710_properties[] = {
    DEFINE_PROP_LINK("dma-memory", NCR710State, dma_mr, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_BOOL("big-endian", NCR710State, big_endian, false),
    DEFINE_PROP_UINT8("revision", NCR710State, revision, NCR710_REVISION),
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
    address_space_init(&s->dma_as, s->dma_mr, TYPE_NCR710 "-dma");
    memory_region_init_io(&s->mmio, OBJECT(s),
                          &ncr710_mmio_ops[s->big_endian], s, TYPE_NCR710,
                          NCR710_REG_BYTES);
    s->select_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ncr710_select_timer, s);
    s->hold_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ncr710_hold_timer, s);
    s->slice_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ncr710_slice_timer, s);
    s->wake_bh = qemu_bh_new_guarded(ncr710_wake_bh, s,
                                     &dev->mem_reentrancy_guard);
    s->vm_change = qdev_add_vm_change_state_handler(dev, ncr710_vm_change, s);
}

static void ncr710_unrealize(DeviceState *dev)
{
    NCR710State *s = NCR710(dev);

    qemu_del_vm_change_state_handler(s->vm_change);
    ncr710_req_forget_all(s);
    timer_free(s->select_timer);
    timer_free(s->hold_timer);
    timer_free(s->slice_timer);
    qemu_bh_delete(s->wake_bh);
    address_space_destroy(&s->dma_as);
}

static void ncr710_init(Object *obj)
{
    NCR710State *s = NCR710(obj);

    QTAILQ_INIT(&s->commands);
    qdev_init_gpio_out_named(DEVICE(obj), &s->irq, SYSBUS_DEVICE_GPIO_IRQ, 1);
}

static void ncr710_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "NCR 53C710 SCSI I/O processor";
    dc->realize = ncr710_realize;
    dc->unrealize = ncr710_unrealize;
    dc->vmsd = &vmstate_ncr710;
    dc->user_creatable = false; /* part of a board or of another chip */
    device_class_set_props(dc, ncr710_properties);
    set_bit(DEVICE_CATEGORY_STORAGE, dc->categories);
}

static const TypeInfo ncr710_types[] = {
    {
        .name = TYPE_NCR710,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(NCR710State),
        .instance_init = ncr710_init,
        .class_init = ncr710_class_init,
    },
};

DEFINE_TYPES(ncr710_types)
