"""A first rota without a model of the whole: everybody in turn takes the line that helps most.

For teams whose full model is too large (50 people over half a year have 50,000 cells), or finds far
worse rotas. It may break what binds people together; the search then betters that first.
"""

from __future__ import annotations

import math
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rotasolve.model.build import HARD_LEVELS, build_rows, rota_of
from rotasolve.model.duals import SCALE, Duals
from rotasolve.model.problem import FREE
from rotasolve.result import SEARCH, SEARCH_ANEW
from rotasolve.search.cpsat import answers
from rotasolve.search.pricing import LinePricer, has_long_lines
from rotasolve.team.fit import most_costs
from rotasolve.team.level import MUST, SPARE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows
    from rotasolve.rota import Rota
    from rotasolve.search.cpsat import Settings
    from rotasolve.team.team import Team

SMALL = 2500
"""Free cells up to which the full model is worth trying at every level."""

LARGE = 15_000
"""Free cells from which no model of the whole is built."""

ROUGH_GAP = 0.1
"""Relative gap at which a line is good enough."""

LIMITS = (2.0, 4.0, 20.0, 40.0)
"""Most time for one line, in the budget's unit; the next where none was found.

A line is harder to find where few cells are worth anything any more. So from the second time on it
is priced as the first line is, and from the third, where the clock is the measure, with many
searches at once. A long line is begun with the third time, by one search that often begins anew,
and then swept for what is worth most.
"""

MOST_OF_ONE = 6.0
"""Time for one line at first, in that which each would have if all took the same. Whose line takes
longer is tried again when everybody else has theirs."""

AT_ONCE = 4
"""Most long lines looked for at once: those looked for together do not know of each other."""

SWEEP_SHARE = 0.5
"""Share of the time for everybody's lines that sweeping them may take."""

HIGHER = 100
"""How much more a unit of cost counts than one of the next level."""

MOST_OBJECTIVE = 2**60
"""Most that the objective of a line may come to; CP-SAT refuses sums near 2**63."""


def num_free(problem: Problem) -> int:
    """Number of free cells."""
    return int((problem.domain == FREE).sum())


def is_large(problem: Problem) -> bool:
    """Whether ``problem`` is too large for a model of the whole."""
    return num_free(problem) > LARGE


