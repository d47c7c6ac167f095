/*
 * QTest testcase for the interrupt controller of the HP LASI chip
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * Behaviour: HP, 712 I/O Subsystem ERS, chapter 14. Lines that no device
 * drives are moved by hand, the UART, the parallel port and the PS/2 ports
 * by their registers. The processor's interrupt register is a word of RAM.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "libqtest.h"
#include "lasi-machine.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"

#define LASI_HPA        lasi_hpa()

/* Registers, from LASI_HPA */
#define IRR             0x00000     /* requests, read clears */
#define IMR             0x00004     /* mask, 1 enables */
#define IPR             0x00008     /* pending, any write clears */
#define ICR             0x0000c     /* control */
#define IAR             0x00010     /* processor's register and bit */
#define LPT             0x02800
#define UART            0x05800
#define KEYBOARD        0x08000
#define MOUSE           0x08100
#define ERRLOG          0x0c004
#define AMR             0x0c010

#define ICR_TOC         BIT(1)
#define ICR_BUS_ERROR   BIT(8)
#define ERRLOG_IRQ      BIT(2)
#define IAR_RESET       0xfffb0003u

#define LPT_STATUS      (LPT + 1)
#define LPT_CONTROL     (LPT + 2)
#define LPT_CTR_READY   0x1c        /* INIT, SELECT, interrupt enabled */

#define UART_DATA       (UART + 0)
#define UART_IER        (UART + 1)
#define UART_IIR        (UART + 2)
#define UART_MCR        (UART + 4)
#define UART_IER_RDI    0x01
#define UART_IER_THRI   0x02
#define UART_IIR_NONE   0x01
#define UART_IIR_ID     0x0f
#define UART_IIR_THRI   0x02
#define UART_IIR_RDI    0x04
#define UART_MCR_LOOP   0x10

#define PS2_DATA        0x4         /* from KEYBOARD or MOUSE */
#define PS2_STATUS      0xc
#define PS2_RBNE        0x01        /* there is data to read */
#define PS2_CMPINTR     0x10        /* at one of the ports */
#define PS2_KBD_ECHO    0xee
#define PS2_MOUSE_RES1  0xe6        /* answered by an acknowledge */
#define PS2_ACK         0xfa

#define IRQ_UART        BIT(5)
#define IRQ_LPT         BIT(7)
#define IRQ_PS2         BIT(26)
/* Blocks without a model */
#define LINE_A          13
#define LINE_B          16
#define LINE_C          20
#define IRQ_A           BIT(LINE_A)
#define IRQ_B           BIT(LINE_B)
#define IRQ_C           BIT(LINE_C)
#define IRQ_ALL         0x043f63a0u

#define EIR             0x00100000u /* processor's register, in RAM */
#define EIR_BIT         17

#define MEMORY          "-m 32 "
#define WAIT_SECONDS    30

typedef struct {
    QTestState *qts;
    char *path;                     /* of LASI */
} Board;

static uint32_t rd(Board *b, uint32_t reg)
{
    return qtest_readl(b->qts, LASI_HPA + reg);
}

static void wr(Board *b, uint32_t reg, uint32_t val)
{
    qtest_writel(b->qts, LASI_HPA + reg, val);
}

static uint8_t rdb(Board *b, uint32_t reg)
{
    return qtest_readb(b->qts, LASI_HPA + reg);
}

static void wrb(Board *b, uint32_t reg, uint8_t val)
{
    qtest_writeb(b->qts, LASI_HPA + reg, val);
}

static void line(Board *b, int n, int level)
{
    qtest_set_irq_in(b->qts, b->path, "unnamed-gpio-in", n, level);
}

/* Whether LASI has written to the processor since the last call */
static bool told(Board *b)
{
    uint32_t val = qtest_readl(b->qts, EIR);

    qtest_writel(b->qts, EIR, ~0u);
    g_assert_true(val == ~0u || val == EIR_BIT);
    return val == EIR_BIT;
}

/* The child of @parent whose type is LASI's, or NULL */
static char *find_lasi_in(QTestState *qts, const char *parent)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-list',"
                           "  'arguments': { 'path': %s } }", parent);
    QListEntry *entry;
    char *path = NULL;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(rsp, "return"), entry) {
        QDict *prop = qobject_to(QDict, qlist_entry_obj(entry));

        if (g_str_equal(qdict_get_str(prop, "type"), "child<lasi-chip>")) {
            path = g_strdup_printf("%s/%s", parent,
                                   qdict_get_str(prop, "name"));
        }
    }
    qobject_unref(rsp);
    return path;
}

