/*
 * QTest testcase for the LAN glue of the HP LASI chip
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "lasi-machine.h"

#define LASI_LAN        (lasi_hpa() + 0x7000)

/*
 * Not on the real chip: firmware writes the physical address at which the
 * station address shall be stored.
 */
#define LAN_STORE_MAC   (LASI_LAN + 0x0c)

#define MAC_LEN         6
#define RAM             0x00200000u
#define GUARD           0x5a

/* Address by address in each QEMU process, as documented in net.c */
static const uint8_t first_default[MAC_LEN] = {
    0x52, 0x54, 0x00, 0x12, 0x34, 0x56
};
static const uint8_t second_default[MAC_LEN] = {
    0x52, 0x54, 0x00, 0x12, 0x34, 0x57
};

/* What the guest gets when it asks for its address, and that it gets no more */
static void assert_guest_mac(const char *args, const uint8_t *expected)
{
    QTestState *qts = lasi_qtest(args);
    uint8_t buf[MAC_LEN + 2];

    qtest_memset(qts, RAM, GUARD, sizeof(buf));
    qtest_writel(qts, LAN_STORE_MAC, RAM + 1);
    qtest_memread(qts, RAM, buf, sizeof(buf));

    g_assert_cmpmem(buf + 1, MAC_LEN, expected, MAC_LEN);
    g_assert_cmphex(buf[0], ==, GUARD);
    g_assert_cmphex(buf[MAC_LEN + 1], ==, GUARD);

    qtest_quit(qts);
}

/* Two machines that are given different addresses have different addresses. */
/* Proves: P16 */
static void test_mac_given(void)
{
    static const uint8_t mac1[] = { 0x08, 0x00, 0x09, 0x01, 0x02, 0x03 };
    static const uint8_t mac2[] = { 0x02, 0xff, 0xfe, 0xfd, 0xfc, 0xfb };

    assert_guest_mac("-nic hubport,hubid=0,model=lasi_82596,"
                     "mac=08:00:09:01:02:03", mac1);
    assert_guest_mac("-nic hubport,hubid=0,model=lasi_82596,"
                     "mac=02:ff:fe:fd:fc:fb", mac2);
}

/* The older command line for the same */
/* Proves: P16 */
static void test_mac_net(void)
{
    static const uint8_t mac[] = { 0x02, 0x01, 0x02, 0x03, 0x04, 0x05 };

    assert_guest_mac("-netdev hubport,hubid=0,id=n "
                     "-net nic,netdev=n,model=lasi_82596,"
                     "macaddr=02:01:02:03:04:05", mac);
}

/* Proves: P16 */
static void test_mac_default(void)
{
    assert_guest_mac("-nic hubport,hubid=0,model=lasi_82596",
                     first_default);
}

/* A second NIC, which needs PCI, does not have the address of the first. */
/* Proves: P16 */
static void test_mac_second(void)
{
    assert_guest_mac("-nic hubport,hubid=0,model=tulip "
                     "-nic hubport,hubid=0,model=lasi_82596",
                     second_default);
    assert_guest_mac("-nic hubport,hubid=0,model=lasi_82596 "
                     "-nic hubport,hubid=0,model=tulip", first_default);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/lasi-lan/mac/given", test_mac_given);
    qtest_add_func("/lasi-lan/mac/net", test_mac_net);
    qtest_add_func("/lasi-lan/mac/default", test_mac_default);
    if (!lasi_machine_is_715()) {
        qtest_add_func("/lasi-lan/mac/second", test_mac_second);
    }

    return g_test_run();
}
