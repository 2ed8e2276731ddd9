"""Tables of figures: folded or turned where the screen is narrow, and no figure is ever cut."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import SHIFTS

from rotasolve.report.folding import FoldingTable
from rotasolve.report.leave import leave_table
from rotasolve.report.pay import pay_sheet, pay_table
from rotasolve.report.table import plain, rota_text
from rotasolve.rota import Rota
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.team.team import Team


def hours() -> FoldingTable:
    table = FoldingTable("name")
    table.add_column("paid hours")
    table.add_column("plain hours")
    table.add_row("Ana", "37.5", "30")
    table.add_row("Bo", "1234.25", "0")
    return table


def lines_at(width: int) -> list[str]:
    return plain(hours(), width).splitlines()


def test_it_is_one_table_where_there_is_room() -> None:
    # name 4 + 2, paid hours 10 + 2, plain hours 11: 29.
    assert lines_at(29) == [
        "name  paid hours  plain hours",
        "Ana         37.5           30",
        "Bo       1234.25            0",
    ]


def test_headings_are_folded_first() -> None:
    # name 4 + 2, 1234.25 7 + 2, hours 5: 20.
    assert (
        lines_at(28)
        == lines_at(20)
        == [
            "         paid  plain",
            "name    hours  hours",
            "Ana      37.5     30",
            "Bo    1234.25      0",
        ]
    )


def test_columns_go_on_below() -> None:
    # name 4 + 2 and 1234.25 7: 13.
    assert (
        lines_at(19)
        == lines_at(13)
        == [
            "         paid",
            "name    hours",
            "Ana      37.5",
            "Bo    1234.25",
            "",
            "      plain",
            "name  hours",
            "Ana      30",
            "Bo        0",
        ]
    )


def test_rows_are_turned_where_nothing_else_fits() -> None:
    assert "".join(" ".join(lines_at(12)).split()) == (
        "Anapaidhours:37.5plainhours:30Bopaidhours:1234.25plainhours:0"
    )


@given(
    widths=st.integers(10, 200),
    cells=st.lists(st.lists(st.integers(0, 10**8).map(str), min_size=4, max_size=4), min_size=1),
)
def test_no_figure_is_cut_at_any_width(widths: int, cells: list[list[str]]) -> None:
    table = FoldingTable("who")
    for n in range(4):
        table.add_column(f"figure number {n}")
    for row in cells:
        table.add_row("Ana", *row)
    shown = plain(table, widths)
    figures = sorted(figure for row in cells for figure in row)
    numbers = re.findall(r"(?<!number )\b\d+\b", re.sub(r"number\s+\d", "", shown))
    headings = [str(n) for n in range(4)]
    for figure in figures:
        assert figure in numbers
    assert len(numbers) >= len(figures)
    assert not set(numbers) - set(figures) - set(headings)


def team() -> Team:
    return Team.model_validate(
        {
            "version": 1,
            "team": "Harbour",
            "period": {"start": "2026-12-28", "weeks": 1},
            "shifts": {code: SHIFTS[code] for code in "EL"},
            "staff": [
                {
                    "name": "Annabel Featherstonehaugh",
                    "grade": "Band 5",
                    "contract": {"hours": 37.5},
                    "starts": "2019-01-07",
                }
            ],
            "leave": {"schemes": {"handbook": {"days": 27}}},
            "pay": {"rates": {"Band 5": 16.80}},
        }
    )


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_leave_and_pay_are_whole_on_every_screen(width: int) -> None:
    made = team()
    duties = [("Annabel Featherstonehaugh", date(2026, 12, 28), "E")]
    sheet = pay_sheet(made, Rota.of(made, duties))
    for table in (leave_table(made), pay_table(made, sheet)):
        wide, shown = plain(table, 1000), plain(table, width)
        assert "…" not in shown
        assert all(len(line) <= width for line in shown.splitlines())
        assert set(re.findall(r"-?\d[\d.:-]*", wide)) <= set(re.findall(r"-?\d[\d.:-]*", shown))


def test_a_week_over_new_year_is_headed_by_both_years() -> None:
    made = team()
    assert "Dec 2026-Jan 2027" in rota_text(made, Rota.of(made))


def test_a_december_alone_is_headed_by_its_own_year() -> None:
    december = Team.model_validate(
        {
            "version": 1,
            "team": "Harbour",
            "period": {"start": "2026-12-14", "weeks": 3},
            "shifts": {"E": SHIFTS["E"]},
            "staff": [{"name": "Ana", "contract": {"hours": 37.5}}],
        }
    )
    # At 40 columns a week to a block: 14 to 20 and 21 to 27 December, then the week over New Year.
    headings = re.findall(
        r"^(?:Dec|Jan)[^ ]* \d{4}(?:-Jan \d{4})?", rota_text(december, Rota.of(december), 45), re.M
    )
    assert headings == ["Dec 2026", "Dec 2026", "Dec 2026-Jan 2027"]
