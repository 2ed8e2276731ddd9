"""The pay sheet: what every duty is paid, and everybody's overtime and totals."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal

from rotasolve.duties import Duties, spell_time
from rotasolve.report.csv import inert
from rotasolve.report.folding import FoldingTable
from rotasolve.report.hours import spell_hours
from rotasolve.rules.cost import overtime
from rotasolve.rules.holiday_pay import ordinary_days
from rotasolve.team.pay import QUARTER
from rotasolve.team.spelling import spell_pence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import pandas as pd

    from rotasolve.duties import Duty
    from rotasolve.rota import Rota
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

PAY_FORMAT, PAY_VERSION = "rotasolve/pay", 1
_TEXTS = ("line", "staff", "date", "shift", "from", "to")
_ABOUT = 4
"""The first columns that say what a line is about: up to the shift."""
_MONEY = ("rate", "basic", "enhancement", "allowance", "overtime", "on top of salary")


@dataclass(frozen=True)
class PayLine:
    """One line of the pay sheet; minutes, and whole pence.

    Attributes
    ----------
    line
        ``duty``, ``overtime`` (of the stretch that ends on ``date``), ``total`` of one person, or
        ``team``: the total of all.
    start, end
        Clock times of a duty, dates of a stretch of overtime; empty on totals.
    paid
        Minutes paid; on a line of overtime the minutes of its started quarter hours, which the
        duties have already, so that totals leave them out.
    plain, enhanced
        Minutes without enhancement, and at each enhancement of the team file in its order.
    rate
        Pence an hour; None on totals, and for those who are not paid by the hour.
    basic
        Pence for the paid hours of duties, which a salary covers for all but bank staff.
    on_top
        What is paid on top of salaries: enhancement, allowance, overtime, and basic of bank staff.
    """

    line: Literal["duty", "overtime", "total", "team"]
    staff: str
    date: date | None
    shift: str
    start: str
    end: str
    paid: int
    plain: int
    enhanced: tuple[int, ...]
    rate: int | None
    basic: int
    enhancement: int
    allowance: int
    overtime: int
    on_top: int


def pay_sheet(team: Team, rota: Rota) -> tuple[PayLine, ...]:
    """Everybody's duties in order, their overtime and their total, and the total of the team.

    People without duties have no line.
    """
    duties = Duties(team, rota)
    lines: list[PayLine] = []
    for staff in team.staff:
        ordinary = ordinary_days(team, staff, duties)
        worked = [duty for duty in duties.of(staff.name) if duty.in_period]
        own = [_duty_line(team, staff, duty, ordinary) for duty in worked]
        own += _overtime_lines(team, staff, duties)
        if own:
            lines += [*own, _total(team, "total", staff.name, own)]
    return (
        *lines,
        _total(team, "team", team.name, [each for each in lines if each.line == "total"]),
    )


def _duty_line(team: Team, staff: Staff, duty: Duty, ordinary: frozenset[date]) -> PayLine:
    pay = team.duty_pay(staff, duty.shift, duty.date, ordinary)
    bank = pay.terms is not None and pay.terms.bank
    return PayLine(
        "duty",
        staff.name,
        duty.date,
        duty.code,
        spell_time(duty.start),
        spell_time(duty.end),
        pay.paid,
        pay.plain,
        pay.enhanced,
        pay.terms.rate if pay.terms else None,
        pay.basic,
        pay.enhancement,
        pay.allowance,
        0,
        pay.enhancement + pay.allowance + (pay.basic if bank else 0),
    )


def _overtime_lines(team: Team, staff: Staff, duties: Duties) -> Iterator[PayLine]:
    for each in overtime(team, staff, duties):
        minutes = QUARTER * each.additional
        first, last = each.window.first, each.window.last
        yield PayLine(
            "overtime",
            staff.name,
            last,
            "",
            first.isoformat(),
            last.isoformat(),
            minutes,
            0,
            (0,) * len(_names(team)),
            each.rate,
            0,
            0,
            0,
            each.pence,
            each.pence,
        )


def _total(
    team: Team, line: Literal["total", "team"], name: str, lines: Sequence[PayLine]
) -> PayLine:
    worked = [each for each in lines if each.line != "overtime"]
    return PayLine(
        line,
        name,
        None,
        "",
        "",
        "",
        sum(each.paid for each in worked),
        sum(each.plain for each in worked),
        tuple(sum(each.enhanced[n] for each in worked) for n in range(len(_names(team)))),
        None,
        sum(each.basic for each in lines),
        sum(each.enhancement for each in lines),
        sum(each.allowance for each in lines),
        sum(each.overtime for each in lines),
        sum(each.on_top for each in lines),
    )


def _names(team: Team) -> tuple[str, ...]:
    return tuple(team.pay.enhancements) if team.pay is not None else ()


# -- as text ---------------------------------------------------------------------------------------


def pay_csv(team: Team, lines: Sequence[PayLine]) -> str:
    """The sheet for a spreadsheet, in hours and GBP; no cell of it is taken for a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([inert(heading) for heading in _headings(team)])
    for line in lines:
        writer.writerow([inert(cell) for cell in _cells(line)])
    return text.getvalue()


