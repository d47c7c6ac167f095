/*
 * NCR 53C710: the SCSI bus and the targets on it
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One initiator, the chip, and up to seven targets as SCSI-2 (X3.131-1994)
 * has them: 8-bit, with disconnection and tagged queueing.  Events of commands
 * and the lines of the chip only change commands and link; ncr710_bus_turn()
 * decides what the targets make of it.  Bytes cross the bus in windows: a
 * window is what the target can give or take in its present phase without
 * thinking.
 *
 * Deviates: an absent target is reported after NCR710_SELECT_NS, not after
 * the chip's 250 ms; guests only wait for the report.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/scsi/scsi.h"
#include "migration/vmstate.h"
#include "scsi/constants.h"
#include "scsi/utils.h"
#include "ncr710_internal.h"
#include "trace.h"

#define NCR710_SELECT_NS (1 * SCALE_MS)

/*
 * How long a target keeps the bus while its medium is not ready.  A
 * reselection costs the host several interrupts, so a target that is about to
 * be ready is better off waiting.
 */
#define NCR710_HOLD_NS (2 * SCALE_MS)

/* Of reserved and vendor groups, when software moves each byte by hand. */
#define NCR710_CDB_BY_HAND 6

/* SCSI-2, 6.6: messages, in either direction. */
enum {
    NCR710_MSG_COMMAND_COMPLETE = 0x00,
    NCR710_MSG_EXTENDED = 0x01,
    NCR710_MSG_SAVE_DATA_POINTER = 0x02,
    NCR710_MSG_DISCONNECT = 0x04,
    NCR710_MSG_INITIATOR_ERROR = 0x05,
    NCR710_MSG_ABORT = 0x06,
    NCR710_MSG_REJECT = 0x07,
    NCR710_MSG_NOP = 0x08,
    NCR710_MSG_PARITY_ERROR = 0x09,
    NCR710_MSG_BUS_DEVICE_RESET = 0x0c,
    NCR710_MSG_ABORT_TAG = 0x0d,
    NCR710_MSG_CLEAR_QUEUE = 0x0e,
    NCR710_MSG_SIMPLE_TAG = 0x20,
    NCR710_MSG_ORDERED_TAG = 0x22,
    NCR710_MSG_IDENTIFY = 0x80,
};

#define NCR710_IDENTIFY_DISC 0x40
#define NCR710_IDENTIFY_RESERVED 0x38 /* LUNTAR and two reserved bits */
#define NCR710_IDENTIFY_LUN 0x07

#define NCR710_EXT_SDTR 0x01
#define NCR710_SDTR_LEN 5    /* with the two bytes before it */
#define NCR710_SDTR_FASTEST 25 /* x 4 ns: 10 MB/s */
#define NCR710_SDTR_OFFSET 8

/* SCSI-2 table 71: the initiator said that it saw an error. */
static const SCSISense ncr710_sense_initiator_error = {
    .key = ABORTED_COMMAND, .asc = 0x48, .ascq = 0x00
};

static const char *const ncr710_phase_names[] = {
    [NCR710_DATA_OUT] = "DATA OUT",
    [NCR710_DATA_IN] = "DATA IN",
    [NCR710_COMMAND] = "COMMAND",
    [NCR710_STATUS] = "STATUS",
    [NCR710_RESERVED_OUT] = "reserved out",
    [NCR710_RESERVED_IN] = "reserved in",
    [NCR710_MSG_OUT] = "MESSAGE OUT",
    [NCR710_MSG_IN] = "MESSAGE IN",
};

/* Messages to the initiator */

static void ncr710_msg_send(NCR710State *s, const uint8_t *msg, unsigned len)
{
    NCR710Link *l = &s->link;

    if (l->msgin_pos == l->msgin_len) {
        l->msgin_pos = 0;
        l->msgin_len = 0;
    }
    if (len > sizeof(l->msgin) - l->msgin_len) {
        /* an initiator that asks for ever and never reads the answers */
        qemu_log_mask(LOG_GUEST_ERROR, "ncr710: message to the initiator "
                      "dropped\n");
        return;
    }
    memcpy(l->msgin + l->msgin_len, msg, len);
    l->msgin_len += len;
}

