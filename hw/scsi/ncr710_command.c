/*
 * NCR 53C710: the commands of the targets
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What targets keep (SCSI-2, X3.131-1994): commands, one for each nexus, the
 * order in which they run, and sense data; and the requests of QEMU's SCSI
 * layer that carry the commands out.  Events of that layer, which may come in
 * any context, change commands and link; what it means for the bus is decided
 * later, by ncr710_bus_turn().
 *
 * Nothing is forgotten while it can still touch the medium: a command that
 * is cancelled stays, DYING, until its request has ended, and its target
 * neither answers nor asks for anything before.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "hw/scsi/scsi.h"
#include "migration/qemu-file-types.h"
#include "migration/qemu-file.h"
#include "migration/vmstate.h"
#include "scsi/constants.h"
#include "scsi/utils.h"
#include "ncr710_internal.h"
#include "trace.h"

static bool ncr710_same_unit(const NCR710Nexus *a, const NCR710Nexus *b)
{
    return a->target == b->target && a->lun == b->lun;
}

static bool ncr710_same_nexus(const NCR710Nexus *a, const NCR710Nexus *b)
{
    return ncr710_same_unit(a, b) && a->initiator == b->initiator &&
           a->tagged == b->tagged && a->tag == b->tag;
}

/* The connected target is gone, or gives up: the chip will see bus free. */
void ncr710_lose(NCR710State *s)
{
    if (s->bus_state == NCR710_BUS_CONNECTED) {
        s->req = false;
        s->ack = false;
        s->link.release = NCR710_AFTER_ABORT;
    }
}

/*
 * Sense data (SCSI-2, 7.6): kept for each initiator and logical unit from
 * the CHECK CONDITION to the next command of the two that is not REQUEST
 * SENSE.
 */

NCR710Sense *ncr710_sense_find(NCR710State *s, const NCR710Nexus *n)
{
    NCR710Sense *sense;

    QTAILQ_FOREACH(sense, &s->senses, next) {
        if (ncr710_same_unit(&sense->nexus, n) &&
            sense->nexus.initiator == n->initiator) {
            return sense;
        }
    }
    return NULL;
}

void ncr710_sense_clear(NCR710State *s, const NCR710Nexus *n)
{
    NCR710Sense *sense = ncr710_sense_find(s, n);

    if (sense) {
        QTAILQ_REMOVE(&s->senses, sense, next);
        g_free(sense);
    }
}

/* @target, @lun: -1 for any */
void ncr710_sense_clear_all(NCR710State *s, int target, int lun)
{
    NCR710Sense *sense, *next;

    QTAILQ_FOREACH_SAFE(sense, &s->senses, next, next) {
        if ((target < 0 || sense->nexus.target == target) &&
            (lun < 0 || sense->nexus.lun == lun)) {
            QTAILQ_REMOVE(&s->senses, sense, next);
            g_free(sense);
        }
    }
}

/* The status CHECK CONDITION has reached the initiator. */
void ncr710_sense_keep(NCR710State *s, const NCR710Command *cmd)
{
    NCR710Sense *sense = ncr710_sense_find(s, &cmd->nexus);

    if (!sense) {
        sense = g_new0(NCR710Sense, 1);
        sense->nexus = cmd->nexus;
        sense->nexus.tagged = false;
        sense->nexus.tag = 0;
        QTAILQ_INSERT_TAIL(&s->senses, sense, next);
    }
    sense->len = cmd->sense_len;
    memcpy(sense->data, cmd->sense, cmd->sense_len);
}

/*
 * The unit attention that the device has for its next command, as sense data
 * in @buf; 0: it has none.  The device regards it as reported.
 */
static int ncr710_take_attention(SCSIDevice *dev, uint8_t *buf, int size)
{
    uint8_t cdb[6] = { TEST_UNIT_READY };
    SCSIRequest *req = scsi_req_new(dev, 0, dev->lun, cdb, sizeof(cdb), NULL);
    int len = scsi_req_get_sense(req, buf, size);

    scsi_req_unref(req);
    if (len) {
        scsi_device_unit_attention_reported(dev);
    }
    return len;
}

