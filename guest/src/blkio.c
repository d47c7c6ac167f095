/*
 * Write and read block devices with data that tells where it belongs
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every sector holds its number, the seed, and the number of the operation
 * that wrote it, so that a lost, doubled or misplaced write is seen. What
 * an operation does depends on seed, job and options alone: whoever knows
 * them can compute what must be on the disk. All I/O is O_DIRECT.
 */

#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECTOR = 512, UNIT = 4096, ALIGN = 4096, MAX_JOBS = 16 };

static struct {
    const char *mode, *device;
    uint32_t block;  /* bytes in an operation; the most, for mix */
    uint32_t count;  /* operations; 0: until SIGTERM */
    uint32_t seed;   /* 0: data is neither made nor checked; no check with -r */
    uint32_t jobs;
    uint64_t offset; /* bytes, where the first job's area begins */
    uint64_t area;   /* bytes for each job */
    bool random;
} opt = { .block = 65536, .jobs = 1, .area = 1 << 20 };

static volatile sig_atomic_t stop;
static pid_t child[MAX_JOBS];
static uint32_t children;

static struct {
    int fd;
    uint32_t number, state, errors;
    uint64_t base, bytes;
    uint8_t *data, *expected;
    uint32_t *written; /* per unit of the area: the operation that wrote it */
} job;

static void on_term(int sig)
{
    stop = 1;
    for (uint32_t i = 0; i < children; i++) {
        kill(child[i], sig);
    }
}

static uint32_t pick(uint32_t below)
{
    job.state ^= job.state << 13;
    job.state ^= job.state >> 17;
    job.state ^= job.state << 5;
    return job.state % below;
}

static void put32(uint8_t *to, uint32_t val)
{
    to[0] = val >> 24;
    to[1] = val >> 16;
    to[2] = val >> 8;
    to[3] = val;
}

/* What operation @op leaves at byte @at of the device; nothing if 0. */
static void fill(uint8_t *to, uint64_t at, uint32_t len, uint32_t op)
{
    static uint8_t filler[SECTOR];

    if (!op) {
        memset(to, 0, len);
        return;
    }
    if (!filler[0]) {
        for (int i = 0; i < SECTOR; i++) {
            filler[i] = i * 167 + 13 + (i >> 8);
        }
    }
    for (; len; len -= SECTOR, to += SECTOR, at += SECTOR) {
        memcpy(to, filler, SECTOR);
        put32(to, at / SECTOR);
        put32(to + 4, opt.seed);
        put32(to + 8, op);
        put32(to + 12, job.number);
    }
}

static void failed(const char *what, uint64_t at, const char *why)
{
    if (job.errors++ < 5) {
        printf("blkio: %s failed at %llu: %s\n", what,
               (unsigned long long)at, why);
        fflush(stdout);
    }
}

static void do_write(uint64_t at, uint32_t len, uint32_t op)
{
    if (opt.seed) {
        fill(job.data, at, len, op);
    }
    if (pwrite(job.fd, job.data, len, at) != (ssize_t)len) {
        failed("write", at, strerror(errno));
    } else {
        job.bytes += len;
    }
}

static bool do_read(uint64_t at, uint32_t len)
{
    ssize_t got = pread(job.fd, job.data, len, at);

    if (got != (ssize_t)len) {
        failed("read", at, got < 0 ? strerror(errno) : "short");
        return false;
    }
    job.bytes += len;
    return true;
}

static void check(uint64_t at, uint32_t len)
{
    if (memcmp(job.data, job.expected, len)) {
        failed("compare", at, "wrong data");
    }
}

/*
 * Sequential or random blocks; sequential ones wrap around in the area. Reads
 * check what one pass of writes left.
 */
static void plain(uint32_t op, bool write)
{
    uint32_t blocks = opt.area / opt.block;
    uint64_t at = job.base +
        (uint64_t)(opt.random ? pick(blocks) : (op - 1) % blocks) * opt.block;

    if (write) {
        do_write(at, opt.block, op);
    } else if (do_read(at, opt.block) && opt.seed && !opt.random) {
        fill(job.expected, at, opt.block, (op - 1) % blocks + 1);
        check(at, opt.block);
    }
}

