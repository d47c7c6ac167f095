/*
 * LAN block of HP's LASI: an Intel 82596
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Data sheet: HP 712 I/O Subsystem ERS ("ERS"), section 4. The page has three
 * write-only words: reset, PORT in two halves, and channel attention. The
 * chip, a child device, is strapped to big endian, and LASI expects its INT
 * pin active low.
 *
 * A fourth word is no part of LASI: the firmware asks there whether QEMU has a
 * LAN, and where to get its address from, which a real machine has in flash.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "system/address-spaces.h"
#include "hw/irq.h"
#include "hw/net/lasi_82596.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "net/net.h"
#include "system/system.h"
#include "i82596.h"
#include "trace.h"

/* ERS 4.10 */
REG32(LAN_RESET, 0x00)              /* wo: data ignored */
REG32(LAN_PORT_L, 0x04)             /* wo: 16 bits, low half first */
REG32(LAN_CHANNEL_ATTENTION, 0x08)  /* wo: data ignored */
REG32(LAN_FIRMWARE, 0x0c)           /* QEMU: presence; where to put the MAC */

#define LAN_PRESENT     0xbeefbabe
#define LAN_UNDEFINED   0xffffffff  /* what reads of the other words give */

struct LasiI82596State {
    SysBusDevice parent_obj;

    MemoryRegion mmio;
    MemoryRegion *dma_mr;
    AddressSpace dma_as;
    qemu_irq irq;

    I82596State *chip;
    bool port_second;               /* port_low holds the first half */
    uint16_t port_low;
};

/* The chip has an output: with int-active-low as LASI's input expects it. */
static void lasi_i82596_set_int(void *opaque, int n, int level)
{
    LasiI82596State *s = opaque;

    qemu_set_irq(s->irq, level);
}

static void lasi_i82596_forget_port(LasiI82596State *s)
{
    s->port_second = false;
    s->port_low = 0;
}

static void lasi_i82596_reset_chip(LasiI82596State *s)
{
    lasi_i82596_forget_port(s);
    i82596_hw_reset(s->chip);
}

/*
 * ERS 12.2.2: the bit of LASI's I/O reset register. The real one holds the chip
 * in reset as long as it is low; here it takes effect once.
 */
static void lasi_i82596_set_reset(void *opaque, int n, int level)
{
    if (level) {
        lasi_i82596_reset_chip(opaque);
    }
}

/* ERS 4.5.2: two accesses make one PORT command, low half first. */
static void lasi_i82596_write_port(LasiI82596State *s, uint16_t half)
{
    s->port_second = !s->port_second;
    if (s->port_second) {
        s->port_low = half;
    } else {
        i82596_port(s->chip, (uint32_t)half << 16 | s->port_low);
    }
}

/*
 * Firmware convention: store the address at a physical address, for
 * PDC_LAN_STATION_ID. No operating system knows of this word.
 */
static void lasi_i82596_store_mac(LasiI82596State *s, uint32_t addr)
{
    const MACAddr *mac = &i82596_nic_conf(s->chip)->macaddr;

    if (address_space_write(&s->dma_as, addr, MEMTXATTRS_UNSPECIFIED,
                            mac->a, sizeof(mac->a))) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "lasi_82596: no memory for the MAC at 0x%08x\n", addr);
    }
}

static bool lasi_i82596_is_word(hwaddr addr, unsigned size)
{
    return size == 4 && !(addr & 3);
}

static void lasi_i82596_ignore_write(hwaddr addr, unsigned size)
{
    qemu_log_mask(LOG_GUEST_ERROR, "lasi_82596: %u byte write to 0x%03"
                  HWADDR_PRIx " ignored\n", size, addr);
}

static void lasi_i82596_mem_write(void *opaque, hwaddr addr, uint64_t val,
                                  unsigned size)
{
    LasiI82596State *s = opaque;

    trace_lasi_82596_mem_write(addr, val, size);
    if (!lasi_i82596_is_word(addr, size)) {
        lasi_i82596_ignore_write(addr, size);
        return;
    }
    switch (addr) {
    case A_LAN_RESET:
        lasi_i82596_reset_chip(s);
        break;
    case A_LAN_PORT_L:
        lasi_i82596_write_port(s, val);
        break;
    case A_LAN_CHANNEL_ATTENTION:
        i82596_channel_attention(s->chip);
        break;
    case A_LAN_FIRMWARE:
        lasi_i82596_store_mac(s, val);
        break;
    default:
        lasi_i82596_ignore_write(addr, size);
        break;
    }
}

