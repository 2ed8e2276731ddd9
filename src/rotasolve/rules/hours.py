"""Hours: at least or at most so many hours of an account."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.rules.tally import limits_given, missed
from rotasolve.rules.windows import can_fall_short, judged, most_minutes, totals, windows
from rotasolve.team import spelling
from rotasolve.team.rule import Rule
from rotasolve.team.selector import EVERY_SHIFT, Which
from rotasolve.team.shift import Account
from rotasolve.team.spelling import Window, WindowField, spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


class Hours(Rule):
    """Everybody has at least ``at_least`` and at most ``at_most`` hours in each window.

    One unit is one minute too few or too many in one window. Hours are those of one ``account``,
    of the duties that start in the window; with ``days`` or ``dates``, only duties on those dates
    count. Rolling windows reach back into the history, where what was worked of a sleep-in or on
    call counts as well. A window that is cut short, or in which somebody is not in the team with a
    contract in force every day, is never too short of hours.
    """

    rule: Literal["hours"] = "hours"
    account: Account = Field(
        default="working_time", description="The hour account that is counted."
    )
    at_least: spelling.Hours | None = Field(default=None, description="Fewest hours in a window.")
    at_most: spelling.Hours | None = Field(default=None, description="Most hours in a window.")
    per: WindowField = Field(
        default=Window("blocks", 7), description="What the hours are counted over."
    )
    of: Which = Field(default=EVERY_SHIFT, description="Only the hours of these shifts.")

    scope = "line"
    unit = "minutes"

    @model_validator(mode="after")
    def _has_limits(self) -> Hours:
        limits_given(self.at_least, self.at_most)
        return self

    def most_units(self, team: Team) -> int:
        """Every shift of every day in every window, or nothing where there is a least."""
        least = (self.at_least or 0) * len(windows(team, self.per))
        return len(team.staff_of(self.who)) * (most_minutes(team, self.per) + least)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every window with too few or too many hours."""
        account = self.account.replace("_", " ")
        codes = team.codes_of(self.of)
        stretches = judged(team, self, self.per)
        if self.of != EVERY_SHIFT:
            labels = [shift.label for code, shift in team.shifts.items() if code in codes]
            account += f" on {' or '.join(labels)}"
        for staff in duties.staff_of(self.who):
            minutes = duties.minutes(staff.name, self.account)
            if len(codes) < len(team.shifts):
                minutes = Counter()
                for duty in duties.of(staff.name):
                    minutes[duty.date] += duty.minutes(self.account) if duty.code in codes else 0
            sums = totals(team, self, self.per, minutes)
            for (window, counted), total in zip(stretches, sums, strict=True):
                for side, limit, amount in missed(self.at_least, self.at_most, total):
                    if side == "at most" or can_fall_short(window, counted, team, staff):
                        has = f"{staff.name} has {spell_duration(total)} of {account} {window}"
                        words = f"{has}; {side} {spell_duration(limit)}"
                        where = {"staff": (staff.name,), "dates": window.ends}
                        yield self.breach(team, words, amount, **where)
