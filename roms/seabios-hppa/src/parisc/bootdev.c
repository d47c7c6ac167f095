// Drives to boot from: where they are, their names, their order, their IPL
//
// Copyright (c) 2026 the QEMU LASI series authors
//
// This file may be distributed under the terms of the GNU LGPLv3 license.
//
// A drive is what HP's firmware addresses by the hardware path of its
// controller and two layers behind it, the SCSI target and the LUN.

#include "block.h" // struct drive_s
#include "byteorder.h" // be32_to_cpu
#include "config.h" // CONFIG_*
#include "hw/blockcmd.h" // scsi_is_ready
#include "hw/pcidevice.h" // struct pci_device
#include "output.h" // snprintf
#include "parisc/bootdev.h" // struct ipl_s
#include "parisc/hppa_hardware.h" // LASI_SCSI_HPA
#include "parisc/pdc.h" // struct pdc_module_path
#include "string.h" // memset
#include "util.h" // is_bootprio_strict
#include "x86.h" // PAGE0

/****************************************************************
 * Drives and their controllers
 ****************************************************************/

int bootdev_on_LASI(struct drive_s *drive)
{
    return drive && drive->type == DTYPE_NCR710_SCSI;
}

/* The module that a drive hangs on, NULL if it is none of those that the
 * firmware shows to operating systems. */
hppa_device_t *bootdev_controller(struct drive_s *drive)
{
    switch (drive->type) {
    case DTYPE_NCR710_SCSI:
        return find_hpa_device(F_EXTEND(LASI_SCSI_HPA));
    case DTYPE_LSI_SCSI:
    case DTYPE_ESP_SCSI:
    case DTYPE_MEGASAS:
    case DTYPE_PVSCSI:
    case DTYPE_MPT_SCSI:
    case DTYPE_VIRTIO_SCSI:
        return find_pci_hppa_device(drive->cntl_id);
    default:
        return NULL;
    }
}

struct drive_s *bootdev_find(hppa_device_t *controller, u32 target, u32 lun)
{
    struct boot_drive_s e;
    int i;

    for (i = 0; boot_drive_at(i, &e); i++)
        if (e.drive->target == target && e.drive->lun == lun
            && bootdev_controller(e.drive) == controller)
            return e.drive;
    return NULL;
}

/* The drive of a controller that comes next behind a target and LUN (-1 for
 * the first one), NULL if there is none. */
struct drive_s *bootdev_next(hppa_device_t *controller, int target, int lun)
{
    int behind = target << 8 | (lun & 0xff), best = 0x10000, i;
    struct drive_s *next = NULL;
    struct boot_drive_s e;

    if (target < 0)
        behind = -1;
    for (i = 0; boot_drive_at(i, &e); i++) {
        int place = e.drive->target << 8 | e.drive->lun;
        if (place <= behind || place >= best
            || bootdev_controller(e.drive) != controller)
            continue;
        best = place;
        next = e.drive;
    }
    return next;
}

/****************************************************************
 * Names
 ****************************************************************/

/* The hardware path of a module, as "8/16/5". Returns its end. */
static char *hardware_path(char *p, char *end, hppa_device_t *dev)
{
    struct hardware_path *path = &dev->mod_path->path;
    int i;

    for (i = 0; i < ARRAY_SIZE(path->bc); i++)
        if ((u8)path->bc[i] != 0xff)
            p += snprintf(p, end - p, "%d/", path->bc[i]);
    return p + snprintf(p, end - p, "%d", path->mod);
}

/* Name of a drive as HP firmware prints it: FWSCSI is the Fast/Wide
 * controller, SESCSI the single ended one of LASI; then the hardware path.
 * buf has BOOTDEV_NAME bytes. */
char *bootdev_name(char *buf, struct drive_s *drive)
{
    char *p = buf, *end = buf + BOOTDEV_NAME;
    hppa_device_t *dev;

    if (!drive) {
        snprintf(buf, BOOTDEV_NAME, "none");
        return buf;
    }
    p += snprintf(p, end - p, "%s.%d.%d",
                  bootdev_on_LASI(drive) ? "SESCSI" : "FWSCSI",
                  drive->target, drive->lun);
    dev = bootdev_controller(drive);
    if (dev) {
        p += snprintf(p, end - p, " (");
        p = hardware_path(p, end, dev);
        snprintf(p, end - p, ".%d.%d)", drive->target, drive->lun);
    }
    return buf;
}

