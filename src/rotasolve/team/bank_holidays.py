"""The bank holidays of each nation, and which weekday stands in for one at a weekend.

The dates are those of the ``holidays`` package. It is asked twice, once with the days that stand in
and once without, so that nothing rests on the names that it gives them.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from rotasolve.team.spelling import Dates, DayNames
    from rotasolve.team.team import Team

Region = Literal["England", "Wales", "England & Wales", "Scotland", "Northern Ireland"]
_SUBDIVISION = {
    "England": "ENG",
    "Wales": "WLS",
    "England & Wales": "ENG",
    "Scotland": "SCT",
    "Northern Ireland": "NIR",
}
_SATURDAY = 5
_FURTHEST = timedelta(4)
"""How long after its holiday a substitute comes at most."""


class Pair(NamedTuple):
    """A bank holiday at a weekend, and the weekday that stands in for it: its substitute."""

    weekend: date
    substitute: date
    name: str


class BankHolidays(NamedTuple):
    """The bank holidays of one year.

    Attributes
    ----------
    weekdays
        Those that gov.uk lists, each with its name: one at a weekend by its substitute.
    pairs
        Those at a weekend, each with its substitute, in order.
    """

    weekdays: dict[date, str]
    pairs: tuple[Pair, ...]


@lru_cache(maxsize=500)
def bank_holidays(region: Region | None, year: int) -> BankHolidays:
    """The bank holidays of ``region`` in ``year``."""
    if region is None:
        return BankHolidays({}, ())
    listed, proper = _asked(region, year, observed=True), _asked(region, year, observed=False)
    weekdays = {
        day: proper.get(day, name) for day, name in listed.items() if day.weekday() < _SATURDAY
    }
    free = [day for day in weekdays if day not in proper]  # these stand in for another day
    pairs = []
    for day in sorted(proper):
        if day.weekday() < _SATURDAY:
            continue
        near = (each for each in free if day < each <= day + _FURTHEST)
        substitute = next(near, None)  # without one, as once, the day is no bank holiday
        if substitute is not None:
            free.remove(substitute)
            weekdays[substitute] = f"{proper[day]} (substitute day)"
            pairs.append(Pair(day, substitute, proper[day]))
    return BankHolidays(weekdays, tuple(pairs))


def _asked(region: Region, year: int, *, observed: bool) -> dict[date, str]:
    """What the package answers, in order, whatever the language of the machine."""
    import holidays  # here, because it takes longer to import than most commands run

    found = holidays.country_holidays(
        "GB",
        subdiv=_SUBDIVISION[region],
        years=year,
        observed=observed,
        language="en_GB",
        categories=("public",),
    )
    return dict(sorted(found.items()))


def holiday_pairs(team: Team) -> tuple[Pair, ...]:
    """A public holiday at a weekend and its substitute, of which each person has one.

    These are the pairs with a day that a duty of the history or of the period can reach.
    """
    if holiday_pairs not in team.answers:  # every audit asks for the same
        first, last = team.known_from - timedelta(1), team.period.end + timedelta(1)
        team.answers[holiday_pairs] = team.calendar.shared_pairs(first, last)
    found: tuple[Pair, ...] = team.answers[holiday_pairs]
    return found


def pairs_in(team: Team, days: DayNames | None, dates: Dates | None) -> tuple[Pair, ...]:
    """The pairs of which ``days`` means both days, and only as bank holidays.

    Somebody's duties on such a pair are counted as those on one day.
    """
    if days is None or not days.bank:
        return ()
    return tuple(pair for pair in holiday_pairs(team) if _means_both(team, pair, days, dates))


def meant_twice(team: Team, day: date, days: DayNames | None, dates: Dates | None) -> bool:
    """Whether ``day``, of any year, is a holiday at a weekend of which ``days`` means both days.

    As leave and as credit the two are one day: the substitute.
    """
    if days is None or not days.bank:
        return False
    pairs = team.calendar.shared_pairs(day, day)
    return any(day == pair.weekend and _means_both(team, pair, days, dates) for pair in pairs)


def _means_both(team: Team, pair: Pair, days: DayNames, dates: Dates | None) -> bool:
    return all(team.matches(day, days, dates) and not days.match(day, False) for day in pair[:2])
