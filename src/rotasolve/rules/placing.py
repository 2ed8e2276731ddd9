"""Which tasks and supervision meetings a rota has time for, when each takes its people's time once.

Each needs a place: a duty of each of its people, at one of the times at which it may be. Those on
one duty have to fit into it beside each other and beside the events that are attended on it: in no
stretch of a duty may more time be needed than it has. As many as can be have a place, those of
higher levels before others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from rotasolve.rules.attended import events_on
from rotasolve.rules.occasions import Occasion
from rotasolve.rules.spans import without
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rotasolve.duties import Duties
    from rotasolve.rules.attended import Events, Named
    from rotasolve.rules.spans import Span
    from rotasolve.team.team import Team

_MOST_TRIES = 1000
"""Tries for those that hang together; after them the best that was found counts."""


class Share(NamedTuple):
    """Where on one person's duty it may be: between two instants."""

    duty: Named
    first: int
    last: int


class Need(NamedTuple):
    """What a task or a meeting takes of a duty: ``takes`` minutes between two instants.

    ``beside_events`` says that it is at no event that is attended on the duty.
    """

    first: int
    last: int
    takes: int
    beside_events: bool


@dataclass
class Wanted:
    """One task or meeting in one window.

    Attributes
    ----------
    of
        What its rule knows it by.
    cost
        What it costs to have no place for it, those of lower levels all together costing less.
    choices
        Each place that it may have: a share of the duty of each of its people.
    on_duty
        Whether it would have had a place without anything else.
    place
        The one that it has.
    """

    of: Any
    rule: Occasion
    choices: list[tuple[Share, ...]]
    on_duty: bool = False
    cost: int = 0
    place: tuple[Share, ...] | None = None

    def need(self, share: Share) -> Need:
        """What it takes of the duty of ``share``."""
        beside = "event" not in self.rule.kinds
        return Need(share.first, share.last, self.rule.takes, beside)


def placed(duties: Duties, team: Team, rule: Occasion) -> list[Wanted]:
    """Everything that ``rule`` wants of ``duties``, each with the place that it has."""
    found: list[tuple[Occasion, list[Wanted]]] | None = duties.answers.get(placed)
    if found is None:
        rules = [each for each in team.stated_rules if isinstance(each, Occasion)]
        found = duties.answers[placed] = [(each, list(each.wanted(duties, team))) for each in rules]
        events = {
            duty: spans
            for staff in team.staff
            for duty, spans in events_on(duties, team, staff.name).items()
        }
        _place([wanted for _, own in found for wanted in own], events, team)
    for same in (lambda each: each is rule, lambda each: each == rule):
        for each, own in found:
            if same(each):
                return own
    raise ValueError(f"{rule.label} is no rule of the team")


def room(first: int, last: int, taken: Iterable[Span], takes: int) -> Span | None:
    """Between which instants there are ``takes`` minutes in a row outside ``taken``."""
    parts = [part for part in without((first, last), taken) if part[1] - part[0] >= takes]
    return (parts[0][0], parts[-1][1]) if parts else None


# -- places ------------------------------------------------------------------------------------


def _place(wanted: list[Wanted], events: Events, team: Team) -> None:
    """Give as many a place as can have one."""
    _price(wanted, team)
    left = _without_those_that_fit_anyway(wanted, events)
    for together in _hanging_together(left):
        _Search(together, events).run()


def _price(wanted: list[Wanted], team: Team) -> None:
    """Let one of a level cost more than all of the levels below."""
    unit = 1
    for level in reversed((MUST, *team.levels)):
        own = [each for each in wanted if team.level_of(each.rule) == level]
        for each in own:
            each.cost = unit * each.rule.weight
        unit += sum(each.cost for each in own)


def _without_those_that_fit_anyway(wanted: list[Wanted], events: Events) -> list[Wanted]:
    """Place each that has a duty with room for all that may be on it; the others."""
    left = [each for each in wanted if each.choices]
    while True:
        needs: defaultdict[Named, list[Need]] = defaultdict(list)
        for each in left:
            for share in dict.fromkeys(share for choice in each.choices for share in choice):
                needs[share.duty].append(each.need(share))
        roomy = {duty for duty, own in needs.items() if _fits(own, events.get(duty, ()))}
        for each in left:
            places = (c for c in each.choices if all(share.duty in roomy for share in c))
            each.place = next(places, None)
        crowded = [each for each in left if each.place is None]
        if len(crowded) == len(left):
            return crowded
        left = crowded