/* Commands */

/* One that lives: of those that are dying there may be more. */
NCR710Command *ncr710_cmd_find(NCR710State *s, const NCR710Nexus *n)
{
    NCR710Command *cmd;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if (cmd->state != NCR710_CMD_DYING &&
            ncr710_same_nexus(&cmd->nexus, n)) {
            return cmd;
        }
    }
    return NULL;
}

bool ncr710_target_dying(NCR710State *s, uint8_t target)
{
    return target < NCR710_TARGETS && s->dying[target];
}

/* A stream that was refused left commands of any target. */
static unsigned *ncr710_dying(NCR710State *s, const NCR710Command *cmd)
{
    return &s->dying[cmd->nexus.target % NCR710_TARGETS];
}

/* After commands have come or gone in bulk, from wherever. */
static void ncr710_count_commands(NCR710State *s)
{
    NCR710Command *cmd;

    s->start_due = true;
    s->queued = 0;
    memset(s->dying, 0, sizeof(s->dying));
    QTAILQ_FOREACH(cmd, &s->commands, next) {
        s->queued += cmd->state == NCR710_CMD_QUEUED;
        *ncr710_dying(s, cmd) += cmd->state == NCR710_CMD_DYING;
    }
}

/*
 * The only writer of a command's state.  What the target asked for before is
 * over: REQ falls at once, for software can look at the data lines, or answer
 * by ACK, before the target has its turn.
 */
static void ncr710_cmd_set_state(NCR710State *s, NCR710Command *cmd,
                                 NCR710CommandState state)
{
    if (s->link.command == cmd) {
        s->req = false;
    }
    s->start_due = true;
    s->queued -= cmd->state == NCR710_CMD_QUEUED;
    *ncr710_dying(s, cmd) -= cmd->state == NCR710_CMD_DYING;
    cmd->state = state;
    s->queued += state == NCR710_CMD_QUEUED;
    *ncr710_dying(s, cmd) += state == NCR710_CMD_DYING;
}

static NCR710Command *ncr710_cmd_new(NCR710State *s)
{
    NCR710Link *l = &s->link;
    NCR710Command *cmd = g_new0(NCR710Command, 1);

    cmd->nexus = l->nexus;
    cmd->state = NCR710_CMD_QUEUED;
    s->queued++;
    s->start_due = true;
    cmd->queueing = l->queueing;
    cmd->may_disconnect = l->may_disconnect;
    cmd->cdb_len = l->cdb_len;
    memcpy(cmd->cdb, l->cdb, l->cdb_len);
    QTAILQ_INSERT_TAIL(&s->commands, cmd, next);
    l->command = cmd;
    trace_ncr710_command(s->name, cmd->nexus.target, cmd->nexus.lun,
                         ncr710_trace_tag(&cmd->nexus), cmd->cdb[0]);
    return cmd;
}

static void ncr710_cmd_unref(NCR710Command *cmd)
{
    SCSIRequest *req = cmd->req;

    cmd->req = NULL;
    if (req) {
        req->hba_private = NULL;
        scsi_req_unref(req);
    }
    g_free(cmd->carried);
    cmd->carried = NULL;
}

void ncr710_cmd_remove(NCR710State *s, NCR710Command *cmd)
{
    ncr710_cmd_unref(cmd);
    ncr710_cmd_set_state(s, cmd, NCR710_CMD_STATUS); /* counted nowhere */
    if (s->link.command == cmd) {
        s->link.command = NULL;
    }
    QTAILQ_REMOVE(&s->commands, cmd, next);
    g_free(cmd);
}

static void ncr710_cmd_done(NCR710State *s, NCR710Command *cmd,
                            uint8_t status)
{
    trace_ncr710_command_done(s->name, cmd->nexus.target, cmd->nexus.lun,
                              ncr710_trace_tag(&cmd->nexus), status);
    cmd->status = status;
    ncr710_cmd_unref(cmd);
    ncr710_cmd_set_state(s, cmd, NCR710_CMD_STATUS);
}

