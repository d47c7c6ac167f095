/*
 * QTest of the Intel 82596 on LASI: what no sane driver would do
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the guest stores or writes: the work for one register access is
 * bounded, the monitor answers, the chip can be reset and then works.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"

#define BOUND_SECONDS   60             /* a busy host is no fault */
#define NO_MEMORY       0x70000000u     /* nothing answers there */

/*
 * Addresses that are not ordinary memory of this machine (LASI+0xc000 is
 * left out: there the chip would rightly switch the power off)
 */
#define STRANGE_PLACES  9
static uint32_t strange(unsigned i)
{
    const uint32_t places[STRANGE_PLACES] = {
        NO_MEMORY, 0xfffffff0, I596_LAN_HPA, I596_LAN_HPA + 8,
        I596_LASI_HPA, I596_LASI_HPA + 0x5800,
        0xf0000000, 0x01fffff0, 0xfffb0000,
    };

    return places[i];
}

static const uint16_t sizes[] = { 0, 1, 16383 };

static int64_t started;

static I596 *hostile_up(uint8_t sysbus)
{
    I596 *t = i596_up(sysbus);

    i596_cfg_send(t, t->cfg[0] & 0xf);
    i596_set_ia(t, i596_ia);
    started = g_get_monotonic_time();
    return t;
}

/* A command word stored with CA, whatever state the chip is in */
static void poke(I596 *t, uint16_t cmd)
{
    i596_put16(t, t->scb + 2, cmd);
    i596_ca(t);
    for (unsigned n = 0; n < 8; n++) {
        i596_tick(t);
    }
}

static void send_frames(I596 *t, unsigned count, size_t len)
{
    g_autofree uint8_t *frame = g_malloc(len);

    i596_frame(frame, i596_ia, len);
    for (unsigned n = 0; n < count; n++) {
        i596_send(t, frame, len);
    }
}

/* Read and drop what the chip has sent, so that the wire never fills up. */
static void drain(I596 *t)
{
    uint8_t waste[4096];

    while (recv(t->fd, waste, sizeof(waste), MSG_DONTWAIT) > 0) {
        /* whatever it was */
    }
}

/* The monitor answers in time, and a reset gives a working chip. */
static void assert_sane(I596 *t)
{
    uint8_t frame[64];

    i596_alive(t);
    g_assert_cmpint(g_get_monotonic_time() - started, <,
                    BOUND_SECONDS * G_USEC_PER_SEC);
    i596_hw_reset(t);
    i596_settle(t);
    drain(t);
    t->skew = 0;
    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    i596_rx_ready(t);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 0), ==, ST_GOOD);
    i596_frame(frame, i596_peer, 64);
    i596_cu_start(t, i596_tcb(t, 0, CMD_EL, I596_NULL, frame, 64));
    i596_expect(t, frame, 64);
}

/* Proves: N217 */
static void test_command_loops(void)
{
    static const uint8_t modes[] = { SYSBUS_LINEAR, SYSBUS_586 };

    for (unsigned m = 0; m < ARRAY_SIZE(modes); m++) {
        for (uint16_t cmd = CMD_NOP; cmd <= CMD_DIAGNOSE; cmd++) {
            I596 *t = hostile_up(modes[m]);
            uint32_t cb = i596_cb(t, 0, CMD_I | CMD_SF | cmd,
                                  i596_cb_at(t, 0));

            qtest_memset(t->qts, i596_param(t, cb), 0, 32);
            if (cmd == CMD_DUMP) {
                i596_put_link(t, i596_param(t, cb), t->seg + 0x8000);
            }
            i596_set_cbl(t, cb);
            poke(t, CUC_START);
            i596_alive(t);
            drain(t);
            i596_command(t, CUC_ABORT);
            i596_wait_scb(t, STAT_CUS, STAT_CU_IDLE);
            assert_sane(t);
        }
    }
}

