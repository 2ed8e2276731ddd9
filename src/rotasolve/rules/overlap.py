"""No overlap: one duty at a time, and one work shift a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from rotasolve.duties import spell_date
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.shift import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


class Overlap(Rule):
    """Nobody is on two duties at once, or on more than one work shift a day.

    One unit is one pair of duties that overlap in time, or one work shift beyond
    ``shifts_a_day`` on a date. Duties of the kinds in ``may_overlap`` may lie over others. A duty
    of the history may be one of the pair.
    """

    rule: Literal["overlap"] = "overlap"
    shifts_a_day: int = Field(default=1, ge=1, le=4, description="Most work shifts on one date.")
    may_overlap: Listed[Kind] = Field(
        default=("on_call",), description="Kinds of shift that may lie over other duties."
    )

    always = True
    scope = "line"

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every overlapping pair whose later duty is on a date concerned; every shift too many."""
        in_order = team.dates_of(self)
        dates = set(in_order)
        for staff in duties.staff_of(self.who):
            name = staff.name
            own = [duty for duty in duties.of(name) if duty.shift.kind not in self.may_overlap]
            for n, first in enumerate(own):
                for second in own[n + 1 :]:
                    if second.start >= first.end:
                        break  # duties are in order of their starts
                    if second.date in dates and second.overlaps(first.start, first.end):
                        yield self.breach(
                            team,
                            f"{name} is on {first} and on {second} at the same time",
                            staff=(name,),
                            dates=tuple(dict.fromkeys((first.date, second.date))),
                        )
            for day in in_order:
                several = duties.on(name, day)
                if len(several) <= self.shifts_a_day:
                    continue
                shifts = [duty for duty in several if duty.shift.kind == "work"]
                if len(shifts) > self.shifts_a_day:
                    codes = ", ".join(duty.shift.label for duty in shifts)
                    yield self.breach(
                        team,
                        f"{name} works {len(shifts)} shifts on {spell_date(day)} ({codes}); "
                        f"at most {self.shifts_a_day} a day",
                        len(shifts) - self.shifts_a_day,
                        staff=(name,),
                        dates=(day,),
                    )
