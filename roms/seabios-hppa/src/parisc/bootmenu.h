#ifndef __PARISC_BOOTMENU_H
#define __PARISC_BOOTMENU_H

struct drive_s;

/* Ask the user what to do until there is a drive to boot from; BOOT without
 * a path means default_drive. Sets interact if the user wants to interact
 * with the boot program. */
struct drive_s *bootmenu_choose(struct drive_s *default_drive,
                                unsigned int *interact);

/* parisc.c */
enum { PATH_PRIMARY, PATH_ALTERNATE, PATH_CONSOLE, PATH_KEYBOARD };

char parisc_getchar(void);
void parisc_putchar(char c);
struct drive_s *parisc_boot_path(int which);
void parisc_save_boot_path(struct drive_s *drive, int which);
const char *parisc_console_path(int which);
void parisc_print_processors(void);
void parisc_print_machine(void);
void parisc_print_firmware(void);
void parisc_print_io(void);
void parisc_print_lan_address(void);

#endif /* __PARISC_BOOTMENU_H */
