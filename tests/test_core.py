"""The decomposition, the full model and the enumeration of every rota agree.

``python -m benchmarks.agreement_search`` does the same on hundreds of teams.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from searching import compare

from rotasolve.search import core, generation, pricing
from rotasolve.search.pricing import LinePricer

if TYPE_CHECKING:
    import random

    import numpy as np
    from numpy.typing import NDArray

    from rotasolve.search.neighbourhoods import Scene
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


def test_they_agree_where_only_time_ends_the_rough_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The master is dived from while it falls; at half of the time bounds are proven all the same.

    Each level has many short turns, in all of which generation has its head start.
    """
    rough_dives: list[bool] = []
    dive = core.Core._dive

    def noted(self: core.Core, *arguments: Any, **options: Any) -> None:
        rough_dives.append(self._generation.rough)
        dive(self, *arguments, **options)

    monkeypatch.setattr(core.Core, "_dive", noted)
    monkeypatch.setattr(core, "SMALL", 0)
    monkeypatch.setattr(core, "PROMISE", 0.0)
    monkeypatch.setattr(core, "HEAD_START", 0.1)
    monkeypatch.setattr(core, "GENERATION_TURNS", 0.01)
    monkeypatch.setattr(core, "LONG_TURNS", 0.01)
    monkeypatch.setattr(generation, "ROUGH_PASSES", 10**9)
    proven: set[str] = set()
    for seed in (1, 4, 9, 12, 20):
        found = compare(seed)
        assert found.disagreements == ()
        proven.update(found.by_decomposition)
    assert any(rough_dives)
    assert proven


def test_other_ways_lead_to_the_optimum_where_no_neighbourhood_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dives, the restricted model, recombination and what is left when cells are ruled out."""

    def nothing_free(scene: Scene, size: float, chance: random.Random) -> NDArray[np.int8]:
        return scene.settled

    tried: Counter[str] = Counter()

    def count(name: str) -> None:
        way = getattr(core.Core, name)

        def counted(self: core.Core, *arguments: Any, **options: Any) -> None:
            tried[f"{name} {options}" if options else name] += 1
            way(self, *arguments, **options)

        monkeypatch.setattr(core.Core, name, counted)

    monkeypatch.setattr(core, "NEIGHBOURHOODS", (nothing_free,))
    for name in ("_dive", "_restrict", "_recombine", "_rule_out"):
        count(name)
    for seed in (1, 4, 9, 12, 20):
        found = compare(seed)
        assert found.feasible is not None
        assert found.disagreements == ()
    assert tried.keys() >= {"_dive", "_restrict", "_recombine", "_rule_out"}
    assert tried["_dive {'disturbance': 0.5}"] > 0
