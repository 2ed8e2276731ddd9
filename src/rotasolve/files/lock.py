"""One process at a time writes into a folder.

The lock belongs to an open descriptor, so the system releases it however the process ends. On POSIX
systems it is on the folder itself and leaves nothing behind; Windows cannot lock a folder, and has
a file there that goes when it is closed.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECONDS = 30.0
"""How long to wait for another process: writing a rota takes it less than one."""
_PAUSE = 0.02

if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int:
        return os.open(folder / ".rotasolve-lock", os.O_RDWR | os.O_CREAT | os.O_TEMPORARY)

    def _take(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path, *, seconds: float = _SECONDS) -> Iterator[bool]:
    """Nobody else has ``folder`` locked meanwhile; False where that cannot be had.

    It cannot on file systems without locks, and where another process that has the lock is stopped.
    """
    descriptor = None
    with suppress(PermissionError):
        descriptor = _open(folder)
    try:
        yield descriptor is not None and _taken(descriptor, time.monotonic() + seconds)
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _taken(descriptor: int, end: float) -> bool:
    while True:
        try:
            _take(descriptor)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(_PAUSE)
        except OSError:  # no locks here
            return False
        else:
            return True
