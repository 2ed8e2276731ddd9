"""Packs: what they bring is in force as if the team file stated it, and it can be changed."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pages import DOCS, ROOT, blocks_of, hooks
from typer.testing import CliRunner

import rotasolve
from rotasolve.audit import audit
from rotasolve.cli import app
from rotasolve.errors import TeamFileError
from rotasolve.loader.load import Loaded, read
from rotasolve.loader.pack_file import every_pack, read_pack
from rotasolve.loader.packs import merge_packs
from rotasolve.loader.plain import node_of
from rotasolve.loader.schema import team_schema
from rotasolve.loader.source import read_source
from rotasolve.report.pack_help import NOT_ADVICE, inline, pack_json, pack_page
from rotasolve.report.table import plain
from rotasolve.rota import Rota
from rotasolve.rules import Rule
from rotasolve.rules.rest import Rest
from rotasolve.team.entitlement import leave_accounts
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
# The same three without a limit of 48 hours a week.
OPTED_OUT = re.sub(r"contract: \{(.*)\}\}", r"contract: {\1, opt_out: true}}", HOUSE)


def loaded(folder: Path, more: str, text: str = HOUSE) -> Loaded:
    """The team of a file of which ``more`` is the end."""
    file = folder / "team.yaml"
    file.write_text(text + more, encoding="utf-8")
    return read(file)


def problems(folder: Path, more: str, text: str = HOUSE) -> list[str]:
    with pytest.raises(TeamFileError) as caught:
        loaded(folder, more, text)
    return [line.partition("team.yaml:")[2] for line in caught.value.problems]


def told(found: Loaded) -> list[str]:
    return [line.partition("team.yaml:")[2] for line in found.warnings]


def labels(team: Team) -> list[str]:
    return [rule.label for rule in team.rules]


def broken(team: Team, *duties: tuple[str, int, str]) -> list[str]:
    """Names of the rules stated or packed that the duties (who, day of March, shift) break."""
    rota = Rota.of(team, [(name, date(2026, 3, day), code) for name, day, code in duties])
    own = {rule.label for rule in team.rules}
    return sorted(breach.rule for breach in audit(team, rota).breaches if breach.rule in own)


WORKING_TIME = ["daily rest", "weekly rest", "average week", "night work"]
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


# A team without a history: both averages of the pack look back on 17 weeks, in one warning.
SHORT_HISTORY = (
    "average week.over: average week and night work are averages over 17 weeks. Before this rota "
    "the history has 0 weeks. So only 1 week is known, and it has to keep to the average alone: it "
    "is stricter until earlier rotas are listed under history"
)


@pytest.mark.parametrize("pack", sorted(every_pack()))
def test_every_pack_loads_alone(pack: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, f"packs: {pack}\n")
    expected = [f"14: packs.{SHORT_HISTORY}"] if pack == "uk/working-time" else []
    assert told(found) == expected
    brought = [name for name, entry in every_pack()[pack].entries.items() if entry.rule]
    assert labels(found.team) == brought


def test_all_packs_load_together_and_no_name_stands_twice(tmp_path: Path) -> None:
    found = loaded(tmp_path, f"packs: [{', '.join(every_pack())}]\n")
    assert told(found) == [f"14: packs[2].{SHORT_HISTORY}"]
    assert len(set(labels(found.team))) == len(labels(found.team))


def test_averages_over_other_weeks_or_on_lines_of_their_own_are_told_apart(tmp_path: Path) -> None:
    """26 weeks of the one and 17 of the other; and a rule of the file beside those of the pack."""
    changed = "packs: {uk/working-time: {average week: {over: 26 weeks}}}\n"
    goes = SHORT_HISTORY.partition("17 weeks")[2]
    assert told(loaded(tmp_path, changed)) == [
        f"14: packs.uk/working-time.average week.over: the limit is an average over 26 weeks{goes}",
        f"14: packs.uk/working-time.night work.over: the limit is an average over 17 weeks{goes}",
    ]
    own = "rules:\n  - {rule: average_hours, over: 17 weeks}\npacks: uk/working-time\n"
    assert told(loaded(tmp_path, own)) == [
        f"15: rules[0].over: the limit is an average over 17 weeks{goes}",
        f"16: packs.{SHORT_HISTORY}",
    ]


def test_an_average_that_is_off_or_known_in_full_is_no_warning(tmp_path: Path) -> None:
    off = "packs: {uk/working-time: {average week: off, night work: off}}\n"
    assert told(loaded(tmp_path, off)) == []
    # 17 weeks from 2 March are known from the first.
    long = HOUSE.replace("weeks: 1}", "weeks: 17}")
    assert told(loaded(tmp_path, "packs: uk/working-time\n", long)) == []


def test_the_wheel_has_every_pack(tmp_path: Path) -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel")
    (built,) = wheel.WheelBuilder(str(ROOT)).build(directory=str(tmp_path))
    with zipfile.ZipFile(built) as packed:
        assert {f"rotasolve/packs/{name}.yaml" for name in every_pack()} <= set(packed.namelist())


# -- rules -------------------------------------------------------------------------------------


def test_a_pack_is_in_force_as_if_the_file_stated_its_rules(tmp_path: Path) -> None:
    brought = loaded(tmp_path, "packs: [uk/working-time]\n").team
    rules = """\
