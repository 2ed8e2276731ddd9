"""How long a team is searched, from which seed and by how many workers: what may be said of it.

The team file, the command line and Python ask the same functions, and so refuse the same values in
the same words.
"""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from rotasolve.team.base import Model

UNLIMITED = "unlimited"
"""The word for no time limit: until every level is proven, or somebody stops it."""

MOST_SECONDS = 366 * 24 * 3600
"""Longest time limit: a year. What is longer is meant to be unlimited."""

MOST_SEED = 2**31 - 1
"""Greatest seed that CP-SAT takes."""

MOST_WORKERS = 256
"""Most CP-SAT workers."""

_LONGEST = 40


def read_seconds(value: Any) -> float:
    """Seconds of ``60``, ``0.5`` or ``unlimited``, which is infinity and may be given as that."""
    if isinstance(value, str) and value.strip().lower() == UNLIMITED:
        return math.inf
    seconds = _number(value)
    expected = f"expected a number of seconds such as 60, or {UNLIMITED}"
    if seconds is None or math.isnan(seconds):
        raise ValueError(f"{_shown(value)} is not a number; {expected}")
    if seconds <= 0:
        raise ValueError(f"{_shown(value)} is too small; {expected}")
    if MOST_SECONDS < seconds < math.inf:
        raise ValueError(f"{_shown(value)} is more than a year; {expected}")
    return seconds


def read_seed(value: Any) -> int:
    """The whole number that a seed is."""
    return _whole(value, least=0, most=MOST_SEED)


def read_workers(value: Any) -> int:
    """The whole number of workers; none at all is not a number that can search."""
    return _whole(value, least=1, most=MOST_WORKERS)


def _whole(value: Any, *, least: int, most: int) -> int:
    number = _number(value)
    expected = f"expected a whole number from {least} to {most}"
    if number is None or not math.isfinite(number) or number != int(number):
        raise ValueError(f"{_shown(value)} is not a whole number; {expected}")
    if number < least:
        raise ValueError(f"{_shown(value)} is too small; {expected}")
    if number > most:
        raise ValueError(f"{_shown(value)} is too large; {expected}")
    return int(number)


def _number(value: Any) -> float | None:
    """``value`` as a number, whether it is one or the text of one; None where it is neither."""
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
    except OverflowError:  # a whole number of hundreds of digits
        return math.inf if value > 0 else -math.inf


def _shown(value: Any) -> str:
    """A number as it is, also where it comes as text; other text in quotes; both cut short."""
    text = str(value)[:_LONGEST]
    return repr(text) if isinstance(value, str) and _number(value) is None else text


def spell_seconds(seconds: float) -> float | str:
    """As a file has it: the number, or ``unlimited``."""
    return UNLIMITED if math.isinf(seconds) else seconds


Seconds = Annotated[
    float,
    PlainValidator(read_seconds),
    PlainSerializer(spell_seconds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_SECONDS},
                {"const": UNLIMITED},
            ],
            "examples": [120, UNLIMITED],
        }
    ),
]
Seed = Annotated[
    int,
    PlainValidator(read_seed),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST_SEED}),
]
Workers = Annotated[
    int,
    PlainValidator(read_workers),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_WORKERS}),
]


class SolverDefaults(Model):
    """What ``solve`` does unless told otherwise."""

    seconds: Seconds = Field(default=60.0, description="Time limit in seconds, or unlimited.")
    seed: Seed = Field(default=1, description="Seed of everything random.")
    workers: Workers | None = Field(default=None, description="CP-SAT workers; chosen when null.")
