/*
 * Scenes for the qtests of the NCR 53C710: tests that can be migrated
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "qobject/qdict.h"
#include "migration/migration-qmp.h"
#include "ncr710-scene.h"

#define MAX_STAGES      40

bool ncr_is_running(QTestState *qts, bool *incoming)
{
    g_autoptr(QDict) rsp = qtest_qmp(qts, "{ 'execute': 'query-status' }");
    QDict *ret = qdict_get_qdict(rsp, "return");

    if (incoming) {
        *incoming = g_str_equal(qdict_get_str(ret, "status"), "inmigrate");
    }
    return qdict_get_bool(ret, "running");
}

QTestState *ncr_migrate(QTestState *qts, const char *args)
{
    g_autofree char *path = g_strdup_printf("%s/ncr710-mig.%d",
                                            g_get_tmp_dir(), getpid());
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    gint64 end = g_get_monotonic_time() + 120 * G_USEC_PER_SEC;
    int64_t now = qtest_clock_step(qts, 1);
    bool incoming = true;

    qtest_qmp_assert_success(qts, "{ 'execute': 'migrate',"
                             " 'arguments': { 'uri': %s } }", uri);
    wait_for_migration_complete(qts);
    qtest_quit(qts);
    qts = ncr_start("%s -incoming %s", args, uri);
    qtest_clock_set(qts, now);
    while (incoming) {
        ncr_is_running(qts, &incoming);
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
    unlink(path);
    return qts;
}

char *ncr_disk_args(const char *image, const char *opts)
{
    return g_strdup_printf("-drive if=none,id=d1,format=raw,file=%s%s"
                           " -device scsi-hd,drive=d1,id=hd1,bus=" NCR_BUS
                           ",scsi-id=1", image, opts);
}

void ncr_slow_down(QTestState *qts)
{
    ncr_read(qts, 1, 0, 8, A_DATA);
}

void ncr_speed_up(QTestState *qts)
{
    qtest_clock_step(qts, 30 * NANOSECONDS_PER_SECOND);
}

/* ------------------------------------------------------------------ */
/* Scenes */

void ncr_scene_start(NcrScene *sc, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    sc->args = g_strdup_vprintf(fmt, ap);
    va_end(ap);
    sc->qts = ncr_start("%s", sc->args);
    ncr_setup(sc->qts);
}

void ncr_stage(NcrScene *sc)
{
    if (sc->stage++ == sc->move_at) {
        g_test_message("migration at stage %d", sc->move_at);
        sc->qts = ncr_migrate(sc->qts, sc->args);
    }
}

/* Returns the number of stages */
static int play(void (*fn)(NcrScene *sc), int move_at)
{
    NcrScene sc = { .move_at = move_at };

    fn(&sc);
    ncr_quit(sc.qts);
    g_free(sc.args);
    return sc.stage;
}

void ncr_scene_plain(void (*fn)(NcrScene *sc))
{
    play(fn, -1);
}

void ncr_scene_moved(void (*fn)(NcrScene *sc))
{
    int stage = 0;

    while (play(fn, stage) > stage + 1) {
        stage++;
        g_assert_cmpint(stage, <, MAX_STAGES);
    }
}

/* ------------------------------------------------------------------ */
/* Commands that stop in their data phase */

void ncr_part_start(QTestState *qts, NcrIo *io, uint8_t identify,
                    const uint8_t *cdb, unsigned dir, uint32_t len)
{
    ncr_io_init(io, 0, 1, identify);
    memcpy(io->cdb, cdb, 6);
    io->dir = dir;
    io->addr = A_DATA;
    io->len = len;
    ncr_wb(qts, NCR_DMODE, DMODE_MAN);
    ncr_io_start(qts, io);
    /* the loop's JUMP behind the MOVE becomes an INT */
    mem_wl(qts, io->a_move + 8, TC_INT | TC_TRUE);
    ncr_wb(qts, NCR_DMODE, 0);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, io->a_loop);
}

void ncr_part_finish(QTestState *qts, NcrIo *io, uint32_t len)
{
    mem_wl(qts, io->a_move, mem_rl(qts, io->a_move) - io->len + len);
    mem_wl(qts, io->a_move + 4, io->addr + io->len);
    mem_wl(qts, io->a_move + 8, TC_JUMP | TC_TRUE);
    ncr_wl(qts, NCR_DSP, io->a_loop);
    g_assert_cmpint(ncr_io_wait(qts, io), ==, NCR_EV_DONE);
    g_assert_cmphex(io->status, ==, ST_GOOD);
}
