"""No command takes away a better rota, a file that is read, or one that is not its own."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from report_cases import day, team_of

from rotasolve.audit import audit
from rotasolve.cli.keeping import export_into, keep, write_alone
from rotasolve.errors import RotasolveError
from rotasolve.loader.load import Loaded
from rotasolve.result import Result
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from collections.abc import Callable

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
        ("good", "worse", {"rota": "good", "rota-worse": "worse"}),
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
    solve(tmp_path, "worse", "json,table")
    solve(tmp_path, "good")
    solve(tmp_path, "worse")
    assert {path.name for path in tmp_path.iterdir()} == {
        "rota-previous.json",  # what was no rota of this team
        "rota-previous-2.json",
        "rota-previous-2.txt",
        "rota.json",
        "rota.csv",
        "rota-worse.json",
        "rota-worse.csv",
    }
    assert kept(tmp_path)["rota-previous-2.json"] == "worse"
    assert kept(tmp_path)["rota.json"] == "good"
    assert capsys.readouterr().err.splitlines() == [
        f"{tmp_path / 'rota.json'} was not a rota for this team and period; "
        f"it is now {tmp_path / 'rota-previous.json'}",
        f"{tmp_path / 'rota.txt'} belongs to the rota before; "
        f"it is now {tmp_path / 'rota-previous-2.txt'}",
        f"{tmp_path / 'rota.json'} is better than the new rota and stays; "
        "the new one goes beside it",
    ]


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


# -- what the team file reads ----------------------------------------------------------------------


def reading(folder: Path, *names: str) -> Loaded:
    """The team as read from a file that names some files of ``folder``."""
    (folder / "team.yaml").touch()
    read = (folder / "team.yaml", *(folder / name for name in names))
    return Loaded(TEAM, (), "ab" * 32, files=read)


def solve_again(folder: Path, loaded: Loaded, name: str = "good") -> list[str]:
    rota = Rota.of(TEAM, ROTAS[name])
    result = Result("feasible", rota, audit(TEAM, rota), {}, 1.0, 1)
    return [path.name for path in keep(folder, loaded, result, "json,csv")]


@pytest.mark.parametrize("published", ["rota.json", "rota.csv", "x/../rota.json"])
@pytest.mark.parametrize("after", ["good", "worse", "broken"])
def test_what_is_published_stays_under_its_name(
    tmp_path: Path, published: str, after: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").mkdir()
    solve(tmp_path, "worse")
    before = {path: path.read_bytes() for path in tmp_path.glob("rota.*")}
    written = solve_again(tmp_path, reading(tmp_path, published), after)
    assert written == ["rota-2.json", "rota-2.csv"]
    assert {path: path.read_bytes() for path in tmp_path.glob("rota.*")} == before
    assert capsys.readouterr().err == (
        f"{tmp_path / 'rota.csv'} is read by {tmp_path / 'team.yaml'} and stays; "
        "the new rota goes beside it\n"
    )


def test_a_rota_that_was_published_before_is_not_replaced_by_the_next(tmp_path: Path) -> None:
    solve(tmp_path, "worse")
    assert solve_again(tmp_path, reading(tmp_path, "rota.json"))[0] == "rota-2.json"
    # Made anew, it takes the place of the one that nobody was told.
    assert solve_again(tmp_path, reading(tmp_path, "rota.json"))[0] == "rota-2.json"
    assert solve_again(tmp_path, reading(tmp_path, "rota-2.json"))[0] == "rota-3.json"
    assert kept(tmp_path)["rota.json"] == "worse"


def test_a_broken_or_worse_rota_that_is_published_stays_too(tmp_path: Path) -> None:
    solve(tmp_path, "good")
    solve(tmp_path, "broken")
    solve(tmp_path, "worse")
    loaded = reading(tmp_path, "rota-broken.json", "rota-worse.csv")
    assert solve_again(tmp_path, loaded, "broken")[0] == "rota-broken-2.json"
    assert solve_again(tmp_path, loaded, "worse")[0] == "rota-worse-2.json"


@pytest.mark.skipif(sys.platform == "win32", reason="links")
@pytest.mark.parametrize("hard", [True, False])
def test_a_link_to_what_is_published_and_any_link_stays(tmp_path: Path, hard: bool) -> None:
    folder = tmp_path / "results"
    solve(tmp_path, "worse", "json")
    folder.mkdir()
    if hard:
        (folder / "rota.json").hardlink_to(tmp_path / "rota.json")
        loaded = reading(tmp_path, "rota.json")
    else:
        (folder / "rota.json").symlink_to(tmp_path / "rota.json")
        loaded = reading(tmp_path)
    assert solve_again(folder, loaded)[0] == "rota-2.json"
    assert (folder / "rota.json").samefile(tmp_path / "rota.json")
    assert kept(tmp_path / "results")["rota.json"] == "worse"


def test_folders_and_protected_files_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rota.csv").mkdir()
    (tmp_path / "rota-2.txt").touch()
    (tmp_path / "rota-2.txt").chmod(0o444)
    assert solve_again(tmp_path, reading(tmp_path))[0] == "rota-3.json"
    assert "rota-2.txt is write-protected and stays" in capsys.readouterr().err


# -- what was changed since ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rota.json", lambda text: text.replace('"shift": "E"', '"shift": "E", "worked": []', 1)),
        ("rota.json", lambda text: text.replace('"seed": 1', '"seed": 2')),
        ("rota.csv", lambda text: text.replace("shift\r\n", "shift,notes\r\n")),
        ("rota.txt", lambda text: f"{text}Ring Ben on Tuesday.\n"),
    ],
)
def test_a_file_that_was_changed_is_kept(
    tmp_path: Path, name: str, change: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    formats = "json,csv,table"
    solve(tmp_path, "worse", formats)
    text = (tmp_path / name).read_bytes().decode()
    changed = change(text)
    assert changed != text
    (tmp_path / name).write_bytes(changed.encode())
    solve(tmp_path, "good", formats)
    previous = name.replace("rota", "rota-previous")
    assert (tmp_path / previous).read_bytes() == changed.encode()
    assert f"it is now {tmp_path / previous}" in capsys.readouterr().err
    assert kept(tmp_path)["rota.json"] == "good"


def test_a_file_that_is_only_indented_otherwise_is_not_changed(tmp_path: Path) -> None:
    solve(tmp_path, "worse")
    document = json.loads((tmp_path / "rota.json").read_text("utf-8"))
    (tmp_path / "rota.json").write_text(json.dumps(document))
    solve(tmp_path, "good")
    assert {path.name for path in tmp_path.iterdir()} == {"rota.json", "rota.csv"}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_nothing_is_wider_than_what_was_there(tmp_path: Path) -> None:
    solve(tmp_path, "worse")
    for path in tmp_path.iterdir():
        path.chmod(0o600)
    solve(tmp_path, "good", "json,csv,table")
    solve(tmp_path, "good")
    solve(tmp_path, "broken")
    assert {path.name for path in tmp_path.iterdir()} > {"rota-previous.txt", "rota-broken.csv"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


# -- single files ----------------------------------------------------------------------------------

SHEET = {"what": "the pay sheet is CSV text", "endings": (".csv",)}


def test_a_single_file_keeps_a_copy_of_what_is_not_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pay.csv"
    for text in ("old", "old", "new", "newer"):
        write_alone(path, text, **SHEET)
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {"pay.csv": "newer", "pay-previous.csv": "old", "pay-previous-2.csv": "new"}
    assert capsys.readouterr().err.splitlines() == [
        f"{path} was something else; it is now {tmp_path / 'pay-previous.csv'}",
        f"{path} was something else; it is now {tmp_path / 'pay-previous-2.csv'}",
    ]


def test_a_sheet_made_here_gives_way_without_a_copy_until_somebody_changes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, rota = tmp_path / "pay.csv", tmp_path / "april.json"
    for text in ("first", "second", "third"):
        write_alone(path, text, **SHEET, source=rota)
    assert path.read_text() == "third"
    assert not (tmp_path / "pay-previous.csv").exists()
    assert capsys.readouterr().err == ""
    path.write_text("changed by hand")
    write_alone(path, "fourth", **SHEET, source=rota)
    assert (tmp_path / "pay-previous.csv").read_text() == "changed by hand"
    write_alone(path, "fifth", **SHEET, source=rota)
    assert not (tmp_path / "pay-previous-2.csv").exists()
    assert path.read_text() == "fifth"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pay.xlsx", "pay.xlsx: the pay sheet is CSV text; write for example pay.csv"),
        ("team.yaml", "team.yaml: the pay sheet is CSV text; write for example team.csv"),
        ("pay", "pay: the pay sheet is CSV text; write for example pay.csv"),
        ("folder", "folder is a folder; name a file, such as folder/FILE.csv"),
        ("team.csv", "team.csv is read by team.csv; write to another file"),
        ("folder/../april.csv", "folder/../april.csv is read by team.csv; write to another file"),
        ("link.csv", "link.csv is read by team.csv; write to another file"),
        ("hard.csv", "hard.csv is read by team.csv; write to another file"),
        ("rota.csv", "rota.csv belongs to the rota that is read; write to another file"),
        ("protected.csv", "protected.csv is write-protected; write to another file"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="links and paths")
def test_a_single_file_that_stays(
    tmp_path: Path, name: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    for file in ("team.yaml", "team.csv", "april.json", "april.csv", "rota.json", "rota.csv"):
        Path(file).write_text(file)
    Path("protected.csv").touch(0o444)
    Path("link.csv").symlink_to("april.csv")
    Path("hard.csv").hardlink_to("team.csv")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    read = (Path("team.csv"), Path("april.json"))  # april.csv belongs to it
    with pytest.raises(RotasolveError) as caught:
        write_alone(Path(name), "sheet", **SHEET, read=read, source=Path("rota.json"))
    assert str(caught.value) == words
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


# -- export ----------------------------------------------------------------------------------------


def test_an_export_keeps_a_table_with_notes_and_makes_no_mixture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "other.csv"
    source.write_text("staff,date,shift\nBen,2026-03-30,E\n")
    folder = tmp_path / "results"
    solve(folder, "good", "json")
    with pytest.raises(RotasolveError, match=r"rota.json is there already and holds another rota"):
        export_into(folder, reading(tmp_path), {"rota.csv": "text"}, source)
    assert {path.name for path in folder.iterdir()} == {"rota.json"}
    (folder / "rota.txt").write_text("pinned up")
    record = folder / "rota.json"
    assert export_into(folder, reading(tmp_path), {"rota.txt": "table"}, record) == [
        folder / "rota.txt"
    ]
    assert (folder / "rota.txt").read_text() == "table"
    assert (folder / "rota-previous.txt").read_text() == "pinned up"
    assert f"it is now {folder / 'rota-previous.txt'}" in capsys.readouterr().err
    loaded = reading(tmp_path, "results/rota.json")
    with pytest.raises(RotasolveError, match=r"rota.txt is read by .*; write to another folder"):
        export_into(folder, loaded, {"rota.txt": "newer table"}, record)