/* Proves: N217 */
static void test_transmit_rings(void)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
            I596 *t = hostile_up(i596_modes[m]);
            uint8_t frame[64];
            uint32_t cb = i596_tcb(t, 0, CMD_EL, I596_NULL, frame,
                                   i596_frame(frame, i596_peer, 64));

            /* TBDs that never say EOF: to itself, then to each other */
            i596_tbd(t, 0, sizes[i], i596_tbd_at(t, 0), i596_txbuf_at(0));
            i596_set_cbl(t, cb);
            poke(t, CUC_START);
            i596_alive(t);
            i596_tbd(t, 0, sizes[i], i596_tbd_at(t, 1), i596_txbuf_at(0));
            i596_tbd(t, 1, sizes[i], i596_tbd_at(t, 0), i596_txbuf_at(1));
            drain(t);
            poke(t, CUC_START);
            drain(t);
            assert_sane(t);
        }
    }
}

/* Proves: N217 */
static void test_receive_rings(void)
{
    static const uint16_t lengths[] = { 1514, 60000 };

    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
            for (unsigned k = 0; k < ARRAY_SIZE(lengths); k++) {
                I596 *t = hostile_up(i596_modes[m]);

                /* everything points to itself */
                i596_rfd(t, 0, CMD_SF, i596_rfd_at(t, 0), i596_rbd_at(t, 0),
                         sizes[i]);
                i596_rbd(t, 0, sizes[i], i596_rbd_at(t, 0), i596_buf_at(0));
                i596_set_rfa(t, i596_rfd_at(t, 0));
                poke(t, RUC_START);
                send_frames(t, 2, lengths[k]);
                i596_settle(t);
                assert_sane(t);
            }
        }
    }
}

/* Proves: N217 */
static void test_strange_list_heads(void)
{
    for (unsigned m = 0; m < 2; m++) {
        I596 *t = hostile_up(m ? SYSBUS_LINEAR : SYSBUS_LINEAR_BE);

        for (unsigned i = 0; i < STRANGE_PLACES; i++) {
            i596_set_cbl(t, strange(i));
            i596_set_rfa(t, strange(i));
            poke(t, CUC_START | RUC_START);
            send_frames(t, 1, 64);
            poke(t, CUC_RESUME | RUC_RESUME);
            poke(t, CUC_ABORT | RUC_ABORT | STAT_EVENTS);
            i596_alive(t);
        }
        assert_sane(t);
    }
}

/* Proves: N217 */
static void test_strange_pointers(void)
{
    for (unsigned i = 0; i < STRANGE_PLACES; i++) {
        I596 *t = hostile_up(SYSBUS_LINEAR);
        uint8_t frame[64];
        uint32_t cb = i596_tcb(t, 0, CMD_EL, I596_NULL, frame,
                               i596_frame(frame, i596_peer, 64));

        i596_tbd(t, 0, CNT_EOF | 64, I596_NULL, strange(i));
        i596_set_cbl(t, cb);
        poke(t, CUC_START);             /* buffer */
        i596_put_link(t, i596_param(t, cb), strange(i));
        poke(t, CUC_START);             /* TBD */
        i596_put16(t, cb + 2, CMD_EL | CMD_DUMP);
        poke(t, CUC_START);             /* dump area */
        i596_put16(t, cb + 2, CMD_NOP);
        i596_put_link(t, cb + 4, strange(i));
        poke(t, CUC_START);             /* link */
        poke(t, CUC_ABORT);

        i596_rx_ring(t, 4, 4, 32);
        i596_put_ptr(t, i596_rbd_at(t, 1) + 8, strange(i));
        i596_set_rfa(t, i596_rfd_at(t, 0));
        poke(t, RUC_START);
        send_frames(t, 1, 200);         /* buffer */
        poke(t, RUC_ABORT | STAT_EVENTS);
        i596_rx_ring(t, 4, 4, 32);
        i596_put_link(t, i596_rbd_at(t, 1) + 4, strange(i));
        i596_put_link(t, i596_rfd_at(t, 1) + 4, strange(i));
        poke(t, RUC_START);
        send_frames(t, 3, 200);         /* RBD and RFD link */
        i596_settle(t);
        assert_sane(t);
    }
}

