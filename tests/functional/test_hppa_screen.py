#!/usr/bin/env python3
#
# The Artist screen, the keyboard and the mouse of an HPPA machine with Linux
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import re
import string
import struct
from pathlib import Path

from hppa_linux import HppaLinuxTest
from hppa_screen import Font, Screen


class HppaScreen(HppaLinuxTest):

    timeout = 600
    # Linux has the VGA's font, the firmware one of HP's own.
    SOURCE = next(folder for folder in Path(__file__).resolve().parents
                  if (folder / 'ui' / 'vgafont.h').exists())
    FONT = SOURCE / 'ui' / 'vgafont.h'
    FIRMWARE_FONT = (SOURCE / 'roms' / 'seabios-hppa' / 'src' / 'parisc' /
                     'stirom.c')
    FIRMWARE = 'SeaBIOS PA-RISC 32-bit Firmware'

    def screen_machine(self, *args, font, name='default'):
        """Start a machine with a graphics card; returns (console, screen)."""
        # After QEMUMachine's own "-vga none"
        console = self.launch('-vga', 'std', '-nic', 'none', *args, name=name)
        return console, Screen(self, console.vm, font)

    def check_banner(self):
        """The firmware's banner stays where there is nothing to boot."""
        font = Font(self.FIRMWARE_FONT, 'sti_rom_font_8x16')
        console, screen = self.screen_machine(font=font, name='firmware')
        self.wait_until(lambda: any(self.FIRMWARE in line
                                    for line in screen.text()),
                        self.BOOT_SECONDS, 'banner of the firmware')
        console.vm.shutdown()

    def boot_screen(self):
        """Boot Linux; returns (console, screen)."""
        console, screen = self.screen_machine(*self.boot_disk_args(),
                                              font=Font(self.FONT))
        self.wait_ready(console)
        return console, screen

    def vcs(self, console):
        """What Linux means to be on its first virtual terminal."""
        columns = int(console.check('stty size </dev/tty1').split()[1])
        dump = console.check('hexdump -v -e \'1/1 "%02x"\' /dev/vcs1')
        data = bytes.fromhex(re.search(r'[0-9a-f]{64,}', dump).group(0))
        text = data.decode('latin-1')
        return [text[at:at + columns].rstrip()
                for at in range(0, len(text), columns)]

    def same_text(self, console, screen):
        """Wait until the screen shows what Linux means; returns the text."""
        seen = []

        def same():
            seen[:] = self.vcs(console), screen.text()
            shown = seen[1][:len(seen[0])]
            return shown == seen[0] and not any(seen[1][len(seen[0]):])

        self.wait_until(same, 60, 'same text on the screen as in /dev/vcs1')
        return seen[1]

    def column(self, console):
        """The cursor's column on the first virtual terminal."""
        dump = console.check('head -c 4 /dev/vcsa1 | '
                             'hexdump -v -e \'1/1 "%02x"\'')
        return bytes.fromhex(re.search(r'[0-9a-f]{8}', dump).group(0))[2]

    def type_line(self, console, screen, line):
        """
        Type at the shell's prompt and wait for the next one. No faster than
        the shell echoes: a PS/2 keyboard that nobody reads keeps 16 bytes, two
        characters with their shift keys, and loses the rest.
        """
        prompt = self.column(console)
        for at in range(0, len(line), 2):
            some = line[at:at + 2]
            screen.type(some)
            self.wait_until(lambda end=prompt + at + len(some):
                            self.column(console) == end, 60, f'echo of {some}')
        screen.type('\n')
        self.wait_until(lambda: self.column(console) == prompt, 60,
                        'next prompt')

    def check_keyboard(self, console, screen):
        """Each character of the keyboard arrives, in a shell on the screen."""
        chars = (string.ascii_letters + string.digits
                 + string.punctuation.replace("'", ''))
        self.type_line(console, screen, f"echo '{chars}' | tee /tmp/typed")
        self.assertEqual(console.check('cat /tmp/typed').strip(), chars)
        lines = self.same_text(console, screen)
        self.assertEqual(lines.count(chars), 1, '\n'.join(lines))

    def check_scrolling(self, console, screen):
        """A picture that has been moved many times is still exact."""
        self.type_line(console, screen, 'seq 1000 1300')
        self.wait_until(lambda: '1300' in self.vcs(console), 60, 'last number')
        lines = self.same_text(console, screen)
        self.assertIn('1299', lines)
        self.type_line(console, screen, 'clear')
        lines = self.same_text(console, screen)
        self.assertNotIn('1299', lines)

    def events(self, console, count, act):
        """What Linux reports of a mouse while act() is done."""
        console.check(f'dd if=/dev/input/$(cat /tmp/mouse) of=/tmp/events '
                      f'bs=16 count={count} 2>/dev/null & :')
        self.wait_until(lambda: 'input' in
                        console.run('ls -l /proc/$(pidof dd)/fd')[0],
                        60, 'reader of events')
        act()
        console.check('wait', 60)
        dump = console.check('hexdump -v -e \'1/1 "%02x"\' /tmp/events')
        data = bytes.fromhex(re.search(r'[0-9a-f]{32,}', dump).group(0))
        return [event[2:] for event in struct.iter_unpack('>IIHHi', data)]

    def check_mouse(self, console, screen):
        """Both axes in both directions, and the three buttons."""
        rel, key, left, right, middle = 2, 1, 0x110, 0x111, 0x112
        console.check("sed -n '/PS\\/2 .*Mouse/,/^$/s/.*Handlers=.*\\(event"
                      "[0-9]*\\).*/\\1/p' /proc/bus/input/devices "
                      "| tee /tmp/mouse; test -s /tmp/mouse")
        for x, y in ((20, 5), (-7, -60)):
            events = self.events(console, 3, lambda: screen.move(x, y))
            self.assertEqual(events[:2], [(rel, 0, x), (rel, 1, y)])
        for name, code in (('left', left), ('right', right),
                           ('middle', middle)):
            for down in (True, False):
                events = self.events(console, 2,
                                     lambda: screen.button(name, down))
                self.assertEqual(events[0], (key, code, int(down)))

    def test_screen(self):
        """A person works at the machine's screen, keyboard and mouse."""
        if self.FIRMWARE_FONT.exists():
            self.check_banner()
        console, screen = self.boot_screen()
        self.wait_until(lambda: any(re.match(r'lasi:\S*#', line)
                                    for line in self.vcs(console)),
                        60, 'shell on the screen')
        # What the kernel has to say would come in between. The cursor would be
        # in the way of the text, and so would be what the firmware and Linux
        # have written on top of each other.
        console.check('dmesg -n 1')
        console.check("printf '\\033[?25l' >/dev/tty1")
        self.type_line(console, screen, 'clear')
        self.same_text(console, screen)
        self.check_keyboard(console, screen)
        self.check_scrolling(console, screen)
        self.check_mouse(console, screen)
        # On a host that does not run the guest for half a second, psmouse says
        # "lost synchronization" as well; what is lost is seen above.
        self.assertNotRegex(console.check('dmesg'), r'(?i)psmouse.*bad|'
                            r'atkbd.*(unknown|spurious)')
        self.power_off(console)


if __name__ == '__main__':
    HppaLinuxTest.main()
