"""The command line, run as users run it: as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rotasolve.audit import Audit
from rotasolve.cli.outputs import exit_code
from rotasolve.errors import RotasolveError
from rotasolve.loader.load import load
from rotasolve.report.json import rota_schema
from rotasolve.result import Failure, Result, Status
from rotasolve.search.solve import solve as solve_team
from rotasolve.team.rule import Breach

TEAM = """\
version: 1
team: House
period: {start: 2026-03-02, weeks: 1}
skills: [registered]
shifts: {E: "08:00-16:00", L: "14:00-22:00"}
staff:
  - {name: Ana, contract: {hours: 24}, skills: registered}
  - {name: Ben, contract: {hours: 24}}
  - {name: Cy, contract: {hours: 24}}
cover:
  - {shift: E, days: Mon-Fri, min: 1}
  - {shift: L, days: Mon-Tue, min: 1}
rules:
  - {rule: rest, hours: 11h}
requests:
  - {who: Ana, want: off, dates: 2026-03-02}
"""
# Whoever does L on Monday may not do E on Tuesday, and both ask for it; the rest is free.
CSV = """\
staff,date,shift
Ben,2026-03-02,E
Cy,2026-03-02,L
Ana,2026-03-03,E
Cy,2026-03-03,L
Ana,2026-03-04,E
Ana,2026-03-05,E
Ben,2026-03-06,E
"""
BLOCKER = """\
import sys


class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("ortools", "pandas"):
            raise ImportError(f"{name} is blocked")


