"""Ctrl-C is an event while it can be heard, and is left alone where somebody else hears it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from rotasolve.search.interrupt import ctrl_c_sets

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


def test_the_first_sets_the_event_and_the_second_interrupts() -> None:
    stop = threading.Event()
    told = []
    before = signal.getsignal(signal.SIGINT)
    with ctrl_c_sets(stop, on_first=lambda: told.append(stop.is_set())):
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert told == [True]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_request_to_end_counts_where_asked() -> None:
    stop = threading.Event()
    with ctrl_c_sets(stop, signals=(signal.SIGINT, signal.SIGTERM)):
        signal.raise_signal(signal.SIGTERM)
    assert stop.is_set()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_program_that_handles_it_itself_is_left_alone() -> None:
    stop, heard = threading.Event(), []

    def own(number: int, frame: object) -> None:
        heard.append(number)

    before = signal.signal(signal.SIGINT, own)
    try:
        with ctrl_c_sets(stop):
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]
    assert not stop.is_set()


def test_it_is_there_before_the_solver_is() -> None:
    script = (
        "import sys, rotasolve.search.interrupt, rotasolve.cli.searching;"
        "print(sorted({'ortools', 'numpy', 'pandas'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_what_is_said_of_stopping_may_interrupt_a_line_that_is_being_written() -> None:
    """Python refuses to write to a buffer within a write to it; the words go past it."""
    script = """
import io, signal, sys
import rotasolve.cli.searching as searching

class Pressed(io.RawIOBase):
    def writable(self):
        return True
    def write(self, data):
        searching._tell_of_stopping()
        return len(data)

sys.stderr = io.TextIOWrapper(io.BufferedWriter(Pressed()), encoding="utf-8", write_through=True)
sys.stderr.write("a line")
sys.stderr.flush()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr.startswith("Stopping; the best rota so far")
    assert done.returncode == 0
