// NCR 53C710 boot support, for the SCSI core of the HP LASI chip.
//
// Copyright (c) 2026 the QEMU LASI series authors
//
// This file may be distributed under the terms of the GNU LGPLv3 license.
//
// One command at a time, asynchronous, without disconnect privilege and
// without interrupts.  The target leads through the bus phases: a SCRIPTS
// loop waits for REQ and branches on the phase that it finds.  Whatever the
// loop can not decide stops SCRIPTS, is sorted out here, and SCRIPTS go on.

#include "biosvar.h" // ASSERT32FLAT
#include "block.h" // struct drive_s
#include "blockcmd.h" // scsi_drive_setup
#include "config.h" // CONFIG_*
#include "malloc.h" // free
#include "ncr710-scsi.h" // ncr710_scsi_setup
#include "output.h" // dprintf
#include "stacks.h" // run_thread
#include "std/disk.h" // DISK_RET_SUCCESS
#include "string.h" // memset
#include "util.h" // usleep
#include "x86.h" // gsc_readb

/* the registers follow the reset register of the LASI block */
#define NCR710_BASE     (LASI_SCSI_HPA + 0x100)

/* byte registers, little-endian numbers as in the data sheet */
#define NCR_SCNTL0      0x00
#define NCR_SCNTL1      0x01
#define NCR_SIEN        0x03
#define NCR_SCID        0x04
#define NCR_SXFER       0x05
#define NCR_SBCL        0x0b
#define NCR_CTEST0      0x14
#define NCR_CTEST7      0x1b
#define NCR_DFIFO       0x20
#define NCR_ISTAT       0x21
#define NCR_CTEST8      0x22
#define NCR_DMODE       0x38
#define NCR_DIEN        0x39
#define NCR_DCNTL       0x3b

/* 32-bit registers */
#define NCR_STATUS      0x0c    /* SSTAT2, SSTAT1, SSTAT0, DSTAT */
#define NCR_DBC         0x24    /* DCMD, DBC */
#define NCR_DSP         0x2c
#define NCR_DSPS        0x30

#define SCNTL0_ARB      0xc0    /* full arbitration */
#define SCNTL0_EPC      0x08    /* check parity */
#define SCNTL0_EPG      0x04    /* generate parity */
#define SCNTL1_RST      0x08    /* drive the reset line */
#define SCID_HOST       0x80    /* bit map: id 7 */
#define SBCL_BSY        0x20
#define CTEST0_BTD      0x40    /* no byte-to-byte timer */
#define CTEST0_DDIR     0x01    /* last transfer was SCSI to memory */
#define CTEST8_CLF      0x04    /* clear FIFOs */
#define ISTAT_RST       0x40
#define ISTAT_CON       0x08
#define ISTAT_SIP       0x02
#define ISTAT_DIP       0x01
#define DMODE_BL8       0xc0    /* bursts of eight words */
#define DMODE_FC2       0x20
#define DCNTL_COM       0x01    /* 53C710 mode, SCLK / 2 for 40 MHz */

/* causes in a 32-bit read of NCR_STATUS, which also clears them */
#define STAT_OLF        (0x20 << 16)
#define STAT_ILF        (0x80 << 16)
#define STAT_MA         (0x80 << 8)     /* phase mismatch */
#define STAT_STO        (0x20 << 8)     /* selection timeout */
#define STAT_SGE        (0x08 << 8)     /* gross error */
#define STAT_UDC        (0x04 << 8)     /* unexpected disconnect */
#define STAT_RST        (0x02 << 8)     /* SCSI bus reset */
#define STAT_PAR        (0x01 << 8)     /* parity error */
#define STAT_BF         0x20            /* host bus fault */
#define STAT_ABRT       0x10
#define STAT_SSI        0x08
#define STAT_SIR        0x04            /* INT instruction */
#define STAT_WTD        0x02
#define STAT_IID        0x01            /* illegal instruction */
#define STAT_TIMEOUT    0x80000000      /* ours: nothing came in time */

#define STAT_SCSI_FATAL (STAT_MA | STAT_STO | STAT_SGE | STAT_UDC \
                         | STAT_RST | STAT_PAR)
