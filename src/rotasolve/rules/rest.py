"""Rest: hours free between one duty and the next."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator

from rotasolve.duties import spell_time
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.selector import EVERY_SHIFT, Which
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import MINUTES_A_DAY, Hours, spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

_LONGEST = 28 * MINUTES_A_DAY


class Rest(Rule):
    """Everybody has at least ``hours`` free between one duty and the next.

    One unit is one rest that is too short: a duty that starts less than ``hours`` after another
    has ended, with no third duty wholly between them. It belongs to the date of the later duty;
    the earlier one may be in the history, where what was worked of an on call breaks rest as work
    does. Times are true, on clock-change nights too; a duty of
    which the clock skips every minute is none.
    """

    rule: Literal["rest"] = "rest"
    hours: Hours = Field(default=660, description="Hours free; 11 when left out.")
    after: Which = Field(default=EVERY_SHIFT, description="Only the rest after these shifts.")
    before: Which = Field(default=EVERY_SHIFT, description="Only the rest before these shifts.")
    ignore: Listed[Kind] = Field(
        default=("on_call",), description="Kinds of shift that do not break rest."
    )
    exceptions: tuple[tuple[Which, Which], ...] = Field(
        default=(),
        validation_alias="except",
        serialization_alias="except",
        description="Pairs that may follow each other: [[late, sleep_in], ...].",
    )

    scope = "line"

    @field_validator("hours")
    @classmethod
    def _is_a_rest(cls, value: int) -> int:
        if value > _LONGEST:
            longest = spell_duration(_LONGEST)
            raise ValueError(f"{spell_duration(value)} are no rest; expected at most {longest}")
        return value

    @field_validator("exceptions", mode="before")
    @classmethod
    def _single_pair(cls, value: Any) -> Any:
        """Take one pair ``[late, sleep_in]`` as a list of that pair."""
        if isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value):
            return [value]
        return value

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every rest too short before a duty on a date concerned."""
        dates = set(team.dates_of(self))
        after_codes, before_codes = team.codes_of(self.after), team.codes_of(self.before)
        for staff in duties.staff_of(self.who):
            own = duties.busy(staff.name, self.ignore)
            starts = [duty.start for duty in own]
            longest = max((duty.end - duty.start for duty in own), default=0)
            for n, second in enumerate(own):
                if second.date not in dates or second.code not in before_codes:
                    continue
                # Whatever began before these ended long enough ago.
                begin = bisect_left(starts, second.start - self.hours - longest)
                earlier = [duty for duty in own[begin:n] if duty.end <= second.start]
                latest_start = max((duty.start for duty in earlier), default=0)
                for first in earlier:
                    free = second.start - first.end
                    joined = any(
                        before.match(first.shift) and after.match(second.shift)
                        for before, after in self.exceptions
                    )
                    neighbours = latest_start < first.end
                    if (
                        free < self.hours
                        and neighbours
                        and not joined
                        and first.code in after_codes
                    ):
                        yield self.breach(
                            team,
                            f"{staff.name} has {spell_duration(free)} free between {first} "
                            f"(ends {spell_time(first.end)}) and {second} (starts "
                            f"{spell_time(second.start)}); at least {spell_duration(self.hours)}",
                            staff=(staff.name,),
                            dates=tuple(dict.fromkeys((first.date, second.date))),
                        )
