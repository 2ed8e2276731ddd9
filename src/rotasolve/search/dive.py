"""Dives: a rota of what the master has all but decided, one person's day after another.

A day of a person on which nearly all of their lines in the mixture agree is settled so, and the
next surest ones with it. Then lines are priced again, with settled days held, until the master has
got over it; and so on, until everybody has one line. (Usually whole lines are fixed, as by Joncour
et al. 2010. But of lines of months the master holds many, each with a small share, while they agree
on most days.)
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Cell
    from rotasolve.search.cpsat import Settings
    from rotasolve.search.generation import Generation
    from rotasolve.search.master import Mixture

    Cells = tuple[Cell, ...]

SURE = 0.95
"""Share of a person's lines that agree on a day from which on it is settled."""

LEAST_OPEN = 0.1
"""Share of the days still open that a step settles at least."""

LEAST = 0.005
"""Share of all days that a step settles at least."""

ROUNDS = 6
"""Rounds of pricing in a step at most."""

FALL = 0.001
"""Relative fall of the master in a round below which a step ends."""

LINE_TIME = 3.0
"""Most time for one line, in the budget's unit."""


class Agreed(NamedTuple):
    """What most of a person's lines, by their share in the mixture, have on a day.

    Attributes
    ----------
    share
        The share of those that agree.
    p, d
        The person and the day.
    worked
        The cells of that day that they work.
    """

    share: float
    p: int
    d: int
    worked: Cells


def dive(
    generation: Generation,
    settings: Settings,
    until: float,
    *,
    chance: random.Random,
    disturbance: float = 0.0,
) -> list[Column] | None:
    """Everybody's line in a rota of what ``generation`` has all but decided.

    None where the lines break what binds people together, or there was no time.

    Parameters
    ----------
    until
        When the rest is taken as the master would have it, in the budget's unit; steps are the
        longer the less time there is.
    disturbance
        How much ``chance`` may add to a share, which says what is settled first.
    """
    master, budget = generation.master, settings.budget
    if not all(master.columns):
        return None
    mixture = generation.mixture = master.solve()
    master.prune()
    lines = _Lines(generation, settings)
    took = 0.0
    try:
        while lines.num_open and settings.time_left:
            start = budget.spent()
            hurry = 2 * took / (until - start) if start < until else 1.0
            order = [
                (each.share + disturbance * chance.random(), each) for each in lines.agreed(mixture)
            ]
            order.sort(key=lambda each: each[0], reverse=True)
            lines.settle([each for _, each in order], max(LEAST_OPEN, hurry))
            master.keep(lines.left)
            mixture = master.solve()
            for _ in range(ROUNDS):
                if not lines.num_open or not settings.in_time(until):
                    break
                new, before = lines.price(mixture, until), mixture.value
                mixture = master.solve()
                if not new or before - mixture.value <= FALL * before:
                    break
            took = budget.spent() - start
    finally:
        master.keep(None)
    return None if lines.num_open else lines.chosen(mixture)


class _Lines:
    """The lines that each person may still have, and the days on which these may differ.

    Attributes
    ----------
    left
        For each person the lines that are as settled on every settled day; never none.
    open_days
        For each person the days not settled.
    """

    def __init__(self, generation: Generation, settings: Settings) -> None:
        self._generation, self._settings = generation, settings
        self.left = [list(own) for own in generation.master.columns]
        self.open_days = [set(range(generation.num_days)) for _ in self.left]
        self._least = LEAST * self.num_open

    @property
    def num_open(self) -> int:
        """Days not settled, of all people together."""
        return sum(map(len, self.open_days))

    def agreed(self, mixture: Mixture) -> Iterator[Agreed]:
        """What ``mixture`` has on each open day."""
        for p, days in enumerate(self.open_days):
            shares = self._shares(mixture, p)
            for d in sorted(days):
                votes: defaultdict[Cells, float] = defaultdict(float)
                for cells, share in shares.items():
                    votes[_on(cells, d)] += share
                worked = max(votes, key=lambda each: votes[each])
                yield Agreed(votes[worked], p, d, worked)

    def settle(self, agreed: list[Agreed], least: float) -> None:
        """Settle the days on which lines surely agree, and at least a share of the open ones.

        Those first in ``agreed`` go first; of days that nobody's line left has together, the later
        ones stay open.
        """
        count = max(self._least, least * self.num_open)
        for share, p, d, worked in agreed:
            if share < SURE and count <= 0:
                continue
            same = [cells for cells in self.left[p] if _on(cells, d) == worked]
            if same:
                self.left[p] = same
                self.open_days[p].discard(d)
                count -= 1

    def price(self, mixture: Mixture, until: float) -> int:
        """Price those with open days at the duals of ``mixture``; how many lines are new."""
        generation, master = self._generation, self._generation.master
        people = [p for p, days in enumerate(self.open_days) if days]
        held = {}
        for p in people:
            shares = self._shares(mixture, p)
            most = max(shares, key=lambda cells: shares[cells])
            held[p] = master.columns[p][most][0], frozenset(self.open_days[p])
        known = [len(own) for own in master.columns]
        duals = master.round(mixture.rows, mixture.levels)
        left = (until - self._settings.budget.spent()) * self._settings.threads / len(people)
        limit = min(LINE_TIME, max(0.0, left))
        new = generation.price(people, duals, gap=0.0, limit=limit, held=held).new
        for p in people:
            self.left[p] += list(master.columns[p])[known[p] :]
        return new

    def chosen(self, mixture: Mixture) -> list[Column] | None:
        """Everybody's line when no day is open; None where ``mixture`` leans on something else."""
        columns = self._generation.master.columns
        lines = [columns[p][cells][0] for p, (cells,) in enumerate(self.left)]
        used = [{column.cells for column in own} for own in mixture.shares]
        others = any(own != {line.cells} for own, line in zip(used, lines, strict=True))
        return None if others or mixture.escaped >= 1e-6 else lines

    def _shares(self, mixture: Mixture, p: int) -> Mapping[Cells, float]:
        """The share of each line left to ``p`` in ``mixture``; where none has one, a new line."""
        left = set(self.left[p])
        shares = {
            column.cells: share
            for column, share in mixture.shares[p].items()
            if column.cells in left
        }
        return shares or {self.left[p][-1]: 0.0}


def _on(cells: Cells, d: int) -> Cells:
    """The cells of day ``d``."""
    return cells[bisect_left(cells, (d, -1)) : bisect_left(cells, (d + 1, -1))]
