"""Which tasks and supervision meetings a rota has time for, when each takes its people's time once.

Each needs a place: a duty of each of its people, at one of the times at which it may be. Those on
one duty have to fit into it beside each other and beside the events that are attended on it: in no
stretch of a duty may more time be needed than it has. As many as can be have a place, those of
higher levels before others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.rules.attended import events_on
from rotasolve.rules.drafts import Drafts, fits
from rotasolve.rules.packing import Item, Packing, Part, pack
from rotasolve.rules.spans import without
from rotasolve.rules.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from rotasolve.duties import Duties
    from rotasolve.rules.attended import Events, Named
    from rotasolve.rules.drafts import Unplaced
    from rotasolve.rules.occasions import Occasion
    from rotasolve.rules.spans import Span
    from rotasolve.rules.wishes import Need, Place, Share, Wish
    from rotasolve.team.team import Team

Packings = dict[tuple[tuple[tuple[int, ...], ...], tuple[Item, ...]], Packing]
"""The packings of rooms and items that are known."""


class Placed(NamedTuple):
    """What a task or a meeting is known by to its rule, and the place that it has.

    Attributes
    ----------
    on_duty
        Whether it would have had a place without anything else.
    alone
        Whether it has no choice only because too few others are on duty meanwhile.
    sure
        False where too many ways to place all of them were left untried: another may do better.
    """

    of: Any
    on_duty: bool
    alone: bool
    place: Place | None
    sure: bool


@dataclass
class Wanted:
    """A wish that competes for its place.

    Attributes
    ----------
    choices
        Each place that it may have.
    cost
        What it costs to have no place for it, those of lower levels all together costing less.
    place
        The one that it has.
    sure
        False where too many ways to place all of them were left untried: another may do better.
    """

    wish: Wish
    choices: list[Place]
    cost: int
    place: Place | None = None
    sure: bool = True

    def need(self, share: Share) -> Need:
        """What it takes of the duty of ``share``."""
        return self.wish.need(share)


class _Settled(NamedTuple):
    """The place of each wish on a duty with room for all; what has none; and what competed."""

    places: list[Place | None]
    unplaced: dict[int, Unplaced]
    wanted: dict[int, Wanted]

    def of(self, n: int, wish: Wish) -> Placed:
        """Where the wish number ``n`` has its place."""
        unplaced, wanted = self.unplaced.get(n), self.wanted.get(n)
        if unplaced is None:
            return Placed(wish.of, True, False, self.places[n], True)
        place, sure = (None, True) if wanted is None else (wanted.place, wanted.sure)
        return Placed(wish.of, unplaced.on_duty, unplaced.alone, place, sure)


def placed(duties: Duties, team: Team, rule: Occasion) -> list[Placed]:
    """Everything that ``rule`` wants of ``duties``, each with the place that it has."""
    settled, wishes = _settled(duties, team), Wishes.of(team)
    return [settled.of(n, wishes.all[n]) for n in wishes.of_rule(rule)]


def missing(duties: Duties, team: Team, rule: Occasion) -> list[Placed]:
    """Everything that ``rule`` wants of ``duties`` and that has no place."""
    settled, wishes = _settled(duties, team), Wishes.of(team)
    numbers = wishes.of_rule(rule)
    own = (settled.of(n, wishes.all[n]) for n in sorted(settled.unplaced) if n in numbers)
    return [each for each in own if each.place is None]


def _settled(duties: Duties, team: Team) -> _Settled:
    """Where everything has its place that has one."""
    found: _Settled | None = duties.answers.get(_settled)
    if found is None:
        drafts = duties.answers[Drafts] = Drafts.of(duties, team)
        costs = Wishes.of(team).costs if drafts.unplaced else []
        left = {
            n: Wanted(each.wish, each.choices, costs[n])
            for n, each in sorted(drafts.unplaced.items())
            if each.choices
        }
        if left:
            known = duties.before.get(_place, {})
            duties.answers[_place] = _place(list(left.values()), known, team)
        found = duties.answers[_settled] = _Settled(drafts.places, drafts.unplaced, left)
    return found


def _place(left: list[Wanted], known: Packings, team: Team) -> Packings:
    """Give a place to as many of those ``left`` as can have one.

    Returns the packings that were asked for, of which those ``known`` are not worked out anew.
    """
    shares = (share for each in left for choice in each.choices for share in choice)
    events = {duty: events_on(team, duty) for duty in {share.duty for share in shares}}
    crowded = _without_those_that_fit_anyway(left, events)
    asked: Packings = {}
    for together in _hanging_together(crowded):
        key = _rooms_and_items(together, events)
        found = asked[key] = known.get(key) or pack(*key)
        for each, choice in zip(together, found.choices, strict=True):
            each.place = None if choice is None else each.choices[choice]
            each.sure = found.sure
    return asked


def _without_those_that_fit_anyway(
    left: list[Wanted], events: Mapping[Named, Events]
) -> list[Wanted]:
    """Place each that has a duty with room for all that may be on it; the others."""
    while True:
        needs: defaultdict[Named, list[Need]] = defaultdict(list)
        for each in left:
            for share in dict.fromkeys(share for choice in each.choices for share in choice):
                needs[share.duty].append(each.need(share))
        roomy = {duty for duty, own in needs.items() if fits(own, events.get(duty, ()))}
        for each in left:
            places = (c for c in each.choices if all(share.duty in roomy for share in c))
            each.place = next(places, None)
        crowded = [each for each in left if each.place is None]
        if len(crowded) == len(left):
            return crowded
        left = crowded


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


def _rooms_and_items(
    wanted: list[Wanted], events: Mapping[Named, Events]
) -> tuple[tuple[tuple[int, ...], ...], tuple[Item, ...]]:
    """The duties of ``wanted`` as rooms, by the stretches that may be too short, and the items."""
    needs: defaultdict[Named, dict[Need, int]] = defaultdict(dict)
    for each in wanted:
        for share in dict.fromkeys(share for choice in each.choices for share in choice):
            own = needs[share.duty]
            need = each.need(share)
            own[need] = own.get(need, 0) + need.takes
    rooms, touched = [], {}
    for room, (duty, own) in enumerate(needs.items()):
        limits = _limits(own, events.get(duty, ()))
        rooms.append(tuple(minutes for *_, minutes in limits))
        for need in own:
            touched[duty, need] = Part(room, tuple(_touched(need, limits)))
    items = [
        Item(
            each.cost,
            each.wish.rule.takes,
            tuple(
                tuple(touched[share.duty, each.need(share)] for share in choice)
                for choice in each.choices
            ),
        )
        for each in wanted
    ]
    return tuple(rooms), tuple(items)


class _Limit(NamedTuple):
    """Between two instants there are so many minutes for what is there, or not at events there."""

    first: int
    last: int
    beside_events: bool
    minutes: int


def _limits(needs: Mapping[Need, int], events: Sequence[Span]) -> list[_Limit]:
    """The whole of a duty that may be needed, then each stretch too short for what may be there."""
    firsts, lasts = {each.first for each in needs}, {each.last for each in needs}
    hull = min(firsts), max(lasts)
    found = [_Limit(*hull, False, hull[1] - hull[0])]
    for first in sorted(firsts):
        for last in sorted(each for each in lasts if each > first):
            free = sum(end - start for start, end in without((first, last), events))
            for beside, minutes in ((False, last - first), (True, free)):
                within = [
                    takes
                    for need, takes in needs.items()
                    if _touches(need, first, last, beside_events=beside)
                ]
                limit = _Limit(first, last, beside, minutes)
                if sum(within) > minutes and limit not in found and (events or not beside):
                    found.append(limit)
    return found


def _touched(need: Need, limits: Sequence[_Limit]) -> Iterator[int]:
    """The limits to which what is needed counts; the first one always is."""
    for n, (first, last, beside, _) in enumerate(limits):
        if n == 0 or _touches(need, first, last, beside_events=beside):
            yield n


def _touches(need: Need, first: int, last: int, *, beside_events: bool) -> bool:
    """Whether ``need`` is between two instants, and beside events where that is asked."""
    inside = first <= need.first and need.last <= last
    return inside and (need.beside_events or not beside_events)
