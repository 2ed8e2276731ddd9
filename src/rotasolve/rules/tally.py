"""What rules on somebody's line count: shifts, working days or days off."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Tag

from rotasolve.rules.shifts_or import SHIFTS, WORD, shifts_or
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

Counted = Annotated[
    Annotated[Literal["working days", "days off"], Tag(WORD)] | Annotated[Which, Tag(SHIFTS)],
    shifts_or("working days", "days off"),
]
"""What is counted: certain shifts, ``working days`` or ``days off``."""

_SINGULAR = {"working days": "working day", "days off": "day off", "shifts": "shift"}


def tallies(
    of: Counted,
    duties: Duties,
    team: Team,
    staff: Staff,
    days: Set[date],
    *,
    away: Iterable[date] = (),
) -> Counter[date]:
    """How many of ``of`` the line of ``staff`` has on each of ``days``: 1 day, or so many duties.

    A day on which they are not in the team with a contract in force is no day off, nor is one on
    which they are ``away``.
    """
    name = staff.name
    if isinstance(of, Which):
        codes = team.codes_of(of)
        own = duties.of(name)
        return Counter([each.date for each in own if each.code in codes and each.date in days])
    worked = duties.days_worked(name)
    if of == "working days":
        return Counter(dict.fromkeys(worked & days, 1))
    return Counter(dict.fromkeys((team.days_employed(staff) & days) - worked - set(away), 1))


def spell_tally(number: int, of: Counted, team: Team) -> str:
    """So many of what is counted, in words: ``1 working day``, ``2 shifts``, ``3 L or N``."""
    shifts = team.shifts_of(of) if isinstance(of, Which) else ()
    if shifts and len(shifts) < len(team.shifts):
        return f"{number} {' or '.join(shift.label for shift in shifts)}"
    what = "shifts" if isinstance(of, Which) else of
    return f"{number} {_SINGULAR[what] if number == 1 else what}"


def limits_given(least: Any, most: Any, *others: Any) -> None:
    """Refuse limits that say nothing or that cannot both be met."""
    if least is None and most is None and all(other is None for other in others):
        names = "at_least, at_most or then_off" if others else "at_least, at_most or both"
        raise ValueError(f"the rule sets no limit; give {names}")
    if least is not None and most is not None and least > most:
        raise ValueError("at_least is more than at_most; no rota can keep both")


def missed(least: int | None, most: int | None, total: int) -> Iterator[tuple[str, int, int]]:
    """Each limit that ``total`` does not keep: its side in words, the limit, and by how much."""
    if most is not None and total > most:
        yield "at most", most, total - most
    if least is not None and total < least:
        yield "at least", least, least - total
