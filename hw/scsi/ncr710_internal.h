/*
 * NCR 53C710 SCSI I/O processor: what its files share
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files, each using only those before it:
 *
 *  ncr710_command.c  what targets keep: commands, sense; QEMU's requests
 *  ncr710_target.c   the SCSI bus and the targets on it: selection, phases,
 *                    messages
 *  ncr710_regs.c     the 64 registers, interrupt causes, FIFOs, host bus
 *  ncr710_scripts.c  the SCRIPTS processor
 *  ncr710.c          the device: accesses, time, reset, migration
 *
 * Whatever happens outside only changes the state.  What follows from it is
 * decided in one place: ncr710_run() lets the targets have their turn, then
 * the SCRIPTS processor, until neither can go on.
 *
 * Register numbers are the little-endian ones, with either strap.
 */

#ifndef HW_SCSI_NCR710_INTERNAL_H
#define HW_SCSI_NCR710_INTERNAL_H

#include "system/memory.h"
#include "hw/registerfields.h"
#include "hw/scsi/ncr710.h"
#include "hw/scsi/scsi.h"
#include "hw/sysbus.h"
#include "qemu/bswap.h"
#include "qemu/queue.h"
#include "qemu/timer.h"
#include "system/dma.h"
#include "system/replay.h"

REG8(NCR_SCNTL0, 0x00)
    FIELD(NCR_SCNTL0, TRG, 0, 1)     /* target role */
    FIELD(NCR_SCNTL0, AAP, 1, 1)     /* assert ATN on a parity error */
    FIELD(NCR_SCNTL0, EPG, 2, 1)     /* generate SCSI parity */
    FIELD(NCR_SCNTL0, EPC, 3, 1)     /* check SCSI parity */
    FIELD(NCR_SCNTL0, WATN, 4, 1)    /* low-level selection with ATN */
    FIELD(NCR_SCNTL0, START, 5, 1)   /* start a low-level selection */
    FIELD(NCR_SCNTL0, ARB, 6, 2)     /* 0 simple, 3 full arbitration */
REG8(NCR_SCNTL1, 0x01)
    FIELD(NCR_SCNTL1, AESP, 2, 1)    /* assert even (bad) SCSI parity */
    FIELD(NCR_SCNTL1, RST, 3, 1)     /* drive RST/ */
    FIELD(NCR_SCNTL1, CON, 4, 1)     /* ro, connected */
    FIELD(NCR_SCNTL1, ESR, 5, 1)     /* respond to (re)selection */
    FIELD(NCR_SCNTL1, ADB, 6, 1)     /* drive SODL onto the data lines */
    FIELD(NCR_SCNTL1, EXC, 7, 1)     /* extra clock of data setup */
REG8(NCR_SDID, 0x02)                 /* destination ID, one bit per ID */
REG8(NCR_SIEN, 0x03)                 /* enables of SSTAT0 */
REG8(NCR_SCID, 0x04)                 /* own IDs, one bit per ID */
REG8(NCR_SXFER, 0x05)                /* synchronous period and offset */
REG8(NCR_SODL, 0x06)                 /* output data latch */
REG8(NCR_SOCL, 0x07)                 /* output control latch */
REG8(NCR_SFBR, 0x08)                 /* first byte received */
REG8(NCR_SIDL, 0x09)                 /* ro, input data latch */
REG8(NCR_SBDL, 0x0a)                 /* ro, live data lines */
REG8(NCR_SBCL, 0x0b)                 /* ro live lines, wo clock divider */
    FIELD(NCR_SBCL, IO, 0, 1)
    FIELD(NCR_SBCL, CD, 1, 1)
    FIELD(NCR_SBCL, MSG, 2, 1)
    FIELD(NCR_SBCL, ATN, 3, 1)
    FIELD(NCR_SBCL, SEL, 4, 1)
    FIELD(NCR_SBCL, BSY, 5, 1)
    FIELD(NCR_SBCL, ACK, 6, 1)
    FIELD(NCR_SBCL, REQ, 7, 1)
