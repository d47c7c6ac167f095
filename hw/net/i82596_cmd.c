/*
 * Intel 82596 LAN coprocessor: action commands
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CA p.33-49, except transmit. Each command returns the status bits of its
 * command block; a bus error leaves OK clear.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "i82596_internal.h"
#include "trace.h"

/* TDR result (CA p.45) */
REG16(TDR, 0)
    FIELD(TDR, TIME, 0, 11)         /* transmit clocks to the echo */
    FIELD(TDR, XCVR_PRB, 14, 1)     /* no carrier sense */
    FIELD(TDR, LNK_OK, 15, 1)

/* Multicast addresses that are fetched in one go */
#define MC_CHUNK 64

/* So many of them are as much work as a descriptor */
#define MC_PER_DESCRIPTOR 16

static uint16_t i82596_nop(I82596State *s, const I82596Cb *cb)
{
    return I82596_STAT_OK;
}

/* IA setup (CA p.33): bytes in the order of transmission. */
static uint16_t i82596_ia_setup(I82596State *s, const I82596Cb *cb)
{
    uint8_t ia[I82596_ADDR_LEN_MAX];
    unsigned len = i82596_addr_len(s);

    if (!i82596_read(s, cb->addr + s->layout->cb_params, ia, len)) {
        return 0;
    }
    memcpy(s->ia, ia, len);
    trace_i82596_ia_setup(s->ia[0], s->ia[1], s->ia[2],
                          s->ia[3], s->ia[4], s->ia[5]);
    return I82596_STAT_OK;
}

/* Configure (CA p.34): bytes beyond the count keep their values. */
static uint16_t i82596_configure(I82596State *s, const I82596Cb *cb)
{
    unsigned max = i82596_new_mode(s) ? I82596_CONFIG_BYTES
                                      : I82596_CONFIG_MAX_82586;
    uint32_t addr = cb->addr + s->layout->cb_params;
    uint8_t config[I82596_CONFIG_BYTES];
    unsigned count;

    if (!i82596_read(s, addr, config, 1)) {
        return 0;
    }
    count = FIELD_EX8(config[0], I82596_CFG0, BYTE_CNT);
    count = MIN(MAX(count, I82596_CONFIG_MIN), max);
    if (!i82596_read(s, addr, config, count)) {
        return 0;
    }
    i82596_config_set(s, config, count);
    if (i82596_loopback(s) != I82596_LOOPBACK_NONE) {
        i82596_pace_drop(s);
    }
    return I82596_STAT_OK;
}

/*
 * Multicast setup (CA p.40) loads one of two hash tables. Which one is told
 * by the first address, the other kind of addresses is left out then.
 */
static uint16_t i82596_mc_setup(I82596State *s, const I82596Cb *cb)
{
    uint32_t addr = cb->addr + s->layout->cb_params;
    unsigned len = i82596_addr_len(s);
    uint8_t list[MC_CHUNK * I82596_ADDR_LEN_MAX];
    bool individual = false;
    uint64_t hash = 0;
    uint16_t word;
    unsigned left, total, i;

    if (!i82596_read16(s, addr, &word)) {
        return 0;
    }
    addr += 2;
    total = len ? FIELD_EX16(word, I82596_COUNT, COUNT) / len : 0;
    s->cu_budget -= total / MC_PER_DESCRIPTOR;
    for (left = total; left; left -= i) {
        unsigned chunk = MIN(left, MC_CHUNK);

        if (!i82596_read(s, addr, list, chunk * len)) {
            return 0;
        }
        addr += chunk * len;
        if (left == total) {
            individual = !(list[0] & 1) &&
                         FIELD_EX8(s->config[13], I82596_CFG13, MULT_IA);
        }
        for (i = 0; i < chunk; i++) {
            const uint8_t *address = list + i * len;

            if ((address[0] & 1) != individual) {
                hash |= 1ull << i82596_hash_index(address, len);
            }
        }
    }
    if (individual) {
        s->hash_ia = hash;
    } else {
        s->hash_mc = hash;
    }
    trace_i82596_mc_setup(total, individual, hash);
    return I82596_STAT_OK;
}

