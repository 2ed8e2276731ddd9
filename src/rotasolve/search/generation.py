"""Column generation: lines priced against the master's duals until no line is worth adding.

Duals jump about from round to round; they are smoothed towards those of the best bound so far
(Wentges 1997; Pessoa et al. 2018).
"""

from __future__ import annotations

import math
import os
import random
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

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

ROUGH_ROUNDS = 15
"""Rounds over which the gap allowed in pricing fades away."""

ROUGH_GAP = 0.2
"""Gap allowed in the first round of pricing."""

CLOSED = 0.02
"""Gap between master and bound, in steps of cost, at which generation ends."""

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

UNPRICED = Priced((), -(10**15), False)
"""What is known of a person who was not priced: next to nothing."""


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
        self._rounds = 0
        self.step = math.gcd(
            *(variable.cost for variable in rows.variables if variable.level == level),
            *(pricer.divisor(level) for pricer in self.pricers),
        )
        self._random = random.Random(settings.seed)

    def price(
        self, people: Sequence[int], duals: Duals, *, gap: float, seconds: float
    ) -> tuple[int, int | None, bool]:
        """Price ``people`` once: number of new columns, sum of bounds, whether all are optimal.

        The sum is None when somebody has no line at all.
        """
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
        new = sum(self.master.add(column) for each in priced for column in each.columns)
        if any(each.bound is None for each in priced):
            return new, None, False
        return new, sum(each.bound or 0 for each in priced), all(each.optimal for each in priced)

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
        """Solve the master and price everybody once; False when somebody has no line at all."""
        self.mixture = mixture = self.master.solve()
        # Costs are not negative, so duals that prove less than 0 are no centre to stay near.
        centre = self._centre if self.bound > 0 else None
        rows, levels = mixture.rows, dict(mixture.levels)
        if centre is not None:
            rows = SMOOTHING * centre[0] + (1 - SMOOTHING) * rows
            levels = {
                level: SMOOTHING * centre[1][level] + (1 - SMOOTHING) * value
                for level, value in levels.items()
            }
        duals = self.master.round(rows, levels)
        gap = ROUGH_GAP * max(0.0, 1 - self._rounds / ROUGH_ROUNDS)
        seconds = max(0.1, min(10.0, until - self._settings.budget.seconds()))
        new, bounds, optimal = self.price(range(len(self.pricers)), duals, gap=gap, seconds=seconds)
        if bounds is None:
            return False
        bound = self.master.bound(duals, bounds)
        if bound > self.bound:
            self.bound, self._centre = float(bound), (rows, levels)
        self._rounds += 1
        closed = mixture.value * SCALE - self.bound < CLOSED * SCALE * self.step
        if mixture.escaped < 1e-6 and closed:
            self.finished = True
        elif not new:
            # Nothing new at smoothed or rough duals proves nothing: be exact next time.
            exact = centre is None and gap == 0.0 and optimal
            if exact and (mixture.escaped < 1e-6 or not self.master.raise_escapes()):
                self.finished = True
            self._centre = None
            self._rounds = max(self._rounds, ROUGH_ROUNDS)
        return True

    def rounded(self) -> int:
        """The bound as a cost: no rota costs less, and every cost is a multiple of ``step``."""
        if self.bound == -math.inf or not self.step:
            return 0
        step = self.step
        return max(0, step * -(-math.ceil(self.bound) // (SCALE * step)))

    def reduced_cost(self, column: Column) -> float:
        """The reduced cost of ``column`` in the last mixture, in cost."""
        mixture = self.mixture
        assert mixture is not None
        worth = sum(mixture.rows[row] * amount for row, amount in column.activity.items())
        cost: float = column.costs.get(self.master.level, 0)
        cost += sum(mixture.levels[level] * column.costs.get(level, 0) for level in mixture.levels)
        return cost - float(worth) - mixture.convexity[column.p]
