"""Curtois-Qu instances (schedulingbenchmarks.org) as ordinary teams, in public rules only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import rotasolve
from benchmarks.curtois_file import read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.curtois_file import Row

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
    rows = read_rows(path)
    data = {
        "version": 1,
        "team": path.stem,
        "period": {"start": START.isoformat(), "weeks": rows["HORIZON"][0][0] // 7},
        "calendar": {"region": None},
        "levels": ["cost"],
        "shifts": {code: {"time": _span(length)} for code, length, _ in rows["SHIFTS"]},
        "staff": [{"name": name, "contract": {"hours": 0}} for name, *_ in rows["STAFF"]],
        "cover": [_cover(*row) for row in rows["COVER"]],
        # What is over is priced by the instance alone, and nothing else is judged.
        "rules": [
            *_rotation(rows["SHIFTS"]),
            *_contracts(rows["STAFF"]),
            {"rule": "surplus", "weight": 0},
        ],
        "absences": [
            {"who": {"name": name}, "kind": "other", "credited": False, "dates": _days(*off)}
            for name, *off in rows["DAYS_OFF"]
            if off
        ],
        "requests": [
            *(_request("want", *row) for row in rows["SHIFT_ON_REQUESTS"]),
            *(_request("avoid", *row) for row in rows["SHIFT_OFF_REQUESTS"]),
        ],
    }
    return rotasolve.Team.model_validate(data)


def _span(length: int) -> str:
    end = EARLIEST + length
    return f"{EARLIEST // 60:02}:{EARLIEST % 60:02}-{end // 60 % 24:02}:{end % 60:02}"


def _days(*numbers: int) -> list[str]:
    return [(START + timedelta(number)).isoformat() for number in numbers]


def _cover(day: int, code: str, need: int, under: int, over: int) -> dict[str, Any]:
    ideal = {"people": need, "level": "cost", "weight": under, "over": over}
    return {"shift": {"code": code}, "dates": _days(day), "ideal": ideal}


def _request(verb: str, name: str, day: int, code: str, weight: int) -> dict[str, Any]:
    return {
        "who": {"name": name},
        verb: {"code": code},
        "dates": _days(day),
        "level": "cost",
        "weight": weight,
    }


def _rotation(shifts: list[Row]) -> list[dict[str, Any]]:
    """What may not follow each shift on the next day."""
    return [
        {"rule": "sequence", "forbid": [{"code": code}, {"code": list(after)}]}
        for code, _, after in shifts
        if after
    ]


def _contracts(staff: list[Row]) -> list[dict[str, Any]]:
    """Everybody's limits."""
    rules: list[dict[str, Any]] = []
    for name, most, longest, least, run, short_run, short_off, weekends in staff:
        who = {"who": {"name": name}}
        for code, number in most.items():
            count = {"rule": "count", "of": {"code": code}, "at_most": number}
            rules.append({**who, **count, "per": "period"})
        hours = {"account": "contract", "at_most": f"{longest}m", "at_least": f"{least}m"}
        rules += [
            {**who, "rule": "hours", **hours, "per": "period"},
            {**who, "rule": "run", "at_most": run, "at_least": short_run, "absence": "off"},
            {**who, "rule": "run", "of": "days off", "at_least": short_off, "absence": "off"},
            {**who, "rule": "weekends", "at_most": weekends},
        ]
    return rules
