"""Contracts: how many hours a staff member works for, and from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from rotasolve.team.base import Model
from rotasolve.team.shift import ACCOUNTS, Account
from rotasolve.team.spelling import MINUTES_A_DAY, DateField, Hours, Pence, spell_duration

if TYPE_CHECKING:
    from datetime import date


class Contract(Model):
    """Weekly hours, or a share of the full week, while it lasts."""

    name: str | None = Field(None, description="The name by which staff share the contract.")
    hours: Hours | None = Field(None, description="Contracted hours a week.")
    fte: float | None = Field(None, ge=0, le=2, description="Share of the full week.")
    days_a_week: float = Field(
        5, gt=0, le=7, description="Days over which the weekly hours are spread, for leave credit."
    )
    from_: DateField | None = Field(None, alias="from", description="First date it holds.")
    to: DateField | None = Field(None, description="Last date it holds.")
    opt_out: bool = Field(False, description="Signed out of the 48-hour week.")
    accounts: tuple[Account, ...] = Field(
        ACCOUNTS, description="Hour accounts that apply; leave out contract for bank staff."
    )

    rate: Pence | None = Field(None, description="Pay in GBP an hour, before that of the grade.")

    @model_validator(mode="after")
    def _hours_or_fte(self) -> Contract:
        if (self.hours is None) == (self.fte is None):
            raise ValueError("a contract states its hours a week or its fte, one of the two")
        if self.hours is not None and self.hours > 7 * MINUTES_A_DAY:
            raise ValueError(f"{spell_duration(self.hours)} are more hours than a week has")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"the contract ends ({self.to}) before it starts ({self.from_})")
        return self

    def holds(self, day: date) -> bool:
        """Whether the contract is in force on ``day``."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)

    def weekly_minutes(self, full_week: int) -> float:
        """Contracted minutes a week, where a full week has ``full_week`` minutes."""
        return self.hours if self.hours is not None else (self.fte or 0) * full_week
