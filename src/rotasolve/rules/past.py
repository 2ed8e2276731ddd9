"""Past: what people have worked by today cannot be changed any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rotasolve.duties import spell_date
from rotasolve.rules.stability import excused, spell_shifts
from rotasolve.team.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Past(Rule):
    """What was published for the dates before today stays.

    Today is ``today`` of the block ``published``, else the latest ``on`` of the rules
    ``stability``. Without such a date nothing is past. One unit is one person and date before today
    on which their shifts are not those of the published rota. Dates that are not published are not
    judged. Nor is anybody on a date on which they are absent or not in the team, for which the
    block ``fixed`` says what they did, or for which they were published on a shift that is no more.
    History does not matter.
    """

    rule: Literal["past"] = "past"

    scope = "line"
    always = True

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every person and past date changed."""
        today = team.today
        if today is None:
            return
        dates = [day for day in team.dates_of(self) if day < today and team.published.covers(day)]
        for staff in duties.staff_of(self.who):
            for day in dates:
                was = team.published.shifts(staff.name, day)
                now = {duty.code for duty in duties.on(staff.name, day)}
                if now == was or excused(team, staff, day) or _fixed(team, staff, day):
                    continue
                words = (
                    f"{staff.name} is {spell_shifts(now)} on {spell_date(day)}, which is past; "
                    f"{spell_shifts(was)} was published"
                )
                yield self.breach(team, words, staff=(staff.name,), dates=(day,))


def _fixed(team: Team, staff: Staff, day: date) -> bool:
    """Whether the team file says itself what ``staff`` did on ``day``."""
    return any(
        entry.who.match(staff) and team.matches(day, entry.days, entry.dates)
        for entry in team.fixed
    )
