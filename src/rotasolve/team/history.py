"""What was worked before the period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.clock import instant
from rotasolve.team.frozen import FROZEN, FrozenDict
from rotasolve.team.listed import Listed
from rotasolve.team.selector import Words
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    ClockSpan,
    ClockSpanField,
    DateField,
    DatesField,
    SignedHours,
)

if TYPE_CHECKING:
    from datetime import date

    from rotasolve.team.shift import Shift


class PastDuty(Model):
    """One shift that was worked before the period."""

    staff: str
    date: DateField
    shift: str
    worked: Listed[ClockSpanField] = Field(
        default=(), description="When a sleep-in was disturbed, or an on call was called out."
    )

    def amiss(self, shift: Shift) -> str:
        """What is wrong with ``worked``, in words; empty when nothing is."""
        if self.worked and shift.kind in ("work", "event"):
            return f"{shift.code} is work throughout; worked goes with a sleep-in or an on call"
        for span in self.worked:
            if _start(span, shift) >= shift.time.end:
                return f"{span} starts outside {shift.code}, which lasts {shift.time}"
        return ""

    def called(self, shift: Shift) -> tuple[tuple[int, int], ...]:
        """The instants from and to which ``worked`` lasted, in order; what overlaps is one.

        A stretch is the first one at its clock time after the duty's start: ``02:00-03:30`` of a
        sleep-in from 22:30 is on the next morning. It may go on after the duty's end.
        """
        found: list[tuple[int, int]] = []
        for start, length in sorted((_start(s, shift), s.end - s.start) for s in self.worked):
            first, last = instant(self.date, start), instant(self.date, start + length)
            if found and first <= found[-1][1]:
                found[-1] = found[-1][0], max(found[-1][1], last)
            elif first < last:
                found.append((first, last))
        return tuple(found)


def _start(span: ClockSpan, shift: Shift) -> int:
    """Minutes from 00:00 of the duty's date to the start of ``span``."""
    return span.start if span.start >= shift.time.start else span.start + MINUTES_A_DAY


class PastTurn(Model):
    """A task that somebody was named for before the period."""

    task: str
    staff: str
    date: DateField


class Balance(Model):
    """What one person carries from one period into the next; None where it is not stated."""

    hours: SignedHours | None = Field(
        default=None,
        description="Contract hours worked above (+) or below (-) what was contracted.",
    )


class History(Model):
    """Earlier rotas, from which rest, runs, weekends, turns of tasks and balances carry over.

    Every day from the first known date to the day before the period is known: where no duty is
    listed, nobody worked. Before that day nothing is known.
    """

    files: Words = Field(
        default=(), description="Earlier rota.json or CSV files, next to the team file."
    )
    already_read: bool = Field(
        default=False,
        description="Whether the duties of the files are written out here, so none is read.",
    )
    from_: DateField | None = Field(
        default=None,
        validation_alias="from",
        serialization_alias="from",
        description="First known date; the earliest duty's when left out.",
    )
    duties: Listed[PastDuty] = Field(default=(), description="Shifts worked, written out.")
    closed: DatesField | None = Field(
        default=None, description="Dates on which nobody worked, of which no rota tells."
    )
    balances: Annotated[dict[str, Balance], FROZEN] = Field(
        default_factory=FrozenDict, description="What each person carries into the period, by name."
    )
    turns: Listed[PastTurn] = Field(default=(), description="Turns of tasks taken, written out.")

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
        """Drop repeats: a duty that two files tell of was worked once.

        What either of them tells of ``worked`` is kept.
        """
        found: dict[tuple[str, date, str], PastDuty] = {}
        for duty in value:
            other = found.setdefault((duty.staff, duty.date, duty.shift), duty)
            if other.worked != duty.worked:
                spans = tuple(sorted({*other.worked, *duty.worked}))
                both = duty.model_copy(update={"worked": spans})
                found[duty.staff, duty.date, duty.shift] = both
        return tuple(found.values())

    def carried_minutes(self, name: str) -> int:
        """Contract minutes that ``name`` carries in: above 0 when more was worked than due."""
        balance = self.balances.get(name)
        return 0 if balance is None or balance.hours is None else balance.hours
