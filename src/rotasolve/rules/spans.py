"""Spans of time: (first instant, instant after the last) and what a list of them has in common."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from rotasolve.duties import ONE_DAY
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from datetime import date

    from rotasolve.duties import Duties, Duty
    from rotasolve.team.spelling import ClockSpan
    from rotasolve.team.team import Team

Span = tuple[int, int]


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of ``span`` when every one of ``taken`` is cut out of it, in order."""
    left = []
    first, last = span
    for start, end in sorted(taken):
        if start < last:
            if first < start:
                left.append((first, start))
            first = max(first, end)
    return [*left, (first, last)] if first < last else left


def who_is_there(
    present: Mapping[Span, Set[str]], first: int, last: int
) -> Iterator[tuple[Span, set[str]]]:
    """Who is ``present`` in each stretch between two instants in which nobody comes or goes."""
    edges = {edge for span in present for edge in span if first < edge < last}
    for start, end in pairwise(sorted({first, last, *edges})):
        there = (names for (a, b), names in present.items() if a <= start and end <= b)
        yield (start, end), set[str]().union(*there)


def judged_spans(team: Team, clock: ClockSpan | None) -> list[Span]:
    """The minutes up to the period's last midnight at which duties of the period are judged.

    With ``clock`` they are those of that stretch of every date, the day before the period included.
    """
    period = team.period
    last = instant(period.end + ONE_DAY, 0)
    if clock is None:
        return [(instant(period.start, 0), last)]
    days = (period.start - ONE_DAY, *period.dates)
    return [(instant(day, clock.start), min(last, instant(day, clock.end))) for day in days]


class Company:
    """Duties whose people are company for each other; nobody is company for themselves.

    Parameters
    ----------
    present
        From when to when somebody is there, and who.
    """

    def __init__(self, present: Mapping[Span, set[str]]) -> None:
        self._present = present
        self._longest = max((end - start for start, end in present), default=0)
        self._thin = list(_thin(present))
        self._thin_ends = [end for _, end, _ in self._thin]

    @cached_property
    def _spans(self) -> list[tuple[int, int, str]]:
        spans = self._present.items()
        return sorted((start, end, name) for (start, end), names in spans for name in names)

    def never_leaves(self, duty: Duty) -> bool:
        """Whether somebody else is there at every minute of ``duty``."""
        for start, _, name in self._thin[bisect_right(self._thin_ends, duty.start) :]:
            if duty.end <= start:
                return True
            if name in (None, duty.staff):
                return False
        return True

    def of(self, duty: Duty) -> list[Span]:
        """Spans of others in order, among them all that overlap ``duty``."""
        first = bisect_left(self._spans, (duty.start - self._longest,))
        last = bisect_left(self._spans, (duty.end,))
        return [(start, end) for start, end, name in self._spans[first:last] if name != duty.staff]


def _thin(present: Mapping[Span, set[str]]) -> Iterator[tuple[float, float, str | None]]:
    """The stretches at which nobody, or only the one named, is ``present``; in order."""
    begins = sorted(span for span in present if span[0] < span[1])
    edges = sorted({-inf, inf, *(edge for span in begins for edge in span)})
    going: list[Span] = []
    n = 0
    for first, last in pairwise(edges):
        going = [span for span in going if first < span[1]]
        while n < len(begins) and begins[n][0] <= first:
            going.append(begins[n])
            n += 1
        if not any(len(present[span]) > 1 for span in going):
            names = set().union(*(present[span] for span in going))
            if len(names) <= 1:
                yield first, last, next(iter(names), None)


def unaccompanied(
    own: Iterable[Duty], company: Company, judged: list[Span]
) -> Iterator[tuple[Duty, Span]]:
    """Every span of the duties ``own``, within ``judged``, that nobody of ``company`` overlaps.

    Both are in order of time. A minute on which two of ``own`` lie counts once, for the earlier
    duty.
    """
    ends = [end for _, end in judged]
    earlier: list[Span] = []
    for duty in own:
        earlier = [span for span in earlier if duty.start < span[1]]
        alone = not company.never_leaves(duty)
        taken = [*company.of(duty), *earlier] if alone else []
        for first, last in judged[bisect_right(ends, duty.start) :] if alone else ():
            if duty.end <= first:
                break
            for span in without((max(first, duty.start), min(last, duty.end)), taken):
                yield duty, span
        earlier.append((duty.start, duty.end))


def days_beside(duties: Duties, dates: Iterable[date]) -> tuple[list[date], list[date]]:
    """The dates of the duties to look at, and those of duties that can be company for them.

    These are ``dates`` that are to be judged, with the days before, from which a duty of the same
    person may run into them.
    """
    near = {each for day in dates if duties.asks_for(day) for each in (day - ONE_DAY, day)}
    own = [day for day in dates if day in near]
    return own, sorted({*near, *(day + ONE_DAY for day in near)})
