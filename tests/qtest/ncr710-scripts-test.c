/*
 * QTest: NCR 53C710 on LASI, transfer control and register instructions
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "ncr710-asm.h"

static void mark(NcrScript *s, unsigned n, uint8_t val)
{
    scr_reg(s, RO_REG_TO_REG, OP_LOAD, NCR_SCRATCH + n, val);
}

/* ------------------------------------------------------------------ */
/* Fetch and transfer control */

/* Proves: S63 S64 */
static void test_int(void)
{
    QTestState *qts = ncr_start_empty();
    static const uint32_t vector[] = { 0xff04, 0, 0xffffffff };
    NcrScript s;

    for (unsigned i = 0; i < ARRAY_SIZE(vector); i++) {
        scr_init(&s, A_SCRIPT + 0x40 * i);
        scr_op(&s, 0x80000000, 0x1234);
        scr_int(&s, vector[i]);
        scr_run_to(qts, &s, vector[i]);
        g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, s.base + 16);
        g_assert_cmphex(ncr_rl(qts, NCR_DBC), ==, 0x98080000);
    }
    ncr_quit(qts);
}

/* Proves: S65 */
static void test_jump(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_jump(&s, A_SCRIPT + 0x18);                          /* 00 */
    scr_op(&s, TC_JUMP | TC_TRUE | TC_REL, 0x10);           /* 08: to 20 */
    scr_int(&s, INT_BAD);                                   /* 10 */
    scr_op(&s, TC_JUMP | TC_TRUE | TC_REL, -0x18 & 0xffffff); /* 18: to 08 */
    scr_int(&s, 0x65);                                      /* 20 */
    scr_run_to(qts, &s, 0x65);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 0x28);
    ncr_quit(qts);
}

/* Proves: S66 */
static void test_call_return(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_op(&s, TC_CALL | TC_TRUE, A_SCRIPT + 0x20);
    scr_reg(&s, RO_REG_TO_REG, OP_ADD, NCR_SCRATCH, 1);
    scr_int(&s, 0x66);
    scr_int(&s, INT_BAD);
    scr_reg(&s, RO_REG_TO_REG, OP_ADD, NCR_SCRATCH, 0x10);  /* 20 */
    scr_op(&s, TC_RETURN | TC_TRUE, 0);
    scr_run_to(qts, &s, 0x66);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, 0x11);
    g_assert_cmphex(ncr_rl(qts, NCR_TEMP), ==, A_SCRIPT + 8);
    ncr_quit(qts);
}

/* Proves: S66 */
static void test_return_host_temp(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_op(&s, TC_RETURN | TC_TRUE, 0);
    scr_int(&s, INT_BAD);
    scr_int(&s, 0x66);
    ncr_wl(qts, NCR_TEMP, A_SCRIPT + 0x10);
    scr_run_to(qts, &s, 0x66);
    g_assert_cmphex(ncr_rl(qts, NCR_TEMP), ==, A_SCRIPT + 0x10);
    ncr_quit(qts);
}

/* Proves: S67 */
static void test_return_not_taken(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    ncr_wl(qts, NCR_TEMP, A_SCRIPT + 0x18);
    scr_init(&s, A_SCRIPT);
    scr_set_sfbr(&s, 0x12);
    scr_op(&s, TC_RETURN | TC_IF_DATA(0x13), 0);
    scr_int(&s, 0x67);
    scr_int(&s, INT_BAD);
    scr_run_to(qts, &s, 0x67);
    ncr_quit(qts);
}

/* Proves: S68 */
static void test_nop(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_op(&s, 0x80000000, A_SCRIPT + 0x20);
    scr_op(&s, 0x80000000, 0);
    scr_op(&s, 0x80000000, 0xffffffff);
    scr_int(&s, 0x68);
    scr_int(&s, INT_BAD);
    scr_run_to(qts, &s, 0x68);
    ncr_quit(qts);
}

/* One conditional jump with SFBR = @sfbr; was it taken? */
static bool taken(QTestState *qts, uint8_t sfbr, uint32_t cond)
{
    NcrScript s;
    uint32_t vector;

    scr_init(&s, A_SCRIPT);
    scr_set_sfbr(&s, sfbr);
    scr_op(&s, TC_JUMP | cond, A_SCRIPT + 0x18);
    scr_int(&s, 0);
    scr_int(&s, 1);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_SIR);
    vector = ncr_rl(qts, NCR_DSPS);
    g_assert_cmphex(vector, <=, 1);
    return vector;
}

