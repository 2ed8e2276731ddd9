"""The period that a rota covers, and the calendar of bank holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal

from pydantic import Field, field_validator

from rotasolve.team.base import Model
from rotasolve.team.spelling import DateField

Region = Literal["England", "Wales", "England & Wales", "Scotland", "Northern Ireland"]
_SUBDIVISION = {
    "England": "ENG",
    "Wales": "WLS",
    "England & Wales": "ENG",
    "Scotland": "SCT",
    "Northern Ireland": "NIR",
}


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

    @property
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
        "England", description="The nation whose bank holidays hold; null for none."
    )
    extra: dict[DateField, str] = Field(
        default_factory=dict, description="More bank holidays, each with its name."
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
        """The name of the bank holiday on ``day``; None when there is none."""
        if day in self.extra:
            return self.extra[day]
        return _bank_holidays(self.region, day.year).get(day)


@lru_cache(maxsize=500)
def _bank_holidays(region: Region | None, year: int) -> dict[date, str]:
    if region is None:
        return {}
    import holidays  # here, because it takes longer to import than most commands run

    days = dict(holidays.country_holidays("GB", subdiv=_SUBDIVISION[region], years=year))
    # A weekday stands in for each bank holiday of a weekend, and the weekend day is then none:
    # gov.uk lists Monday 28 December 2026 for Boxing Day, and not Saturday the 26th. The name that
    # the library gives the weekday is not always that of the weekend day (Scotland's 1 January).
    return {day: name for day, name in days.items() if day.weekday() < 5}
