"""Curtois-Qu instances (schedulingbenchmarks.org) as ordinary teams, in public rules only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import rotasolve

if TYPE_CHECKING:
    from pathlib import Path

START = date(2026, 1, 5)
"""Day 0 of every instance, a Monday."""

EARLIEST = 6 * 60
"""Every shift starts at 06:00, away from clock changes; instances give lengths alone."""


def read_instance(path: Path) -> rotasolve.Team:
    """The team of an instance.

    Raises
    ------
    ValueError
        If the file is not in the format of schedulingbenchmarks.org, with the line.
    """
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("SECTION_"):
            rows = sections.setdefault(text.removeprefix("SECTION_"), [])
        elif rows is None:
            raise ValueError(f"{path}:{number}: expected a line such as SECTION_HORIZON")
        else:
            rows.append([part.strip() for part in text.split(",")])
    days = int(sections["HORIZON"][0][0])
    if days % 7:
        raise ValueError(f"{path}: the horizon of {days} days is not whole weeks")
    data = {
        "version": 1,
        "team": path.stem,
        "period": {"start": START.isoformat(), "weeks": days // 7},
        "calendar": {"region": None},
        "levels": ["cost"],
        "shifts": {code: {"time": _span(int(length))} for code, length, *_ in sections["SHIFTS"]},
        "staff": [{"name": name, "contract": {"hours": 0}} for name, *_ in sections["STAFF"]],
        "cover": [_cover(*row) for row in sections["COVER"]],
        "rules": [*_rotation(sections["SHIFTS"]), *_contracts(sections["STAFF"])],
        "absences": [
            {"who": {"name": name}, "kind": "other", "credited": False, "dates": _days(off)}
            for name, *off in sections.get("DAYS_OFF", [])
            if off
        ],
        "requests": [
            *(_request("want", *row) for row in sections.get("SHIFT_ON_REQUESTS", [])),
            *(_request("avoid", *row) for row in sections.get("SHIFT_OFF_REQUESTS", [])),
        ],
    }
    return rotasolve.Team.model_validate(data)


def _span(length: int) -> str:
    end = EARLIEST + length
    return f"{EARLIEST // 60:02}:{EARLIEST % 60:02}-{end // 60 % 24:02}:{end % 60:02}"


def _days(numbers: list[str]) -> list[str]:
    return [(START + timedelta(int(number))).isoformat() for number in numbers]


def _cover(day: str, code: str, need: str, under: str, over: str) -> dict[str, Any]:
    ideal = {"people": int(need), "level": "cost", "weight": int(under), "over": int(over)}
    return {"shift": {"code": code}, "dates": _days([day]), "ideal": ideal}


def _request(verb: str, name: str, day: str, code: str, weight: str) -> dict[str, Any]:
    return {
        "who": {"name": name},
        verb: {"code": code},
        "dates": _days([day]),
        "level": "cost",
        "weight": int(weight),
    }


def _rotation(shifts: list[list[str]]) -> list[dict[str, Any]]:
    """What may not follow each shift on the next day."""
    return [
        {"rule": "sequence", "forbid": [{"code": code}, {"code": after.split("|")}]}
        for code, _, after, *_ in shifts
        if after
    ]


def _contracts(staff: list[list[str]]) -> list[dict[str, Any]]:
    """Everybody's limits."""
    rules: list[dict[str, Any]] = []
    for name, most, longest, least, run, short_run, short_off, weekends in staff:
        who = {"who": {"name": name}}
        for pair in most.split("|"):
            code, number = pair.split("=")
            count = {"rule": "count", "of": {"code": code}, "at_most": int(number)}
            rules.append({**who, **count, "per": "period"})
        hours = {"account": "contract", "at_most": f"{longest}m", "at_least": f"{least}m"}
        rules += [
            {**who, "rule": "hours", **hours, "per": "period"},
            {**who, "rule": "run", "at_most": int(run), "at_least": int(short_run)},
            {**who, "rule": "run", "of": "days off", "at_least": int(short_off)},
            {**who, "rule": "weekends", "at_most": int(weekends)},
        ]
    return rules
