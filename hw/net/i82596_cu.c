/*
 * Intel 82596 LAN coprocessor: command unit
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UM p.26-33. Command blocks are executed within the channel attention that
 * starts them, up to a budget; then the next one is armed (its status shows
 * B) and a bottom half goes on with it. So there always is a block "in
 * execution" for an abort to hit or a suspend to wait for.
 *
 * The block after a suspended one is read when the CU resumes, as with
 * RESUME_RD = 1; the copy that the chip prefetches otherwise is not modelled.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"
#include "i82596_internal.h"
#include "trace.h"

/* How often a CU that is parked in a ring of NOPs goes round it */
#define PARKED_INTERVAL_NS      SCALE_MS

/* The one writer of the CU state; @events go with it into the status word. */
static void i82596_cu_set_state(I82596State *s, I82596CuState state,
                                uint16_t events)
{
    if (s->cu_state != state) {
        trace_i82596_cu_state(s->cu_state, state);
    }
    s->cu_state = state;
    if (state != I82596_CU_ACTIVE) {
        s->cu_busy = false;
        s->cu_suspend = false;
        s->cu_start = false;
        timer_del(s->cu_timer);
    }
    if (events) {
        i82596_set_events(s, events);
    }
}

/* A CU that cannot get at its list stops; the chip has no status for that. */
static void i82596_cu_fault(I82596State *s)
{
    qemu_log_mask(LOG_GUEST_ERROR,
                  "i82596: no command block at pointer 0x%08x\n", s->cb);
    i82596_cu_set_state(s, I82596_CU_IDLE, I82596_EV_CNA);
}

/* The block at s->cb is done: report it and choose what comes next. */
static void i82596_cb_complete(I82596State *s, const I82596Cb *cb,
                               uint16_t status)
{
    uint16_t events = FIELD_EX16(cb->command, I82596_CMD, I) ? I82596_EV_CX
                                                             : 0;

    i82596_write16(s, cb->addr + A_I82596_STAT, status | I82596_STAT_C);
    s->cu_busy = false;
    if (s->cu_start) {
        s->cu_start = false;
        s->cb = s->cbl;
    } else if (FIELD_EX16(cb->command, I82596_CMD, EL)) {
        /* The link of the last block is never followed: S is of no use. */
        i82596_cu_set_state(s, I82596_CU_IDLE, events | I82596_EV_CNA);
        return;
    } else {
        s->cb = cb->link;
        if (FIELD_EX16(cb->command, I82596_CMD, S) || s->cu_suspend) {
            i82596_cu_set_state(s, I82596_CU_SUSPENDED,
                                events | I82596_EV_CNA);
            return;
        }
    }
    if (events) {
        i82596_set_events(s, events);
    }
}

/* Leave the next block to the bottom half, or to the timer if @parked. */
static void i82596_cu_yield(I82596State *s, bool parked)
{
    if (s->cb == I82596_NIL ||
        !i82596_write16(s, i82596_address(s, s->cb) + A_I82596_STAT,
                        I82596_STAT_B)) {
        i82596_cu_fault(s);
        return;
    }
    s->cu_busy = true;
    if (parked) {
        timer_mod(s->cu_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                               PARKED_INTERVAL_NS);
    } else {
        qemu_bh_schedule(s->cu_bh);
    }
}

void i82596_cu_run(I82596State *s)
{
    uint32_t first = s->cb;
    bool nops_only = true;
    unsigned budget;

    for (budget = I82596_CU_BUDGET;
         budget && s->cu_state == I82596_CU_ACTIVE; budget--) {
        I82596Cb cb;

        if (s->cb == I82596_NIL || !i82596_load_cb(s, s->cb, &cb)) {
            i82596_cu_fault(s);
            return;
        }
        nops_only &= !FIELD_EX16(cb.command, I82596_CMD, CMD);
        i82596_cb_complete(s, &cb, i82596_execute(s, &cb));
        if (nops_only && s->cb == first) {
            /* Once round is enough: drivers park the CU like this. */
            break;
        }
    }
    if (s->cu_state == I82596_CU_ACTIVE) {
        i82596_cu_yield(s, nops_only && s->cb == first);
    }
}

void i82596_cu_bh(void *opaque)
{
    I82596State *s = opaque;

    if (runstate_is_running() && s->cu_state == I82596_CU_ACTIVE) {
        i82596_cu_run(s);
    }
}

void i82596_cu_timer(void *opaque)
{
    I82596State *s = opaque;

    /* The bottom half has the guard against re-entrancy. */
    qemu_bh_schedule(s->cu_bh);
}

static void i82596_cu_start(I82596State *s)
{
    uint32_t cbl;

    if (!i82596_scb_load_cbl(s, &cbl)) {
        cbl = I82596_NIL;
    }
    if (s->cu_busy) {
        /* UM p.29: finish the block in execution first. */
        s->cu_start = true;
        s->cu_suspend = false;
        s->cbl = cbl;
    } else {
        s->cb = cbl;
        i82596_cu_set_state(s, I82596_CU_ACTIVE, 0);
    }
}

static void i82596_cu_abort(I82596State *s)
{
    uint16_t events = I82596_EV_CNA;
    I82596Cb cb;

    if (s->cu_state == I82596_CU_ACTIVE) {
        if (s->cu_busy && i82596_load_cb(s, s->cb, &cb)) {
            i82596_write16(s, cb.addr + A_I82596_STAT,
                           I82596_STAT_C | I82596_STAT_A);
            if (FIELD_EX16(cb.command, I82596_CMD, I)) {
                events |= I82596_EV_CX;
            }
        }
        i82596_cu_set_state(s, I82596_CU_IDLE, events);
    } else {
        i82596_cu_set_state(s, I82596_CU_IDLE, 0);
    }
}

void i82596_cu_command(I82596State *s, I82596UnitCommand command)
{
    switch (command) {
    case I82596_UC_START:
        i82596_cu_start(s);
        break;
    case I82596_UC_RESUME:
        if (s->cu_state == I82596_CU_SUSPENDED) {
            i82596_cu_set_state(s, I82596_CU_ACTIVE, 0);
        }
        break;
    case I82596_UC_SUSPEND:
        s->cu_suspend = s->cu_busy;
        break;
    case I82596_UC_ABORT:
        i82596_cu_abort(s);
        break;
    case I82596_UC_LOAD_TIMERS:
    case I82596_UC_RESTART_TIMERS:
        if (i82596_new_mode(s) && i82596_scb_load_timers(s)) {
            s->timers_loaded = true;
        }
        break;
    default:
        break;
    }
}

void i82596_cu_reset(I82596State *s)
{
    i82596_cu_set_state(s, I82596_CU_IDLE, 0);
    s->cb = I82596_NIL;
    s->cbl = I82596_NIL;
    s->tx_status = 0;
}
