"""Encoder of ``span``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate, settled
from rotasolve.rules.span import Span
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Cell
    from rotasolve.model.sheet import Literal, Post


@encodes(Span)
def span(rule: Span, line: Line, post: Post) -> None:
    """Each stretch of time that somebody reaches without having left for ``at_most``.

    Somebody is on site in a piece of time, in which no duty starts or ends, when a duty lies over
    it, or when one before it and one after it are no further apart than ``gap``. A minute is too
    late when they are on site from ``at_most`` before it until it is over, which is the same for
    all minutes between two instants at which a duty ends, or has started ``at_most`` before.
    """
    site = _Site(rule, line)
    if rule.at_most is not None:
        _too_long(rule, rule.at_most, line, site, post)
    if rule.long is not None and rule.at_most_long is not None:
        _too_many(rule, rule.long, rule.at_most_long, line, site, post)
    if rule.long is not None and rule.rest_after is not None:
        _too_soon(rule, rule.long, rule.rest_after, line, site, post)


def _too_long(rule: Span, at_most: int, line: Line, site: _Site, post: Post) -> None:
    problem = line.problem
    for d in problem.days_reached(rule):
        first, last = instant(problem.date(d), 0), instant(problem.date(d + 1), 0)
        first = max(first, site.past_end) if site.past_end is not None else first
        if first >= last:
            continue
        edges = {first, last, *site.ends, *(start + at_most for start in site.starts)}
        for start, end in pairwise(sorted(edge for edge in edges if first <= edge <= last)):
            stays = site.throughout(start - at_most, end)
            if stays is not None:
                post.forbid(*stays, amount=end - start)


def _too_many(rule: Span, long: int, at_most: int, line: Line, site: _Site, post: Post) -> None:
    problem = line.problem
    concerned = set(problem.days_of(rule, known=True))
    begun: dict[int, list[Literal]] = {}
    for d in problem.known_days:
        midnights = instant(problem.date(d), 0), instant(problem.date(d + 1), 0)
        starts = [start for start in site.starts if midnights[0] <= start < midnights[1]]
        begun[d] = [site.begins_long(start, long) for start in starts] if d in concerned else []
    for days, _ in problem.windows(rule.per):
        post.at_most(at_most, [(1, literal) for d in days for literal in begun[d]])


def _too_soon(rule: Span, long: int, rest: int, line: Line, site: _Site, post: Post) -> None:
    """Each start of a duty with the end of a long stretch before it, and nothing in between.

    Starts of the history are judged by nobody, but stand in between all the same.
    """
    problem = line.problem
    judged = {
        start: line.any([cell for cell in cells if cell[0] in problem.days_of(rule)])
        for start, cells in site.starting.items()
    }
    for end in site.ends:
        soon = sorted(start for start in site.starts if end + rule.gap < start < end + rest)
        if all(settled(judged.get(start, 0), 0) for start in soon):
            continue
        ended = site.ends_long(end, long)
        if ended is None:
            continue
        for n, start in enumerate(soon):
            between = [negate(site.starts[other]) for other in soon[:n]]
            post.forbid(*ended, judged.get(start, 0), *between)


class _Site:
    """When the person of a line is on site.

    Attributes
    ----------
    starts, ends
        Instants at which a duty of theirs may start or end, each with what says that it does.
    starting
        The cells that start at an instant.
    past_end
        The end of their last duty of the history; None without one.
    """

    def __init__(self, rule: Span, line: Line) -> None:
        self._line, self._gap = line, rule.gap
        problem = line.problem
        self._shifts = [s for s, kind in enumerate(problem.kinds) if kind not in rule.ignore]
        self._calls = [
            ends
            for (p, _, s), called in problem.called.items()
            if p == line.p and s not in self._shifts
            for ends in called
        ]
        self.starting: dict[int, list[Cell]] = {}
        ending: dict[int, list[Cell]] = {}
        past = [end for _, end in self._calls]
        for d in problem.known_days:
            for s in self._shifts:
                start, end = problem.start(d, s), problem.end(d, s)
                if start < end and not settled(line.x(d, s), 0):
                    self.starting.setdefault(start, []).append((d, s))
                    ending.setdefault(end, []).append((d, s))
                    if d < 0:
                        past.append(end)
        self.starts = {start: line.any(cells) for start, cells in self.starting.items()}
        self.starts.update({start: 1 for start, _ in self._calls})
        self.ends = {end: line.any(cells) for end, cells in ending.items()}
        self.ends.update({end: 1 for _, end in self._calls})
        self.past_end = max(past, default=None)
        self._events = sorted({*self.starts, *self.ends})
        self._on: dict[int, Literal] = {}

    def _piece(self, n: int) -> Literal:
        """On site from event ``n`` to the next."""
        if not 0 <= n < len(self._events) - 1:
            return 0
        if n not in self._on:
            self._on[n] = self._new_piece(self._events[n], self._events[n + 1])
        return self._on[n]

    def _new_piece(self, first: int, last: int) -> Literal:
        if any(start <= first and last <= end for start, end in self._calls):
            return 1
        cells = self._line.problem.cells_during(first, last, self._shifts)
        others = [
            self._line.all([self.ends[end], self.starts[start]])
            for end in self._between(last - self._gap, first)
            for start in self._between(last, end + self._gap)
            if end in self.ends and start in self.starts
        ]
        on_duty = self._line.any(cells)
        return negate(self._line.all([negate(on_duty), *map(negate, others)]))

    def _between(self, first: int, last: int) -> list[int]:
        """The events from ``first`` to ``last``, both included."""
        return self._events[bisect_left(self._events, first) : bisect_right(self._events, last)]

    def throughout(self, start: int, end: int) -> list[Literal] | None:
        """Literals that all hold when on site from ``start`` to ``end``; None if that cannot be."""
        first = bisect_right(self._events, start) - 1
        last = bisect_left(self._events, end)
        literals = []
        for n in range(last - 1, first - 1, -1):
            literal = self._piece(n)
            if settled(literal, 0):
                return None
            literals.append(literal)
        return literals

    def begins_long(self, start: int, long: int) -> Literal:
        """A stretch on site begins at ``start`` and is longer than ``long``."""
        stays = self.throughout(start, start + long + 1)  # into the piece after it
        if stays is None:
            return 0
        before = self._piece(bisect_left(self._events, start) - 1)
        return self._line.all([self.starts[start], negate(before), *stays])

    def ends_long(self, end: int, long: int) -> list[Literal] | None:
        """Literals that all hold when a stretch longer than ``long`` ends at ``end``."""
        stays = self.throughout(end - long - 1, end)  # from the piece before it
        if stays is None:
            return None
        return [self.ends[end], negate(self._piece(bisect_left(self._events, end))), *stays]
