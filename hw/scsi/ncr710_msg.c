/*
 * NCR 53C710: the message system of the targets on its bus
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages of SCSI-2 (X3.131-1994, 6.6) as an 8-bit target with tagged
 * queueing knows them.  Nothing here touches the bus: a message changes the
 * link, and the target then goes on as the link says.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/qdev-core.h"
#include "hw/scsi/scsi.h"
#include "ncr710_internal.h"
#include "trace.h"

#define NCR710_IDENTIFY_DISC 0x40
#define NCR710_IDENTIFY_RESERVED 0x38 /* LUNTAR and two reserved bits */
#define NCR710_IDENTIFY_LUN 0x07

#define NCR710_EXT_SDTR 0x01
#define NCR710_SDTR_LEN 5    /* with the two bytes before it */
#define NCR710_SDTR_FASTEST 25 /* x 4 ns: 10 MB/s */
#define NCR710_SDTR_OFFSET 8

void ncr710_msg_send(NCR710State *s, const uint8_t *msg, unsigned len)
{
    NCR710Link *l = &s->link;

    if (l->msgin_pos == l->msgin_len) {
        l->msgin_pos = 0;
        l->msgin_len = 0;
    }
    if (len > sizeof(l->msgin) - l->msgin_len) {
        /* an initiator that rejects for ever and never reads the answers */
        qemu_log_mask(LOG_GUEST_ERROR, "ncr710: message to the initiator "
                      "dropped\n");
        return;
    }
    memcpy(l->msgin + l->msgin_len, msg, len);
    l->msgin_len += len;
}

static void ncr710_msg_reject(NCR710State *s, uint8_t msg)
{
    const uint8_t reject = NCR710_MSG_REJECT;

    trace_ncr710_msg_reject(s->link.target, msg);
    ncr710_msg_send(s, &reject, 1);
}

static void ncr710_msg_identify(NCR710State *s, uint8_t msg)
{
    NCR710Link *l = &s->link;
    uint8_t lun = msg & NCR710_IDENTIFY_LUN;

    if (msg & NCR710_IDENTIFY_RESERVED) {
        ncr710_msg_reject(s, msg);
        return;
    }
    if (l->identified && l->lun != lun) {
        /* SCSI-2, 6.6.7: one logical unit for each connection */
        l->release = NCR710_AFTER_ABORT;
        return;
    }
    l->identified = true;
    l->lun = lun;
    /* an initiator without ID cannot be found again */
    l->may_disconnect = (msg & NCR710_IDENTIFY_DISC) && l->initiator;
    if (l->command) {
        l->command->may_disconnect = l->may_disconnect;
    }
}

/* Two-byte messages: the queue tags.  All of them queue in arrival order. */
static void ncr710_msg_tag(NCR710State *s, const uint8_t *msg)
{
    NCR710Link *l = &s->link;

    if (msg[0] > NCR710_MSG_ORDERED_TAG || !l->identified || l->command) {
        ncr710_msg_reject(s, msg[0]);
        return;
    }
    l->tagged = true;
    l->tag = msg[1];
}

static void ncr710_msg_extended(NCR710State *s, const uint8_t *msg,
                                unsigned len)
{
    uint8_t sdtr[NCR710_SDTR_LEN] = {
        NCR710_MSG_EXTENDED, NCR710_SDTR_LEN - 2, NCR710_EXT_SDTR
    };

    if (len != NCR710_SDTR_LEN || msg[2] != NCR710_EXT_SDTR) {
        ncr710_msg_reject(s, msg[0]);
        return;
    }
    sdtr[3] = MAX(msg[3], NCR710_SDTR_FASTEST);
    sdtr[4] = MIN(msg[4], NCR710_SDTR_OFFSET);
    trace_ncr710_sdtr(s->link.target, sdtr[3], sdtr[4]);
    ncr710_msg_send(s, sdtr, sizeof(sdtr));
}

