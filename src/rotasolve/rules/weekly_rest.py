"""Weekly rest: a whole day free in each week, beside the daily rest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import inf
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator, model_validator

from rotasolve.duties import ONE_DAY, spell_date, spell_time
from rotasolve.rules.absent import AbsenceField, days_neither, pro_rata
from rotasolve.rules.windows import Stretch, windows
from rotasolve.team.clock import clock, instant
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    Duration,
    Hours,
    Window,
    WindowField,
    spell_duration,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

_LONGEST = 28 * MINUTES_A_DAY


class WeeklyRest(Rule):
    """Everybody has a rest of ``hours`` in each window, in addition to the daily rest beside it.

    One unit is one rest that is missing in one window. A rest is a stretch without any duty: it
    counts where ``hours`` of it lie in the window, from the first midnight to the last, and it is
    longer than that by ``on_top_of``, the daily rest, which may lie outside the window. A stretch
    with room for two times ``hours`` counts as two rests, and so on. With ``rests: 2`` over
    ``every 2 weeks`` two rests of 24 h, or one of 48 h, are due: the other way in which the Working
    Time Regulations 1998 (regulation 11) let weekly rest be given.

    A window belongs to its last date; one that the period cuts short is not judged. Duties of the
    history count, and so does what was worked of the kinds that are ignored. The time before the
    first known day and after the last duty of the period is taken as free, as nothing is known of
    it. Times are true, on clock-change nights too.

    A day of absence is neither work nor rest (by regulation 2, leave to which somebody is entitled
    is no rest period): no part of the ``hours`` lies on it, though the daily rest beside them may.
    As many rests are due as are pro rata to the other days of the window, to the nearest whole
    (half up): in a week with four days of absence or more, none is. Nor is any where nobody works.
    With ``absence: off`` it is a day off like any other.
    """

    rule: Literal["weekly_rest"] = "weekly_rest"
    hours: Hours = Field(default=1440, description="Hours of the weekly rest; 24 when left out.")
    rests: int = Field(
        default=1, ge=1, le=28, description="How many such rests are due in a window."
    )
    per: WindowField = Field(default=Window("blocks", 7), description="What the rest is due in.")
    on_top_of: Duration = Field(
        default=660, description="Daily rest that the same stretch holds as well; 0 for none."
    )
    ignore: Listed[Kind] = Field(
        default=("on_call",), description="Kinds of shift that do not break rest."
    )
    absence: AbsenceField = "neither"

    scope = "line"

    @field_validator("hours", "on_top_of")
    @classmethod
    def _is_a_rest(cls, value: int) -> int:
        if value > _LONGEST:
            longest = spell_duration(_LONGEST)
            raise ValueError(f"{spell_duration(value)} are no rest; expected at most {longest}")
        return value

    @model_validator(mode="after")
    def _fits_its_window(self) -> WeeklyRest:
        if self.hours == 0:
            raise ValueError("a rest of no time is always there; give hours, such as 24h")
        if self.per.length and self.hours * self.rests > self.per.length * MINUTES_A_DAY:
            due = spell_duration(self.hours * self.rests)
            raise ValueError(f"{due} of rest do not fit into {self.per}")
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every window with fewer rests than are due."""
        dates = set(team.dates_of(self))
        judged = [
            (window, window.days, *_ends(window))
            for window in windows(team, self.per)
            if window.complete and window.last in dates
        ]
        for staff in duties.staff_of(self.who):
            busy = [(duty.start, duty.end) for duty in duties.busy(staff.name, self.ignore)]
            stretches = _free(busy)
            starts = [-inf if start is None else start for start, _ in stretches]
            ends = [inf if end is None else end for _, end in stretches]
            away = days_neither(self.absence, team, staff)
            for window, days, first, last in judged:
                near = stretches[bisect_right(ends, first) : bisect_left(starts, last)]
                gone = [day for day in days if day in away] if away else []
                due = pro_rata(self.rests, days, gone)
                parts = _parts(window, gone) if gone else [window]
                found = sum(self._rests(*each, part) for each in near for part in parts)
                if found < due and (not gone or _busy_in(window, busy)):
                    words = f"{staff.name} has {self._spell(near, window)} {window}; "
                    words += self._due(due)
                    if gone:
                        words += f" beside the absence ({', '.join(map(spell_date, gone))})"
                    where = {"staff": (staff.name,), "dates": window.ends}
                    yield self.breach(team, words, due - found, **where)

    def _rests(self, start: int | None, end: int | None, window: Stretch) -> int:
        """How many rests the stretch from ``start`` to ``end`` holds for ``window``.

        None stands for a time that is not known, so that the stretch is as long as can be.
        """
        first, last = _ends(window)
        inside = last if end is None else min(end, last)
        inside -= first if start is None else max(start, first)
        rests = max(0, inside) // self.hours
        if start is not None and end is not None:
            rests = min(rests, max(0, end - start - self.on_top_of) // self.hours)
        return min(rests, self.rests)

    def _spell(self, stretches: list[tuple[int | None, int | None]], window: Stretch) -> str:
        """The longest stretch that has some time in ``window``."""
        first, last = _ends(window)
        known = [
            (first if start is None else start, last if end is None else end)
            for start, end in stretches
            if (start is None or start < last) and (end is None or end > first)
        ]
        start, end = max(known, key=lambda ends: ends[1] - ends[0], default=(first, first))
        if start >= end:
            return "no time free"
        return (
            f"{spell_duration(end - start)} free at most ({spell_time(start)} on "
            f"{spell_date(clock(start).date())} to {spell_time(end)} on "
            f"{spell_date(clock(end).date())})"
        )

    def _due(self, number: int) -> str:
        rests = "a rest" if number == 1 else f"{number} rests"
        daily = f" and {spell_duration(self.on_top_of)} daily rest" if self.on_top_of else ""
        return f"{rests} of {spell_duration(self.hours)}{daily} due"


def _parts(window: Stretch, gone: list[date]) -> list[Stretch]:
    """What the days ``gone`` leave of ``window``: the stretches before, between and after them."""
    parts, first = [], window.first
    for day in (*gone, window.last + ONE_DAY):
        if first < day:
            parts.append(Stretch(first, day - ONE_DAY, window.complete))
        first = day + ONE_DAY
    return parts


def _busy_in(window: Stretch, busy: list[tuple[int, int]]) -> bool:
    """Whether something that is ``busy`` has a minute in ``window``."""
    first, last = _ends(window)
    return any(max(start, first) < min(end, last) for start, end in busy)


def _ends(window: Stretch) -> tuple[int, int]:
    """The first and the last midnight of ``window``."""
    return instant(window.first, 0), instant(window.last, MINUTES_A_DAY)


def _free(busy: list[tuple[int, int]]) -> list[tuple[int | None, int | None]]:
    """The stretches between what is ``busy``, in order of time; None before and after all of it."""
    stretches: list[tuple[int | None, int | None]] = []
    end: int | None = None
    for start, last in busy:
        if end is None or start > end:
            stretches.append((end, start))
        end = last if end is None else max(end, last)
    return [*stretches, (end, None)]
