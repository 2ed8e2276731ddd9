"""Pay: rates, enhancements for unsocial hours, and what one duty of one person is paid.

The mechanism is that of Agenda for Change, section 2(a) of the NHS terms and conditions handbook
(England), with every figure of it in the team file. Estimates for planning, not payroll.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args

from pydantic import Field, field_validator, model_validator

from rotasolve.team.bank_holidays import holiday_pairs
from rotasolve.team.base import Model
from rotasolve.team.clock import instant
from rotasolve.team.credit import nearest
from rotasolve.team.frozen import FROZEN, FrozenDict
from rotasolve.team.listed import Listed
from rotasolve.team.shown import shown
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

    from rotasolve.team.shift import Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

OTHERS = "others"
"""The key of ``percent`` for everybody whose grade or role it does not name."""

DutyPart = Literal["enhancements", "allowances", "bank", "basic"]
"""Parts of pay that belong to single duties. ``bank`` is the basic pay of bank staff, ``basic``
that of everybody else."""
DUTY_PARTS: tuple[DutyPart, ...] = get_args(DutyPart)

NO_DATES: frozenset[date] = frozenset()

QUARTER = 15
"""Minutes of the quarter hours in which overtime is counted."""


class EnhancedTime(Model):
    """Some minutes of the week; a minute belongs to the day on which the clock shows it."""

    days: DayNamesField | None = Field(
        default=None, description="Only minutes of these days; 00:00-24:00."
    )
    clock: ClockSpanField | None = Field(
        default=None, description="Only minutes at these clock times."
    )
    more_than_half: bool = Field(
        default=False,
        description="Whether a shift that lies in clock by more than half counts whole, on days.",
    )

    @model_validator(mode="after")
    def _half_of_what(self) -> EnhancedTime:
        if self.more_than_half and self.clock is None:
            raise ValueError("more_than_half needs clock, the hours of which it is more than half")
        return self


class Enhancement(Model):
    """What is paid on top of basic pay for work at certain times."""

    percent: Annotated[dict[str, Percent], FROZEN] = Field(
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
        default=Fraction(3, 2), description="Times the rate, above the hours of a full week."
    )
    additional: Factor = Field(
        default=Fraction(1),
        description="Times the rate, above the contract and up to the hours of a full week.",
    )
    tolerance: Hours = Field(default=0, description="Hours above that are not paid as overtime.")
    per: WindowField = Field(
        default=Window("period", 0), description="What the hours are counted over."
    )

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

    rate: Pence | None = Field(
        default=None, description="GBP an hour; as for others when left out."
    )
    enhanced: bool = Field(default=True, description="Whether they have enhancements too.")


class Pay(Model):
    """What the hours of a rota are paid."""

    rates: Annotated[dict[str, Pence], FROZEN] = Field(
        default_factory=FrozenDict, description="GBP an hour, by grade or role."
    )
    enhancements: Annotated[dict[str, Enhancement], FROZEN] = Field(
        default_factory=FrozenDict,
        description="What certain times are paid more, by name; of several the highest counts.",
    )
    overtime: Overtime | None = Field(
        default=None, description="Pay above the contract; none if left out."
    )
    bank: BankPay = Field(default_factory=BankPay, description="The pay of bank staff.")

    @field_validator("enhancements")
    @classmethod
    def _names_are_free(cls, value: dict[str, Enhancement]) -> dict[str, Enhancement]:
        if taken := [name for name in value if name in ("paid", "plain")]:
            raise ValueError(f"{shown(taken[0])} has a meaning of its own; rename the enhancement")
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
    gains
        The pence of the enhancement that are paid because a date is a public holiday, for each
        date of a pair of which somebody has one: a holiday at a weekend and its substitute.
    """

    paid: int
    plain: int
    enhanced: tuple[int, ...]
    terms: Terms | None
    basic: int
    enhancement: int
    allowance: int
    gains: tuple[tuple[date, int], ...] = ()

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
    terms: dict[int, Terms] = team.answers.setdefault((terms_on, staff.name), {})
    if id(contract) not in terms:  # the team keeps it; every audit asks for the same
        terms[id(contract)] = _terms(team, team.pay, staff, day)
    return terms[id(contract)]


def _terms(team: Team, pay: Pay, staff: Staff, day: date) -> Terms:
    """What ``staff`` is paid by on ``day``, by the contract of that day."""
    contract = team.contract_on(staff, day)
    bank = contract is not None and "contract" not in contract.accounts
    shares = [Fraction() for _ in pay.enhancements]
    if not bank or pay.bank.enhanced:
        for n, enhancement in enumerate(pay.enhancements.values()):
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