static void ncr710_cmd_check(NCR710State *s, NCR710Command *cmd,
                             SCSISense sense)
{
    cmd->sense_len = scsi_build_sense(cmd->sense, sense);
    ncr710_cmd_done(s, cmd, CHECK_CONDITION);
}

/* A dying command's request has ended, or it had none. */
static void ncr710_cmd_died(NCR710State *s, NCR710Command *cmd)
{
    if (cmd->fails) {
        ncr710_cmd_done(s, cmd, CHECK_CONDITION);
    } else {
        ncr710_cmd_remove(s, cmd);
    }
}

/*
 * End a command before its time.  Without @sense it vanishes, else it ends
 * with CHECK CONDITION; at once, or when the device lets go of it.
 */
void ncr710_cmd_cancel(NCR710State *s, NCR710Command *cmd,
                              const SCSISense *sense)
{
    bool dying = cmd->state == NCR710_CMD_DYING;

    cmd->fails = sense != NULL;
    if (sense) {
        cmd->sense_len = scsi_build_sense(cmd->sense, *sense);
    }
    ncr710_cmd_set_state(s, cmd, NCR710_CMD_DYING);
    if (!cmd->req) {
        ncr710_cmd_died(s, cmd);
    } else if (!dying) {
        scsi_req_cancel_async(cmd->req, NULL);
    }
}

/* @initiator, @target, @lun, @tag: -1 for any */
void ncr710_cancel_matching(NCR710State *s, int initiator, int target,
                                   int lun, int tag)
{
    NCR710Command *cmd, *next;

    QTAILQ_FOREACH_SAFE(cmd, &s->commands, next, next) {
        const NCR710Nexus *n = &cmd->nexus;

        if ((initiator < 0 || n->initiator == initiator) &&
            (target < 0 || n->target == target) &&
            (lun < 0 || n->lun == lun) &&
            (tag < 0 || (n->tagged && n->tag == tag))) {
            ncr710_cmd_cancel(s, cmd, NULL);
        }
    }
}

/*
 * REQUEST SENSE is the target's own affair: what it kept for this initiator,
 * else a unit attention, which is thereby reported, else NO SENSE.
 */
static void ncr710_cmd_request_sense(NCR710State *s, NCR710Command *cmd,
                                     SCSIDevice *dev)
{
    NCR710Sense *kept = ncr710_sense_find(s, &cmd->nexus);
    uint8_t data[SCSI_SENSE_BUF_SIZE];
    int len;

    if (kept) {
        len = kept->len;
        memcpy(data, kept->data, len);
        ncr710_sense_clear(s, &cmd->nexus);
    } else if (dev->lun != cmd->nexus.lun) {
        len = scsi_build_sense(data, SENSE_CODE(LUN_NOT_SUPPORTED));
    } else {
        len = ncr710_take_attention(dev, data, sizeof(data));
    }
    cmd->local = true;
    cmd->data_in = true;
    cmd->chunk_len = scsi_convert_sense(data, len, cmd->sense,
                                        MIN(cmd->cdb[4], sizeof(cmd->sense)),
                                        !(cmd->cdb[1] & 1));
    if (cmd->chunk_len) {
        ncr710_cmd_set_state(s, cmd, NCR710_CMD_DATA);
    } else {
        ncr710_cmd_done(s, cmd, GOOD);
    }
}

/*
 * SCSI-2, 7.5.2: a nexus that exists already is used for a new command.  All
 * of this initiator's commands for the logical unit end, the new one too.
 */
static void ncr710_cmd_overlapped(NCR710State *s)
{
    const NCR710Nexus *n = &s->link.nexus;

    qemu_log_mask(LOG_GUEST_ERROR, "ncr710: overlapped commands, target %u "
                  "lun %u\n", n->target, n->lun);
    ncr710_cancel_matching(s, n->initiator, n->target, n->lun, -1);
    ncr710_cmd_check(s, ncr710_cmd_new(s), SENSE_CODE(OVERLAPPED_COMMANDS));
}