rules:
  - {rule: rest, name: daily rest, hours: 11h}
  - {rule: weekly_rest, name: weekly rest, hours: 24h, per: week, on_top_of: 11h}
  - {rule: average_hours, name: average week, at_most: 48h, over: 17 weeks}
  - {rule: average_hours, name: night work, night_duties: 17, at_most: 48h, over: 17 weeks,
     opted_out: true}
"""
    stated = loaded(tmp_path, rules).team
    assert brought.rules == stated.rules
    # Both rests of the chain are 0 h: before the sleep-in and after it.
    assert broken(brought, *CHAIN) == broken(stated, *CHAIN) == ["daily rest", "daily rest"]


def test_own_rules_come_first_and_stay(tmp_path: Path) -> None:
    own = "rules:\n  - {rule: run, at_most: 6}\n"
    for more in (f"packs: uk/working-time\n{own}", f"{own}packs: uk/working-time\n"):
        assert labels(loaded(tmp_path, more).team) == ["run", *WORKING_TIME]


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
    # The chain, 14:00 to 15:00, has 25 h: until the next night at 22:00 there are 7 of 22 h.
    second = (*CHAIN, ("Ana", 3, "SI"), ("Ana", 4, "E"))
    assert broken(team, *second) == ["no second night", "rest afterwards"]
    # A chain from Monday, one from Wednesday and one from Friday, each 23 h after the other: the
    # third is one too many in a week.
    chains = [(who, day + on, code) for on in (0, 2, 4) for who, day, code in CHAIN]
    assert broken(team, *chains[:6]) == []
    assert broken(team, *chains) == ["long stretches"]
    # A late from 12:00 makes it 27 h, where 26 h are allowed; one from 13:00 does not.
    for start, expected in (("12:00", ["long stretches"]), ("13:00", [])):
        house = HOUSE.replace("L: 14:00", f"L: {start}")
        longer = loaded(tmp_path, "packs: housing/sleep-in\n", house).team
        assert broken(longer, *CHAIN) == expected
    # Off at 22:00 on Monday, back at 07:00 on Tuesday: 9 h.
    assert broken(team, ("Bo", 2, "L"), ("Bo", 3, "E")) == ["daily rest"]


def test_each_rule_of_working_time_is_audited(tmp_path: Path) -> None:
    team = loaded(tmp_path, "packs: uk/working-time\n").team
    # Of six earlies of 8 h, 48 h, the seventh makes 56 h; and on no day of the week is one free.
    week = [("Ana", day, "E") for day in range(2, 9)]
    assert broken(team, *week[:6]) == []
    assert broken(team, *week) == ["average week", "weekly rest"]
    # A free Thursday, from a late of Wednesday until 22:00 to an early of Friday from 07:00, is
    # 33 h and no 35 h; without that early it is 57 h, until the early of Saturday.
    late = [("Ana", 2, "E"), ("Ana", 3, "E"), ("Ana", 4, "L"), ("Ana", 6, "E")]
    rest = [("Ana", 7, "E"), ("Ana", 8, "E")]
    assert broken(team, *late, *rest) == ["weekly rest"]
    assert broken(team, *late[:3], *rest) == []
    # Opted out, and with less than 17 nights, nobody is above an average; with 17 nights of 9 h in
    # 17 weeks, to which 5 days of 8 h a week come, it is 17 x 49 h and so 17 h too much, less the
    # hour that is lost in the night of Saturday 28 March.
    assert broken(loaded(tmp_path, "packs: uk/working-time\n", OPTED_OUT).team, *week) == [
        "weekly rest"
    ]
    nights = OPTED_OUT.replace("SI: {time: 22:00-07:00, kind: sleep_in}", "N: 22:00-07:00")
    nights = nights.replace("shift: SI", "shift: N").replace("weeks: 1}", "weeks: 17}")
    own = loaded(tmp_path, "packs: uk/working-time\n", nights).team
    worked = [
        (MONDAY + timedelta(7 * week + day), code)
        for week in range(17)
        for day, code in enumerate(("E", "E", "E", "E", "E", "N"))
    ]
    found = audit(own, Rota.of(own, [("Ana", day, code) for day, code in worked])).breaches
    average = [(breach.rule, breach.amount) for breach in found if breach.rule in WORKING_TIME[2:]]
    assert average == [("night work", 16 * 60)]
    fewer = audit(own, Rota.of(own, [("Ana", day, code) for day, code in worked[:-1]])).breaches
    assert not [breach for breach in fewer if breach.rule in WORKING_TIME[2:]]


def test_packed_rules_are_solved(tmp_path: Path) -> None:
    """Seven nights, of which each but the last takes 25 h: work of 8 h, a sleep-in of 9 h, work.

    That is 6 x 25 + 17 = 167 h in the week that is known, where three people may average 144 h; so
    they have to have opted out.
    """
    packs = "packs: [uk/working-time, housing/sleep-in]\n"
    limited = rotasolve.solve(loaded(tmp_path, packs).team, seconds=20, workers=1, seed=1)
    assert limited.status == "infeasible"
    team = loaded(tmp_path, packs, OPTED_OUT).team
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
    rest, *others = team.rules
    assert others == list(loaded(tmp_path, "packs: uk/working-time\n").team.rules[1:])
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
    assert labels(team) == WORKING_TIME


def test_switched_off_rules_are_gone(tmp_path: Path) -> None:
    change = "packs:\n  housing/sleep-in:\n    no second night: off\n    between shifts: off\n"
    left = ["daily rest", "rest afterwards", "long stretches"]
    assert labels(loaded(tmp_path, change).team) == left


def test_a_rule_can_be_given_another_name(tmp_path: Path) -> None:
    change = "packs: {uk/working-time: {daily rest: {name: eleven hours}}}\n"
    assert labels(loaded(tmp_path, change).team) == ["eleven hours", *WORKING_TIME[1:]]


def test_weekly_rest_by_the_fortnight_is_changed_as_its_note_says(tmp_path: Path) -> None:
    note = every_pack()["uk/working-time"].entries["weekly rest"].note
    (change,) = re.findall(r"'(weekly rest: .*)'", note)
    fortnight = HOUSE.replace("weeks: 1}", "weeks: 2}")
    team = loaded(tmp_path, f"packs:\n  uk/working-time:\n    {change}\n", fortnight).team
    # Nothing is free in the first week; in the second the days after Monday are, for both rests.
    duties = [("Ana", day, "E") for day in range(2, 10)]
    assert "weekly rest" not in broken(team, *duties)
    weekly = loaded(tmp_path, "packs: uk/working-time\n", fortnight).team
    assert broken(weekly, *duties).count("weekly rest") == 1
    # Work on all 14 days: both are missing, in one breach of 2 units.
    every_day = [("Ana", day, "E") for day in range(2, 16)]
    rota = Rota.of(team, [(name, date(2026, 3, day), code) for name, day, code in every_day])
    found = [each for each in audit(team, rota).breaches if each.rule == "weekly rest"]
    assert [each.amount for each in found] == [2]


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
    packed = merge_packs(node_of({**stated, "packs": "test/policy"}))
    assert (packed.root.plain(), packed.problems) == (expected, [])


WARD = """\
version: 1
team: Ward
period: {start: 2026-03-02, weeks: 1}
shifts:
  LD: {time: 07:00-19:30, break: 1h}
  N: {time: 21:00-07:30, break: 30m}
