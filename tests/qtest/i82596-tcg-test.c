/*
 * QTest of the Intel 82596 on LASI: while the guest's processors run
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The other tests step the guest's clock. Here it runs by itself: with icount,
 * and with several processors in threads of their own. What comes is checked
 * as there, how fast only against a bound that a loaded host can keep.
 */

#include "qemu/osdep.h"
#include "i82596-lib.h"
#include "elf.h"
#include "qemu/bswap.h"

#define FIRMWARE_ADDR   0xf0000000u
#define BOUND_NS        (20LL * 1000 * 1000 * 1000)

/* A firmware that does nothing: all processors rest. */
static char *make_firmware(void)
{
    static const uint32_t code[] = {
        0x0bff025f,     /* idle:    or %r31,%r31,%r31 */
        0xe81f1fef,     /*          b,n idle + 0 */
        0x08000240,     /*          nop */
        0x08000240,
    };
    uint8_t image[sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr) + sizeof(code)];
    Elf32_Ehdr *eh = (Elf32_Ehdr *)image;
    Elf32_Phdr *ph = (Elf32_Phdr *)(eh + 1);
    char *path = NULL;
    int fd = g_file_open_tmp("qtest-i82596.XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    memset(image, 0, sizeof(image));
    memcpy(eh->e_ident, ELFMAG, SELFMAG);
    eh->e_ident[EI_CLASS] = ELFCLASS32;
    eh->e_ident[EI_DATA] = ELFDATA2MSB;
    eh->e_ident[EI_VERSION] = EV_CURRENT;
    eh->e_type = cpu_to_be16(ET_EXEC);
    eh->e_machine = cpu_to_be16(EM_PARISC);
    eh->e_version = cpu_to_be32(EV_CURRENT);
    eh->e_entry = cpu_to_be32(FIRMWARE_ADDR);
    eh->e_phoff = cpu_to_be32(sizeof(*eh));
    eh->e_ehsize = cpu_to_be16(sizeof(*eh));
    eh->e_phentsize = cpu_to_be16(sizeof(*ph));
    eh->e_phnum = cpu_to_be16(1);
    ph->p_type = cpu_to_be32(PT_LOAD);
    ph->p_offset = cpu_to_be32(sizeof(*eh) + sizeof(*ph));
    ph->p_vaddr = cpu_to_be32(FIRMWARE_ADDR);
    ph->p_paddr = cpu_to_be32(FIRMWARE_ADDR);
    ph->p_filesz = cpu_to_be32(sizeof(code));
    ph->p_memsz = cpu_to_be32(sizeof(code));
    ph->p_flags = cpu_to_be32(PF_R | PF_X);
    ph->p_align = cpu_to_be32(4);
    for (unsigned n = 0; n < ARRAY_SIZE(code); n++) {
        stl_be_p(image + sizeof(*eh) + sizeof(*ph) + 4 * n, code[n]);
    }
    g_assert_true(g_file_set_contents(path, (char *)image, sizeof(image),
                                      NULL));
    return path;
}

static I596Rx rx_up(const char *accel, unsigned rfds, unsigned rbds,
                    uint16_t bufsize)
{
    g_autofree char *firmware = make_firmware();
    g_autofree char *extra = g_strdup_printf("-accel tcg%s -bios %s", accel,
                                             firmware);
    I596Rx r = {
        .t = i596_launch(extra), .rfds = rfds, .rbds = rbds,
        .bufsize = bufsize,
    };

    unlink(firmware);
    i596_init(r.t, SYSBUS_LINEAR);
    i596_ack_all(r.t);
    return r;
}

static void rx_down(I596Rx *r)
{
    g_assert_cmpuint(r->taken, ==, r->sent);
    g_assert_cmpuint(i596_counter(r->t, CNT_RSC), ==, 0);
    g_assert_cmpuint(i596_counter(r->t, CNT_OVRN), ==, 0);
    i596_alive(r->t);
    i596_quit(r->t);
}

