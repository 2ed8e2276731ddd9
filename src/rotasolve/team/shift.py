"""Shifts: the duty types of a team."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.clock import instant
from rotasolve.team.selector import EVERYBODY, Who, Words
from rotasolve.team.shown import shown
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    ClockSpanField,
    DatesField,
    DayNamesField,
    Duration,
    Hours,
    Pence,
    spell_duration,
)

if TYPE_CHECKING:
    from datetime import date

Kind = Literal["work", "sleep_in", "on_call", "event"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Account = Literal["contract", "paid", "working_time"]
ACCOUNTS: tuple[Account, ...] = get_args(Account)


def one_word(code: str) -> str:
    """``code`` as it is, where it can stand on a rota."""
    # Rotas join the codes of a day with +.
    if any(each in "+," or each.isspace() or not each.isprintable() for each in code):
        raise ValueError(
            f"{shown(code)} is not a code; expected one word such as LD, without + and comma"
        )
    return code


class Counts(Model):
    """How long a shift counts in each hour account, where its kind's default is not right."""

    contract: Hours | None = Field(default=None, description="Towards contracted hours.")
    paid: Hours | None = Field(default=None, description="Hours paid.")
    working_time: Hours | None = Field(default=None, description="Towards legal working time.")

    @field_validator("contract", "paid", "working_time")
    @classmethod
    def _fits_a_week(cls, value: int | None) -> int | None:
        if value is not None and value > 7 * MINUTES_A_DAY:
            raise ValueError(f"{spell_duration(value)} are more hours than a week has")
        return value


class Shift(Model):
    """One duty type; a shift belongs to the date on which it starts.

    By default a ``work`` shift counts its length less the unpaid break in every hour account, a
    ``sleep_in`` its full length as working time only, and an ``on_call`` (from home) nothing. An
    ``event`` (a meeting, training) counts hours as work does, but is no cover.
    """

    code: str = Field(min_length=1, max_length=12, description="The short name on the rota.")
    name: str | None = Field(default=None, description="The long name.")
    time: ClockSpanField = Field(description="Clock times; may pass midnight.")
    break_: Duration = Field(
        default=0,
        validation_alias="break",
        serialization_alias="break",
        description="Unpaid break inside the shift.",
    )
    kind: Kind = Field(default="work", description="What sort of duty it is.")
    tags: Words = Field(default=(), description="Words by which rules can select the shift.")
    needs: Words = Field(default=(), description="Skills that everybody on the shift must hold.")
    days: DayNamesField | None = Field(
        default=None, description="The only days of the week on which it is worked."
    )
    dates: DatesField | None = Field(
        default=None, description="The only dates on which it is worked."
    )
    who: Who = Field(
        default=EVERYBODY, description="The only people who work it; all when left out."
    )
    counts: Counts = Field(default_factory=Counts, description="Hours in each account.")
    allowance: Pence = Field(default=0, description="Flat payment for each such shift, in GBP.")

    @field_validator("code")
    @classmethod
    def _code_is_one_word(cls, value: str) -> str:
        return one_word(value)

    @model_validator(mode="after")
    def _break_fits(self) -> Shift:
        if self.break_ >= self.time.end - self.time.start:
            raise ValueError(f"the break of {self.break_} minutes is as long as the shift")
        return self

    @property
    def label(self) -> str:
        """The long name where there is one, else the code."""
        return self.name or self.code

    @cached_property
    def facts(self) -> tuple[frozenset[str], ...]:
        """What a selector may ask for: any word, then code, tags and kind."""
        code, tags, kind = frozenset((self.code,)), frozenset(self.tags), frozenset((self.kind,))
        return code | tags | kind, code, tags, kind

    def start(self, day: date) -> int:
        """The instant at which the shift of ``day`` starts."""
        return instant(day, self.time.start)

    def end(self, day: date) -> int:
        """The instant at which the shift of ``day`` ends."""
        return instant(day, self.time.end)

    def minutes(self, account: Account, day: date) -> int:
        """Minutes that the shift of ``day`` counts in ``account``; by true time on any night."""
        stated: int | None = getattr(self.counts, account)
        if stated is not None:
            return stated
        length = self.end(day) - self.start(day)
        if self.kind in ("work", "event"):
            return max(0, length - self.break_)
        return length if self.kind == "sleep_in" and account == "working_time" else 0
