"""Lengths of time and hours, as a team file spells them."""

from __future__ import annotations

import math
import re
from typing import Any

from rotasolve.team.shown import shown
from rotasolve.team.spelling.windows import MOST_DAYS

MINUTES_A_DAY = 24 * 60
_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+)\s*m?)?", re.IGNORECASE)


class Minutes(int):
    """A length of time in minutes, for a team that is written in Python: ``Minutes(30)``.

    A bare number is refused where it could be minutes or hours.
    """


def duration(value: Any) -> int:
    """Minutes of ``30m``, ``11h``, ``7h30`` or ``7.5h``; a bare number is refused as ambiguous."""
    if isinstance(value, Minutes):
        return _whole(int(value), value)
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
    if isinstance(value, Minutes):
        return duration(value)
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
    if isinstance(value, Minutes):
        return duration(value) if value >= 0 else -duration(Minutes(-value))
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
