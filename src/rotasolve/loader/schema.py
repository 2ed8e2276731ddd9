"""The JSON Schema of the team file, by which editors complete and check it as it is typed."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from rotasolve.loader.pack_file import every_pack
from rotasolve.rules import Rule  # its import completes Team
from rotasolve.team.spelling import ClockSpan, Window, spell_duration
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.loader.pack_file import Entry

_ID = "https://rotasolve.readthedocs.io/schema/team.schema.json"
_TEXT = {"type": "string"}
_WORDS = {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}
_DATE = {"type": "string", "format": "date", "examples": ["2026-03-02"]}
_HOURS = {"anyOf": [{"type": "number", "minimum": 0}, _TEXT], "examples": [37.5, "37h30"]}


def team_schema() -> dict[str, Any]:
    """The schema of a team file, every friendly spelling included."""
    schema = Team.model_json_schema(mode="validation")
    models = {model.__name__: model for model in _models(Team)}
    for name, definition in (*schema["$defs"].items(), ("Team", schema)):
        _spell_defaults(definition["properties"], models[name])
    _add_short_forms(schema["$defs"])
    _add_forms_of_blocks(schema["properties"], schema["$defs"])
    schema["properties"]["packs"] = _packs(schema["$defs"])
    _tidy(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _ID,
        **schema,
        "title": "rotasolve team file",
        "description": "A team, the period of its rota, and its rules.",
    }


def _models(declared: Any, seen: set[Any] | None = None) -> Iterator[type[BaseModel]]:
    """Every model that is part of ``declared``, itself included."""
    seen = set() if seen is None else seen
    if isinstance(declared, type) and issubclass(declared, BaseModel):
        if declared not in seen:
            seen.add(declared)
            yield declared
            for info in declared.model_fields.values():
                yield from _models(info.annotation, seen)
    else:
        for part in get_args(declared):
            yield from _models(part, seen)


def _spell_defaults(properties: dict[str, Any], model: type[BaseModel]) -> None:
    """Write defaults as the file would: ``all`` for everybody, ``11h`` for 660 minutes."""
    for name, info in model.model_fields.items():
        entry = properties[info.serialization_alias or name]
        default = entry.get("default")
        if isinstance(info.default, ClockSpan | Window):
            entry["default"] = str(info.default)
        elif isinstance(default, dict):
            given = {key: value for key, value in default.items() if value}
            entry["default"] = "all" if given == {"word": ["all"]} else given
        elif isinstance(default, int) and _is_length_of_time(entry):
            entry["default"] = spell_duration(default)


def _is_length_of_time(entry: dict[str, Any]) -> bool:
    return [part.get("type") for part in entry.get("anyOf", ())] == ["string", "number"]


def _add_short_forms(definitions: dict[str, Any]) -> None:
    """Let a value stand for the mapping that it is short for."""
    for name in ("Who", "Which"):
        definition = definitions[name]
        del definition["properties"]["word"]
        definition["minProperties"] = 1
        several = {"type": "array", "items": {"$ref": f"#/$defs/{name}"}, "minItems": 1}
        _or(definitions, name, {"type": "string", "minLength": 1}, several)
    for name in ("Limit", "Ideal", "Leaves"):
        _or(definitions, name, definitions[name]["properties"]["people"])
    _or(definitions, "FromBank", definitions["FromBank"]["properties"]["up_to"])
    people = definitions["MixPart"]["properties"]["people"]
    by_word = {"type": "object", "additionalProperties": people, "minProperties": 1}
    _or(definitions, "Mix", by_word, definitions["Mix"]["properties"]["parts"])
    _or(definitions, "Heading", definitions["Heading"]["properties"]["name"])
    duties = {"type": "array", "items": {"$ref": "#/$defs/PastDuty"}}
    _or(definitions, "History", _TEXT, _WORDS, duties)
    shift = definitions["Shift"]
    del shift["properties"]["code"]
    shift["required"].remove("code")
    pairs = definitions["Rest"]["properties"]["except"]
    _also(pairs, {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2})
    _also(definitions["LeaveScheme"]["properties"]["days"], {"type": "number", "minimum": 0})
    percent = definitions["Enhancement"]["properties"]["percent"]
    _also(percent, percent["additionalProperties"])
    _also(definitions["Calendar"]["properties"]["extra"], _DATE, {"type": "array", "items": _DATE})


def _add_forms_of_blocks(blocks: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Let the entries of the blocks be written short, as the blocks themselves may be."""
    _also(blocks["skills"], _TEXT, _WORDS)
    span = definitions["Shift"]["properties"]["time"]
    blocks["shifts"]["additionalProperties"] = {"anyOf": [{"$ref": "#/$defs/Shift"}, span]}
    blocks["shifts"]["propertyNames"] = {"pattern": r"^[^\s+,]{1,12}$"}
    contract = {"anyOf": [{"$ref": "#/$defs/Contract"}, _HOURS]}
    blocks["contracts"]["additionalProperties"] = contract
    # Elsewhere the kind of rule follows from the block; here it has to be said.
    one, several = blocks["rules"]["anyOf"]
    for entry in (one, several["items"]):
        entry["required"] = ["rule"]
    del definitions["Leave"]["required"]  # as a pack may bring the schemes


