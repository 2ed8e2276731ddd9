"""rota.json: the canonical result, for programs, and its published schema."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ConfigDict

from rotasolve import __version__
from rotasolve.loader.rota_file import ROTA_FORMAT, ROTA_VERSION
from rotasolve.report.agenda import Agenda, agenda
from rotasolve.report.balances import balances_document, closing_balances
from rotasolve.report.events import attendance, attendance_document
from rotasolve.report.shares import share_documents
from rotasolve.report.vacancies import vacancies
from rotasolve.result import PROOFS, Failure, Result, Status

if TYPE_CHECKING:
    from pathlib import Path

    from rotasolve.audit import Audit
    from rotasolve.rota import Rota
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

AUDIT_FORMAT, AUDIT_VERSION = "rotasolve/audit", 1
_SEAL = "sha256"


def rota_document(team: Team, result: Result, digest: str) -> dict[str, Any]:
    """The rota with its audit and its proven quality.

    Parameters
    ----------
    digest
        SHA-256 of the team file and of the files of its history.
    """
    rota = result.rota
    return {
        "format": ROTA_FORMAT,
        "version": ROTA_VERSION,
        "team": team.name,
        "period": {
            "start": team.period.start.isoformat(),
            "end": team.period.end.isoformat(),
            "weeks": team.period.weeks,
        },
        "status": result.status,
        "proofs": list(result.proofs),
        "failures": [failure.words for failure in result.failures],
        "assignments": [
            {"staff": staff, "date": day.isoformat(), "shift": shift}
            for staff, day, shift in sorted(rota.assignments if rota else ())
        ],
        **(agenda(team, rota) if rota else Agenda()).to_json(),
        "closing": balances_document(closing_balances(team, rota) if rota else {}),
        "vacancies": [vacancy.to_json() for vacancy in (vacancies(team, rota) if rota else ())],
        "events": [attendance_document(a) for a in (attendance(team, rota) if rota else ())],
        "breaches": [breach_document(b) for b in (result.audit.breaches if result.audit else ())],
        "shares": share_documents(team, rota) if rota else [],
        "cost": result.cost,
        "bound": dict(result.bound),
        "gap": {level: round(gap, 6) for level, gap in result.gap.items()},
        "seconds": round(result.seconds, 3),
        "seed": result.seed,
        "versions": dict(result.versions),
        "fallbacks": dict(result.fallbacks),
        "team_file": {"sha256": digest},
    }


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """A rota document with a sum of what it says, by which later changes are known."""
    return {**document, _SEAL: _digest(document)}


def as_written(text: str) -> bool:
    """Whether ``text`` is a rota document that nobody has changed since it was sealed.

    How its lines are broken and indented does not matter.
    """
    try:
        document = json.loads(text)
        seal = document.pop(_SEAL)
        return bool(seal == _digest(document))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _digest(document: dict[str, Any]) -> str:
    return hashlib.sha256(to_text(document).encode(errors="replace")).hexdigest()


def as_recorded(path: Path, rota: Rota, audit: Audit, digest: str) -> Result:
    """A rota that was read from ``path``, with the quality that the file records where it holds.

    What was proven of a rota is true of every rota of the same cost for the same team file and
    history, in the same version of rotasolve, as rules may count otherwise in another. A file that
    records nothing, or something else, leaves the status that the audit alone shows.
    """
    plain = Result("feasible" if audit.clean else "unknown", rota, audit, {}, 0.0, 0)
    try:
        recorded = _Recorded.model_validate_json(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):  # it is no record of a solve
        return plain
    if (
        recorded.team_file.sha256 != digest
        or recorded.cost != audit.cost
        or recorded.versions.get("rotasolve") != __version__
    ):
        return plain
    return replace(
        plain,
        status=recorded.status,
        bound=recorded.bound,
        seconds=recorded.seconds,
        seed=recorded.seed,
        versions=recorded.versions,
        proofs=recorded.proofs,
        failures=tuple(map(Failure, recorded.failures)),
        fallbacks=recorded.fallbacks,
    )


class _TeamFile(BaseModel):
    """The team file of a record."""

    sha256: str


class _Recorded(BaseModel):
    """What a file records of the quality of its rota."""

    model_config = ConfigDict(allow_inf_nan=False)

    status: Status
    cost: dict[str, int]
    bound: dict[str, int]
    seconds: float
    seed: int
    versions: dict[str, str]
    team_file: _TeamFile
    proofs: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    fallbacks: dict[str, int] = {}


def audit_document(team: Team, audit: Audit, digest: str) -> dict[str, Any]:
    """Every breach and what it costs."""
    return {
        "format": AUDIT_FORMAT,
        "version": AUDIT_VERSION,
        "team": team.name,
        "clean": audit.clean,
        "breaches": [breach_document(breach) for breach in audit.breaches],
        "cost": audit.cost,
        "cost_by_rule": audit.cost_by_rule,
        "team_file": {"sha256": digest},
    }


def breach_document(breach: Breach) -> dict[str, Any]:
    """One breach."""
    return {
        "rule": breach.rule,
        "level": breach.level,
        "weight": breach.weight,
        "amount": breach.amount,
        "cost": breach.cost,
        "words": breach.words,
        "staff": list(breach.staff),
        "dates": [day.isoformat() for day in breach.dates],
    }


def to_text(document: Any) -> str:
    """``document`` as JSON that people can read and version control can compare."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


