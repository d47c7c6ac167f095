/*
 * Intel 82596 LAN coprocessor (82596CA, 82596DX, 82596SX)
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Data sheets: Intel 82596CA High-Performance 32-Bit Local Area Network
 * Coprocessor, order number 290218-006 (1995), quoted as "CA"; Intel
 * 82596DX and 82596SX, order number 290219-006. As wired in HP's LASI: HP 712
 * I/O Subsystem ERS, section 4.
 *
 * QEMU interface: see i82596.h.
 *
 * Supported: PORT with reset, self-test, alternative SCP and dump; 82586,
 * 32-bit segmented and linear memory modes; little endian, big endian and
 * big endian with true 32-bit pointers; all commands to CU and RU; the eight
 * action commands; simplified and flexible memory structures; address filter,
 * counters and loopback modes; both polarities of INT.
 *
 * Not supported:
 * - time: a command is done when it is started. What is only time on a real
 *   chip (bus throttle, priorities, backoff, TDR, ...) is accepted and stored;
 * - collisions, deferring and misaligned frames do not happen;
 * - CRC-16 and bit stuffing: frames remain Ethernet frames (LOG_UNIMP);
 * - monitor modes: reception goes on (LOG_UNIMP);
 * - RESUME_RD = 0: see i82596_cu.c;
 * - in dumps, registers that only the chip's inside knows read as zero.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "system/runstate.h"
#include "i82596.h"
#include "i82596_internal.h"
#include "trace.h"

/* PORT (CA p.24) */
REG32(PORT, 0)
    FIELD(PORT, FUNCTION, 0, 4)
    FIELD(PORT, ADDRESS, 4, 28)

typedef enum PortFunction {
    PORT_RESET = 0,
    PORT_SELF_TEST = 1,
    PORT_SCP = 2,
    PORT_DUMP = 3,
} PortFunction;

/* Self-test result: any value but all zeros or ones, then "passed" */
#define ROM_SIGNATURE       0x00082596
#define SELF_TEST_PASSED    0

/* Behind a PORT dump: complete, OK, and the code of the Dump command */
#define PORT_DUMP_STATUS    (I82596_STAT_C | I82596_STAT_OK | 6)

/* SCP and ISCP (CA p.22-23) */
#define SCP_SYSBUS          2       /* word, in its low byte */
#define SCP_ISCP            8
#define SCP_LEN             12
#define ISCP_SCB_OFFSET     2       /* word, not in linear mode */
#define ISCP_SCB            4
#define ISCP_LEN            8

/*
 * Reset
 */

/*
 * What all kinds of reset have in common (CA p.9, p.24, p.29). Memory is not
 * touched, and the mode stays known until the next initialization.
 */
static void i82596_soft_reset(I82596State *s)
{
    trace_i82596_reset();
    s->initialized = false;
    i82596_cu_reset(s);
    i82596_rx_reset(s);
    i82596_pace_drop(s);
    i82596_config_reset(s);
    s->events = 0;
    s->timers_loaded = false;
    s->t_off = 0;
    s->t_on = 0;
    i82596_update_int(s, false);
}

static void i82596_reset(I82596State *s)
{
    i82596_soft_reset(s);
    s->scp = I82596_SCP_DEFAULT;
    s->scb = 0;
    s->base = 0;
    s->sysbus = 0;
    i82596_set_layout(s);
}

/*
 * PORT (CA p.24)
 */

/* Leaves the chip as after a reset: Mach goes on with initialization. */
static void i82596_self_test(I82596State *s, uint32_t addr)
{
    uint8_t result[8];

    i82596_soft_reset(s);
    s->scp = I82596_SCP_DEFAULT;
    i82596_put_halves(s, result, ROM_SIGNATURE);
    i82596_put_halves(s, result + 4, SELF_TEST_PASSED);
    i82596_write(s, addr, result, sizeof(result));
}

static void i82596_port_dump(I82596State *s, uint32_t addr)
{
    uint8_t image[I82596_DUMP_MAX + 2];
    unsigned len = s->layout->dump_len;

    i82596_dump_image(s, image);
    i82596_put16(s, image + len, PORT_DUMP_STATUS);
    i82596_write(s, addr, image, len + 2);
}

