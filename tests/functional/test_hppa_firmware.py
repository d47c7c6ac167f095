#!/usr/bin/env python3
#
# The firmware of HPPA machines: what it boots, its menu, calls to it
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import os
import re
import struct
import subprocess

from hppa_monitor import (BUFFER, ENTRY_IO, ID_ADDR, MEM_CONS, RESULT,
                          PDC_BAD_OPTION, PDC_ERROR, PDC_INVALID_ARG,
                          PDC_IODC_NOT_FOUND, PDC_NE_BOOTDEV, PDC_NE_MOD,
                          PDC_OK, MiB, MonitorTest)

LASI_SCSI = 0xffd06000
LASI_UART = 0xffd05000
DINO_UART = 0xfff83000

# IODC entry points and their options
ENTRY_INIT, ENTRY_IO_INDEX = 3, 4
SEARCH_FIRST, SEARCH_NEXT, INIT_MODULE_DEVICE = 2, 3, 4
BOOT_IN, BOOT_OUT, CONSOLE_IN, CONSOLE_OUT, BLOCK_IN = 0, 1, 2, 3, 16


class FirmwareTest(MonitorTest):
    """Disks and CDs on both controllers."""

    timeout = 600

    def drive(self, name, target, bus='lasi-scsi.0', driver='scsi-hd',
              path=None, lun=0, **properties):
        """Options for a drive; its medium is a new one to boot."""
        path = path or self.medium(name)
        more = ''.join(f',{key}={value}'
                       for key, value in properties.items())
        return ('-drive', f'file={path},format=raw,if=none,id={name}',
                '-device', f'{driver},bus={bus},scsi-id={target},lun={lun},'
                           f'drive={name}{more}')

    def cdrom(self, name, target, bus='lasi-scsi.0', **kwargs):
        """Options for a CD-ROM drive with a CD."""
        return self.drive(name, target, bus, 'scsi-cd', **kwargs)

    PCI = ('-device', 'lsi53c895a,id=pci')

    def content(self, name):
        """What an image of the test has now."""
        with open(self.scratch_file(name), 'rb') as file:
            return file.read()

    def booted(self, console, name):
        """Wait until a drive has been booted, and for the monitor."""
        console.wait_for(rf'Booting from {name} [^\n]*\n(?!Can not)', 60)
        console.wait_ready()

    def end(self, console):
        """Stop the machine."""
        console.vm.shutdown()