static void board_start(Board *b, const char *args)
{
    g_autofree char *cmd = g_strconcat(MEMORY, args, NULL);

    b->qts = lasi_qtest(cmd);
    b->path = find_lasi_in(b->qts, "/machine/unattached");
    if (!b->path) {
        b->path = find_lasi_in(b->qts, "/machine");
    }
    g_assert_nonnull(b->path);
}

static void board_init(Board *b)
{
    board_start(b, "");
    qtest_writel(b->qts, EIR, ~0u);
    wr(b, IAR, EIR | EIR_BIT);
}

static void board_quit(Board *b)
{
    qtest_quit(b->qts);
    g_free(b->path);
}

/* Proves: P1 */
static void test_edge(void)
{
    Board b;

    board_init(&b);
    line(&b, LINE_A, 1);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_A);

    wr(&b, IPR, 0);
    line(&b, LINE_A, 1);
    g_assert_cmphex(rd(&b, IPR), ==, 0);

    line(&b, LINE_A, 0);
    line(&b, LINE_A, 1);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_A);
    board_quit(&b);
}

/* Proves: P2 */
static void test_drop(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A);
    line(&b, LINE_A, 1);
    line(&b, LINE_B, 1);
    line(&b, LINE_A, 0);
    line(&b, LINE_B, 0);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_A | IRQ_B);
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
    board_quit(&b);
}

/* Proves: P3 */
static void test_unmasked(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A | IRQ_B);
    g_assert_false(told(&b));
    line(&b, LINE_A, 1);
    g_assert_true(told(&b));

    /* One more request is one more write, one that is there already is not. */
    line(&b, LINE_B, 1);
    g_assert_true(told(&b));
    line(&b, LINE_A, 0);
    line(&b, LINE_A, 1);
    g_assert_false(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A | IRQ_B);
    board_quit(&b);
}

/* Proves: P4 */
static void test_masked(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_B);
    line(&b, LINE_A, 1);
    g_assert_false(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, 0);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_A);
    board_quit(&b);
}

/* Proves: P5 */
static void test_unmask(void)
{
    Board b;

    board_init(&b);
    line(&b, LINE_A, 1);
    line(&b, LINE_A, 0);
    wr(&b, IMR, IRQ_B);
    g_assert_false(told(&b));
    wr(&b, IMR, IRQ_A | IRQ_B);
    g_assert_true(told(&b));

    /* Masked and unmasked before the guest has read it */
    wr(&b, IMR, IRQ_B);
    g_assert_cmphex(rd(&b, IRR), ==, 0);
    g_assert_false(told(&b));
    wr(&b, IMR, IRQ_A);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);

    /* Nothing is pending now. */
    wr(&b, IMR, 0);
    wr(&b, IMR, IRQ_A);
    g_assert_false(told(&b));
    board_quit(&b);
}

/* Proves: P6 */
static void test_read_request(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A | IRQ_C);
    line(&b, LINE_A, 1);
    line(&b, LINE_B, 1);
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
    g_assert_cmphex(rd(&b, IRR), ==, 0);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_B);

    g_assert_true(told(&b));
    wr(&b, IMR, IRQ_B);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_B);
    g_assert_cmphex(rd(&b, IPR), ==, 0);
    board_quit(&b);
}

/* Proves: P7 */
static void test_pending(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A);
    line(&b, LINE_A, 1);
    line(&b, LINE_B, 1);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_A | IRQ_B);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_A | IRQ_B);
    g_assert_true(told(&b));

    wr(&b, IPR, IRQ_C);
    g_assert_cmphex(rd(&b, IPR), ==, 0);
    g_assert_cmphex(rd(&b, IRR), ==, 0);

    line(&b, LINE_A, 0);
    line(&b, LINE_A, 1);
    g_assert_true(told(&b));
    board_quit(&b);
}

