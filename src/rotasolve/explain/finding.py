"""One reason why a team cannot have the rota that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Finding:
    """One reason why no rota keeps every rule at level must.

    Attributes
    ----------
    words
        The reason, with its dates, numbers and names.
    dates
        The dates concerned, in order; first and last where it is a stretch.
    """

    words: str
    dates: tuple[date, ...]
