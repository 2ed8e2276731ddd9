"""Vacancies are the minima of cover that nobody fills, and nothing else."""

from __future__ import annotations

from report_cases import day, rota_of, team_of

from rotasolve.report.vacancies import Vacancy, vacancies
from rotasolve.rota import Rota


def test_every_minimum_that_is_missed_is_listed_by_date() -> None:
    team = team_of()
    # Monday: two on E, Ana registered, Cy on L: all met (the ideal of 3 is no minimum).
    # Tuesday: Cy alone on E is one short, and not registered; E ends at 16:00, the clock at 20:00.
    assert vacancies(team, rota_of(team)) == (
        Vacancy(day(1), 1, shifts=("E",)),
        Vacancy(day(1), 1, shifts=("E",), who="registered"),
        Vacancy(day(1), 1, clock="16:00-20:00"),
    )


def test_an_empty_rota_misses_every_minimum() -> None:
    team = team_of()
    found = vacancies(team, Rota.of(team))
    # E on 2 days short by 2 and by 1 registered, L on Monday by 1, the clock on Tuesday by 1.
    assert [(v.date, v.people, v.where) for v in found] == [
        (day(0), 2, "E"),
        (day(0), 1, "E (registered)"),
        (day(0), 1, "L"),
        (day(1), 2, "E"),
        (day(1), 1, "E (registered)"),
        (day(1), 1, "12:00-20:00"),
    ]


def test_shifts_counted_together_are_one_vacancy() -> None:
    team = team_of(cover=[{"shift": ["E", "L"], "days": "Mon", "min": 4}])
    # Three people are on E or L on Monday.
    (found,) = vacancies(team, rota_of(team))
    assert str(found) == "Mon 30 Mar: 1 short on E or L"
    assert found.to_json() == {
        "date": "2026-03-30",
        "shifts": ["E", "L"],
        "people": 1,
        "who": None,
        "bank": 0,
    }


def test_cover_stated_among_the_rules_counts_too() -> None:
    team = team_of(cover=[], rules=[{"rule": "cover", "shift": "L", "days": "Wed", "min": 1}])
    assert vacancies(team, rota_of(team)) == (Vacancy(day(2), 1, shifts=("L",)),)


def test_the_same_minimum_said_twice_is_one_vacancy() -> None:
    line = {"shift": "L", "days": "Wed", "min": 1}
    team = team_of(cover=[line, {**line, "weight": 5}])
    assert len(vacancies(team, rota_of(team))) == 1


def test_who_would_count_is_said_in_words() -> None:
    lines = [
        {"shift": "L", "days": "Wed", "min": 1, "who": {"not": "registered"}},
        {"clock": "12:00-13:00", "days": "Thu", "min": 1, "who": {"name": ["Ben", "Cy"]}},
    ]
    team = team_of(cover=lines)
    assert [str(vacancy) for vacancy in vacancies(team, rota_of(team))] == [
        "Wed 1 Apr: 1 short on L (not registered)",
        "Thu 2 Apr: 1 short on 12:00-13:00 (Ben or Cy)",
    ]


def test_those_whom_the_bank_is_to_send_are_said() -> None:
    lines = [
        {"shift": "E", "days": "Mon", "min": 4, "bank": 1},  # Ana and Ben are there: 2 short
        {"shift": "E", "days": "Tue", "who": "registered", "min": 1, "bank": 1},  # nobody is
        {"shift": "L", "days": "Mon", "min": 1, "bank": 1},  # Cy is there
        {"clock": "15:00-17:00", "days": "Tue", "min": 2, "bank": 1},  # Cy is there until 16:00
    ]
    team = team_of(cover=lines)
    found = vacancies(team, rota_of(team))
    assert [str(vacancy) for vacancy in found] == [
        "Mon 30 Mar: 2 short on E, 1 of them from the bank",
        "Tue 31 Mar: 1 from the bank on E (registered)",
        "Tue 31 Mar: 1 from the bank on 15:00-16:00",
        "Tue 31 Mar: 2 short on 16:00-17:00, 1 of them from the bank",
    ]
    assert [vacancy.to_json()["bank"] for vacancy in found] == [1, 1, 1, 1]


def test_the_nearest_mix_of_skills_says_who_is_missing() -> None:
    mixes = [{"registered": 3}, {"registered": 2, "all": 3}]
    team = team_of(cover=[{"shift": "E", "days": "Mon-Tue", "any_of": mixes}])
    # Monday: Ana, registered, and Ben: 2 registered short, or 1 registered and 1 more.
    # Tuesday: Cy: 3 registered short, or 2 registered and 2 more.
    assert [str(vacancy) for vacancy in vacancies(team, rota_of(team))] == [
        "Mon 30 Mar: 2 short on E (registered)",
        "Tue 31 Mar: 3 short on E (registered)",
    ]
    (monday, *_) = vacancies(
        team_of(cover=[{"shift": "E", "days": "Mon", "any_of": mixes[1:]}]), rota_of(team)
    )
    assert (monday.people, monday.who) == (1, "registered")
