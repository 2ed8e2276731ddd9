"""What a day of absence is to the rules that tell work from rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from rotasolve.rules.shifts_or import ANY_CASE
from rotasolve.team.credit import known_absences

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from rotasolve.rules.absence import Absence
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

Reading = Literal["neither", "off"]
AbsenceField = Annotated[
    Reading,
    ANY_CASE,
    Field(description="A day of absence is neither work nor rest, or off like any other day off."),
]


def days_neither(reading: Reading, team: Team, staff: Staff) -> Mapping[date, Absence]:
    """The known dates on which ``staff`` is absent, where these are neither work nor rest."""
    return known_absences(team, staff) if reading == "neither" else {}


def pro_rata(least: int, counted: Collection[date], away: Collection[date]) -> int:
    """``least`` for so many of the days ``counted`` as are not ``away``: the nearest, half up."""
    there = sum(day not in away for day in counted) if away else len(counted)
    if there == len(counted):
        return least
    return (2 * least * there + len(counted)) // (2 * len(counted))
