"""What may be broken: one file for each rule, without solver or indices.

Importing this package completes :class:`rotasolve.team.team.Team` with the types of its rules.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Tag

from rotasolve.rules.absence import Absence
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.rules.cover import Cover
from rotasolve.rules.event import Event
from rotasolve.rules.fixed import Fixed
from rotasolve.rules.request import Request
from rotasolve.rules.task import Task
from rotasolve.team.rule import Rule
from rotasolve.team.team import Team

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
Rule.registry = MappingProxyType(dict(Rule.registry))  # complete: no later class adds to it


def _which_cover(value: Any) -> str:
    """An entry of the cover block is by the clock when it has the key ``clock``."""
    by_clock = "clock" in value if isinstance(value, dict) else isinstance(value, ClockCover)
    return "clock_cover" if by_clock else "cover"


def _which_rule(value: Any) -> Any:
    return value.get("rule") if isinstance(value, dict) else getattr(value, "rule", None)


if TYPE_CHECKING:
    AnyRule = Rule
    AnyCover = Cover | ClockCover
else:
    AnyCover = Annotated[
        Annotated[Cover, Tag("cover")] | Annotated[ClockCover, Tag("clock_cover")],
        Discriminator(_which_cover),
    ]
    AnyRule = Annotated[
        Union[  # noqa: UP007 (built from the registry)
            tuple(Annotated[rule, Tag(name)] for name, rule in sorted(Rule.registry.items()))
        ],
        Discriminator(_which_rule),
    ]

Team.model_rebuild(
    _types_namespace={
        "AnyRule": AnyRule,
        "AnyCover": AnyCover,
        "Absence": Absence,
        "Event": Event,
        "Request": Request,
        "Fixed": Fixed,
        "Task": Task,
    }
)

__all__ = [
    "Absence",
    "AnyCover",
    "AnyRule",
    "ClockCover",
    "Cover",
    "Event",
    "Fixed",
    "Request",
    "Rule",
    "Task",
]
