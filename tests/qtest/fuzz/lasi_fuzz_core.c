/*
 * Fuzzing of HP's LASI: inputs, and the operations that all targets have
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "lasi_fuzz.h"

/* Marks of a migration stream; an ID string has at most 255 bytes */
#define SECTION_FULL    0x04
#define SECTION_FOOTER  0x7e
#define MIN_ID          3

#define LASI_IRR        (LASI_FUZZ_HPA + 0x0)
#define LASI_IMR        (LASI_FUZZ_HPA + 0x4)

uint8_t lasi_fuzz_u8(LasiFuzz *f)
{
    if (!f->left) {
        return 0;
    }
    f->left--;
    return *f->data++;
}

uint16_t lasi_fuzz_u16(LasiFuzz *f)
{
    uint16_t high = lasi_fuzz_u8(f);

    return high << 8 | lasi_fuzz_u8(f);
}

uint32_t lasi_fuzz_u32(LasiFuzz *f)
{
    uint32_t high = lasi_fuzz_u16(f);

    return high << 16 | lasi_fuzz_u16(f);
}

/* No memory, the ends of memory, registers of LASI itself */
static const uint32_t odd_addr[] = {
    0, 0x40000000, 0xffffffff, LASI_FUZZ_RAM - 0x10, LASI_FUZZ_HPA,
    LASI_FUZZ_HPA + 0x6100, LASI_FUZZ_HPA + 0x7000, LASI_FUZZ_HPA + 0xc00c,
};

uint32_t lasi_fuzz_addr(LasiFuzz *f, const uint32_t *bases, unsigned n)
{
    uint16_t code = lasi_fuzz_u16(f);
    unsigned which = code >> 12;

    if (which == 15) {
        return odd_addr[(code >> 8) & 7] + (code & 0xff);
    }
    return bases[which % n] + (code & 0xfff);
}

bool lasi_fuzz_slow(LasiFuzz *f)
{
    return f->slow++ < LASI_FUZZ_MAX_SLOW;
}

/* From 1 us to 128 ms */
void lasi_fuzz_op_clock(LasiFuzz *f)
{
    if (!f->stopped) {
        qtest_clock_step(f->qts, 1000LL << (lasi_fuzz_u8(f) % 18));
    }
}

void lasi_fuzz_op_reset(LasiFuzz *f)
{
    if (lasi_fuzz_slow(f)) {
        lasi_host_reset(f);
    }
}

static void go_on(LasiFuzz *f)
{
    if (f->stopped) {
        lasi_host_cont(f);
        f->stopped = false;
    }
}

void lasi_fuzz_op_stop(LasiFuzz *f)
{
    if (f->stopped) {
        go_on(f);
    } else if (lasi_fuzz_slow(f)) {
        lasi_host_stop(f);
        f->stopped = true;
    }
}

static void migrate(LasiFuzz *f, const LasiFuzzDamage *damage)
{
    if (!lasi_fuzz_slow(f)) {
        return;
    }
    lasi_host_stop(f);
    lasi_host_migrate(f, damage);
    lasi_host_cont(f);
    f->stopped = false;
}

void lasi_fuzz_op_migrate(LasiFuzz *f)
{
    migrate(f, NULL);
}

void lasi_fuzz_op_damage(LasiFuzz *f)
{
    LasiFuzzDamage damage = {
        .where = lasi_fuzz_u16(f),
        .kind = lasi_fuzz_u8(f),
        .value = lasi_fuzz_u8(f),
    };

    migrate(f, &damage);
}

/* A look at LASI's interrupt registers, as a handler does it */
void lasi_fuzz_op_irq(LasiFuzz *f)
{
    qtest_writel(f->qts, LASI_IMR, lasi_fuzz_u8(f) & 1 ? 0xffffffff : 0);
    qtest_readl(f->qts, LASI_IRR);
}

void lasi_fuzz_access(LasiFuzz *f, uint32_t base, uint32_t size)
{
    uint8_t how = lasi_fuzz_u8(f);
    uint32_t addr = base + lasi_fuzz_u16(f) % size;

    switch (how % 8) {
    case 0:
        qtest_writeb(f->qts, addr, lasi_fuzz_u8(f));
        break;
    case 1:
        qtest_writew(f->qts, addr, lasi_fuzz_u16(f));
        break;
    case 2:
    case 3:
        qtest_writel(f->qts, addr, lasi_fuzz_u32(f));
        break;
    case 4:
        qtest_writeq(f->qts, addr, (uint64_t)lasi_fuzz_u32(f) << 32 | addr);
        break;
    case 5:
        qtest_readb(f->qts, addr);
        break;
    case 6:
        qtest_readw(f->qts, addr);
        break;
    case 7:
        qtest_readl(f->qts, addr);
        break;
    }
}

static bool name_matches(const LasiFuzzTarget *target, const uint8_t *id,
                         size_t len)
{
    for (const char *const *part = target->sections; *part; part++) {
        if (memmem(id, len, *part, strlen(*part))) {
            return true;
        }
    }
    return false;
}

/*
 * If a section of one of the target's devices begins at @buf, where its content
 * begins and how long it is, up to the footer with its number
 */
