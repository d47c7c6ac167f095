/*
 * QTest: NCR 53C710 on LASI, block moves and phases
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ncr710-io.h"

static QTestState *start(void)
{
    return ncr_start_ready(1 << 1, "");
}

/* How a MOVE names its data: four forms of the same transfer */
enum Form { DIRECT, OPCODE0, INDIRECT, TABLE };

typedef struct Mover {
    QTestState *qts;
    NcrScript s;
    enum Form form;
    unsigned entries;
} Mover;

/* Table entries lie on both sides of DSA; their top byte means nothing */
static int32_t table_offset(unsigned n)
{
    return n & 1 ? -8 * (int)(n + 1) : 8 * n;
}

static uint32_t add_move(Mover *m, unsigned phase, uint32_t n, uint32_t addr)
{
    int32_t off = table_offset(m->entries++);

    switch (m->form) {
    case DIRECT:
        return scr_move(&m->s, phase, n, addr);
    case OPCODE0:
        return scr_op(&m->s, phase << 24 | n, addr);
    case INDIRECT:
        mem_wl(m->qts, A_TABLE + off, addr);
        return scr_move_ind(&m->s, phase, n, A_TABLE + off);
    default:
        mem_wl(m->qts, A_TABLE + off, 0xa5000000 | n);
        mem_wl(m->qts, A_TABLE + off + 4, addr);
        return scr_move_tbl(&m->s, phase, off);
    }
}

static void put_rw(QTestState *qts, bool write, unsigned lba, unsigned blocks)
{
    uint8_t cdb[10] = { write ? 0x2a : 0x28 };

    stl_be_p(&cdb[2], lba);
    stw_be_p(&cdb[7], blocks);
    qtest_memwrite(qts, A_CDB, cdb, sizeof(cdb));
    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
}

/* SELECT, IDENTIFY, COMMAND; then the caller's data moves */
static void begin(Mover *m, QTestState *qts, enum Form form)
{
    *m = (Mover) { .qts = qts, .form = form };
    ncr_wl(qts, NCR_DSA, A_TABLE);
    scr_init(&m->s, A_SCRIPT);
    scr_select(&m->s, true, 1, 0);
    add_move(m, PH_MSG_OUT, 1, A_MSGOUT);
    add_move(m, PH_COMMAND, 10, A_CDB);
}

static void end(Mover *m)
{
    add_move(m, PH_STATUS, 1, A_STATUS);
    add_move(m, PH_MSG_IN, 1, A_MSGIN);
    scr_clear(&m->s, SC_ACK);
    scr_wait_disconnect(&m->s);
    scr_int(&m->s, INT_DONE);
}

static void run_good(Mover *m)
{
    mem_wb(m->qts, A_STATUS, 0xff);
    scr_run(m->qts, &m->s);
    ncr_wait_int(m->qts, INT_DONE);
    g_assert_cmphex(mem_rb(m->qts, A_STATUS), ==, ST_GOOD);
    g_assert_cmphex(mem_rb(m->qts, A_MSGIN), ==, MSG_COMPLETE);
    g_assert_cmphex(ncr_rb(m->qts, NCR_ISTAT), ==, 0);
}

static void read_and_write(enum Form form)
{
    QTestState *qts = start();
    Mover m;

    put_rw(qts, false, 40, 4);
    begin(&m, qts, form);
    add_move(&m, PH_DATA_IN, 2048, A_DATA);
    end(&m);
    run_good(&m);
    ncr_assert_pattern(qts, A_DATA, 40, 4);

    put_rw(qts, true, 60, 4);
    begin(&m, qts, form);
    add_move(&m, PH_DATA_OUT, 2048, A_DATA);
    end(&m);
    run_good(&m);
    ncr_read(qts, 1, 60, 4, A_DATA + 0x10000);
    ncr_assert_pattern(qts, A_DATA + 0x10000, 40, 4);
    ncr_quit(qts);
}

/* Proves: S102 */
static void test_opcode_0(void)
{
    read_and_write(OPCODE0);
}

