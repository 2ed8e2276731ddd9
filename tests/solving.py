"""Rotas put to a model one by one: each either has no place in it, or a least cost.

A rota is a set of (p, d, s). It is pinned in one of two ways: by narrowing the variables of a
model in which every cell is free, or by building a model in which every cell is a constant.
"""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from rotasolve.model.build import HARD_LEVELS, build_full
from rotasolve.model.problem import NO, YES, Problem
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from rotasolve.model.build import FullModel
    from rotasolve.model.sheet import Sheet

# CpModel gives each of its instances a second, older name for every method, which takes longer than
# all else where models are as small as these.
if hasattr(cp_model.CpModel, "_add_pre_pep8_methods"):
    cp_model.CpModel._add_pre_pep8_methods = lambda model: None

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


@cache
def solver(*, presolve: bool) -> cp_model.CpSolver:
    """One worker, one seed; without presolve for models that are small or nearly all pinned."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.cp_model_presolve = presolve
    if not presolve:
        solver.parameters.symmetry_level = 0
        solver.parameters.linearization_level = 0
    return solver


def aim(sheet: Sheet, level: str | None) -> None:
    """Make the cost at ``level`` the objective; none where the sheet has no such cost."""
    sheet.cp.clear_objective()
    if level in sheet.costs:
        sheet.cp.minimize(sheet.costs[level].expression())


def hold(sheet: Sheet, level: str, costs: Mapping[str, int]) -> None:
    """Hold every level above ``level`` to ``costs``, highest first.

    A task of one level may leave no time for one of another, and those above have theirs first.
    """
    for higher in takewhile(lambda each: each != level, costs):
        if higher in sheet.costs and sheet.costs[higher].variables:
            sheet.cp.add(sheet.costs[higher].expression() <= costs[higher])


def best(sheet: Sheet, *, presolve: bool = False) -> int | None:
    """The least value of the objective, 0 where there is none; None where there is no rota."""
    engine = solver(presolve=presolve)
    status = engine.solve(sheet.cp)
    if status == cp_model.INFEASIBLE:
        return None
    # Without an objective CP-SAT calls any solution OPTIMAL.
    assert status == cp_model.OPTIMAL, engine.status_name(status)
    return round(engine.objective_value)


def least(sheet: Sheet, level: str | None = None, *, presolve: bool = False) -> int | None:
    """The least cost at ``level`` of ``sheet``, 0 without a level; None where there is no rota."""
    if not sheet.cp.proto.variables:
        # Nothing is left to choose, and a constraint over nothing is one that cannot hold.
        if sheet.cp.proto.constraints:
            return None
        return sheet.costs[level].constant if level in sheet.costs else 0
    aim(sheet, level)
    return best(sheet, presolve=presolve)


class Pinned:
    """A model in which every cell that can be is free, until a rota is pinned.

    Parameters
    ----------
    level
        The level that is minimised.
    costs
        What levels above may cost at most.
    """

    def __init__(
        self, model: FullModel, level: str | None, costs: Mapping[str, int] | None = None
    ) -> None:
        self.model = model
        if level is not None:
            hold(model.sheet, level, costs or {})
        aim(model.sheet, level)
        variables = model.sheet.cp.proto.variables
        self._domains = {
            (line.p, *cell): variables[literal.index].domain
            for line in model.lines
            for cell, literal in line.cells.items()
        }
        self._fixed = {
            (line.p, *cell) for line in model.lines for cell in line.worked(lambda _: False)
        }

    def least(self, cells: Cells) -> int | None:
        """The least cost of the rota ``cells``; None where the model has no room for it."""
        if not self._fixed <= cells <= self._fixed | self._domains.keys():
            return None
        for cell, domain in self._domains.items():
            domain[0] = domain[1] = int(cell in cells)
        return best(self.model.sheet)


def folded(
    problem: Problem,
    cells: Cells,
    level: str,
    *,
    hard_levels: frozenset[str] = HARD_LEVELS,
    costs: Mapping[str, int] | None = None,
) -> int | None:
    """The same cost from a model without a free cell."""
    model = build_full(problem, fixed_domain(problem, cells), hard_levels=hard_levels)
    assert not any(line.cells for line in model.lines)
    hold(model.sheet, level, costs or {})
    return least(model.sheet, level)
