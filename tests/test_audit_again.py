"""An auditor who has seen another rota finds what one does who sees this rota alone."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.every_rule import every_rule
from mixed_teams import mixed_team

from rotasolve.audit import Auditor, audit
from rotasolve.duties import Duties
from rotasolve.rota import Rota
from rotasolve.rules import Rule
from rotasolve.rules.drafts import Drafts
from rotasolve.rules.wishes import Wishes
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.rota import Assignment

START = "2026-03-23"
"""A Monday; the clocks go forward on the Sunday after it."""
STAFF = {"Ana": "registered", "Bo": "registered", "Cy": "trainee", "Di": "trainee"}
SHIFTS: dict[str, Any] = {
    "E": "07:00-15:00",
    "L": "14:00-22:00",
    "N": "21:30-07:30",
    "SI": {"time": "22:00-08:00", "kind": "sleep_in"},
}
MEETING = {"name": "handover", "time": "05:00-06:30", "days": "all", "attend": 2}
OF_THE_TEAM: dict[str, dict[str, Any]] = {
    "absence_cap": {"at_most": 0},
    "apart": {"who": ["Ana", "Bo", "Cy"]},
    "budget": {"at_most": 100, "of": ["basic"], "per": "week"},
    "clock_cover": {"clock": "00:00-09:00", "min": 1, "max": 1},
    "cover": {"shift": ["E", "N"], "min": 1, "max": 2},
    "event": {**MEETING, "bring_in": False},
    "fair_share": {"of": ["N", "SI"]},
    "lone_working": {"skill": "registered"},
    "supervision": {"who": "trainee", "by": "registered"},
    "supervision_meetings": {"pairs": {"Ana": ["Cy"], "Bo": ["Di"]}, "per": "day"},
    "task": {"name": "round", "per": "day", "clock": "01:00-06:00", "takes": "2h"},
    "together": {"who": ["Ana", "Bo", "Di"], "overlap": "15m"},
}
"""A rule of each kind that looks at several people; nights count in most."""


def night_team(kind: str) -> Team:
    """Four people for two weeks, with one rule besides those that are always in force."""
    stated = {"rule": kind, **OF_THE_TEAM[kind]}
    return Team.model_validate(
        {
            "version": 1,
            "team": "Nights",
            "period": {"start": START, "weeks": 2},
            "skills": ["registered", "trainee"],
            "shifts": SHIFTS,
            "staff": [
                {"name": name, "skills": skill, "contract": {"hours": 37.5}, "rate": 15}
                for name, skill in STAFF.items()
            ],
            "pay": {},
            "absences": [{"who": "Ana", "dates": "2026-03-25..2026-03-26"}],
            "rules": [stated] if kind != "event" else [],
            "events": [{key: value for key, value in stated.items() if key != "rule"}]
            if kind == "event"
            else [],
            "history": {"duties": [{"staff": "Bo", "date": "2026-03-22", "shift": "N"}]},
        }
    )


def changing(team: Team, seed: int, number: int) -> Iterator[Rota]:
    """A random rota, then others that each differ in a cell or two, or in somebody's line."""
    chance = random.Random(seed)
    cells = [
        (staff.name, day, code)
        for staff in team.staff
        for day in team.period.dates
        for code in team.shifts
    ]
    share = 0.6 / len(team.shifts)
    worked: set[tuple[str, Any, str]] = {cell for cell in cells if chance.random() < share}
    yield Rota.of(team, worked)
    for _ in range(number):
        if chance.random() < 0.2:
            name = chance.choice(team.staff).name
            worked = {cell for cell in worked if cell[0] != name}
            worked |= {cell for cell in cells if cell[0] == name and chance.random() < share}
        else:
            worked = worked ^ set(chance.sample(cells, chance.choice((1, 1, 2))))
        yield Rota.of(team, worked)


def differ(team: Team, seed: int, number: int) -> bool:
    """Whether an auditor who goes on from rota to rota finds anything else than a new one."""
    auditor = Auditor(team)
    return any(auditor.audit(rota) != audit(team, rota) for rota in changing(team, seed, number))


def found_out(team: Team) -> bool:
    """Whether they differ on any of many changes."""
    return any(differ(team, seed, 40) for seed in range(4))


@pytest.mark.parametrize("seed", range(40))
def test_random_teams_are_audited_again_as_they_are_audited(seed: int) -> None:
    assert not differ(mixed_team(seed, wide=True), seed, 6)


def test_a_team_with_a_rule_of_every_kind_is_audited_again_as_it_is_audited() -> None:
    team = Team.model_validate(every_rule(8, 4, 12))
    assert {rule.rule for rule in team.all_rules} == Rule.registry.keys()
    assert not differ(team, 1, 8)


def test_every_kind_of_rule_that_looks_at_several_people_has_its_nights_tried() -> None:
    of_the_team = {kind for kind, rule in Rule.registry.items() if rule.scope == "team"}
    optional = {kind for kind in of_the_team if not Rule.registry[kind].always}
    assert optional == OF_THE_TEAM.keys()


