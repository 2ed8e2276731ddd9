"""The auditor: every breach of every rule in a rota, and what it costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rotasolve.team.level import MUST

if TYPE_CHECKING:
    import pandas as pd

    from rotasolve.rota import Rota
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


@dataclass(frozen=True)
class Audit:
    """What is broken in a rota.

    Attributes
    ----------
    levels
        Every level of the team, ``must`` first.
    breaches
        Every breach, by level, then by the order of the rules.
    """

    levels: tuple[str, ...]
    breaches: tuple[Breach, ...]

    @cached_property
    def cost(self) -> dict[str, int]:
        """Cost of each level, ``must`` first; 0 where nothing is broken."""
        cost = dict.fromkeys(self.levels, 0)
        for breach in self.breaches:
            cost[breach.level] += breach.cost
        return cost

    @cached_property
    def cost_by_rule(self) -> dict[str, dict[str, int]]:
        """Cost of each rule that is broken, by level: ``{level: {rule: cost}}``."""
        cost: dict[str, defaultdict[str, int]] = {level: defaultdict(int) for level in self.levels}
        for breach in self.breaches:
            cost[breach.level][breach.rule] += breach.cost
        return {level: dict(rules) for level, rules in cost.items()}

    @property
    def must_breaches(self) -> tuple[Breach, ...]:
        """The breaches of rules that must hold."""
        return tuple(breach for breach in self.breaches if breach.level == MUST)

    @property
    def clean(self) -> bool:
        """Whether every rule that must hold does."""
        return not self.must_breaches

    def to_frame(self) -> pd.DataFrame:
        """One row for each breach: level, rule, amount, cost, staff, dates, words."""
        import pandas as pd

        columns = ["level", "rule", "amount", "cost", "staff", "dates", "words"]
        rows = [
            [b.level, b.rule, b.amount, b.cost, ", ".join(b.staff), list(b.dates), b.words]
            for b in self.breaches
        ]
        return pd.DataFrame(rows, columns=columns)


def audit(team: Team, rota: Rota) -> Audit:
    """Every breach of every rule of ``team`` in ``rota``.

    Each rule looks at people, dates and times alone; nothing of the solver is called.

    Raises
    ------
    ValueError
        If the rota is for another team or period, which would leave parts of it unjudged.
    """
    # Here, because `import rotasolve` imports this module.
    from rotasolve.duties import Duties
    from rotasolve.rota import Rota

    if (rota.start, rota.days) != (team.period.start, team.period.days):
        raise ValueError(
            f"the rota is for {rota.days} days from {rota.start}; "
            f"the team plans {team.period.days} from {team.period.start}"
        )
    duties = Duties(team, Rota.of(team, rota.assignments))
    levels = (MUST, *team.levels)
    found = [breach for rule in team.all_rules for breach in rule.breaches(duties, team)]
    found.sort(key=lambda breach: levels.index(breach.level))  # stable: rules keep their order
    return Audit(levels, tuple(found))
