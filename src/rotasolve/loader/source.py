"""Safe reading of YAML 1.2 into plain values that know their line.

The events of the parser are read one by one, so that nothing is built, recursed into or expanded
before it is known to be small and harmless. Only numbers and null are more than text: ``Off``,
``No``, ``07:00`` and ``2026-03-02`` stay as they are written, and so do ``true`` and ``false``,
which become truth values where one is expected and nowhere else.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from rotasolve.loader.problem import Problem, Trail, quote
from rotasolve.loader.text import refuse

if TYPE_CHECKING:
    from pathlib import Path

DEEPEST = 40
_MOST_VALUES = 300_000
_NULL = ("", "~", "null", "Null", "NULL")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
_HARMLESS_TAG = re.compile(r"!|tag:yaml\.org,2002:(str|int|float|bool|null|seq|map)")
_UNPRINTABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")


@dataclass(eq=False, slots=True)
class Node:
    """One value of a file, with the line on which it starts.

    Attributes
    ----------
    value
        A list of nodes, a mapping of text to nodes, or text, a number or None.
    text
        A single value as the file writes it.
    key_lines
        The line of each key of a mapping.
    size
        Number of values, this one and those inside it, aliases written out.
    """

    line: int
    value: Any
    text: str = ""
    key_lines: dict[str, int] = field(default_factory=dict)
    size: int = 1

    def plain(self) -> Any:
        """The value without its lines."""
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value

    def at(self, step: str | int) -> Node | None:
        """The value under a key, or at a place of a list; None when there is none."""
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            found: Node = self.value[step]
            return found
        return None

    def line_of(self, step: str | int) -> int:
        """The line of a key, or of an entry of a list; its own line when there is none."""
        entry = self.at(step)
        line = entry.line if entry is not None else self.line
        return self.key_lines.get(str(step), line) if isinstance(self.value, dict) else line


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not finished yet."""

    node: Node
    anchor: str | None
    merged: list[Node] = field(default_factory=list)
    key: str | None = None
    key_line: int = 0
    wants_value: bool = False


def read_source(file: Path, text: str) -> tuple[Node, list[Problem]]:
    """The one document in ``text``, and the keys that are given twice in it.

    Raises
    ------
    TeamFileError
        If it is not one YAML document of plain values within the limits.
    """
    reader = _Reader(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reader.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(file, _plain_reason(error), mark.line + 1 if mark else 0) from None
    except (YAMLError, ValueError, OverflowError, AssertionError, LookupError, TypeError) as error:
        # The parser fails so on text such as "\UFFFFFFFF" or a directive that is cut short.
        first_line = str(error).strip().partition("\n")[0]
        raise refuse(file, f"is not valid YAML: {first_line}", reader.line) from None
    if reader.root is None or reader.root.value is None:
        raise refuse(file, "is empty; expected a team file that begins with version: 1")
    return reader.root, reader.problems


class _Reader:
    """Builds nodes from the parser's events."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.line = 1
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._values = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Add what one event says."""
        self.line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._refuse("a second document starts here (---); expected one per file")
            if event.version not in (None, (1, 2)):
                raise self._refuse("another version of YAML is declared; expected YAML 1.2")
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._alias(event.anchor), None)
        elif isinstance(event, yaml.ScalarEvent):
            self._check_tag(event.tag)
            self._add(self._scalar(event), event.anchor)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._check_tag(event.tag)
            if len(self._open) >= DEEPEST:
                raise self._refuse(f"is nested more than {DEEPEST} deep")
            if self._open and self._expects_key(self._open[-1]):
                raise self._refuse("a key is a list or a mapping; expected plain text")
            value: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self._open.append(_Open(Node(self.line, value), event.anchor))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            closed = self._open.pop()
            for node in closed.merged:
                for key, entry in node.value.items():
                    if key not in closed.node.value:
                        closed.node.value[key] = entry
                        closed.node.key_lines[key] = node.key_lines[key]
            self._add(closed.node, closed.anchor)

    def _refuse(self, words: str) -> Exception:
        return refuse(self.file, words, self.line)

    def _check_tag(self, tag: object) -> None:
        if tag is not None and not _HARMLESS_TAG.fullmatch(str(tag)):
            short = str(tag).replace("tag:yaml.org,2002:", "!!")
            raise self._refuse(f"the tag {quote(short)} is not allowed; expected plain values")

    def _alias(self, name: str) -> Node:
        if name in self._anchors:
            return self._anchors[name]
        if any(part.anchor == name for part in self._open):
            raise self._refuse(f"the alias *{name} stands inside what it names")
        words = f"the alias *{name} names nothing; expected an anchor &{name} above, or quotes"
        raise self._refuse(words)

    def _scalar(self, event: Any) -> Node:
        text: str = event.value
        if found := _UNPRINTABLE.search(text):
            raise self._refuse(f"holds the control character U+{ord(found[0]):04X}; remove it")
        told_text = event.style or str(event.tag).endswith(":str")
        return Node(self.line, text if told_text else _value(text), text)

    @staticmethod
    def _expects_key(part: _Open) -> bool:
        return isinstance(part.node.value, dict) and not part.wants_value

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        part = self._open[-1]
        if self._expects_key(part):
            self._add_key(part, node)
            return
        part.node.size += node.size
        if part.node.size > _MOST_VALUES:
            raise self._refuse(
                f"holds more than {_MOST_VALUES} values once every alias (*name) is written out"
            )
        if isinstance(part.node.value, list):
            part.node.value.append(node)
            return
        part.wants_value = False
        if part.key == "<<":
            self._merge(part, node)
        elif part.key is not None:
            part.node.value[part.key] = node
            part.node.key_lines[part.key] = part.key_line

    def _add_key(self, part: _Open, node: Node) -> None:
        if isinstance(node.value, list | dict):
            raise self._refuse("a key is a list or a mapping; expected plain text")
        if not node.text.strip():
            raise self._refuse("a key is missing before the ':'")
        part.key, part.key_line, part.wants_value = node.text, self.line, True
        if part.key in part.node.value:
            words = f"the key {quote(part.key)} is given twice (first on line {{}})"
            first = part.node.key_lines[part.key]
            self.problems.append(Problem(self.line, self._trail(), words.format(first)))
            part.key = None

    def _merge(self, part: _Open, node: Node) -> None:
        """Take over what ``<<: *name`` or ``<<: [*first, *second]`` names."""
        nodes = node.value if isinstance(node.value, list) else [node]
        if not all(isinstance(each.value, dict) for each in nodes):
            raise self._refuse("<<: expected the alias of a mapping, or a list of them")
        part.merged += nodes

    def _trail(self) -> Trail:
        """Where the part stands that is being read."""
        steps: list[str | int] = []
        for part in self._open[:-1]:
            value = part.node.value
            steps.append(len(value) if isinstance(value, list) else part.key or "")
        return tuple(steps)


