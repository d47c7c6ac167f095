/*
 * QTest of the Intel 82596 on LASI: the action commands
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define DUMP_ADDR(t)    ((t)->seg + 0x8000)
#define AREA            0x300

static const uint8_t reset_cfg[14] = { /* CA p.36-39; byte 0 is the count */
    0x00, 0xc8, 0x40, 0x26, 0x00, 0x60, 0x00, 0xf2, 0x00, 0x00, 0x40, 0xff,
    0x00, 0x3f,
};

/* Addresses of reference hashes: see the table at test_hash_collisions() */
static const uint8_t group1[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 };
static const uint8_t group2[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x02 };
static const uint8_t group3[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x03 };
static const uint8_t group5[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x05 };
static const uint8_t group6[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x06 };
static const uint8_t group_fb[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb };
static const uint8_t bridge[6] = { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x00 };
static const uint8_t solicited[6] = { 0x33, 0x33, 0xff, 0x12, 0x34, 0x56 };
static const uint8_t station1[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 };
static const uint8_t station2[6] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x02 };

static I596 *up_with_ia(uint8_t sysbus)
{
    I596 *t = i596_up(sysbus);

    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);
    return t;
}

static uint8_t dumped(I596 *t, unsigned offset)
{
    uint8_t v;

    i596_dump(t, DUMP_ADDR(t));
    qtest_memread(t->qts, DUMP_ADDR(t) + offset, &v, 1);
    return v;
}

static uint8_t dumped_cfg(I596 *t, unsigned byte)
{
    return dumped(t, i596_dump_cfg(t, byte));
}

/* Proves: N85 N87 */
static void test_ia_setup(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = up_with_ia(i596_modes[i]);

        g_assert_true(i596_accepts(t, i596_ia));
        g_assert_false(i596_accepts(t, station1));
        i596_dump(t, DUMP_ADDR(t));
        i596_assert_mem(t, DUMP_ADDR(t) + i596_dump_ia(t), i596_ia, 6);
    }
}

/* Proves: N86 */
static void test_ia_multicast(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_set_ia(t, group1);
    i596_rx_ring(t, 4, 4, 1536);
    i596_ru_start(t, i596_rfd_at(t, 0));
    g_assert_cmphex(i596_deliver(t, group1, 64, 0), ==, ST_GOOD);
}

/* Proves: N88 */
static void test_configure_all(void)
{
    static const uint8_t image[14] = {
        0x0e, 0xc8, 0xc2, 0x3e, 0x21, 0x70, 0x34, 0xa3, 0x04, 0x00, 0x50,
        0xfb, 0x40, 0xbf,
    };
    I596 *t = i596_up(SYSBUS_LINEAR);

    memcpy(t->cfg, image, sizeof(image));
    i596_cfg_send(t, 14);
    i596_dump(t, DUMP_ADDR(t));
    i596_assert_mem(t, DUMP_ADDR(t), image + 2, 12);
}

/* Proves: N89 */
static void test_configure_partly(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    i596_cfg(t, 10, 0x55);
    t->cfg[5] = 0x77;
    t->cfg[10] = 0x11;
    i596_cfg_send(t, 6);
    g_assert_cmphex(dumped_cfg(t, 5), ==, 0x77);
    g_assert_cmphex(dumped_cfg(t, 10), ==, 0x55);
    for (unsigned i = 11; i < 14; i++) {
        g_assert_cmphex(dumped_cfg(t, i), ==, reset_cfg[i]);
    }
}

/* Proves: N90 */
static void test_configure_count_586(void)
{
    I596 *t = i596_up(SYSBUS_586);

    t->cfg[2] = 0xc0;
    t->cfg[3] = 0x0e;
    t->cfg[4] = 0x70;
    i596_cfg_send(t, 1);
    g_assert_cmphex(dumped_cfg(t, 2), ==, 0xc0);
    g_assert_cmphex(dumped_cfg(t, 3), ==, 0x0e);
    g_assert_cmphex(dumped_cfg(t, 4), ==, reset_cfg[4]);
    t->cfg[10] = 0x33;
    i596_cfg_send(t, 15);
    g_assert_cmphex(dumped_cfg(t, 4), ==, 0x70);
    g_assert_cmphex(dumped_cfg(t, 10), ==, 0x33);
}

/* Proves: N91 */
static void test_new_features_off_in_586(void)
{
    I596 *t = i596_up(SYSBUS_586);

    /* all multicast, length check, stored CRC; multiple IA */
    t->cfg[11] = 0x3f & ~0x26;
    t->cfg[13] = 0x7f;
    i596_cfg_send(t, 14);
    i596_set_ia(t, i596_ia);
    g_assert_false(i596_accepts(t, group1));
    g_assert_true(i596_accepts(t, i596_ia));
    g_assert_cmpuint(i596_get16(t, i596_rbd_at(t, 0)) & 0x3fff, ==, 64);
}