REG8(NCR_DSTAT, 0x0c)                /* ro, read clears all but DFE */
    FIELD(NCR_DSTAT, IID, 0, 1)      /* illegal instruction */
    FIELD(NCR_DSTAT, WTD, 1, 1)      /* host bus watchdog */
    FIELD(NCR_DSTAT, SIR, 2, 1)      /* INT instruction */
    FIELD(NCR_DSTAT, SSI, 3, 1)      /* single step */
    FIELD(NCR_DSTAT, ABRT, 4, 1)     /* aborted through ISTAT */
    FIELD(NCR_DSTAT, BF, 5, 1)       /* bus fault */
    FIELD(NCR_DSTAT, DFE, 7, 1)      /* live, DMA FIFO empty */
REG8(NCR_SSTAT0, 0x0d)               /* ro, read clears */
    FIELD(NCR_SSTAT0, PAR, 0, 1)     /* parity error */
    FIELD(NCR_SSTAT0, RST, 1, 1)     /* RST/ went active */
    FIELD(NCR_SSTAT0, UDC, 2, 1)     /* unexpected disconnect */
    FIELD(NCR_SSTAT0, SGE, 3, 1)     /* gross error */
    FIELD(NCR_SSTAT0, SEL, 4, 1)     /* selected or reselected */
    FIELD(NCR_SSTAT0, STO, 5, 1)     /* selection timeout */
    FIELD(NCR_SSTAT0, FCMP, 6, 1)    /* low-level selection complete */
    FIELD(NCR_SSTAT0, MA, 7, 1)      /* phase mismatch */
REG8(NCR_SSTAT1, 0x0e)               /* ro */
    FIELD(NCR_SSTAT1, SDP, 0, 1)     /* live parity line */
    FIELD(NCR_SSTAT1, RST, 1, 1)     /* live RST/ */
    FIELD(NCR_SSTAT1, WOA, 2, 1)     /* won arbitration */
    FIELD(NCR_SSTAT1, AIP, 4, 1)     /* arbitration in progress */
REG8(NCR_SSTAT2, 0x0f)               /* ro */
    FIELD(NCR_SSTAT2, PHASE, 0, 3)   /* MSG, C/D, I/O at the last REQ */
    FIELD(NCR_SSTAT2, FF, 4, 4)      /* bytes in the SCSI FIFO */
REG8(NCR_DSA, 0x10)                  /* 32 bits, data structure address */
REG8(NCR_CTEST0, 0x14)
    FIELD(NCR_CTEST0, DDIR, 0, 1)    /* ro, 1 = SCSI to memory */
REG8(NCR_CTEST1, 0x15)               /* ro, DMA FIFO lanes */
    FIELD(NCR_CTEST1, FFL, 0, 4)     /* lane full */
    FIELD(NCR_CTEST1, FMT, 4, 4)     /* lane empty */
REG8(NCR_CTEST2, 0x16)               /* ro, read clears SIGP */
    FIELD(NCR_CTEST2, DACK, 0, 1)
    FIELD(NCR_CTEST2, DFP, 3, 1)     /* parity of the last CTEST6 read */
    FIELD(NCR_CTEST2, SFP, 4, 1)     /* parity of the last CTEST3 read */
    FIELD(NCR_CTEST2, SOFF, 5, 1)    /* synchronous offset is zero */
    FIELD(NCR_CTEST2, SIGP, 6, 1)
REG8(NCR_CTEST3, 0x17)               /* ro, pops the SCSI FIFO */
REG8(NCR_CTEST4, 0x18)
    FIELD(NCR_CTEST4, FBL, 0, 3)     /* 4..7: CTEST6 is lane 0..3 */
    FIELD(NCR_CTEST4, SFWR, 3, 1)    /* SODL writes fill the SCSI FIFO */
    FIELD(NCR_CTEST4, SLBE, 4, 1)    /* SCSI loopback */
