/*
 * NCR 53C710: commands in the targets
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A target's side of a command is a NCR710Command, QEMU's side a SCSIRequest.
 * The SCSI layer's events arrive here, in any context: also inside
 * scsi_req_enqueue(), scsi_req_continue() and the cancel functions.  They only
 * change the command and the phase; ncr710.c sees to it that SCRIPTS go on.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/scsi/scsi.h"
#include "migration/qemu-file-types.h"
#include "migration/vmstate.h"
#include "scsi/constants.h"
#include "scsi/utils.h"
#include "ncr710_internal.h"
#include "trace.h"

/* SCSI-2 table 71: the initiator said that it saw an error. */
static const SCSISense ncr710_sense_initiator_error = {
    .key = ABORTED_COMMAND, .asc = 0x48, .ascq = 0x00
};

static NCR710Command *ncr710_req_new(NCR710State *s)
{
    NCR710Link *l = &s->link;
    NCR710Command *cmd = g_new0(NCR710Command, 1);

    do {
        s->last_id++;
    } while (!s->last_id || ncr710_req_by_id(s, s->last_id));
    cmd->id = s->last_id;
    cmd->target = l->target;
    cmd->lun = l->lun;
    cmd->tagged = l->tagged;
    cmd->tag = l->tag;
    cmd->initiator = l->initiator;
    cmd->may_disconnect = l->may_disconnect;
    QTAILQ_INSERT_TAIL(&s->commands, cmd, next);
    l->command = cmd;
    return cmd;
}

/* The command's request is over, or no longer ours. */
static void ncr710_req_detach(NCR710Command *cmd)
{
    SCSIRequest *req = cmd->req;

    cmd->req = NULL;
    if (req) {
        req->hba_private = NULL;
        scsi_req_unref(req);
    }
}

void ncr710_req_free(NCR710State *s, NCR710Command *cmd)
{
    ncr710_req_detach(cmd);
    if (s->link.command == cmd) {
        s->link.command = NULL;
    }
    QTAILQ_REMOVE(&s->commands, cmd, next);
    g_free(cmd->saved);
    g_free(cmd);
}

void ncr710_req_forget_all(NCR710State *s)
{
    while (!QTAILQ_EMPTY(&s->commands)) {
        ncr710_req_free(s, QTAILQ_FIRST(&s->commands));
    }
}

void ncr710_req_drop_all(NCR710State *s)
{
    NCR710Command *cmd;

    while ((cmd = QTAILQ_FIRST(&s->commands))) {
        bool cancelled = cmd->state == NCR710_CMD_FAILING ||
                         cmd->state == NCR710_CMD_DYING;
        SCSIRequest *req = cmd->req ? scsi_req_ref(cmd->req) : NULL;

        ncr710_req_free(s, cmd); /* the request's events are ignored now */
        if (req && !cancelled) {
            scsi_req_cancel_async(req, NULL);
        }
        if (req) {
            scsi_req_unref(req);
        }
    }
}

NCR710Command *ncr710_req_by_id(NCR710State *s, uint32_t id)
{
    NCR710Command *cmd;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if (cmd->id == id) {
            return cmd;
        }
    }
    return NULL;
}

/* The target has something for the initiator; first come, first served. */
static void ncr710_req_ready(NCR710State *s, NCR710Command *cmd,
                             NCR710CommandState state)
{
    cmd->state = state;
    QTAILQ_REMOVE(&s->commands, cmd, next);
    QTAILQ_INSERT_TAIL(&s->commands, cmd, next);
}

static void ncr710_req_end(NCR710State *s, NCR710Command *cmd, uint8_t status)
{
    trace_ncr710_command_done(cmd->id, status);
    cmd->status = status;
    ncr710_req_detach(cmd);
    ncr710_req_ready(s, cmd, NCR710_CMD_STATUS);
}

static void ncr710_req_set_sense(SCSIDevice *dev, SCSISense sense)
{
    dev->sense_len = scsi_build_sense(dev->sense, sense);
    dev->sense_is_ua = false;
}

