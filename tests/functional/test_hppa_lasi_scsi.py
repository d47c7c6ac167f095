#!/usr/bin/env python3
#
# Linux on the SCSI controller of LASI: boot, data, errors, resets, migration
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import hashlib
import itertools
import json
import os
import random
import re
import struct

from hppa_blkio import image_hash, random_writes, sequential
from hppa_linux import HppaLinuxTest

KiB = 1 << 10
MiB = 1 << 20


class LasiScsiTest(HppaLinuxTest):
    """What the cases share: images, disks on the LASI bus, their names."""

    timeout = 900

    def image(self, name, mib):
        """A new raw image of zeros; returns its path."""
        path = self.scratch_file(name)
        with open(path, 'wb') as image:
            image.truncate(mib * MiB)
        return path

    def disk(self, node, target, backend, lun=0, **properties):
        """Options for a disk on LASI's bus; @backend is a -blockdev."""
        device = {'driver': 'scsi-hd', 'id': f'{node}-disk', 'drive': node,
                  'bus': self.LASI_BUS, 'scsi-id': target, 'lun': lun,
                  **properties}
        return ('-blockdev', json.dumps({'node-name': node, **backend}),
                '-device', json.dumps(device))

    @staticmethod
    def raw(path):
        """A backend: an image file in the host's page cache."""
        return {'driver': 'raw', 'file': {'driver': 'file', 'filename': path}}

    def lasi_disks(self, console):
        """The guest's disks on LASI's bus: {(target, lun): name}."""
        disks = {}
        for disk in self.found(console, 'disk'):
            if disk['driver'] == 'lasi700':
                _, _, target, lun = disk['address'].split(':')
                disks[int(target), int(lun)] = '/dev/' + disk['name']
        return disks

    def blkio(self, console, words, seconds=120):
        """Run blkio, which must succeed; returns the microseconds it took."""
        output = console.check('blkio ' + words, seconds)
        return int(re.search(r'usec=(\d+)', output).group(1))

    def guest_hash(self, console, disk, mib):
        """The hash of a disk's beginning, as the guest reads it."""
        output = console.check(f'dd if={disk} bs=256k count={mib * 4} '
                               'iflag=direct 2>/dev/null | sha256sum', 120)
        return re.search(r'\b[0-9a-f]{64}\b', output).group(0)

    def traced(self, event, target=None):
        """How often a trace event is in the log, of one target or of all."""
        pattern = rf'(?m)^{event} .*' if target is None else \
                  rf'(?m)^{event} .*\btarget {target}\b'
        with open(self.log_file('trace.log'), encoding='ascii',
                  errors='replace') as log:
            return len(re.findall(pattern, log.read()))

    def trace(self, *events):
        """Options that log trace events for traced()."""
        args = ['-D', self.log_file('trace.log')]
        for event in events:
            args += ['-trace', f'enable={event}']
        return args


def both(fmt, value):
    """A number in both byte orders, as ECMA-119 has most of them."""
    return struct.pack('<' + fmt, value) + struct.pack('>' + fmt, value)


