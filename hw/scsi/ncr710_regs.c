/*
 * NCR 53C710: the 64 registers
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * 53C710 Technical Manual, chapter 4.  Host and SCRIPTS reach registers
 * through the same two functions, with the same side effects.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "ncr710_internal.h"
#include "trace.h"

#define NCR710_SCNTL0_RESET 0xc0
#define NCR710_CTEST2_IDLE (R_NCR_CTEST2_SOFF_MASK | R_NCR_CTEST2_DACK_MASK)
#define NCR710_OUTPUTS (R_NCR_SBCL_ACK_MASK | R_NCR_SBCL_ATN_MASK)

/* Names by byte, for logs; bytes of a wide register share one. */
static const char *const ncr710_reg_names[NCR710_REG_BYTES] = {
    "SCNTL0", "SCNTL1", "SDID", "SIEN", "SCID", "SXFER", "SODL", "SOCL",
    "SFBR", "SIDL", "SBDL", "SBCL", "DSTAT", "SSTAT0", "SSTAT1", "SSTAT2",
    "DSA", "DSA", "DSA", "DSA", "CTEST0", "CTEST1", "CTEST2", "CTEST3",
    "CTEST4", "CTEST5", "CTEST6", "CTEST7", "TEMP", "TEMP", "TEMP", "TEMP",
    "DFIFO", "ISTAT", "CTEST8", "LCRC", "DBC", "DBC", "DBC", "DCMD",
    "DNAD", "DNAD", "DNAD", "DNAD", "DSP", "DSP", "DSP", "DSP",
    "DSPS", "DSPS", "DSPS", "DSPS", "SCRATCH0", "SCRATCH1", "SCRATCH2",
    "SCRATCH3", "DMODE", "DIEN", "DWT", "DCNTL", "ADDER", "ADDER", "ADDER",
    "ADDER",
};

/* Bits that a write stores; strobes and read-only bits are not among them. */
static const uint8_t ncr710_reg_stored[NCR710_REG_BYTES] = {
    /* SCNTL0 SCNTL1 SDID SIEN   SCID SXFER SODL SOCL */
    0xff, 0xec, 0xff, 0xff,      0xff, 0xff, 0xff, 0xff,
    /* SFBR SIDL SBDL SBCL       DSTAT SSTAT0 SSTAT1 SSTAT2 */
    0x00, 0x00, 0x00, 0x03,      0x00, 0x00, 0x00, 0x00,
    /* DSA                       CTEST0 CTEST1 CTEST2 CTEST3 */
    0xff, 0xff, 0xff, 0xff,      0x7c, 0x00, 0x00, 0x00,
    /* CTEST4 CTEST5 CTEST6 CTEST7  TEMP */
    0xff, 0x1f, 0x00, 0xff,      0xff, 0xff, 0xff, 0xff,
    /* DFIFO ISTAT CTEST8 LCRC   DBC, DCMD */
    0x7f, 0xe0, 0x0b, 0x00,      0xff, 0xff, 0xff, 0xff,
    /* DNAD                      DSP */
    0xff, 0xff, 0xff, 0xff,      0xff, 0xff, 0xff, 0xff,
    /* DSPS                      SCRATCH */
    0xff, 0xff, 0xff, 0xff,      0xff, 0xff, 0xff, 0xff,
    /* DMODE DIEN DWT DCNTL      ADDER */
    0xff, 0x3f, 0xff, 0xfb,      0x00, 0x00, 0x00, 0x00,
};

void ncr710_reset_registers(NCR710State *s)
{
    timer_del(s->slice_timer);
    s->engine = NCR710_HALTED;
    s->carry = false;
    memset(s->reg, 0, sizeof(s->reg));
    s->reg[A_NCR_SCNTL0] = NCR710_SCNTL0_RESET;
    ncr710_clear_causes(s);
    ncr710_clear_fifos(s);
    s->dma_parity = 0;
    s->scsi_parity = 0;
}

void ncr710_reset_chip(NCR710State *s)
{
    trace_ncr710_reset();
    s->reset_due = false;
    ncr710_reset_registers(s);
    ncr710_req_drop_all(s);
    ncr710_bus_abandon(s);
    timer_del(s->hold_timer);
}

/*
 * ISTAT.RST: the chip lets go of the bus without driving RST/.  A connected
 * target finds itself alone and ends its command; disconnected ones go on.
 *
 * A SCSI bus reset that software has not read of stays in SSTAT0.  The manual
 * does not say so, but Linux resets the bus, then the chip, and then waits for
 * the report; BSD drivers look for it after the same sequence.
 */
static void ncr710_soft_reset(NCR710State *s)
{
    uint8_t kept = (s->reg[A_NCR_SSTAT0] | s->sstat0_next) &
                   R_NCR_SSTAT0_RST_MASK;

    ncr710_bus_abandon(s);
    ncr710_reset_registers(s);
    s->reg[A_NCR_ISTAT] = R_NCR_ISTAT_RST_MASK;
    if (kept) {
        ncr710_scsi_cause(s, kept);
    }
    ncr710_update_irq(s, false);
}

