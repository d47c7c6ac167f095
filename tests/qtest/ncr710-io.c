/*
 * A polling SCSI driver for the qtests of the NCR 53C710
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ncr710-io.h"

static uint32_t io_mem(const NcrIo *io, uint32_t area)
{
    return area + io->slot * 0x1000;
}

void ncr_io_init(NcrIo *io, unsigned slot, unsigned id, uint8_t identify)
{
    g_assert_cmpint(slot, <, 15);
    *io = (NcrIo) {
        .slot = slot,
        .id = id,
        .msg = { identify },
        .msg_len = 1,
        .cdb_len = 6,
        .dir = PH_STATUS,
        .status = 0xff,
    };
}

void ncr_io_tag(NcrIo *io, uint8_t kind, uint8_t tag)
{
    io->msg[1] = kind;
    io->msg[2] = tag;
    io->msg_len = 3;
}

/* READ(10) and WRITE(10) */
void ncr_io_rw(NcrIo *io, bool write, unsigned lba, unsigned blocks,
               uint32_t addr)
{
    io->cdb_len = 10;
    io->cdb[0] = write ? 0x2a : 0x28;
    stl_be_p(&io->cdb[2], lba);
    stw_be_p(&io->cdb[7], blocks);
    io->dir = write ? PH_DATA_OUT : PH_DATA_IN;
    io->addr = addr;
    io->len = blocks * 512;
}

/* Messages of the target: byte by byte, each acknowledged on its own */
static void io_script_messages(NcrScript *s, NcrIo *io, uint32_t *msg_in)
{
    uint32_t msg = io_mem(io, A_MSGIN);
    uint32_t j_disc, j_done, j_save, j_reject;

    *msg_in = scr_move(s, PH_MSG_IN, 1, msg);
    j_disc = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_DISCONNECT), 0);
    j_done = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_COMPLETE), 0);
    j_save = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_SAVE), 0);
    j_reject = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_REJECT), 0);
    scr_int(s, INT_BAD);
    scr_target(s, j_save, scr_here(s));
    scr_target(s, j_reject, scr_here(s));
    scr_clear(s, SC_ACK);
    scr_jump(s, io->a_loop);
    scr_target(s, j_disc, scr_here(s));
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    scr_int(s, INT_DISCONNECT);
    scr_target(s, j_done, scr_here(s));
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    scr_int(s, INT_DONE);
}

static void io_script(NcrScript *s, NcrIo *io)
{
    uint32_t sel, j_data, j_status, j_msg, at;

    scr_init(s, io_mem(io, A_SCRIPT));
    io->a_start = sel = scr_select(s, true, io->id, 0);
    scr_move(s, PH_MSG_OUT, io->msg_len, io_mem(io, A_MSGOUT));
    scr_move(s, PH_COMMAND, io->cdb_len, io_mem(io, A_CDB));
    io->a_loop = scr_here(s);
    j_status = scr_jump_when(s, PH_STATUS, 0);
    j_msg = scr_op(s, TC_JUMP | TC_IF(PH_MSG_IN), 0);
    j_data = scr_op(s, TC_JUMP | TC_IF(io->dir), 0);
    scr_int(s, INT_BAD);
    scr_target(s, j_data, scr_here(s));
    io->a_move = scr_move(s, io->dir, io->len, io->addr);
    scr_jump(s, io->a_loop);
    scr_target(s, j_status, scr_here(s));
    scr_move(s, PH_STATUS, 1, io_mem(io, A_STATUS));
    scr_jump(s, io->a_loop);
    io_script_messages(s, io, &at);
    scr_target(s, j_msg, at);
    /* one more entry: wait to be reselected, identify (and tag), go on */
    io->a_resel = scr_wait_reselect(s, 0);
    at = scr_move(s, PH_MSG_IN, io->msg_len, io_mem(io, A_MSGIN) + 8);
    scr_clear(s, SC_ACK);
    scr_jump(s, io->a_loop);
    scr_target(s, sel, scr_here(s));
    scr_target(s, io->a_resel, scr_here(s));
    scr_int(s, INT_ALTERNATE);
}

