/*
 * NCR 53C710: the SCRIPTS processor
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * 53C710 Technical Manual, chapter 5.  Instructions are fetched one by one
 * when they are due and never kept: drivers patch them while they run.
 *
 * An instruction that has to wait leaves its kind in s->engine and all else
 * in the chip's registers; ncr710_run() goes on from there.  Every access as
 * bus master is checked: what fails becomes DSTAT.BF.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "ncr710_internal.h"
#include "trace.h"

#define NCR710_MEMORY_MOVE_RESERVED 0x3f /* bits of DCMD */

/* First word, bits 31:24 (DCMD) */
REG8(NCR_INSN, 0)
    FIELD(NCR_INSN, GROUP, 6, 2)
    FIELD(NCR_INSN, OPCODE, 3, 3)     /* of groups 1 and 2 */
    FIELD(NCR_INSN, MOVE_PHASE, 0, 3)
    FIELD(NCR_INSN, MOVE_TABLE, 4, 1)
    FIELD(NCR_INSN, MOVE_INDIRECT, 5, 1)
    FIELD(NCR_INSN, IO_ATN, 0, 1)
    FIELD(NCR_INSN, IO_TABLE, 1, 1)
    FIELD(NCR_INSN, IO_RELATIVE, 2, 1)
    FIELD(NCR_INSN, ALU_OP, 0, 3)

/* First word, bits 23:0 (DBC) */
REG32(NCR_IO, 0)
    FIELD(NCR_IO, ATN, 3, 1)
    FIELD(NCR_IO, ACK, 6, 1)
    FIELD(NCR_IO, TARGET, 9, 1)
    FIELD(NCR_IO, CARRY, 10, 1)
    FIELD(NCR_IO, ID, 16, 8)
    FIELD(NCR_IO, TABLE_SXFER, 8, 8)
REG32(NCR_ALU, 0)
    FIELD(NCR_ALU, DATA, 8, 8)
    FIELD(NCR_ALU, REG, 16, 6)
REG32(NCR_JUMP, 0)
    FIELD(NCR_JUMP, DATA, 0, 8)
    FIELD(NCR_JUMP, MASK, 8, 8)
    FIELD(NCR_JUMP, WAIT, 16, 1)
    FIELD(NCR_JUMP, IF_PHASE, 17, 1)
    FIELD(NCR_JUMP, IF_DATA, 18, 1)
    FIELD(NCR_JUMP, SENSE, 19, 1)
    FIELD(NCR_JUMP, IF_CARRY, 21, 1)
    FIELD(NCR_JUMP, RESERVED, 22, 1)
    FIELD(NCR_JUMP, RELATIVE, 23, 1)

enum { NCR710_GROUP_MOVE, NCR710_GROUP_IO_ALU, NCR710_GROUP_JUMP };

enum {
    NCR710_IO_SELECT = 0,
    NCR710_IO_WAIT_DISCONNECT = 1,
    NCR710_IO_WAIT_RESELECT = 2,
    NCR710_IO_SET = 3,
    NCR710_IO_CLEAR = 4,
    NCR710_ALU_FROM_SFBR = 5,
    NCR710_ALU_TO_SFBR = 6,
    NCR710_ALU_SAME = 7,
};

enum {
    NCR710_JUMP = 0,
    NCR710_CALL = 1,
    NCR710_RETURN = 2,
    NCR710_INT = 3,
};

enum {
    NCR710_OP_LOAD, NCR710_OP_SHL, NCR710_OP_OR, NCR710_OP_XOR,
    NCR710_OP_AND, NCR710_OP_SHR, NCR710_OP_ADD, NCR710_OP_ADDC,
};

static void ncr710_illegal(NCR710State *s)
{
    qemu_log_mask(LOG_GUEST_ERROR, "ncr710: illegal instruction %02x%06x "
                  "%08x before 0x%08x\n", s->reg[A_NCR_DCMD], ncr710_dbc(s),
                  ncr710_get32(s, A_NCR_DSPS), ncr710_get32(s, A_NCR_DSP));
    ncr710_dma_cause(s, R_NCR_DSTAT_IID_MASK);
}

