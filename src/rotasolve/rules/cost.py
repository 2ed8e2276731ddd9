"""Cost: what a rota is paid."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from pydantic import Field, field_validator, model_validator

from rotasolve.rules.paid import paid_by_date, pence
from rotasolve.rules.windows import windows
from rotasolve.team.clock import LONGEST_DAY
from rotasolve.team.credit import contracted_minutes, credited_minutes, nearest
from rotasolve.team.listed import Listed
from rotasolve.team.pay import QUARTER, DutyPart, rate_on
from rotasolve.team.rule import Rule
from rotasolve.team.spelling import spell_gbp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.rule import Breach
    from rotasolve.team.spelling import Window
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

Part = DutyPart | Literal["overtime"]


class Cost(Rule):
    """The rota costs as little pay as can be, beyond the salaries that are paid anyway.

    One unit is one penny of somebody's pay. Counted are the parts in ``of``: ``enhancements`` and
    ``allowances``, ``bank`` (basic pay of those whose contract has no ``contract`` account),
    ``overtime`` (hours above the contract, at their full price) and ``basic`` (basic pay of
    everybody else for the hours on duty, which their salary covers). What a duty is paid and how it
    is rounded follows from the ``pay`` block of the team file.

    Overtime: hours of the ``contract`` account, with credit for absence, above the contracted hours
    of the days with a salary are paid at ``additional`` times the rate, and those above the hours
    of a full week at ``factor`` times the rate, both counted in started quarter hours. The rate is
    that of the last day of the window that has a contract. Which hours of a window are overtime
    cannot be said, so those on bank holidays have no factor of their own, and enhancements are paid
    for all hours. History does not matter, except that a public holiday at a weekend and its
    substitute are one: somebody paid for one of the two in the history is not paid for the other.
    """

    rule: Literal["cost"] = "cost"
    of: Listed[Part] = Field(
        default=("enhancements", "allowances", "overtime", "bank"),
        min_length=1,
        description="The parts of pay that count.",
    )

    scope = "line"
    unit = "pence"
    default_level = "wish"

    @field_validator("of")
    @classmethod
    def _each_part_once(cls, value: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(dict.fromkeys(value))

    @model_validator(mode="after")
    def _counts_nothing_twice(self) -> Cost:
        if "overtime" in self.of and "basic" in self.of:
            raise ValueError("basic and overtime both pay the hours above the contract; leave one")
        if "overtime" in self.of and (self.days is not None or self.dates is not None):
            raise ValueError(
                "overtime is counted over whole windows; leave out days and dates, or overtime"
            )
        return self

    def most_units(self, team: Team) -> int:
        """Every shift of every day at the highest rate, with every enhancement, and as overtime."""
        return len(team.staff_of(self.who)) * most_pence(team)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Everybody whose duties cost something."""
        dates = team.dates_of(self)
        judged = duties.staff_of(self.who)
        by_date = paid_by_date(duties, team, self, [staff.name for staff in judged])
        for staff in judged:
            paid = [each for some in by_date[staff.name].values() for each in some]
            named: dict[str, int] = {
                part: pence(paid, part) for part in get_args(DutyPart) if part in self.of
            }
            if "overtime" in self.of:
                named["overtime"] = sum(each.pence for each in overtime(team, staff, duties))
            if total := sum(named.values()):
                listed = ", ".join(
                    f"{part} {spell_gbp(sum_)}" for part, sum_ in named.items() if sum_
                )
                words = f"{staff.name} costs {spell_gbp(total)}: {listed}"
                yield self.breach(
                    team, words, total, staff=(staff.name,), dates=(dates[0], dates[-1])
                )


class OvertimePay(NamedTuple):
    """Overtime of one person in one window.

    Attributes
    ----------
    minutes
        Minutes above the contract and the tolerance: those that are paid.
    additional, above
        Started quarter hours of them, and those above a full week.
    rate
        Pence an hour.
    pence
        What they are paid.
    """

    window: Stretch
    minutes: int
    additional: int
    above: int
    rate: int
    pence: int


def overtime(team: Team, staff: Staff, duties: Duties) -> Iterator[OvertimePay]:
    """The overtime of ``staff`` in each window that has some."""
    rules = team.pay.overtime if team.pay is not None else None
    if rules is None:
        return
    minutes = duties.minutes(staff.name, "contract")
    for window, days, credit, contracted in _salaried_windows(team, staff, rules.per):
        worked = credit + sum([minutes[day] for day in days if day in minutes])
        excess = worked - contracted - rules.tolerance
        if excess > 0:
            full = max(contracted, nearest(Fraction(team.team.full_week * len(days), 7)))
            additional = ceil(excess / QUARTER)
            above = max(0, ceil((worked - full - rules.tolerance) / QUARTER))
            rate = rate_on(team, staff, days[-1]) or 0
            low, high = rules.prices(rate)
            pence = additional * low + above * (high - low)
            yield OvertimePay(window, excess, additional, above, rate, pence)


def _salaried_windows(
    team: Team, staff: Staff, per: Window
) -> list[tuple[Stretch, list[date], int, int]]:
    """Each window with salaried days of ``staff``: these, their credit, and what is contracted."""
    key = _salaried_windows, staff.name, per
    found: list[tuple[Stretch, list[date], int, int]] | None = team.answers.get(key)
    if found is None:  # every audit asks for the same
        found = team.answers[key] = []
        for window in windows(team, per):
            days = [day for day in window.days if _is_salaried(team, staff, day)]
            if days:
                credit = credited_minutes(team, staff, days)
                found.append((window, days, credit, contracted_minutes(team, staff, days)))
    return found


def _is_salaried(team: Team, staff: Staff, day: date) -> bool:
    """Whether hours are contracted on ``day``, and paid."""
    contract = team.contract_on(staff, day)
    return contract is not None and {"contract", "paid"} <= set(contract.accounts)


def most_pence(team: Team) -> int:
    """Pence that nobody's rota exceeds; coarse."""
    pay = team.pay
    if pay is None:
        return 0
    rates = [*pay.rates.values(), pay.bank.rate or 0]
    rates += [staff.rate or 0 for staff in team.staff]
    contracts = [part for staff in team.staff for part in staff.contract_parts]
    rates += [
        part.rate or 0
        for part in (*contracts, *team.contracts.values())
        if not isinstance(part, str)
    ]
    shares = [share for each in pay.enhancements.values() for share in each.percent.values()]
    factors = 1 + max(shares, default=0) + (pay.overtime.factor if pay.overtime else 0)
    a_day = 0
    for shift in team.shifts.values():
        stated = shift.counts.paid or 0, shift.counts.contract or 0
        hours = max(LONGEST_DAY, *stated) / 60 + 1
        a_day += shift.allowance + ceil(hours * max(rates) * factors) + 2
    return a_day * team.period.days
