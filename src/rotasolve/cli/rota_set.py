"""The files of one rota in a folder: what they hold, and whether anybody has changed them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.audit import audit
from rotasolve.cli.inputs import FORMATS
from rotasolve.errors import TeamFileError
from rotasolve.loader.rota_file import read_rota
from rotasolve.report.csv import rota_csv
from rotasolve.report.json import as_written
from rotasolve.report.table import rota_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rotasolve.audit import Audit
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team

ENDINGS = {name: Path(file).suffix for name, file in FORMATS.items()}


@dataclass(frozen=True)
class RotaSet:
    """The files of a rota, which are called alike and replaced together.

    Attributes
    ----------
    rotas
        What the JSON file and the CSV file say; None where that is no rota of this team and period.
    audits
        Of each file that is one.
    """

    team: Team
    files: tuple[Path, ...]
    rotas: dict[Path, Rota | None]
    audits: dict[Path, Audit]

    def foreign(self) -> Path | None:
        """A file that is not a rota for this team and period."""
        return next((file for file, rota in self.rotas.items() if rota is None), None)

    def better_than(self, cost: list[int]) -> Path | None:
        """A file whose rota costs less, level by level."""
        audits = self.audits.items()
        return next((file for file, each in audits if list(each.cost.values()) < cost), None)

    def clean(self) -> Path | None:
        """A file whose rota keeps every must."""
        return next((file for file, each in self.audits.items() if each.clean), None)

    def changed(self) -> Path | None:
        """A file that is not as it was written here.

        ``rota.json`` bears a sum of what it says. The others follow from it: each has to be what
        would be written of its rota today. Without a ``rota.json`` nobody can know.
        """
        record = next((each for each in self.files if each.suffix == ENDINGS["json"]), None)
        rota = None if record is None else self.rotas[record]
        if record is not None and not as_written(record.read_text("utf-8-sig")):
            return record
        for file in self.files:
            if file != record and (rota is None or not self._follows(file, rota)):
                return file
        return None

    def _follows(self, file: Path, rota: Rota) -> bool:
        text = file.read_bytes().decode(errors="replace")
        if file.suffix == ENDINGS["csv"]:  # its order is that of the staff in the team file
            lines = rota_csv(self.team, rota).splitlines()
            return sorted(text.splitlines()) == sorted(lines)
        return text == rota_text(self.team, rota)


def rota_set(folder: Path, stem: str, team: Team) -> RotaSet:
    """The files of ``folder`` that are called ``stem``."""
    files = tuple(path for path in named(folder, stem) if path.exists())
    rotas = {file: _read(file, team) for file in files if file.suffix != ENDINGS["table"]}
    audits = {file: audit(team, rota) for file, rota in rotas.items() if rota is not None}
    return RotaSet(team, files, rotas, audits)


def named(folder: Path, stem: str) -> list[Path]:
    """All paths that files of a rota called ``stem`` may have."""
    return [folder / f"{stem}{ending}" for ending in ENDINGS.values()]


def free_stem(folder: Path, stem: str, *, endings: Iterable[str] = ()) -> str:
    """``stem``, or with the first number from 2 on with which no file is called that."""
    wanted = {*ENDINGS.values(), *endings}
    for number in count(1):
        found = stem if number == 1 else f"{stem}-{number}"
        if not any(os.path.lexists(folder / f"{found}{ending}") for ending in wanted):
            return found
    raise AssertionError


def numbers(folder: Path, stem: str) -> list[str]:
    """``stem`` and what is called so with a number in ``folder``, in order of the numbers."""
    pattern = re.compile(rf"{re.escape(stem)}-([1-9]\d{{0,5}})", re.IGNORECASE)
    found = {int(match[1]) for path in folder.iterdir() if (match := pattern.fullmatch(path.stem))}
    return [stem, *(f"{stem}-{number}" for number in sorted(found))]


def newest_beside(path: Path) -> Path | None:
    """The rota with the highest number above that of ``path`` beside it: ``rota-2.json``."""
    match = re.fullmatch(r"(.*?)(?:-([1-9]\d{0,5}))?", path.stem)
    if match is None or path.suffix not in (ENDINGS["json"], ENDINGS["csv"]):
        return None
    stem, own = match[1], int(match[2] or 1)
    later = [
        path.with_name(f"{each}{path.suffix}")
        for each in numbers(path.parent, stem)[1:]
        if int(each.removeprefix(f"{stem}-")) > own
    ]
    return next((each for each in reversed(later) if each.is_file()), None)


def _read(file: Path, team: Team) -> Rota | None:
    try:
        return read_rota(file, team)
    except TeamFileError:
        return None
