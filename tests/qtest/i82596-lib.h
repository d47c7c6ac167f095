/*
 * Helpers of the qtests of the Intel 82596 LAN coprocessor on LASI
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Written from the data sheet (82596CA, Intel order no. 290218) and from
 * HP's LASI ERS, not from the model: offsets and bits are typed in here.
 *
 * In the tests, "Proves:", "Unbroken:" and "Unproved:" comments name items
 * of the checklists of the series: N for the chip, P for the platform.
 *
 * A test never stores a host integer into guest memory: every multi-byte
 * value passes i596_put16(), i596_put_swapped() or i596_put_ptr().
 */

#ifndef I82596_LIB_H
#define I82596_LIB_H

#include "libqtest.h"
#include "lasi-machine.h"

#define I596_LASI_HPA       lasi_hpa()
#define I596_LAN_HPA        (I596_LASI_HPA + 0x7000)
#define I596_LAN_RESET      0x0         /* any write: hardware reset */
#define I596_LAN_PORT       0x4         /* two writes make one PORT command */
#define I596_LAN_CA         0x8         /* any write: channel attention */
#define I596_LAN_MAC        0xc         /* presence word; firmware only */
#define I596_LASI_IRQ       8

/* PORT functions, bits 3..0 (CA table 2) */
#define PORT_RESET          0
#define PORT_SELF_TEST      1
#define PORT_ALT_SCP        2
#define PORT_DUMP           3

/* SYSBUS byte: CSW, INT active low, TRG, mode in bits 2..1, BE in bit 7 */
#define SYSBUS_586          0x68
#define SYSBUS_586_BE       0xe8
#define SYSBUS_SEGMENTED    0x6a
#define SYSBUS_LINEAR       0x6c
#define SYSBUS_LINEAR_BE    0xec
#define SYSBUS_INT_LOW      0x20

/* SCB status word */
#define STAT_CX             0x8000
#define STAT_FR             0x4000
#define STAT_CNA            0x2000
#define STAT_RNR            0x1000
#define STAT_EVENTS         0xf000
#define STAT_CUS            0x0700
#define STAT_CU_IDLE        0x0000
#define STAT_CU_SUSPENDED   0x0100
#define STAT_CU_ACTIVE      0x0200
#define STAT_RUS            0x00f0
#define STAT_RU_IDLE        0x0000
#define STAT_RU_SUSPENDED   0x0010
#define STAT_RU_NO_RES      0x0020
#define STAT_RU_READY       0x0040
#define STAT_RU_NO_RBD      0x00a0
#define STAT_T              0x0008

/* SCB command word: acknowledge bits as STAT_*, CUC and RUC */
#define CUC_START           0x0100
#define CUC_RESUME          0x0200
#define CUC_SUSPEND         0x0300
#define CUC_ABORT           0x0400
#define CUC_LOAD_TIMERS     0x0500
#define CUC_RESTART_TIMERS  0x0600
#define SCB_RESET           0x0080
#define RUC_START           0x0010
#define RUC_RESUME          0x0020
#define RUC_SUSPEND         0x0030
#define RUC_ABORT           0x0040

/* Command word of CBs and RFDs, status bits common to both */
#define CMD_EL              0x8000
#define CMD_S               0x4000
#define CMD_I               0x2000
#define CMD_NC              0x0010
#define CMD_SF              0x0008
#define CMD_NOP             0
#define CMD_IA              1
#define CMD_CONFIGURE       2
#define CMD_MULTICAST       3
#define CMD_TRANSMIT        4
#define CMD_TDR             5
#define CMD_DUMP            6
#define CMD_DIAGNOSE        7

#define ST_C                0x8000
#define ST_B                0x4000
#define ST_OK               0x2000
#define ST_A                0x1000
#define ST_GOOD             (ST_C | ST_OK)
#define RX_OTHER_DA         0x0002      /* DA differs from IA */
#define RX_NO_BUFFERS       0x0200

/* Count words of TBDs, RBDs, transmit CBs and RFDs */
#define CNT_EOF             0x8000
#define CNT_F               0x4000
#define RBD_EL              0x8000
#define RBD_P               0x4000

#define I596_NULL           0xffffffffu
#define I596_FILL           0x5a        /* what untouched memory holds */
#define I596_BUF_STEP       0x800u

typedef enum I596Counter {
    CNT_CRC, CNT_ALN, CNT_RSC, CNT_OVRN, CNT_RCVCDT, CNT_SHRT,
} I596Counter;

/* Offsets that differ between the three memory modes, in bytes. */
typedef struct I596Layout {
    bool wide_link;     /* links are 32-bit pointers, not 16-bit offsets */
    uint8_t scb_rfa, scb_counters, counter_size, scb_timers;
    uint8_t cb_param, tcb_count, tcb_da;
    uint8_t tbd_next, tbd_buf;
    uint8_t rfd_rbd, rfd_count, rfd_size, rfd_da;
    uint8_t rbd_next, rbd_buf, rbd_size;
    uint16_t dump_size;
} I596Layout;

