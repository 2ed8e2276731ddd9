"""Every meeting has a time of its own, and the turns of a task are shared."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from pydantic import ValidationError
from report_cases import MONDAY, day

from rotasolve.audit import audit
from rotasolve.loader.load import read
from rotasolve.report.agenda import agenda
from rotasolve.report.json import rota_document, rota_schema, to_text
from rotasolve.report.table import rota_text
from rotasolve.result import Result
from rotasolve.rota import Rota
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("Ana", "Bo", "Cy", "Di")
MEETINGS: dict[str, Any] = {"rule": "supervision_meetings", "per": "week", "takes": "1h"}


def team_of(**more: Any) -> Team:
    """Four people; E is 08:00-16:00, L 14:00-22:00, and H an hour from 09:00."""
    return Team.model_validate(
        {
            "version": 1,
            "team": "House",
            "period": {"start": MONDAY, "weeks": 1},
            "skills": ["medication"],
            "shifts": {"E": "08:00-16:00", "L": "14:00-22:00", "H": "09:00-10:00"},
            "staff": [{"name": name, "contract": {"hours": 37.5}} for name in NAMES],
            **more,
        }
    )


def rota_of(team: Team, **rows: str) -> Rota:
    """A row of codes for each person, one character a day."""
    return Rota.of(
        team,
        (
            (name, day(number), code)
            for name, row in rows.items()
            for number, code in enumerate(row)
            if code != "-"
        ),
    )


def said(team: Team, rota: Rota) -> list[str]:
    return [str(each) for each in agenda(team, rota).appointments]


# -- meetings --------------------------------------------------------------------------------------


def test_a_meeting_is_at_the_first_time_that_both_are_on_duty() -> None:
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}])
    # Together on Tuesday from 14:00 to 16:00, and on Wednesday all day.
    rota = rota_of(team, Ana="EEE----", Bo="-LE----")
    assert said(team, rota) == ["Tue 31 Mar 14:00-15:00 supervision: Ana and Bo"]


def test_the_clock_and_the_days_hold_for_the_time_named() -> None:
    rule = {**MEETINGS, "pairs": {"Ana": ["Bo"]}, "clock": "09:30-12:00", "days": "Wed-Fri"}
    team = team_of(rules=[{**rule, "name": "reflection"}])
    rota = rota_of(team, Ana="EEE----", Bo="EEE----")
    assert said(team, rota) == ["Wed 1 Apr 09:30-10:30 reflection: Ana and Bo"]


def test_a_supervisor_has_one_meeting_a_day_where_there_are_days_enough() -> None:
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo", "Cy", "Di"]}}])
    rota = rota_of(team, Ana="EEE----", Bo="EEE----", Cy="EEE----", Di="EEE----")
    assert said(team, rota) == [
        "Mon 30 Mar 08:00-09:00 supervision: Ana and Bo",
        "Tue 31 Mar 08:00-09:00 supervision: Ana and Cy",
        "Wed 1 Apr 08:00-09:00 supervision: Ana and Di",
    ]


def test_meetings_of_a_day_follow_each_other() -> None:
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo", "Cy"], "Bo": ["Cy"]}}])
    rota = rota_of(team, Ana="E------", Bo="E------", Cy="E------")
    found = agenda(team, rota)
    assert [str(each) for each in found.meetings] == [
        "Mon 30 Mar 08:00-09:00 supervision: Ana and Bo",
        "Mon 30 Mar 09:00-10:00 supervision: Ana and Cy",
        "Mon 30 Mar 10:00-11:00 supervision: Bo and Cy",
    ]


def test_the_meeting_with_fewest_times_to_choose_from_comes_first() -> None:
    # Cy has from 14:00 to 16:00 (61 minutes to start at), Di from 09:00 to 10:00 (one), Bo all day.
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo", "Cy", "Di"]}}])
    rota = rota_of(team, Ana="E------", Bo="E------", Cy="L------", Di="H------")
    assert said(team, rota) == [
        "Mon 30 Mar 08:00-09:00 supervision: Ana and Bo",
        "Mon 30 Mar 09:00-10:00 supervision: Ana and Di",
        "Mon 30 Mar 14:00-15:00 supervision: Ana and Cy",
    ]


def test_a_meeting_for_which_no_time_is_left_is_missing() -> None:
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo", "Cy"]}}])
    rota = rota_of(team, Ana="H------", Bo="E------", Cy="E------")
    assert said(team, rota) == [
        "Mon 30 Mar 09:00-10:00 supervision: Ana and Bo",
    ]
    assert agenda(team, rota).missing == (
        "Ana and Cy share no 1h on duty, beside all else, from Mon 30 Mar to Sun 5 Apr",
    )


def test_a_meeting_that_cannot_be_is_missing() -> None:
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}])
    found = agenda(team, rota_of(team, Ana="E------", Bo="-E-----"))
    assert found.appointments == []
    assert found.missing == ("Ana and Bo share no 1h on duty from Mon 30 Mar to Sun 5 Apr",)


def test_each_window_has_its_meeting() -> None:
    team = team_of(
        period={"start": MONDAY, "weeks": 3},
        rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}, "per": "every 2 weeks"}],
    )
    # The third week is half a window.
    rota = rota_of(team, Ana="E-------E----E", Bo="E-------E----E")
    assert said(team, rota) == ["Mon 30 Mar 08:00-09:00 supervision: Ana and Bo"]


def test_a_time_past_midnight_belongs_to_the_date_on_which_it_starts() -> None:
    rule = {**MEETINGS, "pairs": {"Ana": ["Bo"]}, "clock": "23:30-04:00", "days": "Sat"}
    team = team_of(
        period={"start": "2026-03-23", "weeks": 1},
        shifts={"N": "21:00-07:00", "M": "00:15-08:00"},
        rules=[{**rule, "takes": "2h"}],
    )
    # Ana's night of Saturday and Bo's of Sunday share 00:15 to 04:00; 01:00-02:00 never comes on
    # that Sunday, so two hours end at 03:15.
    rota = Rota.of(team, [("Ana", date(2026, 3, 28), "N"), ("Bo", date(2026, 3, 29), "M")])
    assert said(team, rota) == ["Sun 29 Mar 00:15-03:15 supervision: Ana and Bo"]


def test_no_meeting_is_during_an_event_that_one_of_the_two_attends() -> None:
    """Both are on E (08:00-16:00) on Wednesday only, and the team meets from 08:00 to 10:00.

    Of those on duty Bo alone may attend; from 10:00 on both are free.
    """
    event = {"name": "team meeting", "days": "Wed", "time": "08:00-10:00", "attend": 1, "who": "Bo"}
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}], events=[event])
    assert said(team, rota_of(team, Ana="--E----", Bo="--E----")) == [
        "Wed 1 Apr 10:00-11:00 supervision: Ana and Bo"
    ]


def test_a_meeting_that_an_event_leaves_no_time_for_is_missing() -> None:
    event = {"name": "away day", "days": "Wed", "time": "08:00-15:30", "attend": 1}
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}], events=[event])
    found = agenda(team, rota_of(team, Ana="--E----", Bo="--E----"))
    assert found.appointments == []
    assert found.missing == (
        "Ana and Bo share no 1h on duty, beside all else, from Mon 30 Mar to Sun 5 Apr",
    )


def test_what_has_to_end_first_is_first_where_it_would_clash_otherwise() -> None:
    """E is 08:00-16:00; the meeting would be at 08:00, and the audit then at no time."""
    task = {"name": "audit", "per": "week", "takes": "3h", "clock": "08:00-11:00", "who": "Ana"}
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}], tasks=[task])
    found = agenda(team, rota_of(team, Ana="E------", Bo="E------"))
    assert [str(each) for each in found.appointments] == [
        "Mon 30 Mar 08:00-11:00 audit: Ana",
        "Mon 30 Mar 11:00-12:00 supervision: Ana and Bo",
    ]
    assert found.missing == ()


def test_times_of_two_people_that_never_meet_are_said_to_clash() -> None:
    """Ana is free from 12:00 and Bo until 12:00: each has an hour, but not the same one."""
    tasks = [
        {"name": "stock", "per": "week", "takes": "4h", "clock": "08:00-12:00", "who": "Ana"},
        {"name": "order", "per": "week", "takes": "4h", "clock": "12:00-16:00", "who": "Bo"},
    ]
    team = team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}], tasks=tasks)
    found = agenda(team, rota_of(team, Ana="E------", Bo="E------"))
    assert found.missing == ()
    assert [each.clash for each in found.appointments].count(True) == 1


def test_a_task_goes_to_whoever_is_not_at_the_event() -> None:
    """Ana comes first in the file, but is at the event from 09:00 to 10:00, all of H."""
    task = {"name": "fire test", "per": "week", "takes": "1h"}
    event = {"name": "briefing", "days": "Mon", "time": "09:00-10:00", "attend": 1, "who": "Ana"}
    team = team_of(tasks=[task], events=[event])
    rota = rota_of(team, Ana="H------", Bo="-H-----")
    assert said(team, rota) == ["Tue 31 Mar 09:00-10:00 fire test: Bo"]


def test_a_meeting_may_be_at_an_event_where_its_kinds_say_so() -> None:
    """Both are brought in for the training day, which the rule counts as time for a meeting."""
    event = {"name": "training day", "code": "T", "days": "Fri", "time": "09:00-16:00"}
    rule = {**MEETINGS, "pairs": {"Ana": ["Bo"]}, "kinds": ["work", "event"]}
    team = team_of(rules=[rule], events=[event])
    rota = rota_of(team, Ana="----T--", Bo="----T--")
    assert said(team, rota) == ["Fri 3 Apr 09:00-10:00 supervision: Ana and Bo"]


# -- tasks -----------------------------------------------------------------------------------------

DAILY: dict[str, Any] = {"name": "fridge", "per": "day"}


def test_turns_go_round_in_the_order_of_the_team() -> None:
    team = team_of(tasks=[DAILY])
    rota = rota_of(team, Ana="EEEEEEE", Bo="EEEEEEE", Cy="EEEEEEE", Di="-------")
    assert [each.people[0] for each in agenda(team, rota).tasks] == [
        *("Ana", "Bo", "Cy"),
        *("Ana", "Bo", "Cy"),
        "Ana",
    ]


def test_a_window_that_few_can_do_is_given_before_those_that_many_can() -> None:
    # Ana alone is there on Tuesday and Wednesday, so Monday goes to Bo.
    team = team_of(tasks=[DAILY])
    rota = rota_of(team, Ana="EEE----", Bo="E------")
    assert said(team, rota) == [
        "Mon 30 Mar 08:00-08:30 fridge: Bo",
        "Tue 31 Mar 08:00-08:30 fridge: Ana",
        "Wed 1 Apr 08:00-08:30 fridge: Ana",
    ]


def test_turns_of_other_tasks_count_where_those_of_the_task_are_equal() -> None:
    weekly = {"per": "week", "days": "Mon"}
    team = team_of(tasks=[{**weekly, "name": "fire test"}, {**weekly, "name": "audit"}])
    rota = rota_of(team, Ana="E------", Bo="E------")
    assert said(team, rota) == [
        "Mon 30 Mar 08:00-08:30 audit: Bo",
        "Mon 30 Mar 08:00-08:30 fire test: Ana",
    ]


def test_turns_of_the_history_count() -> None:
    turn = {"task": "fire test", "staff": "Ana"}
    turns = [{**turn, "date": MONDAY - timedelta(number)} for number in (6, 13)]
    turns += [{**turn, "staff": "Bo", "date": MONDAY - timedelta(20)}]
    team = team_of(
        period={"start": MONDAY, "weeks": 3},
        tasks=[{"name": "fire test", "per": "week", "days": "Tue"}],
        history={"turns": turns},
    )
    rota = rota_of(team, Ana="-E------E------E", Bo="-E------E------E")
    # Ana has had two turns and Bo one: Bo, then Ana as the first of the team, then Bo.
    assert [each.people[0] for each in agenda(team, rota).tasks] == ["Bo", "Ana", "Bo"]


def test_only_those_with_the_skill_have_turns() -> None:
    staff = [{"name": name, "contract": {"hours": 20}} for name in NAMES]
    staff[2]["skills"] = "medication"
    task = {"name": "audit", "who": "medication", "per": "week", "takes": "2h"}
    team = team_of(staff=staff, tasks=[{**task, "clock": "09:00-17:00"}])
    rota = rota_of(team, Ana="EEEEEEE", Cy="--L-E--")
    assert said(team, rota) == ["Wed 1 Apr 14:00-16:00 audit: Cy"]


def test_a_task_is_on_a_day_on_which_the_person_is_not_named_otherwise() -> None:
    team = team_of(
        rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}],
        tasks=[{"name": "audit", "per": "week", "who": "Ana"}],
    )
    rota = rota_of(team, Ana="EE-----", Bo="E------")
    assert said(team, rota) == [
        "Mon 30 Mar 08:00-09:00 supervision: Ana and Bo",
        "Tue 31 Mar 08:00-08:30 audit: Ana",
    ]


def test_a_task_waits_for_the_end_of_a_meeting() -> None:
    team = team_of(
        rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}],
        tasks=[{"name": "audit", "per": "week", "who": "Ana"}],
    )
    rota = rota_of(team, Ana="E------", Bo="E------")
    assert said(team, rota) == [
        "Mon 30 Mar 08:00-09:00 supervision: Ana and Bo",
        "Mon 30 Mar 09:00-09:30 audit: Ana",
    ]


def test_somebody_who_is_free_goes_before_somebody_whose_turn_it_would_be() -> None:
    team = team_of(
        rules=[{**MEETINGS, "pairs": {"Ana": ["Bo"]}}],
        tasks=[{"name": "audit", "per": "week", "clock": "09:00-10:00", "days": "Mon"}],
    )
    rota = rota_of(team, Ana="H------", Bo="E------", Cy="E------")
    assert said(team, rota) == [
        "Mon 30 Mar 09:00-09:30 audit: Cy",
        "Mon 30 Mar 09:00-10:00 supervision: Ana and Bo",
    ]


def test_a_team_without_meetings_and_tasks_has_an_empty_agenda() -> None:
    team = team_of()
    assert said(team, rota_of(team, Ana="EEE----")) == []


# -- outputs ---------------------------------------------------------------------------------------


def full_team() -> Team:
    return team_of(
        rules=[{**MEETINGS, "pairs": {"Ana": ["Bo", "Cy"]}}],
        tasks=[
            {"name": "fire test", "per": "week", "days": "Tue"},
            {"name": "audit", "per": "week", "who": "medication"},
        ],
    )


def full_rota(team: Team) -> Rota:
    return rota_of(team, Ana="HE-----", Bo="E------", Cy="E------")


def document(team: Team, rota: Rota | None) -> dict[str, Any]:
    found = audit(team, rota) if rota else None
    return rota_document(team, Result("feasible", rota, found, {}, 1.0, 1), "ab" * 32)


def test_rota_json_lists_meetings_and_tasks() -> None:
    team = full_team()
    found = document(team, full_rota(team))
    on_monday = {"date": "2026-03-30", "start": "09:00", "end": "10:00"}
    assert found["meetings"] == [
        {"supervisor": "Ana", "staff": "Bo", **on_monday, "clash": False},
    ]
    assert found["tasks"] == [
        {
            "task": "fire test",
            "staff": "Ana",
            "date": "2026-03-31",
            "start": "08:00",
            "end": "08:30",
            "clash": False,
        }
    ]
    jsonschema.Draft202012Validator(rota_schema()).validate(json.loads(to_text(found)))


def test_without_a_rota_there_are_none() -> None:
    found = document(full_team(), None)
    assert (found["meetings"], found["tasks"]) == ([], [])


def test_the_table_ends_with_meetings_and_tasks() -> None:
    team = full_team()
    lines = rota_text(team, full_rota(team)).splitlines()
    assert lines[lines.index("Meetings and tasks") :] == [
        "Meetings and tasks",
        "Mon 30 Mar  09:00-10:00  supervision: Ana and Bo",
        "Tue 31 Mar  08:00-08:30  fire test: Ana",
        "missed: Ana and Cy share no 1h on duty, beside all else, from Mon 30 Mar to Sun 5 Apr",
        "missed: nobody (medication) has 30m on duty for audit from Mon 30 Mar to Sun 5 Apr",
    ]


def test_the_table_of_a_team_without_either_has_no_such_heading() -> None:
    team = team_of()
    assert "Meetings and tasks" not in rota_text(team, rota_of(team, Ana="E------"))


# -- from file to file -----------------------------------------------------------------------------

FILE = """\
version: 1
team: House
period: {start: 2026-04-06, weeks: 1}
shifts: {E: 08:00-16:00, L: 14:00-22:00, H: 09:00-10:00}
staff:
  - {name: Ana, contract: {hours: 37.5}}
  - {name: Bo, contract: {hours: 37.5}}
