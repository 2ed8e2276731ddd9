"""Writing files so that nobody ever finds half of one."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def write_file(path: Path, text: str) -> None:
    """The file holds ``text`` or, whatever happens meanwhile, what it held before.

    Line ends are written as ``text`` has them.
    """
    path = Path(os.path.realpath(path))  # a link stays a link to the new text
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException as error:
        draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # nobody knows the draft
        raise
    _sync_folder(path.parent)


def write_folder(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """The paths of ``files`` (text by name), each written whole into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_file(folder / name, text)
    return [folder / name for name in files]


@contextlib.contextmanager
def writable_folder(folder: Path) -> Iterator[None]:
    """``folder`` exists and takes files; what had to be made of it is gone if left empty.

    Raises
    ------
    OSError
        If it cannot be made or written to. Better before a long solve than after it.
    """
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _check_writable(folder)
        yield
    finally:
        with contextlib.suppress(OSError):  # only what is empty can be taken away
            for each in made:
                each.rmdir()


def _check_writable(folder: Path) -> None:
    probe = folder / f".{secrets.token_hex(4)}.tmp"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        error.filename = str(folder)
        raise


def _sync_folder(folder: Path) -> None:
    """The new name of a file survives a power cut too, where the system can promise that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
