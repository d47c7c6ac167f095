/*
 * NCR 53C710 SCSI I/O processor: what its files share
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files, each using only those before it:
 *
 *  ncr710_irq.c      causes, their masks and stacking, the IRQ pin
 *  ncr710_diag.c     DMA FIFO, SCSI FIFO, address counters' test bits
 *  ncr710_req.c      commands in the targets: QEMU's SCSI requests
 *  ncr710_msg.c      the targets' message system
 *  ncr710_bus.c      the SCSI bus: selection, phases, handshakes, reselection
 *  ncr710_regs.c     the 64 registers and what touching them does
 *  ncr710_mem.c      host memory, the Memory Move instruction
 *  ncr710_scripts.c  the SCRIPTS processor
 *  ncr710.c          the device: lanes, events, reset, migration
 *
 * Where a lower file has something to tell a higher one it leaves it in the
 * state; ncr710.c wakes the SCRIPTS processor after every outside event.
 * Register numbers are the little-endian ones, with either strap.
 */

#ifndef HW_SCSI_NCR710_INTERNAL_H
#define HW_SCSI_NCR710_INTERNAL_H

#include "exec/memory.h"
#include "hw/qdev-core.h"
#include "hw/registerfields.h"
#include "hw/scsi/ncr710.h"
#include "hw/scsi/scsi.h"
#include "qemu/bswap.h"
#include "qemu/queue.h"
#include "qemu/timer.h"
#include "system/dma.h"

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

/* SCSI-2 messages, in either direction. */
enum {
    NCR710_MSG_COMMAND_COMPLETE = 0x00,
    NCR710_MSG_EXTENDED = 0x01,
    NCR710_MSG_SAVE_DATA_POINTER = 0x02,
    NCR710_MSG_DISCONNECT = 0x04,
    NCR710_MSG_INITIATOR_ERROR = 0x05,
    NCR710_MSG_ABORT = 0x06,
    NCR710_MSG_REJECT = 0x07,
    NCR710_MSG_NOP = 0x08,
    NCR710_MSG_PARITY_ERROR = 0x09,
    NCR710_MSG_BUS_DEVICE_RESET = 0x0c,
    NCR710_MSG_ABORT_TAG = 0x0d,
    NCR710_MSG_CLEAR_QUEUE = 0x0e,
    NCR710_MSG_SIMPLE_TAG = 0x20,
    NCR710_MSG_ORDERED_TAG = 0x22,
    NCR710_MSG_IDENTIFY = 0x80,
};

/* What a target does with a command. */
typedef enum NCR710CommandState {
    NCR710_CMD_BUSY,    /* the backend works */
    NCR710_CMD_DATA,    /* data, or room for data, is there */
    NCR710_CMD_STATUS,  /* done, status not yet sent */
    NCR710_CMD_FAILING, /* being cancelled, then CHECK CONDITION */
    NCR710_CMD_DYING,   /* being cancelled, then forgotten */
    NCR710_CMD_STATES
} NCR710CommandState;

/*
 * A command that a target holds, from its last CDB byte until its status was
 * taken.  It may outlive its SCSIRequest (status waits for the bus) and the
 * request may outlive it (bus reset): neither frees the other.
 */
typedef struct NCR710Command {
    uint32_t id;            /* 1.., names the command in a migration stream */
    SCSIRequest *req;       /* counted reference, or NULL */
    uint8_t state;          /* NCR710CommandState */
    uint8_t target;
    uint8_t lun;
    bool tagged;
    uint8_t tag;
    uint8_t initiator;      /* bit of the ID that selected the target */
    bool may_disconnect;
    bool data_in;           /* chunk goes to the initiator */
    bool moved;             /* some data crossed in this connection */
    uint32_t chunk_len;     /* bytes that the request's buffer offers */
    uint32_t chunk_pos;     /* of these, already moved */
    uint8_t status;
    uint8_t *saved;         /* chunk that came by migration, or NULL */
    QTAILQ_ENTRY(NCR710Command) next;
} NCR710Command;

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

#define NCR710_MSGIN_MAX 16
#define NCR710_MSGOUT_MAX 260 /* the longest extended message and a bit */
#define NCR710_CDB_MAX 16
#define NCR710_TARGETS 8
#define NCR710_LUNS 8
#define NCR710_NOBODY 0xff

/* One connection, from selection to bus free, as the target sees it. */
typedef struct NCR710Link {
    uint8_t target;         /* ID, or NCR710_NOBODY */
    uint8_t initiator;      /* bit */
    uint8_t lun;
    bool with_atn;          /* selected with ATN */
    bool identified;
    bool may_disconnect;
    bool tagged;
    uint8_t tag;
    uint8_t release;        /* NCR710Release */
    bool firmware;          /* see ncr710_polled_firmware() */
    uint8_t msgin_len;
    uint8_t msgin_pos;
    uint8_t cdb_len;        /* bytes received */
    uint16_t msgout_len;    /* bytes received */
    uint8_t msgin[NCR710_MSGIN_MAX];
    uint8_t msgout[NCR710_MSGOUT_MAX];
    uint8_t cdb[NCR710_CDB_MAX];
    uint32_t command_id;    /* of command, in a migration stream */
    NCR710Command *command; /* NULL before COMMAND and after STATUS */
} NCR710Link;

