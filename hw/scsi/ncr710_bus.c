/*
 * NCR 53C710: the SCSI bus and the targets' side of it
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One initiator, the chip, and up to seven targets.  A target drives the
 * phase; ncr710_bus_next_phase() is where it makes up its mind, after every
 * handshake and every event.  Bytes cross the bus in windows: a window is
 * what the target can give or take in its present phase without thinking.
 *
 * Deviates: an absent target is reported after NCR710_SELECT_NS, not after
 * the chip's 250 ms; guests only wait for the report.
 */

#include "qemu/osdep.h"
#include "hw/qdev-core.h"
#include "hw/scsi/scsi.h"
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

#define NCR710_CDB_UNKNOWN_LEN 6 /* of reserved and vendor groups */

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

/* The only writer of the phase. */
static void ncr710_bus_set_phase(NCR710State *s, NCR710Phase phase, bool req)
{
    if (s->phase != phase || s->req != req) {
        trace_ncr710_phase(ncr710_phase_names[phase], req);
    }
    s->phase = phase;
    s->req = req;
    if (req) {
        s->reg[A_NCR_SSTAT2] = phase;
    }
}

bool ncr710_bus_idle(NCR710State *s)
{
    return s->bus_state == NCR710_BUS_FREE &&
           !FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, RST);
}

void ncr710_bus_free(NCR710State *s, bool expected)
{
    trace_ncr710_bus_free(s->link.target, expected);
    timer_del(s->select_timer);
    s->hold_until = 0;
    s->bus_state = NCR710_BUS_FREE;
    ncr710_bus_set_phase(s, NCR710_DATA_OUT, false);
    s->ack = false;
    s->atn = false;
    s->reselected = false;
    s->reg[A_NCR_SOCL] &= ~(R_NCR_SBCL_ACK_MASK | R_NCR_SBCL_ATN_MASK);
    s->reg[A_NCR_SCNTL0] &= ~R_NCR_SCNTL0_START_MASK;
    memset(&s->link, 0, sizeof(s->link));
    if (!expected) {
        ncr710_scsi_cause(s, R_NCR_SSTAT0_UDC_MASK);
    }
}

void ncr710_bus_lost_target(NCR710State *s)
{
    if (s->bus_state == NCR710_BUS_CONNECTED) {
        ncr710_bus_free(s, false);
    }
}

void ncr710_bus_abandon(NCR710State *s)
{
    if (s->link.command) {
        ncr710_req_kill(s, s->link.command);
    }
    if (s->bus_state != NCR710_BUS_FREE) {
        ncr710_bus_free(s, true);
    }
}

/* Selection */

/* The ID of the target that a selection reaches. */
static uint8_t ncr710_bus_addressed(NCR710State *s, uint8_t ids)
{
    if (!is_power_of_2(ids) ||
        FIELD_EX8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0, TRG) ||
        FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, SLBE) ||
        !scsi_device_find(&s->bus, 0, ctz32(ids), 0)) {
        return NCR710_NOBODY;
    }
    return ctz32(ids);
}

/* The chip arbitrates with the highest of its IDs. */
static uint8_t ncr710_bus_own_id(NCR710State *s)
{
    return pow2floor(s->reg[A_NCR_SCID]);
}

void ncr710_bus_timers_enabled(NCR710State *s, bool enabled)
{
    if (!enabled) {
        timer_del(s->select_timer);
    } else if (s->bus_state == NCR710_BUS_SELECTING &&
               s->link.target == NCR710_NOBODY &&
               !timer_pending(s->select_timer)) {
        timer_mod(s->select_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                  NCR710_SELECT_NS);
    }
}

void ncr710_bus_select(NCR710State *s, uint8_t ids, bool atn)
{
    NCR710Link *l = &s->link;

    memset(l, 0, sizeof(*l));
    l->target = ncr710_bus_addressed(s, ids);
    l->initiator = ncr710_bus_own_id(s);
    l->with_atn = atn;
    trace_ncr710_select(ids, atn, l->target);
    s->bus_state = NCR710_BUS_SELECTING;
    s->atn = atn;
    s->reg[A_NCR_LCRC] = l->initiator | ids;
    if (l->target == NCR710_NOBODY) {
        ncr710_bus_timers_enabled(s, !FIELD_EX8(s->reg[A_NCR_CTEST7],
                                                NCR_CTEST7, STD));
    }
}

bool ncr710_bus_answer(NCR710State *s)
{
    bool low_level = FIELD_EX8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0, START);

    if (s->bus_state != NCR710_BUS_SELECTING ||
        s->link.target == NCR710_NOBODY) {
        return false;
    }
    s->bus_state = NCR710_BUS_CONNECTED;
    ncr710_bus_next_phase(s);
    if (low_level) {
        s->reg[A_NCR_SCNTL0] &= ~R_NCR_SCNTL0_START_MASK;
        ncr710_scsi_cause(s, R_NCR_SSTAT0_FCMP_MASK);
    }
    return true;
}

