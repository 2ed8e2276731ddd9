"""Pay: rates, enhancements for unsocial hours, and what one duty of one person is paid.

The mechanism is that of Agenda for Change, section 2(a) of the NHS terms and conditions handbook
(England), with every figure of it in the team file. Estimates for planning, not payroll.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.clock import instant
from rotasolve.team.credit import nearest
from rotasolve.team.listed import Listed
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    ClockSpanField,
    DayNamesField,
    Factor,
    Hours,
    Pence,
    Percent,
    Window,
    WindowField,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.team.shift import Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

OTHERS = "others"
"""The key of ``percent`` for everybody whose grade or role it does not name."""

DutyPart = Literal["enhancements", "allowances", "bank", "basic"]
"""Parts of pay that belong to single duties. ``bank`` is the basic pay of bank staff, ``basic``
that of everybody else."""
DUTY_PARTS: tuple[DutyPart, ...] = get_args(DutyPart)

QUARTER = 15
"""Minutes of the quarter hours in which overtime is counted."""


class EnhancedTime(Model):
    """Some minutes of the week; a minute belongs to the day on which the clock shows it."""

    days: DayNamesField | None = Field(None, description="Only minutes of these days; 00:00-24:00.")
    clock: ClockSpanField | None = Field(None, description="Only minutes at these clock times.")
    more_than_half: bool = Field(
        False,
        description="Whether a shift that lies in clock by more than half counts whole, on days.",
    )

    @model_validator(mode="after")
    def _half_of_what(self) -> EnhancedTime:
        if self.more_than_half and self.clock is None:
            raise ValueError("more_than_half needs clock, the hours of which it is more than half")
        return self


class Enhancement(Model):
    """What is paid on top of basic pay for work at certain times."""

    percent: dict[str, Percent] = Field(
        description="Per cent of basic pay by grade or role, and for others; or one for everybody."
    )
    time: Listed[EnhancedTime] = Field(
        min_length=1, description="When it is paid: at any of these times."
    )

    @field_validator("percent", mode="before")
    @classmethod
    def _one_for_everybody(cls, value: Any) -> Any:
        return {OTHERS: value} if isinstance(value, int | float | str) else value


class Overtime(Model):
    """What is paid for hours above the contract.

    It is counted in started quarter hours, as the cost of a rota has to be a whole number.
    """

    factor: Factor = Field(
        Fraction(3, 2), description="Times the rate, above the hours of a full week."
    )
    additional: Factor = Field(
        Fraction(1),
        description="Times the rate, above the contract and up to the hours of a full week.",
    )
    tolerance: Hours = Field(0, description="Hours above that are not paid as overtime.")
    per: WindowField = Field(Window("period", 0), description="What the hours are counted over.")

    @model_validator(mode="after")
    def _rises(self) -> Overtime:
        if self.factor < self.additional:
            raise ValueError("factor is below additional; pay above a full week cannot be less")
        return self

    @field_validator("per")
    @classmethod
    def _not_rolling(cls, value: Window) -> Window:
        if value.kind == "rolling":
            raise ValueError(f"overtime is not counted over {value}; expected period or week")
        return value

    def prices(self, rate: int) -> tuple[int, int]:
        """Pence for a quarter hour of overtime, up to a full week and above it."""
        return nearest(rate * self.additional / 4), nearest(rate * self.factor / 4)


class BankPay(Model):
    """The pay of those whose contract has no ``contract`` account."""

    rate: Pence | None = Field(None, description="GBP an hour; as for others when left out.")
    enhanced: bool = Field(True, description="Whether they have enhancements too.")


class Pay(Model):
    """What the hours of a rota are paid."""

    rates: dict[str, Pence] = Field(
        default_factory=dict, description="GBP an hour, by grade or role."
    )
    enhancements: dict[str, Enhancement] = Field(
        default_factory=dict,
        description="What certain times are paid more, by name; of several the highest counts.",
    )
    overtime: Overtime | None = Field(None, description="Pay above the contract; none if left out.")
    bank: BankPay = Field(default_factory=BankPay, description="The pay of bank staff.")

    @field_validator("enhancements")
    @classmethod
    def _names_are_free(cls, value: dict[str, Enhancement]) -> dict[str, Enhancement]:
        if taken := [name for name in value if name in ("paid", "plain")]:
            raise ValueError(f"{taken[0]!r} has a meaning of its own; rename the enhancement")
        return value


@dataclass(frozen=True)
class Terms:
    """What somebody is paid by on one date.

    Attributes
    ----------
    rate
        Pence an hour.
    bank
        Whether every hour is paid, as no contracted hours are.
    shares
        The share of basic pay that each enhancement is, in the order of the team file.
    """

    rate: int
    bank: bool
    shares: tuple[Fraction, ...]


class DutyPay(NamedTuple):
    """What one duty is paid; minutes, and whole pence.

    Attributes
    ----------
    paid
        Minutes paid: those of the ``paid`` account.
    plain
        Minutes of them without enhancement.
    enhanced
        Minutes at each enhancement of the team file, in its order.
    terms
        The rate and the rest that it was paid by; None for those who are not paid by the hour.
    basic, enhancement, allowance
        Pence, each rounded half up by itself.
    """

    paid: int
    plain: int
    enhanced: tuple[int, ...]
    terms: Terms | None
    basic: int
    enhancement: int
    allowance: int

    def part(self, part: DutyPart) -> int:
        """The pence of one part of it."""
        if part == "enhancements":
            return self.enhancement
        if part == "allowances":
            return self.allowance
        is_bank = self.terms is not None and self.terms.bank
        return self.basic if is_bank == (part == "bank") else 0


def rate_on(team: Team, staff: Staff, day: date) -> int | None:
    """Pence an hour of ``staff`` on ``day``; None where nothing states it.

    Their own rate comes first, then their contract's, for bank staff the bank's, then that of their
    grade, then that of their role.
    """
    contract = team.contract_on(staff, day)
    pay = team.pay or Pay()
    bank = contract is not None and "contract" not in contract.accounts
    stated = (
        staff.rate,
        contract.rate if contract else None,
        pay.bank.rate if bank else None,
        pay.rates.get(staff.grade or ""),
        pay.rates.get(staff.role or ""),
    )
    return next((rate for rate in stated if rate is not None), None)


def terms_on(team: Team, staff: Staff, day: date) -> Terms | None:
    """What ``staff`` is paid by on ``day``; None without a contract with a ``paid`` account."""
    contract = team.contract_on(staff, day)
    if team.pay is None or contract is None or "paid" not in contract.accounts:
        return None
    bank = "contract" not in contract.accounts
    shares = [Fraction() for _ in team.pay.enhancements]
    if not bank or team.pay.bank.enhanced:
        for n, enhancement in enumerate(team.pay.enhancements.values()):
            stated = (
                enhancement.percent.get(key or "") for key in (staff.grade, staff.role, OTHERS)
            )
            shares[n] = next((share for share in stated if share is not None), Fraction())
    return Terms(rate_on(team, staff, day) or 0, bank, tuple(shares))


def unpriced(team: Team) -> Iterator[tuple[Staff, date]]:
    """Everybody who is paid by the hour but has no rate, with the first date of the period."""
    for staff in team.staff if team.pay is not None else ():
        for day in team.period.dates:
            contract = team.contract_on(staff, day)
            by_the_hour = contract is not None and "paid" in contract.accounts
            if by_the_hour and rate_on(team, staff, day) is None:
                yield staff, day
                break


def duty_pay(team: Team, terms: Terms | None, shift: Shift, day: date) -> DutyPay:
    """What ``shift`` of ``day`` is paid by ``terms``.

    Only shifts of kind ``work`` and events have enhancements. The unpaid break is taken from the
    minutes that are paid least, so first from those without enhancement. A minute at several
    enhancements has the highest. Minutes are those that really pass, on the nights on which clocks
    change too.
    """
    paid = shift.minutes("paid", day)
    if terms is None:
        return DutyPay(paid, paid, (0,) * _number(team), None, 0, 0, shift.allowance)
    enhanced = [0] * _number(team)
    if shift.kind in ("work", "event") and any(terms.shares):
        enhanced = _enhanced_minutes(team, terms, shift, day)
        # What is left of the span is plain; a break longer than that comes out of the cheapest.
        left = max(0, sum(enhanced) - paid)
        for n in sorted(range(len(enhanced)), key=lambda n: terms.shares[n]):
            taken = min(left, enhanced[n])
            enhanced[n] -= taken
            left -= taken
    weighed = sum(
        (minutes * share for minutes, share in zip(enhanced, terms.shares, strict=True)),
        Fraction(),
    )
    return DutyPay(
        paid,
        paid - sum(enhanced),
        tuple(enhanced),
        terms,
        nearest(Fraction(paid * terms.rate, 60)),
        nearest(weighed * terms.rate / 60),
        shift.allowance,
    )


def _number(team: Team) -> int:
    return len(team.pay.enhancements) if team.pay is not None else 0


def _enhanced_minutes(team: Team, terms: Terms, shift: Shift, day: date) -> list[int]:
    """Minutes of the whole span of the shift at each enhancement, the break included."""
    minutes = [0] * len(terms.shares)
    for start, end, applying in team.enhanced_spans(shift, day):
        best = max(applying, key=lambda n: terms.shares[n])
        if terms.shares[best]:
            minutes[best] += end - start
    return minutes


def enhanced_spans(team: Team, shift: Shift, day: date) -> list[tuple[int, int, tuple[int, ...]]]:
    """The stretches of ``shift`` of ``day`` with enhancements: start, end and which of them."""
    assert team.pay is not None
    first, last = shift.start(day), shift.end(day)
    found: list[tuple[int, int, int]] = []
    for n, enhancement in enumerate(team.pay.enhancements.values()):
        for time in enhancement.time:
            found += [(start, end, n) for start, end in _spans(team, time, first, last, day)]
    edges = sorted({first, last, *(edge for start, end, _ in found for edge in (start, end))})
    spans = []
    for start, end in pairwise(edges):
        applying = tuple(sorted({n for a, b, n in found if a <= start and end <= b}))
        if applying:
            spans.append((start, end, applying))
    return spans


def _spans(
    team: Team, time: EnhancedTime, first: int, last: int, day: date
) -> Iterator[tuple[int, int]]:
    """The stretches of ``first``..``last`` that lie in ``time``; the duty starts on ``day``."""
    dates = (day, day + timedelta(1))  # no shift is longer than a day
    parts = [(0, MINUTES_A_DAY)]
    if time.clock is not None:
        start, end = time.clock
        parts = [(start, min(end, MINUTES_A_DAY)), (0, max(0, end - MINUTES_A_DAY))]
    inside = [
        (each, max(first, instant(each, start)), min(last, instant(each, end)))
        for each in dates
        for start, end in parts
    ]
    inside = [(each, start, end) for each, start, end in inside if start < end]
    if time.more_than_half and 2 * sum(b - a for _, a, b in inside) > last - first:
        inside = [
            (each, max(first, instant(each, 0)), min(last, instant(each, MINUTES_A_DAY)))
            for each in dates
        ]
    for each, start, end in inside:
        if start < end and team.matches(each, time.days, None):
            yield start, end
