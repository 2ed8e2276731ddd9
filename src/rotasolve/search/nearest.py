"""A first rota from the published one: what people have been told, with as few changes as it takes.

What was published is kept, except where it cannot be any more: somebody is absent, has left, or may
not do the shift. Where the rest breaks no ``must`` it is the first rota as it stands. Else the days
around each trouble are freed, more and more of them, and the rota that differs least is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rotasolve.audit import audit
from rotasolve.model.build import HARD_LEVELS, build_full, build_rows, rota_of, work_out
from rotasolve.model.problem import FREE, NO, YES
from rotasolve.model.sheet import Cost
from rotasolve.result import SEARCH
from rotasolve.search.cpsat import Stopped, run
from rotasolve.search.first import LARGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from rotasolve.audit import Audit
    from rotasolve.model.build import FullModel
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows
    from rotasolve.rota import Rota
    from rotasolve.search.cpsat import Settings

MARGINS = (1, 3, 7)
"""Days freed before and after each date in trouble; the next where no rota keeps every must so.

The last try frees every day.
"""


def nearest_rota(
    problem: Problem,
    settings: Settings,
    until: float,
    *,
    hard_levels: frozenset[str] = HARD_LEVELS,
) -> tuple[Rota, Audit] | None:
    """The rota nearest to the published one that by the model breaks no hard level, and its audit.

    None where no date of the period is published, where none is found before ``until``, in the
    budget's unit, and where so many cells would be free that no model of them is built. Near means
    few cells that differ; it is a place to begin. That there is none with every day free is a proof
    that no rota keeps every must, which the journal is told. With no ``hard_levels`` it is what was
    published and still can be, whatever that breaks.
    """
    team = problem.team
    covered = [d for d in range(problem.num_days) if team.published.covers(problem.date(d))]
    if not covered:
        return None
    domain = _published_domain(problem)
    rota = rota_of(problem, ((int(p), int(d), int(s)) for p, d, s in np.argwhere(domain == YES)))
    audited = audit(team, rota)
    if audited.clean and len(covered) == problem.num_days:
        return rota, audited
    dates = {day for breach in audited.must_breaches for day in breach.dates}
    trouble = {(day - team.period.start).days for day in dates}
    trouble |= set(range(problem.num_days)) - set(covered)
    rows = build_rows(problem, hard_levels=hard_levels)
    for days in _widening(problem.num_days, trouble):
        free = (problem.domain[:, days] == FREE).sum()
        if not settings.in_time(until) or free > LARGE:  # of which no model is built
            return None
        try:
            found, status = _repaired(problem, rows, settings, domain, days, until, hard_levels)
        except Stopped:
            return None
        if status == "infeasible" and hard_levels and len(days) == problem.num_days:
            settings.journal.prove(SEARCH)
        if found is not None:
            audited = audit(team, found)
            broken = [breach.words for breach in audited.must_breaches if breach.sure]
            if hard_levels and broken:
                words = f"the model allows what the audit does not: {broken[0]}"
                settings.journal.dispute(words)
            return found, audited
    return None


def _published_domain(problem: Problem) -> NDArray[np.int8]:
    """What was published and still can be, with every cell settled; shape (P, D, S)."""
    team = problem.team
    domain = np.full(problem.domain.shape, NO, dtype=np.int8)
    for p, name in enumerate(problem.names):
        for d in range(problem.num_days):
            for code in team.published.shifts(name, problem.date(d)):
                if code in team.shifts and problem.domain[p, d, problem.shift(code)] != NO:
                    domain[p, d, problem.shift(code)] = YES
    return domain


def _widening(num_days: int, trouble: Iterable[int]) -> Iterator[list[int]]:
    """The days to free: near the trouble, then further from it, then all."""
    tried: list[int] = []
    for margin in MARGINS:
        near = {d + n for d in trouble for n in range(-margin, margin + 1)}
        days = sorted(near & set(range(num_days)))
        if days and days != tried:
            yield days
        tried = days
    if len(tried) < num_days:
        yield list(range(num_days))


def _repaired(
    problem: Problem,
    rows: Rows,
    settings: Settings,
    published: NDArray[np.int8],
    days: list[int],
    until: float,
    hard_levels: frozenset[str],
) -> tuple[Rota | None, str]:
    """The rota that differs least from what is ``published``, on ``days`` alone, if there is one.

    With it comes the status of the run.
    """

    def in_time() -> None:
        if not settings.in_time(until):
            raise Stopped

    domain = published.copy()
    domain[:, days] = np.where(problem.domain[:, days] == NO, NO, FREE)
    settled_lines = []
    for p in range(problem.num_people):
        if not (domain[p] == FREE).any():
            cells = [(int(d), int(s)) for d, s in np.argwhere(domain[p] == YES)]
            settled_lines.append(work_out(problem, rows, p, cells, hard_levels=hard_levels))
    model = build_full(
        problem,
        domain,
        rows=rows,
        settled=settled_lines,
        hard_levels=hard_levels,
        before_line=in_time,
    )
    covered = {d for d in days if problem.team.published.covers(problem.date(d))}
    outcome = run(
        model.sheet.cp,
        settings,
        limit=until - settings.budget.spent(),
        cost=_difference(model, published, covered),
        hint=model.hint(lambda p, d, s: bool(published[p, d, s] == YES)),
        workers=settings.many,
    )
    rota = None if outcome.solution is None else model.rota(outcome.value)
    return rota, outcome.status


def _difference(model: FullModel, published: NDArray[np.int8], covered: set[int]) -> Cost:
    """The number of cells on ``covered`` days that are not as ``published``."""
    cost = Cost()
    for line in model.lines:
        for (d, s), literal in line.cells.items():
            if d in covered:
                kept = published[line.p, d, s] == YES
                cost.coefficients.append(1)
                cost.variables.append(literal.negated() if kept else literal)
    return cost
