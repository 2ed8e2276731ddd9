"""Column generation: lines priced against the master's duals until no line is worth adding.

Duals jump about from round to round; they are smoothed towards those of the best bound so far
(Wentges 1997; Pessoa et al. 2018).
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rotasolve.search.cpsat import POLL
from rotasolve.search.master import Master
from rotasolve.search.pricing import SCALE, LinePricer, Priced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows
    from rotasolve.search.cpsat import Settings
    from rotasolve.search.master import Mixture
    from rotasolve.search.pricing import Duals

SMOOTHING = 0.7
"""How far duals stay with those of the best bound."""

BATCHES = 4
"""Batches in which people are priced while the master still falls."""

ROUGH_GAP = 0.05
"""Relative gap at which a line is good enough in a batch."""

ROUGH_FALL = 0.03
"""Relative fall of the master over all batches below which bounds are proven instead."""

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

UNPRICED = Priced((), None, optimal=False)
"""What is known of a person who was not priced: nothing."""


class Round(NamedTuple):
    """What pricing some people at the same duals gave.

    Attributes
    ----------
    new
        Number of new columns.
    bound
        Sum of their bounds, scaled; None when that of somebody is not known.
    optimal
        Whether everybody's best line is proven best.
    possible
        Whether everybody has a line, as far as is known.
    """

    new: int
    bound: int | None
    optimal: bool
    possible: bool


class Generation:
    """Everybody's pricing models, the master, and the bound proven so far.

    Attributes
    ----------
    master
        The master with every column found.
    bound
        Proven bound of the cost at the level, scaled; minus infinity at first.
    step
        A number that divides every cost at the level; 0 where nothing costs anything.
    finished
        Whether no line is worth adding any more: the bound is as good as it gets.
    """

    def __init__(
        self,
        problem: Problem,
        rows: Rows,
        settings: Settings,
        *,
        level: str,
        caps: Mapping[str, int],
        hard_levels: frozenset[str],
    ) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)
        self.pricers = [
            LinePricer(problem, rows, p, hard_levels=hard_levels) for p in range(problem.num_people)
        ]
        self.master = Master(rows, problem.num_people, level=level, caps=caps)
        self.bound: float = -math.inf
        self.mixture: Mixture | None = None
        self.finished = False
        self._centre: tuple[Vector, dict[str, float]] | None = None
        self._last: tuple[Vector, dict[str, float]] | None = None
        self._rough = True
        self.step = math.gcd(
            *(variable.cost for variable in rows.variables if variable.level == level),
            *(pricer.divisor(level) for pricer in self.pricers),
        )

    def price(self, people: Sequence[int], duals: Duals, *, gap: float, seconds: float) -> Round:
        """Price ``people`` once, in parallel, and add the lines found to the master."""
        settings = self._settings

        def one(p: int) -> Priced:
            left = min(seconds, settings.budget.left())
            if left <= 0 or settings.stop.is_set():
                return UNPRICED
            return self.pricers[p].price(duals, seconds=left, gap=gap, seed=settings.seed)

        running = [self._pool.submit(one, p) for p in people]
        while wait(running, timeout=POLL).not_done:
            if settings.stop.is_set():
                for p in people:
                    self.pricers[p].stop()
        priced = [each.result() for each in running]
        bounds = [each.bound for each in priced if each.bound is not None]
        return Round(
            new=sum(self.master.add(column) for each in priced for column in each.columns),
            bound=sum(bounds) if len(bounds) == len(priced) else None,
            optimal=all(each.optimal for each in priced),
            possible=all(each.possible for each in priced),
        )

    def run(self, until: float, target: Callable[[], int | None]) -> bool:
        """Generate until the bound meets ``target``, no line is worth adding, or the time is up.

        ``until`` is in seconds since the start; ``target`` gives the cost of the best rota. May be
        called again to go on. Returns False when somebody has no line at all, so that no rota
        exists.
        """
        budget = self._settings.budget
        while not self.finished and budget.seconds() < until and not self._settings.stop.is_set():
            if not self._round(until):
                return False
            best = target()
            if best is not None and self.rounded() >= best:
                break
        self.mixture = self.master.solve()
        return True

    def _round(self, until: float) -> bool:
        """Price everybody once or twice; False when somebody has no line at all.

        While the master still falls, people are priced in batches, each at the duals that the
        batch before has left; only a round in which everybody is priced at the same duals proves
        a bound.
        """
        everybody = range(len(self.pricers))
        if self._rough:
            before = math.inf if self.mixture is None else self.mixture.value
            batch = max(2, len(self.pricers) // BATCHES)
            for first in range(0, len(self.pricers), batch):
                mixture = self.mixture = self.master.solve()
                rows, levels = self._mix(self._last, mixture)
                self._last = rows, levels
                duals = self.master.round(rows, levels)
                people = everybody[first : first + batch]
                priced = self.price(people, duals, gap=ROUGH_GAP, seconds=self._seconds(until))
                if not priced.possible:
                    return False
            self._rough = self.mixture is None or before - self.mixture.value > ROUGH_FALL * abs(
                self.mixture.value
            )
            return True
        self.mixture = mixture = self.master.solve()
        # Costs are not negative, so duals that prove less than 0 are no centre to stay near.
        centre = self._centre if self.bound > 0 else None
        rows, levels = self._mix(centre, mixture)
        duals = self.master.round(rows, levels)
        priced = self.price(everybody, duals, gap=0.0, seconds=self._seconds(until))
        if not priced.possible:
            return False
        if priced.bound is not None:
            bound = self.master.bound(duals, priced.bound)
            if bound > self.bound:
                self.bound, self._centre = float(bound), (rows, levels)
        if mixture.escaped < 1e-6 and self.rounded() >= self._round_up(mixture.value * SCALE):
            self.finished = True
        elif not priced.new:
            # Nothing new at smoothed duals proves nothing: be exact next time.
            exact = centre is None and priced.optimal
            if exact and (mixture.escaped < 1e-6 or not self.master.raise_escapes()):
                self.finished = True
            self._centre = None
        return True

    def _mix(
        self, centre: tuple[Vector, dict[str, float]] | None, mixture: Mixture
    ) -> tuple[Vector, dict[str, float]]:
        """The duals of ``mixture``, drawn towards ``centre``."""
        if centre is None:
            return mixture.rows, dict(mixture.levels)
        rows = SMOOTHING * centre[0] + (1 - SMOOTHING) * mixture.rows
        levels = {
            level: SMOOTHING * centre[1][level] + (1 - SMOOTHING) * value
            for level, value in mixture.levels.items()
        }
        return rows, levels

    def _seconds(self, until: float) -> float:
        return max(0.1, min(10.0, until - self._settings.budget.seconds()))

    def rounded(self) -> int:
        """The bound as a cost: no rota costs less, and every cost is a multiple of ``step``."""
        return max(0, self._round_up(self.bound)) if self.bound > 0 else 0

    def _round_up(self, scaled: float) -> int:
        """The least multiple of ``step`` at or above ``scaled``, as a cost."""
        step = self.step or 1
        return step * math.ceil(scaled / (SCALE * step) - 1e-6)

    def reduced_cost(self, column: Column) -> float:
        """The reduced cost of ``column`` in the last mixture, in cost."""
        mixture = self.mixture
        assert mixture is not None
        worth = sum(mixture.rows[row] * amount for row, amount in column.activity.items())
        cost: float = column.costs.get(self.master.level, 0)
        cost += sum(mixture.levels[level] * column.costs.get(level, 0) for level in mixture.levels)
        return cost - float(worth) - mixture.convexity[column.p]