sys.meta_path.insert(0, Blocker())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a team file, and a rota that keeps every rule of it."""
    (tmp_path / "team.yaml").write_text(TEAM)
    (tmp_path / "rota.csv").write_text(CSV)
    return tmp_path


def environment(**more: str) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if key not in ("COLUMNS", "FORCE_COLOR")
    }
    return {**kept, "PYTHONIOENCODING": "utf-8", **more}


def rotasolve(
    folder: Path, *arguments: str, command: list[str] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """What a command prints, and its exit code."""
    return subprocess.run(
        [*(command or [sys.executable, "-m", "rotasolve"]), *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )


def change(folder: Path, old: str, new: str) -> None:
    """Change the team file."""
    text = (folder / "team.yaml").read_text()
    assert old in text
    (folder / "team.yaml").write_text(text.replace(old, new))


# -- help, version, completion -----------------------------------------------------------------


def test_the_console_script_is_the_same_command(folder: Path) -> None:
    script = str(Path(sysconfig.get_path("scripts")) / "rotasolve")
    assert rotasolve(folder, "--version", command=[script]).stdout == (
        rotasolve(folder, "--version").stdout
    )


@pytest.mark.parametrize(
    "command", ["init", "check", "solve", "audit", "export", "balances", "leave", "rules", "schema"]
)
def test_every_command_has_help_with_an_example(folder: Path, command: str) -> None:
    found = rotasolve(folder, command, "--help")
    assert found.returncode == 0
    assert f"Example: rotasolve {command}" in found.stdout
    assert command in rotasolve(folder, "--help").stdout


def test_an_unknown_command_is_bad_input(folder: Path) -> None:
    found = rotasolve(folder, "slove")
    assert found.returncode == 2
    assert "slove" in found.stderr
    assert found.stdout == ""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("rotasolve ch", ["check"]),
        ("rotasolve check te", ["team.yaml"]),
        ("rotasolve check houses/", ["houses/north.yml"]),
        ("rotasolve audit team.yaml ro", ["rota.csv"]),
        ("rotasolve rules contr", ["contract_hours"]),
        ("rotasolve solve team.yaml --format json,", ["json,table", "json,csv"]),
        ("rotasolve init s", ["sleep-in"]),
        ("rotasolve schema r", ["rota"]),
    ],
)
def test_the_shell_completes(folder: Path, typed: str, offered: list[str]) -> None:
    (folder / "houses").mkdir()
    (folder / "houses" / "north.yml").touch()
    (folder / "houses" / "notes.txt").touch()
    found = rotasolve(
        folder,
        _ROTASOLVE_COMPLETE="complete_bash",
        COMP_WORDS=typed,
        COMP_CWORD=str(len(typed.split(" ")) - 1),
    )
    assert found.stdout.split() == offered


def test_completion_can_be_installed(folder: Path) -> None:
    found = rotasolve(
        folder, "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert found.returncode == 0
    assert "_ROTASOLVE_COMPLETE=complete_bash" in found.stdout


# -- light start -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "team.yaml"],
        ["audit", "team.yaml", "rota.csv"],
        ["audit", "team.yaml", "rota.csv", "--json"],
        ["export", "team.yaml", "rota.csv", "--format", "table,json,csv", "--out", "out"],
        ["rules"],
        ["rules", "rest"],
        ["schema"],
        ["init", "--out", "new.yaml"],
    ],
    ids=" ".join,
)
def test_all_but_solve_work_without_ortools_and_pandas(folder: Path, arguments: list[str]) -> None:
    blocker = folder / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(BLOCKER)
    found = rotasolve(folder, *arguments, PYTHONPATH=str(blocker))
    assert found.returncode == 0, found.stderr
    blocked = rotasolve(
        folder,
        "-c",
        "import ortools",
        command=[sys.executable],
        PYTHONPATH=str(blocker),
    )
    assert "ortools is blocked" in blocked.stderr


def test_importing_the_package_loads_neither_solver_nor_tables(folder: Path) -> None:
    script = (
        "import sys, rotasolve;"
        "rotasolve.Team, rotasolve.load, rotasolve.audit, rotasolve.Result;"
        "import rotasolve.cli;"
        "print(sorted({'ortools', 'pandas', 'numpy', 'rich.table'} & sys.modules.keys()))"
    )
    found = rotasolve(folder, "-c", script, command=[sys.executable])
    assert found.stdout.strip() == "[]", found.stderr


# -- init --------------------------------------------------------------------------------------


def test_init_writes_a_file_that_check_accepts(folder: Path) -> None:
    found = rotasolve(folder, "init", "--out", "new/mine.yaml")
    assert found.returncode == 0
    assert "rotasolve check new/mine.yaml" in found.stderr
    checked = rotasolve(folder, "check", "new/mine.yaml")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "warning" not in checked.stderr


@pytest.mark.parametrize(
    ("template", "example"), [("crisis", "crisis_team"), ("sleep-in", "sleep_in_house")]
)
def test_init_writes_the_examples(folder: Path, template: str, example: str) -> None:
    """If this fails: copy examples/EXAMPLE.yaml to src/rotasolve/templates/TEMPLATE.yaml."""
    assert rotasolve(folder, "init", template).returncode == 0
    source = Path(__file__).parent.parent / "examples" / f"{example}.yaml"
    text = source.read_text("utf-8")
    assert text.count(f"rotasolve solve  {example}.yaml") == 1
    # The comments speak of the file as it is called now.
    written = (folder / f"{template}.yaml").read_text("utf-8")
    assert written == text.replace(example, template)


def test_init_replaces_nothing_unless_told(folder: Path) -> None:
    refused = rotasolve(folder, "init")
    assert refused.returncode == 2
    assert "team.yaml exists" in refused.stderr
    assert (folder / "team.yaml").read_text() == TEAM
    assert rotasolve(folder, "init", "--force").returncode == 0
    assert (folder / "team.yaml").read_text() != TEAM


def test_init_knows_its_templates(folder: Path) -> None:
    found = rotasolve(folder, "init", "hospital")
    assert found.returncode == 2
    assert found.stderr == "unknown template 'hospital'; one of crisis, sleep-in, blank\n"


# -- check -------------------------------------------------------------------------------------


def test_check_says_what_the_file_holds(folder: Path) -> None:
    change(folder, "hours: 24", "hours: 0")
    found = rotasolve(folder, "check", "team.yaml")
    assert found.returncode == 0
    assert "House: 3 staff, 2 shifts" in found.stdout
    assert "No problem found." in found.stdout
    assert found.stderr == ""


def test_check_tells_of_contracted_hours(folder: Path) -> None:
    found = rotasolve(folder, "check", "team.yaml")
    assert found.returncode == 0
    # Three people on 24 h; cover takes seven duties of 8 h.
    assert [line.partition(": ")[2].partition(": ")[2] for line in found.stderr.splitlines()] == [
        "cover: contracted hours come to 72h after absence and what may be missing, and cover "
        "takes 56h: 16h more than anybody asks for",
        "rules: no rule counts the contracted hours of Ana, Ben, Cy, so they may work more or "
        "less; add {rule: contract_hours} to rules",
    ]
    assert "No error, but warnings." in found.stdout
    assert "contracted hours" not in rotasolve(folder, "audit", "team.yaml", "rota.csv").stderr


def test_check_does_not_call_a_file_with_warnings_free_of_problems(folder: Path) -> None:
    with (folder / "team.yaml").open("a") as file:
        file.write("absences:\n  - {who: Ben, dates: 2025-03-02}\n")
    found = rotasolve(folder, "check", "team.yaml")
    assert found.returncode == 0
    assert "warning" in found.stderr
    assert "No error, but warnings." in found.stdout


def test_check_reports_every_problem_on_a_line_of_its_own(folder: Path) -> None:
    change(folder, "{shift: L, days: Mon-Tue, min: 1}", "{shift: Late, days: Mon-Tue, min: 1}")
    change(folder, "who: Ana", "who: Anna")
    found = rotasolve(folder, "check", "team.yaml")
    assert found.returncode == 2
    assert found.stdout == ""
    lines = found.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["team.yaml:12", "team.yaml:16"]
    assert "Traceback" not in found.stderr


def test_check_for_programs(folder: Path) -> None:
    change(folder, "hours: 24", "hours: 0")
    found = rotasolve(folder, "check", "team.yaml", "--json")
    assert json.loads(found.stdout) == {
        "problems": [],
        "warnings": [],
        "findings": [],
        "next_period": [],
        "bank_holidays": [],
        "weekend_holidays": "either",
    }
    change(folder, "who: Ana", "who: Anna")
    found = rotasolve(folder, "check", "team.yaml", "--json")
    assert found.returncode == 2
    assert json.loads(found.stdout) == {"problems": found.stderr.splitlines()}


def test_check_proves_that_there_are_too_few_people(folder: Path) -> None:
    change(folder, "{shift: E, days: Mon-Fri, min: 1}", "{shift: E, days: Mon-Fri, min: 4}")
    found = rotasolve(folder, "check", "team.yaml")
    assert found.returncode == 3
    assert "No rota can keep every must:" in found.stdout
    assert "4" in found.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_one_line(folder: Path, name: str) -> None:
    found = rotasolve(folder, "check", name)
    assert found.returncode == 2
    assert len(found.stderr.splitlines()) == 1
    assert found.stderr.startswith(name)


# -- balances ----------------------------------------------------------------------------------


def test_balances_are_what_the_history_of_the_next_period_starts_from(folder: Path) -> None:
    """Of 24 h each, Ana works three shifts of 8 h, Ben and Cy two each."""
    found = rotasolve(folder, "balances", "team.yaml", "rota.csv")
    assert found.returncode == 0
    assert found.stdout.splitlines() == [
        "  balances:  # after 2026-03-02..2026-03-08",
        "    Ana: {hours: 0h}  # 0h carried in + 24h worked + 0h credited - 24h contracted",
        "    Ben: {hours: -8h}  # 0h carried in + 16h worked + 0h credited - 24h contracted",
        "    Cy: {hours: -8h}  # 0h carried in + 16h worked + 0h credited - 24h contracted",
    ]
    for_programs = rotasolve(folder, "balances", "team.yaml", "rota.csv", "--json")
    assert json.loads(for_programs.stdout) == {
        "balances": {"Ana": {"hours": "0h"}, "Ben": {"hours": "-8h"}, "Cy": {"hours": "-8h"}}
    }
    assert rotasolve(folder, "balances", "team.yaml", "none.csv").returncode == 2


# -- audit -------------------------------------------------------------------------------------


def test_audit_of_a_rota_that_keeps_every_rule(folder: Path) -> None:
    found = rotasolve(folder, "audit", "team.yaml", "rota.csv")
    assert found.returncode == 0
    assert found.stdout.splitlines() == [
        f"{level}: nothing is broken"
        for level in ("must", "safety", "contract", "fairness", "wish", "spare")
    ]


def test_a_short_history_is_told_where_a_rota_is_made_alone(folder: Path) -> None:
    team = (folder / "team.yaml").read_text() + "packs: uk/working-time\n"
    (folder / "team.yaml").write_text(team)
    words = "average week and night work are averages over 17 weeks"
    assert rotasolve(folder, "check", "team.yaml").stderr.count(words) == 1
    solved = rotasolve(folder, "solve", "team.yaml", "--seconds", "2", "--out", "made")
    assert solved.stderr.count(words) == 1
    for command in ("audit", "export", "balances"):
        assert words not in rotasolve(folder, command, "team.yaml", "rota.csv").stderr


def test_audit_tells_every_breach_in_words(folder: Path) -> None:
    # Cy, late on Monday, instead of Ana early on Tuesday: too little rest. Ana on Monday's early:
    # against her request.
    text = CSV.replace("Ana,2026-03-03,E", "Cy,2026-03-03,E").replace(
        "Ben,2026-03-02,E", "Ana,2026-03-02,E"
    )
    text = text.replace("Cy,2026-03-03,L", "Ben,2026-03-03,L")
    (folder / "rota.csv").write_text(text)
    found = rotasolve(folder, "audit", "team.yaml", "rota.csv")
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        "must: 1 breach, cost 1",
        "     1  rest  Cy has 10h free between L on Mon 2 Mar (ends 22:00) and E on Tue 3 Mar "
        "(starts 08:00); at least 11h",
        "safety: nothing is broken",
        "contract: nothing is broken",
        "fairness: nothing is broken",
        "wish: 1 breach, cost 1",
        "     1  request  Ana asked to be off instead of E on Mon 2 Mar",
        "spare: nothing is broken",
        "Compensatory rest: all of it given",  # the hour that is lacking, after the early
        "staff  rest cut                                                      owed",
        "Cy     L on Mon 2 Mar (14:00-22:00) to E on Tue 3 Mar (08:00-16:00)    1h  given",
    ]
    for_programs = json.loads(rotasolve(folder, "audit", "team.yaml", "rota.csv", "--json").stdout)
    assert for_programs["clean"] is False
    assert [breach["rule"] for breach in for_programs["breaches"]] == ["rest", "request"]


def test_audit_of_a_rota_for_somebody_else_is_bad_input(folder: Path) -> None:
    rows = ["Dee,2026-03-02,E", "Ana,2026-05-02,E", "Ben,2026-03-02,X", "Ben,yesterday,E"]
    (folder / "rota.csv").write_text("\n".join(["staff,date,shift", *rows, ",,", rows[0]]))
    found = rotasolve(folder, "audit", "team.yaml", "rota.csv")
    assert found.returncode == 2
    assert found.stdout == ""
    assert found.stderr.splitlines() == [
        "rota.csv:2: unknown staff member 'Dee'; expected one of Ana, Ben, Cy (also on line 7)",
        "rota.csv:3: 2026-05-02 is outside the period 2026-03-02..2026-03-08",
        "rota.csv:4: unknown shift 'X'; expected one of E, L",
        "rota.csv:5: date: 'yesterday' is not a date; expected year-month-day such as 2026-03-02 "
        "or day/month/year such as 02/03/2026",
        "rota.csv:7: the same assignment stands on line 2",
    ]
    as_json = rotasolve(folder, "audit", "team.yaml", "rota.csv", "--json")
    assert json.loads(as_json.stdout) == {"problems": found.stderr.splitlines()}


# -- export ------------------------------------------------------------------------------------


def test_export_of_one_format_goes_to_stdout(folder: Path) -> None:
    table = rotasolve(folder, "export", "team.yaml", "rota.csv").stdout
    assert table.startswith("House: Mon 2 Mar to Sun 8 Mar 2026\n")
    assert "\x1b" not in table
    document = rotasolve(folder, "export", "team.yaml", "rota.csv", "--format", "json").stdout
    jsonschema.validate(json.loads(document), rota_schema())
    assert json.loads(document)["status"] == "feasible"


def test_export_to_a_folder_reads_back(folder: Path) -> None:
    found = rotasolve(
        folder, "export", "team.yaml", "rota.csv", "--format", "table, csv,json", "--out", "out"
    )
    assert found.returncode == 0
    out = folder / "out"
    assert {path.name for path in out.iterdir()} == {"rota.txt", "rota.csv", "rota.json"}
    again = rotasolve(folder, "export", "team.yaml", "out/rota.json", "--format", "csv").stdout
    assert again.split() == (out / "rota.csv").read_text().split()
    assert sorted(again.split()) == sorted(CSV.split())


def test_a_rota_does_not_take_the_place_of_its_own_history(folder: Path) -> None:
    past = "staff,date,shift\nBen,2026-03-01,E\n"
    (folder / "team-rota").mkdir()
    (folder / "team-rota" / "rota.csv").write_text(past)
    (folder / "team.yaml").write_text(TEAM + "history: team-rota/rota.csv\n")
    found = rotasolve(folder, "solve", "team.yaml", "--seconds", "5")
    assert found.returncode == 2
    assert found.stderr.splitlines()[-1] == (
        f"{Path('team-rota/rota.csv')} is the history of this rota and would give way to it; "
        "name another folder with --out"
    )
    assert (folder / "team-rota" / "rota.csv").read_text() == past


def test_export_does_not_lose_what_was_worked_of_a_sleep_in(folder: Path) -> None:
    rotasolve(folder, "export", "team.yaml", "rota.csv", "--format", "json", "--out", "out")
    file = folder / "out" / "rota.json"
    document = json.loads(file.read_text())
    document["assignments"][0]["worked"] = "02:00-03:30"
    file.write_text(json.dumps(document))
    before = file.read_bytes()
    export = ("export", "team.yaml", "out/rota.json", "--format", "json", "--out")
    found = rotasolve(folder, *export, "out")
    assert (found.returncode, file.read_bytes()) == (2, before)
    assert "which an export leaves out; write to another folder" in found.stderr
    assert rotasolve(folder, *export, "other").returncode == 0


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("rota.csv", "2026-03-02", "2026-03-03"),
        ("rota.json", '"date": "2026-03-02"', '"date": "2026-03-03"'),
        ("rota.json", '"status": "feasible"', '"status": "optimal"'),
    ],
    ids=["a duty", "a duty of the record", "the record of a solve"],
)
def test_export_replaces_nothing_that_tells_something_else(
    folder: Path, name: str, before: str, after: str
) -> None:
    export = ("export", "team.yaml", "rota.csv", "--format", "table,csv,json", "--out", "out")
    assert rotasolve(folder, *export).returncode == 0
    assert rotasolve(folder, *export).returncode == 0
    file, table = folder / "out" / name, folder / "out" / "rota.txt"
    changed = file.read_text().replace(before, after, 1)
    assert changed != file.read_text()
    file.write_text(changed)
    table.write_text("pinned up")
    found = rotasolve(folder, *export)
    assert found.returncode == 2
    assert found.stderr == (
        f"{Path('out') / name} is there already and differs from this rota; "
        "rename it, or write to another folder\n"
    )
    assert file.read_text() == changed
    assert table.read_text() == "pinned up"


@pytest.mark.parametrize("formats", ["table,csv", "pdf", ""])
def test_export_refuses_what_it_cannot_do(folder: Path, formats: str) -> None:
    found = rotasolve(folder, "export", "team.yaml", "rota.csv", "--format", formats)
    assert found.returncode == 2
    assert found.stdout == ""


# -- leave ---------------------------------------------------------------------------------------


LEAVE = """\
leave:
  schemes: {house: {days: 26, bank_holidays: 8}}
