/*
 * Fuzzing of the NCR 53C710 on LASI: a driver's SCRIPTS, and all around it
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every input begins with a chip that is set up and with a script that can
 * carry any command through all phases, disconnection and reselection. The
 * operations run it, change it, or go round it.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "tests/qtest/ncr710-asm.h"
#include "lasi_fuzz.h"

/* Words of the table at DSA: count and address, or what SELECT takes */
enum { T_SELECT, T_MSGOUT, T_CDB, T_STATUS, T_MSGIN, T_DATA, T_DATA2, T_END };

#define A_FREE          (A_SCRIPT + 0x800)      /* for single instructions */
#define FREE_SIZE       0x400
#define INT_SIGNALLED   0x5161

static const uint32_t areas[] = {
    A_SCRIPT, A_FREE, A_TABLE, A_MSGOUT, A_CDB, A_MSGIN, A_DATA,
};

/* Entries of the script */
static uint32_t entries[4];
enum { E_SELECT, E_DISPATCH, E_RESELECT, E_FREE };

/*
 * The script
 */

static void table(LasiFuzz *f, unsigned entry, uint32_t count, uint32_t addr)
{
    mem_wl(f->qts, A_TABLE + entry * 8, count);
    mem_wl(f->qts, A_TABLE + entry * 8 + 4, addr);
}

static void script_moves(NcrScript *s, uint32_t dispatch,
                         const uint32_t jumps[6])
{
    static const uint8_t phases[4] = {
        PH_MSG_OUT, PH_COMMAND, PH_STATUS, PH_DATA_OUT,
    };
    static const uint8_t entry[4] = { T_MSGOUT, T_CDB, T_STATUS, T_DATA };

    for (unsigned i = 0; i < 4; i++) {
        scr_target(s, jumps[i], scr_here(s));
        scr_move_tbl(s, phases[i], entry[i] * 8);
        if (phases[i] == PH_DATA_OUT) {
            scr_op(s, TC_JUMP | TC_PH(PH_DATA_OUT) | TC_PHASE | TC_WAIT,
                   dispatch);
            scr_move_tbl(s, PH_DATA_OUT, T_DATA2 * 8);
        }
        scr_jump(s, dispatch);
    }
    scr_target(s, jumps[4], scr_here(s));
    scr_move_tbl(s, PH_DATA_IN, T_DATA * 8);
    scr_op(s, TC_JUMP | TC_PH(PH_DATA_IN) | TC_PHASE | TC_WAIT, dispatch);
    scr_move_tbl(s, PH_DATA_IN, T_DATA2 * 8);
    scr_jump(s, dispatch);
}

/* One more byte or some of a message, the last acknowledged here too */
static void script_more(NcrScript *s, uint32_t from, unsigned n)
{
    scr_target(s, from, scr_here(s));
    scr_clear(s, SC_ACK);
    scr_move(s, PH_MSG_IN, n, A_MSGIN + 1);
    scr_clear(s, SC_ACK);
}

/* Messages of the target; returns where a disconnection is waited for */
static uint32_t script_messages(NcrScript *s, uint32_t dispatch)
{
    uint32_t done, disc, tag, ext, ack, id, at;

    scr_move(s, PH_MSG_IN, 1, A_MSGIN);
    done = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_COMPLETE), 0);
    disc = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_DISCONNECT), 0);
    tag = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_SIMPLE_TAG), 0);
    ext = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_EXTENDED), 0);
    ack = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_SAVE) | TC_MASK(1), 0);
    id = scr_op(s, TC_JUMP | TC_IF_DATA(MSG_IDENTIFY) | TC_MASK(0x7f), 0);
    scr_set(s, SC_ATN);
    scr_target(s, ack, scr_here(s));
    scr_target(s, id, scr_here(s));
    scr_clear(s, SC_ACK);
    scr_jump(s, dispatch);
    script_more(s, tag, 1);
    scr_jump(s, dispatch);
    script_more(s, ext, 1);
    scr_move(s, PH_MSG_IN, 3, A_MSGIN + 2);
    scr_clear(s, SC_ACK);
    scr_jump(s, dispatch);
    scr_target(s, done, scr_here(s));
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    scr_int(s, INT_DONE);
    scr_target(s, disc, at = scr_here(s));
    scr_clear(s, SC_ACK);
    scr_wait_disconnect(s);
    return at;
}

