"""The people of a team."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.contract import Contract
from rotasolve.team.leave import OpeningLeave
from rotasolve.team.selector import EVERY_SHIFT, Which, Words
from rotasolve.team.shown import shown
from rotasolve.team.spelling import DateField, Pence

if TYPE_CHECKING:
    from datetime import date


class Staff(Model):
    """One staff member."""

    name: str = Field(min_length=1, max_length=80, description="Unique within the team.")
    role: str | None = Field(default=None, description="Job title.")
    grade: str | None = Field(default=None, description="Pay band or grade.")
    skills: Words = Field(default=(), description="Skills held.")
    contract: str | Contract | tuple[str | Contract, ...] = Field(
        description="The name of a contract, a contract, or a list of them with dates."
    )
    shifts: Which = Field(
        default=EVERY_SHIFT, description="The only shifts they do; all when left out."
    )
    rate: Pence | None = Field(
        default=None, description="Own pay in GBP an hour, before any other rate."
    )
    starts: DateField | None = Field(default=None, description="First date in the team.")
    leaves: DateField | None = Field(default=None, description="Last date in the team.")
    service_from: DateField | None = Field(
        default=None,
        description="First date of service that counts for leave; starts when left out.",
    )
    leave: OpeningLeave = Field(
        default=OpeningLeave(), description="Leave of this leave year that the file does not list."
    )

    @model_validator(mode="before")
    @classmethod
    def _contract_is_named_or_spelled_out(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("contract"), int | float):
            raise ValueError(
                f"contract: {value['contract']} names no contract; "
                f"write contract: {{hours: {value['contract']}}}"
            )
        return value

    @field_validator("name")
    @classmethod
    def _name_is_plain(cls, value: str) -> str:
        if value != value.strip():
            raise ValueError(f"{shown(value)} begins or ends with a blank; remove it")
        # Control characters, and the separators of lines and paragraphs.
        if any(unicodedata.category(each) in ("Cc", "Zl", "Zp") for each in value):
            raise ValueError(
                f"{shown(value)} has a line break or a control character in it; remove it"
            )
        return value

    @model_validator(mode="after")
    def _starts_before_leaving(self) -> Staff:
        if self.starts and self.leaves and self.leaves < self.starts:
            raise ValueError(f"{self.name} leaves ({self.leaves}) before starting ({self.starts})")
        if self.starts and self.service_from and self.starts < self.service_from:
            raise ValueError(
                f"service of {self.name} counts from {self.service_from}, after starting "
                f"({self.starts})"
            )
        return self

    @property
    def contract_parts(self) -> tuple[str | Contract, ...]:
        """The contract or contracts, as a tuple."""
        return self.contract if isinstance(self.contract, tuple) else (self.contract,)

    @property
    def contract_names(self) -> tuple[str, ...]:
        """The names of the contracts that have one."""
        names = (part if isinstance(part, str) else part.name for part in self.contract_parts)
        return tuple(name for name in names if name)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word by which a selector can mean them."""
        own = (self.name, self.role, self.grade, *self.skills, *self.contract_names)
        return tuple(word for word in own if word)

    @property
    def served_from(self) -> date | None:
        """The first date of service; None where the file does not say."""
        return self.service_from or self.starts

    @property
    def joined(self) -> date | None:
        """The date on whose anniversaries a leave year of their own begins; None if not known."""
        return self.starts or self.service_from

    def employed(self, day: date) -> bool:
        """Whether they are in the team on ``day``, with a contract in force or without."""
        return (self.starts is None or self.starts <= day) and (
            self.leaves is None or day <= self.leaves
        )