/* Proves: S103 */
static void test_indirect(void)
{
    read_and_write(INDIRECT);
}

/* Proves: S104 */
static void test_table(void)
{
    read_and_write(TABLE);
}

/* Step over one instruction */
static void step(QTestState *qts)
{
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_SSM | DCNTL_STD);
    ncr_wait_dstat(qts, DSTAT_SSI);
}

static void step_move(QTestState *qts, uint32_t dsp, uint8_t dcmd,
                      uint32_t dsps, uint32_t dnad)
{
    step(qts);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, dsp);
    g_assert_cmphex(ncr_rb(qts, NCR_DCMD), ==, dcmd);
    g_assert_cmphex(ncr_dbc(qts), ==, 0);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, dsps);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, dnad);
    g_assert_cmphex(ncr_rl(qts, NCR_TEMP), ==, 0x7e7e0118);
}

static void six_phases(bool write)
{
    QTestState *qts = start();
    uint8_t ph = write ? PH_DATA_OUT : PH_DATA_IN;
    uint32_t a = A_SCRIPT + 8;
    Mover m;

    ncr_wl(qts, NCR_TEMP, 0x7e7e0118);
    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    put_rw(qts, write, 5, 1);
    begin(&m, qts, DIRECT);
    add_move(&m, ph, 512, A_DATA);
    end(&m);
    scr_run(qts, &m.s);
    step(qts);                                  /* SELECT */
    step_move(qts, a + 8, 0x0e, A_MSGOUT, A_MSGOUT + 1);
    step_move(qts, a + 16, 0x0a, A_CDB, A_CDB + 10);
    step_move(qts, a + 24, 0x08 | ph, A_DATA, A_DATA + 512);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST0) & CTEST0_DDIR, ==, !write);
    step_move(qts, a + 32, 0x0b, A_STATUS, A_STATUS + 1);
    step_move(qts, a + 40, 0x0f, A_MSGIN, A_MSGIN + 1);
    step(qts);                                  /* CLEAR ACK */
    step(qts);                                  /* WAIT DISCONNECT */
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_GOOD);
    ncr_quit(qts);
}

/* Proves: S101 S114 S118 */
static void test_six_phases_in(void)
{
    six_phases(false);
}

/* Proves: S101 S114 S118 */
static void test_six_phases_out(void)
{
    six_phases(true);
}

static void split(bool write)
{
    QTestState *qts = start();
    static const uint32_t len[] = { 1, 3, 508, 513, 1021, 2, 1000, 1024 };
    uint32_t addr = A_DATA + 1, at = 0;
    uint8_t buf[4096];
    uint8_t want[4096];
    Mover m;

    put_rw(qts, write, 100, 8);
    begin(&m, qts, DIRECT);
    ncr_pattern(want, write ? 300 : 100, 8);
    for (unsigned i = 0; at < 4096; i = (i + 1) % ARRAY_SIZE(len)) {
        uint32_t n = MIN(len[i], 4096 - at);

        if (write) {
            qtest_memwrite(qts, addr, want + at, n);
        }
        add_move(&m, write ? PH_DATA_OUT : PH_DATA_IN, n, addr);
        addr += n + 5;
        at += n;
    }
    end(&m);
    run_good(&m);

    if (write) {
        ncr_read(qts, 1, 100, 8, A_DATA);
        ncr_assert_pattern(qts, A_DATA, 300, 8);
    } else {
        addr = A_DATA + 1;
        for (unsigned i = 0, n; at > 0; i = (i + 1) % ARRAY_SIZE(len)) {
            n = MIN(len[i], at);
            qtest_memread(qts, addr, buf + 4096 - at, n);
            addr += n + 5;
            at -= n;
        }
        g_assert_cmpmem(buf, 4096, want, 4096);
    }
    ncr_quit(qts);
}

/* Scatter and gather over odd pieces that do not meet block boundaries */
static void test_split_in(void)
{
    split(false);
}

static void test_split_out(void)
{
    split(true);
}

