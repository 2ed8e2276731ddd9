"""The team as integers and arrays: who can do what, and when it starts and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from rotasolve.model.registry import cell_encoders, load_encoders
from rotasolve.model.sheet import Price
from rotasolve.rules.overlap import Overlap
from rotasolve.team.clock import instant
from rotasolve.team.level import MUST
from rotasolve.team.spelling import MINUTES_A_DAY, ClockSpan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from rotasolve.team.rule import Rule
    from rotasolve.team.selector import Which, Who
    from rotasolve.team.shift import Account
    from rotasolve.team.spelling import Dates, DayNames, Window
    from rotasolve.team.team import Team

NO, YES, FREE = 0, 1, 2
"""What a cell may be: fixed off, fixed on, or the solver's choice."""

WHOLE_DAY = ClockSpan(0, MINUTES_A_DAY)

Cell = tuple[int, int]
"""A day and a shift, (d, s)."""

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Problem:
    """A team in indices.

    Attributes
    ----------
    team
        The team.
    """

    team: Team

    def __post_init__(self) -> None:
        load_encoders()

    # -- names and indices -----------------------------------------------------------------------

    @cached_property
    def num_people(self) -> int:
        """Number of people, P."""
        return len(self.team.staff)

    @cached_property
    def num_days(self) -> int:
        """Number of days of the period, D."""
        return self.team.period.days

    @cached_property
    def num_shifts(self) -> int:
        """Number of shifts, S."""
        return len(self.team.shifts)

    @cached_property
    def first_day(self) -> int:
        """Index of the first known day: minus the number of days of history."""
        return (self.team.known_from - self.team.period.start).days

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Code of each shift s."""
        return tuple(self.team.shifts)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name of each person p."""
        return tuple(staff.name for staff in self.team.staff)

    @cached_property
    def _p_of(self) -> dict[str, int]:
        return {name: p for p, name in enumerate(self.names)}

    @cached_property
    def _s_of(self) -> dict[str, int]:
        return {code: s for s, code in enumerate(self.codes)}

    def date(self, d: int) -> date:
        """The date of day ``d``, which may be outside the known days."""
        return self.team.period.start + timedelta(d)

    @cached_property
    def known_days(self) -> range:
        """Every known day, those of the history first."""
        return range(self.first_day, self.num_days)

    def people(self, who: Who) -> tuple[int, ...]:
        """The people selected by ``who``."""
        if who not in self._people:
            self._people[who] = tuple(self._p_of[staff.name] for staff in self.team.staff_of(who))
        return self._people[who]

    def shifts(self, which: Which) -> tuple[int, ...]:
        """The shifts selected by ``which``."""
        if which not in self._shifts:  # everybody's line asks for the same
            found = self.team.shifts_of(which)
            self._shifts[which] = tuple(self._s_of[shift.code] for shift in found)
        return self._shifts[which]

    def shifts_covered(self, which: Which) -> tuple[int, ...]:
        """The shifts selected by ``which`` as duties to cover."""
        return tuple(self._s_of[shift.code] for shift in self.team.shifts_covered(which))

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What functions marked :func:`once` have answered."""
        return {}

    @cached_property
    def _people(self) -> dict[Who, tuple[int, ...]]:
        return {}

    @cached_property
    def _shifts(self) -> dict[Which, tuple[int, ...]]:
        return {}

    def person(self, name: str) -> int:
        """The index of the person called ``name``."""
        return self._p_of[name]

    def shift(self, code: str) -> int:
        """The index of the shift with ``code``."""
        return self._s_of[code]

    def shifts_of_kind(self, kinds: Iterable[str]) -> tuple[int, ...]:
        """The shifts of any of ``kinds``."""
        kinds = set(kinds)
        return tuple(s for s, code in enumerate(self.codes) if self.kinds[s] in kinds)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kind of each shift s."""
        return tuple(shift.kind for shift in self.team.shifts.values())

    @cached_property
    def day_shifts(self) -> tuple[int, ...]:
        """The shifts that make a working day: all but on call."""
        return self.shifts_of_kind(("work", "sleep_in", "event"))

    def days_of(self, rule: Rule, *, known: bool = False) -> tuple[int, ...]:
        """The days of the period, or all known days, that match the rule's days and dates."""
        key = rule.days, rule.dates, known
        if key not in self._days_of:  # everybody's line asks for the same
            first = self.first_day if known else 0
            self._days_of[key] = tuple(
                d
                for d in range(first, self.num_days)
                if self.team.matches(self.date(d), rule.days, rule.dates)
            )
        return self._days_of[key]

    @cached_property
    def _days_of(self) -> dict[tuple[DayNames | None, Dates | None, bool], tuple[int, ...]]:
        return {}

    def days_reached(self, rule: Rule) -> tuple[int, ...]:
        """The days that match the rule's days and dates, and into which a cell may run."""
        days = range(self.num_days + 1)  # no shift is longer than a day
        return tuple(d for d in days if self.team.matches(self.date(d), rule.days, rule.dates))

    @cached_property
    def _employed(self) -> dict[tuple[int, int], bool]:
        return {}

    def employed(self, p: int, d: int) -> bool:
        """Whether ``p`` is in the team on day ``d`` with a contract in force."""
        if (p, d) not in self._employed:  # every line built asks for the same
            self._employed[p, d] = self.team.employed(self.team.staff[p], self.date(d))
        return self._employed[p, d]

    @cached_property
    def _away(self) -> list[dict[int, str]]:
        """Of each person the kind of absence on each known day; the first in the file counts."""
        by_person: list[dict[int, str]] = [{} for _ in range(self.num_people)]
        for absence in self.team.all_absences:
            for p in self.people(absence.who):
                for d in self.days_of(absence, known=True):
                    by_person[p].setdefault(d, absence.kind)
        return by_person

    def away(self, p: int, reading: str = "neither") -> dict[int, str]:
        """The kind of absence of ``p`` on each known day, unless it is read as a day off."""
        return self._away[p] if reading == "neither" else {}

    # -- time ------------------------------------------------------------------------------------

    @cached_property
    def _starts(self) -> list[list[int]]:
        shifts = self.team.shifts.values()
        return [[shift.start(day) for shift in shifts] for day in map(self.date, self.known_days)]

    @cached_property
    def _ends(self) -> list[list[int]]:
        shifts = self.team.shifts.values()
        return [[shift.end(day) for shift in shifts] for day in map(self.date, self.known_days)]

    def start(self, d: int, s: int) -> int:
        """The instant at which shift ``s`` of day ``d`` starts."""
        return self._starts[d - self.first_day][s]

    def end(self, d: int, s: int) -> int:
        """The instant at which shift ``s`` of day ``d`` ends."""
        return self._ends[d - self.first_day][s]

    @cached_property
    def _minutes(self) -> dict[str, list[list[int]]]:
        return {}

    def minutes(self, account: Account, d: int, s: int) -> int:
        """Minutes that shift ``s`` of day ``d`` counts in ``account``."""
        if account not in self._minutes:
            shifts = self.team.shifts.values()
            self._minutes[account] = [
                [shift.minutes(account, day) for shift in shifts]
                for day in map(self.date, self.known_days)
            ]
        return self._minutes[account][d - self.first_day][s]

    def cells_during(self, start: int, end: int, shifts: Iterable[int]) -> list[Cell]:
        """Every known (d, s) of ``shifts`` of which a minute lies between two instants."""
        key = (start, end, tuple(shifts))
        if key not in self._during:  # everybody's line asks for the same
            # A shift lasts a day at most, and a clock change moves an instant by an hour.
            first = (start - self.start_of_period) // MINUTES_A_DAY - 2
            last = (end - self.start_of_period) // MINUTES_A_DAY + 1
            self._during[key] = [
                (d, s)
                for d in range(max(self.first_day, first), min(self.num_days, last + 1))
                for s in key[2]
                if max(start, self.start(d, s)) < min(end, self.end(d, s))
            ]
        return self._during[key]

    @cached_property
    def _during(self) -> dict[tuple[int, int, tuple[int, ...]], list[Cell]]:
        return {}

    def overlapping(self, rule: Overlap, *, another_day: bool) -> dict[Cell, list[Cell]]:
        """For each known cell those after it, on days of ``rule``, that overlap it.

        Cells that have none are left out. Two duties are in order of (start, end, code), as the
        auditor sorts them. With ``another_day`` two work shifts of the same day are left out.
        """
        key = rule, another_day
        if key not in self._overlapping:  # everybody's line asks for the same
            shifts = [s for s, kind in enumerate(self.kinds) if kind not in rule.may_overlap]
            work = self.shifts_of_kind(("work",)) if another_day else ()
            days = set(self.days_of(rule))

            def order(d: int, s: int) -> tuple[int, int, str, int]:
                return self.start(d, s), self.end(d, s), self.codes[s], d

            later = {
                (d, s): [
                    (e, t)
                    for e, t in self.cells_during(self.start(d, s), self.end(d, s), shifts)
                    if e in days and order(d, s) < order(e, t)
                    if not (d == e and s in work and t in work)
                ]
                for d in self.known_days
                for s in shifts
            }
            self._overlapping[key] = {cell: cells for cell, cells in later.items() if cells}
        return self._overlapping[key]

    @cached_property
    def _overlapping(self) -> dict[tuple[Overlap, bool], dict[Cell, list[Cell]]]:
        return {}

    def pieces(
        self, start: int, end: int, shifts: Iterable[int]
    ) -> list[tuple[int, int, tuple[Cell, ...]]]:
        """The stretches of ``start``..``end`` in which no shift starts or ends, and their cells."""
        cells = self.cells_during(start, end, shifts)
        edges = {start, end}
        for cell in cells:
            edges |= {self.start(*cell), self.end(*cell)}
        return [
            (first, last, tuple(c for c in cells if self.start(*c) < last and first < self.end(*c)))
            for first, last in pairwise(sorted(edge for edge in edges if start <= edge <= end))
        ]

    def judged(self, clock: ClockSpan | None) -> list[tuple[int, int]]:
        """What lies in the period of ``clock`` on each date, and on the day before the first."""
        span = clock or WHOLE_DAY
        dates = [self.date(d) for d in range(-1, self.num_days)]
        ends = [
            (
                max(self.start_of_period, instant(day, span.start)),
                min(self.end_of_period, instant(day, span.end)),
            )
            for day in dates
        ]
        return [(start, end) for start, end in ends if start < end]

    @cached_property
    def start_of_period(self) -> int:
        """The instant of the first midnight of the period."""
        return instant(self.team.period.start, 0)

    @cached_property
    def end_of_period(self) -> int:
        """The instant of the last midnight of the period."""
        return instant(self.team.period.end, MINUTES_A_DAY)

    def windows(self, per: Window) -> list[tuple[range, bool]]:
        """The days of each window, and whether it is complete."""
        whole = self.num_days
        if per.kind == "period":
            return [(range(whole), True)]
        if per.kind == "month":  # each belongs to the period that holds its 15th
            months = [(self.date(d).year, self.date(d).month) for d in range(whole)]
            held = [months[d] for d in range(whole) if self.date(d).day == 15]
            firsts = [(months.index(month), months.count(month)) for month in held]
            return [(range(first, first + count), True) for first, count in firsts]
        if per.kind == "blocks":
            return [
                (range(d, min(d + per.length, whole)), d + per.length <= whole)
                for d in range(0, whole, per.length)
            ]
        if whole - self.first_day < per.length:
            return [(self.known_days, False)]
        first = max(self.first_day, 1 - per.length)
        return [(range(d, d + per.length), True) for d in range(first, whole - per.length + 1)]

    # -- what is settled -------------------------------------------------------------------------

    @cached_property
    def worked(self) -> frozenset[tuple[int, int, int]]:
        """Every (p, d, s) of the history; d is negative."""
        start = self.team.period.start
        return frozenset(
            (self._p_of[duty.staff], (duty.date - start).days, self._s_of[duty.shift])
            for duty in self.team.history.duties
            if self.team.known_from <= duty.date < start and duty.staff in self._p_of
        )

    @cached_property
    def called(self) -> dict[tuple[int, int, int], tuple[tuple[int, int], ...]]:
        """The (p, d, s) of the history of which something was worked, and from when to when."""
        start = self.team.period.start
        return {
            (p, (duty.date - start).days, self._s_of[duty.shift]): called
            for duty in self.team.history.duties
            if (p := self._p_of.get(duty.staff)) is not None
            and self.team.known_from <= duty.date < start
            and (called := duty.called(self.team.shifts[duty.shift]))
        }

    def price(self, rule: Rule) -> Price:
        """The price at which ``rule`` is posted."""
        level = self.team.level_of(rule)
        return Price(level, rule.weight, level == MUST)

    @cached_property
    def line_rules(self) -> list[list[Rule]]:
        """The rules that concern the line of each person p."""
        by_person: list[list[Rule]] = [[] for _ in range(self.num_people)]
        for rule in self.team.all_rules:
            if rule.scope != "team":
                for p in self.people(rule.who):
                    by_person[p].append(rule)
        return by_person

    @cached_property
    def domain(self) -> NDArray[np.int8]:
        """What each cell may be before any search; shape (P, D, S).

        A cell whose assignment alone breaks a ``must`` is never created.
        """
        domain = np.full((self.num_people, self.num_days, self.num_shifts), FREE, dtype=np.int8)
        for rule in self.team.all_rules:
            encoder = cell_encoders.get(type(rule))
            if encoder is not None and self.team.level_of(rule) == MUST:
                for p in self.people(rule.who):
                    for d, s, _ in encoder(rule, self, p):
                        domain[p, d, s] = NO
        return domain

    @cached_property
    def _overlap_days(self) -> list[tuple[Overlap, frozenset[int], frozenset[int]]]:
        """Each hard "no overlap" with its people and days."""
        return [
            (rule, frozenset(self.people(rule.who)), frozenset(self.days_of(rule)))
            for rule in self.team.all_rules
            if isinstance(rule, Overlap) and self.team.level_of(rule) == MUST
        ]

    def all_exclusive(self, p: int, cells: Sequence[Cell]) -> bool:
        """Whether ``cells`` are of one day on which a hard rule lets ``p`` work only one shift.

        What :meth:`exclusive` says of any two of them, for teams of many shifts.
        """
        if len({d for d, _ in cells}) != 1 or any(self.kinds[s] != "work" for _, s in cells):
            return False
        d = cells[0][0]
        return any(
            rule.shifts_a_day == 1 and p in people and d in days
            for rule, people, days in self._overlap_days
        )

    def exclusive(self, p: int, first: Cell, second: Cell) -> bool:
        """Whether a hard rule keeps ``p`` from having both cells."""
        (d, s), (e, t) = first, second
        for rule, people, days in self._overlap_days:
            if p not in people or max(d, e) not in days:
                continue
            if d == e and rule.shifts_a_day == 1 and self.kinds[s] == self.kinds[t] == "work":
                return True
            last_start = max(self.start(d, s), self.start(e, t))
            together = last_start < min(self.end(d, s), self.end(e, t))
            if together and not {self.kinds[s], self.kinds[t]} & set(rule.may_overlap):
                later = d if (self.start(d, s), d) >= (self.start(e, t), e) else e
                if later in days:
                    return True
        return False


def once(
    function: Callable[Concatenate[Problem, Arguments], Answer],
) -> Callable[Concatenate[Problem, Arguments], Answer]:
    """What ``function`` answers is worked out once for each problem; nobody may change it.

    Lines are built over and over, and what a rule asks of somebody stays the same. The arguments
    have to be hashable.
    """

    @wraps(function)
    def kept(problem: Problem, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        key = (function, args, tuple(kwargs.items()))
        if key not in problem.answers:
            problem.answers[key] = function(problem, *args, **kwargs)
        answer: Answer = problem.answers[key]
        return answer

    return kept
