#!/usr/bin/env python3
#
# A tape drive behind scsi-generic on the SCSI controller of LASI, with Linux
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import hashlib
import re
import subprocess

from hppa_linux import HppaLinuxTest
from hppa_tape import MARK, Tape, serve
from qemu_test import get_qemu_img


class LasiTape(HppaLinuxTest):
    """
    QEMU has no tape drive of its own: SCSI commands are passed through to one
    on iSCSI, which this test has in hppa_tape.py.
    """

    timeout = 600
    KIB = 1024

    def require_iscsi(self):
        formats = subprocess.run([get_qemu_img(self), '--help'], check=True,
                                 capture_output=True, text=True).stdout
        if not re.search(r'(?s)Supported image formats:.*\biscsi\b', formats):
            self.skipTest('this QEMU is built without iSCSI')

    def md5(self, items):
        return hashlib.md5(b''.join(items)).hexdigest()

    def sum(self, output):
        return re.search(r'[0-9a-f]{32}', output).group(0)

    def check_files(self, console, tape):
        """Two files with records of different sizes, written and read."""
        console.check('dd if=/dev/urandom of=/tmp/a bs=64k count=16 && '
                      'dd if=/dev/urandom of=/tmp/b bs=1000 count=33')
        console.check('mt -f /dev/nst0 rewind && '
                      'dd if=/tmp/a of=/dev/nst0 bs=64k && '
                      'dd if=/tmp/b of=/dev/nst0 bs=1000', 120)
        sizes = [item if item is MARK else len(item) for item in tape.items]
        self.assertEqual(sizes, [64 * self.KIB] * 16 + [MARK]
                         + [1000] * 33 + [MARK])
        for name, items in (('a', tape.items[:16]), ('b', tape.items[17:50])):
            self.assertEqual(self.sum(console.check(f'md5sum /tmp/{name}')),
                             self.md5(items))
        # A block size above that of the records: each read is short.
        output = console.check('mt -f /dev/nst0 rewind && '
                               'dd if=/dev/nst0 bs=128k 2>/dev/null | md5sum')
        self.assertEqual(self.sum(output), self.md5(tape.items[:16]))
        output = console.check('mt -f /dev/nst0 rewind && '
                               'mt -f /dev/nst0 fsf 1 && '
                               'dd if=/dev/nst0 bs=4k 2>/dev/null | md5sum')
        self.assertEqual(self.sum(output), self.md5(tape.items[17:50]))

    def check_errors(self, console):
        """What the drive refuses comes to the guest with its sense."""
        output, status = console.run('mt -f /dev/nst0 rewind && '
                                     'mt -f /dev/nst0 fsf 5')
        self.assertNotEqual(status, 0, output)
        output, status = console.run('mt -f /dev/nst0 rewind && '
                                     'dd if=/dev/nst0 bs=1k count=1')
        self.assertNotEqual(status, 0, output)  # a record larger than asked
        output, _ = console.run('scsi-cmd /dev/sg1 44 00 00 00 00 00 00 00 40 '
                                '00 : in 64')
        self.assertIn('status=02', output)
        self.assertIn('sense=5/20/0', output)

    def test_tape(self):
        """Tapes are written, wound and read."""
        self.require_iscsi()
        tape = Tape()
        url = f'iscsi://127.0.0.1:{serve(tape)}/iqn.2026-01.invalid.qemu:t/0'
        console = self.boot(
            *self.boot_disk_args(interface='index=0'), '-nic', 'none',
            '-drive', f'file={url},format=raw,if=none,id=tape',
            '-device', f'scsi-generic,bus={self.LASI_BUS},scsi-id=3,drive=tape',
            machine='B160L,builtin-io=on')
        self.assertIn('TEST TAPE', console.check('cat /proc/scsi/scsi'))
        self.check_files(console, tape)
        self.check_errors(console)
        self.assertNotRegex(console.check('dmesg'), 'bus reset|timed out')
        self.power_off(console)


if __name__ == '__main__':
    HppaLinuxTest.main()
