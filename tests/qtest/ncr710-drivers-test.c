/*
 * QTest: NCR 53C710 on LASI, played register for register as drivers do
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The scripts are written for these tests; what they have in common with the
 * named drivers is the order of register accesses, the kinds of instructions
 * and the values that the drivers look at.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ncr710-io.h"

static void put_read10(QTestState *qts, uint32_t at, unsigned lba,
                       unsigned blocks)
{
    uint8_t cdb[16] = { 0x28 };

    stl_be_p(&cdb[2], lba);
    stw_be_p(&cdb[7], blocks);
    qtest_memwrite(qts, at, cdb, sizeof(cdb));
}

/*
 * An interrupt handler that the pin calls; *sstat0 and *dstat are OR-ed. The
 * next cause may be there when it ends, but no pin without one.
 */
static void take_interrupt(QTestState *qts, uint8_t *sstat0, uint8_t *dstat)
{
    uint8_t istat = ncr_wait_istat(qts, ISTAT_SIP | ISTAT_DIP);

    g_assert_true(qtest_get_irq(qts, 0));
    *sstat0 = istat & ISTAT_SIP ? ncr_rb(qts, NCR_SSTAT0) : 0;
    *dstat = istat & ISTAT_DIP ? ncr_rb(qts, NCR_DSTAT) & ~DSTAT_DFE : 0;
    if (qtest_get_irq(qts, 0)) {
        g_assert_true(ncr_rb(qts, NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP));
    }
}

static uint32_t take_vector(QTestState *qts)
{
    uint8_t sstat0, dstat;

    take_interrupt(qts, &sstat0, &dstat);
    g_assert_cmphex(sstat0, ==, 0);
    g_assert_cmphex(dstat, ==, DSTAT_SIR);
    return ncr_rl(qts, NCR_DSPS);
}

/* ------------------------------------------------------------------ */
/* Linux 53c700 with lasi700: section 12.1 */

static void linux_chip_setup(QTestState *qts)
{
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM);
    ncr_wb(qts, NCR_DMODE, 0xe0);               /* burst 8, FC2 */
    ncr_wb(qts, NCR_CTEST7, 0);
    ncr_wb(qts, NCR_CTEST0, CTEST0_BTD);
    ncr_wb(qts, NCR_SCNTL0, 0xce);
    ncr_wb(qts, NCR_SCID, 0x80);
    ncr_wb(qts, NCR_SBCL, 0);
    ncr_wb(qts, NCR_SXFER, 0);
    ncr_wb(qts, NCR_SIEN, 0xbf);
    ncr_wb(qts, NCR_DIEN, 0x15);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_wb(qts, NCR_SBCL, 1);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM);
}

static void linux_probe(QTestState *qts)
{
    ncr_wb(qts, NCR_LCRC, 0xff);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST8) >> 4, ==, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_LCRC), ==, 0);
    ncr_wb(qts, NCR_ISTAT, ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, 0);
    linux_chip_setup(qts);
    g_assert_false(qtest_get_irq(qts, 0));
}

static void linux_bus_reset(QTestState *qts)
{
    uint8_t sstat0, dstat;

    ncr_wb(qts, NCR_SCNTL1, SCNTL1_RST);
    qtest_clock_step(qts, 50 * 1000);
    ncr_wb(qts, NCR_SCNTL1, 0);
    take_interrupt(qts, &sstat0, &dstat);
    g_assert_cmphex(sstat0, ==, SSTAT0_RST);
    linux_chip_setup(qts);
}

enum {
    L_DONE = 0x401, L_DISCONNECTED = 0x380, L_IDENTIFY = 0x302,
    L_UNEXPECTED = 0x710,
};

typedef struct LinuxScript {
    NcrScript s;
    uint32_t send_message, got_identify, resume, resel, disconnected;
} LinuxScript;

