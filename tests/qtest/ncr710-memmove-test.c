/*
 * QTest: NCR 53C710 on LASI, memory moves and illegal instructions
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "ncr710-asm.h"

/* A table-indirect SELECT shows in SDID which table was read */
static void select_from_table(QTestState *qts, NcrScript *s, uint8_t bitmap)
{
    scr_select_tbl(s, true, 0, 0);
    scr_jump_when(s, PH_MSG_OUT, A_SCRIPT);
    scr_run(qts, s);
    ncr_wait_sstat0(qts, SSTAT0_STO);
    g_assert_cmphex(ncr_rb(qts, NCR_SDID), ==, bitmap);
}

static void copy(QTestState *qts, uint32_t n, uint32_t src, uint32_t dst)
{
    g_autofree uint8_t *want = g_malloc(n);
    g_autofree uint8_t *got = g_malloc(n + 2);
    NcrScript s;

    for (unsigned i = 0; i < n; i++) {
        want[i] = i * 11 + (i >> 8) + n;
    }
    qtest_memwrite(qts, src, want, n);
    qtest_memset(qts, dst - 1, 0xc3, n + 2);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, n, src, dst);
    scr_int(&s, n);
    scr_run_to(qts, &s, n);
    qtest_memread(qts, dst - 1, got, n + 2);
    g_assert_cmpmem(got + 1, n, want, n);
    g_assert_cmphex(got[0], ==, 0xc3);
    g_assert_cmphex(got[n + 1], ==, 0xc3);
}

/* Proves: S90 S100 */
static void test_memory_move(void)
{
    QTestState *qts = ncr_start_empty();
    static const uint32_t len[] = { 1, 3, 4, 5, 2048, 4097, 70000 };

    for (unsigned i = 0; i < ARRAY_SIZE(len); i++) {
        for (unsigned align = 0; align < 4; align++) {
            copy(qts, len[i], A_DATA + align, A_DATA + 0x20004 + align);
        }
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 12 + 8);
    }
    ncr_quit(qts);
}

/* Proves: S91 */
static void test_memory_scratch(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    mem_wl(qts, A_DATA, 0x01020304);
    mem_wl(qts, A_DATA + 4, 0);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, A_DATA, NCR_CORE + NCR_SCRATCH);
    scr_memmove(&s, 4, NCR_CORE + NCR_SCRATCH, A_DATA + 4);
    scr_int(&s, 0x91);
    scr_run_to(qts, &s, 0x91);
    g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH), ==, 0x01020304);
    g_assert_cmphex(mem_rl(qts, A_DATA + 4), ==, 0x01020304);
    ncr_quit(qts);
}

/* Proves: S92 */
static void test_scratch_to_temp(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    ncr_wl(qts, NCR_SCRATCH, A_SCRIPT + 0x20);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, NCR_CORE + NCR_SCRATCH, NCR_CORE + NCR_TEMP);
    scr_op(&s, TC_RETURN | TC_TRUE, 0);
    scr_int(&s, INT_BAD);
    scr_int(&s, INT_BAD);
    s.words = 8;
    scr_int(&s, 0x92);                                      /* 20 */
    scr_run_to(qts, &s, 0x92);
    g_assert_cmphex(ncr_rl(qts, NCR_TEMP), ==, A_SCRIPT + 0x20);
    ncr_quit(qts);
}

/* Proves: S93 */
static void test_memory_to_dsa(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    mem_wl(qts, A_TABLE + 0x80, 0x00400000);
    mem_wl(qts, A_DATA, A_TABLE + 0x80);
    ncr_wl(qts, NCR_DSA, 0);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, A_DATA, NCR_CORE + NCR_DSA);
    select_from_table(qts, &s, 0x40);
    ncr_quit(qts);
}

/* Proves: S94 */
static void test_lcrc_to_memory(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    /* a selection, even one that fails, leaves the pair of IDs there */
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 4, 0);
    scr_jump_when(&s, PH_MSG_OUT, A_SCRIPT);
    scr_run(qts, &s);
    ncr_wait_sstat0(qts, SSTAT0_STO);
    mem_wl(qts, A_DATA, 0xffffffff);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 1, NCR_CORE + 0x20, A_DATA);
    scr_int(&s, 0x94);
    scr_run_to(qts, &s, 0x94);
    g_assert_cmphex(mem_rb(qts, A_DATA), ==, ncr_rb(qts, NCR_LCRC));
    g_assert_cmphex(mem_rb(qts, A_DATA), ==, 0x90);
    ncr_quit(qts);
}

/* Proves: S95 */
static void test_doubling_clear(void)
{
    QTestState *qts = ncr_start_empty();
    uint8_t zero[4096] = { };
    uint8_t buf[4096];
    NcrScript s;

    qtest_memset(qts, A_DATA, 0xff, sizeof(buf));
    mem_wl(qts, A_DATA, 0);
    scr_init(&s, A_SCRIPT);
    for (unsigned n = 4; n < sizeof(buf); n *= 2) {
        scr_memmove(&s, n, A_DATA, A_DATA + n);
    }
    scr_int(&s, 0x95);
    scr_run_to(qts, &s, 0x95);
    qtest_memread(qts, A_DATA, buf, sizeof(buf));
    g_assert_cmpmem(buf, sizeof(buf), zero, sizeof(zero));
    ncr_quit(qts);
}

