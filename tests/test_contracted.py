"""What `check` says of contracted hours that nothing counts or takes, and of rules without people.

The team has Ana and Bo on 40 h and Cy of the bank, who can drive, for a week of D, 8 h long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rotasolve.loader.load import read

if TYPE_CHECKING:
    from pathlib import Path

TEAM = """\
version: 1
team: Shop
period: {{start: 2026-03-02, weeks: 1}}
skills: [driver]
shifts: {{D: "09:00-17:00", V: {{time: "09:00-17:00", needs: driver}}}}
contracts: {{bank: {{bank: true}}}}
staff:
  - {{name: Ana, contract: {{hours: 40}}}}
  - {{name: Bo, contract: {{hours: 40}}}}
  - {{name: Cy, contract: bank, skills: driver}}
cover:
  - {cover}
rules:
  - {rule}
{more}"""
WEEKDAYS = "{shift: D, days: Mon-Fri, min: 2}"
HOURS = "{rule: contract_hours}"


def of_hours(tmp_path: Path, cover: str = WEEKDAYS, rule: str = HOURS, more: str = "") -> list[str]:
    """What is said of contracted hours, without the file and its line."""
    file = tmp_path / "team.yaml"
    file.write_text(TEAM.format(cover=cover, rule=rule, more=more), encoding="utf-8")
    loaded = read(file)
    assert loaded.warnings == ()
    return [line.partition(": ")[2] for line in loaded.of_hours]


def test_hours_that_a_rule_counts_and_cover_takes_are_no_warning(tmp_path: Path) -> None:
    assert of_hours(tmp_path) == []  # 2 x 40 h; two people on five days of 8 h


def test_people_whose_hours_no_rule_counts_are_named(tmp_path: Path) -> None:
    def told(rule: str) -> list[str]:
        return [line for line in of_hours(tmp_path, rule=rule) if "no rule counts" in line]

    (both,) = told("{rule: run, at_most: 5}")
    assert "the contracted hours of Ana, Bo, so" in both
    (one,) = told("{rule: contract_hours, who: Ana}")
    assert "the contracted hours of Bo, so" in one
    # A least number of hours counts them too; a most alone does not.
    assert told("{rule: hours, at_least: 36, account: contract}") == []
    assert len(told("{rule: hours, at_most: 48}")) == 1


@pytest.mark.parametrize(
    ("cover", "more", "words"),
    [
        # One of two people on each of five days: 40 of 80 h.
        ("{shift: D, days: Mon-Fri, min: 1}", "", "come to 80h * takes 40h: 40h more"),
        # A most is taken, and an ideal.
        ("{shift: D, days: Mon-Fri, min: 1, max: 2}", "", ""),
        ("{shift: D, days: Mon-Fri, min: 1, ideal: 2}", "", ""),
        # By the clock D and V are each asked for, which is more than anybody works.
        ('{clock: "10:00-16:00", days: Mon-Fri, min: 1}', "", ""),
        # A day of leave is credited with a fifth of 40 h: 72 h are left.
        (
            "{shift: D, days: Mon-Fri, min: 1}",
            "absences: [{who: Bo, dates: 2026-03-04}]",
            "come to 72h * takes 40h: 32h more",
        ),
        # One person who asks for Saturday takes 8 h.
        (
            "{shift: D, days: Mon-Fri, min: 1}",
            "requests: [{who: Ana, want: D, dates: 2026-03-07}]",
            "come to 80h * takes 48h: 32h more",
        ),
    ],
)
def test_hours_beyond_what_cover_takes_are_told(
    tmp_path: Path, cover: str, more: str, words: str
) -> None:
    found = of_hours(tmp_path, cover, more=more)
    if not words:
        assert found == []
        return
    (line,) = found
    first, last = words.split(" * ")
    assert first in line
    assert last in line


def test_what_may_be_missing_need_not_be_taken(tmp_path: Path) -> None:
    cover = "{shift: D, days: Mon-Fri, min: 1}"
    # 20 h each may be missing: 40 h are left.
    assert of_hours(tmp_path, cover, "{rule: contract_hours, under: 20h}") == []
    (line,) = of_hours(tmp_path, cover, "{rule: contract_hours, under: 15h}")
    assert "come to 50h after" in line
    assert "10h more" in line


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("{rule: fair_share, of: D, who: Cy}", "has contracted hours in the period"),
        ("{rule: fair_share, of: V}", "can do what is shared"),
        ("{rule: contract_hours, who: Cy}", "has contracted hours in the period"),
        ("{rule: bank, who: Ana}", "has a contract with the bank"),
        ("{rule: count, of: V, who: Ana, at_most: 2, per: week}", "can do a shift of 'of'"),
    ],
)
def test_a_rule_that_judges_nobody_is_told(tmp_path: Path, rule: str, why: str) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(TEAM.format(cover=WEEKDAYS, rule=rule, more=""), encoding="utf-8")
    (line,) = read(file).warnings
    assert "rules[0]: judges nobody, as nobody whom it selects " in line
    assert why in line


@pytest.mark.parametrize(
    "rule",
    [
        "{rule: fair_share, of: D}",
        "{rule: bank}",
        "{rule: count, of: [D, V], at_most: 2, per: week}",
        "{rule: run, at_most: 5, who: Cy}",
    ],
)
def test_a_rule_that_judges_somebody_is_no_warning(tmp_path: Path, rule: str) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(TEAM.format(cover=WEEKDAYS, rule=rule, more=""), encoding="utf-8")
    assert read(file).warnings == ()


def test_people_who_have_left_are_not_judged_by_any_rule_on_later_dates(tmp_path: Path) -> None:
    text = TEAM.format(
        cover=WEEKDAYS, rule="{rule: run, at_most: 2, who: Bo, dates: 2026-03-06}", more=""
    ).replace("{name: Bo, contract", "{name: Bo, leaves: 2026-03-04, contract")
    file = tmp_path / "team.yaml"
    file.write_text(text, encoding="utf-8")
    (line,) = read(file).warnings
    assert "judges nobody, as nobody whom it selects is in the team on its dates" in line
