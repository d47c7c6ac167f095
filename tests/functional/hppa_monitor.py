# Calls to the firmware of HPPA machines, by a boot program that is a monitor
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import struct

from hppa_linux import GuestConsole, HppaLinuxTest

BLOCK = 2048
MiB = 1 << 20

# Page zero, which the firmware fills
MEM_PDC = 0x388
MEM_CONS = 0x3a0
MEM_BOOT = 0x3d0
MEM_KBD = 0x400
LAYERS = 0x08
HPA = 0x20
ENTRY_IO = 0x28

# What calls return
PDC_OK = 0
PDC_BAD_OPTION = -2
PDC_ERROR = -3
PDC_IODC_NOT_FOUND = -4
PDC_NE_MOD = -5
PDC_NE_BOOTDEV = -9
PDC_INVALID_ARG = -10

# Memory of the guest that nothing else uses
RESULT = 0x100000
ID_ADDR = 0x101000
STUB = 0x102000
BUFFER = 0x200000


def signed(word):
    """A word as the number that a call returns."""
    return word - (1 << 32) if word >> 31 else word


def lif_volume(ipl, size=MiB, fill=b'\0'):
    """
    A medium that the firmware boots: a LIF header, the boot program from
    the second block of 2 KiB on, and then @fill, repeated.
    """
    program = ipl + bytes(-len(ipl) % BLOCK)
    header = bytearray(BLOCK)
    struct.pack_into('>H', header, 0, 0x8000)
    struct.pack_into('>III', header, 0xf0, BLOCK, len(program), 0)
    volume = bytes(header) + program
    rest = size - len(volume)
    return volume + (fill * -(-rest // len(fill)))[:rest]


class Monitor(GuestConsole):
    """The console of the monitor, guest/ipl/monitor.c."""

    def wait_ready(self, seconds=60):
        """Wait until the monitor has been booted."""
        self.wait_for(r'(?m)^monitor: (\w{8}) \w{8}\n', seconds)
        self.wait_for('fw> ', 10)

    def type(self, line):
        """Type a line; the firmware wants CR."""
        self.vm.console_socket.sendall((line + '\r').encode())

    def command(self, *words):
        """A command of the monitor: a letter and numbers; returns words."""
        self.type(' '.join([words[0]] + [f'{word & 0xffffffff:x}'
                                         for word in words[1:]]))
        match = self.wait_for(r'(?m)^=((?: \w{8})*)\n', 120)
        self.wait_for('fw> ', 10)
        return [int(word, 16) for word in match.group(1).split()]

    def read(self, address, count=1):
        """Words of the guest's memory."""
        return self.command('r', address, count)

    def write(self, address, *words):
        """Write words to the guest's memory."""
        self.command('w', address, *words)

    def read_bytes(self, address, count):
        """Bytes of the guest's memory; @count is a multiple of 4."""
        return struct.pack(f'>{count // 4}I', *self.read(address, count // 4))

    def call(self, routine, *args):
        """Call a routine; returns its status."""
        return signed(self.command('c', routine, *args)[0])

    def pdc(self, procedure, option, *args):
        """A call of the firmware's PDC; returns its status."""
        return self.call(self.read(MEM_PDC)[0], procedure, option, *args)

    def reboot(self):
        """The guest resets the machine."""
        pdc = self.read(MEM_PDC)[0]
        self.type(f'c {pdc:x} 88 0') # PDC_BROADCAST_RESET

    def iodc(self, index, hpa, option, layers=(0, 0), *args):
        """
        A call of a module's IODC, as the firmware copies it to memory.

        @index: 3 is ENTRY_INIT, 4 ENTRY_IO
        @layers: the SCSI target and LUN behind the module, None for no
                 address of them
        """
        status = self.pdc(8, 0, RESULT, hpa, index, STUB, 512)
        if status:
            return status
        if layers:
            self.write(ID_ADDR, *layers, *[0] * (6 - len(layers)))
        return self.call(STUB, hpa, option, 0, ID_ADDR if layers else 0,
                         RESULT, *args)

    def boot_drive(self):
        """What page zero says of the boot drive: (HPA, target, LUN)."""
        words = self.read(MEM_BOOT, 12)
        return (words[HPA // 4], *words[LAYERS // 4:LAYERS // 4 + 2])


class MonitorTest(HppaLinuxTest):
    """Tests that boot the monitor."""

    CONSOLE = Monitor

    def setUp(self):
        super().setUp()
        self.started = 0
        self.console = None
        with open(self.guest_file('monitor.ipl'), 'rb') as ipl:
            self.ipl = ipl.read()

    def medium(self, name, content=None, **kwargs):
        """An image file with @content, by default one to boot; its path."""
        path = self.scratch_file(name)
        if content is None:
            content = lif_volume(self.ipl, **kwargs)
        with open(path, 'wb') as file:
            file.write(content)
        return path

    def start(self, *args):
        """
        Start a machine without default devices; returns its console.

        One that was started before ends, failed subtests leave them.
        """
        if self.console:
            self.console.vm.shutdown()
        self.started += 1
        self.console = self.launch('-nodefaults', *args,
                                   name=f'vm{self.started}')
        return self.console
