"""Solve a team: the best rota in the time given, audited, and how good it is proven to be."""

from __future__ import annotations

import math
import platform
import threading
from typing import TYPE_CHECKING, Any

import ortools

from rotasolve import __version__
from rotasolve.audit import audit
from rotasolve.errors import RotasolveError
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem
from rotasolve.result import ARITHMETIC, BOUND, SEARCH, SEARCH_ANEW, Result
from rotasolve.search.cores import allowed_cores
from rotasolve.search.cpsat import Budget, Settings, Stopped
from rotasolve.search.first import SMALL, first_rota, is_large, num_free
from rotasolve.search.interrupt import ctrl_c_sets
from rotasolve.search.levels import find_any, improve
from rotasolve.search.nearest import nearest_rota
from rotasolve.search.progress import Progress, Reporter
from rotasolve.search.standing import Standing
from rotasolve.team.level import MUST
from rotasolve.team.solver import read_seconds, read_seed, read_workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.audit import Audit
    from rotasolve.model.build import FullModel
    from rotasolve.result import Status
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team

FIRST_ROTA = 0.5
"""Share of the time left in which a rota that keeps every must is looked for in one way."""

LINES = 0.7
"""Share of the time left for lines made one by one, where there is no full model beside them. What
they lack together is mended in the rest."""

FIRST_LOOK = 5.0
"""Most time, in the budget's unit, for any rota of the full model of a team for which a better one
is then made line by line."""

ANEW_SHARE = 0.25
"""Most of the time left in which "impossible" is looked for in a second way."""

SHORT_WHILE = 10.0
"""Time, in the budget's unit, for which the least broken rota is still bettered once it is certain
that no rota keeps every must; it begins again whenever fewer musts are broken."""


def solve(
    team: Team,
    *,
    seconds: float | str | None = None,
    seed: int | None = None,
    workers: int | None = None,
    deterministic: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    impossible: str = "",
) -> Result:
    """The best rota found for ``team``, with the auditor's findings and proven bounds.

    Parameters
    ----------
    team
        The team.
    seconds
        Time limit; the team's own default when left out. ``math.inf``, or ``"unlimited"``: until
        every level is proven or somebody stops it.
    seed
        Seed of everything random; the team's own default when left out.
    workers
        CP-SAT workers; when left out the team's default, else 8 or the number of cores that may
        be used. More workers than cores are useful, because they search in different ways.
    deterministic
        Give the same rota for the same team, seconds, seed and version: ``seconds`` then counts
        deterministic time (see ``Budget``), the clock may show several times as much, and
        ``workers`` is 8 whatever it is set to.
    progress
        Called at each change, and after five seconds without any, from any thread.
    stop
        Ends the search with the best rota so far when set. Ctrl-C in the main thread does the same.
    impossible
        Why no rota keeps every must, where arithmetic has proven that already (see
        ``rotasolve.explain.precheck``): the least broken rota is then looked for at once.

    Raises
    ------
    RotasolveError
        If ``seconds``, ``seed`` or ``workers`` cannot be used.
    EncoderMismatch
        If model and auditor disagree before there is a rota: a defect of rotasolve. Whatever is
        raised once there is one is told in ``failures`` of the result.
    """
    settings = _settings(team, seconds, seed, workers, deterministic=deterministic, stop=stop)
    if impossible:
        settings.journal.prove(ARITHMETIC)
    report = Reporter(settings, progress)
    with ctrl_c_sets(settings.stop), report.beating():
        return _Course(team, settings, report, impossible).result()


def _settings(
    team: Team,
    seconds: float | str | None,
    seed: int | None,
    workers: int | None,
    *,
    deterministic: bool,
    stop: threading.Event | None,
) -> Settings:
    """How the runs of a solve go; all that is wrong with the values given is told at once."""
    defaults, wrong = team.solver, []

    def read(name: str, value: Any, how: Callable[[Any], Any], default: Any) -> Any:
        if value is None:
            return default
        try:
            return how(value)
        except ValueError as error:
            wrong.append(f"{name}: {error}")
            return default

    limit = read("seconds", seconds, read_seconds, defaults.seconds)
    start = read("seed", seed, read_seed, defaults.seed)
    cores = allowed_cores()
    at_once = read("workers", workers, read_workers, defaults.workers or max(8, cores))
    if wrong:
        raise RotasolveError("\n".join(wrong))
    budget = Budget(limit, deterministic=deterministic)
    return Settings(budget, start, at_once, stop or threading.Event(), cores)