REG8(NCR_CTEST5, 0x19)
    FIELD(NCR_CTEST5, DDIR, 3, 1)
    FIELD(NCR_CTEST5, MASR, 4, 1)
    FIELD(NCR_CTEST5, ROFF, 5, 1)    /* strobe, reset offset counter */
    FIELD(NCR_CTEST5, BBCK, 6, 1)    /* strobe, clock the byte counter */
    FIELD(NCR_CTEST5, ADCK, 7, 1)    /* strobe, clock the address counter */
REG8(NCR_CTEST6, 0x1a)               /* DMA FIFO data */
REG8(NCR_CTEST7, 0x1b)
    FIELD(NCR_CTEST7, DFP, 3, 1)     /* parity for CTEST6 writes */
    FIELD(NCR_CTEST7, STD, 4, 1)     /* SCSI timers off */
REG8(NCR_TEMP, 0x1c)                 /* 32 bits */
REG8(NCR_DFIFO, 0x20)
REG8(NCR_ISTAT, 0x21)
    FIELD(NCR_ISTAT, DIP, 0, 1)      /* ro, DMA interrupt pending */
    FIELD(NCR_ISTAT, SIP, 1, 1)      /* ro, SCSI interrupt pending */
    FIELD(NCR_ISTAT, CON, 3, 1)      /* ro, connected */
    FIELD(NCR_ISTAT, SIGP, 5, 1)     /* signal process */
    FIELD(NCR_ISTAT, RST, 6, 1)      /* software reset, level */
    FIELD(NCR_ISTAT, ABRT, 7, 1)     /* abort, level */
REG8(NCR_CTEST8, 0x22)
    FIELD(NCR_CTEST8, CLF, 2, 1)     /* strobe, clear FIFOs */
    FIELD(NCR_CTEST8, FLF, 3, 1)     /* flush the DMA FIFO */
    FIELD(NCR_CTEST8, V, 4, 4)       /* ro, revision */
REG8(NCR_LCRC, 0x23)                 /* IDs at (re)selection; write clears */
REG8(NCR_DBC, 0x24)                  /* 24 bits, byte counter */
REG8(NCR_DCMD, 0x27)
REG8(NCR_DNAD, 0x28)                 /* 32 bits, next data address */
REG8(NCR_DSP, 0x2c)                  /* 32 bits, SCRIPTS pointer */
REG8(NCR_DSPS, 0x30)                 /* 32 bits, SCRIPTS second word */
REG8(NCR_SCRATCH, 0x34)              /* 32 bits */
REG8(NCR_DMODE, 0x38)
    FIELD(NCR_DMODE, MAN, 0, 1)      /* manual start */
REG8(NCR_DIEN, 0x39)                 /* enables of DSTAT */
REG8(NCR_DWT, 0x3a)                  /* host bus watchdog */
REG8(NCR_DCNTL, 0x3b)
    FIELD(NCR_DCNTL, COM, 0, 1)      /* 1: IDs in LCRC only, SFBR kept */
    FIELD(NCR_DCNTL, STD, 2, 1)      /* strobe, start SCRIPTS */
    FIELD(NCR_DCNTL, LLM, 3, 1)      /* low-level mode */
    FIELD(NCR_DCNTL, SSM, 4, 1)      /* single step */
REG8(NCR_ADDER, 0x3c)                /* 32 bits, ro, DSP + DSPS */

/* The phase lines MSG, C/D and I/O as the chip numbers them. */
typedef enum NCR710Phase {
    NCR710_DATA_OUT = 0,
    NCR710_DATA_IN = 1,
    NCR710_COMMAND = 2,
    NCR710_STATUS = 3,
    NCR710_RESERVED_OUT = 4,
    NCR710_RESERVED_IN = 5,
    NCR710_MSG_OUT = 6,
    NCR710_MSG_IN = 7,
} NCR710Phase;

#define NCR710_PHASE_IO 1 /* the target sends */

#define NCR710_MSGIN_MAX 16
#define NCR710_MSGOUT_MAX 258 /* the longest extended message */
#define NCR710_CDB_MAX 16
#define NCR710_TARGETS 8
#define NCR710_LUNS 8
#define NCR710_QUEUE_DEPTH 64 /* commands of a logical unit, then QUEUE FULL */
#define NCR710_NOBODY 0xff

