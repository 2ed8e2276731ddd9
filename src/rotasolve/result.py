"""What a solve gives: a rota, its audit, and how good it is proven to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rotasolve.audit import Audit
    from rotasolve.rota import Rota

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Result:
    """The outcome of a solve.

    Attributes
    ----------
    status
        ``optimal``: no rota costs less at any level, in strict order of levels; ``feasible``: a
        rota that keeps every ``must``, perhaps not the best; ``infeasible``: proven that no rota
        keeps every ``must`` (``rota`` is then the least broken one found); ``unknown``: time ran
        out before either a rota or that proof was found.
    rota
        The best rota found; None where there is none.
    audit
        The auditor's findings on ``rota``; every published cost is the auditor's.
    bound
        For each level, a cost below which no rota can go that is as good at every higher level as
        this one is. Proven.
    seconds
        Wall-clock seconds used.
    seed
        Seed of the solve.
    versions
        Versions of rotasolve, its solver and Python.
    """

    status: Status
    rota: Rota | None
    audit: Audit | None
    bound: dict[str, int]
    seconds: float
    seed: int
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def cost(self) -> dict[str, int]:
        """Cost of the rota at each level, by the auditor; empty without a rota."""
        return dict(self.audit.cost) if self.audit else {}

    @property
    def gap(self) -> dict[str, float]:
        """For each level with a bound, the share of the cost not proven necessary: 0 to 1."""
        return {
            level: (cost - self.bound[level]) / cost if cost else 0.0
            for level, cost in self.cost.items()
            if level in self.bound
        }
