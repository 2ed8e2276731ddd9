"""Encoder of ``run``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.implied import BrokenRun
from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate, settled
from rotasolve.rules.run import Run

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Literal, Post


@encodes(Run)
def run(rule: Run, line: Line, post: Post) -> None:
    """Stretches of days that are too long, too short, or not followed by days off.

    A day is over the limit k when it and the k days before it all have it, so one clause for each
    day counts exactly the days over. A run is too short when a stretch of less than the least
    length has a known day without it on both sides, neither of them a day of absence. The line
    takes note of both, of which more follows when they are taken together.
    """
    problem = line.problem
    first = problem.first_day
    dates = set(problem.days_of(rule))
    days, away = line.days_with(rule.of), problem.away(line.p, rule.absence)

    def has(d: int) -> Literal:
        if rule.of == "days off":
            return negate(days(d)) if problem.employed(line.p, d) and d not in away else 0
        return days(d)

    if rule.at_most is not None:
        for d in dates:
            if d - rule.at_most >= first and not settled(has(d), 0):
                stretch = range(d - rule.at_most, d + 1)
                broken = post.forbid(*(has(e) for e in stretch))
                if not settled(broken, 0):
                    line.too_long.append(BrokenRun(rule, stretch, 1, broken))
    if rule.at_least is not None:
        for d in (d for d in dates if not settled(has(d), 1)):
            for length in range(1, rule.at_least):
                before = d - length - 1
                stretch = range(before + 1, d)
                if before < first:
                    break
                if before in away or d in away:
                    continue
                if rule.of == "days off" and not (
                    problem.employed(line.p, before) and problem.employed(line.p, d)
                ):
                    continue
                run_days = (has(e) for e in stretch)
                short = rule.at_least - length
                broken = post.forbid(negate(has(before)), *run_days, negate(has(d)), amount=short)
                if not settled(broken, 0):
                    line.too_short.append(BrokenRun(rule, range(before, d + 1), short, broken))
    if rule.then_off is not None:
        for last in range(first + rule.after - 1, problem.num_days - 1):
            run_days_due = [has(e) for e in range(last - rule.after + 1, last + 1)]
            for d in range(last + 1, min(last + 1 + rule.then_off, problem.num_days)):
                if d in dates:
                    post.forbid(*run_days_due, negate(has(last + 1)), line.works(d))
