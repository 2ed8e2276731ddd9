"""An audit lists every breach of every rule, and adds up what each level and each rule costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support import SHIFTS

from rotasolve.audit import Audit, audit
from rotasolve.rota import Assignment, Rota
from rotasolve.rules import Rule
from rotasolve.team.rule import Breach
from rotasolve.team.team import Team

LEVELS = ("must", "safety", "contract", "fairness", "wish", "spare")
NO_SURPLUS = {"rule": "surplus", "weight": 0}
MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 3, day) for day in range(2, 9))

# A week with a rule of every kind. Everybody's contract is what their row comes to (E and L are
# 8 h, N is 10 h), so that Jo alone is off her hours; those who are ever alone are signed off,
# but for Ida.
WEEK: dict[str, tuple[str, float, list[str]]] = {
    "Gail": ("EEEE---", 32, ["registered", "lone_working"]),
    "Hari": ("LLLL---", 32, ["registered", "lone_working"]),
    "Ann": ("LE-----", 16, []),
    "Bea": ("---E---", 8, []),
    "Cai": ("-L-----", 8, []),
    "Dev": ("L------", 8, []),
    "Eli": ("N-E----", 18, ["lone_working"]),
    "Fay": ("-----L-", 8, ["lone_working"]),
    "Gus": ("---L---", 8, []),
    "Hal": ("--N----", 10, ["nvq3", "lone_working"]),
    "Ida": ("-N-----", 10, []),
    "Jo": ("E------", 16, []),
    "Kit": ("EEEEE--", 40, ["lone_working"]),
}
TEAM: dict[str, Any] = {
    "version": 1,
    "team": "Planted breaches",
    "period": {"start": "2026-03-02", "weeks": 1},
    "skills": ["registered", "nvq3", "lone_working"],
    "shifts": SHIFTS,
    "staff": [
        {"name": name, "contract": {"hours": hours}, "skills": skills, "rate": 12}
        for name, (_, hours, skills) in WEEK.items()
    ],
    "cover": [
        {"shift": "E", "min": 1, "days": "Mon-Fri"},
        {"shift": "L", "min": 1, "days": "Mon-Fri"},
        {"clock": "07:00-22:00", "min": 1, "days": "Mon-Thu"},
    ],
    "rules": [
        {"rule": "overlap"},
        {"rule": "rest", "hours": "11h"},
        {"rule": "contract_hours"},
        {"rule": "hours", "at_most": 48},
        {"rule": "count", "of": "night", "at_most": 2},
        {"rule": "run", "at_most": 4},
        {"rule": "sequence", "forbid": ["N", "off", "E"]},
        {"rule": "weekends", "whole": True},
        {"rule": "availability", "who": "Gus", "not": "18:00-20:00"},
        {"rule": "supervision", "who": "nvq3", "by": "registered", "level": "safety", "weight": 2},
        {"rule": "lone_working", "skill": "lone_working"},
        {"rule": "absence_cap", "at_most": 1},
        {"rule": "supervision_meetings", "pairs": {"Gail": ["Ann", "Fay"]}, "per": "week"},
        {"rule": "task", "name": "fire test", "per": "week", "days": "Sun"},
        {"rule": "apart", "who": ["Cai", "Dev"]},
        {"rule": "together", "who": ["Gail", "Kit"], "days": "Mon-Thu"},
        # There are three nights, so that nobody is more than three off.
        {"rule": "fair_share", "of": "N", "tolerance": 3},
        {"rule": "stability"},
        {"rule": "cost"},
        {"rule": "budget", "at_most": 0},
        {"rule": "bank"},
        # Gail, Eli and Kit on E and Hari on L take it in.
        {"rule": "event", "name": "meeting", "days": "Wed", "time": "14:30-15:00", "attend": 4},
        {"rule": "weekly_rest"},
        {"rule": "average_hours"},
        {"rule": "span", "at_most": "24h"},
    ],
    "pay": {"overtime": {"tolerance": 0}},
    "published": {"from": "2026-03-08", "to": "2026-03-08"},  # nobody on Sunday, and so it is
    "absences": [{"who": "Bea", "dates": "2026-03-05", "credited": False}],
    "requests": [{"who": "Cai", "want": "off", "dates": "2026-03-03", "weight": 3}],
    "fixed": [{"who": "Dev", "shift": "L", "dates": "2026-03-04"}],
}


def planted() -> Audit:
    """The audit of the week with its planted breaches."""
    team = Team.model_validate(TEAM)
    return audit(
        team,
        Rota.of(
            team,
            (
                (name, day, code)
                for name, (row, _, _) in WEEK.items()
                for day, code in zip(team.period.dates, row, strict=True)
                if code != "-"
            ),
        ),
    )


def test_the_audit_finds_the_planted_breaches_and_nothing_else() -> None:
    found = [(b.level, b.rule, b.amount, b.staff, b.dates[-1]) for b in planted().breaches]
    assert found == [
        # L on Monday ends at 22:00, E on Tuesday starts at 07:00: 9 h.
        ("must", "rest", 1, ("Ann",), TUE),
        # Five days from Monday to Friday; at most four.
        ("must", "run", 1, ("Kit",), FRI),
        # N on Monday, off on Tuesday, E on Wednesday.
        ("must", "sequence", 1, ("Eli",), WED),
        # Saturday without Sunday.
        ("must", "weekends", 1, ("Fay",), SUN),
        # L on Thursday, 14:00 to 22:00, runs through 18:00 to 20:00: 2 h.
        ("must", "availability", 120, ("Gus",), THU),
        # The Tuesday night, from 22:00 when Hari leaves to 07:00: 9 h.
        ("must", "lone_working", 540, ("Ida",), TUE),
        # Hari does four lates; nobody has the one on Friday.
        ("must", "cover", 1, (), FRI),
        # E on Thursday, the day of leave.
        ("must", "absence", 1, ("Bea",), THU),
        # Pinned to the Wednesday late.
        ("must", "fixed", 1, ("Dev",), WED),
        # The Wednesday night, from 22:00 when Hari leaves to 07:00: 9 h.
        ("safety", "supervision", 540, ("Hal",), WED),
        # Nobody is on duty on Sunday.
        ("safety", "fire test", 1, (), SUN),
        # 16 h contracted, 8 h worked.
        ("contract", "contract_hours", 480, ("Jo",), SUN),
        # Ann's early on Tuesday is beside Gail's; Fay works on Saturday alone.
        ("contract", "supervision_meetings", 1, ("Gail", "Fay"), SUN),
        # L on the Tuesday asked off.
        ("wish", "request", 1, ("Cai",), TUE),
        # Two more than asked for on the early shift of each day, 1 + 2; on the late of Monday too,
        # and one more on those of Tuesday and of Thursday.
        ("spare", "surplus", 3, (), MON),
        ("spare", "surplus", 3, (), MON),
        ("spare", "surplus", 3, (), TUE),
        ("spare", "surplus", 1, (), TUE),
        ("spare", "surplus", 3, (), WED),
        ("spare", "surplus", 3, (), THU),
        ("spare", "surplus", 1, (), THU),
        # No cover on Saturday: one person of a team of 13.
        ("spare", "surplus", 14, (), SAT),
    ]


def test_the_week_has_a_rule_of_every_kind() -> None:
    kinds = {rule.rule for rule in Team.model_validate(TEAM).all_rules}
    assert kinds == Rule.registry.keys()


def test_each_level_costs_its_amounts_times_their_weights() -> None:
    # must: seven single units, 540 and 120 minutes; safety: 540 minutes at 2, one task; contract:
    # eight hours, one meeting; wish: one request at 3; spare: five times 3, twice 1, and 14.
    assert planted().cost == {
        "must": 667,
        "safety": 1081,
        "contract": 481,
        "fairness": 0,
        "wish": 3,
        "spare": 31,
    }


def test_each_broken_rule_costs_its_share_of_its_level() -> None:
    by_rule = planted().cost_by_rule
    assert list(by_rule) == list(LEVELS)
    assert by_rule["must"]["lone_working"] == 540
    assert by_rule["safety"] == {"supervision": 1080, "fire test": 1}
    assert by_rule["fairness"] == {}
    assert {level: sum(costs.values()) for level, costs in by_rule.items()} == planted().cost


def test_breaches_of_one_rule_add_up() -> None:
    breaches = (
        Breach("rest", "must", 1, 1, "a", ("Ana",), (MON,)),
        Breach("rest", "must", 1, 2, "b", ("Bo",), (TUE,)),
        Breach("rest", "wish", 5, 3, "c"),
    )
    found = Audit(LEVELS, breaches)
    # 1 x 1 + 1 x 2 at must; 5 x 3 at wish.
    assert found.cost["must"] == 3
    assert found.cost_by_rule["must"] == {"rest": 3}
    assert found.cost_by_rule["wish"] == {"rest": 15}
    assert found.must_breaches == breaches[:2]


@pytest.mark.parametrize(("level", "clean"), [("must", False), ("safety", True), ("wish", True)])
def test_a_rota_is_clean_when_every_rule_that_must_hold_does(level: str, clean: bool) -> None:
    assert Audit(LEVELS, (Breach("rest", level, 1, 1, "too short"),)).clean is clean


def test_a_rota_without_breaches_costs_nothing() -> None:
    found = Audit(LEVELS, ())
    assert found.clean
    assert found.cost == dict.fromkeys(LEVELS, 0)
    assert found.cost_by_rule == {level: {} for level in LEVELS}


def test_the_table_has_a_row_for_each_breach() -> None:
    frame = planted().to_frame()
    assert list(frame.columns) == ["level", "rule", "amount", "cost", "staff", "dates", "words"]
    assert len(frame) == 22
    row = frame.iloc[9]
    assert (row["level"], row["rule"], row["amount"], row["cost"]) == (
        "safety",
        "supervision",
        540,
        1080,
    )
    assert (row["staff"], row["dates"]) == ("Hal", [WED])
    assert row["words"] == "Hal is on N without guidance on Wed 4 Mar 22:00-07:00"


def test_the_table_of_a_rota_without_breaches_has_its_columns() -> None:
    frame = Audit(LEVELS, ()).to_frame()
    assert frame.empty
    assert list(frame.columns)[:3] == ["level", "rule", "amount"]


def test_a_team_that_renames_its_levels_is_charged_on_them() -> None:
    """A default level stands for the level of the same rank, or for the last one there is."""
    team = Team.model_validate(
        {**TEAM, "levels": ["must", "safe", "hours"], "rules": TEAM["rules"][2:3]}
    )
    found = audit(team, Rota.of(team))
    # The empty rota is 214 h below contract: 32+32+16+8+8+8+18+8+8+10+10+16+40, at rank 2: hours.
    # The request is met; a wish, of rank 4, would be charged on the last level too.
    assert found.cost["hours"] == 214 * 60
    assert team.level_of(team.requests[0]) == "hours"
    assert list(found.cost) == ["must", "safe", "hours", "spare"]


def test_a_rule_with_a_name_is_reported_by_it() -> None:
    rule = {"rule": "run", "name": "No long stretches", "at_most": 1}
    team = Team.model_validate({**TEAM, "rules": [rule, NO_SURPLUS], "cover": [], "fixed": []})
    found = audit(team, Rota.of(team, [("Jo", MON, "E"), ("Jo", TUE, "E")]))
    assert [breach.rule for breach in found.breaches] == ["No long stretches"]
    assert found.cost_by_rule["must"] == {"No long stretches": 1}


def test_overlap_is_judged_in_every_team() -> None:
    team = Team.model_validate({**TEAM, "rules": [NO_SURPLUS], "cover": [], "fixed": []})
    found = audit(team, Rota.of(team, [("Jo", MON, "E"), ("Jo", MON, "L")]))
    # E ends at 15:00 and L starts at 14:00: one overlap; two work shifts on one date: one too many.
    assert [(b.rule, b.amount) for b in found.breaches] == [("overlap", 1), ("overlap", 1)]


def test_a_rota_for_another_team_or_period_is_not_judged() -> None:
    team = Team.model_validate(TEAM)
    later = team.with_parts(
        period={"start": "2026-03-09", "weeks": 2}, fixed=None, rules=None, published=None
    )
    with pytest.raises(ValueError, match="the rota is for 14 days from 2026-03-09; the team plans"):
        audit(team, Rota.of(later))
    foreign = Rota(("Zoe",), MON, 7, frozenset({Assignment("Zoe", MON, "E")}))
    with pytest.raises(ValueError, match="'Zoe' is not on the team"):
        audit(team, foreign)


def test_what_is_spare_is_judged_in_every_team_below_all_else() -> None:
    plain = {**TEAM, "cover": [], "fixed": [], "events": []}
    duties = [("Jo", MON, "E")]
    # One person of a team of 13 on a shift that nothing asks for.
    for levels in (None, ["safety", "wish"], ["must", "safe", "hours"]):
        stated = {**plain, "rules": [], **({"levels": levels} if levels else {})}
        team = Team.model_validate(stated)
        found = audit(team, Rota.of(team, duties))
        assert team.levels[-1] == "spare"
        assert found.cost["spare"] == 14


def test_what_is_spare_may_be_weighed_moved_or_left_unjudged() -> None:
    def costs(rule: dict[str, Any], **more: Any) -> dict[str, int]:
        blocks = {**TEAM, "cover": [], "fixed": [], "requests": [], **more}
        team = Team.model_validate({**blocks, "rules": [{"rule": "surplus", **rule}]})
        return audit(team, Rota.of(team, [("Jo", MON, "E")])).cost

    assert costs({"weight": 3})["spare"] == 3 * 14
    moved = costs({"level": "wish"})
    assert (moved["wish"], "spare" in moved) == (14, False)
    assert set(costs({"weight": 0}).values()) == {0}
    assert "spare" not in costs({"weight": 0})
    listed = costs({}, levels=["spare", "wish"])
    assert list(listed) == ["must", "spare", "wish"]
    assert listed["spare"] == 14