def _value(text: str) -> str | int | float | None:
    """The number or null that an unquoted ``text`` is; else the text itself."""
    if text in _NULL:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


_QUOTES = "put the value in quotes if it is meant as text"
_REASONS = (
    ("'\\t'", "a tab is used to indent; expected spaces"),
    ("mapping values are not allowed", f"a ':' stands where none can; {_QUOTES}"),
    ("could not find expected ':'", "a ':' is missing; expected key: value"),
    ("unexpected end of stream", "the file ends inside a quoted text; a quote is missing"),
    ("unexpected document separator", "a quoted text is not closed; a quote is missing"),
    ("expected ',' or ']'", "a list in [ ] is not closed, or a comma is missing in it"),
    ("expected ',' or '}'", "a mapping in { } is not closed, or a comma is missing in it"),
    (
        "expected <block end>, but found '<scalar>'",
        "text follows a closing quote, or the indentation does not match the lines above",
    ),
    ("expected <block end>", "the indentation does not match the lines above"),
    ("sequence entries are not allowed", "a list entry (- ) stands where none can"),
    ("block sequence entries not allowed", "a list entry (- ) stands where none can"),
    ("expected the node content", "a value is missing, or there is a comma or bracket too many"),
    ("cannot start any token", f"a value starts with a character that none can; {_QUOTES}"),
    ("expected alphabetic or numeric", f"a name must follow * or &; {_QUOTES}"),
    ("unknown escape character", "an unknown \\ in double quotes; use single quotes"),
)


def _begun(error: MarkedYAMLError) -> str:
    """Where the brackets begin that are not closed on a later line."""
    begun, noticed = error.context_mark, error.problem_mark
    if "flow" not in (error.context or "") or not (begun and noticed):
        return ""
    return f"; it begins on line {begun.line + 1}" if begun.line < noticed.line else ""


def _plain_reason(error: MarkedYAMLError) -> str:
    """Why the parser stopped, in words for somebody who does not know YAML."""
    said = f"{error.context or ''} {error.problem or ''}".strip()
    for fragment, reason in _REASONS:
        if fragment in said:
            return f"is not valid YAML: {reason}{_begun(error)}"
    return f"is not valid YAML: {said.partition(chr(10))[0]}"
