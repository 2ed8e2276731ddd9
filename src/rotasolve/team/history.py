"""What was worked before the period."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.selector import Words
from rotasolve.team.spelling import DateField, DatesField, SignedHours


class PastDuty(Model):
    """One shift that was worked before the period."""

    staff: str
    date: DateField
    shift: str


class PastTurn(Model):
    """A task that somebody was named for before the period."""

    task: str
    staff: str
    date: DateField


class Balance(Model):
    """What one person carries from one period into the next; None where it is not stated."""

    hours: SignedHours | None = Field(
        None, description="Contract hours worked above (+) or below (-) what was contracted."
    )


class History(Model):
    """Earlier rotas, from which rest, runs, weekends, turns of tasks and balances carry over.

    Every day from the first known date to the day before the period is known: where no duty is
    listed, nobody worked. Before that day nothing is known.
    """

    files: Words = Field((), description="Earlier rota.json or CSV files, next to the team file.")
    from_: DateField | None = Field(
        None, alias="from", description="First known date; the earliest duty's when left out."
    )
    duties: tuple[PastDuty, ...] = Field((), description="Shifts worked, written out.")
    closed: DatesField | None = Field(
        None, description="Dates on which nobody worked, of which no rota tells."
    )
    balances: dict[str, Balance] = Field(
        default_factory=dict, description="What each person carries into the period, by name."
    )
    turns: tuple[PastTurn, ...] = Field((), description="Turns of tasks taken, written out.")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        if isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(item, str) for item in value)
        ):
            return {"files": value}
        return {"duties": value} if isinstance(value, list) else value

    @field_validator("duties")
    @classmethod
    def _each_duty_once(cls, value: tuple[PastDuty, ...]) -> tuple[PastDuty, ...]:
        """Drop repeats: a duty that two files tell of was worked once."""
        return tuple(dict.fromkeys(value))

    def carried_minutes(self, name: str) -> int:
        """Contract minutes that ``name`` carries in: above 0 when more was worked than due."""
        balance = self.balances.get(name)
        return 0 if balance is None or balance.hours is None else balance.hours
