/*
 * QTest: NCR 53C710 on LASI, messages, queues, disconnection
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "ncr710-io.h"

#define PRIV            (MSG_IDENTIFY | MSG_DISC_PRIV)
#define FIRST_PART      0x20000         /* what scsi-disk reads at a time */

static void set_break(QTestState *qts, unsigned id, const char *tag)
{
    g_autofree char *drive = g_strdup_printf("d%u", id);

    ncr_break(qts, drive, "read_aio", tag);
}

static void resume(QTestState *qts, unsigned id, const char *tag)
{
    g_autofree char *drive = g_strdup_printf("d%u", id);

    ncr_resume(qts, drive, tag);
}

/* The target comes back, perhaps more than once, until the command is done */
static void reselect_to_end(QTestState *qts, NcrIo *io)
{
    while (io->status == 0xff) {
        ncr_io_wait_reselect(qts, io);
        ncr_io_wait(qts, io);
    }
}

/* A READ whose data are held back; the target leaves the bus */
static void leave(QTestState *qts, NcrIo *io, unsigned slot, unsigned id,
                  uint8_t tag, const char *brk)
{
    set_break(qts, id, brk);
    ncr_io_init(io, slot, id, PRIV);
    if (tag) {
        ncr_io_tag(io, MSG_SIMPLE_TAG, tag);
    }
    ncr_io_rw(io, false, 10 * slot + id, 2, A_DATA + slot * 0x1000);
    ncr_io_start(qts, io);
    g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DISCONNECT);
}

/* Target 1 comes back, with the break released, and finds the chip halted. */
static void back_unanswered(QTestState *qts, const char *brk)
{
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    resume(qts, 1, brk);
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_SEL), ==, SSTAT0_SEL);
    ncr_wb(qts, NCR_SIEN, 0);
}

static void back(QTestState *qts, NcrIo *ios, unsigned n, unsigned want)
{
    NcrIo *io = ncr_io_reselected(qts, ios, n);

    g_assert_cmpint(io - ios, ==, want);
    g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DONE);
    g_assert_cmphex(io->status, ==, ST_GOOD);
    ncr_assert_pattern(qts, io->addr, 10 * io->slot + io->id, 2);
}

/* ------------------------------------------------------------------ */
/* Disconnection */

/* Proves: S146 S141 */
static void test_many_commands(void)
{
    QTestState *qts = ncr_start_ready(1 << 1 | 1 << 2 | 1 << 3, "");
    NcrIo io[5];

    leave(qts, &io[0], 0, 1, 0x11, "A");
    leave(qts, &io[1], 1, 1, 0x12, "B");
    leave(qts, &io[2], 2, 2, 0, "A");
    leave(qts, &io[3], 3, 3, 0x11, "A");
    leave(qts, &io[4], 4, 3, 0x99, "B");
    resume(qts, 3, "B");
    back(qts, io, 5, 4);
    resume(qts, 1, "A");
    back(qts, io, 5, 0);
    resume(qts, 2, "A");
    back(qts, io, 5, 2);
    resume(qts, 1, "B");
    back(qts, io, 5, 1);
    resume(qts, 3, "A");
    back(qts, io, 5, 3);
    ncr_quiet(qts, 5);
    ncr_quit(qts);
}

/* Several targets are ready at once: one after the other comes back */
static void test_all_ready(void)
{
    QTestState *qts = ncr_start_ready(1 << 0 | 1 << 1 | 1 << 6, "");
    unsigned seen = 0;
    NcrIo io[3];

    leave(qts, &io[0], 0, 0, 0, "A");
    leave(qts, &io[1], 1, 1, 1, "A");
    leave(qts, &io[2], 2, 6, 0, "A");
    resume(qts, 0, "A");
    resume(qts, 1, "A");
    resume(qts, 6, "A");
    for (unsigned n = 0; n < 3; n++) {
        NcrIo *done = ncr_io_reselected(qts, io, 3);

        g_assert_cmpint(ncr_io_wait(qts, done), ==, NCR_EV_DONE);
        g_assert_cmphex(done->status, ==, ST_GOOD);
        ncr_assert_pattern(qts, done->addr, 10 * done->slot + done->id, 2);
        seen |= 1 << done->slot;
    }
    g_assert_cmphex(seen, ==, 7);
    ncr_quit(qts);
}