/* Proves: S71 S72 */
static void test_data_compare(void)
{
    QTestState *qts = ncr_start_empty();
    uint32_t identify = TC_IF_DATA(0x80) | TC_MASK(0x7f);

    g_assert_true(taken(qts, 0x04, TC_IF_DATA(0x04)));
    g_assert_false(taken(qts, 0x05, TC_IF_DATA(0x04)));
    /* NOT */
    g_assert_false(taken(qts, 0x04, TC_DATA | 0x04));
    g_assert_true(taken(qts, 0x05, TC_DATA | 0x04));
    /* 1 bits of the mask are not compared, neither in SFBR nor in data */
    g_assert_true(taken(qts, 0x80, identify));
    g_assert_true(taken(qts, 0xc7, identify));
    g_assert_true(taken(qts, 0xff, identify));
    g_assert_false(taken(qts, 0x7f, identify));
    g_assert_true(taken(qts, 0x2a, TC_IF_DATA(0x25) | TC_MASK(0x0f)));
    g_assert_true(taken(qts, 0x3a, TC_DATA | TC_MASK(0x0f) | 0x20));
    g_assert_true(taken(qts, 0x3a, TC_IF_DATA(0) | TC_MASK(0xff)));
    ncr_quit(qts);
}

static bool carry_after_add(QTestState *qts, uint8_t a, uint8_t b)
{
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    mark(&s, 0, a);
    scr_reg(&s, RO_REG_TO_REG, OP_ADD, NCR_SCRATCH, b);
    scr_op(&s, TC_JUMP | TC_TRUE | TC_CARRY, A_SCRIPT + 0x20);
    scr_int(&s, 0);
    scr_int(&s, 1);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_SIR);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, (uint8_t)(a + b));
    return ncr_rl(qts, NCR_DSPS);
}

/* Proves: S74 */
static void test_carry_jump(void)
{
    QTestState *qts = ncr_start_empty();

    g_assert_true(carry_after_add(qts, 0xff, 1));
    g_assert_false(carry_after_add(qts, 0xfe, 1));
    g_assert_true(carry_after_add(qts, 0x80, 0x80));
    g_assert_false(carry_after_add(qts, 0x7f, 0x7f));
    ncr_quit(qts);
}

/* Proves: S75 */
static void test_relative_call_int(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_op(&s, TC_CALL | TC_TRUE | TC_REL, 0x10);           /* to 18 */
    scr_op(&s, TC_INT | TC_TRUE | TC_REL, 0x75);
    scr_int(&s, INT_BAD);
    scr_op(&s, TC_RETURN | TC_TRUE, 0);                     /* 18 */
    scr_run_to(qts, &s, 0x75);
    g_assert_cmphex(ncr_rl(qts, NCR_DSP), ==, A_SCRIPT + 0x10);
    ncr_quit(qts);
}

/* Proves: S77 */
static void test_self_modified(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    /* the copy patches the vector of the very next instruction */
    mem_wl(qts, A_DATA, 0x77);
    scr_init(&s, A_SCRIPT);
    scr_memmove(&s, 4, A_DATA, A_SCRIPT + 0x10);
    scr_int(&s, INT_BAD);
    scr_run_to(qts, &s, 0x77);
    ncr_quit(qts);
}

/* Proves: S78 */
static void test_endless_loop(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    /* waits for BSY that never comes */
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_SFBR, OP_AND, NCR_SBCL, SBCL_BSY);
    scr_op(&s, TC_JUMP | TC_IF_DATA(0), A_SCRIPT);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    /* the guest and the monitor are alive, and the script runs on */
    for (unsigned n = 0; n < 20; n++) {
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, 0);
        qtest_qmp_assert_success(qts, "{ 'execute': 'query-status' }");
        qtest_clock_step(qts, 1000000);
    }
    ncr_wb(qts, NCR_ISTAT, ISTAT_ABRT);
    ncr_wait_istat(qts, ISTAT_DIP);
    ncr_wb(qts, NCR_ISTAT, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_DSTAT), ==, DSTAT_DFE | DSTAT_ABRT);
    ncr_quiet(qts, 5);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* Register instructions */

/* Proves: S79 */
static void test_load_immediate(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    for (unsigned n = 0; n < 4; n++) {
        scr_op(&s, 0x78000000 | (0x34 + n) << 16 | (0xa1 + n) << 8, 0);
    }
    scr_int(&s, 0x79);
    scr_run_to(qts, &s, 0x79);
    g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH), ==, 0xa4a3a2a1);
    ncr_quit(qts);
}

