"""Encoder of ``weekends``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.weekends import Weekends

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post, Term

SATURDAY = 5


@encodes(Weekends)
def weekends(rule: Weekends, line: Line, post: Post) -> None:
    """Worked weekends counted, and the two days and the Friday of each held together."""
    problem, away = line.problem, line.problem.away(line.p, rule.absence)
    shifts = problem.shifts(rule.of)
    known = set(problem.known_days)
    first = problem.date(problem.first_day).weekday()
    # The Saturday of the first weekend with a known day; a Sunday may come first.
    start = problem.first_day + (SATURDAY - first if first <= SATURDAY else -1)
    saturdays = list(range(start, problem.num_days, 7))
    dates = set(problem.days_of(rule))
    considered = [sat for sat in saturdays if not dates.isdisjoint((sat, sat + 1))]

    def worked(sat: int) -> Term:
        cells = [(d, s) for d in (sat, sat + 1) if d in known for s in shifts]
        return 1, line.any(cells)

    if rule.at_most is not None and rule.out_of is None:
        post.at_most(rule.at_most, [worked(sat) for sat in considered])
    elif rule.at_most is not None and rule.out_of is not None:
        # A weekend counts with those before it; where fewer are known at all, with them alone.
        counts = [n for n, sat in enumerate(saturdays, start=1) if sat in considered]
        length = min(rule.out_of, max(counts, default=0))
        for n in counts:
            if n >= length:
                window = saturdays[n - length : n]
                post.at_most(rule.at_most, [worked(sat) for sat in window])
    for sat in considered:
        if sat in known and sat + 1 in known:
            days = [line.on(sat, shifts), line.on(sat + 1, shifts)]
            if rule.whole and all(
                problem.employed(line.p, d) and d not in away for d in (sat, sat + 1)
            ):
                post.forbid(days[0], negate(days[1]))
                post.forbid(negate(days[0]), days[1])
            if rule.same_shift:
                _same_shift(line, post, sat, shifts)
        if rule.free_after is not None and sat - 1 in known:
            post.forbid(line.on(sat - 1, problem.shifts(rule.free_after)), worked(sat)[1])


def _same_shift(line: Line, post: Post, sat: int, shifts: tuple[int, ...]) -> None:
    """One unit where both days are worked and some shift is on one of them only.

    Where both days are worked, each shift on one day only would be a clause of its own; the amount
    is 1 however many differ, so that one literal stands for "they differ".
    """
    both = line.all([line.on(sat, shifts), line.on(sat + 1, shifts)])
    same = line.all([line.equal(line.x(sat, s), line.x(sat + 1, s)) for s in shifts])
    post.forbid(both, negate(same))
