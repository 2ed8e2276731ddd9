"""What everybody has of all that is to be shared fairly, beside their fair share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rotasolve.duties import Duties, spell_date
from rotasolve.report.folding import FoldingTable
from rotasolve.rules.fair_share import FairShare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.rota import Rota
    from rotasolve.rules.fair_share import Share
    from rotasolve.team.team import Team


def shares(team: Team, rota: Rota) -> Iterator[tuple[FairShare, list[Share]]]:
    """Each rule about fair shares, and what everybody with a share in it has."""
    rules = [rule for rule in team.stated_rules if isinstance(rule, FairShare)]
    duties = Duties(team, rota) if rules else None
    for rule in rules:
        if duties is not None:
            yield rule, rule.shares(duties, team)


def share_table(team: Team, rota: Rota) -> FoldingTable | None:
    """Staff by what is shared: ``5 of 4.3`` is five where 4.3 are fair; None without such rules."""
    found = list(shares(team, rota))
    if not found:
        return None
    table = FoldingTable("fair shares")
    cells: dict[str, list[str]] = {staff.name: [""] * len(found) for staff in team.staff}
    for column, (rule, each) in enumerate(found):
        table.add_column(_title(rule, team))
        for share in each:
            amount = rule.spell_amount(Fraction(share.amount))
            cells[share.staff][column] = f"{amount} of {rule.spell_amount(share.fair)}"
    for name, row in cells.items():
        if any(row):
            table.add_row(name, *row)
    return table


def share_documents(team: Team, rota: Rota) -> list[dict[str, Any]]:
    """Every share: duties, weekends or hours, those of the history included."""
    return [
        {
            "rule": rule.label,
            "of": rule.spell_shared(team),
            "since": rule.first_date(team).isoformat(),
            "staff": share.staff,
            "count": _number(Fraction(share.amount, rule.unit_of_amount)),
            "target": _number(share.fair / rule.unit_of_amount),
        }
        for rule, each in shares(team, rota)
        for share in each
    ]


def _title(rule: FairShare, team: Team) -> str:
    return f"{rule.name or rule.spell_shared(team)} since {spell_date(rule.first_date(team))}"


def _number(value: Fraction) -> float:
    """To the nearest hundredth; whole where it is."""
    return int(value) if value.denominator == 1 else round(float(value), 2)