class FirmwareIodc(FirmwareTest):
    """IODC calls reach the device that they name, or are refused."""

    def pattern(self, number):
        """2 KiB that tell a drive from others."""
        return struct.pack('>I', 0x44000000 + number) * 512

    def start_disks(self):
        """Disks at 6 (booted), 5 and 5 LUN 3 of LASI, and 5 of PCI."""
        names = {'six': (6, 'lasi-scsi.0', 0), 'five': (5, 'lasi-scsi.0', 0),
                 'lun': (5, 'lasi-scsi.0', 3), 'pci5': (5, 'pci.0', 0)}
        args = [*self.PCI]
        for number, (name, (target, bus, lun)) in enumerate(names.items()):
            path = self.medium(name, fill=self.pattern(number))
            args += self.drive(name, target, bus, lun=lun, path=path)
        console = self.start(*args, '-boot', 'm')
        self.booted(console, r'SESCSI\.6\.0')
        return console

    def boot_in(self, console, hpa, layers, block=32, size=2048):
        """ENTRY_IO's BOOTIN; returns the status and the number moved."""
        console.write(RESULT, 0xdead)
        status = console.iodc(ENTRY_IO_INDEX, hpa, BOOT_IN, layers,
                              block * 2048, BUFFER, size, size)
        return status, console.read(RESULT)[0]

    def check_reads(self, console, pci):
        for number, (hpa, layers) in enumerate((
                (LASI_SCSI, (6, 0)), (LASI_SCSI, (5, 0)),
                (LASI_SCSI, (5, 3)), (pci, (5, 0)))):
            console.write(BUFFER, 0, 0)
            self.assertEqual(self.boot_in(console, hpa, layers),
                             (PDC_OK, 2048))
            self.assertEqual(console.read(BUFFER)[0], 0x44000000 + number)

    def check_absent(self, console, pci):
        """What is not there is not served from another drive."""
        console.write(BUFFER, 1, 2)
        for hpa, layers in ((LASI_SCSI, (3, 0)), (LASI_SCSI, (6, 1)),
                            (LASI_SCSI, (262, 0)), (LASI_SCSI, (6, 256)),
                            (pci, (6, 0)), (pci, (5, 3))):
            with self.subTest(hpa=hpa, layers=layers):
                self.assertEqual(self.boot_in(console, hpa, layers)[0],
                                 PDC_NE_BOOTDEV)
        self.assertEqual(self.boot_in(console, LASI_SCSI, None)[0],
                         PDC_INVALID_ARG)
        self.assertEqual(self.boot_in(console, LASI_UART, (6, 0))[0],
                         PDC_BAD_OPTION)
        self.assertEqual(console.read(BUFFER, 2), [1, 2])

    def check_write(self, console, hpa, layers, name):
        """A BOOTOUT changes what it names and nothing else."""
        names = ('six', 'five', 'lun', 'pci5')
        before = {each: self.content(each) for each in names}
        data = struct.pack('>I', 0x57520000 + layers[0])
        console.write(BUFFER, struct.unpack('>I', data)[0],
                      *[0x11111111] * 8)
        status = console.iodc(ENTRY_IO_INDEX, hpa, BOOT_OUT, layers,
                              40 * 2048, BUFFER, 2048, 2048)
        self.assertEqual(status, PDC_OK)
        for each in names:
            now = self.content(each)
            if each == name:
                self.assertEqual(now[40 * 2048:40 * 2048 + 4], data)
                now = (now[:40 * 2048] +
                       before[each][40 * 2048:41 * 2048] + now[41 * 2048:])
            self.assertEqual(now, before[each], each)

    def check_search(self, console, pci):
        """ENTRY_INIT's search finds each drive of a controller once."""
        for hpa, expected in ((LASI_SCSI, [(5, 0), (5, 3), (6, 0)]),
                              (pci, [(5, 0)])):
            layers, found = (0, 0), []
            option = SEARCH_FIRST
            while console.iodc(ENTRY_INIT, hpa, option, layers) == PDC_OK:
                layers = tuple(console.read(ID_ADDR, 2))
                found.append(layers)
                option = SEARCH_NEXT
                self.assertLess(len(found), 5)
            self.assertEqual(found, expected)

    def check_sizes(self, console):
        """Places and sizes that cannot be are refused."""
        console.write(BUFFER, 7)
        for option, place, size, status in (
                (BOOT_IN, 1 << 31, 2048, PDC_ERROR),
                (BOOT_IN, 32 * 2048 + 512, 2048, PDC_INVALID_ARG),
                (BOOT_IN, 32 * 2048, 2049, PDC_INVALID_ARG),
                # the sector is 128 modulo 2^32
                (BLOCK_IN, 0x40000020, 1, PDC_ERROR)):
            with self.subTest(option=option, place=place, size=size):
                self.assertEqual(
                    console.iodc(ENTRY_IO_INDEX, LASI_SCSI, option, (6, 0),
                                 place, BUFFER, size, size), status)
        # a buffer that is no memory
        self.assertEqual(
            console.iodc(ENTRY_IO_INDEX, LASI_SCSI, BOOT_IN, (6, 0),
                         32 * 2048, 0x10000000 - 1024, 2048, 2048),
            PDC_INVALID_ARG)
        self.assertEqual(console.read(BUFFER)[0], 7)

    def check_modules(self, console):
        """A module that does not exist is an error, not the end of QEMU."""
        entry = console.read(MEM_CONS + ENTRY_IO)[0]
        console.write(ID_ADDR, 6, 0)
        self.assertEqual(console.call(entry, 0xffd0f000, BOOT_IN, 0, ID_ADDR,
                                      RESULT, 0, BUFFER, 2048, 2048),
                         PDC_INVALID_ARG)
        for hpa, layers, status in ((LASI_SCSI, (6, 0), PDC_OK),
                                    (LASI_SCSI, (2, 0), PDC_NE_BOOTDEV)):
            self.assertEqual(console.iodc(ENTRY_INIT, hpa, INIT_MODULE_DEVICE,
                                          layers), status)

    def test_drives(self):
        """Boot I/O is on the controller, target and LUN that it names."""
        console = self.start_disks()
        self.assertEqual(console.boot_drive(), (LASI_SCSI, 6, 0))
        pci = self.pci_hpa(console)
        self.check_reads(console, pci)
        self.check_absent(console, pci)
        self.check_write(console, LASI_SCSI, (5, 0), 'five')
        self.check_write(console, LASI_SCSI, (5, 3), 'lun')
        self.check_write(console, pci, (5, 0), 'pci5')
        self.check_search(console, pci)
        self.check_sizes(console)
        self.check_modules(console)
        self.end(console)

    def pci_hpa(self, console):
        """The HPA of the PCI controller: its first memory region."""
        for bus in console.vm.cmd('query-pci'):
            for device in bus['devices']:
                if device['qdev_id'] == 'pci':
                    return next(region['address']
                                for region in device['regions']
                                if region['type'] == 'memory')
        return self.fail('no PCI controller')