/* Proves: P8 */
static void test_control(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A | IRQ_B);
    wr(&b, ICR, ICR_BUS_ERROR);
    g_assert_cmphex(rd(&b, ICR), ==, ICR_BUS_ERROR);
    line(&b, LINE_A, 1);
    g_assert_false(told(&b));
    wr(&b, ICR, 0);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);

    /* Read while it was held back: there is nothing left to tell. */
    wr(&b, ICR, ICR_BUS_ERROR);
    line(&b, LINE_B, 1);
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_B);
    wr(&b, ICR, 0);
    g_assert_false(told(&b));

    wr(&b, ICR, ICR_TOC);
    g_assert_cmphex(rd(&b, ICR), ==, 0);
    board_quit(&b);
}

/* The chip sets the bit itself if its write is not answered. */
/* Proves: P8 */
static void test_bus_error(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A | IRQ_B);
    wr(&b, IAR, 0xfff90000u);       /* nothing there */
    line(&b, LINE_A, 1);
    g_assert_cmphex(rd(&b, ICR), ==, ICR_BUS_ERROR);
    g_assert_cmphex(rd(&b, ERRLOG), ==, ERRLOG_IRQ);

    wr(&b, IAR, EIR | EIR_BIT);
    line(&b, LINE_B, 1);
    g_assert_false(told(&b));
    wr(&b, ICR, 0);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A | IRQ_B);
    board_quit(&b);
}

/* A request that is sent to LASI itself: an error, and nothing worse */
static void test_address_of_lasi(void)
{
    Board b;
    int reg;

    board_init(&b);
    for (reg = IRR; reg <= IAR; reg += 4) {
        wr(&b, IAR, (LASI_HPA + reg) | EIR_BIT);
        wr(&b, IMR, 0);
        line(&b, LINE_A, 0);
        line(&b, LINE_A, 1);
        wr(&b, IMR, IRQ_A);
        g_assert_cmphex(rd(&b, ICR), ==, ICR_BUS_ERROR);
        g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
        wr(&b, ICR, 0);
    }
    board_quit(&b);
}

static void test_unimplemented(void)
{
    Board b;
    int n;

    board_init(&b);
    wr(&b, IMR, ~0u);
    g_assert_cmphex(rd(&b, IMR), ==, IRQ_ALL);
    for (n = 0; n < 27; n++) {
        line(&b, n, 0);
        line(&b, n, 1);
    }
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_ALL);
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_ALL);
    wr(&b, ICR, ~0u);
    g_assert_cmphex(rd(&b, ICR), ==, ICR_BUS_ERROR);
    board_quit(&b);
}

/* Proves: P9 */
static void test_reset(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A);
    line(&b, LINE_A, 1);
    line(&b, LINE_B, 1);
    wrb(&b, UART_IER, UART_IER_THRI);
    wr(&b, ICR, ICR_BUS_ERROR);
    wr(&b, ERRLOG, ERRLOG_IRQ);
    wr(&b, AMR, 3);
    g_assert_true(told(&b));

    qtest_system_reset(b.qts);
    g_assert_cmphex(rd(&b, IPR), ==, 0);
    g_assert_cmphex(rd(&b, IMR), ==, 0);
    g_assert_cmphex(rd(&b, IRR), ==, 0);
    g_assert_cmphex(rd(&b, ICR), ==, 0);
    g_assert_cmphex(rd(&b, ERRLOG), ==, 0);
    g_assert_cmphex(rd(&b, AMR), ==, 0);
    g_assert_cmphex(rd(&b, IAR), ==, IAR_RESET);
    g_assert_false(told(&b));

    /* All inputs are low: the next level is an edge. */
    wr(&b, IAR, EIR | EIR_BIT);
    line(&b, LINE_A, 1);
    wrb(&b, UART_IER, UART_IER_THRI);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_A | IRQ_UART);
    board_quit(&b);
}

/* Proves: P10 */
static void test_still_high(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A);
    line(&b, LINE_A, 1);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);

    line(&b, LINE_A, 1);
    wr(&b, IMR, 0);
    wr(&b, IMR, IRQ_A);
    g_assert_cmphex(rd(&b, IPR), ==, 0);
    g_assert_cmphex(rd(&b, IRR), ==, 0);
    g_assert_false(told(&b));

    line(&b, LINE_A, 0);
    g_assert_false(told(&b));
    line(&b, LINE_A, 1);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
    board_quit(&b);
}

