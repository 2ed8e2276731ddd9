"""One level of a team: rota and bound brought together, by decomposition and by parts.

Column generation gives the bound and lines that fit the rota as a whole; diving, the model
restricted to those lines, and large neighbourhood search turn them into rotas. Whatever finds a
rota gives its lines back to the master. Once the rota is near the bound, cells that no better rota
can use are ruled out, and what is left is small enough to be solved whole.
"""

from __future__ import annotations

import math
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rotasolve.errors import EncoderMismatch
from rotasolve.model.build import build_rows, rota_of
from rotasolve.model.problem import FREE, NO, YES
from rotasolve.search.dive import dive
from rotasolve.search.first import SMALL, num_free
from rotasolve.search.generation import Generation
from rotasolve.search.neighbourhoods import Choice, Scenery, restrict, useful_cells
from rotasolve.search.part import Parts
from rotasolve.search.pricing import has_long_lines
from rotasolve.search.standing import judge

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.rota import Rota
    from rotasolve.search.aim import Aim
    from rotasolve.search.cpsat import Run, Settings
    from rotasolve.search.standing import Standing

FIRST_TURN = 2.0
"""Length of the first turn, in the budget's unit; turns grow by a third each time."""

LONGEST_TURN = 8.0
"""Length beyond which turns no longer grow."""

ROUGH_SHARE = 0.5
"""Share of the time after which a larger team's bound is proven though the master still falls."""

FIRST_DIVE = 15.0
"""Time before a first dive while the master of a larger team still falls, in the budget's unit."""

FIRST_DIVE_SHARE = 0.25
"""Share of the time that this is at most."""

NEXT_DIVE = 4.0
"""Time from the beginning, in that at the end of a dive, for the next while the master still
falls."""

EARLY_SHARE = 1.5
"""Most time for a dive while the master still falls, in that from the beginning."""

PROMISE = 0.3
"""Share of the rota's cost by which the master has to lie below it for a dive while it still falls
fast."""

GENERATION_TURNS = 4
"""Turns that generation of a larger team gets at a time while it is far from its end."""

LONG_TURNS = 3
"""Turns that looking for rotas gets at a time when it pays, when rough rounds rest or generation is
nearly done, and in small teams, where neighbourhoods alone go far."""

PAYS = 0.003
"""Share of the cost, for each unit of the budget, by which neighbourhoods have to better the rota
to go on instead of generation."""

PART_TIME = 4.0
"""Most time for one neighbourhood, in the budget's unit."""

STALE = 8
"""Neighbourhoods, for each search at once, after whose failure another way is tried."""

MOST_REST = 7
"""Times that what takes long is left out at most after it has failed."""

FIRST_THRESHOLD = 1.0
"""Reduced cost, in steps, of the lines whose cells the restricted model has at first."""

LAST_THRESHOLD = 20.0
"""Reduced cost from which the restricted model begins anew with few cells."""

DIVE_SHARE = 0.5
"""Share of the time left that a dive may take; then it takes the rest as it is."""

DISTURBANCE = 0.1
"""Share of the lines that agree on a day that chance may make up for in a further dive, which says
what is settled first."""

ELITE = 4
"""Rotas that led no further, kept to be recombined with others."""

DIVE_GAP = 0.01
"""Gap between rota and bound, and between rota and master, from which on a dive is worth its time,
though its rota be no better: neighbourhoods go further from there."""

PROVEN_GAP = 0.1
"""Gap below which what pricing has proven of the lines is posted in parts: it steers the search
towards the bound, which leads away from good rotas while these are far above it."""

EXACT_GAP = 0.02
"""Gap below which cells that no better rota can use are looked for."""

REACHES = (10.0, 60.0)
"""Reduced cost, in steps, up to which the cells of lines are freed once there is a mixture, as well
as every cell; what pays more often is chosen more often."""


class _Backoff:
    """How often to leave out what takes long: more often each time that it fails.

    Attributes
    ----------
    rest
        How often in a row, from the last time that it was tried.
    """

    def __init__(self) -> None:
        self.rest = self._left = 0

    def skip(self) -> bool:
        """Leave it out this once, if it is not yet due; whether it was left out."""
        self._left -= 1
        return self._left >= 0

    def note(self, *, failed: bool) -> None:
        """Note how it ended when it was tried."""
        self._left = self.rest = min(MOST_REST, 2 * self.rest + 1) if failed else 0


