"""Ceilings: how much the rules that must hold let each person do."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.duties import ONE_DAY
from rotasolve.explain.supply import must_rules
from rotasolve.explain.weighing import (
    Weighing,
    duties_of,
    every_day,
    known_days,
    minutes_of,
    work_of,
)
from rotasolve.rules.absent import days_neither, pro_rata
from rotasolve.rules.contract_hours import ContractHours
from rotasolve.rules.count import Count
from rotasolve.rules.hours import Hours
from rotasolve.rules.run import Run
from rotasolve.rules.weekends import Weekends
from rotasolve.rules.windows import windows
from rotasolve.team.bank_holidays import pairs_in
from rotasolve.team.credit import counts_as_contracted
from rotasolve.team.selector import Which
from rotasolve.team.spelling import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from fractions import Fraction

    from rotasolve.explain.supply import Supply
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.rule import Rule
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Limit(NamedTuple):
    """At most ``most`` of something from ``first`` to ``last``."""

    first: date
    last: date
    most: int


class Ceilings:
    """The most that each person can do in any measure over any days, proven.

    A limit in one measure bounds others too (:meth:`Weighing.per`): six work shifts of at most 12 h
    are at most 72 h.
    """

    def __init__(self, supply: Supply) -> None:
        self.supply = supply
        self._limits: dict[Weighing, dict[str, list[list[Limit]]]] = {}
        self._ratios: dict[tuple[Weighing, Weighing], Fraction | None] = {}
        self._sums: dict[tuple[str, Weighing], list[int]] = {}
        self._most: dict[tuple[str, Weighing, date, date], int] = {}
        self._past: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
        for duty in supply.team.history.duties:
            if duty.date < supply.team.period.start:
                self._past[duty.staff, duty.date].add(duty.shift)
        for rule in must_rules(supply.team):
            for weighing, name, limits in _limits_of(rule, supply):
                own = self._limits.setdefault(weighing, {}).setdefault(name, [])
                own.append([self._in_period(name, weighing, limit) for limit in sorted(limits)])

    @property
    def weighings(self) -> tuple[Weighing, ...]:
        """Every measure in which somebody has a limit."""
        return tuple(self._limits)

    def most(self, name: str, weighing: Weighing, first: date, last: date) -> int:
        """The most that ``name`` can do from ``first`` to ``last``; past days as they were."""
        key = name, weighing, first, last
        if key not in self._most:
            self._most[key] = self._most_of(*key)
        return self._most[key]

    def _most_of(self, name: str, weighing: Weighing, first: date, last: date) -> int:
        start = self.supply.team.period.start
        past = self.possible(name, weighing, first, start - ONE_DAY) if first < start else 0
        first = max(first, start)
        best = self.possible(name, weighing, first, last)
        for other, by_name in self._limits.items():
            if name in by_name and (ratio := self._ratio(weighing, other)) is not None:
                for limits in by_name[name]:
                    best = min(best, self._tiled((name, weighing), (first, last), limits, ratio))
        return past + best

    def possible(self, name: str, weighing: Weighing, first: date, last: date) -> int:
        """The most on each of the days taken by itself, summed; past days as they were."""
        start = self.supply.team.known_from
        if (name, weighing) not in self._sums:
            days = (self._possible_on(name, weighing, day) for day in known_days(self.supply.team))
            self._sums[name, weighing] = list(accumulate(days, initial=0))
        sums = self._sums[name, weighing]
        return sums[(last - start).days + 1] - sums[(first - start).days]

    def _possible_on(self, name: str, weighing: Weighing, day: date) -> int:
        team = self.supply.team
        if day < team.period.start:
            return weighing.of_past(day, self._past[name, day])
        work, other = [], 0
        for code, shift in team.shifts.items():
            weight = weighing.of.get((day, code), 0)
            if weight and name in self.supply.able[day, code]:
                if shift.kind == "work":
                    work.append(weight)
                else:
                    other += weight
        return sum(sorted(work, reverse=True)[: self.supply.most_a_day[name, day]]) + other

    def _in_period(self, name: str, weighing: Weighing, limit: Limit) -> Limit:
        """The limit that is left for the days of the period."""
        start = self.supply.team.period.start
        first = max(limit.first, self.supply.team.known_from)
        used = self.possible(name, weighing, first, start - ONE_DAY) if first < start else 0
        return limit._replace(most=max(limit.most - used, 0))

    def _tiled(
        self,
        what: tuple[str, Weighing],
        stretch: tuple[date, date],
        limits: list[Limit],
        ratio: Fraction,
    ) -> int:
        """The sum over parts of the stretch, each inside one limit, of what is possible in each."""
        total, (day, end) = 0, stretch
        while day <= end:
            index = bisect_right(limits, day, key=lambda limit: limit.first)
            held = index > 0 and limits[index - 1].last >= day
            if held:
                last = min(limits[index - 1].last, end)
            else:
                last = min(limits[index].first - ONE_DAY, end) if index < len(limits) else end
            possible = self.possible(*what, day, last)
            total += min(possible, int(limits[index - 1].most * ratio)) if held else possible
            day = last + ONE_DAY
        return total

    def _ratio(self, weighing: Weighing, other: Weighing) -> Fraction | None:
        if (weighing, other) not in self._ratios:
            self._ratios[weighing, other] = weighing.per(other)
        return self._ratios[weighing, other]


def _limits_of(rule: Rule, supply: Supply) -> Iterator[tuple[Weighing, str, list[Limit]]]:
    """The (measure, name, limits) that follow from ``rule``; a rule that sets none has none."""
    team = supply.team
    people = team.staff_of(rule.who)
    singles = [staff for staff in people if staff.name in supply.singles]
    if isinstance(rule, Hours) and rule.at_most is not None:
        weighing = minutes_of(team, rule.account, rule.of, counting(rule, team))
        limits = [Limit(s.first, s.last, rule.at_most) for s in windows(team, rule.per)]
        yield from ((weighing, staff.name, limits) for staff in people)
    elif isinstance(rule, ContractHours):
        over = rule.tolerance if rule.over is None else rule.over
        everywhere = minutes_of(team, "contract")
        for staff in people:
            wanted = contract_windows(rule, staff, team)
            limits = [Limit(s.first, s.last, w + over) for s, w in wanted]
            yield _as_contracted(everywhere, team, staff), staff.name, limits
    elif isinstance(rule, Count) and isinstance(rule.of, Which):
        # Of two days that are one holiday not all duties count, and no ceiling follows from it.
        if rule.at_most is not None and not pairs_in(team, rule.days, rule.dates):
            weighing = duties_of(team, rule.of, counting(rule, team))
            limits = [Limit(s.first, s.last, rule.at_most) for s in windows(team, rule.per)]
            yield from ((weighing, staff.name, limits) for staff in people)
    elif isinstance(rule, Count):
        weighing = work_of(team, counts=counting(rule, team))
        for staff in singles:
            yield weighing, staff.name, list(_working_days(rule, staff, team))
    elif isinstance(rule, Run) and rule.at_most is not None:
        if rule.of != "days off" and rule.days is None and rule.dates is None:
            weighing = work_of(team, rule.of if isinstance(rule.of, Which) else None)
            stretches = windows(team, Window("rolling", rule.at_most + 1))
            limits = [Limit(s.first, s.last, rule.at_most) for s in stretches if s.complete]
            yield from ((weighing, staff.name, limits) for staff in singles)
    elif isinstance(rule, Weekends) and rule.at_most is not None:
        limits = _weekend_limits(rule, team)
        for weekday, name in ((5, "Saturdays"), (6, "Sundays")):
            weighing = work_of(team, rule.of, lambda day, on=weekday: day.weekday() == on)  # type: ignore[misc]
            weighing = replace(weighing, label=f"{weighing.label} on {name}")
            yield from ((weighing, staff.name, limits) for staff in singles)


def _as_contracted(everywhere: Weighing, team: Team, staff: Staff) -> Weighing:
    """The contract minutes of each duty, without days with a contract that asks for no hours."""
    elsewhere = {day for day in team.period.dates if not counts_as_contracted(team, staff, day)}
    if not elsewhere:
        return everywhere
    return minutes_of(team, "contract", counts=lambda day: day not in elsewhere)


def counting(rule: Rule, team: Team) -> Callable[[date], bool]:
    """Whether a date is among the rule's ``days`` and ``dates``."""
    if rule.days is None and rule.dates is None:
        return every_day
    return lambda day: team.matches(day, rule.days, rule.dates)