/* MOVEs of the data live outside and end in RETURN */
static void linux_data(QTestState *qts, uint32_t at, unsigned phase,
                       uint32_t len)
{
    NcrScript s;

    scr_init(&s, at);
    scr_op(&s, 0x80000000, 0);                  /* an entry already done */
    scr_move(&s, phase, len / 4, A_DATA);
    scr_move(&s, phase, len - len / 4, A_DATA + len / 4);
    scr_op(&s, TC_RETURN | TC_TRUE, 0);
    scr_load(qts, &s);
}

static void linux_script(LinuxScript *l, unsigned id, unsigned msg_len,
                         unsigned cdb_len)
{
    NcrScript *s = &l->s;
    uint32_t sel, at, j_status, j_msg, j_disc, loop;

    scr_init(s, A_SCRIPT);
    sel = scr_select(s, true, id, 0);
    scr_clear(s, SC_ACK);                       /* nothing to acknowledge */
    at = scr_op(s, TC_CALL | TC_WHEN(PH_MSG_OUT), 0);
    scr_move(s, PH_COMMAND, cdb_len, A_CDB);
    loop = scr_here(s);
    j_status = scr_jump_when(s, PH_STATUS, 0);
    j_msg = scr_op(s, TC_JUMP | TC_IF(PH_MSG_IN), 0);
    scr_op(s, TC_CALL | TC_IF(PH_DATA_IN), A_TABLE);
    scr_op(s, TC_CALL | TC_IF(PH_DATA_OUT), A_TABLE);
    scr_jump(s, loop);

    scr_target(s, at, scr_here(s));
    l->send_message = scr_move(s, PH_MSG_OUT, msg_len, A_MSGOUT);
    scr_op(s, 0x96030000, 0);                   /* RETURN WHEN NOT MSG_OUT */
    scr_int(s, L_UNEXPECTED);                   /* ATN did not drop */

    scr_target(s, j_status, scr_here(s));
    scr_move(s, PH_STATUS, 1, A_STATUS);
    scr_op(s, TC_INT | TC_WAIT | TC_PHASE | TC_PH(PH_MSG_IN), L_UNEXPECTED);
    scr_move(s, PH_MSG_IN, 1, A_MSGIN);
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    scr_int(s, L_DONE);

    scr_target(s, j_msg, scr_here(s));
    scr_move(s, PH_MSG_IN, 1, A_MSGIN);
    j_disc = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_DISCONNECT), 0);
    scr_op(s, TC_INT | TC_DATA | MSG_SAVE, L_UNEXPECTED);
    scr_clear(s, SC_ACK);
    scr_jump(s, loop);
    scr_target(s, j_disc, scr_here(s));
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    l->disconnected = scr_int(s, L_DISCONNECTED);

    l->resel = scr_wait_reselect(s, 0);
    scr_target(s, sel, l->resel);
    l->got_identify = scr_move(s, PH_MSG_IN, msg_len, A_MSGIN + 16);
    scr_int(s, L_IDENTIFY);
    l->resume = scr_clear(s, SC_ACK);
    scr_jump(s, loop);
}

static void linux_start(QTestState *qts, LinuxScript *l)
{
    scr_load(qts, &l->s);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    ncr_wb(qts, NCR_SXFER, 0);
    ncr_wl(qts, NCR_TEMP, A_CDB);
    ncr_wl(qts, NCR_DSP, l->s.base);
}

/* SEL: who is it, selected or reselected, where were the SCRIPTS */
static void linux_reselect(QTestState *qts, LinuxScript *l, unsigned id)
{
    uint32_t dsp = ncr_rl(qts, NCR_DSP);

    g_assert_cmphex(ncr_rb(qts, NCR_LCRC) & ~0x80, ==, 1 << id);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_IO, ==, SBCL_IO);
    g_assert_true(dsp == l->disconnected || dsp == l->disconnected + 8);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    ncr_wl(qts, NCR_DSP, l->resel);
    g_assert_cmphex(take_vector(qts), ==, L_IDENTIFY);
    ncr_wb(qts, NCR_SXFER, 0x08);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    ncr_wl(qts, NCR_TEMP, A_CDB);
    ncr_wl(qts, NCR_DSP, l->resume);
}