void ncr710_bus_selection_timeout(NCR710State *s)
{
    if (s->bus_state == NCR710_BUS_SELECTING) {
        ncr710_bus_free(s, true);
        ncr710_scsi_cause(s, R_NCR_SSTAT0_STO_MASK);
    }
}

bool ncr710_bus_try_reselect(NCR710State *s)
{
    NCR710Link *l = &s->link;
    NCR710Command *cmd;
    uint8_t msg[3];

    if (!ncr710_bus_idle(s) ||
        !FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, ESR)) {
        return false;
    }
    cmd = ncr710_req_find_ready(s);
    if (!cmd) {
        return false;
    }
    trace_ncr710_reselect(cmd->id, cmd->target, cmd->lun,
                          cmd->tagged ? cmd->tag : -1);
    l->target = cmd->target;
    l->initiator = cmd->initiator;
    l->lun = cmd->lun;
    l->with_atn = true;
    l->identified = true;
    l->may_disconnect = cmd->may_disconnect;
    l->tagged = cmd->tagged;
    l->tag = cmd->tag;
    l->command = cmd;
    cmd->moved = false;
    s->bus_state = NCR710_BUS_CONNECTED;
    s->reselected = true;
    s->reg[A_NCR_LCRC] = l->initiator | 1 << l->target;
    if (!FIELD_EX8(s->reg[A_NCR_DCNTL], NCR_DCNTL, COM)) {
        s->reg[A_NCR_SFBR] = s->reg[A_NCR_LCRC];
    }
    msg[0] = NCR710_MSG_IDENTIFY | cmd->lun;
    msg[1] = NCR710_MSG_SIMPLE_TAG;
    msg[2] = cmd->tag;
    ncr710_msg_send(s, msg, cmd->tagged ? 3 : 1);
    ncr710_bus_next_phase(s);
    ncr710_scsi_cause(s, R_NCR_SSTAT0_SEL_MASK);
    return true;
}

/* Phases */

/*
 * The medium is not ready: stay a while, then leave if that is allowed.
 *
 * Most waits end early.  Their timer is left alone then and finds a later
 * deadline when it expires: that is cheaper than to arm it for each command.
 */
static void ncr710_bus_hold(NCR710State *s)
{
    ncr710_bus_set_phase(s, s->phase, false);
    if (s->link.may_disconnect && !s->hold_until) {
        s->hold_until = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                        NCR710_HOLD_NS;
        if (!timer_pending(s->hold_timer)) {
            timer_mod(s->hold_timer, s->hold_until);
        }
    }
}

void ncr710_bus_hold_expired(NCR710State *s)
{
    NCR710Link *l = &s->link;
    int64_t until = s->hold_until;
    static const uint8_t msg[] = {
        NCR710_MSG_SAVE_DATA_POINTER, NCR710_MSG_DISCONNECT
    };

    if (until > qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL)) {
        timer_mod(s->hold_timer, until);
        return;
    }
    s->hold_until = 0;
    if (!until || s->bus_state != NCR710_BUS_CONNECTED || s->ack || s->req ||
        !l->command || l->command->state != NCR710_CMD_BUSY ||
        l->release != NCR710_STAY || !l->may_disconnect) {
        return;
    }
    trace_ncr710_disconnect(l->command->id, l->target, l->command->moved);
    l->release = NCR710_AFTER_DISCONNECT;
    if (l->command->moved) {
        ncr710_msg_send(s, msg, 2);
    } else {
        ncr710_msg_send(s, msg + 1, 1);
    }
    ncr710_bus_next_phase(s);
}

static void ncr710_bus_command_phase(NCR710State *s, NCR710Command *cmd)
{
    switch (cmd->state) {
    case NCR710_CMD_DATA:
        ncr710_bus_set_phase(s, cmd->data_in ? NCR710_DATA_IN :
                             NCR710_DATA_OUT, true);
        s->hold_until = 0;
        break;
    case NCR710_CMD_STATUS:
        ncr710_bus_set_phase(s, NCR710_STATUS, true);
        s->hold_until = 0;
        break;
    case NCR710_CMD_BUSY:
        ncr710_bus_hold(s);
        break;
    default: /* being cancelled */
        ncr710_bus_set_phase(s, s->phase, false);
        break;
    }
}

void ncr710_bus_next_phase(NCR710State *s)
{
    NCR710Link *l = &s->link;

    if (s->bus_state != NCR710_BUS_CONNECTED || s->settling) {
        return;
    }
    if (s->ack) {
        ncr710_bus_set_phase(s, s->phase, false);
    } else if (s->atn && l->release != NCR710_AFTER_ABORT) {
        ncr710_bus_set_phase(s, NCR710_MSG_OUT, true);
    } else if (l->release == NCR710_AFTER_ABORT) {
        /* only when nothing of the aborted commands can happen any more */
        ncr710_bus_set_phase(s, s->phase, false);
        if (!ncr710_req_any_dying(s, l->target)) {
            ncr710_bus_free(s, false);
        }
    } else if (l->msgin_pos < l->msgin_len) {
        ncr710_bus_set_phase(s, NCR710_MSG_IN, true);
    } else if (l->release != NCR710_STAY) {
        ncr710_bus_free(s, true);
    } else if (!l->command) {
        ncr710_bus_set_phase(s, NCR710_COMMAND, true);
    } else {
        ncr710_bus_command_phase(s, l->command);
    }
}