/* Proves: S117 */
static void test_long_count(void)
{
    QTestState *qts = start();

    ncr_read(qts, 1, 3, 600, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 3, 600);
    ncr_write(qts, 1, 1000, 600, A_DATA);
    ncr_read(qts, 1, 1000, 600, A_DATA + 0x100000);
    ncr_assert_pattern(qts, A_DATA + 0x100000, 3, 600);
    ncr_quit(qts);
}

/* Proves: S106 */
static void test_sfbr(void)
{
    QTestState *qts = start();
    uint8_t want[512];
    Mover m;

    ncr_pattern(want, 11, 1);
    put_rw(qts, false, 11, 1);
    begin(&m, qts, DIRECT);
    add_move(&m, PH_DATA_IN, 5, A_DATA);
    scr_int(&m.s, 1);
    add_move(&m, PH_DATA_IN, 507, A_DATA);
    scr_int(&m.s, 2);
    add_move(&m, PH_STATUS, 1, A_STATUS);
    scr_int(&m.s, 3);
    scr_run(qts, &m.s);
    ncr_wait_int(qts, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, want[0]);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, want[5]);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 3);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, ST_GOOD);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Messages */

/*
 * IDENTIFY, a tag and SDTR go out in one MOVE; the answer of the target is
 * read by a first MOVE of @first bytes and a second one.
 */
static void negotiate(unsigned first)
{
    QTestState *qts = start();
    static const uint8_t out[] = { 0x80, 0x20, 0x05, 1, 3, 1, 0x19, 8 };
    uint8_t in[5];
    NcrScript s;

    put_rw(qts, false, 8, 1);
    qtest_memwrite(qts, A_MSGOUT, out, sizeof(out));
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, sizeof(out), A_MSGOUT);
    scr_move(&s, PH_MSG_IN, first, A_MSGIN);
    scr_int(&s, 1);
    scr_clear(&s, SC_ACK);
    scr_int(&s, 2);
    scr_move(&s, PH_MSG_IN, 5 - first, A_MSGIN + first);
    scr_clear(&s, SC_ACK);
    scr_move(&s, PH_COMMAND, 10, A_CDB);
    scr_move(&s, PH_DATA_IN, 512, A_DATA);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN + 8);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, INT_DONE);
    scr_run(qts, &s);

    ncr_wait_int(qts, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & ~SBCL_IO, ==,
                    SBCL_ACK | SBCL_BSY | 0x06);
    ncr_quiet(qts, 3);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_REQ, ==, 0);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 2);
    /* REQ, BSY, MSG, C/D, I/O: exactly what NetBSD looks for */
    ncr_wait_reg(qts, NCR_SBCL, 0xff, 0xa7);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, INT_DONE);
    qtest_memread(qts, A_MSGIN, in, 5);
    g_assert_cmpmem(in, 3, out + 3, 3);
    g_assert_cmphex(in[3], >=, 0x19);
    g_assert_cmphex(in[4], <=, 8);
    ncr_assert_pattern(qts, A_DATA, 8, 1);
    ncr_quit(qts);
}

/* Proves: S107 S110 */
static void test_msg_in_one(void)
{
    negotiate(1);
}

/* Proves: S108 S110 */
static void test_msg_in_three(void)
{
    negotiate(3);
}

/* Proves: S155 */
static void test_clf_keeps_ack(void)
{
    QTestState *qts = start();
    NcrScript s;

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    mem_wl(qts, A_CDB, 0);
    mem_wl(qts, A_CDB + 4, 0);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_move(&s, PH_STATUS, 1, A_STATUS);
    scr_move(&s, PH_MSG_IN, 1, A_MSGIN);
    scr_int(&s, 1);
    scr_clear(&s, SC_ACK);
    scr_wait_disconnect(&s);
    scr_int(&s, 2);
    scr_run(qts, &s);
    ncr_wait_int(qts, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ACK, ==, SBCL_ACK);
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_ACK, ==, SBCL_ACK);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, MSG_COMPLETE);
    ncr_wb(qts, NCR_DCNTL, DCNTL_STD | DCNTL_COM);
    ncr_wait_int(qts, 2);
    ncr_quit(qts);
}

