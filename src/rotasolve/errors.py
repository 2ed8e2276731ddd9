"""The errors that rotasolve raises; all are a :class:`RotasolveError`."""

from __future__ import annotations


class RotasolveError(Exception):
    """Something that a user of the library can act on."""


class TeamFileError(RotasolveError):
    """A file (team file, rota or history) cannot be used.

    Attributes
    ----------
    problems
        One line for each problem, already worded for the reader as
        ``file:line: path: what is wrong; what is expected``.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)  # what pickle makes it of again
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


class EncoderMismatch(RotasolveError):
    """The solver's model and the auditor disagree: a defect of rotasolve, please report it."""
