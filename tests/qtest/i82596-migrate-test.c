/*
 * QTest of the Intel 82596 on LASI: migration, machine reset, link state
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"
#include "qemu/bswap.h"
#include "libqos/libqos.h"

static const uint8_t group[6] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 };

/* There and back again */
static I596 *moved_twice(I596 *t)
{
    return i596_migrate(i596_migrate(t));
}

static I596 *launch_up(uint8_t sysbus)
{
    I596 *t = i596_launch("");

    i596_init(t, sysbus);
    i596_ack_all(t);
    return t;
}

static void assert_works(I596 *t)
{
    uint8_t frame[100];

    i596_rx_ready(t);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
    i596_frame(frame, i596_peer, sizeof(frame));
    i596_cu_start(t, i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 100));
    i596_expect(t, frame, sizeof(frame));
}

/* Proves: N216 P23 */
static void test_before_init(void)
{
    I596 *t = i596_launch("");

    i596_port(t, t->scp | PORT_ALT_SCP);
    t = moved_twice(t);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
    i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
    i596_quit(t);
}

/* Proves: N216 P23 */
static void test_half_port_command(void)
{
    I596 *t = i596_launch("");

    i596_port_half(t, (t->scp & 0xffff) | PORT_ALT_SCP);
    t = moved_twice(t);
    i596_port_half(t, t->scp >> 16);
    i596_ca(t);
    i596_wait16(t, t->iscp, 0xffff, 0);
    i596_quit(t);
}

/* Proves: N216 P23 */
static void test_every_mode(void)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = i596_migrate(launch_up(i596_modes[m]));

        assert_works(t);
        i596_quit(t);
    }
}

/* Proves: N216 */
static void test_pending_events(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);

    i596_exec(t, i596_cb(t, 0, CMD_EL | CMD_I, I596_NULL));
    t = moved_twice(t);
    g_assert_cmphex(i596_status(t), ==, STAT_CX | STAT_CNA);
    i596_command(t, STAT_CX);
    g_assert_cmphex(i596_status(t), ==, STAT_CNA);
    g_assert_true(i596_int(t));
    i596_command(t, STAT_CNA);
    g_assert_cmphex(i596_status(t), ==, 0);
    g_assert_false(i596_int(t));
    assert_works(t);
    i596_quit(t);
}

/* Proves: P23 */
static void test_configuration(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);

    i596_cfg(t, 5, 0x77);
    i596_set_ia(t, i596_ia);
    i596_multicast(t, 6, group, 6);
    t = moved_twice(t);
    i596_dump(t, t->seg + 0x8000);
    i596_assert_mem(t, t->seg + 0x8000, t->cfg + 2, 12);
    i596_assert_mem(t, t->seg + 0x800e, i596_ia, 6);
    g_assert_true(i596_accepts(t, i596_ia));
    g_assert_true(i596_accepts(t, group));
    g_assert_false(i596_accepts(t, i596_peer));
    i596_quit(t);
}

/* Proves: N216 P23 */
static void test_cu_suspended(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);
    uint32_t next = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);

    i596_exec(t, i596_cb(t, 0, CMD_S | CMD_NOP, next));
    t = moved_twice(t);
    g_assert_cmphex(i596_status(t) & STAT_CUS, ==, STAT_CU_SUSPENDED);
    i596_command(t, STAT_CNA | CUC_RESUME);
    i596_wait16(t, next, 0xffff, ST_GOOD);
    i596_quit(t);
}

/* Proves: N216 P23 */
static void test_cu_active(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);
    uint32_t cb = i596_cb(t, 0, CMD_NOP, i596_cb_at(t, 0));
    uint32_t out = i596_cb(t, 1, CMD_EL | CMD_NOP, I596_NULL);

    i596_cu_start(t, cb);
    i596_wait_nonzero(t, cb);
    t = moved_twice(t);
    g_assert_cmphex(i596_status(t) & STAT_CUS, ==, STAT_CU_ACTIVE);
    i596_put16(t, cb, 0);
    i596_wait_nonzero(t, cb);           /* it still goes round */
    i596_put_link(t, cb + 4, out);
    i596_wait16(t, out, 0xffff, ST_GOOD);
    i596_wait_scb(t, 0xffff, STAT_CNA | STAT_CU_IDLE);
    i596_quit(t);
}

/* Proves: N216 P23 */
static void test_ru_ready(void)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = launch_up(i596_modes[m]);

        i596_rx_ready(t);
        g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
        t = i596_migrate(t);
        g_assert_cmphex(i596_status(t) & STAT_RUS, ==, STAT_RU_READY);
        g_assert_cmphex(i596_deliver(t, i596_ia, 72, 1), ==, ST_GOOD);
        g_assert_cmphex(i596_get16(t, i596_rbd_at(t, 1)), ==,
                        CNT_EOF | CNT_F | 72);
        i596_quit(t);
    }
}

