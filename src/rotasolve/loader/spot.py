"""Where an error of pydantic stands: in the file, and in what is declared."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag

from rotasolve.loader.problem import listed, spell_path
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from rotasolve.loader.problem import Trail
    from rotasolve.loader.source import Node


@dataclass(frozen=True)
class Spot:
    """Where an error stands.

    Attributes
    ----------
    trail, node
        The nearest place that the file itself has.
    declared
        What is declared to stand there; None when that is not known.
    parent
        The mapping or list around ``node``.
    model
        The model that declares it.
    branches
        The indices of the error's location that name one branch of a union.
    """

    trail: Trail
    node: Node
    parent: Node
    declared: Any
    model: type[BaseModel]
    branches: tuple[int, ...]


def present(root: Node, trail: Trail) -> Trail:
    """``trail`` without the steps that a short form leaves out of the file."""
    node, steps = root, []
    for step in trail:
        entry = node.at(step)
        if entry is not None:
            steps.append(step)
            node = entry
    return tuple(steps)


def line_at(root: Node, trail: Trail) -> int:
    """The line of the nearest place to ``trail`` that the file has."""
    node, line = root, root.line
    for step in trail:
        entry = node.at(step)
        if entry is None:
            break
        line, node = node.line_of(step), entry
    return line


def place_of(root: Node, trail: Trail) -> str:
    """``line 12``; of values, which have no lines, ``staff[2]``."""
    line = line_at(root, trail)
    return f"line {line}" if line else spell_path(present(root, trail))


def listed_places(root: Node, trails: list[Trail]) -> str:
    """``lines 3, 4``; of values, which have no lines, ``requests[2], requests[3]``."""
    if root.line:
        return f"lines {listed(str(line_at(root, trail)) for trail in trails)}"
    return listed(place_of(root, trail) for trail in trails)


def stated(root: Node, block: str) -> bool:
    """Whether the file has the block, and more of it than its name."""
    node = root.at(block)
    return node is not None and node.value is not None


def locate(loc: tuple[int | str, ...], root: Node) -> Spot:
    """Follow pydantic's location through the file and through what is declared, side by side.

    The location also names branches of unions, and keys that a short form leaves out; neither is
    in the file.
    """
    declared: Any = Team
    model: type[BaseModel] = Team
    node = parent = root
    trail: list[str | int] = []
    branches: list[int] = []
    for index, step in enumerate(loc):
        declared, tagged = bare_type(declared)
        if is_union(declared):
            if not tagged:
                branches.append(index)
            declared = _branch(declared, str(step), tagged)
            continue
        if is_model(declared):
            model = declared
            declared = _field_of(declared, str(step))
        else:
            declared = _inside(declared, step)
        entry = node.at(step)
        if entry is None and isinstance(node.value, list) and isinstance(step, str):
            # A list that was read as a mapping: the key is one of its entries.
            step = next((n for n, each in enumerate(node.value) if each.text == step), step)
            entry = node.at(step)
        if entry is not None:
            trail.append(step)
            parent, node = node, entry
    return Spot(tuple(trail), node, parent, bare_type(declared)[0], model, tuple(branches))


def bare_type(declared: Any) -> tuple[Any, bool]:
    """``declared`` without annotations and ``| None``, and whether its branches have tags."""
    tagged = False
    while True:
        if get_origin(declared) is Annotated:
            tagged = tagged or any(isinstance(m, Discriminator) for m in declared.__metadata__)
            declared = get_args(declared)[0]
        elif is_union(declared) and type(None) in get_args(declared):
            kept = tuple(arg for arg in get_args(declared) if arg is not type(None))
            declared = Union[kept]  # noqa: UP007 (of a tuple)
        else:
            return declared, tagged


def is_union(declared: Any) -> bool:
    """Whether any of several types may stand there."""
    return get_origin(declared) in (Union, types.UnionType)


def _branch(union: Any, label: str, tagged: bool) -> Any:
    """The branch of a union that pydantic calls ``label``."""
    for member in get_args(union):
        if tagged:
            tags = [m.tag for m in getattr(member, "__metadata__", ()) if isinstance(m, Tag)]
            if label in tags:
                return member
            continue
        bare, _ = bare_type(member)
        origin = get_origin(bare)
        if label.startswith(("tuple", "list")):
            if origin in (tuple, list):
                return member
        elif origin is Literal:
            if label.startswith("literal"):
                return member
        elif isinstance(bare, type) and re.search(rf"\b{bare.__name__}\b", label):
            return member
    # Pydantic may call a model by the tag that it has elsewhere.
    models = [member for member in get_args(union) if is_model(bare_type(member)[0])]
    return models[0] if len(models) == 1 else None


def is_model(declared: Any) -> bool:
    """Whether a mapping with keys of its own stands there."""
    return isinstance(declared, type) and issubclass(declared, BaseModel)


def _field_of(model: type[BaseModel], key: str) -> Any:
    for name, info in model.model_fields.items():
        if key in (info.serialization_alias, name):
            return Annotated[info.annotation, *info.metadata, info.discriminator]
    return None


def _inside(declared: Any, step: int | str) -> Any:
    """What is declared for the entries of a list or mapping."""
    args = get_args(declared)
    origin = get_origin(declared)
    if origin is dict:
        return args[1]
    if origin is tuple and isinstance(step, int):
        return args[0] if args[-1] is Ellipsis else args[min(step, len(args) - 1)]
    return args[0] if origin is list else None
