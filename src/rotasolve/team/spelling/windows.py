"""Stretches of days over which something is counted, as a team file spells them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rotasolve.team.shown import shown

MOST_DAYS = 3660
"""The largest number that a rule may count to: of days, shifts or weekends, over ten years."""


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