#define STAT_DMA_FATAL  (STAT_BF | STAT_ABRT | STAT_SSI | STAT_SIR \
                         | STAT_WTD | STAT_IID)

/* bus phases: MSG, C/D, I/O */
#define PHASE_DATA_OUT  0
#define PHASE_DATA_IN   1
#define PHASE_COMMAND   2
#define PHASE_STATUS    3
#define PHASE_MSG_OUT   6
#define PHASE_MSG_IN    7

/* first words of SCRIPTS instructions */
#define I_MOVE(phase)   (0x08000000 | (phase) << 24)
#define I_SELECT_ATN(t) (0x41000000 | 0x10000 << (t))
#define I_WAIT_DISC     0x48000000
#define I_SET_ATN       0x58000008
#define I_CLEAR_ACK     0x60000040
#define I_NEVER         0x80000000
#define I_JUMP          0x80080000
#define I_JUMP_WHEN(ph) (0x800b0000 | (ph) << 24)
#define I_JUMP_IF(ph)   (0x800a0000 | (ph) << 24)
#define I_JUMP_BYTE(b)  (0x800c0000 | (b))
#define I_INT           0x98080000

/* SCSI messages */
#define MSG_COMPLETE    0x00
#define MSG_SAVE        0x02
#define MSG_RESTORE     0x03
#define MSG_REJECT      0x07
#define MSG_NOP         0x08
#define MSG_IDENTIFY    0x80

/* SCSI status */
#define STATUS_GOOD     0x00
#define STATUS_CHECK    0x02
#define STATUS_BUSY     0x08
#define STATUS_FULL     0x28

#define SENSE_KEY_ATTENTION 0x06

#define RESET_SETTLE    250     /* ms from a bus reset to the next selection */
#define CMD_TIMEOUT     10000   /* ms for a command without medium access */
#define RW_TIMEOUT      60000   /* ms for a read or write */
#define MAX_TRIES       5

struct ncr710_lun_s {
    struct drive_s drive;
    u8 target;
    u8 lun;
};

/* places in the script */
enum {
    S_SELECT,
    S_NEXT,
    S_IF_COMMAND,
    S_IF_DATA,
    S_IF_STATUS,
    S_IF_MSG_IN,
    S_BAD_PHASE,
    S_MSG_OUT,
    S_MSG_OUT_NEXT,
    S_COMMAND,
    S_COMMAND_NEXT,
    S_DATA,
    S_DATA_END,
    S_STATUS,
    S_STATUS_NEXT,
    S_MSG_IN,
    S_IF_COMPLETE,
    S_MSG_IN_END,
    S_REJECT,
    S_ACK,
    S_ACK_NEXT,
    S_COMPLETE,
    S_FREE,
    S_DONE,
    S_RESELECTED,
    S_COUNT
};

/* vectors of the INT instructions */
enum {
    INT_DONE = 0x100,
    INT_DATA_END,
    INT_MSG_IN,
    INT_BAD_PHASE,
    INT_RESELECTED,
};

struct ncr710_instr_s {
    u32 op;
    u32 arg;
};

struct ncr710_cmd_s {
    /* for the chip: all of it is fetched and written by DMA */
    struct ncr710_instr_s script[S_COUNT];
    u8 cdb[16];
    u8 msg_out;
    u8 msg_in;
    u8 status;

    /* the data pointer, and the one which the target has saved */
    u32 buf, rest;
    u32 saved_buf, saved_rest;

    struct wait_t end;
    u8 data_phase;
};


/****************************************************************
 * Chip access
 ****************************************************************/

/* Byte registers sit in the opposite lane on a big-endian bus. */
static u8
ncr710_readb(u32 reg)
{
    return gsc_readb((void *)F_EXTEND(NCR710_BASE + (reg ^ 3)));
}

static void
ncr710_writeb(u32 reg, u8 val)
{
    gsc_writeb((void *)F_EXTEND(NCR710_BASE + (reg ^ 3)), val);
}

static u32
ncr710_readl(u32 reg)
{
    return gsc_readl((void *)F_EXTEND(NCR710_BASE + reg));
}

static void
ncr710_writel(u32 reg, u32 val)
{
    gsc_writel((void *)F_EXTEND(NCR710_BASE + reg), val);
}