class FirmwareConsoles(FirmwareTest):
    """Console calls reach the port that they name, or are refused."""

    def test_ports(self):
        """Each serial port has its own output; other modules have none."""
        log = self.scratch_file('dino')
        console = self.start(*self.drive('disk', 6),
                             '-serial', f'file:{log}')
        self.booted(console, r'SESCSI\.6\.0')
        console.write(BUFFER, 0x44494e4f)
        self.assertEqual(console.iodc(ENTRY_IO_INDEX, DINO_UART, CONSOLE_OUT,
                                      (0, 0), 0, BUFFER, 4, 0), PDC_OK)
        with open(log, 'rb') as file:
            self.assertEqual(file.read(), b'DINO')
        for hpa in (LASI_SCSI, 0xffd02000, 0xffd08000):
            for option in (CONSOLE_OUT, CONSOLE_IN):
                if (hpa, option) == (0xffd08000, CONSOLE_IN):
                    continue
                with self.subTest(hpa=hpa, option=option):
                    status = console.iodc(ENTRY_IO_INDEX, hpa, option, (0, 0),
                                          0, BUFFER, 4, 0)
                    self.assertIn(status, (PDC_BAD_OPTION, PDC_IODC_NOT_FOUND))
        self.end(console)


class FirmwarePdc(FirmwareTest):
    """PDC calls use the addresses that they get, or refuse them."""

    STABLE, NVOLATILE, IODC, PCI_INDEX, SYSTEM_MAP = 10, 11, 8, 147, 22
    READ, WRITE = 0, 1

    def test_addresses(self):
        console = self.start(*self.drive('disk', 6))
        self.booted(console, r'SESCSI\.6\.0')
        for store in (self.STABLE, self.NVOLATILE):
            for offset, count, status in (
                    (0x1fc, 4, PDC_OK), (0x1fc, 8, PDC_INVALID_ARG),
                    (0xfffffffc, 4, PDC_INVALID_ARG),
                    (0xfffffffc, 8, PDC_INVALID_ARG),
                    (4, 0xffffffff, PDC_INVALID_ARG)):
                for option in (self.READ, self.WRITE):
                    self.assertEqual(console.pdc(store, option, offset,
                                                 BUFFER, count), status)
        # non-destructive initialization of a module that is not there
        self.assertEqual(console.pdc(self.IODC, 2, RESULT, 0xffd0f000),
                         PDC_IODC_NOT_FOUND)
        # PDC_PCI_HPA_TO_PCI_PATH
        self.assertEqual(console.pdc(self.PCI_INDEX, 18, RESULT, 0x12345678),
                         PDC_BAD_OPTION)
        # PDC_TRANSLATE_PATH of the beginning of page zero
        console.write(BUFFER, *console.read(0, 8))
        self.assertEqual(console.pdc(self.SYSTEM_MAP, 2, RESULT, BUFFER),
                         PDC_NE_MOD)
        self.end(console)


