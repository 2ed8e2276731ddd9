"""Events: meetings and training days, and how many people attend them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from rotasolve.duties import ONE_DAY, spell_date, spell_names
from rotasolve.rules.leaves import Leaves, floor_of, on_floor
from rotasolve.team.clock import instant
from rotasolve.team.credit import absence_on
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.shift import Kind, Shift, one_word
from rotasolve.team.shown import shown
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    ClockSpanField,
    Duration,
    Hours,
    spell_duration,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.leaves import Floor
    from rotasolve.rules.spans import Span
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

MOST_PEOPLE = 1000


def _attend(value: Any) -> int | str:
    """A number of people, ``all``, or a share such as ``60%``."""
    if type(value) is int and 1 <= value <= MOST_PEOPLE:
        return value
    text = value.replace(" ", "") if isinstance(value, str) else ""
    if text == "all" or re.fullmatch(r"(100|[1-9]\d?)%", text):
        return text
    raise ValueError(
        f"{shown(value)} is not a number of people; expected for example 6, 60% or all"
    )


Attend = Annotated[
    int | str,
    BeforeValidator(_attend),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}], "examples": ["60%", 6]}),
]


def code_of(name: str) -> str:
    """The code of an event that states none: ``TM`` for team meeting, ``SUPE`` for supervision."""
    words = re.findall(r"\w+", name)
    code = "".join(word[0] for word in words) if len(words) > 1 else name[:4]
    return "".join(each for each in code if each.isalnum())[:12].upper()


@dataclass(frozen=True)
class Attendance:
    """Who attends an event on one date.

    Attributes
    ----------
    event, date
        The event's name, and the date.
    able
        Everybody who could: in the team on the date, and not absent.
    on_duty
        Those of them who attend as part of a duty.
    brought_in
        Those of them who are on the shift that the event adds.
    """

    event: str
    date: date
    able: tuple[str, ...]
    on_duty: tuple[str, ...]
    brought_in: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Those who could attend and do not."""
        there = {*self.on_duty, *self.brought_in}
        return tuple(name for name in self.able if name not in there)