static void i82596_do_port(I82596State *s, uint32_t command)
{
    uint32_t addr = command & R_PORT_ADDRESS_MASK;

    trace_i82596_port(command);
    switch (FIELD_EX32(command, PORT, FUNCTION)) {
    case PORT_RESET:
        i82596_soft_reset(s);
        s->scp = I82596_SCP_DEFAULT;
        break;
    case PORT_SELF_TEST:
        i82596_self_test(s, addr);
        break;
    case PORT_SCP:
        s->scp = addr;
        break;
    case PORT_DUMP:
        i82596_port_dump(s, addr);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "i82596: undefined PORT function %u\n",
                      FIELD_EX32(command, PORT, FUNCTION));
        break;
    }
}

/*
 * Initialization: the first channel attention after a reset (CA p.23)
 */

static bool i82596_load_scp(I82596State *s, uint32_t *iscp)
{
    uint8_t scp[SCP_LEN];

    if (!i82596_read(s, s->scp, scp, sizeof(scp))) {
        return false;
    }
    s->sysbus = i82596_get16(s, scp + SCP_SYSBUS);
    i82596_set_layout(s);
    *iscp = i82596_get_halves(s, scp + SCP_ISCP);
    if (!i82596_new_mode(s)) {
        *iscp = extract32(*iscp, 0, 24);
    }
    if (i82596_mode(s) == I82596_MODE_RESERVED) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "i82596: SYSBUS 0x%02x selects no mode, "
                      "taken as linear\n", s->sysbus);
    }
    if (!FIELD_EX8(s->sysbus, I82596_SYSBUS, CSW)) {
        qemu_log_mask(LOG_GUEST_ERROR, "i82596: CSW must be 1 in SYSBUS\n");
    }
    return true;
}

/* Takes the address of the SCB; the other byte of BUSY's word is kept. */
static bool i82596_load_iscp(I82596State *s, uint32_t addr)
{
    uint32_t busy = addr + (s->big_endian ? 1 : 0);
    const uint8_t done = 0;
    uint8_t iscp[ISCP_LEN];
    uint32_t pointer;

    if (!i82596_read(s, addr, iscp, sizeof(iscp))) {
        return false;
    }
    pointer = i82596_get_halves(s, iscp + ISCP_SCB);
    if (s->layout->pointer_size == 4) {
        s->base = 0;
        s->scb = pointer;
    } else {
        if (!i82596_new_mode(s)) {
            pointer = extract32(pointer, 0, 24);
        }
        s->base = pointer;
        s->scb = pointer + i82596_get16(s, iscp + ISCP_SCB_OFFSET);
    }
    s->scb &= ~1u;
    return i82596_write(s, busy, &done, sizeof(done));
}

/* Status first: the CPU takes a command word of zero as "done". */
static void i82596_finish_attention(I82596State *s)
{
    uint8_t words[4];

    s->events_held = false;
    i82596_put16(s, words + A_I82596_SCB_STAT, i82596_scb_status(s));
    i82596_put16(s, words + A_I82596_SCB_CMD, 0);
    i82596_write(s, s->scb, words, sizeof(words));
}

static void i82596_initialize(I82596State *s)
{
    uint32_t iscp = 0;

    if (!i82596_load_scp(s, &iscp) || !i82596_load_iscp(s, iscp)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "i82596: no SCP at 0x%08x or no ISCP at 0x%08x\n",
                      s->scp, iscp);
        return;
    }
    trace_i82596_initialize(s->sysbus, s->scp, iscp, s->scb, s->base);
    s->initialized = true;
    s->events = I82596_EV_CX | I82596_EV_CNA;
    i82596_finish_attention(s);
    i82596_update_int(s, true);
}

/*
 * Channel attention (CA p.27-30)
 */

static void i82596_attention(I82596State *s)
{
    uint16_t command, ack;

    if (!s->initialized) {
        i82596_initialize(s);
        return;
    }
    if (!i82596_read16(s, s->scb + A_I82596_SCB_CMD, &command)) {
        return;
    }
    trace_i82596_channel_attention(command, s->events);
    if (FIELD_EX16(command, I82596_SCB_CMD, RESET)) {
        i82596_write16(s, s->scb + A_I82596_SCB_CMD, 0);
        i82596_soft_reset(s);
        return;
    }
    ack = s->events & command & R_I82596_SCB_CMD_ACK_MASK;
    i82596_hold_events(s);
    s->events &= ~ack;
    i82596_cu_command(s, FIELD_EX16(command, I82596_SCB_CMD, CUC));
    i82596_ru_command(s, FIELD_EX16(command, I82596_SCB_CMD, RUC));
    i82596_cu_run(s);
    i82596_finish_attention(s);
    i82596_update_int(s, true);
    i82596_pace_attention(s, ack);
}

