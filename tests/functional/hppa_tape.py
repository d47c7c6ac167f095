# A tape drive on iSCSI, for tests of SCSI pass-through
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import socket
import struct
import threading


GOOD, CHECK = 0, 2
NO_SENSE, MEDIUM_ERROR, ILLEGAL_REQUEST, BLANK_CHECK = 0, 3, 5, 8
FILEMARK, END, SHORT = 0x80, 0x40, 0x20  # in byte 2 of the sense data
MARK = None                              # a file mark between records


class Sense(Exception):
    """CHECK CONDITION: sense key, flags, information, additional code."""

    def __init__(self, key, flags=0, info=0, code=0):
        super().__init__(key)
        self.data = struct.pack('>BBBiBiHI', 0xf0 if flags or info else 0x70, 0,
                                key | flags, info, 10, 0, code, 0)


class Tape:
    """
    A drive with a tape: variable records and file marks.

    command() does one SCSI command: it takes the CDB and the data of the
    initiator, and returns the data for it, or raises Sense.
    """

    def __init__(self):
        self.items = []  # records, or MARK
        self.at = 0
        self.commands = []

    def command(self, cdb, data):
        self.commands.append(cdb[0])
        action = self.ACTIONS.get(cdb[0])
        if not action:
            raise Sense(ILLEGAL_REQUEST, code=0x2000)
        return action(self, cdb, data) or b''

    @staticmethod
    def number(cdb):
        return int.from_bytes(cdb[2:5], 'big', signed=True)

    def nothing(self, cdb, data):
        pass

    def inquiry(self, cdb, data):
        if cdb[1] & 1:
            if cdb[2]:
                raise Sense(ILLEGAL_REQUEST, code=0x2400)
            return bytes([1, 0, 0, 1, 0])  # the page that lists pages: itself
        return (bytes([1, 0x80, 2, 2, 31, 0, 0, 0])
                + b'QEMU    ' + b'TEST TAPE       ' + b'1.0 ')

    def limits(self, cdb, data):
        return bytes([0, 0x04, 0, 0, 0, 1])  # records of 1 byte to 256 KiB

    def mode_sense(self, cdb, data):
        return bytes([11, 0, 0x10, 8]) + bytes(8)  # variable records

    def rewind(self, cdb, data):
        self.at = 0

    def read(self, cdb, data):
        length = int.from_bytes(cdb[2:5], 'big')
        if cdb[1] & 1:
            raise Sense(ILLEGAL_REQUEST, code=0x2400)
        if self.at == len(self.items):
            raise Sense(BLANK_CHECK, 0, length)
        item = self.items[self.at]
        self.at += 1
        if item is MARK:
            raise Sense(NO_SENSE, FILEMARK, length, 0x0001)
        if len(item) != length and not cdb[1] & 2:
            sense = Sense(NO_SENSE, SHORT, length - len(item))
            sense.moved = item[:length]
            raise sense
        return item[:length]

    def append(self, *items):
        self.items[self.at:] = items
        self.at = len(self.items)

    def write(self, cdb, data):
        if cdb[1] & 1 or len(data) != int.from_bytes(cdb[2:5], 'big'):
            raise Sense(ILLEGAL_REQUEST, code=0x2400)
        self.append(data)

    def write_marks(self, cdb, data):
        self.append(*[MARK] * self.number(cdb))

    def space(self, cdb, data):
        """Over records or file marks, either way."""
        count, marks = self.number(cdb), (cdb[1] & 7) == 1
        step = 1 if count > 0 else -1
        while count:
            if not 0 <= self.at + min(step, 0) < len(self.items):
                raise Sense(BLANK_CHECK if step > 0 else NO_SENSE,
                            0 if step > 0 else END, abs(count))
            is_mark = self.items[self.at + min(step, 0)] is MARK
            self.at += step
            if is_mark and not marks:
                raise Sense(NO_SENSE, FILEMARK, abs(count), 0x0001)
            if is_mark == marks:
                count -= step

    def position(self, cdb, data):
        begin = 0x80 if self.at == 0 else 0
        return struct.pack('>BBHII8x', begin, 0, 0, self.at, self.at)

    ACTIONS = {0x00: nothing, 0x01: rewind, 0x03: nothing, 0x05: limits,
               0x08: read, 0x0a: write, 0x10: write_marks, 0x11: space,
               0x12: inquiry, 0x15: nothing, 0x1a: mode_sense, 0x1b: nothing,
               0x1e: nothing, 0x34: position}


