"""Cover: how many people are needed on a shift."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, field_validator, model_validator

from rotasolve.duties import spell_date, spell_names
from rotasolve.team.base import Model
from rotasolve.team.level import MUST, resolve
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Breach, Rule
from rotasolve.team.selector import Which, Who
from rotasolve.team.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Limit(Model):
    """A number of people, and what missing it costs."""

    people: int = Field(ge=0, le=1000, description="How many people.")
    level: str | None = Field(default=None, description="must, or one of the soft levels.")
    weight: int = Field(
        default=1, ge=1, le=1_000_000, description="Cost of each person too few or many."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        return {"people": value} if type(value) is int else value

    def __eq__(self, other: object) -> bool:
        """Whether they say the same; to leave the weight to the line is not to state 1."""
        same = super().__eq__(other)
        if same is not True or not isinstance(other, Limit):
            return same
        return ("weight" in self.model_fields_set) == ("weight" in other.model_fields_set)

    def __hash__(self) -> int:
        return hash((self.people, self.level, self.weight))


class Ideal(Limit):
    """The number of people wanted: each one short costs ``weight``, each one over ``over``."""

    over: int = Field(
        default=0, ge=0, le=1_000_000, description="Cost of each person over the ideal."
    )


class Priced(NamedTuple):
    """A limit with what it costs: ``least`` or ``most`` so many ``people``, and that in words."""

    side: Literal["least", "most"]
    people: int
    level: str
    weight: int
    words: str

    def missed(self, count: int) -> int:
        """By how many people ``count`` misses it; not above 0 where it does not."""
        return self.people - count if self.side == "least" else count - self.people


class FromBank(Model):
    """How many of those missing from ``min`` may come from the bank, and what each costs."""

    up_to: int = Field(ge=1, le=1000, description="Most people from the bank at a time.")
    level: str | None = Field(
        default=None, description="One of the soft levels; contract when left out."
    )
    weight: int = Field(
        default=1, ge=1, le=1_000_000, description="Cost of each person from the bank."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        return {"up_to": value} if type(value) is int else value

    @field_validator("level")
    @classmethod
    def _is_soft(cls, value: str | None) -> str | None:
        if value == MUST:
            raise ValueError("the bank at level must could never be used; give a soft level")
        return value


class Need(Rule):
    """What every kind of cover has: a least, an ideal and a most number of people."""

    min: Limit | None = Field(
        default=None, description="Fewest people; at level must unless it says."
    )
    ideal: Ideal | None = Field(
        default=None, description="People wanted; at level fairness unless it says."
    )
    max: Limit | None = Field(
        default=None, description="Most people; at level must unless it says."
    )
    bank: FromBank | None = Field(
        default=None, description="How many of min the bank may send, and the price of each."
    )

    scope = "team"
    limit_keys: ClassVar[tuple[str, ...]] = ("min", "ideal", "max")
    spelt_keys: ClassVar[str] = "min, ideal or max"
    most_a_day: ClassVar[int] = 1
    """Units that one person too few or too many makes in a day at most."""

    @model_validator(mode="after")
    def _says_how_many(self) -> Need:
        if all(not getattr(self, key) for key in self.limit_keys):
            raise ValueError(f"cover says how many people: give {self.spelt_keys}")
        named = [(key, getattr(self, key)) for key in ("min", "ideal", "max")]
        given = [(key, limit.people) for key, limit in named if limit]
        for (lower, least), (upper, most) in pairwise(given):
            if most < least:
                raise ValueError(f"{upper} {most} is below {lower} {least}")
        if self.bank and (self.min is None or self.bank.up_to > self.min.people):
            raise ValueError("bank: the bank fills places of min; give a min of up_to or more")
        return self

    def misfits(self, team: Team) -> Iterator[tuple[str, str]]:
        """A price of the bank above that of what it saves."""
        if self.min is None or self.bank is None:
            return
        levels = [MUST, *team.levels]
        named = [self.min.level, self.level, self.bank.level]
        if any(level and level not in levels for level in named):
            return  # which is told already
        level, weight = self.bank_price(team)
        missing = levels.index(self.level_of(self.min, team)), -self.weight_of(self.min)
        if (levels.index(level), -weight) < missing:
            yield (
                "bank",
                f"somebody from the bank ({level}, weight {weight}) costs more than to miss min "
                f"({self.level_of(self.min, team)}, weight {self.weight_of(self.min)}), so that "
                "nobody would be sent",
            )

    def deciders(self, team: Team) -> tuple[Staff, ...]:
        """Those concerned alone."""
        return team.staff_of(self.who)

    def bank_price(self, team: Team) -> tuple[str, int]:
        """The level and the weight of somebody from the bank."""
        bank = self.bank or FromBank(up_to=1)
        return resolve(bank.level or "contract", team.levels), bank.weight

    def from_bank(self, count: int) -> int:
        """How many the bank sends where ``count`` people are there: first it, then ``min``."""
        if self.min is None or self.bank is None:
            return 0
        return max(0, min(self.bank.up_to, self.min.people - count))

    def just(self, *keys: str) -> Self:
        """The same line without its other limits."""
        others = [key for key in self.limit_keys if key not in keys]
        fields = type(self).model_fields
        return self.model_copy(update={key: fields[key].get_default() for key in others})

    def level_of(self, limit: Limit, team: Team) -> str:
        """The level of ``limit``: its own, else this line's, else the default."""
        default = "fairness" if isinstance(limit, Ideal) else self.default_level
        return resolve(limit.level or self.level or default, team.levels)

    def weight_of(self, limit: Limit) -> int:
        """The weight of ``limit``: its own, else this line's."""
        return limit.weight if "weight" in limit.model_fields_set else self.weight

    def priced_limits(self, team: Team) -> Iterator[Priced]:
        """Every limit; those of ``min`` whom the bank may send are left out of it."""
        if self.min:
            own, words = self.min.people, f"at least {self.min.people}"
            if self.bank:
                own -= self.bank.up_to
                words += f", up to {self.bank.up_to} of them from the bank"
            level, weight = self.level_of(self.min, team), self.weight_of(self.min)
            yield Priced("least", own, level, weight, words)
        if self.ideal:
            people, level = self.ideal.people, self.level_of(self.ideal, team)
            words = f"ideally {people}"
            yield Priced("least", people, level, self.weight_of(self.ideal), words)
            if self.ideal.over:
                yield Priced("most", people, level, self.ideal.over, words)
        if self.max:
            people, level = self.max.people, self.level_of(self.max, team)
            yield Priced("most", people, level, self.weight_of(self.max), f"at most {people}")

    def most_cost(self, team: Team) -> Iterator[tuple[str, int]]:
        """Every limit missed by everybody, or by all the people it asks for, every day."""
        times = self.most_a_day * (team.num_known_days + 1)
        for limit in self.priced_limits(team):
            yield limit.level, limit.weight * max(limit.people, len(team.staff)) * times
        if self.bank:
            level, weight = self.bank_price(team)
            yield level, weight * self.bank.up_to * times

    @property
    def who_counts(self) -> str:
        """``registered`` where only some people count; empty where everybody does."""
        words = str(self.who)
        return "" if words == "everybody" else words

    def spell_people(self, count: int, team: Team) -> str:
        """``2 people``; ``1 registered person`` where a skill counts, ``2 people (not Ana)``."""
        people = "person" if count == 1 else "people"
        if self.who_counts in team.skills:
            return f"{count} {self.who_counts} {people}"
        return f"{count} {people}{self.spell_who()}"

    def spell_who(self) -> str:
        """`` (registered)`` where only some people count; empty where everybody does."""
        return f" ({self.who_counts})" if self.who_counts else ""