static void build_script(NcrScript *s)
{
    uint32_t jumps[6], select, resel, dispatch, messages;

    scr_init(s, A_SCRIPT);
    select = scr_select_tbl(s, true, T_SELECT * 8, 0);
    dispatch = scr_here(s);
    jumps[0] = scr_jump_when(s, PH_MSG_OUT, 0);
    jumps[1] = scr_op(s, TC_JUMP | TC_IF(PH_COMMAND), 0);
    jumps[2] = scr_op(s, TC_JUMP | TC_IF(PH_STATUS), 0);
    jumps[3] = scr_op(s, TC_JUMP | TC_IF(PH_DATA_OUT), 0);
    jumps[4] = scr_op(s, TC_JUMP | TC_IF(PH_DATA_IN), 0);
    jumps[5] = scr_op(s, TC_JUMP | TC_IF(PH_MSG_IN), 0);
    scr_int(s, INT_BAD);
    script_moves(s, dispatch, jumps);
    messages = scr_here(s);
    scr_target(s, jumps[5], messages);
    script_messages(s, dispatch);
    resel = scr_wait_reselect(s, 0);
    scr_reg(s, RO_REG_TO_SFBR, OP_LOAD, NCR_LCRC, 0);
    scr_jump(s, dispatch);
    scr_target(s, select, scr_here(s));
    scr_target(s, resel, scr_here(s));
    scr_reg(s, RO_REG_TO_SFBR, OP_LOAD, NCR_CTEST2, 0);
    scr_int(s, INT_SIGNALLED);
    entries[E_SELECT] = select;
    entries[E_DISPATCH] = dispatch;
    entries[E_RESELECT] = resel;
    entries[E_FREE] = A_FREE;
}

/* Slow enough for its target to leave the bus */
#define SLOW "slow"

static void begin(LasiFuzz *f)
{
    static const uint8_t inquiry[6] = { 0x12, 0, 0, 0, 36, 0 };
    NcrScript s;

    build_script(&s);
    scr_load(f->qts, &s);
    qtest_memset(f->qts, A_FREE, 0, FREE_SIZE);
    qtest_memset(f->qts, A_DATA, 0, 0x2000);
    table(f, T_SELECT, 1u << (16 + 6), 0);
    table(f, T_MSGOUT, 1, A_MSGOUT);
    table(f, T_CDB, 6, A_CDB);
    table(f, T_STATUS, 1, A_STATUS);
    table(f, T_MSGIN, 1, A_MSGIN);
    table(f, T_DATA, 36, A_DATA);
    table(f, T_DATA2, 0x1000, A_DATA + 0x400);
    mem_wb(f->qts, A_MSGOUT, MSG_IDENTIFY);
    qtest_memwrite(f->qts, A_CDB, inquiry, sizeof(inquiry));
    lasi_host_throttle(f, SLOW, 20);
    ncr_setup(f->qts);
    ncr_wb(f->qts, NCR_SIEN, 0xff);
    ncr_wb(f->qts, NCR_DIEN, 0x7f);
    ncr_wl(f->qts, NCR_DSA, A_TABLE);
    f->cursor = A_FREE;
}

/*
 * Operations
 */

static void op_write(LasiFuzz *f)
{
    uint8_t reg = lasi_fuzz_u8(f) & 0x3f;

    ncr_wb(f->qts, reg, lasi_fuzz_u8(f));
}

static void op_write_pointer(LasiFuzz *f)
{
    static const uint8_t regs[8] = {
        NCR_DSA, NCR_TEMP, NCR_DNAD, NCR_DSP, NCR_DSPS, NCR_SCRATCH,
        NCR_ADDER, NCR_DBC,
    };
    uint8_t reg = regs[lasi_fuzz_u8(f) & 7];

    ncr_wl(f->qts, reg, lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas)));
}

static void op_read(LasiFuzz *f)
{
    uint8_t reg = lasi_fuzz_u8(f);

    if (reg & 0x80) {
        ncr_rl(f->qts, reg & 0x3c);
    } else {
        ncr_rb(f->qts, reg & 0x3f);
    }
}