/* A frame that cannot be fetched is not sent, and its block says so. */
/* Proves: N217 */
static void test_transmit_fault(void)
{
    for (unsigned m = 0; m < 3; m++) {  /* 82586 mode reaches only 16 MiB */
        I596 *t = hostile_up(i596_modes[m]);
        uint8_t frame[64];
        uint32_t cb = i596_tcb(t, 0, CMD_EL | CMD_I, I596_NULL, frame,
                               i596_frame(frame, i596_peer, 64));

        i596_tbd(t, 0, 32, i596_tbd_at(t, 1), i596_txbuf_at(0));
        i596_tbd(t, 1, CNT_EOF | 32, I596_NULL, NO_MEMORY);
        g_assert_cmphex(i596_exec(t, cb) & ST_GOOD, ==, ST_C);
        i596_wait_scb(t, STAT_EVENTS, STAT_CX | STAT_CNA);
        i596_expect_silence(t);
        assert_sane(t);
    }
}

/* A frame that cannot be stored is never reported as good. */
/* Proves: N217 */
static void test_receive_fault(void)
{
    for (unsigned m = 0; m < 3; m++) {
        I596 *t = hostile_up(i596_modes[m]);

        i596_rx_ring(t, 4, 4, 64);
        i596_put_ptr(t, i596_rbd_at(t, 1) + t->l->rbd_buf, NO_MEMORY);
        i596_ru_start(t, i596_rfd_at(t, 0));
        send_frames(t, 1, 200);
        i596_settle(t);
        g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 0)) & ST_OK, ==, 0);
        assert_sane(t);
    }
}

/* Proves: N217 */
static void test_strange_init(void)
{
    for (unsigned i = 0; i < STRANGE_PLACES; i++) {
        I596 *t = hostile_up(SYSBUS_LINEAR);

        i596_hw_reset(t);
        i596_port(t, (strange(i) & ~0xfu) | PORT_ALT_SCP);
        i596_ca(t);
        poke(t, CUC_START | RUC_START);
        i596_hw_reset(t);
        i596_put_swapped(t, t->scp + 8, strange(i));
        i596_port(t, t->scp | PORT_ALT_SCP);
        i596_ca(t);
        poke(t, CUC_START | RUC_START);
        i596_hw_reset(t);
        i596_put_swapped(t, t->scp + 8, t->iscp);
        i596_put_swapped(t, t->iscp + 4, strange(i));
        i596_port(t, t->scp | PORT_ALT_SCP);
        i596_ca(t);
        i596_ca(t);
        send_frames(t, 1, 64);
        i596_settle(t);
        assert_sane(t);
    }
}

/* Proves: N217 */
static void test_every_sysbus_byte(void)
{
    I596 *t = hostile_up(SYSBUS_LINEAR);

    for (unsigned sysbus = 0; sysbus < 256; sysbus++) {
        i596_hw_reset(t);
        i596_put16(t, t->scp + 2, 0xff00 | sysbus);
        i596_put16(t, t->iscp, 0xffff);
        i596_port(t, t->scp | PORT_ALT_SCP);
        i596_ca(t);
        i596_put16(t, t->scb + 2, 0xffff & ~SCB_RESET);
        i596_ca(t);
        i596_tick(t);
    }
    assert_sane(t);
}

/* Proves: N217 */
static void test_port_to_strange_places(void)
{
    I596 *t = hostile_up(SYSBUS_LINEAR);

    for (unsigned f = 0; f < 16; f++) {
        for (unsigned i = 0; i < STRANGE_PLACES; i++) {
            i596_port(t, (strange(i) & ~0xfu) | f);
            i596_tick(t);
        }
        i596_alive(t);
    }
    assert_sane(t);
}

/* Proves: N217 */
static void test_port_out_of_order(void)
{
    I596 *t = hostile_up(SYSBUS_LINEAR);

    for (unsigned n = 0; n < 1001; n++) {
        i596_port_half(t, n * 0x3571);
        if (n % 7 == 0) {
            i596_ca(t);
        }
    }
    i596_tick(t);
    assert_sane(t);
}