/* Proves: S109 */
static void test_atn_drops(void)
{
    QTestState *qts = start();
    NcrScript s;

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT + 0x18);
    scr_int(&s, INT_BAD);
    scr_int(&s, 1);                                         /* 18 */
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_jump_when(&s, PH_COMMAND, A_SCRIPT + 0x38);
    scr_int(&s, INT_BAD);
    scr_int(&s, 2);                                         /* 38 */
    scr_run(qts, &s);
    ncr_wait_int(qts, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==,
                    SBCL_REQ | SBCL_BSY | SBCL_ATN | PH_MSG_OUT);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==,
                    SBCL_REQ | SBCL_BSY | PH_COMMAND);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Phase mismatch */

static void assert_phase(QTestState *qts, uint8_t phase)
{
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, SBCL_REQ | SBCL_BSY | phase);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2) & 7, ==, phase);
}

/* Proves: S111 */
static void test_wrong_at_start(void)
{
    QTestState *qts = start();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_COMMAND, 6, A_CDB);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_MA), ==, SSTAT0_MA);
    g_assert_cmphex(ncr_rl(qts, NCR_DBC), ==, 0x0a000006);
    g_assert_cmphex(ncr_residue(qts), ==, 6);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, A_CDB);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 16);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==,
                    SBCL_REQ | SBCL_BSY | SBCL_ATN | PH_MSG_OUT);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2) & 7, ==, PH_MSG_OUT);
    ncr_quit(qts);
}

/* A MOVE of 1536 bytes for one block of 512 */
static uint32_t too_long(QTestState *qts, bool write)
{
    uint32_t at;
    Mover m;

    put_rw(qts, write, 21, 1);
    begin(&m, qts, DIRECT);
    at = add_move(&m, write ? PH_DATA_OUT : PH_DATA_IN, 1536, A_DATA);
    end(&m);
    scr_run(qts, &m.s);
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_MA), ==, SSTAT0_MA);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, at + 8);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, A_DATA);
    return at;
}

/* Proves: S112 S119 */
static void test_short_in(void)
{
    QTestState *qts = start();

    qtest_memset(qts, A_DATA, 0xee, 1536);
    too_long(qts, false);
    ncr_assert_pattern(qts, A_DATA, 21, 1);
    g_assert_cmphex(mem_rb(qts, A_DATA + 512), ==, 0xee);
    g_assert_cmphex(ncr_dbc(qts), ==, 1024);
    g_assert_cmphex(ncr_residue(qts), ==, 1024);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD), ==, A_DATA + 512);
    assert_phase(qts, PH_STATUS);
    ncr_quit(qts);
}

/* Proves: S113 S119 */
static void test_short_out(void)
{
    QTestState *qts = start();
    uint32_t at, dbc, fifo, rest;
    uint8_t sstat1;

    ncr_read(qts, 1, 77, 1, A_DATA);
    at = too_long(qts, true);
    dbc = ncr_dbc(qts);
    fifo = (ncr_rb(qts, NCR_DFIFO) - dbc) & 0x7f;
    sstat1 = ncr_rb(qts, NCR_SSTAT1);
    /* Linux, Solaris, VxWorks: OLF, and ORF when synchronous */
    rest = dbc + fifo + (sstat1 >> 5 & 1);
    g_assert_cmphex(rest, ==, 1024);
    g_assert_cmphex(ncr_residue(qts), ==, 1024);
    /* NetBSD, DEC: both flags regardless of the mode */
    rest = dbc + fifo + (sstat1 >> 5 & 1) + (sstat1 >> 6 & 1);
    g_assert_cmphex(rest, ==, 1024);
    g_assert_cmphex(ncr_rl(qts, NCR_DNAD) - (rest - dbc), ==, A_DATA + 512);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST0) & CTEST0_DDIR, ==, 0);
    assert_phase(qts, PH_STATUS);
    /* go on behind the MOVE: the command itself was good */
    ncr_wb(qts, NCR_CTEST8, CTEST8_CLF);
    ncr_wl(qts, NCR_DSP, at + 8);
    ncr_wait_int(qts, INT_DONE);
    g_assert_cmphex(mem_rb(qts, A_STATUS), ==, ST_GOOD);
    ncr_read(qts, 1, 21, 1, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 77, 1);
    ncr_quit(qts);
}