absences:
  - {who: Ben, dates: 2025-07-07..2025-08-17}
  - {who: Ben, dates: 2026-03-02..2026-03-06}
"""


def test_leave_shows_what_everybody_has_left(folder: Path) -> None:
    # 24 h a week are 4.8 h a day: 26 days are 124.8 h, 8 are 38.4. Six weeks are taken: 144 h, and
    # one is booked: 24 h, which is 4.8 h or a day beyond the 163.2 h.
    (folder / "team.yaml").write_text(TEAM + LEAVE, encoding="utf-8")
    done = rotasolve(folder, "leave", "team.yaml")
    assert done.returncode == 0
    _, ana, ben, cy = done.stdout.splitlines()
    year = ["house", "2025-04-01..2026-03-31", "0"]
    assert ana.split() == ["Ana", *year, *["124.8", "38.4", "0", "0", "0", "163.2", "34"]]
    assert ben.split() == ["Ben", *year, *["124.8", "38.4", "0", "144", "24", "-4.8", "-1"]]
    assert cy.split()[1:] == ana.split()[1:]
    assert "Ben is booked 4h48 beyond the 163h12 of leave" in done.stderr
    document = json.loads(rotasolve(folder, "leave", "team.yaml", "--json").stdout)
    assert document["format"] == "rotasolve/leave"
    ben = document["accounts"][1]
    assert (ben["from"], ben["to"], ben["beyond_from"]) == (
        "2025-04-01",
        "2026-03-31",
        "2026-03-06",
    )
    assert ben["minutes"]["left"] == -288
    assert ben["days"] == {
        "leave": 26,
        "bank_holidays": 8,
        "carried": 0,
        "taken": 30,
        "booked": 5,
        "left": -1,
    }


def test_leave_of_a_file_without_the_block_is_bad_input(folder: Path) -> None:
    done = rotasolve(folder, "leave", "team.yaml")
    assert done.returncode == 2
    assert done.stderr.startswith("team.yaml: has no block leave; expected for example leave:")


# -- rules and schema --------------------------------------------------------------------------


def test_rules_are_listed_and_explained(folder: Path) -> None:
    listed = rotasolve(folder, "rules").stdout
    assert any(line.split()[:2] == ["rest", "must"] for line in listed.splitlines())
    page = rotasolve(folder, "rules", "rest").stdout
    assert "One unit is one rest that is too short" in page
    (one,) = json.loads(rotasolve(folder, "rules", "rest", "--json").stdout)
    assert one["name"] == "rest"


def test_an_unknown_rule_is_bad_input(folder: Path) -> None:
    found = rotasolve(folder, "rules", "rst")
    assert found.returncode == 2
    assert "unknown rule 'rst'; did you mean 'rest'? one of absence," in found.stderr


@pytest.mark.parametrize("what", ["team", "rota"])
def test_the_published_schemas_are_current(folder: Path, what: str) -> None:
    """If this fails: rotasolve schema NAME > docs/schema/NAME.schema.json."""
    found = rotasolve(folder, "schema", what)
    published = Path(__file__).parent.parent / "docs" / "schema" / f"{what}.schema.json"
    assert json.loads(found.stdout) == json.loads(published.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(json.loads(found.stdout))


def test_an_unknown_schema_is_bad_input(folder: Path) -> None:
    assert rotasolve(folder, "schema", "shift").returncode == 2


# -- defects -----------------------------------------------------------------------------------


def test_a_defect_is_told_plainly_and_is_no_result(folder: Path) -> None:
    (folder / "sitecustomize.py").write_text(
        "import rotasolve.loader.load as load\n"
        "def broken(path):\n"
        "    secret = 'a local value'\n"
        "    raise RuntimeError('broken on purpose')\n"
        "load.read = broken\n"
    )
    found = rotasolve(folder, "check", "team.yaml", PYTHONPATH=str(folder))
    assert found.returncode == 70
    assert "broken on purpose" in found.stderr
    assert "please report it" in found.stderr
    assert "│" not in found.stderr  # no box of local values


def test_a_rota_that_arithmetic_excludes_is_a_defect(folder: Path) -> None:
    (folder / "sitecustomize.py").write_text(
        "from types import SimpleNamespace\n"
        "import rotasolve.explain.precheck as module\n"
        "module.precheck = lambda team: (SimpleNamespace(words='nobody is there'),)\n"
    )
    found = rotasolve(
        folder,
        *("solve", "team.yaml", "--seconds", "20", "--workers", "2"),
        PYTHONPATH=os.pathsep.join([str(folder), *filter(None, sys.path)]),
    )
    assert found.returncode == 70
    assert "No rota can keep every must: nobody is there" in found.stderr
    assert "After a rota was found, this failed: EncoderMismatch" in found.stderr
    assert "please report it with team.yaml" in found.stderr
    document = solved(folder)  # the rota is kept all the same
    assert document["status"] == "feasible"
    assert document["cost"]["must"] == 0
    assert document["bound"] == {}
    assert len(document["failures"]) == 1


@pytest.mark.parametrize("where", ["texts", "replace_files"])
def test_a_rota_that_no_report_can_be_made_of_is_kept_as_plain_lines(
    folder: Path, where: str
) -> None:
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "if 'solve' in sys.argv:\n"
        "    import rotasolve.cli.keeping as keeping\n"
        "    def broken(*arguments, **options):\n"
        "        raise RuntimeError('broken on purpose')\n"
        f"    keeping.{where} = broken\n"
    )
    found = rotasolve(
        folder,
        *("solve", "team.yaml", "--seconds", "20", "--workers", "2"),
        PYTHONPATH=os.pathsep.join([str(folder), *filter(None, sys.path)]),
        TMPDIR=str(folder),
    )
    assert found.returncode == 70
    assert "broken on purpose" in found.stderr
    (file,) = folder.glob("rotasolve-*/rota.csv")
    assert f"it is in {file}" in found.stderr
    assert rotasolve(folder, "audit", "team.yaml", str(file)).returncode == 0


@pytest.mark.parametrize("option", ["--seconds", "--seed", "--workers"])
def test_what_a_solve_cannot_use_is_refused_in_the_words_of_the_library(
    folder: Path, option: str
) -> None:
    with pytest.raises(RotasolveError) as refused:
        solve_team(load(folder / "team.yaml"), **{option[2:]: -1})
    found = rotasolve(folder, "solve", "team.yaml", option, "-1")
    assert found.returncode == 2
    assert str(refused.value).removeprefix(f"{option[2:]}: ") in found.stderr
    change(folder, "version: 1", f"version: 1\nsolver: {{{option[2:]}: -1}}")
    found = rotasolve(folder, "check", "team.yaml")
    assert str(refused.value) in found.stderr.replace("solver.", "")


def test_a_solve_without_limit_ends_when_it_is_proven_best(folder: Path) -> None:
    found = rotasolve(
        folder, "solve", "team.yaml", "--seconds", "unlimited", "--seed", "2147483647"
    )
    assert found.returncode == 0
    assert solved(folder)["status"] == "optimal"
    assert solved(folder)["seed"] == 2147483647


def test_a_progress_line_that_nobody_reads_any_more_ends_nothing(folder: Path) -> None:
    """Standard error is a pipe whose other end has gone away."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "rotasolve", "solve", "team.yaml", "--seconds", "20"]
    subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=writing,
        timeout=240,
        check=False,
    )
    os.close(writing)
    assert solved(folder)["status"] == "optimal"


