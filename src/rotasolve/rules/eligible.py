"""Eligibility: who can do a shift at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rotasolve.duties import spell_date
from rotasolve.team.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.shift import Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Eligible(Rule):
    """Nobody is on a shift that they cannot do.

    They must be in the team with a contract in force on the date, hold every skill that the shift
    needs, and have the shift, unless it is an event, among their own ``shifts``; the shift must be
    worked on that date, and by them. One unit is one duty of the period, for whichever of these
    reasons. History does not matter. Always in force; a team file may restate it.
    """

    rule: Literal["eligible"] = "eligible"

    always = True
    scope = "cell"

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every duty on a date concerned that its person cannot do."""
        dates = set(team.dates_of(self))
        for staff in duties.staff_of(self.who):
            for duty in duties.of(staff.name):
                if duty.date in dates:
                    reason = why_not(team, staff, duty.shift, duty.date)
                    if reason:
                        yield self.breach(
                            team,
                            f"{staff.name} is on {duty} but {reason}",
                            staff=(staff.name,),
                            dates=(duty.date,),
                        )


def why_not(team: Team, staff: Staff, shift: Shift, day: date) -> str:
    """Why ``staff`` cannot do ``shift`` on ``day``; empty when they can."""
    if not staff.employed(day):
        return f"is not in the team on {spell_date(day)}"
    if team.contract_on(staff, day) is None:
        return f"has no contract on {spell_date(day)}"
    missing, not_for, not_done = _unfit(team, staff, shift)
    if missing:
        return missing
    if not team.matches(day, shift.days, shift.dates):
        return f"that shift is not worked on {spell_date(day)}"
    return not_for or not_done


def can_ever_do(team: Team, staff: Staff, shift: Shift) -> bool:
    """Whether ``staff`` can do ``shift`` on some day, as far as skills and the shift go."""
    return not any(_unfit(team, staff, shift))


def _unfit(team: Team, staff: Staff, shift: Shift) -> tuple[str, str, str]:
    """Why ``staff`` cannot do ``shift`` on any day: by skill, by its ``who``, by their shifts."""
    key = _unfit, staff.name, shift.code
    if key not in team.answers:  # every audit asks for the same
        missing = [skill for skill in shift.needs if skill not in staff.skills]
        does = shift.kind == "event" or staff.shifts.match(shift)
        team.answers[key] = (
            f"does not hold {' or '.join(missing)}" if missing else "",
            "" if shift.who.match(staff) else f"that shift is only for {shift.who}",
            "" if does else "does not do that shift",
        )
    found: tuple[str, str, str] = team.answers[key]
    return found
