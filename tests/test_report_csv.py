"""CSV lists every assignment, reads back, and is never a formula."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from report_cases import day, rota_of, team_of

from rotasolve.loader.rota_file import read_rota
from rotasolve.report.csv import inert, rota_csv
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from pathlib import Path


def test_one_line_for_each_assignment_in_order_of_the_team_file() -> None:
    team = team_of()
    assert rota_csv(team, rota_of(team)).split("\r\n") == [
        "staff,date,shift",
        "Ana,2026-03-30,E",
        "Ben,2026-03-30,E",
        "Cy,2026-03-30,L",
        "Cy,2026-03-31,E",
        "",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Ødegård",
        "O'Neill, Pat",
        'Jo "JJ" Lee',
        "李雷",
        "=1+1",
        "-Ana",
        "@Bo",
        "+Cy",
        # An apostrophe of their own is no guard, unless they would be read as one.
        "'t Hooft",
        "'=Di",
        "''-Ed",
        "Fay'-Gee",
    ],
)
def test_it_reads_back_as_the_same_rota(tmp_path: Path, name: str) -> None:
    staff = [{"name": name, "contract": {"hours": 37.5}}]
    shifts = {code: "08:00-16:00" for code in ("E", "-N", "=", "'@L")}
    team = team_of(staff=staff, shifts=shifts, cover=[], absences=[], requests=[])
    rota = Rota.of(team, [(name, day(n), code) for n, code in enumerate(team.shifts)])
    path = tmp_path / "rota.csv"
    path.write_bytes(rota_csv(team, rota).encode())
    assert read_rota(path, team) == rota


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2", "@sum", "\tx", "\rx", "'=1", "''@x"])
def test_what_a_spreadsheet_would_compute_is_text(cell: str) -> None:
    assert inert(cell) == "'" + cell


def test_names_that_look_like_formulas_are_written_as_text() -> None:
    staff = [{"name": "=cmd|'/c calc'!A1", "contract": {"hours": 37.5}}]
    shifts = {"-N": "21:00-07:00"}
    team = team_of(staff=staff, shifts=shifts, cover=[], absences=[], requests=[])
    rota = Rota.of(team, [("=cmd|'/c calc'!A1", day(0), "-N")])
    rows = list(csv.reader(StringIO(rota_csv(team, rota))))
    assert rows[1] == ["'=cmd|'/c calc'!A1", "2026-03-30", "'-N"]
