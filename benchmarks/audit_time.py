"""How long audits take, beside another build of rotasolve.

    python -m benchmarks.audit_time --beside PATH

``PATH`` is a checkout of rotasolve, or an environment in which it is installed. Each build audits
the same rotas of the same team, which has a rule of every type: one in full, then one in which
somebody has changed two duties, then one in which the whole of somebody's line is another. Times
are CPU time; what is worked out of the team alone is worked out before, except for ``first``. Two
builds are alike in a rule where they find the same breaches in the same order, whatever the words.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.every_rule import Duty, every_rule, rota_for

JUDGE = Path(__file__).with_name("audit_judge.py")


def rotas(people: int, weeks: int, absences: int) -> list[list[Duty]]:
    """A rota, one with two duties fewer, and one in which a line is worked three days later."""
    rows = rota_for(people, weeks, absences)
    name = rows[len(rows) // 2][0]
    own = [row for row in rows if row[0] == name]
    others = [row for row in rows if row[0] != name]
    days = {day for _, day, _ in rows}
    later = [(each, str(date.fromisoformat(day) + timedelta(3)), code) for each, day, code in own]
    moved = [row for row in later if row[1] in days]
    few = own[: len(own) // 2] + own[len(own) // 2 + 2 :]
    return [rows, [*others, *few], [*others, *moved]]


def run(build: Path | None, asked: dict[str, Any]) -> dict[str, Any]:
    """What the audits of ``build`` took; of this one where it is None."""
    python, paths = sys.executable, {}
    if build is not None and (build / "src" / "rotasolve").is_dir():
        paths = {"PYTHONPATH": str(build / "src")}
    elif build is not None and (build / "bin" / "python").exists():
        python = str(build / "bin" / "python")
    elif build is not None:
        raise SystemExit(f"{build} is neither a checkout of rotasolve nor an environment with it")
    done = subprocess.run(
        [python, "-P", str(JUDGE)],
        input=json.dumps(asked),
        env={**os.environ, **paths},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table(here: dict[str, Any], there: dict[str, Any] | None) -> list[str]:
    """A Markdown table: milliseconds of the other build and of this one, for each kind of rule."""
    columns = ["full", "two duties", "a whole line"]
    if there is not None:
        columns = [f"{each} {side}" for each in columns for side in ("before", "after")]
        columns += ["times as fast", "alike"]
    lines = [f"| rule | {' | '.join(columns)} |", "| --- |" + " --: |" * len(columns)]
    kinds = [kind for kind in here if kind not in ("first", "all")]
    kinds.sort(key=lambda kind: -(there or here).get(kind, here[kind])["full"])
    for kind in ["all", *kinds]:
        after = _seconds(here[kind])
        cells = [f"{1000 * each:.1f}" for each in after]
        if there is not None and kind in there:
            before = _seconds(there[kind])
            both = [each for pair in zip(before, after, strict=True) for each in pair]
            cells = [f"{1000 * each:.1f}" for each in both]
            ratios = [old / max(new, 1e-6) for old, new in zip(before, after, strict=True)]
            cells.append(" / ".join(f"{ratio:.0f}" for ratio in ratios))
            cells.append("yes" if here[kind]["said"] == there[kind]["said"] else "no")
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return lines


def _seconds(found: dict[str, Any]) -> list[float]:
    return [found["full"], *found["changed"]]


def main(arguments: list[str] | None = None) -> None:
    """Time the audits of this build, and of another one beside it, and print a table."""
    parser = argparse.ArgumentParser(prog="audit_time", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--beside", type=Path, help="a checkout or an environment of another build")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--absences", type=int, default=400)
    parser.add_argument("--times", type=int, default=1, help="runs of which the fastest counts")
    parser.add_argument("--total", action="store_true", help="leave out the rows of single rules")
    given = parser.parse_args(arguments)
    size = given.people, given.weeks, given.absences
    asked = {
        "team": every_rule(*size),
        "rotas": rotas(*size),
        "times": given.times,
        "by_rule": not given.total,
    }
    here = run(None, asked)
    there = run(given.beside, asked) if given.beside else None
    print(f"{given.people} people x {given.weeks} weeks, {given.absences} absences; CPU time in ms")
    for side, found in (("after", here), ("before", there)):
        if found:
            print(f"first audit of the team, {side}: {1000 * found['first']:.0f} ms")
    print("\n".join(table(here, there)))


if __name__ == "__main__":
    main()
