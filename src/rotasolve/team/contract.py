"""Contracts: how many hours a staff member works for, and from when to when."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from rotasolve.team.base import Model
from rotasolve.team.listed import Listed
from rotasolve.team.shift import ACCOUNTS, Account
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    DateField,
    DatesField,
    Hours,
    Pence,
    spell_duration,
)

if TYPE_CHECKING:
    from datetime import date


DAYS_A_YEAR = 365
"""Days over which annual hours are spread, in leap years too."""

_TRUE = {"true", "yes", "on", "y", "t", "1"}


class Contract(Model):
    """Weekly hours, a share of the full week, or annual hours, while it lasts."""

    name: str | None = Field(
        default=None, description="The name by which staff share the contract."
    )
    hours: Hours | None = Field(default=None, description="Contracted hours a week.")
    fte: float | None = Field(default=None, ge=0, le=2, description="Share of the full week.")
    annual_hours: Hours | None = Field(
        default=None, description="Contracted hours a year; each day counts a 365th of them."
    )
    days_a_week: float = Field(
        default=5,
        gt=0,
        le=7,
        description="Days over which the weekly hours are spread, for leave credit.",
    )
    from_: DateField | None = Field(
        default=None,
        validation_alias="from",
        serialization_alias="from",
        description="First date it holds.",
    )
    to: DateField | None = Field(default=None, description="Last date it holds.")
    term: DatesField | None = Field(
        default=None, description="The only dates on which it holds, such as school terms."
    )
    bank_holidays: Literal["credit", "none"] = Field(
        default="none",
        description="credit: each bank holiday counts a fifth of the weekly hours as worked.",
    )
    opt_out: bool = Field(default=False, description="Signed out of the 48-hour week.")
    accounts: Listed[Account] = Field(
        default=ACCOUNTS, description="Hour accounts that apply; leave out contract for bank staff."
    )
    leave: str | None = Field(
        default=None, description="Its leave scheme; the usual one when left out."
    )
    rate: Pence | None = Field(
        default=None, description="Pay in GBP an hour, before that of the grade."
    )
    bank: bool = Field(
        default=False,
        description="With the bank: no contracted hours, and the rule bank prices each duty.",
    )

    @model_validator(mode="before")
    @classmethod
    def _bank_has_no_contracted_hours(cls, value: Any) -> Any:
        """Fill in what follows from ``bank: true``."""
        # A file's own words: pydantic reads them as true only later.
        if not isinstance(value, dict) or str(value.get("bank")).lower() not in _TRUE:
            return value
        accounts = [account for account in ACCOUNTS if account != "contract"]
        stated = any(value.get(key) is not None for key in ("fte", "annual_hours"))
        hours = {} if stated else {"hours": 0}
        return {**hours, "accounts": accounts, **value}

    @model_validator(mode="after")
    def _hours_once(self) -> Contract:
        stated = (self.hours, self.fte, self.annual_hours)
        if sum(value is not None for value in stated) != 1:
            raise ValueError(
                "a contract states its hours a week, its fte or its annual_hours, one of the three"
            )
        if self.hours is not None and self.hours > 7 * MINUTES_A_DAY:
            raise ValueError(f"{spell_duration(self.hours)} are more hours than a week has")
        if self.annual_hours is not None and self.annual_hours > DAYS_A_YEAR * MINUTES_A_DAY:
            raise ValueError(f"{spell_duration(self.annual_hours)} are more hours than a year has")
        if self.annual_hours is not None and self.term is not None:
            raise ValueError(
                "annual_hours are spread over every day of the year; with term, give hours a week"
            )
        if self.bank and "contract" in self.accounts:
            raise ValueError("a contract with the bank has no contracted hours; leave out accounts")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"the contract ends ({self.to}) before it starts ({self.from_})")
        return self

    def holds(self, day: date) -> bool:
        """Whether the contract is in force on ``day``; outside its term it is not."""
        return (
            (self.from_ is None or self.from_ <= day)
            and (self.to is None or day <= self.to)
            and (self.term is None or self.term.match(day))
        )

    def weekly_minutes(self, full_week: int) -> Fraction:
        """Contracted minutes a week, exactly, where a full week has ``full_week`` minutes."""
        if self.hours is not None:
            return Fraction(self.hours)
        if self.annual_hours is not None:
            return Fraction(self.annual_hours * 7, DAYS_A_YEAR)
        return Fraction(str(self.fte)) * full_week
