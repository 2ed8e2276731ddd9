"""One value may stand for a list of one, wherever a team file has a list."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

from rotasolve.errors import TeamFileError
from rotasolve.loader.load import load
from rotasolve.loader.packs import merge_packs
from rotasolve.loader.plain import node_of
from rotasolve.loader.schema import team_schema
from rotasolve.rules import Absence, ClockCover, Cover, Event, Fixed, Request, Task
from rotasolve.rules.cover import Mix, MixPart
from rotasolve.rules.stability import Asked
from rotasolve.team.contract import Contract
from rotasolve.team.door import CHECKED_APART
from rotasolve.team.history import PastDuty, PastTurn
from rotasolve.team.listed import Listed
from rotasolve.team.pay import EnhancedTime, Enhancement
from rotasolve.team.selector import Which, Who
from rotasolve.team.spelling import ClockSpan
from rotasolve.team.staff import Staff
from rotasolve.team.team import RULE_BLOCKS, Team

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DUTY = {"staff": "Ana", "date": "2026-03-01", "shift": "E"}
SAMPLES: dict[Any, Any] = {
    str: "leave",
    Any: {"name": "Ana"},
    ClockSpan: "08:00-16:00",
    Which: "E",
    Who: "Ana",
    tuple[Which, Which]: ["L", "E"],
    Staff: {"name": "Ana", "contract": "full"},
    Contract: {"hours": 20},
    Absence: {"rule": "absence", "who": "Ana", "dates": "2026-03-02"},
    Asked: {"who": "Ana"},
    ClockCover: {"clock": "08:00-16:00", "min": 1},
    Cover: {"shift": "E", "min": 1},
    EnhancedTime: {"days": "Sun"},
    Event: {"name": "Meeting", "time": "09:00-10:00", "days": "Wed"},
    Fixed: {"who": "Ana", "shift": "E", "dates": "2026-03-02"},
    Mix: {"registered": 1},
    MixPart: {"who": "registered", "people": 1},
    PastDuty: DUTY,
    PastTurn: {"task": "fridge", "staff": "Ana", "date": "2026-03-01"},
    Request: {"who": "Ana", "want": "off", "dates": "2026-03-02"},
    Task: {"name": "fridge", "per": "week", "takes": "1h"},
}
"""What the entries of lists may be; a list of something new has its sample here."""


def models(declared: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    """Every model of which a team file is made."""
    if isinstance(declared, type) and issubclass(declared, BaseModel):
        if declared not in seen:
            seen.add(declared)
            yield declared
            for info in declared.model_fields.values():
                yield from models(info.annotation, seen)
    else:
        for part in get_args(declared):
            yield from models(part, seen)


def lists(declared: Any) -> Iterator[tuple[Any, Callable[[Any], Any]]]:
    """Every (entry, how it stands in the field) of the lists that ``declared`` may be."""
    origin, args = get_origin(declared), get_args(declared)
    if origin is tuple and args[-1] is Ellipsis:
        yield args[0], lambda value: value
    elif origin is Annotated:
        yield from lists(args[0])
    elif origin in (Union, UnionType):
        for part in args:
            yield from lists(part)
    elif origin is dict:
        for entry, placed in lists(args[1]):
            yield entry, lambda value, placed=placed: {"Ana": placed(value)}


def sample_of(entry: Any) -> Any:
    """A value that an entry of a list may have."""
    while get_origin(entry) is Annotated:
        entry = get_args(entry)[0]
    if entry in SAMPLES:
        return SAMPLES[entry]
    if get_origin(entry) is Literal:
        return get_args(entry)[0]
    return sample_of(next(part for part in get_args(entry) if part is not type(None)))


FIELDS = [
    pytest.param(
        model, info.serialization_alias or name, entry, placed, id=f"{model.__name__}.{name}"
    )
    for model in models(Team, set())
    for name, info in model.model_fields.items()
    for entry, placed in lists(info.annotation)
    if name not in ("word", "nearness")  # no key of the file; a mapping there
]
SCHEMA = team_schema()


def wrong(model: type[BaseModel], key: str, value: Any) -> list[Any]:
    """What is wrong with ``value`` under ``key``, whatever else the model lacks."""
    try:
        model.model_validate({key: value}, context={CHECKED_APART: True})
    except ValidationError as error:
        return [each for each in error.errors() if each["loc"][:1] == (key,)]
    return []


def test_all_kinds_of_lists_are_found() -> None:
    found = {f"{each.values[0].__name__}.{each.values[1]}" for each in FIELDS}
    assert {f"Team.{block}" for block in ("staff", "levels", *RULE_BLOCKS)} < found
    assert {"Rest.ignore", "Overlap.may_overlap", "ClockCover.kinds", "Enhancement.time"} < found
    assert {"Who.any", "SupervisionMeetings.pairs", "Staff.contract", "PastDuty.worked"} < found
    assert Enhancement in {each.values[0] for each in FIELDS}


@pytest.mark.parametrize(("model", "key", "entry", "placed"), FIELDS)
def test_one_value_stands_for_a_list_of_it(
    model: type[BaseModel], key: str, entry: Any, placed: Callable[[Any], Any]
) -> None:
    one = sample_of(entry)
    assert wrong(model, key, placed([one])) == []
    assert wrong(model, key, placed(one)) == []


@pytest.mark.parametrize(("model", "key", "entry", "placed"), FIELDS)
def test_the_schema_takes_one_value_too(
    model: type[BaseModel], key: str, entry: Any, placed: Callable[[Any], Any]
) -> None:
    definition = SCHEMA if model is Team else SCHEMA["$defs"][model.__name__]
    forms = [definition, *definition.get("anyOf", ())]
    properties = next(form["properties"] for form in forms if "properties" in form)
    schema = {"$defs": SCHEMA["$defs"], **properties[key]}
    one = sample_of(entry)
    for value in (placed([one]), placed(one)):
        assert list(Draft202012Validator(schema).iter_errors(value)) == []


@pytest.mark.parametrize("one", ["L", 3, {"name": "L"}, ClockSpan(480, 960)])
def test_the_list_has_that_value(one: Any) -> None:
    assert TypeAdapter(Listed[Any]).validate_python(one) == (one,)
    assert TypeAdapter(Listed[Any]).validate_python([one]) == (one,)


ALONE = """
version: 1
team: Harbour
period: {start: 2026-03-02, weeks: 1}
packs: uk/working-time
skills: registered
calendar: {region: England, extra: 2026-03-05}
shifts:
  E: {time: 08:00-16:00, tags: day}
  OC: {time: 16:00-08:00, kind: on_call}