# -- solve -------------------------------------------------------------------------------------


def solved(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "team-rota" / "rota.json").read_text("utf-8"))
    jsonschema.validate(document, rota_schema())
    return document


def test_solve_gives_the_best_rota_and_keeps_it(folder: Path) -> None:
    found = rotasolve(folder, "solve", "team.yaml", "--seconds", "20", "--workers", "2")
    assert found.returncode == 0, found.stderr
    assert "optimal" in found.stdout
    assert "Every minimum of cover is met." in found.stdout
    assert "Wrote team-rota" in found.stderr
    document = solved(folder)
    # Three people can do the five early and two late shifts, and Ana can be off on Monday.
    assert document["status"] == "optimal"
    assert set(document["cost"].values()) == {0}
    audited = rotasolve(folder, "audit", "team.yaml", "team-rota/rota.json")
    assert audited.returncode == 0
    exported = rotasolve(folder, "export", "team.yaml", "team-rota/rota.json", "--format", "json")
    assert json.loads(exported.stdout) == document


def test_solve_for_programs_prints_the_same_document(folder: Path) -> None:
    found = rotasolve(
        folder,
        *("solve", "team.yaml", "--seconds", "20", "--workers", "2", "--json"),
        *("--out", "here", "--format", "table,csv", "--seed", "3"),
    )
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    assert document == json.loads((folder / "here" / "rota.json").read_text("utf-8"))
    assert document["seed"] == 3
    assert {path.name for path in (folder / "here").iterdir()} == {
        "rota.json",
        "rota.csv",
        "rota.txt",
    }


