"""Lone working: only those who are signed off for it are ever the only one on duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from rotasolve.duties import spell_date, spell_time
from rotasolve.rules.spans import Company, days_beside, judged_spans, unaccompanied
from rotasolve.team.clock import LONGEST_DAY
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import ClockSpanField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


class LoneWorking(Rule):
    """Nobody without the sign-off ``skill`` is ever the only one of the team on duty.

    One unit is one minute of the period on which exactly one person is on duty, who is among
    ``who`` and does not hold the skill. Duties of the given ``kinds`` count, those of the history
    too as company. The minute belongs to the date of the lone person's duty.
    """

    rule: Literal["lone_working"] = "lone_working"
    skill: str = Field(description="The sign-off for working alone.")
    kinds: Listed[Kind] = Field(default=("work",), description="Kinds of shift that count.")
    clock: ClockSpanField | None = Field(
        default=None, description="Only this stretch of the clock."
    )

    scope = "team"
    unit = "minutes"
    reach = 1
    by_staff = True

    def most_units(self, team: Team) -> int:
        """Every minute of every day of everybody concerned."""
        return len(team.staff_of(self.who)) * (team.num_known_days + 1) * LONGEST_DAY

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every stretch of time alone of somebody without the sign-off."""
        dates, beside = days_beside(duties, team.dates_of(self))
        judged = judged_spans(team, self.clock)
        shifts = [shift for shift in team.shifts.values() if shift.kind in self.kinds]
        company = Company(duties.spans(shifts, beside, team.staff_by_name.keys()))
        for staff in team.staff_of(self.who):
            if self.skill in staff.skills:
                continue
            own = [
                duty
                for day in dates
                for duty in duties.on(staff.name, day)
                if duty.shift.kind in self.kinds
            ]
            for duty, (start, end) in unaccompanied(own, company, judged):
                if not duties.asks_for(duty.date):
                    continue
                yield self.breach(
                    team,
                    f"{staff.name} is alone on {duty.shift.label} on {spell_date(duty.date)} "
                    f"{spell_time(start)}-{spell_time(end)} without the skill {self.skill}",
                    end - start,
                    staff=(staff.name,),
                    dates=(duty.date,),
                )
