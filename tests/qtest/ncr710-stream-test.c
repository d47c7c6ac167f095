/*
 * QTest: NCR 53C710 on LASI, damaged migration streams
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A stream is kept as a snapshot in an image file, damaged there, and loaded.
 * This may end with an error.  Either way the machine can go on, works and can
 * be saved again; after each load the intact stream must still be good.
 *
 *  NCR710_STREAM_ROUNDS=N   N random damages of each section (default 3)
 *  NCR710_STREAM_SEED=N     others than usual
 *  NCR710_STREAM_ALL=1      and each byte, and each word, at its extremes
 *  NCR710_STREAM_LOG=1      tell each one before it is tried
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ncr710-scene.h"

#define PRIV            (MSG_IDENTIFY | MSG_DISC_PRIV)
#define SECTION_MAX     0x8000
#define HEADER_MAX      (1 + 4 + 1 + 255 + 4 + 4)
#define FULL            0x04            /* marks of the stream */
#define FOOTER          0x7e

typedef struct Section {
    off_t at;                   /* of its data, in the image file */
    unsigned len;
    uint8_t data[SECTION_MAX];
} Section;

typedef struct Stream {
    QTestState *qts;
    int fd;                     /* of the image file */
    const char *state;
    Section sec[2];             /* the chip and its disk */
    unsigned loads, refused;
} Stream;

static unsigned env(const char *name, unsigned otherwise)
{
    const char *val = g_getenv(name);

    return val ? atoi(val) : otherwise;
}

/* ------------------------------------------------------------------ */
/* Sections in the image file */

/* Length of the data at @data, by the footer and what may follow it */
static unsigned section_len(const uint8_t *data, unsigned max, uint32_t id)
{
    for (unsigned n = 0; n + 6 < max; n++) {
        if (data[n] == FOOTER && ldl_be_p(data + n + 1) == id &&
            (data[n + 5] == FULL || data[n + 5] == 0)) {
            return n;
        }
    }
    return 0;
}

/* The last section in the file whose name ends with @name */
static void find_section(Stream *st, const char *name, Section *sec)
{
    off_t size = lseek(st->fd, 0, SEEK_END);
    g_autofree uint8_t *file = g_malloc(size + SECTION_MAX);
    unsigned nlen = strlen(name);

    memset(file + size, 0, SECTION_MAX);
    g_assert_cmpint(pread(st->fd, file, size, 0), ==, size);
    sec->at = 0;
    for (off_t p = HEADER_MAX; p < size; p++) {
        uint8_t *start;

        if (memcmp(file + p, name, nlen)) {
            continue;
        }
        for (unsigned len = nlen; len < 256; len++) {
            unsigned n;

            start = file + p + nlen - len - 6;
            if (start < file || start[0] != FULL || start[5] != len) {
                continue;
            }
            n = section_len(file + p + nlen + 8, SECTION_MAX,
                            ldl_be_p(start + 1));
            if (n) {
                sec->at = p + nlen + 8;
                sec->len = n;
                memcpy(sec->data, file + sec->at, n);
            }
        }
    }
    if (!sec->at) {
        g_error("no section %s in the stream", name);
    }
}

static void put(Stream *st, Section *sec, const uint8_t *data)
{
    g_assert_cmpint(pwrite(st->fd, data, sec->len, sec->at), ==, sec->len);
}

/* ------------------------------------------------------------------ */
/* Loads */

static bool load(Stream *st)
{
    g_autofree char *said = qtest_hmp(st->qts, "loadvm s");

    st->loads++;
    if (said[0]) {
        g_test_message("%s", said);
    }
    return !said[0];
}

static void save(Stream *st, const char *tag)
{
    g_autofree char *said = qtest_hmp(st->qts, "savevm %s", tag);

    g_assert_cmpstr(said, ==, "");
}

/* Requests of the disk per second, as NCR_SLOW limits them; 0: no limit */
static void throttle(Stream *st, int iops)
{
    qtest_qmp_assert_success(st->qts,
        "{ 'execute': 'block_set_io_throttle', 'arguments': {"
        "  'id': 'hd1', 'bps': 0, 'bps_rd': 0, 'bps_wr': 0, 'iops': %d,"
        "  'iops_rd': 0, 'iops_wr': 0, 'iops_size': %d } }",
        iops, iops ? 512 : 0);
}

