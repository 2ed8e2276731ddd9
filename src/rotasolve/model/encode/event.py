"""Encoder of ``event``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.model.sittings import sittings
from rotasolve.rules.event import Event

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(Event)
def event(rule: Event, rows: Rows) -> None:
    """A row for each date: how many are on a duty that takes it in, or on the event's own shift."""
    for d, able, on_duty, _, _ in sittings(rows.problem, rule):
        if isinstance(rule.attend, int):
            least = rule.attend
        else:
            share = 100 if rule.attend == "all" else int(rule.attend.rstrip("%"))
            least = (len(able) * share + 99) // 100
        cells = list(on_duty)
        if rule.bring_in and rule.code is not None:
            cells.append((d, rows.problem.shift(rule.code)))
        present = tuple(dict.fromkeys(cells))  # the event may be among the duties already
        rows.at_least(least, [Presence(1, able, present)])