/* A disconnected command does not keep others from the same bus */
static void test_others_meanwhile(void)
{
    QTestState *qts = ncr_start_ready(1 << 1 | 1 << 2, "");
    NcrIo io;

    leave(qts, &io, 1, 1, 0, "A");
    ncr_read(qts, 2, 50, 100, A_DATA + 0x100000);
    ncr_assert_pattern(qts, A_DATA + 0x100000, 50, 100);
    resume(qts, 1, "A");
    back(qts, &io, 1, 0);
    ncr_quit(qts);
}

/* Proves: S147 S112 */
static void test_leave_in_mid_data(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io;

    set_break(qts, 1, "A");
    ncr_io_init(&io, 0, 1, PRIV);
    ncr_io_rw(&io, false, 100, 800, A_DATA);
    ncr_io_start(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
    g_assert_cmpint(io.done, ==, 0);
    /* the second part of the data will be late again */
    set_break(qts, 1, "B");
    resume(qts, 1, "A");
    ncr_io_wait_reselect(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
    g_assert_cmpint(io.done, >, 0);
    g_assert_cmpint(io.done, <, io.len);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    resume(qts, 1, "B");
    reselect_to_end(qts, &io);
    g_assert_cmphex(io.status, ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 100, 800);
    ncr_quit(qts);
}

/* Proves: S147 */
static void test_save_pointers(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    uint32_t rest;
    NcrScript s;
    NcrIo io;

    set_break(qts, 1, "A");
    ncr_io_init(&io, 0, 1, PRIV);
    ncr_io_rw(&io, false, 100, 800, A_DATA);
    ncr_io_start(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
    set_break(qts, 1, "B");
    resume(qts, 1, "A");
    ncr_io_wait_reselect(qts, &io);
    ncr_wait_sstat0(qts, SSTAT0_MA);
    rest = ncr_residue(qts);
    g_assert_cmpint(rest, <, io.len);
    /* SAVE DATA POINTER comes first, as part of the data went over */
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_move(&s, PH_MSG_IN, 2, A_MSGIN + 0x80);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);
    ncr_wait_int(qts, INT_DONE);
    g_assert_cmphex(mem_rl(qts, A_MSGIN + 0x80) >> 16, ==, 0x0204);
    io.done = io.len - rest;
    mem_wl(qts, io.a_move, 0x09000000 | rest);
    mem_wl(qts, io.a_move + 4, io.addr + io.done);
    resume(qts, 1, "B");
    reselect_to_end(qts, &io);
    g_assert_cmphex(io.status, ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 100, 800);
    ncr_quit(qts);
}

/* Proves: S147 S113 */
static void test_leave_in_mid_write(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io;

    ncr_read(qts, 1, 5, 800, A_DATA);
    ncr_break(qts, "d1", "write_aio", "A");
    ncr_io_init(&io, 0, 1, PRIV);
    ncr_io_rw(&io, true, 1000, 800, A_DATA);
    ncr_io_start(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
    g_assert_cmpint(io.done, >, 0);
    g_assert_cmpint(io.done, <, io.len);
    ncr_resume(qts, "d1", "A");
    reselect_to_end(qts, &io);
    g_assert_cmphex(io.status, ==, ST_GOOD);
    ncr_read(qts, 1, 1000, 800, A_DATA + 0x100000);
    ncr_assert_pattern(qts, A_DATA + 0x100000, 5, 800);
    ncr_quit(qts);
}

/* Without the privilege the target keeps the bus, however long it takes */
static void test_no_privilege(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io;

    set_break(qts, 1, "A");
    ncr_io_init(&io, 0, 1, MSG_IDENTIFY);
    ncr_io_rw(&io, false, 100, 800, A_DATA);
    ncr_io_start(qts, &io);
    ncr_wait_reg(qts, NCR_ISTAT, ISTAT_CON, ISTAT_CON);
    ncr_quiet(qts, 20);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    set_break(qts, 1, "B");
    resume(qts, 1, "A");
    /* the second part is asked for when the first has gone over */
    while (!mem_rl(qts, A_DATA + FIRST_PART - 4)) {
        ncr_quiet(qts, 1);
    }
    ncr_quiet(qts, 20);
    resume(qts, 1, "B");
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    g_assert_cmpint(io.disconnects, ==, 0);
    ncr_assert_pattern(qts, A_DATA, 100, 800);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Messages that end a nexus */

static void send_out(QTestState *qts, unsigned id, const uint8_t *msg,
                     unsigned len)
{
    NcrScript s;

    qtest_memwrite(qts, A_MSGOUT + 0xf000, msg, len);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_select(&s, true, id, 0);
    scr_move(&s, PH_MSG_OUT, len, A_MSGOUT + 0xf000);
    scr_jump_when(&s, PH_MSG_IN, s.base);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
}

/* A target may hold the bus until what it aborts can do no more harm */
static void lose(QTestState *qts)
{
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_UDC), ==, SSTAT0_UDC);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
}

/* Proves: S142 */
static void test_abort(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t msg[] = { PRIV, MSG_ABORT };
    NcrIo io;

    leave(qts, &io, 0, 1, 0, "A");
    send_out(qts, 1, msg, sizeof(msg));
    resume(qts, 1, "A");
    lose(qts);
    /* the aborted command never comes back */
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_quiet(qts, 50);
    ncr_wb(qts, NCR_SIEN, 0);
    g_assert_cmphex(ncr_test_unit_ready(qts, 1), ==, ST_GOOD);
    ncr_quit(qts);
}

/* Proves: S142 */
static void test_abort_tag(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t msg[] = { PRIV, MSG_SIMPLE_TAG, 5, MSG_ABORT_TAG };
    NcrIo io[2];

    leave(qts, &io[0], 0, 1, 5, "A");
    leave(qts, &io[1], 1, 1, 6, "B");
    send_out(qts, 1, msg, sizeof(msg));
    resume(qts, 1, "A");
    lose(qts);
    resume(qts, 1, "B");
    back(qts, io, 2, 1);
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_quiet(qts, 50);
    ncr_quit(qts);
}

/* CLEAR QUEUE takes every command of the logical unit */
static void test_clear_queue(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t msg[] = { PRIV, MSG_CLEAR_QUEUE };
    NcrIo io[2];

    leave(qts, &io[0], 0, 1, 5, "A");
    leave(qts, &io[1], 1, 1, 6, "B");
    send_out(qts, 1, msg, sizeof(msg));
    resume(qts, 1, "A");
    resume(qts, 1, "B");
    lose(qts);
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_quiet(qts, 50);
    ncr_wb(qts, NCR_SIEN, 0);
    ncr_drain_attention(qts, 1);
    ncr_quit(qts);
}

/* BUS DEVICE RESET: the target is as after power-on */
static void test_bus_device_reset(void)
{
    QTestState *qts = ncr_start_ready(1 << 1 | 1 << 2, "");
    static const uint8_t msg[] = { MSG_IDENTIFY, MSG_BDR };
    uint8_t key, asc;

    send_out(qts, 1, msg, sizeof(msg));
    lose(qts);
    g_assert_cmphex(ncr_test_unit_ready(qts, 2), ==, ST_GOOD);
    g_assert_cmphex(ncr_test_unit_ready(qts, 1), ==, ST_CHECK);
    ncr_sense(qts, 1, &key, &asc);
    g_assert_cmphex(key, ==, 6);
    g_assert_cmphex(asc, ==, 0x29);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Other messages */

/* IDENTIFY and @msg go out; the target answers with @in bytes, 0 for none */
static void converse(QTestState *qts, const uint8_t *msg, unsigned len,
                     uint8_t *answer, unsigned in)
{
    NcrScript s;

    qtest_memwrite(qts, A_MSGOUT, msg, len);
    qtest_memset(qts, A_CDB, 0, 6);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, len, A_MSGOUT);
    if (in) {
        scr_move(&s, PH_MSG_IN, in, A_MSGIN);
        scr_clear(&s, SC_ACK);
    }
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN + 16);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);
    ncr_wait_int(qts, INT_DONE);
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_GOOD);
    g_assert_cmphex(mem_rb(qts, A_MSGIN + 16), ==, MSG_COMPLETE);
    if (in) {
        qtest_memread(qts, A_MSGIN, answer, in);
    }
}

