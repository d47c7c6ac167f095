/*
 * Helpers for the qtests of the NCR 53C710 on LASI
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Typed from the SYM53C710 technical manual and from the LASI specification,
 * not from the device model: a register map, access to registers and memory,
 * and bounded waits.
 */

#ifndef TESTS_NCR710_LIB_H
#define TESTS_NCR710_LIB_H

#include "libqtest.h"
#include "lasi-machine.h"

/* LASI: interrupt controller, SCSI glue, 53C710 core */
#define LASI_HPA        lasi_hpa()
#define LASI_IRR        (LASI_HPA + 0x00)
#define LASI_IMR        (LASI_HPA + 0x04)
#define LASI_IPR        (LASI_HPA + 0x08)
#define LASI_SCSI       (LASI_HPA + 0x6000)
#define LASI_IO_RESET   (LASI_HPA + 0xc00c)
#define LASI_SCSI_ID    0x05000082U
#define LASI_IRQ_SCSI   (1U << 9)
#define NCR_CORE        (LASI_HPA + 0x6100)

/* What stands for the SCSI bus of the controller in options for ncr_start() */
#define NCR_BUS         "lasi-scsi.0"

/* Chip registers, little-endian numbers (manual, register map) */
enum {
    NCR_SCNTL0 = 0x00, NCR_SCNTL1, NCR_SDID, NCR_SIEN,
    NCR_SCID, NCR_SXFER, NCR_SODL, NCR_SOCL,
    NCR_SFBR, NCR_SIDL, NCR_SBDL, NCR_SBCL,
    NCR_DSTAT, NCR_SSTAT0, NCR_SSTAT1, NCR_SSTAT2,
    NCR_DSA = 0x10,
    NCR_CTEST0 = 0x14, NCR_CTEST1, NCR_CTEST2, NCR_CTEST3,
    NCR_CTEST4, NCR_CTEST5, NCR_CTEST6, NCR_CTEST7,
    NCR_TEMP = 0x1c,
    NCR_DFIFO = 0x20, NCR_ISTAT, NCR_CTEST8, NCR_LCRC,
    NCR_DBC = 0x24, NCR_DCMD = 0x27,
    NCR_DNAD = 0x28, NCR_DSP = 0x2c, NCR_DSPS = 0x30, NCR_SCRATCH = 0x34,
    NCR_DMODE = 0x38, NCR_DIEN, NCR_DWT, NCR_DCNTL,
    NCR_ADDER = 0x3c,
};

/* Bits the tests use */
#define SCNTL0_TRG      0x01
#define SCNTL0_WATN     0x10
#define SCNTL0_START    0x20
#define SCNTL1_ADB      0x40
#define SCNTL1_ESR      0x20
#define SCNTL1_CON      0x10
#define SCNTL1_RST      0x08
#define SCNTL1_AESP     0x04
#define SSTAT0_MA       0x80
#define SSTAT0_FCMP     0x40
#define SSTAT0_STO      0x20
#define SSTAT0_SEL      0x10
#define SSTAT0_SGE      0x08
#define SSTAT0_UDC      0x04
#define SSTAT0_RST      0x02
#define SSTAT0_PAR      0x01
#define DSTAT_DFE       0x80
#define DSTAT_BF        0x20
#define DSTAT_ABRT      0x10
#define DSTAT_SSI       0x08
#define DSTAT_SIR       0x04
#define DSTAT_IID       0x01
#define ISTAT_ABRT      0x80
#define ISTAT_RST       0x40
#define ISTAT_SIGP      0x20
#define ISTAT_CON       0x08
#define ISTAT_SIP       0x02
#define ISTAT_DIP       0x01
#define SBCL_REQ        0x80
#define SBCL_ACK        0x40
#define SBCL_BSY        0x20
#define SBCL_SEL        0x10
#define SBCL_ATN        0x08
#define SBCL_IO         0x01
#define CTEST0_BTD      0x40
#define CTEST0_DDIR     0x01
#define CTEST2_SIGP     0x40
#define CTEST7_STD      0x10
#define CTEST8_FLF      0x08
#define CTEST8_CLF      0x04
#define DMODE_MAN       0x01
#define DCNTL_EA        0x20
#define DCNTL_SSM       0x10
#define DCNTL_LLM       0x08
#define DCNTL_STD       0x04
#define DCNTL_COM       0x01

