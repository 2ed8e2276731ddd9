"""A team with a rule of every type, of any size, and a rota for it, made from a seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

Blocks = dict[str, Any]
Duty = tuple[str, str, str]
"""A name, a date and a shift, as files spell them."""

MONDAY = date(2026, 1, 5)
PAST_WEEKS = 17

SHIFTS: Blocks = {
    "E": {"time": "07:00-15:00", "break": "30m"},
    "L": {"time": "14:00-22:00", "break": "30m"},
    "D": {"time": "09:00-17:00", "break": "30m"},
    "N": {"time": "21:30-07:30", "break": "30m", "tags": ["night"]},
    "SI": {"time": "22:00-07:00", "kind": "sleep_in", "allowance": 45},
    "OC": {"time": "09:00-09:00", "kind": "on_call", "allowance": 20},
}
PAY: Blocks = {
    "rates": {"Band 6": 18, "Band 4": 13.5},
    "enhancements": {
        "nights and Saturdays": {
            "percent": {"Band 4": 41, "others": 30},
            "time": [{"days": "Sat"}, {"clock": "20:00-06:00", "more_than_half": True}],
        },
        "Sundays": {"percent": 60, "time": [{"days": "Sun, bank holidays"}]},
    },
    "overtime": {"per": "week"},
}


def every_rule(people: int, weeks: int, absences: int, *, seed: int = 1) -> Blocks:
    """What the file of such a team says: a rule of every type, history, and a published rota."""
    chance = random.Random(seed)
    names = [f"Person {n + 1:03}" for n in range(people)]
    away = _absences(names, weeks, absences, chance)
    history = _duties(names, MONDAY - timedelta(7 * PAST_WEEKS), PAST_WEEKS, set(), chance)
    return {
        "version": 1,
        "team": f"Every rule for {people}",
        "period": {"start": MONDAY.isoformat(), "weeks": weeks},
        "calendar": {"region": "England"},
        "skills": ["registered", "alone"],
        "shifts": SHIFTS,
        "contracts": {
            "full time": {"hours": 37.5, "bank_holidays": "credit"},
            "part time": {"hours": 22.5, "days_a_week": 3},
            "bank": {"bank": True},
        },
        "pay": PAY,
        "staff": [_somebody(n, name) for n, name in enumerate(names)],
        "cover": _cover(people),
        "rules": _rules(names),
        "events": [
            {"name": "team meeting", "time": "13:30-15:30", "days": "Wed", "attend": "60%"},
            {"name": "training", "time": "09:00-12:00", "days": "Mon", "attend": 5},
        ],
        "tasks": [
            {"name": "audit", "per": "week", "takes": "2h", "who": "registered"},
            {"name": "fire test", "per": "day", "clock": "09:00-17:00"},
        ],
        "absences": [
            {"who": name, "kind": kind, "dates": f"{first}..{last}"}
            for name, kind, first, last in away
        ],
        "requests": _requests(names, weeks, _days_away(away), chance),
        "fixed": [
            {"who": name, "shift": "off", "dates": _day(weeks, chance), "level": "wish"}
            for name in names
        ],
        "history": {
            "from": (MONDAY - timedelta(7 * PAST_WEEKS)).isoformat(),
            "duties": [
                dict(zip(("staff", "date", "shift"), duty, strict=True)) for duty in history
            ],
        },
        "published": {
            "from": MONDAY.isoformat(),
            "to": (MONDAY + timedelta(7 * weeks - 1)).isoformat(),
            "duties": [
                dict(zip(("staff", "date", "shift"), duty, strict=True))
                for duty in rota_for(people, weeks, absences, seed=seed)
            ],
        },
    }


def rota_for(people: int, weeks: int, absences: int, *, seed: int = 1) -> list[Duty]:
    """A rota for the team of the same numbers: one shift for five days of each week, or nights."""
    names = [f"Person {n + 1:03}" for n in range(people)]
    away = _days_away(_absences(names, weeks, absences, random.Random(seed)))
    return _duties(names, MONDAY, weeks, away, random.Random(f"rota {seed}"))


def _days_away(absences: list[tuple[str, str, str, str]]) -> set[tuple[str, str]]:
    """Everybody's days of absence."""
    away = set()
    for name, _, first, last in absences:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days
        for n in range(days + 1):
            away.add((name, (date.fromisoformat(first) + timedelta(n)).isoformat()))
    return away


