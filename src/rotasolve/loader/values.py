"""A team made of plain values, checked as a file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rotasolve.errors import TeamFileError
from rotasolve.loader.plain import Unfit, node_of
from rotasolve.loader.problem import Problem
from rotasolve.loader.whole import Whole, check_whole

if TYPE_CHECKING:
    from pathlib import Path


def whole_of(values: Any, folder: Path | None = None) -> Whole:
    """The team that ``values`` describe, or what is wrong with them; files are in ``folder``."""
    try:
        root = node_of(values)
    except Unfit as error:
        return Whole(None, [Problem(0, error.place, str(error))])
    if not isinstance(root.value, dict):
        return Whole(None, [Problem(0, (), "expected a mapping that begins with version: 1")])
    return check_whole(root, folder, [])


def refuse(whole: Whole) -> TeamFileError:
    """The error with every problem of ``whole``, each at its path."""
    return TeamFileError([*(each.spell("") for each in whole.problems), *whole.file_problems])
