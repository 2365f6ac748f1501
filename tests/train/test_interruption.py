"""The first Ctrl-C is noted, the second one interrupts."""

from __future__ import annotations

import os
import signal

import pytest

from reprise.train.interruption import deferred_interrupt


def test_first_sets_the_flag_second_interrupts():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), deferred_interrupt() as flag:  # noqa: PT012
        assert not flag
        os.kill(os.getpid(), signal.SIGINT)
        assert flag
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
