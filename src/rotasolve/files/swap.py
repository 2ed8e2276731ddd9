"""Several files of one folder are replaced as one, whatever happens meanwhile.

No system replaces two files at once, so the replacement is written down before it begins:

1. Everything new is written to drafts in the same folder, and to backups what it takes the place
   of; all of it is forced to disk.
2. The journal, which lists the moves, gets its name. This one rename decides: before it nothing has
   happened, after it everything will.
3. The drafts are renamed to their names. The journal is removed, then what is left of the rest.

Whoever is killed before 2 leaves the old files and some drafts; whoever is killed after it leaves
the journal, and the next run makes the moves that are still to be made. Readers do so too (or,
where they may not write, read the draft in place of the file). A name is never without a file
meanwhile: what gets another name is copied. Where a move fails, the moves of a second journal,
prepared with the first, put the old files back.

Drafts and journal are known by their names. They belong to nobody who is still at work once the
folder is locked, and are removed then.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.files.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_JOURNAL = ".rotasolve-journal"
_DRAFT = re.compile(r"\.rotasolve-[0-9a-f]{8}-[0-9a-z]+")
_FORMAT = "rotasolve/journal"
_MOST_BYTES = 1_000_000
_ANYBODY = 0o666
"""The permissions of a new file, from which the system takes what the user's umask says."""


@dataclass(frozen=True)
class _Move:
    """One name, and what becomes of it.

    Attributes
    ----------
    draft
        The file that takes the name; None where its file is removed.
    before, after
        SHA-256 of the file that has the name before and after; None where there is none.
    """

    name: str
    draft: str | None
    before: str | None
    after: str | None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Nobody else writes into ``folder`` meanwhile; what earlier runs left is finished first."""
    with locked(folder) as alone:
        _finish(folder)
        if alone:
            _remove_drafts(folder)
        yield


def settled(file: Path) -> Path:
    """The path at which ``file`` is read, once what a killed run began in its folder is finished.

    It is another one only where that cannot be finished, as on a disk that takes no changes.
    """
    real = Path(os.path.realpath(file))
    if not os.path.lexists(real.with_name(_JOURNAL)):
        return file
    try:
        with writing(real.parent):
            return file
    except OSError:
        with suppress(OSError):
            for move in _read_journal(real.parent):
                if move.name == real.name and _made_later(real.parent, move):
                    return real.with_name(str(move.draft))
        return file


def replace_files(
    folder: Path, files: Mapping[str, bytes | Path | None], *, like: Path | None = None
) -> None:
    """All ``files`` are in ``folder``, or none is; to be called while ``writing`` into it.

    A file keeps the permissions of the one that it takes the place of.

    Parameters
    ----------
    files
        By name: the content; or a file of which to make a copy, permissions and times included; or
        None, where the file of that name is to go.
    like
        No new file can be read by people who cannot read this one.

    Raises
    ------
    OSError
        If anything fails; all files are as they were before.
    """
    token, journal, at = secrets.token_hex(4), folder / _JOURNAL, folder
    moves: list[_Move] = []
    for name in files:
        if not _is_name(name):
            raise OSError(errno.EINVAL, "is no name for a file of results", str(folder / name))
    try:
        undo: list[_Move] = []
        for number, (name, content) in enumerate(files.items()):
            at = folder / name
            move = _draft_move(at, content, f".rotasolve-{token}-{number}", like)
            moves.append(move)
            undo.insert(0, _backup_move(at, move, f".rotasolve-{token}-{number}u"))
        at = folder
        _write_journal(folder / f".rotasolve-{token}-undo", undo)
        _write_journal(folder / f".rotasolve-{token}-do", moves)
        _sync(folder)
        os.replace(folder / f".rotasolve-{token}-do", journal)
        _sync(folder)
        _finish(folder, moves, check=True)
    except OSError as error:
        if os.path.lexists(journal):
            with suppress(OSError):  # else the next run finishes what is begun
                os.replace(folder / f".rotasolve-{token}-undo", journal)
                _finish(folder, undo)
        taken = Path(error.filename2 or at)
        error.filename = str(at if taken == journal else taken)  # nobody knows the drafts
        error.filename2 = None
        raise
    except BaseException:
        _finish(folder, moves)  # Ctrl-C: all or nothing, by whether it was decided
        raise
    finally:
        if not os.path.lexists(journal):
            _remove_drafts(folder, token)


# -- drafts ----------------------------------------------------------------------------------------


def _draft_move(target: Path, content: bytes | Path | None, draft: str, like: Path | None) -> _Move:
    """The move that gives ``target`` what it is to hold, the draft of which is written."""
    before = _digest(target)
    if content is None:
        return _Move(target.name, None, before, None)
    path = target.with_name(draft)
    if isinstance(content, bytes):
        _write_draft(path, content, target if before else None, like=like)
    else:
        _write_draft(path, content.read_bytes(), content, same_times=True)
    return _Move(target.name, draft, before, _digest(path))


def _backup_move(target: Path, move: _Move, draft: str) -> _Move:
    """What brings back the file that ``move`` takes away."""
    if move.before is None:
        return _Move(move.name, None, move.after, None)
    return replace(_draft_move(target, target, draft, None), before=move.after)


def _write_draft(
    path: Path,
    content: bytes,
    original: Path | None = None,
    *,
    like: Path | None = None,
    same_times: bool = False,
) -> None:
    """``content`` is on disk, with the permissions of ``original``, never wider on the way there.

    Where there is no original, with those of any new file that ``like`` has as well.
    """
    model = original or like
    status = None if model is None else model.stat()
    mode = _ANYBODY if status is None else stat.S_IMODE(status.st_mode) & _ANYBODY
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, mode), "wb") as file:
        if status is not None and os.name == "posix" and not _same_group(path, status.st_gid):
            os.chmod(path, stat.S_IMODE(path.stat().st_mode) & ~stat.S_IRWXG)
            original = None
        file.write(content)
        file.flush()
        if original is not None:
            shutil.copystat(original, path)
            if not same_times:
                os.utime(path)
        os.fsync(file.fileno())


def _same_group(path: Path, group: int) -> bool:
    """``path`` belongs to ``group``, if need be from now on."""
    if path.stat().st_gid != group:
        with suppress(OSError):
            os.chown(path, -1, group)
    return path.stat().st_gid == group


def _remove_drafts(folder: Path, token: str = "") -> None:
    """No draft is left in ``folder``: of one replacement, or of any."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(f".rotasolve-{token}") and _DRAFT.fullmatch(entry.name):
                with suppress(OSError):
                    os.unlink(entry.path)


