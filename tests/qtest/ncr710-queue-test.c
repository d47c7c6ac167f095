/*
 * QTest: NCR 53C710 on LASI, queues of tagged commands
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SCSI-2 (X3.131-1994), 6.8.2 and 7.8: a command with an ORDERED tag waits for
 * all before it, and all after it wait for it; one with a HEAD OF QUEUE tag is
 * the next to be executed.
 */

#include "qemu/osdep.h"
#include "ncr710-scene.h"

#define PRIV            (MSG_IDENTIFY | MSG_DISC_PRIV)
#define MSG_HEAD_TAG    0x21
#define MSG_ORDERED_TAG 0x22
#define LBA             4
#define DEPTH           64      /* of the queue of a logical unit */
#define ST_QUEUE_FULL   0x28

static uint32_t buffer(unsigned slot)
{
    return A_DATA + slot * 0x1000;
}

/* The number of the command fills the block */
static void queue_write(QTestState *qts, NcrIo *io, unsigned slot,
                        uint8_t kind)
{
    qtest_memset(qts, buffer(slot), 0x50 + slot, 512);
    ncr_io_init(io, slot, 1, PRIV);
    ncr_io_tag(io, kind, slot);
    ncr_io_rw(io, true, LBA, 1, buffer(slot));
    ncr_io_start(qts, io);
    g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DISCONNECT);
}

static void assert_block(QTestState *qts, unsigned slot)
{
    uint8_t got[512], want[512];

    memset(want, 0x50 + slot, sizeof(want));
    ncr_read(qts, 1, LBA, 1, buffer(8));
    qtest_memread(qts, buffer(8), got, sizeof(got));
    g_assert_cmpmem(got, sizeof(got), want, sizeof(want));
}

/* Who comes back is the one at @want, perhaps more than once, until it ends */
static void next_is(QTestState *qts, NcrIo *ios, unsigned n, unsigned want)
{
    NcrIo *io;

    do {
        io = ncr_io_reselected(qts, ios, n);
        g_assert_cmpint(io - ios, ==, want);
    } while (ncr_io_wait(qts, io) != NCR_EV_DONE);
    g_assert_cmphex(io->status, ==, ST_GOOD);
}

static void nobody_comes(QTestState *qts)
{
    ncr_wb(qts, NCR_SIEN, SSTAT0_SEL);
    ncr_quiet(qts, 20);
    ncr_wb(qts, NCR_SIEN, 0);
}

/* Ordered ones wait and are waited for; nobody waits before the head */
static void test_order(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io[4];

    ncr_break(qts, "d1", "write_aio", "A");
    queue_write(qts, &io[0], 0, MSG_SIMPLE_TAG);
    queue_write(qts, &io[1], 1, MSG_ORDERED_TAG);
    queue_write(qts, &io[2], 2, MSG_SIMPLE_TAG);
    nobody_comes(qts);

    ncr_io_init(&io[3], 3, 1, PRIV);
    ncr_io_tag(&io[3], MSG_HEAD_TAG, 3);
    ncr_io_rw(&io[3], false, 9, 1, buffer(3));
    ncr_io_start(qts, &io[3]);
    if (ncr_io_wait(qts, &io[3]) == NCR_EV_DISCONNECT) {
        next_is(qts, io, 4, 3);
    }
    g_assert_cmphex(io[3].status, ==, ST_GOOD);
    ncr_assert_pattern(qts, buffer(3), 9, 1);
    nobody_comes(qts);

    ncr_resume(qts, "d1", "A");
    next_is(qts, io, 4, 0);
    next_is(qts, io, 4, 1);
    next_is(qts, io, 4, 2);
    assert_block(qts, 2);
    ncr_quit(qts);
}

/* A HEAD OF QUEUE command goes before those that wait for an ordered one */
static void test_head_write(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io[3];

    ncr_break(qts, "d1", "write_aio", "A");
    queue_write(qts, &io[0], 0, MSG_SIMPLE_TAG);
    queue_write(qts, &io[1], 1, MSG_ORDERED_TAG);
    qtest_memset(qts, buffer(2), 0x77, 512);
    ncr_io_init(&io[2], 2, 1, PRIV);
    ncr_io_tag(&io[2], MSG_HEAD_TAG, 2);
    ncr_io_rw(&io[2], true, LBA + 1, 1, buffer(2));
    ncr_io_start(qts, &io[2]);
    if (ncr_io_wait(qts, &io[2]) == NCR_EV_DISCONNECT) {
        next_is(qts, io, 3, 2);
    }
    ncr_resume(qts, "d1", "A");
    next_is(qts, io, 3, 0);
    next_is(qts, io, 3, 1);
    assert_block(qts, 1);
    ncr_quit(qts);
}

