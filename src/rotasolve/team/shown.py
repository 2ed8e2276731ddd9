"""Values as messages show them: in quotes where they are text, and cut where they are long."""

from __future__ import annotations

LONGEST = 80
"""Most characters of a value that a message shows."""


def shown(value: object) -> str:
    """The value as Python writes it, cut short when it is long."""
    if isinstance(value, str):
        return repr(cut(value))
    try:
        return cut(repr(value))
    except (ValueError, RecursionError):  # a whole number of thousands of digits, or a circle
        return f"a value that is too long to show ({type(value).__name__})"


def cut(text: str) -> str:
    """The text; of a long one its beginning, and three dots."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
