/*
 * NCR 53C710: registers, interrupt causes, FIFOs, host bus
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * 53C710 Technical Manual, chapter 4.  Host and SCRIPTS reach registers
 * through the same two functions, with the same side effects.
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "hw/irq.h"
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

/* Host bus */

uint32_t ncr710_dma(NCR710State *s, uint32_t addr, void *buf, uint32_t len,
                    DMADirection dir)
{
    uint32_t done = 0;

    while (done < len) {
        uint32_t at = addr + done;
        hwaddr piece = MIN(len - done, 0x100000000ull - at);
        hwaddr xlat;

        WITH_RCU_READ_LOCK_GUARD() {
            address_space_translate(&s->dma_as, at, &xlat, &piece,
                                    dir == DMA_DIRECTION_FROM_DEVICE,
                                    MEMTXATTRS_UNSPECIFIED);
        }
        if (dma_memory_rw(&s->dma_as, at, (uint8_t *)buf + done, piece, dir,
                          MEMTXATTRS_UNSPECIFIED) != MEMTX_OK) {
            break;
        }
        done += piece;
    }
    return done;
}

void ncr710_host_fault(NCR710State *s, uint32_t addr)
{
    trace_ncr710_host_fault(s->name, addr);
    ncr710_dma_cause(s, R_NCR_DSTAT_BF_MASK);
}

static bool ncr710_dma_fifo_empty(NCR710State *s)
{
    for (int i = 0; i < NCR710_DMA_FIFOS; i++) {
        if (s->dma_fifo[i].len) {
            return false;
        }
    }
    return true;
}

/*
 * Interrupts, chapter 2 (DSTAT, SSTAT0) and chapter 4 (SIEN):
 *
 *  - a DSTAT cause and a fatal SSTAT0 cause always stop SCRIPTS and set DIP
 *    or SIP; the enable bit only decides about the pin;
 *  - a non-fatal SSTAT0 cause (SEL, FCMP) does that when enabled; otherwise it
 *    is just a bit that the next read clears;
 *  - a cause that comes while one of its register is unread waits in a second
 *    level and appears after the read.
 */

#define NCR710_SSTAT0_NONFATAL (R_NCR_SSTAT0_SEL_MASK | R_NCR_SSTAT0_FCMP_MASK)

/* LASI needs an edge for each cause, so the pin falls when one was read. */
void ncr710_update_irq(NCR710State *s)
{
    bool level = (s->dip && (s->reg[A_NCR_DSTAT] & s->reg[A_NCR_DIEN])) ||
                 (s->sip && (s->reg[A_NCR_SSTAT0] & s->reg[A_NCR_SIEN]));

    if (level == s->irq_level && !s->irq_gap) {
        return;
    }
    trace_ncr710_irq(s->name, level, s->irq_gap, s->reg[A_NCR_DSTAT],
                     s->reg[A_NCR_SSTAT0]);
    if (s->irq_gap) {
        s->irq_gap = false;
        qemu_set_irq(s->irq, 0);
    }
    s->irq_level = level;
    qemu_set_irq(s->irq, level);
}

static void ncr710_halt(NCR710State *s)
{
    timer_del(s->pause_timer);
    s->engine = NCR710_HALTED;
}

void ncr710_scsi_cause(NCR710State *s, uint8_t sstat0)
{
    uint8_t posted = sstat0 & (~NCR710_SSTAT0_NONFATAL | s->reg[A_NCR_SIEN]);

    trace_ncr710_scsi_cause(s->name, sstat0, posted);
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
}

void ncr710_dma_cause(NCR710State *s, uint8_t dstat)
{
    trace_ncr710_dma_cause(s->name, dstat);
    ncr710_halt(s);
    if (s->dip) {
        s->dstat_next |= dstat;
        return;
    }
    s->reg[A_NCR_DSTAT] = dstat;
    s->dip = true;
}

static void ncr710_next_scsi_cause(NCR710State *s)
{
    if (!s->sip && !s->sip_held && s->sstat0_next) {
        s->reg[A_NCR_SSTAT0] |= s->sstat0_next;
        s->sstat0_next = 0;
        s->sip = true;
    }
}

/* Read a cause register with all its effects. */
static uint8_t ncr710_take_sstat0(NCR710State *s)
{
    uint8_t val = s->reg[A_NCR_SSTAT0];
    bool posted = s->sip;

    s->reg[A_NCR_SSTAT0] = 0;
    s->sip = false;
    ncr710_next_scsi_cause(s);
    s->irq_gap |= posted;
    return val;
}

/* The same, without DFE. */
static uint8_t ncr710_take_dstat(NCR710State *s)
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
    s->irq_gap |= posted || s->dip;
    return val;
}

/* The DMA FIFO became empty: what it held back may come. */
static void ncr710_release_held_cause(NCR710State *s)
{
    if (s->sip_held) {
        s->sip_held = false;
        ncr710_next_scsi_cause(s);
    }
}