/* Who talks with whom about what (SCSI-2, 6.5: I_T_L and I_T_L_Q nexus). */
typedef struct NCR710Nexus {
    uint8_t initiator;      /* bit of the ID, 0: selected without one */
    uint8_t target;         /* ID, or NCR710_NOBODY */
    uint8_t lun;
    bool tagged;
    uint8_t tag;            /* 0 without one */
} NCR710Nexus;

/* Where a command is in its target. */
typedef enum NCR710CommandState {
    NCR710_CMD_QUEUED,  /* accepted, the device does not have it yet */
    NCR710_CMD_BUSY,    /* the device works */
    NCR710_CMD_DATA,    /* data, or room for data, is there */
    NCR710_CMD_STATUS,  /* done, status not sent yet */
    NCR710_CMD_DYING,   /* cancelled, the device has not let go of it yet */
    NCR710_CMD_STATES
} NCR710CommandState;

/* How a command enters the queue of its logical unit: the tag message. */
typedef enum NCR710Queueing {
    NCR710_QUEUE_SIMPLE,    /* and untagged ones */
    NCR710_QUEUE_HEAD,
    NCR710_QUEUE_ORDERED,
    NCR710_QUEUE_KINDS
} NCR710Queueing;

/*
 * A command that a target holds, from its last CDB byte until its status was
 * taken.  The data come from a request's buffer, or from bytes of the
 * target's own: the answer to REQUEST SENSE, and what came by migration.
 */
typedef struct NCR710Command {
    NCR710Nexus nexus;
    uint8_t state;          /* NCR710CommandState */
    uint8_t queueing;       /* NCR710Queueing */
    bool may_disconnect;
    bool data_in;           /* chunk goes to the initiator */
    bool moved;             /* some data crossed in this connection */
    bool fails;             /* DYING, and ends with CHECK CONDITION */
    bool local;             /* REQUEST SENSE: the chunk is in sense[] */
    uint8_t status;
    uint8_t cdb_len;
    uint8_t sense_len;      /* with CHECK CONDITION */
    uint8_t cdb[NCR710_CDB_MAX];
    uint8_t sense[SCSI_SENSE_BUF_SIZE];
    uint32_t chunk_len;     /* bytes that can cross now */
    uint32_t chunk_pos;     /* of these, already across */
    SCSIRequest *req;       /* counted reference, or NULL */
    uint8_t *carried;       /* chunk that came by migration, or NULL */
    QTAILQ_ENTRY(NCR710Command) next;
} NCR710Command;

/* Sense data that a target keeps for an initiator (SCSI-2, 7.6). */
typedef struct NCR710Sense {
    NCR710Nexus nexus;      /* without the tag */
    uint8_t len;
    uint8_t data[SCSI_SENSE_BUF_SIZE];
    QTAILQ_ENTRY(NCR710Sense) next;
} NCR710Sense;

typedef enum NCR710BusState {
    NCR710_BUS_FREE,
    NCR710_BUS_SELECTING,   /* the chip drives SEL, no BSY yet */
    NCR710_BUS_CONNECTED,
    NCR710_BUS_STATES
} NCR710BusState;

/* What the target does when its last message byte is acknowledged. */
typedef enum NCR710Release {
    NCR710_STAY,
    NCR710_AFTER_COMPLETE,   /* bus free after COMMAND COMPLETE */
    NCR710_AFTER_DISCONNECT, /* bus free after DISCONNECT */
    NCR710_AFTER_ABORT,      /* bus free that the chip does not expect */
    NCR710_RELEASES
} NCR710Release;

