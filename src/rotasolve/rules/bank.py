"""Bank: duties done by bank staff, each at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from rotasolve.team.rule import Rule
from rotasolve.team.selector import EVERY_SHIFT, Which

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Bank(Rule):
    """Duties are done by the regular staff rather than by bank staff.

    One unit is one duty of the period, among the shifts in ``of``, of somebody whose contract on
    that date is one with the bank (``bank: true``), however long the duty is. History does not
    matter.

    A unit costs ``weight``. At level ``contract`` it stands beside ``contract_hours``, of which one
    unit is one minute: with the weight of 1 a bank duty is done to save two minutes of contracted
    hours. It stands beside ``event`` too, of which one unit is one person missing. With ``weight:
    60`` a bank duty weighs as much as an hour.
    """

    rule: Literal["bank"] = "bank"
    of: Which = Field(default=EVERY_SHIFT, description="Only these shifts.")

    scope = "cell"
    default_level = "contract"
    judged_for = "has a contract with the bank on its dates"

    def judged_staff(self, team: Team) -> list[Staff]:
        """Those whose contract is one with the bank on a date concerned."""
        dates = team.dates_of(self)
        return [
            staff
            for staff in team.staff_of(self.who)
            if any((c := team.contract_on(staff, day)) is not None and c.bank for day in dates)
        ]

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every duty of bank staff on a date concerned."""
        dates, codes = set(team.dates_of(self)), team.codes_of(self.of)
        for staff in duties.staff_of(self.who):
            for duty in duties.of(staff.name):
                contract = team.contract_on(staff, duty.date)
                from_bank = contract is not None and contract.bank
                if duty.date in dates and from_bank and duty.code in codes:
                    yield self.breach(
                        team,
                        f"{staff.name}, from the bank, is on {duty}",
                        staff=(staff.name,),
                        dates=(duty.date,),
                    )