def pay_table(team: Team, lines: Sequence[PayLine]) -> FoldingTable:
    """The sheet for people, in hours and GBP."""
    headings = _headings(team)
    table = FoldingTable(*headings[:_ABOUT])
    for heading in headings[_ABOUT:]:
        table.add_column(heading, justify="left" if heading in _TEXTS else "right")
    for line in lines:
        table.add_row(*_cells(line), style="bold" if line.line in ("total", "team") else "")
    return table


def _headings(team: Team) -> list[str]:
    hours = ["paid hours", "plain hours", *(f"{name} hours" for name in _names(team))]
    return [*_TEXTS, *hours, *_MONEY]


def _cells(line: PayLine) -> list[str]:
    day = line.date.isoformat() if line.date else ""
    texts = [line.line, line.staff, day, line.shift, line.start, line.end]
    hours = [spell_hours(minutes) for minutes in (line.paid, line.plain, *line.enhanced)]
    money = [line.basic, line.enhancement, line.allowance, line.overtime, line.on_top]
    rate = "" if line.rate is None else spell_pence(line.rate)
    return [*texts, *hours, rate, *map(spell_pence, money)]


# -- as data ---------------------------------------------------------------------------------------


def pay_frame(team: Team, lines: Sequence[PayLine]) -> pd.DataFrame:
    """The sheet as a table, exactly: in minutes and pence, as the names of its columns say."""
    import pandas as pd

    records = [_record(team, line) for line in lines]
    return pd.DataFrame(records, columns=list(records[0]))


def pay_document(team: Team, lines: Sequence[PayLine], digest: str) -> dict[str, Any]:
    """The sheet for programs, exactly: in minutes and pence.

    Parameters
    ----------
    digest
        SHA-256 of the team file and of the files of its history.
    """
    return {
        "format": PAY_FORMAT,
        "version": PAY_VERSION,
        "team": team.name,
        "period": {
            "start": team.period.start.isoformat(),
            "end": team.period.end.isoformat(),
            "weeks": team.period.weeks,
        },
        "lines": [
            {**_record(team, line), "date": line.date.isoformat() if line.date else None}
            for line in lines
        ],
        "team_file": {"sha256": digest},
    }


def _record(team: Team, line: PayLine) -> dict[str, Any]:
    enhanced = zip(_names(team), line.enhanced, strict=True)
    return {
        "line": line.line,
        "staff": line.staff,
        "date": line.date,
        "shift": line.shift,
        "from": line.start,
        "to": line.end,
        "paid_minutes": line.paid,
        "plain_minutes": line.plain,
        **{f"{name}_minutes": minutes for name, minutes in enhanced},
        "rate_pence": line.rate,
        "basic_pence": line.basic,
        "enhancement_pence": line.enhancement,
        "allowance_pence": line.allowance,
        "overtime_pence": line.overtime,
        "on_top_of_salary_pence": line.on_top,
    }