/* Read and clear all causes, including those queued behind the first. */
static u32
ncr710_causes(void)
{
    u32 causes = 0;
    int i;

    for (i = 0; i < 8; i++) {
        causes |= ncr710_readl(NCR_STATUS);
        if (!(ncr710_readb(NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP)))
            break;
    }
    return causes;
}

static void
ncr710_reset_chip(void)
{
    ncr710_writeb(NCR_ISTAT, ISTAT_RST);
    udelay(100);
    ncr710_writeb(NCR_ISTAT, 0);
    udelay(100);

    ncr710_writeb(NCR_DCNTL, DCNTL_COM);
    ncr710_writeb(NCR_DMODE, DMODE_BL8 | DMODE_FC2);
    ncr710_writeb(NCR_CTEST0, CTEST0_BTD);
    ncr710_writeb(NCR_CTEST7, 0);       /* selection timer on */
    ncr710_writeb(NCR_SCNTL0, SCNTL0_ARB | SCNTL0_EPC | SCNTL0_EPG);
    ncr710_writeb(NCR_SCNTL1, 0);       /* do not answer to reselection */
    ncr710_writeb(NCR_SCID, SCID_HOST);
    ncr710_writeb(NCR_SXFER, 0);        /* asynchronous */
    ncr710_writeb(NCR_SBCL, 0);
    ncr710_writeb(NCR_SIEN, 0);
    ncr710_writeb(NCR_DIEN, 0);
    ncr710_causes();
}

/* Get the bus back from whoever holds it. */
static void
ncr710_reset_bus(void)
{
    ncr710_writeb(NCR_SCNTL1, SCNTL1_RST);
    udelay(50);
    ncr710_writeb(NCR_SCNTL1, 0);
    mdelay(RESET_SETTLE);
    ncr710_causes();
}

static void
ncr710_recover(void)
{
    ncr710_reset_chip();
    ncr710_reset_bus();
}

/* Start SCRIPTS and wait until they stop or time is up. */
static u32
ncr710_run(struct ncr710_cmd_s *cmd, int place)
{
    if (timer_check2(&cmd->end))
        return STAT_TIMEOUT;
    /* only ISTAT may be read while SCRIPTS run */
    ncr710_writel(NCR_DSP, (u32)&cmd->script[place]);
    for (;;) {
        if (ncr710_readb(NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP))
            return ncr710_causes() & (STAT_SCSI_FATAL | STAT_DMA_FATAL
                                      | STAT_ILF | STAT_OLF);
        if (timer_check2(&cmd->end))
            return STAT_TIMEOUT;
        usleep(5);
    }
}


/****************************************************************
 * One command
 ****************************************************************/

static void
ncr710_set(struct ncr710_cmd_s *cmd, int place, u32 op, u32 arg)
{
    cmd->script[place].op = op;
    cmd->script[place].arg = arg;
}

static void
ncr710_jump(struct ncr710_cmd_s *cmd, int place, u32 op, int to)
{
    ncr710_set(cmd, place, op, (u32)&cmd->script[to]);
}

/* Let the script move the rest of the data; without any, a data phase is
 * not expected (and a zero count would be an illegal instruction). */
static void
ncr710_script_data(struct ncr710_cmd_s *cmd)
{
    ncr710_jump(cmd, S_IF_DATA,
                cmd->rest ? I_JUMP_IF(cmd->data_phase) : I_NEVER, S_DATA);
    ncr710_set(cmd, S_DATA, I_MOVE(cmd->data_phase) | cmd->rest, cmd->buf);
}

