"""The period that a rota covers, and the calendar of bank holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from rotasolve.team.bank_holidays import Pair, Region, bank_holidays
from rotasolve.team.base import Model
from rotasolve.team.frozen import FROZEN, FrozenDict
from rotasolve.team.spelling import DateField

Reading = Literal["either", "substitute", "actual"]
"""Which day is the public holiday where one at a weekend has a substitute."""


class Period(Model):
    """Whole weeks from ``start``; a week of the rota begins on that day of the week."""

    start: DateField = Field(description="First date of the rota.")
    weeks: int = Field(gt=0, le=104, description="How many weeks the rota covers.")

    @field_validator("start")
    @classmethod
    def _within_reach(cls, value: date) -> date:
        if not 1990 <= value.year <= 2190:
            raise ValueError(f"{value} is not a year to plan for; expected 1990 to 2190")
        return value

    @property
    def days(self) -> int:
        """Number of days."""
        return 7 * self.weeks

    @cached_property
    def end(self) -> date:
        """Last date."""
        return self.start + timedelta(self.days - 1)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every date in order."""
        return tuple(self.start + timedelta(d) for d in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


class Calendar(Model):
    """Where the team is, which decides its bank holidays."""

    region: Region | None = Field(
        default="England", description="The nation whose bank holidays hold; null for none."
    )
    extra: Annotated[dict[DateField, str], FROZEN] = Field(
        default_factory=FrozenDict, description="More bank holidays, each with its name."
    )

    weekend_holidays: Reading = Field(
        default="either",
        description="Which day is the public holiday where one at a weekend has a substitute: "
        "either, one of the two for each person; substitute; or actual, the weekend day.",
    )

    @field_validator("extra", mode="before")
    @classmethod
    def _dates_alone(cls, value: Any) -> Any:
        if isinstance(value, date | str):
            value = [value]
        if isinstance(value, list) and all(isinstance(day, date | str) for day in value):
            return {day: "extra bank holiday" for day in value}
        return value

    def bank_holiday(self, day: date) -> str | None:
        """The name of the bank holiday on ``day``, as leave and credit have it; None without one.

        One at a weekend is given as its substitute, whichever day is paid as the public holiday.
        Named in ``extra``, its weekend day is one more only where the substitute alone counts.
        """
        listed = bank_holidays(self.region, day.year).weekdays.get(day)
        if day in self.extra:
            counts_alone = self.weekend_holidays == "substitute" or self.pair_of(day) is None
            return self.extra[day] if listed or counts_alone else None
        return listed

    def public_holiday(self, day: date) -> str | None:
        """The name of the public holiday on ``day``, for pay and in ``days``; None without one.

        Of one at a weekend and its substitute these may be both; see :meth:`shared_pairs`.
        """
        if day in self.extra:
            return self.extra[day]
        pair = self.pair_of(day)
        if pair is None:
            return bank_holidays(self.region, day.year).weekdays.get(day)
        if day == pair.weekend:
            return None if self.weekend_holidays == "substitute" else pair.name
        return None if self.weekend_holidays == "actual" else self.bank_holiday(day)

    def holiday_name(self, day: date) -> str | None:
        """The name of what ``day`` is, be it for pay or for leave; None on any other day."""
        return self.public_holiday(day) or self.bank_holiday(day)

    def pair_of(self, day: date) -> Pair | None:
        """The weekend holiday and the substitute of which ``day`` is one; None where it is none."""
        pairs = bank_holidays(self.region, day.year).pairs
        return next((pair for pair in pairs if day in pair[:2]), None)

    def shared_pairs(self, first: date, last: date) -> tuple[Pair, ...]:
        """The pairs with a day from ``first`` to ``last`` that count once for each person.

        None where one of the days alone is the public holiday.
        """
        if self.weekend_holidays != "either":
            return ()
        return tuple(
            pair
            for year in range(first.year, last.year + 1)
            for pair in bank_holidays(self.region, year).pairs
            if pair.weekend <= last and first <= pair.substitute
        )