class FirmwareOrder(FirmwareTest):
    """What is booted, and what after that, and after a reboot."""

    BLANK = bytes(MiB)

    def blank(self, name, target, *args, **kwargs):
        """A disk that cannot be booted."""
        return self.drive(name, target, *args,
                          path=self.medium(name, self.BLANK), **kwargs)

    def attempts(self, console):
        """The names of the drives from which booting was tried."""
        return re.findall(r'(?m)^Booting from (\S+)', console.text)

    def check_order(self, options, attempts, again=None):
        """
        Boot with options: what is tried until one succeeds, and then at the
        guest's reset, which is the same unless said.
        """
        with self.subTest(options=options):
            console = self.start(*options)
            console.wait_ready()
            self.assertEqual(self.attempts(console), attempts)
            console.reboot()
            console.wait_ready()
            self.assertEqual(self.attempts(console),
                             attempts + (again or attempts))
            self.end(console)

    def test_reboot(self):
        """A target stays the one to boot, whatever has a lower number."""
        disks = (*self.blank('blank', 1), *self.drive('disk', 6),
                 *self.drive('other', 3))
        self.check_order((*disks, '-boot', 'm'), ['SESCSI.6.0'])
        self.check_order((*disks, '-boot', 'hm'),
                         ['SESCSI.1.0', 'SESCSI.6.0'])
        self.check_order((*disks, '-boot', 'once=m'), ['SESCSI.6.0'],
                         ['SESCSI.1.0', 'SESCSI.3.0'])

    def test_fall_through(self):
        """The next of the order is tried when one cannot be booted."""
        blank_cd = self.drive('data', 2, driver='scsi-cd',
                              path=self.medium('data', self.BLANK))
        disk, cd = self.drive('disk', 5), self.cdrom('cd', 3)
        self.check_order((*self.blank('blank', 0), *cd, '-boot', 'cd'),
                         ['SESCSI.0.0', 'SESCSI.3.0'])
        self.check_order((*blank_cd, *disk, '-boot', 'dc'),
                         ['SESCSI.2.0', 'SESCSI.5.0'])
        empty = ('-device', 'scsi-cd,bus=lasi-scsi.0,scsi-id=1')
        self.check_order((*empty, *disk, '-boot', 'd'),
                         ['SESCSI.1.0', 'SESCSI.5.0'])

    def test_once(self):
        """Install from a CD, then boot the disk."""
        self.check_order((*self.drive('disk', 6), *self.cdrom('cd', 2),
                          '-boot', 'order=c,once=d'),
                         ['SESCSI.2.0'], ['SESCSI.6.0'])

    def test_bootindex(self):
        """The property of devices, on both controllers, comes first."""
        for bus, prefix in (('lasi-scsi.0', 'SESCSI'), ('pci.0', 'FWSCSI')):
            plain = (*self.PCI, *self.drive('one', 1, 'pci.0'),
                     *self.drive('two', 2))
            self.check_order((*plain, *self.drive('disk', 5, bus, bootindex=2),
                              *self.cdrom('cd', 6, bus, bootindex=1)),
                             [f'{prefix}.6.0'])
            self.check_order((*plain, *self.drive('disk', 5, bus, bootindex=1),
                              *self.cdrom('cd', 6, bus, bootindex=2),
                              '-boot', 'd'), [f'{prefix}.5.0'])

    def test_nothing(self):
        """Without anything to boot the firmware says so and has its menu."""
        console = self.start(*self.blank('blank', 3))
        console.wait_for(r'Booting from SESCSI\.3\.0 [^\n]*\n'
                         r'Can not boot from it: not a PA-RISC boot image', 60)
        console.wait_for('No boot device', 10)
        console.wait_for('Main Menu: Enter command > ', 10)
        console.type('help')
        console.wait_for('Main Menu: Enter command > ', 10)
        self.assertIsNone(console.vm.exitcode())
        self.end(console)

    def test_strict(self):
        """With strict=on only what has a bootindex is booted."""
        console = self.start(*self.drive('disk', 6),
                             *self.blank('blank', 2, bootindex=1),
                             '-boot', 'strict=on')
        console.wait_for('Main Menu: Enter command > ', 60)
        self.assertEqual(self.attempts(console), ['SESCSI.2.0'])
        self.end(console)

    def test_letters(self):
        """What these machines cannot boot from is an error of QEMU's."""
        for option in ('n', 'a', 'order=cn', 'once=n'):
            with self.subTest(option=option):
                run = subprocess.run(
                    [self.qemu_bin, '-M', 'B160L', '-display', 'none', '-S',
                     '-boot', option], capture_output=True, text=True,
                    timeout=60, check=False)
                self.assertEqual(run.returncode, 1)
                self.assertRegex(
                    run.stderr, r"\A[^\n]*cannot boot from device "
                                r"'[na]' on this machine[^\n]*\n\Z")