staff:
  - {name: Ana, grade: Band 2, contract: {hours: 37.5}, starts: 2020-05-01}
  - {name: Bo, grade: Band 5, contract: {fte: 0.6}, starts: 2024-05-01}
cover:
  - {shift: LD, max: 1}
packs: nhs/agenda-for-change
"""


def test_a_file_without_leave_and_pay_is_asked_for_neither(tmp_path: Path) -> None:
    found = loaded(tmp_path, "", WARD)
    assert told(found) == []
    assert (found.team.leave, found.team.pay) == (None, None)


def enhanced(team: Team, name: str, day: int, code: str) -> tuple[int, int]:
    """Basic pay and enhancement of one duty of March, in pence."""
    who = team.staff_by_name[name]
    found = team.duty_pay(who, team.shifts[code], date(2026, 3, day))
    return found.basic, found.enhancement


def test_with_rates_the_enhancements_of_a_pack_apply(tmp_path: Path) -> None:
    found = loaded(tmp_path, "pay: {rates: {Band 2: 12.60, Band 5: 16.80}}\n", WARD)
    assert told(found) == []
    # From Sunday 8 March 21:00, 10 h paid at 16.80 = 168.00. Until midnight 3 h at 60 % = 30.24; 9
    # of the 10.5 h lie in 20:00-06:00, so the 7.5 h of Monday count whole, less the break of 30 m:
    # 7 h at 30 % = 35.28.
    assert enhanced(found.team, "Bo", 8, "N") == (16800, 3024 + 3528)
    # Band 2 on Saturday 7 March, 11.5 h paid at 12.60 = 144.90, of which 41 % are 59.409.
    assert enhanced(found.team, "Ana", 7, "LD") == (14490, 5941)
    # A long day of a weekday ends before 20:00.
    assert enhanced(found.team, "Ana", 3, "LD") == (14490, 0)
    overtime = found.team.pay and found.team.pay.overtime
    assert overtime
    assert (overtime.factor, overtime.additional) == (Fraction(3, 2), 1)


def test_enhancements_of_a_pack_change_and_can_be_off(tmp_path: Path) -> None:
    rates = "pay: {rates: {Band 2: 12.60, Band 5: 16.80}}\n"
    plain_packs = "packs: nhs/agenda-for-change\n"
    nested = "{enhancements: {saturdays and nights: {percent: {Band 2: 50}}}}"
    changed = WARD.replace(
        plain_packs, f"packs: {{nhs/agenda-for-change: {{unsocial hours: {nested}}}}}\n"
    )
    team = loaded(tmp_path, rates, changed).team
    # 50 % of 144.90; band 5 keeps its 30 % of 11.5 h x 16.80 = 193.20, which are 57.96.
    assert enhanced(team, "Ana", 7, "LD") == (14490, 7245)
    assert enhanced(team, "Bo", 7, "LD") == (19320, 5796)
    off = WARD.replace(plain_packs, "packs: {nhs/agenda-for-change: {unsocial hours: off}}\n")
    assert enhanced(loaded(tmp_path, rates, off).team, "Ana", 7, "LD") == (14490, 0)


@pytest.mark.parametrize(
    "block", ["leave:", "leave: {}", "leave: {scheme: agenda for change}", "leave: {schemes: {}}"]
)
def test_with_a_block_of_leave_the_scheme_of_a_pack_applies(block: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, f"{block}\n", WARD)
    assert told(found) == []
    # The year to 31 March 2026. Ana, full time, completes 5 years on 1 May 2025: 30 days at 27 and
    # 335 at 29 days, x 7.5 h / 365 = 216 h 16 m; Bo 27 x 7.5 x 0.6 = 121.5 h. Public holidays are
    # 8 x 7.5 = 60 h, and 36 h.
    ana, bo = leave_accounts(found.team)
    assert ana.schemes == bo.schemes == ("agenda for change",)
    assert (ana.leave, ana.bank_holidays) == (216 * 60 + 16, 60 * 60)
    assert (bo.leave, bo.bank_holidays) == (121 * 60 + 30, 36 * 60)


def test_a_contract_can_name_the_scheme_of_a_pack(tmp_path: Path) -> None:
    """Beside a scheme of the file's own, of which it has to say which is the usual one."""
    text = WARD.replace("{fte: 0.6}", "{fte: 0.6, leave: agenda for change}")
    own = "schemes: {ours: {days: 30, bank_holidays: none}}"
    ana, bo = leave_accounts(loaded(tmp_path, f"leave: {{scheme: ours, {own}}}\n", text).team)
    assert (ana.schemes, bo.schemes) == (("ours",), ("agenda for change",))
    (problem,) = problems(tmp_path, f"leave: {{{own}}}\n", text)
    assert problem.startswith("13: leave: write which scheme is the usual one")


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
        "15: packs.long week.level: unknown level 'safety'; expected one of must, first, second, "
        "spare"
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