/* One connection, from selection to bus free, as the target sees it. */
typedef struct NCR710Link {
    NCR710Nexus nexus;
    bool with_atn;          /* selected with ATN */
    bool identified;
    bool may_disconnect;
    uint8_t queueing;       /* NCR710Queueing */
    uint8_t release;        /* NCR710Release */
    bool patient;           /* let one instruction pass before answering */
    bool owes_byte;         /* ATN fell by hand, the last byte is to come */
    bool rejected;          /* this MSG OUT phase has its MESSAGE REJECT */
    bool heard;             /* MSG IN was the last phase: it can be repeated */
    bool firmware;          /* see ncr710_polled_firmware() */
    uint8_t msgin_len;
    uint8_t msgin_pos;
    uint8_t cdb_len;        /* bytes received */
    uint16_t msgout_len;    /* bytes received of a message */
    uint8_t msgin[NCR710_MSGIN_MAX];
    uint8_t msgout[NCR710_MSGOUT_MAX];
    uint8_t cdb[NCR710_CDB_MAX];
    bool has_command;       /* of command, in a migration stream */
    NCR710Command *command; /* NULL before COMMAND and after STATUS */
} NCR710Link;

/* What the initiator shows to the targets. */
typedef enum NCR710Stance {
    NCR710_AT_WORK,         /* it may do anything yet */
    NCR710_STOPPED,         /* it does nothing before software says so */
    NCR710_WAITS,           /* for a target, not for COMMAND phase */
    NCR710_OFFERS_CDB,      /* it wants to send bytes of a CDB */
} NCR710Stance;

/* What the SCRIPTS processor is doing. */
typedef enum NCR710Engine {
    NCR710_HALTED,
    NCR710_RUNNING,         /* about to fetch */
    NCR710_MEMORY_MOVING,
    NCR710_BLOCK_MOVING,    /* REQ needed */
    NCR710_TESTING,         /* in a Transfer Control, REQ needed */
    NCR710_ARBITRATING,     /* in SELECT, bus free needed */
    NCR710_WAIT_DISCONNECT,
    NCR710_WAIT_RESELECT,
    NCR710_ENGINES
} NCR710Engine;

#define NCR710_DMA_FIFOS 4 /* one for each byte lane */
#define NCR710_FIFO_DEPTH 16
#define NCR710_SCSI_DEPTH 8

/* Bytes with parity, oldest first. */
typedef struct NCR710Fifo {
    uint8_t len;
    uint8_t data[NCR710_FIFO_DEPTH];
    uint8_t parity[NCR710_FIFO_DEPTH];
} NCR710Fifo;

/* A Memory Move goes, and larger transfers are counted, in such pieces. */
#define NCR710_PIECE 4096

struct NCR710State {
    SysBusDevice parent_obj;

    /* board */
    MemoryRegion mmio;
    MemoryRegion *dma_mr;
    AddressSpace dma_as;
    qemu_irq irq;
    bool big_endian;
    uint8_t revision;
    char *bus_name;
    SCSIBus bus;
    VMChangeStateEntry *vm_change;
    char *name;             /* for traces */

    /* what the registers store; live bits are computed when read */
    uint8_t reg[NCR710_REG_BYTES];

    /* causes: visible ones are in reg[], these are the level behind */
    bool sip;
    bool dip;
    bool sip_held;          /* behind a full DMA FIFO */
    uint8_t sstat0_next;
    uint8_t dstat_next;
    bool irq_level;
    bool irq_gap;           /* a cause was read: the pin falls first */

    /* FIFOs, only ever filled by diagnostics */
    NCR710Fifo dma_fifo[NCR710_DMA_FIFOS];
    NCR710Fifo scsi_fifo;   /* NCR710_SCSI_DEPTH of it */
    bool dma_parity;
    bool scsi_parity;

    /* SCSI bus */
    uint8_t bus_state;      /* NCR710BusState */
    uint8_t phase;          /* NCR710Phase */
    bool req;
    bool ack;
    bool atn;
    bool reselected;        /* and software has not noticed yet */
    uint8_t bus_causes;     /* SSTAT0 bits that the bus has for the chip */
    NCR710Link link;
    QTAILQ_HEAD(, NCR710Command) commands; /* ready ones oldest first */
    bool loading;           /* a load began, and has not ended well */
    bool start_due;         /* commands changed: a QUEUED one may start now */
    unsigned queued;        /* commands in state QUEUED */
    unsigned dying[NCR710_TARGETS]; /* commands in state DYING */
    QTAILQ_HEAD(, NCR710Sense) senses;
    int64_t deadline;       /* virtual ns of timeout or disconnection, or 0 */
    QEMUTimer *bus_timer;

