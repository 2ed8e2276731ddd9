"""Duties: a rota and the history before it, placed in true time, for the auditor to question."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from rotasolve.team.clock import clock
from rotasolve.team.clock import spell_date as spell_date  # which reports take from here

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Set

    from rotasolve.rota import Rota
    from rotasolve.team.rule import Rule
    from rotasolve.team.selector import Who
    from rotasolve.team.shift import Account, Kind, Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

ONE_DAY = timedelta(1)
Answer = TypeVar("Answer")


@dataclass(frozen=True, order=True)
class Duty:
    """One staff member's shift, with the instants at which it starts and ends.

    ``called`` are the instants from and to which a sleep-in was disturbed or an on call was called
    out, which the history may tell.
    """

    start: int
    end: int
    staff: str
    date: date
    code: str
    shift: Shift
    in_period: bool
    called: tuple[tuple[int, int], ...] = ()

    def minutes(self, account: Account) -> int:
        """Minutes that it counts in ``account``.

        What was worked of a sleep-in or on call counts on top; in ``working_time``, where all of a
        sleep-in counts already, only what was worked after its end.
        """
        counted = self.shift.minutes(account, self.date)
        within = account == "working_time" and counted
        from_ = self.end if within else self.start
        return counted + sum(max(0, end - max(start, from_)) for start, end in self.called)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether some minute of the duty lies between the instants ``start`` and ``end``."""
        return max(self.start, start) < min(self.end, end)

    @property
    def counts_as_day(self) -> bool:
        """Whether it makes its date a working day: all duties do but on call."""
        return self.shift.kind != "on_call"

    def __str__(self) -> str:
        return f"{self.shift.label} on {spell_date(self.date)}"


