/*
 * Fuzzing of HP's LASI and its two chips by byte-coded operations
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An input is a sequence of operations: one byte says which, the bytes behind
 * it are its operands; a missing byte is 0. Operations talk to the machine by
 * the calls of libqtest only, and by a host for what those cannot do: one
 * inside the emulator, for the fuzzer (lasi_fuzz.c), or one outside of it, for
 * a qtest that replays inputs (lasi-fuzz-replay-test.c).
 */

#ifndef TESTS_LASI_FUZZ_H
#define TESTS_LASI_FUZZ_H

#include "tests/qtest/libqtest.h"

/* The machine: a B160L */
#define LASI_FUZZ_HPA           0xffd00000u
#define LASI_FUZZ_RAM           0x02000000u
#define LASI_FUZZ_BLOCKS        2048    /* of disk 0, 512 bytes each */
#define LASI_FUZZ_BUS           "lasi-scsi.0"

#define LASI_FUZZ_MAX_OPS       256     /* per input; what follows is cut */
#define LASI_FUZZ_MAX_SLOW      4       /* migrations, plugs and resizings */

typedef struct LasiFuzz LasiFuzz;

/* What a transport does to the sections of the devices in the stream. */
typedef struct LasiFuzzDamage {
    uint16_t where;             /* of 0x10000 parts of those sections */
    uint8_t kind;               /* see lasi_fuzz_damage() */
    uint8_t value;
} LasiFuzzDamage;

typedef void LasiFuzzOp(LasiFuzz *f);

typedef struct LasiFuzzTarget {
    const char *name;
    const char *description;
    const char *args;           /* command line, less the next two */
    bool disk0;                 /* node f0 is an image of LASI_FUZZ_BLOCKS */
    bool wire;                  /* the LAN is on f->peer */
    const char *const *sections;        /* parts of their names; NULL ends */
    void (*begin)(LasiFuzz *f);
    LasiFuzzOp *const *ops;
    unsigned n_ops;
} LasiFuzzTarget;

struct LasiFuzz {
    QTestState *qts;
    const LasiFuzzTarget *target;
    const char *lasi;           /* QOM path of LASI */
    const uint8_t *data;        /* what is left of the input */
    size_t left;
    unsigned slow;              /* slow operations done */
    bool stopped, plugged, resized, link_down;
    int fd, peer;               /* our end of the wire, and the emulator's */
    unsigned frames;            /* sent to the station */
    uint32_t cursor;            /* where the next SCRIPTS instruction goes */
};

extern const LasiFuzzTarget ncr710_fuzz, i82596_fuzz, lasi_fuzz;

/*
 * The host. All of these return when the emulator has done it.
 */

/* Whatever is ready in the main loop has run. */
void lasi_host_settle(LasiFuzz *f);
/* Reset of the machine */
void lasi_host_reset(LasiFuzz *f);
/* Take and drop what the station has sent. */
void lasi_host_drain(LasiFuzz *f);
void lasi_host_link(LasiFuzz *f, bool up);
/* Put the spare disk on the SCSI bus, or take it away. */
void lasi_host_plug(LasiFuzz *f, bool in);
/* Size of disk 0, in blocks of 512 bytes */
void lasi_host_resize(LasiFuzz *f, unsigned blocks);
/*
 * From now on a disk does @iops units of 512 bytes in a second of the virtual
 * clock. Options of the command line would mean the host's.
 */
void lasi_host_throttle(LasiFuzz *f, const char *id, unsigned iops);
void lasi_host_stop(LasiFuzz *f);
void lasi_host_cont(LasiFuzz *f);
/*
 * Migrate the stopped machine. An undamaged stream must load, and be the same
 * when it is saved again. With @damage (else NULL) an error is as good: then
 * the source goes on.
 */
void lasi_host_migrate(LasiFuzz *f, const LasiFuzzDamage *damage);

/* Arguments for the target's machine; @image is the file of disk 0. */
GString *lasi_fuzz_args(LasiFuzz *f, const char *image);

/* Run one input on a machine that was started with the target's arguments. */
void lasi_fuzz_run(LasiFuzz *f, const uint8_t *data, size_t size);

/* Operands */
uint8_t lasi_fuzz_u8(LasiFuzz *f);
uint16_t lasi_fuzz_u16(LasiFuzz *f);
uint32_t lasi_fuzz_u32(LasiFuzz *f);
/* An address of two bytes: near the @n addresses at @bases, or odd ones */
uint32_t lasi_fuzz_addr(LasiFuzz *f, const uint32_t *bases, unsigned n);
/* May one more slow operation run? */
bool lasi_fuzz_slow(LasiFuzz *f);

/* Operations that every target has */
void lasi_fuzz_op_clock(LasiFuzz *f);
void lasi_fuzz_op_reset(LasiFuzz *f);
void lasi_fuzz_op_stop(LasiFuzz *f);
void lasi_fuzz_op_migrate(LasiFuzz *f);
void lasi_fuzz_op_damage(LasiFuzz *f);
void lasi_fuzz_op_irq(LasiFuzz *f);

/* Access to a register block of LASI: width, offset and value are operands. */
void lasi_fuzz_access(LasiFuzz *f, uint32_t base, uint32_t size);

/*
 * The content of the next section of one of the target's devices in the stream
 * @buf of @len bytes, from @pos on, which becomes the position behind it. NULL
 * when there is none left.
 */
const uint8_t *lasi_fuzz_section(const LasiFuzzTarget *target,
                                 const uint8_t *buf, size_t len, size_t *pos,
                                 size_t *size);

/*
 * The target's devices are the same in two streams, or the program ends. Other
 * devices of the machine have no part in it: QEMU's UART is not the same.
 */
void lasi_fuzz_assert_same(const LasiFuzzTarget *target,
                           const uint8_t *a, size_t len_a,
                           const uint8_t *b, size_t len_b);

/*
 * Damage the target's sections in the stream @buf of @len bytes (in and out).
 * Returns false when it has none.
 */
bool lasi_fuzz_damage(const LasiFuzzTarget *target, uint8_t *buf, size_t *len,
                      const LasiFuzzDamage *damage);

#endif
