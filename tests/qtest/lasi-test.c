/*
 * QTest testcase for the registers of the HP LASI chip
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * Register numbers: HP, 712 I/O Subsystem ERS, appendix A.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "libqtest.h"
#include "lasi-machine.h"
#include "qobject/qdict.h"

#define LASI_HPA        lasi_hpa()
#define LASI_SIZE       0x100000u
#define LASI_PAGE       0x1000u

/* Registers, from LASI_HPA */
#define IRR             0x00000
#define IMR             0x00004
#define IPR             0x00008
#define IAR             0x00010
#define UART            0x05800
#define LAN_ATTENTION   0x07008
#define LAN_PRESENT     0x0700c
#define RTC             0x09000
#define PCR             0x0c000
#define ERRLOG          0x0c004
#define VERSION         0x0c008
#define AMR             0x0c010

#define PCR_POWER_OFF   2
#define IRQ_UART        5
#define IAR_RESET       0xfffb0003u     /* QEMU's processor 0, bit 3 */
#define LAN_MAGIC       0xbeefbabeu     /* a LAN controller is there */

#define UART_IER        (UART + 1)
#define UART_IER_THRI   2

#define NO_LAN          "-nic none"
#define LAN             "-nic hubport,hubid=0,model=lasi_82596"

static uint32_t lasi_read(QTestState *qts, uint32_t reg)
{
    return qtest_readl(qts, LASI_HPA + reg);
}

static void lasi_write(QTestState *qts, uint32_t reg, uint32_t val)
{
    qtest_writel(qts, LASI_HPA + reg, val);
}

static bool running(QTestState *qts)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'query-status' }");
    bool ret = qdict_get_bool(qdict_get_qdict(rsp, "return"), "running");

    qobject_unref(rsp);
    return ret;
}

/* Proves: P13 */
static void test_version(void)
{
    QTestState *qts = lasi_qtest("");

    g_assert_cmphex(lasi_read(qts, VERSION), ==, 0);
    lasi_write(qts, VERSION, ~0u);
    g_assert_cmphex(lasi_read(qts, VERSION), ==, 0);

    qtest_quit(qts);
}

/* Proves: P13 */
static void test_power_off(void)
{
    QTestState *qts = lasi_qtest("-no-shutdown");
    QDict *event, *data;

    lasi_write(qts, PCR, 0);
    lasi_write(qts, PCR, 1);
    g_assert_true(running(qts));

    lasi_write(qts, PCR, PCR_POWER_OFF);
    event = qtest_qmp_eventwait_ref(qts, "SHUTDOWN");
    data = qdict_get_qdict(event, "data");
    g_assert_true(qdict_get_bool(data, "guest"));
    g_assert_cmpstr(qdict_get_str(data, "reason"), ==, "guest-shutdown");
    qobject_unref(event);
    g_assert_false(running(qts));

    qtest_quit(qts);
}

/*
 * Linux writes the pattern of the front panel's LEDs to the first byte of the
 * power control register; no pattern is a power-off.
 */
/* Proves: P13 */
static void test_leds(void)
{
    QTestState *qts = lasi_qtest("-no-shutdown");
    int i;

    for (i = 0; i <= UINT8_MAX; i++) {
        qtest_writeb(qts, LASI_HPA + PCR, i);
    }
    for (i = 0; i < 4; i++) {
        qtest_writeb(qts, LASI_HPA + PCR + i, PCR_POWER_OFF);
    }
    qtest_writew(qts, LASI_HPA + PCR, PCR_POWER_OFF);
    qtest_writew(qts, LASI_HPA + PCR + 2, PCR_POWER_OFF);
    g_assert_true(running(qts));

    qtest_quit(qts);
}

/* The LAN controller's private presence word, which firmware looks at. */
/* Proves: P15 */
static void test_lan_present(void)
{
    QTestState *qts = lasi_qtest(NO_LAN);

    g_assert_cmphex(lasi_read(qts, LAN_PRESENT), ==, 0);
    qtest_quit(qts);

    qts = lasi_qtest(LAN);
    g_assert_cmphex(lasi_read(qts, LAN_PRESENT), ==, LAN_MAGIC);
    qtest_quit(qts);
}

static void test_rtc(void)
{
    const uint32_t then = 0x40000000;   /* seconds, in 2004 */
    QTestState *qts = lasi_qtest("");
    int64_t start = host_seconds();

    /* Seconds of the host until the guest sets it */
    g_assert_cmpint(lasi_read(qts, RTC) - start, >=, 0);
    g_assert_cmpint(lasi_read(qts, RTC), <=, host_seconds());

    start = host_seconds();
    lasi_write(qts, RTC, then);
    g_assert_cmpint(lasi_read(qts, RTC), >=, then);
    g_assert_cmpint(lasi_read(qts, RTC), <=,
                    then + (host_seconds() - start) + 1);

    qtest_quit(qts);
}

static void test_storage(void)
{
    static const uint32_t regs[] = { ERRLOG, AMR };
    QTestState *qts = lasi_qtest("");
    int i;

    for (i = 0; i < ARRAY_SIZE(regs); i++) {
        lasi_write(qts, regs[i], 0x15);
        g_assert_cmphex(lasi_read(qts, regs[i]), ==, 0x15);
        lasi_write(qts, regs[i], 0);
        g_assert_cmphex(lasi_read(qts, regs[i]), ==, 0);
    }

    qtest_quit(qts);
}

