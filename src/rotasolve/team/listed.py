"""Lists of a team file, for each of which one value may stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

from pydantic import BaseModel
from pydantic_core import core_schema

from rotasolve.team.spelling import ClockSpan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

_T = TypeVar("_T")
_SINGLE = str, Mapping, BaseModel, ClockSpan
"""What stands for itself, although it could be looped over."""


class _OneOrMore:
    """Tells pydantic to read one value as a list of it, in files and in their JSON Schema."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._reader(source), handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [deepcopy(several["items"]), several]}

    def _reader(self, source: Any) -> Any:
        return _as_list


class _Entries(_OneOrMore):
    """The same for a block, of which one mapping is an entry if it has a key of an entry.

    Another mapping is likely to hold several entries by their names. That is not a list.
    """

    def _reader(self, source: Any) -> Any:
        entry = get_args(source)[0]
        return lambda value: (value,) if is_entry(value, entry) else value


def _as_list(value: Any) -> Any:
    one = not isinstance(value, Iterable) or isinstance(value, _SINGLE)
    return (value,) if one and value is not None else value


def is_entry(value: Any, entry: Any) -> bool:
    """Whether ``value`` is meant as one ``entry``: it has a key that ``entry`` declares."""
    if isinstance(value, Mapping):
        return not set(_keys(entry)).isdisjoint(value)
    return isinstance(value, BaseModel)


def _keys(entry: Any) -> Iterator[str]:
    """Every key of the models of which ``entry`` may be one."""
    if isinstance(entry, type) and issubclass(entry, BaseModel):
        for name, info in entry.model_fields.items():
            yield info.serialization_alias or name
    for part in get_args(entry):
        yield from _keys(part)


Listed = Annotated[tuple[_T, ...], _OneOrMore()]
"""Some values, in order; one may stand for a list of it."""
Block = Annotated[tuple[_T, ...], _Entries()]
"""The entries of a block of the team file; one mapping may stand for a list of it."""
