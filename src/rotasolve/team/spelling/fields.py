"""Types of fields, each read and written as a team file spells it."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from rotasolve.team.spelling.clock_spans import ClockSpan, clock_span
from rotasolve.team.spelling.dates import Dates, DayNames, dates, day_names, iso_date
from rotasolve.team.spelling.durations import (
    duration,
    hours,
    signed_hours,
    spell_duration,
    spell_signed,
)
from rotasolve.team.spelling.money import (
    factor,
    pence,
    percent,
    spell_exact,
    spell_exact_percent,
    spell_pence,
)
from rotasolve.team.spelling.windows import Window, how_often, weeks, window


class _Spelled:
    """Tells pydantic to read a field with ``read`` and to write it as its spelling."""

    def __init__(self, read: Any, description: str, examples: list[str], *, many: bool) -> None:
        self.read = read
        self.written: core_schema.SerSchema = core_schema.to_string_ser_schema()
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
        return core_schema.no_info_plain_validator_function(self.read, serialization=self.written)

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
        self.read = read
        self.written = core_schema.plain_serializer_function_ser_schema(spell)
        self.schema = {
            "anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}],
            "description": description,
            "examples": examples,
        }


Pence = Annotated[int, _Figure(pence, spell_pence, "An amount in GBP.", [14.5, "£14.50"])]
"""Whole pence, which the file gives as GBP."""
Percent = Annotated[Fraction, _Figure(percent, spell_exact_percent, "A percentage.", [47, "47%"])]
"""A share, which the file gives as a percentage."""
Factor = Annotated[Fraction, _Figure(factor, spell_exact, "A factor.", [1.5, 2])]
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
