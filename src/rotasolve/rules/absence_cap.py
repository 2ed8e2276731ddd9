"""Absence cap: how many may be away at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from rotasolve.duties import spell_date, spell_names
from rotasolve.rules.absence import AbsenceKind
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.spelling import MOST_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class AbsenceCap(Rule):
    """On no day are more than ``at_most`` of ``who`` away at once.

    One unit is one person too many on one date of the period. Away is who is in the team on that
    date and has an absence of one of the ``kinds`` on it, whatever its level; somebody with two of
    them is one person. Duties do not matter, so that every rota breaks the rule alike: ``check``
    tells the dates, and only another absence mends them. The history does not matter.
    """

    rule: Literal["absence_cap"] = "absence_cap"
    at_most: int = Field(ge=0, le=MOST_DAYS, description="Most people away on the same date.")
    kinds: Listed[AbsenceKind] = Field(
        default=("leave",), min_length=1, description="Kinds of absence that count."
    )

    scope = "team"
    reach = 0
    default_level = "safety"

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every date on which too many are away."""
        absent = self._absent(team)
        for day in team.dates_of(self):
            people = team.staff_of(self.who) if absent.get(day) else ()
            away = [s.name for s in people if s.name in absent[day] and team.employed(s, day)]
            if len(away) > self.at_most:
                yield self.breach(
                    team,
                    f"{spell_names(away)} {'are' if len(away) > 1 else 'is'} away on "
                    f"{spell_date(day)} ({', '.join(self.kinds)}); at most {self.at_most} at once",
                    len(away) - self.at_most,
                    staff=tuple(away),
                    dates=(day,),
                )

    def deciders(self, team: Team) -> tuple[Staff, ...]:
        """Nobody's duties."""
        return ()

    def _absent(self, team: Team) -> dict[date, set[str]]:
        """The names of all who have such an absence on each date of the period that has some."""
        absent: defaultdict[date, set[str]] = defaultdict(set)
        for absence in team.all_absences:
            if absence.kind in self.kinds:
                for day in team.dates_of(absence):
                    absent[day].update(staff.name for staff in team.staff_of(absence.who))
        return absent