cover:
  - {shift: E, min: 1}
tasks:
  - {name: fire test, per: week, days: Tue}
"""


def test_turns_carry_over_through_rota_json(tmp_path: Path) -> None:
    earlier = full_team()
    past = document(earlier, full_rota(earlier))
    (tmp_path / "march.json").write_text(to_text(past), "utf-8")
    file = tmp_path / "team.yaml"
    file.write_text(FILE + "history: march.json\n", "utf-8")
    team = read(file).team
    assert [(turn.task, turn.staff, str(turn.date)) for turn in team.history.turns] == [
        ("fire test", "Ana", "2026-03-31")
    ]
    both = [(name, date(2026, 4, 7), "E") for name in ("Ana", "Bo")]
    assert said(team, Rota.of(team, both)) == ["Tue 7 Apr 08:00-08:30 fire test: Bo"]


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ("none", "tasks: expected a list of tasks"),
        ([{"task": "fire test", "staff": "Ana"}], "tasks[0]: expected a mapping with task, staff"),
        ([{"task": "a", "staff": "Ana", "date": "Tue"}], "tasks[0]: expected a mapping with task"),
    ],
    ids=str,
)
def test_turns_of_a_file_that_cannot_be_read_are_a_problem(
    tmp_path: Path, tasks: Any, words: str
) -> None:
    earlier = full_team()
    past = {**document(earlier, full_rota(earlier)), "tasks": tasks}
    (tmp_path / "march.json").write_text(to_text(past), "utf-8")
    file = tmp_path / "team.yaml"
    file.write_text(FILE + "history: march.json\n", "utf-8")
    with pytest.raises(Exception, match=r"march\.json") as refused:
        read(file)
    (line,) = refused.value.problems  # type: ignore[attr-defined]
    assert words in line


def test_turns_written_out_are_checked(tmp_path: Path) -> None:
    history = (
        "history:\n"
        "  turns:\n"
        "    - {task: fire test, staff: Ana, date: 2026-03-31}\n"
        "    - {task: fire test, staff: Zoe, date: 2026-03-24}\n"
        "    - {task: fire tset, staff: Bo, date: 2026-03-24}\n"
    )
    file = tmp_path / "team.yaml"
    file.write_text(FILE + history, "utf-8")
    loaded = read(file)
    assert [line.rpartition("yaml:")[2] for line in loaded.warnings] == [
        "15: history.turns[1].staff: unknown staff member 'Zoe'; the turn is left out",
        "16: history.turns[2].task: unknown task 'fire tset'; did you mean 'fire test'?: no effect",
    ]
    assert [turn.staff for turn in loaded.team.history.turns] == ["Ana", "Bo"]
    late = history.replace("2026-03-31", "2026-04-06")
    file.write_text(FILE + late, "utf-8")
    with pytest.raises(Exception, match="2026-04-06 is not before the period"):
        read(file)


def test_what_is_never_due_and_whom_nobody_is_are_warnings(tmp_path: Path) -> None:
    text = FILE.replace("shifts:", "skills: [medication]\nshifts:") + (
        "  - {name: audit, per: month}\n"
        "  - {name: deep clean, per: every 4 weeks}\n"
        "  - {name: stock, per: week, who: medication}\n"
        "rules:\n"
        "  - {rule: supervision_meetings, pairs: {Ana: Bo}}\n"
    )
    file = tmp_path / "team.yaml"
    file.write_text(text, "utf-8")
    assert [line.rpartition("yaml:")[2] for line in read(file).warnings] == [
        "13: tasks[1].per: the period holds the 15th of no month: no effect",
        "14: tasks[2].per: the period is shorter than that: no effect",
        "15: tasks[3].who: selects nobody, so nobody can do it",
        "17: rules[0]: the period is shorter than that: no effect",
    ]


def test_a_pair_of_somebody_who_is_not_on_the_team_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown staff member 'Zoe'"):
        team_of(rules=[{**MEETINGS, "pairs": {"Ana": ["Zoe"]}}])
