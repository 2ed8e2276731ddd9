"""A team and its problems, as values that other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from rotasolve.errors import first_of
from rotasolve.team.base import Model

if TYPE_CHECKING:
    from rotasolve.team.door import Whole


def plain(part: Any, block: str) -> Any:
    """What a block, or a part of it, states: mappings, lists, text and numbers."""
    if isinstance(part, Model):
        return _keyed(part, block)
    if isinstance(part, Mapping):
        return {key: plain(each, block) for key, each in part.items()}
    return [plain(each, block) for each in part] if isinstance(part, tuple) else part


def _keyed(part: Model, block: str) -> dict[str, Any]:
    stated = part.as_stated()
    own = {"shifts": "code", "contracts": "name", "rules": None}.get(block, "rule")
    return {key: value for key, value in stated.items() if key != own}


def refusal(title: str, whole: Whole) -> ValidationError:
    """Pydantic's error with every problem at its place."""
    told = [(each.path, each.words) for each in whole.problems]
    told += [((), words) for words in whole.file_problems]
    told = first_of(told, lambda more: ((), more))
    return ValidationError.from_exception_data(
        title,
        [
            InitErrorDetails(
                type=PydanticCustomError("team", "{words}", {"words": words}), loc=path, input=None
            )
            for path, words in told
        ],
    )