/* SCSI phases: MSG, C/D, I/O */
enum {
    PH_DATA_OUT, PH_DATA_IN, PH_COMMAND, PH_STATUS,
    PH_MSG_OUT = 6, PH_MSG_IN = 7,
};

/* SCSI statuses and messages */
#define ST_GOOD         0x00
#define ST_CHECK        0x02
#define MSG_COMPLETE    0x00
#define MSG_EXTENDED    0x01
#define MSG_SAVE        0x02
#define MSG_DISCONNECT  0x04
#define MSG_ABORT       0x06
#define MSG_REJECT      0x07
#define MSG_NOP         0x08
#define MSG_PARITY      0x09
#define MSG_BDR         0x0c
#define MSG_ABORT_TAG   0x0d
#define MSG_CLEAR_QUEUE 0x0e
#define MSG_SIMPLE_TAG  0x20
#define MSG_IDENTIFY    0x80
#define MSG_DISC_PRIV   0x40

/* Where the tests keep things in guest memory */
#define RAM_END         0x04000000U     /* -m 64 */
#define NO_MEMORY       0x40000000U     /* nothing decodes this on a B160L */
#define A_SCRIPT        0x00100000U
#define A_TABLE         0x00120000U
#define A_MSGOUT        0x00130000U
#define A_CDB           0x00130100U
#define A_STATUS        0x00130200U
#define A_MSGIN         0x00130300U
#define A_DATA          0x00200000U

#define DISK_BLOCKS     2048            /* 1 MiB */

/* Machine: start and stop, disks filled with a known pattern */
QTestState *ncr_start(const char *fmt, ...) G_GNUC_PRINTF(1, 2);
QTestState *ncr_start_disks(uint8_t ids, const char *extra);
/* Without disks, but set up as a polling initiator */
QTestState *ncr_start_empty(void);
char *ncr_image(void);
void ncr_quit(QTestState *qts);
void ncr_pattern(uint8_t *buf, unsigned lba, unsigned blocks);
void ncr_assert_pattern(QTestState *qts, uint32_t addr, unsigned lba,
                        unsigned blocks);
void ncr_break(QTestState *qts, const char *drive, const char *event,
               const char *tag);
void ncr_resume(QTestState *qts, const char *drive, const char *tag);
void ncr_intercept_irq(QTestState *qts);
bool ncr_pin(QTestState *qts);          /* after ncr_intercept_irq() */
char *ncr_qom_path(QTestState *qts);

/* Registers: byte lanes are the little-endian number XOR 3 (LASI ERS 3.11) */
uint8_t ncr_rb(QTestState *qts, unsigned reg);
void ncr_wb(QTestState *qts, unsigned reg, uint8_t val);
uint32_t ncr_rl(QTestState *qts, unsigned reg);
void ncr_wl(QTestState *qts, unsigned reg, uint32_t val);
uint32_t ncr_dbc(QTestState *qts);
void ncr_reset_chip(QTestState *qts);
void ncr_setup(QTestState *qts);
uint32_t ncr_residue(QTestState *qts);

/* Memory of the guest: always big-endian dwords */
void mem_wl(QTestState *qts, uint32_t addr, uint32_t val);
uint32_t mem_rl(QTestState *qts, uint32_t addr);
uint8_t mem_rb(QTestState *qts, uint32_t addr);
void mem_wb(QTestState *qts, uint32_t addr, uint8_t val);

/* Waits: bounded, they step the virtual clock and fail loudly */
uint8_t ncr_wait_istat(QTestState *qts, uint8_t mask);
void ncr_wait_reg(QTestState *qts, unsigned reg, uint8_t mask, uint8_t want);
void ncr_wait_dsp(QTestState *qts, uint32_t dsp);
void ncr_wait_int(QTestState *qts, uint32_t vector);
uint8_t ncr_wait_dstat(QTestState *qts, uint8_t mask);
uint8_t ncr_wait_sstat0(QTestState *qts, uint8_t mask);
void ncr_quiet(QTestState *qts, unsigned ms);
G_NORETURN void ncr_fail(QTestState *qts, const char *what);

/* A test program: paths and functions, ended by an empty entry */
typedef struct NcrTest {
    const char *path;
    void (*fn)(void);
} NcrTest;

int ncr_main(int argc, char **argv, const NcrTest *tests);

#endif
