#!/usr/bin/env python3
#
# The LASI LAN controller (Intel 82596) at work in a Linux guest
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import contextlib
import hashlib
import multiprocessing
import os
import re
import socket
import struct
import threading
import time

from hppa_linux import HppaLinuxTest

MIB = 1 << 20


class Host:
    """
    What guests reach at 10.0.2.2, on ephemeral ports of the loopback:

    http://.../N
      the first N MiB of self.data,
    http://.../stream
      bytes without an end, until stop_stream(),
    TCP sink
      takes what comes; wait_sunk() tells the checksums.
    """

    CHUNK = 64 << 10

    def __init__(self, test, mib):
        self.test = test
        self.data = os.urandom(mib * MIB)
        self.stream_stop = threading.Event()
        self.stream_sent = 0
        self.stream_sum = None
        self.sunk = []
        self.web_port = test.serve(self.answer)
        self.sink = socket.create_server(('127.0.0.1', 0), backlog=16)
        self.sink_port = self.sink.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        test.addCleanup(self.close)

    def close(self):
        self.stream_stop.set()
        self.sink.close()

    def answer(self, path, out):
        try:
            if path == '/stream':
                self.send_stream(out)
            else:
                out.write(memoryview(self.data)[:int(path[1:]) * MIB])
        except ConnectionError:
            pass    # the guest was reset

    def send_stream(self, out):
        md5 = hashlib.md5()
        while not self.stream_stop.is_set():
            at = self.stream_sent % (len(self.data) - self.CHUNK)
            chunk = memoryview(self.data)[at:at + self.CHUNK]
            md5.update(chunk)
            out.write(chunk)
            self.stream_sent += len(chunk)
        self.stream_sum = md5.hexdigest()

    def start_stream(self):
        self.stream_stop.clear()
        self.stream_sent = 0
        self.stream_sum = None

    def stop_stream(self):
        """Let the stream end; returns its MD5."""
        self.stream_stop.set()
        self.test.wait_until(lambda: self.stream_sum, 60, 'end of stream')
        return self.stream_sum

    def wait_stream(self, mib, seconds=120):
        """Wait until @mib more have been sent."""
        goal = self.stream_sent + mib * MIB
        self.test.wait_until(lambda: self.stream_sent >= goal, seconds,
                             f'{mib} MiB more of the stream')

    def accept(self):
        while True:
            try:
                peer = self.sink.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.swallow, args=(peer,),
                             daemon=True).start()

    def swallow(self, peer):
        md5 = hashlib.md5()
        with peer:
            while data := peer.recv(256 << 10):
                md5.update(data)
        self.sunk.append(md5.hexdigest())

    def wait_sunk(self, count):
        """Wait for the ends of @count connections; returns their MD5s."""
        self.test.wait_until(lambda: len(self.sunk) >= count, 60,
                             f'{count} connections of the sink')
        sums, self.sunk = self.sunk, []
        return sums

    def md5(self, mib):
        return hashlib.md5(memoryview(self.data)[:mib * MIB]).hexdigest()


def internet_sum(data):
    """The checksum of IP and ICMP."""
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


def be_busy(niceness, parent):
    """Use a processor until the parent ends this process, or itself."""
    os.nice(niceness)
    while os.getppid() == parent:
        for _ in range(100000):
            pass


@contextlib.contextmanager
def busy_host(niceness):
    """While it lasts, the host has a load of at least 8 beside its own."""
    count = max(8, 4 * len(os.sched_getaffinity(0)))
    loops = [multiprocessing.Process(target=be_busy, daemon=True,
                                     args=(niceness, os.getpid()))
             for _ in range(count)]
    try:
        for loop in loops:
            loop.start()
        yield
    finally:
        for loop in loops:
            if loop.pid:
                loop.kill()
                loop.join()


def mac_bytes(mac):
    return bytes.fromhex(mac.replace(':', ''))