/* Once in a MESSAGE OUT phase: the rest is likely to be nonsense, too. */
static void ncr710_msg_reject(NCR710State *s, uint8_t msg)
{
    const uint8_t reject = NCR710_MSG_REJECT;

    trace_ncr710_msg_reject(s->name, s->link.nexus.target, msg);
    if (!s->link.rejected) {
        s->link.rejected = true;
        ncr710_msg_send(s, &reject, 1);
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

/* Messages of the initiator */

/* The target cannot go on with its command, nor with the connection. */
static void ncr710_msg_give_up(NCR710State *s)
{
    NCR710Link *l = &s->link;

    if (l->command) {
        ncr710_cmd_cancel(s, l->command, NULL);
    }
    l->release = NCR710_AFTER_ABORT;
}

static void ncr710_msg_identify(NCR710State *s, uint8_t msg)
{
    NCR710Link *l = &s->link;
    uint8_t lun = msg & NCR710_IDENTIFY_LUN;

    if (msg & NCR710_IDENTIFY_RESERVED) {
        ncr710_msg_reject(s, msg);
        return;
    }
    if (l->identified && l->nexus.lun != lun) {
        /* SCSI-2, 6.6.7: one logical unit for each connection */
        ncr710_msg_give_up(s);
        return;
    }
    l->identified = true;
    l->nexus.lun = lun;
    /* an initiator without ID cannot be found again */
    l->may_disconnect = (msg & NCR710_IDENTIFY_DISC) && l->nexus.initiator;
    if (l->command) {
        l->command->may_disconnect = l->may_disconnect;
        s->start_due = true;
    }
}

/* Two-byte messages: the queue tags. */
static void ncr710_msg_tag(NCR710State *s, const uint8_t *msg)
{
    NCR710Link *l = &s->link;

    if (msg[0] > NCR710_MSG_ORDERED_TAG || !l->identified || l->command) {
        ncr710_msg_reject(s, msg[0]);
        return;
    }
    l->queueing = msg[0] - NCR710_MSG_SIMPLE_TAG;
    l->nexus.tagged = true;
    l->nexus.tag = msg[1];
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
    trace_ncr710_sdtr(s->name, s->link.nexus.target, sdtr[3], sdtr[4]);
    ncr710_msg_send(s, sdtr, sizeof(sdtr));
}

/* BUS DEVICE RESET: every logical unit of the target. */
static void ncr710_msg_reset_target(NCR710State *s)
{
    uint8_t target = s->link.nexus.target;

    ncr710_cancel_matching(s, -1, target, -1, -1);
    ncr710_sense_clear_all(s, target, -1);
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
    const NCR710Nexus *n = &l->nexus;

    trace_ncr710_msg_abort(s->name, n->target, msg);
    l->release = NCR710_AFTER_ABORT;
    if (msg == NCR710_MSG_BUS_DEVICE_RESET) {
        ncr710_msg_reset_target(s);
    } else if (msg == NCR710_MSG_ABORT_TAG && l->command) {
        ncr710_cmd_cancel(s, l->command, NULL);
    } else if (msg == NCR710_MSG_ABORT_TAG && n->tagged) {
        ncr710_cancel_matching(s, n->initiator, n->target, n->lun, n->tag);
    } else if (msg == NCR710_MSG_ABORT && l->identified) {
        ncr710_cancel_matching(s, n->initiator, n->target, n->lun, -1);
        ncr710_sense_clear(s, n);
    } else if (msg == NCR710_MSG_CLEAR_QUEUE && l->identified) {
        ncr710_cancel_matching(s, -1, n->target, n->lun, -1);
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
            s->start_due = true;
        }
    }
}

/*
 * SCSI-2, 6.6.11: the last message again, if the initiator complained before
 * it released ACK; at any other time a catastrophic error.
 */
static void ncr710_msg_parity_error(NCR710State *s)
{
    NCR710Link *l = &s->link;
    unsigned pos = 0;

    if (!l->heard) {
        ncr710_msg_give_up(s);
        return;
    }
    while (pos < l->msgin_pos) {
        unsigned len = ncr710_msg_len(l->msgin + pos, l->msgin_len - pos);

        if (pos + len >= l->msgin_pos) {
            break;
        }
        pos += len;
    }
    l->msgin_pos = pos;
}

static void ncr710_msg_single(NCR710State *s, uint8_t msg)
{
    switch (msg) {
    case NCR710_MSG_NOP:
        break;
    case NCR710_MSG_REJECT:
        ncr710_msg_rejected(s);
        break;
    case NCR710_MSG_PARITY_ERROR:
        ncr710_msg_parity_error(s);
        break;
    case NCR710_MSG_INITIATOR_ERROR:
        if (s->link.command) {
            ncr710_cmd_cancel(s, s->link.command,
                              &ncr710_sense_initiator_error);
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

/* Obey the messages in msgout that are complete; true: it is empty now. */
static bool ncr710_msg_obey(NCR710State *s)
{
    NCR710Link *l = &s->link;
    unsigned pos = 0;

    while (pos < l->msgout_len && l->release != NCR710_AFTER_ABORT) {
        const uint8_t *msg = l->msgout + pos;
        unsigned len = ncr710_msg_len(msg, l->msgout_len - pos);

        if (len > l->msgout_len - pos) {
            break;
        }
        trace_ncr710_msg_out(s->name, l->nexus.target, msg[0], len);
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
    if (l->release == NCR710_AFTER_ABORT) {
        pos = l->msgout_len; /* nobody listens any more */
    }
    l->msgout_len -= pos;
    memmove(l->msgout, l->msgout + pos, l->msgout_len);
    return !l->msgout_len;
}

/* The initiator ended the MESSAGE OUT phase. */
static void ncr710_msg_end(NCR710State *s)
{
    NCR710Link *l = &s->link;

    if (l->msgout_len) {
        qemu_log_mask(LOG_GUEST_ERROR, "ncr710: message 0x%02x cut short\n",
                      l->msgout[0]);
        ncr710_msg_reject(s, l->msgout[0]);
        l->msgout_len = 0;
    }
    l->heard = false;
    l->rejected = false;
}

/* The bus */

/* The only writer of the phase. */
static void ncr710_bus_set_phase(NCR710State *s, NCR710Phase phase, bool req)
{
    if (s->phase != phase || s->req != req) {
        trace_ncr710_phase(s->name, ncr710_phase_names[phase], req);
    }
    s->phase = phase;
    s->req = req;
    if (req) {
        s->reg[A_NCR_SSTAT2] = phase;
    }
}

/* When the target, or the chip, loses patience. */
static void ncr710_bus_set_deadline(NCR710State *s, int64_t ns)
{
    s->deadline = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + ns;
    /*
     * Most waits end early.  The timer is left alone then and finds a later
     * deadline when it expires: that is cheaper than to arm it each time.
     */
    timer_mod_anticipate(s->bus_timer, s->deadline);
}

static bool ncr710_bus_too_late(NCR710State *s)
{
    if (!s->deadline) {
        return false;
    }
    if (qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) < s->deadline) {
        timer_mod_anticipate(s->bus_timer, s->deadline);
        return false;
    }
    s->deadline = 0;
    return true;
}

static bool ncr710_bus_loopback(NCR710State *s)
{
    return FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, SLBE);
}

static bool ncr710_bus_by_hand(NCR710State *s)
{
    return FIELD_EX8(s->reg[A_NCR_DCNTL], NCR_DCNTL, LLM);
}

bool ncr710_bus_idle(NCR710State *s)
{
    return s->bus_state == NCR710_BUS_FREE &&
           !FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, RST);
}

static void ncr710_bus_free(NCR710State *s, uint8_t cause)
{
    trace_ncr710_bus_free(s->name, s->link.nexus.target, cause);
    s->deadline = 0;
    s->bus_state = NCR710_BUS_FREE;
    ncr710_bus_set_phase(s, NCR710_DATA_OUT, false);
    s->ack = false;
    s->atn = false;
    s->reselected = false;
    s->reg[A_NCR_SOCL] &= ~(R_NCR_SBCL_ACK_MASK | R_NCR_SBCL_ATN_MASK);
    s->reg[A_NCR_SCNTL0] &= ~R_NCR_SCNTL0_START_MASK;
    memset(&s->link, 0, sizeof(s->link));
    s->bus_causes |= cause;
}

void ncr710_bus_abandon(NCR710State *s)
{
    if (s->link.command) {
        ncr710_cmd_cancel(s, s->link.command, NULL);
    }
    if (s->bus_state != NCR710_BUS_FREE) {
        ncr710_bus_free(s, 0);
    }
}

/* Selection */

/* The ID of the target that a selection reaches. */
static uint8_t ncr710_bus_addressed(NCR710State *s, uint8_t ids)
{
    if (!is_power_of_2(ids) ||
        FIELD_EX8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0, TRG) ||
        ncr710_bus_loopback(s) ||
        !scsi_device_find(&s->bus, 0, ctz32(ids), 0)) {
        return NCR710_NOBODY;
    }
    return ctz32(ids);
}

void ncr710_bus_select(NCR710State *s, uint8_t ids, bool atn)
{
    NCR710Link *l = &s->link;

    memset(l, 0, sizeof(*l));
    l->nexus.target = ncr710_bus_addressed(s, ids);
    /* the chip arbitrates with the highest of its IDs */
    l->nexus.initiator = pow2floor(s->reg[A_NCR_SCID]);
    l->with_atn = atn;
    l->patient = true;
    trace_ncr710_select(s->name, ids, atn, l->nexus.target);
    s->bus_state = NCR710_BUS_SELECTING;
    s->atn = atn;
    s->reg[A_NCR_LCRC] = l->nexus.initiator | ids;
}

/* A selection has come to its end. */
static void ncr710_bus_selected(NCR710State *s, NCR710BusState state)
{
    s->bus_state = state;
    s->deadline = 0;
    if (FIELD_EX8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0, START)) {
        s->reg[A_NCR_SCNTL0] &= ~R_NCR_SCNTL0_START_MASK;
        s->bus_causes |= R_NCR_SSTAT0_FCMP_MASK;
    }
}

