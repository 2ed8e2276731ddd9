"""Blocks of a team file whose one entry stands alone, as the lists that they mean."""

from __future__ import annotations

from typing import Any, get_args

from rotasolve.loader.source import Node
from rotasolve.team.listed import is_entry
from rotasolve.team.team import RULE_BLOCKS, Team

LISTS = ("staff", *RULE_BLOCKS)
"""The blocks of a team file that are lists."""


def with_lists(root: Node) -> Node:
    """The file whose whole is ``root``, in which every block of entries is a list of them.

    What reads the file by its lines then meets one shape only.
    """
    alone = {
        block: Node(node.line, [node])
        for block in LISTS
        if (node := root.at(block)) is not None and is_entry(node.value, _entry_of(block))
    }
    if not alone:
        return root
    return Node(root.line, {**root.value, **alone}, root.text, root.key_lines)


def _entry_of(block: str) -> Any:
    return get_args(Team.model_fields[block].annotation)[0]
