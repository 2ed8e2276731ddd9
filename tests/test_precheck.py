"""Each finding, derived by hand, and next to it the near miss that must give none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rotasolve.explain.precheck import precheck
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.team.door import CHECKED_APART
from rotasolve.team.team import Team

MONDAY = "2026-03-02"
SHIFTS = {
    "E": {"name": "Early", "time": "07:00-15:00"},
    "L": {"name": "Late", "time": "14:00-22:00"},
    "D": {"name": "Long day", "time": "08:00-20:00", "tags": ["long"]},
    "S": {"name": "Sleep-in", "time": "22:00-07:00", "kind": "sleep_in"},
    "C": {"name": "On call", "time": "09:00-09:00", "kind": "on_call"},
}


def team(**blocks: Any) -> Team:
    """Ana and Bo are registered, Cy and Di are not; one week of E and L of 8 h."""
    people = {"Ana": ["registered"], "Bo": ["registered"], "Cy": [], "Di": []}
    facts = blocks.pop("facts", {})
    shifts = blocks.pop("only", "E L").split()
    # Some are teams that a file may not have, such as with pins that clash.
    return Team.model_validate(
        {
            "version": 1,
            "team": "Small",
            "period": {"start": MONDAY, "weeks": 1},
            "skills": ["registered", "medication"],
            "shifts": {code: SHIFTS[code] for code in shifts},
            "staff": [
                {"name": name, "skills": skills, "contract": {"hours": 37.5}, **facts.get(name, {})}
                for name, skills in people.items()
            ],
            **blocks,
        },
        context={CHECKED_APART: True},
    )


def words(**blocks: Any) -> list[str]:
    return [finding.words for finding in precheck(team(**blocks))]


def on_leave(*names: str, dates: str = "2026-03-05", **more: Any) -> dict[str, Any]:
    return {"who": list(names), "dates": dates, **more}


TWO_REGISTERED = {"shift": "E", "who": "registered", "min": 2}


# -- one shift on one day ------------------------------------------------------------------------


def test_a_shift_that_too_few_can_work_is_found_with_names_and_reasons() -> None:
    (finding,) = precheck(team(cover=[TWO_REGISTERED], absences=[on_leave("Bo")]))
    assert finding.words == (
        "Thu 5 Mar: Early needs 2 registered; only Ana can work it (Bo is on leave)"
    )
    assert finding.dates == (date(2026, 3, 5),)


def test_the_same_shortage_on_several_days_is_one_finding() -> None:
    leave = on_leave("Bo", dates="2026-03-05..2026-03-07")
    (finding,) = precheck(team(cover=[TWO_REGISTERED], absences=[leave]))
    assert finding.words.startswith("Thu 5 Mar and 2 more days: Early needs 2 registered")
    assert finding.dates == tuple(date(2026, 3, day) for day in (5, 6, 7))


def test_nobody_is_said_to_be_nobody() -> None:
    (said,) = words(cover=[TWO_REGISTERED], absences=[on_leave("Ana", "Bo", kind="sickness")])
    assert "nobody can work it (Ana is off sick; Bo is off sick)" in said


@pytest.mark.parametrize(
    "blocks",
    [
        {"absences": [on_leave("Cy")]},  # not registered
        {"absences": [on_leave("Bo", level="wish")]},  # may be broken
        {"cover": [{**TWO_REGISTERED, "min": {"people": 2, "level": "safety"}}]},
        {"cover": [{**TWO_REGISTERED, "days": "Fri"}]},  # the leave is on a Thursday
        {"cover": [{"shift": "E", "who": "registered", "ideal": 2}]},
        {"cover": [{**TWO_REGISTERED, "min": 1}]},
        {"cover": [{**TWO_REGISTERED, "bank": 1}]},  # the bank sends the second
        # A mix that the pinned shifts alone do not make, beside a most that they keep.
        {
            "cover": [{"shift": "E", "max": 3, "any_of": [{"registered": 2}]}],
            "fixed": [{"who": "Ana", "shift": "E", "dates": "2026-03-06"}],
        },
        # Whoever is at an event on all the dates is nobody on E.
        {
            "cover": [{"shift": "all", "min": 1}],
            "events": [{"name": "away day", "dates": "2026-03-06", "time": "09:00-10:00"}],
        },
    ],
)
def test_what_can_be_worked_or_may_be_broken_gives_no_finding(blocks: dict[str, Any]) -> None:
    assert words(**{"cover": [TWO_REGISTERED], "absences": [on_leave("Bo")], **blocks}) == ([])


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ({"facts": {"Bo": {"shifts": "L"}}}, "only Ana can"),
        ({"facts": {"Bo": {"leaves": "2026-03-04"}}}, "only Ana can"),
        ({"rules": [{"rule": "availability", "who": "Bo", "days": "Mon"}]}, "Bo is not available"),
        (
            {"rules": [{"rule": "availability", "who": "Bo", "not": "14:30-16:00"}]},
            "Bo is not available",
        ),
        (
            {"requests": [{"who": "Bo", "want": "off", "days": "Mon", "level": "must"}]},
            "Bo asked off",
        ),
        ({"fixed": [{"who": "Bo", "shift": "L", "dates": MONDAY}]}, "Bo is pinned to Late"),
        ({"fixed": [{"who": "Bo", "shift": "off", "dates": MONDAY}]}, "Bo is pinned off"),
    ],
)
def test_every_must_that_bars_a_duty_by_itself_counts(blocks: dict[str, Any], reason: str) -> None:
    (said,) = words(cover=[TWO_REGISTERED], **blocks)
    assert reason in said


def test_a_skill_that_a_shift_needs_counts() -> None:
    # Only Cy holds medication, so only Cy can do the early.
    shifts = {"E": {**SHIFTS["E"], "needs": "medication"}}
    medication = {"Cy": {"skills": ["medication"]}}
    (said,) = words(shifts=shifts, facts=medication, cover=[{"shift": "E", "min": 2}])
    assert "only Cy can work it" in said
    assert words(shifts=shifts, facts=medication, cover=[{"shift": "E", "min": 1}]) == []


def test_a_sleep_in_into_a_day_of_leave_cannot_be_worked() -> None:
    # The sleep-in of Wed 4 March ends at 07:00 on the day of leave; Thursday's starts on it.
    blocks = {"only": "S", "cover": [{"shift": "S", "min": 4}], "absences": [on_leave("Bo")]}
    (finding,) = precheck(team(**blocks))
    assert finding.dates == (date(2026, 3, 4), date(2026, 3, 5))


def test_shifts_counted_together_can_be_worked_by_who_does_either() -> None:
    facts = {"Ana": {"shifts": "E"}, "Bo": {"shifts": "L"}}
    assert words(cover=[{"shift": ["E", "L"], "who": "registered", "min": 2}], facts=facts) == []


def test_a_least_above_the_most_of_the_same_shifts_is_found() -> None:
    least, most = {"shift": "E", "who": "registered", "min": 2}, {"shift": "E", "max": 1}
    assert words(cover=[least, most]) == [
        "Mon 2 Mar and 6 more days: Early needs 2 registered; Early may have 1 at most"
    ]
    assert words(cover=[least, {"shift": "E", "max": 2}]) == []
    assert words(cover=[least, {"shift": "E", "max": {"people": 1, "level": "safety"}}]) == []
    # Two of E or L may be one of each.
    assert words(cover=[{"shift": ["E", "L"], "min": 2}, most]) == []


def test_a_cap_on_absence_that_must_hold_is_found_with_names_and_dates() -> None:
    cap = {"rule": "absence_cap", "at_most": 1, "who": "registered", "level": "must"}
    away = [on_leave("Ana", "Cy"), on_leave("Bo", dates="2026-03-04..2026-03-06")]
    assert words(rules=[cap], absences=away) == [
        "Thu 5 Mar: Ana and Bo are away (leave); absence_cap allows 1 at once, and no rota can "
        "mend it"
    ]
    assert words(rules=[{**cap, "at_most": 2}], absences=away) == []
    assert words(rules=[{**cap, "level": "safety"}], absences=away) == []


# -- one day -------------------------------------------------------------------------------------


def test_two_shifts_of_a_day_need_different_people() -> None:
    # 3 + 2 people, one shift each, and only four of them.
    cover = [{"shift": "E", "min": 3}, {"shift": "L", "min": 2}]
    (said,) = words(cover=cover)
    assert "Early needs 3 and Late needs 2, which is 5 people in all" in said
    assert "only Ana, Bo, Cy and Di" in said
    assert words(cover=[cover[0], {"shift": "L", "min": 1}]) == []


def test_two_work_shifts_a_day_are_possible_where_the_team_allows_them() -> None:
    cover = [{"shift": "E", "min": 3}, {"shift": "L", "min": 2}]
    assert words(cover=cover, rules=[{"rule": "overlap", "shifts_a_day": 2}]) == []
    assert words(cover=cover, rules=[{"rule": "overlap", "level": "safety"}]) == []


def test_a_sleep_in_after_the_late_needs_nobody_else() -> None:
    # All four do L, and all four sleep in.
    cover = [{"shift": "L", "min": 4}, {"shift": "S", "min": 4}]
    assert words(only="L S", cover=cover) == []


def test_who_can_do_which_shift_is_looked_at_together() -> None:
    # Late needs two and only Ana and Bo do lates; then nobody registered is left for the early.
    facts = {name: {"shifts": "E"} for name in ("Cy", "Di")}
    early = {"shift": "E", "min": 2}
    (said,) = words(
        cover=[{"shift": "L", "min": 2}, {**early, "who": "registered", "min": 1}], facts=facts
    )
    assert "which is 3 people in all" in said
    assert "only Ana and Bo" in said
    assert words(cover=[{"shift": "L", "min": 2}, early], facts=facts) == []


def test_a_skill_within_a_shift_is_looked_at_together_with_the_others() -> None:
    # Early takes 2 with one of Ana and Bo; Late takes 2 of Ana, Bo and Di. Cy alone is not enough:
    # E {Ana, Cy} leaves {Bo, Di} for L, which is fine; with Di on leave, L has Bo alone.
    facts = {"Cy": {"shifts": "E"}}
    cover = [
        {"shift": "E", "min": 2},
        {"shift": "E", "who": "registered", "min": 1},
        {"shift": "L", "min": 2},
    ]
    assert words(cover=cover, facts=facts) == []
    (said,) = words(cover=cover, facts=facts, absences=[on_leave("Di")])
    assert said.startswith("Thu 5 Mar: ")
    # Without the skill the same fails for numbers alone: 4 people are needed, 3 are there.
    assert len(words(cover=[cover[0], cover[2]], facts=facts, absences=[on_leave("Di")])) == 1


def test_one_who_cannot_do_the_late_frees_nobody_registered() -> None:
    # E: 2, one registered; L: 2. Cy and Di do earlies only. L then takes Ana and Bo, each alone
    # is no problem: E has Cy and Di, E's registered has Ana, L has Ana and Bo. Together it fails.
    facts = {name: {"shifts": "E"} for name in ("Cy", "Di")}
    cover = [
        {"shift": "E", "min": 2},
        {"shift": "E", "who": "registered", "min": 1},
        {"shift": "L", "min": 2},
    ]
    (said,) = words(cover=cover, facts=facts)
    assert "Early needs 1 registered and Late needs 2, which is 3 people in all" in said


# -- the clock -----------------------------------------------------------------------------------


def test_a_minute_that_no_shift_covers_is_found() -> None:
    assert words(cover=[{"clock": "07:00-22:30", "min": 1}]) == [
        "Mon 2 Mar and 6 more days: 22:00-22:30 needs 1; no shift of that time can be worked"
    ]
    assert words(cover=[{"clock": "07:00-22:00", "min": 1}]) == []


def test_the_morning_and_the_evening_need_different_people() -> None:
    # No shift spans 10:00 and 20:00: 3 people for each are 6; 2 are 4, which is all of them.
    (said,) = words(cover=[{"clock": "07:00-22:00", "min": 3}])
    assert "07:00-14:00 needs 3 and 15:00-22:00 needs 3, which is 6 people in all" in said
    assert words(cover=[{"clock": "07:00-22:00", "min": 2}]) == []


def test_a_long_day_counts_in_the_morning_and_in_the_evening() -> None:
    # 08:00-20:00 with three people: all three on the long day.
    assert words(only="E L D", cover=[{"clock": "08:00-20:00", "min": 3}]) == []


def test_by_the_clock_skills_and_absence_count() -> None:
    cover = [{"clock": "08:00-09:00", "who": "registered", "min": 2}]
    (said,) = words(cover=cover, absences=[on_leave("Ana")])
    assert (
        said == "Thu 5 Mar: 08:00-09:00 needs 2 registered; only Bo can work it (Ana is on leave)"
    )
    assert words(cover=cover) == []


def test_the_night_before_the_period_is_covered_by_the_history() -> None:
    # Until 07:00 on Monday only a sleep-in of Sunday can be there: Ana's, but not a second.
    night = {"clock": "22:00-07:00", "min": 1, "kinds": ["sleep_in"]}
    history = [{"staff": "Ana", "date": "2026-03-01", "shift": "S"}]
    assert words(only="S", cover=[night], history=history) == []
    (said,) = words(only="S", cover=[{**night, "min": 2}], history=history)
    assert said == "Sun 1 Mar: 00:00-07:00 needs 2; no shift of that time can be worked"


# -- weeks and the period ------------------------------------------------------------------------


def test_a_week_of_cover_beyond_the_working_days_allowed_is_found() -> None:
    # 3 a day are 21; four people on 5 days are 20.
    cover = [{"shift": "E", "min": 2}, {"shift": "L", "min": 1}]
    (said,) = words(cover=cover, rules=[{"rule": "count", "at_most": 5}])
    assert said == (
        "From Mon 2 Mar to Sun 8 Mar: cover takes at least 21 work shifts; the rules let them do "
        "at most 20 in all (Ana 5, Bo 5, Cy 5, Di 5)"
    )
    assert words(cover=cover, rules=[{"rule": "count", "at_most": 6}]) == []
    assert words(cover=cover, rules=[{"rule": "count", "at_most": 5, "level": "contract"}]) == []
    assert len(words(cover=cover, rules=[{"rule": "count", "of": "days off", "at_least": 2}])) == 1


def test_working_days_bound_nobody_who_may_do_two_shifts_on_one() -> None:
    cover = [{"shift": "E", "min": 2}, {"shift": "L", "min": 1}]
    rules = [{"rule": "count", "at_most": 5}, {"rule": "overlap", "shifts_a_day": 2}]
    assert words(cover=cover, rules=rules) == []


def test_a_week_of_cover_beyond_the_hours_allowed_is_found() -> None:
    # 21 shifts of 8 h are 168 h; 4 x 40 h are 160 h, 4 x 42 h are 168 h.
    cover = [{"shift": "E", "min": 2}, {"shift": "L", "min": 1}]
    (said,) = words(cover=cover, rules=[{"rule": "hours", "at_most": 40}])
    assert "cover takes at least 168h of working time" in said
    assert "at most 160h in all" in said
    assert words(cover=cover, rules=[{"rule": "hours", "at_most": 42}]) == []


def test_the_shortest_shift_of_those_counted_together_is_what_cover_takes() -> None:
    # 2 of E or D a day: 14 earlies are 112 h = 4 x 28 h, though long days would be 168 h.
    cover = [{"shift": ["E", "D"], "min": 2}]
    assert words(only="E D", cover=cover, rules=[{"rule": "hours", "at_most": 28}]) == []
    assert len(words(only="E D", cover=cover, rules=[{"rule": "hours", "at_most": 27}])) == 1


def test_contracted_hours_bound_a_week_when_they_must_hold() -> None:
    # Two registered on 37.5 h: 75 h, and with 2.5 h over each 80 h, which is ten earlies of 8 h;
    # cover asks for one early a day (56 h), then with one late a day for 112 h.
    cover: list[dict[str, Any]] = [{"shift": code, "who": "registered", "min": 1} for code in "EL"]
    rule = {"rule": "contract_hours", "level": "must", "under": "40h", "over": "2h30"}
    (said,) = words(cover=cover, rules=[rule])
    assert "cover takes at least 112h of contract time by registered staff" in said
    assert "at most 80h in all (Ana 40h, Bo 40h)" in said
    assert words(cover=cover[:1], rules=[rule]) == []
    assert words(cover=cover, rules=[{**rule, "level": "contract"}]) == []


def test_those_who_are_told_by_more_than_a_word_stand_in_brackets() -> None:
    # One early a day takes 7 duties; Cy and Di do at most 3 each.
    cover = [{"shift": "E", "who": {"not": "registered"}, "min": 1}]
    (said,) = words(cover=cover, rules=[{"rule": "count", "of": "E", "at_most": 3}])
    assert "at least 7 duties on Early by staff (not registered); the rules let" in said


def test_leave_takes_from_what_a_week_can_cover() -> None:
    # One registered early a day; Ana and Bo do at most 4 duties, but Bo is there on 2 days only.
    blocks = {
        "cover": [{"shift": "E", "who": "registered", "min": 1}],
        "rules": [{"rule": "count", "of": "E", "at_most": 4}],
    }
    assert words(**blocks) == []
    (said,) = words(**blocks, absences=[on_leave("Bo", dates="2026-03-04..2026-03-08")])
    assert "at least 7 duties on Early by registered staff" in said
    assert "at most 6 in all (Ana 4, Bo 2)" in said


def test_sleep_ins_of_a_week_are_shared_by_who_may_do_them() -> None:
    # Seven nights; 4 x 1 are too few, 4 x 2 are enough.
    cover = [{"shift": "S", "min": 1}]
    rule = {"rule": "count", "of": "S", "at_most": 1}
    assert len(words(only="L S", cover=cover, rules=[rule])) == 1
    assert words(only="L S", cover=cover, rules=[{**rule, "at_most": 2}]) == []


def test_rolling_windows_and_runs_bound_a_week_and_look_back() -> None:
    # Six days at most in a row: 4 x 6 = 24 of the 28 that are asked for.
    cover = [{"shift": "E", "min": 4}]
    (said,) = words(cover=cover, rules=[{"rule": "run", "at_most": 6}])
    assert "28 work shifts" in said
    assert "at most 24" in said
    assert words(cover=[{"shift": "E", "min": 3}], rules=[{"rule": "run", "at_most": 6}]) == []
    # 14 days, at most 7 of them: Ana worked 7 in the week before, so 0 + 3 x 7 = 21 are left.
    past = [{"staff": "Ana", "date": f"2026-02-{day}", "shift": "E"} for day in range(23, 29)]
    past.append({"staff": "Ana", "date": "2026-03-01", "shift": "E"})
    rule = {"rule": "count", "at_most": 7, "per": "any 14 days"}
    (said,) = words(cover=cover, rules=[rule], history=past)
    assert "at most 21 in all (Bo 7, Cy 7, Di 7)" in said
    assert words(cover=[{"shift": "E", "min": 3}], rules=[rule], history=past) == []


def test_weekends_bound_the_saturdays_of_a_period() -> None:
    # Three people on each of two Saturdays are 6; four people on one weekend of two each are 4.
    weeks = {"period": {"start": MONDAY, "weeks": 2}, "cover": [{"shift": "E", "min": 3}]}
    found = words(**weeks, rules=[{"rule": "weekends", "at_most": 1, "out_of": 2}])
    assert len(found) == 2  # for Saturdays and for Sundays
    assert "6 work shifts on Saturdays" in found[0]
    assert "at most 4 in all" in found[0]
    two = {**weeks, "cover": [{"shift": "E", "min": 2}]}
    assert words(**two, rules=[{"rule": "weekends", "at_most": 1, "out_of": 2}]) == []
    assert words(**weeks, rules=[{"rule": "weekends", "at_most": 2, "out_of": 2}]) == []


def test_a_period_can_be_short_where_no_week_of_it_is() -> None:
    # 14 earlies in two weeks; 4 x 3 = 12 over the period, though 7 a week could be found.
    weeks = {"period": {"start": MONDAY, "weeks": 2}, "cover": [{"shift": "E", "min": 1}]}
    rule = {"rule": "count", "of": "E", "per": "period"}
    (said,) = words(**weeks, rules=[{**rule, "at_most": 3}])
    assert said.startswith("From Mon 2 Mar to Sun 15 Mar")
    assert words(**weeks, rules=[{**rule, "at_most": 4}]) == []


# -- one person ----------------------------------------------------------------------------------


def test_a_contract_beyond_what_can_be_worked_is_found() -> None:
    # 37.5 h less 5.5 h allowed are 32 h, four shifts of 8 h; on three days only 24 h are possible.
    rule = {"rule": "contract_hours", "level": "must", "tolerance": "5h30"}
    days = [{"rule": "availability", "who": "Cy", "only_days": "Mon-Wed"}]
    (said,) = words(rules=[rule, *days])
    assert said.startswith("Cy needs at least 32h of contract time")
    assert "at most 24h can be worked" in said
    assert words(rules=[rule, {**days[0], "only_days": "Mon-Thu"}]) == []
    assert words(rules=[{**rule, "level": "contract"}, *days]) == []


def test_leave_that_is_credited_needs_no_work() -> None:
    # Three days of leave credit 22.5 h; 37.5 h are then reached with two earlies less 1 h.
    rule = {"rule": "contract_hours", "level": "must", "tolerance": "1h"}
    leave = on_leave("Cy", dates="2026-03-04..2026-03-06")
    free = {"rule": "availability", "who": "Cy", "days": "weekends"}
    assert words(rules=[rule, free], absences=[leave]) == []
    assert len(words(rules=[rule, free], absences=[{**leave, "credited": False}])) == 1


def test_bank_holidays_that_are_credited_need_no_work() -> None:
    # 40 h less 8 h of one bank holiday are four earlies; on three days only 24 h are possible.
    rule = {"rule": "contract_hours", "level": "must", "who": "Cy"}
    free = {"rule": "availability", "who": "Cy", "only_days": "Mon-Thu"}
    calendar = {"extra": ["2026-03-08"]}
    credit = {"Cy": {"contract": {"hours": 40, "bank_holidays": "credit"}}}
    none = {"Cy": {"contract": {"hours": 40}}}
    assert words(rules=[rule, free], facts=credit, calendar=calendar) == []
    assert len(words(rules=[rule, free], facts=none, calendar=calendar)) == 1
    three = {**free, "only_days": "Mon-Wed"}
    (said,) = words(rules=[rule, three], facts=credit, calendar=calendar)
    assert said.startswith("Cy needs at least 32h of contract time")


def test_a_balance_is_part_of_what_is_needed_and_allowed() -> None:
    # Cy owes 40 h and 16 h more: seven earlies of 8 h, on every day; with 8 h in hand four days do.
    rule = {"rule": "contract_hours", "level": "must", "who": "Cy"}
    facts = {"Cy": {"contract": {"hours": 40}}}
    free = {"rule": "availability", "who": "Cy", "only_days": "Mon-Sat"}

    def said(balance: str, *rules: dict[str, Any], **more: Any) -> list[str]:
        history = {"balances": {"Cy": {"hours": balance}}}
        return words(rules=[rule, *rules], facts=facts, history=history, **more)

    assert said("-16h") == []
    (short,) = said("-16h", free)
    assert short.startswith("Cy needs at least 56h of contract time")
    assert said("+8h", {**free, "only_days": "Mon-Thu"}) == []
    assert len(said("+7h", {**free, "only_days": "Mon-Thu"})) == 1  # 33 h
    # Cover by Cy alone takes 40 h, and 8 h in hand leave 32 h.
    cover = [{"shift": "E", "days": "Mon-Fri", "who": "Cy", "min": 1}]
    assert said("0", cover=cover) == []
    (over,) = said("+8h", cover=cover)
    assert "cover takes at least 40h of contract time" in over
    assert "at most 32h in all" in over
    # 50 h in hand are 10 h more than the week has.
    assert said("+50h") == [
        "Cy is 10h over the contracted hours from Mon 2 Mar to Sun 8 Mar without a single duty, by "
        "what is carried in; at most 0h over (contract_hours)"
    ]
    assert said("+40h") == []


def test_duties_by_a_contract_without_hours_are_no_hours_of_the_contract() -> None:
    # Ana's 28 h end on Wednesday: 3/7 of them are 12 h, and 24 h of earlies are 12 h too many. From
    # Thursday on she is with the bank, whatever she works.
    rule = {"rule": "contract_hours", "level": "must", "who": "Ana"}
    bank = {"hours": 0, "from": "2026-03-05", "accounts": ["paid", "working_time"]}
    facts = {"Ana": {"contract": [{"hours": 28, "to": "2026-03-04"}, bank]}}

    def said(days: str, tolerance: str) -> list[str]:
        cover = [{"shift": "E", "days": days, "who": "Ana", "min": 1}]
        return words(rules=[{**rule, "tolerance": tolerance}], facts=facts, cover=cover)

    assert said("Mon-Sun", "12h") == []
    (finding,) = said("Mon-Sun", "11h")
    assert "cover takes at least 24h of contract time" in finding


def test_hours_and_shifts_that_nobody_can_reach_are_found() -> None:
    # Seven earlies of 8 h are 56 h.
    hours = {"rule": "hours", "who": "Cy", "at_least": 57}
    assert len(words(rules=[hours])) == 1
    assert words(rules=[{**hours, "at_least": 56}]) == []
    lates = {"rule": "count", "who": "Cy", "of": "L", "at_least": 7}
    assert words(rules=[lates]) == []
    # With a day of leave, six lates are due on the six other days; of all seven, one is too many.
    assert words(rules=[lates], absences=[on_leave("Cy")]) == []
    assert len(words(rules=[{**lates, "absence": "off"}], absences=[on_leave("Cy")])) == 1
    # One early on the Sunday is 8 h.
    assert len(words(rules=[{**hours, "days": "Sun", "at_least": 9}])) == 1
    assert words(rules=[{**hours, "days": "Sun", "at_least": 8}]) == []
    # A week in which Cy is not in the team every day asks for nothing.
    assert words(rules=[hours], facts={"Cy": {"starts": "2026-03-03"}}) == []
    late = {"contract": {"hours": 37.5, "from": "2026-03-03"}}
    assert words(rules=[hours], facts={"Cy": late}) == []


# -- pinned shifts -------------------------------------------------------------------------------


def test_more_pinned_than_a_shift_may_have_is_found() -> None:
    pins = [{"who": ["Ana", "Bo"], "shift": "E", "dates": "2026-03-04"}]
    (said,) = words(cover=[{"shift": "E", "max": 1}], fixed=pins)
    assert said == "Pinned shifts break cover: Early on Wed 4 Mar has 2 people; at most 1"
    assert words(cover=[{"shift": "E", "max": 2}], fixed=pins) == []
    assert words(cover=[{"shift": "E", "max": 1}], fixed=[{**pins[0], "level": "wish"}]) == []
    assert words(cover=[{"shift": "E", "max": {"people": 1, "level": "wish"}}], fixed=pins) == []


def test_pins_that_break_a_limit_of_one_person_are_found() -> None:
    pins = [{"who": "Ana", "shift": "E", "dates": "2026-03-02..2026-03-04"}]
    (said,) = words(rules=[{"rule": "hours", "at_most": 20}], fixed=pins)
    assert "Ana has 24h of working time" in said
    assert words(rules=[{"rule": "hours", "at_most": 24}], fixed=pins) == []
    both = [*pins, {"who": "Ana", "shift": "L", "dates": "2026-03-02"}]
    assert any("Pinned shifts break overlap" in said for said in words(fixed=both))


def test_a_team_that_asks_for_nothing_has_no_findings() -> None:
    assert precheck(team()) == ()
