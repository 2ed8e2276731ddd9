"""The full model, level by level in strict order: a lower level is never traded for a higher."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rotasolve.audit import audit
from rotasolve.errors import EncoderMismatch
from rotasolve.search.cpsat import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from rotasolve.audit import Audit
    from rotasolve.model.build import FullModel
    from rotasolve.rota import Rota
    from rotasolve.search.cpsat import Run, Settings

SLICE = 0.5
"""Share of the time left that a level gets while others are still open."""

LEAST_SLICE = 1.0
"""Least time that a level gets, in the budget's unit."""


@dataclass
class Standing:
    """The best rota so far, and what is proven of it.

    Attributes
    ----------
    levels
        The levels minimised, highest first.
    rota, audit
        The best rota in strict order of the levels, by the auditor.
    bound
        For each level, what no rota can go below that is as good at every higher level.
    """

    levels: tuple[str, ...]
    rota: Rota | None = None
    audit: Audit | None = None
    bound: dict[str, int] = field(default_factory=dict)

    def cost(self, level: str) -> int:
        """The audited cost of the best rota at ``level``."""
        assert self.audit is not None
        return self.audit.cost[level]

    def proven(self, level: str) -> bool:
        """Whether no rota as good at every higher level costs less at ``level``."""
        return level in self.bound and self.bound[level] >= self.cost(level)

    @property
    def open_levels(self) -> tuple[str, ...]:
        """The levels from the first that is not proven on."""
        for n, level in enumerate(self.levels):
            if not self.proven(level):
                return self.levels[n:]
        return ()

    def offer(self, rota: Rota, audited: Audit) -> None:
        """Keep ``rota`` if it is better, and drop the bounds that no longer speak of the best."""
        if self.audit is not None:
            for n, level in enumerate(self.levels):
                if audited.cost[level] > self.audit.cost[level]:
                    return
                if audited.cost[level] < self.audit.cost[level]:
                    # Bounds of lower levels were proven for rotas as good as the one before.
                    for lower in self.levels[n + 1 :]:
                        self.bound.pop(lower, None)
                    break
            else:
                return
        self.rota, self.audit = rota, audited


def find_any(model: FullModel, standing: Standing, settings: Settings, limit: float) -> str:
    """Look for any rota of ``model``; returns the status of the run."""
    outcome = run(model.sheet.cp, settings, limit=limit)
    if outcome.solution is not None:
        _take(model, outcome, standing)
    return outcome.status


def improve(
    model: FullModel,
    standing: Standing,
    settings: Settings,
    report: Callable[[Standing, str, int | None, int | None], None],
) -> None:
    """Better the rota level by level until every level is proven or the time is up.

    Each open level gets a share of the time left, the highest first; when all have had theirs and
    time is left, it starts again at the highest that is not proven. The last open level gets all.
    """
    while (levels := standing.open_levels) and _time_left(settings):
        for n, level in enumerate(levels):
            if standing.proven(level):
                continue
            left = settings.budget.left()
            last = n == len(levels) - 1
            slice_ = left if last and len(levels) == 1 else max(SLICE * left, LEAST_SLICE)
            _minimise(model, level, standing, settings, slice_, report)
            if not _time_left(settings):
                return


def _minimise(
    model: FullModel,
    level: str,
    standing: Standing,
    settings: Settings,
    limit: float,
    report: Callable[[Standing, str, int | None, int | None], None],
) -> None:
    """Minimise the cost at ``level`` among the rotas that are as good at every higher level."""
    costs = model.sheet.costs
    cost = costs.get(level)
    if cost is None or not cost.variables:
        standing.bound[level] = cost.constant if cost else 0
        return
    sub_model = model.sheet.cp.clone()
    for higher in standing.levels[: standing.levels.index(level)]:
        if higher in costs and costs[higher].variables:
            sub_model.add(costs[higher].expression() <= standing.cost(higher))
    state = {"objective": None, "bound": standing.bound.get(level)}

    def on_change(**news: int) -> None:
        state.update(news)
        report(standing, level, state["objective"], state["bound"])

    on_change()
    outcome = run(
        sub_model,
        settings,
        limit=limit,
        cost=cost,
        hint=_cells_of(model, standing),
        on_solution=lambda objective: on_change(objective=objective),
        on_bound=lambda bound: on_change(bound=bound),
    )
    if outcome.status == "infeasible":
        raise EncoderMismatch(f"the model at level {level} has no room for an audited rota")
    if outcome.solution is not None:
        audited = _take(model, outcome, standing)
        if outcome.status == "optimal" and audited.cost[level] != outcome.objective:
            raise EncoderMismatch(
                f"level {level} costs {outcome.objective} in the model, "
                f"{audited.cost[level]} by the audit"
            )
    standing.bound[level] = max(standing.bound.get(level, 0), outcome.bound)


def _take(model: FullModel, outcome: Run, standing: Standing) -> Audit:
    """Audit the rota of ``outcome``, and keep it where it is the best."""
    rota = model.rota(outcome.value)
    audited = audit(model.problem.team, rota)
    hard = [breach.words for breach in audited.must_breaches if breach.level not in standing.levels]
    if hard:
        raise EncoderMismatch(f"the model allows what the audit does not: {hard[0]}")
    standing.offer(rota, audited)
    return audited


def _cells_of(model: FullModel, standing: Standing) -> list[tuple[cp_model.BoolVarT, bool]]:
    """Every free cell, and whether the best rota has it."""
    rota = standing.rota
    if rota is None:
        return []
    problem = model.problem
    return [
        (literal, problem.codes[s] in rota.shifts(problem.names[line.p], problem.date(d)))
        for line in model.lines
        for (d, s), literal in line.cells.items()
    ]


def _time_left(settings: Settings) -> bool:
    return settings.budget.left() > 0 and not settings.stop.is_set()
