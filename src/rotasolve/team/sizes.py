"""The most entries of blocks: more than any team has, and few enough to be checked quickly."""

from __future__ import annotations

MOST_PEOPLE = 2_000
MOST_SHIFTS = 500
MOST_RULES = 2_000
MOST_DATED = 20_000
MOST_LEVELS = 50
