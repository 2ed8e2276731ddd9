"""Which day of a pair is somebody's public holiday: a holiday at a weekend, or its substitute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.team.bank_holidays import holiday_pairs
from rotasolve.team.pay import NO_DATES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from rotasolve.duties import Duties, Duty
    from rotasolve.team.bank_holidays import Pair
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


def ordinary_days(
    team: Team, staff: Staff, duties: Duties, dates: Collection[date] | None = None
) -> frozenset[date]:
    """The days of pairs that are no public holiday for ``staff``, as they have the other day.

    Whoever works on one day of a pair has that one. Whoever works on both has the one that brings
    more pay, the substitute where both bring the same. What the history has of a pair settles it:
    it was paid then. Of the period, only duties that start on ``dates`` are looked at, where these
    are given.
    """
    if not holiday_pairs(team) or team.pay is None:
        return NO_DATES
    found = set()
    for pair in holiday_pairs(team):
        own = duties.near([staff.name], pair[:2])
        past = [duty for duty in own if not duty.in_period]
        ahead = [duty for duty in own if duty.in_period and (dates is None or duty.date in dates)]
        found.add(_ordinary_day(team, staff, past, pair) or _ordinary_day(team, staff, ahead, pair))
    return frozenset(day for day in found if day is not None)


def _ordinary_day(team: Team, staff: Staff, duties: Iterable[Duty], pair: Pair) -> date | None:
    """The day of ``pair`` that brings less by ``duties``; None where neither brings anything."""
    brought = dict.fromkeys(pair[:2], 0)
    for duty in duties:
        for day, pence in team.duty_pay(staff, duty.shift, duty.date).gains:
            if day in brought:
                brought[day] += pence
    weekend, substitute = brought[pair.weekend], brought[pair.substitute]
    if not weekend and not substitute:
        return None
    return pair.substitute if weekend > substitute else pair.weekend