class Session:
    """One initiator's connection (RFC 7143), for one device as LUN 0."""

    KEYS = {'AuthMethod': 'None', 'HeaderDigest': 'None', 'DataDigest': 'None',
            'InitialR2T': 'Yes', 'ImmediateData': 'No', 'MaxConnections': '1',
            'MaxOutstandingR2T': '1', 'ErrorRecoveryLevel': '0',
            'DataPDUInOrder': 'Yes', 'DataSequenceInOrder': 'Yes',
            'DefaultTime2Wait': '2', 'DefaultTime2Retain': '0',
            'MaxBurstLength': '262144', 'FirstBurstLength': '65536'}
    SEGMENT = 8192

    def __init__(self, sock, device):
        self.sock = sock
        self.device = device
        self.stat = 0

    def receive(self, count):
        data = b''
        while len(data) < count:
            more = self.sock.recv(count - len(data))
            if not more:
                raise ConnectionError
            data += more
        return data

    def pdu(self):
        """The next header and its data."""
        header = self.receive(48)
        length = int.from_bytes(header[5:8], 'big')
        data = self.receive((length + 3) & ~3)[:length]
        self.expected = int.from_bytes(header[24:28], 'big')
        if not header[0] & 0x40 and header[0] & 0x3f != 5:
            self.expected += 1
        return header, data

    def send(self, opcode, flags, request, body=b'', third=0, words=None,
             counts=True, lun=False):
        """Answer a request; @words are big-endian words by their offset."""
        header = bytearray(48)
        header[0:4] = opcode, flags, 0, third
        header[5:8] = len(body).to_bytes(3, 'big')
        if lun:
            header[8:16] = request[8:16]
        header[16:20] = request[16:20]
        words = {20: 0xffffffff, 24: self.stat, 28: self.expected,
                 32: self.expected + 31, **(words or {})}
        for at, value in words.items():
            header[at:at + 4] = struct.pack('>I', value & 0xffffffff)
        if counts:
            self.stat += 1
        self.sock.sendall(bytes(header) + body + bytes(-len(body) % 4))

    def login(self, header, data):
        asked = dict(item.split('=', 1) for item in
                     data.decode().rstrip('\0').split('\0') if '=' in item)
        answer = {key: self.KEYS[key] for key in asked if key in self.KEYS}
        stage, following = header[1] >> 2 & 3, header[1] & 3
        if stage == 0:
            answer['TargetPortalGroupTag'] = '1'
        body = ''.join(f'{key}={value}\0' for key, value in answer.items())
        handle = 1 if following == 3 else 0
        self.expected = int.from_bytes(header[24:28], 'big')
        words = {8: int.from_bytes(header[8:12], 'big'),
                 12: int.from_bytes(header[12:14], 'big') << 16 | handle,
                 20: 0, 36: 0}
        self.send(0x23, header[1], header, body.encode(), 0, words)

    def data_out(self, header, length):
        """Ask for the data of a command and take it."""
        data = b''
        while len(data) < length:
            part = min(length - len(data), 262144)
            self.send(0x31, 0x80, header, counts=False, lun=True,
                      words={20: len(data), 36: len(data) // 262144,
                             40: len(data), 44: part})
            expected = self.expected
            end = len(data) + part
            while len(data) < end:
                data += self.pdu()[1]
            self.expected = expected
        return data

    def data_in(self, header, data):
        for number, at in enumerate(range(0, len(data), self.SEGMENT)):
            part = data[at:at + self.SEGMENT]
            last = at + len(part) == len(data)
            self.send(0x25, 0x80 if last else 0, header, part, counts=False,
                      lun=True, words={24: 0, 36: number, 40: at, 44: 0})

    def command(self, header):
        length = int.from_bytes(header[20:24], 'big')
        data = self.data_out(header, length) if header[1] & 0x20 else b''
        body, status = b'', GOOD
        try:
            answer = self.device.command(header[32:48], data)
        except Sense as sense:
            answer, status = getattr(sense, 'moved', b''), CHECK
            body = struct.pack('>H', len(sense.data)) + sense.data
        moved = len(data)
        if header[1] & 0x40:
            answer = answer[:length]
            self.data_in(header, answer)
            moved = len(answer)
        rest = length - moved
        self.send(0x21, 0x80 | (0x02 if rest else 0), header, body, status,
                  {20: 0, 36: 0, 40: 0, 44: rest})

    def run(self):
        while True:
            header, data = self.pdu()
            opcode = header[0] & 0x3f
            if opcode == 0x03:
                self.login(header, data)
            elif opcode == 0x01:
                self.command(header)
            elif opcode == 0x00 and header[16:20] != b'\xff' * 4:
                self.send(0x20, 0x80, header, data)
            elif opcode == 0x02:
                self.send(0x22, 0x80, header)
            elif opcode == 0x06:
                self.send(0x26, 0x80, header)
                return


def serve(device):
    """Serve a device on a free port of the loopback; returns the port."""
    server = socket.create_server(('127.0.0.1', 0))

    def session(sock):
        with sock:
            try:
                Session(sock, device).run()
            except ConnectionError:
                pass

    def accept():
        while True:
            try:
                sock = server.accept()[0]
            except OSError:
                return
            threading.Thread(target=session, args=(sock,),
                             daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]
