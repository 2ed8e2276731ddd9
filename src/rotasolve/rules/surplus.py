"""Surplus: nobody is put on a shift that nothing asks for, and those to spare are spread evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from rotasolve.duties import spell_date
from rotasolve.rules.asked import places_by_date
from rotasolve.team.level import SPARE
from rotasolve.team.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.rules.asked import Place
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


_SUMMED = 4
"""Up to so many people more the price of each is told."""


class Surplus(Rule):
    """Nobody is on a shift that nothing asks for, and those to spare are spread evenly.

    The first person more than a date asks for on a shift is 1 unit, the second 2, the third 3, so
    that one on each of two days is better than two on one. Where nothing asks for the shift on
    that date, each person on it is as many units more as the team has people.

    What asks for people: a line of cover with ``min``, ``ideal`` or ``any_of`` (its ``ideal`` where
    it has one, and its largest mix), on every shift that helps where it is by the clock; an event
    that brings people in, for those who are to attend; and a task that can be done on one date of
    its window only, for one person on a shift with room for it. A line with no more than a ``max``
    asks for nobody. Of lines that the same person may help to meet the one that asks for more
    counts, and others add up, each with no more people than it means. Shifts that a line counts
    together are judged together. Where nobody
    else is asked for, those are who have the shift by a request or by ``fixed``. Those of ``who``
    are counted, on the dates concerned. History does not matter. Always in force, at a level below
    all others; a team file may restate it, and ``weight: 0`` switches it off.
    """

    rule: Literal["surplus"] = "surplus"
    weight: int = Field(
        default=1,
        ge=0,
        le=1_000_000,
        description="Cost of one unit of breach; 0 switches the rule off.",
    )

    always = True
    scope = "team"
    reach = 0
    default_level = SPARE

    def most_units(self, team: Team) -> int:
        """Everybody on every shift of every day, with nothing asked for."""
        people, days = len(team.staff), team.period.days
        return days * len(team.shifts) * (people * people + people * (people + 1) // 2)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every place with more people than are asked for."""
        if not self.weight:
            return
        counted = {staff.name for staff in team.staff_of(self.who)}
        of_dates = places_by_date(team)
        for place in (each for day in duties.dates_of(self) for each in of_dates[day]):
            present = duties.staff_on(place.codes, place.date) & counted
            if over := place.over(present):
                # The first more costs 1, the second 2, and so on: 1 + 2 + ... + over.
                units = over * (over + 1) // 2
                if place.asked is None:
                    units += over * len(team.staff)
                words = _spell(place, team, len(present), over) + _spell_units(place, team, over)
                yield self.breach(team, words, units, dates=(place.date,))


def _spell_units(place: Place, team: Team, over: int) -> str:
    """How several more come to what they cost: `` (1 + 2 = 3)``; empty of one more."""
    each = [n + (len(team.staff) if place.asked is None else 0) for n in range(1, over + 1)]
    if over == 1:
        return ""
    shown = each if over <= _SUMMED else [*each[:2], "...", each[-1]]
    return f" ({' + '.join(map(str, shown))} = {sum(each)})"


def _spell(place: Place, team: Team, present: int, over: int) -> str:
    shifts = " or ".join(team.shifts[code].label for code in place.codes)
    people = f"{present} {'person' if present == 1 else 'people'}"
    more = f", {over} more than asked for"
    if place.asked is None and over == present:
        more = "; none is asked for"
    return f"{shifts} on {spell_date(place.date)} has {people}{more}"
