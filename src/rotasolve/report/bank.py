"""The shifts that the bank does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team


def bank_shifts(team: Team, rota: Rota) -> int:
    """How many shifts of a rota are done by people who are on the bank on their date."""
    found = 0
    for each in rota.assignments:
        contract = team.contract_on(team.staff_by_name[each.staff], each.date)
        found += contract is not None and contract.bank
    return found
