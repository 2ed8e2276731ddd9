"""Count: at least or at most so many shifts, working days or days off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.rules.absent import AbsenceField, days_neither, pro_rata
from rotasolve.rules.tally import Counted, limits_given, missed, spell_tally, tallies
from rotasolve.rules.windows import can_fall_short, judged, totals
from rotasolve.team.bank_holidays import pairs_in
from rotasolve.team.rule import Rule
from rotasolve.team.spelling import MOST_DAYS, Window, WindowField

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Container, Iterable, Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.bank_holidays import Pair
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Count(Rule):
    """Everybody has at least ``at_least`` and at most ``at_most`` of something in each window.

    One unit is one shift, working day or day off too few or too many in one window. Each shift
    counts, two of a date twice; on call makes no working day, and somebody has a day off only while
    they are in the team with a contract in force. With ``days`` or ``dates``, only those dates
    count. Rolling windows reach back into the history. A window that is cut short, or in which
    somebody has no contract in force on some day, never has too few.

    Where ``days`` names bank holidays, one at a weekend and its substitute are one holiday: with
    both in a window, shifts on the substitute count where there are some, and else those on the
    weekend day; it is one working day, or one day off if both are off.

    A day of absence is neither work nor rest: it is no day off, and ``at_least`` is due pro rata to
    the other days that count, to the nearest whole (half up). Of eight days off in four weeks, six
    are due beside a week of leave. With ``absence: off`` it is a day off like any other.
    """

    rule: Literal["count"] = "count"
    of: Counted = Field(
        default="working days", description="These shifts, or working days, or days off."
    )
    at_least: int | None = Field(
        default=None, ge=0, le=MOST_DAYS, description="Fewest in a window."
    )
    at_most: int | None = Field(default=None, ge=0, le=MOST_DAYS, description="Most in a window.")
    per: WindowField = Field(default=Window("blocks", 7), description="What they are counted over.")
    absence: AbsenceField = "neither"

    scope = "line"

    @model_validator(mode="after")
    def _has_limits(self) -> Count:
        limits_given(self.at_least, self.at_most)
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every window with too few or too many."""
        windows = judged(team, self, self.per)
        asked = {day for _, counted in windows for day in counted}
        pairs = pairs_in(team, self.days, self.dates)
        for staff in duties.staff_of(self.who):
            away = days_neither(self.absence, team, staff)
            tallied = tallies(self.of, duties, team, staff, asked, away=away)
            own = [pair for pair in pairs if self._has_both(pair, team, staff, away)]
            sums = totals(team, self, self.per, tallied)
            for (window, counted), in_all in zip(windows, sums, strict=True):
                once = [pair for pair in own if _both_in(pair, counted)]
                total = in_all - self._doubled(tallied, once)
                least = None if self.at_least is None else pro_rata(self.at_least, counted, away)
                for side, limit, amount in missed(least, self.at_most, total):
                    if side == "at most" or can_fall_short(window, counted, team, staff):
                        has = f"{staff.name} has {spell_tally(total, self.of, team)} {window}"
                        words = f"{has}; {side} {limit}"
                        if side == "at least" and limit != self.at_least:
                            gone = sum(day in away for day in counted)
                            days = f"{gone} of {len(counted)} days"
                            words += f": {self.at_least} pro rata, as {days} are absence"
                        where = {"staff": (staff.name,), "dates": window.ends}
                        yield self.breach(team, words, amount, **where)

    def _has_both(self, pair: Pair, team: Team, staff: Staff, away: Container[date]) -> bool:
        """Whether both days of ``pair`` can count for ``staff``."""
        return self.of != "days off" or all(
            team.employed(staff, day) and day not in away for day in pair[:2]
        )

    def _doubled(self, tallied: Counter[date], pairs: Iterable[Pair]) -> int:
        """What does not count, as two days are one holiday."""
        doubled = 0
        for pair in pairs:
            weekend, substitute = (tallied[day] for day in pair[:2])
            if self.of == "days off":
                doubled += max(weekend, substitute)
            elif substitute:
                doubled += weekend
        return doubled


def _both_in(pair: Pair, counted: Collection[date]) -> bool:
    """Whether both days of ``pair`` are among those counted."""
    return pair.weekend in counted and pair.substitute in counted
