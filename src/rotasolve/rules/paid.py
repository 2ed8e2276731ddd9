"""What somebody's duties are paid on each date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.rules.holiday_pay import ordinary_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.pay import DutyPart, DutyPay
    from rotasolve.team.rule import Rule
    from rotasolve.team.team import Team


def paid_by_date(
    duties: Duties, team: Team, rule: Rule, names: Iterable[str]
) -> dict[str, Mapping[date, list[DutyPay]]]:
    """What each of ``names`` is paid for duties of the period on the dates of ``rule``."""
    dates = frozenset(team.dates_of(rule))

    def of_one(name: str) -> dict[date, list[DutyPay]]:
        staff = team.staff_by_name[name]
        found: dict[date, list[DutyPay]] = {}
        ordinary = ordinary_days(team, staff, duties, dates)
        for duty in duties.of(name):
            if duty.in_period and duty.date in dates:
                paid = team.duty_pay(staff, duty.shift, duty.date, ordinary)
                found.setdefault(duty.date, []).append(paid)
        return found

    return duties.of_each((paid_by_date, rule.days, rule.dates), list(names), of_one)


def pence(paid: Iterable[DutyPay], part: DutyPart) -> int:
    """The pence of one ``part`` of all of it."""
    return sum([each.part(part) for each in paid])
