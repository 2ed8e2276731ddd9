"""Model and auditor agree on random small teams with rules of every type."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import assume, event, given
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from random_teams import examples, random_rotas, random_teams
from solving import Cells, Pinned, aim, folded, least, rota_of, solver

from rotasolve.audit import Audit, Auditor, audit
from rotasolve.duties import Duties
from rotasolve.model.build import build_full, build_rows, work_out
from rotasolve.model.problem import FREE, NO, Problem
from rotasolve.team.level import MUST
from rotasolve.team.team import Team  # noqa: TC001 (hypothesis reads the annotations)

NONE_HARD: frozenset[str] = frozenset()
WORK = 2.0
"""Most deterministic time of a solve; what is not proven by then is not compared as proven."""


def possible(problem: Problem, cells: Cells, audited: Audit) -> bool:
    """Whether the rota keeps what no relaxation gives up: cells that can be, and no overlap."""
    return all(problem.domain[cell] != NO for cell in cells) and not any(
        breach.rule == "overlap" for breach in audited.must_breaches
    )


@given(team=random_teams(), data=st.data())
@examples(120)
def test_a_solution_is_clean_and_costs_what_the_model_says(team: Team, data: st.DataObject) -> None:
    problem = Problem(team)
    model = build_full(problem)
    level = data.draw(st.sampled_from(sorted(model.sheet.costs) or ["wish"]))
    aim(model.sheet, level)
    engine = solver(presolve=True)
    engine.parameters.max_deterministic_time = WORK
    status = engine.solve(model.sheet.cp)
    event(engine.status_name(status))
    if status == cp_model.INFEASIBLE:
        # Then the least broken rota breaks something that must hold.
        relaxed = build_full(problem, hard_levels=NONE_HARD)
        aim(relaxed.sheet, MUST)
        found = engine.solve(relaxed.sheet.cp)
        assert found == cp_model.UNKNOWN or round(engine.objective_value) > 0
        return
    if status == cp_model.UNKNOWN:
        return
    cells = frozenset(model.worked(engine.value))
    audited = audit(team, rota_of(problem, cells))
    assert audited.clean, [breach.words for breach in audited.must_breaches]
    objective = round(engine.objective_value) if model.sheet.costs.get(level) else 0
    alone = folded(problem, cells, level)  # whatever the levels above it cost
    assert alone is not None
    assert alone <= objective
    if status == cp_model.OPTIMAL:
        assert alone == objective
    assert folded(problem, cells, level, costs=audited.cost) == audited.cost[level]
    # One duty more or less: the model still knows what it costs, or that it cannot be.
    possible_cells = list(map(tuple, np.argwhere(problem.domain != NO).tolist()))
    assume(possible_cells)  # where everybody is away there are none
    change = data.draw(st.sampled_from(possible_cells))
    compare(problem, cells ^ {change})


def compare(problem: Problem, cells: Cells) -> None:
    """The model has room for the rota if and only if it is clean, and prices every level alike."""
    audited = audit(problem.team, rota_of(problem, cells))
    event(f"clean: {audited.clean}")
    for level in problem.team.levels:
        expected = audited.cost[level] if audited.clean else None
        held = audited.cost if audited.clean else {}
        assert Pinned(build_full(problem), level, held).least(cells) == expected
        assert folded(problem, cells, level, costs=held) == expected


@given(team=random_teams(), data=st.data())
@examples(120)
def test_the_model_has_room_for_a_rota_if_and_only_if_it_is_clean(
    team: Team, data: st.DataObject
) -> None:
    problem = Problem(team)
    compare(problem, data.draw(random_rotas(problem)))


@given(team=random_teams(), data=st.data())
@examples(80)
def test_with_nothing_hard_every_possible_rota_has_its_audited_cost(
    team: Team, data: st.DataObject
) -> None:
    problem = Problem(team)
    cells = data.draw(random_rotas(problem))
    audited = audit(team, rota_of(problem, cells))
    model = build_full(problem, hard_levels=NONE_HARD)
    for level, cost in audited.cost.items():
        expected = cost if possible(problem, cells, audited) else None
        assert Pinned(model, level, audited.cost).least(cells) == expected
        found = folded(problem, cells, level, hard_levels=NONE_HARD, costs=audited.cost)
        assert found == expected


@given(team=random_teams(most_people=2), data=st.data())
@examples(40)
def test_relaxed_the_model_finds_the_least_broken_of_all_rotas(
    team: Team, data: st.DataObject
) -> None:
    problem = Problem(team)
    free = [tuple(cell) for cell in np.argwhere(problem.domain == FREE).tolist()]
    assume(free)
    some = data.draw(st.sets(st.sampled_from(free), min_size=1, max_size=6))
    domain = np.full_like(problem.domain, NO)
    for cell in some:
        domain[cell] = FREE
    costs = []
    for choice in product((False, True), repeat=len(some)):
        cells = frozenset(cell for cell, chosen in zip(some, choice, strict=True) if chosen)
        audited = audit(team, rota_of(problem, cells))
        if possible(problem, cells, audited):
            costs.append(audited.cost[MUST])
    model = build_full(problem, domain, hard_levels=NONE_HARD)
    assert least(model.sheet, MUST) == min(costs)
    clean = build_full(problem, domain)
    assert (least(clean.sheet) is not None) == (min(costs) == 0)


@given(team=random_teams(), data=st.data())
@examples(120)
def test_an_auditor_who_saw_other_rotas_finds_what_every_rule_says_of_this_one(
    team: Team, data: st.DataObject
) -> None:
    """Of the lines that have not changed it says again what it has said of them."""
    problem, auditor = Problem(team), Auditor(team)
    cells = data.draw(random_rotas(problem))
    for _ in range(3):
        rota = rota_of(problem, cells)
        duties, levels = Duties(team, rota), (MUST, *team.levels)
        found = [breach for rule in team.all_rules for breach in rule.breaches(duties, team)]
        found.sort(key=lambda breach: levels.index(breach.level))
        assert auditor.audit(rota) == Audit(levels, tuple(found))
        someone = data.draw(st.sampled_from(range(problem.num_people)))
        others = data.draw(random_rotas(problem))
        cells = frozenset(
            [each for each in cells if each[0] != someone]
            + [each for each in others if each[0] == someone]
        )


@given(team=random_teams(), data=st.data())
@examples(80)
def test_lines_worked_out_one_by_one_add_up_to_the_audit(team: Team, data: st.DataObject) -> None:
    problem = Problem(team)
    cells = data.draw(random_rotas(problem))
    audited = audit(team, rota_of(problem, cells))
    assume(possible(problem, cells, audited))
    rows = build_rows(problem, hard_levels=NONE_HARD)
    columns = [
        work_out(
            problem,
            rows,
            p,
            [(d, s) for q, d, s in cells if q == p],
            hard_levels=NONE_HARD,
        )
        for p in range(problem.num_people)
    ]
    apart = data.draw(st.sets(st.sampled_from(range(problem.num_people))))
    settled = [column for column in columns if column.p not in apart]
    model = build_full(problem, rows=rows, settled=settled, hard_levels=NONE_HARD)
    own = frozenset(cell for cell in cells if cell[0] in apart)
    for level, cost in audited.cost.items():
        assert Pinned(model, level, audited.cost).least(own) == cost
    assert {line.p for line in model.lines} == apart
