/*
 * Intel 82596 LAN coprocessor: transmit command
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CA p.41-44. The frame is gathered once, into the device's buffer, with what
 * the chip adds to it: guests may change their buffers at any time, so that
 * nobody behind the device should look at them twice.
 *
 * A bus error, or a frame without end, is a DMA underrun.
 *
 * The command is done when the network has the frame. If a peer does not take
 * it now, the network keeps it; the CU waits when it keeps too much.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include <zlib.h>
#include "i82596_internal.h"
#include "trace.h"

#define PAD_BYTE            0x7e    /* CA p.17 */
#define MIN_FRAME_82586     6       /* CA p.43 */

/* So much data is as much work as a descriptor */
#define BYTES_PER_DESCRIPTOR 2048

/* The frame being gathered is s->tx_buf, s->tx_len. */
typedef struct TxGather {
    unsigned sa_at;     /* where the source address goes */
    bool insert_sa;     /* not done yet */
} TxGather;

/* The source address follows the destination address (CA p.43). */
static void i82596_tx_insert_sa(I82596State *s, TxGather *g)
{
    if (g->insert_sa && s->tx_len == g->sa_at) {
        memcpy(s->tx_buf + s->tx_len, s->ia, g->sa_at);
        s->tx_len += g->sa_at;
        g->insert_sa = false;
    }
}

/* Append @len bytes of guest memory. */
static bool i82596_tx_append(I82596State *s, TxGather *g, uint32_t addr,
                             uint32_t len)
{
    i82596_tx_insert_sa(s, g);
    while (len) {
        uint32_t n = len;

        if (g->insert_sa) {
            n = MIN(n, g->sa_at - s->tx_len);
        }
        /* Leave room for a source address. */
        if (n > sizeof(s->tx_buf) - I82596_ADDR_LEN_MAX - s->tx_len) {
            qemu_log_mask(LOG_GUEST_ERROR, "i82596: endless frame\n");
            return false;
        }
        if (!i82596_read(s, addr, s->tx_buf + s->tx_len, n)) {
            return false;
        }
        s->tx_len += n;
        addr += n;
        len -= n;
        i82596_tx_insert_sa(s, g);
    }
    return true;
}

/* Append the buffers of a TBD list (CA p.44). */
static bool i82596_tx_append_tbds(I82596State *s, TxGather *g,
                                  uint32_t pointer)
{
    unsigned budget;

    for (budget = I82596_TBD_BUDGET; budget; budget--) {
        I82596Tbd tbd;

        if (pointer == I82596_NIL) {
            return true;
        }
        s->cu_budget--;
        if (!i82596_load_tbd(s, pointer, &tbd) ||
            !i82596_tx_append(s, g, tbd.buffer,
                              FIELD_EX16(tbd.count, I82596_COUNT, COUNT))) {
            return false;
        }
        if (FIELD_EX16(tbd.count, I82596_COUNT, EOF)) {
            return true;
        }
        pointer = tbd.next;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "i82596: endless list of TBDs\n");
    return false;
}

/* Gather the bytes that memory holds of the frame. */
static bool i82596_tx_gather(I82596State *s, const I82596Cb *cb)
{
    const I82596Layout *l = s->layout;
    bool own_sa = i82596_no_src_add_ins(s);
    TxGather g = {
        .sa_at = i82596_addr_len(s),
        .insert_sa = !own_sa && i82596_addr_len(s),
    };
    uint8_t head[8];
    uint16_t count;
    uint32_t tbd;

    s->tx_len = 0;
    if (!i82596_read(s, cb->addr + l->cb_params, head,
                     l->tcb_count ? l->tcb_count + 2 - l->cb_params
                                  : l->pointer_size)) {
        return false;
    }
    tbd = i82596_get_pointer(s, head);
    if (!l->tcb_count) {
        /* 82586: destination and length field in the CB, or all in TBDs */
        count = own_sa ? 0 : i82596_addr_len(s) + 2;
    } else {
        count = i82596_get16(s, head + (l->tcb_count - l->cb_params));
        if (!FIELD_EX16(cb->command, I82596_CMD, SF) ||
            FIELD_EX16(count, I82596_COUNT, EOF)) {
            tbd = I82596_NIL;
        }
        count = FIELD_EX16(count, I82596_COUNT, COUNT);
    }
    return i82596_tx_append(s, &g, cb->addr + l->tcb_data, count) &&
           i82596_tx_append_tbds(s, &g, tbd) &&
           (i82596_new_mode(s) || s->tx_len >= MIN_FRAME_82586);
}

