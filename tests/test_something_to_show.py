"""There is always something to show: partial rotas are kept, and every stage is told."""

from __future__ import annotations

import threading
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import rotasolve
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.search import first
from rotasolve.search.aim import Aim
from rotasolve.search.cpsat import Budget, Settings
from rotasolve.search.levels import find_any
from rotasolve.search.pricing import LinePricer, Priced
from rotasolve.search.progress import Progress, Reporter
from rotasolve.search.standing import Standing
from rotasolve.search.ways import Ways
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

LONG = 600.0
"""Seconds after which the test itself has long been given up."""


def team_of(people: str = "Ana Bo Cy", **blocks: Any) -> Team:
    """Everybody who is named is needed on Monday's early."""
    return Team.model_validate(
        {
            "version": 1,
            "team": "By hand",
            "period": {"start": "2026-03-02", "weeks": 1},
            "shifts": {"E": "07:00-15:00"},
            "staff": [{"name": name, "contract": {"hours": 40}} for name in people.split()],
            "cover": [{"shift": "E", "dates": "2026-03-02", "min": len(people.split())}],
            **blocks,
        }
    )


def refuse(monkeypatch: pytest.MonkeyPatch, who: int, times: float = float("inf")) -> list[int]:
    """Let no line of a person be found so many times; the people priced, in order."""
    price, asked = LinePricer.price, []

    def priced(self: LinePricer, *arguments: Any, **options: Any) -> Priced:
        asked.append(self.p)
        if self.p == who and asked.count(who) <= times:
            return Priced((), None, optimal=False)
        return price(self, *arguments, **options)

    monkeypatch.setattr(LinePricer, "price", priced)
    return asked


def names_on(rota: rotasolve.Rota | None) -> set[str]:
    assert rota is not None
    return {each.staff for each in rota.assignments}


def test_the_lines_found_are_kept_where_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, who=1)
    rota, proofs = first.first_rota(Problem(team_of()), Settings(Budget(LONG)), LONG)
    assert names_on(rota) == {"Ana", "Cy"}
    assert proofs == ()


def test_a_line_that_is_missing_is_tried_again_after_all_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight times in vain: with each of four limits, with and without what must hold."""
    asked = refuse(monkeypatch, who=1, times=8)
    rota, _ = first.first_rota(Problem(team_of()), Settings(Budget(LONG)), LONG)
    assert names_on(rota) == {"Ana", "Bo", "Cy"}
    assert asked == [0, *[1] * 8, 2, 1]


def test_without_a_single_line_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, who=0)
    rota, _ = first.first_rota(Problem(team_of("Ana")), Settings(Budget(LONG)), LONG)
    assert rota is None


def test_whoever_has_no_line_when_the_time_is_up_does_nothing() -> None:
    """The time is up once the first line is told of as found."""
    stop, told = threading.Event(), []

    def tell(words: str) -> None:
        told.append(words)
        if words.startswith("making a first rota: 1 of"):
            stop.set()

    settings = Settings(Budget(LONG), stop=stop)
    rota, _ = first.first_rota(Problem(team_of()), settings, LONG, tell)
    assert names_on(rota) == {"Ana"}
    assert told == [f"making a first rota: {n} of 3 lines" for n in (0, 1)]


def test_a_partial_rota_is_bettered_until_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bo's line is not found one by one; the search for the least broken rota gives it to him."""
    module = import_module("rotasolve.search.solve")
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(module, "is_large", lambda problem: True)
    refuse(monkeypatch, who=1, times=20)
    stages: list[str] = []
    result = rotasolve.solve(
        team_of(), seconds=60, workers=1, progress=lambda each: stages.append(each.stage)
    )
    assert names_on(result.rota) == {"Ana", "Bo", "Cy"}
    assert result.status == "optimal"
    assert "making a first rota: 2 of 3 lines" in stages


def test_what_is_done_is_told_with_the_level() -> None:
    """Fewer people than are wanted each day, so that something is left to better and to prove."""
    told: list[Progress] = []
    cover = [{"shift": "E", "ideal": 3}]
    rules = [{"rule": "run", "at_most": 3}]
    rotasolve.solve(team_of(cover=cover, rules=rules), seconds=60, workers=1, progress=told.append)
    assert any(each.stage == "bettering fairness: the whole rota at once" for each in told)


def test_each_way_tells_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is run although the others may have left nothing to better."""
    problem = Problem(team_of(cover=[{"shift": "E", "ideal": 3}]))
    settings, standing = Settings(Budget(LONG), workers=1), Standing(problem.team.levels)
    assert find_any(build_full(problem), standing, settings, LONG) == "optimal"
    told: list[str] = []
    ways = Ways(problem, standing, settings, Aim.at("fairness", standing), told.append)
    monkeypatch.setattr(Ways, "done", False)
    ways.return_to_best()
    ways.generate(LONG)
    ways.dive(LONG)
    ways.restrict(LONG)
    ways.recombine(LONG)
    monkeypatch.setattr(Ways, "is_stale", True)  # so that this ends
    ways.search(LONG)
    assert list(dict.fromkeys(told)) == [
        "column generation",
        "a dive",
        "the lines of small reduced cost",
        "recombination",
        "neighbourhoods",
    ]


def beating(listener: Callable[[Progress], None], until: Callable[[], bool]) -> None:
    reporter = Reporter(Settings(Budget(LONG)), listener)
    with reporter.beating(every=0.01):
        reporter.stage("pricing")
        deadline = time.monotonic() + 60
        while not until() and time.monotonic() < deadline:
            time.sleep(0.01)


def test_nobody_waits_long_for_a_word() -> None:
    told: list[Progress] = []
    beating(told.append, lambda: len(told) >= 4)
    assert len(told) >= 4
    assert {each.stage for each in told} == {"pricing"}
    assert [each.seconds for each in told] == sorted(each.seconds for each in told)


def test_nothing_is_told_again_once_it_is_over() -> None:
    told: list[Progress] = []
    beating(told.append, lambda: len(told) >= 2)
    number = len(told)
    time.sleep(0.1)
    assert len(told) == number


def test_a_listener_that_fails_while_nothing_is_new_does_not_end_the_beat_loudly() -> None:
    told: list[Progress] = []

    def listen(progress: Progress) -> None:
        told.append(progress)
        if len(told) > 1:
            raise ValueError("gone")

    beating(listen, lambda: len(told) >= 2)
    assert len(told) == 2
