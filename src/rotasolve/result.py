"""What a solve gives: a rota, its audit, and how good it is proven to be."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

    from rotasolve.audit import Audit
    from rotasolve.rota import Rota

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

ARITHMETIC, SEARCH, SEARCH_ANEW = "arithmetic", "search", "search anew"
BOUND, BOUND_ANEW = "bound", "bound anew"
PROOFS = {
    ARITHMETIC: "by arithmetic",
    SEARCH: "by a search",
    SEARCH_ANEW: "by a search in another way",
    BOUND: "by the bound of the least broken rota",
    BOUND_ANEW: "by the same bound worked out in another way",
}
"""The ways in which it can be proven that no rota keeps every must, and how each is told."""


def confirmed(proofs: Collection[str]) -> bool:
    """Whether ``proofs`` are enough: arithmetic alone, or two ways of the solver."""
    return ARITHMETIC in proofs or len(proofs) > 1


@dataclass(frozen=True)
class Failure:
    """Something that was raised once there was a rota, which is kept all the same.

    Attributes
    ----------
    words
        What was raised, in a line.
    traceback
        Where, for a report of the defect.
    """

    words: str
    traceback: str = ""

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """The failure that ``error`` is."""
        said = " ".join(str(error).split())
        words = f"{type(error).__name__}: {said}" if said else type(error).__name__
        return cls(words, "".join(traceback.format_exception(error)))


@dataclass(frozen=True)
class Result:
    """The outcome of a solve.

    Attributes
    ----------
    status
        ``optimal``: no rota costs less at any level, in strict order of levels; ``feasible``: a
        rota that keeps every ``must``, perhaps not the best; ``infeasible``: proven that no rota
        keeps every ``must`` (``rota`` is then the least broken one found); ``unknown``: time ran
        out before either a rota or that proof was found, or it is proven in one way only.
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
    proofs
        In what ways it is proven that no rota keeps every ``must``: some of ``arithmetic``,
        ``search``, ``search anew``, ``bound`` and ``bound anew``. Arithmetic alone, or two others,
        make the status ``infeasible``.
    failures
        What was raised after there was a rota: defects, or errors of ``progress``. Costs and the
        rota hold all the same, as the auditor has judged it; where solver, model and auditor do
        not agree nothing is taken as proven, and ``bound`` is empty.
    fallbacks
        How often something was done in another way than meant, such as a linear program in which
        numbers failed. Nothing proven depends on it.
    """

    status: Status
    rota: Rota | None
    audit: Audit | None
    bound: dict[str, int]
    seconds: float
    seed: int
    versions: dict[str, str] = field(default_factory=dict)
    proofs: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    fallbacks: dict[str, int] = field(default_factory=dict)

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
