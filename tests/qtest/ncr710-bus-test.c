/*
 * QTest: NCR 53C710 on LASI, selection, reselection and bus events
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "ncr710-io.h"

static QTestState *start(uint8_t ids)
{
    QTestState *qts = ncr_start_ready(ids, "");

    ncr_intercept_irq(qts);
    return qts;
}

/* Disk @id leaves the bus with a READ(10) that ncr_resume() lets finish */
static void leave(QTestState *qts, NcrIo *io, unsigned id)
{
    g_autofree char *drive = g_strdup_printf("d%u", id);

    ncr_break(qts, drive, "read_aio", "A");
    ncr_io_init(io, 0, id, MSG_IDENTIFY | MSG_DISC_PRIV);
    ncr_io_rw(io, false, 30, 2, A_DATA);
    ncr_io_start(qts, io);
    g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DISCONNECT);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
}

static void finish(QTestState *qts, NcrIo *io)
{
    ncr_io_wait_reselect(qts, io);
    g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DONE);
    g_assert_cmphex(io->status, ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 30, 2);
}

static void continue_script(QTestState *qts)
{
    ncr_wb(qts, NCR_DCNTL, ncr_rb(qts, NCR_DCNTL) | DCNTL_STD);
}

/* ------------------------------------------------------------------ */
/* SELECT */

/* Proves: S120 S160 */
static void test_select_atn(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 3, 0);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT + 16);
    scr_int(&s, 0x120);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x120);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL1), ==, SCNTL1_ESR | SCNTL1_CON);
    g_assert_cmphex(ncr_rb(qts, NCR_SDID), ==, 0x08);
    g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, 0x88);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==,
                    SBCL_REQ | SBCL_BSY | SBCL_ATN | PH_MSG_OUT);
    /* the halted chip lets go of ATN by SOCL */
    g_assert_cmphex(ncr_rb(qts, NCR_SOCL) & SBCL_ATN, ==, SBCL_ATN);
    ncr_wb(qts, NCR_SOCL, ncr_rb(qts, NCR_SOCL) & ~SBCL_ATN);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ATN, ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SOCL) & SBCL_ATN, ==, 0);
    ncr_quit(qts);
}

/* Proves: S160 S141 */
static void test_socl_ack(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    qtest_memset(qts, A_CDB, 0, 6);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 3, 0);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
    scr_int(&s, 0x160);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x160);
    g_assert_cmphex(ncr_rb(qts, NCR_SOCL) & SBCL_ACK, ==, SBCL_ACK);
    ncr_wb(qts, NCR_SOCL, ncr_rb(qts, NCR_SOCL) & ~SBCL_ACK);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ACK, ==, 0);
    /* that was the end of COMMAND COMPLETE: a legal bus free */
    ncr_wait_reg(qts, NCR_ISTAT, 0xff, 0);
    ncr_quiet(qts, 5);
    ncr_quit(qts);
}

/* Proves: S121 S148 */
static void test_select_table(void)
{
    QTestState *qts = start(1 << 6);
    NcrScript s;
    NcrIo io;

    mem_wl(qts, A_TABLE - 4, 0x00401800);
    ncr_wl(qts, NCR_DSA, A_TABLE);
    ncr_wb(qts, NCR_SBCL, 1);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_select_tbl(&s, true, -4, 0);
    ncr_io_init(&io, 0, 6, MSG_IDENTIFY);
    ncr_io_rw(&io, false, 30, 2, A_DATA);
    /* the rest of the command is the library's, without its SELECT */
    ncr_io_start(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    qtest_memset(qts, A_DATA, 0, 1024);
    scr_jump(&s, io.a_start + 8);
    scr_run(qts, &s);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    g_assert_cmphex(ncr_rb(qts, NCR_SXFER), ==, 0x18);
    g_assert_cmphex(ncr_rb(qts, NCR_SDID), ==, 0x40);
    ncr_assert_pattern(qts, A_DATA, 30, 2);
    ncr_quit(qts);
}

/* Proves: S122 */
static void test_select_without_atn(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_select(&s, false, 3, 0);
    scr_jump_when(&s, PH_COMMAND, A_SCRIPT + 0x18);
    scr_int(&s, INT_BAD);
    scr_int(&s, 0x122);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x122);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==,
                    SBCL_REQ | SBCL_BSY | PH_COMMAND);
    ncr_quit(qts);
}