# -- schema ----------------------------------------------------------------------------------------


def rota_schema() -> dict[str, Any]:
    """The JSON Schema of rota.json."""
    seal = _text(
        "SHA-256 of this document as it was written, without this key: by it a file that was "
        "changed since is known."
    )
    return _optional(_rota_schema(), **{_SEAL: seal})


def _rota_schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://rotasolve.readthedocs.io/schema/rota.schema.json",
        "title": "A rota made or checked by rotasolve",
        **_object(
            format={"const": ROTA_FORMAT},
            version={"const": ROTA_VERSION},
            team=_text("The team's name."),
            period=_object(
                "The first date, the last date, and the weeks between them.",
                start=_DATE,
                end=_DATE,
                weeks={"type": "integer", "minimum": 1},
            ),
            status={
                "enum": list(get_args(Status)),
                "description": "optimal: proven that no rota costs less; feasible: keeps every "
                "must; infeasible: proven that no rota keeps every must, and this one breaks the "
                "least that was found; unknown: breaks a must (or there is no rota), and it is not "
                "proven that it has to.",
            },
            proofs={
                "type": "array",
                "items": {"enum": list(PROOFS)},
                "description": "In what ways it is proven that no rota keeps every must: "
                "arithmetic alone or two others make the status infeasible.",
            },
            failures=_list(
                "What was raised after the rota was found, which is kept all the same; where there "
                "is any, rotasolve has a defect to be reported.",
                _text(),
            ),
            assignments=_list(
                "Who does what on which date; sorted.",
                _optional(
                    _object(staff=_text(), date=_DATE, shift=_text("The code of the shift.")),
                    worked={
                        **_list("Times at which it was disturbed or called out.", _text()),
                        "type": ["array", "string"],
                    },
                ),
            ),
            meetings=_list(
                "Supervision meetings, each with the time it is given; in order of time.",
                _object("", supervisor=_text(), staff=_text("The supervisee."), **_APPOINTED),
            ),
            tasks=_list(
                "Whose turn each task is, and when; in order of time.",
                _object("", task=_text("The name of the task."), staff=_text(), **_APPOINTED),
            ),
            closing={
                "type": "object",
                "description": "What each person carries into the next period, by name.",
                "additionalProperties": _CLOSING,
            },
            vacancies=_list("Minima of cover that nobody fills.", _VACANCY),
            events=_list("Who attends each event on each of its dates.", _EVENT),
            breaches=_list("Every breach the auditor found, by level.", _BREACH),
            shares=_list("What everybody has of all that is to be shared fairly.", _SHARE),
            cost=_by_level("integer", "Cost of each level, by the auditor, must first."),
            bound=_by_level(
                "integer",
                "For levels for which one is proven: a cost below which no rota can go that is as "
                "good at every higher level.",
            ),
            gap=_by_level("number", "Share of the cost that is not proven necessary: 0 to 1."),
            seconds={"type": "number", "minimum": 0, "description": "Seconds of the solve."},
            seed={"type": "integer", "description": "Seed of the solve."},
            versions={
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "Versions of the programs that made it.",
            },
            fallbacks={
                "type": "object",
                "additionalProperties": _COUNT,
                "description": "How often something was done in another way than meant, such as a "
                "linear program in which numbers failed; nothing proven depends on it.",
            },
            team_file=_object(
                "The team file that it was made from.",
                sha256=_text(
                    "SHA-256 of the file, in hexadecimal. With files of the history, or a rota "
                    "that is published: SHA-256 of these digits and those of each such file, in "
                    "order, one to a line."
                ),
            ),
        ),
    }