static void
ncr710_script(struct ncr710_cmd_s *cmd, u8 target, int cdblen)
{
    ncr710_jump(cmd, S_SELECT, I_SELECT_ATN(target), S_RESELECTED);

    ncr710_jump(cmd, S_NEXT, I_JUMP_WHEN(PHASE_MSG_OUT), S_MSG_OUT);
    ncr710_jump(cmd, S_IF_COMMAND, I_JUMP_IF(PHASE_COMMAND), S_COMMAND);
    ncr710_script_data(cmd);
    ncr710_jump(cmd, S_IF_STATUS, I_JUMP_IF(PHASE_STATUS), S_STATUS);
    ncr710_jump(cmd, S_IF_MSG_IN, I_JUMP_IF(PHASE_MSG_IN), S_MSG_IN);
    ncr710_set(cmd, S_BAD_PHASE, I_INT, INT_BAD_PHASE);

    ncr710_set(cmd, S_MSG_OUT, I_MOVE(PHASE_MSG_OUT) | 1, (u32)&cmd->msg_out);
    ncr710_jump(cmd, S_MSG_OUT_NEXT, I_JUMP, S_NEXT);

    ncr710_set(cmd, S_COMMAND, I_MOVE(PHASE_COMMAND) | cdblen, (u32)cmd->cdb);
    ncr710_jump(cmd, S_COMMAND_NEXT, I_JUMP, S_NEXT);

    ncr710_set(cmd, S_DATA_END, I_INT, INT_DATA_END);

    ncr710_set(cmd, S_STATUS, I_MOVE(PHASE_STATUS) | 1, (u32)&cmd->status);
    ncr710_jump(cmd, S_STATUS_NEXT, I_JUMP, S_NEXT);

    ncr710_set(cmd, S_MSG_IN, I_MOVE(PHASE_MSG_IN) | 1, (u32)&cmd->msg_in);
    ncr710_jump(cmd, S_IF_COMPLETE, I_JUMP_BYTE(MSG_COMPLETE), S_COMPLETE);
    ncr710_set(cmd, S_MSG_IN_END, I_INT, INT_MSG_IN);

    /* the target sees attention before it sees the message accepted */
    ncr710_set(cmd, S_REJECT, I_SET_ATN, 0);
    ncr710_set(cmd, S_ACK, I_CLEAR_ACK, 0);
    ncr710_jump(cmd, S_ACK_NEXT, I_JUMP, S_NEXT);

    ncr710_set(cmd, S_COMPLETE, I_CLEAR_ACK, 0);
    ncr710_set(cmd, S_FREE, I_WAIT_DISC, 0);
    ncr710_set(cmd, S_DONE, I_INT, INT_DONE);

    ncr710_set(cmd, S_RESELECTED, I_INT, INT_RESELECTED);
}

/* The phase changed before an instruction had moved all its bytes. */
static void
ncr710_phase_mismatch(struct ncr710_cmd_s *cmd, u32 causes)
{
    u32 dsp = ncr710_readl(NCR_DSP);
    u32 rest = ncr710_readl(NCR_DBC) & 0xffffff;

    rest += (ncr710_readb(NCR_DFIFO) - rest) & 0x7f;
    if (ncr710_readb(NCR_CTEST0) & CTEST0_DDIR)
        rest += !!(causes & STAT_ILF);
    else
        rest += !!(causes & STAT_OLF);
    ncr710_writeb(NCR_CTEST8, CTEST8_CLF);

    if (dsp == (u32)&cmd->script[S_DATA_END] && rest <= cmd->rest) {
        cmd->buf += cmd->rest - rest;
        cmd->rest = rest;
        ncr710_script_data(cmd);
    }
}

/* Returns the place where the script goes on after a message. */
static int
ncr710_message(struct ncr710_cmd_s *cmd)
{
    switch (cmd->msg_in) {
    case MSG_SAVE:
        cmd->saved_buf = cmd->buf;
        cmd->saved_rest = cmd->rest;
        return S_ACK;
    case MSG_RESTORE:
        cmd->buf = cmd->saved_buf;
        cmd->rest = cmd->saved_rest;
        ncr710_script_data(cmd);
        return S_ACK;
    case MSG_REJECT:
    case MSG_NOP:
        return S_ACK;
    default:
        dprintf(1, "ncr710: message %02x rejected\n", cmd->msg_in);
        cmd->msg_out = MSG_REJECT;
        return S_REJECT;
    }
}

/* Returns the place where the script goes on (which is never S_SELECT, 0),
 * or the negative result. */