def iso9660(data):
    """A minimal ECMA-119 volume whose root directory has one file."""
    block = 2048
    root_at, data_at = 18, 19

    def record(name, at, size, flags):
        body = (both('I', at) + both('I', size) + bytes(7) +
                bytes([flags, 0, 0]) + both('H', 1) +
                bytes([len(name)]) + name + bytes((len(name) + 1) % 2))
        return bytes([len(body) + 2, 0]) + body

    root = record(b'\0', root_at, block, 2)
    blocks = data_at + -(-len(data) // block)
    volume = bytearray(block)
    volume[0:7] = b'\1CD001\1'
    volume[8:72] = b' ' * 64
    volume[80:88] = both('I', blocks)
    volume[120:124] = volume[124:128] = both('H', 1)
    volume[128:132] = both('H', block)
    volume[156:190] = root
    volume[881] = 1
    end = (b'\xffCD001\1').ljust(block, b'\0')
    files = root + record(b'\1', root_at, block, 2) + \
        record(b'FILE.;1', data_at, len(data), 0)
    return bytes(16 * block) + bytes(volume) + end + \
        files.ljust(block, b'\0') + \
        data.ljust((blocks - data_at) * block, b'\0')


class Traffic:
    """A server on the host whose file the guest fetches again and again."""

    SIZE = 2 * MiB

    def __init__(self, test):
        data = random.Random(1).randbytes(self.SIZE)
        self.hash = hashlib.md5(data).hexdigest()
        self.port = test.serve(lambda path, out: out.write(data))

    def start(self, console):
        console.check('rm -f /tmp/net.stop; (while ! [ -e /tmp/net.stop ]; do '
                      f'wget -q -O - http://10.0.2.2:{self.port}/ '
                      '| md5sum; '
                      'done >/tmp/net 2>&1; touch /tmp/net.end) & :')

    def stop(self, console):
        """Ends the traffic; returns the hashes of what the guest got."""
        console.check('touch /tmp/net.stop; until [ -e /tmp/net.end ]; '
                      'do sleep 0.2; done', 120)
        return re.findall(r'\b[0-9a-f]{32}\b', console.check('cat /tmp/net'))


class LasiScsiBoot(LasiScsiTest):

    CHURN_FILE_MIB = 8
    CHURN_FILES = 64 # in all 512 MiB
    CHURN_KEPT = 12
    NIC = 'lasi_82596'

    def churn(self, console, disk):
        """Write, copy and delete files on a new ext4; fsck must be happy."""
        console.check(f'mkfs.ext4 -q -F {disk} && mkdir -p /tmp/fs && '
                      f'mount -t ext4 {disk} /tmp/fs', 120)
        console.check('dd if=/dev/urandom of=/tmp/seed bs=64k '
                      f'count={self.CHURN_FILE_MIB * 16} 2>/dev/null', 120)
        console.check(
            f'for i in $(seq {self.CHURN_FILES}); do '
            'dd if=/tmp/seed of=/tmp/fs/$i bs=256k conv=fsync 2>/dev/null && '
            'echo $i >>/tmp/fs/$i && '
            f'rm -f /tmp/fs/$((i - {self.CHURN_KEPT})) || exit 1; done', 300)
        # MD5 costs an emulated processor a third of SHA-256.
        console.check('cd /tmp/fs && md5sum * >/tmp/sums; cd /; '
                      f'umount /tmp/fs && mount -t ext4 {disk} /tmp/fs', 120)
        output = console.check('cd /tmp/fs && md5sum -c /tmp/sums; cd /', 120)
        self.assertEqual(output.count(': OK'), self.CHURN_KEPT)
        self.assertNotIn('FAILED', output)
        console.check(f'umount /tmp/fs && e2fsck -f -n {disk}', 120)

    # Proves: P33 P34 P39
    def test_boot_and_file_system(self):
        """Firmware, palo, kernel, root on LASI SCSI; ext4 beside the NIC."""
        self.require_netdev('user')
        console = self.boot(
            *self.boot_disk_args(self.LASI_DRIVES + ',unit=0'),
            *self.disk('churn', 2, self.raw(self.image('churn.img', 256))),
            '-nic', f'user,model={self.NIC}')
        self.assertIn('SESCSI.0.0', console.text)
        self.assertIn('palo ipl', console.text)
        self.assertRegex(console.text, r'53c710 rev 2\b')
        disks = self.found(console, 'disk')
        self.assertEqual({disk['driver'] for disk in disks}, {'lasi700'})
        self.assertEqual(self.found(console, 'root')[0]['device'], 'sda2')

        traffic = Traffic(self)
        traffic.start(console)
        self.churn(console, self.lasi_disks(console)[2, 0])
        got = traffic.stop(console)
        self.assertGreaterEqual(len(got), 3)
        self.assertEqual(set(got), {traffic.hash})
        self.power_off(console)


class LasiScsiSelection(LasiScsiTest):

    DISK = 'if=scsi,bus=1,unit=6'
    CD = 'if=scsi,bus=1,unit=2,media=cdrom'
    PCI = 'if=scsi,bus=0,unit=1'

    def setUp(self):
        super().setUp()
        self.require_pci()

    def firmware(self, name, drives, *args):
        args = [arg for drive in drives
                for arg in self.boot_disk_args(drive)] + list(args)
        return self.launch(*args, '-nic', 'none', name=name)

    def assert_boots(self, console, drive):
        console.wait_for(re.escape(f'Booting from {drive}'), 60)
        console.wait_for('palo ipl', 60)
        console.vm.shutdown()

    # Proves: P34
    def test_order(self):
        """What the firmware takes by itself and by -boot."""
        for number, (drives, order, drive) in enumerate((
                ([self.DISK], [], 'SESCSI.6.0 (8/16/5.6.0)'),
                ([self.DISK, self.CD], ['c'], 'SESCSI.6.0'),
                # an empty CD drive on PCI, which QEMU adds, is in front
                ([self.DISK, self.CD], ['d'], 'SESCSI.2.0'),
                ([self.DISK, self.PCI], ['c'], 'FWSCSI.1.0'),
                ([self.DISK, self.PCI], ['m'], 'SESCSI.6.0'))):
            args = [arg for letter in order for arg in ('-boot', letter)]
            self.assert_boots(
                self.firmware(f'order{number}', drives, *args), drive)

    def test_menu(self):
        """Drives that a user names in the firmware's menu."""
        for number, (command, drive) in enumerate((
                ('BO SESCSI.6', 'SESCSI.6.0'), ('bo 8/16/5.2.0', 'SESCSI.2.0'),
                ('BO FWSCSI.1', 'FWSCSI.1.0'), ('BO ALT', 'SESCSI.2.0'),
                ('BO SESCSI.16', None), ('BO 8/16/5.3', None))):
            console = self.firmware(f'menu{number}',
                                    [self.DISK, self.CD, self.PCI],
                                    '-boot', 'menu=on')
            console.wait_for('Enter command > ', 60)
            console.vm.console_socket.sendall(command.encode() + b'\r')
            if not drive:
                console.wait_for('No such device available', 60)
                console.vm.shutdown()
                continue
            console.wait_for('Cancel.*> ', 60)
            console.vm.console_socket.sendall(b'N\r')
            self.assert_boots(console, drive)


class LasiScsiData(LasiScsiTest):

    SEQUENTIAL_MIB = 16
    BLOCKS = (64 * KiB, 128 * KiB, 256 * KiB, 512 * KiB, MiB)
    SPEED_ROUNDS = 2
    # name, blkio's words; the same amount of data on either controller
    SPEED = (
        ('sequential 1 MiB read', 'read -b 1048576 -n 48 -a 50331648'),
        ('sequential 1 MiB write', 'write -b 1048576 -n 48 -a 50331648'),
        ('4 KiB random read, 1 job', 'read -r -b 4096 -n 800 -a 33554432'),
        ('4 KiB random read, 4 jobs',
         'read -r -b 4096 -n 200 -j 4 -a 8388608'),
    )
    CD_MIB = 3
    # (target, LUN); on the 715 target 0 has the root
    DISKS = [(1, 0), (2, 0), (3, 0), (3, 1), (4, 0), (6, 0)]
    DISKS += [] if HppaLinuxTest.LASI_ONLY else [(0, 0)]

    def make_cd(self):
        """An image of a CD with one file, FILE; remembers the file's hash."""
        data = random.Random(2).randbytes(self.CD_MIB * MiB - 77)
        self.cd_hash = hashlib.sha256(data).hexdigest()
        path = self.scratch_file('cd.iso')
        with open(path, 'wb') as image:
            image.write(iso9660(data))
        return path

    def all_targets(self):
        """Disks on all targets but 5, a CD there; two LUNs on target 3."""
        args = []
        self.images = {}
        for target, lun in self.DISKS:
            name = f'd{target}{lun}'
            self.images[target, lun] = self.image(name + '.img', 64)
            args += self.disk(name, target, self.raw(self.images[target, lun]),
                              lun=lun)
        return (*args, '-drive', f'file={self.make_cd()},if=none,id=cd,'
                'format=raw,media=cdrom,readonly=on',
                '-device', f'scsi-cd,bus={self.LASI_BUS},scsi-id=5,drive=cd')

    def check_targets(self, console, disks):
        self.assertRegex(console.text, r'53c710 rev 2\b')
        self.assertEqual(set(disks), {*self.DISKS, (0, 0), (5, 0)})
        # the root disk is on the PCI controller, where it always was
        root = self.found(console, 'root')[0]['device'].rstrip('0123456789')
        driver = {disk['name']: disk['driver']
                  for disk in self.found(console, 'disk')}
        self.assertEqual(driver[root],
                         'lasi700' if self.LASI_ONLY else 'sym53c8xx')
        for name in (disks[1, 0], disks[3, 1]):
            device = f'/sys/block/{os.path.basename(name)}/device'
            self.assertIn('simple', console.check(f'cat {device}/queue_type'))
        cd = disks[5, 0]
        output = console.check(
            f'mkdir -p /tmp/cd && mount -t iso9660 -o ro {cd} /tmp/cd && '
            'sha256sum /tmp/cd/* && umount /tmp/cd', 120)
        self.assertIn(self.cd_hash, output)

    def check_sequential(self, console, disks):
        """Blocks beyond the 128 KiB that scsi-disk hands over at once."""
        size = self.SEQUENTIAL_MIB * MiB
        disk, path = disks[6, 0], self.images[6, 0]
        name = os.path.basename(disk)
        console.check(f'cat /sys/block/{name}/queue/max_hw_sectors_kb '
                      f'>/sys/block/{name}/queue/max_sectors_kb')
        for seed, block in enumerate(self.BLOCKS, 1):
            words = f'{disk} -b {block} -n {size // block} -s {seed} -a {size}'
            self.blkio(console, 'write ' + words)
            self.assertEqual(image_hash(path, size),
                             sequential(size, seed, block))
            self.blkio(console, 'read ' + words)
        self.assertEqual(self.guest_hash(console, disk, self.SEQUENTIAL_MIB),
                         image_hash(path, size))

    def check_random(self, console, disks):
        area, seed, ops = 8 * MiB, 77, 1500
        self.blkio(console, f'write {disks[1, 0]} -r -b 4096 -n {ops} '
                            f'-s {seed} -a {area}')
        expected = random_writes(area, seed, [ops])
        self.assertEqual(image_hash(self.images[1, 0], area), expected)
        self.assertEqual(self.guest_hash(console, disks[1, 0], area // MiB),
                         expected)

    def check_parallel(self, console, disks):
        """Eight jobs over three disks, each reads and writes."""
        area, ops, block = 4 * MiB, 100, 64 * KiB
        jobs = {(2, 0): 3, (3, 1): 3, (4, 0): 2}
        commands = ''
        for (target, lun), count in jobs.items():
            commands += (f'blkio mix {disks[target, lun]} -b {block} -n {ops} '
                         f'-s {9 + target} -j {count} -a {area} & ')
        output = console.check(commands + 'wait', 240)
        self.assertEqual(output.count(' errors=0'), 8)
        for (target, lun), count in jobs.items():
            expected = random_writes(area, 9 + target, [ops] * count,
                                     block=block, mix=True)
            self.assertEqual(
                image_hash(self.images[target, lun], count * area), expected)

    def compare(self, console, lasi, pci, speed, how=''):
        for name, words in speed:
            mode, rest = words.split(' ', 1)
            best = {}
            for _ in range(self.SPEED_ROUNDS):
                for disk in (lasi, pci):
                    usec = self.blkio(console, f'{mode} {disk} {rest}', 240)
                    best[disk] = min(best.get(disk, usec), usec)
            print(f'# {name}{how}: LASI 53C710 {best[lasi] / 1000:.0f} ms, '
                  f'lsi53c895a {best[pci] / 1000:.0f} ms, speed ratio '
                  f'{best[pci] / best[lasi]:.2f}')

    def check_speed(self, console, disks, pci):
        """Compare the controllers. Times are told, not judged."""
        lasi = disks[6, 0]
        self.compare(console, lasi, pci, self.SPEED)
        # Linux makes three times as many commands for LASI as for PCI.
        queues = [f'/sys/block/{os.path.basename(disk)}/queue/max_sectors_kb'
                  for disk in (lasi, pci)]
        console.check(f'cat {queues[0]} >{queues[1]}')
        self.compare(console, lasi, pci, self.SPEED[:2],
                     ', commands of one size')

    def check_no_complaints(self, console):
        """Nothing of the above made the driver time out or reset."""
        log = console.check('dmesg | grep -v "sym0: SCSI BUS has been reset"')
        self.assertNotRegex(log, r'(?i)scsi.*(reset|timed out|abort)|'
                                 r'I/O error')

    # Proves: P33 P36 P37
    def test_data(self):
        """Seven targets, two LUNs, a CD; every way of access; speed."""
        other = () if self.LASI_ONLY else (
            '-drive', f"file={self.image('pci.img', 64)},format=raw,"
                      'if=scsi,bus=0,unit=4')
        console = self.boot(
            *self.boot_disk_args(), *self.all_targets(), *other,
            '-nic', 'none')
        disks = self.lasi_disks(console)
        self.check_targets(console, disks)
        self.check_sequential(console, disks)
        self.check_random(console, disks)
        self.check_parallel(console, disks)
        if not self.LASI_ONLY:
            pci_disk = [disk['name'] for disk in self.found(console, 'disk')
                        if disk['driver'] == 'sym53c8xx' and
                        disk['address'].split(':')[2] == '4']
            self.check_speed(console, disks, '/dev/' + pci_disk[0])
        self.check_no_complaints(console)
        self.power_off(console)


class LasiScsiErrors(LasiScsiTest):

    SIZE_MIB = 16
    BLOCKS = SIZE_MIB * 16 # of 64 KiB
    BAD_SECTOR = 8192
    # on the 715 target 0 has the root
    FIRST = 1 if HppaLinuxTest.LASI_ONLY else 0
    THROTTLED, SLOW, BAD, GOOD, PLUG, STOP = range(FIRST, FIRST + 6)

    def args(self):
        self.path = {name: self.image(name + '.img', self.SIZE_MIB)
                     for name in ('throttled', 'bad', 'good', 'plug', 'stop')}

        def bad(name, once):
            return {'driver': 'raw', 'file': {
                'driver': 'blkdebug', 'image': self.raw(self.path[name]),
                'inject-error': [{'event': 'none', 'iotype': 'read',
                                  'errno': 5, 'once': once,
                                  'sector': self.BAD_SECTOR}]}}

        return (
            *self.boot_disk_args(), '-nic', 'none',
            '-object', 'throttle-group,id=limit,x-iops-total=20',
            *self.disk('throttled', self.THROTTLED, {
                'driver': 'throttle', 'throttle-group': 'limit',
                'file': self.raw(self.path['throttled'])}),
            *self.disk('slow', self.SLOW, {
                'driver': 'null-aio', 'size': self.SIZE_MIB * MiB,
                'latency-ns': 4000000, 'read-zeroes': True}),
            *self.disk('bad', self.BAD, bad('bad', False)),
            *self.disk('good', self.GOOD, self.raw(self.path['good'])),
            *self.disk('plug', self.PLUG, self.raw(self.path['plug'])),
            *self.disk('stop', self.STOP, bad('stop', True), rerror='stop'),
            *self.trace('ncr710_disconnect', 'ncr710_reselect',
                        'ncr710_bus_reset'))

    def good_words(self, seed=5, passes=1):
        """blkio's words for reading the good disk once or more."""
        return (f'{self.names[self.GOOD, 0]} -b 65536 '
                f'-n {passes * self.BLOCKS} -s {seed} '
                f'-a {self.SIZE_MIB * MiB}')

    def check_good(self, console):
        """The good disk gives the data that it should."""
        self.blkio(console, 'read ' + self.good_words())
        self.assertEqual(
            image_hash(self.path['good'], self.SIZE_MIB * MiB), self.expected)

    def check_commands(self, console):
        """Commands by SG_IO, good ones and bad ones."""
        disk = self.names[self.PLUG, 0]
        last = f'{self.SIZE_MIB * 2048 - 1:08x}'
        last = ' '.join(re.findall('..', last))
        ok = r'status=00 host=0 driver=0 '
        for command, expected in (
                ('12 0 0 0 24 0 : in 36',
                 ok + r'.* length=36\n00 00 05 .*\n(.*\n)'),
                ('12 1 0 0 40 0 : in 64', ok + r'.*\n00 00 00 '),
                ('25 0 0 0 0 0 0 0 0 0 : in 8',
                 ok + rf'.* length=8\n{last} 00 00 02 00'),
                # READ CAPACITY(16): Linux's driver has room for CDBs of 12
                # bytes and aborts longer ones itself (DID_ABORT)
                ('9e 10 0 0 0 0 0 0 0 0 0 0 0 20 0 0 : in 32',
                 r'status=00 host=5 driver=0 '),
                ('1a 0 3f 0 c0 0 : in 192', ok + r'.*\n[0-9a-f]'),
                ('5a 0 8 0 0 0 0 0 c0 0 : in 192', ok + r'.*\n[0-9a-f]'),
                ('a0 0 0 0 0 0 0 0 0 40 0 0 : in 64',
                 ok + r'.*\n00 00 00 08 '),
                ('0 0 0 0 0 0', ok),
                # LOG SENSE and an unknown command: not in QEMU's disk
                ('4d 0 40 0 0 0 0 0 40 0 : in 64',
                 r'status=02 .* sense=5/20/00'),
                ('e 0 0 0 0 0', r'status=02 .* sense=5/20/00'),
                # beyond the end
                ('28 0 7f ff ff ff 0 0 1 0 : in 512',
                 r'status=02 .* sense=5/21/00'),
                # WRITE SAME of 16 sectors, read back; UNMAP of half of them
                ('41 0 0 0 0 20 0 0 10 0 : out 512 5a a5', ok),
                ('28 0 0 0 0 20 0 0 10 0 : in 8192',
                 ok + r'.* length=8192\n(5a a5 ){7}'),
                ('42 0 0 0 0 0 0 0 18 0 : out 24 '
                 '0 16 0 10 0 0 0 0 0 0 0 0 0 0 0 20 0 0 0 8 0 0 0 0', ok)):
            output, _ = console.run(f'scsi-cmd {disk} {command}')
            self.assertRegex(output, expected, f'CDB {command}')
        with open(self.path['plug'], 'rb') as image:
            image.seek(0x28 * 512)
            self.assertEqual(image.read(4096), b'\x5a\xa5' * 2048)

    def check_disconnect(self, console):
        """Slow targets let others use the bus, and come back."""
        for target in (self.THROTTLED, self.SLOW):
            disconnects = self.traced('ncr710_disconnect', target)
            reselects = self.traced('ncr710_reselect', target)
            console.check(
                f'blkio read {self.names[target, 0]} -b 4096 -n 15 -j 4 '
                '-a 1048576 >/tmp/slow & '
                f'blkio read {self.good_words()} && wait', 120)
            self.assertEqual(
                console.check('cat /tmp/slow').count(' errors=0'), 4)
            self.assertGreater(self.traced('ncr710_disconnect', target),
                               disconnects + 20)
            self.assertGreater(self.traced('ncr710_reselect', target),
                               reselects + 20)

    def check_bad_sector(self, console):
        disk = self.names[self.BAD, 0]
        output, status = console.run(
            f'blkio read {disk} -b 65536 -n {self.BLOCKS} '
            f'-a {self.SIZE_MIB * MiB}', 120)
        self.assertEqual(status, 1)
        at = self.BAD_SECTOR * 512
        self.assertRegex(output, rf'read failed at {at}: I(nput|)/O|'
                                 rf'read failed at {at}: Input/output')
        self.assertIn(f'ops={self.BLOCKS} bytes='
                      f'{self.SIZE_MIB * MiB - 65536} errors=1', output)
        self.assertRegex(console.check('dmesg | tail -n 30'),
                         rf'error, dev {os.path.basename(disk)}, '
                         rf'sector {self.BAD_SECTOR}')
        self.check_good(console)

    def check_stop(self, console):
        """rerror=stop: the machine stops, and continues with the command."""
        disk = self.names[self.STOP, 0]
        console.start(f'blkio read {disk} -b 65536 -n {self.BLOCKS} -s 6 '
                      f'-a {self.SIZE_MIB * MiB}')
        self.assertIsNotNone(console.vm.event_wait('STOP', timeout=60.0))
        self.assertEqual(console.vm.cmd('query-status')['status'], 'io-error')
        console.vm.cmd('cont')
        output, status = console.finish(120)
        self.assertEqual(status, 0, output)

    def check_resets(self, console):
        """Resets under load: commands are repeated, data stays right."""
        # Linux's driver makes a reset of bus and chip of either, and Linux
        # then waits 10 seconds. It validates the target that was named, the
        # busiest of them: its queue is closed a while. (Without CONFIG_PM a
        # process that wants to use it then spins in __bio_queue_enter().)
        for kind in ('bus', 'host'):
            console.check(f'blkio read {self.good_words(passes=2)} >/tmp/r & '
                          f'blkio read {self.names[self.THROTTLED, 0]} -r '
                          '-b 4096 -n 60 -a 1048576 >/tmp/t & :')
            self.wait_busy(console, self.names[self.GOOD, 0])
            resets = self.traced('ncr710_bus_reset')
            console.check(f'scsi-cmd {self.names[self.GOOD, 0]} '
                          f'reset {kind}', 120)
            self.assertGreater(self.traced('ncr710_bus_reset'), resets)
            output = console.check('wait; cat /tmp/r /tmp/t', 240)
            self.assertEqual(output.count(' errors=0'), 2, kind + output)
        self.check_good(console)

    def wait_busy(self, console, disk, sectors=8192):
        """Wait until a disk has moved so much from now on."""
        stat = f'/sys/block/{os.path.basename(disk)}/stat'
        console.check(
            f'm() {{ set -- $(cat {stat}); echo $(($3 + $7)); }}; '
            f'e=$(($(m) + {sectors})); n=0; while [ $(m) -lt $e ]; do '
            'sleep 0.1; n=$((n + 1)); [ $n -lt 600 ] || break; done; '
            '[ $(m) -ge $e ]', 120)

    def check_plug(self, console):
        """A disk goes away under I/O and comes back with its data."""
        disk = self.names[self.PLUG, 0]
        # the kernel's complaints would come between those of the shell
        console.check('dmesg -n 1')
        self.blkio(console, f'write {disk} -b 65536 -n {self.BLOCKS} '
                            f'-s 7 -a {self.SIZE_MIB * MiB}')
        console.check(f'blkio read {disk} -b 65536 -a {self.SIZE_MIB * MiB} '
                      '>/tmp/plug & :')
        self.wait_busy(console, disk)
        console.vm.cmd('device_del', id='plug-disk')
        self.assertIsNotNone(
            console.vm.event_wait('DEVICE_DELETED', timeout=60.0))
        console.check('until grep -q failed /tmp/plug; do sleep 0.1; done; '
                      'kill $(pidof blkio); wait', 120)
        self.check_good(console)
        console.check(f'echo 1 >/sys/block/{os.path.basename(disk)}'
                      '/device/delete')
        console.vm.cmd('device_add', driver='scsi-hd', id='plug-disk',
                       drive='plug', bus=self.LASI_BUS, scsi_id=self.PLUG)
        host = console.check(
            'grep -l lasi700 /sys/class/scsi_host/*/proc_name')
        host = re.search(r'host\d+', host).group(0)
        console.check(f'echo 0 {self.PLUG} 0 >/sys/class/scsi_host/{host}/scan')
        output = console.check(
            f'ls /sys/class/scsi_host/{host}/device/target*:{self.PLUG}/'
            f'*:{self.PLUG}:0/block')
        disk = '/dev/' + re.search(r'\bsd\w+', output).group(0)
        self.blkio(console, f'read {disk} -b 65536 -n {self.BLOCKS} '
                            f'-s 7 -a {self.SIZE_MIB * MiB}')

    def check_system_reset(self, console):
        """The machine is reset while commands are under way, and boots."""
        console.check(f'blkio mix {self.names[self.STOP, 0]} -b 65536 '
                      f'-s 8 -j 4 -a 4194304 >/tmp/x & '
                      f'blkio read {self.names[self.THROTTLED, 0]} -r '
                      '-b 4096 -j 4 -a 1048576 >/tmp/y & :')
        self.wait_busy(console, self.names[self.STOP, 0])
        console.vm.cmd('system_reset')
        console.text = ''
        console.read_to = 0
        self.wait_ready(console)
        self.names = self.lasi_disks(console)
        self.check_good(console)

    # Proves: P33 P35
    def test_errors(self):
        """Disconnection; errors, resets and unplugging under load."""
        console = self.boot(*self.args())
        self.names = self.lasi_disks(console)
        self.assertEqual(len(self.names), self.FIRST + 6)
        self.expected = sequential(self.SIZE_MIB * MiB, 5, 64 * KiB)
        self.blkio(console, 'write ' + self.good_words())
        self.blkio(console, f'write {self.names[self.STOP, 0]} -b 65536 '
                            f'-n {self.BLOCKS} -s 6 -a {self.SIZE_MIB * MiB}')
        self.check_good(console)
        self.check_commands(console)
        self.check_disconnect(console)
        self.check_bad_sector(console)
        self.check_stop(console)
        self.check_resets(console)
        self.check_plug(console)
        self.check_system_reset(console)
        self.power_off(console)


class LasiScsiMigration(LasiScsiTest):

    ROUNDS = 20
    BLOCK = 64 * KiB
    AREA = 4 * MiB
    FAST, THROTTLED = 1, 2 # targets; 0 has the root
    JOBS = {FAST: 4, THROTTLED: 2}

    def args(self):
        return ('-drive',
                f'file={self.root},format=qcow2,{self.LASI_DRIVES},unit=0',
                '-nic', 'none',
                '-object', 'throttle-group,id=limit,x-iops-total=150',
                *self.disk('fast', self.FAST,
                           self.raw(self.paths[self.FAST])),
                *self.disk('throttled', self.THROTTLED, {
                    'driver': 'throttle', 'throttle-group': 'limit',
                    'file': self.raw(self.paths[self.THROTTLED])}))

    def progress(self, console, names):
        """Wait until both disks have done some commands; proves life."""
        for target, ops in ((self.FAST, 60), (self.THROTTLED, 20)):
            stat = f'/sys/block/{os.path.basename(names[target, 0])}/stat'
            console.check(
                f'm() {{ set -- $(cat {stat}); echo $(($1 + $5)); }}; '
                f'e=$(($(m) + {ops})); n=0; while [ $(m) -lt $e ]; do '
                'sleep 0.1; n=$((n + 1)); [ $n -lt 300 ] || break; done; '
                '[ $(m) -ge $e ]', 120)

    # Proves: P35
    def test_migration(self):
        """No write is lost or doubled by migrations under load."""
        self.root = self.overlay('root.qcow2')
        self.paths = {target: self.image(f'd{target}.img', 16)
                      for target in self.JOBS}
        console = self.boot(*self.args())
        names = self.lasi_disks(console)
        for target, jobs in self.JOBS.items():
            console.check(
                f'blkio mix {names[target, 0]} -b {self.BLOCK} '
                f'-s {20 + target} -j {jobs} -a {self.AREA} '
                f'>/tmp/mix{target} & :')

        numbers = itertools.count()

        def launch(*args):
            return self.launch(*self.args(), *args,
                               name=f'round{next(numbers)}')

        for _ in range(self.ROUNDS):
            self.progress(console, names)
            console = self.migrate(console, launch)
            self.wait_until(
                lambda: console.vm.cmd('query-status')['status'] == 'running',
                120, 'continuation')
        self.progress(console, names)
        console.check('kill -TERM $(pgrep -o blkio) $(pgrep blkio); wait', 120)
        for target, jobs in self.JOBS.items():
            output = console.check(f'cat /tmp/mix{target}')
            ops = dict(re.findall(r'job=(\d+) ops=(\d+) bytes=\d+ errors=0\b',
                                  output))
            self.assertEqual(len(ops), jobs, output)
            expected = random_writes(
                self.AREA, 20 + target,
                [int(ops[str(job)]) for job in range(jobs)],
                block=self.BLOCK, mix=True)
            self.assertEqual(
                image_hash(self.paths[target], jobs * self.AREA), expected)
        self.assertNotRegex(console.check('dmesg'), r'I/O error|timed out')
        self.power_off(console)


if __name__ == '__main__':
    LasiScsiTest.main()
