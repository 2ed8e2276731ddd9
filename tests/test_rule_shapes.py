"""A rule that says too little, too much or something unknown is refused in one plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from pydantic import ValidationError

from rotasolve.rules import Rule
from rotasolve.rules.cover import Cover
from rotasolve.rules.request import Request
from rotasolve.rules.rest import Rest
from rotasolve.rules.sequence import Sequence
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

ASKED = {"rule": "request", "who": "Ana", "dates": "2026-03-04"}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"rule": "sequence"}, "either forbid or when"),
        (
            {"rule": "sequence", "forbid": ["L", "E"], "when": "N", "then": "E"},
            "either forbid or when",
        ),
        ({"rule": "sequence", "forbid": ["L"]}, "two dates or more"),
        ({"rule": "sequence", "forbid": ["L", "E"], "then": "E"}, "go with when, not with forbid"),
        ({"rule": "sequence", "when": "N"}, "give same_day, then or before"),
        (
            {"rule": "sequence", "when": 3, "then": "E"},
            "expected off, working, absent, leave, study, sickness, or shifts such as E",
        ),
        ({"rule": "average_hours", "over": "17 days"}, "expected 1 to 104 such as 17 weeks"),
        ({"rule": "average_hours", "excluded": "holiday"}, "'holiday' is no kind of absence"),
        ({"rule": "span", "at_most": "24h", "rest_after": "22h"}, "and they with long"),
        ({"rule": "span", "long": "23h", "rest_after": "700h"}, "700h are no rest"),
        ({"rule": "span"}, "give at_most, or long and at_most_long"),
        ({"rule": "span", "long": "20h"}, "long goes with at_most_long or rest_after"),
        ({"rule": "weekly_rest", "hours": 0}, "a rest of no time is always there"),
        ({"rule": "weekly_rest", "rests": 8}, "192h of rest do not fit into week"),
        ({"rule": "weekly_rest", "on_top_of": "700h"}, "700h are no rest"),
        ({"rule": "weekends"}, "needs at_most, whole, same_shift or free_after"),
        ({"rule": "weekends", "whole": True, "out_of": 3}, "it needs at_most too"),
        ({"rule": "weekends", "whole": True, "days": "Sat"}, "leave out days"),
        ({"rule": "availability", "days": "Wed"}, "whom it is about"),
        (
            {"rule": "availability", "who": "Ana", "only": "08:00-16:00", "not": "12:00-13:00"},
            "either only or not",
        ),
        (
            {"rule": "availability", "who": "Ana", "only_days": "Mon", "days": "Tue"},
            "leave out days and not",
        ),
        (
            {"rule": "availability", "who": "Ana", "only_days": "Mon", "not": "12:00-13:00"},
            "leave out days and not",
        ),
        ({"rule": "supervision", "by": "registered"}, "who is guided"),
        ({"rule": "cover", "shift": "E"}, "give min, ideal, max or any_of"),
        ({"rule": "clock_cover", "clock": "08:00-16:00"}, "give min, ideal or max"),
        ({"rule": "cover", "shift": "E", "min": 2, "max": 1}, "max 1 is below min 2"),
        ({"rule": "cover", "shift": "E", "min": 2, "ideal": 1}, "ideal 1 is below min 2"),
        (
            {"rule": "cover", "shift": "E", "min": 1, "ideal": 3, "max": 2},
            "max 2 is below ideal 3",
        ),
        ({"rule": "cover", "shift": "E", "min": False}, "valid dictionary"),
        ({"rule": "absence", "who": "Ana"}, "needs its dates"),
        ({"rule": "absence", "dates": "2026-03-04"}, "who is away"),
        ({"rule": "fixed", "shift": "E", "who": "Ana"}, "needs its dates"),
        ({"rule": "fixed", "shift": "E", "dates": "2026-03-04"}, "who it is pinned to"),
        (ASKED, "what it wants or what it would avoid"),
        ({**ASKED, "want": "E", "avoid": "L"}, "what it wants or what it would avoid"),
        ({"rule": "request", "who": "Ana", "want": "off"}, "needs its dates or days"),
        ({"rule": "request", "dates": "2026-03-04", "want": "off"}, "who asks"),
        ({"rule": "cost", "of": ["basic", "overtime"]}, "pay the hours above the contract"),
        ({"rule": "cost", "dates": "2026-03-04"}, "overtime is counted over whole windows"),
        ({"rule": "budget", "at_most": 450, "per": "any 7 days"}, "not kept over any 7 days"),
        ({"rule": "budget", "at_most": "45k"}, "not an amount of money"),
        ({**ASKED, "want": 3}, "expected off, or shifts such as E or [E, L]"),
        ({**ASKED, "want": True}, "expected off, or shifts such as E or [E, L]"),
        ({**ASKED, "want": {"tagg": "night"}}, "Extra inputs are not permitted"),
        ({**ASKED, "want": []}, "an empty list selects no shift"),
    ],
    ids=str,
)
def test_a_rule_of_the_wrong_shape_is_refused_in_one_sentence(
    stated: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Rule.registry[stated["rule"]].model_validate(stated)
    (error,) = refused.value.errors()
    assert words in error["msg"]


@pytest.mark.parametrize(
    ("want", "read"),
    [
        ("off", "off"),
        ("Off", "off"),
        ("OFF", "off"),
        ("E", Which(word=("E",))),
        (["E", "L"], Which(word=("E", "L"))),
        ({"tag": "night"}, Which(tag=("night",))),
    ],
    ids=str,
)
def test_a_request_wants_off_or_shifts(want: Any, read: Any) -> None:
    assert Request.model_validate({**ASKED, "want": want}).want == read


def test_a_single_item_of_a_sequence_stands_for_a_list_of_it() -> None:
    single = Sequence.model_validate({"rule": "sequence", "when": "N", "then": "off"})
    listed = Sequence.model_validate({"rule": "sequence", "when": ["N"], "then": ["off"]})
    assert single == listed
    assert single.then == ("off",)


def test_a_list_inside_a_sequence_is_any_of_its_shifts() -> None:
    rule = Sequence.model_validate({"rule": "sequence", "forbid": [["L", "N"], "E"]})
    assert rule.forbid == (Which(word=("L", "N")), Which(word=("E",)))


@pytest.mark.parametrize("rule", ["cost", "budget"])
def test_a_part_of_pay_that_is_listed_twice_counts_once(rule: str) -> None:
    stated = {"rule": rule, "of": ["bank", "bank"], **({"at_most": 1} if rule == "budget" else {})}
    assert vars(Rule.registry[rule].model_validate(stated))["of"] == ("bank",)


def test_a_number_of_people_stands_for_a_limit_of_so_many() -> None:
    short = Cover.model_validate({"shift": "E", "min": 2})
    assert short == Cover.model_validate({"shift": "E", "min": {"people": 2}})


# -- the registry ------------------------------------------------------------------------------


def test_a_subclass_of_a_rule_is_for_its_author_alone() -> None:
    before = dict(Rule.registry)

    class Own(Rest):
        """Hours off after shifts, as one home counts them."""

    class Restated(Rest):
        """The same with its name written again."""

        rule: Literal["rest"] = "rest"

    class New(Rule):
        """A rule of another name, which no team can have."""

        rule: Literal["own rule"] = "own rule"
        scope = "team"

        def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
            return iter(())

    assert dict(Rule.registry) == before
    assert Rule.registry["rest"] is Rest
    assert Own().hours == Restated().hours == Rest().hours
    assert New().label == "own rule"


def test_two_rules_have_two_names() -> None:
    with pytest.raises(TypeError, match=r"Other: the name 'rest' is that of the rule .*\.Rest; "):

        class Other(Rule):
            """Hours off, counted by somebody else."""

            rule: Literal["rest"] = "rest"

    assert Rule.registry["rest"] is Rest


def test_nobody_adds_to_the_rules_of_a_team() -> None:
    with pytest.raises(TypeError):
        Rule.registry["rest"] = Rest  # type: ignore[index]
