# What the guest's program blkio leaves on a disk
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# guest/src/blkio.c says what it writes; this computes the same on the host,
# so that the two can be compared by a hash of the disk's image.

import hashlib
import struct

SECTOR = 512
UNIT = 4096
FILLER = bytes((i * 167 + 13 + (i >> 8)) & 0xff for i in range(SECTOR))[16:]


def sector(number, seed, job, operation):
    """The content of one sector; operation 0 is the one before the first."""
    if not operation:
        return bytes(SECTOR)
    return struct.pack('>4I', number, seed, operation, job) + FILLER


class Picker:
    """The pseudo-random numbers of one job."""

    def __init__(self, seed, job):
        self.state = ((seed + 1) * 2654435761 + job) & 0xffffffff or 1

    def pick(self, below):
        """A number from 0 to below - 1."""
        state = self.state
        state ^= state << 13 & 0xffffffff
        state ^= state >> 17
        state ^= state << 5 & 0xffffffff
        self.state = state
        return state % below


def last_operations(area, seed, job, ops, most, mix):
    """For each unit of a job's area the operation that wrote it last."""
    picker = Picker(seed, job)
    units = area // UNIT
    written = [0] * units
    for operation in range(1, ops + 1):
        if mix:
            length = 1 + picker.pick(most)
            at = picker.pick(units - length + 1)
        else:
            length = most
            at = picker.pick(units // most) * most
        written[at:at + length] = [operation] * length
        if mix:
            picker.pick(units - picker.pick(most))
    return written


def random_writes(area, seed, job_ops, block=UNIT, mix=False):
    """
    The hash of what blkio write -r or blkio mix left in its areas, which
    began empty. @job_ops has the number of operations of each job.
    """
    digest = hashlib.sha256()
    per_unit = UNIT // SECTOR
    for job, ops in enumerate(job_ops):
        first = job * area // SECTOR
        written = last_operations(area, seed, job, ops, block // UNIT, mix)
        for unit, operation in enumerate(written):
            at = first + unit * per_unit
            digest.update(b''.join(sector(at + i, seed, job, operation)
                                   for i in range(per_unit)))
    return digest.hexdigest()


def sequential(size, seed, block):
    """The hash of what blkio write left in one pass over @size bytes."""
    digest = hashlib.sha256()
    per_block = block // SECTOR
    for number in range(size // SECTOR):
        digest.update(sector(number, seed, 0, number // per_block + 1))
    return digest.hexdigest()


def image_hash(path, size, offset=0):
    """The hash of a part of a raw image."""
    digest = hashlib.sha256()
    with open(path, 'rb') as image:
        image.seek(offset)
        while size:
            data = image.read(min(size, 1 << 20))
            digest.update(data)
            if not data:
                break
            size -= len(data)
    return digest.hexdigest()