@dataclass(frozen=True)
class _Line:
    """What one person is known to do, in order of time."""

    duties: list[Duty]
    by_day: dict[date, list[Duty]]
    worked: frozenset[date]
    busy: dict[frozenset[Kind], list[Duty]] = field(default_factory=dict)
    minutes: dict[Account, dict[date, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, duties: list[Duty]) -> _Line:
        """The line of ``duties`` in any order."""
        duties = sorted(duties, key=_in_order)
        by_day: dict[date, list[Duty]] = {}
        for duty in duties:
            by_day.setdefault(duty.date, []).append(duty)
        worked = frozenset(duty.date for duty in duties if duty.counts_as_day)
        return cls(duties, by_day, worked)


_NO_LINE = _Line([], {}, frozenset())


class Duties:
    """Every duty of the history and of the rota.

    Attributes
    ----------
    known_from
        The first date of which duties are known; before it, nothing is.
    start, end
        First and last date of the period.
    asked
        Names of those whose lines are to be judged, by rules that look at each line alone.
    asked_dates
        Dates to which breaches belong that are to be judged, by rules that look at the team; all
        where it is None.
    answers
        What rules have worked out of all duties together, for each other.
    before, changed
        The answers for the duties of which these are made by other lines, and whose duties differ
        on which dates; None where they are made from a rota.
    """

    def __init__(self, team: Team, rota: Rota) -> None:
        self._team, self.asked = team, frozenset(team.staff_by_name)
        self.asked_dates: Set[date] | None = None
        self.answers: dict[Any, Any] = {}
        self.before: dict[Any, Any] = {}
        self.changed: dict[str, set[date]] | None = None
        self.known_from = team.known_from
        self.start, self.end = team.period.start, team.period.end
        self._past = _past(team)
        # Everybody's are alike, and every audit asks for the same.
        self._times: dict[tuple[str, date], tuple[Shift, int, int]]
        self._times = team.answers.setdefault(Duties._line, {})
        self._worked_out: dict[Any, dict[str, Any]] = {}
        rows: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
        for name, day, code in rota.assignments:
            rows[name].append((day, code))
        self._lines = {
            name: self._line(name, rows.get(name, ())) for name in {**self._past, **rows}
        }
        self._doing: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
        for name, line in self._lines.items():
            for duty in line.duties:
                self._doing[duty.code, duty.date].add(name)

    def _line(self, name: str, rows: Iterable[tuple[date, str]]) -> _Line:
        duties = list(self._past.get(name, ()))
        for day, code in rows:
            key = code, day
            if key not in self._times:
                shift = self._team.shifts[code]
                self._times[key] = shift, shift.start(day), shift.end(day)
            shift, start, end = self._times[key]
            duties.append(Duty(start, end, name, day, code, shift, True))
        return _Line.of(duties)

    def with_lines(self, lines: Mapping[str, Iterable[tuple[date, str]]]) -> Duties:
        """The same duties, when the people named do ``lines`` (dates and codes) in the period."""
        changed = copy(self)
        changed.replace_lines(lines)
        return changed

    def replace_lines(self, lines: Mapping[str, Iterable[tuple[date, str]]]) -> None:
        """Make the people named do ``lines`` (dates and codes) in the period.

        What was told before stays as it is, as others may hold it.
        """
        before = self._lines
        self._lines = {**before, **{name: self._line(name, rows) for name, rows in lines.items()}}
        self._worked_out = {
            key: {name: said for name, said in each.items() if name not in lines}
            for key, each in self._worked_out.items()
        }
        self.before, self.answers, self.changed = self.answers, {}, {}
        self._doing = self._doing.copy()
        for name in lines:
            both = before.get(name, _NO_LINE), self._lines[name]
            was, now = ({(duty.code, duty.date) for duty in line.duties} for line in both)
            self.changed[name] = {day for _, day in was ^ now}
            for key in was - now:
                self._doing[key] = self._doing[key] - {name}
            for key in now - was:
                self._doing[key] = self._doing[key] | {name}

    def of_only(self, asked: Iterable[str], dates: Set[date] | None = None) -> Duties:
        """The same duties, when only what belongs to those ``asked`` for is to be judged.

        Parameters
        ----------
        asked
            Names, for the rules that look at each line alone.
        dates
            Dates, for the rules that look at the team; all where it is None.
        """
        some = copy(self)
        some.asked, some.asked_dates = frozenset(asked), dates
        return some

    def staff_of(self, who: Who) -> list[Staff]:
        """Those selected by ``who`` whose lines are to be judged, in the order of the file."""
        return [staff for staff in self._team.staff_of(who) if staff.name in self.asked]

    def asks_for(self, day: date) -> bool:
        """Whether breaches that belong to ``day`` are to be judged, by rules of the team."""
        return self.asked_dates is None or day in self.asked_dates

    def dates_of(self, rule: Rule) -> list[date]:
        """The dates of the period that ``rule`` of the team concerns and that are to be judged."""
        dates = self._team.dates_of(rule)
        return list(dates) if self.asked_dates is None else list(filter(self.asks_for, dates))

    def of(self, staff: str) -> list[Duty]:
        """Every duty of ``staff``, those of the history first, in order of time."""
        return self._lines.get(staff, _NO_LINE).duties

    def busy(self, staff: str, ignored: Collection[Kind]) -> list[Duty]:
        """Every duty of ``staff`` that lasts, in order of time.

        Of the kinds ``ignored`` only what was worked of them, each stretch as a duty of its own.
        """
        line, kinds = self._lines.get(staff, _NO_LINE), frozenset(ignored)
        if kinds not in line.busy:  # several rules ask for the same
            found = []
            for duty in line.duties:
                if duty.shift.kind not in kinds:
                    found += [duty] if duty.start < duty.end else []
                else:
                    found += [replace(duty, start=start, end=end) for start, end in duty.called]
            line.busy[kinds] = sorted(found, key=_in_order)
        return line.busy[kinds]

    def on(self, staff: str, day: date) -> list[Duty]:
        """The duties of ``staff`` that start on ``day``."""
        line = self._lines.get(staff)
        return line.by_day.get(day, []) if line is not None else []

    def near(self, staff: Iterable[str], dates: Iterable[date]) -> list[Duty]:
        """The duties of each of ``staff`` in turn that can touch ``dates``, in order of time.

        No shift is longer than a day: they start on one of the dates, or on the day before one.
        """
        days = sorted({each for day in dates for each in (day - ONE_DAY, day)})
        lines = (self._lines.get(name, _NO_LINE).by_day for name in staff)
        return [duty for line in lines for day in days for duty in line.get(day, ())]

    def spans(
        self, shifts: Iterable[Shift], dates: Iterable[date], names: Set[str]
    ) -> dict[tuple[int, int], set[str]]:
        """From when to when any of ``names`` are on ``shifts`` that start on ``dates``, and who."""
        shifts = list(shifts)
        found: dict[tuple[int, int], set[str]] = {}
        for day in dates:
            for shift in shifts:
                there = names & self._doing.get((shift.code, day), frozenset())
                if there:
                    found.setdefault((shift.start(day), shift.end(day)), set()).update(there)
        return found

    def minutes(self, staff: str, account: Account) -> Mapping[date, int]:
        """Minutes that the duties of ``staff`` count in ``account``, by the date they start on."""
        line = self._lines.get(staff, _NO_LINE)
        if account not in line.minutes:  # several rules ask for the same
            counted: dict[date, int] = {}
            of_shifts = self._team.answers.setdefault((Duties.minutes, account), {})
            for duty in line.duties:
                key = duty.code, duty.date
                if key not in of_shifts:
                    of_shifts[key] = duty.shift.minutes(account, duty.date)
                minutes = duty.minutes(account) if duty.called else of_shifts[key]
                counted[duty.date] = counted.get(duty.date, 0) + minutes
            line.minutes[account] = counted
        return line.minutes[account]

    def staff_on(self, codes: Collection[str], day: date) -> set[str]:
        """The names of those with a duty of ``codes`` that starts on ``day``."""
        return set().union(*(self._doing.get((code, day), ()) for code in codes))

    def days_worked(self, staff: str) -> Set[date]:
        """Every known working day of ``staff``: they start more on it than on call."""
        return self._lines.get(staff, _NO_LINE).worked

    def of_each(
        self, key: Any, staff: Iterable[str], work_out: Callable[[str], Answer]
    ) -> dict[str, Answer]:
        """What ``work_out`` says of each of ``staff``, once while their line is the same.

        It may look at the team and at the line of the name that it is handed, and at nothing else.
        """
        known: dict[str, Answer] = self._worked_out.setdefault(key, {})
        for name in staff:
            if name not in known:
                known[name] = work_out(name)
        return {name: known[name] for name in staff}

    def days(self, first: date | None = None, last: date | None = None) -> list[date]:
        """Every date from ``first`` (the first known date) to ``last`` (the last of the period)."""
        if first is None and last is None:
            return list(self._team.known_dates)
        first, last = first or self.known_from, last or self.end
        return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def _past(team: Team) -> dict[str, list[Duty]]:
    """Everybody's duties of the history."""
    found: dict[str, list[Duty]] | None = team.answers.get(_past)
    if found is None:  # every audit asks for the same
        found = team.answers[_past] = {}
        # By name, date and shift, because two earlier rotas may both have one.
        past = {(each.staff, each.date, each.shift): each for each in team.history.duties}
        for (name, day, code), duty in past.items():
            if team.known_from <= day < team.period.start:
                shift = team.shifts[code]
                start, end, called = shift.start(day), shift.end(day), duty.called(shift)
                made = Duty(start, end, name, day, code, shift, False, called)
                found.setdefault(name, []).append(made)
    return found


def _in_order(duty: Duty) -> tuple[int, int, str]:
    return duty.start, duty.end, duty.code


def spell_time(at: int) -> str:
    """The clock time of an instant: ``08:20``."""
    return f"{clock(at):%H:%M}"


def spell_names(names: Iterable[str]) -> str:
    """``Ana, Bo and Cy``."""
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last
