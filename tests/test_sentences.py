"""Every sentence of a breach tells what the rule is limited to: people, days, dates, shifts, kinds.

A sentence about one person or one date names them. One about several says which of them count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support import Case, all_cases

from rotasolve.duties import Duties, spell_date
from rotasolve.team.selector import EVERYBODY, Which

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.team.rule import Breach

IN_THE_WORDS_ALREADY = {
    "absence_cap: kinds": "the kinds are those of the absences in brackets",
    "apart: of": "who is on duty together, not on what",
    "budget: of": "the parts of pay are in brackets",
    "clock_cover: clock": "the time is told to the minute",
    "bank: of": "the one shift is named",
    "cost: of": "each part is named with what it costs",
    "lone_working: kinds": "the one duty is named, and when nobody is beside it",
    "lone_working: clock": "the time is told to the minute",
    "supervision: kinds": "the one duty is named, and when there is no guidance",
    "supervision: clock": "the time is told to the minute",
    "together: of": "the one duty is named",
}
"""Keys of rules that need no words of their own, and why."""


def breaches(case: Case) -> list[Breach]:
    return list(case.rule.breaches(Duties(case.team, case.rota), case.team))


CASES = [case for case in all_cases() if case.amount]


def limited_by(key: str) -> list[Case]:
    return [case for case in CASES if key in case.rule.model_fields_set]


@pytest.mark.parametrize("case", limited_by("days"), ids=str)
def test_days_are_told_where_several_dates_are_meant(case: Case) -> None:
    for breach in breaches(case):
        assert _names_its_date(breach) or str(case.rule.days) in breach.words


@pytest.mark.parametrize("case", limited_by("dates"), ids=str)
def test_dates_are_told_where_several_are_meant(case: Case) -> None:
    assert case.rule.dates is not None
    for breach in breaches(case):
        first = str(case.rule.dates.ranges[0])
        assert _names_its_date(breach) or first in breach.words


def _names_its_date(breach: Breach) -> bool:
    return len(breach.dates) == 1 and spell_date(breach.dates[0]) in breach.words


@pytest.mark.parametrize("case", limited_by("who"), ids=str)
def test_people_are_named_or_those_who_count_are_told(case: Case) -> None:
    for breach in breaches(case):
        named = bool(breach.staff) and all(name in breach.words for name in breach.staff)
        one = len(breach.staff) == 1 and named
        told = case.rule.who == EVERYBODY or str(case.rule.who) in breach.words
        assert one or told or (case.rule.scope != "team" and named)


def _shifts(case: Case, of: Any) -> list[str]:
    if isinstance(of, Which):
        labels = [shift.label for shift in case.team.shifts_of(of)]
        return [*labels, "shifts"] if len(labels) == len(case.team.shifts) else labels
    return [str(of), str(of).replace("days", "day")]


TOLD: dict[str, Callable[[Case, Any, str], bool]] = {
    "of": lambda case, of, words: any(each in words for each in _shifts(case, of)),
    "shift": lambda case, of, words: any(each in words for each in _shifts(case, of)),
    "kinds": lambda _, kinds, words: any(kind.replace("_", " ") in words for kind in kinds),
    "clock": lambda _, clock, words: str(clock) in words,
    "account": lambda _, account, words: account.replace("_", " ") in words,
}


@pytest.mark.parametrize("key", TOLD)
def test_what_is_counted_is_told(key: str) -> None:
    checked = 0
    for case in limited_by(key):
        if f"{case.of}: {key}" in IN_THE_WORDS_ALREADY:
            continue
        for breach in breaches(case):
            assert TOLD[key](case, getattr(case.rule, key), breach.words), (str(case), breach.words)
            checked += 1
    assert checked


def test_no_exception_is_out_of_date() -> None:
    used = {f"{case.of}: {key}" for key in TOLD for case in limited_by(key)}
    assert set(IN_THE_WORDS_ALREADY) <= used
