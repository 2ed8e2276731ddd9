"""A solve begins with what was published, changed no more than it takes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support import MONDAY, SHIFTS

from rotasolve.audit import audit
from rotasolve.model.problem import Problem
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.search import nearest as nearest_module
from rotasolve.search import solve as solving
from rotasolve.search.cpsat import Budget, Settings
from rotasolve.search.nearest import nearest_rota
from rotasolve.search.solve import solve
from rotasolve.team.team import Team

Duties = list[tuple[str, int, str]]
"""Name, day of the week (Monday is 0) and code."""


def team_of(told: Duties, **blocks: Any) -> Team:
    duties = [
        {"staff": name, "date": date(2026, 3, 2 + d), "shift": code} for name, d, code in told
    ]
    return Team.model_validate(
        {
            "version": 1,
            "team": "Harbour",
            "period": {"start": MONDAY, "weeks": 1},
            "shifts": {code: SHIFTS[code] for code in "EL"},
            "staff": [{"name": name, "contract": {"hours": 37.5}} for name in ("Ana", "Bo", "Cy")],
            "published": {"from": MONDAY, "to": "2026-03-08", "duties": duties},
            **blocks,  # which may say otherwise
        }
    )


def nearest(team: Team) -> set[tuple[str, int, str]] | None:
    settings = Settings(Budget(20.0, deterministic=True))
    found = nearest_rota(Problem(team), settings, 20.0)
    if found is None:
        return None
    rota, audited = found
    assert audited == audit(team, rota)
    assert audited.clean
    return {(staff, (day - MONDAY).days, code) for staff, day, code in rota.assignments}


EARLIES: Duties = [("Ana", d, "E") for d in range(3)] + [("Bo", d, "E") for d in range(3, 7)]
SOMEBODY = {"cover": [{"shift": "E", "min": 1, "level": "must"}]}


def test_what_was_published_is_the_first_rota_as_it_stands() -> None:
    assert nearest(team_of(EARLIES, **SOMEBODY)) == set(EARLIES)


def test_only_what_somebody_absent_leaves_is_done_by_others() -> None:
    ill = [{"who": "Ana", "kind": "sickness", "dates": "2026-03-03"}]
    found = nearest(team_of(EARLIES, absences=ill, **SOMEBODY))
    assert found is not None
    kept = set(EARLIES) - {("Ana", 1, "E")}
    # Tuesday's early is the only one that anybody else has to do, and one person is enough.
    assert kept < found
    (new,) = found - kept
    assert new in {("Bo", 1, "E"), ("Cy", 1, "E")}


def test_a_rota_that_was_published_broken_is_mended_with_the_fewest_changes() -> None:
    # Late on Monday, early on Tuesday: 9 hours of rest. One of the two duties has to go; with the
    # cover of Tuesday somebody else does it.
    broken: Duties = [("Ana", 0, "L"), ("Ana", 1, "E"), ("Bo", 4, "E")]
    cover = [{"shift": "E", "dates": "2026-03-03", "min": 1, "level": "must"}]
    team = team_of(broken, rules=[{"rule": "rest", "hours": "11h"}], cover=cover)
    found = nearest(team)
    assert found is not None
    # One cell: Ana's late goes. (Somebody else on the early would be two cells.)
    assert found == {("Ana", 1, "E"), ("Bo", 4, "E")}


def test_days_that_are_not_published_yet_are_open() -> None:
    team = team_of(
        [("Ana", 0, "E")],
        cover=[{"shift": "E", "dates": "2026-03-02, 2026-03-08", "min": 1, "level": "must"}],
        published={
            "from": MONDAY,
            "to": "2026-03-05",
            "duties": [{"staff": "Ana", "date": MONDAY, "shift": "E"}],
        },
    )
    found = nearest(team)
    assert found is not None
    assert {each for each in found if each[1] <= 3} == {("Ana", 0, "E")}
    assert {(d, code) for _, d, code in found} >= {(6, "E")}


def test_no_model_is_built_of_more_cells_than_a_model_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody ill frees three days of three people; what is published whole needs no model."""
    monkeypatch.setattr("rotasolve.search.nearest.LARGE", 3)
    ill = [{"who": "Ana", "kind": "sickness", "dates": "2026-03-03"}]
    assert nearest(team_of(EARLIES, absences=ill, **SOMEBODY)) is None
    assert nearest(team_of(EARLIES, **SOMEBODY)) == set(EARLIES)


def test_people_and_shifts_that_are_gone_are_left_out() -> None:
    published: Duties = [("Di", 0, "E"), ("Ana", 1, "OLD"), ("Ana", 2, "E")]
    assert nearest(team_of(published)) == {("Ana", 2, "E")}


def test_nothing_published_is_no_place_to_begin() -> None:
    assert nearest(team_of([], published={})) is None


