"""Average hours: the weekly limit of working time, over a reference period of many weeks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from fractions import Fraction
from itertools import accumulate, repeat
from math import floor
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from pydantic import Field, field_validator

from rotasolve.duties import ONE_DAY
from rotasolve.rules.absence import Absence
from rotasolve.rules.windows import Stretch, most_minutes
from rotasolve.team.clock import instant
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Words
from rotasolve.team.shown import shown
from rotasolve.team.spelling import (
    ClockSpan,
    ClockSpanField,
    Hours,
    WeeksField,
    Window,
    spell_duration,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties, Duty
    from rotasolve.team.contract import Contract
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

_ABSENCES: tuple[str, ...] = get_args(Absence.model_fields["kind"].annotation)


class _Judged(NamedTuple):
    """A reference period, the weeks that it has, and which of the days that count lie in it."""

    reference: Stretch
    weeks: Fraction
    first: int
    last: int


class AverageHours(Rule):
    """Everybody works at most ``at_most`` hours a week on average over ``over`` weeks.

    One unit is one minute of working time above the limit in one reference period. A reference
    period ends with a week of the rota and has the ``over`` weeks up to then, most of them in the
    history; it belongs to its last date. Where fewer weeks are known, all known days up to the end
    of the period are the only one. Only days on which somebody is in the team with a contract in
    force count, so that whoever starts later is judged over the weeks since; nor do days with a
    contract whose ``opt_out`` is set, or the hours on them, unless ``opted_out`` is true.

    The limit of a reference period is ``at_most`` times its weeks less those that absences of the
    kinds ``excluded`` take up, rounded down to a minute. An excluded day takes up one of the days a
    week of the contract, no week is taken up more than once over: with five days a week, a day is
    a fifth of a week, and Monday to Friday, or Monday to Sunday, are one.

    By the Working Time Regulations 1998 (regulation 4(6)) the average is (A + B) / C, where A are
    the hours in the reference period, C its weeks, and B the hours worked after it on as many days
    as it has excluded days. A rota does not know those days, so B is taken at the limit itself, a
    day of the contract's week for each excluded day. Whoever is within it, and works no more than
    the limit afterwards, keeps the average of the Regulations too; and those later days are judged
    with the reference periods that they lie in. The Regulations exclude four weeks of leave a year
    (regulation 13), this rule every day of leave.

    With ``night_duties`` only those are judged who have so many night duties in the reference
    period: duties of work with ``night_hours`` or more within ``nights``. For night workers the
    Regulations (regulation 6) allow 8 hours on average for each 24, a day of rest a week not
    counted: 8 h on six days, so ``at_most: 48h`` again, with ``opted_out: true`` as nobody can sign
    out of it.
    """

    rule: Literal["average_hours"] = "average_hours"
    at_most: Hours = Field(
        default=2880, description="Most hours a week on average; 48 when left out."
    )
    over: WeeksField = Field(default=17, description="Weeks of a reference period.")
    excluded: Words = Field(
        default=("leave", "sickness"), description="Kinds of absence whose days are made up for."
    )
    opted_out: bool = Field(default=False, description="Judge those who have opted out too.")
    night_duties: int | None = Field(
        default=None, ge=1, le=1000, description="Only those with so many night duties."
    )
    nights: ClockSpanField = Field(
        default=ClockSpan(23 * 60, 30 * 60), description="Night time, for night duties."
    )
    night_hours: Hours = Field(
        default=180, description="Hours of night time that make a night duty."
    )

    scope = "line"
    unit = "minutes"
    judged_for = "has a day to average for which they have not opted out"

    @field_validator("excluded")
    @classmethod
    def _are_absences(cls, value: Words) -> Words:
        for kind in value:
            if kind not in _ABSENCES:
                known = ", ".join(_ABSENCES)
                raise ValueError(f"{shown(kind)} is no kind of absence; expected some of {known}")
        return value

    def most_units(self, team: Team) -> int:
        """Every shift of every day in every reference period."""
        per = Window("rolling", 7 * self.over)
        return len(team.staff_of(self.who)) * most_minutes(team, per)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every reference period in which somebody has too many hours."""
        dates = set(team.dates_of(self))
        for staff in duties.staff_of(self.who):
            minutes = duties.minutes(staff.name, "working_time")
            least = self.night_duties or 0
            nights: Counter[date] = Counter()
            if least:
                own = duties.of(staff.name)
                nights = Counter([duty.date for duty in own if self._is_night_duty(duty, team)])
            days, judged = self._judged(team, staff)
            worked = [0, *accumulate(map(minutes.get, days, repeat(0)))]
            worked_nights = [0, *accumulate(map(nights.get, days, repeat(0)))]
            for reference, weeks, first, last in judged:
                enough = worked_nights[last] - worked_nights[first] >= least
                if reference.last not in dates or not enough:
                    continue
                total = worked[last] - worked[first]
                limit = floor(self.at_most * weeks)
                if total > limit:
                    words = (
                        f"{staff.name} has {spell_duration(total)} of working time {reference}, "
                        f"in {_spell(weeks)} weeks that count; at most {spell_duration(limit)}, "
                        f"which is {spell_duration(self.at_most)} a week on average"
                    )
                    where = {"staff": (staff.name,), "dates": reference.ends}
                    yield self.breach(team, words, total - limit, **where)

    def _judged(self, team: Team, staff: Staff) -> tuple[list[date], list[_Judged]]:
        """The days that count, and every reference period with what it has of them."""
        key = AverageHours, self, staff.name
        if key not in team.answers:  # every audit asks for the same
            contracts = self._contracts(team, staff)
            away = self._excluded_days(team, staff)
            days, found = list(contracts), []
            known: dict[Stretch, Fraction] = {}
            for reference in self._references(team):
                first, last = bisect_left(days, reference.first), bisect_right(days, reference.last)
                weeks = Fraction(last - first, 7) - _taken_up(reference, contracts, away, known)
                found.append(_Judged(reference, weeks, first, last))
            team.answers[key] = days, found
        answer: tuple[list[date], list[_Judged]] = team.answers[key]
        return answer

    def _references(self, team: Team) -> list[Stretch]:
        """The reference periods: those that are known in full, else all that is known."""
        ends = [day for n, day in enumerate(team.period.dates, start=1) if n % 7 == 0]
        length = 7 * self.over * ONE_DAY
        whole = [Stretch(end - length + ONE_DAY, end, True) for end in ends]
        known = [each for each in whole if each.first >= team.known_from]
        return known or [Stretch(team.known_from, team.period.end, False)]

    def judged_staff(self, team: Team) -> list[Staff]:
        """Those with a day to average who have not signed out of it."""
        return [staff for staff in team.staff_of(self.who) if self._contracts(team, staff)]

    def _contracts(self, team: Team, staff: Staff) -> dict[date, Contract]:
        """The known days over which the hours of ``staff`` are averaged, with their contract."""
        contracts = ((day, team.contract_on(staff, day)) for day in team.known_dates)
        return {
            day: each for day, each in contracts if each and (self.opted_out or not each.opt_out)
        }

    def _excluded_days(self, team: Team, staff: Staff) -> set[date]:
        """The known dates on which ``staff`` is away for a reason that is made up for."""
        own = [each for each in team.absences_of(staff) if each.kind in self.excluded]
        return {day for each in own for day in team.among(team.known_dates, each.days, each.dates)}

    def _is_night_duty(self, duty: Duty, team: Team) -> bool:
        """Whether enough of ``duty`` lies in the night time of one night."""
        key = AverageHours._is_night_duty, self.nights, self.night_hours
        known: dict[tuple[str, date], bool] = team.answers.setdefault(key, {})
        of = duty.code, duty.date
        if of not in known:  # everybody's duty is alike
            known[of] = self._is_in_night(duty)
        return known[of]

    def _is_in_night(self, duty: Duty) -> bool:
        if duty.shift.kind != "work":
            return False
        for day in (duty.date - ONE_DAY, duty.date, duty.date + ONE_DAY):
            start, end = instant(day, self.nights.start), instant(day, self.nights.end)
            if min(end, duty.end) - max(start, duty.start) >= self.night_hours:
                return True
        return False