static void test_no_operation(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t msg[] = { MSG_IDENTIFY, MSG_NOP };

    converse(qts, msg, sizeof(msg), NULL, 0);
    ncr_quit(qts);
}

/* An 8-bit target rejects WIDE DATA TRANSFER REQUEST */
static void test_reject(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t wide[] = { MSG_IDENTIFY, 1, 2, 3, 1 };
    static const uint8_t odd[] = { MSG_IDENTIFY, 0x13 };
    uint8_t answer;

    converse(qts, wide, sizeof(wide), &answer, 1);
    g_assert_cmphex(answer, ==, MSG_REJECT);
    converse(qts, odd, sizeof(odd), &answer, 1);
    g_assert_cmphex(answer, ==, MSG_REJECT);
    ncr_quit(qts);
}

/* Proves: S148 */
static void test_sdtr(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t sync[] = { MSG_IDENTIFY, 1, 3, 1, 0x19, 8 };
    static const uint8_t async[] = { MSG_IDENTIFY, 1, 3, 1, 0x19, 0 };
    uint8_t answer[5];

    converse(qts, sync, sizeof(sync), answer, 5);
    g_assert_cmpmem(answer, 3, sync + 1, 3);
    g_assert_cmphex(answer[3], >=, 0x19);
    g_assert_cmphex(answer[4], <=, 8);
    /* driver loads what was agreed; data are the same */
    ncr_wb(qts, NCR_SXFER, answer[4]);
    ncr_wb(qts, NCR_SBCL, 1);
    ncr_read(qts, 1, 3, 20, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 3, 20);
    g_assert_cmphex(ncr_rb(qts, NCR_SXFER), ==, answer[4]);

    converse(qts, async, sizeof(async), answer, 5);
    g_assert_cmphex(answer[4], ==, 0);
    ncr_quit(qts);
}