/* Handshakes */

static unsigned ncr710_bus_cdb_want(NCR710Link *l)
{
    int len;

    if (!l->cdb_len) {
        return 1; /* the opcode tells */
    }
    len = scsi_cdb_length(l->cdb);
    if (len < 0) {
        len = NCR710_CDB_UNKNOWN_LEN;
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
        return ncr710_bus_cdb_want(l);
    case NCR710_STATUS:
        *buf = &l->command->status;
        return 1;
    default:
        return ncr710_req_window(l->command, buf);
    }
}

static void ncr710_bus_took_messages(NCR710State *s, uint32_t n, bool last)
{
    NCR710Link *l = &s->link;

    l->msgout_len += n;
    if (last) {
        s->atn = false;
    }
    if (!s->atn || l->msgout_len == sizeof(l->msgout)) {
        ncr710_msg_received(s);
    }
}

static void ncr710_bus_took_command(NCR710State *s, uint32_t n)
{
    NCR710Link *l = &s->link;

    l->cdb_len += n;
    if (!ncr710_bus_cdb_want(l) && !ncr710_req_start(s)) {
        ncr710_bus_lost_target(s);
    }
}

static void ncr710_bus_gave_status(NCR710State *s)
{
    const uint8_t msg = NCR710_MSG_COMMAND_COMPLETE;

    ncr710_req_free(s, s->link.command);
    s->link.release = NCR710_AFTER_COMPLETE;
    ncr710_msg_send(s, &msg, 1);
}

void ncr710_bus_moved(NCR710State *s, uint32_t n, bool last)
{
    s->settling = true;
    switch (s->phase) {
    case NCR710_MSG_OUT:
        ncr710_bus_took_messages(s, n, last);
        break;
    case NCR710_MSG_IN:
        s->reselected = false; /* software has noticed, one way or another */
        s->link.msgin_pos += n;
        if (last) {
            /* frozen until CLEAR ACK, so that software can object */
            s->ack = true;
        }
        break;
    case NCR710_COMMAND:
        ncr710_bus_took_command(s, n);
        break;
    case NCR710_STATUS:
        ncr710_bus_gave_status(s);
        break;
    default:
        ncr710_req_moved(s, s->link.command, n);
        break;
    }
    s->settling = false;
    ncr710_bus_next_phase(s);
}

/* Lines */

/* ATN fell between two message bytes: there was no more to come. */
static void ncr710_bus_end_messages(NCR710State *s)
{
    if (s->link.msgout_len) {
        s->settling = true;
        ncr710_msg_received(s);
        s->settling = false;
    }
}

void ncr710_bus_set_atn(NCR710State *s, bool atn)
{
    bool by_hand = FIELD_EX8(s->reg[A_NCR_DCNTL], NCR_DCNTL, LLM);

    if (s->bus_state == NCR710_BUS_FREE || s->atn == atn) {
        return;
    }
    s->atn = atn;
    if (!atn && by_hand && s->req && s->phase == NCR710_MSG_OUT) {
        /* SCSI-2, 6.2.1: before the ACK of the last byte, so one is to come */
        return;
    }
    if (!atn) {
        ncr710_bus_end_messages(s);
    }
    ncr710_bus_next_phase(s);
}

/* ACK by hand is a handshake of one byte, through SODL or SIDL. */
void ncr710_bus_set_ack(NCR710State *s, bool ack)
{
    uint8_t *buf;

    if (s->bus_state != NCR710_BUS_CONNECTED || s->ack == ack) {
        return;
    }
    if (ack) {
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
    } else {
        s->ack = false;
        ncr710_bus_next_phase(s);
    }
}

uint8_t ncr710_bus_control_lines(NCR710State *s)
{
    uint8_t val = 0;

    if (FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, SLBE)) {
        return s->reg[A_NCR_SOCL];
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

    if (FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, SLBE)) {
        return FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, ADB) ?
               s->reg[A_NCR_SODL] : 0;
    }
    if (s->bus_state == NCR710_BUS_SELECTING) {
        return s->reg[A_NCR_LCRC];
    }
    if (s->req && (s->phase & NCR710_PHASE_IO) &&
        ncr710_bus_window(s, &buf)) {
        return *buf;
    }
    return 0;
}

/* RST/ */

void ncr710_bus_reset(NCR710State *s)
{
    trace_ncr710_bus_reset();
    ncr710_req_forget_all(s);
    ncr710_bus_abandon(s);
    ncr710_scsi_cause(s, R_NCR_SSTAT0_RST_MASK);
    bus_cold_reset(BUS(&s->bus));
}
