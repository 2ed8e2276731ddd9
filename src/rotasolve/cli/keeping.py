"""What commands may replace: no file that the team file reads, and none that is not theirs.

Every command that writes asks here. A file that the team file reads, as its history or as what is
published, stays under its name, and so do the others of the same rota; links, folders and files
that are write-protected stay as well. Whatever else a command did not write itself gets another
name first, and that is told. A command knows its own files by reading them back: ``rota.json``
bears a sum of what it says, and the other files follow from it. Of other files nobody can know, so
they are kept unless they hold the very text that is to be written. A pay sheet is known by a sum
that is kept beside it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.cli.inputs import FORMATS
from rotasolve.cli.outputs import tell, texts
from rotasolve.cli.rota_set import ENDINGS, free_stem, named, numbers, rota_set
from rotasolve.errors import RotasolveError
from rotasolve.files.swap import replace_files, writing
from rotasolve.loader.rota_file import read_assignments
from rotasolve.report.json import as_written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rotasolve.audit import Audit
    from rotasolve.cli.rota_set import RotaSet
    from rotasolve.loader.load import Loaded
    from rotasolve.result import Result

_STEM = Path(FORMATS["json"]).stem


# -- solve -----------------------------------------------------------------------------------------


def keep(folder: Path, loaded: Loaded, result: Result, formats: str) -> list[Path]:
    """The files of ``result`` in ``folder``, beside or in the place of those that are there.

    A rota that the team file reads stays, and the new one gets a number: ``rota-2``. A better one
    stays, and the new one is ``rota-worse``, or ``rota-broken`` where only the other keeps every
    ``must``. Whatever else was changed, made elsewhere or for another team or period, or would
    leave a file beside the new ones, is ``rota-previous`` from now on.
    """
    assert result.audit is not None  # so has every rota of a solve
    made = texts(loaded, result, formats)
    folder.mkdir(parents=True, exist_ok=True)
    with writing(folder):
        stem, there, told = _place(folder, loaded, result.audit)
        files = {f"{stem}{Path(name).suffix}": text.encode() for name, text in made.items()}
        aside, why = _put_aside(folder, stem, there, files, result.audit)
        like = next((path for path in named(folder, _STEM) if path.is_file()), None)
        replace_files(folder, {**aside, **files}, like=like)
    for words in (*told, *why):
        tell(words)
    return [folder / name for name in files]


def refuse_own_history(folder: Path, loaded: Loaded) -> None:
    """No file of the history has the name of a result in ``folder``.

    Raises
    ------
    RotasolveError
        Where one has: the rotas of two periods would lie in one folder under like names.
    """
    results = [path for path in named(folder, _STEM) if path.exists()]
    for past in loaded.files[1 : 1 + len(loaded.team.history.files)]:
        if any(path.samefile(past) for path in results):
            words = "is the history of this rota and would give way to it"
            raise RotasolveError(f"{past} {words}; name another folder with --out")


def _place(folder: Path, loaded: Loaded, found: Audit) -> tuple[str, RotaSet, list[str]]:
    """What the files of a new rota are called, those that give way, and what is to be said."""
    stem, told = _unread(folder, _STEM, loaded.files)
    there = rota_set(folder, stem, loaded.team)
    clean, better = there.clean(), there.better_than(list(found.cost.values()))
    if clean is not None and not found.clean:
        told.append(
            f"{clean} keeps every must and stays; the new rota does not, and goes beside it"
        )
        stem, more = _unread(folder, f"{stem}-broken", loaded.files)
    elif better is not None:
        told.append(f"{better} is better than the new rota and stays; the new one goes beside it")
        stem, more = _unread(folder, f"{stem}-worse", loaded.files)
    else:
        return stem, there, told
    return stem, rota_set(folder, stem, loaded.team), told + more


def _unread(folder: Path, stem: str, read: tuple[Path, ...]) -> tuple[str, list[str]]:
    """``stem``, with a number above all of those whose files have to stay; and why they do."""
    last, words = 0, ""
    for each in numbers(folder, stem):
        for path in named(folder, each):
            if why := _why_it_stays(path, read):
                number = each.removeprefix(stem).lstrip("-")
                last, words = int(number or 1), f"{path} {why}"
    if not last:
        return stem, []
    return f"{stem}-{last + 1}", [f"{words} and stays; the new rota goes beside it"]


def _put_aside(
    folder: Path, stem: str, there: RotaSet, files: Mapping[str, bytes], found: Audit
) -> tuple[dict[str, Path | None], list[str]]:
    """What becomes of a set of files that gives way to ``files``, and why, in words."""
    previous = free_stem(folder, f"{stem}-previous")
    left = next((file for file in there.files if file.name not in files), None)
    if file := there.foreign():
        words, hint = "was not a rota for this team and period", ""
    elif file := there.changed():
        words = "was changed by hand" if len(there.files) > 1 else "was made or changed by hand"
        hint = "; what is to stay of it goes under fixed"
        if file.suffix == ENDINGS["table"]:
            words, hint = "is not what this team's rota looks like now", ""
    elif file := there.better_than(list(found.cost.values())):
        words, hint = "was better than the new rota", ""
    elif file := left:
        words, hint = "belongs to the rota before", ""
    else:
        return {}, []
    aside: dict[str, Path | None] = {f"{previous}{each.suffix}": each for each in there.files}
    gone = {each.name: None for each in there.files if each.name not in files}
    words = f"{file} {words}; it is now {folder / previous}{file.suffix}{hint}"
    return {**aside, **gone}, [words]


# -- export ----------------------------------------------------------------------------------------


def export_into(folder: Path, loaded: Loaded, made: Mapping[str, str], source: Path) -> list[Path]:
    """The paths of the files ``made``, of the rota in ``source``, in ``folder``.

    Raises
    ------
    RotasolveError
        Where a file there tells of something else, and may be a record or changed by hand. The
        table is only looked at, and ``source`` is what the files are made of: a copy of those does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes | Path | None] = {}
    told = []
    with writing(folder):
        _refuse_mixture(folder, made, source)
        for name, text in made.items():
            path = folder / name
            if not os.path.lexists(path):
                files[name] = text.encode()
                continue
            if path.is_file() and path.read_bytes() == text.encode():
                continue
            if why := _why_it_stays(path, loaded.files):
                raise RotasolveError(f"{path} {why}; write to another folder")
            if _same(path, source):
                _refuse_loss(path)
            elif path.suffix != ENDINGS["table"]:
                words = "is there already and differs from this rota"
                raise RotasolveError(f"{path} {words}; rename it, or write to another folder")
            if not _same(path, source) or not as_written(path.read_text("utf-8-sig")):
                other = f"{free_stem(folder, f'{path.stem}-previous')}{path.suffix}"
                files[other] = path
                told.append(f"{path} was something else; it is now {folder / other}")
            files[name] = text.encode()
        replace_files(folder, files, like=source)
    for words in told:
        tell(words)
    return [folder / name for name in made]