/* Nobody is there to answer.  True: the chip has given up. */
static bool ncr710_selecting_nobody(NCR710State *s)
{
    if (FIELD_EX8(s->reg[A_NCR_CTEST7], NCR_CTEST7, STD)) {
        s->deadline = 0;
    } else if (!s->deadline) {
        ncr710_bus_set_deadline(s, NCR710_SELECT_NS);
    } else if (ncr710_bus_too_late(s)) {
        ncr710_bus_free(s, R_NCR_SSTAT0_STO_MASK);
        return true;
    }
    return false;
}

/* The chip drives SEL. */
static bool ncr710_selecting_turn(NCR710State *s, NCR710Stance stance)
{
    NCR710Link *l = &s->link;

    if (l->nexus.target == NCR710_NOBODY) {
        return ncr710_selecting_nobody(s);
    }
    if (ncr710_target_dying(s, l->nexus.target)) {
        return false;
    }
    if (stance == NCR710_AT_WORK && l->patient) {
        l->patient = false;
        return false;
    }
    ncr710_bus_selected(s, NCR710_BUS_CONNECTED);
    return true;
}

/* Reselection */

/*
 * A second CHECK CONDITION waits until the sense data of the first were
 * fetched (SCSI-2, 7.6: contingent allegiance).
 */