/* SCSI-2, 7.5.2: a nexus that exists already is used for a new command. */
static bool ncr710_req_overlapped(NCR710State *s, SCSIDevice *dev)
{
    NCR710Link *l = &s->link;
    NCR710Command *cmd;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if (cmd->state != NCR710_CMD_DYING && cmd->target == l->target &&
            cmd->lun == l->lun && cmd->tagged == l->tagged &&
            (!l->tagged || cmd->tag == l->tag)) {
            break;
        }
    }
    if (!cmd) {
        return false;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "ncr710: overlapped commands, target %u "
                  "lun %u\n", l->target, l->lun);
    ncr710_req_kill_matching(s, l->target, l->lun, -1);
    cmd = ncr710_req_new(s);
    ncr710_req_set_sense(dev, SENSE_CODE(OVERLAPPED_COMMANDS));
    ncr710_req_end(s, cmd, CHECK_CONDITION);
    return true;
}

bool ncr710_req_start(NCR710State *s)
{
    NCR710Link *l = &s->link;
    NCR710Command *cmd;
    SCSIRequest *req;
    SCSIDevice *dev;

    if (!l->identified) {
        /* SCSI-2, 7.2.2: without IDENTIFY the CDB names the LUN */
        l->lun = l->cdb[1] >> 5;
        l->identified = true;
    }
    dev = scsi_device_find(&s->bus, 0, l->target, l->lun);
    if (!dev) {
        return false;
    }
    if (ncr710_req_overlapped(s, dev)) {
        return true;
    }
    cmd = ncr710_req_new(s);
    trace_ncr710_command(cmd->id, cmd->target, cmd->lun,
                         cmd->tagged ? cmd->tag : -1, l->cdb[0]);
    req = scsi_req_new(dev, cmd->tagged ? cmd->tag : 0, cmd->lun, l->cdb,
                       l->cdb_len, cmd);
    cmd->req = scsi_req_ref(req);
    if (scsi_req_enqueue(req)) {
        scsi_req_continue(req);
    }
    scsi_req_unref(req);
    return true;
}

uint32_t ncr710_req_window(NCR710Command *cmd, uint8_t **buf)
{
    uint8_t *base = cmd->saved;

    if (!base && cmd->req) {
        base = scsi_req_get_buf(cmd->req);
    }
    if (!base) {
        return 0;
    }
    *buf = base + cmd->chunk_pos;
    return cmd->chunk_len - cmd->chunk_pos;
}

/* A chunk that came by migration is complete: the request gets it. */
static void ncr710_req_return_saved(NCR710Command *cmd)
{
    uint8_t *buf = cmd->req ? scsi_req_get_buf(cmd->req) : NULL;

    if (cmd->saved && buf && !cmd->data_in) {
        memcpy(buf, cmd->saved, cmd->chunk_len);
    }
    g_free(cmd->saved);
    cmd->saved = NULL;
}

void ncr710_req_moved(NCR710State *s, NCR710Command *cmd, uint32_t n)
{
    SCSIRequest *req = cmd->req;

    cmd->moved = true;
    cmd->chunk_pos += n;
    if (cmd->chunk_pos < cmd->chunk_len) {
        return;
    }
    ncr710_req_return_saved(cmd);
    cmd->state = NCR710_CMD_BUSY;
    if (req) {
        scsi_req_ref(req);
        scsi_req_continue(req);
        scsi_req_unref(req);
    }
}

void ncr710_req_kill(NCR710State *s, NCR710Command *cmd)
{
    if (!cmd->req) {
        ncr710_req_free(s, cmd);
    } else if (cmd->state == NCR710_CMD_FAILING) {
        cmd->state = NCR710_CMD_DYING;
    } else if (cmd->state != NCR710_CMD_DYING) {
        cmd->state = NCR710_CMD_DYING;
        scsi_req_cancel_async(cmd->req, NULL);
    }
}

