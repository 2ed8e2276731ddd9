"""Encoder of ``fair_share``."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

from rotasolve.model.asked import spots
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.fair_share import FairShare
from rotasolve.team.bank_holidays import holiday_pairs, pairs_in
from rotasolve.team.clock import instant
from rotasolve.team.selector import Which
from rotasolve.team.spelling import MINUTES_A_DAY

if TYPE_CHECKING:
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows

FRIDAY = 4
HIGHEST = 100

Entry = tuple[int, tuple["Cell", ...]]
"""So much for being on any of some cells."""


@encodes(FairShare)
def fair_share(rule: FairShare, rows: Rows) -> None:
    """Two rows for everybody: what they have, less their part of the total, above and below.

    With w of W for a weight, n for what somebody has, T for the total and u for the size of a unit,
    they are k units above their share when n - w T / W >= k u, that is when W n - w T >= W u k. So
    with slack "off", W n - w T < W u (tolerance + 1 + off), all in whole numbers; below it is
    the same with the sign turned.
    """
    problem = rows.problem
    days = _days(rule, problem)
    shifts = _shifts(rule, problem)
    weights, judged = _weights(rule, problem, days, shifts)
    if not judged:
        return
    entries, size = _entries(rule, problem, days, shifts)
    past = {p: _past(problem, p, entries) for p in weights}
    ahead = [(amount, cells) for amount, cells in entries if cells[-1][0] >= 0]
    everybody = tuple(sorted(weights))
    total = rows.total(
        [Presence(amount, everybody, cells) for amount, cells in ahead], sum(past.values())
    )
    whole = sum(weights.values())
    free = whole * size * (rule.tolerance + 1) - 1
    for p in judged:
        for side in (1, -1):
            own = [Presence(side * whole * amount, (p,), cells) for amount, cells in ahead]
            variables = [(-side * weights[p], total)]
            if not rows.price.hard:
                off = rows.variable(total.upper // size, rows.price)
                variables.append((whole * size, off))
            limit = -free - side * whole * past[p]
            rows.at_least(limit, own, variables=variables, hard=True)
    _nothing_unasked(rule, rows, days, shifts, len(judged))


def _nothing_unasked(
    rule: FairShare, rows: Rows, days: list[int], shifts: tuple[int, ...], judged: int
) -> None:
    """A row for each spot of what is shared: whoever is more than asked for is paid for.

    Any further duty moves everybody's difference by less than a unit of it for each that it has:
    paid for so often, it never pays to add one.
    """
    problem = rows.problem
    asked_for = {s for spot in spots(problem) if spot.asked is not None for s in spot.shifts}
    shared = asked_for.intersection(shifts)
    for spot in spots(problem):
        if spot.d not in days or not shared.issuperset(spot.shifts):
            continue
        cells = tuple((spot.d, s) for s in spot.shifts)
        units = 1
        if rule.of == "unsocial hours":
            units = max((_minutes(rule, problem, cell) + 59) // 60 for cell in cells)
        named = spot.named if spot.asked is None else ()
        people = tuple(p for p in range(problem.num_people) if p not in named)
        if units:
            there = Presence(1, people, cells)
            rows.at_most(spot.asked or 0, [there], amount=units * judged)


def _days(rule: FairShare, problem: Problem) -> list[int]:
    """The days, those of the history first, on which a duty counts."""
    start = problem.first_day
    if rule.since is not None:
        start = max(start, (rule.since - problem.date(0)).days)
    if rule.past_weeks is not None:
        start = max(start, -7 * rule.past_weeks)
    days = [d for d in problem.days_of(rule, known=True) if d >= min(start, 0)]
    if rule.of == "weekends":
        days = [d for d in days if problem.date(d).weekday() > FRIDAY]
    elif rule.of == "bank holidays":
        days = [d for d in days if _is_holiday(problem, d)]
    return days


def _is_holiday(problem: Problem, d: int) -> bool:
    return problem.team.calendar.public_holiday(problem.date(d)) is not None


def _shifts(rule: FairShare, problem: Problem) -> tuple[int, ...]:
    if isinstance(rule.of, Which):
        return problem.shifts(rule.of)
    if rule.kinds is not None:
        return problem.shifts_of_kind(rule.kinds)
    return problem.shifts_of_kind(
        ("work",) if rule.of == "unsocial hours" else ("work", "sleep_in")
    )


# -- weights -------------------------------------------------------------------------------------


def _weights(
    rule: FairShare, problem: Problem, days: list[int], shifts: tuple[int, ...]
) -> tuple[dict[int, int], list[int]]:
    """The whole weight of each person who has one; and those who have some of it in the period."""
    minutes: dict[int, Fraction] = {}
    judged = []
    needs = [set(shift.needs) for shift in problem.team.shifts.values()]
    open_to = [set(problem.people(shift.who)) for shift in problem.team.shifts.values()]
    events = set(problem.shifts_of_kind(("event",)))
    for p in problem.people(rule.who):
        staff = problem.team.staff[p]
        own = events.union(problem.shifts(staff.shifts))
        if not any(s in own and p in open_to[s] and needs[s] <= {*staff.skills} for s in shifts):
            continue
        by_day = _weekly(problem, p, days)
        if any(by_day.values()):
            minutes[p] = sum(by_day.values(), Fraction())
            if any(weekly for d, weekly in by_day.items() if d >= 0):
                judged.append(p)
    if not minutes:
        return {}, []
    # Fractions have a greatest common measure too: of a/b and c/d it is gcd(ad, cb)/bd.
    measure = reduce(_common, minutes.values())
    highest = max(minutes.values())
    if highest / measure <= HIGHEST:
        return {p: int(each / measure) for p, each in minutes.items()}, judged
    scaled = {p: 2 * HIGHEST * each / highest for p, each in minutes.items()}
    return {p: max(1, (int(each) + 1) // 2) for p, each in scaled.items()}, judged


def _common(first: Fraction, second: Fraction) -> Fraction:
    return Fraction(
        gcd(first.numerator * second.denominator, second.numerator * first.denominator),
        first.denominator * second.denominator,
    )


def _weekly(problem: Problem, p: int, days: list[int]) -> dict[int, Fraction]:
    """Contracted minutes a week on each day on which ``p`` is not absent."""
    team = problem.team
    absences = [absence for absence in team.all_absences if p in problem.people(absence.who)]
    weekly = {}
    for d in days:
        day = problem.date(d)
        contract = team.contract_on(team.staff[p], day)
        absent = any(team.matches(day, absence.days, absence.dates) for absence in absences)
        if contract is not None and "contract" in contract.accounts and not absent:
            weekly[d] = contract.weekly_minutes(team.team.full_week)
    return weekly


# -- amounts -------------------------------------------------------------------------------------


def _entries(
    rule: FairShare, problem: Problem, days: list[int], shifts: tuple[int, ...]
) -> tuple[list[Entry], int]:
    """What each group of cells counts; and how much of that is a unit.

    Minutes are counted in the largest measure that all of them, and an hour, are multiples of.
    """
    if rule.of == "weekends":
        weekends: dict[int, list[Cell]] = {}
        for d in days:
            saturday = d - problem.date(d).weekday()
            weekends.setdefault(saturday, []).extend((d, s) for s in shifts)
        return [(1, tuple(cells)) for cells in weekends.values() if cells], 1
    if rule.of != "unsocial hours":
        return _duties(rule, problem, days, shifts), 1
    cells = [(d, s) for d in days for s in shifts]
    minutes = {cell: _minutes(rule, problem, cell) for cell in cells}
    measure = gcd(60, *minutes.values())
    return [(each // measure, (cell,)) for cell, each in minutes.items() if each], 60 // measure


def _duties(
    rule: FairShare, problem: Problem, days: list[int], shifts: tuple[int, ...]
) -> list[Entry]:
    """Each duty, but those on a weekend day of a pair only without one on its substitute.

    With x for a cell of the weekend day and y for "on any cell of the substitute", "x and not y" is
    "x or y" less y. Each entry ends with a cell of its last day.
    """
    team, first = problem.team, problem.date(0)
    pairs = holiday_pairs(team) if rule.of == "bank holidays" else ()
    if isinstance(rule.of, Which):
        pairs = pairs_in(team, rule.days, rule.dates)
    pairs_of = {(pair.weekend - first).days: (pair.substitute - first).days for pair in pairs}
    found: list[Entry] = []
    for d in days:
        substitute = pairs_of.get(d)
        if substitute in days and shifts:
            there = tuple((substitute, s) for s in shifts)
            found += [(1, ((d, s), *there)) for s in shifts]
            found.append((-len(shifts), there))
        else:
            found += [(1, ((d, s),)) for s in shifts]
    return found


def _minutes(rule: FairShare, problem: Problem, cell: Cell) -> int:
    """The unsocial minutes of a cell: of the pieces between two edges those that are unsocial."""
    d, _ = cell
    unsocial = []
    for e in (d - 1, d, d + 1):
        day = problem.date(e)
        unsocial.append((instant(day, rule.clock.start), instant(day, rule.clock.end)))
        if day.weekday() > FRIDAY or _is_holiday(problem, e):
            unsocial.append((instant(day, 0), instant(day, MINUTES_A_DAY)))
    start, end = problem.start(*cell), problem.end(*cell)
    edges = sorted({start, end, *(edge for span in unsocial for edge in span)})
    return sum(
        last - first
        for first, last in pairwise(edges)
        if start <= first < end and any(begin <= first < stop for begin, stop in unsocial)
    )


def _past(problem: Problem, p: int, entries: list[Entry]) -> int:
    """What ``p`` has of the entries that lie in the history as a whole."""
    worked = {(d, s) for q, d, s in problem.worked if q == p}
    return sum(
        amount for amount, cells in entries if cells[-1][0] < 0 and not worked.isdisjoint(cells)
    )