def test_where_no_rota_keeps_every_must_there_is_none() -> None:
    team = team_of(EARLIES, cover=[{"shift": "E", "min": 4, "level": "must"}])  # of three people
    assert nearest(team) is None


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_past_stays_when_somebody_falls_ill(seed: int) -> None:
    # On Wednesday Ana falls ill for three days. To give Bo's late of Tuesday to Cy would save two
    # changes later in the week, but it has been worked.
    published: Duties = [
        *(("Ana", d, "E") for d in (0, 1, 2)),
        ("Ana", 3, "L"),
        *(("Bo", d, "L") for d in (0, 1)),
        *(("Bo", d, "E") for d in (4, 5, 6)),
        ("Cy", 2, "L"),
        ("Cy", 3, "E"),
        *(("Cy", d, "L") for d in (4, 5, 6)),
    ]
    team = team_of(
        published,
        staff=[
            *({"name": name, "contract": {"hours": 40}} for name in ("Ana", "Bo", "Cy")),
            {"name": "Zed", "contract": {"bank": True}},
        ],
        cover=[{"shift": "E", "min": 1}, {"shift": "L", "min": 1}],
        rules=[
            {"rule": "rest", "hours": "11h"},
            {"rule": "bank"},
            {"rule": "stability", "on": "2026-03-04", "nearness": {"7 days": 5}},
        ],
        absences=[{"who": "Ana", "kind": "sickness", "dates": "2026-03-04..2026-03-06"}],
    )
    result = solve(team, seconds=10, seed=seed, deterministic=True)
    assert result.rota is not None
    for day, expected in ((2, {("Ana", "E"), ("Bo", "L")}), (3, {("Ana", "E"), ("Bo", "L")})):
        on = date(2026, 3, day)
        worked = {(each.staff, each.shift) for each in result.rota.assignments if each.date == on}
        assert worked == expected


@pytest.mark.parametrize("small", [True, False])
def test_a_solve_begins_with_it_whatever_the_size(
    monkeypatch: pytest.MonkeyPatch, small: bool
) -> None:
    if not small:
        monkeypatch.setattr(solving, "SMALL", 0)
    told: list[dict[str, int]] = []
    rules = [{"rule": "stability", "level": "changes"}]
    team = team_of(EARLIES, rules=rules, levels=["changes", "safety"], **SOMEBODY)
    result = solve(
        team,
        seconds=10,
        deterministic=True,
        progress=lambda each: told.append(dict(each.cost)) if each.cost else None,
    )
    assert told[0]["changes"] == 0
    assert result.status == "optimal"
    assert result.rota is not None
    assert {(s, (d - MONDAY).days, c) for s, d, c in result.rota.assignments} == set(EARLIES)


def test_the_least_broken_rota_begins_with_it_too() -> None:
    # Four people are asked for, and there are three: no rota keeps every must.
    team = team_of(
        EARLIES,
        cover=[{"shift": "E", "dates": "2026-03-08", "min": 4, "level": "must"}],
        rules=[{"rule": "stability", "level": "fairness"}],
    )
    result = solve(team, seconds=10, deterministic=True)
    assert result.status == "infeasible"
    assert result.audit is not None
    # On Sunday Bo is on already; Ana and Cy join, the fourth is short.
    assert (result.audit.cost["must"], result.audit.cost["fairness"]) == (1, 2)


def test_that_there_is_none_with_every_day_free_is_a_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four people are asked for on each early, and there are three."""
    team = team_of(EARLIES, cover=[{"shift": "E", "min": 4, "level": "must"}])
    settings = Settings(Budget(20.0, deterministic=True))
    assert nearest_rota(Problem(team), settings, 20.0) is None
    assert settings.journal.proofs == ("search",)

    def no_search(*_: Any, **options: Any) -> str:
        assert options.get("anew"), "what is proven already is looked for in the same way again"
        return "infeasible"

    monkeypatch.setattr(solving, "find_any", no_search)
    monkeypatch.setattr(solving._Course, "_least_broken", lambda *_: None)
    result = solve(team, seconds=10, deterministic=True)
    assert result.status == "infeasible"
    assert result.proofs == ("search", "search anew")


def test_that_there_is_none_with_some_days_free_is_no_proof() -> None:
    """Bo, who is the only one there, has to give up Saturday or Sunday for Tuesday."""
    told: Duties = [("Ana", 1, "E"), ("Bo", 5, "E"), ("Bo", 6, "E")]
    team = team_of(
        told,
        absences=[
            {"who": "Ana", "kind": "sickness", "dates": "2026-03-03"},
            {"who": "Cy", "kind": "leave", "dates": "2026-03-02..2026-03-08"},
        ],
        cover=[{"shift": "E", "dates": "2026-03-03", "min": 1, "level": "must"}],
        rules=[{"rule": "count", "at_most": 2, "per": "week"}],
    )
    settings = Settings(Budget(20.0, deterministic=True))
    found = nearest_rota(Problem(team), settings, 20.0)
    assert found is not None
    assert settings.journal.proofs == ()
    assert settings.journal.failures == ()


def test_one_that_the_model_alone_allows_is_kept_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The model forgets that Ana may not work on Tuesday; the auditor does not."""
    rules = [{"rule": "rest", "hours": "11h"}]
    told: Duties = [("Ana", 0, "L"), ("Ana", 1, "E")]  # nine hours between them
    team, forgetful = team_of(told, rules=rules), team_of(told)
    monkeypatch.setattr(solving, "Problem", lambda _: Problem(forgetful))
    monkeypatch.setattr(nearest_module, "audit", lambda _, rota: audit(team, rota))
    monkeypatch.setattr(solving._Course, "_line_by_line", lambda *_: None)
    monkeypatch.setattr(solving._Course, "_least_broken", lambda *_: None)
    monkeypatch.setattr(solving, "find_any", lambda *_, **__: "unknown")
    result = solve(team, seconds=10, deterministic=True)
    assert result.rota is not None
    assert result.audit == audit(team, result.rota)
    assert result.cost["must"] == 1
    assert "the model allows what the audit does not" in result.failures[0].words
