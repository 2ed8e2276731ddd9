"""The time that a solve may take."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotasolve.model.ortools_parts import SatParameters

LEAST_PLAN = 60.0
"""Least time that a search without limit plans ahead, in the budget's unit."""


class Budget:
    """The time a solve may take: seconds of the clock, or deterministic time.

    Deterministic time is CP-SAT's own count of work, about a second of one core for each unit, and
    for linear programs one by their iterations; it makes a solve repeatable on any machine, and how
    long it takes by the clock is then not fixed.

    Parameters
    ----------
    seconds
        The limit, in the budget's unit; infinite where there is none.

    Attributes
    ----------
    deterministic
        Whether it is deterministic time.
    unlimited
        Whether there is no limit.
    """

    def __init__(self, seconds: float, *, deterministic: bool = False) -> None:
        self.deterministic = deterministic
        self.unlimited = math.isinf(seconds)
        self._limit, self._end = seconds, math.inf
        self._start = time.monotonic()
        self._work = 0.0

    def seconds(self) -> float:
        """Seconds of the clock since the start."""
        return time.monotonic() - self._start

    def spent(self) -> float:
        """What is spent since the start, in the budget's own unit."""
        return self._work if self.deterministic else self.seconds()

    def left(self) -> float:
        """What is left to plan with, in the budget's own unit; nothing at the end.

        Where there is no limit that is as much again as is spent, a minute at least: each way of
        searching and each level gets its turn, and turns grow.
        """
        spent = self.spent()
        plan = max(LEAST_PLAN, spent) if self.unlimited else self._limit - spent
        return max(0.0, min(plan, self._end - spent))

    def end_at(self, when: float) -> None:
        """End at ``when``, in the budget's unit, if not earlier; infinity for no earlier end."""
        self._end = when

    def limit(self, parameters: SatParameters, limit: float) -> None:
        """Let a search with ``parameters`` use ``limit`` units at most, and no more than left."""
        limit = max(0.0, min(limit, self.left()))
        if self.deterministic:
            parameters.max_deterministic_time = limit
        else:
            parameters.max_time_in_seconds = limit

    def spend(self, work: float) -> None:
        """Take note of ``work`` units of deterministic time done."""
        self._work += work