/*
 * Inputs. What the chip does by them may hit them again, by DMA: a chip that
 * is at work does not notice.
 */

static bool i82596_input(I82596State *s, const char *input)
{
    if (s->at_work) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "i82596: %s by its own DMA ignored\n", input);
        return false;
    }
    i82596_enter(s);
    return true;
}

void i82596_hw_reset(I82596State *s)
{
    if (i82596_input(s, "RESET")) {
        i82596_reset(s);
        i82596_leave(s);
    }
}

void i82596_port(I82596State *s, uint32_t command)
{
    if (i82596_input(s, "PORT")) {
        i82596_do_port(s, command);
        i82596_leave(s);
    }
}

void i82596_channel_attention(I82596State *s)
{
    if (i82596_input(s, "CA")) {
        i82596_attention(s);
        i82596_leave(s);
    }
}

/*
 * Network backend
 */

static ssize_t i82596_nic_receive(NetClientState *nc, const uint8_t *buf,
                                  size_t len)
{
    I82596State *s = qemu_get_nic_opaque(nc);
    ssize_t taken;

    i82596_enter(s);
    taken = i82596_pace_receive(s, buf, len);
    i82596_leave(s);
    return taken;
}

/* Transmit and TDR look at the link themselves. */
static void i82596_nic_link_status_changed(NetClientState *nc)
{
    I82596State *s = qemu_get_nic_opaque(nc);

    trace_i82596_link(!nc->link_down);
    if (nc->link_down) {
        i82596_pace_drop(s);
        i82596_tx_forget(s);
    }
}

static NetClientInfo i82596_nic_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .receive = i82596_nic_receive,
    .link_status_changed = i82596_nic_link_status_changed,
};

/* Bottom halves rest while the VM does. */
static void i82596_vm_state_change(void *opaque, bool running, RunState state)
{
    I82596State *s = opaque;

    if (running) {
        i82596_cu_kick(s);
        i82596_pace_kick(s);
    }
}

/*
 * Migration: between two calls the chip is between two command blocks and
 * two frames.
 */

static bool i82596_units_valid(const I82596State *s)
{
    bool active = s->cu_state == I82596_CU_ACTIVE;
    bool ready = s->ru_state == I82596_RU_READY;
    bool cu_valid = s->cu_state == I82596_CU_IDLE ||
                    s->cu_state == I82596_CU_SUSPENDED || active;
    bool ru_valid = s->ru_state == I82596_RU_IDLE ||
                    s->ru_state == I82596_RU_SUSPENDED ||
                    s->ru_state == I82596_RU_NO_RESOURCES || ready;

    /* A CU between two blocks has one armed, an RU at work has an RFD. */
    return cu_valid && ru_valid && s->cu_busy == active &&
           (active || (!s->cu_start && !s->cu_suspend)) &&
           !(active && s->cb == I82596_NIL) &&
           !(ready && s->rfd == I82596_NIL);
}

/* Before initialization the units rest, and nothing has been received. */
static bool i82596_rests(const I82596State *s)
{
    return s->cu_state == I82596_CU_IDLE && s->ru_state == I82596_RU_IDLE &&
           !s->events && !s->timers_loaded && !s->pace.len;
}

static bool i82596_pointers_valid(const I82596State *s)
{
    return !(s->scb & 1) &&
           (!(s->scp & ~R_PORT_ADDRESS_MASK) || s->scp == I82596_SCP_DEFAULT);
}

static int i82596_post_load(void *opaque, int version_id)
{
    I82596State *s = opaque;

    if (!i82596_units_valid(s) || !i82596_pointers_valid(s) ||
        (s->events & ~I82596_EV_ALL) || s->int_active != (s->events != 0) ||
        (!s->initialized && !i82596_rests(s))) {
        return -EINVAL;
    }
    i82596_set_layout(s);
    s->new_event = false;
    timer_del(s->cu_timer);
    return 0;
}

