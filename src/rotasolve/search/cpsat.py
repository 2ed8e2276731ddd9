"""One run of CP-SAT: limited, interruptible, and read out as plain numbers."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from ortools.sat.python import cp_model

from rotasolve.errors import EncoderMismatch
from rotasolve.model.ortools_parts import solution
from rotasolve.search.budget import Budget as Budget  # noqa: TC001 (told on)
from rotasolve.search.cores import allowed_cores
from rotasolve.search.journal import Journal
from rotasolve.team.solver import MOST_SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future

    from rotasolve.model.ortools_parts import SatParameters
    from rotasolve.model.sheet import Cost

Answer = TypeVar("Answer")

POLL = 0.05
"""Seconds between two looks at whether the solve should stop."""

INTERLEAVED = 8
"""Workers in deterministic mode, whatever the settings say: which rota is found depends on it."""

SUBSOLVERS = ("default_lp", "no_lp", "max_lp_sym", "core", "quick_restart", "reduced_costs")
"""Full searches that take turns; what workers are left search neighbourhoods.

They differ as much as CP-SAT's searches can, which is why more of them than cores are useful: on a
crisis team of 15, eight workers on two cores went further in 30 s than two, six or twelve, and
than eight with two or four full searches.
"""


ANEW = 2**30
"""Number of the search that is made anew: its seed is far from all others."""


class Stopped(Exception):
    """The time was up, or a stop was asked for, before there was anything to search in."""


@dataclass(frozen=True)
class Settings:
    """How every run of one solve goes.

    Attributes
    ----------
    budget
        The time left for all runs together.
    seed
        Seed of everything random.
    workers
        CP-SAT workers.
    stop
        Ends the present run, and every later one at once, when set.
    cores
        Processor cores that may be used.
    journal
        Failures, fallbacks and proofs, which the result tells.
    """

    budget: Budget
    seed: int = 1
    workers: int = 8
    stop: threading.Event = field(default_factory=threading.Event)
    cores: int = field(default_factory=allowed_cores)
    journal: Journal = field(default_factory=Journal)

    def seed_of(self, number: int) -> int:
        """The seed of search ``number``, the first of which is 0; after the last comes seed 0."""
        return (self.seed + number) % (MOST_SEED + 1)

    @property
    def time_left(self) -> bool:
        """Whether there is time left, and nobody has asked to stop."""
        return self.budget.left() > 0 and not self.stop.is_set()

    def in_time(self, until: float) -> bool:
        """Whether there is time left before ``until``, in the budget's unit."""
        return self.time_left and self.budget.spent() < until

    def check(self) -> None:
        """Go on only while there is time.

        Raises
        ------
        Stopped
            If the time is up, or somebody has asked to stop.
        """
        if not self.time_left:
            raise Stopped

    @property
    def threads(self) -> int:
        """Searches of our own that go on at once; one where each run must be repeatable."""
        return 1 if self.budget.deterministic else min(self.workers, self.cores)

    @property
    def many(self) -> int:
        """CP-SAT workers of a search on its own: more than cores, as they differ in their ways."""
        alone = self.workers == 1 and not self.budget.deterministic
        return 1 if alone else max(8, self.workers)


