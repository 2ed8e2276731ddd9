"""Reading the rota that is published, from the team file or from a rota file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rotasolve.errors import TeamFileError
from rotasolve.loader.history import no_folder, refused
from rotasolve.loader.problem import Problem, unknown
from rotasolve.loader.rota_file import read_assignments
from rotasolve.rules.stability import Stability
from rotasolve.team.history import PastDuty
from rotasolve.team.published import Published

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rotasolve.loader.check import Scene
    from rotasolve.loader.nearest import Names

_ONE_DAY = timedelta(1)
_TRAIL = ("published", "rota")


@dataclass
class ReadPublished:
    """The rota that is published, and what is wrong with it.

    Attributes
    ----------
    problems, warnings
        About the team file; ``file_problems`` are lines about the rota file.
    digests
        SHA-256 of the rota file, where there is one.
    """

    published: Published
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    file_problems: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)


def read_published(folder: Path | None, scene: Scene) -> ReadPublished:
    """What is published, with the duties of its file filled in.

    Duties of people who have left, and on shifts that are no more, are warned of; nobody is held
    to them.
    """
    stated = scene.team.published
    found = ReadPublished(stated)
    asked = any(isinstance(rule, Stability) for _, rule in scene.entries("rules"))
    if stated.rota is not None and not stated.already_read:
        if stated.duties:
            words = "duties are written out too; give the rota file or the duties"
            found.problems.append(scene.problem(("published", "duties"), words))
            return found
        _read_file(folder, stated.rota, scene, found)
    if found.problems or found.file_problems:
        return found
    published = found.published
    known = any(map(published.covers, scene.team.period.dates))
    given = bool(stated.rota or stated.duties or stated.from_)
    if not given:
        block = scene.root.at("published")
        for trail, rule in scene.entries("rules"):
            if isinstance(rule, Stability) and (block is None or block.value == {}):
                words = "no rota is published; write for example published: april-rota/rota.json"
                found.problems.append(scene.problem(trail, words))
    elif asked and scene.dated and not known:
        period = scene.team.period
        words = f"no date of the period {period.start}..{period.end} is published"
        found.problems.append(scene.problem(_TRAIL, words))
    elif not asked:
        words = "no rule asks to keep to it; add - rule: stability"
        found.warnings.append(scene.problem(("published",), words))
    if not found.problems:
        found.warnings += [scene.problem(_TRAIL, each) for each in _strangers(scene, published)]
    return found


def _read_file(folder: Path | None, name: str, scene: Scene, found: ReadPublished) -> None:
    why = no_folder(name) if folder is None else refused(folder, name)
    if why or folder is None:
        found.problems.append(scene.problem(_TRAIL, why))
        return
    try:
        rota = read_assignments(folder / name)
    except TeamFileError as error:
        found.file_problems += error.problems
        return
    found.digests.append(rota.digest)
    stated = found.published
    first, last = stated.from_ or rota.start, stated.to
    if last is None and rota.start is not None and rota.weeks is not None:
        last = rota.start + 7 * rota.weeks * _ONE_DAY - _ONE_DAY
    if first is not None and last is not None and last < first:
        words = f"with {name}, the published rota ends ({last}) before it starts ({first})"
        found.problems.append(scene.problem(_TRAIL, words))
        return
    duties = [PastDuty.model_construct(**each._asdict()) for each in rota.assignments]
    found.published = Published(
        rota=name, already_read=True, from_=first, to=last, today=stated.today, duties=duties
    )


def _strangers(scene: Scene, published: Published) -> Iterator[str]:
    """People and shifts that are published for the period but that the team does not have."""
    period, known = scene.team.period, scene.known.names
    inside = [duty for duty in published.duties if not scene.dated or duty.date in period]
    yield from _unknown("staff member", (duty.staff for duty in inside), known["name"])
    yield from _unknown("shift", (duty.shift for duty in inside), known["code"])


def _unknown(what: str, words: Iterable[str], known: Names) -> Iterator[str]:
    for word, count in Counter(words).items():
        if word not in known:
            duties = "1 published duty is" if count == 1 else f"{count} published duties are"
            told = unknown(what, word, known).partition("; expected")[0]
            yield f"{told}; {duties} left out"
