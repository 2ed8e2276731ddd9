"""What rules on somebody's line count: shifts, working days or days off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.team import Team

Days = Literal["working days", "days off"]


def tally(of: Days | Which, duties: Duties, staff: str, day: date) -> int:
    """How many of ``of`` the line of ``staff`` has on ``day``: 0 or 1 day, or so many duties."""
    if of == "working days":
        return int(duties.works(staff, day))
    if of == "days off":
        return int(not duties.works(staff, day))
    return sum(of.match(duty.shift) for duty in duties.on(staff, day))


def spell_tally(of: Days | Which, team: Team) -> str:
    """What is counted, in words: ``working days``, ``days off``, ``shifts`` or ``L or N``."""
    if not isinstance(of, Which):
        return of
    shifts = team.shifts_of(of)
    if len(shifts) == len(team.shifts):
        return "shifts"
    return " or ".join(shift.label for shift in shifts) or "shifts"


def limits_given(least: Any, most: Any, *others: Any) -> None:
    """Refuse limits that say nothing or that cannot both be met."""
    if least is None and most is None and all(other is None for other in others):
        names = "at_least, at_most or then_off" if others else "at_least, at_most or both"
        raise ValueError(f"the rule sets no limit; give {names}")
    if least is not None and most is not None and least > most:
        raise ValueError("at_least is more than at_most; no rota can keep both")
