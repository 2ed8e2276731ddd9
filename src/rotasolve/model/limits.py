"""The limits of a line of cover as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.rules.cover import Ideal
from rotasolve.team.level import MUST, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rotasolve.model.rows import Presence, Rows
    from rotasolve.rules.clock_cover import ClockCover
    from rotasolve.rules.cover import Cover

Limit = tuple[str, int, str, int]
"""``least`` or ``most``, the number of people, level and weight."""


def limits_of(cover: Cover | ClockCover, soft_levels: tuple[str, ...]) -> list[Limit]:
    """The least, the ideal and the most of a line of cover, each with its own price."""
    limits: list[Limit] = []
    for side, limit, default in (
        ("least", cover.min, MUST),
        ("least", cover.ideal, "fairness"),
        ("most", cover.max, MUST),
    ):
        if limit is not None:
            level = resolve(limit.level or cover.level or default, soft_levels)
            weight = limit.weight if "weight" in limit.model_fields_set else cover.weight
            limits.append((side, limit.people, level, weight))
            if isinstance(limit, Ideal) and limit.over:
                limits.append(("most", limit.people, level, limit.over))
    return limits


def declare_limits(
    rows: Rows, limits: Iterable[Limit], present: Sequence[Presence], *, amount: int = 1
) -> None:
    """A row for each limit, where each person too few or many is ``amount`` units.

    A soft least and a soft most of the same number are one equation.
    """
    left = list(limits)
    while left:
        side, number, level, weight = left.pop(0)
        price = rows.priced(level, weight * amount)
        match = next((each for each in left if each[:2] == ("most", number)), None)
        if side == "least" and match is not None and not price.hard:
            over = rows.priced(match[2], match[3] * amount)
            if not over.hard:
                left.remove(match)
                rows.balance(number, present, short=price, over=over)
                continue
        declare = rows.at_least if side == "least" else rows.at_most
        declare(number, present, price=price)
