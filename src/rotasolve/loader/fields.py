"""What pydantic finds wrong with single values, placed in the file and worded for its writer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from rotasolve.loader.nearest import nearest
from rotasolve.loader.problem import Problem, listed, quote
from rotasolve.loader.spot import Spot, bare_type, is_model, is_union, line_at, locate
from rotasolve.rules import Absence, ClockCover, Cover, Event, Fixed, Request, Task
from rotasolve.rules.cover import FromBank, Ideal, Limit, Mix
from rotasolve.team.heading import Heading
from rotasolve.team.history import History
from rotasolve.team.published import Published
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which, Who
from rotasolve.team.shift import Shift
from rotasolve.team.shown import shown
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from rotasolve.loader.source import Node

_LONGEST_WORDS = 500
_MOST_WORDED = 1_000
"""Problems of single values that are put in words: far more than are ever told."""
# Keys that follow from where an entry stands, or that only a short form fills in.
_HIDDEN_KEYS: dict[Any, str] = {
    Who: "word",
    Which: "word",
    Shift: "code",
    **dict.fromkeys((Cover, ClockCover, Event, Task, Absence, Request, Fixed), "rule"),
}


@dataclass(frozen=True)
class _Found:
    """An error of pydantic with its place."""

    error: ErrorDetails
    spot: Spot


def field_problems(errors: Sequence[ErrorDetails], root: Node) -> list[Problem]:
    """One problem for each thing that is really wrong."""
    found = [_Found(error, locate(error["loc"], root)) for error in errors]
    found = list(_without_other_branches(found, 0))
    found.sort(key=lambda each: line_at(root, each.spot.trail))
    others = [each.spot.trail for each in found[_MOST_WORDED:]]
    found = found[:_MOST_WORDED]
    unknown_keys = {
        (each.spot.trail[:-1], _meant_key(each))
        for each in found
        if each.error["type"] == "extra_forbidden"
    }
    problems = []
    for each in found:
        is_missing = each.error["type"] == "missing"
        if is_missing and (each.spot.trail, str(each.error["loc"][-1])) in unknown_keys:
            continue  # the unknown key is this one, misspelt
        if each.error["type"] == "too_short" and each.spot.node.value:
            continue  # there are entries, but each of them has a problem of its own
        trail, words = each.spot.trail, _words(each)
        line = line_at(root, trail)
        if (key := re.match(r"(\w+): ", words)) and each.spot.node.at(key[1]) is not None:
            trail, words = (*trail, key[1]), words[key.end() :]
            line = line_at(root, trail)
        if each.error["type"] == "extra_forbidden":
            trail = trail[:-1]
        problems.append(Problem(line, trail, _shortened(words)))
    # These are counted, and are too many to be told.
    problems += [Problem(line_at(root, trail), trail, "is not understood") for trail in others]
    return list(dict.fromkeys(problems))


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    if len(words) > _LONGEST_WORDS:
        return f"{words[:150]} ... {words[-150:]}"
    return words


# -- which branch of a union was meant -----------------------------------------------------------


def _without_other_branches(found: list[_Found], depth: int) -> Iterator[_Found]:
    """Of every union, only the errors of the branch that the file means."""
    groups: dict[tuple[int | str, ...], list[_Found]] = {}
    for each in found:
        if len(each.spot.branches) <= depth:
            yield each
        else:
            groups.setdefault(each.error["loc"][: each.spot.branches[depth]], []).append(each)
    for loc, group in groups.items():
        branches: dict[int | str, list[_Found]] = {}
        for each in group:
            branches.setdefault(each.error["loc"][len(loc)], []).append(each)
        meant = {
            label: errors
            for label, errors in branches.items()
            if not all(_is_other_shape(each, len(loc)) for each in errors)
        }
        if meant:
            # The branch of the longest location got furthest.
            best = min(meant.values(), key=lambda errors: (len(errors), -_reach(errors)))
            yield from _without_other_branches(best, depth + 1)
        else:
            yield _none_fits(group, loc)


def _is_other_shape(found: _Found, site: int) -> bool:
    kind = found.error["type"]
    at_site = len(found.error["loc"]) == site + 1
    return at_site and (kind.endswith("_type") or kind == "literal_error")


def _reach(errors: list[_Found]) -> int:
    return max(len(each.error["loc"]) for each in errors)


def _none_fits(group: list[_Found], loc: tuple[int | str, ...]) -> _Found:
    """One error for a value that fits no branch at all."""
    shapes = list(dict.fromkeys(_expected(each.spot) for each in group))
    spot = group[0].spot
    error: ErrorDetails = {
        "type": "no_branch",
        "loc": loc,
        "msg": " or ".join(shape for shape in shapes if shape),
        "input": group[0].error["input"],
    }
    return _Found(error, spot)


# -- in words ------------------------------------------------------------------------------------

_BOUNDS = {
    "greater_than": ("gt", "too small; expected more than {}"),
    "greater_than_equal": ("ge", "too small; expected {} or more"),
    "less_than": ("lt", "too large; expected less than {}"),
    "less_than_equal": ("le", "too large; expected at most {}"),
}


def _words(found: _Found) -> str:
    """What is wrong, and what is expected."""
    error, spot = found.error, found.spot
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", error["msg"]))
    if kind == "missing":
        return _missing(spot.model, str(error["loc"][-1]))
    if kind == "extra_forbidden":
        return _unknown_key(found)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _unknown_rule(spot.node)
    if spot.trail == ("skills",) and isinstance(spot.node.value, list):
        return "holds something else than text; expected a list of words"
    given = _given(spot.node, error["input"])
    expected = error["msg"] if kind == "no_branch" else _expected(spot)
    if spot.node.value is None and error["input"] is None:
        return f"is empty; expected {expected or 'a value'}"
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        bound = context[key]
        return f"{given} is {words.format(bound if type(bound) is int else format(bound, 'g'))}"
    if kind == "literal_error":
        return _one_of(given, spot)
    if kind == "too_short":
        return "is empty; expected at least one entry"
    if kind == "too_long":
        length = context["actual_length"] or len(spot.node.value)  # which pydantic may not count
        return f"has {length} entries; expected at most {context['max_length']}"
    if kind == "string_too_long":
        return f"{quote(error['input'])} is too long; at most {context['max_length']} characters"
    if kind == "string_too_short":
        return "is empty; expected text"
    if kind == "string_type" and isinstance(error["input"], int | float):
        return f"{given} is a number; expected text, so write '{spot.node.text}' in quotes"
    if error["msg"].startswith("expected "):  # a discriminator that words its own error
        return f"{given} is not understood; {error['msg']}"
    if expected:
        single = not isinstance(spot.node.value, list | dict)
        wrong = _NOT.get(spot.declared, "not understood") if single else "given"
        return f"{given} is {wrong}; expected {expected}"
    return f"{given}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _given(node: Node, value: Any) -> str:
    if isinstance(node.value, list):
        return "a list"
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, int | float):
        return node.text
    return quote(node.value if node.value is not None else value)


def _keys(model: type[BaseModel]) -> list[str]:
    keys = [info.serialization_alias or name for name, info in model.model_fields.items()]
    keys += ["packs"] if model is Team else []  # which the loader reads itself
    return [key for key in keys if key != _HIDDEN_KEYS.get(model)]


def _missing(model: type[BaseModel], key: str) -> str:
    for name, info in model.model_fields.items():
        if key in (info.serialization_alias, name) and info.description:
            text = info.description.rstrip(".")
            return f"key {shown(key)} is missing ({text[0].lower()}{text[1:]})"
    return f"key {shown(key)} is missing"


def _meant_key(found: _Found) -> str | None:
    """The known key that an unknown one is likely to mean; not one that is given as well."""
    unknown = str(found.error["loc"][-1])
    given = found.spot.parent.value
    return nearest(unknown, [key for key in _keys(found.spot.model) if key not in given])


def _unknown_key(found: _Found) -> str:
    key = str(found.error["loc"][-1])
    meant = _meant_key(found)
    if meant is not None:
        return f"unknown key {quote(key)}; did you mean {quote(meant)}?"
    words = f"unknown key {quote(key)}; expected one of {listed(_keys(found.spot.model))}"
    mapping, lines = found.spot.parent.value, found.spot.parent.key_lines
    if found.error["input"] is not None:
        return words
    for last, each in pairwise(mapping):
        text = mapping[last].text
        if each == key and lines[last] == lines[key] and text:
            words += f"; if it belongs to {last}, write {last}: {quote(f'{text}, {key}')}"
    return words


def _unknown_rule(node: Node) -> str:
    known = sorted(Rule.registry)
    if not isinstance(node.value, dict):
        if node.text in Rule.registry:
            return f"a rule is a mapping; write '- rule: {node.text}'"
        return "a rule is a mapping; expected for example '- rule: rest'"
    rule = node.at("rule")
    if rule is None:
        return "key 'rule' is missing; expected for example 'rule: rest' (all: rotasolve rules)"
    near = nearest(rule.text, known)
    hint = f"did you mean {quote(near)}? " if near else ""
    if isinstance(rule.value, list | dict):
        return "expected the name of a rule, such as 'rule: rest' (all: rotasolve rules)"
    return f"unknown rule {_given(rule, rule.text)}; {hint}(all: rotasolve rules)".replace(
        "; (", " ("
    )


def _one_of(given: str, spot: Spot) -> str:
    known = [str(each) for each in get_args(spot.declared)]
    near = nearest(spot.node.text, known) if spot.node.text else None
    hint = f"; did you mean {quote(near)}?" if near else ""
    many = "one of " if len(known) > 1 else ""
    return f"{given} is not understood; expected {many}{', '.join(known)}{hint}"


_NOT = {int: "not a whole number", float: "not a number", bool: "neither true nor false"}
_EXPECTED: dict[Any, str] = {
    str: "text",
    int: "for example 4",
    float: "for example 0.5",
    bool: "true or false",
    Who: "who is meant, such as Ana, a skill, a list or a mapping",
    Which: "which shifts are meant, such as a code, a tag, a list or a mapping",
    Limit: "a number of people such as 2, or a mapping with people, level, weight",
    Ideal: "a number of people such as 2, or a mapping with people, level, weight, over",
    FromBank: "a number of people such as 1, or a mapping with up_to, level, weight",
    Mix: "a mapping such as {registered: 1, nvq3: 2}, or a list of mappings with who, people",
    Heading: "the team's name, or a mapping with name, full_week",
    History: "a rota file, a list of them, a list of duties, "
    "or a mapping with files, from, duties, closed, balances, turns",
    Published: "a rota file, or a mapping with rota, from, to, duties",
}


def _expected(spot: Spot) -> str:
    """What is declared to stand at ``spot``, in words; empty when there is nothing to say."""
    if spot.trail == ("skills",):
        return "a list of words, or a mapping of each skill to what it means"
    return _expected_of(spot.declared)


def _expected_of(declared: Any) -> str:
    declared, tagged = bare_type(declared)
    if declared in _EXPECTED:
        return _EXPECTED[declared]
    args = get_args(declared)
    if is_union(declared):
        if tagged:
            return "a mapping"
        return " or ".join(dict.fromkeys(_expected_of(each) for each in args))
    origin = get_origin(declared)
    if origin is Literal:
        return " or ".join(str(each) for each in args)
    if origin in (tuple, list):
        if args and bare_type(args[0])[0] is str:
            return "a list of words"
        return "a list, each entry of which begins with '- '"
    if origin is dict:
        return "a mapping (name: value)"
    return f"a mapping with {listed(_keys(declared))}" if is_model(declared) else ""