/* If text begins with a word and ends there or goes on with "." return what
 * comes behind the word, else NULL. */
static const char *behind_word(const char *text, const char *word)
{
    while (*word)
        if (*text++ != *word++)
            return NULL;
    return *text && *text != '.' ? NULL : text;
}

/* Reads the next ".NUMBER" of a name; -1 if the name has ended. Returns
 * NULL if there is something else. */
static const char *next_number(const char *text, int *number)
{
    *number = -1;
    if (!*text)
        return text;
    if (*text++ != '.' || *text < '0' || *text > '9')
        return NULL;
    for (*number = 0; *text >= '0' && *text <= '9'; text++)
        if (*number < 1000)
            *number = *number * 10 + *text - '0';
    return text;
}

/* Reads "[.TARGET[.LUN]]"; a part that is not there is -1. */
static int target_and_lun(const char *text, int *target, int *lun)
{
    text = next_number(text, target);
    text = text ? next_number(text, lun) : NULL;
    return text && !*text;
}

/* If a name is one of this drive's, returns what comes behind the controller,
 * ".TARGET.LUN", else NULL. */
static const char *behind_controller(const char *name, struct drive_s *drive)
{
    hppa_device_t *dev = bootdev_controller(drive);
    const char *rest;
    char path[BOOTDEV_NAME];

    rest = behind_word(name, bootdev_on_LASI(drive) ? "SESCSI" : "FWSCSI");
    if (!rest)
        rest = behind_word(name, "SCSI");
    if (!rest && dev) {
        hardware_path(path, path + sizeof(path), dev);
        rest = behind_word(name, path);
    }
    return rest;
}

/* The drive that a user names: P0 is the first drive of the list, SESCSI.6,
 * FWSCSI.6.0, SCSI.6.0 and 8/16/5.6.0 name target and LUN on a controller,
 * 6.0 on any. What is left out is any. Letters are upper case. */
struct drive_s *bootdev_parse(const char *name)
{
    char dotted[BOOTDEV_NAME];
    struct boot_drive_s e;
    int i, target, lun;

    snprintf(dotted, sizeof(dotted), ".%s", name + (name[0] == 'P'));
    if (name[0] == 'P')
        return target_and_lun(dotted, &i, &lun) && i >= 0 && lun < 0
            && boot_drive_at(i, &e) ? e.drive : NULL;

    for (i = 0; *name && boot_drive_at(i, &e); i++) {
        const char *rest = behind_controller(name, e.drive);
        if (!target_and_lun(rest ?: dotted, &target, &lun))
            continue;
        if ((target < 0 || target == e.drive->target)
            && (lun < 0 || lun == e.drive->lun))
            return e.drive;
    }
    return NULL;
}

/****************************************************************
 * Order
 ****************************************************************/

/* Whether a letter of "-boot order=" stands for a drive */
static int letter_matches(char letter, struct boot_drive_s *e)
{
    if (letter == 'c')
        return !e->cdrom;
    if (letter == 'd')
        return e->cdrom;
    return letter >= 'g' && letter <= 'm' && e->drive->target == letter - 'g';
}

static int append_drive(struct drive_s *drive, struct drive_s **list, int n,
                     int max)
{
    int i;

    for (i = 0; i < n; i++)
        if (list[i] == drive)
            return n;
    if (n < max)
        list[n++] = drive;
    return n;
}

/* All drives in the order in which they are to be tried: those with a
 * bootindex, those of the letters, and then, unless "-boot strict=on", the
 * rest. The first of letter c is primary, unless that is NULL. Returns the
 * number of drives. */
int bootdev_order(const char *letters, struct drive_s *primary,
                  struct drive_s **list, int max)
{
    struct boot_drive_s e;
    int i, n = 0;

    for (i = 0; boot_drive_at(i, &e); i++)
        if (e.chosen)
            n = append_drive(e.drive, list, n, max);
    if (is_bootprio_strict())
        return n;
    for (; *letters; letters++) {
        if (*letters == 'c' && primary)
            n = append_drive(primary, list, n, max);
        for (i = 0; boot_drive_at(i, &e); i++)
            if (letter_matches(*letters, &e))
                n = append_drive(e.drive, list, n, max);
    }
    for (i = 0; boot_drive_at(i, &e); i++)
        n = append_drive(e.drive, list, n, max);
    return n;
}

/* Whether a drive can be read. Its medium may be another one than before, with
 * blocks of another size. */
