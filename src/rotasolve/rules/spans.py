"""Spans of time: (first instant, instant after the last) and what a list of them has in common."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from rotasolve.duties import ONE_DAY
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rotasolve.duties import Duty
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
    """Duties whose people are company for each other, in order of time.

    Parameters
    ----------
    duties
        All of them; nobody is company for themselves.
    """

    def __init__(self, duties: Iterable[Duty]) -> None:
        self._spans = sorted((duty.start, duty.end, duty.staff) for duty in duties)
        self._longest = max((end - start for start, end, _ in self._spans), default=0)

    def of(self, duty: Duty) -> list[Span]:
        """Spans of others in order, among them all that overlap ``duty``."""
        first = bisect_left(self._spans, (duty.start - self._longest,))
        last = bisect_left(self._spans, (duty.end,))
        return [(start, end) for start, end, name in self._spans[first:last] if name != duty.staff]


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
        taken = [*company.of(duty), *earlier]
        for first, last in judged[bisect_right(ends, duty.start) :]:
            if duty.end <= first:
                break
            for span in without((max(first, duty.start), min(last, duty.end)), taken):
                yield duty, span
        earlier.append((duty.start, duty.end))
