"""An audit in words, the quality of a rota, and the line that shows a solve at work."""

from __future__ import annotations

from io import StringIO

import pytest
from report_cases import rota_of, team_of
from rich.console import Console

from rotasolve.audit import audit
from rotasolve.report.audit_table import (
    audit_table,
    breaches_of_must,
    quality_table,
    spell_broken,
    spell_saving,
    vacancy_table,
)
from rotasolve.report.live import live_progress, spell_progress
from rotasolve.report.table import plain
from rotasolve.report.vacancies import vacancies
from rotasolve.result import Result
from rotasolve.search.progress import Progress
from rotasolve.team.rule import Breach


def test_breaches_are_grouped_by_level_with_words_and_costs() -> None:
    team = team_of()
    # The counts are those of tests/test_report_json.py.
    assert plain(audit_table(audit(team, rota_of(team)))).splitlines() == [
        "must: 2 breaches, cost 2",
        "     1  cover  Early on Tue 31 Mar has 1 person; at least 2",
        "     1  cover  Early on Tue 31 Mar has 0 registered people; at least 1",
        "safety: 1 breach, cost 240",
        "    4h  clock_cover  0 people are on duty on Tue 31 Mar 16:00-20:00; at least 1",
        "contract: nothing is broken",
        "fairness: 2 breaches, cost 3",
        "     1  cover  Early on Mon 30 Mar has 2 people; ideally 3",
        "     2  cover  Early on Tue 31 Mar has 1 person; ideally 3",
        "wish: 1 breach, cost 1",
        "     1  request  Ben asked to be off instead of Early on Mon 30 Mar",
        "spare: nothing is broken",
    ]


def test_the_musts_that_are_broken_stand_alone() -> None:
    team = team_of()
    text = plain(breaches_of_must(audit(team, rota_of(team))))
    assert len(text.splitlines()) == 3


def test_names_with_brackets_are_no_markup() -> None:
    staff = [{"name": "Ben [red]", "contract": {"hours": 15}}]
    requests = [{"who": {"name": "Ben [red]"}, "want": ["E"], "dates": "2026-03-30"}]
    team = team_of(staff=staff, cover=[], absences=[], requests=requests)
    text = plain(audit_table(audit(team, rota_of(team_of()).of(team))))
    assert "Ben [red] asked for E" in text


def test_the_quality_says_status_cost_bound_what_could_be_saved_and_what_is_broken() -> None:
    team = team_of()
    rota = rota_of(team)
    result = Result("infeasible", rota, audit(team, rota), {"must": 1, "fairness": 3}, 2.04, 7)
    lines = plain(quality_table(result), 200).splitlines()
    assert lines[:-1] == [
        "infeasible: proven that no rota keeps every must (2.0 s, seed 7)",
        "level     cost  bound  could be saved  broken",
        "must         2      1       at most 1  cover 2",
        "safety     240      ?       not known  clock_cover 4 h (240)",
        "contract     0      0         nothing",
        "fairness     3      3         nothing  cover 3",
        "wish         1      ?       not known  request 1",
        "spare        0      0         nothing",
    ]
    assert lines[-1].startswith("Could be saved: what a better rota might save at that level, at")


def test_minutes_are_told_as_hours_and_everything_else_as_its_cost() -> None:
    # 20 and 70 minutes at weight 10 are an hour and a half that cost 900.
    found = [
        Breach("contract_hours", "contract", 10, 20, "", unit="minutes"),
        Breach("weekends", "contract", 3, 2, ""),
        Breach("contract_hours", "contract", 10, 70, "", unit="minutes"),
    ]
    assert spell_broken(found) == "contract_hours 1.5 h (900), weekends 6"
    # One name for two rules, of which one counts minutes: only the cost can be told.
    mixed = [Breach("night", "must", 1, 60, "", unit="minutes"), Breach("night", "must", 1, 1, "")]
    assert spell_broken(mixed) == "night 61"


def test_where_nothing_could_be_saved_nothing_is_explained() -> None:
    team = team_of(cover=[], requests=[], rules=[{"rule": "surplus", "weight": 0}])
    rota = rota_of(team)
    result = Result("optimal", rota, audit(team, rota), {}, 0.1, 1)
    assert plain(quality_table(result)).splitlines() == [
        "optimal: keeps every must, and it is proven that no rota is better (0.1 s, seed 1)",
        "level     cost  bound  could be saved  broken",
        *(
            f"{level:<8}     0      0         nothing"
            for level in ("must", "safety", "contract", "fairness", "wish")
        ),
    ]


def test_the_name_of_a_level_is_no_markup() -> None:
    team = team_of(cover=[], requests=[], levels=["law [/48h]", "wish [must]"])
    rota = rota_of(team)
    text = plain(quality_table(Result("optimal", rota, audit(team, rota), {}, 0.1, 1)))
    assert "law [/48h]" in text
    assert "wish [must]" in text


def test_without_a_rota_there_is_the_status_alone() -> None:
    result = Result("unknown", None, None, {}, 9.96, 1)
    (line,) = plain(quality_table(result)).splitlines()
    assert line.startswith("unknown: no rota that keeps every must was found")
    assert line.endswith("(10.0 s, seed 1)")


def test_vacancies_are_listed() -> None:
    team = team_of()
    assert plain(vacancy_table(vacancies(team, rota_of(team)))).splitlines() == [
        "Cover that nobody fills (3):",
        "  Tue 31 Mar: 1 short on E",
        "  Tue 31 Mar: 1 short on E (registered)",
        "  Tue 31 Mar: 1 short on 16:00-20:00",
    ]
    assert plain(vacancy_table(())).strip() == "Every minimum of cover is met."


@pytest.mark.parametrize(
    ("cost", "bound", "words"),
    [
        (0, None, "nothing"),
        (4, 4, "nothing"),
        (4, 3, "at most 1"),
        (4, None, "not known"),
        (1000, 0, "at most 1000"),
    ],
)
def test_what_could_be_saved_is_what_is_not_proven(
    cost: int, bound: int | None, words: str
) -> None:
    assert spell_saving(cost, bound) == words


# -- progress ----------------------------------------------------------------------------------


def at(seconds: float, safety: int | None) -> Progress:
    cost = None if safety is None else {"must": 0, "safety": safety}
    return Progress(seconds, cost, {"must": 0, "safety": 2}, "safety", "bettering safety")


def test_progress_in_one_line() -> None:
    assert spell_progress(at(12.4, 4)) == (
        "12s bettering safety; best: must 0, safety 4 (could be saved: at most 2)"
    )
    assert spell_progress(at(0, None)) == "0s bettering safety; no rota yet"


def test_a_log_gets_a_line_for_each_new_cost_and_one_every_ten_seconds() -> None:
    console = Console(file=StringIO(), width=40)
    with live_progress(console) as report:
        for seconds, safety in [(0, None), (2, 5), (3, 5), (4, 4), (4.5, 3), (13, 4), (14, 4)]:
            report(at(seconds, safety))
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    # 4.5 s comes less than a second after the line before it; 14 s is ten after that of 4 s.
    assert [line.split()[0] for line in lines] == ["0s", "2s", "4s", "14s"]


def test_a_terminal_gets_one_line_that_is_kept_up_to_date() -> None:
    console = Console(file=StringIO(), width=100, force_terminal=True)
    with live_progress(console) as report:
        report(at(2, 5))
        report(at(3, 4))
    assert isinstance(console.file, StringIO)
    text = console.file.getvalue()
    assert "safety 4" in text
    assert "Ctrl-C stops" in text
