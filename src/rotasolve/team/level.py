"""Levels: how much a rule matters. A lower level is never traded for a higher one."""

from __future__ import annotations

MUST = "must"
SOFT_LEVELS = ("safety", "contract", "fairness", "wish")

SPARE = "spare"
"""The level below all others, of duties that nobody asks for; every team has it."""


def resolve(level: str, soft_levels: tuple[str, ...]) -> str:
    """The level of a team with ``soft_levels`` that the default ``level`` stands for.

    A team that has the name keeps it; one that has renamed its levels gets the level of the same
    rank, or its last one where it has fewer. What is at ``spare`` stays there, and nothing else
    comes to it.
    """
    if level in (MUST, SPARE) or level in soft_levels:
        return level
    own = [each for each in soft_levels if each != SPARE] or soft_levels
    return own[min(SOFT_LEVELS.index(level), len(own) - 1)]
