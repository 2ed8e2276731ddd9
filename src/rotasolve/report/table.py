"""The rota as a table: staff by date, with how many are on duty, hours, and cover that is short."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from rotasolve.duties import spell_date
from rotasolve.report.agenda import Agenda, agenda
from rotasolve.report.events import attendance, spell_attendance
from rotasolve.report.hours import everybodys_hours, spell_balance
from rotasolve.report.vacancies import vacancies
from rotasolve.team.spelling import WEEKDAYS

if TYPE_CHECKING:
    from datetime import date

    from rich.console import RenderableType

    from rotasolve.report.vacancies import Vacancy
    from rotasolve.rota import Rota
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

PLAIN_WIDTH = 140
"""Columns of a table that no terminal limits."""

_ABSENCE = {"leave": "lv", "study": "st", "sickness": "sk", "other": "ab"}
_OFF, _NOT_EMPLOYED = ".", ""
_LONGEST_NAME = 24
_LONGEST_HEADING, _OVER_NEW_YEAR = "Mar-Apr 2026", "Dec 2026-Jan 2027"


def rota_table(team: Team, rota: Rota, width: int = PLAIN_WIDTH) -> RenderableType:
    """The rota in blocks of whole weeks, as many to a block as ``width`` columns have room for."""
    sheet = _Sheet(team, rota)
    parts: list[RenderableType] = [Text(sheet.title, style="bold")]
    blocks = sheet.blocks(width)
    beside = sheet.block_width(blocks[-1]) + sheet.hours_width <= width
    for block in blocks:
        parts += [Text(), sheet.block(block, with_hours=beside and block is blocks[-1])]
    if not beside:
        parts += [Text(), sheet.hours_block()]
    parts += [Text(), sheet.legend()]
    named = agenda(team, rota)
    if named != Agenda():
        parts += [Text(), agenda_table(named)]
    return Group(*parts)


def agenda_table(named: Agenda) -> RenderableType:
    """Every meeting and every turn of a task, in order of time; then the windows missed."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for _ in range(2):
        table.add_column(no_wrap=True)
    for each in named.appointments:
        words = Text(f"{each.what}: {' and '.join(each.people)}")
        if each.clash:
            words.append(" (clashes with something else)", style="red")
        table.add_row(spell_date(each.date), each.time, words)
    missed = [Text(f"missed: {words}", style="red") for words in named.missing]
    head = Text("Meetings and tasks", style="bold")
    return Group(head, *([table] if named.appointments else []), *missed)


def rota_text(team: Team, rota: Rota, width: int = PLAIN_WIDTH) -> str:
    """The table as plain text, for a file."""
    return plain(rota_table(team, rota, width), width)


def plain(content: RenderableType, width: int = PLAIN_WIDTH) -> str:
    """What ``content`` looks like without colour."""
    console = Console(file=StringIO(), width=width, no_color=True, force_terminal=False)
    with console.capture() as capture:
        console.print(content)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


