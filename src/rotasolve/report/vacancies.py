"""Vacancies: minima of cover that nobody fills, listed as the shifts to send to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rotasolve.duties import Duties, spell_date, spell_time
from rotasolve.rules.clock_cover import ClockCover, people_on_duty
from rotasolve.rules.cover import Cover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.rota import Rota
    from rotasolve.team.team import Team


@dataclass(frozen=True)
class Vacancy:
    """One minimum of cover that is missed on one date.

    One person may end several of them: somebody registered on the early shift ends both "one
    person short" and "one registered person short" there.

    Attributes
    ----------
    date
        The date to which the shift or the stretch of the clock belongs.
    people
        How many are missing.
    shifts
        Codes of the shifts of which any would do; empty for a stretch of the clock.
    clock
        Clock times such as ``20:00-22:20``; empty for shifts.
    who
        Those who would count, such as ``registered and not Bo``; empty where anybody does.
    bank
        How many of them may come from the bank at the price that the line of cover states.
    """

    date: date
    people: int
    shifts: tuple[str, ...] = ()
    clock: str = ""
    who: str = ""
    bank: int = 0

    @property
    def where(self) -> str:
        """The shifts or the stretch of the clock, and who would count: ``E (registered)``."""
        return (" or ".join(self.shifts) or self.clock) + (f" ({self.who})" if self.who else "")

    def __str__(self) -> str:
        if self.bank == self.people:
            return f"{spell_date(self.date)}: {self.bank} from the bank on {self.where}"
        bank = f", {self.bank} of them from the bank" if self.bank else ""
        return f"{spell_date(self.date)}: {self.people} short on {self.where}{bank}"

    def to_json(self) -> dict[str, Any]:
        """The vacancy as rota.json lists it."""
        place = {"shifts": list(self.shifts)} if self.shifts else {"clock": self.clock}
        return {
            "date": self.date.isoformat(),
            **place,
            "people": self.people,
            "who": self.who or None,
            "bank": self.bank,
        }


def vacancies(team: Team, rota: Rota) -> tuple[Vacancy, ...]:
    """Every minimum of cover that ``rota`` misses, in order of dates, then of the team file."""
    duties = Duties(team, rota)
    found: list[Vacancy] = []
    for rule in team.all_rules:
        if isinstance(rule, Cover):
            found += _on_shifts(team, duties, rule)
        elif isinstance(rule, ClockCover) and rule.min is not None:
            found += _by_the_clock(team, duties, rule, rule.min.people)
    return tuple(sorted(dict.fromkeys(found), key=lambda vacancy: vacancy.date))


def _on_shifts(team: Team, duties: Duties, rule: Cover) -> Iterator[Vacancy]:
    codes = tuple(shift.code for shift in team.shifts_covered(rule.shift))
    mixes = rule.mixes(team)
    for day, present in rule.present(duties, team):
        missing = rule.min.people - len(present) if rule.min else 0
        if missing > 0:
            bank = rule.from_bank(len(present))
            yield Vacancy(day, missing, shifts=codes, who=rule.who_counts, bank=bank)
        for part, people in rule.nearest(mixes, present):
            who = " and ".join(filter(None, (rule.who_counts, str(part.who))))
            yield Vacancy(day, people, shifts=codes, who=who)


def _by_the_clock(team: Team, duties: Duties, rule: ClockCover, least: int) -> Iterator[Vacancy]:
    for day, start, end in rule.stretches(team):
        present = rule.present(duties, team, day)
        for first, last, people in people_on_duty(present, start, end):
            if people < least:
                clock = f"{spell_time(first)}-{spell_time(last)}"
                bank = rule.from_bank(people)
                yield Vacancy(day, least - people, clock=clock, who=rule.who_counts, bank=bank)