static bool ncr710_cmd_has_news(NCR710State *s, NCR710Command *cmd)
{
    switch (cmd->state) {
    case NCR710_CMD_DATA:
        return true;
    case NCR710_CMD_STATUS:
        return cmd->status != CHECK_CONDITION ||
               !ncr710_sense_find(s, &cmd->nexus);
    default:
        return false;
    }
}

static NCR710Command *ncr710_find_news(NCR710State *s)
{
    NCR710Command *cmd;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if ((cmd->nexus.initiator & s->reg[A_NCR_SCID]) &&
            ncr710_cmd_has_news(s, cmd) &&
            !ncr710_target_dying(s, cmd->nexus.target)) {
            return cmd;
        }
    }
    return NULL;
}

/* The bus is free, and the initiator does not want it now. */
static bool ncr710_reselect(NCR710State *s)
{
    NCR710Link *l = &s->link;
    NCR710Command *cmd;
    uint8_t msg[3];

    if (QTAILQ_EMPTY(&s->commands) || !ncr710_bus_idle(s) ||
        !FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, ESR)) {
        return false;
    }
    cmd = ncr710_find_news(s);
    if (!cmd) {
        return false;
    }
    trace_ncr710_reselect(s->name, cmd->nexus.target, cmd->nexus.lun,
                          ncr710_trace_tag(&cmd->nexus));
    memset(l, 0, sizeof(*l));
    l->nexus = cmd->nexus;
    l->with_atn = true;
    l->identified = true;
    l->may_disconnect = cmd->may_disconnect;
    l->queueing = cmd->queueing;
    l->command = cmd;
    cmd->moved = false;
    s->bus_state = NCR710_BUS_CONNECTED;
    s->reselected = true;
    s->reg[A_NCR_LCRC] = l->nexus.initiator | 1 << l->nexus.target;
    if (!FIELD_EX8(s->reg[A_NCR_DCNTL], NCR_DCNTL, COM)) {
        s->reg[A_NCR_SFBR] = s->reg[A_NCR_LCRC];
    }
    msg[0] = NCR710_MSG_IDENTIFY | cmd->nexus.lun;
    msg[1] = NCR710_MSG_SIMPLE_TAG;
    msg[2] = cmd->nexus.tag;
    ncr710_msg_send(s, msg, cmd->nexus.tagged ? 3 : 1);
    s->bus_causes |= R_NCR_SSTAT0_SEL_MASK;
    return true;
}

