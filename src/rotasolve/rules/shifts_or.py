"""Fields that hold either a word of their own, such as ``off``, or a selection of shifts."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator, Discriminator

from rotasolve.team.selector import Which

WORD, SHIFTS = "word", "shifts"
ANY_CASE = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)
"""Makes ``Off`` and ``OFF`` the word ``off``; no shift can have that code, in whatever case."""


def shifts_or(*words: str) -> Discriminator:
    """A discriminator: ``words`` are tagged ``WORD``, what may select shifts is tagged ``SHIFTS``.

    It leaves one error for a bad value, where an undiscriminated union has one for each member.
    The case of ``words`` does not matter, so their type has ``ANY_CASE``.
    """

    def tag(value: Any) -> str | None:
        if isinstance(value, str) and value.lower() in words:
            return WORD
        return SHIFTS if isinstance(value, str | list | tuple | dict | Which) else None

    return Discriminator(
        tag,
        custom_error_type="shifts_or_word",
        custom_error_message=f"expected {', '.join(words)}, or shifts such as E or [E, L]",
    )