def first_rota(
    problem: Problem,
    settings: Settings,
    until: float,
    tell: Callable[[str], None] = lambda words: None,
) -> tuple[Rota | None, tuple[str, ...]]:
    """A rota made line by line, and the ways in which it is proven that none keeps every must.

    Somebody who has no line that keeps their every must gets one that breaks as little as can be;
    that there is none is asked in a second way. Whose line is not found at first is tried again
    when the others have theirs. Whoever has none ``until`` then, in the budget's unit, does
    nothing in the rota: it is there to be bettered. None where not a single line is found.

    Parameters
    ----------
    tell
        Told what is being done, in a few words.
    """
    maker = _Lines(problem, settings, until)
    at_once = min(settings.threads, AT_ONCE) if has_long_lines(problem) else 1
    for most in (MOST_OF_ONE, math.inf):
        left = maker.missing
        while left and settings.in_time(until):
            tell(f"making a first rota: {len(maker.lines)} of {problem.num_people} lines")
            maker.make(left[:at_once], turns=-(-len(left) // at_once), most=most)
            left = left[at_once:]
    return maker.rota(), tuple(maker.proofs)


class _Lines:
    """Lines made one after the other, each with those before it in mind.

    Attributes
    ----------
    lines
        The lines found so far, by person.
    proofs
        The ways in which it is proven that somebody has no line that keeps their every must.
    """

    def __init__(self, problem: Problem, settings: Settings, until: float) -> None:
        self._problem, self._settings, self._until = problem, settings, until
        self._rows = build_rows(problem, hard_levels=frozenset(), without=frozenset((SPARE,)))
        self._weights = _weights(problem.team)
        self._sums: defaultdict[int, int] = defaultdict(int)
        self._plain = _duals(self._rows, defaultdict(int), self._weights)
        self.lines: dict[int, Column] = {}
        self.proofs: dict[str, None] = {}

    @property
    def missing(self) -> list[int]:
        """Those without a line."""
        return [p for p in range(self._problem.num_people) if p not in self.lines]

    def rota(self) -> Rota | None:
        """The rota of the lines that there are."""
        cells = [(p, d, s) for p, line in self.lines.items() for d, s in line.cells]
        return rota_of(self._problem, cells) if self.lines else None

    def make(self, people: Sequence[int], *, turns: int, most: float) -> None:
        """A line for each of ``people`` at once, where they are found.

        Parameters
        ----------
        turns
            How many such groups are left, this one included.
        most
            Time for these lines, in that which each group would have.
        """
        budget = self._settings.budget
        duals = _duals(self._rows, self._sums, self._weights), self._plain
        share = (self._until - budget.spent()) / turns
        until = min(self._until, budget.spent() + most * share)
        found: dict[int, Column] = {}
        for hard_levels in (HARD_LEVELS, frozenset[str]()):
            asked = [p for p in people if p not in found]
            if not asked or not self._settings.in_time(self._until):
                break
            pricers = [
                LinePricer(self._problem, self._rows, p, hard_levels=hard_levels) for p in asked
            ]
            for line, against in _together(
                pricers, duals, self._settings, until, SWEEP_SHARE * share
            ):
                self.proofs |= dict.fromkeys(against)
                found |= {} if line is None else {line.p: line}
        self.lines |= found
        for line in found.values():
            for number, amount in line.activity.items():
                self._sums[number] += amount


def _together(
    pricers: Sequence[LinePricer],
    duals: tuple[Duals, Duals],
    settings: Settings,
    until: float,
    patience: float,
) -> list[tuple[Column | None, tuple[str, ...]]]:
    """For each of ``pricers``, all at once: see _line."""

    def end() -> None:
        for pricer in pricers:
            pricer.stop()

    many = max(1, settings.many // len(pricers))
    with ThreadPoolExecutor(len(pricers)) as pool:
        running = [
            pool.submit(_line, pricer, duals, settings, until, patience, many) for pricer in pricers
        ]
        return answers(running, settings.stop, end)


def _line(
    pricer: LinePricer,
    duals: tuple[Duals, Duals],
    settings: Settings,
    until: float,
    patience: float,
    many: int,
) -> tuple[Column | None, tuple[str, ...]]:
    """The line that helps most, if one is found, and how it is proven that there is none.

    ``duals`` are those at which a line helps most, and those at which one is easier to find. A
    long line is swept for ``patience``; ``many`` is the number of searches where one does not do.
    """
    budget = settings.budget
    best, easy = duals
    first = 2 if pricer.is_long else 0
    for n, limit in enumerate(LIMITS[first:], first):
        if not settings.in_time(until):
            break
        priced = pricer.price(
            easy if n else best,
            replace(settings, seed=settings.seed_of(n)),
            limit=min(limit, until - budget.spent()),
            gap=ROUGH_GAP,
            pool=1,
            workers=1 if n < 2 or n == first or budget.deterministic else many,
            restarts=pricer.is_long and n == first,
        )
        budget.spend(priced.work)
        if priced.columns:
            line = priced.columns[0]
            if pricer.is_long:
                left = min(patience, until - budget.spent())
                swept = pricer.sweep(best, settings, line, limit=left)
                budget.spend(swept.work)
                line = next(iter(swept.columns), line)
            return line, ()
        if not priced.possible:
            return _none_proven(pricer, easy, settings, min(LIMITS[-1], until - budget.spent()))
    return None, ()


def _none_proven(
    pricer: LinePricer, duals: Duals, settings: Settings, limit: float
) -> tuple[Column | None, tuple[str, ...]]:
    """What a second way says of a person of whom one has said that they have no line."""
    again = pricer.price(duals, settings, limit=max(0.0, limit), gap=ROUGH_GAP, pool=1, anew=True)
    settings.budget.spend(again.work)
    if again.columns:
        settings.journal.dispute("somebody is said to have no line, and has one")
        return again.columns[0], ()
    return None, (SEARCH,) if again.possible else (SEARCH, SEARCH_ANEW)


def _weights(team: Team) -> dict[str, int]:
    """What a unit of each level weighs, scaled.

    Of the first two levels it is more than of the others, unless the most that a rota may cost is
    so much that CP-SAT could not add it up.
    """
    most = most_costs(team)
    weights: dict[str, int] = {}
    for scale, higher in ((SCALE, HIGHER), (1, HIGHER), (1, 1)):
        levels = enumerate((MUST, *team.levels))
        weights = {level: scale * higher ** max(0, 2 - n) for n, level in levels}
        if sum(weight * most.get(level, 0) for level, weight in weights.items()) <= MOST_OBJECTIVE:
            break
    return weights


def _duals(rows: Rows, sums: defaultdict[int, int], weights: dict[str, int]) -> Duals:
    """The worth of each row as duals, and what a unit of each level weighs."""
    return Duals(_worth(rows, sums, weights), weights)


def _worth(
    rows: Rows, sums: defaultdict[int, int], weights: dict[str, int]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """What a further unit of each row is worth, given the ``sums`` of the lines so far."""
    worth = np.zeros(len(rows.rows), dtype=np.int64)
    for number, row in enumerate(rows.rows):
        short = sums[number] < row.lower
        for coefficient, variable in row.variables:
            if variable.level is None or not row.shows_its_cost:
                continue
            if (coefficient > 0) == short:
                price = weights[variable.level] * variable.cost
                if short or row.equal:
                    worth[number] += price if short else -price
    return worth
