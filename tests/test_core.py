"""The decomposition, the full model and the enumeration of every rota agree.

``python -m benchmarks.agreement_search`` does the same on hundreds of teams.
"""

from __future__ import annotations

import random
from collections import Counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from decomposing import LONG
from mixed_teams import mixed_team
from searching import compare
from support import Case

from rotasolve.audit import audit
from rotasolve.model.build import build_full, rota_of
from rotasolve.model.problem import FREE, NO, YES, Problem
from rotasolve.search import core, pricing
from rotasolve.search.aim import Aim
from rotasolve.search.cpsat import Budget, Settings
from rotasolve.search.levels import find_any
from rotasolve.search.neighbourhoods import NEIGHBOURHOODS, Scene, swapping_pairs
from rotasolve.search.pricing import LinePricer
from rotasolve.search.standing import Standing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rotasolve.search.master import Mixture
    from rotasolve.search.neighbourhoods import Neighbourhood
    from rotasolve.search.pricing import Priced

SLOW = {30}
"""Teams whose optimum takes many seconds to prove; the benchmark has them."""


@pytest.mark.parametrize("seed", sorted(set(range(37)) - SLOW))
def test_decomposition_and_full_model_agree(seed: int) -> None:
    found = compare(seed)
    assert found.disagreements == ()
    if found.feasible is None:
        pytest.skip("the full model takes too long to prove its optimum")


@pytest.mark.parametrize("seed", range(10))
def test_they_agree_on_teams_with_shares_pay_pairs_and_occasions(seed: int) -> None:
    found = compare(seed, wide=True)
    assert found.disagreements == ()
    if found.feasible is None:
        pytest.skip("the full model takes too long to prove its optimum")


@pytest.mark.parametrize("seed", range(16))
def test_so_do_all_rotas_of_tiny_ones(seed: int) -> None:
    found = compare(seed, free_days=2, wide=True)
    assert found.disagreements == ()
    assert found.feasible is not None
    assert found.rotas > 0


@pytest.mark.parametrize("seed", range(24))
def test_they_agree_with_the_best_of_all_rotas_of_tiny_teams(seed: int) -> None:
    found = compare(seed, free_days=2)
    assert found.disagreements == ()
    assert found.feasible is not None
    assert found.rotas > 0


def test_they_agree_where_lines_are_swept_by_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """As lines of half a year are; here windows have two days."""
    better: list[int] = []
    sweep = LinePricer.sweep

    def counted(self: LinePricer, *arguments: Any, **options: Any) -> Priced:
        swept = sweep(self, *arguments, **options)
        better.append(len(swept.columns))
        return swept

    monkeypatch.setattr(LinePricer, "sweep", counted)
    monkeypatch.setattr(pricing, "WINDOW", 2)
    monkeypatch.setattr(pricing, "WINDOW_STEP", 1)
    for seed in range(12):
        found = compare(seed)
        assert found.disagreements == ()
        assert found.feasible is not None
    assert any(better)


