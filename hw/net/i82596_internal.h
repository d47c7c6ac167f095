/*
 * Intel 82596 LAN coprocessor: what the files of the model share
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files, lowest first (none calls one above it):
 *   i82596_mem.c     guest memory: byte order, pointers, descriptor layouts
 *   i82596_scb.c     system control block, events, INT pin, counters
 *   i82596_filter.c  configuration and address filter
 *   i82596_rx.c      receive unit
 *   i82596_pace.c    when a frame of an emulated network gets to it
 *   i82596_tx.c      transmit command
 *   i82596_cmd.c     the other action commands
 *   i82596_cu.c      command unit: walks the command block list
 *   i82596.c         PORT, initialization, channel attention, reset, migration
 *
 * "CA p." is a page of Intel's data sheet 290218-006 of the 82596CA.
 */

#ifndef HW_NET_I82596_INTERNAL_H
#define HW_NET_I82596_INTERNAL_H

#include "system/memory.h"
#include "hw/qdev-core.h"
#include "hw/registerfields.h"
#include "net/net.h"
#include "qemu/timer.h"

typedef struct I82596State I82596State;

/* SYSBUS byte of the SCP (CA p.22) */
REG8(I82596_SYSBUS, 0)
    FIELD(I82596_SYSBUS, MODE, 1, 2)     /* enum I82596Mode */
    FIELD(I82596_SYSBUS, TRG, 3, 1)      /* throttle triggered externally */
    FIELD(I82596_SYSBUS, LOCK, 4, 1)     /* LOCK function disabled */
    FIELD(I82596_SYSBUS, INT, 5, 1)      /* INT pin active low */
    FIELD(I82596_SYSBUS, CSW, 6, 1)      /* must be 1 */
    FIELD(I82596_SYSBUS, BE, 7, 1)       /* true big endian pointers */

/* SCB command word (CA p.29) */
REG16(I82596_SCB_CMD, 2)
    FIELD(I82596_SCB_CMD, RUC, 4, 3)     /* enum I82596UnitCommand */
    FIELD(I82596_SCB_CMD, RESET, 7, 1)
    FIELD(I82596_SCB_CMD, CUC, 8, 3)     /* enum I82596UnitCommand */
    FIELD(I82596_SCB_CMD, ACK, 12, 4)    /* same order as the events */

/* SCB status word (CA p.30) */
REG16(I82596_SCB_STAT, 0)
    FIELD(I82596_SCB_STAT, T, 3, 1)      /* throttle timers loaded */
    FIELD(I82596_SCB_STAT, RUS, 4, 4)    /* enum I82596RuState, 8: no RBDs */
    FIELD(I82596_SCB_STAT, CUS, 8, 3)    /* enum I82596CuState */
    FIELD(I82596_SCB_STAT, RNR, 12, 1)   /* RU left Ready */
    FIELD(I82596_SCB_STAT, CNA, 13, 1)   /* CU left Active */
    FIELD(I82596_SCB_STAT, FR, 14, 1)    /* frame received */
    FIELD(I82596_SCB_STAT, CX, 15, 1)    /* command block with I=1 done */

#define I82596_EV_RNR   R_I82596_SCB_STAT_RNR_MASK
#define I82596_EV_CNA   R_I82596_SCB_STAT_CNA_MASK
#define I82596_EV_FR    R_I82596_SCB_STAT_FR_MASK
#define I82596_EV_CX    R_I82596_SCB_STAT_CX_MASK
#define I82596_EV_ALL   (I82596_EV_RNR | I82596_EV_CNA | \
                         I82596_EV_FR | I82596_EV_CX)

/* Command word of a command block (CA p.33) and of an RFD (CA p.53) */
REG16(I82596_CMD, 2)
    FIELD(I82596_CMD, CMD, 0, 3)         /* action command */
    FIELD(I82596_CMD, SF, 3, 1)          /* flexible memory structure */
    FIELD(I82596_CMD, NC, 4, 1)          /* transmit: no CRC insertion */
    FIELD(I82596_CMD, I, 13, 1)          /* set CX when done */
    FIELD(I82596_CMD, S, 14, 1)          /* suspend after this one */
    FIELD(I82596_CMD, EL, 15, 1)         /* last of the list */