/* Proves: P11 */
static void test_together(void)
{
    Board b;
    int n;

    board_init(&b);
    wr(&b, IMR, IRQ_ALL);
    wrb(&b, UART_IER, UART_IER_THRI);
    wrb(&b, LPT_CONTROL, LPT_CTR_READY);
    wrb(&b, LPT_CONTROL, LPT_CTR_READY);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_UART | IRQ_LPT);

    /* One that comes after the read is not swallowed by it. */
    for (n = 0; n < 3; n++) {
        line(&b, LINE_A, 1);
        g_assert_true(told(&b));
        g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
        line(&b, LINE_B, 1);
        g_assert_true(told(&b));
        g_assert_cmphex(rd(&b, IRR), ==, IRQ_B);
        line(&b, LINE_A, 0);
        line(&b, LINE_B, 0);
    }
    board_quit(&b);
}

static void wait_migrated(QTestState *qts)
{
    g_autoptr(GTimer) timer = g_timer_new();
    bool done = false;

    while (!done) {
        QDict *rsp = qtest_qmp(qts, "{ 'execute': 'query-migrate' }");
        const char *status;

        status = qdict_get_try_str(qdict_get_qdict(rsp, "return"), "status");
        g_assert_cmpstr(status, !=, "failed");
        done = g_strcmp0(status, "completed") == 0;
        qobject_unref(rsp);
        g_assert_cmpfloat(g_timer_elapsed(timer, NULL), <, WAIT_SECONDS);
        g_usleep(1000);
    }
}

/* The machine goes into a file, which is returned. */
static char *board_save(Board *b)
{
    char *file;
    g_autofree char *uri = NULL;
    int fd = g_file_open_tmp("lasi-irq-XXXXXX", &file, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    uri = g_strdup_printf("file:%s", file);
    qtest_qmp_assert_success(b->qts, "{ 'execute': 'migrate',"
                             "  'arguments': { 'uri': %s } }", uri);
    wait_migrated(b->qts);
    board_quit(b);
    return file;
}

/* A new machine from the file, which is removed and freed */
static void board_load(Board *b, char *file)
{
    g_autofree char *uri = g_strdup_printf("file:%s", file);

    board_start(b, "-incoming defer");
    qtest_qmp_assert_success(b->qts, "{ 'execute': 'migrate-incoming',"
                             "  'arguments': { 'uri': %s } }", uri);
    qtest_qmp_eventwait(b->qts, "RESUME");
    unlink(file);
    g_free(file);
}

/* Proves: P12 */
static void test_migrate(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A | IRQ_C);
    line(&b, LINE_A, 1);            /* taken, still high */
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
    line(&b, LINE_B, 1);            /* masked, still high */
    line(&b, LINE_C, 1);            /* told, not taken, low */
    line(&b, LINE_C, 0);
    g_assert_true(told(&b));
    board_load(&b, board_save(&b));

    g_assert_cmphex(rd(&b, IMR), ==, IRQ_A | IRQ_C);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_B | IRQ_C);
    g_assert_cmphex(rd(&b, IAR), ==, EIR | EIR_BIT);

    /* No edge where there is none, and nothing told again */
    line(&b, LINE_A, 1);
    line(&b, LINE_C, 1);
    g_assert_false(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_C);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_B);

    line(&b, LINE_A, 0);
    line(&b, LINE_A, 1);
    g_assert_true(told(&b));
    wr(&b, IMR, IRQ_A | IRQ_B);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A | IRQ_B);
    board_quit(&b);
}

/* Proves: P12 */
static void test_migrate_held(void)
{
    Board b;

    board_init(&b);
    wr(&b, IMR, IRQ_A);
    wr(&b, ICR, ICR_BUS_ERROR);
    line(&b, LINE_A, 1);
    board_load(&b, board_save(&b));

    g_assert_false(told(&b));
    wr(&b, ICR, 0);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
    board_quit(&b);
}

/*
 * Turns a saved machine into one of QEMU 10.0, which has version 2: the same
 * fields, with all that has ever interrupted left in IRR and in IPR. A field
 * that only this version has is not in the stream while all lines are low.
 */