def _refuse_mixture(folder: Path, made: Mapping[str, str], source: Path) -> None:
    """No other file of a rota in ``folder`` tells of another one."""
    records = [folder / FORMATS[name] for name in ("json", "csv")]
    if any(_same(path, source) for path in records):
        return
    duties = set(read_assignments(source).assignments)
    for path in records:
        if path.name in made or not path.exists():
            continue
        try:
            alike = set(read_assignments(path).assignments) == duties
        except RotasolveError:
            alike = False
        if not alike:
            words = "is there already and holds another rota"
            raise RotasolveError(f"{path} {words}; write to another folder")


def _refuse_loss(source: Path) -> None:
    if read_assignments(source).worked:
        words = "tells what was worked of sleep-ins and on call, which an export leaves out"
        raise RotasolveError(f"{source} {words}; write to another folder")


# -- single files ----------------------------------------------------------------------------------


def write_alone(
    path: Path,
    text: str,
    *,
    what: str,
    endings: tuple[str, ...],
    read: tuple[Path, ...] = (),
    source: Path | None = None,
) -> None:
    """The file holds ``text``; what it held before has another name, and that is told.

    Parameters
    ----------
    what
        What the text is, such as ``the pay sheet is CSV text``.
    endings
        How the file's name may end.
    read
        The files that the team is read from, the team file first.
    source
        The rota of which the text is made. Such a text is made again and again, so a sum of it is
        kept beside it: as long as nobody changes the file it gives way without a copy.

    Raises
    ------
    RotasolveError
        If the name does not go with the text, or is that of a file to be left alone.
    """
    refuse_name(path, what=what, endings=endings)
    real = Path(os.path.realpath(path))
    why = _why_it_stays(real, read)
    if source is not None and any(_same(real, each) for each in _with_siblings((source, source))):
        why = "belongs to the rota that is read"
    if why:
        raise RotasolveError(f"{path} {why}; write to another file")
    with writing(real.parent):
        files: dict[str, bytes | Path | None] = {real.name: text.encode()}
        there = real.read_bytes() if real.exists() else text.encode()
        if there != text.encode() and not _is_own(real, there):
            other = free_stem(real.parent, f"{real.stem}-previous", endings=[real.suffix])
            files = {f"{other}{real.suffix}": real, **files}
        aside = list(files)[:-1]
        if source is not None:
            files[_sum_of(real).name] = _sum(text.encode())
        replace_files(real.parent, files)
    for name in aside:
        tell(f"{path} was something else; it is now {real.with_name(name)}")


def _sum_of(path: Path) -> Path:
    """Where the sum of a file is kept that a command has written."""
    return path.with_name(f".{path.name}.sum")


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _is_own(path: Path, content: bytes) -> bool:
    """Whether a command wrote the file with this very content."""
    beside = _sum_of(path)
    try:
        return beside.is_file() and beside.read_bytes().strip() == _sum(content)
    except OSError:
        return False


def refuse_name(path: Path, *, what: str, endings: tuple[str, ...]) -> None:
    """The name ``path`` goes with what is to be written.

    Raises
    ------
    RotasolveError
        If not, with a name that does.
    """
    if path.is_dir():
        raise RotasolveError(
            f"{path} is a folder; name a file, such as {path / 'FILE'}{endings[0]}"
        )
    if path.suffix.lower() not in endings:
        better = path.with_name(f"{path.stem or 'FILE'}{endings[0]}")
        raise RotasolveError(f"{path}: {what}; write for example {better}")


# -- what stays ------------------------------------------------------------------------------------


def _why_it_stays(path: Path, read: tuple[Path, ...]) -> str:
    """Why nothing may take the place of ``path``, in words; empty when something may."""
    if path.is_symlink():
        return "is a link"
    if not path.exists():
        return ""
    for each in _with_siblings(read):
        if _same(path, each):
            return f"is read by {read[0]}"
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        return "is a folder" if stat.S_ISDIR(mode) else "is not an ordinary file"
    return "" if mode & stat.S_IWUSR else "is write-protected"


def _with_siblings(read: tuple[Path, ...]) -> list[Path]:
    """All files ``read``, and those of the same rotas: the first of them is the team file."""
    others = [path.with_suffix(ending) for path in read[1:] for ending in ENDINGS.values()]
    return [*read, *others]


def _same(path: Path, other: Path) -> bool:
    """Whether both are one file, by whatever path, link or spelling."""
    try:
        return path.samefile(other)
    except OSError:
        return False