/* Status word: common part, then transmit (CA p.42), then receive (CA p.54) */
REG16(I82596_STAT, 0)
    FIELD(I82596_STAT, TX_UNDERRUN, 8, 1)
    FIELD(I82596_STAT, TX_NO_CRS, 10, 1)
    FIELD(I82596_STAT, RX_NOT_IA, 1, 1)      /* DA differs from IA */
    FIELD(I82596_STAT, RX_TRUNCATED, 5, 1)
    FIELD(I82596_STAT, RX_SHORT, 7, 1)
    FIELD(I82596_STAT, RX_OVERRUN, 8, 1)
    FIELD(I82596_STAT, RX_NO_BUFFER, 9, 1)
    FIELD(I82596_STAT, RX_ALIGN, 10, 1)
    FIELD(I82596_STAT, RX_CRC, 11, 1)
    FIELD(I82596_STAT, RX_LENGTH, 12, 1)
    FIELD(I82596_STAT, A, 12, 1)             /* commands: aborted */
    FIELD(I82596_STAT, OK, 13, 1)
    FIELD(I82596_STAT, B, 14, 1)             /* busy */
    FIELD(I82596_STAT, C, 15, 1)             /* complete */

/* CMD of the command that sends a frame; i82596_cmd.c has the others */
#define I82596_CMD_TRANSMIT     4

#define I82596_STAT_C   R_I82596_STAT_C_MASK
#define I82596_STAT_B   R_I82596_STAT_B_MASK
#define I82596_STAT_OK  R_I82596_STAT_OK_MASK
#define I82596_STAT_A   R_I82596_STAT_A_MASK

/* Count and size words of TCB, TBD, RFD and RBD (CA p.42-56) */
REG16(I82596_COUNT, 0)
    FIELD(I82596_COUNT, COUNT, 0, 14)        /* bytes */
    FIELD(I82596_COUNT, F, 14, 1)            /* count is valid */
    FIELD(I82596_COUNT, P, 14, 1)            /* RBD size word: prefetched */
    FIELD(I82596_COUNT, EOF, 15, 1)          /* last buffer of the frame */
    FIELD(I82596_COUNT, EL, 15, 1)           /* RBD size word: last RBD */

/* Configure bytes (CA p.35-39), by their number */
REG8(I82596_CFG0, 0)
    FIELD(I82596_CFG0, BYTE_CNT, 0, 4)
    FIELD(I82596_CFG0, P, 7, 1)              /* set P in prefetched RBDs */
REG8(I82596_CFG1, 1)
    FIELD(I82596_CFG1, MONITOR, 6, 2)
REG8(I82596_CFG2, 2)
    FIELD(I82596_CFG2, SAV_BF, 7, 1)         /* save bad frames */
REG8(I82596_CFG3, 3)
    FIELD(I82596_CFG3, ADDR_LEN, 0, 3)
    FIELD(I82596_CFG3, NO_SRC_ADD_INS, 3, 1) /* 82586 mode: AL-LOC */
    FIELD(I82596_CFG3, LOOPBACK, 6, 2)
REG8(I82596_CFG8, 8)
    FIELD(I82596_CFG8, PRM, 0, 1)            /* promiscuous */
    FIELD(I82596_CFG8, BC_DIS, 1, 1)         /* broadcast disable */
    FIELD(I82596_CFG8, TONO_CRS, 3, 1)       /* transmit without carrier */
    FIELD(I82596_CFG8, NOCRC_INS, 4, 1)
    FIELD(I82596_CFG8, CRC16, 5, 1)
    FIELD(I82596_CFG8, BIT_STF, 6, 1)
REG8(I82596_CFG10, 10)                       /* MIN FRAME LEN, with FCS */
REG8(I82596_CFG11, 11)                       /* all active low */
    FIELD(I82596_CFG11, LNGFLD, 1, 1)        /* 802.3 length field */
    FIELD(I82596_CFG11, CRCINM, 2, 1)        /* received CRC stored */
    FIELD(I82596_CFG11, MC_ALL, 5, 1)        /* accept all multicast */
    FIELD(I82596_CFG11, MONITOR, 6, 2)
REG8(I82596_CFG13, 13)
    FIELD(I82596_CFG13, MULT_IA, 6, 1)       /* hashed individual addresses */

#define I82596_CONFIG_BYTES     14
#define I82596_CONFIG_MIN       4
#define I82596_CONFIG_MAX_82586 12

typedef enum I82596Mode {
    I82596_MODE_82586 = 0,      /* 16 bit offsets, 24 bit addresses */
    I82596_MODE_SEGMENTED = 1,  /* 16 bit offsets, 32 bit addresses */
    I82596_MODE_LINEAR = 2,     /* 32 bit addresses */
    I82596_MODE_RESERVED = 3,
} I82596Mode;