/*
 * Read one or two words in the strap's byte order; false: bus fault, SCRIPTS
 * stopped.  The constant sizes let the compiler inline the access.
 */
static inline bool ncr710_read_words(NCR710State *s, uint32_t addr,
                                     uint32_t *word, unsigned count)
{
    MemTxResult res;

    if (count == 2) {
        res = address_space_read(&s->dma_as, addr, MEMTXATTRS_UNSPECIFIED,
                                 word, 8);
    } else {
        res = address_space_read(&s->dma_as, addr, MEMTXATTRS_UNSPECIFIED,
                                 word, 4);
    }
    if (res != MEMTX_OK) {
        ncr710_host_fault(s, addr);
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        word[i] = s->big_endian ? be32_to_cpu(word[i]) : le32_to_cpu(word[i]);
    }
    return true;
}

/* Read @count words of a table entry; false: SCRIPTS stopped. */
static bool ncr710_read_table(NCR710State *s, uint32_t offset, uint32_t *word,
                              unsigned count)
{
    uint32_t addr = ncr710_get32(s, A_NCR_DSA) + sextract32(offset, 0, 24);

    if (addr & 3) {
        ncr710_illegal(s);
        return false;
    }
    return ncr710_read_words(s, addr, word, count);
}

/* Stock firmware */

static bool ncr710_polled(NCR710State *s)
{
    return !s->reg[A_NCR_SIEN] && !s->reg[A_NCR_DIEN];
}

/*
 * Deviates: SeaBIOS-hppa, versions 19 to 22, drives the chip in a way that
 * works on no real one.  It always moves 16 CDB bytes, leaves an empty DATA
 * OUT move in scripts without data, never executes CLEAR ACK or WAIT
 * DISCONNECT, and selects again on a bus that it did not free.
 *
 * What it gets by with is granted where this function is asked and nowhere
 * else: to a connection selected without ATN, while both interrupt masks are
 * zero, whose first Block Move is a direct one of 16 CDB bytes with the WHEN
 * bit clear.  Drivers of operating systems send IDENTIFY, so they select with
 * ATN.
 */
static bool ncr710_polled_firmware(NCR710State *s)
{
    return s->link.firmware && s->bus_state == NCR710_BUS_CONNECTED &&
           ncr710_polled(s);
}

/* A connection's first Block Move in COMMAND phase is about to go. */
static void ncr710_detect_firmware(NCR710State *s)
{
    NCR710Link *l = &s->link;

    if (!l->with_atn && !l->cdb_len && ncr710_polled(s) &&
        s->phase == NCR710_COMMAND && s->reg[A_NCR_DCMD] == NCR710_COMMAND &&
        ncr710_dbc(s) == NCR710_CDB_MAX) {
        l->firmware = true;
    }
}

/* Block Move */

static void ncr710_exec_move(NCR710State *s)
{
    uint8_t dcmd = s->reg[A_NCR_DCMD];
    bool indirect = FIELD_EX8(dcmd, NCR_INSN, MOVE_INDIRECT);
    bool table = FIELD_EX8(dcmd, NCR_INSN, MOVE_TABLE);
    uint32_t entry[2] = { ncr710_dbc(s), ncr710_get32(s, A_NCR_DSPS) };

    if (FIELD_EX8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0, TRG) ||
        (indirect && table)) {
        ncr710_illegal(s);
        return;
    }
    if (table && !ncr710_read_table(s, entry[1], entry, 2)) {
        return;
    }
    if (indirect && !ncr710_read_words(s, entry[1], &entry[1], 1)) {
        return;
    }
    ncr710_set_dbc(s, entry[0]);
    s->reg[A_NCR_DFIFO] = ncr710_dbc(s) & 0x7f;
    ncr710_set32(s, A_NCR_DNAD, entry[1]);
    s->reg[A_NCR_CTEST0] = FIELD_DP8(s->reg[A_NCR_CTEST0], NCR_CTEST0, DDIR,
                                     dcmd & NCR710_PHASE_IO);
    if (!ncr710_dbc(s)) {
        if (dcmd != NCR710_DATA_OUT || !ncr710_polled_firmware(s)) {
            ncr710_illegal(s);
        }
        return;
    }
    s->first = true;
    s->engine = NCR710_BLOCK_MOVING;
}