int bootdev_ready(struct drive_s *drive)
{
    struct disk_op_s op;

    memset(&op, 0, sizeof(op));
    op.drive_fl = drive;
    if (drive->type == DTYPE_ATA_ATAPI || drive->type == DTYPE_ATA) {
        op.command = CMD_ISREADY;
        return !process_op(&op);
    }
    if (scsi_is_ready(&op))
        return 0;
    return !drive->removable || !scsi_cd_capacity(drive);
}

/* The first hard disk, or the first CD-ROM drive, if possible not the empty
 * one that qemu adds. NULL if there is none. */
struct drive_s *bootdev_first(int cdrom)
{
    struct drive_s *first = NULL;
    struct boot_drive_s e;
    int i;

    for (i = 0; boot_drive_at(i, &e); i++) {
        if (e.cdrom != cdrom)
            continue;
        if (!first)
            first = e.drive;
        if (!cdrom || bootdev_ready(e.drive))
            return e.drive;
    }
    return first;
}

/****************************************************************
 * The boot program (IPL)
 ****************************************************************/

/* Longest IPL that is loaded. HP's limit of 256 KB is exceeded by boot
 * loaders of today. */
#define IPL_MAX         (4*1024*1024)

/* LIF volume header, in the first block of the medium */
#define LIF_MAGIC       0x8000
#define LIF_IPL_ADDR    0xf0
#define LIF_IPL_SIZE    0xf4
#define LIF_IPL_ENTRY   0xf8

/* the IPL is loaded where the boot block was before */
static u8 *load_address(void)
{
    return (void *)(unsigned long)PAGE0->mem_free + 32*1024;
}

static u32 be32_at(const u8 *block, int offset)
{
    return be32_to_cpu(*(u32 *)(block + offset));
}

/* Read whole blocks of the drive; returns 0 or an error. */
static int read_medium(struct drive_s *drive, u32 addr, u32 size, u8 *buf)
{
    u32 max = drive->max_bytes_transfer ?: 64*1024;
    struct disk_op_s op;

    while (size) {
        u32 now = size < max ? size : max;
        memset(&op, 0, sizeof(op));
        op.drive_fl = drive;
        op.command = CMD_READ;
        op.buf_fl = buf;
        op.lba = addr / drive->blksize;
        op.count = now / drive->blksize;
        int ret = process_op(&op);
        if (ret)
            return ret;
        addr += now;
        buf += now;
        size -= now;
    }
    return 0;
}

/* Read the boot block. Returns NULL, or what hinders booting. */
static const char *read_boot_block(struct drive_s *drive, u8 *block)
{
    if (!bootdev_ready(drive))
        return "no medium, or not ready";
    if (!drive->blksize || FW_BLOCKSIZE % drive->blksize)
        return "blocks of an unsupported size";
    if (read_medium(drive, 0, FW_BLOCKSIZE, block))
        return "can not read the boot block";
    if (be32_at(block, 0) >> 16 != LIF_MAGIC)
        return "not a PA-RISC boot image, it has no LIF header";
    u32 addr = be32_at(block, LIF_IPL_ADDR);
    u32 size = be32_at(block, LIF_IPL_SIZE);
    u32 entry = be32_at(block, LIF_IPL_ENTRY);
    if (!addr || !size)
        return "not a boot image, it has no IPL";
    if (addr % FW_BLOCKSIZE || size > IPL_MAX || entry & 3 || entry >= size)
        return "address, size or entry of its IPL is wrong";
    return NULL;
}

const char *bootdev_check(struct drive_s *drive)
{
    return read_boot_block(drive, load_address());
}

/* Load the IPL of a drive. Returns NULL, or what hinders booting. */
const char *bootdev_load(struct drive_s *drive, struct ipl_s *ipl)
{
    u8 *block = load_address();
    const char *reason = read_boot_block(drive, block);

    if (reason)
        return reason;
    u32 addr = be32_at(block, LIF_IPL_ADDR);
    u32 size = be32_at(block, LIF_IPL_SIZE);
    u32 entry = be32_at(block, LIF_IPL_ENTRY);
    if (read_medium(drive, addr, ALIGN(size, FW_BLOCKSIZE), block))
        return "can not read the IPL";
    ipl->entry = (unsigned long)block + entry;
    ipl->end = (unsigned long)block + ALIGN(size, sizeof(long));
    return NULL;
}
