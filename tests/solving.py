"""Rotas put to a model one by one: each either has no place in it, or a least cost.

A rota is a set of (p, d, s). It is pinned in one of two ways: by narrowing the variables of a
model in which every cell is free, or by building a model in which every cell is a constant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from rotasolve.model.build import HARD_LEVELS, build_full
from rotasolve.model.problem import NO, YES, Problem
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from rotasolve.model.build import FullModel
    from rotasolve.model.sheet import Sheet

Cells = frozenset[tuple[int, int, int]]


def cells_of(problem: Problem, rota: Rota) -> Cells:
    """Every (p, d, s) of ``rota``."""
    return frozenset(
        (problem.names.index(name), (day - problem.team.period.start).days, problem.shift(code))
        for name, day, code in rota.assignments
    )


def rota_of(problem: Problem, cells: Iterable[tuple[int, int, int]]) -> Rota:
    """The rota whose duties are ``cells``."""
    return Rota.of(
        problem.team,
        ((problem.names[p], problem.date(d), problem.codes[s]) for p, d, s in cells),
    )


def fixed_domain(problem: Problem, cells: Cells) -> NDArray[np.int8]:
    """The domain in which every cell is a constant."""
    shape = problem.num_people, problem.num_days, problem.num_shifts
    domain = np.full(shape, NO, dtype=np.int8)
    for cell in cells:
        domain[cell] = YES
    return domain


def solver() -> cp_model.CpSolver:
    """One worker, one seed, nothing clever: for models that are small or nearly all pinned."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.cp_model_presolve = False
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 0
    return solver


def least(sheet: Sheet, level: str | None = None, *, presolve: bool = False) -> int | None:
    """The least cost at ``level`` of ``sheet``, 0 without a level; None where there is no rota."""
    cost = sheet.costs.get(level) if level is not None else None
    if not sheet.cp.proto.variables:
        # A constraint over nothing is one that cannot hold.
        return None if sheet.cp.proto.constraints else cost.constant if cost is not None else 0
    sheet.cp.clear_objective()
    if cost is not None:
        sheet.cp.minimize(cost.expression())
    engine = solver()
    engine.parameters.cp_model_presolve = presolve
    status = engine.solve(sheet.cp)
    if status == cp_model.INFEASIBLE:
        return None
    # Without an objective CP-SAT calls any solution OPTIMAL.
    assert status == cp_model.OPTIMAL, engine.status_name(status)
    return round(engine.objective_value) if cost is not None else 0


class Pinned:
    """A model in which every cell that can be is free, until a rota is pinned."""

    def __init__(self, model: FullModel) -> None:
        self.model = model

    def least(self, cells: Cells, level: str) -> int | None:
        """The least cost at ``level`` of the rota ``cells``; None where the model has no room."""
        variables = self.model.sheet.cp.proto.variables
        for line in self.model.lines:
            for (d, s), literal in line.cells.items():
                domain = variables[literal.index].domain
                domain[0] = domain[1] = int((line.p, d, s) in cells)
            for p, d, s in cells:
                if p == line.p and isinstance(line.x(d, s), int) and not line.x(d, s):
                    return None
        return least(self.model.sheet, level)


def folded(problem: Problem, cells: Cells, level: str, *, relax: bool = False) -> int | None:
    """The same cost from a model without a free cell."""
    model = build_full(
        problem,
        fixed_domain(problem, cells),
        hard_levels=frozenset() if relax else HARD_LEVELS,
    )
    assert not any(line.cells for line in model.lines)
    return least(model.sheet, level)