/*
 * One interrupt. SIR and SEL may come in the same pass: SIR is handled first.
 * Returns the vector, or 0 for a SEL alone; SSTAT0 causes but SEL are left in
 * *other.
 */
static uint32_t linux_interrupt(QTestState *qts, LinuxScript *l, unsigned id,
                                uint8_t *other)
{
    uint8_t sstat0, dstat;
    uint32_t vector = 0;

    take_interrupt(qts, &sstat0, &dstat);
    *other = sstat0 & ~SSTAT0_SEL;
    if (dstat & DSTAT_SIR) {
        vector = ncr_rl(qts, NCR_DSPS);
    }
    if (sstat0 & SSTAT0_SEL) {
        linux_reselect(qts, l, id);
    }
    return vector;
}

static void linux_command(QTestState *qts, unsigned id, bool held)
{
    static const uint8_t msg[] = { 0xc0, MSG_SIMPLE_TAG, 0x42 };
    LinuxScript l;
    uint32_t vector;
    uint8_t other;

    qtest_memwrite(qts, A_MSGOUT, msg, sizeof(msg));
    put_read10(qts, A_CDB, 33, 4);
    linux_data(qts, A_TABLE, PH_DATA_IN, 2048);
    linux_script(&l, id, sizeof(msg), 10);
    linux_start(qts, &l);
    if (held) {
        g_assert_cmphex(linux_interrupt(qts, &l, id, &other), ==,
                        L_DISCONNECTED);
        ncr_quiet(qts, 5);
        ncr_resume(qts, "d2", "A");
        g_assert_cmphex(linux_interrupt(qts, &l, id, &other), ==, 0);
        g_assert_cmphex(mem_rl(qts, A_MSGIN + 16) >> 8, ==, 0x802042);
    }
    while ((vector = linux_interrupt(qts, &l, id, &other)) != L_DONE) {
        g_assert_true(vector == L_DISCONNECTED || vector == 0);
        g_assert_cmphex(other, ==, 0);
    }
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 33, 4);
}

/* A machine whose driver has found the controller and the disk at ID 2 */
static QTestState *linux_up(void)
{
    QTestState *qts = ncr_start_ready(1 << 2, "");

    ncr_intercept_irq(qts);
    linux_probe(qts);
    return qts;
}

static void drain_masked(QTestState *qts, unsigned id)
{
    ncr_wb(qts, NCR_SIEN, 0);
    ncr_wb(qts, NCR_DIEN, 0);
    ncr_drain_attention(qts, id);
}

/* Proves: S145 */
static void test_linux_bus_reset(void)
{
    QTestState *qts = linux_up();

    linux_command(qts, 2, false);
    linux_bus_reset(qts);
    /* recovery without a chip reset, then the unit attention */
    drain_masked(qts, 2);
    linux_chip_setup(qts);
    linux_command(qts, 2, false);
    ncr_quit(qts);
}

/*
 * Host reset: bus reset, chip reset, and then it waits for the report of the
 * bus reset. The chip must still have it.
 */
static void test_linux_host_reset(void)
{
    QTestState *qts = linux_up();
    uint8_t sstat0, dstat;

    ncr_wb(qts, NCR_SCNTL1, SCNTL1_RST);
    ncr_wb(qts, NCR_SCNTL1, 0);
    ncr_wb(qts, NCR_ISTAT, ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, 0);
    linux_chip_setup(qts);
    take_interrupt(qts, &sstat0, &dstat);
    g_assert_cmphex(sstat0, ==, SSTAT0_RST);
    linux_chip_setup(qts);
    drain_masked(qts, 2);
    linux_chip_setup(qts);
    linux_command(qts, 2, false);
    ncr_quit(qts);
}

