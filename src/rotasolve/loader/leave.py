"""Leave that does not add up: unknown schemes, more booked than there is, too little of it."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from rotasolve.duties import spell_date, spell_names
from rotasolve.loader.problem import unknown
from rotasolve.loader.spot import stated
from rotasolve.rules.absence import Absence
from rotasolve.team.credit import contracted_minutes, credited_absences
from rotasolve.team.entitlement import leave_accounts
from rotasolve.team.leave import JOINED, OpeningLeave
from rotasolve.team.spelling import spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.loader.check import Scene
    from rotasolve.loader.problem import Problem, Trail
    from rotasolve.team.contract import Contract
    from rotasolve.team.entitlement import LeaveAccount
    from rotasolve.team.leave import Leave
    from rotasolve.team.team import Team


def leave_problems(scene: Scene) -> Iterator[Problem]:
    """Contracts on a scheme that is not listed, and leave years that begin on an unknown day."""
    leave = scene.team.leave
    if leave is None and stated(scene.root, "leave"):
        return  # it has problems of its own
    for place, contract in _contracts(scene):
        if contract.leave is not None and (leave is None or contract.leave not in leave.schemes):
            known = [] if leave is None else list(leave.schemes)
            where = "none is listed under leave"
            words = unknown("leave scheme", contract.leave, known, where=where)
            yield scene.problem((*place, "leave"), words)
    if leave is not None and leave.year_from == JOINED:
        for trail, staff in scene.entries("staff"):
            if staff.joined is None:
                words = f"the leave year of {staff.name} runs from joining, so starts is needed"
                yield scene.problem(trail, words)


def leave_warnings(scene: Scene) -> Iterator[Problem]:
    """Leave booked beyond what there is, too little or too much of it, and service not known."""
    team, accounts = scene.team, leave_accounts(scene.team)
    if team.leave is None:
        for trail, staff in scene.entries("staff"):
            if staff.leave != OpeningLeave():
                words = "the file has no block leave, so this has no effect"
                yield scene.problem((*trail, "leave"), words)
        return
    for account in accounts:
        if account.left < 0:
            yield _beyond(scene, account)
    yield from _below_statutory(scene, accounts)
    yield from _given_twice(scene, team.leave)
    unserved = [
        account.staff
        for account in accounts
        if team.staff_by_name[account.staff].served_from is None
        and any(team.leave.schemes[name].asks_service for name in account.schemes)
    ]
    if unserved:
        names = spell_names(dict.fromkeys(unserved))
        words = f"no year of service is counted for {names}, as neither starts nor service_from is"
        yield scene.problem(("leave",), f"{words} given")


def stated_weeks(scene: Scene) -> Iterator[Problem]:
    """Absences that state hours for every day of a week, days off and all, beyond its contract."""
    team = scene.team
    for trail, rule in scene.entries("absences", "rules"):
        if not isinstance(rule, Absence) or not rule.hours or not rule.credited:
            continue
        dates = set(team.dates_of(rule))
        for staff, week in product(team.staff_of(rule.who), _weeks(team)):
            due = contracted_minutes(team, staff, week)
            if dates.issuperset(week) and 0 < due < 7 * rule.hours:
                words = (
                    f"counts {spell_duration(7 * rule.hours)} for {staff.name} from "
                    f"{spell_date(week[0])} to {spell_date(week[-1])}, with "
                    f"{spell_duration(due)} contracted; list only the days that would have been "
                    "worked, or leave hours out"
                )
                yield scene.problem((*trail, "hours"), words)
                break  # once for an entry


def _weeks(team: Team) -> list[tuple[date, ...]]:
    """The dates of each week of the period."""
    dates = team.period.dates
    return [dates[first : first + 7] for first in range(0, len(dates), 7)]


def _contracts(scene: Scene) -> Iterator[tuple[Trail, Contract]]:
    """Every contract with its place."""
    for name, contract in scene.team.contracts.items():
        yield ("contracts", name), contract
    for trail, staff in scene.entries("staff"):
        place = (*trail, "contract")
        for index, part in enumerate(staff.contract_parts):
            if not isinstance(part, str):
                yield ((*place, index) if isinstance(staff.contract, tuple) else place), part


def _beyond(scene: Scene, account: LeaveAccount) -> Problem:
    """That more is booked than there is, at the absence that goes beyond it."""
    staff = scene.team.staff_by_name[account.staff]
    words = (
        f"{account.staff} is booked {spell_duration(-account.left)} beyond the "
        f"{spell_duration(account.entitled)} of leave of {account.year} "
        f"({spell_duration(account.taken)} taken, {spell_duration(account.booked)} booked)"
    )
    day = account.beyond_from
    if day is None:
        place = next(trail for trail, each in scene.entries("staff") if each is staff)
        return scene.problem((*place, "leave"), words)
    entry = credited_absences(scene.team, staff, [day])[day]
    place = next(trail for trail, each in scene.entries("absences", "rules") if each is entry)
    return scene.problem(place, f"{words}; this entry goes beyond it from {spell_date(day)} on")


def _below_statutory(scene: Scene, accounts: tuple[LeaveAccount, ...]) -> Iterator[Problem]:
    """Of each scheme those whose entitlement is below the statutory least, in one warning."""
    found: defaultdict[str, list[LeaveAccount]] = defaultdict(list)
    for account in accounts:
        if account.below_statutory:
            found[account.schemes[-1]].append(account)
    for scheme, below in found.items():
        each = [f"{a.staff} {spell_duration(a.below_statutory)} in {a.year}" for a in below]
        words = (
            "gives less than the statutory 5.6 weeks a year, bank holidays included: "
            f"{', '.join(each[:6])}{' ...' if len(each) > 6 else ''} too little"
        )
        yield scene.problem(("leave", "schemes", scheme), words)


def _given_twice(scene: Scene, leave: Leave) -> Iterator[Problem]:
    """Contracts that count bank holidays as worked, while their leave has days for them too."""
    for place, contract in _contracts(scene):
        name = contract.leave or leave.usual
        scheme = leave.schemes.get(name)
        if scheme is not None and scheme.adds_bank_holidays and contract.bank_holidays == "credit":
            words = (
                "bank holidays are given twice: as hours worked, and as days of leave in the "
                f"scheme {name}; write none here, or bank_holidays: separate there"
            )
            yield scene.problem((*place, "bank_holidays"), words)
