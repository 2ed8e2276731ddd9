"""Mappings that nobody can change."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from pydantic import AfterValidator

_K = TypeVar("_K")
_V = TypeVar("_V")


class FrozenDict(dict[_K, _V]):
    """A mapping that refuses every change, and that has a hash where its values have one."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a team is frozen; team.with_parts(...) gives a changed one")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def __copy__(self) -> FrozenDict[_K, _V]:
        return self


FROZEN = AfterValidator(FrozenDict)
"""Tells pydantic to freeze the mapping of a field."""