/* The machine works: its time passes, it can be saved, its disk is there */
static void assert_works(Stream *st)
{
    throttle(st, 0);
    qtest_qmp_assert_success(st->qts, "{ 'execute': 'cont' }");
    ncr_speed_up(st->qts);
    for (unsigned n = 0; n < 5; n++) {
        qtest_clock_step(st->qts, 1000000);
        ncr_rl(st->qts, NCR_DSTAT);
        ncr_rb(st->qts, NCR_SBCL);
        ncr_rb(st->qts, NCR_SBDL);
    }
    save(st, "again");
    /* what may still be at work in the target ends with the bus reset */
    qtest_writeb(st->qts, LASI_SCSI, 0);
    ncr_wb(st->qts, NCR_SCNTL1, SCNTL1_RST);
    ncr_wb(st->qts, NCR_SCNTL1, 0);
    ncr_assert_alive(st->qts, 1);
    throttle(st, 2);
}

/* Where the damaged data differ, for a report */
static void tell(Stream *st, Section *sec, const uint8_t *bad)
{
    g_autoptr(GString) s = g_string_new("");

    for (unsigned n = 0; n < sec->len; n++) {
        if (bad[n] != sec->data[n]) {
            g_string_append_printf(s, " %u:%02x>%02x", n, sec->data[n],
                                   bad[n]);
        }
    }
    g_printerr("# %s, section %d:%s\n", st->state,
               (int)(sec - st->sec), s->str);
}

static void try(Stream *st, Section *sec, const uint8_t *bad)
{
    if (!memcmp(bad, sec->data, sec->len)) {
        return;
    }
    if (env("NCR710_STREAM_LOG", 0)) {
        tell(st, sec, bad);
    }
    put(st, sec, bad);
    st->refused += !load(st);
    assert_works(st);
    put(st, sec, sec->data);
}

/* ------------------------------------------------------------------ */
/* Damages */

static const uint32_t extremes[] = {
    0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x01000000
};

static void damage_words(Stream *st, Section *sec, unsigned at)
{
    uint8_t bad[SECTION_MAX];

    for (unsigned i = 0; i < ARRAY_SIZE(extremes); i++) {
        for (unsigned size = 1; size <= 4 && at + size <= sec->len;
             size *= 2) {
            memcpy(bad, sec->data, sec->len);
            if (size == 1) {
                bad[at] = extremes[i] >> 24 | extremes[i];
            } else if (size == 2) {
                stw_be_p(bad + at, extremes[i] >> 16 | extremes[i]);
            } else {
                stl_be_p(bad + at, extremes[i]);
            }
            try(st, sec, bad);
        }
    }
}

/* Wherever a length that this state must have is found: larger ones */
static void damage_length(Stream *st, Section *sec, uint32_t len)
{
    static const uint32_t lengths[] = {
        0x01000000, 0xffffffff, 0x7fffffff, 0
    };
    uint8_t bad[SECTION_MAX];

    for (unsigned at = 0; at + 4 <= sec->len; at++) {
        if (ldl_be_p(sec->data + at) != len) {
            continue;
        }
        for (unsigned i = 0; i < ARRAY_SIZE(lengths); i++) {
            memcpy(bad, sec->data, sec->len);
            stl_be_p(bad + at, lengths[i]);
            try(st, sec, bad);
        }
        memcpy(bad, sec->data, sec->len);
        stl_be_p(bad + at, len + 1);
        try(st, sec, bad);
    }
}

static void damage_random(Stream *st, Section *sec, GRand *rnd)
{
    uint8_t bad[SECTION_MAX];
    unsigned n = 1 + g_rand_int_range(rnd, 0, 4);

    memcpy(bad, sec->data, sec->len);
    while (n--) {
        unsigned at = g_rand_int_range(rnd, 0, sec->len);
        unsigned i = g_rand_int_range(rnd, 0, ARRAY_SIZE(extremes));

        switch (g_rand_int_range(rnd, 0, 5)) {
        case 0:
            bad[at] ^= 1 << g_rand_int_range(rnd, 0, 8);
            break;
        case 1:
            bad[at] = g_rand_int(rnd);
            break;
        case 2:
            bad[at] += g_rand_boolean(rnd) ? 1 : -1;
            break;
        case 3:
            bad[at] = bad[g_rand_int_range(rnd, 0, sec->len)];
            break;
        default:
            if (at + 4 <= sec->len) {
                stl_be_p(bad + at, extremes[i]);
            }
            break;
        }
    }
    try(st, sec, bad);
}

