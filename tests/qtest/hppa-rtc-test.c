/*
 * The clocks of HPPA machines: -rtc, setting them, resets, migration
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "hppa-fw-cfg.h"
#include "lasi-machine.h"
#include "migration/migration-qmp.h"
#include "migration/migration-util.h"

#define LASI_RTC        (lasi_hpa() + 0x9000)
/* of the C3700 in physical addresses of its processor, and of the others */
#define CPU_RTC_64      0xfffffffffffb0010ull
#define CPU_RTC         0xfffb0010

#define BASE            "-rtc clock=vm,base=1995-07-01T12:00:00"
#define BASE_SECONDS    804600000u
#define SECOND          1000000000ll

/* The clock begins at the base and counts the seconds of the virtual clock. */
static void check_clock(const char *machine, uint64_t addr)
{
    QTestState *qts = qtest_initf("-M %s " BASE, machine);

    g_assert_cmpuint(qtest_readl(qts, addr), ==, BASE_SECONDS);
    qtest_clock_step(qts, 59 * SECOND);
    g_assert_cmpuint(qtest_readl(qts, addr), ==, BASE_SECONDS + 59);

    qtest_writel(qts, addr, 1000);
    g_assert_cmpuint(qtest_readl(qts, addr), ==, 1000);
    qtest_clock_step(qts, 3 * SECOND);
    g_assert_cmpuint(qtest_readl(qts, addr), ==, 1003);

    /* it has a battery */
    qtest_system_reset(qts);
    g_assert_cmpuint(qtest_readl(qts, addr), ==, 1003);
    qtest_quit(qts);
}

static void test_lasi(void)
{
    check_clock(lasi_machine(), LASI_RTC);
}

static void test_cpu(void)
{
    check_clock("C3700", CPU_RTC_64);
}

static void test_cpu_32(void)
{
    check_clock(lasi_machine(), CPU_RTC);
}

/* By default it is the time of the host. */
static void test_host(void)
{
    int64_t begin = host_seconds();
    QTestState *qts = lasi_qtest("");
    uint32_t now = qtest_readl(qts, LASI_RTC);

    g_assert_cmpint(now, >=, begin);
    g_assert_cmpint(now, <=, host_seconds());
    qtest_quit(qts);
}

/* Move to another QEMU with @rtc in its command line; returns that. */
static QTestState *move(QTestState *from, const char *machine, const char *rtc)
{
    g_autofree char *path = g_strdup_printf("%s/hppa-rtc-%d", g_get_tmp_dir(),
                                            getpid());
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    QTestState *to;

    migrate_qmp(from, NULL, uri, NULL, "{}");
    wait_for_migration_complete(from);
    qtest_quit(from);

    to = qtest_initf("-M %s -m 64 -rtc %s -incoming defer", machine, rtc);
    migrate_incoming_qmp(to, uri, NULL, "{}");
    wait_for_migration_complete(to);
    unlink(path);
    return to;
}

/*
 * A time that was set, and the one of the base, go on after a migration, by
 * the host's clock, whatever base the destination was given.
 */
static void check_migration(const char *machine, uint64_t addr, bool set)
{
    int64_t begin = host_seconds();
    QTestState *qts = qtest_initf("-M %s -m 64 -rtc base=1995-07-01T12:00:00",
                                  machine);
    uint32_t then;

    if (set) {
        qtest_writel(qts, addr, 5000);
    }
    then = qtest_readl(qts, addr);
    g_assert_cmpuint(then, >=, set ? 5000 : BASE_SECONDS);
    qts = move(qts, machine, "base=2005-07-01T12:00:00");
    g_assert_cmpuint(qtest_readl(qts, addr), >=, then);
    g_assert_cmpuint(qtest_readl(qts, addr), <=,
                     then + (host_seconds() - begin) + 1);
    qtest_quit(qts);
}

/* The clock of clock=rt cannot migrate: the destination's is as at its start */
static void check_rt_migration(const char *machine, uint64_t addr)
{
    QTestState *qts = qtest_initf("-M %s -m 64 -rtc clock=rt,base="
                                  "2005-07-01T12:00:00", machine);

    qts = move(qts, machine, "clock=rt,base=1995-07-01T12:00:00");
    g_assert_cmpuint(qtest_readl(qts, addr) - BASE_SECONDS, <, 600);
    qtest_quit(qts);
}

static void test_rt_migration(void)
{
    check_rt_migration(lasi_machine(), LASI_RTC);
    check_rt_migration("C3700", CPU_RTC_64);
}

static void test_migration(void)
{
    check_migration(lasi_machine(), LASI_RTC, true);
    check_migration(lasi_machine(), LASI_RTC, false);
    check_migration("C3700", CPU_RTC_64, true);
}

/* The firmware sets and reads the clock that is told here */
static void check_address(const char *machine, uint64_t addr)
{
    QTestState *qts = qtest_initf("-M %s", machine);

    g_assert_cmphex(hppa_fw_cfg_address(qts, hppa_io_base(machine),
                                        "/etc/hppa/rtc-addr"), ==, addr);
    qtest_quit(qts);
}

static void test_address(void)
{
    check_address(lasi_machine(), LASI_RTC);
    check_address("C3700", CPU_RTC_64);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/hppa-rtc/lasi", test_lasi);
    qtest_add_func("/hppa-rtc/cpu", test_cpu);
    qtest_add_func("/hppa-rtc/cpu-32", test_cpu_32);
    qtest_add_func("/hppa-rtc/host", test_host);
    qtest_add_func("/hppa-rtc/address", test_address);
    qtest_add_func("/hppa-rtc/migration", test_migration);
    qtest_add_func("/hppa-rtc/rt-migration", test_rt_migration);
    return g_test_run();
}
