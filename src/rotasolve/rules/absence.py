"""Absence: leave, study, sickness."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator, model_validator

from rotasolve.duties import spell_date
from rotasolve.team.clock import instant
from rotasolve.team.rule import Rule
from rotasolve.team.spelling import MINUTES_A_DAY, Hours, spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

AbsenceKind = Literal["leave", "study", "sickness", "other"]


class Absence(Rule):
    """Nobody is on duty on a day of leave, study or sickness.

    One unit is one duty of the period that touches an absent day, from 00:00 to 24:00; a sleep-in
    that runs into the morning of the first day of leave is one, on the last night of the period
    too. Credit towards contracted hours is a matter of ``contract_hours``.
    """

    rule: Literal["absence"] = "absence"
    kind: AbsenceKind = Field(default="leave", description="Why they are away.")
    hours: Hours | None = Field(
        default=None,
        description="Hours each absent day counts; the contract's usual day when left out.",
    )
    credited: bool = Field(default=True, description="Whether it counts towards contracted hours.")

    scope = "cell"

    @field_validator("hours")
    @classmethod
    def _fits_a_day(cls, value: int | None) -> int | None:
        if value is not None and value > MINUTES_A_DAY:
            raise ValueError(f"{spell_duration(value)} are more hours than a day has")
        return value

    @model_validator(mode="after")
    def _says_when_and_who(self) -> Absence:
        if self.dates is None:
            raise ValueError("an absence needs its dates, such as dates: 2026-03-02..2026-03-08")
        if "who" not in self.model_fields_set:
            raise ValueError("an absence needs who is away, such as who: Ana")
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every duty that touches an absent day."""
        dates = team.dates_reached(self)
        ends = [instant(day, MINUTES_A_DAY) for day in dates]
        for staff in duties.staff_of(self.who):
            for duty in duties.near([staff.name], dates):
                n = bisect_right(ends, duty.start)  # the first that is not over
                if n == len(dates) or not duty.in_period:
                    continue
                if duty.overlaps(instant(dates[n], 0), ends[n]):
                    yield self.breach(
                        team,
                        f"{staff.name} is on {duty} but has {self.kind} on {spell_date(dates[n])}",
                        staff=(staff.name,),
                        dates=(duty.date,),
                    )