/* One window's worth of the Block Move: REQ is up, the phase is right. */
static void ncr710_move_window(NCR710State *s)
{
    bool in = s->phase & NCR710_PHASE_IO;
    uint32_t dbc = ncr710_dbc(s);
    uint32_t dnad = ncr710_get32(s, A_NCR_DNAD);
    uint8_t *buf;
    uint32_t n = MIN(ncr710_bus_window(s, &buf), dbc);
    uint32_t done = ncr710_dma(s, dnad, buf, n, in ?
                               DMA_DIRECTION_FROM_DEVICE :
                               DMA_DIRECTION_TO_DEVICE);

    trace_ncr710_move(s->name, s->phase, dnad, done, dbc - done);
    dbc -= done;
    ncr710_set_dbc(s, dbc);
    ncr710_set32(s, A_NCR_DNAD, dnad + done);
    s->budget -= 1 + done / NCR710_PIECE;
    if (done && in) {
        if (s->first) {
            s->reg[A_NCR_SFBR] = buf[0];
            s->first = false;
        }
        s->reg[A_NCR_SIDL] = buf[done - 1];
    }
    if (done < n) {
        ncr710_host_fault(s, dnad + done);
    } else if (!dbc) {
        s->engine = NCR710_RUNNING;
    }
    if (done) {
        ncr710_bus_moved(s, done, !dbc);
    }
    if (s->link.release == NCR710_AFTER_COMPLETE &&
        ncr710_polled_firmware(s)) {
        ncr710_bus_set_ack(s, false); /* it will not do it */
    }
}

static void ncr710_continue_move(NCR710State *s)
{
    if (s->phase == FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, MOVE_PHASE)) {
        ncr710_detect_firmware(s);
        ncr710_move_window(s);
    } else if (s->reg[A_NCR_DCMD] == NCR710_COMMAND &&
               ncr710_polled_firmware(s)) {
        /* its CDB was shorter than 16 bytes */
        s->engine = NCR710_RUNNING;
    } else {
        trace_ncr710_mismatch(s->name, s->phase, ncr710_dbc(s));
        ncr710_scsi_cause(s, R_NCR_SSTAT0_MA_MASK);
    }
    /*
     * Nothing is ever left in the FIFOs: the offset counter agrees with the
     * byte counter, so that drivers' sums come out as DBC.
     */
    s->reg[A_NCR_DFIFO] = ncr710_dbc(s) & 0x7f;
}

/* I/O */

static uint32_t ncr710_io_alternate(NCR710State *s)
{
    uint32_t dsps = ncr710_get32(s, A_NCR_DSPS);

    if (FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, IO_RELATIVE)) {
        return ncr710_get32(s, A_NCR_DSP) + sextract32(dsps, 0, 24);
    }
    return dsps;
}

static void ncr710_exec_select(NCR710State *s)
{
    uint32_t entry = ncr710_dbc(s);

    if (FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, IO_TABLE)) {
        if (!ncr710_read_table(s, entry, &entry, 1)) {
            return;
        }
        s->reg[A_NCR_SXFER] = FIELD_EX32(entry, NCR_IO, TABLE_SXFER);
    }
    s->reg[A_NCR_SDID] = FIELD_EX32(entry, NCR_IO, ID);
    if (!FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, IO_ATN) &&
        ncr710_polled_firmware(s)) {
        ncr710_bus_abandon(s);
    }
    s->engine = NCR710_ARBITRATING;
}

static void ncr710_continue_select(NCR710State *s)
{
    uint8_t unread = s->reg[A_NCR_SSTAT0] | s->sstat0_next;

    s->engine = NCR710_RUNNING;
    if (s->reselected) {
        ncr710_set32(s, A_NCR_DSP, ncr710_io_alternate(s));
        if (unread & s->reg[A_NCR_SIEN] & R_NCR_SSTAT0_SEL_MASK) {
            /* software that enabled SEL is about to hear of it that way */
            s->engine = NCR710_HALTED;
        }
    } else {
        ncr710_bus_select(s, s->reg[A_NCR_SDID],
                          FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, IO_ATN));
    }
}

