"""A team written in Python, without a team file: the last line prints who works when."""

from __future__ import annotations

from datetime import date, timedelta

import rotasolve
from rotasolve.rules.absence import Absence
from rotasolve.rules.contract_hours import ContractHours
from rotasolve.rules.cover import Cover, Limit
from rotasolve.rules.rest import Rest
from rotasolve.team.contract import Contract
from rotasolve.team.heading import Heading
from rotasolve.team.period import Period
from rotasolve.team.selector import Which, Who
from rotasolve.team.shift import Shift
from rotasolve.team.spelling import ClockSpan, DateRange, Dates, Minutes
from rotasolve.team.staff import Staff

MONDAY = date(2026, 3, 2)

early = Shift(code="E", time=ClockSpan(7 * 60, 15 * 60), break_=Minutes(30))
part_time = Contract(hours=Minutes(30 * 60))
team = rotasolve.Team(
    version=1,
    team=Heading(name="Corner House"),
    period=Period(start=MONDAY, weeks=1),
    shifts={"E": early},
    staff=(Staff(name="Ana", contract=part_time), Staff(name="Bo", contract=part_time)),
    cover=(Cover(shift=Which(word=("E",)), min=Limit(people=1)),),
    absences=(Absence(who=Who(name=("Bo",)), dates=Dates((DateRange(MONDAY, MONDAY),))),),
    rules=(Rest(hours=Minutes(11 * 60)), ContractHours(tolerance=Minutes(8 * 60))),
)

result = rotasolve.solve(team, seconds=10)
assert result.rota is not None
for day in (MONDAY + timedelta(n) for n in range(7)):
    at_work = [staff.name for staff in team.staff if result.rota.shifts(staff.name, day)]
    print(day, "E", *at_work)
