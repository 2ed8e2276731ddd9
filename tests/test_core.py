"""The decomposition, the full model and the enumeration of every rota agree.

``python -m benchmarks.agreement_search`` does the same on hundreds of teams.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from decomposing import goes_on_until_stopped
from mixed_teams import mixed_team
from ortools.math_opt.python import mathopt
from searching import compare

from rotasolve.model.build import build_full
from rotasolve.model.problem import FREE, NO, YES, Problem
from rotasolve.search import core, generation, pricing, ways
from rotasolve.search.aim import Aim
from rotasolve.search.cpsat import Budget, Run, Settings
from rotasolve.search.levels import find_any, improve
from rotasolve.search.neighbourhoods import (
    LONG_NEIGHBOURHOODS,
    NEIGHBOURHOODS,
    Choice,
    Scene,
    pain_of_some,
    some_lines,
    swapping_pairs,
)
from rotasolve.search.pricing import LinePricer
from rotasolve.search.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


Turns = list[tuple[str, float, bool]]
"""What is done, until when, and whether bounds are not worth proving yet."""


def turns_of(
    monkeypatch: pytest.MonkeyPatch, until: float, *, falls: float, gains: float = 0.0
) -> Turns:
    """The turns of a larger team, with stubs that spend all the time they are given.

    The master, which promises far better, falls by ``falls`` of its value each time. Neighbourhoods
    better the rota by ``gains`` of its cost for each unit of the budget. Turns are 2, 2.6, 3.38,
    4.394 and so on.
    """
    team = mixed_team(1)
    problem, standing = Problem(team), Standing(team.levels)
    settings = Settings(Budget(1000.0, deterministic=True), seed=1, workers=1)
    hurried = Settings(Budget(100.0), seed=1, workers=1)
    assert find_any(build_full(problem), standing, hurried, 100.0) == "optimal"
    start = settings.budget.spent()
    monkeypatch.setattr(core, "SMALL", 0)
    monkeypatch.setattr(core.Core, "_master_promises", True)
    for name, value in (("done", False), ("gap", 1.0)):
        monkeypatch.setattr(ways.Ways, name, value)
    searched = core.Core(
        ways.Ways(problem, standing, settings, Aim.at(team.levels[0], standing), lambda way: None)
    )
    turns: Turns = []
    values, costs = [1.0], [1.0]

    def spend(what: str, until: float) -> float:
        time = until - settings.budget.spent()
        settings.budget.spend(time)
        turns.append((what, round(until - start, 3), searched._generation.rough))
        return time

    def generate(until: float) -> None:
        spend("generate", until)
        values.append((1 - falls) * values[-1])
        mixture = SimpleNamespace(value=values[-1], escaped=0.0)
        searched._generation.mixture = cast("Mixture", mixture)

    def search(until: float) -> None:
        gain = gains * spend("search", until)
        costs.append((1 - gain) * costs[-1])

    def dive(until: float, *, longest: float = math.inf) -> bool:
        now = round(settings.budget.spent() - start, 3)
        turns.append((f"dive for {longest:.1f}", now, searched._generation.rough))
        return True

    def first_bound(until: float) -> None:
        turns.append(
            ("first bound", round(settings.budget.spent() - start, 3), searched._generation.rough)
        )

    monkeypatch.setattr(searched._ways, "return_to_best", lambda: None)
    monkeypatch.setattr(ways.Ways, "cost_here", property(lambda self: costs[-1]))
    stubs: dict[str, Any] = {
        "generate": generate,
        "search": search,
        "dive": dive,
        "first_bound": first_bound,
    }
    for name, stub in stubs.items():
        monkeypatch.setattr(searched._ways, name, stub)
    searched.run(start + until)
    return turns


def test_generation_goes_on_while_the_master_falls_and_proves_bounds_from_half_of_the_time_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 100 the first dive is at 15, the next would be at 4 x 15; from 50 on bounds are proven.

    Turns come 4 at a time for generation, 3 for the search after a dive, 1 where it does not pay.
    A dive while the master falls has 1.5 x 15.
    """
    assert turns_of(monkeypatch, 100.0, falls=0.1) == [
        ("generate", 8.0, True),
        ("generate", 15.0, True),
        ("dive for 22.5", 15.0, True),
        ("search", 22.8, True),  # 15 + 3 x 2.6
        ("generate", 36.32, True),  # 22.8 + 4 x 3.38
        ("generate", 50.0, True),
        ("generate", 72.849, False),  # 50 + 4 x 5.71220
        ("dive for inf", 72.849, False),
        ("search", 89.985, False),  # 72.84880 + 3 x 5.71220
        ("generate", 100.0, False),
        ("search", 100.0, False),
    ]