static bool find_section(const LasiFuzzTarget *target, const uint8_t *buf,
                         size_t len, size_t *start, size_t *size)
{
    uint8_t footer[5] = { SECTION_FOOTER };
    const uint8_t *end;

    if (len < 6 || buf[0] != SECTION_FULL || buf[5] < MIN_ID ||
        len < 14u + buf[5] || !name_matches(target, buf + 6, buf[5])) {
        return false;
    }
    *start = 14 + buf[5];
    memcpy(footer + 1, buf + 1, 4);
    end = memmem(buf + *start, len - *start, footer, sizeof(footer));
    *size = end ? end - buf - *start : 0;
    return end && *size;
}

static void damage_at(uint8_t *buf, size_t *len, size_t at,
                      const LasiFuzzDamage *d)
{
    switch (d->kind % 8) {
    case 0:
        buf[at] = d->value;
        break;
    case 1:
        *len = at;
        break;
    case 2:
        buf[at]++;
        break;
    case 3:
        buf[at] = 0xff;
        break;
    case 4:
        memset(buf + at, d->value, MIN(4, *len - at));
        break;
    case 5:
        buf[at] = 0;
        break;
    case 6:
    case 7:
        buf[at] ^= d->value ? d->value : 0x80;
        break;
    }
}

const uint8_t *lasi_fuzz_section(const LasiFuzzTarget *target,
                                 const uint8_t *buf, size_t len, size_t *pos,
                                 size_t *size)
{
    size_t start;

    for (; *pos < len; ++*pos) {
        if (find_section(target, buf + *pos, len - *pos, &start, size)) {
            *pos += start + *size;
            return buf + *pos - *size;
        }
    }
    return NULL;
}

static void assert_same_section(const uint8_t *a, size_t size_a,
                                const uint8_t *b, size_t size_b)
{
    if (size_a != size_b || memcmp(a, b, size_a)) {
        fprintf(stderr, "a device's state changes when it is migrated:\n");
        qemu_hexdump(stderr, "saved", a, size_a);
        qemu_hexdump(stderr, "loaded and saved", b, size_b);
    }
    g_assert_cmpmem(a, size_a, b, size_b);
}

void lasi_fuzz_assert_same(const LasiFuzzTarget *target,
                           const uint8_t *a, size_t len_a,
                           const uint8_t *b, size_t len_b)
{
    size_t pos_a = 0, pos_b = 0, size_a, size_b;
    const uint8_t *in_a, *in_b;

    do {
        in_a = lasi_fuzz_section(target, a, len_a, &pos_a, &size_a);
        in_b = lasi_fuzz_section(target, b, len_b, &pos_b, &size_b);
        g_assert_true(!in_a == !in_b);
        if (in_a) {
            assert_same_section(in_a, size_a, in_b, size_b);
        }
    } while (in_a);
}

bool lasi_fuzz_damage(const LasiFuzzTarget *target, uint8_t *buf, size_t *len,
                      const LasiFuzzDamage *damage)
{
    size_t total = 0, at, pos = 0, size;
    const uint8_t *content;

    while (lasi_fuzz_section(target, buf, *len, &pos, &size)) {
        total += size;
    }
    at = total * damage->where >> 16;
    pos = 0;
    while ((content = lasi_fuzz_section(target, buf, *len, &pos, &size))) {
        if (at < size) {
            damage_at(buf, len, content - buf + at, damage);
            return true;
        }
        at -= size;
    }
    return false;
}

GString *lasi_fuzz_args(LasiFuzz *f, const char *image)
{
    GString *args = g_string_new(" -M B160L -m 32 -nodefaults -vga none"
                                 " -serial null -serial null");

    if (f->target->disk0) {
        g_string_append_printf(args, " -blockdev driver=file,node-name=f0,"
                               "filename=%s,locking=off,cache.no-flush=on",
                               image);
    }
    if (f->target->wire) {
        g_string_append_printf(args, " -nic socket,id=wire,fd=%d,"
                               "model=lasi_82596,mac=08:00:09:12:34:56",
                               f->peer);
    }
    return g_string_append(args, f->target->args);
}

/* Whatever the input did to the machine is undone. */
static void clean_up(LasiFuzz *f)
{
    go_on(f);
    if (f->target->wire && !f->link_down) {
        lasi_host_link(f, false);
    }
    lasi_host_reset(f);
    if (f->plugged) {
        lasi_host_plug(f, false);
        f->plugged = false;
    }
    if (f->resized) {
        lasi_host_resize(f, LASI_FUZZ_BLOCKS);
        f->resized = false;
    }
    lasi_host_settle(f);
    go_on(f);   /* a disk tried once more before the reset, and stopped it */
    if (f->target->wire) {
        lasi_host_drain(f);
        lasi_host_link(f, true);
        f->link_down = false;
    }
}

void lasi_fuzz_run(LasiFuzz *f, const uint8_t *data, size_t size)
{
    f->data = data;
    f->left = size;
    f->slow = 0;
    f->frames = 0;
    f->target->begin(f);
    for (unsigned n = 0; f->left && n < LASI_FUZZ_MAX_OPS; n++) {
        f->target->ops[lasi_fuzz_u8(f) % f->target->n_ops](f);
        lasi_host_settle(f);
    }
    clean_up(f);
}
