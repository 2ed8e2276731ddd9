"""Which items to put into rooms that have not the time for all, at the least cost of the others.

What has one room each goes room by room (bin completion): a room is filled so that nothing left
fits in any more, and rooms that are alike take what is dearest first. What needs two rooms at once
goes item by item. Either way nothing is looked at twice. Where there are too many ways to look at
them all, the best that was found is told, and that it need not be the best there is.
"""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from itertools import accumulate, groupby, islice
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

MOST_TRIES = 20_000
"""Ways looked at; after them the best that was found counts."""


TOGETHER = 1000
"""Most fillings of a room of which the best goes first."""


class Part(NamedTuple):
    """A room, and which of its limits are touched by what is put there."""

    room: int
    limits: tuple[int, ...]


class Item(NamedTuple):
    """Something that takes so many minutes of the rooms of one of its choices, or else costs."""

    cost: int
    takes: int
    choices: tuple[tuple[Part, ...], ...]


class Packing(NamedTuple):
    """Which choice each item has, None where it is left out; ``sure`` if nothing costs less."""

    choices: tuple[int | None, ...]
    sure: bool


def pack(rooms: Sequence[tuple[int, ...]], items: Sequence[Item]) -> Packing:
    """The cheapest packing of ``items`` into ``rooms``, or the cheapest that was found.

    Each room is a tuple of limits in minutes, the first of which everything in it touches.
    """
    alone = all(len(choice) == 1 for item in items for choice in item.choices)
    search = _ByRoom(rooms, items) if alone else _ByItem(rooms, items)
    return search.packing()