static void ncr710_continue_wait_reselect(NCR710State *s)
{
    s->engine = NCR710_RUNNING;
    if (s->reselected) {
        s->reselected = false;
    } else {
        ncr710_set32(s, A_NCR_DSP, ncr710_io_alternate(s));
    }
}

static void ncr710_exec_wait_disconnect(NCR710State *s)
{
    if (FIELD_EX8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0, TRG)) {
        /* DISCONNECT of the target role */
        ncr710_bus_abandon(s);
    } else {
        s->engine = NCR710_WAIT_DISCONNECT;
    }
}

static void ncr710_exec_set_clear(NCR710State *s, bool set)
{
    uint32_t what = ncr710_dbc(s);

    if (FIELD_EX32(what, NCR_IO, CARRY)) {
        s->carry = set;
    }
    if (FIELD_EX32(what, NCR_IO, TARGET)) {
        s->reg[A_NCR_SCNTL0] = FIELD_DP8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0,
                                         TRG, set);
    }
    /* ATN first: the target looks at it when ACK changes */
    if (FIELD_EX32(what, NCR_IO, ATN)) {
        ncr710_bus_set_atn(s, set);
    }
    if (FIELD_EX32(what, NCR_IO, ACK)) {
        ncr710_bus_set_ack(s, set);
    }
}

static void ncr710_exec_io(NCR710State *s, unsigned opcode)
{
    uint8_t dcmd = s->reg[A_NCR_DCMD];

    if (opcode != NCR710_IO_SELECT &&
        (FIELD_EX8(dcmd, NCR_INSN, IO_ATN) ||
         FIELD_EX8(dcmd, NCR_INSN, IO_TABLE))) {
        ncr710_illegal(s);
        return;
    }
    switch (opcode) {
    case NCR710_IO_SELECT:
        ncr710_exec_select(s);
        break;
    case NCR710_IO_WAIT_DISCONNECT:
        ncr710_exec_wait_disconnect(s);
        break;
    case NCR710_IO_WAIT_RESELECT:
        s->engine = NCR710_WAIT_RESELECT;
        break;
    default:
        ncr710_exec_set_clear(s, opcode == NCR710_IO_SET);
        break;
    }
}

/* Register read, write, modify */

static uint8_t ncr710_alu(NCR710State *s, unsigned op, uint8_t a, uint8_t b)
{
    unsigned sum;

    switch (op) {
    case NCR710_OP_SHL:
        sum = a << 1 | s->carry;
        break;
    case NCR710_OP_SHR:
        sum = a >> 1 | s->carry << 7 | (a & 1) << 8;
        break;
    case NCR710_OP_ADD:
        sum = a + b;
        break;
    case NCR710_OP_ADDC:
        sum = a + b + s->carry;
        break;
    case NCR710_OP_OR:
        return a | b;
    case NCR710_OP_XOR:
        return a ^ b;
    case NCR710_OP_AND:
        return a & b;
    default:
        return b;
    }
    s->carry = sum >> 8;
    return sum;
}

static void ncr710_exec_alu(NCR710State *s, unsigned opcode)
{
    unsigned op = FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, ALU_OP);
    uint32_t word = ncr710_dbc(s);
    uint8_t reg = FIELD_EX32(word, NCR_ALU, REG);
    uint8_t val = 0;

    if (opcode == NCR710_ALU_FROM_SFBR) {
        val = s->reg[A_NCR_SFBR];
    } else if (op != NCR710_OP_LOAD) {
        val = ncr710_reg_read(s, reg);
    }
    val = ncr710_alu(s, op, val, FIELD_EX32(word, NCR_ALU, DATA));
    if (opcode == NCR710_ALU_TO_SFBR || reg == A_NCR_SFBR) {
        s->reg[A_NCR_SFBR] = val;
    } else {
        ncr710_reg_write(s, reg, val);
    }
}

