"""What a team is called, and what a full week is in it."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator, model_validator

from rotasolve.team.base import Model
from rotasolve.team.spelling import MINUTES_A_DAY, Hours, spell_duration


class Heading(Model):
    """The team's name, and the hours of a full week."""

    name: str = Field(min_length=1, max_length=120)
    full_week: Hours = Field(default=2250, description="Hours a week that an fte of 1 stands for.")

    @field_validator("full_week")
    @classmethod
    def _fits_a_week(cls, value: int) -> int:
        if value > 7 * MINUTES_A_DAY:
            raise ValueError(f"{spell_duration(value)} are more hours than a week has")
        return value

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value
