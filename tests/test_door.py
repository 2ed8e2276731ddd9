"""A team, however it is made, is checked whole or refused; and it reads back as it was written."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from mixed_teams import mixed_team
from pydantic import TypeAdapter, ValidationError
from support import all_cases

import rotasolve
from rotasolve.errors import MOST_TOLD, TeamFileError
from rotasolve.loader.values import whole_of
from rotasolve.rules.absence import Absence
from rotasolve.rules.cover import Cover, Limit
from rotasolve.rules.event import Event
from rotasolve.rules.rest import Rest
from rotasolve.team.contract import Contract
from rotasolve.team.frozen import FrozenDict
from rotasolve.team.heading import Heading
from rotasolve.team.period import Period
from rotasolve.team.shift import Shift
from rotasolve.team.staff import Staff
from rotasolve.team.team import Team

ROOT = Path(__file__).parent.parent
FILES = sorted([*ROOT.glob("examples/**/*.yaml"), *(ROOT / "tests" / "good").glob("*.yaml")])
VALUES: dict[str, Any] = {
    "version": 1,
    "team": "Ward",
    "period": {"start": date(2026, 3, 2), "weeks": 1},
    "shifts": {"E": "07:00-15:00", "L": {"time": "14:00-22:00", "tags": ["late"]}},
    "staff": [
        {"name": "Ana", "contract": {"hours": 37.5}},
        {"name": "Bo", "contract": {"fte": 0.43}},
    ],
    "cover": [{"shift": "E", "min": {"people": 1}, "weight": 5}],
    "rules": [{"rule": "rest"}, {"rule": "stability", "on": "2026-03-02", "nearness": {7: 3}}],
    "events": [{"name": "team meeting", "days": "Wed", "time": "14:30-16:00"}],
    "absences": [{"who": "Ana", "dates": "2026-03-04"}],
    "published": {"duties": [{"staff": "Ana", "date": "2026-03-03", "shift": "E"}]},
}


def told(make: Any, **blocks: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Each problem of the values with other ``blocks``: its place and its words."""
    with pytest.raises(ValidationError) as caught:
        make({**VALUES, **blocks})
    return [(error["loc"], error["msg"]) for error in caught.value.errors()]


# -- refused -----------------------------------------------------------------------------------

WAYS = {
    "model_validate": Team.model_validate,
    "the class": lambda values: Team(**values),
    "TypeAdapter": TypeAdapter(Team).validate_python,
    "JSON": lambda values: Team.model_validate_json(json.dumps(values, default=str)),
}


@pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)
def test_a_misspelt_name_is_refused_at_its_place(make: Any) -> None:
    wrong = [{"who": "Anna", "dates": "2026-03-04"}]
    where = "unknown staff member, skill, contract, role or grade 'Anna'; did you mean 'Ana'?"
    assert told(make, absences=wrong) == [(("absences", 0, "who"), where)]


@pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)
def test_all_problems_are_told_at_once(make: Any) -> None:
    found = told(
        make,
        staff=[VALUES["staff"][0], {"name": "Ana", "contract": {"hours": 1}}],
        rules=[{"rule": "rest", "level": "dream"}],
        fixed=[{"who": "Ana", "dates": "2026-03-05", "shift": "Q"}],
        history="february.json",
    )
    assert [place for place, _ in found] == [
        ("staff", 1, "name"),
        ("rules", 0, "level"),
        ("fixed", 0, "shift"),
        ("history",),
    ]
    assert found[0][1] == "'Ana' is on the team already (staff[0].name); names are unique"
    assert "use load(path), or Team.from_dict(values, base=folder)" in found[3][1]


def test_the_problems_of_from_dict_are_lines_with_paths() -> None:
    with pytest.raises(TeamFileError) as caught:
        Team.from_dict(
            {**VALUES, "requests": [{"who": "Ann", "want": "off", "days": "Mon"}], "solverr": {}}
        )
    assert caught.value.problems == [
        "unknown key 'solverr'; did you mean 'solver'?",
        "requests[0].who: unknown staff member, skill, contract, role or grade 'Ann'; "
        "did you mean 'Ana'?",
    ]


def test_of_very_many_problems_the_first_are_told() -> None:
    wrong = [{"who": f"Nobody {n}", "dates": "2026-03-04"} for n in range(1000)]
    found = told(Team.model_validate, absences=wrong)
    assert len(found) == MOST_TOLD + 1
    assert found[-1] == ((), "and 800 more")
    with pytest.raises(TeamFileError) as caught:
        Team.from_dict({**VALUES, "absences": wrong})
    assert len(caught.value.problems) == MOST_TOLD + 1
    assert caught.value.problems[-1] == "and 800 more"
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


@pytest.mark.parametrize("values", [None, [], "team.yaml", 3])
def test_what_is_no_mapping_is_no_team(values: Any) -> None:
    with pytest.raises(ValidationError, match="expected a mapping that begins with version: 1"):
        Team.model_validate(values)


