"""Contract hours: everybody works the hours of their contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator, model_validator

from rotasolve.rules.windows import most_minutes, windows
from rotasolve.team.credit import (
    contracted_minutes,
    counts_as_contracted,
    credited_minutes,
    is_contracted,
)
from rotasolve.team.rule import Rule
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    Hours,
    Window,
    WindowField,
    spell_duration,
    spell_signed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class ContractHours(Rule):
    """Everybody works their contracted hours, pro rata, within a tolerance.

    One unit is one minute above or below in one window. Hours worked are those of the ``contract``
    account; absence with credit counts as worked, and so do bank holidays where the contract
    credits them. A day in the team is a seventh of the weekly hours, so that starters, leavers and
    changes of contract count for what they are there. Nobody is judged whose contract has no
    ``contract`` account, such as one with the bank; nor do duties count on days with such a
    contract where the window has other days. Of the history only the balance matters that each
    person carries in: over the whole period it counts as worked.

    Usually two of them are wanted. One with ``per: period`` makes the hours come out in the end.
    One with ``per: week`` and a wider ``tolerance``, at a lower level, keeps any one week from
    being far above or below.
    """

    rule: Literal["contract_hours"] = "contract_hours"
    tolerance: Hours = Field(default=0, description="Hours allowed above or below.")
    under: Hours | None = Field(
        default=None, description="Hours allowed below, where that is different."
    )
    over: Hours | None = Field(
        default=None, description="Hours allowed above, where that is different."
    )
    per: WindowField = Field(
        default=Window("period", 0), description="What the hours are counted over."
    )
    carry: bool = Field(
        default=True,
        description="Whether balances carried in count; never over less than the period.",
    )

    scope = "line"
    unit = "minutes"
    default_level = "contract"
    judged_for = "has contracted hours in the period"

    @field_validator("per")
    @classmethod
    def _not_rolling(cls, value: Window) -> Window:
        if value.kind == "rolling":
            raise ValueError(
                f"contracted hours are not counted over {value}; expected period, week or "
                "every 2 weeks"
            )
        return value

    @model_validator(mode="after")
    def _looks_at_whole_windows(self) -> ContractHours:
        if self.days is not None or self.dates is not None:
            raise ValueError("contract_hours looks at whole windows; leave out days and dates")
        if "carry" in self.model_fields_set and self.carry and self.per.kind != "period":
            raise ValueError(
                f"a balance is carried into the whole period, not into {self.per}; leave out carry "
                "or per"
            )
        return self

    def most_units(self, team: Team) -> int:
        """Every shift, two contracts of twice a full week of 24 h a day, and every balance."""
        contracted = 4 * MINUTES_A_DAY * team.period.days
        people = team.staff_of(self.who)
        carried = sum(abs(team.history.carried_minutes(staff.name)) for staff in people)
        return len(people) * (most_minutes(team, self.per) + contracted) + carried

    def carried(self, team: Team, staff: Staff) -> int:
        """Minutes that ``staff`` carries into each window that is judged."""
        counts = self.carry and self.per.kind == "period"
        return team.history.carried_minutes(staff.name) if counts else 0

    def judged(self, team: Team, staff: Staff) -> list[tuple[Stretch, int, int]]:
        """Each window in which ``staff`` is judged: the minutes contracted, and those credited."""
        key = ContractHours.judged, self.per, staff.name
        found: list[tuple[Stretch, int, int]] | None = team.answers.get(key)
        if found is None:  # every audit asks for the same
            found = team.answers[key] = [
                (
                    window,
                    contracted_minutes(team, staff, window.days),
                    credited_minutes(team, staff, window.days),
                )
                for window in windows(team, self.per)
                if any(is_contracted(team, staff, day) for day in window.days)
            ]
        return found

    def _days_that_count(self, team: Team, staff: Staff) -> list[list[date]]:
        """The days of each window that is judged whose duties count."""
        key = ContractHours._days_that_count, self.per, staff.name
        found: list[list[date]] | None = team.answers.get(key)
        if found is None:  # every audit asks for the same
            found = team.answers[key] = [
                [day for day in window.days if counts_as_contracted(team, staff, day)]
                for window, *_ in self.judged(team, staff)
            ]
        return found

    def judged_staff(self, team: Team) -> list[Staff]:
        """Those with contracted hours in a window that is judged."""
        return [staff for staff in team.staff_of(self.who) if self.judged(team, staff)]

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every window in which somebody is above or below their hours."""
        under = self.tolerance if self.under is None else self.under
        over = self.tolerance if self.over is None else self.over
        for staff in duties.staff_of(self.who):
            carried = self.carried(team, staff)
            minutes = duties.minutes(staff.name, "contract")
            windows_of, count = self.judged(team, staff), self._days_that_count(team, staff)
            for (window, target, credit), days in zip(windows_of, count, strict=True):
                counted = credit + sum([minutes[day] for day in days if day in minutes])
                total = carried + counted
                missed = max(total - target - over, target - under - total)
                if missed > 0:
                    side, allowed = ("over", over) if total > target else ("under", under)
                    words = (
                        f"{staff.name} has {spell_duration(counted)} {window}"
                        f"{f', {spell_duration(credit)} of it credited' if credit else ''}"
                        f"{f', and carries {spell_signed(carried)} in' if carried else ''}: "
                        f"{spell_duration(abs(total - target))} {side} the "
                        f"{spell_duration(target)} contracted"
                        f"{f'; at most {spell_duration(allowed)} {side}' if allowed else ''}"
                    )
                    yield self.breach(team, words, missed, staff=(staff.name,), dates=window.ends)