static void select_nobody(QTestState *qts, unsigned id)
{
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, id, 0);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
}

/* Proves: S123 S124 P31 */
static void test_selection_timeout(void)
{
    QTestState *qts = start(1 << 3);

    for (unsigned id = 0; id < 7; id++) {
        if (id == 3) {
            continue;
        }
        select_nobody(qts, id);
        g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_STO) & ~SSTAT0_UDC, ==,
                        SSTAT0_STO);
        g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
        ncr_rb(qts, NCR_SSTAT0);
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    }
    /* a present ID right after it, without any reset */
    ncr_read(qts, 3, 9, 1, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 9, 1);
    ncr_quit(qts);
}

/* Proves: S125 */
static void test_timer_off(void)
{
    QTestState *qts = start(1 << 3);

    ncr_wb(qts, NCR_CTEST7, CTEST7_STD);
    select_nobody(qts, 5);
    for (unsigned n = 0; n < 20; n++) {
        qtest_clock_step(qts, 200 * 1000 * 1000);
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, 0);
    }
    ncr_wb(qts, NCR_CTEST7, 0);
    ncr_wait_sstat0(qts, SSTAT0_STO);
    ncr_quit(qts);
}

/* Proves: S127 */
static void test_runs_before_answer(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    /* nobody will ever answer, and no timeout stops the script */
    ncr_wb(qts, NCR_CTEST7, CTEST7_STD);
    ncr_wl(qts, NCR_SCRATCH, 0xff);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 5, 0);
    scr_reg(&s, RO_REG_TO_SFBR, OP_AND, NCR_SBCL, SBCL_BSY);
    scr_reg(&s, RO_SFBR_TO_REG, OP_OR, NCR_SCRATCH, 0);
    scr_int(&s, 0x127);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x127);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 0);
    ncr_setup(qts);

    /* a present target is seen by polling */
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 3, 0);
    scr_reg(&s, RO_REG_TO_SFBR, OP_AND, NCR_SBCL, SBCL_BSY);
    scr_op(&s, TC_JUMP | TC_IF_DATA(0), A_SCRIPT + 8);
    scr_reg(&s, RO_SFBR_TO_REG, OP_OR, NCR_SCRATCH, 0);
    scr_int(&s, 0x127);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x127);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, SBCL_BSY);
    ncr_quit(qts);
}

/* Proves: S126 */
static void test_select_loses_to_reselection(void)
{
    QTestState *qts = start(1 << 1 | 1 << 2);
    NcrScript s;
    NcrIo io;

    leave(qts, &io, 1);
    ncr_resume(qts, "d1", "A");
    /* nobody waits for it: the target stands there with its IDENTIFY */
    ncr_wait_reg(qts, NCR_SBCL, SBCL_BSY | SBCL_REQ, SBCL_BSY | SBCL_REQ);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, 0);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_select(&s, true, 2, s.base + 16);
    scr_int(&s, INT_BAD);
    scr_wait_reselect(&s, s.base + 32);                     /* 10 */
    scr_jump(&s, io.a_resel + 8);
    scr_int(&s, INT_BAD);                                   /* 20 */
    scr_run(qts, &s);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    g_assert_cmphex(io.status, ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 30, 2);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* WAIT, SET, CLEAR */

