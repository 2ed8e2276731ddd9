"""One solver on one Curtois-Qu instance, in a process of its own; ``benchmarks.curtois`` starts it.

``python -m benchmarks.curtois_measure SOLVER FILE SECONDS WORKERS SEED`` prints one JSON object:
the figures, the rota in its file form, and what is wrong with it.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING, Any

from benchmarks.curtois_evaluator import breaches, cost, from_csv, read, to_csv
from benchmarks.memory import peak_mb

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curtois_baselines import Answer, Watch
    from rotasolve.search.progress import Progress

    Run = Callable[[Watch], Answer]

CPSAT_WORKERS = 8
"""Workers of the CP-SAT baseline, which need not be as many as there are cores."""


@dataclass(frozen=True)
class Task:
    """An instance, a solver (``rotasolve``, ``cpsat`` or ``highs``), and what it is given."""

    solver: str
    file: Path
    limit: float
    workers: int
    seed: int

    @property
    def arguments(self) -> list[str]:
        """The task as :func:`main` takes it."""
        return [self.solver, *map(str, (self.file, self.limit, self.workers, self.seed))]


def blank(task: Task) -> dict[str, Any]:
    """The figures of a solve of which nothing is known: all keys, in their order."""
    names = ("rotasolve", "ortools") if task.solver == "rotasolve" else ("ortools",)
    return {
        "instance": task.file.stem,
        "solver": task.solver,
        "status": "failed",
        "cost": None,
        "bound": None,
        "gap": None,
        "limit": task.limit,
        "seconds": None,
        "first_seconds": None,
        "peak_mb": None,
        "audit_clean": None,
        "seed": task.seed,
        "workers": task.workers,
        "versions": {name: version(name) for name in names} | {"python": python_version()},
        "curve": [],
    }


def measure(task: Task) -> dict[str, Any]:
    """The figures of one solve, its rota in the file form, and everything wrong with that."""
    # Ctrl-C ends the process: there is nothing to keep yet, and an import may swallow exceptions.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    run = _prepared(task)
    if task.solver != "highs":  # which cannot be asked for its best rota so far
        signal.signal(signal.SIGINT, signal.default_int_handler)
    curve = Curve()
    answer = run(curve.note)
    figures = blank(task) | {
        "status": answer.status,
        "bound": answer.bound,
        "seconds": curve.seconds(),
        "peak_mb": round(peak_mb()),
    }
    text, wrong = None, []
    if answer.rota is not None:
        text = to_csv(answer.rota)
        figures["cost"] = cost(read(task.file), from_csv(text))
        figures["gap"] = gap(figures["cost"], answer.bound)
        wrong = flaws(task, text, stated=answer.cost)
        figures["audit_clean"] = not wrong
        curve.note(figures["cost"], answer.bound, at=figures["seconds"])
    figures |= {"first_seconds": curve.first_seconds, "curve": curve.points}
    return {"figures": figures, "rota": text, "wrong": wrong}


class Curve:
    """Cost and bound over time, from now on: one point for each change for the better."""

    def __init__(self) -> None:
        self.points: list[tuple[float, int | None, int | None]] = []
        self._start, self._lock = time.monotonic(), threading.Lock()

    def seconds(self) -> float:
        """Seconds since the start."""
        return round(time.monotonic() - self._start, 2)

    def note(self, cost: int | None, bound: int | None, *, at: float | None = None) -> None:
        """Take in a cost and a bound, of which either may be unknown; now, unless ``at`` says."""
        with self._lock:
            last = self.points[-1][1:] if self.points else (None, None)
            best = (_best(min, last[0], cost), _best(max, last[1], bound))
            if best != last:
                self.points.append((self.seconds() if at is None else at, *best))

    @property
    def first_seconds(self) -> float | None:
        """Seconds to the first rota."""
        return next((seconds for seconds, cost, _ in self.points if cost is not None), None)


def _best(pick: Callable[..., int], *numbers: int | None) -> int | None:
    known = [number for number in numbers if number is not None]
    return pick(known) if known else None


def gap(cost: int, bound: int | None) -> float | None:
    """The share of the cost not proven necessary, 0 to 1, as ``Result.gap`` has it."""
    if bound is None:
        return None
    return round((cost - bound) / cost, 6) if cost else 0.0


def flaws(task: Task, text: str, *, stated: int | None) -> list[str]:
    """Everything wrong with a rota in the file form for which a solver states a cost.

    A baseline's model may count a person as both too few and too many until it is optimal, so it
    may state too much; rotasolve may not.
    """
    rota, instance = from_csv(text), read(task.file)
    wrong = breaches(instance, rota)
    costs = {"instance": cost(instance, rota)}
    if task.solver == "rotasolve":
        import rotasolve
        from benchmarks.curtois_instance import START, read_instance

        team = read_instance(task.file)
        dated = [(name, START + timedelta(day), code) for name, day, code in rota]
        audit = rotasolve.audit(team, rotasolve.Rota.of(team, dated))
        wrong += [breach.words for breach in audit.must_breaches]
        costs["audit"] = audit.cost["cost"]
    for source, counted in costs.items():
        if stated is None or counted > stated or (counted < stated and task.solver == "rotasolve"):
            wrong.append(
                f"{task.solver} states a cost of {stated}; by the {source} it is {counted}"
            )
    return wrong


def _prepared(task: Task) -> Run:
    """The solve with everything read and imported, so that the clock measures the solve alone."""
    from benchmarks import curtois_baselines

    if task.solver == "rotasolve":
        return _prepared_rotasolve(task)
    solve = {"cpsat": curtois_baselines.cpsat, "highs": curtois_baselines.highs}[task.solver]
    options: dict[str, Any] = {"seconds": task.limit, "workers": task.workers, "seed": task.seed}
    instance = read(task.file)
    return lambda watch: solve(instance, **options, watch=watch)


def _prepared_rotasolve(task: Task) -> Run:
    import rotasolve
    from benchmarks.curtois_baselines import Answer
    from benchmarks.curtois_instance import START, read_instance

    team, solve = read_instance(task.file), rotasolve.solve
    options: dict[str, Any] = {"seconds": task.limit, "workers": task.workers, "seed": task.seed}

    def run(watch: Watch) -> Answer:
        def report(progress: Progress) -> None:
            if progress.cost is not None and not progress.cost.get("must"):
                watch(progress.cost["cost"], progress.bound.get("cost"))

        result = solve(team, **options, progress=report)
        if result.rota is None or result.audit is None or not result.audit.clean:
            return Answer(result.status)
        rota = frozenset(
            (staff, (day - START).days, shift) for staff, day, shift in result.rota.assignments
        )
        return Answer(result.status, rota, result.cost["cost"], result.bound.get("cost"))

    return run


def main() -> int:
    """Print what :func:`measure` gives as JSON."""
    solver, file, limit, workers, seed = sys.argv[1:]
    try:
        found = measure(Task(solver, Path(file), float(limit), int(workers), int(seed)))
    except KeyboardInterrupt:
        return 130
    print(f"\n{json.dumps(found)}", flush=True)  # on a line of its own, whatever solvers print
    return 0


if __name__ == "__main__":
    sys.exit(main())