void ncr710_req_kill_matching(NCR710State *s, int target, int lun, int tag)
{
    NCR710Command *cmd, *next;

    QTAILQ_FOREACH_SAFE(cmd, &s->commands, next, next) {
        if (cmd->target == target && (lun < 0 || cmd->lun == lun) &&
            (tag < 0 || (cmd->tagged && cmd->tag == tag))) {
            ncr710_req_kill(s, cmd);
        }
    }
}

bool ncr710_req_any_dying(NCR710State *s, int target)
{
    NCR710Command *cmd;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if (cmd->target == target && cmd->state == NCR710_CMD_DYING) {
            return true;
        }
    }
    return false;
}

void ncr710_req_fail(NCR710State *s, NCR710Command *cmd)
{
    SCSIDevice *dev = scsi_device_find(&s->bus, 0, cmd->target, cmd->lun);

    if (cmd->req) {
        if (cmd->state < NCR710_CMD_FAILING) {
            cmd->state = NCR710_CMD_FAILING;
            scsi_req_cancel_async(cmd->req, NULL);
        }
        return;
    }
    if (dev) {
        ncr710_req_set_sense(dev, ncr710_sense_initiator_error);
    }
    ncr710_req_end(s, cmd, CHECK_CONDITION);
}

NCR710Command *ncr710_req_find_ready(NCR710State *s)
{
    NCR710Command *cmd;

    QTAILQ_FOREACH(cmd, &s->commands, next) {
        if ((cmd->state == NCR710_CMD_DATA ||
             cmd->state == NCR710_CMD_STATUS) &&
            (cmd->initiator & s->reg[A_NCR_SCID])) {
            return cmd;
        }
    }
    return NULL;
}

void ncr710_req_data(NCR710State *s, SCSIRequest *req, uint32_t len)
{
    NCR710Command *cmd = req->hba_private;

    if (!cmd || cmd->state != NCR710_CMD_BUSY) {
        return;
    }
    if (!len) {
        scsi_req_continue(req);
        return;
    }
    trace_ncr710_command_data(cmd->id, len);
    cmd->data_in = req->cmd.mode == SCSI_XFER_FROM_DEV;
    cmd->chunk_len = len;
    cmd->chunk_pos = 0;
    ncr710_req_ready(s, cmd, NCR710_CMD_DATA);
}

void ncr710_req_complete(NCR710State *s, SCSIRequest *req)
{
    NCR710Command *cmd = req->hba_private;

    if (cmd && cmd->state == NCR710_CMD_DYING) {
        ncr710_req_free(s, cmd);
    } else if (cmd) {
        ncr710_req_end(s, cmd, req->status);
    }
}

void ncr710_req_host_error(NCR710State *s, SCSIRequest *req)
{
    NCR710Command *cmd = req->hba_private;
    SCSISense sense = SENSE_CODE(IO_ERROR);
    int status = scsi_sense_from_host_status(req->host_status, &sense);

    if (!cmd) {
        return;
    }
    if (cmd->state == NCR710_CMD_DYING) {
        ncr710_req_free(s, cmd);
        return;
    }
    if (status == GOOD) {
        status = CHECK_CONDITION;
    }
    if (status == CHECK_CONDITION) {
        ncr710_req_set_sense(req->dev, sense);
    }
    ncr710_req_end(s, cmd, status);
}

bool ncr710_req_cancelled(NCR710State *s, SCSIRequest *req)
{
    NCR710Command *cmd = req->hba_private;
    bool lost;

    if (!cmd) {
        return false;
    }
    if (cmd->state == NCR710_CMD_FAILING) {
        ncr710_req_detach(cmd);
        ncr710_req_fail(s, cmd);
        return false;
    }
    /* when it is not our doing the device is being unplugged or reset */
    lost = s->link.command == cmd && cmd->state != NCR710_CMD_DYING;
    ncr710_req_free(s, cmd);
    return lost;
}