/* Simple ones do not wait for each other */
static void test_simple(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io[2];

    ncr_break(qts, "d1", "write_aio", "A");
    queue_write(qts, &io[0], 0, MSG_SIMPLE_TAG);
    ncr_io_init(&io[1], 1, 1, PRIV);
    ncr_io_tag(&io[1], MSG_SIMPLE_TAG, 1);
    ncr_io_rw(&io[1], false, 9, 1, buffer(1));
    g_assert_cmphex(ncr_io_run(qts, &io[1]), ==, ST_GOOD);
    ncr_resume(qts, "d1", "A");
    next_is(qts, io, 2, 0);
    ncr_quit(qts);
}

/* Ordered commands of one logical unit are no business of another one */
static void test_other_unit(void)
{
    g_autofree char *extra = g_strdup_printf(
        " -drive if=none,id=l2,format=raw,file=%s"
        " -device scsi-hd,drive=l2,bus=" NCR_BUS ",scsi-id=1,lun=2",
        ncr_image());
    QTestState *qts = ncr_start_ready(1 << 1, extra);
    static const uint8_t tur[6];
    NcrIo io[3];

    while (ncr_cmd(qts, 1, 2, tur, 6, PH_STATUS, 0, 0) != ST_GOOD) {
        continue;
    }
    ncr_break(qts, "d1", "write_aio", "A");
    queue_write(qts, &io[0], 0, MSG_SIMPLE_TAG);
    queue_write(qts, &io[1], 1, MSG_ORDERED_TAG);
    ncr_io_init(&io[2], 2, 1, PRIV | 2);
    ncr_io_tag(&io[2], MSG_ORDERED_TAG, 2);
    ncr_io_rw(&io[2], false, 9, 1, buffer(2));
    g_assert_cmphex(ncr_io_run(qts, &io[2]), ==, ST_GOOD);
    ncr_assert_pattern(qts, buffer(2), 9, 1);
    ncr_resume(qts, "d1", "A");
    next_is(qts, io, 3, 0);
    next_is(qts, io, 3, 1);
    assert_block(qts, 1);
    ncr_quit(qts);
}

/* The one that all wait for is aborted: the next ones go on */
static void test_aborted(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t msg[] = { PRIV, MSG_SIMPLE_TAG, 0, MSG_ABORT_TAG };
    NcrIo io[3];
    NcrScript s;

    ncr_break(qts, "d1", "write_aio", "A");
    queue_write(qts, &io[0], 0, MSG_SIMPLE_TAG);
    queue_write(qts, &io[1], 1, MSG_ORDERED_TAG);
    queue_write(qts, &io[2], 2, MSG_SIMPLE_TAG);
    qtest_memwrite(qts, A_MSGOUT + 0xf000, msg, sizeof(msg));
    scr_init(&s, A_SCRIPT + 0xf000);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, sizeof(msg), A_MSGOUT + 0xf000);
    scr_jump(&s, scr_here(&s));
    scr_run(qts, &s);
    ncr_quiet(qts, 1);
    ncr_resume(qts, "d1", "A");
    /* the next one may be there at once */
    g_assert_cmphex(ncr_wait_sstat0(qts, SSTAT0_UDC) & ~SSTAT0_SEL, ==,
                    SSTAT0_UDC);
    io[0].status = ST_GOOD;
    next_is(qts, io, 3, 1);
    next_is(qts, io, 3, 2);
    assert_block(qts, 2);
    ncr_quit(qts);
}