static void op_page(LasiFuzz *f)
{
    lasi_fuzz_access(f, LASI_SCSI, 0x200);
}

/* A word of the script that stands there */
static void op_patch(LasiFuzz *f)
{
    uint32_t at = A_SCRIPT + 4 * lasi_fuzz_u8(f);

    mem_wl(f->qts, at, lasi_fuzz_u32(f));
}

/* Some bits of one */
static void op_flip(LasiFuzz *f)
{
    uint32_t at = A_SCRIPT + lasi_fuzz_u16(f) % 0x200;

    mem_wb(f->qts, at, mem_rb(f->qts, at) ^ lasi_fuzz_u8(f));
}

static void emit_word(LasiFuzz *f, uint32_t word)
{
    mem_wl(f->qts, f->cursor, word);
    f->cursor += 4;
    if (f->cursor >= A_FREE + FREE_SIZE) {
        f->cursor = A_FREE;
    }
}

/* An instruction of any kind behind the last one: two words or three */
static void op_emit(LasiFuzz *f)
{
    uint32_t op = lasi_fuzz_u32(f);

    emit_word(f, op);
    emit_word(f, lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas)));
    if (op >> 30 == 3) {
        emit_word(f, lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas)));
    }
}

/* A memory move: from and to memory, registers of the chip, and neither */
static void op_emit_memory_move(LasiFuzz *f)
{
    const uint32_t ends[] = { A_DATA, NCR_CORE, A_FREE, NCR_CORE };
    uint8_t count = lasi_fuzz_u8(f);

    emit_word(f, 3u << 30 | (count & 0x80 ? (count & 0x7f) * 0x40 : count));
    emit_word(f, lasi_fuzz_addr(f, ends, ARRAY_SIZE(ends)));
    emit_word(f, lasi_fuzz_addr(f, ends, ARRAY_SIZE(ends)));
}

/* A block move of some phase in one of its forms */
static void op_emit_move(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);
    uint32_t form = (how >> 3 & 3) << 28 | (how & 0x80 ? 0 : 1u << 27);

    emit_word(f, form | (how & 7) << 24 | lasi_fuzz_u16(f) % 0x1200);
    emit_word(f, lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas)));
}

static void op_emit_register(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);

    emit_word(f, 1u << 30 | (5 + (how & 7) % 3) << 27 | (how >> 3 & 7) << 24 |
              (lasi_fuzz_u8(f) & 0x3f) << 16 | lasi_fuzz_u8(f) << 8);
    emit_word(f, 0);
}

static void op_run(LasiFuzz *f)
{
    uint8_t entry = lasi_fuzz_u8(f);

    if ((entry & 3) == E_FREE) {
        f->cursor = A_FREE;
    }
    ncr_wl(f->qts, NCR_DSP, entries[entry & 3]);
}

static const uint8_t cdbs[][16] = {
    { 0x00 },                                           /* TEST UNIT READY */
    { 0x03, 0, 0, 0, 18 },                              /* REQUEST SENSE */
    { 0x12, 0, 0, 0, 36 },                              /* INQUIRY */
    { 0x12, 1, 0x80, 0, 64 },
    { 0x25 },                                           /* READ CAPACITY */
    { 0x08, 0, 0, 0, 2 },                               /* READ(6) */
    { 0x0a, 0, 0, 8, 2 },                               /* WRITE(6) */
    { 0x28, 0, 0, 0, 0, 4, 0, 0, 4 },                   /* READ(10) */
    { 0x2a, 0, 0, 0, 0, 4, 0, 0, 4 },                   /* WRITE(10) */
    { 0x28, 0, 0, 0, 0, 0, 0, 0, 0x80 },
    { 0x1a, 0, 0x3f, 0, 0xc0 },                         /* MODE SENSE(6) */
    { 0x15, 0x10, 0, 0, 24 },                           /* MODE SELECT(6) */
    { 0x55, 0x10, 0, 0, 0, 0, 0, 0, 24 },               /* MODE SELECT(10) */
    { 0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 64 },               /* REPORT LUNS */
    { 0x2f, 0, 0, 0, 0, 0, 0, 0, 2 },                   /* VERIFY(10) */
    { 0x2f, 2, 0, 0, 0, 0, 0, 0, 2 },
    { 0x35 },                                           /* SYNCHRONIZE CACHE */
    { 0x1b, 0, 0, 0, 2 },                               /* START STOP UNIT */
    { 0x43, 0, 0, 0, 0, 0, 0, 0, 20 },                  /* READ TOC */
    { 0x41, 0, 0, 0, 0, 1, 0, 0, 8 },                   /* WRITE SAME(10) */
    { 0x42, 0, 0, 0, 0, 0, 0, 0, 24 },                  /* UNMAP */
    { 0x88, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4 },    /* READ(16) */
    { 0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32 },
    { 0xff },
};