class Wire:
    """The other end of a guest's Ethernet: one datagram is one frame."""

    MAC = '02:00:00:00:00:99'
    ADDRESS = '10.1.0.99'
    ICMP, UDP = 1, 17

    def __init__(self, test, guest_mac, guest_address):
        self.test = test
        self.guest_mac = guest_mac
        self.guest_address = guest_address
        folder = test.socket_dir().name
        self.here = os.path.join(folder, 'wire-test')
        self.there = os.path.join(folder, 'wire-qemu')
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.here)
        self.socket.settimeout(20)
        self.serial = 0
        test.addCleanup(self.socket.close)

    def send_ip(self, protocol, payload, to_mac=None, to_address=None):
        """Send one frame; waits while QEMU has no room for it."""
        head = struct.pack('!BxHHHBBH4s4s', 0x45, 20 + len(payload), 0, 0, 64,
                           protocol, 0, socket.inet_aton(self.ADDRESS),
                           socket.inet_aton(to_address or self.guest_address))
        head = head[:10] + struct.pack('!H', internet_sum(head)) + head[12:]
        self.socket.sendto(mac_bytes(to_mac or self.guest_mac)
                           + mac_bytes(self.MAC) + b'\x08\x00'
                           + head + payload, self.there)

    def receive_ip(self, protocol):
        """The IP payload of the next frame of @protocol for us, and frame."""
        while True:
            frame = self.socket.recv(65536)
            if (frame[:6] == mac_bytes(self.MAC)
                    and frame[12:14] == b'\x08\x00'
                    and frame[23] == protocol):
                length = struct.unpack('!H', frame[16:18])[0]
                return frame[34:14 + length], frame

    def send_udp(self, port, payload, **to):
        self.send_ip(self.UDP, struct.pack('!HHHH', 9, port, 8 + len(payload),
                                           0) + payload, **to)

    def send_echo(self, payload):
        """Send an echo request; returns its number."""
        self.serial = (self.serial + 1) & 0xffff
        head = struct.pack('!BBHHH', 8, 0, 0, 0x596, self.serial)
        check = internet_sum(head + payload)
        self.send_ip(self.ICMP, head[:2] + struct.pack('!H', check) + head[4:]
                     + payload)
        return self.serial

    def receive_echo(self):
        """The next echo reply: number, payload, length of its frame."""
        kind = None
        while kind != 0:        # others tell that nobody listens to a port
            message, frame = self.receive_ip(self.ICMP)
            kind, number = struct.unpack('!B5xH', message[:8])
        self.test.assertEqual(internet_sum(message), 0)
        return number, message[8:], len(frame)

    def sync(self):
        """
        The guest answers one frame: it has received all frames before, and
        its card has done all commands before the transmission.
        """
        number = self.send_echo(b'sync')
        self.test.assertEqual(self.receive_echo()[:2], (number, b'sync'))


