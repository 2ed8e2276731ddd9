"""The friendly spellings of a team file, each read by one small function.

Every function takes what the file says and returns the value it means, or raises ``ValueError``
with a sentence that names the expected spelling.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from rotasolve.team.shown import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTES_A_DAY = 24 * 60
MOST_DAYS = 3660
"""The largest number that a rule may count to: of days, shifts or weekends, over ten years."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+)\s*m?)?", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*(?:-|–|to)\s*(\d{1,2}):(\d\d)")


def duration(value: Any) -> int:
    """Minutes of ``30m``, ``11h``, ``7h30`` or ``7.5h``; a bare number is refused as ambiguous."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("expected a length of time such as 30m, 11h or 7h30")
    if not isinstance(value, str):
        if value == 0:
            return 0
        raise ValueError(f"{value} of what? write {value}m for minutes or {value}h for hours")
    text = value.strip()
    match = _DURATION.fullmatch(text)
    if not text or match is None or (match[1] is None and not text.lower().endswith("m")):
        raise ValueError(f"{shown(value)} is not a length of time; expected 30m, 11h or 7h30")
    if match[1] and match[2] and ("." in match[1] or float(match[2]) >= 60):
        raise ValueError(f"{shown(value)} mixes two spellings; expected for example 7h30 or 7.5h")
    return _whole(float(match[1] or 0) * 60 + float(match[2] or 0), value)


def hours(value: Any) -> int:
    """Minutes of ``37.5`` (hours), ``37.5h``, ``7h30`` or ``30m``."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _whole(value * 60, value)
    text = value.strip() if isinstance(value, str) else ""
    try:
        return duration(f"{text}h" if re.fullmatch(r"\d+(\.\d+)?", text) else value)
    except ValueError:
        raise ValueError(
            f"{shown(value)} is not a number of hours; expected for example 11, 11h, 7.5 or 7h30"
        ) from None


def signed_hours(value: Any) -> int:
    """Minutes of ``+3h``, ``-7h30``, ``-2.5`` (hours) or ``30m``; no sign is a plus."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        minutes = _whole(abs(value) * 60, value)
        return -minutes if value < 0 else minutes
    text = value.strip() if isinstance(value, str) else ""
    signed = text.startswith(("+", "-", "\N{MINUS SIGN}"))
    try:
        minutes = hours(text[1:].strip() if signed else value)
    except ValueError:
        raise ValueError(
            f"{shown(value)} is not a number of hours; expected for example 7h30, +3h or -2.5"
        ) from None
    return minutes if text.startswith("+") or not signed else -minutes


def _whole(minutes: float, value: Any) -> int:
    if isinstance(minutes, int) and abs(minutes) > MOST_DAYS * MINUTES_A_DAY:
        minutes = math.inf if minutes > 0 else -math.inf  # which no float may be able to hold
    if math.isnan(minutes):
        raise ValueError(f"{shown(value)} is not a number; expected a length of time such as 11h")
    if minutes < 0:
        raise ValueError(f"{shown(value)} is negative; expected a length of time of 0 or more")
    if minutes > MOST_DAYS * MINUTES_A_DAY:
        raise ValueError(
            f"{shown(value)} is too long; expected a length of time in hours or minutes"
        )
    if abs(minutes - round(minutes)) > 1e-6:
        raise ValueError(f"{shown(value)} is not a whole number of minutes")
    return round(minutes)


def spell_duration(minutes: int) -> str:
    """The shortest usual spelling: ``450`` minutes are ``7h30``."""
    whole, rest = divmod(minutes, 60)
    if not rest:
        return f"{whole}h"
    return f"{whole}h{rest:02}" if whole else f"{rest}m"


def spell_signed(minutes: int) -> str:
    """With its sign: ``-450`` minutes are ``-7h30``, ``180`` are ``+3h``, and 0 are ``0h``."""
    sign = "-" if minutes < 0 else "+" if minutes > 0 else ""
    return f"{sign}{spell_duration(abs(minutes))}"


# -- money and shares ----------------------------------------------------------------------------

_MOST_GBP = 100_000_000
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?")


def pence(value: Any) -> int:
    """Pence of ``14.5``, ``14.50`` or ``£14.50``; parts of a penny are refused."""
    amount = _decimal(value, value.strip().removeprefix("£") if isinstance(value, str) else value)
    if amount is None:
        raise ValueError(f"{shown(value)} is not an amount of money; expected GBP such as 14.50")
    if amount > _MOST_GBP:
        raise ValueError(f"{shown(value)} is too much; expected GBP such as 14.50")
    if amount * 100 % 1:
        raise ValueError(f"{shown(value)} is no whole number of pence; expected GBP such as 14.50")
    return int(amount * 100)


def percent(value: Any) -> Fraction:
    """The share that ``47`` or ``47%`` per cent is."""
    if isinstance(value, Fraction):
        return value
    amount = _decimal(value, value.strip().removesuffix("%") if isinstance(value, str) else value)
    if amount is None or amount > 1000:
        raise ValueError(f"{shown(value)} is not a percentage; expected for example 47 or 47%")
    return Fraction(amount) / 100


def factor(value: Any) -> Fraction:
    """``1.5`` exactly."""
    if isinstance(value, Fraction):
        return value
    amount = _decimal(value, value)
    if amount is None or amount > 100:
        raise ValueError(f"{shown(value)} is not a factor; expected for example 1.5")
    return Fraction(amount)


def _decimal(value: Any, text: Any) -> Decimal | None:
    """The number, exactly as it is written; None for anything else and below 0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return Decimal(str(text)) if _NUMBER.fullmatch(str(text).strip()) else None
    except InvalidOperation:
        return None


