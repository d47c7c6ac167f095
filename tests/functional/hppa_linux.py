# Base of functional tests: Linux on an HPPA machine, by its serial console
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import http.server
import os
import re
import subprocess
import threading
import time

from qemu_test import QemuSystemTest, get_qemu_img


class GuestConsole:
    """The serial console of one guest, with a root shell on it."""

    PROMPT = r'(?m)^lasi:\S+# '
    # The UART's receive buffer is small and the guest slower than the host.
    CHUNK = 64

    def __init__(self, test, vm):
        self.test = test
        self.vm = vm
        self.text = ''
        self.read_to = 0

    def _receive(self, seconds):
        sock = self.vm.console_socket
        sock.settimeout(seconds)
        try:
            data = sock.recv(65536)
        except TimeoutError:
            return
        if not data:
            self.test.fail('QEMU closed the console, after:\n' + self.tail())
        self.text += data.decode('latin-1').replace('\r', '')
        self.test.console_log(data)

    def tail(self):
        """The last of what the guest said, for messages."""
        return self.text[-2000:]

    def wait_for(self, pattern, seconds):
        """
        Wait for a regular expression after the last one that was found.

        Returns the match; fails the test when it does not come within
        @seconds or the kernel panics.
        """
        end = time.monotonic() + seconds
        while True:
            match = re.compile(pattern).search(self.text, self.read_to)
            if match:
                self.read_to = match.end()
                return match
            if 'Kernel panic' in self.text:
                self.test.fail('the guest panicked:\n' + self.tail())
            left = end - time.monotonic()
            if left <= 0:
                self.test.fail(f'no {pattern!r} within {seconds} s, after:\n'
                               + self.tail())
            self._receive(min(left, 1))

    def send(self, line):
        """Type a line."""
        data = (line + '\n').encode()
        for at in range(0, len(data), self.CHUNK):
            self.vm.console_socket.sendall(data[at:at + self.CHUNK])

    def start(self, command):
        """Begin a shell command; finish() waits for its end."""
        # The terminal echoes the line; the quotes keep the marks out of it.
        self.send(f"echo @'B'@; {command}; echo @'E'@$?@")
        self.wait_for(r'@B@\n', 60)

    def finish(self, seconds):
        """Wait for the end of start()'s command: (output, exit status)."""
        begin = self.read_to
        match = self.wait_for(r'@E@(\d+)@', seconds)
        return self.text[begin:match.start()], int(match.group(1))

    def run(self, command, seconds=120):
        """Run a shell command: (output, exit status)."""
        self.start(command)
        return self.finish(seconds)

    def check(self, command, seconds=120):
        """Run a shell command that must succeed; returns its output."""
        output, status = self.run(command, seconds)
        if status != 0:
            self.test.fail(f'{command!r} ended with {status}:\n{output}')
        return output


