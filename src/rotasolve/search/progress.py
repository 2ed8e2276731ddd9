"""How far a solve has come, and telling whoever listens."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.search.cpsat import Settings
    from rotasolve.search.standing import Standing

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


class Reporter:
    """Tells of the progress of a solve, where somebody listens."""

    def __init__(self, settings: Settings, listener: Callable[[Progress], None] | None) -> None:
        self._settings, self._listener = settings, listener
        self._lock = threading.Lock()

    def stage(self, words: str) -> None:
        """What is being done, before there is a rota."""
        with self._lock:
            self._tell(None, {}, None, words)

    def level(self, standing: Standing, level: str) -> None:
        """A level being worked on, with the best rota and the bounds so far."""
        if standing.audit is None:
            return
        with self._lock:  # one after the other, so that what is told never goes back
            cost, bound = standing.told()
            what = f"the least broken rota at {level}" if self._impossible else level
            self._tell(cost, bound, level, f"bettering {what}")

    @property
    def _impossible(self) -> bool:
        return self._settings.journal.impossible

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
        seconds = self._settings.budget.seconds()
        self._listener(Progress(seconds, cost, bound, level, stage))
