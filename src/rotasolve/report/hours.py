"""Everybody's contract hours over the period, against what their contract asks and they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rotasolve.duties import Duties
from rotasolve.rules.cost import overtime
from rotasolve.team.credit import (
    contracted_minutes,
    counts_as_contracted,
    credited_minutes,
    is_contracted,
)

if TYPE_CHECKING:
    from rotasolve.rota import Rota
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


@dataclass(frozen=True)
class ContractHours:
    """Minutes of one staff member over the period.

    Attributes
    ----------
    worked
        Minutes of their shifts in the ``contract`` account; of those who have contracted hours
        without the days on which another contract holds, such as one with the bank.
    credit
        Minutes that absence and bank holidays count as worked.
    target
        Minutes contracted; 0 for those without contracted hours.
    carried
        Minutes carried in: above 0 when more was worked before than was contracted.
    contracted
        Whether a contract with contracted hours holds on some day of the period.
    paid
        Minutes of those worked that are paid as overtime, and so are not carried out.
    """

    worked: int
    credit: int
    target: int
    carried: int = 0
    contracted: bool = True
    paid: int = 0

    @property
    def balance(self) -> int:
        """Minutes carried out: above the target, with what was carried in; negative below it.

        Hours that are paid as overtime are settled, and left out.
        """
        if not self.contracted:
            return self.carried
        return self.carried + self.worked + self.credit - self.target - self.paid

    @property
    def balanced(self) -> bool:
        """Whether there is something that their hours are held against."""
        return bool(self.target or self.carried)

    def __str__(self) -> str:
        counted = spell_hours(self.worked + self.credit)
        return f"{counted}/{spell_hours(self.target)}" if self.target else counted


def everybodys_hours(team: Team, rota: Rota) -> dict[str, ContractHours]:
    """The contract hours of everybody over the period of ``rota``, by name."""
    duties = Duties(team, rota)
    return {staff.name: _hours(team, rota, staff, duties) for staff in team.staff}


def contract_hours(team: Team, rota: Rota, staff: Staff) -> ContractHours:
    """The contract hours of ``staff`` over the period of ``rota``."""
    return _hours(team, rota, staff, Duties(team, rota))


def _hours(team: Team, rota: Rota, staff: Staff, duties: Duties) -> ContractHours:
    contracted = any(is_contracted(team, staff, day) for day in rota.dates)
    worked = sum(
        team.shifts[code].minutes("contract", day)
        for day in rota.dates
        if not contracted or counts_as_contracted(team, staff, day)
        for code in rota.shifts(staff.name, day)
    )
    return ContractHours(
        worked,
        credited_minutes(team, staff, rota.dates),
        contracted_minutes(team, staff, rota.dates),
        team.history.carried_minutes(staff.name),
        contracted,
        sum(each.minutes for each in overtime(team, staff, duties)),
    )


def spell_hours(minutes: int) -> str:
    """Hours as a decimal number: ``450`` minutes are ``7.5``."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def spell_balance(minutes: int) -> str:
    """Hours above or below, with a sign; ``=`` where they meet."""
    return f"{'+' if minutes > 0 else '-'}{spell_hours(abs(minutes))}" if minutes else "="