class _Search:
    """What both ways have in common: the tries left, the best so far, and what it may cost."""

    def __init__(self, rooms: Sequence[tuple[int, ...]], items: Sequence[Item]) -> None:
        self._rooms, self._items = rooms, items
        self._tries = 0
        self._best: tuple[int | None, ...] | None = None
        self._most: float = math.inf
        self._step = math.gcd(*(item.cost for item in items)) or 1

    def packing(self) -> Packing:
        """Look for what costs no more than has to be, and where there is none for the best."""
        least = self._least()
        for most, tries in ((least, MOST_TRIES // 2), (math.inf, MOST_TRIES)):
            self._most = most
            ended = self._look(tries)
            if self._best is not None and (ended or self._most < least):
                return Packing(self._best, sure=True)
        assert self._best is not None, "whatever can be left out has been"
        return Packing(self._best, sure=False)

    def _least(self) -> int:
        """What is left out costs at least so much."""
        raise NotImplementedError

    def _look(self, tries: int) -> bool:
        """Look for packings that cost ``_most`` at most; whether all were looked at."""
        raise NotImplementedError

    def _keep(self, choices: tuple[int | None, ...], cost: int) -> None:
        self._best, self._most = choices, cost - 1

    def _spent(self, tries: int) -> bool:
        """Whether there were enough ``tries``; a first packing is always looked for."""
        done = math.isfinite(self._most)
        return done and (self._tries > tries)

    def _over(self, amounts: Sequence[tuple[int, int, int]], room: int) -> int:
        """What it costs at least that ``amounts`` do not fit into ``room`` minutes.

        They are (cost, minutes, number) with what is cheapest a minute first; it is as if a part of
        one of them could be left out.
        """
        over, cost = sum(takes * number for _, takes, number in amounts) - room, 0
        for each, takes, number in amounts:
            if over <= 0:
                break
            whole = min(number, over // takes)
            cost, over = cost + whole * each, over - whole * takes
            if whole < number and over > 0:
                cost, over = cost - (-each * over // takes), 0
        return -(-cost // self._step) * self._step


def _worth(item: tuple[int, int]) -> Fraction:
    return Fraction(*item)


# -- room by room --------------------------------------------------------------------------------


class _Class(NamedTuple):
    """Rooms that are alike: their limits, and the (kind, limits touched) that may be in them."""

    limits: tuple[int, ...]
    options: tuple[tuple[int, tuple[int, ...]], ...]


class _State(NamedTuple):
    """Before which room a search is, how many of each kind are left, and who may not go in.

    ``barred`` are the kinds, as bits, that are in none of the rooms like this one from here on.
    """

    room: int
    left: tuple[int, ...]
    barred: int = 0


class _ByRoom(_Search):
    """Fills one room after the other."""

    def __init__(self, rooms: Sequence[tuple[int, ...]], items: Sequence[Item]) -> None:
        super().__init__(rooms, items)
        of_kind: defaultdict[tuple[int, int, frozenset[Part]], list[int]] = defaultdict(list)
        for n, item in enumerate(items):
            of_kind[item.cost, item.takes, frozenset(part for (part,) in item.choices)].append(n)
        # What is dear goes first, then what is large and what has few rooms.
        kinds = sorted(of_kind, key=lambda kind: (-kind[0], -kind[1], len(kind[2])))
        self._members = [of_kind[kind] for kind in kinds]
        self._cost, self._takes = [kind[0] for kind in kinds], [kind[1] for kind in kinds]
        by_worth = range(len(kinds))
        self._by_worth = sorted(by_worth, key=lambda n: _worth((kinds[n][0], kinds[n][1])))
        self._set_rooms([kind[2] for kind in kinds])

    def _set_rooms(self, parts: list[frozenset[Part]]) -> None:
        """Order the rooms, those that are alike together and those that few may use first."""
        options: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in self._rooms]
        for kind, own in enumerate(parts):
            for part in sorted(own):
                options[part.room].append((kind, part.limits))
        classes = [_Class(each, tuple(options[n])) for n, each in enumerate(self._rooms)]
        first = {each: n for n, each in reversed(list(enumerate(classes)))}
        order = sorted(
            range(len(classes)), key=lambda n: (len(classes[n].options), first[classes[n]], n)
        )
        self._order, self._classes = order, [classes[n] for n in order]
        # For each room, the first one of the next class; and who may be there or later.
        self._ends: list[int] = []
        for _, alike in groupby(self._classes):
            number = len(list(alike))
            self._ends += [len(self._ends) + number] * number
        hosts = [sum(1 << kind for kind in dict(each.options)) for each in self._classes]
        self._hosts = [*accumulate(reversed(hosts), or_, initial=0)][::-1]
        caps = [each.limits[0] for each in self._classes]
        self._time = [*accumulate(reversed(caps), initial=0)][::-1]

    def _least(self) -> int:
        return self._bound(_State(0, tuple(map(len, self._members))))

    def _bound(self, state: _State) -> int:
        """What is left out in the end costs at least so much."""
        room, left, barred = state
        if room == len(self._order):
            return sum(number * self._cost[kind] for kind, number in enumerate(left))
        end = self._ends[room]
        here = self._hosts[room] & ~(barred & ~self._hosts[end])
        lost, amounts = 0, []
        for kind in self._by_worth:
            if left[kind] and here >> kind & 1:
                amounts.append((self._cost[kind], self._takes[kind], left[kind]))
            else:
                lost += left[kind] * self._cost[kind]
        usable = self._usable(state) * (end - room) + self._time[end]
        return lost + self._over(amounts, usable)

    def _usable(self, state: _State) -> int:
        """The most minutes that what is left can fill of a room like the next one."""
        room, left, barred = state
        most = self._classes[room].limits[0]
        sums, mask = 1, (1 << most + 1) - 1  # bit n: n minutes can be filled
        for kind in {kind for kind, _ in self._classes[room].options if not barred >> kind & 1}:
            for _ in range(min(left[kind], most // self._takes[kind])):
                sums |= sums << self._takes[kind] & mask
        return sums.bit_length() - 1

    def _look(self, tries: int) -> bool:
        start = _State(0, tuple(map(len, self._members)))
        seen = {start}
        path: list[tuple[int, tuple[tuple[int, ...], ...]]] = []
        ways = [self._ways(start)]
        while ways:
            if self._spent(tries):
                return False
            try:
                room, state, filling = next(ways[-1])
            except StopIteration:
                ways.pop()
                continue
            del path[len(ways) - 1 :]
            if state in seen or self._bound(state) > self._most:
                continue
            seen.add(state)
            path.append((room, filling))
            if state.room == len(self._order):
                self._keep(self._choices(path), self._bound(state))
            else:
                ways.append(self._ways(state))
        return True

    def _ways(self, state: _State) -> Iterator[tuple[int, _State, tuple[tuple[int, ...], ...]]]:
        """The next room, each state after it, and what was put there: (kind, limits touched...).

        Of rooms that are alike this one has the first kind that any of them has.
        """
        room, left, barred = state
        limits, every = self._classes[room]
        options = [each for each in every if left[each[0]] and not barred >> each[0] & 1]
        if not options:
            self._tries += 1
            yield room, _State(self._ends[room], left), ()
            return
        after = room + 1
        still = barred if after < self._ends[room] else 0
        fillings = self._fillings(limits, options, left)
        while some := list(islice(fillings, TOGETHER)):
            found = []
            for filling in some:
                counts, put = list(left), []
                for (kind, touched), number in zip(options, filling, strict=True):
                    counts[kind] -= number
                    put += [(kind, *touched)] * number
                found.append((_State(after, tuple(counts), still), tuple(put)))
            # The fullest first: what is left of a room is of no use any more.
            found.sort(key=lambda each: (self._bound(each[0]), -self._minutes(each[1])))
            yield from ((room, *each) for each in found)
        yield room, _State(room, left, barred | 1 << options[0][0]), ()

    def _minutes(self, put: Iterable[tuple[int, ...]]) -> int:
        return sum(self._takes[kind] for kind, *_ in put)

    def _fillings(
        self,
        limits: Sequence[int],
        options: Sequence[tuple[int, tuple[int, ...]]],
        left: Sequence[int],
    ) -> Iterator[tuple[int, ...]]:
        """How many of each of ``options``, with one of the first kind, so that no more fit."""
        free, counts, at = list(limits), list(left), 0
        filling = [0] * len(options)
        first = options[0][0]

        def put(n: int, number: int) -> None:
            kind, touched = options[n]
            filling[n] += number
            counts[kind] -= number
            for limit in touched:
                free[limit] -= number * self._takes[kind]

        def most(n: int) -> int:
            kind, touched = options[n]
            return min(counts[kind], min(free[limit] for limit in touched) // self._takes[kind])

        while True:
            for n in range(at, len(options)):
                put(n, most(n))
            self._tries += 1
            if counts[first] < left[first] and not any(map(most, range(len(options)))):
                yield tuple(filling)
            at = next((n for n in reversed(range(len(options))) if filling[n]), -1)
            if at < 0:
                return
            # The last option alone, made fewer, leaves room for one more of it.
            if at == len(options) - 1:
                put(at, -filling[at])
                at = next((n for n in reversed(range(at)) if filling[n]), -1)
                if at < 0:
                    return
            put(at, -1)
            at += 1

    def _choices(
        self, path: Sequence[tuple[int, tuple[tuple[int, ...], ...]]]
    ) -> tuple[int | None, ...]:
        """Which choice each item has where rooms are filled as ``path`` says."""
        waiting = [iter(each) for each in self._members]
        found: list[int | None] = [None] * len(self._items)
        for room, put in path:
            for kind, *touched in put:
                n = next(waiting[kind])
                part = Part(self._order[room], tuple(touched))
                found[n] = self._items[n].choices.index((part,))
        return tuple(found)


# -- item by item --------------------------------------------------------------------------------


class _ByItem(_Search):
    """Tries the dear and the choosy first, each in every one of its places."""

    def __init__(self, rooms: Sequence[tuple[int, ...]], items: Sequence[Item]) -> None:
        super().__init__(rooms, items)
        self._order = sorted(
            range(len(items)), key=lambda n: (-items[n].cost, len(items[n].choices))
        )
        sizes = [item.takes * len(item.choices[0]) for item in items]
        ahead: list[tuple[int, int, int]] = []
        self._ahead = [ahead]
        for n in reversed(self._order):
            ahead = sorted(
                [*ahead, (items[n].cost, sizes[n], 1)], key=lambda each: _worth(each[:2])
            )
            self._ahead.append(ahead)
        self._ahead.reverse()
        self._free = [list(limits) for limits in rooms]
        self._cost = 0

    def _least(self) -> int:
        return self._bound(0)

    def _bound(self, index: int) -> int:
        """What is left out costs at least so much, of items from ``index`` on and those before."""
        return self._cost + self._over(self._ahead[index], sum(free[0] for free in self._free))

    def _look(self, tries: int) -> bool:
        seen: dict[tuple[tuple[int, ...], ...], int] = {}
        now: list[int | None] = []
        ways = [self._ways(0)]
        ended = True
        while ways:
            if self._spent(tries):
                ended = False
                break
            try:
                choice = next(ways[-1])  # which takes back the one before
            except StopIteration:
                ways.pop()
                continue
            self._tries += 1
            now[len(ways) - 1 :] = [choice]
            state = ((len(now),), *map(tuple, self._free))
            if self._bound(len(now)) > self._most or seen.get(state, math.inf) <= self._cost:
                continue
            seen[state] = self._cost
            if len(now) == len(self._order):
                found = dict(zip(self._order, now, strict=True))
                self._keep(tuple(found[n] for n in range(len(found))), self._cost)
            else:
                ways.append(self._ways(len(now)))
        while ways:
            ways.pop().close()
        return ended

    def _ways(self, index: int) -> Generator[int | None]:
        """Every place that it can have beside those before, then none; taken until the next."""
        item = self._items[self._order[index]]
        for n, choice in enumerate(item.choices):
            self._take(choice, item.takes)
            try:
                if all(self._free[room][limit] >= 0 for room, limits in choice for limit in limits):
                    yield n
            finally:
                self._take(choice, -item.takes)
        self._cost += item.cost
        try:
            yield None
        finally:
            self._cost -= item.cost

    def _take(self, choice: tuple[Part, ...], minutes: int) -> None:
        for room, limits in choice:
            for limit in limits:
                self._free[room][limit] -= minutes
