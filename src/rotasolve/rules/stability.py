"""Stability: what is published stays as it is, as far as it can."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from rotasolve.duties import spell_date, spell_names
from rotasolve.team.base import Model
from rotasolve.team.credit import absence_on
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.selector import EVERYBODY, Who
from rotasolve.team.shown import shown
from rotasolve.team.spelling import DateField, DatesField

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


def _read_nearness(value: Any) -> Any:
    """``{7 days: 3, 14: 2}`` in order of the days, each a whole number."""
    if isinstance(value, tuple):  # read already
        return value
    if not isinstance(value, dict):
        raise ValueError(f"{shown(value)} is not understood; expected for example {{7 days: 3}}")
    read = {}
    for key, times in value.items():
        match = re.fullmatch(r"(\d{1,4})( days?)?", str(key).strip())
        if match is None:
            raise ValueError(
                f"{shown(key)} is not a number of days; expected for example 7 days: 3"
            )
        if type(times) is not int or not 1 <= times <= 1000:
            raise ValueError(f"{shown(times)} is not how often a change counts; expected 1 to 1000")
        read[int(match[1])] = times
    return tuple(sorted(read.items()))


Nearness = Annotated[
    tuple[tuple[int, int], ...],
    BeforeValidator(_read_nearness),
    PlainSerializer(lambda value: {f"{days} days": times for days, times in value}),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}),
]


class Asked(Model):
    """Changes that somebody has asked for."""

    who: Who = Field(default=EVERYBODY, description="Those who have asked for changes.")
    dates: DatesField | None = Field(
        default=None, description="On these dates; on any when left out."
    )


class Stability(Rule):
    """The rota is as it was published, with as few changes as there can be.

    One unit is one person and date on which their shifts are not those of the published rota; or as
    many units as ``nearness`` says, where the date is no more than so many days from ``on`` (the
    smallest such number of days counts; dates before ``on`` are the nearest; without ``on``,
    ``today`` of the block ``published`` is meant). Dates that are not published are not judged, nor
    is anybody on a date on which they are absent or not in the team, for which they are among
    ``free``, or for which they were published on a shift that is no more. History does not matter.
    That dates before today stay as they were is a rule of its own, ``past``.
    """

    rule: Literal["stability"] = "stability"
    on: DateField | None = Field(
        default=None,
        description="Today: nearness is counted from it, and what was before it stays.",
    )
    nearness: Nearness = Field(
        default=(), description="How much a change counts up to so many days from on: {7 days: 3}."
    )
    free: Listed[Asked] = Field(default=(), description="Changes that somebody asked for.")

    scope = "line"
    default_level = "fairness"

    def misfits(self, team: Team) -> Iterator[tuple[str, str]]:
        """Nearness needs a date from which it is counted."""
        if self.nearness and self._from(team) is None:
            yield "nearness", "is counted from a date; give on, or today under published"

    def most_units(self, team: Team) -> int:
        """Everybody on every date, at the dearest."""
        dearest = max((times for _, times in self.nearness), default=1)
        return len(team.staff_of(self.who)) * team.period.days * dearest

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every person and date changed."""
        dates = [day for day in team.dates_of(self) if team.published.covers(day)]
        for staff in duties.staff_of(self.who):
            for day in dates:
                was = team.published.shifts(staff.name, day)
                now = {duty.code for duty in duties.on(staff.name, day)}
                if now != was and not self._free(staff, day) and not excused(team, staff, day):
                    words = (
                        f"{staff.name} is {spell_shifts(now)} on {spell_date(day)}; "
                        f"{spell_shifts(was)} was published"
                    )
                    yield self.breach(
                        team, words, self._times(team, day), staff=(staff.name,), dates=(day,)
                    )

    def _free(self, staff: Staff, day: date) -> bool:
        """Whether ``staff`` has asked for changes on ``day``."""
        return any(
            asked.who.match(staff) and (asked.dates is None or asked.dates.match(day))
            for asked in self.free
        )

    def _from(self, team: Team) -> date | None:
        """The date from which nearness is counted."""
        return self.on or team.published.today

    def _times(self, team: Team, day: date) -> int:
        """How many units a change on ``day`` is."""
        start = self._from(team)
        for days, times in self.nearness:
            if start is not None and (day - start).days <= days:
                return times
        return 1


def excused(team: Team, staff: Staff, day: date) -> bool:
    """Whether nobody can hold ``staff`` to what was published for ``day``.

    They are absent or not in the team, or the shift they were published on is no more.
    """
    return (
        not team.employed(staff, day)
        or absence_on(team, staff, day) is not None
        or any(code not in team.shifts for code in team.published.shifts(staff.name, day))
    )


def spell_shifts(codes: Collection[str]) -> str:
    """What somebody does: ``on E and S``, or ``off``."""
    return f"on {spell_names(sorted(codes))}" if codes else "off"
