"""Encoder of ``task``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.occasions import rooms
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.task import Task

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(Task)
def task(rule: Task, rows: Rows) -> None:
    """A row for each window: at least one person on a cell that has room for the task."""
    people = rows.problem.people(rule.who)
    for _, _, found in rooms(rows.problem, rule):
        cells = dict.fromkeys(cell for room in found for cell in room.cells)
        rows.at_least(1, [Presence(1, people, tuple(cells))])
