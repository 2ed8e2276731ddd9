"""Which tasks and supervision meetings a rota has time for, when each takes its people's time once.

Each needs a place: a duty of each of its people, at one of the times at which it may be. Those on
one duty have to fit into it beside each other and beside the events that are attended on it: in no
stretch of a duty may more time be needed than it has. As many as can be have a place, those of
higher levels before others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from rotasolve.rules.attended import events_on
from rotasolve.rules.occasions import Occasion
from rotasolve.rules.packing import Item, Packing, Part, pack
from rotasolve.rules.spans import without
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.attended import Events, Named
    from rotasolve.rules.spans import Span
    from rotasolve.team.team import Team

Packings = dict[tuple[tuple[tuple[int, ...], ...], tuple[Item, ...]], Packing]
"""The packings of rooms and items that are known."""


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
    alone
        Whether it has no choice only because too few others are on duty meanwhile.
    place
        The one that it has.
    sure
        Whether no other way to place all of them would do better, or too many were left untried.
    """

    of: Any
    rule: Occasion
    choices: list[tuple[Share, ...]]
    on_duty: bool = False
    alone: bool = False
    cost: int = 0
    place: tuple[Share, ...] | None = None
    sure: bool = True

    def need(self, share: Share) -> Need:
        """What it takes of the duty of ``share``."""
        beside = "event" not in self.rule.kinds
        return Need(share.first, share.last, self.rule.takes, beside)


def placed(duties: Duties, team: Team, rule: Occasion) -> list[Wanted]:
    """Everything that ``rule`` wants of ``duties``, each with the place that it has."""
    found: list[tuple[Occasion, list[Wanted]]] | None = duties.answers.get(placed)
    if found is None:
        drafts = duties.answers[Drafts] = Drafts.of(duties, team)
        found = duties.answers[placed] = drafts.fresh()
        wanted = [each for _, own in found for each in own]
        left = [each for each in wanted if each.choices and each.place is None]
        if left:
            duties.answers[_place] = _place(
                left, wanted, drafts.events(duties, team, left), duties.before.get(_place, {}), team
            )
    for same in (lambda each: each is rule, lambda each: each == rule):
        for each, own in found:
            if same(each):
                return own
    raise ValueError(f"{rule.label} is no rule of the team")


@dataclass(frozen=True)
class Drafts:
    """What the rules want of some duties, and where it has room whatever else is placed.

    Attributes
    ----------
    rules
        Every rule that wants something.
    wanted
        What each wants in each window: by its number and the window's first date, in order.
    needs
        What may be needed of each duty, by the ``id`` of what is wanted.
    roomy
        Whether each duty has room for all that may be on it.
    places
        The first place on roomy duties alone, by the ``id`` of what has one.
    """

    rules: list[Occasion]
    wanted: dict[tuple[int, date], list[Wanted]]
    needs: dict[Named, dict[int, list[Need]]]
    roomy: dict[Named, bool]
    places: dict[int, tuple[Share, ...]]

    @classmethod
    def of(cls, duties: Duties, team: Team) -> Drafts:
        """The drafts of ``duties``; as before, except for what their changes touch."""
        rules = [each for each in team.stated_rules if isinstance(each, Occasion)]
        before: Drafts = duties.before.get(Drafts) or cls(rules, {}, {}, {}, {})
        wanted: dict[tuple[int, date], list[Wanted]] = {}
        for n, rule in enumerate(rules):
            touched = None if not before.wanted else rule.touched(team, duties.changed or {})
            times = rule.times(duties, team)
            for window, dates in rule.judged_windows(team):
                key = n, window.first
                if touched is not None and window.first not in touched:
                    wanted[key] = before.wanted[key]
                else:
                    wanted[key] = list(rule.wanted(window, dates, times, team))
                    if rule.floors(team):
                        for each in wanted[key]:
                            _leave(each, duties, team)
        made = cls(rules, wanted, {**before.needs}, {**before.roomy}, {**before.places})
        made._settle(before, duties, team)
        return made

    def _settle(self, before: Drafts, duties: Duties, team: Team) -> None:
        """Find anew which duties are roomy, and the places on them, where something differs."""
        gone = _not_in(before.wanted, self.wanted)
        come = _not_in(self.wanted, before.wanted)
        differ: dict[Named, dict[int, list[Need]]] = {}
        for each in (*gone, *come):
            for duty in {share.duty for choice in each.choices for share in choice}:
                differ.setdefault(duty, {**before.needs.get(duty, {})})
        for each in gone:
            self.places.pop(id(each), None)
            for duty in {share.duty for choice in each.choices for share in choice}:
                del differ[duty][id(each)]
        for each in come:
            for share in dict.fromkeys(share for choice in each.choices for share in choice):
                differ[share.duty].setdefault(id(each), []).append(each.need(share))
        again = {id(each) for each in come}
        for duty, own in differ.items():
            needs = [need for some in own.values() for need in some]
            fits = _fits(needs, events_on(duties, team, duty[0]).get(duty, ()))
            if fits != before.roomy.get(duty):
                again.update(own)
            self.needs[duty], self.roomy[duty] = own, fits
            if not own:
                del self.needs[duty], self.roomy[duty]
        for each in (each for some in self.wanted.values() for each in some if id(each) in again):
            self.places.pop(id(each), None)
            roomy = (c for c in each.choices if all(self.roomy[share.duty] for share in c))
            if place := next(roomy, None):
                self.places[id(each)] = place

    def fresh(self) -> list[tuple[Occasion, list[Wanted]]]:
        """What each rule wants, with the places on roomy duties."""
        found: list[list[Wanted]] = [[] for _ in self.rules]
        for (n, _), some in self.wanted.items():
            found[n] += [replace(each, place=self.places.get(id(each))) for each in some]
        return list(zip(self.rules, found, strict=True))

    def events(self, duties: Duties, team: Team, wanted: Iterable[Wanted]) -> Events:
        """The events on every duty on which some of ``wanted`` may be."""
        shares = (share for each in wanted for choice in each.choices for share in choice)
        on = {share.duty: events_on(duties, team, share.duty[0]) for share in shares}
        return {duty: events[duty] for duty, events in on.items() if duty in events}


