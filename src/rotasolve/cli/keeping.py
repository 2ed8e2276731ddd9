"""Where a new rota goes: one that is there already never gives way to one that is worse."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from rotasolve.cli.inputs import FORMATS
from rotasolve.cli.outputs import tell, texts
from rotasolve.errors import TeamFileError
from rotasolve.report.write import write_folder

if TYPE_CHECKING:
    from pathlib import Path

    from rotasolve.audit import Audit
    from rotasolve.loader.load import Loaded
    from rotasolve.result import Result
    from rotasolve.team.team import Team


def keep(folder: Path, loaded: Loaded, result: Result, formats: str) -> list[Path]:
    """The files of ``result`` in ``folder``.

    Beside a rota that keeps every ``must``, one that does not is called ``rota-broken``. Otherwise
    a rota there that is better, or is for another team or period, becomes ``rota-previous``.
    """
    made = texts(loaded, result, formats)
    there = folder / FORMATS["json"]
    if there.exists():
        assert result.audit is not None  # so has every rota of a solve
        former = _audited(there, loaded.team)
        if former is None:
            words = f"{there} was not a rota for this team and period"
            tell(f"{words}; it is now {_put_aside(folder)}")
        elif former.clean and not result.audit.clean:
            made = {_renamed(name, "broken"): text for name, text in made.items()}
            tell(f"{there} keeps every must and stays; the new rota does not, and goes beside it")
        elif list(result.audit.cost.values()) > list(former.cost.values()):
            tell(f"{there} was better than the new rota; it is now {_put_aside(folder)}")
    return write_folder(folder, made)


def _audited(file: Path, team: Team) -> Audit | None:
    """The audit of the rota in ``file``; None where it is none of ``team`` and its period."""
    from rotasolve.audit import audit
    from rotasolve.loader.rota_file import read_rota

    try:
        return audit(team, read_rota(file, team))
    except TeamFileError:
        return None


def _put_aside(folder: Path) -> Path:
    """The new path of the rota in ``folder``, which has none any more."""
    endings = ("previous" if number == 1 else f"previous-{number}" for number in count(1))
    ending = next(
        each
        for each in endings
        if not any((folder / _renamed(name, each)).exists() for name in FORMATS.values())
    )
    for name in FORMATS.values():
        if (folder / name).exists():
            (folder / name).rename(folder / _renamed(name, ending))
    return folder / _renamed(FORMATS["json"], ending)


def _renamed(name: str, ending: str) -> str:
    """``rota-broken.json`` for ``rota.json``."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}-{ending}.{suffix}"