static void test_linux_disconnect(void)
{
    QTestState *qts = linux_up();

    ncr_break(qts, "d2", "read_aio", "A");
    linux_command(qts, 2, true);
    ncr_quit(qts);
}

/* More data wanted than the target has: the handler's arithmetic */
static void test_linux_underrun(void)
{
    QTestState *qts = linux_up();
    LinuxScript l;
    uint8_t other;

    mem_wb(qts, A_MSGOUT, 0xc0);
    put_read10(qts, A_CDB, 33, 1);
    linux_data(qts, A_TABLE, PH_DATA_IN, 4096);
    linux_script(&l, 2, 1, 10);
    linux_start(qts, &l);
    do {
        uint32_t vector = linux_interrupt(qts, &l, 2, &other);

        g_assert_true(vector == L_DISCONNECTED || vector == 0);
    } while (!other);
    g_assert_cmphex(other, ==, SSTAT0_MA);
    /* the first MOVE of the fragment, at A_TABLE + 8, met STATUS */
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_TABLE + 16);
    g_assert_cmphex(ncr_residue(qts), ==, 512);
    ncr_wb(qts, NCR_CTEST8, CTEST8_FLF);
    ncr_wb(qts, NCR_CTEST8, 0);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    ncr_wl(qts, NCR_DSP, l.s.base + 4 * 8);     /* its loop over phases */
    g_assert_cmphex(take_vector(qts), ==, L_DONE);
    ncr_assert_pattern(qts, A_DATA, 33, 1);
    ncr_quit(qts);
}

