"""A whole team, valid in its parts and between them, or every problem at once.

This is the one door: what a team file says, and values that a team is made of in Python, both
come through it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from rotasolve.loader.check import (
    Scene,
    cost_problems,
    cross_problems,
    history_warnings,
    warnings_of,
)
from rotasolve.loader.contracted import contracted_warnings
from rotasolve.loader.entries import LISTS
from rotasolve.loader.fields import field_problems
from rotasolve.loader.history import read_history
from rotasolve.loader.judged import judged_warnings
from rotasolve.loader.names import Known
from rotasolve.loader.packs import merge_packs
from rotasolve.loader.published import read_published
from rotasolve.team.door import CHECKED_APART
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from rotasolve.loader.packs import Packed
    from rotasolve.loader.problem import Problem
    from rotasolve.loader.source import Node

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


@dataclass
class Whole:
    """A team, or why there is none.

    Attributes
    ----------
    team
        None where there are problems.
    problems, warnings
        About the team itself, in the order of its file; ``file_problems`` and ``file_warnings``
        are lines about earlier rotas.
    for_planning
        Those of the warnings that matter to whoever makes a rota, and to nobody who reads one.
    of_hours
        More warnings: contracted hours that nothing counts, or that are more than cover takes.
    digests
        SHA-256 of each file that the team reads, in order.
    """

    team: Team | None
    problems: list[Problem] = field(default_factory=list)
    file_problems: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    file_warnings: list[str] = field(default_factory=list)
    for_planning: list[Problem] = field(default_factory=list)
    of_hours: list[Problem] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)


def check_whole(root: Node, folder: Path | None, problems: list[Problem]) -> Whole:
    """The team of ``root``, a mapping, with its packs and the files of its folder read.

    ``problems`` are those that are known of it already.
    """
    packed = merge_packs(root)
    problems = [*problems, *packed.problems]
    scene, found = _validated(packed.root)
    problems += found
    if scene is None:
        return Whole(None, _told(problems, packed))
    problems += cross_problems(scene)
    problems += [] if problems else cost_problems(scene)
    past = read_history(folder, scene)
    told = read_published(folder, scene)
    problems += [*past.problems, *told.problems]
    file_problems = [*past.file_problems, *told.file_problems]
    if problems or file_problems:
        return Whole(None, _told(problems, packed), file_problems)
    team = scene.team
    if (past.history, told.published) != (team.history, team.published):
        team = _team({**team.blocks(), "history": past.history, "published": told.published})
    short = [*history_warnings(scene, team), *judged_warnings(scene, team)]
    warned = [*warnings_of(scene), *past.warnings, *told.warnings, *short]
    return Whole(
        team,
        warnings=_told(warned, packed),
        file_warnings=past.file_warnings,
        for_planning=_told(short, packed),
        of_hours=_told(contracted_warnings(scene, team), packed),
        digests=past.digests + told.digests,
    )


def _told(problems: Iterable[Problem], packed: Packed) -> list[Problem]:
    """Each problem once, at the place where the file itself has it, in the order of the file."""
    return sorted(dict.fromkeys(map(packed.told, problems)), key=lambda problem: problem.line)


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
