/*
 * Helpers for the qtests of the NCR 53C710 on LASI
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "ncr710-lib.h"

#define WAIT_SECONDS    20
#define STEP_NS         1000000         /* 1 ms of virtual time per look */

static GSList *images;

/* ------------------------------------------------------------------ */
/* Machine */

QTestState *ncr_start(const char *fmt, ...)
{
    g_autofree char *args = NULL;
    g_auto(GStrv) parts = NULL;
    g_autofree char *options = NULL;
    va_list ap;

    va_start(ap, fmt);
    args = g_strdup_vprintf(fmt, ap);
    va_end(ap);
    parts = g_strsplit(args, NCR_BUS, -1);
    options = g_strjoinv(lasi_scsi_bus(), parts);
    return qtest_initf("-M %s -m 64 -nodefaults %s", lasi_machine(), options);
}

void ncr_pattern(uint8_t *buf, unsigned lba, unsigned blocks)
{
    for (unsigned i = 0; i < blocks * 512; i++) {
        unsigned block = lba + i / 512;

        buf[i] = (i % 512) * 7 + block * 13 + (block >> 8) + (i >> 8 & 1);
    }
}

char *ncr_image(void)
{
    g_autofree uint8_t *buf = g_malloc(DISK_BLOCKS * 512);
    g_autoptr(GError) err = NULL;
    char *path = NULL;
    int fd = g_file_open_tmp("qtest-ncr710.XXXXXX", &path, &err);

    g_assert_no_error(err);
    ncr_pattern(buf, 0, DISK_BLOCKS);
    g_assert_cmpint(qemu_write_full(fd, buf, DISK_BLOCKS * 512), ==,
                    DISK_BLOCKS * 512);
    close(fd);
    images = g_slist_prepend(images, path);
    return path;
}

QTestState *ncr_start_disks(uint8_t ids, const char *extra)
{
    g_autoptr(GString) args = g_string_new(extra);

    for (unsigned id = 0; id < 8; id++) {
        if (ids & (1u << id)) {
            g_string_append_printf(args,
                " -drive if=none,id=d%u,format=raw,file=blkdebug::%s"
                " -device scsi-hd,drive=d%u,id=hd%u,bus=" NCR_BUS
                ",scsi-id=%u,serial=SN%u",
                id, ncr_image(), id, id, id, id);
        }
    }
    return ncr_start("%s", args->str);
}

static void remove_image(gpointer path)
{
    unlink(path);
    g_free(path);
}

void ncr_quit(QTestState *qts)
{
    qtest_quit(qts);
    g_slist_free_full(images, remove_image);
    images = NULL;
}

void ncr_assert_pattern(QTestState *qts, uint32_t addr, unsigned lba,
                        unsigned blocks)
{
    g_autofree uint8_t *want = g_malloc(blocks * 512);
    g_autofree uint8_t *got = g_malloc(blocks * 512);

    ncr_pattern(want, lba, blocks);
    qtest_memread(qts, addr, got, blocks * 512);
    g_assert_cmpmem(got, blocks * 512, want, blocks * 512);
}

/* Suspend the next request of this kind, until ncr_resume() */
void ncr_break(QTestState *qts, const char *drive, const char *event,
               const char *tag)
{
    g_free(qtest_hmp(qts, "qemu-io %s \"break %s %s\"", drive, event, tag));
}

void ncr_resume(QTestState *qts, const char *drive, const char *tag)
{
    g_free(qtest_hmp(qts, "qemu-io %s \"resume %s\"", drive, tag));
}

static char *find_child(QTestState *qts, const char *path)
{
    g_autoptr(QDict) rsp = qtest_qmp(qts, "{ 'execute': 'qom-list',"
                                     " 'arguments': { 'path': %s } }", path);
    QListEntry *e;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(rsp, "return"), e) {
        QDict *child = qobject_to(QDict, qlist_entry_obj(e));

        if (strstr(qdict_get_str(child, "type"), "child<lasi-ncr710>")) {
            return g_strdup_printf("%s/%s", path,
                                   qdict_get_str(child, "name"));
        }
    }
    return NULL;
}

