"""What a search is after: one level, within what the higher ones may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rotasolve.model.build import HARD_LEVELS
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rotasolve.search.standing import Standing


@dataclass(frozen=True)
class Aim:
    """One level to minimise.

    Attributes
    ----------
    level
        The level minimised.
    caps
        What the cost at higher levels may be at most, where that is not nothing.
    hard_levels
        The levels that may not be broken: ``must``, and those above ``level`` that cost nothing.
    """

    level: str
    caps: Mapping[str, int] = field(default_factory=dict)
    hard_levels: frozenset[str] = HARD_LEVELS

    @classmethod
    def at(cls, level: str, standing: Standing) -> Aim:
        """Better ``level`` than the best rota so far, and leave what is above as good."""
        higher = standing.levels[: standing.levels.index(level)]
        costs = {each: standing.cost(each) for each in higher}
        must = () if MUST in standing.levels else (MUST,)
        return cls(
            level,
            {each: cost for each, cost in costs.items() if cost},
            frozenset((*must, *(each for each, cost in costs.items() if not cost))),
        )