void ncr_io_start(QTestState *qts, NcrIo *io)
{
    NcrScript s;

    io_script(&s, io);
    scr_load(qts, &s);
    qtest_memwrite(qts, io_mem(io, A_MSGOUT), io->msg, io->msg_len);
    qtest_memwrite(qts, io_mem(io, A_CDB), io->cdb, io->cdb_len);
    mem_wb(qts, io_mem(io, A_STATUS), 0xff);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    ncr_wl(qts, NCR_DSP, io->a_start);
}

/* Data phase left early: patch the MOVE to what remains, go on at the loop */
static void io_mismatch(QTestState *qts, NcrIo *io)
{
    uint32_t rest = ncr_residue(qts);
    uint32_t left = io->len - io->done;

    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, io->a_move + 8);
    g_assert_cmpint(rest, <=, left);
    io->done += left - rest;
    mem_wl(qts, io->a_move, 0x08000000 | io->dir << 24 | rest);
    mem_wl(qts, io->a_move + 4, io->addr + io->done);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    ncr_wl(qts, NCR_DSP, io->a_loop);
}

static enum NcrEvent io_vector(QTestState *qts, NcrIo *io)
{
    switch (ncr_rl(qts, NCR_DSPS)) {
    case INT_DONE:
        io->status = mem_rb(qts, io_mem(io, A_STATUS));
        return NCR_EV_DONE;
    case INT_DISCONNECT:
        io->disconnects++;
        return NCR_EV_DISCONNECT;
    case INT_ALTERNATE:
        return NCR_EV_ALTERNATE;
    default:
        ncr_fail(qts, "a vector of the script");
    }
}

enum NcrEvent ncr_io_wait(QTestState *qts, NcrIo *io)
{
    for (;;) {
        uint8_t istat = ncr_wait_istat(qts, ISTAT_DIP | ISTAT_SIP);

        if (istat & ISTAT_SIP) {
            /* a masked SEL stays readable from the last reselection */
            g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0) & ~SSTAT0_SEL, ==,
                            SSTAT0_MA);
            io_mismatch(qts, io);
        } else {
            uint8_t dstat = ncr_rb(qts, NCR_DSTAT);

            g_assert_cmphex(dstat & ~DSTAT_DFE, ==, DSTAT_SIR);
            return io_vector(qts, io);
        }
    }
}

/* The script of @io waits for its target; only one command is open */
void ncr_io_wait_reselect(QTestState *qts, NcrIo *io)
{
    ncr_wl(qts, NCR_DSP, io->a_resel);
}

/*
 * Many commands are open: wait for any target, read the IDENTIFY (and the
 * tag), find the command and let its script continue.
 */
NcrIo *ncr_io_reselected(QTestState *qts, NcrIo *ios, unsigned n)
{
    uint32_t msg = A_MSGIN + 15 * 0x1000;
    uint8_t other, tag;
    NcrScript s;
    uint32_t at;

    mem_wl(qts, msg, 0);
    scr_init(&s, A_SCRIPT + 15 * 0x1000);
    scr_wait_reselect(&s, 0);
    scr_move(&s, PH_MSG_IN, 1, msg);
    scr_clear(&s, SC_ACK);
    /* a tag follows an IDENTIFY at once or not at all */
    at = scr_jump_when(&s, PH_MSG_IN, 0);
    scr_int(&s, INT_DONE);
    scr_target(&s, at, scr_here(&s));
    scr_move(&s, PH_MSG_IN, 1, msg + 1);
    at = scr_op(&s, TC_JUMP | TC_TRUE | TC_DATA | MSG_SIMPLE_TAG, 0);
    scr_int(&s, INT_DONE);      /* a lone message, its ACK is held */
    scr_target(&s, at, scr_here(&s));
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_MSG_IN, 1, msg + 2);
    scr_clear(&s, SC_ACK);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);
    ncr_wait_int(qts, INT_DONE);
    other = ncr_rb(qts, NCR_LCRC) & ~0x80;
    tag = mem_rb(qts, msg + 1) == MSG_SIMPLE_TAG ? mem_rb(qts, msg + 2) : 0;

    for (unsigned i = 0; i < n; i++) {
        NcrIo *io = &ios[i];

        if (io->status == 0xff && other == 1u << io->id &&
            ((io->msg[0] ^ mem_rb(qts, msg)) & 7) == 0 &&
            (io->msg_len < 3 || io->msg[2] == tag)) {
            ncr_wl(qts, NCR_DSP, io->a_loop);
            return io;
        }
    }
    ncr_fail(qts, "a reselection for a known command");
}

