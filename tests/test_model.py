"""Sheet, line and rows, each alone, and how the assemblies are made of them."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from mixed_teams import mixed_team
from ortools.sat.python import cp_model
from solving import aim, fixed_domain, least, solver
from support import Case

from rotasolve.model.build import build_full, build_line, build_rows, work_out
from rotasolve.model.line import Line
from rotasolve.model.problem import FREE, NO, YES, Problem
from rotasolve.model.rows import Presence, Row, Rows
from rotasolve.model.sheet import Literal, Price, Sheet, Term, fold, negate
from rotasolve.team.level import MUST

HARD = Price(MUST, 1, hard=True)
SOFT = Price("wish", 3, hard=False)
FREE_LITERAL = "x"

Posting = Callable[[Sheet, Sequence[Literal], Price], None]


def outcomes(post: Posting, given: Sequence[int | str], price: Price) -> Iterator[Any]:
    """(values, least cost or None) for all values of the literals ``given`` as "x"."""
    free = given.count(FREE_LITERAL)
    for chosen in product((0, 1), repeat=free):
        sheet = Sheet()
        values, literals = [], []
        rest = iter(chosen)
        for each in given:
            if each == FREE_LITERAL:
                literal = sheet.boolean()
                value = next(rest)
                sheet.cp.add(literal == value)
                literals.append(literal)
                values.append(value)
            else:
                assert isinstance(each, int)
                literals.append(each)
                values.append(each)
        post(sheet, literals, price)
        yield values, least(sheet, "wish")


def check(post: Posting, given: Sequence[int | str], amount: Callable[[list[int]], int]) -> None:
    """Hard, the verb leaves room where ``amount`` is 0; soft, it costs that much."""
    for values, cost in outcomes(post, given, HARD):
        assert cost == (None if amount(values) else 0), (given, values)
    for values, cost in outcomes(post, given, SOFT):
        assert cost == SOFT.weight * amount(values), (given, values)


MIXED = list(product((0, 1, FREE_LITERAL), repeat=3))


@pytest.mark.parametrize("given", MIXED, ids=str)
def test_forbid_is_paid_when_all_hold(given: tuple[int | str, ...]) -> None:
    check(
        lambda sheet, literals, price: sheet.forbid(literals, price, 2),
        given,
        lambda values: 2 * all(values),
    )


@pytest.mark.parametrize("given", MIXED, ids=str)
def test_not_both_is_paid_when_the_first_holds_with_one_of_the_others(
    given: tuple[int | str, ...],
) -> None:
    def post(sheet: Sheet, literals: Sequence[Literal], price: Price) -> None:
        sheet.not_both(literals[0], literals[1:], price, 2)

    def amount(values: list[int]) -> int:
        return 2 * values[0] * sum(values[1:])

    for price in (HARD, SOFT):
        for values, cost in outcomes(post, given, price):
            if sum(values[1:]) > 1:
                continue  # the group is exclusive
            expected = None if price.hard and amount(values) else 0
            if not price.hard:
                expected = SOFT.weight * amount(values)
            assert cost == expected, values


@pytest.mark.parametrize("given", MIXED, ids=str)
@pytest.mark.parametrize("coefficients", [(1, 1, 1), (2, 3, 1), (1, -2, 0), (-1, -1, -1)], ids=str)
@pytest.mark.parametrize("limit", [-2, 0, 1, 2, 7])
def test_limits_are_paid_by_the_unit(
    given: tuple[int | str, ...], coefficients: tuple[int, ...], limit: int
) -> None:
    def total(values: Sequence[int]) -> int:
        return sum(c * value for c, value in zip(coefficients, values, strict=True))

    def terms(literals: Sequence[Literal]) -> list[Term]:
        return list(zip(coefficients, literals, strict=True))

    check(
        lambda sheet, literals, price: sheet.at_most(limit, terms(literals), price, 2),
        given,
        lambda values: 2 * max(0, total(values) - limit),
    )
    check(
        lambda sheet, literals, price: sheet.at_least(limit, terms(literals), price, 2),
        given,
        lambda values: 2 * max(0, limit - total(values)),
    )


@pytest.mark.parametrize("price", [HARD, SOFT], ids=["hard", "soft"])
def test_what_cannot_be_broken_leaves_nothing_behind(price: Price) -> None:
    sheet = Sheet()
    one, other = sheet.boolean(), sheet.boolean()
    sheet.forbid([one, 0, other], price)
    sheet.at_most(2, [(1, one), (1, other)], price)
    sheet.at_most(3, [(1, one), (1, other), (1, 1)], price)
    sheet.at_least(0, [(1, one), (1, other)], price)
    sheet.not_both(0, [one, other], price)
    sheet.pay(price, 5, 0)
    assert len(sheet.cp.proto.variables) == 2
    assert not sheet.cp.proto.constraints
    assert not any(cost.constant or cost.variables for cost in sheet.costs.values())


def test_constants_alone_are_a_constant_cost_without_variable_or_constraint() -> None:
    sheet = Sheet()
    sheet.forbid([1, 1], SOFT, 2)  # 2 units
    sheet.at_most(1, [(1, 1), (2, 1), (4, 0)], SOFT)  # 3 over 1
    sheet.at_least(5, [(1, 1)], SOFT, 3)  # 4 short, 3 units each
    assert not sheet.cp.proto.variables
    assert not sheet.cp.proto.constraints
    assert sheet.costs["wish"].constant == 3 * (2 + 2 + 12)


def test_a_hard_rule_that_constants_break_leaves_no_rota() -> None:
    sheet = Sheet()
    sheet.at_most(1, [(1, 1), (2, 1)], HARD)
    assert least(sheet) is None


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (4, None, True),
        (5, None, True),
        (6, None, False),
        (5, 5, True),
        (6, 6, False),
        (0, 1, False),
    ],
)
def test_a_row_may_count_whole_numbers(lower: int, upper: int | None, expected: bool) -> None:
    sheet = Sheet()
    number = sheet.cp.new_int_var(1, 2, "")
    sheet.require(lower, upper, [(2, number), (1, 1)])  # 3 or 5
    assert (least(sheet) is not None) == expected


def test_terms_fold_into_a_constant_and_the_rest() -> None:
    sheet = Sheet()
    literal = sheet.boolean()
    constant, coefficients, rest = fold([(2, 1), (3, 0), (4, literal), (0, literal), (-1, 1)])
    assert (constant, coefficients) == (1, [4])
    assert rest == [literal]
    assert [negate(0), negate(1)] == [1, 0]


# -- lines -----------------------------------------------------------------------------------------


def problem_of(**stated: Any) -> Problem:
    """The problem of a case; no rule but those that are always in force."""
    return Problem(Case("overlap", "small", {"rule": {"rule": "overlap"}, **stated}).team)


NO_SURPLUS = {"rule": "surplus", "weight": 0}
"""What is spare costs nothing: the rule that is in force without it has no variables."""
LOOSE = {"rule": "overlap", "level": "fairness"}


def mixed_domain(problem: Problem) -> Any:
    """Monday and Tuesday: earlies and lates free, the night of Tuesday fixed on."""
    domain = np.full((problem.num_days, problem.num_shifts), NO, dtype=np.int8)
    for d in (0, 1):
        for code in "EL":
            domain[d, problem.shift(code)] = FREE
    domain[1, problem.shift("N")] = YES
    return domain


def holds(sheet: Sheet, literal: Literal) -> bool:
    """The value of ``literal`` in the only solution."""
    if isinstance(literal, int):
        return bool(literal)
    engine = solver(presolve=False)
    values = set()
    for value in (0, 1):
        model = sheet.cp.clone()
        model.add(literal == value)
        if engine.solve(model) != cp_model.INFEASIBLE:
            values.add(bool(value))
    assert len(values) == 1, "the literal does not follow from the cells"
    return values.pop()


@pytest.mark.parametrize("rule", [{"rule": "overlap"}, LOOSE], ids=["one at a time", "loose"])
@pytest.mark.parametrize("chosen", list(product((0, 1), repeat=4)), ids=str)
def test_derived_literals_follow_from_the_cells(
    rule: dict[str, Any], chosen: tuple[int, ...]
) -> None:
    problem = problem_of(Ana="-", rule=rule, history={"Ana": "E"})
    e, late, n = (problem.shift(code) for code in "ELN")
    strict = rule is not LOOSE
    if strict and (chosen[0] + chosen[1] > 1 or chosen[2] + chosen[3] > 1):
        return  # a hard rule excludes it: derived literals need not follow
    sheet = Sheet()
    line = Line(problem, 0, sheet, mixed_domain(problem))
    works = {(-1, e): 1, (1, n): 1}
    for cell, value in zip([(0, e), (0, late), (1, e), (1, late)], chosen, strict=True):
        sheet.cp.add(line.cells[cell] == value)
        works[cell] = value

    def on(d: int, *shifts: int) -> bool:
        return any(works.get((d, s)) for s in shifts)

    for d in (-1, 0, 1, 2, -2, 99):
        assert holds(sheet, line.on(d, (e, late))) == on(d, e, late)
        assert holds(sheet, line.works(d)) == on(d, e, late, n)
        assert holds(sheet, line.off(d)) == (not on(d, e, late, n))
    assert holds(sheet, line.any([(0, e), (1, late)])) == (on(0, e) or on(1, late))
    assert not holds(sheet, line.any([]))
    both = [line.x(0, e), line.x(1, late)]
    assert holds(sheet, line.all(both)) == (on(0, e) and on(1, late))
    assert holds(sheet, line.all([1, both[0]])) == on(0, e)
    assert not holds(sheet, line.all([0, both[0]]))
    assert holds(sheet, line.all([]))
    assert holds(sheet, line.equal(*both)) == (on(0, e) == on(1, late))
    assert holds(sheet, line.equal(both[0], 0)) == (not on(0, e))
    assert holds(sheet, line.equal(1, both[0])) == on(0, e)
    for cells in (((0, e), (0, late)), ((0, e), (1, late)), ((1, n), (0, e)), ((-1, e),), ()):
        total = sum(c * holds(sheet, literal) for c, literal in line.present(cells))
        assert total == any(works.get(cell) for cell in cells), cells
    days = (-2, -1, 0, 1, 2)
    counted = sum(c * holds(sheet, literal) for c, literal in line.terms(days, (e, n)))
    assert counted == 2 + on(0, e) + on(1, e)  # the early before, and the night of Tuesday


def test_derived_literals_are_made_once_and_only_when_asked_for() -> None:
    problem = problem_of(Ana="-")
    sheet = Sheet()
    line = Line(problem, 0, sheet, mixed_domain(problem))
    assert len(sheet.cp.proto.variables) == len(line.cells) == 4
    # Of two exclusive cells the sum says whether one is worked.
    e, late = problem.shift("E"), problem.shift("L")
    assert len(line.present(((0, e), (0, late)))) == 2
    assert len(sheet.cp.proto.variables) == 4
    assert line.works(0) is line.works(0)
    assert len(sheet.cp.proto.variables) == 5
    # The night of Tuesday is worked whatever else is.
    assert line.works(1) == 1
    assert line.on(0, (e,)) is line.x(0, e)
    assert len(sheet.cp.proto.variables) == 5


def test_exclusive_cells_are_grouped() -> None:
    problem = problem_of(Ana="-")
    line = Line(problem, 0, Sheet(), problem.domain[0])
    e, late, s = (problem.shift(code) for code in "ELS")
    # Two work shifts of a day exclude each other, the sleep-in neither of them.
    assert line.exclusive_groups([(0, e), (0, s), (0, late)]) == [[(0, e), (0, late)], [(0, s)]]


# -- rows ------------------------------------------------------------------------------------------


def test_a_soft_row_has_a_variable_for_what_it_lacks() -> None:
    rows = Rows(problem_of(Ana="-", Bo="-"), frozenset((MUST,)))
    rows.at_least(3, [Presence(1, (0, 1), ((0, 0),))], price=SOFT, amount=2)
    (row,) = rows.rows
    ((coefficient, short),) = row.variables
    # Nobody at all is 3 short; a unit costs 2 x 3.
    assert (row.lower, row.equal, coefficient) == (3, False, 1)
    assert (short.upper, short.level, short.cost) == (3, "wish", 6)


def test_a_hard_row_has_none() -> None:
    rows = Rows(problem_of(Ana="-", Bo="-"), frozenset((MUST,)))
    rows.at_most(1, [Presence(1, (0, 1), ((0, 0),))], price=HARD)
    (row,) = rows.rows
    assert row.lower == -1
    assert row.presences == (Presence(-1, (0, 1), ((0, 0),)),)
    assert row.variables == ()


def test_a_soft_row_that_always_holds_is_not_declared() -> None:
    rows = Rows(problem_of(Ana="-", Bo="-"), frozenset((MUST,)))
    rows.at_most(2, [Presence(1, (0, 1), ((0, 0),))], price=SOFT)
    rows.at_least(0, [Presence(1, (0, 1), ((0, 0),))], price=SOFT)
    assert not rows.rows


def test_a_total_is_what_the_lines_add_up_to() -> None:
    rows = Rows(problem_of(Ana="-", Bo="-"), frozenset((MUST,)))
    total = rows.total([Presence(2, (0, 1), ((0, 0),))], 5)
    (row,) = rows.rows
    # sum - total = -5, and two people of 2 each are 9 at most.
    assert (row.lower, row.equal, row.variables) == (-5, True, ((-1, total),))
    assert (total.upper, total.level) == (9, None)
    assert not row.shows_its_cost


def test_a_row_with_a_yes_or_no_of_the_team_shows_its_cost() -> None:
    rows = Rows(problem_of(Ana="-", Bo="-"), frozenset((MUST,)))
    present = [Presence(1, (0, 1), ((0, 0),))]
    rows.at_least(1, present, variables=[(1, rows.variable(1))], price=SOFT)
    rows.at_least(1, present, variables=[(1, rows.variable(2))], price=SOFT)
    assert [row.shows_its_cost for row in rows.rows] == [True, False]


def test_a_row_of_settled_lines_costs_what_its_variables_would() -> None:
    rows = Rows(problem_of(Ana="-", Bo="-"), frozenset((MUST,)))
    present = [Presence(1, (0, 1), ((0, 0),))]
    rows.at_least(3, present, price=SOFT, amount=2)
    rows.balance(1, present, short=SOFT, over=Price("wish", 5, hard=False))
    rows.at_least(150, present, price=SOFT, per=60)
    rows.at_most(1, present, price=HARD)
    rows.at_least(4, present, variables=[(2, rows.variable(1))], hard=True)
    least, balance, started, most, free = range(5)
    # Two units of three each for each of those who are missing; more than enough is free of charge.
    assert rows.cost_alone(least, 1) == {"wish": 12}
    assert rows.cost_alone(least, 3) == rows.cost_alone(least, 4) == {}
    # Of one wanted: one short costs 3, one over 5.
    assert rows.cost_alone(balance, 0) == {"wish": 3}
    assert rows.cost_alone(balance, 1) == {}
    assert rows.cost_alone(balance, 2) == {"wish": 5}
    # 61 missing are two started sixties.
    assert rows.cost_alone(started, 89) == {"wish": 6}
    # One at most: with two, -2 is less than -1, and there is nothing that could be paid.
    assert rows.cost_alone(most, -1) == {}
    assert rows.cost_alone(most, -2) is None
    # One unit of the variable, which is free of charge, is worth 2 of the 4; there is no second.
    assert rows.cost_alone(free, 2) == {}
    assert rows.cost_alone(free, 1) is None


def test_what_a_row_costs_is_not_known_from_it_alone_where_others_share_its_variables() -> None:
    rows = Rows(problem_of(Ana="-", Bo="-"), frozenset((MUST,)))
    total = rows.total([Presence(2, (0, 1), ((0, 0),))])
    rows.at_least(3, [], variables=[(1, total)], price=SOFT)
    rows.total([Presence(2, (0, 1), ((0, 1),))])
    rows.rows.append(Row(3, True, (), ((2, rows.variable(2)),)))
    first, second, alone, equation = range(4)
    assert rows.cost_alone(first, 2) is None
    assert rows.cost_alone(second, 0) is None
    assert rows.cost_alone(alone, 2) == {}  # a total of no other row is what it has to be
    # Of an equation: two units of two do not make three.
    assert rows.cost_alone(equation, 0) is None


def test_a_model_of_settled_lines_alone_is_a_constant() -> None:
    problem = problem_of(rule={**COVER, "min": 2}, Ana="-", Bo="-")
    rows = build_rows(problem)
    columns = [work_out(problem, rows, p, ()) for p in (0, 1)]
    sheet = build_full(problem, rows=rows, settled=columns).sheet
    assert not sheet.cp.proto.variables
    # Nobody is there on the only day of the rule: two people are missing.
    assert sheet.costs["safety"].constant == 2


def test_what_is_priced_depends_on_the_hard_levels() -> None:
    problem = problem_of(Ana="-")
    assert Rows(problem, frozenset((MUST,))).priced(MUST, 2) == Price(MUST, 2, hard=True)
    assert Rows(problem, frozenset()).priced(MUST, 2) == Price(MUST, 2, hard=False)
    both = frozenset((MUST, "safety"))
    assert Rows(problem, both).priced("safety", 1).hard


@pytest.mark.parametrize("up_to", [1, 2])
def test_the_bank_at_a_level_that_costs_nothing_sends_nobody(up_to: int) -> None:
    """Once ``contract`` may not be broken, all of ``min`` have to be there, as the bank goes first.

    Ana and Bo would both be off: 1 and 2 of ``wish``. With the bank they are, without it neither.
    """
    rule = {**COVER, "bank": {"up_to": up_to, "level": "contract"}}
    problem = problem_of(rule=rule, Ana="-", Bo="-", team={"requests": DAYS_OFF})
    soft = build_full(problem, hard_levels=frozenset((MUST,)))
    assert least(soft.sheet, "wish") == 0
    for hard_levels in ({MUST, "contract"}, {MUST, "safety", "contract"}):
        assert least(build_full(problem, hard_levels=frozenset(hard_levels)).sheet, "wish") == 3


DAYS_OFF = [
    {"who": name, "dates": "2026-03-02", "want": "off", "level": "wish", "weight": weight}
    for name, weight in (("Ana", 1), ("Bo", 2))
]
COVER = {"rule": "cover", "shift": "E", "min": 2, "level": "safety", "days": "Mon"}


def test_rows_know_where_each_person_counts() -> None:
    rules = [{**COVER, "who": "Bo"}, NO_SURPLUS]
    rows = build_rows(problem_of(team={"rules": rules}, Ana="-", Bo="-"))
    assert rows.of(0) == []
    assert rows.of(1) == [(0, 1, ((0, rows.problem.shift("E")),))]


# -- assemblies ------------------------------------------------------------------------------------


def test_cells_that_cannot_be_worked_have_no_variable() -> None:
    problem = problem_of(
        Ana="-",
        staff={"Ana": {"shifts": ["E", "L"], "leaves": date(2026, 3, 4)}},
        team={
            "absences": [{"who": "Ana", "dates": "2026-03-03"}],
            "rules": [{"rule": "overlap"}, NO_SURPLUS],
        },
    )
    model = build_full(problem)
    # Monday and Wednesday, an early and a late each; no rule needs anything more.
    names = [variable.name for variable in model.sheet.cp.proto.variables]
    assert names == [f"x[Ana,2026-03-0{day},{code}]" for day in (2, 4) for code in "EL"]


RULES = [
    NO_SURPLUS,
    {"rule": "overlap"},
    {"rule": "run", "at_most": 2, "level": "safety"},
    {"rule": "rest", "hours": "14h", "level": "safety", "weight": 2},
    {"rule": "contract_hours", "level": "contract"},
    {"rule": "weekends", "same_shift": True, "level": "wish"},
]


def team_of(*names: str) -> dict[str, Any]:
    """Facts of a case with ``RULES`` and these people on 40 hours."""
    return {
        "team": {"rules": RULES},
        "history": {"Ana": "EE"},
        "staff": {name: {"contract": {"hours": 40}} for name in names},
    }


def test_a_line_alone_has_the_optimum_of_a_team_of_one() -> None:
    problem = problem_of(**team_of("Ana"))
    for level in ("safety", "contract", "wish"):
        sheet = Sheet()
        build_line(problem, 0, sheet)
        assert least(sheet, level, presolve=True) == least(
            build_full(problem).sheet, level, presolve=True
        )


def test_a_line_with_every_cell_settled_says_what_its_cells_do() -> None:
    problem = problem_of(Ana="-", history={"Ana": "E"})
    e, late, n = (problem.shift(code) for code in "ELN")
    domain = np.full((problem.num_days, problem.num_shifts), NO, dtype=np.int8)
    domain[1, n] = YES
    line = Line(problem, 0, Sheet(), domain)
    assert line.any([(-1, e), (2, e)]) == line.any([(0, late), (1, n)]) == 1
    assert line.any([(-1, late), (99, e)]) == line.any([(0, n)]) == 0
    assert line.present(((-1, e), (1, n))) == [(1, 1)]
    assert line.present(((0, e), (99, n))) == []
    assert [line.on(d, (e, n)) for d in (-1, 0, 1, 2, 99)] == [1, 0, 1, 0, 0]
    assert [line.works(d) for d in (-1, 0, 1)] == [1, 0, 1]
    assert line.terms((-1, 0, 1, 99), (late, n)) == [(1, 1)]
    # An early of 8 hours the day before, a night of 10 hours.
    assert line.minutes_of("working_time", (-1, 0, 1), (e, late, n)) == [(480, 1), (600, 1)]


def test_a_model_is_freed_as_soon_as_nobody_holds_it() -> None:
    """Thousands are built in a search, and each is large outside of what is swept for cycles."""
    gc.disable()
    try:
        model = build_full(Problem(mixed_team(1)))
        assert any(line.cells for line in model.lines)
        sheet = weakref.ref(model.sheet)
        del model
        assert sheet() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("seed", range(12))
def test_rows_that_are_settled_cost_what_they_would_when_posted(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = mixed_team(seed)
    problem, chance = Problem(team), random.Random(seed)
    feasible = set()
    for _ in range(4):
        # Everything settled but two days, as it happens; which may break what must be.
        domain = np.full(problem.domain.shape, NO, dtype=np.int8)
        for p, d in product(range(problem.num_people), range(problem.num_days)):
            (shifts,) = np.nonzero(problem.domain[p, d])
            if len(shifts) and chance.random() < 0.4:
                domain[p, d, chance.choice(shifts.tolist())] = YES
        domain[:, :2] = FREE
        for level in team.levels:
            found = least(build_full(problem, domain, hard_levels=frozenset()).sheet, level)
            with monkeypatch.context() as patched:
                patched.setattr(Rows, "cost_alone", lambda *_: None)
                posted = build_full(problem, domain, hard_levels=frozenset()).sheet
                assert found == least(posted, level)
            feasible.add(found is not None)
    assert True in feasible


def test_fixed_lines_leave_no_variable_in_a_part_of_the_model() -> None:
    problem = problem_of(**team_of("Ana", "Bo"))
    e, late = problem.shift("E"), problem.shift("L")
    # Ana: two earlies of the history, then L E L: two days over the run of two on Tuesday and
    # Wednesday (Monday is the third of its run: three days over in all); L then E leaves 9 h.
    domain = fixed_domain(problem, frozenset({(0, 0, late), (0, 1, e), (0, 2, late)}))
    domain[1] = FREE
    alone = Sheet()
    line = build_line(problem, 1, alone)
    model = build_full(problem, domain)
    assert [len(each.cells) for each in model.lines] == [0, len(line.cells)]
    assert len(model.sheet.cp.proto.variables) == len(alone.cp.proto.variables)
    # Safety: 3 days over + 1 rest too short x 2.
    assert model.sheet.costs["safety"].constant == 5
    # Contract: 24 h of 40 h, 16 h = 960 minutes under.
    assert model.sheet.costs["contract"].constant == 960
    assert least(model.sheet, "safety", presolve=True) == 5


def test_a_cell_fixed_on_that_a_hard_rule_excludes_leaves_no_rota() -> None:
    problem = problem_of(Ana="-", staff={"Ana": {"shifts": ["E"]}})
    cell = 0, 0, problem.shift("L")
    assert least(build_full(problem, fixed_domain(problem, frozenset({cell}))).sheet) is None


def test_the_rota_of_a_solution_has_fixed_and_free_cells() -> None:
    problem = problem_of(rule={**COVER, "min": 1}, Ana="-", Bo="-")
    domain = fixed_domain(problem, frozenset({(1, 3, problem.shift("N"))}))
    domain[0, 0, problem.shift("E")] = FREE
    model = build_full(problem, domain)
    aim(model.sheet, "safety")
    engine = solver(presolve=False)
    assert engine.solve(model.sheet.cp) == cp_model.OPTIMAL
    rota = model.rota(engine.value)
    assert sorted(rota.assignments) == [
        ("Ana", date(2026, 3, 2), "E"),
        ("Bo", date(2026, 3, 5), "N"),
    ]


def test_nobody_at_all_is_as_many_short_as_are_wanted() -> None:
    problem = problem_of(rule={**COVER, "min": 5}, Ana="-")
    assert least(build_full(problem).sheet, "safety") == 4
    assert least(build_full(problem, fixed_domain(problem, frozenset())).sheet, "safety") == 5
