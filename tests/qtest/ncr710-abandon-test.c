/*
 * QTest: NCR 53C710 on LASI, commands that are given up while they work
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * However a command ends, what it still does to the medium is over before its
 * target does anything else: a later WRITE is the last one.
 */

#include "qemu/osdep.h"
#include "ncr710-scene.h"

#define PRIV    (MSG_IDENTIFY | MSG_DISC_PRIV)
#define A_OLD   (A_DATA + 0x10000)
#define A_NEW   (A_DATA + 0x20000)
#define LBA     4

static void fill(QTestState *qts, uint32_t addr, const char *word)
{
    for (unsigned n = 0; n < 512; n += 4) {
        qtest_memwrite(qts, addr + n, word, 4);
    }
}

static void assert_block(QTestState *qts, unsigned lba, const char *word)
{
    ncr_read(qts, 1, lba, 1, A_DATA);
    for (unsigned n = 0; n < 512; n += 4) {
        char got[4];

        qtest_memread(qts, A_DATA + n, got, 4);
        g_assert_cmpmem(got, 4, word, 4);
    }
}

/* A WRITE that has all of its data and does not end */
static void start_write(QTestState *qts, NcrIo *io, uint8_t identify)
{
    fill(qts, A_OLD, "OLD!");
    ncr_io_init(io, 1, 1, identify);
    ncr_io_rw(io, true, LBA, 1, A_OLD);
    ncr_io_start(qts, io);
    if (identify & MSG_DISC_PRIV) {
        g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DISCONNECT);
    } else {
        /* behind the data the script looks for the next phase */
        ncr_quiet(qts, 5);
        ncr_wait_dsp(qts, io->a_loop + 8);
    }
}

/* Does anything come within @ms? */
static bool happens(QTestState *qts, unsigned ms)
{
    while (ms--) {
        if (ncr_rb(qts, NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP)) {
            return true;
        }
        qtest_clock_step(qts, 1000000);
    }
    return false;
}

static void overlap(QTestState *qts)
{
    NcrIo io;

    ncr_io_init(&io, 3, 1, PRIV);
    ncr_io_start(qts, &io);
    if (!happens(qts, 20)) {
        /* the target may as well answer when all is over */
        ncr_resume(qts, "d1", "A");
    }
    while (ncr_io_wait(qts, &io) == NCR_EV_DISCONNECT) {
        ncr_io_wait_reselect(qts, &io);
    }
    g_assert_cmphex(io.status, ==, ST_CHECK);
}

static void give_up(QTestState *qts, unsigned how)
{
    switch (how) {
    case 0:
        qtest_writeb(qts, LASI_SCSI, 0);
        ncr_setup(qts);
        break;
    case 1:
        ncr_reset_chip(qts);
        ncr_setup(qts);
        break;
    default:
        overlap(qts);
        break;
    }
}

static void last_write_wins(unsigned how, uint8_t identify)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo old, new;

    ncr_break(qts, "d1", "write_aio", "A");
    start_write(qts, &old, identify);
    give_up(qts, how);

    fill(qts, A_NEW, "NEW!");
    ncr_io_init(&new, 2, 1, PRIV);
    ncr_io_rw(&new, true, LBA, 1, A_NEW);
    ncr_io_start(qts, &new);
    happens(qts, 20);
    ncr_resume(qts, "d1", "A");
    while (ncr_io_wait(qts, &new) == NCR_EV_DISCONNECT) {
        ncr_io_wait_reselect(qts, &new);
    }
    g_assert_cmphex(new.status, ==, ST_GOOD);
    g_free(qtest_hmp(qts, "qemu-io d1 aio_flush"));
    assert_block(qts, LBA, "NEW!");
    ncr_quit(qts);
}

static void test_reset_register(void)
{
    last_write_wins(0, MSG_IDENTIFY);
}

static void test_reset_register_disconnected(void)
{
    last_write_wins(0, PRIV);
}

static void test_software_reset(void)
{
    last_write_wins(1, MSG_IDENTIFY);
}

static void test_overlapped(void)
{
    last_write_wins(2, PRIV);
}

/* The chip is reset, the target is not: what it does, it does to the end */
static void test_software_reset_disconnected(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo old;

    ncr_break(qts, "d1", "write_aio", "A");
    start_write(qts, &old, PRIV);
    ncr_reset_chip(qts);
    ncr_setup(qts);
    ncr_resume(qts, "d1", "A");
    do {
        ncr_io_wait_reselect(qts, &old);
    } while (ncr_io_wait(qts, &old) != NCR_EV_DONE);
    g_assert_cmphex(old.status, ==, ST_GOOD);
    assert_block(qts, LBA, "OLD!");
    ncr_quit(qts);
}