/* SCSI-2, 7.3: no room for another tagged command */
static bool ncr710_queue_full(NCR710State *s, const NCR710Nexus *n)
{
    NCR710Command *cmd;
    unsigned count = 0;

    if (n->tagged) {
        QTAILQ_FOREACH(cmd, &s->commands, next) {
            count += ncr710_same_unit(&cmd->nexus, n);
        }
    }
    return count >= NCR710_QUEUE_DEPTH;
}

/* The CDB is complete. */
void ncr710_cmd_accept(NCR710State *s)
{
    NCR710Link *l = &s->link;
    uint8_t opcode = l->cdb[0];
    NCR710Command *cmd;
    SCSIDevice *dev;

    if (!l->identified) {
        /* SCSI-2, 7.2.2: without IDENTIFY the CDB names the LUN */
        l->nexus.lun = l->cdb[1] >> 5;
        l->identified = true;
    }
    dev = scsi_device_find(&s->bus, 0, l->nexus.target, l->nexus.lun);
    if (!dev) {
        ncr710_lose(s);
        return;
    }
    if (opcode != REQUEST_SENSE) {
        ncr710_sense_clear(s, &l->nexus);
    }
    if (ncr710_cmd_find(s, &l->nexus)) {
        ncr710_cmd_overlapped(s);
        return;
    }
    if (ncr710_queue_full(s, &l->nexus)) {
        ncr710_cmd_done(s, ncr710_cmd_new(s), TASK_SET_FULL);
        return;
    }
    cmd = ncr710_cmd_new(s);
    if (opcode == REQUEST_SENSE) {
        ncr710_cmd_request_sense(s, cmd, dev);
    } else if (dev->lun != l->nexus.lun && opcode != INQUIRY &&
               opcode != REPORT_LUNS) {
        /* not the SCSI layer's: it would report another unit's attention */
        ncr710_cmd_check(s, cmd, SENSE_CODE(LUN_NOT_SUPPORTED));
    }
}

/* Give a command to its device; what happens then are events. */
static void ncr710_cmd_start(NCR710State *s, NCR710Command *cmd)
{
    const NCR710Nexus *n = &cmd->nexus;
    SCSIDevice *dev = scsi_device_find(&s->bus, 0, n->target, n->lun);
    SCSIRequest *req;

    ncr710_cmd_set_state(s, cmd, NCR710_CMD_BUSY);
    if (!dev) {
        ncr710_cmd_check(s, cmd, SENSE_CODE(LUN_NOT_SUPPORTED));
        return;
    }
    req = scsi_req_new(dev, n->tag, n->lun, cmd->cdb, cmd->cdb_len, cmd);
    cmd->req = scsi_req_ref(req);
    if (scsi_req_enqueue(req)) {
        scsi_req_continue(req);
    }
    scsi_req_unref(req);
}

/* A command that is still to end, and so may have others wait for it. */
static bool ncr710_cmd_ahead(const NCR710Command *cmd)
{
    return cmd->state != NCR710_CMD_STATUS && !cmd->local;
}

/* The bit of a command's logical unit, of NCR710_TARGETS * NCR710_LUNS */
static uint64_t ncr710_unit_bit(const NCR710Command *cmd)
{
    return 1ull << (cmd->nexus.target * NCR710_LUNS + cmd->nexus.lun);
}

/* Logical units with a command at the head of the queue */
static uint64_t ncr710_units_with_head(NCR710State *s)
{
    NCR710Command *cmd;
    uint64_t units = 0;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if (cmd->queueing == NCR710_QUEUE_HEAD && ncr710_cmd_ahead(cmd)) {
            units |= ncr710_unit_bit(cmd);
        }
    }
    return units;
}

/*
 * SCSI-2, 7.8: an ordered command waits for all that came before it, later
 * ones wait for it, and all but those at the head of the queue wait for these.
 *
 * A command that must not leave the bus cannot wait for others to use it.
 *
 * In one walk through the commands, as there can be thousands.
 */
