/*
 * Intel 82596 LAN coprocessor: command unit
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CA p.26-33. Command blocks are executed within the channel attention that
 * starts them, up to a budget of descriptors, or until the list is back where
 * it began; then the next one is armed (its status shows B), and a timer goes
 * on with it. So there always is a block "in execution" for an abort to hit or
 * a suspend to wait for; and a list that is a ring, in which some drivers park
 * the CU, costs next to nothing. When a peer does not read, transmission
 * waits in the same way.
 *
 * The block after a suspended one is read when the CU resumes, as with
 * RESUME_RD = 1; the copy that the chip prefetches otherwise is not modelled.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "system/replay.h"
#include "system/runstate.h"
#include "i82596_internal.h"
#include "trace.h"

/* From one run through a long list or a ring to the next */
#define RUN_INTERVAL_NS         SCALE_MS

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

/* Leave the next block for later; it is "in execution" from now on. */
static void i82596_cu_arm(I82596State *s)
{
    if (s->cb == I82596_NIL ||
        !i82596_write16(s, i82596_address(s, s->cb) + A_I82596_STAT,
                        I82596_STAT_B)) {
        i82596_cu_fault(s);
        return;
    }
    s->cu_busy = true;
}

/* Execute the next block, unless it has to wait for the network. */
static bool i82596_cu_step(I82596State *s)
{
    I82596Cb cb;

    if (s->cb == I82596_NIL || !i82596_load_cb(s, s->cb, &cb)) {
        i82596_cu_fault(s);
        return true;
    }
    if (FIELD_EX16(cb.command, I82596_CMD, CMD) == I82596_CMD_TRANSMIT &&
        i82596_tx_blocked(s)) {
        return false;
    }
    s->cu_budget--;
    i82596_cb_complete(s, &cb, i82596_execute(s, &cb));
    return true;
}

void i82596_cu_run(I82596State *s)
{
    uint32_t first = s->cb;

    s->cu_budget = I82596_CU_BUDGET;
    while (s->cu_state == I82596_CU_ACTIVE) {
        if (!i82596_cu_step(s)) {
            i82596_cu_arm(s);   /* i82596_tx.c goes on */
            return;
        }
        if (s->cu_budget <= 0 || s->cb == first) {
            break;
        }
    }
    if (s->cu_state == I82596_CU_ACTIVE) {
        i82596_cu_arm(s);
        timer_mod(s->cu_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                               RUN_INTERVAL_NS);
    }
}

static void i82596_cu_bh(void *opaque)
{
    I82596State *s = opaque;

    if (s->at_work) {
        s->cu_due = true;
        return;
    }
    if (runstate_is_running() && s->cu_state == I82596_CU_ACTIVE) {
        i82596_enter(s);
        i82596_cu_run(s);
        i82596_leave(s);
    }
}

void i82596_cu_kick(I82596State *s)
{
    if (s->cu_state == I82596_CU_ACTIVE) {
        replay_bh_schedule_event(s->cu_bh);
    }
}

static void i82596_cu_timer(void *opaque)
{
    i82596_cu_kick(opaque);
}

static void i82596_cu_start(I82596State *s)
{
    uint32_t cbl;

    if (!i82596_scb_load_cbl(s, &cbl)) {
        cbl = I82596_NIL;
    }
    if (s->cu_busy) {
        /* CA p.29: finish the block in execution first. */
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
            i82596_write16(s, cb.addr + A_I82596_STAT, I82596_STAT_C |
                           (i82596_has_abort_status(&cb) ? I82596_STAT_A
                                                         : 0));
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

void i82596_cu_init(I82596State *s)
{
    s->cu_bh = qemu_bh_new_guarded(i82596_cu_bh, s,
                                   &DEVICE(s)->mem_reentrancy_guard);
    s->cu_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, i82596_cu_timer, s);
}

void i82596_cu_free(I82596State *s)
{
    timer_free(s->cu_timer);
    qemu_bh_delete(s->cu_bh);
}
