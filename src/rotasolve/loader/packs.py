"""The block ``packs`` of a team file: what its packs bring takes its place among the other blocks.

A team itself knows no packs. Here their rules are added to those of the file, and their figures
are put under what the file states, before anything is validated; so all that follows is the same
for both, and problems are told at the line that brought them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rotasolve.loader.entries import with_lists
from rotasolve.loader.nearest import nearest
from rotasolve.loader.pack_file import Pack, every_pack
from rotasolve.loader.plain import node_of
from rotasolve.loader.problem import Problem, Trail, listed, quote, spell_path
from rotasolve.loader.source import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.loader.pack_file import Entry

_EXAMPLE = "expected the names of packs, such as [uk/working-time] (all: rotasolve rules --packs)"
_OFF = "off"
_ASKED_FOR = ("team", "leave", "pay")


@dataclass(frozen=True)
class Packed:
    """A team file with what its packs bring.

    Attributes
    ----------
    root
        The file, without its block ``packs``.
    problems
        What is wrong with that block.
    origins
        For each place of ``root`` that a pack has filled, the place of the file that brought it.
    """

    root: Node
    problems: list[Problem]
    origins: dict[Trail, Trail]

    def told(self, problem: Problem) -> Problem:
        """``problem`` at the place where the file itself has what it is about."""
        for length in range(len(problem.path), 0, -1):
            origin = self.origins.get(problem.path[:length])
            if origin is not None:
                return problem._replace(path=(*origin, *problem.path[length:]))
        return problem


@dataclass
class _Use:
    """One pack that a file names, and what the file changes in it."""

    pack: Pack
    trail: Trail
    line: int
    off: set[str] = field(default_factory=set)
    changes: dict[str, Node] = field(default_factory=dict)


def merge_packs(root: Node) -> Packed:
    """The file whose whole is ``root``, with what the packs that it names bring."""
    root = with_lists(root)
    named = root.at("packs")
    if named is None:
        return Packed(root, [], {})
    problems: list[Problem] = []
    uses = list(_uses(root, named, problems))
    blocks = {key: node for key, node in root.value.items() if key != "packs"}
    merged = Node(root.line, blocks, root.text, dict(root.key_lines))
    origins: dict[Trail, Trail] = {}
    for use, name, entry in _in_force(uses, problems):
        if entry.block == "rules":
            _add_rule(merged, use, name, entry, origins)
        elif entry.block:
            _add_figures(merged, use, name, entry, origins)
    return Packed(merged, problems, origins)


# -- what the block says -------------------------------------------------------------------------


def _uses(root: Node, named: Node, problems: list[Problem]) -> Iterator[_Use]:
    """Every pack that the block names and that there is, once."""
    known = every_pack()
    first: dict[str, str] = {}
    for name, trail, line, changes in _named(root, named, problems):
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {quote(near)}? " if near else ""
            words = f"unknown pack {quote(name)}; {hint}there are {listed(known)}"
            problems.append(Problem(line, trail, words))
        elif name in first:
            words = f"{quote(name)} is listed twice (first {first[name]})"
            problems.append(Problem(line, trail, words))
        else:
            first[name] = f"on line {line}" if line else f"at {spell_path(trail)}"
            use = _Use(known[name], trail, line)
            if changes is not None and changes.value is not None:
                _read_changes(use, changes, problems)
            yield use


def _named(
    root: Node, named: Node, problems: list[Problem]
) -> Iterator[tuple[str, Trail, int, Node | None]]:
    """Every (name, place, line, changes) of the block: one name, a list, or a mapping."""
    line = root.line_of("packs")
    entries: list[tuple[Trail, int, Node]] = [(("packs",), line, named)]
    if isinstance(named.value, list):
        entries = [(("packs", n), each.line, each) for n, each in enumerate(named.value)]
    for trail, own_line, entry in entries:
        if isinstance(entry.value, dict) and entry.value:
            for name, changes in entry.value.items():
                yield name, (*trail, name), entry.line_of(name), changes
        elif isinstance(entry.value, str) and entry.value:
            yield entry.value, trail, own_line, None
        else:
            given = "is empty" if entry.value in (None, {}, "") else "is not understood"
            problems.append(Problem(own_line, trail, f"{given}; {_EXAMPLE}"))
    if not entries:
        problems.append(Problem(line, ("packs",), f"is empty; {_EXAMPLE}"))


def _read_changes(use: _Use, changes: Node, problems: list[Problem]) -> None:
    """Take over what the file changes in one pack, or switches off."""
    known = use.pack.entries
    if not isinstance(changes.value, dict):
        words = (
            f"expected what changes in it, such as '{next(iter(known))}: {_OFF}'; "
            "leave the pack out to have none of it"
        )
        problems.append(Problem(changes.line, use.trail, words))
        return
    for name, change in changes.value.items():
        trail, line = (*use.trail, name), changes.line_of(name)
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {quote(near)}? " if near else ""
            words = f"the pack has no {quote(name)}; {hint}it has {listed(known)}"
        elif not known[name].block:
            words = "is for information, so there is nothing to change or to switch off"
        elif change.value == _OFF:
            use.off.add(name)
            continue
        elif isinstance(change.value, dict) and change.value:
            if known[name].block == "rules" and "rule" in change.value:
                words = (
                    "the kind of rule cannot be changed; "
                    f"write '{name}: {_OFF}', and a rule of your own under rules"
                )
                trail, line = (*trail, "rule"), change.line_of("rule")
            else:
                use.changes[name] = change
                continue
        else:
            brings = known[name].brings.items()
            key, value = next(each for each in brings if each[0] != "rule")
            example = "..." if isinstance(value, list | dict) else value
            words = f"expected {_OFF}, or a mapping of what changes, such as {{{key}: {example}}}"
        problems.append(Problem(line, trail, words))


def _in_force(uses: list[_Use], problems: list[Problem]) -> list[tuple[_Use, str, Entry]]:
    """Every entry that is neither switched off nor replaced by one of another pack."""
    on = [
        (use, name, entry)
        for use in uses
        for name, entry in use.pack.entries.items()
        if name not in use.off
    ]
    replaced = {
        old: f"{name} of {use.pack.pack}"
        for use, name, entry in on
        for old in entry.instead_of.items()
    }
    for use in uses:
        for name, change in use.changes.items():
            if (use.pack.pack, name) in replaced:
                words = f"is replaced by {replaced[use.pack.pack, name]}; change it there"
                problems.append(Problem(change.line, (*use.trail, name), words))
    return [each for each in on if (each[0].pack.pack, each[1]) not in replaced]


# -- what is brought -----------------------------------------------------------------------------


def _add_rule(
    merged: Node, use: _Use, name: str, entry: Entry, origins: dict[Trail, Trail]
) -> None:
    """Put a rule at the end of the file's own, where those are a list."""
    rule = node_of({"name": name, **entry.brings}, use.line)
    change = use.changes.get(name)
    if change is not None:
        rule = _over(change, rule)
    block = merged.at("rules") or Node(use.line, [])
    if not isinstance(block.value, list):
        return  # which is told when the block is validated
    origins["rules", len(block.value)] = (*use.trail, name)
    _put(merged, "rules", Node(block.line, [*block.value, rule]), use.line)


