"""The packs that come with rotasolve: rules and figures, each with its source and date."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from rotasolve.loader.source import read_source
from rotasolve.team.base import Model
from rotasolve.team.shown import shown
from rotasolve.team.spelling import DateField

if TYPE_CHECKING:
    from datetime import date

BLOCKS = ("team", "calendar", "contracts", "leave", "pay")
"""The blocks of a team file, besides ``rules``, to which an entry of a pack may bring something."""


class Entry(Model):
    """One rule or figure of a pack.

    What it brings is one rule, or part of one block of the team file. An entry that brings nothing
    is for information.
    """

    says: str = Field(min_length=1, description="The rule or figure in words.")
    source: str = Field(min_length=1, description="Where it is from: a title or an address.")
    as_of: DateField = Field(description="When the source was looked up.")
    note: str = Field(default="", description="What else to know.")
    instead_of: dict[str, str] = Field(
        default_factory=dict, description="Entries that it replaces: pack and name."
    )
    rule: dict[str, Any] | None = Field(default=None, description="A rule, as in the block rules.")
    team: dict[str, Any] | None = Field(default=None, description="Keys of the block team.")
    calendar: dict[str, Any] | None = Field(default=None, description="Keys of the block calendar.")
    contracts: dict[str, Any] | None = Field(default=None, description="Contracts, by name.")
    leave: dict[str, Any] | None = Field(default=None, description="Keys of the block leave.")
    pay: dict[str, Any] | None = Field(default=None, description="Keys of the block pay.")

    @model_validator(mode="after")
    def _brings_one_thing(self) -> Entry:
        if len([key for key in ("rule", *BLOCKS) if getattr(self, key) is not None]) > 1:
            raise ValueError(f"an entry brings one of rule, {', '.join(BLOCKS)}, or nothing")
        return self

    @property
    def block(self) -> str:
        """The block of the team file that it brings something to; empty when it brings nothing."""
        if self.rule is not None:
            return "rules"
        return next((block for block in BLOCKS if getattr(self, block) is not None), "")

    @property
    def brings(self) -> dict[str, Any]:
        """What it brings to its block: a rule, or keys of the block."""
        if self.rule is not None:
            return self.rule
        return dict(getattr(self, self.block)) if self.block else {}


class Pack(Model):
    """Rules and figures of one origin, by the names that a team file calls them."""

    pack: str = Field(description="Its name, as in the block packs of a team file.")
    title: str = Field(min_length=1, description="What it is, in a few words.")
    about: str = Field(min_length=1, description="What it holds, and what it leaves out.")
    entries: dict[str, Entry] = Field(min_length=1, description="Every rule and figure, by name.")

    @property
    def as_of(self) -> date:
        """The date of its oldest entry."""
        return min(entry.as_of for entry in self.entries.values())


@cache
def every_pack() -> dict[str, Pack]:
    """Every pack there is, by name."""
    folder = files("rotasolve").joinpath("packs")
    found = {}
    for group in folder.iterdir():
        for file in group.iterdir() if group.is_dir() else ():
            if file.name.endswith(".yaml"):
                name = f"{group.name}/{file.name.removesuffix('.yaml')}"
                found[name] = read_pack(name, file.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))


def read_pack(name: str, text: str) -> Pack:
    """The pack that ``text`` describes.

    Raises
    ------
    TeamFileError
        If the text is not YAML.
    ValueError
        If it is not a pack of that name.
    """
    root, problems = read_source(Path(f"{name}.yaml"), text)
    if problems:
        raise ValueError("; ".join(problem.spell(name) for problem in problems))
    pack = Pack.model_validate(root.plain())
    if pack.pack != name:
        raise ValueError(f"{name} is called {shown(pack.pack)} inside")
    return pack
