"""Linear programs solved beside this thread: a stop ends them soon, and a failure nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ortools.util.python.solve_interrupter import SolveInterrupter  # type: ignore[import-untyped]

from rotasolve.search.cpsat import answers

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from ortools.math_opt.python import mathopt

WORK = 2e-9
"""Deterministic time of one entry of the matrix in one pass of PDLP over it."""

MOST_PASSES = 20_000
"""Most such passes."""

SOLVER_FAILED = (RuntimeError, AttributeError)
"""What a solve raises that GLOP ends as abnormal; the second stems from a defect of MathOpt 9.15,
which fails to put the failure into words."""


def passes_within(limit: float, num_entries: int) -> float:
    """How often PDLP may pass over ``num_entries`` within ``limit`` of deterministic time."""
    return min(MOST_PASSES, max(1.0, limit / (WORK * max(1, num_entries))))


def solved(
    solve: Callable[..., mathopt.SolveResult],
    parameters: mathopt.SolveParameters,
    stop: threading.Event,
) -> mathopt.SolveResult | None:
    """What ``solve`` gives with ``parameters``, soon after ``stop`` is set; None where it fails."""
    interrupter = SolveInterrupter()

    def run() -> mathopt.SolveResult | None:
        try:
            return solve(params=parameters, interrupter=interrupter)
        except SOLVER_FAILED:
            return None

    with ThreadPoolExecutor(1) as pool:
        (result,) = answers([pool.submit(run)], stop, interrupter.interrupt)
    return result