class Event(Rule):
    """Enough people attend a meeting or a training day.

    On each of its dates ``attend`` of those in ``who`` attend: a number, ``all``, or a share,
    rounded up, of those who could, that is, who are in the team and not absent on the date.
    Somebody attends who is on one duty of the given ``kinds`` for the whole time (or at least
    ``minutes`` of it), unless ``on_duty`` is false, or who is brought in. For that the event adds a
    shift of kind ``event`` to the team, worked on its dates only and by nobody but ``who``;
    ``bring_in: false`` adds none. One unit is one person too few on one date of the period. A duty
    of the history may run into the event.

    With ``leaves`` so many of those on duty, or so many of a selection of them, do not attend but
    stay on the floor, at every minute of the event; where so many are not on duty, nobody on duty
    attends. Those who stay are not missed: with ``leaves: 1``, ``all`` is all but one, and a share
    is one of all but one. Whoever attends a part of it (``minutes``) counts as away for all of it.

    Bank staff, those whose contract on the date is one with the bank, do not attend and are not
    among those who could, unless ``who`` gives their name or their contract.
    """

    rule: Literal["event"] = "event"
    time: ClockSpanField = Field(description="Clock times; may pass midnight.")
    break_: Duration = Field(
        default=0,
        validation_alias="break",
        serialization_alias="break",
        description="Unpaid break inside the event.",
    )
    attend: Attend = Field(
        default="all", description="How many attend: a number, a share such as 60%, or all."
    )
    minutes: Duration | None = Field(
        default=None,
        description="How much of it those on duty attend at least; all of it when left out.",
    )
    on_duty: bool = Field(
        default=True, description="Whether those on duty attend by being on duty."
    )
    kinds: Listed[Kind] = Field(
        default=("work",), description="Kinds of duty that let people attend."
    )
    bring_in: bool = Field(
        default=True, description="Whether people not on duty may be brought in."
    )
    code: str | None = Field(
        default=None, max_length=12, description="Code of the shift it adds; made from the name."
    )
    hours: Hours | None = Field(
        default=None,
        description="Hours worked and paid of those brought in; its length less the break.",
    )
    leaves: Leaves | None = Field(
        default=None, description="How many of those on duty stay on the floor, such as 1."
    )

    scope = "team"
    reach = 1
    default_level = "contract"

    @model_validator(mode="before")
    @classmethod
    def _code_from_name(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("code") is None:
            name = value.get("name")
            if isinstance(name, str) and code_of(name):
                return {**value, "code": code_of(name)}
        return value

    @field_validator("code")
    @classmethod
    def _code_is_one_word(cls, value: str | None) -> str | None:
        return one_word(value) if value else None

    @model_validator(mode="after")
    def _says_what_and_when(self) -> Event:
        length = self.time.end - self.time.start
        if self.name is None:
            raise ValueError("an event needs its name, such as name: team meeting")
        if self.days is None and self.dates is None:
            raise ValueError("an event needs its days or dates, such as days: Wed")
        if not self.on_duty and not self.bring_in:
            raise ValueError("nobody can attend: on_duty and bring_in are both false")
        if self.break_ >= length:
            raise ValueError(f"break: {spell_duration(self.break_)} are as long as the event")
        if self.hours is not None and self.hours > MINUTES_A_DAY:
            raise ValueError(f"hours: {spell_duration(self.hours)} are more than a day has")
        if self.minutes is not None and not 0 < self.minutes <= length:
            raise ValueError(f"minutes: expected 1m to {spell_duration(length)}, as it lasts")
        if self.bring_in and self.code is None:
            raise ValueError("an event with such a name needs a code, such as code: TM")
        return self

    def own_shifts(self) -> tuple[Shift, ...]:
        """The shift of those who are brought in."""
        if not self.bring_in or self.code is None:
            return ()
        credited = None if self.hours is None else spell_duration(self.hours)
        shift = Shift(
            code=self.code,
            name=self.label,
            time=self.time,
            break_=spell_duration(self.break_),
            kind="event",
            days=self.days,
            dates=self.dates,
            who=self.who,
            counts={"contract": credited, "paid": credited},
        )
        return (shift,)

    def misfits(self, team: Team) -> Iterator[tuple[str, str]]:
        """A code that another shift has."""
        for shift in self.own_shifts():
            if team.shifts.get(shift.code) != shift:
                words = f"{shift.code} is the code of another shift; give the event one of its own"
                yield "code", f"{words}, such as code: {shift.code[:11]}2"

    def most_units(self, team: Team) -> int:
        """Everybody who is to attend, on every day."""
        most = self.attend if isinstance(self.attend, int) else 0
        return max(most, len(team.staff)) * team.num_known_days

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every date on which too few attend."""
        for day in duties.dates_of(self):
            found = self.attendance(duties, team, day)
            there = len(found.on_duty) + len(found.brought_in)
            least = self.least(len(found.able))
            if there < least:
                where = f"{self.label} on {spell_date(day)} has {there} of {len(found.able)}"
                missing = found.missing if self.attend == "all" else ()
                names = f"; without {spell_names(missing)}" if missing else ""
                yield self.breach(
                    team,
                    f"{where} people who could attend; at least {least}{names}",
                    least - there,
                    staff=missing,
                    dates=(day,),
                )

    def least(self, able: int) -> int:
        """How many are to attend where ``able`` people could; a share is rounded up."""
        if isinstance(self.attend, int):
            return self.attend
        able = max(0, able - (self.leaves.people if self.leaves else 0))
        if self.attend == "all":
            return able
        return -(-able * int(self.attend.removesuffix("%")) // 100)

    def able(self, team: Team, day: date) -> tuple[Staff, ...]:
        """Those who could attend on ``day``, in the order of the file."""
        known: dict[date, tuple[Staff, ...]] = team.answers.setdefault((Event.able, self.who), {})
        if day not in known:  # every audit asks for the same
            people = team.staff_of(self.who)
            known[day] = tuple(staff for staff in people if self._is_able(team, staff, day))
        return known[day]

    def _is_able(self, team: Team, staff: Staff, day: date) -> bool:
        """Whether ``staff``, who is among ``who``, could attend on ``day``."""
        if not team.employed(staff, day) or absence_on(team, staff, day) is not None:
            return False
        contract = team.contract_on(staff, day)
        return contract is None or not contract.bank or self.who.names(staff)

    def attendance(self, duties: Duties, team: Team, day: date) -> Attendance:
        """Who attends on ``day``."""
        start, end = instant(day, self.time.start), instant(day, self.time.end)
        asked = self._asked(start, end)
        able, on_duty, brought_in = [], [], []
        shifts = [shift for shift in team.shifts.values() if shift.kind in self.kinds]
        # A duty of the day before may run into it, and it may pass midnight.
        days = (day - ONE_DAY, day, day + ONE_DAY)
        spans = duties.spans(shifts, days, team.staff_by_name.keys()) if self.on_duty else {}
        there = {
            name
            for (first, last), names in spans.items()
            if min(last, end) - max(first, start) >= asked
            for name in names
        }
        added = duties.staff_on([self.code], day) if self.bring_in and self.code else set()
        for staff in self.able(team, day):
            able.append(staff.name)
            if staff.name in added:
                brought_in.append(staff.name)
            elif staff.name in there:
                on_duty.append(staff.name)
        if self.leaves and self.leaves.people:
            floor = floor_of(self.leaves, team)
            present = on_floor(duties, team, floor, (start, end))
            there_at_least = min(
                (len(names - added) for _, names in present), default=len(on_duty) + floor.people
            )
            on_duty = _without_those_who_stay(on_duty, floor, there_at_least)
        return Attendance(self.label, day, tuple(able), tuple(on_duty), tuple(brought_in))

    def sat_in(self, staff: Staff, shift: Shift, on: date, team: Team) -> Iterator[Span]:
        """When it is attended by ``staff`` as part of ``shift`` of the date ``on``."""
        if not self.on_duty or shift.kind not in self.kinds or not self.who.match(staff):
            return
        for day in (on - ONE_DAY, on, on + ONE_DAY):
            start, end = instant(day, self.time.start), instant(day, self.time.end)
            first, last = max(shift.start(on), start), min(shift.end(on), end)
            takes_it_in = last - first >= self._asked(start, end)
            held = takes_it_in and day in team.period and team.matches(day, self.days, self.dates)
            if held and self._is_able(team, staff, day):
                yield first, last

    def _asked(self, start: int, end: int) -> int:
        """How many minutes of it a duty takes in; the clock may skip a part of it."""
        return max(1, min(self.minutes or end - start, end - start))


def _without_those_who_stay(on_duty: list[str], floor: Floor, there: int) -> list[str]:
    """Those ``on_duty`` who attend; of those who could stay, the last of the file do.

    ``there`` of the floor are on duty at every minute, at least.
    """
    if there < floor.people:
        return []
    could = [name for name in on_duty if name in floor.names]
    staying = could[there - floor.people :]
    return [name for name in on_duty if name not in staying]