static void test_linux_timeout(void)
{
    QTestState *qts = linux_up();
    uint8_t sstat0, dstat;
    LinuxScript l;

    linux_script(&l, 4, 1, 6);
    linux_start(qts, &l);
    take_interrupt(qts, &sstat0, &dstat);
    g_assert_cmphex(sstat0 & ~SSTAT0_UDC, ==, SSTAT0_STO);
    g_assert_cmphex(dstat, ==, 0);
    linux_command(qts, 2, false);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* NetBSD osiop on hppa: section 12.3 */

enum {
    N_OK = 0xff00, N_DISCONNECT = 0xff03, N_RECONNECT = 0xff04,
    N_SIGP = 0xff06, N_ERR = 0xff0b,
};

/* Offsets of table entries from DSA */
enum { T_ID, T_MSG = 8, T_STATUS = 16, T_MSGIN = 24, T_CDB = 32, T_DATA = 40 };

static void table_entry(QTestState *qts, unsigned off, uint32_t n,
                        uint32_t addr)
{
    mem_wl(qts, A_TABLE + off, n);
    mem_wl(qts, A_TABLE + off + 4, addr);
}

static void bsd_reset(QTestState *qts)
{
    uint8_t istat;

    qtest_writeb(qts, LASI_SCSI, 0);
    ncr_wb(qts, NCR_DCNTL, DCNTL_EA);
    /* bus reset with interrupts off */
    ncr_wb(qts, NCR_SIEN, 0);
    ncr_wb(qts, NCR_SCNTL1, ncr_rb(qts, NCR_SCNTL1) | SCNTL1_RST);
    ncr_wb(qts, NCR_SCNTL1, ncr_rb(qts, NCR_SCNTL1) & ~SCNTL1_RST);
    /* chip reset */
    ncr_wb(qts, NCR_ISTAT, ncr_rb(qts, NCR_ISTAT) | ISTAT_ABRT);
    ncr_wb(qts, NCR_ISTAT, ncr_rb(qts, NCR_ISTAT) | ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, ncr_rb(qts, NCR_ISTAT) & ~ISTAT_RST);
    ncr_wb(qts, NCR_SCNTL0, 0xcc);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_wb(qts, NCR_DCNTL, DCNTL_EA);
    ncr_wb(qts, NCR_DMODE, 0x80);
    ncr_wb(qts, NCR_SIEN, 0);
    ncr_wb(qts, NCR_DIEN, 0);
    ncr_wb(qts, NCR_SCID, 0x80);
    ncr_wb(qts, NCR_DWT, 0);
    ncr_wb(qts, NCR_CTEST0, ncr_rb(qts, NCR_CTEST0) | CTEST0_BTD | 0x10);
    ncr_wb(qts, NCR_CTEST7, ncr_rb(qts, NCR_CTEST7) | 0x80);
    istat = ncr_rb(qts, NCR_ISTAT);
    if (istat & ISTAT_SIP) {
        ncr_rb(qts, NCR_SSTAT0);
    }
    if (istat & ISTAT_DIP) {
        ncr_rb(qts, NCR_DSTAT);
    }
    ncr_wb(qts, NCR_SIEN, 0xaf);
    ncr_wb(qts, NCR_DIEN, 0x35);
    ncr_quiet(qts, 2);
    g_assert_false(qtest_get_irq(qts, 0));
}

/* What it does on every interrupt before it looks further */
static uint32_t bsd_interrupt(QTestState *qts, uint8_t *sstat0)
{
    uint8_t dstat, spins = 0;

    take_interrupt(qts, sstat0, &dstat);
    ncr_rb(qts, NCR_DFIFO);
    ncr_rl(qts, NCR_DBC);
    ncr_rb(qts, NCR_SSTAT1);
    ncr_wb(qts, NCR_CTEST8, ncr_rb(qts, NCR_CTEST8) | CTEST8_CLF);
    while ((ncr_rb(qts, NCR_CTEST1) & 0xf0) != 0xf0) {
        g_assert_cmpint(++spins, <, 10);
    }
    ncr_wb(qts, NCR_CTEST8, ncr_rb(qts, NCR_CTEST8) & ~CTEST8_CLF);
    g_assert_cmphex(dstat & ~DSTAT_SIR, ==, 0);
    return dstat ? ncr_rl(qts, NCR_DSPS) : 0;
}

typedef struct BsdScript {
    NcrScript s;
    uint32_t resel;
} BsdScript;

static void rel(NcrScript *s, uint32_t w0, uint32_t target)
{
    scr_op(s, w0 | TC_REL, (target - scr_here(s) - 8) & 0xffffff);
}

/*
 * Table-indirect, relative jumps; backwards references only, so the
 * subroutines come first and the entry last.
 */
static uint32_t bsd_script(BsdScript *b)
{
    NcrScript *s = &b->s;
    uint32_t status, discon, msgin, sw, data, entry;

    scr_init(s, A_SCRIPT);
    status = scr_move_tbl(s, PH_STATUS, T_STATUS);
    scr_move_tbl(s, PH_MSG_IN, T_MSGIN);
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    scr_int(s, N_OK);
    discon = scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    scr_int(s, N_DISCONNECT);
    msgin = scr_move_tbl(s, PH_MSG_IN, T_MSGIN);
    rel(s, TC_JUMP | TC_IF_DATA(MSG_DISCONNECT), discon);
    scr_op(s, TC_INT | TC_DATA | MSG_SAVE, N_ERR);
    scr_clear(s, SC_ACK);
    sw = scr_here(s);                           /* by phase */
    rel(s, TC_JUMP | TC_WHEN(PH_MSG_IN), msgin);
    rel(s, TC_JUMP | TC_IF(PH_STATUS), status);
    scr_op(s, TC_RETURN | TC_IF(PH_DATA_IN), 0);
    scr_int(s, N_ERR);
    /* three data slots; CALL leaves the return address in TEMP */
    data = scr_here(s);
    for (unsigned n = 0; n < 3; n++) {
        rel(s, TC_CALL | TC_TRUE, sw);
        scr_move_tbl(s, PH_DATA_IN, T_DATA + 8 * n);
    }
    rel(s, TC_CALL | TC_TRUE, sw);
    scr_int(s, N_ERR);
    /* alternate address: why are we here? */
    entry = scr_reg(s, RO_REG_TO_SFBR, OP_AND, NCR_SCNTL1, SCNTL1_CON);
    scr_op(s, TC_INT | TC_IF_DATA(0), N_ERR);
    scr_reg(s, RO_REG_TO_SFBR, OP_AND, NCR_CTEST2, CTEST2_SIGP);
    scr_int(s, N_SIGP);
    /* reselected: IDs to SCRATCH0, IDENTIFY in SFBR */
    b->resel = scr_here(s);
    scr_op(s, 0x54000000, (entry - scr_here(s) - 8) & 0xffffff);
    scr_op(s, 0x72230000, 0);
    scr_op(s, 0x6a340000, 0);
    scr_move_tbl(s, PH_MSG_IN, T_MSGIN);
    scr_int(s, N_RECONNECT);
    scr_clear(s, SC_ACK);
    rel(s, TC_JUMP | TC_TRUE, data);
    /* selection */
    entry = scr_here(s);
    scr_op(s, 0x47000000 | T_ID, (b->resel - scr_here(s) - 8) & 0xffffff);
    scr_move_tbl(s, PH_MSG_OUT, T_MSG);
    scr_move_tbl(s, PH_COMMAND, T_CDB);
    rel(s, TC_JUMP | TC_TRUE, data);
    return entry;
}

static void bsd_table(QTestState *qts, unsigned id)
{
    put_read10(qts, A_CDB, 55, 3);
    mem_wl(qts, A_TABLE + T_ID, 1U << (16 + id));
    mem_wb(qts, A_MSGOUT, 0xc0);
    table_entry(qts, T_MSG, 1, A_MSGOUT);
    table_entry(qts, T_STATUS, 1, A_STATUS);
    table_entry(qts, T_MSGIN, 1, A_MSGIN);
    table_entry(qts, T_CDB, 10, A_CDB);
    for (unsigned n = 0; n < 3; n++) {
        table_entry(qts, T_DATA + 8 * n, 512, A_DATA + 512 * n);
    }
}

/* All the interrupts of one command until it is done */
static void bsd_command_end(QTestState *qts, BsdScript *b, unsigned id)
{
    for (;;) {
        uint8_t sstat0;
        uint32_t vector = bsd_interrupt(qts, &sstat0);

        g_assert_cmphex(sstat0, ==, 0);
        g_assert_cmphex(ncr_rl(qts, NCR_DSA), ==, A_TABLE);
        if (vector == N_DISCONNECT) {
            ncr_wl(qts, NCR_DSP, b->resel);
        } else if (vector == N_RECONNECT) {
            g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 0x80 | 1 << id);
            g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, 0x80);
            ncr_wb(qts, NCR_SXFER, 0);
            ncr_wb(qts, NCR_SBCL, 0);
            ncr_wb(qts, NCR_DCNTL, ncr_rb(qts, NCR_DCNTL) | DCNTL_STD);
        } else {
            g_assert_cmphex(vector, ==, N_OK);
            break;
        }
    }
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_GOOD);
    ncr_assert_pattern(qts, A_DATA, 55, 3);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & ISTAT_CON, ==, 0);
}

