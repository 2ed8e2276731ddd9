"""The team in indices says what the team in names and dates says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from support import Case

from rotasolve.duties import Duties
from rotasolve.model.problem import FREE, NO, Problem
from rotasolve.rota import Rota
from rotasolve.rules.overlap import Overlap
from rotasolve.rules.spans import judged_spans
from rotasolve.rules.windows import windows
from rotasolve.team.spelling import clock_span, how_often, window


def problem_of(**stated: Any) -> Problem:
    """The problem of a case; rule "overlap" where it says nothing else."""
    return Problem(Case("overlap", "small", {"rule": {"rule": "overlap"}, **stated}).team)


def test_people_days_and_shifts_keep_the_order_of_the_file() -> None:
    problem = problem_of(Ana="EEEEEEEE", Bo="-", history={"Bo": "NN-"})
    assert problem.names == ("Ana", "Bo")
    assert problem.codes == ("E", "L", "N", "D", "S", "C")
    assert (problem.num_people, problem.num_days, problem.num_shifts) == (2, 14, 6)
    assert [problem.date(d) for d in (-3, 0, 13)] == [
        date(2026, 2, 27),
        date(2026, 3, 2),
        date(2026, 3, 15),
    ]
    assert problem.known_days == range(-3, 14)
    # Two nights, then a day off on the day before the period.
    night = problem.shift("N")
    assert problem.worked == {(1, -3, night), (1, -2, night)}


def test_history_before_the_first_known_date_is_not_known() -> None:
    duties = [{"staff": "Ana", "date": date(2026, 2, day), "shift": "E"} for day in (20, 28)]
    problem = problem_of(Ana="E", team={"history": {"from": date(2026, 2, 27), "duties": duties}})
    assert problem.worked == {(0, -2, problem.shift("E"))}


def test_a_night_is_an_hour_shorter_when_clocks_go_forward() -> None:
    problem = problem_of(Ana="-", start=date(2026, 3, 27))
    night, sleep_in = problem.shift("N"), problem.shift("S")
    # 21:00-07:00 is 10 h, from 28 to 29 March 9 h; a sleep-in of 9 h then is 8 h.
    assert [problem.end(d, night) - problem.start(d, night) for d in (0, 1, 2)] == [600, 540, 600]
    assert [problem.minutes("working_time", d, sleep_in) for d in (0, 1)] == [540, 480]
    assert problem.minutes("contract", 1, sleep_in) == 0
    assert problem.end_of_period - problem.start_of_period == 7 * 1440 - 60


@pytest.mark.parametrize(
    "per",
    ["day", "week", "every 2 weeks", "period", *map("any {} days".format, (1, 3, 7, 9, 12, 40))],
)
@pytest.mark.parametrize("known", [0, 1, 4, 9])
@pytest.mark.parametrize("weeks", [1, 3])
def test_windows_are_those_of_the_auditor(per: str, known: int, weeks: int) -> None:
    problem = problem_of(Ana="-" * 7 * weeks, history={"Ana": "E" * known} if known else {})
    found = [
        (problem.date(days[0]), problem.date(days[-1]), complete)
        for days, complete in problem.windows(window(per))
    ]
    assert found == [tuple(stretch) for stretch in windows(problem.team, window(per))]


@pytest.mark.parametrize("weeks", [1, 4, 9])
@pytest.mark.parametrize(
    "start", [date(2025, 12, 15), date(2026, 2, 16), date(2026, 3, 16), date(2028, 2, 1)]
)
def test_months_are_those_of_the_auditor(start: date, weeks: int) -> None:
    problem = problem_of(Ana="-" * 7 * weeks, start=start)
    month = how_often("month")
    found = [
        (problem.date(days[0]), problem.date(days[-1]), complete)
        for days, complete in problem.windows(month)
    ]
    assert found == [tuple(stretch) for stretch in windows(problem.team, month)]


def test_a_month_belongs_to_the_period_that_holds_its_15th() -> None:
    # Rotas of four weeks from Monday 16 February: the second holds no 15th at all, as March's is
    # the last day of the first and April's comes two days after the second.
    starts = [date(2026, 2, 16), date(2026, 3, 16), date(2026, 4, 13), date(2026, 5, 11)]
    problems = [problem_of(Ana="-" * 28, start=start) for start in starts]
    assert [
        [(problem.date(d[0]), problem.date(d[-1])) for d, _ in problem.windows(how_often("month"))]
        for problem in problems
    ] == [
        [(date(2026, 3, 1), date(2026, 3, 15))],
        [],
        [(date(2026, 4, 13), date(2026, 4, 30))],
        [(date(2026, 5, 11), date(2026, 5, 31))],
    ]


@pytest.mark.parametrize("start", [date(2026, 3, 2), date(2026, 3, 26), date(2026, 10, 23)])
@pytest.mark.parametrize(
    "clock", [None, "08:00-16:00", "20:00-08:00", "01:00-02:00", "00:00-24:00"]
)
def test_judged_stretches_are_those_of_the_auditor(start: date, clock: str | None) -> None:
    problem = problem_of(Ana="-", start=start, history={"Ana": "N"})
    span = clock_span(clock) if clock else None
    judged = {m for first, last in problem.judged(span) for m in range(first, last)}
    # No duty of the period has a minute before it, whatever the auditor's stretches hold there.
    assert judged == {
        minute
        for first, last in judged_spans(problem.team, span)
        for minute in range(max(first, problem.start_of_period), last)
    }


@pytest.mark.parametrize("start", [date(2026, 3, 2), date(2026, 3, 26), date(2026, 10, 23)])
def test_pieces_say_who_could_be_on_duty_at_every_minute(start: date) -> None:
    problem = problem_of(Ana="-", start=start, history={"Ana": "-"})
    shifts = range(problem.num_shifts)
    first, last = problem.start_of_period + 100, problem.start_of_period + 4 * 1440 + 100
    pieces = problem.pieces(first, last, shifts)
    assert [piece[0] for piece in pieces] == [first, *(piece[1] for piece in pieces[:-1])]
    assert pieces[-1][1] == last
    for begin, end, cells in pieces:
        for minute in (begin, end - 1):
            assert set(cells) == {
                (d, s)
                for d in problem.known_days
                for s in shifts
                if problem.start(d, s) <= minute < problem.end(d, s)
            }


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"shifts_a_day": 2},
        {"may_overlap": []},
        {"may_overlap": ["sleep_in"]},
        {"days": "Tue-Wed"},
        {"who": "Bo"},
    ],
    ids=str,
)
@pytest.mark.parametrize("start", [date(2026, 3, 2), date(2026, 3, 26)])
def test_two_cells_exclude_each_other_if_and_only_if_both_are_an_overlap(
    rule: dict[str, Any], start: date
) -> None:
    problem = problem_of(
        Ana="-",
        rule={"rule": "overlap", **rule},
        start=start,
        # X starts before the night of the day before has ended.
        team={"shifts": {"X": "06:00-09:00", "M": "00:30-06:30"}},
    )
    team = problem.team
    own = team.rules[0]
    assert isinstance(own, Overlap)
    cells = [(d, s) for d in range(4) for s in range(problem.num_shifts)]
    for one, other in combinations(cells, 2):
        rota = Rota.of(team, [("Ana", problem.date(d), problem.codes[s]) for d, s in (one, other)])
        broken = any(own.breaches(Duties(team, rota), team))
        assert problem.exclusive(0, one, other) == broken, (one, other)
        assert problem.exclusive(0, other, one) == broken
        # Two work shifts of one day, of which a rule may allow but one: all of them at once.
        if problem.all_exclusive(0, [one, other]):
            assert broken
    tuesday = next(d for d in range(7) if problem.date(d).weekday() == 1)
    earlies = [(tuesday, problem.shift(code)) for code in ("E", "L", "X")]
    one_a_day = own.shifts_a_day == 1 and rule.get("who") != "Bo"
    assert problem.all_exclusive(0, earlies) == one_a_day
    assert not problem.all_exclusive(0, [*earlies, (tuesday + 1, earlies[0][1])])
    assert not problem.all_exclusive(0, [*earlies, (tuesday, problem.shift("S"))])


def test_an_overlap_that_may_be_excludes_nothing() -> None:
    problem = problem_of(Ana="-", rule={"rule": "overlap", "level": "wish"})
    assert not problem.exclusive(0, (0, problem.shift("E")), (0, problem.shift("L")))


def test_cells_that_break_a_must_alone_are_not_free() -> None:
    problem = problem_of(
        Ana="-",
        Bo="-",
        staff={"Ana": {"starts": date(2026, 3, 3), "shifts": ["E", "N"]}},
        team={"absences": [{"who": "Bo", "dates": "2026-03-05..2026-03-08"}]},
    )
    free = problem.domain == FREE
    assert set(np.unique(problem.domain)) == {NO, FREE}
    e, n = problem.shift("E"), problem.shift("N")
    # Ana: earlies and nights from Tuesday on.
    assert {tuple(cell) for cell in np.argwhere(free[0]).tolist()} == {
        (d, s) for d in range(1, 7) for s in (e, n)
    }
    # Bo: everything up to Wednesday, but for what runs into Thursday: night, sleep-in, on call.
    assert free[1].sum() == 3 * 6 - 3
    assert not free[1, 2, [n, problem.shift("S"), problem.shift("C")]].any()


def test_a_soft_rule_leaves_every_cell_free() -> None:
    problem = problem_of(
        Ana="-",
        team={"absences": [{"who": "Ana", "dates": "2026-03-05", "level": "safety"}]},
    )
    assert (problem.domain == FREE).all()


def test_days_of_a_rule_are_days_of_the_period_unless_known_days_are_asked_for() -> None:
    problem = problem_of(
        Ana="-", rule={"rule": "overlap", "days": "Mon, Sun"}, history={"Ana": "EE"}
    )
    rule = problem.team.rules[0]
    assert problem.days_of(rule) == (0, 6)
    assert problem.days_of(rule, known=True) == (-1, 0, 6)
    assert problem.date(-1) == date(2026, 3, 2) - timedelta(1)