/* Phases */

/* The device is not ready: stay a while, then leave if that is allowed. */
static void ncr710_bus_hold(NCR710State *s)
{
    NCR710Link *l = &s->link;
    const uint8_t msg[] = {
        NCR710_MSG_SAVE_DATA_POINTER, NCR710_MSG_DISCONNECT
    };
    unsigned skip = !l->command->moved;

    ncr710_bus_set_phase(s, s->phase, false);
    if (!l->may_disconnect) {
        return;
    }
    if (!s->deadline) {
        ncr710_bus_set_deadline(s, NCR710_HOLD_NS);
    } else if (ncr710_bus_too_late(s)) {
        trace_ncr710_disconnect(s->name, l->nexus.target, l->nexus.lun,
                                ncr710_trace_tag(&l->nexus), !skip);
        l->release = NCR710_AFTER_DISCONNECT;
        ncr710_msg_send(s, msg + skip, sizeof(msg) - skip);
        ncr710_bus_set_phase(s, NCR710_MSG_IN, true);
    }
}

/*
 * A CDB is due, or more of it.  How long one of a reserved or vendor-specific
 * group is, only the initiator knows: it is complete when the initiator waits
 * for something else.  True: it is complete.
 */
static bool ncr710_bus_command_phase(NCR710State *s, NCR710Stance stance)
{
    NCR710Link *l = &s->link;
    bool open = l->cdb_len && scsi_cdb_length(l->cdb) < 0 &&
                !ncr710_bus_by_hand(s);

    if (open && stance == NCR710_WAITS) {
        ncr710_cmd_accept(s);
        return true;
    }
    ncr710_bus_set_phase(s, NCR710_COMMAND,
                         !open || stance == NCR710_OFFERS_CDB);
    return false;
}

static void ncr710_bus_data_phase(NCR710State *s, NCR710Command *cmd)
{
    switch (cmd->state) {
    case NCR710_CMD_DATA:
        ncr710_bus_set_phase(s, cmd->data_in ? NCR710_DATA_IN :
                             NCR710_DATA_OUT, true);
        s->deadline = 0;
        break;
    case NCR710_CMD_STATUS:
        ncr710_bus_set_phase(s, NCR710_STATUS, true);
        s->deadline = 0;
        break;
    default:
        ncr710_bus_hold(s);
        break;
    }
}

/* A target has the bus: what does it want?  True: it left, or look again. */
static bool ncr710_connected_turn(NCR710State *s, NCR710Stance stance)
{
    NCR710Link *l = &s->link;

    if (s->ack) {
        ncr710_bus_set_phase(s, s->phase, false);
    } else if ((s->atn || l->owes_byte) && l->release != NCR710_AFTER_ABORT) {
        ncr710_bus_set_phase(s, NCR710_MSG_OUT, true);
    } else if (ncr710_target_dying(s, l->nexus.target)) {
        /* only when nothing of the old commands can happen any more */
        ncr710_bus_set_phase(s, s->phase, false);
    } else if (l->release == NCR710_AFTER_ABORT) {
        ncr710_bus_free(s, R_NCR_SSTAT0_UDC_MASK);
        return true;
    } else if (l->msgin_pos < l->msgin_len) {
        ncr710_bus_set_phase(s, NCR710_MSG_IN, true);
    } else if (l->release != NCR710_STAY) {
        /* TM p. 4-22: unexpected, too, when software does it by hand */
        ncr710_bus_free(s, ncr710_bus_by_hand(s) ? R_NCR_SSTAT0_UDC_MASK : 0);
        return true;
    } else if (!l->command) {
        return ncr710_bus_command_phase(s, stance);
    } else {
        ncr710_bus_data_phase(s, l->command);
    }
    return false;
}

