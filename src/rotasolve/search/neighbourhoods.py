"""Neighbourhoods: which cells of a rota to free next, each a way of looking at it.

Each takes the columns of the rota and a size, and gives the domain in which some cells are free
and the others as they are; shape (P, D, S). Of long lines most free no more than of lines that are
as long as a window of pricing: a part of a year could not be solved.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rotasolve.model.problem import FREE, NO, YES
from rotasolve.search.pricing import WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows


FIRST_SIZE = 5.0
"""Size of each neighbourhood at first."""

LEAST_SIZE = 2.0
"""Size below which none shrinks, but in a team of one."""

FAILED = 0.04
"""What a part counts that was solved in vain, where one that gains what is usual counts 1."""

KEPT = 0.8
"""How much of a score is left after each part that is chosen by it."""


@dataclass(frozen=True)
class Scene:
    """What a neighbourhood may look at.

    Attributes
    ----------
    settled
        The rota as a domain; shape (P, D, S).
    able
        Whether a person can have a cell at all; shape (P, D, S).
    pain
        What each day costs in rows, at least 1; shape (D,).
    trouble
        What each person's line costs, at least 1; shape (P,).
    """

    settled: NDArray[np.int8]
    able: NDArray[np.bool_]
    pain: NDArray[np.float64]
    trouble: NDArray[np.float64]


def some_days(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """Everybody free on a stretch of days around a costly one."""
    people, days, _ = scene.settled.shape
    length = min(days, max(2, round(size * 3 * min(days, WINDOW) / people / 4 + 3)))
    middle = chance.choices(range(days), scene.pain.tolist())[0]
    first = max(0, min(days - length, middle - chance.randrange(length)))
    domain = scene.settled.copy()
    domain[:, first : first + length, :] = FREE
    return domain


def some_people(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """Some people free on all days, chosen by what their lines cost; of long lines on a stretch."""
    people, days, _ = scene.settled.shape
    count = min(people, max(2, round(size)))
    first, length = _stretch(days, WINDOW, chance)
    domain = scene.settled.copy()
    for p in _choose(scene.trouble, count, chance):
        domain[p, first : first + length, :] = FREE
    return domain


def people_and_weeks(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """Twice as many people free, over half of the days; of long lines over half a window."""
    people, days, _ = scene.settled.shape
    count = min(people, max(3, round(2 * size)))
    first, length = _stretch(days, max(5, min(days, WINDOW) // 2), chance)
    domain = scene.settled.copy()
    for p in _choose(scene.trouble, count, chance):
        domain[p, first : first + length, :] = FREE
    return domain


def around_pain(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """Everybody free on the costliest days and those beside them, wherever these lie."""
    people, days, _ = scene.settled.shape
    domain = scene.settled.copy()
    count = max(1, round(size * min(days, WINDOW) / people / 6))
    for d in _choose(scene.pain - scene.pain.min() + 0.1, count, chance):
        domain[:, max(0, d - 1) : d + 2, :] = FREE
    return domain


def swapping_pairs(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """Pairs of people free wherever one of them works and the other could."""
    people = len(scene.settled)
    works = scene.settled == YES
    domain = scene.settled.copy()
    for p in _choose(scene.trouble, max(1, min(people // 2, round(size))), chance):
        could = (works[p] & scene.able).sum(axis=(1, 2)) / max(1, works[p].sum())
        could[p] = 0.0
        if could.any():
            q = chance.choices(range(people), could.tolist())[0]
            for each in (p, q):
                domain[each][(works[p] | works[q]) & scene.able[each]] = FREE
    return domain


def weeks_of_some(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """Some people free on a stretch of days around a costly one."""
    people, days, _ = scene.settled.shape
    count = min(people, max(3, round(3 * size)))
    length = min(days, max(4, round(2 * size)))
    middle = chance.choices(range(days), scene.pain.tolist())[0]
    first = max(0, min(days - length, middle - chance.randrange(length)))
    domain = scene.settled.copy()
    for p in _choose(scene.trouble, count, chance):
        domain[p, first : first + length, :] = FREE
    return domain


def pain_of_some(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """Some people free in the weeks around the costliest days, wherever these lie.

    What a line may do in a year, such as so many weekends, is moved to where it is needed most.
    The weeks are half of the days at most, and no more than a window has.
    """
    people, days, _ = scene.settled.shape
    near: set[int] = set()
    count = max(1, min(WINDOW // 7, days // 14))
    for d in _choose(scene.pain - scene.pain.min() + 0.1, count, chance):
        near.update(range(max(0, d - 3), min(days, d + 4)))
    domain = scene.settled.copy()
    for p in _choose(scene.trouble, min(people, max(2, round(size))), chance):
        domain[p, sorted(near), :] = FREE
    return domain


def some_lines(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
    """A few people free on all days, of long lines the fewer the longer these are.

    A line of a year has so many weekends, and so many days and hours: where it spends them is
    settled as a whole.
    """
    people, days, _ = scene.settled.shape
    count = min(people, max(1, round(size * min(days, WINDOW) / days)))
    domain = scene.settled.copy()
    domain[_choose(scene.trouble, count, chance)] = FREE
    return domain


Neighbourhood = Callable[[Scene, float, random.Random], np.ndarray]

NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (
    some_days,
    some_people,
    people_and_weeks,
    around_pain,
    swapping_pairs,
    weeks_of_some,
    pain_of_some,
)

LONG_NEIGHBOURHOODS = (*NEIGHBOURHOODS, some_lines)
"""Those for long lines; a short one is free as a whole among some people already."""


class Chosen(NamedTuple):
    """A part to be solved, and how it was chosen.

    Attributes
    ----------
    domain
        What is free in it; shape (P, D, S).
    neighbourhood, useful
        The index of the neighbourhood, and of the cells that it may free.
    """

    domain: NDArray[np.int8]
    neighbourhood: int
    useful: int


class Choice:
    """Which neighbourhood to free next, how large, and of which cells: rather what has paid.

    Parameters
    ----------
    num_people
        Number of people, the largest size.
    num_useful
        Number of sets of cells of which a neighbourhood may free those of one.
    neighbourhoods
        Those that there are.
    """

    def __init__(
        self, num_people: int, num_useful: int, neighbourhoods: Sequence[Neighbourhood]
    ) -> None:
        self._most, self._neighbourhoods = float(num_people), neighbourhoods
        self._sizes = [FIRST_SIZE] * len(neighbourhoods)
        self._scores = [1.0] * len(neighbourhoods)
        self._useful_scores = [1.0] * num_useful
        self._usual_gain = 0.0

    def next(
        self, scene: Scene, useful: Sequence[NDArray[np.bool_]], chance: random.Random
    ) -> Chosen:
        """The next part; ``useful`` has some of the sets of cells, always those first in order."""
        n = chance.choices(range(len(self._neighbourhoods)), self._scores)[0]
        u = chance.choices(range(len(useful)), self._useful_scores[: len(useful)])[0]
        domain = self._neighbourhoods[n](scene, self._sizes[n], chance)
        return Chosen(np.where(useful[u] | (domain != FREE), domain, scene.settled), n, u)

    def learn(self, chosen: Chosen, *, gain: int, solved: bool, seconds: float) -> None:
        """Note how the part ended: how much better the rota is, whether it was solved to the end.

        And after how long. What is solved to the end grows, the rest shrinks.
        """
        worth = FAILED
        if gain > 0:
            usual = self._usual_gain or gain
            self._usual_gain = KEPT * usual + (1 - KEPT) * gain
            worth = max(FAILED, gain / self._usual_gain)
        n, reward = chosen.neighbourhood, worth / max(0.5, seconds)
        for scores, index in ((self._scores, n), (self._useful_scores, chosen.useful)):
            scores[index] = KEPT * scores[index] + reward
        if (chosen.domain == FREE).any():
            size = self._sizes[n] * (1.2 if solved else 0.8)
            self._sizes[n] = min(max(LEAST_SIZE, size), self._most)


class Scenery:
    """What there is to look at in any rota of a problem: what each row costs, and where.

    Parameters
    ----------
    problem, rows
        The problem and its rows.
    level
        The level whose cost is looked at.
    """

    def __init__(self, problem: Problem, rows: Rows, level: str) -> None:
        self._level, self._days = level, problem.num_days
        self._able = problem.domain != NO
        self._prices: list[tuple[int, int, int, int, list[int]]] = []
        for number, row in enumerate(rows.rows):
            priced = [(c, v.cost) for c, v in row.variables if v.level == level]
            short = sum(cost for c, cost in priced if c > 0)
            over = sum(cost for c, cost in priced if c < 0) if row.equal else 0
            days = sorted(
                {d for each in row.presences for d, _ in each.cells if 0 <= d < self._days}
            )
            if days and (short or over) and row.shows_its_cost:
                self._prices.append((number, row.lower, short, over, days))

    def of(self, columns: Sequence[Column], settled: NDArray[np.int8]) -> Scene:
        """The scene of the rota of ``columns``, which is ``settled`` as a domain."""
        sums: defaultdict[int, int] = defaultdict(int)
        for column in columns:
            for number, amount in column.activity.items():
                sums[number] += amount
        pain = np.ones(self._days)
        for number, lower, short, over, days in self._prices:
            missing = lower - sums[number]
            pain[days] += (short * missing if missing > 0 else over * -missing) / len(days)
        trouble = np.sqrt([1.0 + column.costs.get(self._level, 0) for column in columns])
        return Scene(settled, self._able, pain, trouble)


def useful_cells(
    shape: tuple[int, int, int], columns: Sequence[Sequence[Column]]
) -> NDArray[np.bool_]:
    """Whether some column of a person works a cell and another does not; shape (P, D, S)."""
    counts = np.zeros(shape, dtype=np.int64)
    totals = np.zeros(shape[0], dtype=np.int64)
    for p, own in enumerate(columns):
        totals[p] = len(own)
        for column in own:
            for cell in column.cells:
                counts[(p, *cell)] += 1
    return (counts > 0) & (counts < totals[:, None, None])


def restrict(shape: tuple[int, int, int], columns: Sequence[Sequence[Column]]) -> NDArray[np.int8]:
    """The domain of every cell that the columns of its person leave open; shape (P, D, S)."""
    domain = np.full(shape, NO, dtype=np.int8)
    useful = useful_cells(shape, columns)
    for p, own in enumerate(columns):
        for cell in own[0].cells:
            domain[(p, *cell)] = YES
    domain[useful] = FREE
    return domain


def _stretch(days: int, length: int, chance: random.Random) -> tuple[int, int]:
    """The first of ``length`` days in a row somewhere among ``days``, and how many these are."""
    length = min(days, length)
    return chance.randrange(days - length + 1), length


def _choose(weights: NDArray[np.float64], count: int, chance: random.Random) -> list[int]:
    """``count`` different indices, likelier where the weight is greater."""
    keys = [chance.random() ** (1.0 / weight) for weight in weights]
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=True)[:count]