/* Proves: S95 */
static void test_patch_one_byte(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    /* a NOP becomes an INT: 80 to 98 in the first byte, 08 in the second */
    mem_wl(qts, A_DATA, 0x98080000);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 1, A_DATA + 1, A_SCRIPT + 0x19);
    scr_memmove(&s, 1, A_DATA, A_SCRIPT + 0x18);
    scr_op(&s, 0x80000000, 0x95);                           /* 18 */
    scr_int(&s, INT_BAD);
    scr_run_to(qts, &s, 0x95);
    ncr_quit(qts);
}

/* Proves: S96 */
static void test_memory_move_temp(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, A_DATA, A_DATA + 0x100);
    scr_int(&s, 0x96);
    ncr_wl(qts, NCR_TEMP, A_SCRIPT + 12);
    scr_run_to(qts, &s, 0x96);
    g_assert_cmphex(ncr_rl(qts, NCR_TEMP), !=, A_SCRIPT + 12);
    ncr_quit(qts);
}

/* Proves: S99 */
static void test_memory_move_sfbr(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    mem_wl(qts, A_DATA, 0x11111111);
    scr_init(&s, A_SCRIPT);
    scr_set_sfbr(&s, 0x99);
    scr_memmove(&s, 4, A_DATA, A_DATA + 0x100);
    scr_op(&s, TC_INT | TC_IF_DATA(0x99), 0x99);
    scr_int(&s, INT_BAD);
    scr_run_to(qts, &s, 0x99);
    ncr_quit(qts);
}

/* Proves: S98 */
static void test_bus_fault(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, A_DATA, NO_MEMORY);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_BF);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, NO_MEMORY, A_DATA);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_BF);
    /* a script in no memory is the same fault */
    ncr_wl(qts, NCR_DSP, NO_MEMORY);
    ncr_wait_dstat(qts, DSTAT_BF);
    ncr_quiet(qts, 5);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Illegal instructions */

static void illegal(QTestState *qts, uint32_t w0, uint32_t w1, uint32_t w2)
{
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_op(&s, w0, w1);
    scr_op(&s, w2, 0);
    scr_int(&s, INT_BAD);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_IID);
    g_assert_cmphex(ncr_rl(qts, NCR_DBC), ==, w0);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, w1);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==,
                    A_SCRIPT + (w0 >> 30 == 3 ? 12 : 8));
    ncr_quiet(qts, 3);
}

/* Proves: S97 */
static void test_illegal_memory_move(void)
{
    QTestState *qts = ncr_start_empty();

    illegal(qts, 0xc0000004, A_DATA, A_DATA + 0x101);
    illegal(qts, 0xc0000004, A_DATA + 2, A_DATA + 0x100);
    illegal(qts, 0xc1000004, A_DATA, A_DATA + 0x100);
    illegal(qts, 0xe0000004, A_DATA, A_DATA + 0x100);
    ncr_quit(qts);
}

/* The other rows of section 6.9 that need no bus */
static void test_illegal_others(void)
{
    QTestState *qts = ncr_start_empty();

    /* reserved transfer control opcodes, reserved bit 22, carry and data */
    illegal(qts, 0xa0080000, A_SCRIPT, 0);
    illegal(qts, 0xb8080000, A_SCRIPT, 0);
    illegal(qts, 0x80480000, A_SCRIPT, 0);
    illegal(qts, TC_JUMP | TC_TRUE | TC_CARRY | TC_DATA, A_SCRIPT, 0);
    /* ATN or table on an I/O instruction that is no SELECT */
    illegal(qts, 0x49000000, 0, 0);
    illegal(qts, 0x52000000, 0, 0);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/memmove/memory", test_memory_move },
    { "/lasi-ncr710/memmove/scratch", test_memory_scratch },
    { "/lasi-ncr710/memmove/scratch-to-temp", test_scratch_to_temp },
    { "/lasi-ncr710/memmove/to-dsa", test_memory_to_dsa },
    { "/lasi-ncr710/memmove/lcrc", test_lcrc_to_memory },
    { "/lasi-ncr710/memmove/doubling", test_doubling_clear },
    { "/lasi-ncr710/memmove/patch-one-byte", test_patch_one_byte },
    { "/lasi-ncr710/memmove/temp", test_memory_move_temp },
    { "/lasi-ncr710/memmove/sfbr", test_memory_move_sfbr },
    { "/lasi-ncr710/memmove/bus-fault", test_bus_fault },
    { "/lasi-ncr710/illegal/memory-move", test_illegal_memory_move },
    { "/lasi-ncr710/illegal/others", test_illegal_others },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