/* A logical unit has room for so many, and says QUEUE FULL to the next one */
static void test_full(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    NcrIo io[2], more;

    ncr_break(qts, "d1", "write_aio", "A");
    queue_write(qts, &io[0], 0, MSG_SIMPLE_TAG);
    queue_write(qts, &io[1], 1, MSG_ORDERED_TAG);
    for (unsigned tag = 2; tag <= DEPTH; tag++) {
        ncr_io_init(&more, 2, 1, PRIV);
        ncr_io_tag(&more, MSG_SIMPLE_TAG, tag);
        ncr_io_rw(&more, false, 9, 1, buffer(2));
        ncr_io_start(qts, &more);
        if (tag < DEPTH) {
            g_assert_cmpint(ncr_io_wait(qts, &more), ==, NCR_EV_DISCONNECT);
        }
    }
    g_assert_cmpint(ncr_io_wait(qts, &more), ==, NCR_EV_DONE);
    g_assert_cmphex(more.status, ==, ST_QUEUE_FULL);
    ncr_resume(qts, "d1", "A");
    next_is(qts, io, 2, 0);
    next_is(qts, io, 2, 1);
    /* there is room again */
    ncr_assert_alive(qts, 1);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Queues travel */

static void start_slow(NcrScene *sc)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), NCR_SLOW);

    ncr_scene_start(sc, "%s", args);
    ncr_drain_attention(sc->qts, 1);
    ncr_slow_down(sc->qts);
    ncr_wb(sc->qts, NCR_SCNTL1, 0);     /* nobody shall come back yet */
}

static void order(NcrScene *sc)
{
    NcrIo io[4];

    start_slow(sc);
    queue_write(sc->qts, &io[0], 0, MSG_SIMPLE_TAG);
    queue_write(sc->qts, &io[1], 1, MSG_ORDERED_TAG);
    ncr_stage(sc);
    queue_write(sc->qts, &io[2], 2, MSG_SIMPLE_TAG);
    queue_write(sc->qts, &io[3], 3, MSG_ORDERED_TAG);
    ncr_stage(sc);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    for (unsigned n = 0; n < 4; n++) {
        ncr_speed_up(sc->qts);
        next_is(sc->qts, io, 4, n);
        ncr_wb(sc->qts, NCR_SCNTL1, 0);
        ncr_stage(sc);
        ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    }
    ncr_speed_up(sc->qts);
    assert_block(sc->qts, 3);
}

static void resize(QTestState *qts)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'block_resize', 'arguments':"
                             " { 'device': 'd1', 'size': %d } }",
                             2 * DISK_BLOCKS * 512);
}

/* READs that have started do not care about a new unit attention */
static void resized(NcrScene *sc)
{
    unsigned seen = 0;
    uint8_t key, asc;
    NcrIo io[3];

    start_slow(sc);
    for (unsigned n = 0; n < 3; n++) {
        ncr_io_init(&io[n], n, 1, PRIV);
        ncr_io_tag(&io[n], MSG_SIMPLE_TAG, n + 1);
        ncr_io_rw(&io[n], false, 20 * n + 3, 2, buffer(n));
        ncr_io_start(sc->qts, &io[n]);
        g_assert_cmpint(ncr_io_wait(sc->qts, &io[n]), ==, NCR_EV_DISCONNECT);
    }
    resize(sc->qts);
    ncr_stage(sc);
    ncr_speed_up(sc->qts);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    while (seen != 7) {
        NcrIo *done = ncr_io_reselected(sc->qts, io, 3);

        if (ncr_io_wait(sc->qts, done) == NCR_EV_DONE) {
            g_assert_cmphex(done->status, ==, ST_GOOD);
            ncr_assert_pattern(sc->qts, done->addr, 20 * done->slot + 3, 2);
            seen |= 1 << done->slot;
        }
    }
    g_assert_cmphex(ncr_test_unit_ready(sc->qts, 1), ==, ST_CHECK);
    ncr_sense(sc->qts, 1, &key, &asc);
    g_assert_cmphex(key << 8 | asc, ==, 0x62a);
}

static void test_moved_order(void)
{
    ncr_scene_plain(order);
    ncr_scene_moved(order);
}

static void test_resized(void)
{
    ncr_scene_plain(resized);
}

static void test_moved_resized(void)
{
    ncr_scene_moved(resized);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/queue/order", test_order },
    { "/lasi-ncr710/queue/full", test_full },
    { "/lasi-ncr710/queue/head", test_head_write },
    { "/lasi-ncr710/queue/simple", test_simple },
    { "/lasi-ncr710/queue/other-unit", test_other_unit },
    { "/lasi-ncr710/queue/aborted", test_aborted },
    { "/lasi-ncr710/queue/resized", test_resized },
    { "/lasi-ncr710/queue/moved/order", test_moved_order },
    { "/lasi-ncr710/queue/moved/resized", test_moved_resized },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