def test_solve_gives_the_least_broken_rota_when_none_keeps_every_must(folder: Path) -> None:
    # Three people cannot be four on Monday's early and one on its late: two are missing.
    change(folder, "- {shift: E, days: Mon-Fri, min: 1}", "- {shift: E, days: Mon, min: 4}")
    found = rotasolve(folder, "solve", "team.yaml", "--seconds", "20", "--workers", "2")
    assert found.returncode == 3, found.stderr
    assert "No rota can keep every must" in found.stderr
    assert "infeasible: proven that no rota keeps every must" in found.stdout
    assert "must: 2 breaches" in found.stdout or "must: 1 breach, cost 2" in found.stdout
    document = solved(folder)
    assert document["status"] == "infeasible"
    assert document["cost"]["must"] == 2
    assert sum(vacancy["people"] for vacancy in document["vacancies"]) == 2


def test_solve_of_a_bad_file_changes_nothing(folder: Path) -> None:
    change(folder, "who: Ana", "who: Anna")
    before = sorted(folder.iterdir())
    found = rotasolve(folder, "solve", "team.yaml")
    assert found.returncode == 2
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_solve_refuses_a_time_that_is_none(folder: Path, seconds: str) -> None:
    assert rotasolve(folder, "solve", "team.yaml", "--seconds", seconds).returncode == 2


