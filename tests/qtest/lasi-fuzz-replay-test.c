/*
 * Replay of inputs of the LASI fuzzers on an ordinary emulator
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The corpus of a fuzzer, tests/data/lasi-fuzz/NAME.txt, has a header line and
 * then one input a line: a name and its bytes in base64. Each input must leave
 * an emulator that runs. Migrations go to another process.
 */

#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "libqtest.h"
#include "migration/migration-qmp.h"
#include "fuzz/lasi_fuzz.h"

#define CORPUS_DIR      "tests/data/lasi-fuzz"
#define HEADER          "corpus 1 "
#define ROUNDS          3       /* of the main loop, to settle */

/* Two streams and disk 0, below one folder */
static char *dir, *image, *first, *second;

/*
 * The machine
 */

static void launch(LasiFuzz *f, const char *more)
{
    g_autoptr(GString) args = NULL;
    int fds[2];

    g_assert_cmpint(socketpair(PF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
    f->fd = fds[0];
    f->peer = fds[1];
    fcntl(f->fd, F_SETFD, FD_CLOEXEC);
    args = lasi_fuzz_args(f, image);
    f->qts = qtest_initf("%s -no-shutdown %s", args->str, more);
}

static void end(LasiFuzz *f)
{
    qtest_quit(f->qts);
    close(f->fd);
    close(f->peer);
}

static bool has_status(LasiFuzz *f, const char *status)
{
    g_autoptr(QDict) answer = NULL;

    answer = qtest_qmp_assert_success_ref(f->qts,
                                          "{'execute': 'query-status'}");
    return g_str_equal(qdict_get_str(answer, "status"), status);
}

/*
 * The host: what the test does by the monitor
 */

void lasi_host_settle(LasiFuzz *f)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        qtest_readl(f->qts, 0);
    }
    f->stopped = !has_status(f, "running");
}

void lasi_host_reset(LasiFuzz *f)
{
    qtest_system_reset(f->qts);
    lasi_host_settle(f);
}

void lasi_host_drain(LasiFuzz *f)
{
    uint8_t waste[0x1000];

    while (recv(f->fd, waste, sizeof(waste), MSG_DONTWAIT) > 0) {
        /* nobody looks at it */
    }
}

void lasi_host_link(LasiFuzz *f, bool up)
{
    qtest_qmp_assert_success(f->qts, "{'execute': 'set_link', 'arguments': "
                             "{'name': 'wire', 'up': %i}}", up);
}

void lasi_host_plug(LasiFuzz *f, bool in)
{
    if (in) {
        qtest_qmp_device_add(f->qts, "scsi-hd", "spare",
                             "{'drive': 'spare', 'bus': %s, 'scsi-id': 1}",
                             LASI_FUZZ_BUS);
    } else {
        qtest_qmp_device_del(f->qts, "spare");
    }
}

void lasi_host_resize(LasiFuzz *f, unsigned blocks)
{
    qtest_qmp_assert_success(f->qts, "{'execute': 'block_resize', 'arguments': "
                             "{'node-name': 'n0', 'size': %u}}", blocks * 512);
}

void lasi_host_throttle(LasiFuzz *f, const char *id, unsigned iops)
{
    qtest_qmp_assert_success(f->qts,
        "{'execute': 'block_set_io_throttle', 'arguments': {'id': %s,"
        " 'bps': 0, 'bps_rd': 0, 'bps_wr': 0, 'iops': %u, 'iops_rd': 0,"
        " 'iops_wr': 0, 'iops_size': 512}}", id, iops);
}

void lasi_host_stop(LasiFuzz *f)
{
    qtest_qmp_assert_success(f->qts, "{'execute': 'stop'}");
}

void lasi_host_cont(LasiFuzz *f)
{
    if (has_status(f, "shutdown")) {
        /* LASI switched the machine off */
        lasi_host_reset(f);
    }
    qtest_qmp_assert_success(f->qts, "{'execute': 'cont'}");
    lasi_host_settle(f);
}

/*
 * Migration
 */

static void save(LasiFuzz *f, const char *path)
{
    g_autofree char *uri = g_strdup_printf("file:%s", path);

    g_unlink(path);
    qtest_qmp_assert_success(f->qts, "{'execute': 'migrate', 'arguments': "
                             "{'uri': %s}}", uri);
    wait_for_migration_complete(f->qts);
}

/* Did the stream load? */
static bool load(LasiFuzz *f, const char *path)
{
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    char *status;
    bool done;

    qtest_qmp_assert_success(f->qts, "{'execute': 'migrate-incoming', "
                             "'arguments': {'uri': %s, "
                             "'exit-on-error': false}}", uri);
    do {
        status = migrate_query_status(f->qts);
        done = g_str_equal(status, "completed");
        if (done || g_str_equal(status, "failed")) {
            g_free(status);
            return done;
        }
        g_free(status);
        g_usleep(1000);
    } while (true);
}

