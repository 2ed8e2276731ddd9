"""The benchmark on generated teams: what it makes, how it judges, and what it writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks import plot_teams
from benchmarks.generated import HOUSE
from benchmarks.teams import (
    LIKE,
    Task,
    first_seconds,
    growth,
    measure_alone,
    measured,
    read_lines,
    seconds_to_gap,
)

from rotasolve.explain.precheck import precheck
from rotasolve.search.progress import Progress

if TYPE_CHECKING:
    from rotasolve.rules.cover import Cover
    from rotasolve.team.team import Team

ROOT = Path(__file__).parent.parent
BOTH = pytest.mark.parametrize("like", sorted(LIKE))

# -- teams -----------------------------------------------------------------------------------------


@BOTH
def test_a_seed_makes_one_team(like: str) -> None:
    first, again, other = (LIKE[like](10, 2, seed=seed) for seed in (3, 3, 4))
    assert first.model_dump() == again.model_dump()
    assert first.model_dump() != other.model_dump()


@BOTH
@pytest.mark.parametrize(("people", "weeks", "seed"), [(10, 26, 1), (25, 4, 2), (40, 12, 3)])
def test_teams_have_their_size_and_nothing_shows_them_impossible(
    like: str, people: int, weeks: int, seed: int
) -> None:
    team = LIKE[like](people, weeks, seed=seed)
    assert (len(team.staff), team.period.weeks) == (people, weeks)
    assert precheck(team) == ()


def test_cover_of_houses_grows_in_proportion() -> None:
    asked = {people: _least(LIKE["house"](people, 1)) for people in (10, 40)}
    # Of ten: 2 on each early and late (at weekends 1), a sleep-in and somebody on call.
    # 5 days x 2 shifts x 2 + 2 days x 2 shifts x 1 + 7 sleep-ins + 7 on call = 38 duties.
    assert asked == {10: 38, 40: 4 * 38}


def _least(team: Team) -> int:
    """Duties that the minima of cover ask for, at level must, of anybody."""
    lines: list[Cover] = [rule for rule in team.cover if rule.rule == "cover"]
    return sum(
        line.min.people * len(team.dates_of(line))
        for line in lines
        if line.min and line.level_of(line.min, team) == "must" and str(line.who) == "everybody"
    )


@pytest.mark.parametrize("seed", range(5))
def test_at_most_one_of_a_house_is_away(seed: int) -> None:
    team = LIKE["house"](30, 26, seed=seed)
    houses = {staff.name: n // len(HOUSE) for n, staff in enumerate(team.staff)}
    away = [
        (houses[staff.name], day)
        for absence in team.absences
        for staff in team.staff_of(absence.who)
        for day in team.dates_of(absence)
    ]
    assert away
    assert len(away) == len(set(away))


@pytest.mark.parametrize("seed", range(5))
def test_at_most_a_quarter_of_a_crisis_team_is_on_leave(seed: int) -> None:
    team = LIKE["crisis"](12, 26, seed=seed)
    away: dict[object, int] = {}
    for absence in team.absences:
        for day in team.dates_of(absence):
            away[day] = away.get(day, 0) + 1
    assert 1 <= max(away.values()) <= 3


# -- milestones ------------------------------------------------------------------------------------

LEVELS = ("safety", "wish")


def report(
    seconds: float,
    safety: tuple[int, int | None],
    wish: tuple[int, int | None],
    *,
    at: str | None,
    must: int = 0,
) -> Progress:
    """A report with the cost and bound of each level."""
    pairs = {"safety": safety, "wish": wish}
    cost = {"must": must, **{level: cost for level, (cost, _) in pairs.items()}}
    bound = {level: bound for level, (_, bound) in pairs.items() if bound is not None}
    return Progress(seconds, cost, bound, at, "bettering")


START = Progress(0.5, None, {}, None, "looking for a first rota")


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param([START], (None, None), id="no rota"),
        pytest.param(
            # 1 % of 199 is less than 2: 197 is too low, 198 is not. Of 50 it is a half.
            [
                START,
                report(1, (199, None), (50, None), at="safety"),
                report(2, (199, 197), (50, None), at="safety"),
                report(3, (199, 198), (50, None), at="safety"),
                report(4, (199, 198), (50, 49), at="wish"),
                report(5, (199, 198), (50, 50), at="wish"),
            ],
            (3, 5),
            id="one level after the other",
        ),
        pytest.param(
            [
                report(1, (0, 0), (9, None), at="wish"),
                report(2, (0, 0), (9, 8), at="wish"),
                report(3, (0, 0), (0, 0), at=None),
            ],
            (1, 3),
            id="nothing is within the gap of nothing",
        ),
        pytest.param(
            [
                report(1, (100, 90), (40, 40), at="wish"),
                report(2, (100, 99), (40, 40), at="safety"),
            ],
            (2, 2),
            id="a lower level waits for the higher ones",
        ),
        pytest.param(
            # At 3 a rota has been found that costs 80 at safety; 40 and 40 are still the figures
            # of the rota before it, which at wish costs 60.
            [
                report(1, (100, 79), (40, None), at="safety"),
                report(2, (100, 79), (40, 40), at="wish"),
                report(3, (80, 80), (40, 40), at="safety"),
                report(4, (80, 80), (60, 40), at="wish"),
                report(5, (80, 80), (60, 60), at="wish"),
            ],
            (3, 5),
            id="figures of two rotas are not mixed",
        ),
        pytest.param(
            [
                report(1, (100, 99), (40, 40), at="wish"),
                report(2, (99, 99), (70, None), at="safety"),
                report(3, (99, 99), (70, 50), at="wish"),
            ],
            (1, 1),
            id="what opens again was reached",
        ),
        pytest.param(
            [
                report(1, (0, 0), (0, 0), at=None, must=3),
                report(2, (0, 0), (5, None), at="safety"),
            ],
            (2, None),
            id="a broken must",
        ),
        pytest.param(
            [
                report(4, (9, 9), (7, 7), at="wish"),
                report(2, (9, 9), (7, None), at="wish"),
                report(3, (9, 9), (7, 7), at="wish"),
            ],
            (2, 3),
            id="threads report in any order",
        ),
    ],
)
def test_seconds_to_gap(
    reports: list[Progress], expected: tuple[float | None, float | None]
) -> None:
    assert seconds_to_gap(reports, LEVELS) == dict(zip(LEVELS, expected, strict=True))


def test_the_first_rota_keeps_every_must() -> None:
    reports = [
        report(5, (1, None), (1, None), at="safety"),
        START,
        report(2, (1, None), (1, None), at="safety", must=1),
        report(3, (9, None), (9, None), at="safety"),
    ]
    assert first_seconds(reports) == 3
    assert first_seconds(reports[1:3]) is None


# -- growth ----------------------------------------------------------------------------------------


def line(people: int, weeks: int, **figures: Any) -> dict[str, Any]:
    """The line of a size of which the first rota came at once."""
    return {
        "team": "crisis",
        "people": people,
        "weeks": weeks,
        "limit": 120.0,
        "first_seconds": 0.1,
        "seconds_to_gap": None,
        "peak_mb": 200.0,
        "peak_mb_before": 100.0,
        **figures,
    }


def test_growth_is_the_slope_through_the_logarithms() -> None:
    lines = [
        line(10, 4, first_seconds=0.5, seconds_to_gap=3.0, peak_mb=150.0),
        line(20, 4, first_seconds=2.0, seconds_to_gap=9.0, peak_mb=200.0),
        line(40, 4, first_seconds=8.0, peak_mb=300.0),
        line(40, 12, first_seconds=8.0),
    ]
    # People double: seconds to the first rota become 4 times as many, people ** 2; memory, less the
    # 100 MB before, doubles; and log 3 / log 2 is 1.58. Weeks treble: the first rota takes as long,
    # and memory falls from 200 to 100 MB: log 0.5 / log 3 is -0.63.
    assert growth(lines).splitlines()[2:] == [
        "| crisis | people | 4 weeks | 2.00 (3) | 1.58 (2) | 1.00 (3) |",
        "| crisis | people | 12 weeks | – | – | – |",
        "| crisis | weeks | 10 people | – | – | – |",
        "| crisis | weeks | 20 people | – | – | – |",
        "| crisis | weeks | 40 people | 0.00 (2) | – | -0.63 (2) |",
    ]


def test_the_last_line_of_a_size_counts_and_failures_do_not() -> None:
    failed = {"team": "crisis", "people": 80, "weeks": 4, "error": "ended by SIGKILL"}
    lines = [line(20, 4), line(10, 4, seed=1), failed, line(10, 4, seed=2)]
    assert measured(lines) == [line(10, 4, seed=2), line(20, 4)]


# -- the commands ----------------------------------------------------------------------------------


def run(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command of the benchmarks, run as a user would."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_each_size_gives_a_line_and_a_failure_does_not_end_the_run(tmp_path: Path) -> None:
    out = tmp_path / "teams.jsonl"
    # The calendar does not go as far as 9999 weeks.
    sizes = ("--people", 10, "--weeks", "9999,1", "--seconds", 2, "--workers", 1)
    done = run("teams", "--like", "house", *sizes, "--out", out)
    assert done.returncode == 1
    assert out.read_text(encoding="utf-8") == done.stdout
    solved, failed = read_lines(out)
    assert {key: solved[key] for key in ("team", "people", "weeks", "limit", "seed")} == {
        "team": "house",
        "people": 10,
        "weeks": 1,
        "limit": 2.0,
        "seed": 1,
    }
    assert solved["status"] in ("optimal", "feasible")
    assert solved["audit_clean"] is True
    assert 0 < solved["first_seconds"] <= solved["seconds"]
    assert 0 < solved["peak_mb_before"] < solved["peak_mb"]
    assert set(solved["versions"]) == {"rotasolve", "ortools", "python"}
    levels = solved["levels"]
    assert list(levels) == ["safety", "contract", "fairness", "wish", "spare"]
    assert all(set(each) == {"cost", "bound", "seconds_to_gap"} for each in levels.values())
    assert solved["seconds_to_gap"] == levels["wish"]["seconds_to_gap"]
    assert (failed["weeks"], set(failed)) == (
        9999,
        {"team", "people", "weeks", "limit", "seed", "error"},
    )
    assert "| house | people | 1 weeks | – | – | – |" in done.stderr


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("kill -9 $$", "ended by SIGKILL"),
        ("echo no room for it >&2; exit 3", "exit code 3: no room for it"),
        ("exit 0", "exit code 0: no words"),
    ],
)
def test_a_process_that_dies_is_an_error(
    script: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    task = Task("house", people=10, weeks=4, limit=1.0, seed=0, workers=None)
    assert measure_alone(task) == {**task.key, "error": error}


def test_the_process_of_a_size_gets_all_that_was_asked_for() -> None:
    task = Task("house", people=10, weeks=4, limit=1.5, seed=0, workers=3)
    assert " ".join(task.arguments) == (
        "--like house --people 10 --weeks 4 --seconds 1.5 --seed 0 --workers 3"
    )


@pytest.mark.parametrize("text", ["ten", "10,", "0,10", "-4"])
def test_sizes_are_whole_numbers(text: str) -> None:
    done = run("teams", f"--people={text}")
    assert done.returncode == 2
    assert f"'{text}' is not a list of numbers such as 10,20" in done.stderr


def test_a_file_that_cannot_be_added_to_is_told_before_any_solve(tmp_path: Path) -> None:
    out = tmp_path / "teams.jsonl"
    out.write_text("not json\n", encoding="utf-8")
    done = run("teams", "--people", 10, "--out", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(out) in done.stderr
    assert out.read_text(encoding="utf-8") == "not json\n"


# -- the plot --------------------------------------------------------------------------------------


def write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    """A file as the benchmark writes it."""
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")


def test_the_same_lines_give_the_same_plot(tmp_path: Path) -> None:
    lines = [
        line(10, 4, seconds_to_gap=2.0),
        line(20, 4, first_seconds=1.0, seconds_to_gap=30.0),
        line(10, 12, first_seconds=3.0),
        line(20, 12, first_seconds=None),
        line(10, 4, team="house"),
    ]
    write_lines(tmp_path / "teams.jsonl", lines)
    pictures = []
    for name in ("one/teams.svg", "two/teams.svg"):
        done = run("plot_teams", tmp_path / "teams.jsonl", tmp_path / name)
        assert (done.returncode, done.stderr) == (0, "")
        pictures.append((tmp_path / name).read_text(encoding="utf-8"))
    assert pictures[0] == pictures[1]
    for words in (
        *("Crisis teams: time", "Crisis teams: peak memory", "Supported housing: time"),
        *("4 weeks", "12 weeks", "first rota", "1 % gap", "1 % gap not reached", "no rota"),
    ):
        assert f">{words}</text>" in pictures[0]


def test_what_was_not_reached_is_marked_at_the_limit() -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    group = [
        line(10, 4, seconds_to_gap=2.0),
        line(20, 4, first_seconds=5.0),
        line(40, 4, first_seconds=None),
    ]
    plot_teams._draw_time(axes, group, "#0072B2", "o", shift=1.0)
    first, gap, *marks = axes.get_lines()
    assert first.get_xydata().tolist() == [[10, 0.1], [20, 5]]
    assert gap.get_xydata().tolist() == [[10, 2]]
    # Neither 20 nor 40 people came to the gap in 120 s, and 40 had no rota.
    assert [(*mark.get_xydata().tolist(), mark.get_marker()) for mark in marks] == [
        ([20, 120], "o"),
        ([40, 120], "o"),
        ([40, 120], "x"),
    ]


def test_a_plot_of_nothing_is_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "teams.jsonl", [])
    done = run("plot_teams", tmp_path / "teams.jsonl", tmp_path / "teams.svg")
    assert done.returncode == 2
    assert "there is nothing to draw" in done.stderr
    assert not (tmp_path / "teams.svg").exists()