static const VMStateDescription vmstate_i82596 = {
    .name = "i82596",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = i82596_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(scp, I82596State),
        VMSTATE_UINT32(scb, I82596State),
        VMSTATE_UINT32(base, I82596State),
        VMSTATE_BOOL(initialized, I82596State),
        VMSTATE_UINT8(sysbus, I82596State),
        VMSTATE_UINT16(events, I82596State),
        VMSTATE_BOOL(int_active, I82596State),
        VMSTATE_BOOL(timers_loaded, I82596State),
        VMSTATE_UINT16(t_off, I82596State),
        VMSTATE_UINT16(t_on, I82596State),
        VMSTATE_UINT8_ARRAY(config, I82596State, I82596_CONFIG_BYTES),
        VMSTATE_UINT8_ARRAY(ia, I82596State, I82596_ADDR_LEN_MAX),
        VMSTATE_UINT64(hash_mc, I82596State),
        VMSTATE_UINT64(hash_ia, I82596State),
        VMSTATE_UINT8(cu_state, I82596State),
        VMSTATE_UINT32(cb, I82596State),
        VMSTATE_BOOL(cu_busy, I82596State),
        VMSTATE_BOOL(cu_suspend, I82596State),
        VMSTATE_BOOL(cu_start, I82596State),
        VMSTATE_UINT32(cbl, I82596State),
        VMSTATE_UINT16(tx_status, I82596State),
        VMSTATE_UINT8(ru_state, I82596State),
        VMSTATE_BOOL(no_rbd, I82596State),
        VMSTATE_BOOL(rfd_unarmed, I82596State),
        VMSTATE_UINT32(rfd, I82596State),
        VMSTATE_UINT32(rbd, I82596State),
        VMSTATE_UINT32(rfd_done, I82596State),
        VMSTATE_UINT16(rx_status, I82596State),
        VMSTATE_UINT16(rx_len, I82596State),
        VMSTATE_STRUCT(pace, I82596State, 1, vmstate_i82596_pace, I82596Pace),
        VMSTATE_END_OF_LIST()
    }
};

/*
 * Device
 */

static void i82596_reset_hold(Object *obj, ResetType type)
{
    i82596_reset(I82596(obj));
}

NICConf *i82596_nic_conf(I82596State *s)
{
    return &s->conf;
}

static const Property i82596_properties[] = {
    DEFINE_NIC_PROPERTIES(I82596State, conf),
    DEFINE_PROP_LINK("dma-memory", I82596State, dma_mr, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_BOOL("big-endian", I82596State, big_endian, false),
    DEFINE_PROP_BOOL("int-active-low", I82596State, irq_active_low, false),
};

static void i82596_realize(DeviceState *dev, Error **errp)
{
    I82596State *s = I82596(dev);

    if (!s->dma_mr) {
        error_setg(errp, "property 'dma-memory' must be set by the board");
        return;
    }
    address_space_init(&s->as, s->dma_mr, "i82596-dma");
    i82596_cu_init(s);
    i82596_pace_init(s);
    s->vmstate_change =
        qdev_add_vm_change_state_handler(dev, i82596_vm_state_change, NULL, s);
    qemu_macaddr_default_if_unset(&s->conf.macaddr);
    /* Users know a NIC by the device that they asked for, the board's. */
    s->nic = qemu_new_nic(&i82596_nic_info, &s->conf,
                          object_get_typename(OBJECT(dev)->parent), dev->id,
                          &dev->mem_reentrancy_guard, s);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), s->conf.macaddr.a);
    i82596_set_layout(s);
    i82596_config_reset(s);
}

static void i82596_unrealize(DeviceState *dev)
{
    I82596State *s = I82596(dev);

    qemu_del_nic(s->nic);
    qemu_del_vm_change_state_handler(s->vmstate_change);
    i82596_pace_free(s);
    i82596_cu_free(s);
    address_space_destroy(&s->as);
}

static void i82596_init(Object *obj)
{
    qdev_init_gpio_out(DEVICE(obj), &I82596(obj)->irq, 1);
}

static void i82596_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->realize = i82596_realize;
    dc->unrealize = i82596_unrealize;
    dc->vmsd = &vmstate_i82596;
    dc->desc = "Intel 82596 LAN coprocessor";
    /* A board wires it up. */
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
    device_class_set_props(dc, i82596_properties);
    rc->phases.hold = i82596_reset_hold;
}

static const TypeInfo i82596_types[] = {
    {
        .name = TYPE_I82596,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(I82596State),
        .instance_init = i82596_init,
        .class_init = i82596_class_init,
    },
};

DEFINE_TYPES(i82596_types)