def _object(description: str = "", **properties: Any) -> dict[str, Any]:
    """An object with exactly these keys."""
    return {
        "type": "object",
        **({"description": description} if description else {}),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _optional(mapping: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """``mapping`` with more keys, which may be left out."""
    return {**mapping, "properties": {**mapping["properties"], **properties}}


def _list(description: str, items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": items}


def _text(description: str = "") -> dict[str, Any]:
    return {"type": "string", **({"description": description} if description else {})}


def _by_level(kind: str, description: str) -> dict[str, Any]:
    value = {"type": kind, "minimum": 0}
    return {"type": "object", "description": description, "additionalProperties": value}


_DATE = {"type": "string", "format": "date"}
_APPOINTED = {
    "date": {**_DATE, "description": "The date on which it starts."},
    "start": _text("Clock time such as 09:00."),
    "end": _text("Clock time such as 10:00; it may pass midnight."),
    "clash": {
        "type": "boolean",
        "description": "Whether somebody has another meeting or task at that time.",
    },
}
_CLOSING = _object(
    hours=_text(
        "Contract hours carried in, worked and credited, less those contracted: +7h30, -3h, 0h."
    )
)
_COUNT = {"type": "integer", "minimum": 1}
_WHO = {"type": ["string", "null"], "description": "Those who would count; null for anybody."}
_BANK = {
    "type": "integer",
    "minimum": 0,
    "description": "How many of them may come from the bank, as the line of cover says.",
}
_VACANCY = {
    "oneOf": [
        _object(
            "So many people missing on a shift, or on any of several.",
            date=_DATE,
            shifts=_list("Codes of the shifts of which any would do.", _text()),
            people=_COUNT,
            who=_WHO,
            bank=_BANK,
        ),
        _object(
            "So many people missing for a stretch of the clock.",
            date=_DATE,
            clock=_text("Clock times such as 20:00-22:20; they may pass midnight."),
            people=_COUNT,
            who=_WHO,
            bank=_BANK,
        ),
    ]
}
_SHARE = _object(
    rule=_text("The name of the rule."),
    of=_text("What is shared."),
    since={**_DATE, "description": "The first date that counts."},
    staff=_text("Whose share it is."),
    count={
        "type": "number",
        "minimum": 0,
        "description": "Duties, weekends or hours that they have, those of the history included.",
    },
    target={
        "type": "number",
        "minimum": 0,
        "description": "Their fair share of all of them, to the nearest hundredth.",
    },
)
_EVENT = _object(
    event=_text("The name of the event."),
    date=_DATE,
    on_duty=_list("Those who attend as part of a duty.", _text()),
    brought_in=_list("Those who are on the shift that the event adds.", _text()),
)
_BREACH = _object(
    rule=_text("The name of the rule."),
    level=_text("How much it matters."),
    weight=_COUNT,
    amount={**_COUNT, "description": "Units of breach, as the rule defines them."},
    cost={**_COUNT, "description": "Amount times weight."},
    words=_text("The breach in words."),
    staff=_list("Those concerned; empty when a whole team is.", _text()),
    dates=_list("Dates concerned, in order.", _DATE),
)
