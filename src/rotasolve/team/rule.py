"""The base of every rule: one sentence that can be broken, and its breaches."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from rotasolve.team.base import Model
from rotasolve.team.clock import spell_date
from rotasolve.team.selector import EVERYBODY, Who
from rotasolve.team.shown import shown
from rotasolve.team.spelling import MOST_DAYS, DatesField, DayNamesField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.shift import Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

Scope = Literal["cell", "line", "team"]
Unit = Literal["", "minutes", "pence"]

_DATES_TOLD = 3
"""Dates and ranges of a rule that its breaches name; of more, only how many."""


@dataclass(frozen=True)
class Breach:
    """One place where a rule is broken.

    Attributes
    ----------
    rule
        The rule's label.
    level, weight
        How much one unit matters.
    amount
        Units of breach, as the rule's sentence defines them; more than 0.
    words
        The breach in words: who, when, by how much.
    staff
        Names of those concerned; empty when a whole team is.
    dates
        Dates concerned, in order.
    unit
        What the amount is a number of, where reports are to say it: ``minutes``, ``pence``, or
        empty.
    sure
        Whether it is certain; if not there were too many ways to look at, and one of those left
        out may keep the rule.
    """

    rule: str
    level: str
    weight: int
    amount: int
    words: str
    staff: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    unit: Unit = ""
    sure: bool = True

    @property
    def cost(self) -> int:
        """Amount times weight."""
        return self.amount * self.weight


class Rule(Model):
    """What every rule has: whom and when it concerns, and how much it matters.

    A rule never knows whether its level is ``must``: it only says what is broken, and by how much.
    Subclasses state their sentence in the first line of their docstring, set ``rule`` to their
    name, and are found by that name. A subclass of a named rule is for its author's own use: no
    team has it.
    """

    rule: str
    name: str | None = Field(default=None, description="A name of your own, for reports.")
    who: Who = Field(default=EVERYBODY, description="The staff members concerned.")
    days: DayNamesField | None = Field(default=None, description="Only these days of the week.")
    dates: DatesField | None = Field(default=None, description="Only these dates.")
    level: str | None = Field(default=None, description="must, or one of the soft levels.")
    weight: int = Field(default=1, ge=1, le=1_000_000, description="Cost of one unit of breach.")

    scope: ClassVar[Scope]
    unit: ClassVar[Unit] = ""
    """What breaches are counted in, where it is no number of things: then reports can convert."""
    default_level: ClassVar[str] = "must"
    reach: ClassVar[int | None] = None
    """Of a rule of the team: a duty decides what belongs to dates no more than so many days from
    its own; None where it may decide what belongs to any date."""
    by_staff: ClassVar[bool] = False
    """Of a rule of the team: its breaches come in the order of the staff that they name first."""
    judged_for: ClassVar[str] = "is in the team on its dates"
    """What those have in common whom the rule can judge: nobody else of ``who`` breaks it."""
    always: ClassVar[bool] = False
    """Whether the rule is in force, as it stands, in teams that do not state it."""
    registry: ClassVar[Mapping[str, type[Rule]]] = {}
    """Every rule that a team can have, by its name; complete once ``rotasolve.rules`` is there."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Register the rule by its name; a class without a name of its own is left out."""
        name = cls.model_fields["rule"].default
        above = [base for base in cls.__mro__[1:] if issubclass(base, Rule)]
        if not isinstance(name, str) or any(
            base.model_fields["rule"].default == name for base in above
        ):
            return
        taken = Rule.registry.get(name)
        if taken is not None:
            raise TypeError(
                f"{cls.__name__}: the name {shown(name)} is that of the rule {taken.__module__}."
                f"{taken.__qualname__}; give rule another name, or make it a subclass of that rule"
            )
        if isinstance(Rule.registry, dict):
            Rule.registry[name] = cls

    def as_stated(self) -> dict[str, Any]:
        """What the rule states, its name first."""
        return {"rule": self.rule, **super().as_stated()}

    @property
    def label(self) -> str:
        """The rule's own name where it has one, else the name of its kind."""
        return self.name or self.rule

    @abstractmethod
    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every place where ``duties`` break the rule."""

    def deciders(self, team: Team) -> Iterable[Staff]:
        """Of a rule of the team: those whose duties decide it; everybody unless it says so."""
        return team.staff

    def decided(self, team: Team, dates: Set[date]) -> Set[date] | None:
        """Of a rule of the team: the dates of which duties on ``dates`` may decide what belongs.

        A breach belongs to the first of its dates. None stands for all dates.
        """
        if self.reach is None:
            return None
        near = [timedelta(n) for n in range(-self.reach, self.reach + 1)]
        return {day + days for day in dates for days in near}

    def judged_staff(self, team: Team) -> Iterable[Staff]:
        """Those who can break the rule on dates of the period; see :attr:`judged_for`."""
        days = team.dates_of(self)
        return [
            staff
            for staff in team.staff_of(self.who)
            if any(team.employed(staff, day) for day in days)
        ]

    def own_shifts(self) -> tuple[Shift, ...]:
        """The shifts that the rule adds to the team."""
        return ()

    def misfits(self, team: Team) -> Iterator[tuple[str, str]]:
        """(key, what is wrong with it) for each key that does not fit the rest of ``team``."""
        return iter(())

    def most_cost(self, team: Team) -> Iterator[tuple[str, int]]:
        """Every (level, cost) at which the rule has one that no rota exceeds; coarse."""
        yield team.level_of(self), self.weight * self.most_units(team)

    def most_units(self, team: Team) -> int:
        """A number of units by which no rota breaks the rule; far more than any really does.

        Of each person and day: what a limit may count to, a window full of shifts, and every pair
        of shifts that may lie over or next to each other. Rules that count minutes have their own.
        """
        days, shifts = team.num_known_days, len(team.shifts)
        a_day = 3 * MOST_DAYS + days * shifts + (3 * shifts) ** 2
        return len(team.staff_of(self.who)) * days * a_day

    def breach(self, team: Team, words: str, amount: int = 1, **where: Any) -> Breach:
        """A breach of this rule, at its own level and weight; its words tell the rule's limits."""
        staff, dates = where.get("staff", ()), where.get("dates", ())
        level = team.level_of(self)
        dated = len(dates) == 1 and spell_date(dates[0]) in words
        limits = [*self._spell_who(words, staff), *([] if dated else self._spell_when(words))]
        if limits:
            words = f"{words} (counted: {'; '.join(limits)})"
        if not where.get("sure", True):
            words = f"{words}; there are too many ways to fit all in to try each, and one may do"
        return Breach(self.label, level, self.weight, amount, words, unit=self.unit, **where)

    def _spell_who(self, words: str, staff: tuple[str, ...]) -> list[str]:
        """Who counts, where ``words`` are about several people and do not tell it."""
        if self.scope != "team" or len(staff) == 1 or self.who == EVERYBODY:
            return []
        who = str(self.who)
        return [] if who in words else [f"of {who}"]

    def _spell_when(self, words: str) -> list[str]:
        """The days and dates that count, where ``words`` do not tell them."""
        parts = [] if self.days is None else [str(self.days)]
        dates = [] if self.dates is None else [str(part) for part in self.dates.ranges]
        if len(dates) > _DATES_TOLD:
            dates[_DATES_TOLD:] = [f"and {len(dates) - _DATES_TOLD} more"]
        return [part for part in (*parts, ", ".join(dates)) if part and part not in words]
