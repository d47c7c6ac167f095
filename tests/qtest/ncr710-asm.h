/*
 * A small SCRIPTS assembler for the qtests of the NCR 53C710
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_NCR710_ASM_H
#define TESTS_NCR710_ASM_H

#include "ncr710-lib.h"

/* Vectors of the INT instructions of this library */
#define INT_DONE        0x600d
#define INT_DISCONNECT  0xd15c
#define INT_ALTERNATE   0xa17e
#define INT_BAD         0x0bad

/* Assembler: first and second word of one instruction (manual, chapter 5) */
typedef struct NcrScript {
    uint32_t base;
    unsigned words;
    uint32_t word[160];
} NcrScript;

void scr_init(NcrScript *s, uint32_t base);
uint32_t scr_here(const NcrScript *s);
uint32_t scr_op(NcrScript *s, uint32_t w0, uint32_t w1);
void scr_target(NcrScript *s, uint32_t at, uint32_t addr);
void scr_load(QTestState *qts, const NcrScript *s);
void scr_run(QTestState *qts, const NcrScript *s);
void scr_run_to(QTestState *qts, const NcrScript *s, uint32_t vector);
void scr_run_int(QTestState *qts, uint32_t vector);     /* a lone INT */

/* Block move: 00, bit 27 = WHEN, phase 26:24, count 23:0 */
static inline uint32_t scr_move(NcrScript *s, unsigned phase, uint32_t n,
                                uint32_t addr)
{
    return scr_op(s, 0x08000000 | phase << 24 | n, addr);
}

/* bit 29: the second word points to the address */
static inline uint32_t scr_move_ind(NcrScript *s, unsigned phase, uint32_t n,
                                    uint32_t ptr)
{
    return scr_op(s, 0x28000000 | phase << 24 | n, ptr);
}

/* bit 28: the second word is an offset from DSA */
static inline uint32_t scr_move_tbl(NcrScript *s, unsigned phase, int32_t off)
{
    return scr_op(s, 0x18000000 | phase << 24, off & 0xffffff);
}

/* I/O, opcode 000: bit 24 = with ATN, ID bitmap in 23:16 */
static inline uint32_t scr_select(NcrScript *s, bool atn, unsigned id,
                                  uint32_t alt)
{
    return scr_op(s, 0x40000000 | (uint32_t)atn << 24 | 1U << (16 + id), alt);
}

/* bit 25: bitmap and SXFER come from the table at DSA + 23:0 */
static inline uint32_t scr_select_tbl(NcrScript *s, bool atn, int32_t off,
                                      uint32_t alt)
{
    return scr_op(s, 0x42000000 | (uint32_t)atn << 24 | (off & 0xffffff), alt);
}

static inline uint32_t scr_wait_disconnect(NcrScript *s)
{
    return scr_op(s, 0x48000000, 0);
}

static inline uint32_t scr_wait_reselect(NcrScript *s, uint32_t alt)
{
    return scr_op(s, 0x50000000, alt);
}

/* SET and CLEAR: 400 carry, 200 target, 040 ACK, 008 ATN */
#define SC_CARRY        0x400
#define SC_TARGET       0x200
#define SC_ACK          0x040
#define SC_ATN          0x008

static inline uint32_t scr_set(NcrScript *s, uint32_t bits)
{
    return scr_op(s, 0x58000000 | bits, 0);
}

static inline uint32_t scr_clear(NcrScript *s, uint32_t bits)
{
    return scr_op(s, 0x60000000 | bits, 0);
}

/* A message of @n bytes at @addr, behind which the target is to leave */
static inline void scr_say_last(NcrScript *s, uint32_t n, uint32_t addr)
{
    scr_set(s, SC_ATN);
    scr_move(s, PH_MSG_OUT, n, addr);
    scr_wait_disconnect(s);
}

/* Register read/write: bits 29:27 select the operands, 26:24 the operator */
#define RO_SFBR_TO_REG  0x68000000U
#define RO_REG_TO_SFBR  0x70000000U
#define RO_REG_TO_REG   0x78000000U
enum { OP_LOAD, OP_SHL, OP_OR, OP_XOR, OP_AND, OP_SHR, OP_ADD, OP_ADDC };

static inline uint32_t scr_reg(NcrScript *s, uint32_t form, unsigned op,
                               unsigned reg, uint8_t data)
{
    return scr_op(s, form | op << 24 | reg << 16 | data << 8, 0);
}

static inline void scr_set_sfbr(NcrScript *s, uint8_t val)
{
    scr_reg(s, RO_REG_TO_SFBR, OP_LOAD, NCR_SFBR, val);
}

/* Transfer control: opcode, then the flags below, mask 15:8, data 7:0 */
#define TC_JUMP         0x80000000U
#define TC_CALL         0x88000000U
#define TC_RETURN       0x90000000U
#define TC_INT          0x98000000U
#define TC_REL          0x00800000U
#define TC_CARRY        0x00200000U
#define TC_TRUE         0x00080000U
#define TC_DATA         0x00040000U
#define TC_PHASE        0x00020000U
#define TC_WAIT         0x00010000U
#define TC_PH(phase)    ((uint32_t)(phase) << 24)
#define TC_MASK(m)      ((uint32_t)(m) << 8)
/* WHEN waits for REQ, IF looks at the latched phase */
#define TC_WHEN(phase)  (TC_PH(phase) | TC_TRUE | TC_PHASE | TC_WAIT)
#define TC_IF(phase)    (TC_PH(phase) | TC_TRUE | TC_PHASE)
#define TC_IF_DATA(d)   (TC_TRUE | TC_DATA | (d))

static inline uint32_t scr_jump(NcrScript *s, uint32_t addr)
{
    return scr_op(s, TC_JUMP | TC_TRUE, addr);
}

static inline uint32_t scr_jump_when(NcrScript *s, unsigned phase,
                                     uint32_t addr)
{
    return scr_op(s, TC_JUMP | TC_WHEN(phase), addr);
}

static inline uint32_t scr_int(NcrScript *s, uint32_t vector)
{
    return scr_op(s, TC_INT | TC_TRUE, vector);
}

/* Memory move: three words */
uint32_t scr_memmove(NcrScript *s, uint32_t n, uint32_t src, uint32_t dst);

#endif