/* Proves: S128 */
static void test_wait_disconnect_free(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_wait_disconnect(&s);
    scr_int(&s, 0x128);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x128);
    /* and after commands that end and that disconnect, CON is 0 */
    g_assert_cmphex(ncr_test_unit_ready(qts, 3), ==, ST_GOOD);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL1), ==, SCNTL1_ESR);
    ncr_quit(qts);
}

/* Proves: S129 S141 */
static void test_wait_reselect(void)
{
    QTestState *qts = start(1 << 4);
    NcrScript s;
    NcrIo io;

    leave(qts, &io, 4);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_wait_reselect(&s, s.base + 16);
    scr_int(&s, 0x129);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_quiet(qts, 10);
    ncr_resume(qts, "d4", "A");
    ncr_wait_int(qts, 0x129);
    g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, 0x90);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    ncr_wait_reg(qts, NCR_SBCL, 0xff, SBCL_REQ | SBCL_BSY | PH_MSG_IN);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL0) & SCNTL0_TRG, ==, 0);
    ncr_wl(qts, NCR_DSP, io.a_resel + 8);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    ncr_assert_pattern(qts, A_DATA, 30, 2);
    ncr_quit(qts);
}

/* Proves: S128 */
static void test_wait_disconnect_reselected(void)
{
    QTestState *qts = start(1 << 4);
    NcrScript s;
    NcrIo io;

    leave(qts, &io, 4);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_wait_reselect(&s, 0);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN + 0x80);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_resume(qts, "d4", "A");
    ncr_wait_dsp(qts, s.base + 32);
    /* the target offers its data and has no reason to leave */
    ncr_quiet(qts, 20);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    ncr_wl(qts, NCR_DSP, io.a_loop);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    ncr_assert_pattern(qts, A_DATA, 30, 2);
    ncr_quit(qts);
}

/* Proves: S130 */
static void test_wait_reselect_relative(void)
{
    QTestState *qts = start(0);
    NcrScript s;

    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    scr_init(&s, A_SCRIPT);
    scr_jump(&s, A_SCRIPT + 0x18);
    scr_int(&s, 0x130);                                     /* 08 */
    scr_int(&s, INT_BAD);
    scr_op(&s, 0x54000000, -0x18 & 0xffffff);               /* 18 */
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x130);
    ncr_quit(qts);
}

/* The target may leave COMMAND at once, or after the command's bytes */
static void script_with_message(NcrScript *s)
{
    uint32_t loop = scr_here(s), j_msg, j_cmd, j_status;

    j_msg = scr_jump_when(s, PH_MSG_OUT, 0);
    j_cmd = scr_op(s, TC_JUMP | TC_IF(PH_COMMAND), 0);
    j_status = scr_op(s, TC_JUMP | TC_IF(PH_STATUS), 0);
    scr_int(s, INT_BAD);
    scr_target(s, j_cmd, scr_here(s));
    scr_move(s, PH_COMMAND, 6, A_CDB);
    scr_jump(s, loop);
    scr_target(s, j_msg, scr_here(s));
    scr_move(s, PH_MSG_OUT, 1, A_MSGOUT + 1);
    scr_reg(s, RO_REG_TO_REG, OP_ADD, NCR_SCRATCH, 1);
    scr_jump(s, loop);
    scr_target(s, j_status, scr_here(s));
    scr_move(s, PH_STATUS, 1, A_STATUS);
    scr_move(s, PH_MSG_IN, 1, A_MSGIN);
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    scr_int(s, 3);
}

/* Proves: S131 */
static void test_atn(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    ncr_wl(qts, NCR_SCRATCH, 0);
    mem_wl(qts, A_MSGOUT, 0x80080000);          /* IDENTIFY, NO OPERATION */
    qtest_memset(qts, A_CDB, 0, 6);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 3, 0);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_jump_when(&s, PH_COMMAND, s.base + 0x20);
    scr_int(&s, INT_BAD);
    scr_set(&s, SC_ATN);                                    /* 20 */
    scr_int(&s, 1);
    scr_clear(&s, SC_ATN);
    scr_int(&s, 2);
    scr_set(&s, SC_ATN);
    script_with_message(&s);
    scr_run(qts, &s);
    ncr_wait_int(qts, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ATN, ==, SBCL_ATN);
    continue_script(qts);
    ncr_wait_int(qts, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ATN, ==, 0);
    continue_script(qts);
    ncr_wait_int(qts, 3);
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_GOOD);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 1);
    ncr_quit(qts);
}

