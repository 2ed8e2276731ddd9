"""The cases of ``tests/rules/*.yaml``: a small team, one rule, a rota, and what it should cost.

A case names people and gives each a row, one token a day from the first day of the period: ``-``
is a day off, ``L+S`` two duties; a row without spaces and without ``+`` is read one character a
day. The amount it expects is counted by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from rotasolve.rota import Rota
from rotasolve.rules import Rule  # noqa: TC001 (its import completes Team)
from rotasolve.team.door import CHECKED_APART
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parent / "rules"
MONDAY = date(2026, 3, 2)
SHIFTS: dict[str, Any] = {
    "E": "07:00-15:00",
    "L": "14:00-22:00",
    "N": {"time": "21:00-07:00", "tags": ["night"]},
    "D": {"time": "08:00-20:00", "tags": ["long"]},
    "S": {"time": "22:00-07:00", "kind": "sleep_in"},
    "C": {"time": "09:00-09:00", "kind": "on_call"},
}
SKILLS = ["registered", "nvq3", "medication", "lone_working", "driver"]
_FACTS = {"rule", "breaches", "called", "history", "staff", "start", "team", "words"}


@dataclass(frozen=True)
class Case:
    """One rota and the amount by which it breaks one rule.

    Attributes
    ----------
    of
        Name of the rule that the file is about.
    name
        The case's claim in words.
    stated
        What the file says, with the rule filled in.
    """

    of: str
    name: str
    stated: dict[str, Any] = field(hash=False)

    def __str__(self) -> str:
        return f"{self.of}: {self.name}"

    @property
    def amount(self) -> int:
        """Units of breach of the rule, over all its breaches."""
        amount: int = self.stated.get("breaches", 0)
        return amount

    @property
    def words(self) -> str | None:
        """Words that some breach must say."""
        return self.stated.get("words")

    @property
    def start(self) -> date:
        """The first day of the period."""
        start: date = self.stated.get("start", MONDAY)
        return start

    @property
    def rows(self) -> dict[str, list[tuple[str, ...]]]:
        """The codes of each day of the period, for everybody who has a row."""
        return {name: read_row(row) for name, row in self.stated.items() if name not in _FACTS}

    @property
    def past_rows(self) -> dict[str, list[tuple[str, ...]]]:
        """The codes of each day of the history, of which the last is the day before the period."""
        return {name: read_row(row) for name, row in self.stated.get("history", {}).items()}

    @cached_property
    def team(self) -> Team:
        """The team, whose ``rules`` are the rule alone."""
        past = {name: self._dated(row, -len(row)) for name, row in self.past_rows.items()}
        facts = self.stated.get("staff", {})
        people = dict.fromkeys((*self.rows, *facts, *past))
        weeks = max((-(-len(row) // 7) for row in self.rows.values()), default=1)
        blocks: dict[str, Any] = {
            "version": 1,
            "team": {"name": self.name},
            "period": {"start": self.start, "weeks": max(weeks, 1)},
            "skills": dict.fromkeys(SKILLS),
            "shifts": SHIFTS,
            "staff": [
                {"name": name, "contract": {"hours": 37.5}, **facts.get(name, {})}
                for name in people
            ],
            "rules": [self.stated["rule"]],
            "history": {
                "from": self.start - timedelta(max(map(len, self.past_rows.values()), default=0)),
                "duties": [
                    {"staff": name, "date": day, "shift": code}
                    for name, duties in past.items()
                    for day, code in duties
                ]
                + self.stated.get("called", []),  # the same duties, with what was worked of them
            },
        }
        for key, block in self.stated.get("team", {}).items():
            both = isinstance(block, dict) and isinstance(blocks.get(key), dict)
            blocks[key] = {**blocks[key], **block} if both else block
        # Some cases are of teams that a file may not have, such as dates outside the period.
        return Team.model_validate(blocks, context={CHECKED_APART: True})

    @property
    def rule(self) -> Rule:
        """The rule under test."""
        return self.team.rules[0]

    @cached_property
    def rota(self) -> Rota:
        """The rota that the rows describe."""
        return Rota.of(
            self.team,
            (
                (name, day, code)
                for name, row in self.rows.items()
                for day, code in self._dated(row, 0)
            ),
        )

    def _dated(self, row: list[tuple[str, ...]], first: int) -> list[tuple[date, str]]:
        """Every duty of a row whose first token is ``first`` days after the period's start."""
        return [
            (self.start + timedelta(first + d), code)
            for d, codes in enumerate(row)
            for code in codes
        ]


def read_row(row: str) -> list[tuple[str, ...]]:
    """The codes of each day of a row: ``"L+S E -"`` is ``[(L, S), (E,), ()]``."""
    tokens = row.split() if " " in row or "+" in row else list(row)
    return [() if token == "-" else tuple(token.split("+")) for token in tokens]


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case of every file."""
    return tuple(case for path in sorted(CASES.glob("*.yaml")) for case in cases_of(path))


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of one file."""
    text = YAML(typ="safe", pure=True).load(path)
    for name, stated in text["cases"].items():
        yield Case(path.stem, name, {"rule": text.get("rule"), **stated})
