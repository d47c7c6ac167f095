/*
 * Intel 82596 LAN coprocessor: configuration and address filter
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CA p.20 (acceptance), p.33-40 (IA setup, Configure, multicast setup). What
 * the bytes of the configuration mean is known here; the other files ask.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "net/net.h"
#include "i82596_internal.h"
#include "trace.h"

static const uint8_t i82596_config_default[I82596_CONFIG_BYTES] = {
    /* CA p.36-39; byte 0 is the byte count, of which only P is kept */
    0x00, 0xc8, 0x40, 0x26, 0x00, 0x60, 0x00, 0xf2,
    0x00, 0x00, 0x40, 0xff, 0x00, 0x3f
};

void i82596_config_reset(I82596State *s)
{
    memcpy(s->config, i82596_config_default, sizeof(s->config));
    memset(s->ia, 0xff, sizeof(s->ia));         /* CA p.33 */
    s->hash_mc = 0;
    s->hash_ia = 0;
}

/*
 * Either of the two MONITOR fields; the one in byte 1 needs a count of 12
 * (CA p.36). The data sheet has three monitor modes (CA p.20), but does not
 * tell their codes.
 */
static bool i82596_monitors(const I82596State *s, unsigned count)
{
    return i82596_new_mode(s) && count >= I82596_CONFIG_MAX_82586 &&
           (FIELD_EX8(s->config[1], I82596_CFG1, MONITOR) !=
            I82596_MONITOR_OFF ||
            FIELD_EX8(s->config[11], I82596_CFG11, MONITOR) !=
            I82596_MONITOR_OFF);
}

void i82596_config_set(I82596State *s, const uint8_t *bytes, unsigned count)
{
    memcpy(s->config, bytes, count);
    if (FIELD_EX8(s->config[8], I82596_CFG8, CRC16) ||
        FIELD_EX8(s->config[8], I82596_CFG8, BIT_STF)) {
        qemu_log_mask(LOG_UNIMP,
                      "i82596: CRC-16 and bit stuffing are ignored\n");
    }
    if (i82596_monitors(s, count)) {
        qemu_log_mask(LOG_UNIMP, "i82596: monitor mode is ignored\n");
    }
    trace_i82596_configure(count, s->config[2], s->config[3], s->config[8],
                           s->config[11], s->config[13]);
}

unsigned i82596_addr_len(const I82596State *s)
{
    unsigned len = FIELD_EX8(s->config[3], I82596_CFG3, ADDR_LEN);

    return len <= I82596_ADDR_LEN_MAX ? len : 0;
}

bool i82596_no_src_add_ins(const I82596State *s)
{
    return FIELD_EX8(s->config[3], I82596_CFG3, NO_SRC_ADD_INS);
}

I82596Loopback i82596_loopback(const I82596State *s)
{
    return FIELD_EX8(s->config[3], I82596_CFG3, LOOPBACK);
}

bool i82596_length_field(const I82596State *s)
{
    return i82596_new_mode(s) &&
           !FIELD_EX8(s->config[11], I82596_CFG11, LNGFLD);
}

bool i82596_save_bad_frames(const I82596State *s)
{
    return FIELD_EX8(s->config[2], I82596_CFG2, SAV_BF);
}

bool i82596_stores_fcs(const I82596State *s)
{
    return i82596_new_mode(s) &&
           !FIELD_EX8(s->config[11], I82596_CFG11, CRCINM);
}

bool i82596_marks_prefetch(const I82596State *s)
{
    return i82596_new_mode(s) && FIELD_EX8(s->config[0], I82596_CFG0, P);
}

unsigned i82596_min_frame(const I82596State *s)
{
    return s->config[R_I82596_CFG10];
}

unsigned i82596_hash_index(const uint8_t *address, unsigned len)
{
    /* CA p.40: register MSB first, not inverted at the end. */
    return (net_crc32(address, len) >> 24) & 63;
}

static bool i82596_hash_hit(uint64_t hash, const uint8_t *address,
                            unsigned len)
{
    return extract64(hash, i82596_hash_index(address, len), 1);
}

I82596Match i82596_filter(const I82596State *s, const uint8_t *da)
{
    static const uint8_t broadcast[I82596_ADDR_LEN_MAX] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff
    };
    unsigned len = i82596_addr_len(s);

    if (FIELD_EX8(s->config[8], I82596_CFG8, PRM)) {
        return I82596_MATCH_PROMISCUOUS;
    }
    if (!memcmp(da, s->ia, len)) {
        return I82596_MATCH_INDIVIDUAL;
    }
    if (!memcmp(da, broadcast, len)) {
        return FIELD_EX8(s->config[8], I82596_CFG8, BC_DIS)
               ? I82596_MATCH_NONE : I82596_MATCH_BROADCAST;
    }
    if (da[0] & 1) {
        if (i82596_new_mode(s) &&
            !FIELD_EX8(s->config[11], I82596_CFG11, MC_ALL)) {
            return I82596_MATCH_ALL_MULTICAST;
        }
        return i82596_hash_hit(s->hash_mc, da, len)
               ? I82596_MATCH_MULTICAST_HASH : I82596_MATCH_NONE;
    }
    if (i82596_new_mode(s) &&
        FIELD_EX8(s->config[13], I82596_CFG13, MULT_IA) &&
        i82596_hash_hit(s->hash_ia, da, len)) {
        return I82596_MATCH_INDIVIDUAL_HASH;
    }
    return I82596_MATCH_NONE;
}
