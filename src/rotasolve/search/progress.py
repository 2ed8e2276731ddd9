"""How far a solve has come, and telling whoever listens."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rotasolve.search.cpsat import Settings
    from rotasolve.search.standing import Standing

BEAT = 5.0
"""Seconds of the clock without news after which the last progress is told again."""

IMPOSSIBLE = "impossible: "
"""What each stage begins with once it is certain that no rota keeps every must."""


@dataclass(frozen=True)
class Progress:
    """The state of a solve at one moment.

    Attributes
    ----------
    seconds
        Seconds since the start.
    cost
        Cost of the best rota so far, by level; None before there is one.
    bound
        Proven bound of the levels for which there is one.
    level
        The level being worked on; None when it is not one level.
    stage
        What is being done, in a few words; it begins with ``impossible:`` once it is certain that
        no rota keeps every must.
    """

    seconds: float
    cost: dict[str, int] | None
    bound: dict[str, int]
    level: str | None
    stage: str


WAYS = {
    "the full model": "the whole rota at once",
    "neighbourhoods": "a part of the rota at a time",
    "column generation": "new lines for each person, and a bound",
    "a first bound": "a first bound",
    "a dive": "a fresh rota of good lines",
    "the lines of small reduced cost": "all good lines together",
    "recombination": "lines of the rotas so far, put together anew",
    "ruling out": "what can be ruled out",
}
"""The ways of searching as people are told of them."""


class Reporter:
    """Tells of the progress of a solve, where somebody listens."""

    def __init__(self, settings: Settings, listener: Callable[[Progress], None] | None) -> None:
        self._settings, self._listener = settings, listener
        self._lock = threading.Lock()
        self._last: Progress | None = None
        self._told_at = 0.0

    @contextmanager
    def beating(self, every: float = BEAT) -> Iterator[None]:
        """Meanwhile nobody waits longer than ``every`` seconds of the clock for a word."""
        over = threading.Event()
        thread = threading.Thread(target=self._beat, args=(every, over), daemon=True)
        if self._listener is not None:
            thread.start()
        try:
            yield
        finally:
            over.set()
            if thread.is_alive():
                thread.join()

    def _beat(self, every: float, over: threading.Event) -> None:
        while not over.wait(every / 4):
            with self._lock:
                waited = time.monotonic() - self._told_at
                if self._last is not None and waited >= every and not over.is_set():
                    try:
                        self._hand_out(replace(self._last, seconds=self._seconds()))
                    except Exception:  # the next news, told by the search itself, raises it again
                        return

    def stage(self, words: str) -> None:
        """What is being done, before there is a rota."""
        with self._lock:
            self._tell(None, {}, None, words)

    def level(self, standing: Standing, level: str, way: str = "") -> None:
        """A level being worked on, and in which way, with the best rota and the bounds so far."""
        if standing.audit is None:
            return
        with self._lock:  # one after the other, so that what is told never goes back
            cost, bound = standing.told()
            what = f"the least broken rota at {level}" if self._impossible else level
            how = WAYS.get(way, way)
            self._tell(cost, bound, level, f"bettering {what}{f': {how}' if how else ''}")

    @property
    def _impossible(self) -> bool:
        return self._settings.journal.impossible

    def _seconds(self) -> float:
        return self._settings.budget.seconds()

    def _tell(
        self,
        cost: dict[str, int] | None,
        bound: dict[str, int],
        level: str | None,
        words: str,
    ) -> None:
        if self._listener is None:
            return
        stage = f"{IMPOSSIBLE if self._impossible else ''}{words}"
        self._hand_out(Progress(self._seconds(), cost, bound, level, stage))

    def _hand_out(self, progress: Progress) -> None:
        self._last, self._told_at = progress, time.monotonic()
        if self._listener is not None:
            self._listener(progress)
