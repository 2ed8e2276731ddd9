"""Weighings: what each duty counts in one measure, such as minutes of working time."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from rotasolve.duties import ONE_DAY
from rotasolve.team.spelling import spell_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from rotasolve.explain.supply import Slot
    from rotasolve.team.selector import Which
    from rotasolve.team.shift import Account
    from rotasolve.team.team import Team


@dataclass(frozen=True)
class Weighing:
    """What each duty counts in one measure; equal when every weight is.

    Attributes
    ----------
    weights
        ((date, code), weight) of each shift that weighs anything, on each known date.
    days
        Whether a date counts no more than its heaviest duty: working days, not duties.
    label
        What is measured, as ``of working time``.
    minutes
        Whether weights are minutes.
    """

    weights: frozenset[tuple[Slot, int]]
    days: bool = False
    label: str = field(default="", compare=False)
    minutes: bool = field(default=False, compare=False)

    @cached_property
    def of(self) -> dict[Slot, int]:
        """The weight of each slot that has one."""
        return dict(self.weights)

    def of_past(self, day: date, codes: Iterable[str]) -> int:
        """What the duties of a date of the history weigh."""
        weights = [self.of.get((day, code), 0) for code in codes]
        return max(weights, default=0) if self.days else sum(weights)

    def spell(self, amount: int, *, bare: bool = False) -> str:
        """``40h of working time`` or ``5 work shifts``; without what is measured when bare."""
        number = spell_duration(amount) if self.minutes else str(amount)
        return number if bare else f"{number} {self.label}"

    def per(self, other: Weighing) -> Fraction | None:
        """The most that a duty weighs here for each unit it weighs there; None if unbounded.

        Where no duty weighs more here than r times what it weighs there, r times a ceiling there
        is a ceiling here.
        """
        if not self.of.keys() <= other.of.keys():
            return None
        return max(
            (Fraction(weight, other.of[slot]) for slot, weight in self.weights), default=None
        )


def every_day(day: date) -> bool:
    """Every date counts."""
    return True


def minutes_of(
    team: Team,
    account: Account,
    of: Which | None = None,
    counts: Callable[[date], bool] = every_day,
) -> Weighing:
    """The minutes of each duty of ``of`` in an account."""
    weights = {
        (day, shift.code): shift.minutes(account, day)
        for day in known_days(team)
        for shift in (team.shifts.values() if of is None else team.shifts_of(of))
        if counts(day)
    }
    label = f"of {account.removesuffix('_time')} time{_spell(team, of)}"
    return Weighing(_positive(weights), label=label, minutes=True)


def duties_of(team: Team, of: Which, counts: Callable[[date], bool] = every_day) -> Weighing:
    """1 for each duty of ``of``."""
    weights = {
        (day, shift.code): 1
        for day in known_days(team)
        if counts(day)
        for shift in team.shifts_of(of)
    }
    return Weighing(_positive(weights), label=f"duties{_spell(team, of)}")


def work_of(
    team: Team, of: Which | None = None, counts: Callable[[date], bool] = every_day
) -> Weighing:
    """1 for each work shift of ``of``: a day, for those who do one work shift a day at most."""
    weights = {
        (day, shift.code): 1
        for day in known_days(team)
        for shift in (team.shifts.values() if of is None else team.shifts_of(of))
        if shift.kind == "work" and counts(day)
    }
    return Weighing(_positive(weights), days=True, label=f"work shifts{_spell(team, of)}")


def known_days(team: Team) -> list[date]:
    """Every date from the first known one to the last of the period."""
    count = (team.period.end - team.known_from).days + 1
    return [team.known_from + n * ONE_DAY for n in range(count)]


def _positive(weights: dict[Slot, int]) -> frozenset[tuple[Slot, int]]:
    return frozenset((slot, weight) for slot, weight in weights.items() if weight > 0)


def _spell(team: Team, of: Which | None) -> str:
    if of is None or len(team.shifts_of(of)) == len(team.shifts):
        return ""
    return f" on {' or '.join(shift.label for shift in team.shifts_of(of))}"