def spell_pence(amount: int) -> str:
    """An amount as the file has it: 1450 pence are ``14.50``."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


def spell_gbp(amount: int) -> str:
    """An amount as people read it: 145000 pence are ``£1,450.00``."""
    return f"{'-' if amount < 0 else ''}£{abs(amount) // 100:,}.{abs(amount) % 100:02}"


def spell_percent(share: Fraction) -> str:
    """``47%``."""
    return f"{float(share * 100):g}%"


def _spell_exact(number: Fraction) -> str:
    """A number that was read as a decimal, with all its places."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def _spell_exact_percent(share: Fraction) -> str:
    return f"{_spell_exact(share * 100)}%"


class ClockSpan(NamedTuple):
    """A stretch of the clock; ``end`` lies after ``start`` and passes midnight when above 1440.

    Both are minutes since 00:00 of the day on which the stretch starts.
    """

    start: int
    end: int

    def __str__(self) -> str:
        return f"{spell_clock(self.start)}-{spell_clock(self.end)}"


def spell_clock(minute: int) -> str:
    """``500`` minutes after midnight are ``08:20``; a minute past midnight wraps."""
    if minute == MINUTES_A_DAY:
        return "24:00"
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def clock_span(value: Any) -> ClockSpan:
    """The stretch of ``08:00-16:00`` or, past midnight, ``22:00-07:00``."""
    if isinstance(value, ClockSpan):
        return value
    match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(
            f"{shown(value)} is not a stretch of the clock; expected for example 08:00-16:00"
        )
    start, end = _minute(match[1], match[2], value), _minute(match[3], match[4], value)
    if start == MINUTES_A_DAY:
        raise ValueError(f"{shown(value)} starts at 24:00; write 00:00 of the next day")
    return ClockSpan(start, end if end > start else end + MINUTES_A_DAY)


def _minute(hour: str, minute: str, value: Any) -> int:
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > MINUTES_A_DAY:
        raise ValueError(
            f"{shown(value)} names a time that no clock shows; expected 00:00 to 24:00"
        )
    return total


