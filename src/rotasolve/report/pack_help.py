"""What each pack brings, and where it is from, as a person reads it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rotasolve.loader.pack_file import every_pack

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rotasolve.loader.pack_file import Entry, Pack

NOT_ADVICE = (
    "Not legal advice: check that every figure is right for your team, and still holds. "
    "A team file can change each of them."
)
FOR_INFORMATION = "For information: it brings nothing to the team file."
_WIDTH = 76
# Other text would end too early between commas and brackets.
_NEEDS_NO_QUOTES = re.compile(r"(?!.*(: |:$))[\w£+][\w .:/+%£-]*(?<! )")
_READ_AS_ANOTHER_VALUE = re.compile(r"[+-]?[\d.]+|null")


def pack_list() -> RenderableType:
    """Every pack with its date and title."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("pack", no_wrap=True, style="bold")
    table.add_column("as of", no_wrap=True)
    table.add_column("what it is")
    for pack in every_pack().values():
        table.add_row(pack.pack, str(pack.as_of), Text(pack.title))
    return table


def pack_page(pack: Pack) -> RenderableType:
    """One pack, with all its entries and their sources."""
    parts: list[RenderableType] = [
        Text(pack.pack, style="bold"),
        Text(f"{pack.title}, as of {pack.as_of}\n"),
        Text(f"{pack.about.strip()}\n"),
        Text(NOT_ADVICE),
    ]
    for name, entry in pack.entries.items():
        parts.append(Text(f"\n{name}", style="bold"))
        parts += [Padding(Text(line), (0, 0, 0, 2)) for line in entry_lines(entry)]
    return Group(*parts)


def entry_lines(entry: Entry) -> list[str]:
    """What an entry says, what it brings, its source and its note."""
    instead = (
        f"It stands instead of {old!r} of {pack}, where a team file names both packs."
        for pack, old in entry.instead_of.items()
    )
    return [
        entry.says,
        *(brought_lines(entry) if entry.block else [FOR_INFORMATION]),
        *instead,
        f"Source: {entry.source} (as of {entry.as_of})",
        *([f"Note: {entry.note}"] if entry.note else []),
    ]


def brought_lines(entry: Entry) -> list[str]:
    """What an entry brings, as YAML: a rule on one line, figures on as many as they need."""
    if entry.rule is not None:
        return [f"rules: {inline(entry.rule)}"]
    return figure_lines(entry.block, entry.brings)


def figure_lines(key: str, value: Any, indent: str = "") -> list[str]:
    """``key`` and its ``value`` as lines of YAML, on one line where that is short."""
    line = f"{indent}{_text(key)}: {inline(value)}"
    if len(line) <= _WIDTH or not isinstance(value, dict | list):
        return [line]
    deeper = indent + "  "
    if isinstance(value, list):
        return [f"{indent}{_text(key)}:", *(f"{deeper}- {inline(each)}" for each in value)]
    lines = (figure_lines(name, each, deeper) for name, each in value.items())
    return [f"{indent}{_text(key)}:", *(line for each in lines for line in each)]


def inline(value: Any) -> str:
    """A plain value of a pack as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return _quoted(value) if _READ_AS_ANOTHER_VALUE.fullmatch(value) else _text(value)
    return "null" if value is None else str(value)


def _text(text: str) -> str:
    """``text``, in quotes where it needs them; a key of digits is text without them."""
    return text if _NEEDS_NO_QUOTES.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def pack_json(pack: Pack) -> dict[str, Any]:
    """The same for programs."""
    return {
        "pack": pack.pack,
        "title": pack.title,
        "as_of": str(pack.as_of),
        "about": pack.about.strip(),
        "entries": [
            {
                "name": name,
                "says": entry.says,
                "source": entry.source,
                "as_of": str(entry.as_of),
                "note": entry.note,
                "instead_of": entry.instead_of,
                "block": entry.block or None,
                "brings": entry.brings,
            }
            for name, entry in pack.entries.items()
        ],
    }