@dataclass(frozen=True)
class Run:
    """What a run of CP-SAT found.

    Attributes
    ----------
    status
        ``optimal`` also for a model without objective that has a solution.
    objective, solution
        The best solution and its objective; None without one. ``solution`` has the value of each
        variable by index.
    bound
        Proven lower bound of the objective.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    objective: int | None
    bound: int
    solution: Sequence[int] | None

    def value(self, variable: cp_model.BoolVarT) -> int:
        """The value of ``variable`` in the solution."""
        assert self.solution is not None
        return self.solution[variable.index]


def run(
    model: cp_model.CpModel,
    settings: Settings,
    *,
    limit: float,
    cost: Cost | None = None,
    hint: Iterable[tuple[cp_model.BoolVarT, bool]] = (),
    workers: int | None = None,
    seed: int | None = None,
    on_news: Callable[[Run], None] | None = None,
    patience: float = math.inf,
    anew: bool = False,
) -> Run:
    """Minimise ``cost`` over ``model``, or find any solution where there is no cost.

    Parameters
    ----------
    limit
        The most of the budget to use, in the budget's unit.
    hint
        Literals and the values to try first.
    workers, seed
        CP-SAT workers and seed, where not those of the settings.
    on_news
        Called now and then with what there is so far, where something of it is new.
    patience
        With ``on_news``: seconds without a solution that is clearly better, after which it ends.
    anew
        Search in another way than usual; see :func:`search_anew`.
    """
    model.clear_objective()  # type: ignore[no-untyped-call]
    if cost is not None:
        model.minimize(cost.expression())
    model.clear_hints()  # type: ignore[no-untyped-call]
    for variable, value in hint:
        model.add_hint(variable, value)
    solver = _solver(settings, limit, 1 if anew else workers or settings.workers)
    if seed is not None:
        solver.parameters.random_seed = seed
    if anew:
        search_anew(solver.parameters, settings)
    watch = None if cost is None or on_news is None else _Watch(solver, cost)
    code = _solve(solver, model, watch, settings.stop, on_news, patience)
    settings.budget.spend(solver.deterministic_time)
    if code == cp_model.MODEL_INVALID:
        raise EncoderMismatch(f"the solver refuses the model: {model.validate()}")
    if code == cp_model.INFEASIBLE:
        return Run("infeasible", None, 0, None)
    bound = _round_up(solver.best_objective_bound, cost) if cost is not None else 0
    if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Run("unknown", None, bound, None)
    # A model without objective is never "optimal" before its solution is: any solution will do.
    status: Literal["optimal", "feasible"]
    status = "optimal" if code == cp_model.OPTIMAL or cost is None else "feasible"
    objective = round(solver.objective_value) if cost is not None else 0
    return Run(status, objective, bound, solution(solver))


def search_alone(parameters: SatParameters) -> None:
    """One worker, for a model so small that its linear program can see all of it.

    Cuts of rounded sums cost more than they prove; those of cliques and zero-half sums pay, the
    more the longer the horizon. Parts of 60 people by 28 days that CP-SAT's own choice does not
    close in 4 s with two workers close in 1 s so.
    """
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.add_mir_cuts = False
    parameters.add_cg_cuts = False
    parameters.symmetry_level = 0


def search_anew(parameters: SatParameters, settings: Settings) -> None:
    """One search that shares as little as can be with those that have said "impossible".

    Of the false verdicts that are known of CP-SAT 9.15 some are of its presolve, and some of many
    workers without it; so there is no presolve, one worker, and another seed.
    """
    parameters.cp_model_presolve = False
    parameters.num_workers = 1
    parameters.linearization_level = 1
    parameters.random_seed = settings.seed_of(ANEW)


def answers(
    running: Sequence[Future[Answer]], stop: threading.Event, end: Callable[[], None]
) -> list[Answer]:
    """What searches in other threads give, which ``end`` ends, soon after ``stop`` is set.

    This thread can look at ``stop`` and hear Ctrl-C meanwhile. An exception, in it or in one of
    them, sets ``stop``.
    """
    try:
        while (waited := wait(running, timeout=POLL, return_when=FIRST_EXCEPTION)).not_done:
            for each in waited.done:
                each.result()
            if stop.is_set():
                end()
    except BaseException:  # their pool would wait for what is under way, or about to be
        stop.set()
        while not all(each.done() for each in running):
            end()
            time.sleep(POLL)
        raise
    return [each.result() for each in running]


def _solver(settings: Settings, limit: float, workers: int) -> cp_model.CpSolver:
    """A solver set up for one run."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = settings.seed
    parameters.catch_sigint_signal = False  # we stop it ourselves, and keep the best
    settings.budget.limit(parameters, limit)
    if workers == 1:
        search_alone(parameters)
        return solver
    if settings.budget.deterministic:
        # The sub-searches take turns; how many they are may not depend on the machine.
        parameters.interleave_search = True
        workers = INTERLEAVED
    parameters.num_workers = workers
    if workers >= len(SUBSOLVERS) + 2:
        parameters.subsolvers.extend(SUBSOLVERS)
    return solver


def _solve(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    watch: _Watch | None,
    stop: threading.Event,
    on_news: Callable[[Run], None] | None,
    patience: float,
) -> int:
    """The status of a solve that ends soon after ``stop`` is set, or ``patience`` is at its end.

    The solver runs in a thread of its own, so that this one can look at ``stop`` and hear Ctrl-C.
    """
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(solver.solve, model, watch)
        try:
            while True:
                try:
                    return int(running.result(POLL))
                except TimeoutError:
                    stale = watch is not None and time.monotonic() > watch.moved_at + patience
                    if stale or stop.is_set():
                        solver.stop_search()
                    news = watch.news() if watch else None
                    if news is not None and on_news is not None:
                        on_news(news)
        finally:
            solver.stop_search()  # an interrupt does not wait for the time limit


def _round_up(bound: float, cost: Cost) -> int:
    """The least value that ``cost`` can take at or above ``bound``."""
    step = math.gcd(*cost.coefficients) or 1
    return cost.constant + step * math.ceil((bound - cost.constant) / step - 1e-6)


CLEARLY_BETTER = 0.95
"""Share of the cost so far below which a solution is clearly better."""


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps the best solution and bound of a search that goes on."""

    def __init__(self, solver: cp_model.CpSolver, cost: Cost) -> None:
        super().__init__()
        self._cost = cost
        self._solution: tuple[int, Sequence[int]] | None = None
        self._bound: float = -math.inf
        self._told: tuple[object, float] = (None, -math.inf)
        self._mark = math.inf
        self.moved_at = time.monotonic()
        solver.best_bound_callback = self._on_bound

    def on_solution_callback(self) -> None:
        """Called by the solver for each better solution."""
        self._solution = round(self.objective_value), solution(self)
        if self._solution[0] < CLEARLY_BETTER * self._mark:
            self._mark, self.moved_at = self._solution[0], time.monotonic()

    def _on_bound(self, bound: float) -> None:
        self._bound = bound

    def news(self) -> Run | None:
        """What there is so far; None where that is not new."""
        state = self._solution, self._bound
        if state == self._told or math.isinf(state[1]):
            return None
        self._told = state
        bound = _round_up(state[1], self._cost)
        if state[0] is None:
            return Run("unknown", None, bound, None)
        return Run("feasible", state[0][0], bound, state[0][1])