/* Proves: S132 */
static void test_clear_ack_harmless(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    qtest_memset(qts, A_CDB, 0, 6);
    scr_init(&s, A_SCRIPT);
    scr_clear(&s, SC_ACK);                      /* bus free */
    scr_select(&s, true, 3, 0);
    scr_clear(&s, SC_ACK);                      /* selected */
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
    scr_clear(&s, SC_ACK);
    scr_clear(&s, SC_ACK);                      /* free again */
    scr_wait_disconnect(&s);
    scr_int(&s, 0x132);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x132);
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_GOOD);
    ncr_quit(qts);
}

/* Proves: S133 */
static void test_target_role(void)
{
    QTestState *qts = start(1 << 3);
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_set(&s, SC_TARGET);
    scr_int(&s, 1);
    scr_op(&s, 0x48000000, 0);                  /* DISCONNECT */
    scr_clear(&s, SC_TARGET);
    scr_int(&s, 2);
    scr_run(qts, &s);
    ncr_wait_int(qts, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL0) & SCNTL0_TRG, ==, SCNTL0_TRG);
    continue_script(qts);
    ncr_wait_int(qts, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL0) & SCNTL0_TRG, ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    ncr_read(qts, 3, 9, 1, A_DATA);
    ncr_quit(qts);
}

/* Unproved: S134 no other initiator exists on the emulated bus */

/* ------------------------------------------------------------------ */
/* Reselection */

/* Proves: S135 */
static void test_reselected_while_stopped(void)
{
    QTestState *qts = start(1 << 5);
    NcrIo io;

    leave(qts, &io, 5);
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_quiet(qts, 5);
    ncr_resume(qts, "d5", "A");
    g_assert_cmphex(ncr_wait_istat(qts, ISTAT_SIP), ==,
                    ISTAT_CON | ISTAT_SIP);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, 0xa0);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_IO, ==, SBCL_IO);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SEL);
    g_assert_false(qtest_get_irq(qts, 0));
    finish(qts, &io);
    ncr_quit(qts);
}

/* Proves: S137 */
static void test_reselected_unnoticed(void)
{
    QTestState *qts = start(1 << 5);
    NcrIo io;

    leave(qts, &io, 5);
    ncr_resume(qts, "d5", "A");
    ncr_wait_reg(qts, NCR_SBCL, SBCL_BSY, SBCL_BSY);
    ncr_quiet(qts, 20);
    finish(qts, &io);
    ncr_quit(qts);
}

/* Proves: S138 */
static void test_no_response(void)
{
    QTestState *qts = start(1 << 5);
    NcrIo io;

    leave(qts, &io, 5);
    ncr_wb(qts, NCR_SCNTL1, 0);
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_resume(qts, "d5", "A");
    for (unsigned n = 0; n < 50; n++) {
        qtest_clock_step(qts, 10 * 1000 * 1000);
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
        g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    }
    /* the target tries again; now it is answered */
    ncr_wb(qts, NCR_SIEN, 0);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    finish(qts, &io);
    ncr_quit(qts);
}

static void reselection_sfbr(bool com)
{
    QTestState *qts = start(1 << 5);
    NcrIo io;
    uint8_t sfbr;

    ncr_wb(qts, NCR_DCNTL, com ? DCNTL_COM : 0);
    leave(qts, &io, 5);
    sfbr = ncr_rb(qts, NCR_SFBR);
    g_assert_cmphex(sfbr, ==, MSG_DISCONNECT);
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_resume(qts, "d5", "A");
    ncr_wait_sstat0(qts, SSTAT0_SEL);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, com ? sfbr : 0xa0);
    g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, 0xa0);
    finish(qts, &io);
    ncr_quit(qts);
}

