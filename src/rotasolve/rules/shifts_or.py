"""Fields that hold either a word of their own, such as ``off``, or a selection of shifts."""

from __future__ import annotations

from typing import Any

from pydantic import Discriminator

from rotasolve.team.selector import Which

WORD, SHIFTS = "word", "shifts"


def shifts_or(*words: str) -> Discriminator:
    """A discriminator: ``words`` are tagged ``WORD``, what may select shifts is tagged ``SHIFTS``.

    It leaves one error for a bad value, where an undiscriminated union has one for each member.
    """

    def tag(value: Any) -> str | None:
        if isinstance(value, str) and value in words:
            return WORD
        return SHIFTS if isinstance(value, str | list | tuple | dict | Which) else None

    return Discriminator(
        tag,
        custom_error_type="shifts_or_word",
        custom_error_message=f"expected {', '.join(words)}, or shifts such as E or [E, L]",
    )