class FirmwareMenu(FirmwareTest):
    """The firmware's menu."""

    def start_menu(self, *more):
        """A disk at 6 and a CD at 2 of LASI, a disk at 1 of PCI."""
        console = self.start(*self.drive('disk', 6), *self.cdrom('cd', 2),
                             *self.PCI, *self.drive('pci1', 1, 'pci.0'),
                             *more, '-boot', 'm,menu=on')
        self.prompt(console)
        return console

    def prompt(self, console):
        """Wait for the menu's prompt; returns what was said before it."""
        begin = console.read_to
        match = console.wait_for('Main Menu: Enter command > ', 60)
        return console.text[begin:match.start()]

    def answer(self, console, line):
        """Type a line which must lead back to the menu; returns the answer."""
        console.type(line)
        text = self.prompt(console)
        self.assertNotIn('Booting', text)
        return text

    def boots(self, line, name, *more):
        """A line of the menu boots a drive."""
        with self.subTest(line=line):
            console = self.start_menu(*more)
            console.type(line)
            if not line.endswith(('isl', 'ISL')):
                console.wait_for('Cancel', 10)
                console.type('n')
            console.wait_for(rf'Booting from {re.escape(name)} ', 60)
            interact = console.wait_for(r'(?m)^monitor: (\w{8}) ', 60).group(1)
            self.assertEqual(int(interact), line.lower().endswith('isl'))
            self.end(console)

    def test_boot(self):
        """What boots what, also in short."""
        for line, name in (('boot', 'SESCSI.6.0'), ('bo pri', 'FWSCSI.1.0'),
                           ('BOOT ALT', 'SESCSI.2.0'),
                           ('boot sescsi.2 isl', 'SESCSI.2.0'),
                           ('boot 8/16/5.6.0 ISL', 'SESCSI.6.0'),
                           ('boot p0 isl', 'FWSCSI.1.0'),
                           ('boot scsi.6.0', 'SESCSI.6.0')):
            self.boots(line, name)

    def test_refused(self):
        """A typing error boots nothing, the menu comes again."""
        console = self.start_menu()
        for line in ('boot lan', 'boot prix', 'boot 8/16/6', 'boot sescsi.7',
                     'boot sescsi.6.1', 'boot p9', 'boot sescsi.6 islx',
                     'boot 8/16/5.6.0.0', 'boot fwscsi.6', 'boot pri alt isl'):
            with self.subTest(line=line):
                text = self.answer(console, line)
                self.assertRegex(text, r'No such device|BOOT takes')
        self.assertIn('Unknown command', self.answer(console, 'bot'))
        self.assertIn('Unknown command', self.answer(console, 'boots pri'))
        console.type('boot sescsi.6')
        console.wait_for('Cancel', 10)
        console.type('c')
        self.prompt(console)
        self.end(console)

    def test_unbootable(self):
        """A choice that cannot be booted leads back to the menu."""
        console = self.start_menu(*self.drive(
            'blank', 4, path=self.medium('blank', bytes(MiB))))
        console.type('boot sescsi.4 isl')
        console.wait_for('not a PA-RISC boot image', 60)
        self.prompt(console)
        console.type('boot sescsi.6 isl')
        console.wait_ready()
        self.end(console)

    def test_commands(self):
        """SEARCH, PATH and INFORMATION."""
        console = self.start_menu(*self.drive(
            'blank', 4, path=self.medium('blank', bytes(MiB))))
        text = self.answer(console, 'search')
        for name, ipl in (('SESCSI.6.0', 'IPL'), ('SESCSI.2.0', 'IPL'),
                          ('SESCSI.4.0', '---'), ('FWSCSI.1.0', 'IPL')):
            self.assertRegex(text, rf'(?m)^  P\d +{name} \([0-9/.]+\) +{ipl} ')
        text = self.answer(console, 'sea ipl')
        self.assertIn('SESCSI.6.0', text)
        self.assertNotIn('SESCSI.4.0', text)
        text = self.answer(console, 'search sescsi.4')
        self.assertRegex(text, r'SESCSI\.4\.0 .*---')
        self.assertNotIn('SESCSI.6.0', text)
        self.assertIn('no such boot device',
                      self.answer(console, 'search sescsi.5'))
        self.check_path(console)
        text = self.answer(console, 'information')
        for part in ('B160L', '256 MB', 'SeaBIOS PA-RISC', 'ffd06000',
                     'Primary boot path'):
            self.assertIn(part, text)
        self.assertNotIn('B160L', self.answer(console, 'in fwrversion'))
        self.assertIn('no information', self.answer(console, 'in weather'))
        self.end(console)

    def check_path(self, console):
        text = self.answer(console, 'path')
        self.assertRegex(text, r'Primary boot path: +FWSCSI\.1\.0')
        self.assertRegex(text, r'Alternate boot path: +SESCSI\.2\.0')
        self.assertRegex(text, r'Console path: +SERIAL_1')
        self.assertIn('no such boot device',
                      self.answer(console, 'path pri sescsi.3'))
        self.assertIn('Not one of', self.answer(console, 'path foo'))
        text = self.answer(console, 'path pri sescsi.6')
        self.assertRegex(text, r'Primary boot path: +SESCSI\.6\.0')
        text = self.answer(console, 'pa pri')
        self.assertRegex(text, r'Primary boot path: +SESCSI\.6\.0')
        self.assertNotIn('Alternate', text)


