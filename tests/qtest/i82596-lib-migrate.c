/*
 * Helpers of the i82596 qtests: migration, and what else befalls a machine
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "i82596-lib.h"
#include "migration/migration-qmp.h"

I596 *i596_migrate(I596 *src)
{
    g_autofree char *dir = g_dir_make_tmp("i82596-XXXXXX", NULL);
    g_autofree char *uri = g_strdup_printf("unix:%s/m", dir);
    g_autofree char *path = g_strdup_printf("%s/m", dir);
    g_autofree char *args = g_strdup_printf("-incoming %s", uri);
    I596 *dst = i596_launch(args);
    I596 fresh = *dst;

    /* no RARP of QEMU's own between the frames of the test */
    qtest_qmp_assert_success(dst->qts, "{'execute': "
                             "'migrate-set-parameters', 'arguments': "
                             "{'announce-rounds': 0}}");
    qtest_clock_set(dst->qts, qtest_clock_step(src->qts, 1));
    qtest_qmp_assert_success(src->qts, "{'execute': 'migrate', "
                             "'arguments': {'uri': %s}}", uri);
    wait_for_migration_complete(src->qts);
    qtest_qmp_eventwait(dst->qts, "RESUME");
    *dst = *src;
    dst->qts = fresh.qts;
    dst->fd = fresh.fd;
    dst->peer = fresh.peer;
    i596_quit(src);
    g_unlink(path);
    g_rmdir(dir);
    return dst;
}

static I596 *undisturbed(I596 *t)
{
    return t;
}

static I596 *stop_and_go_on(I596 *t)
{
    qtest_qmp_assert_success(t->qts, "{'execute': 'stop'}");
    i596_breathe(t);
    qtest_qmp_assert_success(t->qts, "{'execute': 'cont'}");
    return t;
}

void i596_add_worlds(const char *path, GTestDataFunc fn)
{
    static const I596World worlds[] = {
        { "undisturbed", undisturbed },
        { "stopped", stop_and_go_on },
        { "migrated", i596_migrate },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(worlds); i++) {
        g_autofree char *full = g_strdup_printf("%s/%s", path,
                                                worlds[i].name);

        qtest_add_data_func(full, &worlds[i], fn);
    }
}
