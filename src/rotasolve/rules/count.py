"""Count: at least or at most so many shifts, working days or days off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.rules.tally import Counted, limits_given, missed, spell_tally, tallies
from rotasolve.rules.windows import can_fall_short, judged
from rotasolve.team.rule import Rule
from rotasolve.team.spelling import MOST_DAYS, Window, WindowField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


class Count(Rule):
    """Everybody has at least ``at_least`` and at most ``at_most`` of something in each window.

    One unit is one shift, working day or day off too few or too many in one window. Each shift
    counts, two of a date twice; on call makes no working day, and days of leave are days off while
    somebody is in the team with a contract in force. With ``days`` or ``dates``, only those dates
    count. Rolling windows reach back into the history. A window that is cut short, or in which
    somebody has no contract in force on some day, never has too few.
    """

    rule: Literal["count"] = "count"
    of: Counted = Field("working days", description="These shifts, or working days, or days off.")
    at_least: int | None = Field(None, ge=0, le=MOST_DAYS, description="Fewest in a window.")
    at_most: int | None = Field(None, ge=0, le=MOST_DAYS, description="Most in a window.")
    per: WindowField = Field(Window("blocks", 7), description="What they are counted over.")

    scope = "line"

    @model_validator(mode="after")
    def _has_limits(self) -> Count:
        limits_given(self.at_least, self.at_most)
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every window with too few or too many."""
        windows = judged(team, self, self.per)
        asked = {day for _, counted in windows for day in counted}
        for staff in duties.staff_of(self.who):
            tallied = tallies(self.of, duties, team, staff, asked)
            for window, counted in windows:
                total = sum(tallied[day] for day in counted)
                for side, limit, amount in missed(self.at_least, self.at_most, total):
                    if side == "at most" or can_fall_short(window, counted, team, staff):
                        has = f"{staff.name} has {spell_tally(total, self.of, team)} {window}"
                        words = f"{has}; {side} {limit}"
                        where = {"staff": (staff.name,), "dates": window.ends}
                        yield self.breach(team, words, amount, **where)
