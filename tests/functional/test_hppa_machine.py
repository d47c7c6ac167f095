#!/usr/bin/env python3
#
# What the B160L machine makes of the user's options, with Linux
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import subprocess

from hppa_linux import HppaLinuxTest
from qemu_test import QemuSystemTest


class HppaMachine(HppaLinuxTest):

    timeout = 600
    BUILTIN = 'B160L,builtin-io=on'

    def plain_disk(self):
        return self.boot_disk_args(interface='index=0')

    # Proves: P38
    def test_builtin_io(self):
        """Plain options, no PCI card: LASI carries disk, CD and network."""
        self.require_netdev('user')
        with open(self.scratch_file('cd.iso'), 'wb') as file:
            file.write(b'a CD-ROM'.ljust(2048, b'.') * 512)
        console = self.boot(*self.plain_disk(), '-cdrom',
                            self.scratch_file('cd.iso'), '-nic', 'user',
                            machine=self.BUILTIN)
        self.assertEqual([(disk['name'], disk['driver']) for disk
                          in self.found(console, 'disk')],
                         [('sda', 'lasi700'), ('sr0', 'lasi700')])
        self.assertEqual([nic['driver'] for nic
                          in self.found(console, 'nic')], ['lasi_82596'])
        self.assertIn('guest: network ok: 3/3 replies from 10.0.2.2',
                      console.text)
        self.assertEqual(console.check('dd if=/dev/sr0 bs=8 count=1 '
                                       '2>/dev/null; echo').strip(),
                         'a CD-ROM')
        scsi = console.check('cat /proc/scsi/scsi')
        self.assertEqual(scsi.count('Vendor:'), 2, scsi)
        self.assertIn('Id: 02', scsi)
        self.power_off(console)

    def test_builtin_io_no_cd(self):
        """Without -cdrom there is no CD-ROM, and without -nic the LAN."""
        self.require_netdev('user')
        console = self.boot(*self.plain_disk(), machine=self.BUILTIN)
        self.assertEqual([nic['driver'] for nic
                          in self.found(console, 'nic')], ['lasi_82596'])
        scsi = console.check('cat /proc/scsi/scsi')
        self.assertEqual(scsi.count('Vendor:'), 1, scsi)
        self.assertNotIn('CD-ROM', scsi)
        self.power_off(console)


class HppaBadOptions(QemuSystemTest):
    """Wrong options end with one line that says what is wrong."""

    def refuses(self, pattern, *args):
        result = subprocess.run(
            [self.qemu_bin, '-display', 'none', '-nodefaults', *args],
            capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, pattern)
        self.assertEqual(result.stderr.count('\n'), 1, result.stderr)

    def image(self, name, size):
        path = self.scratch_file(name)
        with open(path, 'wb') as file:
            file.write(bytes(range(256)) * (size // 256))
        return path

    def test_builtin_io(self):
        self.refuses("Invalid parameter type for 'builtin-io'|"
                     "Parameter 'builtin-io' expects 'on' or 'off'",
                     '-M', 'B160L,builtin-io=maybe')
        self.refuses("builtin-io' not found", '-M', 'C3700,builtin-io=on')
        self.refuses('does not support if=scsi,bus=1,unit=0',
                     '-M', 'B160L,builtin-io=on', '-drive',
                     'driver=null-co,read-zeroes=on,if=scsi,bus=1,unit=0')
        self.refuses('unit 7 too big', '-M', 'B160L,builtin-io=on', '-drive',
                     'driver=null-co,read-zeroes=on,if=scsi,unit=7')
        self.refuses('No such file or directory', '-M',
                     'B160L,builtin-io=on', '-hda',
                     self.scratch_file('missing.img'))

    def nvram(self, path, options=''):
        return ('-M', 'B160L', '-drive',
                f'if=mtd,format=raw,file={path}{options}')

    def test_nvram(self):
        for size in (512, 2048):
            path = self.image(f'{size}.img', size)
            self.refuses('requires 1024 bytes', *self.nvram(path))
        path = self.image('good.img', 1024)
        self.refuses('can be written to', *self.nvram(path, ',readonly=on'))
        self.refuses('No such file or directory',
                     *self.nvram(self.scratch_file('missing.img')))
        self.refuses('does not support if=mtd,bus=0,unit=1',
                     *self.nvram(path, ',index=1'))
        with open(path, 'rb') as file:
            self.assertEqual(file.read(), bytes(range(256)) * 4)

    def test_display(self):
        shown = subprocess.run([self.qemu_bin, '-help'], check=True,
                               capture_output=True, text=True).stdout
        if '-vnc ' not in shown:
            self.skipTest('this QEMU is built without VNC')
        with socket.create_server(('127.0.0.1', 0)) as busy:
            port = busy.getsockname()[1]
            if port < 5900:
                self.skipTest('the free port is below those of VNC')
            self.refuses('[Ff]ailed to find an available port',
                         '-M', 'B160L', '-vnc', f'127.0.0.1:{port - 5900}')


if __name__ == '__main__':
    HppaLinuxTest.main()
