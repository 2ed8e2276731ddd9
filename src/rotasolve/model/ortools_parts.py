"""What is used of OR-Tools beyond its documented interface, and nowhere else than here.

These parts may change in any release, so ``pyproject.toml`` holds OR-Tools to one minor version.
With the next one, look through this page and run the tests; the rest is documented interface.

====================================  ===========================================================
part                                  used for
====================================  ===========================================================
``CpModel.proto`` and its messages    how many variables a model has, their domains, and its
                                      constraints as sums
``CpSolver.response_proto``           solutions as plain numbers, those of the pool as well
``cp_model_helper.SatParameters``     the type of ``CpSolver.parameters``
``math_opt.model_pb2``                large linear programs, which one call a term would build in
                                      minutes
``pybind11_abseil.status``            what MathOpt raises when a solve fails, which it means to
                                      translate and cannot (``solve_failure``)
====================================  ===========================================================
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ortools.math_opt.python import mathopt
    from ortools.sat.python import cp_model
    from ortools.sat.python.cp_model_helper import SatParameters as SatParameters

Terms = list[tuple[int, int]]
"""Coefficients and the indices of the variables that they multiply."""

INFINITE = 2**62
"""What CP-SAT writes for no bound, or more."""


# -- CP-SAT --------------------------------------------------------------------------------------


def num_variables(model: cp_model.CpModel) -> int:
    """Number of variables of ``model``."""
    return len(model.proto.variables)


def domains(model: cp_model.CpModel) -> list[list[int]]:
    """The domain of each variable of ``model``."""
    return [list(variable.domain) for variable in model.proto.variables]


def solution(answer: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> tuple[int, ...]:
    """The value of each variable in the solution, which the solver forgets with its answer."""
    return tuple(answer.response_proto.solution)


def solutions(solver: cp_model.CpSolver) -> list[tuple[int, ...]]:
    """The best solution, and those that the solver has kept beside it."""
    response = solver.response_proto
    return [tuple(response.solution), *(tuple(e.values) for e in response.additional_solutions)]


def linear_forms(model: cp_model.CpModel) -> Iterable[tuple[float, float, Terms]]:
    """Each constraint as bounds of sums, but for those of a kind that has no such form."""
    for constraint in model.proto.constraints:
        yield from _linear(constraint)


def _linear(constraint: Any) -> list[tuple[float, float, Terms]]:
    """``constraint`` as bounds of sums; nothing where it is of a kind that has no such form."""
    enforced = [-literal - 1 for literal in constraint.enforcement_literal]
    if constraint.has_bool_or():
        return [_sum(1, math.inf, [*constraint.bool_or.literals, *enforced])]
    if constraint.has_bool_and():
        return [_sum(1, math.inf, [each, *enforced]) for each in constraint.bool_and.literals]
    if enforced:
        return []
    if constraint.has_at_most_one():
        return [_sum(-math.inf, 1, constraint.at_most_one.literals)]
    if constraint.has_exactly_one():
        return [_sum(1, 1, constraint.exactly_one.literals)]
    if constraint.has_linear():
        linear = constraint.linear
        domain = list(linear.domain)
        least = -math.inf if domain[0] <= -INFINITE else domain[0]
        most = math.inf if domain[-1] >= INFINITE else domain[-1]
        return [(least, most, list(zip(linear.coeffs, linear.vars, strict=True)))]
    return []


def _sum(least: float, most: float, literals: Iterable[int]) -> tuple[float, float, Terms]:
    """Bounds of the number of ``literals`` that hold; a negated literal is 1 - x."""
    terms = [(1, each) if each >= 0 else (-1, -each - 1) for each in literals]
    negated = sum(coefficient < 0 for coefficient, _ in terms)
    return least - negated, most - negated, terms


# -- linear programs -----------------------------------------------------------------------------


def linear_program(
    variables: tuple[Sequence[float], Sequence[float]],
    costs: Sequence[float],
    constraints: tuple[Sequence[float], Sequence[float]],
    entries: tuple[Sequence[int], Sequence[int], Sequence[float]],
) -> mathopt.Model:
    """A linear program that is minimised, all of it at once.

    Parameters
    ----------
    variables, constraints
        The lower and the upper bound of each.
    costs
        What a unit of each variable costs.
    entries
        Constraint, variable and coefficient of each term; sorted, and none twice.
    """
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    program = model_pb2.ModelProto()
    program.variables.ids.extend(range(len(variables[0])))
    program.variables.lower_bounds.extend(variables[0])
    program.variables.upper_bounds.extend(variables[1])
    program.variables.integers.extend([False] * len(variables[0]))
    costly = [n for n, cost in enumerate(costs) if cost]
    program.objective.linear_coefficients.ids.extend(costly)
    program.objective.linear_coefficients.values.extend(costs[n] for n in costly)
    program.linear_constraints.ids.extend(range(len(constraints[0])))
    program.linear_constraints.lower_bounds.extend(constraints[0])
    program.linear_constraints.upper_bounds.extend(constraints[1])
    rows, columns, coefficients = entries
    program.linear_constraint_matrix.row_ids.extend(rows)
    program.linear_constraint_matrix.column_ids.extend(columns)
    program.linear_constraint_matrix.coefficients.extend(coefficients)
    return mathopt.Model.from_model_proto(program)


def solve_failure(error: BaseException) -> str | None:
    """What MathOpt says of a solve that failed with ``error``; None for any other error.

    MathOpt 9.15 catches its solver's ``StatusNotOk``, and asks it for ``canonical_code``, which it
    has not: an ``AttributeError`` is what comes out, with what was meant as its context.
    """
    from ortools.math_opt.python import errors
    from pybind11_abseil.status import StatusNotOk

    if isinstance(error, errors.InternalMathOptError):
        return str(error)
    misread = isinstance(error, AttributeError) and error.name == "canonical_code"
    if misread and isinstance(error.__context__, StatusNotOk):
        return str(error.__context__)
    return None