char *ncr_qom_path(QTestState *qts)
{
    char *path = find_child(qts, "/machine");

    return path ?: find_child(qts, "/machine/unattached");
}

void ncr_intercept_irq(QTestState *qts)
{
    g_autofree char *path = ncr_qom_path(qts);

    g_assert_nonnull(path);
    qtest_irq_intercept_out_named(qts, path, "sysbus-irq");
}

bool ncr_pin(QTestState *qts)
{
    return qtest_get_irq(qts, 0);
}

/* ------------------------------------------------------------------ */
/* Registers and memory */

uint8_t ncr_rb(QTestState *qts, unsigned reg)
{
    return qtest_readb(qts, NCR_CORE + (reg ^ 3));
}

void ncr_wb(QTestState *qts, unsigned reg, uint8_t val)
{
    qtest_writeb(qts, NCR_CORE + (reg ^ 3), val);
}

uint32_t ncr_rl(QTestState *qts, unsigned reg)
{
    return qtest_readl(qts, NCR_CORE + reg);
}

void ncr_wl(QTestState *qts, unsigned reg, uint32_t val)
{
    qtest_writel(qts, NCR_CORE + reg, val);
}

uint32_t ncr_dbc(QTestState *qts)
{
    return ncr_rl(qts, NCR_DBC) & 0xffffff;
}

/* Software reset: ISTAT.RST is set and cleared by hand */
void ncr_reset_chip(QTestState *qts)
{
    ncr_wb(qts, NCR_ISTAT, ISTAT_RST);
    ncr_wb(qts, NCR_ISTAT, 0);
}

/* A polling initiator with ID 7: nothing is unmasked */
void ncr_setup(QTestState *qts)
{
    ncr_reset_chip(qts);
    ncr_wb(qts, NCR_DCNTL, DCNTL_COM);
    ncr_wb(qts, NCR_SCNTL0, 0xcc);
    ncr_wb(qts, NCR_CTEST0, CTEST0_BTD);
    ncr_wb(qts, NCR_SCID, 0x80);
    ncr_wb(qts, NCR_SCNTL1, SCNTL1_ESR);
}

QTestState *ncr_start_empty(void)
{
    QTestState *qts = ncr_start("%s", "");

    ncr_setup(qts);
    ncr_wl(qts, NCR_SCRATCH, 0);
    return qts;
}

/*
 * Bytes of a MOVE that did not pass the SCSI bus, as drivers work it out
 * from the frozen registers (manual, chapter on the DMA FIFO).
 */
uint32_t ncr_residue(QTestState *qts)
{
    uint32_t dbc = ncr_dbc(qts);
    uint32_t rest = dbc + ((ncr_rb(qts, NCR_DFIFO) - dbc) & 0x7f);
    uint8_t sstat1 = ncr_rb(qts, NCR_SSTAT1);
    bool sync = ncr_rb(qts, NCR_SXFER) & 0x0f;

    if (ncr_rb(qts, NCR_CTEST0) & CTEST0_DDIR) {
        rest += sync ? ncr_rb(qts, NCR_SSTAT2) >> 4 : sstat1 >> 7;
    } else {
        rest += (sstat1 >> 5 & 1) + (sync ? sstat1 >> 6 & 1 : 0);
    }
    return rest;
}

void mem_wl(QTestState *qts, uint32_t addr, uint32_t val)
{
    uint32_t be = cpu_to_be32(val);

    qtest_memwrite(qts, addr, &be, 4);
}

uint32_t mem_rl(QTestState *qts, uint32_t addr)
{
    uint32_t be;

    qtest_memread(qts, addr, &be, 4);
    return be32_to_cpu(be);
}

uint8_t mem_rb(QTestState *qts, uint32_t addr)
{
    return qtest_readb(qts, addr);
}

void mem_wb(QTestState *qts, uint32_t addr, uint8_t val)
{
    qtest_writeb(qts, addr, val);
}

/* ------------------------------------------------------------------ */
/* Waits */

