"""What a rota of a Curtois-Qu instance breaks and costs, by the text of the instance alone.

It shares no code with rotasolve: what both agree on was worked out twice. Days count from 0, a
Monday. The days before and after the horizon are free, and a run of work or of days off that
touches an end of the horizon is never too short.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from benchmarks.curtois_file import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HEADER = ["staff", "day", "shift"]

Rota = frozenset[tuple[str, int, str]]
"""Who works which shift on which day: staff, day, shift."""

Request = tuple[str, int, str, int]
"""Staff, day, shift, weight."""


@dataclass(frozen=True)
class Shift:
    """A type of shift: its length, and the shifts that may not follow it on the next day."""

    minutes: int
    not_next: tuple[str, ...]


@dataclass(frozen=True)
class Contract:
    """What one staff member may work."""

    days_off: frozenset[int]
    most: dict[str, int]
    most_minutes: int
    least_minutes: int
    longest_run: int
    shortest_run: int
    shortest_off: int
    most_weekends: int


@dataclass(frozen=True)
class Need:
    """People wanted on a shift, and what each one too few or too many costs."""

    people: int
    under: int
    over: int


@dataclass(frozen=True)
class Instance:
    """A Curtois-Qu instance."""

    days: int
    shifts: dict[str, Shift]
    staff: dict[str, Contract]
    cover: dict[tuple[int, str], Need]
    wanted: list[Request]
    unwanted: list[Request]

    @property
    def weekends(self) -> list[tuple[int, int]]:
        """Saturday and Sunday of each week."""
        return [(day, day + 1) for day in range(5, self.days, 7)]


def read(path: Path) -> Instance:
    """The instance of a file.

    Raises
    ------
    ValueError
        If the file is not in the format, with file and line.
    """
    rows = read_rows(path)
    off: dict[str, set[int]] = {name: set() for name, *_ in rows["STAFF"]}
    for name, *days in rows["DAYS_OFF"]:
        off[name].update(days)
    return Instance(
        days=rows["HORIZON"][0][0],
        shifts={code: Shift(minutes, after) for code, minutes, after in rows["SHIFTS"]},
        staff={name: Contract(frozenset(off[name]), *limits) for name, *limits in rows["STAFF"]},
        cover={(day, code): Need(*numbers) for day, code, *numbers in rows["COVER"]},
        wanted=[(name, day, code, weight) for name, day, code, weight in rows["SHIFT_ON_REQUESTS"]],
        unwanted=[(n, day, code, weight) for n, day, code, weight in rows["SHIFT_OFF_REQUESTS"]],
    )


def cost(instance: Instance, rota: Rota) -> int:
    """Cost of requests not granted and of people too few or too many."""
    total = sum(weight for *wish, weight in instance.wanted if tuple(wish) not in rota)
    total += sum(weight for *wish, weight in instance.unwanted if tuple(wish) in rota)
    present = Counter((day, code) for _, day, code in rota)
    for cell, need in instance.cover.items():
        total += need.under * max(0, need.people - present[cell])
        total += need.over * max(0, present[cell] - need.people)
    return total


def breaches(instance: Instance, rota: Rota) -> list[str]:
    """Everything that must not be, in words."""
    found = []
    lines: dict[str, list[str | None]] = {name: [None] * instance.days for name in instance.staff}
    for name, day, code in sorted(rota):
        if name not in lines or code not in instance.shifts or not 0 <= day < instance.days:
            found.append(f"{name}, day {day}, {code} is not of the instance")
        elif lines[name][day] is not None:
            found.append(f"{name} has two shifts on day {day}")
        else:
            lines[name][day] = code
    for name, line in lines.items():
        found += [f"{name} {words}" for words in _of_line(instance, instance.staff[name], line)]
    return found


def _of_line(instance: Instance, contract: Contract, line: list[str | None]) -> Iterator[str]:
    """What one staff member's shifts by day break."""
    for day in contract.days_off:
        if line[day] is not None:
            yield f"works on day {day}, a day off"
    for day, (code, following) in enumerate(pairwise(line)):
        if code is not None and following in instance.shifts[code].not_next:
            yield f"has {following} after {code} on day {day + 1}"
    number = Counter(code for code in line if code is not None)
    minutes = sum(instance.shifts[code].minutes * times for code, times in number.items())
    if minutes > contract.most_minutes:
        yield f"works {minutes} minutes; at most {contract.most_minutes}"
    if minutes < contract.least_minutes:
        yield f"works {minutes} minutes; at least {contract.least_minutes}"
    for code, most in contract.most.items():
        if number[code] > most:
            yield f"has {number[code]} of {code}; at most {most}"
    yield from _of_runs(contract, line)
    weekends = sum(
        line[saturday] is not None or line[sunday] is not None
        for saturday, sunday in instance.weekends
    )
    if weekends > contract.most_weekends:
        yield f"works {weekends} weekends; at most {contract.most_weekends}"


def _of_runs(contract: Contract, line: list[str | None]) -> Iterator[str]:
    """Runs of work that are too long, and runs of work or of days off that are too short."""
    first = 0
    for works, cells in groupby(line, key=lambda code: code is not None):
        length = len(list(cells))
        inside = first > 0 and first + length < len(line)
        what = f"a run of {length} {'working days' if works else 'days off'} from day {first}"
        least = contract.shortest_run if works else contract.shortest_off
        if works and length > contract.longest_run:
            yield f"has {what}; at most {contract.longest_run}"
        if inside and length < least:
            yield f"has {what}; at least {least}"
        first += length


# -- the file form of a rota -----------------------------------------------------------------------


def to_csv(rota: Iterable[tuple[str, int, str]]) -> str:
    """``staff,day,shift``: one line for each assignment, sorted."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([HEADER, *sorted(rota)])
    return text.getvalue()


def from_csv(text: str) -> Rota:
    """The rota of a file that :func:`to_csv` has written."""
    header, *rows = csv.reader(StringIO(text))
    if header != HEADER:
        raise ValueError(f"the first line is {','.join(header)}; expected {','.join(HEADER)}")
    return frozenset((staff, int(day), code) for staff, day, code in rows)