static void make_old_stream(const char *file, uint32_t irr, uint32_t ipr)
{
    static const char head[] = "\004Lasi\0\0\0\0\0\0\0\003";
    const size_t len = sizeof(head) - 1;
    g_autofree char *buf = NULL;
    gsize size, i;

    g_assert_true(g_file_get_contents(file, &buf, &size, NULL));
    for (i = 0; i + len + 12 < size; i++) {
        if (memcmp(buf + i, head, len) == 0) {
            break;
        }
    }
    g_assert_cmpint(i + len + 12, <, size);
    buf[i + len - 1] = 2;
    stl_be_p(buf + i + len, irr);
    stl_be_p(buf + i + len + 8, ipr);
    g_assert_true(g_file_set_contents(file, buf, size, NULL));
}

/* Proves: P12 */
static void test_migrate_old(void)
{
    Board b;
    char *file;

    board_init(&b);
    wr(&b, IMR, IRQ_A | IRQ_B);
    file = board_save(&b);
    make_old_stream(file, IRQ_A, IRQ_A | IRQ_C);
    board_load(&b, file);

    /* What is left over does not keep the next interrupt from coming. */
    g_assert_cmphex(rd(&b, IMR), ==, IRQ_A | IRQ_B);
    line(&b, LINE_A, 1);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_A);
    g_assert_cmphex(rd(&b, IRR), ==, 0);
    line(&b, LINE_B, 1);
    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_B);
    g_assert_cmphex(rd(&b, IPR), ==, IRQ_C);
    board_quit(&b);
}

/* Proves: P14 */
static void test_uart(void)
{
    Board b;
    int n;

    board_init(&b);
    wr(&b, IMR, IRQ_UART);
    wrb(&b, UART_IER, UART_IER_THRI);
    for (n = 0; n < 3; n++) {
        g_assert_true(told(&b));
        g_assert_cmphex(rd(&b, IRR), ==, IRQ_UART);
        g_assert_cmphex(rdb(&b, UART_IIR) & UART_IIR_ID, ==, UART_IIR_THRI);
        g_assert_cmphex(rdb(&b, UART_IIR) & UART_IIR_ID, ==, UART_IIR_NONE);
        g_assert_false(told(&b));
        wrb(&b, UART_DATA, 'x');
    }

    /* Two causes, which a driver takes until there are none */
    rdb(&b, UART_IIR);
    wrb(&b, UART_MCR, UART_MCR_LOOP);
    wrb(&b, UART_IER, UART_IER_RDI | UART_IER_THRI);
    rdb(&b, UART_IIR);
    rd(&b, IRR);
    told(&b);
    for (n = 0; n < 3; n++) {
        wrb(&b, UART_DATA, 'a' + n);
        g_assert_true(told(&b));
        g_assert_cmphex(rd(&b, IRR), ==, IRQ_UART);
        g_assert_cmphex(rdb(&b, UART_IIR) & UART_IIR_ID, ==, UART_IIR_RDI);
        g_assert_cmphex(rdb(&b, UART_DATA), ==, 'a' + n);
        g_assert_cmphex(rdb(&b, UART_IIR) & UART_IIR_ID, ==, UART_IIR_THRI);
        g_assert_cmphex(rdb(&b, UART_IIR) & UART_IIR_ID, ==, UART_IIR_NONE);
        rd(&b, IRR);
        told(&b);
    }
    board_quit(&b);
}

/* Proves: P14 */
static void test_parallel(void)
{
    Board b;
    int n;

    board_init(&b);
    wr(&b, IMR, IRQ_LPT);
    wrb(&b, LPT_CONTROL, LPT_CTR_READY);
    for (n = 0; n < 3; n++) {
        wrb(&b, LPT_CONTROL, LPT_CTR_READY);
        g_assert_true(told(&b));
        g_assert_cmphex(rd(&b, IRR), ==, IRQ_LPT);
        rdb(&b, LPT_STATUS);
        g_assert_false(told(&b));
        g_assert_cmphex(rd(&b, IPR), ==, 0);
    }
    board_quit(&b);
}

/* Read a byte, which must be there */
static uint8_t ps2_read(Board *b, uint32_t port)
{
    g_assert_true(rdb(b, port + PS2_STATUS) & PS2_RBNE);
    return rdb(b, port + PS2_DATA);
}