def iso_date(value: Any) -> date:
    """The date of ``2026-03-02``."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"{shown(value)} is not a date that the calendar has") from None
    meant = _british_date(value) if isinstance(value, str) else None
    expected = f"write {meant}" if meant else "expected year-month-day such as 2026-03-02"
    raise ValueError(f"{shown(value)} is not a date; {expected}")


def _british_date(text: str) -> date | None:
    """The date of ``4/5/2026`` or ``4 May 2026``, day first; None where it is neither."""
    words = re.sub(r"[/. -]+", " ", text.strip())
    for form in ("%d %m %Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class DayNames:
    """Days of the week, and bank holidays, with exceptions: ``Mon-Fri except bank holidays``.

    ``bank`` stands for bank holidays whatever their weekday.
    """

    included: frozenset[int]
    bank: bool = False
    excluded: frozenset[int] = frozenset()
    not_bank: bool = False

    def match(self, day: date, is_bank_holiday: bool) -> bool:
        """Whether ``day`` is meant."""
        if day.weekday() in self.excluded or (self.not_bank and is_bank_holiday):
            return False
        return day.weekday() in self.included or (self.bank and is_bank_holiday)

    @property
    def asks_bank_holidays(self) -> bool:
        """Whether the answer depends on the calendar of bank holidays."""
        return self.bank or self.not_bank

    def __str__(self) -> str:
        text = _spell_days(self.included, self.bank) or "no day"
        if self.excluded or self.not_bank:
            text += " except " + _spell_days(self.excluded, self.not_bank)
        return text


def _spell_days(days: frozenset[int], bank: bool) -> str:
    named = {frozenset(range(7)): "every day", frozenset({5, 6}): "weekends"}
    parts = [named[days]] if days in named else []
    if not parts:
        ordered = sorted(days)
        while ordered:
            run = [ordered.pop(0)]
            while ordered and ordered[0] == run[-1] + 1:
                run.append(ordered.pop(0))
            if len(run) > 2:
                parts.append(f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}")
            else:
                parts += [WEEKDAYS[day] for day in run]
    return ", ".join([*parts, *(["bank holidays"] if bank else [])])


EVERY_DAY = DayNames(frozenset(range(7)))
_DAYS_EXPECTED = (
    "expected for example Mon-Fri, weekends, 'Tue, Thu', bank holidays or "
    "Mon-Fri except bank holidays"
)


def day_names(value: Any) -> DayNames:
    """The days of ``Mon-Fri``, ``weekends``, ``[Tue, Thu]`` or ``Mon-Fri except bank holidays``."""
    if isinstance(value, DayNames):
        return value
    items = value if isinstance(value, list | tuple) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        raise ValueError(f"{shown(value)} does not name days; {_DAYS_EXPECTED}")
    text = ", ".join(items).lower().strip()
    exceptions = len(re.findall(r"\b(?:not|except)\b", text))
    if exceptions > 1 or (exceptions and len(items) > 1):
        # In a list it would be unclear whether the exception is to one entry or to all of them.
        raise ValueError(
            f"{shown(value)} has an exception in a list, or two of them; {_DAYS_EXPECTED}"
        )
    wanted, _, unwanted = text.partition(" except ")
    if wanted.startswith(("not ", "except ")):
        wanted, unwanted = "every day", wanted.split(" ", 1)[1]
    included, bank = _read_days(wanted, value)
    excluded, not_bank = _read_days(unwanted, value) if unwanted else (frozenset[int](), False)
    return DayNames(included, bank, excluded, not_bank)


def _read_days(text: str, value: Any) -> tuple[frozenset[int], bool]:
    days: set[int] = set()
    bank = False
    for part in re.split(r"\s*,\s*|\s+and\s+", text.strip()):
        part = part.strip()
        if part in ("bank holidays", "bank holiday", "bank-holidays", "bank_holidays"):
            bank = True
        elif part in ("all", "every day", "daily"):
            days |= set(range(7))
        elif part in ("weekends", "weekend"):
            days |= {5, 6}
        elif part == "weekdays":
            days |= set(range(5))
        else:
            ends = [_weekday(name, value) for name in re.split(r"\s*(?:-|–|\bto\b)\s*", part)]
            if len(ends) > 2:
                raise ValueError(f"{shown(value)} does not name days; {_DAYS_EXPECTED}")
            day = ends[0]
            days.add(day)
            while day != ends[-1]:
                day = (day + 1) % 7
                days.add(day)
    return frozenset(days), bank


def _weekday(name: str, value: Any) -> int:
    name = name.strip().rstrip(".")
    for index, long in enumerate(_LONG_WEEKDAYS):
        if len(name) >= 3 and (long.startswith(name) or name == long + "s"):
            return index
    raise ValueError(
        f"{shown(value)} does not name days ({shown(name)} is unknown); {_DAYS_EXPECTED}"
    )


@dataclass(frozen=True)
class DateRange:
    """``first..last``, repeated every ``every_weeks`` weeks when that is not 0."""

    first: date
    last: date
    every_weeks: int = 0

    def match(self, day: date) -> bool:
        """Whether ``day`` lies in the range or in one of its repeats."""
        if self.every_weeks and day > self.last:
            day = self.first + timedelta((day - self.first).days % (7 * self.every_weeks))
        return self.first <= day <= self.last

    def __str__(self) -> str:
        text = str(self.first) if self.first == self.last else f"{self.first}..{self.last}"
        return text + (f" every {self.every_weeks} weeks" if self.every_weeks else "")


@dataclass(frozen=True)
class Dates:
    """Some dates: single ones, ranges, and ranges repeated every so many weeks."""

    ranges: tuple[DateRange, ...]

    def match(self, day: date) -> bool:
        """Whether ``day`` is among them."""
        return any(part.match(day) for part in self.ranges)

    def among(self, days: Sequence[date]) -> list[date]:
        """Those of ``days``, which are in order, that are meant; in order."""
        found: set[date] = set()
        for part in self.ranges:
            if part.every_weeks:
                found.update(filter(part.match, days))
            else:
                found.update(days[bisect_left(days, part.first) : bisect_right(days, part.last)])
        return sorted(found)

    def __str__(self) -> str:
        return ", ".join(map(str, self.ranges))


_MOST_RANGES = 1_000
_DATES_EXPECTED = (
    "expected a date such as 2026-03-02, a range such as 2026-03-02..2026-03-08, "
    "or a list of them; each may be followed by 'every 2 weeks'"
)
_UP_TO = re.compile(r"(?<=\d{4}-\d\d-\d\d)\s+(?:to|-|\u2013)\s+", re.IGNORECASE)
_REPEAT = re.compile(r"(.+?)\s+every\s+(?:([1-9]\d{0,2})\s+weeks?|week)", re.IGNORECASE)
_REPEAT_FROM = re.compile(r"every\s+(?:([1-9]\d{0,2})\s+weeks?|week)\s+from\s+(.+)", re.IGNORECASE)


def dates(value: Any) -> Dates:
    """The dates of ``2026-03-02``, ``2026-03-02..08`` or ``... every 2 weeks``, or of a list.

    A range may be written with ``to`` or a dash between spaces, too.
    """
    if isinstance(value, Dates):
        return value
    items = value if isinstance(value, list | tuple) else [value]
    if not items:
        raise ValueError(f"no dates are given; {_DATES_EXPECTED}")
    ranges: list[DateRange] = []
    for item in items:
        if isinstance(item, date):
            ranges.append(DateRange(iso_date(item), iso_date(item)))
        elif isinstance(item, str):
            ranges += [_date_range(part.strip()) for part in item.split(",")]
        else:
            raise ValueError(f"{shown(item)} is not a date; {_DATES_EXPECTED}")
    if len(ranges) > _MOST_RANGES:
        raise ValueError(f"has {len(ranges)} dates; expected at most {_MOST_RANGES}, or ranges")
    return Dates(tuple(ranges))


def _date_range(text: str) -> DateRange:
    weeks = 0
    if match := _REPEAT_FROM.fullmatch(text):
        weeks, text = int(match[1] or 1), match[2].strip()
    elif match := _REPEAT.fullmatch(text):
        weeks, text = int(match[2] or 1), match[1].strip()
    first_text, separator, last_text = _UP_TO.sub("..", text, count=1).partition("..")
    try:
        first = iso_date(first_text)
        # '2026-03-04..06' means up to the 6th of the same month.
        last_text = last_text.strip()
        if re.fullmatch(r"\d\d?", last_text):
            last_text = f"{first:%Y-%m-}{int(last_text):02}"
        last = iso_date(last_text) if separator else first
    except ValueError as error:
        wrong, _, _ = str(error).partition("; expected")  # of a single date
        if "; write" in wrong:
            raise
        raise ValueError(f"{wrong}; {_DATES_EXPECTED}") from None
    if last < first:
        raise ValueError(f"the range {shown(text)} ends before it starts")
    if weeks and (last - first).days >= 7 * weeks:
        raise ValueError(f"the range {shown(text)} is longer than the {weeks} weeks it repeats in")
    return DateRange(first, last, weeks)


class Window(NamedTuple):
    """The stretches of days over which something is counted.

    ``kind`` is ``blocks`` (successive stretches of ``length`` days from the start of the period),
    ``rolling`` (every stretch of ``length`` days), ``period`` (the whole period; ``length`` 0) or
    ``month`` (calendar months; ``length`` 0).
    """

    kind: str
    length: int

    def __str__(self) -> str:
        if self.kind in ("period", "month"):
            return self.kind
        if self.kind == "rolling":
            return f"any {self.length} days"
        if self.length == 1:
            return "day"
        return "week" if self.length == 7 else f"every {self.length // 7} weeks"


_WINDOW_EXPECTED = "expected day, week, every 2 weeks, any 14 days, or period"


def window(value: Any) -> Window:
    """The window of ``day``, ``week``, ``every 2 weeks``, ``any 14 days`` or ``period``."""
    if isinstance(value, Window):
        return value
    text = value.strip().lower() if isinstance(value, str) else ""
    simple = {
        "day": Window("blocks", 1),
        "week": Window("blocks", 7),
        "every day": Window("blocks", 1),
        "every week": Window("blocks", 7),
        "fortnight": Window("blocks", 14),
        "period": Window("period", 0),
    }
    if text in simple:
        return simple[text]
    if match := re.fullmatch(r"(every|any)\s+(\d+)\s+(day|week)s?", text):
        length = int(match[2]) * (7 if match[3] == "week" else 1)
        if match[1] == "every" and match[3] == "day" and length % 7:
            raise ValueError(f"{shown(value)} does not fit into weeks; write 'any {length} days'")
        if not 1 <= length <= MOST_DAYS:
            raise ValueError(f"{shown(value)} is not a usable length; {_WINDOW_EXPECTED}")
        return Window("rolling" if match[1] == "any" else "blocks", length)
    raise ValueError(f"{shown(value)} is not a stretch to count over; {_WINDOW_EXPECTED}")


_HOW_OFTEN_EXPECTED = "expected day, week, every 2 weeks, month or period"


def how_often(value: Any) -> Window:
    """The window of ``week``, ``every 4 weeks``, ``month`` or ``period``: never a rolling one."""
    if isinstance(value, str) and value.strip().lower() in ("month", "every month"):
        return Window("month", 0)
    try:
        read = window(value)
    except ValueError:
        raise ValueError(f"{shown(value)} does not say how often; {_HOW_OFTEN_EXPECTED}") from None
    if read.kind == "rolling":
        raise ValueError(f"{shown(value)} has no beginning to count from; {_HOW_OFTEN_EXPECTED}")
    return read


def weeks(value: Any) -> int:
    """The number of weeks of ``17 weeks`` or ``17``."""
    text = str(value).strip().lower() if isinstance(value, str | int) else ""
    match = re.fullmatch(r"(\d{1,3})\s*(?:weeks?)?", text)
    if match is None or isinstance(value, bool) or not 1 <= int(match[1]) <= 104:
        raise ValueError(
            f"{shown(value)} is not a number of weeks; expected 1 to 104 such as 17 weeks"
        )
    return int(match[1])


class _Spelled:
    """Tells pydantic to read a field with ``read`` and to write it as its spelling."""

    def __init__(self, read: Any, description: str, examples: list[str], *, many: bool) -> None:
        self.read = read
        text: dict[str, Any] = {"type": "string"}
        accepted = {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]}
        self.schema = {
            **(accepted if many else text),
            "description": description,
            "examples": examples,
        }

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.to_string_ser_schema()
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return deepcopy(self.schema)  # pydantic adds to it what one field alone has


def _minutes_type(
    read: Any, description: str, examples: list[Any], spell: Any = spell_duration
) -> tuple[Any, ...]:
    return (
        BeforeValidator(read),
        PlainSerializer(spell, return_type=str),
        WithJsonSchema(
            {
                "anyOf": [{"type": "string"}, {"type": "number"}],
                "description": description,
                "examples": examples,
            }
        ),
    )


class _Figure(_Spelled):
    """The same for a number that may be written with a sign of its own, such as ``47%``."""

    def __init__(self, read: Any, spell: Any, description: str, examples: list[Any]) -> None:
        self.read, self._spell = read, spell
        self.schema = {
            "anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}],
            "description": description,
            "examples": examples,
        }

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(self._spell)
        )


Pence = Annotated[int, _Figure(pence, spell_pence, "An amount in GBP.", [14.5, "£14.50"])]
"""Whole pence, which the file gives as GBP."""
Percent = Annotated[Fraction, _Figure(percent, _spell_exact_percent, "A percentage.", [47, "47%"])]
"""A share, which the file gives as a percentage."""
Factor = Annotated[Fraction, _Figure(factor, _spell_exact, "A factor.", [1.5, 2])]
Duration = Annotated[int, *_minutes_type(duration, "A length of time.", ["30m", "11h", "7h30"])]
Hours = Annotated[
    int, *_minutes_type(hours, "A number of hours, or a length of time.", [37.5, "11h", "7h30"])
]
SignedHours = Annotated[
    int,
    *_minutes_type(
        signed_hours,
        "Hours above (+) or below (-).",
        ["7h30", "+3h", "-2.5"],
        spell_signed,
    ),
]
ClockSpanField = Annotated[
    ClockSpan,
    _Spelled(
        clock_span, "A stretch of the clock; it may pass midnight.", ["08:00-16:00"], many=False
    ),
]
DayNamesField = Annotated[
    DayNames,
    _Spelled(day_names, "Days of the week.", ["Mon-Fri", "weekends", "bank holidays"], many=True),
]
DatesField = Annotated[
    Dates,
    _Spelled(
        dates, "Dates and ranges of dates.", ["2026-03-02", "2026-03-02..2026-03-08"], many=True
    ),
]
WindowField = Annotated[
    Window,
    _Spelled(window, "What it is counted over.", ["week", "any 14 days", "period"], many=False),
]
HowOftenField = Annotated[
    Window,
    _Spelled(how_often, "How often it comes.", ["week", "every 4 weeks", "month"], many=False),
]
WeeksField = Annotated[
    int,
    BeforeValidator(weeks),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 104}],
            "examples": ["17 weeks"],
        }
    ),
]
DateField = Annotated[
    date,
    BeforeValidator(iso_date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-02"]}),
]
