"""The search as the command line runs it: told of as it goes, and stopped by Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rotasolve.cli.outputs import console
from rotasolve.search.interrupt import ctrl_c_sets

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.result import Result
    from rotasolve.search.progress import Progress
    from rotasolve.team.team import Team

_STOPPING = "Stopping; the best rota so far, if there is one, is kept (Ctrl-C again gives up).\n"


def search(team: Team, **options: Any) -> Result:
    """The result of a solve that Ctrl-C, or a request to end the process, ends early.

    The search is imported here, with Ctrl-C already in hand: an exception within the import of an
    extension module comes out as anything but a ``KeyboardInterrupt``.

    Raises
    ------
    KeyboardInterrupt
        If it was stopped before there was anything to keep, or told twice to stop.
    """
    from rotasolve.report.live import live_progress

    stop = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    with ctrl_c_sets(stop, signals=signals, on_first=_tell_of_stopping):
        try:
            from rotasolve.search.solve import solve
        except ImportError:
            if stop.is_set():
                raise KeyboardInterrupt from None
            raise
        if stop.is_set():
            raise KeyboardInterrupt
        result: Result | None = None
        try:
            with live_progress(console(stderr=True)) as progress:
                result = solve(team, progress=_while_heard(progress), stop=stop, **options)
        except OSError:  # nobody is there to be told any more, which is no reason to lose the rota
            if result is None:
                raise
    if stop.is_set() and result.rota is None and result.status == "unknown":
        raise KeyboardInterrupt
    return result


def _while_heard(progress: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """``progress`` as long as there is somebody to read it: its terminal or pipe may go away."""
    heard = True

    def tell_on(state: Progress) -> None:
        nonlocal heard
        if heard:
            try:
                progress(state)
            except OSError:
                heard = False

    return tell_on


def _tell_of_stopping() -> None:
    """Past Python's own buffers: the signal may have come while one of them is written to."""
    with suppress(OSError):
        os.write(2, _STOPPING.encode(sys.stderr.encoding or "utf-8"))
