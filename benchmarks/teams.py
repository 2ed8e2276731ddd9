"""Solve generated teams of many sizes, and measure how time and memory grow with them.

    python -m benchmarks.teams [--like crisis|house|both] [--people 10,20] [--weeks 4,12]
        [--seconds 120] [--seed 1] [--workers N] [--out teams.jsonl]

Each size is solved in a process of its own and gives one JSON line, on the screen and appended to
``--out``; a size that fails gives a line with ``error``. The growth is fitted at the end, over all
that ``--out`` holds: the exponent ``k`` of ``people ** k`` or ``weeks ** k``.
``python -m benchmarks.plot_teams`` draws it.

A level is within the gap when its cost is at most 1 % above its bound (``cost - bound <= cost /
100``), no ``must`` is broken, and every higher level is within the gap too, all of the same rota.
``seconds_to_gap`` of a level is the first moment at which it is; that of the team is its last
level's: a solve stopped there would have given a rota proven to 1 % at every level. Later the solve
may better a higher level and so open the lower ones again; that changes nothing. The clock is the
solve's own; its last report is its result. ``peak_mb`` is the most memory that the process had in
use by the end of the solve, and ``peak_mb_before`` that before it, when all was imported; growth is
fitted to the difference.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import signal
import statistics
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import rotasolve
from benchmarks.generated import crisis_team, supported_housing
from benchmarks.memory import peak_mb
from rotasolve.team.level import MUST, SPARE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rotasolve.search.progress import Progress

Line = dict[str, Any]

ROOT = Path(__file__).parent.parent

# The crisis team of the examples too has fewer people on at weekends, and minima of cover that take
# about half of the contracted hours.
LIKE: dict[str, Callable[..., rotasolve.Team]] = {
    "crisis": partial(crisis_team, least=0.5, weekends=2 / 3),
    "house": supported_housing,
}

MEASURES: dict[str, Callable[[Line], float | None]] = {
    "first rota": lambda line: line["first_seconds"],
    "1 % gap": lambda line: line["seconds_to_gap"],
    "memory": lambda line: line["peak_mb"] - line["peak_mb_before"],
}
"""What grows, each as a number of a line; None where it was not reached."""


@dataclass(frozen=True)
class Task:
    """A team to solve, and what the solve is given."""

    like: str
    people: int
    weeks: int
    limit: float
    seed: int
    workers: int | None

    @property
    def key(self) -> Line:
        """What every line says first."""
        return {
            "team": self.like,
            "people": self.people,
            "weeks": self.weeks,
            "limit": self.limit,
            "seed": self.seed,
        }

    @property
    def arguments(self) -> list[str]:
        """The task as the command line takes it."""
        pairs: dict[str, object] = {
            "--like": self.like,
            "--people": self.people,
            "--weeks": self.weeks,
            "--seconds": self.limit,
            "--seed": self.seed,
            "--workers": self.workers,
        }
        return [
            text for key, value in pairs.items() if value is not None for text in (key, str(value))
        ]


def main() -> int:
    """Measure every size, the smallest first.

    The exit code is 0, 1 where a size failed or a rota was not clean, 2 for bad input, 130 for
    Ctrl-C, which keeps what was measured.
    """
    options = _options()
    kinds = list(LIKE) if options.like == "both" else [options.like]
    tasks = [
        Task(like, people, weeks, options.seconds, options.seed, options.workers)
        for like in kinds
        for people in options.people
        for weeks in options.weeks
    ]
    if options.here:
        for task in tasks:
            print(json.dumps(measure(task)), flush=True)
        return 0
    try:
        lines = read_lines(options.out) if options.out and options.out.exists() else []
        out = options.out.open("a", encoding="utf-8") if options.out else nullcontext()
    except (OSError, ValueError) as error:
        print(f"{options.out}: {error}", file=sys.stderr)
        return 2
    good = True
    with out as file:
        try:
            for task in sorted(tasks, key=lambda task: task.people * task.weeks):
                line = measure_alone(task)
                good &= "error" not in line and line["audit_clean"] is not False
                lines.append(line)
                for stream in filter(None, (file, sys.stdout)):
                    print(json.dumps(line), file=stream, flush=True)
        except KeyboardInterrupt:
            return 130
        finally:
            print(growth(lines), file=sys.stderr)
    return 0 if good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--like", choices=(*LIKE, "both"), default="both")
    parser.add_argument("--people", type=_numbers, default=[10, 20, 40, 80, 160], help="10 or more")
    parser.add_argument("--weeks", type=_numbers, default=[4, 12, 26])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument(
        "--here", action="store_true", help="measure in this process, and only print the lines"
    )
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers such as 10,20")
    return [int(number) for number in text.split(",")]


# -- one size --------------------------------------------------------------------------------------


def measure_alone(task: Task) -> Line:
    """The line of a task, from a process of its own; it has ``error`` where that process fails."""
    command = [sys.executable, "-m", "benchmarks.teams", "--here", *task.arguments]
    patience = 3 * task.limit + 600  # building a model and auditing a rota take time too
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return {**task.key, "error": f"not done after {patience:.0f} s"}
    if done.returncode < 0:
        return {**task.key, "error": f"ended by {signal.Signals(-done.returncode).name}"}
    printed = done.stdout.splitlines()
    if done.returncode or not printed:
        words = (done.stderr.strip() or "no words").splitlines()[-1]
        return {**task.key, "error": f"exit code {done.returncode}: {words}"}
    line: Line = json.loads(printed[-1])
    return line


def measure(task: Task) -> Line:
    """The line of a task, solved in this process."""
    team = LIKE[task.like](task.people, task.weeks, seed=task.seed)
    solve, before = rotasolve.solve, peak_mb()
    reports: list[Progress] = []
    result = solve(
        team, seconds=task.limit, seed=task.seed, workers=task.workers, progress=reports.append
    )
    peak = peak_mb()
    reports.append(_last_report(result))
    gap = seconds_to_gap(reports, team.levels)
    return {
        **task.key,
        "status": result.status,
        "seconds": round(result.seconds, 2),
        "first_seconds": first_seconds(reports),
        "seconds_to_gap": gap[[level for level in team.levels if level != SPARE][-1]],
        "levels": {
            level: {
                "cost": result.cost.get(level),
                "bound": result.bound.get(level),
                "seconds_to_gap": gap[level],
            }
            for level in team.levels
        },
        "peak_mb": peak,
        "peak_mb_before": before,
        "audit_clean": _audited_again(team, result),
        "workers": task.workers,
        "versions": result.versions,
    }


def _last_report(result: rotasolve.Result) -> Progress:
    from rotasolve.search.progress import Progress

    return Progress(result.seconds, result.cost or None, result.bound, None, "done")


def _audited_again(team: rotasolve.Team, result: rotasolve.Result) -> bool | None:
    """Whether the rota, read from its own file, is clean and costs the same; None without one."""
    from rotasolve.loader.rota_file import read_rota
    from rotasolve.report.json import rota_document, to_text

    if result.rota is None:
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rota.json"
        path.write_text(to_text(rota_document(team, result, digest="")), encoding="utf-8")
        audited = rotasolve.audit(team, read_rota(path, team))
    return audited.clean and audited.cost == result.cost


# -- milestones ------------------------------------------------------------------------------------


def first_seconds(reports: Iterable[Progress]) -> float | None:
    """The clock at which there first is a rota that keeps every must; None if there never is."""
    found = [each.seconds for each in reports if each.cost and not each.cost.get(MUST)]
    return round(min(found), 3) if found else None


def seconds_to_gap(reports: Iterable[Progress], levels: Sequence[str]) -> dict[str, float | None]:
    """The clock at which each level first is within the gap; None where it never is.

    A report tells of the level being worked on as soon as a solution is found, when nobody knows
    what that costs at lower levels: what it says of those is still of the rota before. So they
    count only while no higher level costs anything else than when the solve was last at them.
    """
    reached: dict[str, float | None] = dict.fromkeys(levels)
    costs_above: dict[str, tuple[int, ...]] = {}
    order = (MUST, *levels)
    for report in sorted(reports, key=lambda report: report.seconds):
        cost = report.cost
        if cost is None or cost.get(MUST):
            continue
        above = {level: tuple(cost[each] for each in levels[:n]) for n, level in enumerate(levels)}
        last = len(order) if report.level is None else order.index(report.level)
        costs_above |= {level: above[level] for level in order[1 : last + 1]}
        for level in levels:
            bound = report.bound.get(level)
            of_another_rota = costs_above.get(level) != above[level]
            if bound is None or of_another_rota or 100 * (cost[level] - bound) > cost[level]:
                break
            if reached[level] is None:
                reached[level] = round(report.seconds, 3)
    return reached


# -- growth ----------------------------------------------------------------------------------------


def read_lines(path: Path) -> list[Line]:
    """The lines of a file."""
    return [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]


def measured(lines: Iterable[Line]) -> list[Line]:
    """The last line of each size, in order of size, without those that failed."""
    last = {(line["team"], line["people"], line["weeks"]): line for line in lines}
    return [line for _, line in sorted(last.items()) if "error" not in line]


def growth(lines: Iterable[Line]) -> str:
    """A table of the exponents with which time and memory grow with people and with weeks.

    Each is the slope of the line of least squares through the logarithms, with the number of sizes
    that it goes through in brackets; a dash where there are fewer than two.
    """
    found = measured(lines)
    rows = [
        f"| team | grows with | of | {' | '.join(MEASURES)} |",
        "|---|---|--:" + "|--:" * 3 + "|",
    ]
    for like in sorted({line["team"] for line in found}):
        for along, fixed in (("people", "weeks"), ("weeks", "people")):
            for size in sorted({line[fixed] for line in found if line["team"] == like}):
                group = [line for line in found if (line["team"], line[fixed]) == (like, size)]
                cells = [
                    _exponent([(line[along], of(line)) for line in group])
                    for of in MEASURES.values()
                ]
                rows.append(f"| {like} | {along} | {size} {fixed} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _exponent(points: Iterable[tuple[int, float | None]]) -> str:
    logs = [(math.log(size), math.log(value)) for size, value in points if value and value > 0]
    if len(logs) < 2:
        return "–"
    slope, _ = statistics.linear_regression(*zip(*logs, strict=True))
    return f"{slope:.2f} ({len(logs)})"


if __name__ == "__main__":
    sys.exit(main())
