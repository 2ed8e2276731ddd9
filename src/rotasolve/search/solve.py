"""Solve a team: the best rota in the time given, audited, and how good it is proven to be."""

from __future__ import annotations

import os
import platform
import threading
from importlib.metadata import version
from typing import TYPE_CHECKING

from rotasolve.audit import audit
from rotasolve.errors import EncoderMismatch
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem
from rotasolve.result import Result
from rotasolve.search.cpsat import Budget, Settings, Stopped
from rotasolve.search.first import SMALL, first_rota, is_large, num_free
from rotasolve.search.interrupt import ctrl_c_sets
from rotasolve.search.levels import find_any, improve
from rotasolve.search.nearest import nearest_rota
from rotasolve.search.progress import Progress
from rotasolve.search.standing import Standing
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.audit import Audit
    from rotasolve.model.build import FullModel
    from rotasolve.result import Status
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team

FIRST_ROTA = 0.5
"""Share of the time left in which a rota that keeps every must is looked for in one way."""

FIRST_LOOK = 5.0
"""Most time, in the budget's unit, for any rota of the full model of a team for which a better one
is then made line by line."""


def solve(
    team: Team,
    *,
    seconds: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
    deterministic: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """The best rota found for ``team``, with the auditor's findings and proven bounds.

    Parameters
    ----------
    team
        The team.
    seconds
        Time limit; the team's own default when left out.
    seed
        Seed of everything random; the team's own default when left out.
    workers
        CP-SAT workers; when left out the team's default, else 8 or the number of cores. More
        workers than cores are useful, because they search in different ways.
    deterministic
        Give the same rota for the same team, seconds, seed and version: ``seconds`` then counts
        deterministic time (see ``Budget``), the clock may show several times as much, and
        ``workers`` is 8 whatever it is set to.
    progress
        Called at each change, from any thread.
    stop
        Ends the search with the best rota so far when set. Ctrl-C in the main thread does the same.

    Raises
    ------
    EncoderMismatch
        If model and auditor disagree: a defect of rotasolve.
    """
    defaults = team.solver
    budget = Budget(defaults.seconds if seconds is None else seconds, deterministic=deterministic)
    settings = Settings(
        budget=budget,
        seed=defaults.seed if seed is None else seed,
        workers=workers or defaults.workers or max(8, os.cpu_count() or 1),
        stop=stop or threading.Event(),
    )
    with ctrl_c_sets(settings.stop):
        return _solve(team, settings, _Reporter(budget, progress))


def _solve(team: Team, settings: Settings, report: _Reporter) -> Result:
    budget = settings.budget
    problem = Problem(team)
    standing = Standing(team.levels)
    report.stage("looking for a first rota")
    first, model, by_line = _first(problem, standing, settings, report)
    status: Status
    if first == "optimal":
        improve(problem, model, standing, settings, report.level)
        status = "feasible" if standing.open_levels else "optimal"
    else:
        report.stage("looking for the least broken rota")
        standing = _least_broken(problem, settings, report, by_line)
        if standing.audit is not None and standing.audit.clean:
            if first == "infeasible":
                raise EncoderMismatch("a rota keeps every must, and the model says that none does")
            standing = _within_must(standing)
            improve(problem, None, standing, settings, report.level)
            status = "feasible" if standing.open_levels else "optimal"
        else:
            if first == "infeasible":  # so that every rota breaks one unit of must at least
                standing.prove(MUST, max(1, standing.bound.get(MUST, 0)))
            proven = standing.bound.get(MUST, 0) > 0
            status = "infeasible" if proven else "unknown"
    return Result(
        status=status,
        rota=standing.rota,
        audit=_audited_anew(team, standing),
        bound=dict(standing.bound) if standing.audit else {},
        seconds=budget.seconds(),
        seed=settings.seed,
        versions=versions(),
    )


def _audited_anew(team: Team, standing: Standing) -> Audit | None:
    """The audit of the best rota from its beginning, of which search saw only the lines changed."""
    if standing.rota is None or standing.audit is None:
        return None
    audited = audit(team, standing.rota)
    if audited != standing.audit:
        raise EncoderMismatch("the audit of the rota and that of its changed lines differ")
    return audited


def _first(
    problem: Problem, standing: Standing, settings: Settings, report: _Reporter
) -> tuple[str, FullModel | None, Rota | None]:
    """Look for a rota that keeps every must.

    Returns how that ended; the full model, where the team is small enough to go on with it; and
    the rota made line by line of a larger one, which may break a must. The published rota comes
    first, where there is one. Any rota of the full model comes sooner than one made line by line,
    and costs far more; a large team has no full model.
    """
    small, model, first = num_free(problem) <= SMALL, None, "unknown"
    until = settings.budget.spent() + FIRST_ROTA * settings.budget.left()
    near = nearest_rota(problem, settings, until)
    if near is not None:
        standing.offer(*near)
        report.level(standing, standing.levels[0])
        if not small:
            return "optimal", None, None
    if not is_large(problem):
        try:
            model = build_full(problem, before_line=settings.check)
        except Stopped:
            return "optimal" if near else "unknown", None, None
    if near is not None:
        return "optimal", model, None
    if model is not None:
        share = FIRST_ROTA * settings.budget.left()
        first = find_any(model, standing, settings, share if small else min(FIRST_LOOK, share))
        report.level(standing, standing.levels[0])
    if small:
        return first, model, None
    share = FIRST_ROTA if model else 1.0
    by_line, possible = first_rota(
        problem, settings, settings.budget.spent() + share * settings.budget.left()
    )
    if by_line is not None and (audited := audit(problem.team, by_line)).clean:
        standing.offer(by_line, audited)
    found = standing.rota is not None
    if found and (first == "infeasible" or not possible):
        raise EncoderMismatch("a rota keeps every must, and it is said that none does")
    if not possible:
        first = "infeasible"
    elif found:
        first = "optimal"
    elif first == "unknown" and model is not None:
        first = find_any(model, standing, settings, FIRST_ROTA * settings.budget.left())
    return first, None, by_line


def versions() -> dict[str, str]:
    """Versions of what a result depends on."""
    names = ("rotasolve", "ortools")
    return {**{name: version(name) for name in names}, "python": platform.python_version()}


def _least_broken(
    problem: Problem, settings: Settings, report: _Reporter, by_line: Rota | None
) -> Standing:
    """The rota that breaks least of what must hold, then the best of these.

    It begins with the published rota, which people know; else with ``by_line``, which breaks little
    and is there already.
    """
    standing = Standing((MUST, *problem.team.levels))
    model = None
    until = settings.budget.spent() + FIRST_ROTA * settings.budget.left()
    near = nearest_rota(problem, settings, until, hard_levels=frozenset())
    if near is not None:
        standing.offer(*near)
    elif by_line is not None:
        standing.offer(by_line, audit(problem.team, by_line))
    if by_line is None and not is_large(problem):
        try:
            model = build_full(problem, hard_levels=frozenset(), before_line=settings.check)
        except Stopped:
            return standing
        if standing.rota is None:
            find_any(model, standing, settings, settings.budget.left())
    if standing.rota is not None:
        improve(problem, model, standing, settings, report.level)
    return standing


def _within_must(relaxed: Standing) -> Standing:
    """The standing of a rota that keeps every must, when nothing of them may be broken."""
    standing = Standing(relaxed.levels[1:], relaxed.rota, relaxed.audit)
    standing.bound = {
        level: relaxed.bound[level] for level in standing.levels if level in relaxed.bound
    }
    return standing


class _Reporter:
    """Tells of the progress of a solve, where somebody listens."""

    def __init__(self, budget: Budget, listener: Callable[[Progress], None] | None) -> None:
        self._budget, self._listener = budget, listener
        self._lock = threading.Lock()

    def stage(self, words: str) -> None:
        """What is being done, before there is a rota."""
        if self._listener:
            self._listener(Progress(self._budget.seconds(), None, {}, None, words))

    def level(self, standing: Standing, level: str) -> None:
        """A level being worked on, with the best rota and the bounds so far."""
        if self._listener is None or standing.audit is None:
            return
        words = f"bettering {level}"
        with self._lock:  # one after the other, so that what is told never goes back
            bound = dict(standing.bound)  # first: it holds of rotas found since, too
            cost = dict(standing.audit.cost)
            self._listener(Progress(self._budget.seconds(), cost, bound, level, words))
