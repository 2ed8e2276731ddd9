"""What the cells of a line bring on each day of a pair: a holiday at a weekend, its substitute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.problem import once
from rotasolve.team.bank_holidays import holiday_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rotasolve.model.problem import Cell, Problem
    from rotasolve.team.bank_holidays import Pair

Gains = tuple[tuple[int, "Cell"], ...]
"""Pence that each of some cells brings, as a day that it reaches is a public holiday."""


class OpenPair(NamedTuple):
    """A pair of which somebody may work on either day: the greater of two sums is paid."""

    pair: Pair
    weekend: Gains
    substitute: Gains


class HolidayPay(NamedTuple):
    """What is known of somebody's public holidays before a rota is made.

    Attributes
    ----------
    ordinary
        Days that are no public holiday for them, as the history has the other day of the pair.
    pairs
        The pairs that are still open.
    """

    ordinary: frozenset[date]
    pairs: tuple[OpenPair, ...]

    def on_substitutes(self, gains: Iterable[tuple[date, int]]) -> int:
        """The part of a cell's ``gains`` that it brings on the substitutes of open pairs."""
        return self._on({each.pair.substitute for each in self.pairs}, gains)

    def on_either(self, gains: Iterable[tuple[date, int]]) -> int:
        """The part of a cell's ``gains`` that it brings on either day of open pairs."""
        return self._on({day for each in self.pairs for day in each.pair[:2]}, gains)

    @staticmethod
    def _on(days: set[date], gains: Iterable[tuple[date, int]]) -> int:
        return sum(pence for day, pence in gains if day in days)


@once
def holiday_pay(problem: Problem, p: int, days: tuple[int, ...]) -> HolidayPay:
    """The pairs of ``p`` over the cells of ``days``, and what the history settles of them."""
    pairs = holiday_pairs(problem.team)
    if not pairs or problem.team.pay is None:
        return HolidayPay(frozenset(), ())
    worked = sorted((d, s) for q, d, s in problem.worked if q == p)
    cells = [(d, s) for d in days for s in range(problem.num_shifts)]
    past, ahead = _brought(problem, p, worked), _brought(problem, p, cells)
    ordinary, still_open = set(), []
    for pair in pairs:
        weekend, substitute = (past.get(day, ()) for day in pair[:2])
        if weekend or substitute:
            ends_first = sum(x for x, _ in weekend) > sum(x for x, _ in substitute)
            ordinary.add(pair.substitute if ends_first else pair.weekend)
        elif pair.weekend in ahead and pair.substitute in ahead:
            still_open.append(OpenPair(pair, ahead[pair.weekend], ahead[pair.substitute]))
    return HolidayPay(frozenset(ordinary), tuple(still_open))


def _brought(problem: Problem, p: int, cells: Iterable[Cell]) -> dict[date, Gains]:
    """For each day of a pair the cells that bring something on it."""
    team, shifts = problem.team, tuple(problem.team.shifts.values())
    found: dict[date, Gains] = {}
    for d, s in cells:
        for day, pence in team.duty_pay(team.staff[p], shifts[s], problem.date(d)).gains:
            found[day] = (*found.get(day, ()), (pence, (d, s)))
    return found
