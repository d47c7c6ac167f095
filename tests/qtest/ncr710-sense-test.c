/*
 * QTest: NCR 53C710 on LASI, sense data and unit attentions of the targets
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SCSI-2 (X3.131-1994), 6.9 and 7.2.14: a target keeps sense data for each
 * initiator and logical unit, from CHECK CONDITION until REQUEST SENSE fetches
 * them or another command comes for that unit.
 */

#include "qemu/osdep.h"
#include "ncr710-scene.h"

#define PRIV        (MSG_IDENTIFY | MSG_DISC_PRIV)
#define A_SENSE     (A_TABLE + 0x8000)

#define NO_SENSE    0x000               /* sense key and code */
#define BAD_OPCODE  0x520
#define BAD_LBA     0x521
#define BAD_LUN     0x525
#define RESET_UA    0x629
#define RESIZED_UA  0x62a

static const uint8_t request_sense[6] = { 0x03, 0, 0, 0, 18, 0 };

static uint8_t command(QTestState *qts, unsigned lun, uint8_t opcode)
{
    uint8_t cdb[6] = { opcode };

    return ncr_cmd(qts, 1, lun, cdb, 6, PH_STATUS, 0, 0);
}

static unsigned sense_at(QTestState *qts, uint32_t addr)
{
    g_assert_cmphex(mem_rb(qts, addr) & 0x7f, ==, 0x70);
    return (mem_rb(qts, addr + 2) & 0xf) << 8 | mem_rb(qts, addr + 12);
}

/* REQUEST SENSE always ends with GOOD */
static unsigned sense(QTestState *qts, unsigned lun)
{
    qtest_memset(qts, A_SENSE, 0xff, 18);
    g_assert_cmphex(ncr_cmd(qts, 1, lun, request_sense, 6, PH_DATA_IN,
                            A_SENSE, 18), ==, ST_GOOD);
    return sense_at(qts, A_SENSE);
}

static void drain(QTestState *qts, unsigned lun)
{
    for (unsigned n = 0; command(qts, lun, 0) != ST_GOOD; n++) {
        g_assert_cmpint(n, <, 4);
    }
}

/* ID 1 has two logical units, 0 and 1 */
static void start_two_units(NcrScene *sc)
{
    g_autofree char *first = ncr_disk_args(ncr_image(), "");

    ncr_scene_start(sc, "%s -drive if=none,id=l1,format=raw,file=%s"
                    " -device scsi-hd,drive=l1,bus=" NCR_BUS
                    ",scsi-id=1,lun=1", first, ncr_image());
}

static void start_slow(NcrScene *sc)
{
    g_autofree char *args = ncr_disk_args(ncr_image(), NCR_SLOW);

    ncr_scene_start(sc, "%s", args);
}

/* ------------------------------------------------------------------ */

/*
 * Two tagged READs: one is slow, the other fails meanwhile. That the first
 * one ends well is no news for who wants to know why the second did not.
 */
static void other_tag(NcrScene *sc)
{
    NcrIo good, bad;

    start_slow(sc);
    ncr_drain_attention(sc->qts, 1);
    ncr_slow_down(sc->qts);
    ncr_wb(sc->qts, NCR_SCNTL1, 0);     /* it shall not come back yet */
    ncr_io_init(&good, 1, 1, PRIV);
    ncr_io_tag(&good, MSG_SIMPLE_TAG, 5);
    ncr_io_rw(&good, false, 70, 2, A_DATA);
    ncr_io_start(sc->qts, &good);
    g_assert_cmpint(ncr_io_wait(sc->qts, &good), ==, NCR_EV_DISCONNECT);
    ncr_stage(sc);

    ncr_io_init(&bad, 2, 1, PRIV);
    ncr_io_tag(&bad, MSG_SIMPLE_TAG, 6);
    ncr_io_rw(&bad, false, DISK_BLOCKS, 1, A_DATA + 0x10000);
    g_assert_cmphex(ncr_io_run(sc->qts, &bad), ==, ST_CHECK);
    ncr_stage(sc);

    ncr_speed_up(sc->qts);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    do {
        ncr_io_wait_reselect(sc->qts, &good);
    } while (ncr_io_wait(sc->qts, &good) != NCR_EV_DONE);
    g_assert_cmphex(good.status, ==, ST_GOOD);
    ncr_assert_pattern(sc->qts, A_DATA, 70, 2);
    ncr_stage(sc);

    g_assert_cmphex(sense(sc->qts, 0), ==, BAD_LBA);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, NO_SENSE);
}