typedef struct I596 {
    QTestState *qts;
    int fd;             /* the test's end of the wire */
    int peer;           /* QEMU's end, kept to see what it has not read */
    uint8_t sysbus;
    const I596Layout *l;
    uint32_t base;      /* SCB base in the offset modes, 0 in linear mode */
    uint32_t seg;       /* where the structures lie */
    uint32_t skew;      /* added to every structure's address */
    uint32_t scp, iscp, scb;
    uint8_t cfg[14];    /* the Configure image that i596_cfg() edits */
    bool real_time;     /* the guest's clock runs, the test cannot step it */
} I596;

/* The network that the NIC is on; the test is its only other station */
typedef enum I596Net {
    I596_NET_SOCKET,
    I596_NET_STREAM,
    I596_NET_DGRAM,
    I596_NET_HUB,       /* a socket and a second peer, which takes all */
} I596Net;

extern const uint8_t i596_ia[6];    /* the station's individual address */
extern const uint8_t i596_peer[6];  /* the other station */
extern const uint8_t i596_bcast[6];
extern const uint8_t i596_modes[4]; /* SYSBUS bytes of every layout */

/* Machine: one QEMU per test program, put back to reset state by new(). */
I596 *i596_new(void);
/* A second, separate QEMU; @extra goes to its command line. */
I596 *i596_launch(const char *extra);
I596 *i596_launch_on(I596Net net, const char *extra);
void i596_quit(I596 *t);
/* Migrate @t to a new QEMU and end it; returns the new one. */
I596 *i596_migrate(I596 *t);
/* Run all tests of the program; ends the shared QEMU. */
int i596_run(void);
/* QEMU still answers on its monitor. */
void i596_alive(I596 *t);

/* Registers */
void i596_hw_reset(I596 *t);
void i596_port_half(I596 *t, uint32_t half);
void i596_port(I596 *t, uint32_t cmd);
void i596_ca(I596 *t);
bool i596_int(I596 *t);             /* level of LASI's LAN input */

/* Guest memory, in the chip's byte order */
void i596_put16(I596 *t, uint32_t addr, uint16_t val);
uint16_t i596_get16(I596 *t, uint32_t addr);
void i596_put_swapped(I596 *t, uint32_t addr, uint32_t val); /* low half 1st */
uint32_t i596_get_swapped(I596 *t, uint32_t addr);
void i596_put_ptr(I596 *t, uint32_t addr, uint32_t val);
void i596_put_link(I596 *t, uint32_t addr, uint32_t target);
uint32_t i596_get_link(I596 *t, uint32_t addr);
void i596_fill(I596 *t, uint32_t addr, uint32_t len);
void i596_assert_filled(I596 *t, uint32_t addr, uint32_t len);
void i596_assert_mem(I596 *t, uint32_t addr, const void *want, size_t len);

/* Addresses of the test's structures and buffers */
uint32_t i596_cb_at(I596 *t, unsigned n);
uint32_t i596_tbd_at(I596 *t, unsigned n);
uint32_t i596_rbd_at(I596 *t, unsigned n);
uint32_t i596_rfd_at(I596 *t, unsigned n);
uint32_t i596_buf_at(unsigned n);
uint32_t i596_txbuf_at(unsigned n);

/* Time: nothing sleeps; these step virtual time until something holds. */
/* Step virtual time by @ns, at least 1; returns what it is then, in ns. */
int64_t i596_advance(I596 *t, int64_t ns);
/* Without a step: QEMU has read from the network what it can. */
void i596_breathe(I596 *t);
void i596_tick(I596 *t);
/* The @n-th step of a wait: short ones first, then longer and longer ones */
void i596_wait_step(I596 *t, unsigned n);
/* QEMU has read all that was sent, and its timers had 4 ms to act. */
void i596_settle(I596 *t);
void i596_wait16(I596 *t, uint32_t addr, uint16_t mask, uint16_t want);
void i596_wait_nonzero(I596 *t, uint32_t addr);
void i596_wait_scb(I596 *t, uint16_t mask, uint16_t want);

/* Bring-up */
void i596_mode(I596 *t, uint8_t sysbus);    /* build SCP, ISCP, SCB */
void i596_attention_init(I596 *t);          /* alternative SCP, CA, BUSY = 0 */
void i596_init(I596 *t, uint8_t sysbus);    /* mode, reset, attention_init */
I596 *i596_up(uint8_t sysbus);              /* new, init, events acknowledged */

/* SCB */
uint16_t i596_status(I596 *t);
void i596_command(I596 *t, uint16_t cmd);   /* write, CA, wait for 0 */
void i596_ack_all(I596 *t);
void i596_set_cbl(I596 *t, uint32_t cb);
void i596_set_rfa(I596 *t, uint32_t rfd);
uint32_t i596_counter_at(I596 *t, I596Counter c);
uint32_t i596_counter(I596 *t, I596Counter c);
void i596_set_counter(I596 *t, I596Counter c, uint32_t val);
void i596_wait_counter(I596 *t, I596Counter c, uint32_t want);

