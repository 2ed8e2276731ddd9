"""Column generation: lines priced against the master's duals until no line is worth adding.

Duals jump about from round to round; they are smoothed towards those of the best bound so far
(Wentges 1997; Pessoa et al. 2018).
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.duals import LineBounds
from rotasolve.search.cpsat import Stopped, answers
from rotasolve.search.master import Master, Vector
from rotasolve.search.pricing import LinePricer, Priced, has_long_lines, scaled_cost
from rotasolve.search.relaxation import relax

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from rotasolve.model.build import Column
    from rotasolve.model.duals import Duals
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows
    from rotasolve.search.aim import Aim
    from rotasolve.search.cpsat import Settings
    from rotasolve.search.master import Mixture
    from rotasolve.search.relaxation import Relaxed

SMOOTHING = 0.7
"""How far duals stay with those of the best bound."""

BATCHES = 4
"""Batches in which people are priced while the master still falls."""

ROUGH_GAP = 0.05
"""Relative gap at which a line is good enough in a batch."""

LONG_GAP = 0.01
"""Relative gap at which a long line is good enough where bounds are proven, until nothing new comes
of it."""

ROUGH_FALL = 0.03
"""Relative fall of the master over all batches below which bounds are proven instead."""

ROUGH_PASSES = 4
"""Times that everybody is priced in batches at least: a first rota's lines hold the master up."""

FIRST_PATIENCE = 10.0
"""Most time for pricing one line, in the budget's unit; it doubles when nothing comes of it."""

MOST_PATIENCE = 40.0
"""Time for one line beyond which no more is given."""

CLOSE = 0.002
"""Gap between bound and master, as a share of the cost, from which generation is close."""

RELAXATION_SHARE = 0.1
"""Most of the time left for the relaxation."""

FIRST_SHARE = 0.25
"""Share of the time that sweeping everybody's lines, and that searching them, may take for a first
bound."""

LEAST_LIMIT = 0.2
"""Least time for one line there, in the budget's unit."""

UNPRICED = Priced((), None, optimal=False)
"""What is known of a person who was not priced: nothing."""


class Round(NamedTuple):
    """What pricing some people at the same duals gave.

    Attributes
    ----------
    new
        Number of new columns.
    least
        For each of them what no line goes below, scaled; None when that of somebody is not known.
    optimal
        Whether everybody's best line is proven best.
    possible
        Whether everybody has a line, as far as is known.
    """

    new: int
    least: tuple[int, ...] | None
    optimal: bool
    possible: bool