static void bsd_start(QTestState *qts, uint32_t entry)
{
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & ISTAT_CON, ==, 0);
    ncr_wl(qts, NCR_TEMP, 0);
    ncr_wb(qts, NCR_SBCL, 0);
    ncr_wl(qts, NCR_DSA, A_TABLE);
    ncr_wl(qts, NCR_DSP, entry);
}

static void bsd_run(bool held)
{
    QTestState *qts = ncr_start_disks(1 << 4, "");
    BsdScript b;
    uint32_t entry;

    ncr_intercept_irq(qts);
    bsd_reset(qts);
    drain_masked(qts, 4);
    ncr_wb(qts, NCR_SIEN, 0xaf);
    ncr_wb(qts, NCR_DIEN, 0x35);
    entry = bsd_script(&b);
    scr_load(qts, &b.s);
    bsd_table(qts, 4);
    if (held) {
        ncr_break(qts, "d4", "read_aio", "A");
    }
    bsd_start(qts, entry);
    if (held) {
        uint8_t sstat0;

        g_assert_cmphex(bsd_interrupt(qts, &sstat0), ==, N_DISCONNECT);
        /* idle: waits for the target, until SIGP asks for a new command */
        ncr_wl(qts, NCR_DSP, b.resel);
        ncr_quiet(qts, 5);
        ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
        g_assert_cmphex(bsd_interrupt(qts, &sstat0), ==, N_ERR);
        g_assert_cmphex(ncr_rb(qts, NCR_SCNTL1) & SCNTL1_CON, ==, 0);
        ncr_wb(qts, NCR_DCNTL, ncr_rb(qts, NCR_DCNTL) | DCNTL_STD);
        g_assert_cmphex(bsd_interrupt(qts, &sstat0), ==, N_SIGP);
        g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, CTEST2_SIGP);
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
        ncr_wl(qts, NCR_DSP, b.resel);
        ncr_resume(qts, "d4", "A");
    }
    bsd_command_end(qts, &b, 4);
    ncr_quit(qts);
}

