"""What everybody carries out of a period, and so into the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rotasolve.report.hours import everybodys_hours
from rotasolve.team.history import Balance
from rotasolve.team.spelling import spell_duration, spell_signed

if TYPE_CHECKING:
    from rotasolve.report.hours import ContractHours
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team

_PLAIN = re.compile(r"[^\W\d_][\w'’-]*(?: [\w'’-]+)*")
# What YAML takes for something else than text, in one version of it or another.
_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def closing_balances(team: Team, rota: Rota) -> dict[str, Balance]:
    """What each person carries out of the period of ``rota``, by name.

    The hours are those carried in and worked and credited, less those contracted and those that
    are paid as overtime. Those who have neither contracted hours in the period nor a balance are
    left out.
    """
    return {
        name: Balance.model_validate({"hours": spell_signed(hours.balance)})
        for name, hours in _hours(team, rota).items()
    }


def balances_document(balances: dict[str, Balance]) -> dict[str, Any]:
    """Balances as ``rota.json`` and a team file have them: ``{"Ana": {"hours": "+7h30"}}``."""
    return {name: each.model_dump(exclude_none=True) for name, each in balances.items()}


def balances_text(team: Team, rota: Rota) -> str:
    """The lines to put under ``history:`` of the next team file; comments show the sum."""
    start, end = team.period.start, team.period.end
    lines = [f"  balances:  # after {start}..{end}"]
    for name, hours in _hours(team, rota).items():
        lines.append(f"    {_key(name)}: {{hours: {spell_signed(hours.balance)}}}  # {_sum(hours)}")
    if len(lines) == 1:
        lines[0] = f"  balances: {{}}  # nobody has any after {start}..{end}"
    return "\n".join(lines) + "\n"


def _hours(team: Team, rota: Rota) -> dict[str, ContractHours]:
    """The hours of everybody who has a balance."""
    found = everybodys_hours(team, rota)
    return {name: hours for name, hours in found.items() if hours.contracted or hours.carried}


def _sum(hours: ContractHours) -> str:
    """How the balance comes about."""
    carried = f"{spell_signed(hours.carried)} carried in"
    if not hours.contracted:
        return f"{carried}; no contracted hours"
    return (
        f"{carried} + {spell_duration(hours.worked)} worked + "
        f"{spell_duration(hours.credit)} credited - {spell_duration(hours.target)} contracted"
        f"{f' - {spell_duration(hours.paid)} paid as overtime' if hours.paid else ''}"
    )


def _key(name: str) -> str:
    """A name as a key of YAML, in quotes where it needs them."""
    if _PLAIN.fullmatch(name) and name.lower() not in _NOT_TEXT:
        return name
    return "'" + name.replace("'", "''") + "'"
