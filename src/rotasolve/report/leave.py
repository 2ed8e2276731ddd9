"""Everybody's leave, as a table and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rotasolve.report.folding import FoldingTable
from rotasolve.report.hours import spell_hours
from rotasolve.team.entitlement import leave_accounts

if TYPE_CHECKING:
    from rotasolve.team.entitlement import LeaveAccount
    from rotasolve.team.team import Team

LEAVE_FORMAT, LEAVE_VERSION = "rotasolve/leave", 1
_AMOUNTS = ("leave", "bank_holidays", "carried", "taken", "booked", "left")


def leave_table(team: Team) -> FoldingTable:
    """One line for each account: hours of each kind, and what is left in days too."""
    table = FoldingTable("leave in hours")
    for name in ("scheme", "leave year"):
        table.add_column(name, justify="left")
    for name in ("service", *(amount.replace("_", " ") for amount in _AMOUNTS), "in days"):
        table.add_column(name)
    for account in leave_accounts(team):
        first, last = account.years
        table.add_row(
            account.staff,
            ", ".join(account.schemes),
            str(account.year),
            f"{first}" if first == last else f"{first}-{last}",
            *(_spell(getattr(account, amount)) for amount in _AMOUNTS),
            f"{account.days(account.left):g}",
            style="bold red" if account.left < 0 else "",
        )
    return table


def leave_document(team: Team, digest: str) -> dict[str, Any]:
    """Everybody's accounts; amounts in minutes, and in usual days.

    Parameters
    ----------
    digest
        SHA-256 of the team file and of the files of its history.
    """
    return {
        "format": LEAVE_FORMAT,
        "version": LEAVE_VERSION,
        "team": team.name,
        "accounts": [_document(account) for account in leave_accounts(team)],
        "team_file": {"sha256": digest},
    }


def _document(account: LeaveAccount) -> dict[str, Any]:
    minutes = {amount: getattr(account, amount) for amount in _AMOUNTS}
    return {
        "staff": account.staff,
        "schemes": list(account.schemes),
        "from": account.year.first.isoformat(),
        "to": account.year.last.isoformat(),
        "years_of_service": list(account.years),
        "minutes": minutes,
        "days": {amount: account.days(number) for amount, number in minutes.items()},
        "below_statutory": account.below_statutory,
        "beyond_from": account.beyond_from.isoformat() if account.beyond_from else None,
    }


def _spell(minutes: int) -> str:
    return f"{'-' if minutes < 0 else ''}{spell_hours(abs(minutes))}"