static void ncr710_clear_causes(NCR710State *s)
{
    s->reg[A_NCR_DSTAT] = 0;
    s->reg[A_NCR_SSTAT0] = 0;
    s->dstat_next = 0;
    s->sstat0_next = 0;
    s->sip = false;
    s->dip = false;
    s->sip_held = false;
}

/*
 * FIFOs and counters as diagnostics see them.  Transfers of SCRIPTS go
 * straight between memory and target, so both FIFOs are empty unless a test
 * program fills them through CTEST6 and SODL.
 */

static bool ncr710_fifo_push(NCR710Fifo *fifo, unsigned depth, uint8_t val,
                             bool parity)
{
    if (fifo->len >= depth) {
        return false;
    }
    fifo->data[fifo->len] = val;
    fifo->parity[fifo->len] = parity;
    fifo->len++;
    return true;
}

static bool ncr710_fifo_pop(NCR710Fifo *fifo, uint8_t *val, bool *parity)
{
    if (!fifo->len) {
        return false;
    }
    *val = fifo->data[0];
    *parity = fifo->parity[0];
    fifo->len--;
    memmove(fifo->data, fifo->data + 1, fifo->len);
    memmove(fifo->parity, fifo->parity + 1, fifo->len);
    return true;
}

static uint8_t ncr710_dma_fifo_lanes(NCR710State *s)
{
    uint8_t val = 0;

    for (int i = 0; i < NCR710_DMA_FIFOS; i++) {
        if (!s->dma_fifo[i].len) {
            val |= 1 << (R_NCR_CTEST1_FMT_SHIFT + i);
        } else if (s->dma_fifo[i].len == NCR710_FIFO_DEPTH) {
            val |= 1 << (R_NCR_CTEST1_FFL_SHIFT + i);
        }
    }
    return val;
}

/* The FIFO behind CTEST6, or NULL in normal operation. */
static NCR710Fifo *ncr710_test_fifo(NCR710State *s)
{
    uint8_t fbl = FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, FBL);

    return fbl < NCR710_DMA_FIFOS ? NULL :
                                    &s->dma_fifo[fbl - NCR710_DMA_FIFOS];
}

static uint8_t ncr710_dma_fifo_pop(NCR710State *s)
{
    NCR710Fifo *fifo = ncr710_test_fifo(s);
    uint8_t val = 0;

    if (fifo && ncr710_fifo_pop(fifo, &val, &s->dma_parity) &&
        ncr710_dma_fifo_empty(s)) {
        ncr710_release_held_cause(s);
    }
    return val;
}

static void ncr710_dma_fifo_push(NCR710State *s, uint8_t val)
{
    NCR710Fifo *fifo = ncr710_test_fifo(s);

    if (fifo) {
        ncr710_fifo_push(fifo, NCR710_FIFO_DEPTH, val,
                         FIELD_EX8(s->reg[A_NCR_CTEST7], NCR_CTEST7, DFP));
    }
}

/* The parity line for a byte: odd, or even when AESP asks for bad parity. */
static bool ncr710_parity(NCR710State *s, uint8_t val)
{
    bool odd = !(ctpop8(val) & 1);

    return FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, AESP) ? !odd : odd;
}

static uint8_t ncr710_scsi_fifo_pop(NCR710State *s)
{
    uint8_t val = 0;

    if (!ncr710_fifo_pop(&s->scsi_fifo, &val, &s->scsi_parity)) {
        ncr710_scsi_cause(s, R_NCR_SSTAT0_SGE_MASK);
    }
    return val;
}

static void ncr710_scsi_fifo_push(NCR710State *s, uint8_t val)
{
    if (!ncr710_fifo_push(&s->scsi_fifo, NCR710_SCSI_DEPTH, val,
                          ncr710_parity(s, val))) {
        ncr710_scsi_cause(s, R_NCR_SSTAT0_SGE_MASK);
    }
}

static void ncr710_clear_fifos(NCR710State *s)
{
    memset(s->dma_fifo, 0, sizeof(s->dma_fifo));
    memset(&s->scsi_fifo, 0, sizeof(s->scsi_fifo));
    ncr710_release_held_cause(s);
}

/* FLF: what diagnostics left in the FIFOs goes to memory at DNAD. */
static void ncr710_flush_dma_fifo(NCR710State *s)
{
    uint32_t dnad = ncr710_get32(s, A_NCR_DNAD);
    uint8_t val;
    bool parity;

    while (ncr710_fifo_pop(&s->dma_fifo[dnad % NCR710_DMA_FIFOS], &val,
                           &parity)) {
        if (!ncr710_dma(s, dnad, &val, 1, DMA_DIRECTION_FROM_DEVICE)) {
            ncr710_host_fault(s, dnad);
            break;
        }
        dnad++;
    }
    ncr710_set32(s, A_NCR_DNAD, dnad);
    if (ncr710_dma_fifo_empty(s)) {
        ncr710_release_held_cause(s);
    }
}

