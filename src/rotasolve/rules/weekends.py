"""Weekends: how many are worked, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY, spell_date, spell_names
from rotasolve.rules.absent import AbsenceField, days_neither
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which
from rotasolve.team.spelling import MOST_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

NOTHING = frozenset[str]()

WORKING_DAY = Which(kind=("work", "sleep_in"))


@dataclass(frozen=True)
class Weekend:
    """A Saturday, the Sunday after it, and the codes that somebody does on each.

    ``saturday`` and ``sunday`` are None where the day is not known. ``considered`` says whether
    the rule judges the weekend.
    """

    first: date
    saturday: frozenset[str] | None
    sunday: frozenset[str] | None
    considered: bool

    @property
    def worked(self) -> bool:
        """Whether a day of it is worked."""
        return bool(self.saturday or self.sunday)

    @property
    def known(self) -> bool:
        """Whether both days are known."""
        return self.saturday is not None and self.sunday is not None

    def __str__(self) -> str:
        return f"the weekend of {spell_date(self.first)}"


class Weekends(Rule):
    """Weekends are worked no more often than ``at_most``, and in the way that the rule asks for.

    A weekend, a Saturday and the Sunday after it, is judged when one of the two is in the period
    and among ``dates``, and is worked when one of the two has a duty matching ``of``. Units:

    - ``at_most``: each weekend too many. With ``out_of``, in every stretch of so many weekends
      whose last is judged; the stretches reach back into the history.
    - ``whole``: each weekend of which one day alone is worked, by somebody who is in the team with
      a contract in force on both, and absent on neither (``absence: off`` judges these too).
    - ``same_shift``: each weekend with different shifts on its two days.
    - ``free_after``: each weekend worked after such a duty on the Friday.
    """

    rule: Literal["weekends"] = "weekends"
    of: Which = Field(default=WORKING_DAY, description="The shifts that make a weekend worked.")
    at_most: int | None = Field(
        default=None, ge=0, le=MOST_DAYS, description="Most weekends worked."
    )
    out_of: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DAYS,
        description="Consecutive weekends of which at_most; all when left out.",
    )
    whole: bool = Field(default=False, description="Whether both days are worked or neither.")
    same_shift: bool = Field(default=False, description="Whether both days have the same shifts.")
    free_after: Which | None = Field(
        default=None, description="Shifts on a Friday after which the weekend is free."
    )
    absence: AbsenceField = "neither"

    scope = "line"

    @model_validator(mode="after")
    def _asks_something(self) -> Weekends:
        asks = (self.at_most is not None, self.whole, self.same_shift, self.free_after is not None)
        if not any(asks):
            raise ValueError("weekends needs at_most, whole, same_shift or free_after")
        if self.out_of is not None and self.at_most is None:
            raise ValueError("out_of says out of how many weekends; it needs at_most too")
        if self.days is not None:
            raise ValueError("weekends looks at Saturday and Sunday; leave out days")
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every weekend, or stretch of weekends, that is not as it should be."""
        for staff in duties.staff_of(self.who):
            weekends = self.weekends_of(staff.name, duties, team)
            if self.at_most is not None:
                yield from self._too_many(staff.name, weekends, team)
            for weekend in weekends:
                if weekend.considered and weekend.worked:
                    yield from self._worked_badly(staff, weekend, duties, team)

    def weekends_of(self, name: str, duties: Duties, team: Team) -> list[Weekend]:
        """The weekends from the first with a known day to the last of the period."""

        def codes(day: date) -> frozenset[str] | None:
            if not duties.known_from <= day <= duties.end:
                return None
            own = duties.on(name, day)
            return frozenset([each.code for each in own if each.code in shifts]) if own else NOTHING

        shifts = team.codes_of(self.of)
        return [
            Weekend(days[0], codes(days[0]), codes(days[1]), considered)
            for days, considered in self._days(duties, team)
        ]

    def _days(self, duties: Duties, team: Team) -> list[tuple[tuple[date, date], bool]]:
        """The two days of each of these weekends, and whether the rule concerns it."""
        key = Weekends._days, self.dates
        found: list[tuple[tuple[date, date], bool]] | None = team.answers.get(key)
        if found is not None:  # every audit asks for the same
            return found
        dates = set(team.dates_of(self))
        # The Saturday of the weekend that holds, or comes next after, the first known day.
        since_saturday = (duties.known_from.weekday() - 5) % 7
        saturday = duties.known_from + timedelta(-1 if since_saturday == 1 else -since_saturday % 7)
        found = team.answers[key] = []
        while saturday <= duties.end:
            days = (saturday, saturday + ONE_DAY)
            found.append((days, not dates.isdisjoint(days)))
            saturday += timedelta(7)
        return found

    def _too_many(self, name: str, weekends: list[Weekend], team: Team) -> Iterator[Breach]:
        at_most = self.at_most or 0
        if self.out_of is None:
            stretches = [[weekend for weekend in weekends if weekend.considered]]
        else:
            # A weekend counts with those before it; where fewer are known at all, with them alone.
            last = max((n for n, w in enumerate(weekends, start=1) if w.considered), default=0)
            length = min(self.out_of, last)
            stretches = [
                weekends[end - length : end]
                for end in range(max(length, 1), last + 1)
                if weekends[end - 1].considered
            ]
        for stretch in stretches:
            worked = [weekend.first for weekend in stretch if weekend.worked]
            if len(worked) > at_most:
                yield self.breach(
                    team,
                    f"{name} works {len(worked)} of {len(stretch)} weekends ("
                    f"{spell_names(map(spell_date, worked))}){self._spell_of(team)}; "
                    f"at most {at_most}",
                    len(worked) - at_most,
                    staff=(name,),
                    dates=tuple(worked),
                )

    def _spell_of(self, team: Team) -> str:
        """`` on L or N``, the shifts that make a weekend worked, where the file chooses them."""
        if "of" not in self.model_fields_set:
            return ""
        return f" on {' or '.join(shift.label for shift in team.shifts_of(self.of))}"

    def _worked_badly(
        self, staff: Staff, weekend: Weekend, duties: Duties, team: Team
    ) -> Iterator[Breach]:
        name, days = staff.name, (weekend.first, weekend.first + ONE_DAY)
        where: dict[str, Any] = {"staff": (name,), "dates": days}
        both = bool(weekend.saturday and weekend.sunday)
        away = days_neither(self.absence, team, staff)
        could = weekend.known and all(team.employed(staff, day) and day not in away for day in days)
        if self.whole and could and not both:
            only = "Saturday" if weekend.saturday else "Sunday"
            yield self.breach(team, f"{name} works only the {only} of {weekend}", **where)
        if self.same_shift and both and weekend.saturday != weekend.sunday:
            words = f"{name} does different shifts on the two days of {weekend}"
            yield self.breach(team, words, **where)
        if self.free_after is not None:
            for duty in duties.on(name, weekend.first - ONE_DAY):
                if duty.code in team.codes_of(self.free_after):
                    yield self.breach(team, f"{name} works {weekend} after {duty}", **where)
                    break
