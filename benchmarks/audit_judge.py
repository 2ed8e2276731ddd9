"""Times the audits of one build of rotasolve; ``audit_time`` runs it with each build.

A program of its own: it imports whatever rotasolve its Python finds, and nothing beside it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from datetime import date
from typing import Any

import rotasolve
from rotasolve.audit import Audit, Auditor


def least(times: int, run: Any) -> tuple[float, Any]:
    """The least CPU time of so many runs, in seconds, and what the last one returned."""
    best, found = float("inf"), None
    for _ in range(times):
        start = time.process_time()
        found = run()
        best = min(best, time.process_time() - start)
    return best, found


def digest(audited: Audit) -> str:
    """Every breach of an audit in its order, without its words, as one short text."""
    rows = [
        (each.rule, each.level, each.weight, each.amount, each.staff, *each.dates)
        for each in audited.breaches
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def judged(team: Any, rotas: list[Any], times: int) -> dict[str, Any]:
    """Seconds of a full audit of the first rota, and of each other one after it; and what it says.

    What is worked out of the team alone has been worked out before.
    """
    first, *others = rotas
    Auditor(team).audit(first)
    full, audited = least(times, lambda: Auditor(team).audit(first))
    said = [digest(audited)]
    seconds = []
    auditor = Auditor(team)
    for other in others:
        best = float("inf")
        for _ in range(times):
            auditor.audit(first)
            start = time.process_time()
            audited = auditor.audit(other)
            best = min(best, time.process_time() - start)
        said.append(digest(audited))
        seconds.append(best)
    return {"full": full, "changed": seconds, "said": said, "breaches": len(audited.breaches)}


def main() -> None:
    """Read a team and its rotas, and write what its audits took, by kind of rule and in all."""
    asked = json.load(sys.stdin)
    team = rotasolve.Team.model_validate(asked["team"])
    rotas = [
        rotasolve.Rota.of(team, [(name, date.fromisoformat(day), code) for name, day, code in rows])
        for rows in asked["rotas"]
    ]
    rules = team.all_rules
    start = time.process_time()
    Auditor(team).audit(rotas[0])
    found = {"first": time.process_time() - start, "all": judged(team, rotas, asked["times"])}
    kinds = dict.fromkeys(rule.rule for rule in rules)
    for kind in kinds if asked["by_rule"] else ():
        # The rules in force are worked out once for a team, and kept here.
        vars(team)["all_rules"] = tuple(rule for rule in rules if rule.rule == kind)
        found[kind] = judged(team, rotas, asked["times"])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