def _add_figures(
    merged: Node, use: _Use, name: str, entry: Entry, origins: dict[Trail, Trail]
) -> None:
    """Put figures under what the file, or a pack named before, states in the same block.

    Without a block of leave or of pay, a file asks for neither, and none is made of figures alone:
    who is paid by what rate, say, only the file can tell. An empty block is enough.
    """
    brought = node_of(entry.brings, use.line)
    change = use.changes.get(name)
    if change is not None:
        brought = _under(change, brought, (), (), {})
    stated = merged.at(entry.block)
    if stated is None and entry.block in _ASKED_FOR:
        return
    if stated is not None and entry.block == "team" and isinstance(stated.value, str):
        origins["team", "name"] = ("team",)  # which alone stands for the block
        stated = Node(stated.line, {"name": stated}, "", {"name": stated.line})
    if stated is not None and entry.block in _ASKED_FOR and stated.value is None:
        stated = Node(stated.line, {})
    origin = (*use.trail, name)
    block = _under(stated, brought, (entry.block,), origin, origins)
    _put(merged, entry.block, block, use.line)


def _under(
    stated: Node | None, brought: Node, trail: Trail, origin: Trail, origins: dict[Trail, Trail]
) -> Node:
    """``stated`` with all that ``brought`` has and it has not, mappings within mappings too."""
    if stated is None:
        origins[trail] = origin
        return brought
    if not isinstance(stated.value, dict) or not isinstance(brought.value, dict):
        return stated
    both = Node(stated.line, dict(stated.value), stated.text, dict(stated.key_lines))
    for key, node in brought.value.items():
        own = _under(stated.at(key), node, (*trail, key), (*origin, key), origins)
        _put(both, key, own, node.line)
    return both


def _over(change: Node, rule: Node) -> Node:
    """``rule`` with the keys of ``change`` in place of its own."""
    lines = {**rule.key_lines, **change.key_lines}
    return Node(rule.line, {**rule.value, **change.value}, "", lines)


def _put(mapping: Node, key: str, node: Node, line: int) -> None:
    """Put ``node`` under ``key``, which keeps its line if it is there already."""
    mapping.value[key] = node
    mapping.key_lines.setdefault(key, line)
