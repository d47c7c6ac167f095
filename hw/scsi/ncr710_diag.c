/*
 * NCR 53C710: FIFOs and counters as diagnostics see them
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Transfers of SCRIPTS go straight between memory and target, so both FIFOs
 * are empty unless a test program fills them through CTEST6 and SODL.
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "ncr710_internal.h"

static bool ncr710_lane_push(NCR710Lane *lane, unsigned depth, uint8_t val,
                             bool parity)
{
    if (lane->len >= depth) {
        return false;
    }
    lane->data[lane->len] = val;
    lane->parity[lane->len] = parity;
    lane->len++;
    return true;
}

static bool ncr710_lane_pop(NCR710Lane *lane, uint8_t *val, uint8_t *parity)
{
    if (!lane->len) {
        return false;
    }
    *val = lane->data[0];
    *parity = lane->parity[0];
    lane->len--;
    memmove(lane->data, lane->data + 1, lane->len);
    memmove(lane->parity, lane->parity + 1, lane->len);
    return true;
}

bool ncr710_dma_fifo_empty(NCR710State *s)
{
    for (int i = 0; i < NCR710_DMA_LANES; i++) {
        if (s->lane[i].len) {
            return false;
        }
    }
    return true;
}

uint8_t ncr710_dma_fifo_lanes(NCR710State *s)
{
    uint8_t val = 0;

    for (int i = 0; i < NCR710_DMA_LANES; i++) {
        if (!s->lane[i].len) {
            val |= 1 << (R_NCR_CTEST1_FMT_SHIFT + i);
        } else if (s->lane[i].len == NCR710_LANE_DEPTH) {
            val |= 1 << (R_NCR_CTEST1_FFL_SHIFT + i);
        }
    }
    return val;
}

/* The lane behind CTEST6, or NULL in normal operation. */
static NCR710Lane *ncr710_test_lane(NCR710State *s)
{
    uint8_t fbl = FIELD_EX8(s->reg[A_NCR_CTEST4], NCR_CTEST4, FBL);

    return fbl >= NCR710_DMA_LANES ? &s->lane[fbl - NCR710_DMA_LANES] : NULL;
}

uint8_t ncr710_dma_fifo_pop(NCR710State *s)
{
    NCR710Lane *lane = ncr710_test_lane(s);
    uint8_t val = 0;

    if (lane && ncr710_lane_pop(lane, &val, &s->dma_parity) &&
        ncr710_dma_fifo_empty(s)) {
        ncr710_release_held_cause(s);
    }
    return val;
}

void ncr710_dma_fifo_push(NCR710State *s, uint8_t val)
{
    NCR710Lane *lane = ncr710_test_lane(s);

    if (lane) {
        ncr710_lane_push(lane, NCR710_LANE_DEPTH, val,
                         FIELD_EX8(s->reg[A_NCR_CTEST7], NCR_CTEST7, DFP));
    }
}

/* The parity line for a byte: odd, or even when AESP asks for bad parity. */
bool ncr710_parity(NCR710State *s, uint8_t val)
{
    bool odd = !(ctpop8(val) & 1);

    return FIELD_EX8(s->reg[A_NCR_SCNTL1], NCR_SCNTL1, AESP) ? !odd : odd;
}

uint8_t ncr710_scsi_fifo_pop(NCR710State *s)
{
    uint8_t val = 0;

    if (!ncr710_lane_pop(&s->scsi_fifo, &val, &s->scsi_parity)) {
        ncr710_scsi_cause(s, R_NCR_SSTAT0_SGE_MASK);
    }
    return val;
}

void ncr710_scsi_fifo_push(NCR710State *s, uint8_t val)
{
    if (!ncr710_lane_push(&s->scsi_fifo, NCR710_SCSI_DEPTH, val,
                          ncr710_parity(s, val))) {
        ncr710_scsi_cause(s, R_NCR_SSTAT0_SGE_MASK);
    }
}

void ncr710_clear_fifos(NCR710State *s)
{
    memset(s->lane, 0, sizeof(s->lane));
    memset(&s->scsi_fifo, 0, sizeof(s->scsi_fifo));
    ncr710_release_held_cause(s);
}

/* FLF: what diagnostics left in the lanes goes to memory at DNAD. */
void ncr710_flush_dma_fifo(NCR710State *s)
{
    uint32_t dnad = ncr710_get32(s, A_NCR_DNAD);
    uint8_t val, parity;

    while (ncr710_lane_pop(&s->lane[dnad % NCR710_DMA_LANES], &val, &parity)) {
        if (dma_memory_write(&s->dma_as, dnad, &val, 1,
                             MEMTXATTRS_UNSPECIFIED) != MEMTX_OK) {
            ncr710_dma_cause(s, R_NCR_DSTAT_BF_MASK);
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
void ncr710_write_ctest5(NCR710State *s, uint8_t val)
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
