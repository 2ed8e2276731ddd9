"""Parts of a rota: free some cells, keep the rest, and solve what is left exactly or nearly."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from rotasolve.model.build import Column, build_full, rota_of, work_out
from rotasolve.model.problem import FREE, NO, YES
from rotasolve.search.cpsat import Run, Stopped, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from rotasolve.model.duals import LineBounds
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows
    from rotasolve.rota import Rota
    from rotasolve.search.aim import Aim
    from rotasolve.search.cpsat import Settings

KEPT = 20
"""Lines kept for each person on average; one of a year may take 50 kB."""


class Parts:
    """Solves parts of rotas for one level, and works out lines once.

    Parameters
    ----------
    problem, rows
        The team and its rows, built for the same hard levels.
    aim
        What is minimised, and within what.
    """

    def __init__(self, problem: Problem, rows: Rows, settings: Settings, aim: Aim) -> None:
        self.problem, self._rows, self._settings, self._aim = problem, rows, settings, aim
        self._columns: dict[tuple[int, tuple[tuple[int, int], ...]], Column] = {}
        self._lock = threading.Lock()

    def columns_of(self, rota: Rota) -> list[Column]:
        """Everybody's line in ``rota``, worked out."""
        problem = self.problem
        cells: list[list[tuple[int, int]]] = [[] for _ in range(problem.num_people)]
        start = problem.team.period.start
        for name, day, code in rota.assignments:
            cells[problem.person(name)].append(((day - start).days, problem.shift(code)))
        return [self.column(p, tuple(sorted(own))) for p, own in enumerate(cells)]

    def column(self, p: int, cells: tuple[tuple[int, int], ...]) -> Column:
        """The line of ``p`` that works ``cells``, worked out once as long as it is asked for."""
        key = p, cells
        column = self._columns.get(key)
        if column is None:
            column = work_out(self.problem, self._rows, p, cells, hard_levels=self._aim.hard_levels)
        with self._lock:
            column = self._columns.pop(key, column)
            self._columns[key] = column  # the last, and so kept longest
            if len(self._columns) > KEPT * self.problem.num_people:
                del self._columns[next(iter(self._columns))]
        return column

    def settle(self, columns: Iterable[Column]) -> NDArray[np.int8]:
        """The domain in which every cell is as in ``columns``; shape (P, D, S)."""
        domain = np.full(self.problem.domain.shape, NO, dtype=np.int8)
        for column in columns:
            for d, s in column.cells:
                domain[column.p, d, s] = YES
        return domain

    def solve(
        self,
        columns: list[Column],
        domain: NDArray[np.int8],
        *,
        limit: float,
        workers: int | None = None,
        proven: LineBounds | None = None,
        seed: int | None = None,
    ) -> tuple[Run, Rota | None]:
        """The best rota within ``domain``, starting from that of ``columns``, and how it ended.

        Lines without a free cell are settled to their sums. ``limit`` is in the budget's unit;
        ``proven`` is what pricing has proven of everybody's lines; ``seed`` is that of this search
        alone.
        """
        free = (domain == FREE) & (self.problem.domain == FREE)
        settled = [column for column in columns if not free[column.p].any()]
        try:
            model = build_full(
                self.problem,
                domain,
                rows=self._rows,
                settled=settled,
                hard_levels=self._aim.hard_levels,
                proven=proven,
                before_line=self._settings.check,
            )
        except Stopped:
            return Run("unknown", None, 0, None), None
        cost = model.sheet.costs.get(self._aim.level)
        if cost is None or not cost.variables:
            # Whatever is done in the part costs the same.
            constant = cost.constant if cost else 0
            return Run("optimal", constant, constant, None), None
        for level, cap in self._aim.caps.items():
            if level in model.sheet.costs and model.sheet.costs[level].variables:
                model.sheet.cp.add(model.sheet.costs[level].expression() <= cap)
        cells = [set(column.cells) for column in columns]
        hint = model.hint(lambda p, d, s: (d, s) in cells[p])
        outcome = run(
            model.sheet.cp,
            self._settings,
            limit=limit,
            cost=cost,
            hint=hint,
            workers=workers,
            seed=seed,
        )
        if outcome.solution is None:
            return outcome, None
        return outcome, rota_of(self.problem, model.worked(outcome.value))