/* Transfer Control */

static bool ncr710_jump_taken(NCR710State *s)
{
    uint32_t word = ncr710_dbc(s);
    bool sense = FIELD_EX32(word, NCR_JUMP, SENSE);
    uint8_t phase = FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, MOVE_PHASE);
    uint8_t care = ~FIELD_EX32(word, NCR_JUMP, MASK);
    uint8_t data = FIELD_EX32(word, NCR_JUMP, DATA);
    bool any = false;

    if (FIELD_EX32(word, NCR_JUMP, IF_CARRY)) {
        return s->carry == sense;
    }
    if (FIELD_EX32(word, NCR_JUMP, IF_PHASE)) {
        any = true;
        if ((FIELD_EX8(s->reg[A_NCR_SSTAT2], NCR_SSTAT2, PHASE) == phase) !=
            sense) {
            return false;
        }
    }
    if (FIELD_EX32(word, NCR_JUMP, IF_DATA)) {
        any = true;
        if (!((s->reg[A_NCR_SFBR] ^ data) & care) != sense) {
            return false;
        }
    }
    return any || sense;
}

static void ncr710_exec_int(NCR710State *s)
{
    uint8_t cause = R_NCR_DSTAT_SIR_MASK;

    if (FIELD_EX8(s->reg[A_NCR_DCNTL], NCR_DCNTL, SSM)) {
        cause |= R_NCR_DSTAT_SSI_MASK;
    }
    trace_ncr710_int(s->name, ncr710_get32(s, A_NCR_DSPS));
    ncr710_dma_cause(s, cause);
}

/* The condition can be looked at: REQ is up, or nobody asked for it. */
static void ncr710_continue_jump(NCR710State *s)
{
    uint32_t next = ncr710_get32(s, A_NCR_DSP);
    uint32_t dest = ncr710_get32(s, A_NCR_DSPS);

    s->engine = NCR710_RUNNING;
    if (!ncr710_jump_taken(s)) {
        return;
    }
    if (FIELD_EX32(ncr710_dbc(s), NCR_JUMP, RELATIVE)) {
        dest = next + sextract32(dest, 0, 24);
    }
    switch (FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, OPCODE)) {
    case NCR710_CALL:
        ncr710_set32(s, A_NCR_TEMP, next);
        /* fall through */
    case NCR710_JUMP:
        ncr710_set32(s, A_NCR_DSP, dest);
        break;
    case NCR710_RETURN:
        ncr710_set32(s, A_NCR_DSP, ncr710_get32(s, A_NCR_TEMP));
        break;
    default:
        ncr710_exec_int(s);
        break;
    }
}

static void ncr710_exec_jump(NCR710State *s)
{
    uint32_t word = ncr710_dbc(s);
    bool wait = FIELD_EX32(word, NCR_JUMP, WAIT);

    if (FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, OPCODE) > NCR710_INT ||
        FIELD_EX32(word, NCR_JUMP, RESERVED) ||
        (FIELD_EX32(word, NCR_JUMP, IF_CARRY) &&
         (FIELD_EX32(word, NCR_JUMP, IF_PHASE) ||
          FIELD_EX32(word, NCR_JUMP, IF_DATA))) ||
        (wait && FIELD_EX8(s->reg[A_NCR_SCNTL0], NCR_SCNTL0, TRG))) {
        ncr710_illegal(s);
    } else if (wait && !s->req) {
        s->engine = NCR710_TESTING;
    } else {
        ncr710_continue_jump(s);
    }
}

/* Memory Move */

/*
 * Bytes from @addr on that are alike: either the chip's own registers, at
 * *@reg, or not (*@reg < 0).  Own registers are never reached through memory:
 * they would be busy.
 */
