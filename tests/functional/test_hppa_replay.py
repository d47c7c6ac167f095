#!/usr/bin/env python3
#
# Record and replay of an HPPA machine with the devices of LASI
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import os
import unittest

from hppa_linux import HppaLinuxTest


@unittest.skipUnless(os.getenv('QEMU_TEST_FLAKY_TESTS'),
                     'a replay can leave its recording on a busy host')
class HppaReplay(HppaLinuxTest):
    """
    A run that was recorded is played again, instruction for instruction.

    The console tells: Linux prints the time of its clock with each line,
    which is the count of instructions, so two runs that say the same did the
    same. A replay that leaves its recording stops, or ends with an error.
    """

    MAC = '08:00:09:00:00:01'
    KERNEL_SECONDS = 300
    # What the kernel says when it has found the disk and read from it.
    PROBED = r'(?m)^.*\bsd 0:0:\d:0: \[sda\] Attached SCSI disk.*$'
    SOME_NETWORK = 'guest: network ok: 3/3 replies from 10.0.2.2'

    def disk_args(self, bus, unit):
        return ('-drive', f"file={self.guest_file('disk.img')},format=raw,"
                          'if=none,snapshot=on,id=image',
                '-drive', 'driver=blkreplay,if=none,image=image,id=disk',
                '-device', f'scsi-hd,bus={bus},scsi-id={unit},drive=disk')

    def lan_args(self):
        return ('-netdev', 'user,id=lan',
                '-object', 'filter-replay,id=recorder,netdev=lan',
                '-net', f'nic,model=lasi_82596,netdev=lan,macaddr={self.MAC}')

    def launch_with(self, mode, *args):
        path = self.scratch_file('recording')
        return self.launch('-icount', f'shift=7,rr={mode},rrfile={path}',
                           '-no-reboot', *args, name=mode)

    def record(self, pattern, *args):
        """Run until the guest says @pattern; returns all that it said."""
        console = self.launch_with('record', *args)
        console.wait_for(pattern, self.KERNEL_SECONDS)
        console.vm.shutdown()
        return console.text[:console.read_to]

    def replay(self, text, *args):
        """Run the recording: QEMU ends at its end, after the same words."""
        console = self.launch_with('replay', *args)
        heard = 0
        while heard < len(text):
            console.wait_for('(?s).', self.KERNEL_SECONDS)
            heard = console.read_to = min(len(console.text), len(text))
            self.assertEqual(console.text[:heard], text[:heard])
        console.vm.wait(timeout=60)
        self.assertEqual(console.vm.exitcode(), 0, console.vm.get_log())

    def check(self, pattern, *args):
        self.require_accelerator('tcg')
        text = self.record(pattern, *args)
        for firmware_or_loader in ('SeaBIOS PA-RISC', 'palo ipl',
                                   'Linux version'):
            self.assertIn(firmware_or_loader, text)
        self.replay(text, *args)
        os.unlink(self.scratch_file('recording'))

    def test_lasi_scsi(self):
        """A disk on LASI's 53C710, from the firmware to the kernel's probe"""
        self.check(self.PROBED, '-net', 'none',
                   *self.disk_args(self.LASI_BUS, 6))

    def test_lasi_lan(self):
        """LASI's 82596, with a PCI disk: DHCP and echoes"""
        self.require_pci()
        self.require_netdev('user')
        self.check(self.SOME_NETWORK, '-device', 'lsi53c895a,id=pci-scsi',
                   *self.disk_args('pci-scsi.0', 0), *self.lan_args())

    def test_lasi(self):
        """Both devices of LASI at work"""
        self.require_netdev('user')
        self.check(self.SOME_NETWORK, *self.disk_args(self.LASI_BUS, 6),
                   *self.lan_args())


if __name__ == '__main__':
    HppaLinuxTest.main()