/* Proves: S139 */
static void test_reselection_com_0(void)
{
    reselection_sfbr(false);
}

/* Proves: S139 */
static void test_reselection_com_1(void)
{
    reselection_sfbr(true);
}

/* Proves: S140 S148 */
static void test_identify_and_tag(void)
{
    QTestState *qts = start(1 << 2);
    NcrScript s;
    NcrIo io;

    ncr_break(qts, "d2", "read_aio", "A");
    ncr_io_init(&io, 0, 2, MSG_IDENTIFY | MSG_DISC_PRIV);
    ncr_io_tag(&io, MSG_SIMPLE_TAG, 0xa7);
    ncr_io_rw(&io, false, 30, 2, A_DATA);
    ncr_io_start(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_wait_reselect(&s, 0);
    scr_move(&s, PH_MSG_IN, 3, A_MSGIN + 0x80);
    scr_int(&s, 0x140);
    scr_clear(&s, SC_ACK);
    scr_jump(&s, io.a_loop);
    scr_run(qts, &s);
    ncr_resume(qts, "d2", "A");
    ncr_wait_int(qts, 0x140);
    g_assert_cmphex(mem_rl(qts, A_MSGIN + 0x80) >> 8, ==, 0x8020a7);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, 0x80);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ACK, ==, SBCL_ACK);
    ncr_wb(qts, NCR_SXFER, 0x28);
    ncr_wb(qts, NCR_SBCL, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ACK, ==, SBCL_ACK);
    continue_script(qts);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
    ncr_assert_pattern(qts, A_DATA, 30, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_SXFER), ==, 0x28);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Bus reset */

/* Proves: S143 */
static void test_bus_reset(void)
{
    QTestState *qts = start(1 << 2);
    uint8_t key, asc;

    ncr_wb(qts, NCR_SIEN, SSTAT0_RST);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT1) & 2, ==, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_RST);
    g_assert_false(qtest_get_irq(qts, 0));
    /* an edge: the line is still up, and nothing more comes */
    ncr_quiet(qts, 5);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT1) & 2, ==, 2);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT1) & 2, ==, 0);
    ncr_quiet(qts, 5);
    /* chip registers stay, targets were reset */
    g_assert_cmphex(ncr_rb(qts, NCR_SCID), ==, 0x80);
    g_assert_cmphex(ncr_test_unit_ready(qts, 2), ==, ST_CHECK);
    ncr_sense(qts, 2, &key, &asc);
    g_assert_cmphex(key, ==, 6);
    g_assert_cmphex(asc, ==, 0x29);
    ncr_quit(qts);
}

/* Proves: S144 */
static void test_bus_reset_masked(void)
{
    QTestState *qts = start(1 << 2);
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 2, 0);
    scr_move(&s, PH_STATUS, 1, A_STATUS);       /* M/A: still connected */
    scr_run(qts, &s);
    ncr_wait_sstat0(qts, SSTAT0_MA);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_RST);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_drain_attention(qts, 2);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Without SCRIPTS: software moves each byte itself */

/* The target asks for a byte in this phase */
static void assert_asks(QTestState *qts, uint8_t phase, uint8_t atn)
{
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==,
                    SBCL_REQ | SBCL_BSY | atn | phase);
}

/* @lines: what stays on the control lines with ACK and after it */
static void hand_out(QTestState *qts, uint8_t val, uint8_t lines)
{
    ncr_wb(qts, NCR_SODL, val);
    ncr_wb(qts, NCR_SOCL, lines | SBCL_ACK);
    ncr_wb(qts, NCR_SOCL, lines);
}

