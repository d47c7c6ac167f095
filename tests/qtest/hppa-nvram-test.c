/*
 * QTest testcase for the non-volatile memory of the HPPA machines
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hppa-fw-cfg.h"
#include "libqtest.h"
#include "migration/migration-qmp.h"

#define ADDRESS_FILE    "/etc/hppa/nvram-addr"
#define SIZE            1024

static char *image;

static QTestState *launch(const char *machine, const char *options)
{
    return qtest_initf("-M %s -nic none -drive if=mtd,format=raw,file=%s %s",
                       machine, image, options);
}

/* A machine with the image as its memory; @nvram is where that is. */
static QTestState *start(const char *machine, uint64_t *nvram)
{
    QTestState *qts = launch(machine, "");

    *nvram = hppa_fw_cfg_address(qts, hppa_io_base(machine), ADDRESS_FILE);
    g_assert_cmphex(*nvram, !=, 0);
    return qts;
}

static void make_image(void)
{
    g_autofree char *zeros = g_malloc0(SIZE);

    g_assert_true(g_file_set_contents(image, zeros, SIZE, NULL));
}

/* What is in the file */
static void assert_image(unsigned at, const void *expected, unsigned len)
{
    g_autofree char *data = NULL;
    gsize size;

    g_assert_true(g_file_get_contents(image, &data, &size, NULL));
    g_assert_cmpint(size, ==, SIZE);
    g_assert_cmpmem(data + at, len, expected, len);
}

/* Written by one machine, there for the next, in bytes as in words. */
static void test_kept(const void *machine)
{
    static const char path[] = "\xff\xff\xff\x08\x10\x05\x00\x00";
    uint64_t nvram;
    QTestState *qts;

    make_image();
    qts = start(machine, &nvram);
    for (int i = 0; i < 8; i++) {
        qtest_writeb(qts, nvram + i, path[i]);
    }
    qtest_writel(qts, nvram + SIZE - 4, 0x12345678);
    g_assert_cmphex(qtest_readb(qts, nvram + 3), ==, 0x08);
    qtest_quit(qts);
    assert_image(0, path, 8);
    assert_image(SIZE - 4, "\x12\x34\x56\x78", 4);

    qts = start(machine, &nvram);
    g_assert_cmphex(qtest_readq(qts, nvram), ==, 0xffffff0810050000);
    g_assert_cmphex(qtest_readw(qts, nvram + SIZE - 2), ==, 0x5678);
    qtest_quit(qts);
}

/* It is in the file at once: QEMU may be killed. */
static void test_at_once(void)
{
    uint64_t nvram;
    QTestState *qts;

    make_image();
    qts = start("B160L", &nvram);
    qtest_writew(qts, nvram + 0x100, 0xabcd);
    assert_image(0x100, "\xab\xcd", 2);
    qtest_quit(qts);
}

/* A reset does not change it. */
static void test_reset(void)
{
    uint64_t nvram;
    QTestState *qts;

    make_image();
    qts = start("B160L", &nvram);
    qtest_writel(qts, nvram + 0x20, 0xfeedf00d);
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, nvram + 0x20), ==, 0xfeedf00d);
    qtest_quit(qts);
    assert_image(0x20, "\xfe\xed\xf0\x0d", 4);
}

/* Without the drive there is no such memory, and the firmware is not told. */
static void test_none(void)
{
    QTestState *qts = qtest_init("-M B160L -nic none");

    g_assert_cmphex(hppa_fw_cfg_address(qts, 0, ADDRESS_FILE), ==, 0);
    qtest_quit(qts);
}

/* The content migrates, and the file of the destination gets it. */
static void test_migrate(void)
{
    g_autofree char *stream = g_strdup_printf("%s.stream", image);
    g_autofree char *uri = g_strdup_printf("file:%s", stream);
    g_autofree char *incoming = g_strdup_printf("-incoming %s", uri);
    uint64_t nvram;
    QTestState *qts;

    make_image();
    qts = start("B160L", &nvram);
    qtest_writel(qts, nvram + 0x40, 0xcafe0001);
    qtest_qmp_assert_success(qts, "{'execute': 'migrate',"
                             " 'arguments': {'uri': %s}}", uri);
    wait_for_migration_complete(qts);
    qtest_quit(qts);

    make_image();
    qts = launch("B160L", incoming);
    qtest_qmp_eventwait(qts, "RESUME");
    g_assert_cmphex(qtest_readl(qts, nvram + 0x40), ==, 0xcafe0001);
    qtest_quit(qts);
    assert_image(0x40, "\xca\xfe\x00\x01", 4);
    unlink(stream);
}

int main(int argc, char **argv)
{
    g_autofree char *folder = g_dir_make_tmp("hppa-nvram-XXXXXX", NULL);
    int ret;

    g_test_init(&argc, &argv, NULL);
    image = g_strdup_printf("%s/nvram.img", folder);

    qtest_add_data_func("/hppa-nvram/kept/b160l", "B160L", test_kept);
    if (qtest_has_machine("715")) {
        qtest_add_data_func("/hppa-nvram/kept/715", "715", test_kept);
    }
    qtest_add_data_func("/hppa-nvram/kept/c3700", "C3700", test_kept);
    qtest_add_func("/hppa-nvram/at-once", test_at_once);
    qtest_add_func("/hppa-nvram/reset", test_reset);
    qtest_add_func("/hppa-nvram/none", test_none);
    qtest_add_func("/hppa-nvram/migrate", test_migrate);

    ret = g_test_run();
    unlink(image);
    rmdir(folder);
    return ret;
}