typedef enum I82596UnitCommand {
    I82596_UC_NOP = 0,
    I82596_UC_START = 1,
    I82596_UC_RESUME = 2,
    I82596_UC_SUSPEND = 3,
    I82596_UC_ABORT = 4,
    I82596_UC_LOAD_TIMERS = 5,     /* CUC only, as the next two */
    I82596_UC_RESTART_TIMERS = 6,
    I82596_UC_RESERVED = 7,
} I82596UnitCommand;

typedef enum I82596CuState {
    I82596_CU_IDLE = 0,
    I82596_CU_SUSPENDED = 1,
    I82596_CU_ACTIVE = 2,
} I82596CuState;

typedef enum I82596RuState {
    I82596_RU_IDLE = 0,
    I82596_RU_SUSPENDED = 1,
    I82596_RU_NO_RESOURCES = 2,
    I82596_RU_READY = 4,
} I82596RuState;

#define I82596_RUS_NO_RBD       8   /* modifier of RUS: out of RBDs */

typedef enum I82596Loopback {
    I82596_LOOPBACK_NONE = 0,
    I82596_LOOPBACK_INTERNAL = 1,
    I82596_LOOPBACK_EXTERNAL = 2,
    I82596_LOOPBACK_LPBK = 3,      /* the interface chip loops */
} I82596Loopback;

#define I82596_MONITOR_OFF      3   /* of both MONITOR fields */

/* Why a frame is for this station (CA p.20, 33, 37-40) */
typedef enum I82596Match {
    I82596_MATCH_NONE,
    I82596_MATCH_PROMISCUOUS,
    I82596_MATCH_INDIVIDUAL,
    I82596_MATCH_BROADCAST,
    I82596_MATCH_ALL_MULTICAST,
    I82596_MATCH_MULTICAST_HASH,
    I82596_MATCH_INDIVIDUAL_HASH,
} I82596Match;

/* What the receive unit has for a frame */
typedef enum I82596Room {
    I82596_ROOM_NONE,       /* not enough that the CPU is done with */
    I82596_ROOM_ENDED,      /* nothing before the RU is started again */
    I82596_ROOM_LAST,       /* enough or all; the RU stops or is empty then */
    I82596_ROOM_SPARE,      /* enough */
} I82596Room;

/* Patience with a driver that makes no room, see i82596_pace.c */
typedef enum I82596Patience {
    I82596_PATIENT,
    I82596_WAITING,         /* a frame waits for room */
    I82596_TIRED,           /* one waited in vain */
} I82596Patience;

typedef enum I82596Counter {
    I82596_CRCERRS,
    I82596_ALNERRS,
    I82596_RSCERRS,
    I82596_OVRNERRS,
    I82596_RCVCDT,                 /* not in 82586 mode, as the next one */
    I82596_SHRTFRM,
} I82596Counter;

/* A null pointer of any mode, once loaded */
#define I82596_NIL              0xffffffffu

#define I82596_SCP_DEFAULT      0x00fffff4u
#define I82596_ADDR_LEN_MAX     6
#define I82596_FCS_LEN          4

/* Longest frame that a QEMU network backend takes, without FCS */
#define I82596_TX_BUF_SIZE      NET_BUFSIZE

/*
 * What waits for a peer that does not read, before the CU does: some drivers
 * take a CU that stands still for 50 ms for broken.
 */
#define I82596_TX_WAITING       4096        /* frames */
#define I82596_TX_WAITING_BYTES (4 << 20)

/*
 * Bounds on the work that one call does for a guest; where a list may
 * rightfully be longer (command blocks) the rest is done later.
 */
#define I82596_CU_BUDGET        128   /* descriptors in one run of the CU */
#define I82596_TBD_BUDGET       1024  /* buffer descriptors of one frame */
#define I82596_RBD_BUDGET       1024  /* same, receive */
#define I82596_RFD_BUDGET       256   /* RFDs that are looked through */

