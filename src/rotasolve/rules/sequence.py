"""Sequences: what may not, or must, come before, with and after what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, Tag, model_validator

from rotasolve.duties import ONE_DAY, spell_date
from rotasolve.rules.shifts_or import ANY_CASE, SHIFTS, WORD, shifts_or
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

Item = Annotated[
    Annotated[Literal["off", "working"], ANY_CASE, Tag(WORD)] | Annotated[Which, Tag(SHIFTS)],
    shifts_or("off", "working"),
]
"""What somebody does on a date: certain shifts, ``off`` (a day off) or ``working``."""

_MOST_ITEMS = 31


class Sequence(Rule):
    """Duties follow each other from date to date as asked, and never as forbidden.

    A date has a shift when a duty matching it starts on it; it is ``working`` with a duty of work
    or a sleep-in, else ``off``. Either ``forbid`` names a pattern over consecutive dates, of which
    each occurrence is one unit and belongs to its last date; or ``when`` names one which demands
    something of its last date (``same_day``), of the dates after it (``then``) and of the dates
    before it (``before``, in order of time). Each date that does not have what is demanded is one
    unit, which belongs to the later of that date and the last one of the pattern. A unit counts
    when its date is in the period; the history is looked at, dates outside both are not.
    """

    rule: Literal["sequence"] = "sequence"
    forbid: Listed[Item] = Field(
        (), max_length=_MOST_ITEMS, description="Dates that may not follow each other so."
    )
    when: Listed[Item] = Field(
        (), max_length=_MOST_ITEMS, description="The dates that demand something."
    )
    same_day: Item | None = Field(None, description="Wanted on the last date of when.")
    then: Listed[Item] = Field(
        (), max_length=_MOST_ITEMS, description="Wanted on the dates after it."
    )
    before: Listed[Item] = Field(
        (), max_length=_MOST_ITEMS, description="Wanted on the dates before it."
    )

    scope = "line"

    @model_validator(mode="after")
    def _is_of_one_shape(self) -> Sequence:
        demands = bool(self.same_day or self.then or self.before)
        if bool(self.forbid) == bool(self.when):
            raise ValueError("a sequence has either forbid or when, one of the two")
        if self.when and not demands:
            raise ValueError("when says what it demands: give same_day, then or before")
        if self.forbid and demands:
            raise ValueError("same_day, then and before go with when, not with forbid")
        if len(self.forbid) == 1:
            raise ValueError("forbid names two dates or more, such as forbid: [L, E]")
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every forbidden sequence, and every date that lacks what is demanded of it."""
        dates = set(team.dates_of(self))
        pattern = self.forbid or self.when
        items: list[Item] = [*pattern, *self.then, *self.before]
        items += [self.same_day] if self.same_day is not None else []
        for staff in duties.staff_of(self.who):
            name = staff.name
            held = {item: days_of(item, name, duties, team) for item in items}
            for days in occurrences([held[item] for item in pattern]):
                story = ", ".join(spell_day(name, day, duties) for day in days)
                if self.forbid and days[-1] in dates:
                    words = f"{name} does {story} in sequence"
                    yield self.breach(team, words, staff=(name,), dates=tuple(days))
                for item, day in self.demands(days) if self.when else ():
                    if (
                        duties.known_from <= day <= duties.end
                        and max(day, days[-1]) in dates
                        and day not in held[item]
                    ):
                        wanted = spell_item(item, team)
                        lacks = (
                            f"without {wanted} on that date"
                            if day == days[-1]
                            else f"but {spell_day(name, day, duties)}, where {wanted} is wanted"
                        )
                        yield self.breach(
                            team,
                            f"{name} does {story} {lacks}",
                            staff=(name,),
                            dates=tuple(sorted({*days, day})),
                        )

    def demands(self, days: list[date]) -> Iterator[tuple[Item, date]]:
        """What is demanded of which date, when ``days`` are as ``when`` says."""
        for before, item in enumerate(reversed(self.before), start=1):
            yield item, days[0] - before * ONE_DAY
        if self.same_day is not None:
            yield self.same_day, days[-1]
        for after, item in enumerate(self.then, start=1):
            yield item, days[-1] + after * ONE_DAY


def occurrences(pattern: Iterable[Set[date]]) -> Iterator[list[date]]:
    """Every stretch of days in order of which each is one of those that ``pattern`` has for it."""
    first, *others = pattern
    for begins in sorted(first):
        days = [begins + n * ONE_DAY for n in range(len(others) + 1)]
        if all(day in own for own, day in zip(others, days[1:], strict=True)):
            yield days


def days_of(item: Item, name: str, duties: Duties, team: Team) -> Set[date]:
    """The known days on which the staff member ``name`` does what ``item`` says."""
    if isinstance(item, Which):
        codes = team.codes_of(item)
        return {duty.date for duty in duties.of(name) if duty.code in codes}
    worked = duties.days_worked(name)
    return worked if item == "working" else set(duties.days()) - worked


def spell_day(name: str, day: date, duties: Duties) -> str:
    """``L on Mon 2 Mar``."""
    codes = "+".join(duty.code for duty in duties.on(name, day))
    return f"{codes or 'off'} on {spell_date(day)}"


def spell_item(item: Item, team: Team) -> str:
    """``off``, ``working``, or the shifts that may fill the place: ``E or L``."""
    if isinstance(item, Which):
        return " or ".join(shift.code for shift in team.shifts_of(item)) or "nothing"
    return item
