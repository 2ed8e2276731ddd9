"""Supply: who can possibly do what, by the rules that must hold and judge each duty by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rotasolve.duties import Duties
from rotasolve.rota import Rota
from rotasolve.rules.absence import Absence
from rotasolve.rules.availability import Availability
from rotasolve.rules.fixed import Fixed
from rotasolve.rules.overlap import Overlap
from rotasolve.rules.request import Request
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.team.rule import Rule
    from rotasolve.team.team import Team

Slot = tuple["date", str]
"""A shift on a date: (date, code)."""

_AWAY = {"leave": "on leave", "study": "on study leave", "sickness": "off sick", "other": "away"}


@dataclass(frozen=True)
class Supply:
    """Who can possibly do what in the period.

    Attributes
    ----------
    team
        The team.
    refusals
        For each (name, date, code) that no rota can contain which keeps every must: the reason, as
        in ``is on leave``; empty where it goes without saying.
    """

    team: Team
    refusals: dict[tuple[str, date, str], str]

    @cached_property
    def able(self) -> dict[Slot, frozenset[str]]:
        """Everybody who can do each shift on each date."""
        names = [staff.name for staff in self.team.staff]
        return {
            (day, code): frozenset(name for name in names if (name, day, code) not in self.refusals)
            for day in self.team.period.dates
            for code in self.team.shifts
        }

    @cached_property
    def most_a_day(self) -> dict[tuple[str, date], int]:
        """Most work shifts of each person on each date: by the rule, else each shift once."""
        shifts = sum(shift.kind == "work" for shift in self.team.shifts.values())
        days = self.team.period.dates
        most = {(staff.name, day): shifts for staff in self.team.staff for day in days}
        for rule in self.team.all_rules:
            if isinstance(rule, Overlap) and self.team.level_of(rule) == MUST:
                for staff in self.team.staff_of(rule.who):
                    for day in self.team.dates_of(rule):
                        most[staff.name, day] = min(most[staff.name, day], rule.shifts_a_day)
        return most

    @cached_property
    def singles(self) -> frozenset[str]:
        """Those who do at most one work shift on every date."""
        several = {name for (name, _), most in self.most_a_day.items() if most > 1}
        return frozenset(staff.name for staff in self.team.staff if staff.name not in several)

    def reasons(self, people: frozenset[str], slots: frozenset[Slot]) -> Iterator[str]:
        """Why each of ``people`` who could do a slot but for an absence or the like cannot."""
        for staff in self.team.staff:
            words = [self.refusals.get((staff.name, *slot), "") for slot in sorted(slots)]
            if staff.name in people and any(words):
                yield f"{staff.name} {next(filter(None, words))}"


def supply_of(team: Team) -> Supply:
    """The supply of ``team``.

    Each rule that judges a duty by itself is asked about everybody on the same shift on every
    date, so that it is the auditor's own reading of the rule that counts.
    """
    refusals: dict[tuple[str, date, str], str] = {}
    names, dates = [staff.name for staff in team.staff], team.period.dates
    everybody = {
        code: Duties(team, Rota.of(team, [(name, day, code) for name in names for day in dates]))
        for code in team.shifts
    }
    for rule in must_rules(team):
        if judges_single_duties(rule):
            for code, duties in everybody.items():
                for breach in rule.breaches(duties, team):
                    refusals.setdefault((breach.staff[0], breach.dates[0], code), _reason(rule))
    supply = Supply(team, refusals)
    pinned: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
    for name, day, code in pins(team):
        if team.shifts[code].kind == "work" and supply.most_a_day[name, day] == 1:
            pinned[name, day].add(code)
    for (name, day), codes in pinned.items():
        for other, shift in team.shifts.items():
            if shift.kind == "work" and codes != {other}:
                words = f"is pinned to {team.shifts[min(codes)].label}"
                refusals.setdefault((name, day, other), words)
    return supply


def must_rules(team: Team) -> Iterator[Rule]:
    """The rules at level must; lines of cover, whose limits have their own levels, included."""
    return (rule for rule in team.all_rules if team.level_of(rule) == MUST)


def judges_single_duties(rule: Rule) -> bool:
    """Whether each duty breaks ``rule`` or not, whatever else is on the rota."""
    return (
        rule.scope == "cell"
        or (isinstance(rule, Fixed) and rule.shift == "off")
        or (isinstance(rule, Request) and (rule.want == "off" or rule.avoid is not None))
    )


def pins(team: Team) -> Iterator[tuple[str, date, str]]:
    """Every (name, date, code) that must be on the rota."""
    for rule in must_rules(team):
        if isinstance(rule, Fixed) and rule.shift in team.shifts:
            for staff in team.staff_of(rule.who):
                for day in team.dates_of(rule):
                    yield staff.name, day, rule.shift


def _reason(rule: Rule) -> str:
    if isinstance(rule, Absence):
        return f"is {_AWAY[rule.kind]}"
    if isinstance(rule, Availability):
        return "is not available"
    if isinstance(rule, Request):
        return "asked off" if rule.want == "off" else "asked not to do it"
    return "is pinned off" if isinstance(rule, Fixed) else ""
