/*
 * QTest: NCR 53C710 on LASI, migration, reset and unplug while at work
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "ncr710-scene.h"

static void assert_same_registers(QTestState *qts, const uint32_t *want)
{
    for (unsigned reg = 0; reg < 0x40; reg += 4) {
        uint32_t mask = reg == NCR_CTEST0 ? 0x00ffffff :
                        reg == NCR_CTEST4 ? 0xff00ffff : 0xffffffff;
        uint32_t v;

        if (reg == NCR_CTEST0 || reg == NCR_CTEST4) {
            /* not the registers that pop a FIFO */
            v = ncr_rb(qts, reg) | ncr_rb(qts, reg + 1) << 8;
            v |= reg == NCR_CTEST0 ? ncr_rb(qts, reg + 2) << 16 :
                 (uint32_t)ncr_rb(qts, reg + 3) << 24;
        } else {
            v = ncr_rl(qts, reg);
        }
        g_assert_cmphex(v, ==, want[reg / 4] & mask);
    }
}

static void save_registers(QTestState *qts, uint32_t *to)
{
    memset(to, 0, 64);
    for (unsigned reg = 0; reg < 0x40; reg++) {
        if (reg != NCR_CTEST3 && reg != NCR_CTEST6) {
            to[reg / 4] |= (uint32_t)ncr_rb(qts, reg) << (8 * (reg & 3));
        }
    }
}

/* Proves: P35 */
static void test_idle(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    uint32_t regs[16];

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    ncr_wb(qts, NCR_SIEN, 0xbf);
    ncr_wb(qts, NCR_DIEN, 0x15);
    ncr_wb(qts, NCR_SXFER, 0x28);
    ncr_wb(qts, NCR_CTEST7, 0x42);
    ncr_wb(qts, NCR_DMODE, 0xe0);
    ncr_wb(qts, NCR_DWT, 0x12);
    ncr_wl(qts, NCR_DSA, 0x11223344);
    ncr_wl(qts, NCR_TEMP, 0x55667788);
    ncr_wl(qts, NCR_SCRATCH, 0x99aabbcc);
    ncr_wl(qts, NCR_DNAD, 0xddeeff00);
    ncr_wb(qts, NCR_ISTAT, 0);
    save_registers(qts, regs);
    qts = ncr_migrate(qts, args);
    assert_same_registers(qts, regs);
    ncr_wb(qts, NCR_SIEN, 0);
    ncr_wb(qts, NCR_DIEN, 0);
    ncr_wb(qts, NCR_SXFER, 0);
    /* no attention either: the disk came along */
    ncr_read(qts, 1, 3, 5, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 3, 5);
    ncr_quit(qts);
}

/* The pin is up, causes are stacked, bytes are in both FIFOs */
static void test_pending(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    NcrScript s;

    ncr_setup(qts);
    ncr_wb(qts, NCR_SIEN, 0xff);
    ncr_wb(qts, NCR_DIEN, 0xff);
    ncr_rb(qts, NCR_CTEST3);                            /* SGE */
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);   /* RST behind it */
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    scr_init(&s, A_SCRIPT);
    scr_int(&s, 0x1234);
    scr_run(qts, &s);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_CTEST4, 0x06);                      /* lane 2 */
    ncr_wb(qts, NCR_CTEST6, 0x5a);
    ncr_wb(qts, NCR_CTEST6, 0xa5);
    ncr_wb(qts, NCR_CTEST4, 0x08);
    ncr_wb(qts, NCR_SODL, 0x3c);

    qts = ncr_migrate(qts, args);
    ncr_intercept_irq(qts);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & 3, ==, 3);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT2) >> 4, ==, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST3), ==, 0x3c);
    ncr_wb(qts, NCR_CTEST4, 0x06);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST6), ==, 0x5a);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST6), ==, 0xa5);
    ncr_wb(qts, NCR_CTEST4, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, SSTAT0_RST);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_SIR);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, 0x1234);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_quit(qts);
}

