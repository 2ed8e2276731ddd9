"""A rota that is published: what people have been told that they do."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.history import PastDuty
from rotasolve.team.listed import Listed
from rotasolve.team.spelling import DateField

if TYPE_CHECKING:
    from datetime import date


class Published(Model):
    """The rota that people have been told, to be changed as little as can be.

    Every date from the first to the last one published is known: where no duty is listed, somebody
    is off.
    """

    rota: str | None = Field(
        default=None, description="The rota.json or CSV file, next to the team file or below it."
    )
    already_read: bool = Field(
        default=False,
        description="Whether the duties of the file are written out here, so it is not read.",
    )
    from_: DateField | None = Field(
        default=None,
        validation_alias="from",
        serialization_alias="from",
        description="First date published; the earliest duty's when left out.",
    )
    to: DateField | None = Field(
        default=None, description="Last date published; the latest duty's when left out."
    )
    today: DateField | None = Field(
        default=None, description="Today; what was published for the dates before it stays."
    )
    duties: Listed[PastDuty] = Field(default=(), description="Shifts published, written out.")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        return {"rota": value} if isinstance(value, str) else value

    @field_validator("duties")
    @classmethod
    def _each_duty_once(cls, value: tuple[PastDuty, ...]) -> tuple[PastDuty, ...]:
        return tuple(dict.fromkeys(value))

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Published:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"the published rota ends ({self.to}) before it starts ({self.from_})")
        return self

    def covers(self, day: date) -> bool:
        """Whether what people do on ``day`` is published."""
        first, last = self._ends
        return first is not None and last is not None and first <= day <= last

    @cached_property
    def _ends(self) -> tuple[date | None, date | None]:
        dates = [duty.date for duty in self.duties]
        return self.from_ or min(dates, default=None), self.to or max(dates, default=None)

    def shifts(self, staff: str, day: date) -> frozenset[str]:
        """The codes of the shifts of ``staff`` that are published for ``day``."""
        return self._shifts.get((staff, day), frozenset())

    @cached_property
    def _shifts(self) -> dict[tuple[str, date], frozenset[str]]:
        codes: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
        for duty in self.duties:
            codes[duty.staff, duty.date].add(duty.shift)
        return {key: frozenset(each) for key, each in codes.items()}