@dataclass(frozen=True)
class _Sheet:
    """A rota with all that its table says."""

    team: Team
    rota: Rota

    @property
    def title(self) -> str:
        start, end = self.team.period.start, self.team.period.end
        return f"{self.team.name}: {spell_date(start)} to {spell_date(end)} {end.year}"

    @cached_property
    def weeks(self) -> list[tuple[date, ...]]:
        """The dates, in the weeks of the period."""
        dates = self.rota.dates
        return [dates[day : day + 7] for day in range(0, len(dates), 7)]

    @cached_property
    def absences(self) -> dict[tuple[str, date], str]:
        """The kind of absence of everybody on every date on which they are away."""
        return {
            (staff.name, day): absence.kind
            for absence in reversed(self.team.all_absences)  # where two overlap the first counts
            for staff in self.team.staff_of(absence.who)
            for day in self.team.dates_of(absence)
        }

    @cached_property
    def marks(self) -> dict[str, str]:
        """The mark of each kind of absence; in brackets where a shift has it as its code."""
        codes = {code.lower() for code in self.team.shifts}
        return {kind: f"({mark})" if mark in codes else mark for kind, mark in _ABSENCE.items()}

    @cached_property
    def holidays(self) -> dict[date, str]:
        """The bank holidays of the period: of one at a weekend also its substitute.

        With the reading "substitute" the weekend day is none.
        """
        names = {day: self.team.calendar.holiday_name(day) for day in self.rota.dates}
        return {day: name for day, name in names.items() if name}

    @cached_property
    def shortfalls(self) -> dict[str, dict[date, int]]:
        """For each need that is missed: the dates, and the most people missing on each."""
        codes = list(self.team.shifts)

        def place(vacancy: Vacancy) -> tuple[bool, list[int], str]:
            return not vacancy.shifts, [codes.index(code) for code in vacancy.shifts], vacancy.where

        found: dict[str, dict[date, int]] = {}
        for vacancy in sorted(vacancies(self.team, self.rota), key=place):
            row = found.setdefault(f"short: {vacancy.where}", {})
            row[vacancy.date] = max(vacancy.people, row.get(vacancy.date, 0))
        return found

    @cached_property
    def on_duty(self) -> Counter[tuple[str, date]]:
        """How many people are on each shift on each date."""
        return Counter((shift, day) for _, day, shift in self.rota.assignments)

    @cached_property
    def counted(self) -> list[str]:
        """The shifts of which the people are counted; events only where somebody is on them."""
        worked = {shift for _, _, shift in self.rota.assignments}
        shifts = self.team.shifts.items()
        return [code for code, shift in shifts if shift.kind != "event" or code in worked]

    @cached_property
    def cells(self) -> dict[tuple[str, date], str]:
        """What everybody does on every date, or why they do nothing."""
        return {
            (staff.name, day): self._cell(staff, day)
            for staff in self.team.staff
            for day in self.rota.dates
        }

    def _cell(self, staff: Staff, day: date) -> str:
        codes = self.rota.shifts(staff.name, day)
        kind = self.absences.get((staff.name, day))
        if codes:
            return "+".join(codes)
        if not staff.employed(day):
            return _NOT_EMPLOYED
        return self.marks[kind] if kind else _OFF

    # -- width -----------------------------------------------------------------------------------

    @cached_property
    def day_widths(self) -> dict[date, int]:
        """Columns that each date needs."""
        return {
            day: max(
                cell_len(self._heading_text(day).split("\n")[1]),
                2,
                *(cell_len(self.cells[staff.name, day]) for staff in self.team.staff),
            )
            for day in self.rota.dates
        }

    @cached_property
    def name_width(self) -> int:
        """Columns that the names need; the longest are cut short."""
        start, end = self.team.period.start, self.team.period.end
        heading = _LONGEST_HEADING if start.year == end.year else _OVER_NEW_YEAR
        labels = [heading, *(staff.name for staff in self.team.staff)]
        labels += [*map(_on, self.counted), *self.shortfalls]
        return min(_LONGEST_NAME, max(cell_len(label) for label in labels))

    @cached_property
    def hours(self) -> dict[str, tuple[str, str]]:
        """Everybody's hours against contract, and the difference."""
        return {
            name: (str(hours), spell_balance(hours.balance) if hours.balanced else "")
            for name, hours in everybodys_hours(self.team, self.rota).items()
        }

    @cached_property
    def hours_width(self) -> int:
        """Columns that the hours need, with the gap before each."""
        counted = max(len("hours"), *(len(counted) for counted, _ in self.hours.values()))
        balance = max(len("+/-"), *(len(balance) for _, balance in self.hours.values()))
        return counted + balance + 2

    def block_width(self, weeks: list[tuple[date, ...]]) -> int:
        """Columns that a block of these weeks needs, without hours."""
        days = sum(self.day_widths[day] + 1 for week in weeks for day in week)
        return self.name_width + days + 2 * len(weeks)

    def blocks(self, width: int) -> list[list[tuple[date, ...]]]:
        """The weeks in blocks: as few as fit in ``width``, sharing the weeks evenly.

        Where a single week does not fit, it is cut into parts, down to single days.
        """
        for length in (7, 4, 2, 1):
            weeks = [week[n : n + length] for week in self.weeks for n in range(0, 7, length)]
            for count in range(1, len(weeks) + 1):
                each = -(-len(weeks) // count)
                blocks = [weeks[first : first + each] for first in range(0, len(weeks), each)]
                if all(self.block_width(block) <= width for block in blocks):
                    return blocks
        return blocks

    # -- parts -----------------------------------------------------------------------------------

    def block(self, weeks: list[tuple[date, ...]], *, with_hours: bool) -> Table:
        """A table of some weeks, with everybody's hours of the whole period at its end if asked."""
        table = self._table(_spell_months([day for week in weeks for day in week]))
        for week in weeks:
            for day in week:
                table.add_column(self._heading(day), min_width=self.day_widths[day], no_wrap=True)
            table.add_column("|\n|", width=1, style="dim")
        if with_hours:
            self._add_hours(table)
        for staff in self.team.staff:
            row: list[RenderableType] = [Text(staff.name)]
            for week in weeks:
                row += [self._styled(staff, day) for day in week]
                row.append("|")
            table.add_row(*row, *(map(Text, self.hours[staff.name]) if with_hours else ()))
        for code in self.counted:
            row = [Text(_on(code), style="dim")]
            for week in weeks:
                row += [Text(str(self.on_duty[code, day]), style="dim") for day in week]
                row.append("|")
            table.add_row(*row)
        for need, missing in self.shortfalls.items():
            row = [Text(need, style="red")]
            for week in weeks:
                row += [Text(f"-{missing[d]}" if d in missing else "", "bold red") for d in week]
                row.append("|")
            if any(day in missing for week in weeks for day in week):
                table.add_row(*row)
        return table

    def hours_block(self) -> Table:
        """A table of everybody's hours alone."""
        table = self._table("whole period")
        self._add_hours(table)
        for staff in self.team.staff:
            table.add_row(Text(staff.name), *map(Text, self.hours[staff.name]))
        return table

    def _table(self, heading: str) -> Table:
        """A table that so far has the column of names."""
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="")
        table.add_column(
            Text(heading),
            width=self.name_width,
            no_wrap=True,
            overflow="ellipsis",
            style="bold",
            vertical="bottom",
        )
        return table

    def _add_hours(self, table: Table) -> None:
        for heading in ("hours", "+/-"):
            table.add_column(heading, justify="right", no_wrap=True, vertical="bottom")

    def _marked(self, day: date) -> bool:
        """Whether ``day`` is a weekend day or a bank holiday."""
        return day.weekday() >= 5 or day in self.holidays

    def _heading(self, day: date) -> Text:
        return Text(self._heading_text(day), style="reverse" if self._marked(day) else "bold")

    def _heading_text(self, day: date) -> str:
        weekday = WEEKDAYS[day.weekday()][:2]
        number = f"{day.day}{'*' if day in self.holidays else ''}"
        return f"{weekday.upper() if self._marked(day) else weekday}\n{number}"

    def _styled(self, staff: Staff, day: date) -> Text:
        cell = self.cells[staff.name, day]
        away = (staff.name, day) in self.absences
        if not self.rota.shifts(staff.name, day):
            return Text(cell, style="cyan" if away else "dim")
        if away:
            return Text(cell, style="bold red")
        kinds = {self.team.shifts[code].kind for code in self.rota.shifts(staff.name, day)}
        return Text(cell, style="magenta" if kinds != {"work"} else "")

    def legend(self) -> Text:
        """What the codes, marks and numbers stand for; those only that the table has."""
        shifts = [
            f"{code} {shift.name} {shift.time}" if shift.name else f"{code} {shift.time}"
            for code, shift in self.team.shifts.items()
        ]
        away = {kind for (_, day), kind in self.absences.items() if day in self.team.period}
        marks = [
            f"{_OFF} off",
            *(f"{self.marks[kind]} {kind}" for kind in _ABSENCE if kind in away),
        ]
        if _NOT_EMPLOYED in self.cells.values():
            marks.append("blank: not in the team")
        days = ["weekends and bank holidays" if self.holidays else "weekends"]
        days += [f"* {name} ({spell_date(day)})" for day, name in self.holidays.items()]
        lines = [
            f"Shifts: {'; '.join(shifts)}",
            f"Marks: {'; '.join(marks)}",
            f"Days in capitals: {'; '.join(days)}",
            f"Hours: worked, and credited for {self._credited}, of those contracted; "
            "+/- is above or below",
        ]
        if any(balance.hours for balance in self.team.history.balances.values()):
            lines[-1] += ", with the balance carried in"
        attended = [spell_attendance(each) for each in attendance(self.team, self.rota)]
        lines += ["Events:", *(f"  {words}" for words in attended)] if attended else []
        return Text("\n".join(lines), style="dim")

    @property
    def _credited(self) -> str:
        """What counts as worked: absence, and bank holidays where a contract credits them."""
        parts = [part for staff in self.team.staff for part in staff.contract_parts]
        contracts = [self.team.contracts[part] if isinstance(part, str) else part for part in parts]
        credit = any(contract.bank_holidays == "credit" for contract in contracts)
        return "absence and bank holidays" if credit else "absence"


def _spell_months(dates: list[date]) -> str:
    """The months of ``dates`` with their year: ``Mar-Apr 2026``, ``Dec 2026-Jan 2027``."""
    years: dict[int, dict[str, None]] = {}
    for day in dates:
        years.setdefault(day.year, {})[f"{day:%b}"] = None
    return "-".join(f"{'-'.join(months)} {year}" for year, months in years.items())


def _on(code: str) -> str:
    """The name of the row that counts the people on a shift."""
    return f"on {code}"