/* TDR (CA p.44): the echo of a cable that is good, or that is not there. */
static uint16_t i82596_tdr(I82596State *s, const I82596Cb *cb)
{
    uint32_t addr = cb->addr + s->layout->cb_params;
    uint16_t result = R_TDR_TIME_MASK;

    if (qemu_get_queue(s->nic)->link_down) {
        result |= R_TDR_XCVR_PRB_MASK;
    } else {
        result |= R_TDR_LNK_OK_MASK;
    }
    if (!i82596_write16(s, addr, result) ||
        (s->layout->pointer_size == 4 && !i82596_write16(s, addr + 2, 0))) {
        return 0;
    }
    return I82596_STAT_OK;
}

/*
 * What the two images have in common, from IA on; @p is where it starts in
 * the image (CA p.47-48). What only the chip's inside knows reads as zero.
 */
static void i82596_dump_serial(const I82596State *s, uint8_t *p)
{
    memcpy(p, s->ia, I82596_ADDR_LEN_MAX);
    i82596_put16(s, p + 0x06, s->tx_status);
    i82596_put16(s, p + 0x16, s->rx_status);
    stq_le_p(p + 0x18, s->hash_mc);
}

void i82596_dump_image(I82596State *s, uint8_t *image)
{
    memset(image, 0, s->layout->dump_len);
    if (i82596_new_mode(s)) {
        memcpy(image, s->config + 2, I82596_CONFIG_BYTES - 2);
        i82596_dump_serial(s, image + 0x0e);
        i82596_put16(s, image + 0x32, s->rx_len);
        i82596_put16(s, image + 0x114, s->t_off);
        i82596_put16(s, image + 0x116, s->t_on);
    } else {
        memcpy(image + 0x02, s->config + 2, 9);
        i82596_dump_serial(s, image + 0x0c);
    }
}

/* Dump (CA p.46) */
static uint16_t i82596_dump(I82596State *s, const I82596Cb *cb)
{
    uint8_t image[I82596_DUMP_MAX];
    uint8_t buf[4];
    uint32_t addr;

    if (!i82596_read(s, cb->addr + s->layout->cb_params, buf,
                     s->layout->pointer_size)) {
        return 0;
    }
    addr = i82596_get_plain_address(s, buf);
    i82596_dump_image(s, image);
    if (!i82596_write(s, addr, image, s->layout->dump_len)) {
        return 0;
    }
    return I82596_STAT_OK;
}

typedef struct I82596Command {
    const char *name;
    uint16_t (*execute)(I82596State *s, const I82596Cb *cb);
    bool has_abort_status;
} I82596Command;

/* By the CMD field, which has three bits */
static const I82596Command i82596_commands[] = {
    { "NOP", i82596_nop, false },
    { "IA setup", i82596_ia_setup, true },
    { "Configure", i82596_configure, true },
    { "MC setup", i82596_mc_setup, true },
    { "Transmit", i82596_transmit, true },
    { "TDR", i82596_tdr, true },        /* so the text; the figure has none */
    { "Dump", i82596_dump, false },
    { "Diagnose", i82596_nop, false },  /* CA p.49: always in order */
};

bool i82596_has_abort_status(const I82596Cb *cb)
{
    return i82596_commands[FIELD_EX16(cb->command, I82596_CMD, CMD)]
           .has_abort_status;
}

uint16_t i82596_execute(I82596State *s, const I82596Cb *cb)
{
    unsigned cmd = FIELD_EX16(cb->command, I82596_CMD, CMD);

    trace_i82596_execute(i82596_commands[cmd].name, cb->addr, cb->command);
    return i82596_commands[cmd].execute(s, cb);
}