static void test_netbsd(void)
{
    bsd_run(false);
}

static void test_netbsd_disconnect(void)
{
    bsd_run(true);
}

/* M/A: TEMP says which data slot was open, SBCL which phase follows */
static void test_netbsd_mismatch(void)
{
    QTestState *qts = ncr_start_disks(1 << 4, "");
    BsdScript b;
    uint32_t entry, slot;
    uint8_t sstat0;

    ncr_intercept_irq(qts);
    bsd_reset(qts);
    drain_masked(qts, 4);
    ncr_wb(qts, NCR_SIEN, 0xaf);
    ncr_wb(qts, NCR_DIEN, 0x35);
    entry = bsd_script(&b);
    scr_load(qts, &b.s);
    bsd_table(qts, 4);
    mem_wb(qts, A_MSGOUT, 0x80);
    table_entry(qts, T_DATA + 16, 1024, A_DATA + 1024);
    bsd_start(qts, entry);
    g_assert_cmphex(bsd_interrupt(qts, &sstat0), ==, 0);
    g_assert_cmphex(sstat0, ==, SSTAT0_MA);
    /* the third MOVE: TEMP is its own address */
    slot = ncr_rl(qts, NCR_TEMP);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, slot + 8);
    g_assert_cmphex(mem_rl(qts, slot + 4), ==, T_DATA + 16);
    g_assert_cmphex(ncr_residue(qts), ==, 512);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==,
                    SBCL_REQ | SBCL_BSY | PH_STATUS);
    ncr_wl(qts, NCR_DSP, b.s.base);             /* its status part */
    bsd_command_end(qts, &b, 4);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* siop and ssh: WAIT RESELECT when idle, SIGP starts, status as one dword */

static void test_siop_sigp(void)
{
    QTestState *qts = ncr_start_disks(1 << 4, "");
    uint32_t entry, alt, status;
    BsdScript b;

    ncr_intercept_irq(qts);
    ncr_setup(qts);
    ncr_drain_attention(qts, 4);
    ncr_wb(qts, NCR_SIEN, 0xaf);
    ncr_wb(qts, NCR_DIEN, 0x35);
    ncr_wb(qts, NCR_DMODE, 0xe0);
    ncr_wb(qts, NCR_CTEST8, ncr_rb(qts, NCR_CTEST8) | 0x01);
    entry = bsd_script(&b);
    /* the alternate path of the idle loop goes straight to SELECT */
    alt = scr_reg(&b.s, RO_REG_TO_SFBR, OP_OR, NCR_CTEST2, 0);
    scr_jump(&b.s, entry);
    status = scr_wait_reselect(&b.s, alt);
    scr_int(&b.s, N_ERR);
    scr_load(qts, &b.s);
    bsd_table(qts, 4);
    mem_wb(qts, A_MSGOUT, 0x80);
    ncr_wl(qts, NCR_DSA, A_TABLE);
    for (unsigned n = 0; n < 3; n++) {
        uint32_t v;

        qtest_memset(qts, A_DATA, 0, 1536);
        ncr_wl(qts, NCR_DSP, status);
        ncr_quiet(qts, 5);
        ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
        ncr_wait_istat(qts, ISTAT_SIP | ISTAT_DIP);
        v = ncr_rl(qts, NCR_DSTAT);
        g_assert_cmphex(v & 0xffff, ==, DSTAT_DFE | DSTAT_SIR);
        g_assert_false(qtest_get_irq(qts, 0));
        g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, N_OK);
        ncr_assert_pattern(qts, A_DATA, 55, 3);
    }
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* The HP driver of MkLinux: section 12.5 */

