"""Leave schemes: how many days a year, after how many years of service, and from which day on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.frozen import FROZEN, FrozenDict
from rotasolve.team.shown import shown
from rotasolve.team.spelling import Hours

JOINED = "joined"
_MOST_DAYS = 366
_ONE_DAY = timedelta(1)


class LeaveYear(NamedTuple):
    """The year from ``first`` to ``last`` in which leave is earned and taken."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every date in order."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


class LeaveScheme(Model):
    """Days of leave a year of somebody full time, by completed years of service."""

    days: Annotated[dict[int, float], FROZEN] = Field(
        min_length=1,
        description="Days a year on the full week, or days from each number of completed years.",
    )
    extra_a_year: float = Field(
        default=0, ge=0, le=_MOST_DAYS, description="Days more for each completed year of service."
    )
    at_most: float | None = Field(
        default=None, ge=0, le=_MOST_DAYS, description="Days that the extra ones never lead beyond."
    )
    bank_holidays: float | Literal["calendar", "separate", "none"] = Field(
        default="calendar",
        description="Days added for bank holidays: a number a year, calendar for those of the "
        "leave year, separate where they are given beside the leave, none where nothing is added.",
    )

    @field_validator("days", mode="before")
    @classmethod
    def _one_number_is_from_the_start(cls, value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {0: value}
        if not isinstance(value, dict):
            raise ValueError(
                f"{shown(value)} are no days of leave; expected a number, or days by "
                "years of service "
                "such as {0: 27, 5: 29, 10: 33}"
            )
        return value

    @field_validator("days")
    @classmethod
    def _steps_begin_at_0(cls, value: dict[int, float]) -> dict[int, float]:
        if min(value) != 0:
            raise ValueError("days by years of service begin at 0, such as {0: 27, 5: 29, 10: 33}")
        if not all(0 <= days <= _MOST_DAYS for days in value.values()):
            raise ValueError(f"days of leave are from 0 to {_MOST_DAYS} a year")
        return FrozenDict(sorted(value.items()))

    @field_validator("bank_holidays", mode="after")
    @classmethod
    def _not_negative(cls, value: float | str) -> float | str:
        if not isinstance(value, str) and not 0 <= value <= _MOST_DAYS:
            raise ValueError(f"bank holidays are from 0 to {_MOST_DAYS} days a year")
        return value

    @model_validator(mode="after")
    def _steps_or_extra_days(self) -> LeaveScheme:
        if self.extra_a_year and len(self.days) > 1:
            raise ValueError("days by years of service leave no room for extra_a_year; keep one")
        if self.at_most is not None and not self.extra_a_year:
            raise ValueError("at_most limits what extra_a_year adds, which is not given")
        if self.at_most is not None and self.at_most < self.days[0]:
            raise ValueError(f"at_most ({self.at_most:g}) is below days ({self.days[0]:g})")
        return self

    @property
    def asks_service(self) -> bool:
        """Whether the days depend on the years of service."""
        return len(self.days) > 1 or self.extra_a_year > 0

    @property
    def adds_bank_holidays(self) -> bool:
        """Whether bank holidays are days of leave, which are used like any other."""
        return self.bank_holidays not in ("separate", "none", 0)

    def days_after(self, years: int) -> Fraction:
        """Days a year of somebody full time with so many completed years of service."""
        step = max(least for least in self.days if least <= years)
        days = exact(self.days[step]) + years * exact(self.extra_a_year)
        return days if self.at_most is None else min(days, exact(self.at_most))


class Leave(Model):
    """The leave year and the schemes of a team."""

    year_from: str = Field(
        default="04-01",
        description="First day of the leave year, month-day; or joined for each person's own.",
    )
    schemes: Annotated[dict[str, LeaveScheme], FROZEN] = Field(
        min_length=1, description="Every scheme, by its name."
    )
    scheme: str | None = Field(
        default=None,
        description="The scheme of contracts that name none; the only one when left out.",
    )

    @field_validator("year_from", mode="before")
    @classmethod
    def _is_a_day_of_every_year(cls, value: Any) -> Any:
        text = value.strip() if isinstance(value, str) else ""
        try:
            if text != JOINED:
                date.fromisoformat(f"2001-{text}")
            if not re.fullmatch(rf"\d\d-\d\d|{JOINED}", text):
                raise ValueError
        except ValueError:
            raise ValueError(
                f"{shown(value)} is not a day of every year; expected month-day such as "
                "04-01, or joined"
            ) from None
        return text

    @model_validator(mode="after")
    def _has_a_usual_scheme(self) -> Leave:
        known = ", ".join(self.schemes)
        if self.scheme is None and len(self.schemes) > 1:
            raise ValueError(f"write which scheme is the usual one, such as scheme: {known}")
        if self.scheme is not None and self.scheme not in self.schemes:
            raise ValueError(f"scheme: {shown(self.scheme)} is not listed; expected one of {known}")
        return self

    @property
    def usual(self) -> str:
        """The scheme of contracts that name none."""
        return self.scheme or next(iter(self.schemes))

    def year_of(self, day: date, joined: date | None) -> LeaveYear:
        """The leave year that holds ``day``, of somebody who joined on ``joined``."""
        if self.year_from != JOINED:
            month, first = map(int, self.year_from.split("-"))
        elif joined is not None:
            month, first = joined.month, joined.day
        else:
            raise ValueError("the leave year runs from the day of joining, which is not known")
        start = _in_year(day.year, month, first)
        if start > day:
            start = _in_year(day.year - 1, month, first)
        return LeaveYear(start, _in_year(start.year + 1, month, first) - _ONE_DAY)


class OpeningLeave(Model):
    """Somebody's leave in this leave year that the absences of the file do not tell of."""

    carried: Hours = Field(default=0, description="Hours carried over from the leave year before.")
    taken: Hours = Field(default=0, description="Hours taken already, beside the absences listed.")
    booked: Hours = Field(
        default=0, description="Hours booked for later, beside the absences listed."
    )


def completed_years(since: date | None, day: date) -> int:
    """Whole years of service on ``day``: it is the n-th anniversary of ``since``, or later.

    Whoever began on 29 February has completed a year on 1 March where there is no 29th.
    Without a date of service there are none.
    """
    if since is None:
        return 0
    before = (day.month, day.day) < (since.month, since.day)
    return max(0, day.year - since.year - before)


def exact(number: float) -> Fraction:
    """``number`` as it is written: 0.6 is three fifths."""
    return Fraction(str(number))


def _in_year(year: int, month: int, day: int) -> date:
    """The day of that year; 1 March for 29 February where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 3, 1)