/* Unbroken: N92 */
static void test_configure_count_15(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    t->cfg[13] = 0x2f;
    i596_cfg_send(t, 15);
    g_assert_cmphex(dumped_cfg(t, 13), ==, 0x2f);
}

/* Proves: N93 */
static void test_monitor_ignored(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);

    t->cfg[1] = 0x08; /* a monitor code that stops reception */
    i596_cfg_send(t, 11);
    i596_set_ia(t, i596_ia);
    g_assert_true(i596_accepts(t, i596_ia));

    t = i596_up(SYSBUS_586);
    t->cfg[0] = 0x8c; /* P */
    i596_cfg_send(t, 12);
    i596_set_ia(t, i596_ia);
    g_assert_true(i596_accepts(t, i596_ia));
    for (unsigned n = 0; n < 3; n++) {
        g_assert_cmphex(i596_get16(t, i596_rbd_at(t, n) + t->l->rbd_size),
                        ==, 1536);
    }
}

/* Proves: N94 */
static void test_configure_while_ready(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint8_t frame[64];

    i596_rx_ready(t);
    i596_cfg(t, 8, 0x01);
    g_assert_cmphex(i596_deliver(t, station1, 64, 0), ==,
                    ST_GOOD | RX_OTHER_DA);
    i596_cfg(t, 8, 0x00);
    i596_send(t, frame, i596_frame(frame, station1, 64));
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 1), ==, ST_GOOD);
    i596_settle(t);
    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 2)) & ST_C, ==, 0);
}

/* Proves: N95 */
static void test_multicast_count_is_bytes(void)
{
    uint8_t list[12];

    memcpy(list, group1, 6);
    memcpy(list + 6, group2, 6);
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = up_with_ia(i596_modes[i]);

        i596_multicast(t, 6, list, sizeof(list));
        g_assert_true(i596_accepts(t, group1));
        g_assert_false(i596_accepts(t, group2));
        i596_multicast(t, 12, list, sizeof(list));
        g_assert_true(i596_accepts(t, group2));
    }
}

/* Proves: N96 */
static void test_multicast_count_rounded(void)
{
    uint8_t list[12];
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    memcpy(list, group1, 6);
    memcpy(list + 6, group2, 6);
    i596_multicast(t, 11, list, sizeof(list));
    g_assert_true(i596_accepts(t, group1));
    g_assert_false(i596_accepts(t, group2));
}

/* Proves: N97 */
static void test_multicast_empty(void)
{
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    i596_multicast(t, 6, group1, 6);
    g_assert_true(i596_accepts(t, group1));
    i596_multicast(t, 0, group1, 6);
    g_assert_false(i596_accepts(t, group1));
}

/* Proves: N98 */
static void test_multicast_replaced(void)
{
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    i596_multicast(t, 6, group1, 6);
    i596_multicast(t, 6, group2, 6);
    g_assert_false(i596_accepts(t, group1));
    g_assert_true(i596_accepts(t, group2));
}

/* Proves: N99 */
static void test_hash_misses(void)
{
    static const uint8_t *const others[] = {
        group2, group3, group5, group6,
    };
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    i596_multicast(t, 6, group1, 6);
    for (unsigned i = 0; i < ARRAY_SIZE(others); i++) {
        g_assert_false(i596_accepts(t, others[i]));
    }
}

/* Proves: N100 */
static void test_hash_collisions(void)
{
    static const uint8_t *const pairs[][2] = {
        { group1, group_fb },       /* both index 63 */
        { group5, bridge },         /* 39 */
        { group3, solicited },      /* 11 */
    };
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    for (unsigned i = 0; i < ARRAY_SIZE(pairs); i++) {
        i596_multicast(t, 6, pairs[i][0], 6);
        g_assert_true(i596_accepts(t, pairs[i][1]));
        i596_multicast(t, 6, pairs[i][1], 6);
        g_assert_true(i596_accepts(t, pairs[i][0]));
    }
}

/* Proves: N101 */
static void test_multicast_count_mask(void)
{
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    i596_multicast(t, 0xc006, group1, 6);
    g_assert_true(i596_accepts(t, group1));
    i596_multicast(t, 0xc000, group1, 6);
    g_assert_false(i596_accepts(t, group1));
}

/* Proves: N102 */
static void test_multiple_ia(void)
{
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    i596_multicast(t, 6, station1, 6);
    g_assert_false(i596_accepts(t, station1));  /* MULT_IA = 0 */
    i596_cfg(t, 13, 0x7f);
    i596_multicast(t, 6, station1, 6);
    i596_multicast(t, 6, group2, 6);
    g_assert_true(i596_accepts(t, station1));
    g_assert_true(i596_accepts(t, group2));
    g_assert_false(i596_accepts(t, station2));
    i596_cfg(t, 13, 0x3f);
    g_assert_false(i596_accepts(t, station1));
}

/* Proves: N103 */
static void test_multiple_ia_without_entries(void)
{
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    i596_cfg(t, 13, 0x7f);
    i596_multicast(t, 6, group1, 6);
    g_assert_true(i596_accepts(t, group1));
    g_assert_false(i596_accepts(t, station1));
    g_assert_false(i596_accepts(t, station2));
    g_assert_false(i596_accepts(t, i596_peer));
}

