"""Half a year of a team: rotas one after the other, each with the history of those before it.

    python -m benchmarks.simulate examples/crisis_team.yaml [--periods 7] [--seconds 60] [--seed 1]
                                  [--workers N] [--folder DIR]

People book leave at random, a period ahead of the rota that it falls into; once a rota is made some
fall ill at random, and the duties they miss are not worked. What was worked, with every absence, is
the history of the next rota. One JSON line for each period, and one for the whole: breaches of the
working-time rules in the rotas as published, and as worked, and how far everybody is from their
fair share of what the team shares by ``fair_share``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

import rotasolve
from rotasolve.duties import Duties
from rotasolve.loader.load import read
from rotasolve.report.json import rota_document, to_text
from rotasolve.report.shares import share_documents
from rotasolve.report.write import write_file

if TYPE_CHECKING:
    from rotasolve.loader.load import Loaded

WORKING_TIME = {"rest", "weekly_rest", "average_hours", "hours"}
"""The rules that stand for the Working Time Regulations."""

WEEK = timedelta(7)
OF_ONE_PERIOD = ("fixed", "published")
"""Blocks of the team file that belong to its own period and are left out of all others."""

LEAVE_A_PERIOD = 0.45
"""Chance that somebody takes a week of leave in a period: about 29 days a year."""

RARE = 3
"""Number of people up to which a skill is rare."""

ILL_A_WEEK = 0.04
"""Chance that somebody falls ill in a week; about 4 % of working days with :data:`DAYS_ILL`."""

DAYS_ILL = (1, 5)
"""Fewest and most days of an illness."""


@dataclass
class Past:
    """What has happened so far.

    Attributes
    ----------
    files
        The rota of each period as it was worked, by its name in the folder.
    absences
        Every absence so far, as entries of the team file.
    """

    files: list[str] = field(default_factory=list)
    absences: list[dict[str, Any]] = field(default_factory=list)


def team_data(stated: dict[str, Any], start: date, past: Past, first: bool) -> dict[str, Any]:
    """The team file of the period from ``start`` on."""
    data = {key: value for key, value in stated.items() if first or key not in OF_ONE_PERIOD}
    data["period"] = {**stated["period"], "start": start.isoformat()}
    data["absences"] = past.absences
    if not first:
        own = stated.get("history", {})
        data["history"] = {
            **{key: own[key] for key in ("from", "duties") if key in own},
            "files": past.files,
        }
    return data


def leave(
    staff: list[dict[str, Any]], start: date, weeks: int, most: int, chance: random.Random
) -> list[dict[str, Any]]:
    """Weeks of leave in the period from ``start``, as a careful manager grants them.

    At most ``most`` people are away in a week, and nobody within a week of somebody else who holds
    the same rare skill; nor in the first week, which a rare skill may owe to the rota before.
    """
    skills = [skill for entry in staff for skill in _listed(entry.get("skills"))]
    rare = {skill for skill in skills if skills.count(skill) <= RARE}
    away: list[list[set[str]]] = [[] for _ in range(weeks)]
    booked = []
    for entry in chance.sample(staff, len(staff)):
        week, wanted = chance.randrange(weeks), chance.random() < LEAVE_A_PERIOD
        own = rare & set(_listed(entry.get("skills")))
        beside = [each for near in away[max(0, week - 1) : week + 2] for each in near]
        clash = bool(own) and (week == 0 or any(own & each for each in beside))
        if wanted and not clash and len(away[week]) < most:
            away[week].append(own)
            first = start + week * WEEK
            booked.append(_absence(entry["name"], "leave", first, first + WEEK - timedelta(1)))
    return booked


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def illness(team: rotasolve.Team, chance: random.Random) -> list[dict[str, Any]]:
    """Who falls ill in the period, and when, once the rota is made."""
    ill = []
    for staff in team.staff:
        for week in range(team.period.weeks):
            if chance.random() < ILL_A_WEEK:
                first = team.period.start + week * WEEK + timedelta(chance.randrange(7))
                last = min(team.period.end, first + timedelta(chance.randint(*DAYS_ILL) - 1))
                ill.append(_absence(staff.name, "sickness", first, last))
    return ill


def _absence(name: str, kind: str, first: date, last: date) -> dict[str, Any]:
    return {"who": name, "kind": kind, "dates": f"{first}..{last}"}


def write_team(folder: Path, name: str, data: dict[str, Any]) -> Loaded:
    """The team of ``data``, by way of a file, as a manager would have it."""
    path = folder / name
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(data, file)
    return read(path)


def worked(team: rotasolve.Team, rota: rotasolve.Rota, ill: list[dict[str, Any]]) -> rotasolve.Rota:
    """What is left of ``rota`` when those who are ill do not come."""
    days = {
        (entry["who"], date.fromisoformat(entry["dates"][:10]) + timedelta(n))
        for entry in ill
        for n in range(
            (date.fromisoformat(entry["dates"][12:]) - date.fromisoformat(entry["dates"][:10])).days
            + 1
        )
    }
    kept = []
    for each in rota.assignments:
        name, day, code = each
        shift = team.shifts[code]
        runs_over = shift.end(day) > shift.start(day + timedelta(1)) - shift.time.start
        if (name, day) not in days and not (runs_over and (name, day + timedelta(1)) in days):
            kept.append(each)
    return rotasolve.Rota.of(team, kept)


def working_time_breaches(team: rotasolve.Team, rota: rotasolve.Rota) -> list[str]:
    """Every breach of a rule of working time, in words."""
    duties = Duties(team, rota)
    return [
        breach.words
        for rule in team.all_rules
        if rule.rule in WORKING_TIME
        for breach in rule.breaches(duties, team)
    ]


def simulate(path: Path, arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Run all periods of one team; the figures of the whole."""
    stated = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    chance = random.Random(arguments.seed)
    start = date.fromisoformat(str(stated["period"]["start"]))
    weeks = int(stated["period"]["weeks"])
    past = Past()
    past.absences = [dict(entry) for entry in stated.get("absences", ())]
    published: list[str] = []
    figures: dict[str, Any] = {}
    for number in range(arguments.periods):
        first = number == 0
        begin = start + number * weeks * WEEK
        past.absences += leave(stated["staff"], begin + weeks * WEEK, weeks, arguments.away, chance)
        loaded = write_team(folder, f"{number}-team.yaml", team_data(stated, begin, past, first))
        result = rotasolve.solve(
            loaded.team, seconds=arguments.seconds, seed=arguments.seed, workers=arguments.workers
        )
        if result.rota is None or result.audit is None:
            raise SystemExit(f"period {number + 1}: no rota ({result.status})")
        ill = illness(loaded.team, chance)
        past.absences += ill
        after = write_team(folder, f"{number}-worked.yaml", team_data(stated, begin, past, first))
        rota = worked(after.team, result.rota, ill)
        kept = rotasolve.Result(
            "feasible", rota, rotasolve.audit(after.team, rota), {}, result.seconds, result.seed
        )
        past.files.append(f"{number}-rota.json")
        document = to_text(rota_document(after.team, kept, after.digest))
        write_file(folder / past.files[-1], document)
        broken = working_time_breaches(loaded.team, result.rota)
        published += broken
        figures = {
            "team": path.stem,
            "period": number + 1,
            "status": result.status,
            "cost": result.cost,
            "bound": dict(result.bound),
            "must_breaches": len(result.audit.must_breaches),
            "duties_missed_ill": len(result.rota.assignments) - len(rota.assignments),
            "working_time_breaches": len(broken),
            "working_time_breaches_as_worked": len(working_time_breaches(after.team, rota)),
            "shares": furthest(share_documents(after.team, rota)),
        }
        print(json.dumps(figures), flush=True)
    return {
        "team": path.stem,
        "weeks": arguments.periods * weeks,
        "working_time_breaches": published,
        "shares": figures["shares"],
    }


def furthest(shares: list[dict[str, Any]]) -> dict[str, Any]:
    """For each fair share the person furthest from it, and by how much."""
    worst: dict[str, Any] = {}
    for share in shares:
        off = round(share["count"] - share["target"], 2)
        if abs(off) >= abs(worst.get(share["rule"], {"off": 0})["off"]):
            worst[share["rule"]] = {"staff": share["staff"], "off": off, "of": share["target"]}
    return worst


def main() -> int:
    """Simulate every team named; the exit code is 1 where working time was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teams", nargs="+", type=Path)
    parser.add_argument("--periods", type=int, default=7, help="rotas one after the other")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--away", type=int, default=2, help="most people on leave in a week")
    parser.add_argument("--folder", type=Path, help="where team files and rotas are kept")
    arguments = parser.parse_args()
    broken = False
    for path in arguments.teams:
        with tempfile.TemporaryDirectory() as own:
            folder = arguments.folder / path.stem if arguments.folder else Path(own)
            folder.mkdir(parents=True, exist_ok=True)
            whole = simulate(path, arguments, folder)
        print(json.dumps(whole), flush=True)
        broken = broken or bool(whole["working_time_breaches"])
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