static void ncr710_start_some(NCR710State *s)
{
    uint64_t head = ncr710_units_with_head(s), any = 0, ordered = 0;
    NCR710Command *cmd, *next;

    QTAILQ_FOREACH_SAFE(cmd, &s->commands, next, next) {
        bool is_ordered = cmd->queueing == NCR710_QUEUE_ORDERED;
        uint64_t unit = ncr710_unit_bit(cmd);
        uint64_t waits_for = head | ordered | (is_ordered ? any : 0);

        if (ncr710_cmd_ahead(cmd)) {
            any |= unit;
            ordered |= is_ordered ? unit : 0;
        }
        if (cmd->state == NCR710_CMD_QUEUED &&
            !ncr710_target_dying(s, cmd->nexus.target) &&
            (cmd->queueing == NCR710_QUEUE_HEAD || !cmd->may_disconnect ||
             !(waits_for & unit))) {
            ncr710_cmd_start(s, cmd);
        }
    }
}

void ncr710_start_queued(NCR710State *s)
{
    /* one that ends at once may be what others wait for */
    while (s->start_due && s->queued) {
        s->start_due = false;
        ncr710_start_some(s);
    }
}

/* Where the chunk is; NULL: its request has lost it in a damaged stream. */
uint8_t *ncr710_cmd_buf(NCR710Command *cmd)
{
    if (cmd->local) {
        return cmd->sense;
    }
    if (cmd->carried) {
        return cmd->carried;
    }
    return cmd->req && cmd->req->ops->get_buf ? scsi_req_get_buf(cmd->req) :
                                                NULL;
}

void ncr710_cmd_moved(NCR710State *s, NCR710Command *cmd, uint32_t n)
{
    SCSIRequest *req = cmd->req;

    cmd->moved = true;
    cmd->chunk_pos += n;
    if (cmd->chunk_pos < cmd->chunk_len) {
        return;
    }
    if (cmd->local) {
        ncr710_cmd_done(s, cmd, GOOD);
        return;
    }
    g_free(cmd->carried);
    cmd->carried = NULL;
    ncr710_cmd_set_state(s, cmd, NCR710_CMD_BUSY);
    scsi_req_ref(req);
    scsi_req_continue(req);
    scsi_req_unref(req);
}

/* Events of the SCSI layer: also from inside of the calls above */

static NCR710State *ncr710_of(SCSIRequest *req)
{
    return container_of(req->bus, NCR710State, bus);
}

static void ncr710_transfer_data(SCSIRequest *req, uint32_t len)
{
    NCR710State *s = ncr710_of(req);
    NCR710Command *cmd = req->hba_private;

    if (!cmd || cmd->state != NCR710_CMD_BUSY) {
        return;
    }
    if (!len) {
        scsi_req_continue(req);
        return;
    }
    trace_ncr710_command_data(s->name, cmd->nexus.target, cmd->nexus.lun,
                              ncr710_trace_tag(&cmd->nexus), len);
    cmd->data_in = req->cmd.mode == SCSI_XFER_FROM_DEV;
    cmd->chunk_len = len;
    cmd->chunk_pos = 0;
    ncr710_cmd_set_state(s, cmd, NCR710_CMD_DATA);
    ncr710_wake(s);
}

static void ncr710_command_complete(SCSIRequest *req, size_t residual)
{
    NCR710State *s = ncr710_of(req);
    NCR710Command *cmd = req->hba_private;

    if (!cmd) {
        return;
    }
    if (cmd->state == NCR710_CMD_DYING) {
        ncr710_cmd_died(s, cmd);
    } else {
        cmd->sense_len = scsi_req_get_sense(req, cmd->sense,
                                            sizeof(cmd->sense));
        ncr710_cmd_done(s, cmd, req->status);
    }
    ncr710_wake(s);
}

