"""Encoder of ``supervision``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.supervision import Supervision

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(Supervision)
def supervision(rule: Supervision, rows: Rows) -> None:
    """A row for each guided person and stretch of time: on duty, no more than guides are.

    The guides of a stretch stand behind one variable, "guided", which is at most their number. A
    person who is a guide too cannot guide themselves, and has a row over the other guides.
    """
    problem = rows.problem
    guides = problem.people(rule.by)
    guided = problem.people(rule.who)
    own_shifts = set(problem.shifts_of_kind(rule.kinds))
    guide_shifts = own_shifts | set(problem.shifts_of_kind(("on_call",) if rule.on_call else ()))
    dates = set(problem.days_of(rule))
    for start, end in problem.judged(rule.clock):
        for first, last, cells in problem.pieces(start, end, guide_shifts):
            own = tuple((d, s) for d, s in cells if s in own_shifts and d in dates)
            if not own:
                continue
            minutes = last - first
            guidance = rows.variable(1)
            rows.at_least(0, [Presence(1, guides, cells)], variables=[(-1, guidance)], hard=True)
            for p in guided:
                present = Presence(-1, (p,), own)
                if p in guides:
                    others = tuple(q for q in guides if q != p)
                    rows.at_least(0, [Presence(1, others, cells), present], amount=minutes)
                else:
                    rows.at_least(0, [present], variables=[(1, guidance)], amount=minutes)