def _packs(definitions: dict[str, Any]) -> dict[str, Any]:
    """The packs that are named, and what may change in each."""
    packs = every_pack()
    names = {"enum": list(packs)}
    changed = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            pack.pack: {
                "anyOf": [
                    {"type": "null"},
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            name: _change(entry, definitions)
                            for name, entry in pack.entries.items()
                            if entry.block
                        },
                    },
                ],
                "description": pack.title,
            }
            for pack in packs.values()
        },
    }
    several = {"type": "array", "items": {"anyOf": [names, changed]}, "minItems": 1}
    words = "Packs of rules and figures that are brought in, and what changes in them."
    return {"description": words, "anyOf": [names, several, changed]}


def _change(entry: Entry, definitions: dict[str, Any]) -> dict[str, Any]:
    """What a team file may say of one entry of a pack."""
    change: dict[str, Any] = {"type": "object", "minProperties": 1}
    if entry.rule is not None:
        of_rule = definitions[Rule.registry[entry.rule["rule"]].__name__]["properties"]
        keys = {key: deepcopy(each) for key, each in of_rule.items() if key != "rule"}
        change |= {"properties": keys, "additionalProperties": False}
    return {"description": entry.says, "anyOf": [{"const": "off"}, change]}


def _or(definitions: dict[str, Any], name: str, *forms: dict[str, Any]) -> None:
    """Let ``forms`` stand for the definition ``name`` too."""
    mapping = definitions[name]
    about = {key: mapping.pop(key) for key in ("title", "description") if key in mapping}
    definitions[name] = {**about, "anyOf": [*forms, mapping]}


def _also(entry: dict[str, Any], *forms: dict[str, Any]) -> None:
    """Let ``forms`` stand for the property ``entry`` too."""
    kept = {key: entry.pop(key) for key in list(entry) if key not in ("description", "default")}
    kept.pop("title", None)
    entry["anyOf"] = [*forms, kept]


def _tidy(part: Any) -> None:
    """Drop titles that repeat the key and marks of code, and let several forms fit one value."""
    if isinstance(part, list):
        for each in part:
            _tidy(each)
    elif isinstance(part, dict):
        if "oneOf" in part:  # a word such as off is a selection of shifts too, for the schema
            part["anyOf"] = part.pop("oneOf")
        if isinstance(part.get("description"), str):
            part["description"] = part["description"].replace("``", "")
        for entry in part.get("properties", {}).values():
            entry.pop("title", None)
        for each in part.values():
            _tidy(each)
