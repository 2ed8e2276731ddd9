"""Absence cap: how many may be away at once."""

from __future__ import annotations

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
        ("leave",), min_length=1, description="Kinds of absence that count."
    )

    scope = "team"
    default_level = "safety"

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every date on which too many are away."""
        for day in team.dates_of(self):
            away = self._away(team, day)
            if len(away) > self.at_most:
                yield self.breach(
                    team,
                    f"{spell_names(away)} {'are' if len(away) > 1 else 'is'} away on "
                    f"{spell_date(day)} ({', '.join(self.kinds)}); at most {self.at_most} at once",
                    len(away) - self.at_most,
                    staff=tuple(away),
                    dates=(day,),
                )

    def _away(self, team: Team, day: date) -> list[str]:
        """Those of ``who`` who are away on ``day``, in the order of the file."""
        absent = {
            staff.name
            for absence in team.all_absences
            if absence.kind in self.kinds
            if team.matches(day, absence.days, absence.dates)
            for staff in team.staff_of(absence.who)
        }
        people = team.staff_of(self.who)
        return [s.name for s in people if s.name in absent and team.employed(s, day)]
