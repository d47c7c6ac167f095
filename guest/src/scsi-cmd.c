/*
 * Send single SCSI commands and resets to a device, by the sg interface
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: scsi-cmd DEVICE reset device|target|bus|host
 *        scsi-cmd DEVICE BYTE... [: in LENGTH | : out LENGTH [BYTE...]]
 *
 * Bytes are hexadecimal, the data out is filled up by repeating its bytes.
 * Prints "status=S host=H driver=D sense=K/A/Q length=N" (numbers in
 * hexadecimal, but for the length moved) and then the data that came in.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <scsi/sg.h>

enum { MAX_CDB = 16, MAX_DATA = 1 << 17, SHOWN = 64, TIMEOUT_MS = 60000 };

static unsigned char cdb[MAX_CDB], sense[64], data[MAX_DATA];

static void usage(void)
{
    fputs("usage: scsi-cmd DEVICE reset device|target|bus|host\n"
          "       scsi-cmd DEVICE BYTE... [: in LENGTH | : out LENGTH"
          " [BYTE...]]\n", stderr);
    exit(2);
}

static int reset(int fd, const char *what)
{
    static const struct {
        const char *name;
        int code;
    } kind[] = {
        { "device", SG_SCSI_RESET_DEVICE },
        { "target", 4 /* SG_SCSI_RESET_TARGET, not in every header */ },
        { "bus", SG_SCSI_RESET_BUS },
        { "host", SG_SCSI_RESET_HOST },
    };

    for (unsigned i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
        if (!strcmp(what, kind[i].name)) {
            int code = kind[i].code;

            if (ioctl(fd, SG_SCSI_RESET, &code)) {
                perror("reset");
                return 1;
            }
            puts("reset done");
            return 0;
        }
    }
    usage();
    return 2;
}

/* Bytes of the command line up to ":", its end, or @max. */
static int bytes(char **from, unsigned char *to, int max)
{
    int len = 0;

    while (from[len] && strcmp(from[len], ":")) {
        if (len == max) {
            usage();
        }
        to[len] = strtoul(from[len], NULL, 16);
        len++;
    }
    return len;
}

static void direction(char **word, sg_io_hdr_t *h)
{
    unsigned long len;
    int given;

    h->dxfer_direction = SG_DXFER_NONE;
    if (!word[0]) {
        return;
    }
    if (!word[1] || !word[2]) {
        usage();
    }
    len = strtoul(word[2], NULL, 0);
    if (len > MAX_DATA) {
        usage();
    }
    h->dxfer_direction = SG_DXFER_FROM_DEV;
    h->dxfer_len = len;
    h->dxferp = data;
    if (!strcmp(word[1], "out")) {
        h->dxfer_direction = SG_DXFER_TO_DEV;
        given = bytes(word + 3, data, MAX_DATA);
        for (unsigned long i = given; given && i < len; i++) {
            data[i] = data[i - given];
        }
    } else if (strcmp(word[1], "in")) {
        usage();
    }
}

static int command(int fd, char **word)
{
    sg_io_hdr_t h = { .interface_id = 'S' };

    h.cmd_len = bytes(word, cdb, MAX_CDB);
    h.cmdp = cdb;
    h.sbp = sense;
    h.mx_sb_len = sizeof(sense);
    h.timeout = TIMEOUT_MS;
    direction(word + h.cmd_len, &h);
    if (ioctl(fd, SG_IO, &h)) {
        perror("SG_IO");
        return 1;
    }
    printf("status=%02x host=%x driver=%x sense=%x/%02x/%02x length=%u\n",
           h.status, h.host_status, h.driver_status, sense[2] & 0xf,
           sense[12], sense[13], h.dxfer_len - h.resid);
    if (h.dxfer_direction == SG_DXFER_FROM_DEV) {
        unsigned len = h.dxfer_len - h.resid;

        for (unsigned i = 0; i < len && i < SHOWN; i++) {
            printf("%02x%c", data[i], i % 16 == 15 ? '\n' : ' ');
        }
        putchar('\n');
    }
    return h.status || h.host_status;
}

int main(int argc, char **argv)
{
    int fd;

    if (argc < 3) {
        usage();
    }
    fd = open(argv[1], O_RDWR | O_NONBLOCK);
    if (fd < 0 && errno == EROFS) {
        fd = open(argv[1], O_RDONLY | O_NONBLOCK);
    }
    if (fd < 0) {
        perror(argv[1]);
        return 1;
    }
    if (!strcmp(argv[2], "reset")) {
        return argc == 4 ? reset(fd, argv[3]) : (usage(), 2);
    }
    return command(fd, argv + 2);
}
