"""Compensatory rest: daily rest that was cut, and the later rest that makes up for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from rotasolve.duties import Duties, Duty, spell_date, spell_time
from rotasolve.report.folding import FoldingTable
from rotasolve.team.clock import clock, instant
from rotasolve.team.spelling import MINUTES_A_DAY, spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from rotasolve.rota import Rota
    from rotasolve.team.shift import Kind
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

DAILY_REST = 11 * 60
"""Minutes of rest in each 24 hours (Working Time Regulations 1998, regulation 10)."""
WITHIN = 14 * MINUTES_A_DAY
"""Minutes in which rest that was cut is to be made up for; the Regulations name no time."""
_TOGETHER = 60
_IGNORED: tuple[Kind, ...] = ("on_call",)


@dataclass
class OwedRest:
    """Daily rest that somebody was not given.

    Attributes
    ----------
    first, last
        The duties between which the longest rest of a working day lies; the first and the last duty
        of a day that is too long, or of a stretch without rest.
    minutes, given
        Minutes owed, and how many of them were given by the end of what is known.
    since, due
        The instants from which they are owed and up to which they are to be given.
    known_to
        The instant up to which duties are known.
    """

    staff: str
    first: Duty
    last: Duty
    minutes: int
    since: int
    known_to: int
    given: int = 0

    @property
    def due(self) -> int:
        """The instant up to which it is to be given."""
        return self.since + WITHIN

    @property
    def left(self) -> int:
        """Minutes that are not given."""
        return self.minutes - self.given

    @property
    def state(self) -> str:
        """``given``, or how much is left and until when, or that the time is over."""
        if not self.left:
            return "given"
        left = "" if self.left == self.minutes else f"{spell_duration(self.left)} of it "
        if self.due > self.known_to:
            return f"{left}to give by {spell_date(clock(self.due).date())}"
        return f"{left}not given"


def owed_rest(team: Team, rota: Rota) -> list[OwedRest]:
    """All that is owed to each person in the history and the period, in order of time.

    Eleven hours in a row are due in the 24 hours from the start of each working day. The first
    working day begins with the first duty, and each other with the first duty after the longest
    rest of the day before, be it long enough or not; where a day had no rest, it begins when these
    24 hours are over. What the longest rest within the 24 hours lacks is owed.

    Duties with an hour or less between them are one stretch; on call does not count, call-outs of
    the history do. What is owed is given, the oldest first, by what later rests are longer than
    :data:`DAILY_REST`, as far as it lies within :data:`WITHIN` of the time when it was cut. What
    comes after the period is not known, and taken as free.
    """
    duties = Duties(team, rota)
    return [owed for staff in team.staff for owed in _owed_to(staff, duties)]


def _owed_to(staff: Staff, duties: Duties) -> list[OwedRest]:
    stretches = _stretches(duties.busy(staff.name, _IGNORED))
    ends = [last.end for _, last in stretches]
    known_to = max([instant(duties.end, MINUTES_A_DAY), *ends])
    found = list(_cut(staff.name, stretches, known_to))
    starts = [first.start for first, _ in stretches]
    for start, end in zip(ends, [*starts[1:], known_to], strict=False):
        _give([owed for owed in found if owed.since <= start], start, end)
    return found


def _cut(name: str, stretches: list[tuple[Duty, Duty]], known_to: int) -> Iterator[OwedRest]:
    """What is owed for each working day over ``stretches``; see :func:`owed_rest`."""
    starts = [first.start for first, _ in stretches]
    ends = [last.end for _, last in stretches]
    n = 0  # the stretch with which the working day begins
    while n < len(stretches):
        whole_days = (ends[n] - starts[n]) // MINUTES_A_DAY  # without any rest
        until = starts[n] + (whole_days + 1) * MINUTES_A_DAY
        # What is free up to then after each stretch, and which one that is.
        longest, after = max(
            (min([until, *starts[each + 1 : each + 2]]) - ends[each], each)
            for each in range(n, len(stretches))
            if ends[each] < until
        )
        owed = DAILY_REST * whole_days + max(0, DAILY_REST - longest)
        first, last = stretches[n][0], stretches[after][1]
        since = last.end
        if whole_days:
            last, since = stretches[n][1], ends[n]
        elif after + 1 < len(stretches) and starts[after + 1] <= until:
            first, last = stretches[after][1], stretches[after + 1][0]
            since = last.start
        if owed:
            yield OwedRest(name, first, last, owed, since, known_to)
        n = after + 1


def _stretches(busy: list[Duty]) -> list[tuple[Duty, Duty]]:
    """The first and the last duty of each stretch of ``busy``, which is in order of time."""
    found: list[tuple[Duty, Duty]] = []
    for duty in busy:
        if found and duty.start <= found[-1][1].end + _TOGETHER:
            first, last = found[-1]
            found[-1] = first, duty if duty.end > last.end else last
        else:
            found.append((duty, duty))
    return found


def _give(open_: list[OwedRest], start: int, end: int) -> None:
    """Let the rest from ``start`` to ``end``, beyond a daily rest, make up for what is owed."""
    given_from = start + DAILY_REST
    for owed in open_:
        given = min(owed.left, min(end, owed.due) - given_from)
        if given > 0:
            owed.given += given
            given_from += given


def owed_rest_table(found: list[OwedRest]) -> RenderableType:
    """What is owed to whom, between which duties, and whether it was given."""
    table = FoldingTable("staff", "rest cut")
    table.add_column("owed")
    table.add_column("", justify="left")
    for owed in found:
        where = (
            f"{owed.first} ({spell_time(owed.first.start)}-{spell_time(owed.first.end)}) to "
            f"{owed.last} ({spell_time(owed.last.start)}-{spell_time(owed.last.end)})"
        )
        table.add_row(owed.staff, where, spell_duration(owed.minutes), owed.state)
    left = sum(owed.left for owed in found)
    heading = (
        f"Compensatory rest: {spell_duration(left)} not given yet"
        if left
        else ("Compensatory rest: all of it given")
    )
    return Group(Text(heading, style="bold"), table)