void ncr_fail(QTestState *qts, const char *what)
{
    for (unsigned reg = 0; reg < 0x40; reg += 4) {
        g_printerr("# %02x: %08x\n", reg, ncr_rl(qts, reg));
    }
    g_error("53C710: waited in vain for %s", what);
}

static gint64 deadline(void)
{
    return g_get_monotonic_time() + WAIT_SECONDS * G_USEC_PER_SEC;
}

uint8_t ncr_wait_istat(QTestState *qts, uint8_t mask)
{
    gint64 end = deadline();

    do {
        uint8_t istat = ncr_rb(qts, NCR_ISTAT);

        if (istat & mask) {
            return istat;
        }
        qtest_clock_step(qts, STEP_NS);
    } while (g_get_monotonic_time() < end);
    ncr_fail(qts, "ISTAT");
}

void ncr_wait_reg(QTestState *qts, unsigned reg, uint8_t mask, uint8_t want)
{
    gint64 end = deadline();

    do {
        if ((ncr_rb(qts, reg) & mask) == want) {
            return;
        }
        qtest_clock_step(qts, STEP_NS);
    } while (g_get_monotonic_time() < end);
    ncr_fail(qts, "a register value");
}

/* A script that waits has DSP behind the waiting instruction */
void ncr_wait_dsp(QTestState *qts, uint32_t dsp)
{
    gint64 end = deadline();

    do {
        if (ncr_rl(qts, NCR_DSP) == dsp) {
            return;
        }
        qtest_clock_step(qts, STEP_NS);
    } while (g_get_monotonic_time() < end);
    ncr_fail(qts, "DSP");
}

uint8_t ncr_wait_dstat(QTestState *qts, uint8_t mask)
{
    uint8_t istat = ncr_wait_istat(qts, ISTAT_DIP | ISTAT_SIP);
    uint8_t dstat;

    if (!(istat & ISTAT_DIP)) {
        g_printerr("# ISTAT %02x\n", istat);
        ncr_fail(qts, "DIP, but SIP came");
    }
    dstat = ncr_rb(qts, NCR_DSTAT);
    if (!(dstat & mask)) {
        g_printerr("# DSTAT was %02x, wanted %02x\n", dstat, mask);
        ncr_fail(qts, "another DSTAT cause");
    }
    return dstat;
}

uint8_t ncr_wait_sstat0(QTestState *qts, uint8_t mask)
{
    uint8_t istat = ncr_wait_istat(qts, ISTAT_DIP | ISTAT_SIP);
    uint8_t sstat0;

    if (!(istat & ISTAT_SIP)) {
        g_printerr("# ISTAT %02x\n", istat);
        ncr_fail(qts, "SIP, but DIP came");
    }
    sstat0 = ncr_rb(qts, NCR_SSTAT0);
    if (!(sstat0 & mask)) {
        g_printerr("# SSTAT0 was %02x, wanted %02x\n", sstat0, mask);
        ncr_fail(qts, "another SSTAT0 cause");
    }
    return sstat0;
}

void ncr_wait_int(QTestState *qts, uint32_t vector)
{
    ncr_wait_dstat(qts, DSTAT_SIR);
    g_assert_cmphex(ncr_rl(qts, NCR_DSPS), ==, vector);
}

/* For so long nothing happens that software could see in ISTAT */
void ncr_quiet(QTestState *qts, unsigned ms)
{
    while (ms--) {
        g_assert_cmphex(ncr_rb(qts, NCR_ISTAT) & (ISTAT_SIP | ISTAT_DIP),
                        ==, 0);
        qtest_clock_step(qts, STEP_NS);
    }
}

int ncr_main(int argc, char **argv, const NcrTest *tests)
{
    g_test_init(&argc, &argv, NULL);
    if (!qtest_has_machine(lasi_machine()) ||
        !qtest_has_device("lasi-ncr710")) {
        g_test_skip("no machine with a 53C710 in this build");
        return 0;
    }
    for (; tests->path; tests++) {
        qtest_add_func(tests->path, tests->fn);
    }
    return g_test_run();
}