/* Reading */

static bool ncr710_connected(NCR710State *s)
{
    return s->bus_state == NCR710_BUS_CONNECTED;
}

static uint8_t ncr710_read_socl(NCR710State *s)
{
    uint8_t val = s->reg[A_NCR_SOCL];

    if (ncr710_connected(s)) {
        val &= ~NCR710_OUTPUTS;
        val |= ncr710_bus_control_lines(s) & NCR710_OUTPUTS;
    }
    return val;
}

static uint8_t ncr710_read_sstat1(NCR710State *s)
{
    uint8_t val = 0;

    if (FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, SLBE) &&
        FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, ADB)) {
        val = FIELD_DP8(val, NCR_SSTAT1, SDP,
                        ncr710_parity(s, s->reg[A_NCR_SODL]));
    }
    val = FIELD_DP8(val, NCR_SSTAT1, RST,
                    FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, RST));
    val = FIELD_DP8(val, NCR_SSTAT1, WOA,
                    s->bus_state == NCR710_BUS_SELECTING);
    return FIELD_DP8(val, NCR_SSTAT1, AIP,
                     s->engine == NCR710_ARBITRATING);
}

static uint8_t ncr710_read_ctest2(NCR710State *s)
{
    uint8_t val = NCR710_CTEST2_IDLE;

    val = FIELD_DP8(val, NCR_CTEST2, DFP, s->dma_parity);
    val = FIELD_DP8(val, NCR_CTEST2, SFP, s->scsi_parity);
    val = FIELD_DP8(val, NCR_CTEST2, SIGP,
                    FIELD_EX8(s->reg[A_NCR_ISTAT], NCR_ISTAT, SIGP));
    s->reg[A_NCR_ISTAT] &= ~R_NCR_ISTAT_SIGP_MASK;
    return val;
}

static uint8_t ncr710_read_istat(NCR710State *s)
{
    uint8_t val = s->reg[A_NCR_ISTAT];

    val = FIELD_DP8(val, NCR_ISTAT, DIP, s->dip);
    val = FIELD_DP8(val, NCR_ISTAT, SIP, s->sip);
    return FIELD_DP8(val, NCR_ISTAT, CON, ncr710_connected(s));
}

static uint8_t ncr710_read_adder(NCR710State *s, uint8_t reg)
{
    uint32_t sum = ncr710_get32(s, A_NCR_DSP) + ncr710_get32(s, A_NCR_DSPS);

    return sum >> 8 * (reg - A_NCR_ADDER);
}

uint8_t ncr710_reg_read(NCR710State *s, uint8_t reg)
{
    uint8_t val = s->reg[reg];

    switch (reg) {
    case A_NCR_SCNTL1:
        return FIELD_DP8(val, NCR_SCNTL1, CON, ncr710_connected(s));
    case A_NCR_SOCL:
        return ncr710_read_socl(s);
    case A_NCR_SBDL:
        return ncr710_bus_data_lines(s);
    case A_NCR_SBCL:
        return ncr710_bus_control_lines(s);
    case A_NCR_DSTAT:
        val = ncr710_take_dstat(s);
        return FIELD_DP8(val, NCR_DSTAT, DFE, ncr710_dma_fifo_empty(s));
    case A_NCR_SSTAT0:
        return ncr710_take_sstat0(s);
    case A_NCR_SSTAT1:
        return ncr710_read_sstat1(s);
    case A_NCR_SSTAT2:
        return FIELD_DP8(val, NCR_SSTAT2, FF, s->scsi_fifo.len);
    case A_NCR_CTEST1:
        return ncr710_dma_fifo_lanes(s);
    case A_NCR_CTEST2:
        return ncr710_read_ctest2(s);
    case A_NCR_CTEST3:
        return ncr710_scsi_fifo_pop(s);
    case A_NCR_CTEST6:
        return ncr710_dma_fifo_pop(s);
    case A_NCR_ISTAT:
        return ncr710_read_istat(s);
    case A_NCR_CTEST8:
        return FIELD_DP8(val, NCR_CTEST8, V, s->revision);
    case A_NCR_ADDER ... A_NCR_ADDER + 3:
        return ncr710_read_adder(s, reg);
    default:
        return val;
    }
}

/* Writing */

static void ncr710_start(NCR710State *s)
{
    trace_ncr710_start(ncr710_get32(s, A_NCR_DSP));
    timer_del(s->slice_timer);
    s->engine = NCR710_RUNNING;
}

static void ncr710_write_istat(NCR710State *s, uint8_t val)
{
    if (FIELD_EX8(val, NCR_ISTAT, RST)) {
        ncr710_soft_reset(s);
        return;
    }
    if (FIELD_EX8(val, NCR_ISTAT, ABRT)) {
        if (s->bus_state == NCR710_BUS_SELECTING) {
            ncr710_bus_abandon(s);
        }
        if (!(s->reg[A_NCR_DSTAT] & R_NCR_DSTAT_ABRT_MASK)) {
            ncr710_dma_cause(s, R_NCR_DSTAT_ABRT_MASK);
        }
    }
}