/*
 * CTEST4.SLBE: the chip is off the bus and alone with its own outputs.  A
 * selection is answered by software that plays the target.
 */
static bool ncr710_loopback_turn(NCR710State *s)
{
    if (s->bus_state == NCR710_BUS_SELECTING &&
        (s->reg[A_NCR_SOCL] & R_NCR_SBCL_BSY_MASK)) {
        ncr710_bus_selected(s, NCR710_BUS_FREE);
        return true;
    }
    return false;
}

bool ncr710_bus_turn(NCR710State *s, NCR710Stance stance)
{
    ncr710_start_queued(s);
    if (ncr710_bus_loopback(s)) {
        return ncr710_loopback_turn(s);
    }
    switch (s->bus_state) {
    case NCR710_BUS_CONNECTED:
        return ncr710_connected_turn(s, stance);
    case NCR710_BUS_SELECTING:
        return ncr710_selecting_turn(s, stance);
    default:
        return stance != NCR710_AT_WORK && ncr710_reselect(s);
    }
}

/* Handshakes */

static unsigned ncr710_bus_cdb_want(NCR710State *s)
{
    NCR710Link *l = &s->link;
    int len;

    if (!l->cdb_len) {
        return 1; /* the opcode tells */
    }
    len = scsi_cdb_length(l->cdb);
    if (len < 0) {
        len = ncr710_bus_by_hand(s) ? NCR710_CDB_BY_HAND : NCR710_CDB_MAX;
    }
    return len > l->cdb_len ? len - l->cdb_len : 0;
}

uint32_t ncr710_bus_window(NCR710State *s, uint8_t **buf)
{
    NCR710Link *l = &s->link;

    switch (s->phase) {
    case NCR710_MSG_OUT:
        *buf = l->msgout + l->msgout_len;
        return sizeof(l->msgout) - l->msgout_len;
    case NCR710_MSG_IN:
        *buf = l->msgin + l->msgin_pos;
        return l->msgin_len - l->msgin_pos;
    case NCR710_COMMAND:
        *buf = l->cdb + l->cdb_len;
        return ncr710_bus_cdb_want(s);
    case NCR710_STATUS:
        *buf = &l->command->status;
        return 1;
    default:
        *buf = ncr710_cmd_buf(l->command);
        if (!*buf) {
            return 0;
        }
        *buf += l->command->chunk_pos;
        return l->command->chunk_len - l->command->chunk_pos;
    }
}

static void ncr710_bus_took_messages(NCR710State *s, uint32_t n, bool last)
{
    NCR710Link *l = &s->link;

    s->reselected = false; /* software has noticed, one way or another */
    l->msgout_len += n;
    l->owes_byte = false;
    if (last) {
        s->atn = false;
    }
    ncr710_msg_obey(s);
    if (!s->atn) {
        ncr710_msg_end(s);
    }
}

static void ncr710_bus_gave_status(NCR710State *s)
{
    NCR710Command *cmd = s->link.command;
    const uint8_t msg = NCR710_MSG_COMMAND_COMPLETE;

    if (cmd->status == CHECK_CONDITION) {
        ncr710_sense_keep(s, cmd);
    }
    ncr710_cmd_remove(s, cmd);
    s->link.release = NCR710_AFTER_COMPLETE;
    ncr710_msg_send(s, &msg, 1);
}

