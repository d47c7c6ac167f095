// The menu of the firmware, with the commands of HP's
//
// Copyright (c) 2026 the QEMU LASI series authors
//
// This file may be distributed under the terms of the GNU LGPLv3 license.
//
// Words may be shortened to the letters that the menu shows in upper case.
// What is not understood is said and changes nothing: a typing error must
// never boot something.

#include "output.h" // printf
#include "parisc/bootdev.h" // bootdev_parse
#include "parisc/bootmenu.h" // bootmenu_choose
#include "string.h" // memset
#include "stacks.h" // reset
#include "x86.h" // hlt

#define MAX_LINE        64
#define MAX_WORDS       4

struct line_s {
    char text[MAX_LINE];
    char *word[MAX_WORDS];      /* at least empty */
    int words;                  /* how many, more than MAX_WORDS is possible */
};

/****************************************************************
 * Lines and words
 ****************************************************************/

static void erase(void)
{
    parisc_putchar('\b');
    parisc_putchar(' ');
    parisc_putchar('\b');
}

/* Read a line, with echo. BS and DEL erase a character, ^U the line. */
static void enter_text(char *text, int size)
{
    int length = 0;
    char c;

    while ((c = parisc_getchar()) != '\r' && c != '\n') {
        if (c == '\b' || c == 127 || c == 21) {
            do {
                if (!length)
                    break;
                length--;
                erase();
            } while (c == 21);
        } else if (c >= ' ' && length < size - 1) {
            text[length++] = c;
            parisc_putchar(c);
        }
    }
    text[length] = 0;
    parisc_putchar('\n');
}

static void read_line(struct line_s *line, int size)
{
    char *p;
    int i;

    enter_text(line->text, size);
    line->words = 0;
    for (p = line->text; *p; ) {
        while (*p == ' ')
            *p++ = 0;
        if (*p && line->words++ < MAX_WORDS)
            line->word[line->words - 1] = p;
        for (; *p && *p != ' '; p++)
            if (*p >= 'a' && *p <= 'z')
                *p += 'A' - 'a';
    }
    for (i = line->words; i < MAX_WORDS; i++)
        line->word[i] = "";
}

/* Whether a word is a command, of which it must have "least" letters */
static int is_word(const char *word, const char *command, int least)
{
    int i;

    for (i = 0; word[i]; i++)
        if (word[i] != command[i])
            return 0;
    return i >= least;
}

static void refuse(const char *what, const char *word)
{
    printf("%s: \"%s\"\n", what, word);
}

/****************************************************************
 * PATH, SEARCH, INFORMATION
 ****************************************************************/

static void print_boot_path(int which)
{
    char name[BOOTDEV_NAME];

    printf("  %s boot path:%s    %s\n",
           which == PATH_PRIMARY ? "Primary" : "Alternate",
           which == PATH_PRIMARY ? "  " : "",
           bootdev_name(name, parisc_boot_path(which)));
}

static void print_console_path(int which)
{
    printf("  %s path:%s         %s\n",
           which == PATH_CONSOLE ? "Console" : "Keyboard",
           which == PATH_CONSOLE ? " " : "", parisc_console_path(which));
}

/* Which path a word means, or -1 */
static int which_path(const char *word)
{
    return is_word(word, "PRIMARY", 3) ? PATH_PRIMARY :
           is_word(word, "ALTERNATE", 3) ? PATH_ALTERNATE :
           is_word(word, "CONSOLE", 3) ? PATH_CONSOLE :
           is_word(word, "KEYBOARD", 3) ? PATH_KEYBOARD : -1;
}

static void set_path(int which, const char *path)
{
    struct drive_s *drive = bootdev_parse(path);

    if (which == PATH_CONSOLE || which == PATH_KEYBOARD)
        printf("Console and keyboard follow qemu's options and"
               " \"-fw_cfg opt/console\".\n");
    else if (!drive)
        refuse("There is no such boot device", path);
    else {
        parisc_save_boot_path(drive, which);
        print_boot_path(which);
    }
}

/* PAth [PRI|ALT|CON|KEY] [<path>] */
static void menu_path(struct line_s *line)
{
    int which = which_path(line->word[1]);

    if (line->words > 1 && which < 0)
        refuse("Not one of PRI, ALT, CON and KEY", line->word[1]);
    else if (line->words > 2)
        set_path(which, line->word[2]);
    else {
        if (line->words == 1 || which == PATH_PRIMARY)
            print_boot_path(PATH_PRIMARY);
        if (line->words == 1 || which == PATH_ALTERNATE)
            print_boot_path(PATH_ALTERNATE);
        if (line->words == 1 || which == PATH_CONSOLE)
            print_console_path(PATH_CONSOLE);
        if (line->words == 1 || which == PATH_KEYBOARD)
            print_console_path(PATH_KEYBOARD);
    }
}

/* SEArch [DIsplay|IPL] [<path>] */
static void menu_search(struct line_s *line)
{
    int only_ipl = is_word(line->word[1], "IPL", 3), found = 0, i;
    const char *path = line->word[1];
    struct drive_s *wanted = NULL;
    struct boot_drive_s e;

    if (only_ipl || is_word(path, "DISPLAY", 2))
        path = line->word[2];
    if (*path) {
        wanted = bootdev_parse(path);
        if (!wanted) {
            refuse("There is no such boot device", path);
            return;
        }
    }

    printf("Searching for potential boot devices...\n\n"
           "  Path  Device Path                          Utilities  Device\n"
           "  ----  -----------------------------------  ---------  ------\n");
    for (i = 0; boot_drive_at(i, &e); i++) {
        char name[BOOTDEV_NAME];
        const char *hindrance;

        if (wanted && wanted != e.drive)
            continue;
        hindrance = bootdev_check(e.drive);
        if (only_ipl && hindrance)
            continue;
        found = 1;
        printf("  P%d    %s  %s  %s\n", i, bootdev_name(name, e.drive),
               hindrance ? "---" : "IPL", e.description);
    }
    if (!found)
        printf("  none\n");
}

