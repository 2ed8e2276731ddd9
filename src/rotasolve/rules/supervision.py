"""Supervision: those who need guidance work beside somebody who can give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.duties import spell_date, spell_time
from rotasolve.rules.spans import Company, days_beside, judged_spans, unaccompanied
from rotasolve.team.clock import LONGEST_DAY
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Who
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import ClockSpanField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Supervision(Rule):
    """Those who need guidance are on duty only while somebody who can give it is on duty.

    One unit is one minute on duty of one of ``who`` while nobody else among ``by`` is on duty; one
    can guide others but not oneself. Duties of the given ``kinds`` count on both sides. Only
    minutes of the period, and of duties of the period on the dates concerned, are judged; those
    who guide may be on a duty of the history.
    """

    rule: Literal["supervision"] = "supervision"
    by: Who = Field(description="Those who can give guidance.")
    kinds: Listed[Kind] = Field(default=("work",), description="Kinds of shift that count.")
    on_call: bool = Field(
        default=False, description="Whether somebody on call can give guidance too."
    )
    clock: ClockSpanField | None = Field(
        default=None, description="Only this stretch of the clock."
    )

    scope = "team"
    unit = "minutes"
    reach = 1
    by_staff = True

    @model_validator(mode="after")
    def _says_who(self) -> Supervision:
        if "who" not in self.model_fields_set:
            raise ValueError("supervision needs who is guided, such as who: nvq3")
        return self

    def deciders(self, team: Team) -> tuple[Staff, ...]:
        """Those who are guided, and those who guide."""
        return (*team.staff_of(self.who), *team.staff_of(self.by))

    def most_units(self, team: Team) -> int:
        """Every minute of every day of everybody concerned."""
        return len(team.staff_of(self.who)) * (team.num_known_days + 1) * LONGEST_DAY

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every stretch of time on duty without somebody who can guide."""
        dates, beside = days_beside(duties, team.dates_of(self))
        judged = judged_spans(team, self.clock)
        kinds = {*self.kinds, *(["on_call"] if self.on_call else [])}
        shifts = [shift for shift in team.shifts.values() if shift.kind in kinds]
        company = Company(duties.spans(shifts, beside, {s.name for s in team.staff_of(self.by)}))
        for staff in team.staff_of(self.who):
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
                    f"{staff.name} is on {duty.shift.label} without guidance on "
                    f"{spell_date(duty.date)} {spell_time(start)}-{spell_time(end)}",
                    end - start,
                    staff=(staff.name,),
                    dates=(duty.date,),
                )
