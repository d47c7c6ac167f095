/*
 * QTest: NCR 53C710 on LASI, lines of both buses and stray messages
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "ncr710-scene.h"

#define PRIV    (MSG_IDENTIFY | MSG_DISC_PRIV)

static void start_disk(NcrScene *sc, const char *opts)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), opts);

    ncr_scene_start(sc, "%s", args);
    ncr_drain_attention(sc->qts, 1);
}

/* ------------------------------------------------------------------ */
/* Low-level mode: every disconnect is unexpected (manual, page 4-22) */

static void hand_out(QTestState *qts, uint8_t val)
{
    ncr_wb(qts, NCR_SODL, val);
    ncr_wb(qts, NCR_SOCL, SBCL_ACK);
    ncr_wb(qts, NCR_SOCL, 0);
}

static uint8_t hand_in(QTestState *qts)
{
    uint8_t val;

    ncr_wb(qts, NCR_SOCL, SBCL_ACK);
    val = ncr_rb(qts, NCR_SIDL);
    ncr_wb(qts, NCR_SOCL, 0);
    return val;
}

static void select_by_hand(QTestState *qts, uint8_t identify)
{
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_LLM);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ADB);
    ncr_wb(qts, NCR_SDID, 1 << 1);
    ncr_wb(qts, NCR_SCNTL0, 0xcc | SCNTL0_START | SCNTL0_WATN);
    ncr_wait_reg(qts, NCR_ISTAT, ISTAT_CON, ISTAT_CON);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_FCMP);
    ncr_wb(qts, NCR_SOCL, 0);
    hand_out(qts, identify);
}

static void assert_bus_freed(QTestState *qts)
{
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_UDC);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
}

static void by_hand(NcrScene *sc)
{
    start_disk(sc, "");
    select_by_hand(sc->qts, MSG_IDENTIFY);
    for (unsigned i = 0; i < 6; i++) {
        hand_out(sc->qts, 0);                   /* TEST UNIT READY */
        ncr_stage(sc);
    }
    g_assert_cmphex(hand_in(sc->qts), ==, ST_GOOD);
    ncr_stage(sc);
    /* with ACK, and the byte not yet over */
    ncr_wb(sc->qts, NCR_SOCL, SBCL_ACK);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SIDL), ==, MSG_COMPLETE);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT), ==, ISTAT_CON);
    ncr_stage(sc);
    ncr_wb(sc->qts, NCR_SOCL, 0);
    assert_bus_freed(sc->qts);
    /* SCRIPTS expect it */
    ncr_setup(sc->qts);
    g_assert_cmphex(ncr_test_unit_ready(sc->qts, 1), ==, ST_GOOD);
}

static void test_disconnect_by_hand(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t cdb[10] = { 0x28, [5] = 9, [8] = 1 };
    uint8_t val;

    ncr_break(qts, "d1", "read_aio", "A");
    select_by_hand(qts, PRIV);
    for (unsigned i = 0; i < sizeof(cdb); i++) {
        hand_out(qts, cdb[i]);
    }
    ncr_wait_reg(qts, NCR_SBCL, SBCL_REQ | 7, SBCL_REQ | PH_MSG_IN);
    val = hand_in(qts);
    if (val == MSG_SAVE) {
        val = hand_in(qts);
    }
    g_assert_cmphex(val, ==, MSG_DISCONNECT);
    assert_bus_freed(qts);
    ncr_resume(qts, "d1", "A");
    ncr_assert_alive(qts, 1);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Causes and the interrupt line */

static void both_causes(QTestState *qts)
{
    NcrScript s;

    ncr_wb(qts, NCR_SIEN, 0xff);
    ncr_wb(qts, NCR_DIEN, 0xff);
    ncr_rb(qts, NCR_CTEST3);                    /* SGE: nothing to pop */
    scr_init(&s, A_SCRIPT);
    scr_int(&s, 0x1234);
    scr_run(qts, &s);
    ncr_wait_istat(qts, ISTAT_DIP);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_DIP | ISTAT_SIP);
}