void ncr710_bus_moved(NCR710State *s, uint32_t n, bool last)
{
    NCR710Link *l = &s->link;

    s->req = false;
    if (s->phase == NCR710_MSG_OUT) {
        ncr710_bus_took_messages(s, n, last);
        return;
    }
    l->heard = s->phase == NCR710_MSG_IN;
    switch (s->phase) {
    case NCR710_MSG_IN:
        s->reselected = false; /* software has noticed, one way or another */
        l->msgin_pos += n;
        if (last) {
            /* frozen until CLEAR ACK, so that software can object */
            s->ack = true;
        }
        break;
    case NCR710_COMMAND:
        l->cdb_len += n;
        if (!ncr710_bus_cdb_want(s)) {
            ncr710_cmd_accept(s);
        }
        break;
    case NCR710_STATUS:
        ncr710_bus_gave_status(s);
        break;
    default:
        ncr710_cmd_moved(s, l->command, n);
        break;
    }
}

/* Lines */

void ncr710_bus_set_atn(NCR710State *s, bool atn)
{
    if (s->bus_state == NCR710_BUS_FREE || s->atn == atn) {
        return;
    }
    s->atn = atn;
    if (atn) {
        return;
    }
    if (ncr710_bus_by_hand(s) && s->req && s->phase == NCR710_MSG_OUT) {
        /* SCSI-2, 6.2.1: before the ACK of the last byte, so one is to come */
        s->link.owes_byte = true;
    } else {
        ncr710_msg_end(s);
    }
}

/* ACK by hand is a handshake of one byte, through SODL or SIDL. */
void ncr710_bus_set_ack(NCR710State *s, bool ack)
{
    uint8_t *buf;

    if (s->bus_state != NCR710_BUS_CONNECTED || s->ack == ack) {
        return;
    }
    if (!ack) {
        s->ack = false;
        return;
    }
    if (!s->req || !ncr710_bus_window(s, &buf)) {
        return;
    }
    if (s->phase & NCR710_PHASE_IO) {
        s->reg[A_NCR_SIDL] = *buf;
    } else {
        *buf = s->reg[A_NCR_SODL];
    }
    s->ack = true;
    ncr710_bus_moved(s, 1, false);
}

uint8_t ncr710_bus_control_lines(NCR710State *s)
{
    bool selecting = s->bus_state == NCR710_BUS_SELECTING;
    uint8_t val = 0;

    if (ncr710_bus_loopback(s)) {
        return s->reg[A_NCR_SOCL] | (selecting ? R_NCR_SBCL_SEL_MASK : 0);
    }
    switch (s->bus_state) {
    case NCR710_BUS_SELECTING:
        val = R_NCR_SBCL_SEL_MASK;
        break;
    case NCR710_BUS_CONNECTED:
        val = R_NCR_SBCL_BSY_MASK | s->phase;
        break;
    default:
        return 0;
    }
    val = FIELD_DP8(val, NCR_SBCL, REQ, s->req);
    val = FIELD_DP8(val, NCR_SBCL, ACK, s->ack);
    return FIELD_DP8(val, NCR_SBCL, ATN, s->atn);
}

uint8_t ncr710_bus_data_lines(NCR710State *s)
{
    uint8_t *buf;

    if (s->bus_state == NCR710_BUS_SELECTING) {
        return s->reg[A_NCR_LCRC];
    }
    if (ncr710_bus_loopback(s)) {
        return FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, ADB) ?
               s->reg[A_NCR_SODL] : 0;
    }
    if (s->req && (s->phase & NCR710_PHASE_IO) &&
        ncr710_bus_window(s, &buf)) {
        return *buf;
    }
    return 0;
}

/* All targets */

void ncr710_targets_abort(NCR710State *s)
{
    ncr710_bus_abandon(s);
    ncr710_cancel_matching(s, -1, -1, -1, -1);
}

void ncr710_targets_power_on(NCR710State *s)
{
    ncr710_commands_power_on(s);
    ncr710_bus_free(s, 0);
}

/* SCSI-2, 6.2.2: a hard reset */
void ncr710_bus_reset(NCR710State *s)
{
    trace_ncr710_bus_reset(s->name);
    ncr710_targets_power_on(s);
    bus_cold_reset(BUS(&s->bus));
}

void ncr710_target_unplugged(NCR710State *s, SCSIDevice *dev)
{
    NCR710Link *l = &s->link;

    bool last = !scsi_device_find(&s->bus, 0, dev->id, 0);
    int lun = last ? -1 : dev->lun;

    /* the requests went with the device, and all units with the last one */
    ncr710_cancel_matching(s, -1, dev->id, lun, -1);
    ncr710_sense_clear_all(s, dev->id, lun);
    if (l->nexus.target == dev->id && s->bus_state != NCR710_BUS_FREE) {
        if (last) {
            l->nexus.target = s->bus_state == NCR710_BUS_SELECTING ?
                              NCR710_NOBODY : dev->id;
            ncr710_lose(s);
        } else if (l->identified && l->nexus.lun == dev->lun) {
            ncr710_lose(s);
        }
    }
    ncr710_wake(s);
}

