"""Ctrl-C during a solve in the main thread: it stops the search, and the best rota is kept.

Nothing that is slow to import is imported here, so that it can be in force before the search is.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_UNHANDLED: dict[signal.Signals, Any] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}


@contextmanager
def ctrl_c_sets(
    stop: threading.Event,
    *,
    signals: tuple[signal.Signals, ...] = (signal.SIGINT,),
    on_first: Callable[[], None] | None = None,
) -> Iterator[None]:
    """While in force, a first Ctrl-C sets ``stop`` and a second one interrupts as usual.

    An event, unlike an exception, cannot hit the search between two of its steps and lose the
    rota that it holds. A program that handles Ctrl-C itself is left alone.

    Parameters
    ----------
    signals
        Ctrl-C, and SIGTERM where a request to end the process is to count as one.
    on_first
        Called at the first one, within the signal handler: it may interrupt any other line.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [each for each in signals if signal.getsignal(each) is _UNHANDLED[each]]

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        if on_first:
            on_first()

    for each in taken:
        signal.signal(each, handle)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, _UNHANDLED[each])