/* Proves: S115 */
static void test_short_cdb(void)
{
    QTestState *qts = start();
    NcrScript s;

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    qtest_memset(qts, A_CDB, 0, 16);            /* TEST UNIT READY */
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_move(&s, PH_COMMAND, 16, A_CDB);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_MA), ==, SSTAT0_MA);
    g_assert_cmphex(ncr_residue(qts), ==, 10);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 24);
    assert_phase(qts, PH_STATUS);
    ncr_quit(qts);
}

/* Proves: S116 */
static void test_zero_count(void)
{
    QTestState *qts = start();
    Mover m;

    put_rw(qts, false, 1, 1);
    begin(&m, qts, DIRECT);
    add_move(&m, PH_DATA_IN, 0, A_DATA);
    scr_int(&m.s, INT_BAD);
    scr_run(qts, &m.s);
    g_assert_cmphex(ncr_wait_dstat(qts, DSTAT_IID), ==,
                    DSTAT_DFE | DSTAT_IID);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 32);
    ncr_quit(qts);
}

/* Proves: S105 */
static void test_misaligned_table(void)
{
    QTestState *qts = start();
    NcrScript s;

    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    for (unsigned off = 1; off < 4; off++) {
        ncr_setup(qts);
        ncr_wl(qts, NCR_DSA, A_TABLE);
        scr_init(&s, A_SCRIPT);
        scr_select(&s, true, 1, 0);
        scr_move_tbl(&s, PH_MSG_OUT, off);
        scr_int(&s, INT_BAD);
        scr_run(qts, &s);
        ncr_wait_dstat(qts, DSTAT_IID);
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 16);
    }
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Phase compares: the target waits in MSG_OUT, SFBR holds 0x42 */

static uint8_t evaluate(QTestState *qts, const uint32_t *cond, unsigned n)
{
    NcrScript s;

    ncr_setup(qts);
    ncr_wl(qts, NCR_SCRATCH, 0);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_reg(&s, RO_REG_TO_SFBR, OP_LOAD, NCR_SFBR, 0x42);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT + 0x20);
    scr_int(&s, INT_BAD);
    for (unsigned i = 0; i < n; i++) {
        uint32_t a = scr_here(&s);

        scr_op(&s, TC_JUMP | cond[i], a + 0x10);
        scr_jump(&s, a + 0x18);
        scr_reg(&s, RO_REG_TO_REG, OP_OR, NCR_SCRATCH, 1 << i);
    }
    scr_int(&s, 0x69);
    scr_run(qts, &s);
    ncr_wait_int(qts, 0x69);
    /* none of them is a phase mismatch */
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    return ncr_rb(qts, NCR_SCRATCH);
}

/* Proves: S69 S71 S76 */
static void test_phase_compare(void)
{
    QTestState *qts = start();
    static const uint32_t cond[] = {
        TC_IF(PH_MSG_OUT),                              /* true */
        TC_IF(PH_COMMAND),
        TC_PHASE | TC_PH(PH_MSG_OUT),
        TC_PHASE | TC_PH(PH_COMMAND),                   /* true: NOT */
        TC_WHEN(PH_MSG_OUT),                            /* true */
        TC_WHEN(PH_STATUS),
        TC_PHASE | TC_WAIT | TC_PH(PH_MSG_OUT),
        TC_PHASE | TC_WAIT | TC_PH(PH_DATA_IN),         /* true: NOT */
    };

    g_assert_cmphex(evaluate(qts, cond, ARRAY_SIZE(cond)), ==, 0x99);
    ncr_quit(qts);
}

