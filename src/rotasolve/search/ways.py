"""The ways to a better rota at one level, each going on from the rota that the others have found.

Column generation gives the bound and lines that fit the rota as a whole; dives, the model
restricted to those lines, recombination and large neighbourhood search turn them into rotas.
Whatever finds a rota gives its lines back to the master. Once the rota is near the bound, cells
that no better rota can use are ruled out, and what is left is small enough to be solved whole.
"""

from __future__ import annotations

import math
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rotasolve.audit import Auditor
from rotasolve.errors import EncoderMismatch
from rotasolve.model.build import build_rows, rota_of
from rotasolve.model.problem import FREE, NO, YES
from rotasolve.result import BOUND, BOUND_ANEW
from rotasolve.search.cpsat import answers
from rotasolve.search.dive import dive
from rotasolve.search.generation import Generation
from rotasolve.search.neighbourhoods import (
    LONG_NEIGHBOURHOODS,
    NEIGHBOURHOODS,
    Choice,
    Scenery,
    restrict,
    useful_cells,
)
from rotasolve.search.part import Parts
from rotasolve.search.pricing import has_long_lines
from rotasolve.search.standing import judge
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.rota import Rota
    from rotasolve.search.aim import Aim
    from rotasolve.search.cpsat import Run, Settings
    from rotasolve.search.standing import Standing

PART_TIME = 4.0
"""Most time for one neighbourhood, in the budget's unit."""

STALE = 8
"""Neighbourhoods, for each search at once, after whose failure another way is tried."""

FIRST_THRESHOLD = 1.0
"""Reduced cost, in steps, of the lines whose cells the restricted model has at first."""

LAST_THRESHOLD = 20.0
"""Reduced cost from which the restricted model begins anew with few cells."""

DIVE_SHARE = 0.5
"""Share of the time left that a dive may take; then it takes the rest as it is."""

ELITE = 4
"""Rotas kept to be recombined with others: the best of those that led no further, and of dives."""

PROVEN_GAP = 0.1
"""Gap below which what pricing has proven of the lines is posted in parts: it steers the search
towards the bound, which leads away from good rotas while these are far above it."""

EXACT_GAP = 0.02
"""Gap below which cells that no better rota can use are looked for."""

REACHES = (10.0, 60.0)
"""Reduced cost, in steps, up to which the cells of lines are freed, as well as every cell, once
there is a mixture better than the rota; what pays more often is chosen more often."""


