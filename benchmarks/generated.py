"""Teams like the two reference teams, of any size, made from a seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import rotasolve

SHIFTS: dict[str, Any] = {
    "E": {"time": "08:00-16:00", "break": "30m"},
    "L": {"time": "14:20-22:20", "break": "30m"},
    "LD": {"time": "10:00-22:20", "break": "1h", "tags": ["long"]},
    "M": {"time": "11:00-19:00", "break": "30m"},
    "S": {"time": "09:00-14:00"},
    "T": {"time": "17:00-22:20"},
}

MONDAY = date(2026, 1, 5)


def crisis_team(people: int, weeks: int, *, shifts: int = 3, seed: int = 1) -> rotasolve.Team:
    """A crisis team of ``people`` staff members over ``weeks`` weeks, using the first ``shifts``.

    Two people in three are registered; one in four is part-time; everybody has one week of leave
    in twelve and a request in most weeks. Cover minima take about two thirds of the contracted
    hours and the ideals nearly all of them.
    """
    chance = random.Random(seed)
    names = [f"Person {n + 1:03}" for n in range(people)]
    staff = [
        {
            "name": name,
            "grade": "Band 4" if n % 3 == 2 else "Band 6",
            "skills": ["nvq3"] if n % 3 == 2 else ["registered", "lone_working"],
            "contract": "part time" if n % 4 == 3 else "full time",
        }
        for n, name in enumerate(names)
    ]
    codes = list(SHIFTS)[:shifts]
    # Full-timers work five shifts a week, part-timers three: 4.5 on average.
    a_day = 4.5 * people / 7 / len(codes)
    cover = [
        {
            "shift": code,
            "min": max(1, round(0.66 * a_day)),
            "ideal": {"people": max(1, round(0.95 * a_day)), "weight": 10},
        }
        for code in codes
    ]
    data = {
        "version": 1,
        "team": f"Crisis team of {people}",
        "period": {"start": MONDAY.isoformat(), "weeks": weeks},
        "skills": ["registered", "nvq3", "lone_working"],
        "shifts": {code: SHIFTS[code] for code in codes},
        "contracts": {"full time": {"hours": 37.5}, "part time": {"hours": 22.5}},
        "staff": staff,
        "cover": [
            *cover,
            {"clock": "08:00-22:20", "min": 2},
            {"clock": "08:00-22:20", "who": {"skill": "registered"}, "min": 1},
        ],
        "rules": [
            {"rule": "rest", "hours": "11h"},
            {"rule": "run", "at_most": 6},
            {"rule": "hours", "account": "working_time", "at_most": "60h", "per": "week"},
            {"rule": "weekends", "at_most": 1, "out_of": 2},
            {"rule": "weekends", "whole": True, "level": "wish", "weight": 5},
            {"rule": "contract_hours", "tolerance": "8h"},
            {"rule": "supervision", "who": {"skill": "nvq3"}, "by": {"skill": "registered"}},
            {"rule": "lone_working", "skill": "lone_working"},
        ],
        "absences": _leave(names, weeks, chance),
        "requests": _requests(names, weeks, chance),
    }
    return rotasolve.Team.model_validate(data)


def _leave(names: list[str], weeks: int, chance: random.Random) -> list[dict[str, Any]]:
    return [
        {"who": name, "dates": f"{_day(7 * week)}..{_day(7 * week + 6)}"}
        for name in names
        for week in range(weeks)
        if chance.random() < 1 / 12
    ]


def _requests(names: list[str], weeks: int, chance: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "who": name,
            "want": "off",
            "dates": _day(7 * week + chance.randrange(7)),
            "weight": chance.choice([1, 2, 3]),
        }
        for name in names
        for week in range(weeks)
        if chance.random() < 0.6
    ]


def _day(number: int) -> str:
    return (MONDAY + timedelta(number)).isoformat()