/* One read takes both, and the line just falls: LASI sees no edge */
static void one_read(NcrScene *sc)
{
    uint32_t val;

    ncr_scene_start(sc, "%s", "");
    qtest_writel(sc->qts, LASI_IMR, LASI_IRQ_SCSI);
    both_causes(sc->qts);
    g_assert_cmphex(qtest_readl(sc->qts, LASI_IPR) & LASI_IRQ_SCSI, ==,
                    LASI_IRQ_SCSI);
    qtest_writel(sc->qts, LASI_IPR, 0);
    ncr_stage(sc);
    val = ncr_rl(sc->qts, NCR_DSTAT);
    g_assert_cmphex(val & 0xffff, ==,
                    SSTAT0_SGE << 8 | DSTAT_DFE | DSTAT_SIR);
    g_assert_cmphex(qtest_readl(sc->qts, LASI_IPR) & LASI_IRQ_SCSI, ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT), ==, 0);
    ncr_stage(sc);
    g_assert_cmphex(ncr_rl(sc->qts, NCR_DSTAT) & 0xffff, ==, DSTAT_DFE);
    g_assert_cmphex(qtest_readl(sc->qts, LASI_IPR) & LASI_IRQ_SCSI, ==, 0);

    /* the next cause is an edge again */
    both_causes(sc->qts);
    g_assert_cmphex(qtest_readl(sc->qts, LASI_IPR) & LASI_IRQ_SCSI, ==,
                    LASI_IRQ_SCSI);
}

/* A cause behind the one that is read is told by an edge of its own */
static void stacked(NcrScene *sc)
{
    ncr_scene_start(sc, "%s", "");
    qtest_writel(sc->qts, LASI_IMR, LASI_IRQ_SCSI);
    both_causes(sc->qts);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    qtest_writel(sc->qts, LASI_IPR, 0);
    ncr_stage(sc);
    g_assert_cmphex(ncr_rl(sc->qts, NCR_DSTAT) & 0xffff, ==,
                    SSTAT0_SGE << 8 | DSTAT_DFE | DSTAT_SIR);
    ncr_stage(sc);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT), ==, ISTAT_SIP);
    g_assert_cmphex(ncr_rl(sc->qts, NCR_DSTAT) & 0xffff, ==,
                    SSTAT0_RST << 8 | DSTAT_DFE);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT), ==, 0);
}

static void stacked_edge(NcrScene *sc)
{
    ncr_scene_start(sc, "%s", "");
    qtest_writel(sc->qts, LASI_IMR, LASI_IRQ_SCSI);
    both_causes(sc->qts);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    qtest_writel(sc->qts, LASI_IPR, 0);
    ncr_stage(sc);
    ncr_rl(sc->qts, NCR_DSTAT);
    g_assert_cmphex(qtest_readl(sc->qts, LASI_IPR) & LASI_IRQ_SCSI, ==,
                    LASI_IRQ_SCSI);
}

/* ISTAT.RST takes all causes away, whatever they are (manual, chapter 4) */
static void reset_causes(NcrScene *sc)
{
    ncr_scene_start(sc, "%s", "");
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT), ==, ISTAT_SIP);
    ncr_stage(sc);
    ncr_reset_chip(sc->qts);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT), ==, 0);
    ncr_stage(sc);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0), ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_DSTAT), ==, DSTAT_DFE);

    /* in both levels of both registers */
    both_causes(sc->qts);
    ncr_wb(sc->qts, NCR_SIEN, 0);
    ncr_wb(sc->qts, NCR_DIEN, 0);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_wb(sc->qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wb(sc->qts, NCR_ISTAT, 0);
    ncr_stage(sc);
    ncr_reset_chip(sc->qts);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0), ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0), ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_DSTAT), ==, DSTAT_DFE);

    /*
     * With the report of a bus reset enabled Linux wants it all the same (see
     * the test that plays its host reset); nothing else is left.
     */
    both_causes(sc->qts);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_stage(sc);
    ncr_reset_chip(sc->qts);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0) & ~SSTAT0_RST, ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0), ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_DSTAT), ==, DSTAT_DFE);
}

