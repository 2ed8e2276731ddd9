"""The published JSON Schema accepts what the loader accepts, and catches slips in typing."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rotasolve.loader.load import load
from rotasolve.loader.schema import team_schema
from rotasolve.loader.source import read_source
from rotasolve.team.rule import Rule

HERE = Path(__file__).parent
GOOD = sorted([*(HERE / "good").glob("*.yaml"), *(HERE.parent / "examples").glob("*.yaml")])
SCHEMA = team_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def as_an_editor_reads_it(file: Path) -> Any:
    """The plain values of a file, with true and false as an editor's YAML 1.2 reader has them."""

    def truths(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: truths(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [truths(entry) for entry in value]
        return {"true": True, "false": False}.get(value, value) if type(value) is str else value

    root, _ = read_source(file, file.read_text(encoding="utf-8"))
    return truths(root.plain())


def errors(data: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"].startswith("https://")
    assert SCHEMA["title"] == "rotasolve team file"


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_good_files_are_accepted(file: Path) -> None:
    load(file)
    assert errors(as_an_editor_reads_it(file)) == []


SPELLINGS: dict[str, Any] = {
    "period": {"start": "2026-03-02", "weeks": 4},
    "team": {"name": "Harbour"},
    "skills": {"registered": None, "driver": "May drive"},
    "contracts": {"full": "37h30", "half": {"fte": 0.5}, "bank": 0},
    "history": "march/rota.json",
    "calendar": {"region": None, "extra": "2026-03-17"},
    "levels": ["must", "safety", "wish"],
    "leave": {
        "year_from": "joined",
        "scheme": "nhs",
        "schemes": {
            "nhs": {"days": {"0": 27, "5": 29, "10": 33}, "bank_holidays": 8},
            "house": {"days": 26, "extra_a_year": 1, "at_most": 30, "bank_holidays": "separate"},
        },
    },
}
MORE: dict[str, Any] = {
    "history": ["march/rota.json", "february.csv"],
    "calendar": {"extra": {"2026-03-17": "St Patrick's Day"}},
}
SHORT_HISTORY: dict[str, Any] = {"history": [{"staff": "A", "date": "2026-03-01", "shift": "E"}]}


@pytest.mark.parametrize("blocks", [SPELLINGS, MORE, SHORT_HISTORY], ids=["all", "more", "duties"])
def test_other_spellings_are_accepted(blocks: dict[str, Any]) -> None:
    assert errors(minimal() | blocks) == []


def minimal() -> dict[str, Any]:
    return {
        "version": 1,
        "team": "Harbour",
        "period": {"start": "2026-03-02", "weeks": 1},
        "shifts": {"E": "08:00-16:00"},
        "staff": [{"name": "Ana", "contract": {"hours": 37.5}}],
        "cover": [{"shift": "E", "min": 1}],
        "rules": [{"rule": "rest"}],
    }


SLIPS: list[tuple[tuple[str | int, ...], Any]] = [
    (("budget",), 4000),
    (("version",), 2),
    (("period", "week"), 4),
    (("shifts", "E"), {"tim": "08:00-16:00"}),
    (("shifts", "E"), 8),
    (("shifts", "A_VERY_LONG_CODE"), "08:00-16:00"),
    (("staff", 0, "contarct"), "full"),
    (("staff", 0, "contract"), {"hours": 20, "form": "2026-03-02"}),
    (("staff", 0, "contract"), 37.5),
    (("staff", 0, "skills"), {"registered": True}),
    (("cover", 0, "mn"), 1),
    (("cover", 0, "min"), "two"),
    (("cover", 0, "min"), {"peeple": 1}),
    (("cover", 0, "who"), {"skil": "registered"}),
    (("cover", 0, "who"), []),
    (("cover", 0, "who"), {}),
    (("rules", 0, "rule"), "rst"),
    (("rules", 0), {"hours": 11}),
    (("rules", 0, "huors"), 11),
    (("rules", 0, "days"), 1),
]


@pytest.mark.parametrize(("place", "value"), SLIPS, ids=lambda each: str(each)[:40])
def test_slips_are_refused(place: tuple[str | int, ...], value: Any) -> None:
    data: Any = deepcopy(minimal())
    assert errors(data) == []
    part = data
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    assert errors(data)


def test_every_rule_is_in_it() -> None:
    _, several = SCHEMA["properties"]["rules"]["anyOf"]
    names = {
        SCHEMA["$defs"][item["$ref"].rpartition("/")[2]]["properties"]["rule"]["const"]
        for item in several["items"]["anyOf"]
    }
    assert names == set(Rule.registry)


def test_defaults_are_spelled_as_the_file_spells_them() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["Rest"]["properties"]["hours"]["default"] == "11h"  # not 660 minutes
    assert definitions["Rest"]["properties"]["who"]["default"] == "all"
    heading = next(form for form in definitions["Heading"]["anyOf"] if "properties" in form)
    assert heading["properties"]["full_week"]["default"] == "37h30"
