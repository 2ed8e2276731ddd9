"""The auditor: every breach of every rule in a rota, and what it costs."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import pandas as pd

    from rotasolve.duties import Duties
    from rotasolve.rota import Assignment, Rota
    from rotasolve.team.rule import Breach, Rule
    from rotasolve.team.team import Team

    Changed = Mapping[str, set[date]]
    """Names, and the dates on which somebody's duties differ."""


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

    Where a rota differs from the last one in a few lines and dates, only what these can decide is
    judged again: the rules that look at each person alone in those lines, the rules of the team on
    the dates that they say (``Rule.decided``). A search that changes a little at a time is audited
    in a fraction of the time so.
    """

    def __init__(self, team: Team) -> None:
        self._team = team
        self._judges = [_judge_of(rule, team) for rule in team.all_rules]
        self._known: tuple[frozenset[Assignment], Duties] | None = None
        self._lock = threading.Lock()

    def audit(self, rota: Rota) -> Audit:
        """Every breach of every rule of the team in ``rota``.

        Raises
        ------
        ValueError
            If the rota is for another team or period, which would leave parts of it unjudged.
        """
        team = self._team
        if (rota.start, rota.days) != (team.period.start, team.period.days):
            raise ValueError(
                f"the rota is for {rota.days} days from {rota.start}; "
                f"the team plans {team.period.days} from {team.period.start}"
            )
        levels = (MUST, *team.levels)
        found: dict[str, list[Breach]] = {level: [] for level in levels}
        with self._lock:
            known, self._known = self._known, None
            duties, changed = self._changed(known, rota)
            for judge in self._judges:
                if changed is None or not judge.names.isdisjoint(changed):
                    judge.judge(duties, changed)
                for level, some in judge.found.items():
                    found[level] += some
            self._known = rota.assignments, duties
        return Audit(levels, tuple(chain.from_iterable(found.values())))

    def _changed(
        self, known: tuple[frozenset[Assignment], Duties] | None, rota: Rota
    ) -> tuple[Duties, Changed | None]:
        """The duties of ``rota``, and who differs from the last one on which dates; None: all."""
        # Here, because `import rotasolve` imports this module.
        from rotasolve.duties import Duties
        from rotasolve.rota import Rota

        if known is None:
            return Duties(self._team, Rota.of(self._team, rota.assignments)), None
        before, duties = known
        differs = before ^ rota.assignments
        added = Rota.of(self._team, differs & rota.assignments).assignments
        changed: defaultdict[str, set[date]] = defaultdict(set)
        for each in differs:
            changed[each.staff].add(each.date)
        lines = {
            name: {(duty.date, duty.code) for duty in duties.of(name) if duty.in_period}
            for name in changed
        }
        for each in differs:
            row = each.date, each.shift
            if each in added:
                lines[each.staff].add(row)
            else:
                lines[each.staff].remove(row)
        return duties.with_lines(lines), changed


def _judge_of(rule: Rule, team: Team) -> _OfLines | _OfTeam:
    return _OfTeam(rule, team) if rule.scope == "team" else _OfLines(rule, team)


class _OfLines:
    """What a rule that looks at each person alone has found in the lines last judged."""

    def __init__(self, rule: Rule, team: Team) -> None:
        self._rule, self._team = rule, team
        self._order = [staff.name for staff in team.staff_of(rule.who)]
        self.names = frozenset(self._order)
        self._breaches: dict[str, list[Breach]] = {}
        self.found: dict[str, list[Breach]] = {}
        """Every breach, by level, in the order of the file's staff."""

    def judge(self, duties: Duties, changed: Changed | None) -> None:
        """Judge the lines that have ``changed`` anew, or all of them."""
        asked = self.names if changed is None else self.names.intersection(changed)
        for name in asked:
            self._breaches.pop(name, None)
        for breach in self._rule.breaches(duties.of_only(asked), self._team):
            (name,) = breach.staff
            assert name in asked, f"{self._rule.label} judges a line not asked for"
            self._breaches.setdefault(name, []).append(breach)
        self.found = _by_level(
            each for name in self._order for each in self._breaches.get(name, ())
        )


class _OfTeam:
    """What a rule that looks at several people has found, by the dates to which it belongs."""

    def __init__(self, rule: Rule, team: Team) -> None:
        self._rule, self._team = rule, team
        self._place = {staff.name: n for n, staff in enumerate(team.staff)}
        self.names = frozenset(staff.name for staff in rule.deciders(team))
        self._breaches: dict[date, list[Breach]] = {}
        self.found: dict[str, list[Breach]] = {}
        """Every breach, by level."""

    def judge(self, duties: Duties, changed: Changed | None) -> None:
        """Judge anew what duties of those who ``changed``, on their dates, can decide; or all."""
        asked = None
        if changed is not None:
            dates = set().union(*(changed[name] for name in self.names.intersection(changed)))
            asked = self._rule.decided(self._team, dates)
        found = self._rule.breaches(duties.of_only((), asked), self._team)
        if self._rule.decided(self._team, frozenset()) is None:
            self.found = _by_level(found)
            return
        for day in list(self._breaches) if asked is None else asked:
            self._breaches.pop(day, None)
        for breach in found:
            day = breach.dates[0]
            assert asked is None or day in asked, f"{self._rule.label} judges a date not asked for"
            self._breaches.setdefault(day, []).append(breach)
        every = [each for day in sorted(self._breaches) for each in self._breaches[day]]
        if self._rule.by_staff:
            every.sort(key=lambda breach: self._place[breach.staff[0]])
        self.found = _by_level(every)


def _by_level(breaches: Iterable[Breach]) -> dict[str, list[Breach]]:
    found: defaultdict[str, list[Breach]] = defaultdict(list)
    for breach in breaches:
        found[breach.level].append(breach)
    return found


def audit(team: Team, rota: Rota) -> Audit:
    """Every breach of every rule of ``team`` in ``rota``.

    Each rule looks at people, dates and times alone; nothing of the solver is called.

    Raises
    ------
    ValueError
        If the rota is for another team or period, which would leave parts of it unjudged.
    """
    return Auditor(team).audit(rota)
