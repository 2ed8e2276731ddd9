"""What differs from the published rota, and which wishes are refused: what people ask first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rotasolve.duties import spell_date, spell_names
from rotasolve.rules.request import Request
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.audit import Audit
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team

MOST_LINES = 20
"""Changes, or wishes, that are told one by one."""


class Change(NamedTuple):
    """Somebody whose shifts on a date are not those that were published."""

    date: date
    staff: str
    was: frozenset[str]
    now: frozenset[str]

    def __str__(self) -> str:
        """``Tue 3 Mar Ana: E, now off``."""
        return f"{spell_date(self.date)} {self.staff}: {_spell(self.was)}, now {_spell(self.now)}"


def changes(team: Team, rota: Rota) -> Iterator[Change]:
    """Every change against the published rota, in order of dates, then of the staff."""
    for day in team.period.dates:
        for name in team.staff_by_name if team.published.covers(day) else ():
            was, now = team.published.shifts(name, day), frozenset(rota.shifts(name, day))
            if was != now:
                yield Change(day, name, was, now)


def spell_changes(team: Team, rota: Rota) -> list[str]:
    """The changes in lines; none where no date of the period is published."""
    if not any(team.published.covers(day) for day in team.period.dates):
        return []
    found = list(changes(team, rota))
    if not found:
        return ["Nothing differs from the published rota."]
    return _lines(f"Changes against the published rota ({len(found)}):", list(map(str, found)))


def spell_refused(team: Team, audit: Audit) -> list[str]:
    """The wishes that are refused, in lines."""
    wishes = {rule.label for rule in team.stated_rules if isinstance(rule, Request)}
    found = [b.words for b in audit.breaches if b.rule in wishes and b.level != MUST]
    return _lines(f"Wishes that are refused ({len(found)}):", found) if found else []


def _lines(heading: str, found: list[str]) -> list[str]:
    more = len(found) - MOST_LINES
    left = [f"  and {more} more"] if more > 0 else []
    return [heading, *(f"  {each}" for each in found[:MOST_LINES]), *left]


def _spell(codes: frozenset[str]) -> str:
    return spell_names(sorted(codes)) if codes else "off"