class FirmwareCdrom(FirmwareTest):
    """CDs with blocks of 512 bytes, as NeXTSTEP and old HP-UX have them."""

    def test_blocks(self):
        """The firmware boots and reads them, on both controllers."""
        for bus, size in (('lasi-scsi.0', 512), ('pci.0', 512),
                          ('lasi-scsi.0', 2048)):
            with self.subTest(bus=bus, size=size):
                path = self.medium('cd', fill=b'CD-ROM!!')
                console = self.start(
                    *self.PCI, *self.cdrom('cd', 2, bus, path=path,
                                           logical_block_size=size,
                                           physical_block_size=size))
                console.wait_ready()
                hpa, target, lun = console.boot_drive()
                self.assertEqual(target, 2)
                self.assertEqual(
                    console.iodc(ENTRY_IO_INDEX, hpa, BOOT_IN, (target, lun),
                                 100 * 2048, BUFFER, 4096, 4096), PDC_OK)
                self.assertEqual(console.read(RESULT)[0], 4096)
                self.assertEqual(console.read_bytes(BUFFER + 4088, 8),
                                 b'CD-ROM!!')
                self.end(console)


class FirmwareClock(FirmwareTest):
    """PDC's time of day follows -rtc."""

    TOD, READ, WRITE = 9, 0, 1
    BASE = 804600000 # 1995-07-01T12:00:00
    RTC = 0xffd09000

    def time(self, console):
        self.assertEqual(console.pdc(self.TOD, self.READ, RESULT), PDC_OK)
        return console.read(RESULT)[0]

    def test_time(self):
        """It begins at the base; a time that was set outlives a reboot."""
        console = self.start(*self.drive('disk', 6),
                             '-rtc', 'base=1995-07-01T12:00:00')
        console.wait_ready()
        now = self.time(console)
        self.assertIn(now - self.BASE, range(0, 120))
        self.assertIn(console.read(self.RTC)[0] - now, range(0, 60))
        console.pdc(self.TOD, self.WRITE, 1000, 0)
        self.assertIn(self.time(console), range(1000, 1060))
        self.assertIn(console.read(self.RTC)[0], range(1000, 1120))
        console.reboot()
        console.wait_ready()
        self.assertIn(self.time(console), range(1000, 1300))
        self.end(console)


