/*
 * QTest: NCR 53C710 on LASI, commands with which old systems prepare a disk
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SCSI-2 (X3.131-1994), chapters 8 and 9; the disks are scsi-hd and scsi-cd.
 */

#include "qemu/osdep.h"
#include "ncr710-io.h"

#define PAGE_LEN    24
#define MODE_HEADER 4

static uint8_t simple(QTestState *qts, const uint8_t *cdb)
{
    return ncr_cmd(qts, 1, 0, cdb, 6, PH_STATUS, 0, 0);
}

static void assert_sense(QTestState *qts, unsigned want)
{
    uint8_t key, asc;

    ncr_sense(qts, 1, &key, &asc);
    g_assert_cmphex(key << 8 | asc, ==, want);
}

static void test_rezero_unit(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t cdb[6] = { 0x01 };

    g_assert_cmphex(simple(qts, cdb), ==, ST_GOOD);
    ncr_quit(qts);
}

static void test_seek(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t first[6] = { 0x0b };
    static const uint8_t last[6] = { 0x0b, 0, 0x07, 0xff };
    static const uint8_t beyond[6] = { 0x0b, 0, 0x08, 0x00 };
    static const uint8_t far[6] = { 0x0b, 0x1f, 0xff, 0xff };
    /* byte 4 is reserved, and not a length */
    static const uint8_t odd[6] = { 0x0b, 0, 0, 9, 0xff };

    g_assert_cmpint(DISK_BLOCKS, ==, 0x800);
    g_assert_cmphex(simple(qts, first), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, last), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, odd), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, beyond), ==, ST_CHECK);
    assert_sense(qts, 0x521);
    g_assert_cmphex(simple(qts, far), ==, ST_CHECK);
    assert_sense(qts, 0x521);
    ncr_read(qts, 1, 9, 1, A_DATA);
    ncr_assert_pattern(qts, A_DATA, 9, 1);
    ncr_quit(qts);
}

static void test_send_diagnostic(void)
{
    QTestState *qts = ncr_start_ready(1 << 1, "");
    static const uint8_t self_test[6] = { 0x1d, 0x04 };
    static const uint8_t offline[6] = { 0x1d, 0x07 };
    static const uint8_t nothing[6] = { 0x1d };
    static const uint8_t page[6] = { 0x1d, 0x10, 0, 0, 4 };

    g_assert_cmphex(simple(qts, self_test), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, offline), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, nothing), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, page), ==, ST_CHECK);
    assert_sense(qts, 0x524);
    ncr_quit(qts);
}

/* A drive without a medium can be tested, too, but not moved */
static void test_empty_drive(void)
{
    QTestState *qts = ncr_start("-device scsi-cd,bus=" NCR_BUS ",scsi-id=1");
    static const uint8_t self_test[6] = { 0x1d, 0x04 };
    static const uint8_t rezero[6] = { 0x01 };
    static const uint8_t seek[6] = { 0x0b };
    static const uint8_t tur[6];

    ncr_setup(qts);
    g_assert_cmphex(simple(qts, tur), ==, ST_CHECK);
    assert_sense(qts, 0x629);
    g_assert_cmphex(simple(qts, self_test), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, rezero), ==, ST_CHECK);
    assert_sense(qts, 0x23a);
    g_assert_cmphex(simple(qts, seek), ==, ST_CHECK);
    assert_sense(qts, 0x23a);
    ncr_quit(qts);
}

/* ------------------------------------------------------------------ */
/* The format device page */

static uint8_t mode_sense(QTestState *qts, uint8_t page, uint8_t *buf,
                          unsigned len)
{
    const uint8_t cdb[6] = { 0x1a, 8, page, 0, len };
    uint8_t status;

    qtest_memset(qts, A_DATA, 0xee, len);
    status = ncr_cmd(qts, 1, 0, cdb, 6, PH_DATA_IN, A_DATA, len);
    qtest_memread(qts, A_DATA, buf, len);
    return status;
}

static uint8_t mode_select(QTestState *qts, const uint8_t *buf, unsigned len)
{
    const uint8_t cdb[6] = { 0x15, 0x10, 0, 0, len };

    qtest_memwrite(qts, A_DATA, buf, len);
    return ncr_cmd(qts, 1, 0, cdb, 6, PH_DATA_OUT, A_DATA, len);
}

static QTestState *start_geometry(const char *opts)
{
    QTestState *qts = ncr_start(
        "-drive if=none,id=d1,format=raw,file=%s -device scsi-hd,drive=d1,"
        "cyls=8,heads=16,secs=17,bus=" NCR_BUS ",scsi-id=1%s",
        ncr_image(), opts);

    ncr_ready(qts, 1 << 1);
    return qts;
}

