"""One level of a team: rota and bound brought together, by decomposition and by parts.

Column generation gives the bound and lines that fit the rota as a whole; diving, the model
restricted to those lines, and large neighbourhood search turn them into rotas. Whatever finds a
rota gives its lines back to the master.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from rotasolve.errors import EncoderMismatch
from rotasolve.model.build import build_rows, rota_of
from rotasolve.search.generation import Generation
from rotasolve.search.neighbourhoods import (
    NEIGHBOURHOODS,
    look_at,
    restrict,
    useful_cells,
)
from rotasolve.search.part import Parts
from rotasolve.search.standing import judge

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.rota import Rota
    from rotasolve.search.cpsat import Run, Settings
    from rotasolve.search.standing import Standing

FIRST_TURN = 4.0
"""Seconds of the first turn of neighbourhoods; generation gets twice as much."""

LONGEST_TURN = 20.0
"""Seconds beyond which turns no longer grow."""

CHOSEN = 0.95
"""Share from which a line counts as chosen by the master."""


class Core:
    """The search for the best rota at one level, within the caps of the higher ones."""

    def __init__(
        self,
        problem: Problem,
        standing: Standing,
        settings: Settings,
        *,
        level: str,
        hard_levels: frozenset[str],
        report: Callable[[int | None, int | None], None],
    ) -> None:
        assert standing.audit is not None
        self._problem, self._standing, self._settings = problem, standing, settings
        self._level, self._report = level, report
        higher = standing.levels[: standing.levels.index(level)]
        caps = {each: standing.cost(each) for each in higher if each not in hard_levels}
        self._rows = build_rows(problem, hard_levels=hard_levels)
        self._parts = Parts(
            problem, self._rows, settings, level=level, caps=caps, hard_levels=hard_levels
        )
        self._generation = Generation(
            problem, self._rows, settings, level=level, caps=caps, hard_levels=hard_levels
        )
        self._step = self._generation.step
        self._random = random.Random(settings.seed)
        self._scores = [1.0] * len(NEIGHBOURHOODS)
        self._sizes = [5.0] * len(NEIGHBOURHOODS)
        self._threshold = 2.0
        self._turn = FIRST_TURN
        self._dived = False
        self._best: list[Column] = []

    def _start_from_best(self) -> None:
        """Take the lines of the best rota, which other levels may have changed meanwhile."""
        rota = self._standing.rota
        assert rota is not None
        self._best = self._parts.columns_of(rota)
        for column in self._best:
            self._generation.master.add(column)

    @property
    def done(self) -> bool:
        """Whether the rota is proven best, or the time is up."""
        return self._standing.proven(self._level) or not self._time_left()

    def _time_left(self) -> bool:
        return self._settings.budget.left() > 0 and not self._settings.stop.is_set()

    def _note_bound(self) -> None:
        bound = self._generation.rounded()
        known = self._standing.bound.get(self._level, 0)
        self._standing.prove(self._level, max(known, bound))
        self._report(None, self._standing.bound[self._level])

    def _offer(self, rota: Rota, outcome: Run | None = None) -> bool:
        """Audit ``rota`` and keep it where it is better; its lines feed the master.

        ``outcome`` is the run that found it, if one did, whose objective must agree.
        """
        audited = judge(self._problem.team, rota, self._standing, self._level, outcome)
        before = self._standing.rota
        self._standing.offer(rota, audited)
        columns = self._parts.columns_of(rota)
        for column in columns:
            self._generation.master.add(column)
        if self._standing.rota is before:
            return False
        self._best = columns
        self._report(self._standing.cost(self._level), None)
        return True

    def run(self, until: float) -> None:
        """Search until the rota is proven best or ``until`` (seconds since the start).

        Neighbourhoods, generation and the model restricted to good lines take turns, which grow;
        when generation has finished, its lines are first put together by a dive.
        """
        self._start_from_best()
        budget = self._settings.budget

        def within(seconds: float) -> float:
            return min(until, budget.seconds() + seconds)

        while not self.done and budget.seconds() < until:
            before = self._standing.cost(self._level)
            self._search(within(self._turn))
            self._generate(within(2 * self._turn))
            if self._generation.finished and not self._dived:
                self._dived = True
                self._dive()
            self._restrict(self._threshold * self._step, within(self._turn))
            if self._generation.finished and self._standing.cost(self._level) == before:
                self._threshold *= 2
            self._turn = min(LONGEST_TURN, 1.3 * self._turn)

    def _generate(self, until: float) -> None:
        """Go on with generation where it has not finished."""
        if not self._generation.finished and not self.done:
            if not self._generation.run(until, lambda: self._standing.cost(self._level)):
                raise EncoderMismatch("somebody has no line, and an audited rota has one for each")
            self._note_bound()

    def _dive(self) -> None:
        """Fix the lines that the master has nearly chosen, price the rest again, until all are."""
        generation = self._generation
        mixture = generation.mixture
        fixed: dict[int, Column] = {}
        people = self._problem.num_people
        while len(fixed) < people and self._time_left():
            assert mixture is not None
            best = {
                p: max(shares, key=shares.__getitem__)
                for p, shares in enumerate(mixture.shares)
                if p not in fixed and shares
            }
            if not best:
                break
            chosen = [p for p, column in best.items() if mixture.shares[p][column] > CHOSEN]
            if not chosen:
                chosen = [max(best, key=lambda p: mixture.shares[p][best[p]])]  # type: ignore[union-attr]
            fixed |= {p: best[p] for p in chosen}
            generation.master.fix(fixed)
            mixture = generation.master.solve()
            free = [p for p in range(people) if p not in fixed]
            for _ in range(2):
                if not free or not self._time_left():
                    break
                before = mixture.value
                duals = generation.master.round(mixture.rows, mixture.levels)
                priced = generation.price(free, duals, gap=0.0, seconds=3.0)
                mixture = generation.master.solve()
                if not priced.new or before - mixture.value < 0.3 * self._step:
                    break
        generation.master.fix({})
        if len(fixed) == people and mixture is not None and mixture.escaped < 1e-6:
            cells = ((p, d, s) for p, column in fixed.items() for d, s in column.cells)
            self._offer(rota_of(self._problem, cells))

    def _restrict(self, threshold: float, until: float) -> None:
        """The best rota of the cells that lines of reduced cost up to ``threshold`` use."""
        seconds = until - self._settings.budget.seconds()
        if seconds > 0 and not self.done:
            domain = restrict(self._problem.domain.shape, self._cheap(threshold))
            self._solve_part(domain, seconds, 8)

    def _search(self, until: float) -> None:
        """Free one neighbourhood of the rota after the other, those that pay more often."""
        budget, shape = self._settings.budget, self._problem.domain.shape
        useful = useful_cells(shape, self._cheap(60.0 * self._step))
        while not self.done and budget.seconds() < until:
            n = self._random.choices(range(len(NEIGHBOURHOODS)), self._scores)[0]
            settled = self._parts.settle(self._best)
            scene = look_at(settled, self._best, useful, self._rows, self._level)
            domain = NEIGHBOURHOODS[n](scene, self._sizes[n], self._random)
            seconds = min(4.0, until - budget.seconds())
            status, better = self._solve_part(domain, seconds, 4)
            self._scores[n] = 0.8 * self._scores[n] + (1.0 if better else 0.04)
            self._sizes[n] = max(2.0, self._sizes[n] * (1.15 if status == "optimal" else 0.87))

    def _cheap(self, threshold: float) -> list[list[Column]]:
        """For each person the line of the rota, and lines of reduced cost up to ``threshold``."""
        generation = self._generation
        if generation.mixture is None:
            return [[own] for own in self._best]
        return [
            [
                own,
                *(
                    column
                    for column, _ in generation.master.columns[own.p].values()
                    if generation.reduced_cost(column) <= threshold
                ),
            ]
            for own in self._best
        ]

    def _solve_part(
        self, domain: NDArray[np.int8], seconds: float, workers: int
    ) -> tuple[str, bool]:
        """Solve the part that ``domain`` leaves free; how it ended, and whether it got better."""
        outcome, rota = self._parts.solve(self._best, domain, seconds=seconds, workers=workers)
        better = rota is not None and self._offer(rota, outcome)
        return outcome.status, better