/* A reported parity error makes the target send its message again */
static void test_message_parity_error(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrScript s;

    mem_wl(qts, A_MSGOUT, 0x80090000);
    qtest_memset(qts, A_CDB, 0, 6);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
    scr_set(&s, SC_ATN);
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT + 1);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN + 1);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_DONE);
    mem_wl(qts, A_MSGIN, 0xffffffff);
    scr_run(qts, &s);
    ncr_wait_int(qts, INT_DONE);
    g_assert_cmphex(mem_rl(qts, A_MSGIN), ==, 0x0000ffff);
    ncr_quit(qts);
}

/* Queue tags of all three kinds reach the target, many at once */
static void test_queue_kinds(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io;

    for (unsigned n = 0; n < 12; n++) {
        ncr_io_init(&io, 0, 1, PRIV);
        ncr_io_tag(&io, MSG_SIMPLE_TAG + n % 3, n * 23);
        ncr_io_rw(&io, false, n, 1, A_DATA);
        g_assert_cmphex(ncr_io_run(qts, &io), ==, ST_GOOD);
        ncr_assert_pattern(qts, A_DATA, n, 1);
    }
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Logical units, errors of the disk */

static void test_logical_units(void)
{
    g_autofree char *extra = g_strdup_printf(
        " -drive if=none,id=l2,format=raw,file=%s"
        " -device scsi-hd,drive=l2,bus=" NCR_BUS ",scsi-id=1,lun=2",
        ncr_image());
    QTestState *qts = ncr_start_ready(1 << 1, extra);
    static const uint8_t inquiry[6] = { 0x12, 0, 0, 0, 36, 0 };
    static const uint8_t tur[6];
    NcrIo io;

    while (ncr_cmd(qts, 1, 2, tur, 6, PH_STATUS, 0, 0) != ST_GOOD) {
        continue;
    }
    /* what goes to LUN 2 does not touch LUN 0 */
    ncr_read(qts, 1, 4, 1, A_DATA);
    ncr_io_init(&io, 0, 1, PRIV | 2);
    ncr_io_rw(&io, true, 90, 1, A_DATA);
    g_assert_cmphex(ncr_io_run(qts, &io), ==, ST_GOOD);
    ncr_read(qts, 1, 90, 1, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 90, 1);
    ncr_io_init(&io, 0, 1, PRIV | 2);
    ncr_io_rw(&io, false, 90, 1, A_DATA);
    g_assert_cmphex(ncr_io_run(qts, &io), ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 4, 1);
    /* a unit that is not there says so */
    g_assert_cmphex(ncr_cmd(qts, 1, 5, inquiry, 6, PH_DATA_IN, A_DATA, 36),
                    ==, ST_GOOD);
    g_assert_cmphex(mem_rb(qts, A_DATA), ==, 0x7f);
    g_assert_cmphex(ncr_cmd(qts, 1, 5, tur, 6, PH_STATUS, 0, 0), ==,
                    ST_CHECK);
    ncr_quit(qts);
}

/*
 * Software takes a reselection by the interrupt, without WAIT RESELECT, and
 * aborts: a later WAIT DISCONNECT waits for the bus all the same.
 */
static void test_abort_reselected(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io[2];
    NcrScript s;

    leave(qts, &io[0], 0, 1, 1, "A");
    leave(qts, &io[1], 1, 1, 2, "B");
    back_unanswered(qts, "A");
    mem_wb(qts, A_MSGOUT, MSG_ABORT);
    scr_init(&s, A_SCRIPT);
    scr_move(&s, PH_MSG_IN, 3, A_MSGIN);
    scr_set(&s, SC_ATN);
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    /* the target stays until nothing of the other command can happen */
    ncr_wait_dsp(qts, A_SCRIPT + 5 * 8);
    ncr_quiet(qts, 5);
    g_assert_cmphex(mem_rl(qts, A_MSGIN) >> 8, ==,
                    MSG_IDENTIFY << 16 | MSG_SIMPLE_TAG << 8 | 1);
    resume(qts, 1, "B");
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_UDC), ==, SSTAT0_UDC);
    ncr_assert_alive(qts, 1);
    ncr_quit(qts);
}