/* Both units of a target have something to tell */
static void two_units(NcrScene *sc)
{
    start_two_units(sc);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(command(sc->qts, 1, 0), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESET_UA);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 1), ==, RESET_UA);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, NO_SENSE);
    g_assert_cmphex(sense(sc->qts, 1), ==, NO_SENSE);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_GOOD);
    g_assert_cmphex(command(sc->qts, 1, 0), ==, ST_GOOD);

    /* an error here, another one there; one unit works on meanwhile */
    g_assert_cmphex(command(sc->qts, 0, 0x02), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(command(sc->qts, 1, 0), ==, ST_GOOD);
    g_assert_cmphex(sense(sc->qts, 1), ==, NO_SENSE);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, BAD_OPCODE);
}

/* A logical unit other than 0 tells its own unit attention */
static void upper_unit(NcrScene *sc)
{
    start_two_units(sc);
    g_assert_cmphex(command(sc->qts, 1, 0), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 1), ==, RESET_UA);
    ncr_stage(sc);
    g_assert_cmphex(command(sc->qts, 1, 0), ==, ST_GOOD);
    g_assert_cmphex(command(sc->qts, 1, 0x02), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 1), ==, BAD_OPCODE);
    /* and unit 0 still has its own */
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_CHECK);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESET_UA);
}

/* A unit that is not there has sense data, too, and they are not of unit 0 */
static void absent_unit(NcrScene *sc)
{
    start_two_units(sc);
    drain(sc->qts, 0);
    g_assert_cmphex(command(sc->qts, 0, 0x02), ==, ST_CHECK);
    g_assert_cmphex(command(sc->qts, 5, 0), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 5), ==, BAD_LUN);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, BAD_OPCODE);
}

/* Any command but REQUEST SENSE makes the unit forget */
static void forgotten(NcrScene *sc)
{
    static const uint8_t inquiry[6] = { 0x12, 0, 0, 0, 36, 0 };

    start_two_units(sc);
    drain(sc->qts, 0);
    g_assert_cmphex(command(sc->qts, 0, 0x02), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_GOOD);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, NO_SENSE);

    g_assert_cmphex(command(sc->qts, 0, 0x02), ==, ST_CHECK);
    ncr_stage(sc);
    g_assert_cmphex(ncr_cmd(sc->qts, 1, 0, inquiry, 6, PH_DATA_IN, A_DATA,
                            36), ==, ST_GOOD);
    g_assert_cmphex(sense(sc->qts, 0), ==, NO_SENSE);
}

/* What one initiator did wrong is not told to another one */
static void initiators(NcrScene *sc)
{
    start_two_units(sc);
    drain(sc->qts, 0);
    g_assert_cmphex(command(sc->qts, 0, 0x02), ==, ST_CHECK);
    ncr_wb(sc->qts, NCR_SCID, 0x40);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, NO_SENSE);
    ncr_wb(sc->qts, NCR_SCID, 0x80);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, BAD_OPCODE);
}

/* SCSI-2, 6.9: a pending unit attention is what REQUEST SENSE returns */
static void first_command(NcrScene *sc)
{
    static const uint8_t reset[] = { MSG_IDENTIFY, MSG_BDR };
    NcrScript s;

    start_two_units(sc);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESET_UA);
    ncr_stage(sc);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_GOOD);
    g_assert_cmphex(sense(sc->qts, 1), ==, RESET_UA);
    g_assert_cmphex(command(sc->qts, 1, 0), ==, ST_GOOD);

    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0), ==, SSTAT0_RST);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 1), ==, RESET_UA);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESET_UA);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_GOOD);
    g_assert_cmphex(command(sc->qts, 1, 0), ==, ST_GOOD);

    qtest_memwrite(sc->qts, A_MSGOUT, reset, sizeof(reset));
    scr_init(&s, A_SCRIPT);
    scr_select(&s, true, 1, 0);
    scr_move(&s, PH_MSG_OUT, sizeof(reset), A_MSGOUT);
    scr_jump(&s, scr_here(&s));
    scr_run(sc->qts, &s);
    g_assert_cmphex(ncr_wait_sstat0(sc->qts, SSTAT0_UDC), ==, SSTAT0_UDC);
    ncr_stage(sc);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESET_UA);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_GOOD);
}

