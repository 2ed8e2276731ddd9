"""Duties: a rota and the history before it, placed in true time, for the auditor to question."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rotasolve.team.clock import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Set

    from rotasolve.rota import Rota
    from rotasolve.team.selector import Who
    from rotasolve.team.shift import Account, Kind, Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

ONE_DAY = timedelta(1)


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
    """

    def __init__(self, team: Team, rota: Rota) -> None:
        self._team, self.asked = team, frozenset(team.staff_by_name)
        self.known_from = team.known_from
        self.start, self.end = team.period.start, team.period.end
        # By duty, because two earlier rotas may both have one.
        past = {
            (duty.staff, duty.date, duty.shift): duty.called(team.shifts[duty.shift])
            for duty in team.history.duties
            if self.known_from <= duty.date < self.start
        }
        self._by_staff: defaultdict[str, list[Duty]] = defaultdict(list)
        self._by_day: defaultdict[tuple[str, date], list[Duty]] = defaultdict(list)
        self._doing: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
        self._worked: defaultdict[str, set[date]] = defaultdict(set)
        for rows, in_period in ((past, False), (rota.assignments, True)):
            for name, day, code in rows:
                shift = team.shifts[code]
                called = () if in_period else past[name, day, code]
                start, end = shift.start(day), shift.end(day)
                duty = Duty(start, end, name, day, code, shift, in_period, called)
                self._by_staff[name].append(duty)
                self._by_day[name, day].append(duty)
                self._doing[code, day].add(name)
                if duty.counts_as_day:
                    self._worked[name].add(day)
        for duties in (*self._by_staff.values(), *self._by_day.values()):
            duties.sort(key=lambda duty: (duty.start, duty.end, duty.code))

    def of_only(self, asked: Iterable[str]) -> Duties:
        """The same duties, when only the lines of those ``asked`` for are to be judged."""
        some = copy(self)
        some.asked = frozenset(asked)
        return some

    def staff_of(self, who: Who) -> list[Staff]:
        """Those selected by ``who`` whose lines are to be judged, in the order of the file."""
        return [staff for staff in self._team.staff_of(who) if staff.name in self.asked]

    def of(self, staff: str) -> list[Duty]:
        """Every duty of ``staff``, those of the history first, in order of time."""
        return self._by_staff.get(staff, [])

    def busy(self, staff: str, ignored: Collection[Kind]) -> list[Duty]:
        """Every duty of ``staff`` that lasts, in order of time.

        Of the kinds ``ignored`` only what was worked of them, each stretch as a duty of its own.
        """
        found = []
        for duty in self.of(staff):
            if duty.shift.kind not in ignored:
                found += [duty] if duty.start < duty.end else []
            else:
                found += [replace(duty, start=start, end=end) for start, end in duty.called]
        return sorted(found, key=lambda duty: (duty.start, duty.end, duty.code))

    def on(self, staff: str, day: date) -> list[Duty]:
        """The duties of ``staff`` that start on ``day``."""
        return self._by_day.get((staff, day), [])

    def staff_on(self, codes: Collection[str], day: date) -> set[str]:
        """The names of those with a duty of ``codes`` that starts on ``day``."""
        return set().union(*(self._doing.get((code, day), ()) for code in codes))

    def days_worked(self, staff: str) -> Set[date]:
        """Every known working day of ``staff``: they start more on it than on call."""
        return self._worked.get(staff, frozenset())

    def days(self, first: date | None = None, last: date | None = None) -> list[date]:
        """Every date from ``first`` (the first known date) to ``last`` (the last of the period)."""
        first, last = first or self.known_from, last or self.end
        return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def spell_date(day: date) -> str:
    """A date as people say it: ``Mon 2 Mar``."""
    return f"{day:%a} {day.day} {day:%b}"


def spell_time(at: int) -> str:
    """The clock time of an instant: ``08:20``."""
    return f"{clock(at):%H:%M}"


def spell_names(names: Iterable[str]) -> str:
    """``Ana, Bo and Cy``."""
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last