/* ------------------------------------------------------------------ */
/* Loopback: the chip talks to itself, and is not on the bus */

static void in_loopback(NcrScene *sc)
{
    NcrIo io;

    start_disk(sc, NCR_SLOW);
    ncr_slow_down(sc->qts);
    ncr_io_init(&io, 1, 1, PRIV);
    ncr_io_rw(&io, false, 60, 1, A_DATA);
    ncr_io_start(sc->qts, &io);
    g_assert_cmpint(ncr_io_wait(sc->qts, &io), ==, NCR_EV_DISCONNECT);

    ncr_wb(sc->qts, NCR_CTEST4, 0x10);          /* SLBE */
    ncr_wb(sc->qts, NCR_SDID, 1 << 2);
    ncr_wb(sc->qts, NCR_SCNTL0, 0xcc | SCNTL0_START);
    ncr_stage(sc);
    for (unsigned n = 0; n < 10; n++) {
        ncr_speed_up(sc->qts);
        g_assert_cmphex(ncr_rb(sc->qts, NCR_SBCL) & (SBCL_SEL | SBCL_BSY),
                        ==, SBCL_SEL);
        g_assert_cmphex(ncr_rb(sc->qts, NCR_SBDL), ==, 0x84);
    }
    g_assert_cmphex(ncr_rb(sc->qts, NCR_ISTAT) & ISTAT_CON, ==, 0);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0), ==, 0);
    ncr_stage(sc);

    ncr_wb(sc->qts, NCR_SCNTL0, 0xcc);
    ncr_wb(sc->qts, NCR_CTEST4, 0);
    do {
        ncr_io_wait_reselect(sc->qts, &io);
    } while (ncr_io_wait(sc->qts, &io) != NCR_EV_DONE);
    g_assert_cmphex(io.status, ==, ST_GOOD);
    ncr_assert_pattern(sc->qts, A_DATA, 60, 1);
}

/* ------------------------------------------------------------------ */
/* Messages that do not fit */

static void say(QTestState *qts, NcrScript *s, const uint8_t *msg,
                unsigned len)
{
    qtest_memwrite(qts, A_MSGOUT, msg, len);
    qtest_memset(qts, A_CDB, 0, 6);
    qtest_memset(qts, A_MSGIN, 0xff, 16);
    scr_init(s, A_SCRIPT);
    scr_select(s, true, 1, 0);
    scr_move(s, PH_MSG_OUT, len, A_MSGOUT);
}

static void assert_ready(QTestState *qts)
{
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    g_assert_cmphex(ncr_test_unit_ready(qts, 1), ==, ST_GOOD);
}

/*
 * SCSI-2, 6.6.11: a target that gets MESSAGE PARITY ERROR while it did not
 * send a message just before lets go of the bus at once.
 */
static void parity_at_first(NcrScene *sc)
{
    static const uint8_t msg[] = { MSG_IDENTIFY, MSG_PARITY };
    NcrScript s;

    start_disk(sc, "");
    say(sc->qts, &s, msg, sizeof(msg));
    scr_jump_when(&s, PH_COMMAND, scr_here(&s) + 8);
    scr_int(&s, INT_BAD);
    scr_run(sc->qts, &s);
    g_assert_cmphex(ncr_wait_sstat0(sc->qts, SSTAT0_UDC), ==, SSTAT0_UDC);
    ncr_stage(sc);
    assert_ready(sc->qts);
}

