# The screen, keyboard and mouse of an HPPA machine, for functional tests
#
# Copyright (c) 2026 the QEMU LASI series authors
#
# SPDX-License-Identifier: GPL-2.0-or-later

import re


SHIFT = {'!': '1', '@': '2', '#': '3', '$': '4', '%': '5', '^': '6', '&': '7',
         '*': '8', '(': '9', ')': '0', '_': 'minus', '+': 'equal',
         '{': 'bracket_left', '}': 'bracket_right', ':': 'semicolon',
         '"': 'apostrophe', '~': 'grave_accent', '|': 'backslash',
         '<': 'comma', '>': 'dot', '?': 'slash'}
PLAIN = {' ': 'spc', '\n': 'ret', '\t': 'tab', '-': 'minus', '=': 'equal',
         '[': 'bracket_left', ']': 'bracket_right', ';': 'semicolon',
         "'": 'apostrophe', '`': 'grave_accent', '\\': 'backslash',
         ',': 'comma', '.': 'dot', '/': 'slash'}


def keys_of(char):
    """The QKeyCodes that type a character on a US keyboard."""
    if char in SHIFT:
        return ['shift', SHIFT[char]]
    if char.isupper():
        return ['shift', char.lower()]
    return [PLAIN.get(char, char)]


class Font:
    """
    The glyphs of a font of 8 x 16 pixels: rows of one byte each, as numbers in
    the C source @path, behind the word @name if there are several fonts.
    """

    WIDTH = 8
    HEIGHT = 16

    def __init__(self, path, name=''):
        with open(path, encoding='utf-8') as source:
            text = source.read().partition(name)[2] if name else source.read()
        rows = re.findall(r'\b0x([0-9a-f]{2}),(?! /\* 0x)', text)
        rows = [int(row, 16) for row in rows[:256 * self.HEIGHT]]
        self.chars = {}
        for code in range(0x20, 0x7f):
            at = code * self.HEIGHT
            self.chars.setdefault(tuple(rows[at:at + self.HEIGHT]), chr(code))


class Picture:
    """A screen dump in PPM format, as two colors: paper is the commonest."""

    PIXEL = 3  # bytes

    def __init__(self, path):
        with open(path, 'rb') as file:
            size, self.data = re.match(rb'P6\n(\d+ \d+)\n255\n(.*)',
                                       file.read(), re.S).groups()
        self.width, self.height = map(int, size.split())
        assert len(self.data) == self.width * self.height * self.PIXEL
        some = [self.data[at:at + self.PIXEL]
                for at in range(0, len(self.data), 101 * self.PIXEL)]
        self.paper = max(set(some), key=some.count)
        self.known = {}

    def row(self, at, width):
        """The bits of some pixels from an offset on; most rows come often."""
        pixels = self.data[at:at + width * self.PIXEL]
        if pixels not in self.known:
            bits = 0
            for at in range(0, len(pixels), self.PIXEL):
                bits = bits << 1 | (pixels[at:at + self.PIXEL] != self.paper)
            self.known[pixels] = bits
        return self.known[pixels]

    def cell(self, font, column, line):
        """The rows of one character, as in the font."""
        first = (line * font.HEIGHT * self.width + column * font.WIDTH)
        return tuple(self.row((first + y * self.width) * self.PIXEL,
                              font.WIDTH) for y in range(font.HEIGHT))

    def text(self, font):
        """The lines of text; what is no character of the font is U+FFFD."""
        return [''.join(font.chars.get(self.cell(font, column, line), '\ufffd')
                        for column in range(self.width // font.WIDTH)).rstrip()
                for line in range(self.height // font.HEIGHT)]


class Screen:
    """What a person at a machine sees and touches."""

    def __init__(self, test, vm, font):
        self.test = test
        self.vm = vm
        self.font = font

    def picture(self):
        """What the screen shows now."""
        path = self.test.scratch_file('screen.ppm')
        self.vm.cmd('screendump', filename=path)
        return Picture(path)

    def text(self):
        """The lines of text that the screen shows now."""
        return self.picture().text(self.font)

    def _send(self, *events):
        self.vm.cmd('input-send-event', events=list(events))

    def type(self, text):
        """Type on the keyboard, each key pressed and released by itself."""
        for char in text:
            keys = [{'type': 'qcode', 'data': key} for key in keys_of(char)]
            for down, order in ((True, keys), (False, keys[::-1])):
                for key in order:
                    self._send({'type': 'key',
                                'data': {'down': down, 'key': key}})

    def move(self, x, y):
        """Move the mouse by so much."""
        self._send({'type': 'rel', 'data': {'axis': 'x', 'value': x}},
                   {'type': 'rel', 'data': {'axis': 'y', 'value': y}})

    def button(self, name, down):
        """Press or release a button of the mouse."""
        self._send({'type': 'btn', 'data': {'down': down, 'button': name}})
