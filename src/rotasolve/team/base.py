"""The base of every part of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self


class Model(BaseModel):
    """Immutable, and closed to keys that it does not know.

    What a part has worked out of its fields (its cached properties) is neither copied nor pickled.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        arbitrary_types_allowed=True,
        allow_inf_nan=False,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same part with some fields replaced; a team checks it when it takes it."""
        copied = super().model_copy(update=update, deep=deep)
        _forget_answers(copied.__dict__, type(self))
        return copied

    def as_stated(self) -> dict[str, Any]:
        """What the part states, with the keys of a team file; what was left out stays out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        fields = dict(state["__dict__"])
        _forget_answers(fields, type(self))
        return {**state, "__dict__": fields}


def _forget_answers(values: dict[str, Any], model: type[Model]) -> None:
    """Take out of ``values`` what are no fields of ``model``."""
    for name in [name for name in values if name not in model.model_fields]:
        del values[name]
