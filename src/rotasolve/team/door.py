"""Where a team is checked whole, however it is made.

The check knows files and how problems are worded, and stands above the team. The package puts it
in when it is imported, so that this layer need not know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rotasolve.errors import RotasolveError
    from rotasolve.team.team import Team

CHECKED_APART = "checked apart"
"""A key of pydantic's context: whoever validates the team checks how its parts fit together."""


class Problem(Protocol):
    """What is wrong at one place of a team."""

    @property
    def path(self) -> tuple[str | int, ...]:
        """Keys, and places in lists counted from 0."""

    @property
    def words(self) -> str:
        """What is wrong, and what to write."""


class Whole(Protocol):
    """A team, or why there is none."""

    @property
    def team(self) -> Team | None:
        """None where there are problems."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the team itself."""

    @property
    def file_problems(self) -> list[str]:
        """What is wrong with the files that it names, a line each."""


class Check(Protocol):
    """The module that checks values; with it come the types of the rules."""

    def whole_of(self, values: Any, folder: Path | None = None) -> Whole:
        """The team that ``values`` describe, with files from ``folder``."""

    def refuse(self, whole: Whole) -> RotasolveError:
        """The error with every problem."""


class _Door:
    """Holds how the check is found, which takes its import and is therefore done late."""

    find: Callable[[], Check]


def put_in(find: Callable[[], Check]) -> None:
    """Let the check be what ``find`` gives when it is first needed."""
    _Door.find = staticmethod(find)


def check() -> Check:
    """The check."""
    return _Door.find()
