"""Dates, ranges of dates and days of the week, as a team file spells them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from rotasolve.team.shown import shown

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