/* Big-endian lanes for reading; a part of a word is not written. */
static void test_lanes(void)
{
    QTestState *qts = lasi_qtest("");
    int i;

    g_assert_cmphex(lasi_read(qts, IAR), ==, IAR_RESET);
    for (i = 0; i < 4; i++) {
        g_assert_cmphex(qtest_readb(qts, LASI_HPA + IAR + i), ==,
                        extract32(IAR_RESET, 24 - 8 * i, 8));
    }
    g_assert_cmphex(qtest_readw(qts, LASI_HPA + IAR), ==, IAR_RESET >> 16);
    g_assert_cmphex(qtest_readw(qts, LASI_HPA + IAR + 2), ==,
                    IAR_RESET & UINT16_MAX);

    for (i = 0; i < 4; i++) {
        qtest_writeb(qts, LASI_HPA + IAR + i, 0x55);
    }
    qtest_writew(qts, LASI_HPA + IAR, 0x5555);
    qtest_writew(qts, LASI_HPA + IAR + 2, 0x5555);
    g_assert_cmphex(lasi_read(qts, IAR), ==, IAR_RESET);

    qtest_quit(qts);
}

/* An empty transmitter interrupts; IAR points to a word of RAM. */
static void raise_uart(QTestState *qts, uint32_t imr, uint32_t eir)
{
    qtest_writel(qts, eir, ~0u);
    lasi_write(qts, IAR, eir | 17);
    lasi_write(qts, IMR, imr);
    qtest_writeb(qts, LASI_HPA + UART_IER, UART_IER_THRI);
}

/* Proves: P3 */
static void test_irq_unmasked(void)
{
    const uint32_t eir = 0x00100000;
    QTestState *qts = lasi_qtest("");

    raise_uart(qts, BIT(IRQ_UART), eir);
    g_assert_cmphex(qtest_readl(qts, eir), ==, 17);
    g_assert_cmphex(lasi_read(qts, IPR), ==, BIT(IRQ_UART));
    g_assert_cmphex(lasi_read(qts, IRR), ==, BIT(IRQ_UART));

    qtest_quit(qts);
}

/* Proves: P4 */
static void test_irq_masked(void)
{
    const uint32_t eir = 0x00100000;
    QTestState *qts = lasi_qtest("");

    raise_uart(qts, 0, eir);
    g_assert_cmphex(lasi_read(qts, IRR), ==, 0);
    g_assert_cmphex(lasi_read(qts, IPR), ==, BIT(IRQ_UART));
    g_assert_cmphex(qtest_readl(qts, eir), ==, ~0u);

    qtest_quit(qts);
}

static void sweep_read(QTestState *qts, uint32_t page)
{
    uint32_t a;

    for (a = page; a < page + LASI_PAGE; a++) {
        qtest_readb(qts, a);
        if (a % 2 == 0) {
            qtest_readw(qts, a);
        }
        if (a % 4 == 0) {
            qtest_readl(qts, a);
        }
        if (a % 8 == 0) {
            qtest_readq(qts, a);
        }
    }
}

/*
 * Channel attention is left out: it makes the LAN controller follow the lists
 * that it finds in memory, which is not a matter of decoding an address.
 */
static void sweep_write(QTestState *qts, uint32_t page, uint64_t val)
{
    uint32_t a;

    for (a = page; a < page + LASI_PAGE; a++) {
        if (a - LASI_HPA >= LAN_ATTENTION && a - LASI_HPA < LAN_PRESENT) {
            continue;
        }
        qtest_writeb(qts, a, val);
        if (a % 2 == 0) {
            qtest_writew(qts, a, val);
        }
        if (a % 4 == 0) {
            qtest_writel(qts, a, val);
        }
        if (a % 8 == 0) {
            qtest_writeq(qts, a, val);
        }
    }
}

/*
 * Each offset of the pages that have registers by each width, the last and
 * empty part of the chip's megabyte by words. No value written to PCR is a
 * power-off.
 */
static void test_sweep(const void *opaque)
{
    static const uint32_t pages[] = {
        0x0000, 0x2000, 0x4000, 0x5000, 0x6000, 0x7000, 0x8000, 0x9000,
        0xa000, 0xc000,
    };
    const uint32_t rest = 0xd000;
    g_autofree uint8_t *buf = g_malloc(LASI_SIZE - rest);
    QTestState *qts = lasi_qtest(opaque);
    int i;

    for (i = 0; i < ARRAY_SIZE(pages); i++) {
        sweep_write(qts, LASI_HPA + pages[i], 0);
        sweep_write(qts, LASI_HPA + pages[i], UINT64_MAX);
        sweep_read(qts, LASI_HPA + pages[i]);
    }
    qtest_memread(qts, LASI_HPA + rest, buf, LASI_SIZE - rest);
    qtest_memset(qts, LASI_HPA + rest, 0xa5, LASI_SIZE - rest);

    /* It still works. */
    lasi_write(qts, ERRLOG, 0x2a);
    g_assert_cmphex(lasi_read(qts, ERRLOG), ==, 0x2a);
    g_assert_true(running(qts));

    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/lasi/version", test_version);
    qtest_add_func("/lasi/power-off", test_power_off);
    qtest_add_func("/lasi/leds", test_leds);
    qtest_add_func("/lasi/lan-present", test_lan_present);
    qtest_add_func("/lasi/rtc", test_rtc);
    qtest_add_func("/lasi/storage", test_storage);
    qtest_add_func("/lasi/lanes", test_lanes);
    qtest_add_func("/lasi/irq/unmasked", test_irq_unmasked);
    qtest_add_func("/lasi/irq/masked", test_irq_masked);
    qtest_add_data_func("/lasi/sweep/no-lan", NO_LAN, test_sweep);
    qtest_add_data_func("/lasi/sweep/lan", LAN, test_sweep);

    return g_test_run();
}