def test_generation_goes_on_while_the_master_falls_and_proves_bounds_from_half_of_the_time_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The order of things, with stubs that spend all that they are given, and never better a rota.

    Of 100 the first dive is at 15, the next would be at 4 x 15, and bounds are proven from 50 on.
    Turns are 2, 2.6, 3.38, 4.394 and so on: 4 at a time for generation, 3 for the search after a
    dive, 1 for it where it does not pay.
    """
    team = mixed_team(1)
    problem, standing = Problem(team), Standing(team.levels)
    settings = Settings(Budget(1000.0, deterministic=True), seed=1, workers=1)
    hurried = Settings(Budget(100.0), seed=1, workers=1)
    assert find_any(build_full(problem), standing, hurried, 100.0) == "optimal"
    start = settings.budget.spent()
    monkeypatch.setattr(core, "SMALL", 0)
    for name, value in (("done", False), ("_gap", 1.0), ("_master_promises", True)):
        monkeypatch.setattr(core.Core, name, value)
    searched = core.Core(
        problem, standing, settings, Aim.at(team.levels[0], standing), lambda: None
    )
    order: list[tuple[str, float, bool]] = []

    def spend(what: str, until: float) -> None:
        settings.budget.spend(until - settings.budget.spent())
        order.append((what, round(until - start, 3), searched._generation.rough))

    def dive(until: float, **options: Any) -> bool:
        order.append(
            ("dive", round(settings.budget.spent() - start, 3), searched._generation.rough)
        )
        return True

    def generate(until: float) -> None:
        spend("generate", until)
        values.append(0.9 * values[-1])
        searched._generation.mixture = cast(
            "Mixture", SimpleNamespace(value=values[-1], escaped=0.0)
        )

    values = [1.0]
    monkeypatch.setattr(searched, "_generate", generate)
    monkeypatch.setattr(searched, "_search", lambda until: spend("search", until))
    monkeypatch.setattr(searched, "_dive", dive)
    searched.run(start + 100.0)
    assert order == [
        ("generate", 8.0, True),
        ("generate", 15.0, True),
        ("dive", 15.0, True),
        ("search", 22.8, True),  # 15 + 3 x 2.6
        ("generate", 36.32, True),  # 22.8 + 4 x 3.38
        ("generate", 50.0, True),
        ("generate", 72.849, False),  # 50 + 4 x 5.71220
        ("dive", 72.849, False),
        ("search", 89.985, False),  # 72.84880 + 3 x 5.71220
        ("generate", 100.0, False),
        ("search", 100.0, False),
    ]


def test_other_ways_lead_to_the_optimum_where_no_neighbourhood_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dives, the restricted model, recombination and what is left when cells are ruled out."""

    def nothing_free(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
        return scene.settled

    tried: Counter[str] = Counter()

    def count(name: str) -> None:
        way = getattr(core.Core, name)

        def counted(self: core.Core, *arguments: Any, **options: Any) -> Any:
            tried[f"{name} {options}" if options else name] += 1
            return way(self, *arguments, **options)

        monkeypatch.setattr(core.Core, name, counted)

    monkeypatch.setattr(core, "NEIGHBOURHOODS", (nothing_free,))
    for name in ("_dive", "_restrict", "_recombine", "_rule_out"):
        count(name)
    for seed in (1, 4, 9, 12, 20):
        found = compare(seed)
        assert found.feasible is not None
        assert found.disagreements == ()
    assert tried.keys() >= {"_dive", "_restrict", "_recombine", "_rule_out"}
    assert tried[f"_dive {{'disturbance': {core.DISTURBANCE}}}"] > 0


@pytest.mark.parametrize(
    ("most", "cost"),
    [
        # Wanted are three on Monday and two on Tuesday, at 1 for each who is missing, 5 in all.
        # The search goes on from a rota with Ana on Monday (4) when a part is done that has put Bo
        # on both days (3). Both together leave one missing on each day.
        (3, 2),
        # Where Monday may have one person, both together break that, which no rota may.
        (1, 4),
    ],
)
def test_what_a_part_has_changed_is_changed_where_the_search_has_got_to(
    most: int, cost: int
) -> None:
    wanted = {"rule": "cover", "shift": "E", "level": "safety"}
    rules = [
        {**wanted, "days": "Mon", "min": 3},
        {**wanted, "days": "Tue", "min": 2},
        {"rule": "cover", "shift": "E", "max": most},
    ]
    stated = {"rule": {"rule": "overlap"}, "team": {"rules": rules}, "Ana": "-", "Bo": "-"}
    team = Case("overlap", "small", stated).team
    problem, standing = Problem(team), Standing(team.levels)
    e = problem.shift("E")
    nobody, ana, bo = (
        rota_of(problem, cells) for cells in ((), [(0, 0, e)], [(1, 0, e), (1, 1, e)])
    )
    standing.offer(nobody, audit(team, nobody))
    aim = Aim.at("safety", standing)
    searched = core.Core(problem, standing, Settings(Budget(LONG)), aim, lambda: None)
    searched._return_to_best()
    base = searched._here
    assert not searched._merge(base, bo)  # nothing has changed meanwhile: it is for _offer to take
    assert searched._offer(ana)
    assert searched._merge(base, bo) == (most == 3)
    assert standing.cost("safety") == searched._cost_here == cost


def test_what_fails_rests_for_longer_each_time() -> None:
    way = core._Way(lambda until: True)
    gone = []
    for turn in range(30):
        if way.is_due():
            gone.append(turn)
            way.note(failed=turn != 29)
    # It rests for 1, 3, 7 and then again 7 turns.
    assert gone == [0, 2, 6, 14, 22]
    assert way.rest == core.MOST_REST == 7
    way.note(failed=False)
    assert way.is_due()


@pytest.mark.parametrize(
    "neighbourhood",
    [each for each in NEIGHBOURHOODS if each is not swapping_pairs],
    ids=lambda each: str(each.__name__),
)
def test_a_neighbourhood_of_a_year_is_no_larger_than_one_of_twelve_weeks(
    neighbourhood: Neighbourhood,
) -> None:
    def most_free(days: int) -> int:
        settled = np.full((10, days, 2), NO, dtype=np.int8)
        settled[::2, ::14, 0] = YES
        able = np.ones(settled.shape, dtype=np.bool_)
        scene = Scene(settled, able, np.ones(days), np.ones(10))
        domains = (neighbourhood(scene, 5.0, random.Random(seed)) for seed in range(20))
        return max(int((domain == FREE).sum()) for domain in domains)

    assert 0 < most_free(364) <= most_free(84)