class HppaLasiLan(HppaLinuxTest):

    MAC = '08:00:09:00:00:01'
    URL = 'http://10.0.2.2'
    STATISTICS = '/sys/class/net/eth0/statistics'
    MIB = 32                # to fetch and to send
    SECONDS = 400           # at most for it, on a host that has other work
    # A busy host can cause a few: the guest sends again after 200 ms.
    RETRANSMITTED = 0.01    # of the segments

    def boot_lasi(self, *args, **kwargs):
        console = self.boot(*self.boot_disk_args(), *args, **kwargs)
        nics = self.found(console, 'nic')
        self.assertEqual((nics[0]['name'], nics[0]['driver']),
                         ('eth0', 'lasi_82596'))
        return console

    def counters(self, console):
        """The counters of eth0, and those of TCP by the kernel's names."""
        text = console.check(f'cd {self.STATISTICS}; grep . *; cd /; '
                             'grep ^Tcp: /proc/net/snmp')
        counters = {name: int(value) for name, value
                    in re.findall(r'(?m)^(\w+):(\d+)$', text)}
        names, values = re.findall(r'(?m)^Tcp: (.*)$', text)
        counters |= zip(names.split(), map(int, values.split()))
        return counters

    def check_counters(self, console):
        """The card has counted no fault, the kernel has reported none."""
        counters = self.counters(console)
        faults = {name: value for name, value in counters.items()
                  if value and re.search('error|collision|dropped', name)}
        self.assertEqual(faults, {})
        self.assertEqual(counters['InErrs'], 0)
        self.check_messages(console)

    def check_messages(self, console):
        messages = console.check('dmesg')
        for bad in ('transmit timed out', 'nobody cared', 'Oops', 'BUG:',
                    'not responding', 'command unit', 'memory squeeze'):
            self.assertNotIn(bad, messages)

    def fetch(self, console, host, mib):
        """Fetch to /tmp/data."""
        console.check(f'wget -q -O /tmp/data {self.URL}:{host.web_port}/{mib}',
                      self.SECONDS)
        self.assertIn(host.md5(mib), console.check('md5sum /tmp/data',
                                                   self.SECONDS))

    # Proves: P20
    def check_transfers(self, console, host):
        before = self.counters(console)
        self.fetch(console, host, self.MIB)
        console.check(f'nc 10.0.2.2 {host.sink_port} </tmp/data', self.SECONDS)
        self.assertEqual(host.wait_sunk(1), [host.md5(self.MIB)])
        after = self.counters(console)
        for counter in ('rx_bytes', 'tx_bytes'):
            self.assertGreater(after[counter] - before[counter],
                               self.MIB * MIB)
        self.assertLessEqual(
            after['RetransSegs'] - before['RetransSegs'],
            self.RETRANSMITTED * (after['OutSegs'] - before['OutSegs']))
        self.check_counters(console)

    def check_streams(self, console, host):
        """Four connections in each direction at the same time."""
        part = self.MIB // 4
        console.check(f'head -c {part * MIB} /tmp/data >/tmp/part',
                      self.SECONDS)
        output = console.check(
            'for i in 1 2 3 4; do '
            f'(wget -q -O - {self.URL}:{host.web_port}/{part} | md5sum) & '
            f'nc 10.0.2.2 {host.sink_port} </tmp/part & done; wait',
            self.SECONDS)
        self.assertEqual(output.count(host.md5(part)), 4)
        self.assertEqual(host.wait_sunk(4), [host.md5(part)] * 4)
        self.check_counters(console)

    def start_stream(self, console, host):
        host.start_stream()
        console.check('(wget -q -O - '
                      f'{self.URL}:{host.web_port}/stream | md5sum >/tmp/sum)'
                      ' & true')
        host.wait_stream(1)

    def finish_stream(self, console, host):
        md5 = host.stop_stream()
        console.check('wait', self.SECONDS)
        self.assertIn(md5, console.check('cat /tmp/sum'))

    def check_filter_switches(self, console, host):
        """The card is configured again and again while frames come."""
        self.start_stream(console, host)
        console.check('for i in $(seq 20); do '
                      'ifconfig eth0 promisc; usleep 20000; '
                      'ifconfig eth0 -promisc allmulti; usleep 20000; '
                      'ifconfig eth0 -allmulti; usleep 20000; done',
                      self.SECONDS)
        host.wait_stream(1)
        self.finish_stream(console, host)
        self.check_counters(console)

    # Proves: P18
    def check_down_up(self, console, host):
        """Each "up" resets the chip; the connection goes on."""
        self.start_stream(console, host)
        console.check('for i in $(seq 20); do '
                      'ip link set eth0 down; ip link set eth0 up; '
                      'ip route add default via 10.0.2.2; '
                      'usleep 100000; done', self.SECONDS)
        host.wait_stream(1)
        self.finish_stream(console, host)
        self.check_messages(console)

    def check_set_link(self, console, host):
        """The cable is out for a while; the connection goes on."""
        self.start_stream(console, host)
        console.vm.cmd('set_link', name='lan', up=False)
        sent = -1
        while sent != host.stream_sent:
            sent = host.stream_sent
            time.sleep(1)       # more than any pause of a running transfer
        status = console.run('ping -c 1 -W 1 10.0.2.2')[1]
        self.assertNotEqual(status, 0)
        console.vm.cmd('set_link', name='lan', up=True)
        host.wait_stream(1)
        self.finish_stream(console, host)
        self.check_messages(console)

    def check_reset(self, console, host):
        """The machine is reset while frames come and starts anew."""
        self.start_stream(console, host)
        console.vm.cmd('system_reset')
        self.wait_ready(console)
        self.assertEqual(console.text.count('guest: network ok: 3/3'), 2)
        self.fetch(console, host, self.MIB // 4)
        self.check_counters(console)

    # Proves: P21
    def test_user_network(self):
        """Work with the host through QEMU's user mode network."""
        self.require_netdev('user')
        host = Host(self, self.MIB)
        console = self.boot_lasi(
            '-nic', f'user,id=lan,model=lasi_82596,mac={self.MAC}')
        self.assertIn('guest: network ok: 3/3 replies from 10.0.2.2',
                      console.text)
        self.check_transfers(console, host)
        self.check_streams(console, host)
        self.check_filter_switches(console, host)
        self.check_down_up(console, host)
        self.check_set_link(console, host)
        self.check_reset(console, host)
        self.power_off(console)

    def check_work(self, console, host):
        self.check_transfers(console, host)
        self.check_streams(console, host)
        self.check_filter_switches(console, host)

    def boot_user_network(self, *args):
        self.require_netdev('user')
        return self.boot_lasi(
            '-nic', f'user,id=lan,model=lasi_82596,mac={self.MAC}', *args)

    def check_busy(self, niceness):
        """A guest that has to wait for the host's processors loses nothing."""
        self.MIB = 8
        self.RETRANSMITTED = 1  # TCP sends again what is late, not only lost
        host = Host(self, self.MIB)
        console = self.boot_user_network()
        with busy_host(niceness):
            self.check_work(console, host)
        self.power_off(console)

    def test_busy_host(self):
        """Other processes, as important as QEMU, keep the host busy."""
        self.check_busy(0)

    def test_busy_host_nice(self):
        """Other processes of lower priority keep the host busy."""
        self.check_busy(19)

    def test_processors(self):
        """Multi-threaded TCG; Linux uses one of the four processors."""
        self.MIB = 16
        host = Host(self, self.MIB)
        console = self.boot_user_network('-accel', 'tcg,thread=multi',
                                         '-smp', '4')
        self.check_work(console, host)
        self.power_off(console)

    def test_icount(self):
        """The guest's clock counts its instructions."""
        self.MIB = 8
        host = Host(self, self.MIB)
        console = self.boot_user_network('-icount', 'shift=auto')
        self.check_work(console, host)
        console.vm.cmd('stop')
        console.vm.cmd('cont')
        self.fetch(console, host, self.MIB)
        self.check_counters(console)
        self.power_off(console)

    def dgram_args(self, here, there, mac):
        """A LASI LAN controller on a datagram socket."""
        return ('-netdev', 'dgram,id=lan,'
                f'local.type=unix,local.path={here},'
                f'remote.type=unix,remote.path={there}',
                '-net', f'nic,model=lasi_82596,netdev=lan,macaddr={mac}')

    def check_sizes(self, wire):
        """An echo of every size, each byte of both frames checked."""
        noise = os.urandom(2 * 1472)
        # Not more at once, nor without a pause: Linux frees what it has sent
        # only when it finds nothing more to receive, and drops replies then.
        for first in range(1, 1473, 8):
            sent = {}
            for size in range(first, first + 8):
                payload = noise[size:2 * size]
                sent[wire.send_echo(payload)] = payload
            while sent:
                number, payload, length = wire.receive_echo()
                self.assertEqual(payload, sent.pop(number, None))
                self.assertEqual(length, max(60, 42 + len(payload)))

    def check_datagrams_in(self, console, wire):
        """More frames than the guest has receive descriptors, no loss."""
        console.start('datagrams receive 5000 2000 60')
        console.wait_for('(?m)^ready$', 30)
        for n in range(1, 2001):
            filling = bytes((n + i) & 255 for i in range(256))
            wire.send_udp(5000, struct.pack('!L', n)
                          + (filling * 6)[4:1400])
        output, status = console.finish(60)
        self.assertEqual((output.strip(), status), ('received 2000', 0))

    def check_datagrams_out(self, console, wire):
        console.start(f'datagrams send {wire.ADDRESS} 5000 2000 1400')
        for n in range(1, 2001):
            message = wire.receive_ip(wire.UDP)[0]
            filling = bytes((n + i) & 255 for i in range(256))
            self.assertEqual(message[8:], struct.pack('!L', n)
                             + (filling * 6)[4:1400])
        self.assertEqual(console.finish(60), ('', 0))

    def seen(self, console, wire, mac, address):
        """How many of ten frames reach the guest's driver."""
        def packets():
            return int(console.check(f'cat {self.STATISTICS}/rx_packets'))

        wire.sync()
        before = packets()
        for n in range(1, 11):
            wire.send_udp(5001, struct.pack('!L', n), to_mac=mac,
                          to_address=address)
        wire.sync()
        return packets() - before - 1

    def check_filter(self, console, wire):
        """What the card lets through; the driver counts all that it gets."""
        group = ('01:00:5e:01:02:03', '239.1.2.3')
        other_group = ('01:00:5e:01:02:04', '239.1.2.4')
        stranger = ('02:00:00:00:00:55', '10.1.0.55')
        everyone = ('ff:ff:ff:ff:ff:ff', '10.1.0.255')
        own = (self.MAC, wire.guest_address)

        def expect(*passing):
            for to in (group, other_group, stranger, everyone, own):
                self.assertEqual(self.seen(console, wire, *to),
                                 10 if to in passing else 0, to)

        expect(everyone, own)
        console.check('(datagrams receive 5001 10 60 239.1.2.3 >/tmp/group; '
                      'echo $? >>/tmp/group) & '
                      'until grep ready /tmp/group; do usleep 20000; done')
        self.assertEqual(self.seen(console, wire, *other_group), 0)
        self.assertEqual(self.seen(console, wire, *group), 10)
        self.assertEqual(console.check('wait; cat /tmp/group').split(),
                         ['ready', 'received', '10', '0'])
        # The program has ended and thereby left the group.
        expect(everyone, own)
        console.check('ifconfig eth0 allmulti')
        expect(everyone, own, group, other_group)
        console.check('ifconfig eth0 -allmulti promisc')
        expect(everyone, own, group, other_group, stranger)
        console.check('ifconfig eth0 -promisc')
        expect(everyone, own)

    def test_frames(self):
        """Frames that the test makes and sees itself."""
        self.require_netdev('dgram')
        wire = Wire(self, self.MAC, '10.1.0.1')
        console = self.boot_lasi(
            *self.dgram_args(wire.there, wire.here, self.MAC))
        # Nothing but the test's own frames shall be on the wire.
        console.check('ip addr flush dev eth0; '
                      f'ip addr add {wire.guest_address}/24 dev eth0 && '
                      f'arp -s {wire.ADDRESS} {wire.MAC} && '
                      'ip route add 224.0.0.0/4 dev eth0')
        wire.sync()
        self.check_sizes(wire)
        if console.run('command -v datagrams')[1] != 0:
            self.skipTest('the guest has no program "datagrams"')
        self.check_datagrams_in(console, wire)
        self.check_datagrams_out(console, wire)
        self.check_counters(console)
        self.check_filter(console, wire)

    def launch_peer(self, name, here, there, *args):
        """One of two machines; its disk outlives its QEMU."""
        disk = f'{here}.qcow2'
        path = self.scratch_file(disk)
        if not os.path.exists(path):
            self.overlay(disk)
        folder = self.socket_dir().name
        return self.launch(
            '-drive', f'file={path},format=qcow2,if=scsi',
            *self.dgram_args(os.path.join(folder, here),
                             os.path.join(folder, there),
                             f'08:00:09:00:00:0{here}'), *args, name=name)

    def check_back_to_back(self, one, two):
        """Both fetch from each other at the same time."""
        one.check('ping -c 5 -A -s 1472 10.1.0.2')
        sums = []
        for console, mib in ((one, self.MIB), (two, self.MIB // 4)):
            console.check(f'head -c {mib * MIB} /dev/urandom >/tmp/data; '
                          'httpd -h /tmp', self.SECONDS)
            sums.append(console.check('md5sum </tmp/data',
                                      self.SECONDS).split()[0])
        for console, peer in ((one, 2), (two, 1)):
            console.start(f'wget -q -O - http://10.1.0.{peer}/data | md5sum')
        for console, md5 in ((one, sums[1]), (two, sums[0])):
            self.assertIn(md5, console.finish(self.SECONDS)[0])
            self.check_counters(console)
        return sums[0]

    def move(self, console, name, here, there):
        """Stop a machine and let it go on in a new QEMU."""
        console.vm.cmd('stop')
        # Linux counts announcements as dropped: it does not know RARP.
        console = self.migrate(console, lambda *args: self.launch_peer(
            name, here, there, '-global', 'migration.announce-rounds=0',
            *args))
        console.vm.cmd('cont')
        return console

    def received(self, console):
        return int(console.check(f'cat {self.STATISTICS}/rx_bytes'))

    # Proves: P23
    def check_migration(self, one, two, md5):
        """First the sender, then the receiver moves in one transfer."""
        start = self.received(two)
        two.check('(wget -q -O - http://10.1.0.1/data | md5sum >/tmp/sum) & '
                  'true')
        while self.received(two) < start + MIB:
            two.check('test ! -s /tmp/sum')
        one = self.move(one, 'one-moved', '1', '2')
        start = self.received(two)
        self.wait_until(lambda: self.received(two) > start + MIB, 60,
                        'transfer after the move of the sender')
        two = self.move(two, 'two-moved', '2', '1')
        two.check('test ! -s /tmp/sum')
        two.check('while ! test -s /tmp/sum; do usleep 50000; done',
                  self.SECONDS)
        self.assertIn(md5, two.check('cat /tmp/sum'))
        one.check('ping -c 5 -A -s 1472 10.1.0.2')
        for console in (one, two):
            self.check_counters(console)
        return one, two

    def test_two_machines(self):
        """Two machines on one cable, that move to new QEMU processes."""
        self.require_netdev('dgram')
        one = self.launch_peer('one', '1', '2')
        two = self.launch_peer('two', '2', '1')
        for console, number in ((one, 1), (two, 2)):
            self.wait_ready(console)
            # lsi53c895a can lose commands in a migration: let it rest.
            console.check('sync; mount -o remount,ro /; '
                          'ip addr flush dev eth0; '
                          f'ip addr add 10.1.0.{number}/24 dev eth0')
        md5 = self.check_back_to_back(one, two)
        for console in self.check_migration(one, two, md5):
            self.power_off(console)

    @staticmethod
    def cpu_seconds(console):
        """What QEMU has used of the host's processors so far."""
        with open(f'/proc/{console.vm.get_pid()}/stat') as stat:
            user, system = stat.read().rpartition(')')[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf('SC_CLK_TCK')

    def timed(self, console, command):
        """How long it takes: wall time, and QEMU's processor time."""
        start, cpu = time.monotonic(), self.cpu_seconds(console)
        console.check(command, self.SECONDS)
        return time.monotonic() - start, self.cpu_seconds(console) - cpu

    def print_speed(self, work, mib, lasi, tulip):
        for kind, one, other in zip(('wall', 'CPU'), lasi, tulip):
            print(f'{work} {mib} MiB, {kind} time: LASI LAN {one:.2f} s, '
                  f'tulip {other:.2f} s, ratio {other / one:.2f}')

    def test_speed(self):
        """How long the same takes with this card and with the tulip."""
        self.require_netdev('user')
        self.require_pci()
        host = Host(self, self.MIB)
        console = self.boot(
            *self.boot_disk_args(),
            '-nic', f'user,model=lasi_82596,mac={self.MAC}',
            '-nic', 'user,model=tulip,net=10.0.3.0/24')
        nics = {nic['driver']: nic for nic in self.found(console, 'nic')}
        self.assertEqual(nics['lasi_82596']['address'], '10.0.2.15/24')
        tulip = nics['tulip']['name']
        console.check(f'ip link set {tulip} up && '
                      f'ip addr add 10.0.3.15/24 dev {tulip} && '
                      'ping -c 3 -A 10.0.3.2')
        self.fetch(console, host, self.MIB)
        console.check(f'head -c {self.MIB // 2 * MIB} /tmp/data >/tmp/half')
        times = {}
        for nic, gateway in 3 * [('lasi', '10.0.2.2'), ('tulip', '10.0.3.2')]:
            for work, command in (
                    ('fetch', 'wget -q -O /dev/null '
                              f'http://{gateway}:{host.web_port}/{self.MIB}'),
                    ('send', f'nc {gateway} {host.sink_port} </tmp/half')):
                times.setdefault((nic, work), []).append(
                    self.timed(console, command))
        self.assertEqual(host.wait_sunk(6), 6 * [host.md5(self.MIB // 2)])
        for work, mib in (('fetch', self.MIB), ('send', self.MIB // 2)):
            self.print_speed(work, mib, *(
                [min(kind) for kind in zip(*times[nic, work])]
                for nic in ('lasi', 'tulip')))


if __name__ == '__main__':
    HppaLinuxTest.main()
