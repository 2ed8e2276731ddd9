"""The two small selectors used everywhere: one chooses staff members, the other shifts.

A plain word is anything that it can name (for staff: a name, skill, contract, role or grade; for
shifts: a code, tag or kind); a mapping says which of these is meant. A list means any of its
entries, the keys of one mapping must all hold, and ``not`` takes away.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, model_validator

from rotasolve.team.base import Model
from rotasolve.team.listed import Listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from rotasolve.team.shift import Shift
    from rotasolve.team.staff import Staff


Words = Listed[str]
"""One word, or a list of words of which any may hold."""


class _Selector(Model):
    nothing: ClassVar[str]
    """What a selector without words would select."""

    word: Words = Field(default=(), description="Anything that the word can name.")
    any_: Listed[Any] = Field(default=(), validation_alias="any", serialization_alias="any")
    not_: Any = Field(default=None, validation_alias="not", serialization_alias="not")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"word": (value,)}
        if isinstance(value, list | tuple):
            if not value:
                raise ValueError(f"an empty list selects {cls.nothing}; name some, or write 'all'")
            if all(isinstance(item, str) for item in value):
                return {"word": tuple(value)}
            return {"any": value}
        if isinstance(value, dict) and not any(value.values()):
            raise ValueError(
                f"a mapping that names nothing selects {cls.nothing}; name some, or write 'all'"
            )
        return value


class Who(_Selector):
    """Some staff members."""

    nothing = "nobody"

    name: Words = Field(default=(), description="Any of these people.")
    skill: Words = Field(default=(), description="Those who hold any of these skills.")
    contract: Words = Field(default=(), description="Those on any of these named contracts.")
    role: Words = Field(default=(), description="Those in any of these roles.")
    grade: Words = Field(default=(), description="Those of any of these grades.")
    and_: Who | None = Field(
        default=None,
        validation_alias="and",
        serialization_alias="and",
        description="Those who are also selected here.",
    )
    any_: Listed[Who] = Field(
        default=(),
        validation_alias="any",
        serialization_alias="any",
        description="Those selected by any of these.",
    )
    not_: Who | None = Field(
        default=None,
        validation_alias="not",
        serialization_alias="not",
        description="All but these.",
    )

    def among(self, holders: Mapping[str, Set[str]]) -> Set[str] | None:
        """Names of which those selected are some, by the words that people hold; None for any."""
        keys = (self.name, self.skill, self.contract, self.role, self.grade)
        asked = () if "all" in self.word else self.word
        words = asked or next(filter(None, keys), ())
        if not words:
            return None
        return {name for word in words for name in holders.get(word, ())}

    def match(self, staff: Staff) -> bool:
        """Whether ``staff`` is selected."""
        facts: dict[str, set[str]] = {
            "name": {staff.name},
            "skill": set(staff.skills),
            "contract": set(staff.contract_names),
            "role": {staff.role} if staff.role else set(),
            "grade": {staff.grade} if staff.grade else set(),
        }
        every_fact = {"all"}.union(*facts.values())
        return (
            (not self.word or not every_fact.isdisjoint(self.word))
            and all(
                not getattr(self, key) or not facts[key].isdisjoint(getattr(self, key))
                for key in facts
            )
            and (not self.any_ or any(part.match(staff) for part in self.any_))
            and (self.and_ is None or self.and_.match(staff))
            and (self.not_ is None or not self.not_.match(staff))
        )

    def names(self, staff: Staff) -> bool:
        """Whether ``staff`` is selected by their own name or contract, not by what others share."""
        own = {staff.name, *staff.contract_names}
        parts = (*self.any_, *([self.and_] if self.and_ is not None else []))
        named = not own.isdisjoint((*self.word, *self.name, *self.contract))
        return self.match(staff) and (named or any(part.names(staff) for part in parts))

    def __str__(self) -> str:
        """Those selected, in words such as ``registered and not (Ana or Bo)``."""
        word = () if "all" in self.word else self.word
        asked = [word, self.name, self.skill, self.contract, self.role, self.grade]
        asked.append(tuple(_inner(part) for part in self.any_))
        parts = [" or ".join(words) for words in asked if words]
        if self.and_ is not None:
            parts.append(str(self.and_))
        if self.not_ is not None:
            parts.append("nobody" if str(self.not_) == "everybody" else f"not {_inner(self.not_)}")
        if len(parts) > 1:
            parts = [f"({part})" if " or " in part else part for part in parts]
        return " and ".join(parts) or "everybody"

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Every (key, word) of the selector, for checking that each is known; ``word`` keys too."""
        for key in ("word", "name", "skill", "contract", "role", "grade"):
            for word in getattr(self, key):
                if (key, word) != ("word", "all"):
                    yield key, word
        for part in (*self.any_, self.and_, self.not_):
            if part is not None:
                yield from part.mentions()


def _inner(who: Who) -> str:
    """The words of a selector inside those of another."""
    words = str(who)
    return f"({words})" if " or " in words or " and " in words else words


class Which(_Selector):
    """Some shifts."""

    nothing = "no shift"

    code: Words = Field(default=(), description="Any of these shifts.")
    tag: Words = Field(default=(), description="Shifts with any of these tags.")
    kind: Words = Field(default=(), description="Shifts of any of these kinds.")
    any_: Listed[Which] = Field(
        default=(),
        validation_alias="any",
        serialization_alias="any",
        description="Shifts selected by any of these.",
    )
    not_: Which | None = Field(
        default=None,
        validation_alias="not",
        serialization_alias="not",
        description="All but these.",
    )

    def match(self, shift: Shift) -> bool:
        """Whether ``shift`` is selected."""
        return (
            all(
                not facts.isdisjoint(words)
                for facts, words in zip(shift.facts, self._asked, strict=True)
                if words
            )
            and (not self.any_ or any(part.match(shift) for part in self.any_))
            and (self.not_ is None or not self.not_.match(shift))
        )

    def asks_for(self, shift: Shift) -> bool:
        """Whether ``shift`` is selected by a word that means it, not just by ``all`` or ``not``."""
        named = any(
            not facts.isdisjoint(words)
            for facts, words in zip(shift.facts, self._asked, strict=True)
        )
        parts = any(part.asks_for(shift) for part in self.any_)
        return self.match(shift) and (named or parts)

    @cached_property
    def _asked(self) -> tuple[Words, ...]:
        """What is asked of each of the facts of a shift; nothing where any will do."""
        return () if "all" in self.word else self.word, self.code, self.tag, self.kind

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Every (key, word) of the selector, for checking that each is known; ``word`` keys too."""
        for key in ("word", "code", "tag", "kind"):
            for word in getattr(self, key):
                if (key, word) != ("word", "all"):
                    yield key, word
        for part in (*self.any_, self.not_):
            if part is not None:
                yield from part.mentions()


EVERYBODY = Who(word=("all",))
EVERY_SHIFT = Which(word=("all",))
