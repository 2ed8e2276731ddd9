"""Writing files so that nobody ever finds half of one, or a part of what belongs together."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.files.swap import replace_files, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def write_file(path: Path, text: str) -> None:
    """The file holds ``text`` or, whatever happens meanwhile, what it held before.

    Line ends are written as ``text`` has them. A link stays a link to the new text.
    """
    path = Path(os.path.realpath(path))
    with writing(path.parent):
        replace_files(path.parent, {path.name: text.encode()})


def write_folder(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """The paths of ``files`` (text by name), which are in ``folder`` together or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    with writing(folder):
        replace_files(folder, {name: text.encode() for name, text in files.items()})
    return [folder / name for name in files]


@contextlib.contextmanager
def writable_folder(folder: Path) -> Iterator[None]:
    """``folder`` exists and takes files; what had to be made of it is gone if left empty.

    What an earlier run left there unfinished is finished first.

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
    try:
        with writing(folder), tempfile.TemporaryFile(dir=folder):  # which never has a name
            pass
    except OSError as error:
        error.filename, error.filename2 = str(error.filename2 or folder), None
        raise
