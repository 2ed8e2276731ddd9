"""A line says what a team file holds."""

from __future__ import annotations

from report_cases import team_of

from rotasolve.report.overview import overview


def test_every_block_that_has_entries_is_counted() -> None:
    rules = [{"rule": "rest"}, {"rule": "overlap"}]
    fixed = [{"who": "Cy", "shift": "E", "dates": "2026-03-31"}]
    tasks = [{"name": "fire test", "per": "week"}, {"name": "audit", "per": "month"}]
    assert overview(team_of(rules=rules, tasks=tasks, fixed=fixed)) == (
        "House: 3 staff, 2 shifts, 1 week from 2026-03-30; "
        "4 lines of cover, 2 rules, 2 tasks, 1 absence, 1 request, 1 pinned shift"
    )


def test_a_team_without_rules_is_people_and_shifts() -> None:
    period = {"start": "2026-03-30", "weeks": 2}
    team = team_of(period=period, shifts={"E": "08:00-16:00"}, cover=[], absences=[], requests=[])
    assert overview(team) == "House: 3 staff, 1 shift, 2 weeks from 2026-03-30"