class MixPart(Model):
    """So many people of a sort."""

    who: Who = Field(description="Those who count.")
    people: int = Field(ge=1, le=1000, description="How many of them.")

    def __str__(self) -> str:
        who = str(self.who)
        return f"{self.people} ({who})" if " " in who else f"{self.people} {who}"


class Mix(Model):
    """Skills that together will do: ``{registered: 1, nvq3: 2}``, or a list of parts."""

    parts: Listed[MixPart] = Field(min_length=1, description="All of these are needed.")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return {"parts": value}
        if not isinstance(value, dict) or isinstance(value.get("parts"), list | tuple | dict):
            return value
        for who, people in value.items():
            if type(people) is not int or not 1 <= people <= 1000:
                raise ValueError(
                    f"{shown(people)} of {who} is not a number of people; expected for "
                    f"example {who}: 2"
                )
        return {"parts": [{"who": who, "people": people} for who, people in value.items()]}

    @property
    def people(self) -> int:
        """How many people it asks for."""
        return sum(part.people for part in self.parts)

    def __str__(self) -> str:
        return spell_names(map(str, self.parts))


class Cover(Need):
    """Each shift has at least ``min``, ideally ``ideal``, and at most ``max`` people.

    One unit is one person too few or too many on a date, among those in ``who`` (say, those with a
    skill). Where several shifts are given, they are counted together; those at an event are not on
    the floor, and count only where its code or kind is given. ``min``, ``ideal`` and ``max`` each
    have a level and a weight of their own. History does not matter.

    With ``bank``, so many of the people missing from ``min`` may come from the bank, each at the
    price that it states; only those missing beyond it are missed at the price of ``min``.

    With ``any_of``, one of several mixes of skills is there; one unit is one person that the
    nearest mix is short of on a date, at the level and weight of the line. Somebody who is meant by
    two parts of a mix counts in both.
    """

    rule: Literal["cover"] = "cover"
    shift: Which = Field(description="The shift, or the shifts counted together.")
    any_of: Listed[Mix] = Field(
        default=(),
        description="Mixes of skills of which one is there: [{registered: 2}, {nvq3: 3}].",
    )

    reach = 0
    limit_keys = ("min", "ideal", "max", "any_of")
    spelt_keys = "min, ideal, max or any_of"

    def most_cost(self, team: Team) -> Iterator[tuple[str, int]]:
        """Every limit missed, and every mix missed by all the people it asks for, every day."""
        yield from super().most_cost(team)
        if self.any_of:
            most = max(mix.people for mix in self.any_of)
            yield team.level_of(self), self.weight * most * (team.num_known_days + 1)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every date on which a limit is missed."""
        codes = {shift.code for shift in team.shifts_covered(self.shift)}
        label = " or ".join(team.shifts[code].label for code in team.shifts if code in codes)
        limits, mixes = list(self.priced_limits(team)), self.mixes(team)
        for day, present in self.present(duties, team):
            for limit in limits:
                count = len(present)
                missed = limit.missed(count)
                if missed > 0:
                    yield Breach(
                        self.label,
                        limit.level,
                        limit.weight,
                        missed,
                        f"{label} on {spell_date(day)} has {self.spell_people(count, team)}; "
                        f"{limit.words}",
                        dates=(day,),
                    )
            if sent := self.from_bank(len(present)):
                yield Breach(
                    self.label,
                    *self.bank_price(team),
                    sent,
                    f"{sent} from the bank on {label} {spell_date(day)}{self.spell_who()}",
                    dates=(day,),
                )
            if missing := self.nearest(mixes, present):
                yield self.breach(
                    team,
                    f"{label} on {spell_date(day)} is {sum(each for _, each in missing)} short of "
                    f"{'; or of '.join(map(str, self.any_of))}{self.spell_who()}",
                    sum(each for _, each in missing),
                    dates=(day,),
                )

    def present(self, duties: Duties, team: Team) -> Iterator[tuple[date, list[str]]]:
        """Each date that the line concerns, and the names of those on its shifts then."""
        codes = [shift.code for shift in team.shifts_covered(self.shift)]
        place = {staff.name: n for n, staff in enumerate(team.staff_of(self.who))}
        for day in duties.dates_of(self):
            yield day, sorted(duties.staff_on(codes, day) & place.keys(), key=place.__getitem__)

    def mixes(self, team: Team) -> list[list[tuple[MixPart, frozenset[str]]]]:
        """Each mix: its parts, and the names of those who count in them."""
        return [
            [(part, frozenset(each.name for each in team.staff_of(part.who))) for part in mix.parts]
            for mix in self.any_of
        ]

    def nearest(
        self, mixes: list[list[tuple[MixPart, frozenset[str]]]], present: list[str]
    ) -> list[tuple[MixPart, int]]:
        """What the mix is short of that is short of least: each part and how many; the first."""
        found = []
        for mix in mixes:
            missing = []
            for part, names in mix:
                there = len(names.intersection(present))
                if there < part.people:
                    missing.append((part, part.people - there))
            found.append(missing)
        return min(found, key=lambda missing: sum(each for _, each in missing), default=[])
