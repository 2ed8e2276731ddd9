"""Cover by the clock: how many people are on duty at every minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from rotasolve.duties import ONE_DAY, spell_date, spell_time
from rotasolve.rules.cover import Need
from rotasolve.rules.spans import who_is_there
from rotasolve.team.clock import LONGEST_DAY, instant
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Breach
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import ClockSpanField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.spans import Span
    from rotasolve.team.team import Team


class ClockCover(Need):
    """At every minute of ``clock`` at least ``min`` and at most ``max`` people are on duty.

    One unit is one person too few or too many for one minute, among those in ``who``, counting
    duties of the given ``kinds``. A stretch that passes midnight belongs to the date on which it
    starts. Minutes outside the period are left to the rotas before and after; of the night before
    the first day, the minutes after midnight are judged where the history is known.
    With ``bank``, so many of the people missing from ``min`` may come from the bank at any minute,
    each at the price that it states; only those missing beyond it are missed at that of ``min``.
    """

    rule: Literal["clock_cover"] = "clock_cover"
    clock: ClockSpanField = Field(description="The stretch of the clock.")
    kinds: Listed[Kind] = Field(default=("work",), description="Kinds of shift that count.")

    unit = "minutes"
    reach = 1

    most_a_day = LONGEST_DAY

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every stretch of time in which a limit is missed by the same number of people."""
        limits = list(self.priced_limits(team))
        for day, start, end in self.stretches(team):
            if not duties.asks_for(day):
                continue
            counts = people_on_duty(self.present(duties, team, day), start, end)
            for limit in limits:
                for first, last, count in counts:
                    missed = limit.missed(count)
                    if missed > 0:
                        yield Breach(
                            self.label,
                            limit.level,
                            limit.weight,
                            missed * (last - first),
                            f"{self.spell_people(count, team)} {'is' if count == 1 else 'are'} on "
                            f"duty on {spell_date(day)} "
                            f"{spell_time(first)}-{spell_time(last)}; {limit.words}",
                            dates=(day,),
                            unit=self.unit,
                        )
            for first, last, count in counts:
                if sent := self.from_bank(count):
                    yield Breach(
                        self.label,
                        *self.bank_price(team),
                        sent * (last - first),
                        f"{sent} from the bank on {spell_date(day)} "
                        f"{spell_time(first)}-{spell_time(last)}{self.spell_who()}",
                        dates=(day,),
                        unit=self.unit,
                    )

    def present(self, duties: Duties, team: Team, day: date) -> dict[Span, set[str]]:
        """Who is on a duty that counts and can touch the stretch of ``day``, from when to when."""
        shifts = [shift for shift in team.shifts.values() if shift.kind in self.kinds]
        names = {staff.name for staff in team.staff_of(self.who)}
        # A duty of the day before may run into it, and it may pass midnight.
        return duties.spans(shifts, (day - ONE_DAY, day, day + ONE_DAY), names)

    def stretches(self, team: Team) -> Iterator[tuple[date, int, int]]:
        """Every (date, first instant, last instant) in which the rule holds."""
        period = team.period
        first, last = instant(period.start, 0), instant(period.end + ONE_DAY, 0)
        before = period.start - ONE_DAY
        for day in ((before,) if team.known_from <= before else ()) + period.dates:
            if team.matches(day, self.days, self.dates):
                start = max(first, instant(day, self.clock.start))
                end = min(last, instant(day, self.clock.end))
                if start < end:
                    yield day, start, end


def people_on_duty(
    present: Mapping[Span, set[str]], start: int, end: int
) -> list[tuple[int, int, int]]:
    """The stretches (first, last, people) of ``start``..``end`` with the same number of people."""
    stretches: list[tuple[int, int, int]] = []
    for (first, last), there in who_is_there(present, start, end):
        people = len(there)
        if stretches and stretches[-1][2] == people:
            first = stretches.pop()[0]
        stretches.append((first, last, people))
    return stretches
