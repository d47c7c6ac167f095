/*
 * NCR 53C710: host memory, and the Memory Move instruction
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every access of the SCRIPTS processor as bus master goes through here, so
 * that no result is lost: what fails becomes DSTAT.BF.
 */

#include "qemu/osdep.h"
#include "ncr710_internal.h"
#include "trace.h"

#define NCR710_COPY_RESERVED 0x3f /* bits of DCMD */

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

void ncr710_bus_fault(NCR710State *s, uint32_t addr)
{
    trace_ncr710_bus_fault(addr);
    ncr710_dma_cause(s, R_NCR_DSTAT_BF_MASK);
}

bool ncr710_read_words(NCR710State *s, uint32_t addr, uint32_t *word,
                       unsigned count)
{
    /* not ncr710_dma(): for each instruction, where exactly does not matter */
    if (dma_memory_read(&s->dma_as, addr, word, count * sizeof(*word),
                        MEMTXATTRS_UNSPECIFIED) != MEMTX_OK) {
        ncr710_bus_fault(s, addr);
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        word[i] = s->big_endian ? be32_to_cpu(word[i]) : le32_to_cpu(word[i]);
    }
    return true;
}

/* Memory Move */

/*
 * Bytes from @addr on that are alike: either the chip's own registers, at
 * *@reg, or not (*@reg < 0).  Own registers are never reached through memory:
 * they would be busy.
 */
static uint32_t ncr710_copy_span(NCR710State *s, uint32_t addr, uint32_t len,
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

/* Own registers go by words where they can, as on the host bus. */
static unsigned ncr710_copy_width(unsigned reg, uint32_t len)
{
    return (reg & 3) == 0 && len >= 4 ? 4 : 1;
}

static void ncr710_copy_from_regs(NCR710State *s, unsigned reg, uint8_t *buf,
                                  uint32_t len)
{
    while (len) {
        unsigned n = ncr710_copy_width(reg, len);
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

static void ncr710_copy_to_regs(NCR710State *s, unsigned reg,
                                const uint8_t *buf, uint32_t len)
{
    while (len && s->engine == NCR710_COPYING) {
        unsigned n = ncr710_copy_width(reg, len);

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

void ncr710_continue_copy(NCR710State *s)
{
    uint8_t buf[NCR710_PIECE];
    uint32_t left = ncr710_dbc(s);
    uint32_t n = MIN(left, sizeof(buf));
    uint32_t addr = s->copy_src;
    uint32_t done;
    int from, to;

    n = ncr710_copy_span(s, s->copy_src, n, false, &from);
    n = ncr710_copy_span(s, s->copy_dst, n, true, &to);
    if (from >= 0) {
        ncr710_copy_from_regs(s, from, buf, n);
        done = n;
    } else {
        done = ncr710_dma(s, addr, buf, n, DMA_DIRECTION_TO_DEVICE);
    }
    /* before the writes: they may be to these very registers */
    ncr710_set_dbc(s, left - done);
    s->copy_src += done;
    if (done == n) {
        addr = s->copy_dst;
        if (to < 0) {
            done = ncr710_dma(s, addr, buf, n, DMA_DIRECTION_FROM_DEVICE);
        } else {
            ncr710_copy_to_regs(s, to, buf, n);
        }
        s->copy_dst += done;
    }
    s->budget--;
    if (s->engine != NCR710_COPYING) {
        return; /* what was written stopped or moved SCRIPTS */
    }
    if (done < n) {
        ncr710_bus_fault(s, addr + done);
    } else if (left == n) {
        s->engine = NCR710_RUNNING;
    }
}

void ncr710_exec_copy(NCR710State *s)
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
    if ((s->reg[A_NCR_DCMD] & NCR710_COPY_RESERVED) || ((src ^ dst) & 3)) {
        ncr710_illegal(s);
        return;
    }
    trace_ncr710_copy(src, dst, ncr710_dbc(s));
    s->copy_src = src;
    s->copy_dst = dst;
    if (ncr710_dbc(s)) {
        s->engine = NCR710_COPYING;
    }
}
