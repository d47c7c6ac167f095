/*
 * NCR 53C710: interrupt causes, stacking and the IRQ pin
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * 53C710 Technical Manual, chapter 2 (DSTAT, SSTAT0) and chapter 4 (SIEN):
 *
 *  - a DSTAT cause and a fatal SSTAT0 cause always stop SCRIPTS and set DIP
 *    or SIP; the enable bit only decides about the pin;
 *  - a non-fatal SSTAT0 cause (SEL, FCMP) does that when enabled; otherwise it
 *    is just a bit that the next read clears;
 *  - a cause that comes while one of its register is unread waits in a second
 *    level and appears after the read.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/irq.h"
#include "ncr710_internal.h"
#include "trace.h"

#define NCR710_SSTAT0_NONFATAL (R_NCR_SSTAT0_SEL_MASK | R_NCR_SSTAT0_FCMP_MASK)

void ncr710_update_irq(NCR710State *s, bool gap)
{
    bool level = (s->dip && (s->reg[A_NCR_DSTAT] & s->reg[A_NCR_DIEN])) ||
                 (s->sip && (s->reg[A_NCR_SSTAT0] & s->reg[A_NCR_SIEN]));

    trace_ncr710_irq(level, gap, s->reg[A_NCR_DSTAT], s->reg[A_NCR_SSTAT0]);
    if (gap) {
        qemu_set_irq(s->irq, 0);
    }
    qemu_set_irq(s->irq, level);
}

static void ncr710_halt(NCR710State *s)
{
    timer_del(s->slice_timer);
    s->engine = NCR710_HALTED;
}

void ncr710_scsi_cause(NCR710State *s, uint8_t sstat0)
{
    uint8_t posted = sstat0 & (~NCR710_SSTAT0_NONFATAL | s->reg[A_NCR_SIEN]);

    trace_ncr710_scsi_cause(sstat0, posted);
    s->reg[A_NCR_SSTAT0] |= sstat0 & ~posted;
    if (!posted) {
        return;
    }
    ncr710_halt(s);
    if (s->dip && !ncr710_dma_fifo_empty(s)) {
        /* TM p. 2-25: waits until the DMA FIFO is emptied or cleared */
        s->sip_held = true;
    }
    if (s->sip || s->sip_held) {
        s->sstat0_next |= posted;
        return;
    }
    s->reg[A_NCR_SSTAT0] |= posted;
    s->sip = true;
    ncr710_update_irq(s, false);
}

void ncr710_dma_cause(NCR710State *s, uint8_t dstat)
{
    trace_ncr710_dma_cause(dstat);
    ncr710_halt(s);
    if (s->dip) {
        s->dstat_next |= dstat;
        return;
    }
    s->reg[A_NCR_DSTAT] = dstat;
    s->dip = true;
    ncr710_update_irq(s, false);
}

void ncr710_illegal(NCR710State *s)
{
    qemu_log_mask(LOG_GUEST_ERROR, "ncr710: illegal instruction %02x%06x "
                  "%08x before 0x%08x\n", s->reg[A_NCR_DCMD], ncr710_dbc(s),
                  ncr710_get32(s, A_NCR_DSPS), ncr710_get32(s, A_NCR_DSP));
    ncr710_dma_cause(s, R_NCR_DSTAT_IID_MASK);
}

static void ncr710_next_scsi_cause(NCR710State *s)
{
    if (!s->sip && !s->sip_held && s->sstat0_next) {
        s->reg[A_NCR_SSTAT0] |= s->sstat0_next;
        s->sstat0_next = 0;
        s->sip = true;
    }
}

uint8_t ncr710_take_sstat0(NCR710State *s)
{
    uint8_t val = s->reg[A_NCR_SSTAT0];
    bool posted = s->sip;

    s->reg[A_NCR_SSTAT0] = 0;
    s->sip = false;
    ncr710_next_scsi_cause(s);
    if (posted) {
        ncr710_update_irq(s, true);
    }
    return val;
}

uint8_t ncr710_take_dstat(NCR710State *s)
{
    uint8_t val = s->reg[A_NCR_DSTAT];
    bool posted = s->dip;

    s->reg[A_NCR_DSTAT] = s->dstat_next;
    s->dstat_next = 0;
    if (FIELD_EX8(s->reg[A_NCR_ISTAT], NCR_ISTAT, ABRT)) {
        /* 875 manual p. 5-23: reported until software clears ISTAT.ABRT */
        s->reg[A_NCR_DSTAT] |= R_NCR_DSTAT_ABRT_MASK;
    }
    s->dip = s->reg[A_NCR_DSTAT] != 0;
    if (posted || s->dip) {
        ncr710_update_irq(s, true);
    }
    return val;
}

void ncr710_release_held_cause(NCR710State *s)
{
    if (s->sip_held) {
        s->sip_held = false;
        ncr710_next_scsi_cause(s);
        ncr710_update_irq(s, false);
    }
}

void ncr710_clear_causes(NCR710State *s)
{
    s->reg[A_NCR_DSTAT] = 0;
    s->reg[A_NCR_SSTAT0] = 0;
    s->dstat_next = 0;
    s->sstat0_next = 0;
    s->sip = false;
    s->dip = false;
    s->sip_held = false;
}
