"""What a team file holds, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotasolve.team.team import Team

_BLOCKS = {
    "cover": ("line of cover", "lines of cover"),
    "rules": ("rule", "rules"),
    "tasks": ("task", "tasks"),
    "events": ("event", "events"),
    "absences": ("absence", "absences"),
    "requests": ("request", "requests"),
    "fixed": ("pinned shift", "pinned shifts"),
}


def overview(team: Team) -> str:
    """``House: 6 staff, 2 shifts, 1 week from 2026-03-02; 3 lines of cover, 1 rule``.

    Blocks without entries are left out.
    """
    period = team.period
    first = [
        f"{len(team.staff)} staff",
        _number(len(team.shifts), "shift", "shifts"),
        f"{_number(period.weeks, 'week', 'weeks')} from {period.start}",
    ]
    counts = [(len(getattr(team, block)), words) for block, words in _BLOCKS.items()]
    then = [_number(count, *words) for count, words in counts if count]
    return f"{team.name}: {', '.join(first)}" + (f"; {', '.join(then)}" if then else "")


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
