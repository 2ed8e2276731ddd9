"""A CP-SAT model in the making: what may not be, and what is paid when it is all the same.

A :data:`Literal` is a CP-SAT literal or one of the constants 0 and 1. Constants are folded at
once, so that a model costs what its free part costs; where everything is constant, nothing is
left of it but the cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Literal = cp_model.BoolVarT | int
"""A literal of the model, or the constant 0 or 1."""

Term = tuple[int, Literal]
"""A coefficient and the literal it multiplies."""


Mark = dict[str, tuple[int, int]]
"""For each level the constant and the number of terms of its cost at one moment."""


class Price(NamedTuple):
    """What one unit of breach costs: ``weight`` at ``level``; a hard one may not occur at all."""

    level: str
    weight: int
    hard: bool


HARD = Price(MUST, 1, hard=True)
"""The price of what may not be at all, at whatever level."""


@dataclass
class Cost:
    """A linear cost: a constant and terms."""

    constant: int = 0
    coefficients: list[int] = field(default_factory=list)
    variables: list[cp_model.BoolVarT] = field(default_factory=list)

    def expression(self) -> cp_model.LinearExpr:
        """The cost as an expression of CP-SAT."""
        return cp_model.LinearExpr.weighted_sum(self.variables, self.coefficients) + self.constant


def negate(literal: Literal) -> Literal:
    """The opposite of ``literal``."""
    return 1 - literal if isinstance(literal, int) else ~literal


def settled(literal: Literal, value: int) -> bool:
    """Whether ``literal`` is the constant ``value``."""
    return isinstance(literal, int) and literal == value


class Sheet:
    """A CP-SAT model with a linear cost for each level.

    Attributes
    ----------
    cp
        The CP-SAT model.
    costs
        The cost of each level that has one.
    """

    def __init__(self) -> None:
        self.cp = cp_model.CpModel()
        self.costs: dict[str, Cost] = {}

    def boolean(self, name: str = "") -> cp_model.IntVar:
        """A new literal."""
        return self.cp.new_bool_var(name)

    def pay(self, price: Price, amount: int, literal: Literal = 1) -> None:
        """``amount`` units cost ``price`` where ``literal`` holds; where hard, it may not hold."""
        if settled(literal, 0):
            return
        if price.hard:
            self.cp.add_bool_or([] if isinstance(literal, int) else [~literal])
            return
        cost = self.costs.setdefault(price.level, Cost())
        if isinstance(literal, int):
            cost.constant += amount * price.weight * literal
        else:
            cost.coefficients.append(amount * price.weight)
            cost.variables.append(literal)

    def mark(self) -> Mark:
        """What is paid so far, by level: the constant and the number of terms."""
        return {level: (cost.constant, len(cost.variables)) for level, cost in self.costs.items()}

    def paid_since(self, mark: Mark, weights: Mapping[str, int]) -> list[Term]:
        """Terms of all that is paid since ``mark``, each level times its weight."""
        terms: list[Term] = []
        for level, weight in weights.items():
            if weight and level in self.costs:
                cost = self.costs[level]
                constant, number = mark.get(level, (0, 0))
                terms.append((weight * (cost.constant - constant), 1))
                paid = zip(cost.coefficients[number:], cost.variables[number:], strict=True)
                terms += [(weight * coefficient, literal) for coefficient, literal in paid]
        return terms

    def forbid(self, literals: Iterable[Literal], price: Price, amount: int = 1) -> Literal:
        """``amount`` units are paid when all of ``literals`` hold together.

        Returns the literal of their being paid, which where hard never holds.
        """
        free = []
        for literal in literals:
            if not isinstance(literal, int):
                free.append(literal)
            elif literal == 0:
                return 0
        if price.hard:
            self.cp.add_bool_or([~literal for literal in free])
            return 0
        if len(free) > 1:
            broken: Literal = self.boolean()
            self.cp.add_bool_or([broken, *(~literal for literal in free)])
        else:
            broken = free[0] if free else 1
        self.pay(price, amount, broken)
        return broken

    def not_both(
        self, literal: Literal, group: Sequence[Literal], price: Price, amount: int = 1
    ) -> None:
        """``amount`` units are paid when ``literal`` holds with one of ``group``.

        At most one of ``group`` holds in any solution: one constraint then serves all of them.
        """
        if isinstance(literal, int) or len(group) < 2 or any(isinstance(x, int) for x in group):
            for other in group:
                self.forbid((literal, other), price, amount)
        elif price.hard:
            self.cp.add_at_most_one([literal, *group])
        else:
            broken = self.boolean()
            variables = [literal, *group, broken]
            coefficients = [1] * (len(group) + 1) + [-1]
            expression = cp_model.LinearExpr.weighted_sum(variables, coefficients)
            self.cp.add_linear_constraint(expression, -1, 1)
            self.pay(price, amount, broken)

    def at_most(
        self, limit: int, terms: Iterable[Term], price: Price, amount: int = 1, per: int = 1
    ) -> None:
        """``amount`` units are paid for each started ``per`` by which the sum exceeds ``limit``."""
        constant, coefficients, literals = fold(terms)
        limit -= constant
        highest = sum(c for c in coefficients if c > 0)
        lowest = sum(c for c in coefficients if c < 0)
        if highest <= limit:
            return
        if not literals:
            self.pay(price, amount * -(limit // per))
        elif price.hard:
            if limit == 1 and all(c == 1 for c in coefficients):
                self.cp.add_at_most_one(literals)
            else:
                expression = cp_model.LinearExpr.weighted_sum(literals, coefficients)
                self.cp.add_linear_constraint(expression, lowest, limit)
        else:
            most = -((limit - highest) // per)
            over = self.cp.new_int_var(0, most, "")
            expression = cp_model.LinearExpr.weighted_sum([*literals, over], [*coefficients, -per])
            self.cp.add_linear_constraint(expression, lowest - per * most, limit)
            self.pay(price, amount, over)

    def at_least(self, limit: int, terms: Iterable[Term], price: Price, amount: int = 1) -> None:
        """``amount`` units are paid for each unit by which the sum misses ``limit``."""
        self.at_most(-limit, [(-c, literal) for c, literal in terms], price, amount)

    def require(self, lower: int, upper: int | None, terms: Iterable[Term]) -> None:
        """The sum of ``terms``, which may have whole numbers for literals, lies between the two."""
        constant, coefficients, variables = fold(terms)
        least = lower - constant
        most = cp_model.INT_MAX if upper is None else upper - constant
        if variables:
            expression = cp_model.LinearExpr.weighted_sum(variables, coefficients)
            self.cp.add_linear_constraint(expression, least, most)
        elif not least <= 0 <= most:
            self.cp.add_bool_or([])


def fold(terms: Iterable[Term]) -> tuple[int, list[int], list[cp_model.BoolVarT]]:
    """The constant part of ``terms``, then the coefficients and the literals of the rest."""
    constant, coefficients, literals = 0, [], []
    for coefficient, literal in terms:
        if isinstance(literal, int):
            constant += coefficient * literal
        elif coefficient:
            coefficients.append(coefficient)
            literals.append(literal)
    return constant, coefficients, literals


class Post:
    """A sheet on which one rule posts, at that rule's price."""

    def __init__(self, sheet: Sheet, price: Price) -> None:
        self._sheet, self._price = sheet, price

    @property
    def hard(self) -> bool:
        """Whether nothing posted may be broken."""
        return self._price.hard

    def forbid(self, *literals: Literal, amount: int = 1) -> Literal:
        """``amount`` units are paid when all of ``literals`` hold together; see the sheet's."""
        return self._sheet.forbid(literals, self._price, amount)

    def not_both(self, literal: Literal, group: Sequence[Literal], amount: int = 1) -> None:
        """``amount`` units are paid when ``literal`` holds with one of the exclusive ``group``."""
        self._sheet.not_both(literal, group, self._price, amount)

    def at_most(self, limit: int, terms: Iterable[Term], amount: int = 1, per: int = 1) -> None:
        """``amount`` units are paid for each started ``per`` by which the sum exceeds ``limit``."""
        self._sheet.at_most(limit, terms, self._price, amount, per)

    def at_least(self, limit: int, terms: Iterable[Term], amount: int = 1) -> None:
        """``amount`` units are paid for each unit by which the sum misses ``limit``."""
        self._sheet.at_least(limit, terms, self._price, amount)
