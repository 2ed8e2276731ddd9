"""Spans of time: (first instant, instant after the last) and what a list of them has in common."""

from __future__ import annotations

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


def unaccompanied(
    own: Iterable[Duty], company: Iterable[Duty], judged: list[Span]
) -> Iterator[tuple[Duty, Span]]:
    """Every span of the duties ``own``, within ``judged``, that none of ``company`` overlaps.

    A minute on which two of ``own`` lie counts once, for the earlier duty.
    """
    taken = [(duty.start, duty.end) for duty in company]
    for duty in own:
        for first, last in judged:
            start, end = max(first, duty.start), min(last, duty.end)
            if start < end:
                for span in without((start, end), taken):
                    yield duty, span
        taken.append((duty.start, duty.end))
