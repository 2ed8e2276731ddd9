"""A solve never takes away a rota that is better than the one it has found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from report_cases import day, team_of

from rotasolve.audit import audit
from rotasolve.cli.keeping import keep
from rotasolve.loader.load import Loaded
from rotasolve.result import Result
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from pathlib import Path

# One person on Monday's early; Ben asks to be off. So Ana costs nothing, Ben 1, and nobody a must.
TEAM = team_of(cover=[{"shift": "E", "days": "Mon", "min": 1}], absences=[])
ROTAS = {"good": [("Ana", day(0), "E")], "worse": [("Ben", day(0), "E")], "broken": []}


def solve(folder: Path, name: str, formats: str = "json,csv") -> list[str]:
    """The names of the files that are written for a rota."""
    rota = Rota.of(TEAM, ROTAS[name])
    found = audit(TEAM, rota)
    result = Result("feasible" if found.clean else "unknown", rota, found, {}, 1.0, 1)
    return [path.name for path in keep(folder, Loaded(TEAM, (), "ab" * 32), result, formats)]


def kept(folder: Path) -> dict[str, str]:
    """Which rota each file holds."""
    rows = {"Ana,2026-03-30,E": "good", "Ben,2026-03-30,E": "worse"}
    found = {}
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            entries = json.loads(text).get("assignments", [])
            text = "".join(",".join((e["staff"], e["date"], e["shift"])) for e in entries)
        found[path.name] = next((name for row, name in rows.items() if row in text), "broken")
    return found


@pytest.mark.parametrize(
    ("before", "after", "files"),
    [
        ("good", "good", {"rota": "good"}),
        ("worse", "good", {"rota": "good"}),
        ("broken", "good", {"rota": "good"}),
        ("broken", "broken", {"rota": "broken"}),
        ("good", "worse", {"rota": "worse", "rota-previous": "good"}),
        ("good", "broken", {"rota": "good", "rota-broken": "broken"}),
        ("worse", "broken", {"rota": "worse", "rota-broken": "broken"}),
    ],
)
def test_a_better_rota_stays(
    tmp_path: Path, before: str, after: str, files: dict[str, str]
) -> None:
    solve(tmp_path, before)
    written = solve(tmp_path, after)
    assert kept(tmp_path) == {
        f"{stem}.{suffix}": name for stem, name in files.items() for suffix in ("json", "csv")
    }
    assert {kept(tmp_path)[name] for name in written} == {after}


def test_no_former_rota_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rota.json").write_text('{"format": "rotasolve/rota", "version": 1}')
    solve(tmp_path, "good", "json,table")
    solve(tmp_path, "worse")
    assert {path.name for path in tmp_path.iterdir()} == {
        "rota-previous.json",  # what was no rota of this team
        "rota-previous-2.json",
        "rota-previous-2.txt",
        "rota.json",
        "rota.csv",
    }
    assert kept(tmp_path)["rota-previous-2.json"] == "good"
    first, second = capsys.readouterr().err.splitlines()
    assert first == (
        f"{tmp_path / 'rota.json'} was not a rota for this team and period; "
        f"it is now {tmp_path / 'rota-previous.json'}"
    )
    assert second == (
        f"{tmp_path / 'rota.json'} was better than the new rota; "
        f"it is now {tmp_path / 'rota-previous-2.json'}"
    )


def test_a_csv_file_that_was_changed_by_hand_is_put_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solve(tmp_path, "good")
    (tmp_path / "rota.csv").write_text("staff,date,shift\nBen,2026-03-30,E\n")
    solve(tmp_path, "good")
    assert kept(tmp_path) == {
        "rota-previous.json": "good",
        "rota-previous.csv": "worse",
        "rota.json": "good",
        "rota.csv": "good",
    }
    assert capsys.readouterr().err == (
        f"{tmp_path / 'rota.csv'} was changed by hand; it is now "
        f"{tmp_path / 'rota-previous.csv'}; what is to stay of it goes under fixed\n"
    )


def test_a_rota_that_is_only_a_csv_file_counts_too(tmp_path: Path) -> None:
    (tmp_path / "rota.csv").write_text("staff,date,shift\nBen,2026-03-30,E\n")
    solve(tmp_path, "broken")
    assert kept(tmp_path) == {
        "rota.csv": "worse",
        "rota-broken.json": "broken",
        "rota-broken.csv": "broken",
    }
    solve(tmp_path, "good")
    assert kept(tmp_path)["rota.csv"] == "good"


def test_no_file_of_the_rota_before_is_left_beside_the_new_one(tmp_path: Path) -> None:
    solve(tmp_path, "worse", "json,csv")
    solve(tmp_path, "good", "json")
    assert kept(tmp_path) == {
        "rota-previous.json": "worse",
        "rota-previous.csv": "worse",
        "rota.json": "good",
    }