# -- journal ---------------------------------------------------------------------------------------


def _write_journal(path: Path, moves: list[_Move]) -> None:
    document = {"format": _FORMAT, "moves": [asdict(move) for move in moves]}
    _write_draft(path, json.dumps(document).encode())


def _read_journal(folder: Path) -> list[_Move]:
    """The moves that are to be made in ``folder``; none where nobody wrote such a list.

    A journal is believed only as far as ours go: it names files of this folder and our drafts.

    Raises
    ------
    OSError
        If there is one that cannot be read.
    """
    journal = folder / _JOURNAL
    status = journal.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
        return []
    if _anybody_writes(folder) and status.st_uid != os.geteuid():
        return []
    text = journal.read_bytes()
    try:
        document = json.loads(text)
        moves = [_Move(**each) for each in document["moves"]]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []
    return moves if document.get("format") == _FORMAT and all(map(_sound, moves)) else []


def _anybody_writes(folder: Path) -> bool:
    return os.name == "posix" and bool(folder.stat().st_mode & stat.S_IWOTH)


def _sound(move: _Move) -> bool:
    texts = (move.name, move.draft or "", move.before or "", move.after or "")
    return (
        all(isinstance(text, str) for text in texts)
        and _is_name(move.name)
        and (move.draft is None or _DRAFT.fullmatch(move.draft) is not None)
    )


def _is_name(name: str) -> bool:
    """Whether ``name`` is that of a file in the folder, and none of our own."""
    apart = "/\0\\:" if os.name == "nt" else "/\0"
    ours = name == _JOURNAL or _DRAFT.fullmatch(name) is not None
    return name not in ("", ".", "..") and not ours and not set(apart) & set(name)


def _check_made(folder: Path, moves: list[_Move]) -> None:
    """Every file holds what it was to hold.

    Raises
    ------
    OSError
        If one does not: better an error than a word that something was written.
    """
    for move in moves:
        if _digest(folder / move.name) != move.after:
            raise OSError(errno.EIO, "was not written as it should be", str(folder / move.name))


def _finish(folder: Path, ours: list[_Move] | None = None, *, check: bool = False) -> None:
    """The moves that the journal of ``folder`` lists are made, and it is gone.

    Those of ``ours`` are made where the journal was just written by this process: how far another's
    is to be believed is no question then. With ``check`` they are looked at before it goes.
    """
    journal = folder / _JOURNAL
    if not os.path.lexists(journal):
        return
    for move in _read_journal(folder) if ours is None else ours:
        _make(folder, move)
    if check:
        _check_made(folder, ours or [])
    _sync(folder)
    with suppress(FileNotFoundError):
        os.unlink(journal)
    _sync(folder)


def _make(folder: Path, move: _Move) -> None:
    """Make a move that was made already, or not. A file that somebody changed since stays."""
    target = folder / move.name
    if _made_later(folder, move):
        os.replace(folder / str(move.draft), target)
    elif move.draft is None and move.before is not None and _digest(target) == move.before:
        os.unlink(target)


def _made_later(folder: Path, move: _Move) -> bool:
    """Whether a draft is still to take its name, with the content with which it was written."""
    if move.draft is None:
        return False
    draft, target = folder / move.draft, folder / move.name
    return (
        not (draft.is_symlink() or target.is_symlink())
        and _digest(draft) == move.after
        and _digest(target) in (move.before, move.after)
    )


def _digest(path: Path) -> str | None:
    """SHA-256 of an ordinary file; None where there is nothing."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(errno.EINVAL, "is not an ordinary file", str(path))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _sync(folder: Path) -> None:
    """What was renamed survives a power cut too, where the system can promise that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
