"""Everybody's contract hours over the period, against what their contract asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rotasolve.team.credit import contracted_minutes, credited_minutes

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
        Minutes of their shifts in the ``contract`` account.
    credit
        Minutes that absence counts as worked.
    target
        Minutes contracted; 0 for those without contracted hours.
    """

    worked: int
    credit: int
    target: int

    @property
    def balance(self) -> int:
        """Minutes above the target; negative below it."""
        return self.worked + self.credit - self.target

    def __str__(self) -> str:
        counted = spell_hours(self.worked + self.credit)
        return f"{counted}/{spell_hours(self.target)}" if self.target else counted


def contract_hours(team: Team, rota: Rota, staff: Staff) -> ContractHours:
    """The contract hours of ``staff`` over the period of ``rota``."""
    worked = sum(
        team.shifts[code].minutes("contract", day)
        for day in rota.dates
        for code in rota.shifts(staff.name, day)
    )
    return ContractHours(
        worked,
        credited_minutes(team, staff, rota.dates),
        contracted_minutes(team, staff, rota.dates),
    )


def spell_hours(minutes: int) -> str:
    """Hours as a decimal number: ``450`` minutes are ``7.5``."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def spell_balance(minutes: int) -> str:
    """Hours above or below, with a sign; ``=`` where they meet."""
    return f"{'+' if minutes > 0 else '-'}{spell_hours(abs(minutes))}" if minutes else "="