static void test_waiting(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    NcrScript s;

    ncr_setup(qts);
    scr_init(&s, A_SCRIPT);
    scr_wait_reselect(&s, A_SCRIPT + 16);
    scr_int(&s, INT_BAD);
    scr_int(&s, 0x77);
    scr_run(qts, &s);
    ncr_wait_dsp(qts, A_SCRIPT + 8);
    qts = ncr_migrate(qts, args);
    ncr_quiet(qts, 5);
    ncr_wb(qts, NCR_ISTAT, ISTAT_SIGP);
    ncr_wait_int(qts, 0x77);
    ncr_quit(qts);
}

/* Software took the count from under a MOVE that waits for a target */
static void test_no_count(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    NcrScript s;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    scr_init(&s, A_SCRIPT);
    scr_move(&s, PH_DATA_IN, 16, A_DATA);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dsp(qts, A_SCRIPT + 8);
    for (unsigned i = 0; i < 3; i++) {
        ncr_wb(qts, NCR_DBC + i, 0);
    }
    qts = ncr_migrate(qts, args);
    ncr_quiet(qts, 5);
    g_assert_cmphex(ncr_dbc(qts), ==, 0);
    ncr_setup(qts);
    ncr_read(qts, 1, 3, 5, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 3, 5);
    ncr_quit(qts);
}

/* A script that has used up its slice goes on at the other side */
static void test_budget(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    NcrScript s;

    ncr_setup(qts);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, A_DATA, A_DATA + 4);
    scr_jump(&s, A_SCRIPT);
    scr_run(qts, &s);
    qtest_clock_step(qts, 1000000);
    qts = ncr_migrate(qts, args);
    /* is it alive? what it copies arrives */
    mem_wl(qts, A_DATA, 0xfeed1234);
    for (unsigned n = 0; mem_rl(qts, A_DATA + 4) != 0xfeed1234; n++) {
        g_assert_cmpint(n, <, 1000);
        qtest_clock_step(qts, 1000000);
    }
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    ncr_quit(qts);
}

/* Each bus phase in turn: stopped by single step, moved, continued */
static void test_each_phase(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    /*
     * Behind SELECT, IDENTIFY, the command, three looks at the phase, the
     * data, the jump back, a look, STATUS, COMMAND COMPLETE (ACK is held
     * there), CLEAR ACK
     */
    static const uint8_t stop[] = { 1, 2, 3, 6, 7, 9, 10, 14, 17 };

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    for (unsigned k = 0; k < ARRAY_SIZE(stop); k++) {
        unsigned steps = stop[k];
        uint32_t regs[16];
        NcrIo io;

        ncr_wb(qts, NCR_DMODE, DMODE_MAN);
        ncr_io_init(&io, 0, 1, MSG_IDENTIFY);
        ncr_io_rw(&io, false, steps, 4, A_DATA);
        qtest_memset(qts, A_DATA, 0, 2048);
        ncr_io_start(qts, &io);
        for (unsigned n = 0; n < steps; n++) {
            ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_SSM | DCNTL_STD);
            ncr_wait_dstat(qts, DSTAT_SSI);
        }
        /* lines, latches and pointers come along */
        save_registers(qts, regs);
        qts = ncr_migrate(qts, args);
        assert_same_registers(qts, regs);
        ncr_wb(qts, NCR_DMODE, 0);
        ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
        g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
        g_assert_cmphex(io.status, ==, ST_GOOD);
        ncr_assert_pattern(qts, A_DATA, steps, 4);
    }
    ncr_quit(qts);
}