/*
 * A message to a target that has just reselected is an answer to it: WAIT
 * DISCONNECT then waits until the target has left.
 */
static void test_answer_reselected(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrScript s;
    NcrIo io;

    leave(qts, &io, 0, 1, 1, "A");
    back_unanswered(qts, "A");
    mem_wb(qts, A_MSGOUT, MSG_NOP);
    scr_init(&s, A_SCRIPT);
    scr_say_last(&s, 1, A_MSGOUT);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dsp(qts, A_SCRIPT + 3 * 8);
    ncr_quiet(qts, 5);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    ncr_assert_alive(qts, 1);
    ncr_quit(qts);
}

static void test_illegal_command(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t cdb[6] = { 0x02 };
    static const uint8_t read[10] = { 0x28, 0, 0x7f, 0, 0, 0, 0, 0, 1, 0 };
    uint8_t key, asc;

    g_assert_cmphex(ncr_cmd(qts, 1, 0, cdb, 6, PH_STATUS, 0, 0), ==,
                    ST_CHECK);
    ncr_sense(qts, 1, &key, &asc);
    g_assert_cmphex(key << 8 | asc, ==, 0x520);
    /* no data phase at all for a block beyond the end */
    g_assert_cmphex(ncr_cmd(qts, 1, 0, read, 10, PH_DATA_IN, A_DATA, 512),
                    ==, ST_CHECK);
    ncr_sense(qts, 1, &key, &asc);
    g_assert_cmphex(key << 8 | asc, ==, 0x521);
    ncr_quit(qts);
}