/* Proves: N217 */
static void test_every_register_access(void)
{
    I596 *t = hostile_up(SYSBUS_LINEAR);

    for (unsigned off = 0; off < 0x1000; off += off < 0x20 ? 1 : 0x3d) {
        uint64_t addr = I596_LAN_HPA + off;

        qtest_readb(t->qts, addr);
        qtest_readw(t->qts, addr);
        qtest_readl(t->qts, addr);
        qtest_readq(t->qts, addr);
        qtest_writeb(t->qts, addr, 0xa5);
        qtest_writew(t->qts, addr, 0xa5a5);
        qtest_writel(t->qts, addr, 0xa5a5a5a5);
        qtest_writeq(t->qts, addr, 0);
        i596_tick(t);
    }
    assert_sane(t);
}

/* Proves: N217 */
static void test_counts_beyond_buffers(void)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = hostile_up(i596_modes[m]);
        uint32_t cb = i596_cb(t, 0, CMD_EL | CMD_MULTICAST, I596_NULL);

        i596_put16(t, i596_param(t, cb), 0xffff);
        i596_set_cbl(t, cb);
        poke(t, CUC_START);
        i596_put16(t, cb + 2, CMD_EL | CMD_CONFIGURE);
        i596_put16(t, i596_param(t, cb), 0xffff);
        poke(t, CUC_START);
        i596_put16(t, cb + 2, CMD_EL | CMD_TRANSMIT);
        i596_put_link(t, i596_param(t, cb), I596_NULL);
        if (t->l->tcb_count) {
            i596_put16(t, cb + t->l->tcb_count, 0xbfff);
        }
        poke(t, CUC_START);
        drain(t);
        i596_rfd(t, 0, 0, i596_rfd_at(t, 0), I596_NULL, 0x3fff);
        i596_set_rfa(t, i596_rfd_at(t, 0));
        poke(t, RUC_START);
        send_frames(t, 2, 20000);
        i596_settle(t);
        assert_sane(t);
    }
}

/* Every pair of commands, in whatever state the first one led to */
/* Proves: N217 */
static void test_every_command_in_every_state(void)
{
    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = hostile_up(i596_modes[m]);

        i596_rx_ring(t, 4, 4, 64);
        i596_put16(t, i596_rfd_at(t, 1) + 2, CMD_SF | CMD_S);
        i596_put16(t, i596_rfd_at(t, 3) + 2, CMD_SF | CMD_EL);
        i596_set_rfa(t, i596_rfd_at(t, 0));
        i596_cb(t, 0, CMD_NOP, i596_cb_at(t, 1));
        i596_cb(t, 1, CMD_S | CMD_I, i596_cb_at(t, 0));
        i596_set_cbl(t, i596_cb_at(t, 0));
        for (unsigned a = 0; a < 8; a++) {
            for (unsigned b = 0; b < 8; b++) {
                i596_put16(t, t->scb + 2, a << 8 | b << 4);
                i596_ca(t);
                i596_put16(t, t->scb + 2, b << 8 | a << 4 | STAT_FR);
                i596_ca(t);
                send_frames(t, 1, 64);
                i596_tick(t);
            }
        }
        i596_settle(t);
        assert_sane(t);
    }
}

/* -1 if the host does not tell */
static long resident_kib(I596 *t)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status",
                                            (int)qtest_pid(t->qts));
    g_autofree char *text = NULL;
    const char *line = NULL;
    long kib;

    if (g_file_get_contents(path, &text, NULL, NULL)) {
        line = strstr(text, "VmRSS:");
    }
    return line && sscanf(line, "VmRSS: %ld", &kib) == 1 ? kib : -1;
}

