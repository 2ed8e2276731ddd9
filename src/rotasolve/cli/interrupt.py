"""Ctrl-C during a solve: the first press stops it and keeps the best, the second gives up."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rotasolve.cli.outputs import tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def ctrl_c_stops() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets, and a request to end the process does too.

    Setting it, unlike an exception, cannot hit the search between two of its steps and lose the
    rota that it holds.
    """
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        tell("Stopping; the best rota so far is kept (Ctrl-C again gives up).")

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
