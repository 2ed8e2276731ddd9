"""The friendly spellings of a team file, each read by one small function.

Every function takes what the file says and returns the value it means, or raises ``ValueError``
with a sentence that names the expected spelling.
"""

from rotasolve.team.spelling.clock_spans import (
    ClockSpan,
    clock_span,
    spell_clock,
)
from rotasolve.team.spelling.dates import (
    EVERY_DAY,
    WEEKDAYS,
    DateRange,
    Dates,
    DayNames,
    dates,
    day_names,
    iso_date,
)
from rotasolve.team.spelling.durations import (
    MINUTES_A_DAY,
    Minutes,
    duration,
    hours,
    signed_hours,
    spell_duration,
    spell_signed,
)
from rotasolve.team.spelling.fields import (
    ClockSpanField,
    DateField,
    DatesField,
    DayNamesField,
    Duration,
    Factor,
    Hours,
    HowOftenField,
    Pence,
    Percent,
    SignedHours,
    WeeksField,
    WindowField,
)
from rotasolve.team.spelling.money import (
    factor,
    pence,
    percent,
    spell_gbp,
    spell_pence,
    spell_percent,
)
from rotasolve.team.spelling.windows import (
    MOST_DAYS,
    Window,
    how_often,
    weeks,
    window,
)

__all__ = [
    "EVERY_DAY",
    "MINUTES_A_DAY",
    "MOST_DAYS",
    "WEEKDAYS",
    "ClockSpan",
    "ClockSpanField",
    "DateField",
    "DateRange",
    "Dates",
    "DatesField",
    "DayNames",
    "DayNamesField",
    "Duration",
    "Factor",
    "Hours",
    "HowOftenField",
    "Minutes",
    "Pence",
    "Percent",
    "SignedHours",
    "WeeksField",
    "Window",
    "WindowField",
    "clock_span",
    "dates",
    "day_names",
    "duration",
    "factor",
    "hours",
    "how_often",
    "iso_date",
    "pence",
    "percent",
    "signed_hours",
    "spell_clock",
    "spell_duration",
    "spell_gbp",
    "spell_pence",
    "spell_percent",
    "spell_signed",
    "weeks",
    "window",
]