static int
ncr710_stopped(struct ncr710_cmd_s *cmd, u32 causes)
{
    u32 vector;

    if (causes & STAT_TIMEOUT)
        return -DISK_RET_ETIMEOUT;
    if (causes & STAT_STO)
        return -DISK_RET_ENOTREADY;
    if (causes & STAT_SCSI_FATAL & ~STAT_MA)
        return -DISK_RET_ECONTROLLER;
    if (causes & STAT_MA) {
        ncr710_phase_mismatch(cmd, causes);
        return S_NEXT;
    }
    if ((causes & STAT_DMA_FATAL) != STAT_SIR)
        return -DISK_RET_ECONTROLLER;

    vector = ncr710_readl(NCR_DSPS);
    switch (vector) {
    case INT_DONE:
        return -DISK_RET_SUCCESS;
    case INT_DATA_END:
        cmd->buf += cmd->rest;
        cmd->rest = 0;
        ncr710_script_data(cmd);
        return S_NEXT;
    case INT_MSG_IN:
        return ncr710_message(cmd);
    default:
        dprintf(1, "ncr710: script stopped with vector %x\n", vector);
        return -DISK_RET_ECONTROLLER;
    }
}

/* Length of a command, from the group code. */
static int
ncr710_cdb_length(u8 opcode)
{
    switch (opcode >> 5) {
    case 0:
        return 6;
    case 4:
        return 16;
    case 5:
        return 12;
    default:
        return 10;
    }
}

/* Execute the command in cmd->cdb. If it came to its end, returns
 * DISK_RET_SUCCESS with cmd->status and with cmd->rest, the number of bytes
 * which the target did not transfer. DISK_RET_ENOTREADY: no such target. */
static int
ncr710_execute(struct ncr710_lun_s *llun, struct ncr710_cmd_s *cmd,
               void *buf, u32 len, int read, u32 timeout)
{
    int place = S_SELECT;
    u32 causes;

    cmd->msg_out = MSG_IDENTIFY | llun->lun;
    cmd->status = 0xff;
    cmd->buf = cmd->saved_buf = (u32)buf;
    cmd->rest = cmd->saved_rest = len;
    cmd->data_phase = read ? PHASE_DATA_IN : PHASE_DATA_OUT;
    ncr710_script(cmd, llun->target, ncr710_cdb_length(cmd->cdb[0]));

    /* leave nothing behind that the command could be blamed for */
    if (ncr710_readb(NCR_ISTAT) & ISTAT_CON)
        ncr710_recover();
    ncr710_causes();

    timer_calc2_ms(&cmd->end, timeout);
    do {
        causes = ncr710_run(cmd, place);
        place = ncr710_stopped(cmd, causes);
    } while (place > 0);

    if (place && place != -DISK_RET_ENOTREADY) {
        dprintf(1, "ncr710: target %d lun %d command %02x failed, causes %x\n",
                llun->target, llun->lun, cmd->cdb[0], causes);
        ncr710_recover();
    }
    return -place;
}


/****************************************************************
 * Disk operations
 ****************************************************************/

/* Fetch the reason of a CHECK CONDITION. Returns the sense key. */
static int
ncr710_sense(struct ncr710_lun_s *llun, u8 opcode)
{
    struct ncr710_cmd_s cmd;
    struct cdbres_request_sense sense;
    struct cdb_request_sense *cdb = (void *)cmd.cdb;

    memset(&sense, 0, sizeof(sense));
    memset(cdb, 0, sizeof(*cdb));
    cdb->command = CDB_CMD_REQUEST_SENSE;
    cdb->length = sizeof(sense);
    if (ncr710_execute(llun, &cmd, &sense, sizeof(sense), 1, CMD_TIMEOUT)
        || cmd.status != STATUS_GOOD)
        return -1;
    barrier();
    dprintf(1, "ncr710: target %d lun %d command %02x: sense %x %02x/%02x\n",
            llun->target, llun->lun, opcode, sense.flags & 0xf,
            sense.asc, sense.ascq);
    return sense.flags & 0xf;
}