def test_solve_finds_out_first_that_it_cannot_write(folder: Path) -> None:
    found = rotasolve(folder, "solve", "team.yaml", "--out", "rota.csv")
    assert found.returncode == 2
    assert "rota.csv" in found.stderr
    assert (folder / "rota.csv").read_text() == CSV


@pytest.mark.parametrize(
    ("status", "audit", "expected"),
    [
        ("optimal", Audit(("must", "wish"), ()), 0),
        ("feasible", Audit(("must", "wish"), ()), 0),
        ("unknown", None, 4),
        ("infeasible", None, 3),
    ],
)
def test_exit_codes_without_a_broken_must(
    status: Status, audit: Audit | None, expected: int
) -> None:
    assert exit_code(Result(status, None, audit, {}, 1.0, 1)) == expected


@pytest.mark.parametrize(("status", "expected"), [("unknown", 1), ("infeasible", 3)])
def test_exit_codes_of_a_rota_that_breaks_a_must(status: Status, expected: int) -> None:
    broken = Audit(("must", "wish"), (Breach("rest", "must", 1, 1, "too little rest"),))
    assert exit_code(Result(status, None, broken, {}, 1.0, 1)) == expected
    failed = Result(status, None, broken, {}, 1.0, 1, failures=(Failure("lost its way"),))
    assert exit_code(failed) == 70


