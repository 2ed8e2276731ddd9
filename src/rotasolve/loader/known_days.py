"""The days before the period of which the history tells: those it leaves out, or tells twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from rotasolve.loader.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.rota import Assignment
    from rotasolve.team.spelling import Dates

_WEEK = timedelta(7)
_ONE_DAY = timedelta(1)


@dataclass(frozen=True)
class Part:
    """One file of the history, or the duties written out in the team file.

    Attributes
    ----------
    name
        What the file is called.
    first, last
        The first and the last date that it surely tells of.
    known_to
        The last date that is taken as known by it.
    assignments
        Every duty in it, those of people who have left too.
    """

    name: str
    first: date
    last: date
    known_to: date
    assignments: frozenset[Assignment]

    @classmethod
    def of(
        cls, name: str, assignments: list[Assignment], start: date | None, weeks: int | None
    ) -> Part:
        """A part with the period that it states.

        Where it states none, it tells of the dates from its first duty to its last, and is taken
        to be known for a week more: a week off for all is unlikely.
        """
        if start is not None and weeks is not None:
            last = start + weeks * _WEEK - _ONE_DAY
            return cls(name, start, last, last, frozenset(assignments))
        dates = [each.date for each in assignments]
        last = min(max(dates), date.max - _WEEK)
        return cls(name, min(dates), last, last + _WEEK - _ONE_DAY, frozenset(assignments))


def gaps(
    parts: list[Part], closed: Dates | None, first: date, start: date
) -> Iterator[tuple[date, date]]:
    """The (first, last) date of each stretch from ``first`` to the period that no part knows."""
    days = [first + timedelta(n) for n in range((start - first).days)]
    unknown = [
        day
        for day in days
        if not any(part.first <= day <= part.known_to for part in parts)
        and not (closed is not None and closed.match(day))
    ]
    for _, stretch in groupby(enumerate(unknown), lambda each: each[1] - timedelta(each[0])):
        dates = [day for _, day in stretch]
        yield dates[0], dates[-1]


def spell_days(first: date, last: date) -> str:
    """``2026-03-02`` or ``2026-03-02..2026-03-08``."""
    return str(first) if first == last else f"{first}..{last}"


def disagreements(parts: list[Part]) -> Iterator[str]:
    """Dates of which two parts tell, and not the same of somebody who is in both; in words."""
    for one, other in combinations(parts, 2):
        first, last = max(one.first, other.first), min(one.last, other.last)
        both = {each.staff for each in one.assignments} & {each.staff for each in other.assignments}
        differ = defaultdict(list)
        for each in sorted(one.assignments ^ other.assignments):
            if first <= each.date <= last and each.staff in both:
                differ[each.date].append(each.staff)
        if differ:
            days = listed(map(str, sorted(differ)))
            names = listed(sorted({name for found in differ.values() for name in found}))
            yield (
                f"{one.name} and {other.name} disagree about {names} on {days}; "
                "correct one of them or leave it out"
            )
