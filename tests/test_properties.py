"""What must hold between the optima of two teams, whatever the optima are."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from random_teams import NAMES, STARTS, examples, made, random_blocks
from solving import rota_of, solver

from rotasolve.audit import audit
from rotasolve.model.build import build_full
from rotasolve.model.problem import FREE, NO, YES, Problem
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from numpy.typing import NDArray

IMPOSSIBLE = float("inf")
WORK = 3.0
"""Most deterministic time of a solve; examples that need more are given up."""
MONDAY = STARTS[:1]


def optimum(blocks: dict[str, Any], domain: NDArray[np.int8] | None = None) -> float:
    """The least cost over all soft levels together; infinite where no rota keeps every must."""
    model = build_full(Problem(made(blocks)), domain)
    costs = [cost.expression() for cost in model.sheet.costs.values()]
    if costs:
        model.sheet.cp.minimize(sum(costs[1:], costs[0]))
    engine = solver(presolve=True)
    engine.parameters.max_deterministic_time = WORK
    status = engine.solve(model.sheet.cp)
    if status == cp_model.INFEASIBLE:
        return IMPOSSIBLE
    assume(status == cp_model.OPTIMAL)
    return round(engine.objective_value) if costs else 0


def cost_of(blocks: dict[str, Any], rota: Rota) -> float:
    """The audited cost over all soft levels together; infinite where a must is broken."""
    audited = audit(made(blocks), rota)
    return sum(audited.cost.values()) if audited.clean else IMPOSSIBLE


def everywhere(value: Any, change: Any) -> Any:
    """``value`` with ``change`` made to every text and date in it, keys included."""
    if isinstance(value, dict):
        return {change(key): everywhere(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [everywhere(each, change) for each in value]
    return change(value) if isinstance(value, str | date) else value


@given(blocks=random_blocks(), order=st.permutations(range(4)))
@examples(30)
def test_the_order_of_people_and_their_names_change_no_optimum(
    blocks: dict[str, Any], order: list[int]
) -> None:
    new = dict(zip(NAMES, ("Wyn", "Xan", "Yul", "Zoe"), strict=True))
    renamed = everywhere(blocks, lambda value: new.get(value, value))
    staff = renamed["staff"]
    renamed["staff"] = [staff[n] for n in order if n < len(staff)]
    assert optimum(renamed) == optimum(blocks)


@given(blocks=random_blocks(), data=st.data())
@examples(30)
def test_dropping_a_rule_raises_no_optimum(blocks: dict[str, Any], data: st.DataObject) -> None:
    # Without their restatement "eligible" and "no overlap" hold at must; absence gives credit.
    droppable = [
        (key, n)
        for key in ("rules", "cover", "requests", "fixed")
        for n, rule in enumerate(blocks[key])
        if rule.get("rule") not in ("eligible", "overlap")
    ]
    assume(droppable)
    key, dropped = data.draw(st.sampled_from(droppable))
    fewer = {**blocks, key: [rule for n, rule in enumerate(blocks[key]) if n != dropped]}
    assert optimum(fewer) <= optimum(blocks)


@given(blocks=random_blocks(most_people=3))
@examples(30)
def test_somebody_more_whom_nothing_obliges_raises_no_optimum(blocks: dict[str, Any]) -> None:
    newcomer = {
        "name": "Eve",
        "skills": ["registered", "driver"],
        "contract": {"hours": 0},
        "rate": 9,
    }
    # Whom nothing asks for costs as many units more as the team has people: not one cost in both.
    blocks = {**blocks, "rules": [*blocks["rules"], {"rule": "surplus", "weight": 0}]}
    more = {**blocks, "staff": [*blocks["staff"], newcomer]}
    team = made(more)
    # Of more people a share, or all, are more.
    assume(not any(isinstance(event["attend"], str) for event in blocks["events"]))
    # A rule obliges them to something when doing nothing at all breaks it.
    assume(not any("Eve" in breach.staff for breach in audit(team, Rota.of(team)).breaches))
    assert optimum(more) <= optimum(blocks)


@given(blocks=random_blocks(starts=MONDAY), weeks=st.integers(1, 3))
@examples(30)
def test_the_same_some_weeks_later_changes_no_optimum(blocks: dict[str, Any], weeks: int) -> None:
    """From 2 March up to 29 March there is neither a bank holiday nor a change of the clocks."""

    def later(value: str | date) -> str | date:
        if isinstance(value, date):
            return value + timedelta(7 * weeks)
        return re.sub(
            r"\d{4}-\d\d-\d\d",
            lambda found: str(date.fromisoformat(found[0]) + timedelta(7 * weeks)),
            value,
        )

    moved = everywhere(blocks, later)
    assume(moved["period"]["start"] + timedelta(6) < date(2026, 3, 28))
    assert optimum(moved) == optimum(blocks)


def belongs_to_dates(rule: dict[str, Any]) -> bool:
    """Whether each unit belongs to one week, and is seen from that week and those before it.

    Windows must not be longer than a week, so that the first week alone has whole ones. A night
    into a week is judged with the week in which it starts, its minutes with the week they are in:
    rules that look at both in one duty see less of it from two periods than from one.
    """
    if rule["rule"] in (
        "supervision",
        "lone_working",
        "fair_share",
        "availability",
        "contract_hours",
    ):
        return False
    if rule["rule"] == "weekends":
        return "at_most" not in rule
    if rule["rule"] in ("task", "supervision_meetings") and "clock" in rule:
        return False  # a stretch past the last midnight sees the duties of this rota alone
    return rule.get("per", "week") not in ("period", "any 9 days")


@given(blocks=random_blocks(starts=MONDAY, weeks=2, most_people=3), data=st.data())
@examples(40)
def test_a_second_week_costs_the_same_planned_with_the_first_as_history(
    blocks: dict[str, Any], data: st.DataObject
) -> None:
    blocks = {**blocks, "absences": []}
    blocks["rules"] = [rule for rule in blocks["rules"] if belongs_to_dates(rule)]
    both = Problem(made(blocks))
    possible = [tuple(cell) for cell in np.argwhere(both.domain[:, :7] != NO).tolist()]
    first = data.draw(st.sets(st.sampled_from(possible), max_size=8)) if possible else set()
    domain = np.full_like(both.domain, NO)
    domain[:, 7:] = FREE
    for cell in first:
        domain[cell] = YES

    start = blocks["period"]["start"]
    one = {**blocks, "period": {"start": start, "weeks": 1}}
    rota = rota_of(Problem(made(one)), first)
    history = [{"staff": name, "date": day, "shift": code} for name, day, code in rota.assignments]
    two = {
        **blocks,
        "period": {"start": start + timedelta(7), "weeks": 1},
        "history": {
            "from": blocks["history"]["from"],
            "duties": [*blocks["history"]["duties"], *history],
        },
    }
    assert optimum(blocks, domain) == cost_of(one, rota) + optimum(two)
