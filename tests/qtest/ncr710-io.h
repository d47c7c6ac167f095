/*
 * A polling SCSI driver for the qtests of the NCR 53C710
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_NCR710_IO_H
#define TESTS_NCR710_IO_H

#include "ncr710-asm.h"

/*
 * One SCSI command and the script that carries it, for a polling driver.
 * Each slot has its own script, messages and buffers in guest memory.
 */
typedef struct NcrIo {
    unsigned slot;              /* 0..15: whose memory is used */
    unsigned id;                /* target */
    uint8_t msg[16];            /* MSG_OUT bytes; [0] is the IDENTIFY */
    unsigned msg_len;
    uint8_t cdb[16];
    unsigned cdb_len;
    unsigned dir;               /* PH_DATA_IN, PH_DATA_OUT, else no data */
    uint32_t addr;              /* data buffer */
    uint32_t len;
    uint32_t done;              /* bytes that moved */
    unsigned disconnects;       /* times the target left the bus */
    uint8_t status;             /* valid after NCR_EV_DONE */
    uint32_t a_start, a_loop, a_move, a_resel;
} NcrIo;

enum NcrEvent { NCR_EV_DONE, NCR_EV_DISCONNECT, NCR_EV_ALTERNATE };

void ncr_io_init(NcrIo *io, unsigned slot, unsigned id, uint8_t identify);
void ncr_io_rw(NcrIo *io, bool write, unsigned lba, unsigned blocks,
               uint32_t addr);
void ncr_io_tag(NcrIo *io, uint8_t kind, uint8_t tag);
void ncr_io_start(QTestState *qts, NcrIo *io);
enum NcrEvent ncr_io_wait(QTestState *qts, NcrIo *io);
void ncr_io_wait_reselect(QTestState *qts, NcrIo *io);
NcrIo *ncr_io_reselected(QTestState *qts, NcrIo *ios, unsigned n);
uint8_t ncr_io_run(QTestState *qts, NcrIo *io);

/* Whole commands without disconnect privilege; they return the status */
uint8_t ncr_cmd(QTestState *qts, unsigned id, unsigned lun,
                const uint8_t *cdb, unsigned cdb_len, unsigned dir,
                uint32_t addr, uint32_t len);
uint8_t ncr_test_unit_ready(QTestState *qts, unsigned id);
void ncr_drain_attention(QTestState *qts, unsigned id);
/* A set-up controller with disks that are past their unit attention */
void ncr_ready(QTestState *qts, uint8_t ids);
QTestState *ncr_start_ready(uint8_t ids, const char *extra);
void ncr_sense(QTestState *qts, unsigned id, uint8_t *key, uint8_t *asc);
void ncr_read(QTestState *qts, unsigned id, unsigned lba, unsigned blocks,
              uint32_t addr);
void ncr_write(QTestState *qts, unsigned id, unsigned lba, unsigned blocks,
               uint32_t addr);
/* One of the ways to reset chip, bus or machine */
#define NCR_RESETS      5
void ncr_reset_by(QTestState *qts, unsigned kind);
/* Proof of life: hard reset, then an INQUIRY and a READ with right data */
void ncr_assert_alive(QTestState *qts, unsigned id);

#endif
