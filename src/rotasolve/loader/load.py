"""Loading a team file: a team that is valid as a whole, or every problem at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.errors import TeamFileError, first_of
from rotasolve.loader.source import read_source
from rotasolve.loader.text import read_text, refuse
from rotasolve.loader.whole import check_whole

if TYPE_CHECKING:
    from rotasolve.team.team import Team

_MOST_MEGABYTES = 5


@dataclass(frozen=True)
class Loaded:
    """A team, and what its file is.

    Attributes
    ----------
    warnings
        One line for each thing that is legal but probably not meant.
    for_planning
        Those of the warnings that matter to whoever makes a rota, and to nobody who reads one.
    of_hours
        More warnings, for whoever checks the file: contracted hours that no rule counts, or that
        are more than cover takes.
    digest
        SHA-256 of the file's bytes, in hexadecimal digits. With files of the history or a rota
        that is published: SHA-256 of these digits and those of each such file, in order, one to a
        line.
    files
        All that it was read from: the team file first, then those of its history and the rota
        that is published.
    """

    team: Team
    warnings: tuple[str, ...]
    digest: str
    for_planning: tuple[str, ...] = ()
    of_hours: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


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
    whole = check_whole(root, file.parent, problems)
    if whole.team is None:
        own = [problem.spell(str(file)) for problem in whole.problems]
        raise TeamFileError([*own, *whole.file_problems])
    warnings = [problem.spell(str(file)) for problem in whole.warnings] + whole.file_warnings
    planning = tuple(problem.spell(str(file)) for problem in whole.for_planning)
    warnings = first_of(warnings, str)
    digest, read_files = _digest(content, whole.digests), _files(file, whole.team)
    of_hours = tuple(problem.spell(str(file)) for problem in whole.of_hours)
    return Loaded(whole.team, tuple(warnings), digest, planning, of_hours, files=read_files)


def _files(file: Path, team: Team) -> tuple[Path, ...]:
    """The team file, and the files that it names."""
    published = [team.published.rota] if team.published.rota is not None else []
    return (file, *(file.parent / name for name in (*team.history.files, *published)))


def _digest(content: bytes, past: list[str]) -> str:
    """What changes with everything that the team is read from."""
    own = hashlib.sha256(content).hexdigest()
    if not past:
        return own
    return hashlib.sha256("".join(f"{each}\n" for each in (own, *past)).encode()).hexdigest()