/* Proves: N104 */
static void test_tdr(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = up_with_ia(i596_modes[i]);
        uint32_t cb = i596_cb(t, 0, CMD_EL | CMD_TDR, I596_NULL);

        g_assert_cmphex(i596_exec(t, cb), ==, ST_GOOD);
        g_assert_cmphex(i596_get16(t, i596_param(t, cb)) & ~0x0800, ==,
                        0x87ff & ~0x0800);
        i596_expect_silence(t);
    }
}

/* Proves: N105 */
static void test_dump(void)
{
    static const uint8_t modes[] = {
        SYSBUS_LINEAR, SYSBUS_LINEAR_BE, SYSBUS_SEGMENTED,
    };

    for (unsigned i = 0; i < ARRAY_SIZE(modes); i++) {
        I596 *t = up_with_ia(modes[i]);

        i596_fill(t, DUMP_ADDR(t), AREA);
        i596_dump(t, DUMP_ADDR(t));
        i596_assert_mem(t, DUMP_ADDR(t), t->cfg + 2, 12);
        i596_assert_mem(t, DUMP_ADDR(t) + 0x0e, i596_ia, 6);
        i596_assert_filled(t, DUMP_ADDR(t) + 304, AREA - 304);
    }
}

/* Proves: N106 */
static void test_dump_hash(void)
{
    static const uint8_t zero[8];
    uint8_t hash[8];
    I596 *t = up_with_ia(SYSBUS_LINEAR);

    i596_multicast(t, 6, group1, 6);
    i596_dump(t, DUMP_ADDR(t));
    qtest_memread(t->qts, DUMP_ADDR(t) + i596_dump_hash(t), hash, 8);
    g_assert_true(memcmp(hash, zero, 8) != 0);
    i596_multicast(t, 0, group1, 6);
    i596_dump(t, DUMP_ADDR(t));
    i596_assert_mem(t, DUMP_ADDR(t) + i596_dump_hash(t), zero, 8);
}

/* Proves: N107 */
static void test_dump_586(void)
{
    I596 *t = up_with_ia(SYSBUS_586);

    i596_fill(t, DUMP_ADDR(t), AREA);
    i596_dump(t, DUMP_ADDR(t));
    i596_assert_mem(t, DUMP_ADDR(t) + 2, t->cfg + 2, 9);
    i596_assert_mem(t, DUMP_ADDR(t) + 0x0c, i596_ia, 6);
    i596_assert_filled(t, DUMP_ADDR(t) + 170, AREA - 170);
}

/* Proves: N108 */
static void test_dump_in_list(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint32_t cb = i596_cb(t, 0, CMD_I | CMD_DUMP, i596_cb_at(t, 1));
    uint32_t next = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);

    i596_put_link(t, i596_param(t, cb), DUMP_ADDR(t));
    i596_cu_start(t, cb);
    i596_wait16(t, next, 0xffff, ST_GOOD);
    g_assert_cmphex(i596_get16(t, cb), ==, ST_GOOD);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
}

/* Proves: N109 */
static void test_diagnose(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(i596_modes); i++) {
        I596 *t = i596_up(i596_modes[i]);
        uint32_t cb = i596_cb(t, 0, CMD_EL | CMD_DIAGNOSE, I596_NULL);

        g_assert_cmphex(i596_exec(t, cb), ==, ST_GOOD);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/cmd/" path, fn)
    ADD("ia/setup", test_ia_setup);
    ADD("ia/multicast", test_ia_multicast);
    ADD("configure/all", test_configure_all);
    ADD("configure/partly", test_configure_partly);
    ADD("configure/count-82586", test_configure_count_586);
    ADD("configure/new-features-82586", test_new_features_off_in_586);
    ADD("configure/count-15", test_configure_count_15);
    ADD("configure/monitor-ignored", test_monitor_ignored);
    ADD("configure/while-ready", test_configure_while_ready);
    ADD("multicast/count-is-bytes", test_multicast_count_is_bytes);
    ADD("multicast/count-rounded", test_multicast_count_rounded);
    ADD("multicast/empty", test_multicast_empty);
    ADD("multicast/replaced", test_multicast_replaced);
    ADD("multicast/hash-misses", test_hash_misses);
    ADD("multicast/hash-collisions", test_hash_collisions);
    ADD("multicast/count-mask", test_multicast_count_mask);
    ADD("multicast/multiple-ia", test_multiple_ia);
    ADD("multicast/multiple-ia-empty", test_multiple_ia_without_entries);
    ADD("tdr", test_tdr);
    ADD("dump/new-modes", test_dump);
    ADD("dump/hash", test_dump_hash);
    ADD("dump/82586", test_dump_586);
    ADD("dump/in-list", test_dump_in_list);
    ADD("diagnose", test_diagnose);
#undef ADD
    return i596_run();
}
