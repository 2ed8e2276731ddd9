"""The auditor: every breach of every rule in a rota, and what it costs."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rotasolve.team.level import MUST

if TYPE_CHECKING:
    import pandas as pd

    from rotasolve.duties import Duties
    from rotasolve.rota import Assignment, Rota
    from rotasolve.team.rule import Breach, Rule
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


class Auditor:
    """The auditor of one team, who judges rota after rota.

    Of a rule that looks at each person alone it says again what it has said of the last rota, where
    somebody's line is still the same. A search that changes a few lines at a time is audited in a
    fraction of the time so.
    """

    def __init__(self, team: Team) -> None:
        self._team = team
        self._lines: dict[str, set[Assignment]] = {}
        self._of_lines = [_OfLines(rule, team) for rule in team.all_rules]
        self._lock = threading.Lock()

    def audit(self, rota: Rota) -> Audit:
        """Every breach of every rule of the team in ``rota``.

        Raises
        ------
        ValueError
            If the rota is for another team or period, which would leave parts of it unjudged.
        """
        # Here, because `import rotasolve` imports this module.
        from rotasolve.duties import Duties
        from rotasolve.rota import Rota

        team = self._team
        if (rota.start, rota.days) != (team.period.start, team.period.days):
            raise ValueError(
                f"the rota is for {rota.days} days from {rota.start}; "
                f"the team plans {team.period.days} from {team.period.start}"
            )
        rota = Rota.of(team, rota.assignments)
        duties, lines = Duties(team, rota), _lines(rota)
        with self._lock:
            known, self._lines = self._lines, {}
            changed = {name for name in rota.staff if known.get(name) != lines[name]}
            of_changed = duties.of_only(changed)
            found: list[Breach] = []
            for rule, of_lines in zip(team.all_rules, self._of_lines, strict=True):
                if rule.scope == "team":
                    found += rule.breaches(duties, team)
                else:
                    of_lines.judge(of_changed)
                    found += of_lines.found
            self._lines = lines
        levels = (MUST, *team.levels)
        found.sort(key=lambda breach: levels.index(breach.level))  # stable: rules keep their order
        return Audit(levels, tuple(found))


class _OfLines:
    """What a rule that looks at each person alone has found in the lines last judged."""

    def __init__(self, rule: Rule, team: Team) -> None:
        self._rule, self._team = rule, team
        self._names = [staff.name for staff in team.staff_of(rule.who)]
        self._breaches: dict[str, list[Breach]] = {}

    def judge(self, duties: Duties) -> None:
        """Judge the lines anew that ``duties`` ask for."""
        if duties.asked.isdisjoint(self._names):
            return
        for name in duties.asked:
            self._breaches.pop(name, None)
        for breach in self._rule.breaches(duties, self._team):
            (name,) = breach.staff
            assert name in duties.asked, f"{self._rule.label} judges a line not asked for"
            self._breaches.setdefault(name, []).append(breach)

    @property
    def found(self) -> list[Breach]:
        """Every breach, in the order of the file's staff."""
        if not self._breaches:
            return []
        return [each for name in self._names for each in self._breaches.get(name, ())]


def audit(team: Team, rota: Rota) -> Audit:
    """Every breach of every rule of ``team`` in ``rota``.

    Each rule looks at people, dates and times alone; nothing of the solver is called.

    Raises
    ------
    ValueError
        If the rota is for another team or period, which would leave parts of it unjudged.
    """
    return Auditor(team).audit(rota)


def _lines(rota: Rota) -> dict[str, set[Assignment]]:
    """What everybody works."""
    lines: dict[str, set[Assignment]] = {name: set() for name in rota.staff}
    for assignment in rota.assignments:
        lines[assignment.staff].add(assignment)
    return lines