class Generation:
    """Everybody's pricing models, the master, and the bound proven so far.

    Attributes
    ----------
    master
        The master with every column found.
    mixture
        Its last solution.
    bound
        Proven bound of the cost at the level, scaled; minus infinity at first.
    proven
        What pricing has proven of everybody's lines at the duals of ``bound``.
    num_days
        Number of days of the period.
    rough
        Whether bounds are not worth proving yet, as the master still falls fast. The search may end
        that when it has taken long.
    close
        Whether bound and master are so near that the lines fit together: time to look for a rota.
    finished
        Whether no line worth adding was found any more in the time there was for each: the bound is
        as good as it gets.
    """

    def __init__(self, problem: Problem, rows: Rows, settings: Settings, aim: Aim) -> None:
        self._rows, self._aim = rows, aim
        self._problem, self._settings, self.num_days = problem, settings, problem.num_days
        self.master = Master(rows, problem.num_people, aim, settings)
        self.mixture: Mixture | None = None
        self.bound: float = -math.inf
        self.proven: LineBounds | None = None
        self.close = False
        self.finished = False
        self._centre: tuple[Vector, dict[str, float]] | None = None
        self._last: tuple[Vector, dict[str, float]] | None = None
        self._relaxed: Relaxed | None = None
        self._began = False
        self.rough = True
        self._before = math.inf
        self._next, self._passes = 0, 0
        self._patience = FIRST_PATIENCE
        self._long = has_long_lines(problem)
        self._gap = LONG_GAP if self._long else 0.0
        self._batch_size = max(2, problem.num_people // BATCHES)

    @cached_property
    def pricers(self) -> list[LinePricer]:
        """Everybody's pricing model; built when one is first asked for, which takes a while.

        Raises
        ------
        Stopped
            If the time is up meanwhile, or somebody has asked to stop.
        """
        pricers, hard_levels = [], self._aim.hard_levels
        for p in range(self._problem.num_people):
            self._settings.check()
            pricers.append(LinePricer(self._problem, self._rows, p, hard_levels=hard_levels))
        return pricers

    @cached_property
    def step(self) -> int:
        """A number that divides every cost at the level; 0 where nothing costs anything."""
        level = self._aim.level
        return math.gcd(
            *(variable.cost for variable in self._rows.variables if variable.level == level),
            *(pricer.divisor(level) for pricer in self.pricers),
        )

    def price(
        self,
        people: Sequence[int],
        duals: Duals,
        *,
        gap: float,
        limit: float,
        prove: bool = False,
        held: Mapping[int, tuple[Column, Collection[int]]] = MappingProxyType({}),
    ) -> Round:
        """Price ``people`` once, in parallel, and add the lines found to the master.

        Of whom a long line is known, that is swept by windows, and a line searched for as a whole
        only to ``prove`` a bound. ``limit`` holds for the sweep and for the search. Those in
        ``held`` get lines that differ from the one given only on the days given, if on any.
        """
        assert not (prove and held)
        settings = self._settings

        def one(p: int) -> Priced:
            pricer = self.pricers[p]
            line, days = held.get(p, (None, None))
            near = line or (self._best(p, duals) if pricer.is_long else None)
            if days is not None and not pricer.is_long:
                return pricer.price(duals, settings, limit=limit, gap=gap, near=near, days=days)
            if near is None:
                return pricer.price(duals, settings, limit=limit, gap=gap)
            swept = pricer.sweep(duals, settings, near, limit=limit, days=days)
            if not prove or not settings.time_left:
                return swept
            near = next(iter(swept.columns), near)
            unspent = settings.budget.left() - swept.work  # by the clock it is spent already
            left = min(limit, unspent) if settings.budget.deterministic else limit
            proven = pricer.price(
                duals, settings, limit=max(0.0, left), gap=max(gap, self._gap), near=near
            )
            columns = proven.columns + swept.columns
            return replace(
                proven,
                columns=tuple(sorted(columns, key=lambda each: scaled_cost(each, duals))),
                work=proven.work + swept.work,
            )

        priced = self._each(people, one)
        bounds = tuple(each.bound for each in priced if each.bound is not None)
        return Round(
            new=sum(self.master.add(column) for each in priced for column in each.columns),
            least=bounds if len(bounds) == len(priced) and not held else None,
            optimal=all(each.optimal for each in priced),
            possible=all(each.possible for each in priced),
        )

    def _best(self, p: int, duals: Duals) -> Column | None:
        """The known line of ``p`` that is best at ``duals``."""
        known = (column for column, _ in self.master.columns[p].values())
        return min(known, key=lambda column: scaled_cost(column, duals), default=None)

    def _each(self, people: Sequence[int], do: Callable[[int], Priced]) -> list[Priced]:
        """What ``do`` gives for each of ``people``, in parallel; nothing once the time is up."""
        settings = self._settings

        def one(p: int) -> Priced:
            if not settings.time_left:
                return UNPRICED
            done = do(p)
            settings.budget.spend(done.work)
            return done

        def end() -> None:
            for p in people:
                self.pricers[p].stop()

        with ThreadPoolExecutor(settings.threads) as pool:
            return answers([pool.submit(one, p) for p in people], settings.stop, end)

    def run(
        self, until: float, target: Callable[[], int | None], rota: Sequence[Column] = ()
    ) -> bool:
        """Generate until the bound meets ``target``, no line is worth adding, or ``until``.

        It also ends when it ceases to be rough, and when it has come close.

        ``until`` is in the budget's unit; ``target`` gives the cost of the best rota; the lines of
        ``rota`` are in the master throughout. May be called again to go on. Returns False when
        somebody has no line at all, so that no rota exists.
        """
        self.master.hold(rota)

        def met() -> bool:
            best = target()
            return best is not None and self.rounded() >= best

        before = self.rough, self.close
        if not self._began and self._settings.in_time(until):
            self._begin()
            if not self._long and not self.first_bound(until):
                return False
        while (
            not self.finished
            and (self.rough, self.close) == before
            and self._settings.in_time(until)
            and not met()
        ):
            if not self._round(until):
                return False
        self.close |= self.finished
        self.mixture = self.master.solve()
        return True

    def _begin(self) -> None:
        """Begin with what rows are worth in the relaxation, where that can be told in time."""
        self._began = True
        try:
            limit = RELAXATION_SHARE * self._settings.budget.left()
            self._relaxed = relax(self._rows, self.pricers, self._aim, self._settings, limit)
        except Stopped:
            return
        self._last = self._relaxed

    def first_bound(self, until: float) -> bool:
        """Price everybody once at the duals of the relaxation, as nearly as there is time for.

        Nothing where the relaxation is not known, or bounds are proven already. Returns False when
        somebody has no line at all.
        """
        if not self._began:
            self._begin()
        relaxed, self._relaxed = self._relaxed, None
        if relaxed is None or self.proven is not None:
            return True
        left = max(0.0, until - self._settings.budget.spent())
        each = FIRST_SHARE * left * self._settings.threads / max(1, len(self.pricers))
        limit = min(self._patience, max(LEAST_LIMIT, each))
        duals = self.master.round(*relaxed)
        priced = self.price(range(len(self.pricers)), duals, gap=LONG_GAP, limit=limit, prove=True)
        self._take(priced, duals, relaxed)
        return priced.possible

    def _take(self, priced: Round, duals: Duals, centre: tuple[Vector, dict[str, float]]) -> None:
        """Take what pricing everybody at ``duals``, which are ``centre`` rounded, has proven."""
        if priced.least is not None:
            bound = self.master.bound(duals, sum(priced.least))
            if bound > self.bound:
                self.bound, self._centre = float(bound), centre
                self.proven = LineBounds(duals, priced.least)

    def holds_anew(self) -> bool:
        """Whether it is above 0 as well by what another way of searching proves of the lines."""
        if self.proven is None:
            return False
        duals, limit = self.proven.duals, self._patience

        def one(p: int) -> Priced:
            return self.pricers[p].price(duals, self._settings, limit=limit, pool=1, anew=True)

        priced = self._each(range(len(self.pricers)), one)
        bounds = [each.bound for each in priced if each.bound is not None]
        return len(bounds) == len(priced) and self.master.bound(duals, sum(bounds)) > 0

    def _round(self, until: float) -> bool:
        """Price some people or everybody once; False when somebody has no line at all.

        While the master still falls, people are priced in batches, each at the duals that the
        batch before has left; only a round in which everybody is priced at the same duals proves
        a bound.
        """
        return self._batch(until) if self.rough else self._prove(until)

    def _batch(self, until: float) -> bool:
        """Price the next few people, after those who were priced last."""
        mixture = self.mixture = self.master.solve()
        self.master.prune()
        if self._next == 0:
            fall = self._before - mixture.value
            self.rough = self._passes < ROUGH_PASSES or fall > ROUGH_FALL * abs(mixture.value)
            self._before = mixture.value
            self._passes += 1
        rows, levels = self._last = self._mix(self._last, mixture)
        duals = self.master.round(rows, levels)
        people = range(self._next, min(len(self.pricers), self._next + self._batch_size))
        self._next = people.stop % len(self.pricers)
        return self.price(people, duals, gap=ROUGH_GAP, limit=self._limit(until)).possible

    def _prove(self, until: float) -> bool:
        """Price everybody at the same duals, and bound every rota by it."""
        everybody = range(len(self.pricers))
        self.mixture = mixture = self.master.solve()
        self.master.prune()
        # Costs are not negative, so duals that prove less than 0 are no centre to stay near.
        centre = self._centre if self.bound > 0 else None
        rows, levels = self._mix(centre, mixture)
        duals = self.master.round(rows, levels)
        priced = self.price(everybody, duals, gap=0.0, limit=self._limit(until), prove=True)
        if not priced.possible:
            return False
        self._take(priced, duals, (rows, levels))
        scaled = mixture.value * self.master.scale
        if mixture.escaped < 1e-6:
            self.close |= scaled - self.bound <= CLOSE * abs(scaled)
        if mixture.escaped < 1e-6 and self.rounded() >= self._round_up(scaled):
            self.finished = True
        elif not priced.new and math.isfinite(mixture.escaped):
            # Nothing new at smoothed duals, or within a gap, proves nothing: be exact next time.
            # Where pricing was cut off, more time for each line may find more, up to a point.
            exact = centre is None and not self._gap
            patient = priced.optimal or self._patience >= MOST_PATIENCE
            if exact and not patient:
                self._patience *= 2
            elif exact and (mixture.escaped < 1e-6 or not self.master.raise_escapes()):
                self.finished = True
            self._centre, self._gap = None, 0.0
        return True

    def possible(self, domain: NDArray[np.int8], most: int, until: float) -> NDArray[np.int8]:
        """``domain`` without the cells that no rota of cost up to ``most`` uses.

        At the duals of the bound such a rota has lines whose reduced costs together lie within
        what is between the bound and its cost; so a cell is of no use to it when every line with
        that cell has more than that. Lines found on the way go to the master.
        """
        if self.proven is None:
            return domain
        proven, room = self.proven, self.master.scale * most - math.floor(self.bound)
        domain = domain.copy()

        def one(p: int) -> Priced:
            room_of_p = proven.least[p] + room
            lines = (column for column, _ in self.master.columns[p].values())
            near = [each for each in lines if scaled_cost(each, proven.duals) <= room_of_p]
            return self.pricers[p].reach(
                proven.duals,
                self._settings,
                room_of_p,
                domain[p],
                seen={cell for column in near for cell in column.cells},
                until=until,
            )

        for priced in self._each(range(len(self.pricers)), one):
            for column in priced.columns:
                self.master.add(column)
        return domain

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

    def _limit(self, until: float) -> float:
        """Time for one line; a round begun is ended, as half a round proves nothing."""
        return max(1.0, min(self._patience, until - self._settings.budget.spent()))

    def rounded(self) -> int:
        """The bound as a cost: no rota costs less, and every cost is a multiple of ``step``."""
        return max(0, self._round_up(self.bound)) if self.bound > 0 else 0

    def _round_up(self, scaled: float) -> int:
        """The least multiple of ``step`` at or above ``scaled``, as a cost."""
        step = self.step or 1
        return step * math.ceil(scaled / (self.master.scale * step) - 1e-6)