/* Offsets in the structures of one memory mode, in bytes */
typedef struct I82596Layout {
    uint8_t pointer_size;       /* of links and descriptor pointers: 2 or 4 */
    uint8_t scb_rfa;            /* CBL is at 4 in all modes */
    uint8_t scb_counters;
    uint8_t counter_size;       /* 2 or 4 */
    uint8_t scb_timers;         /* 0: none */
    uint8_t cb_params;          /* link is at 4 in all modes */
    uint8_t tcb_count;          /* 0: none */
    uint8_t tcb_data;           /* destination address */
    uint8_t tbd_next;
    uint8_t tbd_buffer;
    uint8_t tbd_len;            /* of the whole descriptor */
    uint8_t rfd_rbd;
    uint8_t rfd_count;          /* 0: none; SIZE follows */
    uint8_t rfd_data;           /* destination address */
    uint8_t rbd_next;
    uint8_t rbd_buffer;
    uint8_t rbd_size;
    uint16_t dump_len;
} I82596Layout;

/* Head of a command block, as loaded */
typedef struct I82596Cb {
    uint32_t addr;
    uint16_t command;
    uint32_t link;
} I82596Cb;

typedef struct I82596Tbd {
    uint16_t count;             /* with the EOF bit */
    uint32_t next;
    uint32_t buffer;
} I82596Tbd;

typedef struct I82596Rfd {
    uint32_t addr;
    uint16_t status;
    uint16_t command;
    uint32_t link;
    uint32_t rbd;
    uint16_t size;              /* room for frame bytes; 0 in 82586 mode */
} I82596Rfd;

typedef struct I82596Rbd {
    uint32_t addr;
    uint32_t next;
    uint32_t buffer;
    uint16_t count;             /* as stored, with EOF and F */
    uint16_t size;              /* as stored, with EL and P */
} I82596Rbd;

/* A frame on its way to the receive unit */
typedef struct I82596Frame {
    const uint8_t *data;        /* from the destination address */
    size_t len;                 /* without FCS */
    const uint8_t *fcs;         /* NULL: right, but not worked out */
    bool fcs_bad;
} I82596Frame;

/*
 * Frames between the emulated network and the receive unit; times are ns of
 * the virtual clock
 */
typedef struct I82596Pace {
    QEMUBH *bh;
    QEMUTimer *timer;
    uint8_t *frames;            /* each behind its length, 32 bit big endian */
    uint32_t head;              /* offset of the oldest */
    uint32_t len;               /* bytes from there on */
    bool refused;               /* the backend has more for us */
    bool passing;               /* one is being received */
    bool due;                   /* a turn, at the end of the chip's work */
    bool late;                  /* FR stands for one that came amid events */
    bool unseen;                /* and the CPU acknowledged too early */
    uint8_t patience;           /* enum I82596Patience */
    int64_t since;              /* WAITING: when it began */
    int64_t last;               /* when the frame before passed */
    int64_t ru_since;           /* when the RU got into its state */
    uint32_t saved_len;         /* for migration: len, not to be trusted */
    uint32_t since_age;         /* for migration: how long ago, saturated */
    uint32_t last_age;
    uint32_t ru_age;
} I82596Pace;

struct I82596State {
    DeviceState parent_obj;

    /* Wiring, set once */
    NICState *nic;
    NICConf conf;
    MemoryRegion *dma_mr;
    AddressSpace as;
    qemu_irq irq;
    bool big_endian;            /* LE/BE pin */
    bool irq_active_low;        /* the polarity that the board expects */
    VMChangeStateEntry *vmstate_change;

    /* Levels of i82596_enter(), of which only the network's is an inner one */
    unsigned at_work;

    /* Initialization (CA p.21-23) */
    uint32_t scp;
    uint32_t scb;
    uint32_t base;              /* of the segment; 0 in linear mode */
    bool initialized;
    uint8_t sysbus;
    const I82596Layout *layout; /* of the mode in sysbus */

    /* SCB status and INT pin */
    uint16_t events;            /* I82596_EV_... */
    bool new_event;             /* one was set since INT was updated */
    bool int_active;
    bool events_held;           /* status and INT are written later, */
    bool status_due;            /* for something has changed */
    bool timers_loaded;
    uint16_t t_off;             /* throttle timers */
    uint16_t t_on;

    /* Configure, IA setup, multicast setup */
    uint8_t config[I82596_CONFIG_BYTES];
    uint8_t ia[I82596_ADDR_LEN_MAX];
    uint64_t hash_mc;
    uint64_t hash_ia;

    /* Command unit */
    uint8_t cu_state;           /* enum I82596CuState */
    uint32_t cb;                /* in execution, or next if Suspended */
    bool cu_busy;               /* cb is armed: its status has B */
    bool cu_suspend;            /* after the current one */
    bool cu_start;              /* go to cbl after the current one */
    uint32_t cbl;
    int cu_budget;              /* descriptors left in this run */
    QEMUBH *cu_bh;
    bool cu_due;                /* cu_bh has found the chip at work */
    QEMUTimer *cu_timer;
    uint16_t tx_status;         /* of the last frame */
    uint32_t tx_waiting[I82596_TX_WAITING]; /* lengths, a ring */
    unsigned tx_oldest;
    unsigned tx_frames;         /* that the network has not taken yet */
    uint32_t tx_bytes;

