"""What several rules say together and none says alone: it excludes nothing more.

CP-SAT and its linear programs see one rule at a time; said outright, what follows from several
makes their bounds far stronger.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.sheet import HARD, negate
from rotasolve.rules.run import Run
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Literal, Sheet


class BrokenRun(NamedTuple):
    """A run that is too long or too short, where ``literal`` holds.

    Attributes
    ----------
    rule
        The rule that it breaks.
    days
        A run that is a day too long, or one too short and the days on either side of it.
    amount
        Units of breach.
    literal
        Whether it is so, which is paid for.
    """

    rule: Run
    days: range
    amount: int
    literal: Literal


def post_implied(line: Line, sheet: Sheet) -> None:
    """What the rules of ``line`` say together of runs of working days and of days off.

    With runs of work of at most a days and of days off of at least b: of a + b days in a row no
    more than a are worked, but for one day more for each day that a run of work within them is too
    long, or a run of days off within them too short by. For otherwise fewer than b are off, b - k
    where a + k are worked. If some of these lie between two that are worked, they are a run too
    short by k days at least; if all lie at the ends, those between are a run k days too long. The
    same holds with work and days off the other way round.

    The runs that the line took note of serve for nothing else, and are dropped.
    """
    runs = [rule for rule in line.problem.line_rules[line.p] if isinstance(rule, Run)]
    for long in runs if line.cells else ():
        for short in runs:
            if long.at_most is not None and short.at_least is not None:
                _post_windows(line, long, long.at_most, short, short.at_least, sheet)
    line.too_long.clear()
    line.too_short.clear()


def _post_windows(line: Line, long: Run, most: int, short: Run, least: int, sheet: Sheet) -> None:
    """See above; nothing where the two are not of opposite days."""
    problem = line.problem
    if not _opposite(problem, long, short):
        return
    reading = "neither" if "neither" in (long.absence, short.absence) else "off"
    away = problem.away(line.p, reading)  # where runs end otherwise
    days_with = line.days_with(long.of)
    has = [days_with(d) for d in problem.known_days]
    if long.of == "days off":
        has = [negate(literal) for literal in has]
    too_long, too_short = set(problem.days_of(long)), set(problem.days_of(short))
    broken = defaultdict(list)
    for rule, runs in ((long, line.too_long), (short, line.too_short)):
        for run in runs:
            if run.rule is rule:
                broken[run.days[-1]].append(run)
    for n in range(len(has) - most - least + 1):
        days = problem.known_days[n : n + most + least]
        if (
            not line.open_days.isdisjoint(days)  # otherwise what is paid is certain already
            and too_long.issuperset(days[most:])  # a run too long ends on one of these
            and too_short.issuperset(days[2:])  # one too short on the day before one of these
            and all(problem.employed(line.p, d) and d not in away for d in days)
        ):
            more = [
                (-run.amount, run.literal)
                for d in days
                for run in broken[d]
                if run.days[0] >= days[0]
            ]
            worked = [(1, literal) for literal in has[n : n + most + least]]
            sheet.at_most(most, worked + more, HARD)


def _opposite(problem: Problem, first: Run, second: Run) -> bool:
    """Whether one of the two is of working days, and the other of days off."""

    def shifts(rule: Run) -> tuple[int, ...]:
        return problem.shifts(rule.of) if isinstance(rule.of, Which) else problem.day_shifts

    off = [rule.of == "days off" for rule in (first, second)]
    return off[0] != off[1] and shifts(first) == shifts(second)
