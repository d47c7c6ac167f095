# The guest in a QEMU of its own, by its serial console.
# SPDX-License-Identifier: GPL-2.0-or-later
'''Shared by the tools that boot the guest; nothing to run.'''

import os
import re
import select
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# tools/run says which base's emulator, and which machine
QEMU = os.path.join(os.environ.get('BASE_BUILD') or os.path.join(TOP, 'build'),
                    'qemu-system-hppa')
NAME = os.environ.get('MACHINE') or 'B160L'
DISK = os.path.join(TOP, 'build', 'guest', 'disk.img')

MACHINE = ['-M', 'B160L,builtin-io=on' if NAME == 'B160L' else NAME, '-m', '512', '-no-reboot',
           '-drive', f'file={DISK},format=raw,snapshot=on', '-nic', 'user']

PROMPT = r'(?m)^lasi:\S+# '
CRASH = r'Kernel panic|HPMC|System halted'


class GuestError(Exception):
    '''The guest did not do what it must; the text is the reason.'''


class Guest:
    '''QEMU with the guest's console on a pipe; ended by kill(). What the
    console says is in text, and goes to echo as it comes.'''

    def __init__(self, options, echo=None):
        self.text = ''
        self.echo = echo
        self.process = subprocess.Popen(
            [QEMU, *MACHINE, '-display', 'none', '-monitor', 'none',
             '-serial', 'stdio', *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, timeout):
        '''Take what the console says within timeout seconds; False at its end.'''
        ready, _, _ = select.select([self.process.stdout], [], [], timeout)
        if not ready:
            return True
        data = os.read(self.process.stdout.fileno(), 65536)
        text = data.decode('ascii', 'replace').replace('\r', '')
        if self.echo:
            self.echo.write(text)
            self.echo.flush()
        self.text += text
        return bool(data)

    def wait_for(self, pattern, what, seconds, start=0):
        '''Read until pattern appears in the text from start on; returns the
        match. GuestError says why it did not come.'''
        end = time.monotonic() + seconds
        while not (match := re.compile(pattern).search(self.text, start)):
            if re.search(CRASH, self.text):
                raise GuestError(f'the guest crashed before {what}')
            if time.monotonic() > end:
                raise GuestError(f'{what} did not come within {seconds} s; '
                                 f'the last line was: {self.last_line()!r}')
            if not self.read(1):
                raise GuestError(f'QEMU ended (status {self.process.wait()}) '
                                 f'before {what}')
        return match

    def wait_ready(self, seconds):
        '''Wait until the guest has booted to its shell.'''
        self.wait_for(r'(?m)^guest: ready', "'guest: ready'", seconds)
        self.wait_for(PROMPT, 'the shell', 60)

    def type(self, line):
        '''Type a line.'''
        self.process.stdin.write(line.encode() + b'\n')
        self.process.stdin.flush()

    def run(self, command, seconds=60):
        '''Run a shell command that must succeed; returns what it says.'''
        start = len(self.text)
        # The quotes keep the marks out of the terminal's echo.
        self.type(f"echo @'B'@; {command}; echo @'E'@$?@")
        match = self.wait_for(r'(?s)@B@\n(.*)@E@(\d+)@', f'the end of {command!r}',
                              seconds, start)
        if match[2] != '0':
            raise GuestError(f'{command!r} ended with {match[2]}: {match[1]}')
        return match[1]

    def last_line(self):
        '''The console's last line that is not empty.'''
        lines = self.text.strip().splitlines()
        return lines[-1] if lines else ''

    def power_off(self):
        '''Type poweroff and wait for QEMU to end well.'''
        self.type('poweroff')
        end = time.monotonic() + 60
        while self.read(1):
            if time.monotonic() > end:
                raise GuestError('the guest did not power off within 60 s')
        status = self.process.wait()
        if status != 0:
            raise GuestError(f'QEMU ended with status {status} at power-off')

    def kill(self):
        '''End QEMU whatever it does.'''
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


if __name__ == '__main__':
    sys.exit(__doc__)
