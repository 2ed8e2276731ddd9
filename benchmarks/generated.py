"""Teams like the two reference teams, of any size, made from a seed."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import rotasolve

CRISIS_SHIFTS: dict[str, Any] = {
    "E": {"time": "08:00-16:00", "break": "30m"},
    "L": {"time": "14:20-22:20", "break": "30m"},
    "LD": {"time": "10:00-22:20", "break": "1h", "tags": ["long"]},
    "M": {"time": "11:00-19:00", "break": "30m"},
    "S": {"time": "09:00-14:00"},
    "T": {"time": "17:00-22:20"},
}

HOUSE_SHIFTS: dict[str, Any] = {
    "E": {"name": "Early", "time": "07:00-15:00", "break": "30m"},
    "L": {"name": "Late", "time": "14:30-22:30", "break": "30m"},
    "M": {"name": "Office day", "time": "09:00-17:00", "break": "30m"},
    "SI": {
        "name": "Sleep-in",
        "time": "22:30-07:00",
        "kind": "sleep_in",
        "needs": ["medication", "lone_working"],
        "allowance": 45,
    },
    "OC": {
        "name": "On call",
        "time": "09:00-09:00",
        "kind": "on_call",
        "needs": "duty_manager",
        "allowance": 20,
    },
}

TRAINED = ["medication", "lone_working"]
MANAGER = [*TRAINED, "duty_manager"]

HOUSE: list[dict[str, Any]] = [
    {"role": "service manager", "skills": MANAGER, "shifts": ["M", "OC"]},
    {"role": "recovery coordinator", "skills": MANAGER, "shifts": {"not": "M"}},
    {"role": "recovery coordinator", "skills": MANAGER, "shifts": {"not": "M"}},
    {"role": "recovery worker", "skills": TRAINED, "shifts": {"not": "M"}},
    {"role": "recovery worker", "skills": TRAINED, "shifts": {"not": "M"}},
    {"role": "recovery worker", "skills": TRAINED, "shifts": {"not": "M"}},
    {"role": "deputy manager", "skills": MANAGER, "shifts": ["M", "E", "L", "OC"]},
    {"role": "recovery worker", "skills": TRAINED, "shifts": {"not": "M"}, "contract": "four_days"},
    {"role": "recovery assistant", "shifts": ["E", "L"]},
    {"role": "recovery assistant", "shifts": ["E", "L"], "contract": "three_days"},
]
"""The staff of one house; on a full-time contract unless another is named."""

MONDAY = date(2026, 1, 5)


def crisis_team(
    people: int,
    weeks: int,
    *,
    shifts: int = 3,
    least: float = 0.66,
    weekends: float = 1.0,
    seed: int = 1,
) -> rotasolve.Team:
    """A crisis team of ``people`` staff members over ``weeks`` weeks, using the first ``shifts``.

    Two people in three are registered; one in four is part-time; everybody has one week of leave
    in twelve and a request in most weeks. The ideals of cover take nearly all of the contracted
    shifts. Ten people are the fewest for three shifts: the clock asks for two until 10:00 and for
    two others from 16:00.

    Parameters
    ----------
    least
        The minima of cover as a share of the contracted shifts.
    weekends
        Cover of Saturdays and Sundays as a share of that of other days. At 1 and with the usual
        ``least``, the minima take nine tenths of what people may do who have every second weekend
        off; the shorter rest in the night in which summer time begins is then too much for most
        teams, so that periods with that night have no rota.
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
    codes = list(CRISIS_SHIFTS)[:shifts]
    # Full-timers work five shifts a week, part-timers three: 4.5 on average.
    a_day = 4.5 * people / (5 + 2 * weekends) / len(codes)
    kinds_of_day = (
        [({}, a_day)]
        if weekends == 1
        else [({"days": "Mon-Fri"}, a_day), ({"days": "weekends"}, weekends * a_day)]
    )
    cover = [
        {
            "shift": code,
            **days,
            "min": max(1, round(least * number)),
            "ideal": {"people": max(1, round(0.95 * number)), "weight": 10},
        }
        for code in codes
        for days, number in kinds_of_day
    ]
    data = {
        "version": 1,
        "team": f"Crisis team of {people}",
        "period": {"start": MONDAY.isoformat(), "weeks": weeks},
        "skills": ["registered", "nvq3", "lone_working"],
        "shifts": {code: CRISIS_SHIFTS[code] for code in codes},
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


def supported_housing(people: int, weeks: int, *, seed: int = 1) -> rotasolve.Team:
    """Houses of ten, ``people`` staff members in all, on one rota over ``weeks`` weeks.

    Each house has a sleep-in every night, joined to the late before and the early after it, a
    manager on call and somebody in the office; cover grows in proportion to ``people``. Its minima
    take about half of the contracted shifts and the ideals nearly all of them. At most one person
    of a house is away at a time, which makes a rota possible; ten people are the fewest.
    """
    chance = random.Random(seed)
    names = [f"Person {n + 1:03}" for n in range(people)]
    houses = max(1, people // len(HOUSE))
    away = _away(names, weeks, chance)
    data = {
        "version": 1,
        "team": f"Supported housing of {people}",
        "period": {"start": MONDAY.isoformat(), "weeks": weeks},
        "calendar": {"region": "England"},
        "skills": MANAGER,
        "shifts": HOUSE_SHIFTS,
        "contracts": {
            "full_time": {"hours": 37.5},
            "four_days": {"hours": 30, "days_a_week": 4},
            "three_days": {"hours": 22.5, "days_a_week": 3},
        },
        "staff": [
            {"name": name, "contract": "full_time", **HOUSE[n % len(HOUSE)]}
            for n, name in enumerate(names)
        ],
        "cover": _house_cover(people, houses),
        "rules": _house_rules(weeks),
        "absences": [
            {"who": names[n], "kind": kind, "dates": dates} for n, kind, dates in away.values()
        ],
        "requests": _house_requests(names, weeks, away, chance),
    }
    return rotasolve.Team.model_validate(data)


def _house_cover(people: int, houses: int) -> list[dict[str, Any]]:
    """Cover of so many houses; who sleeps in has the late before and the early after."""

    def number(share: float) -> int:
        return max(houses, round(share * people))

    def ideal(share: float) -> dict[str, int]:
        return {"people": number(share), "weight": 10, "over": 3}

    awake: list[dict[str, Any]] = []
    for code in ("E", "L"):
        awake += [
            {"shift": code, "days": "Mon-Fri except Wed", "min": number(0.2), "ideal": ideal(0.28)},
            {"shift": code, "days": "Wed", "min": number(0.2), "ideal": ideal(0.35)},
            {"shift": code, "days": "weekends", "min": number(0.1), "ideal": ideal(0.2)},
            {
                "shift": code,
                "days": "weekends",
                "min": {"people": number(0.2), "level": "safety", "weight": 60},
            },
            {"shift": code, "who": "medication", "min": houses},
        ]
    return [
        {"clock": "07:30-22:30", "min": houses},
        {"shift": "SI", "min": houses, "max": houses},
        {"shift": "SI", "who": "medication", "min": houses},
        {"shift": "OC", "min": houses, "max": houses},
        *awake,
        {
            "shift": "M",
            "days": "Mon-Fri except bank holidays",
            "ideal": {"people": houses, "weight": 10, "over": 1},
        },
    ]


def _house_rules(weeks: int) -> list[dict[str, Any]]:
    guides = ["recovery coordinator", "recovery worker", "deputy manager"]
    # Sleep-ins come to 7 a week for 6 of each ten people, on call to 7 for 4 of them.
    return [
        {"rule": "sequence", "when": "SI", "same_day": "L"},
        {"rule": "sequence", "when": "SI", "then": ["E"]},
        {"rule": "rest", "hours": "11h", "except": [["L", "SI"], ["SI", "E"]]},
        {"rule": "sequence", "forbid": ["SI", "SI"]},
        {"rule": "count", "of": "SI", "at_most": 2, "per": "week"},
        {"rule": "hours", "account": "working_time", "at_most": 60, "per": "any 7 days"},
        {
            "rule": "hours",
            "account": "working_time",
            "at_most": 48 * weeks,
            "per": "period",
            "level": "safety",
        },
        {"rule": "run", "at_most": 6},
        {"rule": "run", "of": "OC", "at_most": 7},
        {"rule": "weekends", "at_most": 1, "out_of": 2},
        {"rule": "lone_working", "skill": "lone_working"},
        {"rule": "supervision", "who": {"role": "recovery assistant"}, "by": {"role": guides}},
        {"rule": "contract_hours", "tolerance": "7h30"},
        {
            "rule": "availability",
            "who": {"role": "service manager"},
            "only_days": "Mon-Fri",
            "kinds": ["work"],
        },
        {"rule": "availability", "who": {"contract": "three_days"}, "days": "Thu"},
        *(
            {**rule, "level": "fairness"}
            for rule in (
                {"rule": "weekends", "whole": True, "weight": 5},
                {"rule": "run", "of": "days off", "at_least": 2, "weight": 3},
                {"rule": "run", "at_most": 5, "weight": 4},
                {"rule": "count", "of": "SI", "at_most": round(1.25 * weeks), "per": "period"},
                {"rule": "count", "of": "OC", "at_most": 2 * weeks, "per": "period"},
                {"rule": "run", "of": "OC", "at_least": 2, "weight": 2},
            )
        ),
    ]


def _away(
    names: list[str], weeks: int, chance: random.Random
) -> dict[tuple[int, int], tuple[int, str, str]]:
    """Who of each house is away in each week, why, and when: ``{(house, week): (n, kind, dates)}``.

    Everybody has one week of leave in twelve and one day of study in sixty weeks.
    """
    away = {}
    for first in range(0, len(names), len(HOUSE)):
        members = range(first, min(first + len(HOUSE), len(names)))
        for week in range(weeks):
            n, drawn = chance.choice(members), chance.random()
            if drawn < len(members) / 12:
                away[first, week] = (n, "leave", _week(week))
            elif drawn < len(members) / 10:
                away[first, week] = (n, "study", _day(7 * week + chance.randrange(5)))
    return away


def _house_requests(
    names: list[str],
    weeks: int,
    away: dict[tuple[int, int], tuple[int, str, str]],
    chance: random.Random,
) -> list[dict[str, Any]]:
    """A request of everybody in about half of the weeks in which they are not away."""
    requests = []
    for n, name in enumerate(names):
        member = n % len(HOUSE)
        for week in range(weeks):
            here = away.get((n - member, week), (None,))[0] != n
            if not here or chance.random() >= 0.5:
                continue
            asked: list[dict[str, Any]] = [{"want": "off"}] * 3
            if member != 0:
                asked += [{"want": "E"}, {"avoid": "L"}]
            requests.append(
                {
                    "who": name,
                    **chance.choice(asked),
                    "dates": _day(7 * week + chance.randrange(7)),
                    "weight": chance.choice([1, 2, 3]),
                }
            )
    return requests


def _leave(names: list[str], weeks: int, chance: random.Random) -> list[dict[str, Any]]:
    """One week in twelve for everybody, but never more than a quarter of a team at once."""
    away: Counter[int] = Counter()
    most = max(1, round(len(names) / 4))
    leave = []
    for name in names:
        for week in range(weeks):
            if chance.random() < 1 / 12 and away[week] < most:
                away[week] += 1
                leave.append({"who": name, "dates": _week(week)})
    return leave


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


def _week(number: int) -> str:
    return f"{_day(7 * number)}..{_day(7 * number + 6)}"


def _day(number: int) -> str:
    return (MONDAY + timedelta(number)).isoformat()