static unsigned cdb_length(uint8_t op)
{
    static const uint8_t of_group[8] = { 6, 10, 10, 10, 16, 12, 10, 6 };

    return of_group[op >> 5];
}

#define MAX_MESSAGE     5

/* A message of some initiator, or any bytes; returns how many. */
static unsigned put_message(LasiFuzz *f, uint8_t *msg)
{
    static const uint8_t extended[][MAX_MESSAGE] = {
        { MSG_EXTENDED, 3, 0x01, 50, 8 },           /* SDTR */
        { MSG_EXTENDED, 3, 0x01, 0, 0xff },
        { MSG_EXTENDED, 2, 0x03, 1 },               /* WDTR */
        { MSG_EXTENDED, 0 },
    };
    static const uint8_t single[] = {
        MSG_ABORT, MSG_REJECT, MSG_NOP, MSG_PARITY, MSG_BDR, MSG_ABORT_TAG,
        MSG_CLEAR_QUEUE, 0x05 /* INITIATOR DETECTED ERROR */,
    };
    uint8_t what = lasi_fuzz_u8(f);
    unsigned n = what % (MAX_MESSAGE + 1);

    if (what & 0x80) {
        memcpy(msg, extended[what % ARRAY_SIZE(extended)], MAX_MESSAGE);
        return 2 + msg[1];
    }
    if (what & 0x40) {
        msg[0] = single[what % ARRAY_SIZE(single)];
        return 1;
    }
    for (unsigned i = 0; i < n; i++) {
        msg[i] = lasi_fuzz_u8(f);
    }
    return n;
}

/* What the script sends in MESSAGE OUT */
static void set_message(LasiFuzz *f, const uint8_t *msg, unsigned n)
{
    qtest_memwrite(f->qts, A_MSGOUT, msg, n);
    table(f, T_MSGOUT, n, A_MSGOUT);
}

/* IDENTIFY, a tag, and what else the driver has to say at selection */
static void put_messages(LasiFuzz *f, uint8_t how)
{
    uint8_t msg[3 + MAX_MESSAGE] = {
        MSG_IDENTIFY | (how & 0x80 ? 0 : MSG_DISC_PRIV)
    };
    unsigned n = 1;

    if (how & 0x40) {
        msg[0] |= lasi_fuzz_u8(f) & 0x27;
    }
    if (how & 0x20) {
        uint8_t tag = lasi_fuzz_u8(f);

        msg[n++] = MSG_SIMPLE_TAG + (tag & 3) % 3;
        msg[n++] = tag >> 2;
    }
    if (how & 0x10) {
        n += put_message(f, msg + n);
    }
    set_message(f, msg, n);
}

/* A whole command from the start: target, messages, CDB, data in two parts */
static void op_command(LasiFuzz *f)
{
    uint8_t who = lasi_fuzz_u8(f), what = lasi_fuzz_u8(f), at;
    uint8_t cdb[16];
    uint16_t first = lasi_fuzz_u16(f);

    memcpy(cdb, cdbs[what % ARRAY_SIZE(cdbs)], sizeof(cdb));
    if (who & 8) {
        at = lasi_fuzz_u8(f);
        cdb[at & 15] = lasi_fuzz_u8(f);
    }
    put_messages(f, who);
    qtest_memwrite(f->qts, A_CDB, cdb, sizeof(cdb));
    table(f, T_CDB, cdb_length(cdb[0]), A_CDB);
    table(f, T_SELECT, 1u << (16 + (who & 7)), 0);
    table(f, T_DATA, first & 0x7ff, A_DATA + (first >> 11));
    ncr_wl(f->qts, NCR_DSP, entries[E_SELECT]);
}

