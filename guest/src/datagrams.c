/*
 * Send or count UDP datagrams, for tests of a network card
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * datagrams send ADDRESS PORT COUNT SIZE
 *   Sends COUNT datagrams of SIZE bytes as fast as they go.
 * datagrams receive PORT COUNT SECONDS [GROUP]
 *   Says "ready", then "received N" after COUNT datagrams or SECONDS. With
 *   GROUP it is a member of that multicast group meanwhile, on the interface
 *   that the route to the group names. Status 0 if all of COUNT came.
 *
 * A datagram begins with its number (32 bits, big endian). Each following
 * byte is (number + offset) & 255: one that differs is reported and is not
 * counted, nor is a datagram whose number is not higher than the last one's.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEADER 4                /* bytes of the number */
#define LARGEST 65507           /* bytes of payload in UDP over IPv4 */
#define BACKLOG (8 << 20)       /* bytes of receive buffer */

static unsigned char buffer[LARGEST];

static void fail(const char *what)
{
    fprintf(stderr, "datagrams: %s: %s\n", what, strerror(errno));
    exit(2);
}

static long number(const char *text, long low, long high)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (*text == '\0' || *end != '\0' || value < low || value > high) {
        fprintf(stderr, "datagrams: %s is not in %ld..%ld\n", text, low, high);
        exit(2);
    }
    return value;
}

static struct in_addr address(const char *text)
{
    struct in_addr result;

    if (!inet_aton(text, &result)) {
        fprintf(stderr, "datagrams: %s is no IPv4 address\n", text);
        exit(2);
    }
    return result;
}

static int udp_socket(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (fd < 0) {
        fail("socket");
    }
    return fd;
}

static int send_all(char **arg)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_addr = address(arg[0]),
        .sin_port = htons(number(arg[1], 1, 65535)),
    };
    uint32_t count = number(arg[2], 1, 1000000);
    size_t size = number(arg[3], HEADER, LARGEST), i;
    int fd = udp_socket();
    uint32_t n, wire;

    for (n = 1; n <= count; n++) {
        wire = htonl(n);
        memcpy(buffer, &wire, HEADER);
        for (i = HEADER; i < size; i++) {
            buffer[i] = n + i;
        }
        while (sendto(fd, buffer, size, 0, (void *)&to, sizeof(to)) < 0) {
            if (errno != ENOBUFS) {
                fail("sendto");
            }
            usleep(1000);
        }
    }
    return 0;
}

static int listen_on(long port, const char *group)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
    };
    int backlog = BACKLOG, fd = udp_socket();

    /* Without the right to force it, the default size has to do. */
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &backlog, sizeof(backlog));
    if (bind(fd, (void *)&at, sizeof(at)) < 0) {
        fail("bind");
    }
    if (group) {
        struct ip_mreq member = { .imr_multiaddr = address(group) };

        if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP,
                       &member, sizeof(member)) < 0) {
            fail(group);
        }
    }
    return fd;
}

/* Milliseconds of a clock that nobody sets */
static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* True for a right datagram, higher than *last. */
static int good(ssize_t size, uint32_t *last)
{
    uint32_t n;
    ssize_t i;

    if (size < HEADER) {
        return 0;
    }
    memcpy(&n, buffer, HEADER);
    n = ntohl(n);
    for (i = HEADER; i < size; i++) {
        if (buffer[i] != (unsigned char)(n + i)) {
            printf("datagram %lu: wrong byte %ld\n", (unsigned long)n, (long)i);
            return 0;
        }
    }
    if (n <= *last) {
        printf("datagram %lu came after %lu\n", (unsigned long)n,
               (unsigned long)*last);
        return 0;
    }
    *last = n;
    return 1;
}

static int receive_all(char **arg)
{
    int fd = listen_on(number(arg[0], 1, 65535), arg[3]);
    uint32_t count = number(arg[1], 1, 1000000), got = 0, last = 0;
    int64_t end = now() + number(arg[2], 1, 3600) * 1000LL, left;

    printf("ready\n");
    fflush(stdout);
    while (got < count && (left = end - now()) > 0) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        ssize_t size;

        if (poll(&wait, 1, left) <= 0) {
            continue;
        }
        size = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
        if (size >= 0) {
            got += good(size, &last);
        }
    }
    printf("received %lu\n", (unsigned long)got);
    return got == count ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "send") == 0) {
        return send_all(argv + 2);
    }
    if ((argc == 5 || argc == 6) && strcmp(argv[1], "receive") == 0) {
        return receive_all(argv + 2);
    }
    fprintf(stderr, "usage: datagrams send ADDRESS PORT COUNT SIZE\n"
                    "       datagrams receive PORT COUNT SECONDS [GROUP]\n");
    return 2;
}
