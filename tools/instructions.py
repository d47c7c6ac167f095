# The host's instructions in a device's model, counted by Valgrind's callgrind.
# SPDX-License-Identifier: GPL-2.0-or-later
'''usage: python3 tools/instructions.py

Runs qtests that play a driver, with the emulator under callgrind, and prints for
each: what was counted, instructions in the model's own functions for each of them,
and those with QEMU's code of the same layer.
'''

import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OBJ = os.path.join(TOP, 'build', 'obj')

# Name, qtest and its case, the function that is called once for each, the model's
# files, and those of the layer that carries its work.
COUNTS = (
    ('SCSI command', 'ncr710-drivers-test', '/lasi-ncr710/netbsd/command',
     r'scsi_req_enqueue', r'/hw/scsi/(lasi_)?ncr710', r'/hw/scsi/'),
    ('frame received', 'i82596-driver-test', '/lasi-i82596/driver/linux/burst',
     r'i82596_nic_receive', r'/hw/net/(lasi_)?i82596', r'/(hw/)?net/[^/]+\.[ch]$'),
    ('frame sent', 'i82596-tx-test', '/lasi-i82596/tx/list',
     r'qemu_sendv?_packet_async', r'/hw/net/(lasi_)?i82596', r'/(hw/)?net/[^/]+\.[ch]$'),
)

# The emulator that a qtest starts: itself under callgrind.
WRAPPER = '''#!/bin/sh
exec valgrind --tool=callgrind --callgrind-out-file={out}.%p \\
    {emulator} "$@" 2>>{out}.log
'''


class Profile:
    '''Self cost by the file of the function, and calls by function.'''

    NAMED = re.compile(r'(fl|fi|fe|fn|cfi|cfl|cfn|ob|cob)=\((\d+)\)(?: (.*))?$')

    def __init__(self):
        self.cost = {}
        self.calls = {}

    def read(self, path):
        '''Add what one process has left.'''
        names = {'file': {}, 'fn': {}, 'ob': {}}
        current, skip, callee = '', False, ''
        with open(path, encoding='utf-8', errors='replace') as lines:
            for line in lines:
                match = self.NAMED.match(line)
                if match:
                    key, number, name = match.groups()
                    kind = {'fn': 'fn', 'cfn': 'fn', 'ob': 'ob',
                            'cob': 'ob'}.get(key, 'file')
                    if name:
                        names[kind][number] = name
                    if key == 'fl':
                        current = names[kind][number]
                    elif key == 'cfn':
                        callee = names[kind][number]
                elif line.startswith('calls='):
                    count = int(line[6:].split()[0])
                    self.calls[callee] = self.calls.get(callee, 0) + count
                    skip = True
                elif re.match(r'[+\-*\d]', line):
                    if not skip:
                        cost = int(line.split()[1])
                        self.cost[current] = self.cost.get(current, 0) + cost
                    skip = False

    def cost_of(self, pattern):
        '''Self cost of all files whose path has the pattern.'''
        return sum(cost for name, cost in self.cost.items()
                   if re.search(pattern, name))

    def calls_of(self, pattern):
        '''Calls of the functions with a name.'''
        return sum(count for name, count in self.calls.items()
                   if re.fullmatch(pattern, name.split("'")[0]))


def profile(test, case):
    '''Run a case of a qtest with its emulators under callgrind.'''
    result = Profile()
    with tempfile.TemporaryDirectory() as folder:
        wrapper = os.path.join(folder, 'qemu-system-hppa')
        out = os.path.join(folder, 'callgrind')
        with open(wrapper, 'w', encoding='ascii') as file:
            file.write(WRAPPER.format(
                out=out, emulator=os.path.join(OBJ, 'qemu-system-hppa')))
        os.chmod(wrapper, 0o755)
        subprocess.run([os.path.join(OBJ, 'tests', 'qtest', test),
                        '-p', f'/hppa{case}'], check=True,
                       env=dict(os.environ, QTEST_QEMU_BINARY=wrapper),
                       stdout=subprocess.DEVNULL)
        for name in os.listdir(folder):
            if re.fullmatch(r'callgrind\.\d+', name):
                result.read(os.path.join(folder, name))
    return result


def instructions():
    '''A list of (what, instructions in the model, those with its layer).'''
    results = []
    for name, test, case, each, model, layer in COUNTS:
        print(f'callgrind: {test}', file=sys.stderr, flush=True)
        taken = profile(test, case)
        count = taken.calls_of(each)
        if not count:
            raise OSError(f'{test} {case} makes no {name}: {each} is not called')
        results.append((name, taken.cost_of(model) / count,
                        taken.cost_of(layer) / count))
    return results


if __name__ == '__main__':
    for what, own, whole in instructions():
        print(f'{what}: {own:.0f} {whole:.0f}')
