"""How far a solve has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """The state of a solve at one moment.

    Attributes
    ----------
    seconds
        Seconds since the start.
    cost
        Cost of the best rota so far, by level; None before there is one.
    bound
        Proven bound of the levels for which there is one.
    level
        The level being worked on; None when it is not one level.
    stage
        What is being done, in a few words.
    """

    seconds: float
    cost: dict[str, int] | None
    bound: dict[str, int]
    level: str | None
    stage: str
