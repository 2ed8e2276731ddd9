"""Which encoder belongs to which rule; each registers once, where it is defined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rotasolve.team.rule import Rule

CellEncoder = Callable[..., Iterator[tuple[int, int, int]]]
"""``(rule, problem, p)`` to every (d, s, amount): units broken by p being on shift s of day d."""

LineEncoder = Callable[..., None]
"""``(rule, line, post)``: posts what the rule forbids on one line."""

TeamEncoder = Callable[..., None]
"""``(rule, rows)``: declares the rows of a rule that binds lines together."""

cell_encoders: dict[type[Rule], CellEncoder] = {}
line_encoders: dict[type[Rule], LineEncoder] = {}
team_encoders: dict[type[Rule], TeamEncoder] = {}


def encodes(rule: type[Rule]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as the encoder of ``rule``, by the rule's scope."""
    by_scope: dict[str, dict[type[Rule], Callable[..., Any]]] = {
        "cell": cell_encoders,
        "line": line_encoders,
        "team": team_encoders,
    }

    def register(encoder: Callable[..., Any]) -> Callable[..., Any]:
        by_scope[rule.scope][rule] = encoder
        return encoder

    return register


def load_encoders() -> None:
    """Import every encoder, so that each has registered."""
    from rotasolve.model import encode

    for module in iter_modules(encode.__path__):
        import_module(f"{encode.__name__}.{module.name}")
