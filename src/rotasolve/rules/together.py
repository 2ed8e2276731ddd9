"""Together: people who share their duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY
from rotasolve.team.credit import absence_on
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which
from rotasolve.team.spelling import Duration, spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties, Duty
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Together(Rule):
    """Those among ``who`` are on duty with each other, or not at all.

    One unit is one duty of one of them and another of them who has no duty beside it: none that
    overlaps it for at least ``overlap`` or, when that is left out, for half of its length. Nothing
    is asked of a date on which the other is absent or not in the team. Duties matching ``of``
    count, as the duty and beside it. Duties of the period on the dates concerned are judged; the
    duty beside one may be on another date, and in the history.
    """

    rule: Literal["together"] = "together"
    of: Which = Field(
        default=Which(kind=("work", "sleep_in")), description="The shifts that count."
    )
    overlap: Duration | None = Field(
        default=None,
        gt=0,
        description="How long they must overlap; half of the duty when left out.",
    )

    scope = "team"
    reach = 1
    by_staff = True

    @model_validator(mode="after")
    def _says_who(self) -> Together:
        if "who" not in self.model_fields_set:
            raise ValueError("together needs who works together, such as who: [Ana, Bo]")
        return self

    def deciders(self, team: Team) -> tuple[Staff, ...]:
        """Those concerned alone."""
        return team.staff_of(self.who)

    def most_units(self, team: Team) -> int:
        """Every duty of everybody, with everybody else."""
        people = len(team.staff_of(self.who))
        return people * people * team.period.days * len(team.shifts)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every duty without one of the others beside it."""
        group = team.staff_of(self.who)
        dates = duties.dates_of(self)
        for staff in group:
            for duty in (each for day in dates for each in duties.on(staff.name, day)):
                if not self._counts(duty):
                    continue
                for other in group:
                    if other is staff or not team.employed(other, duty.date):
                        continue
                    if absence_on(team, other, duty.date) is not None:
                        continue
                    # A duty may run into the next date.
                    near = duties.near([other.name], (duty.date, duty.date + ONE_DAY))
                    if not any(self._beside(duty, each) for each in near):
                        how_long = f" for {spell_duration(self.overlap)}" if self.overlap else ""
                        yield self.breach(
                            team,
                            f"{staff.name} is on {duty} without {other.name} beside them{how_long}",
                            staff=(staff.name, other.name),
                            dates=(duty.date,),
                        )

    def _counts(self, duty: Duty) -> bool:
        return self.of.match(duty.shift) and duty.start < duty.end

    def _beside(self, duty: Duty, other: Duty) -> bool:
        """Whether ``other`` overlaps ``duty`` for long enough."""
        shared = min(duty.end, other.end) - max(duty.start, other.start)
        if shared <= 0 or not self._counts(other):
            return False
        return shared >= self.overlap if self.overlap else 2 * shared >= duty.end - duty.start
