"""Linear programs solved beside this thread: a stop ends them soon, failing numbers no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ortools.util.python.solve_interrupter import SolveInterrupter  # type: ignore[import-untyped]

from rotasolve.model.ortools_parts import solve_failure
from rotasolve.search.cpsat import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.math_opt.python import mathopt

    from rotasolve.search.cpsat import Settings

WORK = 2e-9
"""Deterministic time of one entry of the matrix in one pass of PDLP over it."""

MOST_PASSES = 20_000
"""Most such passes."""

NUMBERS_FAILED = "GLOP termination reason: ABNORMAL"
"""What MathOpt says where GLOP loses its way in numbers too far apart; it may find it anew."""


def passes_within(limit: float, num_entries: int) -> float:
    """How often PDLP may pass over ``num_entries`` within ``limit`` of deterministic time."""
    return min(MOST_PASSES, max(1.0, limit / (WORK * max(1, num_entries))))


def solved(
    solve: Callable[..., mathopt.SolveResult],
    parameters: mathopt.SolveParameters,
    settings: Settings,
) -> mathopt.SolveResult | None:
    """What ``solve`` gives with ``parameters``, soon after a stop; None where numbers fail.

    Only that failure is one to go on from, and it is counted. Any other is a defect, and raised.
    """
    interrupter = SolveInterrupter()

    def run() -> mathopt.SolveResult | None:
        try:
            return solve(params=parameters, interrupter=interrupter)
        except (RuntimeError, AttributeError) as error:
            said = solve_failure(error)
            if said is None:
                raise
            if NUMBERS_FAILED not in said:
                raise RuntimeError(f"a linear program is refused: {said}") from error
            settings.journal.fall_back("linear program: numbers failed")
            return None

    with ThreadPoolExecutor(1) as pool:
        (result,) = answers([pool.submit(run)], settings.stop, interrupter.interrupt)
    return result
