"""Encoder of ``event``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.floors import floor_of
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.model.sittings import sittings
from rotasolve.rules.event import Event

if TYPE_CHECKING:
    from rotasolve.model.floors import Floor
    from rotasolve.model.problem import Cell
    from rotasolve.model.rows import Rows, Variable


@encodes(Event)
def event(rule: Event, rows: Rows) -> None:
    """A row for each date: how many are on a duty that takes it in, or on the event's own shift.

    Where others have to stay on the floor, those on duty attend as far as enough of them do.
    """
    staying = rule.leaves.people if rule.leaves else 0
    for d, able, on_duty, start, end in sittings(rows.problem, rule):
        if isinstance(rule.attend, int):
            least = rule.attend
        else:
            share = 100 if rule.attend == "all" else int(rule.attend.rstrip("%"))
            least = (max(0, len(able) - staying) * share + 99) // 100
        own = []
        if rule.bring_in and rule.code is not None:
            own.append((d, rows.problem.shift(rule.code)))
        if rule.leaves and staying:
            sitting = _Sitting(able, tuple(on_duty), tuple(own), (start, end))
            attend = _attend_as_far_as_enough_stay(
                rows, floor_of(rows.problem, rule.leaves), sitting
            )
            brought_in = [Presence(1, able, sitting.own)]
            rows.at_least(least, brought_in, variables=[(1, each) for each in attend])
        else:
            present = tuple(dict.fromkeys([*on_duty, *own]))  # the event may be among the duties
            rows.at_least(least, [Presence(1, able, present)])


class _Sitting(NamedTuple):
    """One date of an event: who could attend, as part of which cells, and the event's ``own``."""

    able: tuple[int, ...]
    on_duty: tuple[Cell, ...]
    own: tuple[Cell, ...]
    span: tuple[int, int]


def _attend_as_far_as_enough_stay(
    rows: Rows, floor: Floor, sitting: _Sitting
) -> tuple[Variable, Variable]:
    """How many of those on duty attend: of those who could stay on the floor, and of the others.

    Nobody does unless at every minute so many more are on duty than attend.
    """
    could = tuple(p for p in sitting.able if p in floor.staff)
    others = tuple(p for p in sitting.able if p not in floor.staff)
    attend = rows.variable(len(could)), rows.variable(len(others))
    enough = rows.variable(1)
    for people, there in zip((could, others), attend, strict=True):
        rows.at_least(
            0, _not_brought_in(people, sitting.on_duty, sitting), variables=[(-1, there)], hard=True
        )
        some = [(len(people), enough), (-1, there)]
        rows.at_least(0, [], variables=some, hard=True)
    start, end = sitting.span
    for _, _, cells in rows.problem.pieces(start, end, floor.shifts) if start < end else ():
        rows.at_least(
            0,
            _not_brought_in(floor.staff, cells, sitting),
            variables=[(-1, attend[0]), (-floor.people, enough)],
            hard=True,
        )
    return attend


def _not_brought_in(
    people: tuple[int, ...], cells: tuple[Cell, ...], sitting: _Sitting
) -> list[Presence]:
    """Those of ``people`` on one of ``cells`` who are not on the event's own."""
    either = tuple(dict.fromkeys([*cells, *sitting.own]))
    return [Presence(1, people, either), Presence(-1, people, sitting.own)]