def test_neighbourhoods_go_on_where_they_gain_more_than_generation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where lines are long they come first, here for 3 x 2; 0.2 % a unit is too little to go on.

    Then the master stands still for 4 x 2.6, from 6 to the first dive at 15, which is followed by
    3 x 2.6 of search; again it stands still, for 4 x 3.38: it rests once, then three times, past
    half of the time (59). Before generation begins a bound is proven, once.
    """
    monkeypatch.setattr(core, "has_long_lines", lambda problem: True)
    assert turns_of(monkeypatch, 118.0, falls=0.0, gains=0.002) == [
        ("search", 6.0, True),
        ("first bound", 6.0, True),
        ("generate", 15.0, True),
        ("dive for 22.5", 15.0, True),
        ("search", 22.8, True),  # 15 + 3 x 2.6
        ("search", 32.94, True),  # it rests: 22.8 + 3 x 3.38
        ("generate", 50.516, True),  # 32.94 + 4 x 4.394
        ("search", 54.91, True),  # 50.516 + 4.394
        ("search", 72.047, True),  # it rests: 54.91 + 3 x 5.7122
        ("search", 94.324, True),  # and again: 72.0466 + 3 x 7.42586
        ("search", 118.0, True),  # the third time
    ]


def test_generation_of_long_lines_begins_in_time_though_neighbourhoods_pay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They better the rota by 0.4 % a unit, and may take 15 of 100, and what a turn takes longer.

    So they end after 6, 3 x 2.6 and, begun at 13.8, 3 x 3.38. Then a bound is proven, generation
    has its 4 x 4.394, and the dive, which was due at 15, comes for 1.5 x 41.516.
    """
    monkeypatch.setattr(core, "has_long_lines", lambda problem: True)
    assert turns_of(monkeypatch, 100.0, falls=0.0, gains=0.004)[:7] == [
        ("search", 6.0, True),
        ("search", 13.8, True),
        ("search", 23.94, True),
        ("first bound", 23.94, True),
        ("generate", 41.516, True),
        ("dive for 62.3", 41.516, True),
        ("search", 54.698, True),  # 41.516 + 3 x 4.394
    ]


def test_other_ways_lead_to_the_optimum_where_no_neighbourhood_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dives, the restricted model, recombination and what is left when cells are ruled out.

    Without the relaxation, which makes the first ones enough for such teams.
    """

    def nothing_free(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
        return scene.settled

    tried: Counter[str] = Counter()

    def count(name: str) -> None:
        way = getattr(ways.Ways, name)

        def counted(self: ways.Ways, *arguments: Any, **options: Any) -> Any:
            tried[f"{name} by chance" if options.get("disturbance") else name] += 1
            return way(self, *arguments, **options)

        monkeypatch.setattr(ways.Ways, name, counted)

    monkeypatch.setattr(ways, "NEIGHBOURHOODS", (nothing_free,))
    monkeypatch.setattr(generation, "relax", lambda *arguments: None)
    for name in ("dive", "restrict", "recombine", "rule_out"):
        count(name)
    all_ways = {"dive", "dive by chance", "restrict", "recombine", "rule_out"}
    for n, seed in enumerate((1, 4, 9, 12, 20, 1, 4, 9, 12, 20)):
        if n >= 5 and tried.keys() >= all_ways:
            break  # on a busy machine a search may end before it has come to all of them
        found = compare(seed)
        assert found.feasible is not None
        assert found.disagreements == ()
    assert tried.keys() >= all_ways


def test_what_is_proven_within_old_caps_is_not_said_of_a_rota_that_is_better_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While all that is left is solved, a rota comes up that costs less above and 450 here.

    The optimum of what is left is 449: with as much above as before, nothing costs less. Nobody
    has proven that a rota that costs less above costs 450 here.
    """
    team = mixed_team(1)
    problem, standing = Problem(team), Standing(team.levels)
    settings = Settings(Budget(100.0), seed=1, workers=1)
    assert find_any(build_full(problem), standing, settings, 100.0) == "optimal"
    rota, lowest = standing.rota, team.levels[-1]
    assert rota is not None

    def costing(above: int, here: int) -> Any:
        return SimpleNamespace(cost={**dict.fromkeys(team.levels, above), lowest: here})

    standing.audit = costing(10, 500)
    all_ways = ways.Ways(problem, standing, settings, Aim.at(lowest, standing), lambda way: None)
    all_ways.return_to_best()
    all_ways.generation.finished = True

    def solve_part(*arguments: object, **options: object) -> tuple[Run, bool]:
        standing.offer(rota, costing(9, 450))
        return Run("optimal", 449, 449, None), False

    monkeypatch.setattr(ways.Ways, "gap", 0.0)
    monkeypatch.setattr(all_ways, "_solve_part", solve_part)
    assert not all_ways.done
    assert all_ways.rule_out(100.0)
    assert standing.bound[lowest] == 449
    assert not standing.proven(lowest)
    assert all_ways.done  # what is searched here is of no use any more