def _taken_up(
    reference: Stretch,
    contracts: dict[date, Contract],
    away: set[date],
    known: dict[Stretch, Fraction],
) -> Fraction:
    """The weeks of ``reference`` that days ``away`` take up, week by week from its end.

    Reference periods have weeks in common, of which those ``known`` are not worked out again.
    """
    taken_up = Fraction(0)
    end = reference.last
    while end >= reference.first:
        week = Stretch(max(reference.first, end - 6 * ONE_DAY), end, True)
        if week not in known:
            known[week] = _of_week(week.days, contracts, away)
        if known[week]:
            taken_up += known[week]
        end -= 7 * ONE_DAY
    return taken_up


def _of_week(week: list[date], contracts: dict[date, Contract], away: set[date]) -> Fraction:
    """The part of a ``week`` that days ``away`` take up."""
    if away.isdisjoint(week):
        return Fraction(0)
    days = [day for day in week if day in contracts]
    shares = [1 / Fraction(str(contracts[day].days_a_week)) for day in days if day in away]
    return min(sum(shares, Fraction(0)), Fraction(len(days), 7))


def _spell(weeks: Fraction) -> str:
    """So many weeks, to two places: ``16``, ``16.2``."""
    return f"{float(weeks):.2f}".rstrip("0").rstrip(".")