/* In the middle of a MOVE of data: half is taken, half is still due */
static void test_half_data(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    for (unsigned write = 0; write < 2; write++) {
        NcrIo io;
        NcrScript s;

        if (write) {
            ncr_read(qts, 1, 50, 600, A_DATA);
        }
        ncr_io_init(&io, 0, 1, MSG_IDENTIFY);
        ncr_io_rw(&io, write, write ? 1000 : 50, 600, A_DATA);
        io.len = 150 * 1000 + 1;
        ncr_wb(qts, NCR_DMODE, DMODE_MAN);
        ncr_io_start(qts, &io);
        /* behind its first part the loop's JUMP becomes an INT */
        mem_wl(qts, io.a_move + 8, 0x98080000);
        ncr_wb(qts, NCR_DMODE, 0);
        ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
        ncr_wait_istat(qts, ISTAT_DIP | ISTAT_SIP);
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, io.a_move + 16);
        ncr_rl(qts, NCR_DSTAT);
        qts = ncr_migrate(qts, args);
        scr_init(&s, A_SCRIPT + 0xf000);
        scr_move(&s, io.dir, 600 * 512 - io.len, A_DATA + io.len);
        scr_jump(&s, io.a_loop);
        scr_run(qts, &s);
        g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DONE);
        g_assert_cmphex(io.status, ==, ST_GOOD);
        if (write) {
            ncr_read(qts, 1, 1000, 600, A_DATA + 0x100000);
            ncr_assert_pattern(qts, A_DATA + 0x100000, 50, 600);
        } else {
            ncr_assert_pattern(qts, A_DATA, 50, 600);
        }
    }
    ncr_quit(qts);
}

/* Commands that the disk emulates keep their data only in the request */
static void test_inquiry(void)
{
    static const uint8_t cdb[] = { 0x12, 0, 0, 0, 36, 0 };
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    uint8_t want[36], got[36];
    NcrIo io;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    g_assert_cmphex(ncr_cmd(qts, 1, 0, cdb, 6, PH_DATA_IN, A_DATA, 36), ==,
                    ST_GOOD);
    qtest_memread(qts, A_DATA, want, 36);
    qtest_memset(qts, A_DATA, 0, 36);
    ncr_part_start(qts, &io, MSG_IDENTIFY, cdb, PH_DATA_IN, 20);
    qts = ncr_migrate(qts, args);
    ncr_part_finish(qts, &io, 16);
    qtest_memread(qts, A_DATA, got, 36);
    g_assert_cmpmem(got, 36, want, 36);
    ncr_quit(qts);
}

static void caching_page(QTestState *qts, uint32_t addr)
{
    static const uint8_t cdb[] = { 0x1a, 8, 8, 0, 24, 0 };

    g_assert_cmphex(ncr_cmd(qts, 1, 0, cdb, 6, PH_DATA_IN, addr, 24), ==,
                    ST_GOOD);
}

/* Half of the parameters on one side, half on the other: the cache goes off */
static void test_mode_select(void)
{
    static const uint8_t cdb[] = { 0x15, 0x10, 0, 0, 24, 0 };
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    NcrIo io;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    caching_page(qts, A_DATA);
    g_assert_cmphex(mem_rb(qts, A_DATA + 6), ==, 4);    /* WCE */
    mem_wb(qts, A_DATA + 6, 0);
    mem_wl(qts, A_DATA, 0);                             /* header */
    ncr_part_start(qts, &io, MSG_IDENTIFY, cdb, PH_DATA_OUT, 10);
    qts = ncr_migrate(qts, args);
    qtest_memset(qts, A_DATA, 0xff, 10);
    ncr_part_finish(qts, &io, 14);
    caching_page(qts, A_DATA);
    g_assert_cmphex(mem_rb(qts, A_DATA + 6), ==, 0);
    ncr_quit(qts);
}

/*
 * Step by step through a command, and to the other side at the change of the
 * bus lines that has the number @change. False: the command has ended before.
 */