static void ncr710_command_failed(SCSIRequest *req)
{
    NCR710State *s = ncr710_of(req);
    NCR710Command *cmd = req->hba_private;
    SCSISense sense = SENSE_CODE(IO_ERROR);
    int status = scsi_sense_from_host_status(req->host_status, &sense);

    if (!cmd) {
        return;
    }
    if (cmd->state == NCR710_CMD_DYING) {
        ncr710_cmd_died(s, cmd);
    } else if (status == GOOD || status == CHECK_CONDITION) {
        ncr710_cmd_check(s, cmd, sense);
    } else {
        ncr710_cmd_done(s, cmd, status);
    }
    ncr710_wake(s);
}

static void ncr710_command_cancelled(SCSIRequest *req)
{
    NCR710State *s = ncr710_of(req);
    NCR710Command *cmd = req->hba_private;

    if (!cmd) {
        return;
    }
    if (cmd->state == NCR710_CMD_DYING) {
        ncr710_cmd_died(s, cmd);
    } else {
        /* not our doing: the device is being reset or unplugged */
        if (s->link.command == cmd) {
            ncr710_lose(s);
        }
        ncr710_cmd_remove(s, cmd);
    }
    ncr710_wake(s);
}

/*
 * Only for devices that pass commands through.  They get a CDB of reserved
 * and vendor-specific groups as it is; as nobody but the initiator knows about
 * data that belong to it, none are moved.
 */
static int ncr710_parse_cdb(SCSIDevice *dev, SCSICommand *cmd, uint8_t *buf,
                            size_t buf_len, void *hba_private)
{
    if (scsi_cdb_length(buf) >= 0) {
        return scsi_req_parse_cdb(dev, cmd, buf, buf_len);
    }
    cmd->len = MIN(buf_len, sizeof(cmd->buf));
    memcpy(cmd->buf, buf, cmd->len);
    cmd->xfer = 0;
    cmd->mode = SCSI_XFER_NONE;
    cmd->lba = -1;
    return 0;
}

/* Requests in migration; commands travel with the chip, which loads first */

/* Does QEMU's disk save the data of such a request?  Only those of media. */
static bool ncr710_saves_data(const SCSIRequest *req)
{
    switch (req->cmd.buf[0]) {
    case READ_6:
    case READ_10:
    case READ_12:
    case READ_16:
    case WRITE_6:
    case WRITE_10:
    case WRITE_12:
    case WRITE_16:
    case WRITE_VERIFY_10:
    case WRITE_VERIFY_12:
    case WRITE_VERIFY_16:
        return true;
    default:
        return false;
    }
}

/*
 * Bytes of the chunk that the request does not save and that are needed: what
 * the initiator has not got yet, or what it has given already.
 */
static uint32_t ncr710_carried_len(NCR710Command *cmd, SCSIRequest *req,
                                   uint32_t *pos)
{
    *pos = 0;
    if (cmd->state != NCR710_CMD_DATA || ncr710_saves_data(req)) {
        return 0;
    }
    if (!cmd->data_in) {
        return cmd->chunk_pos;
    }
    *pos = cmd->chunk_pos;
    return cmd->chunk_len - cmd->chunk_pos;
}

static void ncr710_save_request(QEMUFile *f, SCSIRequest *req)
{
    NCR710Command *cmd = req->hba_private;
    uint8_t *buf = cmd ? ncr710_cmd_buf(cmd) : NULL;
    uint32_t pos, len;

    qemu_put_byte(f, cmd ? cmd->nexus.initiator : NCR710_NOBODY);
    qemu_put_byte(f, cmd && cmd->nexus.tagged);
    len = buf ? ncr710_carried_len(cmd, req, &pos) : 0;
    qemu_put_be32(f, len);
    if (len) {
        qemu_put_buffer(f, buf + pos, len);
    }
}

/*
 * Do the request and the command agree?  A disk's buffers have room for
 * NCR710_MEDIUM_CHUNK bytes of the medium, or for all that the command moves.
 */
#define NCR710_MEDIUM_CHUNK (128 * KiB)

