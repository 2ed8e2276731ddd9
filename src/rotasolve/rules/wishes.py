"""Wishes: the tasks and supervision meetings of a team, one in each window, that need a place.

They are the same for every rota; a rota decides which of them has a place, and where.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from rotasolve.duties import ONE_DAY
from rotasolve.rules.occasions import Occasion
from rotasolve.rules.spans import without
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Set
    from datetime import date

    from rotasolve.rules.attended import Named
    from rotasolve.rules.spans import Span
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.team import Team


class Share(NamedTuple):
    """Where on one person's duty it may be: between two instants."""

    duty: Named
    first: int
    last: int


Place = tuple[Share, ...]
"""A share of the duty of each of its people."""


class Need(NamedTuple):
    """What a task or a meeting takes of a duty: ``takes`` minutes between two instants.

    ``beside_events`` says that it is at no event that is attended on the duty.
    """

    first: int
    last: int
    takes: int
    beside_events: bool


@dataclass(frozen=True, eq=False)
class Wish:
    """One task or meeting in one window.

    Attributes
    ----------
    of
        What its rule knows it by.
    names
        Those on whose duties it may be, in the order in which they are asked.
    dates
        The dates of the window that the rule concerns.
    """

    of: Any
    rule: Occasion
    names: tuple[str, ...]
    window: Stretch
    dates: tuple[date, ...]

    def need(self, share: Share) -> Need:
        """What it takes of the duty of ``share``."""
        beside = "event" not in self.rule.kinds
        return Need(share.first, share.last, self.rule.takes, beside)


class Wishes:
    """Every wish of a team.

    Attributes
    ----------
    all
        The wishes of one rule after the other, each in order.
    """

    def __init__(self, team: Team) -> None:
        self._team = team
        self.all: list[Wish] = []
        self._of_rules: list[tuple[Occasion, range]] = []
        for rule in team.stated_rules:
            if isinstance(rule, Occasion):
                first = len(self.all)
                self.all += rule.wishes(team)
                self._of_rules.append((rule, range(first, len(self.all))))
        self._near: dict[tuple[str, date], tuple[int, ...]] = {}
        self._on: defaultdict[date, list[int]] = defaultdict(list)
        self._names = [frozenset(wish.names) for wish in self.all]
        for n, wish in enumerate(self.all):
            days = {day + k * ONE_DAY for day in wish.dates for k in (-1, 0, 1)}
            for day in days:
                self._on[day].append(n)

    @classmethod
    def of(cls, team: Team) -> Wishes:
        """The wishes of ``team``, worked out once."""
        found: Wishes | None = team.answers.get(Wishes)
        if found is None:
            found = team.answers[Wishes] = cls(team)
        return found

    def near(self, name: str, day: date) -> tuple[int, ...]:
        """The numbers of those that may be on a duty of ``name`` that starts on ``day``.

        A duty can run into the next date, and the last night of a date into a duty.
        """
        key = name, day
        if key not in self._near:
            numbers = self._on.get(day, ())
            self._near[key] = tuple(n for n in numbers if name in self._names[n])
        return self._near[key]

    def affected(self, changed: Mapping[str, Set[date]]) -> dict[str, set[date]]:
        """Whose duties of which dates may have other needs, where those of ``changed`` differ.

        A meeting may be on duties of both where the two of them overlap.
        """
        found: defaultdict[str, set[date]] = defaultdict(set)
        for name, dates in changed.items():
            around = {day + k * ONE_DAY for day in dates for k in (-1, 0, 1)}
            for each in (name, *self._partners.get(name, ())):
                found[each] |= around
        return found

    @cached_property
    def _partners(self) -> dict[str, set[str]]:
        """With whom each is wanted at once."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for wish in self.all:
            if wish.rule.at_once:
                for name in wish.names:
                    found[name].update(wish.names)
        return found

    def stands_on(self, floor: int) -> set[str]:
        """On whose duties something may be that leaves people on the ``floor`` with that ``id``."""
        return self._on_floors.get(floor, set())

    @cached_property
    def _on_floors(self) -> dict[int, set[str]]:
        found: defaultdict[int, set[str]] = defaultdict(set)
        for rule, numbers in self._of_rules:
            for floor in rule.floors(self._team):
                found[id(floor)].update(*(self.all[n].names for n in numbers))
        return found

    def touched(self, affected: Mapping[str, Set[date]]) -> set[int]:
        """The numbers of those that the needs of duties ``affected`` may decide."""
        return {
            n for name, dates in affected.items() for day in dates for n in self.near(name, day)
        }

    @cached_property
    def costs(self) -> list[int]:
        """What it costs to have no place, those of lower levels all together costing less."""
        costs = [0] * len(self.all)
        unit = 1
        for level in reversed((MUST, *self._team.levels)):
            own = [each for each in self._of_rules if self._team.level_of(each[0]) == level]
            for rule, numbers in own:
                for n in numbers:
                    costs[n] = unit * rule.weight
            unit += sum(costs[n] for _, numbers in own for n in numbers)
        return costs

    @property
    def rules(self) -> list[Occasion]:
        """Every rule that has wishes."""
        return [rule for rule, _ in self._of_rules]

    def of_rule(self, rule: Occasion) -> range:
        """The numbers of the wishes of ``rule``."""
        for same in (lambda each: each is rule, lambda each: each == rule):
            for each, numbers in self._of_rules:
                if same(each):
                    return numbers
        raise ValueError(f"{rule.label} is no rule of the team")


def room(first: int, last: int, taken: Collection[Span], takes: int) -> Span | None:
    """Between which instants there are ``takes`` minutes in a row outside ``taken``."""
    if not taken:
        return (first, last) if last - first >= takes else None
    parts = [part for part in without((first, last), taken) if part[1] - part[0] >= takes]
    return (parts[0][0], parts[-1][1]) if parts else None