/* Proves: S80 S86 */
static void test_copies(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    ncr_wl(qts, NCR_TEMP, 0x44332211);
    scr_init(&s, A_SCRIPT);
    scr_op(&s, 0x721e0000, 0);          /* TEMP2 to SFBR */
    scr_op(&s, 0x6a340000, 0);          /* SFBR to SCRATCH0 */
    scr_op(&s, 0x72160000, 0);          /* CTEST2 to SFBR */
    scr_op(&s, 0x6a350000, 0);          /* SFBR to SCRATCH1 */
    scr_op(&s, 0x72230000, 0);          /* LCRC to SFBR */
    scr_op(&s, 0x6a360000, 0);          /* SFBR to SCRATCH2 */
    scr_op(&s, 0x72220000, 0);          /* CTEST8 to SFBR */
    scr_op(&s, 0x6a370000, 0);          /* SFBR to SCRATCH3 */
    scr_int(&s, 0x80);
    scr_run_to(qts, &s, 0x80);
    g_assert_cmphex(ncr_rl(qts, NCR_SCRATCH), ==, 0x20002133);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, 0x20);
    ncr_quit(qts);
}

/* Proves: S81 */
static void test_and_or_register(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    ncr_wb(qts, NCR_CTEST7, 0x42);
    scr_init(&s, A_SCRIPT);
    scr_op(&s, 0x7a1b1000, 0);          /* CTEST7 |= STD */
    scr_int(&s, 1);
    scr_op(&s, 0x7c1bef00, 0);          /* CTEST7 &= ~STD */
    scr_int(&s, 2);
    scr_run_to(qts, &s, 1);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST7), ==, 0x52);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD);
    ncr_wait_int(qts, 2);
    g_assert_cmphex(ncr_rb(qts, NCR_CTEST7), ==, 0x42);
    ncr_quit(qts);
}

/* Proves: S82 */
static void test_and_to_sfbr(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_op(&s, 0x74011000, 0);          /* SCNTL1 & CON to SFBR: 0 */
    scr_op(&s, TC_JUMP | TC_IF_DATA(0), A_SCRIPT + 0x18);
    scr_int(&s, INT_BAD);
    scr_reg(&s, RO_REG_TO_SFBR, OP_AND, NCR_SCNTL0, 0xc0);
    scr_op(&s, TC_INT | TC_IF_DATA(0), INT_BAD);
    scr_int(&s, 0x82);
    scr_run_to(qts, &s, 0x82);
    g_assert_cmphex(ncr_rb(qts, NCR_SFBR), ==, 0xc0);
    ncr_quit(qts);
}

/* Proves: S83 */
static void test_add_32_bit(void)
{
    QTestState *qts = ncr_start_empty();
    static const uint32_t a[] = { 0x00ffffff, 0x12345678, 0xffffffff };
    static const uint32_t b[] = { 0x00000001, 0x0badcafe, 0x00000001 };
    NcrScript s;

    for (unsigned i = 0; i < ARRAY_SIZE(a); i++) {
        ncr_wl(qts, NCR_DSA, a[i]);
        scr_init(&s, A_SCRIPT);
        scr_clear(&s, SC_CARRY);
        for (unsigned n = 0; n < 4; n++) {
            scr_reg(&s, RO_REG_TO_REG, n ? OP_ADDC : OP_ADD, NCR_DSA + n,
                    b[i] >> (8 * n));
        }
        scr_int(&s, 0x83);
        scr_run_to(qts, &s, 0x83);
        g_assert_cmphex(ncr_rl(qts, NCR_DSA), ==, a[i] + b[i]);
    }
    ncr_quit(qts);
}

/* One operation on SCRATCH0; result in bits 7:0, carry in bit 8 */
static unsigned alu(QTestState *qts, bool carry, unsigned op, uint8_t a,
                    uint8_t b)
{
    NcrScript s;
    uint32_t vector;

    scr_init(&s, A_SCRIPT);
    mark(&s, 0, a);
    if (carry) {
        scr_set(&s, SC_CARRY);
    } else {
        scr_clear(&s, SC_CARRY);
    }
    scr_reg(&s, RO_REG_TO_REG, op, NCR_SCRATCH, b);
    scr_op(&s, TC_INT | TC_TRUE | TC_CARRY, 1);
    scr_int(&s, 0);
    scr_run(qts, &s);
    ncr_wait_dstat(qts, DSTAT_SIR);
    vector = ncr_rl(qts, NCR_DSPS);
    return vector << 8 | ncr_rb(qts, NCR_SCRATCH);
}

/* Proves: S84 */
static void test_xor_shift(void)
{
    QTestState *qts = ncr_start_empty();

    g_assert_cmphex(alu(qts, 0, OP_XOR, 0x5a, 0xff) & 0xff, ==, 0xa5);
    /* old carry into bit 0, old bit 7 into carry */
    g_assert_cmphex(alu(qts, 0, OP_SHL, 0x81, 0), ==, 0x102);
    g_assert_cmphex(alu(qts, 1, OP_SHL, 0x41, 0), ==, 0x083);
    /* old carry into bit 7, old bit 0 into carry */
    g_assert_cmphex(alu(qts, 0, OP_SHR, 0x81, 0), ==, 0x140);
    g_assert_cmphex(alu(qts, 1, OP_SHR, 0x40, 0), ==, 0x0a0);
    g_assert_cmphex(alu(qts, 1, OP_ADDC, 0xff, 0), ==, 0x100);
    g_assert_cmphex(alu(qts, 1, OP_ADD, 0x0f, 1), ==, 0x010);
    ncr_quit(qts);
}