def test_a_stop_in_the_first_master_keeps_the_rota(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver would go on for ever, and the master has no mixture to go on with yet."""
    team = mixed_team(1)
    problem, standing = Problem(team), Standing(team.levels)
    settings = Settings(Budget(100.0), seed=1, workers=1)
    assert find_any(build_full(problem), standing, settings, 100.0) == "optimal"
    rota = standing.rota

    monkeypatch.setattr(mathopt.IncrementalSolver, "solve", goes_on_until_stopped(settings.stop))
    monkeypatch.setattr(core, "SMALL", 0)
    improve(problem, None, standing, settings, lambda *news: None)
    assert settings.stop.is_set()
    assert standing.rota == rota


@pytest.mark.parametrize(
    ("better", "expected"),
    [
        # Nothing helps: three dives, each recombined, the other ways, and a dive to go on from.
        (0, [*3 * ["dive", "recombine"], "restrict", "rule_out", "dive"]),
        # The first recombination of all is the one before the ways.
        (1, []),
        (2, ["dive", "recombine"]),
        (3, ["dive", "recombine", "dive", "recombine"]),
    ],
)
def test_dives_are_recombined_with_the_best_until_it_is_better(
    monkeypatch: pytest.MonkeyPatch, better: int, expected: list[str]
) -> None:
    """The recombination numbered ``better`` betters the rota; every way is given 3 x 2 units."""
    team = mixed_team(1)
    problem, standing = Problem(team), Standing(team.levels)
    settings = Settings(Budget(1000.0, deterministic=True), seed=1, workers=1)
    assert find_any(build_full(problem), standing, Settings(Budget(100.0)), 100.0) == "optimal"
    all_ways = ways.Ways(
        problem, standing, settings, Aim.at(team.levels[0], standing), lambda way: None
    )
    finishing = core.Core(all_ways)
    finishing._generation.finished = True
    finishing._dived.add("close")
    tried: list[str] = []
    costs, recombined = [9], 0

    def way(name: str) -> Callable[..., bool]:
        def go(until: float, **options: float) -> bool:
            nonlocal recombined
            assert until == (100.0 if name == "dive" and len(tried) > 8 else 6.0)
            assert options == ({"disturbance": core.DISTURBANCE} if name == "dive" else {})
            tried.append(name)
            if name == "recombine":
                recombined += 1
                costs.append(9 - (recombined == better))
            return True

        return go

    for name in ("search", "dive", "recombine", "restrict", "rule_out"):
        monkeypatch.setattr(all_ways, name, way(name))
    finishing._rests = core._Backoff(), core._Backoff(), core._Backoff()
    monkeypatch.setattr(ways.Ways, "is_stale", True)
    monkeypatch.setattr(ways.Ways, "cost", property(lambda self: min(costs)))
    finishing._finish(lambda turns: 2 * turns, 100.0)
    assert tried == ["search", "recombine", *expected]


def test_what_fails_is_left_out_for_longer_each_time() -> None:
    backoff = core._Backoff()
    tried = []
    for turn in range(30):
        if not backoff.skip():
            tried.append(turn)
            backoff.note(failed=True)
    # It is left out once, three times, seven times and then again seven times.
    assert tried == [0, 2, 6, 14, 22]
    assert backoff.rest == core.MOST_REST == 7
    backoff.note(failed=False)
    assert not backoff.skip()


@pytest.mark.parametrize(
    "neighbourhood",
    [each for each in LONG_NEIGHBOURHOODS if each not in (swapping_pairs, pain_of_some)],
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


def test_some_people_are_free_in_the_costliest_weeks_wherever_these_lie() -> None:
    settled = np.full((10, 364, 2), NO, dtype=np.int8)
    pain = np.ones(364)
    costly = [3 + 28 * n for n in range(12)]
    pain[costly] = 1e9
    able = np.ones(settled.shape, dtype=np.bool_)
    free = pain_of_some(Scene(settled, able, pain, np.ones(10)), 5.0, random.Random(1)) == FREE
    # A window of 84 days has 12 weeks: those around the 12 costly days, for 5 of the 10 people.
    weeks = [d for day in costly for d in range(day - 3, day + 4)]
    assert np.flatnonzero(free.any(axis=(0, 2))).tolist() == weeks
    assert free.sum() == 5 * 84 * 2


def test_whole_lines_of_a_few_people_are_free() -> None:
    """Of twelve weeks five people's; of four times as many 5 / 4 people's, and of size 14 3.5."""
    for days, size, people in ((84, 5.0, 5), (336, 5.0, 1), (336, 14.0, 4), (3360, 5.0, 1)):
        settled = np.full((10, days, 2), NO, dtype=np.int8)
        able = np.ones(settled.shape, dtype=np.bool_)
        free = (
            some_lines(Scene(settled, able, np.ones(days), np.ones(10)), size, random.Random(1))
            == FREE
        )
        assert free.all(axis=(1, 2)).sum() == people
        assert free.sum() == people * days * 2


@pytest.mark.parametrize("window", [5, 84])
def test_whole_lines_are_freed_where_they_are_long(
    monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    """Short ones are free as a whole among some people already."""
    team = mixed_team(1)
    problem, standing = Problem(team), Standing(team.levels)
    assert 5 < problem.num_days < 84
    settings = Settings(Budget(100.0), workers=1)
    assert find_any(build_full(problem), standing, settings, 100.0) == "optimal"
    monkeypatch.setattr(pricing, "WINDOW", window)
    chosen: list[Sequence[Neighbourhood]] = []
    monkeypatch.setattr(ways, "Choice", lambda people, useful, each: chosen.append(each))
    ways.Ways(problem, standing, settings, Aim.at(team.levels[0], standing), lambda way: None)
    assert [some_lines in each for each in chosen] == [window == 5]


def choices_where(gain_of: Callable[[int], int]) -> Counter[int]:
    """How often each neighbourhood is chosen of 600 times, where each gains ``gain_of`` it."""
    settled = np.full((4, 14, 1), NO, dtype=np.int8)
    scene = Scene(settled, settled == NO, np.ones(14), np.ones(4))
    choice, chance = Choice(4, 1, NEIGHBOURHOODS), random.Random(1)
    counts: Counter[int] = Counter()
    for _ in range(600):
        chosen = choice.next(scene, [np.ones(settled.shape, dtype=np.bool_)], chance)
        counts[chosen.neighbourhood] += 1
        choice.learn(chosen, gain=gain_of(chosen.neighbourhood), solved=True, seconds=1.0)
    return counts


def test_neighbourhoods_that_gain_more_are_chosen_more_often() -> None:
    """The first gains 9 each time, the others 1."""
    counts = choices_where(lambda n: 1 if n else 9)
    others = [count for n, count in counts.items() if n]
    assert len(others) == len(NEIGHBOURHOODS) - 1
    assert counts[0] > 4 * max(others)


def test_neighbourhoods_that_gain_nothing_are_chosen_least() -> None:
    """The first gains nothing, the others 1 each time."""
    counts = choices_where(lambda n: int(n > 0))
    assert counts[0] < min(count for n, count in counts.items() if n) / 4