/* Another target is not kept from anything */
static void test_other_target(void)
{
    QTestState *qts = ncr_start_ready(1 << 1 | 1 << 2, "");
    NcrIo old;

    ncr_break(qts, "d1", "write_aio", "A");
    start_write(qts, &old, MSG_IDENTIFY);
    qtest_writeb(qts, LASI_SCSI, 0);
    ncr_setup(qts);
    ncr_read(qts, 2, 9, 2, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 9, 2);
    ncr_resume(qts, "d1", "A");
    ncr_read(qts, 1, 9, 2, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 9, 2);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */

/*
 * The same over a migration. It waits for what works, so the old command is
 * over on the other side, and nothing of it may come after.
 */
static void moved(NcrScene *sc, unsigned how, uint8_t identify)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), NCR_SLOW);
    NcrIo old, new;

    ncr_scene_start(sc, "%s", args);
    ncr_drain_attention(sc->qts, 1);
    ncr_slow_down(sc->qts);
    start_write(sc->qts, &old, identify);
    give_up(sc->qts, how);
    ncr_stage(sc);

    fill(sc->qts, A_NEW, "NEW!");
    ncr_io_init(&new, 2, 1, PRIV);
    ncr_io_rw(&new, true, LBA, 1, A_NEW);
    ncr_io_start(sc->qts, &new);
    ncr_stage(sc);
    ncr_speed_up(sc->qts);
    while (ncr_io_wait(sc->qts, &new) == NCR_EV_DISCONNECT) {
        ncr_stage(sc);
        ncr_io_wait_reselect(sc->qts, &new);
    }
    g_assert_cmphex(new.status, ==, ST_GOOD);
    ncr_stage(sc);
    ncr_speed_up(sc->qts);
    assert_block(sc->qts, LBA, "NEW!");
}

static void moved_reset_register(NcrScene *sc)
{
    moved(sc, 0, MSG_IDENTIFY);
}

static void moved_reset_register_disconnected(NcrScene *sc)
{
    moved(sc, 0, PRIV);
}

static void moved_software_reset(NcrScene *sc)
{
    moved(sc, 1, MSG_IDENTIFY);
}

static void moved_overlapped(NcrScene *sc)
{
    moved(sc, 2, PRIV);
}

static void test_moved_reset_register(void)
{
    ncr_scene_moved(moved_reset_register);
}

static void test_moved_reset_register_disconnected(void)
{
    ncr_scene_moved(moved_reset_register_disconnected);
}

static void test_moved_software_reset(void)
{
    ncr_scene_moved(moved_software_reset);
}

static void test_moved_overlapped(void)
{
    ncr_scene_moved(moved_overlapped);
}

/* ------------------------------------------------------------------ */
/* Targets that have gone */

static void unplugged(bool write)
{
    QTestState *qts = ncr_start_ready(1 << 1 | 1 << 2, "");
    NcrScript s;
    NcrIo io;

    ncr_break(qts, "d1", write ? "write_aio" : "read_aio", "A");
    ncr_io_init(&io, 1, 1, PRIV);
    ncr_io_rw(&io, write, 30, 1, A_DATA);
    ncr_io_start(qts, &io);
    g_assert_cmpint(ncr_io_wait(qts, &io), ==, NCR_EV_DISCONNECT);
    ncr_wb(qts, NCR_SCNTL1, 0);
    ncr_resume(qts, "d1", "A");
    g_free(qtest_hmp(qts, "qemu-io d1 aio_flush"));
    ncr_quiet(qts, 5);
    qtest_qmp_device_del(qts, "hd1");

    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_quiet(qts, 20);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
    ncr_wb(qts, NCR_SIEN, 0);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT);
    scr_run(qts, &s);
    ncr_wait_sstat0(qts, SSTAT0_STO);
    ncr_read(qts, 2, 7, 1, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 7, 1);
    ncr_quit(qts);
}

static void test_unplugged_write(void)
{
    unplugged(true);
}

static void test_unplugged_read(void)
{
    unplugged(false);
}

/*
 * An IDENTIFY for another logical unit ends connection and command: the
 * target does not come back, also when it may reselect.
 */
static void test_identify_other(void)
{
    static const uint8_t cdb[6] = { 0x12, [4] = 36 };
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrScript s;
    NcrIo io;

    ncr_part_start(qts, &io, MSG_IDENTIFY, cdb, PH_DATA_IN, 10);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_wb(qts, NCR_SIEN, SSTAT0_UDC | SSTAT0_SEL);
    mem_wb(qts, A_MSGOUT, MSG_IDENTIFY | 1);
    scr_init(&s, A_SCRIPT);
    scr_say_last(&s, 1, A_MSGOUT);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_UDC), ==, SSTAT0_UDC);
    ncr_quiet(qts, 20);
    g_assert_cmphex(ncr_rb(qts, NCR_SBCL), ==, 0);
    ncr_assert_alive(qts, 1);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/abandon/reset-register", test_reset_register },
    { "/lasi-ncr710/abandon/reset-register-disconnected",
      test_reset_register_disconnected },
    { "/lasi-ncr710/abandon/software-reset", test_software_reset },
    { "/lasi-ncr710/abandon/software-reset-disconnected",
      test_software_reset_disconnected },
    { "/lasi-ncr710/abandon/overlapped", test_overlapped },
    { "/lasi-ncr710/abandon/other-target", test_other_target },
    { "/lasi-ncr710/abandon/moved/reset-register",
      test_moved_reset_register },
    { "/lasi-ncr710/abandon/moved/reset-register-disconnected",
      test_moved_reset_register_disconnected },
    { "/lasi-ncr710/abandon/moved/software-reset",
      test_moved_software_reset },
    { "/lasi-ncr710/abandon/moved/overlapped", test_moved_overlapped },
    { "/lasi-ncr710/abandon/identify-other", test_identify_other },
    { "/lasi-ncr710/abandon/unplugged-write", test_unplugged_write },
    { "/lasi-ncr710/abandon/unplugged-read", test_unplugged_read },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
