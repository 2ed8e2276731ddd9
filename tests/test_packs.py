"""Packs: what they bring is in force as if the team file stated it, and it can be changed."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pages import DOCS, ROOT, blocks_of, hooks
from ruamel.yaml import YAML
from typer.testing import CliRunner

import rotasolve
from rotasolve.audit import audit
from rotasolve.cli import app
from rotasolve.errors import TeamFileError
from rotasolve.loader.load import Loaded, read
from rotasolve.loader.pack_file import every_pack, read_pack
from rotasolve.loader.packs import with_packs
from rotasolve.loader.schema import team_schema
from rotasolve.loader.source import read_source
from rotasolve.report.pack_help import NOT_ADVICE, pack_json, pack_page
from rotasolve.report.table import plain
from rotasolve.rota import Rota
from rotasolve.rules import Rule
from rotasolve.rules.rest import Rest
from rotasolve.team.team import Team

FOLDER = ROOT / "src" / "rotasolve" / "packs"
ENTRIES = [(pack.pack, name) for pack in every_pack().values() for name in pack.entries]
MONDAY = date(2026, 3, 2)

# Three people, and a sleep-in that joins the late before it to the early after it.
HOUSE = """\
version: 1
team: Harbour
period: {start: 2026-03-02, weeks: 1}
shifts:
  E: 07:00-15:00
  L: 14:00-22:00
  SI: {time: 22:00-07:00, kind: sleep_in}
staff:
  - {name: Ana, contract: {hours: 37.5}}
  - {name: Bo, contract: {fte: 0.6}}
  - {name: Cy, contract: {hours: 30}}
cover:
  - {shift: SI, min: 1, max: 1}