static uint32_t ncr710_mm_span(NCR710State *s, uint32_t addr, uint32_t len,
                                 bool write, int *reg)
{
    hwaddr span = MIN(len, 0x100000000ull - addr);
    hwaddr xlat;
    MemoryRegion *mr;

    RCU_READ_LOCK_GUARD();
    mr = address_space_translate(&s->dma_as, addr, &xlat, &span, write,
                                 MEMTXATTRS_UNSPECIFIED);
    if (mr != &s->mmio) {
        *reg = -1;
        return span;
    }
    *reg = xlat;
    /* address_space_translate() does not clip at the end of MMIO */
    return MIN(span, NCR710_REG_BYTES - xlat);
}

/* @n bytes that are alike: they go, or the bus faults at the first. */
static uint32_t ncr710_mm_access(NCR710State *s, uint32_t addr, uint32_t n,
                                 DMADirection dir)
{
    return dma_memory_rw(&s->dma_as, addr, s->piece, n, dir,
                         MEMTXATTRS_UNSPECIFIED) == MEMTX_OK ? n : 0;
}

/* Own registers go by words where they can, as on the host bus. */
static unsigned ncr710_mm_width(unsigned reg, uint32_t len)
{
    return (reg & 3) == 0 && len >= 4 ? 4 : 1;
}

static void ncr710_mm_from_regs(NCR710State *s, unsigned reg, uint8_t *buf,
                                  uint32_t len)
{
    while (len) {
        unsigned n = ncr710_mm_width(reg, len);
        uint32_t val = ncr710_io_read(s, reg, n);

        if (n == 1) {
            *buf = val;
        } else if (s->big_endian) {
            stl_be_p(buf, val);
        } else {
            stl_le_p(buf, val);
        }
        reg += n;
        buf += n;
        len -= n;
    }
}

static void ncr710_mm_to_regs(NCR710State *s, unsigned reg,
                                const uint8_t *buf, uint32_t len)
{
    while (len && s->engine == NCR710_MEMORY_MOVING) {
        unsigned n = ncr710_mm_width(reg, len);

        if (n == 1) {
            ncr710_io_write(s, reg, *buf, n);
        } else {
            ncr710_io_write(s, reg, s->big_endian ? ldl_be_p(buf) :
                            ldl_le_p(buf), n);
        }
        reg += n;
        buf += n;
        len -= n;
    }
}

static void ncr710_continue_memory_move(NCR710State *s)
{
    uint32_t left = ncr710_dbc(s);
    uint32_t n = MIN(left, sizeof(s->piece));
    uint32_t addr = s->move_src;
    uint32_t done;
    int from, to;

    n = ncr710_mm_span(s, s->move_src, n, false, &from);
    n = ncr710_mm_span(s, s->move_dst, n, true, &to);
    if (from >= 0) {
        ncr710_mm_from_regs(s, from, s->piece, n);
        done = n;
    } else {
        done = ncr710_mm_access(s, addr, n, DMA_DIRECTION_TO_DEVICE);
    }
    /* before the writes: they may be to these very registers */
    ncr710_set_dbc(s, left - done);
    s->move_src += done;
    if (done == n) {
        addr = s->move_dst;
        if (to < 0) {
            done = ncr710_mm_access(s, addr, n, DMA_DIRECTION_FROM_DEVICE);
        } else {
            ncr710_mm_to_regs(s, to, s->piece, n);
        }
        s->move_dst += done;
    }
    s->budget--;
    if (s->engine != NCR710_MEMORY_MOVING) {
        return; /* what was written stopped or moved SCRIPTS */
    }
    if (done < n) {
        ncr710_host_fault(s, addr + done);
    } else if (left == n) {
        s->engine = NCR710_RUNNING;
    }
}

static void ncr710_exec_memory_move(NCR710State *s)
{
    uint32_t dsp = ncr710_get32(s, A_NCR_DSP);
    uint32_t src = ncr710_get32(s, A_NCR_DSPS);
    uint32_t dst;

    if (!ncr710_read_words(s, dsp, &dst, 1)) {
        return;
    }
    ncr710_set32(s, A_NCR_DSP, dsp + 4);
    ncr710_set32(s, A_NCR_DNAD, dsp + 4);
    ncr710_set32(s, A_NCR_TEMP, dst);
    if ((s->reg[A_NCR_DCMD] & NCR710_MEMORY_MOVE_RESERVED) ||
        ((src ^ dst) & 3)) {
        ncr710_illegal(s);
        return;
    }
    trace_ncr710_memory_move(s->name, src, dst, ncr710_dbc(s));
    s->move_src = src;
    s->move_dst = dst;
    if (ncr710_dbc(s)) {
        s->engine = NCR710_MEMORY_MOVING;
    }
}