/* ADCK and BBCK move a counter to the next host bus word. */
static void ncr710_write_ctest5(NCR710State *s, uint8_t val)
{
    uint32_t dnad = ncr710_get32(s, A_NCR_DNAD);
    uint32_t step = 4 - (dnad & 3);

    if (FIELD_EX8(val, NCR_CTEST5, ADCK)) {
        ncr710_set32(s, A_NCR_DNAD, dnad + step);
    }
    if (FIELD_EX8(val, NCR_CTEST5, BBCK)) {
        ncr710_set_dbc(s, ncr710_dbc(s) - step);
    }
    if (FIELD_EX8(val, NCR_CTEST5, DDIR)) {
        s->reg[A_NCR_CTEST0] = FIELD_DP8(s->reg[A_NCR_CTEST0], NCR_CTEST0,
                                         DDIR, FIELD_EX8(val, NCR_CTEST5,
                                                         MASR));
    }
}

/* Reset */

void ncr710_reset_registers(NCR710State *s)
{
    timer_del(s->pause_timer);
    s->engine = NCR710_HALTED;
    s->carry = false;
    memset(s->reg, 0, sizeof(s->reg));
    s->reg[A_NCR_SCNTL0] = NCR710_SCNTL0_RESET;
    s->bus_causes = 0;
    ncr710_clear_causes(s);
    ncr710_clear_fifos(s);
    s->dma_parity = false;
    s->scsi_parity = false;
}

/*
 * Deviates: a SCSI bus reset of which software was told by the pin, but has
 * not read of, survives ISTAT.RST.  The manual clears all causes.  Linux
 * (53c700.c, host reset) resets the bus, then the chip, both with interrupts
 * off, and then waits for the report without a timeout.
 */
static uint8_t ncr710_unread_bus_reset(NCR710State *s)
{
    return s->sip ? (s->reg[A_NCR_SSTAT0] | s->sstat0_next) &
                    s->reg[A_NCR_SIEN] & R_NCR_SSTAT0_RST_MASK : 0;
}

/*
 * ISTAT.RST: the chip lets go of the bus without driving RST/.  A connected
 * target finds itself alone and ends its command; disconnected ones go on.
 */
static void ncr710_soft_reset(NCR710State *s)
{
    uint8_t kept = ncr710_unread_bus_reset(s);

    ncr710_bus_abandon(s);
    ncr710_reset_registers(s);
    s->reg[A_NCR_ISTAT] = R_NCR_ISTAT_RST_MASK;
    if (kept) {
        ncr710_scsi_cause(s, kept);
    }
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
    trace_ncr710_start(s->name, ncr710_get32(s, A_NCR_DSP));
    timer_del(s->pause_timer);
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
        if (s->reg[A_NCR_DSTAT] & R_NCR_DSTAT_ABRT_MASK) {
            ncr710_halt(s); /* told already, and not read yet */
        } else {
            ncr710_dma_cause(s, R_NCR_DSTAT_ABRT_MASK);
        }
    }
}

static void ncr710_write_scntl1(NCR710State *s, uint8_t old, uint8_t val)
{
    if (FIELD_EX8(val & ~old, NCR_SCNTL1, RST)) {
        ncr710_bus_reset(s);
        ncr710_scsi_cause(s, R_NCR_SSTAT0_RST_MASK);
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

/* A low-level selection begins, or is given up. */
static void ncr710_write_scntl0(NCR710State *s, uint8_t old, uint8_t val)
{
    bool start = FIELD_EX8(val, NCR_SCNTL0, START);

    if (start && ncr710_bus_idle(s)) {
        ncr710_bus_select(s, s->reg[A_NCR_SDID],
                          FIELD_EX8(val, NCR_SCNTL0, WATN));
    } else if (!start && FIELD_EX8(old, NCR_SCNTL0, START) &&
               s->bus_state == NCR710_BUS_SELECTING) {
        ncr710_bus_abandon(s);
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
        ncr710_write_scntl0(s, old, val);
        break;
    case A_NCR_SCNTL1:
        ncr710_write_scntl1(s, old, val);
        break;
    case A_NCR_SIEN:
    case A_NCR_DIEN:
        break; /* the pin follows */
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
static unsigned ncr710_first_reg(NCR710State *s, unsigned offset, unsigned size)
{
    return s->big_endian ? offset ^ (4 - size) : offset;
}

uint32_t ncr710_io_read(NCR710State *s, unsigned offset, unsigned size)
{
    unsigned reg = ncr710_first_reg(s, offset, size);
    uint32_t val = 0;

    for (unsigned i = 0; i < size; i++) {
        uint8_t byte = ncr710_reg_read(s, reg + i);

        trace_ncr710_reg_read(s->name, ncr710_reg_names[reg + i], reg + i,
                              byte);
        val |= (uint32_t)byte << 8 * i;
    }
    return val;
}

void ncr710_io_write(NCR710State *s, unsigned offset, uint32_t val,
                     unsigned size)
{
    unsigned reg = ncr710_first_reg(s, offset, size);

    for (unsigned i = 0; i < size; i++) {
        uint8_t byte = val >> 8 * i;

        trace_ncr710_reg_write(s->name, ncr710_reg_names[reg + i], reg + i,
                               byte);
        ncr710_reg_write(s, reg + i, byte);
    }
}