/* Proves: N216 P23 */
static void test_ru_suspended(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);

    i596_rx_ready(t);
    i596_deliver(t, i596_ia, 64, 0);
    i596_command(t, RUC_SUSPEND);
    t = moved_twice(t);
    g_assert_cmphex(i596_status(t) & STAT_RUS, ==, STAT_RU_SUSPENDED);
    i596_put_link(t, i596_rfd_at(t, 1) + t->l->rfd_rbd, I596_NULL);
    i596_command(t, STAT_EVENTS | RUC_RESUME);
    g_assert_cmphex(i596_deliver(t, i596_ia, 72, 1), ==, ST_GOOD);
    g_assert_cmphex(i596_get16(t, i596_rbd_at(t, 1)), ==,
                    CNT_EOF | CNT_F | 72);
    i596_quit(t);
}

/* Proves: N216 P23 */
static void test_ru_no_resources(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);
    uint8_t frame[64];

    i596_rx_ready(t);
    i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_SF);
    i596_deliver(t, i596_ia, 64, 0);
    i596_wait_scb(t, STAT_RUS, STAT_RU_NO_RES);
    t = moved_twice(t);
    i596_ack_all(t);
    i596_send(t, frame, i596_frame(frame, i596_ia, 64));
    i596_wait_counter(t, CNT_RSC, 1);
    assert_works(t);
    i596_quit(t);
}

/* Ready to receive, with an image at @path for snapshots; NULL without one */
static I596 *launch_with_image(char **path)
{
    g_autofree char *extra = NULL;
    int fd = g_file_open_tmp("qtest-i82596.XXXXXX", path, NULL);
    I596 *t;

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    if (!mkimg(*path, "qcow2", 64)) {
        unlink(*path);
        g_test_skip("no qemu-img");
        return NULL;
    }
    extra = g_strdup_printf("-drive if=none,format=qcow2,file=%s", *path);
    t = i596_launch(extra);
    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    i596_rx_ready(t);
    return t;
}

/* A snapshot is loaded while a frame waits: those after it come all the same */
static void test_load_snapshot(void)
{
    g_autofree char *path = NULL;
    I596 *t = launch_with_image(&path);

    if (!t) {
        return;
    }
    i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_SF);
    g_free(qtest_hmp(t->qts, "savevm ready"));
    for (unsigned n = 0; n < 2; n++) {
        uint8_t frame[64];

        i596_send(t, frame, i596_frame(frame, i596_ia, 64));
    }
    i596_wait16(t, i596_rfd_at(t, 0), 0xffff, ST_GOOD);
    i596_settle(t);
    g_assert_cmphex(i596_counter(t, CNT_RSC), ==, 0);
    g_free(qtest_hmp(t->qts, "loadvm ready"));
    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 0)) & ST_C, ==, 0);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
    i596_quit(t);
    unlink(path);
}

/* Where in the file @path the length of the chip's queue is, of one frame */
static off_t find_queue(const char *path, const uint8_t *frame, size_t len)
{
    g_autofree uint8_t *image = NULL, *queue = g_malloc(len + 8);
    uint8_t *at;
    gsize size;

    stl_be_p(queue, len + 4);
    stl_be_p(queue + 4, len);
    memcpy(queue + 8, frame, len);
    g_assert_true(g_file_get_contents(path, (char **)&image, &size, NULL));
    at = memmem(image, size, queue, len + 8);
    g_assert_nonnull(at);
    return at - image;
}

/* Load the snapshot; did that succeed? The machine goes on in any case. */
static bool load_and_go_on(I596 *t)
{
    g_autofree char *said = qtest_hmp(t->qts, "loadvm s");

    qtest_qmp_assert_success(t->qts, "{'execute': 'cont'}");
    i596_settle(t);
    i596_alive(t);
    return !said[0];
}

/* A snapshot with a wrong length of the queue is refused: nothing waits. */
static void test_damaged_queue(void)
{
    static const uint32_t lengths[] = { 0xffffffff, 0x7fffffff, 1 << 20, 8 };
    g_autofree char *path = NULL;
    I596 *t = launch_with_image(&path);
    uint8_t frame[200], word[4];
    off_t at;
    int fd;

    if (!t) {
        return;
    }
    i596_send(t, frame, i596_frame(frame, i596_ia, 64));
    i596_breathe(t);
    i596_send(t, frame, i596_frame(frame, i596_ia, sizeof(frame)));
    i596_breathe(t);
    g_free(qtest_hmp(t->qts, "savevm s"));
    at = find_queue(path, frame, sizeof(frame));
    fd = open(path, O_RDWR);
    g_assert_cmpint(fd, >=, 0);
    for (unsigned i = 0; i < ARRAY_SIZE(lengths); i++) {
        stl_be_p(word, lengths[i]);
        g_assert_cmpint(pwrite(fd, word, 4, at), ==, 4);
        g_assert_false(load_and_go_on(t));
        g_assert_cmphex(i596_deliver(t, i596_ia, 64, 1), ==, ST_GOOD);
        g_assert_cmphex(i596_get16(t, i596_rbd_at(t, 1)) & 0x3fff, ==, 64);
        stl_be_p(word, sizeof(frame) + 4);
        g_assert_cmpint(pwrite(fd, word, 4, at), ==, 4);
        g_assert_true(load_and_go_on(t));
        g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 1)), ==, ST_GOOD);
    }
    close(fd);
    i596_quit(t);
    unlink(path);
}