static void ncr710_write_scntl1(NCR710State *s, uint8_t old, uint8_t val)
{
    if (FIELD_EX8(val & ~old, NCR_SCNTL1, RST)) {
        ncr710_bus_reset(s);
    }
}

/* Lines of the initiator; by hand ACK can only be raised in low-level mode. */
static void ncr710_write_socl(NCR710State *s, uint8_t val)
{
    bool ack = val & R_NCR_SBCL_ACK_MASK;

    if (FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, SLBE)) {
        return;
    }
    ncr710_bus_set_atn(s, val & R_NCR_SBCL_ATN_MASK);
    if (!ack || FIELD_EX8(s->reg[A_NCR_DCNTL], NCR_DCNTL, LLM)) {
        ncr710_bus_set_ack(s, ack);
    }
}

static void ncr710_write_scntl0(NCR710State *s, uint8_t val)
{
    if (FIELD_EX8(val, NCR_SCNTL0, START) && ncr710_bus_idle(s)) {
        ncr710_bus_select(s, s->reg[A_NCR_SDID],
                          FIELD_EX8(val, NCR_SCNTL0, WATN));
    }
}

static void ncr710_write_ctest8(NCR710State *s, uint8_t val)
{
    if (FIELD_EX8(val, NCR_CTEST8, CLF)) {
        ncr710_clear_fifos(s);
    }
    if (FIELD_EX8(val, NCR_CTEST8, FLF)) {
        ncr710_flush_dma_fifo(s);
    }
}

static void ncr710_write_effect(NCR710State *s, uint8_t reg, uint8_t old,
                                uint8_t val)
{
    switch (reg) {
    case A_NCR_SCNTL0:
        ncr710_write_scntl0(s, val);
        break;
    case A_NCR_SCNTL1:
        ncr710_write_scntl1(s, old, val);
        break;
    case A_NCR_SIEN:
    case A_NCR_DIEN:
        ncr710_update_irq(s, false);
        break;
    case A_NCR_SODL:
        if (FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, SFWR)) {
            ncr710_scsi_fifo_push(s, val);
        }
        break;
    case A_NCR_SOCL:
        ncr710_write_socl(s, val);
        break;
    case A_NCR_CTEST5:
        ncr710_write_ctest5(s, val);
        break;
    case A_NCR_CTEST6:
        ncr710_dma_fifo_push(s, val);
        break;
    case A_NCR_CTEST7:
        ncr710_bus_timers_enabled(s, !FIELD_EX8(val, NCR_CTEST7, STD));
        break;
    case A_NCR_ISTAT:
        ncr710_write_istat(s, val);
        break;
    case A_NCR_CTEST8:
        ncr710_write_ctest8(s, val);
        break;
    case A_NCR_LCRC:
        s->reg[A_NCR_LCRC] = 0;
        break;
    case A_NCR_DSP + 3: /* the most significant byte */
        if (!FIELD_EX8(s->reg[A_NCR_DMODE], NCR_DMODE, MAN)) {
            ncr710_start(s);
        }
        break;
    case A_NCR_DCNTL:
        if (FIELD_EX8(val, NCR_DCNTL, STD)) {
            ncr710_start(s);
        }
        break;
    default:
        break;
    }
}

void ncr710_reg_write(NCR710State *s, uint8_t reg, uint8_t val)
{
    uint8_t old = s->reg[reg];
    uint8_t stored = ncr710_reg_stored[reg];

    if (FIELD_EX8(s->reg[A_NCR_ISTAT], NCR_ISTAT, RST) &&
        reg != A_NCR_ISTAT) {
        qemu_log_mask(LOG_GUEST_ERROR, "ncr710: write to %s while ISTAT.RST "
                      "holds the chip in reset\n", ncr710_reg_names[reg]);
        return;
    }
    s->reg[reg] = (old & ~stored) | (val & stored);
    ncr710_write_effect(s, reg, old, val);
}

/*
 * Byte lanes.  A register's place in its word depends on the strap, the value
 * of the word does not.
 */
static unsigned ncr710_lane(NCR710State *s, unsigned offset, unsigned size)
{
    return s->big_endian ? offset ^ (4 - size) : offset;
}

uint32_t ncr710_io_read(NCR710State *s, unsigned offset, unsigned size)
{
    unsigned reg = ncr710_lane(s, offset, size);
    uint32_t val = 0;

    for (unsigned i = 0; i < size; i++) {
        uint8_t byte = ncr710_reg_read(s, reg + i);

        trace_ncr710_reg_read(ncr710_reg_names[reg + i], reg + i, byte);
        val |= (uint32_t)byte << 8 * i;
    }
    return val;
}

void ncr710_io_write(NCR710State *s, unsigned offset, uint32_t val,
                     unsigned size)
{
    unsigned reg = ncr710_lane(s, offset, size);

    for (unsigned i = 0; i < size; i++) {
        uint8_t byte = val >> 8 * i;

        trace_ncr710_reg_write(ncr710_reg_names[reg + i], reg + i, byte);
        ncr710_reg_write(s, reg + i, byte);
    }
}