/* The processor */

static void ncr710_exec(NCR710State *s)
{
    uint32_t dsp = ncr710_get32(s, A_NCR_DSP) & ~3u;
    unsigned opcode;
    uint32_t word[2];

    if (!ncr710_read_words(s, dsp, word, 2)) {
        return;
    }
    trace_ncr710_insn(s->name, dsp, word[0], word[1]);
    ncr710_set32(s, A_NCR_DBC, word[0]); /* and DCMD */
    ncr710_set32(s, A_NCR_DSPS, word[1]);
    ncr710_set32(s, A_NCR_DSP, dsp + 8);
    ncr710_set32(s, A_NCR_DNAD, dsp + 8);
    s->budget--;
    opcode = FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, OPCODE);
    switch (FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, GROUP)) {
    case NCR710_GROUP_MOVE:
        ncr710_exec_move(s);
        break;
    case NCR710_GROUP_IO_ALU:
        if (opcode < NCR710_ALU_FROM_SFBR) {
            ncr710_exec_io(s, opcode);
        } else {
            ncr710_exec_alu(s, opcode);
        }
        break;
    case NCR710_GROUP_JUMP:
        ncr710_exec_jump(s);
        break;
    default:
        ncr710_exec_memory_move(s);
        break;
    }
}

bool ncr710_scripts_blocked(NCR710State *s)
{
    if (timer_pending(s->pause_timer)) {
        return true;
    }
    switch (s->engine) {
    case NCR710_RUNNING:
    case NCR710_MEMORY_MOVING:
        return false;
    case NCR710_BLOCK_MOVING:
    case NCR710_TESTING:
        return !s->req;
    case NCR710_ARBITRATING:
        return !s->reselected && !ncr710_bus_idle(s);
    case NCR710_WAIT_DISCONNECT:
        return s->bus_state == NCR710_BUS_CONNECTED && !s->reselected;
    case NCR710_WAIT_RESELECT:
        return !s->reselected &&
               !FIELD_EX8(s->reg[A_NCR_ISTAT], NCR_ISTAT, SIGP);
    default:
        return true;
    }
}

NCR710Stance ncr710_scripts_stance(NCR710State *s)
{
    if (!ncr710_scripts_blocked(s)) {
        return NCR710_AT_WORK;
    }
    if (s->engine == NCR710_HALTED || timer_pending(s->pause_timer)) {
        return NCR710_STOPPED;
    }
    if (s->engine == NCR710_BLOCK_MOVING &&
        FIELD_EX8(s->reg[A_NCR_DCMD], NCR_INSN, MOVE_PHASE) ==
        NCR710_COMMAND) {
        return NCR710_OFFERS_CDB;
    }
    return NCR710_WAITS;
}

void ncr710_scripts_step(NCR710State *s)
{
    switch (s->engine) {
    case NCR710_RUNNING:
        ncr710_exec(s);
        break;
    case NCR710_MEMORY_MOVING:
        ncr710_continue_memory_move(s);
        break;
    case NCR710_BLOCK_MOVING:
        ncr710_continue_move(s);
        break;
    case NCR710_TESTING:
        ncr710_continue_jump(s);
        break;
    case NCR710_ARBITRATING:
        ncr710_continue_select(s);
        break;
    case NCR710_WAIT_DISCONNECT:
        s->engine = NCR710_RUNNING;
        break;
    case NCR710_WAIT_RESELECT:
        ncr710_continue_wait_reselect(s);
        break;
    default:
        break;
    }
    if (s->engine == NCR710_RUNNING &&
        FIELD_EX8(s->reg[A_NCR_DCNTL], NCR_DCNTL, SSM)) {
        ncr710_dma_cause(s, R_NCR_DSTAT_SSI_MASK);
    }
}