static bool ncr710_request_fits(NCR710Command *cmd, SCSIRequest *req,
                                uint32_t len)
{
    uint32_t pos;

    if (cmd->req || cmd->local || cmd->cdb_len != req->cmd.len ||
        memcmp(cmd->cdb, req->cmd.buf, cmd->cdb_len)) {
        return false;
    }
    if (cmd->state == NCR710_CMD_DATA &&
        (cmd->chunk_len > req->cmd.xfer ||
         (ncr710_saves_data(req) && cmd->chunk_len > NCR710_MEDIUM_CHUNK) ||
         cmd->data_in != (req->cmd.mode == SCSI_XFER_FROM_DEV))) {
        return false;
    }
    return (cmd->state == NCR710_CMD_DATA || cmd->state == NCR710_CMD_BUSY) &&
           len == ncr710_carried_len(cmd, req, &pos);
}

static void *ncr710_load_request(QEMUFile *f, SCSIRequest *req)
{
    NCR710State *s = ncr710_of(req);
    NCR710Nexus n = {
        .target = req->dev->id, .lun = req->lun, .tag = req->tag,
    };
    NCR710Command *cmd;
    uint32_t pos, len;

    n.initiator = qemu_get_byte(f);
    n.tagged = qemu_get_byte(f);
    len = qemu_get_be32(f);
    cmd = ncr710_cmd_find(s, &n);
    if (!cmd || !ncr710_request_fits(cmd, req, len)) {
        trace_ncr710_orphan_request(s->name, n.target, n.lun, req->tag);
        qemu_file_set_error(f, -EINVAL);
        return NULL;
    }
    ncr710_carried_len(cmd, req, &pos);
    if (len) {
        cmd->carried = g_malloc0(cmd->chunk_len);
        qemu_get_buffer(f, cmd->carried + pos, len);
    }
    cmd->req = scsi_req_ref(req);
    return cmd;
}

const SCSIBusInfo ncr710_scsi_info = {
    .tcq = true,
    .max_target = 6, /* ID 7 is the host's */
    .max_lun = NCR710_LUNS - 1,

    .parse_cdb = ncr710_parse_cdb,
    .transfer_data = ncr710_transfer_data,
    .complete = ncr710_command_complete,
    .fail = ncr710_command_failed,
    .cancel = ncr710_command_cancelled,
    .save_request = ncr710_save_request,
    .load_request = ncr710_load_request,
};

/* All commands */

void ncr710_commands_power_on(NCR710State *s)
{
    NCR710Command *cmd, *next;

    ncr710_sense_clear_all(s, -1, -1);
    QTAILQ_FOREACH_SAFE(cmd, &s->commands, next, next) {
        if (cmd->req) {
            /* the reset of its device cancels it */
            cmd->fails = false;
            ncr710_cmd_set_state(s, cmd, NCR710_CMD_DYING);
        } else {
            ncr710_cmd_remove(s, cmd);
        }
    }
    ncr710_count_commands(s); /* a stream that was refused left anything */
}

/* Migration */

bool ncr710_nexus_valid(const NCR710Nexus *n)
{
    return n->target < NCR710_TARGETS && n->lun < NCR710_LUNS &&
           (!n->initiator || is_power_of_2(n->initiator)) &&
           (n->tagged || !n->tag);
}

static bool ncr710_cmd_valid(NCR710State *s, NCR710Command *cmd)
{
    bool data = cmd->state == NCR710_CMD_DATA;

    return ncr710_nexus_valid(&cmd->nexus) &&
           cmd->state < NCR710_CMD_DYING &&
           cmd->queueing < NCR710_QUEUE_KINDS && !cmd->fails &&
           cmd->cdb_len > 0 && cmd->cdb_len <= sizeof(cmd->cdb) &&
           cmd->sense_len <= sizeof(cmd->sense) &&
           (!data || cmd->chunk_pos < cmd->chunk_len) &&
           (!data || !cmd->local || (cmd->data_in &&
                                     cmd->chunk_len <= sizeof(cmd->sense))) &&
           (!cmd->local || data || cmd->state == NCR710_CMD_STATUS) &&
           ncr710_cmd_find(s, &cmd->nexus) == cmd;
}

