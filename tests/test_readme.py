"""The README: its commands are one line each, and all that it shows is true now."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import typer
from pages import ROOT, blocks_of, hooks

import rotasolve
from rotasolve.cli import app
from rotasolve.errors import TeamFileError
from rotasolve.report.table import rota_text

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = blocks_of(ROOT / "README.md")
FIRST = ROOT / "examples" / "first_rota.yaml"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """What stands under a heading."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_its_sections_are_in_order() -> None:
    assert re.findall(r"^## (.+)", README, re.MULTILINE) == [
        "Try it",
        "Test it",
        "Commands",
        "Next month, and when somebody falls ill",
        "The rules",
        "Levels",
        "When it says no",
        "Python",
        "How it checks itself",
        "More",
        "Licence",
    ]


@pytest.mark.parametrize("heading", ["Try it", "Test it"])
def test_one_command_sets_everything_up(heading: str) -> None:
    (command,) = re.findall(r"^```sh\n(.*?)^```$", section(heading), re.DOTALL | re.MULTILINE)
    steps = command.split(" && ")
    assert command.count("\n") == 1
    assert steps[0] == "python3 -m venv .venv"
    assert steps[1].startswith(".venv/bin/pip install ")
    assert {"Try it": "solve examples/crisis_team.yaml", "Test it": "pytest"}[heading] in steps[-1]


def test_the_team_file_is_the_example() -> None:
    (shown,) = [block.text for block in BLOCKS if block.language == "yaml"]
    assert shown == FIRST.read_text(encoding="utf-8")


def test_the_rota_is_one_of_the_example_and_breaks_nothing() -> None:
    shown = next(block.text for block in BLOCKS if block.language == "text")
    team = rotasolve.load(FIRST)
    cells = []
    for line in shown.splitlines():
        name, *row = line.replace("|", "").split()[: 1 + team.period.days] or [""]
        if name in team.staff_by_name:
            days = (team.period.start + timedelta(d) for d in range(team.period.days))
            cells += [(name, day, code) for day, code in zip(days, row, strict=True) if code != "."]
    rota = rotasolve.Rota.of(team, cells)
    assert shown.startswith(rota_text(team, rota))  # what the table looks like today
    assert rotasolve.audit(team, rota).breaches == ()
    assert "optimal" in shown  # which a rota that breaks nothing is


def test_the_mistakes_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [block.text for block in BLOCKS if block.language == "text"][1]
    text = FIRST.read_text(encoding="utf-8")
    for right, wrong in [
        ("ideal: 2", "ideel: 2"),
        ("who: registered", "who: registred"),
        ("hours: 11h", "hours: eleven"),
    ]:
        assert right in text
        text = text.replace(right, wrong)
    (tmp_path / "team.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TeamFileError) as error:
        rotasolve.load("team.yaml")
    assert error.value.problems == shown.splitlines()


def test_every_command_is_listed() -> None:
    listed = re.findall(r"^\| `rotasolve (\w+)", section("Commands"), re.MULTILINE)
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert listed == list(commands)


def test_the_table_of_rules_is_current() -> None:
    """If this fails: python docs/hooks.py."""
    assert hooks().with_rules(README) == README


def test_the_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(FIRST, tmp_path / "team.yaml")
    monkeypatch.chdir(tmp_path)
    (script,) = [block.text for block in BLOCKS if block.language == "python"]
    names: dict[str, object] = {}
    exec(compile(script, "README.md", "exec"), names)
    result = names["result"]
    assert isinstance(result, rotasolve.Result)
    assert result.status in ("optimal", "feasible")


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_link_leads_somewhere(text: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