/* 802.3 length field handling extends short frames (CA p.17). */
static void i82596_tx_pad(I82596State *s)
{
    size_t min = i82596_min_frame(s);

    if (s->tx_len + I82596_FCS_LEN < min) {
        memset(s->tx_buf + s->tx_len, PAD_BYTE,
               min - I82596_FCS_LEN - s->tx_len);
        s->tx_len = min - I82596_FCS_LEN;
    }
}

/*
 * Describe the frame in the buffer as it goes over the wire. Without CRC
 * insertion its last bytes are the FCS, right or wrong.
 */
static void i82596_tx_frame(I82596State *s, const I82596Cb *cb,
                            I82596Frame *frame)
{
    bool no_crc = FIELD_EX8(s->config[8], I82596_CFG8, NOCRC_INS) ||
                  (i82596_new_mode(s) &&
                   FIELD_EX16(cb->command, I82596_CMD, NC));

    frame->data = s->tx_buf;
    frame->fcs = NULL;
    frame->fcs_bad = false;
    if (!no_crc) {
        if (i82596_length_field(s)) {
            i82596_tx_pad(s);
        }
        frame->len = s->tx_len;
        return;
    }
    frame->len = s->tx_len - MIN(s->tx_len, I82596_FCS_LEN);
    if (s->tx_len >= I82596_FCS_LEN) {
        frame->fcs = s->tx_buf + frame->len;
        frame->fcs_bad = (uint32_t)ldl_le_p(frame->fcs) !=
                         (uint32_t)crc32(0, frame->data, frame->len);
    }
}

bool i82596_tx_blocked(const I82596State *s)
{
    return s->tx_frames == I82596_TX_WAITING ||
           s->tx_bytes >= I82596_TX_WAITING_BYTES;
}

void i82596_tx_forget(I82596State *s)
{
    s->tx_frames = 0;
    s->tx_bytes = 0;
    i82596_cu_kick(s);
}

/* A peer has taken the oldest frame that waits. */
static void i82596_tx_sent(NetClientState *nc, ssize_t len)
{
    I82596State *s = qemu_get_nic_opaque(nc);
    bool blocked = i82596_tx_blocked(s);

    if (!s->tx_frames) {
        return;                 /* forgotten */
    }
    s->tx_bytes -= s->tx_waiting[s->tx_oldest];
    s->tx_oldest = (s->tx_oldest + 1) % I82596_TX_WAITING;
    s->tx_frames--;
    if (blocked) {
        i82596_cu_kick(s);
    }
}

static void i82596_tx_network(I82596State *s, const I82596Frame *frame)
{
    if (!qemu_send_packet_async(qemu_get_queue(s->nic), frame->data,
                                frame->len, i82596_tx_sent)) {
        s->tx_waiting[(s->tx_oldest + s->tx_frames) % I82596_TX_WAITING] =
            frame->len;
        s->tx_frames++;
        s->tx_bytes += frame->len;
    }
}

/* Send the frame to the network and, in loopback, to the receive unit. */
static uint16_t i82596_tx_send(I82596State *s, const I82596Frame *frame)
{
    NetClientState *nc = qemu_get_queue(s->nic);
    I82596Loopback loopback = i82596_loopback(s);
    uint16_t status = I82596_STAT_OK;

    if (loopback == I82596_LOOPBACK_NONE ||
        loopback == I82596_LOOPBACK_EXTERNAL) {
        if (nc->link_down) {
            status = R_I82596_STAT_TX_NO_CRS_MASK;
            if (FIELD_EX8(s->config[8], I82596_CFG8, TONO_CRS)) {
                status |= I82596_STAT_OK;
            }
            return status;
        }
        /* No station takes a frame with a wrong FCS. */
        if (frame->len && !frame->fcs_bad) {
            i82596_tx_network(s, frame);
        }
    }
    if (loopback != I82596_LOOPBACK_NONE) {
        i82596_rx_loopback(s, frame);
    }
    return status;
}

uint16_t i82596_transmit(I82596State *s, const I82596Cb *cb)
{
    I82596Frame frame;

    if (i82596_tx_gather(s, cb)) {
        s->cu_budget -= s->tx_len / BYTES_PER_DESCRIPTOR;
        i82596_tx_frame(s, cb, &frame);
        s->tx_status = i82596_tx_send(s, &frame);
    } else {
        s->tx_status = R_I82596_STAT_TX_UNDERRUN_MASK;
    }
    trace_i82596_transmit_frame(cb->addr, s->tx_len, s->tx_status);
    return s->tx_status;
}
