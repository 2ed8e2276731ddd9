"""The errors that rotasolve raises; all are a :class:`RotasolveError`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")

MOST_TOLD = 200
"""Most problems that are told at once; how many more there are is said."""


def first_of(told: Sequence[_T], as_told: Callable[[str], _T]) -> list[_T]:
    """The first of what is told, and as its last entry how much more there is."""
    if len(told) <= MOST_TOLD + 1:  # what was cut before stays as it is
        return list(told)
    return [*told[:MOST_TOLD], as_told(f"and {len(told) - MOST_TOLD:,} more")]


class RotasolveError(Exception):
    """Something that a user of the library can act on."""


class TeamFileError(RotasolveError):
    """A file (team file, rota or history) cannot be used.

    Attributes
    ----------
    problems
        One line for each problem, already worded for the reader as
        ``file:line: path: what is wrong; what is expected``. Of very many the first ones, and a
        last line with how many more there are.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = first_of(problems, str)
        super().__init__(self.problems)  # what pickle makes it of again

    def __str__(self) -> str:
        return "\n".join(self.problems)


class EncoderMismatch(RotasolveError):
    """The solver's model and the auditor disagree: a defect of rotasolve, please report it."""