def test_values_may_name_packs_as_a_file_does() -> None:
    stated: dict[str, Any] = {
        "version": 1,
        "team": "Harbour",
        "period": {"start": MONDAY, "weeks": 1},
        "shifts": {"E": "08:00-16:00"},
        "staff": [{"name": "Ana", "contract": {"hours": 37.5}}],
        "rules": [{"rule": "run", "at_most": 6}],
        "packs": {"uk/working-time": {"daily rest": {"hours": 12}}},
    }
    before = json.dumps(stated, default=str)
    team = Team.from_dict(stated)
    assert labels(team) == ["run", *WORKING_TIME]
    assert Team.model_validate(stated) == team
    assert Team.from_dict(team.to_dict()) == team  # its rules are written out
    assert json.dumps(stated, default=str) == before
    with pytest.raises(TeamFileError, match=r"^packs: unknown pack 'uk'; there are housing"):
        Team.from_dict({**stated, "packs": "uk"})
    with pytest.raises(TeamFileError, match=r"^packs\[1\]: 'uk/working-time' is listed twice"):
        Team.from_dict({**stated, "packs": ["uk/working-time"] * 2})


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
    """The YAML of the page, put into a team file in place of the pack, is read as the same."""
    text = hooks().packs_text()
    for name, pack in every_pack().items():
        part = text.partition(f"## {name}\n")[2].partition("\n## ")[0]
        shown = [
            read_source(Path("page.yaml"), each)
            for each in re.findall(r"```yaml\n(.*?)```", part, re.S)
        ]
        assert not [problem for _, problems in shown for problem in problems]
        assert [root.plain() for root, _ in shown] == [
            {entry.block: [entry.rule] if entry.rule else entry.brings}
            for entry in pack.entries.values()
            if entry.block
        ]


