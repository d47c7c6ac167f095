# What QEMU's functional test framework takes from the pycotap package: run
# unittest and report in the Test Anything Protocol. For machines without it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

import contextlib
import enum
import sys
import unittest


class LogMode(enum.Enum):
    '''Where a test's own output goes; standard error serves every mode here,
    as standard output carries the protocol.'''
    LogToError = 0
    LogToDiagnostics = 1
    LogToYAML = 2
    LogToAttachment = 3


class _TAPResult(unittest.TestResult):
    def __init__(self, stream):
        super().__init__()
        self.stream = stream

    def _point(self, word, test, directive=''):
        print(f'{word} {self.testsRun} {test.id()}{directive}',
              file=self.stream, flush=True)

    def _problem(self, test, err):
        print(self._exc_info_to_string(err, test), file=sys.stderr, flush=True)
        self._point('not ok', test)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._point('ok', test)

    def addError(self, test, err):
        super().addError(test, err)
        self._problem(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._problem(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._point('ok', test, f' # SKIP {reason}')

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._point('not ok', test, ' # TODO expected failure')

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._point('not ok', test, ' # unexpected success')


class TAPTestRunner:
    '''unittest runner that prints TAP on standard output.'''

    def __init__(self, message_log=LogMode.LogToError,
                 test_output_log=LogMode.LogToError,
                 output_stream=None, error_stream=None):
        self.stream = output_stream or sys.stdout

    def run(self, test):
        result = _TAPResult(self.stream)
        with contextlib.redirect_stdout(sys.stderr):
            test(result)
        print(f'1..{result.testsRun}', file=self.stream, flush=True)
        return result
