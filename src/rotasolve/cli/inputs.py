"""What the commands take: arguments and options, how they are read, and what completes them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from rotasolve.errors import RotasolveError
from rotasolve.team.solver import UNLIMITED, read_seconds, read_seed, read_workers

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

TEMPLATES = ("crisis", "sleep-in", "blank")
FORMATS = {"table": "rota.txt", "json": "rota.json", "csv": "rota.csv"}
SCHEMAS = ("team", "rota")


def _files(incomplete: str, suffixes: tuple[str, ...]) -> list[str]:
    """Folders, and the files with one of ``suffixes``, that begin with ``incomplete``."""
    start = incomplete.rpartition("/")[2]
    prefix = incomplete[: len(incomplete) - len(start)]
    with suppress(OSError):
        entries = sorted(Path(prefix or ".").iterdir())
        return [
            f"{prefix}{entry.name}{'/' if entry.is_dir() else ''}"
            for entry in entries
            if entry.name.startswith(start)
            and (start or not entry.name.startswith("."))
            and (entry.is_dir() or entry.suffix.lower() in suffixes)
        ]
    return []


def complete_team(incomplete: str) -> list[str]:
    """Team files, and folders on the way to them."""
    return _files(incomplete, (".yaml", ".yml"))


def complete_rota(incomplete: str) -> list[str]:
    """Rota files, and folders on the way to them."""
    return _files(incomplete, (".json", ".csv"))


def complete_formats(incomplete: str) -> list[str]:
    """Formats after those that are already given."""
    chosen = incomplete.split(",")[:-1]
    return [",".join([*chosen, name]) for name in FORMATS if name not in chosen]


def complete_rules(incomplete: str) -> list[str]:
    """Names of rules."""
    from rotasolve.report.rule_help import every_rule

    return [rule.name for rule in every_rule() if rule.name.startswith(incomplete)]


def complete_packs(incomplete: str) -> list[str]:
    """Names of packs."""
    from rotasolve.loader.pack_file import every_pack

    return [name for name in every_pack() if name.startswith(incomplete)]


def known_one(what: str, name: str, known: dict[str, T]) -> T:
    """What ``known`` has by that name.

    Raises
    ------
    RotasolveError
        If it has nothing, with the nearest name and all that there are.
    """
    from rotasolve.loader.nearest import nearest

    if name not in known:
        near = nearest(name, known)
        hint = f"did you mean {near!r}? " if near else ""
        raise RotasolveError(f"unknown {what} {name!r}; {hint}one of {', '.join(known)}")
    return known[name]


def complete_template(incomplete: str) -> list[str]:
    """Names of templates."""
    return [name for name in TEMPLATES if name.startswith(incomplete)]


def complete_schema(incomplete: str) -> list[str]:
    """What there is a schema of."""
    return [name for name in SCHEMAS if name.startswith(incomplete)]


def _read_formats(value: str) -> str:
    names = [name.strip() for name in value.split(",")]
    for name in names:
        if name not in FORMATS:
            raise typer.BadParameter(f"{name!r} is unknown; expected some of {', '.join(FORMATS)}")
    return ",".join(dict.fromkeys(names))


def _asked(read: Callable[[Any], T]) -> Callable[[str | None], T | None]:
    """What an option that may be left out is read with, and refused with, by ``read``."""

    def callback(value: str | None) -> T | None:
        try:
            return None if value is None else read(value)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return callback


TeamFile = Annotated[
    Path, typer.Argument(metavar="TEAM", help="The team file.", autocompletion=complete_team)
]
RotaFile = Annotated[
    Path,
    typer.Argument(
        metavar="ROTA",
        help="A rota: rota.json, or CSV with the columns staff, date, shift.",
        autocompletion=complete_rota,
    ),
]
Formats = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="NAMES",
        help=f"Some of {', '.join(FORMATS)}, with commas.",
        callback=_read_formats,
        autocompletion=complete_formats,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs on stdout.")]
Seconds = Annotated[
    str | None,
    typer.Option(
        metavar="SECONDS",
        help=f"Time limit; {UNLIMITED}: until it is proven best, or Ctrl-C.",
        show_default="the team file's, else 60",
        callback=_asked(read_seconds),
    ),
]
Seed = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Random seed.", callback=_asked(read_seed)),
]
Workers = Annotated[
    str | None,
    typer.Option(
        metavar="NUMBER",
        help="CP-SAT workers.",
        callback=_asked(read_workers),
    ),
]
