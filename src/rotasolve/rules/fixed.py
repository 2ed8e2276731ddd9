"""Fixed: shifts that are already settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from rotasolve.duties import spell_date
from rotasolve.team.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


class Fixed(Rule):
    """A pinned shift is worked by the person it is pinned to.

    One unit is one person and date on which the shift is not done; with ``shift: off``, one duty
    on that date. History does not matter.
    """

    rule: Literal["fixed"] = "fixed"
    shift: str = Field(description="The code of the shift, or off.")

    scope = "line"

    @model_validator(mode="after")
    def _says_when_and_who(self) -> Fixed:
        if self.dates is None:
            raise ValueError("a pinned shift needs its dates, such as dates: 2026-03-02")
        if "who" not in self.model_fields_set:
            raise ValueError("a pinned shift needs who it is pinned to, such as who: Ana")
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every person and date without the pinned shift, or with a duty when pinned off."""
        for staff in duties.staff_of(self.who):
            for day in team.dates_of(self):
                codes = [duty.code for duty in duties.on(staff.name, day)]
                where: dict[str, Any] = {"staff": (staff.name,), "dates": (day,)}
                pinned = f"{staff.name} is pinned {{}} on {spell_date(day)} but "
                if self.shift == "off" and codes:
                    words = f"{pinned.format('off')}does {', '.join(codes)}"
                    yield self.breach(team, words, len(codes), **where)
                elif self.shift != "off" and self.shift not in codes:
                    words = f"{pinned.format('to ' + self.shift)}is not on it"
                    yield self.breach(team, words, **where)