/*
 * The medium's buffers have one size.  A smaller one, which would do for what
 * is in it now, is refused: the controller writes as far as the size goes.
 */
static void small_buffer(Stream *st, const uint32_t *lengths)
{
    Section *sec = &st->sec[1];
    uint8_t bad[SECTION_MAX];
    unsigned found = 0;

    for (unsigned at = 0; at + 4 <= sec->len; at++) {
        if (ldl_be_p(sec->data + at) == lengths[0]) {
            memcpy(bad, sec->data, sec->len);
            stl_be_p(bad + at, lengths[1]);
            try(st, sec, bad);
            found++;
        }
    }
    g_assert_cmpint(found, >, 0);
    g_assert_cmpint(st->refused, ==, found);
}

static void damage(Stream *st, const uint32_t *lengths)
{
    g_autoptr(GRand) rnd = g_rand_new_with_seed(env("NCR710_STREAM_SEED",
                                                    710));
    unsigned rounds = env("NCR710_STREAM_ROUNDS", 3);

    for (unsigned n = 0; n < ARRAY_SIZE(st->sec); n++) {
        Section *sec = &st->sec[n];

        for (const uint32_t *len = lengths; *len; len++) {
            damage_length(st, sec, *len);
        }
        for (unsigned i = 0; i < rounds; i++) {
            damage_random(st, sec, rnd);
        }
        for (unsigned at = 0; env("NCR710_STREAM_ALL", 0) && at < sec->len;
             at++) {
            damage_words(st, sec, at);
        }
    }
    g_assert_true(load(st));
    assert_works(st);
    g_test_message("%s: %u loads, %u refused", st->state, st->loads,
                   st->refused);
}

/* ------------------------------------------------------------------ */
/* States to be saved */

static void state_idle(QTestState *qts)
{
    ncr_read(qts, 1, 3, 1, A_DATA);
}

/* Both levels of causes, and bytes in both FIFOs */
static void state_causes(QTestState *qts)
{
    ncr_wb(qts, NCR_SIEN, 0xff);
    ncr_wb(qts, NCR_DIEN, 0xff);
    ncr_rb(qts, NCR_CTEST3);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    scr_run_int(qts, 0x1234);
    ncr_wait_istat(qts, ISTAT_DIP);
    for (unsigned lane = 4; lane < 8; lane++) {
        ncr_wb(qts, NCR_CTEST4, lane);
        ncr_wb(qts, NCR_CTEST6, 0x5a);
    }
    ncr_wb(qts, NCR_CTEST4, 0x08);
    ncr_wb(qts, NCR_SODL, 0x3c);
}

static void state_selecting(QTestState *qts)
{
    NcrScript s;

    ncr_wb(qts, NCR_CTEST7, CTEST7_STD);
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 5, 0);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    qtest_clock_step(qts, 1000000);
}

static void state_waiting(QTestState *qts)
{
    NcrScript s;

    scr_init(&s, A_SCRIPT);
    scr_wait_reselect(&s, 0);
    scr_int(&s, INT_BAD);
    scr_run(qts, &s);
    ncr_wait_dsp(qts, A_SCRIPT + 8);
}

/* The disk's emulation has data for the initiator */
static void state_inquiry(QTestState *qts)
{
    static const uint8_t cdb[] = { 0x12, 0, 0, 0, 36, 0 };
    NcrIo io;

    ncr_part_start(qts, &io, MSG_IDENTIFY, cdb, PH_DATA_IN, 20);
}

/* The medium has */
static void state_read(QTestState *qts)
{
    static const uint8_t cdb[] = { 0x08, 0, 0, 9, 3, 0 };
    NcrIo io;

    ncr_part_start(qts, &io, MSG_IDENTIFY, cdb, PH_DATA_IN, 1000);
}

/* The target itself has */
static void state_sense(QTestState *qts)
{
    static const uint8_t bad[6] = { 0x02 };
    static const uint8_t cdb[] = { 0x03, 0, 0, 0, 18, 0 };
    NcrIo io;

    g_assert_cmphex(ncr_cmd(qts, 1, 0, bad, 6, PH_STATUS, 0, 0), ==,
                    ST_CHECK);
    ncr_part_start(qts, &io, MSG_IDENTIFY, cdb, PH_DATA_IN, 5);
}

