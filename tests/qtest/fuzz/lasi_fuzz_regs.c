/*
 * Fuzzing of HP's LASI: its registers, interrupt inputs and interrupt address
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "tests/qtest/ncr710-lib.h"
#include "lasi_fuzz.h"

#define LASI_ICR        (LASI_HPA + 0x0c)
#define LASI_IAR        (LASI_HPA + 0x10)
#define LASI_SYSTEM     (LASI_HPA + 0xc000)
#define INPUTS          27

static void begin(LasiFuzz *f)
{
    qtest_memset(f->qts, A_DATA, 0, 0x1000);
}

static void op_interrupt_registers(LasiFuzz *f)
{
    lasi_fuzz_access(f, LASI_HPA, 0x20);
}

static void op_system_registers(LasiFuzz *f)
{
    lasi_fuzz_access(f, LASI_SYSTEM, 0x20);
}

/* The first bytes of each block: reset registers, and the devices' own */
static void op_block(LasiFuzz *f)
{
    uint32_t block = (lasi_fuzz_u8(f) & 0xf) << 12;

    lasi_fuzz_access(f, LASI_HPA + block, 0x200);
}

static void op_anywhere(LasiFuzz *f)
{
    lasi_fuzz_access(f, LASI_HPA, 0x10000);
}

/* Where interrupts go: memory, LASI itself, nowhere; and which of their bits */
static void op_address(LasiFuzz *f)
{
    const uint32_t targets[] = {
        0, A_DATA, LASI_IRR, LASI_IMR, LASI_IPR, LASI_ICR, LASI_IAR,
        LASI_SYSTEM, LASI_IO_RESET, LASI_SCSI, NCR_CORE, LASI_HPA + 0x7000,
        LASI_HPA + 0x5000, 0xfffb0000,
    };

    qtest_writel(f->qts, LASI_IAR, lasi_fuzz_addr(f, targets,
                                                  ARRAY_SIZE(targets)));
}

static void op_mask(LasiFuzz *f)
{
    qtest_writel(f->qts, LASI_IMR, lasi_fuzz_u32(f));
}

static void op_input(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);

    qtest_set_irq_in(f->qts, f->lasi, NULL, how % INPUTS, how >> 7);
}

static void op_inputs(LasiFuzz *f)
{
    uint32_t levels = lasi_fuzz_u32(f);

    for (unsigned i = 0; i < INPUTS; i++) {
        qtest_set_irq_in(f->qts, f->lasi, NULL, i, levels >> i & 1);
    }
}

static void op_take(LasiFuzz *f)
{
    qtest_readl(f->qts, LASI_IRR);
}

static void op_clear_error(LasiFuzz *f)
{
    qtest_writel(f->qts, LASI_ICR, 0);
}

static LasiFuzzOp *const ops[] = {
    op_interrupt_registers, op_system_registers, op_block, op_anywhere,
    op_address, op_mask, op_input, op_inputs, op_take, op_clear_error,
    lasi_fuzz_op_clock, lasi_fuzz_op_reset, lasi_fuzz_op_stop,
    lasi_fuzz_op_migrate, lasi_fuzz_op_damage,
};

static const char *const sections[] = { "Lasi", "lasi", NULL };

const LasiFuzzTarget lasi_fuzz = {
    .name = "lasi-fuzz",
    .description = "Fuzz the registers and interrupts of LASI",
    .wire = true,
    .args = "",
    .sections = sections,
    .begin = begin,
    .ops = ops,
    .n_ops = ARRAY_SIZE(ops),
};
