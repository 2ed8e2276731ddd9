"""The help of every rule is read from its class, and is complete."""

from __future__ import annotations

import pytest

from rotasolve.report.rule_help import every_rule, rule_help, rule_list, rule_page
from rotasolve.report.table import plain
from rotasolve.rules import Rule


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_every_rule_says_its_sentence_its_unit_and_its_keys(name: str) -> None:
    found = rule_help(Rule.registry[name])
    assert found.name == name
    assert found.sentence.endswith(".")
    assert "nit" in found.detail, "the docstring defines one unit of breach"
    for key in found.keys:
        assert key.takes not in ("anything", "mapping"), key
        assert key.words.endswith("."), key
    assert {"who", "days", "dates", "level", "weight"} <= {key.name for key in found.keys}


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_a_rule_that_counts_minutes_says_that_they_are_minutes(name: str) -> None:
    found = rule_help(Rule.registry[name])
    unit = found.detail.partition("One unit is ")[2].partition(". ")[0]
    assert (found.unit == "minutes") == ("one minute" in unit)
    assert found.to_json()["unit"] == found.unit
    assert ("an hour costs 60" in plain(rule_page(found))) == (found.unit == "minutes")


def test_keys_are_spelt_as_a_team_file_spells_them() -> None:
    keys = {key.name: key for key in rule_help(Rule.registry["rest"]).keys}
    assert (keys["hours"].takes, keys["hours"].default) == ("such as 37.5, 11h, 7h30", "11h")
    assert (keys["ignore"].takes, keys["ignore"].default) == (
        "list of work or sleep_in or on_call or event",
        "on_call",
    )
    assert (keys["except"].takes, keys["except"].default) == ("list of [shifts, shifts]", "none")
    assert (keys["who"].takes, keys["who"].default) == ("people", "all")
    assert keys["level"].default == "must"
    assert {key.name: key.default for key in rule_help(Rule.registry["count"]).keys}[
        "per"
    ] == "week"


@pytest.mark.parametrize(
    ("rule", "key", "default"),
    [
        ("average_hours", "over", "17 weeks"),
        ("average_hours", "nights", "23:00-06:00"),
        ("average_hours", "at_most", "48h"),
        ("fair_share", "clock", "20:00-06:00"),
        ("fair_share", "tolerance", "0"),
        ("task", "takes", "30m"),
    ],
)
def test_a_default_is_told_as_it_would_be_written(rule: str, key: str, default: str) -> None:
    keys = {each.name: each.default for each in rule_help(Rule.registry[rule]).keys}
    assert keys[key] == default


def test_a_key_without_a_default_is_required() -> None:
    page = plain(rule_page(rule_help(Rule.registry["cover"])))
    assert any(line.split()[:3] == ["shift", "shifts", "required"] for line in page.splitlines())


def test_the_list_has_every_rule() -> None:
    lines = plain(rule_list()).splitlines()[1:]
    assert [line.split()[0] for line in lines] == sorted(Rule.registry)
    assert [rule.name for rule in every_rule()] == sorted(Rule.registry)


def test_the_help_for_programs_is_plain_data() -> None:
    found = rule_help(Rule.registry["request"]).to_json()
    assert found["level"] == "wish"
    assert found["keys"][0]["name"] == "want"
