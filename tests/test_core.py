"""The decomposition, the full model and the enumeration of every rota agree.

``python -m benchmarks.agreement_search`` does the same on hundreds of teams.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from searching import compare

from rotasolve.search import core, pricing

if TYPE_CHECKING:
    import random

    import numpy as np
    from numpy.typing import NDArray

    from rotasolve.search.neighbourhoods import Scene

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


@pytest.mark.parametrize("seed", range(12))
def test_they_agree_where_lines_are_swept_by_windows(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As lines of half a year are; here windows have two days."""
    monkeypatch.setattr(pricing, "WINDOW", 2)
    monkeypatch.setattr(pricing, "WINDOW_STEP", 1)
    found = compare(seed)
    assert found.disagreements == ()
    assert found.feasible is not None


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
