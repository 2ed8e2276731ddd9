"""Assemblies of the same parts: the full model, a part of it, one person's line, the rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rotasolve.model.crowds import hold_to_their_time
from rotasolve.model.implied import post_implied
from rotasolve.model.line import Line
from rotasolve.model.problem import FREE, NO, YES, Problem
from rotasolve.model.registry import cell_encoders, line_encoders, team_encoders
from rotasolve.model.rows import Rows
from rotasolve.model.sheet import HARD, Post, Price, Sheet
from rotasolve.rota import Rota
from rotasolve.rules.overlap import Overlap
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from ortools.sat.python import cp_model

    from rotasolve.model.duals import Duals, LineBounds
    from rotasolve.model.problem import Cell
    from rotasolve.model.rows import Variable
    from rotasolve.model.sheet import Mark, Term
    from rotasolve.team.rule import Rule

HARD_LEVELS = frozenset((MUST,))
"""The levels whose rules may not be broken at all, unless an assembly is told otherwise."""


@dataclass(frozen=True, eq=False)
class Column:
    """One person's line, worked out: its cost by level and what it adds to each row.

    Attributes
    ----------
    p
        The person.
    cells
        The cells of the period that are worked, in order.
    costs
        The cost of the line at each level that has one.
    activity
        What the line adds to each row, by the row's number; rows without an entry get nothing.
    """

    p: int
    cells: tuple[Cell, ...]
    costs: Mapping[str, int]
    activity: Mapping[int, int]


@dataclass(frozen=True)
class FullModel:
    """A CP-SAT model of a rota, or of the part of it that is free.

    Attributes
    ----------
    problem
        What it models.
    sheet
        The CP-SAT model and its cost by level.
    lines
        Every line that is modelled.
    settled
        The other lines, of which only the sums are left in the model.
    """

    problem: Problem
    sheet: Sheet
    lines: tuple[Line, ...]
    settled: tuple[Column, ...] = ()

    def worked(self, value: Callable[[cp_model.BoolVarT], int]) -> list[tuple[int, int, int]]:
        """Every (p, d, s) worked in a solution in which ``value`` gives the value of a literal."""
        free = [(line.p, d, s) for line in self.lines for d, s in line.worked(value)]
        return free + [(column.p, d, s) for column in self.settled for d, s in column.cells]

    def hint(self, has: Callable[[int, int, int], bool]) -> list[tuple[cp_model.BoolVarT, bool]]:
        """Every free cell, and whether the rota to begin with ``has`` it: asked by (p, d, s)."""
        return [
            (literal, has(line.p, d, s))
            for line in self.lines
            for (d, s), literal in line.cells.items()
        ]

    def rota(self, value: Callable[[cp_model.BoolVarT], int]) -> Rota:
        """The rota of a solution in which ``value`` gives the value of each literal."""
        return rota_of(self.problem, self.worked(value))


def rota_of(problem: Problem, worked: Iterable[tuple[int, int, int]]) -> Rota:
    """The rota in which every (p, d, s) of ``worked`` is an assignment."""
    return Rota.of(
        problem.team,
        ((problem.names[p], problem.date(d), problem.codes[s]) for p, d, s in worked),
    )


def build_full(
    problem: Problem,
    domain: NDArray[np.int8] | None = None,
    *,
    rows: Rows | None = None,
    settled: Iterable[Column] = (),
    hard_levels: frozenset[str] = HARD_LEVELS,
    proven: LineBounds | None = None,
    before_line: Callable[[], None] | None = None,
) -> FullModel:
    """The model of the whole rota, or of the cells that ``domain`` leaves free.

    Parameters
    ----------
    problem
        The team in indices.
    domain
        What each cell may be, shape (P, D, S); the problem's own when left out. A cell that a hard
        rule excludes stays excluded; where ``domain`` fixes it on, no rota exists.
    rows
        The rows, where they have been built for the same ``hard_levels`` already.
    settled
        Lines that are fixed as a whole: only their sums go into the model.
    hard_levels
        The levels that may not be broken. With none, the rules at level ``must`` are priced too,
        so that the least broken rota can be found; which duties a person can do at all, and "no
        overlap", stay hard.
    proven
        What pricing has proven of everybody's lines with the same ``hard_levels``. Posted as one
        constraint a line, it lifts the bound of the model to that of the decomposition.
    before_line
        Called before each line is built; may raise, to give up a model that takes long.
    """
    sheet = Sheet()
    rows = build_rows(problem, hard_levels=hard_levels) if rows is None else rows
    settled = tuple(settled)
    fixed = {column.p for column in settled}
    lines = []
    for p in range(problem.num_people):
        if p not in fixed:
            if before_line is not None:
                before_line()
            mark = sheet.mark()
            own = None if domain is None else domain[p]
            line = build_line(problem, p, sheet, own, hard_levels=hard_levels)
            lines.append(line)
            if proven is not None and line.cells:
                post_bound(sheet, mark, line, rows, proven)
    sums = [0] * len(rows.rows)
    terms: defaultdict[int, list[Term]] = defaultdict(list)
    for column in settled:
        for level, cost in column.costs.items():
            sheet.pay(Price(level, 1, hard=False), cost)
        for number, amount in column.activity.items():
            sums[number] += amount
    for line in lines:
        for number, coefficient, cells in rows.of(line.p):
            for c, literal in line.present(cells):
                if isinstance(literal, int):
                    sums[number] += coefficient * c * literal
                else:
                    terms[number].append((coefficient * c, literal))
    _post_rows(sheet, rows, sums, terms)
    return FullModel(problem, sheet, tuple(lines), settled)


def _post_rows(
    sheet: Sheet, rows: Rows, sums: Sequence[int], terms: Mapping[int, Sequence[Term]]
) -> None:
    """Post each row of ``sums`` and ``terms``; just what it costs where that is certain already."""
    posted: dict[int, cp_model.IntVar] = {}

    def posting(variable: Variable) -> cp_model.IntVar:
        if variable.number not in posted:
            new = sheet.cp.new_int_var(0, variable.upper, f"row[{variable.number}]")
            posted[variable.number] = new
            if variable.level is not None:
                sheet.pay(Price(variable.level, 1, hard=False), variable.cost, new)
        return posted[variable.number]

    for number, (row, total) in enumerate(zip(rows.rows, sums, strict=True)):
        paid = None if terms.get(number) else rows.cost_alone(number, total)
        if paid is not None:
            for level, cost in paid.items():
                sheet.pay(Price(level, 1, hard=False), cost)
        else:
            free = [(c, posting(variable)) for c, variable in row.variables]
            own = [*terms.get(number, ()), (total, 1), *free]
            sheet.require(row.lower, row.lower if row.equal else None, own)


def post_bound(sheet: Sheet, mark: Mark, line: Line, rows: Rows, proven: LineBounds) -> None:
    """Say that ``line``, just built, is no better at the duals than pricing has proven."""
    sheet.require(proven.least[line.p], None, reduced_cost(sheet, mark, line, rows, proven.duals))


def reduced_cost(sheet: Sheet, mark: Mark, line: Line, rows: Rows, duals: Duals) -> list[Term]:
    """Terms of what ``line``, built since ``mark``, costs at ``duals`` less what it is worth."""
    terms = sheet.paid_since(mark, duals.levels)
    for number, coefficient, cells in rows.of(line.p):
        dual = int(duals.rows[number])
        if dual:
            terms += [(-dual * coefficient * c, literal) for c, literal in line.present(cells)]
    return terms


def build_line(
    problem: Problem,
    p: int,
    sheet: Sheet,
    domain: NDArray[np.int8] | None = None,
    *,
    hard_levels: frozenset[str] = HARD_LEVELS,
) -> Line:
    """The line of person ``p`` on ``sheet``, with every rule that concerns one person.

    ``domain`` has shape (D, S); see :func:`build_full`. With every cell fixed nothing is left but
    the constant cost of the line, by level, on the sheet.
    """
    possible = problem.domain[p]
    if domain is not None:
        if ((domain == YES) & (possible == NO)).any():
            sheet.pay(HARD, 1)
        domain = np.where((possible == NO) & (domain == FREE), np.int8(NO), domain)
    line = Line(problem, p, sheet, possible if domain is None else domain)
    for rule in problem.line_rules[p]:
        post = Post(sheet, price_of(problem, rule, hard_levels=hard_levels))
        if rule.scope == "line":
            line_encoders[type(rule)](rule, line, post)
        elif problem.price(rule).level != MUST:
            for d, s, amount in cell_encoders[type(rule)](rule, problem, p):
                post.forbid(line.x(d, s), amount=amount)
    post_implied(line, sheet)
    return line


def work_out(
    problem: Problem,
    rows: Rows,
    p: int,
    cells: Iterable[Cell],
    *,
    hard_levels: frozenset[str] = HARD_LEVELS,
) -> Column:
    """The line of ``p`` that works ``cells`` and nothing else, worked out without any search."""
    cells = tuple(sorted(cells))
    domain = np.full((problem.num_days, problem.num_shifts), NO, dtype=np.int8)
    for cell in cells:
        domain[cell] = YES
    sheet = Sheet()
    line = build_line(problem, p, sheet, domain, hard_levels=hard_levels)
    activity: defaultdict[int, int] = defaultdict(int)
    for row, coefficient, present in rows.of(p):
        if line.present(present):
            activity[row] += coefficient
    return Column(
        p,
        cells,
        {level: cost.constant for level, cost in sheet.costs.items()},
        {row: amount for row, amount in activity.items() if amount},
    )


def build_rows(
    problem: Problem,
    *,
    hard_levels: frozenset[str] = HARD_LEVELS,
    without: frozenset[str] = frozenset(),
) -> Rows:
    """The rows of every rule that binds lines together.

    Rules all of whose cost is at the levels ``without`` are left out: a search at a higher level
    need not carry them.
    """
    rows = Rows(problem, hard_levels)
    for rule in problem.team.all_rules:
        if rule.scope == "team" and not without.issuperset(_levels_of(problem, rule)):
            rows.price = price_of(problem, rule, hard_levels=hard_levels)
            team_encoders[type(rule)](rule, rows)
    hold_to_their_time(rows)
    return rows


def _levels_of(problem: Problem, rule: Rule) -> set[str]:
    """Every level at which ``rule`` may cost anything."""
    return {level for level, _ in rule.most_cost(problem.team)}


def price_of(problem: Problem, rule: Rule, *, hard_levels: frozenset[str]) -> Price:
    """The price at which ``rule`` is posted; "no overlap" at level ``must`` is always hard."""
    price = problem.price(rule)
    return price._replace(
        hard=price.level in hard_levels or (price.hard and isinstance(rule, Overlap))
    )
