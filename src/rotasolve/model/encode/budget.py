"""Encoder of ``budget``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.model.holiday_pay import holiday_pay
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rotasolve.model.holiday_pay import Gains, OpenPair
    from rotasolve.model.rows import Rows, Variable

PENCE_A_POUND = 100
Window = frozenset[int]


@encodes(Budget)
def budget(rule: Budget, rows: Rows) -> None:
    """A row in pence for each window: what each cell costs, together for whom it costs the same.

    What cells bring as a public holiday that is one of an open pair stands in numbers of its own.
    """
    problem = rows.problem
    concerned = set(problem.days_of(rule))
    windows = [frozenset(concerned.intersection(days)) for days, _ in problem.windows(rule.per)]
    extra: defaultdict[Window, list[Variable]] = defaultdict(list)
    if "enhancements" in rule.of:
        for p in problem.people(rule.who):
            for each in holiday_pay(problem, p, problem.days_of(rule)).pairs:
                for window, variable in _of_pair(rows, p, each, windows):
                    extra[window].append(variable)
    for window in windows:
        costs = _less(_cells(rule, rows, window))
        more = [(-1, variable) for variable in extra[window]]
        rows.at_least(-rule.at_most, costs, variables=more, per=PENCE_A_POUND)


def _cells(rule: Budget, rows: Rows, window: Window) -> list[Presence]:
    """What each cell of ``window`` costs everybody, open pairs left out."""
    problem = rows.problem
    team, presences = problem.team, []
    days = problem.days_of(rule)
    for d in window:
        for s, shift in enumerate(team.shifts.values()):
            people: defaultdict[int, list[int]] = defaultdict(list)
            for p in problem.people(rule.who):
                holidays = holiday_pay(problem, p, days)
                pay = team.duty_pay(team.staff[p], shift, problem.date(d), holidays.ordinary)
                pence = sum(map(pay.part, rule.of))
                if "enhancements" in rule.of:
                    pence -= holidays.on_either(pay.gains)
                people[pence].append(p)
            presences += [
                Presence(pence, tuple(group), ((d, s),)) for pence, group in people.items() if pence
            ]
    return presences


def _of_pair(
    rows: Rows, p: int, pair: OpenPair, windows: Iterable[Window]
) -> list[tuple[Window, Variable]]:
    """What ``p`` is paid in each window for one of a pair: the greater of its two sums in all.

    Where all of it lies in one window, a number that is no less than either sum is enough, as more
    of it only costs. Otherwise a choice c says which sum it is. With W for the weekend day, S for
    the substitute and at most w and s for them, W - S + (s + 1) c >= 1 and S - W - w c >= -w hold
    if and only if c is 1 where S >= W, and 0 where not. The number of a window is then no less than
    its part of W where c is 0, and of S where c is 1.
    """
    gains = pair.weekend, pair.substitute
    weekend, substitute = (_presences(p, each) for each in gains)
    w, s = (_sum(each) for each in gains)
    split = ((window, _within(window, gains[0]), _within(window, gains[1])) for window in windows)
    parts = [each for each in split if each[1] or each[2]]
    choice: list[tuple[int, Variable]] = []
    if len(parts) != 1 or parts[0][1:] != gains:
        c = rows.variable(1)
        choice = [(1, c)]
        rows.at_least(1, weekend + _less(substitute), variables=[(s + 1, c)], hard=True)
        rows.at_least(-w, substitute + _less(weekend), variables=[(-w, c)], hard=True)
    found = []
    for window, on_weekend, on_substitute in parts:
        paid = rows.variable(max(_sum(on_weekend), _sum(on_substitute)))
        for own, factor, limit in ((on_weekend, w, 0), (on_substitute, -s, -s)):
            if own:
                terms = [(1, paid), *((factor, c) for _, c in choice)]
                least = limit if choice else 0
                rows.at_least(least, _less(_presences(p, own)), variables=terms, hard=True)
        found.append((window, paid))
    return found


def _within(window: Window, gains: Gains) -> Gains:
    return tuple((pence, cell) for pence, cell in gains if cell[0] in window)


def _sum(gains: Gains) -> int:
    return sum(pence for pence, _ in gains)


def _presences(p: int, gains: Gains) -> list[Presence]:
    return [Presence(pence, (p,), (cell,)) for pence, cell in gains]


def _less(presences: list[Presence]) -> list[Presence]:
    """The same, taken away."""
    return [each._replace(coefficient=-each.coefficient) for each in presences]
