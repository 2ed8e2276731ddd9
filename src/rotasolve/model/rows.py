"""Rows: what binds the lines of a rota together, each a linear row over all of them.

A row is declared once and knows nothing of CP-SAT: a model posts it over every line that is free in
it, and any other solver of the same rows can read it as numbers.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.sheet import Price
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from rotasolve.model.crowds import Load
    from rotasolve.model.problem import Cell, Problem


class Variable(NamedTuple):
    """A whole number from 0 to ``upper`` that belongs to the team; each unit costs ``cost``.

    ``level`` is the level of that cost; None where it is free of charge.
    """

    number: int
    upper: int
    level: str | None
    cost: int


class Presence(NamedTuple):
    """``coefficient`` for each of ``people`` who is on at least one of ``cells``."""

    coefficient: int
    people: tuple[int, ...]
    cells: tuple[Cell, ...]


class Row(NamedTuple):
    """``lower`` <= sum of ``presences`` + sum of coefficient x variable, a row over all lines.

    Where ``equal``, the sum is ``lower`` exactly.
    """

    lower: int
    equal: bool
    presences: tuple[Presence, ...]
    variables: tuple[tuple[int, Variable], ...]

    @property
    def shows_its_cost(self) -> bool:
        """Whether the lines alone show what it costs: no free number of the team is in it."""
        return not any(each.level is None and each.upper > 1 for _, each in self.variables)


class Rows:
    """The rows that team rules declare.

    Attributes
    ----------
    problem
        The problem.
    rows, variables
        Everything declared so far.
    loads
        What may be on each crowded (p, cell).
    manned
        The variables that say whether enough people are on some cells.
    """

    def __init__(self, problem: Problem, hard_levels: frozenset[str]) -> None:
        self.problem, self._hard_levels = problem, hard_levels
        self.rows: list[Row] = []
        self.variables: list[Variable] = []
        self.loads: dict[tuple[int, Cell], list[Load]] = {}
        self.manned: dict[Hashable, Variable] = {}
        self.price = self.priced(MUST, 1)

    @cached_property
    def _by_person(self) -> list[list[tuple[int, int, tuple[Cell, ...]]]]:
        by_person: list[list[tuple[int, int, tuple[Cell, ...]]]] = [
            [] for _ in range(self.problem.num_people)
        ]
        for number, row in enumerate(self.rows):
            for presence in row.presences:
                for p in presence.people:
                    by_person[p].append((number, presence.coefficient, presence.cells))
        return by_person

    def of(self, p: int) -> list[tuple[int, int, tuple[Cell, ...]]]:
        """Where ``p`` counts: (row, coefficient, cells); to be asked once all is declared."""
        return self._by_person[p]

    @cached_property
    def _uses(self) -> Counter[int]:
        """In how many rows each variable is."""
        return Counter(variable.number for row in self.rows for _, variable in row.variables)

    def cost_alone(self, number: int, total: int) -> dict[str, int] | None:
        """What row ``number`` costs by level when its presences sum to ``total``.

        To be asked once all is declared. None where it depends on other rows, where nothing meets
        the row, or where more than one of its variables could, unless each meets as much.
        """
        row = self.rows[number]
        missing = row.lower - total
        if any(self._uses[variable.number] > 1 for _, variable in row.variables):
            return None
        if missing == 0 or (missing < 0 and not row.equal):
            return {}
        helpful = [(c, variable) for c, variable in row.variables if c * missing > 0]
        if len({(c, variable.level) for c, variable in helpful}) != 1:
            return None
        coefficient, first = helpful[0]
        amount = -(-missing // coefficient)
        exact = amount * coefficient == missing
        if row.equal and not exact:
            return None
        cost = 0
        for _, variable in sorted(helpful, key=lambda each: each[1].cost):
            used = min(amount, variable.upper)
            amount, cost = amount - used, cost + used * variable.cost
        if amount:
            return None
        return {} if first.level is None else {first.level: cost}

    def priced(self, level: str, weight: int) -> Price:
        """The price of a part of a rule that has a level and a weight of its own."""
        return Price(level, weight, hard=level in self._hard_levels)

    def variable(self, upper: int, price: Price | None = None, amount: int = 1) -> Variable:
        """A new variable from 0 to ``upper``; where priced, each unit costs ``amount`` units.

        Raises
        ------
        ValueError
            When the price is hard: what must not be is no variable.
        """
        if price is not None and price.hard:
            raise ValueError("a breach with a hard price is ruled out, and has no variable")
        level = price.level if price else None
        cost = amount * price.weight if price else 0
        self.variables.append(Variable(len(self.variables), upper, level, cost))
        return self.variables[-1]

    def at_least(
        self,
        limit: int,
        presences: Iterable[Presence],
        *,
        variables: Sequence[tuple[int, Variable]] = (),
        price: Price | None = None,
        amount: int = 1,
        most_short: int | None = None,
        hard: bool = False,
        per: int = 1,
    ) -> None:
        """``amount`` units are paid for each started ``per`` by which the row misses ``limit``.

        Parameters
        ----------
        limit
            The least sum of ``presences`` and ``variables``.
        price
            What a unit costs; the rule's own price when left out.
        most_short
            By how much the row can fall short at most; worked out when left out.
        hard
            The row holds whatever the rule's price: it only ties a variable to the lines.
        per
            Units of the row that are paid for together, such as the pence of a pound.
        """
        presences = tuple(each for each in presences if each.people and each.cells)
        price = price or self.price
        if not hard and not price.hard:
            if most_short is None:
                lowest = sum(
                    each.coefficient * len(each.people)
                    for each in presences
                    if each.coefficient < 0
                ) + sum(c * variable.upper for c, variable in variables if c < 0)
                most_short = limit - lowest
            if most_short <= 0:
                return
            short = self.variable(-(-most_short // per), price, amount)
            variables = (*variables, (per, short))
        self.rows.append(Row(limit, False, presences, tuple(variables)))

    def at_most(
        self,
        limit: int,
        presences: Iterable[Presence],
        *,
        price: Price | None = None,
        amount: int = 1,
        per: int = 1,
    ) -> None:
        """``amount`` units are paid for each started ``per`` by which the row exceeds ``limit``."""
        opposite = [each._replace(coefficient=-each.coefficient) for each in presences]
        self.at_least(-limit, opposite, price=price, amount=amount, per=per)

    def total(self, presences: Iterable[Presence], more: int = 0) -> Variable:
        """A new variable that is the sum of ``presences`` and ``more``.

        For no line is the sum negative, nor more than the coefficients add up to.
        """
        presences = tuple(each for each in presences if each.people and each.cells)
        variable = self.variable(more + sum(c * len(people) for c, people, _ in presences))
        self.rows.append(Row(-more, True, presences, ((-1, variable),)))
        return variable

    def balance(
        self, target: int, presences: Iterable[Presence], *, short: Price, over: Price
    ) -> None:
        """One unit is paid for each unit below ``target`` and for each above, both soft.

        One equation says what two inequalities would, as both sides are paid for.
        """
        presences = tuple(each for each in presences if each.people and each.cells)
        most = sum(each.coefficient * len(each.people) for each in presences)
        variables = []
        if target > 0:
            variables.append((1, self.variable(target, short)))
        if most > target:
            variables.append((-1, self.variable(most - target, over)))
        self.rows.append(Row(target, True, presences, tuple(variables)))