/* Random structures and commands, the same on each run */
static void storm(I596 *t, GRand *rand, unsigned count)
{
    for (unsigned n = 0; n < count; n++) {
        uint8_t noise[64];
        uint32_t r = g_rand_int(rand);
        uint32_t at;

        for (unsigned i = 0; i < sizeof(noise); i++) {
            noise[i] = g_rand_int_range(rand, 0, 256);
        }
        switch (r & 3) {
        case 0:
            at = i596_cb_at(t, (r >> 4) % 4);
            break;
        case 1:
            at = i596_rfd_at(t, (r >> 4) % 4);
            break;
        case 2:
            at = i596_rbd_at(t, (r >> 4) % 4);
            break;
        default:
            at = i596_tbd_at(t, (r >> 4) % 4);
        }
        qtest_memwrite(t->qts, at, noise, sizeof(noise));
        /* links that stay among the structures, so that things go on */
        i596_put_link(t, at + 4, i596_cb_at(t, (r >> 8) % 4));
        i596_set_cbl(t, i596_cb_at(t, (r >> 10) % 4));
        i596_set_rfa(t, i596_rfd_at(t, (r >> 12) % 4));
        i596_put16(t, t->scb + 2, (r >> 16) & ~SCB_RESET);
        i596_ca(t);
        if (n % 4 == 0) {
            send_frames(t, 1, 60 + (r >> 20) % 1400);
        }
        i596_tick(t);
        drain(t);
    }
}

/* Proves: N217 */
static void test_noise(void)
{
    GRand *rand = g_rand_new_with_seed(82596);

    for (unsigned m = 0; m < ARRAY_SIZE(i596_modes); m++) {
        I596 *t = hostile_up(i596_modes[m]);

        storm(t, rand, 150);
        assert_sane(t);
    }
    g_rand_free(rand);
}

/* Proves: N217 */
static void test_no_memory_growth(void)
{
    I596 *t = hostile_up(SYSBUS_LINEAR);
    GRand *rand = g_rand_new_with_seed(710);
    long before;

    storm(t, rand, 100);
    assert_sane(t);
    before = resident_kib(t);
    for (unsigned n = 0; n < 3; n++) {
        started = g_get_monotonic_time();
        i596_init(t, SYSBUS_LINEAR);
        i596_ack_all(t);
        storm(t, rand, 100);
        assert_sane(t);
    }
    /* the guest's own memory is touched already; 8 MiB is far below a leak */
    g_assert_cmpint(resident_kib(t) - before, <, 8192);
    g_rand_free(rand);
}

/* Frames for a chip that nobody ever set up must not pile up for ever. */
/* Proves: N217 */
static void test_frames_without_driver(void)
{
    I596 *t = i596_new();

    started = g_get_monotonic_time();
    send_frames(t, 50, 1514);
    i596_settle(t);
    assert_sane(t);
}

/*
 * Memory of the machine that waits for its drive. QEMU's bottom halves go on
 * meanwhile, and the chip whose DMA waits has some of its own.
 */

#define NVRAM           0xfffa1000u
#define NVRAM_SIZE      1024
#define NVRAM_BUF       (NVRAM_SIZE / 2)

/* A frame has passed at once, another one waits for its time on the wire. */
static void let_frame_wait(I596 *t)
{
    send_frames(t, 1, 64);
    i596_breathe(t);
    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 0)), ==, ST_GOOD);
    send_frames(t, 1, 200);
    i596_breathe(t);
    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 1)) & ST_C, ==, 0);
}

/*
 * Four RFDs, the second with its buffer in NVRAM, and the frame for it waits
 * when @body begins. Skipped if there is no NVRAM.
 */
static void with_nvram(void (*body)(I596 *t))
{
    g_autofree char *image = NULL;
    g_autofree char *extra = NULL;
    char zeros[NVRAM_SIZE] = "";
    I596 *t;
    int fd;

    if (!qtest_has_device("hppa-nvram")) {
        g_test_skip("no NVRAM");
        return;
    }
    fd = g_file_open_tmp("qtest-i82596.XXXXXX", &image, NULL);
    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_file_set_contents(image, zeros, sizeof(zeros), NULL));
    extra = g_strdup_printf("-drive if=mtd,format=raw,file=%s", image);
    t = i596_launch(extra);
    i596_init(t, SYSBUS_LINEAR);
    i596_ack_all(t);
    i596_rx_ready(t);
    i596_put_ptr(t, i596_rbd_at(t, 1) + t->l->rbd_buf, NVRAM);
    i596_put16(t, i596_rbd_at(t, 1) + t->l->rbd_size, NVRAM_BUF);
    started = g_get_monotonic_time();
    let_frame_wait(t);
    body(t);
    assert_sane(t);
    i596_quit(t);
    unlink(image);
}

