"""Where a new rota goes: one that is there already never gives way to one that is worse."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from rotasolve.audit import audit
from rotasolve.cli.inputs import FORMATS
from rotasolve.cli.outputs import tell, texts
from rotasolve.errors import RotasolveError, TeamFileError
from rotasolve.loader.rota_file import read_rota
from rotasolve.report.write import write_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rotasolve.audit import Audit
    from rotasolve.loader.load import Loaded
    from rotasolve.result import Result
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team


def keep(folder: Path, loaded: Loaded, result: Result, formats: str) -> list[Path]:
    """The files of ``result`` in ``folder``.

    Beside a rota that keeps every ``must``, one that does not is called ``rota-broken``. Otherwise
    what is there becomes ``rota-previous`` where it is a better rota or one for another team or
    period, where its CSV file was changed by hand, and where a file of it would be left beside the
    new one.
    """
    assert result.audit is not None  # so has every rota of a solve
    made = texts(loaded, result, formats)
    there = [folder / name for name in FORMATS.values() if (folder / name).exists()]
    rotas = {file: _read(file, loaded.team) for file in there if file.name != FORMATS["table"]}
    audits = {file: audit(loaded.team, rota) for file, rota in rotas.items() if rota is not None}
    clean = next((file for file, audited in audits.items() if audited.clean), None)
    if clean is not None and not result.audit.clean:
        made = {_renamed(name, "broken"): text for name, text in made.items()}
        tell(f"{clean} keeps every must and stays; the new rota does not, and goes beside it")
        return write_folder(folder, made)
    foreign = [file for file, rota in rotas.items() if rota is None]
    better = [file for file in audits if _costs(result.audit) > _costs(audits[file])]
    left = [file for file in there if file.name not in made]
    if foreign:
        words = f"{foreign[0]} was not a rota for this team and period"
        tell(f"{words}; it is now {_put_aside(foreign[0])}")
    elif len({rota.assignments for rota in rotas.values() if rota is not None}) > 1:
        changed = folder / FORMATS["csv"]
        kept = f"it is now {_put_aside(changed)}; what is to stay of it goes under fixed"
        tell(f"{changed} was changed by hand; {kept}")
    elif better:
        tell(f"{better[0]} was better than the new rota; it is now {_put_aside(better[0])}")
    elif left:
        tell(f"{left[0]} belongs to the rota before; it is now {_put_aside(left[0])}")
    return write_folder(folder, made)


def refuse_to_replace(folder: Path, made: Mapping[str, str], source: Path) -> None:
    """None of the files ``made`` tells anything else than the file of its name in ``folder``.

    But for the table, which is only looked at, and ``source``, of which they are made.

    Raises
    ------
    RotasolveError
        Where one does: it may have been changed by hand, or be the record of a solve.
    """
    for path, text in ((folder / name, text) for name, text in made.items()):
        if path.name == FORMATS["table"] or path.resolve() == source.resolve():
            continue
        if path.exists() and (not path.is_file() or path.read_bytes() != text.encode()):
            words = f"{path} is there already and differs from this rota"
            raise RotasolveError(f"{words}; rename it, or write to another folder")


def _costs(audited: Audit) -> list[int]:
    """The cost of each level, the highest first."""
    return list(audited.cost.values())


def _read(file: Path, team: Team) -> Rota | None:
    """The rota in ``file``; None where it is none of ``team`` and its period."""
    try:
        return read_rota(file, team)
    except TeamFileError:
        return None


def _put_aside(file: Path) -> Path:
    """The new path of ``file``; all files of its rota are called alike."""
    folder = file.parent
    endings = ("previous" if number == 1 else f"previous-{number}" for number in count(1))
    ending = next(
        each
        for each in endings
        if not any((folder / _renamed(name, each)).exists() for name in FORMATS.values())
    )
    for name in FORMATS.values():
        if (folder / name).exists():
            (folder / name).rename(folder / _renamed(name, ending))
    return folder / _renamed(file.name, ending)


def _renamed(name: str, ending: str) -> str:
    """``rota-broken.json`` for ``rota.json``."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}-{ending}.{suffix}"