/* Migration */

static bool ncr710_link_valid(NCR710State *s)
{
    NCR710Link *l = &s->link;
    bool connected = s->bus_state == NCR710_BUS_CONNECTED;

    l->command = l->has_command ? ncr710_cmd_find(s, &l->nexus) : NULL;
    if ((l->has_command && (!connected || !l->command)) ||
        (connected && !ncr710_nexus_valid(&l->nexus))) {
        return false;
    }
    return (l->nexus.target < NCR710_TARGETS ||
            (l->nexus.target == NCR710_NOBODY && !connected)) &&
           l->nexus.lun < NCR710_LUNS &&
           l->queueing < NCR710_QUEUE_KINDS &&
           l->release < NCR710_RELEASES &&
           l->msgin_len <= sizeof(l->msgin) && l->msgin_pos <= l->msgin_len &&
           l->msgout_len < sizeof(l->msgout) &&
           l->cdb_len <= sizeof(l->cdb);
}

/* Software can answer REQ by hand before the target has its first turn. */
static bool ncr710_req_valid(NCR710State *s)
{
    NCR710Link *l = &s->link;
    uint8_t state = l->command ? l->command->state : NCR710_CMD_STATES;

    switch (s->phase) {
    case NCR710_DATA_OUT:
    case NCR710_DATA_IN:
        return state == NCR710_CMD_DATA &&
               l->command->data_in == (s->phase == NCR710_DATA_IN);
    case NCR710_COMMAND:
        return !l->command;
    case NCR710_STATUS:
        return state == NCR710_CMD_STATUS;
    case NCR710_MSG_OUT:
        return true;
    case NCR710_MSG_IN:
        return l->msgin_pos < l->msgin_len;
    default:
        return false;
    }
}

bool ncr710_targets_valid(NCR710State *s)
{
    return ncr710_commands_valid(s) &&
           s->bus_state < NCR710_BUS_STATES && s->phase <= NCR710_MSG_IN &&
           ncr710_link_valid(s) &&
           (!s->req || (s->bus_state == NCR710_BUS_CONNECTED &&
                        ncr710_req_valid(s)));
}

void ncr710_targets_resume(NCR710State *s)
{
    ncr710_commands_resume(s);
    if (s->deadline) {
        timer_mod_anticipate(s->bus_timer, s->deadline);
    }
}

const VMStateDescription vmstate_ncr710_link = {
    .name = "ncr710/link",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(nexus, NCR710Link, 1, vmstate_ncr710_nexus,
                       NCR710Nexus),
        VMSTATE_BOOL(with_atn, NCR710Link),
        VMSTATE_BOOL(identified, NCR710Link),
        VMSTATE_BOOL(may_disconnect, NCR710Link),
        VMSTATE_UINT8(queueing, NCR710Link),
        VMSTATE_UINT8(release, NCR710Link),
        VMSTATE_BOOL(patient, NCR710Link),
        VMSTATE_BOOL(owes_byte, NCR710Link),
        VMSTATE_BOOL(rejected, NCR710Link),
        VMSTATE_BOOL(heard, NCR710Link),
        VMSTATE_BOOL(firmware, NCR710Link),
        VMSTATE_UINT8(msgin_len, NCR710Link),
        VMSTATE_UINT8(msgin_pos, NCR710Link),
        VMSTATE_UINT8(cdb_len, NCR710Link),
        VMSTATE_UINT16(msgout_len, NCR710Link),
        VMSTATE_UINT8_ARRAY(msgin, NCR710Link, NCR710_MSGIN_MAX),
        VMSTATE_UINT8_ARRAY(msgout, NCR710Link, NCR710_MSGOUT_MAX),
        VMSTATE_UINT8_ARRAY(cdb, NCR710Link, NCR710_CDB_MAX),
        VMSTATE_BOOL(has_command, NCR710Link),
        VMSTATE_END_OF_LIST()
    }
};