/*
 * Migration.  Commands travel with the chip, requests with their device, which
 * loads later.  A request whose chunk is being moved does not save its data if
 * the SCSI layer or the disk emulates the command (REPORT LUNS, INQUIRY, MODE
 * SELECT), so the chunk travels along with the link.
 */

typedef struct NCR710RequestLink {
    uint32_t id;
    uint32_t saved_len;
    uint8_t *saved;
} NCR710RequestLink;

static const VMStateDescription vmstate_ncr710_request_link = {
    .name = "ncr710/request",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(id, NCR710RequestLink),
        VMSTATE_UINT32(saved_len, NCR710RequestLink),
        VMSTATE_VBUFFER_ALLOC_UINT32(saved, NCR710RequestLink, 1, NULL,
                                     saved_len),
        VMSTATE_END_OF_LIST()
    }
};

void ncr710_save_request(QEMUFile *f, SCSIRequest *req)
{
    NCR710Command *cmd = req->hba_private;
    NCR710RequestLink link = { };

    if (cmd) {
        link.id = cmd->id;
        if (cmd->state == NCR710_CMD_DATA) {
            link.saved = cmd->saved ?: scsi_req_get_buf(req);
            link.saved_len = link.saved ? cmd->chunk_len : 0;
        }
    }
    vmstate_save_state(f, &vmstate_ncr710_request_link, &link, NULL);
}

/* Does what came with the request fit the command? */
static bool ncr710_link_fits(NCR710Command *cmd, SCSIRequest *req,
                             uint32_t saved_len)
{
    if (cmd->req || cmd->chunk_len > req->cmd.xfer) {
        return false;
    }
    return cmd->state == NCR710_CMD_DATA ? saved_len == cmd->chunk_len :
                                           saved_len == 0;
}

void *ncr710_load_request(QEMUFile *f, SCSIRequest *req)
{
    NCR710State *s = container_of(req->bus, NCR710State, bus);
    NCR710RequestLink link = { };
    NCR710Command *cmd = NULL;

    if (vmstate_load_state(f, &vmstate_ncr710_request_link, &link, 1) == 0) {
        cmd = ncr710_req_by_id(s, link.id);
    }
    if (!cmd || !ncr710_link_fits(cmd, req, link.saved_len)) {
        /* nobody waits for this request any more: its events are ignored */
        trace_ncr710_orphan_request(link.id);
        g_free(link.saved);
        return NULL;
    }
    cmd->req = scsi_req_ref(req);
    if (link.saved_len) {
        cmd->saved = link.saved;
    } else {
        g_free(link.saved);
    }
    return cmd;
}

static int ncr710_command_pre_load(void *opaque)
{
    memset(opaque, 0, sizeof(NCR710Command));
    return 0;
}

static int ncr710_command_post_load(void *opaque, int version_id)
{
    NCR710Command *cmd = opaque;

    if (cmd->state >= NCR710_CMD_STATES || cmd->target >= NCR710_TARGETS ||
        cmd->lun >= NCR710_LUNS || cmd->chunk_pos > cmd->chunk_len) {
        return -EINVAL;
    }
    return 0;
}

const VMStateDescription vmstate_ncr710_command = {
    .name = "ncr710/command",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_load = ncr710_command_pre_load,
    .post_load = ncr710_command_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(id, NCR710Command),
        VMSTATE_UINT8(state, NCR710Command),
        VMSTATE_UINT8(target, NCR710Command),
        VMSTATE_UINT8(lun, NCR710Command),
        VMSTATE_BOOL(tagged, NCR710Command),
        VMSTATE_UINT8(tag, NCR710Command),
        VMSTATE_UINT8(initiator, NCR710Command),
        VMSTATE_BOOL(may_disconnect, NCR710Command),
        VMSTATE_BOOL(data_in, NCR710Command),
        VMSTATE_BOOL(moved, NCR710Command),
        VMSTATE_UINT32(chunk_len, NCR710Command),
        VMSTATE_UINT32(chunk_pos, NCR710Command),
        VMSTATE_UINT8(status, NCR710Command),
        VMSTATE_END_OF_LIST()
    }
};