static void test_format_page(void)
{
    QTestState *qts = start_geometry("");
    uint8_t buf[MODE_HEADER + PAGE_LEN];
    static const uint8_t want[PAGE_LEN] = {
        0x03, 0x16,
        [10] = 0, 17,           /* sectors of a track */
        [12] = 2, 0,            /* bytes of a sector */
        [14] = 0, 1,            /* interleave */
        [20] = 0x40,            /* hard sectors */
    };
    static const uint8_t none[PAGE_LEN] = { 0x03, 0x16 };

    g_assert_cmphex(mode_sense(qts, 0x03, buf, sizeof(buf)), ==, ST_GOOD);
    g_assert_cmphex(buf[0], ==, sizeof(buf) - 1);
    g_assert_cmpmem(buf + MODE_HEADER, PAGE_LEN, want, PAGE_LEN);
    /* nothing of it can be changed */
    g_assert_cmphex(mode_sense(qts, 0x43, buf, sizeof(buf)), ==, ST_GOOD);
    g_assert_cmpmem(buf + MODE_HEADER, PAGE_LEN, none, PAGE_LEN);
    /* the default values are the current ones */
    g_assert_cmphex(mode_sense(qts, 0x83, buf, sizeof(buf)), ==, ST_GOOD);
    g_assert_cmpmem(buf + MODE_HEADER, PAGE_LEN, want, PAGE_LEN);
    ncr_quit(qts);
}

/* RMB is told for a drive whose INQUIRY tells it, and by no other one */
static void test_format_page_removable(void)
{
    QTestState *qts = start_geometry(",removable=on");
    uint8_t buf[MODE_HEADER + PAGE_LEN];

    g_assert_cmphex(mode_sense(qts, 0x03, buf, sizeof(buf)), ==, ST_GOOD);
    g_assert_cmphex(buf[MODE_HEADER + 20], ==, 0x60);
    ncr_quit(qts);
}

/* In the list of all pages, in the order of their numbers */
static void test_all_pages(void)
{
    QTestState *qts = start_geometry("");
    unsigned at, seen = 0, last = 0;
    uint8_t buf[255];

    g_assert_cmphex(mode_sense(qts, 0x3f, buf, sizeof(buf)), ==, ST_GOOD);
    for (at = MODE_HEADER; at < buf[0] + 1u; at += buf[at + 1] + 2) {
        g_assert_cmpint(buf[at] & 0x3f, >, last);
        last = buf[at] & 0x3f;
        seen |= last == 3;
    }
    g_assert_cmpint(at, ==, buf[0] + 1u);
    g_assert_true(seen);
    ncr_quit(qts);
}

/* What a formatter does: asks, writes back, tests, formats, reads */
static void test_format(void)
{
    QTestState *qts = start_geometry("");
    static const uint8_t self_test[6] = { 0x1d, 0x04 };
    static const uint8_t format[6] = { 0x04 };
    static const uint8_t rezero[6] = { 0x01 };
    uint8_t buf[MODE_HEADER + PAGE_LEN];

    g_assert_cmphex(simple(qts, self_test), ==, ST_GOOD);
    g_assert_cmphex(mode_sense(qts, 0x03, buf, sizeof(buf)), ==, ST_GOOD);
    buf[0] = 0;                         /* reserved in MODE SELECT */
    g_assert_cmphex(mode_select(qts, buf, sizeof(buf)), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, format), ==, ST_GOOD);
    g_assert_cmphex(simple(qts, rezero), ==, ST_GOOD);

    /* other values are refused, and change nothing */
    buf[MODE_HEADER + 15] = 2;
    g_assert_cmphex(mode_select(qts, buf, sizeof(buf)), ==, ST_CHECK);
    assert_sense(qts, 0x526);
    g_assert_cmphex(mode_sense(qts, 0x03, buf, sizeof(buf)), ==, ST_GOOD);
    g_assert_cmphex(buf[MODE_HEADER + 15], ==, 1);
    ncr_quit(qts);
}

static const NcrTest tests[] = {
    { "/lasi-ncr710/medium/rezero-unit", test_rezero_unit },
    { "/lasi-ncr710/medium/seek", test_seek },
    { "/lasi-ncr710/medium/send-diagnostic", test_send_diagnostic },
    { "/lasi-ncr710/medium/empty-drive", test_empty_drive },
    { "/lasi-ncr710/medium/format-page", test_format_page },
    { "/lasi-ncr710/medium/format-page-removable",
      test_format_page_removable },
    { "/lasi-ncr710/medium/all-pages", test_all_pages },
    { "/lasi-ncr710/medium/format", test_format },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