static bool move_at_change(QTestState **qts, const char *args, NcrIo *io,
                           unsigned change)
{
    uint8_t lines = 0;

    ncr_wb(*qts, NCR_DMODE, DMODE_MAN);
    ncr_io_start(*qts, io);
    while (change) {
        uint8_t now;

        ncr_wb(*qts, NCR_DCNTL, DCNTL_COM | DCNTL_SSM | DCNTL_STD);
        if (ncr_wait_dstat(*qts, DSTAT_SSI | DSTAT_SIR) & DSTAT_SIR) {
            break;
        }
        now = ncr_rb(*qts, NCR_SBCL);
        change -= now != lines;
        lines = now;
    }
    ncr_wb(*qts, NCR_DMODE, 0);
    if (change) {
        ncr_wb(*qts, NCR_DCNTL, DCNTL_COM);
        return false;
    }
    *qts = ncr_migrate(*qts, args);
    ncr_wb(*qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    g_assert_cmpint(ncr_io_wait(*qts, io), ==, NCR_EV_DONE);
    return true;
}

/* What is done, and how it is seen that all of it was done */
typedef struct Kind {
    uint8_t cdb[10];
    unsigned cdb_len, dir, len;
    uint8_t tag;                        /* 0 for none */
    uint8_t status;
} Kind;

static const Kind kinds[] = {
    { { 0x28, [5] = 77, [8] = 3 }, 10, PH_DATA_IN, 1536, 9, ST_GOOD },
    { { 0x2a, [5] = 99, [8] = 2 }, 10, PH_DATA_OUT, 1024, 0, ST_GOOD },
    { { 0x12, [4] = 36 }, 6, PH_DATA_IN, 36, 0, ST_GOOD },
    { { 0x03, [4] = 18 }, 6, PH_DATA_IN, 18, 0, ST_GOOD },
    { { 0x02 }, 6, PH_STATUS, 0, 7, ST_CHECK },
    { { 0x28, [4] = 0x7f, [8] = 1 }, 10, PH_DATA_IN, 512, 0, ST_CHECK },
};

static void assert_done(QTestState *qts, const Kind *k, const NcrIo *io)
{
    uint8_t key, asc;

    g_assert_cmphex(io->status, ==, k->status);
    switch (k->cdb[0]) {
    case 0x28:
        if (k->status == ST_GOOD) {
            ncr_assert_pattern(qts, A_DATA, 77, 3);
            break;
        }
        ncr_sense(qts, 1, &key, &asc);
        g_assert_cmphex(key << 8 | asc, ==, 0x521);
        break;
    case 0x2a:
        ncr_read(qts, 1, 99, 2, A_DATA + 0x10000);
        ncr_assert_pattern(qts, A_DATA + 0x10000, 30, 2);
        break;
    case 0x12:
        g_assert_cmphex(mem_rl(qts, A_DATA + 8), ==, 0x51454d55);
        break;
    case 0x03:
        g_assert_cmphex(mem_rb(qts, A_DATA + 2) << 8 |
                        mem_rb(qts, A_DATA + 12), ==, 0x520);
        break;
    default:
        ncr_sense(qts, 1, &key, &asc);
        g_assert_cmphex(key << 8 | asc, ==, 0x520);
        break;
    }
}

/* In every state of the bus, whatever the command is */
static void test_each_command(void)
{
    static const uint8_t bad[6] = { 0x02 };
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    for (unsigned n = 0; n < ARRAY_SIZE(kinds); n++) {
        const Kind *k = &kinds[n];
        bool more = true;

        for (unsigned change = 1; more; change++) {
            NcrIo io;

            ncr_read(qts, 1, 30, 2, A_DATA);
            g_assert_cmphex(ncr_cmd(qts, 1, 0, bad, 6, PH_STATUS, 0, 0), ==,
                            ST_CHECK);
            ncr_io_init(&io, 0, 1, MSG_IDENTIFY);
            if (k->tag) {
                ncr_io_tag(&io, MSG_SIMPLE_TAG, k->tag);
            }
            memcpy(io.cdb, k->cdb, k->cdb_len);
            io.cdb_len = k->cdb_len;
            io.dir = k->dir;
            io.addr = A_DATA;
            io.len = k->len;
            more = move_at_change(&qts, args, &io, change);
            if (more) {
                assert_done(qts, k, &io);
            } else {
                g_assert_cmpint(change, >, 6);
            }
        }
    }
    ncr_quit(qts);
}

/* A slow disk has left the bus; the stop of the machine lets it finish */
static void test_disconnected(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), NCR_SLOW);
    QTestState *qts = ncr_start("%s", args);
    NcrIo io;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    for (unsigned tag = 0; tag < 2; tag++) {
        ncr_slow_down(qts);
        ncr_io_init(&io, 0, 1, MSG_IDENTIFY | MSG_DISC_PRIV);
        if (tag) {
            ncr_io_tag(&io, MSG_SIMPLE_TAG, 0x31);
        }
        ncr_io_rw(&io, false, 70, 6, A_DATA);
        ncr_io_start(qts, &io);
        g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
        qts = ncr_migrate(qts, args);
        ncr_speed_up(qts);
        do {
            ncr_io_wait_reselect(qts, &io);
        } while (ncr_io_wait(qts, &io) != NCR_EV_DONE);
        g_assert_cmphex(io.status, ==, ST_GOOD);
        ncr_assert_pattern(qts, A_DATA, 70, 6);
    }
    ncr_quit(qts);
}