/* From selection to COMMAND COMPLETE, however often the target leaves */
uint8_t ncr_io_run(QTestState *qts, NcrIo *io)
{
    ncr_io_start(qts, io);
    while (ncr_io_wait(qts, io) == NCR_EV_DISCONNECT) {
        ncr_io_wait_reselect(qts, io);
    }
    return io->status;
}

/* ------------------------------------------------------------------ */
/* Whole commands */

uint8_t ncr_cmd(QTestState *qts, unsigned id, unsigned lun,
                const uint8_t *cdb, unsigned cdb_len, unsigned dir,
                uint32_t addr, uint32_t len)
{
    NcrIo io;

    ncr_io_init(&io, 0, id, MSG_IDENTIFY | lun);
    memcpy(io.cdb, cdb, cdb_len);
    io.cdb_len = cdb_len;
    io.dir = dir;
    io.addr = addr;
    io.len = len;
    return ncr_io_run(qts, &io);
}

uint8_t ncr_test_unit_ready(QTestState *qts, unsigned id)
{
    static const uint8_t cdb[6];

    return ncr_cmd(qts, id, 0, cdb, 6, PH_STATUS, 0, 0);
}

/* A disk reports its power-on unit attention first */
void ncr_drain_attention(QTestState *qts, unsigned id)
{
    for (unsigned i = 0; i < 4; i++) {
        if (ncr_test_unit_ready(qts, id) == ST_GOOD) {
            return;
        }
    }
    g_error("disk %u is not ready", id);
}

QTestState *ncr_start_ready(uint8_t ids, const char *extra)
{
    QTestState *qts = ncr_start_disks(ids, extra);

    ncr_ready(qts, ids);
    return qts;
}

void ncr_ready(QTestState *qts, uint8_t ids)
{
    ncr_setup(qts);
    for (unsigned id = 0; id < 7; id++) {
        if (ids & 1u << id) {
            ncr_drain_attention(qts, id);
        }
    }
}

void ncr_sense(QTestState *qts, unsigned id, uint8_t *key, uint8_t *asc)
{
    static const uint8_t cdb[6] = { 0x03, 0, 0, 0, 18, 0 };
    uint32_t addr = A_TABLE + 0x8000;

    g_assert_cmphex(ncr_cmd(qts, id, 0, cdb, 6, PH_DATA_IN, addr, 18), ==,
                    ST_GOOD);
    *key = mem_rb(qts, addr + 2) & 0xf;
    *asc = mem_rb(qts, addr + 12);
}

void ncr_read(QTestState *qts, unsigned id, unsigned lba, unsigned blocks,
              uint32_t addr)
{
    NcrIo io;

    ncr_io_init(&io, 0, id, MSG_IDENTIFY);
    ncr_io_rw(&io, false, lba, blocks, addr);
    g_assert_cmphex(ncr_io_run(qts, &io), ==, ST_GOOD);
}

void ncr_write(QTestState *qts, unsigned id, unsigned lba, unsigned blocks,
               uint32_t addr)
{
    NcrIo io;

    ncr_io_init(&io, 0, id, MSG_IDENTIFY);
    ncr_io_rw(&io, true, lba, blocks, addr);
    g_assert_cmphex(ncr_io_run(qts, &io), ==, ST_GOOD);
}

void ncr_reset_by(QTestState *qts, unsigned kind)
{
    switch (kind) {
    case 0:
        ncr_reset_chip(qts);
        break;
    case 1:
        qtest_writeb(qts, LASI_SCSI, 0);
        break;
    case 2:
        ncr_wb(qts, NCR_SCNTL1, SCNTL1_RST);
        ncr_wb(qts, NCR_SCNTL1, 0);
        break;
    case 3:
        qtest_writel(qts, LASI_IO_RESET, ~1u);
        break;
    case 4:
        qtest_system_reset(qts);
        break;
    }
}

void ncr_assert_alive(QTestState *qts, unsigned id)
{
    qtest_writeb(qts, LASI_SCSI, 0);
    ncr_setup(qts);
    ncr_drain_attention(qts, id);
    ncr_read(qts, id, 5, 3, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 5, 3);
}