def test_nested_figures_of_a_pack_are_shown_on_lines_that_can_be_copied() -> None:
    shown = plain(pack_page(every_pack()["nhs/agenda-for-change"]), width=80)
    part = shown.partition("\nunsocial hours\n")[2].partition("  Source:")[0]
    lines = part[part.index("  pay:") :].rstrip().splitlines()
    assert lines == [
        "  pay:",
        "    enhancements:",
        "      saturdays and nights:",
        "        percent: {Band 1: 47, Band 2: 41, Band 3: 35, others: 30}",
        "        time:",
        "          - {days: Sat}",
        "          - {days: weekdays, clock: 20:00-06:00, more_than_half: true}",
        "      sundays and public holidays:",
        "        percent: {Band 1: 94, Band 2: 83, Band 3: 69, others: 60}",
        '        time: [{days: "Sun, bank holidays"}]',
    ]
    root, problems = read_source(Path("page.yaml"), "\n".join(lines))
    assert problems == []
    entry = every_pack()["nhs/agenda-for-change"].entries["unsocial hours"]
    assert root.plain() == {"pay": entry.pay}


@pytest.mark.parametrize(
    "value",
    ["Sun, bank holidays", "17", "-2.5", "null", "a: b", "ends:", "", "#1", "it's {so}", "x [y]"],
)
def test_text_is_shown_in_a_form_that_is_read_as_the_same(value: str) -> None:
    for each in (value, [value, 1, None], {"a key": value, value or "key": 37.5}):
        root, problems = read_source(Path("page.yaml"), f"shown: {inline(each)}")
        assert problems == []
        assert root.plain() == {"shown": each}


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