/* BUS DEVICE RESET: every logical unit of the target. */
static void ncr710_msg_reset_target(NCR710State *s)
{
    uint8_t target = s->link.target;

    ncr710_req_kill_matching(s, target, -1, -1);
    for (int lun = 0; lun < NCR710_LUNS; lun++) {
        SCSIDevice *dev = scsi_device_get(&s->bus, 0, target, lun);

        if (dev) {
            if (dev->lun == lun) {
                device_cold_reset(&dev->qdev);
            }
            object_unref(OBJECT(dev));
        }
    }
}

/* The messages that end in bus free. */
static void ncr710_msg_abort(NCR710State *s, uint8_t msg)
{
    NCR710Link *l = &s->link;

    trace_ncr710_msg_abort(l->target, msg);
    l->release = NCR710_AFTER_ABORT;
    if (msg == NCR710_MSG_BUS_DEVICE_RESET) {
        ncr710_msg_reset_target(s);
    } else if (msg == NCR710_MSG_ABORT_TAG && l->command) {
        ncr710_req_kill(s, l->command);
    } else if (msg == NCR710_MSG_ABORT_TAG && l->tagged) {
        ncr710_req_kill_matching(s, l->target, l->lun, l->tag);
    } else if (msg != NCR710_MSG_ABORT_TAG && l->identified) {
        ncr710_req_kill_matching(s, l->target, l->lun, -1);
    }
}

static void ncr710_msg_rejected(NCR710State *s)
{
    NCR710Link *l = &s->link;

    if (l->release == NCR710_AFTER_DISCONNECT) {
        /* the initiator will not have it: stay */
        l->release = NCR710_STAY;
        l->may_disconnect = false;
        l->msgin_pos = l->msgin_len;
        if (l->command) {
            l->command->may_disconnect = false;
        }
    }
}

static void ncr710_msg_single(NCR710State *s, uint8_t msg)
{
    NCR710Link *l = &s->link;

    switch (msg) {
    case NCR710_MSG_NOP:
        break;
    case NCR710_MSG_REJECT:
        ncr710_msg_rejected(s);
        break;
    case NCR710_MSG_PARITY_ERROR:
        l->msgin_pos = 0; /* say it again */
        break;
    case NCR710_MSG_INITIATOR_ERROR:
        if (l->command) {
            ncr710_req_fail(s, l->command);
        }
        break;
    case NCR710_MSG_ABORT:
    case NCR710_MSG_ABORT_TAG:
    case NCR710_MSG_CLEAR_QUEUE:
    case NCR710_MSG_BUS_DEVICE_RESET:
        ncr710_msg_abort(s, msg);
        break;
    default:
        ncr710_msg_reject(s, msg);
        break;
    }
}

/* Bytes of the message at @msg; @len bytes are there. */
static unsigned ncr710_msg_len(const uint8_t *msg, unsigned len)
{
    if (msg[0] == NCR710_MSG_EXTENDED) {
        return len < 2 ? 2 : 2 + (msg[1] ?: 256);
    }
    return (msg[0] & 0xf0) == NCR710_MSG_SIMPLE_TAG ? 2 : 1;
}

void ncr710_msg_received(NCR710State *s)
{
    NCR710Link *l = &s->link;
    unsigned pos = 0;
    unsigned end = l->msgout_len;

    l->msgout_len = 0;
    while (pos < end && l->release != NCR710_AFTER_ABORT) {
        const uint8_t *msg = l->msgout + pos;
        unsigned len = ncr710_msg_len(msg, end - pos);

        trace_ncr710_msg_out(l->target, msg[0], len);
        if (len > end - pos) {
            qemu_log_mask(LOG_GUEST_ERROR, "ncr710: message 0x%02x cut "
                          "short\n", msg[0]);
            ncr710_msg_reject(s, msg[0]);
            return;
        }
        if (msg[0] & NCR710_MSG_IDENTIFY) {
            ncr710_msg_identify(s, msg[0]);
        } else if (msg[0] == NCR710_MSG_EXTENDED) {
            ncr710_msg_extended(s, msg, len);
        } else if (len == 2) {
            ncr710_msg_tag(s, msg);
        } else {
            ncr710_msg_single(s, msg[0]);
        }
        pos += len;
    }
}
