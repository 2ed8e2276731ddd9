"""Cover: how many people are needed on a shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator

from rotasolve.duties import spell_date
from rotasolve.team.base import Model
from rotasolve.team.level import resolve
from rotasolve.team.rule import Breach, Rule
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.team import Team


class Limit(Model):
    """A number of people, and what missing it costs."""

    people: int = Field(ge=0, le=1000, description="How many people.")
    level: str | None = Field(None, description="must, or one of the soft levels.")
    weight: int = Field(1, ge=1, le=1_000_000, description="Cost of each person too few or many.")

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        return {"people": value} if type(value) is int else value


class Ideal(Limit):
    """The number of people wanted: each one short costs ``weight``, each one over ``over``."""

    over: int = Field(0, ge=0, le=1_000_000, description="Cost of each person over the ideal.")


class Need(Rule):
    """What every kind of cover has: a least, an ideal and a most number of people."""

    min: Limit | None = Field(None, description="Fewest people; at level must unless it says.")
    ideal: Ideal | None = Field(
        None, description="People wanted; at level fairness unless it says."
    )
    max: Limit | None = Field(None, description="Most people; at level must unless it says.")

    scope = "team"
    most_a_day: ClassVar[int] = 1
    """Units that one person too few or too many makes in a day at most."""

    @model_validator(mode="after")
    def _says_how_many(self) -> Need:
        if self.min is None and self.ideal is None and self.max is None:
            raise ValueError("cover says how many people: give min, ideal or max")
        numbers = [limit.people for limit in (self.min, self.ideal, self.max) if limit]
        if numbers != sorted(numbers):
            raise ValueError(f"min, ideal and max must not fall; got {numbers}")
        return self

    def level_of(self, limit: Limit, team: Team) -> str:
        """The level of ``limit``: its own, else this line's, else the default."""
        default = "fairness" if isinstance(limit, Ideal) else self.default_level
        return resolve(limit.level or self.level or default, team.levels)

    def weight_of(self, limit: Limit) -> int:
        """The weight of ``limit``: its own, else this line's."""
        return limit.weight if "weight" in limit.model_fields_set else self.weight

    def priced_limits(self, team: Team) -> Iterator[tuple[str, int, str, int]]:
        """Every limit as (``least`` or ``most``, people, level, weight)."""
        if self.min:
            yield "least", self.min.people, self.level_of(self.min, team), self.weight_of(self.min)
        if self.ideal:
            level = self.level_of(self.ideal, team)
            yield "least", self.ideal.people, level, self.weight_of(self.ideal)
            if self.ideal.over:
                yield "most", self.ideal.people, level, self.ideal.over
        if self.max:
            yield "most", self.max.people, self.level_of(self.max, team), self.weight_of(self.max)

    def most_cost(self, team: Team) -> Iterator[tuple[str, int]]:
        """Every limit missed by everybody, or by all the people it asks for, every day."""
        for _, people, level, weight in self.priced_limits(team):
            missed = max(people, len(team.staff))
            yield level, weight * missed * self.most_a_day * (team.num_known_days + 1)

    @property
    def who_counts(self) -> str:
        """``registered`` where only some people count; empty where everybody does."""
        words = str(self.who)
        return "" if words == "everybody" else words

    def spell_who(self) -> str:
        """`` (registered)`` where only some people count; empty where everybody does."""
        return f" ({self.who_counts})" if self.who_counts else ""


class Cover(Need):
    """Each shift has at least ``min``, ideally ``ideal``, and at most ``max`` people.

    One unit is one person too few or too many on a date, among those in ``who`` (say, those with a
    skill). Where several shifts are given, they are counted together; those at an event are not on
    the floor, and count only where its code or kind is given. ``min``, ``ideal`` and ``max`` each
    have a level and a weight of their own. History does not matter.
    """

    rule: Literal["cover"] = "cover"
    shift: Which = Field(description="The shift, or the shifts counted together.")

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every date on which a limit is missed."""
        codes = {shift.code for shift in team.shifts_covered(self.shift)}
        names = [staff.name for staff in team.staff_of(self.who)]
        label = " or ".join(team.shifts[code].label for code in team.shifts if code in codes)
        for day in team.dates_of(self):
            present = [
                name for name in names if any(duty.code in codes for duty in duties.on(name, day))
            ]
            for side, people, level, weight in self.priced_limits(team):
                count = len(present)
                missed = people - count if side == "least" else count - people
                if missed > 0:
                    yield Breach(
                        self.label,
                        level,
                        weight,
                        missed,
                        f"{label} on {spell_date(day)} has {count} "
                        f"{'person' if count == 1 else 'people'}{self.spell_who()}; "
                        f"at {side} {people}",
                        dates=(day,),
                    )
