/*
 * QTest of the Intel 82596 on LASI: PORT, resets, self-test, PORT dump
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define DUMP_ADDR   0x00600010u     /* 16-byte aligned, not more */
#define AREA        0x400           /* bytes watched around a result */

/* Unproved: N6 no machine of QEMU has the ASP variant of the glue */

/* Put the chip to a state that every reset must end. */
static I596 *busy_chip(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_rx_ready(t);
    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    g_assert_true(i596_int(t));
    return t;
}

/* After a reset: INT inactive, and a CA initialises instead of commanding. */
static void assert_is_reset(I596 *t)
{
    g_assert_false(i596_int(t));
    i596_put16(t, t->scb, 0x1234);
    i596_put16(t, t->iscp, 1);
    i596_attention_init(t);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
    g_assert_true(i596_int(t));
}

/* Proves: N1 P18 */
static void test_reset_register(void)
{
    I596 *t = busy_chip();

    i596_hw_reset(t);
    assert_is_reset(t);
}

/* Proves: N2 */
static void test_data_ignored(void)
{
    static const uint32_t values[] = { 0, 1, 0xffff0000, 0xffffffff };
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (unsigned i = 0; i < ARRAY_SIZE(values); i++) {
        qtest_writel(t->qts, I596_LAN_HPA + I596_LAN_RESET, values[i]);
        g_assert_false(i596_int(t));
        i596_put16(t, t->iscp, 1);
        i596_port(t, t->scp | PORT_ALT_SCP);
        qtest_writel(t->qts, I596_LAN_HPA + I596_LAN_CA, values[i]);
        i596_wait16(t, t->iscp, 0xffff, 0);
        i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
    }
}

/* Proves: N3 */
static void test_lone_half(void)
{
    I596 *t = busy_chip();
    uint16_t before = i596_status(t);

    i596_port_half(t, PORT_RESET);
    i596_settle(t);
    g_assert_cmphex(i596_status(t), ==, before);
    g_assert_true(i596_int(t));
    i596_port_half(t, 0);
    assert_is_reset(t);
}

/* Proves: N4 N7 P17 */
static void test_half_order(void)
{
    I596 *t = i596_new();

    i596_mode(t, SYSBUS_LINEAR);
    i596_port_half(t, (t->scp & 0xffff) | PORT_ALT_SCP);
    i596_port_half(t, t->scp >> 16);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
}

/* Proves: N5 */
static void test_upper_half_ignored(void)
{
    I596 *t = i596_new();

    i596_mode(t, SYSBUS_LINEAR);
    i596_port_half(t, 0xdead0000 | (t->scp & 0xffff) | PORT_ALT_SCP);
    i596_port_half(t, 0xbeef0000 | t->scp >> 16);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
}