/* INQUIRY does not touch a unit attention */
static void inquiry_first(NcrScene *sc)
{
    static const uint8_t inquiry[6] = { 0x12, 0, 0, 0, 36, 0 };

    start_two_units(sc);
    g_assert_cmphex(ncr_cmd(sc->qts, 1, 0, inquiry, 6, PH_DATA_IN, A_DATA,
                            36), ==, ST_GOOD);
    ncr_stage(sc);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_CHECK);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESET_UA);
}

/* ------------------------------------------------------------------ */
/* Half of the data on one side, half on the other */

static void resize(QTestState *qts)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'block_resize', 'arguments':"
                             " { 'device': 'd1', 'size': %d } }",
                             2 * DISK_BLOCKS * 512);
}

static void finish_sense(NcrScene *sc, NcrIo *io, unsigned want)
{
    ncr_part_finish(sc->qts, io, 18 - io->len);
    g_assert_cmphex(sense_at(sc->qts, A_DATA), ==, want);
}

static void sense_in_halves(NcrScene *sc)
{
    NcrIo io;

    start_two_units(sc);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_CHECK);
    ncr_part_start(sc->qts, &io, MSG_IDENTIFY, request_sense, PH_DATA_IN, 4);
    ncr_stage(sc);
    finish_sense(sc, &io, RESET_UA);

    g_assert_cmphex(command(sc->qts, 0, 0x02), ==, ST_CHECK);
    ncr_part_start(sc->qts, &io, MSG_IDENTIFY, request_sense, PH_DATA_IN, 4);
    ncr_stage(sc);
    finish_sense(sc, &io, BAD_OPCODE);
    g_assert_cmphex(sense(sc->qts, 0), ==, NO_SENSE);

    /* there is nothing to tell, in halves */
    ncr_part_start(sc->qts, &io, MSG_IDENTIFY, request_sense, PH_DATA_IN, 4);
    ncr_stage(sc);
    finish_sense(sc, &io, NO_SENSE);

    /* of a unit that is not there */
    ncr_part_start(sc->qts, &io, MSG_IDENTIFY | 5, request_sense, PH_DATA_IN,
                   4);
    ncr_stage(sc);
    finish_sense(sc, &io, BAD_LUN);
}

static void sense_after_reset(NcrScene *sc)
{
    NcrIo io;

    start_two_units(sc);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_CHECK);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR | SCNTL1_RST);
    ncr_wb(sc->qts, NCR_SCNTL1, SCNTL1_ESR);
    g_assert_cmphex(ncr_rb(sc->qts, NCR_SSTAT0), ==, SSTAT0_RST);
    ncr_part_start(sc->qts, &io, MSG_IDENTIFY, request_sense, PH_DATA_IN, 4);
    ncr_stage(sc);
    finish_sense(sc, &io, RESET_UA);
    drain(sc->qts, 0);
}

/* While its data cross the bus something new happens to the disk */
static void resized_meanwhile(NcrScene *sc)
{
    static const uint8_t read[6] = { 0x08, 0, 0, 9, 1, 0 };
    NcrIo io;

    start_two_units(sc);
    drain(sc->qts, 0);
    g_assert_cmphex(command(sc->qts, 0, 0x02), ==, ST_CHECK);
    ncr_part_start(sc->qts, &io, MSG_IDENTIFY, request_sense, PH_DATA_IN, 4);
    resize(sc->qts);
    ncr_stage(sc);
    finish_sense(sc, &io, BAD_OPCODE);
    ncr_stage(sc);
    g_assert_cmphex(command(sc->qts, 0, 0), ==, ST_CHECK);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESIZED_UA);

    ncr_part_start(sc->qts, &io, MSG_IDENTIFY, read, PH_DATA_IN, 4);
    qtest_qmp_assert_success(sc->qts, "{ 'execute': 'block_resize',"
                             " 'arguments': { 'device': 'd1', 'size': %d } }",
                             3 * DISK_BLOCKS * 512);
    ncr_stage(sc);
    ncr_part_finish(sc->qts, &io, 508);
    ncr_assert_pattern(sc->qts, A_DATA, 9, 1);
    g_assert_cmphex(sense(sc->qts, 0), ==, RESIZED_UA);
}