    /* SCRIPTS processor */
    uint8_t engine;         /* NCR710Engine */
    bool active;            /* in an access or in ncr710_run() */
    bool carry;
    bool first;             /* the Block Move has not received a byte yet */
    bool reset_due;         /* the reset pin was pulsed by the chip's own DMA */
    uint32_t move_src;      /* of the Memory Move; DBC is what is left */
    uint32_t move_dst;
    int budget;
    QEMUTimer *pause_timer; /* pending: a long run pauses */
    QEMUBH *wake_bh;
    uint8_t piece[NCR710_PIECE];
};

static inline uint32_t ncr710_get32(NCR710State *s, unsigned reg)
{
    return ldl_le_p(&s->reg[reg]);
}

static inline void ncr710_set32(NCR710State *s, unsigned reg, uint32_t val)
{
    stl_le_p(&s->reg[reg], val);
}

static inline uint32_t ncr710_dbc(NCR710State *s)
{
    return ncr710_get32(s, A_NCR_DBC) & 0xffffff;
}

static inline void ncr710_set_dbc(NCR710State *s, uint32_t val)
{
    ncr710_set32(s, A_NCR_DBC,
                 (val & 0xffffff) | (uint32_t)s->reg[A_NCR_DCMD] << 24);
}

/*
 * Let targets and SCRIPTS go on as far as they can, but not now: for events
 * that come from inside of something else.  A record and replay in order.
 */
static inline void ncr710_wake(NCR710State *s)
{
    if (!s->active) {
        replay_bh_schedule_event(s->wake_bh);
    }
}

/* ncr710_command.c */

extern const SCSIBusInfo ncr710_scsi_info;
extern const VMStateDescription vmstate_ncr710_nexus;
extern const VMStateDescription vmstate_ncr710_command;
extern const VMStateDescription vmstate_ncr710_sense;

static inline int ncr710_trace_tag(const NCR710Nexus *n)
{
    return n->tagged ? n->tag : -1;
}

/* The connected target is gone, or gives up: the chip will see bus free. */
void ncr710_lose(NCR710State *s);
/* What the initiator of @n can ask this logical unit for; NULL: nothing. */
NCR710Sense *ncr710_sense_find(NCR710State *s, const NCR710Nexus *n);
void ncr710_sense_clear(NCR710State *s, const NCR710Nexus *n);
/* @target, @lun: -1 for any */
void ncr710_sense_clear_all(NCR710State *s, int target, int lun);
/* The status CHECK CONDITION has reached the initiator. */
void ncr710_sense_keep(NCR710State *s, const NCR710Command *cmd);
/* The command of a nexus that lives, or NULL. */
NCR710Command *ncr710_cmd_find(NCR710State *s, const NCR710Nexus *n);
/* Does a cancelled command of the target still have a request? */
bool ncr710_target_dying(NCR710State *s, uint8_t target);
/* The CDB in link is complete: it becomes link's command, or is refused. */
void ncr710_cmd_accept(NCR710State *s);
/* Start what is due in the queues. */
void ncr710_start_queued(NCR710State *s);
/* In state DATA, where the chunk is; NULL after a damaged stream. */
uint8_t *ncr710_cmd_buf(NCR710Command *cmd);
/* @n bytes of the chunk, 1 to what is left of it, have crossed the bus. */
void ncr710_cmd_moved(NCR710State *s, NCR710Command *cmd, uint32_t n);
/*
 * End a command before its time.  Without @sense it vanishes, else it ends
 * with CHECK CONDITION; at once, or when the device lets go of it.
 */
void ncr710_cmd_cancel(NCR710State *s, NCR710Command *cmd,
                       const SCSISense *sense);
/* @initiator, @target, @lun, @tag: -1 for any */
void ncr710_cancel_matching(NCR710State *s, int initiator, int target,
                            int lun, int tag);
