"""One level of a team: rota and bound brought together by turns of what gains most.

In small and in large teams, and where lines are long, neighbourhoods go first; in others column
generation does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rotasolve.search.first import SMALL, is_large, num_free
from rotasolve.search.pricing import has_long_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.search.ways import Ways

FIRST_TURN = 2.0
"""Length of the first turn, in the budget's unit; turns grow by a third each time."""

LONGEST_TURN = 8.0
"""Length beyond which turns no longer grow."""

ROUGH_SHARE = 0.5
"""Share of the time after which a larger team's bound is proven though the master still falls,
unless neighbourhoods gain more."""

LONG_SHARE = 0.15
"""Share of the time after which generation begins where lines are long, though neighbourhoods pay:
dives lead further, and the later they come the less there is left to gain from them."""

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

MOST_REST = 7
"""Times that what takes long is left out at most after it has failed."""

DISTURBANCE = 0.1
"""Share of the lines that agree on a day that chance may make up for in a further dive, which says
what is settled first."""

DIVES = 3
"""Further dives in a row, each recombined with the best rota at once."""

DIVE_GAP = 0.01
"""Gap between rota and bound, and between rota and master, from which on a dive is worth its time,
though its rota be no better: neighbourhoods go further from there."""


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
    """The search for the best rota at one level, within the caps of the higher ones.

    Parameters
    ----------
    ways
        The ways to a better rota, whose turns are planned.
    """

    def __init__(self, ways: Ways) -> None:
        problem = ways.problem
        self._ways, self._settings, self._generation = ways, ways.settings, ways.generation
        self._turn = FIRST_TURN
        self._rate = 0.0
        self._roughing = _Backoff()
        self._rests = (_Backoff(), _Backoff(), _Backoff())
        self._small = num_free(problem) <= SMALL
        self._long = has_long_lines(problem)
        self._pays = self._small or self._long or is_large(problem)
        self._dived: set[str] = set()
        self._start = self._rough_until = self._next_dive = 0.0
        self._bound_due = math.inf

    def run(self, until: float) -> None:
        """Search until the rota is proven best or ``until``, in the budget's unit.

        In small and in large teams, and where lines are long, neighbourhoods go first, in others
        generation does.
        Of long lines, whose bound takes minutes, a first one is proven before generation. When its
        rough rounds are over, and now and then while they promise far better, a dive gives a rota
        whose lines fit together, and neighbourhoods better it as long as that pays. Then generation
        and neighbourhoods take turns until bound and master are close; from there on everything
        serves to find rotas, each way when those before lead no further. Turns grow.
        """
        self._ways.return_to_best()
        budget = self._settings.budget
        start = self._start = budget.spent()
        self._rough_until = start + ROUGH_SHARE * (until - start)
        if self._long:
            self._bound_due = start + LONG_SHARE * (until - start)
        first_dive = min(FIRST_DIVE, FIRST_DIVE_SHARE * (until - start))
        self._next_dive = start + first_dive

        def within(turns: float) -> float:
            return min(until, budget.spent() + turns * self._turn)

        while not self._ways.done and budget.spent() < until:
            if self._generation.close:
                self._finish(within, until)
            else:
                self._approach(within, until)
            self._turn = min(LONGEST_TURN, 1.3 * self._turn)

    def polish(self, until: float) -> None:
        """Better the rota by neighbourhoods alone until ``until``, where there is little time."""
        self._ways.return_to_best()
        while not self._ways.done and self._settings.in_time(until):
            self._ways.search(until)
            if self._ways.cost_here > self._ways.cost:
                self._ways.return_to_best()

    def _approach(self, within: Callable[[float], float], until: float) -> None:
        """A turn while generation is far from its end."""
        generation, budget = self._generation, self._settings.budget
        if budget.spent() >= self._rough_until and generation.mixture is not None:
            # Where neighbourhoods gain more than rough rounds they go on, here too.
            generation.rough = generation.rough and (self._small or self._roughing.rest > 0)
        rough = generation.rough and not self._small
        resting = rough and not self._pays and self._roughing.skip()
        if not (self._pays or resting) and self._approach_by_generation(within, until):
            return
        before, start = self._ways.cost_here, budget.spent()
        self._ways.search(within(LONG_TURNS if self._pays or self._small or resting else 1))
        gain = (before - self._ways.cost_here) / max(1, before)
        self._rate = gain / max(1e-6, budget.spent() - start)
        self._pays = self._rate > PAYS and budget.spent() < self._bound_due
        if self._ways.is_stale and self._ways.cost_here > self._ways.cost:
            self._ways.return_to_best()

    def _approach_by_generation(self, within: Callable[[float], float], until: float) -> bool:
        """Go on with generation, and dive if it is time for that; whether to go on so."""
        self._bound_once(until)
        generation, falls = self._generation, False
        turn = within(1 if self._small else GENERATION_TURNS)
        if self._small or not generation.rough:
            self._ways.generate(turn)
        else:
            falls = self._generate_roughly(turn)
            self._roughing.note(failed=not falls)
        if not generation.rough or (self._small and self._master_promises):
            self._dive_once("rough", until)
        elif self._master_promises:
            self._dive_early(until)
        return falls and not self._pays

    def _bound_once(self, until: float) -> None:
        """Prove a first bound of long lines; the lines found on the way serve generation at once.

        It may take minutes, so the turn of generation that follows has its time apart.
        """
        if self._bound_due < math.inf:
            self._bound_due = math.inf
            self._ways.first_bound(until)

    def _generate_roughly(self, until: float) -> bool:
        """Go on with the rough rounds of a larger team, which serve to find better rotas.

        Returns whether the master fell by no less than neighbourhoods last bettered the rota by,
        in the same time, and is not over them.
        """
        generation, budget = self._generation, self._settings.budget
        start = budget.spent()
        ends = (self._next_dive, self._rough_until)
        before = generation.mixture.value if generation.mixture is not None else math.inf
        before = max(1.0, min(before, self._ways.cost_here))
        self._ways.generate(min([until, *(each for each in ends if each > start)]))
        if generation.mixture is None:  # there was no time
            return False
        fall = (before - generation.mixture.value) / before
        return generation.rough and fall >= self._rate * (budget.spent() - start)

    def _finish(self, within: Callable[[float], float], until: float) -> None:
        """A turn when generation is nearly done: the ways of finding a better rota, one by one."""
        if not self._generation.finished:
            self._ways.generate(within(1))
        self._dive_once("close", until)
        self._ways.search(within(LONG_TURNS))
        if not self._ways.is_stale:
            return
        best = self._ways.cost
        self._ways.recombine(within(LONG_TURNS))
        last_ways = (self._dive_by_chance, self._ways.restrict, self._ways.rule_out)
        for go, backoff in zip(last_ways, self._rests, strict=True):
            due = self._ways.cost == best and not backoff.skip()
            if due and go(within((1 + backoff.rest) * LONG_TURNS)):
                backoff.note(failed=self._ways.cost == best)
        if self._ways.cost == best:
            self._ways.dive(until, disturbance=DISTURBANCE)

    def _dive_by_chance(self, until: float) -> bool:
        """Dive a few times, and recombine each rota with the best; whether it was tried."""
        best, tried = self._ways.cost, False
        for _ in range(DIVES):
            if self._ways.cost == best and self._ways.dive(until, disturbance=DISTURBANCE):
                self._ways.recombine(until)
                tried = True
        return tried

    @property
    def _master_promises(self) -> bool:
        """Whether the master is far below the rota searched from, on lines alone."""
        mixture = self._generation.mixture
        return (
            mixture is not None
            and mixture.escaped < 1e-6
            and mixture.value < (1 - PROMISE) * self._ways.cost_here
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
            far = min(self._ways.gap, 1 - mixture.value / max(1, self._ways.cost_here)) > DIVE_GAP
            if far:
                self._dive(until)

    def _dive_early(self, until: float) -> None:
        """Dive for a while, if it is long enough ago since the last time."""
        budget = self._settings.budget
        if budget.spent() >= self._next_dive:
            self._dive(until, longest=EARLY_SHARE * (budget.spent() - self._start))
            self._next_dive = self._start + NEXT_DIVE * (budget.spent() - self._start)

    def _dive(self, until: float, *, longest: float = math.inf) -> None:
        """Dive, and go on from there by neighbourhoods until they have had time to show gains."""
        self._pays |= self._ways.dive(until, longest=longest)