def test_out_of_time_without_a_rota_leaves_no_folder(folder: Path) -> None:
    found = rotasolve(folder, "solve", "team.yaml", "--seconds", "0.000001")
    assert found.returncode == 4
    assert "unknown" in found.stdout
    assert not (folder / "team-rota").exists()


PRESSED_WHILE_IMPORTING = """\
import os, signal, sys


class Press:
    def find_spec(self, name, path=None, target=None):
        if name == "ortools":
            sys.meta_path.remove(self)
            for _ in range({presses}):
                try:
                    os.kill(os.getpid(), signal.SIGINT)
                except KeyboardInterrupt:  # as extension modules do
                    raise ImportError("initialisation failed")


sys.meta_path.insert(0, Press())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to a process is POSIX")
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_while_the_search_is_imported_ends_cleanly(folder: Path, presses: int) -> None:
    text = PRESSED_WHILE_IMPORTING.format(presses=presses)
    (folder / "sitecustomize.py").write_text(text)
    found = rotasolve(folder, "solve", "team.yaml", "--out", "a/b", PYTHONPATH=str(folder))
    assert found.returncode == 130
    assert "Traceback" not in found.stderr
    assert found.stderr.splitlines()[-1] == "Stopped before there was anything to keep."
    assert not (folder / "a").exists()


LARGE = """\
version: 1
team: Large
period: {start: 2026-03-02, weeks: 8}
shifts: {E: "08:00-15:40", L: "14:20-22:00", N: "21:40-08:20"}
staff:
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to a process is POSIX")
def test_ctrl_c_keeps_the_best_rota_so_far(folder: Path) -> None:
    people = "".join(f"  - {{name: Person {n}, contract: {{hours: 37.5}}}}\n" for n in range(24))
    wishes = "".join(
        f"  - {{who: Person {n}, want: {'ELN'[(n * d) % 3]}, dates: 2026-03-{d:02}}}\n"
        for n in range(24)
        for d in range(2, 30)
    )
    cover = "".join(f"  - {{shift: {s}, min: 2, ideal: 5}}\n" for s in "ELN")
    rules = "  - {rule: rest}\n  - {rule: contract_hours}\n  - {rule: weekends, at_most: 3}\n"
    (folder / "team.yaml").write_text(
        f"{LARGE}{people}cover:\n{cover}rules:\n{rules}requests:\n{wishes}"
    )
    command = [sys.executable, "-m", "rotasolve", "solve", "team.yaml", "--seconds", "200"]
    process = subprocess.Popen(
        [*command, "--workers", "4"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stderr is not None
        assert any("best:" in line for line in process.stderr), "a rota is found before the end"
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=100)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "feasible" in out
    document = solved(folder)
    assert document["cost"]["must"] == 0
    assert document["seconds"] < 200


PAY = """\
pay:
  rates: {nurse: 16.80, carer: 12.60}
  enhancements: {evenings: {percent: 30, time: [{clock: 20:00-06:00}]}}
"""


def test_pay_tells_what_a_rota_is_paid(folder: Path) -> None:
    team = folder / "team.yaml"
    roles = {"Ana": "nurse", "Ben": "carer", "Cy": "nurse"}
    text = team.read_text() + PAY
    for name, role in roles.items():
        text = text.replace(f"name: {name},", f"name: {name}, role: {role},")
    team.write_text(text)
    done = rotasolve(folder, "pay", "team.yaml", "rota.csv")
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    # Cy has two lates of 8 h, of which 2 h each at 16.80 x 30 %: 10.08.
    assert lines[8][:9] == ["duty", "Cy", "2026-03-02", "L", "14:00", "22:00", "8", "6", "2"]
    assert lines[8][9:] == ["16.80", "134.40", "10.08", "0.00", "0.00", "10.08"]
    # All together have 56 h: Ben 2 x 8 at 12.60, the others 5 x 8 at 16.80.
    assert lines[-1] == [
        "team",
        "House",
        "56",
        "52",
        "4",
        "873.60",
        "20.16",
        "0.00",
        "0.00",
        "20.16",
    ]
    written = rotasolve(folder, "pay", "team.yaml", "rota.csv", "--out", "pay.csv", "--json")
    document = json.loads(written.stdout)
    assert document["lines"][-1]["on_top_of_salary_pence"] == 2016
    assert (folder / "pay.csv").read_text(encoding="utf-8").count("\n") == len(lines)


def test_pay_needs_rates(folder: Path) -> None:
    done = rotasolve(folder, "pay", "team.yaml", "rota.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "team.yaml: the team has no pay; add the block pay with rates" in done.stderr
    team = folder / "team.yaml"
    team.write_text(team.read_text() + PAY)
    done = rotasolve(folder, "pay", "team.yaml", "rota.csv")
    assert done.returncode == 2
    assert done.stderr.count("has no rate of pay on 2026-03-02") == 3