static uint64_t lasi_i82596_mem_read(void *opaque, hwaddr addr, unsigned size)
{
    uint32_t val = LAN_UNDEFINED;

    if (lasi_i82596_is_word(addr, size) && addr == A_LAN_FIRMWARE) {
        val = LAN_PRESENT;
    }
    trace_lasi_82596_mem_read(addr, val, size);
    return val;
}

static const MemoryRegionOps lasi_i82596_mem_ops = {
    .read = lasi_i82596_mem_read,
    .write = lasi_i82596_mem_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .valid = {
        .min_access_size = 1,
        .max_access_size = 8,
        .unaligned = true,
    },
    .impl = {
        .min_access_size = 1,
        .max_access_size = 4,
        .unaligned = true,
    },
};

static void lasi_i82596_reset_hold(Object *obj, ResetType type)
{
    LasiI82596State *s = LASI_82596(obj);

    lasi_i82596_forget_port(s);
    device_cold_reset(DEVICE(s->chip));
}

static const VMStateDescription vmstate_lasi_i82596 = {
    .name = "lasi_82596",
    .version_id = 3,
    .minimum_version_id = 3,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(port_second, LasiI82596State),
        VMSTATE_UINT16(port_low, LasiI82596State),
        VMSTATE_END_OF_LIST()
    }
};

static const Property lasi_i82596_properties[] = {
    DEFINE_PROP_LINK("dma-memory", LasiI82596State, dma_mr,
                     TYPE_MEMORY_REGION, MemoryRegion *),
};

static void lasi_i82596_realize(DeviceState *dev, Error **errp)
{
    LasiI82596State *s = LASI_82596(dev);

    if (!s->dma_mr) {
        error_setg(errp, "property 'dma-memory' must be set by the board");
        return;
    }
    object_property_set_link(OBJECT(s->chip), "dma-memory",
                             OBJECT(s->dma_mr), &error_abort);
    if (!qdev_realize(DEVICE(s->chip), NULL, errp)) {
        return;
    }
    qdev_connect_gpio_out(DEVICE(s->chip), 0,
                          qdev_get_gpio_in_named(dev, "int", 0));
    address_space_init(&s->dma_as, s->dma_mr, "lasi_82596-dma");
}

static void lasi_i82596_unrealize(DeviceState *dev)
{
    LasiI82596State *s = LASI_82596(dev);

    address_space_destroy(&s->dma_as);
    qdev_unrealize(DEVICE(s->chip));
}

/* The user sees one device: the chip's properties, with LASI's straps. */
static void lasi_i82596_init_chip(LasiI82596State *s)
{
    Object *chip = object_new(TYPE_I82596);

    object_property_add_child(OBJECT(s), "chip", chip);
    object_unref(chip);
    s->chip = I82596(chip);
    qdev_prop_set_bit(DEVICE(chip), "big-endian", true);
    qdev_prop_set_bit(DEVICE(chip), "int-active-low", true);
    qdev_alias_all_properties(DEVICE(chip), OBJECT(s));
}

static void lasi_i82596_init(Object *obj)
{
    LasiI82596State *s = LASI_82596(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    lasi_i82596_init_chip(s);
    memory_region_init_io(&s->mmio, obj, &lasi_i82596_mem_ops, s,
                          "lasi_82596-mmio", LASI_82596_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->mmio);
    sysbus_init_irq(sbd, &s->irq);
    qdev_init_gpio_in_named(DEVICE(obj), lasi_i82596_set_reset, "reset", 1);
    qdev_init_gpio_in_named(DEVICE(obj), lasi_i82596_set_int, "int", 1);
    device_add_bootindex_property(obj, &i82596_nic_conf(s->chip)->bootindex,
                                  "bootindex", "/ethernet-phy@0",
                                  DEVICE(obj));
}

static void lasi_i82596_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->realize = lasi_i82596_realize;
    dc->unrealize = lasi_i82596_unrealize;
    dc->vmsd = &vmstate_lasi_i82596;
    dc->desc = "LAN of HP LASI (Intel 82596)";
    dc->fw_name = "ethernet";
    /* Part of LASI: the board wires it up. */
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
    device_class_set_props(dc, lasi_i82596_properties);
    rc->phases.hold = lasi_i82596_reset_hold;
}

static const TypeInfo lasi_i82596_types[] = {
    {
        .name = TYPE_LASI_82596,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(LasiI82596State),
        .instance_init = lasi_i82596_init,
        .class_init = lasi_i82596_class_init,
    },
};

DEFINE_TYPES(lasi_i82596_types)