/* The chip, as bus master, hits LASI's register that resets it */
static void test_reset_by_own_dma(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);
    uint32_t cb = i596_cb(t, 0, CMD_S | CMD_DUMP, I596_NULL);

    i596_put_ptr(t, i596_param(t, cb), I596_LASI_HPA + 0xc00c);
    i596_cu_start(t, cb);
    i596_settle(t);
    t = i596_migrate(t);
    i596_hw_reset(t);
    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    assert_works(t);
    i596_quit(t);
}

/* Frames on their way in both directions while the machine moves */
/* Proves: N216 */
static void test_in_traffic(void)
{
    I596 *t = launch_up(SYSBUS_LINEAR);
    unsigned rfd = 0;

    i596_rx_ready(t);
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned n = 0; n < 10; n++, rfd = (rfd + 1) % 4) {
            uint8_t frame[64];

            i596_put16(t, i596_rfd_at(t, rfd), 0);
            i596_put16(t, i596_rbd_at(t, rfd), 0);
            g_assert_cmphex(i596_deliver(t, i596_ia, 64, rfd), ==, ST_GOOD);
            i596_frame(frame, i596_peer, 64);
            i596_cu_start(t, i596_tcb(t, n, CMD_EL, I596_NULL, frame, 64));
            i596_expect(t, frame, 64);
            if (n % 3 == 0) {
                i596_command(t, STAT_EVENTS);
            }
        }
        t = i596_migrate(t);
    }
    i596_quit(t);
}

/* A machine reset in any state leaves a chip as after power-on. */
/* Proves: P17 P18 */
static void test_system_reset(void)
{
    for (unsigned state = 0; state < 4; state++) {
        I596 *t = i596_up(SYSBUS_LINEAR);

        i596_rx_ready(t);
        switch (state) {
        case 0:
            i596_cu_start(t, i596_cb(t, 0, CMD_I, i596_cb_at(t, 0)));
            i596_wait_scb(t, STAT_CX, STAT_CX);
            break;
        case 1:
            i596_deliver(t, i596_ia, 64, 0);
            break;
        case 2:
            i596_put16(t, i596_rfd_at(t, 0) + 2, CMD_EL | CMD_SF);
            i596_deliver(t, i596_ia, 64, 0);
            break;
        case 3:
            i596_command(t, RUC_SUSPEND);
            i596_port_half(t, 0x1231);
        }
        qtest_system_reset(t->qts);
        g_assert_false(i596_int(t));
        i596_put16(t, t->scb, 0);
        i596_settle(t);
        g_assert_cmphex(i596_status(t), ==, 0);
        i596_mode(t, SYSBUS_LINEAR);
        i596_attention_init(t);
        i596_wait_scb(t, 0xffff, STAT_CX | STAT_CNA);
        i596_ack_all(t);
        assert_works(t);
    }
}

static void set_link(I596 *t, bool up)
{
    qtest_qmp_assert_success(t->qts, "{'execute': 'set_link', 'arguments': "
                             "{'name': 'wire', 'up': %i}}", up);
}

/* A cut cable loses frames, never the chip; see N110 and N133 for the rest. */
static void test_set_link(void)
{
    I596 *t = i596_up(SYSBUS_LINEAR);
    uint8_t frame[64];

    i596_rx_ready(t);
    i596_frame(frame, i596_ia, 64);
    for (unsigned n = 0; n < 3; n++) {
        uint32_t cb = i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 64);

        set_link(t, false);
        g_assert_cmphex(i596_exec(t, cb) & ST_C, ==, ST_C);
        i596_send(t, frame, 64);
        i596_expect_silence(t);
        g_assert_cmphex(i596_get16(t, i596_rfd_at(t, n)) & ST_C, ==, 0);
        set_link(t, true);
        g_assert_cmphex(i596_exec(t, cb) & ST_GOOD, ==, ST_GOOD);
        i596_expect(t, frame, 64);
        g_assert_cmphex(i596_deliver(t, i596_ia, 64, n), ==, ST_GOOD);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/migrate/" path, fn)
    ADD("before-init", test_before_init);
    ADD("half-port-command", test_half_port_command);
    ADD("every-mode", test_every_mode);
    ADD("pending-events", test_pending_events);
    ADD("configuration", test_configuration);
    ADD("cu/suspended", test_cu_suspended);
    ADD("cu/active", test_cu_active);
    ADD("ru/ready", test_ru_ready);
    ADD("ru/suspended", test_ru_suspended);
    ADD("ru/no-resources", test_ru_no_resources);
    ADD("load-snapshot", test_load_snapshot);
    ADD("damaged-queue", test_damaged_queue);
    ADD("reset-by-own-dma", test_reset_by_own_dma);
    ADD("in-traffic", test_in_traffic);
    ADD("system-reset", test_system_reset);
    ADD("set-link", test_set_link);
#undef ADD
    return i596_run();
}