class Core:
    """The search for the best rota at one level, within the caps of the higher ones."""

    def __init__(
        self,
        problem: Problem,
        standing: Standing,
        settings: Settings,
        aim: Aim,
        report: Callable[[], None],
    ) -> None:
        assert standing.audit is not None
        self._problem, self._standing, self._settings = problem, standing, settings
        self._level, self._report = aim.level, report
        self._rows = build_rows(problem, hard_levels=aim.hard_levels)
        self._parts = Parts(problem, self._rows, settings, aim)
        self._generation = Generation(problem, self._rows, settings, aim)
        self._scenery = Scenery(problem, self._rows, aim.level)
        self._step = self._generation.step
        self._random = random.Random(settings.seed)
        self._choice = Choice(problem.num_people, 1 + len(REACHES))
        self._threshold = FIRST_THRESHOLD
        self._turn = FIRST_TURN
        self._possible = problem.domain
        self._ruled_out_at: int | None = None
        self._rate = 0.0
        self._roughing = _Backoff()
        self._ways = [(self._restrict, _Backoff()), (self._rule_out, _Backoff())]
        self._parts_solved = 0
        self._small = num_free(problem) <= SMALL
        self._pays = self._small or has_long_lines(problem)
        self._stale = 0
        self._dived: set[str] = set()
        self._start = self._rough_until = self._next_dive = 0.0
        self._lock = threading.Lock()
        self._here: list[Column] = []
        self._cost_here = 0
        self._elite: list[tuple[int, list[Column]]] = []

    def _return_to_best(self) -> None:
        """Search from the best rota, which other levels may have changed meanwhile."""
        rota = self._standing.rota
        assert rota is not None
        self._here, self._cost_here = self._parts.columns_of(rota), self._cost
        for column in self._here:
            self._generation.master.add(column)

    @property
    def done(self) -> bool:
        """Whether the rota is proven best, or the time is up."""
        return self._standing.proven(self._level) or not self._settings.time_left

    @property
    def _cost(self) -> int:
        return self._standing.cost(self._level)

    @property
    def _gap(self) -> float:
        """How far the rota searched from is above the bound, as a share of its cost."""
        bound = self._standing.bound.get(self._level, 0)
        return (self._cost_here - bound) / max(1, self._cost_here)

    def _note_bound(self, bound: int) -> None:
        known = self._standing.bound.get(self._level, 0)
        self._standing.prove(self._level, max(known, bound))
        self._report()

    def _offer(self, rota: Rota, outcome: Run | None = None, *, anew: bool = False) -> bool:
        """Audit ``rota``, keep it where it is the best, and go on from it where it is better.

        Parameters
        ----------
        outcome
            The run that found it, if one did, whose objective must agree.
        anew
            Go on from it even where it is no better, as long as it is as good at higher levels.
        """
        audited = judge(self._problem.team, rota, self._standing, self._level, outcome)
        columns = self._parts.columns_of(rota)
        with self._lock:
            for column in columns:
                self._generation.master.add(column)
            cost = audited.cost[self._level]
            as_good = self._standing.as_good(audited, above=self._level)
            best = self._standing.offer(rota, audited)
            better = best or (as_good and (anew or cost < self._cost_here))
            if better:
                self._here, self._cost_here = columns, cost
        if best:
            self._report()
        return better

    def run(self, until: float) -> None:
        """Search until the rota is proven best or ``until``, in the budget's unit.

        In small teams and where lines are long neighbourhoods go first, in others generation does.
        When its rough rounds are over, and now and then while they promise far better, a dive gives
        a rota whose lines fit together, and neighbourhoods better it as long as that pays. Then
        generation and neighbourhoods take turns until bound and master are close; from there on
        everything serves to find rotas, each way when those before lead no further. Turns grow.
        """
        self._return_to_best()
        budget = self._settings.budget
        start = self._start = budget.spent()
        self._rough_until = start + ROUGH_SHARE * (until - start)
        first_dive = min(FIRST_DIVE, FIRST_DIVE_SHARE * (until - start))
        self._next_dive = start + first_dive

        def within(turns: float) -> float:
            return min(until, budget.spent() + turns * self._turn)

        while not self.done and budget.spent() < until:
            if self._generation.close:
                self._finish(within, until)
            else:
                self._approach(within, until)
            self._turn = min(LONGEST_TURN, 1.3 * self._turn)

    def _approach(self, within: Callable[[float], float], until: float) -> None:
        """A turn while generation is far from its end."""
        generation, budget = self._generation, self._settings.budget
        if generation.mixture is not None and budget.spent() >= self._rough_until:
            # Where neighbourhoods gain more than rough rounds they go on, here too.
            generation.rough = generation.rough and (self._small or self._roughing.rest > 0)
        rough = generation.rough and not self._small
        resting = rough and not self._pays and self._roughing.skip()
        if not (self._pays or resting) and self._approach_by_generation(within, until):
            return
        before, start = self._cost_here, budget.spent()
        self._search(within(LONG_TURNS if self._pays or self._small or resting else 1))
        gain = (before - self._cost_here) / max(1, before)
        self._rate = gain / max(1e-6, budget.spent() - start)
        self._pays = self._rate > PAYS
        if self._is_stale and self._cost_here > self._cost:
            self._return_to_best()

    def _approach_by_generation(self, within: Callable[[float], float], until: float) -> bool:
        """Go on with generation, and dive if it is time for that; whether to go on so."""
        generation, falls = self._generation, False
        turn = within(1 if self._small else GENERATION_TURNS)
        if self._small or not generation.rough:
            self._generate(turn)
        else:
            falls = self._generate_roughly(turn)
            self._roughing.note(failed=not falls)
        if not generation.rough or (self._small and self._master_promises):
            self._dive_once("rough", until)
        elif self._master_promises:
            self._dive_early(until)
        return falls and not self._pays

    def _generate_roughly(self, until: float) -> bool:
        """Go on with the rough rounds of a larger team, which serve to find better rotas.

        Returns whether the master fell by no less than neighbourhoods last bettered the rota by,
        in the same time, and is not over them.
        """
        generation, budget = self._generation, self._settings.budget
        start = budget.spent()
        ends = (self._next_dive, self._rough_until)
        before = generation.mixture.value if generation.mixture is not None else math.inf
        before = max(1.0, min(before, self._cost_here))
        self._generate(min([until, *(each for each in ends if each > start)]))
        if generation.mixture is None:  # there was no time
            return False
        fall = (before - generation.mixture.value) / before
        return generation.rough and fall >= self._rate * (budget.spent() - start)

    def _finish(self, within: Callable[[float], float], until: float) -> None:
        """A turn when generation is nearly done: the ways of finding a better rota, one by one."""
        if not self._generation.finished:
            self._generate(within(1))
        self._dive_once("close", until)
        self._search(within(LONG_TURNS))
        if not self._is_stale:
            return
        best = self._cost
        self._recombine(within(LONG_TURNS))
        for go, backoff in self._ways:
            due = self._cost == best and not backoff.skip()
            if due and go(within((1 + backoff.rest) * LONG_TURNS)):
                backoff.note(failed=self._cost == best)
        if self._cost == best:
            self._dive(until, disturbance=DISTURBANCE)

    @property
    def _master_promises(self) -> bool:
        """Whether the master is far below the rota searched from, on lines alone."""
        mixture = self._generation.mixture
        return (
            mixture is not None
            and mixture.escaped < 1e-6
            and mixture.value < (1 - PROMISE) * self._cost_here
        )

    def _dive_once(self, stage: str, until: float) -> None:
        """Dive once when generation has reached ``stage``, if the rota is far from the bound.

        And from the master, which a dive hardly ever betters, and which has to be of lines alone.
        """
        mixture = self._generation.mixture
        if mixture is None or mixture.escaped >= 1e-6:
            return
        if stage not in self._dived and self._settings.in_time(until):
            self._dived.add(stage)
            far = min(self._gap, 1 - mixture.value / max(1, self._cost_here)) > DIVE_GAP
            if far and self._dive(until):
                self._pays = True  # until neighbourhoods have had time to show it

    def _dive_early(self, until: float) -> None:
        """Dive for a while, if it is long enough ago since the last time."""
        budget = self._settings.budget
        if budget.spent() >= self._next_dive:
            longest = EARLY_SHARE * (budget.spent() - self._start)
            if self._dive(until, longest=longest):
                self._pays = True
            self._next_dive = self._start + NEXT_DIVE * (budget.spent() - self._start)

    def _generate(self, until: float) -> None:
        """Go on with generation."""
        if not self.done:
            if not self._generation.run(until, lambda: self._cost):
                raise EncoderMismatch("somebody has no line, and an audited rota has one for each")
            self._note_bound(self._generation.rounded())

    def _dive(self, until: float, *, longest: float = math.inf, disturbance: float = 0.0) -> bool:
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
        if self.done:
            return False
        budget = self._settings.budget
        until = budget.spent() + min(longest, DIVE_SHARE * (until - budget.spent()))
        columns = dive(
            self._generation, self._settings, until, chance=self._random, disturbance=disturbance
        )
        if columns is None:
            return False
        cells = ((column.p, d, s) for column in columns for d, s in column.cells)
        return self._offer(rota_of(self._problem, cells), anew=True)

    def _restrict(self, until: float) -> bool:
        """The best rota of the cells that lines of small reduced cost use; whether it was tried."""
        if self.done or not self._settings.in_time(until):
            return False
        before = self._cost_here
        (lines,) = self._cheap(self._threshold * self._step)
        domain = restrict(self._problem.domain.shape, lines)
        self._solve_part(self._here, domain, until, self._settings.many)
        if self._cost_here == before:
            self._threshold *= 2
            if self._threshold > LAST_THRESHOLD:
                self._threshold = FIRST_THRESHOLD
        return True

    def _recombine(self, until: float) -> None:
        """The best rota of the cells in which rotas that led no further differ from the best."""
        if all(cost != self._cost_here for cost, _ in self._elite):
            self._elite.append((self._cost_here, self._here))
        self._return_to_best()
        lines = [[column] for column in self._here]
        for _, columns in self._elite:
            for column in columns:
                lines[column.p].append(column)
        self._elite = sorted(self._elite, key=lambda each: each[0])[:ELITE]
        domain = restrict(self._problem.domain.shape, lines)
        if (domain == FREE).any():
            self._solve_part(self._here, domain, until, 1)

    def _rule_out(self, until: float) -> bool:
        """Rule out the cells that no better rota can use, and solve what is left whole.

        Returns whether that was tried, as the bound is near enough.
        """
        near = self._gap <= EXACT_GAP and self._generation.finished
        if self.done or not near or not self._settings.in_time(until):
            return False
        if self._ruled_out_at != self._cost:
            domain = self._useful_domain()
            self._ruled_out_at = self._cost
            self._possible = self._generation.possible(domain, self._cost - self._step, until)
        domain = self._possible.copy()
        domain[self._parts.settle(self._here) == YES] = FREE  # the best rota is not better
        outcome, _ = self._solve_part(self._here, domain, until, self._settings.many)
        if outcome is not None and outcome.status == "optimal":
            self._note_bound(self._cost)
        return outcome is not None

    def _useful_domain(self) -> NDArray[np.int8]:
        """What each cell may be in a better rota, as far as is known.

        A rota better at a higher level may cost more here than the one for which cells were ruled
        out: then nothing is known.
        """
        if self._ruled_out_at is None or self._cost > self._ruled_out_at:
            return self._problem.domain
        return self._possible

    def _search(self, until: float) -> None:
        """Free neighbourhoods of the rota, those that pay more often, several at a time."""
        if self.done:
            return
        useful = [self._useful_domain() != NO]
        if self._generation.mixture is not None:
            shape = self._problem.domain.shape
            useful += [
                useful[0] & useful_cells(shape, lines)
                for lines in self._cheap(*(reach * self._step for reach in REACHES))
            ]
        self._stale = 0
        with ThreadPoolExecutor(self._settings.threads) as pool:
            running = [
                pool.submit(self._search_alone, useful, until)
                for _ in range(self._settings.threads)
            ]
        for each in running:
            each.result()

    @property
    def _is_stale(self) -> bool:
        """Whether so many neighbourhoods in a row have failed that another way is worth trying."""
        return self._stale >= STALE * self._settings.threads

    def _search_alone(self, useful: list[NDArray[np.bool_]], until: float) -> None:
        while not self.done and self._settings.in_time(until) and not self._is_stale:
            with self._lock:
                here = self._here
                scene = self._scenery.of(here, self._parts.settle(here))
                chosen = self._choice.next(scene, useful, self._random)
            start = time.monotonic()
            outcome, better = self._solve_part(here, chosen.domain, until, 1, most=PART_TIME)
            seconds = 1.0 if self._settings.budget.deterministic else time.monotonic() - start
            solved = outcome is not None and outcome.status == "optimal"
            with self._lock:
                self._stale = 0 if better else self._stale + 1
                self._choice.learn(chosen, better=better, solved=solved, seconds=seconds)

    def _cheap(self, *thresholds: float) -> list[list[list[Column]]]:
        """For each threshold and person the line of the rota, and lines of less reduced cost."""
        generation = self._generation
        lines = [[(0.0, own)] for own in self._here]
        for p, own in enumerate(generation.master.columns):
            lines[p] += [(generation.reduced_cost(column), column) for column, _ in own.values()]
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
        limit = min(most, until - self._settings.budget.spent())
        if limit <= 0 or self.done:
            return None, False
        proven = self._generation.proven if self._gap <= PROVEN_GAP else None
        with self._lock:
            self._parts_solved += 1
            seed = self._settings.seed + self._parts_solved
        outcome, rota = self._parts.solve(
            here,
            domain,
            limit=limit,
            workers=workers,
            proven=proven,
            seed=seed,
        )
        return outcome, rota is not None and self._offer(rota, outcome)