/* A command of @len bytes, of which the first MOVE sends @first */
static void odd_command(QTestState *qts, uint8_t opcode, unsigned len,
                        unsigned first)
{
    uint8_t key, asc;
    NcrScript s;

    qtest_memset(qts, A_CDB, 0, 16);
    mem_wb(qts, A_CDB, opcode);
    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    mem_wb(qts, A_STATUS, 0xff);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_move(&s, PH_COMMAND, first, A_CDB);
    if (len > first) {
        scr_move(&s, PH_COMMAND, len - first, A_CDB + first);
    }
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);
    ncr_wait_int(qts, INT_DONE);
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_CHECK);
    ncr_sense(qts, 1, &key, &asc);
    g_assert_cmphex(key << 8 | asc, ==, 0x520);
}

/*
 * Only the initiator knows how long commands of reserved and vendor-specific
 * groups are: the target takes what it sends, and does not know the command.
 */
static void test_unknown_lengths(void)
{
    static const uint8_t opcode[] = { 0xc9, 0xdf, 0xe7, 0x62, 0x7f };
    static const uint8_t len[] = { 6, 8, 10, 12, 16 };
    QTestState *qts = ncr_start_ready(1 << 1, "");

    for (unsigned i = 0; i < ARRAY_SIZE(opcode); i++) {
        for (unsigned k = 0; k < ARRAY_SIZE(len); k++) {
            odd_command(qts, opcode[i], len[k], len[k]);
            odd_command(qts, opcode[i], len[k], 1);
            odd_command(qts, opcode[i], len[k], 6);
            odd_command(qts, opcode[i], len[k], len[k] - 1);
        }
    }
    g_assert_cmphex(ncr_test_unit_ready(qts, 1), ==, ST_GOOD);
    ncr_quit(qts);
}

static void test_read_error(void)
{
    QTestState *qts = ncr_start(
        "-drive if=none,id=d1,format=raw,file.driver=blkdebug,"
        "file.image.driver=file,file.image.filename=%s,"
        "file.inject-error.0.event=read_aio,file.inject-error.0.errno=5,"
        "file.inject-error.0.sector=512,rerror=report "
        "-device scsi-hd,drive=d1,bus=" NCR_BUS ",scsi-id=1", ncr_image());
    uint8_t key, asc;
    NcrIo io;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    ncr_io_init(&io, 0, 1, PRIV);
    ncr_io_rw(&io, false, 500, 32, A_DATA);
    g_assert_cmphex(ncr_io_run(qts, &io), ==, ST_CHECK);
    ncr_sense(qts, 1, &key, &asc);
    g_assert_cmphex(key, !=, 0);
    ncr_read(qts, 1, 10, 1, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 10, 1);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/disconnect/many-commands", test_many_commands },
    { "/lasi-ncr710/disconnect/all-ready", test_all_ready },
    { "/lasi-ncr710/disconnect/others-meanwhile", test_others_meanwhile },
    { "/lasi-ncr710/disconnect/mid-read", test_leave_in_mid_data },
    { "/lasi-ncr710/disconnect/save-pointers", test_save_pointers },
    { "/lasi-ncr710/disconnect/mid-write", test_leave_in_mid_write },
    { "/lasi-ncr710/disconnect/no-privilege", test_no_privilege },
    { "/lasi-ncr710/message/abort", test_abort },
    { "/lasi-ncr710/message/abort-tag", test_abort_tag },
    { "/lasi-ncr710/message/abort-reselected", test_abort_reselected },
    { "/lasi-ncr710/message/answer-reselected", test_answer_reselected },
    { "/lasi-ncr710/message/clear-queue", test_clear_queue },
    { "/lasi-ncr710/message/bus-device-reset", test_bus_device_reset },
    { "/lasi-ncr710/message/no-operation", test_no_operation },
    { "/lasi-ncr710/message/reject", test_reject },
    { "/lasi-ncr710/message/sdtr", test_sdtr },
    { "/lasi-ncr710/message/parity-error", test_message_parity_error },
    { "/lasi-ncr710/message/queue-kinds", test_queue_kinds },
    { "/lasi-ncr710/target/logical-units", test_logical_units },
    { "/lasi-ncr710/target/illegal-command", test_illegal_command },
    { "/lasi-ncr710/target/unknown-lengths", test_unknown_lengths },
    { "/lasi-ncr710/target/read-error", test_read_error },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