/* What was said and acknowledged before the command is not said again */
static void parity_too_late(NcrScene *sc)
{
    static const uint8_t msg[] = { MSG_IDENTIFY, 1, 3, 1, 0x19, 8 };
    uint32_t at;
    NcrScript s;

    start_disk(sc, "");
    say(sc->qts, &s, msg, sizeof(msg));
    mem_wb(sc->qts, A_MSGOUT + 15, MSG_PARITY);
    scr_move(&s, PH_MSG_IN, 5, A_MSGIN);
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_int(&s, 0x77);
    scr_set(&s, SC_ATN);
    /* the status may have been under way already */
    at = scr_jump_when(&s, PH_MSG_OUT, 0);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_target(&s, at, scr_here(&s));
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT + 15);
    at = scr_jump_when(&s, PH_MSG_IN, scr_here(&s) + 8);
    scr_int(&s, INT_BAD);
    scr_run(sc->qts, &s);
    ncr_wait_int(sc->qts, 0x77);
    ncr_stage(sc);
    ncr_wb(sc->qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    g_assert_cmphex(ncr_wait_sstat0(sc->qts, SSTAT0_UDC), ==, SSTAT0_UDC);
    ncr_stage(sc);
    assert_ready(sc->qts);
}

/* Longer than the longest message: said once that it is not understood */
static void endless_message(NcrScene *sc)
{
    uint8_t msg[261];
    NcrScript s;

    start_disk(sc, "");
    memset(msg, 0x13, sizeof(msg));
    msg[0] = MSG_IDENTIFY;
    msg[1] = MSG_NOP;
    msg[2] = MSG_NOP;
    msg[3] = MSG_EXTENDED;
    msg[4] = 0;                                 /* 256 bytes */
    say(sc->qts, &s, msg, sizeof(msg));
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
    scr_clear(&s, SC_ACK);
    scr_int(&s, 0x77);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN + 1);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_DONE);
    scr_run(sc->qts, &s);
    ncr_wait_int(sc->qts, 0x77);
    g_assert_cmphex(mem_rb(sc->qts, A_MSGIN), ==, MSG_REJECT);
    ncr_stage(sc);
    ncr_wb(sc->qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(sc->qts, INT_DONE);
    g_assert_cmphex(mem_rb(sc->qts, A_STATUS), ==, ST_GOOD);
    g_assert_cmphex(mem_rb(sc->qts, A_MSGIN + 1), ==, MSG_COMPLETE);
}

#define SCENE(name)                                         \
static void test_##name(void)                               \
{                                                           \
    ncr_scene_plain(name);                                  \
}                                                           \
                                                            \
static void test_##name##_moved(void)                       \
{                                                           \
    ncr_scene_moved(name);                                  \
}

SCENE(by_hand)
SCENE(one_read)
SCENE(stacked)
SCENE(stacked_edge)
SCENE(reset_causes)
SCENE(in_loopback)
SCENE(parity_at_first)
SCENE(parity_too_late)
SCENE(endless_message)

static const NcrTest tests[] = {
    { "/lasi-ncr710/lines/by-hand", test_by_hand },
    { "/lasi-ncr710/lines/disconnect-by-hand", test_disconnect_by_hand },
    { "/lasi-ncr710/lines/one-read", test_one_read },
    { "/lasi-ncr710/lines/stacked", test_stacked },
    { "/lasi-ncr710/lines/stacked-edge", test_stacked_edge },
    { "/lasi-ncr710/lines/reset-causes", test_reset_causes },
    { "/lasi-ncr710/lines/in-loopback", test_in_loopback },
    { "/lasi-ncr710/lines/parity-at-first", test_parity_at_first },
    { "/lasi-ncr710/lines/parity-too-late", test_parity_too_late },
    { "/lasi-ncr710/lines/endless-message", test_endless_message },
    { "/lasi-ncr710/lines/moved/by-hand", test_by_hand_moved },
    { "/lasi-ncr710/lines/moved/one-read", test_one_read_moved },
    { "/lasi-ncr710/lines/moved/stacked", test_stacked_moved },
    { "/lasi-ncr710/lines/moved/stacked-edge", test_stacked_edge_moved },
    { "/lasi-ncr710/lines/moved/reset-causes", test_reset_causes_moved },
    { "/lasi-ncr710/lines/moved/in-loopback", test_in_loopback_moved },
    { "/lasi-ncr710/lines/moved/parity-at-first",
      test_parity_at_first_moved },
    { "/lasi-ncr710/lines/moved/parity-too-late",
      test_parity_too_late_moved },
    { "/lasi-ncr710/lines/moved/endless-message",
      test_endless_message_moved },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
