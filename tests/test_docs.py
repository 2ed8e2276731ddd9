"""The docs: what they show is true, what they list is complete, and what they name is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer
from pages import DOCS, LAST_ROTA, PUBLISHED_ROTA, Block, blocks_of, hooks, team_text
from ruamel.yaml import YAML

import rotasolve
from rotasolve.cli import app
from rotasolve.loader.load import read
from rotasolve.loader.rota_file import read_assignments
from rotasolve.report.json import rota_schema
from rotasolve.report.rule_help import every_rule
from rotasolve.rules import Rule
from rotasolve.team.contract import Contract
from rotasolve.team.level import SOFT_LEVELS
from rotasolve.team.pay import BankPay, EnhancedTime, Enhancement, Overtime, Pay
from rotasolve.team.shift import Shift
from rotasolve.team.spelling import (
    clock_span,
    dates,
    day_names,
    duration,
    hours,
    iso_date,
    pence,
    signed_hours,
    window,
)
from rotasolve.team.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import BaseModel

PAGES = sorted(DOCS.glob("*.md"))
BLOCKS = [block for path in PAGES for block in blocks_of(path)]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sessions() -> list[tuple[Block, ...]]:
    """Every console block, after the team file and the rota on which it is run."""
    found = []
    for path in PAGES:
        shown: dict[str, Block] = {}
        for block in blocks_of(path):
            shown[block.language] = block
            if block.language == "console":
                found.append((block, *(shown[key] for key in ("yaml", "csv") if key in shown)))
    return found


WRONG_ON_PURPOSE = {
    session[1] for session in sessions() if "rotasolve check" in session[0].text
} - {block for block in BLOCKS if block.page == "index.md"}


# Parts of a team file are shown without the cover that is no matter there.
_NO_COVER = "the team has no cover"
# What is shown of packs has no history of the weeks over which their rules average.
_NO_HISTORY = (
    "average week and night work are averages over 17 weeks. Before this rota the history has 0 "
    "weeks. So only 4 weeks are known, and they have to keep to the average alone: it is stricter "
    "until earlier rotas are listed under history"
)


# -- what the pages show -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "block",
    [
        block
        for block in BLOCKS
        if block.language == "yaml" and not block.marked and block not in WRONG_ON_PURPOSE
    ],
    ids=str,
)
def test_every_team_file_loads_without_a_warning(block: Block, tmp_path: Path) -> None:
    (tmp_path / "march-rota").mkdir()
    (tmp_path / "march-rota" / "rota.json").write_text(json.dumps(LAST_ROTA))
    (tmp_path / "april-rota").mkdir()
    (tmp_path / "april-rota" / "rota.json").write_text(json.dumps(PUBLISHED_ROTA))
    file = tmp_path / "team.yaml"
    file.write_text(team_text(block), encoding="utf-8")
    loaded = read(file)
    warned = [line for line in loaded.warnings if _NO_COVER not in line]
    no_history = [_NO_HISTORY] if "uk/working-time" in block.text else []
    assert [line.partition(".over: ")[2] or line for line in warned] == no_history


READERS: dict[str, Callable[[object], object]] = {
    "a length of time": duration,
    "hours": hours,
    "hours above or below": signed_hours,
    "money": pence,
    "clock times": clock_span,
    "past midnight": clock_span,
    "a date": iso_date,
    "dates": dates,
    "days of the week": day_names,
    "a stretch to count over": window,
}


def spellings() -> list[tuple[str, str]]:
    """Every (kind, spelling) of the table of spellings."""
    table = page("team-file.md").partition("| for | write |")[2].partition("\n\n")[0]
    kind, found = "", []
    for row in table.splitlines()[2:]:
        _, label, written, *_ = row.split("|")
        kind = label.strip() or kind
        found += [(kind, spelling) for spelling in re.findall(r"`([^`]+)`", written)]
    return found


@pytest.mark.parametrize(("kind", "spelling"), spellings())
def test_every_spelling_is_understood(kind: str, spelling: str) -> None:
    READERS[kind](YAML(typ="safe", pure=True).load(spelling))


def test_the_spellings_of_every_kind_are_shown() -> None:
    assert {kind for kind, _ in spellings()} == READERS.keys()


@pytest.mark.parametrize("spelling", re.findall(r"^\| `(who: .+?)` \|", page("team-file.md"), re.M))
def test_every_choice_of_people_chooses_somebody(spelling: str, tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    snippet = f"rules:\n  - {{rule: rest, {spelling}}}\n"
    file.write_text(team_text(Block("", 0, "yaml", snippet, False)), encoding="utf-8")
    assert [line for line in read(file).warnings if _NO_COVER not in line] == []


@pytest.mark.parametrize("session", sessions(), ids=lambda session: str(session[0]))
def test_every_command_prints_what_the_page_shows(
    session: tuple[Block, ...], tmp_path: Path
) -> None:
    console, *files = session
    for block in files:
        name = {"yaml": "team.yaml", "csv": "rota.csv"}[block.language]
        (tmp_path / name).write_text(block.text, encoding="utf-8")
    command, _, shown = console.text.partition("\n")
    assert command.startswith("$ rotasolve ")
    found = subprocess.run(
        [sys.executable, "-m", "rotasolve", *command.split()[2:]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert found.stdout == shown


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language in ("json", "csv")], ids=str)
def test_every_rota_file_can_be_read(block: Block, tmp_path: Path) -> None:
    file = tmp_path / f"rota.{block.language}"
    file.write_text(block.text, encoding="utf-8")
    assert read_assignments(file).assignments


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "sh"], ids=str)
def test_every_command_and_option_exists(block: Block) -> None:
    for line in block.text.splitlines():
        words = line.split()
        if words[0] == "rotasolve":
            options = {each for known in COMMANDS[words[1]].params for each in known.opts}
            assert {w.strip("[]") for w in words if w.strip("[").startswith("--")} <= options


def test_the_python_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    team = next(b for b in blocks_of(DOCS / "index.md") if b.language == "yaml")
    (tmp_path / "team.yaml").write_text(team.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks_of(DOCS / "python.md"):
        exec(compile(block.text, str(block), "exec"), names)
    result = names["result"]
    assert isinstance(result, rotasolve.Result)
    assert result.status in ("optimal", "feasible")
    # One E on each of two days leaves both minima of every other date, and one of the two, unmet.
    audited = names["audit"]
    assert isinstance(audited, rotasolve.Audit)
    assert not audited.clean


# -- what the pages list -----------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_the_page_of_a_rule_says_all_that_the_command_says(name: str) -> None:
    text = hooks().pages()[name]
    rule = next(rule for rule in every_rule() if rule.name == name)
    assert rule.sentence in text
    assert rule.detail in text
    for key in rule.keys:
        assert f"| `{key.name}` | {key.takes} |" in text
        assert key.words in text
    assert "### Kept: " in text
    assert "### Broken: " in text
    assert "Nothing is broken." in text
    assert re.search(r"The auditor counts \d+ units? of breach:\n\n- \w", text)


def test_every_rule_is_listed() -> None:
    text = hooks().index_page()
    for name in Rule.registry:
        assert f"[`{name}`]({name}.md)" in text


def test_every_page_is_in_the_navigation() -> None:
    listed = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    nav = YAML(typ="safe", pure=True).load(listed)["nav"]
    assert {path.name for path in PAGES} == set(re.findall(r"[\w-]+\.md", str(nav)))


def test_every_block_of_the_team_file_is_explained() -> None:
    text = page("team-file.md")
    for name in rotasolve.Team.model_fields:
        assert f"| [`{name}`](#" in text


@pytest.mark.parametrize(
    "part", [Shift, Contract, Staff, Rule, Pay, Enhancement, EnhancedTime, Overtime, BankPay]
)
def test_every_key_of_the_team_file_is_explained(part: type[BaseModel]) -> None:
    listed = set(re.findall(r"`(\w+)`", page("team-file.md")))
    keys = {field.serialization_alias or name for name, field in part.model_fields.items()}
    # The key of the block names these two.
    assert keys - {"code" if part is Shift else ""} <= listed


def test_every_command_and_its_options_are_explained() -> None:
    text = page("commands.md")
    for name, command in COMMANDS.items():
        assert f"\n## {name}\n" in text
        options = {each for known in command.params for each in known.opts if each[:2] == "--"}
        assert options - {"--help"} <= set(re.findall(r"--[a-z]+", text))


def test_every_key_of_rota_json_is_explained() -> None:
    listed = set(re.findall(r"`(\w+)`", page("rota-json.md")))
    assert set(rota_schema()["properties"]) <= listed


def test_the_published_schema_is_the_one_that_is_printed() -> None:
    published = json.loads((DOCS / "schema" / "rota.schema.json").read_text(encoding="utf-8"))
    assert published == rota_schema()


def test_every_public_name_is_explained() -> None:
    listed = set(re.findall(r"^\| `(\w+)", page("python.md"), re.MULTILINE))
    assert listed == set(rotasolve.__all__) - {"__version__"}


def test_every_level_is_explained() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", page("levels.md"), re.MULTILINE)
    assert listed == ["must", *SOFT_LEVELS, "spare"]