def test_values_that_hold_themselves_are_refused() -> None:
    rules: list[Any] = []
    rules.append(rules)
    with pytest.raises(TeamFileError, match="is nested more than 40 deep"):
        Team.from_dict({**VALUES, "rules": rules})


def test_nobody_makes_a_team_past_the_door() -> None:
    with pytest.raises(TypeError, match=r"use Team\.from_dict"):
        Team.model_construct(version=1)


def test_a_team_needs_no_other_import() -> None:
    """Not even that of the rules, whose types it has."""
    code = (
        "import json, sys; from rotasolve.team.team import Team; values = json.load(sys.stdin); "
        "print(len(Team.model_validate(values).all_rules), len(Team.from_dict(values).staff))"
    )
    stated = json.dumps(VALUES, default=str)
    done = subprocess.run(
        [sys.executable, "-c", code], input=stated, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(len(Team.from_dict(VALUES).all_rules)), "2"]


# -- made of parts -----------------------------------------------------------------------------


def parts(**blocks: Any) -> Team:
    """A team made of Python's own objects."""
    stated: dict[str, Any] = {
        "version": 1,
        "team": Heading(name="Ward"),
        "period": Period(start=date(2026, 3, 2), weeks=1),
        "shifts": {"E": Shift.model_validate({"code": "E", "time": "07:00-15:00"})},
        "staff": (Staff(name="Ana", contract=Contract.model_validate({"hours": 37.5})),),
        "rules": (Rest.model_validate({"hours": 10}),),
        **blocks,
    }
    return Team(**stated)


def test_a_team_may_be_made_of_its_parts() -> None:
    team = parts()
    assert team.rules == (Rest.model_validate({"hours": 10}),)
    assert Team.from_dict(team.to_dict()) == team
    assert team.to_dict()["rules"] == [{"rule": "rest", "hours": "10h"}]


def test_parts_are_checked_as_values_are() -> None:
    absence = Absence.model_validate({"who": "Anna", "dates": "2026-03-04"})
    with pytest.raises(ValidationError, match="did you mean 'Ana'"):
        parts(absences=(absence,))
    copied = Rest().model_copy(update={"hours": "soon"})  # which pydantic does not check
    with pytest.raises(
        ValidationError, match=r"rules\.0\n  is a Rest that holds a value of the wrong kind"
    ):
        parts(rules=(copied,))


def test_a_copied_part_forgets_what_it_has_worked_out() -> None:
    shift = Shift.model_validate({"code": "E", "time": "07:00-15:00"})
    assert "E" in shift.facts[0]
    assert "X" in shift.model_copy(update={"code": "X"}).facts[0]
    assert "facts" not in pickle.loads(pickle.dumps(shift)).__dict__


# -- changed -----------------------------------------------------------------------------------


def test_a_changed_team_answers_for_itself() -> None:
    team = Team.from_dict(VALUES)
    away = [{"who": "Bo", "dates": "2026-03-05..06"}]
    assert len(team.all_absences) == len(team.stated_rules) - 4 == 1
    for other in (
        team.with_parts(absences=away),
        team.model_copy(update={"absences": away}),
        team.model_copy(update={"absences": away}, deep=True),
    ):
        assert [str(each.who) for each in other.all_absences] == ["Bo"]
        assert other.all_absences[0] in other.stated_rules
        assert other == Team.from_dict({**VALUES, "absences": away})
    assert [str(each.who) for each in team.all_absences] == ["Ana"]


def test_a_change_is_checked_whole() -> None:
    team = Team.from_dict(VALUES)
    with pytest.raises(TeamFileError, match=r"^absences\[0\]\.who: unknown .* 'Bob'"):
        team.with_parts(absences=[{"who": "Bob", "dates": "2026-03-05"}])
    with pytest.raises(TeamFileError, match=r"^unknown key 'request'; did you mean 'requests'"):
        team.with_parts(request=[])
    # Bo goes, and is still asked to be there.
    pinned = team.with_parts(fixed=[{"who": "Bo", "dates": "2026-03-05", "shift": "E"}])
    with pytest.raises(TeamFileError, match=r"^fixed\[0\]\.who\.word\[0\]: unknown .* 'Bo'"):
        pinned.with_parts(staff=VALUES["staff"][:1])


def test_a_block_of_none_is_left_out() -> None:
    team = Team.from_dict({**VALUES, "pay": {"rates": {"Band 5": 15}}})
    without = team.with_parts(pay=None, absences=None, rules=None, published=None)
    assert (without.pay, without.absences, without.rules) == (None, (), ())
    with pytest.raises(TeamFileError, match="key 'period' is missing"):
        team.with_parts(period=None)