/* Whatever the target does, the driver raises ATN and has something to say. */
static void op_say(LasiFuzz *f)
{
    uint8_t msg[MAX_MESSAGE];
    unsigned n = put_message(f, msg);
    NcrScript s;

    set_message(f, msg, n);
    scr_init(&s, A_FREE);
    scr_set(&s, SC_ATN);
    scr_jump(&s, entries[E_DISPATCH]);
    scr_load(f->qts, &s);
    f->cursor = scr_here(&s);
    ncr_wl(f->qts, NCR_DSP, A_FREE);
}

static void op_table(LasiFuzz *f)
{
    unsigned entry = lasi_fuzz_u8(f) % T_END;
    uint32_t count = lasi_fuzz_u32(f);

    table(f, entry, count, lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas)));
}

static void op_memory(LasiFuzz *f)
{
    uint32_t at = lasi_fuzz_addr(f, areas, ARRAY_SIZE(areas));
    uint8_t bytes[16];
    unsigned n = lasi_fuzz_u8(f) % sizeof(bytes);

    for (unsigned i = 0; i < n; i++) {
        bytes[i] = lasi_fuzz_u8(f);
    }
    if (at < LASI_FUZZ_RAM - 16) {
        qtest_memwrite(f->qts, at, bytes, n);
    }
}

/* What an interrupt handler does: read the causes, then go on or give up */
static void op_service(LasiFuzz *f)
{
    uint8_t istat = ncr_rb(f->qts, NCR_ISTAT);
    uint8_t how = lasi_fuzz_u8(f);

    if (istat & ISTAT_SIP) {
        ncr_rb(f->qts, NCR_SSTAT0);
        ncr_residue(f->qts);
    }
    if (istat & ISTAT_DIP) {
        ncr_rb(f->qts, NCR_DSTAT);
    }
    if (how & 1) {
        ncr_wb(f->qts, NCR_CTEST8, CTEST8_CLF);
    }
    if (how & 2) {
        ncr_wl(f->qts, NCR_DSP, entries[how >> 2 & 3]);
    } else if (how & 0x10) {
        ncr_wb(f->qts, NCR_DCNTL, DCNTL_COM | DCNTL_STD | (how & DCNTL_LLM) |
               (how & 0x20 ? DCNTL_SSM : 0));
    }
}

static void op_istat(LasiFuzz *f)
{
    ncr_wb(f->qts, NCR_ISTAT, lasi_fuzz_u8(f) & 0xe0);
    ncr_wb(f->qts, NCR_ISTAT, 0);
}

/* One REQ/ACK handshake by hand, as drivers do it in low-level mode */
static void op_handshake(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);
    uint8_t sbcl = ncr_rb(f->qts, NCR_SBCL);
    uint8_t lines = (how & 0x80 ? how : sbcl) & 7;

    if (!(lines & SBCL_IO)) {
        ncr_wb(f->qts, NCR_SODL, lasi_fuzz_u8(f));
        ncr_wb(f->qts, NCR_SCNTL1, SCNTL1_ADB | (how & 0x10 ? SCNTL1_CON : 0));
    }
    ncr_wb(f->qts, NCR_SOCL, lines | SBCL_ACK | (how & SBCL_ATN));
    ncr_rb(f->qts, NCR_SBDL);
    ncr_wb(f->qts, NCR_SOCL, lines | (how & SBCL_ATN));
}

