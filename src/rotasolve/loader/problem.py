"""One problem in a file, and how it is worded."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.loader.nearest import Names
from rotasolve.team.shown import cut, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Trail = tuple[str | int, ...]
"""Where something stands in a file: keys, and places in lists counted from 0."""

_MOST_LISTED = 12


class Problem(NamedTuple):
    """What is wrong at one place of a file; line 0 stands for the file as a whole."""

    line: int
    path: Trail
    words: str

    def spell(self, file: str) -> str:
        """The problem as one line: ``file:line: path: words``."""
        place = f"{file}:{self.line}" if self.line else file
        words = " ".join(self.words.split())  # one line, whatever a name has in it
        return ": ".join(part for part in (place, spell_path(self.path), words) if part)


def spell_path(path: Trail) -> str:
    """``rules[3].hours``; a key that is not a plain word is put in quotes."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            word = step if re.fullmatch(r"[\w&/+ -]{1,60}", step) else quote(step)
            text += f".{word}" if text else word
    return text


def quote(value: object) -> str:
    """The value in quotes, cut short when it is long."""
    return shown(value if isinstance(value, str) else as_text(value))


def as_text(value: object) -> str:
    """The value as text, cut short when it is long."""
    try:
        return cut(str(value))
    except (ValueError, RecursionError):  # a whole number of thousands of digits, or a circle
        return "a value that is too long to show"


def listed(words: Iterable[str]) -> str:
    """``a, b, c``; a long list ends in the number of words left out."""
    words = words if isinstance(words, Collection) else list(words)
    shown = ", ".join(map(cut, islice(words, _MOST_LISTED)))
    more = len(words) - _MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def unknown(
    what: str,
    word: str,
    known: Iterable[str],
    *,
    where: str = "",
    called: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """``unknown shift 'Q'; did you mean 'E'?``, else with a list of what is known.

    ``called`` gives other names for what is known, such as the name of a shift for its code.
    """
    known = known if isinstance(known, Names) else Names(known)
    for name, meant in called.items():
        if name.lower() == word.strip().lower():
            return f"unknown {what} {quote(word)}; did you mean {quote(meant)} ({name})?"
    parts = [part.strip() for part in word.split("+")]
    if len(parts) > 1 and all(part in known for part in parts):
        return (
            f"unknown {what} {quote(word)}; name one at a time: {' and '.join(map(quote, parts))}"
        )
    near = known.nearest(word)
    if near is not None:
        return f"unknown {what} {quote(word)}; did you mean {quote(near)}?"
    if not known:
        return f"unknown {what} {quote(word)}; {where or f'no {what} is known'}"
    return f"unknown {what} {quote(word)}; expected one of {listed(known)}"