    /* Receive unit */
    uint8_t ru_state;           /* enum I82596RuState */
    bool no_rbd;                /* the free buffer list is used up */
    bool rfd_unarmed;           /* rfd was not free: arm it when it is used */
    uint32_t rfd;               /* armed, or next if Suspended */
    uint32_t rbd;               /* next free */
    uint32_t rfd_done;          /* last complete one since RU start or abort */
    uint16_t rx_status;         /* of the last frame */
    uint16_t rx_len;
    I82596Pace pace;

    uint8_t tx_buf[I82596_TX_BUF_SIZE];
    uint32_t tx_len;
};

static inline I82596Mode i82596_mode(const I82596State *s)
{
    return FIELD_EX8(s->sysbus, I82596_SYSBUS, MODE);
}

/* True in the modes in which the features beyond the 82586 exist */
static inline bool i82596_new_mode(const I82596State *s)
{
    return i82596_mode(s) != I82596_MODE_82586;
}

/*
 * i82596_mem.c: all guest memory goes through here. Each function returns
 * false if the bus did, after a trace; nothing is then known of the data.
 * Addresses are physical; those of structures are even, any alignment.
 */

/* Select the layouts of the mode in @s->sysbus. */
void i82596_set_layout(I82596State *s);

bool i82596_read(I82596State *s, uint32_t addr, void *buf, uint32_t len);
bool i82596_write(I82596State *s, uint32_t addr, const void *buf,
                  uint32_t len);

/* 16 bit fields */
uint16_t i82596_get16(const I82596State *s, const uint8_t *p);
void i82596_put16(const I82596State *s, uint8_t *p, uint16_t val);
bool i82596_read16(I82596State *s, uint32_t addr, uint16_t *val);
bool i82596_write16(I82596State *s, uint32_t addr, uint16_t val);

/*
 * Counters and the pointers of SCP and ISCP: on a big endian host two words,
 * low half first, whatever sysbus.BE says (CA p.25).
 */
uint32_t i82596_get_halves(const I82596State *s, const uint8_t *p);
void i82596_put_halves(const I82596State *s, uint8_t *p, uint32_t val);

/*
 * Pointers to descriptors: as stored by the CPU, offsets widened to 32 bits,
 * null as I82596_NIL. i82596_address() makes a physical address of one.
 */
uint32_t i82596_get_pointer(const I82596State *s, const uint8_t *p);
void i82596_put_pointer(const I82596State *s, uint8_t *p, uint32_t pointer);
uint32_t i82596_address(const I82596State *s, uint32_t pointer);

/* An offset or a linear address that is no pointer to a descriptor (Dump) */
uint32_t i82596_get_plain_address(const I82596State *s, const uint8_t *p);

/* Load a descriptor; @pointer must not be I82596_NIL. */
bool i82596_load_cb(I82596State *s, uint32_t pointer, I82596Cb *cb);
bool i82596_load_tbd(I82596State *s, uint32_t pointer, I82596Tbd *tbd);
bool i82596_load_rfd(I82596State *s, uint32_t pointer, I82596Rfd *rfd);
bool i82596_load_rbd(I82596State *s, uint32_t pointer, I82596Rbd *rbd);

/*
 * Whatever works with the chip and may touch guest memory does so between
 * these. A bottom half that finds the chip at work only notes that it is due;
 * the outermost level schedules it when it leaves.
 */
void i82596_enter(I82596State *s);
void i82596_leave(I82596State *s);

/*
 * i82596_scb.c
 */

/* Read the CBL or RFA field. */
bool i82596_scb_load_cbl(I82596State *s, uint32_t *pointer);
bool i82596_scb_load_rfa(I82596State *s, uint32_t *pointer);
bool i82596_scb_load_timers(I82596State *s);

/* Add one to a counter in the SCB; those that the mode lacks are ignored. */
void i82596_count(I82596State *s, I82596Counter counter);

/*
 * Set events (I82596_EV_...). Unit states must have been changed before:
 * status word and INT show both together, at once or, while events are held,
 * when they are released: what belongs together is seen together.
 */