staff: {name: Ana, contract: {hours: 37.5}, skills: registered}
cover: {clock: 09:00-10:00, min: 1, kinds: work}
rules: {rule: rest, hours: 11h, ignore: on_call, except: [day, OC]}
events: {name: Away day, time: 10:00-12:00, dates: 2026-03-04, attend: 1, kinds: work}
tasks: {name: fridge, per: week, takes: 30m, kinds: work}
absences: {who: Ana, kind: leave, dates: 2026-03-08}
requests: {who: Ana, want: 'off', dates: 2026-03-07}
fixed: {who: Ana, shift: E, dates: 2026-03-02}
history: {duties: {staff: Ana, date: 2026-03-01, shift: OC, worked: 17:00-18:00}}
levels: wish
"""


def test_a_file_in_which_every_list_is_one_value(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(ALONE, encoding="utf-8")
    team = load(file)
    assert [staff.name for staff in team.staff] == ["Ana"]
    own, *brought = team.rules  # those of the pack come after those of the file
    assert own.rule == "rest"
    assert brought
    assert [len(getattr(team, block)) for block in RULE_BLOCKS if block != "rules"] == [1] * 6
    assert team.levels == ("wish", "spare")


def test_what_is_wrong_with_an_entry_alone_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(ALONE.replace("shift: E, dates", "shift: X, dates"), encoding="utf-8")
    with pytest.raises(TeamFileError, match=r"team.yaml:18: fixed\[0\].shift: unknown shift"):
        load(file)


def test_a_pack_adds_to_a_rule_that_stands_alone() -> None:
    stated = {"packs": "uk/working-time", "rules": {"rule": "rest"}}
    merged = merge_packs(node_of(stated)).root.plain()
    assert merged["rules"][0] == {"rule": "rest"}
    assert len(merged["rules"]) > 1
