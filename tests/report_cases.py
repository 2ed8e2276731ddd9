"""A small team and a rota whose hours, breaches and vacancies are easy to count by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rotasolve.rota import Rota
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.team.team import Team

MONDAY = date(2026, 3, 30)  # its Friday is Good Friday


def day(number: int) -> date:
    """The date ``number`` days after the first Monday."""
    return MONDAY + timedelta(number)


def team_of(**more: Any) -> Team:
    """Ana, Ben and Cy for one week; at least two on E, one of them registered, and one on L."""
    return Team.model_validate(
        {
            "version": 1,
            "team": "House",
            "period": {"start": "2026-03-30", "weeks": 1},
            "skills": ["registered"],
            "shifts": {
                "E": {"name": "Early", "time": "08:00-16:00", "break": "30m"},
                "L": {"time": "14:00-22:00", "break": "30m"},
            },
            "staff": [
                {"name": "Ana", "contract": {"hours": 37.5}, "skills": ["registered"]},
                {"name": "Ben", "contract": {"hours": 15}, "leaves": "2026-04-02"},
                {"name": "Cy", "contract": {"hours": 30, "accounts": ["paid"]}},
            ],
            "cover": [
                {"shift": "E", "days": "Mon-Tue", "min": 2, "ideal": 3},
                {"shift": "E", "days": "Mon-Tue", "min": 1, "who": "registered"},
                {"shift": "L", "days": "Mon", "min": 1},
                {"clock": "12:00-20:00", "days": "Tue", "min": {"people": 1, "level": "safety"}},
            ],
            "absences": [{"who": "Ana", "dates": "2026-04-01..2026-04-02"}],
            "requests": [{"who": "Ben", "want": "off", "dates": "2026-03-30"}],
            **more,
        }
    )


def rota_of(team: Team) -> Rota:
    """Mon: Ana and Ben on E, Cy on L. Tue: Cy alone on E."""
    return Rota.of(
        team,
        [
            ("Ana", day(0), "E"),
            ("Ben", day(0), "E"),
            ("Cy", day(0), "L"),
            ("Cy", day(1), "E"),
        ],
    )
