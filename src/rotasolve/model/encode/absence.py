"""Encoder of ``absence``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.absence import Absence
from rotasolve.team.clock import instant
from rotasolve.team.spelling import MINUTES_A_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.model.problem import Problem


@encodes(Absence)
def absence(rule: Absence, problem: Problem, p: int) -> Iterator[tuple[int, int, int]]:
    """Every cell of the period that touches an absent day, once."""
    touched: set[tuple[int, int]] = set()
    for d in problem.days_reached(rule):
        day = problem.date(d)
        start, end = instant(day, 0), instant(day, MINUTES_A_DAY)
        touched.update(problem.cells_during(start, end, range(problem.num_shifts)))
    for d, s in sorted(touched):
        if d >= 0:
            yield d, s, 1