/* Command blocks */
uint32_t i596_cb(I596 *t, unsigned n, uint16_t cmd, uint32_t link);
uint32_t i596_param(I596 *t, uint32_t cb);
void i596_cu_start(I596 *t, uint32_t cb);
uint16_t i596_exec(I596 *t, uint32_t cb);   /* start, wait, status */
void i596_cfg_send(I596 *t, unsigned count);
void i596_cfg(I596 *t, unsigned byte, uint8_t val);
void i596_set_ia(I596 *t, const uint8_t *ia);
void i596_multicast(I596 *t, uint16_t bytes, const void *list, size_t len);
void i596_dump(I596 *t, uint32_t addr);     /* the Dump action command */
/* Offsets inside the dump image */
unsigned i596_dump_cfg(I596 *t, unsigned byte);
unsigned i596_dump_ia(I596 *t);
unsigned i596_dump_hash(I596 *t);

/* Transmit */
uint32_t i596_tbd(I596 *t, unsigned n, uint16_t size, uint32_t next,
                  uint32_t buf);
/* One frame in one TBD (all modes; NO SRC ADD INS assumed). */
uint32_t i596_tcb(I596 *t, unsigned n, uint16_t cmd, uint32_t link,
                  const void *frame, size_t len);
/* Length of the next frame that QEMU sent; fails after the bound. */
size_t i596_recv(I596 *t, uint8_t *frame, size_t room);
void i596_expect(I596 *t, const void *frame, size_t len);
void i596_expect_silence(I596 *t);

/* Receive */
uint32_t i596_rfd(I596 *t, unsigned n, uint16_t cmd, uint32_t link,
                  uint32_t rbd, uint16_t size);
uint32_t i596_rbd(I596 *t, unsigned n, uint16_t size, uint32_t next,
                  uint32_t buf);
/* Rings without end, SIZE = 0 (new modes): RFDs 0.., RBDs 0.. of @bufsize */
void i596_rx_ring(I596 *t, unsigned rfds, unsigned rbds, uint16_t bufsize);
void i596_ru_start(I596 *t, uint32_t rfd);
/* All of the above and RU Ready: 4 RFDs, 4 RBDs of 1536 bytes. */
void i596_rx_ready(I596 *t);
size_t i596_frame(uint8_t *frame, const uint8_t *da, size_t len);
void i596_send(I596 *t, const void *frame, size_t len);
/* Send @len bytes to @da and wait for RFD @n; returns its status. */
uint16_t i596_deliver(I596 *t, const uint8_t *da, size_t len, unsigned n);
/* Send a frame to @da, then a marker to the IA; was the first stored? */
bool i596_accepts(I596 *t, const uint8_t *da);
/* The FCS of @frame in the order of transmission */
void i596_fcs(const uint8_t *frame, size_t len, uint8_t fcs[4]);

/*
 * A driver's receive lists, for numbered frames of a known content. What the
 * driver does and when is the test's business; what it finds is checked.
 */

/* The longest frame on a 10 Mb/s wire, with preamble, FCS and the gap */
#define I596_WIRE_NS    1230400
#define I596_STEP_NS    100000      /* how often a driver looks */

typedef enum I596End {
    I596_END_NONE,      /* a ring */
    I596_END_FIXED,     /* EL stays on the last descriptor */
    I596_END_MOVES,     /* EL follows what the driver returned last */
} I596End;

typedef struct I596Rx {
    I596 *t;
    unsigned rfds, rbds;        /* lengths of the lists, @rbds <= 128 */
    uint16_t bufsize;           /* of each RBD, in bytes */
    I596End rfd_end, rbd_end;
    unsigned rfd, rbd;          /* looked at next */
    unsigned own_rfd, own_rbd;  /* the oldest that are the driver's, */
    unsigned owned, owned_rbds; /* and how many those are */
    unsigned sent, taken;       /* frames, which is their number, too */
} I596Rx;

/* Configure and set the address, build the lists, start the RU. */
void i596_rx_open(I596Rx *r);
/* Send frames of @len >= 64 bytes in one go; QEMU has read what it can. */
void i596_rx_send(I596Rx *r, unsigned count, size_t len);
/* The RFD that is looked at next is complete. */
bool i596_rx_pending(I596Rx *r);
/* Take its frame, which must be whole and the next one; keep the buffers. */
void i596_rx_take(I596Rx *r);
/* Give the chip all that has been taken. */
void i596_rx_return(I596Rx *r);
/* Take and return all that is there; returns how many frames. */
unsigned i596_rx_work(I596Rx *r);
/* RU start where the driver stands, with acknowledge bits @ack */
void i596_rx_restart(I596Rx *r, uint16_t ack);
/* Step until a frame is there, at most @ns; how long it took, in ns */
int64_t i596_rx_wait(I596Rx *r, int64_t ns);
/* Let @ns pass: nothing comes. */
void i596_rx_expect_none(I596Rx *r, int64_t ns);

/* What happens to the machine amid a test */
typedef struct I596World {
    const char *name;
    I596 *(*jolt)(I596 *t);
} I596World;

/* Add the test @path once for each world, which is its data. */
void i596_add_worlds(const char *path, GTestDataFunc fn);

#endif