class Ways:
    """Every way to a better rota at one level, within the caps of the higher ones.

    Each goes on until ``until`` at most, in the budget's unit, and does nothing where the rota is
    proven best or the time is up.

    Attributes
    ----------
    problem, settings
        What is searched, and how.
    generation
        Column generation for the level.
    """

    def __init__(
        self,
        problem: Problem,
        standing: Standing,
        settings: Settings,
        aim: Aim,
        report: Callable[[str], None],
    ) -> None:
        assert standing.audit is not None
        self.problem, self._standing, self.settings = problem, standing, settings
        self._level, self._report, self._way = aim.level, report, ""
        self._higher = {
            level: standing.cost(level)
            for level in standing.levels[: standing.levels.index(aim.level)]
        }
        lower = standing.levels[standing.levels.index(aim.level) + 1 :]
        rows = build_rows(problem, hard_levels=aim.hard_levels, without=frozenset(lower))
        self._auditor = Auditor(problem.team)
        self._parts = Parts(problem, rows, settings, aim)
        self.generation = Generation(problem, rows, settings, aim)
        self._scenery = Scenery(problem, rows, aim.level)
        self._random = random.Random(settings.seed)
        neighbourhoods = LONG_NEIGHBOURHOODS if has_long_lines(problem) else NEIGHBOURHOODS
        self._choice = Choice(problem.num_people, 1 + len(REACHES), neighbourhoods)
        self._threshold = FIRST_THRESHOLD
        self._possible = problem.domain
        self._ruled_out_at: int | None = None
        self._parts_solved = 0
        self._stale = 0
        self._lock = threading.Lock()
        self._here: list[Column] = []
        self._cost_here = 0
        self._elite: list[tuple[int, list[Column]]] = []

    def return_to_best(self) -> None:
        """Search from the best rota, which other levels may have changed meanwhile."""
        rota = self._standing.rota
        assert rota is not None
        self._here, self._cost_here = self._parts.columns_of(rota), self.cost
        self._add(self._here)

    def _add(self, columns: list[Column]) -> None:
        """Let the master use ``columns``."""
        for column in columns:
            self.generation.master.add(column)

    @property
    def done(self) -> bool:
        """Whether the rota is proven best, better at a higher level, or the time is up.

        Where it is better at a higher level, the caps here allow what is no use any more.
        """
        standing = self._standing
        better = any(standing.cost(level) < cost for level, cost in self._higher.items())
        return better or standing.proven(self._level) or not self.settings.time_left

    @property
    def cost(self) -> int:
        """The cost of the best rota at the level."""
        return self._standing.cost(self._level)

    @property
    def cost_here(self) -> int:
        """The cost of the rota searched from, which may be above that of the best."""
        return self._cost_here

    @property
    def gap(self) -> float:
        """How far the rota searched from is above the bound, as a share of its cost."""
        bound = self._standing.bound.get(self._level, 0)
        return (self.cost_here - bound) / max(1, self.cost_here)

    def _begin(self, way: str) -> None:
        """Tell what is done from now on."""
        self._way = way
        self._report(way)

    def _note_bound(self, bound: int) -> None:
        self._standing.prove(self._level, bound)
        self._report(self._way)

    def _offer(
        self,
        rota: Rota,
        columns: list[Column],
        outcome: Run | None = None,
        *,
        anew: bool = False,
    ) -> bool:
        """Audit ``rota``, keep it where it is the best, and go on from it where it is better.

        Parameters
        ----------
        columns
            Its lines, worked out.
        outcome
            The run that found it, if one did, whose objective must agree.
        anew
            Go on from it even where it is no better, as long as it is as good at higher levels.
        """
        audited = judge(self._auditor, rota, self._standing, self._level, outcome, self._higher)
        with self._lock:
            self._add(columns)
            cost = audited.cost[self._level]
            as_good = self._standing.as_good(audited, above=self._level)
            best = self._standing.offer(rota, audited)
            better = best or (as_good and (anew or cost < self.cost_here))
            if better:
                self._here, self._cost_here = columns, cost
        if best:
            self._report(self._way)
        return better

    def generate(self, until: float) -> None:
        """Go on with generation, from lines that include those of the rota searched from."""
        if not self.done:
            self._begin("column generation")
            possible = self.generation.run(until, lambda: self.cost, self._here)
            self._generated(possible=possible)

    def first_bound(self, until: float) -> None:
        """Prove a first bound, if there is none."""
        if not self.done:
            self._begin("a first bound")
            self._generated(possible=self.generation.first_bound(until))

    def _generated(self, *, possible: bool) -> None:
        if not possible:
            raise EncoderMismatch("somebody has no line, and an audited rota has one for each")
        bound, journal = self.generation.rounded(), self.settings.journal
        sure = self._level != MUST or not bound or journal.impossible
        if not sure and self.generation.holds_anew():
            journal.prove(BOUND, BOUND_ANEW)
        self._note_bound(bound)

    def dive(self, until: float, *, longest: float = math.inf, disturbance: float = 0.0) -> bool:
        """Go on from a rota of what the master has all but decided; whether there is one.

        Of such a rota neighbourhoods go further than of one bettered for long, though that may cost
        less: its lines fit together as those of the best rotas do.

        Parameters
        ----------
        longest
            Time after which the rest is taken as it is, if not earlier.
        disturbance
            How much chance has a say in what is settled first.
        """
        if self.done or not self.settings.in_time(until):
            return False
        self._begin("a dive")
        budget = self.settings.budget
        until = budget.spent() + min(longest, DIVE_SHARE * (until - budget.spent()))
        columns = dive(
            self.generation, self.settings, until, chance=self._random, disturbance=disturbance
        )
        if columns is None:
            return False
        cells = ((column.p, d, s) for column in columns for d, s in column.cells)
        rota = rota_of(self.problem, cells)
        return self._offer(rota, self._parts.columns_of(rota), anew=True)

    def restrict(self, until: float) -> bool:
        """The best rota of the cells that lines of small reduced cost use; whether it was tried."""
        if self.done or not self.settings.in_time(until):
            return False
        self._begin("the lines of small reduced cost")
        before = self.cost_here
        (lines,) = self._cheap(self._threshold * self.generation.step)
        domain = restrict(self.problem.domain.shape, lines)
        self._solve_part(self._here, domain, until, self.settings.many)
        if self.cost_here == before:
            self._threshold *= 2
            if self._threshold > LAST_THRESHOLD:
                self._threshold = FIRST_THRESHOLD
        return True

    def recombine(self, until: float) -> None:
        """The best rota of the cells in which the last one and those kept differ from the best."""
        if self.done:
            return
        self._begin("recombination")
        if all(not _same(columns, self._here) for _, columns in self._elite):
            self._elite.append((self.cost_here, self._here))
        self.return_to_best()
        lines = [[column] for column in self._here]
        for _, columns in self._elite:
            for column in columns:
                lines[column.p].append(column)
        self._elite = sorted(self._elite, key=lambda each: each[0])[:ELITE]
        domain = restrict(self.problem.domain.shape, lines)
        if (domain == FREE).any():
            self._solve_part(self._here, domain, until, 1)

    def rule_out(self, until: float) -> bool:
        """Rule out the cells that no better rota can use, and solve what is left whole.

        Returns whether that was tried, as the bound is near enough.
        """
        near = self.gap <= EXACT_GAP and self.generation.finished
        if self.done or not near or not self.settings.in_time(until):
            return False
        self._begin("ruling out")
        cost = self.cost
        if self._ruled_out_at != cost:
            domain = self._useful_domain()
            self._ruled_out_at = cost
            better = cost - self.generation.step
            self._possible = self.generation.possible(domain, better, until)
        domain = self._possible.copy()
        domain[self._parts.settle(self._here) == YES] = FREE  # the best rota is not better
        outcome, _ = self._solve_part(self._here, domain, until, self.settings.many)
        if outcome is not None and outcome.status == "optimal" and outcome.objective is not None:
            # The best rota may meanwhile be one that is better at a higher level and dearer here.
            self._note_bound(min(outcome.objective, cost))
        return outcome is not None

    def _useful_domain(self) -> NDArray[np.int8]:
        """What each cell may be in a better rota, as far as is known.

        A rota better at a higher level may cost more here than the one for which cells were ruled
        out: then nothing is known.
        """
        if self._ruled_out_at is None or self.cost > self._ruled_out_at:
            return self.problem.domain
        return self._possible

    def search(self, until: float) -> None:
        """Free neighbourhoods of the rota, those that pay more often, several at a time."""
        if self.done:
            return
        self._begin("neighbourhoods")
        useful = [self._useful_domain() != NO]
        mixture = self.generation.mixture
        if mixture is not None and mixture.value < self.cost_here:
            shape = self.problem.domain.shape
            useful += [
                useful[0] & useful_cells(shape, lines)
                for lines in self._cheap(*(reach * self.generation.step for reach in REACHES))
            ]
        self._stale = 0
        with ThreadPoolExecutor(self.settings.threads) as pool:
            running = [
                pool.submit(self._search_alone, useful, until) for _ in range(self.settings.threads)
            ]
            answers(running, self.settings.stop, lambda: None)

    @property
    def is_stale(self) -> bool:
        """Whether so many neighbourhoods in a row have failed that another way is worth trying."""
        return self._stale >= STALE * self.settings.threads

    def _search_alone(self, useful: list[NDArray[np.bool_]], until: float) -> None:
        while not self.done and self.settings.in_time(until) and not self.is_stale:
            with self._lock:
                here, cost = self._here, self.cost_here
                scene = self._scenery.of(here, self._parts.settle(here))
                chosen = self._choice.next(scene, useful, self._random)
            start = time.monotonic()
            outcome, better = self._solve_part(here, chosen.domain, until, 1, most=PART_TIME)
            seconds = 1.0 if self.settings.budget.deterministic else time.monotonic() - start
            solved = outcome is not None and outcome.status == "optimal"
            reached = outcome.objective if better and outcome is not None else None
            gain = 0 if reached is None else max(1, cost - reached)
            with self._lock:
                self._stale = 0 if better else self._stale + 1
                self._choice.learn(chosen, gain=gain, solved=solved, seconds=seconds)

    def _cheap(self, *thresholds: float) -> list[list[list[Column]]]:
        """For each threshold and person the line of the rota, and lines of less reduced cost."""
        master, mixture = self.generation.master, self.generation.mixture
        assert mixture is not None
        lines = [[(0.0, own)] for own in self._here]
        for p, own in enumerate(master.columns):
            lines[p] += [
                (master.reduced_cost(column, mixture), column) for column, _ in own.values()
            ]
        return [
            [[column for cost, column in own if cost <= threshold] for own in lines]
            for threshold in thresholds
        ]

    def _solve_part(
        self,
        here: list[Column],
        domain: NDArray[np.int8],
        until: float,
        workers: int,
        *,
        most: float = math.inf,
    ) -> tuple[Run | None, bool]:
        """Solve the part that ``domain`` leaves free; how it ended, and whether it got better."""
        limit = min(most, until - self.settings.budget.spent())
        if limit <= 0 or self.done:
            return None, False
        proven = self.generation.proven if self.gap <= PROVEN_GAP else None
        with self._lock:
            self._parts_solved += 1
            seed = self.settings.seed_of(self._parts_solved)
        outcome, rota = self._parts.solve(
            here,
            domain,
            limit=limit,
            workers=workers,
            proven=proven,
            seed=seed,
        )
        if rota is None or outcome.objective is None:
            return outcome, False
        columns = self._parts.columns_of(rota)
        lowest = self._level == self._standing.levels[-1]
        no_better = outcome.status == "optimal" and outcome.objective >= self.cost_here
        if _same(columns, here) or (lowest and no_better):
            with self._lock:
                self._add(columns)
            return outcome, False
        return outcome, self._offer(rota, columns, outcome)


def _same(first: Sequence[Column], second: Sequence[Column]) -> bool:
    """Whether everybody works the same in both; lines may have been worked out twice."""
    return [column.cells for column in first] == [column.cells for column in second]