/* INformation [ALL|BootINfo|FwrVersion|IO|LanAddress|MEmory|PRocessor] */
static void menu_information(struct line_s *line)
{
    const char *what = line->word[1];
    int all = line->words == 1 || is_word(what, "ALL", 1), known = all;

    if (all || is_word(what, "PROCESSOR", 2)) {
        parisc_print_processors();
        known = 1;
    }
    if (all || is_word(what, "MEMORY", 2)) {
        parisc_print_machine();
        known = 1;
    }
    if (all || is_word(what, "FWRVERSION", 2)) {
        parisc_print_firmware();
        known = 1;
    }
    if (all || is_word(what, "IO", 2)) {
        parisc_print_io();
        known = 1;
    }
    if (all || is_word(what, "LANADDRESS", 2)) {
        parisc_print_lan_address();
        known = 1;
    }
    if (all || is_word(what, "BOOTINFO", 3)) {
        print_boot_path(PATH_PRIMARY);
        print_boot_path(PATH_ALTERNATE);
        print_console_path(PATH_CONSOLE);
        print_console_path(PATH_KEYBOARD);
        known = 1;
    }
    if (!known)
        refuse("There is no information about this", what);
}

/****************************************************************
 * BOOT
 ****************************************************************/

/* The drive that BOOT's words name. Says why if it returns NULL. */
static struct drive_s *boot_choice(struct line_s *line,
                                   struct drive_s *default_drive)
{
    const char *path = line->word[1];
    struct drive_s *drive;

    if (line->words == 1)
        drive = default_drive;
    else if (which_path(path) == PATH_PRIMARY)
        drive = parisc_boot_path(PATH_PRIMARY);
    else if (which_path(path) == PATH_ALTERNATE)
        drive = parisc_boot_path(PATH_ALTERNATE);
    else
        drive = bootdev_parse(path);
    if (!drive)
        refuse("No such device available for boot", path);
    return drive;
}

/* BOot [PRI|ALT|<path>] [ISL]. Returns the drive, or NULL to go on. */
static struct drive_s *menu_boot(struct line_s *line,
                               struct drive_s *default_drive,
                               unsigned int *interact)
{
    int ipl = is_word(line->word[2], "ISL", 3)
           || is_word(line->word[2], "IPL", 3);
    struct drive_s *drive;
    struct line_s answer;
    char reply;

    if (line->words > 3 || (line->words == 3 && !ipl)) {
        refuse("BOOT takes a path and ISL, not", line->word[2 + ipl]);
        return NULL;
    }
    drive = boot_choice(line, default_drive);
    if (!drive || ipl) {
        *interact = ipl;
        return drive;
    }
    printf("Interact with IPL (Y, N, or Cancel)?> ");
    read_line(&answer, 2);
    reply = answer.text[0];
    if (reply == 'C')
        return NULL;
    // allow Z as Y. It's the key used on german keyboards.
    *interact = reply == 'Y' || reply == 'Z';
    return drive;
}

/****************************************************************
 * The menu
 ****************************************************************/

static void print_menu(void)
{
    printf("\n------- Main Menu -------------------------------------------------------------\n\n"
            "        Command                         Description\n"
            "        -------                         -----------\n"
            "        BOot [PRI|ALT|<path>] [ISL]     Boot from specified path\n"
            "        PAth [PRI|ALT|CON|KEY] [<path>] Display or modify a path\n"
            "        SEArch [DIsplay|IPL] [<path>]   Search for boot devices\n\n"
            "        INformation [<topic>]           Display information: BootINfo, FwrVersion,\n"
            "                                        IO, LanAddress, MEmory, PRocessor\n\n"
            "        DIsplay                         Redisplay the current menu\n"
            "        HElp                            Display help: paths are like SESCSI.6.0,\n"
            "                                        FWSCSI.0, 8/16/5.6.0, or P0 of SEARCH\n"
            "        RESET                           Restart the system\n"
            "        EXIT                            Exit QEMU emulation\n"
            "-------\n");
}

struct drive_s *bootmenu_choose(struct drive_s *default_drive,
                                unsigned int *interact)
{
    struct drive_s *drive = NULL;
    struct line_s line;

    print_menu();
    while (!drive) {
        printf("Main Menu: Enter command > ");
        read_line(&line, sizeof(line.text));
        const char *command = line.word[0];
        if (!line.words)
            continue;
        if (is_word(command, "BOOT", 2))
            drive = menu_boot(&line, default_drive, interact);
        else if (is_word(command, "PATH", 2))
            menu_path(&line);
        else if (is_word(command, "SEARCH", 3))
            menu_search(&line);
        else if (is_word(command, "INFORMATION", 2))
            menu_information(&line);
        else if (is_word(command, "HELP", 2) || is_word(command, "LS", 2)
                 || is_word(command, "DISPLAY", 2))
            print_menu();
        else if (is_word(command, "RESET", 2))
            reset();
        else if (is_word(command, "EXIT", 2))
            hlt();
        else
            refuse("Unknown command, please try again", command);
    }
    return drive;
}