def duty_pay(
    team: Team, terms: Terms | None, shift: Shift, day: date, ordinary: frozenset[date] = NO_DATES
) -> DutyPay:
    """What ``shift`` of ``day`` is paid by ``terms``.

    Only shifts of kind ``work`` and events have enhancements. The unpaid break is taken from the
    minutes that are paid least, so first from those without enhancement. A minute at several
    enhancements has the highest. Minutes are those that really pass, on the nights on which clocks
    change too.

    A day of a pair is a public holiday unless it is ``ordinary``, and only where that is paid more.
    What it brings is rounded by itself, on top of what the duty is paid without it.
    """
    paid = shift.minutes("paid", day)
    if terms is None:
        return DutyPay(paid, paid, (0,) * _number(team), None, 0, 0, shift.allowance)
    pairs = _days_of_pairs(team, day)
    without = _enhanced_minutes(team, terms, shift, day, pairs)
    pence = _enhancement(terms, without)
    gains = []
    counted = set()
    for each in sorted(pairs - ordinary):
        minutes = _enhanced_minutes(team, terms, shift, day, pairs - {each})
        if _weighed(terms, minutes) > _weighed(terms, without):
            counted.add(each)
            gains.append((each, _enhancement(terms, minutes) - pence))
    enhanced = _enhanced_minutes(team, terms, shift, day, pairs - counted) if counted else without
    return DutyPay(
        paid,
        paid - sum(enhanced),
        tuple(enhanced),
        terms,
        nearest(Fraction(paid * terms.rate, 60)),
        pence + sum(gain for _, gain in gains),
        shift.allowance,
        tuple(gains),
    )


def _number(team: Team) -> int:
    return len(team.pay.enhancements) if team.pay is not None else 0


def _days_of_pairs(team: Team, day: date) -> frozenset[date]:
    """The dates that a duty of ``day`` may reach and of which somebody has one of two."""
    reached = (day, day + timedelta(1))  # no shift is longer than a day
    return frozenset(each for pair in holiday_pairs(team) for each in pair[:2] if each in reached)


def _enhanced_minutes(
    team: Team, terms: Terms, shift: Shift, day: date, ordinary: frozenset[date]
) -> list[int]:
    """Minutes paid at each enhancement."""
    minutes = [0] * len(terms.shares)
    if shift.kind not in ("work", "event") or not any(terms.shares):
        return minutes
    for start, end, applying in team.enhanced_spans(shift, day, ordinary):
        best = max(applying, key=lambda n: terms.shares[n])
        if terms.shares[best]:
            minutes[best] += end - start
    # What is left of the span is plain; a break longer than that comes out of the cheapest.
    left = max(0, sum(minutes) - shift.minutes("paid", day))
    for n in sorted(range(len(minutes)), key=lambda n: terms.shares[n]):
        taken = min(left, minutes[n])
        minutes[n] -= taken
        left -= taken
    return minutes


def _weighed(terms: Terms, minutes: list[int]) -> Fraction:
    """Minutes, each times the share of basic pay that it is paid on top."""
    return sum(
        (each * share for each, share in zip(minutes, terms.shares, strict=True)), Fraction()
    )


def _enhancement(terms: Terms, minutes: list[int]) -> int:
    """The pence of so many minutes at each enhancement."""
    return nearest(_weighed(terms, minutes) * terms.rate / 60)


def enhanced_spans(
    team: Team, shift: Shift, day: date, ordinary: frozenset[date] = NO_DATES
) -> list[tuple[int, int, tuple[int, ...]]]:
    """The stretches of ``shift`` of ``day`` with enhancements: start, end and which of them.

    Dates that are ``ordinary`` are taken for no public holiday.
    """
    assert team.pay is not None
    first, last = shift.start(day), shift.end(day)
    found: list[tuple[int, int, int]] = []
    for n, enhancement in enumerate(team.pay.enhancements.values()):
        for time in enhancement.time:
            spans = _spans(team, time, (first, last), day, ordinary)
            found += [(start, end, n) for start, end in spans]
    edges = sorted({first, last, *(edge for start, end, _ in found for edge in (start, end))})
    spans_found = []
    for start, end in pairwise(edges):
        applying = tuple(sorted({n for a, b, n in found if a <= start and end <= b}))
        if applying:
            spans_found.append((start, end, applying))
    return spans_found


def _spans(
    team: Team, time: EnhancedTime, duty: tuple[int, int], day: date, ordinary: frozenset[date]
) -> Iterator[tuple[int, int]]:
    """The stretches of ``duty``, which starts on ``day``, that lie in ``time``."""
    first, last = duty
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
        if start < end and _is_on(team, time, each, each in ordinary):
            yield start, end


def _is_on(team: Team, time: EnhancedTime, day: date, is_ordinary: bool) -> bool:
    """Whether ``time`` is one of ``day``, which is no public holiday where it is ordinary."""
    if time.days is not None and is_ordinary:
        return time.days.match(day, False)
    return team.matches(day, time.days, None)