/* Proves: S73 */
static void test_both_compares(void)
{
    QTestState *qts = start();
    static const uint32_t cond[] = {
        TC_IF(PH_MSG_OUT) | TC_DATA | 0x42,             /* true */
        TC_IF(PH_COMMAND) | TC_DATA | 0x42,
        TC_IF(PH_MSG_OUT) | TC_DATA | 0x43,
        TC_IF(PH_COMMAND) | TC_DATA | 0x43,
        /* NOT: the later family wants both to be unequal */
        TC_PHASE | TC_PH(PH_MSG_OUT) | TC_DATA | 0x42,
        TC_PHASE | TC_PH(PH_COMMAND) | TC_DATA | 0x43,  /* true */
    };

    g_assert_cmphex(evaluate(qts, cond, ARRAY_SIZE(cond)), ==, 0x21);
    ncr_quit(qts);
}

/* Proves: S70 */
static void test_when_waits(void)
{
    QTestState *qts = start();
    Mover m;
    uint32_t at;

    ncr_break(qts, "d1", "read_aio", "A");
    put_rw(qts, false, 70, 1);
    begin(&m, qts, DIRECT);
    at = scr_jump_when(&m.s, PH_DATA_IN, 0);
    scr_int(&m.s, INT_BAD);
    scr_target(&m.s, at, scr_here(&m.s));
    add_move(&m, PH_DATA_IN, 512, A_DATA);
    end(&m);
    scr_run(qts, &m.s);
    ncr_wait_dsp(qts, at + 8);
    ncr_quiet(qts, 20);
    /* without the privilege to disconnect the target holds the bus */
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & (SBCL_REQ | SBCL_BSY), ==,
                    SBCL_BSY);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_CON);
    ncr_resume(qts, "d1", "A");
    ncr_wait_int(qts, INT_DONE);
    ncr_assert_pattern(qts, A_DATA, 70, 1);
    ncr_quit(qts);
}

/* Stopped before the first byte: nothing has moved, whatever did before */
static void test_residue_before_data(void)
{
    QTestState *qts = ncr_start_disks(1 << 1, "");
    NcrScript s;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    scr_init(&s, A_SCRIPT);
    scr_move(&s, PH_DATA_IN, 100, A_DATA);
    scr_run(qts, &s);
    ncr_wait_dsp(qts, A_SCRIPT + 8);
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_residue(qts), ==, 100);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/move/six-phases-in", test_six_phases_in },
    { "/lasi-ncr710/move/six-phases-out", test_six_phases_out },
    { "/lasi-ncr710/move/opcode-0", test_opcode_0 },
    { "/lasi-ncr710/move/indirect", test_indirect },
    { "/lasi-ncr710/move/table", test_table },
    { "/lasi-ncr710/move/split-in", test_split_in },
    { "/lasi-ncr710/move/split-out", test_split_out },
    { "/lasi-ncr710/move/long-count", test_long_count },
    { "/lasi-ncr710/move/sfbr", test_sfbr },
    { "/lasi-ncr710/move/msg-in-one", test_msg_in_one },
    { "/lasi-ncr710/move/msg-in-three", test_msg_in_three },
    { "/lasi-ncr710/move/clf-keeps-ack", test_clf_keeps_ack },
    { "/lasi-ncr710/move/atn-drops", test_atn_drops },
    { "/lasi-ncr710/move/zero-count", test_zero_count },
    { "/lasi-ncr710/move/misaligned-table", test_misaligned_table },
    { "/lasi-ncr710/mismatch/wrong-at-start", test_wrong_at_start },
    { "/lasi-ncr710/mismatch/short-in", test_short_in },
    { "/lasi-ncr710/mismatch/short-out", test_short_out },
    { "/lasi-ncr710/mismatch/short-cdb", test_short_cdb },
    { "/lasi-ncr710/phase/compare", test_phase_compare },
    { "/lasi-ncr710/phase/both-compares", test_both_compares },
    { "/lasi-ncr710/phase/when-waits", test_when_waits },
    { "/lasi-ncr710/move/residue-before-data", test_residue_before_data },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