def contract_windows(rule: ContractHours, staff: Staff, team: Team) -> list[tuple[Stretch, int]]:
    """Each window in which ``rule`` judges ``staff``, and the minutes to be worked in it."""
    carried = rule.carried(team, staff)
    return [
        (window, contracted - credited - carried)
        for window, contracted, credited in rule.judged(team, staff)
    ]


def _working_days(rule: Count, staff: Staff, team: Team) -> Iterator[Limit]:
    """The most working days in each window: those allowed, or those left by the days off due."""
    counts, away = counting(rule, team), days_neither(rule.absence, team, staff)
    for window in windows(team, rule.per):
        two_are_one = bool(pairs_in(team, rule.days, rule.dates))
        if rule.of == "working days" and rule.at_most is not None and not two_are_one:
            yield Limit(window.first, window.last, rule.at_most)
        whole = window.complete and all(team.employed(staff, day) for day in window.days)
        if rule.of == "days off" and rule.at_least is not None and whole:
            counted = [day for day in window.days if counts(day)]
            most = len(counted) - pro_rata(rule.at_least, counted, away)
            yield Limit(window.first, window.last, most)


def _weekend_limits(rule: Weekends, team: Team) -> list[Limit]:
    """``at_most`` weekends, so Saturdays or Sundays, in each stretch of weekends that is judged."""
    known, dates = set(known_days(team)), set(team.dates_of(rule))
    first, at_most = team.known_from - ONE_DAY, rule.at_most or 0
    saturday = first + timedelta((5 - first.weekday()) % 7)
    weekends = []
    while saturday <= team.period.end:
        if not known.isdisjoint((saturday, saturday + ONE_DAY)):
            weekends.append((saturday, saturday + ONE_DAY))
        saturday += timedelta(7)
    judged = [n for n, weekend in enumerate(weekends) if not dates.isdisjoint(weekend)]
    if rule.out_of is None:
        # With weekends between that are not judged, the limit is not one of a stretch of days.
        if not judged or judged[-1] - judged[0] >= len(judged):
            return []
        return [Limit(weekends[judged[0]][0], weekends[judged[-1]][1], at_most)]
    ends = [n for n in judged if n + 1 >= rule.out_of] or judged[-1:]
    return [Limit(weekends[max(n + 1 - rule.out_of, 0)][0], weekends[n][1], at_most) for n in ends]