static void state_select(QTestState *qts)
{
    static const uint8_t cdb[] = { 0x15, 0x10, 0, 0, 24, 0 };
    NcrIo io;

    ncr_part_start(qts, &io, MSG_IDENTIFY, cdb, PH_DATA_OUT, 10);
}

/* Tagged commands of both kinds that wait for the bus or for each other */
static void state_queue(QTestState *qts)
{
    static const uint8_t kind[] = { 0x20, 0x20, 0x22, 0x20, 0x21 };
    NcrIo io;

    ncr_slow_down(qts);
    ncr_wb(qts, NCR_SCNTL1, 0);
    for (unsigned n = 0; n < ARRAY_SIZE(kind); n++) {
        ncr_io_init(&io, n, 1, PRIV);
        ncr_io_tag(&io, kind[n], n + 1);
        ncr_io_rw(&io, false, 40 * n, 3, A_DATA);
        ncr_io_start(qts, &io);
        ncr_io_wait(qts, &io);
    }
}

/* A target has come back and nobody has looked yet */
static void state_reselected(QTestState *qts)
{
    state_queue(qts);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
    ncr_wait_reg(qts, NCR_ISTAT, ISTAT_CON, ISTAT_CON);
}

static void run(const char *state, void (*fn)(QTestState *qts),
                void (*how)(Stream *st, const uint32_t *lengths),
                const uint32_t *lengths)
{
    g_autofree Stream *st = g_new0(Stream, 1);
    g_autofree char *path = NULL;
    g_autoptr(GError) err = NULL;

    st->state = state;
    st->fd = g_file_open_tmp("qtest-ncr710-vm.XXXXXX", &path, &err);
    g_assert_no_error(err);
    if (!have_qemu_img() || !mkimg(path, "qcow2", 64)) {
        g_test_skip("no qemu-img");
        close(st->fd);
        unlink(path);
        return;
    }
    /* mkimg() has made another file of this name */
    close(st->fd);
    st->qts = ncr_start("-drive if=none,id=vm,format=qcow2,cache=unsafe,"
                        "file=%s -drive if=none,id=d1,format=raw,readonly=on,"
                        "file=%s" NCR_SLOW " -device scsi-hd,drive=d1,id=hd1,"
                        "bus=" NCR_BUS ",scsi-id=1", path, ncr_image());
    ncr_ready(st->qts, 1 << 1);
    fn(st->qts);
    save(st, "s");
    st->fd = open(path, O_RDWR);
    g_assert_cmpint(st->fd, >=, 0);
    find_section(st, "ncr710", &st->sec[0]);
    find_section(st, "scsi-disk", &st->sec[1]);
    how(st, lengths);
    close(st->fd);
    ncr_quit(st->qts);
    unlink(path);
}

#define STATE(name, ...)                                    \
static void test_##name(void)                               \
{                                                           \
    static const uint32_t lengths[] = { __VA_ARGS__ };      \
                                                            \
    run(#name, state_##name, damage, lengths);              \
}

/* With the lengths that the stream of this state must have somewhere */
STATE(idle, 0)
STATE(causes, 0)
STATE(selecting, 0)
STATE(waiting, 0)
STATE(inquiry, 36, 20, 16, 0)
STATE(read, 1536, 1000, 536, 0)
STATE(sense, 18, 5, 13, 0)
STATE(select, 24, 10, 14, 0)
STATE(queue, 1536, 0)
STATE(reselected, 1536, 0)

static void test_small_buffer(void)
{
    static const uint32_t lengths[] = { 128 * 1024, 1536 };

    run("read", state_read, small_buffer, lengths);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/stream/small-buffer", test_small_buffer },
    { "/lasi-ncr710/stream/idle", test_idle },
    { "/lasi-ncr710/stream/causes", test_causes },
    { "/lasi-ncr710/stream/selecting", test_selecting },
    { "/lasi-ncr710/stream/waiting", test_waiting },
    { "/lasi-ncr710/stream/inquiry", test_inquiry },
    { "/lasi-ncr710/stream/read", test_read },
    { "/lasi-ncr710/stream/sense", test_sense },
    { "/lasi-ncr710/stream/mode-select", test_select },
    { "/lasi-ncr710/stream/queue", test_queue },
    { "/lasi-ncr710/stream/reselected", test_reselected },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
