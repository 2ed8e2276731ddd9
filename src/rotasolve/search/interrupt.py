"""Ctrl-C during a solve in the main thread: it stops the search, and the best rota is kept."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def ctrl_c_sets(stop: threading.Event) -> Iterator[None]:
    """While in force, a first Ctrl-C sets ``stop`` and a second one interrupts as usual.

    An event, unlike an exception, cannot hit the search between two of its steps and lose the
    rota that it holds. A program that handles Ctrl-C itself is left alone.
    """
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
