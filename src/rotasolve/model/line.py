"""A line of the rota: one person's cells, and what can be said of them."""

from __future__ import annotations

import weakref
from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.model.problem import FREE, Cell, Problem
from rotasolve.model.sheet import Literal, Sheet, Term, negate, settled
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from ortools.sat.python import cp_model

    from rotasolve.model.implied import BrokenRun
    from rotasolve.team.shift import Account


class Line:
    """One person's line on a sheet.

    Cells of the history are constants, cells outside the known days are 0. Derived literals are
    made when first asked for.

    Attributes
    ----------
    problem, p
        The problem and the index of the person.
    cells
        Every free cell with its literal.
    open_days
        Every day with a free cell.
    too_long, too_short
        Every run of each kind that may be paid for, by the rules posted so far, until what follows
        from them together is posted.
    """

    def __init__(self, problem: Problem, p: int, sheet: Sheet, domain: NDArray[np.int8]) -> None:
        self.problem, self.p, self._sheet = problem, p, sheet
        self.cells: dict[Cell, cp_model.BoolVarT] = {}
        self.too_long: list[BrokenRun] = []
        self.too_short: list[BrokenRun] = []
        self._constants: set[Cell] = {(d, s) for q, d, s in problem.worked if q == p}
        self._days: dict[tuple[int, ...], _Days] = {}
        self._any: dict[tuple[Cell, ...], Literal] = {}
        self._present: dict[tuple[Cell, ...], list[Term]] = {}
        name = problem.names[p]
        days, shifts = domain.nonzero()
        free = (domain[days, shifts] == FREE).tolist()
        for d, s, is_free in zip(days.tolist(), shifts.tolist(), free, strict=True):
            if is_free:
                self.cells[d, s] = sheet.boolean(f"x[{name},{problem.date(d)},{problem.codes[s]}]")
            else:
                self._constants.add((d, s))
        # Most days of a part are settled, and most of what rules ask is about them.
        self.open_days = {d for d, _ in self.cells}
        self._shifts_on: defaultdict[int, set[int]] = defaultdict(set)
        self._days_on: defaultdict[int, list[int]] = defaultdict(list)
        for d, s in self._constants:
            self._shifts_on[d].add(s)
            self._days_on[s].append(d)

    def x(self, d: int, s: int) -> Literal:
        """On shift ``s`` of day ``d``."""
        literal = self.cells.get((d, s))
        if literal is None:
            return 1 if (d, s) in self._constants else 0
        return literal

    def _minutes(self, account: Account, d: int, s: int) -> int:
        """Minutes that shift ``s`` of day ``d`` counts in ``account`` on this line.

        What was worked of a sleep-in or on call of the history counts on top of what the shift
        counts; in ``working_time`` only what lies after its end, where it counts anything itself.
        """
        counted = self.problem.minutes(account, d, s)
        if d >= 0:
            return counted
        called = self.problem.called.get((self.p, d, s), ())
        if account == "working_time" and counted > 0:
            over = self.problem.end(d, s)
            called = tuple((max(start, over), max(end, over)) for start, end in called)
        return counted + sum(end - start for start, end in called)

    def any(self, cells: Sequence[Cell]) -> Literal:
        """On at least one of ``cells``."""
        if self.cells.keys().isdisjoint(cells):
            return int(not self._constants.isdisjoint(cells))
        literals = {}
        for cell in cells:
            literal = self.x(*cell)
            if isinstance(literal, int):
                if literal:
                    return 1
            else:
                literals[cell] = literal
        if len(literals) <= 1:
            return next(iter(literals.values()), 0)
        key = tuple(sorted(literals))
        if key not in self._any:
            self._any[key] = self._new_any(literals)
        return self._any[key]

    def _new_any(self, literals: dict[Cell, cp_model.BoolVarT]) -> Literal:
        """A literal that holds if and only if one of ``literals`` does.

        Of a group of exclusive cells only one can hold, so that one at-most-one with the negation
        says "each implies it" for the whole group, and more tightly.
        """
        holds = self._sheet.boolean()
        groups = self.exclusive_groups(literals)
        for group in groups:
            members = [literals[cell] for cell in group]
            if len(groups) == 1:
                self._sheet.cp.add_exactly_one([*members, ~holds])
            else:
                self._sheet.cp.add_at_most_one([*members, ~holds])
        if len(groups) > 1:
            self._sheet.cp.add_bool_or([*literals.values(), ~holds])
        return holds

    def exclusive_groups(self, cells: Iterable[Cell]) -> list[list[Cell]]:
        """``cells`` in groups of which a hard rule lets at most one be worked."""
        cells = list(cells)
        if self.problem.all_exclusive(self.p, cells):
            return [cells]
        groups: list[list[Cell]] = []
        for cell in cells:
            for group in groups:
                if all(self.problem.exclusive(self.p, cell, other) for other in group):
                    group.append(cell)
                    break
            else:
                groups.append([cell])
        return groups

    def present(self, cells: tuple[Cell, ...]) -> list[Term]:
        """Terms whose sum is 1 when on any of ``cells``, else 0.

        Exclusive cells are their own sum; otherwise a literal for "any" is made.
        """
        if self.cells.keys().isdisjoint(cells):
            return [] if self._constants.isdisjoint(cells) else [(1, 1)]
        if cells not in self._present:
            once = tuple(dict.fromkeys(cells))
            literals = [self.x(*cell) for cell in once]
            free = [c for c, x in zip(once, literals, strict=True) if not isinstance(x, int)]
            if any(settled(x, 1) for x in literals) or len(self.exclusive_groups(free)) > 1:
                self._present[cells] = [(1, self.any(cells))]
            else:
                self._present[cells] = [(1, self.x(*cell)) for cell in free]
        return self._present[cells]

    def worked(self, value: Callable[[cp_model.BoolVarT], int]) -> list[Cell]:
        """The cells of the period that are worked in a solution, given the value of a literal."""
        fixed = [(d, s) for d, s in self._constants if d >= 0]
        return fixed + [cell for cell, literal in self.cells.items() if value(literal)]

    def on(self, d: int, shifts: tuple[int, ...]) -> Literal:
        """On any of ``shifts`` on day ``d``."""
        return self.days(shifts)(d)

    def days(self, shifts: tuple[int, ...]) -> Callable[[int], Literal]:
        """On any of ``shifts``, as a function of the day."""
        if shifts not in self._days:  # many rules ask for the same
            self._days[shifts] = _Days(self, shifts)
        return self._days[shifts].__getitem__

    def days_with(self, item: Which | str) -> Callable[[int], Literal]:
        """On any shift that ``item`` selects, else on any that makes a working day."""
        return self.days(self._shifts_of(item))

    def days_possible(self, item: Which | str) -> list[int]:
        """Every day in order on which :meth:`days_with` may hold, and the other open days."""
        return sorted(self.open_days.union(*(self._days_on[s] for s in self._shifts_of(item))))

    def _shifts_of(self, item: Which | str) -> tuple[int, ...]:
        problem = self.problem
        return problem.shifts(item) if isinstance(item, Which) else problem.day_shifts

    def new_on(self, d: int, shifts: tuple[int, ...]) -> Literal:
        """As :meth:`on`, worked out anew."""
        if d in self.open_days:
            return self.any([(d, s) for s in shifts])
        return int(d in self._shifts_on and not self._shifts_on[d].isdisjoint(shifts))

    def works(self, d: int) -> Literal:
        """Day ``d`` is a working day: a duty starts on it, not just on call."""
        return self.on(d, self.problem.day_shifts)

    def off(self, d: int) -> Literal:
        """Day ``d`` is a day off."""
        return negate(self.works(d))

    def _duties(
        self, days: Iterable[int], shifts: Sequence[int]
    ) -> Iterator[tuple[int, int, Literal]]:
        """Each (d, s) of ``shifts`` over ``days`` that is or may be worked, and its literal."""
        for d in days:
            if d in self.open_days:
                for s in shifts:
                    literal = self.x(d, s)
                    if not settled(literal, 0):
                        yield d, s, literal
            elif d in self._shifts_on:
                for s in shifts:
                    if s in self._shifts_on[d]:
                        yield d, s, 1

    def terms(self, days: Iterable[int], shifts: Sequence[int]) -> list[Term]:
        """Terms that count the duties on ``shifts`` over ``days``."""
        return [(1, literal) for _, _, literal in self._duties(days, shifts)]

    def minutes_of(
        self, account: Account, days: Iterable[int], shifts: Sequence[int]
    ) -> list[Term]:
        """Terms that count the minutes in ``account`` of the duties on ``shifts`` over ``days``."""
        duties = self._duties(days, shifts)
        return [(self._minutes(account, d, s), literal) for d, s, literal in duties]

    def all(self, literals: Iterable[Literal]) -> Literal:
        """Every one of ``literals`` holds."""
        free = []
        for literal in literals:
            if not isinstance(literal, int):
                free.append(literal)
            elif literal == 0:
                return 0
        if len(free) <= 1:
            return free[0] if free else 1
        holds = self._sheet.boolean()
        for literal in free:
            self._sheet.cp.add_implication(holds, literal)
        self._sheet.cp.add_bool_or([holds, *(~literal for literal in free)])
        return holds

    def at_least(self, number: int, literals: Iterable[Literal]) -> Literal:
        """At least ``number`` of ``literals`` hold."""
        free = []
        for literal in literals:
            if isinstance(literal, int):
                number -= literal
            else:
                free.append(literal)
        if number <= 0:
            return 1
        if number > len(free):
            return 0
        enough = self._sheet.boolean()
        self._sheet.cp.add(sum(free) >= number).only_enforce_if(enough)
        self._sheet.cp.add(sum(free) <= number - 1).only_enforce_if(~enough)
        return enough

    def equal(self, first: Literal, second: Literal) -> Literal:
        """``first`` and ``second`` are alike."""
        if isinstance(first, int):
            return second if first else negate(second)
        if isinstance(second, int):
            return first if second else negate(first)
        alike = self._sheet.boolean()
        self._sheet.cp.add(first == second).only_enforce_if(alike)
        self._sheet.cp.add(first + second == 1).only_enforce_if(~alike)
        return alike


class _Days(dict[int, Literal]):
    """For each day that was asked for: on any of ``shifts``.

    It does not keep its line alive, so that a model is freed as soon as nobody holds it.
    """

    def __init__(self, line: Line, shifts: tuple[int, ...]) -> None:
        super().__init__()
        self._line, self._shifts = weakref.proxy(line), shifts

    def __missing__(self, d: int) -> Literal:
        literal: Literal = self._line.new_on(d, self._shifts)
        self[d] = literal
        return literal