"""


def loaded(folder: Path, more: str, text: str = HOUSE) -> Loaded:
    """The team of a file of which ``more`` is the end."""
    file = folder / "team.yaml"
    file.write_text(text + more, encoding="utf-8")
    return read(file)


def problems(folder: Path, more: str, text: str = HOUSE) -> list[str]:
    with pytest.raises(TeamFileError) as caught:
        loaded(folder, more, text)
    return [line.partition("team.yaml:")[2] for line in caught.value.problems]


def labels(team: Team) -> list[str]:
    return [rule.label for rule in team.rules]


def broken(team: Team, *duties: tuple[str, int, str]) -> list[str]:
    """Names of the rules stated or packed that the duties (who, day of March, shift) break."""
    rota = Rota.of(team, [(name, date(2026, 3, day), code) for name, day, code in duties])
    own = {rule.label for rule in team.rules}
    return sorted(breach.rule for breach in audit(team, rota).breaches if breach.rule in own)


CHAIN = (("Ana", 2, "L"), ("Ana", 2, "SI"), ("Ana", 3, "E"))


# -- what is shipped ---------------------------------------------------------------------------


def test_every_file_is_a_pack_by_the_name_of_its_place() -> None:
    files = {f"{path.parent.name}/{path.stem}" for path in FOLDER.rglob("*.yaml")}
    assert set(every_pack()) == files
    assert {"uk/working-time", "nhs/agenda-for-change", "housing/sleep-in"} <= files


@pytest.mark.parametrize(("pack", "name"), ENTRIES)
def test_every_entry_has_its_source_and_its_date(pack: str, name: str) -> None:
    entry = every_pack()[pack].entries[name]
    assert len(entry.source) > 20
    assert "https://" in entry.source or "http://" in entry.source
    assert date(2026, 1, 1) <= entry.as_of <= date(2030, 1, 1)
    assert entry.says.endswith(".")
    assert not entry.note or entry.note.endswith(".")


@pytest.mark.parametrize(("pack", "name"), ENTRIES)
def test_what_an_entry_stands_instead_of_is_there(pack: str, name: str) -> None:
    for other, old in every_pack()[pack].entries[name].instead_of.items():
        assert other != pack
        assert every_pack()[other].entries[old].block == every_pack()[pack].entries[name].block


@pytest.mark.parametrize("pack", sorted(every_pack()))
def test_every_pack_loads_alone(pack: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, f"packs: {pack}\n")
    assert found.warnings == ()
    brought = [name for name, entry in every_pack()[pack].entries.items() if entry.rule]
    assert labels(found.team) == brought


def test_all_packs_load_together_and_no_name_stands_twice(tmp_path: Path) -> None:
    found = loaded(tmp_path, f"packs: [{', '.join(every_pack())}]\n")
    assert found.warnings == ()
    assert len(set(labels(found.team))) == len(labels(found.team))


def test_the_wheel_has_every_pack(tmp_path: Path) -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel")
    (built,) = wheel.WheelBuilder(str(ROOT)).build(directory=str(tmp_path))
    with zipfile.ZipFile(built) as packed:
        assert {f"rotasolve/packs/{name}.yaml" for name in every_pack()} <= set(packed.namelist())


# -- rules -------------------------------------------------------------------------------------


def test_a_pack_is_in_force_as_if_the_file_stated_its_rules(tmp_path: Path) -> None:
    brought = loaded(tmp_path, "packs: [uk/working-time]\n").team
    stated = loaded(tmp_path, "rules: [{rule: rest, name: daily rest, hours: 11h}]\n").team
    assert brought.rules == stated.rules
    # Both rests of the chain are 0 h: before the sleep-in and after it.
    assert broken(brought, *CHAIN) == broken(stated, *CHAIN) == ["daily rest", "daily rest"]


def test_own_rules_come_first_and_stay(tmp_path: Path) -> None:
    own = "rules:\n  - {rule: run, at_most: 6}\n"
    for more in (f"packs: uk/working-time\n{own}", f"{own}packs: uk/working-time\n"):
        assert labels(loaded(tmp_path, more).team) == ["run", "daily rest"]


@pytest.mark.parametrize(
    ("packs", "expected"),
    [
        ("[]", None),
        ("[uk/working-time]", ["daily rest", "daily rest"]),
        ("[housing/sleep-in]", []),
        ("[uk/working-time, housing/sleep-in]", []),
        ("[housing/sleep-in, uk/working-time]", []),
        # What replaces the daily rest of the other pack is off, so that holds again.
        (
            "[uk/working-time, housing/sleep-in: {daily rest: off}]",
            ["daily rest", "daily rest"],
        ),
        ("[uk/working-time: {daily rest: off}, housing/sleep-in: {daily rest: off}]", []),
    ],
)
def test_a_sleep_in_joins_late_and_early_where_its_pack_is_named(
    packs: str, expected: list[str] | None, tmp_path: Path
) -> None:
    if expected is None:
        assert problems(tmp_path, f"packs: {packs}\n")
    else:
        packs = packs.replace("sleep-in: {", "sleep-in: {between shifts: off, ")
        team = loaded(tmp_path, f"packs: {packs}\n").team
        assert broken(team, *CHAIN) == expected


def test_each_rule_of_the_sleep_in_pack_is_audited(tmp_path: Path) -> None:
    team = loaded(tmp_path, "packs: housing/sleep-in\n").team
    assert broken(team, *CHAIN) == []
    # No work on Monday before it, none on Tuesday after it.
    assert broken(team, ("Ana", 2, "SI")) == ["between shifts", "between shifts"]
    second = (*CHAIN, ("Ana", 3, "SI"), ("Ana", 4, "E"))
    assert broken(team, *second) == ["no second night"]
    # Off at 22:00 on Monday, back at 07:00 on Tuesday: 9 h.
    assert broken(team, ("Bo", 2, "L"), ("Bo", 3, "E")) == ["daily rest"]


def test_packed_rules_are_solved(tmp_path: Path) -> None:
    team = loaded(tmp_path, "packs: [uk/working-time, housing/sleep-in]\n").team
    result = rotasolve.solve(team, seconds=20, workers=1, seed=1)
    assert result.status == "optimal"
    assert result.rota is not None
    assert result.cost["must"] == 0
    slept = {day: name for name, day, code in result.rota.assignments if code == "SI"}
    assert len(slept) == 7  # one sleep-in on every night of the week
    for day, name in slept.items():
        assert {"E", "L"} & set(result.rota.shifts(name, day))


def test_nobody_alone_can_do_every_night(tmp_path: Path) -> None:
    """One person, a sleep-in a night: every second night is one too many for the pack."""
    alone = re.sub(r"  - \{name: (Bo|Cy).*\n", "", HOUSE)
    team = loaded(tmp_path, "packs: housing/sleep-in\n", alone).team
    result = rotasolve.solve(team, seconds=20, workers=1, seed=1)
    assert result.status == "infeasible"


# -- changes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "packs",
    [
        "packs:\n  - uk/working-time:\n      daily rest: {hours: 9h, level: safety}\n",
        "packs:\n  uk/working-time:\n    daily rest: {hours: 9h, level: safety}\n",
        "packs: {uk/working-time: {daily rest: {hours: 9, level: safety}}}\n",
    ],
)
def test_figures_and_levels_change(packs: str, tmp_path: Path) -> None:
    team = loaded(tmp_path, packs).team
    (rest,) = team.rules
    assert isinstance(rest, Rest)
    assert (rest.label, rest.hours, rest.level) == ("daily rest", 540, "safety")
    assert broken(team, ("Bo", 2, "L"), ("Bo", 3, "E")) == []  # 9 h, which now is enough


def test_keys_that_are_not_named_stay(tmp_path: Path) -> None:
    change = "packs:\n  housing/sleep-in:\n    daily rest: {hours: 10h}\n"
    rest = loaded(tmp_path, change).team.rules[0]
    assert isinstance(rest, Rest)
    assert rest.hours == 600
    assert len(rest.exceptions) == 2


def test_a_pack_of_a_mapping_can_stand_without_changes(tmp_path: Path) -> None:
    team = loaded(tmp_path, "packs:\n  uk/working-time:\n  nhs/agenda-for-change: {}\n").team
    assert labels(team) == ["daily rest"]


def test_switched_off_rules_are_gone(tmp_path: Path) -> None:
    change = "packs:\n  housing/sleep-in:\n    no second night: off\n    between shifts: off\n"
    assert labels(loaded(tmp_path, change).team) == ["daily rest"]


def test_a_rule_can_be_given_another_name(tmp_path: Path) -> None:
    change = "packs: {uk/working-time: {daily rest: {name: eleven hours}}}\n"
    assert labels(loaded(tmp_path, change).team) == ["eleven hours"]


# -- figures of other blocks -------------------------------------------------------------------


def test_a_figure_holds_where_the_file_states_none(tmp_path: Path) -> None:
    change = "packs: {nhs/agenda-for-change: {full week: {full_week: 36}}}\n"
    assert loaded(tmp_path, change).team.team.full_week == 36 * 60
    with_keys = HOUSE.replace("team: Harbour", "team: {name: Harbour}")
    assert loaded(tmp_path, change, with_keys).team.team.full_week == 36 * 60
    own = HOUSE.replace("team: Harbour", "team: {name: Harbour, full_week: 37}")
    assert loaded(tmp_path, change, own).team.team.full_week == 37 * 60
    # 0.6 of the pack's week: 21.6 h.
    team = loaded(tmp_path, change).team
    contract = team.contract_on(team.staff_by_name["Bo"], MONDAY)
    assert contract is not None
    assert contract.weekly_minutes(team.team.full_week) == pytest.approx(21.6 * 60)


POLICY = """\
pack: test/policy
title: A policy
about: For these tests.
entries:
  usual contracts:
    says: A full-timer has 37 hours, a part-timer 20 over 3 days.
    source: the policy
    as_of: 2026-02-01
    contracts: {full: 37, part: {hours: 20, days_a_week: 3}}
  long week:
    says: Nobody works more than 50 hours.
    source: the policy
    as_of: 2026-01-15
    rule: {rule: hours, at_most: 50h, level: safety}