class _Course:
    """The course of one solve, which has the best rota at hand whatever happens."""

    def __init__(self, team: Team, settings: Settings, report: Reporter, impossible: str) -> None:
        self._team, self._settings, self._report = team, settings, report
        self._impossible, self._published_found = impossible, False
        self._journal, self._budget = settings.journal, settings.budget
        self._standing = Standing(team.levels)

    def result(self) -> Result:
        """What came of it; an error raised when there is a rota is told beside it.

        Without a rota the error is all that there is to tell.
        """
        try:
            self._search()
        except Exception as error:
            rota, audited = self._kept()
            if rota is None:
                raise
            self._journal.fail(error)
        else:
            rota, audited = self._kept()
        return self._told(rota, self._audited_anew(rota, audited))

    def _kept(self) -> tuple[Rota | None, Audit | None]:
        """The best rota; else one that a model allows, and that breaks a must all the same."""
        standing = self._standing
        if standing.rota is None and standing.broken is not None:
            return standing.broken
        return standing.rota, standing.audit

    def _audited_anew(self, rota: Rota | None, audited: Audit | None) -> Audit | None:
        """The audit of the best rota from its beginning; search saw only the lines changed."""
        if rota is None:
            return None
        try:
            whole = audit(self._team, rota)
        except Exception as error:
            self._journal.fail(error)
            return audited
        if whole != audited:
            self._journal.dispute("the audit of the rota and that of its changed lines differ")
        return whole

    def _told(self, rota: Rota | None, audited: Audit | None) -> Result:
        """The result: what is proven of the rota, unless somebody disputes it."""
        standing, journal = self._standing, self._journal
        proven = audited is not None and not journal.disputed
        if audited is not None and audited.clean:
            settled = proven and not standing.open_levels
            status: Status = "optimal" if settled else "feasible"
        else:
            status = "infeasible" if journal.impossible else "unknown"
        return Result(
            status=status,
            rota=rota,
            audit=audited,
            bound=dict(standing.bound) if proven else {},
            seconds=self._budget.seconds(),
            seed=self._settings.seed,
            versions=versions(),
            proofs=journal.proofs,
            failures=journal.failures,
            fallbacks=journal.fallbacks,
        )

    def _search(self) -> None:
        """Look for a rota that keeps every must, else for the least broken; and better it."""
        problem, model = Problem(self._team), None
        if not self._journal.impossible:
            self._report.stage("looking for a first rota")
            model = self._first(problem)
        by_line = self._line_by_line(problem, model)
        if self._standing.rota is None:
            self._report.stage("looking for the least broken rota")
            self._least_broken(problem, model, by_line)
            self._leave_must(problem)
        else:
            self._better(problem, model)

    def _better(self, problem: Problem, model: FullModel | None) -> None:
        """Better a rota that keeps every must."""
        if self._journal.proofs:
            why = f" ({self._impossible})" if self._impossible else ""
            self._journal.dispute(f"a rota keeps every must, and it is said that none does{why}")
        small = num_free(problem) <= SMALL and not self._journal.disputed
        improve(
            problem, model if small else None, self._standing, self._settings, self._report.level
        )

    def _leave_must(self, problem: Problem) -> None:
        """Where the least broken rota breaks nothing at all, go on as with any such rota."""
        relaxed = self._standing
        if relaxed.audit is None or not relaxed.audit.clean:
            return
        self._budget.end_at(math.inf)
        self._standing = _within_must(relaxed)
        self._better(problem, None)

    def _first(self, problem: Problem) -> FullModel | None:
        """Look for a rota that keeps every must, or for proof that there is none.

        The published rota comes first, where there is one, then any of the full model, which a
        large team has not. Returns that model.
        """
        settings, standing, budget = self._settings, self._standing, self._budget
        small = num_free(problem) <= SMALL
        near = nearest_rota(problem, settings, budget.spent() + FIRST_ROTA * budget.left())
        if near is not None and not standing.offer(*near):
            near = None  # it breaks a must by the audit, and is kept as what it is
        if near is not None:
            self._published_found = True
            self._report.level(standing, standing.levels[0])
        if is_large(problem) or (near is not None and not small):
            return None
        try:
            model = build_full(problem, before_line=settings.check)
        except Stopped:
            return None
        if near is None and not self._journal.proofs:
            share = FIRST_ROTA * budget.left()
            found = find_any(model, standing, settings, share if small else min(FIRST_LOOK, share))
            self._report.level(standing, standing.levels[0])
            if found == "infeasible":
                self._journal.prove(SEARCH)
        if standing.rota is None and self._journal.proofs:
            self._confirm(model)
        return model

    def _line_by_line(self, problem: Problem, model: FullModel | None) -> Rota | None:
        """A rota of a larger team made line by line, which may break a must.

        Any rota of the full ``model`` comes sooner, and costs far more; only where none is found,
        and nothing proven, that model is searched on. With what was published there is no need.
        """
        settings, standing, budget = self._settings, self._standing, self._budget
        if num_free(problem) <= SMALL or self._published_found:
            return None
        until = budget.spent() + (FIRST_ROTA if model else LINES) * budget.left()
        unhurried = budget.unlimited and model is None
        by_line, proofs = first_rota(
            problem, settings, math.inf if unhurried else until, self._report.stage
        )
        self._journal.prove(*proofs)
        if by_line is not None and (audited := audit(problem.team, by_line)).clean:
            standing.offer(by_line, audited)
        if standing.rota is None and not self._journal.proofs and model is not None:
            find_any(model, standing, settings, FIRST_ROTA * budget.left())
        return by_line

    def _confirm(self, model: FullModel | None) -> None:
        """Look in another way for a rota that keeps every must, as it is said that there is none.

        One run may be wrong: only what two ways prove, or arithmetic, is taken as proven.
        """
        if model is None or self._journal.impossible or not self._settings.time_left:
            return
        self._report.stage("making sure that no rota keeps every must")
        limit = ANEW_SHARE * self._budget.left()
        if find_any(model, self._standing, self._settings, limit, anew=True) == "infeasible":
            self._journal.prove(SEARCH_ANEW)

    def _least_broken(self, problem: Problem, hard: FullModel | None, by_line: Rota | None) -> None:
        """The rota that breaks least of what must hold, then the best of these.

        It begins with the published rota, which people know; else with ``by_line``, which breaks
        little and is there already. One that a model allows and the auditor does not is kept where
        it breaks less. Once it is certain that no rota keeps every must, it is
        bettered for a short while yet. ``hard`` is the model in which none may be broken.
        """
        settings, journal, budget = self._settings, self._journal, self._budget
        broken = self._standing.broken
        standing = self._standing = Standing((MUST, *self._team.levels))
        if broken is not None:
            standing.offer(*broken)
        model = None
        until = budget.spent() + FIRST_ROTA * budget.left()
        near = nearest_rota(problem, settings, until, hard_levels=frozenset())
        if near is not None:
            standing.offer(*near)
        elif by_line is not None:
            standing.offer(by_line, audit(self._team, by_line))
        if by_line is None and not is_large(problem):
            try:
                model = build_full(problem, hard_levels=frozenset(), before_line=settings.check)
            except Stopped:
                return
            found = "optimal" if near else "unknown"
            while found == "unknown" and settings.time_left:
                found = find_any(model, standing, settings, budget.left())
            if found == "infeasible":  # which it cannot be, as an empty rota breaks what it breaks
                find_any(model, standing, settings, budget.left(), anew=True)
        if standing.audit is None or standing.audit.clean:
            return
        if journal.impossible:  # so that every rota breaks one unit of must at least
            standing.prove(MUST, 1)
        watch = _Watch(settings, self._report, asks=hard is not None)
        improve(problem, model, standing, settings, watch.note)
        if journal.proofs and not journal.impossible:
            budget.end_at(math.inf)
            self._confirm(hard)
            improve(problem, model, standing, settings, watch.note)
        if journal.impossible:
            budget.end_at(budget.spent() + SHORT_WHILE)
            improve(problem, model, standing, settings, self._report.level)


