/*
 * Intel 82596 LAN coprocessor: system control block, events and INT pin
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CA p.27-32. The command word is cleared by channel attention only (see
 * i82596.c): an event must not wipe out a command that the CPU has just
 * stored there.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "i82596_internal.h"
#include "trace.h"

#define SCB_CBL 4

static bool i82596_scb_load_pointer(I82596State *s, unsigned offset,
                                    uint32_t *pointer)
{
    uint8_t buf[4];

    if (!i82596_read(s, s->scb + offset, buf, s->layout->pointer_size)) {
        return false;
    }
    *pointer = i82596_get_pointer(s, buf);
    return true;
}

bool i82596_scb_load_cbl(I82596State *s, uint32_t *pointer)
{
    return i82596_scb_load_pointer(s, SCB_CBL, pointer);
}

bool i82596_scb_load_rfa(I82596State *s, uint32_t *pointer)
{
    return i82596_scb_load_pointer(s, s->layout->scb_rfa, pointer);
}

bool i82596_scb_load_timers(I82596State *s)
{
    uint8_t buf[4];

    if (!i82596_read(s, s->scb + s->layout->scb_timers, buf, sizeof(buf))) {
        return false;
    }
    s->t_off = i82596_get16(s, buf);
    s->t_on = i82596_get16(s, buf + 2);
    return true;
}

void i82596_count(I82596State *s, I82596Counter counter)
{
    const I82596Layout *l = s->layout;
    uint32_t addr = s->scb + l->scb_counters + counter * l->counter_size;
    uint8_t buf[4];

    if (!s->initialized ||
        (!i82596_new_mode(s) && counter > I82596_OVRNERRS)) {
        return;
    }
    trace_i82596_count(counter);
    if (!i82596_read(s, addr, buf, l->counter_size)) {
        return;
    }
    if (l->counter_size == 2) {
        i82596_put16(s, buf, i82596_get16(s, buf) + 1);
    } else {
        i82596_put_halves(s, buf, i82596_get_halves(s, buf) + 1);
    }
    i82596_write(s, addr, buf, l->counter_size);
}

/* RUS: A and C tell that it is RBDs which are wanting (CA p.30). */
static unsigned i82596_rus(const I82596State *s)
{
    bool modifier = s->no_rbd && i82596_new_mode(s) &&
                    (s->ru_state == I82596_RU_NO_RESOURCES ||
                     s->ru_state == I82596_RU_READY);

    return s->ru_state | (modifier ? I82596_RUS_NO_RBD : 0);
}

uint16_t i82596_scb_status(const I82596State *s)
{
    uint16_t status = s->events;

    status = FIELD_DP16(status, I82596_SCB_STAT, CUS, s->cu_state);
    status = FIELD_DP16(status, I82596_SCB_STAT, RUS, i82596_rus(s));
    return FIELD_DP16(status, I82596_SCB_STAT, T, s->timers_loaded);
}

/*
 * The board sees the pin with the polarity that it expects. Software that
 * selects the other one gets what it asked for: an inverted line. Between
 * reset and initialization the pin is active high (CA p.9); a board that
 * expects active low would see a request all that time, which the software
 * of the real board has to mask. That window is left out: the line is low.
 */
void i82596_update_int(I82596State *s, bool renew)
{
    bool active_low = FIELD_EX8(s->sysbus, I82596_SYSBUS, INT);
    bool inverted = s->initialized && active_low != s->irq_active_low;
    bool active = s->events != 0;

    if (active && s->int_active && (renew || s->new_event)) {
        /* CA p.28: for the sake of edge triggered interrupt controllers. */
        qemu_set_irq(s->irq, inverted);
    }
    if (active != s->int_active) {
        trace_i82596_int(active, s->events);
    }
    s->int_active = active;
    s->new_event = false;
    qemu_set_irq(s->irq, active ^ inverted);
}

void i82596_set_events(I82596State *s, uint16_t events)
{
    if (events & ~s->events) {
        s->events |= events;
        s->new_event = true;
    }
    if (s->events_held) {
        s->status_due = true;
        return;
    }
    i82596_write16(s, s->scb + A_I82596_SCB_STAT, i82596_scb_status(s));
    if (s->new_event) {
        i82596_update_int(s, false);
    }
}

void i82596_hold_events(I82596State *s)
{
    s->events_held = true;
    s->status_due = false;
}

void i82596_release_events(I82596State *s)
{
    s->events_held = false;
    if (s->status_due) {
        i82596_set_events(s, 0);
    }
}
