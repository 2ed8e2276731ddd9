"""The best rota so far, and what is proven of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotasolve.audit import Audit
    from rotasolve.rota import Rota


@dataclass
class Standing:
    """The best rota so far, and what is proven of it.

    Attributes
    ----------
    levels
        The levels minimised, highest first.
    rota, audit
        The best rota in strict order of the levels, by the auditor.
    bound
        For each level, what no rota can go below that is as good at every higher level.
    """

    levels: tuple[str, ...]
    rota: Rota | None = None
    audit: Audit | None = None
    bound: dict[str, int] = field(default_factory=dict)

    def cost(self, level: str) -> int:
        """The audited cost of the best rota at ``level``."""
        assert self.audit is not None
        return self.audit.cost[level]

    def proven(self, level: str) -> bool:
        """Whether no rota as good at every higher level costs less at ``level``."""
        return level in self.bound and self.bound[level] >= self.cost(level)

    @property
    def open_levels(self) -> tuple[str, ...]:
        """The levels from the first that is not proven on."""
        for n, level in enumerate(self.levels):
            if not self.proven(level):
                return self.levels[n:]
        return ()

    def offer(self, rota: Rota, audited: Audit) -> None:
        """Keep ``rota`` if it is better, and drop the bounds that no longer speak of the best."""
        if self.audit is not None:
            for n, level in enumerate(self.levels):
                if audited.cost[level] > self.audit.cost[level]:
                    return
                if audited.cost[level] < self.audit.cost[level]:
                    # Bounds of lower levels were proven for rotas as good as the one before.
                    for lower in self.levels[n + 1 :]:
                        self.bound.pop(lower, None)
                    break
            else:
                return
        self.rota, self.audit = rota, audited
