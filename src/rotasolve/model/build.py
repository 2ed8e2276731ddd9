"""Assemblies of the same parts: the full model, a part of it, one person's line, the rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rotasolve.model.line import Line
from rotasolve.model.problem import FREE, NO, YES, Problem
from rotasolve.model.registry import cell_encoders, line_encoders, team_encoders
from rotasolve.model.rows import Rows
from rotasolve.model.sheet import Post, Price, Sheet
from rotasolve.rota import Rota
from rotasolve.rules.overlap import Overlap
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from ortools.sat.python import cp_model

    from rotasolve.model.sheet import Term
    from rotasolve.team.rule import Rule

HARD = Price(MUST, 1, hard=True)


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
        Everybody's line, by p.
    """

    problem: Problem
    sheet: Sheet
    lines: tuple[Line, ...]

    def rota(self, value: Callable[[cp_model.BoolVarT], int]) -> Rota:
        """The rota of a solution in which ``value`` gives the value of each literal."""
        problem = self.problem
        return Rota.of(
            problem.team,
            (
                (problem.names[line.p], problem.date(d), problem.codes[s])
                for line in self.lines
                for d, s in line.worked(value)
            ),
        )


def build_full(
    problem: Problem, domain: NDArray[np.int8] | None = None, *, relax: bool = False
) -> FullModel:
    """The model of the whole rota, or of the cells that ``domain`` leaves free.

    Parameters
    ----------
    problem
        The team in indices.
    domain
        What each cell may be, shape (P, D, S); the problem's own when left out. A cell that a hard
        rule excludes stays excluded; where ``domain`` fixes it on, no rota exists.
    relax
        Price the rules at level ``must`` too, so that the least broken rota can be found. Which
        duties a person can do at all, and "no overlap", stay hard.
    """
    sheet = Sheet()
    lines = tuple(
        build_line(problem, p, sheet, None if domain is None else domain[p], relax=relax)
        for p in range(problem.num_people)
    )
    rows = build_rows(problem, relax=relax)
    variables = [
        sheet.cp.new_int_var(0, variable.upper, f"row[{variable.number}]")
        for variable in rows.variables
    ]
    for variable, literal in zip(rows.variables, variables, strict=True):
        if variable.level is not None:
            sheet.pay(Price(variable.level, 1, hard=False), variable.cost, literal)
    for row in rows.rows:
        terms: list[Term] = [(c, variables[variable.number]) for c, variable in row.variables]
        for presence in row.presences:
            for p in presence.people:
                terms += [
                    (presence.coefficient * c, literal)
                    for c, literal in lines[p].present(presence.cells)
                ]
        sheet.require(row.lower, row.lower if row.equal else None, terms)
    return FullModel(problem, sheet, lines)


def build_line(
    problem: Problem,
    p: int,
    sheet: Sheet,
    domain: NDArray[np.int8] | None = None,
    *,
    relax: bool = False,
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
    for rule in line_rules(problem)[p]:
        post = Post(sheet, price_of(problem, rule, relax=relax))
        if rule.scope == "line":
            line_encoders[type(rule)](rule, line, post)
        elif not problem.price(rule).hard:
            for d, s, amount in cell_encoders[type(rule)](rule, problem, p):
                post.forbid(line.x(d, s), amount=amount)
    return line


def build_rows(problem: Problem, *, relax: bool = False) -> Rows:
    """The rows of every rule that binds lines together."""
    rows = Rows(problem, relax=relax)
    for rule in problem.team.all_rules:
        if rule.scope == "team":
            rows.price = price_of(problem, rule, relax=relax)
            team_encoders[type(rule)](rule, rows)
    return rows


def line_rules(problem: Problem) -> list[list[Rule]]:
    """The rules that concern the line of each person p."""
    by_person: defaultdict[int, list[Rule]] = defaultdict(list)
    for rule in problem.team.all_rules:
        if rule.scope != "team":
            for p in problem.people(rule.who):
                by_person[p].append(rule)
    return [by_person[p] for p in range(problem.num_people)]


def price_of(problem: Problem, rule: Rule, *, relax: bool) -> Price:
    """The price at which ``rule`` is posted; relaxed, only "no overlap" stays hard."""
    price = problem.price(rule)
    return price._replace(hard=price.hard and (not relax or isinstance(rule, Overlap)))