bool ncr710_commands_valid(NCR710State *s)
{
    NCR710Command *cmd;
    NCR710Sense *sense;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if (!ncr710_cmd_valid(s, cmd)) {
            return false;
        }
    }
    ncr710_count_commands(s);
    QTAILQ_FOREACH(sense, &s->senses, next) {
        if (!ncr710_nexus_valid(&sense->nexus) ||
            sense->len > sizeof(sense->data)) {
            return false;
        }
    }
    return true;
}

void ncr710_commands_resume(NCR710State *s)
{
    NCR710Command *cmd;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        bool data = cmd->state == NCR710_CMD_DATA && !cmd->local;
        uint8_t *carried = cmd->data_in ? NULL : cmd->carried;

        if (carried) {
            /* the request's buffer is there now */
            cmd->carried = NULL;
        }
        if ((data && !ncr710_cmd_buf(cmd)) ||
            (cmd->state == NCR710_CMD_BUSY && !cmd->req)) {
            /* a stream without the request, or with another one */
            ncr710_cmd_unref(cmd);
            ncr710_cmd_check(s, cmd, SENSE_CODE(IO_ERROR));
        } else if (carried) {
            memcpy(ncr710_cmd_buf(cmd), carried, cmd->chunk_pos);
        }
        g_free(carried);
    }
}

const VMStateDescription vmstate_ncr710_nexus = {
    .name = "ncr710/nexus",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(initiator, NCR710Nexus),
        VMSTATE_UINT8(target, NCR710Nexus),
        VMSTATE_UINT8(lun, NCR710Nexus),
        VMSTATE_BOOL(tagged, NCR710Nexus),
        VMSTATE_UINT8(tag, NCR710Nexus),
        VMSTATE_END_OF_LIST()
    }
};

static int ncr710_command_pre_load(void *opaque)
{
    memset(opaque, 0, sizeof(NCR710Command));
    return 0;
}

const VMStateDescription vmstate_ncr710_command = {
    .name = "ncr710/command",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_load = ncr710_command_pre_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(nexus, NCR710Command, 1, vmstate_ncr710_nexus,
                       NCR710Nexus),
        VMSTATE_UINT8(state, NCR710Command),
        VMSTATE_UINT8(queueing, NCR710Command),
        VMSTATE_BOOL(may_disconnect, NCR710Command),
        VMSTATE_BOOL(data_in, NCR710Command),
        VMSTATE_BOOL(moved, NCR710Command),
        VMSTATE_BOOL(local, NCR710Command),
        VMSTATE_UINT8(status, NCR710Command),
        VMSTATE_UINT8(cdb_len, NCR710Command),
        VMSTATE_UINT8(sense_len, NCR710Command),
        VMSTATE_UINT8_ARRAY(cdb, NCR710Command, NCR710_CDB_MAX),
        VMSTATE_UINT8_ARRAY(sense, NCR710Command, SCSI_SENSE_BUF_SIZE),
        VMSTATE_UINT32(chunk_len, NCR710Command),
        VMSTATE_UINT32(chunk_pos, NCR710Command),
        VMSTATE_END_OF_LIST()
    }
};

static int ncr710_sense_pre_load(void *opaque)
{
    memset(opaque, 0, sizeof(NCR710Sense));
    return 0;
}

const VMStateDescription vmstate_ncr710_sense = {
    .name = "ncr710/sense",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_load = ncr710_sense_pre_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(nexus, NCR710Sense, 1, vmstate_ncr710_nexus,
                       NCR710Nexus),
        VMSTATE_UINT8(len, NCR710Sense),
        VMSTATE_UINT8_ARRAY(data, NCR710Sense, SCSI_SENSE_BUF_SIZE),
        VMSTATE_END_OF_LIST()
    }
};
