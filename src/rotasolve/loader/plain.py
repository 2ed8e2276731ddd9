"""Plain values as nodes, as if a file said them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from rotasolve.loader.source import DEEPEST, Node
from rotasolve.team.base import Model
from rotasolve.team.history import PastDuty, PastTurn

_MOST_VALUES = 3_000_000
"""Values that a team may be made of: those of a file, and three years of earlier rotas."""
# Earlier duties are many and were checked when they were made: they stay as they are.
_OPAQUE = (PastDuty, PastTurn)
_LISTS = (list, tuple, set, frozenset, deque)


def node_of(value: Any, line: int = 0) -> Node:
    """A plain value as if it all stood on one line of a file; 0 stands for no line.

    Raises
    ------
    ValueError
        If it is nested too deep, such as a list that holds itself, or holds too many values.
    """
    return _node(value, line, 0)


def _node(value: Any, line: int, depth: int) -> Node:
    if depth > DEEPEST:
        raise ValueError(f"is nested more than {DEEPEST} deep")
    if isinstance(value, Model) and not isinstance(value, _OPAQUE):
        value = value.as_stated()
    if isinstance(value, Mapping):
        named = {_key(key): _node(each, line, depth + 1) for key, each in value.items()}
        size = 1 + sum(each.size for each in named.values())
        node = Node(line, named, "", dict.fromkeys(named, line), size)
    elif isinstance(value, _LISTS) and not hasattr(value, "_fields"):
        nodes = [_node(each, line, depth + 1) for each in value]
        node = Node(line, nodes, size=1 + sum(each.size for each in nodes))
    else:
        return Node(line, value, "" if value is None else _text(value))
    if node.size > _MOST_VALUES:
        raise ValueError(f"holds more than {_MOST_VALUES:,} values")
    return node


def _key(key: Any) -> str:
    return key if isinstance(key, str) else _text(key)


def _text(value: Any) -> str:
    """The value as a file would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return str(value)
    except ValueError:  # a whole number of thousands of digits
        return "a number of thousands of digits"