static void ps2_init(Board *b)
{
    board_init(b);
    wr(b, IMR, IRQ_PS2);
    while (rdb(b, KEYBOARD + PS2_STATUS) & PS2_RBNE) {
        rdb(b, KEYBOARD + PS2_DATA);
    }
    while (rdb(b, MOUSE + PS2_STATUS) & PS2_RBNE) {
        rdb(b, MOUSE + PS2_DATA);
    }
    rd(b, IRR);
    told(b);
}

/* Proves: P14 */
static void test_ps2(void)
{
    Board b;
    int n;

    ps2_init(&b);
    for (n = 0; n < 3; n++) {
        wrb(&b, KEYBOARD + PS2_DATA, PS2_KBD_ECHO);
        wrb(&b, MOUSE + PS2_DATA, PS2_MOUSE_RES1);
        g_assert_true(told(&b));
        g_assert_cmphex(rd(&b, IRR), ==, IRQ_PS2);

        /* One interrupt is enough to empty both. */
        g_assert_true(rdb(&b, MOUSE + PS2_STATUS) & PS2_CMPINTR);
        g_assert_cmphex(ps2_read(&b, KEYBOARD), ==, PS2_KBD_ECHO);
        g_assert_true(rdb(&b, KEYBOARD + PS2_STATUS) & PS2_CMPINTR);
        g_assert_cmphex(ps2_read(&b, MOUSE), ==, PS2_ACK);
        g_assert_false(rdb(&b, KEYBOARD + PS2_STATUS) & PS2_CMPINTR);
        g_assert_false(rdb(&b, MOUSE + PS2_STATUS) & PS2_RBNE);

        /* There may have been more than one, but no more follow. */
        rd(&b, IRR);
        told(&b);
        g_assert_cmphex(rd(&b, IRR), ==, 0);
    }
    board_quit(&b);
}

/* A byte for the port that the driver has just emptied */
/* Proves: P14 */
static void test_ps2_race(void)
{
    Board b;

    ps2_init(&b);
    wrb(&b, KEYBOARD + PS2_DATA, PS2_KBD_ECHO);
    wrb(&b, MOUSE + PS2_DATA, PS2_MOUSE_RES1);
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_PS2);
    ps2_read(&b, KEYBOARD);
    wrb(&b, KEYBOARD + PS2_DATA, PS2_KBD_ECHO);
    rd(&b, IRR);
    told(&b);
    ps2_read(&b, MOUSE);

    g_assert_true(told(&b));
    g_assert_cmphex(rd(&b, IRR), ==, IRQ_PS2);
    g_assert_cmphex(ps2_read(&b, KEYBOARD), ==, PS2_KBD_ECHO);
    g_assert_false(rdb(&b, MOUSE + PS2_STATUS) & PS2_CMPINTR);

    wrb(&b, MOUSE + PS2_DATA, PS2_MOUSE_RES1);
    g_assert_true(told(&b));
    board_quit(&b);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/lasi-irq/edge", test_edge);
    qtest_add_func("/lasi-irq/drop", test_drop);
    qtest_add_func("/lasi-irq/unmasked", test_unmasked);
    qtest_add_func("/lasi-irq/masked", test_masked);
    qtest_add_func("/lasi-irq/unmask", test_unmask);
    qtest_add_func("/lasi-irq/read-request", test_read_request);
    qtest_add_func("/lasi-irq/pending", test_pending);
    qtest_add_func("/lasi-irq/control", test_control);
    qtest_add_func("/lasi-irq/bus-error", test_bus_error);
    qtest_add_func("/lasi-irq/address-of-lasi", test_address_of_lasi);
    qtest_add_func("/lasi-irq/unimplemented", test_unimplemented);
    qtest_add_func("/lasi-irq/reset", test_reset);
    qtest_add_func("/lasi-irq/still-high", test_still_high);
    qtest_add_func("/lasi-irq/together", test_together);
    qtest_add_func("/lasi-irq/migrate/same", test_migrate);
    qtest_add_func("/lasi-irq/migrate/held", test_migrate_held);
    qtest_add_func("/lasi-irq/migrate/old", test_migrate_old);
    qtest_add_func("/lasi-irq/uart", test_uart);
    qtest_add_func("/lasi-irq/parallel", test_parallel);
    qtest_add_func("/lasi-irq/ps2/both", test_ps2);
    qtest_add_func("/lasi-irq/ps2/race", test_ps2_race);

    return g_test_run();
}
