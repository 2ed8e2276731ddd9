"""How a team is made, changed, written, copied and pickled: always checked whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationInfo, model_serializer, model_validator

from rotasolve.team import door
from rotasolve.team.base import Model
from rotasolve.team.written import plain, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self


class Checked(Model):
    """What is checked whole however it is made, or refused with every problem.

    Pydantic's own ways do the same: ``model_validate`` and calling the class check, with a
    ``ValidationError`` that has each problem at its place; ``model_dump`` is :meth:`to_dict`,
    ``model_copy`` is :meth:`with_parts`, and ``model_construct`` is refused.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _checked_whole(cls, value: Any, handler: Any, info: ValidationInfo) -> Any:
        if isinstance(value, Checked) or door.CHECKED_APART in (info.context or {}):
            return handler(value)
        whole = door.check().whole_of(value)
        if whole.team is None:
            raise refusal(cls.__name__, whole)
        return handler(whole.team.blocks())

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], *, base: str | Path | None = None) -> Self:
        """The team that ``values`` describe, with the keys and the spellings of a team file.

        Parameters
        ----------
        base
            The folder in which the files lie that ``history`` and ``published`` name.

        Raises
        ------
        TeamFileError
            With every problem, each at its path.
        """
        whole = door.check().whole_of(values, None if base is None else Path(base))
        if whole.team is None:
            raise door.check().refuse(whole)
        return cls.model_validate(whole.team.blocks(), context={door.CHECKED_APART: True})

    def with_parts(self, *, base: str | Path | None = None, **blocks: Any) -> Self:
        """The same team with some blocks replaced, checked whole; a block of None is left out.

        Parameters
        ----------
        base
            The folder in which the files lie that ``history`` and ``published`` name.
        **blocks
            What each block is to say, such as ``absences=[...]``.

        Raises
        ------
        TeamFileError
            With every problem, each at its path.
        """
        changed = {**self.stated_blocks(), **blocks}
        kept = {name: block for name, block in changed.items() if block is not None}
        return self.from_dict(kept, base=base)

    def to_dict(self) -> dict[str, Any]:
        """What the team states, as plain values of which :meth:`from_dict` makes it again."""
        return {name: plain(block, name) for name, block in self.stated_blocks().items()}

    @model_serializer(mode="plain")
    def _dumped(self) -> dict[str, Any]:
        return self.to_dict()

    def blocks(self) -> dict[str, Any]:
        """Every block that is stated, with its parts as they are."""
        return {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name in self.model_fields_set
        }

    def stated_blocks(self) -> dict[str, Any]:
        """The same without what follows from other blocks."""
        return self.blocks()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same as :meth:`with_parts`; without ``update`` it is the team itself."""
        return self.with_parts(**update) if update else self

    @classmethod
    def model_construct(  # type: ignore[override]
        cls, _fields_set: set[str] | None = None, **values: Any
    ) -> NoReturn:
        """Refuse: a team that nobody has checked is none."""
        raise TypeError("a team is always checked; use Team.from_dict(...)")

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Complete the class with the types of its rules."""
        if "_types_namespace" not in options and not cls.__pydantic_complete__:
            door.check()  # with it come the rules, which complete the team
        return super().model_rebuild(**options)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self), self.stated_blocks())


def _remade(kind: type[Checked], blocks: dict[str, Any]) -> Checked:
    """The team of a pickle, which may be of another version: it is checked like any other."""
    return kind.from_dict(blocks)
