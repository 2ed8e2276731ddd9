"""Small teams made from a seed: rules of every type at mixed levels, with more asked than is there.

The teams of ``random_teams`` try every spelling, and most of them cost nothing; here demand and
wishes pull against each other, so that most optima cost something at more than one level.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from random_teams import LEVELS, NAMES, PAY, STARTS, made
from support import SHIFTS

from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)

if TYPE_CHECKING:
    from datetime import date

    from rotasolve.team.team import Team

Stated = dict[str, Any]


def mixed_team(seed: int, *, free_days: int | None = None, wide: bool = False) -> Team:
    """The team of ``seed``.

    Parameters
    ----------
    free_days
        Make it tiny: two people, two shifts, and nobody works outside this many days in a row.
    wide
        Put rules about shares, pay, pairs and occasions in the place of some of the others.
    """
    return made(mixed_blocks(seed, free_days=free_days, wide=wide))


def mixed_blocks(seed: int, *, free_days: int | None = None, wide: bool = False) -> Stated:
    """What the file of the team of ``seed`` says; see :func:`mixed_team`."""
    chance = random.Random(seed)
    tiny = free_days is not None
    start = chance.choice(STARTS)
    names = NAMES[: 2 if tiny else chance.choice((2, 3, 3, 4))]
    main = chance.sample("ELND", 1 if tiny else chance.choice((1, 2, 2)))
    codes = [*main, *chance.sample([code for code in SHIFTS if code not in main], 1)]
    known = chance.choice((0, 2, 4))
    rules = [
        level(chance, rule, must=0.2) for rule in chance.sample(_rules(chance, codes, names), 4)
    ]
    blocks: Stated = {
        "version": 1,
        "team": f"Team {seed}",
        "period": {"start": start, "weeks": 1},
        "skills": ["registered", "driver"],
        "shifts": {code: SHIFTS[code] for code in codes},
        "staff": [
            {
                "name": name,
                "contract": {"hours": chance.choice((16, 24, 40))},
                "skills": chance.choice((["registered"], ["registered"], ["driver"])),
            }
            for name in names
        ],
        "rules": rules,
        "cover": _cover(chance, codes, len(names)),
        "requests": [_request(chance, codes, name, start) for name in names for _ in range(2)],
        "history": {
            "from": start - timedelta(known),
            "duties": [
                {"staff": name, "date": start - timedelta(n), "shift": chance.choice(codes)}
                for name in names
                for n in range(1, known + 1)
                if chance.random() < 0.5
            ],
        },
    }
    if chance.random() < 0.3:
        blocks["absences"] = [
            {"kind": "leave", "who": chance.choice(names), "dates": _dates(chance, start)}
        ]
    if chance.random() < 0.3:
        blocks["fixed"] = [
            level(
                chance,
                {
                    "who": chance.choice(names),
                    "dates": _dates(chance, start),
                    "shift": chance.choice([*codes, "off"]),
                },
                must=0.3,
            )
        ]
    if wide:
        blocks = _widened(random.Random(f"wide {seed}"), blocks)
    if free_days is not None:
        blocks = shut(blocks, chance.randrange(8 - free_days), free_days)
    return blocks


def shut(blocks: Stated, first: int, days: int) -> Stated:
    """``blocks`` with nobody there on any date but ``days`` dates from the ``first`` on."""
    start = blocks["period"]["start"]
    away = [
        {"kind": "other", "credited": False, "who": "all", "dates": str(start + timedelta(d))}
        for d in range(7)
        if not first <= d < first + days
    ]
    return {**blocks, "absences": [*blocks.get("absences", ()), *away]}


def level(chance: random.Random, rule: Stated, *, must: float) -> Stated:
    """``rule`` at some level with some weight; with probability ``must`` it must hold."""
    chosen = "must" if chance.random() < must else chance.choice(LEVELS)
    return {**rule, "level": chosen, "weight": chance.choice((1, 1, 2, 3, 5))}


def _dates(chance: random.Random, start: date) -> str:
    first = chance.randrange(6)
    return f"{start + timedelta(first)}..{start + timedelta(first + chance.randrange(2))}"


def _request(chance: random.Random, codes: list[str], name: str, start: date) -> Stated:
    asked = chance.choice(
        [{"want": "off"}, {"want": chance.choice(codes)}, {"avoid": chance.choice(codes)}]
    )
    return level(chance, {"who": name, "dates": _dates(chance, start), **asked}, must=0)


def _cover(chance: random.Random, codes: list[str], people: int) -> list[Stated]:
    """A line for each shift and mostly one by the clock; more people than are there at times."""

    def limit(number: int, *, must: float = 0.0) -> Stated:
        return level(chance, {"people": number}, must=must)

    lines: list[Stated] = []
    for code in codes:
        least = chance.choice((0, 1, 1))
        ideal = chance.randint(max(1, least), people)
        line: Stated = {
            "shift": code,
            "min": limit(least, must=0.1),
            "ideal": {**limit(ideal), "over": chance.choice((0, 1, 2))},
        }
        if chance.random() < 0.5:
            line["max"] = limit(chance.randint(ideal, people), must=0.3)
        if chance.random() < 0.3:
            line["who"] = "registered"
        lines.append(line)
    if chance.random() < 0.6:
        span = chance.choice(("07:00-15:00", "20:00-08:00", "13:30-14:30", "00:00-09:00"))
        lines.append({"clock": span, "min": limit(chance.choice((1, 2)))})
    return lines


def _rules(chance: random.Random, codes: list[str], names: tuple[str, ...]) -> list[Stated]:
    """One rule of each type, in some order."""
    code = chance.choice(codes)
    what = chance.choice(["working days", "days off", code])
    most = chance.randint(1, 3)
    return [
        {"rule": "rest", "hours": chance.choice(("11h", "16h", "35h"))},
        {"rule": "run", "of": what, "at_least": chance.randint(1, 2), "at_most": most + 1},
        {"rule": "run", "of": "working days", "at_most": most, "then_off": 2},
        {"rule": "sequence", "forbid": [code, chance.choice(codes)]},
        {"rule": "sequence", "when": code, "then": [chance.choice([*codes, "off"])]},
        {"rule": "weekends", "whole": True},
        {"rule": "weekends", "at_most": 0, "who": names[0]},
        {"rule": "hours", "at_least": 16, "at_most": 40, "per": chance.choice(("week", "period"))},
        {"rule": "count", "of": what, "at_least": most, "per": "any 3 days"},
        {"rule": "count", "of": code, "at_most": most, "per": "week"},
        {"rule": "availability", "who": names[-1], "days": "Mon-Wed", "only": "06:00-23:00"},
        {"rule": "contract_hours", "tolerance": chance.choice((0, 4, 8))},
        {"rule": "supervision", "who": "driver", "by": "registered"},
        {"rule": "lone_working", "skill": "registered"},
        {"rule": "overlap", "shifts_a_day": 2},
        {"rule": "eligible"},
    ]


def _widened(chance: random.Random, blocks: Stated) -> Stated:
    """``blocks`` with three of the wider rules for two of their own, and with more to their cover.

    They are drawn apart, so that a seed means the same team without them as ever.
    """
    names = [each["name"] for each in blocks["staff"]]
    codes = list(blocks["shifts"])
    start = blocks["period"]["start"]
    chosen = chance.sample(_wider_rules(chance, codes, names), 3)
    rules = [level(chance, rule, must=0.1) for rule in chosen]
    events = [rule for rule in rules if "attend" in rule]
    cover = [_more_cover(chance, line) for line in blocks["cover"]]
    published = {
        "from": start,
        "to": start + timedelta(6),
        "duties": [
            {"staff": name, "date": start + timedelta(d), "shift": chance.choice(codes)}
            for name in names
            for d in range(7)
            if chance.random() < 0.4
        ],
    }
    return {
        **blocks,
        "pay": PAY,
        "staff": [
            {**each, "grade": chance.choice(("Band 5", "Band 2"))} for each in blocks["staff"]
        ],
        "rules": [*blocks["rules"][:2], *(rule for rule in rules if rule not in events)],
        "events": events,
        "cover": cover,
        "published": published,
    }


def _more_cover(chance: random.Random, line: Stated) -> Stated:
    """``line`` with a choice of mixes, or with the bank, where there is anybody to send."""
    if "shift" in line and chance.random() < 0.3:
        line = {**line, "any_of": [{"registered": 1, "driver": 1}, {"all": 2}], "level": "contract"}
    if line["min"]["people"] and chance.random() < 0.4:
        dear = {**line["min"], "level": "must", "weight": 1}
        bank = {
            "up_to": line["min"]["people"],
            "level": chance.choice(LEVELS),
            "weight": chance.choice((1, 2)),
        }
        line = {**line, "min": dear, "bank": bank}
    return line


def _wider_rules(chance: random.Random, codes: list[str], names: list[str]) -> list[Stated]:
    """One rule of each type that the others have not, in some order."""
    code = chance.choice(codes)
    share = chance.choice((code, "weekends", "unsocial hours", "all"))
    parts = chance.choice((["basic"], ["enhancements", "bank"], ["basic", "allowances"]))
    time = chance.choice(("14:30-16:00", "06:00-07:30", "23:30-00:30"))
    return [
        {"rule": "fair_share", "of": share, "tolerance": chance.choice((0, 0, 1))},
        {"rule": "fair_share", "of": codes, "tolerance": 0, "past_weeks": 1},
        {"rule": "budget", "at_most": chance.choice((0, 99.5, 400)), "of": parts},
        {"rule": "budget", "at_most": 120, "of": ["basic"], "per": "week", "who": names[0]},
        {"rule": "cost"},
        {
            "rule": "event",
            "name": "meeting",
            "code": "T",
            "time": time,
            "days": "Mon, Thu",
            "attend": 2,
        },
        {"rule": "task", "name": "check", "per": chance.choice(("day", "week")), "who": names[-1]},
        {"rule": "supervision_meetings", "pairs": {names[0]: names[1:]}, "per": "week"},
        {"rule": "supervision_meetings", "pairs": {names[-1]: [names[0]]}, "per": "day"},
        {"rule": "together", "who": names, "of": codes},
        {"rule": "apart", "who": names, "at_most": 1},
        {"rule": "absence_cap", "at_most": 0, "kinds": ["leave", "other"]},
        {"rule": "stability"},
        {"rule": "span", "at_most": "12h"},
        {"rule": "weekly_rest", "per": "any 4 days", "hours": "30h"},
        {"rule": "average_hours", "over": 1, "at_most": "20h"},
    ]