/* Commands that the target answers for its units keep their data, too */
static void target_data_in_halves(NcrScene *sc)
{
    static const uint8_t inquiry[6] = { 0x12, 0, 0, 0, 36, 0 };
    uint8_t want[36], got[36];
    NcrIo io;

    start_two_units(sc);
    drain(sc->qts, 0);
    g_assert_cmphex(ncr_cmd(sc->qts, 1, 5, inquiry, 6, PH_DATA_IN, A_DATA,
                            36), ==, ST_GOOD);
    qtest_memread(sc->qts, A_DATA, want, 36);
    g_assert_cmphex(want[0], ==, 0x7f);
    qtest_memset(sc->qts, A_DATA, 0xff, 36);
    ncr_part_start(sc->qts, &io, MSG_IDENTIFY | 5, inquiry, PH_DATA_IN, 10);
    ncr_stage(sc);
    ncr_part_finish(sc->qts, &io, 26);
    qtest_memread(sc->qts, A_DATA, got, 36);
    g_assert_cmpmem(got, 36, want, 36);
}

#define SCENE(name)                                         \
static void test_##name(void)                               \
{                                                           \
    ncr_scene_plain(name);                                  \
}                                                           \
                                                            \
static void test_##name##_moved(void)                       \
{                                                           \
    ncr_scene_moved(name);                                  \
}

SCENE(other_tag)
SCENE(two_units)
SCENE(upper_unit)
SCENE(absent_unit)
SCENE(forgotten)
SCENE(initiators)
SCENE(first_command)
SCENE(inquiry_first)
SCENE(sense_in_halves)
SCENE(sense_after_reset)
SCENE(resized_meanwhile)
SCENE(target_data_in_halves)

static const NcrTest tests[] = {
    { "/lasi-ncr710/sense/other-tag", test_other_tag },
    { "/lasi-ncr710/sense/two-units", test_two_units },
    { "/lasi-ncr710/sense/upper-unit", test_upper_unit },
    { "/lasi-ncr710/sense/absent-unit", test_absent_unit },
    { "/lasi-ncr710/sense/forgotten", test_forgotten },
    { "/lasi-ncr710/sense/initiators", test_initiators },
    { "/lasi-ncr710/sense/first-command", test_first_command },
    { "/lasi-ncr710/sense/inquiry-first", test_inquiry_first },
    { "/lasi-ncr710/sense/in-halves", test_sense_in_halves },
    { "/lasi-ncr710/sense/after-reset", test_sense_after_reset },
    { "/lasi-ncr710/sense/resized", test_resized_meanwhile },
    { "/lasi-ncr710/sense/target-data", test_target_data_in_halves },
    { "/lasi-ncr710/sense/moved/other-tag", test_other_tag_moved },
    { "/lasi-ncr710/sense/moved/two-units", test_two_units_moved },
    { "/lasi-ncr710/sense/moved/upper-unit", test_upper_unit_moved },
    { "/lasi-ncr710/sense/moved/absent-unit", test_absent_unit_moved },
    { "/lasi-ncr710/sense/moved/forgotten", test_forgotten_moved },
    { "/lasi-ncr710/sense/moved/initiators", test_initiators_moved },
    { "/lasi-ncr710/sense/moved/first-command", test_first_command_moved },
    { "/lasi-ncr710/sense/moved/inquiry-first", test_inquiry_first_moved },
    { "/lasi-ncr710/sense/moved/in-halves", test_sense_in_halves_moved },
    { "/lasi-ncr710/sense/moved/after-reset", test_sense_after_reset_moved },
    { "/lasi-ncr710/sense/moved/resized", test_resized_meanwhile_moved },
    { "/lasi-ncr710/sense/moved/target-data",
      test_target_data_in_halves_moved },
    { }
};

int main(int argc, char **argv)
{
    return ncr_main(argc, argv, tests);
}