int
ncr710_scsi_process_op(struct disk_op_s *op)
{
    if (!CONFIG_NCR710_SCSI)
        return DISK_RET_EBADTRACK;
    struct ncr710_lun_s *llun =
        container_of(op->drive_fl, struct ncr710_lun_s, drive);
    struct ncr710_cmd_s cmd;
    int blocksize = scsi_fill_cmd(op, cmd.cdb, sizeof(cmd.cdb));
    if (blocksize < 0)
        return default_process_op(op);
    u32 len = op->count * blocksize;
    if (len > op->drive_fl->max_bytes_transfer)
        return DISK_RET_EBOUNDARY;
    int medium = op->command != CMD_SCSI;
    int tries, ret;

    for (tries = 0; tries < MAX_TRIES; tries++) {
        ret = ncr710_execute(llun, &cmd, op->buf_fl, len, scsi_is_read(op),
                             medium ? RW_TIMEOUT : CMD_TIMEOUT);
        /* the chip may have been left in any state; it is reset now */
        if (ret == DISK_RET_ECONTROLLER && !tries)
            continue;
        if (ret)
            return ret;
        switch (cmd.status) {
        case STATUS_GOOD:
            /* commands other than read and write may return less */
            if (medium && cmd.rest)
                return DISK_RET_EBADTRACK;
            return DISK_RET_SUCCESS;
        case STATUS_CHECK:
            /* for these the caller wants to see the sense data */
            if (!medium)
                return DISK_RET_EBADTRACK;
            if (ncr710_sense(llun, cmd.cdb[0]) != SENSE_KEY_ATTENTION)
                return DISK_RET_EBADTRACK;
            break;
        case STATUS_BUSY:
        case STATUS_FULL:
            mdelay(100);
            break;
        default:
            return DISK_RET_EBADTRACK;
        }
    }
    return DISK_RET_EBADTRACK;
}


/****************************************************************
 * Setup
 ****************************************************************/

static void
ncr710_scsi_init_lun(struct ncr710_lun_s *llun, u8 target, u8 lun)
{
    memset(llun, 0, sizeof(*llun));
    llun->drive.type = DTYPE_NCR710_SCSI;
    llun->drive.max_bytes_transfer = 4*1024*1024;   /* 4 MB */
    llun->target = target;
    llun->lun = lun;
}

static int
ncr710_scsi_add_lun(u32 lun, struct drive_s *tmpl_drv)
{
    struct ncr710_lun_s *tmpl_llun =
        container_of(tmpl_drv, struct ncr710_lun_s, drive);
    if (lun > 7)        /* IDENTIFY has three bits for it */
        return -1;
    struct ncr710_lun_s *llun = malloc_fseg(sizeof(*llun));
    if (!llun) {
        warn_noalloc();
        return -1;
    }
    ncr710_scsi_init_lun(llun, tmpl_llun->target, lun);

    char *name = znprintf(MAXDESCSIZE, "ncr710 %d:%d",
                          llun->target, llun->lun);
    int prio = bootprio_find_scsi_hpa_device(LASI_SCSI_HPA, llun->target,
                                             llun->lun);
    int ret = scsi_drive_setup(&llun->drive, name, prio,
                               llun->target, llun->lun);
    free(name);
    if (ret)
        free(llun);
    return ret;
}

static void
ncr710_scsi_scan_target(u8 target)
{
    struct ncr710_lun_s llun0;
    struct ncr710_cmd_s cmd;

    ncr710_scsi_init_lun(&llun0, target, 0);

    /* look for the target first: most of them are not there, and each
     * selection in vain takes a while */
    memset(cmd.cdb, 0, sizeof(cmd.cdb));
    cmd.cdb[0] = CDB_CMD_TEST_UNIT_READY;
    if (ncr710_execute(&llun0, &cmd, NULL, 0, 0, CMD_TIMEOUT))
        return;

    if (scsi_rep_luns_scan(&llun0.drive, ncr710_scsi_add_lun) < 0)
        scsi_sequential_scan(&llun0.drive, 8, ncr710_scsi_add_lun);
}

static void
init_ncr710_scsi(void *data)
{
    ncr710_reset_chip();
    if (ncr710_readb(NCR_SBCL) & SBCL_BSY)
        ncr710_reset_bus();

    int i;
    for (i = 0; i < 7; i++)
        ncr710_scsi_scan_target(i);
}

void
ncr710_scsi_setup(void)
{
    ASSERT32FLAT();
    if (!CONFIG_NCR710_SCSI || !has_lasi_scsi)
        return;

    dprintf(1, "found ncr53c710 at %x\n", NCR710_BASE);
    run_thread(init_ncr710_scsi, NULL);
}