/* Take all that was sent, within the bound; @ack: as interrupts come */
static void take_all(I596Rx *r, bool ack)
{
    int64_t start = i596_advance(r->t, 0);

    while (r->taken < r->sent) {
        i596_rx_wait(r, BOUND_NS);
        if (ack) {
            i596_command(r->t, i596_status(r->t) & STAT_EVENTS);
        }
        i596_rx_work(r);
        if ((i596_status(r->t) & STAT_RUS) == STAT_RU_NO_RES) {
            i596_rx_restart(r, 0);
        }
    }
    g_assert_cmpint(i596_advance(r->t, 0) - start, <, BOUND_NS);
}

static void test_poll_only(const void *accel)
{
    I596Rx r = rx_up(accel, 16, 16, 1536);

    i596_rx_open(&r);
    i596_rx_send(&r, 200, 64);
    take_all(&r, false);
    i596_rx_send(&r, 100, 1500);
    take_all(&r, false);
    rx_down(&r);
}

static void test_interrupts(const void *accel)
{
    I596Rx r = rx_up(accel, 16, 16, 1536);

    i596_rx_open(&r);
    for (unsigned n = 0; n < 10; n++) {
        i596_rx_send(&r, 40, 1000);
        take_all(&r, true);
    }
    rx_down(&r);
}

static void test_one_rfd(const void *accel)
{
    I596Rx r = rx_up(accel, 1, 4, 1536);

    r.rfd_end = I596_END_FIXED;
    i596_rx_open(&r);
    for (unsigned n = 0; n < 40; n++) {
        i596_rx_send(&r, 1, 1000);
        i596_rx_wait(&r, BOUND_NS);
        i596_rx_take(&r);
        i596_rx_return(&r);
        i596_rx_restart(&r, 0);
    }
    rx_down(&r);
}

static void test_small_rbds(const void *accel)
{
    I596Rx r = rx_up(accel, 16, 22, 128);

    i596_rx_open(&r);
    i596_rx_send(&r, 30, 1500);
    take_all(&r, true);
    rx_down(&r);
}

/* The command unit goes on, and a list that rings lets others work. */
static void test_commands(const void *accel)
{
    I596Rx r = rx_up(accel, 16, 16, 1536);
    uint8_t frame[1000];
    uint32_t ring;

    i596_rx_open(&r);
    i596_frame(frame, i596_peer, sizeof(frame));
    for (unsigned n = 0; n < 30; n++) {
        i596_tcb(r.t, n, n == 29 ? CMD_EL : 0, i596_cb_at(r.t, n + 1), frame,
                 sizeof(frame));
    }
    i596_cu_start(r.t, i596_cb_at(r.t, 0));
    for (unsigned n = 0; n < 30; n++) {
        i596_expect(r.t, frame, sizeof(frame));
    }
    i596_wait_scb(r.t, STAT_CNA, STAT_CNA);
    ring = i596_cb(r.t, 0, CMD_NOP, i596_cb_at(r.t, 1));
    i596_cb(r.t, 1, CMD_DIAGNOSE, ring);
    i596_cu_start(r.t, ring);
    i596_rx_send(&r, 100, 600);
    take_all(&r, true);
    i596_command(r.t, CUC_ABORT);
    i596_wait_scb(r.t, STAT_CUS, STAT_CU_IDLE);
    rx_down(&r);
}

static void add(const char *name, const char *world, const char *accel,
                GTestDataFunc fn)
{
    g_autofree char *path = g_strdup_printf("/lasi-i82596/tcg/%s/%s", name,
                                            world);

    qtest_add_data_func(path, accel, fn);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        const char *accel;
    } worlds[] = {
        { "icount-auto", ",thread=single -icount shift=auto" },
        { "icount-7", ",thread=single -icount shift=7" },
        { "smp", ",thread=multi -smp 4" },
    };

    g_test_init(&argc, &argv, NULL);
    if (!qtest_has_accel("tcg")) {
        g_test_skip("no TCG");
        return 0;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(worlds); i++) {
        const char *name = worlds[i].name, *accel = worlds[i].accel;

        add("poll-only", name, accel, test_poll_only);
        add("interrupts", name, accel, test_interrupts);
        add("one-rfd", name, accel, test_one_rfd);
        add("small-rbds", name, accel, test_small_rbds);
        add("commands", name, accel, test_commands);
    }
    return i596_run();
}
