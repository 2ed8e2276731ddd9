"""Names in a team file: each mentioned one is known, and means one thing only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from rotasolve.loader.nearest import Names
from rotasolve.loader.problem import Problem, Trail, quote, unknown
from rotasolve.loader.spot import line_at, place_of, present
from rotasolve.rules.event import code_of
from rotasolve.rules.sequence import DAY_WORDS
from rotasolve.team.base import Model
from rotasolve.team.level import MUST
from rotasolve.team.selector import Which, Who
from rotasolve.team.shift import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rotasolve.loader.source import Node

PEOPLE = ("name", "skill", "contract", "role", "grade")
SHIFTS = ("code", "tag", "kind")
_SPELLED = {"name": "staff member", "code": "shift"}
_TEXT_FIELDS = {"level": "level", "skill": "skill", "skills": "skill", "needs": "skill"}
_RESERVED_FOR_SHIFTS = {"all", "working days", "days off", *DAY_WORDS, *KINDS}
_RESERVED_FOR_PEOPLE = {"all"}
_FALSE = {"false", "no", "off", "n", "f", "0"}


@dataclass(frozen=True)
class Known:
    """Every name that the file gives, by what it names; entries with other errors included.

    Attributes
    ----------
    called
        The code of each shift by its name.
    """

    names: dict[str, Names]
    called: dict[str, str] = field(default_factory=dict)
    _several: dict[tuple[object, ...], Names] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Node) -> Known:
        """The names in a file, wherever it gives them in the right place."""
        found: dict[str, list[str]] = {key: [] for key in (*PEOPLE, *SHIFTS)}
        found["kind"] += KINDS
        staff = root.at("staff")
        for entry in staff.value if staff is not None and isinstance(staff.value, list) else ():
            for key in ("name", "role", "grade"):
                found[key] += _texts(entry.at(key))
            contract = entry.at("contract")
            parts = contract.value if contract and isinstance(contract.value, list) else [contract]
            for part in parts:
                found["contract"] += _texts(part.at("name") if part is not None else None)
        found["skill"] += _keys(root.at("skills"))
        found["contract"] += _keys(root.at("contracts"))
        shifts = root.at("shifts")
        found["code"] += _keys(shifts)
        called = {}
        for code in _keys(shifts):
            entry = shifts.at(code) if shifts is not None else None
            called.update(dict.fromkeys(_texts(entry.at("name") if entry else None), code))
            found["tag"] += _texts(entry.at("tags") if entry is not None else None)
        found["code"] += [code for code, _ in _codes_of_events(root)]
        return cls({key: Names(words) for key, words in found.items()}, called)

    def meanings(self, word: str, kinds: Iterable[str]) -> list[str]:
        """What ``word`` can name, of ``kinds``."""
        return [kind for kind in kinds if word in self.names[kind]]

    def all_of(self, kinds: Iterable[str], *own: str) -> Names:
        """The words ``own``, every name of ``kinds``, and ``all``."""
        key = (*kinds, own)
        if key not in self._several:
            named = (word for kind in kinds for word in self.names[kind])
            self._several[key] = Names((*own, *named, "all"))
        return self._several[key]


def _codes_of_events(root: Node) -> Iterator[tuple[str, Trail]]:
    """Every (code, place) of the shifts that events add."""
    for block in ("events", "rules"):
        node = root.at(block)
        entries = node.value if node is not None and isinstance(node.value, list) else []
        for index, entry in enumerate(entries):
            own = {key: entry.at(key) for key in ("rule", "bring_in", "code", "name")}
            texts = {key: each.value for key, each in own.items() if each is not None}
            another = block == "rules" and texts.get("rule") != "event"
            if another or str(texts.get("bring_in")).lower() in _FALSE:
                continue
            code, name = texts.get("code"), texts.get("name")
            if isinstance(code, str):
                yield code, (block, index, "code")
            elif isinstance(name, str) and code_of(name):
                yield code_of(name), (block, index, "name")


def _keys(node: Node | None) -> list[str]:
    if node is not None and isinstance(node.value, dict):
        return list(node.value)
    return _texts(node)


def _texts(node: Node | None) -> list[str]:
    nodes = node.value if node is not None and isinstance(node.value, list) else [node]
    return [each.value for each in nodes if each is not None and isinstance(each.value, str)]


# -- mentions ------------------------------------------------------------------------------------


def mention_problems(
    part: Model, trail: Trail, root: Node, known: Known, levels: tuple[str, ...] | None
) -> Iterator[Problem]:
    """Every name in ``part`` (an entry of the team, at ``trail``) that is unknown or ambiguous.

    Levels are not looked at when ``levels`` is None.
    """
    for place, kind, value in mentions(part, trail):
        own = (*_own_words(place), *_literals_at(part, place[len(trail)]))
        places: dict[str, Trail] | None = None
        for word, words in _problems_of(kind, value, known, levels, own):
            places = _places_of_words(root, place) if places is None else places
            exact = places.get(word, present(root, place))
            yield Problem(line_at(root, exact), exact, words)


def _own_words(place: Trail) -> tuple[str, ...]:
    """The words that may stand at ``place`` for something else than shifts."""
    keys = {step for step in place if isinstance(step, str)}
    if "want" in keys:
        return ("off",)
    return DAY_WORDS if keys & {"forbid", "when", "same_day", "then", "before"} else ()


def _literals_at(part: Model, key: str | int) -> Iterator[str]:
    """The words that ``key`` of ``part`` takes as they are, such as ``weekends``."""
    for name, info in type(part).model_fields.items():
        if (info.serialization_alias or name) == key:
            yield from _literals(info.annotation)


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (each for each in get_args(annotation) if isinstance(each, str))
    else:
        for each in get_args(annotation):
            yield from _literals(each)


def mentions(part: Any, trail: Trail) -> Iterator[tuple[Trail, str, Any]]:
    """Every (place, kind, value) of ``part`` that names something: selectors, skills, levels."""
    for name, info in type(part).model_fields.items():
        if name in part.model_fields_set:
            yield from _mentions_in(
                getattr(part, name), (*trail, info.serialization_alias or name), name
            )


def _mentions_in(value: Any, trail: Trail, name: str) -> Iterator[tuple[Trail, str, Any]]:
    if isinstance(value, Who | Which):
        yield trail, "selector", value
    elif isinstance(value, Model):
        yield from mentions(value, trail)
    elif isinstance(value, str):
        if name in _TEXT_FIELDS:
            yield trail, _TEXT_FIELDS[name], value
    elif type(value) is tuple:
        for index, entry in enumerate(value):
            yield from _mentions_in(entry, (*trail, index), name)


def _problems_of(
    kind: str, value: Any, known: Known, levels: tuple[str, ...] | None, own: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """(word, what is wrong with it) for each bad word of one mention."""
    if kind == "level":
        if levels is not None and value not in (MUST, *levels):
            yield value, unknown("level", value, (MUST, *levels))
    elif kind == "selector":
        kinds = PEOPLE if isinstance(value, Who) else SHIFTS
        for key, word in dict.fromkeys(value.mentions()):
            if key != "word":
                if word not in known.names[key]:
                    yield word, _unknown(key, word, known)
                continue
            meanings = known.meanings(word, kinds)
            if not meanings:
                what = f"{', '.join(_spell(k) for k in kinds[:-1])} or {kinds[-1]}"
                called = known.called if kinds is SHIFTS else {}
                listed = (*PEOPLE[1:], PEOPLE[0]) if kinds is PEOPLE and word.islower() else kinds
                yield word, unknown(what, word, known.all_of(listed, *own), called=called)
            elif len(meanings) > 1:
                either = " or ".join(f"{{{key}: {word}}}" for key in meanings)
                both = " and a ".join(_spell(meaning) for meaning in meanings)
                yield word, f"{quote(word)} is the name of a {both}; write {either}"
    elif value not in known.names[kind]:
        yield value, _unknown(kind, value, known)


def _spell(kind: str) -> str:
    return _SPELLED.get(kind, kind)


def _unknown(kind: str, word: str, known: Known) -> str:
    where = "the team file lists none under skills" if kind == "skill" else ""
    called = known.called if kind == "code" else {}
    return unknown(_spell(kind), word, known.names[kind], where=where, called=called)


def _places_of_words(root: Node, trail: Trail) -> dict[str, Trail]:
    """The first place of each word in the value at ``trail``."""
    node, place = root, present(root, trail)
    for step in place:
        node = node.at(step) or node
    found: dict[str, Trail] = {}
    for each, word in _words_in(node, place):
        found.setdefault(word, each)
    return found


def _words_in(node: Node, trail: Trail) -> Iterator[tuple[Trail, str]]:
    if not isinstance(node.value, list | dict):
        yield trail, node.text
        return
    for step in node.value if isinstance(node.value, dict) else range(len(node.value)):
        entry = node.at(step)
        if entry is not None:
            yield from _words_in(entry, (*trail, step))


# -- names given ---------------------------------------------------------------------------------


def naming_problems(root: Node) -> Iterator[Problem]:
    """Names that are given twice, and names that mean something else already."""
    yield from _staff_named_twice(root)
    for trail, node in _lists_of_words(root):
        first: dict[str, int] = {}
        for index, entry in enumerate(node.value):
            word = entry.text
            if word in first:
                place = (*trail, index)
                yield Problem(line_at(root, place), place, f"{quote(word)} is listed twice")
            first.setdefault(word, index)
    for kind, word, trail in _names_with_places(root):
        reserved = _RESERVED_FOR_SHIFTS if kind in SHIFTS else _RESERVED_FOR_PEOPLE
        if word.lower() in reserved:
            instead = f"rename the {_spell(kind)}"
            if trail[0] in ("events", "rules"):
                instead = "give the event another code"
            words = f"{quote(word)} has a meaning of its own; {instead}"
            yield Problem(line_at(root, trail), trail, words)
        if "\n" in word and kind not in ("name", "code"):  # which say so themselves
            yield Problem(line_at(root, trail), trail, f"{quote(word)} has a line break in it")


def _staff_named_twice(root: Node) -> Iterator[Problem]:
    places: defaultdict[str, list[Trail]] = defaultdict(list)
    for kind, word, trail in _names_with_places(root):
        if kind == "name":
            places[word].append(trail)
    for name, trails in places.items():
        for trail in trails[1:]:
            first = place_of(root, trails[0])
            words = f"{quote(name)} is on the team already ({first}); names are unique"
            yield Problem(line_at(root, trail), trail, words)


def _names_with_places(root: Node) -> Iterator[tuple[str, str, Trail]]:
    """Every (kind, name, place) that the file gives."""
    staff = root.at("staff")
    entries = staff.value if staff is not None and isinstance(staff.value, list) else []
    for index, entry in enumerate(entries):
        for key in ("name", "role", "grade"):
            for word in _texts(entry.at(key)):
                yield key, word, ("staff", index, key)
    for block, kind in (("skills", "skill"), ("contracts", "contract"), ("shifts", "code")):
        node = root.at(block)
        for index, word in enumerate(_keys(node)):
            listed = node is not None and isinstance(node.value, list)
            yield kind, word, (block, index if listed else word)
    for code, place in _codes_of_events(root):
        yield "code", code, place
    shifts = root.at("shifts")
    if shifts is not None and isinstance(shifts.value, dict):
        for code, entry in shifts.value.items():
            for word in _texts(entry.at("tags")):
                yield "tag", word, ("shifts", code, "tags")


def _lists_of_words(root: Node) -> Iterator[tuple[Trail, Node]]:
    """The lists in which a word has no business to stand twice."""
    for block, keys in (("staff", ("skills",)), ("shifts", ("tags", "needs"))):
        node = root.at(block)
        if node is None or not isinstance(node.value, list | dict):
            continue
        steps = node.value if isinstance(node.value, dict) else range(len(node.value))
        for step in steps:
            for key in keys:
                entry = node.at(step)
                words = entry.at(key) if entry is not None else None
                if words is not None and isinstance(words.value, list):
                    yield (block, step, key), words
    skills = root.at("skills")
    if skills is not None and isinstance(skills.value, list):
        yield ("skills",), skills