/* Unbroken: N8 */
static void test_reset_between_halves(void)
{
    I596 *t = i596_new();

    i596_mode(t, SYSBUS_LINEAR);
    i596_port_half(t, 0x4441);
    i596_hw_reset(t);
    i596_attention_init(t);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

/* Proves: P17 */
static void test_machine_reset_between_halves(void)
{
    I596 *t = i596_new();

    i596_port_half(t, 0x4441);
    qtest_system_reset(t->qts);
    i596_mode(t, SYSBUS_LINEAR);
    i596_attention_init(t);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

/* Proves: N9 */
static void test_port_reset(void)
{
    static const uint32_t commands[] = { 0, 0xfffffff0, 0x00600000 };

    for (unsigned i = 0; i < ARRAY_SIZE(commands); i++) {
        I596 *t = busy_chip();

        i596_port(t, commands[i] | PORT_RESET);
        assert_is_reset(t);
    }
}

/* Proves: N10 */
static void test_alternative_scp(void)
{
    I596 *t = i596_new();

    i596_mode(t, SYSBUS_LINEAR);
    g_assert_cmphex(t->scp & 0xff, ==, 0x10);
    i596_attention_init(t);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

/* Proves: N11 */
static void test_default_scp(void)
{
    I596 *t = i596_new();

    i596_mode(t, SYSBUS_LINEAR);
    i596_put16(t, t->scp + 2, SYSBUS_586); /* must not be looked at */
    qtest_memset(t->qts, 0x00fffff0, 0, 16);
    i596_put16(t, 0x00fffff4 + 2, SYSBUS_LINEAR);
    i596_put_swapped(t, 0x00fffff4 + 8, t->iscp);
    qtest_system_reset(t->qts);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

/* Unbroken: N12 */
static void test_undefined_functions(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (unsigned f = 4; f <= 15; f++) {
        i596_fill(t, DUMP_ADDR, AREA);
        i596_port(t, DUMP_ADDR | f);
        i596_settle(t);
        i596_assert_filled(t, DUMP_ADDR, AREA);
    }
    g_assert_cmphex(i596_exec(t, i596_cb(t, 0, CMD_EL, I596_NULL)), ==,
                    ST_GOOD);
}

/* Proves: N13 */
static void test_reads_harmless(void)
{
    I596 *t = busy_chip();
    uint16_t before = i596_status(t);

    i596_port_half(t, PORT_RESET);
    for (unsigned off = 0; off < 0x40; off += 4) {
        qtest_readl(t->qts, I596_LAN_HPA + off);
        qtest_readw(t->qts, I596_LAN_HPA + off + 2);
        qtest_readb(t->qts, I596_LAN_HPA + off + 1);
    }
    i596_settle(t);
    g_assert_cmphex(i596_status(t), ==, before);
    g_assert_true(i596_int(t));
    i596_port_half(t, 0);
    assert_is_reset(t);
}

/* Proves: N15 */
static void test_reset_configuration(void)
{
    static const uint8_t defaults[] = { /* CA p.36-39, bytes 2..13 */
        0x40, 0x26, 0x00, 0x60, 0x00, 0xf2, 0x00, 0x00, 0x40, 0xff, 0x00,
        0x3f,
    };
    I596 *t = i596_up(SYSBUS_LINEAR);

    for (unsigned i = 1; i < 14; i++) {
        t->cfg[i] ^= 0x01;
    }
    i596_cfg_send(t, 14);
    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    i596_dump(t, DUMP_ADDR);
    i596_assert_mem(t, DUMP_ADDR, defaults, sizeof(defaults));
}

/* Proves: N16 */
static void test_reset_address(void)
{
    uint8_t frame[64];
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_set_ia(t, i596_ia);
    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    i596_rx_ring(t, 4, 4, 1536);
    i596_ru_start(t, i596_rfd_at(t, 0));
    i596_send(t, frame, i596_frame(frame, i596_ia, 64));
    /* the unicast is gone; broadcast is the address, so bit 1 is 0 */
    g_assert_cmphex(i596_deliver(t, i596_bcast, 72, 0), ==, ST_GOOD);
    g_assert_cmpuint(i596_get16(t, i596_rbd_at(t, 0)) & 0x3fff, ==, 72);
}

/* Proves: N17 */
static void test_reset_hash(void)
{
    static const uint8_t group[6] = { 0x01, 0x00, 0x5e, 0, 0, 1 };
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_set_ia(t, i596_ia);
    i596_multicast(t, 6, group, 6);
    g_assert_true(i596_accepts(t, group));
    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    i596_set_ia(t, i596_ia);
    g_assert_false(i596_accepts(t, group));
}

/* Proves: N18 */
static void test_reset_writes_nothing(void)
{
    I596 *t = busy_chip();
    g_autofree uint8_t *before = g_malloc(0x10000);

    i596_settle(t);
    qtest_memread(t->qts, t->seg, before, 0x10000);
    i596_fill(t, DUMP_ADDR & ~0xffu, AREA);
    i596_hw_reset(t);
    i596_port(t, DUMP_ADDR | PORT_RESET);
    i596_settle(t);
    i596_assert_mem(t, t->seg, before, 0x10000);
    i596_assert_filled(t, DUMP_ADDR & ~0xffu, AREA);
}

/* Proves: N19 */
static void test_scb_reset(void)
{
    I596 *t = busy_chip();

    i596_command(t, SCB_RESET | STAT_EVENTS | CUC_START | RUC_ABORT);
    assert_is_reset(t);
}

/* Proves: N20 */
static void test_reset_while_active(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t a = i596_cb(t, 0, CMD_I | CMD_NOP, i596_cb_at(t, 1));
    uint32_t b = i596_cb(t, 1, CMD_I | CMD_NOP, a);

    i596_cu_start(t, a);
    i596_wait_scb(t, STAT_CUS | STAT_CX, STAT_CU_ACTIVE | STAT_CX);
    i596_hw_reset(t);
    i596_put16(t, a, 0);
    i596_put16(t, b, 0);
    i596_put16(t, t->scb, 0);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, a) | i596_get16(t, b), ==, 0);
    g_assert_cmphex(i596_status(t), ==, 0);
    g_assert_false(i596_int(t));
}

/* Proves: N21 N22 N23 */
static void test_self_test(void)
{
    uint8_t result[8];
    I596 *t = i596_new();

    i596_fill(t, DUMP_ADDR - 0x10, 0x40);
    qtest_memset(t->qts, DUMP_ADDR + 4, 0xff, 4);
    i596_port(t, DUMP_ADDR | PORT_SELF_TEST);
    i596_wait16(t, DUMP_ADDR + 4, 0xffff, 0);
    i596_wait16(t, DUMP_ADDR + 6, 0xffff, 0);
    qtest_memread(t->qts, DUMP_ADDR, result, sizeof(result));
    g_assert_cmphex(result[0] | result[1] | result[2] | result[3], !=, 0);
    g_assert_false(result[0] == I596_FILL && result[1] == I596_FILL &&
                   result[2] == I596_FILL && result[3] == I596_FILL);
    i596_assert_filled(t, DUMP_ADDR - 0x10, 0x10);
    i596_assert_filled(t, DUMP_ADDR + 8, 0x28);
    g_assert_false(i596_int(t));
}

/* Unbroken: N24 */
static void test_self_test_restart(void)
{
    I596 *t = busy_chip();

    i596_put16(t, t->iscp, 1);
    i596_port(t, DUMP_ADDR | PORT_SELF_TEST);
    i596_port(t, t->scp | PORT_ALT_SCP);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
    g_assert_cmphex(i596_status(t), ==, STAT_CX | STAT_CNA);
}

static void check_port_dump(uint8_t sysbus)
{
    I596 *t = i596_up(sysbus);
    uint32_t size = t->l->dump_size;
    uint8_t got;

    i596_cfg(t, 5, 0x77);
    i596_fill(t, DUMP_ADDR, AREA);
    i596_port(t, DUMP_ADDR | PORT_DUMP);
    i596_wait16(t, DUMP_ADDR + size, 0xa000, 0xa000);
    i596_assert_filled(t, DUMP_ADDR + size + 2, AREA - size - 2);
    qtest_memread(t->qts, DUMP_ADDR + i596_dump_cfg(t, 5), &got, 1);
    g_assert_cmphex(got, ==, 0x77);
}

/* Proves: N25 N26 */
static void test_port_dump(void)
{
    check_port_dump(SYSBUS_LINEAR);
    check_port_dump(SYSBUS_SEGMENTED);
}

/* Proves: N27 */
static void test_port_dump_586(void)
{
    check_port_dump(SYSBUS_586);
}

/* Proves: N28 */
static void test_port_dump_quiet(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_port(t, DUMP_ADDR | PORT_DUMP);
    i596_wait16(t, DUMP_ADDR + 304, 0xa000, 0xa000);
    i596_settle(t);
    g_assert_cmphex(i596_status(t), ==, 0);
    g_assert_false(i596_int(t));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/port/" path, fn)
    ADD("reset/register", test_reset_register);
    ADD("reset/port", test_port_reset);
    ADD("reset/scb", test_scb_reset);
    ADD("reset/while-active", test_reset_while_active);
    ADD("reset/configuration", test_reset_configuration);
    ADD("reset/address", test_reset_address);
    ADD("reset/hash", test_reset_hash);
    ADD("reset/writes-nothing", test_reset_writes_nothing);
    ADD("data-ignored", test_data_ignored);
    ADD("reads-harmless", test_reads_harmless);
    ADD("half/lone", test_lone_half);
    ADD("half/order", test_half_order);
    ADD("half/upper-ignored", test_upper_half_ignored);
    ADD("half/reset-between", test_reset_between_halves);
    ADD("half/machine-reset-between", test_machine_reset_between_halves);
    ADD("function/alternative-scp", test_alternative_scp);
    ADD("function/default-scp", test_default_scp);
    ADD("function/undefined", test_undefined_functions);
    ADD("self-test/result", test_self_test);
    ADD("self-test/restart", test_self_test_restart);
    ADD("dump/linear", test_port_dump);
    ADD("dump/82586", test_port_dump_586);
    ADD("dump/quiet", test_port_dump_quiet);
#undef ADD
    return i596_run();
}
