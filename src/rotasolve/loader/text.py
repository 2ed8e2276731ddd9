"""Safe reading of a text file: everything that can be wrong with it is one clear line."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from rotasolve.errors import TeamFileError
from rotasolve.files.swap import settled
from rotasolve.loader.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path

_UNPRINTABLE = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
)
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_FOREIGN_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def refuse(file: Path, words: str, line: int = 0) -> TeamFileError:
    """The error that ``file`` as a whole cannot be used."""
    return TeamFileError([Problem(line, (), words).spell(str(file))])


def read_text(file: Path, *, most_megabytes: int) -> tuple[bytes, str]:
    """The bytes of ``file``, and its text without a byte order mark.

    Raises
    ------
    TeamFileError
        If it is not a readable file of UTF-8 text of at most ``most_megabytes``.
    """
    limit = most_megabytes * 1_000_000
    try:
        at = settled(file)
        status = at.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refuse(file, "is a folder; expected a file")
        if not stat.S_ISREG(status.st_mode):
            raise refuse(file, "is not an ordinary file")
        if status.st_size > limit:
            size = status.st_size / 1e6
            raise refuse(file, f"is too large ({size:.1f} MB); at most {most_megabytes} MB")
        with at.open("rb") as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError:
        raise refuse(file, "no such file") from None
    except PermissionError:
        raise refuse(file, "cannot be read: permission denied") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(file, f"cannot be read: {reason.lower()}") from None
    if len(content) > limit:  # it grew since its size was asked
        raise refuse(file, f"is too large; at most {most_megabytes} MB")
    return content, _decoded(file, content)


def _decoded(file: Path, content: bytes) -> str:
    for mark, name in _FOREIGN_MARKS:
        if content.startswith(mark):
            raise refuse(file, f"is in {name}; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise refuse(file, f"is not in UTF-8 (byte 0x{byte:02x}); save it as UTF-8", line) from None
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        if found[0] == "\0":
            raise refuse(file, "holds a NUL character; expected a text file in UTF-8", line)
        raise refuse(file, f"holds the control character U+{ord(found[0]):04X}; remove it", line)
    return text