/* What the SCRIPTS processor is doing. */
typedef enum NCR710Engine {
    NCR710_HALTED,
    NCR710_RUNNING,         /* about to fetch */
    NCR710_COPYING,         /* in a Memory Move */
    NCR710_MOVING,          /* in a Block Move, REQ needed */
    NCR710_TESTING,         /* in a Transfer Control, REQ needed */
    NCR710_ARBITRATING,     /* in SELECT, bus free needed */
    NCR710_WAIT_DISCONNECT,
    NCR710_WAIT_RESELECT,
    NCR710_ENGINES
} NCR710Engine;

#define NCR710_DMA_LANES 4
#define NCR710_LANE_DEPTH 16
#define NCR710_SCSI_DEPTH 8

/* Bytes with parity, oldest first. */
typedef struct NCR710Lane {
    uint8_t len;
    uint8_t data[NCR710_LANE_DEPTH];
    uint8_t parity[NCR710_LANE_DEPTH];
} NCR710Lane;

struct NCR710State {
    DeviceState parent_obj;

    /* board */
    MemoryRegion mmio;
    MemoryRegion *dma_mr;
    AddressSpace dma_as;
    qemu_irq irq;
    bool big_endian;
    uint8_t revision;
    SCSIBus bus;
    VMChangeStateEntry *vm_change;

    /* what the registers store; live bits are computed when read */
    uint8_t reg[NCR710_REG_BYTES];

    /* causes: visible ones are in reg[], these are the level behind */
    bool sip;
    bool dip;
    bool sip_held;          /* behind a full DMA FIFO */
    uint8_t sstat0_next;
    uint8_t dstat_next;

    /* FIFOs, only ever filled by diagnostics */
    NCR710Lane lane[NCR710_DMA_LANES];
    NCR710Lane scsi_fifo;   /* NCR710_SCSI_DEPTH of it */
    uint8_t dma_parity;
    uint8_t scsi_parity;

    /* SCSI bus */
    uint8_t bus_state;      /* NCR710BusState */
    uint8_t phase;          /* NCR710Phase */
    bool req;
    bool ack;
    bool atn;
    bool reselected;        /* and software has not noticed yet */
    bool settling;          /* a target is at work: no new phase yet */
    NCR710Link link;
    QTAILQ_HEAD(, NCR710Command) commands; /* ready ones oldest first */
    uint32_t last_id;
    QEMUTimer *select_timer;
    int64_t hold_until;     /* virtual ns when the target disconnects, or 0 */
    QEMUTimer *hold_timer;

