"""What is asked for: on each date the people that cover, events and the like want on each shift."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.duties import ONE_DAY
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.rules.cover import Cover, Need
from rotasolve.rules.event import Event
from rotasolve.rules.fixed import Fixed
from rotasolve.rules.request import Request
from rotasolve.rules.task import Task
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set
    from datetime import date

    from rotasolve.rules.spans import Span
    from rotasolve.team.rule import Rule
    from rotasolve.team.shift import Kind
    from rotasolve.team.team import Team

MOST_COMPARED = 12
"""Lines of one place and date of which all choices are compared; of more, the largest go first."""


class Ask(NamedTuple):
    """So many of ``people`` are asked for on any of the shifts ``codes`` of one date."""

    people: frozenset[str]
    codes: frozenset[str]
    number: int


class Place(NamedTuple):
    """A shift of one date, or several that some line of cover counts together.

    Attributes
    ----------
    date, codes
        The date, and the codes of the shifts.
    asked
        How many people are asked for; None where nothing asks for anybody.
    named
        Those who have a shift here by a request or by ``fixed``.
    """

    date: date
    codes: tuple[str, ...]
    asked: int | None
    named: frozenset[str]

    def over(self, present: Set[str]) -> int:
        """By how many those ``present`` are more than are asked for."""
        if self.asked is None:
            return len(present - self.named)
        return max(0, len(present) - self.asked)


def places(team: Team, *, most: bool = False) -> tuple[Place, ...]:
    """Every shift of every date of the period in its place, in order.

    With ``most`` a line of cover that has a ``max`` asks for so many.
    """
    key = places, most
    found: tuple[Place, ...] | None = team.answers.get(key)
    if found is None:  # every audit asks for the same
        found = team.answers[key] = tuple(_places(team, most=most))
    return found


def places_by_date(team: Team) -> dict[date, list[Place]]:
    """The places of each date."""
    found: dict[date, list[Place]] | None = team.answers.get(places_by_date)
    if found is None:  # every audit asks for the same
        found = team.answers[places_by_date] = {day: [] for day in team.period.dates}
        for place in places(team):
            found[place.date].append(place)
    return found


def _places(team: Team, *, most: bool) -> Iterator[Place]:
    asks, named = _asks(team, most=most), _named(team)
    known: dict[tuple[Ask, ...], int] = {}
    for day in team.period.dates:
        for codes in _joined(list(team.shifts), asks[day]):
            own = tuple(dict.fromkeys(ask for ask in asks[day] if not ask.codes.isdisjoint(codes)))
            if own and own not in known:
                known[own] = most_together(own)
            by_name = frozenset[str]().union(*(named[day, code] for code in codes))
            yield Place(day, codes, known[own] if own else None, by_name)


def _joined(codes: list[str], asks: Iterable[Ask]) -> list[tuple[str, ...]]:
    """The shifts, each with those that an ask counts together with it."""
    groups = [{code} for code in codes]
    for ask in asks:
        met = [group for group in groups if not group.isdisjoint(ask.codes)]
        if len(met) > 1:
            groups = [group for group in groups if group not in met]
            groups.append(set().union(*met))
    ordered = [tuple(code for code in codes if code in group) for group in groups]
    return sorted(ordered, key=lambda group: codes.index(group[0]))


def most_together(asks: Iterable[Ask]) -> int:
    """The most that asks want together of which no two can be met by the same person.

    Of an ask for so many registered nurses and one for so many people, who may be the same, the
    higher counts; what is asked of nurses and of support workers adds up.
    """
    left = sorted((ask for ask in asks if ask.number), key=lambda ask: -ask.number)
    if len(left) > MOST_COMPARED:
        taken: list[Ask] = []
        for ask in left:
            if not any(_meet(ask, other) for other in taken):
                taken.append(ask)
        return sum(ask.number for ask in taken)
    return _most(left)


def _most(asks: list[Ask]) -> int:
    if not asks:
        return 0
    first, *rest = asks
    apart = [ask for ask in rest if not _meet(ask, first)]
    with_first = first.number + _most(apart)
    return with_first if len(apart) == len(rest) else max(with_first, _most(rest))


def _meet(first: Ask, second: Ask) -> bool:
    """Whether one person on one shift may serve both."""
    return not (first.people.isdisjoint(second.people) or first.codes.isdisjoint(second.codes))


# -- what asks -----------------------------------------------------------------------------------


def _asks(team: Team, *, most: bool) -> defaultdict[date, list[Ask]]:
    """Every ask for a number of people, by date."""
    asks: defaultdict[date, list[Ask]] = defaultdict(list)
    for rule in team.stated_rules:
        if isinstance(rule, Need):
            found = _of_cover(rule, team, most=most)
        elif isinstance(rule, Event):
            found = _of_event(rule, team)
        elif isinstance(rule, Task):
            found = _of_task(rule, team)
        else:
            continue
        for day, ask in found:
            asks[day].append(ask)
    return asks


def _of_cover(need: Need, team: Team, *, most: bool) -> Iterator[tuple[date, Ask]]:
    """What a line of cover asks for; by the clock, as many on each shift that helps."""
    limit = (need.max if most else None) or need.ideal or need.min
    mixes = need.any_of if isinstance(need, Cover) else ()
    numbers = [*([limit.people] if limit else []), *(mix.people for mix in mixes)]
    if not numbers:
        return  # it only says how many may be there
    people = _names(need, team)
    number = min(max(numbers), len(people))
    if isinstance(need, ClockCover):
        spans = {day: (start, end) for day, start, end in need.stretches(team)}
        for day, code in _reaching(team, need.kinds, spans, 1):
            yield day, Ask(people, frozenset((code,)), number)
    elif isinstance(need, Cover):
        codes = frozenset(shift.code for shift in team.shifts_covered(need.shift))
        for day in team.dates_of(need) if codes else ():
            yield day, Ask(people, codes, number)


def _of_event(event: Event, team: Team) -> Iterator[tuple[date, Ask]]:
    """Those who are to attend, where people may be brought in."""
    for day in team.dates_of(event) if event.bring_in and event.code is not None else ():
        able = frozenset(staff.name for staff in event.able(team, day))
        number = min(event.least(len(able)), len(able))
        yield day, Ask(able, frozenset((event.code or "",)), number)


def _of_task(task: Task, team: Team) -> Iterator[tuple[date, Ask]]:
    """One person on each shift with room for it, where only one date of its window will do."""
    people = _names(task, team)
    dates = [days[0] for _, days in task.judged_windows(team) if len(days) == 1]
    spans = {day: task.stretch_of(day) for day in dates}
    for day, code in _reaching(team, task.kinds, spans, task.takes):
        yield day, Ask(people, frozenset((code,)), min(1, len(people)))


def _names(rule: Rule, team: Team) -> frozenset[str]:
    return frozenset(staff.name for staff in team.staff_of(rule.who))


def _reaching(
    team: Team, kinds: tuple[Kind, ...], spans: dict[date, Span], least: int
) -> Iterator[tuple[date, str]]:
    """Each date and shift of the period with ``least`` minutes in one of ``spans``, by date."""
    shifts = [shift for shift in team.shifts.values() if shift.kind in kinds]
    for day in team.period.dates:
        # A stretch may pass midnight, and a shift too.
        near = [spans[each] for each in (day - ONE_DAY, day, day + ONE_DAY) if each in spans]
        for shift in shifts if near else ():
            start, end = shift.start(day), shift.end(day)
            if any(min(end, stop) - max(start, begin) >= least for begin, stop in near):
                yield day, shift.code


def _named(team: Team) -> defaultdict[tuple[date, str], set[str]]:
    """Those who have a shift of a date by a request or by ``fixed``."""
    named: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    for rule in team.stated_rules:
        if isinstance(rule, Request) and isinstance(rule.want, Which):
            codes = [shift.code for shift in team.shifts_of(rule.want)]
        elif isinstance(rule, Fixed) and rule.shift in team.shifts:
            codes = [rule.shift]
        else:
            continue
        names = [staff.name for staff in team.staff_of(rule.who)]
        for day in team.dates_of(rule):
            for code in codes:
                named[day, code].update(names)
    return named