def _requests(
    names: list[str], weeks: int, away: set[tuple[str, str]], chance: random.Random
) -> list[Blocks]:
    """Some of everybody, on days on which they are not away."""
    drawn = [
        {"who": name, "want": chance.choice(("off", "E", "L")), "dates": _day(weeks, chance)}
        for name in names
        for _ in range(max(1, weeks // 8))
    ]
    return [each for each in drawn if (each["who"], each["dates"]) not in away]


def _somebody(n: int, name: str) -> Blocks:
    contract = "bank" if n % 15 == 14 else "part time" if n % 4 == 3 else "full time"
    return {
        "name": name,
        "grade": "Band 4" if n % 3 == 2 else "Band 6",
        "skills": ["alone"] if n % 3 == 2 else ["registered", "alone"],
        "contract": contract,
    }


def _absences(
    names: list[str], weeks: int, number: int, chance: random.Random
) -> list[tuple[str, str, str, str]]:
    """Name, kind, first and last date of each: a week at most."""
    found = []
    for _ in range(number):
        first = MONDAY + timedelta(chance.randrange(7 * weeks))
        last = min(first + timedelta(chance.randrange(7)), MONDAY + timedelta(7 * weeks - 1))
        kind = chance.choice(("leave", "leave", "study", "sickness"))
        found.append((chance.choice(names), kind, first.isoformat(), last.isoformat()))
    return found


def _duties(
    names: list[str], start: date, weeks: int, away: set[tuple[str, str]], chance: random.Random
) -> list[Duty]:
    found = []
    for n, name in enumerate(names):
        for week in range(weeks):
            code = "ELDN"[(n + week) % 4]
            for weekday in range(4 if code == "N" else 5):
                day = start + timedelta(7 * week + (weekday + n) % 7)
                if (name, day.isoformat()) not in away and chance.random() < 0.98:
                    found.append((name, day.isoformat(), code))
            if (n + week) % 4 == 1 and chance.random() < 0.5:
                day = start + timedelta(7 * week + n % 7)
                if (name, day.isoformat()) not in away:
                    found.append((name, day.isoformat(), chance.choice(("SI", "OC"))))
    return found


def _day(weeks: int, chance: random.Random) -> str:
    return (MONDAY + timedelta(chance.randrange(7 * weeks))).isoformat()


def _cover(people: int) -> list[Blocks]:
    """About what the rota gives: a little more than it on some dates."""

    def ideal(share: float) -> Blocks:
        return {"people": round(share * people), "over": 1}

    least = max(1, people // 15)
    return [
        {"shift": "E", "min": least, "ideal": ideal(0.16)},
        {"shift": "L", "min": least, "max": people // 3},
        {"shift": ["D", "E"], "days": "Mon-Fri", "min": least},
        {"shift": "N", "min": {"people": least, "level": "safety"}, "bank": 1},
        {"shift": "E", "who": "registered", "min": {"people": least, "level": "safety"}},
        {
            "shift": "N",
            "any_of": [{"registered": 2}, {"registered": 1, "alone": 3}],
            "level": "safety",
        },
        {"clock": "07:00-22:00", "min": {"people": least, "level": "safety"}},
        {"clock": "21:30-07:30", "who": "registered", "min": {"people": 1, "level": "safety"}},
    ]


def _rules(names: list[str]) -> list[Blocks]:
    pairs = {
        name: names[first + 1 : first + 5]
        for first, name in enumerate(names)
        if first % 5 == 0 and first + 1 < len(names)
    }
    rules: list[Blocks] = [
        {"rule": "rest", "hours": "11h"},
        {"rule": "run", "at_most": 6},
        {"rule": "run", "of": "days off", "at_least": 2, "level": "wish"},
        {"rule": "run", "of": "N", "at_most": 4, "then_off": 2},
        {"rule": "sequence", "forbid": ["N", "E"]},
        {"rule": "sequence", "when": "N", "then": ["off", "off"], "days": "Sun"},
        {"rule": "weekends", "at_most": 2, "out_of": 3},
        {"rule": "weekends", "whole": True, "same_shift": True, "level": "wish"},
        {"rule": "hours", "at_most": "60h", "per": "any 7 days"},
        {"rule": "hours", "account": "contract", "at_most": "50h", "per": "week"},
        {"rule": "hours", "account": "paid", "at_most": "2200h", "per": "period"},
        {"rule": "count", "at_most": 10, "per": "any 14 days"},
        {"rule": "count", "of": "N", "at_most": 4, "per": "week"},
        {"rule": "count", "of": "days off", "at_least": 2, "per": "week"},
        {"rule": "availability", "who": names[0], "days": "Thu"},
        {"rule": "availability", "who": names[-2:], "only": "06:00-23:00"},
        {"rule": "cost"},
        {"rule": "contract_hours", "tolerance": "40h"},
        {"rule": "contract_hours", "tolerance": "15h", "per": "week", "level": "wish"},
        {"rule": "span", "at_most": "13h"},
        {"rule": "span", "long": "10h", "at_most_long": 3, "rest_after": "11h"},
        {"rule": "weekly_rest"},
        {"rule": "average_hours"},
        {"rule": "average_hours", "night_duties": 40, "opted_out": True},
        {"rule": "stability"},
        {"rule": "bank"},
        {"rule": "supervision", "who": {"not": "registered"}, "by": "registered"},
        {"rule": "lone_working", "skill": "alone"},
        {"rule": "supervision_meetings", "pairs": pairs},
        {"rule": "together", "who": names[:2]},
        {"rule": "apart", "who": names[2:5], "at_most": 2},
        {"rule": "absence_cap", "at_most": max(1, len(names) // 6)},
        {"rule": "fair_share", "of": "N"},
        {"rule": "fair_share", "of": "weekends"},
        {"rule": "fair_share", "of": "bank holidays"},
        {"rule": "fair_share", "of": "unsocial hours", "tolerance": 40},
        {"rule": "budget", "at_most": 100_000},
        {"rule": "budget", "at_most": 3000, "per": "week"},
    ]
    # What is not met is a cost: a rota that breaks a rule here and there is an ordinary candidate.
    return [{"level": "contract", **rule} for rule in rules]