    /* SCRIPTS processor */
    uint8_t engine;         /* NCR710Engine */
    bool active;            /* inside ncr710_scripts_wake() */
    bool carry;
    bool first;             /* the Block Move has not received a byte yet */
    bool reset_due;         /* the reset pin was pulsed by the chip's own DMA */
    uint32_t copy_src;      /* of the Memory Move; DBC is what is left */
    uint32_t copy_dst;
    int budget;
    QEMUTimer *slice_timer;
    QEMUBH *wake_bh;
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

/* ncr710_irq.c */

/* Set causes, stop SCRIPTS where the chip does, set the pin. */
void ncr710_scsi_cause(NCR710State *s, uint8_t sstat0);
void ncr710_dma_cause(NCR710State *s, uint8_t dstat);
/* The instruction in DCMD, DBC and DSPS is none. */
void ncr710_illegal(NCR710State *s);
/* Read a cause register with all its effects; DSTAT without DFE. */
uint8_t ncr710_take_sstat0(NCR710State *s);
uint8_t ncr710_take_dstat(NCR710State *s);
/* The DMA FIFO became empty: what it held back may come. */
void ncr710_release_held_cause(NCR710State *s);
void ncr710_clear_causes(NCR710State *s);
/* The only writer of the pin.  @gap: first let it fall, LASI needs an edge. */
void ncr710_update_irq(NCR710State *s, bool gap);

/* ncr710_diag.c */

void ncr710_clear_fifos(NCR710State *s);
bool ncr710_dma_fifo_empty(NCR710State *s);
uint8_t ncr710_dma_fifo_lanes(NCR710State *s); /* value of CTEST1 */
uint8_t ncr710_dma_fifo_pop(NCR710State *s);
void ncr710_dma_fifo_push(NCR710State *s, uint8_t val);
void ncr710_flush_dma_fifo(NCR710State *s);
uint8_t ncr710_scsi_fifo_pop(NCR710State *s);
void ncr710_scsi_fifo_push(NCR710State *s, uint8_t val);
void ncr710_write_ctest5(NCR710State *s, uint8_t val);
bool ncr710_parity(NCR710State *s, uint8_t val);

/* ncr710_req.c */

/* The CDB in the link is complete: give it to the device; false: it is gone. */
bool ncr710_req_start(NCR710State *s);
/* Where the chunk of the connected command is, and how much of it is left. */
uint32_t ncr710_req_window(NCR710Command *cmd, uint8_t **buf);
void ncr710_req_moved(NCR710State *s, NCR710Command *cmd, uint32_t n);
/* Stop a command; it vanishes now or when its request has ended. */
void ncr710_req_kill(NCR710State *s, NCR710Command *cmd);
/* Kill what matches; @lun or @tag -1: any. */
void ncr710_req_kill_matching(NCR710State *s, int target, int lun, int tag);
bool ncr710_req_any_dying(NCR710State *s, int target);
/* Stop a command; it ends with CHECK CONDITION, ABORTED COMMAND. */
void ncr710_req_fail(NCR710State *s, NCR710Command *cmd);
void ncr710_req_free(NCR710State *s, NCR710Command *cmd);
/* Drop all commands at once; their requests are somebody else's to end. */
void ncr710_req_forget_all(NCR710State *s);
/* Drop all commands at once, and cancel their requests. */
void ncr710_req_drop_all(NCR710State *s);
NCR710Command *ncr710_req_find_ready(NCR710State *s);
NCR710Command *ncr710_req_by_id(NCR710State *s, uint32_t id);
/* The SCSI layer's events. */
void ncr710_req_data(NCR710State *s, SCSIRequest *req, uint32_t len);
void ncr710_req_complete(NCR710State *s, SCSIRequest *req);
void ncr710_req_host_error(NCR710State *s, SCSIRequest *req);
/* True: the connected target lost the command and leaves the bus. */
bool ncr710_req_cancelled(NCR710State *s, SCSIRequest *req);
void ncr710_save_request(QEMUFile *f, SCSIRequest *req);
void *ncr710_load_request(QEMUFile *f, SCSIRequest *req);
extern const VMStateDescription vmstate_ncr710_command;

/* ncr710_msg.c */

/* Queue bytes for MSG IN. */
void ncr710_msg_send(NCR710State *s, const uint8_t *msg, unsigned len);
/* The initiator ended MSG OUT: obey link.msgout. */
void ncr710_msg_received(NCR710State *s);

/* ncr710_bus.c */

bool ncr710_bus_idle(NCR710State *s);
/* Win the bus and select; ncr710_bus_answer() or a timeout follows. */
void ncr710_bus_select(NCR710State *s, uint8_t ids, bool atn);
/* Let a target that is being selected answer; false: there is none. */
bool ncr710_bus_answer(NCR710State *s);
void ncr710_bus_selection_timeout(NCR710State *s);
/* CTEST7.STD changed. */
void ncr710_bus_timers_enabled(NCR710State *s, bool enabled);
/* Let a target with news reselect the chip; false: none can. */
bool ncr710_bus_try_reselect(NCR710State *s);
/* The target decides what it wants now. */
void ncr710_bus_next_phase(NCR710State *s);
void ncr710_bus_free(NCR710State *s, bool expected);
/* The chip lets go: the target is left alone and ends its command. */
void ncr710_bus_abandon(NCR710State *s);
/* The connected target vanished. */
void ncr710_bus_lost_target(NCR710State *s);
void ncr710_bus_hold_expired(NCR710State *s);
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

/* ncr710_regs.c */

uint8_t ncr710_reg_read(NCR710State *s, uint8_t reg);
void ncr710_reg_write(NCR710State *s, uint8_t reg, uint8_t val);
/* An access as the host bus makes it, through the strap's byte lanes. */
uint32_t ncr710_io_read(NCR710State *s, unsigned offset, unsigned size);
void ncr710_io_write(NCR710State *s, unsigned offset, uint32_t val,
                     unsigned size);
/* All registers, causes, FIFOs and the engine; not bus and commands. */
void ncr710_reset_registers(NCR710State *s);
/* The reset pin: all of the chip, and its commands; but for the IRQ pin. */
void ncr710_reset_chip(NCR710State *s);

/* ncr710_mem.c */

/* A Memory Move goes, and larger transfers are counted, in such pieces. */
#define NCR710_PIECE 4096

/*
 * Move @len bytes between memory and @buf.  Returns how many went well; when
 * that is not all of them the fault is where the next byte would be.
 */
uint32_t ncr710_dma(NCR710State *s, uint32_t addr, void *buf, uint32_t len,
                    DMADirection dir);
void ncr710_bus_fault(NCR710State *s, uint32_t addr);
/* Read words in the strap's byte order; false: bus fault, SCRIPTS stopped. */
bool ncr710_read_words(NCR710State *s, uint32_t addr, uint32_t *word,
                       unsigned count);
/* The Memory Move whose first two words were fetched, and its next piece. */
void ncr710_exec_copy(NCR710State *s);
void ncr710_continue_copy(NCR710State *s);

/* ncr710_scripts.c */

/* Something changed: let SCRIPTS and targets go on as far as they can. */
void ncr710_scripts_wake(NCR710State *s);

#endif
