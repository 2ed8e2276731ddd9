"""Apart: people who are not to be on duty at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.duties import spell_date, spell_names, spell_time
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties, Duty
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Apart(Rule):
    """Of those among ``who``, no more than ``at_most`` are on duty at the same time.

    It is judged at each moment at which one of them begins a duty: with those of the others who are
    on duty then, so many are too many. One unit is one person too many at the worst moment of a
    date; the date is that on which the last of them begins. Duties matching ``of`` count. Those
    who are on duty already may be so since the history.
    """

    rule: Literal["apart"] = "apart"
    of: Which = Field(
        default=Which(kind=("work", "sleep_in")), description="The shifts that count."
    )
    at_most: int = Field(
        default=1, ge=1, le=1000, description="How many of them may be on duty at once."
    )

    scope = "team"
    reach = 1

    @model_validator(mode="after")
    def _says_who(self) -> Apart:
        if "who" not in self.model_fields_set:
            raise ValueError("apart needs who is kept apart, such as who: [Ana, Bo]")
        return self

    def deciders(self, team: Team) -> tuple[Staff, ...]:
        """Those concerned alone."""
        return team.staff_of(self.who)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every date on which too many are on duty at once."""
        staff = [each.name for each in team.staff_of(self.who)]
        codes = team.codes_of(self.of)
        for day in duties.dates_of(self):
            worst: tuple[Duty, list[str]] | None = None
            near = [
                duty
                for duty in duties.near(staff, (day,))
                if duty.code in codes and duty.start < duty.end
            ]
            begun = {duty.start: duty for duty in reversed(near) if duty.date == day}
            for duty in near:
                # Of those who begin at the same moment the first stands for all.
                if begun.get(duty.start) is not duty:
                    continue
                present = list(
                    dict.fromkeys(
                        each.staff for each in near if each.start <= duty.start < each.end
                    )
                )
                if worst is None or len(present) > len(worst[1]):
                    worst = duty, present
            if worst is not None and len(worst[1]) > self.at_most:
                duty, present = worst
                yield self.breach(
                    team,
                    f"{spell_names(present)} are on duty together from {spell_time(duty.start)} on "
                    f"{spell_date(day)}; at most {self.at_most}",
                    len(present) - self.at_most,
                    staff=tuple(present),
                    dates=(day,),
                )
