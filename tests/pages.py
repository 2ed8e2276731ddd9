"""The fenced blocks of Markdown pages, and the folder in which what they show is tried."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
_FENCE = re.compile(r"(<!-- not a team file -->\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

BASE: dict[str, Any] = {
    "version": 1,
    "team": "Corner House",
    "period": {"start": "2026-03-02", "weeks": 4},
    "skills": {
        "registered": None,
        "nvq3": None,
        "lone_working": None,
        "medication": None,
        "driver": None,
    },
    "shifts": {
        "E": "08:00-16:00",
        "L": {"time": "14:20-22:20", "tags": "late"},
        "LD": {"time": "08:00-20:30", "tags": "long"},
        "SI": {"time": "22:30-07:00", "kind": "sleep_in"},
        "OC": {"time": "09:00-09:00", "kind": "on_call"},
    },
    "contracts": {"full_time": 37.5},
    "staff": [
        {
            "name": "Ana",
            "role": "manager",
            "contract": "full_time",
            "skills": ["registered", "lone_working", "medication", "driver"],
        },
        {"name": "Bo", "role": "deputy", "contract": "full_time", "skills": "registered"},
        {"name": "Cy", "grade": "Band 4", "contract": "full_time", "skills": "nvq3"},
        {"name": "Di", "grade": "Band 4", "contract": "full_time", "skills": "nvq3"},
    ],
}
"""The team into which a snippet of a team file is put: its blocks replace or extend these."""

LAST_ROTA = {
    "format": "rotasolve/rota",
    "version": 1,
    "period": {"start": "2026-02-02", "weeks": 4},
    "assignments": [{"staff": "Ana", "date": "2026-02-28", "shift": "L"}],
}
"""The rota before, which snippets name as their history."""

PUBLISHED_ROTA = {
    **LAST_ROTA,
    "period": BASE["period"],
    "assignments": [{"staff": "Ana", "date": "2026-03-04", "shift": "L"}],
}
"""The rota that snippets name as published."""


class Block(NamedTuple):
    """One fenced block of a page."""

    page: str
    line: int
    language: str
    text: str
    marked: bool

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(path: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = path.read_text(encoding="utf-8")
    return [
        Block(path.name, text.count("\n", 0, found.start()) + 1, found[2], found[3], bool(found[1]))
        for found in _FENCE.finditer(text)
    ]


def team_text(block: Block) -> str:
    """A whole team file: the block itself where it is one, else the block within ``BASE``."""
    yaml = YAML(typ="safe", pure=True)
    stated = yaml.load(block.text)
    if "staff" in stated and "version" in stated:
        return block.text
    team = {**BASE, **stated}
    for key in ("skills", "shifts", "contracts"):
        both = isinstance(stated.get(key), dict)
        team[key] = {**BASE[key], **stated[key]} if both else team[key]
    team["staff"] = [*BASE["staff"], *stated.get("staff", [])]
    stream = StringIO()
    yaml.dump(team, stream)
    return stream.getvalue()


def hooks() -> ModuleType:
    """``docs/hooks.py``, which makes the pages of the rules."""
    spec = spec_from_file_location("hooks", DOCS / "hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
