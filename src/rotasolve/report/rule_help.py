"""What each rule says and which keys it takes, read from its class."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from rotasolve.rules import Rule  # the package, which fills the registry
from rotasolve.team.selector import Which, Who
from rotasolve.team.spelling import ClockSpan, Window, spell_duration

if TYPE_CHECKING:
    from rich.console import RenderableType

_SELECTORS = {
    "Which": "shifts",
    "Who": "people",
    "Mix": "numbers of people",
    **dict.fromkeys(("Limit", "Ideal", "Leaves", "FromBank"), "number"),
}
_JSON_TYPES = {
    "boolean": "true or false",
    "integer": "number",
    "number": "number",
    "string": "text",
}


@dataclass(frozen=True)
class Key:
    """One key of a rule: what it takes, what it is when left out, and what it means."""

    name: str
    takes: str
    default: str
    words: str


@dataclass(frozen=True)
class RuleHelp:
    """All that a user needs to know of a rule.

    Attributes
    ----------
    sentence
        What holds when the rule is kept.
    detail
        What one unit of breach is, and what the history does.
    unit
        ``minutes`` or ``pence`` where breaches are counted in these; empty where they are a number
        of things.
    """

    name: str
    sentence: str
    detail: str
    level: str
    unit: str
    keys: tuple[Key, ...]

    @property
    def counted(self) -> str:
        """What its costs are in, where they are no number of things; else empty."""
        if self.unit == "pence":
            return (
                "It costs its weight for each penny: a pound costs 100 at weight 1. Reports say £."
            )
        if self.unit != "minutes":
            return ""
        return (
            "It costs its weight for each minute: an hour costs 60 at weight 1. Reports say hours."
        )

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "name": self.name,
            "sentence": self.sentence,
            "detail": self.detail,
            "level": self.level,
            "unit": self.unit,
            "keys": [vars(key) for key in self.keys],
        }


def every_rule() -> tuple[RuleHelp, ...]:
    """Every rule there is, by name."""
    return tuple(rule_help(Rule.registry[name]) for name in sorted(Rule.registry))


def rule_help(rule: type[Rule]) -> RuleHelp:
    """What ``rule`` says; its own keys come before those that all rules share."""
    sentence, *detail = [_flow(part) for part in inspect.cleandoc(rule.__doc__ or "").split("\n\n")]
    properties = rule.model_json_schema()["properties"]
    keys = []
    for name, field in rule.model_fields.items():
        if name != "rule":
            alias = field.serialization_alias or name
            schema = properties[alias]
            takes = _spell_type(schema)
            default = "" if field.is_required() else _spell_default(field.get_default(), takes)
            if name == "level":
                default = rule.default_level
            keys.append(Key(alias, takes, default, field.description or ""))
    shared = set(Rule.model_fields)
    keys.sort(key=lambda key: key.name in shared)
    return RuleHelp(
        str(rule.model_fields["rule"].default),
        sentence,
        "\n\n".join(detail),
        rule.default_level,
        rule.unit,
        tuple(keys),
    )


def rule_list() -> RenderableType:
    """Every rule with its sentence and its default level."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("rule", no_wrap=True, style="bold")
    table.add_column("level", no_wrap=True)
    table.add_column("what it says")
    for rule in every_rule():
        table.add_row(rule.name, rule.level, Text(rule.sentence))
    return table


def rule_page(rule: RuleHelp) -> RenderableType:
    """One rule, with its keys."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("key", no_wrap=True, style="bold")
    for heading in ("takes", "default", "meaning"):
        table.add_column(heading)
    for key in rule.keys:
        table.add_row(key.name, Text(key.takes), Text(key.default or "required"), Text(key.words))
    return Group(
        Text(rule.name, style="bold"),
        Text(),
        Text(rule.sentence),
        *(Text(f"\n{part}") for part in rule.detail.split("\n\n") if part),
        *([Text(f"\n{rule.counted}")] if rule.counted else []),
        Text(),
        table,
    )


def _flow(paragraph: str) -> str:
    """A paragraph on one line, or one line for each entry of its list."""
    lines: list[str] = []
    for line in paragraph.replace("``", "`").splitlines():
        if lines and not line.startswith("- "):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
    return "\n".join(lines)


def _spell_type(schema: dict[str, Any]) -> str:
    """What a key takes, in a few words."""
    if "$ref" in schema:
        return _SELECTORS.get(schema["$ref"].rsplit("/", 1)[-1], "mapping")
    if "examples" in schema:
        return "such as " + ", ".join(str(example) for example in schema["examples"])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        # Of a list and one value that stands for it, the list is told.
        listed = [option.get("items") for option in options]
        told = [each for each in options if each.get("type") != "null" and each not in listed]
        spelled = [_spell_type(option) for option in told]
        return " or ".join(dict.fromkeys(spelled))
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return "[" + ", ".join(map(_spell_type, schema["prefixItems"])) + "]"
        return f"list of {_spell_type(schema.get('items', {}))}"
    if "additionalProperties" in schema:
        return f"mapping of name to {_spell_type(schema['additionalProperties'])}"
    return _JSON_TYPES.get(schema.get("type", ""), "anything")


def _spell_default(value: Any, takes: str) -> str:
    """The default as a team file would spell it."""
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Who | Which):
        return _spell_selector(value)
    if isinstance(value, Window | ClockSpan):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, int) and re.search(r"\d weeks", takes):
        return f"{value} weeks"
    if isinstance(value, int) and re.search(r"\d[hm]\b", takes):
        return spell_duration(value)
    return str(value)


def _spell_selector(selector: Who | Which) -> str:
    """A selector of plain words, or of one key, as it would be written."""
    stated = selector.model_dump(by_alias=True, exclude_defaults=True)
    spelled = {key: ", ".join(map(str, words)) for key, words in stated.items()}
    if set(spelled) == {"word"}:
        return spelled["word"]
    return "; ".join(f"{key}: {words}" for key, words in spelled.items())