@pytest.mark.parametrize("kind", OF_THE_TEAM)
def test_each_rule_of_the_team_is_judged_again_wherever_a_change_decides(kind: str) -> None:
    assert not found_out(night_team(kind))


WITH_DATES = [
    kind
    for kind in OF_THE_TEAM
    if kind != "absence_cap"  # duties decide nothing there
    and Rule.registry[kind].reach is not None
]


@pytest.mark.parametrize("kind", WITH_DATES)
def test_a_rule_that_names_too_few_dates_is_found_out(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = Rule.registry[kind]
    said = rule.decided

    def fewer(self: Rule, team: Team, dates: set[Any]) -> set[Any]:
        """All that it says but the last of them."""
        return set(sorted(said(self, team, dates) or ())[:-1])

    monkeypatch.setattr(rule, "decided", fewer)
    assert found_out(night_team(kind))


@pytest.mark.parametrize("kind", [kind for kind in WITH_DATES if Rule.registry[kind].reach])
def test_a_rule_that_reaches_a_day_too_short_is_found_out(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rule.registry[kind], "reach", 0)
    assert found_out(night_team(kind))


@pytest.mark.parametrize("kind", [kind for kind in OF_THE_TEAM if kind != "absence_cap"])
def test_a_rule_that_leaves_somebody_out_is_found_out(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = Rule.registry[kind]
    said = rule.deciders
    monkeypatch.setattr(rule, "deciders", lambda self, team: tuple(said(self, team))[:-1])
    assert found_out(night_team(kind))


@pytest.mark.parametrize("kind", ["budget", "fair_share"])
def test_what_is_kept_of_a_line_that_has_changed_is_found_out(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[Any, dict[str, Any]] = {}
    monkeypatch.setattr(
        Duties,
        "of_each",
        lambda self, key, staff, work_out: {
            name: kept.setdefault((id(self.known_from), key), {}).setdefault(name, work_out(name))
            for name in staff
        },
    )
    team = night_team(kind)
    auditor, rotas = Auditor(team), list(changing(team, 3, 20))
    found = [auditor.audit(rota) for rota in rotas]
    monkeypatch.undo()
    assert found != [audit(team, rota) for rota in rotas]


def crowded_team(leaves: int = 0) -> Team:
    """Ana and Bo meet every day, as do Ana and Cy; a round takes most of a duty of Bo or of Di.

    At a meeting so many others stay on duty as ``leaves`` says.
    """
    pairs = {"Ana": ["Bo", "Cy"]}
    often = {"per": "day", "takes": "2h", "leaves": leaves}
    meetings = {"rule": "supervision_meetings", "pairs": pairs, **often}
    task = {"per": "day", "takes": "7h", "kinds": ["work"]}
    return Team.model_validate(
        {
            "version": 1,
            "team": "Crowded",
            "period": {"start": START, "weeks": 1},
            "shifts": {"E": "07:00-15:00", "N": "21:30-07:30"},
            "staff": [{"name": name, "contract": {"hours": 37.5}} for name in STAFF],
            "rules": [meetings],
            "tasks": [
                {**task, "name": "round", "who": ["Bo", "Di"]},
                {**task, "name": "count", "who": ["Di", "Bo"]},
            ],
        }
    )


@pytest.mark.parametrize("leaves", [0, 1])
def test_what_has_a_place_is_placed_again_as_it_is_placed(leaves: int) -> None:
    assert not found_out(crowded_team(leaves))


WRONG: dict[str, tuple[type, str, Any]] = {
    "whom others meet": (Wishes, "_partners", {}),
    "the days around": (Wishes, "affected", lambda self, changed: changed),
    "what is not touched": (Wishes, "touched", lambda self, affected: set()),
    "who stays on the floor": (Wishes, "stands_on", lambda self, floor: set()),
    "who is asked before": (
        Drafts,
        "_stays",
        lambda self, n, wish, affected: self.places[n] is not None,
    ),
}
"""What the drafts of places go by, and what would be wrong."""


@pytest.mark.parametrize("what", WRONG)
def test_a_place_that_is_kept_wrongly_is_found_out(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, name, wrong = WRONG[what]
    monkeypatch.setattr(place, name, wrong)
    assert found_out(crowded_team()) or found_out(crowded_team(leaves=1))


def test_a_rota_that_cannot_be_is_refused_and_the_next_one_is_audited() -> None:
    team = night_team("cover")
    first, second = changing(team, 5, 1)
    auditor = Auditor(team)
    auditor.audit(first)
    nobody: Assignment = next(iter(first.assignments))._replace(staff="Eve")
    wrong = Rota(first.staff, first.start, first.days, first.assignments | {nobody})
    with pytest.raises(ValueError, match="'Eve' is not on the team"):
        auditor.audit(wrong)
    assert auditor.audit(second) == audit(team, second)