def test_files_are_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "february.csv").write_text("staff,date,shift\nAna,2026-03-01,L\n")
    (tmp_path / "march.csv").write_text("staff,date,shift\nBo,2026-03-04,E\n")
    team = Team.from_dict(
        {**VALUES, "history": "february.csv", "published": "march.csv"}, base=tmp_path
    )
    assert [(duty.staff, duty.shift) for duty in team.history.duties] == [("Ana", "L")]
    assert team.published.shifts("Bo", date(2026, 3, 4)) == {"E"}
    # Read once: what was made of the files stands in the values, with their names.
    (tmp_path / "february.csv").unlink()
    again = Team.from_dict(team.to_dict())
    assert again == team
    assert (again.history.files, again.published.rota) == (("february.csv",), "march.csv")
    other = Team.from_dict(VALUES).with_parts(published="march.csv", base=tmp_path)
    assert other.published == team.published


# -- copied, pickled, compared -----------------------------------------------------------------


def test_a_copy_is_the_team_itself() -> None:
    team = Team.from_dict(VALUES)
    assert copy.copy(team) is copy.deepcopy(team) is team.model_copy() is team


def test_a_pickle_is_checked_and_has_no_answers() -> None:
    team = Team.from_dict(VALUES)
    assert team.all_rules  # which the team keeps
    small = pickle.dumps(Team.from_dict(VALUES))
    assert len(pickle.dumps(team)) == len(small)
    assert pickle.loads(small) == team
    remade, (kind, blocks) = team.__reduce__()
    assert kind is Team
    with pytest.raises(TeamFileError, match=r"unknown .* 'Ana'"):  # of another version, say
        remade(kind, {**blocks, "staff": blocks["staff"][1:]})


def test_a_team_is_frozen_within() -> None:
    team = Team.from_dict({**VALUES, "calendar": {"extra": "2026-03-03"}})
    shift = team.shifts["E"]
    for mapping in (team.shifts, team.skills, team.contracts, team.calendar.extra):
        assert isinstance(mapping, FrozenDict)
    for change in (
        lambda: team.shifts.update(X=shift),
        lambda: team.shifts.pop("E"),
        lambda: team.shifts.setdefault("X", shift),
        lambda: team.shifts.__setitem__("X", shift),
        lambda: team.shifts.__delitem__("E"),
        lambda: team.shifts.clear(),
    ):
        with pytest.raises(TypeError, match=r"team\.with_parts"):
            change()
    assert list(team.shifts) == ["E", "L", "TM"]
    assert pickle.loads(pickle.dumps(team.shifts)) == team.shifts


def test_teams_are_equal_by_value() -> None:
    one, other = Team.from_dict(VALUES), Team.from_dict(copy.deepcopy(VALUES))
    assert one.all_rules  # what a team has worked out is no part of its value
    assert (one == other, hash(one) == hash(other)) == (True, True)
    assert one != other.with_parts(absences=None)
    # A limit that states the weight 1 is not one that leaves it to its line.
    stated = Cover.model_validate({"shift": "E", "min": {"people": 1, "weight": 1}, "weight": 5})
    left_out = Cover.model_validate({"shift": "E", "min": 1, "weight": 5})
    assert stated != left_out
    assert hash(Limit(people=1)) == hash(Limit(people=1))


# -- written and read back ---------------------------------------------------------------------


def assert_reads_back(team: Team) -> None:
    stated = team.to_dict()
    assert Team.from_dict(stated) == team
    assert Team.from_dict(stated).to_dict() == stated
    assert Team.from_dict(json.loads(json.dumps(stated))) == team


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_example_reads_back(file: Path) -> None:
    try:
        team = rotasolve.load(file)
    except TeamFileError:
        pytest.skip("no team file")
    assert_reads_back(team)
    assert Team.model_validate(team.model_dump()) == team
    assert Team.model_validate_json(team.model_dump_json()) == team
    assert TypeAdapter(Team).validate_python(TypeAdapter(Team).dump_python(team)) == team
    assert pickle.loads(pickle.dumps(team)) == team


def test_there_are_examples() -> None:
    assert len(FILES) >= 3


@pytest.mark.parametrize("seed", range(40))
def test_random_teams_read_back(seed: int) -> None:
    team = mixed_team(seed)
    if whole_of(team.to_dict()).team is not None:  # chance makes some that are refused
        assert_reads_back(team)


def test_the_teams_of_all_rules_read_back() -> None:
    refused = 0
    for case in all_cases():
        whole = whole_of(case.team.to_dict())
        refused += whole.team is None  # such as dates outside the period
        if whole.team is not None:
            assert whole.team == case.team, case
    assert refused < 20


def test_shifts_that_rules_add_are_not_stated_twice() -> None:
    team = Team.from_dict(VALUES)
    assert list(team.shifts) == ["E", "L", "TM"]
    assert list(team.to_dict()["shifts"]) == ["E", "L"]
    assert isinstance(team.events[0], Event)


@pytest.mark.parametrize("percent", ["33.333333333333", 47, "12.5%", 0.1])
def test_figures_are_written_with_all_their_places(percent: Any) -> None:
    pay = {"enhancements": {"nights": {"percent": percent, "time": [{"clock": "20:00-06:00"}]}}}
    overtime = {"overtime": {"factor": "1.123456789012"}}
    assert_reads_back(Team.from_dict({**VALUES, "pay": {**pay, **overtime}}))