/* Proves: S85 */
static void test_set_clear_carry(void)
{
    QTestState *qts = ncr_start_empty();

    g_assert_cmphex(alu(qts, 1, OP_ADDC, 1, 1), ==, 3);
    g_assert_cmphex(alu(qts, 0, OP_ADDC, 1, 1), ==, 2);
    ncr_quit(qts);
}

/* A table-indirect SELECT shows in SDID which table was read */
static void select_from_table(QTestState *qts, NcrScript *s, uint8_t bitmap)
{
    scr_select_tbl(s, true, 0, 0);
    scr_jump_when(s, PH_MSG_OUT, A_SCRIPT);
    scr_run(qts, s);
    ncr_wait_sstat0(qts, SSTAT0_STO);
    g_assert_cmphex(ncr_rb(qts, NCR_SDID), ==, bitmap);
}

/* Proves: S87 */
static void test_move_to_dsa(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    mem_wl(qts, A_TABLE, 0x00100000);
    mem_wl(qts, A_TABLE + 0x44, 0x00200000);
    ncr_wl(qts, NCR_DSA, A_TABLE);
    scr_init(&s, A_SCRIPT);
    select_from_table(qts, &s, 0x10);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_DSA, 0x44);
    select_from_table(qts, &s, 0x20);
    ncr_quit(qts);
}

/* Proves: S88 */
static void test_script_resets_chip(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    ncr_wb(qts, NCR_SXFER, 0x25);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_REG, OP_LOAD, NCR_ISTAT, ISTAT_RST);
    mark(&s, 0, 0xee);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_reg(qts, NCR_ISTAT, 0xff, ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, 0);
    ncr_quiet(qts, 5);
    g_assert_cmphex(ncr_rb(qts, NCR_SXFER), ==, 0);
    g_assert_cmphex(ncr_rb(qts, NCR_SCNTL0), ==, 0xc0);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), !=, 0xee);
    ncr_quit(qts);
}

/* Proves: S89 */
static void test_script_reads_sstat0(void)
{
    QTestState *qts = ncr_start_empty();
    NcrScript s;

    ncr_rb(qts, NCR_CTEST3);                    /* SGE */
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_SIP);
    scr_init(&s, A_SCRIPT);
    scr_reg(&s, RO_REG_TO_SFBR, OP_OR, NCR_SSTAT0, 0);
    scr_reg(&s, RO_SFBR_TO_REG, OP_OR, NCR_SCRATCH, 0);
    scr_int(&s, 0x89);
    scr_run(qts, &s);
    ncr_wait_istat(qts, ISTAT_DIP);
    g_assert_cmphex(ncr_rb(qts, NCR_ISTAT), ==, ISTAT_DIP);
    g_assert_cmphex(ncr_rb(qts, NCR_SCRATCH), ==, SSTAT0_SGE);
    g_assert_cmphex(ncr_rb(qts, NCR_SSTAT0), ==, 0);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/scripts/int", test_int },
    { "/lasi-ncr710/scripts/jump", test_jump },
    { "/lasi-ncr710/scripts/call-return", test_call_return },
    { "/lasi-ncr710/scripts/return-host-temp", test_return_host_temp },
    { "/lasi-ncr710/scripts/return-not-taken", test_return_not_taken },
    { "/lasi-ncr710/scripts/nop", test_nop },
    { "/lasi-ncr710/scripts/data-compare", test_data_compare },
    { "/lasi-ncr710/scripts/carry-jump", test_carry_jump },
    { "/lasi-ncr710/scripts/relative-call-int", test_relative_call_int },
    { "/lasi-ncr710/scripts/self-modified", test_self_modified },
    { "/lasi-ncr710/scripts/endless-loop", test_endless_loop },
    { "/lasi-ncr710/alu/load-immediate", test_load_immediate },
    { "/lasi-ncr710/alu/copies", test_copies },
    { "/lasi-ncr710/alu/and-or-register", test_and_or_register },
    { "/lasi-ncr710/alu/and-to-sfbr", test_and_to_sfbr },
    { "/lasi-ncr710/alu/add-32-bit", test_add_32_bit },
    { "/lasi-ncr710/alu/xor-shift", test_xor_shift },
    { "/lasi-ncr710/alu/set-clear-carry", test_set_clear_carry },
    { "/lasi-ncr710/alu/move-to-dsa", test_move_to_dsa },
    { "/lasi-ncr710/alu/script-resets-chip", test_script_resets_chip },
    { "/lasi-ncr710/alu/script-reads-sstat0", test_script_reads_sstat0 },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
