/*
 * A small SCRIPTS assembler for the qtests of the NCR 53C710
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ncr710-asm.h"

void scr_init(NcrScript *s, uint32_t base)
{
    s->base = base;
    s->words = 0;
}

uint32_t scr_here(const NcrScript *s)
{
    return s->base + s->words * 4;
}

uint32_t scr_op(NcrScript *s, uint32_t w0, uint32_t w1)
{
    uint32_t at = scr_here(s);

    g_assert_cmpint(s->words + 2, <=, ARRAY_SIZE(s->word));
    s->word[s->words++] = w0;
    s->word[s->words++] = w1;
    return at;
}

uint32_t scr_memmove(NcrScript *s, uint32_t n, uint32_t src, uint32_t dst)
{
    uint32_t at = scr_op(s, 0xc0000000 | n, src);

    g_assert_cmpint(s->words + 1, <=, ARRAY_SIZE(s->word));
    s->word[s->words++] = dst;
    return at;
}

/* Forward references: second word of the instruction at @at */
void scr_target(NcrScript *s, uint32_t at, uint32_t addr)
{
    s->word[(at - s->base) / 4 + 1] = addr;
}

void scr_load(QTestState *qts, const NcrScript *s)
{
    uint32_t be[ARRAY_SIZE(s->word)];

    for (unsigned i = 0; i < s->words; i++) {
        be[i] = cpu_to_be32(s->word[i]);
    }
    qtest_memwrite(qts, s->base, be, s->words * 4);
}

void scr_run(QTestState *qts, const NcrScript *s)
{
    scr_load(qts, s);
    ncr_wl(qts, NCR_DSP, s->base);
}

void scr_run_to(QTestState *qts, const NcrScript *s, uint32_t vector)
{
    scr_run(qts, s);
    ncr_wait_int(qts, vector);
}

void scr_run_int(QTestState *qts, uint32_t vector)
{
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_int(&s, vector);
    scr_run(qts, &s);
}