"""


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that brings part of another block, beside those that are shipped."""
    pack = read_pack("test/policy", POLICY)
    monkeypatch.setitem(every_pack(), pack.pack, pack)


@pytest.mark.usefixtures("policy")
def test_blocks_are_merged_key_by_key_and_the_file_wins(tmp_path: Path) -> None:
    more = "contracts: {part: {hours: 24}}\npacks: test/policy\n"
    contracts = loaded(tmp_path, more).team.contracts
    assert contracts["full"].hours == 37 * 60
    assert contracts["part"].hours == 24 * 60
    assert contracts["part"].days_a_week == 3  # which the file leaves open
    more = "packs: {test/policy: {usual contracts: {part: {hours: 22}}}}\n"
    contracts = loaded(tmp_path, more).team.contracts
    assert (contracts["full"].hours, contracts["part"].hours) == (37 * 60, 22 * 60)
    assert contracts["part"].days_a_week == 3


@pytest.mark.usefixtures("policy")
def test_staff_can_be_on_a_contract_of_a_pack(tmp_path: Path) -> None:
    text = HOUSE.replace("contract: {hours: 37.5}", "contract: full")
    team = loaded(tmp_path, "packs: test/policy\n", text).team
    assert team.staff[0].contract == "full"


BLOCKS_ALONE = """\
pack: test/policy
title: A policy
about: For these tests.
entries:
  leave:
    says: Leave is 27 days, 29 after 5 years.
    source: the policy
    as_of: 2026-02-01
    leave: {schemes: {usual: {days: {0: 27, 5: 29}, bank_holidays: 8}}}
  enhancements:
    says: Sundays are paid 60% more.
    source: the policy
    as_of: 2026-02-01
    pay: {enhancements: {sunday: {percent: {Band 4: 60, Band 5: 60}, time: [{days: Sun}]}}}
"""


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, {}),  # neither is asked for
        (
            {"leave": None},
            {"leave": {"schemes": {"usual": {"days": {"0": 27, "5": 29}, "bank_holidays": 8}}}},
        ),
        (
            {"leave": {"year_from": "joined", "schemes": {"usual": {"days": 30}, "bank": {}}}},
            {
                "leave": {
                    "year_from": "joined",
                    "schemes": {"usual": {"days": 30, "bank_holidays": 8}, "bank": {}},
                }
            },
        ),
        (
            {
                "pay": {
                    "rates": {"Band 4": 13.5},
                    "enhancements": {"sunday": {"percent": {"Band 4": 50}}},
                }
            },
            {
                "pay": {
                    "rates": {"Band 4": 13.5},
                    "enhancements": {
                        "sunday": {
                            "percent": {"Band 4": 50, "Band 5": 60},
                            "time": [{"days": "Sun"}],
                        }
                    },
                }
            },
        ),
    ],
)
def test_figures_of_leave_and_pay_wait_for_their_block(
    stated: dict[str, Any], expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = read_pack("test/policy", BLOCKS_ALONE)
    monkeypatch.setitem(every_pack(), pack.pack, pack)
    assert with_packs({**stated, "packs": "test/policy"}) == expected


def test_a_pack_makes_no_team_of_its_own(tmp_path: Path) -> None:
    without = HOUSE.replace("team: Harbour\n", "")
    assert problems(tmp_path, "packs: nhs/agenda-for-change\n", without) == [
        "1: key 'team' is missing (the team's name)"
    ]


def test_a_pack_is_as_old_as_its_oldest_entry() -> None:
    assert read_pack("test/policy", POLICY).as_of == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (POLICY.replace("    source: the policy\n", ""), "source"),
        (POLICY.replace("    as_of: 2026-02-01\n", ""), "as_of"),
        (POLICY.replace("    as_of: 2026-02-01\n", "    as_of: lately\n"), "as_of"),
        (POLICY.replace("pack: test/policy", "pack: other"), "is called 'other' inside"),
        (POLICY + "    team: {full_week: 36}\n", "an entry brings one of rule, team"),
        (POLICY + "  long week: {}\n", "given twice"),
        (POLICY + "    shifts: {E: 08:00-16:00}\n", "shifts"),
    ],
)
def test_a_pack_without_sources_is_none(wrong: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read_pack("test/policy", wrong)


# -- problems ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("policy")
def test_a_level_that_the_team_has_renamed_is_told_at_the_line_of_the_pack(tmp_path: Path) -> None:
    more = "levels: [first, second]\npacks: test/policy\n"
    assert problems(tmp_path, more) == [
        "15: packs.long week.level: unknown level 'safety'; expected one of must, first, second"
    ]
    more = "levels: [first, second]\npacks:\n  test/policy:\n    long week: {level: first}\n"
    assert loaded(tmp_path, more).team.level_of(loaded(tmp_path, more).team.rules[0]) == "first"


@pytest.mark.usefixtures("policy")
def test_problems_in_other_blocks_are_told_at_the_line_that_brought_them(tmp_path: Path) -> None:
    more = "packs:\n  - test/policy:\n      usual contracts:\n        part: {hours: 200}\n"
    assert problems(tmp_path, more) == [
        "17: packs[0].test/policy.usual contracts.part: 200h are more hours than a week has"
    ]


def test_a_rule_without_effect_is_told_at_the_line_of_the_pack(tmp_path: Path) -> None:
    no_sleep_in = HOUSE.replace(", kind: sleep_in", "")
    found = loaded(tmp_path, "packs:\n  - housing/sleep-in\n", no_sleep_in).warnings
    words = "selects no shift, so the rule has no effect"
    told = [line.partition("team.yaml:")[2] for line in found]
    assert f"15: packs[0].between shifts.when: {words}" in told
    assert all(line.startswith("15: packs[0].") for line in told)


def test_problems_elsewhere_keep_their_place(tmp_path: Path) -> None:
    more = "packs: [uk/working-time]\nrules:\n  - {rule: rest, hours: x}\n  - {rule: run}\n"
    found = problems(tmp_path, more)
    assert [line.partition(":")[0] for line in found] == ["16", "17"]
    assert [line.split(": ")[1] for line in found] == ["rules[0].hours", "rules[1]"]


# -- Python ------------------------------------------------------------------------------------


def test_plain_values_are_packed_by_a_function() -> None:
    stated: dict[str, Any] = {
        "version": 1,
        "team": "Harbour",
        "period": {"start": MONDAY, "weeks": 1},
        "shifts": {"E": "08:00-16:00"},
        "staff": [{"name": "Ana", "contract": {"hours": 37.5}}],
        "rules": [{"rule": "run", "at_most": 6}],
        "packs": {"uk/working-time": {"daily rest": {"hours": 12}}},
    }
    with pytest.raises(ValueError, match="packs"):
        Team.model_validate(stated)  # rather than a team without its rules
    before = json.dumps(stated, default=str)
    team = Team.model_validate(with_packs(stated))
    assert labels(team) == ["run", "daily rest"]
    assert json.dumps(stated, default=str) == before
    with pytest.raises(TeamFileError, match=r"^team: packs: unknown pack 'uk'; there are housing"):
        with_packs({**stated, "packs": "uk"})


def test_values_without_packs_stay_as_they_are() -> None:
    assert with_packs({"version": 1, "rules": []}) == {"version": 1, "rules": []}


# -- what users see ----------------------------------------------------------------------------

AS_PLAIN = read_source(Path("house.yaml"), HOUSE)[0].plain()
VALIDATOR = Draft202012Validator(team_schema())


@pytest.mark.parametrize(
    "packs",
    [
        "uk/working-time",
        ["uk/working-time", "housing/sleep-in"],
        ["uk/working-time", {"housing/sleep-in": {"no second night": "off"}}],
        {"uk/working-time": None, "housing/sleep-in": {"daily rest": {"hours": "10h"}}},
        {"nhs/agenda-for-change": {"full week": {"full_week": 36}}},
        {"housing/sleep-in": {"between shifts": {"same_day": "L", "then": "E"}}},
    ],
)
def test_the_schema_knows_what_the_loader_knows(packs: Any, tmp_path: Path) -> None:
    data = {**AS_PLAIN, "packs": packs}
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    loaded(tmp_path, f"packs: {json.dumps(packs)}\n")


@pytest.mark.parametrize(
    "packs",
    [
        "uk/workingtime",
        [],
        ["uk/workingtime"],
        {"uk/working-time": {"daily rst": "off"}},
        {"uk/working-time": {"daily rest": {"hurs": 11}}},
        {"uk/working-time": {"daily rest": {"rule": "run"}}},
        {"uk/working-time": {"daily rest": "on"}},
        {"uk/working-time": {"rest break": "off"}},
        {"uk/working-time": "off"},
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(packs: Any, tmp_path: Path) -> None:
    data = {**AS_PLAIN, "packs": packs}
    assert list(VALIDATOR.iter_errors(data)) != []
    assert problems(tmp_path, f"packs: {json.dumps(packs)}\n")


@pytest.mark.parametrize("pack", sorted(every_pack()))
def test_a_pack_is_shown_with_every_entry_and_source(pack: str) -> None:
    shown = " ".join(plain(pack_page(every_pack()[pack]), width=1000).split())
    page = " ".join(hooks().packs_text().split())
    assert NOT_ADVICE in shown
    assert NOT_ADVICE in page
    for name, entry in every_pack()[pack].entries.items():
        for words in (name, entry.says, entry.note, str(entry.as_of)):
            assert words in shown
            assert words in page
        assert entry.source in shown
        assert entry.source in page.replace("<", "").replace(">", "")


def test_what_a_page_shows_of_a_pack_is_what_it_brings() -> None:
    """The YAML of the page, put into a team file in place of the pack, makes the same rules."""
    text = hooks().packs_text()
    for name, pack in every_pack().items():
        part = text.partition(f"## {name}\n")[2].partition("\n## ")[0]
        shown = [
            YAML(typ="safe", pure=True).load(each)
            for each in re.findall(r"```yaml\n(.*?)```", part, re.S)
        ]
        stated = [rule for block in shown for rule in block.get("rules", ())]
        assert stated == [entry.rule for entry in pack.entries.values() if entry.rule]


def test_the_page_of_the_docs_has_the_place_for_them() -> None:
    assert hooks().PACKS_HERE in (DOCS / "packs.md").read_text(encoding="utf-8")
    assert "| [`packs`](#packs) |" in (DOCS / "team-file.md").read_text(encoding="utf-8")


def test_the_page_shows_how_a_pack_is_written() -> None:
    (shown,) = [block.text for block in blocks_of(DOCS / "packs.md") if block.marked]
    pack = read_pack("our/house", shown)
    assert [entry.block for entry in pack.entries.values()] == ["rules", "contracts", ""]


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["rules", *words])
    return found.exit_code, found.output


def test_the_command_lists_packs_and_shows_one() -> None:
    code, listed = run("--packs")
    assert code == 0
    assert [line.split()[0] for line in listed.splitlines()[1:]] == list(every_pack())
    assert all(name in run()[1].splitlines()[-1] for name in every_pack())
    code, shown = run("--pack", "uk/working-time")
    assert code == 0
    assert "rules: {rule: rest, hours: 11h}" in shown
    assert "https://www.legislation.gov.uk/uksi/1998/1833/regulation/10" in shown
    assert NOT_ADVICE.partition(":")[0] in shown


def test_the_command_prints_packs_for_programs() -> None:
    (one, *_) = [pack_json(pack) for pack in every_pack().values()]
    assert json.loads(run("--pack", one["pack"], "--json")[1]) == one
    assert len(json.loads(run("--packs", "--json")[1])) == len(every_pack())
    assert {entry["name"] for entry in one["entries"]} == set(every_pack()[one["pack"]].entries)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pack", "uk/work"], "unknown pack 'uk/work'"),
        (["rest", "--packs"], "one of the three"),
        (["--pack", "uk/working-time", "--packs"], "one of the three"),
    ],
)
def test_a_wrong_command_says_so(words: list[str], said: str) -> None:
    code, output = run(*words)
    assert code == 2
    assert said in output


def test_every_rule_of_a_pack_is_one_that_there_is() -> None:
    brought = [entry for pack in every_pack().values() for entry in pack.entries.values()]
    kinds = {entry.rule["rule"] for entry in brought if entry.rule}
    assert kinds <= set(Rule.registry)
    assert kinds