/* The first I/O fails and stops the machine; the other side retries it */
static void frozen(bool write, bool privilege)
{
    char *image = ncr_image();
    g_autofree char *rules = g_strdup_printf(",werror=stop,rerror=stop");
    g_autofree char *good = ncr_disk_args(image, rules);
    g_autofree char *bad = g_strdup_printf(
        "-drive if=none,id=d1,format=raw,file.driver=blkdebug,"
        "file.image.driver=file,file.image.filename=%s,"
        "file.inject-error.0.event=%s,file.inject-error.0.errno=5,"
        "file.inject-error.0.sector=300,"
        "werror=stop,rerror=stop "
        "-device scsi-hd,drive=d1,id=hd1,bus=" NCR_BUS ",scsi-id=1",
        image, write ? "write_aio" : "read_aio");
    QTestState *qts = ncr_start("%s", bad);
    NcrIo io;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    ncr_read(qts, 1, 600, 4, A_DATA);
    ncr_io_init(&io, 0, 1, MSG_IDENTIFY | (privilege ? MSG_DISC_PRIV : 0));
    ncr_io_rw(&io, write, 300, 4, A_DATA);
    ncr_io_start(qts, &io);
    qtest_qmp_eventwait(qts, "STOP");
    qts = ncr_migrate(qts, good);
    g_assert_false(ncr_is_running(qts, NULL));
    qtest_qmp_assert_success(qts, "{ 'execute': 'cont' }");
    while (ncr_io_wait(qts, &io) != NCR_EV_DONE) {
        ncr_io_wait_reselect(qts, &io);
    }
    g_assert_cmphex(io.status, ==, ST_GOOD);
    if (write) {
        ncr_read(qts, 1, 300, 4, A_DATA);
        ncr_assert_pattern(qts, A_DATA, 600, 4);
    } else {
        ncr_assert_pattern(qts, A_DATA, 300, 4);
    }
    ncr_quit(qts);
}

static void test_frozen_read(void)
{
    frozen(false, false);
    frozen(false, true);
}

static void test_frozen_write(void)
{
    frozen(true, false);
    frozen(true, true);
}

/* ------------------------------------------------------------------ */
/* Reset and unplug with a request in flight */

static void slow_read(QTestState *qts, NcrIo *io, uint8_t identify)
{
    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    ncr_read(qts, 1, 0, 1, A_DATA);
    ncr_io_init(io, 0, 1, identify);
    ncr_io_rw(io, false, 40, 2, A_DATA + 0x10000);
    ncr_io_start(qts, io);
    if (identify & MSG_DISC_PRIV) {
        g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DISCONNECT);
    } else {
        ncr_wait_reg(qts, NCR_ISTAT, ISTAT_CON, ISTAT_CON);
    }
}

static void reset_in_flight(uint8_t identify)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), NCR_SLOW);
    QTestState *qts = ncr_start("%s", args);
    NcrIo io;

    for (unsigned kind = 0; kind < NCR_RESETS; kind++) {
        slow_read(qts, &io, identify);
        ncr_reset_by(qts, kind);
        ncr_rl(qts, NCR_DSTAT);
        ncr_quiet(qts, 20);
        /* a bus reset ends what the target still had from before */
        ncr_wb(qts, NCR_SCNTL1, SCNTL1_RST);
        ncr_wb(qts, NCR_SCNTL1, 0);
        ncr_rl(qts, NCR_DSTAT);
        ncr_quiet(qts, 300);
        ncr_assert_alive(qts, 1);
    }
    ncr_quit(qts);
}

/* Proves: P35 */
static void test_reset_disconnected(void)
{
    reset_in_flight(MSG_IDENTIFY | MSG_DISC_PRIV);
}

