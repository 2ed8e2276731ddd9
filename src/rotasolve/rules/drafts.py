"""Drafts: the wishes of a team that have a place on duties with room for all that may be on them.

Nothing competes for those places, and most wishes have one. Each wish is looked for a place only
until it has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.duties import ONE_DAY
from rotasolve.rules.attended import events_on
from rotasolve.rules.leaves import Staffing
from rotasolve.rules.spans import without
from rotasolve.rules.wishes import Share, Wishes, room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.attended import Events, Named
    from rotasolve.rules.wishes import Need, Place, Wish
    from rotasolve.team.team import Team


class Unplaced(NamedTuple):
    """A wish without a place on duties with room for all, and every place that it may have.

    Attributes
    ----------
    on_duty
        Whether it would have had a place without anything else.
    alone
        Whether it has no choice only because too few others are on duty meanwhile.
    """

    wish: Wish
    choices: list[Place]
    on_duty: bool
    alone: bool


@dataclass(frozen=True)
class Drafts:
    """Where there is room for the wishes on some duties, whatever else is placed.

    Attributes
    ----------
    roomy
        Whether a duty has room for all that may be on it, of those that were asked for.
    places
        The first place of each wish on roomy duties alone.
    unplaced
        Those that have none, by their numbers.
    """

    roomy: dict[Named, bool]
    places: list[Place | None]
    unplaced: dict[int, Unplaced]

    @classmethod
    def of(cls, duties: Duties, team: Team) -> Drafts:
        """The drafts of ``duties``; as before, except for what their changes touch."""
        wishes = Wishes.of(team)
        before: Drafts | None = duties.before.get(Drafts)
        if before is None:
            made = cls({}, [None] * len(wishes.all), {})
            again: Iterable[int] = range(len(wishes.all))
        else:
            affected = _affected(duties, team)
            roomy = {
                duty: fits
                for duty, fits in before.roomy.items()
                if duty[1] not in affected.get(duty[0], ())
            }
            made = cls(roomy, before.places.copy(), before.unplaced.copy())
            touched = wishes.touched(affected)
            again = [n for n in touched if not made._stays(n, wishes.all[n], affected)]
        rooms = _Rooms(duties, team, made.roomy)
        for n in again:
            made._draft(n, wishes.all[n], rooms)
        return made

    def _stays(self, n: int, wish: Wish, affected: Mapping[str, object]) -> bool:
        """Whether a wish has its place whatever those who are ``affected`` do.

        People are asked in order: those after them who do it now make no difference.
        """
        place = self.places[n]
        if place is None:
            return False
        asked = 1 + max(wish.names.index(share.duty[0]) for share in place)
        return affected.keys().isdisjoint(wish.names[:asked])

    def _draft(self, n: int, wish: Wish, rooms: _Rooms) -> None:
        """Find the place of one wish anew."""
        choices = []
        self.unplaced.pop(n, None)
        for choice in rooms.choices(wish, wish.names, wish.dates):
            if all(rooms.fit(share.duty) for share in choice):
                self.places[n] = choice
                return
            choices.append(choice)
        self.places[n] = None
        alone = not choices and rooms.has_time(wish)
        self.unplaced[n] = Unplaced(wish, choices, rooms.possible(wish), alone)


def _affected(duties: Duties, team: Team) -> dict[str, set[date]]:
    """Whose duties of which dates may have other needs than before the last change."""
    wishes = Wishes.of(team)
    affected = wishes.affected(duties.changed or {})
    for floor, day in Staffing.of(duties, team).differ:
        for name in wishes.stands_on(floor):
            # A duty of the day before may run into it.
            affected.setdefault(name, set()).update((day - ONE_DAY, day))
    return affected


class _Rooms:
    """Which duties have room for all that may be on them; ``known`` of some, and kept of more."""

    def __init__(self, duties: Duties, team: Team, known: dict[Named, bool]) -> None:
        self._duties, self._team, self._known = duties, team, known
        self._wishes, self._staffing = Wishes.of(team), Staffing.of(duties, team)
        self._times = {id(rule): rule.times(duties, team) for rule in self._wishes.rules}
        self._spans = {id(rule): rule.spans_of(team) for rule in self._wishes.rules}
        self._floors = {id(rule): rule.floors(team) for rule in self._wishes.rules}

    def fit(self, duty: Named) -> bool:
        """Whether ``duty`` has."""
        if duty not in self._known:
            self._known[duty] = fits(self._needs(duty), events_on(self._team, duty))
        return self._known[duty]

    def _needs(self, duty: Named) -> list[Need]:
        """What may be needed of ``duty``."""
        name, on, code = duty
        found: list[Need] = []
        for n in self._wishes.near(name, on):
            wish = self._wishes.all[n]
            dates = [day for day in self._spans[id(wish.rule)][code, on] if day in wish.dates]
            places = self.choices(wish, (name,), dates)
            shares = {share for place in places for share in place if share.duty == duty}
            found += map(wish.need, shares)
        return found

    def possible(self, wish: Wish) -> bool:
        """Whether people are on duty for ``wish``, whatever else there is."""
        return wish.rule.possible(wish, self._times[id(wish.rule)])

    def has_time(self, wish: Wish) -> bool:
        """Whether ``wish`` had a choice if nobody had to stay on the floor."""
        times = self._times[id(wish.rule)]
        return any(True for _ in wish.rule.choices(wish, times, wish.names, wish.dates))

    def choices(self, wish: Wish, names: Sequence[str], dates: Sequence[date]) -> Iterator[Place]:
        """Every place that ``wish`` may have on ``dates``, on duties of ``names``."""
        found = wish.rule.choices(wish, self._times[id(wish.rule)], names, dates)
        return self._leaving(wish, found) if self._floors[id(wish.rule)] else found

    def _leaving(self, wish: Wish, choices: Iterable[Place]) -> Iterator[Place]:
        """The parts of ``choices`` that leave those who have to stay; each once."""
        seen = set()
        for part in (part for each in choices for part in self._left(wish, each)):
            if part not in seen:
                seen.add(part)
                yield part

    def _left(self, wish: Wish, choice: Place) -> Iterator[Place]:
        """The parts of ``choice`` at which enough others are on duty."""
        people = {share.duty[0] for share in choice}
        floors = self._floors[id(wish.rule)]
        span = choice[0][1:]
        parts = self._staffing.open_parts(self._duties, self._team, floors, span, people)
        if parts == [span]:
            yield choice
            return
        beside = "event" not in wish.rule.kinds
        events = [events_on(self._team, share.duty) for share in choice] if beside else []
        taken = [span for each in events for span in each]
        for part in parts:
            if left := room(*part, taken, wish.rule.takes):
                yield tuple(Share(share.duty, *left) for share in choice)


def fits(needs: Sequence[Need], events: Events) -> bool:
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