/* The devices were the same when they were saved again. */
static void assert_same(const LasiFuzz *f)
{
    g_autofree char *a = NULL, *b = NULL;
    size_t len_a, len_b;

    g_assert_true(g_file_get_contents(first, &a, &len_a, NULL));
    g_assert_true(g_file_get_contents(second, &b, &len_b, NULL));
    lasi_fuzz_assert_same(f->target, (uint8_t *)a, len_a, (uint8_t *)b, len_b);
}

static bool damage_file(const LasiFuzz *f, const LasiFuzzDamage *damage)
{
    g_autofree char *buf = NULL;
    size_t len;
    bool done;

    g_assert_true(g_file_get_contents(first, &buf, &len, NULL));
    done = lasi_fuzz_damage(f->target, (uint8_t *)buf, &len, damage);
    g_assert_true(g_file_set_contents(first, buf, len, NULL));
    return done;
}

/* With an unplugged spare disk, the same is true for the destination. */
static const char *destination_args(const LasiFuzz *f)
{
    return f->plugged ? "-incoming defer -device scsi-hd,id=spare,drive=spare,"
                        "bus=" LASI_FUZZ_BUS ",scsi-id=1"
                      : "-incoming defer";
}

void lasi_host_migrate(LasiFuzz *f, const LasiFuzzDamage *damage)
{
    LasiFuzz dst = *f, src = *f;
    bool damaged, loaded;

    save(&src, first);
    damaged = damage && damage_file(f, damage);
    launch(&dst, destination_args(f));
    loaded = load(&dst, first);
    if (damaged && !loaded) {
        end(&dst);
        return;
    }
    g_assert_true(loaded);
    save(&dst, second);
    if (!damaged) {
        assert_same(f);
    }
    qtest_clock_set(dst.qts, qtest_clock_step(src.qts, 1));
    f->qts = dst.qts;
    f->fd = dst.fd;
    f->peer = dst.peer;
    end(&src);
}

/*
 * Corpus
 */

static char *find_lasi(QTestState *qts, const char *parent)
{
    g_autoptr(QDict) answer = NULL;
    QListEntry *entry;

    answer = qtest_qmp(qts, "{'execute': 'qom-list', 'arguments': "
                       "{'path': %s}}", parent);
    QLIST_FOREACH_ENTRY(qdict_get_qlist(answer, "return"), entry) {
        QDict *prop = qobject_to(QDict, qlist_entry_obj(entry));

        if (g_str_equal(qdict_get_str(prop, "type"), "child<lasi-chip>")) {
            return g_strdup_printf("%s/%s", parent,
                                   qdict_get_str(prop, "name"));
        }
    }
    return NULL;
}

static void replay_line(LasiFuzz *f, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 2);
    g_autofree uint8_t *data = NULL;
    size_t len;

    g_assert_cmpint(g_strv_length(words), ==, 2);
    g_test_message("%s %s", f->target->name, words[0]);
    data = g_base64_decode(words[1], &len);
    lasi_fuzz_run(f, data, len);
    g_assert_true(has_status(f, "running"));
}

static void replay(gconstpointer target)
{
    LasiFuzz f = { .target = target };
    g_autofree char *path = g_strdup_printf(CORPUS_DIR "/%s.txt",
                                            f.target->name);
    g_autofree char *header = g_strdup_printf(HEADER "%s", f.target->name);
    g_autofree char *lasi = NULL, *text = NULL;
    g_auto(GStrv) lines = NULL;
    g_autoptr(GError) err = NULL;

    g_file_get_contents(path, &text, NULL, &err);
    g_assert_no_error(err);
    lines = g_strsplit(g_strchomp(text), "\n", -1);
    g_assert_cmpstr(lines[0], ==, header);
    launch(&f, "");
    lasi = find_lasi(f.qts, "/machine/unattached") ?:
           find_lasi(f.qts, "/machine");
    f.lasi = lasi;
    for (char **line = lines + 1; *line; line++) {
        if (**line != '#') {
            replay_line(&f, *line);
        }
    }
    end(&f);
}

static void make_files(void)
{
    int file;

    dir = g_dir_make_tmp("lasi-fuzz-XXXXXX", NULL);
    g_assert_nonnull(dir);
    image = g_strdup_printf("%s/disk0", dir);
    first = g_strdup_printf("%s/first", dir);
    second = g_strdup_printf("%s/second", dir);
    file = g_creat(image, 0600);
    g_assert_cmpint(ftruncate(file, LASI_FUZZ_BLOCKS * 512), ==, 0);
    close(file);
}

static void remove_files(void)
{
    g_unlink(image);
    g_unlink(first);
    g_unlink(second);
    g_rmdir(dir);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
    /* The inputs have the addresses of this one. */
    g_setenv("QTEST_LASI_MACHINE", "B160L", true);
    if (!qtest_has_machine("B160L")) {
        g_test_skip("no B160L in this build");
        return 0;
    }
    make_files();
    qtest_add_data_func("lasi-fuzz/ncr710", &ncr710_fuzz, replay);
    qtest_add_data_func("lasi-fuzz/i82596", &i82596_fuzz, replay);
    qtest_add_data_func("lasi-fuzz/lasi", &lasi_fuzz, replay);
    ret = g_test_run();
    remove_files();
    return ret;
}