/* Proves: P35 */
static void test_reset_connected(void)
{
    reset_in_flight(MSG_IDENTIFY);
}

/*
 * A script resets bus or target the moment that its data are there: within
 * the disk's own report, which the reset of the disk waits for.
 */
static void script_resets(bool target)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), NCR_SLOW);
    QTestState *qts = ncr_start("%s", args);
    const uint8_t cdb[10] = { 0x28, [8] = 2 };
    NcrScript s;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    ncr_read(qts, 1, 0, 1, A_DATA);
    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    mem_wb(qts, A_MSGOUT + 1, MSG_BDR);
    qtest_memwrite(qts, A_CDB, cdb, sizeof(cdb));
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, A_SCRIPT);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_move(&s, PH_COMMAND, sizeof(cdb), A_CDB);
    scr_jump_when(&s, PH_DATA_IN, A_SCRIPT + 4 * 8);
    if (target) {
        scr_say_last(&s, 1, A_MSGOUT + 1);
    } else {
        scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_SCNTL1, SCNTL1_RST);
    }
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_sstat0(qts, target ? SSTAT0_UDC : SSTAT0_RST);
    g_assert_true(ncr_is_running(qts, NULL));
    ncr_assert_alive(qts, 1);
    ncr_quit(qts);
}

static void test_script_resets_bus(void)
{
    script_resets(false);
}

static void test_script_resets_target(void)
{
    script_resets(true);
}

static QTestState *two_disks(void)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), NCR_SLOW);

    return ncr_start("%s -drive if=none,id=d3,format=raw,file=%s"
                     " -device scsi-hd,drive=d3,id=hd3,bus=" NCR_BUS
                     ",scsi-id=3", args, ncr_image());
}

static void unplug_and_go_on(QTestState *qts)
{
    NcrScript s;

    qtest_qmp_device_del(qts, "hd1");
    ncr_rl(qts, NCR_DSTAT);
    ncr_rl(qts, NCR_DSTAT);
    ncr_quiet(qts, 50);
    /* the ID is empty now, the other disk works */
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT);
    scr_run(qts, &s);
    ncr_wait_sstat0(qts, SSTAT0_STO);
    ncr_drain_attention(qts, 3);
    ncr_read(qts, 3, 4, 4, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 4, 4);
}

static void test_unplug_disconnected(void)
{
    QTestState *qts = two_disks();
    NcrIo io;

    slow_read(qts, &io, MSG_IDENTIFY | MSG_DISC_PRIV);
    unplug_and_go_on(qts);
    ncr_quit(qts);
}

/* The target vanishes while it holds the bus: an unexpected disconnect */
static void test_unplug_connected(void)
{
    QTestState *qts = two_disks();
    NcrIo io;

    slow_read(qts, &io, MSG_IDENTIFY);
    qtest_qmp_device_del_send(qts, "hd1");
    ncr_wait_sstat0(qts, SSTAT0_UDC);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    qtest_qmp_eventwait(qts, "DEVICE_DELETED");
    ncr_drain_attention(qts, 3);
    ncr_read(qts, 3, 4, 4, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 4, 4);
    ncr_quit(qts);
}

/* Up to the phase in which data, or else the status, are asked for */
static void script_to_phase(QTestState *qts, unsigned phase)
{
    const uint8_t cdb[6] = { phase == PH_STATUS ? 0x00 : 0x12, [4] = 36 };
    NcrScript s;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY);
    qtest_memwrite(qts, A_CDB, cdb, sizeof(cdb));
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, A_SCRIPT);
    scr_move(&s, PH_MSG_OUT, 1, A_MSGOUT);
    scr_move(&s, PH_COMMAND, sizeof(cdb), A_CDB);
    scr_jump_when(&s, phase, scr_here(&s) + 8);
    scr_int(&s, 0x11);
    scr_run_to(qts, &s, 0x11);
}

/*
 * A target vanishes that asks for a byte, and before the chip can notice that
 * software looks at the lines and gives the byte by hand.  The machine is
 * stopped to hold that moment.
 */
