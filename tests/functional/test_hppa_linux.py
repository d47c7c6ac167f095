#!/usr/bin/env python3
#
# Boot real Linux on HPPA machines: firmware, palo, kernel, ext4 root
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import os
import re

from hppa_linux import HppaLinuxTest


class HppaLinux(HppaLinuxTest):

    timeout = 600
    MAC = '08:00:09:a1:b2:c3'
    NIC = ('-nic', f'user,model=lasi_82596,mac={MAC}')

    def check_machine(self, console):
        self.assertRegex(self.found(console, 'machine')[0]['model'],
                         '^9000/715' if self.LASI_ONLY else '^9000/778/B160L')
        disk = self.found(console, 'disk')[0]
        self.assertEqual(disk['driver'],
                         'lasi700' if self.LASI_ONLY else 'sym53c8xx')
        self.assertEqual(disk['model'], 'QEMU QEMU HARDDISK')
        self.assertEqual(self.found(console, 'root')[0]['device'], 'sda2')

    # Proves: P16
    def check_lasi_nic(self, console):
        nic = self.found(console, 'nic')[0]
        self.assertEqual(nic['driver'], 'lasi_82596')
        self.assertEqual(nic['mac'], self.MAC)
        self.assertEqual(nic['address'], '10.0.2.15/24')
        self.assertIn('guest: network ok: 3/3 replies from 10.0.2.2',
                      console.text)

    def test_disk(self):
        """The firmware boots a disk; DHCP and ping work on the LASI NIC."""
        self.require_netdev('user')
        console = self.boot(*self.boot_disk_args(), *self.NIC)
        self.assertIn('SeaBIOS PA-RISC 32-bit Firmware', console.text)
        self.assertIn('palo ipl', console.text)
        self.check_machine(console)
        self.check_lasi_nic(console)
        console.check('dd if=/dev/zero of=/mnt/a bs=64k count=32 && sync')
        self.power_off(console)

    # Proves: P38
    def test_old_firmware(self):
        """
        The firmware as QEMU has it, which may not know our controllers.

        QEMU_TEST_HPPA_OLD_FIRMWARE names it. Up to SeaBIOS-hppa 18 it hides the
        LASI SCSI controller; later ones boot from it.
        """
        firmware = os.environ.get('QEMU_TEST_HPPA_OLD_FIRMWARE')
        if not firmware:
            self.skipTest('QEMU_TEST_HPPA_OLD_FIRMWARE names no firmware')
        console = self.boot(*self.boot_disk_args(), *self.NIC,
                            '-bios', firmware)
        self.check_machine(console)
        drivers = [host['driver'] for host in self.found(console, 'scsi')]
        version = re.search(r'Firmware Version (\d+)', console.text).group(1)
        self.assertEqual('lasi700' in drivers, int(version) > 18)
        self.power_off(console)

    def test_kernel(self):
        """-kernel, the default NIC; with PCI no LASI NIC unless asked for."""
        self.require_netdev('user')
        console = self.boot(*self.boot_disk_args(),
                            '-kernel', self.guest_file('vmlinux'),
                            '-append', f'{self.ROOT} console=ttyS0 panic=-1')
        self.assertNotIn('palo ipl', console.text)
        self.check_machine(console)
        nics = self.found(console, 'nic')
        self.assertEqual([nic['driver'] for nic in nics],
                         ['lasi_82596' if self.LASI_ONLY else 'tulip'])
        self.power_off(console)


if __name__ == '__main__':
    HppaLinuxTest.main()