/* Write some units; read some, which must be what was last written there. */
static void mix(uint32_t op)
{
    uint32_t units = opt.area / UNIT;
    uint32_t most = opt.block / UNIT;
    uint32_t len = 1 + pick(most);
    uint32_t at = pick(units - len + 1);

    do_write(job.base + (uint64_t)at * UNIT, len * UNIT, op);
    for (uint32_t i = 0; i < len; i++) {
        job.written[at + i] = op;
    }
    len = 1 + pick(most);
    at = pick(units - len + 1);
    if (do_read(job.base + (uint64_t)at * UNIT, len * UNIT)) {
        for (uint32_t i = 0; i < len; i++) {
            fill(job.expected + i * UNIT, job.base + (uint64_t)(at + i) * UNIT,
                 UNIT, job.written[at + i]);
        }
        check(job.base + (uint64_t)at * UNIT, len * UNIT);
    }
}

static int work(uint32_t number)
{
    uint32_t op = 0;
    bool write = strcmp(opt.mode, "read");

    job.number = number;
    job.state = (opt.seed + 1) * 2654435761u + number;
    job.state = job.state ? job.state : 1;
    job.base = opt.offset + number * opt.area;
    job.fd = open(opt.device, (write ? O_RDWR : O_RDONLY) | O_DIRECT);
    job.written = calloc(opt.area / UNIT, sizeof(*job.written));
    if (job.fd < 0 || !job.written ||
        posix_memalign((void **)&job.data, ALIGN, opt.block) ||
        posix_memalign((void **)&job.expected, ALIGN, opt.block)) {
        perror(opt.device);
        return 1;
    }
    memset(job.data, 0x5a, opt.block);
    while (!stop && !(opt.count && op == opt.count)) {
        op++;
        if (!strcmp(opt.mode, "mix")) {
            mix(op);
        } else {
            plain(op, write);
        }
    }
    if (write && fdatasync(job.fd)) {
        failed("sync", 0, strerror(errno));
    }
    printf("blkio: job=%u ops=%u bytes=%llu errors=%u\n", number, op,
           (unsigned long long)job.bytes, job.errors);
    fflush(stdout);
    return job.errors != 0;
}

static void usage(void)
{
    fputs("usage: blkio read|write|mix DEVICE [-r] [-b BYTES] [-n OPS]"
          " [-s SEED] [-j JOBS] [-o OFFSET] [-a AREA]\n", stderr);
    exit(2);
}

static void parse(int argc, char **argv)
{
    int c;

    while ((c = getopt(argc, argv, "rb:n:s:j:o:a:")) != -1) {
        unsigned long long val = optarg ? strtoull(optarg, NULL, 0) : 0;

        switch (c) {
        case 'r': opt.random = true; break;
        case 'b': opt.block = val; break;
        case 'n': opt.count = val; break;
        case 's': opt.seed = val; break;
        case 'j': opt.jobs = val; break;
        case 'o': opt.offset = val; break;
        case 'a': opt.area = val; break;
        default: usage();
        }
    }
    if (argc - optind != 2 || !opt.block || opt.block % SECTOR ||
        opt.area < opt.block || !opt.jobs || opt.jobs > MAX_JOBS) {
        usage();
    }
    opt.mode = argv[optind];
    opt.device = argv[optind + 1];
    if (strcmp(opt.mode, "read") && strcmp(opt.mode, "write") &&
        (strcmp(opt.mode, "mix") || !opt.seed || opt.block % UNIT)) {
        usage();
    }
}

int main(int argc, char **argv)
{
    struct timespec begin, end;
    int status, result = 0;

    parse(argc, argv);
    signal(SIGTERM, on_term);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (uint32_t i = 0; i < opt.jobs; i++) {
        pid_t pid = fork();

        if (pid < 0) {
            perror("fork");
            result = 1;
            break;
        }
        if (!pid) {
            children = 0;
            _exit(work(i));
        }
        child[children++] = pid;
        if (stop) {
            kill(pid, SIGTERM);
        }
    }
    for (uint32_t i = 0; i < children; i++) {
        while (waitpid(child[i], &status, 0) < 0 && errno == EINTR) {
        }
        result |= !WIFEXITED(status) || WEXITSTATUS(status);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("blkio: usec=%lld\n", (end.tv_sec - begin.tv_sec) * 1000000LL +
           (end.tv_nsec - begin.tv_nsec) / 1000);
    return result;
}