static uint8_t hand_in(QTestState *qts)
{
    uint8_t val;

    ncr_wb(qts, NCR_SOCL, SBCL_ACK);
    val = ncr_rb(qts, NCR_SIDL);
    ncr_wb(qts, NCR_SOCL, 0);
    return val;
}

static void select_by_hand(QTestState *qts, unsigned id)
{
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_LLM);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_ADB);
    ncr_wb(qts, NCR_SDID, 1 << id);
    ncr_wb(qts, NCR_SCNTL0, 0xcc | SCNTL0_START | SCNTL0_WATN);
    ncr_wait_reg(qts, NCR_ISTAT, ISTAT_CON, ISTAT_CON);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_FCMP);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL0), ==, 0xcc | SCNTL0_WATN);
}

/* ATN falls before, or together with, the ACK of the last message byte */
static void test_by_hand(void)
{
    QTestState *qts = ncr_start_disks(1 << 1, "");

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    for (unsigned n = 0; n < 3; n++) {
        select_by_hand(qts, 1);
        assert_asks(qts, PH_MSG_OUT, SBCL_ATN);
        if (n) {
            hand_out(qts, MSG_IDENTIFY, SBCL_ATN);
            assert_asks(qts, PH_MSG_OUT, SBCL_ATN);
        }
        if (n < 2) {
            ncr_wb(qts, NCR_SOCL, 0);
            assert_asks(qts, PH_MSG_OUT, 0);
        }
        hand_out(qts, n ? MSG_NOP : MSG_IDENTIFY, 0);
        for (unsigned i = 0; i < 6; i++) {
            assert_asks(qts, PH_COMMAND, 0);
            hand_out(qts, 0, 0);                    /* TEST UNIT READY */
        }
        assert_asks(qts, PH_STATUS, 0);
        g_assert_cmphex(hand_in(qts), ==, ST_GOOD);
        assert_asks(qts, PH_MSG_IN, 0);
        g_assert_cmphex(hand_in(qts), ==, MSG_COMPLETE);
        g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
        /* without SCRIPTS the chip cannot know that it was the end */
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
        g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_UDC);
    }
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/select/atn", test_select_atn },
    { "/lasi-ncr710/select/socl-ack", test_socl_ack },
    { "/lasi-ncr710/select/table", test_select_table },
    { "/lasi-ncr710/select/without-atn", test_select_without_atn },
    { "/lasi-ncr710/select/timeout", test_selection_timeout },
    { "/lasi-ncr710/select/timer-off", test_timer_off },
    { "/lasi-ncr710/select/runs-before-answer", test_runs_before_answer },
    { "/lasi-ncr710/select/reselected", test_select_loses_to_reselection },
    { "/lasi-ncr710/wait/disconnect-free", test_wait_disconnect_free },
    { "/lasi-ncr710/wait/disconnect-reselected",
      test_wait_disconnect_reselected },
    { "/lasi-ncr710/wait/reselect", test_wait_reselect },
    { "/lasi-ncr710/wait/reselect-relative", test_wait_reselect_relative },
    { "/lasi-ncr710/set/atn", test_atn },
    { "/lasi-ncr710/set/clear-ack-harmless", test_clear_ack_harmless },
    { "/lasi-ncr710/set/target-role", test_target_role },
    { "/lasi-ncr710/reselect/stopped", test_reselected_while_stopped },
    { "/lasi-ncr710/reselect/unnoticed", test_reselected_unnoticed },
    { "/lasi-ncr710/reselect/no-response", test_no_response },
    { "/lasi-ncr710/reselect/com-0", test_reselection_com_0 },
    { "/lasi-ncr710/reselect/com-1", test_reselection_com_1 },
    { "/lasi-ncr710/reselect/identify-and-tag", test_identify_and_tag },
    { "/lasi-ncr710/bus-reset/edge", test_bus_reset },
    { "/lasi-ncr710/bus-reset/masked", test_bus_reset_masked },
    { "/lasi-ncr710/low-level/command", test_by_hand },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