/* Selection by hand: by SCNTL0.START, or line by line */
static void op_select(LasiFuzz *f)
{
    uint8_t how = lasi_fuzz_u8(f);
    uint8_t ids = 0x80 | 1u << (how & 7);

    if (how & 8) {
        ncr_wb(f->qts, NCR_SDID, how & 0x40 ? lasi_fuzz_u8(f) : ids & 0x7f);
        ncr_wb(f->qts, NCR_SCNTL0, 0xcc | SCNTL0_START |
               (how & 0x10 ? SCNTL0_WATN : 0));
    } else {
        ncr_wb(f->qts, NCR_DCNTL, DCNTL_COM | DCNTL_LLM);
        ncr_wb(f->qts, NCR_SODL, ids);
        ncr_wb(f->qts, NCR_SCNTL1, SCNTL1_ADB | SCNTL1_CON);
        ncr_wb(f->qts, NCR_SOCL, SBCL_SEL | (how & 0x10 ? SBCL_ATN : 0));
        ncr_wb(f->qts, NCR_SOCL, how & 0x10 ? SBCL_ATN : 0);
    }
}

static void op_chip_reset(LasiFuzz *f)
{
    switch (lasi_fuzz_u8(f) % 5) {
    case 0:
        ncr_reset_chip(f->qts);
        break;
    case 1:
        ncr_setup(f->qts);
        break;
    case 2:
        qtest_writeb(f->qts, LASI_SCSI, 0);
        break;
    case 3:
        ncr_wb(f->qts, NCR_SCNTL1, SCNTL1_RST);
        ncr_wb(f->qts, NCR_SCNTL1, 0);
        break;
    case 4:
        qtest_writel(f->qts, LASI_IO_RESET, ~1u);
        break;
    }
}

static void op_plug(LasiFuzz *f)
{
    if (lasi_fuzz_slow(f)) {
        f->plugged = !f->plugged;
        lasi_host_plug(f, f->plugged);
    }
}

static void op_resize(LasiFuzz *f)
{
    if (lasi_fuzz_slow(f)) {
        f->resized = true;
        lasi_host_resize(f, lasi_fuzz_u8(f) * 16);
    }
}

static LasiFuzzOp *const ops[] = {
    op_command, op_service, op_run, op_write, op_read, op_write_pointer,
    op_patch, op_flip, op_emit, op_emit_move, op_emit_register, op_table,
    op_memory, op_istat, op_handshake, op_select, op_chip_reset, op_page,
    op_plug, op_resize, lasi_fuzz_op_clock, lasi_fuzz_op_reset,
    lasi_fuzz_op_stop, lasi_fuzz_op_irq, lasi_fuzz_op_migrate,
    lasi_fuzz_op_damage, op_emit_memory_move, op_say,
};

static const char *const sections[] = { "ncr710", "ncr53c710", "scsi", NULL };

/* Disks: plain, with a second unit, slow, with errors of two kinds, a CD */
#define DISK(node, id, lun) \
    " -device scsi-hd,drive=" node ",bus=" NCR_BUS \
    ",scsi-id=" #id ",lun=" #lun ",serial=" node
#define NULL_DISK(node) \
    " -blockdev driver=null-co,node-name=" node ",size=1048576,read-zeroes=on"
#define BAD_DISK(node, below, id, policy) \
    NULL_DISK(below) \
    " -blockdev driver=blkdebug,node-name=" node ",image=" below \
    ",inject-error.0.event=none,inject-error.0.iotype=read" \
    ",inject-error.0.sector=4" \
    ",inject-error.1.event=none,inject-error.1.iotype=write" \
    ",inject-error.1.sector=8" DISK(node, id, 0) policy

const LasiFuzzTarget ncr710_fuzz = {
    .name = "ncr710-fuzz",
    .description = "Fuzz the NCR 53C710 of LASI with SCRIPTS and disks",
    .disk0 = true,
    .args =
        " -blockdev driver=raw,node-name=n0,file=f0" DISK("n0", 0, 0)
        NULL_DISK("spare")
        NULL_DISK("n2") " -device scsi-cd,drive=n2,bus=" NCR_BUS ",scsi-id=2"
        BAD_DISK("n3", "b3", 3, ",rerror=stop,werror=stop")
        BAD_DISK("n4", "b4", 4, ",rerror=report,werror=report")
        NULL_DISK("n5") DISK("n5", 5, 0) ",id=" SLOW
        NULL_DISK("n6") DISK("n6", 6, 0)
        NULL_DISK("n7") DISK("n7", 6, 1),
    .sections = sections,
    .begin = begin,
    .ops = ops,
    .n_ops = ARRAY_SIZE(ops),
};