static void test_mklinux(void)
{
    QTestState *qts = ncr_start_ready(1 << 4, "");
    uint8_t sstat0, dstat;
    NcrScript s;
    NcrIo io;

    ncr_intercept_irq(qts);
    ncr_reset_chip(qts);
    ncr_wb(qts, NCR_DMODE, 0xc0);
    ncr_wb(qts, NCR_CTEST7, 0x40 | CTEST7_STD);
    ncr_wb(qts, NCR_CTEST8, 0x01);
    ncr_wb(qts, NCR_SCNTL0, 0xce);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_wb(qts, NCR_CTEST0, 0x10);
    ncr_wb(qts, NCR_SIEN, 0xbf);
    ncr_wb(qts, NCR_DIEN, 0x17);
    ncr_wb(qts, NCR_SCID, 0x80);
    ncr_break(qts, "d4", "read_aio", "A");
    ncr_io_init(&io, 0, 4, 0xc0);
    ncr_io_rw(&io, false, 20, 1, A_DATA);
    ncr_io_start(qts, &io);
    take_interrupt(qts, &sstat0, &dstat);
    g_assert_cmphex(dstat, ==, DSTAT_SIR);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, INT_DISCONNECT);
    g_assert_cmphex(ncr_rb(qts, NCR_DCMD), ==, 0x98);
    ncr_wl(qts, NCR_DSPS, 0);
    ncr_wl(qts, NCR_DBC, 0);

    ncr_resume(qts, "d4", "A");
    take_interrupt(qts, &sstat0, &dstat);
    g_assert_cmphex(sstat0, ==, SSTAT0_SEL);
    /* COM = 0: the IDs are in SFBR; the phase is in SSTAT2 */
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, 0x90);
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_op(&s, 0x07000001, A_MSGIN + 0x80);     /* opcode 0 */
    scr_int(&s, 0x31);
    scr_clear(&s, SC_ACK);
    scr_jump(&s, io.a_loop);
    scr_run(qts, &s);
    g_assert_cmphex(take_vector(qts), ==, 0x31);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2) & 7, ==, PH_MSG_IN);
    g_assert_cmphex(mem_rb(qts, A_MSGIN + 0x80), ==, 0x80);
    ncr_wl(qts, NCR_DSP, s.base + 16);
    g_assert_cmphex(take_vector(qts), ==, INT_DONE);
    ncr_assert_pattern(qts, A_DATA, 20, 1);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/linux/bus-reset", test_linux_bus_reset },
    { "/lasi-ncr710/linux/host-reset", test_linux_host_reset },
    { "/lasi-ncr710/linux/disconnect", test_linux_disconnect },
    { "/lasi-ncr710/linux/underrun", test_linux_underrun },
    { "/lasi-ncr710/linux/timeout", test_linux_timeout },
    { "/lasi-ncr710/netbsd/command", test_netbsd },
    { "/lasi-ncr710/netbsd/disconnect", test_netbsd_disconnect },
    { "/lasi-ncr710/netbsd/mismatch", test_netbsd_mismatch },
    { "/lasi-ncr710/siop/sigp", test_siop_sigp },
    { "/lasi-ncr710/mklinux/disconnect", test_mklinux },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