def _leave(each: Wanted, duties: Duties, team: Team) -> None:
    """Keep of the choices of ``each`` the parts at which enough others are on duty."""
    kept: dict[tuple[Share, ...], None] = {}
    for choice in each.choices:
        people = {share.duty[0] for share in choice}
        taken: list[Span] = []
        if "event" not in each.rule.kinds:
            for share in choice:
                taken += events_on(duties, team, share.duty[0]).get(share.duty, ())
        for part in each.rule.open_parts(duties, team, choice[0][1:], people):
            if span := room(*part, taken, each.rule.takes):
                kept[tuple(Share(share.duty, *span) for share in choice)] = None
    each.alone = bool(each.choices) and not kept
    each.choices = list(kept)


def _not_in(
    one: Mapping[tuple[int, date], list[Wanted]], other: Mapping[tuple[int, date], list[Wanted]]
) -> list[Wanted]:
    """What ``one`` has in windows that the other has not as they are."""
    return [each for key, some in one.items() if other.get(key) is not some for each in some]


def room(first: int, last: int, taken: Collection[Span], takes: int) -> Span | None:
    """Between which instants there are ``takes`` minutes in a row outside ``taken``."""
    if not taken:
        return (first, last) if last - first >= takes else None
    parts = [part for part in without((first, last), taken) if part[1] - part[0] >= takes]
    return (parts[0][0], parts[-1][1]) if parts else None


# -- places ------------------------------------------------------------------------------------


def _place(
    left: list[Wanted], wanted: list[Wanted], events: Events, known: Packings, team: Team
) -> Packings:
    """Give a place to as many as can have one of those ``left`` of all that is ``wanted``.

    Returns the packings that were asked for, of which those ``known`` are not worked out anew.
    """
    _price(wanted, team)
    crowded = _without_those_that_fit_anyway(left, events)
    asked: Packings = {}
    for together in _hanging_together(crowded):
        key = _rooms_and_items(together, events)
        found = asked[key] = known.get(key) or pack(*key)
        for each, choice in zip(together, found.choices, strict=True):
            each.place = None if choice is None else each.choices[choice]
            each.sure = found.sure
    return asked


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
    shortest = min((each.last - each.first for each in needs), default=0)
    if not events and sum(each.takes for each in needs) <= shortest:
        return True  # no stretch that holds one of them is shorter
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


def _rooms_and_items(
    wanted: list[Wanted], events: Events
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
            each.rule.takes,
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
