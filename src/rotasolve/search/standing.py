"""The best rota so far, and what is proven of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rotasolve.errors import EncoderMismatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rotasolve.audit import Audit, Auditor
    from rotasolve.rota import Rota
    from rotasolve.search.cpsat import Run


@dataclass
class Standing:
    """The best rota so far, and what is proven of it; threads may offer and ask at once.

    Attributes
    ----------
    levels
        The levels minimised, highest first.
    rota, audit
        The best rota in strict order of the levels, by the auditor.
    bound
        For each level, what no rota can go below that is as good at every higher level.
    broken
        The best rota that a model allows and the auditor does not, with its audit.
    """

    levels: tuple[str, ...]
    rota: Rota | None = None
    audit: Audit | None = None
    bound: dict[str, int] = field(default_factory=dict)
    broken: tuple[Rota, Audit] | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    def cost(self, level: str) -> int:
        """The audited cost of the best rota at ``level``."""
        assert self.audit is not None
        return self.audit.cost[level]

    def proven(self, level: str) -> bool:
        """Whether no rota as good at every higher level costs less at ``level``."""
        with self._lock:  # a bound is of rotas as good above as the rota that it stands beside
            bound = self.bound.get(level)
            return bound is not None and bound >= self.cost(level)

    def told(self) -> tuple[dict[str, int], dict[str, int]]:
        """The cost of each level and the bounds, of one and the same moment."""
        with self._lock:
            assert self.audit is not None
            return dict(self.audit.cost), dict(self.bound)

    @property
    def open_levels(self) -> tuple[str, ...]:
        """The levels from the first that is not proven on."""
        with self._lock:
            for n, level in enumerate(self.levels):
                if not self.proven(level):
                    return self.levels[n:]
            return ()

    def prove(self, level: str, bound: int) -> None:
        """Take note that no rota as good at every higher level costs less than ``bound``.

        Raises
        ------
        EncoderMismatch
            If the best rota does cost less: the bound, and so the model, is wrong.
        """
        with self._lock:
            if self.audit is not None and bound > self.cost(level):
                raise EncoderMismatch(
                    f"level {level} is said to cost {bound} at least, and an audited rota costs "
                    f"{self.cost(level)}"
                )
            self.bound[level] = max(bound, self.bound.get(level, 0))

    def allows(self, audited: Audit) -> bool:
        """Whether nothing is broken that is no level here, as it must not be."""
        return not any(cost for level, cost in audited.cost.items() if level not in self.levels)

    def as_good(self, audited: Audit, *, above: str) -> bool:
        """Whether it is allowed, and no level above ``above`` costs more than the best rota's."""
        higher = self.levels[: self.levels.index(above)]
        with self._lock:
            return self.allows(audited) and all(
                audited.cost[level] <= self.cost(level) for level in higher
            )

    def offer(self, rota: Rota, audited: Audit) -> bool:
        """Keep ``rota`` if it is better; returns whether it was.

        Bounds of levels below the first that is better are dropped: they were proven among rotas
        as good as the one before at every level above them, of which this need not be one. What
        breaks something that must not be broken is kept beside the best rota.
        """
        with self._lock:
            if not self.allows(audited):
                if self.broken is None or _costs(audited) < _costs(self.broken[1]):
                    self.broken = rota, audited
                return False
            if self.audit is not None:
                for n, level in enumerate(self.levels):
                    if audited.cost[level] > self.audit.cost[level]:
                        return False
                    if audited.cost[level] < self.audit.cost[level]:
                        for lower in self.levels[n + 1 :]:
                            self.bound.pop(lower, None)
                        break
                else:
                    return False
            self.rota, self.audit = rota, audited
            for level, bound in tuple(self.bound.items()):
                self.prove(level, bound)
            return True


def _costs(audited: Audit) -> list[int]:
    return [audited.cost[level] for level in audited.levels]


def judge(
    auditor: Auditor,
    rota: Rota,
    standing: Standing,
    level: str | None,
    outcome: Run | None,
    higher: Mapping[str, int],
) -> Audit:
    """The audit of a rota that a model has found, after comparing what the two say of it.

    A model may overstate the cost of a rota that it has not proven best, as its slack is then not
    tight; it may never understate it, or allow what must not be. Where the rota costs less than
    the model was held to at a level above, as ``higher`` says, it may: a task that the model left
    out there has its time then, and something of this level has not. Where they disagree the
    auditor's word counts: the rota is offered by that, and then the disagreement is raised.

    Of a breach that is not sure the auditor knows no better: the model may say that there is none,
    and what was placed otherwise because of it may change the levels below.

    Raises
    ------
    EncoderMismatch
        If they disagree: a defect of rotasolve.
    """
    audited = auditor.audit(rota)
    unsure = {breach.level for breach in audited.breaches if not breach.sure}
    hard = [b.words for b in audited.breaches if b.sure and b.level not in standing.levels]
    if hard:
        standing.offer(rota, audited)
        raise EncoderMismatch(f"the model allows what the audit does not: {hard[0]}")
    if outcome is not None and level is not None and outcome.objective is not None:
        cost, stated = audited.cost[level], outcome.objective
        if unsure.intersection(audited.levels[: audited.levels.index(level)]):
            return audited
        may_be_dearer = level in unsure or any(
            audited.cost[each] < most for each, most in higher.items()
        )
        if (cost > stated and not may_be_dearer) or (outcome.status == "optimal" and cost < stated):
            standing.offer(rota, audited)
            raise EncoderMismatch(
                f"level {level} costs {stated} in the model and {cost} by the audit"
            )
    return audited
