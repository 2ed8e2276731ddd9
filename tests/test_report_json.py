"""rota.json says everything about a rota, in the form that its schema publishes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from report_cases import day, rota_of, team_of

from rotasolve import __version__
from rotasolve.audit import audit
from rotasolve.loader.rota_file import read_rota
from rotasolve.report.json import (
    as_recorded,
    audit_document,
    rota_document,
    rota_schema,
    to_text,
)
from rotasolve.result import Result
from rotasolve.rota import Rota

SCHEMAS = Path(__file__).parent.parent / "docs" / "schema"
DIGEST = "ab" * 32


def document(**more: Any) -> dict[str, Any]:
    team = team_of()
    rota = rota_of(team)
    facts: dict[str, Any] = {
        "status": "infeasible",
        "rota": rota,
        "audit": audit(team, rota),
        "bound": {"must": 1},
        "seconds": 1.23456,
        "seed": 7,
        "versions": {"rotasolve": __version__},
    }
    return rota_document(team, Result(**{**facts, **more}), DIGEST)


def test_the_whole_document() -> None:
    found = document()
    breaches = found.pop("breaches")
    assert found == {
        "format": "rotasolve/rota",
        "version": 1,
        "team": "House",
        "period": {"start": "2026-03-30", "end": "2026-04-05", "weeks": 1},
        "status": "infeasible",
        "proofs": [],
        "failures": [],
        "assignments": [
            {"staff": "Ana", "date": "2026-03-30", "shift": "E"},
            {"staff": "Ben", "date": "2026-03-30", "shift": "E"},
            {"staff": "Cy", "date": "2026-03-30", "shift": "L"},
            {"staff": "Cy", "date": "2026-03-31", "shift": "E"},
        ],
        "meetings": [],
        "tasks": [],
        # Ana has 7.5 h worked and 15 of leave of 37.5 h; Ben 450 minutes of 4/7 of 15 h = 514.
        # Cy has no contracted hours.
        "closing": {"Ana": {"hours": "-15h"}, "Ben": {"hours": "-1h04"}},
        "vacancies": [
            {"date": "2026-03-31", "shifts": ["E"], "people": 1, "who": None, "bank": 0},
            {
                "date": "2026-03-31",
                "shifts": ["E"],
                "people": 1,
                "who": "registered",
                "bank": 0,
            },
            {
                "date": "2026-03-31",
                "clock": "16:00-20:00",
                "people": 1,
                "who": None,
                "bank": 0,
            },
        ],
        "shares": [],
        "events": [],
        # must: Tuesday's E one short and one registered short. Safety: 16:00-20:00 is 240 minutes.
        # fairness: of 3 wanted on E there are 2 on Monday and 1 on Tuesday. wish: Ben works Monday.
        "cost": {"must": 2, "safety": 240, "contract": 0, "fairness": 3, "wish": 1, "spare": 0},
        "bound": {"must": 1},
        "gap": {"must": 0.5},
        "seconds": 1.235,
        "seed": 7,
        "versions": {"rotasolve": __version__},
        "fallbacks": {},
        "team_file": {"sha256": DIGEST},
    }
    assert [(b["level"], b["rule"], b["cost"]) for b in breaches] == [
        ("must", "cover", 1),
        ("must", "cover", 1),
        ("safety", "clock_cover", 240),
        ("fairness", "cover", 1),
        ("fairness", "cover", 2),
        ("wish", "request", 1),
    ]
    assert breaches[-1]["staff"] == ["Ben"]
    assert breaches[-1]["dates"] == ["2026-03-30"]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"status": "optimal", "bound": {}},
        {"status": "unknown", "rota": None, "audit": None, "bound": {}},
    ],
    ids=str,
)
def test_documents_keep_to_the_schema(more: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(rota_schema())
    jsonschema.Draft202012Validator(rota_schema()).validate(json.loads(to_text(document(**more))))


def test_the_schema_refuses_what_is_not_a_rota() -> None:
    validator = jsonschema.Draft202012Validator(rota_schema())
    for spoilt in (
        {**document(), "status": "good"},
        {**document(), "more": 1},
        {key: value for key, value in document().items() if key != "cost"},
        {**document(), "closing": {"Ana": -900}},
        {**document(), "assignments": [{"staff": "Ana", "date": "2026-03-30"}]},
    ):
        assert not validator.is_valid(spoilt)


def test_the_published_schema_is_current() -> None:
    """If this fails: rotasolve schema rota > docs/schema/rota.schema.json."""
    assert json.loads((SCHEMAS / "rota.schema.json").read_text("utf-8")) == rota_schema()


def test_it_reads_back_as_the_same_rota(tmp_path: Path) -> None:
    team = team_of()
    path = tmp_path / "rota.json"
    path.write_text(to_text(document()), "utf-8")
    assert read_rota(path, team) == rota_of(team)


def test_text_beyond_ascii_stays_readable() -> None:
    assert to_text({"staff": "Zoë"}) == '{\n  "staff": "Zoë"\n}\n'


def test_quality_is_kept_for_the_same_cost_version_and_team_file_alone(tmp_path: Path) -> None:
    team = team_of()
    rota = rota_of(team)
    found = audit(team, rota)
    path = tmp_path / "rota.json"
    path.write_text(to_text(document()), "utf-8")
    kept = as_recorded(path, rota, found, DIGEST)
    assert (kept.status, kept.bound, kept.seed) == ("infeasible", {"must": 1}, 7)
    other_file = as_recorded(path, rota, found, "cd" * 32)
    assert (other_file.status, other_file.bound) == ("unknown", {})
    path.write_text(to_text(document(versions={"rotasolve": "0.0.9"})), "utf-8")
    other_version = as_recorded(path, rota, found, DIGEST)
    assert (other_version.status, other_version.bound) == ("unknown", {})
    path.write_text(to_text(document(versions={})), "utf-8")
    assert as_recorded(path, rota, found, DIGEST).status == "unknown"
    path.write_text(to_text(document()), "utf-8")
    worse = Rota.of(team, [("Ana", day(0), "E")])
    assert as_recorded(path, worse, audit(team, worse), DIGEST).bound == {}


@pytest.mark.parametrize("text", ["staff,date,shift\n", "[]", "{}", '{"team_file": 3}', "\x00"])
def test_a_file_without_recorded_quality_leaves_the_audits_status(
    tmp_path: Path, text: str
) -> None:
    team = team_of()
    path = tmp_path / "rota"
    path.write_text(text, "utf-8")
    rota = rota_of(team)
    assert as_recorded(path, rota, audit(team, rota), DIGEST).status == "unknown"
    lenient = team_of(cover=[])
    assert as_recorded(path, rota, audit(lenient, rota), DIGEST).status == "feasible"


def test_an_audit_for_programs() -> None:
    team = team_of()
    found = audit_document(team, audit(team, rota_of(team)), DIGEST)
    assert found["clean"] is False
    assert found["cost_by_rule"]["safety"] == {"clock_cover": 240}
    assert len(found["breaches"]) == 6