class HppaLinuxTest(QemuSystemTest):
    """
    Base of tests that boot the guest which the environment variable
    QEMU_TEST_HPPA_GUEST names: a folder with

    disk.img
      a disk that the firmware boots, with the kernel and an ext4 root,
    vmlinux
      the same kernel, for -kernel,
    monitor.ipl
      a boot program with which tests call the firmware (hppa_monitor.py).

    The guest prints lines "guest: ..." about what it found, "guest: ready",
    and has a root shell on its serial console. Without the variable the
    tests are skipped.
    """

    CONSOLE = GuestConsole
    BOOT_SECONDS = 240
    MACHINE = os.environ.get('QEMU_TEST_HPPA_MACHINE', 'B160L')
    # There is no PCI bus: what names no controller goes to LASI.
    LASI_ONLY = MACHINE == '715'
    LASI_BUS = 'scsi.0' if LASI_ONLY else 'lasi-scsi.0'
    LASI_DRIVES = f'if=scsi,bus={0 if LASI_ONLY else 1}'
    ROOT = 'root=PARTUUID=4c415349-02 rootfstype=ext4 rw'

    def setUp(self):
        super().setUp()
        self.guest_dir = os.environ.get('QEMU_TEST_HPPA_GUEST')
        if not self.guest_dir:
            self.skipTest('QEMU_TEST_HPPA_GUEST names no guest')
        self._console_file = open(self.log_file('guest.log'), 'wb')

    def tearDown(self):
        if getattr(self, '_console_file', None):
            self._console_file.close()
        super().tearDown()

    def console_log(self, data):
        """Keep what a guest said, as it came."""
        self._console_file.write(data)
        self._console_file.flush()

    def guest_file(self, name):
        """A file of the guest's folder."""
        return os.path.join(self.guest_dir, name)

    def boot_disk_args(self, interface='if=scsi'):
        """
        Options for the guest's disk, on the 715 target 0 of LASI; what is
        written to it is dropped.
        """
        return ('-drive', f"file={self.guest_file('disk.img')},format=raw,"
                          f"snapshot=on,{interface}")

    def require_pci(self):
        """The test needs a PCI bus."""
        if self.LASI_ONLY:
            self.skipTest(f'the {self.MACHINE} has no PCI bus')

    def overlay(self, name):
        """A disk on top of the guest's that keeps what is written to it."""
        path = self.scratch_file(name)
        subprocess.run([get_qemu_img(self), 'create', '-q', '-f', 'qcow2',
                        '-F', 'raw', '-b', self.guest_file('disk.img'), path],
                       check=True)
        return path

    def wait_until(self, condition, seconds, what):
        """Wait for a condition outside the guest; returns its true value."""
        end = time.monotonic() + seconds
        while not (value := condition()):
            if time.monotonic() > end:
                self.fail(f'no {what} within {seconds} s')
            time.sleep(0.02)
        return value

    def serve(self, answer):
        """
        Serve HTTP on an ephemeral port of the loopback, which guests reach
        at 10.0.2.2, until the end of the test; returns the port.

        @answer writes the body: called with the path and a file.
        """
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                answer(self.path, self.wfile)

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_address[1]

    def migrate(self, console, launch):
        """
        Migrate a machine through a file into a new QEMU.

        @launch starts that, with more options; returns its console.
        """
        path = self.scratch_file('migration')
        vm = console.vm

        def ended():
            status = vm.cmd('query-migrate').get('status')
            return status in ('completed', 'failed', 'cancelled') and status

        vm.cmd('migrate', uri=f'file:{path}')
        self.assertEqual(self.wait_until(ended, 120, 'end of migration'),
                         'completed')
        vm.shutdown()
        console = launch('-incoming', f'file:{path}')
        self.wait_until(lambda: console.vm.cmd('query-status')['status']
                        != 'inmigrate', 120, 'end of incoming migration')
        os.unlink(path)
        return console

    def launch(self, *args, machine=MACHINE, name='default'):
        """
        Start a machine, by its name or with properties; returns the console
        of the guest.
        """
        self.set_machine(machine.split(',')[0])
        self.machine = machine
        vm = self.get_vm(*args, name=name)
        vm.add_args('-m', '256')
        vm.set_console()
        vm.launch()
        return self.CONSOLE(self, vm)

    def wait_ready(self, console):
        """Wait until the guest has booted to its shell."""
        console.wait_for(r'(?m)^guest: ready$', self.BOOT_SECONDS)
        console.wait_for(console.PROMPT, 60)

    def boot(self, *args, **kwargs):
        """Start a machine and wait for its shell; returns the console."""
        console = self.launch(*args, **kwargs)
        self.wait_ready(console)
        return console

    def found(self, console, kind):
        """
        What the guest reported of a kind: a list with a dictionary for each
        "guest: KIND key=value ..." line, the last value may have blanks.
        """
        lines = re.findall(rf'(?m)^guest: {kind} (.*)$', console.text)
        return [dict(re.findall(r'(\w+)=(.*?)(?= \w+=|$)', line))
                for line in lines]

    def power_off(self, console):
        """The guest powers off and QEMU ends with status 0."""
        console.send('poweroff')
        # wait() hangs up the console, which the guest must outlive.
        console.wait_for('reboot: Power down', 60)
        console.vm.wait(timeout=60)
        self.assertEqual(console.vm.exitcode(), 0)