class _Watch:
    """Ends the search for the least broken rota when there is little left to gain from it.

    ``asks`` says whether there is a second way to prove that it has to break something: then the
    search makes way for that as soon as it has a first proof.
    """

    def __init__(self, settings: Settings, report: Reporter, *, asks: bool) -> None:
        self._settings, self._report, self._asks = settings, report, asks
        self._seen: tuple[int, bool] | None = None

    def note(self, standing: Standing, level: str, way: str) -> None:
        """Look at the standing, and tell of it."""
        journal, budget = self._settings.journal, self._settings.budget
        if standing.bound.get(MUST, 0) > 0 and not journal.impossible:
            journal.prove(BOUND)
            if self._asks and not journal.impossible:
                self._asks = False
                budget.end_at(budget.spent())
        if journal.impossible:
            seen = standing.cost(MUST), standing.proven(MUST)
            if seen != self._seen:
                self._seen = seen
                budget.end_at(budget.spent() + SHORT_WHILE)
        self._report.level(standing, level, way)


def _within_must(relaxed: Standing) -> Standing:
    """The standing of a rota that keeps every must, when nothing of them may be broken."""
    standing = Standing(relaxed.levels[1:], relaxed.rota, relaxed.audit)
    standing.bound = {
        level: relaxed.bound[level] for level in standing.levels if level in relaxed.bound
    }
    return standing


def versions() -> dict[str, str]:
    """Versions of what a result depends on, as the programs say themselves.

    What is installed need not be on record: a frozen program or a plain copy has no such list.
    """
    return {
        "rotasolve": __version__,
        "ortools": str(ortools.__version__),  # type: ignore[attr-defined]
        "python": platform.python_version(),
    }