static void unplug_asking(unsigned phase)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);

    script_to_phase(qts, phase);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, SBCL_REQ | SBCL_BSY | phase);
    qtest_qmp_assert_success(qts, "{ 'execute': 'stop' }");
    qtest_qmp_device_del(qts, "hd1");
    g_assert_cmphex(ncr_rb(qts, NCR_SBDL), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL) & SBCL_REQ, ==, 0);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_LLM);
    ncr_wb(qts, NCR_SOCL, SBCL_ACK | phase);
    ncr_wb(qts, NCR_SOCL, phase);
    qtest_qmp_assert_success(qts, "{ 'execute': 'cont' }");
    ncr_wait_sstat0(qts, SSTAT0_UDC);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    ncr_quit(qts);
}

static void test_unplug_asking(void)
{
    unplug_asking(PH_STATUS);
    unplug_asking(PH_DATA_IN);
}

/*
 * The target answers by itself for a unit that does not exist; it does so no
 * more when its only disk is gone.
 */
static void test_unplug_last(void)
{
    static const uint8_t cdb[6] = { 0x03, [4] = 18 };
    g_autofree char *args = ncr_disk_args(ncr_image(), "");
    QTestState *qts = ncr_start("%s", args);
    NcrIo io;

    ncr_setup(qts);
    ncr_drain_attention(qts, 1);
    ncr_part_start(qts, &io, MSG_IDENTIFY | 3, cdb, PH_DATA_IN, 5);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_wb(qts, NCR_SIEN, SSTAT0_UDC | SSTAT0_SEL);
    qtest_qmp_device_del(qts, "hd1");
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_UDC), ==, SSTAT0_UDC);
    ncr_quiet(qts, 20);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    ncr_quit(qts);
}

static void test_plug(void)
{
    QTestState *qts = ncr_start("-blockdev driver=file,node-name=n5,"
                                "filename=%s", ncr_image());

    ncr_setup(qts);
    for (unsigned n = 0; n < 3; n++) {
        qtest_qmp_device_add(qts, "scsi-hd", "hd5", "{ 'drive': 'n5',"
                             " 'bus': %s, 'scsi-id': 5 }", lasi_scsi_bus());
        ncr_drain_attention(qts, 5);
        ncr_read(qts, 5, 8, 2, A_DATA);
        ncr_assert_pattern(qts, A_DATA, 8, 2);
        qtest_qmp_device_del(qts, "hd5");
    }
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/migrate/idle", test_idle },
    { "/lasi-ncr710/migrate/pending", test_pending },
    { "/lasi-ncr710/migrate/waiting", test_waiting },
    { "/lasi-ncr710/migrate/no-count", test_no_count },
    { "/lasi-ncr710/migrate/budget", test_budget },
    { "/lasi-ncr710/migrate/each-phase", test_each_phase },
    { "/lasi-ncr710/migrate/half-data", test_half_data },
    { "/lasi-ncr710/migrate/inquiry", test_inquiry },
    { "/lasi-ncr710/migrate/mode-select", test_mode_select },
    { "/lasi-ncr710/migrate/each-command", test_each_command },
    { "/lasi-ncr710/migrate/disconnected", test_disconnected },
    { "/lasi-ncr710/migrate/frozen-read", test_frozen_read },
    { "/lasi-ncr710/migrate/frozen-write", test_frozen_write },
    { "/lasi-ncr710/in-flight/reset-disconnected", test_reset_disconnected },
    { "/lasi-ncr710/in-flight/reset-connected", test_reset_connected },
    { "/lasi-ncr710/in-flight/script-resets-bus", test_script_resets_bus },
    { "/lasi-ncr710/in-flight/script-resets-target",
      test_script_resets_target },
    { "/lasi-ncr710/in-flight/unplug-disconnected",
      test_unplug_disconnected },
    { "/lasi-ncr710/in-flight/unplug-connected", test_unplug_connected },
    { "/lasi-ncr710/in-flight/unplug-asking", test_unplug_asking },
    { "/lasi-ncr710/in-flight/unplug-last", test_unplug_last },
    { "/lasi-ncr710/in-flight/plug", test_plug },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
