"""The reports name who attends an event on duty and who is brought in."""

from __future__ import annotations

from report_cases import day, rota_of, team_of

from rotasolve.report.events import attendance, attendance_document, spell_attendance
from rotasolve.report.json import rota_document
from rotasolve.report.table import rota_text
from rotasolve.result import Result
from rotasolve.rota import Rota
from rotasolve.rules.event import Attendance

MEETING = {"name": "team meeting", "days": "Mon-Wed", "time": "14:30-16:00", "attend": "50%"}
TRAINING = {"name": "training", "dates": "2026-03-30", "time": "09:00-11:00", "on_duty": False}


def test_attendance_is_listed_by_date_then_in_the_order_of_the_file() -> None:
    team = team_of(events=[MEETING, TRAINING])
    rota = rota_of(team)
    brought_in = Rota.of(team, [*rota.assignments, ("Ben", day(1), "TM"), ("Cy", day(0), "TRAI")])
    # E is 08:00-16:00 and L 14:00-22:00, so that all three are there on Monday. Ana is on leave
    # on Wednesday.
    everybody = ("Ana", "Ben", "Cy")
    assert attendance(team, brought_in) == (
        Attendance("team meeting", day(0), everybody, everybody, ()),
        Attendance("training", day(0), everybody, (), ("Cy",)),
        Attendance("team meeting", day(1), everybody, ("Cy",), ("Ben",)),
        Attendance("team meeting", day(2), ("Ben", "Cy"), (), ()),
    )


def test_attendance_is_spelt_in_one_line() -> None:
    found = Attendance("team meeting", day(1), ("Ana", "Ben", "Cy"), ("Cy",), ("Ana", "Ben"))
    assert spell_attendance(found) == (
        "Tue 31 Mar team meeting: on duty Cy; brought in Ana and Ben"
    )
    nobody = Attendance("team meeting", day(2), ("Ben",), (), ())
    assert spell_attendance(nobody) == "Wed 1 Apr team meeting: nobody"
    assert nobody.missing == ("Ben",)


def test_the_table_ends_with_the_events() -> None:
    team = team_of(events=[{**MEETING, "days": "Mon-Tue"}])
    assert rota_text(team, rota_of(team)).splitlines()[-3:] == [
        "Events:",
        "  Mon 30 Mar team meeting: on duty Ana, Ben and Cy",
        "  Tue 31 Mar team meeting: on duty Cy",
    ]


def test_the_table_counts_those_on_an_event_where_somebody_is() -> None:
    team = team_of(events=[MEETING])
    rota = rota_of(team)
    assert "on TM" not in rota_text(team, rota)
    brought_in = Rota.of(team, [*rota.assignments, ("Ben", day(1), "TM")])
    (row,) = [line for line in rota_text(team, brought_in).splitlines() if line.startswith("on TM")]
    assert row.split() == ["on", "TM", "0", "1", "0", "0", "0", "0", "0", "|"]


def test_rota_json_lists_the_events() -> None:
    team = team_of(events=[{**MEETING, "days": "Tue"}])
    result = Result("unknown", rota_of(team), None, {}, 0.0, 1)
    listed = {"event": "team meeting", "date": "2026-03-31", "on_duty": ["Cy"], "brought_in": []}
    assert rota_document(team, result, "")["events"] == [listed]
    (found,) = attendance(team, rota_of(team))
    assert attendance_document(found) == listed
