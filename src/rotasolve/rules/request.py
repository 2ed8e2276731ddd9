"""Requests: what people ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag, model_validator

from rotasolve.duties import spell_date
from rotasolve.rules.shifts_or import ANY_CASE, SHIFTS, WORD, shifts_or
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

OffOrShifts = Annotated[
    Annotated[Literal["off"], ANY_CASE, Tag(WORD)] | Annotated[Which, Tag(SHIFTS)], shifts_or("off")
]


class Request(Rule):
    """People get the shifts and days off that they ask for.

    One unit is one duty on a day asked off, one duty on a shift that somebody asks to ``avoid``,
    or one date on which none of the shifts wanted is given. History does not matter.
    """

    rule: Literal["request"] = "request"
    want: OffOrShifts | None = Field(default=None, description="off, or any of these shifts.")
    avoid: Which | None = Field(default=None, description="None of these shifts.")

    scope = "line"
    default_level = "wish"

    @model_validator(mode="after")
    def _says_what_and_who(self) -> Request:
        if (self.want is None) == (self.avoid is None):
            raise ValueError("a request says what it wants or what it would avoid, one of the two")
        if "who" not in self.model_fields_set:
            raise ValueError("a request needs who asks, such as who: Ana")
        if self.days is None and self.dates is None:
            raise ValueError("a request needs its dates or days, such as dates: 2026-03-02")
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every duty and date that goes against the request."""
        for staff in duties.staff_of(self.who):
            for day in team.dates_of(self):
                own = duties.on(staff.name, day)
                where: dict[str, Any] = {"staff": (staff.name,), "dates": (day,)}
                asked = f"{staff.name} asked "
                if self.avoid is not None or self.want == "off":
                    unwanted = [d for d in own if self.avoid is None or self.avoid.match(d.shift)]
                    for duty in unwanted:
                        what = "not to do" if self.avoid else "to be off instead of"
                        yield self.breach(team, f"{asked}{what} {duty}", **where)
                elif isinstance(self.want, Which) and not any(
                    self.want.match(duty.shift) for duty in own
                ):
                    wanted = ", ".join(s.code for s in team.shifts_of(self.want))
                    yield self.breach(team, f"{asked}for {wanted} on {spell_date(day)}", **where)
