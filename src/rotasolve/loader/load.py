"""Loading a team file: a team that is valid as a whole, or every problem at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from rotasolve.errors import TeamFileError
from rotasolve.loader.check import (
    Scene,
    cost_problems,
    cross_problems,
    history_warnings,
    warnings_of,
)
from rotasolve.loader.entries import LISTS
from rotasolve.loader.fields import field_problems
from rotasolve.loader.history import read_history
from rotasolve.loader.names import Known
from rotasolve.loader.packs import merge_packs
from rotasolve.loader.published import read_published
from rotasolve.loader.source import read_source
from rotasolve.loader.text import read_text, refuse
from rotasolve.team.fit import CHECKED_APART
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from rotasolve.loader.packs import Packed
    from rotasolve.loader.problem import Problem
    from rotasolve.loader.source import Node

_MOST_MEGABYTES = 5
_NAMED = ("skills", "shifts", "contracts")
_PAST = ("history", "duties")
# What stands in for a block that is missing or broken, so that the others can be checked.
_STAND_INS: dict[str, Any] = {
    "version": 1,
    "team": "-",
    "period": {"start": "2026-01-05", "weeks": 1},
    "shifts": {"-": "00:00-01:00"},
    "staff": [{"name": "-", "contract": {"hours": 0}}],
}


@dataclass(frozen=True)
class Loaded:
    """A team, and what its file is.

    Attributes
    ----------
    warnings
        One line for each thing that is legal but probably not meant.
    digest
        SHA-256 of the file's bytes, in hexadecimal digits. With files of the history or a rota
        that is published: SHA-256 of these digits and those of each such file, in order, one to a
        line.
    """

    team: Team
    warnings: tuple[str, ...]
    digest: str


def load(path: str | Path) -> Team:
    """The team that the file ``path`` describes.

    Raises
    ------
    TeamFileError
        With every problem of the file.
    """
    return read(path).team


def read(path: str | Path) -> Loaded:
    """The team that the file ``path`` describes, with warnings and the digest of its files.

    Raises
    ------
    TeamFileError
        With every problem of the file.
    """
    file = Path(path)
    content, text = read_text(file, most_megabytes=_MOST_MEGABYTES)
    root, problems = read_source(file, text)
    if not isinstance(root.value, dict):
        raise refuse(file, "expected a mapping that begins with version: 1", root.line)
    packed = merge_packs(root)
    problems += packed.problems
    scene, found = _validated(packed.root)
    problems += found
    if scene is None:
        raise TeamFileError(_spelled(problems, file, packed))
    problems += cross_problems(scene)
    problems += [] if problems else cost_problems(scene)
    past = read_history(file, scene)
    told = read_published(file, scene)
    problems += [*past.problems, *told.problems]
    if problems or past.file_problems or told.file_problems:
        own = _spelled(problems, file, packed)
        raise TeamFileError([*own, *past.file_problems, *told.file_problems])
    team = scene.team
    if (past.history, told.published) != (team.history, team.published):
        team = _team({**packed.root.plain(), "history": past.history, "published": told.published})
    warned = [*warnings_of(scene), *past.warnings, *told.warnings, *history_warnings(scene, team)]
    warnings = _spelled(warned, file, packed) + past.file_warnings
    return Loaded(team, tuple(warnings), _digest(content, past.digests + told.digests))


def _digest(content: bytes, past: list[str]) -> str:
    """What changes with everything that the team is read from."""
    own = hashlib.sha256(content).hexdigest()
    if not past:
        return own
    return hashlib.sha256("".join(f"{each}\n" for each in (own, *past)).encode()).hexdigest()


def _spelled(problems: Iterable[Problem], file: Path, packed: Packed) -> list[str]:
    told = dict.fromkeys(map(packed.told, problems))
    ordered = sorted(told, key=lambda problem: problem.line)
    return [problem.spell(str(file)) for problem in ordered]


def _validated(root: Node) -> tuple[Scene | None, list[Problem]]:
    """What can be made of the file, and the problems of its single values."""
    data, known = root.plain(), Known.of(root)
    try:
        return Scene(_team(data), root, known, {}, dated=True, levelled=True), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    problems = field_problems(errors, root)
    # A key too many leaves a period as it is, and the dates of other entries can be checked.
    errors = [each for each in errors if not _taken_out_of_period(each, data)]
    broken = {each["loc"][: 3 if each["loc"][:2] == _PAST else 2] for each in errors}
    origins = _prune(data, broken)
    try:
        team = _team(data)
    except ValidationError:
        return None, problems
    blocks = {step[0] for step in broken}
    scene = Scene(
        team, root, known, origins, dated="period" not in blocks, levelled="levels" not in blocks
    )
    return scene, problems


def _taken_out_of_period(error: ErrorDetails, data: dict[str, Any]) -> bool:
    """Whether ``error`` was a key of the period that nobody knows, which is gone from ``data``."""
    block, *key = error["loc"]
    if error["type"] != "extra_forbidden" or block != "period" or len(key) != 1:
        return False
    return data["period"].pop(key[0], data) is not data


def _team(data: dict[str, Any]) -> Team:
    """The team, of which only the single parts are checked; the rest is told with its lines."""
    return Team.model_validate(data, context={CHECKED_APART: True})


def _prune(data: dict[str, Any], broken: set[tuple[Any, ...]]) -> dict[str, list[int]]:
    """Take what is broken out of ``data``; where the entries left in each list were before."""
    origins: dict[str, list[int]] = {}
    for step in broken:
        if len(step) == 1 or (step[0] not in (*LISTS, *_NAMED) and len(step) < 3):
            data.pop(step[0], None)
    history = data.get("history")
    holders = [(data, block, block) for block in LISTS]
    holders += [(data, "history", "history")]
    holders += [(history, "duties", "history")] if isinstance(history, dict) else []
    for holder, key, block in holders:
        entries = holder.get(key)
        if isinstance(entries, list):
            lost = {step[-1] for step in broken if step[0] == block and len(step) > 1}
            origins[block] = [index for index in range(len(entries)) if index not in lost]
            holder[key] = [entries[index] for index in origins[block]]
    for block in _NAMED:
        for step in broken:
            if step[0] == block and isinstance(data.get(block), dict):
                data[block].pop(step[1], None)
    for block, value in _STAND_INS.items():
        if not data.get(block):
            data[block] = value
            origins.pop(block, None)
    return origins