class FirmwareNvram(FirmwareTest):
    """What operating systems leave in stable storage outlives QEMU."""

    STABLE, NVOLATILE, READ, WRITE = 10, 11, 0, 1
    PRIMARY, OS_DEPENDENT = 0, 0x1f0

    def store(self):
        """Options for the memory; what is in it is kept by the test."""
        path = self.scratch_file('nvram')
        if not os.path.exists(path):
            self.medium('nvram', bytes(1024))
        return ('-drive', f'if=mtd,format=raw,file={path}')

    def restart(self, *args):
        """A new QEMU with the same memory and two disks."""
        console = self.start(*self.drive('one', 1), *self.drive('six', 6),
                             *self.store(), *args)
        console.wait_ready()
        return console

    def stable(self, console, offset, count):
        """Bytes of stable storage."""
        self.assertEqual(console.pdc(self.STABLE, self.READ, offset, BUFFER,
                                     count), PDC_OK)
        return console.read_bytes(BUFFER, count)

    def test_kept(self):
        """Paths and other content are kept, and the paths are used."""
        if 'hppa-nvram' not in self.types():
            self.skipTest('this QEMU keeps no stable storage')
        console = self.restart()
        self.assertEqual(console.boot_drive(), (LASI_SCSI, 1, 0))
        # the path of target 1, and then that of target 6
        path = self.stable(console, self.PRIMARY, 32)
        self.assertEqual(path[8:16], struct.pack('>II', 1, 0))
        console.write(BUFFER + 8, 6)
        console.pdc(self.STABLE, self.WRITE, self.PRIMARY, BUFFER, 32)
        console.write(BUFFER, 0x4f534f53)
        console.pdc(self.STABLE, self.WRITE, self.OS_DEPENDENT, BUFFER, 4)
        console.pdc(self.NVOLATILE, self.WRITE, 0x1fc, BUFFER, 4)
        console.reboot()
        console.wait_ready()
        self.assertEqual(console.boot_drive(), (LASI_SCSI, 6, 0))

        console = self.restart()
        self.assertEqual(console.boot_drive(), (LASI_SCSI, 6, 0))
        self.assertEqual(self.stable(console, self.OS_DEPENDENT, 4), b'OSOS')
        console.pdc(self.NVOLATILE, self.READ, 0x1fc, BUFFER, 4)
        self.assertEqual(console.read(BUFFER)[0], 0x4f534f53)
        self.assertEqual(self.content('nvram')[0x1f0:0x1f4], b'OSOS')
        self.assertEqual(self.content('nvram')[0x3fc:], b'OSOS')

        # what the user says comes before what is stored
        console = self.restart('-boot', 'h')
        self.assertEqual(console.boot_drive(), (LASI_SCSI, 1, 0))
        self.end(console)

    def types(self):
        """The types that this QEMU has."""
        console = self.start('-S')
        return [kind['name'] for kind in console.vm.cmd('qom-list-types')]


if __name__ == '__main__':
    FirmwareTest.main()