void i82596_set_events(I82596State *s, uint16_t events);
void i82596_hold_events(I82596State *s);
void i82596_release_events(I82596State *s);

/* The status word as of now. */
uint16_t i82596_scb_status(const I82596State *s);

/* Drive the INT pin by the pending events; @renew forces a fresh edge. */
void i82596_update_int(I82596State *s, bool renew);

/*
 * i82596_filter.c
 */

/* Configuration, IA and hash as after a reset (CA p.39). */
void i82596_config_reset(I82596State *s);

/* Configure: the first @count bytes, 4 to I82596_CONFIG_BYTES. */
void i82596_config_set(I82596State *s, const uint8_t *bytes, unsigned count);

unsigned i82596_addr_len(const I82596State *s);         /* bytes, 0 to 6 */
bool i82596_no_src_add_ins(const I82596State *s);
I82596Loopback i82596_loopback(const I82596State *s);
/* 802.3 length field handling: pad on transmit, check on receive */
bool i82596_length_field(const I82596State *s);
bool i82596_save_bad_frames(const I82596State *s);
bool i82596_stores_fcs(const I82596State *s);
bool i82596_marks_prefetch(const I82596State *s);
unsigned i82596_min_frame(const I82596State *s);        /* bytes, with FCS */

/* Index of an address in a hash table (CA p.40). */
unsigned i82596_hash_index(const uint8_t *address, unsigned len);

/* Address filter; @da has at least I82596_ADDR_LEN_MAX bytes. */
I82596Match i82596_filter(const I82596State *s, const uint8_t *da);

/*
 * i82596_rx.c
 */

/* RUC of a channel attention. */
void i82596_ru_command(I82596State *s, I82596UnitCommand command);

/* Would a frame of the network reach the receive unit as things are? */
bool i82596_rx_wants(const I82596State *s, const uint8_t *buf, size_t len);

/* Take a frame from the network. */
void i82596_rx_network(I82596State *s, const uint8_t *buf, size_t len);

/* Take a frame of our own transmitter. */
void i82596_rx_loopback(I82596State *s, const I82596Frame *frame);

/* RU Ready: what there is for a frame of @len bytes without FCS. */
I82596Room i82596_rx_room(I82596State *s, size_t len);

/* The CPU has not taken the last frame out of its RFD yet. */
bool i82596_rx_untaken(I82596State *s);

/* Idle, as after a reset. */
void i82596_rx_reset(I82596State *s);

/*
 * i82596_pace.c
 */
void i82596_pace_init(I82596State *s);
void i82596_pace_free(I82596State *s);

/* A frame of the network; returns 0 if the backend shall keep it. */
ssize_t i82596_pace_receive(I82596State *s, const uint8_t *buf, size_t len);

/* The CPU has attended to the chip; events in @ack were acknowledged. */
void i82596_pace_attention(I82596State *s, uint16_t ack);

/* Look at the frames that wait anew. */
void i82596_pace_kick(I82596State *s);

/* What waits is lost: reset, loopback, no link. */
void i82596_pace_drop(I82596State *s);

extern const VMStateDescription vmstate_i82596_pace;

/*
 * i82596_tx.c, i82596_cmd.c: execute the command of a block and return its
 * status bits, without C.
 */
uint16_t i82596_transmit(I82596State *s, const I82596Cb *cb);
uint16_t i82596_execute(I82596State *s, const I82596Cb *cb);

/* An abort of this command shows in its status. */
bool i82596_has_abort_status(const I82596Cb *cb);

/* Image of the Dump command; @image has room for layout->dump_len bytes. */
#define I82596_DUMP_MAX         304
void i82596_dump_image(I82596State *s, uint8_t *image);

/*
 * i82596_cu.c
 */
void i82596_cu_init(I82596State *s);
void i82596_cu_free(I82596State *s);

/* CUC of a channel attention; i82596_cu_run() then does the work. */
void i82596_cu_command(I82596State *s, I82596UnitCommand command);

/* Execute command blocks if Active, up to the budget. */
void i82596_cu_run(I82596State *s);

/* Go on after a stop, or when the network has taken a frame. */
void i82596_cu_kick(I82596State *s);

/* Can the network take another frame? i82596_cu_run() goes on when it can. */
bool i82596_tx_blocked(const I82596State *s);

/* The network will not tell any more what it has taken. */
void i82596_tx_forget(I82596State *s);

void i82596_cu_reset(I82596State *s);

#endif /* HW_NET_I82596_INTERNAL_H */