/* The initiator has its status, or nobody wants it. */
void ncr710_cmd_remove(NCR710State *s, NCR710Command *cmd);
/* The devices are about to be reset, or were loaded over. */
void ncr710_commands_power_on(NCR710State *s);
/* Is what came by migration something that can be?  It is counted, too. */
bool ncr710_nexus_valid(const NCR710Nexus *n);
bool ncr710_commands_valid(NCR710State *s);
/* The machine runs again, perhaps after a migration. */
void ncr710_commands_resume(NCR710State *s);

/* ncr710_target.c */

extern const VMStateDescription vmstate_ncr710_link;

/*
 * The targets' turn: what they make of the state of the bus and of their
 * commands.  True: the bus is another one now, look again.  Causes for the
 * chip are left in bus_causes.
 */
bool ncr710_bus_turn(NCR710State *s, NCR710Stance stance);
bool ncr710_bus_idle(NCR710State *s);
/* Win the bus and select; an answer or a timeout follows. */
void ncr710_bus_select(NCR710State *s, uint8_t ids, bool atn);
/* The chip lets go: the target is left alone and ends its command. */
void ncr710_bus_abandon(NCR710State *s);
/* RST/ goes active. */
void ncr710_bus_reset(NCR710State *s);
/* With REQ up: where the next bytes are or go; n of them were handshaken. */
uint32_t ncr710_bus_window(NCR710State *s, uint8_t **buf);
void ncr710_bus_moved(NCR710State *s, uint32_t n, bool last);
/* Lines that the chip drives as initiator. */
void ncr710_bus_set_atn(NCR710State *s, bool atn);
void ncr710_bus_set_ack(NCR710State *s, bool ack);
/* Values of SBCL and SBDL. */
uint8_t ncr710_bus_control_lines(NCR710State *s);
uint8_t ncr710_bus_data_lines(NCR710State *s);
/* End all commands of all targets; what they have begun ends later. */
void ncr710_targets_abort(NCR710State *s);
/* The devices are about to be reset, or were loaded over. */
void ncr710_targets_power_on(NCR710State *s);
/* A device was unplugged. */
void ncr710_target_unplugged(NCR710State *s, SCSIDevice *dev);
/* Is what came by migration something that can be? */
bool ncr710_targets_valid(NCR710State *s);
/* The machine runs again, perhaps after a migration. */
void ncr710_targets_resume(NCR710State *s);

/* ncr710_regs.c */

/* Set causes, stop SCRIPTS where the chip does. */
void ncr710_scsi_cause(NCR710State *s, uint8_t sstat0);
void ncr710_dma_cause(NCR710State *s, uint8_t dstat);
/* The only writer of the pin. */
void ncr710_update_irq(NCR710State *s);
uint8_t ncr710_reg_read(NCR710State *s, uint8_t reg);
void ncr710_reg_write(NCR710State *s, uint8_t reg, uint8_t val);
/* An access as the host bus makes it, through the strap's byte lanes. */
uint32_t ncr710_io_read(NCR710State *s, unsigned offset, unsigned size);
void ncr710_io_write(NCR710State *s, unsigned offset, uint32_t val,
                     unsigned size);
/* All registers, causes, FIFOs and the engine; not bus and commands. */
void ncr710_reset_registers(NCR710State *s);
/*
 * Move @len bytes between memory and @buf.  Returns how many went well; when
 * that is not all of them the fault is where the next byte would be.
 */
uint32_t ncr710_dma(NCR710State *s, uint32_t addr, void *buf, uint32_t len,
                    DMADirection dir);
void ncr710_host_fault(NCR710State *s, uint32_t addr);

/* ncr710_scripts.c */

/* What the initiator shows to the targets. */
NCR710Stance ncr710_scripts_stance(NCR710State *s);
/* Can the processor do nothing before something happens outside? */
bool ncr710_scripts_blocked(NCR710State *s);
/* An instruction, or a part of one; not when blocked. */
void ncr710_scripts_step(NCR710State *s);

#endif
