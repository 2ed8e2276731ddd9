"""Plain values as nodes, as if a file said them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError

from rotasolve.loader.source import DEEPEST, Node
from rotasolve.team.base import Model
from rotasolve.team.history import PastDuty, PastTurn

if TYPE_CHECKING:
    from rotasolve.loader.problem import Trail

_MOST_VALUES = 3_000_000
"""Values that a team may be made of: those of a file, and three years of earlier rotas."""
# Earlier duties are many and were checked when they were made: they stay as they are.
_OPAQUE = (PastDuty, PastTurn)
_LISTS = (list, tuple, set, frozenset, deque)


class Unfit(ValueError):
    """A value of which no node can be made.

    Attributes
    ----------
    place
        Where it stands.
    """

    def __init__(self, words: str, place: Trail = ()) -> None:
        super().__init__(words)
        self.place = place


def node_of(value: Any, line: int = 0) -> Node:
    """A plain value as if it all stood on one line of a file; 0 stands for no line.

    Raises
    ------
    Unfit
        If it is nested too deep, such as a list that holds itself, or holds too many values.
    """
    return _node(value, line, ())


def _node(value: Any, line: int, place: Trail) -> Node:
    if len(place) > DEEPEST:
        raise Unfit(f"is nested more than {DEEPEST} deep", place[:1])
    if isinstance(value, Model) and not isinstance(value, _OPAQUE):
        value = _stated(value, place)
    if isinstance(value, Mapping):
        named = {_text(key): _node(each, line, (*place, _text(key))) for key, each in value.items()}
        size = 1 + sum(each.size for each in named.values())
        node = Node(line, named, "", dict.fromkeys(named, line), size)
    elif isinstance(value, _LISTS) and not hasattr(value, "_fields"):
        nodes = [_node(each, line, (*place, index)) for index, each in enumerate(value)]
        node = Node(line, nodes, size=1 + sum(each.size for each in nodes))
    else:
        return Node(line, value, "" if value is None else _text(value))
    if node.size > _MOST_VALUES:
        raise Unfit(f"holds more than {_MOST_VALUES:,} values")
    return node


def _stated(part: Model, place: Trail) -> dict[str, Any]:
    """What a part states; one that nobody has checked may hold what cannot be written."""
    try:
        return part.as_stated()
    except PydanticSerializationError:
        words = f"is a {type(part).__name__} that holds a value of the wrong kind; make it anew"
        raise Unfit(words, place) from None


def _text(value: Any) -> str:
    """The value as a file would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return str(value)
    except ValueError:  # a whole number of thousands of digits
        return "a number of thousands of digits"
