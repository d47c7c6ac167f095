/*
 * Helpers of the i82596 qtests: migration
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