def _fits(needs: Sequence[Need], events: Sequence[Span]) -> bool:
    """Whether a duty has the time for ``needs``, in each stretch of it."""
    for first in {each.first for each in needs}:
        for last in {each.last for each in needs}:
            within = [each for each in needs if first <= each.first and each.last <= last]
            if sum(each.takes for each in within) > last - first > 0:
                return False
            if events and within:
                free = sum(end - start for start, end in without((first, last), events))
                if sum(each.takes for each in within if each.beside_events) > free:
                    return False
    return True


def _hanging_together(wanted: list[Wanted]) -> list[list[Wanted]]:
    """Those that may be on the same duties, in order."""
    groups: list[tuple[set[Named], list[int]]] = []
    for index, each in enumerate(wanted):
        duties = {share.duty for choice in each.choices for share in choice}
        touching = [group for group in groups if not group[0].isdisjoint(duties)]
        groups = [group for group in groups if group[0].isdisjoint(duties)]
        joined = sorted([index, *(n for _, own in touching for n in own)])
        groups.append((duties.union(*(own for own, _ in touching)), joined))
    return [[wanted[n] for n in own] for _, own in groups]


class _Search:
    """The least cost of what has no place, found by trying the dear and the choosy first."""

    def __init__(self, wanted: list[Wanted], events: Events) -> None:
        self._wanted = sorted(wanted, key=lambda each: (-each.cost, len(each.choices)))  # stable
        self._sizes = [each.rule.takes * len(each.choices[0]) for each in self._wanted]
        self._events = events
        by_worth = range(len(wanted))
        self._by_worth = sorted(
            by_worth, key=lambda n: Fraction(self._wanted[n].cost, self._sizes[n])
        )
        self._load: defaultdict[Named, list[Need]] = defaultdict(list)
        spans: defaultdict[Named, list[int]] = defaultdict(list)
        for each in wanted:
            for share in (share for choice in each.choices for share in choice):
                spans[share.duty] += [share.first, share.last]
        self._time = sum(max(each) - min(each) for each in spans.values())
        self._used = self._cost = 0

    def run(self) -> None:
        """Give each of them the place that it has in the best way that was found."""
        best: list[tuple[Share, ...] | None] = []
        least, bound = sum(each.cost for each in self._wanted) + 1, self._cost_ahead(0)
        now: list[tuple[Share, ...] | None] = []
        ways = [self._ways(self._wanted[0])]
        tries = 0
        while ways and least > bound and not (best and tries > _MOST_TRIES):
            try:
                place = next(ways[-1])  # which takes back the one before
            except StopIteration:
                ways.pop()
                continue
            tries += 1
            now[len(ways) - 1 :] = [place]
            if self._cost + self._cost_ahead(len(now)) >= least:
                continue
            if len(now) == len(self._wanted):
                best, least = list(now), self._cost
            else:
                ways.append(self._ways(self._wanted[len(now)]))
        for each, place in zip(self._wanted, best, strict=True):
            each.place = place

    def _ways(self, each: Wanted) -> Iterator[tuple[Share, ...] | None]:
        """Every place that it can have beside those before, then none; taken until the next."""
        for choice in each.choices:
            for share in choice:
                self._load[share.duty].append(each.need(share))
            self._used += each.rule.takes * len(choice)
            if all(_fits(self._load[duty], self._events.get(duty, ())) for duty, _, _ in choice):
                yield choice
            self._used -= each.rule.takes * len(choice)
            for share in choice:
                self._load[share.duty].pop()
        self._cost += each.cost
        yield None
        self._cost -= each.cost

    def _cost_ahead(self, index: int) -> int:
        """What those from ``index`` on cost at least, as there is only so much time."""
        ahead = [n for n in self._by_worth if n >= index]
        over = sum(self._sizes[n] for n in ahead) - (self._time - self._used)
        least = 0
        for n in ahead:
            if over <= 0:
                break
            part = min(over, self._sizes[n])  # as if a part of it could be left out
            least += -(-self._wanted[n].cost * part // self._sizes[n])
            over -= part
        return least
