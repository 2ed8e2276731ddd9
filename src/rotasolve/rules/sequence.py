"""Sequences: what may not, or must, come before, with and after what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field, Tag, model_validator

from rotasolve.duties import ONE_DAY, spell_date
from rotasolve.rules.absent import AbsenceField, days_neither
from rotasolve.rules.shifts_or import ANY_CASE, SHIFTS, WORD, shifts_or
from rotasolve.team.credit import known_absences
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.absence import Absence
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

DayWord = Literal["off", "working", "absent", "leave", "study", "sickness"]
DAY_WORDS: tuple[str, ...] = get_args(DayWord)
"""What a date may be beside certain shifts; no shift can have such a word as code or tag."""
ABSENT = "absent"

Item = Annotated[
    Annotated[DayWord, ANY_CASE, Tag(WORD)] | Annotated[Which, Tag(SHIFTS)],
    shifts_or(*DAY_WORDS),
]
"""What somebody does on a date: certain shifts, or one of the :data:`DAY_WORDS`."""

_MOST_ITEMS = 31


class Sequence(Rule):
    """Duties follow each other from date to date as asked, and never as forbidden.

    A date has a shift when a duty matching it starts on it; it is ``working`` with a duty other
    than on call, else ``off``. By the absences of the file it is ``leave``, ``study``, ``sickness``
    or, whatever the kind, ``absent``.

    Either ``forbid`` names a pattern over consecutive dates, of which each occurrence is one unit
    and belongs to its last date; or ``when`` names one which demands something of its last date
    (``same_day``), of the dates after it (``then``) and of the dates before it (``before``, in
    order of time). Each date that does not have what is demanded is one unit, which belongs to the
    later of that date and the last one of the pattern. A unit counts when its date is in the
    period; the history is looked at, dates outside both are not.

    A day of absence is neither work nor rest: in a pattern it is not ``off``. Where ``off`` is
    demanded it will do, as nobody works on it. With ``absence: off`` it is a day off like any
    other.
    """

    rule: Literal["sequence"] = "sequence"
    forbid: Listed[Item] = Field(
        default=(), max_length=_MOST_ITEMS, description="Dates that may not follow each other so."
    )
    when: Listed[Item] = Field(
        default=(), max_length=_MOST_ITEMS, description="The dates that demand something."
    )
    same_day: Item | None = Field(default=None, description="Wanted on the last date of when.")
    then: Listed[Item] = Field(
        default=(), max_length=_MOST_ITEMS, description="Wanted on the dates after it."
    )
    before: Listed[Item] = Field(
        default=(), max_length=_MOST_ITEMS, description="Wanted on the dates before it."
    )
    absence: AbsenceField = "neither"

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
            absences = known_absences(team, staff)
            away = days_neither(self.absence, team, staff)
            held = {item: days_of(item, name, duties, team, absences) for item in items}
            met = dict(held)
            if "off" in held:
                held["off"] = held["off"] - away.keys()
            for days in occurrences([held[item] for item in pattern]):
                story = ", ".join(spell_day(name, day, duties, absences) for day in days)
                if self.forbid and days[-1] in dates:
                    words = f"{name} does {story} in sequence"
                    yield self.breach(team, words, staff=(name,), dates=tuple(days))
                for item, day in self.demands(days) if self.when else ():
                    if (
                        duties.known_from <= day <= duties.end
                        and max(day, days[-1]) in dates
                        and day not in met[item]
                    ):
                        wanted = spell_item(item, team)
                        lacks = (
                            f"without {wanted} on that date"
                            if day == days[-1]
                            else f"but {spell_day(name, day, duties, absences)}, where {wanted} "
                            "is wanted"
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


def days_of(
    item: Item, name: str, duties: Duties, team: Team, absences: Mapping[date, Absence]
) -> Set[date]:
    """The known days on which the staff member ``name`` does what ``item`` says."""
    if isinstance(item, Which):
        codes = team.codes_of(item)
        return {duty.date for duty in duties.of(name) if duty.code in codes}
    if item == "working":
        return duties.days_worked(name)
    if item == "off":
        return set(duties.days()) - duties.days_worked(name)
    return {day for day, each in absences.items() if item in (ABSENT, each.kind)}


def spell_day(name: str, day: date, duties: Duties, absences: Mapping[date, Absence]) -> str:
    """``L on Mon 2 Mar``."""
    what = "+".join(duty.code for duty in duties.on(name, day)) or "off"
    if what == "off" and day in absences:
        what = absences[day].kind if absences[day].kind in DAY_WORDS else ABSENT
    return f"{what} on {spell_date(day)}"


def spell_item(item: Item, team: Team) -> str:
    """The word of the item, or the shifts that may fill the place: ``E or L``."""
    if isinstance(item, Which):
        return " or ".join(shift.code for shift in team.shifts_of(item)) or "nothing"
    return item