/* The CU goes round in a NOP, until that becomes @cmd, the last block. */
static uint32_t park_cu(I596 *t, uint16_t cmd)
{
    uint32_t cb = i596_cb(t, 0, CMD_NOP, i596_cb_at(t, 0));

    i596_cu_start(t, cb);
    i596_put16(t, cb + 2, CMD_EL | cmd);
    return cb;
}

static void assert_in_nvram(I596 *t)
{
    uint8_t frame[200];

    g_assert_cmphex(i596_get16(t, i596_rfd_at(t, 1)), ==, ST_GOOD);
    i596_frame(frame, i596_ia, sizeof(frame));
    i596_assert_mem(t, NVRAM, frame, sizeof(frame));
}

/*
 * The command unit's turn comes while a frame is stored: it takes it when that
 * is done, without more time. Loopback drops all frames that wait.
 */
static void nested_command(I596 *t)
{
    uint32_t cb = park_cu(t, CMD_CONFIGURE);

    t->cfg[3] |= 0x40;
    qtest_memwrite(t->qts, i596_param(t, cb), t->cfg, sizeof(t->cfg));
    i596_advance(t, 1300 * 1000);
    i596_breathe(t);
    assert_in_nvram(t);
    g_assert_cmphex(i596_get16(t, cb), ==, ST_GOOD);
    g_assert_cmphex(i596_status(t) & (STAT_FR | STAT_CNA), ==,
                    STAT_FR | STAT_CNA);
    i596_ack_all(t);
    i596_cfg(t, 3, t->cfg[3] & ~0x40);
    g_assert_cmphex(i596_deliver(t, i596_ia, 64, 2), ==, ST_GOOD);
}

/* Proves: N217 */
static void test_nested_command(void)
{
    with_nvram(nested_command);
}

/* A frame's turn comes while the command unit stores something. */
static void nested_frame(I596 *t)
{
    uint32_t cb;

    i596_advance(t, 500 * 1000);
    cb = park_cu(t, CMD_DUMP);
    i596_put_link(t, i596_param(t, cb), NVRAM + NVRAM_BUF);
    i596_advance(t, 1100 * 1000);
    i596_breathe(t);
    assert_in_nvram(t);
    i596_assert_mem(t, NVRAM + NVRAM_BUF + i596_dump_ia(t), i596_ia, 6);
    g_assert_cmphex(i596_get16(t, cb), ==, ST_GOOD);
}

/* Proves: N217 */
static void test_nested_frame(void)
{
    with_nvram(nested_frame);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) qtest_add_func("/lasi-i82596/hostile/" path, fn)
    ADD("loop/commands", test_command_loops);
    ADD("loop/transmit", test_transmit_rings);
    ADD("loop/receive", test_receive_rings);
    ADD("strange/list-heads", test_strange_list_heads);
    ADD("strange/pointers", test_strange_pointers);
    ADD("strange/init", test_strange_init);
    ADD("strange/sysbus", test_every_sysbus_byte);
    ADD("strange/port", test_port_to_strange_places);
    ADD("fault/transmit", test_transmit_fault);
    ADD("fault/receive", test_receive_fault);
    ADD("port-out-of-order", test_port_out_of_order);
    ADD("every-register-access", test_every_register_access);
    ADD("counts-beyond-buffers", test_counts_beyond_buffers);
    ADD("every-command-in-every-state", test_every_command_in_every_state);
    ADD("noise", test_noise);
    ADD("no-memory-growth", test_no_memory_growth);
    ADD("frames-without-driver", test_frames_without_driver);
    ADD("nested/command", test_nested_command);
    ADD("nested/frame", test_nested_frame);
#undef ADD
    return i596_run();
}
