"""Compensatory rest: daily rest that was cut, and the later rest that makes up for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from rotasolve.duties import Duties, Duty, spell_date, spell_time
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
        The duties between which it was cut, or the first and the last of a stretch without rest.
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

    Duties with an hour or less between them are one stretch; on call does not count, call-outs of
    the history do. A rest of less than :data:`DAILY_REST` between two stretches owes what it lacks,
    and a stretch owes one daily rest for each whole 24 hours that it lasts. It is given, the oldest
    first, by what later rests are longer than a daily rest, as far as it lies within
    :data:`WITHIN` of the time when it was cut. What comes after the period is not known.
    """
    duties = Duties(team, rota)
    return [owed for staff in team.staff for owed in _owed_to(staff, duties)]


def _owed_to(staff: Staff, duties: Duties) -> Iterator[OwedRest]:
    known_to = instant(duties.end, MINUTES_A_DAY)
    stretches = _stretches(duties.busy(staff.name, _IGNORED))
    open_: list[OwedRest] = []
    for n, (first, last) in enumerate(stretches):
        known_to = max(known_to, last.end)
        if n:
            before = stretches[n - 1][1]
            _give(open_, before.end, first.start)
            cut = DAILY_REST - (first.start - before.end)
            if cut > 0:
                open_.append(OwedRest(staff.name, before, first, cut, first.start, known_to))
        whole_days = (last.end - first.start) // MINUTES_A_DAY
        if whole_days:
            minutes = DAILY_REST * whole_days
            open_.append(OwedRest(staff.name, first, last, minutes, last.end, known_to))
    if stretches:
        _give(open_, stretches[-1][1].end, known_to)
    for owed in open_:
        owed.known_to = known_to
    yield from open_


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
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name in ("staff", "rest cut", "owed", ""):
        table.add_column(name, justify="right" if name == "owed" else "left")
    for owed in found:
        where = (
            f"{owed.first} ({spell_time(owed.first.start)}-{spell_time(owed.first.end)}) to "
            f"{owed.last} ({spell_time(owed.last.start)}-{spell_time(owed.last.end)})"
        )
        table.add_row(Text(owed.staff), Text(where), spell_duration(owed.minutes), Text(owed.state))
    left = sum(owed.left for owed in found)
    heading = (
        f"Compensatory rest: {spell_duration(left)} not given yet"
        if left
        else ("Compensatory rest: all of it given")
    )
    return Group(Text(heading, style="bold"), table)
