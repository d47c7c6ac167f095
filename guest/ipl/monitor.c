/*
 * A boot loader that loads nothing: a monitor which calls the firmware
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines on the console, all numbers hexadecimal:
 *   r ADDRESS COUNT      print COUNT words of memory
 *   w ADDRESS WORD...    write words
 *   c ADDRESS ARG...     call a routine of the firmware, at most 13 arguments
 * Each answer is one line, "= " and words (of a call: what it returned), or
 * "?" for a line that is none of these. The console is that of page zero,
 * by its IODC.
 */

enum {
    MEM_CONS = 0x3a0,           /* page zero: the console ... */
    LAYERS = 0x08,              /* ... its place behind the module, */
    HPA = 0x20,
    SPA = 0x24,
    ENTRY_IO = 0x28,
    ENTRY_IO_CIN = 2,
    ENTRY_IO_COUT = 3,
    MAX_WORDS = 14,
};

typedef unsigned int u32;
typedef int Routine(u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32,
                    u32, u32);

static volatile u32 *word_at(u32 address)
{
    return (volatile u32 *)address;
}

/* One character to or from the console; returns how many were moved. */
static u32 console(u32 option, char *c)
{
    static u32 result[32];
    u32 hpa = *word_at(MEM_CONS + HPA);
    Routine *entry = (Routine *)*word_at(MEM_CONS + ENTRY_IO);

    result[0] = 0;
    entry(hpa, option, *word_at(MEM_CONS + SPA), MEM_CONS + LAYERS,
          (u32)result, 0, (u32)c, 1, 1, 0, 0, 0, 0);
    return *(volatile u32 *)result;
}

static void put(const char *text)
{
    for (; *text; text++) {
        char c = *text;

        console(ENTRY_IO_COUT, &c);
    }
}

static void put_word(u32 word)
{
    char text[10] = " ";

    for (int i = 0; i < 8; i++) {
        text[1 + i] = "0123456789abcdef"[word >> (28 - 4 * i) & 15];
    }
    put(text);
}

/* Read a line, with echo; what does not fit is dropped. */
static void get_line(char *line, int size)
{
    char c = 0;
    int length = 0;

    for (;;) {
        while (!console(ENTRY_IO_CIN, &c)) {
        }
        if (c == '\r' || c == '\n') {
            break;
        }
        console(ENTRY_IO_COUT, &c);
        if (length < size - 1) {
            line[length++] = c;
        }
    }
    line[length] = 0;
    put("\n");
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' :
           c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The numbers of a line; returns how many, or -1. */
static int parse(const char *line, u32 *words)
{
    int count = 0;

    for (;;) {
        u32 word = 0;

        while (*line == ' ') {
            line++;
        }
        if (!*line) {
            return count;
        }
        if (hex_digit(*line) < 0 || count == MAX_WORDS) {
            return -1;
        }
        for (; hex_digit(*line) >= 0; line++) {
            word = word << 4 | hex_digit(*line);
        }
        words[count++] = word;
    }
}

static void read_memory(u32 address, u32 count)
{
    put("=");
    for (u32 i = 0; i < count; i++) {
        put_word(*word_at(address + 4 * i));
    }
    put("\n");
}

static void write_memory(const u32 *words, int count)
{
    for (int i = 1; i < count; i++) {
        *word_at(words[0] + 4 * (i - 1)) = words[i];
    }
    put("=\n");
}

static void call(const u32 *words)
{
    Routine *routine = (Routine *)words[0];
    u32 status = routine(words[1], words[2], words[3], words[4], words[5],
                         words[6], words[7], words[8], words[9], words[10],
                         words[11], words[12], words[13]);

    put("=");
    put_word(status);
    put("\n");
}

void monitor(u32 interact, u32 end)
{
    static char line[256];

    put("\nmonitor:");
    put_word(interact);
    put_word(end);
    put("\n");
    for (;;) {
        u32 words[MAX_WORDS] = { 0 };
        int count;

        put("fw> ");
        get_line(line, sizeof(line));
        count = line[0] ? parse(line + 1, words) : -1;
        if (line[0] == 'r' && count == 2) {
            read_memory(words[0], words[1]);
        } else if (line[0] == 'w' && count >= 2) {
            write_memory(words, count);
        } else if (line[0] == 'c' && count >= 1) {
            call(words);
        } else {
            put("?\n");
        }
    }
}
