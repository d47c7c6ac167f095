#ifndef __PARISC_BOOTDEV_H
#define __PARISC_BOOTDEV_H

#include "types.h" // u32
#include "parisc/device.h" // hppa_device_t

struct drive_s;

/* size of I/O block used in HP firmware */
#define FW_BLOCKSIZE    2048

/* Names of drives: FWSCSI.0.0 (8/0/1/0.0.0), SESCSI.6.0 (8/16/5.6.0) */
#define BOOTDEV_NAME    48

/* The boot program of a medium in memory */
struct ipl_s {
    unsigned long entry, end;
};

/* Drives */
int bootdev_on_LASI(struct drive_s *drive);
hppa_device_t *bootdev_controller(struct drive_s *drive);
struct drive_s *bootdev_find(hppa_device_t *controller, u32 target, u32 lun);
struct drive_s *bootdev_next(hppa_device_t *controller, int target, int lun);

/* Names */
char *bootdev_name(char *buf, struct drive_s *drive);
struct drive_s *bootdev_parse(const char *name);

/* What to boot from, and the boot program */
int bootdev_order(const char *letters, struct drive_s *primary,
                  struct drive_s **list, int max);
struct drive_s *bootdev_first(int cdrom);
int bootdev_ready(struct drive_s *drive);
const char *bootdev_check(struct drive_s *drive);
const char *bootdev_load(struct drive_s *drive, struct ipl_s *ipl);

/* boot.c: a drive in the list of boot devices, in the order of bootindex */
struct boot_drive_s {
    struct drive_s *drive;
    const char *description;
    int cdrom;
    int chosen;         /* has a bootindex */
};
int boot_drive_at(int index, struct boot_drive_s *entry);

#endif /* __PARISC_BOOTDEV_H */
