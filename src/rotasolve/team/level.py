"""Levels: how much a rule matters. A lower level is never traded for a higher one."""

from __future__ import annotations

MUST = "must"
SOFT_LEVELS = ("safety", "contract", "fairness", "wish")


def resolve(level: str, soft_levels: tuple[str, ...]) -> str:
    """The level of a team with ``soft_levels`` that the default ``level`` stands for.

    A team that has the name keeps it; one that has renamed its levels gets the level of the same
    rank, or its last one where it has fewer.
    """
    if level == MUST or level in soft_levels:
        return level
    return soft_levels[min(SOFT_LEVELS.index(level), len(soft_levels) - 1)]
